"""Headings of every level that are new in an edited file or gone from it: their lines in plan.md or a free annex."""

from collections.abc import Sequence

from pipeline.dataclass import dataclass
from pipeline.merge.comments import with_notes
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.item_list import line_end, outermost
from pipeline.merge.model import FileChange, Unplaced
from pipeline.merge.numbers import bare, number_level
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.merge.sections import bodies, heading_line, in_body, insertion, place_below, sections_around
from pipeline.model import Item, Part, Section, Visit, walk
from pipeline.parse.sections import DEEPEST
from pipeline.render.print_model import HEADINGS, Style

_LONGEST_HEADING = 30
_TABLE = (Style.TABLE_HEAD, Style.TABLE_CELL, Style.TABLE_LABEL, Style.TABLE_NUMBER)


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
    is_in_table = before is not None and before.style in _TABLE
    if not level or is_in_table or not _is_title(context, edited[0]):
        return None
    found = in_body(context, before)
    if found is None or before is None:
        return _first_heading(context, level, after, edited)
    visit, parts = found
    above = [section for section in sections_around(visit) if section.level < level]
    beside = above[-1].parts if above else parts
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
    at = place_below(context, before)
    return Unplaced.NEW_HEADING if at is None else insertion(context, *at, _lines(edited, level))


def _is_title(context: Context, edited: EditedText) -> bool:
    title = bare(edited.text)
    is_short = 0 < len(title) <= _LONGEST_HEADING and not title.endswith(("。", "；", "：", "，"))
    return is_short and read_note(title, context.state.plan.year) is None


def _first_heading(
    context: Context, level: int, after: PrintedText | None, edited: Sequence[EditedText]
) -> FileChange | None:
    """The change that puts a heading before the first one; None where another part begins the plan, or the annex."""
    found = in_body(context, after)
    if found is None:
        return None
    visit, parts = found
    if visit.part is not parts[0] or not isinstance(visit.part, Section) or level != visit.part.level:
        return None
    name, start = heading_line(context, visit.part)
    return FileChange(name, start, start, f"{_lines(edited, level)}\n\n")


def _lines(edited: Sequence[EditedText], level: int) -> str:
    return "\n\n".join(
        [f"{'#' * (level + 1)} {with_notes(edited[0], bare(edited[0].text))}", *map(with_notes, edited[1:])]
    )


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
    found = [(block, within[0]) for block in blocks if (within := in_body(context, block)) is not None]
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
    return any(_moves_levels_in(parts, gone, section, left) for parts in bodies(context))


def _moves_levels_in(parts: Sequence[Part], gone: set[int], section: int, left: Left) -> bool:
    open_sections: list[Section] = []
    for visit in walk(parts):
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
            beside = above.parts if above is not None else parts
            has_headings = any(isinstance(one, Section) and id(one) not in gone for one in beside)
            if level > was or (level < was and has_headings):
                return True
    return False


def _deletion(context: Context, section: Section) -> FileChange:
    """The change that takes a heading's line away; two lists that meet then are one."""
    name, start = heading_line(context, section)
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
