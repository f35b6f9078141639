"""W005 · 固定提法写错

查什么：一张提法表（六个字以上），与它只差一两个字的写法：党中央国务院、中华人民共和囯、习近平新时代中国特色社会思想。完全相同的、本来就是另一个词的不报。

为什么：提法一个字也不能错；错一个字的，人眼最容易滑过去。

依据：党和国家文件的规范表述；国办秘函〔2019〕19号。

错：按照党中央国务院决策部署。

对：按照党中央、国务院决策部署。
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.context import (
    CheckContext,
    Passage,
    bounded_edit_distance,
    finding,
    overlaps,
)
from pipeline.check.rules import grave_wording
from pipeline.findings import Finding, Severity

CODE = "W005"
LEVEL = Severity.WARNING

PHRASES = (
    "习近平新时代中国特色社会主义思想",
    "新时代中国特色社会主义",
    "中国特色社会主义",
    "中华人民共和国",
    "中华民族伟大复兴",
    "人类命运共同体",
    "社会主义现代化",
    "社会主义核心价值观",
    "以中国式现代化全面推进",
    "党的二十大精神",
    "党的二十届三中全会",
    "党中央、国务院",
    "全国人民代表大会",
    "中国人民政治协商会议",
    "国家治理体系和治理能力现代化",
    "供给侧结构性改革",
    "中央八项规定精神",
    "双随机、一公开",
    "政府信息公开条例",
    "重大行政决策程序",
    "法治政府建设",
    "行政规范性文件",
)
ALLOWED = ("行政规章性文件", "党中央和国务院", "党中央与国务院")
LEAST = 6
"""Shorter phrases have too many neighbours that are words of their own."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Half of a phrase, by which its neighbourhood is looked for: an edit in one half leaves the other as it is."""

    phrase: str
    first: bool


_HALVES: dict[str, list[_Half]] = {}
for _phrase in PHRASES:
    if len(_phrase) >= LEAST:
        _middle = len(_phrase) // 2
        _HALVES.setdefault(_phrase[:_middle], []).append(_Half(_phrase, first=True))
        _HALVES.setdefault(_phrase[_middle:], []).append(_Half(_phrase, first=False))
_HALF = re.compile(f"(?=({'|'.join(sorted(map(re.escape, _HALVES), key=len, reverse=True))}))")
_EXACT = re.compile("|".join(sorted(map(re.escape, (*PHRASES, *ALLOWED, *grave_wording.WRONG)), key=len, reverse=True)))
_BREAKS = frozenset("，。；：！？“”（）《》")
_JOINS = frozenset("的和与及之或")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Near misses, in quotes and titles too: a wrong name of the state is wrong everywhere."""
    for passage in proof.passages:
        exact = [found.span() for found in _EXACT.finditer(passage.words)]
        said: list[tuple[int, int]] = []
        for start, stop, phrase in sorted(_near(passage, exact)):
            if not said or start >= said[-1][1]:
                said.append((start, stop))
                wrong = passage.words[start:stop]
                yield finding(
                    CODE, LEVEL, passage, start, stop, f"“{wrong}”像是“{phrase}”写错了", f"您是不是要写“{phrase}”？"
                )


def _near(passage: Passage, exact: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    words = passage.words
    for found in _HALF.finditer(words):
        for half in _HALVES[found[1]]:
            start, stop = found.start(), found.start() + len(found[1])
            best = _behind(words, stop, half.phrase) if half.first else _before(words, start, half.phrase)
            if best is None:
                continue
            begin, end = (start, best) if half.first else (best, stop)
            if not overlaps(exact, begin, end) and not overlaps(passage.addresses, begin, end):
                yield begin, end, half.phrase


def _most(phrase: str) -> int:
    return 2 if len(phrase) >= 12 else 1


def _is_other(piece: str, rest: str) -> bool:
    """Whether the piece is surely no slip: a mark stands in it, or a word that joins was put in."""
    return not _BREAKS.isdisjoint(piece) or (len(piece) > len(rest) and not _JOINS.isdisjoint(set(piece) - set(rest)))


def _behind(words: str, stop: int, phrase: str) -> int | None:
    """Where a slightly wrong second half ends that follows the right first one."""
    rest, most = phrase[len(phrase) // 2 :], _most(phrase)
    found: list[tuple[int, int]] = []
    for length in range(len(rest) - most, len(rest) + most + 1):
        piece = words[stop : stop + length]
        if _is_other(piece, rest):
            continue
        edits = bounded_edit_distance(piece, rest, most)
        # the last character is right: else the words just go on differently
        if edits and len(piece) == length and piece[-1] == rest[-1]:
            found.append((edits, stop + length))
    return min(found)[1] if found else None


def _before(words: str, start: int, phrase: str) -> int | None:
    """Where a slightly wrong first half begins that the right second one follows."""
    rest, most = phrase[: len(phrase) // 2], _most(phrase)
    found: list[tuple[int, int]] = []
    for length in range(len(rest) - most, len(rest) + most + 1):
        if length > start:
            continue
        piece = words[start - length : start]
        if _is_other(piece, rest):
            continue
        edits = bounded_edit_distance(piece, rest, most)
        if edits and piece[0] == rest[0]:
            found.append((edits, -(start - length)))
    return -min(found)[1] if found else None
