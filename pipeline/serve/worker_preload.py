"""Imported by nothing but the process that presses are forked from: its import is the warming.

Libraries, style sheets and the types under WeasyPrint are read here once, by printing a page of nothing.
"""

import gc
from contextlib import suppress
from pathlib import Path

from pipeline import fonts
from pipeline.assemble.outputs import print_pdf
from pipeline.assemble.templates import template_search_path
from pipeline.errors import ZwgkError
from pipeline.model import Head, Plan
from pipeline.render.print_model import (
    Document,
    Line,
    Span,
    Style,
)
from pipeline.serve import pdf_worker as press

BLANK_DOCUMENT = Document("样", (Line(Style.TITLE, (Span("样"),)), Line(Style.BODY, (Span("样"),))), (), ())

# what is wrong with faces or templates is said by the printing that was asked for
with suppress(ZwgkError):
    printed = print_pdf(BLANK_DOCUMENT, Plan(1980, Head()), template_search_path(Path.cwd()), fonts.find())
    press.render_picture(press.open_pdf(printed.content), press.PageRequest(1, 100))

# what this has left is cleared away; what is there then is there for good: a forked process need not touch, and so copy, it
gc.collect()
gc.freeze()
