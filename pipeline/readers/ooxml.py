"""What all Office files share: a zip of XML parts, read without following anything that leads out of it."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from pipeline.readers import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

LARGEST = 512_000_000
"""The most bytes a package may unfold to: far beyond any plan, far below what a zip bomb asks for."""


def read_package(content: bytes) -> Mapping[str, bytes]:
    """The parts of an Office file by name; raises Unreadable for what is no such file or is damaged."""
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(info.file_size for info in package.infolist()) > LARGEST:
                raise Unreadable("文件展开后太大，没有读。")
            return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as fault:
        raise Unreadable("不是 Office 文件（.docx、.xlsx），或已损坏、加了密。") from fault


def parse_xml(part: bytes) -> etree._Element:
    """The root of a part; raises Unreadable for what is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as fault:
        raise Unreadable("文件里有一部分不是 XML，可能已损坏。") from fault
    # Office files have no document type; entities of one would hide words
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("文件里有 DTD，不是 Office 写的，没有读。")
    return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def read_relations(package: Mapping[str, bytes], part: str) -> Mapping[str, tuple[str, str]]:
    """The relations of a part by id: the last word of their type, and the part or address they lead to."""
    folder, _, name = part.rpartition("/")
    found = package.get(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    if found is None:
        return {}
    related = {}
    for one in parse_xml(found):
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = _joined(folder, target)
        related[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
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
