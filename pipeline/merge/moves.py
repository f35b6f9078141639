"""Recognise moves, gone in one place and new in another: items and sections by `mover`, single paragraphs, deleted headings."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.merge.changed import Came, Changed, Gone, Inside
from pipeline.merge.context import Context
from pipeline.merge.headings import deleted_headings
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.mover import Mover, is_alike
from pipeline.merge.numbers import bare
from pipeline.merge.printed import PrintedBlock
from pipeline.merge.sections import all_sections


def with_moves(
    edits: Sequence[MergeEdit],
    changed: Changed,
    printed: Sequence[PrintedBlock],
    context: Context,
    inside: Inside,
) -> list[MergeEdit]:
    """Return the edits with what is gone and came elsewhere as one move: a section, an item, also an edited one, or a paragraph.

    A heading that is gone is an edit that takes its line away. `inside` finds the edits and comments in a paragraph of
    a moved item.
    """
    gone, came = changed.gone, changed.came
    mover = Mover(gone, came, changed.tables, printed, context, inside)
    if gone and came:
        for section in all_sections(context):
            mover.section(section)
        for is_one in (str.__eq__, is_alike):
            for item in context.state.plan.items():
                mover.item(item, is_one)
    moves = mover.moves
    headings = _deleted_headings(mover)
    left = [replace(one, edit=headings.get(id(one.edit), one.edit)) for one in gone if id(one.edit) not in moves]
    for new in came:
        if id(new.edit) in moves or len(new.edited) > 1:
            continue
        words = bare(new.edited[0].text)
        old = next((one for one in left if id(one.edit) not in moves and bare(one.printed.text) == words), None)
        if old is None or (new.edit.kind is EditKind.NEW_ITEM and old.edit.reason is None):
            continue
        moves[id(old.edit)] = ()
        moves[id(new.edit)] = (_move_paragraph(old, new),)
    for edit in edits:
        heading = headings.get(id(edit))
        if heading is not None:
            moves[id(edit)] = moves.get(id(heading), (heading,))
    return [moved for edit in edits for moved in moves.get(id(edit), (edit,))]


def _deleted_headings(mover: Mover) -> dict[int, MergeEdit]:
    """The edits of headings that went alone as those that take their lines away, by the identity of the edits they were."""
    by_block = {id(one.printed): one.edit for one in mover.gone if id(one.edit) not in mover.moves}
    instead: dict[int, MergeEdit] = {}
    for block, made in deleted_headings(mover.context, mover.left, frozenset(by_block)).items():
        edit = replace(by_block[block], kind=EditKind.DELETED_HEADING)
        if isinstance(made, FileChange):
            place = mover.context.texts.place(made.name, made.start, made.stop)
            edit = replace(edit, changes=(made,), place=place, reason=None)
        else:
            edit = replace(edit, reason=made)
        instead[id(by_block[block])] = edit
    return instead


def _move_paragraph(old: Gone, new: Came) -> MergeEdit:
    anchor = new.before or new.after
    move = replace(
        new.edit,
        kind=EditKind.MOVED,
        where=old.edit.where,
        old=old.printed.text,
        new=new.edited[0].text,
        anchor="" if anchor is None else anchor.text,
        is_before_anchor=new.before is None,
    )
    if old.edit.reason is None and new.edit.reason is None:
        return replace(move, changes=(*old.edit.changes, *new.edit.changes))
    return replace(move, changes=(), tasks=(), paragraphs=(), stated=(), place=None, reason=Unplaced.MOVED)
