"""Comments become notes behind the words they are on."""

from collections.abc import Iterator, Sequence

from pipeline.merge.context import Context, source_at
from pipeline.merge.edited import EditedCell, EditedText
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.placing import point
from pipeline.merge.printed import PrintedCell, PrintedText
from pipeline.merge.words import offset_before, replacements
from pipeline.model import COMMENT_MARK
from pipeline.parse.head import head_span
from pipeline.readers.document import Comment
from pipeline.render.print_model import Style


def paragraph_comments(context: Context, printed: PrintedText, edited: EditedText) -> Iterator[MergeEdit]:
    """Yield the comments on a paragraph: notes behind the words they are on."""
    if not edited.comments:
        return
    changed = list(replacements(printed.text, edited.text))
    for comment in edited.comments:
        offset = offset_before(changed, comment.stop)
        where = context.where(printed, source_at(printed.segments, offset))
        yield _comment_edit(context, comment, where, _point(context, printed, offset))


def cell_comments(context: Context, row: Sequence[PrintedCell], new: EditedCell) -> Iterator[MergeEdit]:
    """Yield the comments on a cell without words of its own: notes at the end of the task or of the row's words."""
    for comment in (comment for text in new.paragraphs for comment in text.comments):
        texts = [paragraph for cell in row for paragraph in reversed(cell.paragraphs) if paragraph.is_written]
        words = next((text for text in texts if text.style is Style.TABLE_CELL), next(iter(texts), None))
        point = None if words is None else _point(context, words, len(words.text))
        yield _comment_edit(context, comment, context.row_name(row), point)


def _point(context: Context, printed: PrintedText, offset: int) -> tuple[str, int] | None:
    """The place in the content behind the written character before an offset; below the head for a value of it."""
    written = [segment for segment in printed.segments if segment.text is not None and segment.text.runs]
    before = [segment for segment in written if segment.start < offset]
    if not written:
        return None
    segment = before[-1] if before else written[0]
    assert segment.text is not None
    name, at = point(context.texts, segment.text, max(min(offset, segment.stop) - segment.start, 0))
    text = context.texts.texts[name]
    span = head_span(text)
    return (name, span.body) if span is not None and at < span.body else (name, at)


def _comment_edit(context: Context, comment: Comment, where: str, at: tuple[str, int] | None) -> MergeEdit:
    note = note_text(comment)
    changes: tuple[FileChange, ...] = ()
    if at is not None:
        name, offset = at
        span = head_span(context.texts.texts[name])
        is_below_head = span is not None and offset == span.body
        changes = (FileChange(name, offset, offset, f"{note}\n" if is_below_head else note),)
    return context.edit(
        EditKind.COMMENT,
        where,
        "",
        comment.text,
        changes=changes,
        reason=None if changes else Unplaced.NO_ANCHOR,
        author=comment.author,
        date=comment.date,
    )


def note_text(comment: Comment) -> str:
    """A comment as content keeps it, with who made it and when."""
    text = "；".join(line.strip() for line in comment.text.split("\n") if line.strip()).replace("--", "－－")
    signed = " ".join(filter(None, [comment.author.replace("--", "－－"), comment.date[:10]]))
    return f"<!-- {COMMENT_MARK}{text}{f'（{signed}）' if signed else ''} -->"


def with_notes(edited: EditedText, text: str | None = None) -> str:
    """Return a new paragraph's words, or other words for them, and its comments as notes."""
    return (edited.text if text is None else text) + "".join(note_text(comment) for comment in edited.comments)
