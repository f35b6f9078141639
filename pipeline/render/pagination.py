"""Layout decisions shared by Word and the PDF: title lines, cell positions, split rows, keep-with-next rules."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import accumulate, groupby, pairwise

from pipeline.dataclass import dataclass
from pipeline.model import ColumnRole, Orientation
from pipeline.render.print_model import (
    HEADINGS,
    Cell,
    Colophon,
    Document,
    Grid,
    Line,
    PrintedAnnex,
    PrintedBlock,
    Span,
    Spans,
    Style,
    text_of,
)
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.column_widths import UNITS_HEAD
from pipeline.typography.lines import better_last_line, clusters, estimated_lines, line_count
from pipeline.typography.title_breaks import balance

TextArea = tuple[float, float]
"""The type area (版心) of a page, width and height in mm, in portrait or landscape."""

PORTRAIT: TextArea = standard.TYPE_AREA
LANDSCAPE: TextArea = (standard.TYPE_AREA[1], standard.TYPE_AREA[0])


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell in one row: its first column, counted from 0, and whether it spans down from a row above."""

    column: int
    cell: Cell
    is_continuation: bool = False


PlacedRow = tuple[PlacedCell, ...]


# --- titles and lines ---------------------------------------------------------


def title_lines(title: str, width: float = PORTRAIT[0]) -> tuple[str, ...]:
    """Break a title in 2号 into balanced lines for a type area of `width` mm; trailing blanks, which would shift a line, are dropped."""
    lines = balance(title, width / standard.MM_PER_PT / standard.SIZE_2, 2 * standard.TITLE_BLANK)
    return (*(line.rstrip(" 　") for line in lines[:-1]), lines[-1])


class Keep(Enum):
    """Keep-with-next rule of a line or grid: how much of it stays on one page with what follows."""

    NOT = auto()
    PREFER = auto()
    """All of it, unless page 1 would be left without body text; Word cannot decide that."""
    LINE = auto()
    """Its last line."""
    TAIL = auto()
    """Its last two lines."""
    LINES = auto()
    """Its last two lines, and no less stay above."""
    WHOLE = auto()
    """All of it."""
    END = auto()
    """Nothing follows: its last two lines, so that no page has a single one."""


def keep_rules(
    printed: Sequence[PrintedBlock],
    sign_off: Sequence[Line] = (),
    last: Keep | None = None,
    released: Container[int] = (),
) -> tuple[Keep, ...]:
    """Return the keep-with-next rule of each block of the body; `sign_off` is the block after it (附件说明, 署名, 日期, 附注).

    `last` is the rule of the last block, if it is known that less of it need be kept; `released` are the `id()` of what
    introduces a table but need not stay with it.

    The last paragraph stays with the sign-off, which is never alone on a page. It is split,
    two lines at least on either side, if it has four or more; less than that is moved as a
    whole. It is split as well if it is the whole body, because page 1 must show some of it
    (GB/T 9704 7.3.3), and if it does not fit on a page with its headings and the sign-off: a line or two go on then.
    Nothing is kept where the sign-off leaves no room for it. Without a sign-off no page has the last line alone. A short paragraph that introduces a
    table stays with it, unless the body begins with it.
    """
    alone = sum(not (isinstance(block, Line) and block.style in _FRONT_MATTER) for block in printed) == 1
    rules = []
    begun = False
    above = 0
    for block, following in pairwise((*printed, None)):
        lines = _line_count(block) if isinstance(block, Line) else 0
        if following is None and sign_off:
            fits = above + lines + _sign_off_lines(sign_off) <= standard.LINES
            usual = _last_rule(lines, fits=fits, alone=alone) if leaves_text_room(sign_off) else Keep.NOT
            rules.append(last or usual)
        elif following is None and isinstance(block, Line) and block.style is Style.BODY:
            rules.append(Keep.END)
        else:
            leads = isinstance(block, Line) and isinstance(following, Grid) and lines <= 2 and begun
            rules.append(Keep.WHOLE if leads and id(block) not in released else Keep.NOT)
        above = above + lines if isinstance(block, Line) and block.style in HEADINGS else 0
        begun = begun or not (isinstance(block, Line) and block.style in (*_FRONT_MATTER, *HEADINGS))
    return tuple(rules)


def _last_rule(lines: int, *, fits: bool, alone: bool) -> Keep:
    """The rule of the last block, of so many lines; 0 is a table, whose last row is kept."""
    match lines:
        case 0:
            return Keep.WHOLE
        case 1 | 2 if alone:
            return Keep.PREFER if lines == 1 else Keep.LINE
        case 2 if not fits:
            # with its heading it would be moved, and the sign-off would move on
            return Keep.LINE
        case 3 if not fits:
            return Keep.TAIL
        case _ if lines > _LEAST_LINES:
            # one of three lines is moved as a whole all the same; three may turn out to be four
            return Keep.TAIL if alone else Keep.LINES
        case _:
            return Keep.WHOLE


def sign_off_rules(sign_off: Sequence[Line], *, runs_on: bool = False) -> tuple[Keep, ...]:
    """Return the keep-with-next rule of each line of the sign-off: all of it is on one page.

    附件说明 that fills a page runs on to the next, its last two titles with 署名 and 成文日期; so does one of which it is
    known (`runs_on`) that keeping it together leaves much of a page empty.
    """
    titles = sum(line.style is Style.ANNEX_NOTE for line in sign_off)
    kept = titles - _LEAST_LINES if runs_on or not leaves_text_room(sign_off) else 0
    return tuple(
        Keep.NOT if index < kept or index == len(sign_off) - 1 else Keep.WHOLE for index in range(len(sign_off))
    )


def _line_count(line: Line) -> int:
    """About how many lines a paragraph takes."""
    return estimated_lines(metrics.han_width(line.text) + standard.FIRST_LINE, standard.CHARACTERS)


def _sign_off_lines(sign_off: Sequence[Line]) -> int:
    """About how many lines the sign-off takes, with the blank ones above 附件说明 and above 署名."""
    notes = [line for line in sign_off if line.style is Style.ANNEX_NOTE]
    signed = any(line.style in (Style.SIGNATURE, Style.DATE) for line in sign_off)
    listed = (
        estimated_lines(metrics.han_width(text_of(line.spans[1:])), standard.CHARACTERS - line.left - line.hanging)
        for line in notes
    )
    line_counts = (_line_count(line) for line in sign_off if line.style is not Style.ANNEX_NOTE)
    return standard.BLANK_LINES * (bool(notes) + signed) + sum(listed) + sum(line_counts)


_LEAST_LINES = 2
"""The least lines of a paragraph on either side of a page's end."""


def leaves_text_room(sign_off: Sequence[Line]) -> bool:
    """Whether two lines of text fit on the page of the sign-off, above it."""
    return _sign_off_lines(sign_off) + _LEAST_LINES <= standard.LINES


_FRONT_MATTER = (Style.TITLE, Style.STAGE, Style.ADDRESSEE)


# --- what a line and a cell hold ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """The setting of a paragraph: its style, its size, the room of its lines and of the first, all in pt."""

    style: Style
    size: float
    room: float
    first_room: float


_INDENTED = (Style.BODY, Style.REMARK, *HEADINGS)


def line_setting(line: Line, area: TextArea) -> Setting:
    """Return the setting of a line; that of one with a hanging label is the setting of what follows it."""
    size = standard.SIZE_4 if line.style is Style.COLOPHON else standard.SIZE_3
    room = area[0] / standard.MM_PER_PT - (line.left + line.hanging + line.right) * size
    is_set_in = bool(line.left or line.hanging or line.right)
    indent = standard.FIRST_LINE * size if line.style in _INDENTED and not is_set_in else 0.0
    return Setting(line.style, size, room, room - indent)


def cell_setting(grid: Grid, placed: PlacedCell, area: TextArea) -> Setting:
    """Return the setting of a cell's paragraphs."""
    columns = len(grid.widths)
    share = sum(grid.widths[placed.column : placed.column + placed.cell.colspan])
    # the table's right rule and each cell's left one take room, as in templates/print.css
    room = share * (area[0] / standard.MM_PER_PT - standard.RULE) - standard.RULE - 2 * geometry.cell_padding(columns)
    return Setting(placed.cell.style, standard.SIZE_TABLE, room, room)


def may_be_respaced(line: Line) -> bool:
    """Whether the letter spacing of a paragraph is changed where its last line would be a single character: text, headings and lists, not what stands alone."""
    return line.style in (Style.BODY, Style.ADDRESSEE, Style.ANNEX_NOTE, *HEADINGS)


def last_paragraphs(document: Document) -> frozenset[int]:
    """The `id()` of the last paragraph of each signed part: with a line less it might be moved instead of split."""
    bodies = [document.body, *([document.notice.body] if document.notice is not None else [])]
    return frozenset(id(body[-1]) for body in bodies if body)


def respaced(
    spans: Spans, setting: Setting, spacing: float = 0.0, *, keeps_lines: bool = False, is_ragged: bool = False
) -> Spans:
    """Return the spans of a paragraph with the letter spacing by which its last line is no single character, as 仿宋_GB2312 draws them.

    `spacing` is that of their style; a paragraph that `keeps_lines` gets no line less, the lines of one that `is_ragged` are not justified.
    """
    text = text_of(spans)
    if metrics.han_width(text) * setting.size <= setting.first_room:
        return spans
    widths = [setting.size * metrics.han_width(char) for char in text]
    cuts = [*accumulate(map(len, clusters(text)))][:-1]
    last = better_last_line(
        text, widths, cuts, setting.room, setting.first_room, keeps_lines=keeps_lines, is_ragged=is_ragged
    )
    if last.closer:
        return spaced_from(spans, last.closer_from, spacing - last.closer)
    return spaced_from(spans, last.wider_from, spacing + last.wider) if last.wider else spans


def spaced_from(spans: Spans, begin: int, spacing: float) -> Spans:
    """Return the spans with another letter spacing from a position on."""
    return tuple(_spaced_from(spans, begin, spacing))


def _spaced_from(spans: Spans, begin: int, spacing: float) -> Iterator[Span]:
    offset = 0
    for span in spans:
        cut = min(max(begin - offset, 0), len(span.text))
        if cut:
            yield span.cut(0, cut)
        if cut < len(span.text):
            yield replace(span.cut(cut), spacing=spacing)
        offset += len(span.text)


# --- 版记 ---------------------------------------------------------------------


def colophon_line_count(colophon: Colophon) -> int:
    """About how many lines 版记 takes, rather too many than too few: the type area holds `geometry.COLOPHON_LINES`."""
    width = PORTRAIT[0] / standard.MM_PER_PT / standard.SIZE_4
    # programs differ by half a 字 in what they get into a line
    rooms = [width - line.left - line.hanging - line.right - 0.5 for line in colophon.recipients]
    lists = sum(
        line_count(text_of(line.spans[1:]), room, clusters)
        for line, room in zip(colophon.recipients, rooms, strict=True)
    )
    # 印发机关 and 印发日期 share their line where both fit into it
    in_one_line = metrics.han_width(colophon.printer) + metrics.han_width(colophon.print_date)
    return lists + estimated_lines(in_one_line, width - 2 * standard.COLOPHON_BLANK)


# --- grids --------------------------------------------------------------------


def grid_rows(grid: Grid) -> Iterator[PlacedRow]:
    """Yield every row with a cell for each of its columns; cells that span down are repeated.

    Raises ValueError for a row whose cells do not fill the columns.
    """
    reaching: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(grid.rows, 1):
        cells = iter(row.cells)
        placed: list[PlacedCell] = []
        column = 0
        while column < len(grid.widths):
            if column in reaching:
                cell, more = reaching.pop(column)
                placed.append(PlacedCell(column, cell, is_continuation=True))
            else:
                following = next(cells, None)
                if following is None:
                    raise ValueError(f"row {number} of the grid has too few cells")
                cell, more = following, following.rowspan
                placed.append(PlacedCell(column, cell))
            if more > 1:
                reaching[column] = (cell, more - 1)
            column += cell.colspan
        if column > len(grid.widths) or next(cells, None) is not None:
            raise ValueError(f"row {number} of the grid has too many cells")
        yield tuple(placed)


def head_row(grid: Grid) -> PlacedRow:
    """The head cells with their columns."""
    cells: list[PlacedCell] = []
    column = 0
    for cell in grid.head:
        cells.append(PlacedCell(column, cell))
        column += cell.colspan
    return tuple(cells)


def is_landscape(document: Document, sheet: PrintedAnnex) -> bool:
    """Whether the annex is in landscape (横排); only the derived table can be."""
    return sheet.is_tasks and document.head.annex_orientation is Orientation.LANDSCAPE


def annex_area(document: Document, sheet: PrintedAnnex) -> TextArea:
    """The type area of an annex."""
    return LANDSCAPE if is_landscape(document, sheet) else PORTRAIT


def is_narrow(grid: Grid, placed: PlacedCell, area: TextArea) -> bool:
    """Whether a cell of running text is too narrow to be justified (`standard.NARROW_COLUMN`)."""
    return placed.cell.style is Style.TABLE_CELL and chars_per_line(grid, placed, area) < standard.NARROW_COLUMN


def is_ragged(grid: Grid, placed: PlacedCell, area: TextArea) -> bool:
    """Whether the lines of a cell are not justified: it is narrow, or centred or set flush right."""
    return placed.cell.style is not Style.TABLE_CELL or is_narrow(grid, placed, area)


def line_count_of_cell(grid: Grid, placed: PlacedCell, area: TextArea) -> int:
    """About how many lines a cell's text takes, rather too many than too few."""
    return _lines(placed.cell, chars_per_line(grid, placed, area) - 0.5)


def lines_of_label(grid: Grid, placed: PlacedCell, area: TextArea) -> int:
    """How many lines the words of a label (序号, 工作任务) take, which programs break alike; 0 for another cell, and outside the table of tasks."""
    if not grid.columns or not is_label(grid, placed):
        return 0
    room = cell_setting(grid, placed, area).room / standard.SIZE_TABLE + _CLOSE
    return sum(line_count(text_of(spans), room) for spans in placed.cell.paragraphs)


_CLOSE = 0.001
"""What is added to a line's room, 字, for rounding."""


_SAYS_WHICH = (ColumnRole.NUMBER, ColumnRole.GROUP, ColumnRole.NAME, ColumnRole.KIND)
"""The columns that say which item or task a row is."""


def is_label(grid: Grid, placed: PlacedCell) -> bool:
    """Whether a cell says which item a row is: 序号, 工作任务 and the like; in an author's table its first column, and short ones."""
    if placed.cell.colspan > 1:
        return False
    if grid.columns:
        return grid.columns[placed.column].role in _SAYS_WHICH
    return placed.column == 0 or placed.cell.style is Style.TABLE_LABEL


def holds_names(grid: Grid, placed: PlacedCell) -> bool:
    """Whether a cell of an author's table is in a column of units, by its head."""
    if grid.columns or placed.cell.style is Style.TABLE_HEAD:
        return False
    head = next((head for head in head_row(grid) if head.column == placed.column), None)
    return head is not None and UNITS_HEAD.search(head.cell.text) is not None


def is_group_row(grid: Grid, row: PlacedRow) -> bool:
    """Whether the row is the heading of those below it: one cell over all columns."""
    first = row[0]
    return not first.is_continuation and first.cell.style is Style.TABLE_HEAD and first.cell.colspan == len(grid.widths)


def splittable_rows(
    grid: Grid, area: TextArea, over: float = 0.0, share: float = standard.WHOLE_AT_MOST
) -> tuple[bool, ...]:
    """Which rows may be split over two pages: those higher than a share of one, by default so high that they may not fit.

    `over` is the height, in pt, of what is above the table on its page and kept with it:
    the first text row has less room there, and moving it would leave the title alone.
    """
    page = area[1] / standard.MM_PER_PT - (_height(grid, head_row(grid), area) if grid.head else 0.0)
    may_split = []
    opening = True
    for row in grid_rows(grid):
        height = _height(grid, row, area)
        may_split.append(height > share * (page - over if opening else page))
        over += height
        opening = opening and is_group_row(grid, row)
    return tuple(may_split)


def kept_rows(grid: Grid, area: TextArea, over: float = 0.0) -> tuple[bool, ...]:
    """Which rows stay on the page of the next one: headings of those below, and all but the last row of an item that fits on a page.

    It fits if it is not higher than `standard.ITEM_WHOLE_AT_MOST` of a page, so that little is left empty above it; `over` is as in `splittable_rows`.
    """
    page = area[1] / standard.MM_PER_PT - (_height(grid, head_row(grid), area) if grid.head else 0.0)
    rows = list(grid_rows(grid))
    heights = [_height(grid, row, area) for row in rows]
    kept: list[bool] = []
    opening = True
    for is_group, numbers in groupby(range(len(rows)), key=lambda number: is_group_row(grid, rows[number])):
        for _, own in groupby(
            numbers, key=lambda number: (grid.rows[number].item or number) if not is_group else number
        ):
            indices = list(own)
            height = sum(heights[index] for index in indices)
            fits = height <= standard.ITEM_WHOLE_AT_MOST * (page - over if opening else page)
            kept += [is_group or (fits and index != indices[-1]) for index in indices]
            over += height
            opening = opening and is_group
    return tuple(kept)


def height_above(printed: Sequence[PrintedBlock], title: float) -> tuple[float, ...]:
    """The height, in pt, of the title and headings above each block of an annex that are kept with it, until text begins."""
    heights = [title]
    for block in printed:
        if isinstance(block, Line) and block.style in HEADINGS and heights[-1]:
            heights.append(heights[-1] + _line_count(block) * standard.GBT_33476.line)
        else:
            heights.append(0.0)
    return tuple(heights[:-1])


def annex_title_height(sheet: PrintedAnnex, area: TextArea) -> float:
    """The height, in pt, of an annex's mark and title with the blank lines around them."""
    lines = standard.ANNEX_TITLE_LINE - 1 + standard.BLANK_LINES
    return lines * standard.GBT_33476.line + len(title_lines(sheet.title, area[0])) * standard.LINE_2


def chars_per_line(grid: Grid, placed: PlacedCell, area: TextArea) -> float:
    """The number of 字 in a line of the cell."""
    width = area[0] / standard.MM_PER_PT * sum(grid.widths[placed.column : placed.column + placed.cell.colspan])
    return (width - 2 * geometry.cell_padding(len(grid.widths))) / standard.SIZE_TABLE


def _height(grid: Grid, row: PlacedRow, area: TextArea) -> float:
    """About how high a row is, in pt, rather too high than too low; a merged cell counts where it begins."""
    own = [placed for placed in row if not placed.is_continuation]
    lines = max((_lines(placed.cell, chars_per_line(grid, placed, area) - 0.5) for placed in own), default=1)
    return lines * standard.LINE_TABLE + 2 * standard.CELL_PADDING_ABOVE + standard.RULE


def _lines(cell: Cell, room: float) -> int:
    """About how many lines of `room` 字 the cell's text takes."""
    return max(sum(line_count(text_of(spans), max(room, 1)) for spans in cell.paragraphs), 1)
