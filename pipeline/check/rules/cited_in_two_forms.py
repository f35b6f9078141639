"""X009 · 同一文件两个名称

查什么：《》里的文件名称在两处只差一个字，或只是年份、地名换了位置；同一名称配了两个文号。只差在年份数字的是两个文件，不报。

为什么：引用文件，名称和文号都要与原件一致，两处不同必有一处错。

依据：引用文件应当与原件一致，先引标题、后引文号，是公文通例。

错：一处写《2023年宝山区政务公开工作要点》，一处写《宝山区2023年政务公开工作要点》

对：两处都照原件写。
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.proof import Passage, Proof, finding, related
from pipeline.findings import Finding, Level

CODE = "X009"
LEVEL = Level.ASK

_CITED = re.compile(r"《(?P<title>[^《》]{5,60})》(?:[（(](?P<number>[^（）()\s]{2,20}〔\d{4}〕\d{1,5}号)[）)])?")


@dataclass(frozen=True, slots=True)
class _Cited:
    """One citation: where, and the number that stands with it."""

    passage: Passage
    start: int
    stop: int
    title: str
    number: str


def find(proof: Proof) -> Iterator[Finding]:
    """Later citations that differ from an earlier one of what must be the same paper."""
    first: dict[str, _Cited] = {}
    numbers: dict[str, _Cited] = {}
    by_key: dict[str, _Cited] = {}
    for cited in _citations(proof):
        if cited.number:
            before = numbers.setdefault(cited.title, cited)
            if before.number != cited.number:
                yield _differ(cited, before, f"《{cited.title}》前面的文号是{before.number}")
        if cited.title in first:
            continue
        first[cited.title] = cited
        near = {by_key[key].title: by_key[key] for key in _keys(cited.title) if key in by_key}
        for before in near.values():
            if _digits(before.title) == _digits(cited.title):
                yield _differ(cited, before, f"前面写作《{before.title}》")
                break
        for key in _keys(cited.title):
            by_key.setdefault(key, cited)


def _citations(proof: Proof) -> Iterator[_Cited]:
    """Every citation of a paper that is not this plan or its annex; these have a rule of their own (X006)."""
    own = {proof.plan.head.title.words, *(annex.title.words for annex in proof.plan.head.annexes)}
    for passage in proof.passages:
        if "《" in passage.words:
            for found in _CITED.finditer(passage.words):
                if found["title"] not in own:
                    yield _Cited(passage, *found.span("title"), found["title"], found["number"] or "")


def _differ(cited: _Cited, before: _Cited, said: str) -> Finding:
    there = related(before.passage.text, before.start, before.stop, "前一处")
    return finding(CODE, LEVEL, cited.passage, cited.start, cited.stop, said, "照原件统一", related=there)


def _keys(title: str) -> Iterator[str]:
    """What two forms of one title have in common: the same characters in any order, or all but one in their order."""
    yield "".join(sorted(title))
    if len(title) >= 8:
        yield title
        for at in range(len(title)):
            yield title[:at] + title[at + 1 :]


def _digits(title: str) -> str:
    return "".join(sorted(re.sub(r"\D", "", title)))
