"""X013 · 引用的年度文件不是本年度的

查什么：正文和通知里《》引的年度要点、工作计划、工作安排，年份不是计划年度。起止年份（2021—2025年）不报。

为什么：当年的计划应当依据当年的要点；多半是从上一年抄来没有改。

依据：行文通例；确实要引往年文件的，核实后保留。

错：根据《2022年宝山区政务公开工作要点》（2023年的计划）

对：根据《2023年宝山区政务公开工作要点》
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "X013"
LEVEL = Severity.WARNING

_CITED = re.compile(
    r"《[^《》]{0,40}?(?<![\d—–~-])(?P<year>20\d\d)年度?[^《》]{0,40}?(?:要点|工作计划|工作安排|任务分工|主要任务)[^《》]{0,12}》"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Yearly papers of another year."""
    for passage in proof.prose:
        for found in _CITED.finditer(passage.words):
            if int(found["year"]) != proof.plan.year:
                said = f"引用的是 {found['year']} 年的文件，这是 {proof.plan.year} 年的计划"
                yield finding(CODE, LEVEL, passage, *found.span("year"), said, "核对年份")
