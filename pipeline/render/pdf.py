"""The plan on paper: `plan.pdf`, laid out to GB/T 9704 and kept as PDF/A-3b, tagged.

The words go through `templates/plan.html`, every measure through
`templates/print.css`; WeasyPrint lays them out. It is imported only when a PDF
is written, because its import alone costs more than everything else.
"""

import ctypes.util
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pipeline import standard
from pipeline.faults import Fault
from pipeline.fonts import Face, Faces, Role, borrowed
from pipeline.render import justify, paged
from pipeline.render.layout import area_of, is_turned, kept, title_lines
from pipeline.render.markup import fill
from pipeline.render.printed import ColophonPage, Document
from pipeline.render.wording import web_address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in the PDF as the data it was made from (relationship Data)."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Printout:
    """The paper laid out: the file, its pages (blank ones too), and where 版记 stands; None where there is none.

    `parted` are the papers (`paged.NOTICE`, `paged.PLAN`) whose last words run on to the page of their sign-off.
    """

    content: bytes
    pages: int
    colophon: ColophonPage | None
    parted: frozenset[str] = frozenset()


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
    return printout(document, templates, page, faces, attachments).content


def printout(
    document: Document,
    templates: Sequence[Path],
    page: standard.Page,
    faces: Faces,
    attachments: Sequence[Attachment] = (),
) -> Printout:
    """The whole paper as `plan` gives it, with what only its laying out tells."""
    rows = paged.tables(document)
    day = document.day

    @cache
    def words(breaks: frozenset[str], colophon: ColophonPage) -> str:
        return fill(
            templates,
            "plan.html",
            document=document,
            day=day.isoformat(),
            area=lambda sheet: area_of(document, sheet),
            turned=lambda sheet: is_turned(document, sheet),
            title_lines=title_lines,
            kept=kept,
            mark_size=standard.mark_size,
            many_columns=standard.MANY_COLUMNS,
            rows=lambda grid: paged.cut(rows[id(grid)], breaks),
            steered=justify.steered,
            address=web_address,
            colophon_page=colophon.name.lower(),
        )

    font_faces = _font_faces(words(frozenset(), ColophonPage.NEXT), faces)
    look = fill(
        templates,
        "print.css",
        standard=standard,
        page=page,
        across=standard.landscape(page),
        watermark=_quoted(document.watermark),
    )
    made = datetime(day.year, day.month, day.day, tzinfo=UTC)
    turned = bool(document.annexes) and is_turned(document, document.annexes[-1])

    def again(pages: Sequence[paged.Anchors]) -> tuple[frozenset[str], ColophonPage | None]:
        gap = page.line * _PIXELS_PER_PT
        return paged.breaks(rows, pages), paged.colophon_page(pages, gap, turned=turned)

    found = _written(words, again, (font_faces, look), attachments, made)
    foot = (standard.PAPER[1] - page.bottom) / standard.MM_PER_PT * _PIXELS_PER_PT
    return Printout(
        found.content,
        len(found.anchors),
        found.colophon,
        paged.parted(found.anchors, foot, page.line * _PIXELS_PER_PT),
    )


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


def _quoted(words: str) -> str:
    """Words as a string of CSS; empty for none."""
    return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", words)) if words else ""


def _url(face: Face) -> str:
    return face.path.resolve().as_uri()


# --- WeasyPrint ----------------------------------------------------------------


_PIXELS_PER_PT = 96 / 72
"""CSS's pixel, in which WeasyPrint counts."""


@dataclass(frozen=True, slots=True)
class _Written:
    content: bytes
    anchors: Sequence[paged.Anchors]
    colophon: ColophonPage | None


Words = Callable[[frozenset[str], ColophonPage], str]
"""Gives the page as HTML, with merged cells cut before the rows it is told and 版记 where it is told."""

Again = Callable[[Sequence[paged.Anchors]], tuple[frozenset[str], ColophonPage | None]]
"""Tells from the anchors on each page what `Words` is to be told."""


def _written(
    words: Words, again: Again, css: Sequence[str], attachments: Sequence[Attachment], made: datetime
) -> _Written:
    """The file, laid out a second time where the first shows that it has to look otherwise."""
    with _listening() as heard:
        weasyprint = _weasyprint()
        fonts = _font_configuration()
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

        def laid_out(breaks: frozenset[str], colophon: ColophonPage) -> Any:
            _silent(heard)
            page = weasyprint.HTML(string=words(breaks, colophon), url_fetcher=fetch)
            return page.render(font_config=fonts, **options)

        with justify.installed():
            paper = laid_out(frozenset(), ColophonPage.NEXT)
            breaks, colophon = again([sheet.anchors for sheet in paper.pages])
            if breaks or colophon not in (None, ColophonPage.NEXT):
                paper = laid_out(breaks, colophon or ColophonPage.NEXT)
        _silent(heard)
        content: bytes = paper.write_pdf(finisher=_finish, **options)
        _silent(heard)
    return _Written(content, [_ends_of_lines(sheet) for sheet in paper.pages], colophon)


def _ends_of_lines(sheet: Any) -> paged.Anchors:
    """The anchors of a page, those of last words only as deep as their lines: a paragraph that goes on fills its page."""
    anchors = dict(sheet.anchors)
    for name, (left, top, right, _) in sheet.anchors.items():
        if name.startswith("words-"):
            # WeasyPrint tells of lines nowhere else
            every = (one for one in sheet._page_box.descendants() if type(one).__name__ == "LineBox")  # noqa: SLF001
            own = (one for one in every if one.element is not None and one.element.get("id") == name)
            anchors[name] = (left, top, right, max((one.position_y + one.height for one in own), default=top))
    return anchors


def _font_configuration() -> Any:
    """WeasyPrint's own, but it takes faces where they lie: it would write a copy of all of them, 30 MB, each time."""
    from weasyprint.text.ffi import ffi, fontconfig, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    class InPlace(FontConfiguration):  # type: ignore[misc] # it has no types
        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
            """Register a face as `_font_faces` asks for it; what cannot be registered is left to WeasyPrint to complain of."""
            path = url2pathname(urlsplit(rule_descriptors["src"][0][1]).path)
            # as WeasyPrint itself has it: the family's name before the file's own ones, the weight we give it (80: regular)
            rule = (
                '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
                f'<match target="scan"><test name="file" compare="eq"><string>{escape(path)}</string></test>'
                f'<edit name="family" mode="prepend"><string>{rule_descriptors["font_family"]}</string></edit>'
                '<edit name="weight" mode="assign_replace"><int>80</int></edit></match></fontconfig>'
            )
            fontconfig.FcConfigParseAndLoadFromMemory(self._config, rule.encode(), True)
            if not fontconfig.FcConfigAppFontAddFile(self._config, os.fsencode(path)):
                super().add_font_face(rule_descriptors, url_fetcher)
                return
            pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", self.font_map))

    return InPlace()


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


_PRODUCER = re.compile(rb'<rdf:Description rdf:about="" pdf:Producer="[^"]*" ?/>')


def _finish(_: Any, pdf: Any) -> None:
    """Drop what PDF/A's checkers stumble over (empty resources, attachments listed twice), the rows' anchors, the program's name."""
    # PDF/A wants the same in both places, or nothing (ISO 19005-3, 6.6.3)
    pdf.info.pop("Producer", None)
    for thing in pdf.objects:
        extra = getattr(thing, "extra", None)
        if isinstance(extra, dict) and extra.get("Type") == "/Metadata":
            thing.stream = [_PRODUCER.sub(b"", words) for words in thing.stream]
        for found in (thing, extra):
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
