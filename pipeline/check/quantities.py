"""The quantities of a text: each number with its unit, what it counts, and the sentence it stands in.

Rules judge relations between them (a sum, a share, an average); none of them reads numbers itself.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.patterns import HAN, lazy_pattern

_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_MEASURES = (
    "平方公里|平方米|立方米|公里|公顷|千瓦时|千瓦|公斤|千克|美元|人次|户次|家次|车次|辆次|批次|件次|班次|吨次|海里|"
    "元|米|亩|吨|平|[项件条家户人次篇场名份期宗起处所座台部套栋幢间张株头只艘架对组队支门种类级片块段枚瓶册幅位届轮批辆本站笔]|个|分|天"
)
_QUANTITY = lazy_pattern(
    r"(?<![\d.第A-Za-z〔（(年]\d)(?<![\d.第A-Za-z〔])(?P<number>\d{1,12}(?:\.\d{1,6})?)\s?(?P<scale>百万|千万|万亿|[千万亿])?(?P<more>余|多)?"
    rf"(?P<unit>个?百分点|[%％‰]|(?:{_MEASURES})(?!月|工作日|百分点|小时|钟|季度|学期|时|[之以]?[一二三四五六七八九十]))"
)
_MARK = lazy_pattern(r"[，、；：:（）()。]")
_LOOSE_BEFORE = lazy_pattern(
    r"(?:约|近|超过?|逾|不少于|不低于|不得少于|至少|不超过|不高于|不得超过|以内|突破|大约|接近|高于|低于|超出|多于|少于|最多|最少)[为达到了有]?\s?$"
)
_LOOSE_BEHIND = lazy_pattern(r"[余多]|左右|上下|以上|以下|以内|之内|以外")
_ENDS = lazy_pattern(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `value` has its scale (3万 is 30,000), `step` is the value of its last place.

    `name` is the text of its clause before it, `behind` that up to the next mark, `depth`
    how many brackets it stands in. One that is about or at least so much is `loose`.
    """

    start: int
    stop: int
    value: float
    step: float
    unit: str
    name: str
    behind: str
    depth: int
    loose: bool

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage, a per mille, or a number of points."""
        return self.unit in "%％‰" or self.unit.endswith("百分点")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text with its quantities; offsets are those in the whole text."""

    start: int
    stop: int
    quantities: tuple[Quantity, ...]


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text that have a quantity. Cached, since several rules ask for the same text."""
    if not _QUANTITY.search(text):
        return ()
    ends = [match.end() for match in _ENDS.finditer(text)]
    bounds = [0, *ends] if ends and ends[-1] == len(text) else [0, *ends, len(text)]
    read = (Sentence(start, stop, tuple(_quantities(text, start, stop))) for start, stop in pairwise(bounds))
    return tuple(sentence for sentence in read if sentence.quantities)


def _quantities(text: str, start: int, stop: int) -> Iterator[Quantity]:
    marks = [(match.start(), match.group()) for match in _MARK.finditer(text, start, stop)]
    depth = at = 0
    clause = before = start
    opened: list[int] = []
    for match in _QUANTITY.finditer(text, start, stop):
        while at < len(marks) and marks[at][0] < match.start():
            place, mark = marks[at]
            if mark in "（(":
                opened.append(clause)
            # what stands in brackets within a clause does not end it
            clause = opened.pop() if mark in "）)" and opened else place + 1
            depth = len(opened)
            at += 1
        end = marks[at][0] if at < len(marks) else stop
        number, scale = match["number"], _SCALES[match["scale"] or ""]
        places = len(number.partition(".")[2])
        behind = text[match.end() : end]
        loose = bool(
            match["more"]
            or _LOOSE_BEFORE.search(text, max(clause, match.start() - 8), match.start())
            or _LOOSE_BEHIND.match(behind)
        )
        yield Quantity(
            match.start(),
            match.end(),
            float(number) * scale,
            10**-places * scale,
            match["unit"].replace("％", "%"),
            text[max(clause, before) : match.start()],
            behind,
            depth,
            loose,
        )
        before = match.end()


def shown(text: str, quantity: Quantity) -> str:
    """Return a quantity as it was written."""
    return text[quantity.start : quantity.stop]


def is_next(text: str, one: Quantity, other: Quantity) -> bool:
    """Whether a quantity stands next to another in a list: one mark or conjunction apart."""
    if one.depth != other.depth:
        return False
    between = re.sub(r"[（(][^（）()]*[）)]", "", text[one.stop : other.start])
    marks = len(re.findall("[，；：:]", between))
    return marks == 1 or (not marks and ("、" in between or re.match(f"(?:{HAN}){{0,8}}[和及与]", between) is not None))


def weight(text: str, before: int, start: int) -> int:
    """Return how many things the quantity at `start` is stated for each of: 甲和乙各20分 is for two. `before` is where the last one ended."""
    clause = text[before:start]
    match = _EACH.search(clause)
    if match is None:
        return 1
    # a day may have its weekday behind it: 5月22日（星期四）、9月26日（星期五）各1次
    before_it = re.sub(r"[（(][^（）()]*[）)]", "", clause[: match.start()])
    named = re.split("[，；：:（(]", before_it)[-1].strip("、，；")
    return len(re.findall("、|以及|[和及与]", named)) + 1


_EACH = lazy_pattern(r"(?:分别|均|各)(?:占|为|计|有|安排|设|办|举办|开展|召开|发布)?$")


def amount(number: float, unit: str) -> str:
    """Return an amount as it is written in a paper: 3.2亿元."""
    for scale, size in (("亿", 1e8), ("万", 1e4)):
        if number >= size and unit not in _COUNTED_WHOLE:
            return f"{number / size:.6g}{scale}{unit}"
    return f"{number:.10g}{unit}"


_COUNTED_WHOLE = frozenset("件条项份篇期次场")


# --- slips ------------------------------------------------------------------------------------


def is_slip(one: float, other: float) -> bool:
    """Whether a number is another with two digits turned, one digit changed, lost or added, or a decimal point moved."""
    first, second = f"{one:.10g}", f"{other:.10g}"
    if first == second:
        return False
    digits = [re.sub(r"\D", "", number).strip("0") for number in (first, second)]
    if digits[0] == digits[1]:
        return True  # another order of magnitude
    if sorted(first) == sorted(second):
        return True
    if len(first) == len(second):
        return sum(a != b for a, b in zip(first, second, strict=True)) == 1
    longer, shorter = sorted((first, second), key=len, reverse=True)
    return len(longer) - len(shorter) == 1 and any(
        longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer))
    )


def is_turned(one: float, other: float) -> bool:
    """Whether a number has another's digits in another order, or its point elsewhere."""
    first, second = (re.sub(r"\D", "", f"{number:.10g}").strip("0") for number in (one, other))
    return one != other and len(first) > 1 and sorted(first) == sorted(second)
