"""Tables over several pages of the PDF: rows too tall for a page, and merged cells cut where a page ends.

WeasyPrint draws a merged cell on the page where it begins and nowhere else. So
the paper is laid out once, the ends of its pages are looked up by the rows'
anchors, merged cells are cut there, and it is laid out anew.
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
    is_group_row,
    is_narrow,
    splittable_rows,
)
from pipeline.render.print_model import (
    NOTICE,
    PLAN,
    Cell,
    ColophonPage,
    Document,
    Grid,
)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the template sets it: its first column, whether it is too narrow to be justified."""

    column: int
    cell: Cell
    narrow: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as the template sets it: its anchor, whether it may be split, whether it is a heading over those below."""

    anchor: str
    tall: bool
    group: bool
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template sets it."""

    head: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


Tables = Mapping[int, Table]
"""The tables of a document, by the grid's `id()`: two grids may be equal."""

CellText = Callable[[Grid, PlacedCell, TextArea], Cell]
"""Returns a cell with the text that the template writes."""


def tables(document: Document, cell_text: CellText) -> Tables:
    """Return the table of every grid, each row with an anchor of its own and no merged cell cut."""
    upright = (*(document.notice.body if document.notice else ()), *document.body)
    printed = [(one, PORTRAIT, 0.0) for one in upright]
    for sheet in document.annexes:
        area = annex_area(document, sheet)
        over = height_above(sheet.content, annex_title_height(sheet, area))
        printed += [(one, area, held) for one, held in zip(sheet.content, over, strict=True)]
    grids = [(one, area, held) for one, area, held in printed if isinstance(one, Grid)]
    return {
        id(grid): Table(
            tuple(cell_text(grid, placed, area) for placed in head_row(grid)),
            tuple(_rows(grid, number, area, held, cell_text)),
        )
        for number, (grid, area, held) in enumerate(grids, 1)
    }


def _rows(grid: Grid, number: int, area: TextArea, held: float, cell_text: CellText) -> Iterator[TableRow]:
    for place, (row, tall) in enumerate(zip(grid_rows(grid), splittable_rows(grid, area, held), strict=True)):
        own = [one for one in row if not one.is_continuation]
        cells = tuple(TableCell(one.column, cell_text(grid, one, area), is_narrow(grid, one, area)) for one in own)
        yield TableRow(f"r{number}.{place}", tall, is_group_row(grid, row), cells)


Anchors = Mapping[str, Sequence[float]]
"""The anchors of a page, each a box (left, top, right, bottom)."""


def rows_at_page_start(tables: Tables, pages: Sequence[Anchors]) -> frozenset[str]:
    """The rows before which a merged cell has to be cut, from the anchors that stand on each page."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, anchors in enumerate(pages):
        for anchor in anchors:
            first.setdefault(anchor, number)
            last[anchor] = number
    found = set()
    for table in tables.values():
        for place, row in enumerate(table.rows):
            reach = max((one.cell.rowspan for one in row.cells), default=1)
            for above, below in pairwise(table.rows[place : place + reach]):
                if first.get(above.anchor) != last.get(below.anchor):
                    found.add(below.anchor)
    return frozenset(found)


def split_rowspans(rows: Sequence[TableRow], before: frozenset[str]) -> tuple[TableRow, ...]:
    """The rows with their merged cells cut before the rows named; the words stay in the first part."""
    done: list[list[TableCell]] = [[] for _ in rows]
    for place, row in enumerate(rows):
        for one in row.cells:
            end = place + one.cell.rowspan
            edges = [place, *(below for below in range(place + 1, end) if rows[below].anchor in before), end]
            for start, stop in pairwise(edges):
                words = one.cell.paragraphs if start == place else ()
                done[start].append(replace(one, cell=replace(one.cell, rowspan=stop - start, paragraphs=words)))
    return tuple(
        replace(row, cells=tuple(sorted(cells, key=lambda one: one.column)))
        for row, cells in zip(rows, done, strict=True)
    )


END, COLOPHON = "end", "colophon"
"""The anchors of the place where the words end, and of 版记."""


def splits_across_pages(pages: Sequence[Anchors], foot: float, line: float) -> frozenset[str]:
    """The papers whose last words need not be held to what stands under them, since they run on to its page anyway.

    Or since they must not be: they are all that the first page has to show. `foot`
    (where a page's words end) and `line` are in the anchors' unit. Word cannot see
    the pages, and other programs move the whole of what is held.
    """
    found = set()
    for name in (NOTICE, PLAN):
        words = [(number, there[f"words-{name}"]) for number, there in enumerate(pages) if f"words-{name}" in there]
        under = [number for number, there in enumerate(pages) if f"under-{name}" in there]
        if words and under:
            # the last break tells: two lines short of the foot, the second last was taken along on purpose
            runs_on = len(words) > 1 and words[-2][1][3] + 2 * line > foot
            if runs_on or under[0] > words[-1][0]:
                found.add(name)
    return frozenset(found)


def colophon_page(pages: Sequence[Anchors], gap: float, *, turned: bool) -> ColophonPage | None:
    """Where 版记 is to stand, from the anchors of a paper that has it on a page of its own; None for one without it.

    At least `gap` of the anchors' unit is left between the words and 版记. On a page
    that lies across there is no room for it.
    """
    foot = next((there[COLOPHON] for there in pages if COLOPHON in there), None)
    if foot is None:
        return None
    number, end = next((number, there[END]) for number, there in enumerate(pages, 1) if END in there)
    if number % 2:
        return ColophonPage.NEXT
    shared = not turned and end[1] + gap <= foot[1]
    return ColophonPage.SHARED if shared else ColophonPage.AFTER_BLANK


def is_too_high(pages: Sequence[Anchors], top: float) -> bool:
    """Whether 版记 begins above the type area, at `top` in the anchors' unit: what does not fit its page would be lost."""
    return any(COLOPHON in there and there[COLOPHON][1] < top for there in pages)
