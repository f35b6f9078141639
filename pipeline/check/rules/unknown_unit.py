"""U001 · 科室不在名册

查什么：责任、牵头、配合里写的名称，units.yaml 的名册和统称里都没有。没有名册的不查。

为什么：多半是写错一个字，任务就落不到人；按科室列单时也会漏掉。

依据：units.yaml。

错：责任部门: 采购管理科（名册里是采管科）

对：责任部门: 采管科
"""

from collections.abc import Iterator
from difflib import get_close_matches

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "U001"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Names that the roster does not know."""
    roster = proof.plan.roster
    if not roster:
        return
    names = [unit.name.value for unit in roster]
    known = {*names, *(unit.full_name for unit in roster)}
    hints: dict[str, str] = {}
    for _, task in proof.tasks():
        for unit in (unit for duty in task.assignments for unit in duty.units):
            if unit.value in known or not unit.runs:
                continue
            several = unit.value.split()
            if len(several) > 1 and known.issuperset(several):
                meant = "、".join(several)
                yield finding(CODE, LEVEL, unit, 0, len(unit), "几个科室之间没有顿号", f"写作 {meant}", fix=meant)
                continue
            if unit.value not in hints:
                near = get_close_matches(unit.value, names, 1, 0.5)
                hints[unit.value] = (
                    f"您是不是要写“{near[0]}”？" if near else "改成名册里的名称，或先在 units.yaml 里加上"
                )
            yield finding(CODE, LEVEL, unit, 0, len(unit), f"名册里没有“{unit}”", hints[unit.value])
