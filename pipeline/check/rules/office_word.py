"""W007 · 本单位用词

查什么：words.yaml 的“用词”里列的错写。引文和书名号里的不报。

为什么：机构改名、活动名称、本单位的习惯写法，只有本单位知道；提法会变，要注明出处和日期。

依据：words.yaml 里每一条的出处。

错：举办政策公开讲堂。（words.yaml：错 政策公开讲堂，对 政策公开讲）

对：举办政策公开讲。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Word,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "W007"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """The office's wrong words, each with its right one as a safe fix."""
    listed: dict[str, Word] = {word.wrong.value: word for word in proof.words if word.right and word.wrong}
    if not listed:
        return
    wrong = re.compile("|".join(sorted(map(re.escape, listed), key=len, reverse=True)))
    for passage in proof.passages:
        for found in wrong.finditer(passage.words):
            word = listed[found.group()]
            if passage.is_exempt(*found.span()) or _is_right(passage.words, found.start(), word):
                continue
            source = "，".join(part for part in (word.source, word.day) if part)
            hint = f"改为“{word.right}”" + (f"（{source}）" if source else "")
            yield finding(CODE, LEVEL, passage, *found.span(), f"“{word.wrong}”不是规范写法", hint, fix=word.right)


def _is_right(words: str, start: int, word: Word) -> bool:
    """Whether the wrong word is only a part of the right one (公开讲 in 政策公开讲)."""
    inner = word.right.find(word.wrong.value)
    return inner >= 0 and words.startswith(word.right, max(start - inner, 0)) and start >= inner
