"""N005 · 两位数的年份

查什么：23年度、23年3月这样省写的年份。“满10年”“近20年”不报。

为什么：年份要写全称，过几年就看不出是哪一年。

依据：GB/T 9704—2012 7.3.5.4：年份应标全称。

错：做好23年度政务公开工作。

对：做好2023年度政务公开工作。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "N005"
LEVEL = Severity.WARNING

_YEAR = re.compile(r"(?<![\d.满近过前第每隔约达逾超期—–~～至到-])[0-4]\d年(?:度|(?=\d{1,2}月))")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Years with two digits."""
    for passage in proof.passages:
        for found in _YEAR.finditer(passage.words):
            if not passage.is_exempt(*found.span()):
                yield finding(CODE, LEVEL, passage, *found.span(), f"年份“{found.group()}”没有写全", "写作四位数的年份")
