"""WeasyPrint, held to what the paper needs: our faces and no others, full lines, PDF/A-3b without what its checkers stumble over.

It is imported only when a PDF is written, because its import alone costs more than everything else.
"""

import ctypes.util
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pipeline.errors import ZwgkError
from pipeline.fonts import Faces, Role
from pipeline.render.pdf import (
    justify,
    line_breaks as breaking,
    page_breaks as paged,
)
from pipeline.render.pdf.postprocess import PdfFacts, postprocess
from pipeline.render.print_model import ColophonPage


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in the PDF as the data it was made from (relationship Data)."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """The file, the anchors of each page (those of last words only as deep as their lines), and where 版记 came to stand."""

    content: bytes
    facts: PdfFacts
    anchors: Sequence[paged.Anchors]
    colophon: ColophonPage | None


FAMILIES = {
    Role.TITLE: "title",
    Role.BODY: "fang",
    Role.HEI: "hei",
    Role.KAI: "kai",
    Role.SONG: "song",
    Role.FALLBACK: "more",
}
"""The faces' names in the style sheet; ASCII, for they become the fonts' names in the file."""

HtmlFactory = Callable[[frozenset[str], ColophonPage], str]
"""Gives the page as HTML, with merged cells cut before the rows it is told and 版记 where it is told."""

LayoutFeedback = Callable[[Sequence[paged.Anchors]], tuple[frozenset[str], ColophonPage | None]]
"""Tells from the anchors on each page what `Words` is to be told."""


def typeset(
    words: HtmlFactory,
    again: LayoutFeedback,
    css: tuple[str, ...],
    faces: Faces,
    attachments: Sequence[Attachment],
    made: datetime,
) -> Typeset:
    """The file, laid out a second time where the first shows that it has to look otherwise.

    Raises ZwgkError for anything that WeasyPrint has to say, a face that cannot be loaded among it, and
    FontError for a face of which nothing to be drawn is left in the file.
    """
    fonts, sheets = _stylesheets(css, tuple(face.digest for face in faces.by_role.values()))
    with _capture_warnings() as heard:
        weasyprint = _weasyprint()
        options: dict[str, Any] = {
            "stylesheets": sheets,
            "pdf_variant": "pdf/a-3b",
            "pdf_tags": True,
            "uncompressed_pdf": True,
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
            _raise_on_warnings(heard)
            page = weasyprint.HTML(string=words(breaks, colophon), url_fetcher=_fetcher())
            return page.render(font_config=fonts, **options)

        from weasyprint.layout import block, inline

        steered = _monkeypatched(block, "iter_line_boxes", breaking.steered)
        level = _monkeypatched(inline, "split_text_box", _fixed_line_height)
        with steered, level, _monkeypatched(inline, "justify_line", lambda _: justify.justify_line):
            paper = laid_out(frozenset(), ColophonPage.NEXT)
            breaks, colophon = again([sheet.anchors for sheet in paper.pages])
            if breaks or colophon not in (None, ColophonPage.NEXT):
                paper = laid_out(breaks, colophon or ColophonPage.NEXT)
        _raise_on_warnings(heard)
        for sheet in paper.pages:
            _trim_table_heights(sheet)

        files = {FAMILIES[role]: str(face.path) for role, face in faces.by_role.items()}

        plain: bytes = paper.write_pdf(**options)
        _raise_on_warnings(heard)
    content, facts = postprocess(plain, files)
    return Typeset(content, facts, [_anchors_with_line_ends(sheet) for sheet in paper.pages], colophon)


@contextmanager
def _monkeypatched(module: Any, name: str, ours: Callable[[Any], Any]) -> Iterator[None]:
    """Have WeasyPrint use what `ours` makes of one of its functions while the context lasts; raises ZwgkError when it has it no longer."""
    own = getattr(module, name, None)
    if own is None:
        raise ZwgkError(f"这一版 WeasyPrint 没有 {name}，正文无法按公文断行和两端对齐；请安装锁定的版本")
    setattr(module, name, ours(own))
    try:
        yield
    finally:
        setattr(module, name, own)


def _fixed_line_height(own: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's `split_text_box`, but words stand on their line and take of it what their style says, whatever face draws them.

    Pango puts a character of the fallback face on that face's own baseline, and the
    line would grow by it: 22 lines of such would no longer stand on a page.
    """
    from weasyprint.text.line_break import strut

    def split_text_box(*words: Any, **more: Any) -> Any:
        box, *rest = own(*words, **more)
        if box is not None:
            line, box.baseline = strut(box.style)
            box.margin_top = box.margin_bottom = (line - box.height) / 2
        return box, *rest

    return split_text_box


@lru_cache(maxsize=2)
def _stylesheets(css: tuple[str, ...], _digests: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """The style sheets as WeasyPrint keeps them, and the faces they name, made once as long as neither changes.

    Raises ZwgkError as `typeset` does.
    """
    weasyprint = _weasyprint()
    fonts, fetch = _font_configuration(), _fetcher()
    with _capture_warnings() as heard:
        sheets = [weasyprint.CSS(string=one, font_config=fonts, url_fetcher=fetch) for one in css]
        _raise_on_warnings(heard)
    return fonts, sheets


def _fetcher() -> Any:
    return _weasyprint().urls.URLFetcher(allowed_protocols=("file",))


def _trim_table_heights(sheet: Any) -> None:
    """End the page's tables below their last rows: one that moved on with the row it holds to leaves its height behind."""
    for table in sheet._page_box.descendants():  # noqa: SLF001 - WeasyPrint tells of rows nowhere else
        if type(table).__name__ == "TableBox" and table.children[-1].children:
            group = table.children[-1]
            row = group.children[-1]
            left = group.position_y + group.height - (row.position_y + row.height)
            group.height -= left
            table.height -= left


def _anchors_with_line_ends(sheet: Any) -> paged.Anchors:
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
def _capture_warnings() -> Iterator[list[str]]:
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


def _raise_on_warnings(heard: Sequence[str]) -> None:
    """Raise ZwgkError with what was heard; before the next step, which may crash where a face or a glyph is missing."""
    if heard:
        raise ZwgkError(f"排印 PDF 时 WeasyPrint 报告：{'；'.join(dict.fromkeys(heard))}")
