"""Owners and deadlines edited in a bracket or a cell: which facts changed, and how the head or the note that states them does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from pipeline.findings import Diagnostics
from pipeline.merge.model import FactChange, FileChange, FileTexts, Unplaced
from pipeline.merge.placing import end_of, start_of
from pipeline.model import Assignment, ColumnRole, DeadlineKind, Head, Item, NoteContent, Paragraph, Plan, Role, Task
from pipeline.parse.assignments import BracketNote, read_bracket_note
from pipeline.parse.head import split_list
from pipeline.render.phrases import merge_assignments
from pipeline.render.print_model import StatedFacts
from pipeline.source import SourceRange, SourceText

ROLE_OF_COLUMN = {
    ColumnRole.OWNER: Role.RESPONSIBLE,
    ColumnRole.LEAD: Role.LEAD,
    ColumnRole.SUPPORT: Role.SUPPORT,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Owners by role, and the deadline, as a bracket or a cell states them; None for what it does not state at all."""

    units: dict[Role, tuple[str, ...]] = field(default_factory=dict)
    deadline: str | None = None


def read_note(text: str, year: int) -> BracketNote | None:
    """Return the bracket note at the end of an edited paragraph; None where there is none that reads."""
    source = SourceText(text, (SourceRange(0, "", 1, 1),))
    return read_bracket_note(Paragraph(source), year, Diagnostics())


def note_facts(text: str, year: int) -> Facts | None:
    """Return what a bracket states; None for one that cannot be read."""
    note = read_note(text, year)
    if note is None or note.start != 0:
        return None
    deadline = note.facts.deadline.text.value if note.facts.has_deadline else None
    return Facts(_units(note.facts.assignments), deadline)


def _units(assignments: Iterable[Assignment]) -> dict[Role, tuple[str, ...]]:
    return {assignment.role: tuple(unit.value for unit in assignment.units) for assignment in assignments}


def stated_facts(origin: StatedFacts, printed: str, head: Head, year: int) -> Facts:
    """Return what the printed bracket or cell states."""
    column = origin.column
    if column is None:
        shows_deadline = head.note_content is NoteContent.DUTIES_AND_DEADLINE
        deadline = origin.tasks[0].deadline.text.value if shows_deadline else None
        return Facts(_units(merge_assignments(task.assignments for task in origin.tasks)), deadline)
    task = origin.tasks[0]
    if column.role is ColumnRole.DEADLINE:
        return Facts({}, task.deadline.text.value)
    if not printed:
        return Facts({})
    labelled = note_facts("（{}）".format(printed.replace("\n", "")), year)
    if labelled is not None:
        return Facts(labelled.units)
    all_units = _units(task.assignments)
    own = ROLE_OF_COLUMN[column.role]
    alone = [role for role, units in all_units.items() if "、".join(units) == printed]
    role = own if own in alone else next(iter(alone), own)
    return Facts({role: all_units.get(role, ())})


def edited_facts(origin: StatedFacts, before: Facts, text: str, year: int) -> Facts | None:
    """Return what the edited bracket or cell states; None for one that cannot be read."""
    column = origin.column
    if column is None:
        facts = note_facts(text, year)
        if facts is not None and before.deadline is None and facts.deadline is None:
            return facts
        if facts is not None and facts.deadline is None:
            return Facts(facts.units, "")
        return facts
    words = text.replace("\n", "")
    if column.role is ColumnRole.DEADLINE:
        return Facts({}, words)
    labelled = note_facts(f"（{words.rstrip('；;。')}）", year)
    if labelled is not None:
        return labelled
    if len(before.units) > 1:
        return None
    units = cell_units(words, next(iter(before.units), ROLE_OF_COLUMN[column.role]), year)
    return None if units is None else Facts(units)


def cell_units(words: str, role: Role, year: int) -> dict[Role, tuple[str, ...]] | None:
    """Return the units that a cell names, of `role` where it has no labels; None for one that cannot be read."""
    labelled = note_facts(f"（{words.rstrip('；;。')}）", year)
    if labelled is not None:
        return labelled.units
    if ":" in words or "：" in words:
        return None
    units = tuple(dict.fromkeys(unit.value for unit in split_list(SourceText(words, (SourceRange(0, "", 1, 1),)))))
    return {role: units} if units else {}


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


@dataclass(frozen=True, slots=True)
class TaskOfItem:
    """A task with its item and its index in it."""

    item: Item
    index: int
    task: Task


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


def fact_key(role: Role | None, plan: Plan) -> str:
    """Return the key that states the units of a role or, without a role, the deadline."""
    return "完成时间" if role is None else f"{role.value}{plan.head.unit_term.value}"


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
        name, start, stop = _statement(gone[0], texts)
        is_head = stop <= head_end(texts.texts[name])
        words = "\n".join(text.replace("：", ": ", 1) for text in added) if is_head else "；".join(added)
        changes.append(FileChange(name, start, stop, words))
        gone = gone[1:]
    elif added:
        made = _add_fact(task, "；".join(added), "\n".join(text.replace("：", ": ", 1) for text in added), texts)
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
        return _add_fact(task, f"{key}：{'、'.join(units)}", f"{key}: {'、'.join(units)}", texts)
    shared = any(
        (other := _assignment(one, role)) is not None and other.place == assignment.place
        for one in _others(task, group)
    )
    if shared and not units:
        return Unplaced.OVERRIDE_EMPTY
    if shared:
        return _add_fact(task, f"{key}：{'、'.join(units)}", "", texts)
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
        return _add_fact(task, f"完成时间：{new}", f"完成时间: {new}", texts)
    here = start_of(texts, deadline.text)
    shared = any(one.deadline.text.runs and start_of(texts, one.deadline.text) == here for one in _others(task, group))
    if shared and not new:
        return Unplaced.OVERRIDE_EMPTY
    if shared:
        return _add_fact(task, f"完成时间：{new}", "", texts)
    if not new:
        return remove_facts([(deadline.text,)], texts)
    name, start = here
    return (FileChange(name, start, end_of(texts, deadline.text)[1], new),)


# --- adding and removing -------------------------------------------------------------


def fact_texts(task: Task) -> Iterator[SourceText]:
    """Yield every text by which the task's facts are stated."""
    for assignment in task.assignments:
        yield from (unit for unit in assignment.units if unit.runs)
    if task.deadline.text.runs:
        yield task.deadline.text


def head_end(text: str) -> int:
    """Return the offset behind the last line of a head, before its closing fence; -1 for a file without one."""
    lines = text.split("\n")
    if not lines or set(lines[0].strip()) - set("-—－–") or len(lines[0].strip()) < 2:
        return -1
    offset = len(lines[0])
    for line in lines[1:]:
        if line.strip() and not set(line.strip()) - set("-—－–") and len(line.strip()) > 1:
            return offset
        offset += 1 + len(line)
    return -1


def _add_fact(task: TaskOfItem, in_note: str, in_head: str, texts: FileTexts) -> tuple[FileChange, ...] | Unplaced:
    """Add a fact to the task: in its note; without one in the item's head, or, where that is for all tasks, in a new note."""
    name = next((name for name in texts.texts if name.endswith(f"/items/{task.item.id}.md")), None)
    if name is None:
        return Unplaced.NO_ANCHOR
    text = texts.texts[name]
    end = head_end(text)
    ends = [end_of(texts, fact) for fact in fact_texts(task.task)]
    in_notes = [offset for named, offset in ends if named == name and offset > end]
    if in_notes:
        return (FileChange(name, max(in_notes), max(in_notes), f"；{in_note}"),)
    if len(task.item.tasks) == 1 and in_head:
        if end < 0:
            return (FileChange(name, 0, 0, f"---\n{in_head}\n---\n\n"),)
        key = in_head.split(":", maxsplit=1)[0]
        lines = text[:end].split("\n") if "\n" not in in_head else []
        empty = next((line for line in lines if line.strip() in (f"{key}:", f"{key}：")), None)
        if empty is not None:
            at = text.index(empty) + len(empty)
            return (FileChange(name, at, at, in_head[len(key) + 1 :]),)
        return (FileChange(name, end, end, f"\n{in_head}"),)
    last = task.task.blocks[-1] if task.task.blocks else None
    if isinstance(last, Paragraph) and last.text.runs:
        named, offset = end_of(texts, last.text)
        return (FileChange(named, offset, offset, f"（{in_note}）"),)
    return Unplaced.NO_ANCHOR


def _statement(values: Sequence[SourceText], texts: FileTexts) -> tuple[str, int, int]:
    """The file of a key with its values, and where they begin and end: in a head the key's line, in a note its part."""
    name, start = start_of(texts, values[0])
    _, stop = end_of(texts, values[-1])
    text = texts.texts[name]
    if stop > head_end(text):
        return name, max(text.rfind(char, 0, start) for char in "；;（(，,") + 1, stop
    start = text.rfind("\n", 0, start) + 1
    while text[start:stop].lstrip().startswith(("-", "－")):
        start = text.rfind("\n", 0, start - 1) + 1
    return name, start, stop


def remove_facts(facts: Sequence[Sequence[SourceText]], texts: FileTexts) -> tuple[FileChange, ...]:
    """Return the changes that remove keys with their values: their lines in a head, or their parts of a note, with the note if nothing is left."""
    made: list[FileChange] = []
    for statement in sorted(_statement(values, texts) for values in facts):
        change = _removal(statement, made[-1] if made else None, texts)
        if made and change.name == made[-1].name and change.start == made[-1].start:
            made.pop()
        made.append(change)
    return tuple(made)


def _removal(statement: tuple[str, int, int], before: FileChange | None, texts: FileTexts) -> FileChange:
    """The change that removes a statement, together with `before` if that removes the one in front of it."""
    name, start, stop = statement
    text = texts.texts[name]
    if stop <= head_end(text):
        return FileChange(name, start, text.find("\n", stop) + 1, "")
    if before is not None and before.name == name and start - 1 <= before.stop <= start:
        start = before.start
    elif text[start - 1] not in "（(":
        start -= 1
    if text[start - 1] in "（(":
        follows = text[stop : stop + 1]
        if follows in ("；", ";"):
            stop += 1
        elif follows in ("）", ")"):
            start, stop = start - 1, stop + 1
    return FileChange(name, start, stop, "")
