"""All edits of a file: first items, tasks and headings that came or went, then, in the content with those, everything else.

Once the content has the items and tasks that the file has, what is left are words, owners and
deadlines of paragraphs and rows that both have. Every edit is given in the files of the state at
the beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from itertools import pairwise
from operator import itemgetter

from pipeline.dataclass import dataclass
from pipeline.merge.edited import EditedBlock
from pipeline.merge.find import find_edits
from pipeline.merge.model import (
    MOVES,
    Conflict,
    EditKind,
    FactChange,
    FileChange,
    MergeEdit,
    State,
    TaskChange,
    Unplaced,
    change_order,
    file_texts,
)
from pipeline.merge.states import Printed, print_state
from pipeline.merge.tasks import words_of
from pipeline.merge.verify import verified
from pipeline.parse import parse

_STRUCTURE = (
    EditKind.NEW_HEADING,
    EditKind.DELETED_HEADING,
    EditKind.NEW_ITEM,
    EditKind.DELETED_ITEM,
    EditKind.NEW_TASK,
    EditKind.DELETED_TASK,
    EditKind.MOVED_ITEM,
)

_NO_PLACE = (Unplaced.NEW_ITEM, Unplaced.NEW_HEADING, Unplaced.NO_ANCHOR)
"""Why a new numbered paragraph of the body is not written."""

_TASKS = (EditKind.NEW_TASK, EditKind.DELETED_TASK)


def all_edits(printed: Printed, blocks: Sequence[EditedBlock], file: str) -> list[MergeEdit]:
    """Return the edits of one file against a state of the content, in reading order."""
    walk = _Walk(printed, blocks, file)
    first = edits = walk.found(printed.state)
    state = printed.state
    while batch := walk.batch(edits):
        result = verified(state.sources, batch)
        walk.failed += [_name(edit) for edit in result.failed]
        if not result.made:
            continue
        for edit in result.made:
            walk.make(edit)
        walk.rounds.append(result.made)
        state = State(state.root, state.name, result.sources, parse(result.sources).plan)
        edits = walk.found(state)
    if not walk.rounds:
        return [walk.as_failed(edit) for edit in edits]
    return [*walk.settled(edits), *walk.local(first, edits)]


def _name(edit: MergeEdit) -> tuple[object, ...]:
    return edit.kind, edit.where, edit.old, edit.new


@dataclass(slots=True)
class _Walk:
    """The rounds in which the structure of a file is put into the state it was made from."""

    printed: Printed
    blocks: Sequence[EditedBlock]
    file: str
    rounds: list[tuple[MergeEdit, ...]] = field(default_factory=list)
    """The edits that were made, each in the files of its round."""
    made: list[MergeEdit] = field(default_factory=list)
    """The same in the files of the state at the beginning."""
    additions: dict[tuple[int, int], list[tuple[int, str]]] = field(default_factory=dict)
    """What goes into the lines that an edit puts elsewhere, by its index and that of its change: offsets and texts."""
    failed: list[tuple[object, ...]] = field(default_factory=list)

    def found(self, state: State) -> list[MergeEdit]:
        """What the file has other than the state, but for what would undo an edit that was made."""
        printed = print_state(state, self.printed.printing)
        edits = [edit for edit in find_edits(state, printed, self.blocks, self.file) if not self._undoes(edit)]
        asked = {
            change.words
            for edit in edits
            for change in edit.tasks
            if edit.reason is Unplaced.CONFLICT and not edit.in_annex
        }
        # the row of an item that is asked about is what it is asked about
        kept = [edit for edit in edits if not (edit.in_annex and asked & {change.words for change in edit.tasks})]
        unplaced = [words_of([edit.new]) for edit in kept if edit.reason in _NO_PLACE and not edit.in_annex]
        return [_not_by_its_row(edit, unplaced) for edit in kept]

    def _undoes(self, edit: MergeEdit) -> bool:
        """Whether an edit takes back one that was made, because the file has it in its body or its annex alone."""
        made = {(change.words, change.facts is None) for made in self.made for change in made.tasks}
        if edit.kind is EditKind.NEW_TASK and not edit.in_annex:
            # a paragraph of the body that the plan prints joined with another is still new in the file
            made |= {(words, not is_gone) for words, is_gone in made}
        return bool(edit.tasks) and all((change.words, change.facts is not None) in made for change in edit.tasks)

    def batch(self, edits: Sequence[MergeEdit]) -> list[MergeEdit]:
        """The edits of the structure to make next: items of the body, then rows of the annex, then tasks of the body alone."""
        moved = {edit.where for edit in self.made if edit.kind is EditKind.MOVED_ITEM}
        open_edits = [
            edit
            for edit in edits
            if edit.kind in _STRUCTURE
            and edit.reason is None
            and _name(edit) not in self.failed
            # an item that has to be moved twice has its lines in several places
            and not (edit.kind is EditKind.MOVED_ITEM and edit.where in moved)
        ]
        of_body = [edit for edit in open_edits if not edit.in_annex and edit.kind not in _TASKS]
        first = of_body or [edit for edit in open_edits if edit.in_annex] or open_edits
        if not of_body:
            # an item's tasks go before others come, so that no two edits change one bracket
            less = {task.item for edit in first if edit.kind is EditKind.DELETED_TASK for task in edit.tasks}
            first = [edit for edit in first if edit.kind is not EditKind.NEW_TASK or edit.tasks[0].item not in less]
        # what stands between two new headings comes before the second
        headings = [edit.changes[0] for edit in first if edit.kind is EditKind.NEW_HEADING]
        later = [two for one, two in pairwise(headings) if (one.name, one.start) == (two.name, two.start)]
        first = [edit for edit in first if edit.kind is not EditKind.NEW_HEADING or edit.changes[0] not in later]
        named = [{task.item for task in edit.tasks if edit.kind is EditKind.NEW_ITEM} for edit in first]
        # two new items of one name: the second waits, and gets another name
        return [edit for index, edit in enumerate(first) if not any(named[index] & other for other in named[:index])]

    def as_failed(self, edit: MergeEdit) -> MergeEdit:
        """The edit, with the reason if it would be read differently."""
        if edit.kind in _STRUCTURE and edit.reason is None and _name(edit) in self.failed:
            return _unplaced(edit, Unplaced.READS_DIFFERENTLY)
        return edit

    def make(self, edit: MergeEdit) -> None:
        """Enter an edit of the round that is being made; a line in lines that were moved before is put with these."""
        moved, inside = self._taken_back(edit)
        made = moved if moved is not None else _unplaced(edit, Unplaced.NO_ANCHOR)
        for index, number, offset, text in inside:
            self.additions.setdefault((index, number), []).append((offset, text))
        self.made.append(self._placed(made))

    def _with_additions(self, index: int, edit: MergeEdit) -> MergeEdit:
        """An edit with what later edits put into the lines that it moves."""
        changes = list(edit.changes)
        for number, change in enumerate(changes):
            text = change.text
            # of two at one place the second is put in first, and stands behind
            for offset, added in sorted(self.additions.get((index, number), ()), key=itemgetter(0))[::-1]:
                text = text[:offset] + added + text[offset:]
            changes[number] = replace(change, text=text)
        return replace(edit, changes=tuple(changes))

    def settled(self, edits: Sequence[MergeEdit]) -> Iterator[MergeEdit]:
        """Yield the edits of the structure, those that the file's other print states otherwise to be asked about."""
        disputes = [dispute for edit in edits if (dispute := self._dispute(edit)) is not None]
        for index, alone in enumerate(self.made):
            made = self._with_additions(index, alone)
            said = [new for number, new in disputes if number == index]
            if said and made.kind is EditKind.NEW_TASK and not made.in_annex:
                # the plan joins tasks whose brackets have the same labels
                yield _unplaced(made, Unplaced.PRINTS_DIFFERENTLY)
            elif said:
                conflicts = (*made.conflicts, *(Conflict(new, self.file) for new in said))
                yield replace(made, reason=Unplaced.CONFLICT, conflicts=conflicts)
            else:
                yield made

    def _dispute(self, edit: MergeEdit) -> tuple[int, str] | None:
        """The number of the edit whose new words or facts this one changes, and what it makes of them."""
        is_other_words = bool(edit.changes and edit.new) and not edit.is_summary and edit.kind is not EditKind.COMMENT
        if not is_other_words or edit.kind in MOVES or self.in_base(edit).changes:
            return None
        names = {change.name for change in edit.changes}
        owners = (
            index
            for index, made in enumerate(self.made)
            if names & {change.name for change in made.changes if change.text}
        )
        return next(((index, edit.new) for index in owners), None)

    def local(self, first: Sequence[MergeEdit], edits: Sequence[MergeEdit]) -> Iterator[MergeEdit]:
        """Yield the other edits in the files of the state at the beginning."""
        before = {(edit.kind, edit.new, edit.spot) for edit in first}
        for edit in map(self.as_failed, edits):
            follows = edit.kind is EditKind.MOVED_ITEM and edit.in_annex and edit.reason is not None
            if edit.reason is Unplaced.DERIVED or (edit.is_summary and not edit.changes) or follows:
                # numbers, brackets and the order of rows that are as the file has them but for what came, went and moved
                if (edit.kind, edit.new, edit.spot) in before:
                    yield edit
                continue
            if not edit.changes and not edit.tasks:
                yield edit
                continue
            moved = self.in_base(edit)
            is_lost_comment = edit.kind is EditKind.COMMENT and not any(
                change.text.strip() in new.text for change in edit.changes for made in self.made for new in made.changes
            )
            if moved.changes or moved.removed or is_lost_comment:
                yield moved
            elif edit.kind in MOVES and edit.changes:
                yield replace(moved, reason=Unplaced.AFTER_OTHERS)

    def in_base(self, edit: MergeEdit) -> MergeEdit:
        """The edit in the files of the state at the beginning; without changes for one of words that came with another edit."""
        moved, inside = self._taken_back(edit)
        return _unplaced(edit, Unplaced.NO_ANCHOR) if moved is None or inside else self._placed(moved)

    def _placed(self, edit: MergeEdit) -> MergeEdit:
        """The edit with the place of its first change."""
        texts = file_texts(self.printed.state.sources)
        first = edit.changes[0] if edit.changes else None
        place = texts.place(first.name, first.start, first.stop) if first is not None else None
        return replace(edit, place=place)

    def _taken_back(self, edit: MergeEdit) -> tuple[MergeEdit | None, list[tuple[int, int, int, str]]]:
        """The edit in the files at the beginning, without its insertions into moved lines, and these.

        None for an edit of what came with another one. An insertion has the index of the edit that moved the lines
        and of its change, the offset in the text of that, and what is inserted.
        """
        texts = file_texts(self.printed.state.sources)
        came = {one.name for made in self.made for one in made.changes} - texts.texts.keys()
        inside: list[tuple[int, int, int, str]] = []
        if any(change.name in came for change in edit.changes):
            return None, inside
        moved: MergeEdit | None = edit
        first = sum(map(len, self.rounds))
        for group in reversed(self.rounds):
            first -= len(group)
            assert moved is not None
            for change in moved.changes:
                found = _line_in_moved(change, group)
                if found is not None:
                    index, number, offset = found
                    # the line end may have gone to the other side of the lines
                    own = self.made[first + index].changes[number].text
                    offset -= int(not own.startswith(group[index].changes[number].text[:1]))
                    inside.append((first + index, number, offset, change.text))
                    moved = replace(moved, changes=tuple(one for one in moved.changes if one is not change))
            moved = _before(moved, group)
            if moved is None:
                return None, inside
        return moved, inside


def _not_by_its_row(edit: MergeEdit, unplaced: Sequence[str]) -> MergeEdit:
    """The edit of a new row, unplaced if its item has no place in the body: a row does not say of which section it is."""
    is_new = edit.in_annex and edit.kind is EditKind.NEW_ITEM and edit.reason is None and bool(edit.tasks)
    if is_new and all(any(change.words in words for words in unplaced) for change in edit.tasks):
        return _unplaced(edit, Unplaced.NEW_ITEM)
    return edit


def _unplaced(edit: MergeEdit, reason: Unplaced) -> MergeEdit:
    return replace(
        edit, changes=(), removed=(), facts=(), tasks=(), paragraphs=(), stated=(), fallback=(), reason=reason
    )


# --- the way back to the files before a round ------------------------------------------


def _before(edit: MergeEdit, made: Sequence[MergeEdit]) -> MergeEdit | None:
    """The edit in the files before edits were made; None for one of something that came with them."""
    changes = [_change_before(change, made) for change in edit.changes]
    facts = [_fact_before(fact, made) for fact in edit.facts]
    tasks = [_task_before(task, made) for task in edit.tasks]
    if any(one is None for one in (*changes, *facts, *tasks)):
        return None
    fallback = [_change_before(change, made) for change in edit.fallback]
    return replace(
        edit,
        changes=tuple(change for change in changes if change is not None),
        facts=tuple(fact for fact in facts if fact is not None),
        tasks=tuple(task for task in tasks if task is not None),
        fallback=tuple(one for one in fallback if one is not None) if all(fallback) else (),
    )


def _change_before(change: FileChange, made: Sequence[MergeEdit]) -> FileChange | None:
    shift = 0
    earlier = {one for edit in made for one in edit.changes if one.name == change.name}
    for one in sorted(earlier, key=change_order):
        start = one.start + shift
        stop = start + len(one.text)
        if change.stop < start or (change.stop == start and change.start < change.stop):
            break
        moved = replace(change, start=change.start - shift, stop=change.stop - shift)
        if change.start == change.stop == start and change_order(moved) < change_order(one):
            break
        if change.start < stop:
            tail = one.text[change.start - start :]
            if change.start < change.stop or change.start < start or not change.text.startswith(tail):
                return None
            # a line behind one that came with its line end: the line end goes to the other side
            change = FileChange(change.name, stop, stop, change.text[len(tail) :] + tail)
        shift += len(one.text) - (one.stop - one.start)
    return replace(change, start=change.start - shift, stop=change.stop - shift)


def _line_in_moved(change: FileChange, made: Sequence[MergeEdit]) -> tuple[int, int, int] | None:
    """Where a new line is among lines that one of the edits moved: the edit, its change, the offset in the text of that."""
    if change.start < change.stop:
        return None
    shift = 0
    every = [
        (one, index, number)
        for index, edit in enumerate(made)
        for number, one in enumerate(edit.changes)
        if one.name == change.name
    ]
    for one, index, number in sorted(every, key=lambda entry: change_order(entry[0])):
        start = one.start + shift
        offset = change.start - start
        if offset < 0:
            break
        is_inside = 0 < offset < len(one.text) and not change.text.startswith(one.text[offset:])
        if is_inside and made[index].kind is EditKind.MOVED_ITEM:
            return index, number, offset
        shift += len(one.text) - (one.stop - one.start)
    return None


def _indices(item: str, made: Sequence[MergeEdit], count: int) -> list[int | None]:
    """For each task of an item after the edits, the index it had before; None for one that came."""
    changes = [change for edit in made for change in edit.tasks if change.item == item]
    gone = {change.index for change in changes if change.facts is None}
    after: list[int | None] = []
    for index in range(count):
        after += [None for change in changes if change.facts is not None and change.index == index]
        after += [] if index in gone else [index]
    return after


_MOST_TASKS = 1000


def _fact_before(fact: FactChange, made: Sequence[MergeEdit]) -> FactChange | None:
    index = _indices(fact.item, made, _MOST_TASKS)[fact.task]
    return None if index is None else replace(fact, task=index)


def _task_before(task: TaskChange, made: Sequence[MergeEdit]) -> TaskChange | None:
    after = _indices(task.item, made, _MOST_TASKS)
    if task.facts is None:
        index = after[task.index]
        return None if index is None else replace(task, index=index)
    behind = next((index for index in after[task.index :] if index is not None), None)
    return None if behind is None else replace(task, index=behind)
