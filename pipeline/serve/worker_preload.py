"""Imported only by the fork server: importing it loads libraries, style sheets and fonts, by printing an empty page."""

import gc
from contextlib import suppress
from pathlib import Path

from pipeline import fonts
from pipeline.assemble.renderers import print_pdf
from pipeline.assemble.templates import template_search_path
from pipeline.errors import ZwgkError
from pipeline.model import Head, Plan
from pipeline.render.pdf import weasyprint_adapter
from pipeline.render.print_model import Document, Line, Span, Style
from pipeline.serve import pdf_worker

BLANK_DOCUMENT = Document("样", (Line(Style.TITLE, (Span("样"),)), Line(Style.BODY, (Span("样"),))), (), ())

# an error in fonts or templates is reported by the job that needs them
with suppress(ZwgkError):
    printed = print_pdf(BLANK_DOCUMENT, Plan(1980, Head()), template_search_path(Path.cwd()), fonts.find())
    pdf_worker.render_picture(pdf_worker.open_pdf(printed.content), pdf_worker.PageRequest(1, 100))

# a process that forks may not have threads: the child would have their locks and not them
weasyprint_adapter.release_fonts()

# objects alive now stay for good; frozen, a forked process does not touch them, so their pages are not copied
gc.collect()
gc.freeze()
