"""Clauses on 版记, measured where a document has one."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.conformance.classify import Element, Kind
from pipeline.conformance.clause import Clause
from pipeline.conformance.docx_under_test import COLOPHON as STYLE, DocxUnderTest, observe_typeface
from pipeline.conformance.letterhead import WIDE_RULE, height
from pipeline.conformance.observation import Observation, chars, is_near, mm, pt, quote_start
from pipeline.conformance.pdf_under_test import PdfUnderTest
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import Paragraph
from pipeline.readers.pdf_page import Rule
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page

_EM = standard.SIZE_4 * MM_PER_PT
"""The width of one 字 of 4号, mm."""
_COPIED = lazy_pattern("(?:抄送|主送)：")
_PRINTED = lazy_pattern(r"[1-9]\d{3}年(?:([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日|\s月\s日)印发$")
"""印发日期 without leading zeros; or not yet decided, with a blank for month and day."""


# --- PDF -------------------------------------------------------------------------


def _parts(pdf: PdfUnderTest) -> list[Element]:
    return list(pdf.of(Kind.COLOPHON))


def _left(layout: Page) -> float:
    return layout.left + standard.COLOPHON_BLANK * _EM


def _right(layout: Page) -> float:
    return standard.PAPER[0] - layout.right - standard.COLOPHON_BLANK * _EM


def _foot(layout: Page) -> tuple[float, float]:
    """The lower edges of the type area by GB/T 9704 and of the layout, mm from the page's upper edge."""
    return standard.PAPER[1] - standard.ON_PAPER.bottom, standard.PAPER[1] - layout.bottom


def _foot_expected(layout: Page) -> str:
    foot, lowest = _foot(layout)
    return mm(foot) if is_near(foot, lowest) else f"{mm(foot)} 至 {mm(lowest)}（33476.2 的版心下边）"


def _is_copied(part: Element) -> bool:
    return _COPIED.match(part.text.strip()) is not None


def _pdf_page(pdf: PdfUnderTest) -> Iterator[Observation]:
    last = pdf.pdf.pages[-1].number
    for part in _parts(pdf)[-1:]:
        number = part.page.number
        yield Observation("", f"第{number}页，共 {last} 页", number == last and not number % 2)


def _pdf_typefaces(pdf: PdfUnderTest) -> Iterator[Observation]:
    for part in _parts(pdf):
        faces, size = pdf.typefaces(*part.lines), round(part.lines[0].size, 1)
        conforms = set(faces) <= {"仿宋", "补字"} and abs(size - standard.SIZE_4) < 0.1
        yield Observation(part.location, f"{'、'.join(faces)} {size:g} pt", conforms)


def _pdf_copied(pdf: PdfUnderTest) -> Iterator[Observation]:
    left, right = _left(pdf.layout), _right(pdf.layout)
    for part in filter(_is_copied, _parts(pdf)):
        end = part.text.strip()[-1]
        for index, line in enumerate(part.lines):
            start = left if index == 0 else left + 3 * _EM
            conforms = is_near(line.left, start, 0.2) and line.right < right + 0.2 and end == "。"
            yield Observation(part.location, f"{mm(line.left)} 至 {mm(line.right)}，“{end}”", conforms)


def _pdf_printed(pdf: PdfUnderTest) -> Iterator[Observation]:
    right = _right(pdf.layout)
    for part in _parts(pdf):
        for line in part.lines:
            text = line.text.strip()
            if text.endswith("印发"):
                conforms = is_near(line.right, right, 0.2) and bool(_PRINTED.search(text))
                yield Observation("", f"{mm(line.right)}，{text}", conforms)


def _pdf_printing_organ(pdf: PdfUnderTest) -> Iterator[Observation]:
    for part in _parts(pdf):
        for line in () if _is_copied(part) else part.lines:
            if not re.match(r"\d{4}年", line.text):
                blank = (line.left - pdf.layout.left) / _EM
                yield Observation("", chars(blank), is_near(line.left, _left(pdf.layout), 0.2))


def _pdf_rules(pdf: PdfUnderTest) -> list[Rule]:
    """The rules around 版记 from top to bottom, each once though it may be drawn twice; none without 版记."""
    parts = _parts(pdf)
    if not parts:
        return []
    top = min(line.top for part in parts for line in part.lines) - 10
    candidates = (rule for rule in parts[-1].page.rules if rule.is_horizontal and rule.top > top)
    rules: list[Rule] = []
    for rule in sorted(candidates, key=lambda rule: rule.top):
        if rule.right - rule.left > WIDE_RULE and not (rules and rule.top - rules[-1].top < 0.5):
            rules.append(rule)
    return rules


def _pdf_rule_widths(pdf: PdfUnderTest) -> Iterator[Observation]:
    for rule in _pdf_rules(pdf):
        width = rule.right - rule.left
        yield Observation("", mm(width), is_near(width, standard.TYPE_AREA[0], 0.3))


def _rule_heights(copied: Sequence[bool]) -> list[float]:
    """How thick the rules around 版记 have to be from top to bottom, mm: there is one between 抄送 and 印发."""
    thick, thin = standard.COLOPHON_RULES
    return [thick, thin, thick] if any(copied) and not all(copied) else [thick, thick]


def _pdf_rule_heights(pdf: PdfUnderTest) -> list[float]:
    return _rule_heights([_is_copied(part) for part in _parts(pdf)])


def _pdf_thickness_expected(pdf: PdfUnderTest) -> str:
    thick, thin = standard.COLOPHON_RULES
    return f"{len(_pdf_rule_heights(pdf))} 条，{thick:g} mm、{thin:g} mm"


def _pdf_thickness(pdf: PdfUnderTest) -> Iterator[Observation]:
    if not _parts(pdf):
        return
    rules, expected = _pdf_rules(pdf), _pdf_rule_heights(pdf)
    if len(rules) != len(expected):
        yield Observation("", f"{len(rules)} 条", conforms=False)
        return
    for number, (rule, size) in enumerate(zip(rules, expected, strict=True), 1):
        thickness = rule.bottom - rule.top
        yield Observation(f"第{number}条", f"{thickness:.2f} mm", is_near(thickness, size, 0.04))


def _pdf_top(pdf: PdfUnderTest) -> Iterator[Observation]:
    for rule in _pdf_rules(pdf)[:1]:
        yield Observation("", mm(rule.top), rule.top > standard.ON_PAPER.top - standard.MEASURED_TO)


def _pdf_foot(pdf: PdfUnderTest) -> Iterator[Observation]:
    foot, lowest = _foot(pdf.layout)
    for rule in _pdf_rules(pdf)[-1:]:
        yield Observation("", mm(rule.bottom), foot - 1 <= rule.bottom <= lowest + standard.MEASURED_TO)


# --- Word --------------------------------------------------------------------------


def _docx_copied(docx: DocxUnderTest) -> Iterator[Observation]:
    for part in docx.of(STYLE):
        if not _COPIED.match(part.text):
            continue
        hanging, right = -(part.format.first_chars or 0.0), part.format.right_chars or 0.0
        left, end = (part.format.left_chars or 0.0) - hanging, part.text.strip()[-1]
        yield Observation(
            quote_start(part.text),
            f"左 {chars(left)}、右 {chars(right)}，悬挂 {chars(hanging)}，“{end}”",
            left == right == standard.COLOPHON_BLANK and hanging == 3 and end == "。",
        )


def _docx_printed(docx: DocxUnderTest) -> Iterator[Observation]:
    for part in docx.of(STYLE):
        if _COPIED.match(part.text):
            continue
        own, text = part.format, part.text.replace("\t", "　").strip()
        conforms = own.left_chars == own.right_chars == standard.COLOPHON_BLANK and _PRINTED.search(text) is not None
        measured = f"左 {chars(own.left_chars or 0)}、右 {chars(own.right_chars or 0)}，{text}"
        yield Observation("", measured, conforms)


def _docx_rule_heights(docx: DocxUnderTest) -> list[float]:
    return _rule_heights([_COPIED.match(part.text) is not None for part in docx.of(STYLE)])


def _docx_thickness(docx: DocxUnderTest) -> Iterator[Observation]:
    if not docx.of(STYLE):
        return
    heights = [paragraph.format.line * MM_PER_PT for paragraph in docx.paragraphs if paragraph.format.fill == "000000"]
    expected = _docx_rule_heights(docx)
    conforms = len(heights) == len(expected) and all(
        is_near(thickness, size, 0.02) for thickness, size in zip(heights, expected, strict=True)
    )
    yield Observation("", "、".join(f"{thickness:.2f} mm" for thickness in heights), conforms)


def _docx_foot(docx: DocxUnderTest) -> Iterator[Observation]:
    parts = docx.of(STYLE)
    if not parts:
        return
    framed = [paragraph for paragraph in docx.paragraphs if paragraph.format.frame]
    at_foot = all(paragraph.format.frame == "bottom" for paragraph in framed) and all(part in framed for part in parts)
    below = list(takewhile(lambda paragraph: not paragraph.format.fill, reversed(framed)))
    drop = height(below)
    yield Observation(
        "",
        f"{'图文框靠下' if at_foot else '不在图文框内'}，末条线下 {mm(drop)}",
        at_foot and is_near(drop, geometry.foot_drop(docx.layout)),
    )


def _docx_section(docx: DocxUnderTest) -> Iterator[Observation]:
    parts = docx.of(STYLE)
    if not parts:
        return
    last = docx.docx.sections[-1]
    is_last = all(any(part is block for block in last.content) for part in parts)
    is_alone = not any(
        isinstance(block, Paragraph) and block.style not in ("", STYLE) and block.text.strip() for block in last.content
    )
    conforms = is_last and (last.kind == "evenPage" or not is_alone)
    yield Observation("", "在最后一节" if is_last else "后面还有一节", conforms)


COLOPHON = (
    Clause(
        "GB/T 33476.2 7.3.1",
        "版记在最后一面，且为双页",
        pdf=_pdf_page,
        pdf_expected=lambda pdf: f"第{pdf.pdf.pages[-1].number}页（双）",
    ),
    Clause(
        "GB/T 9704 7.4.2",
        "版记：字体字号",
        f"仿宋 {pt(standard.SIZE_4)}",
        pdf=_pdf_typefaces,
        docx=lambda docx: (observe_typeface(part, "仿宋", standard.SIZE_4) for part in docx.of(STYLE)),
    ),
    Clause(
        "GB/T 9704 7.4.2",
        "抄送：左右各空一字，回行与冒号后首字对齐，末尾句号",
        lambda layout: f"{mm(_left(layout))} 至 {mm(_right(layout))}，“。”",
        pdf=_pdf_copied,
        docx=_docx_copied,
        docx_expected=f"左右 {chars(standard.COLOPHON_BLANK)}，悬挂 3 字，“。”",
    ),
    Clause(
        "GB/T 9704 7.4.3", "印发日期：右空一字，不编虚位，加“印发”", lambda layout: mm(_right(layout)), pdf=_pdf_printed
    ),
    Clause("GB/T 9704 7.4.3", "印发机关：左空一字", chars(standard.COLOPHON_BLANK), pdf=_pdf_printing_organ),
    Clause(
        "GB/T 9704 7.4.3",
        "印发机关左空一字，印发日期右空一字，不编虚位，加“印发”",
        chars(standard.COLOPHON_BLANK),
        docx=_docx_printed,
    ),
    Clause("GB/T 9704 7.4.1", "版记分隔线：与版心等宽", mm(standard.TYPE_AREA[0]), pdf=_pdf_rule_widths),
    Clause(
        "GB/T 9704 7.4.1",
        "版记分隔线：首末条粗、中间细",
        pdf=_pdf_thickness,
        pdf_expected=_pdf_thickness_expected,
        docx=_docx_thickness,
        docx_expected=lambda docx: "、".join(f"{size:g} mm" for size in _docx_rule_heights(docx)),
    ),
    Clause("GB/T 9704 5.2.1", "版记：不高出版心", f"不高于 {mm(standard.ON_PAPER.top)}", pdf=_pdf_top),
    Clause("GB/T 9704 7.4.1", "版记末条分隔线与版心下边重合", _foot_expected, pdf=_pdf_foot),
    Clause(
        "GB/T 9704 7.4.1",
        "版记在版心下端，末条线与版心下边重合",
        lambda layout: f"图文框靠下，末条线下 {mm(geometry.foot_drop(layout))}",
        docx=_docx_foot,
    ),
    Clause("GB/T 33476.2 7.3.1", "版记在最后一面（双页）", "在最后一节；自成一节的从双页起", docx=_docx_section),
)
