"""Change characters of a file's bytes: its encoding, byte order mark and line ends stay as they are."""

from collections.abc import Iterable

from pipeline.merge.model import FileChange, change_order

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def splice(content: bytes, encoding: str, changes: Iterable[FileChange]) -> bytes:
    """Return the file's bytes after the changes, whose offsets count a line end as one character.

    Raises UnicodeEncodeError for a character that the file's encoding does not have.
    """
    mark = b""
    for known, name in _MARKS:
        if content.startswith(known):
            mark, encoding = known, name
            break
    if encoding == "utf-16":
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    text = content[len(mark) :].decode(encoding)
    line_end = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    starts = _starts(text)
    pieces: list[str] = []
    position = 0
    for change in sorted(dict.fromkeys(changes), key=change_order):
        start, stop = starts[change.start], starts[change.stop]
        if start < position:
            position = position if change.text else max(position, stop)
            continue
        pieces += [text[position:start], change.text.replace("\n", line_end)]
        position = stop
    return mark + "".join([*pieces, text[position:]]).encode(encoding)


def _starts(text: str) -> list[int]:
    """The offset in the text as it is of every character of the text with LF alone, and of its end."""
    starts = [offset for offset, char in enumerate(text) if not (char == "\n" and text[offset - 1 : offset] == "\r")]
    return [*starts, len(text)]
