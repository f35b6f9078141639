"""Render the plan as an HTML fragment to paste into the portal's content management (贴入网站后台的正文)."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.model import web_address
from pipeline.render.print_model import Document
from pipeline.render.web.jinja import render_template


def fragment(document: Document, templates: Sequence[Path]) -> bytes:
    """Render everything printed but the first title, which has a field of its own at the portal, in UTF-8; no h1, class or id.

    A covering 通知 comes first, then the plan under its own title.

    Order and text survive without any style, and if the portal keeps no tags but p, br,
    strong, a and those of tables: headings are paragraphs in strong, numbers are literal text. Raises TemplateError for a template that does not fit.
    """
    return render_template(templates, "fragment.html", document=document, address=web_address).encode()
