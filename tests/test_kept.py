"""What is unchanged is kept, what is changed or damaged is made anew, and the reason is said."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import fonts
from pipeline.assemble import last_run
from pipeline.assemble.outputs import rendered_outputs, write_outputs
from pipeline.assemble.renderers import render
from pipeline.assemble.templates import template_search_path
from pipeline.assemble.year import load_checked
from pipeline.cli.main import zwgk as program
from pipeline.cli.messages.build import WORD_FILES
from pipeline.errors import FontError
from pipeline.notices import Event, Notice
from pipeline.render.library_versions import versions
from pipeline.source import load_root
from pipeline.storage import sha256
from tests.builders import ROOT
from tests.publishing import write

pytestmark = pytest.mark.slow


@pytest.fixture
def working(tmp_path: Path, built: Path) -> Path:
    folder = tmp_path / "working"
    shutil.copytree(built, folder)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder in which a year was built, to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(2023, "做好公开。")
    (folder / "content" / "site.yaml").write_text("样例: 否\n\n字体:\n", "utf-8")
    assert zwgk(folder, "build").exit_code == 0
    return folder


def zwgk(folder: Path, *words: str, **environment: str) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return CliRunner().invoke(program, words, env=environment)


def why(folder: Path, *words: str, **environment: str) -> str:
    done = zwgk(folder, "build", "--why", *words, **environment)
    assert done.exit_code == 0, done.stderr
    return reason(done.stderr)


def reason(problems: str) -> str:
    """The reason in what `build --why` says; a remark on Word files follows it."""
    return next(line.split("：", 1)[1] for line in reversed(problems.splitlines()) if line.startswith("content/2023："))


def why_in_its_own_process(folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--why"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return reason(done.stderr)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "build" / "2023").iterdir()}


def test_nothing_is_made_twice(working: Path) -> None:
    before = {path: path.stat().st_ino for path in (working / "build" / "2023").iterdir()}
    assert why(working) == "没有变化，都保留"
    assert {path: path.stat().st_ino for path in (working / "build" / "2023").iterdir()} == before


def test_forced_it_gives_the_same_files(working: Path) -> None:
    before = files(working)
    assert why(working, "--force") == "按要求重新生成"
    assert files(working) == before


def test_a_damaged_file_is_noticed(working: Path) -> None:
    before = files(working)
    (working / "build" / "2023" / "plan.docx").write_bytes(b"")
    assert why(working) == "plan.docx 不是上次生成的样子"
    assert files(working) == before


def test_a_file_that_was_not_made_here_is_noticed(working: Path) -> None:
    before = files(working)
    (working / "build" / "2023" / "旧稿.docx").write_bytes(b"")
    assert why(working) == "旧稿.docx 不是上次生成的样子"
    assert files(working) == before


def test_a_damaged_record_is_noticed(working: Path) -> None:
    before = files(working)
    (working / "build" / "2023" / ".inputs.json").write_text("{", "utf-8")
    assert why(working) == "上次生成的记录不在或读不出"
    assert files(working) == before


def test_changed_content_is_made_anew(working: Path) -> None:
    item = working / "content" / "2023" / "items" / "甲.md"
    words = item.read_text("utf-8")
    item.write_text(words.replace("做好", "抓好"), "utf-8")
    assert why(working) == "内容有变"
    item.write_text(words, "utf-8")
    assert why(working) == "内容有变"


def test_a_template_of_the_office_is_taken_and_noticed(working: Path) -> None:
    office = working / "templates" / "office"
    office.mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "plan.docx", office)
    assert why(working) == "模板有变"
    shutil.rmtree(working / "templates")
    assert why(working) == "模板有变"


def test_the_office_s_own_face_is_taken_from_site_yaml(working: Path) -> None:
    site = working / "content" / "site.yaml"
    words = site.read_text("utf-8")
    shutil.copy(ROOT / ".cache" / "fonts" / "FandolSong-Regular.otf", working / "content" / "本单位宋体.otf")
    site.write_text(words.replace("\n字体:", "\n字体:\n  正文: 本单位宋体.otf"), "utf-8")
    assert why(working).startswith("内容有变；字体有变")
    manifest = json.loads(files(working)["manifest.json"])
    assert {face["role"]: face["family"] for face in manifest["faces"]}["正文"] == "FandolSong"
    assert why(working) == "没有变化，都保留"
    # damaged it is found, and the common one taken meanwhile: nothing is printed with it
    own = working / "content" / "本单位宋体.otf"
    whole = own.read_bytes()
    own.write_bytes(whole[:-100_000] + bytes(byte ^ 1 for byte in whole[-100_000:]))
    done = zwgk(working, "build")
    assert (done.exit_code, "P067 “本单位宋体.otf”不是可用的字体文件，或已损坏" in done.stderr) == (1, True)
    site.write_text(words.replace("\n字体:", "\n字体:\n  正文: 没有的.otf"), "utf-8")
    done = zwgk(working, "build")
    # what site.yaml says wrongly is the writer's to mend: found, and written with the common face meanwhile
    assert (done.exit_code, "P067 没有字体文件“没有的.otf”" in done.stderr) == (1, True)


def test_another_pango_makes_all_anew_and_is_said(working: Path, tmp_path: Path) -> None:
    """Line breaks are Pango's: what another one laid out is not kept. The other one is this one under another number."""
    versions()
    loaded = re.search(r"\S*/libpango-1\.0\.so\.0\S*", Path("/proc/self/maps").read_text("utf-8"))
    assert loaded
    own = versions()["Pango"]
    other = own[:-1] + ("0" if own[-1] != "0" else "1")
    content = Path(loaded[0]).read_bytes()
    assert content.count(f"\0{own}\0".encode()) == 1
    (tmp_path / "libpango-1.0.so.0").write_bytes(content.replace(f"\0{own}\0".encode(), f"\0{other}\0".encode()))
    assert why_in_its_own_process(working, LD_LIBRARY_PATH=str(tmp_path)) == "版本有变"
    assert json.loads(files(working)["manifest.json"])["libraries"]["Pango"] == other
    assert why(working) == "版本有变"
    assert json.loads(files(working)["manifest.json"])["libraries"]["Pango"] == own


def spoil(face: Path) -> None:
    """Turn one bit of every 5,000th byte of a face's outlines; its size and the sums it states stay."""
    content = bytearray(face.read_bytes())
    for at in range(600_000, len(content) - 100_000, 5_000):
        content[at] ^= 1
    face.write_bytes(content)


def test_nothing_is_made_or_kept_with_a_spoiled_face(working: Path, tmp_path: Path) -> None:
    face = tmp_path / "正文.otf"
    shutil.copy(fonts.cache_folder() / fonts.FILES[fonts.Role.BODY], face)
    own = {fonts.FONTS_ENV: str(tmp_path)}
    # a copy of the face that was taken before: nothing to be made anew
    assert why(working, **own) == "没有变化，都保留"
    before = files(working)
    spoil(face)
    for words in (("build", "--why"), ("build", "--force"), ("doctor",)):
        done = zwgk(working, *words, **own)
        assert done.exit_code == 3, words
        assert re.search(r"正文\.otf 已损坏（表 CFF 与校验和不符）.*make fonts", done.output), words
    assert files(working) == before
    # nobody needs faces to write
    assert zwgk(working, "check", **own).exit_code == 0


def test_a_face_spoiled_since_it_was_looked_at_is_not_printed_with(working: Path, tmp_path: Path) -> None:
    face = tmp_path / "正文.otf"
    shutil.copy(fonts.cache_folder() / fonts.FILES[fonts.Role.BODY], face)
    faces = fonts.find(given={"正文": face})
    year = load_checked(working / "content", 2023, faces)
    spoil(face)
    with pytest.raises(FontError, match=r"正文\.otf 已损坏"):
        render(year, template_search_path(working), faces)


def test_inputs_are_digested_before_rendering(working: Path, tmp_path: Path) -> None:
    faces = fonts.find()
    templates = (tmp_path / "templates", *template_search_path(working))
    folder = tmp_path / "2023"
    year = load_checked(working / "content", 2023, faces)
    outputs = rendered_outputs(year, folder, templates, faces)
    # saved while the outputs were being rendered with the template before
    templates[0].mkdir()
    shutil.copy(ROOT / "templates" / "plan.docx", templates[0])
    write_outputs(folder, outputs)
    assert rendered_outputs(year, folder, templates, faces).rebuild_reasons == (
        Notice(Event.INPUT_CHANGED, name="模板"),
    )


# --- what was said last ----------------------------------------------------------------------

RECALL, REMEMBER = last_run.recall, last_run.remember
"""As they are outside tests."""


@pytest.fixture(scope="module")
def told(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A working folder that was built with findings, of which one is 必改, and what was said; what is remembered is beside it."""
    folder = tmp_path_factory.mktemp("told") / "working"
    shutil.copytree(built, folder)
    item = folder / "content/2023/items/甲.md"
    item.write_text(item.read_text("utf-8").replace("做好公开", "做好公开，布署工作，2月30日前完成"), "utf-8")
    with remembered_beside(folder):
        zwgk(folder, "check")
        first = zwgk(folder, "build")
    assert (first.exit_code, "必改 D002" in first.stderr) == (1, True)
    return folder, first


@contextmanager
def remembered_beside(folder: Path) -> Iterator[None]:
    """Remember in the cache beside a folder what is said."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.assemble.last_run.recall", RECALL)
        patch.setattr("pipeline.assemble.last_run.remember", REMEMBER)
        patch.setattr("pipeline.assemble.last_run.cache_folder", lambda: folder.parent / "cache" / "fonts")
        yield


@pytest.fixture
def said(told: tuple[Path, Result]) -> Iterator[Path]:
    """The folder, to be changed: it is put back afterwards."""
    folder, _ = told
    before = folder.parent / "before"
    for name in ("working", "cache"):
        shutil.copytree(folder.parent / name, before / name)
    with remembered_beside(folder):
        yield folder
    for name in ("working", "cache"):
        shutil.rmtree(folder.parent / name)
        (before / name).rename(folder.parent / name)


class ReadAgainError(Exception):
    """The year is read and checked."""


def is_read_again(folder: Path, *words: str, **environment: str) -> bool:
    def read_again(*_: object) -> None:
        raise ReadAgainError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.assemble.year.compose_year", read_again)
        patch.setattr("pipeline.cli.check_years.parse", read_again)
        return isinstance(zwgk(folder, *words, **environment).exception, ReadAgainError)


def test_an_unchanged_year_is_not_read_again_and_the_same_is_said(said: Path, told: tuple[Path, Result]) -> None:
    assert not is_read_again(said, "build")
    again, first = zwgk(said, "build"), told[1]
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout)
    assert first.stderr.removeprefix(again.stderr) == f"{WORD_FILES}\n"


def change_an_item(folder: Path) -> None:
    item = folder / "content/2023/items/甲.md"
    item.write_text(item.read_text("utf-8").replace("布署", "部署"), "utf-8")


def mark_another_year(folder: Path) -> None:
    (folder / "content/2019").mkdir()
    (folder / "content/2019/旧稿.txt").write_text("机密★1年\n", "utf-8")


def put_a_font_beside_the_cached(folder: Path) -> None:
    fonts_of_office = folder.parent / "cache/fonts"
    fonts_of_office.mkdir(parents=True, exist_ok=True)
    shutil.copy(fonts.cache_folder() / fonts.FILES[fonts.Role.BODY], fonts_of_office / "标题.otf")


def change_a_template(folder: Path) -> None:
    (folder / "templates/office").mkdir(parents=True)
    shutil.copy(ROOT / "templates/plan.docx", folder / "templates/office")


def leave_out_an_output(folder: Path) -> None:
    (folder / "build/2023/plan.docx").unlink()


def change_an_output_and_its_record(folder: Path) -> None:
    """As somebody does who can write into build/ and nowhere else."""
    built = folder / "build/2023"
    (built / "tasks.csv").write_text("别的话", "utf-8")
    record = json.loads((built / ".inputs.json").read_text("utf-8"))
    record["outputs"]["tasks.csv"] = sha256("别的话".encode())
    record |= {"report": "", "last": {"report": "", "has_errors": False}}
    (built / ".inputs.json").write_text(json.dumps(record), "utf-8")


def spoil_what_is_remembered(folder: Path) -> None:
    for kept in folder.parent.glob("cache/built/*"):
        kept.write_text(kept.read_text("utf-8")[:-9], "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        change_an_item,
        mark_another_year,
        put_a_font_beside_the_cached,
        change_a_template,
        leave_out_an_output,
        change_an_output_and_its_record,
        spoil_what_is_remembered,
    ],
)
def test_a_year_is_read_again_when_anything_changed(said: Path, change: Callable[[Path], None]) -> None:
    change(said)
    assert is_read_again(said, "build")


def test_a_year_is_read_again_when_it_is_called_otherwise(said: Path) -> None:
    assert is_read_again(said, "build", COLUMNS="44")
    assert is_read_again(said, "build", "--why")


def hold_a_check_to_what_it_said(folder: Path) -> None:
    """Hold that a check of unchanged content is not made again and says the same; in a process of its own, as users check."""
    with remembered_beside(folder):
        zwgk(folder, "check")
        assert not is_read_again(folder, "check")
        again = zwgk(folder, "check")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipeline.assemble.last_run.recall", lambda *_: None)
            anew = zwgk(folder, "check")
    assert (again.exit_code, again.output) == (anew.exit_code, anew.output)
    assert "必改 D002" in again.stdout


def test_an_unchanged_year_is_not_checked_again_and_the_same_is_said(said: Path) -> None:
    code = "import sys, pathlib, tests.test_kept as kept; kept.hold_a_check_to_what_it_said(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, said], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "change", [change_an_item, mark_another_year, put_a_font_beside_the_cached, spoil_what_is_remembered]
)
def test_a_year_is_checked_again_when_anything_changed(said: Path, change: Callable[[Path], None]) -> None:
    change(said)
    assert is_read_again(said, "check")


@pytest.mark.parametrize(
    "options", [("--format", "json"), ("--format", "sarif"), ("--select", "D"), ("--statistics",), ("--diff",)]
)
def test_a_year_is_checked_again_for_another_report(said: Path, options: tuple[str, ...]) -> None:
    assert is_read_again(said, "check", *options)
    assert is_read_again(said, "check", COLUMNS="44")


def test_nothing_is_remembered_of_classified_content(working: Path) -> None:
    mark_another_year(working)
    with remembered_beside(working):
        assert zwgk(working, "build").exit_code == 1
        assert zwgk(working, "check").exit_code == 1
    assert not list(working.parent.glob("cache/built/*"))


def test_what_stands_behind_a_link_is_content_too(said: Path) -> None:
    year = said / "content/2023"
    year.rename(said / "elsewhere")
    year.symlink_to(said / "elsewhere")
    before = last_run.inputs_digest(load_root(said / "content"), (), ())
    assert last_run.inputs_digest(load_root(said / "content"), (), ()) == before
    change_an_item(said)
    assert last_run.inputs_digest(load_root(said / "content"), (), ()) != before


def test_only_check_and_build_ask_what_was_said() -> None:
    # what goes out is checked and rendered in that call: docs/decisions/0042
    asking = {path.name for path in (ROOT / "pipeline").rglob("*.py") if "last_run" in path.read_text("utf-8")}
    assert asking == {"build.py", "check.py", "check_years.py"}
