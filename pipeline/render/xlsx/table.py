"""Write tables for internal use (台账, 任务单) as a workbook: one row of the sheet a row, to be filtered, sorted and filled in.

Unlike the annex (`workbook`), no cell of the table is merged and no row is split over
sheet rows: such a sheet can be sorted, and comes back row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.dataclass import dataclass
from pipeline.model import Orientation, is_formula_injection
from pipeline.patterns import lazy_pattern
from pipeline.render.comparison_table import ComparisonTable, cell_text
from pipeline.render.typefaces import HEI, TITLE
from pipeline.render.xlsx.book import BODY_FACE, face, finished_book, open_book, set_up_page
from pipeline.render.xlsx.pagination import PIXELS_PER_INCH
from pipeline.typography import gbt9704 as standard
from pipeline.typography.lines import line_count

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SIZES = (standard.SIZE_TABLE, 10.5, 9.0, 7.5)
"""Sizes of the table's text in pt, the first with which no row is higher than a sheet row may be is taken."""

MANY_COLUMNS = 9
"""With so many columns the text is smaller from the start: names would be broken after every second 字."""

PAGE = replace(standard.GBT_33476, top=20.0, bottom=20.0, left=15.0, right=15.0)
"""A page of narrow margins in mm, for a table to work with rather than a paper by GB/T 9704."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table on a sheet of its own: the name on its tab, and the columns to be filled in, each with what may be chosen.

    Rows of one cell are headings over the whole width; no other cell is merged.
    """

    tab: str
    table: ComparisonTable
    entries: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def workbook(sheets: Sequence[SheetTable], *, title: str, organ: str, day: date) -> bytes:
    """Return the tables as a workbook, the same bytes every time; `day` is the date of its properties."""
    stream = BytesIO()
    book = open_book(stream)
    book.set_properties(
        {"title": title, "author": organ, "created": datetime(day.year, day.month, day.day, tzinfo=UTC)}
    )
    for sheet in sheets:
        _write(book, sheet)
    book.close()
    return finished_book(stream)


def _write(book: "Workbook", sheet: SheetTable) -> None:
    table = sheet.table
    turned = table.orientation is Orientation.LANDSCAPE
    leaf = book.add_worksheet(sheet.tab)
    set_up_page(leaf, PAGE, turned=turned)
    width = standard.PAPER[1 if turned else 0] - PAGE.left - PAGE.right
    pixels = [round(share * width / 25.4 * PIXELS_PER_INCH) for share in table.widths]
    for column, wide in enumerate(pixels):
        leaf.set_column_pixels(column, column, wide)
    sizes = SIZES[len(pixels) >= MANY_COLUMNS :]
    size = next((size for size in sizes if _tallest(table, pixels, size) <= standard.SHEET_TALLEST), SIZES[-1])
    last = len(pixels) - 1
    top = _write_top(book, leaf, table, last, sum(pixels))
    head = book.add_format({**face(HEI.name, size), **_CELL, "align": "center"})
    for column, text in enumerate(table.head):
        leaf.write_string(top, column, text, head)
    leaf.set_row(top, _height([_lines(text, wide, size) for text, wide in zip(table.head, pixels, strict=True)], size))
    bottom = top + len(table.rows)
    for row, cells in enumerate(table.rows, top + 1):
        texts = [cell_text(cell) for cell in cells]
        if len(texts) == 1:
            leaf.merge_range(row, 0, row, last, texts[0], head)
            leaf.set_row(row, _height([_lines(texts[0], sum(pixels), size)], size))
            continue
        for column, text in enumerate(texts):
            _put(leaf, row, column, text, _cell_format(book, text, size))
        leaf.set_row(row, _height([_lines(text, wide, size) for text, wide in zip(texts, pixels, strict=True)], size))
    if table.rows and all(len(row) > 1 for row in table.rows):
        leaf.autofilter(top, 0, bottom, last)
    for column, choices in sheet.entries.items():
        if choices and table.rows:
            leaf.data_validation(
                top + 1, column, bottom, column, {"validate": "list", "source": list(choices), "error_type": "warning"}
            )
    leaf.freeze_panes(top + 1, 0)
    leaf.repeat_rows(top)
    note = book.add_format({**face(BODY_FACE, size), "text_wrap": True, "valign": "vcenter"})
    for row, text in enumerate(table.notes, bottom + 1):
        leaf.merge_range(row, 0, row, last, text, note)
        leaf.set_row(row, _height([_lines(text, sum(pixels), size)], size))
    leaf.print_area(0, 0, bottom + len(table.notes), last)


def _write_top(book: "Workbook", leaf: "Worksheet", table: ComparisonTable, last: int, pixels: int) -> int:
    """Write the title and the paragraphs above the table, and return the number of rows they take."""
    title = book.add_format({**face(TITLE.name, 18), "text_wrap": True, "align": "center", "valign": "vcenter"})
    plain = book.add_format({**face(BODY_FACE, standard.SIZE_TABLE), "text_wrap": True, "valign": "vcenter"})
    for row, (text, style, size) in enumerate(
        ((table.title, title, 18.0), *((text, plain, standard.SIZE_TABLE) for text in table.intro))
    ):
        leaf.merge_range(row, 0, row, last, text, style)
        leaf.set_row(row, _height([_lines(text, pixels, size)], size) + (standard.SHEET_GAP if not row else 0))
    return 1 + len(table.intro)


_NUMBER = lazy_pattern(r"0|[1-9]\d{0,5}")
"""A text that is written as a number, to be sorted and summed as one: 序号 and figures."""

_CENTRED = lazy_pattern(r"\d{1,6}(?:（\d+）)?")
"""Such a number, and the 序号 of one of several tasks that share it: 4（1）."""

_CELL: Mapping[str, object] = {"border": 1, "text_wrap": True, "valign": "vcenter"}


def _cell_format(book: "Workbook", text: str, size: float) -> "Format":
    own = {"align": "center"} if _CENTRED.fullmatch(text) else {"quote_prefix": is_formula_injection(text)}
    return book.add_format({**face(BODY_FACE, size), **_CELL, **own})


def _put(leaf: "Worksheet", row: int, column: int, text: str, style: "Format") -> None:
    if _NUMBER.fullmatch(text):
        written = leaf.write_number(row, column, int(text), style)
    else:
        written = leaf.write_string(row, column, text, style) if text else leaf.write_blank(row, column, None, style)
    # an error would be a cell of more than 32,767 characters
    assert written == 0, (row, column)


def _lines(text: str, pixels: int, size: float) -> int:
    room = max((pixels - standard.SHEET_PADDING) * 72 / PIXELS_PER_INCH / size, 1)
    return sum(max(line_count(line, room), 1) for line in text.split("\n"))


def _height(lines: Sequence[int], size: float) -> float:
    """The height in pt of a row of so many lines in its cells, at most what a sheet row may have."""
    line = standard.SHEET_LINE * size / standard.SIZE_TABLE
    return min(max(lines, default=1) * line + standard.SHEET_GAP, standard.SHEET_TALLEST)


def _tallest(table: ComparisonTable, pixels: Sequence[int], size: float) -> float:
    line = standard.SHEET_LINE * size / standard.SIZE_TABLE
    counts = [
        _lines(cell_text(cell), wide, size)
        for row in table.rows
        if len(row) > 1
        for cell, wide in zip(row, pixels, strict=True)
    ]
    return max(counts, default=1) * line + standard.SHEET_GAP
