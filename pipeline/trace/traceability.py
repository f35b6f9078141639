"""Tracing a superior's directive (要点) to the plan (任务承接表): which item covers each point, and which points none covers."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.redact import has_classification_mark
from pipeline.diff.match import ComparedItem, list_items, text_lines
from pipeline.errors import Unreadable
from pipeline.model import Deadline, DeadlineKind, Plan
from pipeline.parse.deadline import read_deadline
from pipeline.readers import extract as readback
from pipeline.refusals import Reason, Refusal
from pipeline.render.comparison_table import ComparisonTable, Emphasis, Row, StyledText, plain_cell
from pipeline.render.phrases import merge_assignments, unit_names
from pipeline.source import SourceText
from pipeline.text.dates import DATE
from pipeline.text.diff import bigrams, overlap, similarity
from pipeline.trace.read_directive import TERM, Point, read_directive

MIN_COVERED = 0.45
"""An item at least this similar to a point covers it."""

MIN_POSSIBLE = 0.3
"""An item at least this similar may cover a point: a person is asked."""

FORMAT = 1

_SHORT_BIGRAMS = 20
"""Texts with fewer bigrams count for less: a very short item is contained in anything by chance."""

_TITLE_WEIGHT = 0.75


@dataclass(frozen=True, slots=True)
class TracedPoint:
    """A point and the items that cover it, the most similar first; unless `is_covered`, a person has to confirm them.

    `missing` are the numbers, frequencies and months of the point that no item has, and
    the deadlines in its bracket that no item meets.
    """

    point: Point
    items: tuple[ComparedItem, ...]
    is_covered: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceTable:
    """A plan traced to a directive: their names, and every point in its order."""

    name: str
    label: str
    rows: tuple[TracedPoint, ...]

    @property
    def uncovered(self) -> tuple[Point, ...]:
        """The points that no item covers (未承接)."""
        return tuple(row.point for row in self.rows if not row.items)


def trace_directive(name: str, content: bytes, plan: Plan, label: str = "") -> TraceTable | Refusal:
    """Trace the plan to the points of a file (docx, html, txt, pdf; the type is that of its name).

    Refuses a file that cannot be read, is marked as classified (密级), or has no points.
    """
    try:
        pieces = readback.pieces(name, content)
    except Unreadable as unreadable:
        return Refusal(Reason.DIRECTIVE_UNREADABLE, name=name, error=str(unreadable))
    if has_classification_mark(line for piece in pieces for line in piece.text.splitlines()):
        return Refusal(Reason.DIRECTIVE_CLASSIFIED)
    directive = read_directive(name, pieces)
    if not directive.points:
        return Refusal(Reason.DIRECTIVE_WITHOUT_POINTS, name=name)
    return trace_points(directive.points, plan, directive.title or name, label)


def trace_points(points: Sequence[Point], plan: Plan, name: str = "", label: str = "") -> TraceTable:
    """Trace the plan to these points."""
    items = list_items(plan)
    item_bigrams = [bigrams("".join(text_lines(entry.item.tasks))) for entry in items]
    rows = []
    for point in points:
        point_bigrams = bigrams(point.text)
        first_clause = re.split("[。；，]", point.text, maxsplit=1)[0]
        scored = sorted(
            (
                (
                    max(
                        _overlap(point_bigrams, other),
                        _TITLE_WEIGHT * similarity(first_clause, entry.item.title.value),
                    ),
                    -entry.number,
                )
                for entry, other in zip(items, item_bigrams, strict=True)
            ),
            reverse=True,
        )
        certain = [-number for score, number in scored if score >= MIN_COVERED]
        possible = [-number for score, number in scored[:1] if score >= MIN_POSSIBLE]
        covering = tuple(items[number - 1] for number in certain or possible)
        missing = _missing_requirements(point, covering, plan.year) if certain else ()
        rows.append(TracedPoint(point, covering, is_covered=bool(certain) and not missing, missing=missing))
    return TraceTable(name, label or f"{plan.year}年", tuple(rows))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return overlap(one, other) * min(1.0, min(one.total(), other.total()) / _SHORT_BIGRAMS)


# --- requirements ------------------------------------------------------------------------

_DIGITS = dict(zip("一二三四五六七八九十两", (*range(1, 11), 2), strict=True))
_COUNTED = "次|场|期|个工作日|个|项|件|篇|家|条|份|人|天|％|%"
_REQUIREMENT = re.compile(
    r"[每逐按](?:半年|季度?|月|周|日|天)"
    rf"|(?:\d+(?:\.\d+)?|[一二三四五六七八九十两])(?:{_COUNTED})"
    r"|\d{1,2}月?(?:底|末)?[至到—~～-]\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|底|末|初|中旬)?"
)


def _requirements(text: str) -> dict[str, str]:
    """Map the numbers, frequencies and months in a text, normalized, to how they are written."""
    requirements: dict[str, str] = {}
    for match in _REQUIREMENT.finditer(text):
        normalized = match[0].replace("度", "").replace("％", "%").replace("天", "日").replace("末", "底")
        normalized = re.sub("[逐按]", "每", normalized)
        normalized = re.sub("[到—~～-]", "至", normalized)
        normalized = re.sub(r"^(\d{1,2})至", r"\1月至", normalized)
        requirements.setdefault(
            re.sub("^[一二三四五六七八九十两]", lambda digit: str(_DIGITS[digit[0]]), normalized), match[0]
        )
    return requirements


def _missing_requirements(point: Point, items: Sequence[ComparedItem], year: int) -> tuple[str, ...]:
    """Return the numbers, frequencies, months and deadlines that a point requires and no item has."""
    deadlines = [task.deadline for entry in items for task in entry.item.tasks]
    lines = [line for entry in items for line in (entry.item.title.value, *text_lines(entry.item.tasks))]
    text = "\n".join((*lines, *(deadline.text.value for deadline in deadlines)))
    stated = _requirements(text)
    missing = [written for normalized, written in _requirements(point.text).items() if normalized not in stated]
    missing += [term.text.value for term in _stated_deadlines(point.owners, year) if not _is_met(term, deadlines, text)]
    return tuple(dict.fromkeys(missing))


def _stated_deadlines(owners: str, year: int) -> Iterator[Deadline]:
    """Yield the deadlines stated in a point's bracket, under a key of their own or among the units."""
    keyed = [match["term"] for match in TERM.finditer(owners)]
    for term in keyed or (match[0] for match in DATE.finditer(owners)):
        yield read_deadline(SourceText(term), year)


def _is_met(term: Deadline, deadlines: Sequence[Deadline], text: str) -> bool:
    """Return whether one of the deadlines ends no later than the term, or the text has what the term requires.

    全年 and terms without a date require nothing but their numbers.
    """
    last = None if term.kind is DeadlineKind.WHOLE_YEAR else term.end
    if last is not None and any(deadline.end is not None and deadline.end <= last for deadline in deadlines):
        return True
    written = term.text.value
    if required := _requirements(written):
        return required.keys() <= _requirements(text).keys()
    return written in text or (last is None and term.kind is not DeadlineKind.UNREAD)


# --- output -----------------------------------------------------------------------------


def table(trace: TraceTable) -> ComparisonTable:
    """Return the 任务承接表: 要点｜承接事项｜科室｜时限｜承接情况, one row for each item of a point, under the directive's headings."""
    rows: list[Row] = []
    heading = ""
    for row in trace.rows:
        if row.point.heading != heading:
            heading = row.point.heading
            rows.append((((StyledText(heading, Emphasis.STRONG),),),))
        rows += _rows(row)
    return ComparisonTable(
        f"{trace.label}计划任务承接表",
        ("要点", "承接事项", "科室", "时限", "承接情况"),
        (0.37, 0.185, 0.14, 0.135, 0.17),
        tuple(rows),
        (summary(trace),),
        tuple(
            _list_points(trace, state)
            for state in ("未承接", "请核实")
            if any(_state(row) == state for row in trace.rows)
        ),
    )


def summary(trace: TraceTable) -> str:
    """Return in one paragraph how many points are covered, to be confirmed, and not covered."""
    asked = sum(bool(row.items) and not row.is_covered for row in trace.rows)
    paragraph = f"对照{trace.name}的{len(trace.rows)}条要点，已承接{sum(row.is_covered for row in trace.rows)}条"
    if asked:
        paragraph += f"，请核实{asked}条"
    return paragraph + (f"，未承接{len(trace.uncovered)}条。" if trace.uncovered else "，没有未承接的。")


_CLAUSE = re.compile("[^，。；：]+")


def _list_points(trace: TraceTable, state: str) -> str:
    """Return the points in that state by number and first clause, in one paragraph."""
    points = [row.point for row in trace.rows if _state(row) == state]
    named = [point.number + match[0] for point in points if (match := _CLAUSE.match(point.text))]
    return f"{state}{len(points)}条：{'；'.join(named)}。"


def _numbered(point: Point) -> str:
    """Return the number before a point's text, unless it is that of the heading above it."""
    return "" if point.number and point.heading.startswith(point.number) else point.number


def _owners(point: Point) -> str:
    return f"（{point.owners}）" if point.owners else ""


def _rows(row: TracedPoint) -> Iterator[Row]:
    """Yield a row for each item; one with empty cells if there is none."""
    point = plain_cell(f"{_numbered(row.point)}{row.point.text}{_owners(row.point)}")
    state = ((StyledText(_state(row), _EMPHASES[_state(row)]), StyledText(_missing_note(row))),)
    if not row.items:
        yield point, ((),), ((),), ((),), state
    for index, entry in enumerate(row.items):
        cells = plain_cell(entry.name), plain_cell(_units(entry)), plain_cell(_deadlines(entry))
        yield (None, *cells, None) if index else (point, *cells, state)


_EMPHASES = {"已承接": Emphasis.PLAIN, "请核实": Emphasis.STRONG, "未承接": Emphasis.HIGHLIGHTED}


def _state(row: TracedPoint) -> str:
    return "已承接" if row.is_covered else "请核实" if row.items else "未承接"


def _missing_note(row: TracedPoint) -> str:
    return f"：事项里没有{'、'.join(row.missing)}" if row.missing else ""


def _units(entry: ComparedItem) -> str:
    return "、".join(
        dict.fromkeys(
            name
            for assignment in merge_assignments(task.assignments for task in entry.item.tasks)
            for name in unit_names(assignment).split("、")
        )
    )


def _deadlines(entry: ComparedItem) -> str:
    return "、".join(dict.fromkeys(task.deadline.text.value for task in entry.item.tasks if task.deadline.text))


def text(trace: TraceTable) -> str:
    """Return the table as text, points that are not covered first."""
    lines = [summary(trace)]
    for state in ("未承接", "请核实", "已承接"):
        rows = [row for row in trace.rows if _state(row) == state]
        if rows:
            lines += ["", f"{state} {len(rows)} 条"]
        for row in rows:
            lines.append(f"  {row.point.number}{row.point.text}{_owners(row.point)}")
            lines += [f"    → {entry.name}：{_units(entry)}；{_deadlines(entry)}" for entry in row.items]
            if row.missing:
                lines.append(f"    事项里没有：{'、'.join(row.missing)}")
    return "\n".join(lines) + "\n"


def data(trace: TraceTable) -> str:
    """Return the table as JSON; items are named by their ids."""
    record = {
        "format": FORMAT,
        "name": trace.name,
        "label": trace.label,
        "summary": summary(trace),
        "points": [
            {
                "number": row.point.number,
                "heading": row.point.heading,
                "words": row.point.text,
                "owners": row.point.owners,
                "state": _state(row),
                "lacking": list(row.missing),
                "items": [
                    {"id": entry.item.id, "units": _units(entry), "deadline": _deadlines(entry)} for entry in row.items
                ],
            }
            for row in trace.rows
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
