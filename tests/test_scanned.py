"""The finished files are read back and held against the 保密 rules: what only a template says is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from pipeline.assemble.leak_scan import leaks
from pipeline.check.redact import build_redactor
from pipeline.source import sources_from_files
from tests.builders import ROOT

pytestmark = pytest.mark.slow

NUMBER = "13912345678"


@pytest.fixture
def working(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "templates" / "office").mkdir(parents=True)
    return tmp_path


def zwgk(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_number_in_a_template_is_found_and_nothing_is_written(working: Path) -> None:
    template = docx.Document(str(ROOT / "templates" / "plan.docx"))
    template.sections[0].footer.paragraphs[0].add_run(f"电话{NUMBER}")
    template.save(str(working / "templates" / "office" / "plan.docx"))
    done = zwgk(working, "build")
    assert done.returncode == 1, done.stderr
    assert "plan.docx" in done.stderr
    assert "没有写出" in done.stderr
    assert NUMBER not in done.stderr + done.stdout
    assert not (working / "build" / "2023").exists()
    published = zwgk(working, "publish")
    assert published.returncode == 1
    assert NUMBER not in published.stderr + published.stdout
    assert not (working / "build" / "site").exists()


def test_clean_files_are_written(working: Path) -> None:
    assert zwgk(working, "build").returncode == 0
    assert (working / "build" / "2023" / "plan.docx").is_file()


def test_what_stands_in_the_content_is_said_of_the_content(working: Path) -> None:
    item = working / "content" / "2023" / "items" / "公共资源配置.md"
    item.write_text(item.read_text("utf-8").replace("做好", f"拨打{NUMBER}，做好"), "utf-8")
    done = zwgk(working, "build")
    assert done.returncode == 1
    assert "公共资源配置.md" in done.stderr
    assert "没有写出" not in done.stderr
    assert NUMBER not in done.stderr + done.stdout


@pytest.mark.parametrize("template", ["frame.html", "package.html"])
def test_a_number_in_the_template_of_a_page_is_found_and_nothing_is_published(template: str, working: Path) -> None:
    words = (ROOT / "templates" / template).read_text("utf-8")
    head, body, rest = words.partition("<body>")
    (working / "templates" / "office" / template).write_text(f"{head}{body}<p>电话{NUMBER}</p>{rest}", "utf-8")
    done = zwgk(working, "publish")
    assert done.returncode == 1, done.stderr
    assert "看一看模板" in done.stderr
    assert NUMBER not in done.stderr + done.stdout
    assert not (working / "build").joinpath("site").exists()


def test_a_number_in_the_feed_is_found_and_one_within_a_checksum_is_none() -> None:
    known = build_redactor(sources_from_files(2024, {}))
    digest = f"ab{NUMBER}".ljust(64, "c")
    page = (
        f'<!DOCTYPE html><html><body><script type="application/ld+json">{{"sha256": "{digest}"}}</script></body></html>'
    )
    assert leaks({"2024/index.html": page.encode()}, known) == ()
    for name in ("feed.atom", "sitemap.xml"):
        (found,) = leaks({name: f"<a>{NUMBER}，{digest}</a>".encode()}, known)
        assert (found.code, found.place.path) == ("S003", name)


def test_words_with_two_backslashes_are_no_path_for_being_written_as_data(working: Path) -> None:
    item = working / "content" / "2023" / "items" / "公共资源配置.md"
    item.write_text(item.read_text("utf-8").replace("做好", r"做好咨询\办理\反馈各环节公开，做好"), "utf-8")
    done = zwgk(working, "build")
    assert "S007" not in done.stderr
    assert (working / "build" / "2023" / "plan.json").is_file()


def test_a_quote_beside_an_address_is_one_though_the_data_doubles_it(working: Path) -> None:
    """What is found in the content is not said again of tasks.csv within plan.pdf."""
    item = working / "content" / "2023" / "items" / "公共资源配置.md"
    item.write_text(item.read_text("utf-8").replace("做好", '做好<a href="http://x">，做好', 1), "utf-8")
    done = zwgk(working, "build")
    assert "plan.pdf:" not in done.stderr
    assert "没有写" not in done.stderr
    assert (working / "build" / "2023" / "plan.pdf").is_file()
