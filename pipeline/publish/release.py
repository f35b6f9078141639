"""The site: assembled whole beside the old one, switched by one rename.

`build/site` is a symbolic link to `build/releases/<digest>/`. Whatever happens on
the way, the link shows the old site or the new one. The lock is `flock`, which the
system takes from a process that dies.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.build import write

RELEASES = "releases"
SITE = "site"
LOCK = ".lock"

KEPT = 2
"""Releases that are kept: the one that is shown, and the one before it."""


def digest(files: Mapping[str, bytes]) -> str:
    """A name for a site's content: equal exactly when every file is."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\\0{len(files[name])}\\0".encode())
        whole.update(files[name])
    return whole.hexdigest()[:16]


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Alone in the output folder: a second publisher waits until the first is done."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def published(out: Path, prefix: str = "") -> dict[int, dict[str, bytes]]:
    """The years that the present site shows, each with its files by name below its folder."""
    folder = out / SITE / prefix
    if not folder.is_dir():
        return {}
    found = {}
    for year in sorted(
        path for path in folder.iterdir() if path.is_dir() and path.name.isdigit() and len(path.name) == 4
    ):
        files = (path for path in sorted(year.rglob("*")) if path.is_file())
        found[int(year.name)] = {path.relative_to(year).as_posix(): path.read_bytes() for path in files}
    return found


def switch(out: Path, files: Mapping[str, bytes]) -> Path:
    """Show the files as the site, at once and whole; the folder they lie in. Call it inside `locked`."""
    name = digest(files)
    release = out / RELEASES / name
    if not _is_whole(release, files):
        write(release, files)
    link = out / SITE
    fresh = out / f".{SITE}-new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(RELEASES) / name, target_is_directory=True)
    fresh.replace(link)
    _drop_old(out, release)
    return release


def _is_whole(release: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the release lies there just as it should."""
    if not release.is_dir():
        return False
    there = {path.relative_to(release).as_posix(): path for path in release.rglob("*") if path.is_file()}
    return there.keys() == files.keys() and all(path.read_bytes() == files[name] for name, path in there.items())


def _drop_old(out: Path, shown: Path) -> None:
    releases = sorted(
        (path for path in (out / RELEASES).iterdir() if path != shown), key=lambda path: path.stat().st_mtime
    )
    for path in releases[: max(len(releases) - (KEPT - 1), 0)]:
        shutil.rmtree(path)
