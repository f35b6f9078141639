"""What a command costs: CPU and wall seconds and the largest memory of its processes."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds; MB of the largest process; the exit code."""

    cpu: float
    wall: float
    memory: float
    code: int


def cost(words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command once; its children's CPU seconds are its own."""
    began = time.perf_counter()
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, process.returncode)


def medians(runs: int, *measured: Callable[[], Cost]) -> list[Cost]:
    """Return the medians of so many runs of each, which alternate, so that what else the machine does falls on all of them."""
    rounds = [[measure() for measure in measured] for _ in range(runs)]
    return [
        Cost(
            median(one.cpu for one in costs),
            median(one.wall for one in costs),
            median(one.memory for one in costs),
            max(one.code for one in costs),
        )
        for costs in zip(*rounds, strict=True)
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(map(_cell, row)) + " |\n" for row in lines)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
