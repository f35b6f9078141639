"""Reads the text that content streams show, by marked content and without positions; where only words are wanted, this is fast.

pikepdf parses the streams, the fonts' ToUnicode maps (ISO 32000-1, 9.10.3) decode the codes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any
from unicodedata import category

from pipeline.dataclass import dataclass
from pipeline.readers.pdf_objects import entry, members, text_of

_MAX_FORMS = 12
"""How deep form XObjects are followed: a damaged file may have a form that draws itself."""

ALTERNATIVE_KEYS = ("Alt", "ActualText", "E")
"""Keys of text read aloud in place of what is drawn (14.9.3 to 14.9.5)."""


@dataclass(frozen=True, slots=True)
class Font:
    """How a font's codes become text; `is_mapped` if it has a ToUnicode map of codes of one length."""

    decode: Callable[[bytes], str]
    is_mapped: bool


@dataclass(frozen=True, slots=True)
class ShownText:
    """Text of one marked-content sequence or, outside of all, of one text object; `mark` is its MCID, -1 without one.

    `alternatives` are the texts that are read aloud in its place, with their keys.
    """

    mark: int
    text: str
    is_mapped: bool
    alternatives: tuple[tuple[str, str], ...] = ()


_OPERATORS = "BDC BMC EMC ET Tf Tj ' \" TJ Do"
"""The operators that matter here; most of a stream is positions and lines."""

Fonts = dict[tuple[int, int], Font]
"""Fonts by object and generation number."""


def shown_text(stream: Any, resources: object, fonts: Fonts | None = None) -> Iterator[ShownText]:
    """Yield the text that a page or a form shows, in the order of the stream; one that cannot be parsed yields nothing more.

    `fonts` keeps the fonts that were read, for the next page.
    """
    return _shown(stream, resources, {} if fonts is None else fonts, 0)


def _shown(stream: Any, resources: object, fonts: Fonts, depth: int) -> Iterator[ShownText]:
    import pikepdf

    try:
        instructions = pikepdf.parse_content_stream(stream, _OPERATORS)
    except pikepdf.PdfError:
        return
    marks: list[int] = []
    pending = _Pending()
    font = _UNMAPPED
    for instruction in instructions:
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "BDC" | "BMC":
                yield from pending.flush(marks)
                properties = _properties(operands, resources)
                mark = entry(properties, "MCID")
                marks.append(mark if isinstance(mark, int) else -1)
                pending.alternatives += [
                    (key, text) for key in ALTERNATIVE_KEYS if (text := text_of(entry(properties, key)))
                ]
            case "EMC":
                yield from pending.flush(marks)
                del marks[-1:]
            case "ET" if not marks:
                yield from pending.flush(marks)
            case "Tf" if operands:
                font = _font(entry(entry(resources, "Font"), str(operands[0])[1:]), fonts)
            case "Tj" | "'" | '"' if operands:
                pending.add(font, _bytes(operands[-1]))
            case "TJ" if operands:
                pending.add(font, b"".join(_bytes(item) for item in members(operands[0])))
            case "Do" if operands and depth < _MAX_FORMS:
                form = entry(entry(resources, "XObject"), str(operands[0])[1:])
                if text_of(entry(form, "Subtype")) == "Form":
                    yield from pending.flush(marks)
                    own = entry(form, "Resources")
                    for inner in _shown(form, resources if own is None else own, fonts, depth + 1):
                        yield replace(inner, mark=_innermost(marks))
            case _:
                pass
    yield from pending.flush(marks)


@dataclass(slots=True)
class _Pending:
    """What was shown since the last marked-content operator."""

    texts: list[str] = field(default_factory=list)
    alternatives: list[tuple[str, str]] = field(default_factory=list)
    is_mapped: bool = True

    def add(self, font: Font, codes: bytes) -> None:
        self.texts.append(font.decode(codes))
        self.is_mapped &= font.is_mapped

    def flush(self, marks: Sequence[int]) -> Iterator[ShownText]:
        if self.texts or self.alternatives:
            yield ShownText(_innermost(marks), "".join(self.texts), self.is_mapped, tuple(self.alternatives))
        self.texts, self.alternatives, self.is_mapped = [], [], True


def _innermost(marks: Sequence[int]) -> int:
    return next((mark for mark in reversed(marks) if mark >= 0), -1)


def _properties(operands: Sequence[object], resources: object) -> object:
    """The property list of a marked-content operator, written there or named in the resources (14.6.2)."""
    import pikepdf

    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        return entry(entry(resources, "Properties"), str(properties)[1:])
    return properties


def _font(font: Any, fonts: Fonts) -> Font:
    if font is None or not font.is_indirect:
        return read_font(font)
    if font.objgen not in fonts:
        fonts[font.objgen] = read_font(font)
    return fonts[font.objgen]


def _bytes(value: object) -> bytes:
    import pikepdf

    return bytes(value) if isinstance(value, pikepdf.String) else b""


# --- fonts ------------------------------------------------------------------------


def _unreadable(codes: bytes) -> str:
    return "\ufffd" * len(codes)


_UNMAPPED = Font(_unreadable, is_mapped=False)


def read_font(font: object) -> Font:
    """Return how a font's codes become text; without a ToUnicode map by its encoding, as far as that is known."""
    mapped = _read_to_unicode(entry(font, "ToUnicode"))
    if mapped is not None:
        width, texts = mapped
        return Font(lambda codes: _decode(codes, width, texts), is_mapped=True)
    encoding = entry(font, "Encoding")
    if text_of(entry(font, "Subtype")) == "Type0":
        return Font(_character_set(text_of(encoding)), is_mapped=False)
    table = _simple_encoding(encoding)
    return Font(lambda codes: "".join(table.get(code, "\ufffd") for code in codes), is_mapped=False)


def _decode(codes: bytes, width: int, texts: Mapping[bytes, str]) -> str:
    decoded = (texts.get(codes[at : at + width], "\ufffd") for at in range(0, len(codes), width))
    # format characters have no width and are not text
    return "".join(character for character in "".join(decoded) if category(character) != "Cf")


def _read_to_unicode(stream: object) -> tuple[int, Mapping[bytes, str]] | None:
    """Return the length of the codes in bytes, and the text of each; None without a map or with codes of several lengths."""
    import pikepdf

    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        instructions = pikepdf.parse_content_stream(stream)
    except pikepdf.PdfError:
        return None
    widths: set[int] = set()
    texts: dict[bytes, str] = {}
    for instruction in instructions:
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "endcodespacerange":
                widths |= {len(_bytes(code)) for code in operands}
            case "endbfchar":
                for code, text in zip(operands[::2], operands[1::2], strict=False):
                    texts[_bytes(code)] = _utf16(_bytes(text))
            case "endbfrange":
                for first, last, target in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
                    texts |= dict(_range(_bytes(first), _bytes(last), target))
            case _:
                pass
    return (widths.pop(), texts) if len(widths) == 1 and 0 not in widths else None


def _range(first: bytes, last: bytes, target: object) -> Iterator[tuple[bytes, str]]:
    """The codes of a range and their texts: a list, or a first text whose last unit counts up."""
    start = int.from_bytes(first, "big")
    count = min(max(int.from_bytes(last, "big") - start + 1, 0), 65_536)
    codes = ((start + index).to_bytes(len(first), "big") for index in range(count) if first)
    listed = members(target)
    if listed:
        for code, text in zip(codes, listed, strict=False):
            yield code, _utf16(_bytes(text))
        return
    text = _bytes(target)
    unit = int.from_bytes(text[-2:], "big")
    for index, code in enumerate(codes):
        yield code, _utf16(text[:-2] + min(unit + index, 0xFFFF).to_bytes(2, "big"))


def _utf16(raw: bytes) -> str:
    return raw.decode("utf-16-be", "replace").replace("\0", "")


def _character_set(name: str) -> Callable[[bytes], str]:
    """Decode the codes of a predefined CMap (9.7.5.2) of Unicode or of Chinese character sets."""
    known = {"Uni": "utf-16-be", "GBK": "gb18030", "GBpc": "gb18030", "GB-": "gb2312", "ETen": "big5", "B5": "big5"}
    codec = next((codec for start, codec in known.items() if name.startswith(start)), "")
    return (lambda codes: codes.decode(codec, "replace")) if codec else _unreadable


def _simple_encoding(encoding: object) -> Mapping[int, str]:
    """The text of each code of a simple font (9.6.6): its base encoding and its differences."""
    from pdfminer.encodingdb import EncodingDB
    from pdfminer.psparser import LIT

    base = text_of(encoding) or text_of(entry(encoding, "BaseEncoding")) or "StandardEncoding"
    differences = [
        item if isinstance(item, int) else LIT(text_of(item)) for item in members(entry(encoding, "Differences"))
    ]
    table: Mapping[int, str] = EncodingDB.get_encoding(base, differences or None)
    return table
