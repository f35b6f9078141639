"""N003 · 月、日补了零

查什么：07月、05日这样的写法。

为什么：月、日不编虚位。

依据：GB/T 9704—2012 7.3.5.4：月、日不编虚位（即 1 不编为 01）。

错：2023年07月05日前完成。

对：2023年7月5日前完成。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity

CODE = "N003"
LEVEL = Severity.WARNING

_PADDED = re.compile(r"(?<![\d.])0(?=[1-9]\s?月)|(?<=月)0(?=[1-9]\s?[日号])")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Months and days with a leading zero."""
    for passage in proof.passages:
        for found in _PADDED.finditer(passage.words):
            if not overlaps(passage.addresses, *found.span()):
                yield finding(CODE, LEVEL, passage, *found.span(), "月、日不补零", "删去 0", fix="")
