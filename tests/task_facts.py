"""Read what a file states of every task."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema

from pipeline.model import DeadlineKind, Item, Note, Paragraph, Part, Plan, Section, Steps, Table, Task
from pipeline.render.compose import compose
from pipeline.render.data.exports import SCHEMA
from pipeline.render.data.public_model import PublicPlan, public_plan
from tests.builders import ROOT


def opened(plan: Plan) -> PublicPlan:
    return public_plan(compose(plan), plan)


Fact = tuple[int, str, dict[str, list[str]], str]
"""Of a task its number, words, units by role, and the deadline's words."""


def facts(plan: Plan) -> list[Fact]:
    """What every format has to state of every task."""
    found: list[Fact] = []
    number = 0
    for item, level in levels(plan.parts, 1):
        alone = all(not task.assignments and task.deadline.kind is DeadlineKind.NONE for task in item.tasks)
        if (item.children and alone) or not item.tasks:
            continue
        number += 1
        for one in item.tasks:
            units: dict[str, list[str]] = {}
            for duty in one.assignments:
                units.setdefault(duty.role.value, []).extend(unit.value for unit in duty.units)
            found.append((number, told(one, level + 1), units, one.deadline.text.value))
    return found


def levels(parts: Sequence[Part], level: int) -> Iterator[tuple[Item, int]]:
    """Every item with the level at which it is numbered, a heading's or a parent's and one."""
    for part in parts:
        match part:
            case Section():
                yield from levels(part.parts, part.level + 1)
            case Item():
                yield part, level
                yield from levels(part.children, level + 1)
            case _:
                pass


def told(task: Task, level: int) -> str:
    lines: list[str] = []
    for block in task.blocks:
        match block:
            case Paragraph():
                lines.append(block.text.value)
            case Steps():
                marks = ("一二三四五六七八九", "一二三四五六七八九", "123456789", "123456789", "①②③④⑤⑥⑦⑧⑨")[
                    min(level, 5) - 1
                ]
                around = ("{}、", "（{}）", "{}.", "（{}）", "{}")[min(level, 5) - 1]
                lines += [around.format(mark) + step.text.value for mark, step in zip(marks, block.steps, strict=False)]
            case Table():
                for row in block.rows:
                    first, *others = (cell.text.value for cell in row if cell.text.value)
                    lines.append(first + (f"：{'，'.join(others)}" if others else ""))
            case Note():
                pass
    return "\n".join(lines)


def valid(data: bytes) -> Any:
    """The data, held to the schema that is kept in docs."""
    read = json.loads(data.decode("utf-8"))
    kept = json.loads((ROOT / "docs" / SCHEMA).read_text("utf-8"))
    jsonschema.Draft202012Validator(kept, format_checker=jsonschema.FormatChecker()).validate(read)
    return read
