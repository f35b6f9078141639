"""One year read and proofread: what `check` says, and what `build` and `publish` hold against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline import source
from pipeline.check import (
    RULES,
    check,
    title,
)
from pipeline.check.redact import (
    Redactor,
    build_redactor,
    in_site,
    state_secrets,
)
from pipeline.check.report import Report, report
from pipeline.check.suppress import (
    UNUSED_SUPPRESSION,
    CheckResult,
    SuppressedFinding,
    apply_suppressions,
)
from pipeline.findings import Finding, ordered
from pipeline.model import Plan, Site
from pipeline.parse import (
    Reading,
    codes,
    parse,
)
from pipeline.parse.word_list import WORD_WITHOUT_SOURCE, Word
from pipeline.source import SourceFile, Sources

NAMES = {
    **{code.code: code.name for code in (*codes.ALL, WORD_WITHOUT_SOURCE)},
    **{rule.CODE: title(rule) for rule in RULES},
    UNUSED_SUPPRESSION: "没有用上的核实",
}
"""What every code is called that `check` and `build` give out."""


@dataclass(frozen=True, slots=True)
class CheckedContent:
    """A year's sources and plan, what is left to do, what a person let stand, and the office's word list."""

    sources: Sources
    plan: Plan
    site: Site
    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]
    words: tuple[Word, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether a file bears a mark of state secrecy (密级), of this year or another: then every verb stops and writes nothing."""
        return bool(state_secrets(self.sources))

    def source(self, path: str) -> SourceFile | None:
        """The file shown by that path."""
        return next((file for _, file in self.sources.files if file.path == path), None)

    def redactor(self) -> Redactor:
        """What may be repeated in no output of ours."""
        return build_redactor(self.sources, (*self.plan.texts(), *(note.text for note in self.plan.notes())))

    def report(self, findings: Iterable[Finding] | None = None) -> Report:
        """The report on the findings (all that are left by default), with nothing secret in it."""
        left = self.findings if findings is None else tuple(findings)
        return report(self.sources, self.plan, CheckResult(left, self.acknowledged), NAMES)


def check_year(root: Path, year: int) -> CheckedContent:
    """One year of a content root, read from the disk."""
    return check_sources(source.load_all_text(root, year), load_previous_plan(root, year))


def load_previous_plan(root: Path, year: int) -> Plan | None:
    """Last year's plan, when there is one."""
    return parse(source.load_year(root, year - 1)).plan if year - 1 in source.years(root) else None


def check_sources(sources: Sources, before: Plan | None = None) -> CheckedContent:
    """Sources parsed and checked against last year's plan."""
    return check_reading(sources, parse(sources), before)


def check_reading(
    sources: Sources, reading: Reading, before: Plan | None = None, more: Iterable[Finding] = ()
) -> CheckedContent:
    """What was read of the sources, checked against last year's plan; `more` was found elsewhere and is judged with the rest."""
    found = ordered((*reading.findings, *check(reading.plan, reading.words, before), *in_site(reading.site), *more))
    by_path = {file.path: file for _, file in sources.files}
    judged = apply_suppressions(found, reading.plan, reading.acknowledged, by_path)
    return CheckedContent(sources, reading.plan, reading.site, judged.findings, judged.acknowledged, reading.words)
