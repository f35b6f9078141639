"""Clauses on 版头 with its red line, 主送机关 and 附注, measured where a document has them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.conformance.classify import Element, Kind, type_area
from pipeline.conformance.clause import Clause
from pipeline.conformance.docx_under_test import (
    ADDRESSEE,
    DATE,
    DOC_NUMBER,
    ORGAN_MARK,
    REMARK,
    TITLE,
    DocxUnderTest,
    alignment,
    observe_typeface,
)
from pipeline.conformance.observation import Observation, chars, is_near, mm, pt, quote_start, typeface
from pipeline.conformance.pdf_under_test import EM, PdfUnderTest, box_top, observe_gap_below, off_centre
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import Paragraph, Run
from pipeline.readers.pdf_page import Rule
from pipeline.typography import gbt9704 as standard
from pipeline.typography.gbt9704 import MM_PER_PT, Page
from pipeline.typography.metrics import title_width

WIDE_RULE = 50
"""A rule across the page is longer, mm."""

_DOC_NUMBER = lazy_pattern(r"[^\s〔〕第]{1,20}〔[1-9]\d{3}〕[1-9]\d*号")
_NO_RULE = "没有这条线"


def _is_red(colour: str) -> bool:
    """Whether a colour is a red of official documents, far from black and grey."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return red >= 128 and max(green, blue) < 96


def _with_tolerance(length: str) -> str:
    return f"{length}（±{standard.MARGIN_TOLERANCE:g}）"


def _blank_lines(layout: Page) -> float:
    """The height of the two blank lines around 发文字号 and the red line, mm."""
    return standard.HEAD_BLANK_LINES * layout.line_mm


def _observe_length(location: str, length: float, expected: float) -> Observation:
    return Observation(location, mm(length), is_near(length, expected, standard.MARGIN_TOLERANCE))


# --- PDF -------------------------------------------------------------------------


def _pdf_mark(pdf: PdfUnderTest) -> Iterator[Observation]:
    for mark in pdf.of(Kind.ORGAN_MARK):
        for line in mark.lines:
            faces, off = pdf.typefaces(line), off_centre(pdf, mark, line)
            measured = f"{'、'.join(faces)} #{line.glyphs[0].colour}，偏 {off:.1f} mm"
            yield Observation(mark.location, measured, set(faces) <= {"小标宋", "补字"} and off < 0.5)


def _pdf_mark_top(pdf: PdfUnderTest) -> Iterator[Observation]:
    mark = next(pdf.of(Kind.ORGAN_MARK), None)
    if mark is not None:
        yield _observe_length(mark.location, mark.lines[0].top - standard.ON_PAPER.top, standard.MARK_BELOW)


def _pdf_mark_width(pdf: PdfUnderTest) -> Iterator[Observation]:
    for mark in pdf.of(Kind.ORGAN_MARK):
        area = type_area(mark.page, pdf.layout)
        for line in mark.lines:
            yield Observation(
                mark.location,
                f"{mm(line.left)} 至 {mm(line.right)}",
                line.left >= area.left - standard.MEASURED_TO and line.right <= area.right + standard.MEASURED_TO,
            )


def _pdf_doc_number(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(Kind.DOC_NUMBER):
        off = off_centre(pdf, element, element.lines[0])
        conforms = _DOC_NUMBER.fullmatch(element.text.strip()) is not None and off < 0.5
        yield Observation(element.location, f"{element.text}，偏 {off:.1f} mm", conforms)


def _pdf_doc_number_top(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, below in pairwise(pdf.elements):
        if above.kind is Kind.ORGAN_MARK and below.kind is Kind.DOC_NUMBER:
            gap = box_top(below, below.lines[0], pdf.layout) - above.lines[-1].bottom
            yield _observe_length(below.location, gap, _blank_lines(pdf.layout))


def _red_lines(pdf: PdfUnderTest) -> Iterator[tuple[Element, Rule | None]]:
    """The last line of each 版头 (发文字号, else 发文机关标志) with the wide rule below it, of whatever colour."""
    head = (Kind.ORGAN_MARK, Kind.DOC_NUMBER)
    for above, below in pairwise((*pdf.elements, None)):
        if above is None or above.kind not in head or (below is not None and below.kind in head):
            continue
        on_same_page = below is not None and below.page.number == above.page.number
        foot = below.lines[0].top if below is not None and on_same_page else above.page.height
        between = (
            rule
            for rule in above.page.rules
            if rule.is_horizontal and rule.right - rule.left > WIDE_RULE and above.lines[0].top < rule.top < foot
        )
        yield above, next(between, None)


def _pdf_red_line_width(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, rule in _red_lines(pdf):
        if rule is None:
            yield Observation(above.location, _NO_RULE, conforms=False)
            continue
        conforms = is_near(rule.right - rule.left, standard.TYPE_AREA[0], 0.3) and is_near(
            rule.left, pdf.layout.left, 0.3
        )
        yield Observation(above.location, f"{mm(rule.left)} 至 {mm(rule.right)}", conforms)


def _pdf_red_line_colour(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, rule in _red_lines(pdf):
        conforms = rule is not None and _is_red(rule.colour)
        yield Observation(above.location, f"#{rule.colour}" if rule else _NO_RULE, conforms)


def _pdf_red_line_top(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, rule in _red_lines(pdf):
        if rule is None:
            yield Observation(above.location, _NO_RULE, conforms=False)
        else:
            yield _observe_length(above.location, rule.top - above.lines[-1].bottom, standard.RED_LINE_BELOW)


def _pdf_title_top(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, rule in _red_lines(pdf):
        title = next((element for element in pdf.on(above.page) if element.kind is Kind.TITLE), None)
        if title is None:
            continue
        if rule is None:
            yield Observation(title.location, _NO_RULE, conforms=False)
        else:
            gap = box_top(title, title.lines[0], pdf.layout) - rule.bottom
            yield _observe_length(title.location, gap, _blank_lines(pdf.layout))


def _pdf_addressee(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(Kind.ADDRESSEE):
        left, last = element.lines[0].left, element.text.strip()[-1]
        conforms = all(is_near(line.left, pdf.layout.left) for line in element.lines) and last == "："
        yield Observation(element.location, f"左 {mm(left)}，“{last}”", conforms)


def _pdf_remark(pdf: PdfUnderTest) -> Iterator[Observation]:
    expected = pdf.layout.left + standard.FIRST_LINE * EM
    for element in pdf.of(Kind.REMARK):
        left, text = element.lines[0].left, element.text.strip()
        conforms = is_near(left, expected) and text[0] == "（" and text[-1] == "）"
        yield Observation(element.location, f"{mm(left)}，{text[0]}{text[-1]}", conforms)


def _pdf_remark_position(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, below in pairwise(pdf.elements):
        if below.kind is Kind.REMARK and above.page.number == below.page.number:
            yield observe_gap_below(above, below, pdf.layout)


# --- Word --------------------------------------------------------------------------


def height(paragraphs: Sequence[Paragraph]) -> float:
    """How high paragraphs of one line are together, mm."""
    return sum(paragraph.format.line for paragraph in paragraphs) * MM_PER_PT


def _docx_mark(docx: DocxUnderTest) -> Iterator[Observation]:
    for mark in docx.of(ORGAN_MARK):
        faces = list(dict.fromkeys(typeface(run.format.east_asian) for run in mark.runs))
        colours = list(dict.fromkeys(run.format.colour or "000000" for run in mark.runs))
        conforms = faces == ["小标宋"] and all(map(_is_red, colours)) and mark.format.align == "center"
        yield Observation(mark.text, f"{'、'.join(faces)} #{'、'.join(colours)}，{alignment(mark)}", conforms)


def _docx_mark_top(docx: DocxUnderTest) -> Iterator[Observation]:
    for index, mark in enumerate(docx.paragraphs):
        if mark.style == ORGAN_MARK:
            below = docx.layout.top + height(docx.paragraphs[:index]) - standard.ON_PAPER.top
            yield _observe_length(mark.text, below, standard.MARK_BELOW)


def _docx_mark_width(docx: DocxUnderTest) -> Iterator[Observation]:
    for mark in docx.of(ORGAN_MARK):
        width = sum(map(_run_width, mark.runs)) * MM_PER_PT
        yield Observation(quote_start(mark.text), f"约 {mm(width)}", width <= standard.TYPE_AREA[0])


def _run_width(run: Run) -> float:
    """How wide a run of 小标宋 is at most, pt."""
    return title_width(run.text) * run.format.size * run.format.width + len(run.text) * run.format.spacing


def _docx_doc_number(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(DOC_NUMBER):
        conforms = _DOC_NUMBER.fullmatch(paragraph.text.strip()) is not None and paragraph.format.align == "center"
        yield Observation(quote_start(paragraph.text), f"{paragraph.text}，{alignment(paragraph)}", conforms)


def _docx_doc_number_top(docx: DocxUnderTest) -> Iterator[Observation]:
    written = docx.paragraphs
    for index, mark in enumerate(written):
        if mark.style != ORGAN_MARK:
            continue
        number = next((later for later in range(index + 1, len(written)) if written[later].style == DOC_NUMBER), None)
        if number is not None:
            # the mark's own line is a tenth higher than its characters
            leading = mark.format.line - max(run.format.size for run in mark.runs)
            gap = height(written[index + 1 : number]) + leading * MM_PER_PT
            yield _observe_length(quote_start(written[number].text), gap, _blank_lines(docx.layout))


def _docx_red_lines(docx: DocxUnderTest) -> Iterator[tuple[int, Paragraph]]:
    """The paragraphs with a red rule, by their index among all."""
    for index, paragraph in enumerate(docx.paragraphs):
        if paragraph.format.rule and _is_red(paragraph.format.rule_colour):
            yield index, paragraph


def _docx_red_line_width(docx: DocxUnderTest) -> Iterator[Observation]:
    for _, paragraph in _docx_red_lines(docx):
        own = paragraph.format
        measured = f"左 {pt(own.left)}、右 {pt(own.right)}，粗 {pt(own.rule)}"
        yield Observation("", measured, own.left == own.right == 0)


def _docx_red_line_top(docx: DocxUnderTest) -> Iterator[Observation]:
    for index, paragraph in _docx_red_lines(docx):
        above = docx.paragraphs[index - 1]
        if above.style == DOC_NUMBER:
            gap = ((above.format.line - standard.SIZE_3) / 2 + paragraph.format.line) * MM_PER_PT
            yield _observe_length("", gap, standard.RED_LINE_BELOW)


def _docx_title_top(docx: DocxUnderTest) -> Iterator[Observation]:
    written = docx.paragraphs
    for index, _ in _docx_red_lines(docx):
        title = next((later for later in range(index, len(written)) if written[later].style == TITLE), None)
        if title is not None:
            gap = height(written[index + 1 : title])
            yield _observe_length(quote_start(written[title].text), gap, _blank_lines(docx.layout))


def _docx_addressee(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(ADDRESSEE):
        own, last = paragraph.format, paragraph.text.strip()[-1]
        conforms = own.left == own.first == 0 and last == "："
        yield Observation(quote_start(paragraph.text), f"左 {pt(own.left + own.first)}，“{last}”", conforms)


def _docx_remark(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(REMARK):
        text, indent = paragraph.text.strip(), paragraph.format.first_chars
        conforms = indent == standard.FIRST_LINE and text[0] == "（" and text[-1] == "）"
        yield Observation(quote_start(text), f"{chars(indent or 0)}，{text[0]}{text[-1]}", conforms)


def _docx_remark_position(docx: DocxUnderTest) -> Iterator[Observation]:
    for above, below in pairwise(docx.paragraphs):
        if below.style == REMARK:
            conforms = above.style == DATE
            yield Observation(quote_start(below.text), "紧接" if conforms else f"在{above.style}下", conforms)


LETTERHEAD = (
    Clause(
        "GB/T 9704 7.2.4",
        "发文机关标志：小标宋、红色、居中",
        pdf=_pdf_mark,
        pdf_expected="小标宋，红色，在中线",
        docx=_docx_mark,
        docx_expected="小标宋，红色，居中",
    ),
    Clause(
        "GB/T 9704 7.2.4",
        "发文机关标志：上边缘至版心上边缘",
        _with_tolerance(f"{standard.MARK_BELOW:g} mm"),
        pdf=_pdf_mark_top,
        docx=_docx_mark_top,
    ),
    Clause(
        "GB/T 9704 5.2.1",
        "发文机关标志：不超出版心",
        f"不超过 {mm(standard.TYPE_AREA[0])}",
        pdf=_pdf_mark_width,
        docx=_docx_mark_width,
        docx_after="发文字号：居中，六角括号，不编虚位",
    ),
    Clause(
        "GB/T 9704 7.2.5",
        "发文字号：居中，六角括号，不编虚位",
        "如 某财〔2023〕8号",
        pdf=_pdf_doc_number,
        docx=_docx_doc_number,
    ),
    Clause(
        "GB/T 9704 7.2.5",
        "发文字号：在发文机关标志下空二行",
        lambda layout: _with_tolerance(mm(_blank_lines(layout))),
        pdf=_pdf_doc_number_top,
        docx=_docx_doc_number_top,
    ),
    Clause("GB/T 9704 7.2.7", "红色分隔线：居中，与版心等宽", mm(standard.TYPE_AREA[0]), pdf=_pdf_red_line_width),
    Clause("GB/T 9704 7.2.7", "红色分隔线：与版心等宽", "左右不缩进", docx=_docx_red_line_width),
    Clause("GB/T 9704 6.2", "红色分隔线：红色", "红色", pdf=_pdf_red_line_colour),
    Clause(
        "GB/T 9704 7.2.7",
        "红色分隔线：在发文字号下",
        _with_tolerance(mm(standard.RED_LINE_BELOW)),
        pdf=_pdf_red_line_top,
        docx=_docx_red_line_top,
    ),
    Clause(
        "GB/T 9704 7.3.1",
        "标题：在红色分隔线下空二行",
        lambda layout: _with_tolerance(mm(_blank_lines(layout))),
        pdf=_pdf_title_top,
        docx=_docx_title_top,
    ),
    Clause(
        "GB/T 9704 5.2.2",
        "主送机关、附注、发文字号：字体字号",
        f"仿宋 {pt(standard.SIZE_3_WORD)}",
        docx=lambda docx: (
            observe_typeface(paragraph, "仿宋", standard.SIZE_3_WORD)
            for paragraph in docx.of(ADDRESSEE, REMARK, DOC_NUMBER)
        ),
    ),
    Clause("GB/T 9704 7.3.2", "主送机关：顶格，末尾全角冒号", "顶格，“：”", pdf=_pdf_addressee, docx=_docx_addressee),
    Clause(
        "GB/T 9704 7.3.6",
        "附注：居左空二字，加圆括号",
        lambda layout: f"{mm(layout.left + standard.FIRST_LINE * EM)}，（）",
        pdf=_pdf_remark,
        docx=_docx_remark,
        docx_expected=f"{chars(standard.FIRST_LINE)}，（）",
    ),
    Clause(
        "GB/T 9704 7.3.6",
        "附注：在成文日期下一行",
        "1 行",
        pdf=_pdf_remark_position,
        docx=_docx_remark_position,
        docx_expected="紧接成文日期",
    ),
)
