"""What every workbook of ours shares: its faces, its page, and its bytes.

XlsxWriter is imported only when a workbook is written. A cell's value is always a string:
no text becomes a formula, a number, a date or a link.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.typefaces import BODY, SONG
from pipeline.typography import gbt9704 as standard

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

PIXELS_PER_DIGIT = 8
"""The width of a digit in the workbook's default font, 仿宋 小四, in which column widths are counted."""

BODY_FACE = BODY.alternatives[0]
"""仿宋: a workbook cannot name alternative fonts, and this one is the most widely installed."""


def open_book(stream: BytesIO) -> "Workbook":
    """Return an empty workbook that is written to the stream when it is closed."""
    from xlsxwriter import Workbook

    return Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            # what somebody types into an empty cell formats as the table does
            "default_format_properties": face(BODY_FACE, standard.SIZE_TABLE),
            "default_column_width": 9 * PIXELS_PER_DIGIT,
        },
    )


def finished_book(stream: BytesIO) -> bytes:
    """Return a closed workbook's bytes, the same for the same content."""
    return packed(_without_maker(unpacked(stream.getvalue())))


def _without_maker(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Remove docProps/app.xml, which names Microsoft Excel as the producer."""
    name = "docProps/app.xml"
    del parts[name]
    for part, named in (("[Content_Types].xml", f'<Override PartName="/{name}"'), ("_rels/.rels", f'Target="{name}"')):
        element = re.compile(rf"<[^<>]*{re.escape(named.removeprefix('<'))}[^<>]*/>".encode())
        parts[part], count = element.subn(b"", parts[part])
        assert count == 1, part
    return parts


def set_up_page(leaf: "Worksheet", page: standard.Page, *, turned: bool) -> None:
    """Set up A4 with the document's margins, fitted to one page's width, numbered at the foot (— 1 —)."""
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


def face(name: str, size: float) -> dict[str, object]:
    """Return the format properties of a face of that name and size, pt."""
    # 134 is the character set of GB 2312; without a scheme the workbook's theme has no say
    return {"font_name": name, "font_size": size, "font_family": 3, "font_charset": 134, "font_scheme": "none"}
