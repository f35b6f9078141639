"""The worker process: prints one job to PDF, then draws pages of it as pictures until it is ended.

Each job gets a process forked from a preloaded server (`worker_preload`), so start-up is
cheap, memory is returned, and an outdated job can be killed. An idle standby prints the
previous job once to warm its caches.
"""

import gc
import signal
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from io import BytesIO
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline import preflight
from pipeline.assemble.renderers import print_pdf
from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.model import Plan
from pipeline.render.print_model import Document, Grid, Line, PrintedBlock

MAX_PICTURE_WIDTH = 3000
"""The widest picture of a page, in pixels."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page picture: the page, counted from 1, and the width in pixels."""

    page: int
    width: int


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A document to print; `version` identifies the job."""

    version: int
    root: Path
    document: Document
    plan: Plan
    templates: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PagePosition:
    """A position in the PDF: the page, counted from 1, and the distance from its top as a share of its height."""

    page: int
    y_fraction: float


@dataclass(frozen=True, slots=True)
class Anchors:
    """Positions in the PDF: the first annex's page (0 if there is none), and items by id, in the body and in the annexes."""

    annex: int = 0
    items: dict[str, PagePosition] = field(default_factory=dict)
    rows: dict[str, PagePosition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintedPdf:
    """The printed PDF and its pages' sizes (width, height) in pt."""

    content: bytes
    page_sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """Sent by a standby that is warmed up and waits for its job."""


WorkerMessage = PrintedPdf | Anchors | str
"""The results of a job in their order: the PDF, then its anchors; or the error as text."""

IDLE_SECONDS = 0.2
"""Seconds without a request after which anchors are computed: page pictures come first."""


def worker_main(results: Connection, requests: Connection, scratch: Path, rehearsal: PrintJob | None) -> None:
    """Receive a job with the pages viewed last, print it, send the results, then answer each page request.

    Returns when the other end closes. A `rehearsal` is printed first, to warm the caches.
    WeasyPrint's temporary files go to `scratch`, which whoever ends this process deletes.
    """
    tempfile.tempdir = str(scratch)
    # Ctrl-C reaches every process of the terminal; the main process ends the workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # the process ends before there is anything worth collecting
    gc.disable()
    # the other end is closed when a newer worker has taken over
    with suppress(EOFError, ConnectionError):
        if rehearsal is not None:
            # an error is reported when the job itself is printed
            with suppress(ZwgkError):
                render_picture(open_pdf(_render(rehearsal)), PageRequest(1, MAX_PICTURE_WIDTH))
            results.send(WorkerReady())
        job, viewed = requests.recv()
        try:
            content = _render(job)
        except ZwgkError as error:
            results.send(str(error))
            return
        _serve_pages(results, requests, job, content, viewed)


def _render(job: PrintJob) -> bytes:
    return print_pdf(job.document, job.plan, job.templates, preflight.faces_of(job.root)).content


def _serve_pages(
    results: Connection, requests: Connection, job: PrintJob, content: bytes, viewed: Sequence[PageRequest]
) -> None:
    pdf = open_pdf(content)
    results.send(PrintedPdf(content, tuple(pdf.get_page_size(index) for index in range(len(pdf)))))
    # the pages viewed last are drawn before they are requested again
    likely = [request for request in reversed(viewed) if request.page <= len(pdf)]
    drawn: dict[PageRequest, bytes] = {}
    anchors_sent = False
    while True:
        if likely and not requests.poll():
            request = likely.pop()
            drawn[request] = render_picture(pdf, request)
            continue
        if not anchors_sent and not requests.poll(IDLE_SECONDS):
            results.send(_find_anchors(job.document, pdf))
            anchors_sent = True
        wanted: PageRequest = requests.recv()
        requests.send_bytes(drawn.pop(wanted) if wanted in drawn else render_picture(pdf, wanted))


def open_pdf(content: bytes) -> Any:
    """Open the PDF with PDFium."""
    import pypdfium2

    return pypdfium2.PdfDocument(content)


def render_picture(pdf: Any, request: PageRequest) -> bytes:
    """Return the page as BMP: uncompressed, since it never leaves this machine."""
    page = pdf[request.page - 1]
    scale = min(max(request.width, 1), MAX_PICTURE_WIDTH) / page.get_width()
    file = BytesIO()
    page.render(scale=scale, grayscale=_is_grey(page)).to_pil().save(file, "BMP")
    return file.getvalue()


def _is_grey(page: Any) -> bool:
    """Return whether a thumbnail of the page has no colour: then the picture takes a third of the time."""
    thumbnail = page.render(scale=0.15).to_pil().tobytes()
    return bool(thumbnail[0::3] == thumbnail[1::3] == thumbnail[2::3])


# --- positions of items in the PDF ---------------------------------------------------


def _find_anchors(document: Document, pdf: Any) -> Anchors:
    pages = [_PageText(page) for page in pdf]
    annex = next((_page_beginning_with(pages, sheet.mark + sheet.title) for sheet in document.annexes[:1]), 0)
    body_pages = pages[: annex - 1] if annex else pages
    body = document.body if document.notice is None else (*document.notice.body, *document.body)
    annexes = [block for sheet in document.annexes for block in sheet.content]
    return Anchors(
        annex,
        dict(_find_positions(body_pages, 1, _item_texts(body))),
        dict(_find_positions(pages[annex - 1 :], annex, _row_texts(annexes))) if annex else {},
    )


class _PageText:
    """The visible characters of a page with their positions."""

    def __init__(self, page: Any) -> None:
        self._height = page.get_height()
        self._text = page.get_textpage()
        characters = self._text.get_text_range()
        self._offsets = [offset for offset, char in enumerate(characters) if is_visible(char)]
        self.text = "".join(characters[offset] for offset in self._offsets)

    def y_fraction(self, offset: int) -> float:
        """Return the distance of a character of `text` from the page's top, as a share of its height."""
        return float(1 - self._text.get_charbox(self._offsets[offset])[3] / self._height)


def is_visible(char: str) -> bool:
    """Return whether the character is neither white space nor invisible, so that the plan and a PDF reader agree on it."""
    return not char.isspace() and char not in "\u200b\u200c\u200d\u2060\ufeff\ufffe\u00ad"


def visible_text(text: str) -> str:
    """Return the text without white space and invisible characters."""
    return "".join(filter(is_visible, text))


def _page_beginning_with(pages: Sequence[_PageText], text: str) -> int:
    """Return the number of the page that begins with the text, counted from 1; 0 if there is none."""
    wanted = visible_text(text)
    return next((number for number, page in enumerate(pages, 1) if page.text.startswith(wanted)), 0)


MATCH_CHARS = 14
"""How many of an item's first characters identify it in the PDF."""


def _item_texts(blocks: Sequence[PrintedBlock]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Line) and block.item:
            yield block.item, block.text


def _row_texts(blocks: Sequence[PrintedBlock]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if not isinstance(block, Grid) or not block.columns:
            continue
        for row in block.rows:
            longest = max((cell.text for cell in row.cells), key=len, default="")
            if row.item:
                yield row.item, longest


def _find_positions(
    pages: Sequence[_PageText], first_page: int, texts: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, PagePosition]]:
    """Yield the position of each item's text, searched for after the one before; the first text of an item counts."""
    whole = "".join(page.text for page in pages)
    page_ends = list(accumulate(len(page.text) for page in pages))
    search_from = 0
    seen: set[str] = set()
    for item, text in texts:
        offset = whole.find(visible_text(text)[:MATCH_CHARS], search_from)
        if offset >= 0 and item not in seen:
            seen.add(item)
            search_from = offset + 1
            index = bisect_right(page_ends, offset)
            page_start = page_ends[index - 1] if index else 0
            yield item, PagePosition(first_page + index, pages[index].y_fraction(offset - page_start))
