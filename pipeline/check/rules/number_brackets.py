"""N001 · 文号的年份括号

查什么：发文字号里的年份用了 [ ]、（ ）、【 】、〈 〉，应当用六角括号〔 〕。

为什么：这是公文格式检查里最常见的一项；括号不对，检索也对不上。

依据：GB/T 9704—2012 7.2.5：年份用全称，用六角括号“〔〕”括入。

错：根据国办发[2019]14号文件要求。

对：根据国办发〔2019〕14号文件要求。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "N001"
LEVEL = Severity.WARNING

_NUMBER = re.compile(
    rf"(?<=[{HAN}])\s?[\[［﹝(（【〈<{{｛]\s?(?P<year>(?:19|20)\d\d)\s?[\]］﹞)）】〉>}}｝](?=\s?第?\s?\d{{1,5}}\s?号(?![楼房院室]))"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Years of document numbers in other brackets."""
    for passage in proof.passages:
        if "号" not in passage.words:
            continue
        for found in _NUMBER.finditer(passage.words):
            meant = f"〔{found['year']}〕"
            yield finding(CODE, LEVEL, passage, *found.span(), f"文号的年份写作{meant}", f"改为{meant}", fix=meant)
