"""N002 · 文号的序号

查什么：发文字号的序号前加了“第”，或者补了零。

为什么：序号不编虚位（1 不编为 01），不加“第”字。

依据：GB/T 9704—2012 7.2.5。

错：根据沪府办〔2023〕第05号文件要求。

对：根据沪府办〔2023〕5号文件要求。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "N002"
LEVEL = Severity.WARNING

_NUMBER = re.compile(
    rf"(?<=[{HAN}])\s?[〔\[［﹝(（【](?:19|20)\d\d\s?[〕\]］﹞)）】](?P<form>\s?第\s?0*|\s?0+)(?=[1-9]\d{{0,4}}\s?号(?![楼房院室]))"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Document numbers with 第 or leading zeros."""
    for passage in proof.passages:
        if "号" in passage.words:
            for found in _NUMBER.finditer(passage.words):
                yield finding(CODE, LEVEL, passage, *found.span("form"), "文号的序号不加“第”，不补零", "删去", fix="")
