"""Runs independent jobs, one after the other or in a pool of worker processes; the results come in the order of the jobs.

Workers are forked from a server that has imported `PRELOADED`, and new ones take their
places after `JOBS_A_WORKER` jobs each, so that memory stays bounded. (The pool's own
`max_tasks_per_child` can wait for ever: cpython issue 115634.) A worker that dies costs
its own job: the job is tried once more alone, those beside it are done again.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from pipeline.dataclass import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Future

Job = TypeVar("Job")
Result = TypeVar("Result")

PRELOADED = ("pipeline.assemble.renderers", "pipeline.assemble.leak_scan", "pipeline.assemble.year")
JOBS_A_WORKER = 50
WORTH_A_POOL = 4
"""Fewer jobs than this take less time than starting the workers."""


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """In place of a job's result: the process that did it was killed or ended, out of memory perhaps."""


def default_workers(jobs: int) -> int:
    """How many workers fit the jobs on this machine: as many as processors, one for few jobs."""
    return len(os.sched_getaffinity(0)) if jobs >= WORTH_A_POOL else 1


def run_jobs(work: Callable[[Job], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result | WorkerDied]:
    """Yield the result of each job, in order; with one worker they are done in this process.

    `work` is a function of a module, or a `partial` of one, and raises nothing that
    is a job's own: it returns that. An exception ends the whole run.
    """
    if workers <= 1 or len(jobs) <= 1:
        yield from map(work, jobs)
        return
    done = 0
    while done < len(jobs):
        batch = jobs[done : done + workers * JOBS_A_WORKER]
        end = done + len(batch)
        for result in _until_a_worker_dies(work, batch, min(workers, len(batch))):
            yield result
            done += 1
        if done < end:
            # the next job, or one of those beside it, killed its worker
            yield from _alone(work, jobs[done])
            done += 1


def _until_a_worker_dies(work: Callable[[Job], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    # a run without a pool does not pay for these
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        pending: list[Future[Result]] = [pool.submit(work, job) for job in jobs]
        try:
            for future in pending:
                yield future.result()
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[Job], Result], job: Job) -> Iterator[Result | WorkerDied]:
    results = tuple(_until_a_worker_dies(work, (job,), 1))
    yield from results or (WorkerDied(),)
