"""Pair the printed blocks of a state with those of an edited file, and measure how far apart they are."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from pipeline.merge.edited import EditedBlock, EditedCell, EditedTable, EditedText, joined_texts
from pipeline.merge.facts import read_note
from pipeline.merge.numbers import bare
from pipeline.merge.printed import PrintedBlock, PrintedCell, PrintedTable, PrintedText
from pipeline.render.print_model import StatedFacts
from pipeline.text.align import Comparable, IndexPair, align
from pipeline.text.diff import DiffOp, bigrams, containment, diff_text, longest_increasing_subsequence

BlockPair = tuple[PrintedBlock | None, EditedBlock | None]
RowPair = tuple[tuple[PrintedCell, ...] | None, tuple[EditedCell, ...] | None]

Test = Callable[[int, int], bool]
"""Says something of a printed block and an edited one, by their indices."""


def pair_blocks(printed: Sequence[PrintedBlock], edited: Sequence[EditedBlock]) -> list[BlockPair]:
    """Return both sequences as one list of pairs; None on the side where a block has no counterpart.

    What has nothing similar between two pairs is paired by its printed number, then by
    position where both sides have the same number of blocks: it was written anew.
    """
    olds, news = [_comparable(block) for block in printed], [_comparable(block) for block in edited]
    pairs = _aligned(olds, news)
    away_old, away_new = _away(pairs, olds, news)

    def is_alike(index: int, other: int) -> bool:
        block, candidate = printed[index], edited[other]
        if index in away_old or other in away_new:
            return False
        if isinstance(block, PrintedTable) or isinstance(candidate, EditedTable):
            return isinstance(block, PrintedTable) and isinstance(candidate, EditedTable)
        has_number = bool(block.number) and candidate.text.startswith(block.number)
        # other words under the same number are another item
        return has_number and bool(olds[index].bigrams & news[other].bigrams)

    def may_pair(index: int, other: int) -> bool:
        if index in away_old or other in away_new:
            return False
        return isinstance(printed[index], PrintedTable) == isinstance(edited[other], EditedTable)

    filled = _fill_gaps(pairs, is_alike, may_pair)
    return _rejoined(
        [
            (None if index is None else printed[index], None if other is None else edited[other])
            for index, other in filled
        ]
    )


MOVED = 0.6
"""The similarity of a paragraph that is gone with one that is new elsewhere from which it was moved, not written anew."""


def _away(
    pairs: Sequence[IndexPair], olds: Sequence[Comparable], news: Sequence[Comparable]
) -> tuple[frozenset[int], frozenset[int]]:
    """The blocks without a counterpart in their place that have one elsewhere: those gone, and those new."""
    gone = [old for old, new in pairs if old is not None and new is None]
    came = [new for old, new in pairs if new is not None and old is None]
    moved = [(old, new) for old in gone for new in came if olds[old].similarity(news[new]) >= MOVED]
    return frozenset(old for old, _ in moved), frozenset(new for _, new in moved)


MOSTLY = 0.7
"""The share of a new paragraph that has to be in a printed one to be a piece of it."""


def _rejoined(pairs: Sequence[BlockPair]) -> list[BlockPair]:
    """The pairs with a paragraph that was split in the file paired with all its pieces."""
    kept: list[BlockPair] = []
    index = 0
    while index < len(pairs):
        printed, edited = pairs[index]
        if not (isinstance(printed, PrintedText) and isinstance(edited, EditedText)):
            kept.append(pairs[index])
            index += 1
            continue
        pieces = [edited]
        while kept and (piece := _piece(kept[-1], printed, pieces)) is not None:
            pieces.insert(0, piece)
            kept.pop()
        index += 1
        while index < len(pairs) and (piece := _piece(pairs[index], printed, pieces)) is not None:
            pieces.append(piece)
            index += 1
        kept.append((printed, edited if len(pieces) == 1 else joined_texts(pieces)))
    return kept


def _piece(pair: BlockPair, printed: PrintedText, pieces: Sequence[EditedText]) -> EditedText | None:
    """The new paragraph of a pair if its words are in the printed paragraph and in none of its other pieces."""
    block, edited = pair
    if block is not None or not isinstance(edited, EditedText):
        return None
    own, whole = bigrams(edited.text), bigrams(printed.text)
    for piece in pieces:
        whole = whole - bigrams(piece.text)
    if not own:
        return edited if edited.text in printed.text and all(edited.text not in one.text for one in pieces) else None
    return edited if containment(own, whole) >= MOSTLY else None


def _any_two(_index: int, _other: int) -> bool:
    return True


def pair_rows(printed: PrintedTable, edited: EditedTable, may_pair: Test = _any_two) -> list[RowPair]:
    """Return the rows of both tables as one list of pairs; `may_pair` says which may be one row that was written anew."""
    olds, news = printed.rows, edited.rows

    def comparable(row: Sequence[PrintedCell | EditedCell]) -> Comparable:
        # the number in front says where a row stands, not which it is
        text = "\n".join(cell.text for cell in row if cell.column or not cell.text.isdecimal())
        return Comparable("row", text, bigrams(text))

    before, after = [comparable(row) for row in olds], [comparable(row) for row in news]
    pairs = _aligned(before, after)
    away_old, away_new = _away(pairs, before, after)

    def may_be_one(index: int, other: int) -> bool:
        return index not in away_old and other not in away_new and may_pair(index, other)

    def is_alike(index: int, other: int) -> bool:
        old, new = olds[index][0], news[other][0]
        return bool(old.text) and old.text == new.text and may_be_one(index, other)

    filled = _fill_gaps(pairs, is_alike, may_be_one)
    return [(None if index is None else olds[index], None if other is None else news[other]) for index, other in filled]


def _aligned(olds: Sequence[Comparable], news: Sequence[Comparable]) -> list[IndexPair]:
    """Align what lies between texts that both sides have once and equal: `align` alone is quadratic.

    Of those in another order the most that are in one order stay; the others were moved, and nothing else is like them.
    """
    at = {text: index for index, text in _unique(news)}
    anchors = [(index, at[text]) for index, text in _unique(olds) if text in at]
    order = [other for _, other in anchors]
    kept = set(longest_increasing_subsequence(order))
    moved = [anchor for place, anchor in enumerate(anchors) if place not in kept]
    gone, came = {index for index, _ in moved}, {other for _, other in moved}
    pairs: list[IndexPair] = []
    old = new = 0
    for index, other in [*(anchors[place] for place in range(len(anchors)) if place in kept), (len(olds), len(news))]:
        lefts = [place for place in range(old, index) if place not in gone]
        rights = [place for place in range(new, other) if place not in came]
        found = [
            (None if left is None else lefts[left], None if right is None else rights[right])
            for left, right in align([olds[place] for place in lefts], [news[place] for place in rights])
        ]
        left_out = [place for place in range(old, index) if place in gone]
        pairs += _with_unpaired(found, left_out, [place for place in range(new, other) if place in came])
        if index < len(olds):
            pairs.append((index, other))
        old, new = index + 1, other + 1
    return pairs


def _with_unpaired(pairs: Sequence[IndexPair], olds: Sequence[int], news: Sequence[int]) -> Iterator[IndexPair]:
    """Yield the pairs with indices of both sides without a counterpart in their order among them."""
    gone, came = list(olds), list(news)
    for old, new in pairs:
        while gone and old is not None and gone[0] < old:
            yield gone.pop(0), None
        while came and new is not None and came[0] < new:
            yield None, came.pop(0)
        yield old, new
    yield from ((old, None) for old in gone)
    yield from ((None, new) for new in came)


def _unique(blocks: Sequence[Comparable]) -> list[tuple[int, str]]:
    """The index and words of every block whose words occur once; the number before them says where it stands, not which it is."""
    words = [bare(block.text) for block in blocks]
    counts = Counter(words)
    return [(index, own) for index, own in enumerate(words) if own and counts[own] == 1]


def _comparable(block: PrintedBlock | EditedBlock) -> Comparable:
    """What is compared of a block: of a paragraph its words without the bracket note, which is alike in many."""
    match block:
        case PrintedTable() | EditedTable():
            return Comparable("table", block.text, bigrams(block.text))
        case PrintedText():
            last = block.segments[-1] if block.segments else None
            is_noted = last is not None and isinstance(last.origin, StatedFacts)
            words = block.text[: last.start] if last is not None and is_noted else block.text
        case EditedText():
            note = read_note(block.text, 0)
            words = block.text if note is None else block.text[: note.start]
        case _:
            assert_never(block)
    return Comparable("paragraph", words, bigrams(words))


def _fill_gaps(pairs: Sequence[IndexPair], is_alike: Test, may_pair: Test) -> Iterator[IndexPair]:
    """Pair what has no counterpart between two pairs: first what is alike, then the rest if as many are left."""
    olds: list[int] = []
    news: list[int] = []
    for old, new in [*pairs, (-1, -1)]:
        if old is not None and new is not None:
            yield from _fill(olds, news, is_alike, may_pair)
            olds, news = [], []
            if old >= 0:
                yield old, new
        elif old is not None:
            olds.append(old)
        elif new is not None:
            news.append(new)


def _fill(olds: Sequence[int], news: Sequence[int], is_alike: Test, may_pair: Test) -> Iterator[IndexPair]:
    if len(olds) == len(news) and all(may_pair(old, new) for old, new in zip(olds, news, strict=True)):
        yield from zip(olds, news, strict=True)
        return
    rest = list(news)
    for old in olds:
        match = next((new for new in rest if is_alike(old, new)), None)
        if match is None:
            yield old, None
            continue
        before = rest[: rest.index(match)]
        # what precedes the match goes with nothing after it
        yield from ((None, new) for new in before)
        rest = rest[len(before) + 1 :]
        yield old, match
    yield from ((None, new) for new in rest)


IN_TABLE = 1.5
"""How much more a difference in a table counts: who edits one print of a text edits the body, not the annex."""


def distance(pairs: Sequence[BlockPair]) -> float:
    """Return how many characters differ between the two sides of the pairs; tables are compared row by row."""
    total = 0.0
    for printed, edited in pairs:
        if isinstance(printed, PrintedTable) and isinstance(edited, EditedTable):
            total += IN_TABLE * sum(
                _different(_row_text(old), _row_text(new)) for old, new in pair_rows(printed, edited)
            )
            continue
        weight = IN_TABLE if isinstance(printed, PrintedTable) else 1
        total += weight * _different("" if printed is None else printed.text, "" if edited is None else edited.text)
    return total


def _row_text(row: Sequence[PrintedCell | EditedCell] | None) -> str:
    return "" if row is None else "\t".join(cell.text for cell in row)


def _different(old: str, new: str) -> int:
    if old == new:
        return 0
    return sum(len(part.text) for part in diff_text(old, new) if part.op is not DiffOp.EQUAL)
