"""XML namespaces of Word files, and the parser for the parts of a file that was saved elsewhere."""

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
VML = "urn:schemas-microsoft-com:vml"
WORD_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"

Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name


def parse_part(content: bytes | str) -> Element:
    """Parse one part of a package without expanding entities, loading a DTD or using the network.

    Raises lxml.etree.XMLSyntaxError for a part that is not well-formed.
    """
    # one parser a call: a parser is not to be shared between threads
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
