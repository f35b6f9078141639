"""D012 · 责任、时限纸上哪里也不印

查什么：写了全年、持续以外的完成时间，附件没有“完成时间”一栏，正文括注也不带时限，句子里也没有说；责任单位同样。

为什么：日历和数据里有、签发的纸上没有的时限，谁也没有批过；责任单位纸上不写，就没有人承担。

依据：一处写、各处相同：公开的数据和日历只能是纸上也有的。

错：附件栏目: 工作任务、具体要求、责任部门，事项的头部写 完成时间: 5月底前

对：正文括注: 责任和时限
"""

from collections.abc import Callable, Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import (
    ColumnRole,
    DeadlineKind,
    Note,
    NoteContent,
    Task,
    TaskTable,
    paragraphs,
)
from pipeline.source import SourceText

CODE = "D012"
LEVEL = Severity.WARNING

_UNITS = {ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT}


def find(proof: CheckContext) -> Iterator[Finding]:
    """Deadlines, and units, for which neither a column nor the note in brackets is printed."""
    head = proof.plan.head
    table = any(isinstance(annex, TaskTable) for annex in head.annexes)
    columns = {column.role for column in head.columns if table}
    if ColumnRole.DEADLINE not in columns and head.note_content is not NoteContent.DUTIES_AND_DEADLINE:
        hint = "在 plan.md 的头部写 正文括注: 责任和时限，或让附件有“完成时间”一栏"
        yield from _told(proof, "完成时间", lambda task: [task.deadline.text] if _names_a_time(task) else [], hint)
    if not columns & _UNITS and head.note_content is NoteContent.NOTHING:
        hint = "在 plan.md 的头部写 正文括注: 责任，或让附件有责任一栏"
        yield from _told(
            proof, "责任单位", lambda task: [unit for duty in task.assignments for unit in duty.units], hint
        )


_BINDS_ALL_YEAR = (DeadlineKind.WHOLE_YEAR, DeadlineKind.ONGOING, DeadlineKind.UNBOUNDED)


def _names_a_time(task: Task) -> bool:
    """Whether it says more than the plan's year."""
    return task.deadline.kind not in (*_BINDS_ALL_YEAR, DeadlineKind.NONE, DeadlineKind.UNREAD)


def _told(proof: CheckContext, what: str, stated: Callable[[Task], list[SourceText]], hint: str) -> Iterator[Finding]:
    """One finding for all tasks, at the first of them."""
    tasks = [
        missing
        for _, task in proof.tasks()
        if (missing := [text for text in stated(task) if text.runs and text.value not in _words(task)])
    ]
    if tasks:
        many = f"（共 {len(tasks)} 项任务）" if len(tasks) > 1 else ""
        message = f"{what}“{tasks[0][0]}”{many}只在数据和日历里有，纸上哪里也不印"
        yield Finding(CODE, LEVEL, tasks[0][0].place(), message, hint)


def _words(task: Task) -> str:
    blocks = [block for block in task.blocks if not isinstance(block, Note)]
    return "".join(paragraph.text.value for block in blocks for paragraph in paragraphs(block))
