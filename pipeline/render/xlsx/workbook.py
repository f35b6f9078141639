"""Write `annex.xlsx`: the annex as printed, in a workbook.

XlsxWriter is imported only when a workbook is written. A cell's value is always a string:
no text becomes a formula, a number, a date or a link.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.dataclass import dataclass
from pipeline.model import Orientation, is_formula_injection
from pipeline.render.pagination import title_lines
from pipeline.render.print_model import Cell, Document, Grid, PrintedAnnex, Span, Style, text_of
from pipeline.render.typefaces import HEI, TITLE
from pipeline.render.xlsx.book import BODY_FACE, face, finished_book, open_book, set_up_page
from pipeline.render.xlsx.pagination import PIXELS_PER_INCH, CellArea, SheetRows, cell_lines, paginate, row_height
from pipeline.typography import gbt9704 as standard, geometry

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet


def annex(document: Document, page: standard.Page) -> bytes:
    """Write the table of tasks (目标任务分解表) with its mark and title, ready to print, the same bytes every time.

    Raises ValueError for a plan without one.
    """
    sheet = document.task_annex
    if sheet is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    stream = BytesIO()
    book = open_book(stream)
    _describe(book, document, sheet)
    turned = document.head.annex_orientation is Orientation.LANDSCAPE
    if turned:
        page = geometry.landscape(page)
    leaf = book.add_worksheet(sheet.mark)
    set_up_page(leaf, page, turned=turned)
    _fill(book, leaf, replace(sheet, mark=document.separate_mark(sheet)), _room(page, turned=turned))
    book.close()
    return finished_book(stream)


def sheet_rows(document: Document, page: standard.Page) -> SheetRows:
    """Return the sheet's rows below the header with the text in each cell; raises ValueError for a plan without one."""
    sheet = document.task_annex
    if sheet is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    turned = document.head.annex_orientation is Orientation.LANDSCAPE
    size = _room(geometry.landscape(page) if turned else page, turned=turned)
    grid = _grid(sheet)
    columns = _columns(grid, size[0])
    return paginate(
        grid, columns, sum(line for _, _, line in _top(sheet, size[0])), size[1] - _head_height(grid, columns)
    )


def _room(page: standard.Page, *, turned: bool) -> tuple[float, float]:
    """The width and height of the page inside its margins, pt."""
    width, height = reversed(standard.PAPER) if turned else standard.PAPER
    return (
        (width - page.left - page.right) / standard.MM_PER_PT,
        (height - page.top - page.bottom) / standard.MM_PER_PT,
    )


def _grid(sheet: PrintedAnnex) -> Grid:
    return next(block for block in sheet.content if isinstance(block, Grid))


def _top(sheet: PrintedAnnex, width: float) -> tuple[tuple[Style, str, float], ...]:
    """The rows above the table: style, text and height of the mark and of the title, which is set in lines."""
    title = title_lines(sheet.title, width * standard.MM_PER_PT)
    return (
        (Style.ANNEX_MARK, sheet.mark, standard.LINE_TABLE),
        (Style.ANNEX_TITLE, "\n".join(title), standard.LINE_2 * len(title) + standard.LINE_TABLE),
    )


def _head_height(grid: Grid, columns: Sequence[int]) -> float:
    return row_height(max(cell_lines(cell, columns[column]) for column, cell in enumerate(grid.head)))


def _describe(book: "Workbook", document: Document, sheet: PrintedAnnex) -> None:
    head = document.head
    day = head.issued.value or date(document.year or 1980, 1, 1)
    properties: dict[str, object] = {
        "title": sheet.title,
        "author": head.organ.value,
        "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
    }
    if head.keywords:
        properties["keywords"] = "；".join(word.value for word in head.keywords)
    book.set_properties(properties)


# --- its cells ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Formats:
    """The cell formats of a workbook."""

    book: "Workbook"

    def cell(self, area: CellArea) -> "Format":
        """The format of a table's cell, or of the part of one on a page.

        A full page's text is spread to the foot: it would otherwise show that lines are lower than estimated.
        """
        style = area.cell.style
        centred = style is not Style.TABLE_CELL
        return self._made(
            HEI.name if style is Style.TABLE_HEAD else BODY_FACE,
            standard.SIZE_TABLE,
            left=1,
            right=1,
            # above a continued cell there is the header's rule
            top=0 if area.begun else 1,
            bottom=1,
            align="center" if centred else "left",
            valign="vjustify" if area.goes_on else "top" if area.begun else "vcenter",
            # otherwise it would become a formula as soon as somebody edits the cell
            quote_prefix=is_formula_injection(area.cell.text),
        )

    def line(self, style: Style) -> "Format":
        """The format of the mark and of the title above the table."""
        if style is Style.ANNEX_MARK:
            return self._made(HEI.name, standard.SIZE_3_WORD, align="left", valign="vcenter")
        return self._made(TITLE.name, standard.SIZE_2, align="center", valign="vcenter")

    def rich_text(self, *, strong: bool) -> "Format":
        """The format of a part of a cell's text."""
        return self.book.add_format(face(HEI.name if strong else BODY_FACE, standard.SIZE_TABLE))

    def _made(self, name: str, size: float, **properties: object) -> "Format":
        return self.book.add_format({**face(name, size), "text_wrap": True, **properties})


def _fill(book: "Workbook", leaf: "Worksheet", sheet: PrintedAnnex, size: tuple[float, float]) -> None:
    """Write the mark, the title and the table on pages of `size` (width and height in pt), each row as high as needed."""
    grid = _grid(sheet)
    formats = _Formats(book)
    columns = _columns(grid, size[0])
    for column, pixels in enumerate(columns):
        leaf.set_column_pixels(column, column, pixels)
    top = _top(sheet, size[0])
    for row, (style, text, line) in enumerate(top):
        leaf.set_row(row, line)
        area = CellArea(row, 0, row, len(columns) - 1, Cell(((Span(text),),), style))
        _put(leaf, formats, area, formats.line(style))
    head = _head_height(grid, columns)
    leaf.set_row(len(top), head)
    for column, cell in enumerate(grid.head):
        area = CellArea(len(top), column, len(top), column, cell)
        _put(leaf, formats, area, formats.cell(area))
    first = len(top) + 1
    leaf.freeze_panes(first, 0)
    leaf.repeat_rows(len(top))
    rows = paginate(grid, columns, sum(line for _, _, line in top), size[1] - head)
    for row, height in enumerate(rows.heights, first):
        leaf.set_row(row, height)
    # explicit breaks: a program's own estimates would drift from page to page
    leaf.set_h_pagebreaks([first + end + 1 for end in rows.ends])
    for area in rows.areas:
        _put(leaf, formats, replace(area, top=first + area.top, bottom=first + area.bottom), formats.cell(area))
    leaf.print_area(0, 0, first + len(rows.heights) - 1, len(columns) - 1)


def _put(leaf: "Worksheet", formats: _Formats, area: CellArea, look: "Format") -> None:
    """Write a cell's text over its rows and columns."""
    if (area.top, area.left) != (area.bottom, area.right):
        leaf.merge_range(area.top, area.left, area.bottom, area.right, "", look)
    pieces = _pieces(area.cell)
    if len(pieces) > 1:
        rich = [part for strong, piece in pieces for part in (formats.rich_text(strong=strong), piece)]
        written = leaf.write_rich_string(area.top, area.left, *rich, look)
    elif text := area.cell.text:
        written = leaf.write_string(area.top, area.left, text, look)
    else:
        written = leaf.write_blank(area.top, area.left, None, look)
    # an error would be a cell of more than 32,767 characters, which no page holds
    assert written == 0, (written, area)


def _pieces(cell: Cell) -> list[tuple[bool, str]]:
    """Split the cell's text where emphasis (重点) begins or ends; one piece if it is uniform.

    Text like `<r>…</r>` is split too: XlsxWriter would read it as its own markup.
    """
    if cell.style is not Style.TABLE_CELL:
        runs = [(False, cell.text)]
    else:
        lines = [(*spans, Span("\n")) for spans in cell.paragraphs]
        spans = [span for line in lines for span in line][:-1]
        alike = groupby((span for span in spans if span.text), key=lambda span: span.strong)
        runs = [(strong, text_of(some)) for strong, some in alike]
    if len(runs) == 1 and runs[0][1].startswith("<r>"):
        strong, text = runs[0]
        return [(strong, text[:1]), (strong, text[1:])]
    return runs


# --- its measures -------------------------------------------------------------


def _columns(grid: Grid, width: float) -> list[int]:
    """The columns' widths in pixels, `width` pt in total: as many 字 a line as on paper, the widest gets the remainder.

    Spreadsheet programs pad cells less than the printed table does.
    """
    whole = int(width / 72 * PIXELS_PER_INCH)
    blank = 2 * geometry.cell_padding(len(grid.widths)) * PIXELS_PER_INCH / 72 - standard.SHEET_PADDING
    columns = [int(share * whole - blank) for share in grid.widths]
    columns[columns.index(max(columns))] += whole - sum(columns)
    return columns
