"""The plan on paper: `plan.pdf`, laid out to GB/T 9704 and kept as PDF/A-3b, tagged.

The words go through `templates/plan.html`, every measure through
`templates/print.css`; WeasyPrint lays them out. It is imported only when a PDF
is written, because its import alone costs more than everything else.
"""

import ctypes.util
import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline import standard
from pipeline.faults import Fault
from pipeline.fonts import Face, Faces, Role, borrowed
from pipeline.render import justify, paged
from pipeline.render.markup import fill
from pipeline.render.printed import Document
from pipeline.render.title import balance
from pipeline.render.wordml import web_address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in the PDF as the data it was made from (relationship Data)."""

    name: str
    content: bytes
    description: str


def plan(
    document: Document,
    templates: Sequence[Path],
    page: standard.Page,
    faces: Faces,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The whole paper as PDF/A-3b, the same bytes for the same words, templates and faces.

    Raises TemplateFault for a template that does not fit, and Fault for anything
    that WeasyPrint has to say, a face that cannot be loaded among it.
    """
    rows = paged.tables(document)
    day = document.head.issued.value or date(document.year or 1980, 1, 1)

    def words(breaks: frozenset[str]) -> str:
        return fill(
            templates,
            "plan.html",
            document=document,
            day=day.isoformat(),
            title_lines=lambda title, across: balance(title, _title_room(across)),
            rows=lambda grid: paged.cut(rows[id(grid)], breaks),
            steered=justify.steered,
            address=web_address,
            turned=lambda sheet: paged.turned(document, sheet),
            width=standard.han_width,
            half_page=standard.LINES / 2 * standard.CHARACTERS,
            notes_left=standard.FIRST_LINE + max((line.hanging for line in document.sign_off), default=0),
        )

    font_faces = _font_faces(words(frozenset()), faces)
    look = fill(templates, "print.css", standard=standard, page=page, across=standard.landscape(page))
    return _written(words, (font_faces, look), rows, attachments, datetime(day.year, day.month, day.day, tzinfo=UTC))


FAMILIES = {
    Role.TITLE: "title",
    Role.BODY: "fang",
    Role.HEI: "hei",
    Role.KAI: "kai",
    Role.SONG: "song",
    Role.FALLBACK: "more",
}
"""The faces' names in the style sheet; ASCII, for they become the fonts' names in the file."""


def _font_faces(words: str, faces: Faces) -> str:
    """The rules that bring the faces in; the fallback, which is large, only where a face lacks a character."""
    roles: list[Role] = [role for role in FAMILIES if role is not Role.FALLBACK]
    if any(borrowed((words,), faces, role) for role in roles):
        roles.append(Role.FALLBACK)
    return "".join(
        f'@font-face {{ font-family: "{FAMILIES[role]}"; font-weight: normal; src: url("{_url(faces[role])}") }}\n'
        for role in roles
    )


def _url(face: Face) -> str:
    return face.path.resolve().as_uri()


def _title_room(across: bool) -> float:
    return standard.TYPE_AREA[1 if across else 0] / standard.MM_PER_PT / standard.SIZE_2


# --- WeasyPrint ----------------------------------------------------------------


def _written(
    words: Callable[[frozenset[str]], str],
    css: Sequence[str],
    rows: paged.Tables,
    attachments: Sequence[Attachment],
    made: datetime,
) -> bytes:
    """The file; `words` gives the page with merged cells cut before the rows it is told."""
    with _listening() as heard:
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        fetch = weasyprint.urls.URLFetcher(allowed_protocols=("file",))
        options: dict[str, Any] = {
            "stylesheets": [weasyprint.CSS(string=one, font_config=fonts, url_fetcher=fetch) for one in css],
            "pdf_variant": "pdf/a-3b",
            "pdf_tags": True,
            "attachments": [
                weasyprint.Attachment(
                    string=one.content,
                    name=one.name,
                    description=one.description,
                    created=made,
                    modified=made,
                    relationship="Data",
                )
                for one in attachments
            ],
        }

        def laid_out(breaks: frozenset[str]) -> Any:
            _silent(heard)
            return weasyprint.HTML(string=words(breaks), url_fetcher=fetch).render(font_config=fonts, **options)

        with justify.installed():
            paper = laid_out(frozenset())
            if breaks := paged.breaks(rows, [list(sheet.anchors) for sheet in paper.pages]):
                paper = laid_out(breaks)
        _silent(heard)
        content: bytes = paper.write_pdf(finisher=_finish, **options)
        _silent(heard)
    return content


def _weasyprint() -> Any:
    """The library, imported without the search for foreign library names that takes half of its time."""
    if "weasyprint" in sys.modules or sys.platform != "linux":
        import weasyprint

        return weasyprint
    search = ctypes.util.find_library
    # the names that Linux uses stand in the same list and need no search
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 - the name is part of the call
    try:
        import weasyprint
    finally:
        ctypes.util.find_library = search
    return weasyprint


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What WeasyPrint and the libraries below it log or warn of meanwhile, as they say it."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    def warned(message: Warning | str, *_: object, **__: object) -> None:
        # with our own fontconfig there is no font but ours, as intended
        if not str(message).startswith("No fonts configured in FontConfig."):
            heard.append(str(message))

    ear = Ear(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(ear)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            # WeasyPrint leaves its colour profile's file to the garbage collector
            warnings.simplefilter("ignore", ResourceWarning)
            warnings.showwarning = warned
            yield heard
    finally:
        for logger in loggers:
            logger.removeHandler(ear)


def _silent(heard: Sequence[str]) -> None:
    """Raise Fault with what was heard; before the next step, which may crash where a face or a glyph is missing."""
    if heard:
        raise Fault(f"排印 PDF 时 WeasyPrint 报告：{'；'.join(dict.fromkeys(heard))}")


def _finish(_: Any, pdf: Any) -> None:
    """Drop what PDF/A's checkers stumble over (empty resources, attachments listed twice) and the rows' anchors."""
    for thing in pdf.objects:
        for found in (thing, getattr(thing, "extra", None)):
            if isinstance(found, dict):
                _drop_empty(found)
    if "Dests" in pdf.catalog.get("Names", {}):
        del pdf.catalog["Names"]["Dests"]
        if not pdf.catalog["Names"]:
            del pdf.catalog["Names"]
    if "AF" in pdf.catalog:
        listed = list(dict.fromkeys(pdf.catalog["AF"]))
        pdf.catalog["AF"].clear()
        pdf.catalog["AF"].extend(listed)


def _drop_empty(found: dict[str, Any]) -> None:
    for key in list(found):
        value = found[key]
        if not isinstance(value, dict):
            continue
        _drop_empty(value)
        if not value and key in ("Pattern", "Shading", "XObject", "ExtGState"):
            del found[key]
