"""The catalogue fields of one plan (政府信息公开目录), under a portal's names and in its order.

The head of the page and the 录入单 both use them. A value is stated in the plan or in
site.yaml, or was registered after publication; none is derived, in particular no 索引号.
The one exception is the 内容概述: if it is not stated, it is the beginning of the plan.
"""

import re
from collections.abc import Mapping

from pipeline.dataclass import dataclass
from pipeline.model import MAX_SUMMARY_CHARS, CatalogueField as Field, EmptyField, Portal, Published, Site
from pipeline.patterns import lazy_pattern
from pipeline.render.print_model import Document, Line, Style
from pipeline.render.web.edition import Edition
from pipeline.text.dates import BEIJING, format_day, format_hour

NOT_YET = "发布后登记"
"""The hour of publication until it is registered."""

STANDARD = (
    Field.INDEX,
    Field.TITLE,
    Field.ORGAN,
    Field.NUMBER,
    Field.ISSUED,
    Field.PUBLISHED_AT,
    Field.DISCLOSURE,
    Field.THEME,
    Field.GENRE,
    Field.KEYWORDS,
    Field.SUMMARY,
    Field.VALIDITY,
    Field.SOURCE,
    Field.COLUMN,
)
"""Every field a clerk may be asked for, under its common name; what only one portal has is in that portal's profile."""


Fields = tuple[tuple[str, Field], ...]
"""Fields with the portal's names for them, in its order."""


PROFILES: Mapping[Portal | None, Fields] = {
    # 长宁区's fields and names, with 成文日期 as 松江区 has it
    Portal.SHANGHAI: (
        ("索引号", Field.INDEX),
        ("发文机构", Field.ORGAN),
        ("公开属性", Field.DISCLOSURE),
        ("主题分类", Field.THEME),
        ("发文字号", Field.NUMBER),
        ("成文日期", Field.ISSUED),
        ("发布日期", Field.PUBLISHED_ON),
    ),
    # the heads of 广东省政府信息公开平台 (gkmlpt)
    Portal.GUANGDONG: (
        ("索引号", Field.INDEX),
        ("分类", Field.THEME),
        ("发布机构", Field.ORGAN),
        ("成文日期", Field.ISSUED),
        ("名称", Field.TITLE),
        ("文号", Field.NUMBER),
        ("发布日期", Field.PUBLISHED_ON),
        ("主题词", Field.KEYWORDS),
    ),
    # the heads of the platforms in 安徽 (宁国市, 池州市)
    Portal.ANHUI: (
        ("索引号", Field.INDEX),
        ("组配分类", Field.GROUP),
        ("发布机构", Field.ORGAN),
        ("主题分类", Field.THEME),
        ("名称", Field.TITLE),
        ("文号", Field.NUMBER),
        ("成文日期", Field.ISSUED),
        ("发布日期", Field.PUBLISHED_ON),
    ),
    None: tuple(
        (field.value, field)
        for field in (
            Field.INDEX,
            Field.ORGAN,
            Field.NUMBER,
            Field.ISSUED,
            Field.DISCLOSURE,
            Field.THEME,
            Field.GENRE,
            Field.KEYWORDS,
            Field.VALIDITY,
        )
    ),
}
"""The fields by 门户; None for a site.yaml that names no portal, or 自定 without listing fields."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field with its value, empty if it is not stated; `label` is the portal's name for it."""

    label: str
    field: Field
    value: str


def portal_profile(site: Site) -> Fields:
    """The fields of the portal that site.yaml names (门户), or the office's own where it lists them (目录)."""
    portal = next((portal for portal in Portal if portal.value == site.get("门户")), None)
    own: Fields = ()
    prefix = "目录/"
    if portal is Portal.CUSTOM:
        known = {field.value: field for field in Field}
        own = tuple(
            (key.removeprefix(prefix), known[value])
            for key, value in site.values
            if key.startswith(prefix) and value in known
        )
    return own or PROFILES.get(portal, PROFILES[None])


def page_fields(edition: Edition) -> tuple[FieldValue, ...]:
    """The fields in the head of the page.

    A field that is not stated is shown as site.yaml says (空值), by default not at all: a
    label without a value tells a reader nothing. Portals differ; some leave the 索引号 blank, some write 无.
    """
    site, values = edition.site, _values(edition)
    shown = (FieldValue(label, field, values[field]) for label, field in portal_profile(site))
    empty = next((option for option in EmptyField if option.value == site.get("空值")), EmptyField.HIDDEN)
    if empty is EmptyField.HIDDEN:
        return tuple(entry for entry in shown if entry.value)
    placeholder = "" if empty is EmptyField.BLANK else empty.value
    return tuple(FieldValue(entry.label, entry.field, entry.value or placeholder) for entry in shown)


def form_fields(edition: Edition) -> tuple[FieldValue, ...]:
    """Every field to enter at the portal: those of its profile in its order, then the others under their common names."""
    own = portal_profile(edition.site)
    listed = {field for _, field in own}
    if listed & {Field.PUBLISHED_ON, Field.PUBLISHED_AT}:
        listed |= {Field.PUBLISHED_ON, Field.PUBLISHED_AT}
    values = _values(edition)
    more = ((field.value, field) for field in STANDARD if field not in listed)
    return tuple(FieldValue(label, field, values[field]) for label, field in (*own, *more))


def _values(edition: Edition) -> Mapping[Field, str]:
    document, plan, site, published = edition.document, edition.plan, edition.site, edition.published
    head = plan.head

    def stated(key: str) -> str:
        return site.of_year(key, plan.year)

    return {
        Field.INDEX: stated("索引号"),
        Field.TITLE: document.first_title,
        Field.ORGAN: document.organ,
        Field.NUMBER: plan.cover_head.doc_number.value,
        Field.ISSUED: plan.issued.text.value if plan.issued.value is not None else "",
        Field.PUBLISHED_ON: format_day(published.at.astimezone(BEIJING).date()) if published else NOT_YET,
        Field.PUBLISHED_AT: publication_hour(published),
        Field.DISCLOSURE: head.disclosure.value if head.disclosure is not None else "",
        Field.GROUP: stated("组配分类"),
        Field.THEME: stated("主题分类"),
        Field.GENRE: stated("体裁"),
        Field.KEYWORDS: "、".join(word.value for word in head.keywords),
        Field.SUMMARY: summary(document),
        Field.VALIDITY: stated("有效性"),
        Field.SOURCE: content_source(document, site),
        Field.COLUMN: site.get("栏目名称"),
    }


def publication_hour(published: Published | None) -> str:
    """The hour of publication as 网页标签 want it: 2023-07-03 09:30 (国办发〔2017〕47号, 附件); until it is registered, that it will be."""
    return format_hour(published.at) if published else NOT_YET


def content_source(document: Document, site: Site) -> str:
    """来源: what site.yaml states, for the year or for all, else 发文机关."""
    return site.of_year("来源", document.year) or document.organ


def summary(document: Document) -> str:
    """内容概述: what the plan states, else of its first words what makes at most 100 字 and ends where a sentence ends.

    Of a first sentence that is longer it is the end, from a clause with which one may
    begin (根据…，制定本计划。); where there is none, its first clauses and ……
    """
    if document.head.summary:
        return document.head.summary.value
    first = next((line.text for line in document.body if isinstance(line, Line) and line.style is Style.BODY), "")
    if len(first) <= MAX_SUMMARY_CHARS:
        return first
    stops = [match.end() for match in re.finditer("[。！？]", first) if _is_closed(first[: match.end()])]
    if stops and stops[0] <= MAX_SUMMARY_CHARS:
        return first[: max(stop for stop in stops if stop <= MAX_SUMMARY_CHARS)]
    sentence = first[: stops[0]] if stops else first
    ends = (sentence[match.start() :] for match in _BEGINNING.finditer(sentence))
    fitting = next((end for end in ends if len(end) <= MAX_SUMMARY_CHARS and _is_closed(end)), "")
    if fitting:
        return fitting
    part = first[: MAX_SUMMARY_CHARS - len("……")]
    clauses = [part[: match.start()] for match in re.finditer("[，；]", part) if _is_closed(part[: match.start()])]
    return f"{clauses[-1] if clauses else part}……"


_BEGINNING = lazy_pattern("(?<=[，；])(?=根据|依据|按照|为)")
"""Where within a sentence of the genre another might begin."""


def _is_closed(text: str) -> bool:
    """Whether every quotation and bracket that is opened in the words is closed there."""
    return all(text.count(opening) == text.count(closing) for opening, closing in ("“”", "《》", "（）"))
