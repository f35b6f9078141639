"""Reads documents in a process of its own under limits of memory, CPU and time, so that no file can stop or crowd out the program.

The limits are those of setrlimit(2); the child process may write no file. A file that
reaches one, or at which the child process ends without an answer, is unreadable with
the reason.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.readers.document import Document
from pipeline.readers.load import check_readable, check_size, read_document

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.readers.limits import child; child()"
_READ, _REFUSED, _NO_MEMORY = b"D", b"U", b"M"
"""The first byte of the answer: a pickled document, a message, or that the memory was not enough."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 1_000_000_000
    """Bytes of address space."""
    cpu: int = 60
    """Seconds of CPU time."""
    wall: float = 120.0
    """Seconds in all."""


DEFAULT = Limits()


def read_confined(name: str, content: bytes, limits: Limits = DEFAULT) -> Document:
    """Read a file into the neutral form in a child process; raises Unreadable, also where a limit is reached."""
    # what the first bytes show needs no process
    check_readable(name, content)
    command = [
        *(sys.executable, "-P", "-c", _CHILD, str(_ROOT), name),
        *(str(limits.memory), str(limits.cpu)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            answer, _ = process.communicate(content, timeout=limits.wall)
        except subprocess.TimeoutExpired as fault:
            process.kill()
            raise Unreadable(
                f"读了 {limits.wall:g} 秒还没有读完，停下了。文件可能已损坏，或故意做成这样；请在 Word、WPS 里打开，另存后再用。"
            ) from fault
    kind, body = answer[:1], answer[1:]
    if kind == _READ and process.returncode == 0:
        # written by our own program in the child, not by the file
        document: Document = pickle.loads(body)  # noqa: S301
        return document
    if kind == _REFUSED:
        raise Unreadable(body.decode())
    if kind == _NO_MEMORY:
        raise Unreadable(
            f"读它要用的内存超过 {limits.memory // 1_000_000} MB，没有读。请在 Word、WPS、Excel 里打开，只留下计划本身，另存后再用。"
        )
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable(
            f"算了 {limits.cpu} 秒还没有读完，停下了。文件可能已损坏，或故意做成这样；请在 Word、WPS 里打开，另存后再用。"
        )
    raise Unreadable("读的时候出了错，文件可能已损坏。请在 Word、WPS、Excel 里打开，另存后再用。")


def read_file_confined(path: Path, limits: Limits = DEFAULT) -> Document:
    """Read a file by its path as `read_confined` does; one that is too large is not even opened."""
    check_size(path.stat().st_size)
    return read_confined(path.name, path.read_bytes(), limits)


def child() -> None:
    """Read the file on standard input and answer on standard output: what the child process does."""
    _, _, name, memory, cpu = sys.argv
    for kind, limit in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(cpu)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (allowed, allowed))
    # libraries that print must not garble the answer
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        answer = _READ + pickle.dumps(read_document(name, sys.stdin.buffer.read()))
    except Unreadable as refused:
        answer = _REFUSED + str(refused).encode()
    except MemoryError:
        answer = _NO_MEMORY
    with os.fdopen(output, "wb") as stream:
        stream.write(answer)
