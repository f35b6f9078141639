"""P074 · 表格软件会当作公式运行

查什么：任务的文字、科室、完成时间、名称、类型、备注以 = + - @ 开头。

为什么：tasks.csv 照原样写出每一格；用表格软件打开时，这样开头的一格会被当作公式运行，显示的不是原文，还可能执行命令。

依据：RFC 4180 的 CSV 不区分文字和公式；这是表格软件的通行做法。

错：=1+1 项措施

对：“1+1”项措施
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import (
    Item,
    Note,
    Paragraph,
    Table,
    Task,
    is_formula_injection,
)
from pipeline.source import SourceText

CODE = "P074"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Cells of tasks.csv that a spreadsheet would run."""
    for item, task in proof.tasks():
        for text in _cells(item, task):
            if text.runs and is_formula_injection(text.value):
                yield Finding(
                    CODE, LEVEL, text.place(), "这一格会被表格软件当作公式运行", "换一个开头，如加引号或“共”“第”等字"
                )


def _cells(item: Item, task: Task) -> Iterator[SourceText]:
    first = next((block for block in task.blocks if not isinstance(block, Note)), None)
    match first:
        case Paragraph():
            yield first.text
        case Table():
            yield first.head[0].text
        case _:
            # a step has its number before it
            pass
    yield from (unit for duty in task.assignments for unit in duty.units)
    yield task.deadline.text
    yield from (item.name, item.kind, item.remark)
