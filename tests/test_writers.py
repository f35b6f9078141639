"""Writers of content: one at a time, each durable before it is said, and any call of the system that fails leaves all or nothing."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import storage
from pipeline.cli.main import zwgk
from tests.builders import ROOT
from tests.killing import forked
from tests.publishing import everything, write
from tests.strategies import FUZZ

pytestmark = pytest.mark.slow

ITEM = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n认真布署公开工作。\n"
REVIEW = ("--basis", "审查单1号", "--date", "2024-03-06", "--post", "保密岗位")

CHANGES: dict[str, tuple[str, ...]] = {
    "new": ("new", "2025"),
    "add": ("add", "乙", "乙事项", "--year", "2024", "--under", "主要工作"),
    "retire": ("add", "--retire", "甲", "--year", "2024"),
    "save": ("save", "2024", "--as", "送审稿"),
    "fix": ("check", "2024", "--fix"),
    "acknowledge": ("check", "2024", "--acknowledge", "W001", "--item", "甲", "--reason", "原文如此"),
    "attribute": ("review", "2024", "--register", "--stage", "属性认定", *REVIEW),
    "review": ("review", "2024", "--register", "--stage", "发布审查", *REVIEW),
    "issue": ("issue", "2024", "--date", "2024-03-07", "--basis", "发文稿纸1号", "--keep"),
    "published": ("published", "2024", "--at", "2024-03-08 09:30"),
    "progress": ("progress", "2024", "1", "--status", "推进中", "--date", "2024-06-01"),
    "collect": ("consult", "2024@送审稿", "--collect", "意见.yaml", "--date", "2024-03-01"),
}
"""A call of each verb that changes content."""

BEFORE = {
    "review": ("attribute",),
    "issue": ("attribute", "review"),
    "published": ("attribute", "review", "issue"),
    "collect": ("save",),
}
"""The calls that come before."""

OPINION = "- 稿本: 送审稿\n  科室: {unit}\n  答复:\n  - 意见: 写明次数\n"


@pytest.fixture
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one year, not reviewed, and a word that can be put right."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZWGK_FONTS", raising=False)
    write(2024, "认真布署公开工作。")
    for name in ("issued.yaml", "reviews"):
        path = Path("content/2024", name)
        if path.is_dir():
            for file in path.iterdir():
                file.unlink()
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    Path("意见.yaml").write_text(OPINION.format(unit="办公室"), "utf-8")
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(zwgk, words)


def is_locked(folder: Path) -> bool:
    """Whether somebody holds the folder's lock; tried from another opening, as another process would."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@pytest.mark.parametrize("name", CHANGES)
def test_content_is_read_and_changed_under_its_lock(name: str, working: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for before in BEFORE.get(name, ()):
        done = call(*CHANGES[before])
        assert done.exit_code == 0, done.output
    held: list[bool] = []
    staged, filled = storage._stage, storage._fill

    def stage(path: Path, content: bytes) -> Path:
        held.append(is_locked(working / "content"))
        return staged(path, content)

    def fill(folder: Path, files: dict[str, bytes]) -> None:
        held.append(is_locked(working / "content"))
        filled(folder, files)

    monkeypatch.setattr(storage, "_stage", stage)
    monkeypatch.setattr(storage, "_fill", fill)
    done = call(*CHANGES[name])
    assert done.exit_code in (0, 1), done.output
    assert held, done.output
    assert all(held)


def test_what_two_processes_register_at_once_is_all_there(working: Path) -> None:
    names = [f"事项{number}" for number in range(6)]
    command = [sys.executable, "-m", "pipeline", "add", "--year", "2024", "--under", "主要工作"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen([*command, name, name], cwd=working, env=environment, stdout=subprocess.DEVNULL)
        for name in names
    ]
    assert [process.wait(60) for process in processes] == [0] * len(names)
    listed = Path("content/2024/plan.md").read_text("utf-8")
    assert [name for name in names if f"(items/{name}.md)" not in listed] == []
    assert {path.stem for path in Path("content/2024/items").iterdir()} == {"甲", *names}


def test_what_units_answer_is_all_there_though_collected_at_once(working: Path) -> None:
    assert call(*CHANGES["save"]).exit_code == 0
    units = [f"第{number}科" for number in range(5)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = []
    for unit in units:
        Path(f"{unit}.yaml").write_text(OPINION.format(unit=unit), "utf-8")
        command = [sys.executable, "-m", "pipeline", *CHANGES["collect"]]
        command[command.index("意见.yaml")] = f"{unit}.yaml"
        processes.append(subprocess.Popen(command, cwd=working, env=environment, stdout=subprocess.DEVNULL))
    assert [process.wait(60) for process in processes] == [0] * len(units)
    text = Path("content/2024/opinions.yaml").read_text("utf-8")
    assert [text.count(f"科室: {unit}\n") for unit in units] == [1] * len(units)
    assert text.count("意见: 写明次数") == len(units)


def test_what_a_killed_writer_left_is_swept_by_the_next(working: Path) -> None:
    left = working / "content/2024/items/.new-abc"
    left.write_text("半个", "utf-8")
    folder = working / "content/2024/.new-dir"
    folder.mkdir()
    assert call(*CHANGES["add"]).exit_code == 0
    assert not left.exists()
    assert not folder.exists()


# --- a call of the system that fails ----------------------------------------------------------

CALLS = ("open", "mkdir", "rename", "replace", "fsync", "unlink", "chmod")
"""Calls that change a disk."""
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EMFILE)


class Failing:
    """Counts the calls that change a disk below a folder, and lets one of them fail."""

    def __init__(self, at: int, error: int) -> None:
        self.at, self.error, self.count = at, error, 0
        self.is_on = False

    def step(self) -> None:
        if self.is_on:
            self.count += 1
            if self.count == self.at:
                raise OSError(self.error, os.strerror(self.error), "…")


@contextmanager
def failing(at: int, error: int = errno.ENOSPC) -> Iterator[Failing]:
    """Let the call number `at` of those that change the disk fail, counted from 1; 0 lets none fail."""
    state = Failing(at, error)

    def wrapped(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **kwargs: object) -> object:
            changes = name != "open" or bool(int(str(args[1])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if changes:
                state.step()
            return real(*args, **kwargs)

        return run

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        state.is_on = True
        yield state
        state.is_on = False


@pytest.mark.parametrize("name", CHANGES)
def test_a_call_that_fails_leaves_all_or_nothing_and_says_so(
    name: str, working: Path, record_property: Callable[[str, object], None]
) -> None:
    for before in BEFORE.get(name, ()):
        done = call(*CHANGES[before])
        assert done.exit_code == 0, done.output
    start = everything(working / "content")
    with failing(0) as counted:
        assert call(*CHANGES[name]).exit_code in (0, 1)
    finished = everything(working / "content")
    assert finished != start
    calls = range(1, counted.count + 1)
    injected = 0
    for at in calls if FUZZ else sorted({1, counted.count // 2, counted.count} & {*calls}):
        for error in ERRORS if FUZZ else ERRORS[at % len(ERRORS) :][:1]:
            restore(working / "content", start)
            with failing(at, error):
                done = call(*CHANGES[name])
            injected += 1
            after = {
                path: content
                for path, content in everything(working / "content").items()
                if storage.TEMPORARY_PREFIX not in path
            }
            assert after in (start, finished) or is_whole(after, start, finished), (name, at, error)
            assert done.exception is None or isinstance(done.exception, SystemExit), (name, at, error, done.exception)
            if after == start:
                assert done.exit_code == 3, (name, at, error, done.output)
                assert "没有做成" in done.stderr, (name, at, error, done.output)
    record_property("injected", injected)


# --- killed -----------------------------------------------------------------------------------


def quietly(name: str) -> None:
    """Do what the verb does, in a process that is to be killed."""
    done = call(*CHANGES[name])
    assert done.exit_code in (0, 1), done.output


@pytest.mark.parametrize("name", CHANGES)
def test_killed_at_any_moment_a_writer_leaves_each_file_old_or_new_and_the_next_call_finishes(
    name: str, working: Path, record_property: Callable[[str, object], None]
) -> None:
    for before in BEFORE.get(name, ()):
        done = call(*CHANGES[before])
        assert done.exit_code == 0, done.output
    content = working / "content"
    start = everything(content)
    quietly(name)
    finished = everything(content)
    restore(content, start)
    moments = forked(None, lambda: quietly(name))
    assert moments > 0
    assert everything(content) == finished
    # in CI one moment of each verb, another one for another verb; under `make fuzz` all of them
    chosen = range(moments) if FUZZ else [sum(map(ord, name)) % moments]
    for moment in chosen:
        restore(content, start)
        forked(moment, lambda: quietly(name), (signal.SIGKILL, signal.SIGTERM)[moment % 2])
        after = {path: file for path, file in everything(content).items() if storage.TEMPORARY_PREFIX not in path}
        assert is_whole(after, start, finished), (name, moment)
        again = call(*CHANGES[name])
        assert again.exit_code in (0, 1), (name, moment, again.output)
        assert not [path for path in everything(content) if storage.TEMPORARY_PREFIX in path], (name, moment)
    record_property("kills", len(chosen))


def is_whole(after: dict[str, bytes | str], start: dict[str, bytes | str], finished: dict[str, bytes | str]) -> bool:
    """Whether each file is as it was or as it is to be; of several the last may be missing, which the next call mends."""
    return all(after.get(path) in (start.get(path), finished.get(path)) for path in {*after, *start, *finished})


def restore(folder: Path, files: dict[str, bytes | str]) -> None:
    """Make the folder hold these files and nothing else."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.symlink_to(content)
