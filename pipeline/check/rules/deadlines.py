"""Rules D001 to D013 (期限): deadlines that cannot be read, contradict each other or the year, or are missing."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from pipeline.check.context import CheckContext, Dated, Kind, heads, units_of
from pipeline.check.registry import Problem, problem, problem_with, rule, whole_text
from pipeline.check.rules.structure import place_of_task
from pipeline.findings import Related, Severity, quote
from pipeline.model import ColumnRole, Deadline, DeadlineKind, Head, Note, NoteContent, Plan, Table, Task, paragraphs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import DatePhrase, find_impossible_dates, format_day, normalize_deadline


def _in_text(
    dated: Dated,
    message: str,
    hint: str,
    *,
    related: tuple[Related, ...] = (),
    severity: Severity | None = None,
) -> Problem:
    """Return a problem with a deadline in running text."""
    start, stop = dated.phrase.start, dated.phrase.stop
    return problem(dated.passage, start, stop, message, hint, related=related, severity=severity)


def _stated_deadline(dated: Dated) -> tuple[Related, ...]:
    """Return the task's own deadline as another place that a problem refers to."""
    text = dated.task.deadline.text
    return whole_text(text, f"完成时间写作{quote(text)}")


# --- deadlines that cannot be read ---------------------------------------------------------

_SEVERAL_DEADLINES = lazy_pattern(r"[月日度年末底前后][^，,、；;]*[，,、；;和及].*?[月日度年末底]")
_ONE_A_TASK = "几步各有时限的，分成几段，各在段末写括注，如（完成时间：5月底前）"
_BEFORE_MONTH = lazy_pattern(r"(\d{1,2})月份?[之以]?前$")


@rule("D001", Severity.ERROR, "时限读不懂")
def unreadable_deadline(context: CheckContext) -> Iterator[Problem]:
    """Deadlines that name no day and are no known phrase."""
    for _, task in context.tasks():
        text = task.deadline.text
        if (
            task.deadline.kind is not DeadlineKind.UNREAD
            or not text.runs
            or any(find_impossible_dates(text.value, context.plan.year))
        ):
            continue
        message = f"读不懂时限{quote(text)}"
        hint = "可以写：全年、5月底前、3月31日前、8月、二季度末、3月至5月、每季度末、持续推进"
        month = _BEFORE_MONTH.search(text.value)
        if month and 1 < int(month[1]) <= 12:
            hint = f"“{text}”有两种理解：写“{int(month[1]) - 1}月底前”或“{month[1]}月底前”"
        elif "季度" in text.value or "半年" in text.value:
            hint = "写明是开始之前还是结束之前，如“二季度末”“6月底前”"
        elif _SEVERAL_DEADLINES.search(text.value):
            message += "：一处只写一个时限"
            hint = _ONE_A_TASK
        yield problem_with(text, message, hint)


@rule("D013", Severity.INFO, "一处写了几个时限")
def several_deadlines(context: CheckContext) -> Iterator[Problem]:
    """Deadlines of several steps in one place."""
    for _, task in context.tasks():
        text = task.deadline.text
        if task.deadline.kind is DeadlineKind.STEPS and text.runs:
            yield problem_with(text, f"{quote(text)}是几步的时限，附表印在一格里，日程按最后一步", _ONE_A_TASK)


@rule("D002", Severity.ERROR, "没有这一天")
def impossible_date(context: CheckContext) -> Iterator[Problem]:
    """Days and months that do not exist, anywhere in what is printed."""
    for passage in context.passages:
        if "月" not in passage.value:
            continue
        year = context.plan.year if passage.kind is Kind.DEADLINE else None
        for start, stop in find_impossible_dates(passage.value, year):
            if not passage.is_in_address(start, stop):
                message = f"没有{quote(passage.value[start:stop])}这个日子"
                yield problem(passage, start, stop, message, "核对原件，改成实有的日期")


# --- deadlines outside the year, or past ---------------------------------------------------

_TO_BE_DONE = lazy_pattern(r"[^，。；]{0,12}?(?:完成|公开|公布|发布|报送|上报|建立|形成|落实|印发|编制)")


@rule("D003", Severity.WARNING, "时限不在计划年度之内")
def outside_year(context: CheckContext) -> Iterator[Problem]:
    """Deadlines that begin or end in another year, and dated duties of earlier years."""
    year = context.plan.year
    hint = f"核对是不是 {year} 年"
    for _, task in context.tasks():
        deadline = task.deadline
        text = deadline.text
        is_outside = any(day is not None and day.year != year for day in (deadline.start, deadline.end))
        if is_outside and text.runs and not any(next_year in text.value for next_year in ("次年", "明年")):
            yield problem_with(text, f"时限“{text}”不在 {year} 年之内", hint)
    for dated in context.dated_phrases:
        phrase = dated.phrase
        if (
            phrase.stated_year is not None
            and phrase.stated_year < year
            and _TO_BE_DONE.match(dated.passage.value, phrase.stop)
        ):
            yield _in_text(dated, f"“{phrase.text}”早于 {year} 年", hint)


@rule("D004", Severity.WARNING, "时限早于成文日期")
def past_deadline(context: CheckContext) -> Iterator[Problem]:
    """What was due before the document was issued."""
    plan = context.plan
    issued = plan.issued if plan.issued.value is not None else plan.head.expected
    if issued.value is None or issued.value.year not in (plan.year - 1, plan.year):
        return  # D011 asks about the day itself
    related = whole_text(issued.text, f"成文日期 {format_day(issued.value)}")
    hint = "已完成的照录并登记核实；没有完成的改时限；年份写错的改正"
    for _, task in context.tasks():
        text, end = task.deadline.text, task.deadline.end
        if end is not None and date(plan.year, 1, 1) <= end < issued.value and text.runs:
            yield problem_with(text, f"时限“{text}”早于成文日期", hint, related=related)
    for dated in context.dated_phrases:
        phrase = dated.phrase
        is_past = phrase.last < issued.value and phrase.stated_year in (None, plan.year)
        if is_past and phrase.last != dated.task.deadline.end:
            yield _in_text(dated, f"“{phrase.text}”早于成文日期", hint, related=related)


# --- the deadline in the text and the one of the task -------------------------------------


@rule("D005", Severity.WARNING, "同一时限两种写法")
def deadline_in_two_forms(context: CheckContext) -> Iterator[Problem]:
    """Dates in the text that give the task's deadline in another form."""
    for dated in context.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if (
            deadline.end != phrase.last
            or deadline.kind in (DeadlineKind.WHOLE_YEAR, DeadlineKind.STEPS)
            or normalize_deadline(deadline.text.value) == phrase.normalized
        ):
            continue
        only_one_by_day = (phrase.kind is DeadlineKind.BY_DAY) != (deadline.kind is DeadlineKind.BY_DAY)
        yield _in_text(
            dated,
            f"正文写{quote(phrase.text)}，完成时间写{quote(deadline.text)}，是同一时限",
            "统一成一种写法",
            related=_stated_deadline(dated),
            severity=Severity.WARNING if only_one_by_day else Severity.INFO,
        )


OPEN_DEADLINES = (DeadlineKind.WHOLE_YEAR, DeadlineKind.YEAR_END, DeadlineKind.ONGOING, DeadlineKind.RECURRING)
"""Deadlines inside which a dated step is D007's, not D006's."""


@rule("D006", Severity.WARNING, "正文的期限与完成时间不同")
def deadline_contradicted(context: CheckContext) -> Iterator[Problem]:
    """Dates in the text that differ from the task's deadline, and acts that take place behind it."""
    yield from _acts_behind(context)
    stated = {(id(dated.task), dated.phrase.last) for dated in context.dated_phrases}
    for dated in context.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if (
            deadline.end is None
            or deadline.kind in OPEN_DEADLINES
            or _is_step_of(deadline, phrase)
            or phrase.stated_year not in (None, context.plan.year)
        ):
            continue
        is_also_stated = (id(dated.task), deadline.end) in stated
        # a day before the end on which something takes place is no other deadline
        is_event = phrase.text.endswith("日") and phrase.last < deadline.end
        if phrase.last > deadline.end or (phrase.last < deadline.end and not is_also_stated and not is_event):
            message = f"正文写{quote(phrase.text)}，完成时间写{quote(deadline.text)}"
            hint = "以哪个为准，就把另一个改过来；是其中一步的，另起一段，段末写（完成时间：…）"
            yield _in_text(dated, message, hint, related=_stated_deadline(dated))


_ACT_DAY = lazy_pattern(
    r"(?<![\d年至到—～~-])(?:(?P<year>\d{4})年)?(?P<month>1[0-2]|[1-9])月(?:(?P<day>3[01]|[12]\d|[1-9])日(?![之以]?前)|(?=[、，举召开公完启组进报]|[上中下]旬|份))"
    r"(?:[（(](?:星期|周)[一二三四五六日天][）)])?(?:份|[上中下]旬)?(?:(?:、|和)(?:1[0-2]|[1-9])月(?:(?:3[01]|[12]\d|[1-9])日)?(?:[（(](?:星期|周)[一二三四五六日天][）)])?)*(?:份|[上中下]旬)?(?:前后|左右)?(?:各|分别|集中|组织|统一|在[^，。；\\d]{2,20}?)?(?:举办|举行|召开|开展|组织|公布|公开|发布|完成|启动|报送|承办|培训|印发)"
    r"|(?<=[次期场]为|[次期场]在|定于|排在)(?:1[0-2]|[1-9])月(?:3[01]|[12]\d|[1-9])日(?![之以]?前)"
    r"|(?<!第)(?<=[，；：、])[二三四]季度(?:举办|举行|召开|开展|组织|公布|公开|发布|完成|印发)(?=[^，。；]{0,3}\d)"
    r"|(?<=结合)(?P<month_of_day>1[0-2]|[1-9])月(?P<day_of_day>3[01]|[12]\d|[1-9])日[^，。；]{2,20}?(?:举办|举行|召开|开展|组织)"
)
"""The days or months on which something takes place: 5月22日、9月26日各举办."""


def _acts_behind(context: CheckContext) -> Iterator[Problem]:
    """Yield the days in the text of a task on which something takes place behind the task's deadline."""
    passages = {passage.text.runs: passage for passage in context.prose}
    said = {(dated.passage.text.runs, dated.phrase.start) for dated in context.dated_phrases}
    for _, task in context.tasks():
        end = task.deadline.end
        if end is None or task.deadline.kind in OPEN_DEADLINES or task.deadline.kind is DeadlineKind.STEPS:
            continue
        for text in (
            each.text for block in task.blocks if not isinstance(block, Note | Table) for each in paragraphs(block)
        ):
            passage = passages.get(text.runs)
            for match in (
                _ACT_DAY.finditer(text.value) if passage is not None and re.search("月|季度", text.value) else ()
            ):
                around = text.value[max(match.start() - 6, 0) : match.start()]
                if (
                    re.search(r"每|已|次年|明年|上年|去年|\d{4}年$", around)
                    or int(match["year"] or end.year) != end.year
                ):
                    continue
                months = [int(month) for month in re.findall(r"(?<!\d)(\d{1,2})月", match.group())]
                months = months or [3 * "一二三四".index(match.group()[0]) + 1]
                days = [int(day) for day in re.findall(r"月(\d{1,2})日", match.group())]
                last = (months[-1], days[-1] if days else 1)
                if (
                    last > (end.month, end.day)
                    and passage is not None
                    and not passage.is_exempt(*match.span())
                    and (text.runs, match.start()) not in said
                ):
                    message = f"正文写{quote(match.group())}，完成时间写{quote(task.deadline.text)}"
                    related = whole_text(task.deadline.text, f"完成时间写作{quote(task.deadline.text)}")
                    yield problem(passage, *match.span(), message, "以哪个为准，就把另一个改过来", related=related)


def _is_step_of(deadline: Deadline, phrase: DatePhrase) -> bool:
    """Whether a deadline of several steps names the day of the phrase among them."""
    return deadline.kind is DeadlineKind.STEPS and phrase.normalized in normalize_deadline(deadline.text.value)


@rule("D007", Severity.WARNING, "全年事项里有一步另有期限")
def dated_step(context: CheckContext) -> Iterator[Problem]:
    """Dated duties inside tasks that go on all year."""
    for dated in context.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if deadline.kind not in OPEN_DEADLINES or phrase.kind is DeadlineKind.YEAR_END or phrase.last == deadline.end:
            continue
        if phrase.stated_year not in (None, context.plan.year):
            continue
        message = f"完成时间是{quote(deadline.text)}，其中一步写了{quote(phrase.text)}"
        hint = f"把这一步另起一段，段末写（完成时间：{phrase.text}），它前面一段的末尾写（完成时间：{deadline.text}），附表就分成两行"
        yield _in_text(dated, message, hint, related=_stated_deadline(dated))


@rule("D008", Severity.INFO, "年内与全年")
def within_the_year(context: CheckContext) -> Iterator[Problem]:
    """年内 in the text of a task that goes on all year."""
    for dated in context.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        is_year_end = phrase.kind is DeadlineKind.YEAR_END and phrase.last == deadline.end
        if deadline.kind is DeadlineKind.WHOLE_YEAR and is_year_end:
            message = f"正文写{quote(phrase.text)}，完成时间写{quote(deadline.text)}"
            hint = "做一次的写“年内”或“12月底前”，一年到头都做的写“全年”"
            yield _in_text(dated, message, hint, related=_stated_deadline(dated))


# --- deadlines that are vague, missing, or not printed -------------------------------------


@rule("D009", Severity.WARNING, "时限无法考核")
def vague_deadline(context: CheckContext) -> Iterator[Problem]:
    """Deadlines that set no day."""
    for _, task in context.tasks():
        text = task.deadline.text
        if task.deadline.kind is DeadlineKind.UNBOUNDED and text.runs:
            yield problem_with(text, f"{quote(text)}没有说到哪一天", "写明日期，或写“全年”“持续推进”")


@rule("D010", Severity.ERROR, "没有完成时间")
def missing_deadline(context: CheckContext) -> Iterator[Problem]:
    """Tasks without a deadline: each of them where an annex would print an empty cell, else all as one problem."""
    if not any(column.role is ColumnRole.DEADLINE for column in context.plan.head.columns):
        return
    hint = "在头部写 完成时间: …，或在段末写（完成时间：…）"
    places = [
        place
        for item, task in context.tasks()
        if task.deadline.kind is DeadlineKind.NONE and (place := place_of_task(item, task)) is not None
    ]
    if context.has_task_table():
        yield from (Problem(place, "这项任务没有完成时间", hint) for place in places)
    elif places:
        # many plans without an annex state no deadlines at all
        states_some = any(task.deadline.kind is not DeadlineKind.NONE for _, task in context.tasks())
        message = f"计划没有附表，{len(places)} 项任务没有写完成时间，从这一项起"
        severity = Severity.WARNING if states_some else Severity.INFO
        yield Problem(places[0], message, f"有期限的{hint}；计划本来不逐项写期限的不用补", severity=severity)


_OWNER_COLUMNS = {ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT}
_NO_TIME = (
    DeadlineKind.WHOLE_YEAR,
    DeadlineKind.ONGOING,
    DeadlineKind.UNBOUNDED,
    DeadlineKind.NONE,
    DeadlineKind.UNREAD,
)
"""Deadlines that say no more than the plan's year, or nothing."""


@rule("D012", Severity.WARNING, "责任、时限纸上哪里也不印")
def printed_nowhere(context: CheckContext) -> Iterator[Problem]:
    """Deadlines, and units, that neither a column of the annex nor the note in brackets prints."""
    head = context.plan.head
    columns = {column.role for column in head.columns if context.has_task_table()}
    if ColumnRole.DEADLINE not in columns and head.note_content is not NoteContent.DUTIES_AND_DEADLINE:
        hint = "在 plan.md 的头部写 正文括注: 责任和时限，或让附件有“完成时间”一栏"
        yield from _not_printed(context, "完成时间", _stated_time, hint)
    if not columns & _OWNER_COLUMNS and head.note_content is NoteContent.NOTHING:
        hint = "在 plan.md 的头部写 正文括注: 责任，或让附件有责任一栏"
        yield from _not_printed(context, "责任单位", units_of, hint)


def _stated_time(task: Task) -> tuple[SourceText, ...]:
    return () if task.deadline.kind in _NO_TIME else (task.deadline.text,)


def _not_printed(
    context: CheckContext, what: str, stated: Callable[[Task], tuple[SourceText, ...]], hint: str
) -> Iterator[Problem]:
    """Yield one problem for all tasks, at the first of them."""
    missing = [
        texts
        for _, task in context.tasks()
        if (texts := [text for text in stated(task) if text.runs and text.value not in _running_text(task)])
    ]
    if missing:
        count = f"（共 {len(missing)} 项任务）" if len(missing) > 1 else ""
        first = missing[0][0]
        yield problem_with(first, f"{what}“{first}”{count}只在数据和日历里有，纸上哪里也不印", hint)


def _running_text(task: Task) -> str:
    blocks = [block for block in task.blocks if not isinstance(block, Note)]
    return "".join(paragraph.text.value for block in blocks for paragraph in paragraphs(block))


@rule("D011", Severity.WARNING, "成文日期与年度、印发日期对不上")
def odd_issue_date(context: CheckContext) -> Iterator[Problem]:
    """Days of issue in another year, and days of printing before them."""
    plan = context.plan
    yield from _two_issue_days(plan)
    for head in heads(plan):
        for day in (head.issued, head.expected):
            if day.value is None or not day.text.runs:
                continue
            # a plan is made ready in the last months of the year before, not earlier
            is_early = day.value.year == plan.year - 1 and day.value.month < _MADE_READY
            if day.value.year not in (plan.year - 1, plan.year) or is_early:
                yield problem_with(day.text, f"日期{quote(day.text)}与 {plan.year} 年度对不上", "核对年份")
        yield from _number_of_another_year(head)
        issuing = plan.head if plan.notice is None or not plan.notice.head.issued.text else plan.notice.head
        yield from _printed_before_issue(head, issuing)


_MADE_READY = 9
"""From this month on the plan of the next year may be issued (practice)."""


def _two_issue_days(plan: Plan) -> Iterator[Problem]:
    """Yield the day of issue of a notice that is not the plan's."""
    if plan.notice is None:
        return
    noticed, own = plan.notice.head.issued, plan.head.issued
    if noticed.value is not None and own.value is not None and noticed.value != own.value and noticed.text.runs:
        message = f"通知的成文日期{quote(noticed.text)}和计划的{quote(own.text)}不同"
        related = whole_text(own.text, f"计划的成文日期{quote(own.text)}")
        yield problem_with(noticed.text, message, "核对两个日期", related=related)


_YEAR_OF_NUMBER = lazy_pattern(r"〔(?P<year>\d{4})〕")


def _number_of_another_year(head: Head) -> Iterator[Problem]:
    """Yield the 发文字号 whose year is not that of 成文日期 (党政机关公文处理工作条例 第九条)."""
    match = _YEAR_OF_NUMBER.search(head.doc_number.value)
    if (
        match
        and head.issued.value is not None
        and int(match["year"]) != head.issued.value.year
        and head.doc_number.runs
    ):
        related = whole_text(head.issued.text, f"成文日期{quote(head.issued.text)}")
        message = f"文号是{match['year']}年的，成文日期在{head.issued.value.year}年"
        yield problem_with(head.doc_number, message, "核对文号的年份", related=related)


def _printed_before_issue(head: Head, issuing: Head) -> Iterator[Problem]:
    issued, printed = issuing.issued, head.printed
    if issued.value is not None and printed.value is not None and printed.text.runs and printed.value < issued.value:
        related = whole_text(issued.text, f"成文日期{quote(issued.text)}")
        yield problem_with(printed.text, f"印发日期{quote(printed.text)}早于成文日期", "核对两个日期", related=related)
        if issued.text.runs:
            yield problem_with(issued.text, f"成文日期{quote(issued.text)}晚于印发日期", "核对两个日期")
