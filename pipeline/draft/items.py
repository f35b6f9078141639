"""Adding an item to a plan or removing one (增加、撤下事项): the item's file and its line in plan.md."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from pipeline import source
from pipeline.dataclass import dataclass
from pipeline.draft.files import check_name
from pipeline.findings import Edit, apply_edits
from pipeline.model import Item, Note, Part, Plan, Section, paragraphs
from pipeline.notices import Event, Notice
from pipeline.parse import parse
from pipeline.parse.item import LINEAGE
from pipeline.patterns import lazy_pattern
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place, SourceFile, Sources, same_name

RETIRED = "不再列入"
"""How a note begins that records a removed item and its lineage: <!-- 不再列入：短标题（沿用 2023/预算公开） -->."""

_RECORD = lazy_pattern(rf"{RETIRED}：(?P<title>.*?)（{LINEAGE} (?P<lineage>[^（）]+)）")


@dataclass(frozen=True, slots=True)
class Changes:
    """Files to put below the content root in this order (None for one to delete), and what to report."""

    files: Mapping[str, str | None]
    notices: tuple[Notice, ...]


def add_item(root: Path, year: int, identity: str, title: str, under: str = "", after: str = "") -> Changes | Refusal:
    """Return the changes that add an item: its file, ready to be filled in, and its line in the list. Writes nothing.

    It is placed after the item `after` (an id or short title), or at the end of the
    section `under` (a heading, or an item whose child it becomes), or at the end of
    the last list. Raises OSError for what cannot be opened.
    """
    identity = unicodedata.normalize("NFC", identity).removesuffix(".md")
    opened = _open(root, year)
    if isinstance(opened, Refusal):
        return opened
    sources, plan, listing = opened
    refused = check_name(identity) or _unfit_title(title)
    if refused is not None:
        return refused
    name = f"{year}/items/{identity}.md"
    text = empty_item(plan)
    taken = next(
        (name for name in sources.below(f"{year}/items/") if same_name(name) == same_name(f"{identity}.md")), ""
    )
    if any(same_name(item.id) == same_name(identity) for item in plan.items()):
        return Refusal(Reason.ITEM_EXISTS, year=year, item=identity)
    existing = sources.get(f"{year}/items/{taken}") if taken else None
    if existing is not None and "\n".join(existing.lines) != text:
        return Refusal(Reason.ITEM_NOT_LISTED, path=existing.path, title=title, file=taken)
    edit = _placed(plan, listing, list_line(identity, title), under, after)
    if isinstance(edit, Refusal):
        return edit
    return Changes(
        {name: text, f"{year}/plan.md": apply_edits(listing, [edit])},
        (
            Notice(Event.ITEM_CREATED, path=sources.shown(name), listing=listing.path),
            Notice(Event.ITEM_TO_BE_WRITTEN),
        ),
    )


def retire_item(root: Path, year: int, identity: str) -> Changes | Refusal:
    """Return the changes that remove an item: its line in the list and its file. Writes nothing.

    A note in place of the line records the item's lineage, so that a comparison with
    that year knows it was removed on purpose. Raises OSError for what cannot
    be opened.
    """
    opened = _open(root, year)
    if isinstance(opened, Refusal):
        return opened
    sources, plan, listing = opened
    item = _item(plan, identity)
    if item is None:
        return _unknown(identity, plan)
    if item.children:
        children = tuple(child.title.value for child in item.children)
        return Refusal(Reason.ITEM_HAS_CHILDREN, title=item.title.value, children=children)
    if sum(listed.id == item.id for listed in plan.items()) > 1:
        return Refusal(Reason.ITEM_LISTED_TWICE, item=identity)
    record = record_of_removal(root, listing, item, year)
    name = item_file(sources, item)
    files: dict[str, str | None] = {f"{year}/plan.md": apply_edits(listing, [record])}
    notices = [Notice(Event.ITEM_REMOVED, listing=listing.path, title=item.title.value)]
    if name:
        files[name] = None
        notices.append(Notice(Event.ITEM_FILE_DELETED, path=sources.shown(name)))
    return Changes(files, tuple(notices))


def empty_item(plan: Plan) -> str:
    """Return the text of an item's file that is ready to be filled in."""
    return f"---\n责任{plan.head.unit_term.value}:\n完成时间:\n---\n"


def list_line(identity: str, title: str) -> str:
    """Return the line of the list that names an item."""
    return f"- [{title}](items/{identity}.md)"


def item_file(sources: Sources, item: Item) -> str:
    """Return the name of an item's file below the content root; empty without one."""
    folder = f"{sources.year}/items/"
    own = (name for name in sources.below(folder) if same_name(name) == same_name(f"{item.id}.md"))
    return next((f"{folder}{name}" for name in own), "")


def record_of_removal(root: Path, listing: SourceFile, item: Item, year: int) -> Edit:
    """Return the edit that puts a note with an item's lineage in place of its line. Raises OSError."""
    names = [text.value for text in item.lineage] or _same_before(root, year, item.id)
    lineage = f"（{LINEAGE} {'、'.join(names)}）" if names else ""
    assert item.place is not None
    place = item.place
    line = listing.lines[place.line - 1]
    stop = line.find("<!--", place.column - 1)
    end = Place(listing.path, place.line, 1, place.line, (stop if stop >= 0 else len(line)) + 1)
    record = f"<!-- {RETIRED}：{item.title}{lineage} -->" + (" " if stop >= 0 else "")
    return Edit(end, record)


def retired_items(plan: Plan) -> dict[str, str]:
    """Map each earlier item that the plan's notes record as removed (2023/预算公开) to its short title."""
    titles: dict[str, str] = {}
    for note in plan.notes():
        record = _RECORD.match(note.text.value)
        if record:
            titles.update((name.strip(), record["title"]) for name in re.split("[、，,]", record["lineage"]))
    return titles


def _same_before(root: Path, year: int, identity: str) -> list[str]:
    """Return the item with that id in the newest earlier year, which an item without 沿用 continues."""
    before = [
        earlier for earlier in source.years(root) if earlier < year and (root / str(earlier) / "plan.md").is_file()
    ]
    if not before:
        return []
    names = source.load_year(root, before[-1]).below(f"{before[-1]}/items/")
    return [f"{before[-1]}/{identity}"] if any(same_name(name) == same_name(f"{identity}.md") for name in names) else []


# --- the list -------------------------------------------------------------------------


def _open(root: Path, year: int) -> tuple[Sources, Plan, SourceFile] | Refusal:
    sources = source.load_year(root, year)
    listing = sources.get(f"{year}/plan.md")
    if listing is None:
        return Refusal(Reason.PLAN_MISSING, path=sources.shown(f"{year}/plan.md"), year=year)
    if not listing.is_readable:
        # text that could not be read would be lost on writing
        return Refusal(Reason.PLAN_UNREADABLE, path=listing.path)
    return sources, parse(sources).plan, listing


def _unfit_title(title: str) -> Refusal | None:
    if not title.strip() or title != title.strip():
        return Refusal(Reason.TITLE_EMPTY)
    if not title.isprintable():
        return Refusal(Reason.TITLE_UNPRINTABLE)
    forbidden = re.search(r"[\[\]【】<>]", title)
    return Refusal(Reason.TITLE_HAS_CHARACTER, character=forbidden.group()) if forbidden else None


def _item(plan: Plan, name: str) -> Item | None:
    """Return the item with that id, or the only one with that short title."""
    by_id = next((item for item in plan.items() if same_name(item.id) == same_name(name)), None)
    by_title = [item for item in plan.items() if item.title.value == name]
    return by_id or (by_title[0] if len(by_title) == 1 else None)


def _unknown(name: str, plan: Plan) -> Refusal:
    known = [word for item in plan.items() for word in (item.id, item.title.value)]
    known += [section.title.text.value for section in _sections(plan.parts)]
    similar = next(iter(get_close_matches(name, known, 1, 0.4)), None)
    return Refusal(Reason.ITEM_UNKNOWN, year=plan.year, name=name, similar=similar)


def _placed(plan: Plan, listing: SourceFile, line: str, under: str, after: str) -> Edit | Refusal:
    """Return the edit that adds a line to the list, indented like its neighbours."""
    if after:
        before = _item(plan, after)
        if before is None:
            return _unknown(after, plan)
        if under and not _is_under(before, under, plan):
            return Refusal(Reason.ITEM_NOT_UNDER, after=after, under=under)
        return line_behind(listing, before, line)
    if not under:
        listed = _last_item(plan.parts)
        if listed is not None:
            return line_behind(listing, listed, line)
        headings = tuple(section.title.text.value for section in _sections(plan.parts))
        if headings:
            return Refusal(Reason.LIST_MISSING, headings=headings)
        return _at_end(listing, line)
    sections = [section for section in _sections(plan.parts) if section.title.text.value == under]
    sections = sections or [section for section in _sections(plan.parts) if under in section.title.text.value]
    if len(sections) > 1:
        return Refusal(Reason.HEADING_AMBIGUOUS, count=len(sections), under=under)
    if sections:
        last = _last_item(sections[0].parts, deep=False)
        return line_behind(listing, last, line) if last is not None else line_below(listing, sections[0], line)
    parent = _item(plan, under)
    if parent is None:
        return _unknown(under, plan)
    if parent.children:
        return line_behind(listing, parent.children[-1], line)
    return line_behind(listing, parent, f"  {line}")


def _is_under(item: Item, under: str, plan: Plan) -> bool:
    parent = _item(plan, under)
    if parent is not None and item in parent.children:
        return True
    return any(under in section.title.text.value and item in section.parts for section in _sections(plan.parts))


def _sections(parts: Iterable[Part]) -> Iterator[Section]:
    for part in parts:
        if isinstance(part, Section):
            yield part
            yield from _sections(part.parts)


def _last_item(parts: Iterable[Part], *, deep: bool = True) -> Item | None:
    """Return the last item of the top-level lists; with `deep` also of those in sections below."""
    last = None
    for part in parts:
        if isinstance(part, Item):
            last = part
        elif deep and isinstance(part, Section):
            last = _last_item(part.parts) or last
    return last


def line_behind(listing: SourceFile, item: Item, line: str) -> Edit:
    """Return the edit that adds the line after an item, its children and their comments, indented like the item."""
    assert item.place is not None
    first = listing.lines[item.place.line - 1]
    indent = first[: item.place.column - 1]
    last = _last_line(listing, item)
    end = len(listing.lines[last - 1]) + 1
    return Edit(Place(listing.path, last, end, last, end), f"\n{indent}{line}")


def _last_line(listing: SourceFile, item: Item) -> int:
    """Return the last line of an item: of its entry, its children's, or of comments on lines of their own."""
    assert item.place is not None
    last = max([item.place.end_line, *(_last_line(listing, child) for child in item.children)])
    number = last + 1
    while number <= len(listing.lines) and listing.lines[number - 1].lstrip().startswith("<!--"):
        while number < len(listing.lines) and "-->" not in listing.lines[number - 1]:
            number += 1
        last, number = number, number + 1
    return last


def line_below(listing: SourceFile, section: Section, line: str) -> Edit:
    """Return the edit that adds the line as a new list at the end of a section's own content."""
    closes = [_end(listing, part) for part in section.parts if not isinstance(part, Section)]
    last = max([section.title.text.place().end_line, *closes])
    end = len(listing.lines[last - 1]) + 1
    behind = "" if last == len(listing.lines) or not listing.lines[last].strip() else "\n"
    return Edit(Place(listing.path, last, end, last, end), f"\n\n{line}{behind}")


def _end(listing: SourceFile, part: Part) -> int:
    """Return the last line of a block, which ends before the next blank line."""
    match part:
        case Section() | Item():
            return 0
        case Note():
            number = part.text.place().end_line if part.text.runs else 0
        case _:
            number = max(
                (paragraph.text.place().end_line for paragraph in paragraphs(part) if paragraph.text), default=0
            )
    while 0 < number < len(listing.lines) and listing.lines[number].strip():
        number += 1
    return number


def _at_end(listing: SourceFile, line: str) -> Edit:
    last = len(listing.lines)
    while last > 1 and not listing.lines[last - 1].strip():
        last -= 1
    end = len(listing.lines[last - 1]) + 1
    return Edit(Place(listing.path, last, end, last, end), f"\n\n{line}" + ("\n" if last == len(listing.lines) else ""))
