"""`zwgk import`: which rows of an annex belong to which item of the body, and what becomes of the others."""

from pipeline.ingest.account import Use
from pipeline.ingest.recognize import Family
from pipeline.model import FreeAnnex, Note, Plan, Section, TaskTable
from pipeline.readers.document import Block, FileKind
from tests.ingest_documents import Written, facts, imported, table

TITLE = "某局2023年度政务公开工作计划"
HEAD = ("序号", "具体内容", "责任部门", "完成时间")
BODY = (
    ("（一）公开道路养护的年度安排，写明路段和工期。", "养护科"),
    ("（二）公开桥梁检测的结论以及加固的办法。", "桥梁科"),
    ("（三）公开客运班线的调整和票价的核定。", "客运科"),
    ("（四）公开驾培机构的质量评比和处罚情况。", "驾培科"),
)


def plan_of(
    *rows: tuple[Written | None, ...], owners: bool = True, head: tuple[str, ...] = HEAD
) -> tuple[Block | str, ...]:
    """Return a plan of four items with an annex of these rows."""
    items = [f"{words}（责任部门：{unit}）" if owners else words for words, unit in BODY]
    return (TITLE, "一、主要任务", *items, "某局", "2023年3月1日", "附件", "任务分解表", table(head, *rows))


def notes(plan: Plan) -> list[str]:
    """The comments of all tasks."""
    return [
        block.text.value
        for item in plan.items()
        for task in item.tasks
        for block in task.blocks
        if isinstance(block, Note)
    ]


def deadlines(plan: Plan) -> list[str]:
    return [deadline for _, _, deadline in facts(plan)]


def test_rows_that_shorten_the_body_give_their_deadlines_to_the_items() -> None:
    made = imported(
        *plan_of(
            ("1", "公开道路养护安排", "养护科", "4月底前"),
            ("2", "桥梁检测结论", "桥梁科", "全年"),
            ("3", "公开客运班线调整。", "客运科", "6月底前"),
            ("4", "驾培机构质量评比", "驾培科", "年底前"),
        )
    )
    assert made.family is Family.BODY_AND_ANNEX
    assert deadlines(made.plan) == ["4月底前", "全年", "6月底前", "年底前"]
    assert all(isinstance(annex, TaskTable) for annex in made.plan.head.annexes)
    # what only leaves out words is for information, no question
    assert not any(one.is_open for one in made.disagreements)
    assert made.account.count(Use.LEFT) == made.kept_rows == 0


def test_only_the_cells_that_differ_are_listed_as_different() -> None:
    made = imported(
        *plan_of(
            ("1", "公开道路养护安排", "养护科", "4月底前"),
            ("2", "公开桥梁检测的结论以及加固的办法。", "桥梁科", "全年"),
            ("3", "公开客运班线的调整和票价的核定。", "稽查队", "全年"),
            ("4", "公开驾培机构的质量评比和处罚情况。", "驾培科", "全年"),
        )
    )
    replaced = [leftover.text for leftover in made.account.leftovers if leftover.use is Use.REPLACED]
    assert replaced == ["公开道路养护安排", "稽查队"]


def test_rows_in_another_order_find_their_items() -> None:
    made = imported(
        *plan_of(
            ("1", BODY[1][0][3:], "桥梁科", "2月"),
            ("2", BODY[0][0][3:], "养护科", "1月"),
            ("3", BODY[3][0][3:], "驾培科", "4月"),
            ("4", BODY[2][0][3:], "客运科", "3月"),
        )
    )
    assert deadlines(made.plan) == ["1月", "2月", "3月", "4月"]
    assert made.disagreements == ()


def test_a_row_more_becomes_an_item_with_a_comment() -> None:
    rows = [(str(number), words[3:], unit, "全年") for number, (words, unit) in enumerate(BODY, 1)]
    made = imported(*plan_of(*rows[:2], ("3", "更新出租汽车投诉电话。", "出租科", "9月底前"), *rows[2:]))
    assert facts(made.plan)[2] == ("更新出租汽车投诉电话。", "责任：出租科", "9月底前")
    assert len(list(made.plan.items())) == 5
    assert notes(made.plan) == ["导入：“更新出租汽车投诉电话”只在附表里，正文没有"]
    assert made.account.count(Use.LEFT) == 0


def test_a_table_that_shares_nothing_with_owned_items_is_kept_and_said_to_be() -> None:
    made = imported(*plan_of(("1", "组织消防演练", "后勤科", "5月"), ("2", "采购办公桌椅", "财务科", "7月")))
    assert made.family is Family.BODY_AND_TABLE
    assert made.kept_rows == 2
    assert [type(annex) for annex in made.plan.head.annexes] == [FreeAnnex]
    assert any("2 行没有并入事项" in remark.text for remark in made.remarks)


def test_a_body_without_tasks_leaves_them_to_the_table() -> None:
    made = imported(
        TITLE,
        "一、加强领导。把公开列入议事日程。",
        "二、注重实效。及时回应关切。",
        "某局",
        "2023年3月1日",
        "附件",
        "任务分解表",
        table(HEAD, ("1", "公开道路养护安排。", "养护科", "4月底前"), ("2", "公开桥梁检测结论。", "桥梁科", "全年")),
    )
    assert made.family is Family.PROSE_AND_TABLE
    assert facts(made.plan) == [
        ("公开道路养护安排。", "责任：养护科", "4月底前"),
        ("公开桥梁检测结论。", "责任：桥梁科", "全年"),
    ]
    titles = [part.title.text.value for part in made.plan.parts if isinstance(part, Section)]
    assert titles == ["加强领导", "注重实效", "任务分解"]


def test_a_table_of_lines_ends_at_the_buttons_of_the_page() -> None:
    cells = ("序号", "具体内容", "责任部门", "完成时间")
    rows = (
        "1",
        "公开道路养护安排。",
        "牵头部门：养护科；配合部门：各站",
        "每月",
        "2",
        "公开桥梁检测结论。",
        "桥梁科",
        "全年",
    )
    below = ("【打印】【关闭】", "扫一扫分享本页")
    made = imported(
        TITLE,
        "为做好公开，制定本计划。",
        "某局",
        "2023年3月1日",
        "附件",
        "任务分解表",
        *cells,
        *rows,
        *below,
        kind=FileKind.TEXT,
    )
    assert facts(made.plan) == [
        ("公开道路养护安排。", "牵头：养护科；配合：各站", "每月"),
        ("公开桥梁检测结论。", "责任：桥梁科", "全年"),
    ]


def test_a_number_printed_twice_keeps_two_items() -> None:
    made = imported(
        TITLE,
        table(
            HEAD,
            ("1", "公开道路养护安排。", "养护科", "4月"),
            ("1", "公开桥梁检测结论。", "桥梁科", "5月"),
            ("4", "公开班线。", "客运科", "全年"),
        ),
    )
    assert len(list(made.plan.items())) == 3
    assert [remark.text for remark in made.remarks if "序号" in remark.text] == [
        "序号重复：“1”后面是“1”，导入后按位置重新排",
        "序号不连续：“1”后面是“4”，导入后按位置重新排",
    ]


def test_rows_under_one_merged_number_are_one_item() -> None:
    made = imported(
        TITLE,
        table(
            HEAD,
            (("1", 2, 1), "公开道路养护安排。", "养护科", "4月"),
            (None, "公开桥梁检测结论。", "桥梁科", "5月"),
            ("2", "公开班线。", "客运科", "全年"),
        ),
    )
    assert [len(item.tasks) for item in made.plan.items()] == [2, 1]


def test_lines_of_a_cell_that_run_together_are_told_by_their_labels() -> None:
    made = imported(
        TITLE,
        table(
            HEAD,
            ("1", "公开道路养护安排。", "牵头部门：养护科配合部门：各养护站", "4月"),
            ("2", "公开班线。", "责任部门：客运科", "全年"),
        ),
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["牵头：养护科；配合：各养护站", "责任：客运科"]


def test_two_columns_of_groups_under_one_head() -> None:
    made = imported(
        TITLE,
        table(
            ("序号", ("工作任务", 1, 2), None, "具体内容", "责任部门", "完成时间"),
            ("1", ("基础信息", 2, 1), "机构", "公开办公地址。", "办公室", "全年"),
            ("2", None, "指南", "修订公开指南。", "办公室", "3月"),
            ("3", "业务信息", "班线", "公开班线调整。", "客运科", "全年"),
        ),
    )
    outer = [part for part in made.plan.parts if isinstance(part, Section)]
    assert [part.title.text.value for part in outer] == ["基础信息", "业务信息"]
    assert [[part.title.text.value for part in chapter.parts if isinstance(part, Section)] for chapter in outer] == [
        ["机构", "指南"],
        ["班线"],
    ]
    assert made.account.count(Use.LEFT) == 0


def test_a_line_below_the_table_is_a_comment_and_no_annex() -> None:
    rows = [(str(number), words[3:], unit, "全年") for number, (words, unit) in enumerate(BODY, 1)]
    made = imported(*plan_of(*rows), "备注：时限逢休息日顺延。", "附件下载")
    assert [type(annex) for annex in made.plan.head.annexes] == [TaskTable]
    comments = [note.text.value for note in made.plan.notes()]
    assert comments == ["导入：附表旁边写有“备注：时限逢休息日顺延。”"]


def test_a_title_that_is_a_table_needs_no_other_for_its_annex() -> None:
    made = imported(
        "某局2023年政务公开任务清单",
        table(HEAD, ("1", "公开班线。", "客运科", "全年"), ("2", "公开路况。", "养护科", "全年")),
    )
    assert [annex.title.value for annex in made.plan.head.annexes] == ["某局2023年政务公开任务清单"]


def test_numbers_in_the_names_of_rows_are_numbers() -> None:
    made = imported(
        TITLE,
        table(
            ("工作任务", "牵头单位", "责任单位", "工作要求"),
            (("一、推进公开", 1, 4), None, None, None),
            ("1.路况公开", "养护科", "各养护站", "每日更新路况。"),
            ("3.班线公开", "", "客运科", "公开班线调整。"),
        ),
    )
    assert [item.name.value for item in made.plan.items()] == ["路况公开", "班线公开"]
    remarks = [remark.text for remark in made.remarks]
    assert "序号不连续：“1”后面是“3”，导入后按位置重新排" in remarks
    assert "附表这一行的“牵头单位”是空的" in remarks


def test_an_item_cut_as_its_rows_keeps_whole_sentences() -> None:
    made = imported(
        TITLE,
        "一、主要任务",
        "（一）公开养护计划和资金安排的各项内容，公开公路桥梁检测的结论。",
        "（二）公开出租汽车补贴的条件、标准、程序和车辆名额分配。",
        "某局",
        "2023年3月1日",
        "附件",
        "任务分解表",
        table(
            HEAD,
            (("1", 2, 1), "公开养护计划和资金安排的各项内容。", "养护科", "4月"),
            (None, "公开公路桥梁检测的结论。", "桥梁科", "5月"),
            (("2", 2, 1), "公开出租汽车补贴的条件、标准、程序。", "客运科", "6月"),
            (None, "公开车辆名额分配。", "财务科", "7月"),
        ),
    )
    assert [words for words, _, _ in facts(made.plan)] == [
        "公开养护计划和资金安排的各项内容。",
        "公开公路桥梁检测的结论。",
        "公开出租汽车补贴的条件、标准、程序。",
        "公开车辆名额分配。",
    ]
    assert [note for note in notes(made.plan) if "和车辆名额分配" in note]
    assert made.account.count(Use.LEFT) == 0


def test_items_of_the_table_stand_where_the_body_points_to_it() -> None:
    made = imported(
        TITLE,
        "一、工作任务",
        "围绕公路和客运开展公开，任务见附件。",
        "二、工作要求",
        "各科室要落实责任。",
        "某局",
        "2023年3月1日",
        "附件",
        "任务分解表",
        table(HEAD, ("1", "公开路况。", "养护科", "全年"), ("2", "公开班线。", "客运科", "全年")),
    )
    chapters = [part for part in made.plan.parts if isinstance(part, Section)]
    assert [part.title.text.value for part in chapters] == ["工作任务", "工作要求"]
    assert len(chapters[0].parts) == 3


def test_units_that_a_cell_states_for_all_rows_below() -> None:
    made = imported(
        TITLE,
        table(
            HEAD,
            ("1", "公开路况。", "养护科负责", "全年"),
            ("2", "公开班线。", "客运科负责，以下均含各站所", "全年"),
            ("3", "公开票价。", "客运科", "5月31日前；10月31日前"),
        ),
    )
    assert [owners for _, owners, _ in facts(made.plan)] == [
        "责任：养护科",
        "责任：客运科、各站所",
        "责任：客运科、各站所",
    ]
    assert deadlines(made.plan)[-1] == "5月31日前；10月31日前"
    assert "按“以下均含各站所”（责任：各站所）给 2 行补上责任" in [remark.text for remark in made.remarks]
