"""Where the PDF's pages end: rows too tall for a page, merged cells repeated there, the page of 版记, split last paragraphs.

WeasyPrint draws a merged cell on the page where it begins and nowhere else. So
the document is laid out once, the ends of its pages are read from the rows'
anchors, merged cells are cut there and their words repeated, and it is laid out again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.render.pagination import (
    PORTRAIT,
    PlacedCell,
    TextArea,
    annex_area,
    annex_title_height,
    grid_rows,
    head_row,
    height_above,
    is_narrow,
    kept_rows,
    splittable_rows,
)
from pipeline.render.print_model import NOTICE, PLAN, Cell, ColophonPage, Document, Grid


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the template writes it: its first column, and whether it is too narrow to be justified.

    Of a merged cell cut at page ends, `cell` is one part, which spans as many rows as are on the page. `rows` is how
    many the whole cell spans; in the parts after the first, which repeat its text, it is 0.
    """

    column: int
    cell: Cell
    narrow: bool
    rows: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as the template writes it: its anchor, whether it may be split, and whether it stays on the page of the next row."""

    anchor: str
    tall: bool
    kept: bool
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template writes it."""

    head: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


Tables = Mapping[int, Table]
"""The tables of a document, by the grid's `id()`: two grids may be equal."""

CellText = Callable[[Grid, PlacedCell, TextArea], Cell]
"""Returns a cell with the text that the template writes."""


def tables(document: Document, cell_text: CellText) -> Tables:
    """Return the table of every grid, each row with an anchor of its own and no merged cell cut."""
    portrait = (*(document.notice.body if document.notice else ()), *document.body)
    blocks = [(block, PORTRAIT, 0.0) for block in portrait]
    for annex in document.annexes:
        area = annex_area(document, annex)
        heights = height_above(annex.content, annex_title_height(annex, area))
        blocks += [(block, area, above) for block, above in zip(annex.content, heights, strict=True)]
    grids = [(block, area, above) for block, area, above in blocks if isinstance(block, Grid)]
    return {
        id(grid): Table(
            tuple(cell_text(grid, placed, area) for placed in head_row(grid)),
            tuple(_rows(grid, number, area, above, cell_text)),
        )
        for number, (grid, area, above) in enumerate(grids, 1)
    }


def _rows(grid: Grid, number: int, area: TextArea, above: float, cell_text: CellText) -> Iterator[TableRow]:
    every = zip(grid_rows(grid), splittable_rows(grid, area, above), kept_rows(grid, area, above), strict=True)
    for index, (row, tall, kept) in enumerate(every):
        cells = tuple(
            TableCell(placed.column, cell_text(grid, placed, area), is_narrow(grid, placed, area), placed.cell.rowspan)
            for placed in row
            if not placed.is_continuation
        )
        yield TableRow(row_anchor(number, index), tall, kept, cells)


def row_anchor(grid: int, row: int) -> str:
    """The anchor of a row, counted from 0, of a grid, counted from 1 in the order of the document."""
    return f"r{grid}.{row}"


Anchors = Mapping[str, Sequence[float]]
"""The anchors on a page, each a box (left, top, right, bottom)."""


def rows_at_page_start(tables: Tables, pages: Sequence[Anchors]) -> frozenset[str]:
    """Return the anchors of the rows before which a merged cell has to be cut, because the row above is on another page."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, anchors in enumerate(pages):
        for anchor in anchors:
            first.setdefault(anchor, number)
            last[anchor] = number
    starts = set()
    for table in tables.values():
        for index, row in enumerate(table.rows):
            span = max((placed.cell.rowspan for placed in row.cells), default=1)
            for above, below in pairwise(table.rows[index : index + span]):
                if first.get(above.anchor) != last.get(below.anchor):
                    starts.add(below.anchor)
    return frozenset(starts)


def cut_rows(document: Document, tables: Tables, before: frozenset[str]) -> frozenset[int]:
    """Return the rows of the derived table, counted from 0, that are among the rows of these anchors."""
    annex = document.task_annex
    grids = [block for block in annex.content if isinstance(block, Grid)] if annex else []
    return frozenset(
        number for grid in grids for number, row in enumerate(tables[id(grid)].rows) if row.anchor in before
    )


def split_rowspans(rows: Sequence[TableRow], before: frozenset[str]) -> tuple[TableRow, ...]:
    """Return the rows with their merged cells cut before the rows of these anchors; every part has the text."""
    cells: list[list[TableCell]] = [[] for _ in rows]
    for index, row in enumerate(rows):
        for placed in row.cells:
            end = index + placed.cell.rowspan
            edges = [index, *(below for below in range(index + 1, end) if rows[below].anchor in before), end]
            for start, stop in pairwise(edges):
                part = replace(placed.cell, rowspan=stop - start)
                cells[start].append(replace(placed, cell=part, rows=placed.rows if start == index else 0))
    return tuple(
        replace(row, cells=tuple(sorted(parts, key=lambda placed: placed.column)))
        for row, parts in zip(rows, cells, strict=True)
    )


END, COLOPHON = "end", "colophon"
"""The anchors of the end of the text, and of 版记."""


def splits_across_pages(pages: Sequence[Anchors], foot: float, line: float) -> frozenset[str]:
    """Return the documents (notice, plan) whose last paragraph Word may split from the sign-off block.

    It already flows onto that page, or keeping them together would leave page 1 without
    body text. Word does not know the pages, and other programs move the whole paragraph.
    `foot` (where a page's text ends) and `line` (a line's height) are in the anchors' unit.
    """
    split = set()
    for name in (NOTICE, PLAN):
        last = [(number, page[f"words-{name}"]) for number, page in enumerate(pages) if f"words-{name}" in page]
        sign_off = [number for number, page in enumerate(pages) if f"under-{name}" in page]
        if last and sign_off:
            # only the last break counts: text that ends two lines above the foot was moved on with the sign-off
            flows_on = len(last) > 1 and last[-2][1][3] + 2 * line > foot
            if flows_on or sign_off[0] > last[-1][0]:
                split.add(name)
    return frozenset(split)


def colophon_page(pages: Sequence[Anchors], gap: float, *, turned: bool) -> ColophonPage | None:
    """Return the page for 版记, from the anchors of a document that has it on a page of its own; None if it has no 版记.

    At least `gap`, in the anchors' unit, is left between the text and 版记. A landscape page (`turned`) has no room for it.
    """
    colophon = next((page[COLOPHON] for page in pages if COLOPHON in page), None)
    if colophon is None:
        return None
    number, end = next((number, page[END]) for number, page in enumerate(pages, 1) if END in page)
    if number % 2:
        return ColophonPage.NEXT
    fits = not turned and end[1] + gap <= colophon[1]
    return ColophonPage.SHARED if fits else ColophonPage.AFTER_BLANK


def is_too_high(pages: Sequence[Anchors], top: float) -> bool:
    """Whether 版记 begins above the type area, at `top` in the anchors' unit: what does not fit on its page would be lost."""
    return any(COLOPHON in page and page[COLOPHON][1] < top for page in pages)
