"""The 任务承接表 as a table, as text and as JSON: every point of a directive, and which items cover it."""

import json
from collections.abc import Iterator

from pipeline.diff.match import ComparedItem
from pipeline.model import Orientation
from pipeline.parse.item import DIRECTIVE_POINTS
from pipeline.patterns import lazy_pattern
from pipeline.render.comparison_table import ComparisonTable, Emphasis, Row, StyledText, plain_cell
from pipeline.render.phrases import merge_assignments, unit_names
from pipeline.trace.confirmed import UnknownPoint
from pipeline.trace.read_directive import Point
from pipeline.trace.traceability import State, TracedPoint, TraceTable

FORMAT = 1
"""The version of the JSON."""


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
        f"{trace.title}任务承接表",
        ("要点", "承接事项", "科室", "时限", "承接情况"),
        (0.45, 0.18, 0.13, 0.1, 0.14),
        tuple(rows),
        (summary(trace),),
        (
            *(_list_points(trace, state) for state in (State.UNCOVERED, State.ASKED) if trace.in_state(state)),
            *_how_to_confirm(trace),
            *_remarks(trace),
        ),
        Orientation.LANDSCAPE,
    )


def summary(trace: TraceTable) -> str:
    """Return in one paragraph how many points are covered, to be confirmed, and not covered."""
    covered, asked, uncovered = (len(trace.in_state(state)) for state in State)
    paragraph = f"对照{trace.name}的{len(trace.rows)}条要点，已承接{covered}条"
    if asked:
        paragraph += f"，请核实{asked}条"
    return paragraph + (f"，未承接{uncovered}条。" if uncovered else "，没有未承接的。")


_CLAUSE = lazy_pattern("[^，。；：]+")


def _list_points(trace: TraceTable, state: State) -> str:
    """Return the points in that state by number and first clause, in one paragraph."""
    rows = trace.in_state(state)
    named = [row.number + match[0] for row in rows if (match := _CLAUSE.match(row.point.text))]
    return f"{state.value}{len(rows)}条：{'；'.join(named)}。"


def _how_to_confirm(trace: TraceTable) -> Iterator[str]:
    """Yield how what was asked is answered for good, with the first point asked as the example."""
    for row in trace.in_state(State.ASKED)[:1]:
        yield f"核实以后，在承接事项的头部写“{DIRECTIVE_POINTS}: {row.key}”这样一行，下次就按它对照，不再问。"


def _remarks(trace: TraceTable) -> Iterator[str]:
    """Yield what to know about the directive and about the 对应要点 that were not used."""
    if trace.changes:
        yield f"要点的文件里有{trace.changes}处修订，按接受以后的文字读。"
    yield from map(_unknown_point, trace.unknown)


def _unknown_point(unknown: UnknownPoint) -> str:
    why = f"要点里有{unknown.count}条，写上它上一级的序号" if unknown.count else "要点里没有这一条"
    return f"{unknown.item.name}写的{DIRECTIVE_POINTS}“{unknown.value}”没有用上：{why}。"


def _numbered(point: Point) -> str:
    """Return the number before a point's text, unless it is that of the heading above it."""
    return "" if point.number and point.heading.startswith(point.number) else point.number


def _owners(point: Point) -> str:
    return f"（{point.owners}）" if point.owners else ""


def _rows(row: TracedPoint) -> Iterator[Row]:
    """Yield a row for each item; one with empty cells if there is none."""
    point = plain_cell(f"{_numbered(row.point)}{row.point.text}{_owners(row.point)}")
    state = ((StyledText(row.state.value, _EMPHASES[row.state]), StyledText(_state_note(row))),)
    if not row.items:
        yield point, ((),), ((),), ((),), state
    for index, entry in enumerate(row.items):
        cells = plain_cell(entry.name), plain_cell(_units(entry)), plain_cell(_deadlines(entry))
        yield (None, *cells, None) if index else (point, *cells, state)


_EMPHASES = {
    State.COVERED: Emphasis.PLAIN,
    State.ASKED: Emphasis.STRONG,
    State.UNCOVERED: Emphasis.HIGHLIGHTED,
}


def _state_note(row: TracedPoint) -> str:
    """What follows the state: that a person confirmed it, and what the items lack."""
    confirmed = "（人工认定）" if row.is_confirmed else ""
    return confirmed + (f"：事项里没有{'、'.join(row.missing)}" if row.missing else "")


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
    for state in (State.UNCOVERED, State.ASKED, State.COVERED):
        rows = trace.in_state(state)
        if rows:
            lines += ["", f"{state.value} {len(rows)} 条"]
        for row in rows:
            lines.append(f"  {row.number}{row.point.text}{_owners(row.point)}")
            lines += [f"    → {entry.name}：{_units(entry)}；{_deadlines(entry)}" for entry in row.items]
            if row.missing:
                lines.append(f"    事项里没有：{'、'.join(row.missing)}")
            if state is State.ASKED:
                lines.append(f"    核实后在事项头部写：{DIRECTIVE_POINTS}: {row.key}")
    if remarks := list(_remarks(trace)):
        lines += ["", *remarks]
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
                "key": row.key,
                "state": row.state.value,
                "confirmed": row.is_confirmed,
                "lacking": list(row.missing),
                "items": [
                    {"id": entry.item.id, "units": _units(entry), "deadline": _deadlines(entry)} for entry in row.items
                ],
            }
            for row in trace.rows
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
