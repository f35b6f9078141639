"""Rules X001, X013 and X015 (年度): years that are not the plan's."""

from collections.abc import Iterator

from pipeline.check.context import PROSE, CheckContext, Kind
from pipeline.check.registry import Problem, problem, rule
from pipeline.findings import Severity
from pipeline.patterns import lazy_pattern

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
_COMPARED = lazy_pattern(r"(?:与|比|同|较|和|按)$")


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
            if written < year and _COMPARED.search(passage.value[: match.start()]):
                continue
            yield problem(passage, *match.span(), f"写着 {written} 年度，这是 {year} 年的计划", "核对年份")
