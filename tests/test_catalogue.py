"""The catalogue's head and the fields of the 录入单: names and order by portal, values only as they are stated."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from pipeline.findings import Diagnostics, Finding, Severity
from pipeline.model import (
    MAX_SUMMARY_CHARS,
    CatalogueField as Field,
    Disclosure,
    Head,
    Paragraph,
    Plan,
    Portal,
    Published,
    Site,
    StatedDate,
)
from pipeline.parse.site import SITE_KEYS, read_site
from pipeline.publish.policy.review_units import reviewed_units
from pipeline.render.compose import compose
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.edition import Edition
from pipeline.source import SourceText, file_from_bytes

PLAN = Plan(
    2024,
    replace(
        Head(),
        title=SourceText("某局2024年度政务公开工作计划"),
        organ=SourceText("某局"),
        issued=StatedDate(SourceText("2024年3月1日"), date(2024, 3, 1)),
        disclosure=Disclosure.PUBLIC,
        keywords=(SourceText("政务公开"), SourceText("计划")),
    ),
    (Paragraph(SourceText("为做好政务公开，制定本计划。")),),
)
DOCUMENT = compose(PLAN)
LIVE = Published(datetime(2024, 3, 5, 1, 30, tzinfo=timezone.utc))  # noqa: UP017 - the hour of another zone


def shown(site: Site, published: Published | None = None) -> list[str]:
    return [f"{one.label}：{one.value}" for one in catalogue.page_fields(Edition(DOCUMENT, PLAN, site, published))]


def test_without_a_portal_only_what_is_stated_is_shown() -> None:
    assert shown(Site()) == ["发布机构：某局", "成文日期：2024年3月1日", "公开属性：主动公开", "关键词：政务公开、计划"]


@pytest.mark.parametrize(
    ("portal", "labels"),
    [
        ("上海", "索引号 发文机构 公开属性 主题分类 发文字号 成文日期 发布日期"),
        ("广东", "索引号 分类 发布机构 成文日期 名称 文号 发布日期 主题词"),
        ("安徽", "索引号 组配分类 发布机构 主题分类 名称 文号 成文日期 发布日期"),
    ],
)
def test_a_portal_has_its_own_names_and_order_and_shows_no_label_with_nothing_behind_it(
    portal: str, labels: str
) -> None:
    stated = (("索引号", "甲"), ("主题分类", "乙"), ("组配分类", "丙"))
    numbered = replace(PLAN, head=replace(PLAN.head, doc_number=SourceText("某财〔2024〕8号")))
    whole = catalogue.page_fields(Edition(compose(numbered), numbered, Site((("门户", portal), *stated))))
    assert [one.label for one in whole] == labels.split()
    assert all(one.value for one in whole)
    found = catalogue.page_fields(Edition(DOCUMENT, PLAN, Site((("门户", portal),))))
    unstated = {Field.INDEX, Field.THEME, Field.GROUP, Field.NUMBER}
    assert [one.label for one in found] == [one.label for one in whole if one.field not in unstated]
    assert {one.field: one.value for one in found}[Field.PUBLISHED_ON] == "发布后登记"
    # whose portal shows them says so, and how
    blank = catalogue.page_fields(Edition(DOCUMENT, PLAN, Site((("门户", portal), ("空值", "留空")))))
    assert [one.label for one in blank] == labels.split()
    assert {one.value for one in blank if one.field in unstated} == {""}


def test_every_portal_but_the_own_one_has_a_profile() -> None:
    assert set(catalogue.PROFILES) == {None, *Portal} - {Portal.CUSTOM}


def test_an_office_lists_fields_of_its_own() -> None:
    own = (("门户", "自定"), ("目录/发文机关", "发布机构"), ("目录/编号", "索引号"), ("目录/何时", "发布时间"))
    assert shown(Site(own)) == ["发文机关：某局", "何时：发布后登记"]
    assert shown(Site((*own, ("空值", "无"))))[1] == "编号：无"
    assert shown(Site((*own, ("空值", "留空"))))[1] == "编号："
    assert shown(Site((*own, ("空值", "—"))), LIVE)[1:] == ["编号：—", "何时：2024-03-05 09:30"]
    assert shown(Site((("门户", "自定"),))) == shown(Site())


def test_the_day_of_publication_is_the_registered_one_in_beijing() -> None:
    assert shown(Site((("门户", "上海"),)), LIVE)[-1] == "发布日期：2024年3月5日"
    late = replace(LIVE, at=datetime(2024, 3, 5, 17, 0, tzinfo=timezone(timedelta())))
    assert shown(Site((("门户", "上海"),)), late)[-1] == "发布日期：2024年3月6日"


def test_the_source_may_be_of_the_year_and_is_reviewed_then() -> None:
    site = Site((("来源", "某网"), ("来源/2024", "某报"), ("来源/2023", "旧报")))
    assert catalogue.content_source(DOCUMENT, site) == "某报"
    assert catalogue.content_source(DOCUMENT, Site((("来源/2023", "旧报"),))) == DOCUMENT.organ
    assert [piece.text for piece in reviewed_units(PLAN, site) if piece.key == "来源"] == ["某报"]


def test_an_index_number_is_the_portals_and_of_its_year() -> None:
    site = Site((("索引号/2023", "甲"), ("索引号/2024", "乙"), ("体裁", "计划")))
    assert shown(site)[0] == "索引号：乙"
    assert "体裁：计划" in shown(site)
    assert "索引号" not in "".join(shown(Site((("索引号/2023", "甲"),))))


def test_a_clerk_finds_every_field_once() -> None:
    for name in ("", *(one.value for one in Portal)):
        found = catalogue.form_fields(Edition(DOCUMENT, PLAN, Site((("门户", name),))))
        fields = [one.field for one in found]
        assert len(set(fields)) == len(fields)
        assert set(catalogue.STANDARD) - set(fields) <= {Field.PUBLISHED_AT}
        assert {"来源": "某局", "内容概述": "为做好政务公开，制定本计划。"}.items() <= {
            one.label: one.value for one in found
        }.items()


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ("短。", "短。"),
        (f"一。{'长' * 100}。", "一。"),
        (f"{'甲' * 60}，{'乙' * 60}。", f"{'甲' * 60}……"),
        ("丙" * 150, f"{'丙' * 98}……"),
        (
            f"为{'甲' * 70}，按照{'乙' * 90}，根据《要点》，结合实际，制定本计划。",
            "根据《要点》，结合实际，制定本计划。",
        ),
        (
            f"为{'甲' * 70}，按照{'乙' * 30}，根据《要点》，制定本计划。另有。",
            f"按照{'乙' * 30}，根据《要点》，制定本计划。",
        ),
        # neither begins nor ends inside of what is quoted
        (f"{'甲' * 50}，“{'乙' * 20}，根据{'丙' * 60}”。", f"{'甲' * 50}……"),
        (f"{'甲' * 50}“乙。丙”{'丁' * 30}。{'戊' * 60}。", f"{'甲' * 50}“乙。丙”{'丁' * 30}。"),
    ],
)
def test_a_summary_is_the_plans_own_first_words(words: str, summary: str) -> None:
    assert catalogue.summary(compose(replace(PLAN, parts=(Paragraph(SourceText(words)),)))) == summary
    assert len(summary) <= MAX_SUMMARY_CHARS


def test_a_stated_summary_is_taken() -> None:
    assert catalogue.summary(compose(replace(PLAN, head=replace(PLAN.head, summary=SourceText("概述"))))) == "概述"


# --- site.yaml ---------------------------------------------------------------------------


def read(words: str) -> tuple[Site, list[Finding]]:
    diagnostics = Diagnostics()
    return read_site(file_from_bytes("site.yaml", words.encode()), diagnostics), diagnostics.findings


def test_fields_of_the_own_portal_and_values_of_years_are_read_in_their_order() -> None:
    site, found = read(
        "门户: 自定\n目录:\n  发文机关: 发布机构\n  编号: 索引号\n索引号:\n  2023: 甲\n  2024: 乙\n空值:\n"
    )
    assert found == []
    assert shown(site) == ["发文机关：某局", "编号：乙"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("门户: 北京", "“门户”不能写“北京”"),
        ("空值: 零", "“空值”不能写“零”"),
        ("目录:\n  编号: 索引", "“目录”不能写“索引”"),
    ],
)
def test_what_no_portal_has_is_found(words: str, message: str) -> None:
    assert [one.message for one in read(words)[1]] == [message]


@pytest.mark.parametrize(
    ("words", "where", "message"),
    [
        ("网址: www.example.gov.cn/jh", (1, 5), "“网址”的写法不对，不生成订阅和站点地图"),
        ("样例: 否\n网址: https://www.example.gov.cn/?a=1", (2, 5), "“网址”的写法不对，不生成订阅和站点地图"),
        ("上位文件:\n  2023: https://www.example.gov.cn/a\n  2024: 2024年要点", (3, 9), "“上位文件”的写法不对，网页上不链接"),
        ("党政机关标识: 0123456789abcdef", (1, 9), "“党政机关标识”的写法不对，网页上不链接"),
        ("域名: https://www.example.gov.cn/", (1, 5), "“域名”的写法不对，域名不带 http:// 和路径"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_found_where_it_stands(words: str, where: tuple[int, int], message: str) -> None:
    (found,) = read(words)[1]
    assert (found.code, found.severity, found.message) == ("P064", Severity.WARNING, message)
    assert (found.place.path, found.place.line, found.place.column) == ("site.yaml", *where)
    assert found.hint


def test_addresses_as_they_should_be_are_not_asked_about() -> None:
    stated = "网址: https://www.example.gov.cn/计划/\n域名: www.example.gov.cn:8080\n上位文件: http://www.example.gov.cn/a?b=1\n党政机关标识:\n"
    assert read(stated)[1] == []


@pytest.mark.parametrize("code", ["3101139999", "bm01000001"])
def test_a_site_code_is_of_a_place_or_of_a_ministry(code: str) -> None:
    assert read(f"标识码: {code}")[1] == []


@pytest.mark.parametrize("code", ["310113999", "31011399990", "bm0100001", "b301139999", "标识31139999"])
def test_a_site_code_of_another_form_is_told_at_its_place(code: str) -> None:
    (found,) = read(f"标识码: {code}")[1]
    assert (found.severity, found.place.line, found.place.column) == (Severity.ERROR, 1, 6)
    assert code in found.message
    assert found.hint


def test_every_field_that_only_the_portal_knows_can_be_stated() -> None:
    assert {"索引号", "组配分类", "主题分类", "体裁", "有效性", "来源"} <= set(SITE_KEYS)
