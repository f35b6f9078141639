"""Carry edits from the state they were made in to the present content, which may have changed since (three-way merge)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from pipeline.dataclass import dataclass
from pipeline.merge.combine import contradict
from pipeline.merge.model import (
    Conflict,
    EditKind,
    FileChange,
    FileTexts,
    MergeEdit,
    Unplaced,
    apply_changes,
    is_comment,
)
from pipeline.text.diff import bigrams, containment, tokenize


@dataclass(frozen=True, slots=True)
class _Step:
    """Characters of the old text and what stands for them in the new one."""

    equal: bool
    start: int
    stop: int
    new_start: int
    new_stop: int


def rebase(edits: Iterable[MergeEdit], old: FileTexts, new: FileTexts) -> list[MergeEdit]:
    """Return the edits with their changes in the present files: unchanged, moved, already done, or in conflict."""
    edits = list(edits)
    steps: dict[str, list[_Step]] = {}
    rebased = []
    for edit in edits:
        if edit.changes and all(
            is_comment(change) and change.text.strip() in new.texts.get(change.name, "") for change in edit.changes
        ):
            # a comment is written once, whatever state the file is compared with
            rebased.append(replace(edit, is_done=True))
            continue
        names = {change.name for change in edit.changes}
        kept = names & old.texts.keys()
        came = {change.name: change.text for change in edit.changes if change.name not in kept}
        if any(name in new.texts and not _is_alike(text, new.texts[name]) for name, text in came.items()):
            rebased.append(_unplaced(edit, Unplaced.NAME_TAKEN))
            continue
        # a new item's file that is there is not written again
        left = tuple(change for change in edit.changes if change.name not in new.texts.keys() & came.keys())
        if edit.changes and not left and not edit.removed:
            # its line in the list came with the lines that another edit moved
            rebased.append(replace(edit, is_done=True))
            continue
        if all(old.texts[name] == new.texts.get(name) for name in (*kept, *edit.removed)):
            rebased.append(replace(edit, changes=left))
            continue
        if not kept <= new.texts.keys():
            rebased.append(_unplaced(edit, Unplaced.FILE_GONE))
            continue
        for name in kept - steps.keys():
            steps[name] = _steps(old.texts[name], new.texts[name])
        rebased.append(_rebased(edit, left, edits, old, new, steps))
    return [
        _not_taken(result)
        if result.reason is Unplaced.CONFLICT
        and any(other.is_done and contradict(edit, own) for own, other in zip(edits, rebased, strict=True))
        else result
        for edit, result in zip(edits, rebased, strict=True)
    ]


def _unplaced(edit: MergeEdit, reason: Unplaced) -> MergeEdit:
    return replace(edit, changes=(), removed=(), fallback=(), facts=(), tasks=(), paragraphs=(), reason=reason)


_ALIKE = 0.5


def _is_alike(text: str, other: str) -> bool:
    """Whether two files are one item's, the second perhaps edited since."""
    return containment(bigrams(text), bigrams(other)) >= _ALIKE


def _not_taken(edit: MergeEdit) -> MergeEdit:
    """The edit of which a person took the other one of the same place before."""
    return replace(edit, reason=Unplaced.OTHER_TAKEN, conflicts=())


def _steps(old: str, new: str) -> list[_Step]:
    before, after = tokenize(old), tokenize(new)
    olds, news = ([0, *accumulate(map(len, tokens))] for tokens in (before, after))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Step(tag == "equal", olds[i1], olds[i2], news[j1], news[j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]


def _rebased(
    edit: MergeEdit,
    left: Sequence[FileChange],
    edits: Sequence[MergeEdit],
    old: FileTexts,
    new: FileTexts,
    steps: dict[str, list[_Step]],
) -> MergeEdit:
    kept = [change for change in left if change.name in old.texts]
    came = [change for change in left if change.name not in old.texts]
    is_new_item = edit.kind is EditKind.NEW_ITEM
    moved = [_moved(change, old, new, steps[change.name], is_beside=is_new_item) for change in kept]
    removed = tuple(name for name in edit.removed if name in new.texts)
    is_there = all(result is None for result in moved) or _lines_are_there(edit, edits, old, new)
    if is_there and not came:
        return replace(edit, is_done=True)
    first = next((result for result in moved if result is not None), None)
    place = new.place(first[0].name, first[0].start, first[0].stop) if first is not None else edit.place
    changes = (*(result[0] for result in moved if result is not None), *came)
    present = [text for result in moved if result is not None for text in [result[1]] if text is not None]
    present += [new.texts[name] for name in removed if new.texts[name] != old.texts[name]]
    edit = replace(edit, removed=removed)
    if present:
        conflicts = tuple(Conflict(text) for text in present)
        return replace(edit, changes=changes, fallback=(), place=place, reason=Unplaced.CONFLICT, conflicts=conflicts)
    fallback = [_moved(change, old, new, steps[change.name]) for change in edit.fallback]
    whole = tuple(result[0] for result in fallback if result is not None and result[1] is None)
    return replace(edit, changes=changes, place=place, fallback=whole if len(whole) == len(edit.fallback) else ())


def _moved(
    change: FileChange, old: FileTexts, new: FileTexts, steps: Sequence[_Step], *, is_beside: bool = False
) -> tuple[FileChange, str | None] | None:
    """The change in the present file, and the present text there if it is in conflict; None if it is there already.

    What is `is_beside` goes behind something else that was inserted at the same place.
    """
    touched = [step for step in steps if not step.equal and _touches(step, change)]
    if not touched:
        return _shifted(change, steps), None
    is_gone = change.start < change.stop and not change.text
    if is_gone and any(
        step.new_start == step.new_stop and step.start <= change.start and change.stop <= step.stop for step in touched
    ):
        # what goes with the edit went with more around it
        return None
    if is_beside and change.start == change.stop and all(step.start == step.stop for step in touched):
        present = new.texts[change.name][touched[0].new_start : touched[-1].new_stop]
        if change.text.strip() in present:
            return None
        return replace(change, start=touched[-1].new_stop, stop=touched[-1].new_stop), None
    start = min(change.start, touched[0].start)
    stop = max(change.stop, touched[-1].stop)
    new_start = _offset(start, steps, touched[0])
    new_stop = _offset(stop, steps, touched[-1], behind=True)
    text = old.texts[change.name]
    theirs = text[start : change.start] + change.text + text[change.stop : stop]
    present = new.texts[change.name][new_start:new_stop]
    if present == theirs:
        return None
    return FileChange(change.name, new_start, new_stop, theirs), present


def _touches(step: _Step, change: FileChange) -> bool:
    if change.start == change.stop:
        return step.start < change.start < step.stop or (step.start == step.stop == change.start)
    if step.start == step.stop:
        return change.start < step.start < change.stop
    return step.start < change.stop and change.start < step.stop


def _shifted(change: FileChange, steps: Sequence[_Step]) -> FileChange:
    if change.start == change.stop:
        step = next(
            (step for step in steps if step.equal and step.start < change.start <= step.stop),
            next((step for step in steps if step.equal and step.start <= change.start <= step.stop), None),
        )
    else:
        step = next((step for step in steps if step.equal and step.start <= change.start < step.stop), None)
    if step is None:
        delta = steps[-1].new_stop - steps[-1].stop if steps else 0
        return replace(change, start=change.start + delta, stop=change.stop + delta)
    delta = step.new_start - step.start
    last = next((one for one in steps if one.equal and one.start < change.stop <= one.stop), step)
    return replace(change, start=change.start + delta, stop=change.stop + last.new_start - last.start)


def _offset(offset: int, steps: Sequence[_Step], touched: _Step, *, behind: bool = False) -> int:
    """The offset in the new text of one at the edge of, or outside, a changed step."""
    if behind and offset == touched.stop:
        return touched.new_stop
    if not behind and offset == touched.start:
        return touched.new_start
    step = next(step for step in steps if step.equal and step.start <= offset <= step.stop)
    return step.new_start + offset - step.start


def _lines_are_there(edit: MergeEdit, edits: Sequence[MergeEdit], old: FileTexts, new: FileTexts) -> bool:
    """Whether the lines that the edit changes are in the present file as all edits of these lines leave them."""
    beside = [other for other in edits if other.reason is None and (other is edit or not contradict(edit, other))]
    for name in {change.name for change in edit.changes} & old.texts.keys():
        text = old.texts[name]
        every = [change for other in beside for change in other.changes if change.name == name]
        own = [change for change in edit.changes if change.name == name]
        start, stop = min(change.start for change in own), max(change.stop for change in own)
        is_there = False
        while not is_there:
            start = text.rfind("\n", 0, start) + 1
            stop = line_stop if (line_stop := text.find("\n", stop)) >= 0 else len(text)
            changes = [
                FileChange(name, change.start - start, change.stop - start, change.text)
                for change in every
                if start <= change.start and change.stop <= stop
            ]
            meant = apply_changes(text[start:stop], changes)
            is_there = meant != text[start:stop] and f"\n{meant}\n" in f"\n{new.texts[name]}\n"
            # with the lines of other edits that reach into these
            across = [change for change in every if change.start <= stop and start <= change.stop]
            wider = min([start, *(one.start for one in across)]), max([stop, *(one.stop for one in across)])
            if not is_there and wider == (start, stop):
                return False
            start, stop = wider
    return True
