"""Rule N010 (增减): differences and rates of change against the two figures they are said of."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.check.context import CheckContext, Passage
from pipeline.check.quantities import sentences, shown
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.shares import TOLERANCE
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern
from pipeline.text.numerals import parse_number

_HUNDRED = 100
_UNIT = r"[万亿]?(?:立方米|平方米|平方公里|公里|公顷|千瓦时|千瓦|米|亩|吨|批次|元|[项个件条家户人次篇场名份期宗起处所座台分]次?)"
_RISE, _FALL = r"提高|提升|上升|增长|增加|增幅|增", r"下降|降低|减少|压减|压缩|降幅|回落|降"
_COMPARED = lazy_pattern(
    rf"(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})[^。；\d%％]{{0,6}}(?P<verb>{_RISE}|{_FALL}|高出?|低)了?"
    rf"(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
)
"""What is compared with an earlier figure: 比上年的92.5%提高1.6个百分点, 比2023年的20万元下降7%."""
_FROM_A_TO_B = lazy_pattern(
    rf"(?:[由从](?:20\d\d年|上年|去年)?的?|(?<![\d.])(?=[\d.]+\s?(?:[%％]|{_UNIT})(?:{_RISE}|{_FALL})[至到]))(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|{_UNIT})"
    rf"[^。；\d%％]{{0,8}}(?P<verb>{_RISE}|{_FALL})?(?:至|到|为)(?:20\d\d年|今年)?的?"
    rf"(?P<new>\d+(?:\.\d+)?)\s?(?P=unit)[，,][^。；，\d]{{0,4}}(?:{_RISE}|{_FALL})了?(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>个?百分点|[%％]|{_UNIT})"
)


@rule("N010", Severity.WARNING, "增减算得不对")
def wrong_difference(context: CheckContext) -> Iterator[Problem]:
    """Differences and rates of change that do not follow from the two figures before them."""
    for passage in context.prose:
        text = passage.value
        if not any(sign in text for sign in "增升高降减压落缩倍番"):
            continue
        yield from _two_years(passage)
        for match in (
            _CHANGED_BY.finditer(text) if ("比" in text or "较" in text) and ("%" in text or "％" in text) else ()
        ):
            if not _follows_from(float(match["base"]), float(match["old"]), match):
                yield _rate_of_change(passage, match)
        yield from _points(passage)
        yield from _wrong_way(passage)
        yield from _in_words(passage)
        for match in _FROM_A_TO_B.finditer(text):
            if not _follows(match, [float(match["new"])]) and not re.search("平均|年均|每年", match.group()):
                yield _difference(passage, match, float(match["new"]))
        for match in _COMPARED.finditer(text):
            start = max(text.rfind("。", 0, match.start()) + 1, 0)
            before = text[start : match.start()]
            clause = re.split("[，；]", before)[-1]
            if not re.search("(?<!占)比(?!重|例|率)|较|同期|上年", clause) or _is_of_its_own_change(match, before):
                continue
            unit = re.escape(match["unit"])
            figures = [float(figure) for figure in re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)\s?{unit}", before)]
            # 年均 is of a period of years
            if figures and not re.search("平均|年均", match.group()) and not _follows(match, figures):
                yield _difference(passage, match, figures[0])


_DIRECTED = lazy_pattern(
    rf"[由从](?:20\d\d年|上年|去年|原来|法定|规定|原|目前)?的?(?:[^，。；\d]{{0,8}})?(?P<old>\d+(?:\.\d+)?)\s?(?P<unit>[%％]|个?工作日|天|日|小时|分钟|{_UNIT})[^。；\d%％]{{0,8}}?"
    rf"(?P<verb>{_RISE}|扩大|拓展|增至|{_FALL}|缩短|压缩|精简|压减|减至|降至)(?:至|到|为)?(?:20\d\d年|今年)?的?(?P<new>\d+(?:\.\d+)?)\s?(?P=unit)"
)
"""From an earlier figure to a later one: 由93.5%提高到91.2%, 由15个工作日压缩至45个工作日."""
_UPWARD = lazy_pattern(rf"(?:{_RISE}|扩大|拓展|增至)(?:至|到|为)?$")


_HIGHER = lazy_pattern(r"(?<!占)比[^，。；\d]{1,16}(?:高|低|多|少)出?(?P<change>\d{1,2}(?:\.\d+)?)(?P<kind>[%％])")


def _points(passage: Passage) -> Iterator[Problem]:
    """Yield differences of two percentages before them that are told in per cent: 60%, 65%, 高5%."""
    text = passage.value
    for match in _HIGHER.finditer(text) if "比" in text and "%" in text else ():
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        rates = [float(rate) for rate in re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)[%％]", text[start : match.start()])]
        if any(abs(abs(one - other) - float(match["change"])) < TOLERANCE / 2 for one, other in pairwise(rates)):
            message = f"{quote(match['change'] + match['kind'])}是两个百分数之差"
            yield problem(passage, match.start("change"), match.end("kind"), message, "写作“个百分点”")


def _wrong_way(passage: Passage) -> Iterator[Problem]:
    """Yield rises to a lower figure and falls to a higher one."""
    for match in _DIRECTED.finditer(passage.value) if re.search(r"[由从][^，。；]{0,14}\d", passage.value) else ():
        if not re.search("至|到|为", match.group()[len(match["old"]) :]):
            continue
        rises = _UPWARD.search(match["verb"]) is not None
        old, new = float(match["old"]), float(match["new"])
        if old != new and (new > old) is not rises and not passage.is_exempt(*match.span()):
            way = "大" if new > old else "小"
            message = f"{match['new']}{match['unit']}比{match['old']}{match['unit']}{way}，写了“{match['verb']}”"
            yield problem(passage, *match.span(), message, "核对前后两个数")


_CHANGED_BY = lazy_pattern(
    rf"(?:比|较)[^，。；\d]{{0,10}}(?:20\d\d年|上年|去年)?[^，。；\d]{{0,4}}?(?P<base>\d+(?:\.\d+)?)\s?(?P<unit>{_UNIT})(?:{_RISE}|{_FALL})了?(?P<old>\d+(?:\.\d+)?)\s?(?P=unit)[，、（](?:{_RISE}|{_FALL})了?(?P<change>\d+(?:\.\d+)?)\s?(?P<kind>[%％])"
)
"""A change with its base, and the rate: 比2024年的1143条增加143条，增长12.5%."""
_FIGURE = r"(?P<{0}>\d+(?:\.\d+)?)\s?(?P<scale{0}>[万亿]?)"
_GREW_IN_WORDS = lazy_pattern(
    rf"(?:[由从]|比(?:上年|去年|20\d\d年)的?){_FIGURE.format('old')}(?P<unit>{_UNIT})[^。；\d]{{0,8}}(?:增|升|提高|扩大|到|至|达)[^。；\d]{{0,4}}{_FIGURE.format('new')}(?P=unit)，?[^，。；\d]{{0,8}}?"
    r"(?P<said>翻了?(?P<doubled>一番|两番|三番)|(?:增长|增加|提高)了?(?P<times>[一两二三四五六七八九十]|\d{1,2}(?:\.\d)?)倍|(?:增长|增加|提高)了?(?P<half>一半))"
)
_TIMES_OF = lazy_pattern(
    rf"{_FIGURE.format('new')}(?P<unit>{_UNIT})，?(?:约)?(?:是|为|达到?|相当于)[^，。；\d]{{0,6}}{_FIGURE.format('old')}(?P=unit)的(?P<said>(?P<times>[一两二三四五六七八九十]|\d{{1,2}}(?:\.\d)?)倍)"
)
_CUT_IN_WORDS = lazy_pattern(
    r"(?:[由从]|法定的?)[^，。；\d]{0,8}?(?P<old>\d+(?:\.\d+)?)(?P<unit>个?工作日|天|日|小时|分钟|[项件份个元]|万元)[^。；\d]{0,8}(?:缩|压|减|降|精)[^。；\d]{0,4}(?P<new>\d+(?:\.\d+)?)(?P=unit)，?[^，。；\d]{0,6}?(?:压缩|缩短|减少|压减|精简|下降|降低)了?(?:近|约)?(?P<said>(?P<whole>[二三四五])分之(?P<part>[一二三四])|(?P<half>一半)|(?P<tenths>[一二三四五六七八九])成)"
)
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8}
_ROUGHLY = 0.06


def _in_words(passage: Passage) -> Iterator[Problem]:
    """Yield changes told in words (翻一番, 增长两倍, 压缩三分之一) that are not those of the figures before them."""
    text = passage.value
    for match in (
        (*_GREW_IN_WORDS.finditer(text), *_TIMES_OF.finditer(text))
        if "倍" in text or "番" in text or "一半" in text
        else ()
    ):
        old, new = (float(match[name]) * _SCALE[match[f"scale{name}"]] for name in ("old", "new"))
        named = match.groupdict()
        if not old or passage.is_exempt(*match.span()):
            continue
        if named.get("doubled"):
            right = 2.0 ** parse_number(named["doubled"][0])
        elif named.get("half"):
            right = 1.5
        else:
            times = named["times"] or "1"
            number = float(times) if times[0].isdigit() else float(parse_number(times))
            right = number if match.re.pattern == _TIMES_OF.pattern else number + 1
        if abs(new / old - right) > _ROUGHLY * right:
            message = f"“{match['said']}”和前面的数对不上：{match['new']}是{match['old']}的 {new / old:.3g} 倍"
            yield problem(passage, *match.span("said"), message, "核对前后两个数；增长一倍就是原来的两倍")
    for match in _CUT_IN_WORDS.finditer(text) if "分之" in text or "成" in text or "一半" in text else ():
        old, new = float(match["old"]), float(match["new"])
        share = (
            0.5
            if match["half"]
            else parse_number(match["tenths"]) / 10
            if match["tenths"]
            else parse_number(match["part"]) / parse_number(match["whole"])
        )
        if old and abs((old - new) / old - share) > _ROUGHLY:
            message = f"“{match['said']}”和前面的数对不上：{match['old']}到{match['new']}少了 {(old - new) / old:.0%}"
            yield problem(passage, *match.span("said"), message, "核对前后两个数")


_RATE_BEHIND = lazy_pattern(
    rf"^[，、]\s?(?:同比|比上年|较上年|比去年|较去年)?(?P<verb>{_RISE}|{_FALL})了?(?:约)?(?P<change>\d{{1,3}}(?:\.\d{{1,2}})?)(?P<kind>[%％])"
)
_YEAR_OF = lazy_pattern(r"20\d\d年|上年|去年|今年|本年")


def _two_years(passage: Passage) -> Iterator[Problem]:
    """Yield rates of change behind the amounts of two years that do not follow from them: 2023年200万元，2024年180万元，下降5%."""
    text = passage.value
    for sentence in sentences(text):
        for old, new in pairwise(sentence.quantities):
            if old.unit != new.unit or old.is_rate or old.loose or new.loose or not old.value:
                continue
            if not (_YEAR_OF.search(old.name) and _YEAR_OF.search(new.name)) or re.search("比|较|增|减|降", new.name):
                continue
            match = _RATE_BEHIND.match(text[new.stop : new.stop + 24])
            if match is None:
                continue
            # either may be the earlier
            rates = [
                abs(one.value - other.value) / other.value * _HUNDRED
                for one, other in ((old, new), (new, old))
                if other.value
            ]
            stated = float(match["change"])
            allowed = 10 ** -len(match["change"].partition(".")[2])
            if all(abs(rate - stated) > allowed for rate in rates):
                message = (
                    f"“{match['change']}%”和前面的数对不上：{shown(text, old)}与{shown(text, new)}相差{rates[-1]:.3g}%"
                )
                start = new.stop + match.start("change")
                yield problem(passage, start, new.stop + match.end("kind"), message, "核对前后两个数和增减")


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


def _rate_of_change(passage: Passage, match: re.Match[str]) -> Problem:
    """Return the problem with a rate that is not that of the change before it: 比1143条增加143条，增长15.2%."""
    message = f"{quote(match['change'] + match['kind'])}和前面增减的{quote(match['old'] + match['unit'])}对不上"
    return problem(passage, match.start("change"), match.end("kind"), message, "核对增减的数和比率")


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
        # per cent of per cent: nobody writes which is meant, unless it is just the difference
        old, change = float(match["old"]), float(match["change"])
        return not any(
            abs(abs(new - old) - change) < TOLERANCE / 2 and abs(_change(old, new, "%") - change) > allowed
            for new in figures
        )
    return any(
        abs(_change(float(match["old"]), new, match["kind"]) - float(match["change"])) <= allowed for new in figures
    )


def _difference(passage: Passage, match: re.Match[str], new: float) -> Problem:
    if match["unit"] in "%％" and match["kind"] in "%％":
        message = f"{quote(match['change'] + match['kind'])}是两个百分数之差"
        return problem(passage, match.start("change"), match.end("kind"), message, "写作“个百分点”")
    right = _change(float(match["old"]), new, match["kind"])
    message = f"{quote(match['change'] + match['kind'])}和前面的数对不上：{new:g}{match['unit']}与{match['old']}{match['unit']}相差{right:.3g}{match['kind']}"
    return problem(passage, match.start("change"), match.end("kind"), message, "核对前后两个数和增减")
