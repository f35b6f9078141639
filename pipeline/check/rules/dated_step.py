"""D007 · 全年事项里有一步另有期限

查什么：完成时间是全年、年底、持续、定期，正文里却有一步写明了更早的期限。

为什么：附表只印“全年”，这一步的期限在附表里就不见了，也不会进日程。

依据：附表要能据以督办；一个事项可以有几行，各写各的时限。

错：3月底前完成审查评估。（完成时间：全年）

对：这一步另起一段，段末写（完成时间：3月底前），附表就另成一行。
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.check.rules.deadline_contradicted import OPEN
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind

CODE = "D007"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Dated duties inside tasks that run on."""
    for dated in proof.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if deadline.kind not in OPEN or phrase.kind is DeadlineKind.YEAR_END or phrase.last == deadline.end:
            continue
        if phrase.stated not in (None, proof.plan.year):
            continue
        words = deadline.text
        there = related(words, 0, len(words), f"完成时间写作“{words}”")
        message = f"完成时间是“{words}”，其中一步写了“{phrase.words}”"
        hint = f"把这一步另起一段，段末写（完成时间：{phrase.words}），它前面一段的末尾写（完成时间：{words}），附表就分成两行"
        yield finding(CODE, LEVEL, dated.passage, phrase.start, phrase.stop, message, hint, related=there)
