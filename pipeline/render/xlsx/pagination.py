"""How a table's rows stand on the pages of a spreadsheet: how high each is, where pages end, which words stand where.

A program ends a page between two rows of its sheet, or cuts through a line. A row of
the table that a page can hold is therefore never parted, and one that is higher than
a page is several, each with the words that its page holds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil

from pipeline.render.print_model import (
    Cell,
    Grid,
    Span,
    Spans,
    Style,
    text_of,
)
from pipeline.render.web.jinja import html_rows
from pipeline.typography import gbt9704 as standard
from pipeline.typography.lines import NEVER_LAST, STAYS_BEHIND, line_count

PIXELS_PER_INCH = 96
"""Excel's columns and rows are whole pixels of this size."""

LEAST_LINES = 5
"""With fewer lines a row that is higher than a page is not begun at a page's foot."""

MERGED_WHOLE = 0.5
"""The share of a page up to which a merged cell is whole where a part of it would not hold its words."""

SENTENCE_WITHIN = 0.2
"""By so much of a page a row ends sooner, so that it ends behind a sentence."""


@dataclass(frozen=True, slots=True)
class CellArea:
    """A cell's words, or some of them, over rows and columns of the sheet, both ends included, rows from the first below the head.

    Where a row of the table is parted, the cell is `begun` on the page before, and `goes_on` when it has words on the next.
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
    """The sheet's rows below the head: their heights in pt, those with which a page ends, and what stands in them."""

    heights: tuple[float, ...]
    ends: tuple[int, ...]
    areas: tuple[CellArea, ...]


def paginate(grid: Grid, columns: Sequence[int], begun: float, room: float) -> SheetRows:
    """The table's rows on pages that hold `room` pt below the head, of the first of which `begun` pt are taken.

    `columns` are the sheet's columns in pixels.
    """
    rows = _Pages(begun, room)
    starts = []
    areas: list[CellArea] = []
    needs = _needs(grid, columns)
    opening = True
    for number, (cells, needed) in enumerate(zip(html_rows(grid), needs, strict=True)):
        heads = _heads(grid, number)
        if heads:
            rows.hold(_held(grid, needs, number, room))
        for column, cell in cells:
            rows.hold(
                _merged(cell, needs[number : number + cell.rowspan], columns[column : column + cell.colspan], room)
            )
        top = len(rows.heights)
        starts.append(top)
        own = [(column, cell) for column, cell in cells if cell.rowspan == 1]
        # the first row is rather parted than moved: title and headings would stand alone
        if row_height(needed) <= (room - rows.at if opening else room):
            rows.add_whole(row_height(needed))
            areas += (_over(top, column, len(rows.heights) - 1, cell) for column, cell in own)
        else:
            areas += _parted_row(rows, own, columns, needed if needed > _most(own, columns) else 0)
        opening = opening and heads
    starts.append(len(rows.heights))
    for number, cells in enumerate(html_rows(grid)):
        for column, cell in cells:
            if cell.rowspan > 1:
                areas += _on_pages(rows, (starts[number], starts[number + cell.rowspan]), column, cell, columns)
    return SheetRows(tuple(rows.heights), tuple(rows.ends), tuple(areas))


def _held(grid: Grid, needs: Sequence[int], number: int, room: float) -> float:
    """How high what stands on one page from that row on is, pt: a row that heads others holds to the first of them."""
    held = 0.0
    for place in range(number, len(needs)):
        whole = row_height(needs[place])
        held += whole if whole <= room else row_height(LEAST_LINES)
        if not _heads(grid, place):
            break
    return held


def _merged(cell: Cell, needs: Sequence[int], columns: Sequence[int], room: float) -> float:
    """How much of a merged cell stands on one page, pt: all of a low one whose words none but all of its rows hold."""
    heights = [row_height(lines) for lines in needs]
    parted = len(heights) > 1 and min(heights) < row_height(cell_lines(cell, sum(columns)))
    return sum(heights) if parted and sum(heights) <= room * MERGED_WHOLE else 0.0


def _heads(grid: Grid, number: int) -> bool:
    return any(cell.style is Style.TABLE_HEAD for cell in grid.rows[number].cells)


# --- heights -------------------------------------------------------------------


def row_height(lines: int) -> float:
    """How high a row of so many lines is, pt."""
    return lines * standard.SHEET_LINE + standard.SHEET_GAP


def cell_lines(cell: Cell, pixels: int) -> int:
    """How many lines the cell's words take in a column of so many pixels."""
    return sum(line_count(text_of(spans), _room(pixels)) for spans in cell.paragraphs)


def _room(pixels: int) -> float:
    """How many 字 in 小四 stand in a line of a cell, less what a program keeps free at its edges."""
    return max((pixels - standard.SHEET_PADDING) * 72 / PIXELS_PER_INCH / standard.SIZE_TABLE, 1)


def _most(cells: Sequence[tuple[int, Cell]], columns: Sequence[int]) -> int:
    return max((cell_lines(cell, sum(columns[column : column + cell.colspan])) for column, cell in cells), default=1)


def _needs(grid: Grid, columns: Sequence[int]) -> list[int]:
    """The lines of every row, enough for each of its cells; what a merged cell lacks its last row gets."""
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
    """Rows of the sheet put on pages one after the other."""

    def __init__(self, begun: float, room: float) -> None:
        self.heights: list[float] = []
        self.ends: list[int] = []
        self.at = begun
        self.room = room

    def hold(self, held: float) -> None:
        """End the page where it has no room for `held` pt and a whole one has."""
        if self.at + held > self.room >= held:
            self.end()

    def add_whole(self, whole: float) -> None:
        """Rows together `whole` pt high, one where a sheet's row may be as high, on one page."""
        if self.at + whole > self.room:
            self.end()
        count = ceil(whole / standard.SHEET_TALLEST)
        self.heights += [whole / count] * count
        self.at += whole

    def free_lines(self) -> int:
        """How many lines the next row may have; on this page, or on the next where that holds too few."""
        if self._lines() < LEAST_LINES:
            self.end()
        return self._lines()

    def end(self) -> None:
        """End the page, except before the first row: mark and title do not stand alone."""
        if self.heights:
            self.ends.append(len(self.heights) - 1)
            self.at = 0.0

    def _lines(self) -> int:
        return max(int((self.room - self.at - standard.SHEET_GAP) / standard.SHEET_LINE), 1)


# --- words over several rows ------------------------------------------------------


def _over(top: int, column: int, bottom: int, cell: Cell) -> CellArea:
    return CellArea(top, column, bottom, column + cell.colspan - 1, cell)


def _parted_row(
    rows: _Pages, cells: Sequence[tuple[int, Cell]], columns: Sequence[int], least: int
) -> Iterator[CellArea]:
    """A row higher than a page: as many lines of each cell as its page holds, then the next ones.

    A cell that ends sooner is blank from there on. The row has `least` lines, for a merged cell's sake.
    """
    rest = dict(cells)
    lines, begun = 0, False
    while not begun or lines < least or any(cell.text for cell in rest.values()):
        free = rows.free_lines()
        part = {}
        for column, cell in rest.items():
            part[column], rest[column] = _parted(cell, sum(columns[column : column + cell.colspan]), free)
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
    """A cell over several rows of the table, cut where a page ends in it.

    Its words stand on every page that has the height for them; where none has, they go on from page to page.
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
            words = cell if holds[number] else _slice(cell, 0, 0)
        elif number == len(parts) - 1:
            words = rest
        else:
            lines = max(int((heights[number] - standard.SHEET_GAP) / standard.SHEET_LINE), 1)
            words, rest = _parted(rest, pixels, lines)
        yield _over(top, column, below - 1, words)


# a page may end behind these without a reader's stumbling, behind the first ones rather
_ENDS = (re.compile("[。；！？][”’）》]*|\n"), re.compile("[，、：][”’）》]*"))


def _parted(cell: Cell, pixels: int, lines: int) -> tuple[Cell, Cell]:
    """The words that fill so many lines of a column, and those after them: rather behind a sentence than within one."""
    words = cell.text
    room = _room(pixels)

    def taken(end: int) -> int:
        return sum(line_count(line, room) for line in words[:end].split("\n"))

    most = bisect_right(range(len(words) + 1), lines, key=taken) - 1
    if most == len(words):
        return cell, _slice(cell, most, most)
    within = round(most * (1 - SENTENCE_WITHIN))
    ends = (max(map(re.Match.end, pattern.finditer(words, within, most)), default=0) for pattern in _ENDS)
    legal = (end for end in range(most, 0, -1) if _may_part(words, end))
    cut = next((end for end in ends if end and _may_part(words, end)), next(legal, most))
    # where a paragraph ends the row does
    end, begin = (cut - 1, cut) if words[cut - 1] == "\n" else (cut, cut + (words[cut] == "\n"))
    return _slice(cell, 0, end), _slice(cell, begin, len(words))


def _may_part(words: str, place: int) -> bool:
    before, after = words[place - 1], words[place]
    inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    counted = before.isdigit() and not after.isascii()
    return not (after in STAYS_BEHIND or before in NEVER_LAST or inside or counted)


def _slice(cell: Cell, start: int, stop: int) -> Cell:
    """The cell with the words from `start` to `stop` alone, over no other rows."""
    lines: list[Spans] = []
    lengths = [len(text_of(spans)) + 1 for spans in cell.paragraphs]
    for spans, begun, length in zip(cell.paragraphs, accumulate(lengths, initial=0), lengths, strict=False):
        if begun < stop and start < begun + length:
            lines.append(tuple(_cut(spans, start - begun, stop - begun)))
    return replace(cell, paragraphs=tuple(lines), rowspan=1)


def _cut(spans: Spans, start: int, stop: int) -> Iterator[Span]:
    ends = accumulate((len(span.text) for span in spans), initial=0)
    for span, begun in zip(spans, ends, strict=False):
        if words := span.text[max(start - begun, 0) : max(stop - begun, 0)]:
            yield replace(span, text=words)
