"""One year read and proofread: what `check` says, and what `build` and `publish` hold against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline import source
from pipeline.check import RULES, check, title
from pipeline.check.acknowledge import IDLE, Acknowledged, Judged, acknowledge
from pipeline.check.cover import Cover, cover, in_site, state_secrets
from pipeline.check.report import Report, report
from pipeline.findings import Finding, ordered
from pipeline.model import Plan, Site
from pipeline.parse import Reading, codes, parse
from pipeline.parse.words import WORD_WITHOUT_SOURCE, Word
from pipeline.source import Source, Sources

NAMES = {
    **{code.code: code.name for code in (*codes.ALL, WORD_WITHOUT_SOURCE)},
    **{rule.CODE: title(rule) for rule in RULES},
    IDLE: "没有用上的核实",
}
"""What every code is called that `check` and `build` give out."""


@dataclass(frozen=True, slots=True)
class Proofread:
    """A year's sources and plan, what is left to do, what a person let stand, and the office's word list."""

    sources: Sources
    plan: Plan
    site: Site
    findings: tuple[Finding, ...]
    acknowledged: tuple[Acknowledged, ...]
    words: tuple[Word, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether a file bears a mark of state secrecy (密级), of this year or another: then every verb stops and writes nothing."""
        return bool(state_secrets(self.sources))

    def source(self, path: str) -> Source | None:
        """The file shown by that path."""
        return next((file for _, file in self.sources.files if file.path == path), None)

    def cover(self) -> Cover:
        """What may be repeated in no output of ours."""
        return cover(self.sources, (*self.plan.texts(), *(note.words for note in self.plan.notes())))

    def report(self, findings: Iterable[Finding] | None = None) -> Report:
        """The report on the findings (all that are left by default), with nothing secret in it."""
        left = self.findings if findings is None else tuple(findings)
        return report(self.sources, self.plan, Judged(left, self.acknowledged), NAMES)


def proofread(root: Path, year: int) -> Proofread:
    """One year of a content root, read from the disk."""
    return proofread_sources(source.whole(root, year), previous(root, year))


def previous(root: Path, year: int) -> Plan | None:
    """Last year's plan, when there is one."""
    return parse(source.read(root, year - 1)).plan if year - 1 in source.years(root) else None


def proofread_sources(sources: Sources, before: Plan | None = None) -> Proofread:
    """Sources parsed and checked against last year's plan."""
    return proofread_reading(sources, parse(sources), before)


def proofread_reading(
    sources: Sources, reading: Reading, before: Plan | None = None, more: Iterable[Finding] = ()
) -> Proofread:
    """What was read of the sources, checked against last year's plan; `more` was found elsewhere and is judged with the rest."""
    found = ordered((*reading.findings, *check(reading.plan, reading.words, before), *in_site(reading.site), *more))
    by_path = {file.path: file for _, file in sources.files}
    judged = acknowledge(found, reading.plan, reading.acknowledged, by_path)
    return Proofread(sources, reading.plan, reading.site, judged.findings, judged.acknowledged, reading.words)
