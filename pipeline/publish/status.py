"""The status of a year before publication: its registers, its reviews, and the findings that are left."""

from pathlib import Path

from pipeline.check.run import run_rules
from pipeline.check.session import CheckedContent
from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Finding
from pipeline.model import Site
from pipeline.parse.site import read_site
from pipeline.publish.policy.normalize import safe_fixes
from pipeline.publish.policy.policy import ReviewStatus, refusals, released, review_status
from pipeline.publish.registers import read as register_read
from pipeline.publish.registers.model import Registers
from pipeline.refusals import Refusal
from pipeline.source import RootFiles


@dataclass(frozen=True, slots=True)
class YearStatus:
    """A year's registers, its review status, the findings left, and those released by a review with the reason."""

    content: CheckedContent
    registers: Registers
    review_status: ReviewStatus
    findings: tuple[Finding, ...]
    released_findings: tuple[tuple[Finding, str], ...]

    def refusals(self) -> tuple[Refusal, ...]:
        """Every reason why the year may not be published as it is."""
        return refusals(self.review_status, self.findings)


@dataclass(frozen=True, slots=True)
class YearRefusals:
    """Why a year of a content root is not published; in what is shown of it the content's secrets are redacted."""

    root: Path
    content: CheckedContent
    refusals: tuple[Refusal, ...]


def load_status(proof: CheckedContent) -> YearStatus:
    """Return the status of a checked year."""
    year = proof.plan.year
    kept = register_read.read(proof.sources)
    left, passed = released(proof.findings, proof.plan, registers=kept, site=proof.site)
    fix = safe_fixes(lambda plan: run_rules(plan, proof.word_list), year)
    return YearStatus(proof, kept, review_status(proof.plan, proof.site, kept, fix), left, passed)


def running_year(files: RootFiles) -> int | None:
    """Return the newest year whose plan is signed or published: the office works by it. None where no year's is.

    What was registered for a sample counts for a sample alone.
    """
    stated = files.records.get("site.yaml")
    site = read_site(stated, Diagnostics()) if stated is not None else Site()
    for year in sorted(files.years, reverse=True):
        registers = register_read.read(files.year(year)).effective(sample=site.sample)
        if registers.signings or registers.publications or registers.earlier is not None:
            return year
    return None
