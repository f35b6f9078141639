"""X005 · 开头与上一年一样

查什么：计划的第一段与上一年的第一段相同（年份不算）。有上一年的计划时才查。

为什么：开头写的是当年的依据和要求，一字未改多半是忘了。

依据：行文通例。

错：第一段仍写上一年的要点和会议精神。

对：按当年的要点改写。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity
from pipeline.model import Paragraph, Plan
from pipeline.source import SourceText

CODE = "X005"
LEVEL = Severity.INFO


def find(proof: CheckContext) -> Iterator[Finding]:
    """An opening that was last year's."""
    if proof.previous is None:
        return
    now, before = opening(proof.plan), opening(proof.previous)
    if now.value and now.runs and _without_years(now.value) == _without_years(before.value):
        year = proof.previous.year
        yield finding(CODE, LEVEL, now, 0, len(now), f"第一段与 {year} 年的相同", "核对依据和要求是不是当年的")


def opening(plan: Plan) -> SourceText:
    """The plan's first paragraph, when it stands before everything else."""
    return next((part.text for part in plan.parts[:1] if isinstance(part, Paragraph)), SourceText(""))


def _without_years(words: str) -> str:
    return re.sub(r"\d{4}年", "年", words)
