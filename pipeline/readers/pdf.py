"""Reads PDF files: pages (`pdf_page`), tags, bookmarks, fonts, properties, attachments and hidden content (`pdf_hidden`).

pdfplumber and pdfminer read the file, pikepdf its previous revisions.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import Unreadable
from pipeline.readers.pdf_hidden import HiddenItem, HiddenKind, embedded_files, find_hidden
from pipeline.readers.pdf_objects import bytes_of, dictionary_of, list_of, text_of
from pipeline.readers.pdf_page import PdfPage, Tag, read_page

if TYPE_CHECKING:
    import pdfplumber.page
    import pdfplumber.pdf

_MAX_NODES = 10_000
"""How many nodes of a name tree are read: in a damaged file it may have cycles."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font: the name that pages use, the PostScript name in the font itself, whether it is embedded."""

    name: str
    own_name: str
    embedded: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file; `relation` is its AFRelationship (Data), empty if it is not associated with the document."""

    name: str
    content: bytes
    description: str
    relation: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its level from 1, and its title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF file."""

    pages: tuple[PdfPage, ...]
    tags: tuple[Tag, ...]
    bookmarks: tuple[Bookmark, ...]
    faces: tuple[Face, ...]
    attachments: tuple[Attachment, ...]
    properties: Mapping[str, str]
    """The document information dictionary: Title, Author, Keywords, Producer …"""
    metadata: str
    """The XMP packet."""
    language: str
    is_tagged: bool
    shows_title: bool
    """Whether a viewer shows the title instead of the file name (DisplayDocTitle)."""
    hidden_items: tuple[HiddenItem, ...] = ()
    """Content other than the text of pages."""

    @property
    def comments(self) -> tuple[str, ...]:
        """The text of annotations that are not links."""
        return tuple(item.text for item in self.hidden_items if item.kind is HiddenKind.NOTE and item.text)


@lru_cache(maxsize=4)
def read(content: bytes, *, with_tables: bool = True) -> PdfFile:
    """Read a PDF; raises Unreadable if it is not one, damaged or encrypted.

    Without tables (`PdfPage.tables` is empty then) it takes a fifth less time; the text in their cells is in the blocks.
    Cached: one file is scanned, compared and measured in turn, and reading it takes longer than all of that.
    """
    with _opened(content) as opened:
        return _paper(opened, with_tables)


def page_count(content: bytes) -> int:
    """Count the pages of a PDF; raises Unreadable if it is not one, damaged or encrypted."""
    with _opened(content) as opened:
        return len(opened.pages)


def previous_revisions(content: bytes) -> Iterator[bytes]:
    """Yield the previous revisions that incremental updates left in the file, each a complete PDF, oldest first (ISO 32000-1, 7.5.6)."""
    import pikepdf

    ends = [found.end() for found in re.finditer(rb"%%EOF", content)]
    for end in ends[:-1]:
        try:
            with pikepdf.open(BytesIO(content[:end]), attempt_recovery=False) as version:
                whole = len(version.pages) > 0
        except pikepdf.PdfError:
            # a linearized file has such an end near its beginning (annex F)
            continue
        if whole:
            yield content[:end]


@contextmanager
def _opened(content: bytes) -> Iterator["pdfplumber.pdf.PDF"]:
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    with _silent():
        try:
            with pdfplumber.open(BytesIO(content)) as opened:
                yield opened
        except (PSException, PdfminerException, MalformedPDFException) as fault:
            raise Unreadable("不是 PDF 文件，或已损坏、加了密。") from fault


@contextmanager
def _silent() -> Iterator[None]:
    """Silence pdfminer, which logs the same warning for every character of a poor font."""
    log = logging.getLogger("pdfminer")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _paper(opened: "pdfplumber.pdf.PDF", with_tables: bool) -> PdfFile:
    from pdfminer.pdftypes import resolve1

    catalog = opened.doc.catalog
    tags, marks = _tags(opened)
    faces: dict[str, Face] = {}
    for page in opened.pages:
        for face in _faces(dictionary_of(page.page_obj.resources)):
            faces.setdefault(face.name, face)
    marked = dictionary_of(catalog.get("MarkInfo"))
    shown = dictionary_of(catalog.get("ViewerPreferences"))
    # the Info dictionaries of previous revisions are not properties of this one
    properties = dictionary_of(opened.doc.info[0]) if opened.doc.info else {}
    return PdfFile(
        tuple(read_page(page, tags, marks, with_tables=with_tables) for page in opened.pages),
        tags,
        tuple(_bookmarks(opened)),
        tuple(faces.values()),
        tuple(_attachments(catalog)),
        {str(key): text_of(resolve1(value)) for key, value in properties.items()},
        (bytes_of(catalog.get("Metadata")) or b"").decode("utf-8", "replace"),
        text_of(resolve1(catalog.get("Lang"))),
        bool(tags) and bool(marked.get("Marked")),
        bool(shown.get("DisplayDocTitle")),
        tuple(find_hidden(opened)),
    )


# --- the structure tree --------------------------------------------------------


def _tags(opened: "pdfplumber.pdf.PDF") -> tuple[tuple[Tag, ...], Mapping[tuple[int, int | None], int]]:
    """Return the tags in reading order, and the index of each marked content's tag by page number and MCID."""
    from pdfminer.pdftypes import PDFObjRef, resolve1

    root = resolve1(opened.doc.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return (), {}
    numbers = {page.page_obj.pageid: int(page.page_number) for page in opened.pages}
    roles = dictionary_of(root.get("RoleMap"))
    tags: list[Tag] = []
    marks: dict[tuple[int, int | None], int] = {}
    # what is still to be read: an object, the page it belongs to, the indices of the enclosing tags
    left: list[tuple[Any, int, tuple[int, ...]]] = [(root.get("K"), 0, ())]
    seen: set[int] = set()
    while left:
        reference, page, around = left.pop()
        if isinstance(reference, PDFObjRef):
            # a tree has each element once; a damaged one may have cycles
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        found = resolve1(reference)
        if isinstance(found, list):
            left += [(member, page, around) for member in reversed(found)]
        elif isinstance(found, int):
            marks[page, found] = around[-1] if around else -1
        elif isinstance(found, dict) and len(around) < 200:
            own = found.get("Pg")
            page = numbers.get(own.objid, page) if isinstance(own, PDFObjRef) else page
            if "MCID" in found:
                marks[page, resolve1(found["MCID"])] = around[-1] if around else -1
            elif "S" in found:
                kind = text_of(resolve1(found["S"]))
                kind = text_of(resolve1(roles[kind])) if kind in roles else kind
                path = (*around, len(tags))
                tags.append(Tag(kind, path, text_of(resolve1(found.get("Lang"))), *_spans(found)))
                left.append((found.get("K"), page, path))
    return tuple(tags), marks


def _spans(element: Mapping[str, Any]) -> tuple[int, int]:
    """How many rows and columns a cell covers (ISO 32000-1, 14.8.5.7); 0 where it does not say."""
    from pdfminer.pdftypes import resolve1

    stated = resolve1(element.get("A"))
    attributes = [dictionary_of(item) for item in (stated if isinstance(stated, list) else [stated])]
    spans = [
        next((value for each in attributes if isinstance(value := resolve1(each.get(name)), int)), 0)
        for name in ("RowSpan", "ColSpan")
    ]
    return min(max(spans[0], 0), 1000), min(max(spans[1], 0), 1000)


# --- the file ------------------------------------------------------------------


def _bookmarks(opened: "pdfplumber.pdf.PDF") -> Iterator[Bookmark]:
    from pdfminer.pdfdocument import PDFNoOutlines

    try:
        for level, title, *_ in opened.doc.get_outlines():
            yield Bookmark(level, text_of(title))
    except PDFNoOutlines:
        return


def _faces(resources: Mapping[str, Any]) -> Iterator[Face]:
    from pdfminer.pdftypes import resolve1

    for reference in dictionary_of(resources.get("Font")).values():
        font = dictionary_of(reference)
        inner = next((item for item in list_of(font.get("DescendantFonts")) if isinstance(item, dict)), font)
        described = dictionary_of(inner.get("FontDescriptor"))
        # pdfminer names the fonts of characters by the descriptor
        name = text_of(resolve1(described.get("FontName") or font.get("BaseFont")))
        files = (bytes_of(described.get(key)) for key in ("FontFile3", "FontFile2", "FontFile"))
        data = next((file for file in files if file is not None), None)
        yield Face(name.partition("+")[2] or name, _own_name(data or b""), data is not None)


def _own_name(data: bytes) -> str:
    """Return the PostScript name in an embedded OpenType font's name table; empty if there is none."""
    if data[:4] not in (b"OTTO", b"\x00\x01\x00\x00", b"true"):
        return ""
    tables = {
        data[at : at + 4]: data[at + 8 : at + 16] for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16)
    }
    if b"name" not in tables:
        return ""
    start = int.from_bytes(tables[b"name"][:4], "big")
    table = data[start : start + int.from_bytes(tables[b"name"][4:8], "big")]
    strings = int.from_bytes(table[4:6], "big")
    for at in range(6, 6 + 12 * int.from_bytes(table[2:4], "big"), 12):
        platform, _, _, kind, length, offset = (
            int.from_bytes(table[at + n : at + n + 2], "big") for n in range(0, 12, 2)
        )
        if kind == 6:
            raw = table[strings + offset : strings + offset + length]
            return raw.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
    return ""


def _attachments(catalog: Mapping[str, Any]) -> Iterator[Attachment]:
    from pdfminer.pdftypes import resolve1

    left = [dictionary_of(dictionary_of(catalog.get("Names")).get("EmbeddedFiles"))]
    associated = [file for file in list_of(catalog.get("AF")) if isinstance(file, dict)]
    found: list[dict[str, Any]] = []
    for _ in range(_MAX_NODES):
        if not left:
            break
        node = left.pop(0)
        left += [file for file in list_of(node.get("Kids")) if isinstance(file, dict)]
        found += [file for file in list_of(node.get("Names"))[1::2] if isinstance(file, dict)]
    found += [file for file in associated if file not in found]
    # some are attached to an annotation only
    found += [file for file in embedded_files(catalog) if file not in found]
    for file in found:
        files = dictionary_of(file.get("EF"))
        yield Attachment(
            text_of(resolve1(file.get("UF") or file.get("F"))),
            bytes_of(files.get("UF") or files.get("F")) or b"",
            text_of(resolve1(file.get("Desc"))),
            text_of(resolve1(file.get("AFRelationship"))) if file in associated else "",
        )
