"""Shares, rates, averages, ratios and households against the quantities before them: judges of rule N009."""

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import Passage
from pipeline.check.quantities import Quantity, Sentence, amount, is_slip, sentences, shown
from pipeline.check.registry import Problem, problem
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.diff import bigrams

TOLERANCE = 0.011
"""Rounded figures may differ by this much."""
NEARLY = 0.03
_TWO = 2
_HUNDRED = 100
COMPARED_BEFORE = lazy_pattern("(?:比|较|同比)[^，。；]{0,6}(?:增加|减少|增长|下降|多|少)了?$")
"""Before a number that says by how much, and has no parts."""


# --- shares and rates ------------------------------------------------------------------------------

_SHARE = lazy_pattern(
    r"占(?P<of>比|比重|比例|总[^，。；\d]{0,6}|全部[^，。；\d]{0,4}|其|总数|总量)?(?:的)?(?:为|约|达到?|约为)?$"
)
_RATE = lazy_pattern(rf"(?P<stem>{HAN}{{1,10}}?)率(?:分别)?(?:为|约为|约|达到?|是)?$")
_PLAIN_RATES = lazy_pattern(r"(?:办结|结案|采纳|合格|满意|答复|完成|整改|回访|审结|受理|通过|达标|覆盖|办复|解决)$")
_OTHERS = lazy_pattern(r"全[国省市区县]|比(?!例|重)|增|降|较|提高|上升")


def shares(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
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
        elif (
            re.fullmatch("的", rate.name)
            and len(amounts) >= _TWO
            and re.search("完成[^，。；]{0,10}(?:目标|计划|任务)", amounts[-1].name)
        ):
            yield from _of_the_aim(passage, amounts[-_TWO], amounts[-1], rate)
        elif share is None and named is not None and not amounts:
            behind = sentence.quantities[index + 1 : index + 1 + _TWO]
            # 执行率92%，预算数500万元，执行数460万元
            if len(behind) == _TWO and behind[0].unit == behind[1].unit and not behind[0].is_rate:
                yield from _rate_of(passage, behind, named["stem"], rate)
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
        and not COMPARED_BEFORE.search(whole.name)
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


def _of_the_aim(passage: Passage, done: Quantity, aim: Quantity, rate: Quantity) -> Iterator[Problem]:
    """Yield percentages of an aim that are not what was done: 新增就业8460人，完成目标任务8000人的105.57%."""
    right = _percent(done.value, aim.value, rate.unit)
    if done.unit == aim.unit and not aim.loose and abs(right - rate.value) > _tolerated(rate):
        text = passage.value
        message = f"{shown(text, done)}是{shown(text, aim)}的 {right:.5g}{rate.unit}，写了{shown(text, rate)}"
        yield problem(passage, rate.start, rate.stop, message, "核对完成的数、目标和百分比")


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
        message = f"{shown(text, whole)}的{shown(text, rate)}是 {amount(right, '')}，写了{shown(text, part)}"
        yield problem(passage, part.start, part.stop, message, "核对总数、比例和数")


_NEAR_SHARE = 0.3


# --- averages, ratios, households -----------------------------------------------------------------

_AVERAGE = lazy_pattern(
    rf"(?P<per>户|人|亩|村|校|家|镇|园|班|次|场|所|期|件|月|周|季|批)均(?:约|约为|为|达|补助|投资|发放|补贴|安排|推出|发布)?$"
    rf"|平均(?:约|约为)?每(?P<every>两周|个?{HAN}{{1,3}}?)(?:约|约为|为|发布|推出|举办|有|安排|发放|补贴|补助)?$"
)
_A_YEAR = {"月": 12.0, "个月": 12.0, "季": 4.0, "季度": 4.0, "个季度": 4.0, "周": 52.0, "两周": 26.0}
_PERSONS = ("人", "人次", "名", "位")


def averages(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
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
            message = f"{shown(text, totals[-1])}除以{counts[-1]:g}是 {amount(float(f'{right:.4g}'), average.unit)}，写了{shown(text, average)}"
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


def ratios(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield ratios that have the two numbers before them the other way round: 4380本、2190本，证车比为1∶2."""
    text = passage.value
    for match in _RATIO.finditer(text, sentence.start, sentence.stop):
        before = [other for other in sentence.quantities if other.stop <= match.start() and not other.is_rate]
        if len(before) < _TWO or before[-1].unit != before[-2].unit or not before[-1].value:
            continue
        one, other = float(match["one"]), float(match["other"])
        stated = one / other if other else 0.0
        right = before[-2].value / before[-1].value
        is_reversed = stated and abs(right * stated - 1) <= NEARLY
        # 证车比: the first of both is named before, and then the second
        sorts = re.search(rf"({HAN})({HAN})$", text[sentence.start : match.start()])
        are_named = sorts is not None and all(
            letter in f"{quantity.name}{quantity.behind}"
            for letter, quantity in zip(sorts.groups(), before[-2:], strict=True)
        )
        if (is_reversed or are_named) and abs(right - stated) > NEARLY * right:
            message = (
                f"前面是{shown(text, before[-2])}、{shown(text, before[-1])}，比写成了{match['one']}∶{match['other']}"
            )
            yield problem(passage, match.start("one"), match.end(), message, "核对比的次序")


_HOUSEHOLDS = lazy_pattern(
    r"(?<![\d.])(?P<households>\d{1,9})户[、，]?(?:共计?|合计)?(?P<persons>\d{1,9})人(?!次|均|以)"
)


def households(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield households that have fewer persons than there are households."""
    for match in _HOUSEHOLDS.finditer(passage.value, sentence.start, sentence.stop):
        if int(match["persons"]) < int(match["households"]):
            message = f"{match['households']}户只有{match['persons']}人"
            yield problem(passage, *match.span(), message, "核对户数和人数")
