"""Places in the writer's own text where an edit goes: after a text, after a bracket note, around a comment."""

from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceFile, SourceText


def after_text(text: SourceText, stop: int) -> Place:
    """Return the empty place in the file after the character that precedes the offset."""
    last = text.place(stop - 1, stop)
    return Place(last.path, last.end_line, last.end_column, last.end_line, last.end_column)


_NOTE_END = lazy_pattern(r"(?P<text>.*[)）][\s\u3000]*。?)[\s\u3000\0]*")
_COMMENT_ON_LINE = lazy_pattern(r"<!--.*?(?:-->|$)")


def after_note(file: SourceFile, place: Place) -> Place:
    """Return the empty place after the bracket note that states the fact at `place`; the note ends its paragraph.

    Not inside the bracket, where a safe fix of its form would delete the mark.
    """
    for number in range(place.end_line, len(file.lines) + 1):
        line = file.lines[number - 1]
        if not line.strip():
            break
        match = _NOTE_END.fullmatch(_COMMENT_ON_LINE.sub(lambda comment: "\0" * len(comment.group()), line))
        if match and (number > place.end_line or match.end("text") >= place.end_column):
            column = match.end("text") + 1
            return Place(place.path, number, column, number, column)
    return Place(place.path, place.end_line, place.end_column, place.end_line, place.end_column)


def comment_span(file: SourceFile, text: Place) -> tuple[Place, Place]:
    """Return the empty places before and after the comment around this text."""
    line, offset = text.line, file.lines[text.line - 1].rfind("<!--", 0, text.column - 1)
    while offset < 0:
        line -= 1
        offset = file.lines[line - 1].rfind("<!--")
    start = Place(file.path, line, offset + 1, line, offset + 1)
    line, offset = text.end_line, file.lines[text.end_line - 1].find("-->", text.end_column - 1)
    while offset < 0 and line < len(file.lines):
        line += 1
        offset = file.lines[line - 1].find("-->")
    end = offset + 4 if offset >= 0 else len(file.lines[-1]) + 1
    return start, Place(file.path, line, end, line, end)


_COMMENT_TEXT = lazy_pattern(r"<!--[ \t]*((?:(?!-->)[\s\S])*?)[ \t]*-->")
_COMMENT = r"(?:<!--(?:(?!-->)[\s\S])*-->[ \t]*)"
_COMMENTS_AFTER = lazy_pattern(rf"[ \t]*(?:\n\s*)?(?:{_COMMENT}\n?)+")
_COMMENTS_BEFORE = lazy_pattern(rf"(?:{_COMMENT}\n?)+\Z")


def comments_at(file: SourceFile, place: Place) -> tuple[str, ...]:
    """Return the texts of the comments next to an empty place: after it on its line or the next, or before it."""
    line = file.lines[place.line - 1]
    after = "\n".join((line[place.column - 1 :], *file.lines[place.line :]))
    before = "\n".join((*file.lines[: place.line - 1], line[: place.column - 1]))
    matches = (_COMMENTS_BEFORE.search(before), _COMMENTS_AFTER.match(after))
    return tuple(text for match in matches if match for text in _COMMENT_TEXT.findall(match[0]))
