"""N004 · 汉字写的年份

查什么：二〇二三年、二○二三年、二零二三年。引文和书名号里的不报。

为什么：成文日期和正文里的公历年份用阿拉伯数字；“○”“零”混用更是常见错误。

依据：GB/T 9704—2012 7.3.5.4；GB/T 15835—2011。

错：二〇二三年完成目录编制。

对：2023年完成目录编制。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "N004"
LEVEL = Severity.WARNING

_YEAR = re.compile(r"[一二][〇零○◯Ｏ0一二三四五六七八九]{3}年")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Years in Han outside quotes."""
    for passage in proof.passages:
        for found in _YEAR.finditer(passage.words):
            if not passage.is_quoted(*found.span()):
                yield finding(
                    CODE, LEVEL, passage, *found.span(), f"“{found.group()}”用阿拉伯数字", "公历年份写作 2023年"
                )
