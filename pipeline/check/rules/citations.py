"""Rules X019 and X020 (引用): names, numbers and provisions of the laws and papers that plans cite."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from pipeline.check.context import CheckContext, Passage
from pipeline.check.lexicon import issue_day, table
from pipeline.check.quantities import is_slip
from pipeline.check.registry import Problem, problem, rule
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.dates import format_day
from pipeline.text.diff import bounded_edit_distance
from pipeline.text.numerals import parse_number

_CITED = r"《(?P<title>[^《》]{4,80}(?:〈[^〈〉]{2,60}〉[^《》]{0,30})?)》\s?(?:[（(](?P<number>[^（）()]{4,30}号)[^（）()]{0,30}[）)])?"
_NUMBER = (
    rf"(?P<organ>{HAN}{{2,12}})〔(?P<year>\d{{4}})〕(?P<serial>\d{{1,5}})号|国务院令第\s?(?P<decree>\d{{2,4}})\s?号"
)
_WRONG_LAWS = {
    "中华人民共和国保密法": "中华人民共和国保守国家秘密法",
    "中华人民共和国信息公开条例": "中华人民共和国政府信息公开条例",
    "中华人民共和国政务公开条例": "中华人民共和国政府信息公开条例",
    "中华人民共和国政府信息公开法": "中华人民共和国政府信息公开条例",
    "政务公开条例": "中华人民共和国政府信息公开条例",
    "政府信息公开法": "中华人民共和国政府信息公开条例",
}
_REGULATION = "政府信息公开条例"
_PERIOD = r"(?P<name>十[三四五六]五)[^，。；]{0,8}?[（(](?P<first>20\d\d)年?\s?[—–~～至-]\s?(?P<last>20\d\d)年?[）)]"
_PERIOD_STATED = r"(?P<name>十[三四五六]五)[^。；]{0,30}?(?:规划期|规划期限|时期)(?:为|是|从|自)?(?P<first>20\d\d)年?\s?[—–~～至到-]\s?(?P<last>20\d\d)年"
_ACTION = r"(?<![\d一二三四五六七八九十])(?P<count>[两二三四五六]|[2-6])年(?:行动|计划|规划|攻坚|提升)[^，。；（(]{0,8}[（(](?P<first>20\d\d)年?\s?[—–~～至-]\s?(?P<last>20\d\d)年?[）)]"
"""An action of several years with its years: 三年行动（2024—2026年）."""
_NTH_YEAR = lazy_pattern(
    r"(?:(?<!\d)(?P<year>20\d\d)年|今年|本年度?)[^，。；\d]{0,6}是[^，。；\d]{0,6}“?(?P<name>十[三四五六]五)”?(?:规划|时期)?(?:实施)?的?第(?P<number>[一二三四五1-5])(?:个)?年"
)
"""Which year of a five-year plan it is: 2024年是“十四五”规划的第四年."""
_FIRST_YEAR = ("开局", "首", "第一", "起步")
_PERIOD_TURN = (
    r"(?:(?<!\d)(?P<year>20\d\d)年|今年|本年度?)[^，。；\d]{0,6}是[^，。；\d]{0,6}“?(?P<name>十[三四五六]五)”?(?:规划|时期)?的?"
    r"(?P<turn>收官|最后一|开局|起步|首|第一)(?:之)?年"
)
"""The first and the last year of a five-year plan: 2025年是“十四五”规划收官之年."""
_PERIODS = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030), "十六五": (2031, 2035)}


@rule("X019", Severity.WARNING, "引用文件的名称、文号不对")
def wrong_citation(context: CheckContext) -> Iterator[Problem]:
    """Citations whose title and number do not belong together, names no law has, and numbers of a later year."""
    titles = [(row["标题"], row["文号"]) for row in table("cited_documents.tsv")]
    titles.sort(key=lambda row: -len(row[0]))
    year = context.plan.year
    issued = issue_day(context)
    for passage in context.passages:
        if "《" not in passage.value and "〔" not in passage.value:
            continue
        for match in re.finditer(_CITED, passage.value):
            title, number = match["title"], match["number"]
            if title in _WRONG_LAWS:
                yield problem(
                    passage, *match.span("title"), f"没有《{title}》", f"您是不是要写《{_WRONG_LAWS[title]}》？"
                )
            elif number and (meant := _title_of_number(title, number, titles)):
                yield problem(passage, *match.span("title"), f"{number}是《{meant}》", "照原件改名称或文号")
            elif prefix := _misspelt_country(title):
                right = f"《{_COUNTRY}{title[len(prefix) :]}》"
                yield problem(passage, *match.span("title"), f"没有《{title}》", f"您是不是要写{right}？")
            elif number:
                yield from _wrong_number(passage, match, titles)
            else:
                yield from _near_title(passage, match)
        for match in _CITED_LAW.finditer(passage.value):
            yield from _no_longer_in_force(passage, match, issued)
        yield from _misplaced_number(passage)
        yield from _wrong_organ(passage)
        yield from _year_of_another(passage)
        yield from _number_of_the_government(passage)
        for match in re.finditer(_NUMBER, passage.value):
            if match["year"] and year < int(match["year"]) <= year + LATEST_SLIP:
                message = f"文号的年份{match['year']}年晚于{year}年"
                yield problem(passage, *match.span(), message, "核对文号")


_SERIAL = rf"{HAN}{{1,8}}〔\d{{4}}〕\d{{1,5}}号"
_BEFORE_TITLE = rf"{_SERIAL}(?=《)"
_BARE_AFTER_TITLE = rf"(?<=》){_SERIAL}"
_SHORT_YEAR = rf"{HAN}{{2,10}}[〔\[（(](?P<year>\d{{2}})[〕\]）)](?=\d{{1,5}}号)"


def _misplaced_number(passage: Passage) -> Iterator[Problem]:
    """Yield document numbers before the title or without brackets behind it (practice: 先引标题，后引发文字号), and short years."""
    for match in re.finditer(_BEFORE_TITLE, passage.value):
        yield problem(passage, *match.span(), "文号写在了标题之前", "先写《标题》，后面括号里写文号")
    for match in re.finditer(_BARE_AFTER_TITLE, passage.value):
        yield problem(passage, *match.span(), "标题后面的文号没有加括号", f"写作（{match.group()}）")
    for match in re.finditer(_SHORT_YEAR, passage.value):
        yield problem(passage, *match.span(), "文号的年份没有写全四位", f"写作〔20{match['year']}〕")


_YEAR_TITLED = lazy_pattern(
    r"《[^《》]{0,16}?(?<![\d—–~～-])(?P<titled>20\d\d)年(?:度)?[^《》]{2,40}(?:要点|计划|安排|任务|分工|方案)[^《》]{0,6}》\s?[（(][^（）()〔]{2,12}〔(?P<year>20\d\d)〕"
)
_YEAR_ISSUED = lazy_pattern(
    r"(?<!\d)(?P<titled>20\d\d)年(?:(?P<month>\d{1,2})月)?(?:\d{1,2}日)?(?:印发|出台|发布|制定|下发|公布|修订)的?《[^《》]{2,60}》\s?[（(][^（）()〔]{2,12}〔(?P<year>20\d\d)〕"
)
_EARLY = 3


def _year_of_another(passage: Passage) -> Iterator[Problem]:
    """Yield numbers whose year is not that of the title, or of the issue told before it: 《2025年…要点》（…〔2024〕8号）."""
    for match in _YEAR_TITLED.finditer(passage.value) if "〔" in passage.value else ():
        # one for the next year may be issued at the end of this
        stop = passage.value.find("号", match.end())
        serial = passage.value[match.end() : stop]
        titled, stated = int(match["titled"]), int(match["year"])
        is_late = stated == titled - 1 and serial.isdecimal() and int(serial) > _LOW
        if titled != stated and not is_late:
            message = f"标题是{titled}年的，文号是{stated}年的"
            yield problem(passage, *match.span("year"), message, "核对文号的年份")
    for match in _YEAR_ISSUED.finditer(passage.value) if "〔" in passage.value else ():
        told, stated = int(match["titled"]), int(match["year"])
        if stated > told or (stated < told and int(match["month"] or _EARLY) >= _EARLY):
            message = f"写着{told}年印发，文号是{stated}年的"
            yield problem(passage, *match.span("year"), message, "核对文号的年份")


_LOW = 40
"""A lower serial is one of the first months (practice)."""
_OF_AN_OFFICE = lazy_pattern(
    rf"(?P<office>{HAN}{{1,10}}(?:局|委员会|委|厅|中心))(?:关于|印发的?)?《[^《》]{{4,60}}》\s?[（(](?P<mark>[^（）()〔]{{1,6}}政办?(?:发|函|规|字))〔"
)


def _number_of_the_government(passage: Passage) -> Iterator[Problem]:
    """Yield titles of an office that have a number of the government."""
    for match in _OF_AN_OFFICE.finditer(passage.value) if "政" in passage.value and "〔" in passage.value else ():
        if not re.search("转发|会同|报经", match.group()):
            message = (
                f"{match['mark']}是政府及其办公室的文号，文件写的是{quote(_BEFORE_NAME.sub('', match['office']))}的"
            )
            yield problem(passage, *match.span("mark"), message, "照原件改标题或文号")


_MINISTRY = lazy_pattern(
    rf"(?<!国务院)(?P<organ>(?:教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|住房(?:和)?城乡建设|交通运输|水利|农业农村|商务|文化和旅游|应急管理|退役军人事务)部"
    rf"|国家{HAN}{{2,10}}?(?:委员会|委|局|总局|署)|(?:海关|税务|市场监管|市场监督管理)总署?局?|中国人民银行|审计署|全国人大(?:常委会)?|国务院办公厅)(?:制定|颁布|公布|发布|出台)?的?《(?P<title>[^《》]{{4,40}})》"
)
_NUMBERED_BY = (
    (r"国发", r"国务院", r"国务院办公厅"),
    (r"国办发|国办函|国办", r"国务院办公厅", r"国务院"),
    (r"中办发|厅字", r"中共中央办公厅", r"中共中央"),
    (r"中发", r"中共中央", r"中共中央办公厅"),
)
"""Marks of numbers, the organ that has them, and the one it is mistaken for."""
_TITLED = lazy_pattern(
    r"(?P<outer>[^，。；、《》（）\s]{0,12})《(?P<title>[^《》]{6,90}(?:〈[^〈〉]{2,60}〉[^《》]{0,30})?)》\s?[（(](?P<mark>[^（）()〔\d]{2,12})〔\d{4}〕"
)
_ISSUED_BY = lazy_pattern(
    rf"(?P<organ>(?:{HAN}){{2,24}}?(?:人民政府办公室|人民政府办公厅|人民政府|政府办公室|政府办公厅|政府办|政府))(?=关于|印发|转发|[《]|$)"
)


def _wrong_organ(passage: Passage) -> Iterator[Problem]:
    """Yield organs before a law that is not theirs, and titles of one organ with the number of another (国务院关于… with 国办发)."""
    text = passage.value
    for match in _MINISTRY.finditer(text) if "《" in text else ():
        law = _laws().get(match["title"].removeprefix(_COUNTRY))
        if law is None or _LOCAL.search(match["title"].removeprefix(_COUNTRY)):
            continue
        is_law = match["title"].endswith("法")
        right = "全国人民代表大会常务委员会" if is_law else "国务院"
        if (is_law and match["organ"].startswith("全国人大")) or (not is_law and not match["title"].endswith("条例")):
            continue
        message = f"《{match['title']}》是{right}制定的，写成了{quote(match['organ'])}"
        yield problem(passage, *match.span("organ"), message, "核对制定机关")
    for match in _TITLED.finditer(text) if "〔" in text else ():
        named = f"{match['outer']}{match['title']}"
        for mark, right, other in _NUMBERED_BY:
            is_others = re.search(rf"(?<!共){other}(?!办公厅)", named) and not re.search(rf"{right}(?!办公厅)", named)
            if re.fullmatch(mark, match["mark"]) and is_others:
                message = f"{match['mark']}是{right}的文号，标题写的是{other}"
                yield problem(passage, *match.span("title"), message, "照原件改标题或文号")
        if issued := _ISSUED_BY.search(named):
            if (
                re.match("国", match["mark"])
                and re.search("[省市县区州]", _BEFORE_NAME.sub("", issued["organ"]))
                and "国务院" not in named
            ):
                message = (
                    f"{match['mark']}是国务院及其办公厅的文号，标题写的是{quote(_BEFORE_NAME.sub('', issued['organ']))}"
                )
                yield problem(passage, *match.span("title"), message, "照原件改标题或文号")
            is_office = "办" in issued["organ"][-4:]
            marked = re.search("政办|政发", match["mark"])
            if marked and (marked.group() == "政办") is not is_office:
                owner = "办公室" if marked.group() == "政办" else "政府"
                message = f"{match['mark']}是{owner}的文号，标题写的是{quote(_BEFORE_NAME.sub('', issued['organ']))}"
                yield problem(passage, *match.span("title"), message, "照原件改标题或文号")


_BEFORE_NAME = lazy_pattern("^(?:和|及|与|按照|根据|依据|依照|落实|转发|贯彻)+")
LATEST_SLIP = 60
"""A number of a year still later is no slip but something else."""


def _wrong_number(passage: Passage, match: re.Match[str], titles: list[tuple[str, str]]) -> Iterator[Problem]:
    cited = match["number"].replace(" ", "")
    bare = match["title"].removeprefix("国务院办公厅").removeprefix("中共中央办公厅").replace("印发", "")
    for title, number in titles:
        if not match["title"].endswith(title) and bare != title and f"〈{title}〉" not in match["title"]:
            continue
        said = re.search(_NUMBER, cited)
        if said is not None and number not in cited and _same_kind(said.group(), number):
            yield problem(passage, *match.span("number"), f"《{title}》的文号是{number}", "照原件改")
        return


def _same_kind(cited: str, number: str) -> bool:
    """Whether both are of the centre or of one organ: a local paper may have the same title with a number of its own."""
    central = cited.startswith(("国", "中办")) and number.startswith(("国", "中办"))
    return central or ("〔" in cited and cited.partition("〔")[0] == number.partition("〔")[0])


def _title_of_number(title: str, number: str, titles: list[tuple[str, str]]) -> str:
    """Return the title a number of the centre belongs to where quite another is cited; else the empty string."""
    bare = number.replace(" ", "")
    names = [name for name, known in titles if known == bare and known.startswith(("国办", "中办"))]
    return names[0] if len(names) == 1 and names[0] not in title and title not in names[0] else ""


# --- titles of laws ------------------------------------------------------------------------------

_COUNTRY = "中华人民共和国"
_LOCAL = lazy_pattern(r"[省市县区州旗盟]|自治|[〈（(]|\d")
_NO_PLACE = lazy_pattern("城市|市场|市容|社区|地区|区域|小区|保护区|县域|灾区")
_LEAST_TITLE, _LONG_TITLE = 7, 8


@cache
def _laws() -> Mapping[str, Mapping[str, str]]:
    """Return laws and administrative regulations by their titles without the country's name."""
    return {row["标题"].removeprefix(_COUNTRY): row for row in table("laws.tsv")}


@cache
def _documents() -> frozenset[str]:
    """Return the titles of documents that are no laws: those with a number, and the rules of the Party."""
    return frozenset(row["标题"] for name in ("cited_documents.tsv", "party_rules.tsv") for row in table(name))


@cache
def _titles_by_length() -> Mapping[int, Sequence[str]]:
    titles: dict[int, list[str]] = {}
    for title in (*_laws(), *_documents()):
        titles.setdefault(len(title), []).append(title)
    return titles


@cache
def _repealed() -> Mapping[str, Mapping[str, str]]:
    """Return laws that are no longer in force, by their titles without the country's name."""
    return {row["标题"].removeprefix(_COUNTRY): row for row in table("repealed_laws.tsv")}


_OF_THE_PAST = lazy_pattern(r"原|废止|失效|取代|替代|当时|此前|修订前|旧")


def _no_longer_in_force(passage: Passage, match: re.Match[str], issued: date) -> Iterator[Problem]:
    """Yield the problem with a law cited as in force after it was repealed (repealed_laws.tsv)."""
    row = _repealed().get(match["title"].removeprefix(_COUNTRY))
    near = passage.value[max(match.start() - 8, 0) : match.start()] + passage.value[match.end() : match.end() + 12]
    if row is None or issued < date.fromisoformat(row["废止"]) or _OF_THE_PAST.search(near):
        return
    day = format_day(date.fromisoformat(row["废止"]))
    message = f"《{match['title']}》已于{day}废止"
    yield problem(passage, *match.span("title"), message, f"现行的是《{row['现行']}》（{row['出处']}）")


_CITED_LAW = lazy_pattern(r"《(?P<title>[^《》]{3,30}(?:法|条例|通则|总则|规定|办法))》")
_LIKE_COUNTRY = lazy_pattern("中[华人民共和国]{3,7}")


def _misspelt_country(title: str) -> str:
    """Return what a law's title has in the place of the country's name, where it is nearly that; else the empty string."""
    if title.startswith(_COUNTRY) or (match := _LIKE_COUNTRY.match(title)) is None:
        return ""
    found = match.group()
    return next((found[:end] for end in range(len(found), 3, -1) if title[end:] in _laws()), "")


_ON_TRIAL = lazy_pattern("（(?:试行|暂行)）$")
_KINDS = ("条例", "规定", "办法", "准则", "细则", "规则", "法")
"""What laws and rules are called; of two that a title ends with the longer first."""


def _near_title(passage: Passage, match: re.Match[str]) -> Iterator[Problem]:
    """Yield the problem with a title that is a character or two away from a law's; a place's own law may have any title."""
    title = _ON_TRIAL.sub("", match["title"].removeprefix(_COUNTRY))
    if (
        (len(title) < _LEAST_TITLE and not match["title"].startswith(_COUNTRY))
        or title in _laws()
        or title in _repealed()
        or title in _documents()
        or (_LOCAL.search(title) and _LOCAL.search(_NO_PLACE.sub("", title)))
    ):
        return
    # with the country's name in front it can be no place's own law
    is_national = match["title"].startswith(_COUNTRY)
    most = 2 if is_national or len(title) >= _LONG_TITLE else 1
    edits = {
        known: bounded_edit_distance(title, known, most)
        for length in range(len(title) - most, len(title) + most + 1)
        for known in _titles_by_length().get(length, ())
        if known[-1] == title[-1]
    }
    # two words may have changed places: 劳动争议仲裁调解法
    near = {known for known, number in edits.items() if number is not None or sorted(title) == sorted(known)}
    fewest = min((edits[known] or most for known in near), default=most)
    near = {known for known in near if (edits[known] or most) == fewest}
    # a law called a regulation, or the other way round: no longer shorter than a character
    swapped = {
        stem + kind
        for kind in _KINDS
        for end in _KINDS
        if title.endswith(end)
        and (stem := title.removesuffix(end))
        and (stem + kind in _laws() or (kind != "法" and stem + kind in _documents()))
    }
    near = near or (swapped if is_national or len(title) >= _LONG_TITLE else set())
    if len(near) == 1 or (is_national and near):
        right = "或".join(f"《{_COUNTRY if is_national else ''}{known}》" for known in sorted(near))
        yield problem(
            passage, *match.span("title"), f"没有《{match['title']}》", f"您是不是要写{right}？新颁布的，核实后不必改"
        )


# --- what the Regulation lays down -----------------------------------------------------------------

_YEARLY_REPORT = r"(?:政府信息公开工作)?年度报告"
_YEARLY_DEADLINE = lazy_pattern(r"(?<!\d)(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[底末])[之以]?前")
_LAST = (1, 31)


@rule("X020", Severity.WARNING, "法定的期限、条数不对")
def statutory_term(context: CheckContext) -> Iterator[Problem]:
    """Terms and articles that the Regulation on open government information states otherwise, and years of five-year plans."""
    yield from _articles_and_days(context)
    yield from _terms(context)
    yield from _frequencies(context)
    yield from _known_figures(context)
    for passage in context.prose:
        yield from _wrong_articles(passage)
        yield from _fixed_values(passage)
    in_force = date.fromisoformat(_laws()[_REGULATION]["施行"]) <= issue_day(context)
    for passage in context.prose:
        text = passage.value
        if in_force and (report := re.search(_YEARLY_REPORT, text)):
            yield from _yearly_report(passage, report)
        for match in re.finditer(_PERIOD_TURN, text) if "五" in text else ():
            stated = int(match["year"] or context.plan.year)
            is_first = match["turn"] in _FIRST_YEAR
            if stated != _PERIODS[match["name"]][not is_first]:
                right = _PERIODS[match["name"]][not is_first]
                message = f"{quote(match['name'])}的{'开局' if is_first else '收官'}之年是{right}年，不是{stated}年"
                yield problem(passage, *match.span("name"), message, "核对是哪一个五年规划")
        for match in _NTH_YEAR.finditer(text) if "五" in text and "第" in text else ():
            stated = int(match["year"] or context.plan.year)
            right = stated - _PERIODS[match["name"]][0] + 1
            if parse_number(match["number"]) != right:
                yield problem(
                    passage, *match.span("number"), f"{stated}年是{quote(match['name'])}的第{right}年", "核对年份"
                )
        for match in re.finditer(_ACTION, text) if "年" in text else ():
            lasted = int(match["last"]) - int(match["first"]) + 1
            if lasted != parse_number(match["count"]):
                message = f"{match['first']}—{match['last']}年是 {lasted} 年"
                yield problem(passage, *match.span(), message, "核对起止年份")
        for match in (*re.finditer(_PERIOD, text), *re.finditer(_PERIOD_STATED, text)) if "五" in text else ():
            if (int(match["first"]), int(match["last"])) != _PERIODS[match["name"]]:
                first, last = _PERIODS[match["name"]]
                yield problem(passage, *match.span(), f"{quote(match['name'])}是{first}—{last}年", "核对年份")


_ARTICLE_OF = lazy_pattern(
    r"《(?P<title>[^《》]{2,40})》(?:（[^（）]{0,30}）)?第(?P<article>\d{1,4}|[一二三四五六七八九十百千]{1,7})条(?!例)"
)
_IN_FORCE_FROM = lazy_pattern(
    r"《(?P<title_bracket>[^《》]{2,40})》[（(](?:[^（）()]{0,20}[，；])?(?:已)?自?(?P<year_bracket>\d{4})年(?P<month_bracket>\d{1,2})月(?P<day_bracket>\d{1,2})日起?(?:正式)?(?:施行|实施|生效)"
    r"|《(?P<title>[^《》]{2,40})》(?:[（(][^（）()]{0,30}[）)])?(?:[^，。；《》]{0,12}?|，(?:该|此|本)?(?:条例|法|办法|规定|法律)?(?:已|将)?)自(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日起(?:施行|实施|生效)"
    r"|自(?P<year_before>\d{4})年(?P<month_before>\d{1,2})月(?P<day_before>\d{1,2})日起(?:正式)?(?:施行|实施|生效)的(?:新修订的?)?《(?P<title_behind>[^《》]{2,40})》"
    r"|新修订的(?P<title_bare>[\u4e00-\u9fff]{2,16}?(?:法|条例))(?:于[^，。；]{4,14}(?:通过|公布)，)?(?:已|将)?自(?P<year_bare>\d{4})年(?P<month_bare>\d{1,2})月(?P<day_bare>\d{1,2})日起(?:正式)?(?:施行|实施|生效)"
)
"""The day a law took effect, before or behind its title."""
_TITLES_IN_FORCE = (("", "title"), ("_bracket", "title_bracket"), ("_before", "title_behind"), ("_bare", "title_bare"))
_NO_REVISION = 400
"""So many days, at most, lie between the days on which a law is passed and takes effect; it is not revised again so soon."""


def _days_apart(day: date, year: int, month: int, number: int) -> int:
    """Return how many days another lies before or behind a day, months taken for 31 days: it may be none of the calendar."""
    return abs((day.year - year) * 372 + (day.month - month) * 31 + day.day - number)


_NEXT_ARTICLE = lazy_pattern(
    r"(?:第[一二三四五六七八九十]款)?(?:[、和及至]|以及)第(?P<article>\d{1,4}|[一二三四五六七八九十百千]{1,7})条(?!例)"
)


def _cited_articles(text: str, first: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and number of the articles cited in one row behind a title: 第四十九条、第五十条."""
    yield first.end("title") + 1, first.end(), first["article"]
    stop = first.end()
    while (match := _NEXT_ARTICLE.match(text, stop)) is not None:
        stop = match.end()
        yield match.start("article") - 1, stop, match["article"]


def _full_title(title: str, passage: Passage) -> str:
    """Return the title of a law without the country's name; 《条例》 alone is the Regulation where open government is spoken of."""
    bare = title.removeprefix(_COUNTRY)
    return _REGULATION if bare == "条例" and ("信息" in passage.value or "公开" in passage.value) else bare


def _articles_and_days(context: CheckContext) -> Iterator[Problem]:
    """Yield the articles that a law does not have, and other days than that on which it took effect."""
    if "《" not in context.text and "新修订的" not in context.text:
        return
    for passage in context.prose:
        for match in _ARTICLE_OF.finditer(passage.value) if "》" in passage.value else ():
            law = _laws().get(_full_title(match["title"], passage))
            if law is None:
                continue
            for start, stop, article in _cited_articles(passage.value, match):
                if law["条数"] and _article(article) > int(law["条数"]):
                    message = f"《{match['title']}》只有{law['条数']}条，没有第{article}条"
                    yield problem(passage, start, stop, message, "核对条数")
        for match in (
            _IN_FORCE_FROM.finditer(passage.value) if "施行" in passage.value or "日起" in passage.value else ()
        ):
            side, title = next((side, match[name]) for side, name in _TITLES_IN_FORCE if match[name])
            law = _laws().get(title.removeprefix(_COUNTRY))
            if law is None or not law["施行"]:
                continue
            day = date.fromisoformat(law["施行"])
            stated = tuple(int(match[f"{part}{side}"]) for part in ("year", "month", "day"))
            # a revision may have a day of its own: another day of another year is let pass, unless it is near
            same = (stated[0] == day.year) + (stated[1:] == (day.month, day.day))
            if same == 1 or (same == 0 and _days_apart(day, *stated) < _NO_REVISION):
                message = f"《{title}》自{format_day(day)}起施行"
                yield problem(passage, match.start(f"year{side}"), match.end(f"day{side}") + 1, message, "核对施行日期")


_ARTICLES = (
    r"《(?:中华人民共和国)?(?P<law>[^《》]{2,30})》(?:（[^（）]{0,30}）)?"
    r"(?P<articles>第[一二三四五六七八九十百\d]{1,5}条(?:第[一二三四五六七八九十]款|[、和及]第[一二三四五六七八九十百\d]{1,5}条)*)(?P<about>[^。；]{0,80})"
)


_OPENING = 4


def _wrong_articles(passage: Passage) -> Iterator[Problem]:
    """Yield citations of an article that is about something else: law_articles.tsv says which articles treat a subject."""
    text = passage.value
    for match in re.finditer(_ARTICLES, text) if "》第" in text or "）第" in text else ():
        law = _full_title(match["law"], passage)
        rows = [row for row in table("law_articles.tsv") if row["法规"] == law]
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        # a sentence that begins with what it goes by may speak of what the one before has named
        begin = max(start, match.start() - 16) if match.start() - start > _OPENING else max(start - 24, 0)
        about = text[begin : match.start()] + "…" + match["about"]
        about = re.sub("《[^《》]*》", "", about)
        treated = [row["条"].split("|") for row in rows if re.search(row["事由"], about)]
        cited = {_article(number) for number in re.findall(r"第([一二三四五六七八九十百\d]{1,5})条", match["articles"])}
        right = {_article(number) for numbers in treated for number in numbers}
        slips = [
            number
            for number in cited - right
            if any(is_slip(float(number), float(other)) for other in right - cited) and cited & right
        ]
        if treated and (cited.isdisjoint(right) or slips):
            articles = "、".join(f"第{number}条" for number in treated[0])
            message = f"《{match['law']}》里说这件事的是{articles}"
            yield problem(passage, *match.span("articles"), message, "核对条号，旧条文的条号会变")


_COUNT = lazy_pattern(
    r"(?:(?P<share>[二三四五六七八九十]分之[一二三四五六七八九])|百分之(?P<percent>[一二三四五六七八九十]{1,3})"
    r"|(?P<count>\d{1,4}|[一二三四五六七八九十百千]{1,5})\s?个?(?P<unit>工作日|小时|周岁|[日天月年人名岁元%％]))"
    r"(?=[之以]?(?P<behind>[内前]|[^\d]|$))"
)
"""An amount that a law may lay down: a number with its unit, a share."""
_UNITS = {"天": "日", "月": "个月", "名": "人", "岁": "周岁", "％": "%"}
_STATED_FOR = 40


def _stated(match: re.Match[str]) -> tuple[str, str]:
    """Return the number and the unit of an amount as the table writes them."""
    if match["share"]:
        return match["share"], ""
    if match["percent"]:
        return str(_article(match["percent"])), "%"
    return str(_article(match["count"])), _UNITS.get(match["unit"], match["unit"])


def _may_be(row: Mapping[str, str], number: str, unit: str, sentence: str) -> bool:
    """Whether an amount is that of the row, or on the side of it that the law leaves free (可), where the law is not quoted."""
    if unit not in row["单位"].split("|"):
        return False
    if number == row["数目"]:
        return True
    if not (row["可"] and number.isdigit()) or "另有规定" in sentence:
        return False
    return (int(number) < int(row["数目"])) == (row["可"] == "更少")


def _terms(context: CheckContext) -> Iterator[Problem]:
    """Yield the terms and amounts that are other than those a law lays down for the same act."""
    issued = issue_day(context).isoformat()
    rows = [
        row
        for row in table("statutory_terms.tsv")
        if row["自"] <= issued and all(_has_one(words, context.text) for words in row["同句"].split("&"))
    ]
    for passage in context.prose if rows else ():
        text = passage.value
        for match in _COUNT.finditer(text):
            start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            stop = min((at for mark in "。；" if (at := text.find(mark, match.end())) >= 0), default=len(text))
            before = text[max(start, match.start() - _STATED_FOR) : match.start()]
            behind = re.sub("^[之以](?=[内前])", "", text[match.end() : min(stop, match.end() + _STATED_FOR)])
            sentence = text[start:stop]
            for row in rows:
                if (
                    all(_has_one(words, sentence) for words in row["同句"].split("&"))
                    and re.search(row["前文"], before)
                    and re.search(row["后文"], behind)
                    and _is_of_kind(row, match)
                ):
                    if not _may_be(row, *_stated(match), sentence):
                        unit = row["单位"].split("|")[0]
                        right = f"{row['数目']}{'个' if unit == '工作日' else ''}{unit}"
                        message = f"{quote(match.group())}和法定的{right}不同（{row['出处']}）"
                        yield problem(passage, *match.span(), message, "照原文改；地方另有更短规定的，核实后保留")
                    break


_SPANS = frozenset(("日", "工作日", "个月"))


def _is_of_kind(row: Mapping[str, str], match: re.Match[str]) -> bool:
    """Whether an amount may be meant for that of the row: it has its unit, or both are spans of days."""
    unit = _stated(match)[1]
    units = row["单位"].split("|")
    return unit in units or (unit in _SPANS and not _SPANS.isdisjoint(units))


def _has_one(words: str, text: str) -> bool:
    """Whether a text has one of the words that | parts, or none is asked for."""
    return not words or any(word in text for word in words.split("|"))


_HOW_OFTEN = lazy_pattern(
    r"(?:至少)?每(?P<every>两个?月|半年|季度|个?月|周|年|两年|天|日)(?=[^，。；]{0,12}(?:公[布开示]|至少|一次|\d次))"
)
_TIMES_A_YEAR = {"两年": 0.5, "年": 1, "半年": 2, "季度": 4, "两月": 6, "月": 12, "周": 52, "天": 365, "日": 365}
_FIRST_REVIEW = lazy_pattern(
    r"先(?P<first>[^，。；]{0,14}(?:行政诉讼|起诉))[^。；]{0,20}?(?:再|后|然后)[^。；]{0,10}(?P<then>行政复议)"
)


def _frequencies(context: CheckContext) -> Iterator[Problem]:
    """Yield what is done less often than a law demands (statutory_frequencies.tsv), and a suit that comes before the review."""
    rows = [row for row in table("statutory_frequencies.tsv") if re.search(row["同段"], context.text)]
    for passage in context.prose:
        text = passage.value
        for match in _HOW_OFTEN.finditer(text) if rows and "每" in text else ():
            start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            before = text[max(start, match.start() - _STATED_FOR) : match.start()]
            for row in rows:
                if not re.search(row["同段"], text) or not re.search(row["前文"], before):
                    continue
                times = _TIMES_A_YEAR[match["every"].replace("个", "")]
                if times < float(row["每年"]):
                    message = f"{quote(match.group())}少于法定的{row['说明']}（{row['出处']}）"
                    yield problem(passage, *match.span(), message, "照原文改")
                break
        for match in _FIRST_REVIEW.finditer(text) if "复议" in text else ():
            message = "先复议、后诉讼，写倒了"
            hint = "复议前置的先申请复议；已经起诉的，不再复议（《中华人民共和国行政复议法》第二十三条、第二十九条）"
            yield problem(passage, match.start("first"), match.end("then"), message, hint)


def _fixed_values(passage: Passage) -> Iterator[Problem]:
    """Yield days, numbers and shares that a law or paper lays down and the text states otherwise (statutory_values.tsv)."""
    for row in table("statutory_values.tsv"):
        if row["同段"] not in passage.value:
            continue
        for match in re.finditer(row["式"], passage.value):
            stated, right = match[1].replace("（含）", "").replace("％", "%"), row["应为"].split("|")
            is_early = row["可"] == "更早" and _month_and_day(stated) < _month_and_day(right[0])
            if stated not in right and not is_early and not passage.is_exempt(*match.span(1)):
                message = f"写了{quote(match[1])}，应当是{right[0]}（{row['出处']}）"
                yield problem(passage, *match.span(1), message, "照原文改")


def _month_and_day(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _known_figures(context: CheckContext) -> Iterator[Problem]:
    """Yield figures that are fixed for the whole country and stated otherwise (known_figures.tsv): 62个试点领域."""
    rows = [row for row in table("known_figures.tsv") if re.search(row["后文"], context.text)]
    for passage in context.prose if rows else ():
        for row in rows:
            for match in re.finditer(rf"(?<![\d.])(?P<number>\d{{1,3}})(?={row['后文']})", passage.value):
                # another figure may be lawful; the digits turned or one of them changed are a slip
                if is_slip(float(match["number"]), float(row["数"])) and not passage.is_exempt(*match.span()):
                    message = f"写了{match['number']}，{row['说明']}是{row['数']}（{row['出处']}）"
                    yield problem(passage, *match.span("number"), message, "核对数字")


def _yearly_report(passage: Passage, report: re.Match[str]) -> Iterator[Problem]:
    """Yield the problem with a day behind which organs may not publish their yearly report (article 50)."""
    text = passage.value
    start = max(text.rfind(mark, 0, report.start()) for mark in "。；") + 1
    stop = min(
        (text.find(mark, report.end()) for mark in "。；" if text.find(mark, report.end()) >= 0), default=len(text)
    )
    told = text[start : report.start()].replace("政府信息公开", "") + text[report.end() : stop]
    if "政府信息公开" not in text[start:stop] or not re.search("公布|公开|发布", told):
        return
    for match in _YEARLY_DEADLINE.finditer(text, start, stop):
        if (int(match["month"]), int(match["day"] or 31)) > _LAST and not re.search(
            "主管部门|汇总|本级|全[省市县区]", text[start:stop]
        ):
            message = f"{quote(match.group())}晚于条例第五十条的1月31日前"
            yield problem(passage, *match.span(), message, "核对年度报告的公布期限")


def _article(text: str) -> int:
    if text.isdigit():
        return int(text)
    value = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
    total, rest = 0, text
    for unit, size in (("千", 1000), ("百", 100), ("十", 10)):
        if unit in rest:
            before, _, rest = rest.partition(unit)
            total += value.get(before[-1:], 1) * size
    return total + value.get(rest[-1:], 0)
