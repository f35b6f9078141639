"""Clauses on the page: paper, margins and type area, lines and characters a page holds, where lines may end, empty feet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from statistics import median

from pipeline.conformance.classify import HEADINGS, RUNNING, TABLE, TITLES, Element, Kind, is_landscape, type_area
from pipeline.conformance.clause import PRACTICE, Clause
from pipeline.conformance.docx_under_test import (
    ADDRESSEE,
    ALIGNMENTS,
    ANNEX_MARK,
    ANNEX_NOTE,
    BODY,
    DATE,
    HEADINGS as HEADING_STYLES,
    ORGAN_MARK,
    SIGNATURE,
    DocxUnderTest,
    alignment,
    observe_line_height,
)
from pipeline.conformance.line_ends import (
    cluster_width,
    forbidden_break,
    is_held,
    phrase_parts,
    split_code,
    split_number,
)
from pipeline.conformance.observation import Observation, is_near, mm, pt, quote_start
from pipeline.conformance.pdf_under_test import (
    EM,
    PdfUnderTest,
    box_bottom,
    full_lines,
    is_tightened,
    line_texts,
    may_be_short,
    page_label,
    spread_runs,
    stretched,
    table_cells,
)
from pipeline.readers.docx_model import CharacterFormat, ParagraphFormat, Section, paragraphs
from pipeline.readers.pdf_hidden import HiddenKind
from pipeline.readers.pdf_page import Line, PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page
from pipeline.typography.lines import STAYS_BEHIND, LastLine, better_last_line, clusters, middle_singles
from pipeline.typography.metrics import han_width, table_width

# --- paper and margins -----------------------------------------------------------


def _pdf_paper(pdf: PdfUnderTest) -> Iterator[Observation]:
    width, height = standard.PAPER
    for page in pdf.pdf.pages:
        short, long = sorted((page.width, page.height))
        conforms = is_near(short, width) and is_near(long, height)
        yield Observation(page_label(page), f"{page.width:.1f}×{page.height:.1f} mm", conforms)


def _docx_paper(docx: DocxUnderTest) -> Iterator[Observation]:
    width, height = standard.PAPER
    for number, section in enumerate(docx.docx.sections, 1):
        size = section.width * MM_PER_PT, section.height * MM_PER_PT
        conforms = is_near(min(size), width) and is_near(max(size), height)
        yield Observation(f"第{number}节", f"{size[0]:.0f}×{size[1]:.0f} mm", conforms)


def _first_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        first = next(iter(pdf.on(page)), None)
        if first is None or first.kind in (*TABLE, Kind.ORGAN_MARK, Kind.DOC_NUMBER, Kind.COLOPHON, Kind.WATERMARK):
            continue
        # a landscape page has its 天头 at its binding edge: what is turned is measured from there
        expected = standard.ON_PAPER.top + type_area(page, pdf.layout).top - pdf.layout.top
        top = first.lines[0].top
        yield Observation(page_label(page), mm(top), is_near(top, expected, standard.MARGIN_TOLERANCE))


def _pages_with_lines(pdf: PdfUnderTest) -> Iterator[tuple[PdfPage, list[Line]]]:
    for page in pdf.pdf.pages:
        lines = [line for element in pdf.on(page) if element.kind is not Kind.WATERMARK for line in element.lines]
        if lines:
            yield page, lines


def _left_edges(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, lines in _pages_with_lines(pdf):
        expected = type_area(page, pdf.layout).left
        left = min(line.left for line in lines)
        # a page may have nothing but what is centred or indented
        is_flush = any(
            element.kind in (*RUNNING, Kind.ANNEX_MARK) and len(element.lines) > 1 for element in pdf.on(page)
        )
        conforms = is_near(left, expected) if is_flush else left > expected - standard.MEASURED_TO
        yield Observation(page_label(page), mm(left), conforms)


def _right_edges(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page, lines in _pages_with_lines(pdf):
        area = type_area(page, pdf.layout)
        over = max(line.right - _edge_tolerance(line, area.right - area.left) for line in lines)
        yield Observation(page_label(page), mm(max(line.right for line in lines)), over < area.right)


def _lower_edges(pdf: PdfUnderTest, *, is_33476: bool) -> Iterator[Observation]:
    if is_33476 is not (pdf.layout is standard.GBT_33476):
        return
    for page in pdf.pdf.pages:
        # a table uses the page to its margins: its rule lies where a line's half leading ends
        lines = (line for element in pdf.on(page) if element.kind not in TABLE for line in element.lines)
        bottom = max((line.bottom for line in lines), default=0.0)
        if bottom:
            foot = type_area(page, pdf.layout if is_landscape(page) else standard.ON_PAPER).bottom
            if pdf.may_be_tightened(page):
                # a line that is tightened (9704, 7.3.5.5) has less below its characters
                foot += (pdf.layout.line - standard.LEAST_LINE_OF_ALL) / 2 * MM_PER_PT
            yield Observation(page_label(page), mm(page.height - bottom), bottom <= foot + standard.MEASURED_TO)


def _margin(side: str, layout: Page) -> str:
    return f"{getattr(layout, side):g} mm"


def _docx_margins(side: str, docx: DocxUnderTest, *, is_33476: bool) -> Iterator[Observation]:
    if is_33476 is not (docx.layout is standard.GBT_33476):
        return
    for number, section in enumerate(docx.docx.sections, 1):
        margin: float = getattr(section, side) * MM_PER_PT
        layout = geometry.landscape(docx.layout) if section.landscape else docx.layout
        yield Observation(f"第{number}节", f"{margin:.2f} mm", is_near(margin, getattr(layout, side)))


def _margin_clauses() -> Iterator[Clause]:
    for number, is_33476 in (("GB/T 9704 5.2.1", False), ("GB/T 33476.2 6.2", True)):
        for name, side in (("上", "top"), ("下", "bottom"), ("左（订口）", "left"), ("右", "right")):
            yield Clause(
                number, f"页边距：{name}", partial(_margin, side), docx=partial(_docx_margins, side, is_33476=is_33476)
            )


# --- lines and characters a page ---------------------------------------------------


def _pdf_line_counts(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The lines of pages that are full and have 3号 alone, else as many as the line height leaves room for."""
    full_pages = False
    heights: list[float] = []
    for page in pdf.pdf.pages:
        elements = pdf.on(page)
        if (
            is_landscape(page)
            or not elements
            or (pdf.may_be_tightened(page) and is_tightened(pdf, elements))
            or any(element.kind not in (*RUNNING, Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE) for element in elements)
        ):
            continue
        lines = [line for element in elements for line in element.lines]
        gaps = [below.baseline - above.baseline for element in elements for above, below in pairwise(element.lines)]
        heights += gaps
        # a blank line is a line
        count = round((lines[-1].baseline - lines[0].baseline) / (median(gaps) if gaps else pdf.layout.line_mm)) + 1
        continues = elements[-1].continues_on_next_page
        if continues and _leaves_a_line_early(pdf, elements[-1]):
            continue
        if continues or count >= standard.LINES:
            full_pages = True
            yield Observation(page_label(page), f"{count} 行", count == standard.LINES)
    if not full_pages and heights:
        room = int((standard.PAPER[1] - pdf.layout.top - pdf.layout.bottom) / max(heights))
        yield Observation("按行距算", f"{room} 行", room == standard.LINES)


def _leaves_a_line_early(pdf: PdfUnderTest, element: Element) -> bool:
    """Whether the paragraph leaves its page a line early, so that two of its lines are with the signature."""
    rest = pdf.elements[pdf.elements.index(element) + 1]
    return len(rest.lines) <= 2


def _pdf_character_counts(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The characters of the longest full lines of Han and full-width marks alone, else as many as there is room for."""
    counts = []
    widths = []
    for element in pdf.of(Kind.BODY):
        if is_landscape(element.page):
            continue
        for line in element.lines:
            drawn = [glyph for glyph in line.glyphs if glyph.text.strip()]
            widths += [glyph.right - glyph.left for glyph in drawn if glyph.text >= "\u2e80"]
            if all(is_near(glyph.right - glyph.left, EM) for glyph in drawn) and is_near(line.left, pdf.layout.left):
                counts.append(len(drawn))
    if counts and max(counts) >= standard.CHARACTERS - 1:
        # a forbidden mark may leave every full line one short
        most = max(counts)
        yield Observation("最多", f"{most} 字", most in (standard.CHARACTERS - 1, standard.CHARACTERS))
    elif widths:
        room = int((standard.PAPER[0] - pdf.layout.left - pdf.layout.right) / max(widths) + 1e-6)
        yield Observation("按字宽算", f"{room} 字", room == standard.CHARACTERS)


def _upright_section(docx: DocxUnderTest) -> Section | None:
    """The section of the body, whose lines and characters are counted: none without body text or an upright page."""
    upright = next((section for section in docx.docx.sections if not section.landscape), None)
    return upright if docx.of(BODY) else None


def _docx_line_counts(docx: DocxUnderTest) -> Iterator[Observation]:
    section = _upright_section(docx)
    tightened = {id(paragraph) for paragraph in docx.tightened}
    for paragraph in docx.of(BODY) if section else ():
        assert section is not None
        count = int((section.height - section.top - section.bottom) / (paragraph.format.line or 1))
        conforms = count == standard.LINES or id(paragraph) in tightened
        yield Observation(quote_start(paragraph.text), f"{count} 行", conforms)


def _docx_character_counts(docx: DocxUnderTest) -> Iterator[Observation]:
    section = _upright_section(docx)
    # the last lines of some paragraphs are set wider, so that they have two characters; not those of all
    usual = any(run.format.spacing == standard.SPACING_WORD for paragraph in docx.of(BODY) for run in paragraph.runs)
    for paragraph in docx.of(BODY) if section else ():
        assert section is not None
        width = section.width - section.left - section.right
        for run in paragraph.runs:
            count = int((width - _indents(paragraph.format, run.format.size)) / _advance(run.format))
            wider = usual and 0 < run.format.spacing - standard.SPACING_WORD <= standard.WIDENED + 1e-6
            conforms = standard.CHARACTERS - 2 * wider <= count <= standard.CHARACTERS
            yield Observation(quote_start(paragraph.text), f"{count} 字", conforms)


def _indents(own: ParagraphFormat, size: float) -> float:
    """What both indents take of a line of characters of that size, pt; those in 字 take precedence over those in pt."""
    return ((own.left_chars or 0) * size or own.left) + ((own.right_chars or 0) * size or own.right)


def _advance(own: CharacterFormat) -> float:
    """The advance width of a Han character, pt, scaled by w:w and with its letter spacing."""
    return own.size * own.width + own.spacing


def _pdf_full_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(Kind.BODY, Kind.ADDRESSEE, *HEADINGS):
        edge = type_area(element.page, pdf.layout).right
        for line in full_lines(element):
            tolerance = _edge_tolerance(line, edge - pdf.layout.left)
            conforms = may_be_short(line, edge) or is_near(line.right, edge, tolerance)
            yield Observation(element.location, mm(line.right), conforms)


def _pdf_stretched(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(Kind.BODY, Kind.ADDRESSEE, Kind.TABLE_CELL, *HEADINGS):
        for line in full_lines(element):
            # each position is rounded, and a long address adds that up in the gap behind it
            over = stretched(line) - 0.001 * len(line.glyphs) > standard.STRETCHED + 0.01
            measured = f"{stretched(line):.2f} 字" if over else f"不超过 {standard.STRETCHED:g} 字"
            yield Observation(element.location, measured, not over)


def _pdf_copied_texts(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The texts of stretched lines: stated as a whole, so that a reader puts no blanks between their characters."""
    for page in pdf.pdf.pages:
        stated = [
            "".join(item.text.split())
            for item in pdf.pdf.hidden_items
            if item.kind is HiddenKind.ALTERNATIVE and item.page == page.number
        ]
        for element in pdf.on(page):
            for line in full_lines(element) if element.kind is not Kind.WATERMARK else ():
                for run in spread_runs(line):
                    conforms = any(run in text for text in stated)
                    yield Observation(element.location, "没有空格" if conforms else f"“{run[:8]}”字间像空格", conforms)


def _edge_tolerance(line: Line, room: float) -> float:
    """How near a line's end comes to its edge: each position is rounded, and coarser with more letter spacing."""
    positions = max(len(line.glyphs) / standard.CHARACTERS, 1.0)
    return standard.EDGE_WITHIN * positions + 0.003 * max(
        room - sum(glyph.right - glyph.left for glyph in line.glyphs), 0.0
    )


# --- line height and colour ----------------------------------------------------------


def _pdf_line_heights(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.of(*RUNNING):
        for above, below in pairwise(element.lines):
            yield _observe_line_height(pdf, element, below.baseline - above.baseline)


def _observe_line_height(pdf: PdfUnderTest, element: Element, gap: float) -> Observation:
    """Observe a line height in mm; on the page of 署名 and 成文日期, and on those before it, it may be less (9704, 7.3.5.5)."""
    tightened = (
        pdf.may_be_tightened(element.page) and standard.LEAST_LINE_OF_ALL * MM_PER_PT - 0.05 < gap < pdf.layout.line_mm
    )
    return Observation(element.location, f"{gap:.2f} mm", tightened or is_near(gap, pdf.layout.line_mm))


def _pdf_paragraph_gaps(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The gaps between paragraphs and headings on one page that no blank line and no table should separate."""
    for above, below in pairwise(element for element in pdf.elements if element.kind is not Kind.WATERMARK):
        listed = above.kind is below.kind is Kind.ANNEX_NOTE and not below.text.startswith("附件：")
        running = above.kind in (*RUNNING, Kind.ADDRESSEE) and below.kind in RUNNING
        if above.page.number == below.page.number and (running or listed):
            yield _observe_line_height(pdf, below, below.lines[0].baseline - above.lines[-1].baseline)


def _docx_line_heights(docx: DocxUnderTest) -> Iterator[Observation]:
    if _upright_section(docx):
        tightened = {id(paragraph) for paragraph in docx.tightened}
        for paragraph in docx.of(BODY, *HEADING_STYLES, ANNEX_NOTE, SIGNATURE, DATE, ANNEX_MARK):
            line = paragraph.format.line if id(paragraph) in tightened else docx.layout.line
            yield observe_line_height(paragraph, line)


def _pdf_first_page(pdf: PdfUnderTest) -> Iterator[Observation]:
    first = next(pdf.of(Kind.BODY), None)
    if first is not None:
        yield Observation("", f"正文始于第{first.page.number}页", first.page.number == 1)


def _pdf_colours(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element in pdf.elements:
        if element.kind in (Kind.ORGAN_MARK, Kind.WATERMARK):
            continue
        for colour in dict.fromkeys(glyph.colour for line in element.lines for glyph in line.glyphs):
            yield Observation(element.location, "黑" if colour == "000000" else f"#{colour}", colour == "000000")


def _docx_colours(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in paragraphs(docx.docx.content):
        if paragraph.style == ORGAN_MARK:
            continue
        for run in paragraph.runs:
            colour = run.format.colour
            yield Observation(quote_start(paragraph.text), f"#{colour}" if colour else "黑", colour in ("", "000000"))


# --- settings of Word paragraphs -------------------------------------------------------


def _docx_alignments(docx: DocxUnderTest) -> Iterator[Observation]:
    for paragraph in docx.of(BODY) if _upright_section(docx) else ():
        yield Observation(quote_start(paragraph.text), alignment(paragraph), paragraph.format.align == "both")


_WIDOWS = "孤行控制（使每面满 22 行）"


def _docx_widow_control(docx: DocxUnderTest) -> Iterator[Observation]:
    """Only the last paragraph of a text keeps two of its lines together: with the sign-off, or on its own last page."""
    written = [paragraph for paragraph in docx.paragraphs if paragraph.text.strip()] if _upright_section(docx) else []
    for paragraph, after in pairwise((*written, None)):
        if paragraph is not None and paragraph.style in (BODY, *HEADING_STYLES):
            own = paragraph.format
            is_last = after is None or after.style not in (BODY, *HEADING_STYLES)
            conforms = not own.widow_control or (own.keep_next and not own.keep_lines) or is_last
            yield Observation(quote_start(paragraph.text), "关" if conforms else "不是这样", conforms)


def _setting_clauses() -> Iterator[Clause]:
    """Settings of body and headings in Word, each with the value that it has to have."""
    settings: tuple[tuple[str, str, str, Callable[[ParagraphFormat], bool]], ...] = (
        ("GB/T 15834 5.1", "避头尾（kinsoku）", "开", lambda own: own.kinsoku),
        ("GB/T 9704 5.2.3", "标点不溢出边界", "关", lambda own: not own.overflow_punct),
        ("GB/T 9704 5.2.3", "中西文间不另加空隙", "关", lambda own: not own.auto_space),
        ("GB/T 9704 5.2.3", _WIDOWS, "关", lambda own: not own.widow_control),
        ("GB/T 9704 5.2.3", "不对齐到网格", "关", lambda own: not own.snap_to_grid),
        ("GB/T 9704 7.3.3", "序数是文字，不是自动编号", "无自动编号", lambda own: not own.numbered),
    )
    for number, label, expected, conforms in settings:
        probe = _docx_widow_control if label is _WIDOWS else partial(_docx_setting, expected, conforms)
        yield Clause(number, label, expected, docx=probe)


def _docx_setting(
    expected: str, conforms: Callable[[ParagraphFormat], bool], docx: DocxUnderTest
) -> Iterator[Observation]:
    for paragraph in docx.of(BODY, *HEADING_STYLES) if _upright_section(docx) else ():
        correct = conforms(paragraph.format)
        yield Observation(quote_start(paragraph.text), expected if correct else "不是这样", correct)


# --- where lines and pages end -----------------------------------------------------------


def _line_ends(pdf: PdfUnderTest) -> Iterator[tuple[Element, Line, str, str]]:
    """The text above and below every line end, with the line above."""
    for element in pdf.elements:
        if element.kind not in (Kind.WATERMARK, Kind.ORGAN_MARK):
            for line, (above, below) in zip(element.lines, pairwise(line_texts(element)), strict=False):
                if above and below:
                    yield element, line, above, below


def _line_room(pdf: PdfUnderTest) -> Callable[[Element], float]:
    """A function that says how many 字 fit in a line of an element: the width of its cell, else of its widest line."""
    # a cell loses half of each rule's width
    cell_widths: Mapping[int, float] = {
        id(element): cell.right - cell.left - 2 * geometry.cell_padding(columns) * MM_PER_PT - standard.RULE * MM_PER_PT
        for page in pdf.pdf.pages
        for element, cell, columns in table_cells(pdf, page)
    }

    def room(element: Element) -> float:
        widest = max(line.right - line.left for line in element.lines)
        return max(cell_widths.get(id(element), 0.0), widest) / (element.lines[0].size * MM_PER_PT)

    return room


def _pdf_forbidden_breaks(pdf: PdfUnderTest) -> Iterator[Observation]:
    room = _line_room(pdf)
    for element, _, above, below in _line_ends(pdf):
        # a character and its punctuation may be wider than their column
        if room(element) >= cluster_width(above, below):
            wrong = forbidden_break(above, below)
            yield Observation(element.location, wrong or "没有", not wrong)


def _pdf_split_numbers(pdf: PdfUnderTest) -> Iterator[Observation]:
    room = _line_room(pdf)
    for element, line, above, below in _line_ends(pdf):
        if _is_kept_whole(pdf, element, line, phrase_parts(above, below), room(element)):
            split = split_number(above, below)
            yield Observation(element.location, split or "没有断开", not split)


def _pdf_split_codes(pdf: PdfUnderTest) -> Iterator[Observation]:
    room = _line_room(pdf)
    for element, line, above, below in _line_ends(pdf):
        parts = split_code(above, below)
        if is_held(*parts, room(element)) or _is_kept_whole(pdf, element, line, parts, room(element)):
            yield Observation(element.location, "｜".join(parts) if any(parts) else "没有断开", not any(parts))


def _is_kept_whole(pdf: PdfUnderTest, element: Element, line: Line, parts: tuple[str, str], room: float) -> bool:
    """Whether what holds together is not broken behind a line of `room` 字: what is wider has to be, and so has what would leave much of the line empty."""
    em = line.size * MM_PER_PT
    before = len(line.text.strip()) - len(parts[0])
    # what begins its line is not broken to fill it
    empty = 0.0
    if before > 0:
        drawn = sum(glyph.right - glyph.left for glyph in line.glyphs[:before]) / em
        width = room if element.kind in TABLE else (type_area(element.page, pdf.layout).right - line.left) / em
        empty = width - drawn
    return table_width("".join(parts)) < room and empty < max(standard.LONG_STRING, room / 4) - 1


def _docx_line_end_marks(docx: DocxUnderTest) -> Iterator[Observation]:
    """Word's lists of marks that end and begin no line: its own ones do not have 分隔号."""
    for name, marks in (("行首", docx.docx.no_line_begins), ("行末", docx.docx.no_line_ends)):
        conforms = set("/／") <= set(marks)
        yield Observation(name, "有分隔号" if conforms else "没有分隔号", conforms)


def _pdf_last_elements(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        last = next((element for element in reversed(pdf.on(page)) if element.kind is not Kind.WATERMARK), None)
        if last:
            conforms = last.kind not in (*HEADINGS, *TITLES, Kind.ANNEX_MARK)
            yield Observation(page_label(page), "末行是" + last.kind.value, conforms)


def _pdf_single_characters(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The paragraphs that end in a line with a single character, and the cells that have one in the middle: only where nothing would do."""
    room = _line_room(pdf)
    for element, after in zip(pdf.elements, (*pdf.elements[1:], None), strict=True):
        is_last = after is not None and after.kind in (Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE)
        is_part = element.continues_previous or element.continues_on_next_page
        if element.kind not in _RESPACED or is_part or len(element.lines) < 2:
            continue
        if element.kind is Kind.TABLE_CELL and len(element.lines) > 2:
            yield from _middle_lines(element, room(element))
        last = element.lines[-1].text.strip()
        if sum(char not in STAYS_BEHIND for char in last) > 1:
            yield Observation("", "没有", conforms=True)
        else:
            mended = _can_be_respaced(element, room(element), keeps_lines=is_last)
            yield Observation(element.location, f"末行“{last}”", not mended)


def _middle_lines(element: Element, room: float) -> Iterator[Observation]:
    """The lines of a cell between its first and its last: of one with a single character nothing of the line above could come down."""
    glyphs = [glyph for line in element.lines for glyph in line.glyphs]
    text = "".join(glyph.text for glyph in glyphs)
    widths = [(glyph.right - glyph.left) / MM_PER_PT for glyph in glyphs for _ in glyph.text]
    cuts = [*accumulate(map(len, clusters(text)))][:-1]
    size = element.lines[0].size
    # what is a matter of a hair is not told
    rooms = (size * (room - 0.05), size * (room + 0.05))
    mended = all(any(middle_singles(text, widths, cuts, most, most)) for most in rooms)
    for line in element.lines[1:-1]:
        shown = line.text.strip()
        if sum(char not in STAYS_BEHIND for char in shown) <= 1 and not shown.isascii():
            yield Observation(element.location, f"“{shown}”独占一行", not mended)


_RESPACED = (*RUNNING, Kind.TABLE_CELL, Kind.ADDRESSEE, Kind.ANNEX_NOTE)
"""What has another letter spacing, or another line end, rather than a single character in its last line."""


def _can_be_respaced(element: Element, room: float, *, keeps_lines: bool) -> bool:
    """Whether the last line of an element would be longer, or none, with another letter spacing; `room` is that of a line in 字."""
    glyphs = [glyph for line in element.lines for glyph in line.glyphs]
    size = element.lines[0].size
    indent = (element.lines[0].left - element.lines[-1].left) / MM_PER_PT
    if indent < 0:
        # a list hangs: its label is not in the room of its lines
        glyphs = [glyph for glyph in glyphs if glyph.left > element.lines[-1].left - standard.MEASURED_TO]
        room = max(line.right for line in element.lines) - element.lines[-1].left
        room /= size * MM_PER_PT
    is_ragged = element.kind is Kind.TABLE_CELL and room < standard.NARROW_COLUMN
    widths = [(glyph.right - glyph.left) / MM_PER_PT for glyph in glyphs for _ in glyph.text]
    text = "".join(glyph.text for glyph in glyphs)
    cuts = [*accumulate(map(len, clusters(text)))][:-1]
    # what is a matter of a hair is not told: it would have to do in rather less room, and in rather more
    rooms = (room * size - 0.05 * size, room * size + 0.05 * size)
    return all(
        better_last_line(
            text, widths, cuts, most, most - max(indent, 0.0), keeps_lines=keeps_lines, is_ragged=is_ragged
        )
        != LastLine()
        for most in rooms
    )


def _docx_respaced(docx: DocxUnderTest) -> Iterator[Observation]:
    """The paragraphs whose letter spacing has to be another, because a single character would have a line of its own."""
    section = _upright_section(docx)
    following = (*docx.paragraphs[1:], None)
    for paragraph, after in zip(docx.paragraphs, following, strict=True) if section else ():
        is_last = after is not None and not after.text.strip()
        if paragraph.style not in (BODY, ADDRESSEE, *HEADING_STYLES) or not paragraph.text.strip():
            continue
        assert section is not None
        room = section.width - section.left - section.right
        widths = [han_width(char) * standard.SIZE_3 for char in paragraph.text]
        cuts = [*accumulate(map(len, clusters(paragraph.text)))][:-1]
        first_room = room - (standard.FIRST_LINE * standard.SIZE_3 if paragraph.style != ADDRESSEE else 0.0)
        last = better_last_line(paragraph.text, widths, cuts, room, first_room, keeps_lines=is_last)
        more = last.wider or -last.closer
        if more:
            spacings = [round(run.format.spacing - standard.SPACING_WORD, 2) for run in paragraph.runs if run.text]
            # Word's margins are rounded to twips: that may take a twip more or less
            conforms = spacings[-1] != 0 and abs(spacings[-1] - more) < 1.1 / standard.TWIPS_PER_PT
            conforms = conforms and (more > 0 or last.closer_from > 0 or len(set(spacings)) == 1)
            measured = _spacing(spacings[-1]) if conforms else f"没有{_spacing(more)}"
            yield Observation(quote_start(paragraph.text), measured, conforms)


def _spacing(more: float) -> str:
    return f"{'紧缩' if more < 0 else '加宽'} {pt(abs(more))}"


def _pdf_empty_feet(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The empty lines of every page from which a text goes on; more than three are told with their page.

    They conform only where nothing else would do: what is at the top of the next page is the
    first row of a table, or no more of the last paragraph than has to be on the page of 署名. A table that
    goes on leaves no more empty than a quarter of the page.
    """
    for page, following in pairwise(pdf.pdf.pages):
        above, below = pdf.on(page), pdf.on(following)
        above = [element for element in above if element.kind is not Kind.WATERMARK]
        below = [element for element in below if element.kind is not Kind.WATERMARK]
        if not above or not below or below[0].kind in _BEGINS_A_PAGE:
            continue
        area = type_area(page, pdf.layout)
        bottoms = [cell.bottom for table in page.tables for row in table.rows for cell in row if cell]
        last = max(box_bottom(element, pdf.layout) for element in above)
        empty = (area.bottom - max([last, *bottoms])) / area.line_mm
        if below[0].kind in TABLE and above[-1].kind in TABLE:
            # the part of the page below the head is less than all of it
            conforms = empty * area.line_mm <= standard.TABLE_EMPTY_AT_MOST * (area.bottom - area.top)
            yield Observation(
                page_label(page), "表格下不空四分之一面" if conforms else f"表格下空 {int(empty)} 行", conforms
            )
        elif int(empty + _ROUNDED) > standard.FOOT_EMPTY_AT_MOST:
            measured = f"空 {int(empty + _ROUNDED)} 行"
            yield Observation(page_label(page), measured, _is_moved_on(below, following, empty * area.line_mm))
        else:
            yield Observation("", f"不超过 {standard.FOOT_EMPTY_AT_MOST} 行", conforms=True)


_BEGINS_A_PAGE = (Kind.TITLE, Kind.ANNEX_MARK, Kind.ANNEX_TITLE, Kind.COLOPHON)


_ROUNDED = 0.05
"""What a page may have less room than so many lines that are empty on it, in lines."""


def _is_moved_on(elements: Sequence[Element], page: PdfPage, room: float) -> bool:
    """Whether a page begins with what had to leave the page before it, where `room` mm are empty: a table's row, or the last line of a text."""
    if elements[0].kind in TABLE:
        rows = page.tables[0].rows
        # the head, and the first row below it
        bottoms = [max(cell.bottom for cell in row if cell) for row in rows[:2]]
        top = min(cell.top for cell in rows[0] if cell)
        return bottoms[-1] - top > room
    text = next((element for element in elements if element.kind not in HEADINGS), elements[0])
    following = elements[elements.index(text) + 1 :]
    signed = bool(following) and following[0].kind in (Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE)
    introduces = bool(following) and following[0].kind in TABLE
    # headings of a paragraph that is split stay with its first line
    return (signed and len(text.lines) <= 1) or (introduces and text.lines[-1].bottom - elements[0].lines[0].top > room)


def _pdf_lone_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The pages to which a text runs on: none has nothing but its last line."""
    for page in pdf.pdf.pages[1:]:
        elements = [element for element in pdf.on(page) if element.kind is not Kind.WATERMARK]
        if elements and elements[0].continues_previous and not page.tables:
            is_alone = len(elements) == 1 and len(elements[0].lines) == 1
            yield Observation(page_label(page), "只有一行" if is_alone else "不止一行", not is_alone)


PAGE = (
    Clause(
        "GB/T 9704 5.1",
        "纸张幅面",
        f"{standard.PAPER[0]:g}×{standard.PAPER[1]:g} mm（A4）",
        pdf=_pdf_paper,
        docx=_docx_paper,
    ),
    Clause(
        "GB/T 9704 5.2.1",
        "天头：首行文字上端",
        f"{standard.ON_PAPER.top:g} mm（±{standard.MARGIN_TOLERANCE:g}）",
        pdf=_first_lines,
    ),
    Clause("GB/T 9704 5.2.1", "订口：文字左端", lambda layout: mm(layout.left), pdf=_left_edges),
    Clause(
        "GB/T 9704 5.2.1", "版心右边：文字不超过", lambda layout: mm(standard.PAPER[0] - layout.right), pdf=_right_edges
    ),
    *(
        Clause(
            number,
            "版心下边：文字不超过",
            f"距纸下边 {standard.ON_PAPER.bottom:g} mm",
            pdf=partial(_lower_edges, is_33476=is_33476),
        )
        for number, is_33476 in (("GB/T 9704 5.2.1", False), ("GB/T 33476.2 6.2", True))
    ),
    *_margin_clauses(),
    Clause("GB/T 9704 3.2", "行距（固定值）", lambda layout: pt(round(layout.line, 2)), docx=_docx_line_heights),
    Clause("GB/T 9704 5.2.3", "每面行数", f"{standard.LINES} 行", pdf=_pdf_line_counts, docx=_docx_line_counts),
    Clause(
        "GB/T 9704 5.2.3",
        "每行字数",
        f"{standard.CHARACTERS} 字",
        pdf=_pdf_character_counts,
        docx=_docx_character_counts,
    ),
    Clause(
        "GB/T 9704 5.2.3",
        "撑满版心：满行的右端",
        lambda layout: mm(standard.PAPER[0] - layout.right),
        pdf=_pdf_full_lines,
    ),
    Clause(PRACTICE, "撑满时拉开的字距", f"不超过 {standard.STRETCHED:g} 字，不够的不撑", pdf=_pdf_stretched),
    Clause(PRACTICE, "复制出来字间没有空格", "拉开的行写明文字（ActualText）", pdf=_pdf_copied_texts),
    Clause(
        "GB/T 9704 3.2", "行距", lambda layout: f"{layout.line_mm:.2f} mm（{pt(layout.line)}）", pdf=_pdf_line_heights
    ),
    Clause(
        "GB/T 9704 3.2",
        "行距：段与段、标题与正文之间",
        lambda layout: f"{layout.line_mm:.2f} mm（不另加空白）",
        pdf=_pdf_paragraph_gaps,
    ),
    Clause("GB/T 9704 7.3.3", "首页显示正文", "第1页有正文", pdf=_pdf_first_page),
    Clause(
        "GB/T 9704 5.2.4",
        "文字颜色",
        "黑色（发文机关标志红色）",
        pdf=_pdf_colours,
        docx=_docx_colours,
        docx_after="引号、破折号、间隔号用中文字体",
    ),
    Clause("GB/T 9704 5.2.3", "正文对齐", ALIGNMENTS["both"], docx=_docx_alignments),
    *_setting_clauses(),
    Clause(
        "GB/T 15834 5.1",
        "行首行末标点（禁则）",
        "行首无后引号、句逗等，行末无前引号、前括号",
        pdf=_pdf_forbidden_breaks,
    ),
    Clause("GB/T 15834 5.1.9", "分隔号在避头尾的字符里", "行首、行末都有分隔号", docx=_docx_line_end_marks),
    Clause(PRACTICE, "文号、标准号不断开", "〔2024〕15号、GB/T 9704—2012 不断开", pdf=_pdf_split_codes),
    Clause(PRACTICE, "数字、日期不断开", "数字不与所属的年月日、百分号断开", pdf=_pdf_split_numbers),
    Clause(
        PRACTICE,
        "单字不成行",
        "没有（调整字距也不成的除外）",
        pdf=_pdf_single_characters,
        docx=_docx_respaced,
        docx_expected="末行只有一个字的段，紧缩字距收回，或加宽字距带下一字",
    ),
    Clause(
        "GB/T 9704 7.3.5.5",
        "页末空行",
        f"不超过 {standard.FOOT_EMPTY_AT_MOST} 行（末段、署名等只能这样排的，写明几行；表格不空四分之一面）",
        pdf=_pdf_empty_feet,
    ),
    Clause(PRACTICE, "末面不止一行字", "不止一行", pdf=_pdf_lone_lines),
    Clause(PRACTICE, "层次标题不在页末", "标题下面有文字", pdf=_pdf_last_elements),
)
