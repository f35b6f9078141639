"""`zwgk import`: the shapes that plans of other offices have, built by hand in the neutral form."""

import pytest

from pipeline import model
from pipeline.findings import Severity
from pipeline.ingest.account import Use
from pipeline.ingest.recognize import Family, Imported, import_documents
from pipeline.model import Item, Section
from pipeline.parse.serialize import write
from pipeline.readers.document import Paragraph
from pipeline.refusals import Reason, Refusal
from tests.check_runs import checked
from tests.ingest_documents import document, facts, imported, table

TITLE = "某区2023年政务公开工作主要任务分解表"
LETTER = (
    "某区关于印发《某区2023年政务公开工作主要任务分解表》的通知",
    "某办〔2023〕5号",
    "各街镇，区直各有关单位：",
    "现将《某区2023年政务公开工作主要任务分解表》印发给你们，请认真贯彻执行。",
    "某区人民政府办公室",
    "2023年4月3日",
    "（此件主动公开）",
)


def test_a_letter_and_a_table_alone() -> None:
    made = imported(
        *LETTER,
        "附件",
        TITLE,
        table(
            ("工作任务", "序号", "具体要求", "责任单位", "时限要求"),
            (("推进公开", 2, 1), "1", "做好预算公开。", "区财政局", "6月底前"),
            (None, "2", "做好执法公示。", "区司法局、各街镇", "全年"),
            ("优化服务", "3", "做好政策解读。", "区政府办牵头，各有关单位配合", "持续推进"),
        ),
    )
    plan = made.plan
    assert made.family is Family.TABLE
    assert plan.notice is not None
    assert plan.notice.head.title.value == LETTER[0]
    assert plan.notice.head.doc_number.value == "某办〔2023〕5号"
    assert plan.notice.head.addressee.value == "各街镇，区直各有关单位"
    assert plan.notice.head.remark.value == "此件主动公开"
    assert [part.title.text.value for part in plan.parts if isinstance(part, Section)] == ["推进公开", "优化服务"]
    assert facts(plan) == [
        ("做好预算公开。", "责任：区财政局", "6月底前"),
        ("做好执法公示。", "责任：区司法局、各街镇", "全年"),
        ("做好政策解读。", "牵头：区政府办；配合：各有关单位", "持续推进"),
    ]
    assert made.account.count(Use.LEFT) == 0


def test_chapter_rows_and_owners_before_the_text() -> None:
    made = imported(
        TITLE,
        table(
            ("工 作 任 务", "牵头单位", "责任单位", "工作要求"),
            (("一、推进公开", 1, 4), None, None, None),
            (("（一）决策公开", 1, 4), None, None, None),
            ("预公开", "区政府办", "各街镇", "决策前向社会公布草案。"),
            ("会议公开", "", "区直各单位", "邀请代表列席会议。"),
        ),
    )
    assert made.plan.head.heading_rows
    outer = made.plan.parts[0]
    assert isinstance(outer, Section)
    assert outer.title.text.value == "推进公开"
    inner = outer.parts[0]
    assert isinstance(inner, Section)
    assert inner.title.text.value == "决策公开"
    assert [owners for _, owners, _ in facts(made.plan)] == ["牵头：区政府办；责任：各街镇", "责任：区直各单位"]


def test_an_owner_merged_over_rows_is_carried_down_and_said() -> None:
    made = imported(
        TITLE,
        table(
            ("序号", "具体内容", "责任部门", "完成时间"),
            ("1", "做好甲项公开工作。", ("办公室", 2, 1), "全年"),
            ("2", "做好乙项公开工作。", None, "5月底"),
        ),
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：办公室", "责任：办公室"]
    assert any("沿用上一行的责任" in remark.text for remark in made.remarks)


def test_a_head_of_two_rows_and_a_column_of_numbers_without_a_head() -> None:
    made = imported(
        TITLE,
        table(
            (("工作任务", 2, 1), ("", 2, 1), ("具体要求", 2, 1), ("责任分工", 1, 2), None),
            (None, None, None, "牵头单位", "配合单位"),
            ("公开", "1", "做好甲项公开工作。", "区政府办", "区财政局"),
            ("解读", "2", "做好乙项解读工作。", "区司法局", ""),
        ),
    )
    assert facts(made.plan) == [
        ("做好甲项公开工作。", "牵头：区政府办；配合：区财政局", ""),
        ("做好乙项解读工作。", "牵头：区司法局", ""),
    ]


def test_two_deadlines_in_one_cell_stay_as_written() -> None:
    made = imported(
        TITLE,
        table(
            ("序号", "具体内容", "责任部门", "完成时间"),
            ("1", "做好甲项公开工作。", "办公室", "7月底前制定方案，10月底前完成"),
            ("2", "做好乙项公开工作。", "办公室", "全年"),
        ),
    )
    assert facts(made.plan)[0][2] == "7月底前制定方案，10月底前完成"


BODY = (
    "某局2023年度政务公开工作要点",
    "为做好公开工作，制定本要点。",
    "一、主动公开",
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("（一）预算公开。公开部门预算。", "责任单位：甲科、乙科。"), [("预算公开。公开部门预算。", "责任：甲科、乙科", "")]),
        (
            ("（一）预算公开。公开部门预算。", "牵头单位：甲科", "责任单位：乙科"),
            [("预算公开。公开部门预算。", "牵头：甲科；责任：乙科", "")],
        ),
        (
            ("（一）预算公开。公开部门预算。（牵头科室：甲科，配合科室：乙科，完成时限：全年）",),
            [("预算公开。公开部门预算。", "牵头：甲科；配合：乙科", "全年")],
        ),
        (
            ("（一）预算公开。一是公开预算（甲科负责）；二是公开决算（甲科牵头，乙科配合）。",),
            [("预算公开。一是公开预算；", "责任：甲科", ""), ("二是公开决算。", "牵头：甲科；配合：乙科", "")],
        ),
        (
            ("（一）预算公开。公开部门预算。（甲科、乙科负责。列第一位者为牵头单位，下同）", "（二）解读。做好解读。（丙科、甲科负责）"),
            [
                ("预算公开。公开部门预算。", "牵头：甲科；责任：乙科", ""),
                ("解读。做好解读。", "牵头：丙科；责任：甲科", ""),
            ],
        ),
    ],
)  # fmt: skip
def test_owner_notes_where_they_stand(lines: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    made = imported(*BODY, *lines)
    assert facts(made.plan) == expected


def test_five_levels_of_numbers() -> None:
    made = imported(
        *BODY,
        "（一）推进决策公开",
        "1.预公开。做好预公开。（责任科室：甲科）",
        "2.会议公开。做好会议公开。（责任科室：乙科）",
        "（1）列席。邀请列席。（责任科室：丙科）",
        "①通知。及时通知。（责任科室：丁科）",
    )
    depths = []

    def walk(parts: tuple[object, ...], depth: int) -> None:
        for part in parts:
            match part:
                case Section():
                    walk(part.parts, depth + 1)
                case Item():
                    depths.append(depth)
                    walk(part.children, depth + 1)

    walk(made.plan.parts, 1)
    assert depths == [3, 3, 4, 5]


def test_a_parent_and_its_children_with_owners_each() -> None:
    made = imported(
        *BODY,
        "（一）优化审批。简化审批流程。（甲局牵头，乙局负责）",
        "具体措施：",
        "1．清理证明事项。（甲局负责，9月底前完成）",
        "2．压减时限。（乙局负责）",
    )
    parent = next(made.plan.items())
    assert [child.title.value for child in parent.children] == ["清理证明事项", "压减时限"]
    assert facts(made.plan)[1:] == [("清理证明事项。", "责任：甲局", "9月底前"), ("压减时限。", "责任：乙局", "")]


def test_a_deadline_of_the_report_is_not_the_tasks() -> None:
    made = imported(
        *BODY,
        "（一）自查。开展自查，于12月15日前将情况报送办公室。（责任科室：甲科）",
        "（二）公开。6月底前公开决算。（责任科室：甲科）",
    )
    assert [deadline for _, _, deadline in facts(made.plan)] == ["", "6月底前"]
    assert any("完成时间取自正文" in remark.text for remark in made.remarks)


def test_numbers_that_are_skipped_or_twice_are_said() -> None:
    made = imported(
        *BODY, "（一）甲。做甲。（甲科负责）", "（三）乙。做乙。（甲科负责）", "（三）丙。做丙。（甲科负责）"
    )
    said = [remark.text for remark in made.remarks]
    assert any(text.startswith("序号不连续") for text in said)
    assert any(text.startswith("序号重复") for text in said)


def test_chapters_without_owners_are_no_tasks() -> None:
    made = imported(
        *BODY,
        "（一）预算公开。公开部门预算。（甲科负责）",
        "二、工作要求",
        "（一）加强领导。各单位要高度重视。",
        "（二）加强督查。定期通报情况。",
    )
    assert len(list(made.plan.items())) == 1
    last = made.plan.parts[-1]
    assert isinstance(last, Section)
    assert [part.title.text.value for part in last.parts if isinstance(part, Section)] == ["加强领导", "加强督查"]


def test_a_title_over_lines_and_a_signature_at_the_end() -> None:
    made = imported(
        Paragraph("某区财政局", "第1段", align="center"),
        Paragraph("2023年度政务公开工作计划", "第2段", align="center"),
        "一、主动公开",
        "（一）预算公开。公开部门预算。（甲科负责）",
        Paragraph("某区财政局", "第5段", align="right"),
        Paragraph("2023年5月8日", "第6段", align="right"),
    )
    head = made.plan.head
    assert (head.title.value, head.organ.value, head.issued.text.value) == (
        "某区财政局2023年度政务公开工作计划",
        "某区财政局",
        "2023年5月8日",
    )


@pytest.mark.parametrize(
    "rows",
    [
        (("考核项目", "分值", "评分标准"), ("主动公开", "30", "缺一项扣2分"), ("依申请公开", "20", "逾期扣5分")),
        (("序号", "决策事项名称", "决策承办单位", "决策时间"), ("1", "编制规划", "区规划局", "2023年7月")),
        (("工作任务", "责任领导", "责任人", "责任处室"), ("公开预算", "甲", "乙", "预算处")),
        (("任务", "任务分解/时序进度", "考核要点"), ("公开预算", "3月：制定方案", "时效")),
    ],
)
def test_a_table_of_other_things_is_kept_as_it_is(rows: tuple[tuple[str, ...], ...]) -> None:
    made = imported("某局2023年政务公开事项表", table(*rows))
    assert made.family is Family.OTHER_TABLES
    assert not list(made.plan.items())
    assert made.account.count(Use.LEFT) == 0


def test_an_empty_table_is_refused() -> None:
    refused = import_documents((document(TITLE, table(("序号", "具体内容"), ("", ""), ("", ""))),), 2023)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.IMPORT_EMPTY_TABLE


def test_radicals_and_invisible_characters_are_cleaned_and_said() -> None:
    made = imported(*BODY, "（一）⼯作公开。做好⼯\u200b作。（甲科负责）")
    assert facts(made.plan)[0][0] == "工作公开。做好工作。"
    assert made.findings


def test_what_is_far_longer_than_a_plan_is_refused() -> None:
    rows = [("序号", "具体内容", "责任部门"), *((str(number), "做好公开工作。", "办公室") for number in range(2001))]
    refused = import_documents((document(TITLE, table(*rows)),), 2023)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.IMPORT_TOO_LONG


@pytest.mark.parametrize(
    "inside", ["（" * 800 + "负责" + "）" * 800, f"（{'甲、' * 3000}负责）", f"（责任单位：{'甲、' * 3000}）"]
)
def test_a_hostile_text_takes_no_more_than_its_length(inside: str) -> None:
    made = import_documents((document(*BODY, f"（一）乙{inside}"),), 2023)
    assert isinstance(made, Imported)


def test_units_that_an_office_calls_otherwise() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "一、主要任务",
        "（一）公布价目。每季度更新。",
        "责任股室：价格股、检测站。",
        "（二）公布名单。按月更新。（责任股室：人事股）",
        "（三）公布投诉渠道。责任人员：另行通知。",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：价格股、检测站", "责任：人事股", ""]
    assert made.plan.head.unit_term is model.UnitTerm.SECTION
    told = [remark.text for remark in made.remarks]
    assert "标注“责任股室”（2 处）印作“责任科室”" in told
    assert any("没有读出" in text and "责任人员：另行通知。" in text for text in told)


def test_open_lists_and_the_rule_of_the_first() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "一、主要任务",
        "（一）公布价目。（价格科、检测站等负责。列第一位者为牵头单位，下同）",
        "（二）公布名单。（人事科、档案室负责）",
        "（三）公布规划。（规划科、测绘院等有关单位按职责分工分别负责）",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == [
        "牵头：价格科；责任：检测站",
        "牵头：人事科；责任：档案室",
        "牵头：规划科；责任：测绘院、有关单位",
    ]
    assert [note.rest[0] for note, _ in made.notes if note.rest] == ["等", "按职责分工分别负责"]
    assert "等有关单位" in made.notes[2][0].rest


def test_units_of_a_cell_that_blanks_part() -> None:
    made = imported(
        "某局2023年政务公开任务分解表",
        table(
            ("序号", "具体内容", "责任单位", "完成时间"),
            ("1", "公布价目。", "价格科  检测站", "全年"),
            ("2", "公布名单。", "办 公 室\u3000各直属单位", "全年"),
            ("3", "公布规划。", "规划 测绘工作组", "全年"),
        ),
    )
    assert [owners for _, owners, _ in facts(made.plan)] == [
        "责任：价格科、检测站",
        "责任：办公室、各直属单位",
        "责任：规划测绘工作组",
    ]
    assert [remark.text for remark in made.remarks if "空格" in remark.text] == [
        "格里的“规划 测绘工作组”中间有空格，读作一个名称"
    ]


def test_the_report_lists_what_properties_say_of_the_document() -> None:
    from dataclasses import replace

    from pipeline.ingest.report import report_text
    from pipeline.readers.document import Aside, AsideKind, Change, ChangeKind

    line = Paragraph(
        "（一）公布价目。（责任科室：价格科）", "第3段", changes=(Change(ChangeKind.DELETED, 4, 4, "旧的"),)
    )
    told = replace(
        document("某局2023年政务公开工作计划", "一、主要任务", line),
        asides=(
            Aside(AsideKind.PROPERTY, "价目公开", "属性 title"),
            Aside(AsideKind.PROPERTY, "12", "属性 TotalTime"),
            Aside(AsideKind.PROPERTY, "16.0", "属性 AppVersion"),
            Aside(AsideKind.PROPERTY, "甲", "属性 自定义:批次"),
            Aside(AsideKind.DELETED, "旧的", "第3段"),
            Aside(AsideKind.DELETED, " ", "第3段"),
        ),
    )
    made = import_documents((told,), 2023)
    assert isinstance(made, Imported)
    report = report_text(made, proposes_units=True)
    assert "文件属性：“价目公开”（属性 title）、“甲”（属性 自定义:批次）" in report
    assert "软件记下的文件属性 2 项" in report
    assert "AppVersion" not in report
    assert report.count("“旧的”") == 1
    assert "“ ”" not in report


def test_organ_and_date_under_the_title() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "某局",
        "（2023年3月6日）",
        "为做好工作，制定本计划。",
        "一、主要任务",
        "（一）公布价目。",
    )
    assert (made.plan.head.organ.value, made.plan.head.issued.text.value) == ("某局", "2023年3月6日")
    assert made.account.count(Use.LEFT) == 0


def test_a_sign_off_behind_a_numbered_child() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "一、主要任务",
        "（一）公布价目。列出目录。（责任科室：价格科）",
        "1．公布名单。（责任科室：检测站）",
        Paragraph("某局", "第5段", align="right"),
        Paragraph("2023年3月6日", "第6段", align="right"),
    )
    assert (made.plan.head.organ.value, made.plan.head.issued.text.value) == ("某局", "2023年3月6日")


def test_the_line_of_issue_behind_a_plan_without_a_signature() -> None:
    made = imported(
        *LETTER,
        "某区2023年政务公开工作要点",
        "一、主要任务",
        "（一）公布价目。（责任科室：价格科）",
        "某区人民政府办公室　　　2023年4月4日印发",
    )
    assert made.plan.notice is not None
    head = made.plan.notice.head
    assert (head.printer.value, head.printed.text.value) == ("某区人民政府办公室", "2023年4月4日")


def remarks_of(made: Imported) -> list[str]:
    return [remark.text for remark in made.remarks]


def test_measures_behind_their_label_are_items_of_their_own() -> None:
    made = imported(
        *BODY,
        "（一）优化审批。简化审批流程。（甲局牵头，乙局负责）",
        "工作措施：1．清理证明事项。（甲局负责，9月底前完成）2．压减时限。（乙局负责）",
        "（二）公开标准。（甲局负责）",
        "具体措施：",
        "1.公布清单。（乙局负责）",
        "2.公布流程。（甲局负责）",
        "（三）开放展厅。（甲局负责）",
        "主要措施：组织现场咨询。（乙局负责）",
        "（四）更新名录。（甲局负责）",
        "工作措施：公布电话。每半年更新一次。",
    )
    assert facts(made.plan) == [
        ("优化审批。简化审批流程。", "牵头：甲局；责任：乙局", ""),
        ("清理证明事项。", "责任：甲局", "9月底前"),
        ("压减时限。", "责任：乙局", ""),
        ("公开标准。", "责任：甲局", ""),
        ("公布清单。", "责任：乙局", ""),
        ("公布流程。", "责任：甲局", ""),
        ("开放展厅。", "责任：甲局", ""),
        ("主要措施：组织现场咨询。", "责任：乙局", ""),
        ("更新名录。工作措施：公布电话。每半年更新一次。", "责任：甲局", ""),
    ]
    assert [len(item.children) for item in made.plan.items()] == [2, 0, 0, 2, 0, 0, 0, 0]
    assert "“具体措施：”后面的各条各是一个事项，这几个字不再印" in remarks_of(made)
    assert made.account.count(Use.LEFT) == 0


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("（甲局负责；以下均含各街镇）", "（乙局负责）", ("责任：甲局、各街镇", "责任：乙局、各街镇")),
        ("（甲局牵头，以下责任单位均包含各区政府）", "（乙局、丙局负责）", ("牵头：甲局；责任：各区政府", "责任：乙局、丙局、各区政府")),
        ("（甲局负责。以下均需试点市落实，不再列出）", "", ("责任：甲局、试点市", "责任：试点市")),
        ("（牵头单位：甲局；以下配合单位均含各科室）", "（牵头单位：乙局；配合单位：丙科）", ("牵头：甲局；配合：各科室", "牵头：乙局；配合：丙科、各科室")),
        ("（责任单位：甲局、各街镇，下同）", "", ("责任：甲局、各街镇", "责任：甲局、各街镇")),
        ("以下工作均由各街镇落实，不再列出。（甲局负责）", "（乙局负责）", ("责任：甲局", "责任：乙局、各街镇")),
    ],
)  # fmt: skip
def test_units_stated_once_for_all(first: str, second: str, expected: tuple[str, str]) -> None:
    made = imported(*BODY, f"（一）预算公开。公开部门预算。{first}", f"（二）决算公开。公开部门决算。{second}")
    assert tuple(owners for _, owners, _ in facts(made.plan)) == expected
    completed = [text for text in remarks_of(made) if "补上责任" in text]
    assert completed
    assert all("第5段" in text or "第4段" in text for text in completed)


def test_units_stated_for_all_in_a_chapter() -> None:
    made = imported(
        *BODY,
        "以下任务均由各科室参与。",
        "（一）预算公开。公开部门预算。（甲科负责）",
        "（二）决算公开。公开部门决算。（乙科负责）",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：甲科；参与：各科室", "责任：乙科；参与：各科室"]


def test_a_lead_sentence_before_the_tasks_of_a_paragraph() -> None:
    made = imported(*BODY, "（一）提升服务。坚持便民利民。一是公布排班（甲科负责）；二是公布电话（乙科负责）。")
    assert facts(made.plan) == [
        ("提升服务。坚持便民利民。一是公布排班；", "责任：甲科", ""),
        ("二是公布电话。", "责任：乙科", ""),
    ]
    assert "“一是”前面的“坚持便民利民。”写在第一项任务里" in remarks_of(made)


def test_a_line_of_the_deadline_alone() -> None:
    made = imported(*BODY, "（一）预算公开。公开部门预算。", "责任单位：甲科", "完成时限：每年2月底前")
    assert facts(made.plan) == [("预算公开。公开部门预算。", "责任：甲科", "每年2月底前")]
    assert made.plan.head.note_content is model.NoteContent.DUTIES_AND_DEADLINE
    assert "标注“完成时限”（1 处）印作“完成时间”" in remarks_of(made)


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("每年2月底前公布上年度清单。", "每年2月底前"),
        ("每季度末公布进展。", "每季度末"),
        ("每月5日前更新台账。", "每月5日前"),
        ("每季度最后一个月公布。", ""),
        ("每季度抽查一次。", ""),
        ("每年2月底前公布清单，6月底前公布结果。", ""),
        ("每年2月底前报送情况。", ""),
    ],
)
def test_a_day_of_every_year_in_a_sentence(words: str, deadline: str) -> None:
    made = imported(*BODY, f"（一）预算公开。{words}（责任科室：甲科）")
    assert [found for _, _, found in facts(made.plan)] == [deadline]


def test_a_plan_that_states_no_deadline_is_nothing_to_mend() -> None:
    made = imported(*BODY, *(f"（{number}）公开。做好公开{number}。（甲科负责）" for number in "一二三"))
    findings = checked(dict(write(made.plan)), 2023).of_check
    assert sorted((one.code, one.severity) for one in findings if one.code.startswith(("D", "U"))) == [
        ("D010", Severity.INFO),
        ("U010", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("title", "entries"),
    [
        ("某市2023年立法计划", ("《某市物业管理条例》（修订，市住建局起草）", "《某市绿化规定》（市园林局起草，6月提请审议）")),
        ("某区2023年重大行政决策事项目录", ("某片区更新改造（承办单位：区住建局）", "公共停车收费调整（承办单位：区发改局）")),
    ],
)  # fmt: skip
def test_a_list_of_papers_or_decisions_is_kept_as_it_is(title: str, entries: tuple[str, str]) -> None:
    made = imported(title, "一、继续办理的项目", f"1.{entries[0]}", "二、新的项目", f"1.{entries[1]}")
    assert made.family is Family.LIST
    assert not list(made.plan.items())
    assert [text.value for text in made.plan.texts() if text.value in entries] == list(entries)
    assert made.plan.roster == ()
    assert made.account.count(Use.LEFT) == 0


def test_short_tasks_are_no_list_of_papers() -> None:
    made = imported(*BODY, "（一）公布办事指南。（甲科负责）", "（二）公开年度预算方案。（乙科负责）")
    assert made.family is Family.BODY
    assert len(list(made.plan.items())) == 2


def test_units_whose_names_begin_like_a_verb() -> None:
    made = imported(*BODY, "（一）发布信息。一是完善机制（应急办负责）；二是加强监测（宣传科牵头，对外联络科配合）。")
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：应急办", "牵头：宣传科；配合：对外联络科"]


def test_a_rule_that_adds_units_owns_nothing_alone() -> None:
    made = imported(
        *BODY,
        "（一）预算公开。公开部门预算。（甲科负责，以下责任科室均含各医院）",
        "（二）决算公开。公开部门决算。（乙科负责）",
        "二、工作保障",
        "（一）加强领导。各单位要高度重视。",
    )
    assert [owners for _, owners, _ in facts(made.plan)] == ["责任：甲科、各医院", "责任：乙科、各医院"]


def test_a_letter_that_only_sends_a_plan_along_is_a_stub() -> None:
    refused = import_documents(
        (
            document(
                "关于印发2023年政务公开工作计划的通知",
                "各科室：",
                "现将《2023年政务公开工作计划》印发给你们，请遵照执行。",
                "附件：2023年政务公开工作计划",
                "某局",
                "2023年3月1日",
            ),
        ),
        2023,
    )
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.IMPORT_STUB


def test_an_office_of_a_town_is_taken_from_the_title() -> None:
    made = imported("某街道2023年政务公开任务清单", table(("任务", "责任单位", "完成时间"), ("公开。", "甲站", "全年")))
    assert made.plan.head.organ.value == "某街道"


def test_a_heading_among_items_is_an_item_over_items() -> None:
    made = imported(
        *BODY,
        "（一）预算公开。公开部门预算。（甲科负责）",
        "（二）推进政策解读",
        "1.同步起草、同步发布。（乙科负责）",
        "2.运用图解开展解读。（丙科负责）",
        "（三）规范答复。（甲科负责）",
    )
    assert [(item.title.value, len(item.children)) for item in made.plan.items()] == [
        ("预算公开", 0),
        ("推进政策解读", 2),
        ("同步起草、同步发布", 0),
        ("运用图解开展解读", 0),
        ("规范答复", 0),
    ]
    assert not any("归到前面" in text for text in remarks_of(made))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("（一）甲。（牵头领导：分管副局长；责任单位：运管所；时间节点：长期）",), [("甲。", "责任：运管所", "长期")]),
        (("（一）甲。【责任科室：财务科】", "（二）乙。［责任科室：规划科；时限：9月］"), [("甲。", "责任：财务科", ""), ("乙。", "责任：规划科", "9月")]),
        (("（一）甲。", "责任单位：", "养护科", "规划科", "完成时限：全年"), [("甲。", "责任：养护科、规划科", "全年")]),
        (("（一）甲。（财务科）", "（二）乙。（财务科、规划科）"), [("甲。", "责任：财务科", ""), ("乙。", "责任：财务科、规划科", "")]),
        (("（一）甲。（3月底前完成，财务科牵头）", "（二）乙（9月底前，财务科）。"), [("甲。", "牵头：财务科", "3月底前"), ("乙。", "责任：财务科", "9月底前")]),
        (("（一）甲。（养老服务中心）", "（二）乙。", "（三）丙（养老服务中心）。", "（四）丁。"), [("甲。", "责任：养老服务中心", ""), ("乙。", "", ""), ("丙。", "责任：养老服务中心", ""), ("丁。", "", "")]),
        (("（一）甲（养老服务中心）。", "（二）乙。", "（三）丙。", "（四）丁。"), [("甲（养老服务中心）。", "", ""), *((f"{word}。", "", "") for word in "乙丙丁")]),
    ],
)  # fmt: skip
def test_owner_notes_of_rarer_forms(lines: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert facts(imported(*BODY, *lines).plan) == expected


def test_the_owners_below_a_list_of_steps_are_the_whole_items() -> None:
    made = imported(
        *BODY,
        "（一）公开养护计划，包括：",
        "（1）年度安排；",
        "（2）资金安排。",
        "（责任单位：养护科，完成时限：每季度）",
    )
    (item,) = made.plan.items()
    assert [type(block) for block in item.tasks[0].blocks] == [model.Paragraph, model.Steps]
    assert facts(made.plan) == [("公开养护计划，包括：", "责任：养护科", "每季度")]


def test_a_table_of_tasks_inside_the_body_is_its_items() -> None:
    made = imported(
        "某局2023年政务公开工作计划",
        "一、指导思想",
        "坚持公开。",
        "二、工作任务",
        table(("序号", "工作任务", "责任科室", "完成时间"), ("1", "公开预算。", "财务科", "3月"), ("2", "公开决算。", "财务科", "9月")),
        "三、工作要求",
        "各科室要重视。",
        "某局",
        "2023年3月1日",
    )  # fmt: skip
    assert facts(made.plan) == [("公开预算。", "责任：财务科", "3月"), ("公开决算。", "责任：财务科", "9月")]
    chapters = [part for part in made.plan.parts if isinstance(part, Section)]
    assert [sum(isinstance(part, Item) for part in chapter.parts) for chapter in chapters] == [0, 2, 0]
    assert [type(annex) for annex in made.plan.head.annexes] == [model.TaskTable]
    assert made.account.count(Use.LEFT) == 0


def test_a_table_among_items_with_owners_is_a_table() -> None:
    made = imported(
        *BODY,
        "（一）公开预算。（财务科负责）",
        "二、联系方式",
        "各科室联系人如下：",
        table(("任务", "责任科室", "完成时间"), ("收集材料", "办公室", "3月"), ("汇总材料", "办公室", "4月")),
        "三、工作要求",
        "各科室要重视。",
    )
    assert facts(made.plan) == [("公开预算。", "责任：财务科", "")]
    assert made.plan.head.annexes == ()
    assert any(isinstance(visit.part, model.Table) for visit in model.walk(made.plan.parts))


def test_numbered_deadlines_of_a_cell() -> None:
    made = imported(
        TITLE,
        table(
            ("序号", "具体措施", "责任科室", "时限要求"),
            ("1", "公布预算和决算。", "财务科", "1.2月底前；\n2.9月底前"),
            ("2", "同步解读。", "办公室", "随时"),
        ),
    )
    assert [deadline for _, _, deadline in facts(made.plan)] == ["2月底前；9月底前", "随时"]
    assert made.account.count(Use.LEFT) == 0


def test_a_table_of_persons_is_no_table_of_units() -> None:
    made = imported(TITLE, table(("任务", "具体措施", "牵头领导", "时限"), ("公开", "公布预算。", "某甲", "3月")))
    assert made.family is Family.OTHER_TABLES
    made = imported(
        TITLE, table(("任务", "具体措施", "牵头领导", "责任科室"), ("公开", "公布预算。", "某甲", "财务科"))
    )
    assert facts(made.plan) == [("公布预算。", "责任：财务科", "")]
    assert [leftover.text for leftover in made.account.leftovers if leftover.use is Use.LEFT] == ["某甲"]


def test_points_of_one_line_with_an_owner_each_are_items() -> None:
    made = imported(
        *BODY,
        "（一）推进公开。按以下分工：1.公开预算（财务科负责）；2.公开决算（责任科室：办公室）。",
        "（二）公开采购。包括：1.计划；2.合同。（财务科负责）",
    )
    assert facts(made.plan) == [
        ("推进公开。按以下分工：", "", ""),
        ("公开预算；", "责任：财务科", ""),
        ("公开决算。", "责任：办公室", ""),
        ("公开采购。包括：1.计划；2.合同。", "责任：财务科", ""),
    ]
