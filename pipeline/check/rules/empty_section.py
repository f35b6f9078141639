"""P075 · 章节没有内容，或标题重复

查什么：标题下面什么也没有；两个章节用了同一个标题。

为什么：空的章节会印出一个孤零零的标题；重复的标题多半是换页、粘贴留下的。

依据：GB/T 9704—2012 7.3.3（正文的结构层次）。

错：## 保障措施（下面没有文字和清单）

对：写上内容，或删去这个标题。
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext, related
from pipeline.findings import Finding, Severity
from pipeline.model import (
    Note,
    Part,
    Section,
)

CODE = "P075"
LEVEL = Severity.WARNING


def find(proof: CheckContext) -> Iterator[Finding]:
    """Sections without anything, and titles given twice at one level, in the plan and in its annexes."""
    for parts in proof.plan.all_bodies():
        yield from _sections(parts)


def _sections(parts: tuple[Part, ...]) -> Iterator[Finding]:
    sections = [part for part in parts if isinstance(part, Section)]
    titles = {section.title.text.value: section.title.text for section in reversed(sections)}
    for part in sections:
        text = part.title.text
        if text.value and text.runs:
            if all(isinstance(inner, Note) for inner in part.parts):
                yield Finding(CODE, LEVEL, text.place(), f"“{text}”下面没有内容", "写上内容，或删去这个标题")
            before = titles[text.value]
            if before is not text:
                there = related(before, 0, len(before), "前一个")
                yield Finding(CODE, LEVEL, text.place(), f"标题“{text}”用了两次", "并入前一个章节，或换一个标题", there)
        yield from _sections(part.parts)
