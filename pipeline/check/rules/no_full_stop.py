"""B008 · 段末没有句末标点

查什么：成句的段落末尾不是 。！？；：…”） 等。

为什么：多半是没有写完，或者一段被分页、粘贴断成了两段。

依据：GB/T 15834—2011 4.1。

错：主动对接行业协会，参与政策解读和辅导

对：主动对接行业协会，参与政策解读和辅导。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Kind,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "B008"
LEVEL = Severity.WARNING

_ENDED = re.compile(r"[。！？；：…”’）】」』.!?;:)>]$")
_SENTENCE = re.compile(r"[，。；,;]")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Paragraphs that are sentences and do not end as such."""
    for passage in proof.prose:
        words = passage.words
        if passage.kind is not Kind.WORDS or _ENDED.search(words):
            continue
        broken = words[-1] in "，、,（《“"
        if not broken and (len(words) < 10 or not _SENTENCE.search(words)):
            continue
        if passage.addresses and passage.addresses[-1][1] == len(words):
            continue
        last = words[-1]
        said = f"这一段以“{last}”结束，像是没有写完" if broken else "段末没有句号"
        yield finding(CODE, LEVEL, passage, len(words) - 1, len(words), said, "补上句号；一段断成两段的，接起来")
