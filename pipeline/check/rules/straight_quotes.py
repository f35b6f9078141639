"""B003 · 直引号

查什么：汉字旁边的 " 和 '。一段里成对的可以自动改成“”，不成对的要自己看。

为什么：直引号不分左右，中文用弯引号。

依据：GB/T 15834—2011 4.8。

错：坚持"先审查、后公开"原则。

对：坚持“先审查、后公开”原则。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    HAN,
    CheckContext,
    Passage,
    overlaps,
    quoted,
)
from pipeline.findings import (
    Edit,
    Finding,
    Severity,
)

CODE = "B003"
LEVEL = Severity.WARNING

_WIDE = re.compile(rf"[{HAN}，。；：、！？（）《》“”〔〕【】…—]")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Straight quotes beside Han: double ones by pairs, others one by one."""
    for passage in proof.passages:
        words = passage.words
        if '"' not in words and "'" not in words:
            continue
        double = [
            found.start()
            for found in re.finditer('"', words)
            if not overlaps(passage.addresses, found.start(), found.end())
        ]
        if len(double) % 2:
            yield from (_single(passage, offset) for offset in double if _beside(words, offset))
        else:
            for start, stop in zip(double[::2], double[1::2], strict=True):
                if _beside(words, start) or _beside(words, stop):
                    yield _pair(passage, start, stop)
        for found in re.finditer(r"(?<![A-Za-z])'|'(?![A-Za-z])", words):
            if _beside(words, found.start()) and not overlaps(passage.addresses, found.start(), found.end()):
                yield _single(passage, found.start())


def _beside(words: str, offset: int) -> bool:
    return bool(_WIDE.match(words[offset - 1 : offset]) or _WIDE.match(words[offset + 1 : offset + 2]))


def _single(passage: Passage, offset: int) -> Finding:
    place = passage.text.place(offset, offset + 1)
    return Finding(CODE, LEVEL, place, f"直引号 {passage.words[offset]}", "改为“”或‘’")


def _pair(passage: Passage, start: int, stop: int) -> Finding:
    first, last = passage.text.place(start, start + 1), passage.text.place(stop, stop + 1)
    edits: tuple[Edit, ...] = ()
    # inside other quotes they would be ‘’, or somebody else's words
    if not overlaps(quoted(passage.words), start, stop + 1):
        edits = (Edit(first, "“"), Edit(last, "”"))
    place = passage.text.place(start, stop + 1)
    return Finding(CODE, LEVEL, place, "一对直引号", "改为“”", edits=edits)
