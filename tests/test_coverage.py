"""What the faces tell before anything is rendered: the office's own faces, and every character that would be a box."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import fonts, preflight as coverage
from pipeline.fonts import Role
from tests.case_files import ITEM
from tests.command_line import Verb, Write

BOXED = "ᵢ"
"""U+1D62: neither in Fandol nor in Noto Serif CJK."""


def found(run: Verb, code: str) -> list[tuple[str, int, int, str]]:
    """The places and messages of that code's findings, as `check` gives them to programs."""
    said = json.loads(run("check", "--format", "json").stdout)
    return [(one["path"], one["line"], one["column"], one["message"]) for one in said if one["code"] == code]


def state(words: str) -> None:
    Path("content/site.yaml").write_text(words, "utf-8")


# --- characters -----------------------------------------------------------------------------


def test_check_lists_every_place_for_which_build_refuses(run: Verb, content: Write) -> None:
    content(item=ITEM.replace("公开", f"公开{BOXED}第{BOXED}号"))
    message = f"“{BOXED}”（U+1D62）在所用字体里没有，会印成方框"
    assert found(run, "P008") == [("content/2024/items/甲.md", 6, column, message) for column in (5, 7)]
    assert (run("check").exit_code, run("build").exit_code) == (1, 1)
    assert '"ruleId": "P008"' in run("check", "--format", "sarif").stdout
    assert not Path("build/2024").exists()


def test_where_no_face_is_found_check_goes_on_without(
    run: Verb, content: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    content(item=ITEM.replace("公开", f"公开{BOXED}"))
    Path("空的").mkdir()
    monkeypatch.setenv("ZWGK_FONTS", "空的")
    assert found(run, "P008") == []
    assert run("check").exit_code == 0


def test_what_site_yaml_states_is_held_against_the_faces_too(run: Verb, content: Write) -> None:
    content()
    state(f"样例: 是\n# {BOXED}\n网站名称: 某区{BOXED}网\n")
    assert [place[:3] for place in found(run, "P008")] == [("content/site.yaml", 3, 9)]
    assert run("publish").exit_code == 1


@pytest.mark.parametrize(("words", "composed"), [("公开", False), ("㙍𠮷龘公开", False), (BOXED, True)])
def test_nothing_is_composed_unless_a_character_has_no_face(
    words: str, composed: bool, content: Write, tmp_path: Path
) -> None:
    content(item=ITEM.replace("公开", words))
    code = (
        "import sys\nfrom pipeline.cli.main import zwgk\n"
        "try: zwgk(['check'])\nexcept SystemExit: print('pipeline.render.compose' in sys.modules, file=sys.stderr)"
    )
    environment = {"PYTHONPATH": str(fonts.CHECKOUT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == f"{composed}\n"


# --- numbers and the sign-off --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [("1月31日前公布年度报告。", "序号“1.”后面紧接“1月”，容易读成“1.1月”"), ("于1月31日前公布年度报告。", "")],
)
def test_a_third_level_number_before_a_digit_is_found(text: str, message: str, run: Verb, content: Write) -> None:
    folder = content(item=f"---\n责任部门: 办公室\n完成时间: 1月31日\n---\n\n{text}\n")
    path = folder / "plan.md"
    path.write_text(path.read_text("utf-8").replace("## 主要工作\n", "## 主要工作\n\n### 重点工作\n"), "utf-8")
    expected = [("content/2024/items/甲.md", 6, 1, message)] if message else []
    assert found(run, "P056") == expected
    run("build")
    assert Path("build/2024/plan.pdf").exists()


@pytest.mark.parametrize(("annexes", "is_found"), [(16, False), (17, True)])
def test_annexes_that_leave_the_sign_off_no_text_are_found_as_content(
    annexes: int, is_found: bool, run: Verb, content: Write
) -> None:
    folder = content()
    (folder / "annex").mkdir()
    for number in range(annexes):
        (folder / f"annex/{number}.md").write_text("说明如下。\n", "utf-8")
    path = folder / "plan.md"
    listed = ["附件:", *(f"- [说明](annex/{number}.md)" for number in range(annexes))]
    typed = path.read_text("utf-8").split("\n")
    path.write_text("\n".join([*typed[:4], *listed, *typed[4:]]), "utf-8")
    assert bool(found(run, "P057")) is is_found
    # it is printed all the same, and nothing in print is the tool's fault
    assert "全部相合" in run("build", "--measure").stdout


# --- 版记 -------------------------------------------------------------------------------


OFFICES = [f"某区第{number}街道办事处" for number in range(1, 71)]
NOTICE = (
    "---\n标题: 某局关于印发2024年度政务公开工作计划的通知\n发文机关: 某局\n成文日期: 2024年3月5日\n---\n\n现予印发。\n"
)


@pytest.mark.parametrize("name", ["plan.md", "notice.md"])
@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ([f"抄送: {'，'.join(OFFICES[:50])}"], None),
        ([f"抄送: {'，'.join(OFFICES)}"], (0, 5, "抄送写统称，如 各镇人民政府，区政府各部门")),
        # too many for the first page, they stand in 版记
        (
            [f"主送机关: {'、'.join(OFFICES)}", "抄送: 区审计局"],
            (0, 7, "主送机关写统称，如 各镇人民政府，区政府各部门"),
        ),
        # few enough to stay under the title
        ([f"主送机关: {'、'.join(OFFICES[:36])}", f"抄送: {'，'.join(OFFICES[:34])}"], None),
        (
            [f"主送机关: {'、'.join(OFFICES[:36])}", f"抄送: {'，'.join(OFFICES[:60])}"],
            (1, 5, "抄送写统称，如 各镇人民政府，区政府各部门"),
        ),
        ([f"印发机关: {'某区财政局' * 200}"], (0, 7, "印发机关写简称")),
    ],
)
def test_a_colophon_no_page_could_hold_is_found_before_its_words_are_lost(
    name: str, lines: list[str], at: tuple[int, int, str] | None, run: Verb, content: Write
) -> None:
    folder = content()
    path = folder / name
    typed = (path.read_text("utf-8") if path.exists() else NOTICE).split("\n")
    path.write_text("\n".join([*typed[:4], *lines, *typed[4:]]), "utf-8")
    said = [one for one in json.loads(run("check", "--format", "json").stdout) if one["code"] == "P069"]
    expected = [] if at is None else [(f"content/2024/{name}", 5 + at[0], at[1], at[2])]
    assert [(one["path"], one["line"], one["column"], one["hint"]) for one in said] == expected
    refused = at is not None
    assert (run("check").exit_code, run("build").exit_code) == (refused, refused)
    assert Path("build/2024/plan.pdf").exists() is not refused


@pytest.mark.parametrize(("printer", "found_there"), [("某" * 19, False), ("某" * 20, True)])
def test_an_organ_that_leaves_the_day_no_room_is_found(
    printer: str, found_there: bool, run: Verb, content: Write
) -> None:
    path = content() / "plan.md"
    typed = path.read_text("utf-8").split("\n")
    stated = [f"印发机关: {printer}", "印发日期: 2024年12月31日"]
    path.write_text("\n".join([*typed[:4], *stated, *typed[4:]]), "utf-8")
    assert ("P068" in run("check").stdout) is found_there
    assert run("build").exit_code == 0


# --- the office's own faces -----------------------------------------------------------------


KAI = fonts.cache_folder() / fonts.FILES[Role.KAI]


def test_a_face_stated_for_a_use_is_what_doctor_and_the_manifest_say(run: Verb, content: Write) -> None:
    content()
    state(f"样例: 是\n字体:\n  正文: {KAI}\n")
    assert found(run, "P067") == []
    done = run("doctor")
    assert done.exit_code == 0
    assert f"有  字体·正文：FandolKai Regular 1.300（{KAI.name}）" in done.stdout.splitlines()
    assert coverage.faces_of(Path("content"))[Role.BODY].family == "FandolKai"
    assert run("build").exit_code == 0
    assert '"FandolKai"' in Path("build/2024/manifest.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("stated", "line", "said"),
    [
        ("字体: 仿宋.ttf", 2, "“字体”没有写明用途"),
        ("字体:\n  - 仿宋.ttf", 3, "“字体”没有写明用途"),
        ("字体:\n  仿宋: 仿宋.ttf", 3, "字体没有“仿宋”这个用途"),
        ("字体:\n  正文: 没有.ttf", 3, "没有字体文件“没有.ttf”，“正文”用别的字体代替"),
        (f"字体:\n  - 正文: {KAI}", 3, "字体没有“- 正文”这个用途"),
        ("字体:\n- 标题:\n    - 小标宋.ttf", 4, "字体没有“- 标题”这个用途"),
        ("字体:\n  正文: {甲: 仿宋.ttf}", 3, "没有字体文件“{甲: 仿宋.ttf}”，“正文”用别的字体代替"),
        ("字体:\n  正文: [仿宋.ttf,\n    宋.ttf]", 3, "没有字体文件“[仿宋.ttf,”，“正文”用别的字体代替"),
        ("字体:\n  正文:\n    文件: 仿宋.ttf", 4, "没有字体文件“文件: 仿宋.ttf”，“正文”用别的字体代替"),
        (f"字体:\n  正文: {'长' * 300}", 3, f"没有字体文件“{'长' * 300}”，“正文”用别的字体代替"),
        ("字体:\n  正文: 2024", 3, "没有字体文件“2024”，“正文”用别的字体代替"),
        (
            "字体:\n  正文: site.yaml",
            3,
            "“site.yaml”不是可用的字体文件，或已损坏，或缺 GB 2312 的汉字，“正文”用别的字体代替",
        ),
    ],
)
def test_a_face_that_cannot_be_used_is_found_by_every_verb(
    stated: str, line: int, said: str, run: Verb, content: Write
) -> None:
    content()
    state(f"样例: 是\n{stated}\n")
    assert [(where, row, what) for where, row, _, what in found(run, "P067")] == [("content/site.yaml", line, said)]
    doctor = run("doctor")
    assert doctor.exit_code == 3
    assert f"缺  字体：content/site.yaml 第 {line} 行：{said}" in doctor.stdout
    built = run("build")
    assert (built.exit_code, said in built.stderr) == (1, True)
    assert run("publish").exit_code == 1


def test_uses_that_are_left_empty_are_nothing_stated(run: Verb, content: Write) -> None:
    content()
    state("样例: 是\n字体:\n  正文:\n  标题:\n")
    assert run("check").exit_code == 0
    state("样例: 是\n字体:\n")
    assert run("check").exit_code == 0
