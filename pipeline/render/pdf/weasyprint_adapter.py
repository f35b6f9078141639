"""WeasyPrint, held to what the paper needs: our faces and no others, full lines, PDF/A-3b without what its checkers stumble over.

It is imported only when a PDF is written, because its import alone costs more than everything else.
"""

import ctypes.util
import logging
import os
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pipeline.errors import FontError, ZwgkError
from pipeline.fonts import (
    REINSTALL_HINT,
    Faces,
    Role,
)
from pipeline.render.pdf import (
    justify,
    line_breaks as breaking,
    page_breaks as paged,
)
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

        def finish(_: Any, pdf: Any) -> None:
            for family in _fonts_without_glyphs(pdf):
                raise FontError(files.get(family, family), f"裁剪后没有字形，印出来是空白。{REINSTALL_HINT}")
            _postprocess_pdf(pdf)

        content: bytes = paper.write_pdf(finisher=finish, **options)
        _raise_on_warnings(heard)
    return Typeset(content, [_anchors_with_line_ends(sheet) for sheet in paper.pages], colophon)


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


@lru_cache(maxsize=32)
def _deflated(words: bytes) -> bytes:
    """The words as pydyf compresses them; a preview prints the same faces again and again."""
    return zlib.compress(words, 9)


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


_PRODUCER = re.compile(rb'<rdf:Description rdf:about="" pdf:Producer="[^"]*" ?/>')


def _fonts_without_glyphs(pdf: Any) -> Iterator[str]:
    """The families whose embedded face has no outlines: HarfBuzz leaves them out in silence where it cannot read them.

    The words can still be found and copied, for they stand beside the face (ToUnicode): no reading back would tell.
    """
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Type") == "/FontDescriptor":
            file = thing["FontFile3"] if "FontFile3" in thing else thing["FontFile2"]
            (content,) = pdf.objects[int(file.split()[0])].stream
            if not _has_outlines(content):
                yield thing["FontName"].decode().partition("+")[2]


def _has_outlines(face: bytes) -> bool:
    """Whether a face holds a table of outlines, as the kind that it says it is (OpenType 1.9, Organization of an OpenType Font)."""
    end = 12 + 16 * int.from_bytes(face[4:6], "big")
    lengths = {face[at : at + 4]: int.from_bytes(face[at + 12 : at + 16], "big") for at in range(12, end, 16)}
    wanted = (b"CFF ", b"CFF2") if face[:4] == b"OTTO" else (b"glyf",)
    return any(lengths.get(tag) for tag in wanted)


def _postprocess_pdf(pdf: Any) -> None:
    """Drop what PDF/A's checkers stumble over (empty resources, attachments listed twice), the rows' anchors, the program's name.

    What is one piece is compressed here, not by pydyf: the faces are the same from one printing to the next.
    """
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
    for thing in pdf.objects:
        match getattr(thing, "stream", None):
            case [bytes(words)] if thing.compress:
                thing.stream, thing.compress = [_deflated(words)], False
                thing.extra["Filter"] = "/FlateDecode"


def _drop_empty(found: dict[str, Any]) -> None:
    for key in list(found):
        value = found[key]
        if not isinstance(value, dict):
            continue
        _drop_empty(value)
        if not value and key in ("Pattern", "Shading", "XObject", "ExtGState"):
            del found[key]
