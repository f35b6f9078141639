"""The forms people sign, read back: filled in as far as known, empty where people decide, no secret in them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx as reader
import pdfplumber
import pytest
from docx.document import Document as Read
from hypothesis import given

from pipeline import fonts
from pipeline.check.redact import Redactor
from pipeline.findings import Finding, Severity
from pipeline.model import Disclosure, FreeAnnex, Item, Link, Orientation, Paragraph, Plan, Section, Site, Task
from pipeline.publish.policy import policy as gate
from pipeline.publish.policy.review_units import LAYOUT, reviewed_units
from pipeline.publish.portal import review_form as form
from pipeline.publish.portal.checklist import checklist
from pipeline.publish.portal.review_form import review_form
from pipeline.publish.registers.record_review import ReleaseRequest
from pipeline.render import comparison_table
from pipeline.render.comparison_table import ComparisonTable, plain_row
from pipeline.render.deterministic_zip import unpacked
from pipeline.render.web.page import Download
from pipeline.render.word.make_template import NAME
from pipeline.source import SourceRange, SourceText
from pipeline.text.dates import BEIJING
from tests.builders import ROOT
from tests.libreoffice import Office
from tests.review_desk import CALLING, NUMBER, PLAN, SAMPLE, Desk, asked, found, plan, ready
from tests.strategies import plans
from tests.validators import ooxml

pytestmark = pytest.mark.slow

TEMPLATE = ROOT / "templates" / NAME
FULL_SITE = Site((("栏目名称", "工作计划"),))


def opened(content: bytes) -> Read:
    return reader.Document(BytesIO(content))


def words(content: bytes) -> str:
    document = opened(content)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join(paragraph.text for paragraph in document.paragraphs) + "\n" + cells


def rows(content: bytes) -> Iterator[list[str]]:
    for table in opened(content).tables:
        for row in table.rows:
            yield [cell.text for cell in row.cells]


def beside(content: bytes, label: str) -> str:
    """What stands right of a label."""
    for row in rows(content):
        for one, other in pairwise(row):
            if one.replace("\n", "") == label:
                return other
    raise AssertionError(label)


COVER = Redactor((), {len(NUMBER): frozenset([NUMBER])})


def of(
    desk: Desk,
    plan_: Plan,
    findings: Sequence[Finding] = (),
    *,
    whole: bool = False,
    passed: Sequence[tuple[Finding, str]] = (),
    correction: str = "",
) -> bytes:
    state = desk.state(plan_)
    return review_form(
        plan_,
        desk.site,
        state,
        findings,
        TEMPLATE,
        redact=COVER.redact,
        whole=whole,
        passed=passed,
        correction=correction,
    )


# --- the whole form --------------------------------------------------------------------------


def test_the_form_is_filled_in_as_far_as_known() -> None:
    desk = Desk(FULL_SITE)
    numbered = replace(PLAN, head=replace(PLAN.head, doc_number=SourceText("某财〔2024〕8号")))
    made = of(desk, numbered)
    assert opened(made).paragraphs[0].text == form.WHOLE
    assert beside(made, "信息名称") == PLAN.head.title.value
    assert beside(made, "产生单位") == "某局"
    assert beside(made, "发文字号") == "某财〔2024〕8号"
    assert beside(made, "成文日期") == "2024年3月5日"
    assert beside(made, "公开属性").startswith("■主动公开　□依申请公开　□不予公开")
    assert beside(made, "拟公开栏目") == "工作计划"
    assert beside(made, "附件") == "分解表"
    for case in form.CASES:
        assert beside(made, case).endswith("□不涉及　□涉及　□不能确定")


def test_every_piece_is_reviewed_on_a_row_of_its_own() -> None:
    made = of(Desk(), PLAN)
    listed = {row[0]: row[1:] for row in rows(made) if len(row) == 3}
    assert listed["事项1“短甲”"] == ["做好公开，推进服务。", "□可以公开\n□不可公开\n□修改后公开"]
    assert listed["附件“分解表”"][0].startswith("分解表")
    # what the heads state is judged at once; headings stand over the rest and are not, nor is how the paper is set
    assert listed["标题和目录信息"][0].splitlines() == [
        f"标题：{PLAN.head.title}",
        "发文机关：某局",
        "附件栏目：序号、具体内容、责任部门、完成时间",
    ]
    assert [row for row in rows(made) if row[0] == "主要工作"] == [["主要工作"] * 3]
    assert "编排" not in words(made)
    assert beside(made, "逐项审查人").replace("　", "").split() == ["签名：年月日"]


def test_the_headings_of_an_annex_stand_over_their_words_too() -> None:
    under = Section(Paragraph(SourceText("填报范围")), 1, (Paragraph(SourceText("各科室填报。")),))
    annex = FreeAnnex(SourceText("填报说明"), "章节1", (Paragraph(SourceText("一事一表。")), under))
    made = of(Desk(), replace(PLAN, head=replace(PLAN.head, annexes=(annex,))))
    listed = [row[:2] for row in rows(made) if len(row) == 3]
    place = listed.index(["附件“填报说明”", "填报说明\n一事一表。"])
    assert listed[place + 1 : place + 3] == [
        ["填报范围", "填报范围"],
        ["附件“填报说明”的“填报范围”下的文字", "各科室填报。"],
    ]


@given(plans())
def test_every_word_under_review_stands_on_the_whole_form(of_: Plan) -> None:
    text = words(of(Desk(), of_, whole=True))
    for piece in reviewed_units(of_):
        if piece.key != LAYOUT:
            assert all(line in text for line in piece.shown), piece.label


def test_every_sign_of_the_forms_is_in_the_faces() -> None:
    changed = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    text = "".join(map(words, (of(Desk(), PLAN), of(ready(), changed), checklist(PLAN, FULL_SITE, [], TEMPLATE))))
    faces = fonts.find()
    for role in (fonts.Role.BODY, fonts.Role.SONG, fonts.Role.HEI):
        assert fonts.fallback_chars([text], faces, role) == set(), role


SIGNED = ("承办人初审意见", "科室负责人意见", "办公室保密审查意见", "分管或主要领导意见")


def test_what_people_decide_is_left_empty() -> None:
    desk = ready(site=FULL_SITE)
    for made in (of(desk, PLAN), of(desk, plan("做好公开，推动服务。", "3月底前完成，由办公室负责。"))):
        for name in SIGNED:
            assert beside(made, name).replace("　", "").split() == ["签名：年月日"]
        assert "■" not in beside(made, "审查结论")
        # a review that is registered signs nothing
        assert "批准" not in words(made)
    whole = of(desk, PLAN)
    for name in ("承办科室", "承办人", "审查编号", "拟公开时间"):
        assert beside(whole, name) == ""
    assert [line.split("：")[1] for line in beside(whole, "发布后填写").splitlines()] == ["", "", ""]


def test_a_registered_hour_is_filled_in() -> None:
    desk = ready()
    at = datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING)
    desk.entered(desk.published(PLAN, at, url="https://www.example.gov.cn/a"))
    assert beside(of(desk, PLAN), "发布后填写").splitlines()[:2] == [
        "发布时间：2024-03-07 09:30",
        "网址：https://www.example.gov.cn/a",
    ]


def test_a_sample_says_so() -> None:
    assert beside(of(Desk(SAMPLE), PLAN), "备注") == "样例，未经真实审查"


# --- the form for what was changed -------------------------------------------------------------------


def test_a_changed_item_stands_with_its_old_and_new_words() -> None:
    desk = ready()
    changed = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    made = of(desk, changed)
    assert opened(made).paragraphs[0].text == form.CHANGED
    assert "2024年3月1日" in beside(made, "上次审查")
    listed = [row for row in rows(made) if len(row) == 4 and row[0].startswith("事项")]
    assert listed == [
        [
            "事项1“短甲”\n（改动）",
            "做好公开，推进服务。",
            "做好公开，推动服务。",
            "□可以公开\n□不可公开\n□修改后公开",
        ]
    ]
    assert "办公室负责" not in words(made)
    strong = [
        run.text
        for table in opened(made).tables
        for cell in table._cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.style is not None and run.style.name == "重点"
    ]
    assert strong == ["进", "动"]
    # the whole form can be had all the same
    assert opened(of(desk, changed, whole=True)).paragraphs[0].text == form.WHOLE


def test_new_gone_and_moved_items_stand_there_too() -> None:
    desk = ready(plan("一。", "二。", "三。"))
    without = plan("一。", "二。", "三。")
    (section,) = without.parts
    assert isinstance(section, Section)
    one, two, _ = section.parts
    fresh = Item("新", SourceText("新事项"), (Task((Paragraph(SourceText("四。")),)),))
    made = of(desk, replace(without, parts=(replace(section, parts=(two, one, fresh)),)))
    kinds = {row[0].split("（")[-1]: row[1:3] for row in rows(made) if len(row) == 4 and row[0].startswith("事项")}
    assert kinds["新增）"] == ["（无）", "四。"]
    assert kinds["删去）"] == ["三。", "（删去）"]
    assert "（位置变了，文字未变）" in kinds["移动）"]


def test_changed_marks_have_a_form_for_the_post_of_secrecy_alone() -> None:
    desk = ready()
    made = of(desk, plan("做好公开、推进服务。", "3月底前完成，由办公室负责。"))
    assert opened(made).paragraphs[0].text == form.LIGHT
    assert beside(made, "保密岗位复核意见").replace("　", "").split() == ["签名：年月日"]
    assert "领导" not in words(made)
    assert "审查结论" not in words(made)


# --- what the machine found ------------------------------------------------------------------------------


def test_no_secret_is_repeated() -> None:
    finding = replace(found(CALLING, NUMBER), message=f"这里有 {NUMBER}")
    for made in (of(Desk(), CALLING, (finding,)), of(ready(), CALLING, (finding,))):
        assert "必改 1 处" in beside(made, "机器检查").splitlines()[0]
        text = words(made)
        assert "*" * len(NUMBER) in text
        assert "S003" in text
        for name, part in unpacked(made).items():
            assert NUMBER.encode() not in part, name


def test_a_secret_that_was_changed_in_part_is_covered_whole() -> None:
    other = plan("做好公开，推进服务。", "值班电话13800139000，随时接听。")
    desk = asked(other)
    desk.reviewed(other)
    cover = Redactor((), {11: frozenset([NUMBER, "13800139000"])})
    made = review_form(CALLING, desk.site, desk.state(CALLING), (), TEMPLATE, redact=cover.redact)
    assert "13800" not in words(made)
    assert "随时接听" in words(made)


def test_what_was_released_stands_with_its_reason() -> None:
    finding = found(CALLING, NUMBER)
    desk = asked(CALLING)
    desk.entered(desk.register(CALLING, [finding], release=[ReleaseRequest("S003", "", "对外公布的值班电话")]))
    left, passed = gate.released([finding], CALLING, desk.registers(), desk.site)
    made = of(desk, CALLING, left, passed=passed)
    assert any("已放行：对外公布的值班电话" in row[-1] for row in rows(made))


def test_findings_elsewhere_are_named_by_file_and_line() -> None:
    text = SourceText("甲", (SourceRange(0, "content/2024/plan.md", 7, 1),))
    made = of(Desk(), PLAN, (Finding("P011", Severity.WARNING, text.place(), "看不懂"),))
    assert ["请核实", "P011", "content/2024/plan.md 第 7 行", "看不懂"] in list(rows(made))


def test_nothing_found_needs_no_appendix() -> None:
    assert beside(of(Desk(), PLAN), "机器检查").startswith("没有发现问题")
    assert "附录二" not in words(of(Desk(), PLAN))


def test_a_correction_is_reviewed_on_a_form_of_its_own_words() -> None:
    said = "第二项时限应为“4月底前”。"
    made = of(ready(), PLAN, correction=said)
    assert opened(made).core_properties.title == form.CHANGED
    assert [row[:3] for row in rows(made) if row[0].startswith("更正说明")] == [["更正说明\n（新增）", "（无）", said]]
    assert "推进服务" not in words(made)
    whole = of(Desk(), PLAN, correction=said)
    assert opened(whole).core_properties.title == form.WHOLE
    assert ["更正说明", said] in [row[:2] for row in rows(whole)]


# --- 发布前核对单 ---------------------------------------------------------------------------------------------


def linked() -> Plan:
    link = Paragraph(SourceText("见上级要点。"), (Link(1, 5, "https://www.example.gov.cn/要点"),))
    annex = FreeAnnex(
        SourceText("另表"), "另表", (Paragraph(SourceText("见表。"), (Link(1, 2, "https://www.example.gov.cn/表"),)),)
    )
    item = Item("密名", SourceText("不印的短标题"), (Task((link,)),))
    head = replace(PLAN.head, annexes=(annex,))
    return replace(PLAN, head=head, parts=(Section(Paragraph(SourceText("工作")), 1, (item,)),))


def test_the_check_list_asks_for_each_step_link_and_file() -> None:
    made = checklist(
        linked(),
        FULL_SITE,
        [Download("某局2024年度计划.pdf", "某局2024年度计划.pdf", 234_567, 8), Download("表.csv", "表.csv", 12)],
        TEMPLATE,
    )
    listed = list(rows(made))
    for step in ("初审", "复审", "终审", "一校", "二校", "三校"):
        assert [step, "", "", ""] in listed
    assert ["上级要点", "https://www.example.gov.cn/要点", "□能打开"] in listed
    assert ["表", "https://www.example.gov.cn/表", "□能打开"] in listed
    assert ["某局2024年度计划.pdf", "PDF，230 KB，8 页", "□能打开\n□与定稿一致"] in listed
    assert ["表.csv", "CSV，1 KB", "□能打开\n□与定稿一致"] in listed
    assert beside(made, "检测平台") == ""
    assert beside(made, "检测结果").startswith("□没有问题")
    assert beside(made, "栏目") == "工作计划"
    assert beside(made, "发布时间") == "发布后登记"
    assert "■" not in words(made)


def test_the_check_list_names_nothing_internal() -> None:
    text = words(checklist(linked(), FULL_SITE, [], TEMPLATE))
    for hidden in ("不印的短标题", "密名", "content/", "凭据", "范式", ".md"):
        assert hidden not in text


# --- the files -----------------------------------------------------------------------------------------------------


def test_the_same_state_gives_the_same_bytes() -> None:
    desk = ready()
    assert of(desk, PLAN) == of(desk, PLAN)
    assert checklist(PLAN, SAMPLE, [], TEMPLATE) == checklist(PLAN, SAMPLE, [], TEMPLATE)


@pytest.mark.validators
def test_forms_are_valid_under_the_schemas(tmp_path: Path) -> None:
    changed = plan("做好公开，推动服务。", "3月底前完成，由办公室负责。")
    light = plan("做好公开、推进服务。", "3月底前完成，由办公室负责。")
    made = {
        "whole": of(Desk(), CALLING, [found(CALLING, NUMBER)]),
        "changed": of(ready(), changed, correction="第一项应为“推动服务”。"),
        "light": of(ready(), light),
        "last look": checklist(linked(), FULL_SITE, [Download("甲.pdf", "甲.pdf", 9, 1)], TEMPLATE),
    }
    for name, content in made.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(content)
        assert ooxml(path) == [], name


def test_forms_stand_on_the_offices_page() -> None:
    section = opened(of(Desk(), PLAN)).sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    assert opened(of(Desk(), PLAN)).core_properties.title == form.WHOLE


@pytest.mark.parametrize("disclosure", [*Disclosure, None])
def test_the_attribute_that_is_stated_is_ticked(disclosure: Disclosure | None) -> None:
    stated = replace(PLAN, head=replace(PLAN.head, disclosure=disclosure))
    assert beside(of(Desk(), stated), "公开属性").count("■") == (disclosure is not None)


def test_a_day_of_the_forms_is_none_of_the_clocks() -> None:
    assert date.today().isoformat() not in words(of(Desk(), PLAN))  # noqa: DTZ011  any zone's day would show


# --- pages that lie across --------------------------------------------------------------------


def page_number(pdf: bytes) -> tuple[float, float]:
    """Where the page number of a PDF's first page begins, pt from the left and the upper edge."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        char = next(char for char in document.pages[0].chars if char["text"] == "—")
        return char["x0"], char["top"]


@pytest.mark.libreoffice
def test_libreoffice_puts_the_number_of_a_single_page_across_where_it_is_on_others(office: Office) -> None:
    """It had it at the edge of the sheet where no second page follows."""
    papers = {}
    for count in (1, 60):
        rows = tuple(plain_row(str(number), "做好信息公开") for number in range(count))
        table = ComparisonTable("任务单", ("序号", "任务"), (0.1, 0.9), rows, orientation=Orientation.LANDSCAPE)
        papers[str(count)] = comparison_table.docx(table, PLAN, TEMPLATE)
    one, several = (page_number(pdf) for pdf in office.plain(papers).values())
    assert one == pytest.approx(several, abs=0.5)
    # the box of 14 pt is as far from the edge as on pages of the PDF, by LibreOffice's versions within 4 pt
    assert one[0] == pytest.approx(74.5, abs=5)
