"""X006 · 附件、计划的名称前后不一

查什么：正文或通知里《》引的名称，与计划标题、附件标题只差几个字。

为什么：附件说明、正文提到的名称和附件自己的标题应当一字不差。

依据：GB/T 9704—2012 7.3.4、7.3.7：附件顺序号和附件标题应当与附件说明的表述一致。

错：见《2023年区财政局政务公开任务分解表》（附件: 2023年度区财政局政务公开目标任务细化分解表）

对：见《2023年度区财政局政务公开目标任务细化分解表》
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X006"
LEVEL = Severity.WARNING

NEAR = 0.8
_CITED = re.compile(r"《([^《》]{6,60})》")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Cited titles that are nearly those of the plan or its annexes."""
    head = proof.plan.head
    own = [text for text in (head.title, *(annex.title for annex in head.annexes)) if text.value and text.runs]
    names = {text.value for text in own}
    seen: dict[str, int] = {}
    for passage in proof.passages:
        if passage.kind not in (Kind.WORDS, Kind.STEP, Kind.TITLE):
            continue
        for found in _CITED.finditer(passage.words):
            cited = found[1]
            if cited in names or (passage.kind is Kind.TITLE and _bare(cited) in {_bare(name) for name in names}):
                continue  # a wrong year in a title has a rule of its own (X001)
            if cited not in seen:
                seen[cited] = next((at for at, text in enumerate(own) if _is_near(cited, text.value)), -1)
            if seen[cited] >= 0:
                meant = own[seen[cited]]
                there = related(meant, 0, len(meant), "标题")
                said = f"《{cited}》与标题“{meant}”不一致"
                yield finding(CODE, LEVEL, passage, *found.span(1), said, "统一成一个名称", related=there)


def _bare(title: str) -> str:
    return re.sub(r"\d", "", title)


def _is_near(cited: str, title: str) -> bool:
    """Whether the two are one title written twice: alike in most characters, and both of the same kind of paper."""
    matcher = SequenceMatcher(None, cited, title, autojunk=False)
    return cited[-2:] == title[-2:] and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR
