"""The elements of the paper (公文要素) in a PDF: which lines are its title, headings, text, 附件说明, 署名, tables.

Told by the tags, and by where and how the words stand; never by what the words
should have looked like alone, so that a wrong look can still be seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import (
    Block,
    Line,
    PdfPage,
)
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page

NUMBER = re.compile(r"— ?(\d+) ?—")
"""A page number."""

_MARK = re.compile(r"附件\d*")
_DAY = re.compile(r"\d{4}年[\d\s]{1,2}月[\d\s]{1,2}日")
_LISTED = re.compile(r"\d+\.")
_RED = re.compile(r"[89A-F][0-9A-F][0-5][0-9A-F][0-5][0-9A-F]")


class Kind(Enum):
    """What an element is, by its name in GB/T 9704."""

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
"""What stands in 3号 with its first line set in."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element on one page; `goes_on` when the next page holds more of its paragraph, `went_before` when the last one did."""

    kind: Kind
    page: PdfPage
    block: Block
    continues_previous: bool = False
    continues_on_next_page: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines."""
        return self.block.lines

    @property
    def text(self) -> str:
        """Its words, lines run on."""
        return self.block.text

    @property
    def location(self) -> str:
        """Its page and first words, for a message."""
        return f"第{self.page.number}页“{self.text[:8]}{'…' if len(self.text) > 8 else ''}”"


@dataclass(frozen=True, slots=True)
class Area:
    """The type area of a sheet: its sides in mm, its line in pt."""

    left: float
    top: float
    right: float
    bottom: float
    line: float

    @property
    def pitch(self) -> float:
        """The line in mm."""
        return self.line * MM_PER_PT


def type_area(sheet: PdfPage, page: Page) -> Area:
    """The type area of a sheet, upright or across, in that preset."""
    own = geometry.landscape(page) if is_landscape(sheet) else page
    return Area(own.left, own.top, sheet.width - own.right, sheet.height - own.bottom, own.line)


def is_landscape(sheet: PdfPage) -> bool:
    """Whether the sheet lies across (横排)."""
    return sheet.width > sheet.height


def elements(paper: PdfFile, page: Page) -> tuple[Element, ...]:
    """Every element in reading order; what is a page number is none."""
    found: list[Element] = []
    for sheet in paper.pages:
        fresh = True
        for block in sheet.blocks:
            if NUMBER.fullmatch(block.text.strip()) or not block.text.strip() or not block.lines:
                continue
            kind = _kind(block, sheet, found, page)
            element = Element(kind, sheet, block)
            before = found[-1] if found else None
            if fresh and before and kind is before.kind is Kind.BODY and _is_flush(block, sheet, page):
                found[-1] = Element(
                    kind, before.page, before.block, before.continues_previous, continues_on_next_page=True
                )
                element = Element(kind, sheet, block, continues_previous=True)
            found.append(element)
            fresh = False
    return tuple(_with_organs(found, paper))


def _is_flush(block: Block, sheet: PdfPage, page: Page) -> bool:
    return block.lines[0].left < type_area(sheet, page).left + standard.SIZE_3 * MM_PER_PT / 2


def _kind(block: Block, sheet: PdfPage, before: Sequence[Element], page: Page) -> Kind:
    words = block.text.strip()
    size = max(glyph.size for line in block.lines for glyph in line.glyphs)
    last = before[-1].kind if before else None
    small = standard.SIZE_TABLE + 1 < size < standard.SIZE_3 - 1
    if "TH" in block.path:
        return Kind.TABLE_HEAD
    if "TD" in block.path:
        return Kind.TABLE_CELL
    if small:
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
            # under the title of an annex, itself H2, headings are tagged one deeper
            above = next((one.kind for one in reversed(before) if one.kind in TITLES), Kind.TITLE)
            return HEADINGS[max(int(block.kind[1]) - (3 if above is Kind.ANNEX_TITLE else 2), 0)]
    # below 发文机关标志 nothing else stands, however it is written
    if last is Kind.ORGAN_MARK or (last is None and re.fullmatch(r"[^，。；]{1,20}〔\d{4}〕\d+号", words)):
        return Kind.DOC_NUMBER
    if _MARK.fullmatch(words):
        return Kind.ANNEX_MARK
    if _DAY.fullmatch(words) and _left(block, sheet, page) > standard.FIRST_LINE + 0.5:
        return Kind.DATE
    if words.startswith("附件：") or (last is Kind.ANNEX_NOTE and _LISTED.match(words)):
        return Kind.ANNEX_NOTE
    if last in TITLES and _is_centred(block, sheet, page) and words[0] == "（":
        return Kind.STAGE
    addressed = _is_flush(block, sheet, page) or (len(words) <= 20 and not words.endswith("如下："))
    if last in (Kind.TITLE, Kind.STAGE) and words.endswith("：") and addressed:
        return Kind.ADDRESSEE
    if last is Kind.DATE and words[0] == "（":
        return Kind.REMARK
    return Kind.BODY


def _left(block: Block, sheet: PdfPage, page: Page) -> float:
    """How far the first line is set in, in 字."""
    return (block.lines[0].left - type_area(sheet, page).left) / (standard.SIZE_3 * MM_PER_PT)


def _is_centred(block: Block, sheet: PdfPage, page: Page) -> bool:
    own = type_area(sheet, page)
    line = block.lines[0]
    return abs(line.left + line.right - own.left - own.right) < 2 and line.left > own.left + 1


def _with_organs(found: Sequence[Element], paper: PdfFile) -> Iterator[Element]:
    """The elements with 署名 told from the text: it stands before the date, in the same part of the paper."""
    for place, element in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        if (
            following
            and element.kind is Kind.BODY
            and following.kind is Kind.DATE
            and _part(element, paper) == _part(following, paper)
        ):
            yield Element(Kind.SIGNATURE, element.page, element.block)
        else:
            yield element


def _part(element: Element, paper: PdfFile) -> tuple[int, ...]:
    """The tags around an element."""
    return paper.tags[element.block.tag].path[:-1] if element.block.tag >= 0 else ()
