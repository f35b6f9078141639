"""Rules X008, N009 and N010 (总数): numbers against what is listed, added up or compared."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.registry import Problem, problem, problem_with, rows_as_place, rule
from pipeline.check.rules.numbers import NUMERALS, counted_points, numeral, parse_count
from pipeline.findings import Severity, quote
from pipeline.model import Item, Section, Table, walk
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText

_COUNT = r"(?<![\d一二三四五六七八九十两几])(?P<count>\d{1,3}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[一二两三四五六七八九])"
_TOTAL = lazy_pattern(
    rf"(?:以下|下列|如下|共计?|分解为|细化为)\s?{_COUNT}\s?(?:项|条|个)(?:主要|重点|具体|年度)?(?:工作|任务|事项|措施)"
)
_ASPECTS_AND_TASKS = lazy_pattern(
    rf"(?<![\d一二三四五六七八九十两几])(?P<aspects>\d{{1,2}}|[一二三四五六七八九十])个?(?:方面|部分|板块|大类)[，、的]?(?:共计?|合计|计)?\s?(?:的)?{_COUNT}\s?(?:[项条]|个(?:公开)?(?:事项|任务|工作任务))(?![^，。；]{{0,4}}年)"
)
"""How many parts and tasks a plan has, in its overview: 4个方面18项."""
_TASKS = lazy_pattern(
    rf"(?:工作任务|公开任务|重点任务|任务|公开事项)(?:共计?|合计|计|分解为|细化为)?\s?{_COUNT}\s?[项条](?=[，。；、（]|$)"
)
"""任务16项, in the overview."""
_LISTED_TASKS = lazy_pattern(
    rf"(?:附件\s?\d{{0,2}}|分解表|任务清单|本计划)(?:中|里|所列|列出|列明|明确|确定|共?(?:列|有|安排|部署|列入|分解为)|共计?)?的?{_COUNT}\s?[项条](?=(?:重点|工作|公开)?(?:任务|事项))"
)
"""附件1所列18项任务, anywhere."""
_TASKS_BEHIND = lazy_pattern(rf"{_COUNT}\s?[项条](?=(?:重点|工作|公开|主要){{0,2}}(?:任务|事项))")
"""17项任务, in 内容概述."""
_NOT_OF_THE_PLAN = lazy_pattern(r"上年|去年|上一年|已|[省市区]政府|上级|要点")
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
    for passage in context.prose:
        if not passage.item and items:
            for match in _TOTAL.finditer(passage.value):
                if not passage.is_quoted(*match.span()) and parse_count(match["count"]) not in right:
                    message = f"写了{quote(match.group())}，清单里有 {len(items)} 项"
                    yield problem(passage, *match.span(), message, "核对总数")
        yield from _wrong_number_of_points(passage)
        yield from _wrong_number_listed(passage)
        yield from _wrong_number_summed_up(passage)


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
            if parse_count(match["count"]) not in right and not passage.is_quoted(*match.span()):
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, *match.span(), message, "核对总数")
        if passage.item or passage.kind not in (Kind.PARAGRAPH, Kind.STEP, Kind.VALUE):
            continue
        for match in _ASPECTS_AND_TASKS.finditer(passage.value):
            if _is_not_of_the_plan(passage, match, plan.year):
                continue
            if sections and parse_count(match["aspects"]) not in parts:
                message = f"写了{quote(match.group())}，计划有 {with_items or len(sections)} 个部分"
                yield problem(passage, match.start("aspects"), match.end("aspects"), message, "核对有几个方面")
            if parse_count(match["count"]) not in right:
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, match.start("count"), match.end(), message, "核对总数")
        for match in _TASKS.finditer(passage.value):
            if parse_count(match["count"]) not in right and not _is_not_of_the_plan(passage, match, plan.year):
                message = f"写了{quote(match.group())}，清单里有 {len(list(plan.items()))} 项"
                yield problem(passage, *match.span(), message, "核对总数")


def _is_not_of_the_plan(passage: Passage, match: re.Match[str], year: int) -> bool:
    """Whether a number is quoted, or that of another year or of somebody else."""
    start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；") + 1
    before = passage.value[start : match.end()]
    years = {int(stated) for stated in re.findall(r"(?<!\d)(20\d\d)年", before)}
    return passage.is_quoted(*match.span()) or bool(years - {year}) or _NOT_OF_THE_PLAN.search(before) is not None


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
_NAMED_BEFORE = lazy_pattern(
    rf"(?:^|[，。；：设分])(?P<listed>{HAN}{{1,8}}(?:、{HAN}{{1,8}}){{2,7}}){_COUNT}个(?P<what>子?栏目|方面|领域|类别|环节|板块|要素|频道|专栏|专题|步骤|阶段)"
)
"""执法、救灾、预警、科普4个子栏目."""
_CLOSED = lazy_pattern(
    rf"(?P<listed>(?:{HAN}|[A-Z]){{1,14}}(?:、(?:{HAN}|[A-Z]){{1,14}}){{2,11}})(?:等|这){_COUNT}(?P<what>类|项|个(?:方面|领域|部分|环节|类别)|种|级)"
)
"""A list closed by its number, which may leave members out but has none too many: …、竣工信息等8类信息."""
_GRADES = lazy_pattern(rf"(?P<listed>[A-Z]{{1,4}}(?:、[A-Z]{{1,4}}){{2,7}}){_COUNT}(?P<what>级|类|档|等)")
"""Grades by letters with their number: AA、A、B、C、D五级."""
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
    for match in (*_NAMED_BEFORE.finditer(text), *_GRADES.finditer(text)) if "、" in text else ():
        pieces = match["listed"].split("、")
        joined = len(re.findall("以及|[和及]", pieces[-1]))
        if "等" not in match["listed"] and not len(pieces) <= parse_count(match["count"]) <= len(pieces) + joined:
            message = f"写了{quote(text[match.start('count') : match.end('what')])}，列了 {len(pieces)} 个"
            yield problem(passage, match.start("count"), match.end("what"), message, "核对总数")
    for match in _CLOSED.finditer(text) if "等" in text and "、" in text else ():
        members = match["listed"].count("、") + 1
        if members > parse_count(match["count"]):
            message = f"写了{quote(match['count'] + match['what'])}，列了 {members} 个"
            yield problem(passage, match.start("count"), match.end("what"), message, "核对总数")
    for match in _TIMES.finditer(text) if "第" in text else ():
        named = [parse_count(number) for number in re.findall(rf"第{_COUNT}{match['unit']}", text[match.end() :])]
        if len(named) > 1 and named == list(range(1, len(named) + 1)) and parse_count(match["count"]) != len(named):
            message = f"写了{quote(match['count'] + match['unit'])}，列了 {len(named)} {match['unit']}"
            yield problem(passage, match.start(), match.end("unit"), message, "核对总数")


MIN_LISTED = 3
_SUMMED_UP = lazy_pattern(rf"“(?P<count>[两二三四五六七八九])(?:个)?(?P<word>{HAN}{{2}})”")


def _wrong_number_summed_up(passage: Passage) -> Iterator[Problem]:
    """Yield terms that sum up what was listed before them with another number: 同步组织、同步审签、同步部署，做到“四同步”."""
    for match in _SUMMED_UP.finditer(passage.value) if "“" in passage.value else ():
        start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；") + 1
        word = re.escape(match["word"])
        listed = re.search(
            rf"(?:{word}[^，。；、“”]{{2,8}}、)+(?:{word}[^，。；、“”]{{2,8}})|(?:[^，。；、“”]{{2,8}}{word}、)+(?:[^，。；、“”]{{2,8}}{word})",
            passage.value[start : match.start()],
        )
        count = listed.group().count("、") + 1 if listed else 0
        if count >= MIN_LISTED - 1 and parse_count(match["count"]) != count:
            yield problem(passage, *match.span(), f"写了{match.group()}，前面列了 {count} 个", "核对个数")


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
        yield from _shares_and_growth(passage)
        yield from _left_over(passage)
        for match in (
            re.finditer(_TOTAL_OF, text) if any(sign in text for sign in ("其中", "分别", "包括", "（")) else ()
        ):
            parts = list(re.finditer(_PART, _of_one_unit(match["parts"], match["unit"])))
            same = [float(part["number"]) for part in parts if part["unit"] == match["unit"]]
            is_all = len(same) == len(parts) >= _TWO_PARTS and not re.search(_VAGUE, match.group())
            is_whole = is_all and (
                len(parts) > _TWO_PARTS or "其中" not in match.group() or sum(same) > float(match["number"])
            )
            if _COMPARED_BEFORE.search(text, max(match.start() - _BEFORE, 0), match.start()):
                continue
            if _is_miscounted(match, parts):
                added = sum(float(part["number"]) for part in parts)
                message = f"写了“{match['number']}{match['unit']}”，各项相加是 {added:g}"
                yield problem(passage, match.start(), match.end("unit"), message, "核对各项和总数")
            elif is_whole and abs(sum(same) - float(match["number"])) > TOLERANCE:
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


_PAPERS = frozenset("条件篇份项个")
"""Words of measure that are used for papers and items side by side: 426条，其中文件18件、信息386条."""
_NEARLY = 0.03


def _is_miscounted(match: re.Match[str], parts: Sequence[re.Match[str]]) -> bool:
    """Whether three parts or more, counted in several words of measure, nearly add up to their total or to its digits turned."""
    units = {match["unit"], *(part["unit"] for part in parts)}
    if len(parts) <= _TWO_PARTS or len(units) == 1 or not units <= _PAPERS or re.search(_VAGUE, match.group()):
        return False
    total, added = float(match["number"]), sum(float(part["number"]) for part in parts)
    turned = sorted(f"{total:g}") == sorted(f"{added:g}")
    return total != added and (turned or abs(total - added) <= max(_NEARLY * total, 1))


_COMPARED_BEFORE = lazy_pattern("(?:比|较|同比)[^，。；]{0,6}(?:增加|减少|增长|下降|多|少)了?$")
"""Before a number that says by how much, and has no parts."""
_BEFORE = 16
_SHARE_OF = lazy_pattern(
    rf"(?P<all>\d+(?:\.\d+)?)\s?(?P<unit>{_UNIT})[，,（(][^。；，%％\d]{{0,16}}?(?P<part>\d+(?:\.\d+)?)\s?(?P=unit)[，,]\s?占(?:比|总[数量额])?(?:为|约|达)?\s?(?P<rate>\d+(?:\.\d+)?)[%％]"
)
"""A whole, a part of it and its share: 托育机构40家，其中普惠机构26家，占65%."""
_PART_BY_SHARE = lazy_pattern(
    rf"(?<![\d.])(?P<all>\d+(?:\.\d+)?)\s?(?P<unit>{_UNIT})(?:[^。；%％]{{0,40}}?[^。；%％\d.])??(?<![\d.])(?P<rate>\d+(?:\.\d+)?)[%％](?:的比例)?[^。；%％\d]{{0,12}}?(?P<part>\d+(?:\.\d+)?)\s?(?P=unit)"
)
"""A whole, a share and the part: 86400万元……占60%，为51840万元; 80所……按20%的比例抽查16所."""
_DIVIDED = lazy_pattern(
    rf"(?<![\d.])(?P<total>\d+)(?P<unit>{_UNIT})[^。；，\d]{{0,24}}[，：][^。；，、\d]{{0,10}}?(?P<parts>(?:[^。；，、\d]{{2,8}}\d+(?P=unit)[、，]?){{3,6}})(?=[。；]|$)"
)
"""A total and everything it comes apart into: 36件进行清理，拟继续有效24件、修改5件、废止7件."""
_BALANCE = lazy_pattern(
    rf"结转[^，。；、\d]{{0,4}}(?P<before>\d+)(?P<unit>{_UNIT})[，、][^。；，\d]{{0,10}}?(?:收|受理|登记)[^，。；、\d]{{0,8}}(?P<new>\d+)(?P=unit)[，、；]"
    rf"[^。；，\d]{{0,10}}?办[结理][^，。；、\d]{{0,4}}(?P<done>\d+)(?P=unit)[，、；][^。；，\d]{{0,6}}结转[^，。；、\d]{{0,6}}(?P<after>\d+)(?P=unit)"
)
"""结转2件，新收34件，办结35件，结转下年1件."""
_NEAR_SHARE = 0.3
_SLIP = 3
"""Parts that miss their total by no more are meant to add up to it."""
_LOOSE_SHARE = lazy_pattern("以上|不低于|不少于|增长|提高|下降|减少|约|左右")
_GROWN = lazy_pattern(
    rf"新增(?P<named>[^，。；、\d]{{2,10}}?)(?P<added>\d+)\s?(?P<unit>{_UNIT})[^。；\d]{{0,16}}?(?:达到|增至|增加到|增加至|达)\s?(?P<reached>\d+)\s?(?P=unit)"
)
"""What is added and what is reached by it: 新增普惠托位240个，年末普惠托位达到1800个."""


_LEFT = lazy_pattern(
    rf"(?:归集|收入|到位|下达|拨入|筹集|收缴|入库|受理|收到|收|安排|登记)[^，。；、\d]{{0,8}}(?P<whole>\d+(?:\.\d+)?)(?P<unit>[万亿]?元|{_UNIT})[，、；]"
    rf"[^。；\d]{{0,10}}?(?P<used>\d+(?:\.\d+)?)(?P=unit)[，、；][^。；\d]{{0,10}}?(?:结存|结余|余额|剩余|尚余|未办结|在办)[^，。；\d]{{0,4}}(?P<left>\d+(?:\.\d+)?)(?P=unit)"
)
"""What came in, what was used, what is left: 归集4.86亿元，使用0.62亿元，结存4.24亿元."""


def _left_over(passage: Passage) -> Iterator[Problem]:
    """Yield what is left that is not what came in without what was used."""
    for match in _LEFT.finditer(passage.value):
        whole, used, left = (float(match[name]) for name in ("whole", "used", "left"))
        if abs(whole - used - left) > TOLERANCE:
            message = f"{match['whole']}减{match['used']}是 {whole - used:g}{match['unit']}，写了{match['left']}{match['unit']}"
            yield problem(passage, match.start("left"), match.end(), message, "核对三个数")


def _shares_and_growth(passage: Passage) -> Iterator[Problem]:
    """Yield shares that are not those of the part, and what is reached that is not what was there with what is added."""
    for match in _SHARE_OF.finditer(passage.value) if "占" in passage.value else ():
        whole, part, stated = (float(match[name]) for name in ("all", "part", "rate"))
        places = len(match["rate"].partition(".")[2])
        about = 1.0 if "约" in match.group() else 0.0
        right = part / whole * _HUNDRED if whole else 0.0
        if part <= whole and abs(right - stated) > 0.5 * 10**-places + TOLERANCE + about:
            message = (
                f"{match['part']}{match['unit']}占{match['all']}{match['unit']}的 {right:.3g}%，写了{match['rate']}%"
            )
            yield problem(passage, match.start("rate"), match.end(), message, "核对件数和占比")
    for match in _PART_BY_SHARE.finditer(passage.value) if "%" in passage.value or "％" in passage.value else ():
        whole, part, rate = (float(match[name]) for name in ("all", "part", "rate"))
        right = whole * rate / _HUNDRED
        rounded = max(1, whole * 10 ** -len(match["rate"].partition(".")[2]) / _HUNDRED / 2)
        # what is far from it is the share of something else
        if rounded < abs(part - right) <= _NEAR_SHARE * right and not _LOOSE_SHARE.search(match.group()):
            message = f"{match['all']}{match['unit']}的{match['rate']}%是 {right:g}，写了{match['part']}{match['unit']}"
            yield problem(passage, match.start("part"), match.end(), message, "核对总数、比例和数")
    for match in _DIVIDED.finditer(passage.value):
        added = sum(int(number) for number in re.findall(r"\d+", match["parts"]))
        total = int(match["total"])
        is_slip = abs(added - total) <= max(_SLIP, _NEARLY * total) or sorted(str(added)) == sorted(str(total))
        if added != total and is_slip and not re.search(_VAGUE, match.group()):
            message = f"写了“{total}{match['unit']}”，后面各项相加是 {added}{match['unit']}"
            yield problem(passage, match.start("total"), match.end("unit"), message, "核对各项和总数")
    for match in _BALANCE.finditer(passage.value) if "结转" in passage.value else ():
        carried, new, done, after = (int(match[name]) for name in ("before", "new", "done", "after"))
        if carried + new != done + after:
            message = f"结转{carried}加新收{new}是 {carried + new}，办结{done}加结转{after}是 {done + after}"
            yield problem(passage, *match.span(), message, "核对这几个数")
    for match in _GROWN.finditer(passage.value) if "新增" in passage.value else ():
        before = rf"{re.escape(match['named'])}(?:共|有)?(\d+)\s?{re.escape(match['unit'])}"
        earlier = [int(number) for number in re.findall(before, passage.value[: match.start()])]
        reachable = {number + int(match["added"]) for number in earlier}
        if reachable and int(match["reached"]) not in reachable:
            message = f"{earlier[-1]}{match['unit']}加{match['added']}{match['unit']}是 {earlier[-1] + int(match['added'])}，写了{match['reached']}"
            yield problem(passage, match.start("reached"), match.end(), message, "核对原有、新增和达到的数")


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
    rf"(?:[由从]|(?<![\d.])(?=[\d.]+\s?(?:[%％]|{_UNIT})(?:{_RISE}|{_FALL})[至到]))(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})"
    rf"[^。；\d%％]{{0,8}}(?P<verb>{_RISE}|{_FALL})?(?:至|到|为)"
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
        message = f"合计写了“{values[-1]}”，各项相加是 {added:g}"
        yield problem_with(total, message, "核对各项和合计", related=rows_as_place(parts))


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
