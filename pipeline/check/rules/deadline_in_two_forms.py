"""D005 · 同一时限两种写法

查什么：正文里的期限和完成时间是同一天，写法不同。“3月31日前”与“3月底前”是请核实；“8月份”与“8月”只供参考。

为什么：读者对照正文和附表，会以为是两个时限。

依据：GB/T 15835—2011：同一文中体例应当一致。

错：并于3月31日前向社会公开。（完成时间：3月底前）

对：并于3月底前向社会公开。（完成时间：3月底前）
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind
from pipeline.text.dates import normalize_deadline

CODE = "D005"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Dates in the words that say the task's deadline in another way."""
    for dated in proof.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        words = deadline.text
        if (
            deadline.end != phrase.last
            or deadline.kind is DeadlineKind.WHOLE_YEAR
            or normalize_deadline(words.value) == phrase.normalized
        ):
            continue
        by_day = (phrase.kind is DeadlineKind.BY_DAY) != (deadline.kind is DeadlineKind.BY_DAY)
        level = Severity.WARNING if by_day else Severity.INFO
        there = related(words, 0, len(words), f"完成时间写作“{words}”")
        message = f"正文写“{phrase.words}”，完成时间写“{words}”，是同一时限"
        yield finding(CODE, level, dated.passage, phrase.start, phrase.stop, message, "统一成一种写法", related=there)
