"""S006 · 微信号和 QQ 号

查什么：写着微信、QQ 后面的账号。微信公众号不报。

为什么：个人社交账号是个人信息；工作群的号码属于内部事务信息，公开后易被冒用。

依据：《中华人民共和国政府信息公开条例》第十五条、第十六条。

错：工作群QQ：123456789。

对：微信公众号：宝山发布。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S006"
LEVEL = Severity.ERROR

_QQ = re.compile(
    r"(?<![A-Za-z])(?:[Qq]{2}|扣扣)\s?(?:工作)?(?:群|号码?|群号码?)?\s?[:：为是]?\s?(?P<account>[1-9]\d{4,11})(?![\d@])"
)
_WECHAT = re.compile(
    r"(?:(?:微信|(?<![A-Za-z])(?:[Ww]e[Cc]hat|WECHAT|VX|vx|Vx))\s?(?:号码?|ID|id)?\s?[:：为是]|微信号码?|加微信)\s?(?P<account>[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9]\d{9})(?![A-Za-z0-9_@])"
)


def spans(words: str) -> Iterator[Secret]:
    """The accounts in plain words."""
    for found in _QQ.finditer(words):
        yield Secret(*found.span("account"), LEVEL, f"这里有 {len(found['account'])} 位的 QQ 号", "删去")
    for found in _WECHAT.finditer(words):
        yield Secret(*found.span("account"), LEVEL, "这里有微信号", "删去")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Accounts of chat services anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
