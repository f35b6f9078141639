"""The report as a 校对单 to print and sign: what the template proofing_sheet.html shows."""

from collections.abc import Iterator
from functools import partial

from pipeline.check.report.model import Excerpt, Report, excerpt_of, severity_counts
from pipeline.dataclass import dataclass
from pipeline.findings import Finding

TEMPLATE = "proofing_sheet.html"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One finding: its number, its file below the year's folder, the text found, and what was decided, empty when open."""

    number: str
    path: str
    finding: Finding
    excerpt: Excerpt
    label: str = ""
    decision: str = ""


def sheet_slots(report: Report, heading: str) -> dict[str, object]:
    """Return the slots of the template: numbered findings with room for a decision, then the acknowledged ones."""
    return {
        "heading": report.redactor.redact(heading),
        "year": report.year,
        "counts": severity_counts(report),
        "rows": tuple(_rows(report)),
        "within": partial(_within, report),
    }


def _rows(report: Report) -> Iterator[SheetRow]:
    for number, finding in enumerate(report.findings, 1):
        yield _row(report, str(number), finding)
    for suppressed in report.acknowledged:
        yield _row(report, "核实", suppressed.finding, f"已核实：{suppressed.reason}")


def _row(report: Report, number: str, finding: Finding, decision: str = "") -> SheetRow:
    path = finding.place.path
    label = report.labels.get(path, "")
    return SheetRow(number, _within(report, path), finding, excerpt_of(finding, report), label, decision)


def _within(report: Report, path: str) -> str:
    """Return a file's path below the year's folder, which the sheet names once."""
    return path.removeprefix(f"{report.year}/")
