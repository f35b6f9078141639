"""The one place that knows WeasyPrint: HTML and CSS in, a PDF/A-3b and the positions on its pages out.

WeasyPrint is imported only when a PDF is rendered, because its import alone takes longer
than everything else.
"""

import atexit
import gc
import logging
import os
import warnings
from codecs import BOM_UTF16_BE
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.fonts import FAMILIES, Face, Role, isolated
from pipeline.render.pdf import justify, weasyprint_import
from pipeline.render.pdf.page_breaks import Anchors, Decisions
from pipeline.render.pdf.postprocess import PdfFacts, postprocess
from pipeline.render.pdf.structure import Content, ContentKind, HtmlElement


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file embedded in the PDF as the data it was made from (relationship Data)."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A finished PDF, its facts, the anchors on each page (CSS pixels), and the decisions that it was laid out with.

    The anchor of a paragraph reaches down to its last line on the page: one that goes on fills its page.
    """

    content: bytes
    facts: PdfFacts
    anchors: Sequence[Anchors]
    decisions: Decisions


HtmlFactory = Callable[[Decisions], str]
"""Returns the document as HTML, made with these decisions."""

LayoutFeedback = Callable[[Sequence[Anchors], Decisions], Decisions]
"""Returns from the anchors on each page, and the decisions that led to them, those that fit them, settled in the end."""


def lay_out(
    html: HtmlFactory,
    feedback: LayoutFeedback,
    css: str,
    families: Mapping[str, Face],
    attachments: Sequence[Attachment],
    modified: datetime,
) -> LaidOut:
    """Lay the document out, again as long as a layout shows that other decisions fit, and return the finished PDF.

    `families` are the fonts that the style sheet `css` may name, by family. Raises ZwgkError for anything that
    WeasyPrint logs or warns of, and FontError for a font embedded without outlines.
    """
    fonts = _font_configuration(tuple(families.items()), os.getpid())
    sheets = [_stylesheet(css, tuple(families.items()))]
    with _capture_warnings() as messages:
        weasyprint = weasyprint_import.load()
        options: dict[str, Any] = {
            "stylesheets": sheets,
            "pdf_variant": "pdf/a-3b",
            "pdf_tags": True,
            # `postprocess` compresses everything
            "uncompressed_pdf": True,
            "attachments": [
                weasyprint.Attachment(
                    string=attachment.content,
                    name=attachment.name,
                    description=attachment.description,
                    created=modified,
                    modified=modified,
                    relationship="Data",
                )
                for attachment in attachments
            ],
        }

        def render(decisions: Decisions) -> Any:
            _raise_on_warnings(messages)
            source = weasyprint.HTML(string=html(decisions), url_fetcher=_local_fetcher())
            return source.render(font_config=fonts, **options)

        decisions = Decisions()
        with _chinese_lines(tuple(families.items())):
            document = render(decisions)
            while not decisions.settled:
                before, decisions = decisions, feedback(list(map(_anchors_with_line_ends, document.pages)), decisions)
                if not decisions.is_laid_out_as(before):
                    # never two layouts at once: one of 140 pages takes 120 MB
                    pages = len(document.pages)
                    del document
                    _free_memory(pages)
                    document = render(decisions)
        _raise_on_warnings(messages)
        for page in document.pages:
            _trim_table_heights(page)
        _free_memory(len(document.pages))
        with _text_of_stretched_lines(), _fonts_not_copied():
            raw: bytes = document.write_pdf(**options)
        _raise_on_warnings(messages)
    contents = [list(_contents(page)) for page in document.pages]
    anchors = [_anchors_with_line_ends(page) for page in document.pages]
    pages = len(document.pages)
    del document
    _free_memory(pages)
    content, facts = postprocess(raw, {name: str(face.path) for name, face in families.items()}, contents)
    return LaidOut(content, facts, anchors, decisions)


_MANY_PAGES = 50


def _free_memory(pages: int) -> None:
    """Collect what a layout of many pages leaves in cycles: 60 of 300 MB for 140 pages, and 10 ms for a few."""
    if pages > _MANY_PAGES:
        gc.collect()


def release_fonts() -> None:
    """Drop the font configurations, and with them the threads in which Pango looks fonts up; the next layout makes them again."""
    _font_configuration.cache_clear()


# before the interpreter unloads Pango: what a font configuration holds is given back to it
atexit.register(release_fonts)


def line_break_positions(text: str) -> frozenset[int]:
    """Return the positions in a text where Pango may end a line (UAX 14); a position is the offset of the character after it."""
    weasyprint_import.load()
    from weasyprint.text.line_break import get_log_attrs

    attributes = get_log_attrs(text, "zh-CN")
    return frozenset(index for index in range(1, len(text)) if attributes[index].is_line_break)


@lru_cache(maxsize=4)
def _font_configuration(families: tuple[tuple[str, Face], ...], _process: int) -> Any:
    """Return WeasyPrint's font configuration for the fonts, one for each process.

    Since 1.52 Pango looks fonts up in a thread of the font map; a forked process
    does not have that thread and would wait for it without end. Raises ZwgkError
    as `lay_out` does.
    """
    with _capture_warnings() as messages, isolated(dict(families)):
        weasyprint_import.load()
        from weasyprint.text.fonts import FontConfiguration

        configuration = FontConfiguration()
        _raise_on_warnings(messages)
    return configuration


@lru_cache(maxsize=2)
def _stylesheet(css: str, families: tuple[tuple[str, Face], ...]) -> Any:
    """Return the parsed style sheet, cached as long as it stays the same. Raises ZwgkError as `lay_out` does."""
    fonts = _font_configuration(families, os.getpid())
    with _capture_warnings() as messages:
        weasyprint = weasyprint_import.load()
        sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=_local_fetcher())
        _raise_on_warnings(messages)
    return sheet


def _local_fetcher() -> Any:
    """Return a fetcher that reads files of this machine and nothing from the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("file",))


# --- the functions of WeasyPrint that are replaced -----------------------------------


@contextmanager
def _chinese_lines(families: tuple[tuple[str, Face], ...]) -> Iterator[None]:
    """Replace WeasyPrint's `justify_line` and `split_text_box` inside the context; raises ZwgkError if lines do not come out right.

    docs/upstream/inter-character-justification.md proposes what would make the first needless.
    """
    from weasyprint.layout import inline

    originals = {name: getattr(inline, name, None) for name in ("justify_line", "split_text_box")}
    inline.justify_line = justify.justify_line
    inline.split_text_box = _fixed_line_height(originals["split_text_box"])
    try:
        _check_lines(families)
        yield
    finally:
        for name, original in originals.items():
            setattr(inline, name, original)


def _fixed_line_height(original: Any) -> Any:
    """WeasyPrint's `split_text_box`, with the baseline and the line height of the style whatever font draws the text.

    Pango puts a character of the fallback font on that font's own baseline, and the
    line would grow by it: 22 such lines would no longer fit on a page. The fallback's
    vertical metrics are those of the other fonts (`fonts.download`), but only nearly so.
    """
    from weasyprint.text.line_break import strut

    def split_text_box(*arguments: Any, **keywords: Any) -> Any:
        box, *rest = original(*arguments, **keywords)
        if box is not None:
            line, box.baseline = strut(box.style)
            box.margin_top = box.margin_bottom = (line - box.height) / 2
        return box, *rest

    return split_text_box


@contextmanager
def _text_of_stretched_lines() -> Iterator[None]:
    """Have WeasyPrint state the text of stretched lines, inside the context: a reader would put blanks between their characters.

    /ActualText is an attribute of the marked content of a text (ISO 32000-1, 14.9.4).
    """
    from weasyprint.pdf.stream import Stream

    original = Stream.marked

    @contextmanager
    def marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
        with original(stream, box, tag):
            if getattr(box, "is_spread", False):
                _, attributes, _ = stream.stream[-3:]
                text = justify.without_controls(box.text)
                attributes["ActualText"] = f"<{(BOM_UTF16_BE + text.encode('utf-16-be')).hex()}>"
            yield

    Stream.marked = marked
    try:
        yield
    finally:
        Stream.marked = original


@contextmanager
def _fonts_not_copied() -> Iterator[None]:
    """Have WeasyPrint read a font where HarfBuzz maps its file, inside the context, instead of from a copy: 45 MB of four faces.

    docs/upstream/font-copies.md proposes what would make it needless.
    """
    from weasyprint.pdf import fonts

    data, subset = fonts.get_hb_object_data, fonts.Font.subset

    def of_file(face: Any) -> Any:
        blob = fonts.harfbuzz.hb_face_reference_blob(face)
        length = fonts.ffi.new("unsigned int *")
        content = fonts.harfbuzz.hb_blob_get_data(blob, length)
        return fonts.ffi.buffer(fonts.ffi.gc(content, lambda _: fonts.harfbuzz.hb_blob_destroy(blob)), length[0])

    def embedded(font: Any, *arguments: Any) -> None:
        subset(font, *arguments)
        font.file_content = bytes(font.file_content)

    fonts.get_hb_object_data, fonts.Font.subset = of_file, embedded
    try:
        yield
    finally:
        fonts.get_hb_object_data, fonts.Font.subset = data, subset


_PROBE_ROOM, _PROBE_SIZE, _PROBE_CHARACTERS = 100, 16, 8
_PROBE = (
    f'<p style="margin: 0; width: {_PROBE_ROOM}px; font: {_PROBE_SIZE}px {FAMILIES[Role.BODY]}; text-align: justify">'
    f"{'公' * _PROBE_CHARACTERS}"
)


@lru_cache(maxsize=2)
def _check_lines(families: tuple[tuple[str, Face], ...]) -> None:
    """Lay out a paragraph of two lines: the first must be spread to fill its room, the last must not."""
    weasyprint = weasyprint_import.load()
    fonts = _font_configuration(families, os.getpid())
    first = _PROBE_ROOM // _PROBE_SIZE
    spacing = (_PROBE_ROOM - first * _PROBE_SIZE) / (first - 1)
    expected = [(_PROBE_ROOM, spacing), ((_PROBE_CHARACTERS - first) * _PROBE_SIZE, 0.0)]
    try:
        (page,) = weasyprint.HTML(string=_PROBE).render(font_config=fonts).pages
        measured = [(line.width, _letter_spacing(line.children[0])) for line in _boxes(page, "LineBox")]
        right = len(measured) == len(expected) and all(
            abs(width - wanted) < _PROBE_WITHIN and abs(letters - wanted_letters) < _PROBE_WITHIN
            for (width, letters), (wanted, wanted_letters) in zip(measured, expected, strict=True)
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise _not_justified() from error
    if not right:
        raise _not_justified()


_PROBE_WITHIN = 0.01
"""CSS pixels."""


def _letter_spacing(box: Any) -> float:
    spacing = box.style["letter_spacing"]
    return 0.0 if spacing == "normal" else spacing


def _not_justified() -> ZwgkError:
    import weasyprint

    return ZwgkError(f"WeasyPrint {weasyprint.__version__} 不能把中文两端对齐，版心撑不满；请安装锁定的版本")


# --- positions, which WeasyPrint states nowhere but in its private boxes --------------


def _boxes(page: Any, kind: str) -> Iterator[Any]:
    return (box for box in page._page_box.descendants() if type(box).__name__ == kind)  # noqa: SLF001


def _trim_table_heights(page: Any) -> None:
    """End the page's tables below their last rows: a row that moves to the next page leaves its height in the table.

    docs/upstream/table-height.md describes the defect.
    """
    for table in _boxes(page, "TableBox"):
        if table.children[-1].children:
            group = table.children[-1]
            row = group.children[-1]
            excess = group.position_y + group.height - (row.position_y + row.height)
            group.height -= excess
            table.height -= excess


def _anchors_with_line_ends(page: Any) -> Anchors:
    """Return the anchors of a page, those of paragraphs only down to their last line on it."""
    anchors = dict(page.anchors)
    ends: dict[str, float] = {}
    for line in _boxes(page, "LineBox"):
        name = line.element.get("id", "") if line.element is not None else ""
        if name in anchors:
            ends[name] = max(ends.get(name, 0.0), line.position_y + line.height)
    for name, end in ends.items():
        left, top, right, _ = anchors[name]
        anchors[name] = (left, top, right, end)
    return anchors


# --- what is on a page, for the structure tree ------------------------------------------


def _contents(page: Any) -> Iterator[Content]:
    """Yield what is on a page in the order of WeasyPrint's tags: cells, texts and pictures, links; without the margins."""
    from weasyprint.formatting_structure import boxes

    for child in page._page_box.children:  # noqa: SLF001
        if not isinstance(child, boxes.MarginBox):
            yield from _box_contents(child, ())


def _box_contents(box: Any, path: tuple[HtmlElement, ...]) -> Iterator[Content]:
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001
    if isinstance(box, boxes.TextBox):
        yield Content(ContentKind.MARKED, path)
        return
    # boxes without an element of their own have that of the box around them
    if box.element is not None and (not path or path[-1].key != id(box.element)):
        spans = (1, 1)
        if isinstance(box, boxes.TableCellBox):
            spans = (int(box.element.get("data-rows", box.rowspan)), box.colspan)
        repeats = box.element.get("aria-hidden") == "true"
        path = (*path, HtmlElement(id(box.element), str(box.element.tag), *spans, repeats))
        if isinstance(box, boxes.TableCellBox):
            yield Content(ContentKind.ELEMENT, path)
    if box.link_annotation:
        yield Content(ContentKind.LINK, path)
    if isinstance(box, boxes.ReplacedBox):
        yield Content(ContentKind.MARKED, path)
    for child in getattr(box, "children", ()):
        yield from _box_contents(child, path)


# --- warnings -------------------------------------------------------------------


@contextmanager
def _capture_warnings() -> Iterator[list[str]]:
    """Collect what WeasyPrint and the libraries below it log or warn of inside the context."""
    messages: list[str] = []

    class ListHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    def show_warning(message: Warning | str, *_: object, **__: object) -> None:
        messages.append(str(message))

    handler = ListHandler(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            # WeasyPrint leaves its colour profile's file to the garbage collector
            warnings.simplefilter("ignore", ResourceWarning)
            warnings.showwarning = show_warning
            yield messages
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def _raise_on_warnings(messages: Sequence[str]) -> None:
    """Raise ZwgkError with the messages; before the next step, which may crash without a font or a glyph."""
    if messages:
        raise ZwgkError(f"排印 PDF 时 WeasyPrint 报告：{'；'.join(dict.fromkeys(messages))}")
