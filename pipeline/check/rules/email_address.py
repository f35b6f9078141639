"""S005 · 电子邮箱

查什么：电子邮箱。公共邮箱（qq.com、163.com 等）是必改，其他是请核实，政府域名（gov.cn）的不报。遮盖过的不报。

为什么：个人邮箱是个人信息；公务邮件按规定也不使用公共邮箱。

依据：《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》第十三条。

错：意见请发至example2023@163.com。

对：意见请发至zwgk@shbsq.gov.cn。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S005"
LEVEL = Severity.ERROR

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+*-])[A-Za-z0-9._%+-]{1,64}@(?P<domain>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
_PUBLIC = re.compile(
    r"(?:^|\.)(?:(?:vip\.)?(?:qq|163|126|sina|sohu|139|189|188|21cn|tom|aliyun|foxmail|wo|hotmail|outlook|gmail|icloud|yahoo|live|msn)"
    r"\.(?:com|cn|net|com\.cn)|yeah\.net)$",
    re.IGNORECASE,
)


def spans(words: str) -> Iterator[Secret]:
    """The addresses in plain words."""
    if "@" not in words:
        return
    for found in _ADDRESS.finditer(words):
        domain = found["domain"].lower()
        if domain.endswith(".gov.cn"):
            continue
        public = bool(_PUBLIC.search(domain))
        yield Secret(
            *found.span(),
            Severity.ERROR if public else Severity.WARNING,
            "这里有公共邮箱的地址" if public else "这里有电子邮箱",
            "删去，或改写政府域名的办公邮箱",
        )


def find(proof: CheckContext) -> Iterator[Finding]:
    """E-mail addresses anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
