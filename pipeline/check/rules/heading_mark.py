"""B010 · 标题末尾有标点

查什么：文件标题、附件名称、章节标题、事项短标题末尾的句号、逗号、顿号、分号、冒号。

为什么：标题后面不加标点；附件名称后面也不加。

依据：GB/T 9704—2012 7.3.4：附件名称后不加标点符号；标题末尾不用点号是行文通例。

错：## 主要工作。

对：## 主要工作
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "B010"
LEVEL = Severity.WARNING

_END = re.compile(r"[，。；：、,;:]+\Z|(?<![.\dA-Za-z])\.\Z")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Titles that end in a mark."""
    for passage in proof.passages:
        if passage.kind not in (Kind.TITLE, Kind.HEADING, Kind.NAME):
            continue
        words = passage.words
        bare = words.rstrip("，。；：、,;:")
        if 0 < len(bare) < len(words):
            yield finding(CODE, LEVEL, passage, len(bare), len(words), "标题末尾不加标点", "删去", fix="")
        elif found := _END.search(words):
            yield finding(CODE, LEVEL, passage, *found.span(), "标题末尾不加标点", "删去", fix="")
