"""The plan's own year in words: 2023年度, in digits or Han."""

import re

_HAN_DIGITS = "〇一二三四五六七八九"


def han_year_pattern(year: int) -> re.Pattern[str]:
    """The year in Han digits, its zeros written in any of the three ways."""
    return re.compile("".join("[〇○零]" if digit == "0" else _HAN_DIGITS[int(digit)] for digit in str(year)))


def han_digits(year: int) -> str:
    """The year in Han digits: 二〇二四."""
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(year))


def own_year_pattern(year: int) -> re.Pattern[str]:
    """The year where it names the plan's own in running words: 2023年度; a span of years or a number is none."""
    return re.compile(rf"(?<![\d—–~～至\-])(?:(?P<digits>{year})|(?P<han>{han_year_pattern(year).pattern}))年度")


def without_year(words: str, year: int) -> str:
    """The words with the plan's own year taken out of 2023年度, so that a mere move of the year is no change."""
    return own_year_pattern(year).sub("\ue000年度", words)
