"""Rules D014 and D015 (历法): dates that contradict the calendar, themselves, or the order of time."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.check.context import CheckContext, Kind, Passage
from pipeline.check.lexicon import issue_day, table
from pipeline.check.registry import Problem, problem, problem_with, rule
from pipeline.findings import Severity, quote
from pipeline.model import Note, paragraphs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import format_day
from pipeline.text.numerals import parse_number

_DAY = r"(?:(?P<year{n}>\d{{4}})年)?(?P<month{n}>\d{{1,2}})月(?P<day{n}>\d{{1,2}})日"
_WEEKDAY = _DAY.format(n="") + r"\s?[（(]?(?:星期|周)(?P<weekday>[一二三四五六日天])[）)]?"
_WEEKDAYS = "一二三四五六日"
_TEN_DAYS = (
    r"(?P<month>\d{1,2})月(?P<part>[上中下])旬\s?[（(](?:即|指)?(?:(?P<month1>\d{1,2})月)?(?P<day1>\d{1,2})日?"
    r"(?:[至到—～~-]+(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日)?[）)]"
)
_TEN_DAYS_APART = (
    r"(?P<month>\d{1,2})月(?P<part>[上中下])旬(?=[^，。；（）\d]{1,16}[（(](?:即|指)?(?:(?P<month1>\d{1,2})月)?(?P<day1>\d{1,2})日"
    r"(?:[至到—～~-]+(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日)?[，）)])"
)
"""The part of a month, and its days in the bracket behind what is done then: 4月下旬举办（4月17日）."""
_TEN_DAYS_SPAN = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_FROM_TO = (
    r"(?<!\d)(?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?:(?P<day1>\d{1,2})日)?(?:份|[初中底])?(?:\s?[（(](?:星期|周)[一二三四五六日天][）)])?(?:起|开始)?[，、]?[至到—～~-]+"
    r"(?:(?P<year2>\d{4})年|(?P<next>次年|翌年|明年))?(?P<month2>\d{1,2})月(?:(?P<day2>\d{1,2})日)?"
)
_OCLOCK = r"(?P<part>上午|早上|早晨|凌晨|下午|晚上|晚间|中午)\s?(?P<hour>\d{1,2})(?::|：|时|点)(?:\d{2})?|(?<![\d第])(?P<big>2[5-9]|[3-9]\d)(?::|：)[0-5]\d(?!\d)"
_HOURS = {
    "上午": (6, 12),
    "早上": (5, 10),
    "早晨": (4, 10),
    "凌晨": (0, 6),
    "下午": (1, 18),
    "晚上": (5, 24),
    "晚间": (5, 24),
    "中午": (11, 14),
}
_AFTERWARDS = (
    r"(?P<part>上午|下午)(?P<hour1>\d{1,2})(?::|：|时|点)(?:(?P<minute1>[0-5]\d)分?|半)?\s?[至到—～~-]+\s?(?P=part)?"
    r"(?P<hour2>\d{1,2})(?::|：|时|点)(?:(?P<minute2>[0-5]\d)分?|半)?"
)
"""A span of hours within one half of a day."""
_BACK_IN_A_DAY = lazy_pattern(
    r"(?<![\d月])(?P<first>[01]?\d|2[0-3])(?::|：)(?P<minute>[0-5]\d)\s?[至到—–～~-]+\s?(?P<last>[01]?\d|2[0-4])(?::|：)(?P<end>[0-5]\d)(?!\d)"
)
"""A span of hours by the clock: 9:00—18:00."""
_QUARTER = r"第?[五六七八九5-9]季度"


@rule("D014", Severity.WARNING, "日期自相矛盾")
def contradictory_date(context: CheckContext) -> Iterator[Problem]:
    """Weekdays, parts of months, spans, hours and quarters that cannot be, in the text and in tables."""
    yield from _table_periods(context)
    names = tuple(name for name in _days_by_name() if name in context.text)
    months = {row["名称"]: row["月"] for row in table("named_months.tsv") if row["名称"] in context.text}
    for passage in context.passages:
        text = passage.value
        yield from _lengths(passage, context.plan.year)
        if names and ("月" in text or "·" in text):
            yield from _named_days(passage, names)
        if "月" in text:
            if "星期" in text or "周" in text:
                yield from _weekdays(passage, context.plan.year)
            if "旬" in text:
                yield from _parts_of_months(passage)
            if text.count("月") > 1:
                yield from _spans(passage)
            yield from _lunar_days(passage, context.plan.year)
            if months:
                yield from _named_months(passage, months)
            if "节" in text or "旦" in text or "国庆" in text or "清明" in text or "五一" in text:
                yield from _holiday_months(passage)
            yield from _quarters(passage)
        for match in re.finditer(_OCLOCK, text) if any(part in text for part in (*_HOURS, ":")) else ():
            if match["big"] is not None:
                if not passage.is_in_address(*match.span()) and _is_hour(text, match):
                    yield problem(passage, *match.span(), f"没有{quote(match.group())}这个时刻", "核对时刻")
                continue
            first, last = _HOURS[match["part"]]
            if not first <= int(match["hour"]) <= last:
                hint = "去掉“上午、下午”，或改成 12 小时制"
                yield problem(passage, *match.span(), f"“{match.group()}”对不上：不是{match['part']}的时刻", hint)
        for match in re.finditer(_AFTERWARDS, text) if "午" in text else ():
            begin, end = (int(match[f"hour{number}"]) * 60 + (int(match[f"minute{number}"] or 0)) for number in "12")
            # 上午9时至5时 is the afternoon's
            if end < begin and (match["part"] == "下午" or text[match.start() : match.end()].count("上午") > 1):
                yield problem(passage, *match.span(), f"{quote(match.group())}的起止倒了", "核对时刻")
        for match in _BACK_IN_A_DAY.finditer(text) if ":" in text or "：" in text else ():
            begins, ends = int(match["first"]), int(match["last"])
            # those of an evening and of the night end on the next day
            near = text[max(match.start() - 6, 0) : match.end() + 4]
            goes_back = (
                (ends, match["end"]) < (begins, match["minute"]) and begins < _EVENING and begins - ends < _HALF_A_DAY
            )
            if goes_back and not re.search("次日|翌日|凌晨|晚|夜|午|比", near) and _is_hour(text, match):
                yield problem(passage, *match.span(), f"{quote(match.group())}的起止倒了", "核对时刻")
        for match in re.finditer(_HOURS_BACK, text) if any(sign in text for sign in "时点:：") else ():
            if not passage.is_exempt(*match.span()):
                hint = "两个时刻都用 24 小时制"
                yield problem(passage, *match.span(), f"{quote(match.group())}的起止用了两种时制", hint)
        for match in re.finditer(_QUARTER, text) if "季度" in text else ():
            yield problem(passage, *match.span(), f"没有{quote(match.group())}", "一年四个季度，核对是第几季度")


_EVENING, _HALF_A_DAY = 18, 8


def _is_hour(text: str, match: re.Match[str]) -> bool:
    """Whether hours are spoken of near the digits; a ratio (30:70) is none."""
    return bool(re.search(r"[日午时间晚早]|工作日|开放", text[max(match.start() - 10, 0) : match.start()]))


def _as_day(match: re.Match[str], number: str, year: int) -> date | None:
    try:
        return date(int(match[f"year{number}"] or year), int(match[f"month{number}"]), int(match[f"day{number}"]))
    except ValueError:
        return None  # D002


def _weekdays(passage: Passage, year: int) -> Iterator[Problem]:
    for match in re.finditer(_WEEKDAY, passage.value):
        day = _as_day(match, "", year)
        if day is not None and _WEEKDAYS[day.weekday()] != match["weekday"].replace("天", "日"):
            message = f"{format_day(day)}是星期{_WEEKDAYS[day.weekday()]}，不是星期{match['weekday']}"
            yield problem(passage, *match.span(), message, "核对日期和星期")


def _parts_of_months(passage: Passage) -> Iterator[Problem]:
    for match in (*re.finditer(_TEN_DAYS, passage.value), *re.finditer(_TEN_DAYS_APART, passage.value)):
        first, last = _TEN_DAYS_SPAN[match["part"]]
        days = [int(match[name]) for name in ("day1", "day2") if match[name]]
        months = [match[name] for name in ("month1", "month2") if match[name] and match[name] != match["month"]]
        if months or any(not first <= day <= last for day in days):
            message = (
                f"{quote(match.group())}对不上：{match['part']}旬是{first}日至{'月底' if last == 31 else f'{last}日'}"
            )
            yield problem(passage, *match.span(), message, "核对日期")


def _spans(passage: Passage) -> Iterator[Problem]:
    for match in re.finditer(_FROM_TO, passage.value):
        if match["next"] or (match["year1"] is None and match["year2"] is not None):
            continue
        if (match["day1"] is None) != (match["day2"] is None):
            continue
        begin, end = (
            (
                int(match[f"year{number}"] or match["year1"] or 0),
                int(match[f"month{number}"]),
                int(match[f"day{number}"] or 1),
            )
            for number in "12"
        )
        behind = passage.value[match.end() : match.end() + 2]
        if begin > end and 1 <= end[1] <= 12 and not behind.startswith("龄"):
            yield problem(passage, *match.span(), f"{quote(match.group())}的起止倒了", "核对起止；跨年的写“至次年…”")


_DAY_NEAR_NAME = (
    r"(?P<name>{names})[”》]?(?:是|为|[（(])(?:\d{{4}}年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?![至到—～~-])"
    r"|(?:(?P<month_before>\d{{1,2}})月(?P<day_before>\d{{1,2}})日(?:是)?|“?(?P<month_short>\d{{1,2}})[·.](?P<day_short>\d{{1,2}})”?)"
    r"[“（(]?(?:第[\d一二三四五六七八九十]{{1,4}}[个届次])?(?:世界|国际|全国|中国|全民|国家|联合国)?(?P<name_behind>{names})"
)
_QUARTER_MONTHS = r"第?(?P<quarter>[一二三四])季度\s?[（(](?P<first>\d{1,2})月?[至到—～~-]+(?P<last>\d{1,2})月[）)]"


@cache
def _days_by_name() -> Mapping[str, tuple[int, int]]:
    return {row["名称"]: (int(row["月"]), int(row["日"])) for row in table("named_days.tsv")}


@lru_cache(maxsize=64)
def _day_near_name(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_DAY_NEAR_NAME.format(names="|".join(sorted(names, key=len, reverse=True))))


def _named_days(passage: Passage, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield days that are not those of the name next to them (named_days.tsv); `names` are those in the plan."""
    for match in _day_near_name(names).finditer(passage.value):
        name = match["name"] or match["name_behind"]
        written = tuple(
            int(match[part] or match[f"{part}_before"] or match[f"{part}_short"]) for part in ("month", "day")
        )
        if written != _days_by_name()[name]:
            month, day = _days_by_name()[name]
            yield problem(passage, *match.span(), f"{quote(name)}是{month}月{day}日", "核对日期")


_LASTING = lazy_pattern(
    r"(?:自|从|于)?(?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日(?:起|开始)?[，、]?[至到—～~-]+(?:(?P<year2>\d{4})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日[^。；\d]{0,16}?"
    r"(?:为期|历时|共|公示期为?|期限为?|时间为?)(?P<days>\d{1,3}|[一二三四五六七八九十]{1,3})(?:日|天)(?!内)"
)
"""A span and its length: 自4月21日至5月20日公开征求意见，为期30日."""
_LENGTH_FIRST = lazy_pattern(
    r"(?:为期|历时|共)(?P<days>\d{1,3})(?:日|天)[（(，](?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日[至到—～~-]+(?:(?P<year2>\d{4})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日"
)
"""A length and its span: 为期3天（5月20日至22日）."""
_IN_BRACKET = lazy_pattern(
    r"(?<![\d一二三四五六七八九十])(?<!为期)(?<!历时)(?<!共)(?P<days>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个)?(?P<unit>工作日|日|天)[（(，](?:即|自|从|时间为)?(?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日(?:[（(](?:星期|周)[一二三四五六日天][）)])?[至到—～~-]+(?:(?P<year2>\d{4})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日[）)，。；]"
)
"""A term and its days: 公示5个工作日（5月12日至16日）."""
_UNTIL_THEN = lazy_pattern(
    r"(?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日(?:起)?[^。；\d]{0,16}?(?:公告|公示|征求意见|征集|报名|展示|听证|申报)[^。；\d]{0,8}(?:期|时间|期限)?(?:为|共)?(?P<days>\d{1,2})(?P<unit>日|天)[，、]?(?:至|到)(?:(?P<year2>\d{4})年)?(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日"
)
"""A beginning, a term and its end: 5月12日发布公告，公告期30日，至6月10日止."""
_ORDINAL = r"第(?P<number>\d{{1,3}}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:个|届|次)[“《]?(?:全国|全民|国际|世界|中国|中华)?[“《]?(?P<name>{names})"


@cache
def _first_years() -> Mapping[str, int]:
    return {row["名称"]: int(row["首次"]) for row in table("ordinal_days.tsv")}


def _lengths(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield spans that do not last as many days as said, and wrong numbers of days with a name (第25个安全生产月)."""
    for match in (*_LASTING.finditer(passage.value), *_LENGTH_FIRST.finditer(passage.value)):
        month2 = match["month2"] or match["month1"]
        try:
            first = date(int(match["year1"] or year), int(match["month1"]), int(match["day1"]))
            last = date(int(match["year2"] or match["year1"] or year), int(month2), int(match["day2"]))
        except ValueError:
            continue  # D002
        lasted = (last - first).days
        if lasted > 0 and parse_number(match["days"]) not in (lasted, lasted + 1):
            message = f"{format_day(first)}至{format_day(last)}是 {lasted + 1} 天，写了{match['days']}天"
            yield problem(passage, *match.span(), message, "核对起止日期和天数")
    yield from _years_lasted(passage)
    if any(sign in passage.value for sign in ("日（", "天（", "日，", "天，", "日至", "天至")):
        yield from _terms_with_days(passage, year)
    if "第" not in passage.value:
        return
    names = "|".join(sorted(_first_years(), key=len, reverse=True))
    for match in re.finditer(_ORDINAL.format(names=names), passage.value):
        right = year - _first_years()[match["name"]] + 1
        of_another = re.search(r"20\d\d年", passage.value[max(match.start() - 8, 0) : match.start()])
        if parse_number(match["number"]) != right and not of_another:
            yield problem(passage, *match.span(), f"{year}年是第{right}个{match['name']}", "核对是第几个")


_IN_FORCE_FOR = lazy_pattern(
    r"自(?P<year1>20\d\d)年(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日起[^。；\d]{0,14}有效期(?:限)?(?:为)?(?P<years>\d|[一二两三四五])年[，、]?(?:即)?(?:有效期)?[至到](?P<year2>20\d\d)年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日"
)
"""From when, how many years and until when a document is in force."""
_YEARS_LASTED = lazy_pattern(
    r"(?<!\d)(?P<year1>20\d\d)年[^。；\d]{0,14}(?<!\d)(?P<year2>20\d\d)年[^。；\d]{0,12}，历时(?P<years>\d{1,2}|[一二两三四五六七八九十])年(?!多|余|半)"
)
_BUILT = lazy_pattern(
    r"(?<!\d)(?P<year1>20\d\d)年(?P<month1>\d{1,2})月(?:\d{1,2}日)?[^。；\d]{0,6}?(?:开工|动工|启动|立项)[^。；\d]{0,6}，(?:于)?(?P<year2>20\d\d)年(?P<month2>\d{1,2})月(?:\d{1,2}日)?[^。；，\d]{0,6}?(?:竣工|完工|建成|验收|投入使用|投用)"
)


def _years_lasted(passage: Passage) -> Iterator[Problem]:
    """Yield years that a document is in force, or that something took, which its first and last year do not make, and works done before they began."""
    text = passage.value
    for match in _IN_FORCE_FOR.finditer(text) if "有效期" in text else ():
        years = parse_number(match["years"])
        first, last = (tuple(int(match[f"{part}{at}"]) for part in ("year", "month", "day")) for at in (1, 2))
        if first[0] > last[0] or not _lasts(first, last, years):
            message = f"自{first[0]}年{first[1]}月{first[2]}日起{years}年，到不了{last[0]}年{last[1]}月{last[2]}日"
            if first < last and last[0] - first[0] < years:
                message = f"自{first[0]}年{first[1]}月{first[2]}日起{years}年，不止到{last[0]}年{last[1]}月{last[2]}日"
            yield problem(passage, match.start("years"), match.end("day2") + 1, message, "核对有效期和起止日期")
    for match in _YEARS_LASTED.finditer(text) if "历时" in text else ():
        apart = int(match["year2"]) - int(match["year1"])
        if parse_number(match["years"]) not in (apart, apart + 1):
            message = f"{match['year1']}年到{match['year2']}年是 {apart} 年，写了{match['years']}年"
            yield problem(passage, match.start("years"), match.end("years") + 1, message, "核对起止年份")
    for match in _BUILT.finditer(text) if "工" in text or "立项" in text else ():
        began, ended = ((int(match[f"year{at}"]), int(match[f"month{at}"])) for at in (1, 2))
        if ended < began:
            yield problem(passage, *match.span(), "完工早于开工", "核对起止时间")


def _lasts(first: tuple[int, ...], last: tuple[int, ...], years: int) -> bool:
    """Whether so many years from the first day end on the last, or on the day before that day of the year."""
    try:
        end = date(first[0] + years, *first[1:])
        return 0 <= (end - date(*last)).days <= 1
    except ValueError:
        return True  # 29 February, or no day at all


def _terms_with_days(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield terms in days or working days that their first and last day do not make."""
    for match in (*_IN_BRACKET.finditer(passage.value), *_UNTIL_THEN.finditer(passage.value)):
        try:
            first = date(int(match["year1"] or year), int(match["month1"]), int(match["day1"]))
            last = date(
                int(match["year2"] or match["year1"] or year),
                int(match["month2"] or match["month1"]),
                int(match["day2"]),
            )
        except ValueError:
            continue  # D002
        lasted, stated = (last - first).days, parse_number(match["days"])
        if not 0 < lasted < _LONGEST or re.search("每|次|轮", match.group()):
            continue
        if match["unit"] == "工作日":
            worked = _working_days(first, last)
            # whether the first day counts is not always said
            if worked is None or stated in (worked, worked - 1):
                continue
            message = f"{format_day(first)}至{format_day(last)}是 {worked} 个工作日，写了{stated}个"
        elif stated in (lasted, lasted + 1):
            continue
        else:
            message = f"{format_day(first)}至{format_day(last)}是 {lasted + 1} 天，写了{stated}{match['unit']}"
        yield problem(passage, *match.span(), message, "核对起止日期和天数")


_LONGEST = 120
"""Of longer spans nobody counts the days."""


def _working_days(first: date, last: date) -> int | None:
    """Return how many working days are from the first to the last day; None for a year whose days off are not announced."""
    import chinese_calendar

    days = (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
    try:
        return sum(bool(chinese_calendar.is_workday(day)) for day in days)
    except NotImplementedError:
        return None


_LUNAR_DAY = lazy_pattern(
    r"(?<![至到—～~\d-])(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:是|为)?[（(“]?(?P<name>春节|元宵|清明|端午|中秋|重阳)(?!前|后|期间|假|节前|节后|节期间|节假)"
    r"|(?P<name_before>春节|元宵|清明|端午|中秋|重阳|农历(?:正月初一|正月十五|五月初五|八月十五|九月初九))节?[”]?(?:当天|当日)?(?:[（(]|是|为)(?:(?P<year_behind>\d{4})年)?(?P<month_behind>\d{1,2})月(?P<day_behind>\d{1,2})日(?![至到—～~-])"
)
"""A holiday of the lunar calendar next to its day: 10月11日重阳节, 重阳节（10月11日）."""


_LUNAR_NAMES = {"正月初一": "春节", "正月十五": "元宵", "五月初五": "端午", "八月十五": "中秋", "九月初九": "重阳"}
_TERMS = {
    "小寒": (1, 5, 7), "大寒": (1, 19, 21), "立春": (2, 3, 5), "雨水": (2, 18, 20), "惊蛰": (3, 5, 7), "春分": (3, 19, 22),
    "谷雨": (4, 19, 21), "立夏": (5, 5, 7), "小满": (5, 20, 22), "芒种": (6, 5, 7), "夏至": (6, 20, 22), "小暑": (7, 6, 8),
    "大暑": (7, 22, 24), "立秋": (8, 7, 9), "处暑": (8, 22, 24), "白露": (9, 7, 9), "秋分": (9, 22, 24), "寒露": (10, 7, 9),
    "霜降": (10, 23, 24), "立冬": (11, 7, 8), "小雪": (11, 22, 23), "大雪": (12, 6, 8), "冬至": (12, 21, 23),
}  # fmt: skip
"""The solar terms with the days they may be on in this century (GB/T 33661—2017)."""
_DAY_OF_TERM = lazy_pattern(
    rf"(?P<name>{'|'.join(_TERMS)})(?:节气)?(?:当天|当日)?[（(](?:\d{{4}}年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日[）)]"
    rf"|(?<![至到—～~\d-])(?P<month_before>\d{{1,2}})月(?P<day_before>\d{{1,2}})日(?:是|为)?[（(](?P<name_behind>{'|'.join(_TERMS)})[）)]"
)
_MONTH_NEAR_NAME = r"(?<![\d至到—～~、-])(?P<month>1[0-2]|[1-9])月(?:份)?(?:是|为)?(?:全国|国家|中国|第[\d一二三四五六七八九十]{{1,4}}个)?(?:全国)?“?{name}|{name}”?[（(](?P<month_behind>1[0-2]|[1-9])月(?:份)?[）)]|{name}”?(?:在|于|定于)(?P<month_in>1[0-2]|[1-9])月"


def _named_months(passage: Passage, names: Mapping[str, str]) -> Iterator[Problem]:
    """Yield months that are not those of the month or week with a name next to them (named_months.tsv); `names` are in the plan."""
    for name, right in names.items():
        for match in re.finditer(_MONTH_NEAR_NAME.format(name=name), passage.value) if name in passage.value else ():
            if (match["month"] or match["month_behind"] or match["month_in"]) != right:
                yield problem(passage, *match.span(), f"{quote(name)}在{right}月", "核对月份")


_HOLIDAY_MONTHS = {"元旦": (1, 12), "春节": (1, 2), "清明": (4, 3), "劳动节": (5, 4), "五一": (5, 4), "国庆": (10, 9)}
_HOLIDAY_SPAN = lazy_pattern(
    r"(?P<name>元旦|春节|清明|劳动节|五一|国庆)”?节?(?:小?长?假期?|期间|假日)?(?:[（(]|自|从|为|是)(?:\d{4}年)?(?P<month>1[0-2]|[1-9])月(?P<day>\d{1,2})日"
)


def _holiday_months(passage: Passage) -> Iterator[Problem]:
    """Yield days off that begin in a month in which the holiday never is: 国庆假期自2月1日起."""
    for match in _HOLIDAY_SPAN.finditer(passage.value):
        months = _HOLIDAY_MONTHS[match["name"]]
        if int(match["month"]) not in months:
            yield problem(passage, *match.span(), f"{quote(match['name'])}假期在{months[0]}月", "核对月份")


def _lunar_days(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield days that are not those of the lunar holiday or the solar term next to them, in years of which the table has them."""
    for match in _DAY_OF_TERM.finditer(passage.value) if any(name in passage.value for name in _TERMS) else ():
        side = "" if match["name"] else "_before"
        name = match["name"] or match["name_behind"]
        month, first, last = _TERMS[name]
        if int(match[f"month{side}"]) != month or not first <= int(match[f"day{side}"]) <= last:
            message = f"{quote(name)}在{month}月{first}日至{last}日之间"
            yield problem(passage, *match.span(), message, "核对节气和日期")
    for match in _LUNAR_DAY.finditer(passage.value):
        side = "" if match["name"] else "_behind"
        name = match["name"] or match["name_before"]
        name = _LUNAR_NAMES.get(name.removeprefix("农历"), name)
        held = _lunar_holidays(int(match[f"year{side}"] or year)).get(name)
        if held is not None and (held.month, held.day) != (int(match[f"month{side}"]), int(match[f"day{side}"])):
            message = f"{held.year}年{name}{'' if name == '春节' else '节'}是{held.month}月{held.day}日"
            yield problem(passage, *match.span(), message, "核对节日和日期")


_ENDS_OF_PERIOD = lazy_pattern(
    r"(?P<period>[上下]半年|第?[一二三四]季度)(?:末|底|底?前)?[（(](?P<month>1[0-2]|[1-9])月(?:\d{1,2}日|[底末初])?[之以]?前?[）)]"
)
_IN_PERIOD = {"上半年": (1, 7), "下半年": (7, 12)}


_MONTHS_OF_QUARTERS = lazy_pattern(
    r"每季度(?P<which>首|末)个?月(?:份)?[（(即，：]*(?:即|分别(?:为|是|于))?(?P<months>(?:\d{1,2}月(?:份)?(?:\d{1,2}日|底)?(?:前)?[、和及]?){2,4})"
)
"""The months in which quarters begin or end: 每季度末月（3月、6月、9月、12月）."""
_PART_OF_MONTH = lazy_pattern(
    r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<part>初|底|末)[（(](?P<same>1[0-2]|[1-9])月(?P<day>\d{1,2})日(?:[之以]?前)?[）)]"
)
_BACKWARDS = lazy_pattern(
    r"从(?P<first>1[0-2]|[1-9])月[^。；\d]{0,8}到(?P<last>1[0-2]|[1-9])月[底末初]?(?:结束|完成|截止|为止)"
)
_MIDDLE = lazy_pattern(r"年中[（(](?P<month>1[0-2]|[1-9])月(?:份|底|[上中下]旬)?(?:前)?[）)]")


def _quarters(passage: Passage) -> Iterator[Problem]:
    for match in _MONTHS_OF_QUARTERS.finditer(passage.value) if "每季度" in passage.value else ():
        right = {1, 4, 7, 10} if match["which"] == "首" else {3, 6, 9, 12}
        wrong = [month for month in map(int, re.findall(r"(\d{1,2})月", match["months"])) if month not in right]
        if wrong:
            message = f"{wrong[0]}月不是季度的{match['which']}月"
            yield problem(passage, *match.span("months"), message, "核对月份")
    for match in _PART_OF_MONTH.finditer(passage.value) if "（" in passage.value else ():
        day = int(match["day"])
        if match["month"] != match["same"] or (day > 10 if match["part"] == "初" else day < 20):
            yield problem(
                passage,
                *match.span(),
                f"{quote(match.group())}：{match['same']}月{day}日不是{match['month']}月{match['part']}",
                "核对日期",
            )
    for match in _BACKWARDS.finditer(passage.value) if "从" in passage.value else ():
        if int(match["last"]) < int(match["first"]) and not re.search("次年|明年|翌年", match.group()):
            yield problem(passage, *match.span(), f"{quote(match.group())}的起止倒了", "核对起止；跨年的写“次年”")
    for match in _MIDDLE.finditer(passage.value) if "年中" in passage.value else ():
        if int(match["month"]) not in (5, 6, 7, 8):
            yield problem(passage, *match.span(), f"{match['month']}月不是年中", "核对月份")
    for match in _ENDS_OF_PERIOD.finditer(passage.value) if "（" in passage.value else ():
        period = match["period"].removeprefix("第")
        first, last = _IN_PERIOD.get(period) or (
            3 * "一二三四".index(period[0]) + 1,
            3 * "一二三四".index(period[0]) + 4,
        )
        # the first month behind it may be the one in which it is reported; its end is in its last month
        is_end = re.match(r"第?.(?:季度|半年)[末底]", match.group()) and re.search(
            "[底末]", match.group()[match.group().index("（") :]
        )
        if is_end and period.endswith("季度") and int(match["month"]) != last - 1:
            yield problem(passage, *match.span(), f"{quote(match.group())}：{period}末是{last - 1}月底", "核对月份")
        elif not first <= int(match["month"]) <= last:
            yield problem(
                passage, *match.span(), f"{quote(match.group())}：{match['month']}月不在{match['period']}", "核对月份"
            )
    for match in re.finditer(_QUARTER_MONTHS, passage.value) if "季度" in passage.value else ():
        first = 3 * "一二三四".index(match["quarter"]) + 1
        if (int(match["first"]), int(match["last"])) != (first, first + 2):
            message = f"第{match['quarter']}季度是{first}月至{first + 2}月"
            yield problem(passage, *match.span(), message, "核对月份")
    for match in re.finditer(_HALF_MONTHS, passage.value) if "半年" in passage.value else ():
        first = 1 if match["half"] == "上" else 7
        if (int(match["first"]), int(match["last"])) != (first, first + 5):
            message = f"{match['half']}半年是{first}月至{first + 5}月"
            yield problem(passage, *match.span(), message, "核对月份")


# --- periods in tables ------------------------------------------------------------------------------

_MONTH_SPAN = r"(?P<first>\d{1,2})月?\s?[至到—～~-]+\s?(?P<last>\d{1,2})月"
_DUE_IN_CELL = (
    r"(?P<year>\d{4}年|次年|翌年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[上中下]旬|[底末初])?(?:[之以]?前)?"
)
_HALF_MONTHS = r"(?P<half>[上下])半年\s?[（(](?P<first>\d{1,2})月?(?:份)?[至到—～~-]+(?P<last>\d{1,2})月(?:份)?[）)]"
_HOURS_BACK = (
    r"(?P<first>1[3-9]|2[0-3])(?::|：|时|点)(?:[0-5]\d分?)?\s?[至到—～~-]+\s?(?P<last>[1-9])(?::|：|时|点)(?!\d{3})"
)
"""A span of hours of which the first is of the 24-hour clock and the last is not: 13时至5时."""
_QUARTER_NAME = r"第?(?P<quarter>[一二三四])季度"


def _table_periods(context: CheckContext) -> Iterator[Problem]:
    """Yield the rows of a table whose months are not those of their quarter, or whose report is due before its period ends."""
    for listed in context.tables():
        titles = [cell.text.value for cell in listed.head]
        for row in listed.rows:
            cells = [cell.text for cell in row]
            periods = [
                (index, match)
                for index, cell in enumerate(cells)
                if (match := re.fullmatch(_MONTH_SPAN, cell.value.strip()))
            ]
            if not periods:
                yield from _before_its_quarter_ends(titles, cells)
            if len(periods) != 1:
                continue
            index, period = periods[0]
            quarter = re.fullmatch(_QUARTER_NAME, cells[0].value.strip())
            if quarter and cells[index].runs:
                first = 3 * "一二三四".index(quarter["quarter"]) + 1
                if (int(period["first"]), int(period["last"])) != (first, first + 2):
                    message = f"{quote(cells[0])}是{first}月至{first + 2}月"
                    yield problem_with(cells[index], message, "核对月份")
            for title, cell in zip(titles[index + 1 :], cells[index + 1 :], strict=True):
                due = re.fullmatch(_DUE_IN_CELL, cell.value.strip())
                is_report = re.search("报送|上报|提交|填报|报告|截止|公布|公开", title)
                if due and is_report and cell.runs and due["year"] is None and int(due["month"]) <= int(period["last"]):
                    if due["day"] is None and int(due["month"]) == int(period["last"]):
                        continue
                    message = f"{quote(cell)}时{quote(cells[index])}还没有结束"
                    yield problem_with(cell, message, "核对报送时间；跨年的写明年份")


def _before_its_quarter_ends(titles: Sequence[str], cells: Sequence[SourceText]) -> Iterator[Problem]:
    """Yield the cells of a quarter's row whose report is due before the last month of the quarter."""
    quarter = re.fullmatch(_QUARTER_NAME, cells[0].value.strip()) if cells else None
    for title, cell in zip(titles[1:], cells[1:], strict=False) if quarter else ():
        due = re.fullmatch(_DUE_IN_CELL, cell.value.strip())
        if quarter and due and cell.runs and due["year"] is None and re.search("报送|上报|提交|填报", title):
            last = 3 * "一二三四".index(quarter["quarter"]) + 3
            # the report on the last quarter may be due in the next year
            if int(due["month"]) < last and not (last == _DECEMBER and due["month"] == "1"):
                message = f"{quote(cell)}时{quote(cells[0])}还没有结束"
                yield problem_with(cell, message, "核对报送时间；跨年的写明年份")


_DECEMBER = 12
TOLERANCE = 0.011
"""Rounded figures may differ by this much."""


# --- the order of time --------------------------------------------------------------------------

_FIXED_HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "国庆": (10, 1), "国庆节": (10, 1)}
_HOLIDAYS = ("元旦", "春节", "元宵", "清明", "五一", "劳动节", "端午", "中秋", "国庆", "重阳")
_HOLIDAY = r"“?(?P<name>元旦|春节|元宵|清明|五一|劳动节|端午|中秋|国庆|重阳)”?节?(?:假期)?(?P<side>前|后)"
_DEADLINE = lazy_pattern(r"(?<!\d)(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[底末])(?:[之以]?前)?")
_STEP = r"(?<![\d年])(?P<month>\d{1,2})月(?:份(?!数据|情况|报表|的|工资|指标|统计)|[底末](?:[之以]?前)?|(?P<day>\d{1,2})日[之以]?前)(?=[^，。；]{1,24})"
_FREQUENCIES = {"每月": 12, "每季度": 4, "每半年": 2, "每年": 1}
_FREQUENCY = "每个?月(?!度)|每个?季度|每半年|每年"
_UNTIL = r"截至(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[底末])|年?[底末])[^。；]{0,30}?(?:已(?!经?经)|累计|共|完成了)"


_TO_BE_DONE = lazy_pattern(
    r"(?:[于在须应要将]|^|(?<=[，。；：]))(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日[之以]?前(?=(?:向社会|书面|一并|将[^，。；]{1,12})?(?:公布|公开|发布|完成|报送|上报|印发|提交|编制|报|反馈|送))"
)
"""What is still to be done by a day, outside the items, whose deadlines D004 compares."""
_DECIDED = (
    _DAY.format(n="") + r"[^，。；]{0,24}?(?:会议?|会)[^，。；]{0,6}?(?:审议|研究|讨论|审定)(?:通过|同意|决定|批准)"
)
"""What a meeting has decided, with its day."""
_OFF = (
    r"(?:元旦|春节|清明|劳动节|五一|端午|中秋|国庆)[^。；]{0,14}?(?:放假|假期)?[^。；\d]{0,8}?(?<!\d)(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日[至到—～~-]+"
    r"(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日"
)


@cache
def _lunar_holidays(year: int) -> dict[str, date]:
    """Return the days of the lunar holidays of a year; none where the table does not have it."""
    row = next((row for row in table("lunar_holidays.tsv") if row["年"] == str(year)), {})
    return {name: date(year, int(day[:2]), int(day[3:])) for name, day in row.items() if name != "年"}


@rule("D015", Severity.WARNING, "先后次序不通")
def time_out_of_order(context: CheckContext) -> Iterator[Problem]:
    """Holidays on the wrong side of a date, steps that go back, frequencies that differ, facts of the future."""
    year = context.plan.year
    issued = issue_day(context)
    has_issue_day = context.plan.issued.value is not None
    for passage in context.prose:
        text = passage.value
        if "月" in text:
            if any(name in text for name in _HOLIDAYS):
                yield from _holidays(passage, year)
            if passage.item and text.count("月") >= MIN_STEPS:
                yield from _steps(passage)
        for match in re.finditer(_UNTIL, text) if has_issue_day and "截至" in text else ():
            month = int(match["month"] or 12)
            if not 1 <= month <= 12:
                continue
            stated = int(match["year"] or year)
            day = date(stated, month, min(int(match["day"] or 31), monthrange(stated, month)[1]))
            if day > issued:
                message = f"{quote(match.group())}说的是成文日期（{format_day(issued)}）以后的事"
                yield problem(passage, *match.span(), message, "核对年份和月份")
        for match in _TO_BE_DONE.finditer(text) if has_issue_day and not passage.item and "前" in text else ():
            due = _as_day(match, "", year)
            if (
                due is not None
                and due < issued
                and "每" not in text[max(match.start() - 8, 0) : match.start()]
                and "已" not in text[max(match.start() - 2, 0) : match.start()]
            ):
                message = f"{quote(match.group())}早于成文日期（{format_day(issued)}）"
                yield problem(passage, *match.span(), message, "核对年份和月份")
        for match in re.finditer(_DECIDED, text) if has_issue_day and "议" in text else ():
            held = _as_day(match, "", issued.year)
            if held is not None and held > issued:
                message = f"{quote(match.group())}在成文日期（{format_day(issued)}）以后"
                yield problem(passage, *match.span(), message, "核对会议和成文的日期")
        if "放假" in text or "假期" in text:
            yield from _days_off(passage, year)
    yield from _frequencies(context)
    yield from _steps_of_lists(context)


_STEP_BEGINS = lazy_pattern(
    r"(?:[^，。；：\d]{1,12}[：:（(]|自|于|在)?(?P<month>1[0-2]|[1-9])月(?:(?P<day>\d{1,2})日|[底末初]|[上中下]旬)?(?:[之以]?前|份)?[，：:）)]?"
)


def _steps_of_lists(context: CheckContext) -> Iterator[Problem]:
    """Yield steps of a numbered list whose month is before that of the step above, where every step begins with its time."""
    steps: list[Passage] = []
    for passage in (*context.passages, None):
        if passage is not None and passage.kind is Kind.STEP and (not steps or steps[-1].item == passage.item):
            steps.append(passage)
            continue
        begun = [_STEP_BEGINS.match(step.value) for step in steps]
        if len(steps) >= MIN_STEPS and all(begun):
            for (before, _), (match, step) in pairwise(zip(begun, steps, strict=True)):
                assert before is not None
                assert match is not None
                is_back = (int(match["month"]), int(match["day"] or 31)) < (
                    int(before["month"]),
                    int(before["day"] or 1),
                )
                if (
                    is_back
                    and not re.search("次年|明年|翌年", step.value)
                    and int(match["month"]) < int(before["month"])
                ):
                    message = f"前一步是{quote(before.group())}，这一步倒回了{quote(match.group())}"
                    yield problem(step, *match.span(), message, "核对先后")
        steps = [passage] if passage is not None and passage.kind is Kind.STEP else []


def _days_off(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield the holidays whose days off are other than those the State Council announced; none for a year not announced yet."""
    import chinese_calendar

    for match in re.finditer(_OFF, passage.value):
        months = [int(match["month1"]), int(match["month2"] or match["month1"])]
        try:
            begin, end = (
                date(year, month, int(match[f"day{number}"])) for number, month in zip("12", months, strict=True)
            )
            details = [(day, *chinese_calendar.get_holiday_detail(day)) for day in _around(begin, end)]
        except (ValueError, NotImplementedError):
            continue
        # a day that is worked instead has the holiday's name too
        off = [day for day, is_off, name in details if is_off and name is not None]
        if off and begin <= off[-1] and off[0] <= end and (begin, end) != (off[0], off[-1]):
            message = f"{quote(match.group())}和公布的放假安排不同：{format_day(off[0])}至{format_day(off[-1])}"
            yield problem(passage, *match.span(), message, "照国务院办公厅的放假通知改")


def _around(begin: date, end: date) -> list[date]:
    """Return the days of a span and a few before and after it."""
    first = begin.toordinal() - _NEAR_DAYS
    return [date.fromordinal(day) for day in range(first, end.toordinal() + _NEAR_DAYS + 1)]


_NEAR_DAYS = 4


def _holidays(passage: Passage, year: int) -> Iterator[Problem]:
    days = {name: date(year, *day) for name, day in _FIXED_HOLIDAYS.items()} | _lunar_holidays(year)
    for match in re.finditer(_HOLIDAY, passage.value):
        holiday = days.get(match["name"])
        start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；，") + 1
        near = _DEADLINE.search(passage.value, start, min(match.end() + 14, len(passage.value)))
        if (
            holiday is None
            or near is None
            or any(mark in passage.value[near.start() : match.start()] for mark in "。；")
        ):
            continue
        month = int(near["month"])
        if not 1 <= month <= 12:
            continue
        end = date(year, month, min(int(near["day"] or 31), monthrange(year, month)[1]))
        if match["side"] == "前" and end.month < holiday.month and match["name"] != "元旦":
            message = f"{year}年{match['name']}是{holiday.month}月{holiday.day}日，和{quote(near.group())}对不上"
            yield problem(passage, *match.span(), message, "核对节日和期限")


def _steps(passage: Passage) -> Iterator[Problem]:
    steps = [match for match in re.finditer(_STEP, passage.value) if not passage.is_exempt(*match.span())]
    months = [int(match["month"]) for match in steps]
    if len(steps) < MIN_STEPS or any(not 1 <= month <= 12 for month in months):
        return
    for before, match in pairwise(steps):
        if int(match["month"]) < int(before["month"]) and not re.search(
            "次年|明年|翌年|每|。", passage.value[before.end() : match.start()]
        ):
            yield problem(
                passage,
                *match.span(),
                f"前一步是{quote(before.group())}，这一步倒回了{quote(match.group())}",
                "核对先后",
            )


MIN_STEPS = 3
"""So many dated steps make an order; two may be named in any."""


def _frequencies(context: CheckContext) -> Iterator[Problem]:
    passages = {passage.text.runs: passage for passage in context.prose}
    for _, task in context.tasks():
        deadline = task.deadline.text.value
        stated = re.match(_FREQUENCY, deadline) if "每" in deadline else None
        if stated is None:
            continue
        blocks = (block for block in task.blocks if not isinstance(block, Note))
        for text in (paragraph.text for block in blocks for paragraph in paragraphs(block)):
            passage = passages.get(text.runs)
            if passage is None:
                continue
            written = {match.group().replace("个", ""): match for match in re.finditer(_FREQUENCY, passage.value)}
            usual = stated.group().replace("个", "")
            if len(written) == 1 and usual not in written:
                ((name, match),) = written.items()
                if _FREQUENCIES[name] != _FREQUENCIES[usual] and not passage.is_exempt(*match.span()):
                    message = f"正文写{quote(match.group())}，完成时间写{quote(task.deadline.text)}"
                    yield problem(passage, *match.span(), message, "以哪个为准，就把另一个改过来")
