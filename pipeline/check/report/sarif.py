"""The report as SARIF 2.1.0 (OASIS), for code hosting and editors."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pipeline.check.report.model import Report, message_with_hint
from pipeline.findings import Finding, Severity
from pipeline.source import Place
from pipeline.storage import sha256

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report, version: str) -> str:
    """Return the findings as results of this tool's `version`; every code is declared, acknowledged ones are suppressed."""
    codes = sorted(report.names)
    rules = [{"id": code, "shortDescription": {"text": report.names[code]}} for code in codes]
    index = {code: number for number, code in enumerate(codes)}
    results = [_result(finding, index) for finding in report.findings]
    for suppressed in report.acknowledged:
        suppression = {"kind": "external", "status": "accepted", "justification": suppressed.reason}
        results.append({**_result(suppressed.finding, index), "suppressions": [suppression]})
    driver = {"name": "zwgk", "version": version, "language": "zh-CN", "rules": rules}
    run = {"tool": {"driver": driver}, "language": "zh-CN", "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": message_with_hint(finding)},
        "locations": [{"physicalLocation": _physical_location(finding.place)}],
        "partialFingerprints": {"zwgk/v1": _fingerprint(finding)},
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {"physicalLocation": _physical_location(related.place), "message": {"text": related.message}}
            for related in finding.related
        ]
    if finding.edits:
        changes = [
            {
                "artifactLocation": {"uri": quote(edit.place.path)},
                "replacements": [{"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.replacement}}],
            }
            for edit in finding.edits
        ]
        result["fixes"] = [{"artifactChanges": changes}]
    return result


def _physical_location(place: Place) -> dict[str, Any]:
    return {"artifactLocation": {"uri": quote(place.path)}, "region": _region(place)}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fingerprint(finding: Finding) -> str:
    """Return a digest that stays the same when lines above the finding change; made from redacted text alone."""
    return sha256(f"{finding.code}\0{finding.place.path}\0{finding.message}".encode())[:32]
