"""Put the edits of several files side by side: equal ones are one, those at one place that differ are in conflict."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.merge.model import Conflict, EditKind, FileChange, MergeEdit, Unplaced, is_comment


def combine(edits: Iterable[MergeEdit]) -> tuple[MergeEdit, ...]:
    """Return all edits, each once, in the order given; those that contradict each other name each other by number from 1."""
    kept: list[MergeEdit] = []
    for edit in edits:
        same = next((index for index, other in enumerate(kept) if _is_same(edit, other)), None)
        if same is None:
            kept.append(edit)
        else:
            kept[same] = _joined(kept[same], edit)
    return tuple(_with_conflicts(kept))


def _is_same(edit: MergeEdit, other: MergeEdit) -> bool:
    if edit.changes or other.changes:
        return edit.changes == other.changes and edit.is_done == other.is_done
    return (edit.kind, edit.where, edit.old, edit.new, edit.reason) == (
        other.kind,
        other.where,
        other.old,
        other.new,
        other.reason,
    )


def _joined(edit: MergeEdit, other: MergeEdit) -> MergeEdit:
    files = [edit.file, *(name for name in [other.file] if name not in edit.file.split("、"))]
    authors = [name for name in dict.fromkeys((*edit.author.split("、"), other.author)) if name]
    facts = (*edit.facts, *(fact for fact in other.facts if fact not in edit.facts))
    return replace(edit, file="、".join(files), author="、".join(authors), date=edit.date or other.date, facts=facts)


def _with_conflicts(edits: Sequence[MergeEdit]) -> Iterable[MergeEdit]:
    for edit in edits:
        if not _is_open(edit):
            yield edit
            continue
        others = tuple(
            Conflict(other.new, other.file, number)
            for number, other in enumerate(edits, 1)
            if other is not edit and _is_open(other) and contradict(edit, other)
        )
        if others:
            yield replace(edit, reason=Unplaced.CONFLICT, conflicts=(*edit.conflicts, *others))
        else:
            yield edit


def _is_open(edit: MergeEdit) -> bool:
    return bool(edit.changes) and not edit.is_done and edit.reason is not Unplaced.OTHER_TAKEN


def contradict(edit: MergeEdit, other: MergeEdit) -> bool:
    """Return whether both edits cannot be made: their changes overlap, one fact becomes two things, or a file is gone."""
    if any(change.name in one.removed for one, two in ((edit, other), (other, edit)) for change in two.changes):
        return True
    if edit.kind is other.kind is EditKind.NEW_ITEM:
        # several readers may each add an item, under names of their own
        return bool({task.item for task in edit.tasks} & {task.item for task in other.tasks})
    facts = {(fact.item, fact.task, fact.role): fact.values for fact in edit.facts}
    if any(facts.get((fact.item, fact.task, fact.role), fact.values) != fact.values for fact in other.facts):
        return True
    if edit.facts and edit.facts == other.facts:
        return False
    in_order = edit.file == other.file and edit.kind in _IN_ORDER and edit.kind is other.kind
    in_order = in_order and (edit.kind in _WHOLE or edit.paragraphs != other.paragraphs)
    # lines of the list: a heading and the first item below it, an item that was moved and a new one behind it
    in_order = in_order or (edit.file == other.file and {edit.kind, other.kind} in _LINES)
    return any(
        _overlap(change, second, in_order=in_order)
        for change in edit.changes
        for second in other.changes
        if change != second
    )


_WHOLE = (EditKind.MOVED_ITEM, EditKind.MOVED_SECTION)
_IN_ORDER = (*_WHOLE, EditKind.NEW_STEP, EditKind.NEW_HEADING, EditKind.NEW_TASK)
"""What one file may have several of at one place, one behind the other; new words there are in body and annex."""


_LINES = ({EditKind.NEW_HEADING, EditKind.NEW_ITEM}, {EditKind.MOVED_ITEM, EditKind.NEW_ITEM})


def _is_deletion(change: FileChange) -> bool:
    return change.start < change.stop and not change.text


def _overlap(change: FileChange, other: FileChange, *, in_order: bool) -> bool:
    """Whether both changes cannot be made; insertions `in_order` follow each other."""
    if change.name != other.name or (_is_deletion(change) and _is_deletion(other)):
        return False
    if change.start == change.stop == other.start == other.stop:
        if in_order:
            return False
        # words at a paragraph's end, a comment and a new paragraph behind it
        return not (is_comment(change) or is_comment(other)) and change.text.startswith(
            "\n\n"
        ) == other.text.startswith("\n\n")
    if change.start == change.stop:
        return other.start < change.start < other.stop
    if other.start == other.stop:
        return change.start < other.start < change.stop
    return change.start < other.stop and other.start < change.stop
