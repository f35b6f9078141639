"""X002 · 一句话紧接着又说了一遍

查什么：相邻两个小句（以，。；：！？分开）一字不差，六个字以上。

为什么：多半是把小标题和正文第一句接在了一起，或粘贴了两遍。

依据：行文通例。

错：完善和动态更新标准目录。完善和动态更新标准目录，实现融合应用。

对：完善和动态更新标准目录，实现融合应用。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X002"
LEVEL = Severity.WARNING

_CLAUSE = re.compile(r"[^，。；：！？\s]+")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Clauses that repeat the one before."""
    for passage in proof.prose:
        before: re.Match[str] | None = None
        for found in _CLAUSE.finditer(passage.words):
            if before is not None and before.group() == found.group() and len(found.group()) >= 6:
                there = related(passage.text, *before.span(), "前一遍")
                yield finding(CODE, LEVEL, passage, *found.span(), "这一句和前一句相同", "删去一句", related=there)
            before = found
