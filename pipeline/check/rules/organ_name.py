"""X014 · 标题里的机关与发文机关不同

查什么：标题年份前面的机关名称，与头部的 发文机关 不是同一个。

为什么：套用别的单位的文件，或者机关名称打错一个字。

依据：《党政机关公文处理工作条例》第九条：标题由发文机关名称、事由和文种组成。

错：标题: 宝山区财证局2023年度政务公开工作计划（发文机关: 宝山区财政局）

对：标题: 宝山区财政局2023年度政务公开工作计划
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity

CODE = "X014"
LEVEL = Severity.WARNING

_ORGAN = re.compile(
    r"(?P<organ>[^\d《》〈〉“”，。\s]{2,24}?(?:局|委员会|办公室|办公厅|政府|委|厅|院|处|中心|分局|署|所))(?=关于|\s?\d{4}\s?年)"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Titles that begin with the name of another organ."""
    plan = proof.plan
    heads = [plan.head] if plan.notice is None else [plan.notice.head, plan.head]
    for head in heads:
        organ = head.organ if head.organ.value else plan.head.organ
        found = _ORGAN.match(head.title.value)
        if not found or not organ.value or not head.title.runs or "、" in organ.value:
            continue
        if found["organ"] not in organ.value and organ.value not in found["organ"]:
            there = related(organ, 0, len(organ), f"发文机关“{organ}”")
            said = f"标题写的是“{found['organ']}”，发文机关是“{organ}”"
            yield finding(CODE, LEVEL, head.title, *found.span("organ"), said, "核对机关名称", related=there)
