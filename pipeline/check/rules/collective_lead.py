"""U006 · 统称牵头

查什么：牵头部门写的是统称（相关科室、各科室）。

为什么：牵头的必须是一个说得出名字的科室。

依据：units.yaml 的统称。

错：牵头部门: 相关科室

对：牵头部门: 办公室；配合部门: 相关科室
"""

from collections.abc import Callable, Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity
from pipeline.model import Plan, Role
from pipeline.source import SourceText

CODE = "U006"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Collective names in the lead."""
    is_collective = collective(proof.plan)
    for _, task in proof.tasks():
        for unit in (unit for duty in task.assignments if duty.role is Role.LEAD for unit in duty.units):
            if unit.runs and is_collective(unit):
                yield finding(CODE, LEVEL, unit, 0, len(unit), f"“{unit}”是统称，不能牵头", "写明是哪一个科室")


def collective(plan: Plan) -> Callable[[SourceText], bool]:
    """Tells whether a name is a collective one: by the roster, and by how it begins."""
    collected = {unit.name.value for unit in plan.roster if unit.group}
    single = {unit.name.value for unit in plan.roster if not unit.group}

    def is_collective(unit: SourceText) -> bool:
        begins = unit.value.startswith(("相关", "有关", "各相关", "各有关"))
        return unit.value in collected or (begins and unit.value not in single)

    return is_collective
