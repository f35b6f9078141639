"""Finds what a PDF has besides the text of its pages: annotations, fields, signatures, scripts, layers, files, alternative text.

Everything that can be reached from the file's catalog is searched. Clauses are those of
ISO 32000-1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from pipeline.readers.pdf_objects import bytes_of, dictionary_of, list_of, text_of

if TYPE_CHECKING:
    import pdfplumber.page
    import pdfplumber.pdf

_MAX_OBJECTS = 200_000
"""How many objects are searched: a damaged file may have no end."""


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


def find_hidden(opened: "pdfplumber.pdf.PDF") -> Iterator[HiddenItem]:
    """Yield all hidden content, page by page, then what belongs to no page."""
    for page in opened.pages:
        for annotation in list_of(page.page_obj.annots):
            if isinstance(annotation, dict):
                yield from _annotation(opened, page, annotation)
        for content in page.page_obj.contents:
            yield from _inline(content, int(page.page_number))
    catalog = opened.doc.catalog
    for found in _objects(catalog):
        if isinstance(found, dict):
            yield from _anywhere(found)
        else:
            yield from _anywhere(found.attrs)
            if _text(found.attrs, "Subtype") == "Form":
                yield from _inline(found, 0)
    yield from _hidden_layers(dictionary_of(catalog.get("OCProperties")))


def embedded_files(catalog: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the specifications of all embedded files, wherever they are."""
    return [found for found in _objects(catalog) if isinstance(found, dict) and dictionary_of(found.get("EF"))]


def _objects(catalog: Mapping[str, Any]) -> Iterator[Any]:
    """Every dictionary and stream that can be reached from the catalog, each once."""
    from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

    seen: set[int] = set()
    left: list[Any] = [catalog]
    for _ in range(_MAX_OBJECTS):
        if not left:
            return
        item = left.pop()
        if isinstance(item, PDFObjRef):
            if item.objid in seen:
                continue
            seen.add(item.objid)
            item = resolve1(item)
        if isinstance(item, PDFStream):
            yield item
            left += item.attrs.values()
        elif isinstance(item, dict):
            yield item
            left += item.values()
        elif isinstance(item, list):
            left += item


# --- annotations -----------------------------------------------------------------


def _annotation(
    opened: "pdfplumber.pdf.PDF", page: "pdfplumber.page.Page", annotation: Mapping[str, Any]
) -> Iterator[HiddenItem]:
    number = int(page.page_number)
    kind = _text(annotation, "Subtype")
    drawn = _drawn_text(opened, page, annotation)
    text = _join(*(_text(annotation, key) for key in ("T", "Subj", "Contents")), _text_or_stream(annotation.get("RC")))
    match kind:
        case "Link":
            # its target is an action like any other
            if text:
                yield HiddenItem(HiddenKind.LINK, "说明", text, number)
        case "Widget" if _inherited(annotation, "FT") == "Sig":
            yield HiddenItem(HiddenKind.SEAL, "外观", _join(_text(annotation, "Contents"), *drawn), number)
        case "Widget":
            yield HiddenItem(
                HiddenKind.FIELD, _inherited(annotation, "T"), _join(_inherited(annotation, "V"), *drawn), number
            )
        case "Popup":
            # it shows the text of another annotation
            if _text(annotation, "Contents"):
                yield HiddenItem(HiddenKind.NOTE, "附注", _text(annotation, "Contents"), number)
        case "PrinterMark" | "TrapNet":
            if drawn:
                yield HiddenItem(HiddenKind.NOTE, kind, _join(*drawn), number)
        case _ if kind in NOTES or not dictionary_of(annotation.get("AP")):
            yield HiddenItem(HiddenKind.NOTE, NOTES.get(kind, kind), text or _join(*drawn), number)
        case _:
            yield HiddenItem(HiddenKind.STAMP, kind, _join(text, *drawn), number)


def _drawn_text(
    opened: "pdfplumber.pdf.PDF", page: "pdfplumber.page.Page", annotation: Mapping[str, Any]
) -> tuple[str, ...]:
    """The text that an annotation draws on the page (its appearance streams, 12.5.5)."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTContainer
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import PDFStream, resolve1
    from pdfminer.utils import MATRIX_IDENTITY

    streams = [resolve1(value) for value in dictionary_of(annotation.get("AP")).values()]
    streams += [resolve1(value) for states in streams if isinstance(states, dict) for value in states.values()]
    found = []
    for stream in streams:
        if not isinstance(stream, PDFStream):
            continue
        device = PDFPageAggregator(opened.rsrcmgr)
        device.begin_page(page.page_obj, MATRIX_IDENTITY)
        resources: dict[Any, Any] = dictionary_of(stream.get("Resources"))
        PDFPageInterpreter(opened.rsrcmgr, device).render_contents(resources, [stream])
        device.end_page(page.page_obj)
        left: list[Any] = [device.get_result()]
        text = ""
        while left:
            thing = left.pop()
            if isinstance(thing, LTChar):
                text += thing.get_text()
            elif isinstance(thing, LTContainer):
                left += reversed(list(thing))
        if text.strip():
            found.append(text.strip())
    return tuple(dict.fromkeys(found))


def _inherited(field: Mapping[str, Any], key: str) -> str:
    """An attribute of a form field, its own or inherited from its parents (12.7.3.1)."""
    for _ in range(100):
        if key in field:
            return _text(field, key)
        field = dictionary_of(field.get("Parent"))
    return ""


def _text(dictionary: Mapping[str, Any], key: str) -> str:
    from pdfminer.pdftypes import resolve1

    return text_of(resolve1(dictionary.get(key))).strip()


def _text_or_stream(value: object) -> str:
    """A text string or a stream of text."""
    from pdfminer.pdftypes import resolve1

    content = bytes_of(value)
    return text_of(resolve1(value) if content is None else content).strip()


def _join(*texts: str) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))


# --- anywhere -----------------------------------------------------------------------


def _anywhere(found: Mapping[str, Any]) -> Iterator[HiddenItem]:
    """What a dictionary contains by itself, wherever it is."""
    action = _text(found, "S")
    if action in _ACTIONS or "JS" in found:
        file = dictionary_of(found.get("F"))
        texts = (
            _text_or_stream(found.get("JS")),
            _text(found, "F") if not file else _text(file, "UF") or _text(file, "F"),
        )
        yield HiddenItem(HiddenKind.ACTION, action if action in _ACTIONS else "JavaScript", _join(*texts))
    elif action == "URI":
        yield HiddenItem(HiddenKind.LINK, action, _text(found, "URI"))
    if "XFA" in found and "Fields" in found:
        yield HiddenItem(HiddenKind.FIELD, "XFA", "")
    if _text(found, "FT") in ("Tx", "Ch", "Btn") and _text(found, "Subtype") != "Widget":
        yield HiddenItem(HiddenKind.FIELD, _text(found, "T"), _text(found, "V"))
    if "ByteRange" in found or _text(found, "Type") in ("Sig", "DocTimeStamp"):
        for key, name in (("Reason", "理由"), ("Location", "地点"), ("ContactInfo", "联系方式")):
            if _text(found, key):
                yield HiddenItem(HiddenKind.SEAL, name, _text(found, key))
    packet = bytes_of(found.get("Metadata"))
    if packet is not None:
        yield HiddenItem(HiddenKind.METADATA, "XMP", packet.decode("utf-8", "replace"))
    # a structure element has a type and a parent (14.7.2)
    for key in (*_ALTERNATIVE_KEYS, *(("T",) if "S" in found and "P" in found else ())):
        if isinstance(found.get(key), bytes) and _text(found, key):
            yield HiddenItem(HiddenKind.ALTERNATIVE, key, _text(found, key))


_ALTERNATIVE_KEYS = ("Alt", "ActualText", "E")
"""Keys of text read aloud in place of what is drawn (14.9.3 to 14.9.5)."""


def _inline(stream: Any, page: int) -> Iterator[HiddenItem]:
    """Alternative text in the properties of marked content in a content stream (14.6.2)."""
    from pdfminer.pdfinterp import PDFContentParser
    from pdfminer.psexceptions import PSEOF
    from pdfminer.psparser import PSKeyword

    if not any(f"/{key}".encode() in (bytes_of(stream) or b"") for key in _ALTERNATIVE_KEYS):
        return
    parser = PDFContentParser([stream])
    properties: object = None
    while True:
        try:
            _, found = parser.nextobject()
        except PSEOF:
            return
        if isinstance(found, PSKeyword) and found.name in (b"BDC", b"DP") and isinstance(properties, dict):
            yield from (
                HiddenItem(HiddenKind.ALTERNATIVE, key, _text(properties, key), page)
                for key in _ALTERNATIVE_KEYS
                if _text(properties, key)
            )
        properties = found


def _hidden_layers(layers: Mapping[str, Any]) -> Iterator[HiddenItem]:
    """The layers (optional content, 8.11) that are hidden, always or in some configuration."""
    groups = [entry for entry in list_of(layers.get("OCGs")) if isinstance(entry, dict)]
    configurations = [
        dictionary_of(layers.get("D")),
        *(entry for entry in list_of(layers.get("Configs")) if isinstance(entry, dict)),
    ]
    for group in groups:
        usage = dictionary_of(group.get("Usage"))
        states = [_text(dictionary_of(usage.get(key)), f"{key}State") for key in ("View", "Print", "Export")]
        if "OFF" in states or any(_is_off(group, configuration) for configuration in configurations):
            yield HiddenItem(HiddenKind.LAYER, "", _text(group, "Name"))


def _is_off(group: Mapping[str, Any], configuration: Mapping[str, Any]) -> bool:
    def lists(groups: Sequence[Any]) -> bool:
        return any(listed is group for listed in groups)

    if lists(list_of(configuration.get("OFF"))):
        return True
    return _text(configuration, "BaseState") in ("OFF", "Unchanged") and not lists(list_of(configuration.get("ON")))
