"""Matching the items of two plans: by lineage and id, then by similarity.

The result is groups: one old and one new item, one old and several new (拆分),
several old and one new (合并), or one alone (新增、不再列入).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.model import Item, Note, Paragraph, Plan, Steps, Table, Task, Visit, paragraphs, walk
from pipeline.source import same_name
from pipeline.text.diff import bigrams, containment, overlap, similarity

MIN_SIMILARITY = 0.6
"""Items at least this similar are one. In the 2023 plan unrelated texts reach .36, unrelated titles .43 (× .9)."""

_TITLE_WEIGHT = 0.9
_MIN_TASK_SIMILARITY = 0.5


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """An item with its position in the plan: its number among all (from 1), the heading above it, its parent."""

    item: Item
    number: int
    section: str = ""
    parent: Item | None = None

    @property
    def name(self) -> str:
        """The item's name in reports: its number and short title."""
        return f"第{self.number}项“{self.item.title}”"


@dataclass(frozen=True, slots=True)
class Group:
    """Items of two plans that are the same work, in reading order."""

    old: tuple[ComparedItem, ...]
    new: tuple[ComparedItem, ...]


def list_items(plan: Plan) -> tuple[ComparedItem, ...]:
    """Return every item of a plan with its position, in reading order."""
    items = ((visit.part, visit) for visit in walk(plan.parts) if isinstance(visit.part, Item))
    return tuple(
        ComparedItem(item, number, _section_title(visit), visit.parents[-1] if visit.parents else None)
        for number, (item, visit) in enumerate(items, 1)
    )


def _section_title(visit: Visit) -> str:
    return visit.sections[-1].title.text.value if visit.sections else ""


def text_lines(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Return the text of tasks as lines: one for each paragraph, step or table row."""
    lines: list[str] = []
    for block in (block for task in tasks for block in task.blocks):
        match block:
            case Table():
                lines += ["｜".join(cell.text.value for cell in row) for row in (block.head, *block.rows)]
            case Paragraph() | Steps():
                lines += [paragraph.text.value for paragraph in paragraphs(block)]
            case Note():
                pass
    return tuple(lines)


def match_items(old: Plan, new: Plan, between: Sequence[Plan] = ()) -> tuple[Group, ...]:
    """Return the items of two plans in groups, in the order of the new plan; a removed item follows what preceded it.

    `between` are the plans of the years between the two, through which lineage is
    followed.
    """
    matcher = _Matcher(list_items(old), list_items(new))
    matcher.link_by_lineage(old, new, {plan.year: plan for plan in between})
    matcher.link_by_id()
    matcher.link_by_shared_lineage()
    matcher.link_by_similarity()
    matcher.link_parts()
    return matcher.groups()


class _Matcher:
    """Links between the items of two plans, made in passes from the most to the least certain.

    A link is a pair of indices: of the old item and of the new one.
    """

    def __init__(self, old: Sequence[ComparedItem], new: Sequence[ComparedItem]) -> None:
        self._old, self._new = old, new
        self._links: set[tuple[int, int]] = set()
        self._old_bigrams = [bigrams("".join(text_lines(entry.item.tasks))) for entry in old]
        self._new_bigrams = [bigrams("".join(text_lines(entry.item.tasks))) for entry in new]

    def link_by_lineage(self, old: Plan, new: Plan, between: dict[int, Plan]) -> None:
        """Link each item to those of the old plan that its lineage (沿用) names; does nothing within one year."""
        if new.year == old.year:
            return
        old_indices = {same_name(entry.item.id): index for index, entry in enumerate(self._old)}
        for index, entry in enumerate(self._new):
            for name in _ancestors(entry.item, new.year, old.year, between):
                if same_name(name) in old_indices:
                    self._links.add((old_indices[same_name(name)], index))

    def link_by_id(self) -> None:
        """Link items that have the same id and no link yet."""
        old_indices = {same_name(self._old[index].item.id): index for index in self._unlinked_old()}
        for index in self._unlinked_new():
            old_index = old_indices.get(same_name(self._new[index].item.id))
            if old_index is not None:
                self._links.add((old_index, index))

    def link_by_shared_lineage(self) -> None:
        """Link unlinked items whose lineage names the same item of an earlier year."""
        for old in self._unlinked_old():
            lineage = set(map(str, self._old[old].item.lineage))
            for new in self._unlinked_new():
                if lineage & set(map(str, self._new[new].item.lineage)):
                    self._links.add((old, new))

    def link_by_similarity(self) -> None:
        """Link the unlinked items most similar in text or short title, the most similar pair first."""
        scored = [
            (self._similarity(old, new), -old, -new) for old in self._unlinked_old() for new in self._unlinked_new()
        ]
        for score, old, new in sorted(scored, reverse=True):
            if score < MIN_SIMILARITY:
                break
            if -old in self._unlinked_old() and -new in self._unlinked_new():
                self._links.add((-old, -new))

    def link_parts(self) -> None:
        """Link each unlinked item to the linked one it was, or now is, a part of: split and merged items."""
        reversed_links = {(new, old) for old, new in self._links}
        split = [
            (whole, part)
            for part in self._unlinked_new()
            if (whole := _containing_item(part, self._new_bigrams, self._old_bigrams, reversed_links)) is not None
        ]
        merged = [
            (part, whole)
            for part in self._unlinked_old()
            if (whole := _containing_item(part, self._old_bigrams, self._new_bigrams, self._links)) is not None
        ]
        self._links.update(split, merged)

    def _similarity(self, old: int, new: int) -> float:
        titles = similarity(self._old[old].item.title.value, self._new[new].item.title.value)
        return max(overlap(self._old_bigrams[old], self._new_bigrams[new]), _TITLE_WEIGHT * titles)

    def _unlinked_old(self) -> list[int]:
        linked = {old for old, _ in self._links}
        return [index for index in range(len(self._old)) if index not in linked]

    def _unlinked_new(self) -> list[int]:
        linked = {new for _, new in self._links}
        return [index for index in range(len(self._new)) if index not in linked]

    def groups(self) -> tuple[Group, ...]:
        """Return the connected items as groups, in the order of the new plan; a removed item follows what preceded it."""
        groups = [Group((self._old[index],), ()) for index in self._unlinked_old()]
        groups += [Group((), (self._new[index],)) for index in self._unlinked_new()]
        remaining = set(self._links)
        while remaining:
            olds, news = ({index} for index in remaining.pop())
            while connected := {link for link in remaining if link[0] in olds or link[1] in news}:
                remaining -= connected
                olds |= {old for old, _ in connected}
                news |= {new for _, new in connected}
            groups.append(
                Group(
                    tuple(self._old[index] for index in sorted(olds)), tuple(self._new[index] for index in sorted(news))
                )
            )
        new_numbers = {entry.number: group.new[0].number for group in groups if group.new for entry in group.old}

        def order(group: Group) -> tuple[int, int]:
            if group.new:
                return group.new[0].number, 0
            first = group.old[0].number
            before = max((number for number in new_numbers if number < first), default=0)
            return new_numbers.get(before, 0), first

        return tuple(sorted(groups, key=order))


def _containing_item(
    part: int, parts: Sequence[Counter[str]], wholes: Sequence[Counter[str]], links: set[tuple[int, int]]
) -> int | None:
    """Return the linked item on the other side that contains the part's text; None if there is none.

    Only text that the item's own partner does not have counts: a sentence in both
    items is a repetition, not a part.
    """
    best: tuple[float, int] | None = None
    for whole in sorted({whole for _, whole in links}):
        score = containment(parts[part], wholes[whole])
        partners = [partner for partner, linked in links if linked == whole]
        is_repeated = any(containment(parts[part], parts[partner]) >= MIN_SIMILARITY for partner in partners)
        if score >= MIN_SIMILARITY and not is_repeated:
            best = max(best or (0.0, 0), (score, -whole))
    return -best[1] if best else None


def _ancestors(item: Item, year: int, wanted: int, between: dict[int, Plan]) -> Iterator[str]:
    """Yield the ids of the wanted year that an item's lineage leads to, through the years between."""
    for name in item.lineage:
        stated, _, identity = name.value.partition("/")
        if not stated.isdigit() or int(stated) >= year:
            continue
        if int(stated) == wanted:
            yield identity
        elif int(stated) in between:
            plan = between[int(stated)]
            for ancestor in plan.items():
                if same_name(ancestor.id) == same_name(identity):
                    yield from _ancestors(ancestor, plan.year, wanted, between)


def match_tasks(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[int | None, int | None]]:
    """Return index pairs of old and new tasks, by similarity, then by position; None for one added or removed.

    In the new order, removed tasks last.
    """
    if not old or not new:
        return [*((index, None) for index in range(len(old))), *((None, index) for index in range(len(new)))]
    old_bigrams = [bigrams("".join(text_lines((task,)))) for task in old]
    new_bigrams = [bigrams("".join(text_lines((task,)))) for task in new]
    scored = sorted(
        (
            (overlap(old, new), -abs(old_index - new_index), -old_index, -new_index)
            for old_index, old in enumerate(old_bigrams)
            for new_index, new in enumerate(new_bigrams)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, _, old_index, new_index in scored:
        if score >= _MIN_TASK_SIMILARITY and -new_index not in pairs and -old_index not in pairs.values():
            pairs[-new_index] = -old_index
    unmatched = [index for index in range(len(old)) if index not in pairs.values()]
    for new_index in range(len(new)):
        if new_index not in pairs and unmatched:
            pairs[new_index] = unmatched.pop(0)
    matched: list[tuple[int | None, int | None]] = [(pairs.get(index), index) for index in range(len(new))]
    return matched + [(index, None) for index in unmatched]
