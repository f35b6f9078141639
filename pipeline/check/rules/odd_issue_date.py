"""D011 · 成文日期与年度、印发日期对不上

查什么：成文日期（或预计成文）不在计划年度和上一年度；印发日期早于成文日期。

为什么：多半是年份输错一个数字，或从上一年抄来没有改。

依据：GB/T 9704—2012 7.3.5.4（成文日期）、7.4.3（印发日期）。

错：2023 年的计划，成文日期: 2032年6月27日

对：成文日期: 2023年6月27日
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.model import Head

CODE = "D011"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Days of issue in another year, and days of printing before them."""
    plan = proof.plan
    heads = [plan.head] if plan.notice is None else [plan.notice.head, plan.head]
    for head in heads:
        for day in (head.issued, head.expected):
            if day.value is not None and day.text.runs and day.value.year not in (plan.year - 1, plan.year):
                message = f"日期“{day.text}”与 {plan.year} 年度对不上"
                yield finding(CODE, LEVEL, day.text, 0, len(day.text), message, "核对年份")
        carrier = plan.head if plan.notice is None or not plan.notice.head.issued.text else plan.notice.head
        yield from _printed_before(head, carrier)


def _printed_before(head: Head, carrier: Head) -> Iterator[Finding]:
    issued, printed = carrier.issued, head.printed
    if issued.value is not None and printed.value is not None and printed.text.runs and printed.value < issued.value:
        there = related(issued.text, 0, len(issued.text), f"成文日期“{issued.text}”")
        message = f"印发日期“{printed.text}”早于成文日期"
        yield finding(CODE, LEVEL, printed.text, 0, len(printed.text), message, "核对两个日期", related=there)
