"""Write the Atom feed (RFC 4287) and the sitemap (sitemaps.org 0.9) of the bureau's own site.

Without the site's address (网址), or before anything was registered as published, there is neither.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from pipeline.model import Site
from pipeline.render.web.page import INDEX_TITLE, YearEntry
from pipeline.text.dates import BEIJING, format_hour

FEED, SITEMAP = "feed.atom", "sitemap.xml"


def feed(years: Sequence[YearEntry], site: Site) -> bytes | None:
    """The feed of the published years, the latest publication first, in UTF-8; None without any."""
    base = site.address
    entries = [one for one in years if one.published is not None]
    if not base or not entries:
        return None
    entries.sort(key=lambda one: (_updated(one), one.year), reverse=True)
    organ = next((one.organ for one in entries if one.organ), "") or site.get("网站名称") or INDEX_TITLE
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<id>{escape(base)}</id>",
        f"<title>{escape(INDEX_TITLE)}</title>",
        f"<updated>{_updated(entries[0])}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{_attribute(base + FEED)}"/>',
        f'<link rel="alternate" type="text/html" hreflang="zh-CN" href="{_attribute(base)}"/>',
        f"<author><name>{escape(organ)}</name></author>",
    ]
    for one in entries:
        assert one.published is not None, "only published years are left"
        address = f"{base}{one.year}/"
        lines += [
            "<entry>",
            f"<id>{escape(address)}</id>",
            f"<title>{escape(one.title)}</title>",
            f"<published>{one.published.at.astimezone(BEIJING).isoformat()}</published>",
            f"<updated>{_updated(one)}</updated>",
            f'<link rel="alternate" type="text/html" hreflang="zh-CN" href="{_attribute(address)}"/>',
        ]
        fixes = (f"更正（{format_hour(fix.at)}）：{fix.words}" for fix in one.published.corrections)
        summary = "\n".join([one.summary, *fixes]).strip()
        if summary:
            lines.append(f'<summary type="text">{escape(summary)}</summary>')
        lines.append("</entry>")
    lines.append("</feed>")
    return "".join(f"{line}\n" for line in lines).encode()


def sitemap(years: Sequence[YearEntry], site: Site) -> bytes | None:
    """The addresses of the index and of every published year, in UTF-8; None if there is no feed either."""
    base = site.address
    entries = sorted((one for one in years if one.published is not None), key=lambda one: one.year, reverse=True)
    if not base or not entries:
        return None
    pages = [(base, max(map(_updated, entries))), *((f"{base}{one.year}/", _updated(one)) for one in entries)]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(address)}</loc><lastmod>{hour}</lastmod></url>" for address, hour in pages),
        "</urlset>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _updated(one: YearEntry) -> str:
    """The time of the last change in Beijing time (RFC 3339); with one zone, times compare as strings."""
    assert one.published is not None, "only what was registered has an hour"
    return one.published.updated.astimezone(BEIJING).isoformat()


def _attribute(words: str) -> str:
    return escape(words, {'"': "&quot;"})
