"""Clauses on a PDF's structure tree: what is content and what only belongs to the page, one tag a paragraph and a table, headers of cells."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.conformance.classify import PAGE_NUMBER, TABLE, Element, Kind
from pipeline.conformance.clause import Clause
from pipeline.conformance.observation import Observation, quote_start
from pipeline.conformance.pdf_under_test import PdfUnderTest, page_label
from pipeline.dataclass import dataclass
from pipeline.readers.pdf_page import Cell, PdfPage, Tag

_CELLS = ("TH", "TD")


@dataclass(frozen=True, slots=True)
class TaggedTable:
    """A table of the structure tree: the tag of each row, and that of the cell at each row and column; the head's row is 0."""

    tag: int
    rows: tuple[int, ...]
    cells: Mapping[tuple[int, int], int]
    is_regular: bool
    """Whether every row has one cell for each column."""

    @property
    def columns(self) -> int:
        """The number of columns."""
        return 1 + max((column for _, column in self.cells), default=-1)


def tagged_tables(pdf: PdfUnderTest) -> Iterator[TaggedTable]:
    """Yield the tables of the structure tree, in order; `RowSpan` and `ColSpan` say which cells a row has (ISO 32000-1, 14.8.5.7)."""
    tags = pdf.pdf.tags
    children: dict[int, list[int]] = {}
    for index, tag in enumerate(tags):
        if len(tag.path) > 1:
            children.setdefault(tag.path[-2], []).append(index)
    for index, tag in enumerate(tags):
        if tag.kind == "Table":
            rows = tuple(_rows(children, tags, index))
            yield _table(index, rows, children, tags)


def _rows(children: Mapping[int, Sequence[int]], tags: Sequence[Tag], parent: int) -> Iterator[int]:
    for child in children.get(parent, ()):
        if tags[child].kind == "TR":
            yield child
        elif tags[child].kind in ("THead", "TBody", "TFoot"):
            yield from _rows(children, tags, child)


def _table(table: int, rows: Sequence[int], children: Mapping[int, Sequence[int]], tags: Sequence[Tag]) -> TaggedTable:
    cells: dict[tuple[int, int], int] = {}
    is_regular = True
    for number, row in enumerate(rows):
        column = 0
        for cell in (child for child in children.get(row, ()) if tags[child].kind in _CELLS):
            while (number, column) in cells:
                column += 1
            for place in (
                (number + down, column + right)
                for down in range(tags[cell].rowspan or 1)
                for right in range(tags[cell].colspan or 1)
            ):
                is_regular = is_regular and place not in cells and place[0] < len(rows)
                if place[0] < len(rows):
                    cells[place] = cell
    width = 1 + max((column for _, column in cells), default=-1)
    return TaggedTable(table, tuple(rows), cells, is_regular and len(cells) == len(rows) * width)


def texts_of(pdf: PdfUnderTest) -> Mapping[int, str]:
    """The text in each tag, over all pages, by the tag's index; tags without text are left out."""
    texts: dict[int, str] = {}
    for page in pdf.pdf.pages:
        for block in page.blocks:
            for tag in pdf.pdf.tags[block.tag].path if block.tag >= 0 else ():
                texts[tag] = texts.get(tag, "") + block.text
    return texts


def ruled_cell(page: PdfPage, x: float, y: float) -> Cell | None:
    """The cell between rules that a point of a page is in."""
    cells = (cell for table in page.tables for row in table.rows for cell in row if cell)
    return next((cell for cell in cells if cell.left < x < cell.right and cell.top < y < cell.bottom), None)


def table_tag(pdf: PdfUnderTest, element: Element) -> int:
    """The tag of the table that an element of a table is in."""
    path = pdf.pdf.tags[element.block.tag].path
    return next(tag for tag in reversed(path) if pdf.pdf.tags[tag].kind == "Table")


def head_texts(table: TaggedTable, texts: Mapping[int, str]) -> tuple[str, ...]:
    """The texts of a table's head."""
    cells = dict.fromkeys(cell for (row, _), cell in sorted(table.cells.items()) if row == 0)
    return tuple(texts.get(cell, "") for cell in cells)


# --- content and page --------------------------------------------------------------


def _artifacts(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Characters in no tag have to be artifacts, page numbers have to be in no tag."""
    if not pdf.pdf.tags:
        return
    for page in pdf.pdf.pages:
        loose = [glyph for glyph in page.glyphs if glyph.tag < 0 and not glyph.is_artifact and glyph.text.strip()]
        tagged = any(PAGE_NUMBER.fullmatch(block.text.strip()) for block in page.blocks if block.tag >= 0)
        seen = (
            f"“{''.join(glyph.text for glyph in loose[:8])}”没有标明" if loose else "页码在正文里" if tagged else "标明"
        )
        yield Observation(page_label(page), seen, seen == "标明")


def _whole_paragraphs(pdf: PdfUnderTest) -> Iterator[Observation]:
    for before, after in pairwise(pdf.elements):
        if after.continues_previous:
            is_one = before.block.tag == after.block.tag
            yield Observation(after.location, "一个标签" if is_one else "断成两段", is_one)


def _whole_tables(pdf: PdfUnderTest) -> Iterator[Observation]:
    """A table that goes on on the next page is one; the second of two tables there has a head of its own."""
    texts = texts_of(pdf)
    tables = {table.tag: table for table in tagged_tables(pdf)}
    for before, after in pairwise(pdf.elements):
        if before.kind in TABLE and after.kind in TABLE and before.page.number != after.page.number:
            own, following = (tables[table_tag(pdf, element)] for element in (before, after))
            if own == following:
                yield Observation(after.location, "一张表", conforms=True)
            elif after.kind is not Kind.TABLE_HEAD or head_texts(own, texts) == head_texts(following, texts):
                yield Observation(after.location, "断成两张", conforms=False)


# --- cells and headers ---------------------------------------------------------------


def _regular_tables(pdf: PdfUnderTest) -> Iterator[Observation]:
    for table in tagged_tables(pdf):
        size = f"{len(table.rows)} 行 {table.columns} 栏"
        yield Observation("", size if table.is_regular else f"{size}，有的行缺格或多格", table.is_regular)


def _cell_headers(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Every cell has the header of its column: by name (Headers) or by the header's scope, and below it on the page."""
    tags = pdf.pdf.tags
    centres: dict[int, tuple[float, Cell]] = {}
    for element in pdf.of(Kind.TABLE_HEAD, Kind.TABLE_CELL):
        first = element.lines[0].glyphs[0]
        x = (first.left + first.right) / 2
        cell = ruled_cell(element.page, x, (first.top + first.bottom) / 2)
        for tag in tags[element.block.tag].path:
            if cell and tags[tag].kind in _CELLS:
                centres.setdefault(tag, (x, cell))
    texts = texts_of(pdf)
    for table in tagged_tables(pdf):
        heads = [table.cells.get((0, column), -1) for column in range(table.columns)]
        for data in dict.fromkeys(cell for (row, _), cell in table.cells.items() if row and tags[cell].kind == "TD"):
            columns = [column for (_, column), own in table.cells.items() if own == data]
            own = [heads[column] for column in range(min(columns), max(columns) + 1)]
            fault = _header_fault(data, own, tags, centres)
            where = quote_start(texts.get(data, ""))
            yield Observation(where, fault or "本栏的栏名", not fault)


def _header_fault(
    cell: int, heads: Sequence[int], tags: Sequence[Tag], placed: Mapping[int, tuple[float, Cell]]
) -> str:
    """Why a cell is announced with the wrong header, or with none; empty if it is not."""
    if any(head < 0 or tags[head].kind != "TH" for head in heads):
        return "没有栏名"
    if tags[cell].headers:
        if set(tags[cell].headers) != {tags[head].own_id for head in heads}:
            return "栏名是别栏的"
    elif any(tags[head].scope != "Column" for head in heads):
        return "没有关联栏名"
    if cell in placed and heads[0] in placed and heads[-1] in placed:
        middle = placed[cell][0]
        if not placed[heads[0]][1].left < middle < placed[heads[-1]][1].right:
            return "不在栏名下面"
    return ""


STRUCTURE = (
    Clause("ISO 14289-1 7.1", "页码、水印等不是正文", "标明为页面的装饰", pdf=_artifacts),
    Clause("ISO 14289-1 7.1", "跨页的一段是一个标签", "一个标签", pdf=_whole_paragraphs),
    Clause("ISO 14289-1 7.5", "跨页的一张表是一个标签", "一张表", pdf=_whole_tables),
    Clause("ISO 14289-1 7.5", "表格标签各行各栏齐全", "每行每栏一格", pdf=_regular_tables),
    Clause("ISO 14289-1 7.5", "各格的栏名（供读屏）", "本栏的栏名", pdf=_cell_headers),
)
