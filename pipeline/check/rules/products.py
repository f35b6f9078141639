"""Rule X024 (次数): totals against the number of batches, units or periods and what each of them has."""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, Passage
from pipeline.check.quantities import amount, is_slip, is_turned, sentences, shown, weight
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.figures import EVERY, NUMBER
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.numerals import parse_number

_GROUPS = (
    rf"(?:分|共|设|安排)?(?P<groups>{NUMBER})个?(?P<group>批次?|期|场次?|轮|组|片区?|班|镇|街道|科室|单位|社区|村|学校|部门|窗口|站点?|所)"
    r"[^。；]{0,24}?每(?:一|个)?(?P=group)[^。；，\d]{0,8}"
    rf"(?P<each>{NUMBER})(?P<unit>人次|[次场期篇件条项个名家户份部座处类人])"
)
_EACH_PERIOD = lazy_pattern(
    rf"(?P<groups>{NUMBER})个(?:社区|村|街道|镇|科室|单位|部门|窗口)(?P<period>每两个月|每半年|每季度|每月)[^。；]{{0,16}}?"
    rf"全年(?:共计?|累计|合计)?(?P<total>{NUMBER})(?P<unit>[次期条件份篇])"
)
_EACH_FIRST = lazy_pattern(
    rf"每(?P<group>[场期批次班])[^。；，\d]{{0,12}}(?P<each>{NUMBER})(?P<unit>人次|[人名份件条个户家])[^。；]{{0,6}}[，、]"
    rf"(?P<groups>{NUMBER})(?P=group)(?:共计?|合计|总计)[^。；，\d]{{0,6}}(?P<total>{NUMBER})(?P=unit)"
)
"""每场邀请群众代表30名，三场共90名."""
_WEEKS = lazy_pattern(
    rf"每周[^。；，\d]{{0,8}}(?P<each>{NUMBER})(?P<unit>[期次条篇件])[^。；]{{0,16}}?(?P<groups>{NUMBER})周[^。；]{{0,10}}?"
    rf"(?:共计?|合计|总计)[^。；，\d]{{0,6}}(?P<total>{NUMBER})(?P=unit)"
)
"""每周发布2期，全年按48周安排，共发布96期."""
_SPANS = lazy_pattern(
    rf"(?P<parts>(?:\d{{1,2}}月(?:(?:[至到—～-]|、)\d{{1,2}}月)*每月[^。；，\d]{{0,8}}(?:{NUMBER})[场次期件][，、；]){{2,4}})"
    rf"[^。；\d]{{0,6}}(?:全年)?(?:共计?|合计|总计)[^。；，\d]{{0,6}}(?P<total>{NUMBER})(?P<unit>[场次期件])"
)
"""4月至9月每月安排8场，10月、11月每月安排6场，全年共60场."""
_SPAN = lazy_pattern(
    rf"(?P<months>\d{{1,2}}月(?:(?:[至到—～-]|、)\d{{1,2}}月)*)每月[^。；，\d]{{0,8}}(?P<each>{NUMBER})[场次期件]"
)
_WHOLE = rf"[^。；]{{0,20}}?(?:共计?|总计|合计|累计)[^。；，\d]{{0,10}}(?P<total>{NUMBER})"
_BATCHES = lazy_pattern(rf"{_GROUPS}{_WHOLE}(?P=unit)")
_PERIODS = lazy_pattern(
    r"(?P<period>每两个月|每半年|每季度|每半月|每月)[^。；，\d]{0,16}?"
    rf"(?P<each>{NUMBER})(?P<unit>[次场期篇件条项个份])[^。；]{{0,30}}?"
    rf"全年(?:共计?|累计|合计)?[^。；，\d]{{0,10}}?(?P<total>{NUMBER})(?P=unit)"
)
_LOOSE = lazy_pattern(r"约|左右|余|多|近|不少于|不低于|至少|以上|以内|不超过|原则上|其中|另")


@rule("X024", Severity.WARNING, "批数、次数算不出总数")
def product_differs(context: CheckContext) -> Iterator[Problem]:
    """Totals that are not the number of batches, units or periods times what each has."""
    for passage in context.prose:
        seen: set[tuple[int, int]] = set()
        for found in _products(passage):
            end = (found.place.end_line, found.place.end_column)
            if end not in seen:
                seen.add(end)
                yield found


_YEAR_FIRST = lazy_pattern(
    rf"(?:全年|年内|一年)[^。；，\d]{{0,10}}?(?P<total>{NUMBER})(?P<unit>[次场期篇件条份])[，、（]\s?(?:即|平均)?(?P<period>每两个月|每半年|每季度|每月)[^。；，\d]{{0,6}}?(?P<each>{NUMBER})(?P=unit)"
)
"""What is done in the year, and then how often: 全年报送30条，每月2条."""
_ON_MONTHS = lazy_pattern(
    rf"分别[于在](?P<months>\d{{1,2}}月(?:份|[底末初]|[上中下]旬|\d{{1,2}}日)?(?:[之以]?前)?(?:[、和及]\d{{1,2}}月(?:份|[底末初]|[上中下]旬|\d{{1,2}}日)?(?:[之以]?前)?){{1,11}})"
    rf"[^。；\d]{{0,20}}(?:全年|共|年内)[^。；，\d]{{0,6}}(?P<total>{NUMBER})[次期批场轮]"
)


_TIMES_ON = lazy_pattern(
    rf"(?<![\d第])(?P<total>{NUMBER})[次期场批轮](?!每)[^。；，\d]{{0,10}}[，（](?:计划|拟|原则上)?分别[于在](?P<times>(?:(?:\d{{1,2}}月(?:份|[底末初]|[上中下]旬|\d{{1,2}}日)?|第?[一二三四]季度|[上下]半年)(?:[之以]?前)?(?:[（(][^（）()]{{1,8}}[）)])?(?:[、和及与]|以及)?){{2,12}})(?=举[办行]|召开|开展|组织|进行|完成|实施|发布|公布|[，。；）])"
)
"""A number of times, and when: 3期，分别于4月、7月、10月举行."""
_ONCE_A_PERIOD = lazy_pattern(
    rf"(?P<period>每半月|每两周|每两个月|每半年|每季度|每月)(?:末|底|初)?(?:公布|公开|发布|开展|举办|召开|组织|报送|通报|更新|监测|检查)(?:一次)?(?P<between>[^。；]{{0,36}}?)，全年(?:共计?|累计|合计)?(?:公布|公开|发布|开展|举办|召开|组织|报送|通报|更新|监测|检查)?(?P<total>{NUMBER})(?P<unit>[次期])"
)
"""What is done once a period, and how often in the year: 每季度公布水质报告，全年公布4次."""


def _once_a_period(passage: Passage) -> Iterator[Problem]:
    """Yield yearly totals of what is done once a period that are not the number of periods."""
    for match in _ONCE_A_PERIOD.finditer(passage.value):
        right = dict(EVERY)[match["period"]]
        counted = re.search(rf"(?:{NUMBER})[次期场篇件条]|各|分别|以上|不少于", match["between"])
        if parse_number(match["total"]) != right and not counted and not passage.is_exempt(*match.span()):
            message = f"{match['period']}一次，全年是 {right}{match['unit']}，写了{match['total']}{match['unit']}"
            yield problem(passage, match.start("total"), match.end(), message, "核对多久一次和全年的次数")


_THEN_GROUPS = lazy_pattern(
    rf"分(?P<groups>{NUMBER})(?P<group>期|批次?|场次?|轮|组|班)[^。；\d]{{0,10}}?每(?:一)?(?P<same>期|批次?|场次?|轮|组|班)[^。；，\d]{{0,8}}(?P<each>\d{{1,6}})(?P<unit>人次|[人名件户份家])"
)
"""How many groups, and how many each, behind the total: 600人，分8期举办，每期75人."""


def _groups_behind(passage: Passage) -> Iterator[Problem]:
    """Yield the numbers of groups and of each that do not make the total before them."""
    text = passage.value
    for match in _THEN_GROUPS.finditer(text) if "分" in text and "每" in text else ():
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        before = [
            float(number)
            for number in re.findall(rf"(?<![\d.])(\d{{1,7}}){match['unit']}(?!次)", text[start : match.start()])
        ]
        right = parse_number(match["groups"]) * parse_number(match["each"])
        is_whole = match["group"][0] == match["same"][0] and bool(before)
        goes_on = re.match(r"[^。；]{0,20}(?:共计?|合计|总计)", text[match.end() :])
        if not is_whole or right in before or goes_on or _LOOSE.search(text[start : match.end()].replace("其中", "")):
            continue
        if max(before) / 2 <= right <= max(before) * 2:
            message = f"分{match['groups']}{match['group']}、每{match['same']}{match['each']}{match['unit']}是 {right}{match['unit']}，前面写了{max(before):g}{match['unit']}"
            yield problem(passage, *match.span(), message, "核对总数、批数和每批的数")


_EACH_GROUP = lazy_pattern(
    rf"(?<![第\d、和及])(?P<groups>{NUMBER})(?:个|家|所|支|名)(?P<noun>{HAN}{{1,8}}?)各[^，。；\d一二两三四五六七八九十]{{0,8}}(?P<each>{NUMBER})(?P<unit>人次|[次场期篇件条份个名人户项块台套处支座张本万元])"
    rf"[^。；\d]{{0,8}}?(?:共计?|合计|总计)[^，。；\d]{{0,6}}(?P<total>{NUMBER})(?P=unit)"
)
"""三个科室各报送2篇，共6篇."""


_EACH_NAMED = lazy_pattern(
    rf"(?<![\d第、和及])(?P<total>{NUMBER})(?P<unit>[次场期篇件条份批])(?P<between>[^。；]{{0,40}}?)[，（](?:由|请|安排)(?P<names>{HAN}{{2,12}}(?:、{HAN}{{2,12}})*[和与、]{HAN}{{2,10}}?)各(?:自|单位|科室)?(?:承办|负责|举办|组织|开展|安排|报送|提供|召开|制作|撰写|完成)?(?P<each>{NUMBER})(?P=unit)"
)
"""A total, and who does how many of it each: 访谈3期，由甲科、乙科、丙科各承办1期."""


def _each_named(passage: Passage) -> Iterator[Problem]:
    """Yield totals that are not the number of those named behind them times what each does."""
    for match in _EACH_NAMED.finditer(passage.value):
        right = len(re.split("[、和与]", match["names"])) * parse_number(match["each"])
        goes_on = re.search(rf"其中|\d{match['unit']}", match["between"])
        if parse_number(match["total"]) != right and not passage.is_exempt(*match.span()) and not goes_on:
            message = f"{match['names']}各{match['each']}{match['unit']}是 {right}{match['unit']}，写了{match['total']}{match['unit']}"
            yield problem(passage, match.start("total"), match.end(), message, "核对总数和各自的数")


def _each_group(passage: Passage) -> Iterator[Problem]:
    for match in _EACH_GROUP.finditer(passage.value):
        right = parse_number(match["groups"]) * parse_number(match["each"])
        if parse_number(match["total"]) != right and not passage.is_exempt(*match.span()):
            stop = match.end("total") + len(match["unit"])
            message = f"{match['groups']}个{match['noun']}各{match['each']}{match['unit']}是 {right}{match['unit']}，写了{match['total']}{match['unit']}"
            yield problem(passage, match.start("total"), stop, message, "核对个数、每个的数和总数")


def _year_first(passage: Passage) -> Iterator[Problem]:
    """Yield totals of a year before how often a thing is done, and behind the months in which it is, that differ from them."""
    text = passage.value
    for match in _YEAR_FIRST.finditer(text) if "每" in text else ():
        right = dict(EVERY)[match["period"]] * parse_number(match["each"])
        if parse_number(match["total"]) != right and not passage.is_exempt(*match.span()):
            message = f"{match['period']}{match['each']}{match['unit']}，一年是 {right}{match['unit']}，写了{match['total']}{match['unit']}"
            yield problem(passage, match.start("total"), match.end("unit"), message, "核对每期的数和总数")
    for match in _TIMES_ON.finditer(text) if "分别" in text else ():
        right = len(re.findall(r"\d{1,2}月(?!\d)|\d{1,2}月\d{1,2}日|季度|半年", match["times"]))
        if parse_number(match["total"]) != right and not passage.is_exempt(*match.span()):
            message = f"列了 {right} 个时间，写了{match['total']}次"
            yield problem(passage, match.start("total"), match.end("times"), message, "核对时间和总次数")
    for match in _ON_MONTHS.finditer(text) if "分别" in text else ():
        right = len(re.findall(r"\d{1,2}月", match["months"]))
        if parse_number(match["total"]) != right and not passage.is_exempt(*match.span()):
            message = f"列了 {right} 个月份，写了{match['total']}次"
            yield problem(passage, match.start("total"), match.end(), message, "核对月份和总次数")


def _products(passage: Passage) -> Iterator[Problem]:
    text = passage.value
    if "各" in text:
        if any(f"{end}各" in text for end in _ENDS_OF_TIMES):
            yield from _each_of_listed(passage)
        if "共" in text or "计" in text:
            yield from _each_group(passage)
        if any(f"{mark}{word}" in text for mark in "，（" for word in ("由", "请", "安排")):
            yield from _each_named(passage)
    if "明确" in text or "配备" in text or "确定" in text:
        yield from _one_each(passage)
    yield from _year_first(passage)
    if "每" in text:
        yield from _groups_behind(passage)
        if "全年" in text:
            yield from _once_a_period(passage)
        yield from _spans_of_months(passage)
        yield from _for_each(passage)
        for match in (
            *_BATCHES.finditer(text),
            *_PERIODS.finditer(text),
            *_EACH_FIRST.finditer(text),
            *_WEEKS.finditer(text),
        ):
            if (
                re.search(r"(?:[\d一二三四五六七八九十]个|各|每个)[^，。；\d]{1,6}$|\d月$", text[: match.start()])
                and "period" in match.groupdict()
            ):
                continue  # each of several does it: `_EACH_PERIOD`
            if passage.is_exempt(*match.span("total")):
                continue
            each, total = parse_number(match["each"]), parse_number(match["total"])
            named = match.groupdict()
            groups = parse_number(named["groups"]) if named.get("groups") else dict(EVERY)[named["period"]]
            # a least total may be less than what comes of the parts, never more
            is_loose = _LOOSE.search(match.group()) is not None
            if groups * each != total and not (is_loose and total < groups * each) and not _is_open(match):
                stop = match.end("total") + len(match["unit"])
                message = f"写了“{text[match.start('total') : stop]}”，{groups} 乘以每次 {each} 是 {groups * each}"
                yield problem(passage, match.start("total"), stop, message, "核对批数、每批的数和总数")
        for match in _EACH_PERIOD.finditer(text):
            groups, times = parse_number(match["groups"]), dict(EVERY)[match["period"]]
            if groups * times != parse_number(match["total"]) and not passage.is_exempt(*match.span()):
                message = f"{groups} 个{match['period']}一次，全年是 {groups * times} 次，写了{match['total']}"
                yield problem(passage, match.start("groups"), match.end("unit"), message, "核对个数和总次数")


_ENDS_OF_TIMES = "月份旬底初中年度季节旦春五”午秋庆间"
"""The last characters of times: only behind one of them their 各 stands."""
_EACH_OF = lazy_pattern(
    rf"(?P<members>(?:\d{{1,2}}月(?:份|[上中下]旬|[初中底])?|[上下]半年|第?[一二三四]季度|[春夏秋冬]季|元旦|春节|“?五一”?|端午|中秋|国庆)"
    rf"(?:(?:[、和及与]|以及)(?:\d{{1,2}}月(?:份|[上中下]旬|[初中底])?|[上下]半年|第?[一二三四]季度|[春夏秋冬]季|元旦|春节|“?五一”?|端午|中秋|国庆)(?:节?期间)?){{1,11}})"
    rf"各[^，。；\d一二两三四五六七八九十]{{0,8}}(?P<each>{NUMBER})(?P<unit>人次|[次场期批轮篇件条份])"
)
"""When, several times, and how much each time: 5月和10月各举办一次."""


def _each_of_listed(passage: Passage) -> Iterator[Problem]:
    """Yield totals that are not what comes of each of the times listed: 5月和10月各举办一次，全年共3次."""
    text = passage.value
    for match in _EACH_OF.finditer(text):
        times = len(re.split("、|以及|[和及与]", match["members"]))
        right = times * parse_number(match["each"])
        start = max(text.rfind("。", 0, match.start()) + 1, match.start() - _NEAR)
        stop = text.find("。", match.end()) if "。" in text[match.end() :] else len(text)
        behind = re.search(
            rf"(?:全年|年内|共计?|合计|总计|累计)[^。；，\d]{{0,8}}?(?P<total>{NUMBER}){match['unit']}",
            text[match.end() : stop],
        )
        before = re.search(
            rf"(?P<total>{NUMBER}){match['unit']}[^，。；\d]{{0,4}}[，：（]$", text[start : match.start()]
        )
        stated = behind or before
        if stated is None or parse_number(stated["total"]) == right:
            continue
        at = match.end() if behind else start
        message = f"{quote(match.group())}，一共是 {right}{match['unit']}，写了{stated['total']}{match['unit']}"
        yield problem(passage, at + stated.start("total"), at + stated.end("total") + 1, message, "核对各次和总数")


_NEAR = 40
_EVERY_ONE = lazy_pattern(
    rf"(?:每(?:[一1]?(?P<measure>个|家|所|名|位|场|期|批|次|班|组|处|座)?)|(?<!{HAN})各(?![类项种级自方界地有区]))(?P<group>{HAN}{{0,4}})"
)


def _for_each(passage: Passage) -> Iterator[Problem]:
    """Yield totals that are not a number of things times what is stated for each of them: 每个村不少于30份，15个村合计不少于350份."""
    text = passage.value
    for sentence in sentences(text):
        quantities = sentence.quantities
        for index, total in enumerate(quantities):
            if not _WHOLE_BEFORE.search(total.name) or total.is_rate:
                continue
            for each in quantities[:index]:
                per = _EVERY_ONE.search(each.name)
                if per is None or each.unit != total.unit or not (per["group"] or per["measure"]):
                    continue
                first = (per["group"] or per["measure"])[0]
                counts = [
                    other.value * weight(text, quantities[at - 1].stop if at else sentence.start, other.start)
                    for at, other in enumerate(quantities[: index + 1])
                    if other.unit != total.unit
                    and not other.is_rate
                    and (
                        first in other.behind[:_NOUN_CHARS]
                        or (other.unit in (first, per["measure"]) and other.unit != "个")
                    )
                ]
                products = {count * each.value for count in counts} | {sum(counts) * each.value}
                if not counts or total.value in products or total.value == each.value:
                    continue
                if re.search("约|近|左右|上下|余|多", text[each.start - len(each.name) : each.stop + 2]):
                    continue
                # of what each has at least the total is the least: 每个不少于30份，15个不少于450份
                if total.loose is not each.loose and not any(is_slip(total.value, product) for product in products):
                    continue
                message = f"{counts[-1]:g}个各{shown(text, each)}是 {amount(counts[-1] * each.value, total.unit)}，写了{shown(text, total)}"
                yield problem(passage, total.start, total.stop, message, "核对个数、每个的数和总数")
                break


_NOUN_CHARS = 4
_WHOLE_BEFORE = lazy_pattern(r"(?:共计?|合计|总计|累计|一共|全年)[^，。；、\d]{0,8}$")


def _one_each(passage: Passage) -> Iterator[Problem]:
    """Yield totals of what several units have one each of, that are not the number of units: 14个村、2个社区明确1名公开员，共18名."""
    text = passage.value
    for sentence in sentences(text):
        quantities = sentence.quantities
        for index in range(2, len(quantities)):
            total, one = quantities[index], quantities[index - 1]
            if total.unit != one.unit or not re.search("^，?共计?$", total.name) or total.loose or one.loose:
                continue
            row = [other for other in quantities[: index - 1] if other.unit in "个家所"]
            if not row or not re.search("(?:各|分别|每[^，]{0,6})?(?:明确|配备|确定|指定|选派)$", one.name):
                continue
            # those without a number of their own count as one each: 委机关和13家直属单位各确定1名
            begin = row[0].start - len(row[0].name)
            named = re.split("[，；]", text[begin : row[0].start])[-1]
            more = len(re.findall(f"(?:{HAN}){{2,8}}?(?:[和、及]|以及)", re.sub("^、", "", named)))
            right = sum(other.value for other in row) * one.value
            allowed = {right, right + more * one.value}
            is_close = abs(total.value - right) <= max(_FAR, right / 2) or is_turned(total.value, right)
            if total.value not in allowed and (is_close or one.value == 1):
                message = f"{sum(other.value for other in row):g}个各{shown(text, one)}是 {right:g}{one.unit}，写了{shown(text, total)}"
                yield problem(passage, total.start, total.stop, message, "核对个数和总数")


_FAR = 5


def _spans_of_months(passage: Passage) -> Iterator[Problem]:
    """Yield totals that are not the sum of what is done each month of several spans."""
    for match in _SPANS.finditer(passage.value):
        added = 0
        for span in _SPAN.finditer(match["parts"]):
            months = [int(month) for month in re.findall(r"\d+", span["months"])]
            is_range = re.search("[至到—～-]", span["months"]) is not None
            count = months[-1] - months[0] + 1 if is_range else len(months)
            added += count * parse_number(span["each"])
        if added != parse_number(match["total"]):
            start, stop = match.start("total"), match.end("unit")
            yield problem(passage, start, stop, f"各月相加是 {added}，写了{match['total']}", "核对各月和总数")


def _is_open(match: re.Match[str]) -> bool:
    """Whether what each has is itself no exact number."""
    before = match.string[match.start() : match.start("each")]
    return re.search("约|不少于|不低于|至少|不超过|原则上", before) is not None
