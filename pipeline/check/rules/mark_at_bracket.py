"""B007 · 标点紧挨括号，或括号里没有字

查什么：（《“后面紧跟逗号、句号，）》前面紧跟逗号、顿号；里面没有字的（）《》。单说标点的（将“，”改为“。”）不报。

为什么：修改时留下的标点。

依据：GB/T 15834—2011 4.9、4.15。

错：有关材料（，含问答、）一并公开。

对：有关材料（含问答）一并公开。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "B007"
LEVEL = Severity.WARNING

_MARK = re.compile(
    r"[（《“‘〈【〔](?P<behind>[，。；：、！？](?![”’）】]))|(?P<before>[，、；：])[）》〉】〕]|(?P<empty>（\s?）|“”|《》|〈〉|【】)"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Marks just behind an opening bracket or just before a closing one."""
    for passage in proof.passages:
        for found in _MARK.finditer(passage.words):
            name = found.lastgroup or "empty"
            if name == "empty":
                yield finding(CODE, LEVEL, passage, *found.span(), f"“{found.group()}”里面没有字", "补上，或删去")
                continue
            yield finding(
                CODE, LEVEL, passage, *found.span(name), f"“{found.group()}”：这里的标点多余", "删去，或补上漏掉的字"
            )
