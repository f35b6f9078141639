"""Rules N009 and N010 (数目): what follows from the quantities of a sentence: sums, shares, averages, ratios, balances, changes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.check.context import CheckContext, Passage
from pipeline.check.quantities import Quantity, Sentence, is_next, is_slip, is_turned, sentences, shown, weight
from pipeline.check.registry import Problem, problem, problem_with, rows_as_place, rule
from pipeline.findings import Severity, quote
from pipeline.model import Table
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText
from pipeline.text.diff import bigrams

TOLERANCE = 0.011
"""Rounded figures may differ by this much."""
_TWO = 2
_HUNDRED = 100


@rule("N009", Severity.WARNING, "数目加不起来")
def wrong_sum(context: CheckContext) -> Iterator[Problem]:
    """Quantities of a sentence or a table that do not follow from each other: parts, shares, rates, averages, ratios, balances."""
    yield from _table_totals(context)
    for passage in context.prose:
        text = passage.value
        before: Sentence | None = None
        for sentence in sentences(text):
            for judge in _JUDGES:
                yield from judge(passage, sentence)
            if before is not None:
                yield from _parts_of_the_sentence_before(passage, before, sentence)
            before = sentence
        if (
            "首先" in text
            and "其次" not in text
            and "第二" not in text
            and (again := re.search("再次(?=，|、|是|要)", text))
        ):
            yield problem(passage, *again.span(), "有“首先”“再次”，没有“其次”", "核对是不是漏了一点")


def _equal(one: float, other: float, step: float) -> bool:
    """Whether two amounts are the same as far as figures of this last place say."""
    return abs(one - other) <= (step * 1.01 if step < 1 else TOLERANCE)


def _said(number: float, unit: str) -> str:
    """Return an amount as it is written in a paper: 3.2亿元."""
    for scale, size in (("亿", 1e8), ("万", 1e4)):
        if number >= size and unit not in _COUNTED_WHOLE:
            return f"{number / size:.6g}{scale}{unit}"
    return f"{number:.10g}{unit}"


_COUNTED_WHOLE = frozenset("件条项份篇期次场")


# --- parts and their total ------------------------------------------------------------------------

_OF_WHICH = lazy_pattern(r"其中|(?:^|[，：:])(?:按[^，；：]{1,6})?分别|包括|分为|构成|即|[：:]")
_VAGUE = lazy_pattern("控制|限额|以内|约|左右|以上|以下|超|余|主要|近|不少于|不低于|至少|同比|增|降|较|比|不含|此外|另")
_PAPERS = frozenset("条件篇份项个")
"""Words of measure that are used for papers and items side by side: 426条，其中文件18件、信息386条."""
_NEARLY = 0.03
_SLIP = 3
"""Parts that miss their total by no more are meant to add up to it."""
_TOTAL_BEHIND = lazy_pattern(r"(?:共计?|合计|总计|总共|一共)(?:有|为|安排|设|达|投资|公开|发布|解读|举办|组织)?$")
_COMPARED_BEFORE = lazy_pattern("(?:比|较|同比)[^，。；]{0,6}(?:增加|减少|增长|下降|多|少)了?$")
_MANY_DIGITS = 100


def _near(total: float, added: float) -> bool:
    """Whether a sum misses its total by what a slip of the pen makes."""
    return abs(total - added) <= max(_SLIP, _NEARLY * total) or is_turned(total, added)


def _listed(text: str, quantities: Sequence[Quantity], first: int) -> list[Quantity]:
    """Return the quantities from the first on that stand in a row, shares and what is in brackets within it left out."""
    row = [quantities[first]]
    for other in quantities[first + 1 :]:
        if other.is_rate or (other.depth > row[-1].depth and other.unit != row[-1].unit):
            continue
        if other.depth > row[0].depth:
            continue
        if not is_next(text, row[-1], other) or not (other.unit == row[0].unit or {other.unit, row[0].unit} <= _PAPERS):
            break
        row.append(other)
    return row


def _added(text: str, row: Sequence[Quantity], begin: int) -> float:
    """Return the sum of a row; what is stated for each of several counts for all of them."""
    total, before = 0.0, begin
    for quantity in row:
        total += quantity.value * weight(text, before, quantity)
        before = quantity.stop
    return total


def _parts(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield totals whose parts, listed behind them in the same sentence, add up to another number."""
    text, quantities = passage.value, sentence.quantities
    taken = -1
    for index in range(len(quantities) - _TWO):
        total = quantities[index]
        first = next((at for at in range(index + 1, len(quantities)) if not quantities[at].is_rate), None)
        if index <= taken or total.is_rate or first is None or first + 1 >= len(quantities):
            continue
        row = _listed(text, quantities, first)
        between = text[total.stop : row[0].start]
        is_bracketed = row[0].depth > total.depth and between.lstrip().startswith(("（", "("))
        cue = bool(_OF_WHICH.search(between)) or is_bracketed
        if len(row) < _TWO or (row[0].depth > total.depth and not is_bracketed) or "；" in between:
            continue
        if _COMPARED_BEFORE.search(total.name) or not _is_plain(text, total, row):
            continue
        units = {total.unit, *(quantity.unit for quantity in row)}
        mixed = len(units) > 1
        if mixed and not units <= _PAPERS:
            continue
        added = _added(text, row, total.stop)
        known = [other.value for other in quantities[: index + 1] if other.unit == total.unit]
        step = min(quantity.step for quantity in (total, *row))
        if any(_equal(number, added, step) for number in known):
            taken = index + len(row)
            continue
        if _is_wrong(total, row, added, between, cue=cue, mixed=mixed):
            taken = index + len(row)
            message = f"写了“{shown(text, total)}”，各项相加是 {_said(added, total.unit if not mixed else '')}"
            yield problem(passage, total.start, total.stop, message, "核对各项和总数")


def _is_plain(text: str, total: Quantity, row: Sequence[Quantity]) -> bool:
    """Whether neither total nor parts are about or at least so much, or compared with others."""
    said = re.sub(r"\d+(?:\.\d+)?[%％‰]", "", text[total.start : row[-1].stop + 3])
    return not (any(quantity.loose for quantity in (total, *row)) or _VAGUE.search(said))


def _is_wrong(total: Quantity, row: Sequence[Quantity], added: float, between: str, *, cue: bool, mixed: bool) -> bool:
    """Whether a sum that differs is a fault: of an open list (其中) only what no part can explain."""
    if mixed:
        return len(row) > _TWO and _near(total.value, added)
    if len(row) == _TWO and _is_all_of_it(row):
        return total.value / 2 < added < total.value * 2
    if not cue:
        return len(row) > _TWO and _near(total.value, added)
    if len(row) > _TWO or "其中" not in between:
        return True
    slip = is_slip(total.value, added) and min(total.value, added) / total.step >= _MANY_DIGITS
    return added > total.value + TOLERANCE or slip


_COMPLEMENTS = (
    ("公办", "民办"),
    ("线上", "线下"),
    ("城镇", "农村"),
    ("城市", "农村"),
    ("城市", "乡村"),
    ("男", "女"),
    ("主办", "[会协]办"),
    ("专职", "兼职"),
    ("基本支出", "项目支出"),
    ("(?<!不)属实", "不属实"),
    ("(?<!不)合格", "不合格"),
    ("(?<!不)达标", "不达标"),
    ("(?<!不)同意", "不同意"),
    ("(?<!未)采纳", "未采纳"),
    ("已办结", "在办|未办"),
    ("(?<!不)予以公开|^公开", "不予公开"),
    ("现场", "网[上络]"),
    ("固定", "流动"),
    ("在编", "编外"),
    ("必修|必选", "选修|自选"),
    ("公益", "经营"),
    ("上半年", "下半年"),
)
"""Names of two parts that leave nothing over."""


def _is_all_of_it(row: Sequence[Quantity]) -> bool:
    """Whether two parts are by their names all there is: 公办12家，民办15家."""
    one, other = (f"{quantity.name}{quantity.behind}" for quantity in row)
    return any(
        (re.search(first, one) and re.search(second, other)) or (re.search(second, one) and re.search(first, other))
        for first, second in _COMPLEMENTS
    )


def _parts_of_the_sentence_before(passage: Passage, before: Sentence, sentence: Sentence) -> Iterator[Problem]:
    """Yield parts in a sentence that begins 其中 and that do not add up to the one number of their unit in the sentence before."""
    text, first = passage.value, sentence.quantities[0]
    if not re.match("其中|分别", text[sentence.start : sentence.start + 2]) or first.is_rate:
        return
    totals = [quantity for quantity in before.quantities if quantity.unit == first.unit and not quantity.loose]
    row = _listed(text, sentence.quantities, 0)
    if len(totals) != 1 or len(row) <= _TWO or not _is_plain(text, first, row):
        return
    (total,) = totals
    added = _added(text, row, sentence.start)
    if _equal(total.value, added, min(quantity.step for quantity in (total, *row))):
        return
    is_near = abs(total.value - added) <= _NOT_FAR * total.value
    if is_near or is_slip(total.value, added) or any(_mended(total, added, part) for part in row):
        message = f"前一句是“{shown(text, total)}”，这里各项相加是 {_said(added, total.unit)}"
        yield problem(passage, first.start, row[-1].stop, message, "核对各项和总数")


_NOT_FAR = 0.15


def _mended(total: Quantity, added: float, part: Quantity) -> bool:
    """Whether the parts add up to the total once the digits of one of them are turned back."""
    return is_turned(part.value, total.value - (added - part.value))


def _total_behind(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield totals behind their parts that are not the sum: 5座中型水库、34座小型水库共40座."""
    text, quantities = passage.value, sentence.quantities
    for index, total in enumerate(quantities):
        if index < _TWO or total.is_rate or total.loose or not _TOTAL_BEHIND.search(total.name):
            continue
        row: list[Quantity] = []
        for other in reversed(quantities[:index]):
            if row and not (is_next(text, other, row[0]) and re.search("[、和及]", text[other.stop : row[0].start])):
                break
            if other.unit != total.unit or other.depth != total.depth:
                break
            row.insert(0, other)
        if len(row) < _TWO or any(quantity.loose for quantity in row):
            continue
        between = text[row[-1].stop : total.start]
        if len(between) > _TOTAL_CHARS or re.search("每|各|；", text[row[0].start - len(row[0].name) : total.start]):
            continue
        added = sum(quantity.value for quantity in row)
        if not _equal(added, total.value, min(quantity.step for quantity in (total, *row))):
            message = f"写了共{shown(text, total)}，各项相加是 {_said(added, total.unit)}"
            yield problem(passage, row[0].start, total.stop, message, "核对各项和总数")


_TOTAL_CHARS = 20


def _weights(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield weights of a rating that do not make a hundred, and shares of one thing that make more."""
    text = passage.value
    said = text[sentence.start : sentence.stop]
    if "占" not in said and "分" not in said:
        return
    rows: list[list[Quantity]] = []
    are_weights = re.search("权重|分值|满分|计分", said) is not None
    for quantity in sentence.quantities:
        if quantity.unit not in ("%", "分") or quantity.loose or re.search("满分|总分|共计?|合计", quantity.name):
            continue
        last = rows[-1][-1] if rows else None
        is_weight = (are_weights and len(quantity.name) > 1) or _WEIGHED.search(quantity.name) is not None
        if (
            last is not None
            and last.unit == quantity.unit
            and is_next(text, last, quantity)
            and (is_weight or not quantity.name)
        ):
            rows[-1].append(quantity)
        elif is_weight:
            rows.append([quantity])
    for row in rows:
        unit = row[0].unit
        added = _added(text, row, sentence.start)
        is_rating = _RATING.search(said) is not None
        whole = unit == "%" or not any(
            _equal(other.value, added, 1) for other in sentence.quantities if other.unit == unit and other not in row
        )
        if len(row) < _TWO or _equal(added, _HUNDRED, row[0].step) or not whole or (unit == "分" and len(row) <= _TWO):
            continue
        # shares of one amount are judged by the amounts where there are any
        of_amounts = any(not other.is_rate and other.unit != "分" for other in sentence.quantities)
        too_much = unit == "%" and added > _HUNDRED + 1 and "分别占" in said
        if too_much or (is_rating and not of_amounts and abs(added - _HUNDRED) <= _FAR):
            message = f"几项分别占的百分比相加是 {added:g}%" if unit == "%" else f"几项的分值相加是 {added:g}分"
            begin = text.rfind("，", sentence.start, row[0].start - 1) + 1 or sentence.start
            yield problem(passage, max(begin, sentence.start), row[-1].stop, message, "核对百分比、分值")


_WEIGHED = lazy_pattern(r"(?:占(?:总[^，。；]{0,4}|全部[^，。；]{0,3})?的?|权重|计|分值)(?:为|是|比)?$")
_RATING = lazy_pattern(r"权重|计分|评分|考核|得分|满分|分值|评价|测评|打分|比例计算|成绩")
_FAR = 30


# --- shares and rates ------------------------------------------------------------------------------

_SHARE = lazy_pattern(
    r"占(?P<of>比|比重|比例|总[^，。；\d]{0,6}|全部[^，。；\d]{0,4}|其|总数|总量)?(?:的)?(?:为|约|达到?|约为)?$"
)
_RATE = lazy_pattern(rf"(?P<stem>{HAN}{{1,10}}?)率(?:分别)?(?:为|约为|约|达到?|是)?$")
_PLAIN_RATES = lazy_pattern(r"(?:办结|结案|采纳|合格|满意|答复|完成|整改|回访|审结|受理|通过|达标|覆盖|办复|解决)$")
_OTHERS = lazy_pattern(r"全[国省市区县]|比(?!例|重)|增|降|较|提高|上升")


def _shares(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield shares and rates that are not those of the amounts before them."""
    text = passage.value
    for index, rate in enumerate(sentence.quantities):
        if rate.unit not in ("%", "‰"):
            continue
        amounts = [other for other in sentence.quantities[:index] if not other.is_rate and other.depth <= rate.depth]
        share, named = _SHARE.search(rate.name), _RATE.search(rate.name)
        if share is not None and amounts:
            wholes = amounts[:-1]
            if share["of"] and share["of"].startswith(("总", "全部")):
                wholes = [
                    other for each in sentences(text) for other in each.quantities if other.stop < amounts[-1].start
                ]
            yield from _share_of(passage, amounts[-1], wholes, rate)
        elif share is None and named is not None and len(amounts) >= _TWO:
            yield from _rate_of(passage, amounts[-_TWO:], named["stem"], rate)
        if amounts:
            yield from _part_by_share(passage, sentence, index, amounts)


def _tolerated(rate: Quantity) -> float:
    """How far a percentage may be from what follows."""
    return rate.step * (1.01 if rate.step < 1 else 0.5) + TOLERANCE + (1.0 if rate.loose else 0)


def _percent(part: float, whole: float, unit: str) -> float:
    return part / whole * (_HUNDRED if unit == "%" else 1000) if whole else 0.0


def _share_of(passage: Passage, part: Quantity, wholes: Sequence[Quantity], rate: Quantity) -> Iterator[Problem]:
    text = passage.value
    likely = [
        whole
        for whole in wholes
        if whole.unit == part.unit
        and not whole.is_rate
        and whole.value >= part.value
        and not _COMPARED_BEFORE.search(whole.name)
    ]
    between = text[part.stop : rate.start]
    if not likely or part.loose or len(between) > _NEAR_CHARS or _OTHERS.search(between):
        return
    if any(abs(_percent(part.value, whole.value, rate.unit) - rate.value) <= _tolerated(rate) for whole in likely):
        return
    whole = max(likely, key=lambda each: each.value)
    right = _percent(part.value, whole.value, rate.unit)
    # beside what it is a part of: 40家，其中26家，占65%
    is_told = bool(re.search("其中|包括|：|中", text[whole.stop : part.start])) or is_slip(round(right, 1), rate.value)
    if is_told and not whole.loose:
        message = f"{shown(text, part)}占{shown(text, whole)}的 {right:.3g}{rate.unit}，写了{shown(text, rate)}"
        yield problem(passage, rate.start, rate.stop, message, "核对数和占比")


_NEAR_CHARS = 16


def _rate_of(passage: Passage, pair: Sequence[Quantity], stem: str, rate: Quantity) -> Iterator[Problem]:
    text = passage.value
    one, other = pair
    part, whole = sorted(pair, key=lambda quantity: quantity.value)
    if (
        one.unit.rstrip("次") != other.unit.rstrip("次")
        or not part.value
        or rate.value >= _HUNDRED
        or one.depth != other.depth
    ):
        return
    words = bigrams(f"{one.name}，{one.behind}，{other.name}，{other.behind}")
    said = bigrams(re.sub(r"率.*", "", rate.name).strip("，、"))
    is_theirs = (said & words).total() * 2 >= said.total() > 0 or (
        len(stem) <= _SHORT and bool(_PLAIN_RATES.search(stem))
    )
    if not is_theirs or any(quantity.loose for quantity in pair) or _OTHERS.search(text[other.stop : rate.start]):
        return
    right = _percent(part.value, whole.value, rate.unit)
    full = _HUNDRED if rate.unit == "%" else 1000
    if all(abs(each - rate.value) > _tolerated(rate) for each in (right, full - right)):
        message = f"{shown(text, part)}是{shown(text, whole)}的 {right:.3g}{rate.unit}，写了{shown(text, rate)}"
        yield problem(passage, rate.start, rate.stop, message, "核对件数和比率")


_SHORT = 4


_TAKEN = lazy_pattern(r"^(?:的比例)?[^。；，]{0,8}?(?:，(?:为|即|计|达)|的?比例)[^。；，、]{0,12}$")


def _part_by_share(passage: Passage, sentence: Sentence, index: int, amounts: Sequence[Quantity]) -> Iterator[Problem]:
    """Yield the part behind a share: 86400万元，区级占60%，为51480万元; 80所学校，按20%的比例抽查18所."""
    text, rate = passage.value, sentence.quantities[index]
    part = next(iter(sentence.quantities[index + 1 :]), None)
    whole = amounts[-1]
    if part is None or part.is_rate or part.unit != whole.unit or rate.loose or part.loose or whole.loose:
        return
    between = text[rate.stop : part.start]
    if not _TAKEN.match(between) or _OTHERS.search(text[whole.stop : part.start]):
        return
    right = whole.value * rate.value / (_HUNDRED if rate.unit == "%" else 1000)
    rounded = max(part.step, whole.value * rate.step / _HUNDRED / 2)
    # what is far from it is the share of something else
    if rounded < abs(part.value - right) <= _NEAR_SHARE * right:
        message = f"{shown(text, whole)}的{shown(text, rate)}是 {_said(right, '')}，写了{shown(text, part)}"
        yield problem(passage, part.start, part.stop, message, "核对总数、比例和数")


_NEAR_SHARE = 0.3


# --- averages, ratios, households -----------------------------------------------------------------

_AVERAGE = lazy_pattern(
    rf"(?P<per>户|人|亩|村|校|家|镇|园|班|次|场|所|期|件|月|周|季|批)均(?:约|约为|为|达|补助|投资|发放|补贴|安排|推出|发布)?$"
    rf"|平均(?:约|约为)?每(?P<every>两周|个?{HAN}{{1,3}}?)(?:约|约为|为|发布|推出|举办|有|安排|发放|补贴|补助)?$"
)
_A_YEAR = {"月": 12.0, "个月": 12.0, "季": 4.0, "季度": 4.0, "个季度": 4.0, "周": 52.0, "两周": 26.0}
_PERSONS = ("人", "人次", "名", "位")


def _averages(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield averages that are not the total divided by the number before: 312万元，6240户，户均5000元."""
    text = passage.value
    if "均" not in text:
        return
    for index, average in enumerate(sentence.quantities):
        found = _AVERAGE.search(average.name)
        if found is None:
            continue
        per = found["per"] or found["every"]
        before = sentence.quantities[:index]
        totals = [other for other in before if other.unit == average.unit and not other.loose]
        if per in _A_YEAR:
            counts = [_A_YEAR[per]] if re.search("年", text[sentence.start : average.start]) else []
        else:
            counts = [other.value for other in before if _counts(other, per) and not other.loose and other.value]
        if not totals or not counts:
            continue
        rounded = average.step * 1.01 if average.step < 1 else 0.51 * average.step
        allowed = max(rounded, 0.01 * average.value if average.loose or "约" in average.name else 0)
        if any(abs(total.value / count - average.value) <= allowed for total in totals for count in counts):
            continue
        right = totals[-1].value / counts[-1]
        if right >= _LEAST_AVERAGE:
            message = f"{shown(text, totals[-1])}除以{counts[-1]:g}是 {_said(float(f'{right:.4g}'), average.unit)}，写了{shown(text, average)}"
            yield problem(passage, average.start, average.stop, message, "核对总数、个数和平均数")


_LEAST_AVERAGE = 0.5


def _counts(quantity: Quantity, per: str) -> bool:
    """Whether a quantity says how many of what an average is for: 6240户, 15个村."""
    if per == "人":
        return quantity.unit in _PERSONS
    return quantity.unit == per or (quantity.unit in "个所家" and quantity.behind.startswith(per.removeprefix("个")))


_RATIO = lazy_pattern(
    r"比(?:例)?(?:约为|约|为|是|达到?)?(?P<one>\d+(?:\.\d+)?)\s?[∶:：]\s?(?P<other>\d+(?:\.\d+)?)(?![\d:：])"
)


def _ratios(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield ratios that have the two numbers before them the other way round: 4380本、2190本，证车比为1∶2."""
    text = passage.value
    for match in _RATIO.finditer(text, sentence.start, sentence.stop):
        before = [other for other in sentence.quantities if other.stop <= match.start() and not other.is_rate]
        if len(before) < _TWO or before[-1].unit != before[-2].unit or not before[-1].value:
            continue
        one, other = float(match["one"]), float(match["other"])
        stated = one / other if other else 0.0
        right = before[-2].value / before[-1].value
        if stated and abs(right * stated - 1) <= _NEARLY and abs(right - stated) > _NEARLY * right:
            message = (
                f"前面是{shown(text, before[-2])}、{shown(text, before[-1])}，比写成了{match['one']}∶{match['other']}"
            )
            yield problem(passage, match.start("one"), match.end(), message, "核对比的次序")


_HOUSEHOLDS = lazy_pattern(
    r"(?<![\d.])(?P<households>\d{1,9})户[、，]?(?:共计?|合计)?(?P<persons>\d{1,9})人(?!次|均|以)"
)


def _households(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield households that have fewer persons than there are households."""
    for match in _HOUSEHOLDS.finditer(passage.value, sentence.start, sentence.stop):
        if int(match["persons"]) < int(match["households"]):
            message = f"{match['households']}户只有{match['persons']}人"
            yield problem(passage, *match.span(), message, "核对户数和人数")


# --- balances --------------------------------------------------------------------------------------

_CARRIED = lazy_pattern(
    r"(?:上[年期]|去年|期初|年初)?(?:结转|结余|余额)[^，。；、]{0,4}$|(?:原有|期初)[^，。；、]{0,6}$"
)
_CAME_IN = lazy_pattern(
    r"(?:新收|新增|收到|受理|接收|归集|收入|到位|下达|拨入|筹集|收缴|入库|登记|(?<!支)收|安排)[^，。；、]{0,10}$"
)
_WENT_OUT = lazy_pattern(r"(?:使用|支出|拨付|支付|发放|办结|办理|审结|结案|用于|已用|答复)[^，。；、]{0,8}$")
_LEFT_OVER = lazy_pattern(
    r"(?:结存|结余|余额|剩余|尚余|未办结|在办|未办|(?:结转|转)(?:至|到)?(?:下年|次年|下期)?(?:度)?(?:继续办理)?)[^，。；、]{0,6}$"
)


def _balances(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield what is left that is not what there was and came in without what went out: 归集4.86亿元，使用0.62亿元，结存4.42亿元."""
    text = passage.value
    if not any(word in text for word in ("结", "余", "在办", "未办")):
        return
    amounts = [quantity for quantity in sentence.quantities if not quantity.is_rate]
    for index in range(_TWO, len(amounts)):
        left = amounts[index]
        if not _LEFT_OVER.search(left.name) or left.loose:
            continue
        came, gone = amounts[index - 2], amounts[index - 1]
        carried = amounts[index - 3] if index > _TWO and _CARRIED.search(amounts[index - 3].name) else None
        if not _CAME_IN.search(came.name) or not _WENT_OUT.search(gone.name):
            continue
        if {came.unit, gone.unit} != {left.unit} or came.loose or gone.loose:
            continue
        there = carried.value if carried is not None and carried.unit == left.unit else 0.0
        step = min(quantity.step for quantity in (came, gone, left))
        right = there + came.value - gone.value
        if right < 0 or _equal(right, left.value, step):
            continue
        if there:
            message = f"结转{_said(there, '')}加新收{_said(came.value, '')}是 {_said(there + came.value, '')}，办结{_said(gone.value, '')}加结转{_said(left.value, '')}是 {_said(gone.value + left.value, '')}"
            yield problem(passage, amounts[index - 3].start, left.stop, message, "核对这几个数")
        else:
            message = f"{shown(text, came)}减{shown(text, gone)}是 {_said(right, left.unit)}，写了{shown(text, left)}"
            yield problem(passage, left.start, left.stop, message, "核对三个数")


_ADDED = lazy_pattern(r"新增(?P<named>[^，。；、\d]{2,10}?)$")
_REACHED = lazy_pattern(r"(?:达到|增至|增加到|增加至|达)$")


def _growth(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield what is reached that is not what there was with what is added: 托位1560个，新增托位240个，年末达到1900个."""
    text, quantities = passage.value, sentence.quantities
    for index, added in enumerate(quantities[:-1]):
        found, reached = _ADDED.search(added.name), quantities[index + 1]
        if found is None or reached.unit != added.unit or not _REACHED.search(reached.name) or reached.loose:
            continue
        earlier = [
            other
            for each in sentences(text)
            for other in each.quantities
            if other.stop < added.start
            and other.unit == added.unit
            and re.search(rf"{re.escape(found['named'])}(?:共|有)?$", other.name)
        ]
        if earlier and all(not _equal(other.value + added.value, reached.value, 1) for other in earlier):
            was = earlier[-1]
            message = f"{shown(text, was)}加{shown(text, added)}是 {_said(was.value + added.value, '')}，写了{_said(reached.value, '')}"
            yield problem(passage, reached.start, reached.stop, message, "核对原有、新增和达到的数")


_JUDGES: tuple[Callable[[Passage, Sentence], Iterator[Problem]], ...] = (
    _parts,
    _total_behind,
    _weights,
    _shares,
    _averages,
    _ratios,
    _households,
    _balances,
    _growth,
)


# --- changes --------------------------------------------------------------------------------------

_UNIT = r"[万亿]?(?:立方米|平方米|平方公里|公里|公顷|千瓦时|千瓦|米|亩|吨|批次|元|[项个件条家户人次篇场名份期宗起处所座台分]次?)"
_RISE, _FALL = r"提高|提升|上升|增长|增加|增幅|增", r"下降|降低|减少|压减|压缩|降幅|回落|降"
_COMPARED = lazy_pattern(
    rf"(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})[^。；\d%％]{{0,6}}(?P<verb>{_RISE}|{_FALL})了?"
    rf"(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
)
"""What is compared with an earlier figure: 比上年的92.5%提高1.6个百分点, 比2023年的20万元下降7%."""
_FROM_A_TO_B = lazy_pattern(
    rf"(?:[由从]|(?<![\d.])(?=[\d.]+\s?(?:[%％]|{_UNIT})(?:{_RISE}|{_FALL})[至到]))(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})"
    rf"[^。；\d%％]{{0,8}}(?P<verb>{_RISE}|{_FALL})?(?:至|到|为)"
    rf"(?P<new>\d+(?:\.\d+)?)\s?(?P=unit)[，,][^。；，\d]{{0,4}}(?:{_RISE}|{_FALL})了?(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
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
            clause = before.rpartition("，")[2]
            if not re.search("比|较|同期|上年", clause) or _is_of_its_own_change(match, before):
                continue
            unit = re.escape(match["unit"])
            figures = [float(figure) for figure in re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)\s?{unit}", before)]
            if figures and not _follows(match, figures):
                yield _difference(passage, match, figures[0])


def _is_of_its_own_change(match: re.Match[str], before: str) -> bool:
    """Whether the figure before is itself the change, and the rate follows from it: 2930亿元，比上年增加439亿元，增长17.6%."""
    if not re.search(f"(?:{_RISE}|{_FALL})了?$", before):
        return False
    change = float(match["old"])
    figures = [
        float(figure) for figure in re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)\s?{re.escape(match['unit'])}", before)
    ]
    olds = [old for new in figures for old in (new - change, new + change) if old > 0]
    return not olds or any(_follows_from(old, change, match) for old in olds)


def _follows_from(old: float, change: float, match: re.Match[str]) -> bool:
    return abs(change / old * _HUNDRED - float(match["change"])) <= 1


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
    if len(parts) < _TWO or not all(_NUMERIC.fullmatch(value) for value in values) or not total.runs:
        return
    added = sum(map(float, values[:-1]))
    if abs(added - float(values[-1])) > TOLERANCE:
        message = f"合计写了“{values[-1]}”，各项相加是 {added:g}"
        yield problem_with(total, message, "核对各项和合计", related=rows_as_place(parts))
