"""The year on paper, in a process of its own: printed once, then its pages are given out as pictures until it is ended.

A process is forked for each printing from one that has imported and tried everything (`warm`),
so that it costs no start, leaves no memory behind, and can be ended in the middle when what
it prints has been overtaken. While nothing is asked for, the next one rehearses: what a printing
touches for the first time it has touched then.
"""

import gc
import signal
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline import preflight as coverage
from pipeline.assemble.outputs import print_pdf
from pipeline.errors import ZwgkError
from pipeline.model import Plan
from pipeline.render.print_model import (
    Document,
    Grid,
    Line,
    PrintedBlock,
)

MAX_PICTURE_WIDTH = 3000
"""The widest picture of a page, in pixels."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A picture that is asked for: the page, counted from 1, and its width in pixels."""

    page: int
    width: int


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is to be printed; `version` tells one printing from another."""

    version: int
    root: Path
    document: Document
    plan: Plan
    templates: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PagePosition:
    """A place on paper: the page, counted from 1, and how far down it is, as a share of its height."""

    page: int
    y_fraction: float


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where things stand on paper: the page of the first annex (0 where there is none), items by id in the words and in the annexes."""

    annex: int = 0
    items: dict[str, PagePosition] = field(default_factory=dict)
    rows: dict[str, PagePosition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintedPdf:
    """The paper as it came out: the PDF, and its pages' sizes in pt."""

    content: bytes
    page_sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """The press has rehearsed and waits for its order."""


WorkerMessage = PrintedPdf | Anchors | str
"""What a press tells, one after the other: the paper, then its marks; or in words why there is no paper."""

IDLE_SECONDS = 0.2
"""Seconds without a request after which the marks are looked for: the pages looked at come first."""


def worker_main(told: Connection, asked: Connection, scratch: Path, rehearsal: PrintJob | None) -> None:
    """Take an order and the sheets that were looked at, print it and tell what came out; give a picture of each sheet asked for.

    It ends when the other end closes. A `rehearsal` is printed before, for nothing. What WeasyPrint lays down for itself comes
    into the folder `scratch`: whoever ends this process clears it away.
    """
    tempfile.tempdir = str(scratch)
    # Ctrl-C at the terminal reaches every process; the one that was asked ends the others
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # it is thrown away before there is anything worth collecting
    gc.disable()
    # the other end is closed when a newer press has taken over
    with suppress(EOFError, ConnectionError):
        if rehearsal is not None:
            # what is wrong is said when it is printed in earnest
            with suppress(ZwgkError):
                render_picture(open_pdf(_render(rehearsal)), PageRequest(1, MAX_PICTURE_WIDTH))
            told.send(WorkerReady())
        order, looked_at = asked.recv()
        try:
            content = _render(order)
        except ZwgkError as fault:
            told.send(str(fault))
            return
        _serve_pages(told, asked, order, content, looked_at)


def _render(order: PrintJob) -> bytes:
    return print_pdf(order.document, order.plan, order.templates, coverage.faces_of(order.root)).content


def _serve_pages(
    told: Connection, asked: Connection, order: PrintJob, content: bytes, looked_at: Sequence[PageRequest]
) -> None:
    pdf = open_pdf(content)
    told.send(PrintedPdf(content, tuple(pdf.get_page_size(place) for place in range(len(pdf)))))
    # what was looked at will be asked for again: it is drawn on the way there
    likely = [sheet for sheet in reversed(looked_at) if sheet.page <= len(pdf)]
    drawn: dict[PageRequest, bytes] = {}
    marked = False
    while True:
        if likely and not asked.poll():
            sheet = likely.pop()
            drawn[sheet] = render_picture(pdf, sheet)
            continue
        if not marked and not asked.poll(IDLE_SECONDS):
            told.send(_find_anchors(order.document, pdf))
            marked = True
        wanted: PageRequest = asked.recv()
        asked.send_bytes(drawn.pop(wanted) if wanted in drawn else render_picture(pdf, wanted))


def open_pdf(content: bytes) -> Any:
    """The PDF as PDFium reads it."""
    import pypdfium2

    return pypdfium2.PdfDocument(content)


def render_picture(pdf: Any, sheet: PageRequest) -> bytes:
    """The page as BMP: uncompressed, for it travels no further than this machine."""
    page = pdf[sheet.page - 1]
    scale = min(max(sheet.width, 1), MAX_PICTURE_WIDTH) / page.get_width()
    file = BytesIO()
    page.render(scale=scale, grayscale=_is_grey(page)).to_pil().save(file, "BMP")
    return file.getvalue()


def _is_grey(page: Any) -> bool:
    """Whether a small picture of the page holds no colour: then a large one is made in a third of the time."""
    small = page.render(scale=0.15).to_pil().tobytes()
    return bool(small[0::3] == small[1::3] == small[2::3])


# --- where things stand ------------------------------------------------------------


def _find_anchors(document: Document, pdf: Any) -> Anchors:
    pages = [_PageText(sheet) for sheet in pdf]
    annex = next((_page_beginning_with(pages, sheet.mark + sheet.title) for sheet in document.annexes[:1]), 0)
    body = pages[: annex - 1] if annex else pages
    words = document.body if document.notice is None else (*document.notice.body, *document.body)
    rows = [one for sheet in document.annexes for one in sheet.content]
    return Anchors(
        annex,
        dict(_find_positions(body, 1, _item_texts(words))),
        dict(_find_positions(pages[annex - 1 :], annex, _row_texts(rows))) if annex else {},
    )


class _PageText:
    """The characters of a page without blanks, and where each of them stands."""

    def __init__(self, sheet: Any) -> None:
        self._height = sheet.get_height()
        self._text = sheet.get_textpage()
        words = self._text.get_text_range()
        self._kept = [at for at, char in enumerate(words) if is_visible(char)]
        self.text = "".join(words[at] for at in self._kept)

    def y_fraction(self, place: int) -> float:
        """How far down that character stands, as a share of the page's height."""
        return float(1 - self._text.get_charbox(self._kept[place])[3] / self._height)


def is_visible(char: str) -> bool:
    """Whether the character is one that both the plan and its readers keep: no blank, nothing unseen."""
    return not char.isspace() and char not in "\u200b\u200c\u200d\u2060\ufeff\ufffe\u00ad"


def visible_text(words: str) -> str:
    """The words without blanks and unseen characters."""
    return "".join(filter(is_visible, words))


def _page_beginning_with(pages: Sequence[_PageText], words: str) -> int:
    """The page, counted from 1, that begins with the words; 0 for none."""
    wanted = visible_text(words)
    return next((number for number, page in enumerate(pages, 1) if page.text.startswith(wanted)), 0)


MATCH_CHARS = 14
"""So many characters of an item's first words find it again."""


def _item_texts(printed: Sequence[PrintedBlock]) -> Iterator[tuple[str, str]]:
    for one in printed:
        if isinstance(one, Line) and one.item:
            yield one.item, one.text


def _row_texts(printed: Sequence[PrintedBlock]) -> Iterator[tuple[str, str]]:
    for one in printed:
        if not isinstance(one, Grid) or not one.columns:
            continue
        for row in one.rows:
            longest = max((cell.text for cell in row.cells), key=len, default="")
            if row.item:
                yield row.item, longest


def _find_positions(
    pages: Sequence[_PageText], first: int, named: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, PagePosition]]:
    """Where the words stand, each looked for behind those before it; the first of an item counts."""
    whole = "".join(page.text for page in pages)
    ends = list(accumulate(len(page.text) for page in pages))
    at = 0
    seen: set[str] = set()
    for name, words in named:
        found = whole.find(visible_text(words)[:MATCH_CHARS], at)
        if found >= 0 and name not in seen:
            seen.add(name)
            at = found + 1
            place = bisect_right(ends, found)
            yield name, PagePosition(first + place, pages[place].y_fraction(found - (ends[place - 1] if place else 0)))
