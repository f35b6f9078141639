"""One clause measured: what was wanted, what was found, and how findings from many places become one line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.typography import gbt9704 as standard
from pipeline.typography.lines import NEVER_FIRST, NEVER_LAST
from pipeline.typography.metrics import table_width

PRACTICE = "惯例"
"""Stands for the clause where only practice, not a standard, says so."""


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause held against one finished file; `clause` names standard and clause, the rest is for a clerk to read."""

    clause: str
    label: str
    expected: str
    measured: str
    conforms: bool
    file: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What was found at one place (第2页, a heading's words), and whether it is as wanted."""

    location: str
    measured: str
    conforms: bool


_SHOWN = 3


def summarize(file: str, clause: str, what: str, wanted: str, cases: Iterable[Observation]) -> Iterator[ClauseResult]:
    """One line for all places a clause concerns: what differs with its place, else what was found; none without a place."""
    seen = list(cases)
    if not seen:
        return
    bad = [case for case in seen if not case.conforms]
    if bad:
        found = "；".join(
            f"{case.location}：{case.measured}" if case.location else case.measured for case in bad[:_SHOWN]
        )
        found += f" 等 {len(bad)} 处" if len(bad) > _SHOWN else ""
    else:
        kinds = list(dict.fromkeys(case.measured for case in seen))
        found = "；".join(kinds[:_SHOWN]) + (" 等" if len(kinds) > _SHOWN else "")
        found += f"（{len(seen)} 处）" if len(seen) > 1 else ""
    yield ClauseResult(clause, what, wanted, found, not bad, file)


def is_near(found: float, wanted: float, within: float = standard.MEASURED_TO) -> bool:
    """Whether two lengths in mm agree."""
    return abs(found - wanted) <= within + 1e-9


def mm(length: float) -> str:
    """A length in mm, as precise as it is held."""
    return f"{length:.1f} mm"


def pt(length: float) -> str:
    """A size or line in pt."""
    return f"{length:.2f}".rstrip("0").rstrip(".") + " pt"


def chars(width: float) -> str:
    """A width in 字."""
    return f"{width:.2f}".rstrip("0").rstrip(".") + " 字"


def quote_start(words: str) -> str:
    """The first words of something, to say which one is meant."""
    return f"“{words[:12]}{'…' if len(words) > 12 else ''}”"


# --- faces ---------------------------------------------------------------------

_FACES = (
    ("小标宋", re.compile(r"小标宋|XiaoBiaoSong|XBS|FandolSong-?Bold|^title$", re.IGNORECASE)),
    ("仿宋", re.compile(r"仿宋|Fang|FZFS|^fang$", re.IGNORECASE)),
    ("楷体", re.compile(r"楷|Kai|FZKT", re.IGNORECASE)),
    ("黑体", re.compile(r"黑体|SimHei|FandolHei|FZHT|^hei$", re.IGNORECASE)),
    ("补字", re.compile(r"^more$", re.IGNORECASE)),
    ("宋体", re.compile(r"宋体|SimSun|FandolSong|FZSS|^song$", re.IGNORECASE)),
)


def typeface(*names: str) -> str:
    """What kind of face names mean (仿宋 for FandolFang, 仿宋_GB2312, fang), the first that is known; else the first name."""
    for name in names:
        for kind, pattern in _FACES:
            if name and pattern.search(name):
                return kind
    return next((name for name in names if name), "未说明")


# --- lines ---------------------------------------------------------------------

_OPENING, _BEHIND = "《〈（〔【〖〘『「“‘", "，。、；：？！…》〉）〕】〗〙』」”’·•‧・～／％‰℃"
_HELD = re.compile(f"[{_OPENING}]*(?:——|[^{_OPENING}{_BEHIND}])?[{_BEHIND}]*$")
_HELD_BELOW = re.compile(f"[{_OPENING}]*(?:——|[^{_OPENING}{_BEHIND}])?[{_BEHIND}]*")
_MARKS_BELOW = re.compile(f"[{_BEHIND}]*")
_HALF, _HALF_BELOW = re.compile(f"[{_OPENING}]*[…—]+$"), re.compile(f"[…—]+[{_BEHIND}]*")

# what is kept together where there is room: Latin words and numbers, what says what is counted, and the marks about them
_NUMERAL = "〇○零一二三四五六七八九"
_SIGNS = f"!-~０-９{_NUMERAL}十．％‰℃年月日—"
_TOGETHER = re.compile(
    rf"[{_OPENING}第]*(?:[{_SIGNS}]|(?<=[０-９])，)*[十百千万亿余多]*(?:个百分点|[一-鿿]{{0,3}})[{_BEHIND}]*$"
)
_TOGETHER_BELOW = re.compile(rf"^(?:[{_SIGNS}]|，(?=[０-９]))*[十百千万亿余多]*(?:个百分点|[一-鿿]{{0,3}})[{_BEHIND}]*")


def forbidden_break(above: str, below: str) -> str:
    """What is wrong with a line's end by 禁则, from the words above and below it; empty when nothing is."""
    single = below[0] == "—" and below[1:2] != "—" and above[-1] != "—"
    if single or (below[0] in NEVER_FIRST | {"…"} and not _in_latin(above, below)):
        return f"“{below[0]}”在行首"
    if above[-1] in NEVER_LAST and not _in_latin(above, below):
        return f"“{above[-1]}”在行末"
    if above[-1] == below[0] and above[-1] in "…—":
        return f"“{above[-1]}{below[0]}”断开"
    return ""


def cluster_width(above: str, below: str) -> float:
    """The width in 字 of the character (or ……, ——) at a line's end with the marks about it, which stand together in every column that wide."""
    if above[-1] == below[0] and above[-1] in "…—":
        found, rest = _HALF.search(above), _HALF_BELOW.match(below)
    else:
        found, rest = _HELD.search(above), (_HELD_BELOW if above[-1] in _OPENING else _MARKS_BELOW).match(below)
    assert found is not None, "the pattern matches nothing too"
    assert rest is not None, "the pattern matches nothing too"
    return table_width(found[0] + rest[0])


def _in_latin(above: str, below: str) -> bool:
    """Whether the line ends inside an address or a Latin word, where half-width marks may begin or end one."""
    return above[-1].isascii() and below[0].isascii()


_COUNTED = re.compile(r"\d[百千万亿]+$")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
"""A byte of a web address, whose % is no percent sign."""
_HAN_YEAR = re.compile(f"[〇○][{_NUMERAL}]{{0,3}}$")


def split_number(above: str, below: str) -> str:
    """What number or date a line's end tears, and from what; empty when none."""
    digit, follows = above[-1].isdecimal(), below[0].isdecimal()
    torn = (
        (digit and below[0] in "年月日号％%‰℃万亿元件次人个" and not _ESCAPED.match(below))
        or (digit and follows)
        or (above[-1] in "年月" and above[-2:-1].isdecimal() and follows)
        or (above[-1] == "第" and follows)
        or (_COUNTED.search(above) is not None and below[0] in "万亿元件次人个")
        or (_HAN_YEAR.search(above) is not None and below[0] in f"{_NUMERAL}年")
    )
    return f"{above[-4:]}｜{below[:4]}" if torn else ""


def phrase_width(above: str, below: str) -> float:
    """The width in 字 of what is kept together around a line's end; what is wider than its column is broken anywhere."""
    before, after = _TOGETHER.search(above), _TOGETHER_BELOW.search(below)
    assert before is not None, "the pattern matches nothing too"
    assert after is not None, "the pattern matches nothing too"
    return table_width(before[0] + after[0])
