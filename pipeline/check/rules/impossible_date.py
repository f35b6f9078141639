"""D002 · 没有这一天

查什么：时限和正文里不存在的日期：2月30日、4月31日、13月。

为什么：印出来就是硬伤，时限也因此落空。

依据：公历。

错：2月30日前向社会公开。

对：2月28日前向社会公开。
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity
from pipeline.text.dates import find_impossible_dates

CODE = "D002"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Days and months that do not exist, anywhere in what is printed."""
    for passage in proof.passages:
        if "月" not in passage.words:
            continue
        year = proof.plan.year if passage.kind is Kind.DEADLINE else None
        for start, stop in find_impossible_dates(passage.words, year):
            if not overlaps(passage.addresses, start, stop):
                words = passage.words[start:stop]
                yield finding(CODE, LEVEL, passage, start, stop, f"没有“{words}”这个日子", "核对原件，改成实有的日期")
