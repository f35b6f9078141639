"""How wide a table's columns are made: 具体内容 has room whatever stands beside it, and no head, unit or date is torn."""

from dataclasses import replace
from math import ceil
from pathlib import Path

import pytest

from pipeline import standard
from pipeline.model import Column, ColumnRole, Paper
from pipeline.parse import parse
from pipeline.render.annex import task_grid
from pipeline.source import read

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = (
    Column(ColumnRole.NUMBER, "序号"),
    Column(ColumnRole.GROUP, "工作任务"),
    Column(ColumnRole.WORDS, "具体内容"),
    Column(ColumnRole.LEAD, "牵头部门"),
    Column(ColumnRole.SUPPORT, "配合部门"),
    Column(ColumnRole.DEADLINE, "完成时间"),
    Column(ColumnRole.REMARK, "备注"),
)
LONG = "公开财政预决算、专项资金和绩效信息，做好政策解读，及时回应公众关切。" * 4
MADE_UP = [
    ["序号", *map(str, range(1, 13))],
    ["工作任务", "加强重点领域信息公开", "深化政策解读回应", "夯实公开工作基础"],
    ["具体内容", *[LONG] * 12],
    ["牵头部门", *["办公室、法规科"] * 6, *["规划建设管理科"] * 6],
    ["配合部门", *["相关科室、局属各单位、信息中心"] * 12],
    ["完成时间", *["2024年6月30日前"] * 4, *["每季度末"] * 8],
    ["备注", *[""] * 12],
]


def rooms(columns: list[list[str]], paper: Paper) -> dict[str, float]:
    """The 字 in a line of each column as the PDF sets it, which takes the rules from the cell."""
    width = standard.TYPE_AREA[0 if paper is Paper.PORTRAIT else 1]
    shares = standard.column_shares(columns, width, {1})
    assert sum(shares) == pytest.approx(1)
    points = [share * width / standard.MM_PER_PT for share in shares]
    inside = 2 * standard.cell_padding(len(columns)) + standard.RULE
    return {column[0]: (size - inside) / standard.SIZE_TABLE for column, size in zip(columns, points, strict=True)}


@pytest.mark.parametrize("paper", Paper)
def test_running_text_keeps_its_room_beside_the_documented_columns(paper: Paper) -> None:
    plan = parse(read(ROOT / "content", 2023)).plan
    plan = replace(plan, head=replace(plan.head, columns=DOCUMENTED, paper=paper))
    grid = task_grid(plan, "表")
    share = dict(zip([column.head for column in DOCUMENTED], grid.widths, strict=True))
    assert share["具体内容"] > 0.39
    assert share["备注"] == min(share.values())


@pytest.mark.parametrize("paper", Paper)
def test_in_a_plan_of_many_units_running_text_is_still_the_widest(paper: Paper) -> None:
    room = rooms(MADE_UP, paper)
    assert room["具体内容"] == max(room.values())
    assert room["具体内容"] > 11


@pytest.mark.parametrize("paper", Paper)
def test_a_head_stands_in_one_line_or_in_even_ones_and_no_short_name_is_torn(paper: Paper) -> None:
    room = rooms(MADE_UP, paper)
    for head, width in room.items():
        lines = ceil(len(head) / width)
        assert lines == 1 or len(head) - (lines - 1) * int(width) >= int(width) - 1, head
    assert room["备注"] == pytest.approx(2, abs=0.2)
    assert min(room["牵头部门"], room["配合部门"]) > len("相关科室、") - 1
    # a whole 字 and a little over: Word, which takes no rules from a cell, breaks the same lines
    for head in set(room) - {"具体内容"}:
        assert 0.02 < room[head] % 0.5 < 0.2, head


def test_the_four_columns_by_default_are_what_they_were() -> None:
    grid = task_grid(parse(read(ROOT / "content", 2023)).plan, "表")
    assert grid.widths == pytest.approx((0.0832, 0.5031, 0.2761, 0.1375), abs=0.0005)


def test_a_table_without_running_text_is_shared_out_by_its_words() -> None:
    shares = standard.column_shares([["科室", "办公室"], ["联系人"], ["电话"]])
    assert shares[0] == shares[1] > shares[2]


def test_more_columns_than_the_paper_has_room_for_are_all_narrowed() -> None:
    columns = [[f"第{number}栏目", LONG, "办公室、法规科、财务科"] for number in range(9)]
    shares = standard.column_shares(columns)
    assert sum(shares) == pytest.approx(1)
    assert max(shares) == pytest.approx(min(shares))
