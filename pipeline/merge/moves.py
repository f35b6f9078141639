"""Recognise moves: a paragraph that is gone in one place and new in another is one edit, and an item's is its line in the list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.merge.edited import EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.model import EditKind, FileChange, FileTexts, MergeEdit, Unplaced
from pipeline.merge.printed import PrintedText
from pipeline.model import Item


@dataclass(frozen=True, slots=True)
class Gone:
    """An edit that deletes a printed paragraph, and the item it was the only paragraph of."""

    edit: MergeEdit
    printed: PrintedText
    item: Item | None


@dataclass(frozen=True, slots=True)
class Came:
    """An edit that adds a paragraph between two printed ones."""

    edit: MergeEdit
    edited: EditedText
    before: PrintedText | None
    after: PrintedText | None


ITEM_NUMBER = re.compile(
    r"[一二三四五六七八九十百零]+、|[（(][一二三四五六七八九十百零]+[）)]|\d+[.．、]|[（(]\d+[）)]"
)
"""A number as items have it at their beginning."""

ItemOf = Callable[[PrintedText | None], Item | None]
"""Finds the item that a printed paragraph belongs to."""


def with_moves(
    edits: Sequence[MergeEdit], gone: Sequence[Gone], came: Sequence[Came], texts: FileTexts, item_of: ItemOf
) -> list[MergeEdit]:
    """Return the edits with each paragraph that is gone and came elsewhere in the same words as one move."""
    moves: dict[int, MergeEdit | None] = {}
    for new in came:
        words = _bare(new.edited.text)
        old = next((one for one in gone if id(one.edit) not in moves and _printed_words(one.printed) == words), None)
        if old is None:
            continue
        moves[id(old.edit)] = None
        moves[id(new.edit)] = _move(old, new, texts, item_of)
    return [
        moved
        for edit in edits
        for moved in [moves.get(id(edit), edit) if id(edit) in moves else edit]
        if moved is not None
    ]


def _move(old: Gone, new: Came, texts: FileTexts, item_of: ItemOf) -> MergeEdit:
    move = replace(new.edit, kind=EditKind.MOVED, where=old.edit.where, old=old.printed.text, new=new.edited.text)
    if old.edit.reason is None and new.edit.reason is None:
        return replace(move, changes=(*old.edit.changes, *new.edit.changes))
    changes = () if old.item is None else _listed_elsewhere(old.item, item_of(new.before), item_of(new.after), texts)
    if not changes:
        return replace(move, changes=(), paragraphs=(), place=None, reason=Unplaced.MOVED)
    place = texts.place(changes[0].name, changes[0].start, changes[0].stop)
    assert old.item is not None, "an item's line is moved"
    return replace(move, changes=changes, paragraphs=(), stated=(old.item.title.value,), place=place, reason=None)


def _listed_elsewhere(item: Item, before: Item | None, after: Item | None, texts: FileTexts) -> tuple[FileChange, ...]:
    """The changes that move an item's line in the list behind another's, or before it; none for items with others below."""
    name, start, stop = _line(item, texts)
    if item.children or not name:
        return ()
    line = texts.texts[name][start:stop]
    anchor = before or after
    if anchor is None or anchor.children:
        return ()
    other, begin, end = _line(anchor, texts)
    indent = line[: len(line) - len(line.lstrip())]
    own = texts.texts[name][begin:end]
    if other != name or own[: len(own) - len(own.lstrip())] != indent:
        return ()
    gone = FileChange(name, start, stop + 1, "")
    if stop >= len(texts.texts[name]):
        gone = FileChange(name, start - 1, stop, "")
    at = end if before is not None else begin
    return gone, FileChange(name, at, at, f"\n{line}" if before is not None else f"{line}\n")


def _line(item: Item, texts: FileTexts) -> tuple[str, int, int]:
    """The file of an item's line in the list, and where the line begins and ends."""
    if item.place is None:
        return "", 0, 0
    name, start = texts.offset(item.place.path, item.place.line, 1)
    stop = texts.texts[name].find("\n", start)
    return name, start, len(texts.texts[name]) if stop < 0 else stop


def _printed_words(printed: PrintedText) -> str:
    return "".join(segment.text.value for segment in printed.segments if segment.text is not None)


def _bare(text: str) -> str:
    """An edited paragraph's words without its number and bracket note."""
    note = read_note(text, 0)
    words = text if note is None else text[: note.start]
    number = ITEM_NUMBER.match(words)
    return words[number.end() :] if number is not None else words
