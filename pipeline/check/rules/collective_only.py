"""U007 · 只有统称负责

查什么：一项任务只写了“相关科室”一类的统称，没有一个说得出名字的科室。统称牵头的由 U006 说。

为什么：“相关”是哪些，各科室理解不同，最后没有人负责。

依据：units.yaml 的统称。

错：责任部门: 相关科室

对：责任部门: 会计科、采管科
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.check.rules.collective_lead import collective
from pipeline.findings import Finding, Severity
from pipeline.model import Role

CODE = "U007"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Tasks that only a collective name answers for."""
    is_collective = collective(proof.plan)
    for _, task in proof.tasks():
        units = [unit for duty in task.assignments for unit in duty.units]
        if not units or not units[0].runs or any(duty.role is Role.LEAD for duty in task.assignments):
            continue
        if all(is_collective(unit) for unit in units):
            said = f"只写了“{units[0]}”，没有写明是哪些科室"
            yield finding(CODE, LEVEL, units[0], 0, len(units[0]), said, "写明科室；确实不止几家的，写一个牵头科室")
