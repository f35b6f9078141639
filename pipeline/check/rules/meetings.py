"""Part of rule W005: congresses, plenary sessions and sessions of 人大 and 政协 named with the year or the paper of another."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.check.context import CheckContext
from pipeline.check.lexicon import table
from pipeline.check.registry import Problem, problem
from pipeline.findings import quote
from pipeline.patterns import lazy_pattern
from pipeline.text.numerals import parse_number

_NUMERAL = "[一二三四五六七八九十]"
_PARTY = (
    rf"(?:党的|中共)(?P<party>{_NUMERAL}{{1,3}}(?:大(?![中量会家])|届{_NUMERAL}中全会))"
    rf"|(?:中国共产党|党的|中共)第(?P<congress>{_NUMERAL}{{1,3}})次全国代表大会|(?P<place>遵义|瓦窑堡|古田|八七)会议"
)
_HELD = lazy_pattern(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{{1,2}})月)?(?:\d{{1,2}}日)?，?(?:在[^，。；、]{{1,6}})?(?:胜利)?(?:召开|举行|闭幕|开幕|通过)?的?(?:{_PARTY})"
)
_PASSED = lazy_pattern(
    rf"(?P<meeting>{_PARTY})(?:上|期间)?(?:审议)?(?:并)?(?:审议|通过|提出|作出|开启|专题研究|研究|确立|确认|把|将)[^。；]{{0,60}}"
)
_SESSION = lazy_pattern(
    r"(?<!\d)(?P<before>20\d\d)年[^，。；]{0,10}(?:全国)?(?:十[三四]届全国(?:人大|政协)|全国(?:人大|政协)十[三四]届)[一二三四五]次会议"
    r"|(?:十[三四五]届全国(?:人大|政协)|全国(?:人大|政协)十[三四五]届)[一二三四五六]次会议(?:将?于|在)(?P<behind>20\d\d)年"
)
_WHICH = lazy_pattern(r"十(?P<term>[三四五])届|(?P<session>[一二三四五六])次")
_FIRST_YEAR = {"三": 2018, "四": 2023, "五": 2028}


@cache
def _meetings() -> Mapping[str, Mapping[str, str]]:
    return {row["会议"]: row for row in table("meetings.tsv")}


def wrong_meetings(context: CheckContext) -> Iterator[Problem]:
    """Yield meetings told with a year in which another was held, or with what another one passed."""
    for passage in context.passages:
        text = passage.value
        if not any(word in text for word in ("全会", "大", "会议")):
            continue
        for match in _HELD.finditer(text):
            row = _meetings().get(_name(match))
            if row and (int(match["year"]) != int(row["年"]) or (match["month"] and _is_late(match, row))):
                message = f"{quote(_name(match))}是{row['年']}年{row['月']}月召开的"
                yield problem(passage, *match.span(), message, "核对年月，或是哪一次会议")
        for match in _PASSED.finditer(text):
            named = _name(match)
            if named in _meetings() and (other := _of_another(match.group(), named)):
                yield problem(
                    passage, *match.span("meeting"), f"这是{other}的内容，写成了{quote(named)}", "核对是哪一次会议"
                )
        for match in _SESSION.finditer(text):
            parts = {
                key: value
                for each in _WHICH.finditer(match.group())
                for key, value in each.groupdict().items()
                if value
            }
            year = _FIRST_YEAR[parts["term"]] + (parse_number(parts["session"]) or 1) - 1
            if int(match["before"] or match["behind"]) != year:
                message = f"十{parts['term']}届{parts['session']}次会议是{year}年的"
                yield problem(passage, *match.span(), message, "核对届次或年份")


def _name(match: re.Match[str]) -> str:
    if match["place"]:
        return f"{match['place']}会议"
    return f"党的{match['party'] or match['congress'] + '大'}"


def _is_late(match: re.Match[str], row: Mapping[str, str]) -> bool:
    """Whether another month is stated; a meeting may have lasted into the next."""
    return int(match["month"]) not in (int(row["月"]), int(row["月"]) + 1)


def _of_another(text: str, named: str) -> str:
    """Return the meeting whose subject the text has, where it is not the one named; else the empty string."""
    for name, row in _meetings().items():
        if name != named and any(subject in text for subject in filter(None, row["议题"].split("|"))):
            return name
    return ""
