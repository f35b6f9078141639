"""Kills work just before one of the calls that change the disk, in a process of its own."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

CHANGES = {"os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.chmod"}


def changes(event: str, arguments: tuple[object, ...], here: Path) -> bool:
    """Whether the call changes something below the working folder."""
    if event == "open":
        path, _, flags = arguments
        if (
            not isinstance(path, str)
            or not isinstance(flags, int)
            or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ):
            return False
    elif event not in CHANGES:
        return False
    folder = here
    if event in ("os.remove", "os.rmdir") and arguments[-1] != -1:
        # named within an open folder
        folder = Path(f"/proc/self/fd/{arguments[-1]}").readlink()
    return (folder / str(arguments[0])).is_relative_to(here)


def armed(moment: int | None, work: Callable[[], object], told: Connection, kill: signal.Signals) -> None:
    """Do the work, and die of the signal just before the change of that number to the disk; without one tell how many there are."""
    count = 0
    alone = False
    here = Path.cwd()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count, alone
        alone = alone or event == "fcntl.flock"
        if alone and changes(event, arguments, here):
            if count == moment:
                os.kill(os.getpid(), kill)
            count += 1

    sys.addaudithook(hook)
    work()
    told.send(count)


def forked(moment: int | None, work: Callable[[], object], kill: signal.Signals = signal.SIGKILL) -> int:
    """How many changes the work makes; -1 when it was killed before the one of that number."""
    context = multiprocessing.get_context("fork")
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(target=armed, args=(moment, work, tells, kill))
    process.start()
    tells.close()
    process.join(60)
    assert process.exitcode == (0 if moment is None else -kill)
    return int(hears.recv()) if moment is None else -1
