"""B006 · 引号、书名号的套用

查什么：《》里又用《》没有用〈〉；“”里又用“”没有用‘’；外层直接用‘’。

为什么：分不清里外层。

依据：GB/T 15834—2011 4.8、4.15：外层用双，内层用单。

错：关于印发《区财政局〈要点〉和《清单》的通知》。

对：关于印发《区财政局〈要点〉和〈清单〉的通知》。
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.check.context import (
    HAN,
    CheckContext,
    Passage,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "B006"
LEVEL = Severity.WARNING

_CLOSING = {"”": "“", "’": "‘", "》": "《", "〉": "〈"}
_INNER = {"《": "〈〉", "“": "‘’"}
_HAN = re.compile(f"[{HAN}]")


@dataclass(slots=True)
class _Open:
    """A quote that is open: its mark, where it stands, and the like ones closed directly inside it."""

    mark: str
    at: int
    inside: list[int] = field(default_factory=list)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Quotes directly inside quotes of the same kind, and single ones outside double ones."""
    for passage in proof.passages:
        yield from _in_passage(passage)


def _in_passage(passage: Passage) -> Iterator[Finding]:
    words = passage.words
    opened: list[_Open] = []
    double = 0
    for found in re.finditer("[“”‘’《》〈〉]", words):
        offset, char = found.start(), found.group()
        if char not in _CLOSING:
            opened.append(_Open(char, offset))
            double += char == "“"
            continue
        if not opened or opened[-1].mark != _CLOSING[char]:
            continue
        closed = opened.pop()
        double -= closed.mark == "“"
        for at in closed.inside:
            said = f"{closed.mark}里面又用了{closed.mark}"
            yield finding(CODE, LEVEL, passage, at, at + 1, said, f"里层改用{_INNER[closed.mark]}")
        if opened and opened[-1].mark == closed.mark and closed.mark in _INNER:
            opened[-1].inside.append(closed.at)
        if closed.mark == "‘" and not double and _HAN.match(words, closed.at + 1):
            yield finding(CODE, LEVEL, passage, closed.at, closed.at + 1, "外层用了单引号", "外层用“”，里层才用‘’")
