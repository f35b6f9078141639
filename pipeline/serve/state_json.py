"""The state as the browser gets it: items with their findings, and the status of each view; nothing secret in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from pipeline.check.report.model import Report, excerpt_of
from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.model import Item, Part, Plan, Section, walk
from pipeline.render.print_model import Document, Grid, Line
from pipeline.serve.pdf_worker import PagePosition, visible_text
from pipeline.serve.state import State, View

MAX_FIRST_WORDS = 40
"""How many of an item's first characters identify its paragraph to the browser."""


def state_json(state: State) -> dict[str, Any]:
    """Return the state as JSON types."""
    reading = state.reading
    report, plan = reading.report, reading.plan
    return {
        "version": state.version,
        "year": state.year,
        "title": _redacted(report, plan.head.title.value) if plan else "",
        "draft": plan.is_draft if plan else False,
        "marks": sum(note.is_todo for note in plan.notes()) if plan else 0,
        "page": _view(state.page),
        "paper": _view(state.pdf) | _pages(state),
        "counts": _counts(report),
        "acknowledged": len(report.acknowledged) if report else 0,
        "groups": list(_groups(report, plan, reading.document)) if report else [],
    }


def _redacted(report: Report | None, text: str) -> str:
    return report.redactor.redact(text) if report else text


def _view(view: View[Any]) -> dict[str, Any]:
    return {
        "version": view.version,
        "shown": view.last_good is not None,
        "pending": view.is_pending,
        "reason": view.reason,
    }


def _pages(state: State) -> dict[str, Any]:
    pdf, anchors = state.pdf.last_good, state.anchors
    return {
        "sizes": [[round(side, 2) for side in size] for size in pdf.page_sizes] if pdf else [],
        # not yet known, or 0: there is none
        "annex": anchors.annex if anchors else None,
        "items": _spots(anchors.items) if anchors else {},
        "rows": _spots(anchors.rows) if anchors else {},
    }


def _spots(spots: dict[str, PagePosition]) -> dict[str, list[float]]:
    return {name: [spot.page, round(spot.y_fraction, 4)] for name, spot in spots.items()}


def _counts(report: Report | None) -> dict[str, int]:
    counts = Counter(finding.severity for finding in report.findings) if report else Counter()
    return {level.value: counts[level] for level in Severity}


# --- items and their findings ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A heading or an item of the list, in reading order; a heading has no id."""

    label: str
    level: int
    id: str = ""


def _groups(report: Report, plan: Plan | None, document: Document | None) -> Iterator[dict[str, Any]]:
    """Files that are no item's first, where something was found in them, then headings and items as they stand in the plan."""
    entries = list(_entries(plan.parts)) if plan else []
    known = {entry.id for entry in entries if entry.id}
    by_item: dict[str, list[Finding]] = {}
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        file = PurePosixPath(finding.place.path)
        if file.parent.name == "items" and file.stem in known:
            by_item.setdefault(file.stem, []).append(finding)
        else:
            by_file.setdefault(finding.place.path, []).append(finding)
    for path, findings in by_file.items():
        yield {"kind": "file", "label": path, "level": 0, "findings": _findings(findings, report)}
    texts = _first_words(document)
    for entry in entries:
        if not entry.id:
            yield {
                "kind": "section",
                "label": report.redactor.redact(entry.label),
                "level": entry.level,
                "findings": [],
            }
            continue
        yield {
            "kind": "item",
            "id": entry.id,
            "label": report.redactor.redact(entry.label),
            "level": entry.level,
            "words": texts.get(entry.id, ""),
            "findings": _findings(by_item.get(entry.id, ()), report),
        }


def _entries(parts: Sequence[Part]) -> Iterator[_Entry]:
    for visit in walk(parts):
        match visit.part:
            case Section(title=title):
                yield _Entry(title.text.value, visit.depth)
            case Item() as item:
                yield _Entry(item.title.value, visit.depth, item.id)
            case _:
                pass


def _first_words(document: Document | None) -> dict[str, str]:
    """The first printed words of each item, without blanks."""
    first_words: dict[str, str] = {}
    for block in document.all_blocks() if document else ():
        match block:
            case Line(item=str(name)) if name:
                first_words.setdefault(name, visible_text(block.text)[:MAX_FIRST_WORDS])
            case Line() | Grid():
                pass
    return first_words


def _findings(findings: Sequence[Finding], report: Report) -> list[dict[str, Any]]:
    return [_finding(finding, report) for finding in findings]


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    excerpt = excerpt_of(finding, report)
    return {
        "code": finding.code,
        "name": report.names.get(finding.code, ""),
        "level": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "before": excerpt.before,
        "found": excerpt.found,
        "behind": excerpt.behind,
        "related": [
            {"path": related.place.path, "line": related.place.line, "message": related.message}
            for related in finding.related
        ],
        "fixable": bool(finding.edits),
    }
