"""Rules X006, X007, X009 to X012, X014, X021, X028 and X029 (名称): documents, organs and terms called by another name."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.check.context import CheckContext, Kind, heads, overlaps
from pipeline.check.registry import PassageSpan, Problem, problem, problem_with, rule, whole_text
from pipeline.check.sequences import confusable
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.diff import bigrams, similarity
from pipeline.text.numerals import parse_number

if TYPE_CHECKING:
    from pipeline.source import SourceText

# --- names of documents --------------------------------------------------------------------

_CITED_TITLE = lazy_pattern(r"《([^《》]{6,60})》")
NEAR_RATIO = 0.8


@rule("X006", Severity.WARNING, "附件、计划的名称前后不一")
def annex_name(context: CheckContext) -> Iterator[Problem]:
    """Cited titles that are nearly those of the plan or its annexes."""
    head = context.plan.head
    titles = [text for text in (head.title, *(annex.title for annex in head.annexes)) if text.value and text.runs]
    exact = {title.value for title in titles}
    without_digits = {_without_digits(title) for title in exact}
    near: dict[str, SourceText | None] = {}
    for passage in context.passages:
        if passage.kind not in (Kind.PARAGRAPH, Kind.STEP, Kind.TITLE):
            continue
        for match in _CITED_TITLE.finditer(passage.value):
            cited = match[1]
            if cited in exact or (passage.kind is Kind.TITLE and _without_digits(cited) in without_digits):
                continue  # a wrong year in a title has a rule of its own (X001)
            if cited not in near:
                near[cited] = next((title for title in titles if _is_near_title(cited, title.value)), None)
            title = near[cited]
            if title is not None:
                message = f"《{cited}》与标题{quote(title)}不一致"
                related = whole_text(title, "标题")
                yield problem(passage, *match.span(1), message, "统一成一个名称", related=related)


def _without_digits(title: str) -> str:
    return re.sub(r"\d", "", title)


_KINDS_OF_PLAN = ("计划", "要点", "方案", "安排", "意见", "清单")


def _is_near_title(cited: str, title: str) -> bool:
    """Whether the two are one title written twice: alike in most characters, and of the same kind of document."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, cited, title, autojunk=False)
    if cited[-2:] != title[-2:]:
        # the plan itself by another kind of paper: …工作要点 for …工作计划
        return cited[:-2] == title[:-2] and cited[-2:] in _KINDS_OF_PLAN and title[-2:] in _KINDS_OF_PLAN
    return (matcher.quick_ratio() >= NEAR_RATIO and matcher.ratio() >= NEAR_RATIO) or _is_shortened(cited, title)


_KIND_OF_ANNEX = lazy_pattern(r"(?:分解表|任务表|清单|要点|安排表|一览表)$")


def _is_shortened(cited: str, title: str) -> bool:
    """Whether the cited title is that of an annex with words left out: of the same year and kind, each of its characters in it."""
    years = re.findall(r"20\d\d(?=年)", cited)
    if not years or years != re.findall(r"20\d\d(?=年)", title) or not _KIND_OF_ANNEX.search(cited):
        return False
    rest = iter(title)
    return all(char in rest for char in cited)


_ANNEX_REFERENCE = lazy_pattern(
    r"(?<!》)附件\s?(?P<number>\d{1,2}|[一二三四五六七八九十])(?![\d年月份个张页套项])|(?:详见|参见|见)(?:本计划)?附件(?!\s?[\d一二三四五六七八九十])"
)


@rule("X007", Severity.ERROR, "提到的附件不存在")
def missing_annex(context: CheckContext) -> Iterator[Problem]:
    """References to annexes that the plan does not have."""
    count = len(context.plan.head.annexes)
    for passage in context.prose:
        if "附件" not in passage.value:
            continue
        for match in _ANNEX_REFERENCE.finditer(passage.value):
            number = 1 if match["number"] is None else parse_number(match["number"])
            if number > count and not passage.is_quoted(*match.span()):
                annexes = f"只有 {count} 个附件" if count else "没有列附件"
                hint = "改正序号，或在 plan.md 的头部补上 附件: …"
                yield problem(passage, *match.span(), f"“{match.group()}”：头部{annexes}", hint)


# --- which annex is meant --------------------------------------------------------------------

_NUMBERED_ANNEX = lazy_pattern(r"(?<!》)附件\s?(?P<number>\d{1,2})(?![\d年月份个张页套项])")
_OF_EVERY_ANNEX = lazy_pattern(
    r"附件|本计划|详见|参见|见于?|具体|有关|情况|内容|所列|以及|20\d\d年度?|年度?|政务公开|政府信息|工作|计划|要求|按照|依照|根据|清单|一览|[表和及与的按照对应于在由等为]"
)
MIN_SHARED = 2
"""So many pairs of characters in common say which annex a clause is about."""


@rule("X029", Severity.WARNING, "附件的序号和说的内容对不上")
def other_annex(context: CheckContext) -> Iterator[Problem]:
    """References to an annex by its number where the words before it are those of another annex's title."""
    titles = [bigrams(_OF_EVERY_ANNEX.sub("，", annex.title.value)) for annex in context.plan.head.annexes]
    if len(titles) < 2:
        return
    for passage in context.prose:
        for match in _NUMBERED_ANNEX.finditer(passage.value) if "附件" in passage.value else ():
            number = int(match["number"])
            if not 1 <= number <= len(titles) or passage.is_quoted(*match.span()):
                continue
            shared = [0]
            # the clause says what is annexed, or else the sentence
            for marks in ("，。；：、）", "。；"):
                start = max(passage.value.rfind(mark, 0, match.start()) for mark in marks) + 1
                about = bigrams(_OF_EVERY_ANNEX.sub("，", passage.value[start : match.start()]))
                shared = [(about & title).total() for title in titles]
                if max(shared) >= MIN_SHARED:
                    break
            best = max(range(len(titles)), key=lambda index: shared[index])
            if shared[best] >= MIN_SHARED and not shared[number - 1] and shared.count(shared[best]) == 1:
                title = context.plan.head.annexes[best].title
                message = f"说的像是附件{best + 1}{quote(title)}，写了{quote(match.group())}"
                yield problem(passage, *match.span(), message, "核对附件的序号", related=whole_text(title, "附件"))


_CITATION = lazy_pattern(r"《(?P<title>[^《》]{5,60})》(?:[（(](?P<number>[^（）()\s]{2,20}〔\d{4}〕\d{1,5}号)[）)])?")


@dataclass(frozen=True, slots=True)
class _Citation:
    """A cited title: where it occurs, and the document number behind it or the empty string."""

    occurrence: PassageSpan
    title: str
    number: str


@rule("X009", Severity.WARNING, "同一文件两个名称")
def cited_in_two_forms(context: CheckContext) -> Iterator[Problem]:
    """Later citations that differ from an earlier one of what must be the same document."""
    hint = "照原件统一"
    first: dict[str, _Citation] = {}
    first_numbered: dict[str, _Citation] = {}
    by_key: dict[str, _Citation] = {}
    for citation in _citations(context):
        title = citation.title
        if citation.number:
            earlier = first_numbered.setdefault(title, citation)
            if earlier.number != citation.number:
                message = f"《{title}》前面的文号是{earlier.number}"
                yield citation.occurrence.problem(message, hint, earlier.occurrence.related("前一处"))
        if title in first:
            continue
        first[title] = citation
        similar = (by_key[key] for key in _title_keys(title, of_earlier=True) if key in by_key)
        for earlier in similar:
            if _sorted_digits(earlier.title) == _sorted_digits(title) or _without_term(earlier.title):
                related = earlier.occurrence.related("前一处")
                yield citation.occurrence.problem(f"前面写作《{earlier.title}》", hint, related)
                break
        for key in _title_keys(title):
            by_key.setdefault(key, citation)


_OF_A_DRAFT = lazy_pattern(r"[（(](?:草案|送审稿|讨论稿|(?:公开)?征求意见稿|修订草案|试行|暂行|修订|修订稿)[）)]$")
"""A draft of a document has its name."""


def _citations(context: CheckContext) -> Iterator[_Citation]:
    """Yield every citation of a document but this plan and its annexes, which X006 compares."""
    own_titles = {context.plan.head.title.value, *(annex.title.value for annex in context.plan.head.annexes)}
    for passage in context.passages:
        if "《" in passage.value:
            for match in _CITATION.finditer(passage.value):
                if match["title"] not in own_titles:
                    occurrence = PassageSpan(passage, *match.span("title"))
                    yield _Citation(occurrence, _OF_A_DRAFT.sub("", match["title"]), match["number"] or "")


def _title_keys(title: str, *, of_earlier: bool = False) -> Iterator[str]:
    """Yield the keys under which a title is kept, or those `of_earlier` titles of the same document.

    One title has a character more than the other: the whole of the one is the other
    with a character left out, so = and - are swapped to look one up. Titles of
    any document may have its words in another order (民宿旅游, 旅游民宿); yearly ones (要点,
    计划) may differ in one character, as laws do (民事诉讼法, 刑事诉讼法).
    """
    if len(title) >= 8:
        whole, shortened = ("-", "=") if of_earlier else ("=", "-")
        yield whole + title
        yield from (shortened + title[:index] + title[index + 1 :] for index in range(len(title)))
        yield "~" + "".join(sorted(title))
        if (term := _without_term(title)) or title.endswith(_SORTS):
            yield "/" + (term or title.removesuffix(title[-len(_SORTS[0]) :]))
    if re.search(r"20\d\d年", title):
        yield from (f"?{title[:index]}?{title[index + 1 :]}" for index in range(len(title)))


_SORTS = ("办法", "规定")
"""Names of regulations of which an organ makes one on a matter."""
_TERM = lazy_pattern(r"[（(](?P<first>20\d\d)\s?[—–～~至-]+\s?20\d\d年?[）)]$")


def _without_term(title: str) -> str:
    """Return the title of a plan without the last year of its term; empty for one without a term."""
    term = _TERM.search(title)
    return f"{title[: term.start()]}（{term['first']}" if term else ""


def _sorted_digits(title: str) -> str:
    return "".join(sorted(re.sub(r"\D", "", title)))


_ORGAN = lazy_pattern(
    r"(?P<organ>[^\d《》〈〉“”，。\s]{2,24}?(?:局|委员会|办公室|办公厅|政府|委|厅|院|处|中心|分局|署|所))(?=关于|\s?\d{4}\s?年)"
)


@rule("X014", Severity.WARNING, "标题里的机关与发文机关不同")
def organ_name(context: CheckContext) -> Iterator[Problem]:
    """Titles that begin with the name of another organ, and printing organs that are nearly the issuing one."""
    yield from _printing_organ(context)
    for head in heads(context.plan):
        title, organ = head.title, head.organ if head.organ.value else context.plan.head.organ
        match = _ORGAN.match(title.value)
        if not match or not organ.value or not title.runs or "、" in organ.value:
            continue
        named = match["organ"]
        if organ.runs and organ.value == f"{named}办公室" and named.endswith(("局", "委", "委员会", "厅")):
            message = f"发文机关写的是{quote(organ)}，标题写的是{quote(named)}"
            yield problem_with(organ, message, "核对机关名称", related=whole_text(title, "标题"))
        if named not in organ.value and organ.value not in named:
            message = f"标题写的是{quote(named)}，发文机关是{quote(organ)}"
            # the plan speaks of the one in the title: the other is the slip
            # of two places with an office of the same name the one that is named in full more often
            is_once = context.text.count(organ.value) < 2 <= context.text.count(named)
            if organ.runs and _times_named(context, named) > 1 and (is_once or _times_named(context, organ.value) < 2):
                yield problem_with(organ, message, "核对机关名称", related=whole_text(title, "标题"))
            else:
                related = whole_text(organ, f"发文机关{quote(organ)}")
                yield problem(title, *match.span("organ"), message, "核对机关名称", related=related)
    yield from _organ_of_annexes(context)


def _times_named(context: CheckContext, name: str) -> int:
    """Return how often an organ is named in the plan, with its place or without."""
    place = re.match(rf"{HAN}{{2,6}}?(?=[市县区州旗镇乡])", name)
    return context.text.count(name[place.end() :] if place else name)


_OFFICE_IN_TITLE = lazy_pattern(rf"(?<=[年度])(?P<level>[市县区州旗])(?P<office>{HAN}{{2,12}}?局)")


def _organ_of_annexes(context: CheckContext) -> Iterator[Problem]:
    """Yield the titles of annexes that begin with nearly the issuing organ's name: 某县水利局 for 某县水务局."""
    organ = context.plan.head.organ.value
    for annex in context.plan.head.annexes if organ and "、" not in organ else ():
        for named in _OFFICE_IN_TITLE.finditer(annex.title.value) if annex.title.runs else ():
            if (
                named["office"] not in organ
                and re.search(rf"{named['level']}{HAN}{{2,16}}局$", organ)
                and named["office"][-3:] != organ[-3:]
            ):
                message = f"附件标题写的是{quote(named['office'])}，发文机关是{quote(organ)}"
                yield problem(annex.title, *named.span("office"), message, "核对机关名称")
        match = _ORGAN.match(annex.title.value)
        if not match or not annex.title.runs or match["organ"] in organ or organ in match["organ"]:
            continue
        if similarity(match["organ"], organ) >= NEAR_RATIO:
            message = f"附件标题写的是{quote(match['organ'])}，发文机关是{quote(organ)}"
            yield problem(annex.title, *match.span("organ"), message, "核对机关名称")


def _printing_organ(context: CheckContext) -> Iterator[Problem]:
    """Yield the printing organ (印发机关) that is nearly the issuing one: 某区教育体育局办公室 of 某区教育局."""
    for head in heads(context.plan):
        organ = head.organ if head.organ.value else context.plan.head.organ
        printer = head.printer
        named = re.match(r".{2,24}?(?:局|委员会|委|厅|政府)(?=.{0,6}(?:办公室|室|科|处)?$)", printer.value)
        if named is None or not printer.runs or not organ.value or organ.value in printer.value:
            continue
        ratio = similarity(named.group(), organ.value)
        if ratio >= NEAR_RATIO and named.group() not in organ.value:
            message = f"印发机关写的是{quote(named.group())}，发文机关是{quote(organ)}"
            yield problem(printer, *named.span(), message, "核对机关名称", related=whole_text(organ, "发文机关"))


_CONJUNCTION = "和与及暨、"


@rule("X021", Severity.WARNING, "正文里的机关名称与发文机关差一个字")
def own_name(context: CheckContext) -> Iterator[Problem]:
    """Stretches of text that are the organ's name but for one character, left out, added, or another conjunction."""
    organ = context.plan.head.organ.value
    if len(organ) < MIN_ORGAN_CHARS or "、" in organ:
        return
    near = _slips_of(organ)
    pattern = re.compile("|".join(sorted(map(re.escape, near), key=len, reverse=True)))
    head, tail = organ[:3], organ[-3:]
    for passage in context.passages:
        if passage.kind is Kind.VALUE or (head not in passage.value and tail not in passage.value):
            continue
        exact = [match.span() for match in re.finditer(re.escape(organ), passage.value)]
        for match in pattern.finditer(passage.value):
            if not overlaps(exact, *match.span()) and not passage.is_in_address(*match.span()):
                message = f"{quote(match.group())}和发文机关{quote(organ)}差一个字"
                yield problem(passage, *match.span(), message, "核对机关名称")
    yield from _by_other_names(context, organ)


MIN_ORGAN_CHARS = 6
_OFFICE_NAMES = (
    ("水务局", "水利局", "水利水务局", "水利和湖泊局"),
    ("卫生健康局", "卫生健康委员会", "卫生健康委", "卫健局", "卫健委"),
    ("发展和改革局", "发展和改革委员会", "发展改革委员会", "发展改革局", "发展改革委", "发改局", "发改委"),
    ("住房和城乡建设局", "住房和城乡建设委员会", "住房城乡建设委员会", "住房和城乡建设管理委员会", "建设和交通委员会"),
    ("农业农村局", "农业农村委员会", "农业农村委", "农业农村水利局"),
    (
        "文化和旅游局",
        "文化广电和旅游局",
        "文化广电旅游局",
        "文化旅游局",
        "文化旅游体育局",
        "文化广电旅游体育局",
        "文化体育和旅游局",
        "文化体育旅游局",
    ),
    (
        "城市管理局",
        "城市管理行政执法局",
        "城市管理综合行政执法局",
        "城市管理和综合执法局",
        "城市管理和行政执法局",
        "综合行政执法局",
    ),
    ("教育局", "教育体育局", "教育和体育局", "教育委员会", "教育科技局", "教育和科学技术局"),
    ("民族宗教事务局", "民族和宗教事务局", "民族宗教事务委员会"),
    ("工业和信息化局", "经济和信息化局", "经济和信息化委员会", "工业信息化和科技局"),
    ("科学技术局", "科学技术委员会", "科技局"),
    ("交通运输局", "交通运输委员会", "交通局"),
    ("政务服务和数据管理局", "政务服务数据管理局", "行政审批服务局", "行政审批局"),
    ("商务局", "商务委员会", "商务和粮食局"),
    ("人力资源和社会保障局", "人力资源社会保障局", "人力资源和社会保障委员会"),
    ("市场监督管理局", "市场和质量监督管理局", "市场监督管理委员会"),
    ("林业局", "林业和草原局", "自然资源和林业局"),
    ("退役军人事务局", "退役军人事务管理局"),
)
"""Names of offices of one trade, of which a place has one (practice since 2018)."""


def _by_other_names(context: CheckContext, organ: str) -> Iterator[Problem]:
    """Yield the office under the name that its trade has in other places, and its place misspelt before any organ: 县水利局 in 某县水务局's plan."""
    place = re.match(rf"(?P<name>{HAN}{{2,4}}?)(?P<level>[市县区州旗镇乡])(?!{HAN}?[市县区旗州](?!场))", organ)
    if place is None:
        return
    office = organ[place.end() :]
    family = next((names for names in _OFFICE_NAMES if office in names), ())
    # 农业农村委 is short for its own name
    others = sorted((name for name in family if name not in office and name in context.text), key=len, reverse=True)
    name, level = place["name"], place["level"]
    misspelt = [
        name[:index] + other + name[index + 1 :] + level
        for index in range(len(name))
        for other in confusable(name[index])
        if name[:index] + other + name[index + 1 :] + level in context.text
    ]
    # X014 has titles
    # the place with another level: 某区人民政府 in 某县's plan
    misspelt += [
        name + other
        for other in "市县区"
        if other != level and name + other in context.text and name + other not in organ
    ]
    for passage in (each for each in context.passages if each.kind is not Kind.TITLE) if others or misspelt else ():
        for match in (
            re.finditer(
                rf"(?:{re.escape(name)}|(?<!{HAN})|(?<=[由经向报按与和、请])|(?<=按照)){level}(?P<office>{'|'.join(others)})(?!等|各)",
                passage.value,
            )
            if others
            else ()
        ):
            message = f"{quote(match['office'])}：发文机关是{quote(organ)}"
            yield problem(passage, *match.span("office"), message, "核对机关名称；是别的机关的，写全名称")
        for wrong in misspelt:
            for match in re.finditer(
                rf"(?:(?<!{HAN})|(?<=[在由经向报按与和、请])|(?<=按照)){wrong}(?=人民政府|政府|{HAN}{{2,8}}局|人大|政协|委)",
                passage.value,
            ):
                yield problem(
                    passage, *match.span(), f"{quote(match.group())}和{quote(name + level)}差一个字", "核对地名"
                )


_OWN = lazy_pattern(
    rf"(?<!{HAN}[自忘])(?:我(?P<ours>局|委|厅|办|院|校|中心|街道|[镇乡县区])|本(?P<own>局|委|厅|院|校|镇|乡|街道|县|区))"
    r"(?!员|理|公|长|域|内[^，。；]{0,2}设|级|期|间|分)"
)
_FITS = {
    "局": r"局|署$",
    "委": r"委$|委员会|党委|党组",
    "厅": r"厅",
    "办": r"办$|办公室|办公厅|办事处|政府",
    "院": r"院",
    "校": r"校|学院|大学|中学|小学|幼儿园",
    "中心": r"中心",
    "街道": r"街道",
    "镇": r"镇",
    "乡": r"乡",
    "县": r"县|自治|[市州盟]",
    "区": r"[区市]|自治|州",
}
"""What an organ's name has that may call itself so (practice): a bureau 我局, a commission 我委; a bureau of a city has 区 and 县 below it."""
_PLACES = "街道镇乡县区"
_ANY_PLACE = "[省市区县州旗镇乡盟]|街道"
TRADES = {
    "财政": "财政",
    "教育": "教",
    "卫生健康": "卫",
    "市场监管": "市场",
    "税务": "税",
    "公安": "公安",
    "民政": "民政",
    "司法行政": "司法",
    "自然资源": "资源|规划|国土",
    "生态环境": "环境|环保|生态",
    "住房城乡建设": "住|建设",
    "住建": "住|建设",
    "交通运输": "交通",
    "水利": "水",
    "水务": "水",
    "农业农村": "农",
    "商务": "商",
    "文化旅游": "文",
    "文旅": "文",
    "应急管理": "应急|安全",
    "审计": "审计",
    "医疗保障": "医疗|医保",
    "医保": "医疗|医保",
    "人力资源社会保障": "人力|人社",
    "人社": "人力|人社",
    "统计": "统计",
    "城市管理": "城市|城管|执法",
    "城管": "城市|城管|执法",
    "退役军人": "退役",
    "信访": "信访",
    "发展改革": "发展|发改",
    "工业和信息化": "工业|工信|经济|经信",
    "科技": "科",
    "体育": "体",
    "气象": "气象",
    "林业": "林",
    "粮食": "粮|发展",
    "国资": "国有|国资",
}
"""What an organ is for, and what its name has then: 结合全区财政工作实际 stands in a bureau of finance's plan."""
_SITUATION = lazy_pattern(
    rf"(?:结合|立足|围绕)(?:我|本|全)?(?:[省市区县镇乡州]|单位|部门|系统)?(?P<trade>{'|'.join(sorted(TRADES, key=len, reverse=True))})(?:系统|部门|领域|行业)?(?:工作)?(?:的)?(?:实际|职能|职责|特点)"
)


@rule("X028", Severity.WARNING, "自称、职能和发文机关对不上")
def other_organ(context: CheckContext) -> Iterator[Problem]:
    """What an organ of another kind calls itself (我局 in a commission's plan), and the situation of another trade: words copied over."""
    organ = context.plan.head.organ.value
    if not organ or "、" in organ:
        return
    yield from _other_level(context, organ)
    for passage in context.passages:
        for match in _OWN.finditer(passage.value) if "我" in passage.value or "本" in passage.value else ():
            kind = match["ours"] or match["own"]
            # of an organ whose name says no place, nobody knows where it is
            if kind in _PLACES and not re.search(_ANY_PLACE, organ):
                continue
            # 各学校…本校: theirs
            if match["own"] and kind in "校镇乡" and kind in passage.value[: match.start()]:
                continue
            if not re.search(_FITS[kind], organ) and not passage.is_exempt(*match.span()):
                message = f"{quote(match.group())}：发文机关是{quote(organ)}"
                yield problem(passage, *match.span(), message, "核对是不是从别的单位的文件里抄来的")
        for match in _SUBORDINATE.finditer(passage.value) if "属" in passage.value else ():
            if not re.search(_FITS[match["kind"]], organ) and not passage.is_exempt(*match.span()):
                message = f"{quote(match.group())}：发文机关是{quote(organ)}"
                yield problem(passage, *match.span(), message, "核对是不是从别的单位的文件里抄来的")
        for match in _SITUATION.finditer(passage.value) if "实际" in passage.value or "职" in passage.value else ():
            is_government = organ.endswith(("政府", "办公室", "办事处"))
            if (
                not is_government
                and not re.search(TRADES[match["trade"]], organ)
                and not passage.is_exempt(*match.span())
            ):
                message = f"{quote(match.group())}：发文机关是{quote(organ)}"
                yield problem(passage, *match.span("trade"), message, "核对是不是从别的单位的文件里抄来的")


_SUBORDINATE = lazy_pattern(rf"(?<!{HAN})(?P<kind>局|委|厅|院|校|中心)属(?:各|单位|事业|有关)")
_OTHER_LEVEL = {"县": "区", "区": "县", "镇": "乡", "乡": "镇"}
_ORGANS_OF_LEVEL = "政府|委(?!员|托|会|派|任|培)|人大|政协|级(?!别)|直(?!接|属于|观|播|辖)|纪委|融媒体"
_LEAST_OWN = 2


def _other_level(context: CheckContext, organ: str) -> Iterator[Problem]:
    """Yield organs and wholes of a level that the organ's place is not of, where the plan has its own level more often: 区政府 in a county's plan."""
    place = re.match(rf"{HAN}{{2,6}}?(?P<level>[县区镇乡])(?!{HAN}{{0,3}}[市县旗])", organ)
    if place is None or "自治区" in context.text or "区县" in context.text or "县区" in context.text:
        return
    level = place["level"]
    other = _OTHER_LEVEL[level]
    of_level = rf"(?:(?<!{HAN})|(?<=[由经向报按与和、请被至在])|(?<=按照)|(?<=落实)|(?<=根据)|(?<=部署))(?:全{{0}}(?!面|域|部|程|别|块|位|间)|{{0}}(?:{_ORGANS_OF_LEVEL}))"
    own = len(re.findall(of_level.format(level), context.text))
    found = [
        (passage, match)
        for passage in context.passages
        if other in passage.value
        for match in re.finditer(of_level.format(other), passage.value)
        if not passage.is_exempt(*match.span())
    ]
    if own >= _LEAST_OWN and len(found) < own and len(found) <= _LEAST_OWN:
        for passage, match in found:
            message = f"{quote(match.group())}：发文机关是{quote(organ)}"
            yield problem(passage, *match.span(), message, "核对是不是从别处的文件里抄来的")


def _slips_of(organ: str) -> set[str]:
    """Return the forms of a name with one character less or a conjunction changed; the first and last stay."""
    slips = {
        organ[:index] + organ[index + 1 :] for index in range(3, len(organ) - 1) if organ[index] not in "省市区县镇"
    }
    slips |= {
        organ[:index] + other + organ[index + 1 :]
        for index, char in enumerate(organ)
        if char in _CONJUNCTION
        for other in _CONJUNCTION
        if other != char
    }
    # another character of the same sound or shape in the name of the place: what an organ does may differ in one from another's
    place = re.match(rf"{HAN}{{2,6}}?(?=[省市区县州旗镇乡])", organ)
    for index in range(len(place.group()) if place else 0):
        slips |= {organ[:index] + other + organ[index + 1 :] for other in confusable(organ[index])}
    # doubled or turned characters
    slips |= {organ[:index] + organ[index] + organ[index:] for index in range(len(organ))}
    slips |= {organ[:index] + organ[index + 1] + organ[index] + organ[index + 2 :] for index in range(len(organ) - 1)}
    return slips - {organ}


# --- terms ---------------------------------------------------------------------------------

_CATALOGUE = "目录|清单|指南|手册|专区|专栏|名录|台账"
_LONG_FORM = lazy_pattern(rf"(?P<first>{HAN}{{2}})化(?P<thing>{_CATALOGUE})")
_SHORT_FORM = lazy_pattern(rf"{HAN}{{2}}(?:{_CATALOGUE})")
_QUOTED_TERM = lazy_pattern(r"“([^“”]{4,20})”")


@rule("X010", Severity.INFO, "一个名称两种写法")
def term_in_two_forms(context: CheckContext) -> Iterator[Problem]:
    """The longer form of a name (标准化目录) of which the short one occurs too, and quoted terms with other marks."""
    short_forms: dict[str, PassageSpan] = {}
    for passage in context.prose:
        for match in _SHORT_FORM.finditer(passage.value):
            short_forms.setdefault(match.group(), PassageSpan(passage, *match.span()))
    reported: set[str] = set()
    for passage in context.prose:
        for match in _LONG_FORM.finditer(passage.value):
            long, short = match.group(), match["first"] + match["thing"]
            if short in short_forms and long not in reported:
                reported.add(long)
                related = short_forms[short].related(f"{quote(short)}")
                message = f"{quote(long)}和{quote(short)}并用"
                yield problem(passage, *match.span(), message, "是一样东西就统一叫法", related=related)
    first: dict[str, PassageSpan] = {}
    for passage in context.prose:
        for match in _QUOTED_TERM.finditer(passage.value):
            occurrence = PassageSpan(passage, *match.span(1))
            earlier = first.setdefault(re.sub(r"[、，\s]", "", match[1]), occurrence)
            if earlier.value != match[1]:
                message = f"{quote(match[1])}和{quote(earlier.value)}并用"
                yield occurrence.problem(message, "统一标点", earlier.related(f"{quote(earlier.value)}"))


_NOUN = lazy_pattern(r"(?:(?<![省市区县厅])各|相关|各相关)(?P<noun>部门|科室|处室|股室)")


@rule("X011", Severity.INFO, "部门、科室、处室混用")
def mixed_nouns(context: CheckContext) -> Iterator[Problem]:
    """Several nouns for the office's units, reported once, at the first one of the running text."""
    first: dict[str, PassageSpan] = {}
    nouns: set[str] = set()
    for passage in context.passages:
        if passage.kind in (Kind.PARAGRAPH, Kind.STEP, Kind.UNIT):
            for match in _NOUN.finditer(passage.value):
                if not passage.is_quoted(*match.span()):
                    first.setdefault(match.group(), PassageSpan(passage, *match.span()))
                    nouns.add(match["noun"])
    if len(nouns) < 2:
        return
    in_text = [name for name, occurrence in first.items() if occurrence.passage.kind is not Kind.UNIT]
    reported = (in_text or list(first))[0]
    related = tuple(
        place
        for name, occurrence in first.items()
        if name != reported
        for place in occurrence.related(f"{quote(name)}")
    )
    message = f"{'、'.join(f'{quote(name)}' for name in first)}并用"
    yield first[reported].problem(message, "指内设机构的统一用一个称谓", related)


QUOTABLE_TERMS = (
    "双公示",
    "双随机",
    "放管服",
    "好差评",
    "一网通办",
    "一网统管",
    "跨省通办",
    "一件事一次办",
    "三公经费",
    "六稳六保",
    "互联网+",
)
"""Short terms that are quoted by custom."""
_QUOTABLE_TERM = lazy_pattern("|".join(map(re.escape, QUOTABLE_TERMS)))
_SENTENCE = lazy_pattern(r"[^。；！？]+")
_QUOTED_NUMBERED_TERM = lazy_pattern(r"“[^“”]{0,4}[一二三四五六七八九十两双][^“”]{1,12}”")
_QUOTED = lazy_pattern(r"“([^“”，。；：！？]{4,12})”")


@rule("X012", Severity.INFO, "提法有的加引号有的不加")
def unquoted_term(context: CheckContext) -> Iterator[Problem]:
    """Short terms without quotes, each reported once, where the same sentence or another place quotes such terms."""
    reported: set[str] = set()
    for passage in context.prose:
        for sentence in _SENTENCE.finditer(passage.value):
            quoted_term = _QUOTED_NUMBERED_TERM.search(sentence.group())
            if quoted_term is None:
                continue
            for match in _QUOTABLE_TERM.finditer(passage.value, *sentence.span()):
                if not passage.is_exempt(*match.span()) and match.group() not in reported:
                    reported.add(match.group())
                    message = f"{quote(match.group())}没有加引号，同一句的{quoted_term.group()}加了"
                    yield problem(passage, *match.span(), message, "统一加引号")
    yield from _quoted_elsewhere(context, reported)


def _quoted_elsewhere(context: CheckContext, reported: set[str]) -> Iterator[Problem]:
    quoted: dict[str, PassageSpan] = {}
    for passage in context.prose:
        for match in _QUOTED.finditer(passage.value):
            if match[1] in QUOTABLE_TERMS:
                quoted.setdefault(match[1], PassageSpan(passage, *match.span()))
    if not quoted:
        return
    terms = re.compile("|".join(map(re.escape, quoted)))
    for passage in context.prose:
        for match in terms.finditer(passage.value):
            term = match.group()
            if term not in reported and not passage.is_exempt(*match.span()):
                reported.add(term)
                related = quoted[term].related("这里加了引号")
                yield problem(
                    passage, *match.span(), f"{quote(term)}没有加引号，别处加了", "统一加引号", related=related
                )
