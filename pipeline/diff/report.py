"""A comparison as a paragraph for the 起草说明, as text for a terminal, as JSON, and as the 修改对照表."""

import json
from collections.abc import Iterable, Iterator, Sequence

from pipeline.diff.match import ComparedItem
from pipeline.diff.model import WEIGHT, Change, Diff, Kind, Row
from pipeline.model import Orientation
from pipeline.render.comparison_table import Cell, ComparisonTable, Emphasis, StyledText, diff_side, plain_cell
from pipeline.text.diff import DiffOp, DiffPart

FORMAT = 1
"""The version of the JSON format."""

_NAMED = 5
"""How many items the paragraph names before 等."""

_CONTEXT = 16
"""How many unchanged characters are shown on either side of a change."""


# --- a paragraph ------------------------------------------------------------------------

_PHRASES = {
    Kind.ADDED: "新增{}项",
    Kind.REMOVED: "不再列入{}项",
    Kind.MERGED: "合并形成{}项",
    Kind.SPLIT: "拆分原有{}项",
    Kind.OWNER: "调整责任{}项",
    Kind.HARDENED: "收紧时限{}项",
    Kind.EARLIER: "提前时限{}项",
    Kind.LATER: "推后时限{}项",
    Kind.SOFTENED: "放宽时限{}项",
    Kind.WORDING: "修改文字{}项",
    Kind.MOVED: "移动位置{}项",
    Kind.RENAMED: "按名册更名{}项",
}
"""The phrases of the paragraph, in their order."""


def summary(diff: Diff) -> str:
    """Return the whole comparison in one paragraph (本年较上年), for the 起草说明."""
    items = [row for row in diff.rows if row.old or row.new]
    counts = (
        f"事项由{diff.old_count}项变为{diff.new_count}项"
        if diff.old_count != diff.new_count
        else f"事项仍为{diff.new_count}项"
    )
    parts = [f"{diff.new_label}计划与{diff.old_label}相比，{counts}"]
    for kind, phrase in _PHRASES.items():
        rows = [row for row in items if any(change.kind is kind and _is_whole(change, row) for change in row.changes)]
        named = _entries(rows, old=kind is Kind.SPLIT)
        if named:
            parts.append(phrase.format(len(named)) + f"（{_listed(named)}）")
    tasks = _entries(
        row
        for row in items
        if any(change.kind in (Kind.ADDED, Kind.REMOVED) and not _is_whole(change, row) for change in row.changes)
    )
    if tasks:
        parts.append(f"增减任务{len(tasks)}项（{_listed(tasks)}）")
    others = [row.where for row in diff.rows if not (row.old or row.new) and not row.is_slight]
    if others:
        parts.append(f"{'、'.join(others)}有修改")
    rest = [row for row in items if row.is_slight and not any(change.kind in _PHRASES for change in row.changes)]
    if not diff.changes:
        parts.append("没有任何改动")
    elif items and all(row.is_slight for row in items):
        parts.append("各项均没有实质改动")
    elif rest:
        parts.append(f"其余{len(_entries(rest))}项没有实质改动")
    paragraph = "，".join(parts) + "。"
    if diff.untouched:
        entries = [entry for entry, _ in diff.untouched]
        paragraph += f"连续三年以上文字、责任、时限都没有改动的有{len(entries)}项（{_listed(entries)}）。"
    return paragraph


def _is_whole(change: Change, row: Row) -> bool:
    """Return whether the change concerns the whole item: an added or removed task does not."""
    match change.kind:
        case Kind.ADDED:
            return not row.old
        case Kind.REMOVED:
            return not row.new
        case _:
            return True


def _entries(rows: Iterable[Row], *, old: bool = False) -> list[ComparedItem]:
    """Return the items of rows from the new plan; from the old one if the new has none, or with `old`."""
    return [entry for row in rows for entry in ((row.old or row.new) if old else (row.new or row.old))]


def _listed(entries: Sequence[ComparedItem]) -> str:
    named = "、".join(entry.item.title.value for entry in entries[:_NAMED])
    return named + ("等" if len(entries) > _NAMED else "")


# --- lines ------------------------------------------------------------------------------


def text(diff: Diff) -> str:
    """Return the comparison as text: the paragraph, then the changes by kind, the most important first."""
    lines = [summary(diff)]
    by_kind: dict[Kind, list[tuple[Row, Change]]] = {}
    for row in diff.rows:
        for change in row.changes:
            by_kind.setdefault(change.kind, []).append((row, change))
    for kind in sorted(by_kind, key=WEIGHT.__getitem__):
        lines += ["", f"{kind.value} {len(by_kind[kind])} 处"]
        for _, change in by_kind[kind]:
            lines += _change_lines(change, diff)
    if diff.untouched:
        lines += ["", f"三年未改 {len(diff.untouched)} 项"]
        lines += [f"  {entry.name}：连续 {years} 年" for entry, years in diff.untouched]
    return "\n".join(lines) + "\n"


def _change_lines(change: Change, diff: Diff) -> Iterator[str]:
    match change.kind:
        case Kind.WORDING:
            yield f"  {change.where}：{change.explanation}"
            for line in _changed_lines(diff.parts(change.before, change.after)):
                yield f"    {line}"
        case Kind.ADDED | Kind.REMOVED:
            yield f"  {change.where}：{change.explanation}"
            sign = "+" if change.kind is Kind.ADDED else "-"
            for line in (change.after or change.before).split("\n"):
                yield f"    {sign} {line}"
        case _:
            yield f"  {change.where}：{change.explanation}"


def _changed_lines(parts: Iterable[DiffPart]) -> Iterator[str]:
    """Yield the changed paragraphs, shortened to what is near a change: …并于[-3月31日前-][+4月底前+]向社会公开…."""
    lines: list[list[DiffPart]] = [[]]
    for part in parts:
        if part.op is not DiffOp.EQUAL:
            lines[-1].append(part)
            continue
        first, *further = part.text.split("\n")
        lines[-1].append(DiffPart(DiffOp.EQUAL, first))
        lines += [[DiffPart(DiffOp.EQUAL, line)] for line in further]
    for line in lines:
        if any(part.op is not DiffOp.EQUAL for part in line):
            yield "".join(_marked(part, index == 0, index == len(line) - 1) for index, part in enumerate(line))


def _marked(part: DiffPart, first: bool, last: bool) -> str:
    text = part.text.replace("\n", "⏎")
    match part.op:
        case DiffOp.DELETE:
            return f"[-{text}-]"
        case DiffOp.INSERT:
            return f"[+{text}+]"
        case DiffOp.EQUAL:
            head = "" if first else text[:_CONTEXT]
            tail = "" if last else text[-_CONTEXT:]
            return text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"


# --- data -------------------------------------------------------------------------------


def data(diff: Diff) -> str:
    """Return the comparison as JSON; items are named by their ids, text differences by parts."""
    changes = [
        {
            "kind": change.kind.value,
            "where": change.where,
            "old": [entry.item.id for entry in row.old],
            "new": [entry.item.id for entry in row.new],
            "before": change.before,
            "after": change.after,
            "said": change.explanation,
            "pieces": [[part.op.value, part.text] for part in diff.parts(change.before, change.after)],
        }
        for row in diff.rows
        for change in row.changes
    ]
    weights = {kind.value: weight for kind, weight in WEIGHT.items()}
    changes.sort(key=lambda change: weights[str(change["kind"])])
    record = {
        "format": FORMAT,
        "old": {"label": diff.old_label, "items": diff.old_count},
        "new": {"label": diff.new_label, "items": diff.new_count},
        "summary": summary(diff),
        "changes": changes,
        "untouched": [
            {"id": entry.item.id, "title": entry.item.title.value, "years": years} for entry, years in diff.untouched
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


# --- the table --------------------------------------------------------------------------


def table(diff: Diff) -> ComparisonTable:
    """Return the 修改对照表: 原文｜现文｜说明, one row for each changed item or part, with its explanation."""
    rows = tuple(
        (diff_side(parts, DiffOp.INSERT), diff_side(parts, DiffOp.DELETE), _notes(row))
        for row, parts in ((row, diff.parts(row.before, row.after)) for row in diff.rows if row.changes)
    )
    unchanged = [entry for row in diff.rows if not row.changes for entry in row.new]
    notes = []
    if unchanged:
        notes.append(f"没有改动的有{len(unchanged)}项：{'、'.join(entry.item.title.value for entry in unchanged)}。")
    if diff.untouched:
        listed = "、".join(f"{entry.item.title}（{years}年）" for entry, years in diff.untouched)
        notes.append(f"连续三年以上没有改动，请核实是否仍然适用：{listed}。")
    return ComparisonTable(
        f"{diff.title}修改对照表",
        (f"原文（{diff.old_label}）", f"现文（{diff.new_label}）", "说明"),
        (0.38, 0.38, 0.24),
        rows,
        (summary(diff),),
        tuple(notes),
        Orientation.LANDSCAPE,
    )


def _notes(row: Row) -> Cell:
    """Return the name of the part, then one line for each change."""
    return (
        (StyledText(row.where, Emphasis.STRONG),),
        *(line for change in row.changes for line in plain_cell(_note(change))),
    )


def _note(change: Change) -> str:
    return (
        change.explanation if change.kind.value in change.explanation else f"{change.kind.value}：{change.explanation}"
    )
