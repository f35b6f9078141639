"""Digits in groups, as people write long numbers: 138 0013 8000, 1-3-8-0, 一三八〇.

The text is one that `sensitive.normalize_for_detection` gave: digits of other forms are 0 to 9
there already, and nothing invisible is between them. Han numerals are read as digits here only,
because 一 and 十 are mostly no digits.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern

_HAN_DIGITS = {
    char: str(value) for chars in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖") for value, char in enumerate(chars)
} | {"幺": "1", "两": "2"}
_BLANKS = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\u115f\u1160\uffa0"
_DASHES = "\\-\u2010-\u2015\u2212\u2043\ufe58\ufe63－ー~～_＿"
_DOTS = ".．·•・∙*＊"
_MARKS = ",，、;；:：/／|｜()（）[\\]+＋"
HAN_DIGIT = f"[{''.join(_HAN_DIGITS)}]"
"""A pattern of one Han numeral that may be a digit."""
_DIGIT = f"[0-9X{''.join(_HAN_DIGITS)}]"
_BETWEEN = f"[{_BLANKS}{_DASHES}{_DOTS}{_MARKS}]{{0,3}}"
_ROW = lazy_pattern(f"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{10,}}", re.IGNORECASE)
_GROUP = lazy_pattern(f"{_DIGIT}+", re.IGNORECASE)
_KINDS = tuple(lazy_pattern(f"[{marks}]+") for marks in (_BLANKS, _BLANKS + _DASHES, _BLANKS + _DOTS))


@dataclass(frozen=True, slots=True)
class DigitGroups:
    """Some neighbouring groups of digits, with their offsets in the text.

    `before` and `behind` are the separators to the groups next to them, empty at the ends of a row.
    """

    start: int
    stop: int
    digits: str
    lengths: tuple[int, ...]
    separators: tuple[str, ...]
    is_ascii: bool
    is_mixed: bool
    """Whether both digits and Han numerals are among them."""
    before: str
    behind: str

    @property
    def is_spelt(self) -> bool:
        """Whether every digit is apart, or Han numerals are in one row or among digits: nobody writes quantities so."""
        return set(self.lengths) == {1} or (not self.is_ascii and (self.is_mixed or len(self.lengths) == 1))

    @property
    def is_alone(self) -> bool:
        """Whether there are no other digits in the row."""
        return not self.before and not self.behind

    @property
    def is_apart(self) -> bool:
        """Whether one kind of separator is between the groups, and another one at their ends."""
        inner = {_kind(separator) for separator in self.separators}
        return len(inner) <= 1 and not ({_kind(self.before), _kind(self.behind)} - {None}) & inner


def _kind(separator: str) -> int | None:
    """A number for blanks, dashes, dots and anything else; None for no separator."""
    if not separator:
        return None
    return next((index for index, kind in enumerate(_KINDS) if kind.fullmatch(separator)), len(_KINDS))


@dataclass(frozen=True, slots=True)
class _Row:
    """Digits with nothing but separators between them, and the groups' offsets in the text and among the digits."""

    digits: str
    groups: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    by_end: dict[int, int]
    """The group that ends behind so many digits."""


def grouped_digits(text: str, count: int, pattern: re.Pattern[str]) -> Iterator[DigitGroups]:
    """Yield neighbouring groups that have so many digits together (an X counts as one) and match the pattern."""
    for row in _rows(text):
        for first, start in enumerate(row.starts):
            last = row.by_end.get(start + count)
            if last is not None and pattern.fullmatch(row.digits, start, start + count):
                yield _groups(text, row, first, last)


@lru_cache(maxsize=1024)
def _rows(text: str) -> tuple[_Row, ...]:
    return tuple(_row(text, *match.span()) for match in _ROW.finditer(text))


def _row(text: str, start: int, stop: int) -> _Row:
    """Read the row of digits between two offsets."""
    groups = tuple(group.span() for group in _GROUP.finditer(text, start, stop))
    ends = tuple(accumulate(end - begin for begin, end in groups))
    written = "".join(text[begin:end] for begin, end in groups)
    digits = "".join(_HAN_DIGITS.get(char, char) for char in written).upper()
    return _Row(digits, groups, (0, *ends[:-1]), {end: index for index, end in enumerate(ends)})


def _groups(text: str, row: _Row, first: int, last: int) -> DigitGroups:
    groups = row.groups[first : last + 1]
    written = "".join(text[start:stop] for start, stop in groups)
    return DigitGroups(
        groups[0][0],
        groups[-1][1],
        row.digits[row.starts[first] : row.starts[first] + len(written)],
        tuple(stop - start for start, stop in groups),
        tuple(text[stop:start] for (_, stop), (start, _) in pairwise(groups)),
        written.isascii(),
        not written.isascii() and re.search("[0-9]", written) is not None,
        text[row.groups[first - 1][1] : groups[0][0]] if first else "",
        text[groups[-1][1] : row.groups[last + 1][0]] if last + 1 < len(row.groups) else "",
    )
