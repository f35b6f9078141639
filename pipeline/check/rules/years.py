"""Rules X001, X013, X015 and X031 (年度): years that are not the plan's, and what cannot be told of a year or a period yet."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.lexicon import issue_day, table
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.retrospect import tells_of_past
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern
from pipeline.text.dates import format_day
from pipeline.text.numerals import parse_number

_TITLE_YEAR = lazy_pattern(r"(?<!\d)(?P<year>[12]\d{3})(?=\s?年|[—–~-]\d{4}\s?年)")


@rule("X001", Severity.ERROR, "标题的年份不对")
def wrong_year(context: CheckContext) -> Iterator[Problem]:
    """Titles that name years, but not the plan's."""
    year = context.plan.year
    for passage in context.passages:
        if passage.kind is not Kind.TITLE:
            continue
        years = list(_TITLE_YEAR.finditer(passage.value))
        if years and str(year) not in {match["year"] for match in years}:
            message = f"标题写着 {years[0]['year']} 年，这是 {year} 年的计划"
            yield problem(passage, *years[0].span(), message, f"核对是不是 {year} 年")


_YEARLY_DOCUMENT = lazy_pattern(
    r"《[^《》]{0,40}?(?<![\d—–~-])(?P<year>20\d\d)年度?[^《》]{0,40}?(?:要点|工作计划|工作安排|任务分工|主要任务)[^《》]{0,12}》"
)


@rule("X013", Severity.WARNING, "引用的年度文件不是本年度的")
def cited_year(context: CheckContext) -> Iterator[Problem]:
    """Citations of yearly documents of another year."""
    year = context.plan.year
    for passage in context.passages:
        # 依据 in the head is a citation as those of the text are
        if passage.kind not in (*PROSE, Kind.VALUE):
            continue
        for match in _YEARLY_DOCUMENT.finditer(passage.value):
            if int(match["year"]) != year:
                message = f"引用的是 {match['year']} 年的文件，这是 {year} 年的计划"
                yield problem(passage, *match.span("year"), message, "核对年份")


_YEAR_OF_WORK = lazy_pattern(
    r"(?<![\d—–~～至到-])(?P<year>20\d\d)年(?:度|(?=重点工作|主要任务|工作要点|工作计划|政务公开|政府信息公开|重大行政决策))(?![—–~～至到-])"
)
_ABOUT_THE_PAST = lazy_pattern(
    r"度?(?:为|是)?\s?\d|[^，。；]{0,14}(?:情况已|已经|已于|决算|年报|报告|绩效|总结|评估|评价|考核|审计|执行情况|完成情况|结转|清理"
    r"|持平|相比|增长|增加|下降|减少|统计|案例|表彰|整改|数据|汇算|获评|先进|收支)"
)
_ABOUT_THE_FUTURE = lazy_pattern(r"[^，。；]{0,12}(?:预算|计划|要点|医保|医疗保险|参保|缴费|征兵|招生)")
_COMPARED = lazy_pattern(r"(?:与|比|同|较|和|按|获评|荣获|入选|获得|被评为)$")
_NEAR = 4


@rule("X015", Severity.WARNING, "正文里的年度不是计划年度")
def other_year(context: CheckContext) -> Iterator[Problem]:
    """Years of another plan in running text and headings."""
    year = context.plan.year
    for passage in context.passages:
        if passage.kind not in (Kind.PARAGRAPH, Kind.STEP, Kind.HEADING, Kind.ITEM_TITLE):
            continue
        for match in _YEAR_OF_WORK.finditer(passage.value):
            written = int(match["year"])
            legitimate = _ABOUT_THE_PAST if written < year else _ABOUT_THE_FUTURE
            if written == year or passage.is_exempt(*match.span()) or legitimate.match(passage.value, match.end()):
                continue
            if written < year and _COMPARED.search(passage.value[max(match.start() - _NEAR, 0) : match.start()]):
                continue
            yield problem(passage, *match.span(), f"写着 {written} 年度，这是 {year} 年的计划", "核对年份")


# --- what is told of a time that it cannot be told of ------------------------------------------------

_BUDGET = lazy_pattern(
    r"(?<![\d—–~～至到-])(?P<year>20\d\d)年(?:度)?(?P<between>[^，。；：“”《》\d]{0,8}?)(?P<what>决算|预算)(?!执行|调整|编制|草案|管理|绩效|评审|收入|支出|安排|法|一体化|单位|项目|指标|总|为|数|资金|约)"
)
_MADE_PUBLIC = lazy_pattern(r"公开|公布|发布|公示|批复")
_OF_THE_NEXT_YEAR = lazy_pattern(r"次年|明年|翌年|下一年|编制|起草|准备|布置|着手|启动|部署")
_RESULTS = r"情况|概况|数据|统计|结果|进展|执行|台账|清单完成|排名|通报|指数|监测"
_NEXT_PERIOD = lazy_pattern(
    rf"(?P<act>公布|公开|发布|通报|公示)(?:的)?(?P<next>下(?:一个?)?(?:月|季度|年度?|半年|周)|次月|翌月)(?P<rest>[^，。；]{{0,16}}?(?:{_RESULTS}))(?!预告|安排|计划|预报)"
)
_PLANNED = lazy_pattern(r"计划|安排|预告|预案|目录|预算|预报|值班|排班|预测|要点|停水|停电|招聘|日程|菜谱|食谱")
_PERIOD_DUE = lazy_pattern(
    r"(?:(?P<year>20\d\d)年)?(?P<period>上半年|下半年|第?[一二三四]季度|前三季度|一至三季度|前[一二三]个季度|全年)"
    rf"(?P<what>[^。；]{{0,24}}?(?:{_RESULTS}|报告|总结))[^。；]{{0,8}}?(?<!\d)(?P<month>1[0-2]|[1-9])月(?:(?P<day>\d{{1,2}})日|[底末初]|[上中下]旬)?[之以]?前[^，。；]{{0,6}}(?:公布|公开|发布|报送|上报|通报|印发|提交|公示)"
)
_ENDS = {
    "上半年": 6,
    "下半年": 12,
    "全年": 12,
    "前三季度": 9,
    "一至三季度": 9,
    "前三个季度": 9,
    "前两个季度": 6,
    "前一个季度": 3,
}
_STATE_AT = lazy_pattern(
    r"(?:截至|截止|至|到)?(?<!\d)(?P<year>20\d\d)年(?P<month>1[0-2]|[1-9])?月?(?:(?P<day>\d{1,2})日|[底末])，?(?P<said>[^。]{0,60}?\d[^。]{0,60})"
)
_INTENDED = lazy_pattern(
    r"力争|争取|确保|要|应|须|将|拟|计划|目标|预计|不少于|不低于|不超过|以上|达到|实现|完成|以内|前|左右|规划|期限|有效期|任期|届满|[至到]$|控制|到期|到位|全部|全覆盖|建成|形成|起"
)


@rule("X031", Severity.WARNING, "年份、时段和说的事对不上")
def told_of_another_time(context: CheckContext) -> Iterator[Problem]:
    """Accounts of a year not over, results of the next month or of a period that has not ended, anniversaries of another year."""
    year = context.plan.year
    issued = issue_day(context)
    names = [row for row in table("anniversaries.tsv") if row["名称"] in context.text] if "周年" in context.text else []
    for passage in context.prose:
        text = passage.value
        if "决算" in text or "预算" in text:
            yield from _accounts(passage, year)
        if "下" in text or "次月" in text:
            for match in _NEXT_PERIOD.finditer(text):
                if not _PLANNED.search(match["rest"]) and not passage.is_exempt(*match.span()):
                    message = f"{quote(match.group())}：{match['next']}的情况还没有"
                    yield problem(passage, match.start("next"), match.end(), message, "核对是不是“上月”一类")
        if "月" in text and "前" in text and any(period in text for period in ("季度", "半年", "全年")):
            yield from _before_its_end(passage, year)
        if "20" in text and ("底" in text or "末" in text or "截" in text or "日" in text):
            yield from _state_to_come(passage, issued, has_day=context.plan.issued.value is not None)
        if not passage.item and text.startswith(f"{year}年，") and issued.year == year and issued.month <= _HALF_OVER:
            yield from _told_too_early(passage, year)
        if "周年" in text:
            yield from _anniversaries(passage, names, year, is_past=bool(names) and text in tells_of_past(context))
        if "连续" in text:
            yield from _years_in_a_row(passage)
        if "全会" in text or "次全国代表大会" in text or "大" in text:
            yield from _meetings(passage)


_HALF_OVER = 6
_AIMED = lazy_pattern(
    r"力争|争取|确保|计划|目标|拟|将(?![近于])|要(?!求|点)|应(?![急对])|不少于|以上(?!年)|不低于|预计|安排|继续|进一步"
)
_OF_A_WHOLE_YEAR = lazy_pattern(
    r"(?:主动公开|收到|受理|办理|办结|发布|完成|举办|查处|接待)[^，。；]{0,16}?\d+(?:\.\d+)?[万亿]?[条件次场期个项人元]"
)
_DONE = lazy_pattern(r"全部按期|均已|已全部|办结率|办复率|答复率|同比|比上年|较上年|比去年|分别为|其中")


def _told_too_early(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield the year at the beginning of an account of what was done, of the plan's own year that has just begun."""
    sentence = passage.value.partition("。")[0]
    done = _OF_A_WHOLE_YEAR.findall(sentence)
    if len(done) > 1 and _DONE.search(sentence) and not _AIMED.search(sentence):
        message = f"“{year}年”才开始，这里说的像是上一年的事"
        yield problem(passage, 0, len(f"{year}年"), message, "核对年份")


_IN_A_ROW = lazy_pattern(
    r"(?P<years>(?<!\d)20\d\d年?(?:[、和]20\d\d年?)+)度?[，]?(?:已)?连续(?P<count>[两二三四五六七八九十]|\d{1,2})年"
    r"|(?<!\d)(?P<first>20\d\d)年?[至到—～-](?P<last>20\d\d)年?(?:度)?[，]?(?:已)?连续(?P<number>[两二三四五六七八九十]|\d{1,2})年"
)
"""Years listed, and how many they are: 2022年、2023年、2024年连续三年."""


def _years_in_a_row(passage: Passage) -> Iterator[Problem]:
    """Yield numbers of years in a row that are not those listed before them."""
    for match in _IN_A_ROW.finditer(passage.value):
        listed = (
            len(re.findall(r"20\d\d", match["years"]))
            if match["years"]
            else int(match["last"]) - int(match["first"]) + 1
        )
        count = match["count"] or match["number"]
        if parse_number(count) != listed and not passage.is_exempt(*match.span()):
            yield problem(passage, *match.span(), f"列了 {listed} 年，写了连续{count}年", "核对年份和年数")


_MEETINGS = {
    "党的十八大": (2012, 11), "党的十九大": (2017, 10), "党的二十大": (2022, 10), "党的十九届四中全会": (2019, 10),
    "党的十九届五中全会": (2020, 10), "党的十九届六中全会": (2021, 11), "党的二十届二中全会": (2023, 2),
    "党的二十届三中全会": (2024, 7), "党的二十届四中全会": (2025, 10),
}  # fmt: skip
"""Meetings with the month they were held in (their communiqués)."""
_DAY_OF_MEETING = lazy_pattern(
    rf"(?P<name>{'|'.join(_MEETINGS)})[（(](?:于)?(?P<year>20\d\d)年(?:(?P<month>\d{{1,2}})月)?"
    rf"|(?<!\d)(?P<year_before>20\d\d)年(?:(?P<month_before>\d{{1,2}})月)?(?:\d{{1,2}}日(?:[至到—]\d{{1,2}}日)?)?(?:召开|胜利召开|闭幕)的(?P<name_behind>{'|'.join(_MEETINGS)})"
)


def _meetings(passage: Passage) -> Iterator[Problem]:
    """Yield years and months of the party's congresses and plenary sessions that are not theirs."""
    for match in (
        _DAY_OF_MEETING.finditer(passage.value)
        if any(sign in passage.value for sign in ("大（", "大(", "会（", "会(", "召开的", "闭幕的"))
        else ()
    ):
        side = "" if match["name"] else "_before"
        name = match["name"] or match["name_behind"]
        year, month = _MEETINGS[name]
        stated = match[f"month{side}"]
        if int(match[f"year{side}"]) != year or (stated and int(stated) != month):
            yield problem(passage, *match.span(), f"{quote(name)}在{year}年{month}月召开", "核对会议的时间")


def _accounts(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield final accounts of a year not over that are to be published, and budgets of the year before."""
    text = passage.value
    for match in _BUDGET.finditer(text):
        stated, is_final = int(match["year"]), match["what"] == "决算"
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        stop = min((at for mark in "。；" if (at := text.find(mark, match.end())) >= 0), default=len(text))
        sentence = text[start:stop]
        if not _MADE_PUBLIC.search(sentence) or _OF_THE_NEXT_YEAR.search(
            text[max(start, match.start() - 12) : match.start()]
        ):
            continue
        # what another year's budget was is often told beside the accounts (预算和决算对比)
        wrong = stated >= year if is_final else stated == year - 1 and "决算" not in match["between"]
        if is_final and "预算" in match["between"]:
            continue
        if wrong and not passage.is_exempt(*match.span()):
            right = year - 1 if is_final else year
            told = "还没有" if is_final else "去年已经公开"
            message = f"{quote(match.group())}{told}：{year}年公开的是{right}年的{match['what']}"
            yield problem(passage, match.start("year"), match.end(), message, "核对年份")


def _before_its_end(passage: Passage, year: int) -> Iterator[Problem]:
    """Yield days by which results of a period are due before the period has ended."""
    for match in _PERIOD_DUE.finditer(passage.value):
        period = match["period"]
        ends = _ENDS.get(period) or 3 * ("一二三四".index(period.removeprefix("第")[0]) + 1)
        if int(match["year"] or year) != year or passage.is_exempt(*match.span()):
            continue
        if re.search(r"计划|安排|方案|上年|去年|每|[，；][^，；]*[，；]|\d月", match["what"]):
            continue
        month, day = int(match["month"]), match["day"]
        is_early = month < ends or (month == ends and (day is not None and int(day) < _LAST_DAYS))
        if is_early:
            message = f"{period}到{ends}月底才结束，{quote(match.group()[-20:])}早了"
            yield problem(passage, match.start("month"), match.end(), message, "核对月份")


_LAST_DAYS = 25
"""On a day like this a period may be as good as over."""


def _state_to_come(passage: Passage, issued: date, *, has_day: bool) -> Iterator[Problem]:
    """Yield what a sentence states as a fact of a day after the plan's own."""
    text = passage.value
    for match in _STATE_AT.finditer(text) if has_day else ():
        month = int(match["month"] or 12)
        day = int(match["day"] or monthrange(int(match["year"]), month)[1])
        try:
            stated = date(int(match["year"]), month, day)
        except ValueError:
            continue  # D002
        # the beginning of a period
        if (
            text.startswith("至", match.start("said"))
            or stated <= issued
            or stated.year > issued.year + 1
            or passage.is_exempt(*match.span())
        ):
            continue
        head = text[max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1 : match.start()]
        told = text[match.end() - len(match["said"]) :].partition("。")[0]
        # D015 has what is said to be done by then
        if text.startswith("截至", match.start()) and re.search("已(?!经?经)|累计|共|完成了", told[:30]):
            continue
        if (
            (not head or text.startswith("截", match.start()))
            and not _INTENDED.search(told)
            and re.search(r"共?有|参保|在册|达|总|已|累计|现有|登记|持|建有|设有|取得", told)
        ):
            message = f"{quote(text[match.start() : match.start('said')].rstrip('，'))}在成文日期（{format_day(issued)}）以后，说成了已有的事"
            yield problem(passage, match.start(), match.start("said"), message, "核对年份和月份")


def _anniversaries(
    passage: Passage, names: Sequence[Mapping[str, str]], year: int, *, is_past: bool
) -> Iterator[Problem]:
    """Yield numbers of years since an event that are not those of the plan's year (anniversaries.tsv)."""
    text = passage.value
    for row in names:
        pattern = rf"{re.escape(row['名称'])}[^，。；\d]{{0,14}}?(?<![一二三四五六七八九十百零])(?P<number>\d{{1,3}}|[二三四五六七八九]?十[一二三四五六七八九]?)周年"
        for match in re.finditer(pattern, text):
            if row["后文"] and row["后文"] not in match.group():
                continue
            years = re.findall(r"(?<!\d)(20\d\d)年", text[max(text.rfind("。", 0, match.start()), 0) : match.start()])
            is_last_year = not years and re.search("(?:去|上)年是?[^，。；]{0,4}$", text[: match.start()])
            told = int(years[-1]) if years else year - bool(is_last_year)
            right = told - int(row["年"])
            # a text that looks back may speak of the year before
            start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            looks_back = is_past or (
                not years
                and not re.search(
                    "今年|本年|年是|迎|(?:^|[，、为])(?:热烈|隆重)?(?:庆祝|纪念|献礼)", text[start : match.start()]
                )
            )
            spans_years = re.search("过去|年来|以来", text[: match.start()])
            stated = parse_number(match["number"])
            # a round one is prepared the year before, and spoken of later
            is_round = stated % 5 == 0 and (
                stated == right + 1
                or (stated < right and re.search("[入评获]", text[match.start() - 12 : match.end() + 12]))
            )
            if is_round:
                continue
            if stated not in (right, right - looks_back) and not (spans_years and stated < right):
                message = f"{told}年是{quote(row['名称'] + row['后文'])}{right}周年"
                yield problem(passage, match.start("number"), match.end(), message, "核对周年数")
                return
