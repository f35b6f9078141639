"""S003 · 手机号

查什么：11 位手机号，前面可以有 86、+86，中间可以有空格或短横。遮盖过的（138****1234）不报；办公电话不报。

为什么：个人手机号属于个人信息，未经本人同意不能公布；确需公布联系方式的，写办公电话。

依据：《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》第十三条。

错：咨询电话13800138000。

对：咨询电话138****8000。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S003"
LEVEL = Severity.ERROR

_NUMBER = re.compile(r"(?<!\d)(?<!\d[.-])(?<![/=_])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)(?!\.\d)")


def spans(words: str) -> Iterator[Secret]:
    """The numbers in plain words."""
    for found in _NUMBER.finditer(words):
        yield Secret(*found.span(), LEVEL, "这里有 11 位的手机号", "删去，改写办公电话，或遮住中间四位")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Mobile numbers anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
