"""The plan on the web: one page a year, the index of years, and their style sheet.

The page holds the words of the printed paper but for 版头 and 版记, the facts that the plan and
site.yaml state, and the fixed words of the templates. It loads nothing but its
own style sheet, needs no script, and never states an hour of publication: that
is registered when it has taken place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from pathlib import Path, PurePosixPath

from pipeline.model import Column, ColumnRole, Plan, Site
from pipeline.render.markup import fill, placed
from pipeline.render.printed import Cell, Document, Grid, Style
from pipeline.render.title import balance
from pipeline.render.wording import web_address

LABELS = (
    ("SiteName", "网站名称"),
    ("SiteDomain", "域名"),
    ("SiteIDCode", "标识码"),
    ("ColumnName", "栏目名称"),
    ("ColumnDescription", "栏目描述"),
    ("ColumnKeywords", "栏目关键词"),
    ("ColumnType", "栏目类别"),
)
"""The portal's part of the page's labels (网页标签, 国办发〔2017〕47号 附件), and the keys of site.yaml that state them."""

NARROW = 12.0
"""字 of a title that a telephone shows on a line: between its parts of that width the title may be broken, else not."""

FOOTER = (
    ("主办单位", "主办单位"),
    ("承办单位", "承办单位"),
    ("联系方式", "联系方式"),
    ("网站标识码", "标识码"),
    ("ICP备案号", "ICP备案号"),
    ("公安备案号", "公安备案号"),
)
"""What the foot of the page says (底部功能区), and the keys of site.yaml that state it."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be downloaded: its name beside the page, what it is, its size in bytes, and its pages where it has some."""

    name: str
    label: str
    size: int
    pages: int | None = None

    @property
    def facts(self) -> str:
        """Format, size and pages as the page says them: PDF，285 KB，10 页."""
        facts = [PurePosixPath(self.name).suffix.removeprefix(".").upper(), _size(self.size)]
        if self.pages is not None:
            facts.append(f"{self.pages} 页")
        return "，".join(facts)


@dataclass(frozen=True, slots=True)
class YearEntry:
    """A year in the index: the plan's title, 发文机关 and 成文日期 as printed; what is not stated is empty."""

    year: int
    title: str
    organ: str = ""
    issued: str = ""


def page(document: Document, plan: Plan, site: Site, downloads: Sequence[Download], templates: Sequence[Path]) -> bytes:
    """The page of one year, in UTF-8; its files and `../site.css` are found relative to it.

    Raises TemplateFault for a template that does not fit.
    """
    return fill(
        templates,
        "page.html",
        document=document,
        site=site,
        labels=tuple(_labels(document, site)),
        facts=tuple(_facts(document, plan)),
        downloads=downloads,
        footer=_footer(site),
        root="../",
        groups=_groups,
        title_parts=lambda words: balance(words, NARROW),
        address=web_address,
        description=plan.head.summary.words,
    ).encode()


def index(years: Sequence[YearEntry], site: Site, templates: Sequence[Path]) -> bytes:
    """The index of years, newest first, in UTF-8. Raises TemplateFault for a template that does not fit."""
    return fill(
        templates,
        "index.html",
        years=sorted(years, key=lambda entry: entry.year, reverse=True),
        site=site,
        labels=tuple(_portal(site)),
        footer=_footer(site),
        root="",
        description="",
    ).encode()


def stylesheet(templates: Sequence[Path]) -> bytes:
    """The style sheet of both, in UTF-8. Raises TemplateFault when there is none."""
    return fill(templates, "site.css").encode()


# --- what is stated -----------------------------------------------------------


def _labels(document: Document, site: Site) -> Iterator[tuple[str, str]]:
    yield from _portal(site)
    head = document.head
    stated = (
        ("ArticleTitle", document.first_title),
        # PubDate is required too: who publishes registers it, nothing here knows it
        ("ContentSource", document.organ),
        ("Keywords", ",".join(word.words for word in head.keywords)),
        ("Description", head.summary.words),
    )
    yield from ((name, value) for name, value in stated if value)


def _portal(site: Site) -> Iterator[tuple[str, str]]:
    yield from ((name, site.get(key)) for name, key in LABELS if site.get(key))


def _facts(document: Document, plan: Plan) -> Iterator[tuple[str, str]]:
    """The catalogue's facts (政府信息公开目录) as far as the plan states them."""
    head = plan.head
    number = (plan.notice.head if plan.notice is not None else head).doc_number.words
    issued = plan.issued
    stated = (
        ("发布机构", document.organ),
        ("文号", number),
        ("成文日期", issued.words.words if issued.value is not None else ""),
        ("公开属性", head.disclosure.value if head.disclosure is not None else ""),
    )
    yield from ((name, value) for name, value in stated if value)
    yield "发布时间", "发布后登记"


def _footer(site: Site) -> tuple[tuple[str, str], ...]:
    return tuple((name, site.get(key)) for name, key in FOOTER if site.get(key))


def _size(size: int) -> str:
    if size < 1000 * 1024:
        return f"{max(ceil(size / 1024), 1)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


# --- tables -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell as the page sets it: whether it heads its row or the rows below (th), and its column where that has a role."""

    cell: Cell
    scope: str
    column: Column | None


def _groups(grid: Grid) -> Iterator[tuple[tuple[PageCell, ...], ...]]:
    """The grid's rows in groups; a row that is a heading over others (工作任务) begins a group."""
    rows = [tuple(_cell(grid, column, cell) for column, cell in row) for row in placed(grid)]
    begun = 0
    keyed = []
    for row in rows:
        begun += any(one.scope == "rowgroup" for one in row)
        keyed.append((begun, row))
    for _, group in groupby(keyed, key=lambda one: one[0]):
        yield tuple(row for _, row in group)


def _cell(grid: Grid, at: int, cell: Cell) -> PageCell:
    column = grid.columns[at] if grid.columns else None
    if cell.style is Style.TABLE_HEAD:
        return PageCell(cell, "rowgroup", None)
    numbered = column is not None and column.role is ColumnRole.NUMBER
    return PageCell(cell, "row" if numbered else "", column)
