"""A PDF while it is measured, and what several probes ask of its elements and lines.

Lengths are in mm from the page's left and upper edge unless they say otherwise.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.conformance.classify import TITLES, Element, Kind, classify, type_area
from pipeline.conformance.observation import Observation, is_near, typeface
from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import Cell, Glyph, Line, PdfPage
from pipeline.typography import gbt9704 as standard
from pipeline.typography.gbt9704 import MM_PER_PT, Page
from pipeline.typography.lines import ADDRESS_FROM

EM = standard.SIZE_3 * MM_PER_PT
"""The width of one 字 of 3号, mm."""


@dataclass(frozen=True, slots=True)
class PdfUnderTest:
    """A PDF, the layout (版面) that it should have, and its elements in reading order."""

    file: str
    pdf: PdfFile
    layout: Page
    elements: tuple[Element, ...]

    def of(self, *kinds: Kind) -> Iterator[Element]:
        """The elements of those kinds, in order."""
        return (element for element in self.elements if element.kind in kinds)

    def on(self, page: PdfPage) -> list[Element]:
        """The elements of one page, in order."""
        return [element for element in self.elements if element.page.number == page.number]

    def is_signed(self, page: PdfPage) -> bool:
        """Whether 署名 and 成文日期 are on a page."""
        return any(element.kind is Kind.DATE for element in self.on(page))

    def may_be_tightened(self, page: PdfPage) -> bool:
        """Whether lines of a page may be nearer to each other than the layout has them: 署名 is on it, or on a page to which it goes on (9704, 7.3.5.5).

        The lines of every page between them are tightened.
        """
        for following in self.pdf.pages[page.number - 1 :]:
            if self.is_signed(following):
                return True
            if not is_tightened(self, self.on(following)):
                return False
        return False

    def typeface(self, glyph: Glyph) -> str:
        """The typeface a character is drawn in (仿宋)."""
        own_name = next((face.own_name for face in self.pdf.faces if face.name == glyph.face), "")
        return typeface(own_name, glyph.face)

    def typefaces(self, *lines: Line) -> list[str]:
        """The typefaces of some lines' characters, each once, in order."""
        glyphs = (glyph for line in lines for glyph in line.glyphs if glyph.text.strip())
        return list(dict.fromkeys(map(self.typeface, glyphs)))


def prepare(file: str, pdf: PdfFile, layout: Page) -> PdfUnderTest:
    """Classify a PDF's elements so that it can be measured."""
    return PdfUnderTest(file, pdf, layout, classify(pdf, layout))


def page_label(page: PdfPage) -> str:
    """Name a page in a result."""
    return f"第{page.number}页"


# --- lines ---------------------------------------------------------------------


def line_texts(element: Element) -> list[str]:
    """The text of each line of an element."""
    return [line.text.strip() for line in element.lines]


def box_top(element: Element, line: Line, layout: Page) -> float:
    """Where a line's box begins: half of what the line is higher than its characters lies above them."""
    height = standard.LINE_2 if element.kind in TITLES else layout.line
    return line.top - (height - line.size) / 2 * MM_PER_PT


def box_bottom(element: Element, layout: Page) -> float:
    """Where the box of an element's last line ends."""
    line = element.lines[-1]
    height = standard.LINE_2 if element.kind in TITLES else layout.line
    return line.bottom + (height - line.size) / 2 * MM_PER_PT


def is_tightened(pdf: PdfUnderTest, elements: Iterable[Element]) -> bool:
    """Whether lines of these elements are nearer to each other than the layout has them."""
    gaps = (below.baseline - above.baseline for element in elements for above, below in pairwise(element.lines))
    return any(gap < pdf.layout.line_mm - standard.MEASURED_TO for gap in gaps)


def observe_gap_below(above: Element, below: Element, layout: Page) -> Observation:
    """Observe whether an element is on the line right below another."""
    gap = (below.lines[0].baseline - above.lines[-1].baseline) / layout.line_mm
    return Observation(below.location, f"{gap:.1f} 行", is_near(gap, 1, _line_tolerance(layout)))


def _line_tolerance(layout: Page) -> float:
    """How much less than a line the distance to the line above may be, in lines: as much as lines may be tightened (9704, 7.3.5.5)."""
    return 1 - standard.LEAST_LINE_OF_ALL / layout.line + 0.005


def observe_blank_line_above(pdf: PdfUnderTest, element: Element) -> Observation:
    """Observe whether one blank line separates an element from the one before it."""
    before = pdf.elements[pdf.elements.index(element) - 1]
    if before.page.number != element.page.number:
        return Observation(element.location, "在页首", conforms=False)
    blank = (element.lines[0].baseline - before.lines[-1].baseline) / pdf.layout.line_mm - 1
    return Observation(
        element.location, f"{blank:.1f} 行", is_near(blank, standard.BLANK_LINES, 2 * _line_tolerance(pdf.layout))
    )


def off_centre(pdf: PdfUnderTest, element: Element, line: Line) -> float:
    """How far a line's middle is from the middle of the type area."""
    area = type_area(element.page, pdf.layout)
    return abs(line.left + line.right - area.left - area.right) / 2


_ADDRESS = lazy_pattern(f"[!-~\u00c0-\u024f]{{{ADDRESS_FROM},}}")
"""A web address, or a word as long as one."""


def full_lines(element: Element) -> Iterator[Line]:
    """The lines of a paragraph that are justified, which is all but its last; web addresses are among them.

    Of a cell's text that is only repeated on a page nobody can tell where its paragraphs end.
    """
    if element.lines[0].glyphs[0].is_artifact:
        return
    lines = element.lines if element.continues_on_next_page else element.lines[:-1]
    yield from (line for line in lines if _unit_count(line) > 1 or _is_address(line))


def may_be_short(line: Line, edge: float) -> bool:
    """Whether the line may end before `edge`: it would need too much letter spacing to reach it."""
    # letters of a Latin word may be nearer to each other than they are wide
    lacking = max(edge - line.left - sum(glyph.right - glyph.left for glyph in line.glyphs), edge - line.right)
    if _is_address(line):
        return lacking > standard.ADDRESS_OPENED * line.size * MM_PER_PT * (len(line.glyphs) - 1)
    return lacking > (standard.STRETCHED - 0.01) * line.size * MM_PER_PT * (_unit_count(line) - 1)


def stretched(line: Line) -> float:
    """The widest gap between two of a line's characters, in its own size; blanks are none."""
    drawn = [glyph for glyph in line.glyphs if glyph.text.strip()]
    spaced = {id(before) for before, after in pairwise(line.glyphs) if not after.text.strip()}
    return max(
        (
            (after.left - before.right) / (line.size * MM_PER_PT)
            for before, after in pairwise(drawn)
            if id(before) not in spaced
        ),
        default=0.0,
    )


READ_AS_BLANK = 0.1
"""The gap from which readers of a PDF take two characters for two words, in 字."""


def spread_runs(line: Line) -> Iterator[str]:
    """Yield the full-width characters of a line that are so far apart that a reader takes the gaps for blanks."""
    run = ""
    for glyph, after in pairwise((*line.glyphs, None)):
        assert glyph is not None
        run += glyph.text if glyph.text > "\u00ff" else ""
        em = line.size * MM_PER_PT
        if after is None or after.text <= "\u00ff" or after.left - glyph.right <= READ_AS_BLANK * em:
            if len(run) > 1:
                yield run
            run = ""


def _is_address(line: Line) -> bool:
    """Whether a line is nothing but a web address, which can only be spaced between its own characters."""
    return _ADDRESS.fullmatch(line.text.strip()) is not None


def _unit_count(line: Line) -> int:
    """How many pieces of a line can be moved apart: characters, Latin words whole."""
    count, latin = 0, False
    for glyph in line.glyphs:
        is_latin = bool(glyph.text.strip()) and glyph.text < "\u0250"
        count += not (is_latin and latin)
        latin = is_latin
    return count


# --- tables ----------------------------------------------------------------------


def table_cells(pdf: PdfUnderTest, page: PdfPage) -> Iterator[tuple[Element, Cell, int]]:
    """The paragraphs in a page's table cells with their cell and the number of columns of its table."""
    boxes = [
        (cell, max(len(row) for row in table.rows))
        for table in page.tables
        for row in table.rows
        for cell in row
        if cell
    ]
    for element in pdf.on(page):
        if element.kind is not Kind.TABLE_CELL:
            continue
        first = element.lines[0].glyphs[0]
        x, y = (first.left + first.right) / 2, (first.top + first.bottom) / 2
        box = next((box for box in boxes if box[0].left < x < box[0].right and box[0].top < y < box[0].bottom), None)
        if box:
            yield element, *box
