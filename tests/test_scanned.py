"""The finished files are read back and held against the 保密 rules: what only a template says is found."""

from pathlib import Path

import docx
import pytest

from pipeline.assemble.leak_scan import leaks
from pipeline.check.redact import build_redactor
from pipeline.source import sources_from_files
from tests.builders import ROOT
from tests.case_files import ITEM
from tests.command_line import Verb, Write

NUMBER = "13912345678"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of the office's own templates."""
    folder = tmp_path / "templates" / "office"
    folder.mkdir(parents=True)
    return folder


def test_a_number_in_a_template_is_found_and_nothing_is_written(
    content: Write, run: Verb, office: Path, tmp_path: Path
) -> None:
    content()
    template = docx.Document(str(ROOT / "templates" / "plan.docx"))
    template.sections[0].footer.paragraphs[0].add_run(f"电话{NUMBER}")
    template.save(str(office / "plan.docx"))
    done = run("build")
    assert done.exit_code == 1, done.output
    assert "plan.docx" in done.stderr
    assert "没有写出" in done.stderr
    assert NUMBER not in done.output
    assert not (tmp_path / "build" / "2024").exists()
    published = run("publish")
    assert published.exit_code == 1
    assert NUMBER not in published.output
    assert not (tmp_path / "build" / "site").exists()


def test_clean_files_are_written(content: Write, run: Verb, tmp_path: Path) -> None:
    content()
    assert run("build").exit_code == 0
    assert (tmp_path / "build" / "2024" / "plan.docx").is_file()


def test_what_stands_in_the_content_is_said_of_the_content(content: Write, run: Verb) -> None:
    content(item=ITEM.replace("做好", f"拨打{NUMBER}，做好", 1))
    done = run("build")
    assert done.exit_code == 1
    assert "甲.md" in done.stderr
    assert "没有写出" not in done.stderr
    assert NUMBER not in done.output


@pytest.mark.parametrize("template", ["frame.html", "package.html"])
def test_a_number_in_the_template_of_a_page_is_found_and_nothing_is_published(
    template: str, content: Write, run: Verb, office: Path, tmp_path: Path
) -> None:
    content()
    words = (ROOT / "templates" / template).read_text("utf-8")
    head, body, rest = words.partition("<body>")
    (office / template).write_text(f"{head}{body}<p>电话{NUMBER}</p>{rest}", "utf-8")
    done = run("publish")
    assert done.exit_code == 1, done.output
    assert "看一看模板" in done.stderr, done.output
    assert NUMBER not in done.output
    assert not (tmp_path / "build" / "site").exists()


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


def test_words_with_two_backslashes_are_no_path_for_being_written_as_data(
    content: Write, run: Verb, tmp_path: Path
) -> None:
    content(item=ITEM.replace("做好", r"做好咨询\办理\反馈各环节公开，做好", 1))
    done = run("build")
    assert "S007" not in done.stderr
    assert (tmp_path / "build" / "2024" / "plan.json").is_file()


def test_a_quote_beside_an_address_is_one_though_the_data_doubles_it(content: Write, run: Verb, tmp_path: Path) -> None:
    """What is found in the content is not said again of tasks.csv within plan.pdf."""
    content(item=ITEM.replace("做好", '做好<a href="http://x">，做好', 1))
    done = run("build")
    assert "plan.pdf:" not in done.stderr
    assert "没有写" not in done.stderr
    assert (tmp_path / "build" / "2024" / "plan.pdf").is_file()
