"""S009 · 家庭住址

查什么：家庭住址、现住址、户籍地址、居住地址后面写着的地址。遮盖过的不报。

为什么：住址是个人隐私。

依据：《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国民法典》第一千零三十四条。

错：家庭住址：某路12号301室。

对：办公地址：某路12号。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S009"
LEVEL = Severity.ERROR

_HOME = re.compile(
    r"(?:家庭(?:住址|地址)|现?住址|户籍(?:地址|所在地)|居住地址?)\s?[:：]\s{0,4}(?P<home>[^\s，。；、*×＊（）()]{4,60})(?![*×＊])"
)


def spans(words: str) -> Iterator[Secret]:
    """The addresses in plain words."""
    if "住" not in words and "家庭" not in words and "户籍" not in words:
        return
    for found in _HOME.finditer(words):
        yield Secret(*found.span("home"), LEVEL, "这里有家庭住址", "删去")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Home addresses anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
