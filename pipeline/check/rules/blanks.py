"""B002 · 多余的空格

查什么：汉字与汉字、数字、字母、标点之间的空格。“第一条 ……”一类标题后的空格、外文词语之间的空格不报。

为什么：公文汉字与数字、字母之间不空格；粘贴来的空格印出来长短不一。

依据：公文排版惯例。

错：各 部门按照2023 年要求，通过 OA 系统推送。

对：各部门按照2023年要求，通过OA系统推送。
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.context import (
    HAN,
    CheckContext,
    Kind,
    Passage,
    collapse_repeats,
    finding,
    overlaps,
)
from pipeline.findings import Finding, Severity

CODE = "B002"
LEVEL = Severity.WARNING

_BLANK = re.compile(r"\s+")
_WIDE = re.compile(rf"[{HAN}，。；：、！？（）《》〈〉“”‘’〔〕【】…—]")
_LABEL = re.compile(rf"[{HAN}]{{2,8}}[：:]")
_SEPARATOR = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节条款项]$")


_LISTED = "一个科室的名称里没有空格；几个科室之间用顿号"


def find(proof: CheckContext) -> Iterator[Finding]:
    """Blanks beside Han and full-width marks."""
    known = {name for unit in proof.plan.roster for name in (unit.name.value, unit.full_name)}
    for passage in proof.passages:
        if passage.kind is not Kind.UNIT:
            yield from collapse_repeats(_in_passage(passage))
        elif not known.issuperset(passage.words.split()):
            # several units in a row are U001's; one name is closed only where the roster has it so
            closed = "".join(passage.words.split()) in known
            yield from (one if closed else replace(one, edits=(), hint=_LISTED) for one in _in_passage(passage))


def _in_passage(passage: Passage) -> Iterator[Finding]:
    words = passage.words
    if words.isascii() or (passage.kind is Kind.CELL and _spaced(words)):
        return
    for found in _BLANK.finditer(words):
        start, stop = found.span()
        before, after = words[start - 1 : start], words[stop : stop + 1]
        wide = _WIDE.match(before) or _WIDE.match(after) or (before.isdigit() and after in "%％℃")
        if not before or not after or not wide:
            continue
        across = passage.text.place(start, stop + 1)
        if across.line != across.end_line:
            continue  # put there when two lines were drawn together; nobody typed it
        if _SEPARATOR.search(words[max(start - 8, 0) : start]) or overlaps(passage.addresses, start - 1, stop + 1):
            continue
        message = f"“{before}”和“{after}”之间有空格"
        if _LABEL.match(words, stop) and before not in "。；，：、（(":
            yield finding(CODE, LEVEL, passage, start, stop, message, "两项之间用分号隔开，或各写一段")
            continue
        yield finding(CODE, LEVEL, passage, start, stop, message, "删去空格", fix="")


def _spaced(words: str) -> bool:
    """Whether a cell is set out with a blank between all its characters: 备　注."""
    return bool(re.fullmatch(rf"[{HAN}](?:\s+[{HAN}]){{1,9}}", words))
