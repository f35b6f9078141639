"""The tests' layout oracle: a plan's PDF and Word files, measured clause by clause by `pipeline.conformance`.

`test_measure` spoils every clause and sees that it is reported. What no clause is about
is read from the PDF's pages by `pipeline.readers`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.conformance.clause import ClauseResult
from pipeline.conformance.measure import measure
from pipeline.fonts import Faces
from pipeline.model import Plan
from pipeline.readers import pdf as reader
from pipeline.readers.pdf_page import Line, PdfPage
from pipeline.render.compose import compose
from pipeline.render.pdf import render as pdf
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.render.print_model import Document, PageFacts
from pipeline.render.word import document as docx
from pipeline.typography import gbt9704 as standard
from tests.builders import TEMPLATES

WORD_TEMPLATE = TEMPLATES[0] / "plan.docx"
ATTACHED = (Attachment("plan.json", b"{}", "计划的数据"),)
MM = standard.MM_PER_PT
EM = standard.SIZE_3 * MM
"""The width of one 字 of 3号, mm."""


def page_of(plan: Plan) -> standard.Page:
    """The layout (版面) that the plan states."""
    return standard.PAGES[plan.head.layout.value]


def printed(plan: Plan, faces: Faces, **options: Any) -> pdf.PdfResult:
    """Print a plan in its own layout."""
    return pdf.render_pdf(compose(plan), options.pop("templates", TEMPLATES), page_of(plan), faces, **options)


def word_file(plan: Plan, facts: PageFacts | None = None) -> bytes:
    """plan.docx of a plan; `facts` are those of its printed pages."""
    return docx.plan(compose(plan), WORD_TEMPLATE, page_of(plan), facts or PageFacts())


# --- clauses ---------------------------------------------------------------------


def files_of(plan: Plan, faces: Faces, document: Document | None = None) -> dict[str, bytes]:
    """plan.pdf and plan.docx, and annex.docx where the plan has a task table."""
    document = document or compose(plan)
    page = page_of(plan)
    paper = pdf.render_pdf(document, TEMPLATES, page, faces, ATTACHED)
    files = {"plan.pdf": paper.content, "plan.docx": docx.plan(document, WORD_TEMPLATE, page, paper.page_facts)}
    if any(sheet.is_tasks for sheet in document.annexes):
        files["annex.docx"] = docx.annex(document, WORD_TEMPLATE, page, paper.page_facts)
    return files


def deviations(results: Iterable[ClauseResult]) -> list[str]:
    """What does not conform, in words to read in a failure."""
    return [
        f"{result.file} {result.clause} {result.label}：应为 {result.expected}，实测 {result.measured}"
        for result in results
        if not result.conforms
    ]


def failing(files: Mapping[str, bytes], layout: str = "33476") -> set[str]:
    """The labels of the clauses that do not conform."""
    return {result.label for result in measure(files, layout) if not result.conforms}


def assert_conforms(plan: Plan, faces: Faces, *labels: str) -> dict[str, str]:
    """Measure the files of a plan in its own layout: all clauses have to conform, these have to be among them.

    Returns what was measured in the PDF by label.
    """
    results = measure(files_of(plan, faces), plan.head.layout.value)
    assert deviations(results) == []
    assert set(labels) - {result.label for result in results} == set()
    return {result.label: result.measured for result in results if result.file == "plan.pdf"}


# --- pages -----------------------------------------------------------------------


def pages(content: bytes, *, with_tables: bool = False) -> tuple[PdfPage, ...]:
    """Read the pages of a PDF, their tables too only if they are wanted."""
    return reader.read(content, with_tables=with_tables).pages


def line(page: PdfPage, start: str) -> Line:
    """The first line of a page that begins with these characters."""
    return next(line for line in page.lines if line.text.startswith(start))


def texts(page: PdfPage) -> list[str]:
    """The text of each line of a page, the page number too; a blank at its ends is dropped."""
    return [line.text.strip() for line in page.lines]


def all_lines(content: bytes) -> list[Line]:
    """The lines of all pages."""
    return [line for page in pages(content) for line in page.lines]


def faces_in(line: Line) -> set[str]:
    """The font families of a line's characters."""
    return {glyph.face for glyph in line.glyphs}


def wide_rules(page: PdfPage) -> list[tuple[float, float]]:
    """Upper and lower edge of each rule as wide as the type area, in mm from the page's top; one drawn twice counts once."""
    rules: list[tuple[float, float]] = []
    for rule in sorted(page.rules, key=lambda rule: rule.top):
        is_wide = rule.is_horizontal and rule.right - rule.left > standard.TYPE_AREA[0] - 1
        if is_wide and not (rules and rule.top - rules[-1][0] < 0.5):
            rules.append((rule.top, rule.bottom))
    return rules
