"""S004 · 银行卡号

查什么：16 至 19 位、以 62、4、5 开头、校验位成立的号码，并且附近 12 个字里有卡号、账号、开户、银行等字样；写明是卡号、账号的 16 至 19 位号码，校验位不成立也请核实。

为什么：银行账户是个人信息，也可能是单位的非公开信息，公布后易被冒用。

依据：《中华人民共和国个人信息保护法》第二十八条（金融账户属于敏感个人信息）；校验位按 ISO/IEC 7812-1。

错：开户银行账号6222020200112230129。

对：开户银行账号6222***********0129。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import (
    Secret,
    luhn,
    near,
)
from pipeline.findings import Finding, Severity

CODE = "S004"
LEVEL = Severity.ERROR

_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)(?:62|4\d|5\d)\d{2}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\d)")
_LONG = re.compile(r"(?<![\d.])\d{4}(?:[ -]?\d){12,15}(?!\d)")
_LABEL = re.compile(r"卡号|[账帐]号|[账帐]户|开户")
_CONTEXT = re.compile(r"卡号|[账帐]号|[账帐]户|开户|银行|信用社|收款|一卡通")


def spans(words: str) -> Iterator[Secret]:
    """The numbers in plain words."""
    for found in _NUMBER.finditer(words):
        digits = re.sub("[ -]", "", found.group())
        if luhn(digits) and near(words, *found.span(), _CONTEXT):
            yield Secret(*found.span(), LEVEL, f"这里有 {len(digits)} 位的银行卡号", "删去，或只留后四位")
            continue
    for found in _LONG.finditer(words):
        if _NUMBER.fullmatch(found.group()) and luhn(re.sub("[ -]", "", found.group())):
            continue
        if near(words, *found.span(), _LABEL):
            digits = re.sub("[ -]", "", found.group())
            yield Secret(
                *found.span(), Severity.WARNING, f"这里有 {len(digits)} 位的号码，像银行账号", "删去，或只留后四位"
            )


def find(proof: CheckContext) -> Iterator[Finding]:
    """Card numbers anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
