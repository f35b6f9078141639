"""U002 · 科室当时不存在

查什么：名册里的科室在成文日期（草稿按预计成文）那天还没有启用，或已经停用。

为什么：机构改革以后，旧名称常从上一年的计划里带过来。

依据：units.yaml 的 启用、停用、改为。

错：责任部门: 采管科（名册：停用 2023年5月31日，改为 资产科；成文日期: 2023年6月27日）

对：责任部门: 资产科
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.text.dates import format_day

CODE = "U002"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Units that the roster knows, but not on that day."""
    day = proof.plan.issued.value or proof.plan.head.expected.value
    if day is None:
        return
    for _, task in proof.tasks():
        for written in (unit for duty in task.assignments for unit in duty.units):
            named = [unit for unit in proof.plan.roster if written.value in (unit.name.value, unit.full_name)]
            if not named or not written.runs or any(unit.exists_on(day) for unit in named):
                continue
            last = named[-1]
            said = f"{format_day(day)}没有“{written}”"
            hint = f"您是不是要写“{last.renamed_to}”？" if last.renamed_to else "核对名册里的启用、停用日期"
            there = related(last.name, 0, len(last.name), "名册里的这一条")
            yield finding(CODE, LEVEL, written, 0, len(written), said, hint, related=there)
