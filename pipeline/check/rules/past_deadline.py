"""D004 · 时限早于成文日期

查什么：完成时间，或正文里写明的期限，早于成文日期（草稿按预计成文）。与完成时间是同一天的期限只说一次。

为什么：文件印发时已经过期的任务，读者会问做了没有。多半是成文晚了，也可能是年份、月份写错。

依据：发布前由人核实：已按期完成的，照录并说明；没有完成的，改时限。

错：完成时间: 3月底前（成文日期: 2023年6月27日）

对：完成时间: 9月底前
"""

from collections.abc import Iterator
from datetime import date

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.text.dates import format_day

CODE = "D004"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """What was due before the paper was issued."""
    day = proof.plan.issued if proof.plan.issued.value is not None else proof.plan.head.expected
    if day.value is None or day.value.year not in (proof.plan.year - 1, proof.plan.year):
        return  # D011 asks about the day itself
    shown = format_day(day.value)
    there = related(day.text, 0, len(day.text), f"成文日期 {shown}")
    hint = "已完成的照录并登记核实；没有完成的改时限；年份写错的改正"
    for _, task in proof.tasks():
        words = task.deadline.text
        end = task.deadline.end
        if end is not None and date(proof.plan.year, 1, 1) <= end < day.value and words.runs:
            message = f"时限“{words}”早于成文日期"
            yield finding(CODE, LEVEL, words, 0, len(words), message, hint, related=there)
    for dated in proof.dated_phrases:
        phrase = dated.phrase
        if (
            phrase.last < day.value
            and phrase.last != dated.task.deadline.end
            and phrase.stated in (None, proof.plan.year)
        ):
            message = f"“{phrase.words}”早于成文日期"
            yield finding(CODE, LEVEL, dated.passage, phrase.start, phrase.stop, message, hint, related=there)
