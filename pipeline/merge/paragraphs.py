"""Paragraphs that are new or gone: where they belong in the content."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.merge.comments import with_notes
from pipeline.merge.context import Context, WrittenBlock, source_at
from pipeline.merge.edited import EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.headings import new_heading
from pipeline.merge.item_list import line_end, outermost
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.numbers import bare, number_level
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.printed import PrintedText
from pipeline.merge.words import Replacement, tracked
from pipeline.model import Item, Note, Paragraph, Steps, paragraphs
from pipeline.patterns import lazy_pattern
from pipeline.render.print_model import HEADINGS, Style
from pipeline.source import SourceText

_CLOSING_MARKS = lazy_pattern(r"(?:\*\*|\]\([^()\n]*\))*")
_PROSE = (Style.BODY, Style.TABLE_CELL)
"""The styles of paragraphs that have others before and behind them."""


def deleted_paragraph(context: Context, printed: PrintedText) -> MergeEdit:
    """The edit that deletes a paragraph."""
    source = source_at(printed.segments, 0)
    changes, reason = _deletion(context, printed)
    edit = context.edit(
        EditKind.DELETED_PARAGRAPH, context.where(printed, source), printed.text, "", changes=changes, reason=reason
    )
    item = context.item_of(printed)
    return edit if item is None else replace(edit, anchor=item.id)


def _deletion(context: Context, printed: PrintedText) -> tuple[tuple[FileChange, ...], Unplaced | None]:
    sources = [segment.text for segment in printed.segments if segment.text is not None and segment.text.runs]
    if not sources:
        return (), Unplaced.DERIVED
    blocks = dict.fromkeys(block for text in sources if (block := context.block_of(text)) is not None)
    made: list[FileChange] = []
    for block in blocks:
        if not isinstance(block.block, Paragraph) or block.section is not None:
            return (), Unplaced.NO_ANCHOR
        change = _block_deletion(context, block)
        if change is None:
            return (), Unplaced.WHOLE_ITEM
        made.append(change)
    if not made or printed.style not in _PROSE:
        return (), Unplaced.NO_ANCHOR
    return tuple(made), None


def _block_deletion(context: Context, block: WrittenBlock) -> FileChange | None:
    """The change that deletes a paragraph of a file; None where it would leave an item or a bracket note without words."""
    name, start = start_of(context.texts, block.text)
    _, stop = end_of(context.texts, block.text)
    text = context.texts.texts[name]
    line_start = text.rfind("\n", 0, start) + 1
    line_stop = text.find("\n", stop)
    line_stop = len(text) if line_stop < 0 else line_stop
    rest = text[stop:line_stop].strip()
    # with the blank lines behind it, or before it where a note or nothing follows
    if block.before is not None and (rest or not text[line_stop:].strip()):
        _, previous = end_of(context.texts, block.before)
        if not text[previous:start].strip():
            return FileChange(name, previous, stop, "")
    if rest and block.is_in_longer_task and not rest.startswith("<!--"):
        # its bracket note stays, as a paragraph of its own
        return FileChange(name, start, stop, "")
    if rest or (block.item is not None and _is_only(block, block.item)):
        return None
    after = text[line_stop:]
    blank = len(after) - len(after.lstrip("\n"))
    return FileChange(name, line_start, line_stop + min(blank, 2), "")


def _is_only(block: WrittenBlock, item: Item) -> bool:
    """Whether the item has no other words than this paragraph."""
    texts = [
        paragraph.text
        for task in item.tasks
        for one in task.blocks
        if not isinstance(one, Note)
        for paragraph in paragraphs(one)
    ]
    return len(texts) <= 1 and block.item is item


@dataclass(frozen=True, slots=True)
class _Insertion:
    """Where new paragraphs go: the changes, the words they add, or why there are none."""

    changes: tuple[FileChange, ...] = ()
    words: tuple[str, ...] = ()
    reason: Unplaced | None = None
    kind: EditKind = EditKind.NEW_PARAGRAPH


@dataclass(frozen=True, slots=True)
class Around:
    """What is around new paragraphs: the printed ones before and after, the nearest before that the file has, too, and the file's next."""

    before: PrintedText | None
    after: PrintedText | None
    kept: PrintedText | None
    following: EditedText | None


def new_paragraphs(context: Context, around: Around, edited: Sequence[EditedText]) -> MergeEdit:
    """The edit that adds paragraphs between two printed ones: a step, a heading, or paragraphs as they are."""
    before, after = around.before, around.after
    author, date = tracked(edited[0], Replacement(0, 0, edited[0].text, 0, len(edited[0].text)))
    near = before if before is not None and before.style in _PROSE else after
    where = (
        "" if near is None else context.where(near, source_at(near.segments, 0 if near is after else len(near.text)))
    )
    made = (
        _new_step(context, before, after, edited)
        or _new_heading(context, around, edited)
        or _new_prose(context, before, after, edited)
    )
    edit = context.edit(
        made.kind,
        where,
        "",
        "\n".join(one.text for one in edited),
        changes=made.changes,
        paragraphs=made.words,
        reason=made.reason,
        author=author,
        date=date,
        spot=edited[0].where,
    )
    item = context.item_of(before)
    return edit if item is None else replace(edit, anchor=outermost(item, context).id)


def _new_prose(
    context: Context, before: PrintedText | None, after: PrintedText | None, edited: Sequence[EditedText]
) -> _Insertion:
    words = tuple(one.text for one in edited)
    text = "\n\n".join(map(with_notes, edited))
    last = None if before is None else _last_written(before)
    if before is not None and before.style in _PROSE:
        if last is None:
            return _Insertion(reason=Unplaced.NO_ANCHOR)
        name, offset = end_of(context.texts, last)
        marks = _CLOSING_MARKS.match(context.texts.texts[name], offset)
        offset = marks.end() if marks is not None else offset
        if is_numbered(edited[0]) and not number_level(last.value):
            return _Insertion(reason=Unplaced.NEW_ITEM if "/items/" in name else Unplaced.NEW_HEADING)
        return _Insertion((FileChange(name, offset, offset, f"\n\n{text}"),), words)
    first = None if after is None or after.style not in _PROSE else _first_written(after)
    if first is None:
        return _Insertion(reason=Unplaced.NO_ANCHOR)
    if before is not None and before.style in HEADINGS and is_numbered(edited[0]):
        return _Insertion(reason=Unplaced.NEW_ITEM if context.item_of(after) is not None else Unplaced.NEW_HEADING)
    name, offset = start_of(context.texts, first)
    if before is not None and before.style in HEADINGS and last is not None and context.item_of(before) is None:
        name, stop = end_of(context.texts, last)
        offset = line_end(context.texts.texts[name], stop)
        return _Insertion((FileChange(name, offset, offset, f"\n\n{text}"),), words)
    return _Insertion((FileChange(name, offset, offset, f"{text}\n\n"),), words)


_STEP = lazy_pattern(r"[（(]?(\d+)[）).．、]\s*")
"""A printed number of a step."""


def _new_step(
    context: Context, before: PrintedText | None, after: PrintedText | None, edited: Sequence[EditedText]
) -> _Insertion | None:
    """A step behind or before one that is printed with a number of the same form."""
    number = _STEP.match(edited[0].text)
    # what has an owner of its own is an item
    if number is None or len(edited) > 1 or read_note(edited[0].text, context.state.plan.year) is not None:
        return None
    words = edited[0].text[number.end() :]
    line = f"{number[1]}. {with_notes(edited[0], words)}"
    for printed in (before, after):
        written = None if printed is None else _last_written(printed)
        block = None if written is None else context.block_of(written)
        own = None if printed is None else _STEP.fullmatch(printed.number)
        if block is None or own is None or not isinstance(block.block, Steps) or not words:
            continue
        if own.group().replace(own[1], "") != number.group().strip().replace(number[1], ""):
            continue
        name, start = start_of(context.texts, block.text)
        text = context.texts.texts[name]
        if printed is before:
            _, stop = end_of(context.texts, block.text)
            end = line_end(text, stop)
            stop = end if text[stop:end].strip().startswith("<!--") else stop
            return _Insertion((FileChange(name, stop, stop, f"\n{line}"),), (words,), kind=EditKind.NEW_STEP)
        begin = text.rfind("\n", 0, start) + 1
        return _Insertion((FileChange(name, begin, begin, f"{line}\n"),), (words,), kind=EditKind.NEW_STEP)
    return None


def _new_heading(context: Context, around: Around, edited: Sequence[EditedText]) -> _Insertion | None:
    # what was before may have been moved
    made = new_heading(context, around.kept, around.after, edited, around.following)
    if made is None or isinstance(made, Unplaced):
        return None if made is None else _Insertion(reason=made)
    words = (bare(edited[0].text), *(one.text for one in edited[1:]))
    return _Insertion((made,), words, kind=EditKind.NEW_HEADING)


def _last_written(printed: PrintedText) -> SourceText | None:
    written = (segment.text for segment in reversed(printed.segments) if segment.text and segment.text.runs)
    return next(written, None)


def _first_written(printed: PrintedText) -> SourceText | None:
    return next((segment.text for segment in printed.segments if segment.text and segment.text.runs), None)


def is_numbered(edited: EditedText) -> bool:
    """Whether the paragraph begins with a number as items have them."""
    return number_level(edited.text) > 0
