"""The files of the site: pages of the years published now, those of kept years, the index, the feed and the sitemap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.assemble.office import Office
from pipeline.assemble.year import CheckedYear
from pipeline.dataclass import dataclass
from pipeline.model import EarlierPublication, Published, Site
from pipeline.publish.site.record import SiteYear, YearKey, digests
from pipeline.render.compose import issue_date_text
from pipeline.render.data.exports import SCHEMA
from pipeline.render.web import feed, page as web_page
from pipeline.render.web.edition import Edition
from pipeline.render.web.page import Download, YearEntry
from pipeline.render.web.portal_fields import summary
from pipeline.storage import sha256

DOWNLOADS = {
    "plan.pdf": "计划全文和附件（版式文件）",
    "plan.docx": "计划全文和附件（可编辑）",
    "annex.xlsx": "任务分解表",
    "tasks.csv": "任务分解表的数据",
    "plan.json": "计划的数据",
    "deadlines.ics": "完成时间，可加入日历",
}
"""The files that a year's page offers, in this order, with what it calls them."""

PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class NewYear:
    """A year that is published now: its files as they go out, the pages of each PDF, and what is registered of it."""

    year: CheckedYear
    files: Mapping[str, bytes]
    pages: Mapping[str, int]
    published: Published | None


@dataclass(frozen=True, slots=True)
class KeptYear:
    """A year that stays on the site with the files it has there; `published` is what is registered of it by now."""

    year: int
    files: Mapping[str, bytes]
    record: SiteYear
    published: Published | None


@dataclass(frozen=True, slots=True)
class OfficeSite:
    """One office's part of the site: its files by name below the site's folder, those rendered now, and its record."""

    files: Mapping[str, bytes]
    rendered: frozenset[str]
    years: Mapping[YearKey, SiteYear]


def office_site(
    office: Office,
    new: Sequence[NewYear],
    kept: Sequence[KeptYear],
    earlier: Sequence[tuple[int, EarlierPublication]],
    templates: Sequence[Path],
) -> OfficeSite:
    """Render an office's part of the site; of a kept year's page only the list of other years is replaced.

    `earlier` are the years made public before the office used this tool: of those with
    an address, the index names the year, the day and the address, and nothing of their content.
    """
    prefix = office.root.prefix
    below = f"{prefix}/" if prefix else ""
    entries = [*map(_kept_entry, kept), *map(_new_entry, new)]
    files: dict[str, bytes] = {}
    years: dict[YearKey, SiteYear] = {}
    for number, year_files, record in (
        *(_kept_year(year, entries, templates) for year in kept),
        *(_new_year(year, entries, templates) for year in new),
    ):
        files |= {f"{below}{number}/{name}": content for name, content in year_files.items()}
        years[prefix, number] = record
    # an office of which nothing is shown states nothing
    site = office.site if entries or any(entry.url for _, entry in earlier) else Site()
    common = {f"{below}{name}": content for name, content in _common(entries, earlier, site, templates)}
    rendered = {*common, *(f"{below}{year.year.year}/{PAGE}" for year in new)}
    return OfficeSite({**files, **common}, frozenset(rendered), years)


def _common(
    entries: Sequence[YearEntry],
    earlier: Sequence[tuple[int, EarlierPublication]],
    site: Site,
    templates: Sequence[Path],
) -> Iterator[tuple[str, bytes]]:
    yield PAGE, web_page.index_page(entries, site, templates, earlier=earlier)
    for name, make in ((feed.FEED, feed.feed), (feed.SITEMAP, feed.sitemap)):
        content = make(entries, site, templates)
        if content is not None:
            yield name, content


def _new_year(
    new: NewYear, entries: Sequence[YearEntry], templates: Sequence[Path]
) -> tuple[int, dict[str, bytes], SiteYear]:
    year = new.year
    page = web_page.year_page(
        Edition(year.document, year.plan, year.site, new.published), _downloads(new), templates, years=entries
    )
    years_list = web_page.years_list(year.year, entries, templates)
    start = page.find(years_list)
    files = {**{name: new.files[name] for name in (*DOWNLOADS, SCHEMA) if name in new.files}, PAGE: page}
    entry = _new_entry(new)
    record = SiteYear(
        entry.title,
        entry.organ,
        entry.issued,
        entry.summary,
        year.site.sample,
        digests(files),
        (start, start + len(years_list)) if start >= 0 else None,
    )
    return year.year, files, record


def _kept_year(
    kept: KeptYear, entries: Sequence[YearEntry], templates: Sequence[Path]
) -> tuple[int, dict[str, bytes], SiteYear]:
    if kept.record.years_at is None:
        return kept.year, dict(kept.files), kept.record
    start, end = kept.record.years_at
    years_list = web_page.years_list(kept.year, entries, templates)
    page = kept.files[PAGE]
    files = {**kept.files, PAGE: page[:start] + years_list + page[end:]}
    return kept.year, files, replace(kept.record, files=digests(files), years_at=(start, start + len(years_list)))


def _new_entry(new: NewYear) -> YearEntry:
    plan = new.year.plan
    return YearEntry(plan.year, plan.name, plan.organ, issue_date_text(plan), summary(new.year.document), new.published)


def _kept_entry(kept: KeptYear) -> YearEntry:
    record = kept.record
    return YearEntry(kept.year, record.title, record.organ, record.issued, record.summary, kept.published)


def _downloads(new: NewYear) -> list[Download]:
    return [
        Download(name, label, len(new.files[name]), new.pages.get(name), sha256(new.files[name]))
        for name, label in DOWNLOADS.items()
        if name in new.files
    ]
