"""Publishing switches whole: the site is the old one or the new one, whatever happens on the way.

A process is killed (SIGKILL) just before one of the calls that change the disk, in
a fork of this one, so that every such moment can be tried.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest
from click.testing import CliRunner
from lxml import etree, html as markup

from pipeline.check.session import check_year
from pipeline.cli.main import zwgk
from pipeline.model import Disclosure
from pipeline.notices import Event, Notice
from pipeline.publish.publish import Publication, publish
from pipeline.publish.registers import record_publication as went_live
from pipeline.publish.site.release import switch
from pipeline.publish.status import YearRefusals, load_status
from pipeline.refusals import Reason, Refusal
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.source import Root
from pipeline.storage import locked, write_files
from pipeline.text.dates import BEIJING
from tests.approvals import register
from tests.builders import ROOT
from tests.killing import forked
from tests.publishing import PACKAGE, PLAN, Files, everything, shown, write
from tests.strategies import FUZZ

pytestmark = pytest.mark.slow


ATOM = "http://www.w3.org/2005/Atom"


def go(*years: int) -> Publication:
    """Publish the content of the working folder."""
    return publish([Root(Path("content"))], years, Path("build"), Path.cwd())


def html_of(content: bytes) -> Any:
    return markup.document_fromstring(content.decode())


@pytest.fixture(autouse=True)
def _working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZWGK_FONTS", raising=False)


# --- the site ---------------------------------------------------------------------------


def test_the_site_is_a_link_to_a_release_and_moves_with_its_folder() -> None:
    write(2024, "做好公开。")
    assert go().refusals == ()
    target = Path("build/site").readlink()
    assert not target.is_absolute()
    assert target.parts[0] == "releases"
    assert len(target.parts) == 3
    before = shown()
    assert before.keys() >= {"index.html", "2024/index.html", "2024/plan.pdf", "2024/plan.docx"}
    Path("build").rename("别处")
    Path("build").symlink_to("别处")
    assert shown() == before


def test_every_file_of_the_content_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (2022, 2023, 2024):
        write(year, "做好公开。")
    read: Counter[str] = Counter()
    from_disk = Path.open

    def counted(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path.is_relative_to("content"):
            read[path.as_posix()] += 1
        return from_disk(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", counted)
    assert go(2023, 2024).refusals == ()
    files = {path.as_posix() for path in Path("content").rglob("*") if path.is_file()}
    assert read == dict.fromkeys(files, 1)


def test_a_year_that_was_only_a_sample_leaves_a_site_that_is_none() -> None:
    Path("content").mkdir()
    Path("content/site.yaml").write_text("样例: 是\n", "utf-8")
    write(2023, "照样例做。")
    assert go().refusals == ()
    assert "2023/index.html" in shown()
    Path("content/site.yaml").write_text("样例: 否\n", "utf-8")
    write(2024, "做好公开。")
    done = go(2024)
    assert done.refusals == ()
    left = Notice(Event.LEFT_SITE, shown="content/2023", cause=Refusal(Reason.ONLY_SAMPLED))
    assert left in done.notices
    only = shown()
    assert not any(name.startswith("2023/") for name in only)
    assert "2023" not in only["index.html"].decode()
    # without years it is left out with a word, named it is refused
    done = go()
    assert done.refusals == ()
    skipped = Notice(Event.YEAR_SKIPPED, shown="content/2023", cause=Refusal(Reason.ONLY_SAMPLED))
    assert skipped in done.notices
    assert shown() == only
    (refused,) = go(2023).refusals
    assert isinstance(refused, YearRefusals)
    assert [refusal.values.get("sampled") for refusal in refused.refusals] == [True, True, None]


def test_a_page_made_as_a_sample_is_made_anew_before_it_is_shown_as_none() -> None:
    Path("content").mkdir()
    Path("content/site.yaml").write_text("样例: 是\n", "utf-8")
    write(2023, "做好公开。")
    assert go().refusals == ()
    Path("content/site.yaml").write_text("样例: 否\n", "utf-8")
    shutil.rmtree("content/2023")
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    left = Notice(
        Event.LEFT_SITE, shown="content/2023", cause=Refusal(Reason.PAGE_OF_SAMPLE, year=2023, root=Path("content"))
    )
    assert left in go(2024).notices
    assert "2023/index.html" not in shown()
    assert go().refusals == ()
    assert "样例" not in shown()["2023/index.html"].decode()


def test_the_same_content_is_the_same_release() -> None:
    write(2024, "做好公开。")
    go()
    target, before = Path("build/site").readlink(), everything(Path("build"))
    go()
    assert Path("build/site").readlink() == target
    assert everything(Path("build")) == before
    shutil.rmtree("build")
    go()
    assert Path("build/site").readlink() == target
    write(2024, "抓好公开。")
    go()
    assert Path("build/site").readlink() != target
    write(2024, "做好公开。")
    go()
    assert Path("build/site").readlink() == target


def test_a_year_published_by_itself_leaves_the_others_on_the_site() -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    before = shown()
    write(2023, "不该出现的改动。")
    write(2024, "抓好公开。")
    go(2024)
    after = shown()
    assert after.keys() == before.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed >= {f"2024/{name}" for name in ("index.html", "plan.docx", "plan.pdf", "plan.json", "tasks.csv")}
    assert all(name.startswith("2024/") for name in changed)
    assert "抓好公开。" in after["2024/index.html"].decode()


def test_the_schema_that_plan_json_names_is_beside_it_on_the_site_and_in_the_build() -> None:
    write(2024, "做好公开。")
    go()
    site = shown()
    built = {path.name: path.read_bytes() for path in Path("build/2024").iterdir() if path.is_file()}
    for files in ({name.removeprefix("2024/"): content for name, content in site.items()}, built):
        schema = json.loads(files[json.loads(files["plan.json"])["$schema"]])
        jsonschema.Draft202012Validator(schema).validate(json.loads(files["plan.json"]))


@pytest.mark.parametrize("disclosure", ["依申请公开", "不予公开"])
@pytest.mark.parametrize("years", [(), (2024,)])
def test_a_year_no_longer_public_leaves_the_site_with_its_package_and_a_word(
    disclosure: str, years: tuple[int, ...]
) -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    package = Path("build/2023/发布包")
    assert package.is_dir()
    plan = Path("content/2023/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("公开属性: 主动公开", f"公开属性: {disclosure}"), "utf-8")
    register(Path("content"), 2023)
    # named it is refused, and what lies there of it is named
    paths = (Path("build/2023/发布包"), Path("build/site/2023"))
    refused, remains = go(2023).refusals
    assert isinstance(refused, YearRefusals)
    assert refused.refusals[0] == Refusal(Reason.NOT_PUBLIC, disclosure=Disclosure(disclosure))
    assert remains == Refusal(Reason.WITHDRAWN_OUTPUTS_LEFT, paths=paths)
    assert package.is_dir()
    write(2024, "抓好公开。")
    done = go(*years)
    assert done.refusals == ()
    cause = Refusal(Reason.WITHHELD, disclosure=Disclosure(disclosure))
    withdrawn = Notice(Event.WITHDRAWN, shown="content/2023", cause=cause, paths=paths)
    assert [notice for notice in done.notices if is_about(notice, Event.WITHDRAWN)] == [withdrawn]
    after = shown()
    assert not [name for name in after if name.startswith("2023/")]
    assert not [name for name, content in after.items() if name.endswith("html") and b"2023/" in content]
    assert not package.exists()
    assert PACKAGE.is_dir()
    again = go(*years)
    assert not [notice for notice in again.notices if is_about(notice, Event.WITHDRAWN)]
    assert shown() == after


def test_the_only_year_no_longer_public_is_refused_and_what_lies_there_named() -> None:
    write(2024, "做好公开。")
    go()
    plan = Path("content/2024/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("公开属性: 主动公开", "公开属性: 不予公开"), "utf-8")
    register(Path("content"), 2024)
    done = go()
    paths = (Path("build/2024/发布包"), Path("build/site/2024"))
    assert done.refusals == (
        Refusal(Reason.NOTHING_TO_PUBLISH),
        Refusal(Reason.WITHDRAWN_OUTPUTS_LEFT, paths=paths),
    )
    cause = Refusal(Reason.WITHHELD, disclosure=Disclosure.CLOSED)
    assert done.notices == (Notice(Event.YEAR_SKIPPED, shown="content/2024", cause=cause),)


def test_words_of_a_year_that_is_not_published_now_do_not_leak_into_the_index() -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    plan = Path("content/2023/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("某局2023", "还没有审查的2023"), "utf-8")
    go(2024)
    assert not [name for name, content in shown().items() if name.endswith(".html") and "没有审查" in content.decode()]


def test_a_release_that_somebody_has_spoiled_is_made_whole_again() -> None:
    write(2024, "做好公开。")
    go()
    before = shown()
    Path("build/site/2024/index.html").write_bytes(b"")
    Path("build/site/more.html").write_bytes(b"")
    go()
    assert shown() == before


def test_the_release_before_is_kept_and_no_older_one() -> None:
    targets = []
    for words in ("一。", "二。", "三。", "四。"):
        write(2024, words)
        go()
        targets.append(Path("build/site").readlink().parts[1])
    assert sorted(path.name for path in Path("build/releases").iterdir()) == sorted(targets[-2:])


def test_the_release_before_is_the_one_that_was_shown_not_the_youngest() -> None:
    out, first, second, third = Path("build"), {"a.html": b"1"}, {"a.html": b"2"}, {"a.html": b"3"}
    with locked(out):
        for files in (first, second, first, third):
            switch(out, files, {})
    assert shown() == third
    now = Path("build/site").readlink().parts[1]
    assert [everything(path / "site") for path in (out / "releases").iterdir() if path.name != now] == [first]


STATED = """样例: 否
网站名称: 某区人民政府
域名: www.example.gov.cn
标识码: 3101139999
网址: https://www.example.gov.cn/jh/
栏目名称: 工作计划
栏目描述: 年度计划
栏目关键词: 计划
栏目类别: 信息公开目录
"""


def is_about(notice: Notice | YearRefusals, *events: Event) -> bool:
    return isinstance(notice, Notice) and notice.event in events


def live(year: int, at: datetime, **more: str) -> None:
    """Register that the year's present words went live."""
    root = Path("content")
    stands = load_status(check_year(root, year))
    plan, site, state = stands.content.plan, stands.content.site, stands.review_status
    entry = went_live.record_publication(plan, site, state, at=at, now=at + timedelta(days=1), **more)
    assert entry.refusals == ()
    write_files(root, entry.files)


def test_from_registration_on_pages_and_feed_carry_the_hour_and_not_before() -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    Path("content/site.yaml").write_text(STATED, "utf-8")
    assert not [notice for notice in go().notices if is_about(notice, Event.SITE_VALUES_MISSING)]
    before = shown()
    assert not {"feed.atom", "sitemap.xml"} & before.keys()
    assert not [name for name, content in before.items() if b"PubDate" in content or b"datePublished" in content]
    live(2024, datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING), url="https://portal.example.gov.cn/a")
    written = go(2024).written
    after = shown()
    assert after.keys() - before.keys() == {"feed.atom", "sitemap.xml"}
    # what is said to be written is all that stands there for the year, and the whole site
    made = [path.as_posix() for path in Path("build/2024").rglob("[!.]*") if path.is_file()]
    assert sorted(path.as_posix() for path in written) == sorted([*made, *(f"build/site/{name}" for name in after)])
    assert '<meta name="PubDate" content="2024-03-06 09:30">' in after["2024/index.html"].decode()
    assert '<meta name="Url" content="https://portal.example.gov.cn/a">' in after["2024/index.html"].decode()
    assert "2024-03-06 09:30" in after["index.html"].decode()
    # a year that was not made anew, and nobody registered, is as it was
    assert after["2023/index.html"] == before["2023/index.html"]
    register(Path("content"), 2024, "第1项的时限应为“全年”。")
    live(2024, datetime(2024, 3, 9, 9, 0, tzinfo=BEIJING), correction="第1项的时限应为“全年”。")
    go()
    corrected = shown()
    for name in ("2024/index.html", "feed.atom"):
        assert "第1项的时限应为“全年”。" in corrected[name].decode()
    assert "2024-03-06 09:30" in corrected["2024/index.html"].decode()
    # 凭据 and 岗位 stay in the registers
    assert not [name for name, content in corrected.items() if "试验".encode() in content]


@pytest.mark.parametrize(
    ("stated", "summary"), [("", "为做好工作，制定本计划。"), ("内容概述: 某局全年怎样公开。\n", "某局全年怎样公开。")]
)
def test_the_summary_is_the_same_wherever_it_stands(stated: str, summary: str) -> None:
    """On the page, in its JSON-LD, in the 录入单, and in the feed, also of a year that is shown as it was."""
    write(2024, "做好公开。")
    plan = Path("content/2024/plan.md")
    words = (
        plan.read_text("utf-8").replace("附件:", f"{stated}附件:").replace("## 主", "为做好工作，制定本计划。\n\n## 主")
    )
    plan.write_text(words, "utf-8")
    Path("content/site.yaml").write_text(STATED, "utf-8")
    register(Path("content"), 2024)
    live(2024, datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING))
    write(2023, "做好公开。")
    for asked in (2024, 2023):
        assert go(asked).refusals == ()
        feed = etree.fromstring(shown()["feed.atom"])
        assert feed.xpath("//a:entry/a:summary/text()", namespaces={"a": ATOM}) == [summary]
    page = html_of(shown()["2024/index.html"])
    (data,) = page.xpath("//script[@type='application/ld+json']")
    assert json.loads(data.text)["abstract"] == summary
    assert page.xpath("//meta[@name='Description']/@content") == [summary]
    assert summary in (PACKAGE / "1-录入单.html").read_text("utf-8")


NOTICE = """---
标题: 某局办公室关于印发《某局2024年度政务公开工作计划》的通知
发文机关: 某局办公室
---

现将计划印发给你们，请认真贯彻执行。
"""


def test_an_hour_registered_for_a_sample_stands_on_no_real_page() -> None:
    Path("content").mkdir()
    Path("content/site.yaml").write_text(STATED.replace("样例: 否", "样例: 是"), "utf-8")
    write(2024, "做好公开。")
    live(2024, datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING))
    go()
    assert b'content="2024-03-06 09:30"' in shown()["2024/index.html"]
    Path("content/site.yaml").write_text(STATED, "utf-8")
    register(Path("content"), 2024)
    assert go().refusals == ()
    after = shown()
    assert "feed.atom" not in after
    assert not [name for name, content in after.items() if b"PubDate" in content or b"2024-03-06" in content]
    live(2024, datetime(2024, 3, 7, 10, 0, tzinfo=BEIJING))
    # a year carried along takes the hour it has by now in the index too
    write(2023, "做好公开。")
    go(2023)
    assert b"2024-03-07" in shown()["feed.atom"]
    go(2024)
    assert b'content="2024-03-07 10:00"' in shown()["2024/index.html"]


def test_what_goes_out_has_one_title_and_one_organ_wherever_it_is_named() -> None:
    write(2024, "做好公开。")
    Path("content/2024/notice.md").write_text(NOTICE, "utf-8")
    Path("content/site.yaml").write_text(STATED, "utf-8")
    register(Path("content"), 2024)
    live(2024, datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING))
    assert go().refusals == ()
    title, organ = "某局办公室关于印发《某局2024年度政务公开工作计划》的通知", "某局办公室"
    site, page, entry = shown(), html_of(shown()["2024/index.html"]), html_of((PACKAGE / "1-录入单.html").read_bytes())
    assert page.findtext(".//title") == f"{title} - 某区人民政府"
    assert page.xpath("string(//h1)") == title
    assert page.xpath("//meta[@name='ArticleTitle' or @name='Author']/@content") == [title, organ]
    assert [path.stem for path in (PACKAGE / "3-附件").iterdir()] == [title]
    stated = dict(zip(*(entry.xpath(f"//dl//{tag}[1]") for tag in ("dt", "dd")), strict=True))
    told = {label.text: value.xpath("string(*[1])") for label, value in stated.items()}
    assert (told["标题"], told["发布机构"]) == (title, organ)
    look = docx.Document(str(PACKAGE / "4-发布前核对单.docx")).tables[0]
    assert [look.cell(row, 1).text for row in (0, 1)] == [title, organ]
    path = Path(CliRunner().invoke(zwgk, ["review", "2024", "--form"]).stdout.strip())
    form = docx.Document(str(path)).tables[0]
    assert [form.cell(row, 1).text for row in (0, 1)] == [title, organ]

    def listed(site: Files) -> tuple[str, list[str]]:
        feed: Any = etree.fromstring(site["feed.atom"])
        names = feed.xpath("//a:author/a:name/text() | //a:entry/a:title/text()", namespaces={"a": ATOM})
        return html_of(site["index.html"]).xpath("string(//main//li//a)"), names

    assert listed(site) == (title, [organ, title])
    # nor does it change while another year is published
    write(2025, "做好公开。")
    go(2025)
    assert title in html_of(shown()["index.html"]).xpath("//main//li//a/text()")
    assert listed(shown())[1] == [organ, title]


def test_a_year_that_stays_as_it_was_is_led_to_the_years_there_are() -> None:
    write(2023, "做好公开。")
    go()
    assert b"../2024/" not in shown()["2023/index.html"]
    write(2024, "做好公开。")
    go(2024)
    assert b"../2024/index.html" in shown()["2023/index.html"]
    shutil.rmtree("content/2024")
    write(2025, "做好公开。")
    go(2025)
    assert b"../2024/" not in shown()["2023/index.html"]
    assert b"../2025/index.html" in shown()["2023/index.html"]


# --- what a site says of itself (site.json) ------------------------------------------------------


def without_record() -> None:
    """Make the site as older versions did: the link leads to the release itself, and no record lies beside the files."""
    link = Path("build/site")
    release = link.resolve().parent
    (release / "site").rename("build/releases/0123456789abcdef")
    shutil.rmtree(release)
    link.unlink()
    link.symlink_to("releases/0123456789abcdef")


def test_the_record_of_a_site_lies_beside_its_files_and_is_not_served() -> None:
    write(2024, "做好公开。")
    go()
    assert "site.json" not in shown()
    (entry,) = json.loads(Path("build/site/../site.json").read_text("utf-8"))["years"]
    assert {name: entry[name] for name in ("prefix", "year", "title", "organ", "issued", "summary", "sample")} == {
        "prefix": "",
        "year": 2024,
        "title": "某局2024年度政务公开工作计划",
        "organ": "某局",
        "issued": "2024年3月5日",
        "summary": "（一）做好公开。（责任部门：办公室）",
        "sample": False,
    }
    assert entry["files"].keys() == {path.name for path in Path("build/site/2024").iterdir()}


@pytest.mark.parametrize(
    "spoil",
    [
        without_record,
        lambda: Path("build/site/../site.json").write_text("{", "utf-8"),
        lambda: Path("build/site/2023/index.html").write_text("没有审查的文字", "utf-8"),
        lambda: Path("build/site/2023/more.html").write_text("没有审查的文字", "utf-8"),
        lambda: Path("build/site/2023/plan.pdf").unlink(),
    ],
    ids=["older version", "damaged record", "changed page", "added file", "missing file"],
)
def test_a_year_that_cannot_be_kept_as_it_is_is_rebuilt_from_the_reviewed_content(spoil: Callable[[], None]) -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    before = shown()
    spoil()
    done = go(2024)
    assert done.refusals == ()
    assert [year.year for year in done.years] == [2024, 2023]
    assert next(notice.event for notice in done.notices if isinstance(notice, Notice)) is Event.SITE_YEAR_REBUILT
    assert shown() == before
    assert [notice for notice in go(2024).notices if is_about(notice, Event.SITE_YEAR_REBUILT)] == []


@pytest.mark.parametrize("years", [(), (2024,)])
def test_a_year_that_can_neither_be_kept_nor_rebuilt_refuses_the_publication(years: tuple[int, ...]) -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    item = Path("content/2023/items/甲.md")
    item.write_text(item.read_text("utf-8").replace("做好", "没有审查的"), "utf-8")
    Path("build/site/2023/index.html").write_text("没有审查的文字", "utf-8")
    before = everything(Path("build"))
    refused = go(*years).refusals
    reasons = [refusal.reason for year in refused if isinstance(year, YearRefusals) for refusal in year.refusals]
    assert Reason.REVIEW_STALE in reasons
    assert (Reason.SITE_YEAR_UNVERIFIED in reasons) is bool(years)
    assert everything(Path("build")) == before
    # a draft is not passed over either, while the site shows what nobody vouches for
    plan = Path("content/2023/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("公开属性:", "稿次: 征求意见稿\n公开属性:"), "utf-8")
    assert go(2024).refusals
    assert everything(Path("build")) == before
    # without the site it is made of what may be published
    Path("build/site").unlink()
    assert go(2024).refusals == ()
    assert not any(name.startswith("2023/") for name in shown())


def test_a_draft_whose_page_is_changed_by_hand_is_not_passed_over() -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    plan = Path("content/2023/plan.md")
    plan.write_text(plan.read_text("utf-8").replace("公开属性:", "稿次: 征求意见稿\n公开属性:"), "utf-8")
    before = shown()
    assert go().refusals == ()
    assert shown() == before
    Path("build/site/2023/index.html").write_text("没有审查的文字", "utf-8")
    (refusal,) = go().refusals
    assert isinstance(refusal, YearRefusals)
    assert [one.reason for one in refusal.refusals] == [Reason.SITE_YEAR_UNVERIFIED, Reason.DRAFT]


def test_what_the_labels_lack_is_named() -> None:
    write(2024, "做好公开。")
    Path("content/site.yaml").write_text(
        STATED.replace("标识码: 3101139999", "标识码:").replace("https://", ""), "utf-8"
    )
    about_site = (Event.SITE_VALUES_MISSING, Event.SITE_URL_INVALID)
    assert [notice for notice in go().notices if is_about(notice, *about_site)] == [
        Notice(Event.SITE_VALUES_MISSING, path="content/site.yaml", keys=("标识码（SiteIDCode）",)),
        Notice(Event.SITE_URL_INVALID, path="content/site.yaml"),
    ]


def test_an_office_s_own_templates_are_used_and_named() -> None:
    write(2024, "做好公开。")
    assert not [notice for notice in go().notices if is_about(notice, Event.OWN_TEMPLATES_USED)]
    own = Path("content/模板")
    own.mkdir()
    template = unpacked((ROOT / "templates" / "plan.docx").read_bytes())
    head = "<w:body><w:p><w:r><w:t>本局文件</w:t></w:r></w:p>"
    template["word/document.xml"] = template["word/document.xml"].replace(b"<w:body>", head.encode())
    (own / "plan.docx").write_bytes(packed(template))
    page = (ROOT / "templates" / "page.html").read_text("utf-8")
    (own / "page.html").write_text(
        page.replace('<h2 id="downloads">文件下载', '<h2 id="downloads">本局文件下载'), "utf-8"
    )
    (own / "说明.txt").write_text("不是模板", "utf-8")
    assert [notice for notice in go().notices if is_about(notice, Event.OWN_TEMPLATES_USED)] == [
        Notice(Event.OWN_TEMPLATES_USED, paths=(own / "page.html", own / "plan.docx"))
    ]
    assert "本局文件" in unpacked(Path("build/2024/plan.docx").read_bytes())["word/document.xml"].decode()
    assert "本局文件下载" in shown()["2024/index.html"].decode()


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("years", [(), (2024,)], ids=["all", "named"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda: write(2024, "做好\x0b公开。"),
        lambda: write(2024, "做好\ue000公开。"),
        lambda: Path("content/2024/items/甲.md").unlink(),
        lambda: Path("content/2024/plan.md").write_text(
            PLAN.format(year=2024).replace("发文机关: 某局\n", ""), "utf-8"
        ),
    ],
    ids=["lost character", "uncovered character", "missing item", "missing key"],
)
def test_a_refusal_leaves_every_byte_as_it_was(spoil: Callable[[], object], years: tuple[int, ...]) -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    before = everything(Path("build"))
    times = {path: path.lstat().st_mtime_ns for path in [Path("build/site"), *Path("build").rglob("*")]}
    write(2023, "抓好公开。")
    spoil()
    assert go(*years).refusals
    assert everything(Path("build")) == before
    now = {path: path.lstat().st_mtime_ns for path in [Path("build/site"), *Path("build").rglob("*")]}
    assert now == times


# --- killed -----------------------------------------------------------------------------


def restore() -> None:
    """The outputs as they were before."""
    shutil.rmtree("build")
    shutil.copytree("before", "build", symlinks=True)


def test_killed_at_any_moment_the_switch_shows_the_old_site_or_the_new_one(
    record_property: Callable[[str, object], None],
) -> None:
    out = Path("build")
    older, old = {"a.html": b"1"}, {"index.html": b"old", "2024/plan.pdf": b"old"}
    new = {"index.html": b"new", "2024/plan.pdf": b"new", "2024/plan.docx": b"new"}

    def change(files: Files) -> None:
        with locked(out):
            switch(out, files, {})

    change(older)
    change(old)
    shutil.copytree(out, "before", symlinks=True)
    moments = forked(None, lambda: change(new))
    assert shown() == new
    assert moments > 8
    states = []
    for moment in range(moments):
        restore()
        forked(moment, lambda: change(new))
        found = shown()
        assert found in (old, new), moment
        states.append(found == new)
        change(new)
        assert shown() == new
        # nothing is left lying about, and the site before is still there to go back to
        assert sorted(path.name for path in out.iterdir()) == [".lock", "releases", "site"], moment
        releases = [everything(path / "site") for path in (out / "releases").iterdir()]
        assert len(releases) == 2, moment
        assert old in releases, moment
    assert states == sorted(states)
    assert set(states) == {False, True}
    record_property("kills", moments)


@pytest.mark.parametrize("changed", [(2024,), (2023, 2024)] if FUZZ else [(2024,)])
def test_killed_at_any_moment_publishing_leaves_a_whole_site_and_the_next_one_succeeds(
    changed: tuple[int, ...], record_property: Callable[[str, object], None]
) -> None:
    def packages() -> dict[int, dict[str, bytes | str]]:
        return {year: everything(Path("build", str(year), "发布包")) for year in (2023, 2024)}

    write(2023, "做好公开。")
    write(2024, "做好公开。")
    go()
    old, old_packages = shown(), packages()
    shutil.copytree("build", "before", symlinks=True)
    for year in changed:
        write(year, "抓好公开。")
    # what a process does but once, it has done
    go()
    new, new_packages = shown(), packages()
    assert new != old
    assert [year for year in new_packages if new_packages[year] != old_packages[year]] == list(changed)
    restore()
    moments = forked(None, go)
    # all of them or, evenly spread, six, and the last six, in which the site is switched
    chosen = range(moments) if FUZZ else {*(moments * place // 6 for place in range(6)), *range(moments - 6, moments)}
    record_property("kills", len(chosen))
    for moment in sorted(chosen):
        restore()
        forked(moment, go)
        assert shown() in (old, new), moment
        for year, package in packages().items():
            # between two renames the year's folder is for a moment not there; it is never half there
            assert package in (old_packages[year], new_packages[year], {}), moment
            assert Path("build", str(year)).is_dir() is bool(package), moment
        assert go().refusals == ()
        assert shown() == new, moment
        assert packages() == new_packages, moment
        shared = [name for name in new if "/" in name and not name.endswith("/index.html")]
        assert {name: Path("build", name).read_bytes() for name in shared} == {name: new[name] for name in shared}
        assert sorted(path.name for path in Path("build").iterdir()) == [".lock", "2023", "2024", "releases", "site"]


# --- at once ---------------------------------------------------------------------------------


def test_two_at_once_both_succeed() -> None:
    write(2023, "做好公开。")
    write(2024, "做好公开。")
    call = [sys.executable, "-m", "pipeline", "publish"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert said[0] == said[1]
    at_once, target, package = shown(), Path("build/site").readlink(), everything(PACKAGE)
    shutil.rmtree("build")
    go()
    assert shown() == at_once
    assert everything(PACKAGE) == package
    assert Path("build/site").readlink() == target
