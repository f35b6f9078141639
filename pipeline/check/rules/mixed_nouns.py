"""X011 · 部门、科室、处室混用

查什么：全文既写“各部门”“相关部门”，又写“各科室”“相关科室”“各处室”“相关处室”。引文和书名号里的不算。

为什么：本单位内设机构用一个称谓；混用会让人以为“部门”是外单位。

依据：体例一致；头部的 称谓 决定括注和附表里印哪一个。

错：相关部门要结合实际开展活动，各科室抓好落实。

对：相关科室要结合实际开展活动，各科室抓好落实。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    Passage,
    finding,
    related,
)
from pipeline.findings import (
    Finding,
    Related,
    Severity,
)

CODE = "X011"
LEVEL = Severity.INFO

_NAMED = re.compile(r"(?:(?<![省市区县厅])各|相关|各相关)(?P<noun>部门|科室|处室|股室)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """The first place where the noun that the running text uses differs from another in use, once for the plan."""
    first: dict[str, tuple[Passage, int, int]] = {}
    nouns: dict[str, str] = {}
    for passage in proof.passages:
        if passage.kind in (Kind.WORDS, Kind.STEP, Kind.UNIT):
            for found in _NAMED.finditer(passage.words):
                if not passage.is_quoted(*found.span()):
                    first.setdefault(found.group(), (passage, *found.span()))
                    nouns[found.group()] = found["noun"]
    if len(set(nouns.values())) < 2:
        return
    written = [name for name, (passage, _, _) in first.items() if passage.kind is not Kind.UNIT]
    shown = (written or list(first))[0]
    others: tuple[Related, ...] = ()
    for name, (passage, start, stop) in first.items():
        if name != shown:
            others += related(passage.text, start, stop, f"“{name}”")
    passage, start, stop = first[shown]
    message = f"{'、'.join(f'“{name}”' for name in first)}并用"
    yield finding(CODE, LEVEL, passage, start, stop, message, "指内设机构的统一用一个称谓", related=others)
