"""Reads XMP packets (ISO 16684-1), the metadata of a file or picture as RDF/XML."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable

if TYPE_CHECKING:
    from lxml import etree

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Statement:
    """One property of a packet: the namespace of its vocabulary, its name and its value."""

    vocabulary: str
    name: str
    value: str


def statements(packet: str) -> tuple[Statement, ...]:
    """Return every property of a packet, list members one by one, XML comments too; raises Unreadable if it is not XML."""
    from lxml import etree

    from pipeline.readers.ooxml import hardened_parser

    try:
        root = etree.fromstring(packet.strip("\ufeff\0 \r\n").encode(), hardened_parser(remove_comments=False))
    except etree.XMLSyntaxError as fault:
        raise Unreadable("XMP 元数据读不出。") from fault
    return tuple(dict.fromkeys(_statements(root)))


def _statements(root: "etree._Element") -> Iterator[Statement]:
    for element in root.iter():
        # comments and processing instructions have no name
        if not isinstance(element.tag, str):
            yield from _statement("", "注释", element.text if "xpacket" not in str(element) else "")
            continue
        holder = element
        while _name(holder.tag)[0] == _RDF and (above := holder.getparent()) is not None:
            holder = above
        vocabulary, name = _name(holder.tag)
        for text in (element.text, *(child.tail for child in element)):
            yield from _statement(vocabulary, name, text)
        for key, value in element.attrib.items():
            vocabulary, name = _name(str(key))
            if vocabulary not in (_RDF, _XML):
                yield from _statement(vocabulary, name, str(value))


def _statement(vocabulary: str, name: str, value: str | None) -> Iterator[Statement]:
    if value and value.strip():
        yield Statement(vocabulary, name, value.strip())


def _name(tag: str) -> tuple[str, str]:
    vocabulary, _, name = tag.rpartition("}")
    return vocabulary.lstrip("{"), name
