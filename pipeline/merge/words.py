"""Words edited inside a paragraph: what was replaced, and which characters of the content that is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.dataclass import dataclass
from pipeline.merge.context import Context, source_at
from pipeline.merge.edited import EditedText
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced, apply_changes
from pipeline.merge.placing import end_of, replaced, replaced_whole
from pipeline.merge.printed import PrintedText, Segment
from pipeline.patterns import lazy_pattern
from pipeline.render.print_model import HEADINGS, Style
from pipeline.text.dates import DATE
from pipeline.text.diff import DiffOp, diff_text, name_tokenizer

_CONTEXT = 8
"""Characters shown before an edit."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters from `start` to `stop` of a printed text that `new` replaces; `at` to `until` of the edited one."""

    start: int
    stop: int
    new: str
    at: int
    until: int


def replacements(
    old: str, new: str, names: Iterable[str] = (), *, absorb_short_matches: bool = True
) -> Iterator[Replacement]:
    """Yield what was replaced, each as short as it can be; dates, numbers, Latin words and `names` are never cut."""
    every = "".join(f"{re.escape(name)}|" for name in sorted(names, key=len, reverse=True))
    atom = re.compile(every + _ATOM)
    parts = list(diff_text(old, new, name_tokenizer(names), absorb_short_matches=absorb_short_matches))
    start = at = room = 0
    index = 0
    while index < len(parts):
        if parts[index].op is DiffOp.EQUAL:
            room = len(parts[index].text)
            start += room
            at += room
            index += 1
            continue
        deleted = inserted = ""
        while index < len(parts) and parts[index].op is not DiffOp.EQUAL:
            if parts[index].op is DiffOp.DELETE:
                deleted += parts[index].text
            else:
                inserted += parts[index].text
            index += 1
        whole = Replacement(start, start + len(deleted), inserted, at, at + len(inserted))
        change = _shortest(whole, deleted, atom)
        yield _leftmost(change, old, new, room + change.start - start)
        start += len(deleted)
        at += len(inserted)


_ATOM = rf"{DATE.pattern}|\d+(?:[.,:/]\d+)*|[A-Za-z][A-Za-z0-9.+_-]*|[\s\S]"
"""What is replaced whole: a date, a number, a Latin word; else a character."""


def _shortest(change: Replacement, deleted: str, atom: re.Pattern[str]) -> Replacement:
    """The replacement without what both sides begin and end with."""
    old, new = atom.findall(deleted), atom.findall(change.new)
    before = _common(old, new)
    after = _common(old[before:][::-1], new[before:][::-1])
    left, right = len("".join(old[:before])), len("".join(old[len(old) - after :]))
    return Replacement(
        change.start + left,
        change.stop - right,
        "".join(new[before : len(new) - after]),
        change.at + left,
        change.until - right,
    )


def _leftmost(change: Replacement, old: str, new: str, room: int) -> Replacement:
    """What was only inserted or deleted, at the first of the places in the `room` before it where it gives the same text.

    Words that are printed twice, in body and annex, are then changed at one place.
    """
    if (change.new and change.stop > change.start) or "\n" in change.new:
        return change
    count = 0
    start, at = change.start, change.at
    length = max(change.stop - change.start, len(change.new))
    longer, end = (new, change.until) if change.new else (old, change.stop)
    while (
        room > count
        and old[start - count - 1] == longer[end - count - 1]
        and new[at - count - 1] == longer[end - count - 1]
        and not _WORD_CHARACTER.match(longer[end - count - 1])
    ):
        count += 1
    words = longer[end - count - length : end - count] if change.new else ""
    return Replacement(start - count, change.stop - count, words, at - count, change.until - count)


def _slack(change: Replacement, old: str, new: str) -> int:
    """How far to the right what was only inserted or deleted gives the same text, where somebody may have typed it."""
    if change.new and change.stop > change.start:
        return 0
    longer, start, stop = (new, change.at, change.until) if change.new else (old, change.start, change.stop)
    count = 0
    while stop + count < len(longer) and longer[start + count] == longer[stop + count]:
        count += 1
    return count


_WORD_CHARACTER = lazy_pattern(r"[0-9A-Za-z\n]")


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many members both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def word_edits(context: Context, printed: PrintedText, stop: int, edited: EditedText) -> Iterator[MergeEdit]:
    """Yield the edits of a paragraph's words up to `stop`, where its bracket note begins."""
    old = printed.text[:stop]
    names = _names(context)
    for change in _apart(printed.segments, replacements(old, edited.text, names), old):
        changes, reason = _placed(context, printed.segments, change)
        fallback = _fallback(context, printed.segments, change) if changes and change.start < change.stop else ()
        source = source_at(printed.segments, change.start)
        author, date = tracked(edited, replace(change, until=change.until + _slack(change, old, edited.text)))
        yield context.edit(
            kind_of(printed),
            context.where(printed, source),
            old[change.start : change.stop],
            change.new,
            changes=changes,
            reason=reason,
            author=author,
            date=date,
            spot=edited.where,
            context=old[max(change.start - _CONTEXT, 0) : change.start],
            fallback=fallback,
            print_id=id(printed),
        )


_SHORTEST_NAME = 3


def _names(context: Context) -> frozenset[str]:
    """The names of units in the roster and in the plan that are long enough not to stand in other words by chance."""
    plan = context.state.plan
    tasks = (task for item in plan.items() for task in item.tasks)
    stated = (unit.value for task in tasks for assignment in task.assignments for unit in assignment.units)
    names = (*stated, *(name for unit in plan.roster for name in (unit.name.value, unit.full_name)))
    return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)


def _apart(segments: Sequence[Segment], changes: Iterable[Replacement], old: str) -> Iterator[Replacement]:
    """The replacements, those that mix written words with what the program made compared more closely."""
    for change in changes:
        kinds = {one.text is not None for one in segments if one.start < change.stop and change.start < one.stop}
        if len(kinds) < 2:
            yield change
            continue
        for part in replacements(old[change.start : change.stop], change.new, absorb_short_matches=False):
            yield Replacement(
                part.start + change.start,
                part.stop + change.start,
                part.new,
                part.at + change.at,
                part.until + change.at,
            )


def _fallback(context: Context, segments: Sequence[Segment], change: Replacement) -> tuple[FileChange, ...]:
    touched = [one for one in segments if one.start < change.stop and change.start < one.stop and one.text]
    assert touched[0].text is not None
    assert touched[-1].text is not None
    first = touched[0].text.slice(max(change.start - touched[0].start, 0), len(touched[0].text))
    last = touched[-1].text.slice(0, min(change.stop, touched[-1].stop) - touched[-1].start)
    return replaced_whole(context.texts, first, last, change.new.replace("\n", "\n\n"))


def _placed(
    context: Context, segments: Sequence[Segment], change: Replacement
) -> tuple[tuple[FileChange, ...], Unplaced | None]:
    # a line end inside a paragraph begins another one
    new = change.new.replace("\n", "\n\n")
    if change.start == change.stop:
        left = next((one for one in segments if one.start < change.start <= one.stop), None)
        right = next((one for one in segments if one.start <= change.start < one.stop), None)
        for segment in (left, right):
            if segment is not None and segment.text is not None and segment.text.runs:
                at = change.start - segment.start
                return replaced(context.texts, segment.text, at, at, new), None
        return (), Unplaced.DERIVED
    touched = [one for one in segments if one.start < change.stop and change.start < one.stop]
    if not touched or any(one.text is None or not one.text.runs for one in touched):
        return (), Unplaced.DERIVED
    made: list[FileChange] = []
    for index, segment in enumerate(touched):
        assert segment.text is not None
        start = max(change.start - segment.start, 0)
        stop = min(change.stop, segment.stop) - segment.start
        made += replaced(context.texts, segment.text, start, stop, "" if index else new)
    return tuple(made), None


def kind_of(printed: PrintedText) -> EditKind:
    """Return the kind of an edit of words by the line they are in."""
    if printed.style in HEADINGS:
        return EditKind.HEADING
    if printed.style in (Style.BODY, Style.TABLE_CELL, Style.TABLE_LABEL, Style.TABLE_NUMBER, Style.TABLE_HEAD):
        return EditKind.WORDS
    return EditKind.HEAD


def tracked(edited: EditedText, change: Replacement) -> tuple[str, str]:
    """The author and date of the tracked changes that made a replacement; empty without any."""
    for one in edited.changes:
        touches = one.start <= change.until and change.at <= one.stop
        if touches and (one.author or one.date):
            return one.author, one.date
    return "", ""


def offset_before(changes: Sequence[Replacement], offset: int) -> int:
    """The offset in the printed text of one in the edited text; the end of what was replaced for one inside it."""
    shift = 0
    for change in changes:
        if offset <= change.at:
            break
        if offset <= change.until:
            return change.stop
        shift = change.stop - change.until
    return offset + shift


def without_repeated_prints(context: Context, edits: Sequence[MergeEdit]) -> list[MergeEdit]:
    """Return the edits without those of a second print of a text that make the same words of it as the first.

    What was inserted may be found at another character there (季度 behind 度, or 度季 before it).
    """
    prints: dict[tuple[str, int], dict[int, list[FileChange]]] = {}
    blocks = [(name, start, end_of(context.texts, block.text)[1]) for (name, start), block in context.written.items()]

    def blocks_of(edit: MergeEdit) -> list[tuple[str, int, int]]:
        return [
            block
            for block in blocks
            if any(block[0] == one.name and block[1] <= one.start and one.stop <= block[2] for one in edit.changes)
        ]

    for edit in edits:
        if edit.print_id and edit.changes:
            for name, start, _ in blocks_of(edit):
                prints.setdefault((name, start), {}).setdefault(edit.print_id, []).extend(edit.changes)
    repeated: set[tuple[str, int, int]] = set()
    for (name, start), by_print in prints.items():
        text = context.texts.texts[name]
        first, *others = by_print
        meant = apply_changes(text, by_print[first])
        repeated |= {(name, start, other) for other in others if apply_changes(text, by_print[other]) == meant}
    return [
        edit
        for edit in edits
        if not edit.print_id
        or not edit.changes
        or not all((name, start, edit.print_id) in repeated for name, start, _ in blocks_of(edit))
        or not blocks_of(edit)
    ]
