"""Paragraphs that are new or gone: where they belong in the content."""

import re
from collections.abc import Sequence

from pipeline.merge.comments import note_text
from pipeline.merge.context import Context, WrittenBlock, source_at
from pipeline.merge.edited import EditedText
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.moves import ITEM_NUMBER
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.printed import PrintedText
from pipeline.merge.words import Replacement, tracked
from pipeline.model import Item, Note, Paragraph, paragraphs
from pipeline.render.print_model import Style

_CLOSING_MARKS = re.compile(r"(?:\*\*|\]\([^()\n]*\))*")
_PROSE = (Style.BODY, Style.TABLE_CELL)
"""The styles of paragraphs that have others before and behind them."""


def deleted_paragraph(context: Context, printed: PrintedText) -> MergeEdit:
    """The edit that deletes a paragraph."""
    source = source_at(printed.segments, 0)
    changes, reason = _deletion(context, printed)
    return context.edit(
        EditKind.DELETED_PARAGRAPH, context.where(printed, source), printed.text, "", changes=changes, reason=reason
    )


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
    if block.before is not None:
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


def new_paragraphs(
    context: Context, before: PrintedText | None, after: PrintedText | None, edited: Sequence[EditedText]
) -> MergeEdit:
    """The edit that adds paragraphs between two printed ones."""
    author, date = tracked(edited[0], Replacement(0, 0, edited[0].text, 0, len(edited[0].text)))
    changes: tuple[FileChange, ...] = ()
    paragraphs = tuple(one.text for one in edited)
    comments = ["".join(note_text(comment) for comment in one.comments) for one in edited]
    text = "\n\n".join(words + notes for words, notes in zip(paragraphs, comments, strict=True))
    reason: Unplaced | None = Unplaced.NO_ANCHOR
    where = ""
    if before is not None and before.style in _PROSE:
        where = context.where(before, source_at(before.segments, len(before.text)))
        last = next((segment.text for segment in reversed(before.segments) if segment.text and segment.text.runs), None)
        if last is not None:
            name, offset = end_of(context.texts, last)
            marks = _CLOSING_MARKS.match(context.texts.texts[name], offset)
            offset = marks.end() if marks is not None else offset
            changes, reason = (FileChange(name, offset, offset, f"\n\n{text}"),), None
            if "/items/" in name and is_numbered(edited[0]):
                changes, reason = (), Unplaced.NEW_ITEM
    elif after is not None and after.style in _PROSE:
        where = context.where(after, source_at(after.segments, 0))
        first = next((segment.text for segment in after.segments if segment.text and segment.text.runs), None)
        if first is not None:
            name, offset = start_of(context.texts, first)
            changes, reason = (FileChange(name, offset, offset, f"{text}\n\n"),), None
    return context.edit(
        EditKind.NEW_PARAGRAPH,
        where,
        "",
        text.replace("\n\n", "\n"),
        changes=changes,
        paragraphs=paragraphs if changes else (),
        reason=reason,
        author=author,
        date=date,
        spot=edited[0].where,
    )


def is_numbered(edited: EditedText) -> bool:
    """Whether the paragraph begins with a number as items have them."""
    return ITEM_NUMBER.match(edited.text) is not None
