"""The tables of a PDF's page by what separates their cells: rules, or white between columns and rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.readers.pdf_page import Cell, Line, PdfPage
from pipeline.typography.gbt9704 import MM_PER_PT


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on a page: its box in mm, and its cells with their row, column and spans."""

    left: float
    top: float
    right: float
    bottom: float
    cells: tuple[tuple[Cell, int, int, int, int], ...]
    rows: int


def is_inside(line: Line, table: Grid) -> bool:
    """Whether the first character of a line is in the table."""
    glyph = line.glyphs[0]
    middle, across = (glyph.top + glyph.bottom) / 2, (glyph.left + glyph.right) / 2
    return table.top < middle < table.bottom and table.left < across < table.right


def ruled_grids(page: PdfPage) -> Iterator[Grid]:
    """The ruled tables of a page that have at least two cells; a single one is a frame."""
    for table in page.tables:
        cells = [cell for row in table.rows for cell in row if cell]
        if len(cells) < 2:
            continue
        lefts, tops = _edges(cell.left for cell in cells), _edges(cell.top for cell in cells)
        placed = []
        for cell in cells:
            row, column = _index(tops, cell.top), _index(lefts, cell.left)
            rowspan, colspan = _index(tops, cell.bottom) - row, _index(lefts, cell.right) - column
            placed.append((cell, row, column, max(rowspan, 1), max(colspan, 1)))
        yield Grid(
            min(cell.left for cell in cells),
            min(cell.top for cell in cells),
            max(cell.right for cell in cells),
            max(cell.bottom for cell in cells),
            tuple(sorted(placed, key=lambda item: (item[1], item[2]))),
            len(tops),
        )


def _edges(positions: Iterable[float]) -> list[float]:
    """Distinct positions in order; those nearer than a millimetre are one."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > 1:
            edges.append(position)
    return edges


def _index(edges: Sequence[float], position: float) -> int:
    """How many edges are before a position."""
    return sum(edge < position - 0.5 for edge in edges)


def cell_paragraphs(cell: Cell) -> Iterator[tuple[Line, ...]]:
    """The paragraphs of a cell: a line that leaves room for two characters ends one."""
    right = max((line.right for line in cell.lines), default=0.0)
    right = max(right, cell.right - 3.0)
    group: list[Line] = []
    for line in cell.lines:
        group.append(line)
        if right - line.right > 1.6 * line.size * MM_PER_PT:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def cell_of(line: Line, grid: Grid) -> int:
    """The index of the cell of a grid that a line is in; -1 for none."""
    glyph = line.glyphs[0]
    middle, across = (glyph.top + glyph.bottom) / 2, (glyph.left + glyph.right) / 2
    for index, (cell, *_) in enumerate(grid.cells):
        if cell.left < across < cell.right and cell.top < middle < cell.bottom:
            return index
    return -1


# --- tables between white --------------------------------------------------------------

Band = tuple[float, float]
"""Where a column begins and ends, mm."""

_MIN_BANDS, _MIN_LINES = 3, 4
"""A table without rules has at least so many columns and lines."""
_WHITE = 0.8
"""In em: the least white between two columns, and between two cells in a line."""
_MORE_LEADING = 1.25
"""As many times the least distance of lines tell a row from a line of a cell."""


def aligned_grids(page: PdfPage) -> tuple[list[Grid], int]:
    """Return the tables of a page that only white separates, and how many more lines look like one whose rows cannot be told."""
    lines = [line for line in page.lines if line.text.strip()]
    grids: list[Grid] = []
    unread = index = 0
    while index < len(lines):
        stop, bands = _run(lines, index)
        if stop - index < _MIN_LINES:
            index += 1
            continue
        rows = _rows(lines[index:stop], bands)
        if rows:
            grids.append(_grid_of(rows, bands))
        else:
            unread += stop - index
        index = stop
    return grids, unread


def _run(lines: Sequence[Line], start: int) -> tuple[int, list[Band]]:
    """Return where the lines end that begin with a head and keep to its columns, and the columns."""
    bands = _merged(_parts(lines[start]))
    count = len(bands)
    stop = start + 1
    if count < _MIN_BANDS:
        return stop, bands
    em = lines[start].size * MM_PER_PT
    while stop < len(lines) and abs(lines[stop].size - lines[start].size) < 3:
        wider = _merged([*bands, *_parts(lines[stop])])
        white = [after[0] - before[1] for before, after in pairwise(wider)]
        if len(wider) != count or min(white) < _WHITE * em or lines[stop].top - lines[stop - 1].bottom > 3 * em:
            break
        bands, stop = wider, stop + 1
    return stop, bands


def _parts(line: Line) -> list[Band]:
    """Return where the parts of a line begin and end that wide gaps separate."""
    glyphs = [glyph for glyph in line.glyphs if glyph.text.strip()]
    cuts = [
        index
        for index, (before, after) in enumerate(pairwise(glyphs), 1)
        if after.left - before.right > _WHITE * before.size * MM_PER_PT
    ]
    return [
        (glyphs[first].left, glyphs[last - 1].right)
        for first, last in pairwise([0, *cuts, len(glyphs)])
        if last > first
    ]


def _merged(bands: Iterable[Band]) -> list[Band]:
    """Return the bands in order, those that overlap as one."""
    merged: list[Band] = []
    for left, right in sorted(bands):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _rows(lines: Sequence[Line], bands: Sequence[Band]) -> list[list[Line]]:
    """Return the lines of each row: told by more white, by the numbers in the first column, or because every line is full."""
    leading = [after.baseline - before.baseline for before, after in pairwise(lines)]
    least = min(leading)
    if max(leading) > _MORE_LEADING * least and (rows := _cut(lines, [gap > _MORE_LEADING * least for gap in leading])):
        # a row of which no line begins in the first column is a line of another
        return rows if all(any(_in_band(line, bands[0]) for line in row) for row in rows) else []
    firsts = [_in_band(line, bands[0]) for line in lines]
    if all(text.strip().isdigit() for text in firsts[1:] if text) and all(firsts[:2]):
        rows = _cut(lines, [bool(text) for text in firsts[1:]])
        # numbers in the middle of their rows would cut them in the wrong places
        return rows if all(_fills_lines(row, band) for row in rows for band in bands) else []
    is_full = all(len(_parts(line)) == len(bands) for line in lines)
    return [[line] for line in lines] if is_full else []


def _cut(lines: Sequence[Line], begins: Sequence[bool]) -> list[list[Line]]:
    rows = [[lines[0]]]
    for line, begins_row in zip(lines[1:], begins, strict=True):
        if begins_row:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def _fills_lines(row: Sequence[Line], band: Band) -> bool:
    """Whether the words of a cell begin in its row's first line, and only the last line of them leaves room."""
    inside = [[glyph for glyph in line.glyphs if band[0] <= (glyph.left + glyph.right) / 2 <= band[1]] for line in row]
    filled = [glyphs for glyphs in inside if any(glyph.text.strip() for glyph in glyphs)]
    if filled and not inside[0]:
        return False
    return all(band[1] - glyphs[-1].right < 1.5 * glyphs[-1].size * MM_PER_PT for glyphs in filled[:-1])


def _in_band(line: Line, band: Band) -> str:
    return "".join(glyph.text for glyph in line.glyphs if band[0] <= (glyph.left + glyph.right) / 2 <= band[1]).strip()


def _grid_of(rows: Sequence[Sequence[Line]], bands: Sequence[Band]) -> Grid:
    """Return the rows as a table; a cell reaches to the middle of the white around it."""
    middles = [(before[1] + after[0]) / 2 for before, after in pairwise(bands)]
    sides = [bands[0][0] - 1, *middles, bands[-1][1] + 1]
    cells = []
    for number, row in enumerate(rows):
        top, bottom = row[0].top, row[-1].bottom
        for column, (left, right) in enumerate(pairwise(sides)):
            parts = (
                tuple(glyph for glyph in line.glyphs if left <= (glyph.left + glyph.right) / 2 < right) for line in row
            )
            inside = tuple(Line(glyphs) for glyphs in parts if any(glyph.text.strip() for glyph in glyphs))
            # the white behind a cell's words is not room for more of them
            edge = max((line.right for line in inside), default=bands[column][1])
            cells.append((Cell(left, top, max(edge, bands[column][1]), bottom, inside), number, column, 1, 1))
    return Grid(sides[0], rows[0][0].top, sides[-1], rows[-1][-1].bottom, tuple(cells), len(rows))
