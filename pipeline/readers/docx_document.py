"""Turns a Word file into the neutral form: changes accepted, numbers computed, and what is not running text as asides.

A paragraph whose mark was deleted goes on in the next one; together they have the format
and the number of the first that still has text, as LibreOffice shows them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import takewhile
from pathlib import PurePath

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.readers import docx, docx_model as model
from pipeline.readers.document import (
    Aside,
    AsideKind,
    Block,
    Cell,
    Change,
    ChangeKind,
    Comment,
    Document,
    FileKind,
    Paragraph,
    Row,
    Table,
    TextStyle,
)
from pipeline.readers.docx_model import PointKind
from pipeline.readers.docx_numbering import ListCounter

_ALIGNMENTS = {"both": "justify", "distribute": "justify", "start": "left", "end": "right"}
_MARGINS = {"default": "", "first": "（首页）", "even": "（双数页）"}
_FONTS = (".odttf", ".ttf")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".wdp", ".webp")


def read(name: str, content: bytes) -> Document:
    """Read a Word file; raises Unreadable if it is not one, damaged, or has no text."""
    return convert(name, docx.read(content))


def convert(name: str, file: model.DocxFile) -> Document:
    """Convert a Word file that has been read; raises Unreadable if it has no text."""
    converter = _Converter(file)
    blocks = tuple(converter.body())
    asides = (*converter.asides, *converter.rest())
    if not any(block.text.strip() or (isinstance(block, Paragraph) and block.number) for block in blocks):
        pictures = any(PurePath(part).suffix.lower() in _PICTURES for part in file.attachments)
        if any(aside.kind is AsideKind.TEXT_BOX and aside.text.strip() for aside in asides):
            raise Unreadable("Word 文件的文字全在文本框里，正文是空的。请在 Word 或 WPS 里把文字移到正文，另存后再用。")
        raise Unreadable(
            "Word 文件里只有图片，没有文字，多半是扫描件。请用有文字的原文件，或先用识别软件（OCR）转成文字并逐字校对。"
            if pictures
            else "Word 文件里没有文字。请核对是不是拿错了文件。"
        )
    pages = file.properties.get("Pages", "")
    return Document(name, FileKind.WORD, blocks, asides, pages=int(pages) if re.fullmatch(r"\d{1,5}", pages) else 0)


@dataclass(slots=True)
class _Text:
    """The paragraph that is being put together from one or more paragraphs of the file."""

    where: str
    characters: list[str] = field(default_factory=list)
    length: int = 0
    changes: list[Change] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    styles: list[TextStyle] = field(default_factory=list)
    open_comments: dict[str, int] = field(default_factory=dict)
    page: int = 0

    def add(self, text: str) -> None:
        self.characters.append(text)
        self.length += len(text)

    def add_change(self, change: Change) -> None:
        last = self.changes[-1] if self.changes else None
        if (
            last is not None
            and (last.kind, last.author, last.date, last.stop)
            == (change.kind, change.author, change.date, change.start)
            and bool(last.deleted) == bool(change.deleted)
        ):
            self.changes[-1] = Change(
                last.kind, last.start, change.stop, last.deleted + change.deleted, last.author, last.date
            )
        else:
            self.changes.append(change)

    def add_style(self, style: TextStyle) -> None:
        last = self.styles[-1] if self.styles else None
        if last and (last.stop, last.bold, last.size, last.font, last.target) == (
            style.start,
            style.bold,
            style.size,
            style.font,
            style.target,
        ):
            self.styles[-1] = TextStyle(last.start, style.stop, last.bold, last.size, last.font, last.target)
        else:
            self.styles.append(style)


class _Converter:
    """The state of the conversion: counters of paragraphs, tables, pages and lists, and the asides so far."""

    def __init__(self, file: model.DocxFile) -> None:
        self._file = file
        self.asides: list[Aside] = []
        self._counter = ListCounter(file.numbering)
        self._index = 0
        self._paragraphs = 0
        self._tables = 0
        all_paragraphs = tuple(model.paragraphs(file.content))
        has_pages = any(point.kind is PointKind.PAGE for paragraph in all_paragraphs for point in paragraph.points)
        self._page = 1 if has_pages else 0
        self._comments = {note.key: note for note in file.comment_notes}
        self._footnotes = {note.key: note for note in file.footnotes}
        self._endnotes = {note.key: note for note in file.endnotes}
        self._attached: dict[str, str] = {}
        """Where embedded files are anchored, by part."""
        anchored = {
            point.key
            for paragraph in all_paragraphs
            for point in paragraph.points
            if point.kind in (PointKind.COMMENT, PointKind.COMMENT_START)
        }
        self._replies: dict[str, list[model.Note]] = {}
        """Replies that have no place of their own, by the comment they reply to."""
        for note in file.comment_notes:
            if note.parent and note.key not in anchored:
                self._replies.setdefault(note.parent, []).append(note)

    def body(self) -> Iterator[Block]:
        """Convert the main part."""
        yield from self._blocks(self._file.content, "", None)

    # --- blocks ----------------------------------------------------------------------

    def _blocks(self, content: Sequence[model.Content], place: str, change: ChangeKind | None) -> Iterator[Block]:
        """The blocks of a story or cell; `place` is where its paragraphs are, empty in the body."""
        joined: list[model.Paragraph] = []
        for block in content:
            match block:
                case model.Paragraph():
                    joined.append(block)
                    if not block.joins_next:
                        yield self._paragraph(joined, place, change)
                        joined = []
                case model.Table():
                    yield from self._left_over(joined, place, change)
                    joined = []
                    table = self._table(block)
                    if _is_layout(table):
                        yield from table.rows[0].cells[0].content
                    elif table.rows:
                        yield table
        yield from self._left_over(joined, place, change)

    def _left_over(self, joined: list[model.Paragraph], place: str, change: ChangeKind | None) -> Iterator[Block]:
        """The paragraphs whose last mark is gone too, at the end of a story or before a table."""
        if joined:
            paragraph = self._paragraph(joined, place, change, counts=any(part.text.strip() for part in joined))
            if paragraph.text or place:
                yield paragraph
            else:
                # nothing of it is left
                self._index -= 1

    def _paragraph(
        self,
        joined: Sequence[model.Paragraph],
        place: str,
        change: ChangeKind | None,
        *,
        counts: bool = True,
    ) -> Paragraph:
        main = next((part for part in joined if part.text.strip()), joined[-1])
        if not place and counts and any(part.text.strip() or part.format.numbered for part in joined):
            self._paragraphs += 1
        text = _Text(place or f"第{max(self._paragraphs, 1)}段")
        for part in joined:
            self._runs(part, text)
        for key, start in text.open_comments.items():
            self._add_comment(text, key, start, text.length)
        mark = next((revision.kind for revision in joined[-1].revisions if not revision.deletes), None)
        number = ""
        if counts and main.format.list_id:
            number = self._counter.label(main.format.list_id, main.format.list_level)
        characters, shift = _without_page_breaks("".join(text.characters))
        paragraph = Paragraph(
            characters,
            text.where,
            self._index,
            number,
            main.style,
            main.format.outline,
            _ALIGNMENTS.get(main.format.align, main.format.align),
            text.page or self._page,
            tuple(
                TextStyle(start, stop, style.bold, style.size, style.font, style.target)
                for style in text.styles
                for start, stop in [_shifted(style.start, style.stop, shift, len(characters))]
                if start < stop
            ),
            tuple(
                Change(item.kind, start, stop, item.deleted, item.author, item.date)
                for item in text.changes
                for start, stop in [_shifted(item.start, item.stop, shift, len(characters))]
            ),
            tuple(
                Comment(item.text, start, stop, item.author, item.date)
                for item in text.comments
                for start, stop in [_shifted(item.start, item.stop, shift, len(characters))]
            ),
            change or mark,
        )
        self._index += 1
        return paragraph

    def _runs(self, paragraph: model.Paragraph, text: _Text) -> None:
        """Add the runs of one paragraph of the file, and what is anchored between them."""
        points = sorted(paragraph.points, key=lambda point: point.run)
        next_point = 0
        for index in range(len(paragraph.runs) + 1):
            while next_point < len(points) and points[next_point].run <= index:
                self._point(points[next_point], paragraph, text)
                next_point += 1
            if index < len(paragraph.runs):
                self._run(paragraph.runs[index], text)
        self.asides += (
            Aside(AsideKind.OTHER, instruction, f"{text.where}的域代码") for instruction in paragraph.fields
        )

    def _run(self, run: model.Run, text: _Text) -> None:
        # a hyphen that only forbids or allows a line break is printed as a hyphen, or not at all
        characters = run.text.replace("\u2011", "-").replace("\u00ad", "")
        deleted = next((revision for revision in run.revisions if revision.deletes), None)
        inserted = next((revision for revision in reversed(run.revisions) if not revision.deletes), None)
        if deleted:
            self._add_aside(AsideKind.DELETED, characters, text.where)
            # what was inserted and deleted again was never in the document
            if not inserted:
                at = text.length
                text.add_change(Change(deleted.kind, at, at, characters, deleted.author, deleted.date))
            return
        if run.format.hidden:
            self._add_aside(AsideKind.HIDDEN, characters, text.where)
            return
        start = text.length
        if not text.page and characters.strip():
            text.page = self._page
        text.add(characters)
        if inserted:
            text.add_change(Change(inserted.kind, start, text.length, "", inserted.author, inserted.date))
        font = run.format.east_asian or run.format.ascii
        text.add_style(TextStyle(start, text.length, run.format.bold, run.format.size, font, run.target))

    def _point(self, point: model.Point, paragraph: model.Paragraph, text: _Text) -> None:
        match point.kind:
            case PointKind.COMMENT_START:
                text.open_comments.setdefault(point.key, text.length)
            case PointKind.COMMENT_END | PointKind.COMMENT:
                start = text.open_comments.pop(point.key, text.length)
                if point.kind is PointKind.COMMENT or start < text.length:
                    self._add_comment(text, point.key, start, text.length)
            case PointKind.FOOTNOTE:
                self._add_note(AsideKind.FOOTNOTE, self._footnotes.pop(point.key, None), text.where)
            case PointKind.ENDNOTE:
                self._add_note(AsideKind.ENDNOTE, self._endnotes.pop(point.key, None), text.where)
            case PointKind.BOX:
                self._add_story(AsideKind.TEXT_BOX, paragraph.boxes[int(point.key)], text.where)
            case PointKind.READING:
                self.asides.append(Aside(AsideKind.PHONETIC, point.key, text.where))
            case PointKind.FORMULA:
                self.asides.append(Aside(AsideKind.FORMULA, point.key, text.where))
            case PointKind.ATTACHMENT:
                self._attached.setdefault(point.key, text.where)
            case PointKind.PAGE:
                self._page += 1

    def _add_comment(self, text: _Text, key: str, start: int, stop: int) -> None:
        """Add a comment, the first time it is met, with the replies that have no place of their own."""
        note = self._comments.pop(key, None)
        if note is None:
            return
        for remark in (note, *self._replies.get(key, ())):
            self._comments.pop(remark.key, None)
            text.comments.append(
                Comment(self._story_text(remark.content, text.where), start, stop, remark.author, remark.date)
            )

    # --- asides ------------------------------------------------------------------------

    def _add_aside(self, kind: AsideKind, characters: str, where: str) -> None:
        """Add an aside; text that goes on from the last one is joined to it."""
        if not characters:
            return
        last = self.asides[-1] if self.asides else None
        if last and (last.kind, last.where) == (kind, where):
            self.asides[-1] = Aside(kind, last.text + characters, where)
        else:
            self.asides.append(Aside(kind, characters, where))

    def _add_note(self, kind: AsideKind, note: model.Note | None, where: str) -> None:
        if note is not None:
            self._add_story(kind, note.content, where)

    def _add_story(self, kind: AsideKind, content: Sequence[model.Content], where: str) -> None:
        text = self._story_text(content, where)
        if text.strip():
            self.asides.append(Aside(kind, text, where))

    def _story_text(self, content: Sequence[model.Content], where: str) -> str:
        """The printed text of a story of its own (a text box, a note); what is not printed in it becomes asides."""
        counter, self._counter = self._counter, ListCounter(self._file.numbering)
        index, tables, page = self._index, self._tables, self._page
        blocks = tuple(self._blocks(content, where, None))
        self._counter, self._index, self._tables, self._page = counter, index, tables, page
        for paragraph in Document("", FileKind.WORD, blocks).paragraphs():
            self.asides += (Aside(AsideKind.COMMENT, comment.text, where) for comment in paragraph.comments)
        return "\n".join(block.printed if isinstance(block, Paragraph) else block.text for block in blocks)

    def rest(self) -> Iterator[Aside]:
        """Yield what belongs to no place in the body: headers, footers, notes without an anchor, properties, other parts."""
        margins: dict[tuple[AsideKind, str], str] = {}
        before = len(self.asides)
        for number, section in enumerate(self._file.sections, 1):
            for kind, contents in ((AsideKind.HEADER, section.headers), (AsideKind.FOOTER, section.footers)):
                for name, content in contents.items():
                    where = f"第{number}节{kind.value}{_MARGINS.get(name, '')}"
                    text = self._story_text(content, where)
                    if text.strip():
                        margins.setdefault((kind, text), where)
        for comment in self._comments.values():
            self._add_story(
                AsideKind.COMMENT, comment.content, f"批注（{comment.author}）" if comment.author else "批注"
            )
        for kind, notes in ((AsideKind.FOOTNOTE, self._footnotes), (AsideKind.ENDNOTE, self._endnotes)):
            for note in notes.values():
                self._add_story(kind, note.content, kind.value)
        added = dict.fromkeys(self.asides[before:])
        del self.asides[before:]
        yield from added
        yield from (Aside(kind, text, where) for (kind, text), where in margins.items())
        yield from _distinct(Aside(AsideKind.OTHER, text, f"文件内部 {part}") for part, text in self._file.unplaced)
        yield from (Aside(AsideKind.OTHER, text, f"文件内部 {part}") for part, text in self._file.other_parts)
        yield from (
            Aside(AsideKind.PROPERTY, text, f"属性 {key}")
            for key, text in self._file.properties.items()
            if text.strip()
        )
        yield from _attachments(self._file.attachments, self._attached)

    # --- tables ------------------------------------------------------------------------

    def _table(self, table: model.Table) -> Table:
        self._tables += 1
        where = f"表{self._tables}"
        if table.description.strip():
            self.asides.append(Aside(AsideKind.OTHER, table.description, f"{where}的说明"))
        rows: list[list[_Placed]] = []
        headers: list[bool] = []
        open_cells: dict[int, _Placed] = {}
        """The cell that a continuation below would belong to, by its first column."""
        for row in table.rows:
            place = f"{where}第{len(rows) + 1}行"
            deleted = any(revision.deletes for revision in row.revisions)
            if deleted or row.hidden:
                self._leave_out(AsideKind.DELETED if deleted else AsideKind.HIDDEN, row.cells, f"{place}前")
                continue
            change = next((revision.kind for revision in row.revisions), None)
            placed = self._row(row, place, len(rows), open_cells, change)
            rows.append(placed)
            headers.append(row.is_header)
        return Table(
            tuple(
                Row(
                    tuple(Cell(cell.content, index, cell.column, cell.rowspan, cell.colspan) for cell in row),
                    is_header,
                )
                for index, (row, is_header) in enumerate(zip(rows, headers, strict=True))
            ),
            where,
            table.title,
        )

    def _row(
        self,
        row: model.Row,
        place: str,
        index: int,
        open_cells: dict[int, "_Placed"],
        change: ChangeKind | None,
    ) -> list["_Placed"]:
        """The cells that begin in a row; those merged into another one only make it larger."""
        placed: list[_Placed] = []
        for cell in row.cells:
            if any(revision.deletes for revision in cell.revisions):
                self._leave_out(AsideKind.DELETED, [cell], place)
                continue
            upper = open_cells.get(cell.column)
            if cell.joins_left and placed:
                placed[-1].colspan += cell.colspan
                self._leave_out(AsideKind.HIDDEN, [cell], place)
            elif cell.is_continuation and upper is not None and upper.row + upper.rowspan == index:
                upper.rowspan += 1
                self._leave_out(AsideKind.HIDDEN, [cell], place)
            elif upper is not None and upper.row + upper.rowspan == index and _repeats(cell, upper):
                upper.rowspan += 1
            else:
                of_cell = next((revision.kind for revision in cell.revisions), change)
                content = tuple(self._blocks(_said_once(cell.content), f"{place}第{cell.column + 1}格", of_cell))
                new = _Placed(content, index, cell.column, 1, cell.colspan)
                placed.append(new)
                open_cells[cell.column] = new
        return placed

    def _leave_out(self, kind: AsideKind, cells: Iterable[model.Cell], where: str) -> None:
        """Keep the text of cells that are not printed as an aside."""
        texts = [
            "\n".join(part for paragraph in model.paragraphs(cell.content) for part in paragraph.parts)
            for cell in cells
        ]
        if any(text.strip() for text in texts):
            self.asides.append(Aside(kind, "\t".join(texts), where))


@dataclass(slots=True)
class _Placed:
    """A cell while the rows below may still make it larger."""

    content: tuple[Block, ...]
    row: int
    column: int
    rowspan: int
    colspan: int


_REPEATED = "续页重印"
"""The style in which our files repeat the words of a merged cell where a page begins."""


def _repeats(cell: model.Cell, upper: _Placed) -> bool:
    """Whether a cell only repeats the words of the merged cell above it on a new page."""
    paragraphs = list(model.paragraphs(cell.content))
    above = [block.text for block in upper.content if isinstance(block, Paragraph)]
    return all(paragraph.style == _REPEATED for paragraph in paragraphs) and _is_repetition(
        [paragraph.text for paragraph in paragraphs], above
    )


def _is_repetition(texts: Sequence[str], said: Sequence[str]) -> bool:
    """Whether texts are other ones, once or several times; empty ones between them only fill a page."""
    filled = [text for text in texts if text]
    words = [text for text in said if text]
    times = len(filled) // max(len(words), 1)
    return list(texts) == list(said) or (times > 0 and filled == words * times)


def _said_once(content: Sequence[model.Paragraph | model.Table]) -> Sequence[model.Paragraph | model.Table]:
    """The content of a cell of a row over several pages without its words as our files repeat them on each."""
    paragraphs = [block for block in content if isinstance(block, model.Paragraph)]
    own = [*takewhile(lambda paragraph: paragraph.style != _REPEATED, paragraphs)]
    again = paragraphs[len(own) :]
    is_ours = own and again and len(paragraphs) == len(content) and all(one.style == _REPEATED for one in again)
    if is_ours and _is_repetition([one.text for one in again], [one.text for one in own]):
        return own
    return content


def _is_layout(table: Table) -> bool:
    """Whether a table only frames the text: a single cell with several paragraphs, as text pasted from a web page has it."""
    cells = [cell for row in table.rows for cell in row.cells]
    return len(cells) == 1 and len(cells[0].content) > 2


def _without_page_breaks(text: str) -> tuple[str, int]:
    """The text without page breaks at its ends, and how many characters were cut at the beginning; inside it they end a line."""
    begun = text.lstrip("\f")
    return begun.rstrip("\f").replace("\f", "\n"), len(text) - len(begun)


def _shifted(start: int, stop: int, shift: int, length: int) -> tuple[int, int]:
    return min(max(start - shift, 0), length), min(max(stop - shift, 0), length)


def _distinct(asides: Iterable[Aside]) -> Iterator[Aside]:
    yield from dict.fromkeys(asides)


def _attachments(attachments: Mapping[str, bytes], places: Mapping[str, str]) -> Iterator[Aside]:
    """What is embedded: the text of files that can be read, the names of others."""
    from pipeline.readers.extract import pieces

    for name, part in attachments.items():
        where = places.get(name, "文件")
        suffix = PurePath(name).suffix.lower()
        short = PurePath(name).name
        if suffix in _FONTS or "printerSettings" in name:
            continue
        if short == "vbaProject.bin":
            yield Aside(AsideKind.ATTACHMENT, short, f"{where}里的宏（没有运行，也没有读）")
        elif suffix in _PICTURES:
            yield Aside(AsideKind.ATTACHMENT, short, f"{where}里的图片（没有读）")
        else:
            try:
                found = pieces(name, part, depth=1)
            except Unreadable:
                yield Aside(AsideKind.ATTACHMENT, short, f"{where}里嵌入的文件（没有读）")
                continue
            yield from (Aside(AsideKind.ATTACHMENT, piece.text, f"嵌入的文件 {short} {piece.where}") for piece in found)
