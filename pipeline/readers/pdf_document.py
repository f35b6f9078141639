"""Turns a PDF with text into the neutral form: paragraphs and tables by its tags, or by the positions of lines and rules.

Where lines are drawn between cells, they say what a table's cells are, also in a tagged
file: programs write the spans of merged cells seldom. No blank is read between Han
that are merely set apart.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers import pdf, pdf_page
from pipeline.readers.document import (
    Aside,
    AsideKind,
    Block,
    Cell,
    Document,
    FileKind,
    Paragraph,
    Row,
    Table,
    TextStyle,
)
from pipeline.readers.pdf_columns import split_columns
from pipeline.readers.pdf_grids import Grid, aligned_grids, cell_of, cell_paragraphs, is_inside, ruled_grids
from pipeline.readers.pdf_hidden import HiddenKind
from pipeline.readers.pdf_turned import upright
from pipeline.typography.gbt9704 import MM_PER_PT

_PAGE_NUMBER = lazy_pattern(
    r"[-—–－·]{0,2}\s*\d{1,4}\s*[-—–－·]{0,2}|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d+.{0,12}"
)
_NUMBERED = lazy_pattern(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[.．、](?!\d)|[\u2460-\u2473])"
)
_HEADING = lazy_pattern(r"H([1-6])")
_NOTES = (HiddenKind.NOTE, HiddenKind.FIELD, HiddenKind.STAMP, HiddenKind.ALTERNATIVE)
_GAP = 1.2
"""In em: characters farther apart than this have a blank between them."""
_LATIN_GAP = 0.2
_MAX_UNREADABLE = 0.2
"""The largest share of characters without a Unicode character in a file that is read."""
_MAX_SAME = 0.3
"""The largest share of one character among the Han of a file that is read; 的 is about a twentieth."""
_MAX_UNTAGGED = 0.3
"""The largest share of characters outside tags in a file whose tags are trusted."""


def read(name: str, content: bytes) -> Document:
    """Read a PDF; raises Unreadable if it is damaged, locked, has pages without text (a scan), or text without characters."""
    file = pdf.read(content, as_stated=True)
    file = replace(file, pages=tuple(upright(page, file.tags) for page in file.pages))
    glyphs = [glyph for page in file.pages for glyph in page.glyphs if glyph.text.strip()]
    if not glyphs:
        raise Unreadable(
            f"PDF 有 {len(file.pages)} 页，但没有文字，多半是扫描件。请用原来的 Word 文件；"
            "只有扫描件的，先用识别软件（OCR）转成 Word 并逐字校对。"
        )
    if _is_garbled([glyph.text for glyph in glyphs]):
        raise Unreadable(
            "PDF 里的文字没有编码，复制出来是乱码。请用原来的 Word 文件，或用识别软件（OCR）转成 Word 并逐字校对。"
        )
    tagged = sum(glyph.tag >= 0 or glyph.is_artifact for glyph in glyphs)
    is_tagged = bool(file.tags) and tagged >= (1 - _MAX_UNTAGGED) * len(glyphs)
    converter = _Converter(file)
    blocks = tuple(converter.tagged() if is_tagged else converter.untagged())
    return Document(name, FileKind.PDF, blocks, (*converter.asides, *_asides(file)), pages=len(file.pages))


def _is_garbled(characters: Sequence[str]) -> bool:
    """Whether the characters of a file are not what they mean: many have no code, or one Han is most of them."""
    if characters.count("\ufffd") > _MAX_UNREADABLE * len(characters):
        return True
    han = Counter(character for character in characters if "一" <= character <= "鿿")
    return han.total() > 100 and han.most_common(1)[0][1] > _MAX_SAME * han.total()


def _asides(file: pdf.PdfFile) -> Iterator[Aside]:
    """What is not on a page as text."""
    for page in file.pages:
        if not any(glyph.text.strip() for glyph in page.glyphs):
            yield Aside(AsideKind.ATTACHMENT, f"第{page.number}页", "没有文字的页，可能是空白页或扫描的图片（没有读）")
    shown = {page.number: "".join(glyph.text for glyph in page.glyphs) for page in file.pages}
    for item in file.hidden_items:
        if item.kind is HiddenKind.ALTERNATIVE and item.text in shown.get(item.page, "".join(shown.values())):
            continue
        if item.kind in _NOTES and item.text.strip():
            kind = AsideKind.COMMENT if item.kind is HiddenKind.NOTE else AsideKind.OTHER
            yield Aside(kind, item.text, f"第{item.page}页的{item.kind.value}" if item.page else item.kind.value)
    yield from (Aside(AsideKind.PROPERTY, text, f"属性 {key}") for key, text in file.properties.items() if text.strip())
    for attachment in file.attachments:
        yield Aside(AsideKind.ATTACHMENT, f"{attachment.name} {attachment.description}".strip(), "嵌入的文件（没有读）")


# --- lines -----------------------------------------------------------------------


def _line_text(glyphs: Sequence[pdf_page.Glyph]) -> str:
    """The text of a line, with a blank where characters are far apart, or Latin words a little."""
    parts = [glyphs[0].text] if glyphs else []
    for left, right in pairwise(glyphs):
        gap = (right.left - left.right) / max(left.size * MM_PER_PT, 0.1)
        latin = _is_latin(left.text) and _is_latin(right.text)
        if gap > (_LATIN_GAP if latin else _GAP) and left.text.strip() and right.text.strip():
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _joined(lines: Iterable[pdf_page.Line]) -> str:
    """The text of the lines of one paragraph: nothing between Han, a blank between Latin words."""
    text = ""
    for line in lines:
        added = _line_text(line.glyphs).strip(" ")
        if text and added and _is_latin(text[-1]) and _is_latin(added[0]):
            text += " "
        text += added
    return text


def _styles(lines: Sequence[pdf_page.Line], length: int) -> tuple[TextStyle, ...]:
    """The format of the first character for the whole paragraph; PDF has no other notion of bold than the font."""
    glyph = lines[0].glyphs[0]
    bold = bool(re.search(r"bold|black|heavy|黑体|simhei|heiti", glyph.face, re.IGNORECASE))
    return (TextStyle(0, length, bold, round(glyph.size, 1), glyph.face),) if length else ()


def _is_full(line: pdf_page.Line, left: float, right: float) -> bool:
    """Whether a line of running text was broken by the margin: it begins at the left, indented at most, and leaves no room."""
    em = line.size * MM_PER_PT
    return line.left - left < 3 * em and right - line.right < 2 * em


_SENTENCE_ENDS = tuple("。；：）！？")


_FEW_INDENTS = 3


def _is_indented(pages: Iterable[pdf_page.PdfPage], left: float) -> bool:
    """Whether paragraphs begin with an indent of two characters; without it a line at the left may begin one."""
    indents = [
        round((line.left - left) / (line.size * MM_PER_PT))
        for page in pages
        for line in page.lines
        if line.text.strip()
    ]
    return indents.count(2) >= min(_FEW_INDENTS, len(indents) // 10 + 1)


def _begins_number(before: str, text: str) -> bool:
    """Whether a line begins with a printed number behind the end of a sentence: a paragraph of its own without an indent."""
    return before.rstrip().endswith(_SENTENCE_ENDS) and _NUMBERED.match(text) is not None


def _align(lines: Sequence[pdf_page.Line], left: float, right: float, *, is_large: bool) -> str:
    """How the lines of a paragraph are set between the edges of the text: center, right, or empty for anything else."""
    em = lines[0].size * MM_PER_PT
    before, after = min(line.left for line in lines) - left, right - max(line.right for line in lines)
    # a line of text may be indented by two characters and end as far from the margin
    if before > (0.2 if is_large else 2.5) * em and abs(before - after) < 2 * em:
        return "center"
    return "right" if after < 5 * em and before > 0.4 * (right - left) else ""


# --- the document ----------------------------------------------------------------------


@dataclass(slots=True)
class _TaggedCell:
    """A cell of a tagged table while later pages may still add to it: its lines by tag, the rows it covers."""

    page: int
    row: int
    column: int
    colspan: int
    lines: dict[int, list[pdf_page.Line]]
    covered: set[int] = field(default_factory=set)


class _Converter:
    """The counters of paragraphs and tables, and the asides so far."""

    def __init__(self, file: pdf.PdfFile) -> None:
        self._file = file
        self.asides: list[Aside] = []
        self._index = 0
        self._tables = 0
        self._grids = {page.number: tuple(ruled_grids(page)) for page in file.pages}
        self._left, self._right = _text_edges(file.pages, self._grids)
        sizes = Counter(round(glyph.size) for page in file.pages for glyph in page.glyphs)
        self._size = sizes.most_common(1)[0][0]
        """The most frequent size of characters, pt."""

    def _paragraph(
        self, text: str, where: str, page: int, lines: Sequence[pdf_page.Line], style: str = ""
    ) -> Paragraph:
        heading = _HEADING.fullmatch(style)
        made = Paragraph(
            text,
            where,
            self._index,
            style=style,
            outline=int(heading[1]) if heading else 0,
            align=""
            if where.startswith("表") or not lines
            else _align(lines, self._left, self._right, is_large=lines[0].size > self._size + 2),
            page=page,
            styles=_styles(lines, len(text)) if lines else (),
        )
        self._index += 1
        return made

    def _set_turned_aside(self, page: pdf_page.PdfPage) -> None:
        turned = [glyph for glyph in page.glyphs if not glyph.upright]
        if turned:
            text = "".join(glyph.text for glyph in turned)
            self.asides.append(Aside(AsideKind.OTHER, text, f"第{page.number}页转了方向的文字"))

    def _ruled_table(self, grid: Grid, page: int, content: Mapping[int, Sequence[tuple[pdf_page.Line, ...]]]) -> Table:
        """The table of a grid; `content` has the paragraphs of each of its cells by index."""
        self._tables += 1
        where = f"表{self._tables}"
        rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
        for index, (_, row, column, rowspan, colspan) in enumerate(grid.cells):
            place = f"{where}第{row + 1}行第{column + 1}格"
            paragraphs = tuple(
                self._paragraph(_joined(lines), place, page, lines) for lines in content.get(index, ())
            ) or (self._paragraph("", place, page, ()),)
            rows[row].append(Cell(paragraphs, row, column, min(rowspan, grid.rows - row), colspan))
        return Table(tuple(Row(tuple(cells)) for cells in rows), where)

    # --- without tags ---

    def untagged(self) -> Iterator[Block]:
        """Paragraphs by the indents and ends of lines, tables by rules; a paragraph may go on over a page."""
        pages = tuple(self._without_margins())
        for page in pages:
            if not self._grids[page.number]:
                self._grids[page.number] = self._aligned(page)
        parts = tuple(part for page in pages for part in self._parts(page))
        self._left, self._right = _text_edges(parts, self._grids)
        is_indented = _is_indented(parts, self._left)
        numbers: Counter[int] = Counter()
        open_lines: list[tuple[int, int, pdf_page.Line]] = []
        """Page, number and line of the paragraph that may go on."""

        def ended() -> Iterator[Paragraph]:
            if open_lines:
                page, number, _ = open_lines[0]
                lines = [line for _, _, line in open_lines]
                open_lines.clear()
                yield self._paragraph(_joined(lines), f"第{page}页第{number}行", page, lines)

        for page in parts:
            grids = list(self._grids[page.number])
            for line in page.lines:
                if any(is_inside(line, grid) for grid in grids):
                    continue
                numbers[page.number] += 1
                if not line.text.strip():
                    continue
                while grids and grids[0].top < line.top:
                    yield from ended()
                    yield self._untagged_table(grids.pop(0), page.number)
                em = line.size * MM_PER_PT
                previous = open_lines[-1][2] if open_lines else None
                goes_on = (
                    previous is not None
                    and _is_full(previous, self._left, self._right)
                    and abs(line.left - self._left) < em
                    and abs(previous.size - line.size) < 1
                    and not _begins_number(previous.text, line.text)
                    and (is_indented or not previous.text.rstrip().endswith(_SENTENCE_ENDS))
                )
                if not goes_on:
                    yield from ended()
                open_lines.append((page.number, numbers[page.number], line))
            for grid in grids:
                yield from ended()
                yield self._untagged_table(grid, page.number)
        yield from ended()

    def _without_margins(self) -> Iterator[pdf_page.PdfPage]:
        """Yield the pages without headers, footers and turned text, which are set aside."""
        margins = _margins(self._file.pages, self._grids)
        for page in self._file.pages:
            self._set_turned_aside(page)
            outside: set[int] = set()
            for line in page.lines:
                if (page.number, line) in margins:
                    kind = AsideKind.HEADER if line.top < page.height / 2 else AsideKind.FOOTER
                    self.asides.append(Aside(kind, line.text.strip(), f"第{page.number}页"))
                    outside.update(map(id, line.glyphs))
            yield replace(page, glyphs=tuple(glyph for glyph in page.glyphs if id(glyph) not in outside))

    def _aligned(self, page: pdf_page.PdfPage) -> tuple[Grid, ...]:
        """Return the tables of a page that only white separates; says of those whose rows cannot be told that they are lines."""
        grids, unread = aligned_grids(page)
        if unread:
            words = f"有 {unread} 行像是没有框线的表格，分不清各行，按文字逐行读，请对照原件，或改用 Word、Excel 文件"
            self.asides.append(Aside(AsideKind.OTHER, words, f"第{page.number}页"))
        return tuple(grids)

    def _parts(self, page: pdf_page.PdfPage) -> tuple[pdf_page.PdfPage, ...]:
        """Return the page, or the columns that its text is set in."""
        return (page,) if self._grids[page.number] else split_columns(page)

    def _untagged_table(self, grid: Grid, page: int) -> Table:
        content = {index: tuple(cell_paragraphs(cell)) for index, (cell, *_) in enumerate(grid.cells)}
        return self._ruled_table(grid, page, content)

    # --- with tags ---

    def tagged(self) -> Iterator[Block]:
        """Paragraphs and tables by tags; a paragraph over several pages is one."""
        found: dict[int, list[tuple[int, pdf_page.Block]]] = {}
        for page in self._file.pages:
            for block in page.blocks:
                found.setdefault(block.tag, []).append((page.number, block))
            self._set_turned_aside(page)
            for line in page.untagged_lines:
                if line.text.strip() and line.glyphs[0].upright:
                    kind = AsideKind.HEADER if line.top < page.height / 2 else AsideKind.FOOTER
                    self.asides.append(Aside(kind, line.text.strip(), f"第{page.number}页"))
        tags = self._file.tags
        numbers: Counter[int] = Counter()
        done: set[int] = set()
        torn: list[tuple[int, pdf_page.Line]] = []
        """The lines of the paragraph that may go on, with their pages."""
        first = (0, 0, "")

        def ended() -> Iterator[Paragraph]:
            if torn:
                page, number, kind = first
                lines = [line for _, line in torn]
                torn.clear()
                yield self._paragraph(_joined(lines), f"第{page}页第{number}段", page, lines, kind)

        for tag in sorted(found):
            table = next((index for index in tags[tag].path if tags[index].kind == "Table"), None)
            if table is not None:
                yield from ended()
                if table not in done:
                    done.add(table)
                    inside = {key: parts for key, parts in found.items() if table in tags[key].path}
                    yield from self._tagged_table(table, inside)
                continue
            lines = [(page, line) for page, block in found[tag] for line in block.lines]
            if not any(line.text.strip() for _, line in lines):
                continue
            # some programs end a paragraph's tag with the page
            goes_on = (
                bool(torn)
                and first[2] == tags[tag].kind
                and lines[0][0] == torn[-1][0] + 1
                and _is_full(torn[-1][1], self._left, self._right)
                and abs(lines[0][1].left - self._left) < lines[0][1].size * MM_PER_PT
            )
            if not goes_on:
                yield from ended()
                numbers[lines[0][0]] += 1
                first = (lines[0][0], numbers[lines[0][0]], tags[tag].kind)
            torn += lines
        yield from ended()

    def _tagged_table(self, table: int, inside: Mapping[int, Sequence[tuple[int, pdf_page.Block]]]) -> Iterator[Block]:
        """A tagged table, page by page, as its rules show it; by its tags alone where it has none."""
        pages = sorted({page for parts in inside.values() for page, _ in parts})
        grids = [(page, grid) for page in pages if (grid := self._grid_around(page, inside)) is not None]
        if len(grids) < len(pages):
            yield self._table_by_tags(table, inside)
            return
        self._tables += 1
        where = f"表{self._tables}"
        rows: list[list[_TaggedCell]] = []
        last: dict[int, _TaggedCell] = {}
        """The last cell of each column."""
        for page, grid in grids:
            content: dict[int, list[tuple[int, tuple[pdf_page.Line, ...]]]] = {}
            for tag, parts in inside.items():
                for block in (block for number, block in parts if number == page and block.lines):
                    content.setdefault(cell_of(block.lines[0], grid), []).append((tag, block.lines))
            numbers: dict[int, int] = {}
            for row in range(grid.rows):
                cells = [(index, cell) for index, cell in enumerate(grid.cells) if cell[1] == row]
                # a head repeated by pages belongs to no tag, a row torn by the page's end goes on in the same tags
                if page != grids[0][0] and not any(content.get(index) for index, _ in cells):
                    continue
                tags = {self._cell_tag(tag) for index, _ in cells for tag, _ in content.get(index, ())}
                goes_on = bool(tags & {tag for cell in last.values() for tag in map(self._cell_tag, cell.lines)})
                if not goes_on:
                    rows.append([])
                numbers[row] = len(rows) - 1
                for index, (_, _, column, _, colspan) in cells:
                    if goes_on and column in last:
                        cell = last[column]
                    else:
                        cell = _TaggedCell(page, numbers[row], column, colspan, {})
                        rows[-1].append(cell)
                        last[column] = cell
                    for tag, lines in content.get(index, ()):
                        cell.lines.setdefault(tag, []).extend(lines)
            for _, row, column, rowspan, _ in grid.cells:
                covered = {numbers[below] for below in range(row, row + rowspan) if below in numbers}
                for cell in (cell for index in covered for cell in rows[index] if cell.column == column):
                    cell.covered |= {index for index in covered if index >= cell.row}
        yield Table(tuple(Row(tuple(self._tagged_cell(cell, where) for cell in row)) for row in rows), where)

    def _cell_tag(self, tag: int) -> int:
        """The cell that a tag is in; the tag itself if it is in none."""
        path = self._file.tags[tag].path
        return next((index for index in reversed(path) if self._file.tags[index].kind in ("TD", "TH")), tag)

    def _tagged_cell(self, cell: "_TaggedCell", where: str) -> Cell:
        place = f"{where}第{cell.row + 1}行第{cell.column + 1}格"
        content = tuple(self._paragraph(_joined(lines), place, cell.page, lines) for lines in cell.lines.values())
        rowspan = max(len(cell.covered), 1)
        return Cell(
            content or (self._paragraph("", place, cell.page, ()),), cell.row, cell.column, rowspan, cell.colspan
        )

    def _grid_around(self, page: int, inside: Mapping[int, Sequence[tuple[int, pdf_page.Block]]]) -> Grid | None:
        """The ruled table of a page that has all of these blocks in its cells; None if there is none."""
        blocks = [block for parts in inside.values() for number, block in parts if number == page and block.lines]
        for grid in self._grids[page]:
            if all(cell_of(block.lines[0], grid) >= 0 for block in blocks):
                return grid
        return None

    def _table_by_tags(self, table: int, inside: Mapping[int, Sequence[tuple[int, pdf_page.Block]]]) -> Table:
        self._tables += 1
        where = f"表{self._tables}"
        tags = self._file.tags
        own = [
            index
            for index, tag in enumerate(tags)
            if table in tag.path
            and next((key for key in reversed(tag.path[:-1]) if tags[key].kind == "Table"), -1) == table
        ]
        rows = [index for index in own if tags[index].kind == "TR"]
        taken: set[tuple[int, int]] = set()
        made = []
        for number, row in enumerate(rows):
            cells = []
            column = 0
            for index in own:
                if tags[index].kind not in ("TD", "TH") or row not in tags[index].path:
                    continue
                while (number, column) in taken:
                    column += 1
                rowspan = min(tags[index].rowspan or 1, len(rows) - number)
                colspan = min(tags[index].colspan or 1, 64)
                taken |= {(number + down, column + right) for down in range(rowspan) for right in range(colspan)}
                place = f"{where}第{number + 1}行第{column + 1}格"
                blocks = [(key, parts) for key, parts in inside.items() if index in tags[key].path]
                content = tuple(
                    self._paragraph(_joined(lines), place, parts[0][0], lines)
                    for _, parts in blocks
                    for lines in [[line for _, block in parts for line in block.lines]]
                ) or (self._paragraph("", place, 0, ()),)
                cells.append(Cell(content, number, column, rowspan, colspan))
                column += colspan
            is_header = bool(cells) and all(
                tags[index].kind == "TH"
                for index in own
                if row in tags[index].path[:-1] and tags[index].kind in ("TD", "TH")
            )
            made.append(Row(tuple(cells), is_header))
        return Table(tuple(made), where)


def _margins(pages: Sequence[pdf_page.PdfPage], grids: Mapping[int, Sequence[Grid]]) -> set[tuple[int, pdf_page.Line]]:
    """The first and last lines of pages that are page numbers, or the same on half of the pages."""
    ends: list[tuple[int, pdf_page.Line]] = []
    for page in pages:
        lines = [line for line in page.lines if line.text.strip()]
        outside = [line for line in lines if not any(is_inside(line, grid) for grid in grids[page.number])]
        ends += (
            (page.number, line)
            for line in dict.fromkeys((*outside[:1], *outside[-2:]))
            # a line of the body is far from the edges of the page
            if line is lines[0] or line.top > lines[-1].top - 15
        )
    texts = Counter(re.sub(r"\d+", "#", line.text.strip()) for _, line in ends)
    return {
        (number, line)
        for number, line in ends
        if _PAGE_NUMBER.fullmatch(line.text.strip())
        or (len(pages) >= 3 and 2 * texts[re.sub(r"\d+", "#", line.text.strip())] > len(pages))
    }


def _text_edges(pages: Sequence[pdf_page.PdfPage], grids: Mapping[int, Sequence[Grid]]) -> tuple[float, float]:
    """Where lines of running text begin and end, mm: the most frequent beginning, and the end most of those reach."""
    lines = [
        line
        for page in pages
        for line in page.lines
        if line.text.strip() and not any(is_inside(line, grid) for grid in grids[page.number])
    ]
    if not lines:
        return 0.0, 0.0
    counts: Counter[int] = Counter()
    for line in lines:
        counts[round(line.left)] += len(line.glyphs)
    left = float(counts.most_common(1)[0][0])
    rights = sorted(line.right for line in lines if abs(line.left - left) < 2)
    return left, rights[int(0.9 * (len(rights) - 1))] if rights else 0.0
