"""P073 · 看不见的格式字符和兼容汉字

查什么：零宽连字符、方向控制符、变体选择符等看不见的字符；看上去一样、编码不同的兼容汉字（U+F900 以后）。

为什么：从网页和 PDF 里粘贴来的。看不出来，但搜索搜不到，换一种字体就成方框。

依据：GB 18030 与 Unicode 对兼容汉字的对应关系。

错：做好公开[U+2060]工作。

对：做好公开工作。
"""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "P073"
LEVEL = Severity.WARNING

_UNSEEN = re.compile("[\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Characters nobody sees, and Han characters that stand in for others."""
    for passage in proof.passages:
        for found in _UNSEEN.finditer(passage.words):
            name = f"U+{ord(found.group()):04X}"
            yield finding(CODE, LEVEL, passage, *found.span(), f"这里有看不见的字符 {name}", "删去", fix="")
        for found in _COMPATIBLE.finditer(passage.words):
            char = found.group()
            meant = unicodedata.normalize("NFKC", char)
            if meant != char:
                message = f"“{char}”（U+{ord(char):04X}）是兼容汉字，不是“{meant}”"
                yield finding(CODE, LEVEL, passage, *found.span(), message, f"改为“{meant}”", fix=meant)
