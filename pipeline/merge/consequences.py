"""Which edits of a file remain once the others are made: numbers and summaries that follow from others are none."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.merge.combine import contradict
from pipeline.merge.find import find_edits
from pipeline.merge.model import EditKind, MergeEdit, State, Unplaced
from pipeline.merge.states import Nearest, print_state
from pipeline.merge.verify import edited_sources, verified
from pipeline.parse import parse
from pipeline.source import Sources


def unexplained(nearest: Nearest, found: Sequence[MergeEdit]) -> list[MergeEdit]:
    """Return the edits without those that are printed as edited once the others are made.

    These are numbers that follow from a deleted paragraph, and brackets that sum up what the
    annex states row by row.
    """
    single = [edit for edit in found if not edit.is_summary]
    disputed = {
        id(edit)
        for edit in single
        if any(other is not edit and other.changes and contradict(edit, other) for other in single if edit.changes)
    }
    sources = nearest.printed.state.sources
    agreed = [edit for edit in single if id(edit) not in disputed]
    results = {id(edit): result for edit, result in zip(agreed, checked(sources, agreed), strict=True)}
    made = [edit for edit in results.values() if edit.reason is None]
    if not made:
        return [results.get(id(edit), edit) for edit in found]
    written, left = _as_printed(nearest, found, made)
    dropped = {id(edit) for edit in made} - {id(edit) for edit in written}
    differing = {(edit.kind, edit.new) for edit in left}
    summed = {(edit.kind, edit.context, edit.new) for edit in left}
    kept = []
    for edit in found:
        result = results.get(id(edit), edit)
        if id(result) in dropped:
            result = replace(result, changes=(), fallback=(), reason=Unplaced.PRINTS_DIFFERENTLY)
        if edit.is_summary:
            is_left = (edit.kind, edit.context, edit.new) in summed
        else:
            is_asked = edit.reason is Unplaced.AFTER_OTHERS or (edit.reason is Unplaced.CONFLICT and bool(edit.changes))
            is_left = id(edit) in disputed or is_asked or result.reason is None or (edit.kind, edit.new) in differing
        if is_left:
            kept.append(result)
    return kept


_PARAGRAPH_KINDS = (
    EditKind.NEW_PARAGRAPH,
    EditKind.NEW_STEP,
    EditKind.NEW_HEADING,
    EditKind.DELETED_PARAGRAPH,
)
_TEXT_KINDS = (EditKind.WORDS, EditKind.HEADING, *_PARAGRAPH_KINDS)


def _as_printed(
    nearest: Nearest, found: Sequence[MergeEdit], made: Sequence[MergeEdit]
) -> tuple[list[MergeEdit], list[MergeEdit]]:
    """Return those of the edits that together print what the file says, and what differs after them.

    Body and annex print one text twice, and may state one edit in two ways (where the body joins
    paragraphs of two tasks): then those of one print are made, or none.
    """
    best = list(made)
    left = _edits_after(nearest, best)
    # words alone are told to be one edit by what they make of the text (`without_repeated_prints`)
    if not any(edit.kind in _PARAGRAPH_KINDS for edit in made) or not _surprises(found, best, left):
        return best, left
    for name in dict.fromkeys(change.name for edit in made for change in edit.changes):
        own = [
            edit for edit in best if edit.kind in _TEXT_KINDS and any(change.name == name for change in edit.changes)
        ]
        in_table = [edit for edit in own if edit.spot.startswith(_TABLE_PLACES)]
        in_body = [edit for edit in own if edit not in in_table]
        for without in (in_body, in_table, own):
            if not without:
                continue
            fewer = [edit for edit in best if edit not in without]
            then = _edits_after(nearest, fewer)
            if len(_surprises(found, fewer, then)) < len(_surprises(found, best, left)):
                best, left = fewer, then
                break
    return best, left


_TABLE_PLACES = ("表", "工作表")


def _edits_after(nearest: Nearest, made: Sequence[MergeEdit]) -> list[MergeEdit]:
    """The edits of the file that are found once these are made."""
    after = edited_sources(nearest.printed.state.sources, made)
    state = State(nearest.printed.state.root, nearest.printed.state.name, after, parse(after).plan)
    return find_edits(state, print_state(state, nearest.printed.printing), nearest.blocks, "")


def _surprises(found: Sequence[MergeEdit], made: Sequence[MergeEdit], left: Sequence[MergeEdit]) -> list[MergeEdit]:
    """What still differs, in paragraphs that were edited, after the edits are made.

    A paragraph that was not edited differs where it prints words that were edited in another print,
    and typed numbers differ where the program counts otherwise.
    """
    written = {id(edit) for edit in made}
    edited = {edit.spot for edit in found}
    before = {(edit.kind, edit.new) for edit in found if id(edit) not in written}
    return [
        edit
        for edit in left
        if edit.kind in _TEXT_KINDS
        and edit.reason is not Unplaced.DERIVED
        and edit.spot
        and edit.spot in edited
        and (edit.kind, edit.new) not in before
    ]


def checked(sources: Sources, edits: Sequence[MergeEdit]) -> tuple[MergeEdit, ...]:
    """Return the edits, those that would be read differently with the reason instead of their changes."""
    tried = [edit for edit in edits if edit.reason is None and edit.changes and not edit.is_done]
    result = verified(sources, tried)
    failed = {id(edit) for edit in result.failed}
    fallbacks = {edit.fallback: edit for edit in result.made if edit.fallback}
    results = []
    for edit in edits:
        if id(edit) in failed:
            results.append(replace(edit, changes=(), fallback=(), reason=Unplaced.READS_DIFFERENTLY))
        elif edit.fallback in fallbacks:
            results.append(replace(edit, changes=fallbacks[edit.fallback].changes))
        else:
            results.append(edit)
    return tuple(results)
