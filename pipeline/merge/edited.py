"""The paragraphs and tables of an edited file, as they are compared with the printed ones: blank ones and stray characters left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.parse.assignments import FACT_KEYS
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Block, Change, Comment, Document, FileKind, Paragraph, Table
from pipeline.text.diff import bigrams, overlap

_RUN_TOGETHER = lazy_pattern(
    rf"[（(](?:{'|'.join(FACT_KEYS)})[:：][^（）()]*[）)]。?(?=[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)"
)
"""A bracket note with another item's number behind it: two paragraphs whose line end was deleted."""

_STRAY = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\r")
"""Characters without width that programs insert; no text of a plan has them."""

_LIKE_A_TITLE = 0.6
"""The least overlap with a title of a paragraph with line breaks that is one title in several lines."""


@dataclass(frozen=True, slots=True)
class EditedText:
    """A paragraph of an edited file; offsets of its changes and comments count in `text`."""

    text: str
    where: str
    changes: tuple[Change, ...] = ()
    comments: tuple[Comment, ...] = ()

    def slice(self, start: int, stop: int) -> "EditedText":
        """Return the text from `start` to `stop` with its changes and comments."""
        return self.keep(range(start, stop))

    def keep(self, kept: Sequence[int]) -> "EditedText":
        """Return the text of the characters at these offsets, with the changes and comments among them."""
        at = {old: new for new, old in enumerate(kept)}
        first = kept[0] if kept else 0
        last = kept[-1] + 1 if kept else 0

        def moved(offset: int) -> int:
            if offset >= last:
                return len(kept)
            while offset not in at and offset < last:
                offset = max(offset + 1, first)
            return at.get(offset, len(kept))

        return replace(
            self,
            text="".join(self.text[offset] for offset in kept),
            changes=tuple(
                replace(change, start=moved(change.start), stop=moved(change.stop))
                for change in self.changes
                if change.stop >= first and change.start <= last
            ),
            comments=tuple(
                replace(comment, start=moved(comment.start), stop=moved(comment.stop))
                for comment in self.comments
                if comment.stop >= first and comment.start <= last
            ),
        )


def joined_texts(texts: Sequence[EditedText]) -> EditedText:
    """Return paragraphs as one text with a line end between each two."""
    text = ""
    changes: list[Change] = []
    comments: list[Comment] = []
    for paragraph in texts:
        text += "\n" if text else ""
        shift = len(text)
        text += paragraph.text
        changes += [replace(one, start=one.start + shift, stop=one.stop + shift) for one in paragraph.changes]
        comments += [replace(one, start=one.start + shift, stop=one.stop + shift) for one in paragraph.comments]
    return EditedText(text, texts[0].where, tuple(changes), tuple(comments))


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A cell of an edited table: its paragraphs, and the column it begins in."""

    paragraphs: tuple[EditedText, ...]
    column: int

    @property
    def text(self) -> str:
        """The cell's text, a line a paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class EditedTable:
    """A table of an edited file: the cells that begin in each row."""

    rows: tuple[tuple[EditedCell, ...], ...]
    width: int

    @property
    def text(self) -> str:
        """The table's text, a line a row."""
        return "\n".join("\t".join(cell.text for cell in row) for row in self.rows)


EditedBlock = EditedText | EditedTable


def edited_blocks(document: Document, titles: Sequence[str]) -> tuple[EditedBlock, ...]:
    """Return the blocks of an edited file; `titles` are those that are printed over several lines."""
    if document.kind is FileKind.SHEET:
        return tuple(_sheet(document))
    return tuple(_blocks(document.blocks, titles))


def _blocks(blocks: Iterable[Block], titles: Sequence[str]) -> Iterator[EditedBlock]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from _texts(block, titles)
            case Table():
                yield _table(block)


def _texts(paragraph: Paragraph, titles: Sequence[str]) -> Iterator[EditedText]:
    """Yield the paragraph, cut at line breaks unless it is a title in several lines."""
    shift = len(paragraph.number)
    whole = EditedText(
        paragraph.printed.replace("\u00a0", " ").replace("\v", "\n"),
        paragraph.where,
        tuple(replace(change, start=change.start + shift, stop=change.stop + shift) for change in paragraph.changes),
        tuple(
            replace(comment, start=comment.start + shift, stop=comment.stop + shift) for comment in paragraph.comments
        ),
    )
    whole = whole.keep([offset for offset, char in enumerate(whole.text) if char not in _STRAY])
    if "\n" in whole.text:
        joined = whole.keep([offset for offset, char in enumerate(whole.text) if char != "\n"])
        own = bigrams(joined.text)
        if any(joined.text == title or overlap(own, bigrams(title)) >= _LIKE_A_TITLE for title in titles):
            whole = joined
    ends = [offset for offset, char in enumerate(whole.text) if char == "\n"]
    ends += [note.end() for note in _RUN_TOGETHER.finditer(whole.text)]
    start = 0
    for end in (*sorted(ends), len(whole.text)):
        line = whole.text[start:end]
        left = start + len(line) - len(line.lstrip())
        right = start + len(line.rstrip())
        if right > left:
            yield whole.slice(left, right)
        start = end


def _table(table: Table) -> EditedTable:
    rows = tuple(
        tuple(EditedCell(tuple(_cell_texts(cell.content)), cell.column) for cell in row.cells) for row in table.rows
    )
    return EditedTable(tuple(row for row in rows if any(cell.text for cell in row)), table.width)


def _cell_texts(blocks: Iterable[Block]) -> Iterator[EditedText]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from _texts(block, ())
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from _cell_texts(cell.content)


def _sheet(document: Document) -> Iterator[EditedBlock]:
    """Yield the sheets: rows of one text above a table's head are paragraphs."""
    for block in document.blocks:
        assert isinstance(block, Table), "a workbook is read as tables"
        table = _table(block)
        first = next(
            (index for index, row in enumerate(table.rows) if sum(bool(cell.text) for cell in row) > 1),
            len(table.rows),
        )
        for row in table.rows[:first]:
            for cell in row:
                if cell.text:
                    offsets = [
                        EditedText(text.text, text.where, text.changes, text.comments) for text in cell.paragraphs
                    ]
                    yield replace(offsets[0], text="".join(text.text for text in offsets))
        if first < len(table.rows):
            yield replace(table, rows=table.rows[first:])
