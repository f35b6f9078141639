"""The list of items in plan.md: where an item's line is, and where a new one goes."""

from collections.abc import Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.draft.items import line_behind, line_below
from pipeline.findings import Edit
from pipeline.merge.context import Context, source_at
from pipeline.merge.model import FileChange, FileTexts
from pipeline.merge.placing import start_of
from pipeline.merge.printed import PrintedText
from pipeline.model import Item, Note, Part, Section, Visit, paragraphs, walk
from pipeline.render.print_model import HEADINGS


def family(item: Item) -> Iterator[Item]:
    """Yield the item and all below it."""
    yield item
    for child in item.children:
        yield from family(child)


def ancestors(item: Item | None, context: Context) -> Iterator[Item]:
    """Yield the item and those above it, the nearest first."""
    if item is None:
        return
    yield item
    above = next((one for one in context.state.plan.items() if any(child is item for child in one.children)), None)
    yield from ancestors(above, context)


@dataclass(frozen=True, slots=True)
class ItemLines:
    """The lines of items in their list."""

    texts: FileTexts

    def block(self, item: Item) -> tuple[str, int, int] | None:
        """The file of an item's line, and where it begins and ends with all that is indented below it."""
        if item.place is None:
            return None
        name, start = self.texts.offset(item.place.path, item.place.line, 1)
        text = self.texts.texts[name]
        indent = self._indent(text, start)
        stop = line_end(text, start)
        while stop < len(text):
            begin = stop + 1
            end = line_end(text, begin)
            if not text[begin:end].strip() or self._indent(text, begin) <= indent:
                break
            stop = end
        return name, start, stop

    def are_siblings(self, item: Item, other: Item) -> bool:
        """Whether two items are in lines of one file that are indented alike."""
        one, two = self.block(item), self.block(other)
        if one is None or two is None or one[0] != two[0] or item is other:
            return False
        text = self.texts.texts[one[0]]
        return self._indent(text, one[1]) == self._indent(text, two[1])

    def _indent(self, text: str, start: int) -> int:
        line = text[start : line_end(text, start)].expandtabs(4)
        return len(line) - len(line.lstrip(" "))


def outermost(item: Item, context: Context) -> Item:
    """Return the item of the first level that an item is below, or itself."""
    *_, last = ancestors(item, context)
    return last


def line_end(text: str, start: int) -> int:
    """Return the offset of the end of the line that an offset is in."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def visit_of(context: Context, printed: PrintedText | None, parts: Sequence[Part] | None = None) -> Visit | None:
    """Return the part of the plan's body, or of others `parts`, that a printed paragraph belongs to, with the sections and items around it."""
    if printed is None:
        return None
    item = context.item_of(printed)
    source = source_at(printed.segments, 0)
    start = start_of(context.texts, source) if source is not None else None
    for visit in walk(context.state.plan.parts if parts is None else parts):
        match visit.part:
            case Item():
                if visit.part is item:
                    return visit
            case Section():
                text = visit.part.title.text
                if text.runs and start_of(context.texts, text) == start:
                    return visit
            case Note():
                pass
            case _:
                if any(one.text.runs and start_of(context.texts, one.text) == start for one in paragraphs(visit.part)):
                    return visit
    return None


def list_change(context: Context, edit: Edit) -> FileChange:
    """Return an edit of a file of the content as a change of its text."""
    place = edit.place
    name, start = context.texts.offset(place.path, place.line, place.column)
    _, stop = context.texts.offset(place.path, place.end_line, place.end_column)
    return FileChange(name, start, stop, edit.replacement)


def below_line(context: Context, change: FileChange) -> FileChange:
    """Return a change that puts lines behind a line's end as one that puts them before the next line.

    So lines that go on the one before them, as those of its list, come before these, whichever is made first.
    """
    if context.texts.texts[change.name][change.start : change.start + 1] != "\n":
        return change
    start = change.start + 1
    return FileChange(change.name, start, start, f"{change.text[1:]}\n")


def behind(context: Context, item: Item, line: str) -> FileChange | None:
    """Return the change that puts a line behind an item and all below it; None for one in no list."""
    listing = context.state.sources.get(f"{context.state.plan.year}/plan.md")
    if listing is None or item.place is None or item.place.path != listing.path:
        return None
    return list_change(context, line_behind(listing, item, line))


def before(context: Context, item: Item, line: str) -> FileChange | None:
    """Return the change that puts a line before an item; None for one in no list."""
    block = ItemLines(context.texts).block(item)
    if block is None:
        return None
    name, start, _ = block
    text = context.texts.texts[name]
    indent = text[start : start + len(text[start:]) - len(text[start:].lstrip(" \t"))]
    return FileChange(name, start, start, f"{indent}{line}\n")


def between(
    context: Context, above: PrintedText | None, below: PrintedText | None, level: int, line: str, *, is_item: bool
) -> FileChange | None:
    """Return the change that lists an item between two printed paragraphs, with a number of that level.

    None where that is no place for an item of the level. `is_item` says that it may begin a
    list of its own: it has the first number and an owner or a deadline, which a step or a
    heading has not.
    """
    visit = visit_of(context, above)
    if visit is None:
        return None
    part = visit.part
    if isinstance(part, Item):
        return _beside(context, visit, level, line, is_item=is_item)
    sections = (*visit.sections, part) if isinstance(part, Section) else visit.sections
    if level != (sections[-1].level if sections else 0) + 1:
        return None
    direct = _items(sections[-1].parts if sections else context.state.plan.parts)
    following = visit_of(context, below)
    if following is not None and isinstance(following.part, Item):
        first = next(iter((*following.parents, following.part)))
        if any(first is one for one in direct):
            return before(context, first, line)
    if direct:
        is_heading = above is not None and above.style in HEADINGS
        return before(context, direct[0], line) if is_heading else None
    listing = context.state.sources.get(f"{context.state.plan.year}/plan.md")
    if not sections or not is_item or listing is None:
        return None
    return below_line(context, list_change(context, line_below(listing, sections[-1], line)))


def _beside(context: Context, visit: Visit, level: int, line: str, *, is_item: bool) -> FileChange | None:
    """The change that lists an item behind one of those that a paragraph is in, or as the first below it."""
    assert isinstance(visit.part, Item)
    depth = visit.level
    for item in reversed((*visit.parents, visit.part)):
        if depth == level:
            return behind(context, item, line)
        depth -= 1
    if level != visit.level + 1:
        return None
    if visit.part.children:
        return before(context, visit.part.children[0], line)
    return behind(context, visit.part, f"  {line}") if is_item else None


def _items(parts: Sequence[Part]) -> list[Item]:
    return [part for part in parts if isinstance(part, Item)]
