"""The redacted report on one year: its findings, the files as they may be shown, and the choice of findings."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from pipeline.check.redact import CLASSIFICATION_CODE, Redactor, classification_marks, mask_line
from pipeline.check.suppress import CheckResult, SuppressedFinding
from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity, ordered
from pipeline.source import SourceFile, Sources


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one year that are left, those a person acknowledged, and the files; all of it redacted.

    `year` is the year's folder as it is shown. When a file bears a classification
    mark (密级) nothing else is reported, and no line of that file is shown.
    """

    year: str
    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]
    sources: Mapping[str, SourceFile]
    redactor: Redactor
    names: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a file is in the document, by its path: 第（九）项 重大行政决策公开."""
    title: str = ""
    """The plan's title; empty where nothing of it is shown."""


def build_report(
    sources: Sources,
    redactor: Redactor,
    result: CheckResult,
    names: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
) -> Report:
    """Return the redacted report on a year's findings; `names` has every code that can be reported.

    `labels` says of files of items which item they are, in the order of the document, which is
    that of the findings, too: first those of plan.md and notice.md, then the items', then others.
    """
    findings, acknowledged = result.findings, result.acknowledged
    if redactor.is_classified:
        marks = [finding for finding in findings if finding.code == CLASSIFICATION_CODE]
        findings, acknowledged = ordered((*marks, *classification_marks(sources))), ()
    places = {path: index for index, path in enumerate(labels or ())}

    def order(finding: Finding) -> tuple[int, int]:
        path = finding.place.path
        return (1, places[path]) if path in places else (0 if path.endswith(DOCUMENT_FILES) else 2, 0)

    return Report(
        redactor.redact_path(sources.shown(str(sources.year))),
        # the sort is stable: within a file findings stay in order
        tuple(redactor.redact_finding(finding) for finding in sorted(findings, key=order)),
        tuple(
            SuppressedFinding(redactor.redact_finding(suppressed.finding), redactor.redact(suppressed.reason))
            for suppressed in acknowledged
        ),
        {file.path: file for _, source in sources.files for file in (redactor.redact_file(source),)},
        redactor,
        names,
        {redactor.redact_path(path): redactor.redact(label) for path, label in (labels or {}).items()},
    )


DOCUMENT_FILES = ("/plan.md", "/notice.md")
"""The files whose findings come first."""


# --- choice of findings ------------------------------------------------------------------------


def filter_codes(
    findings: Iterable[Finding], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Return the findings whose code begins with one of `select` (all when empty) and with none of `ignore`.

    Classification marks are never left out.
    """
    selected, ignored = (tuple(code.upper() for code in codes) for codes in (select, ignore))
    return tuple(
        finding
        for finding in findings
        if finding.code == CLASSIFICATION_CODE
        or ((not selected or finding.code.startswith(selected)) and not finding.code.startswith(ignored))
    )


Baseline = Counter[tuple[object, object, object]]
"""How often an earlier report has a finding: code, file, message."""


def read_baseline(content: bytes) -> Baseline:
    """Return the findings of an earlier JSON report.

    Raises ValueError when it is no such report, RecursionError when it is nested too deeply for one.
    """
    records = json.loads(content)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ValueError("the baseline is no list of findings")
    facts = [tuple(record.get(key) for key in ("code", "path", "message")) for record in records]
    if not all(isinstance(fact, str | None) for record in facts for fact in record):
        raise ValueError("a finding of the baseline has other values than texts")
    return Counter((code, path, message) for code, path, message in facts)


def not_in_baseline(findings: Iterable[Finding], baseline: Baseline) -> tuple[Finding, ...]:
    """Return the findings that an earlier report does not have, compared by code, file and message, not by line.

    Classification marks are never left out.
    """
    known = baseline.copy()
    new = []
    for finding in findings:
        key = (finding.code, finding.place.path, finding.message)
        if known[key] > 0 and finding.code != CLASSIFICATION_CODE:
            known[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


# --- what several formats show -------------------------------------------------------------------


def severity_counts(report: Report) -> str:
    """Return how many findings there are of each severity, and how many a person acknowledged, as one phrase."""
    counts = Counter(finding.severity for finding in report.findings)
    phrase = "，".join(f"{severity.value} {counts[severity]} 处" for severity in Severity)
    return f"{phrase}，已核实 {len(report.acknowledged)} 处" if report.acknowledged else phrase


def message_with_hint(finding: Finding) -> str:
    """Return message and hint as sentences."""
    return f"{finding.message}。{finding.hint}" if finding.hint else finding.message


EXCERPT_CHARS = 16
"""So many characters are shown before and behind the text found."""
MAX_FOUND_CHARS = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The text that a finding is about, with some of its line before and behind it."""

    before: str = ""
    found: str = ""
    behind: str = ""

    def __bool__(self) -> bool:
        return bool(self.before or self.found or self.behind)


def excerpt_of(finding: Finding, report: Report) -> Excerpt:
    """Return the redacted text that a finding is about; empty when its line is not known."""
    source = report.sources.get(finding.place.path)
    place = finding.place
    if source is None or not 1 <= place.line <= len(source.lines):
        return Excerpt()
    line = mask_line(source, place.line, [place] if finding.redact else [])
    start = min(place.column - 1, len(line))
    stop = min(place.end_column - 1, len(line)) if place.end_line == place.line else len(line)
    stop = min(stop, start + MAX_FOUND_CHARS)
    before, behind = line[max(start - EXCERPT_CHARS, 0) : start], line[stop : stop + EXCERPT_CHARS]
    head = "…" if start > EXCERPT_CHARS else ""
    tail = "…" if stop + EXCERPT_CHARS < len(line) else ""
    return Excerpt(f"{head}{before}", line[start:stop], f"{behind}{tail}")
