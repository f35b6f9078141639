"""The proofreader, case by case and as a whole.

`tests/cases/check/<rule>.md` hold what each rule finds and what it lets pass: a
title, what is typed, and the findings of `check` (reading's own are not repeated),
each part closed by a line with a single dot. `make test ARGS=--accept` renews the
findings, to be read in the diff.
"""

import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from pipeline.check.fix import apply_fixes, changed_files, diff_text, without_unsafe_fixes
from pipeline.check.manual import FOLDER, HEADINGS, Page, explain, pages
from pipeline.check.redact import build_redactor, classification_marks, has_classification_mark, scan
from pipeline.check.registry import Rule
from pipeline.check.report.github import as_github
from pipeline.check.report.json import as_json
from pipeline.check.report.model import filter_codes, not_in_baseline, read_baseline
from pipeline.check.report.sarif import as_sarif
from pipeline.check.report.terminal import as_text
from pipeline.check.run import all_rules
from pipeline.check.session import check_sources
from pipeline.check.suppress import CheckResult, apply_suppressions
from pipeline.findings import Diagnostics, Finding, Severity, has_errors, ordered
from pipeline.parse import codes, parse
from pipeline.parse.acknowledgements import AcknowledgementEntry, read_acknowledged, with_entry
from pipeline.parse.word_list import read_words
from pipeline.source import SourceRange, Sources, SourceText, file_from_text, sources_from_files
from pipeline.tools import make_rule_docs
from tests.builders import ROOT
from tests.case_files import ITEM, PLAN, Case, assert_case, assert_golden, case_id, read_cases, typed_files, visible
from tests.check_runs import LAST_YEAR, NAMES, as_html, checked, formats, reported
from tests.strategies import YEAR, any_files

# --- cases ------------------------------------------------------------------------------


ALL = read_cases("check")


def files_of(typed: str) -> dict[str, str]:
    """The files that a case's first part means."""
    # what tasks state is printed
    plan = PLAN.replace("---\n\n##", "正文括注: 责任和时限\n---\n\n##")
    files = {f"{YEAR}/plan.md": plan, f"{YEAR}/items/甲.md": ITEM}
    for name, words in typed_files(typed):
        files[name if name.endswith(".yaml") or name.startswith(LAST_YEAR) else f"{YEAR}/{name}"] = words
    return files


def line_of(finding: Finding) -> str:
    place = finding.place
    path = place.path.removeprefix(f"{YEAR}/").removeprefix("items/").removesuffix(".md")
    fix = "".join(f" ⇒ “{edit.replacement}”" for edit in finding.edits)
    where = f"{path} {place.line}:{place.column}-{place.end_line}:{place.end_column}"
    return visible(f"! {where} {finding.severity.value} {finding.code} {finding.message}{fix}")


BAIT = sorted({line for case in ALL for words in files_of(case.typed).values() for line in words.split("\n") if line})


@st.composite
def baited_files(draw: st.DrawFn) -> dict[str, str]:
    """Content files made of pieces of the cases, cut and joined anywhere."""
    piece = st.tuples(st.sampled_from(BAIT), st.integers(0, 12), st.integers(0, 12)).map(
        lambda cut: cut[0][cut[1] : len(cut[0]) - cut[2]]
    )
    text = st.lists(
        st.one_of(piece, st.sampled_from(BAIT), st.sampled_from(["\n", "\n\n", "，", "。", " "])), max_size=12
    ).map("".join)
    head = (
        "---\n责任部门: 办公室\n完成时间: "
        + draw(st.sampled_from(["全年", "2月30日前", "6月前", "5月底", "8月", "适时"]))
        + "\n---\n\n"
    )
    files = {
        f"{YEAR}/plan.md": PLAN + draw(text),
        f"{YEAR}/items/甲.md": head + draw(text),
        "units.yaml": "科室:\n  - 名称: 办公室\n",
    }
    if draw(st.booleans()):
        files[f"{YEAR}/notice.md"] = "---\n标题: " + draw(piece) + "\n---\n\n" + draw(text)
    if draw(st.booleans()):
        files["words.yaml"] = "用词:\n  - 错: " + draw(st.sampled_from(["公开", "做好", "的"])) + "\n    对: 乙\n"
    return files


@pytest.mark.parametrize("case", ALL, ids=case_id)
def test_what_is_found_and_what_is_let_pass(case: Case, accept: bool) -> None:
    found = "".join(line_of(finding) + "\n" for finding in checked(files_of(case.typed)).of_check)
    assert_case(case, found, accept=accept)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.code))
def test_every_rule_has_cases_of_both_kinds(rule: Rule) -> None:
    mine = [case for case in ALL if case.file.stem == rule.slug]
    finding = [case for case in mine if f" {rule.code} " in case.expected]
    silent = [case for case in mine if f" {rule.code} " not in case.expected]
    assert finding
    assert silent


@pytest.mark.parametrize("case", ALL, ids=case_id)
def test_safe_fixes_end_their_findings(case: Case) -> None:
    before = checked(files_of(case.typed))
    for code in {finding.code for finding in found_in(before.sources) if finding.edits}:
        after = apply_fixes(before.sources, found_in, (code,))
        assert not [finding for finding in found_in(after) if finding.code == code and finding.edits]


def found_in(sources: Sources) -> tuple[Finding, ...]:
    """Everything found in the files, as `--fix` asks for it in each round."""
    done = checked({name: "\n".join(source.lines) for name, source in sources.files})
    return without_unsafe_fixes((*done.of_reading, *done.of_check))


# --- the registry and the manual ----------------------------------------------------------


def test_every_case_file_is_one_of_a_rule() -> None:
    assert {case.file.stem for case in ALL} == {rule.slug for rule in all_rules()}


def test_every_declared_rule_is_run() -> None:
    declared = [
        match["slug"]
        for path in (ROOT / "pipeline/check/rules").glob("*.py")
        for match in re.finditer(
            r"^@\w*rule\((?:.|\n)*?^def (?P<slug>\w+)\(", path.read_text("utf-8"), flags=re.MULTILINE
        )
    ]
    assert sorted(declared) == sorted(rule.slug for rule in all_rules())


def test_no_code_is_used_twice() -> None:
    of_reading = {code.code for code in vars(codes).values() if isinstance(code, codes.Code)}
    of_check = [rule.code for rule in all_rules()]
    assert len(set(of_check)) == len(of_check)
    assert not of_reading & set(NAMES)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES)
    assert {path.suffix for path in FOLDER.iterdir()} == {".md"}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.code))
def test_every_page_has_its_title_and_all_points(page: Page) -> None:
    assert re.fullmatch(r"[PDUNBWXS]\d{3}", page.code)
    assert page.title == f"# {page.code} {page.name}"
    assert page.name == NAMES[page.code]
    assert tuple(page.points) == HEADINGS
    # the points are all that the page says, and show as they are meant
    assert page.markdown == f"{page.title}\n\n" + "".join(
        f"- **{heading}** {escaped(text)}\n" for heading, text in page.points.items()
    )
    assert explain(page.code.lower()) is not None


def escaped(text: str) -> str:
    """The text as Markdown shows it just as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


NOT_SHOWN_ALONE = {"heading_mark", "office_word", "confirm_before_publishing", "long_summary", "number_in_cells"}
"""Rules of language whose examples are no paragraph of an item."""
SHOWN = [rule for rule in all_rules() if rule.code[0] in "NBWS" and rule.slug not in NOT_SHOWN_ALONE]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: str(rule.code))
def test_the_examples_of_the_manual_are_true(rule: Rule) -> None:
    """What a page calls wrong is found, what it calls right is not."""
    points = next(page for page in pages() if page.code == rule.code).points
    for heading, is_wrong in (("错", True), ("对", False)):
        files = files_of(f"---\n责任部门: 办公室\n完成时间: 全年\n---\n\n{points[heading]}\n")
        assert (rule.code in {finding.code for finding in checked(files).of_check}) is is_wrong, points[heading]


def test_the_list_of_rules_is_made_from_the_pages(accept: bool) -> None:
    assert_golden(ROOT / "docs" / make_rule_docs.NAME, make_rule_docs.make().decode(), accept=accept)


def test_every_code_found_is_named() -> None:
    for case in ALL:
        for code in re.findall(r"(?m)^! \S+ \S+ \S+ ([A-Z]\d{3}) ", case.expected):
            assert code in NAMES


# --- letting stand ----------------------------------------------------------------------


def judged(files: dict[str, str], register: Sequence[AcknowledgementEntry] = ()) -> CheckResult:
    done = checked(files)
    return apply_suppressions(
        done.of_check, done.plan, register, {source.path: source for _, source in done.sources.files}
    )


QUOTED = '---\n责任部门: 办公室\n完成时间: 全年\n---\n\n坚持"三同步"要求。'


def test_a_comment_lets_a_finding_of_its_paragraph_stand() -> None:
    left = judged(files_of(f'{QUOTED}<!-- 已核实 B003：引用原文 -->\n\n落实"双公示"要求。\n'))
    assert [one.reason for one in left.acknowledged] == ["引用原文"]
    assert [(finding.code, finding.place.line) for finding in left.findings] == [("B003", 8)]


def test_a_comment_by_itself_holds_for_its_file() -> None:
    left = judged(files_of(f'{QUOTED}\n\n落实"双公示"要求。\n\n<!-- 已核实 B003：引用原文 -->\n'))
    assert len(left.acknowledged) == 2
    assert left.findings == ()


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("已核实 B003", "没有写理由"),
        ("已核实 B002：无此问题", "已经没有了"),
        ("已核实 S003：本人同意", "不能这样核实"),
    ],
)
def test_a_comment_that_does_not_count_is_found(comment: str, said: str) -> None:
    left = judged(files_of(f"{QUOTED}<!-- {comment} -->\n"))
    assert left.acknowledged == ()
    assert {finding.code for finding in left.findings} == {"B003", "P079"}
    assert said in next(finding.message for finding in left.findings if finding.code == "P079")


def test_the_register_is_keyed_on_rule_item_and_words() -> None:
    files = files_of("---\n责任部门: 办公室\n完成时间: 2月底前\n---\n\n做好公开。\n")
    written = with_entry(None, "D004", "甲", "2月底前", "原文如此，照录")
    written = with_entry(file_from_text("acknowledged.yaml", written), "D004", "甲", "1月底前", "不存在的")
    written = with_entry(file_from_text("acknowledged.yaml", written), "D004", "乙", "", "别的事项")
    diagnostics = Diagnostics()
    register = read_acknowledged(file_from_text("acknowledged.yaml", written), diagnostics)
    assert diagnostics.findings == []
    left = judged(files, register)
    assert [one.reason for one in left.acknowledged] == ["原文如此，照录"]
    assert [(finding.code, finding.place.path) for finding in left.findings] == [("P079", "acknowledged.yaml")] * 2


def test_a_secret_is_let_stand_by_no_register() -> None:
    files = files_of("---\n责任部门: 办公室\n完成时间: 全年\n---\n\n咨询电话13800138000。\n")
    register = read_acknowledged(
        file_from_text("a.yaml", with_entry(None, "S003", "甲", "", "本人同意")), Diagnostics()
    )
    left = judged(files, register)
    assert left.acknowledged == ()
    assert [finding.code for finding in left.findings] == ["S003", "P079"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "规则: D004",
        "- 规则: D004\n  事项: 甲",
        "- D004",
        "- 规则: D004\n  事项: 甲\n  理由: 一\n  时间: 二",
        "[",
        "- [甲, 乙]",
    ],
)
def test_a_register_in_any_state_is_read(words: str) -> None:
    diagnostics = Diagnostics()
    read_acknowledged(file_from_text("acknowledged.yaml", words), diagnostics)
    assert bool(diagnostics.findings) is bool(words)


@pytest.mark.parametrize(
    "words",
    ["用词:\n  - 错: 甲", "用词: 甲", "别的: 甲", "用词:\n  - 错: 甲\n    对: 乙", "公开前核实:\n  - 甲", "用词: ["],
)
def test_a_word_list_in_any_state_is_read(words: str) -> None:
    diagnostics = Diagnostics()
    read_words(file_from_text("words.yaml", words), diagnostics)
    assert diagnostics.findings


def test_the_offices_own_list_can_be_read() -> None:
    diagnostics = Diagnostics()
    path = ROOT / "content" / "words.yaml"
    assert read_words(file_from_text("words.yaml", path.read_text("utf-8")), diagnostics) == ()
    assert diagnostics.findings == []


# --- how it speaks ----------------------------------------------------------------------


FAULTY = '---\n责任部门: 办公室\n完成时间: 2月底前\n---\n\n坚持"三同步"要求, 做好 <公开> 工作。<!-- 已核实 B003：引用原文 -->\n'


def test_json_says_everything() -> None:
    said = json.loads(as_json(reported(files_of(FAULTY))))
    keys = {"code", "level", "path", "line", "column", "end_line", "end_column", "message", "hint", "related", "fix"}
    assert all(set(one) - {"acknowledged"} == keys for one in said)
    assert {one["code"]: one.get("acknowledged") for one in said} == {
        "B001": None,
        "B002": None,
        "B003": "引用原文",
        "D004": None,
    }
    late = next(one for one in said if one["code"] == "D004")
    assert late["related"][0]["path"] == f"{YEAR}/plan.md"
    half = next(one for one in said if one["code"] == "B001")
    assert [edit["words"] for edit in half["fix"]] == ["，"]


def test_text_shows_the_line_and_counts() -> None:
    said = as_text(reported(files_of(FAULTY)))
    assert "^" in said
    assert "= 参见" in said
    assert " B003 " not in said
    assert said.endswith(f"{YEAR}：必改 0 处，请核实 5 处，供参考 0 处，已核实 1 处\n")


def test_sarif_is_whole() -> None:
    said = json.loads(as_sarif(reported(files_of(FAULTY)), "1.2"))
    run = said["runs"][0]
    assert said["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    declared = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert set(NAMES) < set(declared)
    for result in run["results"]:
        assert declared[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert re.fullmatch(r"[!-~]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    suppressed = [result["ruleId"] for result in run["results"] if "suppressions" in result]
    assert suppressed == ["B003"]


def test_github_escapes_what_commands_are_made_of() -> None:
    said = as_github(reported(files_of("---\n责任部门: 办公室\n完成时间: 100%，二\n---\n\n做好,公开。\n")))
    lines = said.splitlines()
    assert lines[0].startswith("::error ")
    assert lines[-1].startswith("::warning ")
    assert "100%25" in lines[0]
    for line in lines:
        properties = line.split("::")[1].split(" ", 1)[1]
        assert all("=" in part for part in properties.split(","))


def test_html_is_a_sheet_to_sign() -> None:
    said = as_html(reported(files_of(FAULTY)), "某局<计划>")
    assert "<h1>某局&lt;计划&gt;</h1>" in said
    assert "处理意见" in said
    assert "已核实：引用原文" in said
    assert "<公开>" not in said
    assert "http" not in said
    assert "<script" not in said


def test_findings_are_chosen_by_the_beginning_of_their_codes() -> None:
    found = reported(files_of(FAULTY)).findings
    assert {finding.code for finding in filter_codes(found, ("B",))} == {"B001", "B002"}
    assert {finding.code for finding in filter_codes(found, ("B",), ("B002",))} == {"B001"}
    assert filter_codes(found) == found


def test_a_baseline_leaves_what_is_new() -> None:
    before = reported(files_of(FAULTY))
    moved = files_of(FAULTY.replace("坚持", "新的一段，另有的的毛病。\n\n坚持"))
    left = not_in_baseline(reported(moved).findings, read_baseline(as_json(before).encode()))
    assert [(finding.code, finding.place.line) for finding in left] == [("W006", 6)]
    with pytest.raises(ValueError, match="list"):
        read_baseline(b"{}")


# --- fixes ------------------------------------------------------------------------------


def test_fixes_are_made_until_nothing_safe_is_left() -> None:
    files = files_of(
        "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好,,公开(含 OA 系统)工作,“保留,原文”，《保留 原文》；\n## 小节\n"
    )
    sources = sources_from_files(YEAR, files)
    after = apply_fixes(sources, found_in)
    assert not any(finding.edits for finding in found_in(after))
    words = dict(after.files)[f"{YEAR}/items/甲.md"].lines[5]
    assert words == "做好，公开（含OA系统）工作，“保留,原文”，《保留 原文》；"
    assert set(changed_files(sources, after)) == {f"{YEAR}/items/甲.md"}
    shown = diff_text(sources, after, build_redactor(sources))
    assert re.findall(r"(?m)^[-+](?![-+]).{2}", shown) == ["-做好", "+做好"]
    assert diff_text(sources, sources, build_redactor(sources)) == ""


def test_fixes_keep_to_the_codes_asked_for() -> None:
    sources = sources_from_files(YEAR, files_of("---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好,公 开。\n"))
    after = apply_fixes(sources, found_in, ("B002",))
    assert dict(after.files)[f"{YEAR}/items/甲.md"].lines[5] == "做好,公开。"


@given(st.one_of(any_files(), baited_files()))
def test_fixing_any_text_ends(files: dict[str, str]) -> None:
    sources = sources_from_files(YEAR, files)
    after = apply_fixes(sources, found_in)
    assert [name for name, _ in after.files] == [name for name, _ in sources.files]
    assert [finding for finding in found_in(after) if finding.edits] == []


SECRET_BAIT = (
    "\\\\zjfile01\\公开目录",
    "C:\\资料\\计划.docx",
    "<b>1</b>13800138000",
    "13800138000",
    "１３８００１３８０００",
    "密 级：机 密",
    "（内部资料,注意保存）",
    "联系人 ：王 强",
    "example2023@163.com",
    "微信号:zhang_san01",
    "110105 19491231 002X",
)


def secrets_found(sources: Sources) -> Counter[str]:
    return Counter(finding.code for finding in found_in(sources) if finding.code.startswith("S"))


@given(
    baited_files(),
    st.lists(
        st.one_of(st.sampled_from(SECRET_BAIT), st.sampled_from(["\\", " ", "<b>", "，", ",", "*", "1", "甲"])),
        max_size=6,
    ),
)
def test_no_fix_changes_or_hides_what_the_rules_of_secrecy_found(files: dict[str, str], pieces: list[str]) -> None:
    files[f"{YEAR}/items/甲.md"] += "\n\n" + "".join(pieces)
    before = sources_from_files(YEAR, files)
    secret = [finding.place for finding in found_in(before) if finding.code.startswith("S")]
    edits = [edit.place for finding in found_in(before) for edit in finding.edits]
    for edit in edits:
        for place in secret:
            is_before = (edit.end_line, edit.end_column) < (place.line, place.column)
            is_behind = (place.end_line, place.end_column) < (edit.line, edit.column)
            assert edit.path != place.path or is_before or is_behind
    after = apply_fixes(before, found_in)
    assert not secrets_found(before) - secrets_found(after)
    assert apply_fixes(after, found_in) == after


# --- secrets ----------------------------------------------------------------------------

SITES = [
    ("体裁: 工作计划，张某 13812345679", ["S003 必改 1:13-1:24"]),
    ("来源: 某局 C:\\Users\\wang\\a.docx", ["S007 必改 1:8-1:28"]),
    ("联系方式: 13812345679，证号11010519491231002X", ["S003 必改 1:7-1:18", "S002 必改 1:21-1:39"]),
    ("上位文件:\n  2024: http://10.1.1.1/a", ["S007 必改 2:9-2:26"]),
    ("主题分类:\n- 财政\n- 家庭住址：某路12号301室", ["S009 必改 3:8-3:17"]),
    ('门户: 自定\n目录:\n  "电话13812345679": 发布机构', ["S003 必改 3:6-3:17"]),
    ('联系方式: "021-56782345，400-820-1234，zwgk@example.gov.cn"', []),
    ("标识码: 3101130001\nICP备案号: 沪ICP备05012345号-1\n公安备案号: 沪公网安备 31011302001234号", []),
    ("党政机关标识: https://bszs.conac.cn/sitename?method=show&id=13812345679ABCDE", []),
    ("字体:\n  正文: /home/wang/fonts/a.ttf", []),
]


ITEM_WORDS = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开。\n"


@pytest.mark.parametrize(("site", "expected"), SITES)
def test_what_site_yaml_states_is_held_against_the_rules_of_secrecy(site: str, expected: list[str]) -> None:
    """An office telephone, official mail, and the portal's own numbers are meant to be public."""
    found = check_sources(sources_from_files(YEAR, {**files_of(ITEM_WORDS), "site.yaml": f"{site}\n"})).findings
    told = [
        f"{one.code} {one.severity.value} {one.place.line}:{one.place.column}-{one.place.end_line}:{one.place.end_column}"
        for one in found
        if one.place.path == "site.yaml" and one.code.startswith("S")
    ]
    assert told == expected


SECRETS = (
    "11010519491231002X",
    "110105491231002",
    "13800138000",
    "138 0013 8000",
    "6222020200112230129",
    "example2023@163.com",
    "zhang_san01",
    "987654321",
    "http://192.168.1.20/oa",
    "C:\\资料\\计划.docx",
    "张三丰",
    "某路12号301室",
)
CONTEXTS = (
    "身份证{}。",
    "电话{}，",
    "账号{}",
    "微信号：{}；",
    "QQ：{}。",
    "联系人：{}\n",
    "家庭住址：{}。",
    "证件{} ",
    "{}",
)


def in_context(secret: str, context: str) -> bool:
    """Whether the context makes the secret one."""
    return any(
        secret in text.value[finding.place.column - 1 : finding.place.end_column - 1]
        for text in (file_from_text("", context.format(secret)).line(1),)
        for finding in scan((text,))
    )


PLANTS = [(secret, context) for secret in SECRETS for context in CONTEXTS if in_context(secret, context)]


def test_every_secret_is_one_somewhere() -> None:
    assert {secret for secret, _ in PLANTS} == set(SECRETS)


@given(st.one_of(any_files(), baited_files()), st.sampled_from(PLANTS), st.data())
def test_a_planted_secret_is_in_no_output(files: dict[str, str], plant: tuple[str, str], data: st.DataObject) -> None:
    secret, context = plant
    name = data.draw(st.sampled_from(sorted(files)))
    words = files[name]
    at = data.draw(st.integers(0, len(words)))
    files[name] = f"{words[:at]}\n{context.format(secret)}\n{words[at:]}"
    said = reported(files)
    for format_name, out in formats(said).items():
        for form in (secret, json.dumps(secret)[1:-1]):
            assert form not in unescape(out), format_name
    sources = sources_from_files(YEAR, files)
    shown = diff_text(sources, apply_fixes(sources, found_in), build_redactor(sources))
    assert secret not in shown


@pytest.mark.parametrize(("secret", "context"), PLANTS)
def test_a_secret_is_found_and_masked(secret: str, context: str) -> None:
    files = files_of(
        f"---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开，及时回应。{context.format(secret).strip()}\n"
    )
    said = reported(files)
    assert any(finding.code.startswith("S") and finding.redact for finding in said.findings)
    for out in formats(said).values():
        assert secret not in unescape(out)


@pytest.mark.parametrize("key", ["公开属性", "成文日期", "正文括注", "不认识的键", "附件栏目", "格式"])
def test_messages_of_reading_are_covered_too(key: str) -> None:
    files = {
        f"{YEAR}/plan.md": f"---\n标题: 某局{YEAR}年计划\n发文机关: 某局\n{key}: 13800138000\n---\n\n- [甲](items/13800138000.md)\n"
    }
    for out in formats(reported(files)).values():
        assert "13800138000" not in out


MARKED = ["机密★10年", "密级: 秘密", "绝 密★长期", "秘密", "（机密）", "机密·20年"]


@pytest.mark.parametrize("mark", MARKED)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        (f"{YEAR}/plan.md", "---\n标题: 某局{year}年计划\n发文机关: 某局\n---\n\n{mark}\n"),
        (f"{YEAR}/items/甲.md", "做好公开。\n\n<!--\n{mark}\n-->\n"),
        (f"{YEAR}/items/没有列入.md", "{mark}\n\n兵力部署。\n"),
        ("units.yaml", "科室:\n  - 名称: 办公室\n# {mark}\n"),
    ],
)
def test_a_mark_of_secrecy_silences_everything_else(mark: str, name: str, form: str) -> None:
    """Any file with a mark is told, in no comment or record overlooked, and no line of it is shown."""
    if mark == "秘密" and name == "units.yaml":
        return  # a single word behind # is a remark on something
    files = files_of("做好,公开。\n") | {name: form.format(mark=mark, year=YEAR)}
    sources = sources_from_files(YEAR, files)
    assert classification_marks(sources)
    assert has_classification_mark([line for _, source in sources.files for line in source.lines])
    said = reported(files)
    assert {finding.code for finding in said.findings} == {"S001"}
    assert has_errors(said.findings)
    for out in formats(said).values():
        assert "部署" not in out
        assert mark not in out
    assert "保密办" in as_text(said)


def test_words_about_secrecy_are_no_mark() -> None:
    words = "除涉及国家秘密、工作秘密、商业秘密外，按密级管理；机密级、秘密级文件，★重点项目，密级：无。"
    assert not has_classification_mark([words])


def test_finished_words_are_scanned_with_their_places() -> None:
    text = SourceText("咨询电话13800138000。", (SourceRange(0, "plan.docx", 3, 1),))
    found = list(scan([text]))
    assert [(finding.code, finding.place.line, finding.place.column, finding.redact) for finding in found] == [
        ("S003", 3, 5, True)
    ]


@given(st.text(alphabet="0123456789Xx -１２３*", max_size=40))
def test_numbers_of_any_form_are_found_whole_and_masked(words: str) -> None:
    sources = sources_from_files(YEAR, {f"{YEAR}/plan.md": words})
    (file,) = (file for _, file in sources.files)
    masked = build_redactor(sources).redact_file(file).lines
    for finding in scan(file.texts()):
        line, columns = (
            file.lines[finding.place.line - 1],
            slice(finding.place.column - 1, finding.place.end_column - 1),
        )
        assert finding.redact
        assert {"S002": 15, "S003": 11, "S004": 16}[finding.code] <= sum(map(str.isdigit, line[columns])) + 1
        assert not any(map(str.isdigit, masked[finding.place.line - 1][columns]))


# --- any text ---------------------------------------------------------------------------


@given(st.one_of(any_files(), baited_files()))
def test_any_text_is_checked_and_every_place_points_inside_its_file(files: dict[str, str]) -> None:
    done = checked(files)
    lines = {source.path: source.lines for _, source in done.sources.files}
    for finding in done.of_check:
        places = [finding.place, *(one.place for one in finding.related), *(edit.place for edit in finding.edits)]
        for place in places:
            assert place.path in lines
            for line, column in ((place.line, place.column), (place.end_line, place.end_column)):
                assert 1 <= line <= len(lines[place.path])
                assert 1 <= column <= len(lines[place.path][line - 1]) + 1
        assert finding.message
        assert finding.code in NAMES
    formats(reported(files))


# --- real papers of others ----------------------------------------------------------------

CORPUS = os.environ.get("ZWGK_CORPUS", "")


def paragraphs_of(path: Path) -> list[str]:
    """The words of a text file, a web page or a Word file, a paragraph each; tags and the head of the collection are left out."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            words = parts.read("word/document.xml").decode()
        words = unescape(re.sub(r"<[^>]*>", "", words.replace("</w:p>", "\n")))
        return [line.strip() for line in words.splitlines() if line.strip()]
    words = path.read_text("utf-8")
    if path.suffix == ".html":
        words = re.sub(r"<!--.*?-->|<head.*?</head>", "", words, flags=re.DOTALL)
        words = unescape(re.sub(r"<[^>]*>", "", re.sub(r"</p>|<br/?>|</t[dr]>", "\n", words)))
    else:
        words = words.partition("正文 ====================")[2] or words
    return [line.strip() for line in words.splitlines() if line.strip()]


def read_as_prose(path: Path) -> tuple[int, tuple[Finding, ...]]:
    """How many characters were read, and everything found in them as an annex of plain words."""
    paragraphs = paragraphs_of(path)
    year = int((re.search(r"(?<!\d)20\d\d(?=年)", "".join(paragraphs)) or ["2024"])[0])
    plan = f"---\n标题: 某局{year}年度政务公开工作计划\n发文机关: 某局\n附件: [原文](annex/原文.md)\n---\n\n- [甲](items/甲.md)\n"
    files = {f"{year}/plan.md": plan, f"{year}/items/甲.md": ITEM, f"{year}/annex/原文.md": "\n\n".join(paragraphs)}
    found = [finding for finding in checked(files, year).of_check if finding.place.path.endswith("原文.md")]
    return sum(map(len, paragraphs)), ordered(found)


@pytest.mark.skipif(not CORPUS, reason="ZWGK_CORPUS names no folder with texts of others")
def test_papers_of_others_give_few_alarms_and_none_that_stops() -> None:
    read = found = 0
    for path in sorted(path for path in Path(CORPUS).iterdir() if path.suffix in (".txt", ".html", ".docx")):
        characters, findings = read_as_prose(path)
        read += characters
        found += len(findings)
        assert not has_errors(findings), path
        assert all(finding.severity is not Severity.ERROR for finding in findings)
        for finding in findings:
            print(path.name, line_of(finding))
    print(f"{read} characters, {found} findings")
    assert read > 10_000
    # all findings, the true ones too, stay below what is allowed of false ones
    assert found * 1000 <= read


def test_steps_beside_items_below_are_found_for_both_are_numbered_alike() -> None:
    head = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n"
    steps = f"{head}分步办：\n\n1. 先办。\n2. 后办。\n"
    plan = "---\n标题: 某局2024年度计划\n---\n\n## 主要工作\n\n- [甲](items/甲.md)\n"
    alone = {"2024/plan.md": plan, "2024/items/甲.md": steps}
    with_child = {**alone, "2024/plan.md": f"{plan}  - [乙](items/乙.md)\n", "2024/items/乙.md": f"{head}办。\n"}
    places = [
        [
            (one.place.path, one.place.line)
            for one in parse(sources_from_files(2024, files)).findings
            if one.code == "P066"
        ]
        for files in (alone, with_child)
    ]
    assert places == [[], [("2024/items/甲.md", 8)]]
