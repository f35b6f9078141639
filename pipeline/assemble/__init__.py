"""The conductor: one content root and year become the outputs, with everything that was found on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import (
    fonts,
    preflight as coverage,
    source,
)
from pipeline.assemble import cache as kept
from pipeline.assemble.leak_scan import leaks
from pipeline.check.session import (
    CheckedContent,
    check_reading,
    load_previous_plan,
)
from pipeline.findings import Finding
from pipeline.fonts import Faces
from pipeline.model import Plan, Site
from pipeline.parse import Reading, parse
from pipeline.render.compose import compose
from pipeline.render.data import exports as data
from pipeline.render.data.manifest import NAME as MANIFEST, manifest
from pipeline.render.data.public_model import item_ids, public
from pipeline.render.pdf import render as pdf
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.render.print_model import Document
from pipeline.render.web.fragment import fragment
from pipeline.render.word import document as docx
from pipeline.render.xlsx import workbook as sheet
from pipeline.source import Sources
from pipeline.storage import discard_staging, folder_matches, read_folder, replace_folder
from pipeline.typography import gbt9704 as standard

BUNDLED_TEMPLATES_DIR = "templates"
OFFICE_TEMPLATES_DIR = "office"
EMBEDDED = {"plan.json": "计划的数据", "tasks.csv": "任务分解表的数据"}
"""What plan.pdf carries with it (嵌入数据), and what it is called there."""

ORDER = (
    "plan.docx",
    "plan.pdf",
    "annex.docx",
    "annex.xlsx",
    "tasks.csv",
    "plan.json",
    "deadlines.ics",
    "fragment.html",
    MANIFEST,
)
"""Every output of a year, as they are named when they are done."""

PACKAGE = "发布包"
"""The folder among a year's outputs that publishing alone makes; it stays as it is until the next publication."""


@dataclass(frozen=True, slots=True)
class ComposedYear:
    """One year as it was read and composed, before it is proofread; `told` is what the faces tell."""

    root: Path
    year: int
    sources: Sources
    reading: Reading
    document: Document
    font_findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CheckedYear:
    """One year as it was proofread and composed; its findings hold also what only the faces tell."""

    year: int
    content: CheckedContent
    document: Document

    @property
    def plan(self) -> Plan:
        """The plan as it was read."""
        return self.content.plan

    @property
    def site(self) -> Site:
        """What belongs to the portal."""
        return self.content.site

    @property
    def sources(self) -> Sources:
        """The files it was read from."""
        return self.content.sources

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is left to do."""
        return self.content.findings

    @property
    def can_be_written(self) -> bool:
        """Whether every character would come out as it was typed, and none of it is a state secret."""
        return not self.content.is_secret and not any(finding.data_loss for finding in self.findings)


def load_composed(root: Path, year: int, faces: Faces) -> ComposedYear:
    """One year read, composed, and its characters held against the faces."""
    sources = source.load_all_text(root, year)
    reading = parse(sources)
    document = compose(reading.plan)
    told = tuple(coverage.year_findings(root, reading, document, faces))
    return ComposedYear(root, year, sources, reading, document, told)


def check_composed(composed: ComposedYear) -> CheckedYear:
    """What was composed, proofread."""
    before = load_previous_plan(composed.root, composed.year)
    proof = check_reading(composed.sources, composed.reading, before, composed.font_findings)
    return CheckedYear(composed.year, proof, composed.document)


def load_checked(root: Path, year: int, faces: Faces) -> CheckedYear:
    """One year read, composed and proofread."""
    return check_composed(load_composed(root, year, faces))


def template_search_path(working: Path) -> tuple[Path, ...]:
    """The folders in which templates are looked for, the office's own first."""
    own = fonts.CHECKOUT / BUNDLED_TEMPLATES_DIR
    packaged = Path(__file__).parent.parent / BUNDLED_TEMPLATES_DIR
    here = working / BUNDLED_TEMPLATES_DIR
    made = packaged if packaged.is_dir() else own
    return (here / OFFICE_TEMPLATES_DIR, *([here] if here.is_dir() and here.resolve() != made.resolve() else []), made)


def find_template(folders: Sequence[Path], name: str) -> Path:
    """The first template of that name."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)


def print_pdf(document: Document, plan: Plan, folders: Sequence[Path], faces: Faces) -> pdf.PdfResult:
    """The year on paper: the PDF and what its laying out tells, with the data embedded where the head says so (嵌入数据)."""
    embedded = []
    if plan.head.embed_data:
        facts = public(document, plan)
        files = {"plan.json": data.plan_json(facts), "tasks.csv": data.tasks_csv(facts)}
        embedded = [Attachment(name, files[name], what) for name, what in EMBEDDED.items()]
    with fonts.isolated():
        return pdf.render_pdf(document, folders, standard.PAGES[plan.head.layout.value], faces, embedded)


def render(year: CheckedYear, folders: Sequence[Path], faces: Faces) -> Mapping[str, bytes]:
    """The year's documents by file name, the same bytes for the same words, templates and faces.

    Raises FontError for a face that was damaged since it was read.
    """
    fonts.verify_digests(faces)
    document = year.document
    page = standard.PAGES[year.plan.head.layout.value]
    shell = find_template(folders, "plan.docx")
    facts = public(document, year.plan)
    files = {"plan.json": data.plan_json(facts), "tasks.csv": data.tasks_csv(facts)}
    paper = print_pdf(document, year.plan, folders, faces)
    files["plan.pdf"] = paper.content
    files["plan.docx"] = docx.plan(document, shell, page, paper.colophon, paper.parted)
    files["fragment.html"] = fragment(document, folders)
    if any(one.is_tasks for one in document.annexes):
        files["annex.docx"] = docx.annex(document, shell, page)
        files["annex.xlsx"] = sheet.annex(document, page)
    calendar = data.deadlines(facts, item_ids(year.plan))
    if calendar is not None:
        files["deadlines.ics"] = calendar
    files[MANIFEST] = manifest(files, faces, page)
    return {name: files[name] for name in ORDER if name in files}


@dataclass(frozen=True, slots=True)
class Outputs:
    """A year's outputs by file name, and why they were made anew; nothing when they were kept as they lay."""

    files: Mapping[str, bytes]
    rebuild_reasons: tuple[str, ...]
    leaks: tuple[Finding, ...] = ()
    """What the files would let slip out that is not in the content: such files are not written."""


def build_outputs(
    year: CheckedYear, folder: Path, folders: Sequence[Path], faces: Faces, *, force: bool = False
) -> Outputs:
    """The year's outputs, those in the folder when they are still right; nothing is written here."""
    now = kept.digest_inputs(year.sources, folders, faces)
    reasons = ("按要求重新生成",) if force else kept.rebuild_reasons(folder, now)
    if not reasons:
        return Outputs(kept.read(folder), ())
    files = render(year, folders, faces)
    return Outputs(files, reasons, leaks(files, year.content.redactor()))


def write_outputs(
    year: CheckedYear,
    folder: Path,
    folders: Sequence[Path],
    faces: Faces,
    made: Outputs,
    package: Mapping[str, bytes] | None = None,
) -> None:
    """Write outputs that were made anew, whole, with the record by which they can be kept, and with the 发布包.

    Without a `package` the one that lies there stays.
    """
    wanted = read_folder(folder / PACKAGE) if package is None else package
    if made.rebuild_reasons or not folder_matches(folder / PACKAGE, wanted):
        record = kept.record(kept.digest_inputs(year.sources, folders, faces), made.files)
        packed = {f"{PACKAGE}/{name}": content for name, content in wanted.items()}
        replace_folder(folder, {**made.files, kept.RECORD: record, **packed})
    else:
        # what a process left that was killed when all was done
        discard_staging(folder.parent)
