"""Headings make a tree (章节): each holds what stands below it, up to the next of its level or above."""

from collections.abc import Callable, Sequence

from pipeline.findings import Finding
from pipeline.model import Part, Section
from pipeline.parse import codes
from pipeline.parse.blocks import Heading, Written

DEEPEST = 5
"""The deepest level that has a number of its own: 一、（一）1.（1）①."""

Run = Callable[[Sequence[Written], int], Sequence[Part]]
"""What blocks without a heading among them become, standing at that level (1: outside any heading)."""


def sections(blocks: Sequence[Written], run: Run, findings: list[Finding]) -> tuple[Part, ...]:
    """The blocks of a file as a tree of sections; a heading that skips a level, or has none of its own, is found."""
    parts, _ = _below(blocks, 0, 0, run, findings)
    return parts


def _below(
    blocks: Sequence[Written], index: int, level: int, run: Run, findings: list[Finding]
) -> tuple[tuple[Part, ...], int]:
    """What stands from the index on below a heading of the level (0: below none), and the index behind it."""
    parts: list[Part] = []
    while index < len(blocks):
        block = blocks[index]
        if not isinstance(block, Heading):
            stop = index
            while stop < len(blocks) and not isinstance(blocks[stop], Heading):
                stop += 1
            parts += run(blocks[index:stop], level + 1)
            index = stop
        elif level and block.level <= level:
            break
        else:
            _judge(block, level, findings)
            inner, index = _below(blocks, index + 1, block.level, run, findings)
            parts.append(Section(block.title, block.level, inner))
    return tuple(parts), index


def _judge(heading: Heading, above: int, findings: list[Finding]) -> None:
    """Find a heading too deep for the one it stands below, whose level is `above` (0: none)."""
    if heading.level > above + 1:
        remedy = f"上一级标题是 {'#' * (above + 1)}，这里写 {'#' * (above + 2)}" if above else "第一级标题写 ##"
        findings.append(codes.HEADING_LEVEL.at(heading.place, "标题跳了级", remedy))
    elif heading.level >= DEEPEST:
        findings.append(codes.HEADING_LEVEL.at(heading.place, "标题级数太多", "公文的层次到“（1）”为止"))
