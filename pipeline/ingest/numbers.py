"""The numbers before headings and items, in every printed form: 一、（一） 1．（1）① 第一条.

Full-width and half-width marks and blanks behind the number are read alike.
"""

import re

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.text.numerals import parse_number

_HAN = "一二三四五六七八九十百"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the beginning of a line: its level by form (一、 is 1), its value, and the offset behind it."""

    level: int
    value: int
    stop: int
    is_bare: bool = False
    """Whether the form is not that of official documents (1、 1） 第一条)."""


_FORMS: tuple[tuple[int, bool, re.Pattern[str]], ...] = (
    (
        1,
        True,
        lazy_pattern(rf"第\s?(?P<han>[{_HAN}]{{1,4}})\s?(?:[章节条]|部分)(?!第|规定|的|中|所|和|、|要求)[\s：:]*"),
    ),
    (1, False, lazy_pattern(rf"(?P<han>[{_HAN}]{{1,4}})\s?、(?!第?[{_HAN}]、)\s*")),
    (2, False, lazy_pattern(rf"[（(]\s?(?P<han>[{_HAN}]{{1,4}})\s?[）)][、.．]?\s*")),
    (3, False, lazy_pattern(r"(?P<digits>\d{1,3})\s?[.．](?:(?!\d)|(?=20\d\d年|\d{1,2}月))\s*")),
    (3, True, lazy_pattern(r"(?P<digits>\d{1,3})\s?、\s*")),
    (
        4,
        True,
        lazy_pattern(
            r"\d{1,2}[.．](?P<digits>\d{1,2})(?![\d.．亿万千百十个倍元月年日天次件项%％]|\s\d)\s*(?=[\u4e00-\u9fff“《])"
        ),
    ),
    (4, False, lazy_pattern(r"[（(]\s?(?P<digits>\d{1,3})\s?[）)][、.．]?\s*")),
    (4, True, lazy_pattern(r"(?P<digits>\d{1,3})[）)]\s*")),
    (5, False, lazy_pattern(r"(?P<circled>[①-⑳㉑-㉟])\s*")),
)


def read_number(text: str) -> Number | None:
    """Return the number that a line begins with; None for a line without."""
    for level, is_bare, form in _FORMS:
        match = form.match(text)
        if match:
            return Number(level, _value(match), match.end(), is_bare)
    return None


def _value(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if (han := groups.get("han")) is not None:
        try:
            return parse_number(han)
        except ValueError:
            # a slip (一二、 for 十二、) is a number all the same
            return parse_number(han[-1])
    if groups.get("digits"):
        return int(groups["digits"])
    char = groups["circled"]
    return ord(char) - 0x2460 + 1 if char <= "⑳" else ord(char) - 0x3251 + 21


def is_sequel(value: int, last: int) -> bool:
    """Whether a number goes on a sequence: the next one, one behind a short gap, or the first."""
    return value == 1 or last < value <= last + 2
