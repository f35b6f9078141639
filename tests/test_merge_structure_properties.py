"""Items and tasks that come and go in Word and Excel, over generated plans: the plan becomes the edited one, and nothing else changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st

from pipeline.merge.merge import Merge, find_merge
from pipeline.model import NO_DEADLINE, Assignment, Item, Paragraph, Plan, Role, Section, Task, TaskTable
from pipeline.parse.assignments import sort_by_role
from pipeline.parse.deadline import read_deadline
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceText
from tests import strategies
from tests.merging import (
    YEAR,
    content_of,
    describe,
    edits_of,
    merged,
    plan_at,
    printed,
    root_of,
    sheet,
    word,
    word_annex,
)
from tests.strategies import examples
from tests.tally import Tally

pytestmark = pytest.mark.slow

DRAWN = settings(
    max_examples=examples(3),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
"""A small share here, and `make fuzz` for the rest."""

Path_ = tuple[int, ...]
"""The way to an item: the part of the plan, the part of the section, the child of the item and so on."""

new_words = st.text("新增甲乙丙丁戊己庚辛壬癸", min_size=10, max_size=24).map(lambda text: f"{text}。")
unit_names = st.text("综合法规监督人事", min_size=2, max_size=5)


@st.composite
def new_tasks(draw: st.DrawFn) -> Task:
    """A task of one or two paragraphs, as somebody types it: with owners, mostly with a deadline."""
    lines = draw(st.lists(new_words, min_size=1, max_size=2))
    roles = draw(
        st.lists(st.sampled_from([Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT]), min_size=1, max_size=2, unique=True)
    )
    assignments = sort_by_role(
        Assignment(role, tuple(map(SourceText, draw(st.lists(unit_names, min_size=1, max_size=2, unique=True)))))
        for role in roles
    )
    deadline = read_deadline(SourceText(draw(strategies.deadline_words)), strategies.YEAR)
    blocks = tuple(Paragraph(SourceText(line)) for line in lines)
    return Task(blocks, assignments, deadline if draw(st.integers(0, 4)) else NO_DEADLINE)


@st.composite
def new_items(draw: st.DrawFn) -> Item:
    """An item that is in no plan yet."""
    title = draw(st.text("新增甲乙丙丁戊己庚辛壬癸", min_size=4, max_size=8))
    return Item(title, SourceText(title), tuple(draw(st.lists(new_tasks(), min_size=1, max_size=2))))


def words_of_item(item: Item) -> str:
    """The first words of an item."""
    block = item.tasks[0].blocks[0]
    assert isinstance(block, Paragraph)
    return block.text.value


# --- lists of items in a plan ------------------------------------------------------------


def item_lists(plan: Plan) -> list[Path_]:
    """The ways to the lists that have items: a section's, or the children of an item."""
    found: list[Path_] = []

    def visit(items: Sequence[object], way: Path_) -> None:
        if any(isinstance(one, Item) for one in items):
            found.append(way)
        for index, one in enumerate(items):
            if isinstance(one, Item):
                visit(one.children, (*way, index))

    for number, part in enumerate(plan.parts):
        if isinstance(part, Section):
            visit(part.parts, (number,))
    return found


def listed(plan: Plan, way: Path_) -> tuple[Any, ...]:
    """The members of the list at the end of a way."""
    members: tuple[Any, ...] = plan.parts
    for index in way:
        one = members[index]
        members = one.parts if isinstance(one, Section) else one.children
    return members


def with_list(plan: Plan, way: Path_, members: Sequence[Any]) -> Plan:
    """The plan with another list at the end of a way."""

    def within(inside: tuple[Any, ...], rest: Path_) -> tuple[Any, ...]:
        if not rest:
            return tuple(members)
        one = inside[rest[0]]
        own = one.parts if isinstance(one, Section) else one.children
        changed = within(own, rest[1:])
        other = replace(one, parts=changed) if isinstance(one, Section) else replace(one, children=changed)
        return (*inside[: rest[0]], other, *inside[rest[0] + 1 :])

    return replace(plan, parts=within(plan.parts, way))


@dataclass(frozen=True)
class Edited:
    """A plan, the same as somebody edited it, and the items whose files may change."""

    plan: Plan
    edited: Plan
    touched: frozenset[str]


TITLES = (
    "夯实公开基础",
    "拓展阅读渠道",
    "强化监督考核",
    "优化服务流程",
    "完善协同机制",
    "健全台账目录",
    "提升队伍素养",
)
SUBJECTS = (
    "预算公开",
    "采购监管",
    "执法公示",
    "会计宣讲",
    "绩效评价",
    "资产盘活",
    "国库支付",
    "税费减免",
    "债务管理",
    "惠企直达",
)
MATTERS = ("全程留痕", "按季通报", "及时更新", "逐项核对", "分级分类")


def distinct(plan: Plan) -> Plan:
    """The plan with words of its own at the beginning of every task: which of two equal ones went nobody can tell."""
    names = iter([f"{subject}{matter}。" for matter in MATTERS for subject in SUBJECTS])

    def in_item(item: Item) -> Item:
        tasks = tuple(replace(task, blocks=(Paragraph(SourceText(next(names))), *task.blocks)) for task in item.tasks)
        return replace(item, tasks=tasks, children=tuple(map(in_item, item.children)))

    parts = tuple(
        replace(part, parts=tuple(in_item(one) if isinstance(one, Item) else one for one in part.parts))
        if isinstance(part, Section)
        else part
        for part in plan.parts
    )
    return replace(plan, parts=parts)


def _flat(parts: Sequence[Any]) -> Iterator[Any]:
    """The parts without items below items: a number in the annex does not say on which level a new one is."""
    for part in parts:
        if isinstance(part, Item):
            yield replace(part, children=())
            yield from _flat(part.children)
        else:
            yield part


@st.composite
def plans_with_items(draw: st.DrawFn, *, annex: bool, flat: bool) -> Plan:
    plan = distinct(draw(strategies.plans().filter(lambda plan: bool(item_lists(plan)))))
    if flat:
        parts = tuple(
            replace(part, parts=tuple(_flat(part.parts))) if isinstance(part, Section) else part for part in plan.parts
        )
        plan = replace(plan, parts=parts)
    if annex and not plan.head.annexes:
        plan = replace(plan, head=replace(plan.head, annexes=(TaskTable(SourceText("任务分解表")),)))
    return plan


@st.composite
def larger_plans(draw: st.DrawFn, *, annex: bool) -> Plan:
    """A plan of two chapters with several items each, some with items below them."""
    names = iter(range(1, 100))

    def items(least: int, most: int, depth: int) -> tuple[Item, ...]:
        made = []
        for _ in range(draw(st.integers(least, most))):
            name = f"事项{next(names)}"
            below = items(0, 2, depth - 1) if depth and draw(st.booleans()) else ()
            made.append(Item(name, SourceText(name), (draw(new_tasks()),), below))
        return tuple(made)

    plan = draw(strategies.plans(max_items=1))
    chapters = tuple(
        Section(Paragraph(SourceText(title)), 1, items(2, 4, 2)) for title in draw(st.permutations(TITLES))[:2]
    )
    annexes = (TaskTable(SourceText("任务分解表")),) if annex else ()
    return distinct(replace(plan, head=replace(plan.head, annexes=annexes), parts=chapters))


@st.composite
def structured(
    draw: st.DrawFn,
    *,
    annex: bool = False,
    flat: bool = False,
    kinds: Sequence[str] = ("+item", "-item", "+task", "-task"),
    most: int = 2,
    is_larger: bool = False,
) -> Edited:
    """A plan with one or more items or tasks added, deleted or moved."""
    plan = edited = draw(larger_plans(annex=annex) if is_larger else plans_with_items(annex=annex, flat=flat))
    touched: set[str] = set()
    for _ in range(draw(st.integers(1, most))):
        if not item_lists(edited):
            break
        way = draw(st.sampled_from(item_lists(edited)))
        members = list(listed(edited, way))
        places = [index for index, one in enumerate(members) if isinstance(one, Item)]
        index = draw(st.sampled_from(places))
        item = members[index]
        match draw(st.sampled_from(kinds)):
            case "+item":
                made = draw(new_items())
                if words_of_item(made) in {words_of_item(one) for one in edited.items()}:
                    continue
                members.insert(index + draw(st.integers(0, 1)), made)
            case "-item" if len(places) > 1 and item.id not in touched:
                del members[index]
            case "move" if len(places) > 1:
                del members[index]
                members.insert(draw(st.sampled_from([one for one in places if one < len(members)])), item)
            case "+task":
                tasks = list(item.tasks)
                tasks.insert(draw(st.integers(0, len(tasks))), draw(new_tasks()))
                members[index] = replace(item, tasks=tuple(tasks))
                touched.add(item.id)
            case "-task" if len(item.tasks) > 1:
                tasks = list(item.tasks)
                del tasks[draw(st.integers(0, len(tasks) - 1))]
                members[index] = replace(item, tasks=tuple(tasks))
                touched.add(item.id)
            case _:
                continue
        edited = with_list(edited, way, members)
    return Edited(plan, edited, frozenset(touched))


def comes_back(case: Edited, file: tuple[str, bytes], *, may_be_listed: bool = False) -> bool:
    """Merge the file; then the content prints what the edited plan does, and a second run finds nothing.

    Returns whether all was written.
    """
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), case.plan)
        assume(printed(plan_at(root)) == printed(case.plan))
        before = content_of(root)
        merge = find_merge(root, YEAR, [file], None)
        if isinstance(merge, Refusal):
            # so little of a short plan is left that the file could be of another
            assert merge.reason is Reason.MERGE_UNRELATED
            assume(False)
        assert isinstance(merge, Merge)
        unplaced = [edit for edit in merge.edits if edit.reason is not None]
        if unplaced and may_be_listed:
            return False
        assert not unplaced, describe(unplaced)
        merged(root, file)
        found, expected = printed(plan_at(root)), printed(case.edited)
        assert found == expected, (
            [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]],
            describe(merge.edits),
        )
        after = content_of(root)
        kept = {f"items/{item.id}.md" for item in case.edited.items()} & before.keys()
        kept -= {f"items/{identity}.md" for identity in case.touched}
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        again = edits_of(root, file)
        assert all(edit.is_done for edit in again), describe(again)
        merged(root, file)
        assert content_of(root) == after
        return True


@DRAWN
@given(st.data())
def test_items_that_come_and_go_in_the_plan_come_back(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(kinds=["+item", "-item"]))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited))))


@DRAWN
@given(st.data())
def test_items_that_are_moved_in_the_plan_are_moved_in_the_list(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=data.draw(st.booleans()), kinds=["move"]))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited))))


@DRAWN
@given(st.data())
def test_rows_that_are_moved_in_the_annex_are_moved_in_the_list(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=True, flat=True, kinds=["move"]))
    tally.judge(case, lambda: comes_back(case, ("annex.docx", word_annex(case.edited))))


@DRAWN
@given(st.data())
def test_items_that_come_go_and_move_come_back_or_are_listed(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=data.draw(st.booleans()), kinds=["move", "+item", "-item", "+task", "-task"]))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited)), may_be_listed=True))


@DRAWN
@given(st.data())
def test_several_items_of_larger_plans_come_go_and_move_or_are_listed(tally: Tally, data: st.DataObject) -> None:
    kinds = ["move", "+item", "-item", "+task", "-task"]
    case = data.draw(structured(annex=data.draw(st.booleans()), kinds=kinds, most=4, is_larger=True))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited)), may_be_listed=True))


@DRAWN
@given(st.data())
def test_tasks_that_come_and_go_in_the_plan_come_back(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=True, kinds=["+task", "-task"]))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited))))


@DRAWN
@given(st.data())
def test_rows_that_come_and_go_in_the_annex_come_back(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=True, flat=True))
    tally.judge(case, lambda: comes_back(case, ("annex.docx", word_annex(case.edited))))


@DRAWN
@given(st.data())
def test_rows_that_come_and_go_in_the_sheet_come_back(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=True, flat=True))
    tally.judge(case, lambda: comes_back(case, ("annex.xlsx", sheet(case.edited))))


@DRAWN
@given(st.data())
def test_rows_of_items_below_items_come_back_or_are_listed(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(structured(annex=True, kinds=["+item"]))
    tally.judge(case, lambda: comes_back(case, ("annex.docx", word_annex(case.edited)), may_be_listed=True))


# --- headings ------------------------------------------------------------------------------

Group = tuple[str, tuple[Any, ...]]
"""The title of a section and what is in it."""


def with_groups(plan: Plan, number: int, groups: Sequence[Group]) -> Plan:
    """The plan with sections of the second level in one of its chapters."""
    chapter = plan.parts[number]
    assert isinstance(chapter, Section)
    sections = tuple(Section(Paragraph(SourceText(title)), 2, parts) for title, parts in groups)
    parts = (*plan.parts[:number], replace(chapter, parts=sections), *plan.parts[number + 1 :])
    return replace(plan, parts=parts)


HEADINGS = ("+heading", "-heading", "-section", "move", "rename")


@st.composite
def resectioned(draw: st.DrawFn, kinds: Sequence[str] = HEADINGS) -> Edited:
    """A plan with sections in a chapter, and the same with headings (or items) added, deleted, renamed or moved."""
    plan = draw(plans_with_items(annex=draw(st.booleans()), flat=False))
    number = next(index for index, part in enumerate(plan.parts) if isinstance(part, Section) and part.parts)
    chapter = plan.parts[number]
    assert isinstance(chapter, Section)
    titles = iter(draw(st.permutations(TITLES)))
    members = list(chapter.parts)
    ends = sorted([*draw(st.lists(st.integers(1, len(members)), max_size=2, unique=True)), len(members)])
    starts = [0, *ends[:-1]]
    groups: list[Group] = [(next(titles), tuple(members[start:stop])) for start, stop in zip(starts, ends, strict=True)]
    first = list(groups)
    for _ in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, len(groups) - 1))
        title, parts = groups[index]
        match draw(st.sampled_from(kinds)):
            case "+heading":
                at = draw(st.integers(0, len(parts)))
                groups[index : index + 1] = [(title, parts[:at]), (next(titles), parts[at:])]
            case "-heading" if index:
                groups[index - 1 : index + 1] = [(groups[index - 1][0], (*groups[index - 1][1], *parts))]
            case "-section" if len(groups) > 1:
                del groups[index]
            case "move" if len(groups) > 1:
                del groups[index]
                groups.insert(draw(st.integers(0, len(groups))), (title, parts))
            case "+item":
                made = draw(new_items())
                if words_of_item(made) in {words_of_item(one) for one in with_groups(plan, number, groups).items()}:
                    continue
                at = draw(st.integers(0, len(parts)))
                groups[index] = (title, (*parts[:at], made, *parts[at:]))
            case "-item" if len(parts) > 1:
                at = draw(st.integers(0, len(parts) - 1))
                groups[index] = (title, (*parts[:at], *parts[at + 1 :]))
            case "rename":
                groups[index] = (f"{title}工作", parts)
            case _:
                pass
    return Edited(with_groups(plan, number, first), with_groups(plan, number, groups), frozenset())


@DRAWN
@given(st.data())
def test_headings_that_come_go_and_move_come_back(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(resectioned())
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited))))


@DRAWN
@given(st.data())
def test_headings_and_items_that_come_go_and_move_come_back_or_are_listed(tally: Tally, data: st.DataObject) -> None:
    case = data.draw(resectioned((*HEADINGS, "+item", "+item", "-item")))
    tally.judge(case, lambda: comes_back(case, ("plan.docx", word(case.edited)), may_be_listed=True))
