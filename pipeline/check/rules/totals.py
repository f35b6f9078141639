"""Rules X008, N009 and N010 (总数): numbers against what is listed, added up or compared."""

import re
from collections.abc import Collection, Iterator

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.numbers import NUMERALS, counted_points, numeral
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.model import Item, Section, walk
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.numerals import parse_number

_COUNT = r"(?<![\d一二三四五六七八九十两几])(?P<count>\d{1,3}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[一二两三四五六七八九])"
_TOTAL = lazy_pattern(
    rf"(?:以下|下列|如下|共计?|分解为|细化为)\s?{_COUNT}\s?(?:项|条|个)(?:主要|重点|具体|年度)?(?:工作|任务|事项|措施)"
)
_YEARS_TASKS = lazy_pattern(
    rf"(?:全年|本计划|年度|今年|本年度?|计划|本要点|本方案|统筹|上述)的?{_COUNT}\s?[项条](?:重点|工作|公开|主要|具体){{0,2}}(?:任务|事项)(?=[，。；、（逐全均都实落按由纳细的])"
)
"""全年12项任务, in the overview."""
_ASPECTS_AND_TASKS = lazy_pattern(
    rf"(?<![\d一二三四五六七八九十两几])(?P<aspects>\d{{1,2}}|[一二三四五六七八九十])个?(?:方面|部分|板块|大类)[，、的]?(?:共计?|合计|计)?\s?(?:的)?{_COUNT}\s?(?:[项条]|个(?:公开)?(?:事项|任务|工作任务))(?![^，。；]{{0,4}}年)"
)
"""How many parts and tasks a plan has, in its overview: 4个方面18项."""
_TASKS = lazy_pattern(
    rf"(?:工作任务|公开任务|重点任务|任务|公开事项)(?:共计?|合计|计|分解为|细化为)?\s?{_COUNT}\s?[项条](?=[，。；、（]|$)"
)
"""任务16项, in the overview."""
_LISTED_TASKS = lazy_pattern(
    rf"(?:附件\s?\d{{0,2}}|分解表|任务清单|本计划|(?<!作)要点(?=所列|列|明)|方案(?=所列))(?:中|里|所列|列出|列明|明确|确定|共?(?:列|有|安排|部署|列入|分解为)|共计?)?的?{_COUNT}\s?[项条](?=(?:重点|工作|公开)?(?:任务|事项))"
)
"""附件1所列18项任务, anywhere."""
_TASKS_BEHIND = lazy_pattern(rf"{_COUNT}\s?[项条](?=(?:重点|工作|公开|主要){{0,2}}(?:任务|事项))")
"""17项任务, in 内容概述."""
_NOT_OF_THE_PLAN = lazy_pattern(r"争取|上年|去年|上一年|已|[省市区]政府|上级|要点")
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
    if items:
        yield from _overview(context, right)
    yield from _units_of_the_roster(context)
    for passage in context.prose:
        if not passage.item and items:
            for match in _TOTAL.finditer(passage.value):
                if not passage.is_quoted(*match.span()) and parse_number(match["count"]) not in right:
                    message = f"写了{quote(match.group())}，清单里有 {len(items)} 项"
                    yield problem(passage, *match.span(), message, "核对总数")
        yield from _wrong_number_of_points(passage)
        yield from _wrong_number_listed(passage)
        yield from _wrong_number_summed_up(passage)


_ALL_UNITS = lazy_pattern(
    rf"(?:全部|所有|全[局委厅办院校镇街]|我[局委厅办院]|机关|覆盖|[局委厅]属|内设){HAN}{{0,2}}?(?P<count>\d{{1,3}}|[二三四五六七八九]?十[一二三四五六七八九]?|[两二三四五六七八九])个(?P<noun>(?:内设|职能|业务)?(?:科室|处室|股室|机构|科|处))(?![（、]|[^，。；]{{0,6}}(?:事项|以上))"
)
_UNIT_NAME = lazy_pattern(r"(?:科|股|处|室|中心|办|队|所|站)$")


def _units_of_the_roster(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of all units of an office that are not those of its roster: 覆盖全部12个科室."""
    day = context.plan.issued.value or context.plan.head.expected.value
    units = [
        unit
        for unit in context.plan.roster
        if not unit.group and not unit.proposed and (day is None or unit.exists_on(day))
    ]
    named = sum(_UNIT_NAME.search(unit.name.value) is not None for unit in units)
    for passage in context.prose if named > 1 else ():
        for match in _ALL_UNITS.finditer(passage.value) if "个" in passage.value else ():
            count = parse_number(match["count"])
            # a roster may have units of others too, never many more than are counted
            if count not in (len(units), named) and min(abs(count - n) for n in (len(units), named)) <= MOST_MISCOUNTED:
                message = f"写了{quote(match['count'] + '个' + match['noun'])}，名册里有 {named} 个"
                yield problem(passage, match.start("count"), match.end("noun"), message, "核对科室数和 units.yaml")


def _overview(context: CheckContext, right: Collection[int]) -> Iterator[Problem]:
    """Yield numbers of parts and of tasks, in the text before the items and in 内容概述, that are not the plan's."""
    plan = context.plan
    sections = [part for part in plan.parts if isinstance(part, Section)]
    with_items = sum(any(isinstance(visit.part, Item) for visit in walk(part.parts)) for part in sections)
    parts = {with_items or len(sections)}
    for passage in context.passages:
        is_summary = passage.kind is Kind.VALUE and not passage.item
        pattern = _TASKS_BEHIND if is_summary else _LISTED_TASKS
        for match in pattern.finditer(passage.value) if is_summary or passage.kind in PROSE else ():
            if parse_number(match["count"]) not in right and not passage.is_quoted(*match.span()):
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, *match.span(), message, "核对总数")
        if passage.item or passage.kind not in (Kind.PARAGRAPH, Kind.STEP, Kind.VALUE):
            continue
        for match in _ASPECTS_AND_TASKS.finditer(passage.value):
            if _is_not_of_the_plan(passage, match, plan.year):
                continue
            if sections and parse_number(match["aspects"]) not in parts:
                message = f"写了{quote(match.group())}，计划有 {with_items or len(sections)} 个部分"
                yield problem(passage, match.start("aspects"), match.end("aspects"), message, "核对有几个方面")
            if parse_number(match["count"]) not in right:
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, match.start("count"), match.end(), message, "核对总数")
        for match in (*_TASKS.finditer(passage.value), *_YEARS_TASKS.finditer(passage.value)):
            if parse_number(match["count"]) not in right and not _is_not_of_the_plan(passage, match, plan.year):
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, *match.span(), message, "核对总数")


def _is_not_of_the_plan(passage: Passage, match: re.Match[str], year: int) -> bool:
    """Whether a number is quoted, or that of another year or of somebody else."""
    start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；") + 1
    before = passage.value[start : match.end()]
    years = {int(stated) for stated in re.findall(r"(?<!\d)(20\d\d)年", before)}
    return passage.is_quoted(*match.span()) or bool(years - {year}) or _NOT_OF_THE_PLAN.search(before) is not None


_NOUN = r"(?!月|工作日|百分点|小时|学期|季度|以上|以内|左右|交易日|自然日|年度?)[^\W\d_A-Za-z的和及等]"
_COUNTED = lazy_pattern(
    rf"(?<![\d一二三四五六七八九十两几第每各另约近余超逾这.、])(?P<count>\d{{1,2}}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[二两三四五六七八九])"
    rf"(?P<what>个(?P<noun>等级|{_NOUN}{{1,4}}(?=[，。；（）：的]|$)|{_NOUN}{{1,2}})|大?[类种]|项(?!补贴|基本|原则)|大(?:板块|领域|方面)|级(?!甲|乙|以上|以下|公立|响应|医院|标准|航道|公路|等|及|或|博物|保护|文物)|方面)"
)
"""A number of what is listed before or behind it: 四个专栏, 6类, 两级."""
_OPENS = lazy_pattern(
    rf"(?:{HAN}){{0,8}}(?:[：:]|，(?:即|分别(?:是|为)|包括|也就是)|[（(])(?P<listed>[^。；：:（）()]{{3,200}}?)(?=[。；）)]|$)"
)
"""What opens the list behind a number: 三个环节：…、…; 三个阶段（…、…）."""
_QUOTED_ROW = lazy_pattern(
    r"(?:[“《][^“”《》]{1,30}[”》](?:[^\W\d_，。；：“”《》、]{0,4})?[、和及与]?){1,12}[“《][^“”《》]{1,30}[”》](?P<closing>等|这|共)?$"
)
_KINDS = lazy_pattern("栏目|专栏|专题|频道|板块|方面|领域|类|环节|步骤|阶段|要素|部分|级")
"""Nouns that count what is listed and nothing else."""
_TIMES = lazy_pattern(rf"{_COUNT}(?P<unit>[次场批期轮阶级档类])(?:活动|检查|培训|段)?[：:]")
_LETTERS = lazy_pattern(rf"(?P<listed>[A-Z]{{1,4}}(?:、[A-Z]{{1,4}}){{2,7}}){_COUNT}(?P<what>级|类|档|等)")
"""Grades by letters with their number: AA、A、B、C、D五级."""
_COLON_PIECES = 3
MOST_MISCOUNTED = 2
"""A number further from that of the members is of something else."""


def _wrong_number_listed(passage: Passage) -> Iterator[Problem]:
    """Yield numbers that are not that of the members of a list right behind or before them: 5个部分：…、…; …、…三个方面."""
    text = passage.value
    for match in _COUNTED.finditer(text) if "、" in text or "”“" in text or "：" in text else ():
        # a number that is itself a member of a list counts nothing: …、冬季两项、…
        # nor does one of several things (临川、南城各有1个), nor what is told by another number (三项330千伏工程)
        if text[match.end() : match.end() + 1].isdigit() or text.endswith(
            ("各有", "均有", "都有", "各设", "均设", "各建"), 0, match.start()
        ):
            continue
        if passage.is_quoted(*match.span()) or re.match(rf"(?:{HAN}){{0,4}}、", text[match.end() :]):
            continue
        listed = _members_behind(text, match) or _members_before(text, match)
        count = parse_number(match["count"])
        if listed is None or listed.least <= count <= listed.most:
            continue
        apart = listed.least - count if count < listed.least else count - listed.most
        allowed = MOST_MISCOUNTED if listed.least > _FEW or _KINDS.search(match["what"]) else 1
        # what is listed with 等 may be but a part; all but one of them nobody lists
        if listed.is_open and count > listed.most and not (listed.least >= _FEW and apart == 1):
            continue
        if apart <= allowed or (listed.is_certain and count <= 2 * listed.most):
            message = f"写了{quote(match['count'] + match['what'])}，列了 {listed.least} 个"
            yield problem(passage, match.start(), match.end(), message, "核对总数")
    for match in _LETTERS.finditer(text) if "、" in text else ():
        pieces = match["listed"].split("、")
        if len(pieces) != parse_number(match["count"]):
            message = f"写了{quote(match['count'] + match['what'])}，列了 {len(pieces)} 个"
            yield problem(passage, match.start("count"), match.end("what"), message, "核对总数")
    for match in _TIMES.finditer(text) if "第" in text else ():
        named = [parse_number(number) for number in re.findall(rf"第{_COUNT}{match['unit']}", text[match.end() :])]
        if len(named) > 1 and named == list(range(1, len(named) + 1)) and parse_number(match["count"]) != len(named):
            message = f"写了{quote(match['count'] + match['unit'])}，列了 {len(named)} {match['unit']}"
            yield problem(passage, match.start(), match.end("unit"), message, "核对总数")


@dataclass(frozen=True, slots=True)
class _Members:
    """How many members a list has, at least and at most: its last two may be joined, or be one with a conjunction in its name."""

    least: int
    most: int
    is_open: bool
    is_certain: bool


_JOINED = lazy_pattern("以及|[和及与]")


def _members_behind(text: str, match: re.Match[str]) -> _Members | None:
    if (same := _pieces_with_noun(text, match)) is not None:
        return same
    opened = _OPENS.match(text, match.end())
    if opened is None:
        return None
    listed = opened["listed"]
    if re.search(r"[\d“《]|等$|等[^，、]{0,6}$|一是|其中|^(?:一方面|一种|一个|或者?|既|首先|第一)", listed):
        return None
    mark = next((mark for mark in "，、" if mark in listed), "")
    pieces = listed.split(mark) if mark else []
    is_colon = text[opened.start("listed") - 1] in "：:"
    # clauses are members only where they are short
    if mark == "，" and pieces and max(map(len, pieces)) > _SHORT_CLAUSE:
        return None
    if len(pieces) < (_COLON_PIECES if is_colon else MIN_LISTED - 1) or max(map(len, pieces)) > _LONG_PIECE:
        return None
    if not is_colon and len(set(pieces)) != len(pieces):
        return None
    joined = len(_JOINED.findall(pieces[-1]))
    return _Members(len(pieces), len(pieces) + joined, False, is_colon)


def _pieces_with_noun(text: str, match: re.Match[str]) -> _Members | None:
    """Return how many clauses behind a colon end with the noun counted: 两个阶段：4月至6月为自查阶段，7月至9月为整改阶段."""
    noun = (match["noun"] or "")[:_NOUN_CHARS]
    colon = re.match(rf"(?:{HAN}){{0,6}}[：:]", text[match.end() :])
    if len(noun) < _NOUN_CHARS or colon is None:
        return None
    listed = text[match.end() + colon.end() :].partition("。")[0]
    pieces = re.split("[，；]", listed)
    if len(pieces) < MIN_LISTED - 1 or not all(piece.endswith(noun) for piece in pieces):
        return None
    return _Members(len(pieces), len(pieces), is_open=False, is_certain=True)


_NOUN_CHARS = 2


def _members_before(text: str, match: re.Match[str]) -> _Members | None:
    start = max(text.rfind(mark, 0, match.start()) for mark in "。；，：！？（）(){}\n:,;") + 1
    before = text[start : match.start()]
    if row := _QUOTED_ROW.search(before):
        # “好差评”结果分为“满意”“不满意”: the row begins behind the verb
        listed = re.split(r"(?<=[”》])[^“《》”]{0,3}(?:为|是|有|包括|设|含|即)(?=[“《])", row.group())[-1]
        members = len(re.findall("[“《]", listed))
        return _Members(members, members, row["closing"] == "等", True)
    if re.search(r"[\d“”《》]", before) or "、" not in before:
        return None
    closing = before[-1:] if before[-1:] in "等这" else ""
    pieces = re.sub("^[一二三四五六七八九十]{1,3}、", "", before.removesuffix(closing)).split("、")
    if not all(pieces) or pieces[-1].isascii() or pieces[-1].endswith(("自治区", "自治州", "直辖市", "旗")):
        return None
    kept = [pieces[-1]]
    for piece in reversed(pieces[:-1]):
        kept.insert(0, piece)
        # what is much longer than the members behind it, or counts others, ends with the first of them
        if re.search("[二两三四五六七八九十](?:[省市县区镇]|个)|.(?:协同|共建|共同|联合|覆盖|打造)", piece) or len(
            piece
        ) > max(_USUAL_PIECE, 2 * max(map(len, kept[1:]))):
            break
    if len(kept) < MIN_LISTED - 1 or len(kept[-1]) > max(_USUAL_PIECE, 2 * max(map(len, kept[:-1]))):
        return None
    joined = sum(len(_JOINED.findall(piece)) for piece in kept)
    return _Members(len(kept), len(kept) + joined, closing == "等", False)


_LONG_PIECE, _USUAL_PIECE, _SHORT_CLAUSE, _FEW = 40, 10, 14, 5
MIN_LISTED = 3
_SUMMED_UP = lazy_pattern(rf"“(?P<count>[两二三四五六七八九])(?:个)?(?P<word>{HAN}{{1,2}})”")


_BEFORE_QUOTE = 4


def _wrong_number_summed_up(passage: Passage) -> Iterator[Problem]:
    """Yield terms that sum up what was listed before them with another number: 同步组织、同步审签、同步部署，做到“四同步”."""
    for match in _SUMMED_UP.finditer(passage.value) if "“" in passage.value else ():
        start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；") + 1
        word = re.escape(match["word"])
        listed = re.search(
            rf"(?:{word}[^，。；、“”]{{2,8}}、)+(?:{word}[^，。；、“”]{{2,8}})|(?:[^，。；、“”]{{1,12}}{word}、)+(?:[^，。；、“”]{{1,12}}{word})",
            passage.value[start : match.start()],
        )
        count = listed.group().count("、") + 1 if listed else 0
        # one character sums up only what stands right before it: 初审、复审、终审的“三审”
        if (
            listed
            and len(match["word"]) == 1
            and (count < MIN_LISTED or match.start() - start - listed.end() > _BEFORE_QUOTE)
        ):
            continue
        if count >= MIN_LISTED - 1 and parse_number(match["count"]) != count:
            yield problem(passage, *match.span(), f"写了{match.group()}，前面列了 {count} 个", "核对个数")


def _wrong_number_of_points(passage: Passage) -> Iterator[Problem]:
    for points in counted_points(passage, "是"):
        window_start = max(points[0].start() - MAX_ANNOUNCEMENT_CHARS, 0)
        match = _POINTS_ANNOUNCED.search(passage.value[window_start : points[0].start()])
        if match is None or len(points) < 2 or [numeral(point) for point in points] != list(NUMERALS[: len(points)]):
            continue
        if parse_number(match["count"]) != len(points):
            # without the colon or full stop at the end
            start, stop = window_start + match.start(), window_start + match.end() - 1
            message = f"写了{quote(passage.value[start:stop])}，列了 {len(points)} 点"
            yield problem(passage, start, stop, message, "核对总数")
