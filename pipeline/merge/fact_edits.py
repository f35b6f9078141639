"""Owners and deadlines that were changed in a bracket or a cell: which facts, and how the head or the note that states them changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.dataclass import dataclass
from pipeline.merge.facts import Facts
from pipeline.merge.model import FactChange, FileChange, FileTexts, TaskOfItem, Unplaced
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.statements import add_fact, fact_key, head_end, remove_facts, statement_of
from pipeline.model import Assignment, DeadlineKind, Plan, Role, Task
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class FactEdit:
    """One change of the facts: the role (None for the deadline), what it was and is, and the changes or why there are none.

    Roles that came or went are one change with all that changed beside them: `is_whole`,
    and `old` and `new` then name the roles.
    """

    role: Role | None
    old: str
    new: str
    changes: tuple[FileChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    reason: Unplaced | None = None
    is_whole: bool = False


def fact_edits(
    before: Facts, after: Facts, tasks: Sequence[TaskOfItem], texts: FileTexts, plan: Plan
) -> Iterator[FactEdit]:
    """Yield an edit for every role and for the deadline that the edited statement changes; one for all if roles came or went."""
    changed: dict[Role | None, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for role in dict.fromkeys((*before.units, *after.units)):
        old, new = before.units.get(role, ()), after.units.get(role, ())
        if old != new:
            changed[role] = old, new
    old, new = _listed(before.deadline), _listed(after.deadline)
    if old != new and after.deadline is not None:
        changed[None] = old, new
    one_sided = [key for key, (old, new) in changed.items() if not (old and new)]
    if len(changed) > 1 and any(role is not None for role in one_sided):
        if None not in one_sided and None in changed:
            old, new = changed.pop(None)
            yield _deadline_edit("".join(old), "".join(new), tasks, texts)
        yield _whole_edit(changed, tasks, texts, plan)
        return
    for key, (old, new) in changed.items():
        if key is None:
            yield _deadline_edit("".join(old), "".join(new), tasks, texts)
        else:
            yield _role_edit(key, old, new, tasks, texts, plan)


def _listed(deadline: str | None) -> tuple[str, ...]:
    return (deadline,) if deadline else ()


def _whole_edit(
    changed: Mapping[Role | None, tuple[tuple[str, ...], tuple[str, ...]]],
    tasks: Sequence[TaskOfItem],
    texts: FileTexts,
    plan: Plan,
) -> FactEdit:
    """One edit of several facts of the tasks, made whole or not at all."""
    before, after = (
        "；".join(f"{fact_key(role, plan)}：{'、'.join(sides[side])}" for role, sides in changed.items() if sides[side])
        for side in (0, 1)
    )
    whole = FactEdit(next(iter(changed)), before, after, is_whole=True)
    wanted: list[dict[Role | None, tuple[str, ...]]] = [{} for _ in tasks]
    for role, (old, new) in changed.items():
        by_task = [new] * len(tasks) if role is None else _units_by_task(role, old, new, tasks)
        if by_task is None:
            return replace(whole, reason=Unplaced.SEVERAL_TASKS)
        for own, values in zip(wanted, by_task, strict=True):
            own[role] = values
    changes: dict[FileChange, None] = {}
    facts = []
    for task, own in zip(tasks, wanted, strict=True):
        made = _set_facts(task, own, tasks, texts, plan)
        if isinstance(made, Unplaced):
            return replace(whole, reason=made)
        changes.update(dict.fromkeys(made))
        facts += [FactChange(task.item.id, task.index, role, values) for role, values in own.items()]
    return replace(whole, changes=tuple(changes), facts=tuple(facts))


def _set_facts(
    task: TaskOfItem,
    wanted: Mapping[Role | None, tuple[str, ...]],
    group: Sequence[TaskOfItem],
    texts: FileTexts,
    plan: Plan,
) -> tuple[FileChange, ...] | Unplaced:
    """The changes that give a task these facts: what comes is written where the first that goes was."""
    changes: list[FileChange] = []
    gone: list[tuple[SourceText, ...]] = []
    added: list[str] = []
    for role, values in wanted.items():
        stated = _stated_values(task.task, role)
        if values == tuple(value.value for value in stated):
            continue
        if stated and not values:
            if any(
                _stated_values(other, role) == stated and _same_place(other, task.task, role)
                for other in _others(task, group)
            ):
                return Unplaced.OVERRIDE_EMPTY
            gone.append(stated)
            continue
        if not stated:
            added.append(f"{fact_key(role, plan)}：{'、'.join(values)}")
            continue
        made = (
            _set_deadline(task, "".join(values), group, texts)
            if role is None
            else _set_units(task, role, values, group, texts, plan)
        )
        if isinstance(made, Unplaced):
            return made
        changes += made
    if added and gone:
        name, start, stop = statement_of(gone[0], texts)
        is_head = stop <= head_end(texts.texts[name])
        words = "\n".join(text.replace("：", ": ", 1) for text in added) if is_head else "；".join(added)
        changes.append(FileChange(name, start, stop, words))
        gone = gone[1:]
    elif added:
        made = add_fact(task, "；".join(added), "\n".join(text.replace("：", ": ", 1) for text in added), texts)
        if isinstance(made, Unplaced):
            return made
        changes += made
    return (*changes, *remove_facts(gone, texts))


def _stated_values(task: Task, role: Role | None) -> tuple[SourceText, ...]:
    """The units of a role, or the deadline, as the task states it; empty for none."""
    if role is None:
        deadline = task.deadline
        is_stated = deadline.kind is not DeadlineKind.NONE and bool(deadline.text.runs)
        return (deadline.text,) if is_stated else ()
    assignment = _assignment(task, role)
    return () if assignment is None else assignment.units


def _same_place(task: Task, other: Task, role: Role | None) -> bool:
    return [value.place() for value in _stated_values(task, role)] == [
        value.place() for value in _stated_values(other, role)
    ]


def _role_edit(
    role: Role,
    old: tuple[str, ...],
    new: tuple[str, ...],
    tasks: Sequence[TaskOfItem],
    texts: FileTexts,
    plan: Plan,
) -> FactEdit:
    shown = "、".join(old), "、".join(new)
    wanted = _units_by_task(role, old, new, tasks)
    if wanted is None:
        return FactEdit(role, *shown, reason=Unplaced.SEVERAL_TASKS)
    changes: dict[FileChange, None] = {}
    facts = []
    for task, units in zip(tasks, wanted, strict=True):
        current = _assignment(task.task, role)
        if units == (() if current is None else tuple(unit.value for unit in current.units)):
            continue
        made = _set_units(task, role, units, tasks, texts, plan)
        if isinstance(made, Unplaced):
            return FactEdit(role, *shown, reason=made)
        changes.update(dict.fromkeys(made))
        facts.append(FactChange(task.item.id, task.index, role, units))
    return FactEdit(role, *shown, tuple(changes), tuple(facts))


def _units_by_task(
    role: Role, old: tuple[str, ...], new: tuple[str, ...], tasks: Sequence[TaskOfItem]
) -> list[tuple[str, ...]] | None:
    """What the role's units become in each task of a bracket; None where the bracket alone does not tell."""
    if len(tasks) == 1:
        return [new]
    current = [
        tuple(unit.value for unit in assignment.units) if (assignment := _assignment(task.task, role)) else ()
        for task in tasks
    ]
    if len(set(current)) == 1:
        return [new] * len(tasks)
    if len(old) != len(new):
        removed = [unit for unit in old if unit not in new]
        if [unit for unit in old if unit in new] != list(new):
            return None
        left = [tuple(unit for unit in units if unit not in removed) for units in current]
        return left if all(left) else None
    renamed = dict(zip(old, new, strict=True))
    if any(name != after and after in old for name, after in renamed.items()):
        return None
    return [tuple(renamed[unit] for unit in units) for units in current]


def _assignment(task: Task, role: Role) -> Assignment | None:
    return next((assignment for assignment in task.assignments if assignment.role is role), None)


def _set_units(
    task: TaskOfItem,
    role: Role,
    units: tuple[str, ...],
    group: Sequence[TaskOfItem],
    texts: FileTexts,
    plan: Plan,
) -> tuple[FileChange, ...] | Unplaced:
    key = f"{role.value}{plan.head.unit_term.value}"
    assignment = _assignment(task.task, role)
    if assignment is None:
        return add_fact(task, f"{key}：{'、'.join(units)}", f"{key}: {'、'.join(units)}", texts)
    shared = any(
        (other := _assignment(one, role)) is not None and other.place == assignment.place
        for one in _others(task, group)
    )
    if shared and not units:
        return Unplaced.OVERRIDE_EMPTY
    if shared:
        return add_fact(task, f"{key}：{'、'.join(units)}", "", texts)
    if not units:
        return remove_facts([assignment.units], texts)
    return tuple(_unit_changes(assignment.units, units, texts))


def _others(task: TaskOfItem, group: Sequence[TaskOfItem]) -> Iterator[Task]:
    """The item's tasks that the edited statement is not about."""
    own = {id(one.task) for one in group}
    yield from (one for one in task.item.tasks if id(one) not in own)


def _unit_changes(old: Sequence[SourceText], new: Sequence[str], texts: FileTexts) -> Iterator[FileChange]:
    name = start_of(texts, old[0])[0]
    starts = [start_of(texts, unit)[1] for unit in old]
    ends = [end_of(texts, unit)[1] for unit in old]
    text = texts.texts[name]
    before = text[text.rfind("\n", 0, starts[0]) + 1 : starts[0]].strip()
    between = "\n- " if before in ("-", "－") else "、"
    values = [unit.value for unit in old]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, values, list(new), autojunk=False).get_opcodes():
        words = between.join(new[j1:j2])
        match tag:
            case "replace":
                yield FileChange(name, starts[i1], ends[i2 - 1], words)
            case "delete" if i1:
                yield FileChange(name, ends[i1 - 1], ends[i2 - 1], "")
            case "delete":
                yield FileChange(name, starts[0], starts[i2], "")
            case "insert" if i1:
                yield FileChange(name, ends[i1 - 1], ends[i1 - 1], between + words)
            case "insert":
                yield FileChange(name, starts[0], starts[0], words + between)
            case _:
                pass


def _deadline_edit(old: str, new: str, tasks: Sequence[TaskOfItem], texts: FileTexts) -> FactEdit:
    changes: dict[FileChange, None] = {}
    facts = []
    for task in tasks:
        if task.task.deadline.text.value == new:
            continue
        made = _set_deadline(task, new, tasks, texts)
        if isinstance(made, Unplaced):
            return FactEdit(None, old, new, reason=made)
        changes.update(dict.fromkeys(made))
        facts.append(FactChange(task.item.id, task.index, None, (new,) if new else ()))
    return FactEdit(None, old, new, tuple(changes), tuple(facts))


def _set_deadline(
    task: TaskOfItem, new: str, group: Sequence[TaskOfItem], texts: FileTexts
) -> tuple[FileChange, ...] | Unplaced:
    deadline = task.task.deadline
    if deadline.kind is DeadlineKind.NONE or not deadline.text.runs:
        return add_fact(task, f"完成时间：{new}", f"完成时间: {new}", texts)
    here = start_of(texts, deadline.text)
    shared = any(one.deadline.text.runs and start_of(texts, one.deadline.text) == here for one in _others(task, group))
    if shared and not new:
        return Unplaced.OVERRIDE_EMPTY
    if shared:
        return add_fact(task, f"完成时间：{new}", "", texts)
    if not new:
        return remove_facts([(deadline.text,)], texts)
    name, start = here
    return (FileChange(name, start, end_of(texts, deadline.text)[1], new),)
