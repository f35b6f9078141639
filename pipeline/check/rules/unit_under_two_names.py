"""U008 · 一个科室两个名字

查什么：名册里登记了全称的科室，在计划里有时写名称、有时写全称。

为什么：读者会以为是两个科室，按科室列单也会分成两份。

依据：units.yaml 的 名称、全称。

错：一处写 采管科，一处写 政府采购管理科

对：全文统一写 采管科
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "U008"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Full names of units that are called by their short one elsewhere."""
    full = {
        unit.full_name: unit.name.value for unit in proof.plan.roster if unit.full_name not in ("", unit.name.value)
    }
    if not full:
        return
    written = [unit for _, task in proof.tasks() for duty in task.assignments for unit in duty.units if unit.runs]
    first = {unit.value: unit for unit in reversed(written)}
    for unit in written:
        short = full.get(unit.value)
        if short is not None and short in first:
            there = related(first[short], 0, len(short), f"别处写“{short}”")
            said = f"“{unit}”和“{short}”是同一个科室"
            yield finding(CODE, LEVEL, unit, 0, len(unit), said, "全文统一成一个名字", related=there)
