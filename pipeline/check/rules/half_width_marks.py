"""B001 · 半角标点

查什么：紧挨汉字的半角 , ; : ? ! ( ) 和句号位置上的半角 . 。网址、邮箱、时刻（9:00）、比例（1:2）、千分位和外文词语里的不报。

为什么：中文用全角标点；半角标点印出来忽宽忽窄，行末还会排错。

依据：GB/T 15834—2011 5.1。

错：做好公开(含解读),及时回应.

对：做好公开（含解读），及时回应。
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.context import (
    HAN,
    CheckContext,
    Passage,
    collapse_repeats,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity

CODE = "B001"
LEVEL = Severity.WARNING

_MEANT = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
_MARK = re.compile(r"[,;:?!]")
_WIDE = re.compile(rf"[{HAN}，。；：、！？（）《》“”〔〕【】…—]")
_HAN = re.compile(f"[{HAN}]")
_STOP = re.compile(rf"(?<=[{HAN}”）》])\.(?=$|[{HAN}“”（）《》\s])(?<!^[一二三四五六七八九十]\.)")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Half-width marks beside Han."""
    for passage in proof.passages:
        yield from collapse_repeats(_in_passage(passage))


def _in_passage(passage: Passage) -> Iterator[Finding]:
    words = passage.words
    offsets = {found.start() for found in _MARK.finditer(words) if _is_wide(words, found.start())}
    offsets |= {found.start() for found in _STOP.finditer(words)}
    marks = [*((offset,) for offset in offsets), *_brackets(words)]
    for together in sorted(marks):
        if not any(overlaps(passage.addresses, offset, offset + 1) for offset in together):
            yield _said(passage, together)


def _said(passage: Passage, together: tuple[int, ...]) -> Finding:
    """The finding on one mark, or on both brackets of a pair: they are mended together or not at all."""
    found = [
        finding(
            CODE,
            LEVEL,
            passage,
            offset,
            offset + 1,
            f"半角的“{''.join(passage.words[one] for one in together)}”",
            f"改为“{''.join(_MEANT[passage.words[one]] for one in together)}”",
            fix=_MEANT[passage.words[offset]],
        )
        for offset in together
    ]
    edits = tuple(edit for one in found for edit in one.edits)
    return replace(found[0], edits=edits if all(one.edits for one in found) else ())


def _is_wide(words: str, offset: int) -> bool:
    """Whether a Han character or full-width mark stands beside the character, itself no part of a number."""
    before, after = words[offset - 1 : offset], words[offset + 1 : offset + 2]
    if before.isdigit() and after.isdigit():
        return False
    return bool(_WIDE.match(before) or _WIDE.match(after))


def _brackets(words: str) -> Iterator[tuple[int, ...]]:
    """Half-width brackets, by pairs, of which one stands beside Han, and single ones that do."""
    waiting: list[int] = []
    for found in re.finditer(r"[()（）]", words):
        offset, char = found.start(), found.group()
        if char in "(（":
            waiting.append(offset)
            continue
        if not waiting:
            if char == ")" and _is_wide(words, offset) and not _numbers(words, offset):
                yield (offset,)
            continue
        pair = (waiting.pop(), offset)
        mixed = words[pair[0]] + char in ("(）", "（)")
        # behind a foreign word they are its own: Open Data (v1.0)。
        if mixed or _is_wide(words, pair[0]) or _WIDE.match(words, offset - 1) or _HAN.match(words, offset + 1):
            half = tuple(one for one in pair if words[one] in "()")
            if half:
                yield half
    yield from ((one,) for one in waiting if words[one] == "(" and _is_wide(words, one))


def _numbers(words: str, offset: int) -> bool:
    """Whether the bracket closes a number: 1) a)."""
    return bool(re.search(r"(?<![0-9A-Za-z])(?:\d{1,2}|[A-Za-z])$", words[max(offset - 3, 0) : offset]))
