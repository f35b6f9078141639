"""Parse deadlines (完成时间): the phrases offices write, and the days they span.

A phrase that could mean two days (6月前: before the first or by the last?) is not
guessed: it is UNREAD, and the writer is asked.
"""

import re
from collections.abc import Callable
from datetime import date

from pipeline.model import Deadline, DeadlineKind
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import NAMED_DAY, month_span
from pipeline.text.numerals import parse_digits, parse_number

_N = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?P<year>\d{4}年度?|[二一][〇零一二三四五六七八九]{3}年|今年|本年度?|当年|次年|明年)?"
_BEFORE = r"(?P<before>之?以?前)?"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９～－—–", "0123456789~---")

Span = tuple[DeadlineKind, date | None, date | None]


def read_deadline(text: SourceText, plan_year: int) -> Deadline:
    """Return the deadline that the text names: NONE for an empty text, UNREAD for no known phrase or a day that does not exist."""
    phrase = re.sub(r"\s+", "", text.value).translate(_FULL_WIDTH).removesuffix("。")
    if not phrase:
        return Deadline(DeadlineKind.NONE, text)
    span = _span(phrase, plan_year)
    if span is not None:
        return Deadline(span[0], text, span[1], span[2])
    steps = _steps(phrase, plan_year)
    return (
        Deadline(DeadlineKind.STEPS, text, steps[0], steps[-1], steps) if steps else Deadline(DeadlineKind.UNREAD, text)
    )


def _span(phrase: str, plan_year: int) -> Span | None:
    """Return the kind and the days of one deadline; None for no known phrase or a day that does not exist."""
    for pattern, meaning in _GRAMMAR:
        match = pattern.fullmatch(phrase)
        if match:
            try:
                return meaning(match, plan_year)
            except ValueError:  # 2月30日, 13月: `date` and `monthrange` know no such day
                return None
    return None


# --- several steps ------------------------------------------------------------------

_BETWEEN_STEPS = lazy_pattern(r"[，,；;、。]|[和及并](?=\d|年底|每|持续|全年)")
_MAX_STEPS = 8
_MAX_PHRASE = 20
"""More characters than any deadline has."""

_DOING = lazy_pattern(rf"(?![前之以内后起至到底末初中上下旬份])(?:{HAN}|[《》“”]){{0,20}}")
"""What is done by the day of a step: words, no date and nothing that belongs to the date before it."""


def _steps(phrase: str, plan_year: int) -> tuple[date, ...] | None:
    """Return the last days of the steps of 6月底前制定方案，10月底前完成, in order; None for other words.

    A part without a date goes on with the step before it; a step may have none (持续推进), but not all.
    """
    parts = [part for part in _BETWEEN_STEPS.split(phrase) if part]
    if not 2 <= len(parts) <= _MAX_STEPS:
        return None
    spans: list[Span] = []
    for part in parts:
        span = _step(part, plan_year)
        if span is not None:
            spans.append(span)
        elif not spans or not _DOING.fullmatch(part):
            return None
    days = [last for _, _, last in spans if last is not None]
    return tuple(sorted(set(days))) if len(spans) > 1 and days else None


def _step(part: str, plan_year: int) -> Span | None:
    """Return the deadline that a step begins with, the longest there is; what is done by then follows it."""
    for stop in range(min(len(part), _MAX_PHRASE), 0, -1):
        span = _span(part[:stop], plan_year)
        if span is not None and _DOING.fullmatch(part, stop):
            return span
    return None


def _year(match: re.Match[str], plan_year: int, name: str = "year") -> int:
    stated = match[name]
    if not stated or stated in ("今年", "本年", "本年度", "当年"):
        return plan_year
    if stated in ("次年", "明年"):
        return plan_year + 1
    return parse_digits(stated.rstrip("度").rstrip("年"))


def _whole_year(match: re.Match[str], plan_year: int) -> Span:
    year = _year(match, plan_year)
    return DeadlineKind.WHOLE_YEAR, date(year, 1, 1), date(year, 12, 31)


def _year_end(match: re.Match[str], plan_year: int) -> Span | None:
    if "年" not in match.group():
        return None
    return DeadlineKind.YEAR_END, None, date(_year(match, plan_year), 12, 31)


def _by_day(match: re.Match[str], plan_year: int) -> Span:
    last = date(_year(match, plan_year), parse_number(match["month"]), parse_number(match["day"]))
    # without 前 it is that day itself
    return DeadlineKind.BY_DAY, None if match["before"] or match["until"] else last, last


def _by_month_end(match: re.Match[str], plan_year: int) -> Span:
    return DeadlineKind.BY_MONTH_END, None, month_span(_year(match, plan_year), parse_number(match["month"]))[1]


def _in_month(match: re.Match[str], plan_year: int) -> Span:
    return DeadlineKind.IN_MONTH, *month_span(_year(match, plan_year), parse_number(match["month"]))


def _third(year: int, month: int, name: str) -> tuple[date, date]:
    first, last = month_span(year, month)
    match name:
        case "上":
            return first, first.replace(day=10)
        case "中":
            return first.replace(day=11), first.replace(day=20)
        case _:
            return first.replace(day=21), last


def _third_of_month(match: re.Match[str], plan_year: int) -> Span:
    first, last = _third(_year(match, plan_year), parse_number(match["month"]), match["third"])
    if match["before"]:
        return DeadlineKind.BY_DAY, None, last
    return DeadlineKind.RANGE, first, last


def _quarter(match: re.Match[str], plan_year: int) -> Span | None:
    quarter = parse_number(match["quarter"])
    if not 1 <= quarter <= 4:
        raise ValueError(f"quarter {quarter}")
    year = _year(match, plan_year)
    first, last = month_span(year, 3 * quarter - 2)[0], month_span(year, 3 * quarter)[1]
    if match["end"]:
        return DeadlineKind.QUARTER, None, last
    # 三季度前: before it begins, or by its end?
    return None if match["before"] else (DeadlineKind.QUARTER, first, last)


def _half_year(match: re.Match[str], plan_year: int) -> Span | None:
    year = _year(match, plan_year)
    first, last = (
        (date(year, 1, 1), date(year, 6, 30)) if match["half"] == "上" else (date(year, 7, 1), date(year, 12, 31))
    )
    if match["end"]:
        return DeadlineKind.HALF_YEAR, None, last
    return None if match["before"] else (DeadlineKind.HALF_YEAR, first, last)


def _range(match: re.Match[str], plan_year: int) -> Span | None:
    year = _year(match, plan_year)
    last_year = _year(match, year, "year2") if match["year2"] else year
    from_month = parse_number(match["month"])
    to_month = parse_number(match["month2"]) if match["month2"] else from_month
    start, end = month_span(year, from_month)[0], month_span(last_year, to_month)[1]
    if match["day"]:
        start = date(year, from_month, parse_number(match["day"]))
    elif match["third"]:
        start = _third(year, from_month, match["third"])[0]
    if match["day2"]:
        end = date(last_year, to_month, parse_number(match["day2"]))
    elif match["third2"]:
        end = _third(last_year, to_month, match["third2"])[1]
    return (DeadlineKind.RANGE, start, end) if start <= end else None


def _kind(kind: DeadlineKind) -> Callable[[re.Match[str], int], Span]:
    return lambda _found, _plan_year: (kind, None, None)


_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Span | None]], ...] = tuple(
    (lazy_pattern(pattern), meaning)
    for pattern, meaning in (
        (rf"(?:贯穿)?{_YEAR}(?:全年|年全年|整年)", _whole_year),
        (rf"(?:到|至|在)?{_YEAR}年?(?:底|末){_BEFORE}(?:完成)?", _year_end),
        (rf"{_YEAR}年?内(?:完成)?", _year_end),
        (
            rf"(?P<until>到|至|截至)?{_YEAR}(?P<month>{_N})月(?P<day>{_N})[日号]{_BEFORE}(?:完成)?",
            _by_day,
        ),
        (rf"(?:到|至)?{_YEAR}(?P<month>{_N})月(?:份)?(?:底|末){_BEFORE}(?:完成)?", _by_month_end),
        (rf"{_YEAR}(?P<month>{_N})月(?:份)?(?:内)?", _in_month),
        (rf"{_YEAR}(?P<month>{_N})月(?:份)?(?P<third>[上中下])旬{_BEFORE}", _third_of_month),
        (rf"{_YEAR}第?(?P<quarter>{_N})季度(?P<end>内?[末底]|结束)?{_BEFORE}", _quarter),
        (rf"{_YEAR}(?P<half>[上下])半年(?P<end>[末底]|结束)?{_BEFORE}", _half_year),
        (
            rf"{_YEAR}(?P<month>{_N})(?:月份?)?(?:(?P<third>[上中下])旬|(?P<day>{_N})[日号])?[-~至到]+"
            rf"(?P<year2>\d{{4}}年|次年|明年)?(?:(?P<month2>{_N})月份?)?(?:底|末|(?P<third2>[上中下])旬|(?P<day2>{_N})[日号])?",
            _range,
        ),
        (
            r"(?:每|按|逐)(?:[一二两三四五六\d]{1,2})?个?(?:年|半年|季度?|月|周|日|天|旬|学期|学年).*|定期.*|不定期.*",
            _kind(DeadlineKind.RECURRING),
        ),
        (rf"{_YEAR}{_N}月(?:份)?(?:、{_N}月(?:份)?)+", _kind(DeadlineKind.RECURRING)),
        (
            r"(?:持续|长期|常态|一贯|始终|随时|实时|即时|日常|动态).{0,12}|(?:全年|年内)?持续.{0,8}",
            _kind(DeadlineKind.ONGOING),
        ),
        (
            r"法定(?:期限|时限)(?:之?内)?|.{0,30}\d{1,3}个?(?:工作)?日(?:内|以内|之内)|.{0,30}\d{1,3}个?小时(?:内|以内|之内)",
            _kind(DeadlineKind.RELATIVE),
        ),
        (
            # bound to a festival, a season or an act, whose day the plan does not state
            rf"(?:{NAMED_DAY}|主?汛期|雨季|旱季|防火期|采暖期?|供暖期?|春耕|秋收|春运|暑期|寒假|暑假|高考|中考|开学|两会|年度?考核)(?:开始|来临|结束)?(?:之?前后?|之?后|期间)"
            rf"|{HAN}{{0,12}}(?:发布|公布|公告|印发|出台|作出|批准|批复|审批|签订|下达|变更|生效|配租|配售|报名|会议)(?:之?前|之?后|当日|当天|同时|同步)",
            _kind(DeadlineKind.RELATIVE),
        ),
        (
            r"适时|及时|按要求.{0,8}|按时.{0,12}|按需|视情.{0,8}|按(?:时间)?(?:节点|进度|计划).{0,8}|根据.{0,12}(?:要求|安排|部署).{0,8}",
            _kind(DeadlineKind.UNBOUNDED),
        ),
    )
)
