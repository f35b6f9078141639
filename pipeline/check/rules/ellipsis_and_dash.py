"""B009 · 省略号和破折号

查什么：... 。。。 ··· 和单个 … 代替省略号，-- 代替破折号。

为什么：省略号占两个字的位置，写作……；破折号写作——。

依据：GB/T 15834—2011 4.10、4.11。

错：教育、医疗...等领域。

对：教育、医疗……等领域。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity

CODE = "B009"
LEVEL = Severity.WARNING

_DOTS = re.compile(r"(?<![.。·・…])(?:\.{3,6}|。{3,6}|[·・]{3,6}|…)(?![.。·・…])")
_DASH = re.compile(rf"(?<=[{HAN}，。；：”）》])(?:-{{2,4}}|－{{2,4}}|―{{2}})(?=[{HAN}“（《])")
_BESIDE = re.compile(rf"[{HAN}，、”》）]")


def find(proof: CheckContext) -> Iterator[Finding]:
    """What stands for an ellipsis or a dash beside Han."""
    for passage in proof.passages:
        words = passage.words
        for found in _DOTS.finditer(words):
            if _BESIDE.match(words[found.start() - 1 : found.start()]) and not overlaps(
                passage.addresses, *found.span()
            ):
                yield finding(CODE, LEVEL, passage, *found.span(), "省略号写作……", "改为……", fix="……")
        for found in _DASH.finditer(words):
            yield finding(CODE, LEVEL, passage, *found.span(), "破折号写作——", "改为——", fix="——")
