"""Rules X001 to X018, X021 and X022 (一致): the plan against itself, its head, its annexes, other documents, and last year's plan."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.check.context import HAN, CheckContext, Kind, Passage, heads, overlaps
from pipeline.check.registry import Problem, elsewhere, problem, problem_with, rule, whole_text
from pipeline.check.rules.numbers import NUMERALS, counted_points, numeral, parse_count
from pipeline.check.rules.structure import place_of_task
from pipeline.check.sequences import confusable
from pipeline.findings import Related, Severity, quote
from pipeline.model import (
    ColumnRole,
    Head,
    Item,
    ItemTitle,
    Note,
    Paragraph,
    Part,
    Plan,
    Section,
    Steps,
    Table,
    TaskTable,
    walk,
)
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """Where a text occurs."""

    passage: Passage
    start: int
    stop: int

    @property
    def value(self) -> str:
        """The text as a string."""
        return self.passage.value[self.start : self.stop]

    def related(self, message: str) -> tuple[Related, ...]:
        """Return it as another place that a problem refers to."""
        return elsewhere(self.passage.text, self.start, self.stop, message)

    def problem(self, message: str, hint: str, related: tuple[Related, ...] = ()) -> Problem:
        """Return a problem with it."""
        return problem(self.passage, self.start, self.stop, message, hint, related=related)


# --- repetitions ---------------------------------------------------------------------------

_CLAUSE = lazy_pattern(r"[^，。；：！？\s]+")
MIN_CLAUSE_CHARS = 6


@rule("X002", Severity.WARNING, "一句话紧接着又说了一遍")
def repeated_clause(context: CheckContext) -> Iterator[Problem]:
    """Clauses that repeat the one before."""
    for passage in context.prose:
        before: re.Match[str] | None = None
        for match in _CLAUSE.finditer(passage.value):
            clause = match.group()
            if before is not None and before.group() == clause and len(clause) >= MIN_CLAUSE_CHARS:
                related = elsewhere(passage.text, *before.span(), "前一遍")
                yield problem(passage, *match.span(), "这一句和前一句相同", "删去一句", related=related)
            before = match


_LONG_SENTENCE = lazy_pattern(r"[^\s。！？][^。！？]{24,}")
_ASSIGNMENT = lazy_pattern(r"(?:牵头|责任|配合|承办|参加)(?:单位|部门|科室|处室)[:：]|负责）?$")
_IS_ASSIGNMENT = lazy_pattern(r"[（(]?(?:牵头|责任|配合|承办|参加|落实)(?:单位|部门|科室|处室)[:：]")
"""A paragraph that only says who is responsible: many items have the same."""
MIN_PARAGRAPH_CHARS = 15


@rule("X003", Severity.WARNING, "同一句话在两处")
def repeated_sentence(context: CheckContext) -> Iterator[Problem]:
    """The second and later occurrences of one sentence, or of one paragraph in an item."""
    first_sentences: dict[str, _Occurrence] = {}
    first_paragraphs: dict[tuple[str, str], Passage] = {}
    for passage in context.prose:
        if _IS_ASSIGNMENT.match(passage.value):
            continue
        first = first_paragraphs.setdefault((passage.item, passage.value), passage)
        if first is not passage and passage.kind is Kind.PARAGRAPH and len(passage.value) >= MIN_PARAGRAPH_CHARS:
            yield problem_with(passage.text, "这一段前面已有", "删去一段", related=whole_text(first.text, "前一段"))
            continue
        for match in _LONG_SENTENCE.finditer(passage.value):
            sentence = match.group().strip()
            if _ASSIGNMENT.search(sentence):
                continue
            occurrence = _Occurrence(passage, *match.span())
            earlier = first_sentences.setdefault(sentence, occurrence)
            if earlier is not occurrence:
                related = earlier.related("前一处")
                yield occurrence.problem("这句话前面已有", "核对是不是粘贴后没有改", related)


SIMILAR_SHARE = 0.8
FRAGMENT_CHARS = 4
MIN_FRAGMENTS = 6
"""Items with fewer fragments are not compared."""
MAX_HOLDERS = 6
"""A fragment in more items than this is evidence of nothing, and counting it would take time in the square of the items."""


@rule("X004", Severity.WARNING, "两个事项几乎一样")
def similar_items(context: CheckContext) -> Iterator[Problem]:
    """The later of two items with nearly the same text."""
    first_passages: dict[str, Passage] = {}
    texts: dict[str, list[str]] = {}
    for passage in context.prose:
        if passage.item and not _IS_ASSIGNMENT.match(passage.value):
            first_passages.setdefault(passage.item, passage)
            texts.setdefault(passage.item, []).append(passage.value)
    fragments = {item: _fragments("".join(parts)) for item, parts in texts.items()}
    reported: set[str] = set()
    for earlier, later, shared in _pairs_sharing(fragments):
        smaller = min(len(fragments[earlier]), len(fragments[later]))
        if smaller >= MIN_FRAGMENTS and shared >= SIMILAR_SHARE * smaller and later not in reported:
            reported.add(later)
            message = f"这个事项和{quote(earlier)}的文字有 {shared * 100 // smaller}% 相同"
            related = whole_text(first_passages[earlier].text, "另一个事项")
            yield problem_with(first_passages[later].text, message, "并成一项，或写出各自不同的内容", related=related)


def _fragments(text: str) -> frozenset[str]:
    return frozenset(text[start : start + FRAGMENT_CHARS] for start in range(len(text) - FRAGMENT_CHARS + 1))


def _pairs_sharing(fragments: dict[str, frozenset[str]]) -> Iterator[tuple[str, str, int]]:
    """Yield pairs of items that share fragments, the earlier first, with the number of shared fragments.

    Fragments that many items share are counted in pairs that share others too.
    """
    holders: dict[str, list[str]] = {}
    first_with: dict[frozenset[str], str] = {}
    for item, own in fragments.items():
        twin = first_with.setdefault(own, item)
        if twin != item:
            yield twin, item, len(own)
            continue
        for fragment in own:
            holders.setdefault(fragment, []).append(item)
    common = {fragment for fragment, items in holders.items() if len(items) > MAX_HOLDERS}
    shared: Counter[tuple[str, str]] = Counter()
    for fragment, items in holders.items():
        if fragment not in common:
            shared.update((items[index], later) for index in range(len(items)) for later in items[index + 1 :])
    for (earlier, later), count in shared.items():
        yield earlier, later, count + len(fragments[earlier] & fragments[later] & common)


@rule("X005", Severity.INFO, "开头与上一年一样")
def unchanged_opening(context: CheckContext) -> Iterator[Problem]:
    """A first paragraph that is last year's."""
    if context.previous is None:
        return
    opening, previous = _opening(context.plan), _opening(context.previous)
    if opening.value and opening.runs and _without_years(opening.value) == _without_years(previous.value):
        message = f"第一段与 {context.previous.year} 年的相同"
        yield problem_with(opening, message, "核对依据和要求是不是当年的")


def _opening(plan: Plan) -> SourceText:
    """Return the plan's first paragraph, when it is before everything else."""
    return next((part.text for part in plan.parts[:1] if isinstance(part, Paragraph)), SourceText(""))


def _without_years(text: str) -> str:
    return re.sub(r"\d{4}年", "年", text)


# --- years ---------------------------------------------------------------------------------

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
    for passage in context.prose:
        for match in _YEARLY_DOCUMENT.finditer(passage.value):
            if int(match["year"]) != year:
                message = f"引用的是 {match['year']} 年的文件，这是 {year} 年的计划"
                yield problem(passage, *match.span("year"), message, "核对年份")


_YEAR_OF_WORK = lazy_pattern(
    r"(?<![\d—–~～至到-])(?P<year>20\d\d)年(?:度|(?=重点工作|主要任务|工作要点|工作计划|政务公开|政府信息公开|重大行政决策))(?![—–~～至到-])"
)
_ABOUT_THE_PAST = lazy_pattern(
    r"[^，。；]{0,12}(?:决算|年报|报告|绩效|总结|评估|评价|考核|审计|执行情况|完成情况|结转|清理"
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
            number = 1 if match["number"] is None else parse_count(match["number"])
            if number > count and not passage.is_quoted(*match.span()):
                annexes = f"只有 {count} 个附件" if count else "没有列附件"
                hint = "改正序号，或在 plan.md 的头部补上 附件: …"
                yield problem(passage, *match.span(), f"“{match.group()}”：头部{annexes}", hint)


_CITATION = lazy_pattern(r"《(?P<title>[^《》]{5,60})》(?:[（(](?P<number>[^（）()\s]{2,20}〔\d{4}〕\d{1,5}号)[）)])?")


@dataclass(frozen=True, slots=True)
class _Citation:
    """A cited title: where it occurs, and the document number behind it or the empty string."""

    occurrence: _Occurrence
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
            if _sorted_digits(earlier.title) == _sorted_digits(title):
                related = earlier.occurrence.related("前一处")
                yield citation.occurrence.problem(f"前面写作《{earlier.title}》", hint, related)
                break
        for key in _title_keys(title):
            by_key.setdefault(key, citation)


def _citations(context: CheckContext) -> Iterator[_Citation]:
    """Yield every citation of a document but this plan and its annexes, which X006 compares."""
    own_titles = {context.plan.head.title.value, *(annex.title.value for annex in context.plan.head.annexes)}
    for passage in context.passages:
        if "《" in passage.value:
            for match in _CITATION.finditer(passage.value):
                if match["title"] not in own_titles:
                    occurrence = _Occurrence(passage, *match.span("title"))
                    yield _Citation(occurrence, match["title"], match["number"] or "")


def _title_keys(title: str, *, of_earlier: bool = False) -> Iterator[str]:
    """Yield the keys under which a title is kept, or those `of_earlier` titles of the same document.

    One title has a character more than the other: the whole of the one is the other
    with a character left out, so = and - are swapped to look one up. Titles of
    yearly documents (要点, 计划) may also differ in their order, or in one character;
    laws do differ in one (民事诉讼法, 刑事诉讼法).
    """
    if len(title) >= 8:
        whole, shortened = ("-", "=") if of_earlier else ("=", "-")
        yield whole + title
        yield from (shortened + title[:index] + title[index + 1 :] for index in range(len(title)))
    if re.search(r"20\d\d年", title):
        yield "~" + "".join(sorted(title))
        yield from (f"?{title[:index]}?{title[index + 1 :]}" for index in range(len(title)))


def _sorted_digits(title: str) -> str:
    return "".join(sorted(re.sub(r"\D", "", title)))


_ORGAN = lazy_pattern(
    r"(?P<organ>[^\d《》〈〉“”，。\s]{2,24}?(?:局|委员会|办公室|办公厅|政府|委|厅|院|处|中心|分局|署|所))(?=关于|\s?\d{4}\s?年)"
)


@rule("X014", Severity.WARNING, "标题里的机关与发文机关不同")
def organ_name(context: CheckContext) -> Iterator[Problem]:
    """Titles that begin with the name of another organ."""
    for head in heads(context.plan):
        title, organ = head.title, head.organ if head.organ.value else context.plan.head.organ
        match = _ORGAN.match(title.value)
        if not match or not organ.value or not title.runs or "、" in organ.value:
            continue
        named = match["organ"]
        if named not in organ.value and organ.value not in named:
            message = f"标题写的是{quote(named)}，发文机关是{quote(organ)}"
            related = whole_text(organ, f"发文机关{quote(organ)}")
            yield problem(title, *match.span("organ"), message, "核对机关名称", related=related)


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


MIN_ORGAN_CHARS = 6


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
    place = re.match(r"[\u4e00-\u9fff]{2,6}?(?=[省市区县州旗镇乡])", organ)
    for index in range(len(place.group()) if place else 0):
        slips |= {organ[:index] + other + organ[index + 1 :] for other in confusable(organ[index])}
    # doubled or turned characters
    slips |= {organ[:index] + organ[index] + organ[index:] for index in range(len(organ))}
    slips |= {organ[:index] + organ[index + 1] + organ[index] + organ[index + 2 :] for index in range(len(organ) - 1)}
    return slips - {organ}


# --- totals --------------------------------------------------------------------------------

_COUNT = r"(?<![\d一二三四五六七八九十两几])(?P<count>\d{1,3}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[一二两三四五六七八九])"
_TOTAL = lazy_pattern(
    rf"(?:以下|下列|如下|共计?|分解为|细化为)\s?{_COUNT}\s?(?:项|条|个)(?:主要|重点|具体|年度)?(?:工作|任务|事项|措施)"
)
_POINTS_ANNOUNCED = lazy_pattern(
    rf"{_COUNT}(?:个方面|方面|项(?:重点|主要)?(?:工作|任务|措施|制度|机制)|点(?:要求|意见)?|个(?:重点|环节|到位|坚持))[^。；，\d]{{0,6}}[：。]$"
)
MAX_ANNOUNCEMENT_CHARS = 40


@rule("X008", Severity.WARNING, "总数与列举不符")
def wrong_total(context: CheckContext) -> Iterator[Problem]:
    """Totals that differ from what the plan lists or the paragraph counts."""
    plan = context.plan
    items = list(plan.items())
    right = {len(items), sum(not item.is_group for item in items), sum(1 for _ in context.tasks())}
    right |= {sum(not item.children for item in items), sum(isinstance(part, Section) for part in plan.parts)}
    for passage in context.prose:
        if not passage.item and items:
            for match in _TOTAL.finditer(passage.value):
                if not passage.is_quoted(*match.span()) and parse_count(match["count"]) not in right:
                    message = f"写了{quote(match.group())}，清单里有 {len(items)} 项"
                    yield problem(passage, *match.span(), message, "核对总数")
        yield from _wrong_number_of_points(passage)
        yield from _wrong_number_listed(passage)


_LISTED = lazy_pattern(
    rf"{_COUNT}(?P<what>个(?:部分|方面|环节|步骤|栏目|领域|专题|板块|单位|科室|部门|试点|要素)|大(?:类|板块|领域)|类|项(?:内容|任务|制度|措施|工作|机制))"
    r"[：:](?P<listed>[^。；：:（）()]{6,200})(?=[。；]|$)"
)
_COUNTED_BEHIND = lazy_pattern(
    r"(?:由|包括|成员为|涉及)(?P<listed>[^，。；：（）()]{6,200}?[^，。；：（）()、等])"
    + _COUNT
    + r"个(?P<what>科室|处室|股室|部门|单位|街道|社区|学校|镇)"
)
"""A list with its number behind it: 由办公室、人事科、法规科3个科室的负责人组成."""
_TIMES = lazy_pattern(rf"{_COUNT}(?P<unit>[次场批期轮阶])(?:活动|检查|培训|段)?[：:]")


def _wrong_number_listed(passage: Passage) -> Iterator[Problem]:
    """Yield the totals before a colon that are not how many are listed behind it: 5个部分：…、…; 举办4次：第一次…第三次."""
    text = passage.value
    for match in _LISTED.finditer(text) if "：" in text else ():
        listed = match["listed"]
        mark = next((mark for mark in "，、" if mark in listed), "")
        if not mark or "等" in listed or any(sign in listed for sign in "“《"):
            continue
        pieces = listed.split(mark)
        # the last two may be joined by a conjunction, which others have within their names
        joined = len(re.findall("以及|[和及]", pieces[-1]))
        if len(pieces) >= MIN_LISTED and not len(pieces) <= parse_count(match["count"]) <= len(pieces) + joined:
            message = f"写了{quote(match['count'] + match['what'])}，列了 {len(pieces)} 个"
            yield problem(passage, match.start(), match.end("what"), message, "核对总数")
    for match in _COUNTED_BEHIND.finditer(text) if "个" in text and "、" in text else ():
        pieces = re.split("、", match["listed"])
        joined = len(re.findall("以及|[和及]", pieces[-1]))
        count = parse_count(match["count"])
        if (
            len(pieces) >= MIN_LISTED
            and "等" not in match["listed"]
            and not len(pieces) <= count <= len(pieces) + joined
        ):
            message = f"写了{quote(match['count'] + '个' + match['what'])}，列了 {len(pieces)} 个"
            yield problem(passage, match.start("count"), match.end("what"), message, "核对总数")
    for match in _TIMES.finditer(text) if "第" in text else ():
        named = [parse_count(number) for number in re.findall(rf"第{_COUNT}{match['unit']}", text[match.end() :])]
        if len(named) > 1 and named == list(range(1, len(named) + 1)) and parse_count(match["count"]) != len(named):
            message = f"写了{quote(match['count'] + match['unit'])}，列了 {len(named)} {match['unit']}"
            yield problem(passage, match.start(), match.end("unit"), message, "核对总数")


MIN_LISTED = 3


def _wrong_number_of_points(passage: Passage) -> Iterator[Problem]:
    for points in counted_points(passage, "是"):
        window_start = max(points[0].start() - MAX_ANNOUNCEMENT_CHARS, 0)
        match = _POINTS_ANNOUNCED.search(passage.value[window_start : points[0].start()])
        if match is None or len(points) < 2 or [numeral(point) for point in points] != list(NUMERALS[: len(points)]):
            continue
        if parse_count(match["count"]) != len(points):
            # without the colon or full stop at the end
            start, stop = window_start + match.start(), window_start + match.end() - 1
            message = f"写了{quote(passage.value[start:stop])}，列了 {len(points)} 点"
            yield problem(passage, start, stop, message, "核对总数")


_COUNTED = (
    rf"(?<=[{HAN}])(?P<number>\d{{2,6}}(?:\.\d+)?)(?P<unit>[万亿]{{0,2}}(?:[条件项个次家人户份元名场]))(?![次度])"
)
MIN_SUBJECT_CHARS = 8
"""So many Han characters before a number say what is counted."""


@rule("X022", Severity.WARNING, "正文和附件的数不同")
def figure_in_two_values(context: CheckContext) -> Iterator[Problem]:
    """Numbers of the same thing, in the same words, that differ between the text and an annex; the one stated less often is reported."""
    first: dict[str, _Occurrence] = {}
    subject = re.compile(rf"[{HAN}]{{{MIN_SUBJECT_CHARS}}}$")
    for passage in context.prose:
        for match in re.finditer(_COUNTED, passage.value):
            named = subject.search(passage.value[max(match.start() - MIN_SUBJECT_CHARS, 0) : match.start()])
            if named is None or re.search("每|各|至少|不少于|其中|同比|约|达到", named.group()):
                continue
            occurrence = _Occurrence(passage, *match.span())
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


def _has_year(occurrence: _Occurrence) -> bool:
    """Whether the clause speaks of a year before the number that is not the plan's own."""
    before = occurrence.passage.value[max(occurrence.start - 30, 0) : occurrence.start]
    return bool(re.search("上年|去年|上一年", before))


def _times_stated(context: CheckContext, occurrence: _Occurrence) -> int:
    number = re.match(r"[\d.]+", occurrence.value)
    return len(re.findall(rf"(?<![\d.]){re.escape(number.group())}(?![\d.])", context.text)) if number else 0


# --- terms ---------------------------------------------------------------------------------

_CATALOGUE = "目录|清单|指南|手册|专区|专栏|名录|台账"
_LONG_FORM = lazy_pattern(rf"(?P<first>[{HAN}]{{2}})化(?P<thing>{_CATALOGUE})")
_SHORT_FORM = lazy_pattern(rf"[{HAN}]{{2}}(?:{_CATALOGUE})")
_QUOTED_TERM = lazy_pattern(r"“([^“”]{4,20})”")


@rule("X010", Severity.INFO, "一个名称两种写法")
def term_in_two_forms(context: CheckContext) -> Iterator[Problem]:
    """The longer form of a name (标准化目录) of which the short one occurs too, and quoted terms with other marks."""
    short_forms: dict[str, _Occurrence] = {}
    for passage in context.prose:
        for match in _SHORT_FORM.finditer(passage.value):
            short_forms.setdefault(match.group(), _Occurrence(passage, *match.span()))
    reported: set[str] = set()
    for passage in context.prose:
        for match in _LONG_FORM.finditer(passage.value):
            long, short = match.group(), match["first"] + match["thing"]
            if short in short_forms and long not in reported:
                reported.add(long)
                related = short_forms[short].related(f"{quote(short)}")
                message = f"{quote(long)}和{quote(short)}并用"
                yield problem(passage, *match.span(), message, "是一样东西就统一叫法", related=related)
    first: dict[str, _Occurrence] = {}
    for passage in context.prose:
        for match in _QUOTED_TERM.finditer(passage.value):
            occurrence = _Occurrence(passage, *match.span(1))
            earlier = first.setdefault(re.sub(r"[、，\s]", "", match[1]), occurrence)
            if earlier.value != match[1]:
                message = f"{quote(match[1])}和{quote(earlier.value)}并用"
                yield occurrence.problem(message, "统一标点", earlier.related(f"{quote(earlier.value)}"))


_NOUN = lazy_pattern(r"(?:(?<![省市区县厅])各|相关|各相关)(?P<noun>部门|科室|处室|股室)")


@rule("X011", Severity.INFO, "部门、科室、处室混用")
def mixed_nouns(context: CheckContext) -> Iterator[Problem]:
    """Several nouns for the office's units, reported once, at the first one of the running text."""
    first: dict[str, _Occurrence] = {}
    nouns: set[str] = set()
    for passage in context.passages:
        if passage.kind in (Kind.PARAGRAPH, Kind.STEP, Kind.UNIT):
            for match in _NOUN.finditer(passage.value):
                if not passage.is_quoted(*match.span()):
                    first.setdefault(match.group(), _Occurrence(passage, *match.span()))
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
    quoted: dict[str, _Occurrence] = {}
    for passage in context.prose:
        for match in _QUOTED.finditer(passage.value):
            if match[1] in QUOTABLE_TERMS:
                quoted.setdefault(match[1], _Occurrence(passage, *match.span()))
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


# --- what the head prints --------------------------------------------------------------------

MAX_CLOSING_PARAGRAPHS = 4
"""So many paragraphs at the end may be 附件说明, 署名 and 成文日期, each a paragraph, or more."""

_DAY = r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
_SIGNING_ORGAN = rf"[{HAN}]{{2,25}}(?:局|委员会|办公室|办公厅|人民政府|委|厅|处|中心|分局|署)"
_ANNEX_NOTE = lazy_pattern(r"附\s*件\s*\d{0,2}\s*[：:]\s*(?P<titles>.*)")
_ADDRESSED = rf"(?:各|局|机关|[市区县镇乡省])[{HAN}（）()]{{1,25}}"
_ADDRESSEE = lazy_pattern(rf"(?P<names>{_ADDRESSED}(?:[、，]{_ADDRESSED})*)[：:]")
_UNIT_NOUN = lazy_pattern(r"科室|部门|单位|处室|街道|[镇乡局委办县区]")


@rule("X016", Severity.ERROR, "头部已写的，正文里又写了")
def set_by_head(context: CheckContext) -> Iterator[Problem]:
    """What the head states and the text states again, in the notice and in the plan."""
    plan = context.plan
    if plan.notice is not None:
        yield from _stated_again(plan.notice.blocks, plan.notice.head, plan.notice.head.organ or plan.head.organ)
    # below a notice the plan prints neither addressee nor signature: what is written there is only asked about
    yield from _stated_again(plan.parts, plan.head, plan.head.organ, printed=plan.notice is None)


_TITLE_WITHOUT_DE = lazy_pattern(r"关于[^《》]{4,60}?(?<!的)(?=(?:通知|意见|决定|报告|请示|函|公告|通告|批复|通报)$)")

_TITLE_WITHOUT_ABOUT = lazy_pattern(
    r"(?P<act>印发|转发|做好|开展|加强|举办|召开|调整|公布)[^《》]{4,60}的(?:通知|意见|函|公告)$"
)

_LABELS = (
    ("addressee", "主送机关"),
    ("copy_to", "抄送"),
    ("remark", "附注"),
    ("printer", "印发机关"),
    ("organ", "发文机关"),
    ("doc_number", "发文字号"),
)
"""The keys of the head of which print adds the label or the mark behind, by attribute."""


@rule("X026", Severity.WARNING, "头部的值里又写了名称或末尾的标点")
def label_in_value(context: CheckContext) -> Iterator[Problem]:
    """Values of the head that begin with the name of their key, or end with a mark that print adds; slips of titles."""
    for head in heads(context.plan):
        if head.title.runs and (match := _TITLE_WITHOUT_DE.search(head.title.value)):
            yield problem(head.title, *match.span(), "“关于…”和文种之间没有“的”", "写作：关于…的通知")
        elif (
            head.title.runs
            and "关于" not in head.title.value
            and (match := _TITLE_WITHOUT_ABOUT.search(head.title.value))
        ):
            yield problem(head.title, *match.span("act"), "标题的事由前面没有“关于”", "写作：关于印发…的通知")
        for annex in head.annexes:
            if annex.title.runs and re.fullmatch(r"《[^《》]+》", annex.title.value.strip()):
                yield problem(annex.title, 0, len(annex.title), "附件名称不加书名号", "删去书名号")
        for attribute, label in _LABELS:
            value: SourceText = getattr(head, attribute)
            if not value.runs:
                continue
            if match := re.match(rf"{label}\s?[：:]\s?", value.value):
                yield problem(value, *match.span(), f"“{label}：”印出时会再加一遍", "删去", fix="")
            elif match := re.search(
                r"[：:，,、；;。]+$" if attribute == "addressee" else r"[：:，,、；;]+$", value.value.rstrip()
            ):
                yield problem(value, *match.span(), f"“{match.group()}”印出时会成为两个标点", "删去末尾的标点", fix="")


def _stated_again(parts: Sequence[Part], head: Head, organ: SourceText, *, printed: bool = True) -> Iterator[Problem]:
    first = next((part for part in parts if not isinstance(part, Note)), None)
    if isinstance(first, Paragraph):
        yield from _addressee(first.text, head, printed=printed)
    signature = re.compile(rf"(?P<organ>{re.escape(organ.value)}|{_SIGNING_ORGAN})?[\s（(盖章）)]*(?P<day>{_DAY})?")
    for text in _closing_paragraphs(parts):
        if not text.runs or not text.value:
            continue
        if match := _ANNEX_NOTE.fullmatch(text.value.strip()):
            titles = [annex.title.value for annex in head.annexes]
            is_same = any(title and title in match["titles"] for title in titles)
            yield _set_by_head(text, len(text), "附件说明", "附件: …", is_certain=is_same)
        elif match := signature.fullmatch(text.value.strip()):
            signed, day = match["organ"], match["day"]
            is_same = signed == organ.value if signed else _squeeze(day) == _squeeze(head.issued.text.value)
            name = "署名" if not day else "署名和成文日期" if signed else "成文日期"
            key = "发文机关: …" if signed else "成文日期: …"
            yield _set_by_head(text, len(text), name, key, is_certain=is_same and printed)


def _addressee(text: SourceText, head: Head, *, printed: bool) -> Iterator[Problem]:
    """Yield the problem with an addressee at the beginning of the first paragraph."""
    if not text.runs:
        return
    stated = head.addressee.value.rstrip("：:")
    if stated and text.value.startswith((f"{stated}：", f"{stated}:")):
        yield _set_by_head(text, len(stated) + 1, "主送机关", "主送机关: …", is_certain=printed)
    elif (match := _ADDRESSEE.match(text.value)) and _UNIT_NOUN.search(match["names"]):
        yield _set_by_head(text, match.end(), "主送机关", "主送机关: …", is_certain=False)


def _set_by_head(text: SourceText, stop: int, name: str, key: str, *, is_certain: bool) -> Problem:
    message = f"{name}由头部生成，这里会再印一遍" if is_certain else f"这一处像是{name}，应由头部生成"
    severity = Severity.ERROR if is_certain else Severity.WARNING
    fix = "" if is_certain else None
    return problem(text, 0, stop, message, f"请删去；头部写 {key}", fix=fix, severity=severity)


def _squeeze(text: str | None) -> str:
    return re.sub(r"\s", "", str(text))


def _closing_paragraphs(parts: Sequence[Part]) -> list[SourceText]:
    """Return the last paragraphs at the end of the parts, with nothing but notes between them."""
    texts: list[SourceText] = []
    for part in reversed(parts):
        match part:
            case Paragraph(text=text):
                texts.insert(0, text)
            case Note():
                continue
            case Section():
                above = _closing_paragraphs(part.parts) if len(texts) < MAX_CLOSING_PARAGRAPHS else []
                return [*above, *texts][-MAX_CLOSING_PARAGRAPHS:]
            case Item() | Steps() | Table():
                break
    return texts[-MAX_CLOSING_PARAGRAPHS:]


# --- the annex and the text ----------------------------------------------------------------


@rule("X017", Severity.ERROR, "附件的分解表没有一行")
def empty_annex(context: CheckContext) -> Iterator[Problem]:
    """Task tables in a plan that lists no item; an item without text is found where it is written."""
    if next(context.plan.items(), None) is not None:
        return
    for annex in context.plan.head.annexes:
        if isinstance(annex, TaskTable):
            message = "计划里没有列事项，这个分解表只有表头"
            hint = "在 plan.md 的正文里列出事项 - [短标题](items/文件名.md)；没有分解表的，从“附件”中删去"
            yield problem_with(annex.title, message, hint)


@rule("X018", Severity.WARNING, "附表里分不清归在哪一项")
def row_under_group(context: CheckContext) -> Iterator[Problem]:
    """Items whose row in the annex is below the group row of an item that is not their parent."""
    head = context.plan.head
    if not context.has_task_table():
        return
    has_heading_rows = head.heading_rows or any(column.role is ColumnRole.GROUP for column in head.columns)
    titles_printed = head.item_title is not ItemTitle.HIDDEN
    group: tuple[int, Item] | None = None
    for level, item in _items_in_order(context.plan.parts, has_heading_rows=has_heading_rows):
        if item is None:
            group = None
        elif item.is_group:
            # one without text has no row
            group = (level, item) if item.tasks or titles_printed else None
        elif item.tasks and group is not None and level <= group[0]:
            place = place_of_task(item, item.tasks[0])
            if place is not None:
                message = f"附表里这一项像是归在{quote(group[1].title)}之下"
                yield Problem(place, message, f"也写成有分项的事项，或给{quote(group[1].title)}写上责任和时限")
            group = None


def _items_in_order(parts: Sequence[Part], *, has_heading_rows: bool) -> Iterator[tuple[int, Item | None]]:
    """Yield every item with its level in reading order, and None where a heading has a row of its own."""
    for visit in walk(parts):
        if isinstance(visit.part, Item):
            yield visit.level, visit.part
        elif has_heading_rows and isinstance(visit.part, Section):
            yield visit.level, None
