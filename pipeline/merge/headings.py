"""Headings of every level that are new in an edited file or gone from it, and sections that were moved: their lines in plan.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.merge.comments import with_notes
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.item_list import ItemLines, line_end, outermost, visit_of
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.numbers import bare, number_level
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.model import Item, Note, Part, Section, Visit, own_blocks, paragraphs, walk
from pipeline.parse.sections import DEEPEST
from pipeline.render.print_model import HEADINGS, Style

_LONGEST_HEADING = 30
_BODY = (Style.BODY, Style.TABLE_CELL, *HEADINGS)
"""The styles of paragraphs that a heading may stand behind."""


# --- headings that came ---------------------------------------------------------------


def new_heading(
    context: Context,
    before: PrintedText | None,
    after: PrintedText | None,
    edited: Sequence[EditedText],
    following: EditedText | None,
) -> FileChange | Unplaced | None:
    """Return the change that puts a heading with the paragraphs below it between two printed ones.

    A numbered line is a heading where the plan has headings of that level, or where the lines below it are
    numbered one level deeper. None for a line that is something else; the reason for a heading that has no place.
    """
    level = number_level(edited[0].text)
    if not level or not _is_title(context, edited[0]) or (before is not None and before.style not in _BODY):
        return _first_heading(context, level, after, edited) if level and _is_title(context, edited[0]) else None
    visit = visit_of(context, before)
    if visit is None or before is None:
        return None
    above = [section for section in _sections(visit) if section.level < level]
    beside: Sequence[Part] = above[-1].parts if above else context.state.plan.parts
    has_items = any(isinstance(part, Item) for part in beside)
    is_behind_item = isinstance(visit.part, Item) and len(visit.sections) == len(above)
    has_headings = any(isinstance(part, Section) and part.level == level for part in beside) and not is_behind_item
    is_over_others = following is not None and number_level(following.text) == level + 1 and not has_items
    if (above[-1].level if above else 0) != level - 1:
        return Unplaced.HEADING_LEVEL if is_over_others and not is_behind_item else None
    if not has_headings and not is_over_others:
        return Unplaced.HEADING_LEVEL if level == DEEPEST and not has_items else None
    item, under = context.item_of(before), context.item_of(after)
    if item is not None and under is not None and outermost(item, context) is outermost(under, context):
        return Unplaced.NEW_HEADING
    at = _below(context, before)
    if at is None:
        return Unplaced.NEW_HEADING
    name, offset = at
    text = context.texts.texts[name]
    is_tight = text[offset : offset + 1] == "\n" and text[offset + 1 : offset + 2].strip() != ""
    return FileChange(name, offset, offset, f"\n\n{_lines(edited, level)}" + ("\n" if is_tight else ""))


def _is_title(context: Context, edited: EditedText) -> bool:
    title = bare(edited.text)
    is_short = 0 < len(title) <= _LONGEST_HEADING and not title.endswith(("。", "；", "：", "，"))
    return is_short and read_note(title, context.state.plan.year) is None


def _first_heading(
    context: Context, level: int, after: PrintedText | None, edited: Sequence[EditedText]
) -> FileChange | None:
    """The change that puts a heading before the plan's first one; None where another part begins the plan."""
    visit = visit_of(context, after)
    if visit is None or visit.part is not context.state.plan.parts[0]:
        return None
    if not isinstance(visit.part, Section) or level != visit.part.level:
        return None
    name, start = _line(context, visit.part)
    return FileChange(name, start, start, f"{_lines(edited, level)}\n\n")


def _lines(edited: Sequence[EditedText], level: int) -> str:
    return "\n\n".join(
        [f"{'#' * (level + 1)} {with_notes(edited[0], bare(edited[0].text))}", *map(with_notes, edited[1:])]
    )


def _sections(visit: Visit) -> tuple[Section, ...]:
    """The sections around a part, itself if it is one."""
    return (*visit.sections, visit.part) if isinstance(visit.part, Section) else visit.sections


def _below(context: Context, printed: PrintedText) -> tuple[str, int] | None:
    """The place in plan.md behind what a printed paragraph is written in; behind the whole list for an item."""
    plan = f"{context.state.plan.year}/plan.md"
    item = context.item_of(printed)
    if item is not None:
        block = ItemLines(context.texts).block(outermost(item, context))
        return None if block is None or block[0] != plan else (plan, block[2])
    written = (segment.text for segment in reversed(printed.segments) if segment.text and segment.text.runs)
    last = next(written, None)
    if last is None:
        return None
    name, offset = end_of(context.texts, last)
    return (name, line_end(context.texts.texts[name], offset)) if name == plan else None


def _line(context: Context, section: Section) -> tuple[str, int]:
    """The file of a section, and where the line of its heading begins."""
    name, start = start_of(context.texts, section.title.text)
    return name, context.texts.texts[name].rfind("\n", 0, start) + 1


# --- headings that went ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """The printed paragraphs that an edited file no longer has, by identity, and the parts that printed ones belong to."""

    blocks: frozenset[int]
    visits: Sequence[tuple[PrintedText, Visit]]

    def is_whole(self, part: Part) -> bool:
        """Whether all that is printed of a part, and of those below it, is gone."""
        own = [
            block
            for block, visit in self.visits
            if any(one is part for one in (visit.part, *visit.sections, *visit.parents))
        ]
        return all(id(block) in self.blocks for block in own)


def what_left(context: Context, printed: Sequence[PrintedBlock], gone: Sequence[PrintedText]) -> Left:
    """Return what an edited file no longer has of the printed paragraphs."""
    blocks = (block for block in printed if isinstance(block, PrintedText)) if gone else ()
    visits = ((block, visit_of(context, block)) for block in blocks)
    found = [(block, visit) for block, visit in visits if visit is not None]
    return Left(frozenset(map(id, gone)), found)


def deleted_headings(context: Context, left: Left, alone: frozenset[int]) -> dict[int, FileChange | Unplaced]:
    """Return for each of the printed headings `alone`, by identity, the change that takes it away, or why there is none.

    What was below a heading is below the one before it, or is gone too; it stays on its level, or
    no heading is left beside it.
    """
    gone = {
        id(visit.part): (block, visit.part)
        for block, visit in left.visits
        if id(block) in alone and isinstance(visit.part, Section) and block.style in HEADINGS
    }
    staying: set[int] = set()
    while True:
        kept = [key for key in gone if key not in staying and _moves_levels(context, gone.keys() - staying, key, left)]
        if not kept:
            break
        staying |= set(kept)
    return {
        id(block): Unplaced.HEADING_NEEDED if key in staying else _deletion(context, section)
        for key, (block, section) in gone.items()
    }


def _moves_levels(context: Context, gone: set[int], section: int, left: Left) -> bool:
    """Whether items or headings right below a section would be on another level than others beside them if all `gone` went."""
    open_sections: list[Section] = []
    for visit in walk(context.state.plan.parts):
        part = visit.part
        is_below = bool(visit.sections) and id(visit.sections[-1]) == section and not visit.parents
        if isinstance(part, Section):
            if id(part) in gone:
                continue
            while open_sections and open_sections[-1].level >= part.level:
                open_sections.pop()
            level = open_sections[-1].level if open_sections else 0
            if is_below and level != part.level - 1 and not left.is_whole(part):
                return True
            open_sections.append(part)
        elif isinstance(part, Item) and is_below and not left.is_whole(part):
            above = open_sections[-1] if open_sections else None
            level = above.level if above is not None else 0
            was = visit.sections[-1].level
            beside = above.parts if above is not None else context.state.plan.parts
            has_headings = any(isinstance(one, Section) and id(one) not in gone for one in beside)
            if level > was or (level < was and has_headings):
                return True
    return False


def _deletion(context: Context, section: Section) -> FileChange:
    """The change that takes a heading's line away; two lists that meet then are one."""
    name, start = _line(context, section)
    text = context.texts.texts[name]
    end = line_end(text, start)
    while text[end : end + 1] == "\n":
        end += 1
    if end == len(text):
        return FileChange(name, len(text[:start].rstrip("\n")), end, "\n")
    above = text[:start].rstrip("\n")
    last = above[above.rfind("\n") + 1 :]
    if all(line.lstrip().startswith("- [") for line in (last, text[end : line_end(text, end)])):
        return FileChange(name, len(above) + 1, end, "")
    return FileChange(name, start, end, "")


# --- sections that were moved --------------------------------------------------------------


def sections_below(parts: Sequence[Part]) -> Iterator[Section]:
    """Yield the sections of a plan's body, each before those below it."""
    yield from (visit.part for visit in walk(parts) if isinstance(visit.part, Section))


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
    name, start = _line(context, section)
    text = context.texts.texts[name]
    stop = _section_end(context, section, text)
    at = _destination(context, section, before, after, text)
    if at is None or start <= at <= stop:
        return move
    words = text[start:stop].strip("\n")
    end = len(text.rstrip("\n"))
    put = FileChange(name, at, at, f"{words}\n\n") if at < end else FileChange(name, end, end, f"\n\n{words}")
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


def _section_end(context: Context, section: Section, text: str) -> int:
    """The offset of the next heading's line that is not below a section, or of the end of the file."""
    is_behind = False
    for other in sections_below(context.state.plan.parts):
        if is_behind and other.level <= section.level:
            return _line(context, other)[1]
        is_behind = is_behind or other is section
    return len(text)


def _destination(
    context: Context, section: Section, before: PrintedText | None, after: PrintedText | None, text: str
) -> int | None:
    """The offset of the line that a moved section comes before; None where its level or its contents do not fit."""
    above, below = visit_of(context, before), visit_of(context, after)
    chain = [one for one in _sections(above) if one.level < section.level] if above is not None else []
    if (chain[-1].level if chain else 0) != section.level - 1:
        return None
    if below is None:
        return len(text) if above is not None else None
    if not isinstance(below.part, Section) or below.part.level > section.level:
        return None
    return _line(context, below.part)[1]


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
