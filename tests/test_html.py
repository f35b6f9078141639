"""The web page and the index, read back by an HTML parser: structure, words, facts, nothing from outside."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html as reader

from pipeline.errors import TemplateError
from pipeline.model import (
    Assignment,
    Column,
    ColumnRole,
    Correction,
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Head,
    Item,
    Notice,
    Portal,
    Role,
    Section,
    Site,
    StatedDate,
    Task,
    TaskTable,
)
from pipeline.parse.site import SITE_KEYS
from pipeline.render.compose import compose
from pipeline.render.print_model import Line
from pipeline.render.web import page as html
from pipeline.render.web.page import Download, YearEntry
from pipeline.source import SourceText
from tests.builders import ROOT, TABLE_TITLE, TEMPLATES, TITLE, paragraph
from tests.case_files import assert_golden
from tests.web_builders import LIVE, SITE, TYPED, WHOLE, page_of, plan_of


@pytest.fixture(scope="module")
def page() -> Any:
    return parsed(page_of(WHOLE))


def parsed(source: bytes) -> Any:
    return reader.document_fromstring(source.decode())


def texts(page: Any, path: str) -> list[str]:
    return [found.text_content().strip() for found in page.xpath(path)]


def linked(page: Any) -> Any:
    """The page's JSON-LD."""
    (found,) = page.xpath("//script[@type='application/ld+json']")
    return json.loads(found.text)


def metas(page: Any) -> dict[str, str]:
    return {found.get("name"): found.get("content") for found in page.xpath("//meta[@name]")}


# --- structure ---------------------------------------------------------------------


def test_the_page_is_well_formed_chinese_html(page: Any) -> None:
    source = page_of(WHOLE)
    assert source.startswith(b'<!DOCTYPE html>\n<html lang="zh-CN">\n')
    assert page.findtext(".//title") == f"{TITLE} - 某区人民政府"
    # every element closed, every attribute quoted: an XML parser can follow it but for the void elements
    whole = re.sub(r"<(style|script)([^>]*)>.*?</\1>", "", source.decode(), flags=re.DOTALL)
    whole = re.sub(r"<(meta|link|wbr)([^>]*)>", r"<\1\2/>", whole.removeprefix("<!DOCTYPE html>"))
    etree.fromstring(re.sub(r" (download|hidden|data-scripted|data-print)(?=[ >])", "", whole))
    assert len(page.xpath("//main")) == len(page.xpath("//header")) == len(page.xpath("//footer")) == 1
    assert not page.xpath("//*[@id][@id = preceding::*/@id]")


def test_there_is_one_h1_and_no_level_is_skipped(page: Any) -> None:
    headings = page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    levels = [int(found.tag[1]) for found in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert [found.text_content() for found in headings] == [
        TITLE, "一、主要工作", "（四）分节", "二、工作要求", TABLE_TITLE, "情况表", "全年一览", "文件下载", "其他年度",
    ]  # fmt: skip


def test_the_words_are_those_of_the_paper(page: Any) -> None:
    document = compose(WHOLE)
    printed = [line.text for line in (*document.body, *document.sign_off) if isinstance(line, Line)]
    article = page.xpath("//article")[0]
    shown = [
        found.text_content()
        for found in article.xpath(".//h1|.//h2|.//h3|.//p")
        if not found.xpath("ancestor::section | ancestor::*[contains(@class, 'apart')]")
    ]
    assert shown == printed


def test_the_table_is_a_real_one(page: Any) -> None:
    table = page.xpath("//table")[0]
    assert table.findtext("caption") == TABLE_TITLE
    assert texts(table, "./thead/tr/th[@scope='col']") == ["序号", "具体内容", "责任部门", "完成时间"]
    rows = [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr")]
    assert rows == [
        ["1", "公开预算。", "预算科", "全年"],
        ["2", "公示执法。", "办公室", "5月底"],
        ["接受监督。", "采管科、会计科", "全年"],
        ["其他工作"],
        ["3", "子项。", "办公室", "全年"],
    ]
    assert [(cell.text_content(), cell.get("rowspan")) for cell in table.xpath(".//th[@scope='row']")] == [
        ("1", None), ("2", "2"), ("3", None),
    ]  # fmt: skip
    group = table.xpath(".//th[@scope='rowgroup']")[0]
    assert group.get("colspan") == "4"
    # the group's rows stand in a body of their own, headed by it
    assert [len(body) for body in table.xpath("./tbody")] == [3, 2]
    assert table.xpath("..")[0].get("tabindex") == "0"
    assert texts(page.xpath("//table")[1], ".//td") == ["2023", "15"]


def test_a_table_in_other_columns_keeps_them() -> None:
    columns = (
        Column(ColumnRole.GROUP, "工作任务"),
        Column(ColumnRole.WORDS, "内容"),
        Column(ColumnRole.LEAD, "牵头科室"),
    )
    found = parsed(page_of(replace(WHOLE, head=replace(WHOLE.head, columns=columns))))
    table = found.xpath("//table")[0]
    assert texts(table, "./thead/tr/th") == ["工作任务", "内容", "牵头科室"]
    assert not table.xpath(".//th[@scope='row']")
    assert table.xpath(".//td[@rowspan='3']")[0].text_content() == "主要工作"


def test_only_web_and_mail_addresses_are_links(page: Any) -> None:
    inside = [(link.text_content(), link.get("href")) for link in page.xpath("//article//a")]
    assert inside == [("乙", "https://www.example.cn/?a=1&b=2"), ("接", "mailto:a@example.cn")]
    assert texts(page, "//article//strong") == ["甲"]


def test_words_are_never_markup(page: Any) -> None:
    assert TYPED in texts(page, "//article//p")
    assert len(page.xpath("//script")) == 2
    found = parsed(page_of(plan_of(title=SourceText(TYPED), organ=SourceText(TYPED)), Site((("网站名称", TYPED),))))
    assert found.xpath("//h1")[0].text_content() == TYPED
    assert metas(found)["ArticleTitle"] == metas(found)["ContentSource"] == metas(found)["SiteName"] == TYPED
    assert len(found.xpath("//script")) == 2
    assert linked(found)["name"] == TYPED


def test_notes_names_titles_and_paths_are_not_published(page: Any) -> None:
    source = reader.tostring(page, encoding="unicode")
    for secret in ("内部批注", "秘密短名", "短题", "items/", "本地", "javascript", "不该印出"):
        assert secret not in source


# --- facts -------------------------------------------------------------------------


def test_labels_are_those_that_are_stated(page: Any) -> None:
    found = metas(page)
    assert {name: found[name] for name in found if name[0].isupper()} == {
        "SiteName": "某区人民政府",
        "SiteDomain": "www.example.gov.cn",
        "SiteIDCode": "3101139999",
        "ColumnName": "工作计划",
        "ColumnType": "信息公开目录",
        "ArticleTitle": TITLE,
        "ContentSource": "某区财政局",
        "Keywords": "政务公开,“A&B”",
        "Author": "某区财政局",
        "Description": "为做好政务公开，制定本计划。",
    }
    assert texts(page, "//footer//dt") == ["网站标识码", "ICP备案号"]


REQUIRED = (
    "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType",
    "ArticleTitle", "PubDate", "ContentSource",
)  # fmt: skip
"""网页标签 that every page has to have, in their names and case (国办发〔2017〕47号, 附件)."""

STATED = Site((*SITE.values, ("栏目描述", "年度工作计划"), ("栏目关键词", "计划,政务公开")))


def test_nine_labels_without_registration_ten_after() -> None:
    before, after = (metas(parsed(page_of(WHOLE, STATED, published=known))) for known in (None, LIVE))
    assert [name for name in REQUIRED if name in before] == [name for name in REQUIRED if name != "PubDate"]
    assert [name for name in REQUIRED if name in after] == list(REQUIRED)
    assert all(after[name] for name in REQUIRED)
    assert after["PubDate"] == "2024-03-06 01:05"
    assert {name: value for name, value in after.items() if name != "PubDate"} == before


def test_the_address_is_the_registered_one_else_the_sites_own() -> None:
    own = Site((*STATED.values, ("网址", "https://www.example.gov.cn/jh/index.html")))
    assert metas(parsed(page_of(WHOLE, own)))["Url"] == "https://www.example.gov.cn/jh/2024/"
    elsewhere = replace(LIVE, url="https://www.example.gov.cn/a?id=1&b=2")
    assert metas(parsed(page_of(WHOLE, own, published=elsewhere)))["Url"] == "https://www.example.gov.cn/a?id=1&b=2"
    assert "Url" not in metas(parsed(page_of(WHOLE, STATED, published=replace(LIVE, url="门户"))))


def test_nothing_is_made_up() -> None:
    bare = plan_of(organ=SourceText(""), issued=StatedDate(), disclosure=None, annexes=())
    found = parsed(page_of(bare, Site(), downloads=()))
    assert [name for name in metas(found) if name[0].isupper()] == ["ArticleTitle"]
    assert texts(found, "//dl/div") == ["发布时间发布后登记"]
    assert not found.xpath("//footer")
    assert texts(found, "//h2") == ["其他年度"]
    assert linked(found) == {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": TITLE,
        "inLanguage": "zh-CN",
        "temporalCoverage": "2024",
    }


def test_the_catalogues_facts_are_shown() -> None:
    notice = Notice(
        replace(
            Head(),
            doc_number=SourceText("某财〔2024〕5号"),
            issued=StatedDate(SourceText("2024年3月5日"), date(2024, 3, 5)),
        )
    )
    site = Site((*SITE.values, ("门户", "上海"), ("上位文件/2024", "https://www.example.cn/yd")))
    found = parsed(page_of(replace(WHOLE, notice=notice), site))
    facts = list(zip(texts(found, "//dl[@class='facts']//dt"), texts(found, "//dl[@class='facts']//dd"), strict=True))
    assert facts == [
        ("发文机构", "某区财政局"),
        ("公开属性", "主动公开"),
        ("发文字号", "某财〔2024〕5号"),
        ("成文日期", "2024年3月5日"),
        ("发布日期", "发布后登记"),
        ("上位文件", "https://www.example.cn/yd"),
    ]
    assert texts(found, "//dl[@class='meta']/div") == ["发布时间发布后登记", "来源某区财政局"]


@pytest.mark.parametrize(
    ("names", "address", "shown"),
    [
        (("《甲要点》",), "https://www.example.cn/yd", [("依据", "《甲要点》", "https://www.example.cn/yd")]),
        (("《甲要点》",), "", [("依据", "《甲要点》", None)]),
        (("《甲》", "《乙》"), "", [("依据", "《甲》", None), ("依据", "《乙》", None)]),
        ((), "不是网址", [("上位文件", "不是网址", None)]),
    ],
)
def test_what_the_plan_rests_on_is_led_to(
    names: tuple[str, ...], address: str, shown: list[tuple[str, str, str | None]]
) -> None:
    site = Site((("上位文件", address),) if address else ())
    found = parsed(page_of(plan_of(basis=tuple(map(SourceText, names))), site))
    rows = found.xpath("//dl[@class='facts']/div[dt='依据' or dt='上位文件']")
    assert [
        (row.findtext("dt"), row.find("dd").text_content(), row.xpath("string(dd/a/@href)") or None) for row in rows
    ] == shown


def test_what_was_registered_is_shown_and_each_correction() -> None:
    found = parsed(page_of(WHOLE, STATED, published=LIVE))
    assert texts(found, "//dl[@class='meta']/div")[0] == "发布时间2024-03-06 01:05"
    assert texts(found, "//*[@aria-label='更正']/p") == ["更正（2024-03-10 09:00）：第4项的时限应为“5月底”。"]
    assert not parsed(page_of(WHOLE, STATED, published=replace(LIVE, corrections=()))).xpath("//*[@aria-label='更正']")


def test_what_has_ended_is_said_at_the_head() -> None:
    for value, said in (("有效", []), ("废止", ["有效性废止"])):
        found = parsed(page_of(WHOLE, Site((("有效性/2024", value),))))
        assert texts(found, "//div[@class='ended']") == said


def test_the_other_years_are_led_to(page: Any) -> None:
    years = [YearEntry(2023, "2023年计划"), YearEntry(2024, TITLE), YearEntry(2025, "2025年计划")]
    found = parsed(page_of(WHOLE, years=years))
    assert [(link.text_content(), link.get("href")) for link in found.xpath("//nav[@aria-labelledby='years']//a")] == [
        ("2025年计划", "../2025/index.html"),
        ("2023年计划", "../2023/index.html"),
        ("历年计划", "../index.html"),
    ]
    assert texts(page, "//nav[@aria-labelledby='years']//a") == ["历年计划"]
    # by it the list can be replaced when another year is published
    before, after = years[1:2], years
    old, new = (html.years_list(2024, some, TEMPLATES) for some in (before, after))
    assert page_of(WHOLE, years=before).count(old) == 1
    assert page_of(WHOLE, years=before).replace(old, new) == page_of(WHOLE, years=after)


def test_every_place_on_the_page_that_is_led_to_is_there(page: Any) -> None:
    targets = [link.get("href") for link in page.xpath("//nav[@aria-label='本页内容']//a")]
    assert targets == ["#part-1", "#part-2", "#annex-1", "#annex-2", "#year", "#downloads"]
    assert all(page.get_element_by_id(target[1:]) is not None for target in targets)


def test_a_sample_says_so_and_only_a_sample() -> None:
    said = "样例，非政府网站"
    for site, shown in ((replace(SITE, sample=True), True), (SITE, False)):
        assert (said in page_of(WHOLE, site).decode()) is shown
        assert (said in html.index_page((), site, TEMPLATES).decode()) is shown
        assert ("noindex" in page_of(WHOLE, site).decode()) is shown


def test_downloads_say_format_size_and_pages(page: Any) -> None:
    links = page.xpath("//section[@aria-labelledby='downloads']//a")
    assert [link.text_content() for link in links] == [
        "公文版（PDF，286 KB，10 页）",
        "任务分解表（XLSX，2.4 MB）",
        "任务数据（CSV，1 KB）",
    ]
    assert [link.get("href") for link in links] == ["plan.pdf", "%E4%BB%BB%E5%8A%A1%20%E8%A1%A8.xlsx", "tasks.csv"]


# --- whose words -----------------------------------------------------------------------

MINE = "囗"
"""What every word of the plan and of site.yaml consists of here: what else the page says in Han is its own."""


BOUND = (DeadlineKind.BY_DAY, DeadlineKind.QUARTER, DeadlineKind.RANGE, DeadlineKind.WHOLE_YEAR)


def own_words(content: bytes) -> set[str]:
    """The words of the page that nobody has written: of its text, and of what attributes say."""
    found = parsed(content)
    spoken = ("aria-label", "title", "alt", "content", "data-all", "data-some", "data-none", "data-label")
    said = [*found.xpath("//text()[not(parent::style) and not(parent::script)]")]
    said += [one for name in spoken for one in found.xpath(f"//@{name}")]
    said += re.findall(r'"[^"]*"', found.xpath("string(//script[@type='application/ld+json'])"))
    return {
        run.strip("，")
        for one in said
        for run in re.findall(r"[\u4e00-\u9fff，]+", str(one).replace(MINE, " "))
        if run != "，"
    }


def test_every_word_of_the_pages_own_is_in_one_list(accept: bool) -> None:
    """tests/golden/page-words.txt holds all that pages say of themselves; `make test ARGS=--accept` renews it."""
    site = Site(
        tuple((key, f"{MINE}{key}" if key == "门户" else MINE) for key in SITE_KEYS if key != "目录"), sample=True
    )
    notice = Notice(
        replace(
            Head(),
            title=SourceText(MINE),
            organ=SourceText(MINE),
            issued=StatedDate(SourceText(MINE), date(2024, 3, 5)),
        )
    )
    roles = tuple(Assignment(role, (SourceText(MINE * 2), SourceText(MINE * 3))) for role in Role)
    days = (date(2024, 4, 1), date(2024, 5, 31))
    deadlines = [Deadline(kind, SourceText(MINE), *(days if kind in BOUND else (None, None))) for kind in DeadlineKind]
    done = tuple(Task((paragraph(MINE),), roles, one) for one in (*deadlines, Deadline(DeadlineKind.NONE)))
    annexes = (TaskTable(SourceText(MINE)), FreeAnnex(SourceText(MINE), "甲", (paragraph(MINE),)))
    columns = tuple(Column(role, MINE) for role in ColumnRole)
    plan = plan_of(
        Section(paragraph(MINE), 1, (Item("甲", SourceText("甲"), done),)),
        title=SourceText(MINE), organ=SourceText(MINE), issued=StatedDate(SourceText(MINE), date(2024, 3, 1)), annexes=annexes, columns=columns,
        keywords=(SourceText(MINE),), summary=SourceText(MINE), doc_number=SourceText(MINE), stage=SourceText(MINE),
    )  # fmt: skip
    live = replace(LIVE, corrections=(Correction(LIVE.at, MINE),))
    years = [YearEntry(2023, MINE, MINE, MINE, MINE, live), YearEntry(2022, MINE)]
    downloads = [Download(name, MINE, 1, 1, "a") for name in ("a.pdf", "a.csv")]
    found = own_words(html.index_page(years, site, TEMPLATES)) | own_words(html.index_page((), site, TEMPLATES))
    for portal in ("", *(one.value for one in Portal)):
        of_portal = replace(
            site, values=(*site.values, ("门户", portal), ("有效性", "废止"), ("网址", "https://a.cn/"))
        )
        for known in (None, live):
            for one in (plan, replace(plan, notice=notice)):
                found |= own_words(page_of(one, of_portal, downloads=downloads, published=known, years=years))
    golden = ROOT / "tests" / "golden" / "page-words.txt"
    assert_golden(golden, "".join(f"{words}\n" for words in sorted(found)), accept=accept)


# --- nothing from outside --------------------------------------------------------------


def test_nothing_is_loaded(page: Any) -> None:
    assert [(link.get("rel"), link.get("href")) for link in page.xpath("//link")] == [("icon", "data:,")]
    assert not page.xpath("//@style|//img|//iframe|//object|//*[@*[starts-with(name(), 'on')]]")
    assert not page.xpath("//@src")
    style, script = page.xpath("//style")[0].text, page.xpath("//script[not(@type)]")[0].text
    assert not re.search(r"url\(|@import|https?:", style)
    assert not re.search(r"https?:|fetch|import|eval|innerHTML|localStorage", script)


def test_the_policy_lets_in_the_own_style_and_script_and_nothing_else(page: Any) -> None:
    for found in (page, parsed(html.index_page((), SITE, TEMPLATES))):
        rules = dict(
            rule.split(" ", 1)
            for rule in found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].split("; ")
        )
        hashes = [
            f"'sha256-{b64encode(sha256(one.text.encode()).digest()).decode()}'"
            for one in found.xpath("//style | //script[not(@type)] | //script[@type]")
        ]
        assert rules.pop("style-src") == hashes[0]
        assert sorted(rules.pop("script-src").split()) == sorted(hashes[1:])
        assert rules == {
            "default-src": "'none'",
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }


def test_script_and_style_have_no_words_of_their_own(page: Any) -> None:
    assert page.xpath("//script[not(@type)]")[0].text.isascii()
    style = page.xpath("//style")[0].text
    assert "/*" not in style
    assert set(re.findall(r"[^\x00-\x7f]", style)) <= set("›：，")


def test_the_index_names_the_years_newest_first() -> None:
    years = [
        YearEntry(2023, "2023年计划"),
        YearEntry(2025, "2025年<计划>", "某局", "2025年3月1日"),
        YearEntry(2024, "2024年计划"),
    ]
    found = parsed(html.index_page(years, SITE, TEMPLATES))
    assert [(link.text_content(), link.get("href")) for link in found.xpath("//main//a")] == [
        ("2025年<计划>", "2025/index.html"),
        ("2024年计划", "2024/index.html"),
        ("2023年计划", "2023/index.html"),
    ]
    assert texts(found, "//main//li//dd") == ["某局", "2025年3月1日"]
    assert len(found.xpath("//h1")) == 1


def test_the_index_says_when_a_year_was_published_and_last_corrected() -> None:
    found = parsed(html.index_page([YearEntry(2024, "2024年计划", published=LIVE)], SITE, TEMPLATES))
    assert texts(found, "//main//dl/div") == ["发布时间2024-03-06 01:05", "更正2024-03-10 09:00"]


def test_what_the_skip_link_leads_to_is_there(page: Any) -> None:
    first = page.xpath("//body//a")[0]
    assert first.get("href") == "#content"
    assert page.get_element_by_id("content").tag == "main"


def test_the_same_words_give_the_same_bytes() -> None:
    assert page_of(WHOLE) == page_of(WHOLE)


# --- colours ---------------------------------------------------------------------------


def _palettes() -> list[dict[str, str]]:
    """The colours of each scheme, over those of the first."""
    css = (ROOT / "templates" / "site.css").read_text("utf-8")
    found = [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in re.findall(r":root \{[^}]*\}", css)]
    light, dark, more, more_dark, paper = found
    return [light, light | dark, light | more, light | dark | more | more_dark, light | paper]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", _palettes())
def test_colours_have_the_contrast_of_wcag_aa(palette: dict[str, str]) -> None:
    pairs = [(ink, ground, 4.5) for ink in ("ink", "quiet", "link", "main") for ground in ("paper", "tint")]
    pairs += [("sample-ink", "sample", 4.5), ("rule", "paper", 3.0), ("on-main", "main", 4.5), ("main", "band", 3.0)]
    for ink, ground, least in pairs:
        lighter, darker = sorted((_luminance(palette[ink]), _luminance(palette[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= least, (ink, ground)


# --- templates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "reason"),
    [("{{ nothing }}", r"page\.html.*nothing"), ("{% if %}", r"page\.html.*第 1 行"), (None, r"site\.css.*不在")],
)
def test_a_template_that_does_not_fit_is_named(tmp_path: Path, template: str | None, reason: str) -> None:
    folders: tuple[Path, ...] = (tmp_path, *TEMPLATES)
    if template is None:
        folders = (tmp_path,)
    else:
        (tmp_path / "page.html").write_text(template, "utf-8")
    with pytest.raises(TemplateError, match=reason):
        page_of(WHOLE, templates=folders)


def test_a_fault_in_a_template_that_another_takes_in_names_that_one(tmp_path: Path) -> None:
    (tmp_path / "words.html").write_text("\n{% macro line(one) %}", "utf-8")
    with pytest.raises(TemplateError, match=r"words\.html.*第 2 行"):
        page_of(WHOLE, templates=(tmp_path, *TEMPLATES))


def test_what_the_office_changes_is_taken_first(tmp_path: Path) -> None:
    # a file that was saved on Windows
    (tmp_path / "site.css").write_bytes(b"body {\r\n color: red }")
    (style,) = parsed(page_of(WHOLE, templates=(tmp_path, *TEMPLATES))).xpath("//style")
    assert style.text == "body {\n color: red }"
