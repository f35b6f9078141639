"""Shares, rates, averages, ratios, equal amounts and lists of amounts against the quantities before them: judges of rule N009."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
        if share is not None and amounts and not _DIVIDED.search(rate.name):  # `shares_of_row` has those
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


_OF_THE_LAND = ("林木覆盖", "森林覆盖", "绿化覆盖", "植被覆盖", "城镇化")


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
    # 退出332条，其中一个县272条村退出率96.3%: of those of the second amount
    if "其中" in text[one.stop : other.start] and not re.search("[，。；]", text[other.stop : rate.start]):
        return
    # of the land, whatever was planted
    if stem.endswith(_OF_THE_LAND):
        return
    # points of a rating are parts of a hundred, not of each other
    if {one.unit, other.unit} == {"分"}:
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
    rf"(?P<per>笔|户|人|亩|村|校|家|镇|园|班|次|场|所|期|件|月|周|季|批)均(?:约|约为|为|达|补助|投资|发放|补贴|安排|推出|发布)?$"
    rf"|(?:平均(?:约|约为)?每|(?<![至即起])每(?=[亩户人笔家所台辆件]))(?P<every>两周|个?{HAN}{{1,3}}?)(?:约|约为|为|发布|推出|举办|有|安排|发放|补贴|补助)?$"
)
_A_YEAR = {"月": 12.0, "个月": 12.0, "季": 4.0, "季度": 4.0, "个季度": 4.0, "周": 52.0, "两周": 26.0}
_PERSONS = ("人", "人次", "名", "位")


def averages(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield averages that are not the total divided by the number before: 312万元，6240户，户均5000元."""
    text = passage.value
    if "均" not in text and "每" not in text:
        return
    for index, average in enumerate(sentence.quantities):
        found = _AVERAGE.search(average.name)
        if found is None:
            continue
        per = found["per"] or found["every"]
        before = sentence.quantities[:index]
        is_average = "均" in found.group()
        totals = [other for other in before if other.unit == average.unit and not other.loose]
        if per in _A_YEAR:
            counts = [_A_YEAR[per]] if re.search("年", text[sentence.start : average.start]) else []
        else:
            counts = [other.value for other in before if _counts(other, per) and not other.loose and other.value]
            if not counts and is_average and per == "人":
                # how many there are all together may stand in the sentence before
                counts = [
                    other.value
                    for each in sentences(text)
                    for other in each.quantities
                    if other.stop < sentence.start and _counts(other, per) and _ALTOGETHER.search(other.name)
                ]
                counts = counts if len(counts) == 1 else []
        if not totals or not counts:
            continue
        rounded = average.step * 1.01 if average.step < 1 else 0.51 * average.step
        allowed = max(rounded, 0.01 * average.value if average.loose or "约" in average.name else 0)
        if any(abs(total.value / count - average.value) <= allowed for total in totals for count in counts):
            continue
        right = totals[-1].value / counts[-1]
        # 每亩 alone says it of all only where it nearly is
        if not is_average and not (
            len(totals) == len(counts) == 1 and right / 2 <= average.value <= right * 2 and not average.loose
        ):
            continue
        if right >= _LEAST_AVERAGE:
            message = f"{shown(text, totals[-1])}除以{counts[-1]:g}是 {amount(float(f'{right:.4g}'), average.unit)}，写了{shown(text, average)}"
            yield problem(passage, average.start, average.stop, message, "核对总数、个数和平均数")


_LEAST_AVERAGE = 0.5
_ALTOGETHER = lazy_pattern("(?:共|合计|总计)[^，。；\\d]{0,4}$")


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


_SAID_SHARE = lazy_pattern(
    r"占(?:比|总[^，。；\d]{0,4})?(?:约|近)?(?P<said>(?P<tenths>[一二三四五六七八九])成|(?P<whole>[二三四五])分之(?P<part>[一二三四]))|(?<!超)(?P<half>过半)|(?P<more>超过半数|超半数)"
)
_ROUGH_SHARE = 4.0


def shares_in_words(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield shares told in words that are not those of the two amounts before them: 500件中办结150件，占五成."""
    text = passage.value
    for match in _SAID_SHARE.finditer(text, sentence.start, sentence.stop) if "占" in text or "半" in text else ():
        before = [each for each in sentence.quantities if each.stop <= match.start() and not each.is_rate]
        if len(before) < _TWO or match.start() - before[-1].stop > _NEAR_CHARS:
            continue
        whole, part = before[-2:]
        if whole.unit != part.unit or whole.loose or part.loose or not 0 < part.value <= whole.value:
            continue
        if not re.search("中|其中", text[whole.stop : part.start]):
            continue
        right = _percent(part.value, whole.value, "%")
        if match["half"] or match["more"]:
            is_wrong, stated = right < _HUNDRED / 2, 50.0
        else:
            stated = (
                int("一二三四五六七八九".index(match["tenths"]) + 1) * 10.0
                if match["tenths"]
                else (("一二三四".index(match["part"]) + 1) / ("二三四五".index(match["whole"]) + 2) * _HUNDRED)
            )
            is_wrong = abs(right - stated) > _ROUGH_SHARE
        if is_wrong:
            message = f"{shown(text, part)}占{shown(text, whole)}的 {right:.3g}%，写了“{match.group()}”"
            yield problem(passage, *match.span(), message, "核对数和占比")


_DIVIDED = lazy_pattern(r"分别占(?:[^，。；、\d]{0,4})?$")


def shares_of_row(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield shares in a row that are not those of the amounts in the row before: 1.12亿元、1.68亿元，分别占60%和40%."""
    text, quantities = passage.value, sentence.quantities
    for index, first in enumerate(quantities):
        if first.unit != "%" or not _DIVIDED.search(first.name):
            continue
        rates = [first]
        for other in quantities[index + 1 :]:
            if other.unit != "%" or not re.fullmatch("[、和及与]", text[rates[-1].stop : other.start]):
                break
            rates.append(other)
        parts = [each for each in quantities[:index] if not each.is_rate][-len(rates) :]
        if len(parts) != len(rates) or len(rates) < _TWO or len({part.unit for part in parts}) != 1:
            continue
        wholes = {sum(part.value for part in parts)} | {
            each.value for each in quantities[:index] if each.unit == parts[0].unit and each not in parts
        }
        if any(part.loose for part in parts) or any(rate.loose for rate in rates):
            continue
        if not any(
            all(
                abs(_percent(part.value, whole, "%") - rate.value) <= _tolerated(rate)
                for part, rate in zip(parts, rates, strict=True)
            )
            for whole in wholes
            if whole
        ):
            right = "、".join(f"{_percent(part.value, max(wholes), '%'):.3g}%" for part in parts)
            yield problem(passage, first.start, rates[-1].stop, f"几项分别占{right}", "核对数和占比")


_SCALES_OF = {
    "米": 1.0, "公里": 1e3, "千米": 1e3, "亩": 2000 / 3, "公顷": 1e4, "平方米": 1.0, "平方公里": 1e6,
    "公斤": 1.0, "千克": 1.0, "吨": 1e3, "元": 1.0, "立方米": 1.0,
}  # fmt: skip
_MEASURED = ({"米", "公里"}, {"亩", "公顷", "平方米", "平方公里"}, {"公斤", "千克", "吨"}, {"元"}, {"立方米"})
"""Units of one measure; amounts in them can be compared."""


def equal_amounts(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield an amount in brackets that is not the one before it in another unit: 0.5亿元（500万元）, 15亩（约1000平方米）."""
    text = passage.value
    for one, other in pairwise(sentence.quantities):
        between = text[one.stop : other.start]
        in_brackets = other.depth == one.depth + 1 and re.fullmatch("[（(](?:约|即|合|折合|约合|等于|也就是)?", between)
        behind = other.depth == one.depth and re.fullmatch("，(?:即|合|折合|约合|折|相当于|也就是)约?", between)
        if not (in_brackets or behind) or not re.match("[）)，。；]", text[other.stop : other.stop + 1] or "。"):
            continue
        family = next((units for units in _MEASURED if one.unit in units and other.unit in units), None)
        is_told_twice = one.unit != other.unit or text[one.start : one.stop] != text[other.start : other.stop]
        if family is None or not is_told_twice or not one.value or not other.value:
            continue
        first, second = (each.value * _SCALES_OF[each.unit] for each in (one, other))
        if abs(first - second) > _ROUGHLY_EQUAL * first and (one.unit != other.unit or is_slip(first, second)):
            message = f"{shown(text, one)}不是{shown(text, other)}"
            yield problem(passage, one.start, other.stop, message, "核对数和单位")


_ROUGHLY_EQUAL = 0.05
_EACH_ITS_OWN = lazy_pattern(
    rf"(?P<names>(?:{HAN}|[A-Z]){{1,12}}(?:、(?:{HAN}|[A-Z]){{1,12}}){{1,7}}(?:[和与及](?:{HAN}){{1,8}}?)?)(?:的)?(?:{HAN}){{2,8}}?分别(?:为|是|达到?|有|占)?$"
)


def one_for_each(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield rows of amounts that are not as many as those they are 分别 of: 甲、乙、丙供水量分别为3万吨、2万吨."""
    text, quantities = passage.value, sentence.quantities
    for index, first in enumerate(quantities):
        named = _EACH_ITS_OWN.search(first.name) if "分别" in first.name else None
        # the clause before a mark is not in its name
        start = max(text.rfind(mark, sentence.start, first.start) for mark in "，。；：（") + 1
        named = (
            _EACH_ITS_OWN.search(text[max(start, sentence.start) : first.start])
            if "分别" in text[start : first.start]
            else named
        )
        if named is None or re.search("和|与|及|等|或", named["names"]):
            continue
        row = [first]
        for other in quantities[index + 1 :]:
            if other.unit != first.unit or not re.fullmatch("[、和及与]", text[row[-1].stop : other.start]):
                break
            row.append(other)
        count = named["names"].count("、") + 1
        if 1 < len(row) < count and re.match("[，。；）]", text[row[-1].stop : row[-1].stop + 1] or "。"):
            message = f"列了 {count} 个名称，只有 {len(row)} 个数"
            yield problem(passage, first.start, row[-1].stop, message, "核对名称和数，一一对应")


_RANK = lazy_pattern(
    r"(?:全[省市县区国]|在)?(?<![\d第])(?P<all>\d{1,3})(?:个|家|所)(?:县区|县市区|县|区|市|镇|乡镇|街道|部门|单位|地市|州市)(?:中)?[^。；\d]{0,10}(?:排名|位列|位居|排在?|列)(?:第)(?P<rank>\d{1,3})(?:位|名)?"
)


def ranks(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield ranks below the number of those ranked, and most that are less than least."""
    text = passage.value
    for match in _RANK.finditer(text, sentence.start, sentence.stop) if "第" in text else ():
        if int(match["rank"]) > int(match["all"]):
            yield problem(passage, *match.span(), f"一共{match['all']}个，排不到第{match['rank']}", "核对名次")
    for match in _MOST_AND_LEAST.finditer(text, sentence.start, sentence.stop) if text.count("最") > 1 else ():
        named = match.groupdict()
        most, least = (float(named[name] or named[f"{name}_first"]) for name in ("most", "least"))
        if most < least:
            yield problem(passage, *match.span(), f"最高（最多）的{most:g}比最低（最少）的{least:g}小", "核对两个数")


_MOST_AND_LEAST = lazy_pattern(
    r"最[高多大长](?:的)?(?:为|不超过|达|达到)?(?P<most>\d{1,9}(?:\.\d+)?)(?P<unit>[万亿]?[^\W\d]{1,3}?)[，、]?(?:[^，。；\d最]{0,4})最[低少小短](?:的)?(?:为|不少于|不低于|仅|只有)?(?P<least>\d{1,9}(?:\.\d+)?)(?P=unit)"
    r"|最[低少小短](?:的)?(?:为|不少于|不低于|仅|只有)?(?P<least_first>\d{1,9}(?:\.\d+)?)(?P<unit_first>[万亿]?[^\W\d]{1,3}?)[，、]?(?:[^，。；\d最]{0,4})最[高多大长](?:的)?(?:为|不超过|达|达到)?(?P<most_first>\d{1,9}(?:\.\d+)?)(?P=unit_first)"
)
_LONG_RATIO = lazy_pattern(
    r"比(?:例)?(?:约为|约|为|是)?(?P<ratio>\d+(?:\.\d+)?(?:\s?[∶:：]\s?\d+(?:\.\d+)?){2,4})(?![\d:：])"
)


def long_ratios(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield ratios of several numbers that are not those of the amounts before them: 2.6元、3.9元、5.2元，比例为1∶1.5∶3."""
    text = passage.value
    for match in _LONG_RATIO.finditer(text, sentence.start, sentence.stop):
        stated = [float(number) for number in re.split(r"\s?[∶:：]\s?", match["ratio"])]
        before = [each for each in sentence.quantities if each.stop <= match.start() and not each.is_rate][
            -len(stated) :
        ]
        if (
            len(before) != len(stated)
            or len({each.unit for each in before}) != 1
            or not before[0].value
            or not stated[0]
        ):
            continue
        right = [each.value / before[0].value for each in before]
        if any(abs(one - other / stated[0]) > NEARLY * one for one, other in zip(right, stated, strict=True)):
            shown_ratio = "∶".join(f"{each:.3g}" for each in right)
            yield problem(passage, *match.span("ratio"), f"前面几个数的比是 {shown_ratio}", "核对数和比")
