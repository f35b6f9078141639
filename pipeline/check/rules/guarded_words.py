"""S010 · 涉密字样

查什么：工作秘密、绝密、机密、内部资料、内部文件、注意保存、不得外传、仅供内部使用等字样。只提请看一眼，不拦发布；“国家秘密、商业秘密”本身不报。

为什么：这些字样有时是正常行文（“除涉及国家秘密、工作秘密外”），有时是整段内部材料忘了拿掉，只有人看得出来。

依据：《中华人民共和国保守国家秘密法》第六十四条（工作秘密）；《中华人民共和国政府信息公开条例》第十六条。

错：本件为内部资料，注意保存。

对：除涉密和党组公文外，公文类信息应当主动公开。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S010"
LEVEL = Severity.INFO

_WORDS = re.compile(
    r"工作秘密|(?:绝密|(?<!商业)机密)(?!\s?[★☆])|内部(?:资料|文件|材料|刊物)|注意(?:保存|保管|保密)|(?:不得|严禁|请勿)外(?:传|泄)|(?:仅供|仅限)内部|内部使用|不宜公开"
)


def spans(words: str) -> Iterator[Secret]:
    """The words in plain words."""
    for found in _WORDS.finditer(words):
        yield Secret(*found.span(), LEVEL, f"写到“{found.group()}”", "看一眼这一段能否公开；行文需要就不必改")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Such words in what is printed; they are no secret themselves, so excerpts show them."""
    for text in proof.plan.texts():
        yield from secrets.in_text(CODE, text, spans, masked=False)
