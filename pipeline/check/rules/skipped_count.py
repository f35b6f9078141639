"""N007 · 一是、二是跳号

查什么：一段里“一是……二是……三是……”漏了一个，或写了两个一样的。

为什么：修改时删了一点，后面的没有跟着改。

依据：行文通例。

错：一是加强领导，三是强化督查。

对：一是加强领导，二是强化督查。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "N007"
LEVEL = Severity.WARNING

_COUNTED = re.compile(
    r"(?:^|(?<=[，。；：、！？\s”）]))(?P<number>[一二三四五六七八九十]{1,2})(?P<form>是|要)(?=[^\s，。；：、])"
    # set against a title whose full stop is missing, or begun anew under the next heading
    r"|(?<![统唯单专第划之万])(?P<begun>一)(?P<again>是|要)(?=[^\s，。；：、])|[（(][一二三四五六七八九十]{1,3}[）)]"
)
NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def counted(passage: Passage, form: str) -> list[list[re.Match[str]]]:
    """The runs of 一是、二是…… (or 一要……) in the passage, each from its 一 on."""
    runs: list[list[re.Match[str]]] = []
    for found in _COUNTED.finditer(passage.words):
        if passage.is_quoted(*found.span()):
            continue
        if found["form"] is None and found["again"] is None:
            runs.append([])
        elif (found["form"] or found["again"]) != form:
            continue
        elif (found["number"] or found["begun"]) == "一":
            runs.append([found])
        elif runs and runs[-1]:
            runs[-1].append(found)
    return [run for run in runs if run]


def said(found: re.Match[str]) -> str:
    """The number that a count says."""
    return found["number"] or found["begun"]


def find(proof: CheckContext) -> Iterator[Finding]:
    """Counts that skip or repeat a number."""
    for passage in proof.prose:
        for form in ("是", "要"):
            for run in counted(passage, form):
                for found, meant in zip(run, NUMBERS, strict=False):
                    if said(found) != meant:
                        message = f"这里应当是“{meant}{form}”"
                        yield finding(
                            CODE,
                            LEVEL,
                            passage,
                            *found.span(),
                            message,
                            f"前面数到“{NUMBERS[NUMBERS.index(meant) - 1]}{form}”，核对是漏了还是重了",
                        )
                        break
