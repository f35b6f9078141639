"""Years that were made public before the office used this tool: registered without a review, listed, never made."""

from datetime import date
from pathlib import Path

import pytest
from lxml import html

from pipeline.model import EarlierPublication
from pipeline.notices import Event, Notice
from pipeline.publish.publish import Publication, publish
from pipeline.publish.registers import read as register_read
from pipeline.publish.registers.model import PUBLISHED, Registers
from pipeline.publish.status import YearRefusals
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root, load_all_text
from tests.command_line import Verb
from tests.publishing import ITEM, PLAN, shown, write

URL = "https://www.example.gov.cn/2023/plan.html"
REGISTER = ("published", "2023", "--before", "--at", "2023-04-02")


@pytest.fixture(autouse=True)
def _working(run: Verb) -> None:
    """In a working folder of its own: the plan of 2023, of which nothing is registered."""
    assert run is not None
    folder = Path("content/2023")
    (folder / "items").mkdir(parents=True)
    (folder / "plan.md").write_text(PLAN.format(year=2023), "utf-8")
    (folder / "items" / "甲.md").write_text(ITEM.format(words="从前的话。"), "utf-8")


def registers() -> Registers:
    return register_read.read(load_all_text(Path("content"), 2023))


def go(*years: int) -> Publication:
    return publish([Root(Path("content"))], years, Path("build"), Path.cwd())


def reasons(publication: Publication) -> list[Reason]:
    (refused,) = publication.refusals
    assert isinstance(refused, YearRefusals)
    return [refusal.reason for refusal in refused.refusals]


# --- the register -------------------------------------------------------------------------


def test_day_and_address_are_registered_and_no_review(run: Verb) -> None:
    done = run(*REGISTER, "--url", URL)
    assert done.exit_code == 0, done.stderr
    found = registers()
    assert found.findings == ()
    assert found.only_earlier == EarlierPublication(date(2023, 4, 2), URL)
    assert (found.reviews, found.signings, found.publications, found.public) == ((), (), (), None)
    assert [path.name for path in Path("content/2023").iterdir() if path.suffix == ".yaml"] == [PUBLISHED]
    assert run("check", "2023").exit_code == 0


def test_the_review_says_so_and_asks_for_nothing(run: Verb) -> None:
    run(*REGISTER)
    done = run("review", "2023")
    assert done.exit_code == 0
    assert done.stdout.startswith("发布时间：使用本工具以前已经公开（2023年4月2日）")


def test_an_address_is_added_and_another_needs_evidence(run: Verb) -> None:
    assert run(*REGISTER).exit_code == 0
    assert run(*REGISTER).exit_code == 1
    assert run("published", "2023", "--before", "--url", URL).exit_code == 0
    assert run("published", "2023", "--before", "--at", "2023-04-03").exit_code == 1
    assert registers().only_earlier == EarlierPublication(date(2023, 4, 2), URL)
    assert run("published", "2023", "--before", "--at", "2023-04-03 09:30", "--basis", "后台记录").exit_code == 0
    assert registers().only_earlier == EarlierPublication(date(2023, 4, 3), URL)
    assert "2023年4月2日" in Path("content/2023", PUBLISHED).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--before",), 1),
        (("--before", "--at", "2999-01-01"), 1),
        (("--before", "--at", "2023-04-02", "--url", "www.example.gov.cn"), 1),
        (("--before", "--at", "上个月"), 2),
        (("--before", "--at", "2023-04-02", "--correction", "更正"), 2),
        (("--before", "--at", "2023-04-02", "--was", "2023-04-01 09:00"), 2),
    ],
)
def test_what_is_not_registered(run: Verb, words: tuple[str, ...], code: int) -> None:
    assert run("published", "2023", *words).exit_code == code
    assert not Path("content/2023", PUBLISHED).exists()


def test_a_year_with_a_review_or_withheld_is_none_of_these(run: Verb) -> None:
    write(2024, "做好公开。")
    refused = run("published", "2024", "--before", "--at", "2024-04-02")
    assert (refused.exit_code, Path("content/2024", PUBLISHED).exists()) == (1, False)
    plan = Path("content/2023/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("主动公开", "依申请公开"), "utf-8")
    assert run(*REGISTER).exit_code == 1
    assert not Path("content/2023", PUBLISHED).exists()


def test_a_record_without_a_day_is_found_and_does_not_count(run: Verb) -> None:
    Path("content/2023", PUBLISHED).write_text("- 使用本工具以前: 是\n", "utf-8")
    assert [finding.code for finding in registers().findings] == ["P081"]
    assert registers().only_earlier is None
    assert run("check", "2023").exit_code == 1
    assert run(*REGISTER).exit_code == 1


# --- the site -----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_others_are_published_and_its_address_is_listed_without_its_words(run: Verb) -> None:
    write(2024, "做好公开。")
    assert Reason.PERHAPS_PUBLISHED_BEFORE_TOOL in reasons(go())
    assert not Path("build/site").exists()
    run(*REGISTER, "--url", URL)
    done = go()
    assert done.refusals == ()
    cause = Refusal(Reason.PUBLISHED_BEFORE_TOOL, day=date(2023, 4, 2))
    assert Notice(Event.YEAR_SKIPPED, shown="content/2023", cause=cause) in done.notices
    site = shown()
    assert not [name for name in site if name.startswith("2023/")]
    links = [link.get("href") for link in html.fromstring(site["index.html"].decode()).iter("a")]
    assert links.index("2024/index.html") < links.index(URL)
    assert not [name for name, content in site.items() if "从前的话".encode() in content]
    assert not Path("build/2023").exists()
    # a named year is published again, and the list stays
    assert go(2024).refusals == ()
    assert shown()["index.html"] == site["index.html"]
    assert reasons(go(2023)) == [Reason.PUBLISHED_BEFORE_TOOL]


@pytest.mark.slow
def test_without_an_address_nothing_is_listed(run: Verb) -> None:
    write(2024, "做好公开。")
    run(*REGISTER)
    assert go().refusals == ()
    assert "2023" not in shown()["index.html"].decode()


@pytest.mark.slow
def test_alone_there_is_nothing_to_publish(run: Verb) -> None:
    run(*REGISTER, "--url", URL)
    done = go()
    assert done.refusals == (Refusal(Reason.NOTHING_TO_PUBLISH),)
    assert not Path("build/site").exists()


@pytest.mark.slow
def test_reviewed_and_signed_later_it_is_published_as_any_other(run: Verb) -> None:
    run(*REGISTER, "--url", URL)
    write(2023, "做好公开。")
    assert registers().only_earlier is None
    assert go().refusals == ()
    assert "2023/index.html" in shown()


@pytest.mark.slow
def test_a_mark_of_secrecy_stops_everything_all_the_same(run: Verb) -> None:
    write(2024, "做好公开。")
    run(*REGISTER)
    Path("content/2023/items/甲.md").write_text(ITEM.format(words="机密★10年"), "utf-8")
    assert go().refusals
    assert not Path("build/site").exists()
