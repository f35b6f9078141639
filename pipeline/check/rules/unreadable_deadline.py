"""D001 · 时限读不懂

查什么：完成时间不是能读懂的说法，或者可以有两种理解（“6月前”是5月底还是6月底）。

为什么：读不懂的时限排不进日历、比不出先后，也无法考核。

依据：附表“完成时间”一栏要能据以督办。

错：完成时间: 国庆节前

对：完成时间: 9月底前
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind
from pipeline.text.dates import find_impossible_dates

CODE = "D001"
LEVEL = Severity.ERROR

_STEPS = re.compile(r"[月日度年末底前后][^，,、；;]*[，,、；;和及].*?[月日度年末底]")
"""Two deadlines after one another: a step each."""

_BEFORE_MONTH = re.compile(r"(\d{1,2})月份?[之以]?前$")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Deadlines that name no day and are no known phrase."""
    for _, task in proof.tasks():
        words = task.deadline.text
        if (
            task.deadline.kind is not DeadlineKind.UNREAD
            or not words.runs
            or any(find_impossible_dates(words.value, proof.plan.year))
        ):
            continue
        message = f"读不懂时限“{words}”"
        hint = "可以写：全年、5月底前、3月31日前、8月、二季度末、3月至5月、每季度末、持续推进"
        month = _BEFORE_MONTH.search(words.value)
        if month and 1 < int(month[1]) <= 12:
            hint = f"“{words}”有两种理解：写“{int(month[1]) - 1}月底前”或“{month[1]}月底前”"
        elif "季度" in words.value or "半年" in words.value:
            hint = "写明是开始之前还是结束之前，如“二季度末”“6月底前”"
        elif _STEPS.search(words.value):
            message += "：一处只写一个时限"
            hint = "几步各有时限的，分成几段，各在段末写括注，如（完成时间：5月底前）"
        yield finding(CODE, LEVEL, words, 0, len(words), message, hint)
