"""The plan's own year where a text names it: 2023年度, in Arabic or Chinese digits."""

import re

_HAN_DIGITS = "〇一二三四五六七八九"


def han_year_pattern(year: int) -> re.Pattern[str]:
    """Return the pattern of a year in Chinese digits, zero written in any of its three forms."""
    return re.compile("".join("[〇○零]" if digit == "0" else _HAN_DIGITS[int(digit)] for digit in str(year)))


def han_digits(year: int) -> str:
    """Return the year in Chinese digits: 二〇二四."""
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(year))


def own_year_pattern(year: int) -> re.Pattern[str]:
    """Return the pattern of the plan's own year in running text: 2023年度, but not the end of a span of years."""
    return re.compile(rf"(?<![\d—–~～至\-])(?:(?P<digits>{year})|(?P<han>{han_year_pattern(year).pattern}))年度")


def without_year(text: str, year: int) -> str:
    """Return the text with the year in 2023年度 replaced by a placeholder, so that a moved year is no difference."""
    return own_year_pattern(year).sub("\ue000年度", text)
