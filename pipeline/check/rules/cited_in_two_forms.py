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

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X009"
LEVEL = Severity.WARNING

_CITED = re.compile(r"《(?P<title>[^《》]{5,60})》(?:[（(](?P<number>[^（）()\s]{2,20}〔\d{4}〕\d{1,5}号)[）)])?")


@dataclass(frozen=True, slots=True)
class _Cited:
    """One citation: where, and the number that stands with it."""

    passage: Passage
    start: int
    stop: int
    title: str
    number: str


def find(proof: CheckContext) -> Iterator[Finding]:
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
        near = (by_key[key] for key in _keys(cited.title, _OTHER) if key in by_key)
        before = next((one for one in near if _digits(one.title) == _digits(cited.title)), cited)
        if before is not cited:
            yield _differ(cited, before, f"前面写作《{before.title}》")
        for key in _keys(cited.title):
            by_key.setdefault(key, cited)


def _citations(proof: CheckContext) -> Iterator[_Cited]:
    """Every citation of a paper that is not this plan or its annex; these have a rule of their own (X006)."""
    own = {proof.plan.head.title.value, *(annex.title.value for annex in proof.plan.head.annexes)}
    for passage in proof.passages:
        if "《" in passage.words:
            for found in _CITED.finditer(passage.words):
                if found["title"] not in own:
                    yield _Cited(passage, *found.span("title"), found["title"], found["number"] or "")


def _differ(cited: _Cited, before: _Cited, said: str) -> Finding:
    there = related(before.passage.text, before.start, before.stop, "前一处")
    return finding(CODE, LEVEL, cited.passage, cited.start, cited.stop, said, "照原件统一", related=there)


_WHOLE, _SHORTER = "=", "-"
_OTHER = str.maketrans(_WHOLE + _SHORTER, _SHORTER + _WHOLE)


def _keys(title: str, looked_for: dict[int, int] | None = None) -> Iterator[str]:
    """What two forms of one title have in common.

    One has a character more than the other: the whole of the one is the other made
    shorter, so the two kinds are `looked_for` crosswise. Papers of a year (要点, 计划)
    moreover differ in no more than the order, or a single character; laws do differ
    in one (民事诉讼法, 刑事诉讼法).
    """
    if len(title) >= 8:
        kinds = (_WHOLE + _SHORTER).translate(looked_for or {})
        yield kinds[0] + title
        yield from (kinds[1] + title[:at] + title[at + 1 :] for at in range(len(title)))
    if re.search(r"20\d\d年", title):
        yield "~" + "".join(sorted(title))
        yield from (f"?{title[:at]}?{title[at + 1 :]}" for at in range(len(title)))


def _digits(title: str) -> str:
    return "".join(sorted(re.sub(r"\D", "", title)))
