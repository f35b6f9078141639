"""What changed between two plans, case by case: `tests/cases/diff/*.md` plant changes in next year's draft of the 2023 plan.

A case is a title and two parts, each closed by a line with a single dot. The first
holds edits below lines `== file`: lines that begin with - become those that begin
with +; a file with + lines alone is new, one without lines is taken away, and
`== old → new` names it anew. The second is what is told of them, a line a change, the
weightiest first; the year moved in titles stands in all of them and is left out. `make test ARGS=--accept`
renews the second parts.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from pipeline.diff import report
from pipeline.diff.compare import compare, find_untouched
from pipeline.diff.exports import html_files, word_files
from pipeline.diff.fields import deadline_kind
from pipeline.diff.match import match_items
from pipeline.diff.model import WEIGHT, Diff, Kind
from pipeline.diff.sections import NOT_COMPARED, head_row
from pipeline.diff.snapshots import compare_versions, save_snapshot
from pipeline.model import FreeAnnex, Head, HeadField, HeadKind, Item, Notice, Paragraph, Plan, StatedDate, Task, Unit
from pipeline.model.head_fields import HEAD_FIELDS, Sheet
from pipeline.parse import parse
from pipeline.parse.deadline import read_deadline
from pipeline.refusals import Refusal
from pipeline.source import SourceText, sources_from_files
from pipeline.text.diff import DiffOp, diff_text, tokenize
from tests.builders import ROOT, paragraph
from tests.case_files import Case, assert_case, case_id
from tests.diff_cases import DIFF_CASES, NEW, OLD, changed_plans, files_of_2023
from tests.strategies import plans

pytestmark = pytest.mark.slow


def told(diff: Diff) -> str:
    return "".join(
        f"{one.kind.value} {one.where} {one.explanation}\n" for one in diff.changes if one.kind is not Kind.ROLLED
    )


@pytest.mark.parametrize("case", DIFF_CASES, ids=case_id)
def test_a_planted_change_is_reported(case: Case, accept: bool) -> None:
    old, new = changed_plans(case.typed)
    assert_case(case, told(compare(old, new)), accept=accept)


@pytest.mark.parametrize("case", DIFF_CASES, ids=case_id)
def test_a_row_spells_both_states(case: Case) -> None:
    old, new = changed_plans(case.typed)
    diff = compare(old, new)
    for row in diff.rows:
        parts = diff.parts(row.before, row.after)
        assert "".join(part.text for part in parts if part.op is not DiffOp.INSERT) == row.before
        assert "".join(part.text for part in parts if part.op is not DiffOp.DELETE) == row.after


def test_a_unit_s_name_that_changed_is_told_whole() -> None:
    old, new = (
        replace(
            plan_of(year),
            parts=(paragraph(f"请{name}牵头办理采购，执行《{name}工作规则》。"),),
            roster=(Unit(SourceText(name)),),
        )
        for year, name in ((OLD, "采管科"), (NEW, "政府采购监管科"))
    )
    diff = compare(old, new)
    (row,) = (row for row in diff.rows if "牵头办理采购" in row.before)
    parts = [(part.op.value, part.text) for part in diff.parts(row.before, row.after)]
    assert parts == [
        ("=", "请"), ("-", "采管科"), ("+", "政府采购监管科"), ("=", "牵头办理采购，执行"),
        ("-", "《采管科工作规则》"), ("+", "《政府采购监管科工作规则》"), ("=", "。"),
    ]  # fmt: skip


def test_the_table_bears_the_plan_s_title_and_lies_across() -> None:
    old, new = changed_plans("")
    table = report.table(compare(old, new))
    assert table.title == f"{new.name}修改对照表"
    assert table.is_landscape


def with_other_value(field: HeadField, head: Head) -> Head:
    changes: dict[str, Any] = {field.attribute: other_value(field, head)}
    return replace(head, **changes)


def other_value(field: HeadField, head: Head) -> object:
    """A value of the field that is not the one stated."""
    stated = getattr(head, field.attribute)
    text = SourceText("另一个")
    match field.kind:
        case HeadKind.TEXT:
            return text
        case HeadKind.DATE:
            return StatedDate(text)
        case HeadKind.LIST:
            return (*stated, text)
        case HeadKind.ANNEXES:
            return (*stated, FreeAnnex(text, "other"))
        case HeadKind.COLUMNS:
            return stated[:-1]
        case HeadKind.BOOL:
            return not stated
        case HeadKind.CHOICE:
            assert field.choices is not None
            return next(value for value in field.choices if value is not stated)
        case HeadKind.FORMAT:
            raise AssertionError(f"{field.key} has no attribute")


@pytest.mark.parametrize("field", [one for one in HEAD_FIELDS if one.key not in NOT_COMPARED], ids=lambda one: one.key)
def test_a_change_of_every_key_of_the_head_is_reported(field: HeadField) -> None:
    plan = parse(sources_from_files(OLD, files_of_2023())).plan
    new = replace(plan, head=with_other_value(field, plan.head))
    assert [change.where for row in head_row(plan, new) for change in row.changes] == [field.key]
    if field.sheet is Sheet.PLAN:
        return
    notice = Notice(Head(), ())
    given = replace(plan, notice=notice)
    new = replace(given, notice=replace(notice, head=with_other_value(field, Head())))
    changes = [change.where for row in head_row(given, new) for change in row.changes]
    own = "" if field.sheet is Sheet.COVER or field.key == "成文日期" else "通知"
    assert changes == [f"{own}{field.key}"]


def test_there_are_cases_of_every_kind() -> None:
    assert len(DIFF_CASES) > 30
    kinds = {line.split(" ", 1)[0] for case in DIFF_CASES for line in case.expected.splitlines()}
    assert kinds == {kind.value for kind in Kind} - {Kind.ROLLED.value}


def test_a_draft_nobody_touched_has_only_the_year_moved() -> None:
    old, new = changed_plans("")
    diff = compare(old, new)
    assert {change.kind for change in diff.changes} == {Kind.ROLLED}
    assert [change.where for change in diff.changes] == ["标题", "附件", "第9项“重大行政决策公开”"]
    assert "各项均没有实质改动" in report.summary(diff)


def test_the_weightiest_come_first() -> None:
    old, new = changed_plans(DIFF_CASES[-1].typed)
    weights = [WEIGHT[change.kind] for change in compare(old, new).changes]
    assert weights == sorted(weights)
    assert len(set(weights)) > 10


# --- the words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "并于3月31日前向社会公开。",
            "并于4月底前向社会公开。",
            "并于[-3月31日前-][+4月底前+]向社会公开。",
        ),
        (
            "根据《2023年要点》（沪府办〔2023〕8号）推进。",
            "根据《2024年要点》（沪府办〔2024〕18号）推进。",
            "根据[-《2023年要点》-][+《2024年要点》+]（沪府办[-〔2023〕8号-][+〔2024〕18号+]）推进。",
        ),
        (
            "从“公开即上网”向服务转变。",
            "从“公开即服务”向服务转变。",
            "从[-“公开即上网”-][+“公开即服务”+]向服务转变。",
        ),
        ("完成率达到95.5%以上。", "完成率达到96%以上。", "完成率达到[-95.5%-][+96%+]以上。"),
        ("至少开展1次活动。", "至少开展2次活动。", "至少开展[-1次-][+2次+]活动。"),
        ("每年3月至5月开展。", "每年4月至5月开展。", "每年[-3月至5月-][+4月至5月+]开展。"),
        ("做好结果公开。", "做好结果公开。", "做好结果公开。"),
        ("", "新写的。", "[+新写的。+]"),
    ],
)
def test_dates_titles_quotes_and_numbers_stay_whole(before: str, after: str, expected: str) -> None:
    marks = {DiffOp.EQUAL: "{}", DiffOp.DELETE: "[-{}-]", DiffOp.INSERT: "[+{}+]"}
    assert "".join(marks[part.op].format(part.text) for part in diff_text(before, after)) == expected


prose = st.lists(
    st.one_of(
        st.sampled_from(["3月底前", "2024年6月27日", "《办法》", "“三同步”", "95.5%", "公开", "。", "，", "\n"]),
        st.text("公开政务信息目录服务A1 、《》“”", max_size=4),
    ),
    max_size=12,
).map("".join)


@given(prose, prose)
def test_pieces_spell_both_words(before: str, after: str) -> None:
    assert "".join(tokenize(before)) == before
    parts = diff_text(before, after)
    assert "".join(part.text for part in parts if part.op is not DiffOp.INSERT) == before
    assert "".join(part.text for part in parts if part.op is not DiffOp.DELETE) == after
    if before == after:
        assert {part.op for part in parts} <= {DiffOp.EQUAL}


# --- deadlines ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("3月底前", "3月底前", None),
        ("2023年3月底前", "3月底前", None),
        ("2月底前", "2月底前", None),
        ("2025年底前", "2025年底前", None),
        ("2月28日前", "2月29日前", Kind.RESTATED),
        ("8月", "8月底前", Kind.RESTATED),
        ("上半年", "6月底前", Kind.RESTATED),
        ("年底前", "12月31日前", Kind.RESTATED),
        ("3月31日前", "3月15日前", Kind.EARLIER),
        ("二季度", "三季度", Kind.LATER),
        ("2024年底前", "2026年底前", Kind.LATER),
        ("全年", "每季度末", Kind.HARDENED),
        ("每季度末", "全年", Kind.SOFTENED),
        ("全年", "持续推进", Kind.SOFTENED),
        ("适时", "全年", Kind.HARDENED),
        ("每月", "每季度", Kind.RESTATED),
        ("不久以后", "10月底前", Kind.RESTATED),
    ],
)
def test_how_a_deadline_changed(before: str, after: str, kind: Kind | None) -> None:
    old, new = read_deadline(SourceText(before), OLD), read_deadline(SourceText(after), NEW)
    assert deadline_kind(old, new, OLD, NEW) is kind


# --- matching -------------------------------------------------------------------------


def item(identity: str, *words: str, lineage: str = "") -> Item:
    task = Task(tuple(Paragraph(SourceText(one)) for one in words))
    return Item(identity, SourceText(identity), (task,), lineage=(SourceText(lineage),) if lineage else ())


def plan_of(year: int, *items: Item) -> Plan:
    old = parse(sources_from_files(OLD, files_of_2023())).plan
    return replace(old, year=year, parts=items)


def matched(old: Plan, new: Plan, *between: Plan) -> list[tuple[str, str]]:
    return [
        ("+".join(one.item.id for one in group.old), "+".join(one.item.id for one in group.new))
        for group in match_items(old, new, between)
    ]


def test_lineage_goes_before_the_id() -> None:
    old = plan_of(2023, item("甲", "做好预算公开。"), item("乙", "做好执法公示。"))
    new = plan_of(2024, item("甲", "别的事。", lineage="2023/乙"), item("丙", "另外的事。", lineage="2023/甲"))
    assert matched(old, new) == [("乙", "甲"), ("甲", "丙")]


def test_lineage_goes_on_through_the_years_between() -> None:
    old = plan_of(2022, item("预算", "做好预算公开。"))
    middle = plan_of(2023, item("预决算", "推进收支公开。", lineage="2022/预算"))
    new = plan_of(2024, item("财政资金", "晒出钱袋子。", lineage="2023/预决算"))
    assert matched(old, new, middle) == [("预算", "财政资金")]
    assert matched(old, new) == [("预算", ""), ("", "财政资金")]


def test_a_repeated_sentence_is_no_split() -> None:
    shared = "加强对拟公开政府信息的保密审查，严防泄密。"
    old = plan_of(2023, item("审查", shared + "坚持先审查、后公开。"))
    new = plan_of(2024, item("审查", shared + "坚持先审查、后公开。"), item("培训", shared))
    assert matched(old, new) == [("审查", "审查"), ("", "培训")]


def test_two_states_of_one_year_match_by_what_both_go_on_from() -> None:
    old = plan_of(2024, item("旧名", "每季度走访园区。", lineage="2023/宣讲"))
    new = plan_of(2024, item("新名", "面对面解答惠企问题。", lineage="2023/宣讲"))
    assert matched(old, new) == [("旧名", "新名")]


@given(plans())
def test_a_plan_has_no_differences_from_itself(plan: Plan) -> None:
    diff = compare(plan, plan)
    assert diff.changes == ()
    assert diff.old_count == diff.new_count == len(list(plan.items()))


@given(plans(), plans())
def test_any_two_plans_can_be_compared(old: Plan, new: Plan) -> None:
    old = replace(old, year=2023)
    diff = compare(old, new)
    seen_old = [entry.number for row in diff.rows for entry in row.old]
    seen_new = [entry.number for row in diff.rows for entry in row.new]
    assert sorted(seen_old) == list(range(1, diff.old_count + 1))
    assert sorted(seen_new) == list(range(1, diff.new_count + 1))
    assert json.loads(report.data(diff))["changes"] is not None
    assert report.text(diff).startswith(report.summary(diff))


# --- what nobody touched ----------------------------------------------------------------


def test_three_years_untouched_are_listed() -> None:
    words = "做好{}年度重大行政决策事项目录编制工作。"
    first = plan_of(2022, item("决策", words.format(2022)), item("公示", "做好公示。"), item("开放日", "办一次活动。"))
    second = plan_of(2023, item("决策", words.format(2023)), item("公示", "做好公示。"), item("开放日", "办两次活动。"))
    third = plan_of(
        2024,
        item("公示事项", "做好公示。", lineage="2023/公示"),
        item("决策", words.format(2024)),
        item("开放日", "办两次活动。"),
    )
    assert [(entry.item.id, years) for entry, years in find_untouched((first, second, third))] == [
        ("公示事项", 3),
        ("决策", 3),
    ]
    assert find_untouched((second, third)) == ()
    diff = compare(second, third, history=(first, second))
    assert "连续三年以上文字、责任、时限都没有改动的有2项（公示事项、决策）。" in report.summary(diff)
    assert "三年未改 2 项" in report.text(diff)


# --- what is handed out -------------------------------------------------------------------


def test_the_paragraph_for_the_notes() -> None:
    old, new = changed_plans(DIFF_CASES[-1].typed)
    assert report.summary(compare(old, new)) == (
        "2024年计划与2023年相比，事项仍为15项，新增1项（公平竞争审查结果公开），不再列入1项（政府开放日活动），"
        "合并形成1项（高质量开展政策解读），拆分原有1项（依法依规确定公开方式），调整责任1项（部门预决算和政府债务信息公开），"
        "收紧时限1项（政务公开标准目录），提前时限1项（行政执法信息公示），推后时限1项（重大行政决策公开），"
        "放宽时限1项（优化政策服务），修改文字2项（高质量开展政策解读、重大行政决策公开），"
        "移动位置1项（依申请公开），其余5项没有实质改动。"
    )


def test_what_is_far_from_a_change_is_left_out_of_the_lines() -> None:
    far = "深化部门预决算、专项资金和专项转移支付绩效信息公开，推进政府债务信息公开。"
    old = plan_of(2024, item("甲", f"{far}3月底前完成。{far}", "甲。", far, "乙。"))
    new = plan_of(2024, item("甲", f"{far}4月底前完成。{far}", "丙。", far, "丁。"))
    lines = report.text(compare(old, new)).splitlines()
    assert lines[4:7] == [
        "    …信息公开，推进政府债务信息公开。[-3月底前-][+4月底前+]完成。深化部门预决算、专项资金和…",
        "    [-甲-][+丙+]。",
        "    [-乙-][+丁+]。",
    ]


def test_the_data_names_items_by_their_ids() -> None:
    old, new = changed_plans(DIFF_CASES[-1].typed)
    data = json.loads(report.data(compare(old, new)))
    assert data["format"] == report.FORMAT
    first = data["changes"][0]
    assert (first["kind"], first["old"], first["new"]) == ("时限放宽", ["政策服务"], ["政策服务"])
    assert first["pieces"] == [["-", "全年"], ["+", "适时"]]


def test_the_files_are_the_same_every_time(tmp_path: Path) -> None:
    root = tmp_path / "content"
    for name, words in files_of_2023().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    assert not isinstance(save_snapshot(root, OLD, "送审稿"), Refusal)
    page = root / "2023" / "items" / "标准目录.md"
    page.write_text(page.read_text("utf-8").replace("全年", "6月底前"), "utf-8")
    folders = (ROOT / "templates",)
    found = compare_versions(root, "2023@送审稿", "2023")
    again = compare_versions(root, "2023@送审稿", "2023")
    assert not isinstance(found, Refusal)
    assert not isinstance(again, Refusal)
    assert found.diff.old_label == "2023年送审稿"
    files = {**html_files(found, folders), **word_files(found, folders)}
    assert sorted(files) == [
        "2023送审稿-2023修改对照表.docx",
        "2023送审稿-2023修改对照表.html",
        "2023送审稿-2023修订稿.docx",
    ]
    assert files == {**html_files(again, folders), **word_files(again, folders)}
    html = files["2023送审稿-2023修改对照表.html"].decode()
    assert "<del>全年</del>" in html
    assert "<ins>6月底前</ins>" in html
    assert "原文" in html
