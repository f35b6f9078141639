"""Rules N001 to N007 (数字与文号): document numbers, dates and years, full-width digits, counted points."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.check.context import HAN, CheckContext, Passage
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity


@pattern_rule(
    "N001",
    Severity.WARNING,
    "文号的年份括号",
    rf"(?<=[{HAN}])\s?[\[［﹝(（【〈<{{｛]\s?(?P<year>(?:19|20)\d\d)\s?[\]］﹞)）】〉>}}｝](?=\s?第?\s?\d{{1,5}}\s?号(?![楼房院室]))",
    containing="号",
)
def number_brackets(match: re.Match[str]) -> Wording:
    """Years of document numbers in other brackets than 〔〕."""
    year = f"〔{match['year']}〕"
    return Wording(f"文号的年份写作{year}", f"改为{year}", fix=year)


@pattern_rule(
    "N002",
    Severity.WARNING,
    "文号的序号",
    rf"(?<=[{HAN}])\s?[〔\[［﹝(（【](?:19|20)\d\d\s?[〕\]］﹞)）】](?P<form>\s?第\s?0*|\s?0+)(?=[1-9]\d{{0,4}}\s?号(?![楼房院室]))",
    containing="号",
    group="form",
)
def number_form(_: re.Match[str]) -> Wording:
    """Document numbers with 第 or leading zeros."""
    return Wording("文号的序号不加“第”，不补零", "删去", fix="")


@pattern_rule(
    "N003",
    Severity.WARNING,
    "月、日补了零",
    r"(?<![\d.])0(?=[1-9]\s?月)|(?<=月)0(?=[1-9]\s?[日号])",
    unless=Passage.is_in_address,
)
def padded_date(_: re.Match[str]) -> Wording:
    """Months and days with a leading zero."""
    return Wording("月、日不补零", "删去 0", fix="")


@pattern_rule(
    "N004",
    Severity.WARNING,
    "汉字写的年份",
    r"[一二][〇零○◯Ｏ0一二三四五六七八九]{3}年",
    unless=Passage.is_quoted,
)
def han_year(match: re.Match[str]) -> Wording:
    """Years in Han characters, outside quotes."""
    return Wording(f"“{match.group()}”用阿拉伯数字", "公历年份写作 2023年")


@pattern_rule(
    "N005",
    Severity.WARNING,
    "两位数的年份",
    r"(?<![\d.满近过前第每隔约达逾超期—–~～至到-])[0-4]\d年(?:度|(?=\d{1,2}月))",
    unless=Passage.is_exempt,
)
def short_year(match: re.Match[str]) -> Wording:
    """Years with two digits."""
    return Wording(f"年份“{match.group()}”没有写全", "写作四位数的年份")


@pattern_rule("N006", Severity.WARNING, "全角的数字和字母", "[０-９Ａ-Ｚａ-ｚ]+", collapse=True)
def full_width_digits(match: re.Match[str]) -> Wording:
    """Full-width digits and letters."""
    narrow = unicodedata.normalize("NFKC", match.group())
    return Wording("数字、字母是全角的", f"改为{narrow if len(narrow) < 9 else '半角'}", fix=narrow)


# --- counted points: 一是……二是…… -----------------------------------------------------------

_COUNT = re.compile(
    r"(?:^|(?<=[，。；：、！？\s”）]))(?P<number>[一二三四五六七八九十]{1,2})(?P<form>是|要)(?=[^\s，。；：、])"
    # right behind a title whose full stop is missing, or counted again under the next heading
    r"|(?<![统唯单专第划之万])(?P<first>一)(?P<first_form>是|要)(?=[^\s，。；：、])|[（(][一二三四五六七八九十]{1,3}[）)]"
)
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def counted_points(passage: Passage, form: str) -> list[list[re.Match[str]]]:
    """Return the series of 一是、二是…… (or 一要……) in the passage, each from its 一 on."""
    series: list[list[re.Match[str]]] = []
    for match in _COUNT.finditer(passage.value):
        if passage.is_quoted(*match.span()):
            continue
        matched_form = match["form"] or match["first_form"]
        if matched_form is None:
            series.append([])
        elif matched_form != form:
            continue
        elif numeral(match) == "一":
            series.append([match])
        elif series and series[-1]:
            series[-1].append(match)
    return [points for points in series if points]


def numeral(match: re.Match[str]) -> str:
    """Return the numeral of a counted point."""
    return match["number"] or match["first"]


@rule("N007", Severity.WARNING, "一是、二是跳号")
def skipped_count(context: CheckContext) -> Iterator[Problem]:
    """Counts that skip or repeat a number."""
    for passage in context.prose:
        for form in ("是", "要"):
            for points in counted_points(passage, form):
                for index, (match, expected) in enumerate(zip(points, NUMERALS, strict=False)):
                    if numeral(match) != expected:
                        hint = f"前面数到“{NUMERALS[index - 1]}{form}”，核对是漏了还是重了"
                        yield problem(passage, *match.span(), f"这里应当是“{expected}{form}”", hint)
                        break
