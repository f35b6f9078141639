"""Reads PDF files: pages (`pdf_page`), tags, bookmarks, fonts, properties, attachments and hidden content (`pdf_hidden`).

pikepdf reads the file's objects and the text of its pages, pdfplumber the characters with their positions.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.readers.pdf_hidden import HiddenItem, HiddenKind, embedded_files, find_hidden, inherited
from pipeline.readers.pdf_objects import bytes_of, dictionaries, entries, entry, is_same, members, text_of
from pipeline.readers.pdf_page import BLOCKS, PdfPage, Tag, read_page
from pipeline.readers.pdf_text import Fonts, ShownText, shown_text

if TYPE_CHECKING:
    import pdfplumber.pdf
    import pikepdf

_MAX_NODES = 10_000
"""How many nodes of a name tree are read: in a damaged file it may have cycles."""


_DAMAGED = "不是 PDF 文件，或已损坏、加了密。"


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


@dataclass(frozen=True, slots=True)
class PageText:
    """Text of a page: a paragraph or cell, or what is outside all tags (a page number)."""

    page: int
    text: str
    is_tagged: bool


@dataclass(frozen=True, slots=True)
class PdfText:
    """All text of a PDF file, without positions."""

    pages: tuple[PageText, ...]
    bookmarks: tuple[Bookmark, ...]
    properties: Mapping[str, str]
    hidden_items: tuple[HiddenItem, ...]
    attachments: tuple[Attachment, ...]


def read_text(content: bytes) -> PdfText:
    """Read the text of a PDF, an order of magnitude faster than `read`; raises Unreadable as that does.

    A file without tags, or with a font whose codes are not mapped to characters, is read by `read`.
    """
    with _objects(content) as opened:
        tags, marks = _tags(opened)
        shown = _shown_by_page(opened) if tags else None
        if shown is not None:
            return PdfText(
                _page_texts(shown, tags, marks),
                tuple(_bookmarks(opened)),
                _properties(opened),
                tuple(find_hidden(opened, shown)),
                tuple(_attachments(opened.Root)),
            )
    file = read(content, with_tables=False)
    blocks = (
        text
        for page in file.pages
        for text in (
            # the lines of a paragraph are joined, so that text across a line end is found as well
            *(PageText(page.number, block.text, is_tagged=True) for block in page.blocks),
            *(PageText(page.number, line.text, is_tagged=False) for line in page.untagged_lines),
        )
    )
    return PdfText(tuple(blocks), file.bookmarks, file.properties, file.hidden_items, file.attachments)


@lru_cache(maxsize=4)
def read(content: bytes, *, with_tables: bool = True, as_stated: bool = False) -> PdfFile:
    """Read a PDF; raises Unreadable if it is not one, damaged or encrypted.

    Without tables (`PdfPage.tables` is empty then) it takes a fifth less time; the text in their cells is in the blocks.
    With `as_stated` the text that the file states for characters (ActualText) replaces what is drawn; else it is hidden content.
    Cached: one file is compared and measured in turn, and reading it takes longer than all of that.
    """
    with _objects(content) as opened:
        catalog = opened.Root
        tags, marks = _tags(opened)
        faces: dict[str, Face] = {}
        for page in opened.pages:
            for face in _faces(inherited(page.obj, "Resources")):
                faces.setdefault(face.name, face)
        described = (
            tuple(_bookmarks(opened)),
            tuple(faces.values()),
            tuple(_attachments(catalog)),
            _properties(opened),
            (bytes_of(entry(catalog, "Metadata")) or b"").decode("utf-8", "replace"),
            text_of(entry(catalog, "Lang")),
            bool(tags) and entry(entry(catalog, "MarkInfo"), "Marked") is True,
            entry(entry(catalog, "ViewerPreferences"), "DisplayDocTitle") is True,
            tuple(find_hidden(opened)),
        )
    with _laid_out(content) as paper:
        pages = tuple(
            read_page(page, tags, marks, with_tables=with_tables, as_stated=as_stated) for page in paper.pages
        )
    return PdfFile(pages, tags, *described)


def page_count(content: bytes) -> int:
    """Count the pages of a PDF; raises Unreadable if it is not one, damaged or encrypted."""
    with _objects(content) as opened:
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
def _objects(content: bytes) -> Iterator["pikepdf.Pdf"]:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as opened:
            yield opened
    except (pikepdf.PdfError, pikepdf.PasswordError) as fault:
        raise Unreadable(_DAMAGED) from fault


@contextmanager
def _laid_out(content: bytes) -> Iterator["pdfplumber.pdf.PDF"]:
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    with _silent():
        try:
            with pdfplumber.open(BytesIO(content)) as opened:
                yield opened
        except (PSException, PdfminerException, MalformedPDFException) as fault:
            raise Unreadable(_DAMAGED) from fault


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


# --- the structure tree --------------------------------------------------------

Marks = Mapping[tuple[int, int | None], int]
"""The index in the list of tags of each marked content, by page number and MCID."""


def _tags(opened: "pikepdf.Pdf") -> tuple[tuple[Tag, ...], Marks]:
    """Return the tags in reading order, and the index of each marked content's tag by page number and MCID."""
    import pikepdf

    root = entry(opened.Root, "StructTreeRoot")
    numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages, 1)}
    roles = dict(entries(entry(root, "RoleMap")))
    tags: list[Tag] = []
    marks: dict[tuple[int, int | None], int] = {}
    # what is still to be read: an object, the page it belongs to, the indices of the enclosing tags
    left: list[tuple[Any, int, tuple[int, ...]]] = [(entry(root, "K"), 0, ())]
    seen: set[tuple[int, int]] = set()
    while left:
        found, page, around = left.pop()
        if isinstance(found, pikepdf.Object) and found.is_indirect:
            # a tree has each element once; a damaged one may have cycles
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
        if isinstance(found, int):
            marks[page, found] = around[-1] if around else -1
        elif isinstance(found, pikepdf.Array):
            left += [(member, page, around) for member in reversed(list(found))]
        elif isinstance(found, pikepdf.Dictionary) and len(around) < 200:
            own = entry(found, "Pg")
            page = numbers.get(own.objgen, page) if isinstance(own, pikepdf.Object) else page
            mark = entry(found, "MCID")
            if isinstance(mark, int):
                marks[page, mark] = around[-1] if around else -1
            elif entry(found, "S") is not None:
                kind = text_of(entry(found, "S"))
                kind = text_of(roles[kind]) if kind in roles else kind
                path = (*around, len(tags))
                tags.append(_tag(kind, path, found))
                left.append((entry(found, "K"), page, path))
    return tuple(tags), marks


def _tag(kind: str, path: tuple[int, ...], element: object) -> Tag:
    """Return a tag with the attributes of a table's cell (ISO 32000-1, 14.8.5.7)."""
    stated = entry(element, "A")
    attributes = dictionaries(stated) or [stated]

    def attribute(name: str) -> object:
        return next((value for each in attributes if (value := entry(each, name)) is not None), None)

    def span(name: str) -> int:
        value = attribute(name)
        return min(max(value, 0), 1000) if isinstance(value, int) else 0

    return Tag(
        kind,
        path,
        text_of(entry(element, "Lang")),
        span("RowSpan"),
        span("ColSpan"),
        text_of(attribute("Scope")),
        text_of(entry(element, "ID")),
        tuple(map(text_of, members(attribute("Headers")))),
        text_of(entry(element, "ActualText")),
    )


def _shown_by_page(opened: "pikepdf.Pdf") -> Sequence[Sequence[ShownText]] | None:
    """Return the text that each page shows; None if a font's codes are not mapped."""
    fonts: Fonts = {}
    pages = []
    for page in opened.pages:
        pages.append(tuple(shown_text(page.obj, inherited(page.obj, "Resources"), fonts)))
        if not all(shown.is_mapped for shown in pages[-1]):
            return None
    return pages


def _page_texts(pages: Sequence[Sequence[ShownText]], tags: Sequence[Tag], marks: Marks) -> tuple[PageText, ...]:
    """Return the text of each paragraph and cell, and what is outside all tags."""
    blocks: dict[int, tuple[int, list[str]]] = {}
    outside: list[PageText] = []
    for number, page in enumerate(pages, 1):
        for shown in page:
            tag = marks.get((number, shown.mark), -1)
            block = (
                next((index for index in reversed(tags[tag].path) if tags[index].kind in BLOCKS), -1)
                if tag >= 0
                else -1
            )
            if block >= 0:
                # the lines of a paragraph are joined, so that text across a line end is found as well
                blocks.setdefault(block, (number, []))[1].append(shown.text)
            else:
                outside.append(PageText(number, shown.text, is_tagged=False))
    inside = (PageText(number, "".join(texts), is_tagged=True) for _, (number, texts) in sorted(blocks.items()))
    return (*inside, *outside)


# --- the file ------------------------------------------------------------------


def _properties(opened: "pikepdf.Pdf") -> Mapping[str, str]:
    """The document information dictionary; those of previous revisions are not properties of this one."""
    return {key: text_of(value) for key, value in entries(entry(opened.trailer, "Info"))}


def _bookmarks(opened: "pikepdf.Pdf") -> Iterator[Bookmark]:
    """The outline (12.3.3), parents before their children."""
    left: list[tuple[Any, int]] = [(entry(entry(opened.Root, "Outlines"), "First"), 1)]
    for _ in range(_MAX_NODES):
        if not left:
            return
        item, level = left.pop()
        if not entries(item):
            continue
        yield Bookmark(level, text_of(entry(item, "Title")))
        left += [(entry(item, "Next"), level), (entry(item, "First"), level + 1)]


def _faces(resources: object) -> Iterator[Face]:
    for _, font in entries(entry(resources, "Font")):
        inner = next(iter(dictionaries(entry(font, "DescendantFonts"))), font)
        described = entry(inner, "FontDescriptor")
        # pdfminer names the fonts of characters by the descriptor
        name = text_of(entry(described, "FontName")) or text_of(entry(font, "BaseFont"))
        files = (bytes_of(entry(described, key)) for key in ("FontFile3", "FontFile2", "FontFile"))
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


def _attachments(catalog: object) -> Iterator[Attachment]:
    left = [entry(entry(catalog, "Names"), "EmbeddedFiles")]
    associated = dictionaries(entry(catalog, "AF"))
    found: list[Any] = []
    for _ in range(_MAX_NODES):
        if not left:
            break
        node = left.pop(0)
        left += dictionaries(entry(node, "Kids"))
        found += [file for file in members(entry(node, "Names"))[1::2] if entries(file)]
    # some are attached to the document or to an annotation only
    for file in (*associated, *embedded_files(catalog)):
        if not any(_is_one(file, other) for other in found):
            found.append(file)
    for file in found:
        files = entry(file, "EF")
        uf = entry(file, "UF")
        data = entry(files, "UF")
        yield Attachment(
            text_of(entry(file, "F") if uf is None else uf),
            bytes_of(entry(files, "F") if data is None else data) or b"",
            text_of(entry(file, "Desc")),
            text_of(entry(file, "AFRelationship")) if any(_is_one(file, other) for other in associated) else "",
        )


def _is_one(file: object, other: object) -> bool:
    """Whether two file specifications are one object, or direct objects of the same content."""
    return is_same(file, other) or file == other
