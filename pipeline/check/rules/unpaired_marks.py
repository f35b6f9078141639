"""B005 · 引号、括号、书名号不成对

查什么：一段里“”‘’《》〈〉（）【】〔〕有开没有关，有关没有开。“1）”一类序号不算。

为什么：少半边引号，后面的话算谁说的就乱了。

依据：GB/T 15834—2011 4.8、4.9、4.15。

错：坚持“先审查、后公开的原则。

对：坚持“先审查、后公开”的原则。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    finding,
)
from pipeline.findings import Finding, Severity
from pipeline.source import SourceRange

CODE = "B005"
LEVEL = Severity.WARNING

_OPENING = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "〔": "〕"}
_ALIKE = {"(": "（", ")": "）"}
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{1,2}|[A-Za-z])$|(?:^|[\s，。；：、])[一二三四五六七八九十]{1,3}$")
_MARK = re.compile("[“”‘’《》〈〉（）()【】〔〕]")
_PAIR = {_ALIKE.get(closing, closing): _ALIKE.get(opening, opening) for opening, closing in _OPENING.items()}
MOST = 3


def find(proof: CheckContext) -> Iterator[Finding]:
    """Marks without their other half, at most three in a passage."""
    goes_on = _going_on(proof)
    for passage in proof.passages:
        offsets = [offset for offset in unpaired(passage.words) if (passage.text.runs, offset) not in goes_on]
        for offset in offsets[:MOST]:
            char = passage.words[offset]
            said = "没有关上" if char in _OPENING else "没有开头"
            yield finding(CODE, LEVEL, passage, offset, offset + 1, f"“{char}”{said}", f"补上另一半：{_other(char)}")


def _going_on(proof: CheckContext) -> set[tuple[tuple[SourceRange, ...], int]]:
    """Quotes over several paragraphs: opened at the beginning of each, closed at the end of the last."""
    found: set[tuple[tuple[SourceRange, ...], int]] = set()
    opened: list[Passage] = []
    for passage in proof.prose:
        words = passage.words
        if opened and (opened[-1].item, opened[-1].kind) != (passage.item, passage.kind):
            opened = []
        offsets = unpaired(words) if "“" in words or "”" in words else []
        begins, ends = words.startswith("“"), words.rstrip("。；，").endswith("”")
        if begins and 0 in offsets:
            opened.append(passage)
        elif begins and ends and not offsets:
            # the last paragraph repeats the opening mark and closes it
            found |= {(one.text.runs, 0) for one in opened}
            opened = []
        if opened and offsets and words[offsets[-1]] == "”" and not words[offsets[-1] + 1 :].strip("。；，"):
            found |= {(one.text.runs, 0) for one in opened} | {(passage.text.runs, offsets[-1])}
            opened = []
    return found


def unpaired(words: str) -> list[int]:
    """Where the marks without their other half stand; each kind is paired by itself."""
    waiting: dict[str, list[int]] = {opening: [] for opening in _PAIR.values()}
    alone: list[int] = []
    for found in _MARK.finditer(words):
        char = _ALIKE.get(found.group(), found.group())
        offset = found.start()
        if char in waiting:
            waiting[char].append(offset)
        elif waiting[_PAIR[char]]:
            waiting[_PAIR[char]].pop()
        elif not _stands_alone(words, offset, char):
            alone.append(offset)
    return sorted([*alone, *(offset for offsets in waiting.values() for offset in offsets)])


def _stands_alone(words: str, offset: int, char: str) -> bool:
    """Whether the closing mark needs no opening one: 1） or an apostrophe."""
    if char == "）":
        return bool(_NUMBER.search(words[max(offset - 4, 0) : offset]))
    return char == "’" and words[offset - 1 : offset].isascii() and words[offset - 1 : offset].isalpha()


def _other(char: str) -> str:
    if char in _OPENING:
        return _OPENING[char]
    return next(opening for opening, closing in _OPENING.items() if closing == char)
