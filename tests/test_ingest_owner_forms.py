"""`zwgk import`: owners and deadlines in the printed forms of many offices, each in a plan of a few lines."""

import pytest

from pipeline.ingest.account import Use
from pipeline.ingest.deadlines import heading_period
from pipeline.ingest.lead_rules import read_lead_rule
from pipeline.ingest.responsibility import read_cell, read_note
from pipeline.ingest.short_titles import title_of
from pipeline.ingest.unit_lists import are_named
from pipeline.model import Role
from pipeline.readers.document import FileKind
from pipeline.source import SourceText
from tests.ingest_documents import facts, imported, table

OTHER = "（二）修订指南，说明依据。（法规科负责）"
"""An item with a note: most plans have notes."""


def stated(*lines: str) -> list[tuple[str, str, str]]:
    """The tasks of a plan with these lines and one item more, every character accounted for."""
    made = imported("某局2023年工作安排", "一、重点工作", *lines, OTHER)
    assert made.account.count(Use.LEFT) == 0
    return facts(made.plan)[:-1]


@pytest.mark.parametrize(
    ("lines", "owners", "deadline"),
    [
        # at the end of the paragraph, without a bracket
        (("（一）公布标准——规划科负责。",), "责任：规划科", ""),
        (("（一）公布标准——规划科牵头，信息科配合，6月底前完成。",), "牵头：规划科；配合：信息科", "6月底前"),
        (("（一）公布标准——规划科、信息科。",), "责任：规划科、信息科", ""),
        (("（一）公布标准。——责任单位：规划科；完成时限：全年",), "责任：规划科", "全年"),
        (("（一）公布标准，责任单位：规划科，完成时限：6月底前。",), "责任：规划科", "6月底前"),
        (("（一）公布标准。牵头单位为规划科，配合单位为信息科。",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。牵头单位——规划科；完成时限——6月底前。",), "牵头：规划科", "6月底前"),
        (("（一）公布标准。由规划科统筹，各科室具体实施。",), "牵头：规划科；责任：各科室", ""),
        # lines of their own
        (("（一）公布标准。", "——规划科"), "责任：规划科", ""),
        (("（一）公布标准。", "由规划科牵头，信息科做好配合，全年推进。"), "牵头：规划科；配合：信息科", "全年"),
        (("（一）公布标准。", "主管单位：规划科", "承办单位：信息科"), "责任：规划科、信息科", ""),
        (("（一）公布标准。", "责 任 单 位：规划科", "完 成 时 限：6月底前"), "责任：规划科", "6月底前"),
        (("（一）公布标准。", "（牵头科室）规划科（配合科室）信息科"), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。", "规划科（牵头）、信息科"), "牵头：规划科；责任：信息科", ""),
        # brackets
        (("（一）公布标准。（规划科）",), "责任：规划科", ""),
        (("（一）公布标准（规划科、信息科）。",), "责任：规划科、信息科", ""),
        (("（一）公布标准（规划科）。",), None, ""),
        (("（一）公布标准。（由规划科统筹推进，各科室具体落实）",), "牵头：规划科；责任：各科室", ""),
        (("（一）公布标准。（规划科组织实施）",), "责任：规划科", ""),
        (("（一）公布标准。（规划科负责牵头，信息科予以协助）",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。（规划科牵头，会同信息科、财务科，6月底前）",), "牵头：规划科；会同：信息科、财务科", "6月底前"),
        (("（一）公布标准。（规划科牵头会同信息科落实）",), "牵头：规划科；会同：信息科", ""),
        (("（一）公布标准。（规划科，信息科、财务科协助）",), "责任：规划科；配合：信息科、财务科", ""),
        (("（一）公布标准。（规划科牵头，信息科、财务科）",), "牵头：规划科；责任：信息科、财务科", ""),
        (("（一）公布标准。（规划科、信息科（规划科牵头），全年）",), "牵头：规划科；责任：信息科", "全年"),
        (("（一）公布标准。（规划科（牵头负责），信息科（协助配合））",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。（以规划科为主，信息科配合）",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。（主：规划科；协：信息科）",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。（规划科牵头/信息科配合）",), "牵头：规划科；配合：信息科", ""),
        (("（一）公布标准。（责任科室：规划科；责任人：科长）",), "责任：规划科", ""),
        (("（一）公布标准。【牵头单位：规划科；配合单位：信息科；完成时限：6月底前】",), "牵头：规划科；配合：信息科", "6月底前"),
        (("（一）公布标准。（规划司〔碳汇办公室〕，12月底前）",), "责任：规划司〔碳汇办公室〕", "12月底前"),
        # deadlines behind units
        (("（一）公布标准。（规划科，批复后20日内）",), "责任：规划科", "批复后20日内"),
        (("（一）公布标准。（规划科、信息科，持续推进）",), "责任：规划科、信息科", "持续推进"),
        (("（一）公布标准。（规划科牵头，收到申请之日起20个工作日内答复）",), "牵头：规划科", "收到申请之日起20个工作日内"),
        (("（一）公布标准。（规划科负责，分别于9月底前、12月底前完成）",), "责任：规划科", "9月底前、12月底前"),
        (("（一）公布标准。（规划科负责，第三季度完成）",), "责任：规划科", "第三季度"),
        (("（一）公布标准。（规划科负责，7月底前制定方案，10月底前完成）",), "责任：规划科", "7月底前制定方案，10月底前完成"),
        (("（一）公布标准。（规划科，法定期限内）",), "责任：规划科", "法定期限内"),
        (("（一）公布标准。（规划科，12月份前）",), "责任：规划科", "12月份前"),
        (("（一）公布标准。（规划科、信息科，9月1日开学前）",), "责任：规划科、信息科", "9月1日开学前"),
        (("（一）公布标准。（责任单位：规划科、信息科，季度末）",), "责任：规划科、信息科", "季度末"),
        (("（一）公布标准。（6月底前由规划科负责）",), "责任：规划科", "6月底前"),
        (("（一）公布标准。（规划科于6月底前完成）",), "责任：规划科", "6月底前"),
        (("（一）公布标准。（6月底前　规划科）",), "责任：规划科", "6月底前"),
        (("（一）公布标准。【6月底前】【规划科】",), "责任：规划科", "6月底前"),
        (("（一）公布标准。", "（完成时限：6月底前）（责任单位：规划科）"), "责任：规划科", "6月底前"),
        (("（一）公布标准。", "承担单位：规划科、信息科（6月底前）"), "责任：规划科、信息科", "6月底前"),
        (("（一）公布标准。", "责任单位：规划科", "6月底前完成"), "责任：规划科", "6月底前"),
        (("（一）公布标准。（责任单位：规划科｜完成时限：6月底前）",), "责任：规划科", "6月底前"),
    ],
)  # fmt: skip
def test_forms_of_a_note(lines: tuple[str, ...], owners: str | None, deadline: str) -> None:
    if owners is None:
        assert stated(*lines) == [(lines[0].removeprefix("（一）"), "", "")]
    else:
        assert stated(*lines) == [("公布标准。", owners, deadline)]


def test_before_a_month_is_kept_as_it_is_written() -> None:
    """Before its first or its last day: 12月份前 is not December."""
    assert stated("（一）12月份前公布标准。（规划科）") == [("12月份前公布标准。", "责任：规划科", "12月份前")]
    assert stated("（一）12月份公布标准。（规划科）") == [("12月份公布标准。", "责任：规划科", "12月份")]


@pytest.mark.parametrize(
    "sentence",
    [
        "各科室积极配合，抓好落实。",
        "由牵头单位负责。",
        "压实责任，由专人负责。",
        "由规划科统筹，各科室实施，公布各项标准。",
        "成立专班（规划科）统筹推进。",
    ],
)
def test_what_is_no_note_stays_in_the_text(sentence: str) -> None:
    assert [words for words, _, _ in stated(f"（一）完善机制。{sentence}")] == [f"完善机制。{sentence}"]


def test_duties_of_sentences_are_tasks_of_their_own() -> None:
    assert stated(
        "（一）做好公开。一是公布预算，由规划科负责，3月底前完成。二是公布决算，由信息科负责，9月底前完成。"
    ) == [
        ("做好公开。一是公布预算。", "责任：规划科", "3月底前"),
        ("二是公布决算。", "责任：信息科", "9月底前"),
    ]
    assert stated(
        "（一）公开规划。由规划科牵头，信息科配合，6月底前公布文本；由财务科负责，9月底前完成解读。",
    ) == [
        ("公开规划。由规划科牵头，信息科配合，6月底前公布文本；", "牵头：规划科；配合：信息科", "6月底前"),
        ("由财务科负责，9月底前完成解读。", "责任：财务科", "9月底前"),
    ]


def test_an_item_among_notes_that_begins_with_its_owners() -> None:
    words = "由规划科牵头会同工会，于4月25日前公布名录。"
    assert stated(f"（一）{words}") == [(words, "牵头：规划科；会同：工会", "4月25日前")]


RULES = (
    "各项任务中排在第一位的单位为牵头单位，其他单位为配合单位。",
    "责任单位列首位的负责牵头，其余的负责配合。",
    "凡涉及多个单位的任务，由列在首位的单位牵头，其他单位按职责配合。",
    "牵头单位为责任单位栏中的第一个单位，其余为配合单位。",
    "任务分解表中，有多个责任单位的，排名首位的为牵头单位，负责统筹协调，其他为配合单位。",
    "两个以上单位共同负责的，排名在前的为牵头单位，后面的为配合单位。",
)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_on_the_lead_wherever_it_stands(rule: str) -> None:
    body = ("一、重点工作", "（一）公布标准。（责任单位：规划科、信息科）", "（二）修订指南。（责任单位：法规科）")
    wanted = ["牵头：规划科；配合：信息科", "牵头：法规科"]
    letter = ("各科室：", f"现将要点印发给你们。{rule}", "某局", "2023年3月1日")
    for lines in (
        ("关于印发某局2023年工作要点的通知", *letter, "某局2023年工作要点", *body),
        ("某局2023年工作要点", *body, "二、工作要求", f"（一）压实责任。{rule}"),
    ):
        made = imported(*lines)
        assert [owners for _, owners, _ in facts(made.plan)][:2] == wanted
        assert any("分出牵头" in remark.text for remark in made.remarks)
    rows = (("序号", "工作任务", "责任单位"), ("1", "公布标准。", "规划科、信息科"), ("2", "修订指南。", "法规科"))
    assert [owners for _, owners, _ in facts(imported("某局2023年任务分解表", table(*rows), rule).plan)] == wanted


@pytest.mark.parametrize(
    "words", ["第一季度由规划科牵头公布标准。", "各任务后括号内为责任科室。", "首个开放日由规划科牵头。"]
)
def test_what_is_no_rule_on_the_lead(words: str) -> None:
    assert read_lead_rule(words) is None


@pytest.mark.parametrize(
    ("head", "line"),
    [("牵头（配合）单位", ""), ("牵头单位", "注：“牵头单位”栏括号内的为配合单位。")],
)
def test_units_in_brackets_support_where_the_table_says_so(head: str, line: str) -> None:
    rows = (("序号", "工作任务", head), ("1", "公布标准。", "规划科（信息科、各街镇）"), ("2", "修订指南。", "法规科"))
    made = imported("某局2023年任务分解表", table(*rows), *([line] if line else []))
    assert [owners for _, owners, _ in facts(made.plan)] == ["牵头：规划科；配合：信息科、各街镇", "牵头：法规科"]


WHOLE = "牵头：规划科；配合：各科室"


@pytest.mark.parametrize(
    "line",
    [
        "本章任务由规划科牵头，各科室配合，不再逐条列出。",
        "以下两项任务由规划科牵头，各科室配合。",
        "以下各项由规划科牵头，各科室配合：",
        "（规划科牵头，各科室配合）",
        "牵头单位：规划科；配合单位：各科室",
    ],
)
def test_owners_stated_above_the_items_of_a_chapter(line: str) -> None:
    made = imported(
        "某局2023年工作安排", "一、公开标准", line, "（一）公布标准。", "（二）修订指南。", "二、其他", "（一）答复来信。（法规科负责）"
    )  # fmt: skip
    assert [owners for _, owners, _ in facts(made.plan)] == [WHOLE, WHOLE, "责任：法规科"]
    assert made.account.count(Use.LEFT) == 0


@pytest.mark.parametrize(
    "line",
    [
        "（以上第1至2项由规划科牵头，各科室配合。）",
        "（一）至（二）项由规划科牵头，各科室配合。",
        "前两项任务由规划科牵头，各科室配合。",
        "（本章任务由规划科牵头，各科室配合）",
    ],
)
def test_owners_stated_below_the_items(line: str) -> None:
    made = imported("某局2023年工作安排", "一、公开标准", "（一）公布标准。", "（二）修订指南。", line)
    assert [owners for _, owners, _ in facts(made.plan)] == [WHOLE, WHOLE]


def test_owners_in_the_bracket_of_a_chapter_and_of_what_states_none() -> None:
    made = imported("某局2023年工作安排", "一、公开标准（规划科负责）", "（一）公布标准。", "（二）修订指南。")
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：规划科", "责任：规划科"]
    made = imported(
        "某局2023年工作安排", "一、公开标准", "未列明责任单位的，由规划科负责。", "（一）公布标准。", "（二）修订指南。（法规科负责）"
    )  # fmt: skip
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：规划科", "责任：法规科"]


def test_marks_in_columns_of_quarters() -> None:
    made = imported(
        "某局2023年任务表",
        table(
            (("序号", 2, 1), ("公开领域", 2, 1), ("任务内容", 2, 1), ("承担单位（标★的为牵头单位，其余为配合单位）", 2, 1), ("完成时间", 1, 3), None, None),
            (None, None, None, None, "一季度", "二季度", "三季度"),
            ("1", "规划", "公布标准。", "★规划科、信息科", "√", "", ""),
            ("2", "规划", "修订指南。", "★法规科", "", "√", "√"),
            ("3", "规划", "改版网站。", "★信息科", "制定方案", "", "上线运行"),
        ),
    )  # fmt: skip
    assert facts(made.plan) == [
        ("公布标准。", "牵头：规划科；配合：信息科", "一季度"),
        ("修订指南。", "牵头：法规科", "二季度、三季度"),
        ("改版网站。", "牵头：信息科", "一季度制定方案；三季度上线运行"),
    ]
    assert any("格里的记号读作完成时间" in remark.text for remark in made.remarks)
    assert made.account.count(Use.LEFT) == 0


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("序号", "公开事项", "责任处室", "起止时间"), ("1", "公布标准。", "规划处", "1月至6月")),
        (("序号", "任务", "谁来做", "何时做完"), ("1", "公布标准。", "规划处", "1月至6月")),
        (("任务名称", "任务内容", "分工", "推进计划"), ("标准", "公布标准。", "规划处", "1月至6月")),
        (("月份", "工作任务", "责任处室"), ("1月至6月", "公布标准。", "规划处")),
    ],
)
def test_columns_of_unusual_heads_are_told_by_their_cells(head: tuple[str, ...], row: tuple[str, ...]) -> None:
    other = tuple({"公布标准。": "修订各项指南。", "标准": "指南", "1": "2"}.get(cell, cell) for cell in row)
    made = imported("某局2023年任务分解表", table(head, row, other))
    assert [found[1:] for found in facts(made.plan)] == [("责任：规划处", "1月至6月")] * 2


def test_rows_without_a_deadline_have_that_of_their_words_their_heading_or_all() -> None:
    made = imported(
        "某局2023年任务分解表",
        table(
            ("序号", "工作任务", "责任科室"),
            (("第一季度", 1, 3), None, None),
            ("1", "公布标准。", "规划科"),
            ("2", "公布预算，2月底前完成。", "财务科"),
            (("其他任务", 1, 3), None, None),
            ("3", "修订指南。", "法规科"),
            (("注：完成时限栏空白的，均须于11月30日前完成。", 1, 3), None, None),
        ),
    )
    assert [due for _, _, due in facts(made.plan)] == ["第一季度", "2月底前", "11月30日前"]


def test_a_unit_that_orders_the_rows_is_written_once() -> None:
    made = imported(
        "某局2023年任务分解表",
        table(
            ("责任科室", "工作任务", "完成时限"),
            ("规划科", "公布标准。", "6月底前"),
            ("", "修订指南。", "／"),
            ("信息科", "改版网站。", "全年"),
        ),
    )
    assert [found[1:] for found in facts(made.plan)] == [
        ("责任：规划科", "6月底前"), ("责任：规划科", ""), ("责任：信息科", "全年"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        "规划财务司、县供销社、后勤集团、区总工会",
        "各二级学院、医务部、团委、图书馆",
        "县残联、村（居）委会、各村（社区）、各县（市、区）政府",
        "科学技术司（国际合作司）、产业园管委会、县人民法院",
    ],
)
def test_names_of_units(names: str) -> None:
    assert are_named(SourceText(names))


@pytest.mark.parametrize(
    "words",
    [
        "持续推进",
        "有关规定",
        "围绕政策制作短视频（规划科",
        "规划科牵头",
        "规划科承办",
        "信用体系",
        "门户网站",
        "各项工作",
    ],
)
def test_words_that_name_no_units(words: str) -> None:
    assert not are_named(SourceText(words))


def test_a_time_behind_several_units_is_none_of_theirs() -> None:
    note = read_note(SourceText("规划科、信息科按职责分工负责，印发后3个工作日内"))
    assert [unit.value for unit in note.assignments[0].units] == ["规划科", "信息科"]
    assert note.deadline.value == "印发后3个工作日内"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("2023年6月底前，制作短视频，在公众号推送。", "制作短视频，在公众号推送"),
        ("由规划科牵头，信息科、财务科配合，于4月25日前公布名录。", "公布名录"),
        ("公布预算，6月底前完成。", "公布预算，6月底前完成"),
    ],
)
def test_a_title_leaves_out_who_and_by_when(words: str, title: str) -> None:
    assert title_of(words) == title


def test_labels_in_brackets_of_a_cell() -> None:
    note = read_cell(SourceText("【主责】规划科【协同】信息科"), Role.RESPONSIBLE)
    assert {one.role.value: [unit.value for unit in one.units] for one in note.assignments} == {
        "牵头": ["规划科"],
        "配合": ["信息科"],
    }


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("6月底前完成的任务", "6月底前"),
        ("第一季度（1—3月）", "第一季度"),
        ("第一季度任务（3月31日前完成）", "3月31日前"),
        ("全年工作", ""),
    ],
)
def test_the_time_of_a_heading(title: str, period: str) -> None:
    assert heading_period(SourceText(title)).value == period


def test_owners_below_the_last_item_are_no_buttons_of_a_page() -> None:
    made = imported(
        "某局2023年工作安排", "一、重点工作", "（一）公布标准。", "【规划科】", "（二）修订指南。", "【责任单位：法规科】", "时间：9月底前",
        kind=FileKind.PAGE,
    )  # fmt: skip
    assert [found[1:] for found in facts(made.plan)] == [("责任：规划科", ""), ("责任：法规科", "9月底前")]
