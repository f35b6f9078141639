"""The tasks for spreadsheets: `annex.xlsx`, the annex as it is printed, and `tasks.csv`, a row a task.

XlsxWriter writes the workbook and is imported only then. What stands in a cell is
always a string there: no word becomes a formula, a number, a date or a link.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from itertools import accumulate, groupby, pairwise
from math import ceil
from typing import TYPE_CHECKING

from pipeline import standard
from pipeline.faults import Fault
from pipeline.model import Paper, Role, runs_in_a_spreadsheet
from pipeline.render.markup import placed
from pipeline.render.printed import AnnexSheet, Cell, Document, Grid, Span, Style, words_of
from pipeline.render.public import PublicPlan, PublicTask
from pipeline.render.template import BODY, HEI, SONG, TITLE
from pipeline.render.title import balance
from pipeline.render.zipped import packed, unpacked

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# --- tasks.csv ----------------------------------------------------------------

COLUMNS = (
    *("序号", "部分", "事项", "名称", "类型", "具体内容"),
    *(role.value for role in Role),
    *("完成时间", "起", "止", "备注"),
)
"""The columns of tasks.csv, the same for every plan: a reader may rely on their names and order.

部分 are the headings over the item as printed, several parted by ／; 事项 the item's printed number behind those
of the items above it, and its title where that is printed; 名称, 类型 and 备注 what the annex says there where it has
the column; a column for every role, units by 、; 完成时间 the words as printed, 起 and 止 the first and last day they
name (ISO 8601). What is not stated is empty.
"""

BOM = "\ufeff"
"""Without it Excel takes the file for GBK."""


def tasks_csv(plan: PublicPlan) -> bytes:
    """A row a task in UTF-8 with BOM, lines ended by CRLF (RFC 4180); a paragraph's end in a cell is a line feed.

    Every character stands as it was written, also one that a spreadsheet would run: see `runs_in_a_spreadsheet`.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_csv_row(task) for task in plan.tasks)
    return (BOM + stream.getvalue()).encode()


def _csv_row(task: PublicTask) -> Iterator[str]:
    yield str(task.number)
    yield "／".join(task.headings)
    yield "".join((*task.parents, task.item, task.title or ""))
    yield task.name or ""
    yield task.type or ""
    yield task.text
    for role in Role:
        yield "、".join(unit for duty in task.duties if duty.role is role for unit in duty.units)
    deadline = task.deadline
    yield deadline.text if deadline else ""
    yield deadline.start.isoformat() if deadline and deadline.start else ""
    yield deadline.end.isoformat() if deadline and deadline.end else ""
    yield task.remark or ""


# --- annex.xlsx ---------------------------------------------------------------

LONGEST = 32_767
"""The most a cell holds, in UTF-16 units (Excel's own limit)."""

PIXELS_PER_INCH = 96
"""Excel's columns and rows are whole pixels of this size."""

PIXELS_PER_DIGIT = 8
"""A digit of the workbook's own face, 仿宋 in 小四: column widths are counted in them."""

BODY_FACE = BODY.others[0]
"""仿宋: a workbook cannot say under which other names a machine may have a face, and this one is on the most."""


def annex(document: Document, page: standard.Page) -> bytes:
    """The table of tasks (目标任务分解表) under its mark and title, ready to be printed, the same bytes every time.

    Raises ValueError for a plan without one, and Fault for a cell that is longer
    than a workbook can hold.
    """
    from xlsxwriter import Workbook

    sheet = next((sheet for sheet in document.annexes if sheet.is_tasks), None)
    if sheet is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    stream = BytesIO()
    book = Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            # what somebody types into an empty cell looks as the table does
            "default_format_properties": _face(BODY_FACE, standard.SIZE_TABLE),
            "default_column_width": 9 * PIXELS_PER_DIGIT,
        },
    )
    _describe(book, document, sheet)
    turned = document.head.paper is Paper.LANDSCAPE
    if turned:
        page = standard.landscape(page)
    leaf = book.add_worksheet(sheet.mark)
    _set_up(leaf, page, turned=turned)
    width, height = reversed(standard.PAPER) if turned else standard.PAPER
    area = (width - page.left - page.right, height - page.top - page.bottom)
    _fill(book, leaf, sheet, (area[0] / standard.MM_PER_PT, area[1] / standard.MM_PER_PT))
    book.close()
    return packed(_without_maker(unpacked(stream.getvalue())))


def _describe(book: "Workbook", document: Document, sheet: AnnexSheet) -> None:
    head = document.head
    day = head.issued.value or date(document.year or 1980, 1, 1)
    said: dict[str, object] = {
        "title": sheet.title,
        "author": head.organ.words,
        "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
    }
    if head.keywords:
        said["keywords"] = "；".join(word.words for word in head.keywords)
    book.set_properties(said)


def _without_maker(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The package without docProps/app.xml, which says that Microsoft Excel made it."""
    name = "docProps/app.xml"
    del parts[name]
    for part, named in (("[Content_Types].xml", f'<Override PartName="/{name}"'), ("_rels/.rels", f'Target="{name}"')):
        element = re.compile(rf"<[^<>]*{re.escape(named.removeprefix('<'))}[^<>]*/>".encode())
        parts[part], found = element.subn(b"", parts[part])
        assert found == 1, part
    return parts


def _set_up(leaf: "Worksheet", page: standard.Page, *, turned: bool) -> None:
    """A4 with the whites of the paper, as wide as one page, numbered at the foot (— 1 —)."""
    leaf.set_paper(9)  # A4
    if turned:
        leaf.set_landscape()
    inch = 25.4
    leaf.set_margins(page.left / inch, page.right / inch, page.top / inch, page.bottom / inch)
    number = page.bottom - standard.NUMBER_BELOW - standard.SIZE_4 * standard.MM_PER_PT / 2
    leaf.set_footer(f'&C&"{SONG.name},Regular"&{standard.SIZE_4:g}— &P —', {"margin": number / inch})
    leaf.fit_to_pages(1, 0)
    leaf.center_horizontally()
    leaf.hide_gridlines(2)


# --- its cells ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the cells look: by name, and whether a program would run what they say."""

    book: "Workbook"

    def cell(self, style: Style, words: str, *, parted: bool = False) -> "Format":
        """The look of a table's cell; where a page ends in it the words stand at its top, not across that end."""
        centred = style is not Style.TABLE_CELL
        face = HEI.name if style is Style.TABLE_HEAD else BODY_FACE
        return self._made(
            face,
            standard.SIZE_TABLE,
            border=1,
            align="center" if centred else "left",
            valign="top" if parted else "vcenter",
            # else it would be run as soon as somebody opens the cell to correct it
            quote_prefix=runs_in_a_spreadsheet(words),
        )

    def line(self, style: Style) -> "Format":
        """The look of the mark and of the title over the table."""
        if style is Style.ANNEX_MARK:
            return self._made(HEI.name, standard.SIZE_3_WORD, align="left", valign="vcenter")
        return self._made(TITLE.name, standard.SIZE_2, align="center", valign="vcenter")

    def words(self, *, strong: bool) -> "Format":
        """The look of some of a cell's words."""
        return self.book.add_format(_face(HEI.name if strong else BODY_FACE, standard.SIZE_TABLE))

    def _made(self, name: str, size: float, **more: object) -> "Format":
        return self.book.add_format({**_face(name, size), "text_wrap": True, **more})


def _face(name: str, size: float) -> dict[str, object]:
    # 134 is the character set of GB 2312; without a scheme the workbook's theme has no say
    return {"font_name": name, "font_size": size, "font_family": 3, "font_charset": 134, "font_scheme": "none"}


def _fill(book: "Workbook", leaf: "Worksheet", sheet: AnnexSheet, area: tuple[float, float]) -> None:
    """The mark, the title and the table on pages of that area (width and height in pt), each row as high as it needs."""
    grid = next(one for one in sheet.content if isinstance(one, Grid))
    looks = _Looks(book)
    columns = _columns(grid, area[0])
    for column, pixels in enumerate(columns):
        leaf.set_column_pixels(column, column, pixels)
    title = balance(sheet.title, area[0] / standard.SIZE_2)
    top = (
        (Style.ANNEX_MARK, sheet.mark, standard.LINE_TABLE),
        (Style.ANNEX_TITLE, "\n".join(title), standard.LINE_2 * len(title) + standard.LINE_TABLE),
    )
    for row, (style, words, height) in enumerate(top):
        leaf.set_row(row, height)
        _put(leaf, looks, (row, 0, row, len(columns) - 1), Cell(((Span(words),),), style), looks.line(style))
    head = _height(max(_lines(cell, pixels_room(columns[column])) for column, cell in enumerate(grid.head)))
    leaf.set_row(len(top), head)
    for column, cell in enumerate(grid.head):
        _put(leaf, looks, (len(top), column, len(top), column), cell, looks.cell(cell.style, cell.words))
    leaf.freeze_panes(len(top) + 1, 0)
    leaf.repeat_rows(len(top))
    begun = sum(height for _, _, height in top)
    last = _fill_rows(leaf, looks, grid, columns, (len(top) + 1, begun, area[1] - head))
    leaf.print_area(0, 0, last, len(columns) - 1)


def _fill_rows(
    leaf: "Worksheet", looks: _Looks, grid: Grid, columns: Sequence[int], place: tuple[int, float, float]
) -> int:
    """The table below its head; gives the sheet's last row.

    `place` is the sheet's row to begin with, the pt of the first page that stand
    above the table, and those of a page below the head.
    """
    first, begun, room = place
    # a row of the table is one of the sheet, or several where it is taller than a sheet's row may be
    parts = [_parts(lines) for lines in _needs(grid, columns)]
    heights = [height for some in parts for height in some]
    for row, height in enumerate(heights, first):
        leaf.set_row(row, height)
    starts = list(accumulate(map(len, parts), initial=first))
    ends = [first + end for end in _page_ends(parts, begun, room)]
    # said, not only foreseen: what a program reckons otherwise would add up from page to page
    leaf.set_h_pagebreaks([end + 1 for end in ends])
    for number, cells in enumerate(placed(grid)):
        for column, cell in cells:
            room = pixels_room(sum(columns[column : column + cell.colspan]))
            least = _height(_lines(cell, room))
            over = starts[number : number + cell.rowspan + 1]
            for top, bottom in _on_pages(over, ends, lambda row: heights[row - first], least):
                parted = any(top <= end < bottom for end in ends)
                area = (top, column, bottom, column + cell.colspan - 1)
                _put(leaf, looks, area, cell, looks.cell(cell.style, cell.words, parted=parted))
    return starts[-1] - 1


def _on_pages(
    starts: Sequence[int], ends: Sequence[int], height: Callable[[int], float], least: float
) -> list[tuple[int, int]]:
    """The first and last row of every part of a cell that stands over rows of the table, cut where a page ends between two.

    Its words and rules stand on every page then; it is whole where a part would be
    lower than the `least` that its words need. `starts` are the sheet's first rows
    of the table's, and the one below the last.
    """
    cuts = [start for start in starts[1:-1] if start - 1 in ends]
    parts = [(top, below - 1) for top, below in pairwise((starts[0], *cuts, starts[-1]))]
    if all(sum(map(height, range(top, bottom + 1))) >= least for top, bottom in parts):
        return parts
    return [(starts[0], starts[-1] - 1)]


def _put(leaf: "Worksheet", looks: _Looks, area: tuple[int, int, int, int], cell: Cell, look: "Format") -> None:
    """The cell's words over an area of rows and columns, exactly as they are."""
    words = cell.words
    if len(words.encode("utf-16-le")) // 2 > LONGEST:
        raise Fault(f"附件表格里有一格超过 {LONGEST} 字，写不进 annex.xlsx：“{words[:20]}……”。请分成几项任务。")
    row, column, last_row, last_column = area
    if (row, column) != (last_row, last_column):
        leaf.merge_range(*area, "", look)
    pieces = _pieces(cell)
    if len(pieces) > 1:
        rich = [part for strong, piece in pieces for part in (looks.words(strong=strong), piece)]
        written = leaf.write_rich_string(row, column, *rich, look)
    elif words:
        written = leaf.write_string(row, column, words, look)
    else:
        written = leaf.write_blank(row, column, None, look)
    assert written == 0, (written, words)


def _pieces(cell: Cell) -> list[tuple[bool, str]]:
    """The cell's words cut where emphasis (重点) begins or ends; one piece where all look alike.

    Words like `<r>…</r>` are cut too: XlsxWriter would take them, whole, for its own markup.
    """
    if cell.style is not Style.TABLE_CELL:
        runs = [(False, cell.words)]
    else:
        lines = [(*spans, Span("\n")) for spans in cell.paragraphs]
        spans = [span for line in lines for span in line][:-1]
        alike = groupby((span for span in spans if span.words), key=lambda span: span.strong)
        runs = [(strong, words_of(some)) for strong, some in alike]
    if len(runs) == 1 and runs[0][1].startswith("<r>"):
        strong, words = runs[0]
        return [(strong, words[:1]), (strong, words[1:])]
    return runs


# --- its measures -------------------------------------------------------------


def _columns(grid: Grid, width: float) -> list[int]:
    """The columns' widths in pixels, together `width` pt: as many 字 in a line as on paper, the widest takes what is over.

    A program keeps less free beside the words than the paper does.
    """
    whole = int(width / 72 * PIXELS_PER_INCH)
    blank = 2 * standard.cell_padding(len(grid.widths)) * PIXELS_PER_INCH / 72 - standard.SHEET_PADDING
    columns = [int(share * whole - blank) for share in grid.widths]
    columns[columns.index(max(columns))] += whole - sum(columns)
    return columns


def pixels_room(pixels: int) -> float:
    """How many 字 in 小四 stand in a line of a cell, less what a program keeps free at its edges."""
    return max((pixels - standard.SHEET_PADDING) * 72 / PIXELS_PER_INCH / standard.SIZE_TABLE, 1)


def _needs(grid: Grid, columns: Sequence[int]) -> list[int]:
    """The lines of every row, enough for each of its cells; what a merged cell lacks its last row gets."""
    needs = [1] * len(grid.rows)
    merged = []
    for number, row in enumerate(placed(grid)):
        for column, cell in row:
            lines = _lines(cell, pixels_room(sum(columns[column : column + cell.colspan])))
            if cell.rowspan == 1:
                needs[number] = max(needs[number], lines)
            else:
                merged.append((number, number + cell.rowspan, lines))
    for start, stop, lines in merged:
        needs[stop - 1] += max(lines - sum(needs[start:stop]), 0)
    return needs


def _lines(cell: Cell, room: float) -> int:
    return sum(standard.line_count(words_of(spans), room) for spans in cell.paragraphs)


def _height(lines: int) -> float:
    return lines * standard.SHEET_LINE + standard.SHEET_GAP


def _page_ends(parts: Sequence[Sequence[float]], begun: float, room: float) -> list[int]:
    """The sheet's rows with which a page ends, counted from 0; `parts` are the heights of those that make a row of the table.

    A row of the table that a page can hold is not parted. `begun` pt of the first page
    are taken, below the head is `room`.
    """
    ends = []
    at, row = begun, 0
    for some in parts:
        whole = sum(some)
        for place, height in enumerate(some):
            needed = whole if place == 0 and whole <= room else height
            if row and at + needed > room:
                ends.append(row - 1)
                at = 0.0
            at += height
            row += 1
    return ends


def _parts(lines: int) -> list[float]:
    """The heights of the sheet's rows, in pt, that a row of so many lines is made of."""
    if _height(lines) <= standard.SHEET_TALLEST:
        return [_height(lines)]
    # low ones, so that a page may end between them
    count = ceil(_height(lines) / (standard.SHEET_TALLEST / 3))
    return [_height(lines) / count] * count
