"""S002 · 身份证号

查什么：18 位（最后一位可为 X）和 15 位的居民身份证号：地区码和出生日期成立，18 位的再核校验码。校验码不符的多半是抄错一位，仍请核实。遮盖过的（35*************123）不报。

为什么：身份证号是个人隐私，公布出去收不回来；政务公开通报里年年有这一项。

依据：《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》第二十八条；GB 11643 的校验码。

错：申请人身份证号11010519491231002X。

对：申请人身份证号1101**********002X。
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import (
    PROVINCES,
    Secret,
    near,
)
from pipeline.findings import Finding, Severity

CODE = "S002"
LEVEL = Severity.ERROR

# between Han and digits \b never holds: look-arounds
_LONG = re.compile(r"(?<!\d)(?<!\d\.)\d{6}[ -]?\d{8}[ -]?\d{3}[ -]?[\dXx](?!\d)")
_SHORT = re.compile(r"(?<!\d)(?<!\d\.)\d{6}[ -]?\d{6}[ -]?\d{3}(?!\d)(?!\.\d)")
_CONTEXT = re.compile(r"身份|证件|证号|户口|公民")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def spans(words: str) -> Iterator[Secret]:
    """The numbers in plain words."""
    for found in _LONG.finditer(words):
        digits = re.sub("[ -]", "", found.group()).upper()
        if PROVINCES.match(digits) and _is_birthday(digits[6:14]):
            sure = checked(digits)
            yield Secret(
                *found.span(),
                Severity.ERROR if sure else Severity.WARNING,
                "这里有 18 位的身份证号" if sure else "这里像是 18 位的身份证号（校验码不符）",
                "删去，或遮住中间各位",
            )
    for found in _SHORT.finditer(words):
        digits = re.sub("[ -]", "", found.group())
        if PROVINCES.match(digits) and _is_birthday("19" + digits[6:12]):
            sure = near(words, *found.span(), _CONTEXT)
            yield Secret(
                *found.span(),
                Severity.ERROR if sure else Severity.WARNING,
                "这里有 15 位的身份证号" if sure else "这里像是 15 位的身份证号",
                "删去，或遮住中间各位",
            )


def checked(digits: str) -> bool:
    """Whether the 18th character is the check character of the other 17 (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(char) * weight for char, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17]


def _is_birthday(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def find(proof: CheckContext) -> Iterator[Finding]:
    """Identity numbers anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
