"""Items and sections that were moved: all that is printed of one is gone in one place and came in another, in one piece."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.merge.changed import Came, Gone, Inside, TableEdit
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedTable
from pipeline.merge.headings import Left, what_left
from pipeline.merge.item_list import ItemLines, ancestors, family
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.numbers import bare, number_level
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.merge.section_moves import moved_section, section_span
from pipeline.model import Item, Section
from pipeline.text.diff import bigrams

_ALIKE, _TITLE_ALIKE = 0.6, 0.3
"""The least share of two paragraphs, and of two headings over the same paragraphs, that both have if they are one that was edited."""


def is_alike(text: str, other: str, least: float = _ALIKE) -> bool:
    """Return whether two paragraphs are one that was edited."""
    one, two = bigrams(text), bigrams(other)
    return 2 * (one & two).total() >= least * (one.total() + two.total()) > 0


@dataclass(slots=True)
class Mover:
    """Finds what moved among what is gone and came; `moves` has what becomes of an edit, by its identity."""

    gone: Sequence[Gone]
    came: Sequence[Came]
    tables: Sequence[TableEdit]
    printed: Sequence[PrintedBlock]
    context: Context
    inside: Inside
    left: Left = field(init=False)
    moves: dict[int, tuple[MergeEdit, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = what_left(self.context, self.printed, [one.printed for one in self.gone])

    def item(self, item: Item, is_one: Callable[[str, str], bool]) -> None:
        """Enter the move of an item if all that is printed of it and of those below it is gone, and came elsewhere in one piece."""
        members = {id(one) for one in family(item)}
        item_of = self.context.item_of
        every = [block for block in self.printed if isinstance(block, PrintedText) and id(item_of(block)) in members]
        taken, others = self._elsewhere(every, lambda block, words: is_one(bare(block.text), words), more=True)
        level = number_level(every[0].number) if every else 0
        if taken and all(number_level(one.edited[0].text) > level for one in others):
            # what is new below the item has its place once the item has
            self.moves |= {id(one.edit): (_waiting(one.edit),) for one in others}
            pieces = [piece for one in taken for piece in one.edited]
            within = [edit for pair in zip(every, pieces, strict=True) for edit in self.inside(*pair)]
            self._enter(every, taken, _moved_item(item, every, taken, self.context), within)

    def section(self, section: Section) -> None:
        """Enter the move of a section if all that is printed of it is gone, and came elsewhere in one piece."""
        every = [
            block for block, visit in self.left.visits if any(one is section for one in (visit.part, *visit.sections))
        ]

        title = _TITLE_ALIKE if len(every) > 1 else _ALIKE

        def is_one(block: PrintedText, words: str) -> bool:
            own = bare(block.text)
            return own == words or is_alike(own, words, title if block is every[0] else _ALIKE)

        taken, others = self._elsewhere(every, is_one, more=True)
        if not taken:
            return
        self.moves |= {id(one.edit): (_waiting(one.edit),) for one in others}
        move = replace(
            taken[0].edit,
            old="\n".join(one.text for one in every),
            new="\n".join(text.text for one in taken for text in one.edited),
        )
        pieces = [piece for one in taken for piece in one.edited]
        pairs = list(zip(every, pieces, strict=True))
        within = [edit for block, piece in pairs for edit in self.inside(block, piece)]
        span = section_span(self.context, section)
        # words of plan.md move with its lines
        inner = [edit for edit in within if edit.changes and all(span.has(change) for change in edit.changes)]
        words = tuple(
            bare(piece.text) if block.number else piece.text
            for block, piece in pairs
            if self.context.item_of(block) is None
        )
        place = (taken[0].before, taken[-1].after)
        edit = moved_section(self.context, move, section, place, [one for edit in inner for one in edit.changes], words)
        self._enter(every, taken, edit, [one for one in within if one not in inner])

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
                        return (taken, others) if self._tables(every, first.before) is not None else ([], [])
                elif more and taken:
                    others.append(one)
                else:
                    break
        return [], []

    def _tables(self, every: Sequence[PrintedText], before: PrintedText | None) -> list[MergeEdit] | None:
        """The edits of the tables among printed paragraphs that came behind another one; None where one of these did not come."""
        members = {id(block) for block in every}
        found: list[MergeEdit] = []
        is_among = False
        for block in self.printed:
            if isinstance(block, PrintedText):
                is_among = id(block) in members
                continue
            if not is_among:
                continue
            gone = next((one for one in self.tables if one.table is block), None)
            came = next(
                (
                    one
                    for one in self.tables
                    if isinstance(one.table, EditedTable)
                    and one.before is before
                    and one.table.text == block.text
                    and not any(one.edit is taken for taken in found)
                ),
                None,
            )
            if gone is None or came is None:
                return None
            found += [gone.edit, came.edit]
        return found

    def _enter(
        self, every: Sequence[PrintedText], taken: Sequence[Came], move: MergeEdit, within: Sequence[MergeEdit]
    ) -> None:
        edits = {id(one.printed): one.edit for one in self.gone}
        self.moves |= {id(edits[id(block)]): () for block in every}
        self.moves |= {id(one.edit): () for one in taken}
        self.moves |= {id(edit): () for edit in self._tables(every, taken[0].before) or ()}
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
