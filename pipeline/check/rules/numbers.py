"""Rules N001 to N010 (数字与文号): document numbers, dates and years, full-width digits, counted points."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from pipeline.check.context import HAN, CheckContext, Passage
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, problem_with, rule
from pipeline.findings import Severity, quote
from pipeline.model import Table
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


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
    return Wording(f"{quote(match.group())}用阿拉伯数字", "公历年份写作 2023年")


@pattern_rule(
    "N005",
    Severity.WARNING,
    "两位数的年份",
    r"(?<![\d.满近过前第每隔约达逾超期—–~～至到-])[0-4]\d年(?:度|(?=\d{1,2}月))",
    unless=Passage.is_exempt,
)
def short_year(match: re.Match[str]) -> Wording:
    """Years with two digits."""
    return Wording(f"年份{quote(match.group())}没有写全", "写作四位数的年份")


@pattern_rule("N006", Severity.WARNING, "全角的数字和字母", "[０-９Ａ-Ｚａ-ｚ]+", collapse=True)
def full_width_digits(match: re.Match[str]) -> Wording:
    """Full-width digits and letters."""
    narrow = unicodedata.normalize("NFKC", match.group())
    return Wording("数字、字母是全角的", f"改为{narrow if len(narrow) < 9 else '半角'}", fix=narrow)


# --- counted points: 一是……二是…… -----------------------------------------------------------

_COUNT = lazy_pattern(
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


# --- forms of numbers (GB/T 15835) --------------------------------------------------------------

_DIGIT_HAN = "一二三四五六七八九"
_NUMBER_FORMS = {
    "estimate": (
        r"(?<![\d.、年第])(?P<first>[1-9])、(?P<second>[1-9])(?P<unit>[次个天年项家人名件位周倍种层]|百|千|万)(?!楼|栋|季度|班|组|线|期工|批次|标段|款)",
        "两个数连用表示约数，用汉字，中间不加顿号",
    ),
    "some": (r"(?<![\d.])[1-9]0几(?=[个项家人名件次天年位多])", "“几”表示约数，用汉字"),
    "rest": (r"(?<!\d)\d[千百]余(?=[个项家人名件次元户条亩公])", "阿拉伯数字后面的万以下单位不用汉字"),
    "mixed": (
        r"(?<![\d.])\d+万\d+千(?![\d米克瓦])|(?<![\d一二三四五六七八九十])[一二三四五六七八九]+[千百]\d+[百十]?[万亿]?(?=[元个人件户项])",
        "数字混用了汉字单位",
    ),
    "range": (
        r"(?<![\d.A-Za-z-])\d+(?:\.\d+)?\s?[-~～—–]\s?\d+(?:\.\d+)?[%％](?![-\d])",
        "两个百分数，前一个也带百分号",
    ),
    "month": (
        r"\d{4}年(?:[一二三四五六七八九]|十[一二]?)月(?:[一二三四五六七八九十]{1,3}日)?",
        "年份用了阿拉伯数字，月、日也用",
    ),
    "han_month": (
        r"(?<![第\d年一二三四五六七八九十])(?:[一二三四五六七八九]|十[一二]?)月\d{1,2}日",
        "月用了汉字，日用了阿拉伯数字",
    ),
    "han_day": (
        r"(?<!\d)\d{1,2}月(?:[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])日",
        "月用了阿拉伯数字，日用了汉字",
    ),
    "dotted": (r"(?<![\d.])(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9])日", "月、日之间用了点"),
    "dotted_day": (
        r"(?<![\d.])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9])(?=\s?[（(](?:星期|周)|[之以]?前(?:完成|报|公布|公开|将)|至(?:1[0-2]|[1-9])\.)",
        "月、日之间用了点",
    ),
    "two": (
        r"(?<![十第百千万零〇一二三四五六七八九、星期周初])二(?=个|周[，。内前左以]|天|家|件|份|批|轮)(?!位一体|名法)",
        "量词前面用“两”",
    ),
    "tonne": (r"(?<=\d)[万千]?顿(?![饭餐时])", "“吨”写成了“顿”"),
    "annex_number": (
        r"(?<=附件)[一二三四五六七八九](?=[，。；、）)”》所的中]|$)",
        "附件的顺序号用阿拉伯数字（GB/T 9704—2012 7.3.4）",
    ),
    "symbol": (r"(?<=\d)\s?(?:Kg|KG|Km|KM|CM|Cm|MM|ML|KW|Kw)(?![A-Za-z])", "单位符号的大小写不对"),
    "width": (
        r"(?:宽度?|长度?|高度?|深度?|厚度?|直径)(?:为|约|达)?\s?\d+(?:\.\d+)?\s?(?:m²|m2|㎡|平方米)",
        "长度的单位写成了面积的",
    ),
    "over_hundred": (
        r"(?:满意|合格|办结|答复|公开|覆盖|达标|及时|准确|知晓|解读|回复)率[^，。；\d]{0,6}(?:1[0-9][1-9]|1[1-9]\d|[2-9]\d\d)(?:\.\d+)?[%％]",
        "比率超过了百分之百",
    ),
    "square": (r"(?<=\d)平方(?=[，。；、）])", "少了“米”"),
    "no_day": (
        r"(?<!\d)(?:1[0-2]|[1-9])月(?:[12]\d|3[01]|[1-9])(?=[前后起止，。；、）至])",
        "少了“日”",
    ),
    "no_term": (r"\d{1,2}个工作(?=内|之内|以内|前)", "“工作日”少了“日”"),
    "metre": (r"(?<=\d)\s?平米", "计量单位写全：平方米"),
    "percent": (r"百分之\d+(?:\.\d+)?(?![\d.])", "阿拉伯数字用“%”，汉字用“百分之”"),
    "points": (r"(?<=\d)百分点", "少了“个”"),
    "from_between": (
        r"从[^，。；从]{1,14}[到至][^，。；从之]{1,14}之间",
        "“从……到……”和“……之间”用一个",
    ),
    "letter": (
        r"(?<![A-Za-z\d])(?:[12][OoＯ]\d{2}|[12]\d[OoＯ]\d|[12][OoＯ][12]\d|[二一][OＯo][二一三四五六七八九〇OＯo]{2})(?=年)",
        "“0”写成了字母 O",
    ),
}
_NUMBER_FORM = "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _NUMBER_FORMS.items())
_PERCENT_RANGE = r"\s?[-~～—–]\s?"


@rule("N008", Severity.WARNING, "数字的写法")
def number_wording(context: CheckContext) -> Iterator[Problem]:
    """Numbers in a form that GB/T 15835 does not know, outside quotes."""
    for passage in context.passages:
        for match in re.finditer(_NUMBER_FORM, passage.value):
            if passage.is_exempt(*match.span()):
                continue
            name = next(name for name in _NUMBER_FORMS if match[name] is not None)
            right = _right_form(name, match)
            # half a percentage may be meant where the first number is the larger one
            hint = f"写作“{right}”" if right else "核对数字"
            yield problem(passage, *match.span(), f"“{match.group()}”：{_NUMBER_FORMS[name][1]}", hint)


def _right_form(name: str, match: re.Match[str]) -> str:
    text = match.group()
    match name:
        case "estimate":
            return f"{_DIGIT_HAN[int(match['first']) - 1]}{_DIGIT_HAN[int(match['second']) - 1]}{match['unit']}"
        case "some":
            return f"{'' if text[0] == '1' else _DIGIT_HAN[int(text[0]) - 1]}十几"
        case "rest":
            return f"{int(text[0]) * {'万': 10000, '千': 1000, '百': 100}[text[1]]}余"
        case "mixed":
            if not text[0].isdigit():
                return ""
            whole, part = re.split("万", text.rstrip("千"))
            return f"{whole}.{part}万"
        case "range":
            first, second = re.split(_PERCENT_RANGE, text, maxsplit=1)
            return f"{first}%～{second}"
        case "month":
            year, _, rest = text.partition("年")
            month, _, day = rest.partition("月")
            return f"{year}年{parse_count(month)}月" + (f"{parse_count(day.rstrip('日'))}日" if day else "")
        case "han_month" | "han_day":
            month, _, day = text.partition("月")
            return f"{parse_count(month)}月{parse_count(day.rstrip('日'))}日"
        case "dotted":
            month, _, day = text.rstrip("日").partition(".")
            return f"{int(month)}月{int(day)}日"
        case "no_day" | "no_term":
            return text + "日"
        case "metre":
            return "平方米"
        case "percent":
            return f"{text.removeprefix('百分之')}%"
        case "points":
            return "个百分点"
        case "dotted_day":
            month, _, day = text.partition(".")
            return f"{month}月{day}日"
        case "two":
            return "两"
        case "square":
            return "平方米"
        case "over_hundred" | "width":
            return ""
        case "annex_number":
            return str(_DIGIT_HAN.index(text) + 1)
        case "symbol":
            return {"kg": "kg", "km": "km", "cm": "cm", "mm": "mm", "ml": "mL", "kw": "kW"}[text.strip().lower()]
        case "tonne":
            return text.replace("顿", "吨")
        case "from_between":
            return ""
        case _:
            return re.sub("[OoＯ]", "〇" if text[0] in "一二" else "0", text)


def parse_count(text: str) -> int:
    """Return a whole number in digits, or one up to 99 in Han numerals (两 counts as 2); raises ValueError for others."""
    if text.isdecimal():
        return int(text)
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, is_ten, ones = text.rpartition("十")
    if any(len(part) > 1 or (part and part not in digits) for part in (tens, ones)):
        raise ValueError(text)
    return (digits[tens] if tens else 1) * (10 if is_ten else 0) + (digits[ones] if ones else 0)


# --- sums -------------------------------------------------------------------------------------------

_UNIT = r"[万亿]?(?:立方米|平方米|平方公里|公里|公顷|千瓦时|千瓦|米|亩|吨|批次|[项个件条家户人次篇场名元份期宗起处所座台分]次?)"
_QUANTITY = rf"(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>{_UNIT})"
_TOTAL_OF = (
    _QUANTITY
    + r"[^，。；：、]{0,8}(?:[，：（(；]\s?(?:其中|分别(?:为|是|安排|完成|举办|公布)|包括)[：，]?|[（(](?=[^（）()]{2,20}\d+(?:\.\d+)?\s?[项个件条家户人次篇场]、))(?P<parts>[^。；）)]{4,80})"
)
_PART = rf"(?<![\d.第])(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>{_UNIT})"
_VAGUE = "控制|限额|以内|约|左右|以上|以下|超|余|多|主要|近|不少于|不低于|至少|同比|增|降|较|比"
_SHARES = r"分别占(?P<shares>(?:[^。；]{0,12}?\d+(?:\.\d+)?[%％][、，和]?){2,6})"
_TWO_PARTS = 2
_HUNDRED = 100


@rule("N009", Severity.WARNING, "数目加不起来")
def wrong_sum(context: CheckContext) -> Iterator[Problem]:
    """Parts that do not add up to their total, in the text and in tables, shares over a hundred per cent, 首先 … 再次 without 其次."""
    yield from _table_totals(context)
    for passage in context.prose:
        text = passage.value
        yield from _parts_before_total(passage)
        for match in (
            re.finditer(_TOTAL_OF, text) if any(sign in text for sign in ("其中", "分别", "包括", "（")) else ()
        ):
            parts = list(re.finditer(_PART, _of_one_unit(match["parts"], match["unit"])))
            same = [float(part["number"]) for part in parts if part["unit"] == match["unit"]]
            is_all = len(same) == len(parts) >= _TWO_PARTS and not re.search(_VAGUE, match.group())
            is_whole = is_all and (
                len(parts) > _TWO_PARTS or "其中" not in match.group() or sum(same) > float(match["number"])
            )
            if is_whole and abs(sum(same) - float(match["number"])) > TOLERANCE:
                total = f"{sum(same):g}"
                message = f"写了“{match['number']}{match['unit']}”，各项相加是 {total}{match['unit']}"
                yield problem(passage, match.start(), match.end("unit"), message, "核对各项和总数")
        for match in re.finditer(_SHARES, text) if "分别占" in text else ():
            shares = [float(share) for share in re.findall(r"(\d+(?:\.\d+)?)[%％]", match["shares"])]
            if sum(shares) > _HUNDRED + 1:
                message = f"几项分别占的百分比相加是 {sum(shares):g}%"
                yield problem(passage, *match.span(), message, "核对百分比")
        if (
            "首先" in text
            and "其次" not in text
            and "第二" not in text
            and (again := re.search("再次(?=，|、|是|要)", text))
        ):
            yield problem(passage, *again.span(), "有“首先”“再次”，没有“其次”", "核对是不是漏了一点")


def _of_one_unit(parts: str, unit: str) -> str:
    """Return the clauses of a list up to the first that has no quantity of the unit: 其中…3项、…9项，年度计划投资68.4亿元."""
    clauses = parts.split("，")
    kept = next(
        (at for at, clause in enumerate(clauses) if not re.search(rf"\d\s?{re.escape(unit)}", clause)), len(clauses)
    )
    return "，".join(clauses[:kept]) if kept else parts


_RISE, _FALL = r"提高|提升|上升|增长|增加|增幅|增", r"下降|降低|减少|压减|压缩|降幅|回落|降"
_COMPARED = lazy_pattern(
    rf"(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})[^。；\d%％]{{0,6}}(?P<verb>{_RISE}|{_FALL})了?"
    rf"(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
)
"""What is compared with an earlier figure: 比上年的92.5%提高1.6个百分点, 比2023年的20万元下降7%."""
_FROM_A_TO_B = lazy_pattern(
    rf"[由从](?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})[^。；\d%％]{{0,8}}(?P<verb>{_RISE}|{_FALL})?(?:至|到|为)"
    rf"(?P<new>\d+(?:\.\d+)?)\s?(?P=unit)[，,][^。；，\d]{{0,10}}(?:{_RISE}|{_FALL})了?(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
)


@rule("N010", Severity.WARNING, "增减算得不对")
def wrong_difference(context: CheckContext) -> Iterator[Problem]:
    """Differences and rates of change that do not follow from the two figures before them."""
    for passage in context.prose:
        text = passage.value
        if not any(sign in text for sign in "增升高降减压落"):
            continue
        for match in _FROM_A_TO_B.finditer(text):
            if not _follows(match, [float(match["new"])]):
                yield _difference(passage, match, float(match["new"]))
        for match in _COMPARED.finditer(text):
            start = max(text.rfind("。", 0, match.start()) + 1, 0)
            before = text[start : match.start()]
            unit = re.escape(match["unit"])
            figures = [float(figure) for figure in re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)\s?{unit}", before)]
            if figures and re.search("比|较|同期|上年", before) and not _follows(match, figures):
                yield _difference(passage, match, figures[0])


def _change(old: float, new: float, kind: str) -> float:
    """Return by how much, or by what percentage, a figure has changed."""
    return abs(new - old) / old * _HUNDRED if kind in "%％" and old else abs(new - old)


def _follows(match: re.Match[str], figures: Iterable[float]) -> bool:
    """Whether the change that is stated follows from the earlier figure and one of the later ones, as far as it is rounded."""
    places = len(match["change"].partition(".")[2])
    allowed = 0.5 * 10**-places + 10 ** -max(places, 2) + TOLERANCE
    if match["unit"] not in "%％" and match["kind"].endswith("百分点"):
        return False  # of what is no percentage nothing is said in points
    if match["unit"] in "%％" and match["kind"] in "%％":
        return True  # per cent of per cent: nobody writes which is meant
    return any(
        abs(_change(float(match["old"]), new, match["kind"]) - float(match["change"])) <= allowed for new in figures
    )


def _difference(passage: Passage, match: re.Match[str], new: float) -> Problem:
    right = _change(float(match["old"]), new, match["kind"])
    message = f"{quote(match['change'] + match['kind'])}和前面的数对不上：{new:g}{match['unit']}与{match['old']}{match['unit']}相差{right:.3g}{match['kind']}"
    return problem(passage, match.start("change"), match.end("kind"), message, "核对前后两个数和增减")


# --- totals of tables -------------------------------------------------------------------------------

_TOTAL_NAMES = ("合计", "总计", "共计")
_NUMERIC = lazy_pattern(r"\d+(?:\.\d+)?")


def _table_totals(context: CheckContext) -> Iterator[Problem]:
    """Yield the cells of a row or column 合计 that are not the sum of those they add up."""
    for table in context.tables():
        rows = [[cell.text for cell in row] for row in table.rows]
        yield from _table_numbers(table, rows)
        last = rows[-1] if rows else []
        if last and _plain(last[0]) in _TOTAL_NAMES:
            for index in range(1, len(last)):
                yield from _column_total([row[index] for row in rows[:-1]], last[index])
        heads = [_plain(cell.text) for cell in table.head]
        if heads and heads[-1] in _TOTAL_NAMES:
            for row in rows:
                yield from _column_total(row[1:-1], row[-1])


def _table_numbers(table: Table, rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the numbers in a column 序号 that do not follow the one before them."""
    if not table.head or _plain(table.head[0].text) != "序号":
        return
    before = 0
    for row in rows:
        shown = _plain(row[0])
        if not shown.isdecimal():
            return
        if before and int(shown) not in (before + 1, 1) and row[0].runs:
            yield problem_with(row[0], f"上一行的序号是{before}，这一行写了{shown}", "照次序编号")
            return
        before = int(shown)


def _plain(text: SourceText) -> str:
    return "".join(text.value.split())


def _column_total(parts: Sequence[SourceText], total: SourceText) -> Iterator[Problem]:
    values = [_plain(part) for part in (*parts, total)]
    if len(parts) < _TWO_PARTS or not all(_NUMERIC.fullmatch(value) for value in values) or not total.runs:
        return
    added = sum(map(float, values[:-1]))
    if abs(added - float(values[-1])) > TOLERANCE:
        yield problem_with(total, f"合计写了“{values[-1]}”，各项相加是 {added:g}", "核对各项和合计")


TOLERANCE = 0.011
"""Rounded figures may differ by this much."""


_SUM_OF_NAMED = rf"(?P<parts>(?:[^，。；：、\d]{{2,20}}\d+{_UNIT}[、和]){{2,9}}[^，。；：、\d]{{2,20}}\d+{_UNIT})[^。；\d]{{0,12}}(?:共计?|合计|总计)(?P<number>\d+)(?P<unit>{_UNIT})"
"""Parts each behind its name, and their total: 甲医院6名、乙医院4名、丙医院3名组成，共13名."""
_RATE = rf"(?P<all>\d+)(?P<unit>{_UNIT})[、，][^。；，、\d]{{0,8}}?(?P<part>\d+)(?P=unit)[、，][^。；，、\d]{{0,8}}率[^。；，、\d]{{0,4}}(?P<rate>\d+(?:\.\d+)?)[%％]"
"""A part, a whole and the rate: 立案80件、结案76件，结案率95%."""
_SUM_BEHIND = rf"(?P<parts>(?:(?<![\d.第])\d+{_UNIT}[^，。；：、\d（）]{{1,14}}[、和]){{1,5}}\d+{_UNIT}[^，。；：、\d（）]{{1,14}}?)，?(?:共计?|合计|总计)(?P<number>\d+)(?P<unit>{_UNIT})"


def _parts_before_total(passage: Passage) -> Iterator[Problem]:
    """Yield totals behind their parts that are not the sum (5座中型水库、34座小型水库共39座), and rates that do not follow."""
    for match in re.finditer(_RATE, passage.value) if "率" in passage.value else ():
        part, whole = sorted((int(match["part"]), int(match["all"])))
        places = len(match["rate"].partition(".")[2])
        rate = part / whole * _HUNDRED if whole else 0.0
        # all of both, mostly: 建议608件、提案684件，办结率100%
        if (
            float(match["rate"]) < _HUNDRED
            and abs(rate - float(match["rate"])) > 0.5 * 10**-places + TOLERANCE
            and part
        ):
            message = f"{part}{match['unit']}是{whole}{match['unit']}的 {rate:.3g}%，写了{match['rate']}%"
            yield problem(passage, match.start("rate"), match.end(), message, "核对件数和比率")
    behind = any(word in passage.value for word in ("共", "合计", "总计"))
    for match in (
        (*re.finditer(_SUM_BEHIND, passage.value), *re.finditer(_SUM_OF_NAMED, passage.value)) if behind else ()
    ):
        parts = re.findall(rf"(?<![\d.])(\d+)({_UNIT})", match["parts"])
        if all(unit == match["unit"] for _, unit in parts):
            total = sum(int(number) for number, _ in parts)
            if total != int(match["number"]):
                message = f"写了共{match['number']}{match['unit']}，各项相加是 {total}{match['unit']}"
                yield problem(passage, *match.span(), message, "核对各项和总数")
