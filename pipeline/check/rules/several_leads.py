"""U005 · 几个科室牵头

查什么：一项任务的牵头部门不止一个。

为什么：几家牵头等于没有牵头，出了问题不知道问谁。

依据：公文通例：一项任务一个牵头部门，其余配合；确属共同牵头的，核实后保留。

错：牵头部门: 办公室、会计科

对：牵头部门: 办公室；配合部门: 会计科
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity
from pipeline.model import Role

CODE = "U005"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Duties with more than one lead."""
    for _, task in proof.tasks():
        for duty in task.assignments:
            if duty.role is Role.LEAD and len({unit.value for unit in duty.units}) > 1 and duty.units[1].runs:
                names = "、".join(unit.value for unit in duty.units)
                yield Finding(CODE, LEVEL, duty.units[1].place(), f"{names}都牵头", "留一个牵头，其余写在 配合部门")
