"""Which rows of an annex are which item's tasks: by the words they share, the units they name, their numbers and their order.

The annex of a plan often shortens the body's words, has its rows in another order, or has a
row more. Words that many items share (公布, 信息) weigh little.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from math import log

from pipeline.dataclass import dataclass
from pipeline.ingest.account import bare
from pipeline.ingest.numbers import read_number
from pipeline.ingest.raw_items import RawItem
from pipeline.ingest.reconcile import row_owners
from pipeline.ingest.task_table import TaskRow
from pipeline.model import ColumnRole
from pipeline.text.align import Comparable
from pipeline.text.diff import bigrams

_MIN_ALIKE = 0.6
"""The least share of a table's rows that are nearly an item's words, for the table to be the body's annex."""

_ALIKE = 0.75
"""Texts at least this similar are nearly the same."""

_MIN_MATCHED = 0.5
"""The least share of rows that shorten an item's words, for a table that adds owners or deadlines to be the annex."""

_MIN_SCORE = 0.5
"""The least score of a row and an item that belong together."""

_MIN_SHARED = 0.2
"""The least share of words in common, whatever units and numbers say."""

_PART_OF = 0.75
"""The least share of a row's words that stand in an item which has a row already, for the row to be another of its."""

_MAX_TEXTS = 12
"""Two characters that more items and rows have bring none of them together: so the pairs to compare grow with their number."""

_SAME_UNITS, _SAME_NUMBER, _IN_ORDER, _NEAR = 0.15, 0.1, 0.1, 0.02
"""What units, a number, the order and the position add to the share of words in common."""


@dataclass(frozen=True, slots=True)
class Marriage:
    """Which rows belong to which item, by the item's index in reading order; `single` are the rows of none."""

    rows: dict[int, tuple[TaskRow, ...]]
    single: tuple[TaskRow, ...]
    behind: dict[int, int]
    """For a row of none (by identity) the item whose row stands before it in the table; -1 where none does."""
    is_annex: bool = False
    """Whether the table is the body's annex: most rows are nearly an item's words, or state what the body does not."""


@dataclass(frozen=True, slots=True)
class _Side:
    """An item, or the rows that share a number, reduced to what matching compares."""

    text: str
    bigrams: Counter[str]
    units: frozenset[str]
    number: int


def marry(items: Sequence[RawItem], rows: Sequence[TaskRow]) -> Marriage:
    """Return which rows are which items', the best pairs first."""
    groups = [tuple(group) for group in row_groups(rows)]
    left = [_item_side(item) for item in items]
    right = [_row_side(group) for group in groups]
    weights = _weights((*left, *right))
    pairs = _pairs(left, right, weights)
    matched = {group: item for item, group in pairs}
    behind = -1
    places: dict[int, int] = {}
    for index, group in enumerate(groups):
        if index not in matched:
            near = _item_with_row(index, left, right, matched, weights)
            if near is None:
                places.update((id(row), behind) for row in group)
                continue
            matched[index] = near
        behind = matched[index]
    married: dict[int, tuple[TaskRow, ...]] = {}
    for index, item in sorted(matched.items()):
        married[item] = (*married.get(item, ()), *groups[index])
    single = tuple(row for index, group in enumerate(groups) if index not in matched for row in group)
    alike = sum(len(groups[group]) for item, group in pairs if _similarity(left[item], right[group]) >= _ALIKE)
    added = sum(_adds(items[item], row) for item, own in married.items() for row in own)
    count = sum(map(len, married.values()))
    is_annex = alike >= _MIN_ALIKE * len(rows) or (count >= _MIN_MATCHED * len(rows) and added * 2 > count)
    return Marriage(married, single, places, bool(married) and is_annex)


def _adds(item: RawItem, row: TaskRow) -> bool:
    """Whether a row states an owner or a deadline of an item whose own notes state none."""
    notes = [task.note for task in item.tasks if task.note is not None]
    adds_owner = bool(row_owners(row)[0]) and not any(note.assignments for note in notes)
    return adds_owner or (bool(row.text(ColumnRole.DEADLINE)) and not any(note.deadline for note in notes))


def _similarity(left: "_Side", right: "_Side") -> float:
    return Comparable("", left.text, left.bigrams).similarity(Comparable("", right.text, right.bigrams))


def row_groups(rows: Iterable[TaskRow]) -> Iterator[Iterator[TaskRow]]:
    """Yield the rows of each printed number: rows without one of their own go with the row above."""
    count = 0

    def key(row: TaskRow) -> int:
        nonlocal count
        count += 0 if row.number and row.goes_on else 1
        return count

    for _, group in groupby(rows, key):
        yield group


def _item_side(item: RawItem) -> _Side:
    text = bare(item.text)
    notes = [task.note for task in item.tasks if task.note is not None]
    units = frozenset(unit.value for note in notes for duty in note.assignments for unit in duty.units)
    number = read_number(item.label)
    return _Side(text, bigrams(text), units, number.value if number else 0)


def _row_side(rows: Sequence[TaskRow]) -> _Side:
    text = bare("".join(text.value for row in rows for text in row.words))
    units = frozenset(unit.value for row in rows for duty in row_owners(row)[0] for unit in duty.units)
    number = rows[0].number
    return _Side(text, bigrams(text), units, int(number) if number.isdecimal() else 0)


def _weights(sides: Sequence[_Side]) -> Mapping[str, float]:
    """Return how much two characters tell of a text: less, the more texts have them."""
    count = Counter(pair for side in sides for pair in side.bigrams)
    return {pair: log(1 + len(sides) / number) for pair, number in count.items()}


def _shared(left: _Side, right: _Side, weights: Mapping[str, float], wholes: tuple[float, float]) -> float:
    """Return the share of the shorter text's words that the other has, from 0 to 1; `wholes` weigh all words of each."""
    if left.text == right.text:
        return 1.0 if left.text else 0.0
    if not min(wholes):
        return 0.0
    common = _weight(left.bigrams & right.bigrams, weights)
    # of two texts that contain the row's words, the one that has less else is the likelier
    return 0.9 * common / min(wholes) + 0.1 * 2 * common / sum(wholes)


def _weight(pairs: Counter[str], weights: Mapping[str, float]) -> float:
    return sum(weights[pair] * count for pair, count in pairs.items())


Pair = tuple[int, int]
"""The index of an item and of a row group."""


def candidate_pairs(left: Sequence[_Side], right: Sequence[_Side]) -> list[Pair]:
    """Return the pairs of item and row group worth comparing, in order: they share a number, a whole text, or rare characters."""
    pairs: set[Pair] = set()
    keys: dict[tuple[str, object], tuple[list[int], list[int]]] = {}
    for which, sides in enumerate((left, right)):
        for index, side in enumerate(sides):
            numbers = [("number", side.number)] if side.number else []
            for key in (*numbers, ("text", side.text), *(("bigram", pair) for pair in side.bigrams)):
                keys.setdefault(key, ([], []))[which].append(index)
    for (kind, _), (items, groups) in keys.items():
        if len(items) + len(groups) <= _MAX_TEXTS:
            pairs.update(product(items, groups))
        elif kind != "bigram":
            # many of one text or number: each with the one that has its place among them
            pairs.update(zip(items, groups, strict=False))
    return sorted(pairs)


def _pairs(left: Sequence[_Side], right: Sequence[_Side], weights: Mapping[str, float]) -> list[Pair]:
    """Return the pairs of item and row group, each in one pair at most, the best first."""
    wholes = [[_weight(side.bigrams, weights) for side in sides] for sides in (left, right)]
    shared = {
        (item, group): share
        for item, group in candidate_pairs(left, right)
        if (share := _shared(left[item], right[group], weights, (wholes[0][item], wholes[1][group]))) >= _MIN_SHARED
    }
    in_order = _longest_chain(shared, len(right))
    scored: list[tuple[float, int, int]] = []
    for (item, group), share in shared.items():
        score = share + _IN_ORDER * ((item, group) in in_order)
        score += _SAME_NUMBER * (left[item].number == right[group].number > 0)
        either = left[item].units | right[group].units
        score += _SAME_UNITS * len(left[item].units & right[group].units) / len(either) if either else 0.0
        score += _NEAR * (1 - abs(item / len(left) - group / len(right)))
        if score >= _MIN_SCORE:
            scored.append((-score, item, group))
    pairs: list[Pair] = []
    items: set[int] = set()
    groups: set[int] = set()
    for _, item, group in sorted(scored):
        if item not in items and group not in groups:
            items.add(item)
            groups.add(group)
            pairs.append((item, group))
    return pairs


_Chain = tuple[Pair, "_Chain | None"]
"""A pair, and the chain of pairs before it."""


def _longest_chain(shared: Mapping[Pair, float], count: int) -> frozenset[Pair]:
    """Return the pairs, item behind item and row group behind row group, that together share the most.

    `count` is that of the row groups. The best chains up to a group are in a tree of partial
    maxima (Fenwick), so each pair takes the logarithm of their number.
    """
    best: list[tuple[float, _Chain | None]] = [(0.0, None)] * (count + 1)
    # of one item the later groups first: no pair follows one of its own item
    for item, group in sorted(shared, key=lambda pair: (pair[0], -pair[1])):
        total, before = _best_up_to(best, group)
        chain = (total + shared[item, group], ((item, group), before))
        index = group + 1
        while index <= count:
            if chain[0] > best[index][0]:
                best[index] = chain
            index += index & -index
    _, last = _best_up_to(best, count)
    pairs: set[Pair] = set()
    while last is not None:
        pair, last = last
        pairs.add(pair)
    return frozenset(pairs)


def _best_up_to(best: Sequence[tuple[float, "_Chain | None"]], stop: int) -> tuple[float, "_Chain | None"]:
    """Return the best chain whose last row group is before `stop`."""
    found: tuple[float, _Chain | None] = (0.0, None)
    while stop:
        if best[stop][0] > found[0]:
            found = best[stop]
        stop -= stop & -stop
    return found


def _item_with_row(
    index: int,
    left: Sequence[_Side],
    right: Sequence[_Side],
    matched: Mapping[int, int],
    weights: Mapping[str, float],
) -> int | None:
    """Return the item of the row above or below whose words contain this row's too; None where neither's do."""
    row = right[index]
    for near in (index - 1, index + 1):
        item = matched.get(near)
        if item is None or not row.bigrams:
            continue
        common = _weight(left[item].bigrams & row.bigrams, weights)
        taken = right[near].bigrams
        if common >= _PART_OF * _weight(row.bigrams, weights) and taken & row.bigrams != row.bigrams:
            return item
    return None
