"""X017 · 附件的分解表没有一行

查什么：头部的“附件”列了分解表，而计划里没有列一个事项。列了、而文件找不到或没有文字的事项，在它那里指出。

为什么：分解表由各事项生成，没有事项就只印一行表头。

依据：附件应当有内容；一个空的附件，多半是事项没有列上，或正文还是图片、扫描件。

错：附件: 任务分解表（正文只有文字，没有 - [短标题](items/文件名.md)）

对：在正文里列出事项；没有分解表的，删去头部的“附件”。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import TaskTable

CODE = "X017"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Tables of tasks in a plan that lists no item; one that is listed and says nothing is found where it stands."""
    if next(proof.plan.items(), None) is not None:
        return
    for annex in proof.plan.head.annexes:
        if isinstance(annex, TaskTable):
            message = "计划里没有列事项，这个分解表只有表头"
            hint = "在 plan.md 的正文里列出事项 - [短标题](items/文件名.md)；没有分解表的，从“附件”中删去"
            yield Finding(CODE, LEVEL, annex.title.place(), message, hint)
