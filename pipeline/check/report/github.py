"""The report as workflow commands, which GitHub shows as annotations."""

from pipeline.check.report.model import Report, message_with_hint
from pipeline.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report) -> str:
    """Return one command a finding, the gravest first: GitHub shows ten of each severity."""
    return "".join(
        _command(finding, report)
        for severity in Severity
        for finding in report.findings
        if finding.severity is severity
    )


def _command(finding: Finding, report: Report) -> str:
    place = finding.place
    values = {"file": place.path, "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:
        values |= {"col": str(place.column), "endColumn": str(place.end_column)}
    name = report.names.get(finding.code, "")
    values["title"] = f"{finding.severity.value} {finding.code} {name}".rstrip()
    properties = ",".join(f"{key}={_escape_property(value)}" for key, value in values.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{_escape(message_with_hint(finding))}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
