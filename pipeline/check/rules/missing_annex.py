"""X007 · 提到的附件不存在

查什么：正文写“见附件”“附件2”，而头部没有列附件，或没有那么多。《》后面的附件是别的文件的，不报。

为什么：读者找不到附件；多半是删了附件没有改正文。

依据：GB/T 9704—2012 7.3.4。

错：具体任务见附件2。（只有一个附件）

对：具体任务见附件。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "X007"
LEVEL = Severity.ERROR

_REFERENCE = re.compile(
    r"(?<!》)附件\s?(?P<number>\d{1,2}|[一二三四五六七八九十])(?![\d年月份个张页套项])|(?:详见|参见|见)(?:本计划)?附件(?!\s?[\d一二三四五六七八九十])"
)
_NUMBERS = "一二三四五六七八九十"


def find(proof: CheckContext) -> Iterator[Finding]:
    """References to annexes that the plan does not have."""
    count = len(proof.plan.head.annexes)
    for passage in proof.prose:
        if "附件" not in passage.words:
            continue
        for found in _REFERENCE.finditer(passage.words):
            said = found["number"]
            number = 1 if said is None else int(said) if said.isdigit() else _NUMBERS.index(said) + 1
            if number > count and not passage.is_quoted(*found.span()):
                have = f"只有 {count} 个附件" if count else "没有列附件"
                hint = "改正序号，或在 plan.md 的头部补上 附件: …"
                yield finding(CODE, LEVEL, passage, *found.span(), f"“{found.group()}”：头部{have}", hint)
