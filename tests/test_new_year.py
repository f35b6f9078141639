"""Next year's draft, items in and out, and kept states: what is moved, what is marked, what stays, and never half of it."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings, strategies as st

from pipeline import source
from pipeline.check.run import run_rules
from pipeline.cli.messages.draft import describe_draft
from pipeline.diff.compare import compare
from pipeline.diff.snapshots import Version, compare_versions, history, open_version, save_snapshot, snapshot_names
from pipeline.draft.files import write_files, write_folder
from pipeline.draft.items import Changes, add_item, retire_item, retired_items
from pipeline.draft.new_year import YearDraft, draft_from, draft_year, write_draft
from pipeline.draft.scaffold import make_scaffold
from pipeline.draft.year_editor import RemovedNote, UnitRename
from pipeline.findings import Severity
from pipeline.model import Plan
from pipeline.notices import Event, Notice
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.refusals import Reason, Refusal
from pipeline.render.compose import compose
from pipeline.source import Place, sources_from_files
from tests.strategies import YEAR, examples, plans

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).resolve().parent.parent / "content"

Files = dict[str, str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content root with the 2023 plan alone."""
    folder = tmp_path / "content"
    for name, kept_source in source.load_year(CONTENT, 2023).files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(kept_source.lines), "utf-8")
    return folder


def draft_of(root: Path, year: int = 2024, source_year: int | None = None) -> YearDraft:
    found = draft_year(root, year, source_year)
    assert not isinstance(found, Refusal), found
    return found


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def plan_md(body: str = "", head: str = "") -> str:
    return (
        f"---\n标题: 某局2023年度政务公开工作计划\n发文机关: 某局\n{head}---\n\n{body}"
        "## 主要工作\n\n- [甲事项](items/甲.md)\n"
    )


def moved(item: str = "", plan: str = "", **more: str) -> Files:
    """Next year's files of a small 2023 plan; records are given by `units`."""
    files = {"2023/plan.md": plan or plan_md(), "2023/items/甲.md": item or "做好公开。\n"}
    files |= {name.replace("__", "/") + ".md": words for name, words in more.items() if name != "units"}
    if "units" in more:
        files["units.yaml"] = more["units"]
    sources = sources_from_files(2023, files)
    return dict(draft_from(sources, parse(sources).plan, 2024).files)


def item_of(words: str, **more: str) -> str:
    return moved(words, **more)["2024/items/甲.md"]


# --- the first plan --------------------------------------------------------------------


def test_the_skeleton_of_site_yaml_is_the_sample_without_the_sample_mark() -> None:
    skeleton = make_scaffold(Path("nowhere"), 2024)
    assert not isinstance(skeleton, Refusal)
    ours, sample = skeleton.records["site.yaml"].splitlines(), (CONTENT / "site.yaml").read_text("utf-8").splitlines()
    assert [line[:5] for line, other in zip(ours, sample, strict=True) if line != other] == ["样例: 否"]


# --- the real plan ----------------------------------------------------------------------


def test_the_draft_of_the_real_plan(root: Path) -> None:
    draft = draft_of(root)
    assert [(mark.what, mark.place.path.rsplit("/", 1)[-1]) for mark in draft.marks] == [
        ("指导思想", "plan.md"),
        ("文件", "plan.md"),
        ("完成时间", "行政执法公示.md"),
        ("完成时间", "重大行政决策.md"),
        ("日期", "重大行政决策.md"),
        ("完成时间", "政府开放日.md"),
        ("日期", "政府开放日.md"),
        ("日期", "公开方式.md"),
    ]
    assert (draft.year, draft.source_year, draft.item_count) == (2024, 2023, 15)
    assert draft.cleared_keys == ("成文日期",)
    assert (draft.removed_notes, draft.renames, draft.unlisted) == ((), (), ())
    assert list(describe_draft(draft)) == [
        "2024 年的草稿由 2023 年起草：15 个事项，稿次为“初稿”",
        "待核 8 处：完成时间 3 处，日期 3 处，指导思想 1 处，文件 1 处",
        "没有带过来：成文日期",
    ]


def test_every_fact_of_a_draft_has_its_line() -> None:
    draft = YearDraft(
        2024, 2023, 1, {}, (), ("成文日期",), tuple(RemovedNote), (UnitRename("旧科", "新科", 2),), ("items/乙.md",)
    )
    assert list(describe_draft(draft)) == [
        "2024 年的草稿由 2023 年起草：1 个事项，稿次为“初稿”",
        "待核 0 处",
        "没有带过来：成文日期、原有的核实记录、上年不再列入的记录、导入时的记录",
        "按科室名册更名：旧科 → 新科，2 处",
        "2023 年没有列入 plan.md 的文件没有带过来：items/乙.md",
    ]


def test_the_draft_is_checked_and_composed_and_is_a_draft(root: Path) -> None:
    draft = draft_of(root)
    assert write_draft(root, draft) is None
    reading = parse(source.load_year(root, 2024))
    assert [finding for finding in reading.findings if finding.severity is Severity.ERROR] == []
    assert reading.plan.is_draft
    counted = [finding for finding in run_rules(reading.plan) if finding.code == "P071"]
    assert [finding.place for finding in counted] == sorted(mark.place for mark in draft.marks)
    document = compose(reading.plan)
    assert document.title == "宝山区财政局2024年度政务公开工作计划"
    assert [line.text for line in document.sign_off] == [
        "附件：2024年度区财政局政务公开目标任务细化分解表",
        "宝山区财政局",
        "2024年　月　日",
    ]


def test_what_is_not_a_fact_of_the_year_stays_to_the_letter(root: Path) -> None:
    before = {name: words.decode() for name, words in everything(root).items()}
    for name, words in draft_of(root).files.items():
        bare = re.sub(r"(?m)^<!-- 待核：.*? -->\n|<!-- 待核：.*? -->", "", words).replace("稿次: 初稿\n", "")
        bare = re.sub(r"沿用: 2023/.+\n", "", bare).removeprefix("---\n---\n\n").replace("2024", "2023")
        assert bare == before[name.replace("2024", "2023")].replace("成文日期: 2023年6月27日", "成文日期:"), name


def test_a_second_new_changes_nothing_and_says_so(root: Path) -> None:
    draft = draft_of(root)
    assert write_draft(root, draft) is None
    before = everything(root)
    again = draft_year(root, 2024)
    assert again == Refusal(Reason.FOLDER_EXISTS, path=root / "2024")
    assert write_draft(root, draft) is not None
    assert everything(root) == before


def test_lineage_goes_on_year_after_year(root: Path) -> None:
    write_draft(root, draft_of(root))
    write_draft(root, draft_of(root, 2025))
    plan = parse(source.load_year(root, 2025)).plan
    assert {str(item.lineage[0]) for item in plan.items()} == {f"2024/{item.id}" for item in plan.items()}
    assert [plan.year for plan in history(root, 2025)] == [2023, 2024]


def test_confirmed_points_of_last_years_directive_are_emptied_and_named(root: Path) -> None:
    page = root / "2023" / "items" / "专区宣讲.md"
    page.write_text(
        page.read_text("utf-8").replace("---\n", "---\n对应要点: 《某区要点》二（七）、（九）\n", 1), "utf-8"
    )
    assert parse(source.load_year(root, 2023)).findings == parse(source.load_year(CONTENT, 2023)).findings
    draft = draft_of(root)
    assert "对应要点" in draft.cleared_keys
    assert "\n对应要点:\n" in draft.files["2024/items/专区宣讲.md"]
    assert write_draft(root, draft) is None
    assert not any(item.directive_points for item in parse(source.load_year(root, 2024)).plan.items())


def test_new_then_edited_then_compared(root: Path) -> None:
    write_draft(root, draft_of(root))
    page = root / "2024" / "items" / "重大行政决策.md"
    page.write_text(page.read_text("utf-8").replace("3月31日前<!-- 待核：日期 -->", "4月底前"), "utf-8")
    found = compare_versions(root, "2023", "2024")
    assert not isinstance(found, Refusal)
    assert [change.explanation for change in found.diff.changes if change.kind.value == "文字修改"] == [
        "修改文字，其中3月31日前改为4月底前"
    ]


# --- the first plan ---------------------------------------------------------------------


def test_where_there_is_no_plan_a_skeleton_is_begun_that_builds_as_a_draft(tmp_path: Path) -> None:
    code, said = zwgk(tmp_path, "-C", "本局", "new", "2024")
    assert code == 0
    root = tmp_path / "本局"
    made = ["units.yaml", "site.yaml", "words.yaml", "2024/plan.md", "2024/items/示例事项.md"]
    assert sorted(everything(root)) == sorted(made)
    assert all(f"  本局/{name}\n" in said for name in made)
    # the command as it was called
    assert "-m pipeline -C 本局 check 2024" in said
    reading = parse(source.load_year(root, 2024))
    assert reading.plan.is_draft
    assert not reading.site.sample
    wrong = {finding.code for finding in run_rules(reading.plan) if finding.severity is Severity.ERROR}
    assert [finding for finding in reading.findings if finding.severity is Severity.ERROR] == []
    assert wrong <= {"P071"}
    assert zwgk(tmp_path, "-C", "本局", "build")[0] == 1
    assert (tmp_path / "build" / "2024" / "plan.pdf").is_file()


def test_a_skeleton_overwrites_nothing_and_takes_no_plans_place(tmp_path: Path) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (root / "units.yaml").write_text("科室:\n  - 名称: 甲科\n", "utf-8")
    assert zwgk(tmp_path, "new", "2024")[0] == 0
    assert (root / "units.yaml").read_text("utf-8") == "科室:\n  - 名称: 甲科\n"
    before = everything(root)
    code, said = zwgk(tmp_path, "new", "2024")
    assert (code, said) == (1, "content/2024 已经有了，没有改动\n")
    # with a plan of a later year there is one to look at
    assert "没有早于 2020 年的计划" in zwgk(tmp_path, "new", "2020")[1]
    assert everything(root) == before


def test_a_skeletons_records_are_those_of_the_sample(tmp_path: Path) -> None:
    assert zwgk(tmp_path, "new", "2024")[0] == 0
    sample = CONTENT
    assert (tmp_path / "content/words.yaml").read_text("utf-8") == (sample / "words.yaml").read_text("utf-8")
    lines = (tmp_path / "content/site.yaml").read_text("utf-8").splitlines()
    differing = [
        line
        for line, other in zip(lines, (sample / "site.yaml").read_text("utf-8").splitlines(), strict=True)
        if line != other
    ]
    assert [line[:5] for line in differing] == ["样例: 否"]


def zwgk(folder: Path, *words: str) -> tuple[int, str]:
    call = [sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(call, cwd=folder, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_by_verbs_from_last_years_plan_to_one_that_is_no_draft(root: Path) -> None:
    """new, check, edit, diff, build, publish: it is refused by name until the last mark is gone."""
    working = root.parent
    code, said = zwgk(working, "new", "2024")
    assert code == 0
    assert "待核 8 处：完成时间 3 处，日期 3 处，指导思想 1 处，文件 1 处" in said
    assert re.search(r"\b8  P071 ", zwgk(working, "check", "2024", "--statistics")[1])
    page = root / "2024" / "items" / "重大行政决策.md"
    page.write_text(page.read_text("utf-8").replace("3月31日前<!-- 待核：日期 -->", "4月底前"), "utf-8")
    code, said = zwgk(working, "diff", "2023", "2024")
    assert code == 0
    assert "3月31日前改为4月底前" in said
    assert zwgk(working, "build", "2024")[0] == 1
    assert (working / "build" / "2024" / "plan.pdf").is_file()
    code, said = zwgk(working, "publish", "2024")
    assert code == 1
    assert said.partition("content/2024 是草稿")[2] == (
        "（稿次是“初稿”，没有成文日期，待核 7 处），不发布\n"
        "  content/2024/plan.md:10:6 待核：指导思想\n"
        "  content/2024/plan.md:11:164 待核：文件\n"
        "  content/2024/items/行政执法公示.md:5:62 待核：完成时间\n"
        "  content/2024/items/重大行政决策.md:7:6 待核：完成时间\n"
        "  content/2024/items/政府开放日.md:7:6 待核：完成时间\n"
        "  content/2024/items/政府开放日.md:9:21 待核：日期\n"
        "  content/2024/items/公开方式.md:8:110 待核：日期\n"
        "没有发布，原来的网站没有动。\n"
    )
    for path in (root / "2024").rglob("*.md"):
        words = re.sub(r"\n?<!-- 待核：.*? -->", "", path.read_text("utf-8"))
        path.write_text(words.replace("稿次: 初稿\n", "").replace("成文日期:\n", "成文日期: 2024年3月5日\n"), "utf-8")
    assert "草稿" not in zwgk(working, "publish", "2024")[1]


@pytest.mark.parametrize(
    ("year", "source_year", "reason"),
    [
        (2023, None, Reason.FOLDER_EXISTS),
        (2022, None, Reason.NO_EARLIER_PLAN),
        (2024, 2021, Reason.NO_PLAN_OF_YEAR),
        (2022, 2023, Reason.SOURCE_YEAR_NOT_EARLIER),
    ],
)
def test_what_cannot_be_drafted_is_refused(root: Path, year: int, source_year: int | None, reason: Reason) -> None:
    found = draft_year(root, year, source_year)
    assert isinstance(found, Refusal)
    assert found.reason is reason


def test_a_year_that_cannot_be_read_whole_is_not_drafted_from(root: Path) -> None:
    page = root / "2023" / "items" / "标准目录.md"
    page.write_text(page.read_text("utf-8").replace("责任部门", "责任部们"), "utf-8")
    found = draft_year(root, 2024)
    assert isinstance(found, Refusal)
    assert (found.reason, found.values["count"]) == (Reason.SOURCE_YEAR_HAS_ERRORS, 1)
    place = found.values["place"]
    assert isinstance(place, Place)
    assert (Path(place.path).name, place.line) == ("标准目录.md", 2)


def test_half_a_year_is_never_left_behind(root: Path, tmp_path: Path) -> None:
    before = everything(root)
    with pytest.raises(FileExistsError):
        write_folder(root / "2024", {"plan.md": b"", "plan.md/items": b""})
    assert everything(root) == before
    assert sorted(path.name for path in root.iterdir()) == ["2023", "site.yaml", "units.yaml", "words.yaml"]
    (tmp_path / "empty").mkdir()
    assert write_folder(tmp_path / "empty", {"a": b"1"}) is None


# --- what is moved and what is marked -------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("做好2023年度目录编制。", "做好2024年度目录编制。"),
        ("做好二〇二三年度目录编制。", "做好二〇二四年度目录编制。"),
        ("做好2022年度决算公开。", "做好2022年度<!-- 待核：日期 -->决算公开。"),
        ("于3月31日前公开。", "于3月31日前<!-- 待核：日期 -->公开。"),
        ("3月至5月开展。", "3月至5月<!-- 待核：日期 -->开展。"),
        ("上半年完成，年底前总结。", "上半年<!-- 待核：日期 -->完成，年底前<!-- 待核：日期 -->总结。"),
        ("2023年5月印发。", "2023年5月<!-- 待核：日期 -->印发。"),
        ("2021—2023年度情况。", "2021—2023年度<!-- 待核：日期 -->情况。"),
        ("每季度开展，年内至少1次。", "每季度开展，年内至少1次。"),
        ("落实《2023年要点》要求。", "落实《2023年要点》<!-- 待核：文件 -->要求。"),
        ("按《办法》（沪府〔2023〕8号）办。", "按《办法》（沪府〔2023〕8号）<!-- 待核：文件 -->办。"),
        ("按沪府办〔2023〕8号文件办。", "按沪府办〔2023〕8号<!-- 待核：文件 -->文件办。"),
        ("见《关于〈2023年要点〉的通知》。", "见《关于〈2023年要点〉的通知》<!-- 待核：文件 -->。"),
        ("**3月底前**做好。", "**3月底前<!-- 待核：日期 -->**做好。"),
        ("见[《要点》](https://a.b/2023)。", "见[《要点》<!-- 待核：文件 -->](https://a.b/2023)。"),
        ("1. 3月底前做。\n2. 做好。", "1. 3月底前<!-- 待核：日期 -->做。\n2. 做好。"),
        ("| 事 | 时 |\n|---|---|\n| 甲 | 5月 |", "| 事 | 时 |\n|---|---|\n| 甲 | 5月<!-- 待核：日期 --> |"),
        ("国庆节前公开。", "国庆节前<!-- 待核：日期 -->公开。"),
        ("“五一”前、春节期间公开。", "“五一”前<!-- 待核：日期 -->、春节期间<!-- 待核：日期 -->公开。"),
        (
            "于国家宪法日、全国节能宣传周宣讲。",
            "于国家宪法日<!-- 待核：日期 -->、全国节能宣传周<!-- 待核：日期 -->宣讲。",
        ),
        ("每月25日前报送，每周五更新。", "每月25日前<!-- 待核：日期 -->报送，每周五<!-- 待核：日期 -->更新。"),
        (
            "每季度末月5日前报送，每月月底汇总。",
            "每季度末月5日前<!-- 待核：日期 -->报送，每月月底<!-- 待核：日期 -->汇总。",
        ),
        ("每周一次例会，每月更新1次，工作日受理。", "每周一次例会，每月更新1次，工作日受理。"),
        ("在全国范围内公开国家规定的工作日、法定节假日。", "在全国范围内公开国家规定的工作日、法定节假日。"),
        ("办好“政府开放日”活动。", "办好“政府开放日”活动。"),
        (
            "落实“十四五”规划和十四五规划纲要。",
            "落实“十四五”规划<!-- 待核：文件 -->和十四五规划纲要<!-- 待核：文件 -->。",
        ),
        ("落实“十四五”国家信息化规划要求。", "落实“十四五”国家信息化规划<!-- 待核：文件 -->要求。"),
        (
            "落实“八五”普法，“十四五”期间完成。",
            "落实“八五”普法<!-- 待核：文件 -->，“十四五”期间<!-- 待核：日期 -->完成。",
        ),
        ("落实《“十四五”规划》。", "落实《“十四五”规划》<!-- 待核：文件 -->。"),
        ("按国务院令第711号办。", "按国务院令第711号<!-- 待核：文件 -->办。"),
        ("一网通办，双随机、一公开。", "一网通办，双随机、一公开。"),
        ("做好公开。<!-- 下次再议 -->", "做好公开。<!-- 下次再议 -->"),
        ("做好公开<!-- 已核实 B003：引用原文 -->工作。", "做好公开工作。"),
        ("做好\n<!-- 已核实 B003：引用原文 -->\n公开。", "做好\n公开。"),
        ("<!-- 已核实\nB003：引用原文 -->\n\n做好公开。", "\n做好公开。"),
        ("<!--\n已核实 B003：引用原文\n-->\n做好公开。", "做好公开。"),
    ],
)
def test_words(before: str, after: str) -> None:
    assert item_of(before + "\n") == f"---\n沿用: 2023/甲\n---\n\n{after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("完成时间: 全年\n", "完成时间: 全年\n沿用: 2023/甲\n---\n"),
        ("完成时间: 2023年全年\n", "完成时间: 2024年全年\n沿用: 2023/甲\n---\n"),
        ("完成时间: 持续推进\n", "完成时间: 持续推进\n沿用: 2023/甲\n---\n"),
        ("完成时间：5月底\n", "完成时间：5月底\n沿用: 2023/甲\n---\n<!-- 待核：完成时间 -->\n"),
        ("完成时限: 2023年5月底\n", "完成时限: 2024年5月底\n沿用: 2023/甲\n---\n<!-- 待核：完成时限 -->\n"),
        ("完成时间: 国庆节前\n", "完成时间: 国庆节前\n沿用: 2023/甲\n---\n<!-- 待核：完成时间 -->\n"),
        ("完成时间: 每月25日前\n", "完成时间: 每月25日前\n沿用: 2023/甲\n---\n<!-- 待核：完成时间 -->\n"),
        ("完成时间: 每月\n", "完成时间: 每月\n沿用: 2023/甲\n---\n"),
        ("备注: 列入“十四五”规划\n", "备注: 列入“十四五”规划\n沿用: 2023/甲\n---\n<!-- 待核：备注 -->\n"),
        ("完成时间: 6月、12月\n", "完成时间: 6月、12月\n沿用: 2023/甲\n---\n<!-- 待核：完成时间 -->\n"),
        (
            "完成时间: 2023年5月至2024年3月\n",
            "完成时间: 2023年5月至2024年3月\n沿用: 2023/甲\n---\n<!-- 待核：完成时间 -->\n",
        ),
        ("沿用: 2022/旧名、2022/另一项\n完成时间: 全年\n", "沿用: 2023/甲\n完成时间: 全年\n---\n"),
        ("沿用:\n- 2022/旧名\n- 2022/另一项\n", "沿用: 2023/甲\n---\n"),
        ("沿用:\n完成时间: 全年\n", "沿用: 2023/甲\n完成时间: 全年\n---\n"),
        ("备注: 见《办法》\n", "备注: 见《办法》\n沿用: 2023/甲\n---\n<!-- 待核：备注 -->\n"),
    ],
)
def test_heads_of_items(before: str, after: str) -> None:
    assert item_of(f"---\n{before}---\n\n做好公开。\n") == f"---\n{after}\n做好公开。\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "做好。（责任部门：办公室；完成时间：5月底）",
            "做好。（责任部门：办公室；完成时间：5月底）<!-- 待核：完成时间 -->",
        ),
        (
            "做好（责任部门：办公室；完成时间：2023年5月底）。",
            "做好（责任部门：办公室；完成时间：2024年5月底）。<!-- 待核：完成时间 -->",
        ),
        (
            "做好。（完成时间：5月底）<!-- 说（明） -->",
            "做好。（完成时间：5月底）<!-- 待核：完成时间 --><!-- 说（明） -->",
        ),
        ("做好。（责任部门：办公室；完成时间：全年）", "做好。（责任部门：办公室；完成时间：全年）"),
        (
            "做好（责任部门：办公室；\n完成时间：5月底）",
            "做好（责任部门：办公室；\n完成时间：5月底）<!-- 待核：完成时间 -->",
        ),
        (
            "做好（完成时间：5月底；\n责任部门：办公室）",
            "做好（完成时间：5月底；\n责任部门：办公室）<!-- 待核：完成时间 -->",
        ),
    ],
)
def test_brackets(before: str, after: str) -> None:
    found = item_of(before + "\n")
    assert found == f"---\n沿用: 2023/甲\n---\n\n{after}\n"
    # a safe fix of the bracket's form must not take the mark away with it
    files = moved(before + "\n")
    assert len(list(parse(sources_from_files(2024, files)).plan.notes())) == before.count("<!--") + after.count("待核")


@pytest.mark.parametrize(
    "item",
    [
        "3月底前公开《要点》（沪府〔2023〕8号），**5月底前**总结。\n",
        "1. 3月底前做。\n2. 5月底前\n做好。\n",
        "| 事 | 时 |\n|---|---|\n| 甲 | 5月 |\n",
        "做好（责任部门：办公室；\n完成时间：2023年5月底）。<!-- 说（明） -->\n",
        "---\n完成时间: 5月底\n备注: 见《办法》\n---\n\n3月底前\n",
        "---\n完成时间: 5月底\n---\n<!-- 问过\n办公室 -->\n\n3月底前\n",
        "由财监科做好。（责任部门：采管科；完成时间：全年）\n",
    ],
)
def test_a_mark_that_stands_is_not_set_again(item: str) -> None:
    """A draft of a draft: what was marked and not looked at stays marked, once."""
    body = "为做好工作，按照《要点》，制定本计划。\n\n　　分两段写。\n\n## 总体要求（3月）\n\n坚持公开。\n\n"
    files = {"2023/plan.md": plan_md(body, "依据: 《要点》\n"), "2023/items/甲.md": item}
    records = {"units.yaml": ROSTER.format("2023年12月31日", "")}
    first = sources_from_files(2023, {**files, **records})
    draft = draft_from(first, parse(first).plan, 2024)
    again = sources_from_files(2024, {**draft.files, **records})
    second = draft_from(again, parse(again).plan, 2025)
    assert len(draft.marks) > 6
    assert [mark.what for mark in second.marks] == [mark.what for mark in draft.marks]
    assert (
        second.files["2025/items/甲.md"].replace("2024/", "2023/").replace("2025", "2024")
        == (draft.files["2024/items/甲.md"])
    )


ROSTER = "科室:\n- 名称: 办公室\n- 名称: 财监科\n  停用: {}\n  改为: 监督科\n- 名称: 采管科\n  停用: 2023年5月1日\n{}"


@pytest.mark.parametrize(
    ("until", "more", "before", "after"),
    [
        ("2023年12月31日", "", "财监科、办公室", "监督科、办公室"),
        ("2024年5月31日", "", "财监科、办公室", "财监科、办公室"),
        ("2023年12月31日", "- 名称: 监督科\n  停用: 2023年12月31日\n  改为: 督查科\n", "财监科", "督查科"),
        ("2023年12月31日", "- 名称: 监督科\n", "财监科、监督科、办公室", "监督科、办公室"),
        ("2023年12月31日", "- 名称: 监督科\n", "监督科、办公室、财监科", "监督科、办公室"),
    ],
)
def test_units_are_called_what_the_roster_says(until: str, more: str, before: str, after: str) -> None:
    units = ROSTER.format(until, more)
    head = f"---\n责任部门: {before}\n完成时间: 全年\n---\n\n做好公开。\n"
    assert f"责任部门: {after}\n" in item_of(head, units=units)
    note = f"做好公开。（责任部门：{before}；完成时间：全年）\n"
    assert f"（责任部门：{after}；完成时间：全年）\n" in item_of(note, units=units)


def test_a_unit_that_is_gone_is_marked() -> None:
    units = ROSTER.format("2023年12月31日", "")
    head = item_of("---\n责任部门: 采管科\n---\n\n由财监科做好公开。\n", units=units)
    assert "---\n<!-- 待核：责任部门 -->\n" in head
    assert "由财监科<!-- 待核：财监科已改为监督科 -->做好公开。" in head
    assert "）<!-- 待核：责任 -->" in item_of("做好。（责任部门：采管科；完成时间：全年）\n", units=units)


def test_the_head_of_the_plan() -> None:
    head = (
        "成文日期: 2023年6月27日\n附件:\n- 2023年度分解表\n- [2023年联系表](annex/2023联系表.md)\n依据: 《要点》\n稿次:\n"
        "发文字号: 某局〔2023〕5号\n关键词: 2023年度、公开\n内容概述: 按《要点》制定\n印发日期: 2023年6月28日\n"
    )
    files = moved(
        plan=plan_md(head=head), **{"2023__annex__2023联系表": "## 2023年度窗口\n\n2023年度联系方式，5月1日起。\n"}
    )
    assert files["2024/plan.md"] == (
        "---\n标题: 某局2024年度政务公开工作计划\n发文机关: 某局\n成文日期:\n附件:\n- 2024年度分解表\n"
        "- [2024年联系表](annex/2023联系表.md)\n依据: 《要点》\n稿次: 初稿\n发文字号:\n关键词: 2024年度、公开\n"
        "内容概述: 按《要点》制定\n印发日期:\n---\n<!-- 待核：依据 -->\n<!-- 待核：内容概述 -->\n\n"
        "## 主要工作\n\n- [甲事项](items/甲.md)\n"
    )
    assert files["2024/annex/2023联系表.md"] == ("## 2024年度窗口\n\n2024年度联系方式，5月1日<!-- 待核：日期 -->起。\n")


def test_the_opening_is_marked_wherever_it_stands() -> None:
    body = "为做好工作，制定本计划。\n\n　　分两段写。\n\n"
    words = moved(plan=plan_md(body))["2024/plan.md"]
    assert "<!-- 待核：指导思想 -->\n为做好工作" in words
    assert "<!-- 待核：指导思想 -->\n　　分两段写" in words
    named = moved(plan=plan_md("## 总体要求\n\n坚持公开为常态。\n\n"))["2024/plan.md"]
    assert "## 总体要求\n\n<!-- 待核：指导思想 -->\n坚持公开" in named
    bare = "---\n标题: 某局2023年度计划\n发文机关: 某局\n---\n\n- [甲事项](items/甲.md)\n\n特此安排。\n"
    assert "指导思想" not in moved(plan=bare)["2024/plan.md"]


def test_titles_move_and_other_years_in_them_are_marked() -> None:
    plan = plan_md().replace("## 主要工作", "## 2023年主要工作").replace("[甲事项]", "[2023年甲事项]")
    words = moved(plan=plan)["2024/plan.md"]
    assert "## 2024年主要工作\n" in words
    assert "[2024年甲事项](items/甲.md)" in words
    other = moved(plan=plan_md().replace("2023年度政务", "2022年度政务"))["2024/plan.md"]
    assert "---\n<!-- 待核：标题 -->\n" in other


def test_the_covering_notice_and_what_speaks_of_its_own_year() -> None:
    notice = "---\n标题: 关于印发2023年度计划的通知\n成文日期: 2023年6月27日\n发文字号: 某局〔2023〕5号\n---\n\n请于7月底前报送。\n"
    plan = plan_md() + "\n<!-- 不再列入：旧事项（沿用 2022/旧） -->\n"
    files = moved(plan=plan, **{"2023__notice": notice})
    assert files["2024/notice.md"] == (
        "---\n标题: 关于印发2024年度计划的通知\n成文日期:\n发文字号:\n---\n\n请于7月底前<!-- 待核：日期 -->报送。\n"
    )
    assert "不再列入" not in files["2024/plan.md"]


def test_what_is_not_listed_is_not_carried() -> None:
    files = {"2023/plan.md": plan_md(), "2023/items/甲.md": "做好公开。\n", "2023/items/乙.md": "旧稿。\n"}
    sources = sources_from_files(2023, files)
    draft = draft_from(sources, parse(sources).plan, 2024)
    assert sorted(draft.files) == ["2024/items/甲.md", "2024/plan.md"]
    assert draft.unlisted == ("items/乙.md",)


@given(plans())
def test_any_plan_can_be_drafted_from(plan: Plan) -> None:
    sources = sources_from_files(YEAR, write(plan))
    draft = draft_from(sources, plan := parse(sources).plan, YEAR + 1)
    reading = parse(sources_from_files(YEAR + 1, {**dict(draft.files), "units.yaml": write(plan)["units.yaml"]}))
    before = {finding.code for finding in parse(sources).findings if finding.severity is Severity.ERROR}
    assert {finding.code for finding in reading.findings if finding.severity is Severity.ERROR} <= before
    own, next_one = f"{YEAR}", f"{YEAR + 1}"
    assert [str(text).replace(next_one, own) for text in without_dates(reading.plan).texts()] == [
        str(text).replace(next_one, own) for text in without_dates(replace(plan, year=YEAR + 1)).texts()
    ]
    assert reading.plan.is_draft
    assert len(draft.marks) == sum(note.text.value.startswith("待核") for note in reading.plan.notes())
    kept_notes = [str(note.text) for note in plan.notes() if not str(note.text).startswith(("已核实", "不再列入"))]
    notes = [str(note.text) for note in reading.plan.notes()]
    assert not [words for words in kept_notes if words not in notes]


def without_dates(plan: Plan) -> Plan:
    head = replace(plan.head, issued=type(plan.head.issued)(), stage=type(plan.head.title)(""))
    return replace(plan, head=head)


# --- items in and out -----------------------------------------------------------------------


def carried_out(root: Path, found: Changes | Refusal) -> Changes:
    assert not isinstance(found, Refusal), found
    write_files(root, found.files)
    return found


def listed(root: Path, year: int = 2023) -> list[str]:
    words = (root / str(year) / "plan.md").read_text("utf-8")
    return re.findall(r"(?m)^( *- \[.+?\]|<!-- .+? -->)", words.partition("## ")[2])


def test_an_item_is_added_with_its_line(root: Path) -> None:
    before = (root / "2023" / "plan.md").read_text("utf-8")
    found = carried_out(root, add_item(root, 2023, "公平竞争", "公平竞争审查公开"))
    after = (root / "2023" / "plan.md").read_text("utf-8")
    line = "- [公平竞争审查公开](items/公平竞争.md)\n"
    assert after.replace(line, "") == before
    assert listed(root)[-1] == "- [公平竞争审查公开]"
    assert (root / "2023" / "items" / "公平竞争.md").read_text("utf-8") == "---\n责任部门:\n完成时间:\n---\n"
    assert [notice.event for notice in found.notices] == [Event.ITEM_CREATED, Event.ITEM_TO_BE_WRITTEN]
    codes = {finding.code for finding in parse(source.load_year(root, 2023)).findings}
    assert codes == {"P029"}


@pytest.mark.parametrize(
    ("under", "after", "place"),
    [
        ("", "预决算公开", 1),
        ("", "政府采购信息全过程公开", 3),
        ("主要工作", "", 15),
        ("主要", "", 15),
        ("主要工作", "预决算公开", 1),
    ],
)
def test_it_stands_where_it_is_wanted(root: Path, under: str, after: str, place: int) -> None:
    carried_out(root, add_item(root, 2023, "新事项", "新的事项", under, after))
    assert listed(root)[place] == "- [新的事项]"
    plan = parse(source.load_year(root, 2023)).plan
    assert [item.id for item in plan.items()][place] == "新事项"


def test_children_and_comments_stay_with_their_item(root: Path) -> None:
    page = root / "2023" / "plan.md"
    words = page.read_text("utf-8")
    line = "- [优化政策服务](items/政策服务.md)"
    page.write_text(words.replace(line, f"{line} <!-- 旧注 -->\n<!-- 另一条\n注 -->"), "utf-8")
    carried_out(root, add_item(root, 2023, "子项", "下级事项", under="政策服务"))
    carried_out(root, add_item(root, 2023, "子项二", "下级事项二", under="优化政策服务"))
    carried_out(root, add_item(root, 2023, "同级", "同级事项", after="政策服务"))
    items = {item.id: item for item in parse(source.load_year(root, 2023)).plan.items()}
    assert [child.id for child in items["政策服务"].children] == ["子项", "子项二"]
    assert [str(note.text) for note in items["政策服务"].notes] == ["旧注", "另一条\n注"]
    assert items["同级"].children == ()


def test_a_section_without_a_list_gets_one(root: Path) -> None:
    carried_out(root, add_item(root, 2023, "要求", "报送总结", under="工作要求"))
    plan = parse(source.load_year(root, 2023)).plan
    assert [item.id for item in plan.items()][-1] == "要求"
    assert (root / "2023" / "plan.md").read_text("utf-8").endswith("相关工作。\n\n- [报送总结](items/要求.md)\n")


@pytest.mark.parametrize(
    ("identity", "title", "under", "after", "refusal"),
    [
        ("标准目录", "目录", "", "", Refusal(Reason.ITEM_EXISTS, year=2023, item="标准目录")),
        ("a/b", "目录", "", "", Refusal(Reason.NAME_HAS_CHARACTER, character="/")),
        ("", "目录", "", "", Refusal(Reason.NAME_EMPTY)),
        (".藏", "目录", "", "", Refusal(Reason.NAME_EMPTY)),
        ("字" * 80, "目录", "", "", Refusal(Reason.NAME_TOO_LONG)),
        ("新", "有]的", "", "", Refusal(Reason.TITLE_HAS_CHARACTER, character="]")),
        ("新", "", "", "", Refusal(Reason.TITLE_EMPTY)),
        ("新", "两\n行", "", "", Refusal(Reason.TITLE_UNPRINTABLE)),
        (
            *("新", "目录", "主要任务", ""),
            Refusal(Reason.ITEM_UNKNOWN, year=2023, name="主要任务", similar="主要工作"),
        ),
        ("新", "目录", "", "量子计算", Refusal(Reason.ITEM_UNKNOWN, year=2023, name="量子计算", similar=None)),
        ("新", "目录", "工作", "", Refusal(Reason.HEADING_AMBIGUOUS, count=2, under="工作")),
        (
            *("新", "目录", "工作要求", "预决算公开"),
            Refusal(Reason.ITEM_NOT_UNDER, after="预决算公开", under="工作要求"),
        ),
    ],
)
def test_what_cannot_be_added_is_refused(
    root: Path, identity: str, title: str, under: str, after: str, refusal: Refusal
) -> None:
    before = everything(root)
    assert add_item(root, 2023, identity, title, under, after) == refusal
    assert everything(root) == before


def test_a_plan_without_a_list(tmp_path: Path) -> None:
    (tmp_path / "2023").mkdir()
    page = tmp_path / "2023" / "plan.md"
    missing = add_item(tmp_path, 2023, "甲", "甲事项")
    assert isinstance(missing, Refusal)
    assert missing.reason is Reason.PLAN_MISSING
    head = "---\n标题: 某局2023年度计划\n发文机关: 某局\n---\n"
    page.write_text(f"{head}\n## 主要工作\n\n1. 一步。\n\n<!-- 注 -->\n\n## 工作要求\n\n落实。\n", "utf-8")
    where_missing = add_item(tmp_path, 2023, "甲", "甲事项")
    assert where_missing == Refusal(Reason.LIST_MISSING, headings=("主要工作", "工作要求"))
    carried_out(tmp_path, add_item(tmp_path, 2023, "甲", "甲事项", under="主要工作"))
    assert "<!-- 注 -->\n\n- [甲事项](items/甲.md)\n\n## 工作要求" in page.read_text("utf-8")
    page.write_text(f"{head}\n\n", "utf-8")
    carried_out(tmp_path, add_item(tmp_path, 2023, "乙.md", "乙事项"))
    assert [item.id for item in parse(source.load_year(tmp_path, 2023)).plan.items()] == ["乙"]


def test_an_item_listed_twice_is_not_taken_out(root: Path) -> None:
    page = root / "2023" / "plan.md"
    line = "- [依申请公开](items/依申请公开.md)\n"
    page.write_text(page.read_text("utf-8").replace(line, line * 2), "utf-8")
    assert retire_item(root, 2023, "依申请公开") == Refusal(Reason.ITEM_LISTED_TWICE, item="依申请公开")


@settings(max_examples=examples(30))
@given(plans(), st.data())
def test_adding_and_taking_out_leave_the_others_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, plan: Plan, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("content")
    write_files(folder, write(plan))
    ids = [item.id for item in plan.items()]
    assume(ids)
    after = data.draw(st.sampled_from(ids))
    carried_out(folder, add_item(folder, YEAR, "新事项", "新的事项", after=after))
    found = parse(source.load_year(folder, YEAR)).plan
    assert [item.id for item in found.items() if item.id != "新事项"] == ids
    above = {child.id: item.id for item in found.items() for child in item.children}
    assert above.get("新事项") == above.get(after)
    carried_out(folder, retire_item(folder, YEAR, "新事项"))
    assert [item.id for item in parse(source.load_year(folder, YEAR)).plan.items()] == ids


def test_an_add_cut_short_can_be_done_again(root: Path) -> None:
    found = add_item(root, 2023, "新事项", "新的事项")
    assert isinstance(found, Changes)
    assert list(found.files) == ["2023/items/新事项.md", "2023/plan.md"]
    write_files(root, {"2023/items/新事项.md": found.files["2023/items/新事项.md"]})
    carried_out(root, add_item(root, 2023, "新事项", "新的事项"))
    (root / "2023" / "items" / "旧稿.md").write_text("写了一半。\n", "utf-8")
    refused = add_item(root, 2023, "旧稿", "旧稿")
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.ITEM_NOT_LISTED


def test_an_item_taken_out_leaves_its_lineage(root: Path) -> None:
    write_draft(root, draft_of(root))
    found = carried_out(root, retire_item(root, 2024, "政府开放日"))
    assert next(iter(found.files)) == "2024/plan.md"
    assert not (root / "2024" / "items" / "政府开放日.md").exists()
    plan = parse(source.load_year(root, 2024)).plan
    assert retired_items(plan) == {"2023/政府开放日": "政府开放日活动"}
    before = parse(source.load_year(root, 2023)).plan
    assert [change.explanation for change in compare(before, plan).changes if change.kind.value == "不再列入"] == [
        "不再列入"
    ]


def test_an_item_without_lineage_is_known_by_its_name_in_the_year_before(root: Path) -> None:
    write_draft(root, draft_of(root))
    page = root / "2024" / "items" / "标准目录.md"
    page.write_text(page.read_text("utf-8").replace("沿用: 2023/标准目录\n", ""), "utf-8")
    carried_out(root, retire_item(root, 2024, "政务公开标准目录"))
    assert list(retired_items(parse(source.load_year(root, 2024)).plan)) == ["2023/标准目录"]


def test_notes_on_the_line_stay_when_the_item_goes(root: Path) -> None:
    page = root / "2023" / "plan.md"
    line = "- [依申请公开](items/依申请公开.md)"
    page.write_text(page.read_text("utf-8").replace(line, f"{line} <!-- 办公室提议 -->"), "utf-8")
    carried_out(root, retire_item(root, 2023, "依申请公开"))
    assert "<!-- 不再列入：依申请公开 --> <!-- 办公室提议 -->\n" in page.read_text("utf-8")


def test_a_parent_is_not_taken_out_over_its_children(root: Path) -> None:
    carried_out(root, add_item(root, 2023, "子项", "下级事项", under="政策服务"))
    found = retire_item(root, 2023, "政策服务")
    assert isinstance(found, Refusal)
    assert (found.reason, found.values["children"]) == (Reason.ITEM_HAS_CHILDREN, ("下级事项",))
    assert retire_item(root, 2023, "没有的") == Refusal(Reason.ITEM_UNKNOWN, year=2023, name="没有的", similar=None)


def test_add_and_retire_undo_each_other(root: Path) -> None:
    before = [item.id for item in parse(source.load_year(root, 2023)).plan.items()]
    carried_out(root, add_item(root, 2023, "新事项", "新的事项", after="政策服务"))
    carried_out(root, retire_item(root, 2023, "新事项"))
    assert [item.id for item in parse(source.load_year(root, 2023)).plan.items()] == before
    assert not [
        finding for finding in parse(source.load_year(root, 2023)).findings if finding.severity is Severity.ERROR
    ]


# --- kept states ----------------------------------------------------------------------------


def opened(root: Path, name: str) -> Version:
    found = open_version(root, name)
    assert not isinstance(found, Refusal), found
    return found


def test_a_state_is_kept_and_opened_again(root: Path) -> None:
    saved = save_snapshot(root, 2023, "送审稿")
    folder = root / "2023" / "稿本" / "送审稿"
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    assert saved == Notice(Event.SNAPSHOT_SAVED, year=2023, name="送审稿", path=folder, count=count)
    plan = opened(root, "2023").plan
    page = root / "2023" / "items" / "标准目录.md"
    page.write_text("改过了。\n", "utf-8")
    version = opened(root, "2023@送审稿")
    assert version.label == "2023年送审稿"
    assert version.plan == plan
    assert opened(root, "2023").plan != plan
    assert snapshot_names(root, 2023) == ("送审稿",)
    # no other verb reads it
    assert not [name for name, _ in source.load_year(root, 2023).files if "稿本" in name]


def test_a_name_is_never_taken_twice(root: Path) -> None:
    save_snapshot(root, 2023, "送审稿")
    before = everything(root)
    found = save_snapshot(root, 2023, "送审稿")
    taken = Refusal(Reason.FOLDER_EXISTS, path=root / "2023" / "稿本" / "送审稿")
    assert found == Refusal(Reason.SNAPSHOT_EXISTS, cause=taken, name="送审稿")
    assert everything(root) == before
    for name in ("", "a/b", "..", "送审稿@一"):
        assert isinstance(save_snapshot(root, 2023, name), Refusal)
    assert isinstance(save_snapshot(root, 2020, "送审稿"), Refusal)


def test_a_git_revision_is_read_without_a_checkout(root: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", *arguments],
            cwd=root.parent,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    plan = opened(root, "2023").plan
    page = root / "2023" / "items" / "标准目录.md"
    page.write_text("改过了。\n", "utf-8")
    before = everything(root.parent)
    version = opened(root, "2023@HEAD")
    assert version.plan == plan
    assert version.label == "2023年（版本 HEAD）"
    assert everything(root.parent) == before
    for name in ("2023@HEAD~9", "2023@--output=x", "2024@HEAD"):
        assert isinstance(open_version(root, name), Refusal)


def test_a_name_that_names_nothing_is_refused(root: Path) -> None:
    save_snapshot(root, 2023, "送审稿")
    for name, reason, values in (
        ("23", Reason.VERSION_NAME, {"name": "23"}),
        ("2020", Reason.NO_PLAN_OF_YEAR, {"root": root, "year": 2020, "years": (2023,)}),
        ("2023@报批稿", Reason.VERSION_UNKNOWN, {"snapshots": ("送审稿",)}),
    ):
        found = open_version(root, name)
        assert isinstance(found, Refusal)
        assert found.reason is reason
        assert values.items() <= found.values.items()
    assert isinstance(compare_versions(root, "2023", "2022"), Refusal)
    assert isinstance(compare_versions(root, "2022", "2023"), Refusal)
