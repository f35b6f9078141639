"""Rule X032 (联系方式): telephone numbers and addresses in the text that nearly are those of site.yaml."""

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.lexicon import table
from pipeline.check.quantities import is_turned
from pipeline.check.registry import PassageSpan, Problem, problem, rule
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.diff import bounded_edit_distance

_LANDLINE = lazy_pattern(r"(?<![\d-])(?:[（(]?(?P<area>0\d{2,3})[）)]?[ -]?)?(?P<number>[2-9]\d{6,7})(?![\d-])")
_DOMAIN = lazy_pattern(r"(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{1,40}\.){1,4}gov\.cn(?![A-Za-z0-9.-])")
_PHONE_LABEL = lazy_pattern(r"电话|热线|传真|联系|咨询|受理|投诉|监督")
MOST_LABEL_CHARS = 16


@rule("X032", Severity.WARNING, "电话、网址和 site.yaml 只差一点")
def contact_differs(context: CheckContext) -> Iterator[Problem]:
    """Office telephone numbers that are those of site.yaml, or of another place, with two digits turned; government addresses a letter away from the site's."""
    stated = [value for _, value in context.site.values]
    known = [match["number"] for value in stated for match in _LANDLINE.finditer(value)]
    domains = [match.group().lower() for value in stated for match in _DOMAIN.finditer(value)]
    areas = [match["area"] for value in stated for match in _LANDLINE.finditer(value) if match["area"]]
    yield from _codes_and_places(context, areas)
    yield from _labelled_numbers(context)
    for passage in context.passages:
        if passage.kind in (*PROSE, Kind.CELL, Kind.VALUE):
            yield from _numbers(passage, known)
            if "123" in passage.value:
                yield from _hotlines(passage)
            if domains and "gov.cn" in passage.value:
                yield from _domains(passage, domains)


def _numbers(passage: Passage, known: list[str]) -> Iterator[Problem]:
    """Yield numbers with two digits of a known one turned; the others are known from then on."""
    for match in _LANDLINE.finditer(passage.value):
        number = match["number"]
        near = passage.value[max(match.start() - MOST_LABEL_CHARS, 0) : match.start()]
        if number in known or not (match["area"] or _PHONE_LABEL.search(near)):
            continue
        label = re.sub(
            r"[（(]?0\d{2,3}[）)]?[ -]?$", "", passage.value[: match.start("number")][-MOST_LABEL_CHARS - 5 :]
        )
        slip = next((other for other in known if _is_a_slip(number, other, label)), "")
        turned = next((other for other in known if _are_turned(number, other)), "")
        if slip:
            yield problem(passage, *match.span("number"), f"别处写作{slip}，有一位不同", "核对电话号码")
        elif turned:
            yield problem(passage, *match.span("number"), f"别处写作{turned}，两位数字颠倒了", "核对电话号码")
        else:
            known.append(number)


_AREA_NUMBER = lazy_pattern(r"(?<![\d-])(?:[（(])?(?P<area>0\d{2,3})(?:[）)]|[ -])\s?(?P<number>\d{5,9})(?![\d-])")
_POSTCODE = lazy_pattern(r"(?:邮编|邮政编码)\s?(?:为|是|[:：])?\s?(?P<code>\d{3,8})(?!\d)")
_PLACE_OF_OFFICE = lazy_pattern(
    rf"(?:地址|地点|邮寄至|寄至|寄送至|现场受理点)\s?(?:为|是|在|[:：])?\s?(?:{HAN}){{0,16}}(?P<road>(?:{HAN}){{2}}(?:路|街|大道|巷))(?P<number>\d{{1,5}})号"
)
_ROAD_AND_NUMBER = lazy_pattern(
    rf"(?:[市县区旗镇乡]|^|[，：:；\s])(?:{HAN}){{0,16}}?(?P<road>(?:{HAN}){{2}}(?:路|街|大道|巷))(?P<number>\d{{1,5}})号"
)
"""An address in site.yaml, which needs no label."""
_POSTCODE_DIGITS = 6
_OFFICE_NUMBERS = (7, 8)


def _codes_and_places(context: CheckContext, areas: Sequence[str]) -> Iterator[Problem]:
    """Yield telephone numbers with too few or too many digits or of another area, and post codes and addresses of the office that differ."""
    found = [
        (passage, match)
        for passage in context.passages
        if "0" in passage.value
        and ("-" in passage.value or "电话" in passage.value)
        and passage.kind in (*PROSE, Kind.CELL, Kind.VALUE)
        for match in _AREA_NUMBER.finditer(passage.value)
    ]
    used = [match["area"] for _, match in found]
    lengths = {len(match["number"]) for _, match in found if len(match["number"]) in _OFFICE_NUMBERS}
    usual = max({*used, *areas}, key=lambda area: (area in areas, used.count(area)), default="")
    for passage, match in found:
        count = len(match["number"])
        if count not in _OFFICE_NUMBERS:
            yield problem(passage, *match.span("number"), f"电话号码有 {count} 位，应当是7位或8位", "核对电话号码")
        elif match["area"] == usual and len(lengths) > 1 and count != _usual_length(found, usual):
            message = f"电话号码有 {count} 位，别处是 {_usual_length(found, usual)} 位"
            yield problem(passage, *match.span("number"), message, "核对电话号码")
        is_same = any(other["number"] == match["number"] and other["area"] != match["area"] for _, other in found)
        is_alone = (
            match["area"] != usual and (areas.count(usual) or used.count(usual) > 1) and used.count(match["area"]) == 1
        )
        if match["area"] != usual and (is_same or is_alone):
            message = f"区号写作{match['area']}，别处是{usual}"
            yield problem(passage, *match.span("area"), message, "核对区号")
    first: tuple[str, str] | None = None
    stated = [value for _, value in context.site.values]
    places = {match["road"]: match["number"] for value in stated for match in _ROAD_AND_NUMBER.finditer(value)}
    for passage in context.passages:
        for match in (
            _POSTCODE.finditer(passage.value) if "邮编" in passage.value or "邮政编码" in passage.value else ()
        ):
            code = match["code"]
            if len(code) != _POSTCODE_DIGITS:
                yield problem(passage, *match.span("code"), f"邮政编码有 {len(code)} 位，应当是6位", "核对邮政编码")
            elif first is not None and code != first[0] and match.string[: match.start()][-12:] == first[1]:
                yield problem(passage, *match.span("code"), f"别处写作{first[0]}", "核对邮政编码")
            elif first is None:
                first = (code, match.string[: match.start()][-12:])
        for match in _PLACE_OF_OFFICE.finditer(passage.value) if "号" in passage.value else ():
            number = places.setdefault(match["road"], match["number"])
            if number != match["number"]:
                yield problem(passage, *match.span("number"), f"{quote(match['road'])}别处写作{number}号", "核对地址")


def _usual_length(found: Sequence[tuple[Passage, re.Match[str]]], area: str) -> int:
    """Return how many digits most numbers of an area have."""
    lengths = [len(match["number"]) for _, match in found if match["area"] == area]
    return max(sorted(set(lengths), reverse=True), key=lengths.count)


_ONE_NUMBER = lazy_pattern(r"(?:(?:^|[，。；：、（])电话|(?:联系|咨询|办公|受理|监督)电话)(?:为|是|[:：])?\s?$")


def _is_a_slip(number: str, other: str, near: str) -> bool:
    """Whether two numbers for the same use differ in one digit that is not the last."""
    apart = [index for index, (a, b) in enumerate(zip(number, other, strict=False)) if a != b]
    return (
        len(number) == len(other)
        and len(apart) == 1
        and apart[0] < len(number) - _LINES
        and bool(_ONE_NUMBER.search(near))
    )


_LINES = 2
"""The last digits tell the lines of one office apart."""


def _are_turned(one: str, other: str) -> bool:
    """Whether two numbers differ in two neighbouring digits that have changed places."""
    apart = [index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (
        len(one) == len(other)
        and len(apart) == 2
        and apart[1] == apart[0] + 1
        and one[apart[0]] == other[apart[1]]
        and one[apart[1]] == other[apart[0]]
    )


_SHORT_NUMBER = lazy_pattern(r"(?<![\d-])123\d\d(?![\d-])")
_BEFORE, _BEHIND = 10, 14
"""So many characters before a hotline's number, and behind it, say whose it is."""


_LABELLED = lazy_pattern(rf"(?P<label>{HAN}{{2}}(?:电话|热线))(?:号码)?(?:为|是|：)?[“”]?(?P<number>[19]\d{{4}})(?!\d)")
"""A short number behind its name: 举报电话12350."""


def _labelled_numbers(context: CheckContext) -> Iterator[Problem]:
    """Yield short numbers that are another's of the same name in another place with their digits turned: 举报电话12530."""
    known: dict[str, list[PassageSpan]] = {}
    for passage in context.prose:
        for match in _LABELLED.finditer(passage.value) if re.search("电话|热线", passage.value) else ():
            span = PassageSpan(passage, *match.span("number"))
            same = known.setdefault(match["label"], [])
            other = next((each for each in same if is_turned(float(each.value), float(span.value))), None)
            if other is not None:
                yield span.problem(f"别处写作{other.value}，数字颠倒了", "核对电话号码", other.related("另一处"))
            elif all(each.value != span.value for each in same):
                same.append(span)


def _hotlines(passage: Passage) -> Iterator[Problem]:
    """Yield numbers of hotlines that are another's than is named beside them (hotlines.tsv): 12351消费投诉."""
    text = passage.value
    for match in _SHORT_NUMBER.finditer(text):
        before = re.split("[，。；、]", text[max(match.start() - _BEFORE, 0) : match.start()])[-1]
        behind = re.split("[，。；、]", text[match.end() : match.end() + _BEHIND])[0]
        named = [row for row in table("hotlines.tsv") if re.search(row["名称"], f"{before}{behind}")]
        if len(named) == 1 and named[0]["号码"] != match.group():
            name = named[0]["名称"].partition("|")[0]
            yield problem(passage, *match.span(), f"{quote(name)}的电话是{named[0]['号码']}", "核对电话号码")


def _domains(passage: Passage, domains: Sequence[str]) -> Iterator[Problem]:
    """Yield government addresses that are a letter or two away from the site's, whatever host stands before."""
    for match in _DOMAIN.finditer(passage.value):
        written = match.group().lower()
        if any(written.endswith(_registered(domain)) for domain in domains):
            continue
        for domain in domains:
            right, wrong = _registered(domain), _registered(written)
            is_near = len(right) >= _LONG_ENOUGH and bounded_edit_distance(wrong, right, 2) is not None
            # a letter too many or too few of a shorter name, or 区 and 县 behind it
            is_grown = (
                len(right) != len(wrong)
                and wrong[:_BEGINS] == right[:_BEGINS]
                and bounded_edit_distance(wrong, right, 2)
            )
            if is_near or (is_grown and len(right) >= _SHORT_NAME):
                yield problem(passage, *match.span(), f"site.yaml 里写作{domain}", "核对网址")
                break


def _registered(domain: str) -> str:
    """Return the part of an address under which a government's sites are: yunshanqu.gov.cn."""
    return ".".join(domain.split(".")[-3:])


_BEGINS, _SHORT_NAME = 4, len("12345.gov.cn")
_LONG_ENOUGH = len("12345678.gov.cn")
"""Short names of places differ in a letter: hunan, henan."""
