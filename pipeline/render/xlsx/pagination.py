"""Paginate a table for a spreadsheet: row heights, page breaks, and which text goes where.

A spreadsheet program ends a page between two rows of the sheet, or cuts through a line of
text. A table row that fits on a page is therefore never split, and a higher one becomes
several sheet rows, each with the text that fits on its page.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import ceil

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.render.print_model import Cell, Grid, Span, Spans, Style, text_of
from pipeline.render.web.jinja import html_rows
from pipeline.typography import gbt9704 as standard
from pipeline.typography.lines import NEVER_LAST, STAYS_BEHIND, line_count

PIXELS_PER_INCH = 96
"""Excel's columns and rows are whole pixels of 1/96 inch."""

MIN_LINES_AT_FOOT = 5
"""The lines that must be free at the foot of a page to begin a row that is higher than a page."""

MAX_UNSPLIT_MERGE = 0.5
"""The share of a page up to which a merged cell is not split if a part of it could not hold its text."""

SENTENCE_END_RANGE = 0.2
"""The share of its text by which a split part may be shorter so that it ends with a sentence."""


@dataclass(frozen=True, slots=True)
class CellArea:
    """A cell's text, or a part of it, over rows and columns of the sheet, both ends included, rows counted from below the header.

    Where a row of the table is split, the cell is `begun` on the page before, and `goes_on` when it has words on the next.
    """

    top: int
    left: int
    bottom: int
    right: int
    cell: Cell
    begun: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The sheet's rows below the header: their heights in pt, the last row of each page but the last, and the cells."""

    heights: tuple[float, ...]
    ends: tuple[int, ...]
    areas: tuple[CellArea, ...]


def paginate(grid: Grid, columns: Sequence[int], begun: float, room: float) -> SheetRows:
    """Distribute the table's rows over pages with `room` pt below the header; `begun` pt of the first are taken.

    `columns` are the widths of the sheet's columns in pixels.
    """
    rows = _Pages(begun, room)
    starts = []
    areas: list[CellArea] = []
    needs = _needs(grid, columns)
    opening = True
    for number, (cells, needed) in enumerate(zip(html_rows(grid), needs, strict=True)):
        heads = _heads(grid, number)
        if heads:
            rows.hold(_kept_height(grid, needs, number, room))
        for column, cell in cells:
            rows.hold(
                _merged(cell, needs[number : number + cell.rowspan], columns[column : column + cell.colspan], room)
            )
        top = len(rows.heights)
        starts.append(top)
        own = [(column, cell) for column, cell in cells if cell.rowspan == 1]
        # the first row is split rather than moved: title and headings would be alone on their page
        if row_height(needed) <= (room - rows.at if opening else room):
            rows.add_whole(row_height(needed))
            areas += (_over(top, column, len(rows.heights) - 1, cell) for column, cell in own)
        else:
            areas += _split_row(rows, own, columns, needed if needed > _most(own, columns) else 0)
        opening = opening and heads
    starts.append(len(rows.heights))
    for number, cells in enumerate(html_rows(grid)):
        for column, cell in cells:
            if cell.rowspan > 1:
                areas += _on_pages(rows, (starts[number], starts[number + cell.rowspan]), column, cell, columns)
    return SheetRows(tuple(rows.heights), tuple(rows.ends), tuple(areas))


def _kept_height(grid: Grid, needs: Sequence[int], number: int, room: float) -> float:
    """The height, in pt, of the rows from `number` on that stay on one page: group rows and the first row below them."""
    height = 0.0
    for place in range(number, len(needs)):
        whole = row_height(needs[place])
        height += whole if whole <= room else row_height(MIN_LINES_AT_FOOT)
        if not _heads(grid, place):
            break
    return height


def _merged(cell: Cell, needs: Sequence[int], columns: Sequence[int], room: float) -> float:
    """The height, in pt, of a merged cell to keep on one page: a low one whose text fits only into all of its rows."""
    heights = [row_height(lines) for lines in needs]
    split = len(heights) > 1 and min(heights) < row_height(cell_lines(cell, sum(columns)))
    return sum(heights) if split and sum(heights) <= room * MAX_UNSPLIT_MERGE else 0.0


def _heads(grid: Grid, number: int) -> bool:
    return any(cell.style is Style.TABLE_HEAD for cell in grid.rows[number].cells)


# --- heights -------------------------------------------------------------------


def row_height(lines: int) -> float:
    """The height of a row of so many lines, pt."""
    return lines * standard.SHEET_LINE + standard.SHEET_GAP


def cell_lines(cell: Cell, pixels: int) -> int:
    """How many lines the cell's words take in a column of so many pixels."""
    return sum(line_count(text_of(spans), _room(pixels)) for spans in cell.paragraphs)


def _room(pixels: int) -> float:
    """The number of 字 in 小四 in a line of a cell, less the padding that programs add."""
    return max((pixels - standard.SHEET_PADDING) * 72 / PIXELS_PER_INCH / standard.SIZE_TABLE, 1)


def _most(cells: Sequence[tuple[int, Cell]], columns: Sequence[int]) -> int:
    return max((cell_lines(cell, sum(columns[column : column + cell.colspan])) for column, cell in cells), default=1)


def _needs(grid: Grid, columns: Sequence[int]) -> list[int]:
    """The lines of every row, enough for each of its cells; a merged cell that needs more extends its last row."""
    needs = []
    merged = []
    for number, row in enumerate(html_rows(grid)):
        needs.append(_most([(column, cell) for column, cell in row if cell.rowspan == 1], columns))
        merged += [
            (number, number + cell.rowspan, _most([(column, cell)], columns))
            for column, cell in row
            if cell.rowspan > 1
        ]
    for start, stop, lines in merged:
        needs[stop - 1] += max(lines - sum(needs[start:stop]), 0)
    return needs


class _Pages:
    """Puts rows of the sheet on pages one after the other."""

    def __init__(self, begun: float, room: float) -> None:
        self.heights: list[float] = []
        self.ends: list[int] = []
        self.at = begun
        self.room = room

    def hold(self, height: float) -> None:
        """End the page if `height` pt do not fit on it but would fit on an empty one."""
        if self.at + height > self.room >= height:
            self.end()

    def add_whole(self, whole: float) -> None:
        """Add a row `whole` pt high on one page, as several sheet rows if it is higher than a sheet row may be."""
        if self.at + whole > self.room:
            self.end()
        count = ceil(whole / standard.SHEET_TALLEST)
        self.heights += [whole / count] * count
        self.at += whole

    def free_lines(self) -> int:
        """The lines free for the next row on this page; begins a new page if they are too few."""
        if self._lines() < MIN_LINES_AT_FOOT:
            self.end()
        return self._lines()

    def end(self) -> None:
        """End the page, except before the first row: mark and title are never alone on a page."""
        if self.heights:
            self.ends.append(len(self.heights) - 1)
            self.at = 0.0

    def _lines(self) -> int:
        return max(int((self.room - self.at - standard.SHEET_GAP) / standard.SHEET_LINE), 1)


# --- words over several rows ------------------------------------------------------


def _over(top: int, column: int, bottom: int, cell: Cell) -> CellArea:
    return CellArea(top, column, bottom, column + cell.colspan - 1, cell)


def _split_row(
    rows: _Pages, cells: Sequence[tuple[int, Cell]], columns: Sequence[int], least: int
) -> Iterator[CellArea]:
    """Split a row that is higher than a page: as many lines of each cell as the page holds, then the next ones.

    A cell that ends earlier is blank from there on. The row has at least `least` lines, for the sake of a merged cell.
    """
    rest = dict(cells)
    lines, begun = 0, False
    while not begun or lines < least or any(cell.text for cell in rest.values()):
        free = rows.free_lines()
        part = {}
        for column, cell in rest.items():
            part[column], rest[column] = _split_cell(cell, sum(columns[column : column + cell.colspan]), free)
        used = _most(list(part.items()), columns)
        if not any(cell.text for cell in rest.values()):
            used = max(used, min(free, least - lines))
        top = len(rows.heights)
        rows.add_whole(row_height(used))
        lines += used
        for column, cell in part.items():
            area = _over(top, column, len(rows.heights) - 1, cell)
            yield replace(area, begun=begun, goes_on=bool(rest[column].text))
        begun = True


def _on_pages(
    rows: _Pages, over: tuple[int, int], column: int, cell: Cell, columns: Sequence[int]
) -> Iterator[CellArea]:
    """Split a cell over several rows of the table at page ends.

    Its text is repeated on every page with enough height for it; if no page has, it continues from page to page.
    """
    start, stop = over
    cuts = [end + 1 for end in rows.ends if start <= end < stop - 1]
    parts = list(pairwise((start, *cuts, stop)))
    heights = [sum(rows.heights[top:below]) for top, below in parts]
    pixels = sum(columns[column : column + cell.colspan])
    least = row_height(cell_lines(cell, pixels))
    holds = [whole >= least for whole in heights]
    rest = cell
    for number, (top, below) in enumerate(parts):
        if any(holds):
            shown = cell if holds[number] else _slice(cell, 0, 0)
        elif number == len(parts) - 1:
            shown = rest
        else:
            lines = max(int((heights[number] - standard.SHEET_GAP) / standard.SHEET_LINE), 1)
            shown, rest = _split_cell(rest, pixels, lines)
        yield _over(top, column, below - 1, shown)


# good places to end a page, the first pattern preferred
_ENDS = (lazy_pattern("[。；！？][”’）》]*|\n"), lazy_pattern("[，、：][”’）》]*"))


def _split_cell(cell: Cell, pixels: int, lines: int) -> tuple[Cell, Cell]:
    """Split a cell's text after so many lines of a column, at the end of a sentence if one is near."""
    text = cell.text
    room = _room(pixels)

    def taken(end: int) -> int:
        return sum(line_count(line, room) for line in text[:end].split("\n"))

    most = bisect_right(range(len(text) + 1), lines, key=taken) - 1
    if most == len(text):
        return cell, _slice(cell, most, most)
    within = round(most * (1 - SENTENCE_END_RANGE))
    ends = (max(map(re.Match.end, pattern.finditer(text, within, most)), default=0) for pattern in _ENDS)
    legal = (end for end in range(most, 0, -1) if _may_break(text, end))
    cut = next((end for end in ends if end and _may_break(text, end)), next(legal, most))
    # drop the line feed at a paragraph's end
    end, begin = (cut - 1, cut) if text[cut - 1] == "\n" else (cut, cut + (text[cut] == "\n"))
    return _slice(cell, 0, end), _slice(cell, begin, len(text))


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    counted = before.isdigit() and not after.isascii()
    return not (after in STAYS_BEHIND or before in NEVER_LAST or inside or counted)


def _slice(cell: Cell, start: int, stop: int) -> Cell:
    """The cell with only the text from `start` to `stop`, spanning one row."""
    lines: list[Spans] = []
    lengths = [len(text_of(spans)) + 1 for spans in cell.paragraphs]
    for spans, begun, length in zip(cell.paragraphs, accumulate(lengths, initial=0), lengths, strict=False):
        if begun < stop and start < begun + length:
            lines.append(tuple(_cut(spans, start - begun, stop - begun)))
    return replace(cell, paragraphs=tuple(lines), rowspan=1)


def _cut(spans: Spans, start: int, stop: int) -> Iterator[Span]:
    ends = accumulate((len(span.text) for span in spans), initial=0)
    for span, begun in zip(spans, ends, strict=False):
        part = span.cut(max(start - begun, 0), max(stop - begun, 0))
        if part.text:
            yield part
