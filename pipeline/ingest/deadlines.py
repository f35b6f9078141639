"""By when tasks are to be done: the deadline of a cell or note, and the one a sentence states."""

import re

from pipeline.model import Deadline, DeadlineKind
from pipeline.parse.deadline import read_deadline
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join
from pipeline.text.dates import DATE, find_deadlines

DEADLINE_LABEL = lazy_pattern(
    r"(?:完成|办结|办理|工作|整改|推进|落实|实施|计划|截止|公开|更新|办成)?(?:时间|时限|期限|节点|进度)(?:要求|节点|安排)?[\s\u3000]*(?:[:：]|[—–]{1,2}|(?:为|是)(?=[\d全每年第上下]))\s*|(?:完成|决策)(?:时间|时限|期限|日期)\s*[:：]?\s*(?=\d)"
)
"""The label of a deadline in a note: 完成时限：, 时限要求：, 时间安排：."""

_REPORT = lazy_pattern(
    r"报送|上报|书面报|(?:专题|及时)报告|报告(?=区|市|省|县|局|委|办|厅|我|落实|进展|情况|完成|给|至)|报区|报市|报省|报我|报至|总结"
)
"""A sentence about a report, whose deadline is not the task's."""


def is_deadline(words: str) -> bool:
    """Whether the words are a deadline and nothing else (6月底前完成, 全年)."""
    kind = read_deadline(SourceText(words.strip()), 2000).kind
    if kind in _WITH_ANY_WORDS and re.search("[，,；;。]", words.strip("，,；;。 ")):
        # 甲科，批复后20日内: units and a deadline
        return False
    return kind not in (DeadlineKind.UNREAD, DeadlineKind.NONE)


_WITH_ANY_WORDS = (DeadlineKind.RELATIVE, DeadlineKind.RECURRING, DeadlineKind.ONGOING, DeadlineKind.UNBOUNDED)
"""The kinds of deadlines that words of any kind may belong to."""


_PERIODS = (DeadlineKind.QUARTER, DeadlineKind.HALF_YEAR, DeadlineKind.IN_MONTH)
_KEPT_UP = lazy_pattern(r"(?:全年|常年|长期|持续)(?:持续|坚持|推进|开展|落实|抓好)+")
"""How a heading names what has no last day: 全年持续推进的任务."""

_STATED_IN_BRACKET = lazy_pattern(r".+[（(](?:务于|于|应于|须于|在)?(?P<day>[^（）()]+?)(?:完成|办结|落实)?[）)]")
"""A heading that states in brackets by when its tasks are done: 一、第一季度任务（3月31日前完成）."""

_PERIOD_BEFORE_BRACKET = lazy_pattern(r"(?P<period>第?[一二三四1-4]季度|[上下]半年)[（(]")
_DONE_BY = lazy_pattern(r"(?:应?[于在])?(?P<day>.+?)(?:完成|办结|落实)的?(?:重点|主要)?(?:工作|任务|事项)+(?:清单)?")
"""A heading that says by when its tasks are done: 6月底前完成的任务."""

_PERIOD = lazy_pattern(r"(?P<period>.+?)(?:的?(?:重点|主要)?(?:工作|任务|安排|事项|计划)+)?")


def heading_period(title: SourceText) -> SourceText:
    """Return the time that a heading is (第一季度, 上半年工作, 9月份, 全年) or states in brackets; empty for another heading.

    全年工作 is the plan itself and names no time.
    """
    text = title.strip()
    if read_deadline(text, 2000).kind is DeadlineKind.WHOLE_YEAR:
        return text
    match = _PERIOD.fullmatch(text.value)
    period = text.slice(*match.span("period")) if match is not None else text
    if match is not None and _KEPT_UP.fullmatch(period.value):
        return period
    done = _DONE_BY.fullmatch(text.value)
    if done is not None and is_deadline(done["day"]):
        return text.slice(*done.span("day"))
    stated = _STATED_IN_BRACKET.fullmatch(text.value)
    outer = _PERIOD_BEFORE_BRACKET.match(text.value)
    if (
        outer is not None
        and stated is not None
        and read_deadline(text.slice(*stated.span("day")), 2000).start is not None
    ):
        # 第一季度（1—3月）
        return text.slice(*outer.span("period"))
    if stated is not None and is_deadline(stated["day"]):
        return text.slice(*stated.span("day"))
    return period if read_deadline(period, 2000).kind in _PERIODS else SourceText("")


_USUAL = lazy_pattern(
    r"(?:(?:时限|时间|期限)(?:要求)?(?:栏|一栏|列)?(?:内)?(?:为|是)?(?:空白?|空着|未填写?)|[没未](?:有)?(?:写明|注明|明确|标明|列明|规定|标注)(?:具体)?(?:完成|办结)?(?:时间|时限|期限)(?:要求)?)的?[^。；]{0,10}?(?:于|在|按)?"
    r"(?P<day>(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?(?:之?前)?|全年|年底(?:之?前)?)(?:完成|办结|落实)"
)
"""By when everything is done that has no time of its own: 凡未写明完成时间的，一律于12月20日前完成."""


def usual_deadline(text: SourceText) -> SourceText:
    """Return the time that a sentence states for all tasks without one; empty where it states none."""
    match = _USUAL.search(text.value)
    return text.slice(*match.span("day")) if match is not None else SourceText("")


def are_deadlines(words: str) -> bool:
    """Whether the words are one or several deadlines (7月底前、12月底前), or steps with what is done by each, and nothing else.

    So are days that could mean two (12月份前).
    """
    parts = [part for part in re.split("[、，,；;和]", words) if part.strip()]
    is_stepped = read_deadline(SourceText(words), 2000).kind is DeadlineKind.STEPS
    return bool(parts) and (all(map(_is_dated, parts)) or is_stepped)


def _is_dated(words: str) -> bool:
    return is_deadline(words) or _DATED.fullmatch(words.strip()) is not None


_DATED = lazy_pattern(
    rf"(?:{DATE.pattern}|(?:[一二三四五六七八九十]|\d{{1,2}})年(?:之|以)?内)(?:完成)?"
    r"|(?:上、?下半年|上半年、下半年|全年|年内|每年|每季度|每月)(?:各|开展|至少|不少于)*[一二两三四五六\d]+次"
    r"|[\u4e00-\u9fff《》“”]{2,12}(?:施行|实施|生效|开始|召开|结束|到期|开学|放假|换届|节|假)(?:之?前|之?后|期间|当日|当天)(?:\d{1,2}个?(?:工作)?[日天])?"
)
"""Days that are not read: 12月份前 could be before its first or its last day; those of an event have none in the calendar."""


_BY = lazy_pattern(
    r"(?:务必|应当?|须|需|要|均|分别|原则上|力争|争取|确保|计划|预计|最迟|不迟于|拟)*[于在](?=[\d一二三四五六七八九十上下每年全第])"
    r"|(?:务必|应|须|分别|力争|争取|确保|计划|预计|最迟)+(?=[\d一二三四五六七八九十上下每年全第])"
)
"""What stands before a day in a sentence: 于6月底前完成, 力争9月底前完成."""

_DONE = lazy_pattern(r"(?:之?前)?(?:全面|全部|基本|按时)?(?:完成|办结|办理完毕|落实到位|到位)(?:任务|工作)?")
_HOW_OFTEN = lazy_pattern(r"(?:各|至少|不少于|开展|组织|不低于)*[一二两三四五六七八九十\d]+(?:次|轮|期|场)")
_STEP_WORDS = lazy_pattern(r"(?![份前之以内后起至到底末初中上下旬年日号])[\u4e00-\u9fff《》“”、]{1,14}")
_DAY_MARKS = frozenset("前底末内月日号年度旬季周行常天步期后时间")
"""How a deadline ends."""
_LONGEST_DAY = 30


def without_by(text: SourceText) -> SourceText:
    """Return a deadline without the label or the words before it (时限：6月底, 力争于6月底前)."""
    label = DEADLINE_LABEL.match(text.value) or _BY.match(text.value)
    return text.slice(label.end(), len(text)) if label is not None else text


def without_done(deadline: SourceText) -> SourceText:
    """Return a deadline without the 完成 behind it; that of several steps (6月底前制定方案，10月底前完成) as it is."""
    is_stepped = re.search("[，；,;]", deadline.value) is not None
    return deadline if is_stepped else deadline.slice(0, len(deadline.value.removesuffix("完成")))


_TIME = lazy_pattern(
    r"[^。]*(?:\d[\d一二三四]*[年月日周天旬次号]|[一二两三四五六七八九十半]个?[年月日周天次]|之?前|之?后|期间|[以之]?内|当[日天]|次日|[季度月年周期]初|[季度月年周期]?[底末]|年中|季度|半年|学期|年度|每[年月周日天季]|时限|期限)"
    r"|[^。]*[前后](?:及时|立即|同步|即时)?[\u4e00-\u9fff]{0,4}"
    r"|(?:随时|实时|适时|及时|即时|即知|常态|常年|不间断|同步|逐[年月季周]|按[年月季周旬]).{0,6}|\d[\d.\-/—~至]*前?"
)
"""What can be a time in words that no grammar has: the last words of a note behind units."""
_LONGEST_TIME = 20
_TIME_BEHIND = lazy_pattern(r"[\u4e00-\u9fff一二两三四五六七八九十\d]{0,8}(?:前|后|内|期间|学期|[底末初])")
"""What goes on with a day: 9月1日|开学前."""


def time_of_tail(tail: SourceText) -> tuple[SourceText, str]:
    """Return what `day_of_tail` does for words that stand behind names of units: what sounds like a time is the deadline."""
    day, rest = day_of_tail(tail)
    text = without_by(tail)
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", text.value)
    if (not day or _TIME_BEHIND.fullmatch(rest)) and 0 < len(bare) <= _LONGEST_TIME and _TIME.fullmatch(bare):
        return text, ""
    return day, rest


def day_of_tail(tail: SourceText) -> tuple[SourceText, str]:
    """Return the deadline of the last words of a note (6月底前完成, 全年推进), and the words that are not of it.

    The deadline is empty where they name none.
    """
    text = without_by(tail)
    value = text.value
    if are_deadlines(value):
        return without_done(text), ""
    for stop in range(min(len(value) - 1, _LONGEST_DAY), 1, -1):
        rest = value[stop:]
        if value[stop - 1] not in _DAY_MARKS or not _STEP_WORDS.fullmatch(rest) or not are_deadlines(value[:stop]):
            continue
        if _HOW_OFTEN.fullmatch(rest):
            return text, ""
        return text.slice(0, stop), "" if _DONE.fullmatch(rest) else rest
    return SourceText(""), tail.value


def read_cell_deadline(text: SourceText, year: int) -> Deadline:
    """Return the deadline of a cell or note as written; a day of a spreadsheet (2024-06-30) in the words of a plan."""
    stripped = _in_words(text.strip())
    if stripped.value.endswith("。"):
        stripped = stripped.slice(0, len(stripped) - 1)
    return read_deadline(stripped, year)


_DAY = lazy_pattern(r"(?P<year>20\d{2})(?P<mark>[-/.])0?(?P<month>\d{1,2})(?:(?P=mark)0?(?P<day>\d{1,2}))?")


def _in_words(text: SourceText) -> SourceText:
    day = _DAY.fullmatch(text.value)
    if day is None:
        return text
    stated = [(part, unit) for part, unit in _UNITS_OF_TIME if day[part]]
    parts = ((text.slice(*day.span(part)), SourceText(unit)) for part, unit in stated)
    return join(piece for pair in parts for piece in pair)


_UNITS_OF_TIME = (("year", "年"), ("month", "月"), ("day", "日"))


_FIRST_OF_EVERY = r"每(?:个?季度|半?年|学期|学年)(?:第[一二三四]个?(?:月|周)|[首末]个?月)"
_EVERY = lazy_pattern(
    rf"{_FIRST_OF_EVERY}|"
    r"每(?:个?季度|半?年|个?月|学期)(?:第[一二三四]季度|[上下]半年|[首末次]月|\d{1,2}月(?:份|\d{1,2}[日号])?|\d{1,2}[日号])?[底末]?(?:[之以]?前|(?<=[底末]))"
)
"""A day by which something is done again and again: 每年2月底前, 每季度末. 每季度一次 tells how often and is none."""
_BEFORE_A_MONTH = lazy_pattern(r"(?<!\d)\d{1,2}月份?[之以]?前")
"""Before a month's first or its last day: kept as it is written, for the writer to be asked."""


def stated_deadline(words: str, year: int) -> str:
    """Return the one deadline that the sentences of a task state; empty for none, for several, and for those of reports."""
    found: dict[str, str] = {}
    for sentence in re.split("[。；]", words):
        if _REPORT.search(sentence):
            continue
        for phrase in find_deadlines(sentence, year):
            found.setdefault(phrase.normalized, phrase.text)
        found.update((phrase, phrase) for form in (_EVERY, _BEFORE_A_MONTH) for phrase in form.findall(sentence))
    return next(iter(found.values())) if len(found) == 1 else ""
