"""Clauses on typefaces and sizes of each element, indents, heading numbers, and titles."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise

from pipeline.conformance.classify import HEADINGS, RUNNING, TABLE, TITLES, Element, Kind, is_landscape, type_area
from pipeline.conformance.clause import PRACTICE, Clause
from pipeline.conformance.docx_under_test import (
    ALIGNMENTS,
    ANNEX_MARK,
    ANNEX_NOTE,
    ANNEX_TITLE,
    BODY,
    DATE,
    HEADINGS as HEADING_STYLES,
    REMARK,
    REPEATED,
    SIGNATURE,
    STAGE,
    TABLE_CELL,
    TABLE_HEAD,
    TABLE_LABEL,
    TABLE_NUMBER,
    TITLE,
    TOLERANCE,
    DocxUnderTest,
    alignment,
    count_blank_lines,
    observe_line_height,
    observe_typeface,
)
from pipeline.conformance.line_ends import split_number
from pipeline.conformance.observation import Observation, chars, is_near, mm, pt, quote_start
from pipeline.conformance.pdf_under_test import EM, PdfUnderTest, box_top, line_texts
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import Paragraph, paragraphs
from pipeline.text.brackets import are_paired
from pipeline.typography import gbt9704 as standard, numbering
from pipeline.typography.gbt9704 import MM_PER_PT, Page
from pipeline.typography.metrics import han_width
from pipeline.typography.title_breaks import torn_word

# --- typefaces and sizes -------------------------------------------------------------


def _pdf_typeface(kinds: Sequence[Kind], faces: Sequence[str], size: float, pdf: PdfUnderTest) -> Iterator[Observation]:
    """Observe elements of these kinds: each character in one of these typefaces, and of this size in pt.

    The first typeface is the element's own, the others are for emphasis and lead sentences.
    """
    allowed = (*faces, "补字")
    for element in pdf.of(*kinds):
        used = sorted(pdf.typefaces(*element.lines), key=lambda face: allowed.index(face) if face in allowed else -1)
        glyphs = [glyph for line in element.lines for glyph in line.glyphs if glyph.text.strip()]
        # a PDF rounds what it draws
        sizes = dict.fromkeys(size if abs(glyph.size - size) < 0.1 else round(glyph.size, 1) for glyph in glyphs)
        odd = [face for face in used if face not in allowed]
        yield Observation(
            element.location,
            f"{'、'.join(odd or used[:1])} {'、'.join(map(pt, sizes))}",
            not odd and list(sizes) == [size],
        )


def _docx_typeface(styles: Sequence[str], face: str, size: float, docx: DocxUnderTest) -> Iterator[Observation]:
    return (observe_typeface(paragraph, face, size) for paragraph in docx.of(*styles))


def _typeface_clauses() -> Iterator[Clause]:
    """The typeface and size of each element; where PDF and Word differ in size, Word's 3号 is a round number of pt."""
    printed, written = standard.SIZE_3, standard.SIZE_3_WORD
    title, table = standard.SIZE_2, standard.SIZE_TABLE
    elements: tuple[tuple[str, str, tuple[Kind, ...], tuple[str, ...], tuple[str, ...], float, float], ...] = (
        ("GB/T 9704 7.3.1", "标题", (Kind.TITLE,), (TITLE,), ("小标宋",), title, title),
        ("GB/T 9704 7.3.3", "一级标题", (Kind.HEADING_1,), HEADING_STYLES[:1], ("黑体",), printed, written),
        ("GB/T 9704 7.3.3", "二级标题", (Kind.HEADING_2,), HEADING_STYLES[1:2], ("楷体", "黑体"), printed, written),
        ("GB/T 9704 7.3.3", "三、四级标题", HEADINGS[2:], HEADING_STYLES[2:], ("仿宋", "黑体"), printed, written),
        ("GB/T 9704 5.2.2", "正文", (Kind.BODY,), (BODY,), ("仿宋", "黑体", "楷体"), printed, written),
        (
            "GB/T 9704 5.2.2",
            "主送机关、附件说明、署名、日期、附注",
            (Kind.ADDRESSEE, Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE, Kind.REMARK),
            (),
            ("仿宋",),
            printed,
            written,
        ),
        (
            "GB/T 9704 5.2.2",
            "附件说明、署名、日期",
            (),
            (ANNEX_NOTE, SIGNATURE, DATE),
            ("仿宋",),
            printed,
            written,
        ),
        ("GB/T 9704 7.3.7", "“附件”二字", (Kind.ANNEX_MARK,), (ANNEX_MARK,), ("黑体",), printed, written),
        (PRACTICE, "附件标题", (Kind.ANNEX_TITLE,), (ANNEX_TITLE,), ("小标宋",), title, title),
        (PRACTICE, "稿次", (Kind.STAGE,), (STAGE,), ("楷体",), printed, written),
        (PRACTICE, "表头", (Kind.TABLE_HEAD,), (TABLE_HEAD,), ("黑体",), table, table),
        (
            PRACTICE,
            "表格文字",
            (Kind.TABLE_CELL,),
            (TABLE_CELL, TABLE_LABEL, TABLE_NUMBER, REPEATED),
            ("仿宋", "黑体"),
            table,
            table,
        ),
    )
    for number, name, kinds, styles, faces, pdf_size, docx_size in elements:
        yield Clause(
            number,
            f"{name}：字体字号",
            pdf=partial(_pdf_typeface, kinds, faces, pdf_size),
            pdf_expected=f"{faces[0]} {pt(pdf_size)}",
            docx=partial(_docx_typeface, styles, faces[0], docx_size),
            docx_expected=f"{faces[0]} {pt(docx_size)}",
        )


_CHINESE_MARKS = lazy_pattern("[“”‘’…—·]")


def _docx_marks(docx: DocxUnderTest) -> Iterator[Observation]:
    """Marks that are also Latin: set in the Chinese font by the hint in Word, by one font in all slots elsewhere."""
    for paragraph in paragraphs(docx.docx.content):
        for run in paragraph.runs:
            if _CHINESE_MARKS.search(run.text):
                own = run.format
                conforms = own.other == own.east_asian == own.ascii and own.hint == "eastAsia"
                yield Observation(quote_start(paragraph.text), "同一字体" if conforms else own.other, conforms)


# --- paragraphs ------------------------------------------------------------------


def _pdf_first_indents(pdf: PdfUnderTest) -> Iterator[Observation]:
    expected = pdf.layout.left + standard.FIRST_LINE * EM
    for element in pdf.of(*RUNNING):
        if not element.continues_previous and not is_landscape(element.page):
            left = element.lines[0].left
            yield Observation(element.location, mm(left), is_near(left, expected))


def _pdf_following_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*RUNNING):
        if not is_landscape(element.page):
            for line in element.lines if element.continues_previous else element.lines[1:]:
                yield Observation(element.location, mm(line.left), is_near(line.left, pdf.layout.left))


def _docx_indents(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(BODY, *HEADING_STYLES):
        own = paragraph.format
        yield Observation(
            quote_start(paragraph.text),
            f"{chars(own.first_chars or 0)}，左 {chars(own.left_chars) if own.left_chars else pt(own.left)}",
            own.first_chars == standard.FIRST_LINE
            and abs(own.first - standard.FIRST_LINE * standard.SIZE_3) < TOLERANCE
            and own.left == 0
            and not own.left_chars,
        )


_NUMBERED = lazy_pattern(r"（[一二三四五六七八九十百零]{1,7}）|[一二三四五六七八九十百零]{1,7}、|\d{1,3}\.|（\d{1,3}）")


def _pdf_numbering(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Heading numbers: each follows the last one of its level; below the first level a count may start again at one."""
    counts: dict[int, int] = {}
    # with 全文连续 a level counts through the whole document
    overall: dict[int, int] = {}
    for element in pdf.elements:
        if element.kind in TITLES:
            counts, overall = {}, {}
        if element.kind not in RUNNING or element.continues_previous:
            continue
        number = _NUMBERED.match(element.text)
        level, value = _heading_numbers().get(number[0], (0, 0)) if number else (0, 0)
        follows = value and value in (counts.get(level, 0) + 1, overall.get(level, 0) + 1)
        if element.kind in HEADINGS:
            own_level = HEADINGS.index(element.kind) + 1
            # a list in the text above may have counted at this level too
            conforms = level == own_level and (bool(follows) or (value == 1 and own_level > 1))
            yield Observation(element.location, number[0] if number else "没有序数", conforms)
            level, value = own_level, value if level == own_level else counts.get(own_level, 0) + 1
        elif not follows:
            continue
        counts = {deep: count for deep, count in counts.items() if deep < level} | {level: value}
        overall[level] = value


_NUMBER_BEFORE_DATE = lazy_pattern(r"(?P<number>\d{1,3}\.)(?P<blank>\s*)(?:\d{4}年|\d{1,2}[月日])")
"""A third-level number before a year, a month or a day: other digits may be the fraction of a number."""


def _pdf_number_gaps(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*RUNNING, Kind.TABLE_CELL):
        # what authors write into cells has no numbers of ours, a heading over rows has
        is_ours = element.kind is not Kind.TABLE_CELL or set(pdf.typefaces(*element.lines)) <= {"黑体"}
        if is_ours and not element.continues_previous:
            yield from _observe_number_gap(element.location, element.text)


def _docx_number_gaps(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(BODY, *HEADING_STYLES, TABLE_HEAD):
        yield from _observe_number_gap(quote_start(paragraph.text), paragraph.text)


def _observe_number_gap(location: str, text: str) -> Iterator[Observation]:
    """Observe a paragraph with a third-level number before a digit, 1. before 1月31日, whether it can be read as 1.1月."""
    if match := _NUMBER_BEFORE_DATE.match(text):
        yield Observation(location, f"“{match[0]}”", bool(match["blank"]))


@cache
def _heading_numbers() -> Mapping[str, tuple[int, int]]:
    """Level and value of every number a heading may have."""
    return {
        numbering.heading_number(level, value): (level, value) for level in (1, 2, 3, 4) for value in range(1, 1000)
    }


# --- titles ----------------------------------------------------------------------


def _pdf_centred(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*TITLES, Kind.STAGE):
        area = type_area(element.page, pdf.layout)
        for line in element.lines:
            middle, centre = (line.left + line.right) / 2, (area.left + area.right) / 2
            yield Observation(element.location, f"偏 {abs(middle - centre):.1f} mm", is_near(middle, centre))


def _docx_centred(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(TITLE, ANNEX_TITLE, STAGE):
        conforms = paragraph.format.align == "center" and paragraph.format.first == 0
        yield Observation(quote_start(paragraph.text), alignment(paragraph), conforms)


def _pdf_title_line_heights(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*TITLES):
        for above, below in pairwise(element.lines):
            gap = (below.baseline - above.baseline) / MM_PER_PT
            yield Observation(element.location, pt(gap), is_near(gap, standard.LINE_2, 0.2))


def _pdf_title_breaks(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*TITLES):
        for above, below in pairwise(line_texts(element)):
            wrong = split_number(above, below) or ("行首是“的”" if below[0] == "的" and above[-1] != "》" else "")
            yield Observation(element.location, wrong or "没有断开", not wrong)


def _pdf_title_words(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*TITLES):
        torn = torn_word(line_texts(element))
        yield Observation(element.location, f"“{torn}”拆行" if torn else "没有拆行", not torn)


def _pdf_title_widths(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*TITLES):
        area = type_area(element.page, pdf.layout)
        texts = line_texts(element)
        for line, text in zip(element.lines, texts, strict=True):
            blank = (area.right - area.left - (line.right - line.left)) / (standard.SIZE_2 * MM_PER_PT)
            yield _observe_title_line(element.location, text, blank, len(texts))


def _docx_title_widths(docx: DocxUnderTest) -> Iterator[Observation]:
    for section in docx.docx.sections:
        room = (section.width - section.left - section.right) / standard.SIZE_2
        for paragraph in section.content:
            if isinstance(paragraph, Paragraph) and paragraph.style in (TITLE, ANNEX_TITLE):
                texts = paragraph.text.split("\n")
                for text in texts:
                    blank = room - han_width(text)
                    yield _observe_title_line(quote_start(paragraph.text), text, blank, len(texts))


def _observe_title_line(location: str, text: str, blank: float, count: int) -> Observation:
    """Observe whether a line of a title, one of `count`, leaves room on both sides and is more than a character; `blank` is in 字."""
    least = 2 * standard.TITLE_BLANK if count == 1 else standard.TITLE_BLANK
    # what is in 《》 or （） is not broken for it
    whole = count > 1 and text[:1] in "《（" and text[-1:] in "》）"
    conforms = (blank > least - 0.1 or whole) and (count == 1 or len(text.strip()) > 1)
    return Observation(location, "长短适宜" if conforms else f"“{text}”两边共空 {chars(max(blank, 0))}", conforms)


def _pdf_blank_below_titles(pdf: PdfUnderTest) -> Iterator[Observation]:
    for above, below in pairwise(pdf.elements):
        if (
            above.kind in (Kind.TITLE, Kind.STAGE, Kind.ANNEX_TITLE)
            and below.kind not in (*TABLE, Kind.STAGE, Kind.TITLE)
            and above.page.number == below.page.number
        ):
            blank = _blank_lines(above, below, pdf.layout)
            # a tightened line has less above its characters (9704, 7.3.5.5)
            less = (1 - standard.LEAST_LINE_OF_ALL / pdf.layout.line) / 2 if pdf.may_be_tightened(below.page) else 0.0
            yield Observation(above.location, f"{blank:.2f} 行", is_near(blank, 1, 0.05 + less))


def _blank_lines(above: Element, below: Element, layout: Page) -> float:
    """The blank between two elements' line boxes, in lines of the body."""
    height = standard.LINE_2 if above.kind in TITLES else layout.line
    foot = box_top(above, above.lines[-1], layout) + height * MM_PER_PT
    return (box_top(below, below.lines[0], layout) - foot) / layout.line_mm


def _docx_blank_below_titles(docx: DocxUnderTest) -> Iterator[Observation]:
    for index, above in enumerate(docx.paragraphs):
        following = docx.paragraphs[index + 1 :]
        if above.style in (TITLE, ANNEX_TITLE, STAGE) and not (following and following[0].style == STAGE):
            blank = count_blank_lines(following)
            yield Observation(quote_start(above.text), f"{blank} 行", blank == standard.BLANK_LINES)


def _pdf_brackets(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(Kind.STAGE, Kind.REMARK, Kind.WATERMARK):
        yield _observe_brackets(element.location, element.text)


def _docx_brackets(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(STAGE, REMARK):
        yield _observe_brackets(quote_start(paragraph.text), paragraph.text)


def _observe_brackets(location: str, text: str) -> Observation:
    conforms = are_paired(text)
    return Observation(location, "成对" if conforms else text.strip(), conforms)


def _docx_kept_headings(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(*HEADING_STYLES, TITLE, ANNEX_TITLE, ANNEX_MARK):
        conforms = paragraph.format.keep_next and paragraph.format.keep_lines
        yield Observation(quote_start(paragraph.text), "是" if conforms else "否", conforms)


def _docx_outline_levels(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(*HEADING_STYLES):
        level = paragraph.format.outline
        conforms = level == HEADING_STYLES.index(paragraph.style) + 1
        yield Observation(quote_start(paragraph.text), f"{level} 级", conforms)


def _docx_paragraph_spacing(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in paragraphs(docx.docx.content):
        if paragraph.text.strip():
            before, after = paragraph.format.before, paragraph.format.after
            yield Observation(quote_start(paragraph.text), f"{pt(before)}、{pt(after)}", before == after == 0)


TYPOGRAPHY = (
    *_typeface_clauses(),
    Clause(PRACTICE, "引号、破折号、间隔号用中文字体", "与汉字同一字体", docx=_docx_marks),
    Clause(
        "GB/T 9704 7.3.3",
        "首行左空二字",
        lambda layout: mm(layout.left + standard.FIRST_LINE * EM),
        pdf=_pdf_first_indents,
    ),
    Clause("GB/T 9704 7.3.3", "回行顶格", lambda layout: mm(layout.left), pdf=_pdf_following_lines),
    Clause("GB/T 9704 7.3.3", "首行左空二字，回行顶格", f"{standard.FIRST_LINE} 字", docx=_docx_indents),
    Clause("GB/T 9704 7.3.3", "层次序数", "依次为一、（一）1.（1），逐级连续", pdf=_pdf_numbering),
    Clause(PRACTICE, "序数与数字之间空开", "1. 1月，不是 1.1月", pdf=_pdf_number_gaps, docx=_docx_number_gaps),
    Clause(
        "GB/T 9704 7.3.1",
        "标题居中",
        pdf=_pdf_centred,
        pdf_expected="各行中点在版心中线",
        docx=_docx_centred,
        docx_expected=ALIGNMENTS["center"],
    ),
    Clause("GB/T 9704 3.2", "标题行距", pt(standard.LINE_2), pdf=_pdf_title_line_heights),
    Clause(
        "GB/T 9704 3.2",
        "标题行距（固定值）",
        pt(standard.LINE_2),
        docx=lambda docx: (
            observe_line_height(paragraph, standard.LINE_2) for paragraph in docx.of(TITLE, ANNEX_TITLE)
        ),
    ),
    Clause(
        "GB/T 9704 7.3.1",
        "标题回行不断词",
        "行首无“的”（书名号之后的除外），数字与年、年度不断开",
        pdf=_pdf_title_breaks,
    ),
    Clause("GB/T 9704 7.3.1", "标题词意完整", "“重点领域”“优化营商环境”等词不拆行", pdf=_pdf_title_words),
    Clause(
        "GB/T 9704 7.3.1",
        "标题各行长短适宜",
        "不顶边（只一行的两边各空一字），没有单字的行",
        pdf=_pdf_title_widths,
        docx=_docx_title_widths,
    ),
    Clause(
        "GB/T 9704 7.3.2",
        "标题下空一行",
        f"{standard.BLANK_LINES} 行",
        pdf=_pdf_blank_below_titles,
        docx=_docx_blank_below_titles,
    ),
    Clause("GB/T 15834 4.9", "稿次、附注、水印：括号成对", "成对", pdf=_pdf_brackets, docx=_docx_brackets),
    Clause(PRACTICE, "层次标题与下段同页", "与下段同页、段中不分页", docx=_docx_kept_headings),
    Clause(PRACTICE, "大纲级别（导航窗格、目录）", "一级标题 1 级，依次类推", docx=_docx_outline_levels),
    Clause(PRACTICE, "段前段后不另加空白", "0", docx=_docx_paragraph_spacing),
)
