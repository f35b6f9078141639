"""Nest blocks in sections (章节): a heading contains what follows, up to the next of its level or above."""

from collections.abc import Callable, Sequence

from pipeline.findings import Diagnostics
from pipeline.model import Part, Section
from pipeline.parse import codes
from pipeline.parse.blocks import Heading, Written

DEEPEST = 5
"""The deepest level with a number of its own: 一、（一）1.（1）①."""

ReadRun = Callable[[Sequence[Written], int], Sequence[Part]]
"""Makes parts of adjacent blocks without a heading among them, on that level (1: outside any heading)."""


def nest_sections(blocks: Sequence[Written], read_run: ReadRun, diagnostics: Diagnostics) -> tuple[Part, ...]:
    """Return the blocks of a file as a tree of sections; reports headings that skip a level or lie too deep."""
    parts, _ = _below(blocks, 0, 0, read_run, diagnostics)
    return parts


def _below(
    blocks: Sequence[Written], index: int, level: int, read_run: ReadRun, diagnostics: Diagnostics
) -> tuple[tuple[Part, ...], int]:
    """The parts from the index on below a heading of the level (0: below none), and the index behind them."""
    parts: list[Part] = []
    while index < len(blocks):
        block = blocks[index]
        if not isinstance(block, Heading):
            stop = index
            while stop < len(blocks) and not isinstance(blocks[stop], Heading):
                stop += 1
            parts += read_run(blocks[index:stop], level + 1)
            index = stop
        elif level and block.level <= level:
            break
        else:
            _check_level(block, level, diagnostics)
            inner, index = _below(blocks, index + 1, block.level, read_run, diagnostics)
            parts.append(Section(block.title, block.level, inner))
    return tuple(parts), index


def _check_level(heading: Heading, above: int, diagnostics: Diagnostics) -> None:
    """Report a heading too deep for the one above it, whose level is `above` (0: none)."""
    if heading.level > above + 1:
        remedy = f"上一级标题是 {'#' * (above + 1)}，这里写 {'#' * (above + 2)}" if above else "第一级标题写 ##"
        diagnostics.add(codes.HEADING_LEVEL.at(heading.place, "标题跳了级", remedy))
    elif heading.level >= DEEPEST:
        diagnostics.add(codes.HEADING_LEVEL.at(heading.place, "标题级数太多", "公文的层次到“（1）”为止"))
