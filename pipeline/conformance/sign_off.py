"""Clauses on 附件说明, 署名 and 成文日期, and on the annexes themselves."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from pipeline.conformance.classify import Element, Kind, type_area
from pipeline.conformance.clause import Clause
from pipeline.conformance.docx_under_test import (
    ANNEX_MARK,
    ANNEX_NOTE,
    ANNEX_TITLE,
    DATE,
    SIGNATURE,
    TOLERANCE,
    DocxUnderTest,
    blank_lines_above,
)
from pipeline.conformance.observation import Observation, chars, is_near, mm, pt, quote_start
from pipeline.conformance.pdf_under_test import (
    EM,
    PdfUnderTest,
    observe_blank_line_above,
    observe_gap_below,
    page_label,
)
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import Paragraph, Table, paragraphs
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT
from pipeline.typography.lines import estimated_lines
from pipeline.typography.metrics import han_width, table_width

_FIRST_NOTE = "附件："
_PUNCTUATION = "。，、；：,.;:"
_BEFORE_NAME = lazy_pattern(r"附件：(?:1\. *)?|\d+\. *")
_DATE = lazy_pattern(r"([1-9]\d{3})年(?:([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日|\s月\s日)")
"""A 成文日期: full year, no leading zeros; or not yet decided, with a blank for month and day."""


# --- 附件说明 ------------------------------------------------------------------


def _number_prefix(text: str) -> str:
    """What is before the name in 附件：1.name."""
    match = _BEFORE_NAME.match(text)
    return match[0] if match else ""


def _observe_punctuation(location: str, text: str) -> Observation:
    last = text.strip()[-1]
    return Observation(location, f"“{last}”" if last in _PUNCTUATION else "没有", last not in _PUNCTUATION)


def _pdf_note_indent(pdf: PdfUnderTest) -> Iterator[Observation]:
    expected = pdf.layout.left + standard.FIRST_LINE * EM
    for note in pdf.of(Kind.ANNEX_NOTE):
        if note.text.startswith(_FIRST_NOTE):
            left = note.lines[0].left
            yield Observation(note.location, mm(left), is_near(left, expected))


def _pdf_blank_above_notes(pdf: PdfUnderTest) -> Iterator[Observation]:
    for note in pdf.of(Kind.ANNEX_NOTE):
        if note.text.startswith(_FIRST_NOTE):
            yield observe_blank_line_above(pdf, note)


def _docx_blank_above_notes(docx: DocxUnderTest) -> Iterator[Observation]:
    return _docx_blank_above(
        docx, [paragraph for paragraph in docx.of(ANNEX_NOTE) if paragraph.text.startswith(_FIRST_NOTE)]
    )


def _docx_blank_above(docx: DocxUnderTest, below: Sequence[Paragraph]) -> Iterator[Observation]:
    for paragraph in below:
        index = next(index for index, candidate in enumerate(docx.paragraphs) if candidate is paragraph)
        blank = blank_lines_above(docx, index)
        yield Observation(quote_start(paragraph.text), f"{blank} 行", blank == standard.BLANK_LINES)


def _pdf_note_alignment(pdf: PdfUnderTest) -> Iterator[Observation]:
    for note in pdf.of(Kind.ANNEX_NOTE):
        glyphs = note.lines[0].glyphs
        first_line = "".join(glyph.text for glyph in glyphs)
        name_left = glyphs[min(len(_number_prefix(first_line)), len(glyphs) - 1)].left
        for line in note.lines[1:]:
            measured = f"{mm(line.left)}，名称始于 {mm(name_left)}"
            yield Observation(note.location, measured, is_near(line.left, name_left))


def _docx_note_indents(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(ANNEX_NOTE):
        own = paragraph.format
        left, hanging = own.left_chars or 0.0, -(own.first_chars or 0.0)
        indent = standard.FIRST_LINE + (0 if paragraph.text.startswith(_FIRST_NOTE) else 3)
        yield Observation(
            quote_start(paragraph.text),
            f"左 {chars(left)}，悬挂 {chars(hanging)}",
            left - hanging == indent
            and hanging == han_width(_number_prefix(paragraph.text))
            and abs(own.left - left * standard.SIZE_3) < TOLERANCE,
        )


def _pdf_names(pdf: PdfUnderTest) -> list[str]:
    return [note.text[len(_number_prefix(note.text)) :].strip() for note in pdf.of(Kind.ANNEX_NOTE)]


def _pdf_annex_names(pdf: PdfUnderTest) -> Iterator[Observation]:
    names, titles = _pdf_names(pdf), [title.text for title in pdf.of(Kind.ANNEX_TITLE)]
    if names or titles:
        conforms = ["".join(name.split()) for name in names] == ["".join(title.split()) for title in titles]
        yield Observation("", "、".join(titles), conforms)


def _docx_names(docx: DocxUnderTest) -> list[str]:
    return [note.text[len(_number_prefix(note.text)) :] for note in docx.of(ANNEX_NOTE)]


def _docx_annex_names(docx: DocxUnderTest) -> Iterator[Observation]:
    names, titles = _docx_names(docx), [title.text.replace("\n", "") for title in docx.of(ANNEX_TITLE)]
    if names:
        yield Observation("", "、".join(titles), titles == names)


# --- 署名, 成文日期 ---------------------------------------------------------------


def _pdf_signatures(pdf: PdfUnderTest) -> Iterator[tuple[Element | None, Element]]:
    """Each date with the 署名 above it."""
    for before, element in pairwise((None, *pdf.elements)):
        if element is not None and element.kind is Kind.DATE:
            yield before if before is not None and before.kind is Kind.SIGNATURE else None, element


def _pdf_width(element: Element | None) -> float:
    """The width of an element's text as drawn, in 字: Latin is not half as wide as Han."""
    if element is None:
        return 0.0
    glyphs = [glyph for glyph in element.lines[0].glyphs if glyph.text.strip()]
    return (glyphs[-1].right - glyphs[0].left) / EM


def _observe_pdf_right(pdf: PdfUnderTest, element: Element, expected: float) -> Observation:
    """Observe the blank right of an element, in 字; a blank within the text (月　日) does not count."""
    end = max(glyph.right for glyph in element.lines[0].glyphs)
    blank = (type_area(element.page, pdf.layout).right - end) / EM
    measured = f"{chars(blank)}，应 {chars(expected)}"
    return Observation(element.location, measured, is_near(blank * EM, expected * EM))


def _pdf_signature_right(pdf: PdfUnderTest) -> Iterator[Observation]:
    for signature, day in _pdf_signatures(pdf):
        if signature:
            expected, _ = geometry.signature_blanks(_pdf_width(signature), _pdf_width(day))
            yield _observe_pdf_right(pdf, signature, expected)


def _pdf_date_right(pdf: PdfUnderTest) -> Iterator[Observation]:
    for signature, day in _pdf_signatures(pdf):
        _, expected = geometry.signature_blanks(_pdf_width(signature), _pdf_width(day))
        yield _observe_pdf_right(pdf, day, expected)


def _docx_signatures(docx: DocxUnderTest) -> Iterator[tuple[Paragraph | None, Paragraph]]:
    """Each date with the 署名 above it."""
    for before, paragraph in pairwise((None, *docx.paragraphs)):
        if paragraph is not None and paragraph.style == DATE and paragraph.text.strip():
            yield before if before is not None and before.style == SIGNATURE else None, paragraph


def _docx_blanks(signature: Paragraph | None, day: Paragraph) -> tuple[float, float]:
    """The blanks right of 署名 and date that are expected, in 字."""
    return geometry.signature_blanks(table_width(signature.text) if signature else 0.0, table_width(day.text))


def _observe_docx_right(paragraph: Paragraph, expected: float) -> Observation:
    own = paragraph.format
    blank = own.right_chars or 0.0
    conforms = (
        abs(blank - expected) < 0.01
        and abs(own.right - expected * standard.SIZE_3) < TOLERANCE
        and own.align == "right"
    )
    return Observation(quote_start(paragraph.text), f"{chars(blank)}，应 {chars(expected)}", conforms)


def _docx_signature_right(docx: DocxUnderTest) -> Iterator[Observation]:
    for signature, day in _docx_signatures(docx):
        if signature is not None:
            yield _observe_docx_right(signature, _docx_blanks(signature, day)[0])


def _docx_date_right(docx: DocxUnderTest) -> Iterator[Observation]:
    return (_observe_docx_right(day, _docx_blanks(signature, day)[1]) for signature, day in _docx_signatures(docx))


def _pdf_blank_above_signature(pdf: PdfUnderTest) -> Iterator[Observation]:
    return (observe_blank_line_above(pdf, signature or day) for signature, day in _pdf_signatures(pdf))


def _docx_blank_above_signature(docx: DocxUnderTest) -> Iterator[Observation]:
    return _docx_blank_above(docx, [signature or day for signature, day in _docx_signatures(docx)])


def _pdf_date_below_signature(pdf: PdfUnderTest) -> Iterator[Observation]:
    for signature, day in _pdf_signatures(pdf):
        if signature:
            yield observe_gap_below(signature, day, pdf.layout)


def _pdf_dates(pdf: PdfUnderTest) -> Iterator[Observation]:
    for _, day in _pdf_signatures(pdf):
        text = day.text.strip()
        yield Observation("", text, _DATE.fullmatch(text) is not None)


def _docx_dates(docx: DocxUnderTest) -> Iterator[Observation]:
    for _, day in _docx_signatures(docx):
        yield Observation("", day.text, _DATE.fullmatch(day.text) is not None)


def _pdf_signature_page(pdf: PdfUnderTest) -> Iterator[Observation]:
    for signature, day in _pdf_signatures(pdf):
        elements = pdf.on(day.page)
        has_text = any(element.kind in (Kind.BODY, Kind.TABLE_CELL) for element in elements[: elements.index(day)])
        fills = not has_text and _fills_a_page(pdf, day)
        listed = not has_text and not fills and _runs_on(pdf, day)
        is_kept = has_text or fills or listed
        conforms = is_kept and (signature is None or signature.page.number == day.page.number)
        measured = (
            "有正文" if has_text else "附件说明排满一面" if fills else "附件说明接上一面" if listed else "没有正文"
        )
        yield Observation(page_label(day.page), measured, conforms)


def _fills_a_page(pdf: PdfUnderTest, day: Element) -> bool:
    """Whether 附件说明, 署名 and 成文日期 leave a page no room for two lines of text, which `check` finds (P057)."""
    elements = pdf.elements[: pdf.elements.index(day) + 1]
    kinds = (Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE)
    listed = takewhile(lambda element: element.kind in kinds, reversed(elements))
    lines = sum(len(element.lines) for element in listed)
    return lines + 2 * standard.BLANK_LINES + _LEAST_TEXT > standard.LINES


def _runs_on(pdf: PdfUnderTest, day: Element) -> bool:
    """Whether a long 附件说明 begins on the page before, which would be half empty without it; at least two titles are on that of the date."""
    before = pdf.elements[: pdf.elements.index(day)]
    listed = [element for element in before if element.kind is Kind.ANNEX_NOTE]
    on = [element for element in listed if element.page.number == day.page.number]
    above = sum(len(element.lines) for element in listed if element.page.number == day.page.number - 1)
    # with a line of text, and the blank one above the list
    empty = above + 1 + standard.BLANK_LINES
    return above > 0 and len(on) >= _LEAST_TEXT and empty > standard.SIGNED_EMPTY_AT_MOST * standard.LINES - 1


def _note_line_count(note: Paragraph) -> int:
    """About how many lines an entry of 附件说明 takes."""
    name = note.text[len(_number_prefix(note.text)) :]
    return estimated_lines(han_width(name), standard.CHARACTERS - (note.format.left_chars or 0.0))


_LEAST_TEXT = 2
"""The least lines of text on the page of 署名 and 成文日期."""


def _docx_signature_page(docx: DocxUnderTest) -> Iterator[Observation]:
    listed = sum(map(_note_line_count, docx.of(ANNEX_NOTE)))
    for _, day in _docx_signatures(docx):
        if listed + 2 + 2 * standard.BLANK_LINES + _LEAST_TEXT > standard.LINES:
            continue
        loose = _not_kept_with(docx, day)
        yield Observation("", f"{loose} 不与下段同页" if loose else "同页", not loose)


def _not_kept_with(docx: DocxUnderTest, day: Paragraph) -> str:
    """Name the first paragraph from the body's last one on to the date that is not kept with the next; empty if all are.

    Of 附件说明 that runs on from one page to the next, only the last titles are kept.
    """
    content = docx.docx.content
    index = next(index for index, block in enumerate(content) if block is day)
    loose = ""
    notes = [block for block in content[:index] if isinstance(block, Paragraph) and block.style == ANNEX_NOTE]
    runs_on = len(notes) > _LEAST_TEXT and not notes[0].format.keep_next
    for above in reversed(content[:index]):
        if isinstance(above, Table):
            # the last row is kept, by its paragraphs
            kept = all(
                paragraph.format.keep_next for cell in above.rows[-1].cells for paragraph in paragraphs(cell.content)
            )
            return loose or ("" if kept else "表格末行")
        if not above.format.keep_next and not docx.runs_on(above):
            loose = loose or quote_start(above.text) if above.text else "空行"
        is_first_kept = runs_on and above is notes[-_LEAST_TEXT]
        if is_first_kept or (above.text.strip() and above.style not in (SIGNATURE, ANNEX_NOTE)):
            break
    return loose


# --- annexes ---------------------------------------------------------------------


def _pdf_annex_pages(pdf: PdfUnderTest) -> Iterator[Observation]:
    for mark in pdf.of(Kind.ANNEX_MARK):
        first = pdf.on(mark.page)[0]
        measured = "在页首" if first is mark else f"上面有{first.kind.value}"
        yield Observation(page_label(mark.page), measured, first is mark)


def _docx_annex_pages(docx: DocxUnderTest) -> Iterator[Observation]:
    first = [section.content[0] for section in docx.docx.sections if section.content and section.kind != "continuous"]
    for mark in docx.of(ANNEX_MARK):
        conforms = mark.format.page_break_before or any(mark is block for block in first)
        yield Observation(mark.text, "另起一页" if conforms else "接排", conforms)


def _pdf_annex_marks(pdf: PdfUnderTest) -> Iterator[Observation]:
    for mark in pdf.of(Kind.ANNEX_MARK):
        area, first = type_area(mark.page, pdf.layout), mark.lines[0]
        line = (first.top - area.top - (pdf.layout.line - standard.SIZE_3) / 2 * MM_PER_PT) / area.line_mm + 1
        conforms = is_near(first.left, area.left) and is_near(line, 1, 0.05)
        yield Observation(page_label(mark.page), f"左 {mm(first.left)}，第{line:.1f}行", conforms)


def _docx_annex_marks(docx: DocxUnderTest) -> Iterator[Observation]:
    for mark in docx.of(ANNEX_MARK):
        own = mark.format
        conforms = own.left == own.first == 0 and own.align in ("left", "both")
        yield Observation(mark.text, f"左空 {pt(own.left + own.first)}", conforms)


def _docx_separate_mark(docx: DocxUnderTest) -> Iterator[Observation]:
    """An annex in a file of its own has 发文字号 before its mark."""
    first = docx.paragraphs[0] if docx.paragraphs else None
    if first is not None and first.style == ANNEX_MARK and docx.doc_number:
        yield Observation("", first.text, first.text.startswith(f"{docx.doc_number}附件"))


def _annex_marks_expected(pdf: PdfUnderTest) -> str:
    count = sum(1 for _ in pdf.of(Kind.ANNEX_MARK))
    return "附件" if count == 1 else "、".join(f"附件{number}" for number in range(1, count + 1))


def _pdf_annex_numbers(pdf: PdfUnderTest) -> Iterator[Observation]:
    marks = [mark.text.strip().removeprefix("附件") for mark in pdf.of(Kind.ANNEX_MARK)]
    if marks:
        measured = "、".join(f"附件{number}" for number in marks)
        yield Observation("", measured, measured == _annex_marks_expected(pdf))


def _pdf_annex_title_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    for title in pdf.of(Kind.ANNEX_TITLE):
        area = type_area(title.page, pdf.layout)
        # its own line is higher than the two above it
        top = title.lines[0].top - (standard.LINE_2 - standard.SIZE_2) / 2 * MM_PER_PT
        line = (top - area.top) / area.line_mm + 1
        yield Observation(title.location, f"第 {line:.1f} 行", is_near(line, standard.ANNEX_TITLE_LINE, 0.05))


def _docx_annex_title_lines(docx: DocxUnderTest) -> Iterator[Observation]:
    written = docx.paragraphs
    for index, title in enumerate(written):
        if title.style == ANNEX_TITLE and title.text.strip():
            blank = blank_lines_above(docx, index)
            above = written[index - blank - 1] if index > blank else None
            line = blank + 2 if above is not None and above.style == ANNEX_MARK else 0
            yield Observation(quote_start(title.text), f"第 {line} 行", line == standard.ANNEX_TITLE_LINE)


SIGN_OFF = (
    Clause(
        "GB/T 9704 7.3.4",
        "附件说明：左空二字",
        lambda layout: mm(layout.left + standard.FIRST_LINE * EM),
        pdf=_pdf_note_indent,
    ),
    Clause("GB/T 9704 7.3.4", "附件说明：左空二字，回行与名称对齐", "左空二字", docx=_docx_note_indents),
    Clause(
        "GB/T 9704 7.3.4",
        "附件说明：上空一行",
        f"{standard.BLANK_LINES} 行",
        pdf=_pdf_blank_above_notes,
        docx=_docx_blank_above_notes,
        docx_after="附件说明：名称后无标点",
    ),
    Clause(
        "GB/T 9704 7.3.4",
        "附件说明：名称后无标点",
        "没有",
        pdf=lambda pdf: (_observe_punctuation(element.location, element.text) for element in pdf.of(Kind.ANNEX_NOTE)),
        docx=lambda docx: (
            _observe_punctuation(quote_start(paragraph.text), paragraph.text) for paragraph in docx.of(ANNEX_NOTE)
        ),
    ),
    Clause("GB/T 9704 7.3.4", "附件说明：回行与名称首字对齐", "同一左端", pdf=_pdf_note_alignment),
    Clause(
        "GB/T 9704 7.3.7",
        "附件名称与附件说明一致",
        pdf=_pdf_annex_names,
        pdf_expected=lambda pdf: "、".join(_pdf_names(pdf)),
        docx=_docx_annex_names,
        docx_expected=lambda docx: "、".join(_docx_names(docx)),
    ),
    Clause(
        "GB/T 9704 7.3.5.2",
        "署名：右空",
        "右空二字，日期较长时相应增加",
        pdf=_pdf_signature_right,
        docx=_docx_signature_right,
    ),
    Clause(
        "GB/T 9704 7.3.5.2",
        "成文日期：右空",
        "首字比署名首字右移二字；较长时右空二字",
        pdf=_pdf_date_right,
        docx=_docx_date_right,
    ),
    Clause(
        "GB/T 9704 7.3.5.2",
        "署名（日期）上空一行",
        f"{standard.BLANK_LINES} 行",
        pdf=_pdf_blank_above_signature,
        docx=_docx_blank_above_signature,
    ),
    Clause("GB/T 9704 7.3.5.2", "日期在署名下一行", "1 行", pdf=_pdf_date_below_signature),
    Clause(
        "GB/T 9704 7.3.5.4", "成文日期：年份写全，月、日不编虚位", "如 2023年6月27日", pdf=_pdf_dates, docx=_docx_dates
    ),
    Clause("GB/T 9704 7.3.5.5", "署名、日期与正文同页", "署名所在页有正文", pdf=_pdf_signature_page),
    Clause("GB/T 9704 7.3.5.5", "署名、日期与正文末段同页", "末段起与下段同页", docx=_docx_signature_page),
)

ANNEXES = (
    Clause(
        "GB/T 9704 7.3.7",
        "附件另面编排",
        pdf=_pdf_annex_pages,
        pdf_expected="“附件”是所在页第一个要素",
        docx=_docx_annex_pages,
        docx_expected="另起一页",
    ),
    Clause("GB/T 9704 7.3.7", "“附件”在版心左上角第一行", "顶格，第一行", pdf=_pdf_annex_marks),
    Clause("GB/T 9704 7.3.7", "“附件”顶格", "左空 0 字", docx=_docx_annex_marks),
    Clause(
        "GB/T 9704 7.3.7",
        "单独的附件：“附件”前有发文字号",
        docx=_docx_separate_mark,
        docx_expected=lambda docx: f"{docx.doc_number}附件",
    ),
    Clause("GB/T 9704 7.3.7", "附件顺序号", pdf=_pdf_annex_numbers, pdf_expected=_annex_marks_expected),
    Clause(
        "GB/T 9704 7.3.7",
        "附件标题在第三行",
        f"第 {standard.ANNEX_TITLE_LINE} 行",
        pdf=_pdf_annex_title_lines,
        docx=_docx_annex_title_lines,
    ),
)
