"""S001 · 密级标志

查什么：绝密、机密、秘密后面带★，★后面带期限，“密级：机密”，单独成行或括起来的“绝密”“机密”“秘密”。字间空格、全角都认。内容目录里任何一年的、任何一个文本文件都看。

为什么：国家秘密不得在本工具、普通计算机和互联网上处理。见到密级标志，一切命令停下，什么也不生成。

依据：《中华人民共和国保守国家秘密法》（2024）第三十五条；国家秘密标志写作“密级★保密期限”。

错：机密★10年

对：除涉及国家秘密、工作秘密、商业秘密外，实现全过程信息公开。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S001"
LEVEL = Severity.ERROR

_GRADE = r"(?:绝\s?密|机\s?密|秘\s?密)"
_TERM = r"(?:\d{1,2}\s?年|[一二三四五六七八九十]{1,3}年|\d{1,2}个月|长\s?期|启\s?用\s?前)"
_MARK = re.compile(
    rf"{_GRADE}\s{{0,4}}[★☆✩✭⭐]"
    rf"|[★☆⭐]\s{{0,4}}{_TERM}|{_GRADE}\s?[·•・]\s?{_TERM}"
    rf"|密\s{{0,8}}级[^，。；、\s]{{0,8}}?\s{{0,4}}[:：]\s{{0,4}}{_GRADE}"
    rf"|[（(【\[〔]\s?{_GRADE}\s?(?:[·•・]\s?{_TERM}\s?)?[)）】\]〕]"
    rf"|^\s{{0,8}}{_GRADE}\s{{0,4}}(?:[·•・]?\s{{0,4}}{_TERM})?\s{{0,8}}$",
    re.MULTILINE,
)


def spans(words: str) -> Iterator[Secret]:
    """The marks in plain words."""
    if "密" not in words and "★" not in words and "☆" not in words and "⭐" not in words:
        return
    for found in _MARK.finditer(words):
        yield Secret(
            *found.span(),
            LEVEL,
            "这里有密级标志",
            "立即停止：不复制、不转发、不提交、不删改，保持现状，报告本单位保密工作机构（保密办）",
        )


def find(proof: CheckContext) -> Iterator[Finding]:
    """Marks of secrecy anywhere in the plan, in notes just as grave."""
    for text in proof.all_texts():
        yield from secrets.in_text(CODE, text, spans)
