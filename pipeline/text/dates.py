"""Dates and hours: how they are written, read, and found in running words.

A day is written 2023年6月27日 (GB/T 9704 7.3.5.4), an hour 2023-07-03 09:30 in
Beijing time (国办发〔2017〕47号, 附件). A deadline as a whole is read by
`parse.deadline`; here is what dates inside other words have in common.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.text.numerals import parse_digits, parse_number

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""The zone of every hour that is shown or registered."""

HALF_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
"""Full-width digits to their ASCII forms, for `str.translate`."""


class DeadlineKind(Enum):
    """How a deadline binds (时限的种类)."""

    WHOLE_YEAR = "全年"
    BY_DAY = "某日前"
    BY_MONTH_END = "某月底前"
    IN_MONTH = "某月"
    QUARTER = "季度"
    HALF_YEAR = "半年"
    YEAR_END = "年底前"
    RANGE = "起止"
    STEPS = "分步"
    RECURRING = "定期"
    ONGOING = "持续"
    RELATIVE = "条件后"
    UNBOUNDED = "不限期"
    NONE = "未写"
    UNREAD = "读不懂"


# --- one day, one hour --------------------------------------------------------------


def format_day(day: date) -> str:
    """Return the day as official documents write it: 2023年6月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def format_hour(at: datetime) -> str:
    """Return the hour in Beijing as page meta tags and registers write it: 2023-07-03 09:30."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


_STATED_DAY = lazy_pattern(r"(?P<year>\d{4})\s*[年\-./]\s*(?P<month>\d{1,2})\s*[月\-./]\s*(?P<day>\d{1,2})\s*日?")
_DAY_SIGNS = str.maketrans("０１２３４５６７８９－．／", "0123456789-./")
_HOUR_SIGNS = str.maketrans("０１２３４５６７８９：－　", "0123456789:- ")


def is_day_form(text: str) -> bool:
    """Whether the words have the form of one full date, whether or not the calendar has that day."""
    return _STATED_DAY.fullmatch(text.translate(_DAY_SIGNS)) is not None


def parse_day(text: str) -> date | None:
    """Return the day that a full date names (2023年6月27日, 2023-06-27); None for other words and days there are not."""
    match = _STATED_DAY.fullmatch(text.translate(_DAY_SIGNS))
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


_COMPACT_DAY = lazy_pattern(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_DAY_OF_YEAR = lazy_pattern(r"(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*[日号]?")
_HAN_DAY = lazy_pattern(
    r"(?P<year>[二一][〇○零一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日?"
)
_SERIAL_DAY = lazy_pattern(r"[34]\d{4}(?:\.0+)?|5[0-4]\d{3}(?:\.0+)?")
_EXCEL_EPOCH = date(1899, 12, 30)


def parse_typed_day(text: str, year: int) -> date | None:
    """Return the day that somebody typed into a form, or None for words that name none.

    Besides what `parse_day` reads: 20240627, 6月27日 and 6.27 (of `year`), 二〇二四年六月二十七日, a day with an hour
    behind it, and the serial number that a spreadsheet shows where the cell is no longer a date (45470). Each may have
    前 behind it; a deadline without a day (10月底, 三季度末前, 年底) is the last day that it leaves.
    """
    plain = re.sub(r"\s+\d{1,2}:\d{2}(?::\d{2})?$", "", text.translate(_DAY_SIGNS).strip().rstrip("。"))
    plain = re.sub(r"\s*[之以]?前$", "", plain)
    day = parse_day(plain.replace("号", "日"))
    if day is not None:
        return day
    if _SERIAL_DAY.fullmatch(plain):
        return _EXCEL_EPOCH + timedelta(days=int(float(plain)))
    match = _COMPACT_DAY.fullmatch(plain) or _DAY_OF_YEAR.fullmatch(plain)
    han = _HAN_DAY.fullmatch(plain)
    try:
        if match is not None:
            return date(int(match.groupdict().get("year") or year), int(match["month"]), int(match["day"]))
        if han is not None:
            return date(parse_digits(han["year"]), parse_number(han["month"]), parse_number(han["day"]))
    except ValueError:
        return None
    deadline = _PHRASE.fullmatch(f"{''.join(plain.split())}前")
    phrase = _phrase(deadline, "", year) if deadline is not None else None
    return phrase.last if phrase is not None else None


def parse_hour(text: str) -> datetime | None:
    """Return the hour in Beijing that words name (2023-07-03 09:30, 2023年7月3日 9:30); None for other words."""
    plain = " ".join(text.translate(_HOUR_SIGNS).replace("/", "-").split())
    for form in ("%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M"):
        try:
            return datetime.strptime(plain, form).replace(tzinfo=BEIJING)
        except ValueError:
            continue
    return None


def month_span(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month; raises ValueError for a month there is not."""
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


# --- dates as one token -------------------------------------------------------------

_HAN_YEAR = r"[二一][〇○零一二三四五六七八九]{3}"
_HAN = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = rf"(?:(?<!\d)\d{{4}}|{_HAN_YEAR})年"
_DAY_OF_MONTH = rf"(?:\d{{1,2}}|{_HAN})[日号]"
_MONTH = rf"(?:(?<!\d)\d{{1,2}}|(?<![一二三四五六七八九十]){_HAN})月(?!刊|报|度)"
_YEAR_END = r"(?<![一二三四五六七八九十百千两几多半每近\d])年[底末初](?![步稿次衷级])"
_OF_MONTH = rf"份?(?:{_DAY_OF_MONTH}|[上中下]旬|[底末初])?"
_REPEATED = rf"[每次当下]个?(?:月|季度?)(?:[首末]月)?(?:{_DAY_OF_MONTH}|第[一二三四五]周|[上中下]旬|月?[底末初])|每周[一二三四五六日](?![次场期篇条个项件])"
_HOLIDAYS = (
    r"(?:元旦|春节|元宵|端午|中秋|国庆|重阳)节?|清明节|(?:劳动|妇女|植树|青年|护士|儿童|建党|建军|教师|记者)节"
    r"|“(?:三八|五一|五四|六一|七一|八一|十一)”|五一(?=[、前后假期])"
    # 世界环境日, 国家宪法日, 全国节能宣传周; 政府开放日 is the office's own to set
    r"|(?:世界|国际|国家|全国)[^\W\d每各个工当次之即假]{1,8}?(?:日|宣传周|宣传月)(?![期常内报刊益程均记])"
)
NAMED_DAY = rf"(?:{_HOLIDAYS})(?:假期|期间)?"
"""A festival or another day with a name, as a pattern."""
_SINGLE_DATE = (
    rf"(?:{_YEAR}度?(?:{_MONTH}{_OF_MONTH}|第?[一二三四1-4]季度[底末]?|[上下]半年|[底末初])?"
    rf"|{_MONTH}{_OF_MONTH}|第?[一二三四1-4]季度[底末]?|[上下]半年|{_YEAR_END}"
    rf"|{_REPEATED}|{NAMED_DAY})(?:以前|之前|前)?"
)
DATE = lazy_pattern(rf"{_SINGLE_DATE}(?:(?:至|到|[-—–~～])(?:{_SINGLE_DATE}|{_DAY_OF_MONTH}))*")
"""A date or range of days in running words: 2023年6月27日, 3月31日前, 8月份, 上半年, 3月至5月, 年底前.

A year alone matches too, so do recurring days (每月25日) and named ones (国庆节前).
"""


# --- dates that bind ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A deadline inside running text: its offsets, its kind and the days it spans (inclusive); `stated_year` is a year written with it."""

    start: int
    stop: int
    text: str
    kind: DeadlineKind
    first: date | None
    last: date
    stated_year: int | None

    @property
    def normalized(self) -> str:
        """The phrase as it compares with others (`normalize_deadline`)."""
        return normalize_deadline(self.text)


def normalize_deadline(text: str) -> str:
    """Return a deadline's words without blanks, year and 前, digits half-width, so that two of them compare."""
    text = re.sub(r"\s+", "", text.translate(HALF_WIDTH_DIGITS))
    return re.sub(r"^(?:于|在|到|至)?(?:\d{4}年度?|今年|本年)?|[之以]?前$|。$", "", text)


_DO = "完成|开展|举办|召开|组织|启动|发布|公布|公开|报送|进行|印发|编制"
_PHRASE = lazy_pattern(
    rf"""(?<!\d)(?P<year>\d{{4}}年度?|今年|本年|次年|明年)?
    (?:
        (?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?[日号](?P<before>[之以]?前)?
      | (?P<month_end>\d{{1,2}})\s?月份?[底末](?:[之以]?前)?
      | (?P<in_month>\d{{1,2}})\s?月(?:份(?![之以]?前)|(?={_DO}))
      | 第?(?P<quarter>[一二三四1-4])季度[底末](?:[之以]?前)?
      | (?P<half>[上下])半年(?:[底末](?:[之以]?前)?|前|(?={_DO}))
      | (?P<year_end>年?底[之以]?前|年?内)
    )""",
    re.VERBOSE,
)
_EVERY = lazy_pattern(r"(?:每年?|每半?年|每季度?|每个?月|逐[年月]|[—–~～-]|[月日]\s?[至到]|截[至止]到?|自|从|、)$")
_YEARS = lazy_pattern(r"(?:[一二两三四五六七八九十几多数近满半学每\d去上前]个?)$")
_NOT_AFTER = lazy_pattern(r"\s?(?:起|以来|至(?![少今])|到|[—–~～-]|的|、\d{1,2}月|会议|通知|文件)")


def find_deadlines(text: str, plan_year: int) -> Iterator[DatePhrase]:
    """Yield every date in the words by which something is to be done: 3月31日前, 8月份, 年内.

    A date that only tells when something was (根据3月5日会议精神) is left out, so are
    recurring ones (每年3月底前), the ends of a range, and days that do not exist
    (`find_impossible_dates`).
    """
    if "月" not in text and "年" not in text and "季" not in text:
        return
    text = text.translate(HALF_WIDTH_DIGITS)
    for match in _PHRASE.finditer(text):
        around = text[max(match.start() - 4, 0) : match.start()]
        if _EVERY.search(around) or _NOT_AFTER.match(text, match.end()):
            continue
        if match["year_end"] and not match["year"] and _YEARS.search(around):
            continue
        if (phrase := _phrase(match, around, plan_year)) is not None:
            yield phrase


def _phrase(match: re.Match[str], around: str, plan_year: int) -> DatePhrase | None:
    year_words = match["year"] or ""
    stated = int(year_words[:4]) if year_words[:1].isdigit() else None
    year = stated or plan_year + (year_words in ("次年", "明年"))
    try:
        span = _days(match, year, around)
    except ValueError:
        return None
    if span is None:
        return None
    kind, first, last = span
    return DatePhrase(match.start(), match.end(), match.group(), kind, first, last, stated)


def _days(match: re.Match[str], year: int, around: str) -> tuple[DeadlineKind, date | None, date] | None:
    """Return the kind and days of a phrase, None for one that does not bind; raises ValueError for days there are not."""
    if match["month"]:
        day = date(year, int(match["month"]), int(match["day"]))
        if match["before"]:
            return DeadlineKind.BY_DAY, None, day
        # 于3月5日向社会公开 binds, 根据3月5日会议精神 does not
        return (DeadlineKind.BY_DAY, day, day) if around.endswith(("于", "在")) else None
    if match["month_end"]:
        return DeadlineKind.BY_MONTH_END, None, month_span(year, int(match["month_end"]))[1]
    if match["in_month"]:
        return DeadlineKind.IN_MONTH, *month_span(year, int(match["in_month"]))
    if match["quarter"]:
        quarter = "1一2二3三4四".index(match["quarter"]) // 2 + 1
        return DeadlineKind.QUARTER, None, month_span(year, 3 * quarter)[1]
    if match["half"]:
        return DeadlineKind.HALF_YEAR, None, date(year, 6, 30) if match["half"] == "上" else date(year, 12, 31)
    stated = match["year_end"]
    if not match["year"] and not stated.startswith("年"):
        return None  # 底前 and 内 alone
    return DeadlineKind.YEAR_END, None, date(year, 12, 31)


# --- days that do not exist -------------------------------------------------------------

_DATED = lazy_pattern(r"(?:(?<!\d)(?P<year>\d{4})\s?年\s?)?(?<!\d)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]")
_MONTH_ALONE = lazy_pattern(r"(?<![\d.])(?P<month>\d{1,2})\s?月(?=份|底|初|末|前|内|[上中下]旬|\s?\d|$)")


def find_impossible_dates(text: str, year: int | None) -> Iterator[tuple[int, int]]:
    """Yield the span of every day or month that does not exist (2月30日, 13月); `year` is meant where none is written."""
    text = text.translate(HALF_WIDTH_DIGITS)
    seen = -1
    for match in _DATED.finditer(text):
        # where nobody said which year, a leap year: the 29th of February passes
        stated = int(match["year"]) if match["year"] else year or 2024
        try:
            date(stated, int(match["month"]), int(match["day"]))
        except ValueError:
            yield match.span()
            seen = match.end()
    for match in _MONTH_ALONE.finditer(text):
        exists = 1 <= int(match["month"]) <= 12
        if not exists and match.start() >= seen and not _DATED.match(text, match.start()):
            yield match.span()
