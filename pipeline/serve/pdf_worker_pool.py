"""Prints the newest job in a forked process, discards outdated ones, and keeps the last process for its page pictures."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from pipeline.dataclass import dataclass
from pipeline.serve import messages
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
"""Called with each message of a job that is not outdated, as it arrives."""

MAX_PREDRAWN = 4
"""How many of the pages requested last are taken to be in view, or next to it."""


@dataclass(slots=True)
class _Worker:
    """A process that prints one job and then draws its pages, one request at a time."""

    process: Any
    results: Connection
    requests: Connection
    scratch: "TemporaryDirectory[str]"
    job: PrintJob | None = None
    viewed: dict[PageRequest, None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def assign(self, job: PrintJob, viewed: tuple[PageRequest, ...]) -> None:
        self.job = job
        # a process that has died is noticed when its results are received
        with suppress(OSError):
            self.requests.send((job, viewed))

    def receive(self) -> WorkerMessage | WorkerReady:
        try:
            message: WorkerMessage | WorkerReady = self.results.recv()
        except EOFError:
            return messages.WORKER_ENDED
        return message

    def picture(self, request: PageRequest) -> bytes | None:
        try:
            with self.lock:
                # moved to the end: the order is that of the last requests
                self.viewed.pop(request, None)
                self.viewed[request] = None
                self.requests.send(request)
                return self.requests.recv_bytes()
        except (EOFError, OSError):
            # ended meanwhile, because a newer one took over
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        with self.lock:
            self.requests.close()
        self.scratch.cleanup()


class PdfWorkerPool:
    """Prints in forked processes, one job at a time, only the newest; thread-safe.

    A standby process waits for the next job, warmed up by printing the last one.
    `on_failure` is called when the pool can print no more.
    """

    def __init__(self, on_result: OnResult, on_failure: Callable[[], None]) -> None:
        self._on_result = on_result
        self._on_failure = on_failure
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
        """Start to accept jobs."""
        self._thread.start()

    def submit(self, job: PrintJob) -> None:
        """Print this job next; the one being printed is abandoned, one still waiting is dropped."""
        self._set_wanted(job)

    def discard(self) -> None:
        """Abandon what is being printed and drop what was printed."""
        self._set_wanted(None)
        self._show(None)

    def picture(self, version: int, request: PageRequest) -> bytes | None:
        """Return a page of that job as BMP; None when it is no longer available."""
        with self._lock:
            shown = self._shown
        if shown is None or shown.job is None or shown.job.version != version:
            return None
        return shown.picture(request)

    def stop(self) -> None:
        """End every process."""
        self._stopping = True
        self._set_wanted(None)
        self._thread.join()
        self._show(None)

    def _set_wanted(self, job: PrintJob | None) -> None:
        with self._lock:
            self._wanted = job
            self._wake_send.send_bytes(b"!")

    def _show(self, worker: _Worker | None) -> None:
        """Keep this worker for its page pictures and end the one before."""
        with self._lock:
            previous, self._shown = self._shown, worker
        if previous is not None:
            previous.end()

    # --- in the pool's own thread ---------------------------------------------------

    def _run(self) -> None:
        try:
            self._serve_jobs()
        finally:
            try:
                self._discard_standby()
            finally:
                if not self._stopping:
                    self._on_failure()

    def _serve_jobs(self) -> None:
        while not self._stopping:
            with self._lock:
                job = self._wanted
            if job is None:
                # it was warmed up with what is to be dropped
                self._discard_standby()
            if job is None or job is self._current:
                self._wake_recv.recv_bytes()
                continue
            self._current = job
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        worker = self._take_standby()
        with self._lock:
            viewed = tuple(self._shown.viewed) if self._shown else ()
        worker.assign(job, viewed[-MAX_PREDRAWN:])
        with worker.results:
            is_complete = self._forward_results(worker, job)
        if is_complete:
            self._standby = self._fork(job)

    def _fork(self, rehearsal: PrintJob | None = None) -> _Worker:
        results_recv, results_send = self._context.Pipe(duplex=False)
        requests, worker_requests = self._context.Pipe()
        scratch = TemporaryDirectory(prefix="zwgk-serve-")
        process = self._context.Process(
            target=worker_main, args=(results_send, worker_requests, Path(scratch.name), rehearsal), daemon=True
        )
        process.start()
        results_send.close()
        worker_requests.close()
        return _Worker(process, results_recv, requests, scratch)

    def _take_standby(self) -> _Worker:
        """Return the standby process, or a new one if there is none or it is still warming up."""
        standby = self._standby
        if standby is not None and standby.results.poll() and isinstance(standby.receive(), WorkerReady):
            self._standby = None
            return standby
        self._discard_standby()
        return self._fork()

    def _discard_standby(self) -> None:
        standby, self._standby = self._standby, None
        if standby is not None:
            standby.end()
            standby.results.close()

    def _forward_results(self, worker: _Worker, job: PrintJob) -> bool:
        """Forward the worker's messages until the job is outdated; return True once all have been forwarded."""
        is_shown = False
        while True:
            ready = wait([worker.results, self._wake_recv])
            if self._wake_recv in ready:
                self._wake_recv.recv_bytes()
            if self._is_outdated(job):
                if not is_shown:
                    worker.end()
                return False
            if worker.results not in ready:
                continue
            message = worker.receive()
            match message:
                case WorkerReady():
                    continue
                case PrintedPdf():
                    self._show(worker)
                    is_shown = True
                case Anchors():
                    pass
                case str():
                    worker.end()
            self._on_result(job, message)
            if not isinstance(message, PrintedPdf):
                return isinstance(message, Anchors)

    def _is_outdated(self, job: PrintJob) -> bool:
        with self._lock:
            return self._wanted is not job
