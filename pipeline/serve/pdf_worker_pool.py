"""The printer: takes the newest order, gives up what has been overtaken, and keeps the last press for its pictures."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from pipeline.serve.pdf_worker import (
    Anchors,
    PageRequest,
    PrintedPdf,
    PrintJob,
    WorkerMessage,
    WorkerReady,
    worker_main,
)

OnResult = Callable[[PrintJob, WorkerMessage], None]
"""Is told what came of every order that was not overtaken, as it comes."""


MAX_PREDRAWN = 4
"""So many of the sheets asked for last are likely in view, or next to it."""


@dataclass(slots=True)
class _Worker:
    """A process that prints one order and then gives pictures; one asks at a time."""

    process: Any
    results: Connection
    requests: Connection
    scratch: "TemporaryDirectory[str]"
    job: PrintJob | None = None
    viewed: dict[PageRequest, None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def assign(self, order: PrintJob, looked_at: tuple[PageRequest, ...]) -> None:
        self.job = order
        # whether it still lives shows in its answer
        with suppress(OSError):
            self.requests.send((order, looked_at))

    def receive(self) -> WorkerMessage | WorkerReady:
        try:
            answer: WorkerMessage | WorkerReady = self.results.recv()
        except EOFError:
            return "排印的进程意外结束，原因见运行 zwgk serve 的窗口"
        return answer

    def picture(self, sheet: PageRequest) -> bytes | None:
        try:
            with self.lock:
                # the last asked stands last
                self.viewed.pop(sheet, None)
                self.viewed[sheet] = None
                self.requests.send(sheet)
                return self.requests.recv_bytes()
        except (EOFError, OSError):
            # it has been ended meanwhile: a newer one is there
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        with self.lock:
            self.requests.close()
        self.scratch.cleanup()


class PdfWorkerPool:
    """Prints in forked processes, one order at a time, the newest first and only; safe among threads.

    One more process stands ready for the next order, rehearsed with the last.

    `broke` is called when it can print no more.
    """

    def __init__(self, done: OnResult, broke: Callable[[], None]) -> None:
        self._on_result = done
        self._on_failure = broke
        # not fork: this process has threads; not spawn: what is slow to import is imported once
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", "pipeline.serve.worker_preload"])
        self._lock = Lock()
        self._wanted: PrintJob | None = None
        self._current: PrintJob | None = None
        self._shown: _Worker | None = None
        self._standby: _Worker | None = None
        self._stopping = False
        self._wake_recv, self._wake_send = self._context.Pipe(duplex=False)
        self._thread = Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin to take orders."""
        self._thread.start()

    def submit(self, order: PrintJob) -> None:
        """Print this next; what is being printed is given up, what still waits is forgotten."""
        self._set_wanted(order)

    def discard(self) -> None:
        """Give up what is being printed and throw away what was."""
        self._set_wanted(None)
        self._show(None)

    def picture(self, version: int, sheet: PageRequest) -> bytes | None:
        """A page of that printing as BMP; None when it is no longer there."""
        with self._lock:
            shown = self._shown
        if shown is None or shown.job is None or shown.job.version != version:
            return None
        return shown.picture(sheet)

    def stop(self) -> None:
        """End every process."""
        self._stopping = True
        self._set_wanted(None)
        self._thread.join()
        self._show(None)

    def _set_wanted(self, order: PrintJob | None) -> None:
        with self._lock:
            self._wanted = order
            self._wake_send.send_bytes(b"!")

    def _show(self, press: _Worker | None) -> None:
        """Keep this press for its pictures; the one before is ended."""
        with self._lock:
            before, self._shown = self._shown, press
        if before is not None:
            before.end()

    # --- the printer's own thread ---------------------------------------------------

    def _run(self) -> None:
        try:
            self._serve_jobs()
        finally:
            self._discard_standby()
            if not self._stopping:
                self._on_failure()

    def _serve_jobs(self) -> None:
        while not self._stopping:
            with self._lock:
                order = self._wanted
            if order is None:
                # it has rehearsed what is to be forgotten
                self._discard_standby()
            if order is None or order is self._current:
                self._wake_recv.recv_bytes()
                continue
            self._current = order
            self._print(order)

    def _print(self, order: PrintJob) -> None:
        press = self._take_standby()
        with self._lock:
            looked_at = tuple(self._shown.viewed) if self._shown else ()
        press.assign(order, looked_at[-MAX_PREDRAWN:])
        with press.results:
            everything = self._forward_results(press, order)
        if everything:
            self._standby = self._fork(order)

    def _fork(self, rehearsal: PrintJob | None = None) -> _Worker:
        told, telling = self._context.Pipe(duplex=False)
        ours, theirs = self._context.Pipe()
        scratch = TemporaryDirectory(prefix="zwgk-serve-")
        process = self._context.Process(
            target=worker_main, args=(telling, theirs, Path(scratch.name), rehearsal), daemon=True
        )
        process.start()
        telling.close()
        theirs.close()
        return _Worker(process, told, ours, scratch)

    def _take_standby(self) -> _Worker:
        """The press that stands ready; a fresh one where there is none, or it is not done rehearsing."""
        spare = self._standby
        if spare is not None and spare.results.poll() and isinstance(spare.receive(), WorkerReady):
            self._standby = None
            return spare
        self._discard_standby()
        return self._fork()

    def _discard_standby(self) -> None:
        """End the press that stands ready."""
        spare, self._standby = self._standby, None
        if spare is not None:
            spare.end()
            spare.results.close()

    def _forward_results(self, press: _Worker, order: PrintJob) -> bool:
        """Pass on what a press tells until it has been overtaken, or has told everything: that gives True."""
        shown = False
        while True:
            ready = wait([press.results, self._wake_recv])
            if self._wake_recv in ready:
                self._wake_recv.recv_bytes()
            if self._is_outdated(order):
                if not shown:
                    press.end()
                return False
            if press.results not in ready:
                continue
            answer = press.receive()
            match answer:
                case WorkerReady():
                    continue
                case PrintedPdf():
                    self._show(press)
                    shown = True
                case Anchors():
                    pass
                case str():
                    press.end()
            self._on_result(order, answer)
            if not isinstance(answer, PrintedPdf):
                return isinstance(answer, Anchors)

    def _is_outdated(self, order: PrintJob) -> bool:
        with self._lock:
            return self._wanted is not order
