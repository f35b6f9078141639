"""The files of a plan, and their words without line ends."""

from collections.abc import Callable
from functools import cache

from pipeline import fonts
from pipeline.fonts import Faces
from pipeline.model import Plan, Site
from pipeline.render.compose import compose
from pipeline.render.pdf import render as pdf
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.word import document as docx
from pipeline.typography import gbt9704 as standard
from tests.builders import TEMPLATES

Said = list[str | list[list[str]]]
"""Paragraphs, and tables as rows of words, in the order in which they are read."""


def plainly(words: Said, how: Callable[[str], str]) -> Said:
    """Everything said, every paragraph and cell put through `how`."""
    return [how(one) if isinstance(one, str) else [[how(cell) for cell in row] for row in one] for one in words]


def docx_of(plan: Plan) -> bytes:
    return docx.plan(compose(plan), TEMPLATES[0] / "plan.docx", standard.PAGES[plan.head.layout.value])


def page_of(plan: Plan) -> bytes:
    return html.year_page(Edition(compose(plan), plan, Site()), (), TEMPLATES)


def pdf_of(plan: Plan) -> bytes:
    return pdf.render_pdf(compose(plan), TEMPLATES, standard.PAGES[plan.head.layout.value], faces()).content


@cache
def faces() -> Faces:
    return fonts.find(fonts.cache_folder())
