"""The plan as a piece of HTML to be pasted into the portal's content management (贴入网站后台的正文)."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.model import web_address
from pipeline.render.print_model import Document
from pipeline.render.web.jinja import render_template


def fragment(document: Document, templates: Sequence[Path]) -> bytes:
    """Everything printed but the first title, for which the portal has a field of its own, in UTF-8; no h1, class or id.

    A covering 通知 comes first, then the plan under its own title.

    Its order and words hold without any style, and with no other tags left than p,
    br, strong, a and those of tables: headings are paragraphs in strong, numbers
    are characters. Raises TemplateError for a template that does not fit.
    """
    return render_template(templates, "fragment.html", document=document, address=web_address).encode()
