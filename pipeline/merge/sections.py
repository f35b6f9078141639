"""The sections of a plan's body and its free annexes, and where their headings stand in the files."""

from collections.abc import Iterator, Sequence

from pipeline.merge.context import Context
from pipeline.merge.item_list import ItemLines, below_line, line_end, outermost, visit_of
from pipeline.merge.model import FileChange
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.printed import PrintedText
from pipeline.model import FreeAnnex, Part, Section, Visit, walk


def bodies(context: Context) -> Iterator[tuple[Part, ...]]:
    """Yield the texts that may have headings: the plan's body and the free annexes."""
    yield context.state.plan.parts
    yield from (annex.parts for annex in context.state.plan.head.annexes if isinstance(annex, FreeAnnex))


def in_body(context: Context, printed: PrintedText | None) -> tuple[Visit, tuple[Part, ...]] | None:
    """Return what a printed paragraph belongs to, and all parts of that text; None for one of neither."""
    for parts in bodies(context):
        visit = visit_of(context, printed, parts)
        if visit is not None:
            return visit, parts
    return None


def sections_around(visit: Visit) -> tuple[Section, ...]:
    """Return the sections around a part, itself if it is one."""
    return (*visit.sections, visit.part) if isinstance(visit.part, Section) else visit.sections


def all_sections(context: Context) -> Iterator[Section]:
    """Yield the sections of a plan and its free annexes, each before those below it."""
    for parts in bodies(context):
        yield from sections_of(parts)


def sections_of(parts: Sequence[Part]) -> Iterator[Section]:
    """Yield the sections among parts, each before those below it."""
    yield from (visit.part for visit in walk(parts) if isinstance(visit.part, Section))


def heading_line(context: Context, section: Section) -> tuple[str, int]:
    """Return the file of a section, and where the line of its heading begins."""
    name, start = start_of(context.texts, section.title.text)
    return name, context.texts.texts[name].rfind("\n", 0, start) + 1


def place_below(context: Context, printed: PrintedText) -> tuple[str, int] | None:
    """Return the place behind what a printed paragraph is written in; behind the whole list for an item."""
    item = context.item_of(printed)
    if item is not None:
        block = ItemLines(context.texts).block(outermost(item, context))
        return None if block is None else (block[0], block[2])
    written = (segment.text for segment in reversed(printed.segments) if segment.text and segment.text.runs)
    last = next(written, None)
    if last is None:
        return None
    name, offset = end_of(context.texts, last)
    return name, line_end(context.texts.texts[name], offset)


def insertion(context: Context, name: str, offset: int, lines: str) -> FileChange:
    """Return the change that puts lines behind a line's end, a blank line before them and one behind them."""
    behind = context.texts.texts[name][offset + 1 : offset + 2]
    return below_line(context, FileChange(name, offset, offset, f"\n\n{lines}" + ("\n" if behind.strip() else "")))
