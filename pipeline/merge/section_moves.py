"""Sections that were moved in an edited file: their lines in plan.md or a free annex."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.merge.context import Context
from pipeline.merge.item_list import outermost, visit_of
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.printed import PrintedText
from pipeline.merge.sections import bodies, heading_line, insertion, place_below, sections_around, sections_of
from pipeline.model import Item, Note, Part, Section, own_blocks, paragraphs, walk


def moved_section(
    context: Context, edit: MergeEdit, section: Section, before: PrintedText | None, after: PrintedText | None
) -> MergeEdit:
    """Return the edit as one that moves a section's lines between two printed paragraphs; with the reason where that is no place for it."""
    move = replace(
        edit,
        kind=EditKind.MOVED_SECTION,
        where=section.title.text.value,
        changes=(),
        tasks=(),
        paragraphs=(),
        stated=(),
        place=None,
        reason=Unplaced.MOVED,
        anchor="" if before is None else before.text,
    )
    name, start = heading_line(context, section)
    text = context.texts.texts[name]
    parts = next(parts for parts in bodies(context) if any(one is section for one in sections_of(parts)))
    stop = _section_end(context, section, parts, text)
    at = _destination(context, section, parts, before, after)
    if at is None or start <= at.start <= stop:
        return move
    end = len(text.rstrip("\n"))
    put = replace(at, text=at.text.format(text[start:stop].strip("\n")))
    gone = (
        FileChange(name, start, stop, "") if stop < end else FileChange(name, len(text[:start].rstrip("\n")), end, "")
    )
    return replace(
        move,
        changes=(gone, put),
        stated=tuple(_texts(section)),
        place=context.texts.place(name, start, stop),
        reason=None,
    )


def _section_end(context: Context, section: Section, parts: Sequence[Part], text: str) -> int:
    """The offset of the next heading's line that is not below a section, or of the end of the file."""
    is_behind = False
    for other in sections_of(parts):
        if is_behind and other.level <= section.level:
            return heading_line(context, other)[1]
        is_behind = is_behind or other is section
    return len(text)


def _destination(
    context: Context,
    section: Section,
    parts: Sequence[Part],
    before: PrintedText | None,
    after: PrintedText | None,
) -> FileChange | None:
    """The insertion that puts a moved section there, `{}` for its lines; None where its level or its contents do not fit."""
    above, below = visit_of(context, before, parts), visit_of(context, after, parts)
    chain = [one for one in sections_around(above) if one.level < section.level] if above is not None else []
    if (chain[-1].level if chain else 0) != section.level - 1:
        return None
    if below is not None and isinstance(below.part, Section) and below.part.level <= section.level:
        name, start = heading_line(context, below.part)
        return FileChange(name, start, start, "{}\n\n")
    # what has no heading of its own behind the section is below it then, on the level it had
    if above is None or before is None:
        return None
    if below is not None:
        around = sections_around(above)
        if isinstance(below.part, Section) or not around or below.sections[-1:] != around[-1:]:
            return None
        item, under = context.item_of(before), context.item_of(after)
        is_inside = item is not None and under is not None and outermost(item, context) is outermost(under, context)
        if around[-1].level != section.level or is_inside:
            return None
    at = place_below(context, before)
    return None if at is None else insertion(context, *at, "{}")


def _texts(section: Section) -> Iterator[str]:
    """The texts of a section that stand in plan.md."""
    yield section.title.text.value
    for visit in walk(section.parts):
        match visit.part:
            case Item():
                yield visit.part.title.value
            case _:
                for block in own_blocks(visit.part):
                    if not isinstance(block, Note):
                        yield from (paragraph.text.value for paragraph in paragraphs(block) if paragraph.text)
