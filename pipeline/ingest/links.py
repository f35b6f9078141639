"""Links to web addresses on the words of a document, carried over to the words of the content."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model import Link, web_address
from pipeline.readers.document import Document
from pipeline.source import SourceText

LinkRanges = Mapping[tuple[str, int], Sequence[tuple[int, int, str]]]
"""By document and paragraph (from 1): the columns from and to, exclusive, of each link, and its address."""


def links_of(documents: Iterable[Document]) -> LinkRanges:
    """Return the links of documents whose paragraphs are numbered, those to web addresses alone."""
    links: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
    for document in documents:
        for paragraph in document.paragraphs():
            shift = len(paragraph.number) + 1
            for style in paragraph.styles:
                if style.target and web_address(style.target):
                    link = (style.start + shift, style.stop + shift, style.target)
                    links.setdefault((document.name, paragraph.index + 1), []).append(link)
    return links


def links_on(text: SourceText, links: LinkRanges) -> tuple[Link, ...]:
    """Return the links on a text by the places of its characters."""
    if not links:
        return ()
    targets: list[str] = [""] * len(text)
    offset = 0
    for place in text.places():
        for start, stop, target in links.get((place.path, place.line), ()):
            for column in range(max(start, place.column), min(stop, place.end_column)):
                targets[offset + column - place.column] = target
        offset += place.end_column - place.column
    found: list[Link] = []
    start = 0
    for index in range(1, len(targets) + 1):
        if index == len(targets) or targets[index] != targets[start]:
            if targets[start]:
                found.append(Link(start, index, targets[start]))
            start = index
    return tuple(found)
