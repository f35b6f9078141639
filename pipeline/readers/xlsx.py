"""Reads spreadsheets (.xlsx): displayed cells, merged ranges, properties, and hidden content."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.readers.ooxml import R, local, parse_xml, read_package, read_relations

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

MAX_CELLS = 5_000_000
"""The most cells a sheet may have, empty ones too: one cell far out would expand to millions."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows up to the last that has text, every row as wide as the widest."""

    name: str
    hidden: bool
    rows: tuple[tuple[str, ...], ...]
    """The stored value of each cell; a date is a number of days, a formula its last result."""
    merged: tuple[tuple[int, int, int, int], ...]
    """First row and column, last row and column of each merged range, from 0."""
    formulas: tuple[str, ...]
    header_footer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook."""

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str]
    comments: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    """Defined names and what they refer to."""


def read(content: bytes) -> Book:
    """Read a spreadsheet; raises Unreadable if it is not one or too large."""
    package = read_package(content)
    main = next((target for kind, target in read_relations(package, "").values() if kind == "officeDocument"), "")
    if main not in package or local(parse_xml(package[main])) != "workbook":
        raise Unreadable("不是 Excel 文件（.xlsx）。")
    book = parse_xml(package[main])
    related = read_relations(package, main)
    shared: list[str] = []
    for kind, target in related.values():
        if kind == "sharedStrings" and target in package:
            shared = [_rich(one) for one in parse_xml(package[target]).iterchildren(f"{S}si")]
    sheets = []
    for one in book.iterfind(f"{S}sheets/{S}sheet"):
        target = related.get(one.get(f"{R}id", ""), ("", ""))[1]
        if target in package:
            sheets.append(_sheet(one, parse_xml(package[target]), shared))
    properties: dict[str, str] = {}
    for kind, target in read_relations(package, "").values():
        if kind.endswith("-properties") and target in package:
            for one in parse_xml(package[target]):
                properties[one.get("name") or local(one)] = "".join(map(str, one.itertext()))
    comments = [
        "".join(map(str, one.itertext()))
        for name, part in package.items()
        if re.search(r"/(comments|threadedComment)[^/]*\.xml$", name)
        for one in parse_xml(part).iter("{*}comment", "{*}threadedComment")
    ]
    names = [(one.get("name", ""), one.text or "") for one in book.iter(f"{S}definedName")]
    return Book(tuple(sheets), properties, tuple(comments), tuple(names))


def _rich(element: etree._Element) -> str:
    """The text of a rich string; phonetic readings (注音) are left out."""
    return "".join(one.text or "" for one in element.iter(f"{S}t") if next(one.iterancestors(f"{S}rPh"), None) is None)


def _sheet(entry: etree._Element, root: etree._Element, shared: list[str]) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    row = -1
    for line in root.iterfind(f"{S}sheetData/{S}row"):
        row = int(line.get("r", row + 2)) - 1
        column = -1
        for one in line.iterchildren(f"{S}c"):
            position = _position(one.get("r", ""))
            column = position[1] if position else column + 1
            text = _cell(one, shared)
            if text:
                cells[row, column] = text
    height = max((row for row, _ in cells), default=-1) + 1
    width = max((column for _, column in cells), default=-1) + 1
    if height * width > MAX_CELLS:
        raise Unreadable("工作表太大，没有读。")
    merged = []
    for one in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        ends = [_position(end) for end in one.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            merged.append((*ends[0], *ends[1]))
    return Sheet(
        entry.get("name", ""),
        entry.get("state", "visible") != "visible",
        tuple(tuple(cells.get((row, column), "") for column in range(width)) for row in range(height)),
        tuple(merged),
        tuple(one.text or "" for one in root.iter(f"{S}f") if one.text),
        tuple(_header_footer(root)),
    )


def _header_footer(root: etree._Element) -> Iterator[str]:
    around = root.find(f"{S}headerFooter")
    for one in () if around is None else around:
        if one.text:
            yield one.text


def _position(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _cell(cell: etree._Element, shared: list[str]) -> str:
    value = cell.find(f"{S}v")
    words = (value.text or "") if value is not None else ""
    match cell.get("t", "n"):
        case "s":
            return shared[int(words)] if words.isdigit() and int(words) < len(shared) else ""
        case "inlineStr":
            inner = cell.find(f"{S}is")
            return _rich(inner) if inner is not None else ""
        case "b":
            return "TRUE" if words == "1" else "FALSE"
        case _:
            return words
