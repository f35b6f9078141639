"""What Word and the PDF decide alike: the lines of titles, where cells stand, how rows behave, what stays together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from pipeline.model import Orientation
from pipeline.render.print_model import (
    HEADINGS,
    Cell,
    Colophon,
    Document,
    Grid,
    Line,
    PrintedAnnex,
    PrintedBlock,
    Style,
    text_of,
)
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.lines import clusters, estimated_lines, line_count
from pipeline.typography.title_breaks import balance

TextArea = tuple[float, float]
"""The room for words on a page, width and height in mm: the type area (版心), upright or across the paper."""

PORTRAIT: TextArea = standard.TYPE_AREA
LANDSCAPE: TextArea = (standard.TYPE_AREA[1], standard.TYPE_AREA[0])


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell where it stands in one row: its first column, counted from 0; `carried` when it reaches down from above."""

    column: int
    cell: Cell
    is_continuation: bool = False


PlacedRow = tuple[PlacedCell, ...]


# --- titles and lines ---------------------------------------------------------


def title_lines(words: str, width: float = PORTRAIT[0]) -> tuple[str, ...]:
    """The lines of a title in 2号 on a type area of `width` mm; a blank at a line's end, which would shift it, is its end."""
    lines = balance(words, width / standard.MM_PER_PT / standard.SIZE_2)
    return (*(line.rstrip(" 　") for line in lines[:-1]), lines[-1])


class Keep(Enum):
    """How a line or grid holds to what follows it, so that no page ends between them."""

    NOT = auto()
    PREFER = auto()
    """It does, unless the first page were left without words then; Word cannot tell."""
    LINE = auto()
    """Its last line stays with what follows."""
    LINES = auto()
    """Its last two lines do."""
    WHOLE = auto()
    """All of it does."""


def keep_rules(printed: Sequence[PrintedBlock], sign_off: Sequence[Line] = ()) -> tuple[Keep, ...]:
    """How each line and grid of a paper's words holds to what follows; `sign_off` is what stands under them.

    The last words stay with the sign-off, which never stands alone on a page. They are
    parted rather than moved where they are all there is, for the first page has to
    show some of them (9704, 7.3.3), and where they, the headings over them and the
    sign-off are more than a page holds. Short words that lead to a table stay with it,
    unless they are the first of all.
    """
    alone = sum(not (isinstance(one, Line) and one.style in _OVER_WORDS) for one in printed) == 1
    found = []
    begun = False
    over = 0
    for one, following in pairwise((*printed, None)):
        lines = _line_count(one) if isinstance(one, Line) else 0
        if following is None and sign_off:
            fits = over + lines + _lines_under(sign_off) <= standard.LINES
            found.append(_last(lines, parted=alone or not fits, alone=alone))
        else:
            leads = isinstance(one, Line) and isinstance(following, Grid) and lines <= 2 and begun
            found.append(Keep.WHOLE if leads else Keep.NOT)
        over = over + lines if isinstance(one, Line) and one.style in HEADINGS else 0
        begun = begun or not (isinstance(one, Line) and one.style in (*_OVER_WORDS, *HEADINGS))
    return tuple(found)


def _last(lines: int, *, parted: bool, alone: bool) -> Keep:
    """How the last words of so many lines hold to the sign-off; a table has none, its last row is what holds."""
    match lines:
        case 0:
            return Keep.WHOLE
        case 1 | 2 if alone:
            return Keep.PREFER if lines == 1 else Keep.LINE
        case _ if lines > 2 and (parted or lines > standard.LINES / 2):
            return Keep.LINES
        case _:
            return Keep.WHOLE


def _line_count(line: Line) -> int:
    """About how many lines a paragraph takes."""
    return estimated_lines(metrics.han_width(line.text) + standard.FIRST_LINE, standard.CHARACTERS)


def _lines_under(sign_off: Sequence[Line]) -> int:
    """About how many lines 附件说明, 署名, 日期 and 附注 take, with those left blank above 附件说明 and above 署名."""
    notes = [line for line in sign_off if line.style is Style.ANNEX_NOTE]
    signed = any(line.style in (Style.SIGNATURE, Style.DATE) for line in sign_off)
    listed = (
        estimated_lines(metrics.han_width(text_of(line.spans[1:])), standard.CHARACTERS - line.left - line.hanging)
        for line in notes
    )
    others = (_line_count(line) for line in sign_off if line.style is not Style.ANNEX_NOTE)
    return standard.BLANK_LINES * (bool(notes) + signed) + sum(listed) + sum(others)


_OVER_WORDS = (Style.TITLE, Style.STAGE, Style.ADDRESSEE)


# --- 版记 ---------------------------------------------------------------------


def colophon_line_count(found: Colophon) -> int:
    """About how many lines 版记 takes, rather too many than too few: the type area holds `geometry.COLOPHON_LINES`."""
    width = PORTRAIT[0] / standard.MM_PER_PT / standard.SIZE_4
    # programs differ by half a 字 in what they get into a line
    rooms = [width - one.left - one.hanging - one.right - 0.5 for one in found.recipients]
    lists = sum(
        line_count(text_of(one.spans[1:]), room, clusters) for one, room in zip(found.recipients, rooms, strict=True)
    )
    # 印发机关 and 印发日期 share their line where both fit into it
    beside = metrics.han_width(found.printer) + metrics.han_width(found.print_date)
    return lists + estimated_lines(beside, width - 2 * standard.COLOPHON_BLANK)


# --- grids --------------------------------------------------------------------


def grid_rows(grid: Grid) -> Iterator[PlacedRow]:
    """Every row with a cell for each of its columns, those that reach down repeated.

    Raises ValueError for a row whose cells do not fill the columns.
    """
    reaching: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(grid.rows, 1):
        cells = iter(row.cells)
        found: list[PlacedCell] = []
        column = 0
        while column < len(grid.widths):
            if column in reaching:
                cell, more = reaching.pop(column)
                found.append(PlacedCell(column, cell, is_continuation=True))
            else:
                following = next(cells, None)
                if following is None:
                    raise ValueError(f"row {number} of the grid has too few cells")
                cell, more = following, following.rowspan
                found.append(PlacedCell(column, cell))
            if more > 1:
                reaching[column] = (cell, more - 1)
            column += cell.colspan
        if column > len(grid.widths) or next(cells, None) is not None:
            raise ValueError(f"row {number} of the grid has too many cells")
        yield tuple(found)


def head_row(grid: Grid) -> PlacedRow:
    """The head cells with their columns."""
    found: list[PlacedCell] = []
    column = 0
    for cell in grid.head:
        found.append(PlacedCell(column, cell))
        column += cell.colspan
    return tuple(found)


def is_landscape(document: Document, sheet: PrintedAnnex) -> bool:
    """Whether the annex lies across its paper (横排); the derived table alone does."""
    return sheet.is_tasks and document.head.annex_orientation is Orientation.LANDSCAPE


def annex_area(document: Document, sheet: PrintedAnnex) -> TextArea:
    """The room for an annex's words."""
    return LANDSCAPE if is_landscape(document, sheet) else PORTRAIT


def is_narrow(grid: Grid, one: PlacedCell, area: TextArea) -> bool:
    """Whether a cell of running text is too narrow to be justified (`standard.NARROW_COLUMN`)."""
    return one.cell.style is Style.TABLE_CELL and chars_per_line(grid, one, area) < standard.NARROW_COLUMN


def is_group_row(grid: Grid, row: PlacedRow) -> bool:
    """Whether the row is a heading over those below it: one cell of its own over all columns."""
    first = row[0]
    return not first.is_continuation and first.cell.style is Style.TABLE_HEAD and first.cell.colspan == len(grid.widths)


def splittable_rows(grid: Grid, area: TextArea, over: float = 0.0) -> tuple[bool, ...]:
    """Which rows may be split over two pages: those that do not surely fit on one (`standard.WHOLE_AT_MOST`).

    `over` is what stands over the table on its page and holds to it, in pt: there the
    first row of words has less room, and moved it would leave the title alone.
    """
    page = area[1] / standard.MM_PER_PT - (_height(grid, head_row(grid), area) if grid.head else 0.0)
    found = []
    opening = True
    for row in grid_rows(grid):
        height = _height(grid, row, area)
        found.append(height > standard.WHOLE_AT_MOST * (page - over if opening else page))
        over += height
        opening = opening and is_group_row(grid, row)
    return tuple(found)


def height_above(printed: Sequence[PrintedBlock], title: float) -> tuple[float, ...]:
    """What stands over each line or grid of an annex and holds to it, in pt: its title and headings, until words begin."""
    found = [title]
    for one in printed:
        if isinstance(one, Line) and one.style in HEADINGS and found[-1]:
            found.append(found[-1] + _line_count(one) * standard.GBT_33476.line)
        else:
            found.append(0.0)
    return tuple(found[:-1])


def annex_title_height(sheet: PrintedAnnex, area: TextArea) -> float:
    """How much of an annex's first page its mark, its title and the blanks about them take, in pt."""
    lines = standard.ANNEX_TITLE_LINE - 1 + standard.BLANK_LINES
    return lines * standard.GBT_33476.line + len(title_lines(sheet.title, area[0])) * standard.LINE_2


def chars_per_line(grid: Grid, one: PlacedCell, area: TextArea) -> float:
    """How many 字 stand in a line of the cell."""
    width = area[0] / standard.MM_PER_PT * sum(grid.widths[one.column : one.column + one.cell.colspan])
    return (width - 2 * geometry.cell_padding(len(grid.widths))) / standard.SIZE_TABLE


def _height(grid: Grid, row: PlacedRow, area: TextArea) -> float:
    """About how high a row is, in pt, rather too high than too low; a merged cell counts where it begins."""
    own = [one for one in row if not one.is_continuation]
    lines = max((_lines(one.cell, chars_per_line(grid, one, area) - 0.5) for one in own), default=1)
    return lines * standard.LINE_TABLE + 2 * standard.CELL_PADDING_ABOVE + standard.RULE


def _lines(cell: Cell, room: float) -> int:
    """About how many lines the cell's words take where `room` 字 stand in one."""
    return max(sum(line_count(text_of(spans), max(room, 1)) for spans in cell.paragraphs), 1)
