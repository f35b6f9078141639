"""Recognise moves: a paragraph that is gone in one place and new in another is one edit, and an item's is its line in the list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.headings import Left, deleted_headings, what_left
from pipeline.merge.item_list import ItemLines, ancestors, family
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.numbers import bare
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.merge.section_moves import moved_section
from pipeline.merge.sections import all_sections
from pipeline.model import Item, Section, Table, own_blocks, walk
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
    """Return the edits with what is gone and came elsewhere as one move: a section, an item, also an edited one, or a paragraph.

    A heading that is gone is an edit that takes its line away. `inside` finds the edits and comments in a paragraph of
    a moved item.
    """
    mover = _Mover(gone, came, printed, context, inside)
    if gone and came:
        for section in all_sections(context):
            mover.section(section)
        for is_alike in (str.__eq__, _is_alike):
            for item in context.state.plan.items():
                mover.item(item, is_alike)
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


def _deleted_headings(mover: "_Mover") -> dict[int, MergeEdit]:
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


# --- items and sections -----------------------------------------------------------------


@dataclass(slots=True)
class _Mover:
    """Finds what moved among what is gone and came; `moves` has what becomes of an edit, by its identity."""

    gone: Sequence[Gone]
    came: Sequence[Came]
    printed: Sequence[PrintedBlock]
    context: Context
    inside: Inside
    left: Left = field(init=False)
    moves: dict[int, tuple[MergeEdit, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = what_left(self.context, self.printed, [one.printed for one in self.gone])

    def item(self, item: Item, is_alike: Callable[[str, str], bool]) -> None:
        """Enter the move of an item if all that is printed of it and of those below it is gone, and came elsewhere in one piece."""
        members = {id(one) for one in family(item)}
        item_of = self.context.item_of
        every = [block for block in self.printed if isinstance(block, PrintedText) and id(item_of(block)) in members]
        taken, _ = self._elsewhere(every, lambda block, words: is_alike(bare(block.text), words))
        if taken:
            self._enter(every, taken, _moved_item(item, every, taken, self.context))

    def section(self, section: Section) -> None:
        """Enter the move of a section if all that is printed of it is gone, and came elsewhere in one piece."""
        if any(isinstance(block, Table) for visit in walk(section.parts) for block in own_blocks(visit.part)):
            return
        every = [
            block for block, visit in self.left.visits if any(one is section for one in (visit.part, *visit.sections))
        ]

        def is_one(block: PrintedText, words: str) -> bool:
            # words of plan.md move with its lines
            own = bare(block.text)
            return own == words or (self.context.item_of(block) is not None and _is_alike(own, words))

        taken, others = self._elsewhere(every, is_one, more=True)
        if taken:
            waiting = {id(one.edit): (_waiting(one.edit),) for one in others}
            self.moves |= waiting
            move = replace(
                taken[0].edit,
                old="\n".join(one.text for one in every),
                new="\n".join(text.text for one in taken for text in one.edited),
            )
            self._enter(every, taken, moved_section(self.context, move, section, taken[0].before, taken[-1].after))

    def _elsewhere(
        self, every: Sequence[PrintedText], is_one: Callable[[PrintedText, str], bool], *, more: bool = False
    ) -> tuple[list[Came], list[Came]]:
        """What came between two paragraphs that stayed and is all these printed ones, of which none stayed.

        With `more` there may be others between them, which are the second list.
        """
        left = {id(one.printed) for one in self.gone if id(one.edit) not in self.moves}
        if not every or not all(id(block) in left for block in every):
            return [], []
        for index, first in enumerate(self.came):
            taken: list[Came] = []
            others: list[Came] = []
            found = 0
            for one in self.came[index:]:
                if one.before is not first.before or id(one.edit) in self.moves:
                    break
                blocks = every[found : found + len(one.edited)]
                pairs = zip(blocks, one.edited, strict=False)
                if len(blocks) == len(one.edited) and all(is_one(block, bare(text.text)) for block, text in pairs):
                    taken.append(one)
                    found += len(blocks)
                    if found == len(every):
                        return taken, others
                elif more and taken:
                    others.append(one)
                else:
                    break
        return [], []

    def _enter(self, every: Sequence[PrintedText], taken: Sequence[Came], move: MergeEdit) -> None:
        edits = {id(one.printed): one.edit for one in self.gone}
        pieces = [piece for one in taken for piece in one.edited]
        self.moves |= {id(edits[id(block)]): () for block in every}
        self.moves |= {id(one.edit): () for one in taken}
        pairs = zip(every, pieces, strict=True)
        within = [edit for block, piece in pairs for edit in self.inside(block, piece)]
        self.moves[id(taken[0].edit)] = (move, *within)


def _waiting(edit: MergeEdit) -> MergeEdit:
    """An edit of what stands in a section that was moved, which is written without it."""
    return replace(
        edit, changes=(), tasks=(), paragraphs=(), stated=(), place=None, conflicts=(), reason=Unplaced.AFTER_OTHERS
    )


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
