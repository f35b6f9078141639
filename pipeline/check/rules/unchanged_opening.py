"""X005 · 开头与上一年一样

查什么：计划的第一段与上一年的第一段相同（年份不算）。有上一年的计划时才查。

为什么：开头写的是当年的依据和要求，一字未改多半是忘了。

依据：行文通例。

错：第一段仍写上一年的要点和会议精神。

对：按当年的要点改写。
"""

import re
from collections.abc import Iterator

from pipeline.check.proof import Proof, finding
from pipeline.findings import Finding, Level
from pipeline.model import Paragraph, Plan
from pipeline.source import Text

CODE = "X005"
LEVEL = Level.NOTE


def find(proof: Proof) -> Iterator[Finding]:
    """An opening that was last year's."""
    if proof.previous is None:
        return
    now, before = opening(proof.plan), opening(proof.previous)
    if now.words and now.runs and _without_years(now.words) == _without_years(before.words):
        year = proof.previous.year
        yield finding(CODE, LEVEL, now, 0, len(now), f"第一段与 {year} 年的相同", "核对依据和要求是不是当年的")


def opening(plan: Plan) -> Text:
    """The plan's first paragraph, when it stands before everything else."""
    return next((part.text for part in plan.parts[:1] if isinstance(part, Paragraph)), Text(""))


def _without_years(words: str) -> str:
    return re.sub(r"\d{4}年", "年", words)
