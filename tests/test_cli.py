"""The verbs: what they exit with, what they say on which stream, where they write, and what they never write."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from pipeline.cli.messages.build import WORD_FILES
from pipeline.readers.extract import pieces
from pipeline.render.deterministic_zip import packed, unpacked
from tests.builders import ROOT
from tests.case_files import ITEM
from tests.command_line import Verb, Write

pytestmark = pytest.mark.slow


def files(folder: Path) -> list[str]:
    """Every file below a folder that is not hidden, by its name there."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


# --- check --------------------------------------------------------------------------------


def test_clean_content_is_0(run: Verb, content: Write) -> None:
    content()
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "content/2024：必改 0 处，请核实 0 处，供参考 0 处\n"


def test_the_plan_of_2023_is_clean(run: Verb) -> None:
    done = run("-C", str(ROOT / "content"), "check", "2023")
    assert done.exit_code == 0
    assert "必改 0 处" in done.stdout


def test_a_command_that_is_named_can_be_typed_as_it_stands(run: Verb, content: Write) -> None:
    folder = content(root="本局")
    (folder / "reviews" / "never.yaml").write_text("")
    (folder / "issued.yaml").unlink()
    refused = run("-C", "本局", "publish", "2024").stderr
    named = re.findall("zwgk [^a-z]*[a-z]+", refused)
    assert named
    assert [words for words in named if not words.startswith("zwgk -C 本局 ")] == []


def test_a_must_is_1_and_is_shown_with_its_place_on_stdout(run: Verb, content: Write) -> None:
    folder = content()
    (folder / "items" / "甲.md").unlink()
    done = run("check")
    assert (done.exit_code, done.stderr) == (1, "")
    first, _, line, caret, *_ = done.stdout.splitlines()
    assert first.startswith("content/2024/plan.md:13:9: 必改 ")
    assert line == "13 | - [甲事项](items/甲.md)"
    assert caret == "   |            ^^^^^^^^^^^"


def test_what_only_asks_is_0(run: Verb, content: Write) -> None:
    folder = content()
    (folder / "items" / "乙.md").write_text(ITEM, "utf-8")
    done = run("check")
    assert "必改 0 处，请核实 1 处" in done.stdout
    assert done.exit_code == 0


def test_all_findings_are_said_at_once_in_the_order_of_the_document(run: Verb, content: Write) -> None:
    folder = content(item="---\n责任部门: 办公室\n完成时间: 全年\n未知: 甲\n---\n\n做\x0b好\x0c公开。\n")
    plan = folder / "plan.md"
    plan.write_text(plan.read_text("utf-8") + "\n- [乙](items/乙.md)\n", "utf-8")
    done = run("check")
    places = [
        line.split(" ")[0].split(":")[:3] for line in done.stdout.splitlines() if line.startswith("content/2024/")
    ]
    found = [(path, int(line), int(column)) for path, line, column in places]
    # plan.md, then the items as it lists them, each by place
    assert found == sorted(found, key=lambda place: (place[0].endswith("甲.md"), place))
    assert "【第（一）项 甲事项】" in done.stdout
    assert len(found) >= 4
    assert {path for path, _, _ in found} == {"content/2024/items/甲.md", "content/2024/plan.md"}


def test_the_newest_year_is_checked_unless_years_are_named(run: Verb, content: Write) -> None:
    content(2022)
    content(2024)
    assert run("check").stdout.startswith("content/2024：")
    assert [line[:12] for line in run("check", "2022", "2024").stdout.splitlines()] == ["content/2022", "content/2024"]


# --- usage --------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["check", "build", "publish"])
def test_a_year_that_is_not_there_is_usage(verb: str, run: Verb, content: Write) -> None:
    content()
    done = run(verb, "2019")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "2019" in done.stderr
    assert "2024" in done.stderr
    assert not Path("build").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("check", "甲"),
        ("check", "--nonsense"),
        ("-C", "nowhere", "check"),
        ("-C", "a/content", "-C", "b/content", "check"),
        ("-C", "a", "-C", "./a/", "build"),
        ("-C", "a", "-C", "b/../a", "publish"),
        ("build", "2024", "-o"),
    ],
)
def test_what_cannot_be_meant_is_usage(words: tuple[str, ...], run: Verb, content: Write) -> None:
    for root in ("content", "a", "a/content", "b/content"):
        content(root=root)
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr
    assert not Path("build").exists()


@pytest.mark.parametrize("typed", ["2024年", "2024年度", "２０２４"])
def test_a_year_is_read_as_people_write_it(typed: str, run: Verb, content: Write) -> None:
    content()
    assert run("check", typed).stdout == run("check", "2024").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "20255"), "写四位数字（1900 至 2999），如 2023"),
        (("new", "20255"), "写四位数字（1900 至 2999），如 2023"),
        (("check", "content/2024/plan.md"), "写四位数字（1900 至 2999），如 2024"),
        (("check", "-C", "jyj"), f"-C 写在命令前面：{sys.executable} -m pipeline -C jyj check"),
        (("-C", "jyj", "check"), "没有这个目录：jyj"),
        (("-C", "jyj", "diff", "2023", "2024"), "没有这个目录：jyj"),
        (("diff", "2024", "--against", "没有.docx"), "没有文件 '没有.docx'。"),
        (("issue", "2024"), "缺少选项 '--date'。\n"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_chinese_with_what_to_write(
    words: tuple[str, ...], said: str, content: Write, tmp_path: Path
) -> None:
    content()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_folder_that_is_no_year_only_by_its_name_is_told(run: Verb, content: Write) -> None:
    content()
    content(2025).rename(Path("content/2025年"))
    done = run("check")
    assert done.stderr == "content/2025年 没有看：年度目录的名称只写四位数字，如 2025\n"
    assert done.stdout.startswith("content/2024：")


def test_at_a_terminal_it_is_said_how_a_page_is_kept(content: Write, tmp_path: Path) -> None:
    content()
    mine, its = os.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "check", "--format", "html"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=its,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(its)
    with suppress(OSError):
        # the terminal ends with an error when nobody writes to it any more
        while os.read(mine, 65536):
            pass
    os.close(mine)
    assert done.communicate()[1] == (
        f"存成文件再打开、打印：{sys.executable} -m pipeline check --format html > 校对单.html\n"
    )
    assert done.returncode == 0


def test_a_page_that_goes_into_a_file_is_nothing_but_the_page(run: Verb, content: Write) -> None:
    content()
    done = run("check", "--format", "html")
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stderr == ""


def test_a_name_of_a_kept_state_that_is_taken_is_answered_with_another(run: Verb, content: Write) -> None:
    content()
    assert run("save", "2024", "--as", "送审稿").exit_code == 0
    done = run("save", "2024", "--as", "送审稿")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "content/2024/稿本/送审稿 已经有了，没有改动；换一个名称，如 --as 送审稿二\n"


def test_a_sealed_file_that_is_none_is_answered_once(run: Verb, content: Write) -> None:
    folder = content()
    done = run("issue", "2024", "--date", "2024-03-06", "--basis", "甲", "--file", str(folder / "plan.md"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"{folder / 'plan.md'} 读不出：不是 PDF 文件，或已损坏、加了密；没有登记。\n"


def test_whoever_has_to_stop_is_not_told_to_go_on(run: Verb, content: Write) -> None:
    content(item=ITEM + "\n机密★5年\n")
    done = run("publish", "2024")
    assert done.exit_code == 1
    assert "报告本单位保密工作机构" in done.stderr
    assert "--form" not in done.stderr
    assert "zwgk review" not in done.stderr


@pytest.mark.parametrize("marked", ["content/2022/items/甲.md", "content/2022/reviews/记.yaml", "content/来文.txt"])
def test_a_mark_of_secrecy_anywhere_below_the_content_root_stops_every_verb(
    marked: str, run: Verb, content: Write
) -> None:
    """Also in another year than the one that is named, and in a file that no plan is made of."""
    content()
    content(2023)
    content(2022)
    content(2021)
    file = Path(marked)
    file.parent.mkdir(exist_ok=True)
    file.write_text("一、\n机密★10年。丁零号专项\n", "utf-8")
    before = files(Path())
    for words in (
        ("build", "2023"),
        ("build",),
        ("check", "2023"),
        ("check", "--fix", "2023"),
        ("check", "--acknowledge", "B001", "--item", "甲", "--reason", "照录", "2023"),
        ("review", "2023"),
        ("review", "2023", "--form"),
        ("publish",),
        ("publish", "2023"),
        ("issue", "2023", "--date", "2023-06-01", "--basis", "甲"),
        ("published", "2023", "--at", "2023-06-02 09:00"),
        ("new", "2025"),
        ("add", "乙", "乙事项", "--year", "2023"),
        ("save", "2023", "--as", "送审稿"),
        ("diff", "2023", "2023"),
        ("serve", "2023", "--no-open"),
    ):
        done = run(*words)
        assert done.exit_code == 1, words
        said = done.stdout + done.stderr
        assert "保密工作机构" in said, words
        assert f"{marked}:2" in said, words
        assert "机密★" not in said, words
        assert "丁零号" not in said, words
    assert [one["path"] for one in json.loads(run("check", "2023", "--format", "json").stdout)] == [marked]
    assert files(Path()) == before


RECORDS = (
    *("units.yaml", "site.yaml", "words.yaml"),
    *(f"2024/{name}" for name in ("acknowledged.yaml", "reviews/甲.yaml", "issued.yaml", "published.yaml")),
)


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_nested_too_deeply_is_named_by_every_verb_that_reads_it(
    record: str, run: Verb, content: Write
) -> None:
    content(2023)
    content(2024)
    file = Path("content", record)
    file.parent.mkdir(exist_ok=True)
    file.write_text("[" * 600, "utf-8")
    # check does not read the registers
    is_register = not record.endswith(("units.yaml", "site.yaml", "words.yaml", "acknowledged.yaml"))
    for words in (
        ("check", "2024"),
        ("check", "--fix", "2024"),
        ("review", "2024"),
        ("review", "2024", "--form"),
        ("review", "2024", "--register", "--stage", "发布审查", "--basis", "甲", "--post", "保密员"),
        ("publish", "2024"),
        ("issue", "2024", "--date", "2024-06-01", "--basis", "甲"),
        ("published", "2024", "--at", "2024-06-02 09:00"),
        ("new", "2025"),
        ("add", "乙", "乙事项", "--year", "2024"),
        ("save", "2024", "--as", "送审稿"),
        ("diff", "2023", "2024"),
    ):
        done = run(*words)
        assert done.exception is None or isinstance(done.exception, SystemExit), words
        if words == ("publish", "2024"):
            assert done.exit_code == 1
        if words == ("check", "2024") and not is_register:
            assert f"{record}:1:21" in done.stdout


# --- what the machine refuses -------------------------------------------------------------


def meek(*words: str, out: int | TextIO = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """`zwgk` as a program of its own; root may open everything, unless that is taken away."""
    limits = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*limits, sys.executable, "-m", "pipeline", *words],
        # with its results in a buffer, as on any machine
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("new", "2025"), "content"),
        (("save", "2024", "--as", "送审稿"), "content/2024/稿本"),
        (("add", "乙", "乙事项"), "content/2024/items"),
        (("review", "2024", "--form"), "build"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    words: tuple[str, ...], named: str, content: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content()
    before = files(tmp_path)
    folders = [tmp_path, *(path for path in tmp_path.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    done = meek(*words)
    for path in folders:
        path.chmod(0o755)
    said = f"没有做成：{named}：没有权限：请看这个文件（目录）的属主和权限，改好再运行，或换用有权限的用户。\n"
    assert (done.returncode, done.stderr) == (3, said)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "words", [("diff", "2024", "2024"), ("new", "2025"), ("save", "2024", "--as", "甲"), ("review",)]
)
def test_a_file_that_cannot_be_read_is_named(
    words: tuple[str, ...], content: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content()
    Path("content/2024/items/甲.md").chmod(0)
    done = meek(*words)
    assert done.returncode == 3
    assert done.stderr.startswith("没有做成：content/2024/items/甲.md：没有权限")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
def test_words_that_find_no_room_are_missed() -> None:
    with Path("/dev/full").open("w") as full:
        done = meek("check", "--explain", "U007", out=full)
    assert (done.returncode, done.stderr) == (3, "没有做成：磁盘满了，没有写完；腾出空间再运行一次。\n")


# --- diff ---------------------------------------------------------------------------------

POINTS = "2024年工作要点\n（一）做好政府信息公开，每季度开展一次自查。\n"


@pytest.mark.parametrize("typed", ["2024＠送审稿", "2024@ 送审稿 ", "２０２４年@送审稿"])
def test_a_state_is_named_as_people_write_it(typed: str, run: Verb, content: Write) -> None:
    content()
    run("save", "2024", "--as", "送审稿")
    done = run("diff", typed, "2024")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "2024年计划与2024年送审稿相比，事项仍为1项，没有任何改动。\n"


def test_an_empty_difference_is_written_all_the_same(run: Verb, content: Write) -> None:
    content()
    for form in ("html", "docx"):
        done = run("diff", "2024", "2024", "--format", form)
        assert (done.exit_code, done.stderr) == (0, "")
        assert all(Path(line).stat().st_size for line in done.stdout.splitlines())


def test_what_bears_a_secrecy_mark_is_compared_with_nothing(run: Verb, content: Write) -> None:
    """A kept state and a superior's 要点 no more than the plan itself."""
    folder = content()
    run("save", "2024", "--as", "送审稿")
    plan = folder / "稿本" / "送审稿" / "plan.md"
    plan.write_text("机密★10年\n" + plan.read_text("utf-8"), "utf-8")
    Path("要点.txt").write_text("机密★10年\n" + POINTS, "utf-8")
    for words in (
        ("2024@送审稿", "2024"),
        ("2024", "2024@送审稿", "--format", "docx"),
        ("2024@送审稿", "--against", "要点.txt"),
        ("2024", "--against", "要点.txt", "--format", "html"),
    ):
        done = run("diff", *words)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "涉密内容不得在这里处理" in done.stderr
        assert "机密" not in done.stderr
    assert not Path("build").exists()


@pytest.mark.parametrize("form", ["text", "json", "html", "docx"])
def test_a_difference_repeats_nothing_that_check_would_not(form: str, run: Verb, content: Write) -> None:
    """What was typed, what it was changed into, and what stands beside the change."""
    number, other, identity = "13812345679", "13912345679", "11010519491231002X"
    content(2023, item=ITEM + f"\n咨询电话{number}，证号{identity}，登录http://10.1.1.1/a。\n")
    content(2024, item=ITEM + f"\n咨询电话{other}，证号{identity}，登录http://10.1.1.1/a，随时答复。\n")
    Path("要点.txt").write_text(POINTS.replace("自查", f"自查，电话{number}"), "utf-8")
    for words in (("2023", "2024"), ("2024", "--against", "要点.txt")):
        done = run("diff", *words, "--format", form)
        assert done.exit_code == 0
        told = done.stdout
        if form == "json":
            json.loads(told)
        if form in ("html", "docx"):
            told += "".join(
                piece.text for line in done.stdout.splitlines() for piece in pieces(line, Path(line).read_bytes())
            )
        for secret in (number, other, identity, "10.1.1.1", number[3:], identity[6:14]):
            assert secret not in told, (words, secret)
        assert "随时答复" in told or "--against" in words


def test_a_plan_that_cannot_be_read_whole_is_said_to_be_that(run: Verb, content: Write) -> None:
    content()
    folder = content(2025)
    (folder / "items" / "甲.md").unlink()
    Path("要点.txt").write_text(POINTS, "utf-8")
    for words in (("2024", "2025"), ("2025", "--against", "要点.txt")):
        done = run("diff", *words)
        assert done.exit_code == 0
        assert done.stderr == (
            "2025年有 1 处必改的问题，没有读全，比较也就不全；先改好再比。第一处在 content/2025/plan.md:13\n"
        )


def test_a_paper_without_points_is_refused(run: Verb, content: Write) -> None:
    content()
    for text, reason in (
        ("", "文件是空的。请核对是不是拿错了文件。"),
        ("短。", "没有读出要点；正文如果是图片，请先转成文字"),
    ):
        Path("要点.txt").write_text(text, "utf-8")
        done = run("diff", "2024", "--against", "要点.txt")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"要点.txt：{reason}\n"


# --- build --------------------------------------------------------------------------------


def test_build_says_what_it_wrote_and_nothing_else_on_stdout(run: Verb, content: Write) -> None:
    content()
    done = run("build")
    assert (done.exit_code, done.stderr) == (0, f"{WORD_FILES}\n")
    assert sorted(done.stdout.splitlines()) == [f"build/2024/{name}" for name in files(Path("build/2024"))]
    # it is said of new files, and not again of those that are kept
    assert run("build").stderr == ""
    assert {"plan.docx", "plan.pdf"} <= set(files(Path("build/2024")))
    assert not Path("build/site").exists()


def test_no_form_overwrites_another(run: Verb, content: Write) -> None:
    content()
    whole = Path("build/review/2024年保密审查表.docx")
    assert run("review", "2024", "--form").stdout == f"{whole}\n"
    before = whole.read_bytes()
    # the same form again is the same file; one that somebody has begun to fill in stays
    assert run("review", "2024", "--form").stdout == f"{whole}\n"
    whole.write_bytes(before + b"filled in")
    assert run("review", "2024", "--form").stdout == "build/review/2024年保密审查表（2）.docx\n"
    assert whole.read_bytes() == before + b"filled in"
    told = run("review", "2024", "--form", "--correction", "更正完成时间").stdout
    assert told == "build/review/2024年保密审查表（改动部分）（更正）.docx\n"


def test_a_proofing_sheet_bears_the_plan_s_name_and_files_within_its_year(run: Verb, content: Write) -> None:
    content()
    plan = Path("content/2024/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("工作计划", "工作计划。", 1), "utf-8")
    sheet = run("check", "--format", "html").stdout
    assert re.search(r"<title>[^<]*2024年度[^<]*计划[^<]*校对单</title>", sheet)
    assert "content/2024/plan.md" not in sheet
    assert re.search("<td>([^<]*<br>)?plan.md<br>", sheet)


def test_an_office_s_template_lies_with_its_content(run: Verb, content: Write) -> None:
    content()
    own = Path("content/模板")
    own.mkdir()
    (own / "plan.docx").write_bytes(b"")
    done = run("build")
    assert done.exit_code == 3
    assert "content/模板/plan.docx：不是 .docx 文件" in done.stderr


@pytest.mark.parametrize(("sheet", "shown"), [(False, True), (True, False)])
def test_build_says_which_styles_of_a_template_the_pdf_does_not_follow(
    run: Verb, content: Write, sheet: bool, shown: bool
) -> None:
    content()
    own = Path("content/模板")
    own.mkdir()
    parts = unpacked((ROOT / "templates" / "plan.docx").read_bytes())
    styles = parts["word/styles.xml"].decode()
    begin = styles.index('<w:name w:val="Title"/>')
    styles = styles[:begin] + styles[begin:].replace(
        '<w:sz w:val="44"/>', '<w:color w:val="C00000"/><w:sz w:val="40"/>', 1
    )
    parts["word/styles.xml"] = styles.encode()
    (own / "plan.docx").write_bytes(packed(parts))
    if sheet:
        shutil.copy(ROOT / "templates" / "print.css", own)
    done = run("build")
    assert done.exit_code == 0
    said = "content/模板/plan.docx 改了样式，plan.pdf 不跟着变：公文标题的字号、颜色；"
    assert (said in done.stderr) is shown
    assert b'<w:sz w:val="40"/>' in unpacked(Path("build/2024/plan.docx").read_bytes())["word/styles.xml"]


def test_out_moves_the_outputs(run: Verb, content: Write) -> None:
    content()
    assert run("build", "-o", "另处/产物").exit_code == 0
    assert (Path("另处/产物/2024/plan.pdf")).read_bytes().startswith(b"%PDF")
    assert not Path("build").exists()


def test_a_plan_with_a_must_is_written_and_said(run: Verb, content: Write) -> None:
    content(item=ITEM.replace("做好", "见[附表](file:///表.xlsx)，做好"))
    done = run("build")
    assert done.exit_code == 1
    assert "build/2024/plan.docx" in done.stdout.splitlines()
    assert "必改" in done.stderr
    assert "必改" not in done.stdout


def test_a_plan_without_one_of_its_items_leaves_the_outputs_as_they_were(run: Verb, content: Write) -> None:
    folder = content()
    assert run("build").exit_code == 0
    before = {path: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}
    plan = folder / "plan.md"
    plan.write_text(plan.read_text("utf-8") + "- [乙](items/乙.md)\n", "utf-8")
    done = run("build")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "没有文件“items/乙.md”" in done.stderr
    assert {path: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()} == before


def test_a_record_that_is_no_file_is_said_to_be_none(run: Verb, content: Write) -> None:
    content()
    Path("content/units.yaml").mkdir()
    done = run("check")
    assert done.exit_code == 3
    assert "没有做成：content/units.yaml：是目录" in done.stderr


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\ue000", "\U0001f600"])
def test_a_plan_that_would_lose_a_character_or_box_it_is_not_written(character: str, run: Verb, content: Write) -> None:
    content(item=ITEM.replace("做好", f"做{character}好"))
    for verb in ("build", "publish"):
        done = run(verb)
        assert (done.exit_code, done.stdout) == (1, "")
        assert f"U+{ord(character):04X}" in done.stderr
        assert character not in done.stderr or character.isprintable()
    assert not list(Path().glob("build/2*"))
    assert not Path("build/site").exists()


def test_a_plan_that_cannot_be_written_leaves_the_old_one_and_does_not_stop_the_others(
    run: Verb, content: Write
) -> None:
    content(2023)
    content(2024)
    assert run("build", "2023", "2024").exit_code == 0
    before = {path: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}
    content(2023, item=ITEM.replace("做好", "做\x0b好"))
    content(2024, item=ITEM.replace("做好", "抓好"))
    done = run("build", "2023", "2024")
    assert done.exit_code == 1
    assert {line.split("/")[1] for line in done.stdout.splitlines()} == {"2024"}
    after = {path: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}
    assert {path for path in before if before[path] == after[path] and "2023" in path.parts} == {
        path for path in before if "2023" in path.parts
    }
    assert before[Path("build/2024/plan.docx")] != after[Path("build/2024/plan.docx")]


def test_two_roots_have_a_folder_each(run: Verb, content: Write) -> None:
    content(root="甲局")
    content(root="sub/乙局")
    done = run("-C", "甲局", "-C", "sub/乙局", "publish")
    assert done.exit_code == 0
    shown = [f"site/{name}/{path}" for name in ("甲局", "乙局") for path in ("2024/index.html", "index.html")]
    made = [f"{name}/2024/{path}" for name in ("甲局", "乙局") for path in ("plan.docx", "plan.pdf")]
    assert {Path("build", path).is_file() for path in (*shown, *made)} == {True}
    assert not Path("build/2024").exists()
    assert not Path("build/site/2024").exists()
    assert {f"build/{path}" for path in (*shown, *made)} <= set(done.stdout.splitlines())


@pytest.mark.parametrize("verb", ["check", "build", "publish"])
def test_a_year_that_one_of_two_roots_lacks_is_usage_before_anything_is_done(
    verb: str, run: Verb, content: Write
) -> None:
    content(2023, root="甲局")
    content(2024, root="乙局")
    done = run("-C", "甲局", "-C", "乙局", verb, "2023")
    assert (done.exit_code, done.stdout) == (2, "")
    assert not Path("build").exists()


def test_another_bureaus_outputs_are_replaced_with_a_word(run: Verb, content: Write) -> None:
    content()
    folder = content(root="乙")
    words = (folder / "plan.md").read_text("utf-8")
    (folder / "plan.md").write_text(words.replace("某局", "乙局"), "utf-8")
    assert "原来是" not in run("build").stderr
    done = run("-C", "乙", "build")
    assert "build/2024 原来是“某局”的，换成了“乙局”的" in done.stderr
    assert "原来是" not in run("-C", "乙", "build", "--force").stderr


# --- publish ------------------------------------------------------------------------------


def test_publish_says_what_it_wrote_on_stdout_and_what_is_missing_on_stderr(run: Verb, content: Write) -> None:
    content()
    done = run("publish")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert {
        "build/2024/plan.docx",
        "build/2024/plan.pdf",
        "build/site/2024/index.html",
        "build/site/index.html",
    } <= set(lines)
    assert all(Path(line).is_file() for line in lines)
    assert "网站名称" in done.stderr


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ({"day": ""}, "没有成文日期"),
        ({"day": "2024年3月5日\n稿次: 征求意见稿"}, "稿次是"),
        ({"item": ITEM + "\n<!-- 待核：数字 -->\n"}, "待核"),
    ],
    ids=["no date", "a stage", "a mark"],
)
def test_a_draft_is_left_out_and_refused_when_named(draft: dict[str, str], why: str, run: Verb, content: Write) -> None:
    content(2023)
    content(2024, **draft)
    named = run("publish", "2024")
    assert (named.exit_code, named.stdout) == (1, "")
    assert "content/2024" in named.stderr
    assert why in named.stderr
    assert not Path("build/site").exists()
    done = run("publish")
    assert done.exit_code == 0
    assert "content/2024" in done.stderr
    assert not [line for line in done.stdout.splitlines() if "2024" in line]
    assert Path("build/site/2023/index.html").is_file()
    assert not Path("build/site/2024").exists()


def test_nothing_but_drafts_is_a_refusal(run: Verb, content: Write) -> None:
    content(day="")
    assert run("publish").exit_code == 1
    assert not Path("build/site").exists()


# --- our own faults -----------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["build", "publish", "doctor"])
def test_a_missing_face_is_our_fault_and_named(
    verb: str, run: Verb, content: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    content()
    Path("空的").mkdir()
    monkeypatch.setenv("ZWGK_FONTS", "空的")
    done = run(verb)
    assert done.exit_code == 3
    assert "空的" in done.output
    assert "标题.ttf" in done.output
    assert not Path("build").exists()


def test_checking_needs_no_face(run: Verb, content: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    content()
    Path("空的").mkdir()
    monkeypatch.setenv("ZWGK_FONTS", "空的")
    assert run("check").exit_code == 0


def test_a_template_that_does_not_fit_is_our_fault_and_named(run: Verb, content: Write) -> None:
    content()
    office = Path("templates/office")
    office.mkdir(parents=True)
    (office / "plan.html").write_text("<html>{{ nobody_knows }}</html>", "utf-8")
    done = run("build")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "templates/office/plan.html" in done.stderr
    assert "nobody_knows" in done.stderr
    assert not Path("build/2024").exists()


def test_doctor_finds_all_there(run: Verb) -> None:
    done = run("doctor")
    assert (done.exit_code, done.stderr) == (0, "")
    assert all(line.startswith("有") for line in done.stdout.splitlines())
    assert "字体·正文" in done.stdout
    # what the verbs run with, as pyproject.toml declares it
    for name in ("weasyprint", "pikepdf", "pdfplumber", "python-docx"):
        assert f"有  {name}：" in done.stdout


# --- the console script -------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["--help"], ["check", "--help"], ["build", "--help"], ["publish", "--help"], ["nonsense"]]
)
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_what_it_says_is_chinese_in_any_locale(words: list[str], locale: str, tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": locale, "LANGUAGE": "en", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode("utf-8")
    assert "用法：" in said
    for english in ("Usage", "Show ", "Options:", "Commands:", "Error", "Try ", "No such"):
        assert english not in said


def test_make_and_the_console_script_are_the_same_program(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "pipeline", "--version"]
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("zwgk ")


def test_of_several_content_roots_a_command_names_the_one_it_is_for(run: Verb, content: Write) -> None:
    for root in ("片区", "我们 局"):
        content(root=root, item=ITEM.replace("全年", "不定"))
        register_file = next(Path(root, "2024/reviews").glob("*.yaml"), None)
        assert register_file is not None
        register_file.write_text("环节: 没有\n", "utf-8")
    for words, command in (
        (("build",), "check"),
        (("publish", "2024"), "check 2024"),
    ):
        printed = run("-C", "片区", "-C", "我们 局", *words).stderr
        assert f"zwgk -C 片区 {command}" in printed
        assert f"zwgk -C '我们 局' {command}" in printed
        assert f"zwgk {command}" not in printed
