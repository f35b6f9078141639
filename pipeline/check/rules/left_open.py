"""P071 · 待核的批注还没有消

查什么：以“待核”开头的批注。

为什么：留着待核，就是还有事实没有核实；这一年算草稿，不能公开。

依据：《中华人民共和国政府信息公开条例》第六条：行政机关应当及时、准确地公开政府信息。

错：<!-- 待核：时限是否仍为3月底 -->

对：核实以后删去批注，或改成不以“待核”开头的说明。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.findings import Finding, Severity

CODE = "P071"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """Notes that still ask for something."""
    for note in proof.plan.notes():
        if note.text.value.startswith("待核") and note.text.runs:
            yield Finding(CODE, LEVEL, note.text.place(), "还有待核的批注", "核实后删去这条批注")
