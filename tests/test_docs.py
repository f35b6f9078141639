"""What the documents and editor files say is what the program does."""

import json
import re

import pytest

from pipeline import source
from pipeline.check.session import check_year
from pipeline.cli.main import VERBS
from pipeline.findings import Severity
from pipeline.model.head_fields import HEAD_FIELDS
from pipeline.parse import parse
from pipeline.tools import make_module_list
from tests.builders import ROOT
from tests.case_files import assert_golden


def test_the_snippets_offer_the_roster() -> None:
    roster = [unit.name.value for unit in parse(source.load_year(ROOT / "content", 2023)).plan.roster]
    snippets = json.loads((ROOT / ".vscode" / "zwgk.code-snippets").read_text("utf-8"))
    for name in ("事项", "括注"):
        offered = re.findall(r"\$\{1\|([^|]*)\|\}", "\n".join(snippets[name]["body"]))
        assert [units.split(",") for units in offered] == [roster], name


@pytest.mark.parametrize("level", Severity)
def test_the_problem_matcher_reads_what_check_prints(level: Severity) -> None:
    tasks = json.loads((ROOT / ".vscode" / "tasks.json").read_text("utf-8"))
    matchers = tasks["tasks"][0]["problemMatcher"]
    line = f"content/2023/items/甲.md:3:7: {level.value} D003 完成时间不在 2023 年内"
    found = [match for matcher in matchers if (match := re.match(matcher["pattern"]["regexp"], line))]
    assert [match.groups() for match in found] == [
        ("content/2023/items/甲.md", "3", "7", "D003", "完成时间不在 2023 年内")
    ]


def test_every_key_of_the_head_is_explained() -> None:
    words = (ROOT / "docs" / "writing.md").read_text("utf-8")
    assert [field.key for field in HEAD_FIELDS if field.key not in words] == []


def test_every_verb_is_in_the_readme_or_the_guide() -> None:
    words = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/verbs.md"))
    assert [verb for verb in VERBS if f"zwgk {verb}" not in words] == []


def test_the_list_of_modules_is_made_from_their_docstrings(accept: bool) -> None:
    assert_golden(ROOT / "docs" / make_module_list.NAME, make_module_list.make().decode(), accept=accept)


def test_the_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            if "items/" in target or "annex/" in target:
                continue
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_sample_has_nothing_that_must_be_mended() -> None:
    found = check_year(ROOT / "content", 2023).findings
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
