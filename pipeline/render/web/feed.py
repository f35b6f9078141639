"""The Atom feed (RFC 4287) and the sitemap (sitemaps.org 0.9) of the bureau's own site.

Without the site's address (网址), or before anything was registered as published, there is neither.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.model import Published, Site
from pipeline.render.web.jinja import render_template
from pipeline.render.web.page import INDEX_TITLE, YearEntry
from pipeline.text.dates import BEIJING, format_hour

FEED, SITEMAP = "feed.atom", "sitemap.xml"
"""The names of the files, and of their templates."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A published year: its number, address, title and organ, its times in Beijing (RFC 3339), and its summary with corrections.

    All times have one zone, so they compare as strings.
    """

    year: int
    address: str
    title: str
    organ: str
    published: str
    updated: str
    summary: str


def feed(years: Sequence[YearEntry], site: Site, templates: Sequence[Path]) -> bytes | None:
    """Return the feed of the published years, the latest publication first, in UTF-8; None without any."""
    entries = sorted(_entries(years, site), key=lambda entry: (entry.updated, entry.year), reverse=True)
    if not entries:
        return None
    organ = next((entry.organ for entry in entries if entry.organ), "") or site.get("网站名称") or INDEX_TITLE
    return render_template(templates, FEED, base=site.address, title=INDEX_TITLE, organ=organ, entries=entries).encode()


def sitemap(years: Sequence[YearEntry], site: Site, templates: Sequence[Path]) -> bytes | None:
    """Return the addresses of the index and of every published year, in UTF-8; None if there is no feed either."""
    entries = sorted(_entries(years, site), key=lambda entry: entry.year, reverse=True)
    if not entries:
        return None
    updated = max(entry.updated for entry in entries)
    return render_template(templates, SITEMAP, base=site.address, updated=updated, entries=entries).encode()


def _entries(years: Sequence[YearEntry], site: Site) -> list[FeedEntry]:
    if not site.address:
        return []
    return [_entry(year, year.published, site.address) for year in years if year.published is not None]


def _entry(year: YearEntry, published: Published, base: str) -> FeedEntry:
    fixes = (f"更正（{format_hour(fix.at)}）：{fix.text}" for fix in published.corrections)
    return FeedEntry(
        year.year,
        f"{base}{year.year}/",
        year.title,
        year.organ,
        _time(published.at),
        _time(published.updated),
        "\n".join([year.summary, *fixes]).strip(),
    )


def _time(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat()
