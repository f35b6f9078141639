"""The conductor: one content root and year become the outputs, with everything that was found on the way."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from pipeline import fonts, source, standard
from pipeline.findings import Finding, Level, ordered
from pipeline.fonts import Faces, Role
from pipeline.model import Plan, Site
from pipeline.parse import Reading, parse
from pipeline.render import docx, pdf
from pipeline.render.document import compose
from pipeline.render.printed import Document, Grid, Line, Style
from pipeline.source import Source, Sources

OWN_TEMPLATES = "templates"
OFFICE_TEMPLATES = "office"

UNCOVERED = "P008"
"""A character for which no configured face has a picture (缺字)."""


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
    findings = ordered((*reading.findings, *_uncovered(reading.plan, document, faces)))
    return Year(year, sources, reading.plan, reading.site, document, findings)


def templates(working: Path) -> tuple[Path, ...]:
    """The folders in which templates are looked for, the office's own first."""
    own = fonts.CHECKOUT / OWN_TEMPLATES
    packaged = Path(__file__).parent / OWN_TEMPLATES
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


# --- characters -----------------------------------------------------------------------


def _uncovered(plan: Plan, document: Document, faces: Faces) -> Iterator[Finding]:
    """Find every character that would be printed as a box, where somebody wrote it."""
    missing: set[str] = set()
    for role, words in _by_role(document).items():
        missing |= fonts.uncovered(words, faces, role)
    if not missing:
        return
    for text in plan.texts():
        for offset, char in enumerate(text.words):
            if char in missing and text.runs:
                yield Finding(
                    UNCOVERED,
                    Level.MUST,
                    text.place(offset, offset + 1),
                    f"“{char}”（U+{ord(char):04X}）在所用字体里没有，会印成方框",
                    "换一个字，或在本单位的字体文件夹里放一个有这个字的字体",
                    loses=True,
                )


_ROLES = {
    Style.TITLE: Role.TITLE,
    Style.ANNEX_TITLE: Role.TITLE,
    Style.HEADING_1: Role.HEI,
    Style.HEADING_2: Role.KAI,
}


def _by_role(document: Document) -> dict[Role, list[str]]:
    """What is printed in each face; emphasis and first sentences may stand anywhere in the body."""
    found: dict[Role, list[str]] = {role: [] for role in (Role.TITLE, Role.BODY, Role.HEI, Role.KAI)}
    found[Role.TITLE] += [document.title, *(sheet.title for sheet in document.annexes)]
    annexes = (printed for sheet in document.annexes for printed in sheet.content)
    for printed in (*document.body, *document.sign_off, *annexes):
        match printed:
            case Line():
                found[_ROLES.get(printed.style, Role.BODY)].append(printed.words)
                found[Role.KAI] += [span.words for span in printed.spans if span.kai]
                found[Role.HEI] += [span.words for span in printed.spans if span.strong]
            case Grid():
                found[Role.HEI] += [cell.words for cell in printed.head]
                found[Role.BODY] += [cell.words for row in printed.rows for cell in row.cells]
    return found
