"""Reads the zip package of XML parts that all Office files are; nothing outside the package is followed."""

import lzma
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from pipeline.errors import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_PACKAGE_FAULTS = (
    BadZipFile,
    *(zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, ValueError, OSError),
)
"""What zipfile raises on damaged or encrypted packages, beyond what it documents."""

MAX_PACKAGE_BYTES = 512_000_000
"""The most bytes a package may decompress to: far more than any plan, far less than a zip bomb."""


MAX_XML_BYTES = 100_000_000
"""The largest part that is read as a tree, which takes ten times its size in memory."""


def read_package(content: bytes) -> Mapping[str, bytes]:
    """Return the parts of an Office file by name; raises Unreadable if it is not one or is damaged."""
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(info.file_size for info in package.infolist()) > MAX_PACKAGE_BYTES:
                raise Unreadable("文件展开后太大，没有读。")
            return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    except _PACKAGE_FAULTS as fault:
        raise Unreadable("不是 Office 文件（.docx、.xlsx），或已损坏、加了密。") from fault


def hardened_parser(*, remove_comments: bool) -> etree.XMLParser:
    """Return a parser that resolves no entities, loads no DTD and opens no connection; fit for untrusted XML."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=remove_comments,
        remove_pis=remove_comments,
    )


_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACES = (
    (b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


def transitional(part: bytes) -> bytes:
    """Return a part of a strict file (严格 Open XML) with the namespaces that others use; ISO/IEC 29500-1 and -4 differ in them."""
    if _STRICT in part:
        for strict, name in _STRICT_NAMESPACES:
            part = part.replace(_STRICT + strict, name)
    return part


def parse_xml(part: bytes) -> etree._Element:
    """Parse a part with the hardened parser, comments left out; raises Unreadable if it is not XML or has a DTD."""
    if len(part) > MAX_XML_BYTES:
        raise Unreadable("文件展开后太大，没有读。")
    try:
        root = etree.fromstring(transitional(part), hardened_parser(remove_comments=True))
    except etree.XMLSyntaxError as fault:
        raise Unreadable("文件里有一部分不是 XML，可能已损坏。") from fault
    # Office files have no document type; its entities would hide text
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("文件里有 DTD，不是 Office 写的，没有读。")
    return root


def value_of(element: etree._Element | None, path: str, attribute: str = "val") -> str:
    """Return an attribute of the descendant at a path of WordprocessingML names; empty if there is none."""
    if element is None:
        return ""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}{attribute}") or ""


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return etree.QName(element).localname


def read_relations(package: Mapping[str, bytes], part: str) -> Mapping[str, tuple[str, str]]:
    """Return the relationships of a part by id: the last segment of their type, and their target part or address."""
    folder, _, name = part.rpartition("/")
    found = package.get(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    if found is None:
        return {}
    related = {}
    for relationship in parse_xml(found):
        target = relationship.get("Target", "")
        if relationship.get("TargetMode") != "External":
            target = _joined(folder, target)
        related[relationship.get("Id", "")] = (relationship.get("Type", "").rpartition("/")[2], target)
    return related


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
