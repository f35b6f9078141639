"""`zwgk import`: how plans word who does what by when, where it is neither a label nor a bracket of its own."""

import pytest

from pipeline.ingest.account import Use
from pipeline.ingest.responsibility import read_cell, read_note
from pipeline.model import DeadlineKind, Role
from pipeline.parse.deadline import read_deadline
from pipeline.readers.document import FileKind
from pipeline.source import SourceText
from tests.ingest_documents import facts, imported, table


def cell(words: str) -> dict[str, list[str]]:
    note = read_cell(SourceText(words), Role.RESPONSIBLE)
    return {stated.role.value: [unit.value for unit in stated.units] for stated in note.assignments}


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("甲业务科（牵头）乙服务中心（配合）", {"牵头": ["甲业务科"], "配合": ["乙服务中心"]}),
        ("规划科（牵头单位）、法规科、信息科（配合）", {"牵头": ["规划科"], "配合": ["法规科", "信息科"]}),
        ("规划科(主办)，法规科", {"牵头": ["规划科"], "责任": ["法规科"]}),
        ("各县（市、区）局（牵头）、规划科（配合）", {"牵头": ["各县（市、区）局"], "配合": ["规划科"]}),
        ("规划科（牵头）、各乡镇（街道）", {"牵头": ["规划科"], "责任": ["各乡镇（街道）"]}),
        ("责任单位：规划科（牵头）、法规科（配合）", {"牵头": ["规划科"], "配合": ["法规科"]}),
        ("规划科、法规科（按职责分工负责）", {"责任": ["规划科", "法规科"]}),
        ("规划科会同法规科", {"责任": ["规划科"], "会同": ["法规科"]}),
        ("★规划科、法规科、各街镇", {"牵头": ["规划科"], "责任": ["法规科", "各街镇"]}),
        ("规划科★，★ 法规科；信息科 ★、财务科", {"牵头": ["规划科", "法规科", "信息科"], "责任": ["财务科"]}),
        ("责任单位：▲规划科、法规科", {"牵头": ["规划科"], "责任": ["法规科"]}),
        ("规划科/法规科", {"责任": ["规划科", "法规科"]}),
        ("党（政）办/综合组", {"责任": ["党（政）办", "综合组"]}),
        ("无", {}),
        ("／", {}),
        ("—", {}),
        # several units before the first bracket: whose is it?
        ("规划科、法规科（牵头）", {"责任": ["规划科", "法规科（牵头）"]}),
        ("各县（市、区）水务局", {"责任": ["各县（市、区）水务局"]}),
    ],
)
def test_cells_of_units(words: str, stated: dict[str, list[str]]) -> None:
    assert cell(words) == stated


def test_labels_behind_a_unit_without_a_mark() -> None:
    note = read_note(SourceText("牵头：规划股配合：水文站、各镇水利所时限：5月底前"))
    assert {stated.role.value: [unit.value for unit in stated.units] for stated in note.assignments} == {
        "牵头": ["规划股"],
        "配合": ["水文站", "各镇水利所"],
    }
    assert note.deadline.value == "5月底前"


@pytest.mark.parametrize(
    ("note", "stated"),
    [
        ("（牵头科室：规划科；协同科室：法规科；办理时限：每月10日前）", ("牵头：规划科；配合：法规科", "每月10日前")),
        ("（责任科室：规划科会同法规科；时间安排：6月）", ("责任：规划科；会同：法规科", "6月")),
        ("（规划科、法规科负责；时限：12月底）", ("责任：规划科、法规科", "12月底")),
        ("【规划科、法规科，7月31日前】", ("责任：规划科、法规科", "7月31日前")),
        ("【规划科牵头，每半年】", ("牵头：规划科", "每半年")),
        ("（规划科、法规科；6月、11月）", ("责任：规划科、法规科", "6月、11月")),
        ("（规划科——每季度首月15日前）", ("责任：规划科", "每季度首月15日前")),
        ("（规划科/法规科，按季）", ("责任：规划科、法规科", "按季")),
        ("（★规划科、法规科）", ("牵头：规划科；责任：法规科", "")),
        ("[责任科室：规划科]（全年推进）", ("责任：规划科", "全年")),
        ("﹝规划科牵头﹞", ("牵头：规划科", "")),
        ("［规划科主办，法规科协办］", ("牵头：规划科；配合：法规科", "")),
        ("（规划科主抓，法规科协同）", ("牵头：规划科；配合：法规科", "")),
        ("（规划科负总责，法规科承办）", ("牵头：规划科；责任：法规科", "")),
        ("（由规划科牵头、法规科配合，于6月底前完成）", ("牵头：规划科；配合：法规科", "6月底前")),
        ("（规划科、法规科（按职责分工负责），6月底前）", ("责任：规划科、法规科", "6月底前")),
        ("（责任分工：规划科牵头，法规科配合）", ("牵头：规划科；配合：法规科", "")),
        ("（任务分工：规划科牵头）", ("牵头：规划科", "")),
        ("（负责科室：规划科会法规科）", ("责任：规划科；会同：法规科", "")),
        ("责任单位：规划科、法规科。完成时限：6月底前。", ("责任：规划科、法规科", "6月底前")),
    ],
)
def test_notes_with_days_and_marks(note: str, stated: tuple[str, str]) -> None:
    made = imported("某局2023年工作安排", "一、重点工作", f"（一）公布标准。{note}", "（二）修订指南，说明依据。")
    assert facts(made.plan)[0] == ("公布标准。", *stated)
    assert made.account.count(Use.LEFT) == 0


@pytest.mark.parametrize("mark", ["▲", "*", "• ", ""])
def test_a_mark_before_a_label(mark: str) -> None:
    made = imported("某局2023年工作安排", "一、重点工作", "（一）编制年报。", f"{mark}责任单位：规划科")
    assert facts(made.plan) == [("编制年报。", "责任：规划科", "")]


def test_labels_of_one_line_with_stops_between() -> None:
    made = imported(
        "某局2023年工作安排", "一、重点工作", "（一）编制年报。", "责任处室：办公室，各处室。时限：次年1月底前。"
    )
    assert facts(made.plan) == [("编制年报。", "责任：办公室、各处室", "次年1月底前")]


def test_a_unit_named_in_other_notes_is_known_in_a_bracket_alone() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、重点工作",
        "（一）公布标准。（规划科牵头，6月底前）",
        "（二）修订指南。（规划科）",
        "（三）会同依法治理办（规划科）公布清单。",
        "（四）建立台账（台账包括三项）。",
    )
    assert facts(made.plan)[:3] == [
        ("公布标准。", "牵头：规划科", "6月底前"),
        ("修订指南。", "责任：规划科", ""),
        ("会同依法治理办（规划科）公布清单。", "", ""),
    ]


MARKED = table(
    ("序号", "工作任务", "责任分工", "完成时限"),
    ("1", "公布标准。", "★规划科、法规科", "6月底前"),
    ("2", "修订指南。", "法规科", "全年"),
    ("3", "公布清单。", "同上", "同上"),
    ("4", "更新目录。", "财务科★、★规划科、法规科", "9月底前"),
)


@pytest.mark.parametrize(
    ("rule", "others", "said"),
    [
        (("（标★的为牵头科室，其余为配合科室）",), "配合", "按“（标★的为牵头科室，其余为配合科室）”"),
        (("注：带“★”号的单位为牵头单位",), "责任", "按“注：带“★”号的单位为牵头单位”"),
        ((), "责任", "原件没有说明，请核对"),
    ],
)
def test_a_mark_of_the_lead_in_a_table(rule: tuple[str, ...], others: str, said: str) -> None:
    made = imported("某局2023年任务分解表", *rule, MARKED)
    assert facts(made.plan) == [
        ("公布标准。", f"牵头：规划科；{others}：法规科", "6月底前"),
        ("修订指南。", "责任：法规科", "全年"),
        ("公布清单。", "责任：法规科", "全年"),
        ("更新目录。", f"牵头：财务科、规划科；{others}：法规科", "9月底前"),
    ]
    assert [remark.text for remark in made.remarks if "★" in remark.text][-1] == f"带“★”的单位读作牵头（{said}）"
    assert made.account.count(Use.LEFT) == 0


def test_the_first_unit_of_a_cell_leads_where_a_line_says_so() -> None:
    made = imported(
        "某局2023年任务分解表",
        "（排在第一位的为牵头科室，其余为配合科室）",
        table(
            ("序号", "工作任务", "责任科室", "完成时限"),
            ("1", "公布标准。", "规划科、法规科", "6月底前"),
            ("2", "修订指南。", "法规科、各街镇", "全年"),
        ),
    )
    assert [owners for _, owners, _ in facts(made.plan)] == [
        "牵头：规划科；配合：法规科",
        "牵头：法规科；配合：各街镇",
    ]


def test_a_head_that_a_page_repeats_whole_is_no_row() -> None:
    head = ("序号", "重点任务", "工作举措", "牵头科室", "协同科室", "经办", "时间节点")
    made = imported(
        "某局2023年任务分解表",
        table(
            head,
            ("1", "公布标准", "公布各项标准。", "规划科", "法规科", "某组", "6月底前"),
            head,
            ("2", "修订指南", "修订公开指南。", "法规科", "", "某组", "全年"),
        ),
    )
    assert facts(made.plan) == [
        ("公布各项标准。", "牵头：规划科；配合：法规科", "6月底前"),
        ("修订公开指南。", "牵头：法规科", "全年"),
    ]


def test_a_cell_that_says_nobody_is_accounted_for() -> None:
    made = imported(
        "某区2023年任务表",
        table(
            ("序号", "工作内容", "牵头科室", "配合科室", "完成时限"),
            ("1", "公布预算。", "财务科", "无", "6月底前"),
            ("2", "公布决算。", "财务科", "／", "9月底前"),
        ),
    )
    assert facts(made.plan) == [
        ("公布预算。", "牵头：财务科", "6月底前"),
        ("公布决算。", "牵头：财务科", "9月底前"),
    ]
    assert made.account.count(Use.LEFT) == 0


def test_a_quarter_in_the_heading_is_the_deadline_of_items_without_one() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、第一季度",
        "1.公布年度报告。（办公室牵头，1月20日前）",
        "2.发布出行指南。（运输科牵头，安全科配合）",
        "二、全年",
        "1.公示执法结果。（法规科牵头）",
        "三、下半年重点工作",
        "1.公布决算。（财务科负责）",
        "四、全年工作",
        "1.答复来信。（办公室负责）",
    )
    assert facts(made.plan) == [
        ("公布年度报告。", "牵头：办公室", "1月20日前"),
        ("发布出行指南。", "牵头：运输科；配合：安全科", "第一季度"),
        ("公示执法结果。", "牵头：法规科", "全年"),
        ("公布决算。", "责任：财务科", "下半年"),
        ("答复来信。", "责任：办公室", ""),
    ]
    assert sum("的完成时间取自标题" in remark.text for remark in made.remarks) == 3


def test_what_is_done_by_the_day_behind_a_verb() -> None:
    note = read_note(SourceText("宣教科负责，6月5日前完成首场活动"))
    assert note.deadline.value == "6月5日前"
    assert note.rest == ("完成首场活动",)


def test_owners_stated_behind_the_items_they_are_for() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、公开标准",
        "（一）救助信息",
        "1.公布标准，说明依据。",
        "2.修订指南。",
        "（以上2项由救助科牵头，核对中心配合，6月底前完成）",
        "（二）婚姻信息",
        "1.公示地址（3月底前）。",
        "2.公布清单（清明节前）。",
        "3.宣传渠道。",
        "第1—2项责任单位：事务科；配合单位：登记处、管理站。",
        "二、打牢基础",
        "（一）统一答复格式，规范流程。",
        "（二）建立问题库，完善机制。",
        "以上两项任务由办公室负责，各科室配合，全年落实。",
    )
    assert facts(made.plan)[:4] == [
        ("公布标准，说明依据。", "牵头：救助科；配合：核对中心", "6月底前"),
        ("修订指南。", "牵头：救助科；配合：核对中心", "6月底前"),
        ("公示地址。", "责任：事务科；配合：登记处、管理站", "3月底前"),
        ("公布清单。", "责任：事务科；配合：登记处、管理站", "清明节前"),
    ]
    assert facts(made.plan)[-2:] == [
        ("统一答复格式，规范流程。", "责任：办公室；配合：各科室", "全年"),
        ("建立问题库，完善机制。", "责任：办公室；配合：各科室", "全年"),
    ]
    assert made.account.count(Use.LEFT) == 0
    assert sum("写在 2 个事项里" in remark.text for remark in made.remarks) == 3


def test_owners_in_a_heading_are_those_of_items_with_days_of_their_own() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、养老信息",
        "（一）机构信息公开（责任单位：养老科、福利院；完成时限：10月底前）",
        "1.发布备案名录，注明地址。",
        "2.更新津贴指引（4月底前）。",
        "（二）其他信息公开",
        "1.公布资金。（财务科负责）",
    )
    assert facts(made.plan) == [
        ("发布备案名录，注明地址。", "责任：养老科、福利院", "10月底前"),
        ("更新津贴指引。", "责任：养老科、福利院", "4月底前"),
        ("公布资金。", "责任：财务科", ""),
    ]
    assert made.account.count(Use.LEFT) == 0


def test_a_count_that_the_items_do_not_have_gives_nothing() -> None:
    made = imported(
        "某局2023年工作安排", "一、救助信息", "1.公布标准。（救助科牵头）", "2.修订指南。", "以上5项由救助科牵头。"
    )
    assert ("公布标准。", "牵头：救助科", "") in facts(made.plan)
    assert any("没有找到" in remark.text for remark in made.remarks)
    assert made.account.count(Use.LEFT) == 0


def test_items_below_several_headings_counted_together() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、公开标准",
        "（一）救助信息",
        "1.公布标准，说明依据。",
        "2.修订指南。",
        "（二）婚姻信息",
        "1.公示地址。",
        "以上3项由救助科牵头，年底前完成。",
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [("牵头：救助科", "年底前")] * 3


def test_roles_behind_units_in_a_bracket_of_the_text() -> None:
    made = imported(
        "某局2023年工作安排",
        "一、公开标准",
        "（一）公布标准。（规划科（牵头）、法规科（配合））",
        "（二）修订指南。（法规科负责）",
    )
    assert facts(made.plan)[0] == ("公布标准。", "牵头：规划科；配合：法规科", "")
    assert made.account.count(Use.LEFT) == 0


@pytest.mark.parametrize("words", ["由规划科牵头，法规科、信息科配合", "由规划科牵头、由法规科、信息科配合"])
def test_by_before_units_is_no_part_of_their_name(words: str) -> None:
    note = read_note(SourceText(words))
    assert {stated.role.value: [unit.value for unit in stated.units] for stated in note.assignments} == {
        "牵头": ["规划科"],
        "配合": ["法规科", "信息科"],
    }


def test_owners_and_days_in_sentences() -> None:
    made = imported(
        "某局2023年工作计划",
        "一、总体要求",
        "以公开促落实。",
        "二、重点工作",
        "（一）规范预算公开。由预算股牵头，国库股、绩效股配合，组织各单位公布预算，于人民代表大会批准后20日内完成。",
        "（二）公开采购信息。采购合同由采购股负责制定，交易中心配合，每月5日前发布。",
        "（三）公开补贴。农业股会同社保股公布补贴清单，各乡镇财政所参与，每季度结束后10日内公布到位。",
        "（四）公开债务。债务股负责公布余额，办公室配合做好发布，9月底前完成。",
        "（五）公开处罚结果。由监督股牵头、法规股配合，对处罚结果，自作出决定之日起7个工作日内予以公开。",
        "（六）解读政策。围绕新准则（由会计股牵头，办公室配合），制作材料，11月15日前上线。",
        "三、保障措施",
        "（一）开展培训。由人事股牵头，办公室、干部培训中心配合，11月底前举办一期培训班。",
        "（二）认定属性。未确定属性的不予签发，由办公室负责审核。",
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [
        ("牵头：预算股；配合：国库股、绩效股", "人民代表大会批准后20日内"),
        ("责任：采购股；配合：交易中心", "每月5日前"),
        ("责任：农业股；会同：社保股；参与：各乡镇财政所", "每季度结束后10日内"),
        ("责任：债务股；配合：办公室", "9月底前"),
        ("牵头：监督股；配合：法规股", "作出决定之日起7个工作日内"),
        ("牵头：会计股；配合：办公室", "11月15日前"),
        ("牵头：人事股；配合：办公室、干部培训中心", "11月底前"),
        ("责任：办公室", ""),
    ]
    assert made.account.count(Use.LEFT) == 0
    assert sum("责任取自句子" in remark.text for remark in made.remarks) == 7


@pytest.mark.parametrize(
    "words",
    [
        "各科室负责人要带头落实。",
        "各单位要加强与办公室配合，形成合力。",
        "由牵头单位负责汇总。",
        "压实责任，由专人负责。",
        "加强部门配合度评价。",
    ],
)
def test_sentences_that_name_no_owner(words: str) -> None:
    others = [
        f"（{number}）公布{what}。由规划科牵头，法规科配合。" for number, what in (("二", "标准"), ("三", "清单"))
    ]
    made = imported("某局2023年工作计划", "一、重点工作", f"（一）完善机制。{words}", *others)
    assert [owners for _, owners, _ in facts(made.plan)] == ["", *["牵头：规划科；配合：法规科"] * 2]


def test_one_sentence_among_notes_names_no_owner() -> None:
    made = imported(
        "某局2023年工作计划",
        "一、重点工作",
        "（一）公布预算。（预算股牵头）",
        "（二）公布决算。（国库股牵头）",
        "（三）建立制度。各科室负责人要带头，由办公室负责汇总。",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["牵头：预算股", "牵头：国库股", ""]


def test_a_long_run_of_units_and_separators_is_read_in_time() -> None:
    words = "甲科和乙处与丙室、" * 200
    made = imported("某局2023年工作计划", "一、重点工作", f"（一）{words}公布清单。", "（二）由规划科牵头。")
    assert made.account.count(Use.LEFT) == 0


def test_the_first_leads_and_the_others_support() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "以下各项任务所列责任科室中，排在首位的为牵头科室，其余为配合科室，下同。",
        "一、主要任务",
        "1.公开预算。按时公开。",
        "责任科室：财务科、办公室",
        "2.公开决算。按时公开。",
        "责任科室：财务科",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["牵头：财务科；配合：办公室", "牵头：财务科"]


def test_a_column_of_leaders_is_none_of_units() -> None:
    made = imported(
        "某局2023年政务公开任务分解表",
        table(
            (("序号", 2, 1), ("工作任务", 2, 1), ("具体要求", 2, 1), ("责任分工", 1, 2), None, ("完成时限", 2, 1)),
            (None, None, None, "责任领导", "牵头科室", None),
            ("1", "预算", "公开预算。", "分管副局长", "财务科", "6月底前"),
            ("2", "决算", "公开决算。", "局长", "办公室", "9月底前"),
        ),
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [
        ("牵头：财务科", "6月底前"),
        ("牵头：办公室", "9月底前"),
    ]


def test_a_heading_states_in_brackets_by_when_and_what_goes_on() -> None:
    made = imported(
        "某局2023年政务公开工作安排",
        "一、第一季度任务（3月31日前完成）",
        "1.公开预算。按时公开。（财务科负责）",
        "2.公开年报。按时公开。（办公室负责）",
        "二、全年持续推进的任务",
        "3.回应关切。及时回应。（办公室负责）",
    )
    assert [due for _, _, due in facts(made.plan)] == ["3月31日前", "3月31日前", "全年持续推进"]


def test_chapters_named_after_units_and_days_alone_in_brackets() -> None:
    made = imported(
        "某局2023年政务公开责任分解",
        "各项任务由所在标题的科室负责，需其他科室配合的在条末注明。",
        "一、办公室",
        "1.召开推进会，印发分解表。（3月底前）",
        "2.改版专栏，优化检索。（8月底前，信息中心配合）",
        "二、各科室、局属各单位",
        "1.自查信息，纠正错误。（每季度末）",
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [
        ("责任：办公室", "3月底前"),
        ("责任：办公室；配合：信息中心", "8月底前"),
        ("责任：各科室、局属各单位", "每季度末"),
    ]


def test_what_has_no_time_of_its_own_has_the_usual_one() -> None:
    made = imported(
        "某镇2023年政务公开工作安排",
        "一、主要任务",
        "凡未写明完成时间的，一律于2023年12月20日前完成。",
        "1.公开补贴。6月底前公开。由财政所负责，各村（社区）配合。",
        "2.编制目录。修订目录。由党政办牵头，各村（社区）具体负责。",
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [
        ("责任：财政所；配合：各村（社区）", "6月底前"),
        ("牵头：党政办；责任：各村（社区）", "2023年12月20日前"),
    ]


def test_labels_in_brackets_of_their_own_torn_by_the_line() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "一、主要任务",
        "（一）公开许可信息。经营许可和处罚信息，自决定作出之日起上网公开。",
        "【牵头】安全监督管理股　【配合】县应急综合行政执法大队、县气象局　【时",
        "限】全年",
        "（二）公开执法计划。公布2023年度监督检查计划，明确对象、频次和方式。",
        "【牵头】安全生产综合协调股　【配合】安全生产基础股、县应急综合行",
        "政执法大队　【时限】3月底前",
        kind=FileKind.TEXT,
    )
    assert [(owners, due) for _, owners, due in facts(made.plan)] == [
        ("牵头：安全监督管理股；配合：县应急综合行政执法大队、县气象局", "全年"),
        ("牵头：安全生产综合协调股；配合：安全生产基础股、县应急综合行政执法大队", "3月底前"),
    ]


@pytest.mark.parametrize(
    "words", ["清明节前", "春节后", "国庆节前后", "汛期前", "高考期间", "公告发布当日", "每批次配租前"]
)
def test_a_festival_or_an_act_is_a_time_without_a_day(words: str) -> None:
    deadline = read_deadline(SourceText(words), 2024)
    assert (deadline.kind, deadline.end) == (DeadlineKind.RELATIVE, None)


def test_what_goes_on_behind_the_owner_is_a_deadline() -> None:
    note = read_note(SourceText("社会组织管理局负责，全年推进"))
    assert (note.deadline.value, note.rest) == ("全年", ("推进",))
