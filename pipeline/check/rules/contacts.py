"""Rule X032 (联系方式): telephone numbers and addresses in the text that nearly are those of site.yaml."""

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import PROSE, CheckContext, Kind, Passage
from pipeline.check.lexicon import table
from pipeline.check.registry import Problem, problem, rule
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern
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
        turned = next((other for other in known if _are_turned(number, other)), "")
        if turned:
            yield problem(passage, *match.span("number"), f"别处写作{turned}，两位数字颠倒了", "核对电话号码")
        else:
            known.append(number)


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
            if len(right) >= _LONG_ENOUGH and bounded_edit_distance(wrong, right, 2) is not None:
                yield problem(passage, *match.span(), f"site.yaml 里写作{domain}", "核对网址")
                break


def _registered(domain: str) -> str:
    """Return the part of an address under which a government's sites are: yunshanqu.gov.cn."""
    return ".".join(domain.split(".")[-3:])


_LONG_ENOUGH = len("12345678.gov.cn")
"""Short names of places differ in a letter: hunan, henan."""
