"""D003 · 时限不在计划年度之内

查什么：完成时间写着别的年份；正文里“某年某月底前完成”的年份早于计划年度。写“次年”“明年”的不报。

为什么：多半是从上一年的计划抄来没有改。

依据：年度工作计划的时限应在本年度之内。

错：完成时间: 2022年5月底前（2023年的计划）

对：完成时间: 5月底前
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "D003"
LEVEL = Severity.WARNING

_DONE = re.compile(r"[^，。；]{0,12}?(?:完成|公开|公布|发布|报送|上报|建立|形成|落实|印发|编制)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Deadlines that begin or end in another year, and dated duties of years gone by."""
    year = proof.plan.year
    for _, task in proof.tasks():
        deadline = task.deadline
        words = deadline.text
        outside = [day.year for day in (deadline.start, deadline.end) if day is not None and day.year != year]
        if outside and words.runs and not any(next_year in words.value for next_year in ("次年", "明年")):
            yield finding(
                CODE, LEVEL, words, 0, len(words), f"时限“{words}”不在 {year} 年之内", f"核对是不是 {year} 年"
            )
    for dated in proof.dated_phrases:
        phrase = dated.phrase
        if phrase.stated is not None and phrase.stated < year and _DONE.match(dated.passage.words, phrase.stop):
            message = f"“{phrase.words}”早于 {year} 年"
            yield finding(CODE, LEVEL, dated.passage, phrase.start, phrase.stop, message, f"核对是不是 {year} 年")
