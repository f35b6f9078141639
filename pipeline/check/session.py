"""One year read and checked: what `check` reports, and what `build` and `publish` decide by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline import source
from pipeline.check.fix import without_unsafe_fixes
from pipeline.check.redact import (
    UNPUBLISHED_KEY,
    Redactor,
    build_redactor,
    classification_marks,
    scan_records,
    scan_site,
)
from pipeline.check.report.model import Report, build_report
from pipeline.check.run import all_rules, collapsed, run_on_values, run_rules
from pipeline.check.suppress import UNUSED_SUPPRESSION, CheckResult, SuppressedFinding, apply_suppressions
from pipeline.dataclass import dataclass
from pipeline.findings import Finding, ordered
from pipeline.model import Plan, Site
from pipeline.parse import Reading, codes, parse
from pipeline.parse.word_list import WORD_WITHOUT_SOURCE, ListedWord
from pipeline.source import RootFiles, SourceFile, Sources, SourceText


@cache
def code_names() -> dict[str, str]:
    """Return the name of every code that `check` and `build` report."""
    names = {code.code: code.name for code in (*codes.ALL, WORD_WITHOUT_SOURCE, UNUSED_SUPPRESSION)}
    return names | {rule.code: rule.name for rule in all_rules()}


@dataclass(frozen=True, slots=True)
class CheckedContent:
    """A year's files and plan, the findings left to deal with, those that a person acknowledged, and the word list.

    `redactor` and `classification_marks` (密级, in files of this year or another) are computed once, for every output.
    """

    sources: Sources
    plan: Plan
    site: Site
    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]
    word_list: tuple[ListedWord, ...]
    redactor: Redactor
    classification_marks: tuple[Finding, ...]

    @property
    def is_secret(self) -> bool:
        """Whether a file bears a classification mark: then every verb stops and writes nothing."""
        return bool(self.classification_marks)

    @property
    def shown_year(self) -> str:
        """The year's folder as it may be shown."""
        return self.redactor.redact_path(self.sources.shown(str(self.sources.year)))

    def source(self, path: str) -> SourceFile | None:
        """Return the file with that path, or None."""
        return next((file for _, file in self.sources.files if file.path == path), None)

    def report(
        self, findings: Iterable[Finding] | None = None, item_numbers: Mapping[str, str] | None = None
    ) -> Report:
        """Return the redacted report on the findings; by default on all that are left.

        With the printed numbers of items by id, findings come in the document's order and say of which item they are.
        """
        left = self.findings if findings is None else tuple(findings)
        result = CheckResult(left, self.acknowledged)
        labels = self._labels(item_numbers) if item_numbers is not None else None
        report = build_report(self.sources, self.redactor, result, code_names(), labels)
        return report if self.is_secret else replace(report, title=self.redactor.redact(self.plan.name))

    def _labels(self, item_numbers: Mapping[str, str]) -> dict[str, str]:
        """Return what each item's file is in the document, in its order."""
        paths = {name: file.path for name, file in self.sources.files}
        labels = {}
        for item in self.plan.items():
            path = paths.get(f"{self.sources.year}/items/{item.id}.md")
            if path is not None:
                number = item_numbers.get(item.id, "")
                labels[path] = f"第{number.rstrip('.、')}项 {item.title}" if number else item.title.value
        return labels


def check_year(root: Path, year: int) -> CheckedContent:
    """Return one year of a content root, read from the disk and checked."""
    files = source.load_root(root)
    return check_sources(files.year(year), previous_plan(files, year))


def previous_plan(files: RootFiles, year: int) -> Plan | None:
    """Return last year's plan, or None."""
    return parse(files.years[year - 1]).plan if year - 1 in files.years else None


def check_sources(sources: Sources, previous: Plan | None = None) -> CheckedContent:
    """Return the files parsed and checked, compared with last year's plan."""
    return check_reading(sources, parse(sources), previous)


def _values(reading: Reading) -> Iterator[SourceText]:
    """Yield what site.yaml and units.yaml state."""
    yield from (text for key, text in reading.site.written if key.partition("/")[0] != UNPUBLISHED_KEY)
    yield from (unit.name for unit in reading.plan.roster)


def check_reading(
    sources: Sources, reading: Reading, previous: Plan | None = None, more: Iterable[Finding] = ()
) -> CheckedContent:
    """Return a reading checked, compared with last year's plan.

    `more` are findings from elsewhere (fonts), which can be acknowledged like the others.
    """
    plan = reading.plan
    findings = without_unsafe_fixes(
        ordered(
            (
                *collapsed(reading.findings),
                *run_rules(plan, reading.word_list, previous, reading.site),
                *run_on_values(plan, _values(reading)),
                *scan_site(reading.site),
                *scan_records(sources, reading.site),
                *more,
            )
        )
    )
    by_path = {file.path: file for _, file in sources.files}
    result = apply_suppressions(findings, plan, reading.acknowledged, by_path)
    return CheckedContent(
        sources,
        plan,
        reading.site,
        result.findings,
        result.acknowledged,
        reading.word_list,
        build_redactor(sources, (*plan.texts(), *(note.text for note in plan.notes()))),
        classification_marks(sources),
    )
