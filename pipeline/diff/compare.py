"""Comparing two plans (修改对照): the changes of every item, and of everything else that is printed.

Pure functions of plans. Deadlines are compared by their position in their plan's
year, so that 3月底前 in 2023 and in 2024 is the same; the plan's own year moved in a
text (2023年度 → 2024年度) is a kind of its own, not a change of wording.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.diff.fields import Sides, deadline_change, deadline_without_year, owner_change, wording_change
from pipeline.diff.match import ComparedItem, Group, list_items, match_items, match_tasks, text_lines
from pipeline.diff.model import WEIGHT, Change, Diff, Kind, Row
from pipeline.diff.sections import Passage, head_row, list_passages, match_passages, passage_row
from pipeline.draft.items import retired_items
from pipeline.draft.unit_renames import renamed_units
from pipeline.draft.year_tokens import without_year
from pipeline.model import Head, Item, ItemTitle, Part, Plan, Section, Task
from pipeline.render.phrases import merge_assignments, unit_names
from pipeline.text.diff import bigrams, longest_increasing_subsequence, overlap

MIN_UNTOUCHED_YEARS = 3
"""Years in a row after which an item without any change is reported (三年未改)."""


def compare(
    old: Plan,
    new: Plan,
    *,
    labels: tuple[str, str] = ("", ""),
    between: Sequence[Plan] = (),
    history: Sequence[Plan] = (),
) -> Diff:
    """Compare the old plan with the new one.

    `between` are the plans of the years between them, through which lineage is
    followed; `history` those of the years before the new one without a gap, oldest first.
    """
    groups = match_items(old, new, between)
    roster = renamed_units((*old.roster, *new.roster), date(new.year + 1, 1, 1))
    context = _Context(Sides(old, new, roster), retired_items(new), _moved_numbers(groups, new))
    return Diff(
        labels[0] or f"{old.year}年",
        labels[1] or f"{new.year}年",
        sum(1 for _ in old.items()),
        sum(1 for _ in new.items()),
        (*head_row(old, new), *_rows_in_order(context, groups)),
        find_untouched((*history, new)),
        new.name,
        _roster_names(old, new),
    )


def _roster_names(*plans: Plan) -> frozenset[str]:
    """Return the names of the plans' units, present, full and later ones."""
    units = (unit for plan in plans for unit in plan.roster)
    return frozenset(name for unit in units for name in (unit.name.value, unit.full_name, unit.renamed_to) if name)


@dataclass(frozen=True, slots=True)
class _Context:
    """What comparing one item needs to know of the whole plans.

    `retired` are the items that the new plan records as removed, `moved` the
    numbers in the new plan of items that changed their position.
    """

    sides: Sides
    retired: Mapping[str, str]
    moved: frozenset[int]


def _rows_in_order(context: _Context, groups: Sequence[Group]) -> Iterator[Row]:
    """Yield rows in the reading order of the new plan; a removed item follows what preceded it."""
    sides = context.sides
    olds = [passage for passage in list_passages(sides.old) if isinstance(passage, Passage)]
    news = [passage for passage in list_passages(sides.new) if isinstance(passage, Passage)]
    pairs = match_passages(olds, news)
    waiting = list(groups)
    index = -1
    for part in list_passages(sides.new):
        if isinstance(part, Passage):
            index += 1
            yield from passage_row(olds[pairs[index]] if index in pairs else None, part, sides)
            continue
        while waiting and not (waiting[0].new and waiting[0].new[0].number > part):
            yield _item_row(waiting.pop(0), context)
    yield from (_item_row(group, context) for group in waiting)
    for index, removed in enumerate(olds):
        if index not in pairs.values():
            yield from passage_row(removed, None, sides)


# --- items ----------------------------------------------------------------------------


def _item_row(group: Group, context: _Context) -> Row:
    sides = context.sides
    before = "\n".join(line for entry in group.old for line in _printed_lines(entry.item, sides.old.head))
    after = "\n".join(line for entry in group.new for line in _printed_lines(entry.item, sides.new.head))
    where = _named(group.new) if group.new else f"原{_named(group.old)}"
    row = Row(where, before, after, (), group.old, group.new)
    return replace(row, changes=tuple(sorted(_item_changes(row, context), key=lambda change: WEIGHT[change.kind])))


def _item_changes(row: Row, context: _Context) -> Iterator[Change]:
    old, new, where, sides = row.old, row.new, row.where, context.sides
    if not old:
        yield Change(Kind.ADDED, where, "", row.after, "新增事项")
        return
    if not new:
        recorded = any(f"{sides.old.year}/{entry.item.id}" in context.retired for entry in old)
        is_certain = recorded or sides.old.year == sides.new.year
        explanation = "不再列入" if is_certain else "不再列入；没有撤下的记录，请确认不是遗漏"
        yield Change(Kind.REMOVED, where, row.before, "", explanation)
        return
    if len(new) > 1:
        yield Change(Kind.SPLIT, where, row.before, row.after, f"由原{_named(old)}拆为{len(new)}项")
    if len(old) > 1:
        yield Change(Kind.MERGED, where, row.before, row.after, f"由原{_named(old)}合并而成")
    old_tasks = [task for entry in old for task in entry.item.tasks]
    new_tasks = [task for entry in new for task in entry.item.tasks]
    one_to_one = len(old) == len(new) == 1
    changes = (_task_changes if one_to_one else _regrouped_changes)(old_tasks, new_tasks, where, sides)
    # a fact that the head states for all tasks changes once
    yield from dict.fromkeys(changes)
    if one_to_one or not _is_regrouping(old, new, sides):
        yield from wording_change(
            "\n".join(line for entry in old for line in _text_lines(entry.item, sides.old.head)),
            "\n".join(line for entry in new for line in _text_lines(entry.item, sides.new.head)),
            where,
            sides,
        )
    if one_to_one and new[0].number in context.moved:
        yield _explain_move(old[0], new[0])


def _is_regrouping(old: Iterable[ComparedItem], new: Iterable[ComparedItem], sides: Sides) -> bool:
    """Return whether split or merged items have the same sentences, in any order and paragraphs; short titles are ignored."""
    before, after = (
        Counter(
            sentence
            for entry in side
            for line in (*text_lines(entry.item.tasks), *(value for _, value in _cells(entry.item)))
            for sentence in re.split("[。；！？]", without_year(line, year))
            if sentence
        )
        for side, year in ((old, sides.old.year), (new, sides.new.year))
    )
    return before == after


def _named(items: Iterable[ComparedItem]) -> str:
    return "、".join(entry.name for entry in items)


def _task_changes(old: Sequence[Task], new: Sequence[Task], where: str, sides: Sides) -> Iterator[Change]:
    """Yield the changes of units and deadlines, task by task, and tasks added or removed."""
    several = len(old) > 1 and len(new) > 1 and len({_assignment_line(task, sides.new.head) for task in new}) > 1
    for before, after in match_tasks(old, new):
        if before is not None and after is not None:
            which = f"第{after + 1}项任务：" if several else ""
            yield from deadline_change(old[before].deadline, new[after].deadline, where, which, sides)
            yield from owner_change(old[before].assignments, new[after].assignments, where, which, sides)
        elif after is not None:
            facts = _assignment_line(new[after], sides.new.head)
            text = "\n".join((*text_lines(new[after : after + 1]), facts))
            yield Change(Kind.ADDED, where, "", text, f"增加一项任务（{facts}）")
        elif before is not None:
            facts = _assignment_line(old[before], sides.old.head)
            text = "\n".join((*text_lines(old[before : before + 1]), facts))
            yield Change(Kind.REMOVED, where, text, "", f"减去一项任务（{facts}）")


def _regrouped_changes(old: Sequence[Task], new: Sequence[Task], where: str, sides: Sides) -> Iterator[Change]:
    """Yield the changes of split or merged items: units all together, each deadline against that of the most similar task."""
    before, after = (merge_assignments(task.assignments for task in tasks) for tasks in (old, new))
    yield from owner_change(before, after, where, "", sides, ordered=False)
    if not old or not new:
        return
    many, few, many_are_old = (old, new, True) if len(old) > len(new) else (new, old, False)
    bigrams_of_few = [_task_bigrams(task) for task in few]
    for task in many:
        task_bigrams = _task_bigrams(task)
        scores = [overlap(task_bigrams, few) for few in bigrams_of_few]
        most_similar = few[scores.index(max(scores))]
        was, now = (task, most_similar) if many_are_old else (most_similar, task)
        yield from deadline_change(was.deadline, now.deadline, where, "", sides)


def _task_bigrams(task: Task) -> Counter[str]:
    return bigrams("".join(text_lines((task,))))


def _printed_lines(item: Item, head: Head) -> Iterator[str]:
    """Yield an item as lines: its title if printed, the text of each task with its units and deadline, its own table cells."""
    yield from _title(item, head)
    for task in item.tasks:
        yield from text_lines((task,))
        if facts := _assignment_line(task, head):
            yield f"（{facts}）"
    for key, value in _cells(item):
        yield f"（{key}：{value}）"


def _text_lines(item: Item, head: Head) -> Iterator[str]:
    """Yield the item's text without units and deadlines: its title if printed, its paragraphs, its own table cells."""
    yield from _title(item, head)
    yield from text_lines(item.tasks)
    yield from (value for _, value in _cells(item))


def _cells(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what the item states for columns of the annex only, with the keys."""
    yield from ((key, value.value) for key, value in item.values.items() if value)


def _title(item: Item, head: Head) -> Iterator[str]:
    if head.item_title is not ItemTitle.HIDDEN or not any(text_lines(item.tasks)):
        yield item.title.value


def _assignment_line(task: Task, head: Head) -> str:
    parts = [f"{duty.role.value}{head.unit_term.value}：{unit_names(duty)}" for duty in task.assignments]
    if task.deadline.text:
        parts.append(f"完成时间：{task.deadline.text}")
    return "；".join(parts)


# --- order ----------------------------------------------------------------------------


def _explain_move(old: ComparedItem, new: ComparedItem) -> Change:
    if new.parent is not None and (old.parent is None or old.parent.id != new.parent.id):
        explanation = f"成为“{new.parent.title}”的下级事项"
    elif old.parent is not None and new.parent is None:
        explanation = f"不再是“{old.parent.title}”的下级事项"
    elif old.section != new.section and new.section:
        explanation = f"由“{old.section or '正文'}”移到“{new.section}”"
    else:
        explanation = f"由第{old.number}项移到第{new.number}项"
    return Change(Kind.MOVED, new.name, old.name, new.name, explanation)


def _moved_numbers(groups: Sequence[Group], new: Plan) -> frozenset[int]:
    """Return the numbers of new items that are under another parent or heading, or changed their order."""
    pairs = [(group.old[0], group.new[0]) for group in groups if len(group.old) == len(group.new) == 1]
    parents = {old.item.id: group.new[0].item.id for group in groups if group.new for old in group.old}

    def parent_id(entry: ComparedItem) -> str:
        return entry.parent.id if entry.parent is not None else ""

    sections = _sections(pairs, new)
    elsewhere = {
        after.number
        for before, after in pairs
        if parents.get(parent_id(before), parent_id(before)) != parent_id(after)
        or sections.get(before.section, before.section) != after.section
    }
    stayed = sorted((old.number, new.number) for old, new in pairs if new.number not in elsewhere)
    numbers = [number for _, number in stayed]
    return frozenset(elsewhere | (set(numbers) - _in_order_of(numbers)))


def _in_order_of(numbers: Sequence[int]) -> set[int]:
    """Return the members of a longest increasing subsequence; of several, the one whose members come first."""
    mirrored = [-number for number in reversed(numbers)]
    return {-mirrored[index] for index in longest_increasing_subsequence(mirrored)}


def _sections(pairs: Iterable[tuple[ComparedItem, ComparedItem]], new: Plan) -> dict[str, str]:
    """Map each old heading to its new one: the same if the new plan has it, else the one over most of its items."""
    headings = set(_headings(new.parts))
    votes: dict[str, Counter[str]] = {}
    for before, after in pairs:
        votes.setdefault(before.section, Counter())[after.section] += 1
    return {name: name if name in headings else counts.most_common(1)[0][0] for name, counts in votes.items()}


def _headings(parts: Iterable[Part]) -> Iterator[str]:
    yield ""
    for part in parts:
        if isinstance(part, Section):
            yield part.title.text.value
            yield from _headings(part.parts)


# --- items without changes ----------------------------------------------------------------


def find_untouched(plans: Sequence[Plan]) -> tuple[tuple[ComparedItem, int], ...]:
    """Return the items of the last plan unchanged for three years or more (三年未改), each with the number of years.

    `plans` are those of consecutive years, oldest first; the plan's own year moved in
    a text is no change.
    """
    if len(plans) < MIN_UNTOUCHED_YEARS:
        return ()
    counts: dict[int, int] = {}
    for older, newer in pairwise(plans):
        before, counts = counts, {}
        for group in match_items(older, newer):
            if len(group.old) == len(group.new) == 1:
                old, new = group.old[0], group.new[0]
                if _comparable_tasks(old.item, older) == _comparable_tasks(new.item, newer):
                    counts[new.number] = before.get(old.number, 1) + 1
    return tuple(
        (entry, counts[entry.number])
        for entry in list_items(plans[-1])
        if counts.get(entry.number, 0) >= MIN_UNTOUCHED_YEARS
    )


def _comparable_tasks(item: Item, plan: Plan) -> tuple[object, ...]:
    """Return all that the item demands, without the plan's own year."""
    return tuple(
        (
            without_year("\n".join(text_lines((task,))), plan.year),
            tuple((duty.role, tuple(map(str, duty.units))) for duty in task.assignments),
            deadline_without_year(task.deadline, plan.year),
        )
        for task in item.tasks
    )
