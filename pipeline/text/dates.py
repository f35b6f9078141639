"""Dates that bind, as they stand in running words: 3月31日前, 8月份, 年内. The deadline's own grammar is the parser's.

A date that only tells when something was (根据3月5日会议精神) is none; what is said
of every year or month (每年3月底前) is none either, nor the ends of a range.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import DeadlineKind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date that binds: where it stands in the words, its kind, the days it spans; `stated` is a year written with it."""

    start: int
    stop: int
    words: str
    kind: DeadlineKind
    first: date | None
    last: date
    stated: int | None

    @property
    def bare(self) -> str:
        """The words as they compare: without year, blanks and 前."""
        return plain(self.words)


def plain(words: str) -> str:
    """A deadline's words as they compare: without blanks, year and 前, digits half-width."""
    words = re.sub(r"\s+", "", words.translate(_HALF))
    return re.sub(r"^(?:于|在|到|至)?(?:\d{4}年度?|今年|本年)?|[之以]?前$|。$", "", words)


_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
_DO = "完成|开展|举办|召开|组织|启动|发布|公布|公开|报送|进行|印发|编制"
_PHRASE = re.compile(
    rf"""(?<!\d)(?P<year>\d{{4}}年度?|今年|本年|次年|明年)?
    (?:
        (?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?[日号](?P<before>[之以]?前)?
      | (?P<month_end>\d{{1,2}})\s?月份?[底末](?:[之以]?前)?
      | (?P<in_month>\d{{1,2}})\s?月(?:份|(?={_DO}))
      | 第?(?P<quarter>[一二三四1-4])季度[底末](?:[之以]?前)?
      | (?P<half>[上下])半年(?:[底末](?:[之以]?前)?|前|(?={_DO}))
      | (?P<year_end>年?底[之以]?前|年?内)
    )""",
    re.VERBOSE,
)
_EVERY = re.compile(r"(?:每年?|每半?年|每季度?|每个?月|逐[年月]|[—–~～-]|[月日]\s?[至到]|截[至止]到?|自|从|、)$")
_YEARS = re.compile(r"(?:[一二两三四五六七八九十几多数近满半学每\d去上前]个?)$")
_NOT_AFTER = re.compile(r"\s?(?:起|以来|至(?![少今])|到|[—–~～-]|的|、\d{1,2}月|会议|通知|文件)")


def phrases(words: str, plan_year: int) -> Iterator[Phrase]:
    """Every date that binds in the words; one that does not exist is left to its own rule."""
    if "月" not in words and "年" not in words and "季" not in words:
        return
    words = words.translate(_HALF)
    for found in _PHRASE.finditer(words):
        around = words[max(found.start() - 4, 0) : found.start()]
        if _EVERY.search(around) or _NOT_AFTER.match(words, found.end()):
            continue
        if found["year_end"] and not found["year"] and _YEARS.search(around):
            continue
        if (phrase := _phrase(found, around, plan_year)) is not None:
            yield phrase


def _phrase(found: re.Match[str], around: str, plan_year: int) -> Phrase | None:
    said = found["year"] or ""
    stated = int(said[:4]) if said[:1].isdigit() else None
    year = stated or plan_year + (said in ("次年", "明年"))
    try:
        span = _days(found, year, around)
    except ValueError:
        return None
    if span is None:
        return None
    kind, first, last = span
    return Phrase(found.start(), found.end(), found.group(), kind, first, last, stated)


def _days(found: re.Match[str], year: int, around: str) -> tuple[DeadlineKind, date | None, date] | None:
    """The kind and days of a phrase; raises ValueError for days there are not."""
    if found["month"]:
        day = date(year, int(found["month"]), int(found["day"]))
        if found["before"]:
            return DeadlineKind.BY_DAY, None, day
        # 于3月5日向社会公开 binds, 根据3月5日会议精神 does not
        return (DeadlineKind.BY_DAY, day, day) if around.endswith(("于", "在")) else None
    if found["month_end"]:
        return DeadlineKind.BY_MONTH_END, None, _month_end(year, int(found["month_end"]))
    if found["in_month"]:
        month = int(found["in_month"])
        return DeadlineKind.IN_MONTH, date(year, month, 1), _month_end(year, month)
    if found["quarter"]:
        return DeadlineKind.QUARTER, None, _month_end(year, 3 * ("1一2二3三4四".index(found["quarter"]) // 2 + 1))
    if found["half"]:
        return DeadlineKind.HALF_YEAR, None, date(year, 6, 30) if found["half"] == "上" else date(year, 12, 31)
    words = found["year_end"]
    if not found["year"] and not words.startswith("年"):
        return None  # 底前 and 内 alone
    return DeadlineKind.YEAR_END, None, date(year, 12, 31)


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    return date(year, month, monthrange(year, month)[1])


# --- days there are not ------------------------------------------------------------------

_DAY = re.compile(r"(?:(?<!\d)(?P<year>\d{4})\s?年\s?)?(?<!\d)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]")
_MONTH = re.compile(r"(?<![\d.])(?P<month>\d{1,2})\s?月(?=份|底|初|末|前|内|[上中下]旬|\s?\d|$)")


def impossible(words: str, year: int | None) -> Iterator[tuple[int, int]]:
    """Where the words name a day or month that does not exist (2月30日, 13月); `year` is meant where none is written."""
    words = words.translate(_HALF)
    seen = -1
    for found in _DAY.finditer(words):
        # a leap year, where nobody said which: the 29th of February is let pass
        stated = int(found["year"]) if found["year"] else year or 2024
        try:
            date(stated, int(found["month"]), int(found["day"]))
        except ValueError:
            yield found.span()
            seen = found.end()
    for found in _MONTH.finditer(words):
        exists = 1 <= int(found["month"]) <= 12
        if not exists and found.start() >= seen and not _DAY.match(words, found.start()):
            yield found.span()
