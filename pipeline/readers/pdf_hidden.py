"""What a PDF carries besides the words of its pages: annotations, fields, seals, scripts, layers, files, texts that are only read aloud.

All that can be reached from the file's catalog is looked at, wherever a program put it.
Clauses are those of ISO 32000-1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from pipeline.readers.pdf_objects import (
    bytes_of,
    dictionary_of,
    list_of,
    text_of,
)

if TYPE_CHECKING:
    import pdfplumber.page
    import pdfplumber.pdf

_MOST_OBJECTS = 200_000
"""How many objects are looked at: a damaged file may have no end."""


class HiddenKind(Enum):
    """What is carried."""

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
    """One thing of a kind: what it is more closely, as the file calls it, its words, and its page; 0 where it has none."""

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
"""The kinds of annotations that are remarks or effects, and what people call them (12.5.6)."""

_ACTIONS = (
    *("GoToR", "GoToE", "Launch", "Thread", "Sound", "Movie", "Hide", "SubmitForm", "ResetForm", "ImportData"),
    *("JavaScript", "SetOCGState", "Rendition", "Trans", "GoTo3DView", "RichMediaExecute"),
)
"""Actions that do more than lead somewhere (12.6.4)."""


def find_hidden(opened: "pdfplumber.pdf.PDF") -> Iterator[HiddenItem]:
    """All that the file carries, page by page, then what belongs to no page."""
    for page in opened.pages:
        for one in list_of(page.page_obj.annots):
            if isinstance(one, dict):
                yield from _annotation(opened, page, one)
        for content in page.page_obj.contents:
            yield from _inline(content, int(page.page_number))
    catalog = opened.doc.catalog
    for found in _objects(catalog):
        if isinstance(found, dict):
            yield from _anywhere(found)
        else:
            yield from _anywhere(found.attrs)
            if _word(found.attrs, "Subtype") == "Form":
                yield from _inline(found, 0)
    yield from _hidden_layers(dictionary_of(catalog.get("OCProperties")))


def embedded_files(catalog: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The specifications of all files that are embedded anywhere."""
    return [found for found in _objects(catalog) if isinstance(found, dict) and dictionary_of(found.get("EF"))]


def _objects(catalog: Mapping[str, Any]) -> Iterator[Any]:
    """Every dictionary and stream that the catalog leads to, each once."""
    from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

    seen: set[int] = set()
    left: list[Any] = [catalog]
    for _ in range(_MOST_OBJECTS):
        if not left:
            return
        one = left.pop()
        if isinstance(one, PDFObjRef):
            if one.objid in seen:
                continue
            seen.add(one.objid)
            one = resolve1(one)
        if isinstance(one, PDFStream):
            yield one
            left += one.attrs.values()
        elif isinstance(one, dict):
            yield one
            left += one.values()
        elif isinstance(one, list):
            left += one


# --- annotations -----------------------------------------------------------------


def _annotation(
    opened: "pdfplumber.pdf.PDF", page: "pdfplumber.page.Page", one: Mapping[str, Any]
) -> Iterator[HiddenItem]:
    number = int(page.page_number)
    kind = _word(one, "Subtype")
    drawn = _drawn(opened, page, one)
    said = _joined(*(_word(one, key) for key in ("T", "Subj", "Contents")), _long(one.get("RC")))
    match kind:
        case "Link":
            # where it leads is an action like any other
            if said:
                yield HiddenItem(HiddenKind.LINK, "说明", said, number)
        case "Widget" if _inherited(one, "FT") == "Sig":
            yield HiddenItem(HiddenKind.SEAL, "外观", _joined(_word(one, "Contents"), *drawn), number)
        case "Widget":
            yield HiddenItem(HiddenKind.FIELD, _inherited(one, "T"), _joined(_inherited(one, "V"), *drawn), number)
        case "Popup":
            # it shows the words of another one
            if _word(one, "Contents"):
                yield HiddenItem(HiddenKind.NOTE, "附注", _word(one, "Contents"), number)
        case "PrinterMark" | "TrapNet":
            if drawn:
                yield HiddenItem(HiddenKind.NOTE, kind, _joined(*drawn), number)
        case _ if kind in NOTES or not dictionary_of(one.get("AP")):
            yield HiddenItem(HiddenKind.NOTE, NOTES.get(kind, kind), said or _joined(*drawn), number)
        case _:
            yield HiddenItem(HiddenKind.STAMP, kind, _joined(said, *drawn), number)


def _drawn(opened: "pdfplumber.pdf.PDF", page: "pdfplumber.page.Page", one: Mapping[str, Any]) -> tuple[str, ...]:
    """The words that an annotation shows on the page (its appearances, 12.5.5)."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTContainer
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import PDFStream, resolve1
    from pdfminer.utils import MATRIX_IDENTITY

    streams = [resolve1(value) for value in dictionary_of(one.get("AP")).values()]
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
        words = ""
        while left:
            thing = left.pop()
            if isinstance(thing, LTChar):
                words += thing.get_text()
            elif isinstance(thing, LTContainer):
                left += reversed(list(thing))
        if words.strip():
            found.append(words.strip())
    return tuple(dict.fromkeys(found))


def _inherited(one: Mapping[str, Any], key: str) -> str:
    """A field's value, its own or of the fields it belongs to (12.7.3.1)."""
    for _ in range(100):
        if key in one:
            return _word(one, key)
        one = dictionary_of(one.get("Parent"))
    return ""


def _word(one: Mapping[str, Any], key: str) -> str:
    from pdfminer.pdftypes import resolve1

    return text_of(resolve1(one.get(key))).strip()


def _long(value: object) -> str:
    """A text string or a stream of text."""
    from pdfminer.pdftypes import resolve1

    content = bytes_of(value)
    return text_of(resolve1(value) if content is None else content).strip()


def _joined(*words: str) -> str:
    return " ".join(dict.fromkeys(one for one in words if one))


# --- anywhere -----------------------------------------------------------------------


def _anywhere(found: Mapping[str, Any]) -> Iterator[HiddenItem]:
    """What a dictionary carries by itself, wherever it stands."""
    action = _word(found, "S")
    if action in _ACTIONS or "JS" in found:
        file = dictionary_of(found.get("F"))
        words = (_long(found.get("JS")), _word(found, "F") if not file else _word(file, "UF") or _word(file, "F"))
        yield HiddenItem(HiddenKind.ACTION, action if action in _ACTIONS else "JavaScript", _joined(*words))
    elif action == "URI":
        yield HiddenItem(HiddenKind.LINK, action, _word(found, "URI"))
    if "XFA" in found and "Fields" in found:
        yield HiddenItem(HiddenKind.FIELD, "XFA", "")
    if _word(found, "FT") in ("Tx", "Ch", "Btn") and _word(found, "Subtype") != "Widget":
        yield HiddenItem(HiddenKind.FIELD, _word(found, "T"), _word(found, "V"))
    if "ByteRange" in found or _word(found, "Type") in ("Sig", "DocTimeStamp"):
        for key, name in (("Reason", "理由"), ("Location", "地点"), ("ContactInfo", "联系方式")):
            if _word(found, key):
                yield HiddenItem(HiddenKind.SEAL, name, _word(found, key))
    packet = bytes_of(found.get("Metadata"))
    if packet is not None:
        yield HiddenItem(HiddenKind.METADATA, "XMP", packet.decode("utf-8", "replace"))
    # a structure element says what it is and where it belongs (14.7.2)
    for key in (*_SPOKEN, *(("T",) if "S" in found and "P" in found else ())):
        if isinstance(found.get(key), bytes) and _word(found, key):
            yield HiddenItem(HiddenKind.ALTERNATIVE, key, _word(found, key))


_SPOKEN = ("Alt", "ActualText", "E")
"""What is said in the place of what is drawn (14.9.3 to 14.9.5)."""


def _inline(stream: Any, page: int) -> Iterator[HiddenItem]:
    """What marked content says of itself within a stream that draws (14.6.2)."""
    from pdfminer.pdfinterp import PDFContentParser
    from pdfminer.psexceptions import PSEOF
    from pdfminer.psparser import PSKeyword

    if not any(f"/{key}".encode() in (bytes_of(stream) or b"") for key in _SPOKEN):
        return
    parser = PDFContentParser([stream])
    said: object = None
    while True:
        try:
            _, found = parser.nextobject()
        except PSEOF:
            return
        if isinstance(found, PSKeyword) and found.name in (b"BDC", b"DP") and isinstance(said, dict):
            yield from (
                HiddenItem(HiddenKind.ALTERNATIVE, key, _word(said, key), page) for key in _SPOKEN if _word(said, key)
            )
        said = found


def _hidden_layers(layers: Mapping[str, Any]) -> Iterator[HiddenItem]:
    """The layers (optional content, 8.11) that are not shown, or not on every occasion."""
    groups = [one for one in list_of(layers.get("OCGs")) if isinstance(one, dict)]
    ways = [dictionary_of(layers.get("D")), *(one for one in list_of(layers.get("Configs")) if isinstance(one, dict))]
    for group in groups:
        usage = dictionary_of(group.get("Usage"))
        states = [_word(dictionary_of(usage.get(key)), f"{key}State") for key in ("View", "Print", "Export")]
        if "OFF" in states or any(_is_off(group, way) for way in ways):
            yield HiddenItem(HiddenKind.LAYER, "", _word(group, "Name"))


def _is_off(group: Mapping[str, Any], way: Mapping[str, Any]) -> bool:
    def holds(listed: Sequence[Any]) -> bool:
        return any(one is group for one in listed)

    if holds(list_of(way.get("OFF"))):
        return True
    return _word(way, "BaseState") in ("OFF", "Unchanged") and not holds(list_of(way.get("ON")))
