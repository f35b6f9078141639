"""P070 · 事项列了两次

查什么：plan.md 的清单里同一个事项文件出现两次。

为什么：同一项工作会印两遍，附表多出一行，序号也跟着错。

依据：一个事项一个文件、一行清单。

错：清单里有两行 - [预决算公开](items/预决算公开.md)。

对：每个事项文件只列一次；分属两处的工作写成两个文件。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext, related
from pipeline.findings import Finding, Severity

CODE = "P070"
LEVEL = Severity.ERROR


def find(proof: CheckContext) -> Iterator[Finding]:
    """The second and later lists of one item."""
    first = {item.id: item.title for item in reversed(list(proof.plan.items()))}
    for item in proof.plan.items():
        before = first[item.id]
        if before is not item.title and item.title.runs:
            there = related(before, 0, len(before), "前一次")
            yield Finding(CODE, LEVEL, item.title.place(), f"“{item.id}”列了两次", "删去一行", there)
