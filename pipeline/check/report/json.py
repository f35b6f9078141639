"""The report as JSON, for programs and as a baseline (`check --baseline`)."""

import json
from collections.abc import Sequence
from typing import Any

from pipeline.check.report.model import Report
from pipeline.findings import Finding
from pipeline.source import Place


def as_json(report: Report) -> str:
    """Return the list of findings; acknowledged ones have the reason as `acknowledged`."""
    records = [_record(finding) for finding in report.findings]
    records += [
        {**_record(suppressed.finding), "acknowledged": suppressed.reason} for suppressed in report.acknowledged
    ]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_one_json(reports: Sequence[Report]) -> str:
    """Return the findings of several years as one list."""
    lists = [as_json(report).strip().removeprefix("[").removesuffix("]").strip() for report in reports]
    return "[\n" + ",\n".join(records for records in lists if records) + "\n]\n"


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.severity.value,
        **_location(finding.place),
        "message": finding.message,
        "hint": finding.hint,
        "related": [{**_location(related.place), "message": related.message} for related in finding.related],
        "fix": [{**_location(edit.place), "words": edit.replacement} for edit in finding.edits] or None,
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
