"""D008 · 年内与全年

查什么：完成时间是“全年”，正文写“年内”“年底前”。

为什么：“年内”是一年里做成一次，“全年”是一年到头都做，意思不同；两处并用时由人看一眼。

依据：同一任务的时限应当一致。

错：年内至少开展1次活动。（完成时间：全年）

对：年内至少开展1次活动。（完成时间：12月底前）
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind

CODE = "D008"
LEVEL = Severity.INFO


def find(proof: CheckContext) -> Iterator[Finding]:
    """年内 in the words of a task that runs all year."""
    for dated in proof.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if (
            deadline.kind is DeadlineKind.WHOLE_YEAR
            and phrase.kind is DeadlineKind.YEAR_END
            and phrase.last == deadline.end
        ):
            words = deadline.text
            there = related(words, 0, len(words), f"完成时间写作“{words}”")
            message = f"正文写“{phrase.words}”，完成时间写“{words}”"
            hint = "做一次的写“年内”或“12月底前”，一年到头都做的写“全年”"
            yield finding(CODE, LEVEL, dated.passage, phrase.start, phrase.stop, message, hint, related=there)
