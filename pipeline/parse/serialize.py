"""Write a plan as canonical Markdown, the inverse of `parse`: reading the files again gives an equal plan."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from pipeline.model import (
    Assignment,
    Block,
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Head,
    HeadField,
    HeadKind,
    Item,
    Link,
    Note,
    Paragraph,
    Part,
    Plan,
    Section,
    Steps,
    Table,
    Task,
    TaskTable,
    Unit,
    UnitTerm,
    default_columns,
)
from pipeline.model.head_fields import HEAD_FIELDS, NOTICE_FIELDS
from pipeline.parse.head import starts_like_a_head
from pipeline.parse.units import GROUPS, PROPOSED_GROUPS, PROPOSED_UNITS, UNITS
from pipeline.parse.yaml_reader import dump_yaml
from pipeline.source import SourceText
from pipeline.text.dates import format_day


def write(plan: Plan) -> dict[str, str]:
    """Return the plan's files by their name below the content root, in canonical form: reading them finds no fault of form."""
    folder = str(plan.year)
    files = {
        "units.yaml": write_roster(plan.roster),
        f"{folder}/plan.md": _file(_head(plan.head, HEAD_FIELDS), _parts(plan.parts)),
    }
    for item in plan.items():
        files[f"{folder}/items/{item.id}.md"] = write_item(item, plan.head.unit_term)
    for annex in plan.head.annexes:
        if isinstance(annex, FreeAnnex):
            files[f"{folder}/annex/{annex.id}.md"] = _file([], _parts(annex.parts))
    if plan.notice is not None:
        files[f"{folder}/notice.md"] = _file(_head(plan.notice.head, NOTICE_FIELDS), _blocks(plan.notice.blocks))
    return files


HeadLine = tuple[str, str | list[str]]
"""A key and its value, or its values in lines of their own."""


def _file(head: Sequence[HeadLine], body: Iterable[str]) -> str:
    blocks = "\n\n".join(body)
    lines = []
    for key, value in head:
        if isinstance(value, list):
            lines += [f"{key}:", *(f"- {line}" for line in value)]
        elif value:
            lines.append(f"{key}: {value}")
    fenced = (
        ["---", *lines, "---"] if lines or (blocks and (blocks[0] in "-—－–" or starts_like_a_head(blocks))) else []
    )
    return "\n".join([*fenced, *([""] if fenced and blocks else []), *([blocks] if blocks else []), ""])


# --- heads ------------------------------------------------------------------------


def _head(head: Head, fields: Iterable[HeadField]) -> list[HeadLine]:
    """The keys of a head with what is stated; values that are the default are left out."""
    return [(field.key, _value(head, field)) for field in fields]


def _value(head: Head, field: HeadField) -> str | list[str]:
    value: Any = getattr(head, field.attribute, None)
    is_default = value == getattr(Head(), field.attribute, None)
    match field.kind:
        case HeadKind.TEXT:
            return str(value)
        case HeadKind.DATE:
            return str(value.text)
        case HeadKind.LIST:
            return _list(value)
        case HeadKind.ANNEXES:
            return _annexes(head)
        case HeadKind.COLUMNS:
            is_default = head.columns == default_columns(head.unit_term)
            return "" if is_default else "、".join(column.head for column in head.columns)
        case HeadKind.BOOL:
            return "" if is_default else "是" if value else "否"
        case HeadKind.CHOICE:
            return "" if is_default else str(value.value)
        case HeadKind.FORMAT:
            return ""


def _annexes(head: Head) -> str | list[str]:
    lines = []
    for annex in head.annexes:
        match annex:
            case TaskTable():
                lines.append(annex.title.value)
            case FreeAnnex():
                lines.append(f"[{annex.title}]({_target('annex', annex.id)})")
    if len(lines) == 1 and isinstance(head.annexes[0], TaskTable):
        return lines[0]
    return lines or ""


def _list(values: Iterable[SourceText]) -> str:
    return "、".join(value.value for value in values)


def _target(folder: str, identity: str) -> str:
    """The link to a file; what would end the link or be decoded is percent-encoded."""
    quoted = identity.replace("%", "%25")
    for char in "()（）":
        quoted = quoted.replace(char, "".join(f"%{byte:02X}" for byte in char.encode()))
    return f"{folder}/{quoted}.md"


# --- items -------------------------------------------------------------------------


def write_item(item: Item, unit_term: UnitTerm) -> str:
    """Return an item's file in canonical form."""
    common = _common_facts(item.tasks)
    head: list[HeadLine] = [*_facts(common[0], common[1], unit_term)]
    *values, remark = ((key, text.value) for key, text in item.values.items())
    head += [*values, ("沿用", _list(item.lineage)), ("对应要点", _list(item.directive_points)), remark]
    body: list[str] = []
    for index, task in enumerate(item.tasks):
        blocks = list(_blocks(task.blocks))
        note = _bracket_note(task, common, unit_term, needed=index + 1 < len(item.tasks))
        if note and task.blocks and isinstance(task.blocks[-1], Paragraph):
            blocks[-1] += note
        elif note:
            blocks.append(note)
        body += blocks
    return _file(head, body)


Facts = tuple[tuple[Assignment, ...], Deadline | None]


def _common_facts(tasks: Sequence[Task]) -> Facts:
    """The facts the head can state for all tasks: the assignments all begin with, and the deadline when it is the same."""
    if not tasks:
        return (), None
    assignments = list(tasks[0].assignments)
    for task in tasks[1:]:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(assignments, task.assignments, strict=False))
        assignments = [assignment for assignment, _ in same]
    is_same = all(task.deadline == tasks[0].deadline for task in tasks)
    stated = is_same and tasks[0].deadline.kind is not DeadlineKind.NONE
    return tuple(assignments), tasks[0].deadline if stated else None


def _facts(
    assignments: Iterable[Assignment], deadline: Deadline | None, unit_term: UnitTerm
) -> Iterator[tuple[str, str]]:
    for assignment in assignments:
        yield f"{assignment.role.value}{unit_term.value}", _list(assignment.units)
    if deadline is not None and deadline.kind is not DeadlineKind.NONE:
        yield "完成时间", deadline.text.value


def _bracket_note(task: Task, common: Facts, unit_term: UnitTerm, *, needed: bool) -> str:
    """The bracket note with what the head does not state; one that is `needed` repeats a fact rather than be empty."""
    assignments = task.assignments[len(common[0]) :]
    deadline = None if common[1] is not None else task.deadline
    facts = list(_facts(assignments, deadline, unit_term))
    if needed and not facts:
        facts = list(_facts(task.assignments, task.deadline, unit_term))[-1:]
    return f"（{'；'.join(f'{key}：{value}' for key, value in facts)}）" if facts else ""


# --- the body ------------------------------------------------------------------------


def _parts(parts: Sequence[Part]) -> Iterator[str]:
    listed: list[str] = []
    for part in parts:
        if isinstance(part, Item):
            listed += _list_lines(part, 0)
            continue
        if listed:
            yield "\n".join(listed)
            listed = []
        match part:
            case Section():
                yield f"{'#' * (part.level + 1)} {_inline(part.title)}"
                yield from _parts(part.parts)
            case Paragraph() | Steps() | Table() | Note():
                yield from _blocks((part,))
    if listed:
        yield "\n".join(listed)


def _list_lines(item: Item, depth: int) -> Iterator[str]:
    notes = "".join(f" {_comment(note)}" for note in item.notes)
    yield f"{'  ' * depth}- [{item.title}]({_target('items', item.id)}){notes}"
    for child in item.children:
        yield from _list_lines(child, depth + 1)


def _blocks(blocks: Iterable[Block | Note]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _inline(block)
            case Steps():
                yield "\n".join(f"{number}. {_inline(step)}" for number, step in enumerate(block.steps, 1))
            case Table():
                rule = "|" + "---|" * len(block.head)
                yield "\n".join([_row(block.head), rule, *map(_row, block.rows)])
            case Note():
                yield _comment(block)


def _row(cells: Sequence[Paragraph]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _comment(note: Note) -> str:
    return f"<!-- {note.text} -->"


def _inline(paragraph: Paragraph) -> str:
    """The text with its marks; at one offset first the marks that end there, then notes, then the marks that begin.

    Stars between two digits would mask one: a comment without words parts them from the digit.
    """
    text = paragraph.text.value
    closing: dict[int, list[str]] = {}
    opening: dict[int, list[str]] = {}
    for mark in paragraph.marks:
        before, after = ("[", f"]({mark.target})") if isinstance(mark, Link) else ("**", "**")
        opening.setdefault(mark.start, []).append(before)
        closing.setdefault(mark.stop, []).insert(0, after)
    notes: dict[int, list[str]] = {}
    for note in paragraph.notes:
        notes.setdefault(note.at, []).append(_comment(note))
    done = []
    for offset in range(len(text) + 1):
        here = [*closing.get(offset, []), *notes.get(offset, []), *opening.get(offset, [])]
        if here == ["**"] and text[offset - 1 : offset].isdigit() and text[offset : offset + 1].isdigit():
            here = ["<!---->", *here]
        done += [*here, text[offset : offset + 1]]
    return "".join(done)


# --- the roster ------------------------------------------------------------------------


def write_roster(units: Sequence[Unit]) -> str:
    """Return units.yaml with these units."""

    def record(unit: Unit) -> dict[str, str]:
        fields = {
            "名称": unit.name.value,
            "全称": unit.full_name,
            "类别": unit.category,
            "启用": format_day(unit.since) if unit.since else "",
            "停用": format_day(unit.until) if unit.until else "",
            "改为": unit.renamed_to,
        }
        return {key: value for key, value in fields.items() if value}

    kinds = {UNITS: (False, False), GROUPS: (True, False), PROPOSED_UNITS: (False, True), PROPOSED_GROUPS: (True, True)}
    records = {
        key: [record(unit) for unit in units if (unit.group, unit.proposed) == kind] for key, kind in kinds.items()
    }
    return dump_yaml({key: value for key, value in records.items() if value})
