"""The plan on the web: one page a year, and the index of years.

The page has the text of the printed paper but for 版头 and 版记, the facts that the plan and
site.yaml state, what was registered after publication, what is counted from the tasks,
and the fixed words of the templates. It is one file that loads nothing, needs no
script, and never states an hour of publication nobody has registered.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil
from operator import itemgetter
from pathlib import Path, PurePosixPath

from pipeline.dataclass import dataclass
from pipeline.model import Column, ColumnRole, EarlierPublication, Plan, Published, Site, web_address
from pipeline.render.print_model import Cell, Document, Grid, Line, Style
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.edition import Edition
from pipeline.render.web.jinja import csp_hash, html_rows, inline_asset, render_template
from pipeline.render.web.json_ld import json_ld
from pipeline.render.web.timeline import MONTHS, Facet, facets, timeline
from pipeline.text.dates import format_day, format_hour
from pipeline.typography.metrics import han_width
from pipeline.typography.title_breaks import balance

LABELS = (
    ("SiteName", "网站名称"),
    ("SiteDomain", "域名"),
    ("SiteIDCode", "标识码"),
    ("ColumnName", "栏目名称"),
    ("ColumnDescription", "栏目描述"),
    ("ColumnKeywords", "栏目关键词"),
    ("ColumnType", "栏目类别"),
)
"""The portal's part of the required labels (网页标签, 国办发〔2017〕47号 附件), and the keys of site.yaml that state them."""

NARROW = 12.0
"""字 of a title that a telephone shows on a line: between its parts of that width the title may be broken, else not."""

FOOTER = (
    ("主办单位", "主办单位"),
    ("承办单位", "承办单位"),
    ("联系方式", "联系方式"),
    ("网站标识码", "标识码"),
    ("ICP备案号", "ICP备案号"),
    ("公安备案号", "公安备案号"),
    ("党政机关网站标识", "党政机关标识"),
)
"""What the foot of the page says (底部功能区), and the keys of site.yaml that state it."""

ABOVE = "../"
"""Where the index lies, seen from a year's page."""

INDEX_TITLE = "历年政务公开工作计划"
"""What the index of years is called, and the feed."""

UNIT = 16
"""How wide a 字 of the picture's words is, in the picture's units; site.css sets them as large."""

ENDED = ("失效", "废止", "已失效", "已废止")
"""The values of 有效性 that the page has to say at its head (47号: 文件修改、废止、失效应明确标注)."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be downloaded: its name beside the page, what it is, its size in bytes, its pages where it has some, its SHA-256."""

    name: str
    label: str
    size: int
    pages: int | None = None
    digest: str = ""

    @property
    def facts(self) -> str:
        """Format, size and pages as the page says them: PDF，285 KB，10 页."""
        facts = [PurePosixPath(self.name).suffix.removeprefix(".").upper(), _size(self.size)]
        if self.pages is not None:
            facts.append(f"{self.pages} 页")
        return "，".join(facts)


@dataclass(frozen=True, slots=True)
class YearEntry:
    """A year in the index: the plan's title, 发文机关, 成文日期 as printed and 内容概述; what is not stated is empty.

    `published` is None until the year was registered as published.
    """

    year: int
    title: str
    organ: str = ""
    issued: str = ""
    summary: str = ""
    published: Published | None = None


def year_page(
    edition: Edition, downloads: Sequence[Download], templates: Sequence[Path], *, years: Sequence[YearEntry] = ()
) -> bytes:
    """Render the page of one year, in UTF-8; its files are beside it, other years of the site beside its folder.

    `years` are the years of the site; this one may be among them. Raises TemplateError
    for a template that does not fit.
    """
    document, plan, site, published = edition.document, edition.plan, edition.site, edition.published
    basis = tuple(_basis(plan, site))
    validity = site.of_year("有效性", plan.year)
    address = _address(plan, site, published)
    anchors = {id(line): f"part-{number}" for number, line in enumerate(_headings(document), 1)}
    filters, units = facets(plan), timeline(plan)
    files = [(file.name, file.label, file.size, file.digest) for file in downloads if file.digest]
    return _filled(
        templates,
        "page.html",
        site,
        document=document,
        labels=tuple(_labels(edition, address)),
        facts=catalogue.page_fields(edition),
        basis=basis,
        hour=catalogue.publication_hour(published),
        source=catalogue.content_source(document, site),
        ended=validity if validity in ENDED else "",
        corrections=[(format_hour(fix.at), fix.text) for fix in published.corrections] if published else [],
        downloads=downloads,
        data=json_ld(edition, files, basis, address),
        feed=has_feed(years, site),
        root=ABOVE,
        years=_others(years, plan.year),
        groups=lambda grid: _groups(grid, filters.rows),
        facets=filters,
        noun=plan.head.unit_term.value,
        lanes=units,
        ranges=any(due.first < due.month for unit in units for due in unit.dues),
        months=range(1, MONTHS + 1),
        label=ceil(max((han_width(unit.unit) for unit in units), default=0) * UNIT) + 30,
        anchor=lambda line: anchors.get(id(line), ""),
        title_parts=lambda title: balance(title, NARROW),
        address=web_address,
    )


def index_page(
    years: Sequence[YearEntry],
    site: Site,
    templates: Sequence[Path],
    *,
    earlier: Sequence[tuple[int, EarlierPublication]] = (),
) -> bytes:
    """The index of years, newest first, in UTF-8. Raises TemplateError for a template that does not fit.

    `earlier` are years that were made public elsewhere before; those without an address are not listed.
    """
    return _filled(
        templates,
        "index.html",
        site,
        years=_newest_first(years),
        earlier=sorted(((year, entry) for year, entry in earlier if entry.url), key=itemgetter(0), reverse=True),
        labels=tuple(_portal(site)),
        feed=has_feed(years, site),
        root="",
        heading=INDEX_TITLE,
        format_hour=format_hour,
        format_day=format_day,
    )


def years_list(year: int, years: Sequence[YearEntry], templates: Sequence[Path]) -> bytes:
    """Return the list of the site's other years, in UTF-8, exactly as the page of that year contains it."""
    return render_template(templates, "years.html", years=_others(years, year), root=ABOVE).encode()


def has_feed(years: Sequence[YearEntry], site: Site) -> bool:
    """Whether there is something to follow: the site has an address, and a year was registered as published."""
    return bool(site.address) and any(entry.published is not None for entry in years)


def _others(years: Sequence[YearEntry], year: int) -> list[YearEntry]:
    return [entry for entry in _newest_first(years) if entry.year != year]


def _newest_first(years: Sequence[YearEntry]) -> list[YearEntry]:
    return sorted(years, key=lambda entry: entry.year, reverse=True)


# --- one file -----------------------------------------------------------------


def _filled(templates: Sequence[Path], name: str, site: Site, data: str = "", **slots: object) -> bytes:
    """The template with style, script and data inside it; the policy (CSP) lets in these and nothing else."""
    style, script = (inline_asset(templates, part) for part in ("site.css", "page.js"))
    scripts = " ".join(csp_hash(source) for source in (script, data) if source)
    return render_template(
        templates,
        name,
        site=site,
        footer=_footer(site),
        style=style,
        script=script,
        data=data,
        policy=f"default-src 'none'; style-src {csp_hash(style)}; script-src {scripts}; img-src data:; base-uri 'none'; form-action 'none'",
        **slots,
    ).encode()


# --- what is stated -----------------------------------------------------------


def _labels(edition: Edition, address: str) -> Iterator[tuple[str, str]]:
    document, plan, site, published = edition.document, edition.plan, edition.site, edition.published
    yield from _portal(site)
    stated = (
        ("ArticleTitle", document.first_title),
        ("PubDate", catalogue.publication_hour(published) if published else ""),
        ("ContentSource", catalogue.content_source(document, site)),
        ("Keywords", ",".join(word.value for word in plan.head.keywords)),
        ("Author", document.organ),
        ("Description", catalogue.summary(document)),
        # Image: the page has none
        ("Url", address),
    )
    yield from ((name, value) for name, value in stated if value)


def _portal(site: Site) -> Iterator[tuple[str, str]]:
    yield from ((name, site.get(key)) for name, key in LABELS if site.get(key))


def _address(plan: Plan, site: Site, published: Published | None) -> str:
    """Return the page's address: the registered one, else below the site's own; empty if neither is stated."""
    registered = web_address(published.url) if published else ""
    base = site.address
    return registered or (f"{base}{plan.year}/" if base else "")


def _basis(plan: Plan, site: Site) -> Iterator[tuple[str, str]]:
    """What the plan rests on (依据), with the address of the upper document (上位文件) where one is stated."""
    stated = site.of_year("上位文件", plan.year)
    address = web_address(stated)
    names = [text.value for text in plan.head.basis]
    if len(names) == 1:
        yield names[0], address
    else:
        yield from ((name, "") for name in names)
        if stated:
            yield stated, address


def _footer(site: Site) -> tuple[tuple[str, str], ...]:
    return tuple((name, site.get(key)) for name, key in FOOTER if site.get(key))


def _size(size: int) -> str:
    if size < 1000 * 1024:
        return f"{max(ceil(size / 1024), 1)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _headings(document: Document) -> Iterator[Line]:
    """The headings of the first level, to be led to."""
    bodies = (document.body,) if document.notice is None else (document.notice.body, document.body)
    yield from (
        block for body in bodies for block in body if isinstance(block, Line) and block.style is Style.HEADING_1
    )


# --- tables -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell as the page sets it: whether it heads its row or the rows below (th), and its column where that has a role."""

    cell: Cell
    scope: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as the page sets it, its level among those that head others, and what it is found by where it is a task's."""

    cells: tuple[PageCell, ...]
    level: int
    facet: Facet | None


def _groups(grid: Grid, rows: Sequence[Facet]) -> Iterator[tuple[PageRow, ...]]:
    """The grid's rows in groups; a row that is a heading over others begins a group, with those right below it that are."""
    found_by = rows if grid.columns else [None] * len(grid.rows)
    begun = 0
    heads = False
    keyed = []
    for cells_of, row, facet in zip(html_rows(grid), grid.rows, found_by, strict=True):
        cells = tuple(_cell(grid, column, cell) for column, cell in cells_of)
        headed, heads = heads, any(cell.scope == "rowgroup" for cell in cells)
        begun += heads and not headed
        keyed.append((begun, PageRow(cells, row.level, facet)))
    for _, group in groupby(keyed, key=lambda entry: entry[0]):
        yield tuple(row for _, row in group)


def _cell(grid: Grid, at: int, cell: Cell) -> PageCell:
    column = grid.columns[at] if grid.columns else None
    if cell.style is Style.TABLE_HEAD:
        return PageCell(cell, "rowgroup", None)
    numbered = column is not None and column.role is ColumnRole.NUMBER
    return PageCell(cell, "row" if numbered else "", column)
