"""The site: assembled whole beside the old one, switched by one rename.

`build/site` is a symbolic link to `build/releases/<digest>/`. Whatever happens on
the way, the link shows the old site or the new one. The lock is `flock`, which the
system takes from a process that dies.
"""

import hashlib
import os
import shutil
from collections.abc import Container, Mapping
from itertools import count
from pathlib import Path

from pipeline.storage import STAGING_DIR, folder_matches, replace_folder

RELEASES = "releases"
SITE = "site"

KEPT = 2
"""Releases that are kept: the one that is shown, and the one before it."""


def digest(files: Mapping[str, bytes]) -> str:
    """A name for a site's content: equal exactly when every file is."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()[:16]


def published(out: Path, prefix: str = "", but: Container[int] = ()) -> dict[int, dict[str, bytes]]:
    """The years that the present site shows, `but` some of them, each with its files by name below its folder."""
    folder = out / SITE / prefix
    if not folder.is_dir():
        return {}
    found = {}
    for year in sorted(
        path for path in folder.iterdir() if path.is_dir() and path.name.isdigit() and len(path.name) == 4
    ):
        if int(year.name) in but:
            continue
        files = (path for path in sorted(year.rglob("*")) if path.is_file())
        found[int(year.name)] = {path.relative_to(year).as_posix(): path.read_bytes() for path in files}
    return found


def switch(out: Path, files: Mapping[str, bytes]) -> Path:
    """Show the files as the site, at once and whole, and give the folder they lie in. Call it inside `storage.locked`."""
    link = out / SITE
    # a release that was spoiled is not mended in place: it may be the one that is shown
    name = digest(files)
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    paths = (out / RELEASES / name for name in names)
    release = next(path for path in paths if not path.exists() or (path.is_dir() and folder_matches(path, files)))
    if not release.exists():
        replace_folder(release, files)
    if link.is_symlink() and link.resolve() != release.resolve() and link.is_dir():
        # the youngest of those not shown is the one that was shown before, also after a kill
        os.utime(link)
    fresh = out / f".{SITE}-new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(RELEASES) / release.name, target_is_directory=True)
    fresh.replace(link)
    _drop_old(out / RELEASES, release)
    return release


def _drop_old(releases: Path, shown: Path) -> None:
    """Remove every release but those kept, and what a killed process left."""
    others = [path for path in releases.iterdir() if path.name not in (shown.name, STAGING_DIR)]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    dying = releases / STAGING_DIR
    for path in others[KEPT - 1 :]:
        # out of the row first: a release half removed would look young
        dying.mkdir(exist_ok=True)
        path.rename(dying / path.name)
    shutil.rmtree(dying, ignore_errors=True)
