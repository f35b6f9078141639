"""Turn a section of a Word document to landscape, with the page numbers where they are on the other pages."""

from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from pipeline.render.word import letterhead, xml as wordml
from pipeline.render.word.template import WordDocument, parse_blocks, set_line_grid
from pipeline.render.word.xml import WordContext
from pipeline.typography import gbt9704 as standard, geometry


def set_landscape(word: WordDocument, properties: etree._Element, page: standard.Page, context: WordContext) -> None:
    """Turn a section to landscape, the page numbers where they are on the other pages (GB/T 9704 8)."""
    width, height = (geometry.twips_of_mm(side) for side in reversed(standard.PAPER))
    paper, margins = parse_blocks(
        [
            f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>',
            wordml.page_margins(geometry.landscape(page)),
        ]
    )
    for element in (paper, margins):
        before = properties.find(element.tag)
        assert before is not None
        properties.replace(before, element)
    # the number is in a text box of its own; a footer as low as on portrait pages would cut into the table's room
    margins.set(qn("w:footer"), str(int(margins.get(qn("w:bottom"), "0")) // 2))
    set_line_grid(properties, page)
    set_footers(word, properties, [letterhead.landscape_page_number(context, odd=odd) for odd in (True, False)])


def set_footers(word: WordDocument, properties: etree._Element, paragraphs: Sequence[str]) -> None:
    """Give a section footers of its own, for odd and even pages."""
    for reference in properties.findall(qn("w:footerReference")):
        properties.remove(reference)
    for kind, paragraph in zip(("default", "even"), paragraphs, strict=True):
        part, relation = word.part.add_footer_part()  # type: ignore[no-untyped-call]  # python-docx has none here
        part.element.attrib.clear()
        part.element[:] = [parse_xml(paragraph)]
        etree.cleanup_namespaces(part.element)
        properties[0:0] = parse_blocks([f'<w:footerReference w:type="{kind}" r:id="{relation}"/>'])
