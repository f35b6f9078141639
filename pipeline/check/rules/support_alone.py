"""U009 · 有配合没有牵头

查什么：一项任务只写了配合、参与、会同、指导，没有写谁牵头或负责。

为什么：没有主办的任务，没有人推动。

依据：一项任务总有一个牵头或责任部门。

错：配合部门: 会计科

对：牵头部门: 办公室；配合部门: 会计科
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import Role

CODE = "U009"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Tasks that are only helped with."""
    answering = (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
    for _, task in proof.tasks():
        if (
            task.assignments
            and not any(duty.role in answering for duty in task.assignments)
            and task.assignments[0].units[0].runs
        ):
            place = task.assignments[0].units[0].place()
            yield Finding(
                CODE,
                LEVEL,
                place,
                f"只有{task.assignments[0].role.value}，没有牵头或负责的科室",
                "补上 牵头部门 或 责任部门",
            )
