"""Rules N001 to N008 (数字与文号): document numbers, dates and years, full-width digits, counted points, forms of numbers."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.check.context import CheckContext, Passage
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, Alternatives, alternative, lazy_pattern
from pipeline.text.numerals import parse_number


@pattern_rule(
    "N001",
    Severity.WARNING,
    "文号的年份括号",
    rf"(?<={HAN})\s?[\[［﹝(（【〈<{{｛]\s?(?P<year>(?:19|20)\d\d)\s?[\]］﹞)）】〉>}}｝](?=\s?第?\s?\d{{1,5}}\s?号(?![楼房院室]))",
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
    rf"(?<={HAN})\s?[〔\[［﹝(（【](?:19|20)\d\d\s?[〕\]］﹞)）】](?P<form>\s?第\s?0*|\s?0+)(?=[1-9]\d{{0,4}}\s?号(?![楼房院室]))",
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
    r"(?!二[〇零○]三五年)[一二][〇零○◯Ｏ0一二三四五六七八九]{3}年",
    unless=Passage.is_quoted,
)
def han_year(match: re.Match[str]) -> Wording:
    """Years in Han characters, outside quotes; 二〇三五年 is the goal as the plans of the Party write it."""
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


@pattern_rule("N006", Severity.WARNING, "全角的数字和字母", r"[０-９Ａ-Ｚａ-ｚ]+|(?<=\d)．(?=\d)", collapse=True)
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
        if "第一" in passage.value:
            yield from _skipped_ordinal(passage)
        for form in ("是", "要"):
            for points in counted_points(passage, form):
                for index, (match, expected) in enumerate(zip(points, NUMERALS, strict=False)):
                    if numeral(match) != expected:
                        hint = f"前面数到“{NUMERALS[index - 1]}{form}”，核对是漏了还是重了"
                        yield problem(passage, *match.span(), f"这里应当是“{expected}{form}”", hint)
                        break


_ORDINALS = lazy_pattern(r"(?:^|(?<=[。；：]))第(?P<number>[一二三四五六七八九])[，、]")


def _skipped_ordinal(passage: Passage) -> Iterator[Problem]:
    """Yield the first of 第一，第二， that skips or repeats a number."""
    found = list(_ORDINALS.finditer(passage.value))
    if len(found) > 1 and found[0]["number"] == NUMERALS[0]:
        for match, expected in zip(found, NUMERALS, strict=False):
            if match["number"] != expected:
                yield problem(
                    passage, match.start(), match.end() - 1, f"这里应当是“第{expected}”", "核对是漏了还是重了"
                )
                return


# --- forms of numbers (GB/T 15835) --------------------------------------------------------------

_DIGIT_HAN = "一二三四五六七八九"
_NUMBER_FORMS = {
    "estimate": (
        r"(?<![\d.、年第])(?P<first>[1-9])、(?P<second>[1-9])(?P<unit>[次个天年项家人名件位周倍种层]|百|千|万)(?!楼|栋|季度|班|组|线|期工|批次|标段|款)",
        "两个数连用表示约数，用汉字，中间不加顿号",
    ),
    "han_estimate": (
        r"(?<![\d一二三四五六七八九十第、])(?:一、二|二、三|两、三|三、四|三、五|四、五|五、六|六、七|七、八|八、九)(?=[次天年人户家件]|个[^季月小])(?!年级|年度|次产业|次会|人组)",
        "两个数连用表示约数，中间不加顿号",
    ),
    "twice": (r"(?<=不少于|不低于|不超过)二(?=次|场|期)|(?<=至少|达到|超过|每年|每月)二(?=次|场|期)", "量词前面用“两”"),
    "some": (r"(?<![\d.])[1-9]0几(?=[个项家人名件次天年位多])", "“几”表示约数，用汉字"),
    "ten_thousands": (
        r"(?<![\d.])\d+(?:\.\d+)?[百千]万(?=[元人个户件名次平立公吨亩千余])",
        "阿拉伯数字后面只用“万”“亿”",
    ),
    "rest": (r"(?<!\d)\d[千百]余(?=[个项家人名件次元户条亩公])", "阿拉伯数字后面的万以下单位不用汉字"),
    "mixed": (
        r"(?<![\d.])\d+万\d+千(?![\d米克瓦])|(?<!\d)\d百零\d(?=[户人个件名元])|(?<![\d一二三四五六七八九十])[一二三四五六七八九]+[千百]\d+[百十]?[万亿]?(?=[元个人件户项])",
        "数字混用了汉字单位",
    ),
    "range": (
        r"(?<![\d.A-Za-z-])\d+(?:\.\d+)?\s?[-~～—–]\s?\d+(?:\.\d+)?[%％](?![-\d])",
        "两个百分数，前一个也带百分号",
    ),
    "two_units": (r"(?<=\d)(?:亿万|万亿万|千亿万)(?=[元人件户])", "数量单位重复"),
    "first_percent": (
        r"(?<=分别)[^，。；、\d]{1,8}\d+(?:\.\d+)?(?=[、和]\d+(?:\.\d+)?[%％])",
        "几个百分数，前一个也带百分号",
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
    "whole_date": (
        r"(?<![\d.A-Za-z])20\d\d\.(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9])(?![\d.版])",
        "年、月、日之间用了点",
    ),
    "clock": (
        r"(?<![\d:：])(?:[01]?\d|2[0-3])(?:：[0-5]\d\s?[至到—–～-]+\s?(?:[01]?\d|2[0-4]):|:[0-5]\d\s?[至到—–～-]+\s?(?:[01]?\d|2[0-4])：)[0-5]\d(?!\d)",
        "两个时刻的冒号一个全角、一个半角",
    ),
    "hyphens": (r"(?<=\d)--(?=\d)", "起止之间的连接号用了两个短横"),
    "dotted": (r"(?<![\d.])(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9])日", "月、日之间用了点"),
    "dotted_day": (
        r"(?<![\d.])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9])(?=\s?[（(](?:星期|周)|日?[之以]?前(?![提者款述项移进置期往沿后端台])|至(?:1[0-2]|[1-9])\.)",
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
    "symbol": (
        r"(?<=[\d万亿])\s?(?:Kg|KG|Km|KM|CM|Cm|MM|ML|KW|Kw|K[Vv][Aa]|Mpa|MPA|mpa|KPa|Kpa|M[²³23]|[Cc]°)(?![A-Za-z\d])",
        "单位符号的大小写不对",
    ),
    "width": (
        r"(?:宽度?|长度?|高度?|深度?|厚度?|直径)(?:为|约|达)?\s?\d+(?:\.\d+)?\s?(?:m²|m2|㎡|平方米)",
        "长度的单位写成了面积的",
    ),
    "over_hundred": (
        r"(?:满意|合格|办结|答复|公开|覆盖|达标|及时|准确|知晓|解读|回复)率[^，。；\d]{0,6}(?:1[0-9][1-9]|1[1-9]\d|[2-9]\d\d)(?:\.\d+)?[%％]",
        "比率超过了百分之百",
    ),
    "square": (r"(?<=\d)[万亿]?(?:平方|立方)(?=[，。；、）])", "少了“米”"),
    "each_twice": (
        r"/每(?=[日天月年人户台亩])|每(?P<each>公顷|亩|人|户|台|套|吨)[^，。；\d]{1,8}\d+(?:\.\d+)?[\u4e00-\u9fff]{1,3}/(?:亩|公顷|人|户|台|套)",
        "“每”写了两次",
    ),
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
    "percent_points": (
        r"\d+(?:\.\d+)?[%％]个百分点|[%％][%％]|(?:提高|上升|增长|提升|降低|下降)[到至]了?\d+(?:\.\d+)?个百分点",
        "“%”和“个百分点”只用一个，升降的才是百分点",
    ),
    "clock_twice": (r"(?<!\d)\d{1,2}[:：]\d{2}(?=时|点)", "时刻写了两种"),
    "dot_in_number": (r"第\d+[.．](?=季度|条|批|期|次)|“十[一二三四五六]·五”", "数字里多了点"),
    "some_tens": (r"(?<=数)1(?:0|00|000)(?=[余多]?[家个名人件项次户条亿万])", "“数十”“数百”用汉字"),
    "wide_range": (r"(?<![\d.A-Za-z－])\d+(?:\.\d+)?－\d+(?:\.\d+)?[%％]", "两个百分数，前一个也带百分号"),
    "mixed_row": (
        r"\d(?P<same>[件个项次名家份条人场期篇起户处所部座])、[^，。；、\d]{0,8}[二三四五六七八九十]{1,3}(?P=same)(?=[、，。；])"
        r"|(?<![第一二三四五六七八九十百])[二三四五六七八九十](?P<also>[件个项次名家份条人场期篇起户处所部座])、[^，。；、\d]{0,8}\d+(?P=also)(?=[、，。；])",
        "同一列数，有的用汉字，有的用阿拉伯数字",
    ),
    "letter": (
        r"(?<![A-Za-z\d])(?:[12][OoＯ]\d{2}|[12]\d[OoＯ]\d|[12][OoＯ][12]\d|[二一][OＯo][二一三四五六七八九〇OＯo]{2})(?=年)",
        "“0”写成了字母 O",
    ),
}
_SYMBOLS = {"ml": "mL", "kw": "kW", "kva": "kVA", "mpa": "MPa", "kpa": "kPa", "m2": "m²", "m3": "m³", "c°": "℃"}
"""Symbols of units that are not written in small letters alone."""
_NUMBER_FORM = Alternatives({name: pattern for name, (pattern, _) in _NUMBER_FORMS.items()})
_PERCENT_RANGE = r"\s?[-~～—–－]\s?"


@rule("N008", Severity.WARNING, "数字的写法")
def number_wording(context: CheckContext) -> Iterator[Problem]:
    """Numbers in a form that GB/T 15835 does not know, outside quotes."""
    pattern = _NUMBER_FORM.within(context.text)
    for passage in context.passages:
        for match in pattern.finditer(passage.value):
            if passage.is_exempt(*match.span()):
                continue
            name = alternative(match)
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
        case "ten_thousands":
            from decimal import Decimal

            number = Decimal(text[:-2]) * {"千": 1000, "百": 100}[text[-2]]
            return f"{number.normalize():f}万"
        case "rest":
            return f"{int(text[0]) * {'万': 10000, '千': 1000, '百': 100}[text[1]]}余"
        case "mixed":
            if not text[0].isdigit():
                return ""
            if "零" in text:
                return text.replace("百零", "0")
            whole, part = re.split("万", text.rstrip("千"))
            return f"{whole}.{part}万"
        case "range" | "wide_range":
            first, second = re.split(_PERCENT_RANGE, text, maxsplit=1)
            return f"{first}%～{second}"
        case "month":
            year, _, rest = text.partition("年")
            month, _, day = rest.partition("月")
            return f"{year}年{parse_number(month)}月" + (f"{parse_number(day.rstrip('日'))}日" if day else "")
        case "han_month" | "han_day":
            month, _, day = text.partition("月")
            return f"{parse_number(month)}月{parse_number(day.rstrip('日'))}日"
        case "whole_date":
            year, month, day = text.split(".")
            return f"{year}年{int(month)}月{int(day)}日"
        case "clock":
            return text.replace("：", ":")
        case "hyphens":
            return "—"
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
        case "two" | "twice":
            return "两"
        case "han_estimate":
            return text.replace("、", "")
        case "square":
            return "平方米"
        case (
            "percent_points"
            | "clock_twice"
            | "dot_in_number"
            | "mixed_row"
            | "over_hundred"
            | "width"
            | "first_percent"
            | "two_units"
            | "each_twice"
        ):
            return ""
        case "annex_number":
            return str(_DIGIT_HAN.index(text) + 1)
        case "symbol":
            symbol = text.strip().lower()
            return _SYMBOLS.get(symbol, symbol)
        case "some_tens":
            return {"10": "十", "100": "百", "1000": "千"}[text]
        case "tonne":
            return text.replace("顿", "吨")
        case "from_between":
            return ""
        case _:
            return re.sub("[OoＯ]", "〇" if text[0] in "一二" else "0", text)
