"""W002 · 截止与截至

查什么：“截止”后面直接跟日期、目前、年底。

为什么：“截至”后面跟时间；“截止”是到期停止，后面不带时间。

依据：《现代汉语词典》。

错：截止2023年6月底，已公开12项。

对：截至2023年6月底，已公开12项。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "W002"
LEVEL = Severity.WARNING

_WORDS = re.compile(r"截止(?:到|至)?(?=目前|当前|\d{4}年|\d{1,2}月|今年|去年|本年|年底|上年|昨日|今日)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """截止 before a date, outside quotes."""
    for passage in proof.passages:
        for found in _WORDS.finditer(passage.words):
            if not passage.is_exempt(*found.span()):
                yield finding(
                    CODE, LEVEL, passage, *found.span(), f"“{found.group()}”后面是日期", "改为“截至”", fix="截至"
                )
