"""The year at a glance and what tasks are found by: counted here again from the plan, read back from the picture."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from lxml import html as reader

from pipeline.check.session import check_year
from pipeline.model import Deadline, DeadlineKind, Item, Plan, Role, Task, Unit
from pipeline.parse.deadline import read_deadline
from pipeline.render.compose import compose
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.web.timeline import DueMonth, UnitTimeline, facets, timeline
from pipeline.source import SourceText
from tests.builders import ROOT, TEMPLATES
from tests.strategies import plans
from tests.web_builders import plan_of, task

pytestmark = pytest.mark.slow


SHIPPED = check_year(ROOT / "content", 2023)


def units(one: Task) -> set[str]:
    return {unit.value for duty in one.assignments for unit in duty.units}


def tasks(plan: Plan) -> list[Task]:
    return [one for item in plan.items() if not item.is_group for one in item.tasks]


# --- counted --------------------------------------------------------------------------------


def test_the_year_of_2023_as_its_annex_has_it() -> None:
    """Counted by hand from tests/published-2023.txt."""
    assert timeline(SHIPPED.plan) == (
        UnitTimeline(
            "办公室",
            (DueMonth(3, 3, 1, answers=True), DueMonth(5, 5, 1, answers=True), DueMonth(8, 8, 1, answers=False)),
            5,
            0,
            (("3月底前", 1), ("5月底", 1), ("8月", 1), ("全年", 5)),
        ),
        UnitTimeline("预算科", (), 1, 0, (("全年", 1),)),
        UnitTimeline("采管科", (), 2, 0, (("全年", 2),)),
        UnitTimeline("会计科", (DueMonth(8, 8, 1, answers=True),), 3, 0, (("8月", 1), ("全年", 3))),
        UnitTimeline("财监科", (), 1, 0, (("全年", 1),)),
        UnitTimeline("相关科室", (DueMonth(3, 3, 1, answers=False),), 8, 0, (("3月底前", 1), ("全年", 8))),
    )


@pytest.mark.parametrize(
    ("words", "dues", "all_year", "other"),
    [
        ("5月底前", ((5, 5),), 0, 0),
        ("8月", ((8, 8),), 0, 0),
        ("二季度", ((4, 6),), 0, 0),
        ("下半年", ((7, 12),), 0, 0),
        ("年底前", ((12, 12),), 0, 0),
        ("3月1日-6月30日", ((3, 6),), 0, 0),
        ("6月10日前", ((6, 6),), 0, 0),
        ("全年", (), 1, 0),
        ("持续推进", (), 0, 1),
        ("每季度", (), 0, 1),
        ("次年3月底前", (), 0, 1),
        ("2025年全年", (), 0, 1),
        ("尽快", (), 0, 1),
        ("", (), 0, 1),
    ],
)
def test_where_a_deadline_stands(words: str, dues: tuple[tuple[int, int], ...], all_year: int, other: int) -> None:
    one = Task(
        task("甲。", "办公室").blocks, task("甲。", "办公室").assignments, read_deadline(SourceText(words), 2024)
    )
    (lane,) = timeline(plan_of(Item("甲", SourceText("甲"), (one,))))
    assert tuple((due.first, due.month) for due in lane.dues) == dues
    assert (lane.all_year, lane.other) == (all_year, other)
    assert lane.deadline_counts == ((words, 1),)


@given(plans())
def test_properties_every_task_is_counted_once_for_each_of_its_units(plan: Plan) -> None:
    found = timeline(plan)
    wanted = Counter(unit for one in tasks(plan) for unit in units(one))
    assert (
        Counter({lane.unit: sum(due.count for due in lane.dues) + lane.all_year + lane.other for lane in found})
        == wanted
    )
    assert Counter({lane.unit: sum(count for _, count in lane.deadline_counts) for lane in found}) == wanted
    for lane in found:
        mine = [one for one in tasks(plan) if lane.unit in units(one)]
        assert dict(lane.deadline_counts) == Counter(one.deadline.text.value for one in mine)
        ends = Counter(
            one.deadline.end.month
            for one in mine
            if one.deadline.end
            and one.deadline.end.year == plan.year
            and one.deadline.kind is not DeadlineKind.WHOLE_YEAR
        )
        assert {due.month: due.count for due in lane.dues} == ends
        for due in lane.dues:
            answering = [
                one
                for one in mine
                if one.deadline.end
                and one.deadline.end.month == due.month
                and any(
                    unit.value == lane.unit
                    for duty in one.assignments
                    if duty.role in {Role.LEAD, Role.RESPONSIBLE, Role.DRAFT}
                    for unit in duty.units
                )
            ]
            if due.answers:
                assert answering
    assert list(wanted) == [] or {lane.unit for lane in found} == set(wanted)


@given(plans())
def test_properties_a_row_is_found_by_its_own_units_and_deadline(plan: Plan) -> None:
    found = facets(plan)
    rows = [row for row in found.rows if row.deadline is not None]
    assert found.tasks == len(rows) == len(tasks(plan))
    for row, one in zip(rows, tasks(plan), strict=True):
        assert {found.units[place] for place in row.units} == units(one)
        assert row.deadline is not None
        stated = found.deadlines[row.deadline] if row.deadline < len(found.deadlines) else ""
        assert stated == one.deadline.text.value


def test_units_stand_as_the_roster_lists_them_and_deadlines_by_their_day() -> None:
    may, march = (
        Deadline(DeadlineKind.BY_MONTH_END, SourceText(f"{at}月底"), None, date(2024, at, 28)) for at in (5, 3)
    )
    items = [
        Item("甲", SourceText("甲"), (Task(task("甲。", "丁").blocks, task("甲。", "丁", "乙").assignments, may),)),
        Item("乙", SourceText("乙"), (Task(task("乙。", "甲").blocks, task("乙。", "甲").assignments, march),)),
    ]
    plan = plan_of(*items)
    plan = Plan(plan.year, plan.head, plan.parts, (Unit(SourceText("甲")), Unit(SourceText("乙"))))
    found = facets(plan)
    assert found.units == ("甲", "乙", "丁")
    assert found.deadlines == ("3月底", "5月底")


# --- drawn ------------------------------------------------------------------------------------


def picture(plan: Plan) -> Any:
    page: Any = reader.document_fromstring(
        html.year_page(Edition(compose(plan), plan, SHIPPED.site), (), TEMPLATES).decode()
    )
    return page.xpath("//section[contains(@class, 'year')]")[0]


def test_the_picture_shows_what_was_counted() -> None:
    """Read back from the drawing: which month a dot stands under, its number, filled or not, bands and words beside."""
    drawn = picture(SHIPPED.plan)
    months = {float(one.get("x")): one.text for one in drawn.xpath(".//g[@class='months']/text")}
    read = []
    for lane in drawn.xpath(".//svg[@role='img']/g[text[@class='unit']]"):
        dots = [
            (months[float(dot.get("cx"))], dot.get("class"), count.text)
            for dot, count in zip(
                lane.xpath("./circle"), lane.xpath("./text[starts-with(@class, 'count')]"), strict=True
            )
        ]
        read.append(
            (
                lane.xpath("string(text[@class='unit'])"),
                dots,
                len(lane.xpath("rect")),
                lane.xpath("string(text[@class='rest'])"),
            )
        )
    assert read == [
        ("办公室", [("3月", "answers", "1"), ("5月", "answers", "1"), ("8月", "helps", "1")], 1, "全年 5 项"),
        ("预算科", [], 1, "全年 1 项"),
        ("采管科", [], 1, "全年 2 项"),
        ("会计科", [("8月", "answers", "1")], 1, "全年 3 项"),
        ("财监科", [], 1, "全年 1 项"),
        ("相关科室", [("3月", "helps", "1")], 1, "全年 8 项"),
    ]


def test_a_plan_without_tasks_has_no_picture_and_nothing_to_choose() -> None:
    page = html.year_page(Edition(compose(plan_of()), plan_of(), SHIPPED.site), (), TEMPLATES).decode()
    assert "全年一览" not in page
    assert "<fieldset" not in page


def test_nothing_stands_outside_the_picture() -> None:
    far = plan_of(
        Item(
            "甲", SourceText("甲"), (task("甲。", "一个名称特别特别长的科室（加挂某某办公室牌子）", until="持续推进"),)
        ),
    )
    svg = picture(far).xpath(".//svg[@role='img']")[0]
    _, _, width, height = map(float, svg.get("viewbox").split())
    for one in svg.iter("text"):
        x, size = float(one.get("x")), 16 * len(one.text or "")
        left = x - size if one.get("class") == "unit" else x
        assert 0 <= left <= width
        assert 0 <= float(one.get("y")) <= height
