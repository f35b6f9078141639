"""How findings are said: on a terminal, as JSON, SARIF 2.1.0, GitHub annotations, and as a 校对单 to print and sign.

Every format is made from one report, in which nothing secret is left: no format can forget to cover it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from pipeline.check.redact import (
    CLASSIFICATION_CODE,
    Redactor,
    classification_marks,
)
from pipeline.check.suppress import CheckResult, SuppressedFinding
from pipeline.findings import (
    Finding,
    Severity,
    mask_line,
    ordered,
    show,
)
from pipeline.source import (
    Place,
    SourceFile,
    Sources,
)
from pipeline.storage import sha256


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of one year: what is left, what a person let stand, the files as they may be shown, every code's name.

    When a file bears a 密级 nothing else is said, and no line of it is shown.
    """

    shown: str
    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]
    sources: Mapping[str, SourceFile]
    cover: Redactor
    names: Mapping[str, str]


def build_report(sources: Sources, redactor: Redactor, result: CheckResult, names: Mapping[str, str]) -> Report:
    """Return the redacted report on a year's findings; `names` has every code that can be reported."""
    findings, acknowledged = result.findings, result.acknowledged
    if redactor.is_classified:
        marks = [finding for finding in findings if finding.code == CLASSIFICATION_CODE]
        findings, acknowledged = ordered((*marks, *classification_marks(sources))), ()
    return Report(
        redactor.redact(sources.shown(str(sources.year))),
        tuple(redactor.redact_finding(finding) for finding in findings),
        tuple(
            SuppressedFinding(redactor.redact_finding(suppressed.finding), redactor.redact(suppressed.reason))
            for suppressed in acknowledged
        ),
        {file.path: file for _, source in sources.files for file in (redactor.redact_file(source),)},
        redactor,
        names,
    )


# --- choosing --------------------------------------------------------------------------------


def filter_codes(
    findings: Iterable[Finding], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """The findings whose code begins with one of `select` (all when empty) and with none of `ignore`; a 密级 is never left out."""
    wanted, unwanted = (tuple(code.upper() for code in codes) for codes in (select, ignore))
    return tuple(
        finding
        for finding in findings
        if finding.code == CLASSIFICATION_CODE
        or ((not wanted or finding.code.startswith(wanted)) and not finding.code.startswith(unwanted))
    )


def not_in_baseline(findings: Iterable[Finding], baseline: str) -> tuple[Finding, ...]:
    """The findings that an earlier JSON report does not hold, told by code, file and message, not by line.

    Raises ValueError when the baseline is no such report. A 密级 is never left out.
    """
    read = json.loads(baseline)
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise ValueError("the baseline is no list of findings")
    known = Counter((one.get("code"), one.get("path"), one.get("message")) for one in read)
    left = []
    for finding in findings:
        key = (finding.code, finding.place.path, finding.message)
        if known[key] > 0 and finding.code != CLASSIFICATION_CODE:
            known[key] -= 1
        else:
            left.append(finding)
    return tuple(left)


# --- text ------------------------------------------------------------------------------------


def as_text(report: Report, columns: int = 80) -> str:
    """The findings as a terminal shows them, one below the other, and a line that counts them."""
    parts = [show(finding, report.sources.get(finding.place.path), columns) + "\n" for finding in report.findings]
    return "\n".join([*parts, f"{report.shown}：{counted(report)}", ""])


def counted(report: Report) -> str:
    """How many findings there are of each level, and how many a person let stand."""
    counts = Counter(finding.severity for finding in report.findings)
    said = "，".join(f"{level.value} {counts[level]} 处" for level in Severity)
    return f"{said}，已核实 {len(report.acknowledged)} 处" if report.acknowledged else said


def statistics(report: Report) -> str:
    """How often each code was found, the most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:5d}  {code}  {report.names.get(code, '')}\n" for code, count in rows)


# --- json ------------------------------------------------------------------------------------


def as_json(report: Report) -> str:
    """A list of findings (design.md §4); those that a person let stand carry `acknowledged`, the reason."""
    records = [_record(finding) for finding in report.findings]
    records += [{**_record(one.finding), "acknowledged": one.reason} for one in report.acknowledged]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.severity.value,
        **_where(finding.place),
        "message": finding.message,
        "hint": finding.hint,
        "related": [{**_where(one.place), "message": one.message} for one in finding.related],
        "fix": [{**_where(edit.place), "words": edit.replacement} for edit in finding.edits] or None,
    }


def _where(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


# --- sarif -----------------------------------------------------------------------------------

_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report, version: str) -> str:
    """The findings as SARIF 2.1.0 (OASIS), every rule declared, acknowledged findings suppressed."""
    rules = [{"id": code, "shortDescription": {"text": name}} for code, name in sorted(report.names.items())]
    index = {code: at for at, code in enumerate(sorted(report.names))}
    results = [_result(finding, index) for finding in report.findings]
    for one in report.acknowledged:
        suppression = {"kind": "external", "status": "accepted", "justification": one.reason}
        results.append({**_result(one.finding, index), "suppressions": [suppression]})
    driver = {"name": "zwgk", "version": version, "language": "zh-CN", "rules": rules}
    run = {"tool": {"driver": driver}, "language": "zh-CN", "columnKind": "unicodeCodePoints", "results": results}
    whole = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    said = f"{finding.message}。{finding.hint}" if finding.hint else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _SARIF_LEVEL[finding.severity],
        "message": {"text": said},
        "locations": [{"physicalLocation": _physical(finding.place)}],
        "partialFingerprints": {"zwgk/v1": _fingerprint(finding)},
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {"physicalLocation": _physical(one.place), "message": {"text": one.message}} for one in finding.related
        ]
    if finding.edits:
        result["fixes"] = [
            {
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": quote(edit.place.path)},
                        "replacements": [
                            {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.replacement}}
                        ],
                    }
                    for edit in finding.edits
                ]
            }
        ]
    return result


def _physical(place: Place) -> dict[str, Any]:
    return {"artifactLocation": {"uri": quote(place.path)}, "region": _region(place)}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fingerprint(finding: Finding) -> str:
    """The same for the same fault when lines above it change; made from covered words alone."""
    return sha256(f"{finding.code}\0{finding.place.path}\0{finding.message}".encode())[:32]


# --- github ----------------------------------------------------------------------------------

_GITHUB_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(report: Report) -> str:
    """The findings as workflow commands, the gravest first: GitHub shows ten of a kind."""
    lines = []
    for level in Severity:
        for finding in report.findings:
            if finding.severity is not level:
                continue
            place = finding.place
            where = {"file": place.path, "line": str(place.line), "endLine": str(place.end_line)}
            if place.line == place.end_line:
                where |= {"col": str(place.column), "endColumn": str(place.end_column)}
            name = report.names.get(finding.code, "")
            where["title"] = f"{finding.severity.value} {finding.code} {name}".rstrip()
            said = f"{finding.message}。{finding.hint}" if finding.hint else finding.message
            properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
            lines.append(f"::{_GITHUB_LEVEL[level]} {properties}::{_data(said)}\n")
    return "".join(lines)


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


# --- html ------------------------------------------------------------------------------------

_STYLE = """
@page { size: A4; margin: 20mm 15mm }
body { font: 10.5pt/1.6 "Noto Serif CJK SC", SimSun, serif; margin: 0 auto; max-width: 180mm }
h1 { font-size: 16pt; text-align: center }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #333; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group }
tr { break-inside: avoid }
mark { background: none; border-bottom: 2px solid #b00; color: inherit }
.sign { margin-top: 12mm; display: flex; justify-content: space-between }
"""


def as_html(report: Report, heading: str) -> str:
    """The findings as a 校对单: numbered, each with its words and room for what was decided, and lines to sign."""
    rows = [_row(str(number), finding, report) for number, finding in enumerate(report.findings, 1)]
    rows += [_row("核实", one.finding, report, f"已核实：{one.reason}") for one in report.acknowledged]
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("序号", "位置", "级别", "原文", "问题和建议", "处理意见")
    )
    body = "\n".join(rows) or '<tr><td colspan="6">没有发现问题。</td></tr>'
    said = escape(report.cover.redact(heading))
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{said}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{said}</h1>
<p>{escape(report.shown)}：{escape(counted(report))}。机器检查只供参考，是否修改由人决定。</p>
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{body}
</tbody>
</table>
<p class="sign"><span>校对：＿＿＿＿＿＿</span><span>复核：＿＿＿＿＿＿</span><span>日期：＿＿＿＿年＿＿月＿＿日</span></p>
</body>
</html>
"""


def _row(number: str, finding: Finding, report: Report, decided: str = "") -> str:
    place = finding.place
    where = f"{escape(place.path)}<br>第 {place.line} 行第 {place.column} 字"
    said = escape(finding.message) + (f"<br>{escape(finding.hint)}" if finding.hint else "")
    said += "".join(
        f"<br>参见 {escape(one.place.path)} 第 {one.place.line} 行：{escape(one.message)}" for one in finding.related
    )
    level = f"{finding.severity.value}<br>{finding.code}"
    cells = (number, where, level, _excerpt(finding, report), said, escape(decided))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


AROUND = 16
"""How many characters are shown before and behind the words found."""


def _excerpt(finding: Finding, report: Report) -> str:
    """The words found, marked, with some of the line around them."""
    before, found, behind = around(finding, report)
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(behind)}" if before or found or behind else ""


def around(finding: Finding, report: Report) -> tuple[str, str, str]:
    """What stands before the words found, the words, and what stands behind them, secrets covered; empty without the line."""
    source = report.sources.get(finding.place.path)
    place = finding.place
    if source is None or not 1 <= place.line <= len(source.lines):
        return "", "", ""
    line = mask_line(source, place.line, [place] if finding.redact else [])
    start = min(place.column - 1, len(line))
    stop = min(place.end_column - 1, len(line)) if place.end_line == place.line else len(line)
    stop = min(stop, start + 60)
    before, behind = line[max(start - AROUND, 0) : start], line[stop : stop + AROUND]
    head = "…" if start > AROUND else ""
    tail = "…" if stop + AROUND < len(line) else ""
    return f"{head}{before}", line[start:stop], f"{behind}{tail}"
