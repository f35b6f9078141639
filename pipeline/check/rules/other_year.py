"""X015 · 正文里的年度不是计划年度

查什么：正文写“2022年度”“2022年重点工作”，年份不是计划年度。说往年决算、年报、绩效、总结、考核的，说下一年预算的，引文和书名号里的，不报。

为什么：多半是从上一年抄来没有改。

依据：行文通例；年度以文件夹的名称为准。

错：做好2022年度重大行政决策事项目录编制工作。（2023年的计划）

对：做好2023年度重大行政决策事项目录编制工作。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "X015"
LEVEL = Severity.WARNING

_YEAR = re.compile(
    r"(?<![\d—–~～至到-])(?P<year>20\d\d)年(?:度|(?=重点工作|主要任务|工作要点|工作计划|政务公开|政府信息公开|重大行政决策))(?![—–~～至到-])"
)
_PAST = re.compile(r"[^，。；]{0,12}(?:决算|年报|报告|绩效|总结|评估|评价|考核|审计|执行情况|完成情况|结转|清理)")
_NEXT = re.compile(r"[^，。；]{0,12}(?:预算|计划|要点)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Years of another plan in running text and headings."""
    year = proof.plan.year
    for passage in proof.passages:
        if passage.kind not in (Kind.WORDS, Kind.STEP, Kind.HEADING, Kind.NAME):
            continue
        for found in _YEAR.finditer(passage.words):
            said = int(found["year"])
            about = _PAST if said < year else _NEXT
            if said == year or passage.is_exempt(*found.span()) or about.match(passage.words, found.end()):
                continue
            message = f"写着 {said} 年度，这是 {year} 年的计划"
            yield finding(CODE, LEVEL, passage, *found.span(), message, "核对年份")
