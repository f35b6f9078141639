"""W008 · 没有填的空

查什么：××、XX、？？、____、待定、待补充、TODO、【请填写】。遮盖过的号码（138****1234）不报。

为什么：模板里的空没有填，发出去就是笑话。

依据：发布前的基本要求。

错：由XX科牵头，具体时间待定。

对：由会计科牵头，8月底前完成。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity

CODE = "W008"
LEVEL = Severity.ERROR

_EMPTY = re.compile(
    r"(?<![\d×╳✕])[×╳✕]{2,}(?![\d×╳✕])|(?<![A-Za-z0-9])[XＸ]{2,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])x{2,}(?![A-Za-z0-9])|[？?]{2,}|_{2,}|＿{2,}|[□■]{2,}"
    r"|(?:时间|日期|地点|人员|科室|部门|内容|名单|另行)?待(?:定|补充?|填写?|完善)(?=[，。；、）)】\]]|$)"
    r"|(?<![A-Za-z])(?:TODO|TBD|FIXME|todo|tbd)(?![A-Za-z])"
    r"|[【\[（(]\s?(?:请|此处)?(?:填写|填入|补充|插入)[^】\]）)]{0,20}[】\]）)]"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """What still has to be filled in."""
    for passage in proof.passages:
        for found in _EMPTY.finditer(passage.words):
            if not overlaps(passage.addresses, *found.span()):
                shown = found.group() if len(found.group()) < 9 else found.group()[:8] + "…"
                yield finding(CODE, LEVEL, passage, *found.span(), f"“{shown}”还没有填", "填上，或删去这一处")
