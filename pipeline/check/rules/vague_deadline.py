"""D009 · 时限无法考核

查什么：完成时间写“适时”“按要求”“视情况”“按时间节点”。

为什么：没有日子，到年底说不清算不算完成。

依据：附表要能据以督办。

错：完成时间: 适时

对：完成时间: 三季度末
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind

CODE = "D009"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Deadlines that set none."""
    for _, task in proof.tasks():
        words = task.deadline.text
        if task.deadline.kind is DeadlineKind.UNBOUNDED and words.runs:
            yield finding(
                CODE, LEVEL, words, 0, len(words), f"“{words}”没有说到哪一天", "写明日期，或写“全年”“持续推进”"
            )
