"""B004 · 标点重复

查什么：两个标点连在一起：、、 ，， 。。 ，。 。，。省略号、破折号不算。

为什么：修改时删字没有删标点。

依据：GB/T 15834—2011（各标点的用法）。

错：加强组织领导，，落实责任。。

对：加强组织领导，落实责任。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "B004"
LEVEL = Severity.WARNING

_DOUBLED = re.compile(r"[，。；：、]{2,}|！{2,}|？{2,}|(?<!“)。”。")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Marks side by side; the same one several times has a safe fix."""
    for passage in proof.passages:
        for found in _DOUBLED.finditer(passage.words):
            marks = found.group()
            alike = len(set(marks)) == 1
            if (alike and marks[0] == "。" and len(marks) > 2) or marks[0] == "？":
                continue  # ellipses and placeholders have rules of their own
            fix = marks[0] if alike else None
            shown = marks if len(marks) < 7 else marks[:6] + "…"
            yield finding(CODE, LEVEL, passage, *found.span(), f"标点重复：{shown}", "只留一个", fix=fix)
