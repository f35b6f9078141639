"""Finds what a PDF has besides the text of its pages: annotations, fields, signatures, scripts, layers, files, alternative text.

Everything that can be reached from the file's catalog is searched. Clauses are those of
ISO 32000-1.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from pipeline.dataclass import dataclass
from pipeline.readers.pdf_objects import (
    bytes_of,
    decode_text,
    dictionaries,
    entries,
    entry,
    is_same,
    members,
    reachable,
    text_of,
)
from pipeline.readers.pdf_text import ALTERNATIVE_KEYS, Fonts, ShownText, shown_text

if TYPE_CHECKING:
    import pikepdf


class HiddenKind(Enum):
    """What kind of hidden content an item is."""

    NOTE = "批注"
    STAMP = "图章"
    FIELD = "表单域"
    SEAL = "签章"
    LINK = "链接"
    ACTION = "脚本或动作"
    LAYER = "隐藏的图层"
    METADATA = "元数据"
    ALTERNATIVE = "替代文字"


@dataclass(frozen=True, slots=True)
class HiddenItem:
    """One item: its kind, its name in the file, its text, and its page number, 0 if it belongs to no page."""

    kind: HiddenKind
    name: str
    text: str
    page: int = 0


NOTES = {
    "Text": "附注",
    "FreeText": "文本框",
    "Line": "直线",
    "Square": "方框",
    "Circle": "圆圈",
    "Polygon": "多边形",
    "PolyLine": "折线",
    "Highlight": "高亮",
    "Underline": "下划线",
    "Squiggly": "波浪线",
    "StrikeOut": "删除线",
    "Caret": "插入符",
    "Ink": "手写",
    "FileAttachment": "附件",
    "Redact": "涂去",
    "Watermark": "水印",
    "Sound": "声音",
    "Movie": "影片",
    "Screen": "影片",
    "RichMedia": "影片",
    "3D": "三维图形",
}
"""Annotation types that are remarks or markup, with their Chinese names (12.5.6)."""

_ACTIONS = (
    *("GoToR", "GoToE", "Launch", "Thread", "Sound", "Movie", "Hide", "SubmitForm", "ResetForm", "ImportData"),
    *("JavaScript", "SetOCGState", "Rendition", "Trans", "GoTo3DView", "RichMediaExecute"),
)
"""Actions that do more than go to a place in the file or on the web (12.6.4)."""


def find_hidden(opened: "pikepdf.Pdf", shown: Sequence[Sequence[ShownText]] | None = None) -> Iterator[HiddenItem]:
    """Yield all hidden content, page by page, then what belongs to no page; `shown` is the text of the pages, if it was read before."""
    import pikepdf

    fonts: Fonts = {}
    for number, page in enumerate(opened.pages, 1):
        for annotation in dictionaries(entry(page.obj, "Annots")):
            yield from _annotation(annotation, number)
        contents = entry(page.obj, "Contents")
        if shown is not None:
            yield from _alternatives(shown[number - 1], number)
        elif any(_has_alternatives(stream) for stream in members(contents) or [contents]):
            yield from _alternatives(shown_text(page.obj, inherited(page.obj, "Resources"), fonts), number)
    for found in reachable(opened.Root):
        yield from _anywhere(found)
        if isinstance(found, pikepdf.Stream) and _text(found, "Subtype") == "Form" and _has_alternatives(found):
            yield from _alternatives(shown_text(found, entry(found, "Resources"), fonts), 0)
    yield from _hidden_layers(entry(opened.Root, "OCProperties"))


def embedded_files(catalog: object) -> "list[pikepdf.Dictionary]":
    """Return the specifications of all embedded files, wherever they are."""
    return [found for found in reachable(catalog) if entries(entry(found, "EF"))]


def inherited(holder: object, key: str) -> Any:
    """Return a value of a page or a form field, its own or inherited from its parents (7.7.3.4, 12.7.3.1)."""
    for _ in range(100):
        value = entry(holder, key)
        if value is not None or holder is None:
            return value
        holder = entry(holder, "Parent")
    return None


# --- annotations -----------------------------------------------------------------


def _annotation(annotation: object, number: int) -> Iterator[HiddenItem]:
    kind = _text(annotation, "Subtype")
    drawn = _drawn_text(annotation)
    text = _join(
        *(_text(annotation, key) for key in ("T", "Subj", "Contents")), _text_or_stream(entry(annotation, "RC"))
    )
    match kind:
        case "Link":
            # its target is an action like any other
            if text:
                yield HiddenItem(HiddenKind.LINK, "说明", text, number)
        case "Widget" if text_of(inherited(annotation, "FT")) == "Sig":
            yield HiddenItem(HiddenKind.SEAL, "外观", _join(_text(annotation, "Contents"), *drawn), number)
        case "Widget":
            yield HiddenItem(
                HiddenKind.FIELD,
                text_of(inherited(annotation, "T")).strip(),
                _join(text_of(inherited(annotation, "V")).strip(), *drawn),
                number,
            )
        case "Popup":
            # it shows the text of another annotation
            if _text(annotation, "Contents"):
                yield HiddenItem(HiddenKind.NOTE, "附注", _text(annotation, "Contents"), number)
        case "PrinterMark" | "TrapNet":
            if drawn:
                yield HiddenItem(HiddenKind.NOTE, kind, _join(*drawn), number)
        case _ if kind in NOTES or not entries(entry(annotation, "AP")):
            yield HiddenItem(HiddenKind.NOTE, NOTES.get(kind, kind), text or _join(*drawn), number)
        case _:
            yield HiddenItem(HiddenKind.STAMP, kind, _join(text, *drawn), number)


def _drawn_text(annotation: object) -> tuple[str, ...]:
    """The text that an annotation draws on the page (its appearance streams, 12.5.5)."""
    import pikepdf

    states = [value for _, value in entries(entry(annotation, "AP"))]
    streams = [
        stream
        for state in states
        for stream in ([state] if isinstance(state, pikepdf.Stream) else [value for _, value in entries(state)])
        if isinstance(stream, pikepdf.Stream)
    ]
    texts = ("".join(shown.text for shown in shown_text(stream, entry(stream, "Resources"))) for stream in streams)
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _text(holder: object, key: str) -> str:
    return text_of(entry(holder, key)).strip()


def _text_or_stream(value: object) -> str:
    """A text string or a stream of text."""
    content = bytes_of(value)
    return (text_of(value) if content is None else decode_text(content)).strip()


def _join(*texts: str) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))


# --- anywhere -----------------------------------------------------------------------


def _anywhere(found: object) -> Iterator[HiddenItem]:
    """What a dictionary contains by itself, wherever it is."""
    import pikepdf

    keys = dict(entries(found))
    action = _text(found, "S")
    if action in _ACTIONS or "JS" in keys:
        file = entry(found, "F")
        name = (_text(file, "UF") or _text(file, "F")) if entries(file) else _text(found, "F")
        texts = (_text_or_stream(entry(found, "JS")), name)
        yield HiddenItem(HiddenKind.ACTION, action if action in _ACTIONS else "JavaScript", _join(*texts))
    elif action == "URI":
        yield HiddenItem(HiddenKind.LINK, action, _text(found, "URI"))
    if "XFA" in keys and "Fields" in keys:
        yield HiddenItem(HiddenKind.FIELD, "XFA", "")
    if _text(found, "FT") in ("Tx", "Ch", "Btn") and _text(found, "Subtype") != "Widget":
        yield HiddenItem(HiddenKind.FIELD, _text(found, "T"), _text(found, "V"))
    if "ByteRange" in keys or _text(found, "Type") in ("Sig", "DocTimeStamp"):
        for key, name in (("Reason", "理由"), ("Location", "地点"), ("ContactInfo", "联系方式")):
            if _text(found, key):
                yield HiddenItem(HiddenKind.SEAL, name, _text(found, key))
    packet = bytes_of(keys.get("Metadata"))
    if packet is not None:
        yield HiddenItem(HiddenKind.METADATA, "XMP", packet.decode("utf-8", "replace"))
    # a structure element has a type and a parent (14.7.2)
    for key in (*ALTERNATIVE_KEYS, *(("T",) if "S" in keys and "P" in keys else ())):
        if isinstance(keys.get(key), pikepdf.String) and _text(found, key):
            yield HiddenItem(HiddenKind.ALTERNATIVE, key, _text(found, key))


def _has_alternatives(stream: object) -> bool:
    content = bytes_of(stream) or b""
    return any(f"/{key}".encode() in content for key in ALTERNATIVE_KEYS)


def _alternatives(texts: Iterable[ShownText], page: int) -> Iterator[HiddenItem]:
    """Alternative text in the properties of marked content (14.6.2)."""
    for shown in texts:
        yield from (HiddenItem(HiddenKind.ALTERNATIVE, key, text.strip(), page) for key, text in shown.alternatives)


def _hidden_layers(layers: object) -> Iterator[HiddenItem]:
    """The layers (optional content, 8.11) that are hidden, always or in some configuration."""
    configurations = [entry(layers, "D"), *dictionaries(entry(layers, "Configs"))]
    for group in dictionaries(entry(layers, "OCGs")):
        usage = entry(group, "Usage")
        states = [_text(entry(usage, key), f"{key}State") for key in ("View", "Print", "Export")]
        if "OFF" in states or any(_is_off(group, configuration) for configuration in configurations):
            yield HiddenItem(HiddenKind.LAYER, "", _text(group, "Name"))


def _is_off(group: object, configuration: object) -> bool:
    def lists(groups: Sequence[object]) -> bool:
        return any(is_same(listed, group) for listed in groups)

    if lists(members(entry(configuration, "OFF"))):
        return True
    is_on = lists(members(entry(configuration, "ON")))
    return _text(configuration, "BaseState") in ("OFF", "Unchanged") and not is_on
