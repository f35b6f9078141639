"""The conductor: one content root and year become the outputs, with everything that was found on the way."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from pipeline import fonts, source, standard
from pipeline.build import kept
from pipeline.build.coverage import uncovered
from pipeline.findings import Finding, ordered
from pipeline.fonts import Faces
from pipeline.model import Plan, Site
from pipeline.parse import Reading, parse
from pipeline.render import docx, pdf
from pipeline.render.document import compose
from pipeline.render.printed import Document
from pipeline.source import Source, Sources

OWN_TEMPLATES = "templates"
OFFICE_TEMPLATES = "office"


@dataclass(frozen=True, slots=True)
class Year:
    """One year as it was read and composed; `findings` holds also what only rendering needs to know."""

    year: int
    sources: Sources
    plan: Plan
    site: Site
    document: Document
    findings: tuple[Finding, ...]

    @property
    def can_be_written(self) -> bool:
        """Whether every character would come out as it was typed."""
        return not any(finding.loses for finding in self.findings)

    def source(self, path: str) -> Source | None:
        """The file shown by that path."""
        return next((file for _, file in self.sources.files if file.path == path), None)


def read(root: Path, year: int) -> Reading:
    """One year of a content root as `check` sees it: read and parsed, nothing rendered."""
    return parse(source.read(root, year))


def open_year(root: Path, year: int, faces: Faces) -> Year:
    """One year read, composed, and its characters held against the faces."""
    sources = source.read(root, year)
    reading = parse(sources)
    document = compose(reading.plan)
    findings = ordered((*reading.findings, *uncovered(reading.plan, document, faces)))
    return Year(year, sources, reading.plan, reading.site, document, findings)


def templates(working: Path) -> tuple[Path, ...]:
    """The folders in which templates are looked for, the office's own first."""
    own = fonts.CHECKOUT / OWN_TEMPLATES
    packaged = Path(__file__).parent.parent / OWN_TEMPLATES
    here = working / OWN_TEMPLATES
    made = packaged if packaged.is_dir() else own
    return (here / OFFICE_TEMPLATES, *([here] if here.is_dir() and here.resolve() != made.resolve() else []), made)


def template(folders: Sequence[Path], name: str) -> Path:
    """The first template of that name."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)


def render(year: Year, folders: Sequence[Path], faces: Faces) -> Mapping[str, bytes]:
    """The year's documents by file name, the same bytes for the same words, templates and faces."""
    page = standard.PAGES[year.plan.head.layout.value]
    with fonts.isolated():
        paper = pdf.plan(year.document, folders, page, faces)
    return {"plan.docx": docx.plan(year.document, template(folders, "plan.docx"), page), "plan.pdf": paper}


@dataclass(frozen=True, slots=True)
class Made:
    """A year's outputs by file name, and why they were made anew; nothing when they were kept as they lay."""

    files: Mapping[str, bytes]
    why: tuple[str, ...]


def make(year: Year, folder: Path, folders: Sequence[Path], faces: Faces, *, force: bool = False) -> Made:
    """The year's outputs, those in the folder when they are still right; nothing is written here."""
    now = kept.inputs(year.sources, folders, faces)
    reasons = ("按要求重新生成",) if force else kept.why(folder, now)
    if not reasons:
        return Made(kept.read(folder), ())
    return Made(render(year, folders, faces), reasons)


def put(year: Year, folder: Path, folders: Sequence[Path], faces: Faces, made: Made) -> None:
    """Write outputs that were made anew, whole, with the record by which they can be kept."""
    if made.why:
        record = kept.record(kept.inputs(year.sources, folders, faces), made.files)
        write(folder, {**made.files, kept.RECORD: record})


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files, and nothing else, in the folder: it is made beside its place and put there whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        fresh.chmod(0o755)
        if folder.exists():
            worn = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
            folder.rename(worn / folder.name)
            fresh.rename(folder)
            shutil.rmtree(worn)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
