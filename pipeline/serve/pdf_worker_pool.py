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
    Paper,
    PrintJob,
    Sheet,
    WorkerMessage,
    WorkerReady,
    worker_main,
)

Done = Callable[[PrintJob, WorkerMessage], None]
"""Is told what came of every order that was not overtaken, as it comes."""


IN_VIEW = 4
"""So many of the sheets asked for last are likely in view, or next to it."""


@dataclass(slots=True)
class _Worker:
    """A process that prints one order and then gives pictures; one asks at a time."""

    process: Any
    told: Connection
    asked: Connection
    scratch: "TemporaryDirectory[str]"
    order: PrintJob | None = None
    looked_at: dict[Sheet, None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def take(self, order: PrintJob, looked_at: tuple[Sheet, ...]) -> None:
        self.order = order
        # whether it still lives shows in its answer
        with suppress(OSError):
            self.asked.send((order, looked_at))

    def answer(self) -> WorkerMessage | WorkerReady:
        try:
            answer: WorkerMessage | WorkerReady = self.told.recv()
        except EOFError:
            return "排印的进程意外结束，原因见运行 zwgk serve 的窗口"
        return answer

    def picture(self, sheet: Sheet) -> bytes | None:
        try:
            with self.lock:
                # the last asked stands last
                self.looked_at.pop(sheet, None)
                self.looked_at[sheet] = None
                self.asked.send(sheet)
                return self.asked.recv_bytes()
        except (EOFError, OSError):
            # it has been ended meanwhile: a newer one is there
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        with self.lock:
            self.asked.close()
        self.scratch.cleanup()


class PdfWorkerPool:
    """Prints in forked processes, one order at a time, the newest first and only; safe among threads.

    One more process stands ready for the next order, rehearsed with the last.

    `broke` is called when it can print no more.
    """

    def __init__(self, done: Done, broke: Callable[[], None]) -> None:
        self._done = done
        self._broke = broke
        # not fork: this process has threads; not spawn: what is slow to import is imported once
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", "pipeline.serve.worker_preload"])
        self._lock = Lock()
        self._wanted: PrintJob | None = None
        self._taken: PrintJob | None = None
        self._shown: _Worker | None = None
        self._spare: _Worker | None = None
        self._stopping = False
        self._ear, self._bell = self._context.Pipe(duplex=False)
        self._thread = Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin to take orders."""
        self._thread.start()

    def order(self, order: PrintJob) -> None:
        """Print this next; what is being printed is given up, what still waits is forgotten."""
        self._want(order)

    def discard(self) -> None:
        """Give up what is being printed and throw away what was."""
        self._want(None)
        self._show(None)

    def picture(self, version: int, sheet: Sheet) -> bytes | None:
        """A page of that printing as BMP; None when it is no longer there."""
        with self._lock:
            shown = self._shown
        if shown is None or shown.order is None or shown.order.version != version:
            return None
        return shown.picture(sheet)

    def stop(self) -> None:
        """End every process."""
        self._stopping = True
        self._want(None)
        self._thread.join()
        self._show(None)

    def _want(self, order: PrintJob | None) -> None:
        with self._lock:
            self._wanted = order
            self._bell.send_bytes(b"!")

    def _show(self, press: _Worker | None) -> None:
        """Keep this press for its pictures; the one before is ended."""
        with self._lock:
            before, self._shown = self._shown, press
        if before is not None:
            before.end()

    # --- the printer's own thread ---------------------------------------------------

    def _run(self) -> None:
        try:
            self._take_orders()
        finally:
            self._dismiss()
            if not self._stopping:
                self._broke()

    def _take_orders(self) -> None:
        while not self._stopping:
            with self._lock:
                order = self._wanted
            if order is None:
                # it has rehearsed what is to be forgotten
                self._dismiss()
            if order is None or order is self._taken:
                self._ear.recv_bytes()
                continue
            self._taken = order
            self._print(order)

    def _print(self, order: PrintJob) -> None:
        press = self._ready()
        with self._lock:
            looked_at = tuple(self._shown.looked_at) if self._shown else ()
        press.take(order, looked_at[-IN_VIEW:])
        with press.told:
            everything = self._listen(press, order)
        if everything:
            self._spare = self._forked(order)

    def _forked(self, rehearsal: PrintJob | None = None) -> _Worker:
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

    def _ready(self) -> _Worker:
        """The press that stands ready; a fresh one where there is none, or it is not done rehearsing."""
        spare = self._spare
        if spare is not None and spare.told.poll() and isinstance(spare.answer(), WorkerReady):
            self._spare = None
            return spare
        self._dismiss()
        return self._forked()

    def _dismiss(self) -> None:
        """End the press that stands ready."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.end()
            spare.told.close()

    def _listen(self, press: _Worker, order: PrintJob) -> bool:
        """Pass on what a press tells until it has been overtaken, or has told everything: that gives True."""
        shown = False
        while True:
            ready = wait([press.told, self._ear])
            if self._ear in ready:
                self._ear.recv_bytes()
            if self._is_overtaken(order):
                if not shown:
                    press.end()
                return False
            if press.told not in ready:
                continue
            answer = press.answer()
            match answer:
                case WorkerReady():
                    continue
                case Paper():
                    self._show(press)
                    shown = True
                case Anchors():
                    pass
                case str():
                    press.end()
            self._done(order, answer)
            if not isinstance(answer, Paper):
                return isinstance(answer, Anchors)

    def _is_overtaken(self, order: PrintJob) -> bool:
        with self._lock:
            return self._wanted is not order
