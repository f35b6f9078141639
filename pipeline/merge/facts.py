"""Owners and deadlines edited in a bracket or a cell: which facts changed, and how the head or the note that states them does."""

from collections.abc import Iterable
from dataclasses import field

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.model import Assignment, ColumnRole, Head, NoteContent, Paragraph, Role
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
