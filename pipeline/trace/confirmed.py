"""What a person confirmed (对应要点 in an item's head): which points of a directive an item covers."""

import re
from collections.abc import Mapping, Sequence

from pipeline.dataclass import dataclass
from pipeline.diff.match import ComparedItem
from pipeline.patterns import lazy_pattern
from pipeline.text.diff import TITLE
from pipeline.trace.matching import short_title
from pipeline.trace.read_directive import Point

_HAN = "[一二三四五六七八九十]{1,3}"
_PATH = lazy_pattern(rf"(?:第?{_HAN}[、条项]?(?!是)|[（(](?:{_HAN}|\d{{1,2}})[）)]|\d{{1,2}}[.．、]?)+")
"""The printed numbers of a point and of what it is in: 二（七）, （七）, 二、3."""

_YEAR = lazy_pattern(r"\d{4}年")
_CLAUSE = lazy_pattern(r"[一二三四五六七八九十]是")


@dataclass(frozen=True, slots=True)
class UnknownPoint:
    """A 对应要点 that names no point: `count` points have that number, none or several."""

    item: ComparedItem
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The items that were confirmed for a point, by its key, and what names no point of the directive."""

    items: Mapping[str, tuple[ComparedItem, ...]]
    unknown: tuple[UnknownPoint, ...]


def point_keys(points: Sequence[Point]) -> tuple[str, ...]:
    """Return what each point is called in an item's head: the number of its heading and its own, 二（七）, （九）一是.

    A point without any number is called by its short title.
    """
    return tuple(map(_key, points))


def read_confirmed(items: Sequence[ComparedItem], points: Sequence[Point], name: str) -> Confirmed:
    """Return the items confirmed for the points of the directive of that name.

    A value that begins with the 《title》 of another directive is for that one; without
    a title it is for any.
    """
    keys = point_keys(points)
    confirmed: dict[str, list[ComparedItem]] = {}
    unknown: list[UnknownPoint] = []
    for entry in items:
        for value in entry.item.directive_points:
            title = TITLE.match(value.value.strip())
            if title and _bare(title[0]) != _bare(name):
                continue
            stated = value.value.strip().removeprefix(title[0] if title else "").strip()
            wanted = _normalized(stated) or stated
            numbers = {without_clause(key) for key in keys if _is_named(key, wanted)}
            if len(numbers) != 1:
                unknown.append(UnknownPoint(entry, value.value, len(numbers)))
                continue
            for key in dict.fromkeys(keys):
                if _is_named(key, wanted):
                    confirmed.setdefault(key, []).append(entry)
    return Confirmed({key: tuple(dict.fromkeys(entries)) for key, entries in confirmed.items()}, tuple(unknown))


def _key(point: Point) -> str:
    heading = _PATH.match(point.heading)
    above = _normalized(heading[0]) if heading else ""
    own = _normalized(point.number)
    clause = _CLAUSE.match(point.text)
    number = own if above == own else above + own
    return number + (clause[0] if clause else "") if number else short_title(point.text)


def _normalized(text: str) -> str:
    """The numbers in a value, without the words before them (上级要点（七）) and the stops behind them."""
    text = _YEAR.sub("", re.sub(r"\s", "", text))
    path = max(_PATH.finditer(text), key=lambda match: len(match[0]), default=None)
    if path is None:
        return ""
    clause = _CLAUSE.match(text[path.end() :])
    bare = re.sub("[、.．第条项]", "", path[0]).replace("(", "（").replace(")", "）")
    return bare + (clause[0] if clause else "")


def _is_named(key: str, wanted: str) -> bool:
    """Whether a value names a point: in full or by its last numbers, with or without the clause (一是)."""
    return bool(wanted) and any(
        name == wanted or (name.endswith(wanted) and wanted.startswith("（")) for name in (key, without_clause(key))
    )


def without_clause(key: str) -> str:
    """Return a key without the clause (一是) at its end."""
    return re.sub(f"{_CLAUSE.pattern}$", "", key)


def _bare(title: str) -> str:
    return re.sub(r"[《》\s]", "", title)
