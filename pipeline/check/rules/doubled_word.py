"""W006 · 虚字重复

查什么：的的、了了、并并、于于。“目的的”“标的的”“为了了解”“合并并入”不报。

为什么：修改时接头处留下的；其他叠字（对对外、在在线）机器分不清，不查。

依据：行文通例。

错：做好信息公开的的工作。

对：做好信息公开的工作。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "W006"
LEVEL = Severity.WARNING

_DOUBLED = re.compile(
    r"(?<![目标])的的(?!确|士)|(?<![为除明知])了了(?![解结然却事])|(?<![合兼归吞])并并(?![重入轨行列肩])|(?<![至终基对])于于(?![田都洪])"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Doubled particles outside quotes."""
    for passage in proof.passages:
        for found in _DOUBLED.finditer(passage.words):
            if not passage.is_exempt(*found.span()):
                char = found.group()[0]
                yield finding(
                    CODE, LEVEL, passage, *found.span(), f"“{found.group()}”重复", f"只留一个“{char}”", fix=char
                )
