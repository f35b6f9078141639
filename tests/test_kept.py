"""What is unchanged is kept, what is changed or damaged is made anew, and the reason is said."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parent.parent / "content"


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(SAMPLE, folder / "content")
    assert zwgk(folder, "build").returncode == 0
    return folder


def zwgk(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def why(folder: Path, *words: str) -> str:
    done = zwgk(folder, "build", "--why", *words)
    assert done.returncode == 0, done.stderr
    return done.stderr.strip().splitlines()[-1].split("：", 1)[1]


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
    item = working / "content" / "2023" / "items" / "公共资源配置.md"
    words = item.read_text("utf-8")
    item.write_text(words.replace("做好", "抓好"), "utf-8")
    assert why(working) == "内容有变"
    item.write_text(words, "utf-8")
    assert why(working) == "内容有变"


def test_a_template_of_the_office_is_taken_and_noticed(working: Path) -> None:
    office = working / "templates" / "office"
    office.mkdir(parents=True)
    shutil.copy(SAMPLE.parent / "templates" / "plan.docx", office)
    assert why(working) == "模板有变"
    shutil.rmtree(working / "templates")
    assert why(working) == "模板有变"


def test_the_office_s_own_face_is_taken_from_site_yaml(working: Path) -> None:
    site = working / "content" / "site.yaml"
    words = site.read_text("utf-8")
    shutil.copy(SAMPLE.parent / ".cache" / "fonts" / "FandolSong-Regular.otf", working / "content" / "本单位宋体.otf")
    site.write_text(words.replace("\n字体:", "\n字体:\n  正文: 本单位宋体.otf"), "utf-8")
    assert why(working).startswith("内容有变；字体有变")
    manifest = json.loads(files(working)["manifest.json"])
    assert {face["role"]: face["family"] for face in manifest["faces"]}["正文"] == "FandolSong"
    site.write_text(words.replace("\n字体:", "\n字体:\n  正文: 没有的.otf"), "utf-8")
    done = zwgk(working, "build")
    # what site.yaml says wrongly is the writer's to mend: found, and written with the common face meanwhile
    assert (done.returncode, "P067 没有字体文件“没有的.otf”" in done.stderr) == (1, True)
    site.write_text(words, "utf-8")
