"""Recognise moves: a paragraph that is gone in one place and new in another is one edit, and an item's is its line in the list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.item_list import ItemLines, ancestors, family
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.numbers import bare
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.model import Item
from pipeline.text.diff import bigrams


@dataclass(frozen=True, slots=True)
class Gone:
    """An edit that deletes a printed paragraph."""

    edit: MergeEdit
    printed: PrintedText


@dataclass(frozen=True, slots=True)
class Came:
    """An edit that adds paragraphs between two printed ones that stayed."""

    edit: MergeEdit
    edited: tuple[EditedText, ...]
    before: PrintedText | None
    after: PrintedText | None


Inside = Callable[[PrintedText, EditedText], Iterable[MergeEdit]]
"""Finds the edits inside a paragraph."""


def with_moves(
    edits: Sequence[MergeEdit],
    gone: Sequence[Gone],
    came: Sequence[Came],
    printed: Sequence[PrintedBlock],
    context: Context,
    inside: Inside,
) -> list[MergeEdit]:
    """Return the edits with what is gone and came elsewhere as one move: an item, also an edited one, or a paragraph.

    `inside` finds the edits and comments in a paragraph of a moved item.
    """
    moves: dict[int, tuple[MergeEdit, ...]] = {}
    if gone and came:
        for is_alike in (str.__eq__, _is_alike):
            for item in context.state.plan.items():
                _move_item(_Move(item, gone, came, printed, context, inside, is_alike), moves)
    for new in came:
        if id(new.edit) in moves or len(new.edited) > 1:
            continue
        words = bare(new.edited[0].text)
        old = next((one for one in gone if id(one.edit) not in moves and bare(one.printed.text) == words), None)
        if old is None or (new.edit.kind is EditKind.NEW_ITEM and old.edit.reason is None):
            continue
        moves[id(old.edit)] = ()
        moves[id(new.edit)] = (_move_paragraph(old, new),)
    return [moved for edit in edits for moved in moves.get(id(edit), (edit,))]


_ALIKE = 0.6


def _is_alike(text: str, other: str) -> bool:
    """Whether two paragraphs are one that was edited."""
    one, two = bigrams(text), bigrams(other)
    return 2 * (one & two).total() >= _ALIKE * (one.total() + two.total()) > 0


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


# --- items ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """An item that may have moved, among what is gone and came; `is_alike` says whether two paragraphs are one."""

    item: Item
    gone: Sequence[Gone]
    came: Sequence[Came]
    printed: Sequence[PrintedBlock]
    context: Context
    inside: Inside
    is_alike: Callable[[str, str], bool]


def _move_item(move: _Move, moves: dict[int, tuple[MergeEdit, ...]]) -> None:
    """Enter the move of an item if all that is printed of it and of those below it is gone, and came elsewhere in one piece."""
    members = {id(one) for one in family(move.item)}
    item_of = move.context.item_of
    every = [block for block in move.printed if isinstance(block, PrintedText) and id(item_of(block)) in members]
    left = {id(one.printed): one for one in move.gone if id(one.edit) not in moves}
    if not every or not all(id(block) in left for block in every):
        return
    for index in range(len(move.came)):
        pieces: list[EditedText] = []
        count = 0
        while len(pieces) < len(every) and index + count < len(move.came):
            pieces += move.came[index + count].edited
            count += 1
        taken = move.came[index : index + count]
        if len(pieces) != len(every) or any(id(one.edit) in moves for one in taken):
            continue
        pairs = list(zip(every, pieces, strict=True))
        if all(move.is_alike(bare(block.text), bare(piece.text)) for block, piece in pairs):
            moves |= {id(left[id(block)].edit): () for block in every}
            moves |= {id(one.edit): () for one in taken}
            edits = [edit for block, piece in pairs for edit in move.inside(block, piece)]
            moves[id(taken[0].edit)] = (_moved_item(move.item, every, taken, move.context), *edits)
            return


def _moved_item(item: Item, printed: Sequence[PrintedText], came: Sequence[Came], context: Context) -> MergeEdit:
    before, after = context.item_of(came[0].before), context.item_of(came[-1].after)
    lines = ItemLines(context.texts)
    block = lines.block(item)
    move = replace(
        came[0].edit,
        kind=EditKind.MOVED_ITEM,
        where=item.title.value,
        old="\n".join(one.text for one in printed),
        new="\n".join(text.text for one in came for text in one.edited),
        changes=(),
        tasks=(),
        paragraphs=(),
        stated=(),
        place=None,
        reason=Unplaced.MOVED,
    )
    if block is None:
        return move
    sibling = next((one for one in ancestors(before, context) if lines.are_siblings(one, item)), None)
    is_before = sibling is None
    if sibling is None and after is not None and lines.are_siblings(after, item):
        sibling = after
    found = None if sibling is None else lines.block(sibling)
    if sibling is None or found is None:
        return move
    name, start, stop = block
    text = context.texts.texts[name]
    words = text[start:stop]
    at = found[1] if is_before else found[2]
    gone = FileChange(name, start, stop + 1, "") if stop < len(text) else FileChange(name, start - 1, stop, "")
    put = FileChange(name, at, at, f"{words}\n" if is_before else f"\n{words}")
    return replace(
        move,
        changes=(gone, put),
        stated=tuple(one.title.value for one in family(item)),
        place=context.texts.place(name, start, stop),
        reason=None,
        anchor=sibling.title.value,
        is_before_anchor=is_before,
    )
