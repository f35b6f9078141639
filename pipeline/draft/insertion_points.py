"""Where an edit of the writer's own text goes: behind words, behind a bracket note, around a comment."""

import re

from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
)


def after_text(text: SourceText, stop: int) -> Place:
    """The empty place behind the character before the offset, where it stands in the file."""
    last = text.place(stop - 1, stop)
    return Place(last.path, last.end_line, last.end_column, last.end_line, last.end_column)


_CLOSED = re.compile(r"(?P<words>.*[)）][\s\u3000]*。?)[\s\u3000\0]*")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")


def after_note(kept: SourceFile, place: Place) -> Place:
    """The empty place behind the bracket note that a fact stands in: the note ends its paragraph.

    Not inside it: a safe fix of the bracket's form would take the mark away.
    """
    for number in range(place.end_line, len(kept.lines) + 1):
        line = kept.lines[number - 1]
        if not line.strip():
            break
        found = _CLOSED.fullmatch(_COMMENT.sub(lambda found: "\0" * len(found.group()), line))
        if found and (number > place.end_line or found.end("words") >= place.end_column):
            at = found.end("words") + 1
            return Place(place.path, number, at, number, at)
    return Place(place.path, place.end_line, place.end_column, place.end_line, place.end_column)


def comment_span(kept: SourceFile, words: Place) -> tuple[Place, Place]:
    """Where the comment around these words begins and ends: both as empty places."""
    line, at = words.line, kept.lines[words.line - 1].rfind("<!--", 0, words.column - 1)
    while at < 0:
        line -= 1
        at = kept.lines[line - 1].rfind("<!--")
    start = Place(kept.path, line, at + 1, line, at + 1)
    line, at = words.end_line, kept.lines[words.end_line - 1].find("-->", words.end_column - 1)
    while at < 0 and line < len(kept.lines):
        line += 1
        at = kept.lines[line - 1].find("-->")
    end = at + 4 if at >= 0 else len(kept.lines[-1]) + 1
    return start, Place(kept.path, line, end, line, end)


_WORDS = re.compile(r"<!--[ \t]*((?:(?!-->)[\s\S])*?)[ \t]*-->")
_RUN = r"(?:<!--(?:(?!-->)[\s\S])*-->[ \t]*)"
_BEHIND = re.compile(rf"[ \t]*(?:\n\s*)?(?:{_RUN}\n?)+")
_BEFORE = re.compile(rf"(?:{_RUN}\n?)+\Z")


def comments_at(kept: SourceFile, place: Place) -> tuple[str, ...]:
    """The words of the comments that touch an empty place: behind it on its line or the next, or over it."""
    line = kept.lines[place.line - 1]
    below = "\n".join((line[place.column - 1 :], *kept.lines[place.line :]))
    above = "\n".join((*kept.lines[: place.line - 1], line[: place.column - 1]))
    runs = (_BEFORE.search(above), _BEHIND.match(below))
    return tuple(words for run in runs if run for words in _WORDS.findall(run[0]))
