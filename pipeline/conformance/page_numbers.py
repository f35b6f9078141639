"""Clauses on page numbers, on upright and on landscape pages."""

import re
from collections.abc import Iterator

from pipeline.conformance.classify import PAGE_NUMBER, Kind, is_landscape
from pipeline.conformance.clause import Clause
from pipeline.conformance.docx_under_test import DocxUnderTest, alignment, observe_typeface
from pipeline.conformance.observation import Observation, chars, is_near, mm, pt
from pipeline.conformance.pdf_under_test import PdfUnderTest, page_label
from pipeline.readers.docx_model import Paragraph, Section, paragraphs
from pipeline.readers.pdf_page import Line, PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT

_BLANK = standard.NUMBER_BLANK * standard.SIZE_4 * MM_PER_PT
"""The blank between a page number and the edge of the type area, mm."""


# --- PDF -------------------------------------------------------------------------


def _number(page: PdfPage) -> Line | None:
    """The page number of a page, wherever it is."""
    in_blocks = (line for block in page.blocks for line in block.lines)
    return next((line for line in (*page.untagged_lines, *in_blocks) if PAGE_NUMBER.fullmatch(line.text.strip())), None)


def _numbers(pdf: PdfUnderTest, *, landscape: bool) -> Iterator[tuple[PdfPage, Line]]:
    for page in pdf.pdf.pages:
        line = _number(page)
        if line and is_landscape(page) is landscape:
            yield page, line


def _pdf_sequence(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        line = _number(page)
        yield Observation(page_label(page), line.text if line else "没有页码", _is_numbered(pdf, page, line))


def _is_numbered(pdf: PdfUnderTest, page: PdfPage, line: Line | None) -> bool:
    """Whether the page has its number; a blank page before 版记 and the page of 版记 after it have none (7.5)."""
    elements = pdf.on(page)
    after = [element for later in pdf.pdf.pages[page.number :] for element in pdf.on(later)]
    before = pdf.on(pdf.pdf.pages[page.number - 2]) if page.number > 1 else [None]
    exempt = (not elements and bool(after) and after[0].kind is Kind.COLOPHON) or (
        not before and bool(elements) and elements[0].kind is Kind.COLOPHON
    )
    if line is None or exempt:
        return line is None and exempt
    return line.text.strip() == f"— {page.number} —"


def _pdf_typefaces(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, line in _numbers(pdf, landscape=False):
        faces, size = pdf.typefaces(line), round(line.size, 1)
        conforms = faces == ["宋体"] and abs(size - standard.SIZE_4) < 0.1
        yield Observation(page_label(page), f"{'、'.join(faces)} {pt(size)}", conforms)


def _pdf_distances(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, line in _numbers(pdf, landscape=False):
        below = (line.top + line.bottom) / 2 - (page.height - standard.ON_PAPER.bottom)
        yield Observation(page_label(page), mm(below), is_near(below, standard.NUMBER_BELOW))


def _pdf_odd_pages(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, line in _numbers(pdf, landscape=False):
        if page.number % 2:
            right = page.width - pdf.layout.right - line.right
            yield Observation(page_label(page), mm(right), is_near(right, _BLANK))


def _pdf_even_pages(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, line in _numbers(pdf, landscape=False):
        if not page.number % 2:
            left = line.left - pdf.layout.left
            yield Observation(page_label(page), mm(left), is_near(left, _BLANK))


def _pdf_landscape(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Turned page numbers, seen with the table upright: at the left edge, below on odd and above on even pages (9704, 8)."""
    area = geometry.landscape(standard.ON_PAPER)
    for page, line in _numbers(pdf, landscape=True):
        middle = (min(glyph.left for glyph in line.glyphs) + max(glyph.right for glyph in line.glyphs)) / 2
        low, high = max(glyph.bottom for glyph in line.glyphs), min(glyph.top for glyph in line.glyphs)
        odd = bool(page.number % 2)
        end = page.height - area.bottom - low if odd else high - area.top
        conforms = (
            is_near(middle, standard.ON_PAPER.bottom - standard.NUMBER_BELOW, 0.3)
            and is_near(end, _BLANK, 0.3)
            and not any(glyph.upright for glyph in line.glyphs if glyph.text.strip())
        )
        yield Observation(page_label(page), f"距纸边 {mm(middle)}，{'下' if odd else '上'}空 {mm(end)}", conforms)


# --- Word --------------------------------------------------------------------------


def _footer_number(section: Section, kind: str) -> Paragraph | None:
    """The footer paragraph with the page number, in a frame or not."""
    footer = paragraphs(section.footers.get(kind, ()))
    return next((paragraph for paragraph in footer if "PAGE" in paragraph.fields and paragraph.text.strip()), None)


def _numbered_footers(docx: DocxUnderTest) -> Iterator[tuple[str, Section, str, Paragraph | None]]:
    """The odd and even footers of each section: the section's name, the section, the footer's kind and its number.

    A section of 版记 that begins on an even page has no number if a blank page is before it (7.5).
    """
    for index, section in enumerate(docx.docx.sections, 1):
        numbers = [(kind, _footer_number(section, kind)) for kind in ("default", "even")]
        if section.kind == "evenPage" and not any(paragraph for _, paragraph in numbers):
            continue
        yield from ((f"第{index}节", section, kind, paragraph) for kind, paragraph in numbers)


def _docx_odd_and_even(docx: DocxUnderTest) -> Iterator[Observation]:
    yield Observation("", "奇偶页不同" if docx.docx.even_and_odd else "奇偶页相同", docx.docx.even_and_odd)


def _docx_forms(docx: DocxUnderTest) -> Iterator[Observation]:
    for location, _, _, paragraph in _numbered_footers(docx):
        text = paragraph.text.strip() if paragraph else ""
        yield Observation(location, text or "没有页码", re.fullmatch(r"— \d+ —", text) is not None)


def _docx_typefaces(docx: DocxUnderTest) -> Iterator[Observation]:
    for _, _, _, paragraph in _numbered_footers(docx):
        if paragraph is not None:
            yield observe_typeface(paragraph, "宋体", standard.SIZE_4)


def _docx_sides(docx: DocxUnderTest) -> Iterator[Observation]:
    for location, section, kind, paragraph in _numbered_footers(docx):
        if paragraph is None or section.landscape:
            continue
        own, even = paragraph.format, kind == "even"
        blank = own.left_chars if even else own.right_chars
        yield Observation(
            f"{location}{'双页' if even else '单页'}",
            f"{alignment(paragraph)} {chars(blank or 0)}",
            own.align == ("left" if even else "right") and blank == standard.NUMBER_BLANK,
        )


def _docx_distances(docx: DocxUnderTest) -> Iterator[Observation]:
    for location, section, _, paragraph in _numbered_footers(docx):
        if paragraph is not None and not section.landscape:
            middle = (section.footer_distance + paragraph.format.line / 2) * MM_PER_PT
            below = standard.ON_PAPER.bottom - middle
            yield Observation(location, mm(below), is_near(below, standard.NUMBER_BELOW))


PAGE_NUMBERS = (
    Clause("GB/T 9704 7.5", "页码：每面都有，依次编排", "— 1 —、— 2 —……，半角数字，左右各一字线", pdf=_pdf_sequence),
    Clause("GB/T 9704 7.5", "页码：单、双页各有页脚", "奇偶页不同", docx=_docx_odd_and_even),
    Clause("GB/T 9704 7.5", "页码：形式", "— PAGE —", docx=_docx_forms),
    Clause("GB/T 9704 7.5", "页码：字体字号", f"宋体 {pt(standard.SIZE_4)}", pdf=_pdf_typefaces, docx=_docx_typefaces),
    Clause("GB/T 9704 7.5", "页码：单页居右、双页居左，空一字", chars(standard.NUMBER_BLANK), docx=_docx_sides),
    Clause(
        "GB/T 9704 7.5", "页码：一字线在版心下", mm(standard.NUMBER_BELOW), pdf=_pdf_distances, docx=_docx_distances
    ),
    Clause("GB/T 9704 7.5", "页码：单页居右空一字", mm(_BLANK), pdf=_pdf_odd_pages),
    Clause("GB/T 9704 7.5", "页码：双页居左空一字", mm(_BLANK), pdf=_pdf_even_pages),
    Clause(
        "GB/T 9704 8",
        "横排页的页码与竖排页位置一致",
        f"表左侧，距纸边 {standard.ON_PAPER.bottom - standard.NUMBER_BELOW:g} mm，单页在下、双页在上",
        pdf=_pdf_landscape,
    ),
)
