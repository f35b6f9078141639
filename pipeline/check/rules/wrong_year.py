"""X001 · 标题的年份不对

查什么：计划标题、附件标题、通知标题里写着年份，但没有本年度。

为什么：从上一年抄来忘了改标题，是最显眼的错。

依据：年度以文件夹的名称为准。

错：2023/plan.md 里写 标题: 某局2022年度政务公开工作计划

对：标题: 某局2023年度政务公开工作计划
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "X001"
LEVEL = Severity.ERROR

_YEAR = re.compile(r"(?<!\d)(?P<year>[12]\d{3})(?=\s?年|[—–~-]\d{4}\s?年)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Titles that name years, but not this one."""
    for passage in proof.passages:
        if passage.kind is not Kind.TITLE:
            continue
        found = list(_YEAR.finditer(passage.words))
        if found and str(proof.plan.year) not in {year["year"] for year in found}:
            said = f"标题写着 {found[0]['year']} 年，这是 {proof.plan.year} 年的计划"
            yield finding(CODE, LEVEL, passage, *found[0].span(), said, f"核对是不是 {proof.plan.year} 年")
