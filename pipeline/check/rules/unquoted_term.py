"""X012 · 提法有的加引号有的不加

查什么：双公示、放管服、好差评等缩略提法没有加引号，而同一句里别的缩略提法加了；同一提法别处加了引号、这里没有。

为什么：体例不一。

依据：GB/T 15834—2011 4.8（特别强调或具有特殊含义的词语加引号）；体例一致。

错：严格落实双公示和“双随机、一公开”工作要求。

对：严格落实“双公示”和“双随机、一公开”工作要求。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
    overlaps,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X012"
LEVEL = Severity.INFO

SHORT = (
    "双公示",
    "双随机",
    "放管服",
    "好差评",
    "一网通办",
    "一网统管",
    "跨省通办",
    "一件事一次办",
    "三公经费",
    "六稳六保",
    "互联网+",
)
_SHORT = re.compile("|".join(map(re.escape, SHORT)))
_SENTENCE = re.compile(r"[^。；！？]+")
_NUMBERED = re.compile(r"“[^“”]{0,4}[一二三四五六七八九十两双][^“”]{1,12}”")
_TERM = re.compile(r"“([^“”，。；：！？]{4,12})”")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Unquoted short terms, each said once."""
    said: set[str] = set()
    for passage in proof.prose:
        for sentence in _SENTENCE.finditer(passage.words):
            beside = _NUMBERED.search(sentence.group())
            if beside is None:
                continue
            for found in _SHORT.finditer(passage.words, *sentence.span()):
                if not passage.is_exempt(*found.span()) and found.group() not in said:
                    said.add(found.group())
                    message = f"“{found.group()}”没有加引号，同一句的{beside.group()}加了"
                    yield finding(CODE, LEVEL, passage, *found.span(), message, "统一加引号")
    yield from _elsewhere(proof, said)


def _elsewhere(proof: CheckContext, said: set[str]) -> Iterator[Finding]:
    """Short terms of the list that are quoted in another place."""
    quoted: dict[str, tuple[Passage, int, int]] = {}
    for passage in proof.prose:
        for found in _TERM.finditer(passage.words):
            if found[1] in SHORT:
                quoted.setdefault(found[1], (passage, *found.span()))
    if not quoted:
        return
    terms = re.compile("|".join(map(re.escape, quoted)))
    for passage in proof.prose:
        for found in terms.finditer(passage.words):
            if (
                found.group() in said
                or overlaps(passage.quoted, *found.span())
                or overlaps(passage.addresses, *found.span())
            ):
                continue
            said.add(found.group())
            there = related(quoted[found.group()][0].text, *quoted[found.group()][1:], "这里加了引号")
            message = f"“{found.group()}”没有加引号，别处加了"
            yield finding(CODE, LEVEL, passage, *found.span(), message, "统一加引号", related=there)
