"""W010 · 内容概述太长

查什么：头部的内容概述超过 100 字（标点也算）。

为什么：内容概述原样抄进录入单和网页标签，门户的这一栏只放得下一百来字，多出来的或者录不进去，或者被截断。

依据：政府信息公开目录的编目细则：内容概述一般不超过 100 字。

错：内容概述: 为……，……（132 字）

对：内容概述: 某局2023年怎样推进政务公开：……（100 字以内）；不写，就取正文开头的一句。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import MAX_SUMMARY_CHARS

CODE = "W010"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """The words of a stated 内容概述 beyond the hundredth."""
    summary = proof.plan.head.summary
    if summary.runs and len(summary) > MAX_SUMMARY_CHARS:
        yield Finding(
            CODE,
            LEVEL,
            summary.place(MAX_SUMMARY_CHARS, len(summary)),
            f"内容概述有 {len(summary)} 字，多出 {len(summary) - MAX_SUMMARY_CHARS} 字",
            f"压到 {MAX_SUMMARY_CHARS} 字以内；或删去这一行，由正文开头的句子代替",
        )
