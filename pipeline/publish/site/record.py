"""`site.json`: what a release of the site holds, written beside the served files and never served.

From it the next publication knows what it keeps: the entry of every year in the index
and the feed, and the digests by which a file changed by anybody else is noticed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict

from pipeline.dataclass import dataclass
from pipeline.storage import sha256

NAME = "site.json"

VERSION = 1

YearKey = tuple[str, int]
"""The prefix of a content root ("" for the only one) and the year."""


@dataclass(frozen=True, slots=True)
class SiteYear:
    """A year as the site shows it: its entry in the index, and its files.

    The hour of publication is not among them: it is always taken from the registers.
    """

    title: str
    organ: str
    issued: str
    """成文日期 as printed; empty if the plan states none."""
    summary: str
    sample: bool
    """Whether the page says that it is a sample's (样例)."""
    files: Mapping[str, str]
    """The SHA-256 of each file by its name below the year's folder."""
    years_at: tuple[int, int] | None
    """Start and end, in bytes, of the list of other years in index.html; None if the office's template has no such list."""

    def matches(self, files: Mapping[str, bytes]) -> bool:
        """Whether these are the files that were published."""
        return digests(files) == self.files


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {name: sha256(content) for name, content in sorted(files.items())}


def record_file(years: Mapping[YearKey, SiteYear]) -> bytes:
    """Return the content of site.json; equal years give equal bytes."""
    listed = [{"prefix": prefix, "year": year, **asdict(years[prefix, year])} for prefix, year in sorted(years)]
    return (json.dumps({"version": VERSION, "years": listed}, ensure_ascii=False, indent=1) + "\n").encode()


def read_record(content: bytes) -> dict[YearKey, SiteYear]:
    """Return the years of a site.json; empty if it is damaged or of another version."""
    try:
        record = json.loads(content)
        if record["version"] != VERSION:
            return {}
        return {(str(entry["prefix"]), int(entry["year"])): _site_year(entry) for entry in record["years"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _site_year(entry: Mapping[str, object]) -> SiteYear:
    match entry:
        case {
            "title": str(title),
            "organ": str(organ),
            "issued": str(issued),
            "summary": str(summary),
            "sample": bool(sample),
            "files": dict(files),
            "years_at": [int(), int()] | None as span,
        }:
            years_at = None if span is None else (span[0], span[1])
            return SiteYear(title, organ, issued, summary, sample, files, years_at)
    raise ValueError("not an entry of a year")
