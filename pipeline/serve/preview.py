"""The conductor of the preview: a saved file becomes a look, the look a page at once, the page a printout soon after."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Thread

from watchfiles import Change, watch

from pipeline.assemble.year import ComposedYear
from pipeline.errors import ZwgkError
from pipeline.serve.load import (
    LoadResult,
    can_preview,
    compose_year,
    load,
    render_page,
)
from pipeline.serve.pdf_worker import (
    Anchors,
    PrintedPdf,
    PrintJob,
    WorkerMessage,
)
from pipeline.serve.pdf_worker_pool import PdfWorkerPool
from pipeline.serve.state import (
    Reading,
    State,
    StateStore,
    View,
)

SAVE_SETTLED_MS = 10
"""Milliseconds without another change after which a save is complete: an editor makes several at once."""

MAX_DEBOUNCE_MS = 200
"""Milliseconds after which changes that do not cease are shown all the same."""


class Preview:
    """Watches one year of a content root and keeps its desk up to date until it is stopped.

    `broke` is called when that ends by a fault of ours: what is shown would be stale unseen.
    """

    def __init__(self, root: Path, year: int, folders: Sequence[Path], broke: Callable[[], None]) -> None:
        self.store = StateStore(year)
        self._on_failure = broke
        self._root = root
        self._year = year
        self._folders = tuple(folders)
        self.pdf_workers = PdfWorkerPool(self._on_result, broke)
        self._version = 0
        # what is printed sooner than its look is done waits for it
        self._reloading = Lock()
        self._submitted = 0
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Look for the first time, then at every change."""
        self.pdf_workers.start()
        self._thread.start()

    def stop(self) -> None:
        """End watching and printing, and wake all who wait for something new."""
        self._stopping.set()
        self.store.close()
        self._thread.join()
        self.pdf_workers.stop()

    def reload(self) -> None:
        """Show what stands on the disk now, or why it cannot be shown."""
        with self._reloading:
            self._version += 1
            number = self._version
            found = compose_year(self._root, self._year)
            if isinstance(found, ComposedYear) and can_preview(found):
                # printing takes longest, so it begins first
                self._submit(found)
            seen = load(found)
            year = seen.year
            if seen.is_secret:
                self._submitted = 0
                self.pdf_workers.discard()
                self.store.change(lambda state: _withdrawn(state, seen))
            elif year is None or isinstance(found, str) or seen.blocked:
                self.store.change(lambda state: _blocked(state, seen))
            else:
                made = render_page(year, self._folders)
                self.store.change(lambda state: _updated(state, seen, made, number))
                if self._submitted != number:
                    self._submit(found)

    def _submit(self, found: ComposedYear) -> None:
        self._submitted = self._version
        self.pdf_workers.submit(PrintJob(self._version, self._root, found.document, found.reading.plan, self._folders))

    def _on_result(self, order: PrintJob, told: WorkerMessage) -> None:
        with self._reloading:
            if order.version == self._submitted:
                self._show(order, told)

    def _show(self, order: PrintJob, told: WorkerMessage) -> None:
        match told:
            case Anchors():
                self.store.change(lambda state: replace(state, anchors=told))
            case PrintedPdf():
                self.store.change(lambda state: replace(state, pdf=state.pdf.updated(told, order.version)))
            case str():
                self.store.change(lambda state: replace(state, pdf=_print_failed(state.pdf, order, told)))

    def _run(self) -> None:
        try:
            self._watch()
        finally:
            if not self._stopping.is_set():
                self._on_failure()

    def _watch(self) -> None:
        self.reload()
        there = [folder for folder in (self._root, *self._folders) if folder.is_dir()]
        for _ in watch(
            *there,
            watch_filter=_is_source,
            debounce=MAX_DEBOUNCE_MS,
            step=SAVE_SETTLED_MS,
            stop_event=self._stopping,
            raise_interrupt=False,
        ):
            self.reload()


def _reading(seen: LoadResult) -> Reading:
    year = seen.year
    return Reading(seen.report, year.plan if year else None, year.document if year else None)


def _withdrawn(state: State, seen: LoadResult) -> State:
    """Nothing is shown of a year with a 密级, not even what was shown before."""
    return State(
        state.year, state.version, _reading(seen), page=View(reason=seen.blocked), pdf=View(reason=seen.blocked)
    )


def _blocked(state: State, seen: LoadResult) -> State:
    """What was shown stays, and is said to be stale."""
    return replace(
        state,
        reading=_reading(seen) if seen.report else state.reading,
        page=state.page.failed(seen.blocked),
        pdf=state.pdf.failed(seen.blocked),
    )


def _updated(state: State, seen: LoadResult, made: bytes | ZwgkError, number: int) -> State:
    view = state.page.requested(number)
    return replace(
        state,
        reading=_reading(seen),
        page=view.failed(str(made)) if isinstance(made, ZwgkError) else view.updated(made, number),
        pdf=state.pdf.requested(number),
    )


def _print_failed(view: View[PrintedPdf], order: PrintJob, reason: str) -> View[PrintedPdf]:
    """What was printed before stays, unless there is already another reason, or a newer order."""
    return view if view.reason or order.version != view.wanted else view.failed(reason)


def _is_source(_: Change, path: str) -> bool:
    """Whether the name is one that a preview is made from: not what editors leave beside a file while they write it."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith(("~", ".swp", ".tmp"))
