"""U003 · 没有责任部门

查什么：任务没有写由谁负责。只作标题、下面另有子事项的不查。

为什么：附表的责任一栏会空着，任务落不到人。

依据：任务、责任、时限三样写全，才是分解表。

错：头部只写 完成时间: 全年

对：头部写 责任部门: 办公室 和 完成时间: 全年
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.check.rules.missing_deadline import where
from pipeline.findings import Finding, Severity

CODE = "U003"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Tasks that nobody answers for."""
    for item, task in proof.tasks():
        place = where(item, task)
        if not task.assignments and place is not None:
            hint = "在头部写 责任部门: …，或在段末写（责任部门：…）"
            yield Finding(CODE, LEVEL, place, "这项任务没有责任部门", hint)
