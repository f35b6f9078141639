"""The report as a 校对单 to print and sign: what the template proofing_sheet.html shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.report.model import Excerpt, Report, excerpt_of, severity_counts
from pipeline.findings import Finding

TEMPLATE = "proofing_sheet.html"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One finding: its number, the text found, and what was decided on it, empty when that is still open."""

    number: str
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
    }


def _rows(report: Report) -> Iterator[SheetRow]:
    for number, finding in enumerate(report.findings, 1):
        label = report.labels.get(finding.place.path, "")
        yield SheetRow(str(number), finding, excerpt_of(finding, report), label)
    for suppressed in report.acknowledged:
        excerpt = excerpt_of(suppressed.finding, report)
        label = report.labels.get(suppressed.finding.place.path, "")
        yield SheetRow("核实", suppressed.finding, excerpt, label, f"已核实：{suppressed.reason}")
