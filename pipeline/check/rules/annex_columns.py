"""P076 · 附件的栏目和事项的头部对不上

查什么：附件有“名称”或“类型”一栏（附件章节行写“是”的，“工作任务”一栏也印名称），事项的头部没有写；头部写了名称、类型或备注，附件没有这一栏（供参考）。

为什么：前一种，附表里空着一格；后一种，写了的字哪里也不印。

依据：附件栏目写在 plan.md 的头部，各栏的内容写在事项的头部。

错：附件栏目: 序号、名称、具体内容，事项的头部没有 名称

对：事项的头部写 名称: 部门预决算公开
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.check.rules.missing_deadline import where
from pipeline.findings import Finding, Severity
from pipeline.model import (
    ColumnRole,
    ItemTitle,
    TaskTable,
)

CODE = "P076"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Cells that stay empty for want of a key, and keys that no column prints."""
    head = proof.plan.head
    table = any(isinstance(annex, TaskTable) for annex in head.annexes)
    heads = {column.role: column.head for column in head.columns if table}
    titled = head.item_title is not ItemTitle.HIDDEN
    for item in proof.plan.items():
        keys = {ColumnRole.NAME: item.name, ColumnRole.KIND: item.kind, ColumnRole.REMARK: item.remark}
        for role, text in keys.items():
            key = role.value
            if text and role not in heads:
                hint = f"在 plan.md 头部的“附件栏目”里加上 {key}，或删去这一行"
                yield Finding(CODE, Severity.INFO, text.place(), f"附件没有“{key}”一栏，这里写的不会印出", hint)
            elif not text and role in heads and role is not ColumnRole.REMARK and item.tasks and not item.is_group:
                place = where(item, item.tasks[0])
                if place is not None and not (role is ColumnRole.NAME and titled):
                    message = f"附件有“{heads[role]}”一栏，这个事项没有写{key}"
                    yield Finding(CODE, LEVEL, place, message, f"在头部写 {key}: …")
