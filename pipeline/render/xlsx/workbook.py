"""`annex.xlsx`: the annex as it is printed, in a workbook.

XlsxWriter writes the workbook and is imported only then. What stands in a cell is
always a string there: no word becomes a formula, a number, a date or a link.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.model import Orientation, is_formula_injection
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.pagination import title_lines
from pipeline.render.print_model import (
    Cell,
    Document,
    Grid,
    PrintedAnnex,
    Span,
    Style,
    text_of,
)
from pipeline.render.typefaces import BODY, HEI, SONG, TITLE
from pipeline.render.xlsx.pagination import (
    PIXELS_PER_INCH,
    CellArea,
    cell_lines,
    paginate,
    row_height,
)
from pipeline.typography import gbt9704 as standard, geometry

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

PIXELS_PER_DIGIT = 8
"""A digit of the workbook's own face, 仿宋 in 小四: column widths are counted in them."""

BODY_FACE = BODY.alternatives[0]
"""仿宋: a workbook cannot say under which other names a machine may have a face, and this one is on the most."""


def annex(document: Document, page: standard.Page) -> bytes:
    """The table of tasks (目标任务分解表) under its mark and title, ready to be printed, the same bytes every time.

    Raises ValueError for a plan without one.
    """
    from xlsxwriter import Workbook

    sheet = document.task_annex
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
    turned = document.head.annex_orientation is Orientation.LANDSCAPE
    if turned:
        page = geometry.landscape(page)
    leaf = book.add_worksheet(sheet.mark)
    _set_up(leaf, page, turned=turned)
    width, height = reversed(standard.PAPER) if turned else standard.PAPER
    area = (width - page.left - page.right, height - page.top - page.bottom)
    _fill(book, leaf, sheet, (area[0] / standard.MM_PER_PT, area[1] / standard.MM_PER_PT))
    book.close()
    return packed(_without_maker(unpacked(stream.getvalue())))


def _describe(book: "Workbook", document: Document, sheet: PrintedAnnex) -> None:
    head = document.head
    day = head.issued.value or date(document.year or 1980, 1, 1)
    said: dict[str, object] = {
        "title": sheet.title,
        "author": head.organ.value,
        "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
    }
    if head.keywords:
        said["keywords"] = "；".join(word.value for word in head.keywords)
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

    def cell(self, area: CellArea) -> "Format":
        """The look of a table's cell, or of what a page holds of one.

        A page full of words is spread to its foot, or it would show how much lower lines are than was reckoned with.
        """
        style = area.cell.style
        centred = style is not Style.TABLE_CELL
        return self._made(
            HEI.name if style is Style.TABLE_HEAD else BODY_FACE,
            standard.SIZE_TABLE,
            left=1,
            right=1,
            # the head's own rule stands over what goes on
            top=0 if area.begun else 1,
            bottom=1,
            align="center" if centred else "left",
            valign="vjustify" if area.goes_on else "top" if area.begun else "vcenter",
            # else it would be run as soon as somebody opens the cell to correct it
            quote_prefix=is_formula_injection(area.cell.text),
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


def _fill(book: "Workbook", leaf: "Worksheet", sheet: PrintedAnnex, size: tuple[float, float]) -> None:
    """The mark, the title and the table on pages of that size (width and height in pt), each row as high as it needs."""
    grid = next(one for one in sheet.content if isinstance(one, Grid))
    looks = _Looks(book)
    columns = _columns(grid, size[0])
    for column, pixels in enumerate(columns):
        leaf.set_column_pixels(column, column, pixels)
    title = title_lines(sheet.title, size[0] * standard.MM_PER_PT)
    top = (
        (Style.ANNEX_MARK, sheet.mark, standard.LINE_TABLE),
        (Style.ANNEX_TITLE, "\n".join(title), standard.LINE_2 * len(title) + standard.LINE_TABLE),
    )
    for row, (style, words, line) in enumerate(top):
        leaf.set_row(row, line)
        area = CellArea(row, 0, row, len(columns) - 1, Cell(((Span(words),),), style))
        _put(leaf, looks, area, looks.line(style))
    head = row_height(max(cell_lines(cell, columns[column]) for column, cell in enumerate(grid.head)))
    leaf.set_row(len(top), head)
    for column, cell in enumerate(grid.head):
        area = CellArea(len(top), column, len(top), column, cell)
        _put(leaf, looks, area, looks.cell(area))
    first = len(top) + 1
    leaf.freeze_panes(first, 0)
    leaf.repeat_rows(len(top))
    rows = paginate(grid, columns, sum(line for _, _, line in top), size[1] - head)
    for row, one in enumerate(rows.heights, first):
        leaf.set_row(row, one)
    # said, not only foreseen: what a program reckons otherwise would add up from page to page
    leaf.set_h_pagebreaks([first + end + 1 for end in rows.ends])
    for area in rows.areas:
        _put(leaf, looks, replace(area, top=first + area.top, bottom=first + area.bottom), looks.cell(area))
    leaf.print_area(0, 0, first + len(rows.heights) - 1, len(columns) - 1)


def _put(leaf: "Worksheet", looks: _Looks, area: CellArea, look: "Format") -> None:
    """The area's words over its rows and columns, exactly as they are."""
    if (area.top, area.left) != (area.bottom, area.right):
        leaf.merge_range(area.top, area.left, area.bottom, area.right, "", look)
    pieces = _pieces(area.cell)
    if len(pieces) > 1:
        rich = [part for strong, piece in pieces for part in (looks.words(strong=strong), piece)]
        written = leaf.write_rich_string(area.top, area.left, *rich, look)
    elif words := area.cell.text:
        written = leaf.write_string(area.top, area.left, words, look)
    else:
        written = leaf.write_blank(area.top, area.left, None, look)
    # else it would be a cell of more than 32,767 characters, and no page holds as many
    assert written == 0, (written, area)


def _pieces(cell: Cell) -> list[tuple[bool, str]]:
    """The cell's words cut where emphasis (重点) begins or ends; one piece where all look alike.

    Words like `<r>…</r>` are cut too: XlsxWriter would take them, whole, for its own markup.
    """
    if cell.style is not Style.TABLE_CELL:
        runs = [(False, cell.text)]
    else:
        lines = [(*spans, Span("\n")) for spans in cell.paragraphs]
        spans = [span for line in lines for span in line][:-1]
        alike = groupby((span for span in spans if span.text), key=lambda span: span.strong)
        runs = [(strong, text_of(some)) for strong, some in alike]
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
    blank = 2 * geometry.cell_padding(len(grid.widths)) * PIXELS_PER_INCH / 72 - standard.SHEET_PADDING
    columns = [int(share * whole - blank) for share in grid.widths]
    columns[columns.index(max(columns))] += whole - sum(columns)
    return columns
