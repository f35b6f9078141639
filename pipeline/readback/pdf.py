"""PDF files: every character with its place in mm, lines, rules, tables, tags, bookmarks, faces, properties, attachments.

Read by pdfplumber (and pdfminer below it); places count from the top left of the
page as it lies. Tags, where a file has them, say which characters are one
paragraph, heading or cell; without tags each line stands alone.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pipeline.readback import Unreadable
from pipeline.readback.pdf_carried import Carried, Kind, carried, files_of
from pipeline.readback.pdf_objects import bytes_of, dictionary_of, list_of, words_of
from pipeline.standard import MM_PER_PT

if TYPE_CHECKING:
    import pdfplumber.page
    import pdfplumber.pdf

BLOCKS = ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "LI", "Caption")
"""Kinds of tags that hold words as one paragraph."""

_SAME_LINE = 0.5
"""Base lines nearer than this are one, mm."""

_MOST_NODES = 10_000
"""How far a tree of names is followed: a damaged one may go round in circles."""

_THIN = 1.0
"""A rectangle thinner than this is a line, mm."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it stands: its em box in mm, its face's name in the file, its size in pt."""

    words: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    """Down to the base line."""
    face: str
    size: float
    colour: str
    """RRGGBB."""
    upright: bool
    tag: int = -1
    """The place of its tag in `Paper.tags`; -1 for what is no content (a page number, an ornament)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one base line, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def words(self) -> str:
        """Its characters."""
        return "".join(glyph.words for glyph in self.glyphs)

    @property
    def left(self) -> float:
        """Where its first character begins, mm."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where its last character ends, mm; a blank at the end is none."""
        return max((glyph.right for glyph in self.glyphs if glyph.words.strip()), default=self.glyphs[-1].right)

    @property
    def top(self) -> float:
        """Of its tallest character, mm."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """Of its tallest character, mm."""
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def base(self) -> float:
        """Down to its base line, mm."""
        return self.glyphs[0].base

    @property
    def size(self) -> float:
        """Of its first character, pt."""
        return self.glyphs[0].size


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one paragraph, heading or cell on one page; `kind` is the tag's, empty without tags."""

    kind: str
    path: tuple[str, ...]
    """The kinds of the tags around it, outermost first."""
    tag: int
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        """All characters, lines run on."""
        return "".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line as a thin box in mm."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str

    @property
    def level(self) -> bool:
        """Whether it runs across the page."""
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell between rules: its box in mm and its lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        """All characters, lines run on."""
        return "".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table between rules on one page; a place that a cell from above or from the left covers is None."""

    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in mm, its characters in the file's order, its rules and tables."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    """Content in reading order where the file is tagged, else its lines from top to bottom."""
    loose: tuple[Line, ...]
    """What no tag claims (page numbers), upright or turned; without tags nothing."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All upright characters as lines from top to bottom, cells side by side in one."""
        return tuple(lines(self.glyphs))


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the structure tree: its kind and the places of those around it, itself last."""

    kind: str
    path: tuple[int, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """A font of the file: the name the pages use, the name the face gives itself, whether it is embedded."""

    name: str
    own: str
    embedded: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file; `relation` as the file states it (Data), empty where it is not associated."""

    name: str
    content: bytes
    description: str
    relation: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its level from 1, and its words."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF."""

    sheets: tuple[Sheet, ...]
    tags: tuple[Tag, ...]
    bookmarks: tuple[Bookmark, ...]
    faces: tuple[Face, ...]
    attachments: tuple[Attachment, ...]
    properties: Mapping[str, str]
    """Of the file's Info: Title, Author, Keywords, Producer …"""
    metadata: str
    """The XMP packet."""
    language: str
    is_tagged: bool
    shows_title: bool
    """Whether a reader shows the title instead of the file's name."""
    carried: tuple[Carried, ...] = ()
    """What it has besides the words of its pages."""

    @property
    def comments(self) -> tuple[str, ...]:
        """The words of annotations that are no links."""
        return tuple(one.words for one in self.carried if one.kind is Kind.NOTE and one.words)


def read(content: bytes) -> Paper:
    """A PDF as it stands; raises Unreadable for what is none, is damaged or locked."""
    with _opened(content) as opened:
        return _paper(opened)


def pages(content: bytes) -> int:
    """How many pages a PDF has; raises Unreadable for what is none, is damaged or locked."""
    with _opened(content) as opened:
        return len(opened.pages)


def earlier(content: bytes) -> Iterator[bytes]:
    """The versions that a file which was saved by adding to it still holds, each a whole file, oldest first (ISO 32000-1, 7.5.6)."""
    import pikepdf

    ends = [found.end() for found in re.finditer(rb"%%EOF", content)]
    for end in ends[:-1]:
        try:
            with pikepdf.open(BytesIO(content[:end]), attempt_recovery=False) as version:
                whole = len(version.pages) > 0
        except pikepdf.PdfError:
            # a file that is shown while it comes has such an end near its beginning (annex F)
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
    """The library says the same of every character of a poor font: what cannot be read shows in what was read."""
    log = logging.getLogger("pdfminer")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _paper(opened: "pdfplumber.pdf.PDF") -> Paper:
    from pdfminer.pdftypes import resolve1

    catalog = opened.doc.catalog
    tags, marks = _tags(opened)
    faces: dict[str, Face] = {}
    for page in opened.pages:
        for face in _faces(dictionary_of(page.page_obj.resources)):
            faces.setdefault(face.name, face)
    marked = dictionary_of(catalog.get("MarkInfo"))
    shown = dictionary_of(catalog.get("ViewerPreferences"))
    # what an earlier version of the file said of itself is none of its properties
    properties = dictionary_of(opened.doc.info[0]) if opened.doc.info else {}
    return Paper(
        tuple(_sheet(page, tags, marks) for page in opened.pages),
        tags,
        tuple(_bookmarks(opened)),
        tuple(faces.values()),
        tuple(_attachments(catalog)),
        {str(key): words_of(resolve1(value)) for key, value in properties.items()},
        (bytes_of(catalog.get("Metadata")) or b"").decode("utf-8", "replace"),
        words_of(resolve1(catalog.get("Lang"))),
        bool(tags) and bool(marked.get("Marked")),
        bool(shown.get("DisplayDocTitle")),
        tuple(carried(opened)),
    )


# --- pages -------------------------------------------------------------------


def _sheet(page: "pdfplumber.page.Page", tags: Sequence[Tag], marks: Mapping[tuple[int, int | None], int]) -> Sheet:
    from pdfminer.layout import LTChar, LTLine, LTRect

    height = float(page.height)
    number = int(page.page_number)
    glyphs: list[Glyph] = []
    boxes: list[tuple[Rule, bool]] = []
    for one in _flat(page.layout):
        match one:
            case LTChar():
                # pdfplumber notes the marked content a character stands in
                glyph = _glyph(one, height, marks.get((number, getattr(one, "mcid", None)), -1))
                if glyph.words:
                    glyphs.append(glyph)
            case LTRect() | LTLine():
                boxes.append((_box(one, height), bool(one.evenodd) and isinstance(one, LTRect)))
            case _:
                pass
    # a cell has four sides; pages without any rule are not searched
    tables = tuple(_table(found, glyphs) for found in page.find_tables()) if boxes else ()
    blocks, loose = _blocks(glyphs, tags)
    return Sheet(
        number,
        float(page.width) * MM_PER_PT,
        height * MM_PER_PT,
        tuple(glyphs),
        tuple(_rules(boxes)),
        tables,
        blocks,
        loose,
    )


def _flat(container: Any) -> Iterator[Any]:
    from pdfminer.layout import LTContainer

    for one in container:
        if isinstance(one, LTContainer):
            yield from _flat(one)
        else:
            yield one


def _glyph(char: Any, height: float, tag: int) -> Glyph:
    words = char.get_text()
    # a glyph without a character of its own; signs that steer lines have no width and are no words
    words = "\ufffd" if words.startswith("(cid:") else "".join(one for one in words if category(one) != "Cf")
    name = char.fontname
    return Glyph(
        words,
        char.x0 * MM_PER_PT,
        char.x1 * MM_PER_PT,
        (height - char.y1) * MM_PER_PT,
        (height - char.y0) * MM_PER_PT,
        (height - char.matrix[5]) * MM_PER_PT,
        name.partition("+")[2] or name,
        float(char.size),
        _colour(char.graphicstate.ncolor),
        bool(char.upright),
        tag,
    )


def _colour(value: Any) -> str:
    """A colour in grey, RGB or CMYK, from 0 to 1, as RRGGBB; black where it is a pattern."""
    parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or not all(isinstance(one, int | float) for one in parts):
        return "000000"
    match parts:
        case [grey]:
            shades = [grey] * 3
        case [cyan, magenta, yellow, black]:
            shades = [(1 - one) * (1 - black) for one in (cyan, magenta, yellow)]
        case _:
            shades = parts[:3]
    return "".join(f"{round(max(0.0, min(1.0, float(one))) * 255):02X}" for one in shades)


def _box(one: Any, height: float) -> Rule:
    fill = one.non_stroking_color if one.fill else one.stroking_color
    # a stroked line is as thick as its pen
    pen = one.linewidth / 2 if one.stroke and not one.fill else 0.0
    wide, high = one.x1 - one.x0 >= one.y1 - one.y0, one.x1 - one.x0 < one.y1 - one.y0
    return Rule(
        (one.x0 - (pen if high else 0.0)) * MM_PER_PT,
        (height - one.y1 - (pen if wide else 0.0)) * MM_PER_PT,
        (one.x1 + (pen if high else 0.0)) * MM_PER_PT,
        (height - one.y0 + (pen if wide else 0.0)) * MM_PER_PT,
        _colour(fill),
    )


def _rules(boxes: Sequence[tuple[Rule, bool]]) -> Iterator[Rule]:
    """The drawn lines: thin boxes, and the sides by which a frame (one box out of another, even-odd) is thick."""
    place = 0
    while place < len(boxes):
        outer, is_frame = boxes[place]
        if is_frame and place + 1 < len(boxes) and boxes[place + 1][1]:
            inner, outer = sorted((outer, boxes[place + 1][0]), key=_area)
            yield from _sides(outer, inner)
            place += 2
            continue
        if min(outer.right - outer.left, outer.bottom - outer.top) < _THIN:
            yield outer
        place += 1


def _area(box: Rule) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _sides(outer: Rule, inner: Rule) -> Iterator[Rule]:
    if inner.top > outer.top:
        yield Rule(outer.left, outer.top, outer.right, inner.top, outer.colour)
    if inner.bottom < outer.bottom:
        yield Rule(outer.left, inner.bottom, outer.right, outer.bottom, outer.colour)
    if inner.left > outer.left:
        yield Rule(outer.left, outer.top, inner.left, outer.bottom, outer.colour)
    if inner.right < outer.right:
        yield Rule(inner.right, outer.top, outer.right, outer.bottom, outer.colour)


def lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """Upright characters as lines, from top to bottom and from left to right."""
    upright = sorted((glyph for glyph in glyphs if glyph.upright), key=lambda glyph: glyph.base)
    line: list[Glyph] = []
    for glyph in upright:
        if line and glyph.base - line[0].base > _SAME_LINE:
            yield Line(tuple(sorted(line, key=lambda one: one.left)))
            line = []
        line.append(glyph)
    if line:
        yield Line(tuple(sorted(line, key=lambda one: one.left)))


def _blocks(glyphs: Sequence[Glyph], tags: Sequence[Tag]) -> tuple[tuple[Block, ...], tuple[Line, ...]]:
    if not tags:
        return tuple(Block("", (), -1, (line,)) for line in lines(glyphs)), ()
    by_block: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    for glyph in glyphs:
        around = tags[glyph.tag].path if glyph.tag >= 0 else ()
        holding = next((place for place in reversed(around) if tags[place].kind in BLOCKS), -1)
        if holding >= 0:
            by_block.setdefault(holding, []).append(glyph)
        else:
            loose.append(glyph)
    blocks = tuple(
        Block(tags[place].kind, tuple(tags[one].kind for one in tags[place].path), place, tuple(lines(found)))
        # tags stand in reading order
        for place, found in sorted(by_block.items())
    )
    turned = [Line(tuple(found)) for upright, found in groupby(loose, key=lambda glyph: glyph.upright) if not upright]
    return blocks, (*lines(loose), *turned)


def _table(found: Any, glyphs: Sequence[Glyph]) -> Table:
    rows = []
    for row in found.rows:
        cells: list[Cell | None] = []
        for box in row.cells:
            if box is None:
                cells.append(None)
                continue
            left, top, right, bottom = (side * MM_PER_PT for side in box)
            inside = [
                glyph
                for glyph in glyphs
                if left < (glyph.left + glyph.right) / 2 < right and top < (glyph.top + glyph.bottom) / 2 < bottom
            ]
            cells.append(Cell(left, top, right, bottom, tuple(lines(inside))))
        rows.append(tuple(cells))
    return Table(tuple(rows))


# --- the structure tree --------------------------------------------------------


def _tags(opened: "pdfplumber.pdf.PDF") -> tuple[tuple[Tag, ...], Mapping[tuple[int, int | None], int]]:
    """The tags in reading order, and the tag of each piece of marked content by its page and number."""
    from pdfminer.pdftypes import PDFObjRef, resolve1

    root = resolve1(opened.doc.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return (), {}
    numbers = {page.page_obj.pageid: int(page.page_number) for page in opened.pages}
    roles = dictionary_of(root.get("RoleMap"))
    tags: list[Tag] = []
    marks: dict[tuple[int, int | None], int] = {}
    # what is still to be read: an object, the page it belongs to, the places of the tags around it
    left: list[tuple[Any, int, tuple[int, ...]]] = [(root.get("K"), 0, ())]
    seen: set[int] = set()
    while left:
        reference, page, around = left.pop()
        if isinstance(reference, PDFObjRef):
            # a tree holds each element once; a damaged one may go round in circles
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        found = resolve1(reference)
        if isinstance(found, list):
            left += [(one, page, around) for one in reversed(found)]
        elif isinstance(found, int):
            marks[page, found] = around[-1] if around else -1
        elif isinstance(found, dict) and len(around) < 200:
            own = found.get("Pg")
            page = numbers.get(own.objid, page) if isinstance(own, PDFObjRef) else page
            if "MCID" in found:
                marks[page, resolve1(found["MCID"])] = around[-1] if around else -1
            elif "S" in found:
                kind = words_of(resolve1(found["S"]))
                kind = words_of(resolve1(roles[kind])) if kind in roles else kind
                path = (*around, len(tags))
                tags.append(Tag(kind, path, words_of(resolve1(found.get("Lang")))))
                left.append((found.get("K"), page, path))
    return tuple(tags), marks


# --- the file ------------------------------------------------------------------


def _bookmarks(opened: "pdfplumber.pdf.PDF") -> Iterator[Bookmark]:
    from pdfminer.pdfdocument import PDFNoOutlines

    try:
        for level, title, *_ in opened.doc.get_outlines():
            yield Bookmark(level, words_of(title))
    except PDFNoOutlines:
        return


def _faces(resources: Mapping[str, Any]) -> Iterator[Face]:
    from pdfminer.pdftypes import resolve1

    for reference in dictionary_of(resources.get("Font")).values():
        font = dictionary_of(reference)
        inner = next((one for one in list_of(font.get("DescendantFonts")) if isinstance(one, dict)), font)
        described = dictionary_of(inner.get("FontDescriptor"))
        # pdfminer names characters' faces by the descriptor
        name = words_of(resolve1(described.get("FontName") or font.get("BaseFont")))
        files = (bytes_of(described.get(key)) for key in ("FontFile3", "FontFile2", "FontFile"))
        data = next((one for one in files if one is not None), None)
        yield Face(name.partition("+")[2] or name, _own_name(data or b""), data is not None)


def _own_name(data: bytes) -> str:
    """What an embedded OpenType face calls itself (its PostScript name, of the name table); empty where it does not."""
    if data[:4] not in (b"OTTO", b"\x00\x01\x00\x00", b"true"):
        return ""
    tables = {
        data[at : at + 4]: data[at + 8 : at + 16] for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16)
    }
    if b"name" not in tables:
        return ""
    start = int.from_bytes(tables[b"name"][:4], "big")
    table = data[start : start + int.from_bytes(tables[b"name"][4:8], "big")]
    words = int.from_bytes(table[4:6], "big")
    for at in range(6, 6 + 12 * int.from_bytes(table[2:4], "big"), 12):
        platform, _, _, kind, length, offset = (
            int.from_bytes(table[at + n : at + n + 2], "big") for n in range(0, 12, 2)
        )
        if kind == 6:
            raw = table[words + offset : words + offset + length]
            return raw.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
    return ""


def _attachments(catalog: Mapping[str, Any]) -> Iterator[Attachment]:
    from pdfminer.pdftypes import resolve1

    left = [dictionary_of(dictionary_of(catalog.get("Names")).get("EmbeddedFiles"))]
    associated = [one for one in list_of(catalog.get("AF")) if isinstance(one, dict)]
    found: list[dict[str, Any]] = []
    for _ in range(_MOST_NODES):
        if not left:
            break
        node = left.pop(0)
        left += [one for one in list_of(node.get("Kids")) if isinstance(one, dict)]
        found += [one for one in list_of(node.get("Names"))[1::2] if isinstance(one, dict)]
    found += [one for one in associated if one not in found]
    # some hang on an annotation alone
    found += [one for one in files_of(catalog) if one not in found]
    for one in found:
        files = dictionary_of(one.get("EF"))
        yield Attachment(
            words_of(resolve1(one.get("UF") or one.get("F"))),
            bytes_of(files.get("UF") or files.get("F")) or b"",
            words_of(resolve1(one.get("Desc"))),
            words_of(resolve1(one.get("AFRelationship"))) if one in associated else "",
        )
