"""Tables over several pages of the PDF: rows too tall for a page, and merged cells cut where a page ends.

WeasyPrint draws a merged cell on the page where it begins and nowhere else. So
the paper is laid out once, the ends of its pages are looked up by the rows'
anchors, merged cells are cut there, and it is laid out anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from pipeline import standard
from pipeline.model import Paper
from pipeline.render.markup import placed
from pipeline.render.printed import AnnexSheet, Cell, Document, Grid, Style, words_of


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the template sets it: the column in which it begins, and whether it is too narrow to be justified."""

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


Tables = Mapping[int, tuple[TableRow, ...]]
"""The rows of a document's grids, by the grid's `id()`: two grids may be equal."""


def turned(document: Document, sheet: AnnexSheet) -> bool:
    """Whether the annex lies across its paper (横排); the derived table alone does."""
    return sheet.is_tasks and document.head.paper is Paper.LANDSCAPE


def tables(document: Document) -> Tables:
    """The rows of every grid, each with an anchor of its own and no merged cell cut."""
    upright, across = standard.TYPE_AREA, (standard.TYPE_AREA[1], standard.TYPE_AREA[0])
    printed = [(one, upright) for one in document.body]
    for sheet in document.annexes:
        printed += [(one, across if turned(document, sheet) else upright) for one in sheet.content]
    grids = [(one, area) for one, area in printed if isinstance(one, Grid)]
    return {id(grid): tuple(_rows(grid, number, area)) for number, (grid, area) in enumerate(grids, 1)}


def _rows(grid: Grid, number: int, area: tuple[float, float]) -> Iterator[TableRow]:
    page = area[1] / standard.MM_PER_PT / standard.LINE_TABLE
    for place, row in enumerate(placed(grid)):
        cells = []
        lines = [1]
        for column, cell in row:
            width = area[0] / standard.MM_PER_PT * sum(grid.widths[column : column + cell.colspan])
            room = (width - 2 * standard.CELL_PADDING) / standard.SIZE_TABLE
            cells.append(TableCell(column, cell, cell.style is Style.TABLE_CELL and room < standard.NARROW_COLUMN))
            if cell.rowspan == 1:
                lines.append(_lines(cell, max(room, 1)))
        # what fills a page but for its head and a line or two is split rather than moved, as in Word
        group = len(row) == 1 and row[0][1].colspan == len(grid.widths)
        yield TableRow(f"r{number}.{place}", max(lines) >= page - 3, group, tuple(cells))


def _lines(cell: Cell, room: float) -> int:
    """About how many lines the cell's words take where `room` 字 stand in one."""
    return sum(max(ceil(standard.han_width(words_of(spans)) / room), 1) for spans in cell.paragraphs)


def breaks(rows: Tables, pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The rows before which a merged cell has to be cut, from the anchors that stand on each page."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, anchors in enumerate(pages):
        for anchor in anchors:
            first.setdefault(anchor, number)
            last[anchor] = number
    found = set()
    for table in rows.values():
        for place, row in enumerate(table):
            reach = max((one.cell.rowspan for one in row.cells), default=1)
            for above, below in pairwise(table[place : place + reach]):
                if first.get(above.anchor) != last.get(below.anchor):
                    found.add(below.anchor)
    return frozenset(found)


def cut(rows: Sequence[TableRow], before: frozenset[str]) -> tuple[TableRow, ...]:
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
