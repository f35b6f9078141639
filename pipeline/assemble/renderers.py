"""Renders a year's outputs with every back end; imported only when something is rendered."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import fonts
from pipeline.assemble.templates import find_template
from pipeline.assemble.year import CheckedYear
from pipeline.dataclass import dataclass
from pipeline.fonts import Faces
from pipeline.model import Plan
from pipeline.render.data import exports
from pipeline.render.data.manifest import NAME as MANIFEST, manifest
from pipeline.render.data.public_model import PublicPlan, item_ids, public_plan
from pipeline.render.data.schema import schema_json
from pipeline.render.pdf.render import PdfResult, render_pdf
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.render.print_model import Document
from pipeline.render.web.fragment import fragment
from pipeline.render.word import document as word
from pipeline.render.xlsx import workbook
from pipeline.typography import gbt9704

EMBEDDED = {"plan.json": "计划的数据", "tasks.csv": "任务分解表的数据"}
"""The files attached to plan.pdf (嵌入数据), each with its description there."""

ORDER = (
    "plan.docx",
    "plan.pdf",
    "annex.docx",
    "annex.xlsx",
    "tasks.csv",
    "plan.json",
    exports.SCHEMA,
    "deadlines.ics",
    "fragment.html",
    MANIFEST,
)
"""Every output of a year, in the order in which they are listed."""


def print_pdf(document: Document, plan: Plan, folders: Sequence[Path], faces: Faces) -> PdfResult:
    """Lay out the PDF alone, with the data files embedded if the head of plan.md says so (嵌入数据)."""
    data = _data_files(public_plan(document, plan)) if plan.head.embed_data else {}
    return _print_pdf(document, plan, folders, faces, data)


def _data_files(facts: PublicPlan) -> dict[str, bytes]:
    """The data files that can be embedded in the PDF, by name."""
    return {"plan.json": exports.plan_json(facts), "tasks.csv": exports.tasks_csv(facts)}


def _print_pdf(
    document: Document, plan: Plan, folders: Sequence[Path], faces: Faces, data: Mapping[str, bytes]
) -> PdfResult:
    embedded = [Attachment(name, data[name], what) for name, what in EMBEDDED.items() if plan.head.embed_data]
    return render_pdf(document, folders, gbt9704.PAGES[plan.head.layout.value], faces, embedded)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A year's outputs by file name, in ORDER, and the number of pages of plan.pdf."""

    files: Mapping[str, bytes]
    pages: int


def render(year: CheckedYear, folders: Sequence[Path], faces: Faces) -> Rendered:
    """Render the year's outputs, the same bytes for the same content, templates and faces.

    Raises FontError for a face whose file was damaged since it was read.
    """
    fonts.verify_digests(faces)
    document = year.document
    page = gbt9704.PAGES[year.plan.head.layout.value]
    template = find_template(folders, "plan.docx")
    files = _data_files(year.public)
    pdf = _print_pdf(document, year.plan, folders, faces, files)
    files["plan.pdf"] = pdf.content
    files["plan.docx"] = word.plan(document, template, page, pdf.page_facts)
    files[exports.SCHEMA] = schema_json()
    files["fragment.html"] = fragment(document, folders)
    if any(annex.is_tasks for annex in document.annexes):
        files["annex.docx"] = word.annex(document, template, page, pdf.page_facts)
        files["annex.xlsx"] = workbook.annex(document, page)
    calendar = exports.deadlines_ics(year.public, item_ids(year.plan))
    if calendar is not None:
        files["deadlines.ics"] = calendar
    files[MANIFEST] = manifest(files, faces, page, pdf.facts)
    return Rendered({name: files[name] for name in ORDER if name in files}, pdf.facts.pages)
