"""Reads spreadsheets (.xlsx): cells as displayed, merged ranges, properties, and hidden content.

Rows are read one after another, so that a sheet of a million formatted but empty rows
costs time but no memory.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from lxml import etree

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers.number_formats import built_in_format, format_value
from pipeline.readers.ooxml import R, local, parse_xml, read_package, read_relations, transitional

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

MAX_CELLS = 5_000_000
"""The most cells a sheet may have, empty ones too: one cell far out would expand to millions."""

_REFERENCE = lazy_pattern(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = lazy_pattern(r"_x([0-9A-Fa-f]{4})_")
_TITLE_ROWS = lazy_pattern(r"\$([0-9]{1,7}):\$([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class CellComment:
    """A comment on a cell: its row and column from 0."""

    row: int
    column: int
    text: str
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows up to the last that has text, every row as wide as the widest."""

    name: str
    hidden: bool
    rows: tuple[tuple[str, ...], ...]
    """The value of each cell as its number format displays it, a formula's last result."""
    merged: tuple[tuple[int, int, int, int], ...]
    """First row and column, last row and column of each merged range, from 0."""
    formulas: tuple[str, ...]
    margins: tuple[tuple[str, str], ...]
    """Headers and footers by their element (oddHeader, evenFooter …), with format codes (&C)."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    title_rows: frozenset[int] = frozenset()
    """The rows repeated on every printed page."""
    cell_comments: tuple[CellComment, ...] = ()
    shapes: tuple[str, ...] = ()
    """The texts of its text boxes and shapes, a line for each paragraph."""

    @property
    def header_footer(self) -> tuple[str, ...]:
        """The texts of headers and footers."""
        return tuple(text for _, text in self.margins)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook."""

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str]
    comments: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    """Defined names and what they refer to."""
    readings: tuple[str, ...] = ()
    """The readings (注音) above the text of cells."""
    attachments: tuple[str, ...] = ()
    """The names of embedded files and pictures."""


@dataclass(frozen=True, slots=True)
class _Package:
    """What the sheets of a workbook share."""

    parts: Mapping[str, bytes]
    strings: Sequence[str]
    formats: Sequence[str]
    """The number format of each cell format."""
    epoch_1904: bool
    people: Mapping[str, str]


def read(content: bytes) -> Book:
    """Read a spreadsheet; raises Unreadable if it is not one or too large."""
    parts = read_package(content)
    main = next((target for kind, target in read_relations(parts, "").values() if kind == "officeDocument"), "")
    book = parse_xml(parts[main]) if main in parts else None
    if book is None or local(book) != "workbook":
        raise Unreadable("不是 Excel 文件（.xlsx）。")
    related = read_relations(parts, main)
    roots = {kind: parse_xml(parts[target]) for kind, target in related.values() if kind in _SHARED and target in parts}
    strings = roots.get("sharedStrings")
    people = roots.get("person")
    settings = book.find(f"{S}workbookPr")
    package = _Package(
        parts,
        [] if strings is None else [_rich(item) for item in strings.iterchildren(f"{S}si")],
        _number_formats(roots.get("styles")),
        settings is not None and settings.get("date1904") in ("1", "true"),
        {} if people is None else {person.get("id", ""): person.get("displayName", "") for person in people},
    )
    names = [
        (name.get("name", ""), name.text or "", name.get("localSheetId", "")) for name in book.iter(f"{S}definedName")
    ]
    sheets = []
    for index, entry in enumerate(book.iterfind(f"{S}sheets/{S}sheet")):
        target = related.get(entry.get(f"{R}id", ""), ("", ""))[1]
        titles = [text for name, text, own in names if name == "_xlnm.Print_Titles" and own == str(index)]
        if target in parts:
            sheets.append(_sheet(entry, target, package, titles))
    comments = [
        "".join(map(str, comment.itertext()))
        for name, part in parts.items()
        if re.search(r"/(comments|threadedComment)[^/]*\.xml$", name)
        for comment in parse_xml(part).iter("{*}comment", "{*}threadedComment")
    ]
    return Book(
        tuple(sheets),
        _properties(parts),
        tuple(comments),
        tuple((name, text) for name, text, _ in names),
        () if strings is None else tuple(_readings(strings)),
        tuple(
            name
            for name in parts
            if name.startswith(("xl/media/", "xl/embeddings/")) or name.endswith("vbaProject.bin")
        ),
    )


_SHARED = ("sharedStrings", "styles", "person")
"""The parts that all sheets share."""


def _properties(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for kind, target in read_relations(parts, "").values():
        if kind.endswith("-properties") and target in parts:
            for element in parse_xml(parts[target]):
                found[element.get("name") or local(element)] = "".join(map(str, element.itertext()))
    return found


def _number_formats(styles: etree._Element | None) -> list[str]:
    """The code of the number format of each cell format."""
    if styles is None:
        return []
    codes = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in styles.iter(f"{S}numFmt")}
    used = [entry.get("numFmtId", "0") for entry in styles.iterfind(f"{S}cellXfs/{S}xf")]
    return [codes[key] if key in codes else built_in_format(_number(key, 0)) for key in used]


def _unescaped(text: str) -> str:
    r"""The text with characters that XML cannot have (_x000D_) decoded; a carriage return ends no line of its own."""
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _rich(element: etree._Element) -> str:
    """The text of a rich string; phonetic readings (注音) are left out."""
    return _unescaped(
        "".join(part.text or "" for part in element.iter(f"{S}t") if next(part.iterancestors(f"{S}rPh"), None) is None)
    )


def _readings(strings: etree._Element) -> Iterator[str]:
    for reading in strings.iter(f"{S}rPh"):
        text = "".join(part.text or "" for part in reading.iter(f"{S}t"))
        if text.strip():
            yield text


def _sheet(entry: etree._Element, name: str, package: _Package, titles: Sequence[str]) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    formulas: list[str] = []
    hidden_rows: set[int] = set()
    row = -1
    events = etree.iterparse(
        BytesIO(transitional(package.parts[name])),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for line in _rows(events):
        row = _number(line.get("r"), row + 2) - 1
        if line.get("hidden") in ("1", "true"):
            hidden_rows.add(row)
        column = -1
        for cell in line.iterchildren(f"{S}c"):
            position = _position(cell.get("r", ""))
            column = position[1] if position else column + 1
            text = _cell(cell, package)
            if text:
                cells[row, column] = text
            formulas += (formula.text for formula in cell.iterchildren(f"{S}f") if formula.text)
    root = events.root
    height = max((row for row, _ in cells), default=-1) + 1
    width = max((column for _, column in cells), default=-1) + 1
    if height * width > MAX_CELLS:
        raise Unreadable("工作表太大，没有读。")
    hidden_columns = {
        column
        for entry_of_columns in root.iterfind(f"{S}cols/{S}col")
        if entry_of_columns.get("hidden") in ("1", "true")
        for column in range(
            _number(entry_of_columns.get("min"), 1) - 1, min(_number(entry_of_columns.get("max"), 0), width)
        )
    }
    title_rows = {
        number - 1
        for text in titles
        for first, last in _TITLE_ROWS.findall(text)
        for number in range(int(first), min(int(last), height) + 1)
    }
    return Sheet(
        entry.get("name", ""),
        entry.get("state", "visible") != "visible",
        tuple(tuple(cells.get((row, column), "") for column in range(width)) for row in range(height)),
        tuple(_merged(root)),
        tuple(formulas),
        tuple((local(margin), margin.text) for margin in root.iterfind(f"{S}headerFooter/*") if margin.text),
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        frozenset(title_rows),
        tuple(_comments(name, package)),
        tuple(_shapes(name, package.parts)),
    )


def _rows(events: "etree.iterparse[tuple[str, etree._Element]]") -> Iterator[etree._Element]:
    """Yield each row of a sheet, which is emptied afterwards; raises Unreadable for what is not XML or has a DTD."""
    try:
        for event, element in events:
            if element.getparent() is None and element.getroottree().docinfo.internalDTD is not None:
                raise Unreadable("文件里有 DTD，不是 Office 写的，没有读。")
            if event == "end" and element.tag == f"{S}row":
                yield element
                parent = element.getparent()
                if parent is not None:
                    parent.remove(element)
    except etree.XMLSyntaxError as fault:
        raise Unreadable("文件里有一部分不是 XML，可能已损坏。") from fault


def _merged(root: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    for entry in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        ends = [_position(end) for end in entry.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            yield (*ends[0], *ends[1])


def _comments(name: str, package: _Package) -> Iterator[CellComment]:
    """The comments of a sheet; those in threads (批注 with replies) instead of their copies for old programs."""
    related = [
        (kind, parse_xml(package.parts[target]))
        for kind, target in read_relations(package.parts, name).values()
        if kind in ("comments", "threadedComment") and target in package.parts
    ]
    threaded: set[tuple[int, int]] = set()
    for kind, root in related:
        for comment in root.iter("{*}threadedComment") if kind == "threadedComment" else ():
            position = _position(comment.get("ref", ""))
            if position:
                threaded.add(position)
                text = "".join(map(str, comment.itertext()))
                author = package.people.get(comment.get("personId", ""), "")
                yield CellComment(*position, text, author, comment.get("dT", ""))
    for kind, root in related:
        authors = [author.text or "" for author in root.iter(f"{S}author")]
        for comment in root.iter(f"{S}comment") if kind == "comments" else ():
            position = _position(comment.get("ref", ""))
            if position and position not in threaded:
                index = _number(comment.get("authorId"), len(authors))
                yield CellComment(*position, _rich(comment), authors[index] if index < len(authors) else "")


def _shapes(name: str, parts: Mapping[str, bytes]) -> Iterator[str]:
    for kind, target in read_relations(parts, name).values():
        if kind != "drawing" or target not in parts:
            continue
        for shape in parse_xml(parts[target]).iter("{*}txBody"):
            lines = [
                "".join(part.text or "" for part in paragraph.iter(f"{_A}t")) for paragraph in shape.iter(f"{_A}p")
            ]
            if any(line.strip() for line in lines):
                yield "\n".join(lines)


def _number(text: str | None, absent: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,7}", text) else absent


def _position(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _cell(cell: etree._Element, package: _Package) -> str:
    value = cell.find(f"{S}v")
    text = (value.text or "") if value is not None else ""
    match cell.get("t", "n"):
        case "s":
            return package.strings[int(text)] if text.isdecimal() and int(text) < len(package.strings) else ""
        case "inlineStr":
            inner = cell.find(f"{S}is")
            return _rich(inner) if inner is not None else ""
        case "str":
            return _unescaped(text)
        case "b":
            return "TRUE" if text == "1" else "FALSE"
        case "n":
            style = _number(cell.get("s"), 0)
            code = package.formats[style] if style < len(package.formats) else ""
            return format_value(text, code, epoch_1904=package.epoch_1904)
        case _:
            return text
