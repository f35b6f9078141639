"""X010 · 一个名称两种写法

查什么：标准目录与标准化目录一类只差一个“化”字的名称；引号里的提法只差标点（“双随机、一公开”与“双随机一公开”）。

为什么：一个东西两个叫法，读者会以为是两样。

依据：GB/T 15835—2011、GB/T 15834—2011 都要求同一文中体例一致。

错：完善政务公开标准目录，动态调整标准化目录。

对：完善政务公开标准目录，动态调整标准目录。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    Passage,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X010"
LEVEL = Severity.INFO

_THING = "目录|清单|指南|手册|专区|专栏|名录|台账"
_LONG = re.compile(rf"(?P<first>[{HAN}]{{2}})化(?P<thing>{_THING})")
_TERM = re.compile(r"“([^“”]{4,20})”")


def find(proof: CheckContext) -> Iterator[Finding]:
    """The rarer form of a name, once for each."""
    said: set[str] = set()
    short: dict[str, tuple[Passage, int, int]] = {}
    for passage in proof.prose:
        for found in re.finditer(rf"(?P<first>[{HAN}]{{2}})(?:{_THING})", passage.words):
            short.setdefault(found.group(), (passage, *found.span()))
    for passage in proof.prose:
        for found in _LONG.finditer(passage.words):
            other = found["first"] + found["thing"]
            if other in short and found.group() not in said:
                said.add(found.group())
                there = related(short[other][0].text, *short[other][1:], f"“{other}”")
                message = f"“{found.group()}”和“{other}”并用"
                yield finding(CODE, LEVEL, passage, *found.span(), message, "是一样东西就统一叫法", related=there)
    yield from _quoted(proof)


def _quoted(proof: CheckContext) -> Iterator[Finding]:
    first: dict[str, tuple[Passage, int, int]] = {}
    for passage in proof.prose:
        for found in _TERM.finditer(passage.words):
            bare = re.sub(r"[、，\s]", "", found[1])
            before, start, stop = first.setdefault(bare, (passage, *found.span(1)))
            form = before.words[start:stop]
            if form != found[1]:
                there = related(before.text, start, stop, f"“{form}”")
                message = f"“{found[1]}”和“{form}”并用"
                yield finding(CODE, LEVEL, passage, *found.span(1), message, "统一标点", related=there)
