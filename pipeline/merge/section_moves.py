"""Sections that were moved in an edited file: their lines in plan.md or a free annex."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.merge.context import Context
from pipeline.merge.item_list import outermost, visit_of
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced, apply_changes
from pipeline.merge.printed import PrintedText
from pipeline.merge.sections import bodies, heading_line, insertion, place_below, sections_around, sections_of
from pipeline.model import Item, Part, Section, Table, paragraphs, walk


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a section in a file, from its heading to the next that is not below it."""

    name: str
    start: int
    stop: int

    def has(self, change: FileChange) -> bool:
        """Whether a change is of these lines."""
        return change.name == self.name and self.start <= change.start and change.stop <= self.stop


def section_span(context: Context, section: Section) -> Span:
    """Return the lines of a section."""
    name, start = heading_line(context, section)
    is_behind = False
    for other in sections_of(_body_of(context, section)):
        if is_behind and other.level <= section.level:
            return Span(name, start, heading_line(context, other)[1])
        is_behind = is_behind or other is section
    return Span(name, start, len(context.texts.texts[name]))


def moved_section(
    context: Context,
    edit: MergeEdit,
    section: Section,
    place: tuple[PrintedText | None, PrintedText | None],
    changes: Sequence[FileChange],
    words: Sequence[str],
) -> MergeEdit:
    """Return the edit as one that moves a section's lines between two printed paragraphs.

    `changes` are those of words in its lines, `words` what is printed of them then but for items. The edit
    has the reason where that is no place for it.
    """
    before, after = place
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
    span = section_span(context, section)
    text = context.texts.texts[span.name]
    at = _destination(context, section, _body_of(context, section), before, after)
    if at is None or span.start <= at.start <= span.stop:
        return move
    inside = (replace(one, start=one.start - span.start, stop=one.stop - span.start) for one in changes)
    lines = apply_changes(text[span.start : span.stop], inside).strip("\n")
    end = len(text.rstrip("\n"))
    gone = FileChange(span.name, span.start, span.stop, "")
    if span.stop >= end:
        gone = FileChange(span.name, len(text[: span.start].rstrip("\n")), end, "")
    return replace(
        move,
        changes=(gone, replace(at, text=at.text.format(lines))),
        stated=(*words, *_other_texts(section)),
        place=context.texts.place(span.name, span.start, span.stop),
        reason=None,
    )


def _body_of(context: Context, section: Section) -> tuple[Part, ...]:
    return next(parts for parts in bodies(context) if any(one is section for one in sections_of(parts)))


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


def _other_texts(section: Section) -> Iterator[str]:
    """The texts of a section that stand in its lines and in no printed paragraph: short titles of items, cells of tables."""
    for visit in walk(section.parts):
        match visit.part:
            case Item():
                yield visit.part.title.value
            case Table():
                yield from (cell.text.value for cell in paragraphs(visit.part) if cell.text)
            case _:
                pass
