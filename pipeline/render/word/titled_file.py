"""A Word file of one title and blocks below it, on the page and in the styles of a template."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.model import Orientation
from pipeline.render.print_model import Document, Style
from pipeline.render.word import xml as wordml
from pipeline.render.word.landscape import set_landscape
from pipeline.render.word.template import (
    SECTION_PROPERTIES,
    body_only,
    document_body,
    open_template,
    replace_body_marker,
    save,
    word_context,
)
from pipeline.render.word.xml import WordContext
from pipeline.typography import gbt9704 as standard


def titled_file(
    source: Document,
    title: str,
    template: Path,
    page: standard.Page,
    content: Callable[[WordContext], Iterable[str]],
    orientation: Orientation = Orientation.PORTRAIT,
) -> bytes:
    """A file of one title and the blocks that `content` returns; of the template only its page and styles are used.

    `source` gives the file's properties. Raises TemplateError for a template that does not
    fit, and ZwgkError for a character that no Word file can contain.
    """
    document = open_template(template, title, page)
    context = word_context(document)
    body_only(document)
    width = standard.TYPE_AREA[0]
    if orientation is Orientation.LANDSCAPE:
        width = standard.TYPE_AREA[1]
        for properties in document_body(document).iter(SECTION_PROPERTIES):
            set_landscape(document, properties, page, context)
    heading = wordml.title(Style.ANNEX_TITLE, title, width, context)
    replace_body_marker(document, [heading, wordml.blank_lines(context), *content(context)])
    return save(document, source, title)
