"""Many years and content roots in one call: the same bytes and words with any number of workers, each fault its own."""

import os
import pty
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from pipeline import pool
from pipeline.pool import WorkerDied, run_jobs
from tests.builders import ROOT
from tests.command_line import Verb
from tests.publishing import everything, write

OFFICES = ("甲局", "乙局", "丙局")


YEAR = "2024"


@pytest.fixture
def offices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three content roots, reviewed and signed; the options that name them."""
    monkeypatch.chdir(tmp_path)
    for name in OFFICES:
        write(int(YEAR), f"{name}做好政务公开工作。", name)
    return [word for name in OFFICES for word in ("-C", name)]


def test_build_says_and_makes_the_same_with_one_worker_and_with_two(run: Verb, offices: list[str]) -> None:
    one = run(*offices, "build", YEAR, "-o", "out", "-j", "1")
    files = everything(Path("out"))
    two = run(*offices, "build", YEAR, "-o", "out", "--force", "-j", "2")
    assert everything(Path("out")) == files
    assert (one.stdout, one.stderr, one.exit_code) == (two.stdout, two.stderr, two.exit_code)
    assert "共 3 个计划，都已完成。" in one.stderr


def test_one_plan_that_cannot_be_built_leaves_the_others_alone(run: Verb, offices: list[str]) -> None:
    Path("out").mkdir()
    Path("out/乙局").write_text("", "utf-8")
    done = run(*offices, "build", YEAR, "-o", "out", "-j", "2")
    assert done.exit_code == 1
    assert "共 3 个计划，2 个已完成，1 个要看：\n  乙局/2024：出错" in done.stderr
    assert sorted(path.name for path in Path("out").iterdir() if path.is_dir()) == ["丙局", "甲局"]


def test_check_says_the_same_with_any_number_of_workers(run: Verb, offices: list[str]) -> None:
    for name in OFFICES:
        write(int(YEAR), "认真布署公开工作。", name)
    one, two = (run(*offices, "check", YEAR, "-j", count) for count in "12")
    assert one.stdout == two.stdout
    assert [name for name in OFFICES if f"{name}/{YEAR}/items/甲.md" not in one.stdout] == []


def test_publish_makes_the_same_with_two_workers(run: Verb, offices: list[str]) -> None:
    assert run(*offices, "publish", "-o", "one", "-j", "1").exit_code == 0
    assert run(*offices, "publish", "-o", "two", "-j", "2").exit_code == 0
    assert {**everything(Path("one"))} == {**everything(Path("two"))}


def test_on_a_terminal_a_bar_shows_the_time_left(run: Verb, offices: list[str], tmp_path: Path) -> None:
    assert run(*offices, "build", YEAR, "-o", "out", "-j", "1").exit_code == 0
    host, terminal = pty.openpty()
    command = [sys.executable, "-m", "pipeline", *offices, "build", YEAR, "-o", "out", "-j", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    subprocess.run(command, cwd=tmp_path, env=environment, stderr=terminal, stdout=subprocess.DEVNULL, check=True)
    os.close(terminal)
    shown = b""
    while chunk := _read(host):
        shown += chunk
    assert "进度" in shown.decode()
    assert "3/3" in shown.decode()


def _read(host: int) -> bytes:
    try:
        return os.read(host, 65536)
    except OSError:
        # the other end is closed
        return b""


# --- the pool -------------------------------------------------------------------------------


def square(number: int) -> int:
    return number * number


def die_at(fatal: int, number: int) -> int:
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_jobs() -> None:
    assert list(run_jobs(square, range(20), 2)) == [number * number for number in range(20)]


def test_a_job_that_kills_its_worker_costs_itself_alone() -> None:
    results = list(run_jobs(partial(die_at, 3), range(6), 2))
    assert results == [0, 1, 2, WorkerDied(), 4, 5]


def worker(_number: int) -> int:
    return os.getpid()


def test_a_worker_is_replaced_after_its_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "JOBS_A_WORKER", 3)
    processes = list(run_jobs(worker, range(12), 2))
    # of a batch of 2 × 3 jobs one worker may have done all
    assert len(set(processes)) >= 2
    assert max(processes.count(process) for process in processes) <= 6
