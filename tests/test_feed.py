"""The feed and the sitemap, held to RFC 4287 and to sitemaps.org by a parser that did not write them."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from lxml import etree

from pipeline.model import Correction, Published, Site
from pipeline.render.web.feed import feed, sitemap
from pipeline.render.web.page import YearEntry, index_page
from tests.builders import TEMPLATES

BEIJING = timezone(timedelta(hours=8))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = Site((("网址", "https://www.example.gov.cn/jh"), ("网站名称", "某区人民政府")))
YEARS = (
    YearEntry(2022, "2022年计划", "某局", "", "", Published(datetime(2022, 3, 1, 9, 0, tzinfo=BEIJING))),
    YearEntry(
        2023,
        "2023年<计划>&“甲”",
        "某局",
        "",
        "概述<一>。",
        Published(
            datetime(2023, 3, 1, 23, 30, tzinfo=timezone(timedelta())),
            "https://portal.example.gov.cn/a?b=1&c=2",
            (Correction(datetime(2023, 5, 6, 8, 0, tzinfo=BEIJING), "第4项应为“5月底”。"),),
        ),
    ),
    YearEntry(2024, "2024年计划", "某局"),
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def parsed(content: bytes | None) -> Any:
    assert content is not None
    assert content.startswith(b"<?xml")
    return etree.fromstring(content)


def words(element: Any, path: str) -> list[str]:
    return [str(one) for one in element.xpath(f"{path}/text()", namespaces=ATOM | MAP)]


def test_the_feed_is_what_rfc_4287_asks_for() -> None:
    root = parsed(feed(YEARS, SITE, TEMPLATES))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    # 4.1.1: exactly one id, title and updated, at most one self link, an author for the whole
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']", "a:link[@rel='alternate']"):
        assert len(root.xpath(name, namespaces=ATOM)) == 1, name
    assert words(root, "a:id") == ["https://www.example.gov.cn/jh/"]
    assert root.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == "https://www.example.gov.cn/jh/feed.atom"
    entries = root.xpath("a:entry", namespaces=ATOM)
    for entry in entries:
        # 4.1.2: the same of every entry; without content there is a link to it
        for name in ("a:id", "a:title", "a:updated", "a:published", "a:link[@rel='alternate']"):
            assert len(entry.xpath(name, namespaces=ATOM)) == 1, name
    ids = words(root, "a:entry/a:id")
    assert len(set(ids)) == len(ids)
    hours = words(root, "//*[self::a:updated or self::a:published]")
    assert hours
    assert all(RFC_3339.fullmatch(one) for one in hours)


def test_only_what_was_registered_is_in_it_the_last_changed_first() -> None:
    root = parsed(feed(YEARS, SITE, TEMPLATES))
    assert words(root, "a:entry/a:title") == ["2023年<计划>&“甲”", "2022年计划"]
    assert words(root, "a:entry/a:published") == ["2023-03-02T07:30:00+08:00", "2022-03-01T09:00:00+08:00"]
    assert words(root, "a:entry/a:updated") == ["2023-05-06T08:00:00+08:00", "2022-03-01T09:00:00+08:00"]
    assert words(root, "a:updated") == ["2023-05-06T08:00:00+08:00"]
    assert words(root, "a:entry/a:summary") == ["概述<一>。\n更正（2023-05-06 08:00）：第4项应为“5月底”。"]


def test_the_sitemap_names_the_index_and_the_published_years() -> None:
    root = parsed(sitemap(YEARS, SITE, TEMPLATES))
    assert root.tag == f"{{{MAP['s']}}}urlset"
    assert list(zip(words(root, "s:url/s:loc"), words(root, "s:url/s:lastmod"), strict=True)) == [
        ("https://www.example.gov.cn/jh/", "2023-05-06T08:00:00+08:00"),
        ("https://www.example.gov.cn/jh/2023/", "2023-05-06T08:00:00+08:00"),
        ("https://www.example.gov.cn/jh/2022/", "2022-03-01T09:00:00+08:00"),
    ]


@pytest.mark.parametrize(
    ("years", "site"),
    [(YEARS, Site()), (YEARS, Site((("网址", "www.example.gov.cn"),))), (YEARS[2:], SITE), ((), SITE)],
    ids=["no address", "no web address", "nothing registered", "no year"],
)
def test_without_an_address_or_a_registration_there_is_neither(years: tuple[YearEntry, ...], site: Site) -> None:
    assert feed(years, site, TEMPLATES) is None
    assert sitemap(years, site, TEMPLATES) is None
    assert b"feed.atom" not in index_page(years, site, TEMPLATES)


def test_the_index_leads_to_the_feed() -> None:
    assert index_page(YEARS, SITE, TEMPLATES).count(b'href="feed.atom"') == 2


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://www.example.gov.cn", "https://www.example.gov.cn/"),
        ("http://www.example.gov.cn/a/index.html", "http://www.example.gov.cn/a/"),
        ("https://www.example.gov.cn/计划/", "https://www.example.gov.cn/%E8%AE%A1%E5%88%92/"),
        ("https://www.example.gov.cn/?a=1", ""),
        ("mailto:a@example.gov.cn", ""),
        ("ftp://example.gov.cn/", ""),
        ("", ""),
    ],
)
def test_the_sites_address_is_that_of_a_folder(stated: str, address: str) -> None:
    assert Site((("网址", stated),)).address == address
