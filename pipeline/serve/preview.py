"""Keeps the preview up to date: when a file is saved, load the year, render its page at once, and print it soon after."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Thread

from watchfiles import Change, watch

from pipeline.assemble.year import ComposedYear
from pipeline.errors import ZwgkError
from pipeline.serve.load import LoadResult, can_preview, load, load_composed, render_page
from pipeline.serve.pdf_worker import Anchors, PrintedPdf, PrintJob, WorkerMessage
from pipeline.serve.pdf_worker_pool import PdfWorkerPool
from pipeline.serve.state import Reading, State, StateStore, View

SAVE_SETTLED_MS = 10
"""Milliseconds without another change after which a save is complete: an editor makes several at once."""

MAX_DEBOUNCE_MS = 200
"""Milliseconds after which changes that keep coming are shown nevertheless."""


class Preview:
    """Watches one year of a content root and keeps its state current until it is stopped.

    `on_failure` is called when watching or printing ends by an error: what is shown
    would be outdated without anybody noticing.
    """

    def __init__(self, root: Path, year: int, templates: Sequence[Path], on_failure: Callable[[], None]) -> None:
        self.store = StateStore(year)
        self._on_failure = on_failure
        self._root = root
        self._year = year
        self._templates = tuple(templates)
        self.pdf_workers = PdfWorkerPool(self._on_result, on_failure)
        self._version = 0
        # a result that arrives while its version is being loaded waits for it
        self._reloading = Lock()
        self._submitted = 0
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Load the year, then again at every change."""
        self.pdf_workers.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and printing, and wake all who wait for a new state."""
        self._stopping.set()
        self.store.close()
        self._thread.join()
        self.pdf_workers.stop()

    def reload(self) -> None:
        """Show what is on the disk now, or why it cannot be shown."""
        with self._reloading:
            self._version += 1
            version = self._version
            composed = load_composed(self._root, self._year)
            if isinstance(composed, ComposedYear) and can_preview(composed):
                # printing takes longest, so it begins first
                self._submit(composed)
            loaded = load(composed)
            year = loaded.year
            if loaded.is_secret:
                self._submitted = 0
                self.pdf_workers.discard()
                self.store.change(lambda state: _withdrawn(state, loaded))
            elif year is None or isinstance(composed, str) or loaded.blocked:
                self.store.change(lambda state: _blocked(state, loaded))
            else:
                page = render_page(year, self._templates)
                self.store.change(lambda state: _updated(state, loaded, page, version))
                if self._submitted != version:
                    self._submit(composed)

    def _submit(self, composed: ComposedYear) -> None:
        self._submitted = self._version
        plan = composed.reading.plan
        self.pdf_workers.submit(PrintJob(self._version, self._root, composed.document, plan, self._templates))

    def _on_result(self, job: PrintJob, message: WorkerMessage) -> None:
        with self._reloading:
            if job.version == self._submitted:
                self._show(job, message)

    def _show(self, job: PrintJob, message: WorkerMessage) -> None:
        match message:
            case Anchors():
                self.store.change(lambda state: replace(state, anchors=message))
            case PrintedPdf():
                self.store.change(lambda state: replace(state, pdf=state.pdf.updated(message, job.version)))
            case str():
                self.store.change(lambda state: replace(state, pdf=_print_failed(state.pdf, job, message)))

    def _run(self) -> None:
        try:
            self._watch()
        finally:
            if not self._stopping.is_set():
                self._on_failure()

    def _watch(self) -> None:
        self.reload()
        folders = [folder for folder in (self._root, *self._templates) if folder.is_dir()]
        for _ in watch(
            *folders,
            watch_filter=_is_source,
            debounce=MAX_DEBOUNCE_MS,
            step=SAVE_SETTLED_MS,
            stop_event=self._stopping,
            raise_interrupt=False,
        ):
            self.reload()


def _reading(loaded: LoadResult) -> Reading:
    year = loaded.year
    return Reading(loaded.report, year.plan if year else None, year.document if year else None)


def _withdrawn(state: State, loaded: LoadResult) -> State:
    """Return a state that shows nothing of a classified year, not even what was shown before."""
    blocked = loaded.blocked
    return State(state.year, state.version, _reading(loaded), page=View(reason=blocked), pdf=View(reason=blocked))


def _blocked(state: State, loaded: LoadResult) -> State:
    """Return the state with what was shown before, marked as outdated."""
    return replace(
        state,
        reading=_reading(loaded) if loaded.report else state.reading,
        page=state.page.failed(loaded.blocked),
        pdf=state.pdf.failed(loaded.blocked),
    )


def _updated(state: State, loaded: LoadResult, page: bytes | ZwgkError, version: int) -> State:
    view = state.page.requested(version)
    return replace(
        state,
        reading=_reading(loaded),
        page=view.failed(str(page)) if isinstance(page, ZwgkError) else view.updated(page, version),
        pdf=state.pdf.requested(version),
    )


def _print_failed(view: View[PrintedPdf], job: PrintJob, reason: str) -> View[PrintedPdf]:
    """Return the view with the reason, unless it has another one already or waits for a newer job."""
    return view if view.reason or job.version != view.wanted else view.failed(reason)


def _is_source(_: Change, path: str) -> bool:
    """Return whether the preview depends on the file: not an editor's temporary file."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith(("~", ".swp", ".tmp"))
