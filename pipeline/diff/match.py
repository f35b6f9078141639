"""Which item of one plan is which of another: by lineage and id, then by likeness.

The result is groups: one old and one new item, one old and several new (拆分),
several old and one new (合并), or one alone (新增、不再列入).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import (
    Item,
    Note,
    Paragraph,
    Plan,
    Steps,
    Table,
    Task,
    Visit,
    paragraphs,
    walk,
)
from pipeline.source import same_name
from pipeline.text.diff import (
    bigrams,
    containment,
    overlap,
    similarity,
)

MIN_SIMILARITY = 0.6
"""From this likeness on two items are one. In the 2023 plan unrelated words reach .36, unrelated titles .43 (× .9)."""

_TITLES_COUNT = 0.9
_TASK_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """An item where it stands in its plan: its place among all (from 1), the heading it stands under, its parent."""

    item: Item
    number: int
    section: str = ""
    parent: Item | None = None

    @property
    def name(self) -> str:
        """How the item is called in reports: its place and short title."""
        return f"第{self.number}项“{self.item.title}”"


@dataclass(frozen=True, slots=True)
class Group:
    """Items of two plans that are the same work, in reading order."""

    old: tuple[ComparedItem, ...]
    new: tuple[ComparedItem, ...]


def list_items(plan: Plan) -> tuple[ComparedItem, ...]:
    """Every item of a plan where it stands, in reading order."""
    items = ((visit.part, visit) for visit in walk(plan.parts) if isinstance(visit.part, Item))
    return tuple(
        ComparedItem(item, number, _section_title(visit), visit.parents[-1] if visit.parents else None)
        for number, (item, visit) in enumerate(items, 1)
    )


def _section_title(visit: Visit) -> str:
    return visit.sections[-1].title.text.value if visit.sections else ""


def text_lines(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The words of tasks as lines: a paragraph, a step or a table's row each."""
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
    """The items of two plans in groups, in the order of the new plan, those taken out after what stood before them.

    `between` are the plans of the years that lie between the two, through which
    lineage goes on.
    """
    matcher = _Matcher(list_items(old), list_items(new))
    matcher.link_by_lineage(old, new, {plan.year: plan for plan in between})
    matcher.link_by_id()
    matcher.link_by_shared_lineage()
    matcher.link_by_similarity()
    matcher.link_parts()
    return matcher.groups()


class _Matcher:
    """Links between the items of two plans, made in passes, the surest first."""

    def __init__(self, old: Sequence[ComparedItem], new: Sequence[ComparedItem]) -> None:
        self._old, self._new = old, new
        self._links: set[tuple[int, int]] = set()
        self._old_words = [bigrams("".join(text_lines(entry.item.tasks))) for entry in old]
        self._new_words = [bigrams("".join(text_lines(entry.item.tasks))) for entry in new]

    def link_by_lineage(self, old: Plan, new: Plan, between: dict[int, Plan]) -> None:
        """Link what says it goes on from an item of the old plan; within one year what goes on from the same items."""
        here = {same_name(entry.item.id): at for at, entry in enumerate(self._old)}
        for at, entry in enumerate(self._new):
            if new.year == old.year:
                continue
            for name in _ancestors(entry.item, new.year, old.year, between):
                if same_name(name) in here:
                    self._links.add((here[same_name(name)], at))

    def link_by_id(self) -> None:
        """Link what has the same id and no link yet."""
        olds = {same_name(self._old[at].item.id): at for at in self._unlinked_old()}
        for at in self._unlinked_new():
            there = olds.get(same_name(self._new[at].item.id))
            if there is not None:
                self._links.add((there, at))

    def link_by_similarity(self) -> None:
        """Link the likest pairs of what is left, in words or short titles, the likest first."""
        scored = [
            (self._similarity(one, other), -one, -other)
            for one in self._unlinked_old()
            for other in self._unlinked_new()
        ]
        for score, one, other in sorted(scored, reverse=True):
            if score < MIN_SIMILARITY:
                break
            if -one in self._unlinked_old() and -other in self._unlinked_new():
                self._links.add((-one, -other))

    def link_parts(self) -> None:
        """Link what is left and was, or is now, a part of an item that has its partner: split and merged items.

        Only words that the partner itself does not have: a sentence that stands in
        both items is a repetition, no part.
        """
        split = [
            link
            for other in self._unlinked_new()
            if (
                link := self._containing_item(other, self._new_words, self._old_words, {(b, a) for a, b in self._links})
            )
        ]
        merged = [
            link
            for one in self._unlinked_old()
            if (link := self._containing_item(one, self._old_words, self._new_words, self._links))
        ]
        self._links.update((whole, part) for part, whole in split)
        self._links.update(merged)

    def _containing_item(
        self, part: int, parts: Sequence[Counter[str]], wholes: Sequence[Counter[str]], links: set[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """The part and the linked item on the other side that holds it; None when there is none."""
        best: tuple[float, int] | None = None
        for whole in sorted({whole for _, whole in links}):
            score = containment(parts[part], wholes[whole])
            partners = [one for one, other in links if other == whole]
            if score >= MIN_SIMILARITY and all(
                containment(parts[part], parts[one]) < MIN_SIMILARITY for one in partners
            ):
                best = max(best or (0.0, 0), (score, -whole))
        return (part, -best[1]) if best else None

    def _similarity(self, one: int, other: int) -> float:
        titles = similarity(self._old[one].item.title.value, self._new[other].item.title.value)
        return max(overlap(self._old_words[one], self._new_words[other]), _TITLES_COUNT * titles)

    def _unlinked_old(self) -> list[int]:
        linked = {one for one, _ in self._links}
        return [at for at in range(len(self._old)) if at not in linked]

    def _unlinked_new(self) -> list[int]:
        linked = {other for _, other in self._links}
        return [at for at in range(len(self._new)) if at not in linked]

    def link_by_shared_lineage(self) -> None:
        """Link what goes on from the same items of an earlier year, under two names."""
        for one in self._unlinked_old():
            lineage = set(map(str, self._old[one].item.lineage))
            for other in self._unlinked_new():
                if lineage & set(map(str, self._new[other].item.lineage)):
                    self._links.add((one, other))

    def groups(self) -> tuple[Group, ...]:
        """What is linked, together; in the order of the new plan, what was taken out behind what stood before it."""
        found = [Group((entry,), ()) for at, entry in enumerate(self._old) if at in self._unlinked_old()]
        found += [Group((), (entry,)) for at, entry in enumerate(self._new) if at in self._unlinked_new()]
        waiting = set(self._links)
        while waiting:
            olds, news = ({side} for side in waiting.pop())
            while more := {link for link in waiting if link[0] in olds or link[1] in news}:
                waiting -= more
                olds |= {one for one, _ in more}
                news |= {other for _, other in more}
            found.append(
                Group(tuple(self._old[at] for at in sorted(olds)), tuple(self._new[at] for at in sorted(news)))
            )
        at_new = {entry.number: group.new[0].number for group in found if group.new for entry in group.old}

        def order(group: Group) -> tuple[int, int]:
            if group.new:
                return group.new[0].number, 0
            first = group.old[0].number
            before = max((number for number in at_new if number < first), default=0)
            return at_new.get(before, 0), first

        return tuple(sorted(found, key=order))


def _ancestors(item: Item, year: int, wanted: int, between: dict[int, Plan]) -> Iterator[str]:
    """The ids of the wanted year that an item goes on from, through the years between."""
    for name in item.lineage:
        said, _, identity = name.value.partition("/")
        if not said.isdigit() or int(said) >= year:
            continue
        if int(said) == wanted:
            yield identity
        elif int(said) in between:
            there = between[int(said)]
            for ancestor in there.items():
                if same_name(ancestor.id) == same_name(identity):
                    yield from _ancestors(ancestor, there.year, wanted, between)


def match_tasks(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[int | None, int | None]]:
    """Which task became which, by likeness, then by place; None for one that has come or gone. In the new order."""
    if not old or not new:
        return [*((at, None) for at in range(len(old))), *((None, at) for at in range(len(new)))]
    olds = [bigrams("".join(text_lines((task,)))) for task in old]
    news = [bigrams("".join(text_lines((task,)))) for task in new]
    scored = sorted(
        (
            (overlap(one, other), -abs(at - to), -at, -to)
            for at, one in enumerate(olds)
            for to, other in enumerate(news)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, _, at, to in scored:
        if score >= _TASK_ALIKE and -to not in pairs and -at not in pairs.values():
            pairs[-to] = -at
    left = [at for at in range(len(old)) if at not in pairs.values()]
    for to in range(len(new)):
        if to not in pairs and left:
            pairs[to] = left.pop(0)
    done: list[tuple[int | None, int | None]] = [(pairs.get(to), to) for to in range(len(new))]
    return done + [(at, None) for at in left]
