"""Decode files: encodings, line ends, and files that are no text. What is wrong with a file is reported in `parse`."""

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.source.text import Place, SourceRange, SourceText

ENCODINGS = ("utf-8", "gb18030", "utf-16")
"""The encodings that are read."""

FORMATS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole", b"%PDF": "pdf", b"{\\rtf": "rtf"}
"""The first bytes of other programs' files (Word and WPS, zipped and old; PDF; RTF), with the name of the format."""


BINARY, LARGE = "binary", "large"
"""What a file is instead of a text: one of no known format, one of more bytes than `MAX_BYTES`."""

MAX_BYTES = 2_000_000
"""The largest file that is read as content; the plans of a whole city have a tenth of that."""

MAX_OTHER_BYTES = 50_000_000
"""The largest of the other files below a content root that is searched for marks of secrecy."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its lines without line ends (LF, CR LF and CR alike) and without a BOM.

    `encoding` is "utf-8", "gb18030" or "utf-16"; "" when none of them could decode it
    (then unreadable bytes are U+FFFD); or the name of a format (`FORMATS`), `BINARY` or `LARGE` when the
    file is no text or is not read, and has one empty line then.
    """

    path: str
    lines: tuple[str, ...]
    encoding: str = "utf-8"

    def line(self, number: int) -> SourceText:
        """Return the line with that number (from 1) as a text with its place."""
        return SourceText(self.lines[number - 1], (SourceRange(0, self.path, number, 1),))

    def texts(self) -> tuple[SourceText, ...]:
        """Return all lines as texts with their places."""
        return tuple(self.line(number) for number in range(1, len(self.lines) + 1))

    @property
    def is_readable(self) -> bool:
        """Whether the file could be decoded; a file that could not is never written back."""
        return self.encoding in ENCODINGS

    @property
    def whole(self) -> Place:
        """The place of the whole file."""
        return Place(self.path, 1, 1, len(self.lines), len(self.lines[-1]) + 1)

    @property
    def top(self) -> Place:
        """The empty place before the first character."""
        return Place(self.path, 1, 1, 1, 1)


def file_from_text(path: str, text: str, encoding: str = "utf-8") -> SourceFile:
    """Make a source file of decoded text.

    Only LF, CR LF and CR end a line; U+2028, U+0085 and their like are ordinary
    characters (`str.splitlines` would lose them).
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return SourceFile(path, tuple(text.split("\n")), encoding)


def file_from_bytes(path: str, data: bytes) -> SourceFile:
    """Decode a file: UTF-8 with or without BOM, UTF-16, else GB 18030, else UTF-8 with U+FFFD for unreadable bytes."""
    for start, name in FORMATS.items():
        if data.startswith(start):
            return SourceFile(path, ("",), name)
    text, encoding = _decode(data)
    # no text file contains U+0000: the encoding was guessed wrongly
    return file_from_text(path, text, "" if "\0" in text else encoding)


def kind_of(start: bytes) -> str:
    """Return the format of a file that begins so, `BINARY` for one that no text begins with; empty for a text."""
    known = next((name for magic, name in FORMATS.items() if start.startswith(magic)), "")
    return known or (BINARY if b"\0" in start and _utf_16(start) is None else "")


def _decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; "" when that is not known."""
    if (text := _utf_16(data)) is not None:
        return text, "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", errors="replace")
    decoded = sum(char > "\x7f" and char != "\ufffd" for char in damaged)
    if decoded > 3 * damaged.count("\ufffd"):
        # damaged UTF-8: GB 18030 would decode it too, to other characters
        return damaged, ""
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return damaged, ""


def _utf_16(data: bytes) -> str | None:
    """The text of UTF-16 (Unicode in Windows Notepad), with a BOM or unmistakable without one; None otherwise."""
    has_bom = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not has_bom and b"\0" not in data:
        return None
    for encoding in ("utf-16",) if has_bom else ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if has_bom or 10 * len(_CHINESE.findall(text)) >= 9 * len(text):
            return text
    return None


_CHINESE = lazy_pattern(r"[\t\r\n -~\u2010-\u203f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""Nearly every character of a Chinese text is one of these."""
