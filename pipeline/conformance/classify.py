"""Classifies the blocks of a PDF by element (公文要素): title, headings, body, 附件说明, 署名, tables.

The tags decide, then position, size and wording; never the expected format alone, so that
an element in a wrong format is still recognised and measured. Lengths are in mm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import Block, Line, PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page

PAGE_NUMBER = lazy_pattern(r"— ?(\d+) ?—")

_ANNEX_MARK = lazy_pattern(r"附件\d*")
_DATE = lazy_pattern(r"\d{4}年[\d\s]{1,2}月[\d\s]{1,2}日")
_NUMBERED = lazy_pattern(r"\d+\.")
_RED = lazy_pattern(r"[89A-F][0-9A-F][0-5][0-9A-F][0-5][0-9A-F]")


class Kind(Enum):
    """An element, by its name in GB/T 9704."""

    ORGAN_MARK = "发文机关标志"
    DOC_NUMBER = "发文字号"
    TITLE = "标题"
    STAGE = "稿次"
    ADDRESSEE = "主送机关"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    BODY = "正文"
    ANNEX_NOTE = "附件说明"
    SIGNATURE = "署名"
    DATE = "成文日期"
    REMARK = "附注"
    ANNEX_MARK = "附件标识"
    ANNEX_TITLE = "附件标题"
    TABLE_HEAD = "表头"
    TABLE_CELL = "表格文字"
    COLOPHON = "版记"
    WATERMARK = "水印"


HEADINGS = (Kind.HEADING_1, Kind.HEADING_2, Kind.HEADING_3, Kind.HEADING_4)
TITLES = (Kind.TITLE, Kind.ANNEX_TITLE)
TABLE = (Kind.TABLE_HEAD, Kind.TABLE_CELL)
RUNNING = (Kind.BODY, *HEADINGS)
"""Elements in 3号 with an indented first line."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element on one page, or the part of it that is on that page."""

    kind: Kind
    page: PdfPage
    block: Block
    continues_previous: bool = False
    """Whether its paragraph begins on the page before."""
    continues_on_next_page: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the element."""
        return self.block.lines

    @property
    def text(self) -> str:
        """The text of the element, its lines joined."""
        return self.block.text

    @property
    def location(self) -> str:
        """The page and the first characters, to name the element in a result."""
        return f"第{self.page.number}页“{self.text[:8]}{'…' if len(self.text) > 8 else ''}”"


@dataclass(frozen=True, slots=True)
class Area:
    """The type area (版心) of a page: its edges in mm from the page's left and upper edge, its line height in pt."""

    left: float
    top: float
    right: float
    bottom: float
    line: float

    @property
    def line_mm(self) -> float:
        """The line height in mm."""
        return self.line * MM_PER_PT


def type_area(page: PdfPage, layout: Page) -> Area:
    """Return the type area of a page, upright or landscape, in a layout."""
    own = geometry.landscape(layout) if is_landscape(page) else layout
    return Area(own.left, own.top, page.width - own.right, page.height - own.bottom, own.line)


def is_landscape(page: PdfPage) -> bool:
    """Whether the page is wider than high (横排)."""
    return page.width > page.height


def classify(pdf: PdfFile, layout: Page) -> tuple[Element, ...]:
    """Return every element in reading order; page numbers are left out."""
    elements: list[Element] = []
    for page in pdf.pages:
        is_first = True
        for block in page.blocks:
            if PAGE_NUMBER.fullmatch(block.text.strip()) or not block.text.strip() or not block.lines:
                continue
            kind = _kind(block, page, elements, layout)
            element = Element(kind, page, block)
            before = elements[-1] if elements else None
            if is_first and before and kind is before.kind is Kind.BODY and _is_flush(block, page, layout):
                elements[-1] = replace(before, continues_on_next_page=True)
                element = Element(kind, page, block, continues_previous=True)
            elements.append(element)
            is_first = False
    return tuple(_with_signatures(elements, pdf))


def _kind(block: Block, page: PdfPage, before: Sequence[Element], layout: Page) -> Kind:
    text = block.text.strip()
    size = max(glyph.size for line in block.lines for glyph in line.glyphs)
    last = before[-1].kind if before else None
    if "TH" in block.path:
        return Kind.TABLE_HEAD
    if "TD" in block.path:
        return Kind.TABLE_CELL
    if standard.SIZE_TABLE + 1 < size < standard.SIZE_3 - 1:
        return Kind.COLOPHON
    if any(_RED.fullmatch(glyph.colour) for line in block.lines for glyph in line.glyphs):
        return Kind.ORGAN_MARK
    if size > 2 * standard.SIZE_2:
        return Kind.WATERMARK
    match block.kind:
        case "H1":
            return Kind.TITLE
        case "H2" if size > (standard.SIZE_3 + standard.SIZE_2) / 2 or last is Kind.ANNEX_MARK:
            return Kind.ANNEX_TITLE
        case "H2" | "H3" | "H4" | "H5" | "H6":
            # below the title of an annex, itself H2, headings are tagged one level deeper
            title = next((element.kind for element in reversed(before) if element.kind in TITLES), Kind.TITLE)
            return HEADINGS[max(int(block.kind[1]) - (3 if title is Kind.ANNEX_TITLE else 2), 0)]
    # only 发文字号 comes below 发文机关标志, however it is written
    if last is Kind.ORGAN_MARK or (last is None and re.fullmatch(r"[^，。；]{1,20}〔\d{4}〕\d+号", text)):
        return Kind.DOC_NUMBER
    if _ANNEX_MARK.fullmatch(text):
        return Kind.ANNEX_MARK
    if _DATE.fullmatch(text) and _indent(block, page, layout) > standard.FIRST_LINE + 0.5:
        return Kind.DATE
    if text.startswith("附件：") or (last is Kind.ANNEX_NOTE and _NUMBERED.match(text)):
        return Kind.ANNEX_NOTE
    if last in TITLES and _is_centred(block, page, layout) and text[0] == "（":
        return Kind.STAGE
    is_address = _is_flush(block, page, layout) or (len(text) <= 20 and not text.endswith("如下："))
    if last in (Kind.TITLE, Kind.STAGE) and text.endswith("：") and is_address:
        return Kind.ADDRESSEE
    if last is Kind.DATE and text[0] == "（":
        return Kind.REMARK
    return Kind.BODY


def _is_flush(block: Block, page: PdfPage, layout: Page) -> bool:
    return block.lines[0].left < type_area(page, layout).left + standard.SIZE_3 * MM_PER_PT / 2


def _indent(block: Block, page: PdfPage, layout: Page) -> float:
    """The indent of the first line, in 字."""
    return (block.lines[0].left - type_area(page, layout).left) / (standard.SIZE_3 * MM_PER_PT)


def _is_centred(block: Block, page: PdfPage, layout: Page) -> bool:
    area, line = type_area(page, layout), block.lines[0]
    return abs(line.left + line.right - area.left - area.right) < 2 and line.left > area.left + 1


def _with_signatures(elements: Sequence[Element], pdf: PdfFile) -> Iterator[Element]:
    """Reclassify as 署名 what comes right before a date in the same part of the document."""
    following: tuple[Element | None, ...] = (*elements[1:], None)
    for element, after in zip(elements, following, strict=True):
        if (
            after
            and element.kind is Kind.BODY
            and after.kind is Kind.DATE
            and _enclosing_tags(element, pdf) == _enclosing_tags(after, pdf)
        ):
            yield Element(Kind.SIGNATURE, element.page, element.block)
        else:
            yield element


def _enclosing_tags(element: Element, pdf: PdfFile) -> tuple[int, ...]:
    return pdf.tags[element.block.tag].path[:-1] if element.block.tag >= 0 else ()
