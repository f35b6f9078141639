"""Turn a replaced range of a written text into changes of its file; nothing but those characters is touched."""

from collections.abc import Iterator

from pipeline.merge.model import FileChange, FileTexts
from pipeline.source import SourceText

_STRONG = "**"


def replaced(texts: FileTexts, text: SourceText, start: int, stop: int, new: str) -> tuple[FileChange, ...]:
    """Return the changes that replace the characters from `start` to `stop` of a text; marks and comments between them stay.

    Raises ValueError for a text that was written in no file.
    """
    if stop <= start:
        name, offset = point(texts, text, start)
        return (FileChange(name, offset, offset, new),)
    changes: list[FileChange] = []
    for place in text.slice(start, stop).places():
        name, begin = texts.offset(place.path, place.line, place.column)
        changes.append(FileChange(name, begin, begin + place.end_column - place.column, "" if changes else new))
    return tuple(changes)


def replaced_whole(texts: FileTexts, first: SourceText, last: SourceText, new: str) -> tuple[FileChange, ...]:
    """Return the change that replaces all from the first text's beginning to the last one's end, with the marks in between.

    Comments are kept behind it; empty for texts of two files.
    """
    name, begin = start_of(texts, first)
    other, end = end_of(texts, last)
    if other != name or end < begin:
        return ()
    whole = texts.texts[name]
    if whole[begin:end].count(_STRONG) % 2:
        # of a pair one mark is among the characters
        if whole[begin - 2 : begin] == _STRONG:
            begin -= 2
        elif whole[end : end + 2] == _STRONG:
            end += 2
    # the marks around the characters go with them
    while whole[begin - 2 : begin] == _STRONG == whole[end : end + 2]:
        begin, end = begin - 2, end + 2
    return (FileChange(name, begin, end, new + "".join(_comments(whole[begin:end]))),)


def _comments(text: str) -> Iterator[str]:
    position = 0
    while (begin := text.find("<!--", position)) >= 0:
        end = text.find("-->", begin)
        position = len(text) if end < 0 else end + 3
        yield text[begin:position]


def point(texts: FileTexts, text: SourceText, offset: int) -> tuple[str, int]:
    """Return the file and offset behind the character before `offset`, or before the first one."""
    if offset > 0:
        return end_of(texts, text.slice(offset - 1, offset))
    place = text.place(0, 0)
    return texts.offset(place.path, place.line, place.column)


def start_of(texts: FileTexts, text: SourceText) -> tuple[str, int]:
    """Return the file and the offset of a text's first character."""
    place = text.place()
    return texts.offset(place.path, place.line, place.column)


def end_of(texts: FileTexts, text: SourceText) -> tuple[str, int]:
    """Return the file and the offset behind a text's last character."""
    place = text.place()
    return texts.offset(place.path, place.end_line, place.end_column)


def offsets(texts: FileTexts, text: SourceText) -> tuple[tuple[str, int], ...]:
    """Return the file and offset of every character of a text; empty for one that was written in no file."""
    found: list[tuple[str, int]] = []
    for place in text.places():
        name, begin = texts.offset(place.path, place.line, place.column)
        found += [(name, begin + index) for index in range(place.end_column - place.column)]
    return tuple(found)
