"""One year of a content root: read, composed for print, and checked."""

from functools import cached_property
from pathlib import Path

from pipeline import preflight
from pipeline.check.session import CheckedContent, check_reading, previous_plan
from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.fonts import Faces
from pipeline.model import Plan, Site
from pipeline.parse import Reading, parse
from pipeline.render.compose import compose
from pipeline.render.data.public_model import PublicPlan, public_plan
from pipeline.render.print_model import Document
from pipeline.source import RootFiles, Sources, load_root


@dataclass(frozen=True, slots=True)
class ComposedYear:
    """A year read and composed, not yet checked; `font_findings` are those of the preflight."""

    files: RootFiles
    sources: Sources
    reading: Reading
    document: Document
    font_findings: tuple[Finding, ...]


@dataclass(frozen=True)
class CheckedYear:
    """A year read, composed and checked; its findings include those of the preflight."""

    root: Path
    year: int
    content: CheckedContent
    document: Document

    @property
    def plan(self) -> Plan:
        """The plan as read."""
        return self.content.plan

    @property
    def site(self) -> Site:
        """What site.yaml states."""
        return self.content.site

    @property
    def sources(self) -> Sources:
        """The files that the plan was read from."""
        return self.content.sources

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that nobody suppressed."""
        return self.content.findings

    @property
    def shown(self) -> str:
        """The year's folder as messages name it."""
        return self.sources.shown(str(self.year))

    @cached_property
    def public(self) -> PublicPlan:
        """The part of the plan that the data files state, computed once."""
        return public_plan(self.document, self.plan)

    @property
    def can_be_written(self) -> bool:
        """Whether every character would be printed as typed, and nothing in the content is a state secret."""
        return not self.content.is_secret and not any(finding.data_loss for finding in self.findings)


def compose_year(files: RootFiles, year: int, faces: Faces) -> ComposedYear:
    """Parse and compose one year, and run the preflight with these faces."""
    sources = files.year(year)
    reading = parse(sources)
    document = compose(reading.plan)
    font_findings = preflight.year_findings(files.path, reading, document, faces)
    return ComposedYear(files, sources, reading, document, tuple(font_findings))


def check_composed(composed: ComposedYear) -> CheckedYear:
    """Run the rules on a composed year."""
    year = composed.sources.year
    previous = previous_plan(composed.files, year)
    content = check_reading(composed.sources, composed.reading, previous, composed.font_findings)
    return CheckedYear(composed.files.path, year, content, composed.document)


def load_checked(root: Path, year: int, faces: Faces) -> CheckedYear:
    """Read, compose and check one year of a content root."""
    return check_composed(compose_year(load_root(root), year, faces))
