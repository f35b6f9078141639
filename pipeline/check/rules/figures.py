"""Rules X022, X023 and X025: figures and days of one thing that are stated in several places, or follow from each other."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.quantities import is_slip, is_turned, sentences, weight
from pipeline.check.registry import PassageSpan, Problem, elsewhere, problem, rule
from pipeline.check.retrospect import tells_of_past
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.diff import bigrams
from pipeline.text.numerals import parse_number

if TYPE_CHECKING:
    from collections import Counter

    from pipeline.source import Place

# --- X023 ----------------------------------------------------------------------------------

NUMBER = r"\d{1,6}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNTER = r"人次|[次场期批轮篇件条项个名家户份部座处组类人]"
_QUANTITY = lazy_pattern(
    rf"(?<![第\d.一二三四五六七八九十])(?![一二][次类项件])(?P<number>{NUMBER})(?P<unit>{_COUNTER})(?!月|级|工作日|方面|季度|性)"
)
_CLAUSE = lazy_pattern(r"[^，。；：！？、（）()]+")
EVERY = (
    ("每半月", 24),
    ("每两周", 26),
    ("每两个月", 6),
    ("每双月", 6),
    ("每半年", 2),
    ("每季度", 4),
    ("每季", 4),
    ("每个月", 12),
    ("每月", 12),
    ("每年", 1),
)
"""How often a year something is done that is stated for a part of it."""
_OTHER_TIME = lazy_pattern(
    r"上年|去年|上一年|同比|截至|累计|已|原有|第[一二三四]|[一二三四上下]季度|半年|分别|\d月|20\d\d年"
)
_A_DAY = lazy_pattern(r"\d{1,2}月(?:\d{1,2}日|份|[上中下]旬)?")
_OF_A_YEAR = lazy_pattern(r"^(?:在|截至)?20\d\d年度?(?!底|末)")
_PARTS = lazy_pattern(r"其中|分别|包括|平均|每")
"""What makes the numbers behind it parts of the one before."""
_PER_UNIT = lazy_pattern(r"各(?!类|项|种|级|地)|每[^年季月半两双]")
_AT_LEAST = lazy_pattern(r"不少于|不低于|至少|以上")
_EMPTY_WORDS = lazy_pattern(
    r"不少于|不低于|至少|以上|全年|年内|今年|本年度?|年度|计划|力争|确保|共计?|总计|合计|组织|开展|举办|召开|举行|制作|发布|完成|安排|实施|推出|进行|[的了和与及等对向为将以到并再]|在(?![线册校职编建岗用案办])"
)
COVERED_WHOLE = 0.9
LEAST_SUBJECT, MIN_SUBJECT, MIN_LIKE = 2, 4, 0.75
"""So many characters name what is counted, and two names are of one thing from this share of common pairs on."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A count in a clause: what is counted, how often a year it is stated for, and whether it is the least.

    `scope` are the words by which it may be meant: its own, and in an item those of the title and the first sentence.
    """

    passage: Passage
    start: int
    stop: int
    number: int
    unit: str
    subject: str
    scope: str
    times: int
    at_least: bool
    is_total: bool
    is_part: bool = False
    """Whether it is a part of the number before: it is that of the same words alone."""
    year: int = 0
    """The year it is told of: that named last before it, in its paragraph or the heading above."""


@rule("X023", Severity.WARNING, "同一件事前后数目不同")
def figure_stated_twice(context: CheckContext) -> Iterator[Problem]:
    """Counts of one thing in the overview, in an item or in an annex that differ; the later is reported."""
    by_unit: dict[str, list[_Figure]] = {}
    scopes = {item.id: item.title.value for item in context.plan.items()}
    for passage in context.prose:
        if passage.item in scopes and (first := re.match(r"[^。：；]{2,60}[。：；]", passage.value)):
            scopes[passage.item] += first.group()
    for passage, year in _with_year(context):
        for figure in _figures(passage, scopes.get(passage.item, ""), year):
            by_unit.setdefault(figure.unit, []).append(figure)
    yield from _villages_and_communities(context)
    yield from _spoken_of_again(context)
    known: set[Place] = set()
    for found in chain(_wholes(context), _turned_digits(context), _point_moved(context), _one_digit_apart(context)):
        if found.place not in known:
            known.add(found.place)
            yield found
    yield from _more_than_all(context)
    past: frozenset[str] | None = None
    for figures in by_unit.values():
        for later, earlier in _pairs_of_one_thing(figures):
            if not _agree(earlier, later) and _may_be_a_slip(earlier, later) and not _in_the_same_words(earlier, later):
                past = tells_of_past(context) if past is None else past
                # what was done, and what is to be done this year
                if later.year == context.plan.year and (later.passage.value in past) is not (
                    earlier.passage.value in past
                ):
                    continue
                message = f"{quote(_shown(later))}和{quote(_shown(earlier))}说的像是一件事，数目不同"
                related = elsewhere(earlier.passage.text, earlier.start, earlier.stop, "另一处")
                hint = "核对数目，两处写成一样"
                found = problem(later.passage, later.start, later.stop, message, hint, related=related)
                if found.place not in known:
                    yield found


_YEAR_TOLD = lazy_pattern(
    r"(?<![\d—–~～至到《比较与同-])(?P<year>20\d\d)年(?![—–~～至到-])|(?<![比较与同])(?P<last>上年度?|去年|上一年度?)|(?P<this>今年|本年|新的一年)"
)


def _with_year(context: CheckContext) -> Iterator[tuple[Passage, int]]:
    """Yield the passages of prose with the year that the heading above speaks of; the plan's own where it names none."""
    year = told = context.plan.year
    for passage in context.passages:
        if passage.kind is Kind.HEADING:
            told = _year_told(passage.value, year, year)
        elif passage.kind in PROSE:
            yield passage, told if not passage.item else year


def _year_told(text: str, year: int, default: int) -> int:
    """Return the year that a text names last, of a plan of `year`."""
    told = default
    for match in _YEAR_TOLD.finditer(text):
        told = int(match["year"]) if match["year"] else year - 1 if match["last"] else year
    return told


_TWO_SORTS = (("村", "社区"), ("镇", "街道"), ("乡镇", "街道"), ("中小学", "幼儿园"))
"""Things that are counted apart and together: 12个行政村、3个社区, 15个村（社区）."""


def _villages_and_communities(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of two sorts of things together that are not the sum of both: 12个村、3个社区, and 16个村（社区）."""
    for one, other in _TWO_SORTS:
        if one not in context.text or other not in context.text:
            continue
        apart = re.compile(
            rf"(?<![第\d.])(?P<first>\d{{1,3}})个(?:行政|建制)?{one}[、和，及]\s?(?P<second>\d{{1,3}})个(?:城镇|城市)?{other}"
            rf"|(?:行政)?{one}(?P<first_behind>\d{{1,3}})个[、和，及]\s?(?:城镇|城市)?{other}(?P<second_behind>\d{{1,3}})个"
        )
        together = re.compile(
            rf"(?<![第\d.])(?P<both>\d{{1,3}})(?P<unit>个|名)(?:行政)?{one}(?:（{other}）|\({other}\)|[、和]{other}|居)(?=[^，。；\d]|[，。；]|$)"
        )
        whole = re.compile("全[镇乡县区市]|共|所有|各")
        sums = [
            (PassageSpan(passage, *match.span()), sum(int(match[name]) for name in match.groupdict() if match[name]))
            for passage in context.prose
            for match in apart.finditer(passage.value)
        ]
        if len({total for _, total in sums}) != 1:
            continue
        stated, total = sums[0]
        # a number of some of them is no slip: the whole is spoken of, or all but one or two are
        for passage in context.prose:
            for match in together.finditer(passage.value):
                count = int(match["both"])
                before = passage.value[max(match.start() - 6, 0) : match.start()]
                behind = passage.value[match.end() : match.end() + 6]
                is_whole = whole.search(before) or re.match("[^，。；]{0,2}(?:合计|共|都|均|全部)", behind)
                if count != total and (abs(count - total) <= 2 or is_whole) and total > 2:
                    message = f"写了{quote(match.group())}，别处写的{quote(stated.value)}合起来是 {total} 个"
                    yield problem(
                        passage, *match.span(), message, "核对个数，两处写成一样", related=stated.related("另一处")
                    )


_SCOPE = lazy_pattern(r"(?:全[省市县区旗州镇乡局委校院街]|全系统|辖区|[本我][市县区镇乡])(?!面|部|体|年|程|力|员)")
_OF_SOME = lazy_pattern(
    r"其中|抽[查取检]|新[增建设]|每|各|首批|另|分别|上年|去年|同期|比|部分|第|达到|力争|改造|创建|打造|选[取择]|确定|评选|培育|建成|完成|遴选|至少|再"
)
_BEFORE_NUMBER = lazy_pattern(r"(?:现有|共有|共设|建有|设有|已有|共计?|有|设|计)?$")
_LEAST_NOUN, _COMMON = 2, 4
_FAR_APART = 2


@dataclass(frozen=True, slots=True)
class _Whole:
    """A number of all things of a kind in a place: 全县65家预算单位, 全县预算单位65家."""

    span: PassageSpan
    scope: str
    value: float
    unit: str
    noun: str
    """The noun where it stands before the number; else empty."""
    behind: str


def _wholes(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of all things of a kind that are others in another place: 全市28家养老机构, and 全市82家养老机构."""
    known: dict[tuple[str, str], list[_Whole]] = {}
    for passage in context.prose:
        if not _SCOPE.search(passage.value):
            continue
        for whole in _wholes_of(passage):
            # 全县, 本县 and 我县 are one
            key = (whole.unit, whole.scope.lstrip("全本我"))
            earlier = next(
                (
                    other
                    for other in known.get(key, ())
                    if other.span.passage is not passage and _are_one_noun(whole, other)
                ),
                None,
            )
            if earlier is None:
                if len(known.setdefault(key, [])) < MAX_WITH_PAIR:
                    known[key].append(whole)
            elif (
                whole.value != earlier.value and 1 / _FAR_APART <= whole.value / earlier.value <= _FAR_APART
            ) or is_turned(whole.value, earlier.value):
                message = f"{quote(whole.span.value)}和{quote(earlier.span.value)}说的像是一件事，数目不同"
                yield whole.span.problem(message, "核对数目，两处写成一样", earlier.span.related("另一处"))


def _wholes_of(passage: Passage) -> Iterator[_Whole]:
    for sentence in sentences(passage.value):
        for quantity in sentence.quantities:
            if quantity.is_rate or quantity.loose or quantity.value < _LEAST_COUNT or quantity.unit not in _THINGS:
                continue
            scope = _SCOPE.search(quantity.name)
            if scope is None or _OF_SOME.search(quantity.name) or re.search(r"20\d\d年", quantity.name):
                continue
            noun = _BEFORE_NUMBER.sub("", quantity.name[scope.end() :])
            noun = re.sub("^(?:现有|共有|的|在册|登记在册|注册|各类|各级各类|所有)+", "", noun)
            behind = re.match(rf"(?:{HAN}|[A-Z0-9])*", passage.value[quantity.stop :])
            span = PassageSpan(passage, quantity.start, quantity.stop)
            yield _Whole(span, scope.group(), quantity.value, quantity.unit, noun, behind.group() if behind else "")


_LEAST_COUNT = 10
_THINGS = frozenset("家所个处座户名人条部辆项")


def _are_one_noun(one: _Whole, other: _Whole) -> bool:
    """Whether two numbers are of things with the same name."""
    nouns = [each.noun for each in (one, other) if len(each.noun) >= _LEAST_NOUN]
    if len(nouns) == 2:
        return nouns[0] == nouns[1]
    if len(nouns) == 1:
        described = other if one.noun else one
        return described.behind.startswith(nouns[0])
    if len(one.behind) >= _COMMON and one.behind[:_COMMON] == other.behind[:_COMMON]:
        return True
    heads = [_HEAD_NOUN.match(each.behind) for each in (one, other)]
    return all(heads) and len({head.group() for head in heads if head}) == 1


_HEAD_NOUN = lazy_pattern(
    rf"(?:乡镇|镇街|街道|行政村|村民小组|网格|镇|社区|村)(?!级|民|内|务|企|医|[小中]学)|{HAN}{{2,8}}?(?=[的全都均已]|$)"
)
"""The noun that things are counted by: a place with what stands there (14个乡镇便民服务中心), or all up to 的 or the mark."""


_AGAIN = lazy_pattern(
    rf"(?:^|[。；])(?:上述|以上|这|该)?(?P<number>\d{{2,6}})(?P<unit>[家个户名人条件项座处所份])(?P<noun>{HAN}{{0,8}}?)中，"
)
"""A number that a sentence takes up from the one before: 42家企业中，…."""


def _spoken_of_again(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of which a sentence goes on to speak and that are not the one before: 公布46家企业名单。42家企业中，…."""
    for passage in context.prose:
        for match in _AGAIN.finditer(passage.value) if "中，" in passage.value else ():
            noun = match["noun"]
            earlier = [
                quantity
                for sentence in sentences(passage.value[: match.start("number")])
                for quantity in sentence.quantities
                if quantity.unit == match["unit"] and not quantity.is_rate
            ]
            named = [each for each in earlier if noun and (noun in each.behind or noun in each.name[-len(noun) - 4 :])]
            number = float(match["number"])
            if not named or any(each.value == number for each in earlier) or any(each.loose for each in named):
                continue
            nearest = named[-1]
            if 1 / _FAR_APART <= nearest.value / number <= _FAR_APART or is_slip(nearest.value, number):
                span = PassageSpan(passage, nearest.start, nearest.stop)
                message = f"接着说的是{quote(match['number'] + match['unit'])}，前面写了{quote(span.value)}"
                found = PassageSpan(passage, match.start("number"), match.end("unit"))
                yield found.problem(message, "核对数目，两处写成一样", span.related("前一处"))


_PLACES = "乡镇|镇街|镇|街道|行政村|村|社区|村民小组|网格"
_ALL_PLACES = lazy_pattern(
    rf"全[市县区镇乡州旗][^，。；、\d]{{0,4}}?(?P<count>\d{{1,4}})个(?P<noun>{_PLACES})(?![（(]|[、和及](?:街道|社区|村|镇|乡)|级)"
)
_SOME_PLACES = lazy_pattern(
    rf"(?<![第\d.—～-])(?P<count>\d{{1,4}})个(?P<noun>{_PLACES})(?![（(]|[、和及](?:街道|社区|村|镇|乡)|级)"
)


def _more_than_all(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of places of a kind that are more than there are: 由14个乡镇发放, of 全县12个乡镇."""
    wholes: dict[str, tuple[int, PassageSpan]] = {}
    doubtful: set[str] = set()
    for passage in context.prose:
        for match in _ALL_PLACES.finditer(passage.value) if "全" in passage.value and "个" in passage.value else ():
            count = int(match["count"])
            known = wholes.setdefault(match["noun"], (count, PassageSpan(passage, match.start("count"), match.end())))
            if known[0] != count:
                doubtful.add(match["noun"])
    for passage in context.prose if wholes else ():
        for match in _SOME_PLACES.finditer(passage.value) if "个" in passage.value else ():
            noun = match["noun"]
            if noun in wholes and noun not in doubtful and int(match["count"]) > wholes[noun][0]:
                if re.search(
                    "全[国省]|全[^，。；]{0,2}[省国]", passage.value[max(match.start() - 6, 0) : match.start()]
                ):
                    continue
                message = f"{quote(match.group())}比{quote(wholes[noun][1].value)}还多"
                yield problem(passage, *match.span(), message, "核对个数", related=wholes[noun][1].related("另一处"))


_NOUN_CHARS, _THREE_DIGITS = 4, 100


def _turned_digits(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of three digits or more that are another's of the same thing in another place with its digits turned: 1218家定点机构, 1281家."""
    known: dict[tuple[str, str], list[tuple[PassageSpan, float]]] = {}
    for passage in context.prose:
        for sentence in sentences(passage.value):
            for quantity in sentence.quantities:
                if quantity.is_rate or quantity.loose or quantity.value < _THREE_DIGITS or quantity.unit not in _THINGS:
                    continue
                # rounded figures of two years may have the same digits
                if len(re.sub(r"\D", "", passage.value[quantity.start : quantity.stop])) < len(str(_THREE_DIGITS)):
                    continue
                before = "".join(re.findall(HAN, _BEFORE_NUMBER.sub("", quantity.name)))[-_NOUN_CHARS:]
                behind = re.match(rf"{HAN}*", quantity.behind)
                names = [before, (behind.group() if behind else "")[:_NOUN_CHARS]]
                span = PassageSpan(passage, quantity.start, quantity.stop)
                for name in names:
                    if len(name) < _NOUN_CHARS:
                        continue
                    same = known.setdefault((name, quantity.unit), [])
                    other = next(
                        (
                            each
                            for each, value in same
                            if each.passage is not passage and is_turned(quantity.value, value)
                        ),
                        None,
                    )
                    if other is not None:
                        message = f"{quote(span.value)}和{quote(other.value)}说的像是一件事，数字颠倒了"
                        yield span.problem(message, "核对数目，两处写成一样", other.related("另一处"))
                    elif len(same) < MAX_WITH_PAIR:
                        same.append((span, quantity.value))


_SIZES = {
    "元": ("元", 1.0),
    "平方米": ("平方米", 1.0),
    "平方公里": ("平方米", 1e6),
    "公顷": ("平方米", 1e4),
    "米": ("米", 1.0),
    "公里": ("米", 1e3),
    "立方米": ("立方米", 1.0),
    "吨": ("吨", 1.0),
}
"""Units of one quantity, and how many of the first each is."""
_UP_TO_NUMBER = lazy_pattern(r"(?:[达为是有近约共计到超过逾了]|总计|合计)+$")


def _point_moved(context: CheckContext) -> Iterator[Problem]:
    """Yield amounts that have the digits of another of the same words in another place, but are ten or a hundred times as much: 救助资金9620万元, and 9.62亿元."""
    known: dict[tuple[str, str, str], list[tuple[PassageSpan, float]]] = {}
    for passage in context.prose:
        for sentence in sentences(passage.value):
            for quantity in sentence.quantities:
                digits = f"{quantity.value:.10g}".replace(".", "").strip("0")
                if quantity.unit not in _SIZES or quantity.loose or len(digits) < len(str(_THREE_DIGITS)):
                    continue
                name = "".join(re.findall(HAN, _UP_TO_NUMBER.sub("", quantity.name)))[-_NOUN_CHARS:]
                unit, size = _SIZES[quantity.unit]
                value = quantity.value * size
                span = PassageSpan(passage, quantity.start, quantity.stop)
                same = known.setdefault((name, unit, digits), [])
                other = next(
                    (each for each, its in same if each.passage is not passage and not 1 / 2 < its / value < 2), None
                )
                if other is not None and len(name) == _NOUN_CHARS:
                    message = f"{quote(span.value)}和{quote(other.value)}数字相同，大小不同"
                    yield span.problem(message, "核对单位和小数点", other.related("另一处"))
                elif len(same) < MAX_WITH_PAIR:
                    same.append((span, value))


_OF_NO_THING = lazy_pattern(
    r"全[市县区省局]|其中|共有?|合计|总计|新增|完成|公[开布示]|发布|主动|全年|以上|项目|企业|单位|[个年了的和为达]"
)
_MOST_FIGURES = 400
"""In a plan of more figures two are one digit apart by chance."""


def _one_digit_apart(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of three digits or more that are another's in another item but for a digit, where a word of the one is in the other's clause or title: 行政执法308条, and 处罚共318条 of 执法公示."""
    titles = {item.id: item.title.value for item in context.plan.items()}
    told: dict[tuple[str, int], list[tuple[PassageSpan, float, Counter[str], Counter[str]]]] = {}
    for passage in context.prose:
        for sentence in sentences(passage.value):
            for quantity in sentence.quantities:
                span = PassageSpan(passage, quantity.start, quantity.stop)
                digits = f"{quantity.value:.10g}"
                # a round number is nobody's slip
                if len(digits.rstrip("0")) < len(str(_THREE_DIGITS)) or not digits.isdecimal():
                    continue
                if quantity.unit not in _THINGS or quantity.loose or re.search("[万亿千]", span.value):
                    continue
                behind = re.match(f"{HAN}*", quantity.behind)
                own = bigrams(_OF_NO_THING.sub("，", f"{quantity.name}，{behind.group() if behind else ''}"))
                around = own + bigrams(_OF_NO_THING.sub("，", titles.get(passage.item, "")))
                told.setdefault((quantity.unit, len(digits)), []).append((span, quantity.value, own, around))
    for figures in told.values():
        for index, (later, number, own, around) in enumerate(figures[:_MOST_FIGURES]):
            for earlier, value, its_own, its_around in figures[:index]:
                if not _is_a_digit_off(number, value) or _are_in_one_place(later.passage, earlier.passage):
                    continue
                if own & its_around or its_own & around:
                    message = f"{quote(later.value)}和{quote(earlier.value)}说的像是一件事，有一位数字不同"
                    yield later.problem(message, "核对数目，两处写成一样", earlier.related("另一处"))
                    break


def _is_a_digit_off(one: float, other: float) -> bool:
    first, second = f"{one:.10g}", f"{other:.10g}"
    apart = sum(a != b for a, b in zip(first, second, strict=True))
    return apart == 1 or (apart > 1 and is_turned(one, other))


def _are_in_one_place(one: Passage, other: Passage) -> bool:
    return one is other or (one.item == other.item and bool(one.item))


def _figures(passage: Passage, scope: str, year: int) -> Iterator[_Figure]:
    if not _QUANTITY.search(passage.value):
        return
    for clause in _CLAUSE.finditer(passage.value):
        quantities = list(_QUANTITY.finditer(passage.value, *clause.span()))
        # of a clause with several numbers nobody knows which words belong to which
        if len(quantities) != 1:
            continue
        begin = max(passage.value.rfind(mark, 0, clause.start()) for mark in "。；") + 1
        (found,) = quantities
        # 5月、9月各举办1次 is two of it
        several = weight(passage.value, begin, found.start()) if "各" in clause.group() else 1
        told = _OF_A_YEAR.sub("", clause.group())
        if _OTHER_TIME.search(_A_DAY.sub("", told) if several > 1 else told):
            continue
        if several == 1 and _PER_UNIT.search(clause.group()):
            continue
        is_part = _PARTS.search(passage.value, begin, found.start()) is not None and "每" not in clause.group()
        if passage.is_exempt(*found.span()):
            continue
        words = passage.value[clause.start() : found.start()] + " " + passage.value[found.end() : clause.end()]
        every = next(((word, times) for word, times in EVERY if word in words), None)
        words = _OF_A_YEAR.sub("", words.replace(every[0], "") if every else words)
        words = _A_DAY.sub("", words).replace("各", "") if several > 1 else words
        subject = "".join(re.findall(rf"{HAN}+", _EMPTY_WORDS.sub("", words)))
        if passage.item or len(subject) >= LEAST_SUBJECT:
            number, times = parse_number(found["number"]) * several, every[1] if every else 1
            at_least = bool(_AT_LEAST.search(clause.group()))
            is_total = times > 1 or re.search("全年|共|合计", clause.group()) is not None
            yield _Figure(
                passage,
                *found.span(),
                number,
                found["unit"],
                subject.removeprefix("其中"),
                f"{scope}，{subject}",
                times,
                at_least,
                is_total,
                is_part,
                _year_told(passage.value[: found.start()], year, year),
            )


def _pairs_of_one_thing(figures: Sequence[_Figure]) -> Iterator[tuple[_Figure, _Figure]]:
    """Yield the later and the earlier of two figures of one thing; each is the later of one pair at most."""
    by_pair: dict[str, list[_Figure]] = {}
    for later in figures:
        pairs = bigrams(later.scope)
        likely = {id(other): other for pair in pairs for other in by_pair.get(pair, ())}
        best = max(likely.values(), key=lambda other: _likeness(later, other), default=None)
        if best is not None and _likeness(later, best) >= MIN_LIKE:
            yield later, best
        for pair in pairs:
            known = by_pair.setdefault(pair, [])
            if len(known) < MAX_WITH_PAIR:
                known.append(later)


MAX_WITH_PAIR = 12
"""Figures of which two characters are kept to look others up: what more have is no name of one thing."""


def _likeness(one: _Figure, other: _Figure) -> float:
    """How much two figures are of one thing, from 0 to 1; two items speak of one thing only in the same words."""
    # a text that looks back and forward has figures of two years
    if one.passage is other.passage or _place(one) == _place(other) or one.year != other.year:
        return 0.0
    if one.is_part or other.is_part:
        return float(len(one.subject) > MIN_SUBJECT and one.subject == other.subject)
    both_items = one.passage.item and other.passage.item and one.passage.item != other.passage.item
    if one.subject and one.subject == other.subject:
        return float(not both_items or len(one.subject) >= MIN_SUBJECT)
    # a word or two says of the overview only what is said in the same words elsewhere
    if any(not figure.passage.item and len(figure.subject) < MIN_SUBJECT for figure in (one, other)):
        return 0.0
    if both_items and Kind.ANNEX_TEXT not in (one.passage.kind, other.passage.kind):
        return 0.0
    if bool(one.passage.item) is not bool(other.passage.item):
        general, special = (one, other) if other.passage.item else (other, one)
        wanted = bigrams(general.subject)
        covered = (wanted & bigrams(special.scope)).total() / wanted.total()
        own = bigrams(special.subject)
        if len(special.subject) > MIN_SUBJECT and (wanted & own).total() == own.total():
            return 1.0
        # of a figure without a word of its own (每月4期) the title and the first sentence have to say it all
        if wanted & own or special.is_total or covered >= COVERED_WHOLE:
            return covered
    ones, others = bigrams(one.subject), bigrams(other.subject)
    return 2 * (ones & others).total() / max(ones.total() + others.total(), 1)


def _place(figure: _Figure) -> tuple[str, bool]:
    """Where a figure stands: in an item, in the overview, or in an annex."""
    return figure.passage.item, figure.passage.kind is Kind.ANNEX_TEXT


_DONE_AGAIN = lazy_pattern(
    "^(?:再|又)?(?:新增|新建|新认定|认定|打通|推出|建成|建设|实施|改造|完成|培育|疏解|落地|转化|力争|达到?)"
)
"""What is done a number of times in one year and again in the next, of which a report tells side by side."""


def _may_be_a_slip(one: _Figure, other: _Figure) -> bool:
    """Whether two numbers are near enough to be meant as one, or one is the other miswritten; others are of two things."""
    numbers = sorted((one.number, other.number))
    if one.passage.item and other.passage.item and _DONE_AGAIN.match(one.passage.value[_clause_start(one) :]):
        return is_turned(*numbers)
    return numbers[1] <= _FAR_APART * numbers[0] or is_slip(*numbers)


def _in_the_same_words(one: _Figure, other: _Figure) -> bool:
    """Whether one stands in an annex and one in the text behind the same words: X022 has them."""
    before = [figure.passage.value[max(figure.start - MIN_SUBJECT_CHARS, 0) : figure.start] for figure in (one, other)]
    apart = (one.passage.kind is Kind.ANNEX_TEXT) is not (other.passage.kind is Kind.ANNEX_TEXT)
    return apart and before[0] == before[1] and len(before[0]) == MIN_SUBJECT_CHARS


def _clause_start(figure: _Figure) -> int:
    return max(figure.passage.value.rfind(mark, 0, figure.start) for mark in "，。；：、") + 1


def _agree(earlier: _Figure, later: _Figure) -> bool:
    """Whether both may be true: a year's total may be more than its least, and of parts of the year the sum counts."""
    first, second = earlier.number * earlier.times, later.number * later.times
    if earlier.at_least and later.at_least:
        return first == second or earlier.times != later.times
    return first == second or (earlier.at_least and second > first) or (later.at_least and first > second)


def _shown(figure: _Figure) -> str:
    written = figure.passage.value[figure.start : figure.stop]
    number = parse_number(written.removesuffix(figure.unit))
    return written if number == figure.number else f"各{written}，共{figure.number}{figure.unit}"


# --- X025 ----------------------------------------------------------------------------------

_CHAINS = (
    (
        "发布招录公告|发布招聘公告|发布公告",
        "报名",
        "资格审查|资格初审",
        "笔试",
        "面试",
        "体检",
        "考察",
        "公示",
        "录用|聘用|上岗",
    ),
    ("发布招标公告|招标公告", "开标|评标|完成招标|招标完成", "中标公示|公示中标", "签订合同", "竣工|验收"),
    ("起草|拟定", "征求意见|公开征求|听取意见", "审议|审定|集体讨论", "印发|公布实施|出台"),
    ("发布申报通知|申报通知", "申报|推荐", "评审|初审", "公示", "公布结果|授牌|表彰|通报表扬"),
    ("制定方案|印发方案|动员部署", "组织实施|集中整治|全面实施", "检查验收|评估验收", "总结"),
    ("报名", "开班|培训", "结业|结业考试"),
    ("中期(?:检查|评估|考核)|半年(?:评估|考核|检查|小结)", "年终|年度(?:评估|考核|总结)|终期|期末"),
    ("开工|动工", "主体(?:工程|完工|封顶)|封顶", "竣工|完工|验收", "交付|投入使用|投入运营|通车|开馆"),
    ("汇总|收集|统计", "报送|上报|报[省市县区局]"),
    ("检查|抽查|排查|评估", "整改|整治到位"),
    ("(?:评选|评审|评比|评议)(?!结果|名单|办法|标准)", "公布(?:名单|结果|评[选审比议])|通报表扬|授牌|命名|表彰"),
    ("(?:印发|发布)[^，。；]{0,8}通知", "举办培训|开展培训|完成培训|培训班"),
    ("开标", "签订合同|合同签订"),
    ("组织实施|全面实施|全面推开", "总结(?:验收|评估|提升)"),
    ("自查|自评", "抽查|复查|复核|督查", "通报|总结"),
    ("摸底|排查|调查", "整改", "验收|销号|回头看"),
    ("听证公告|发布听证公告", "听证报名|报名", "召开听证会|举行听证会|听证会", "公布听证"),
)
"""What follows what, in chains of acts (practice: 招录、招标、决策、评选 take these steps in this order)."""
_MORE_DAYS = lazy_pattern(r"[至到—～~-]+(?:(?P<month2>1[0-2]|[1-9])月)?(?P<day2>[12]\d|3[01]|[1-9])日")
_MONTH_DAY = r"(?<![\d年第])(?P<month>1[0-2]|[1-9])月(?:(?P<day>[12]\d|3[01]|[1-9])日|(?P<part>[上中下]旬|初|中|底))?"
_DAYS_OF_PART = {"上旬": 10, "初": 10, "中旬": 20, "中": 20, "下旬": 31, "底": 31}


@dataclass(frozen=True, slots=True)
class _Act:
    """An act and its day in a text: its rank in the chain, and the first and last (month, day) it may be on."""

    rank: int
    start: int
    stop: int
    first: tuple[int, int]
    last: tuple[int, int]


@rule("X025", Severity.WARNING, "办事的先后和日期对不上")
def acts_out_of_order(context: CheckContext) -> Iterator[Problem]:
    """Acts whose days are in another order than the acts themselves (面试 before 笔试), and steps in another order."""
    yield from _steps_out_of_order(context)
    for passage in context.prose:
        text = passage.value
        if text.count("月") < 2 or re.search("次年|明年|翌年|下年", text):
            continue
        reported: set[int] = set()
        for acts in _CHAINS:
            for one, other in combinations(_acts(text, acts), 2):
                earlier, later = (one, other) if one.rank < other.rank else (other, one)
                if earlier.rank == later.rank or other.start in reported:
                    continue
                # of two terms (…前) the later act's must not be the earlier
                both_until = earlier.first == later.first == _ANY_TIME
                if later.last >= (earlier.last if both_until else earlier.first):
                    continue
                reported.add(other.start)
                message = f"{quote(text[later.start : later.stop])}排在{quote(text[earlier.start : earlier.stop])}之前"
                yield problem(passage, other.start, other.stop, message, "核对日期和先后")


_PROCEDURE = (
    "提出[^，。；]{0,6}申请|书面申请|提交申请|(?<!受理)申请人?提交|个人申请|自愿申请|自主申报",
    "受理",
    "审查|审核|初审|核查|评议|入户调查|勘查",
    "审批|批准|审定|确认",
    "发放|颁发|送达|兑付",
)
"""The acts of a procedure on application, in the order that the laws on licences and relief give them."""


def _steps_out_of_order(context: CheckContext) -> Iterator[Problem]:
    """Yield steps of a list in which the application comes behind what is done with it."""
    steps: list[Passage] = []
    for passage in (*context.passages, None):
        if passage is not None and passage.kind is Kind.STEP and (not steps or steps[-1].item == passage.item):
            steps.append(passage)
            continue
        ranks = [
            [rank for rank, names in enumerate(_PROCEDURE) if re.search(names, step.value[:_STEP_CHARS])]
            for step in steps
        ]
        begun = next((at for at, found in enumerate(ranks) if found and found[0] == 0), None)
        if begun:
            early = next((at for at in range(begun) if ranks[at] and min(ranks[at]) > 1), None)
            if early is not None:
                message = f"{quote(steps[begun].value[:12])}排在{quote(steps[early].value[:12])}之后"
                yield problem(steps[begun], 0, len(steps[begun].value), message, "先申请，后审查：核对步骤的次序")
        steps = [passage] if passage is not None and passage.kind is Kind.STEP else []


_STEP_CHARS = 40


def _acts(text: str, chain: Sequence[str]) -> list[_Act]:
    found: list[_Act] = []
    if not re.search("|".join(chain), text):
        return found
    for match in re.finditer(_MONTH_DAY, text):
        more = _MORE_DAYS.match(text, match.end())
        begin = more.end() if more else match.end()
        clause = re.split("[，。；、]", text[begin : begin + MAX_ACT_CHARS], maxsplit=1)[0]
        named = [(rank, act) for rank, names in enumerate(chain) if (act := re.search(names, clause))]
        # of a clause with several acts the day is that of none for certain
        if len(named) != 1 or re.match("[至到—～-]", clause):
            continue
        ((rank, act),) = named
        month = int(match["month"])
        if match["day"]:
            first = last = int(match["day"])
            if more is not None and not more["month2"]:
                last = int(more["day2"])
        else:
            last = _DAYS_OF_PART.get(match["part"] or "", 31)
            first = 1 if last == 31 and not match["part"] else max(last - 10, 1)
        is_until = clause.startswith(("前", "以前", "之前"))
        found.append(
            _Act(rank, match.start(), begin + act.end(), _ANY_TIME if is_until else (month, first), (month, last))
        )
        if len(found) == MAX_ACTS:
            break
    return found


_ANY_TIME = (1, 1)
MAX_ACTS = 24
"""More acts of one chain in one paragraph are no schedule that anybody reads in order."""
MAX_ACT_CHARS = 18
"""An act is named so many characters behind its day."""


# --- X022 ----------------------------------------------------------------------------------

_COUNTED = rf"(?<={HAN})(?P<number>\d{{2,6}}(?:\.\d+)?)(?P<unit>[万亿]{{0,2}}(?:[条件项个次家人户份元名场]))(?![次度])"
MIN_SUBJECT_CHARS = 8
"""So many Han characters before a number say what is counted."""
_COUNTED_BEFORE = lazy_pattern(rf"(?<![\d.])(?P<number>\d{{2,6}})(?P<unit>[条件项个家户份名场])(?P<counted>{HAN}{{5}})")
"""A number before what is counted: 46件行政规范性文件."""


@rule("X022", Severity.WARNING, "正文和附件的数不同")
def figure_in_two_values(context: CheckContext) -> Iterator[Problem]:
    """Numbers of the same thing, in the same words, that differ between the text and an annex; the one stated less often is reported."""
    yield from _counted_behind(context)
    first: dict[str, PassageSpan] = {}
    subject = re.compile(rf"{HAN}{{{MIN_SUBJECT_CHARS}}}$")
    for passage in context.prose:
        for match in re.finditer(_COUNTED, passage.value):
            named = subject.search(passage.value[max(match.start() - MIN_SUBJECT_CHARS, 0) : match.start()])
            if named is None or re.search("每|各|至少|不少于|其中|同比|约|达到", named.group()):
                continue
            occurrence = PassageSpan(passage, *match.span())
            earlier = first.setdefault(named.group() + match["unit"], occurrence)
            if (
                earlier.value == occurrence.value
                or (earlier.passage.kind is Kind.ANNEX_TEXT) is (passage.kind is Kind.ANNEX_TEXT)
                or _has_year(earlier) != _has_year(occurrence)
            ):
                continue
            wrong, other = (occurrence, earlier)
            if _times_stated(context, earlier) < _times_stated(context, occurrence):
                wrong, other = earlier, occurrence
            yield wrong.problem(
                f"写了{quote(wrong.value)}，别处写{quote(other.value)}", "核对数字", other.related("另一处")
            )


def _counted_behind(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of the same thing behind them that differ between a table and the text."""
    first: dict[str, PassageSpan] = {}
    for passage in context.passages:
        if passage.kind not in (*PROSE, Kind.CELL):
            continue
        for match in _COUNTED_BEFORE.finditer(passage.value):
            occurrence = PassageSpan(passage, match.start("number"), match.end("unit"))
            earlier = first.setdefault(match["unit"] + match["counted"], occurrence)
            apart = earlier.passage.item != passage.item or (earlier.passage.kind is Kind.ANNEX_TEXT) is not (
                passage.kind is Kind.ANNEX_TEXT
            )
            in_cell = Kind.CELL in (earlier.passage.kind, passage.kind)
            if earlier.value == occurrence.value or not (apart and in_cell):
                continue
            message = f"写了{quote(occurrence.value)}，别处写{quote(earlier.value)}"
            yield occurrence.problem(message, "核对数字", earlier.related("另一处"))


def _has_year(occurrence: PassageSpan) -> bool:
    """Whether the clause speaks of a year before the number that is not the plan's own."""
    before = occurrence.passage.value[max(occurrence.start - 30, 0) : occurrence.start]
    return bool(re.search("上年|去年|上一年", before))


def _times_stated(context: CheckContext, occurrence: PassageSpan) -> int:
    number = re.match(r"[\d.]+", occurrence.value)
    return len(re.findall(rf"(?<![\d.]){re.escape(number.group())}(?![\d.])", context.text)) if number else 0
