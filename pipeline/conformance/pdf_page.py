"""plan.pdf held against the standards: the page, the type area, and how lines fill it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.conformance.classify import (
    HEADINGS,
    RUNNING,
    TABLE,
    TITLES,
    Element,
    Kind,
    elements,
    is_landscape,
    type_area,
)
from pipeline.conformance.clause import (
    PRACTICE,
    ClauseResult,
    Observation,
    cluster_width,
    forbidden_break,
    is_near,
    mm,
    phrase_width,
    pt,
    split_number,
    summarize,
    typeface,
)
from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import (
    Cell,
    Glyph,
    Line,
    PdfPage,
)
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page
from pipeline.typography.lines import ADDRESS_FROM


@dataclass(frozen=True, slots=True)
class PdfUnderTest:
    """A PDF while it is measured: its name, preset and elements."""

    file: str
    pdf: PdfFile
    layout: Page
    elements: tuple[Element, ...]

    def of(self, *kinds: Kind) -> Iterator[Element]:
        """The elements of those kinds, in order."""
        return (element for element in self.elements if element.kind in kinds)

    def on(self, sheet: PdfPage) -> list[Element]:
        """The elements of one page, in order."""
        return [element for element in self.elements if element.page.number == sheet.number]

    def typeface(self, glyph: Glyph) -> str:
        """The kind of face a character is drawn in (仿宋)."""
        own = next((face.own_name for face in self.pdf.faces if face.name == glyph.face), "")
        return typeface(own, glyph.face)


def opened(file: str, paper: PdfFile, page: Page) -> PdfUnderTest:
    """A PDF ready to be measured."""
    return PdfUnderTest(file, paper, page, elements(paper, page))


def measured(read: PdfUnderTest) -> Iterator[ClauseResult]:
    """Everything about the page and how lines fill it."""
    yield from _page(read)
    yield from _lines(read)


# --- the page ------------------------------------------------------------------


def _page(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file, page = read.file, read.layout
    width, height = standard.PAPER
    yield from summarize(
        file,
        "GB/T 9704 5.1",
        "纸张幅面",
        f"{width:g}×{height:g} mm（A4）",
        (
            Observation(
                f"第{sheet.number}页",
                f"{sheet.width:.1f}×{sheet.height:.1f} mm",
                is_near(min(sheet.width, sheet.height), width) and is_near(max(sheet.width, sheet.height), height),
            )
            for sheet in read.pdf.pages
        ),
    )
    clause = "GB/T 33476.2 6.2" if page is standard.GBT_33476 else "GB/T 9704 5.2.1"
    by_glyph = is_near(_first_glyph(page), standard.GBT_9704.top, standard.MARGIN_TOLERANCE)
    yield from summarize(
        file,
        "GB/T 9704 5.2.1",
        "天头：首行文字上端" if by_glyph else "天头：首行行框上端",
        f"{standard.GBT_9704.top:g} mm（±{standard.MARGIN_TOLERANCE:g}）",
        _first_lines(read, by_glyph=by_glyph),
    )
    yield from summarize(file, "GB/T 9704 5.2.1", "订口：文字左端", mm(page.left), _sides(read, left=True))
    yield from summarize(
        file, "GB/T 9704 5.2.1", "版心右边：文字不超过", mm(standard.PAPER[0] - page.right), _sides(read, left=False)
    )
    yield from summarize(
        file,
        clause,
        "版心下边：文字不超过",
        f"距纸下边 {standard.GBT_9704.bottom:g} mm",
        (
            Observation(
                f"第{sheet.number}页", mm(sheet.height - bottom), bottom <= _foot(read, sheet) + standard.MEASURED_TO
            )
            for sheet in read.pdf.pages
            # a table uses the page to its whites: its rule lies where a line's half leading ends
            for bottom in [
                max((line.bottom for one in read.on(sheet) if one.kind not in TABLE for line in one.lines), default=0.0)
            ]
            if bottom
        ),
    )
    yield from summarize(file, "GB/T 9704 5.2.3", "每面行数", f"{standard.LINES} 行", _line_counts(read))
    yield from summarize(file, "GB/T 9704 5.2.3", "每行字数", f"{standard.CHARACTERS} 字", _character_counts(read))
    yield from summarize(
        file, "GB/T 9704 5.2.3", "撑满版心：满行的右端", mm(standard.PAPER[0] - page.right), _full_lines(read)
    )
    yield from summarize(
        file,
        "GB/T 9704 3.2",
        "行距",
        f"{page.line_mm:.2f} mm（{pt(page.line)}）",
        (
            Observation(
                element.location,
                f"{below.baseline - above.baseline:.2f} mm",
                is_near(below.baseline - above.baseline, page.line_mm),
            )
            for element in read.of(*RUNNING)
            for above, below in pairwise(element.lines)
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 3.2",
        "行距：段与段、标题与正文之间",
        f"{page.line_mm:.2f} mm（不另加空白）",
        (
            Observation(below.location, f"{gap:.2f} mm", is_near(gap, page.line_mm))
            for above, below in _following(read)
            for gap in [below.lines[0].baseline - above.lines[-1].baseline]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.3.3",
        "首页显示正文",
        "第1页有正文",
        [_first_page(read)] if any(read.of(Kind.BODY)) else [],
    )
    yield from summarize(file, "GB/T 9704 5.2.4", "文字颜色", "黑色（发文机关标志红色）", _colours(read))


def _following(read: PdfUnderTest) -> Iterator[tuple[Element, Element]]:
    """The paragraphs and headings that follow one another on a page with no blank line and no table meant between them."""
    for above, below in pairwise(one for one in read.elements if one.kind is not Kind.WATERMARK):
        listed = above.kind is below.kind is Kind.ANNEX_NOTE and not below.text.startswith("附件：")
        running = above.kind in (*RUNNING, Kind.ADDRESSEE) and below.kind in RUNNING
        if above.page.number == below.page.number and (running or listed):
            yield above, below


def _first_glyph(page: Page) -> float:
    """Where the em box of a page's first line of 3号 begins, mm."""
    return page.top + (page.line - standard.SIZE_3) / 2 * MM_PER_PT


def box_top(element: Element, line: Line, page: Page) -> float:
    """Where the line's box begins: half of what the line is higher than its characters lies above them."""
    height = standard.LINE_2 if element.kind in TITLES else page.line
    return line.top - (height - line.size) / 2 * MM_PER_PT


def _first_lines(read: PdfUnderTest, *, by_glyph: bool) -> Iterator[Observation]:
    for sheet in read.pdf.pages:
        first = next(iter(read.on(sheet)), None)
        if first is None or first.kind in (*TABLE, Kind.ORGAN_MARK, Kind.DOC_NUMBER, Kind.COLOPHON, Kind.WATERMARK):
            continue
        line = first.lines[0]
        found = line.top if by_glyph else box_top(first, line, read.layout)
        # a page across has its 天头 at its binding edge; what is turned is measured from there
        wanted = standard.GBT_9704.top + type_area(sheet, read.layout).top - read.layout.top
        yield Observation(f"第{sheet.number}页", mm(found), is_near(found, wanted, standard.MARGIN_TOLERANCE))


def _sides(read: PdfUnderTest, *, left: bool) -> Iterator[Observation]:
    for sheet in read.pdf.pages:
        own = type_area(sheet, read.layout)
        found = [line for one in read.on(sheet) if one.kind is not Kind.WATERMARK for line in one.lines]
        if not found:
            continue
        if left:
            flush = min(line.left for line in found)
            # a page may hold nothing but what is centred or set in
            meant = any(one.kind in (*RUNNING, Kind.ANNEX_MARK) and len(one.lines) > 1 for one in read.on(sheet))
            holds = is_near(flush, own.left) if meant else flush > own.left - standard.MEASURED_TO
            yield Observation(f"第{sheet.number}页", mm(flush), holds)
        else:
            over = max(line.right - _edge_within(line, own.right - own.left) for line in found)
            yield Observation(f"第{sheet.number}页", mm(max(line.right for line in found)), over < own.right)


def _foot(read: PdfUnderTest, sheet: PdfPage) -> float:
    return (
        type_area(sheet, standard.GBT_9704).bottom if not is_landscape(sheet) else type_area(sheet, read.layout).bottom
    )


def _line_counts(read: PdfUnderTest) -> Iterator[Observation]:
    """Lines of the pages that hold 3号 alone and are full, else what the pitch leaves room for."""
    found = False
    pitches = []
    for sheet in read.pdf.pages:
        own = read.on(sheet)
        if (
            is_landscape(sheet)
            or not own
            or any(one.kind not in (*RUNNING, Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE) for one in own)
        ):
            continue
        lines = [line for one in own for line in one.lines]
        gaps = [below.baseline - above.baseline for one in own for above, below in pairwise(one.lines)]
        pitches += gaps
        # a blank line is a line
        slots = round((lines[-1].baseline - lines[0].baseline) / (median(gaps) if gaps else read.layout.line_mm)) + 1
        broken = own[-1].continues_on_next_page
        if broken and _broken_for_widows(read, own[-1]):
            continue
        if broken or slots >= standard.LINES:
            found = True
            yield Observation(f"第{sheet.number}页", f"{slots} 行", slots == standard.LINES)
    if not found and pitches:
        page = read.layout
        room = int((standard.PAPER[1] - page.top - page.bottom) / max(pitches))
        yield Observation("按行距算", f"{room} 行", room == standard.LINES)


def _broken_for_widows(read: PdfUnderTest, element: Element) -> bool:
    """Whether the paragraph leaves its page a line early, so that two lines stand with the signature."""
    rest = read.elements[read.elements.index(element) + 1]
    return len(rest.lines) <= 2


def _character_counts(read: PdfUnderTest) -> Iterator[Observation]:
    """Characters of the longest full lines of nothing but Han and full-width marks, else what the pitch leaves room for."""
    em = standard.SIZE_3 * MM_PER_PT
    counts = []
    wide = []
    for element in read.of(Kind.BODY):
        if is_landscape(element.page):
            continue
        for line in element.lines:
            drawn = [glyph for glyph in line.glyphs if glyph.text.strip()]
            wide += [glyph.right - glyph.left for glyph in drawn if glyph.text >= "\u2e80"]
            if all(is_near(glyph.right - glyph.left, em) for glyph in drawn) and is_near(line.left, read.layout.left):
                counts.append(len(drawn))
    width = standard.PAPER[0] - read.layout.left - read.layout.right
    if counts and max(counts) >= standard.CHARACTERS - 1:
        # a forbidden mark may leave every full line one short
        most = max(counts)
        yield Observation("最多", f"{most} 字", most in (standard.CHARACTERS - 1, standard.CHARACTERS))
    elif wide:
        room = int(width / max(wide) + 1e-6)
        yield Observation("按字宽算", f"{room} 字", room == standard.CHARACTERS)


_ADDRESS = re.compile(f"[!-~\u00c0-\u024f]{{{ADDRESS_FROM},}}")
"""A web address, or a word as long as one."""


def full_lines(element: Element) -> Iterator[Line]:
    """The lines of a paragraph that have another below them: those that are set to the full width, web addresses among them."""
    whole_lines = element.lines if element.continues_on_next_page else element.lines[:-1]
    return (line for line in whole_lines if _units(line) > 1 or _is_address(line))


def _is_address(line: Line) -> bool:
    """Whether a line is nothing but a web address, which cannot be opened but between its own characters."""
    return _ADDRESS.fullmatch(line.text.strip()) is not None


def may_be_short(line: Line, edge: float) -> bool:
    """Whether the line may end before `edge` (mm from the left): a web address that would have to be opened too wide."""
    lacking = edge - line.left - sum(glyph.right - glyph.left for glyph in line.glyphs)
    most = standard.ADDRESS_OPENED * line.size * MM_PER_PT
    return _is_address(line) and lacking > most * (len(line.glyphs) - 1)


def _units(line: Line) -> int:
    """How many pieces of a line can be moved apart: characters, Latin words whole."""
    count, latin = 0, False
    for glyph in line.glyphs:
        is_latin = bool(glyph.text.strip()) and glyph.text < "\u0250"
        count += not (is_latin and latin)
        latin = is_latin
    return count


def _full_lines(read: PdfUnderTest) -> Iterator[Observation]:
    for element in read.of(Kind.BODY, Kind.ADDRESSEE, *HEADINGS):
        edge = type_area(element.page, read.layout).right
        for line in full_lines(element):
            within = _edge_within(line, edge - read.layout.left)
            yield Observation(
                element.location, mm(line.right), may_be_short(line, edge) or is_near(line.right, edge, within)
            )


def _edge_within(line: Line, room: float) -> float:
    """How near a line's end comes to its edge: each place is rounded, and the wider a line is opened the coarser."""
    places = max(len(line.glyphs) / standard.CHARACTERS, 1.0)
    return standard.EDGE_WITHIN * places + 0.003 * max(
        room - sum(glyph.right - glyph.left for glyph in line.glyphs), 0.0
    )


def _first_page(read: PdfUnderTest) -> Observation:
    first = next(read.of(Kind.BODY))
    return Observation("", f"正文始于第{first.page.number}页", first.page.number == 1)


def _colours(read: PdfUnderTest) -> Iterator[Observation]:
    for element in read.elements:
        if element.kind in (Kind.ORGAN_MARK, Kind.WATERMARK):
            continue
        for colour in dict.fromkeys(glyph.colour for line in element.lines for glyph in line.glyphs):
            yield Observation(element.location, "黑" if colour == "000000" else f"#{colour}", colour == "000000")


# --- lines ---------------------------------------------------------------------


def _lines(read: PdfUnderTest) -> Iterator[ClauseResult]:
    rooms = {
        id(element): cell.right - cell.left - 2 * geometry.cell_padding(columns) * MM_PER_PT - _RULE
        for sheet in read.pdf.pages
        for element, cell, columns in cells(read, sheet)
    }
    ends = [
        (element, above, below)
        for element in read.elements
        if element.kind not in (Kind.WATERMARK, Kind.ORGAN_MARK)
        for above, below in pairwise(words_of_lines(element))
        if above and below
    ]
    yield from summarize(
        read.file,
        "GB/T 15834 5.1",
        "行首行末标点（禁则）",
        "行首无后引号、句逗等，行末无前引号、前括号",
        (
            Observation(element.location, forbidden_break(above, below) or "没有", not forbidden_break(above, below))
            for element, above, below in ends
            # a character and the marks about it may be wider than their column
            if _room(element, rooms) >= cluster_width(above, below)
        ),
    )
    yield from summarize(
        read.file,
        PRACTICE,
        "数字、日期不断开",
        "数字不与所属的年月日、百分号断开",
        (
            Observation(element.location, split_number(above, below) or "没有断开", not split_number(above, below))
            for element, above, below in ends
            # what is wider than its column has to be broken somewhere
            if _room(element, rooms) > phrase_width(above, below)
        ),
    )
    yield from summarize(
        read.file,
        PRACTICE,
        "层次标题不在页末",
        "标题下面有文字",
        (
            Observation(
                f"第{sheet.number}页",
                "末行是" + last.kind.value,
                last.kind not in (*HEADINGS, *TITLES, Kind.ANNEX_MARK),
            )
            for sheet in read.pdf.pages
            if (last := next((one for one in reversed(read.on(sheet)) if one.kind is not Kind.WATERMARK), None))
        ),
    )


def words_of_lines(element: Element) -> list[str]:
    """The words of each line."""
    return [line.text.strip() for line in element.lines]


_RULE = standard.RULE * MM_PER_PT
"""What a cell loses of its width to the rules, mm: half of each."""


def _room(element: Element, of_cells: Mapping[int, float]) -> float:
    """How many 字 a line of the element holds: a cell's all its width, other words as many as their widest line does."""
    widest = max(line.right - line.left for line in element.lines)
    return max(of_cells.get(id(element), 0.0), widest) / (element.lines[0].size * MM_PER_PT)


def cells(read: PdfUnderTest, sheet: PdfPage) -> Iterator[tuple[Element, Cell, int]]:
    """The paragraphs of a page's cells with the cells they stand in, and how many columns their table has."""
    boxes = [
        (cell, max(len(row) for row in table.rows))
        for table in sheet.tables
        for row in table.rows
        for cell in row
        if cell
    ]
    for element in read.on(sheet):
        if element.kind is not Kind.TABLE_CELL:
            continue
        first = element.lines[0].glyphs[0]
        across_middle, middle = (first.left + first.right) / 2, (first.top + first.bottom) / 2
        box = next(
            (
                one
                for one in boxes
                if one[0].left < across_middle < one[0].right and one[0].top < middle < one[0].bottom
            ),
            None,
        )
        if box:
            yield element, *box
