"""The status of a year before publication: its registers, its reviews, and the findings that are left."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.check.run import run_rules
from pipeline.check.session import CheckedContent
from pipeline.findings import Finding
from pipeline.publish.policy.normalize import safe_fixes
from pipeline.publish.policy.policy import ReviewStatus, refusals, released, review_status
from pipeline.publish.registers import read as register_read
from pipeline.publish.registers.model import Registers
from pipeline.refusals import Refusal


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
