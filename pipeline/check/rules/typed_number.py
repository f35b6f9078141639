"""P072 · 手写的序号会再印一次

查什么：事项第一段开头手写的（一）、1.、①，只有一步的分步，以及正文和自己写的附件里像章节标题的“一、……”。附件里一个 ## 标题也没有的，手写的序号照印，不查。

为什么：序号按位置自动生成，手写的会印成“（一）（一）”，增删一项以后还会错位。

依据：GB/T 9704—2012 7.3.3 规定层次序数依次为“一、”“（一）”“1.”“（1）”，由本工具排出。

错：（一）做好部门预决算公开。

对：做好部门预决算公开。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity
from pipeline.model import (
    FreeAnnex,
    Item,
    Note,
    Paragraph,
    Part,
    Section,
    Steps,
    Table,
)

CODE = "P072"
LEVEL = Severity.ERROR

DEEPEST = 5
"""No heading has a deeper number."""

_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）][、.．]?|[（(]\d{1,2}[)）]|\d{1,2}(?:[、．]|\.(?!\d))|[①-⑳])\s*(?=\S)"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """Numbers typed at the beginning of items, and headings typed as paragraphs."""
    for item in proof.plan.items():
        blocks = [block for task in item.tasks for block in task.blocks if not isinstance(block, Note)]
        match blocks[0] if blocks else None:
            case Paragraph(text=text):
                if (found := _NUMBER.match(text.value)) and text.runs:
                    yield finding(
                        CODE,
                        Severity.WARNING,
                        text,
                        0,
                        found.end(),
                        f"序号“{found.group().strip()}”会再印一次",
                        "删去，序号按位置自动生成",
                        fix="",
                    )
            case Steps(steps=(only,)) if only.text.runs:
                yield Finding(
                    CODE, Severity.WARNING, only.text.place(0, 1), "只有一步，行首的序号会再印一次", "删去行首的序号"
                )
            case _:
                pass
    yield from _headings(proof.plan.parts, 0)
    for annex in proof.plan.head.annexes:
        # where every number is typed none is printed twice
        if isinstance(annex, FreeAnnex) and any(isinstance(part, Section) for part in annex.parts):
            yield from _headings(annex.parts, 0)


_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）](?![、.．项款条目])")


def _headings(parts: tuple[Part, ...], above: int) -> Iterator[Finding]:
    """Headings typed as paragraphs, below a heading of the level `above` (0: none)."""
    for part in parts:
        match part:
            case Section():
                yield from _headings(part.parts, part.level)
            case Paragraph(text=text):
                words = text.value
                if (
                    (found := _NUMBER.match(words))
                    and len(words) <= 30
                    and text.runs
                    and not words.endswith(("。", "；", "，"))
                ):
                    level = 1 if _FIRST.match(words) else above + 1 if _SECOND.match(words) else 0
                    yield finding(
                        CODE,
                        Severity.ERROR if level else Severity.WARNING,
                        text,
                        0,
                        found.end(),
                        f"“{found.group().strip()}”是手写的序号",
                        f"章节标题写作 {'#' * (max(level, 1) + 1)} 标题，序号自动生成",
                        fix=f"{'#' * (level + 1)} " if 0 < level < DEEPEST else None,
                    )
            case Item() | Steps() | Table() | Note():
                pass
