"""U004 · 一个科室在同一任务里写了两次

查什么：同一任务里，一个科室既牵头又配合，或在一栏里写了两遍。

为什么：自己配合自己，责任分不清；写两遍多半是粘贴留下的。

依据：一个科室在一项任务里只有一种责任。

错：牵头部门: 办公室；配合部门: 办公室、会计科

对：牵头部门: 办公室；配合部门: 会计科
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.check.rules.collective_lead import collective
from pipeline.findings import Finding, Severity

CODE = "U004"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """The second mention of a unit in one task."""
    is_collective = collective(proof.plan)
    for _, task in proof.tasks():
        written = [(duty.role, unit) for duty in task.assignments for unit in duty.units]
        before = {unit.value: (role, unit) for role, unit in reversed(written)}
        for role, unit in written:
            earlier, first = before[unit.value]
            # a collective name in the lead is found for what it is (U006)
            if first is unit or not unit.runs or is_collective(unit):
                continue
            twice = f"“{unit}”在{role.value}里写了两次"
            said = twice if earlier is role else f"“{unit}”既{earlier.value}又{role.value}"
            there = related(first, 0, len(first), earlier.value)
            yield finding(CODE, LEVEL, unit, 0, len(unit), said, "只留一处", related=there)
