"""Verbs over many years and content roots: a pool of processes, a progress bar, and a summary of what was not done."""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from enum import Enum
from functools import partial
from io import TextIOBase
from itertools import count
from typing import IO, Generic, TypeVar, cast

import click

from pipeline.cli.common import CLEAN, FAULT, REFUSED, echo_err
from pipeline.cli.messages import many as messages
from pipeline.cli.messages.os_errors import describe_os_error, own_fault
from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.pool import WorkerDied, default_workers, run_jobs
from pipeline.source import Root

JOBS = click.option(
    "-j", "--jobs", "workers", type=click.IntRange(min=1), metavar="个数", help="同时用几个进程；不写按处理器的个数。"
)


class YearOutcome(Enum):
    """What became of one year."""

    DONE = "done"
    DONE_WITH_ERRORS = "done, with 必改"
    CLASSIFIED = "classified"
    TEXT_WOULD_BE_LOST = "text would be lost"
    WOULD_LEAK = "would leak"
    DEVIATES = "deviates from the layout"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class YearResult:
    """What became of a year, named as messages name it; what is to be noted is said once, after all years."""

    shown: str
    outcome: YearOutcome
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """The exit code of a run over this year alone."""
        match self.outcome:
            case YearOutcome.DONE:
                return CLEAN
            case YearOutcome.DEVIATES | YearOutcome.FAULT:
                return FAULT
            case _:
                return REFUSED


Year = tuple[Root, int]


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Said(Generic[Result]):
    """The result of one year, None if it failed, and what was said of it: each text, and whether it is for stderr."""

    result: Result | None
    texts: tuple[tuple[bool, str], ...]


def new_run() -> int:
    """Return a number for one call of a verb: what is kept in a process under it is not taken for a later call's."""
    return next(_RUNS)


_RUNS = count(1)


def run_years(work: Callable[[Year], YearResult], asked: Sequence[Year], workers: int | None) -> int:
    """Do the work for each year, print what it says in the order of the years, then a summary; return the exit code."""
    results = [
        result or YearResult(_shown(year), YearOutcome.FAULT)
        for year, result in zip(asked, each_result(work, asked, workers), strict=True)
    ]
    for note in dict.fromkeys(note for result in results for note in result.notes):
        echo_err(note)
    failed = [result for result in results if result.code != CLEAN]
    echo_err(messages.summary(len(results), [(result.shown, result.outcome.name) for result in failed]))
    return REFUSED if failed else CLEAN


def each_result(work: Callable[[Year], Result], asked: Sequence[Year], workers: int | None) -> Iterator[Result | None]:
    """Yield the result of the work for each year, in order, after printing what it says; None for a year that failed.

    A ZwgkError or OSError, and a worker that dies, end their own year alone; what is
    wrong is printed. With a terminal a progress bar is shown, and what is said comes
    after it.
    """
    processes = default_workers(len(asked)) if workers is None else workers
    done = run_jobs(partial(_capture, work), asked, processes)
    with _progress(done, len(asked)) as finished:
        for year, said in zip(asked, finished, strict=True):
            if isinstance(said, WorkerDied):
                echo_err(messages.worker_died(_shown(year)))
                yield None
                continue
            for is_error, text in said.texts:
                click.echo(text, nl=False, err=is_error)
            yield said.result


@contextmanager
def _progress(done: Iterator[_Said[Result] | WorkerDied], count: int) -> Iterator[Iterator[_Said[Result] | WorkerDied]]:
    """Show a bar with the time left on a terminal; what is said would tear it, so it is kept until the end."""
    if not sys.stderr.isatty():
        yield done
        return
    with click.progressbar(done, length=count, label=messages.PROGRESS, show_pos=True, file=sys.stderr) as bar:
        kept = deque(bar)
    yield iter(kept)


def _shown(year: Year) -> str:
    root, number = year
    return f"{root.path.as_posix()}/{number}"


# --- what a year says, kept until its turn ------------------------------------------------


class _Listed(TextIOBase):
    """A stream that lists what is written to it, with those of the other stream in one order."""

    def __init__(self, texts: list[tuple[bool, str]], *, is_error: bool) -> None:
        self._texts, self._is_error = texts, is_error

    def write(self, text: str) -> int:
        self._texts.append((self._is_error, text))
        return len(text)


def _capture(work: Callable[[Year], Result], year: Year) -> _Said[Result]:
    """Do the work for one year; what it prints is part of the result."""
    texts: list[tuple[bool, str]] = []
    out, err = (cast("IO[str]", _Listed(texts, is_error=is_error)) for is_error in (False, True))
    result = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            result = work(year)
        except ZwgkError as fault:
            echo_err(messages.failed(_shown(year), own_fault(fault)))
        except OSError as error:
            echo_err(messages.failed(_shown(year), describe_os_error(error)))
    return _Said(result, tuple(texts))
