"""What a finding tells to do fits what is there: the key that was meant, the file that was misnamed, the code that is none."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.check.session import check_year
from pipeline.cli.main import zwgk
from pipeline.findings import Diagnostics
from pipeline.parse import parse
from pipeline.parse.item import read_item
from pipeline.source import SourceText, file_from_text, sources_from_files
from tests.case_files import ITEM, PLAN
from tests.command_line import Verb, Write


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("抄送机关", "抄送"),
        ("成文时间", "成文日期"),
        ("印发时间", "印发日期"),
        ("附见", "附件"),
        ("标提", "标题"),
        ("发文宇号", "发文字号"),
        ("主送单位", "主送机关"),
        ("负责人", ""),
        ("编制说明", ""),
    ],
)
@pytest.mark.parametrize("notice", [False, True], ids=["alone", "with a notice"])
def test_a_key_that_is_none_is_told_the_one_that_was_meant(typed: str, meant: str, notice: bool) -> None:
    plan = PLAN.replace("发文机关", f"{typed}: 甲\n发文机关")
    files = {"2024/plan.md": plan, "2024/items/甲.md": ITEM}
    if notice:
        files["2024/notice.md"] = "---\n标题: 通知\n---\n\n现印发。\n"
    hints = [found.hint for found in parse(sources_from_files(2024, files)).findings if found.code == "P012"]
    assert len(hints) == 1
    assert hints[0].startswith(f"您是不是要写“{meant}”？" if meant else "可以写的键：")
    assert ("notice.md" in hints[0]) == (notice and meant in ("抄送", "印发日期", "发文字号", "主送机关"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("完成日期", "完成时间"), ("承办科室", "责任科室"), ("责任部们", "责任部门")]
)
def test_a_key_of_an_item_too(typed: str, meant: str) -> None:
    words = ITEM.replace("责任部门", typed)
    diagnostics = Diagnostics()
    read_item(file_from_text("甲.md", words), "甲", SourceText("甲"), 2024, diagnostics)
    assert [finding.hint for finding in diagnostics.findings if finding.code == "P012"] == [f"您是不是要写“{meant}”？"]


@pytest.mark.parametrize(
    ("there", "hint"),
    [
        ("甲.md.txt", "把文件改名为 甲.md（先让系统显示文件扩展名）"),
        ("甲.txt", "把文件改名为 甲.md（先让系统显示文件扩展名）"),
        ("甲.docx", "用原来的程序打开，把文字另存为纯文本 甲.md（先让系统显示文件扩展名）"),
        ("乙.md", "检查文件名，或新建这个文件"),
        ("甲.MD", None),
    ],
)
def test_a_file_that_is_not_there_is_looked_for_under_other_endings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str, hint: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    items = tmp_path / "content" / "2024" / "items"
    items.mkdir(parents=True)
    (items.parent / "plan.md").write_text(PLAN, "utf-8")
    (items / there).write_text(ITEM, "utf-8")
    found = [finding for finding in check_year(tmp_path / "content", 2024).findings if finding.code == "P023"]
    assert [finding.hint for finding in found] == ([hint] if hint else [])


def test_a_file_that_is_listed_is_not_offered_for_another_and_one_cause_is_said_once() -> None:
    files = {
        "2024/plan.md": PLAN
        + "- [采购](items/政府采购公开.md)\n- [执法](items/行政执法.md)\n- [执法](items/行政执法公示.md)\n",
        "2024/items/甲.md": ITEM,
        "2024/items/政府采购.md": ITEM,
        "2024/items/行政执法公示.md": ITEM,
    }
    found = parse(sources_from_files(2024, files)).findings
    assert [(finding.code, finding.hint) for finding in found] == [
        ("P023", "您是不是要写“items/政府采购.md”？"),
        ("P023", "检查文件名，或新建这个文件"),
    ]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_code_that_is_none_is_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "2024" / "items").mkdir(parents=True)
    (tmp_path / "content" / "2024" / "plan.md").write_text(
        PLAN.replace("\n- [甲事项](items/甲.md)\n", "做好公开。\n"), "utf-8"
    )
    done = CliRunner().invoke(zwgk, ["check", option, "期限"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "没有代码 期限" in done.stderr
    for code in ("D", "d011", "P023"):
        assert CliRunner().invoke(zwgk, ["check", option, code]).exit_code == 0


# --- a damaged register ------------------------------------------------------------------


def test_check_shows_what_is_wrong_with_a_register(run: Verb, content: Write) -> None:
    folder = content()
    review = next((folder / "reviews").glob("*发布审查*.yaml"))
    review.write_text(review.read_text("utf-8").replace("做好公开", "做坏公开"), "utf-8")
    (folder / "issued.yaml").write_text("- 日期: 2024年3月5日\n", "utf-8")
    counted = next(line for line in run("publish", "2024").stderr.splitlines() if "有必改的问题" in line)
    done = run("check", "2024", "--format", "json")
    found = [(finding["code"], finding["path"]) for finding in json.loads(done.stdout) if finding["level"] == "必改"]
    assert done.exit_code == 1
    assert {code for code, _ in found} == {"P080", "P081"}
    assert {Path(path).name for _, path in found} == {review.name, "issued.yaml"}
    assert f"{len(found)} 处" in counted


def test_a_register_that_is_no_text_is_no_missing_one(run: Verb, content: Write) -> None:
    (content() / "issued.yaml").write_bytes(b"PK\x03\x04" + bytes(40))
    done = run("check", "2024", "--format", "json")
    assert [Path(finding["path"]).name for finding in json.loads(done.stdout)] == ["issued.yaml"]


def test_the_codes_of_registers_are_explained(run: Verb) -> None:
    assert run("check", "--explain", "P080").stdout.startswith("P080 · 登记里的文字被改动过")
