"""S011 · 公开前核实的名称

查什么：words.yaml 的“公开前核实”里列的名称，如内部系统、内部会议、未公开的项目。没有列的不报。

为什么：哪些名称不宜对外说，只有本单位知道。

依据：《中华人民共和国政府信息公开条例》第十六条；本单位的规定，写在 words.yaml 的出处里。

错：通过某某备案系统推送。

对：通过内部系统推送。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "S011"
LEVEL = Severity.INFO


def find(proof: CheckContext) -> Iterator[Finding]:
    """The listed names in what is printed."""
    names = [word for word in proof.words if not word.right and word.wrong]
    for passage in proof.passages:
        for word in names:
            start = passage.words.find(word.wrong.value)
            if start >= 0:
                hint = f"出处：{word.source}" if word.source else "words.yaml 里列了这个名称"
                stop = start + len(word.wrong)
                yield finding(CODE, LEVEL, passage, start, stop, f"写到“{word.wrong}”，公开前核实能否对外说", hint)
