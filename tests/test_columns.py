"""How wide a table's columns are made: 具体内容 has room whatever stands beside it, and no head, unit or date is torn."""

from dataclasses import replace
from math import ceil

import pytest

from pipeline import fonts
from pipeline.model import Column, ColumnRole, Orientation
from pipeline.parse import parse
from pipeline.render.task_table import task_grid
from pipeline.source import load_year
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.column_widths import ColumnText, column_shares
from tests.builders import ROOT

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


KINDS = {
    "工作任务": ColumnText.LABELS,
    "牵头部门": ColumnText.NAMES,
    "配合部门": ColumnText.NAMES,
    "完成时间": ColumnText.DATES,
}


MONTHS = ["月份", *(f"{month}月" for month in range(1, 13))]


def rooms(columns: list[list[str]], paper: Orientation) -> dict[str, float]:
    """The 字 in a line of each column as the PDF sets it, which takes the rules from the cell."""
    width = standard.TYPE_AREA[0 if paper is Orientation.PORTRAIT else 1]
    shares = column_shares(columns, width, [KINDS.get(cells[0], ColumnText.ANY) for cells in columns])
    assert sum(shares) == pytest.approx(1)
    points = [share * width / standard.MM_PER_PT for share in shares]
    inside = 2 * geometry.cell_padding(len(columns)) + standard.RULE
    return {column[0]: (size - inside) / standard.SIZE_TABLE for column, size in zip(columns, points, strict=True)}


@pytest.mark.parametrize("paper", Orientation)
def test_running_text_keeps_its_room_beside_the_documented_columns(paper: Orientation) -> None:
    plan = parse(load_year(ROOT / "content", 2023)).plan
    plan = replace(plan, head=replace(plan.head, columns=DOCUMENTED, annex_orientation=paper))
    grid = task_grid(plan, "表")
    share = dict(zip([column.head for column in DOCUMENTED], grid.widths, strict=True))
    assert share["具体内容"] > 0.39
    assert share["备注"] == min(share.values())


@pytest.mark.parametrize("paper", Orientation)
def test_in_a_plan_of_many_units_running_text_is_still_the_widest(paper: Orientation) -> None:
    room = rooms(MADE_UP, paper)
    assert room["具体内容"] == max(room.values())
    # on upright paper names of seven 字 in two columns leave no more
    assert room["具体内容"] > (8.9 if paper is Orientation.PORTRAIT else 11)
    assert room["牵头部门"] >= len("规划建设管理科")
    assert room["配合部门"] >= len("局属各单位、")


def test_the_other_columns_use_wide_paper_and_a_sentence_among_deadlines_decides_nothing() -> None:
    columns = [
        ["序号", *map(str, range(1, 13))],
        ["具体内容", *[LONG] * 12],
        ["责任部门", *["牵头部门：政府采购监督管理科；\n配合部门：信息中心、国库科"] * 12],
        ["完成时间", *["12月31日前"] * 11, "文件出台后10个工作日内"],
    ]
    room = rooms(columns, Orientation.LANDSCAPE)
    assert room["责任部门"] > 12
    assert room["完成时间"] < 7
    assert rooms(columns, Orientation.PORTRAIT)["责任部门"] > len("政府采购监督管理科") - 0.1


LONG_NAMES = "社会保障和卫生健康资金管理科、行政事业单位资产管理科"


@pytest.mark.parametrize("paper", Orientation)
def test_names_of_units_do_not_take_the_room_of_running_text(paper: Orientation) -> None:
    columns = [
        ["序号", *map(str, range(1, 13))],
        ["名称", *["建立健全政务公开协调机制"] * 12],
        ["类型", *["改革举措"] * 12],
        ["具体内容", *[LONG] * 12],
        ["牵头部门", *[LONG_NAMES] * 12],
        ["配合部门", *[LONG_NAMES] * 12],
        ["完成时间", *["12月31日前"] * 12],
    ]
    room = rooms(columns, paper)
    assert room["具体内容"] == max(room.values())
    assert room["具体内容"] >= (8 if paper is Orientation.PORTRAIT else 15)


@pytest.mark.parametrize("paper", Orientation)
def test_a_head_stands_in_one_line_or_in_even_ones_and_no_short_name_is_torn(paper: Orientation) -> None:
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
    grid = task_grid(parse(load_year(ROOT / "content", 2023)).plan, "表")
    assert grid.widths == pytest.approx((0.0832, 0.5031, 0.2761, 0.1375), abs=0.0005)


def test_labels_of_an_odd_number_of_characters_do_not_end_in_a_single_one() -> None:
    columns = [
        ["序号", *map(str, range(1, 13))],
        ["工作任务", *["推进决策和执行公开"] * 12],
        ["具体内容", *[LONG] * 12],
        ["牵头部门", *["政府采购监管科"] * 12],
        ["配合部门", *["办公室、信息中心"] * 12],
        ["完成时间", *["12月31日前"] * 12],
    ]
    names = [ColumnText.NAMES, ColumnText.NAMES]
    kinds = [ColumnText.ANY, ColumnText.LABELS, ColumnText.ANY, *names, ColumnText.DATES]

    def room(labels: str) -> float:
        shares = column_shares([columns[0], ["工作任务", *[labels] * 12], *columns[2:]], kinds=kinds)
        points = shares[1] * standard.TYPE_AREA[0] / standard.MM_PER_PT
        return (points - 2 * geometry.cell_padding(6) - standard.RULE) / standard.SIZE_TABLE

    assert 4 < room("推进决策和执行公开") < 4.3
    assert 2 < room("推进决策公开") < 2.3


def test_a_table_without_running_text_is_shared_out_by_its_words() -> None:
    shares = column_shares([["科室", "办公室"], ["联系人"], ["电话"]])
    assert shares[0] == shares[1] > shares[2]


def test_more_columns_than_the_paper_has_room_for_are_all_narrowed() -> None:
    columns = [[f"第{number}栏目", LONG, "办公室、法规科、财务科"] for number in range(9)]
    shares = column_shares(columns)
    assert sum(shares) == pytest.approx(1)
    assert max(shares) == pytest.approx(min(shares))


@pytest.mark.parametrize("role", [fonts.Role.BODY, fonts.Role.HEI])
def test_words_are_no_wider_than_they_are_taken_to_be(role: fonts.Role) -> None:
    face = fonts.find(fonts.cache_folder())[role]
    for code in range(0x21, 0x7F):
        assert fonts.text_width(chr(code), face) <= metrics.table_width(chr(code)), chr(code)
    for shown in ("100%", "98.5%", "1,050", "（100%）。", "WeChat", "GDP"):
        drawn = fonts.text_width(shown, face)
        assert drawn <= metrics.table_width(shown) <= drawn + 0.45, shown


@pytest.mark.parametrize(
    ("table", "held"),
    [
        # a line of the table's source a row of the table
        (
            """季度|第一季度|第二季度|第三季度|第四季度|全年|同比|占比|备注|口径
            公开数|120|98|134|201|1,050|12.5%|100%|无|条
            完成率|100%|98.5%|99%|100%|97.25%|100%|100%|100%|％""",
            ("第一季度", "98.5%", "1,050", "12.5%", "100%"),
        ),
        (
            f"""{"|".join(MONTHS)}
            完成率|{"|".join(["100%"] * 12)}
            达标|{"|".join(["98%"] * 12)}""",
            ("100%",),
        ),
        (
            f"""{"|".join(MONTHS)}
            主动公开（条）|120|98|134|201|1,050|99|87|65|120|130|140|150
            完成率|100%|98.5%|99%|100%|97.25%|100%|100%|100%|100%|100%|100%|100%
            截止日|1月31日|2月29日|3月31日|4月30日|5月31日|6月30日|7月31日|8月31日|9月30日|10月31日|11月30日|12月31日""",
            ("98.5%", "1,050", "97.25%", "100%", "12月", "（条）"),
        ),
        (
            """序号|事项|依据|主体|时限|渠道|方式|备注
            1|部门预算公开|《预算法》第十四条|各预算单位|2024年12月31日，逾期通报|政府网站|主动公开|截至2024年6月30日。
            2|决算公开|（国办发〔2019〕54号）|各单位（含下属）|12月31日；|两微一端|主动|完成率（100%）。
            3|采购|“放管服”|采管科|不迟于2024年3月31日（含）|https://www.shbsq.gov.cn/zwgk/index.html|主动|1,234.56万元；""",
            ("（100%）。", "1,234.56万元；", "12月31日，"),
        ),
        (
            """序号|事项|依据|主体|时限|渠道|方式|备注|其他
            1|部门预算公开|《预算法》|各预算单位|2024年12月31日，逾期通报|政府网站|主动公开|完成率（100%）。|增长12.5%，
            2|决算公开情况说明|《条例》第二十条|各预算单位|2024年12月31日；（年底）|政府网站|主动公开|达到100%。|下降12.5%；""",
            ("（100%）。", "12.5%，", "12.5%；", "各预算", "例》第"),
        ),
    ],
)
def test_a_number_with_its_unit_and_marks_fits_its_column(table: str, held: tuple[str, ...]) -> None:
    columns = [list(column) for column in zip(*(row.strip().split("|") for row in table.split("\n")), strict=True)]
    room = rooms(columns, Orientation.PORTRAIT)
    for column in columns:
        for words in held:
            if any(words in cell for cell in column):
                assert metrics.table_width(words) <= room[column[0]], (column[0], words)


@pytest.mark.parametrize("paper", Orientation)
def test_a_date_is_parted_only_where_running_text_has_little_room(paper: Orientation) -> None:
    room = rooms(MADE_UP, paper)["完成时间"]
    assert room > 7.5 if paper is Orientation.LANDSCAPE else 5 < room < 7.5
    assert rooms([*MADE_UP[:3], *MADE_UP[4:6]], paper)["完成时间"] > 7.5


def test_columns_that_hold_the_same_are_alike() -> None:
    shares = column_shares([["时限", "2024年12月31日前"]] * 7)
    assert shares == pytest.approx([1 / 7] * 7)


def test_where_not_even_numbers_have_room_columns_are_as_wide_as_their_words() -> None:
    shares = column_shares([["数", "1,234,567,890"]] * 12)
    assert shares == pytest.approx([1 / 12] * 12)
