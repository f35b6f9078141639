"""D010 · 没有完成时间

查什么：任务没有完成时间。附件栏目里没有“完成时间”一栏的计划不查。

为什么：附表的“完成时间”会空着，日程里也没有这一项。

依据：任务、责任、时限三样写全，才是分解表。

错：头部只写 责任部门: 办公室

对：头部写 责任部门: 办公室 和 完成时间: 全年
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import (
    ColumnRole,
    DeadlineKind,
    Item,
    Note,
    Task,
    paragraphs,
)
from pipeline.source import Place

CODE = "D010"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Tasks without a deadline."""
    if not any(column.role is ColumnRole.DEADLINE for column in proof.plan.head.columns):
        return
    for item, task in proof.tasks():
        place = where(item, task)
        if task.deadline.kind is DeadlineKind.NONE and place is not None:
            hint = "在头部写 完成时间: …，或在段末写（完成时间：…）"
            yield Finding(CODE, LEVEL, place, "这项任务没有完成时间", hint)


def where(item: Item, task: Task) -> Place | None:
    """Where a task that lacks something begins: at its first words, else at the item's."""
    blocks = (block for block in task.blocks if not isinstance(block, Note))
    for paragraph in (paragraph for block in blocks for paragraph in paragraphs(block)):
        if paragraph.text.value and paragraph.text.runs:
            return paragraph.text.place(0, 1)
    return item.place
