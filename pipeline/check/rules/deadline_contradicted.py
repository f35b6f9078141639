"""D006 · 正文的期限与完成时间不同

查什么：完成时间有确切的日子，正文里写的期限比它晚，或者没有一处与它相同。正文先后写了几步、最后一步与完成时间相同的，不报。

为什么：一个任务两个期限，不知以哪个为准。

依据：附表由正文得来，两处应当一致。

错：4月底前完成目录编制。（完成时间：3月底前）

对：3月底前完成目录编制。（完成时间：3月底前）
"""

from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    related,
)
from pipeline.findings import Finding, Severity
from pipeline.model import DeadlineKind

CODE = "D006"
LEVEL = Severity.WARNING

OPEN = (DeadlineKind.WHOLE_YEAR, DeadlineKind.YEAR_END, DeadlineKind.ONGOING, DeadlineKind.RECURRING)
"""Deadlines inside which a dated step has a rule of its own (D007)."""


def find(proof: CheckContext) -> Iterator[Finding]:
    """Dates in the words that no deadline of the task knows."""
    said = {(id(dated.task), dated.phrase.last) for dated in proof.dated_phrases}
    for dated in proof.dated_phrases:
        phrase, deadline = dated.phrase, dated.task.deadline
        if deadline.end is None or deadline.kind in OPEN or phrase.stated not in (None, proof.plan.year):
            continue
        agreed = (id(dated.task), deadline.end) in said
        if phrase.last > deadline.end or (phrase.last < deadline.end and not agreed):
            words = deadline.text
            there = related(words, 0, len(words), f"完成时间写作“{words}”")
            message = f"正文写“{phrase.words}”，完成时间写“{words}”"
            hint = "以哪个为准，就把另一个改过来；是其中一步的，另起一段，段末写（完成时间：…）"
            yield finding(CODE, LEVEL, dated.passage, phrase.start, phrase.stop, message, hint, related=there)
