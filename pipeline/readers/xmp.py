"""XMP packets (ISO 16684-1), in which a file or a picture states its properties a second time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.readers import Unreadable

if TYPE_CHECKING:
    from lxml import etree

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a packet states: in which vocabulary, by which name, in which words."""

    vocabulary: str
    name: str
    value: str


def statements(packet: str) -> tuple[Statement, ...]:
    """All that a packet states, comments too, a list's members one by one; raises Unreadable for what is no packet."""
    from lxml import etree

    try:
        root = etree.fromstring(packet.strip("\ufeff\0 \r\n").encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as fault:
        raise Unreadable("XMP 元数据读不出。") from fault
    return tuple(dict.fromkeys(_statements(root)))


def _statements(root: "etree._Element") -> Iterator[Statement]:
    for element in root.iter():
        # comments and instructions have no name
        if not isinstance(element.tag, str):
            yield from _said("", "注释", element.text if "xpacket" not in str(element) else "")
            continue
        holder = element
        while _name(holder.tag)[0] == _RDF and (above := holder.getparent()) is not None:
            holder = above
        vocabulary, name = _name(holder.tag)
        for words in (element.text, *(child.tail for child in element)):
            yield from _said(vocabulary, name, words)
        for key, value in element.attrib.items():
            vocabulary, name = _name(str(key))
            if vocabulary not in (_RDF, _XML):
                yield from _said(vocabulary, name, str(value))


def _said(vocabulary: str, name: str, words: str | None) -> Iterator[Statement]:
    if words and words.strip():
        yield Statement(vocabulary, name, words.strip())


def _name(tag: str) -> tuple[str, str]:
    vocabulary, _, name = tag.rpartition("}")
    return vocabulary.lstrip("{"), name
