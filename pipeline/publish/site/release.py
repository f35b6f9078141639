"""The site on the disk: a release is written whole beside the one that is shown, then shown by one rename.

`build/site` is a symbolic link to `build/releases/<digest>/site/`; `site.json` lies beside
that folder. At any moment the link shows the old site or the new one. The lock is
`flock`, which the kernel releases when a process dies.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.publish.site import record
from pipeline.publish.site.record import SiteYear, YearKey
from pipeline.source import is_year
from pipeline.storage import STAGING_DIR, folder_matches, read_folder, replace_folder

RELEASES = "releases"
SITE = "site"

KEPT = 2
"""The number of releases that are kept: the one that is shown, and the one before it."""


def digest(files: Mapping[str, bytes]) -> str:
    """Return a name for a release: equal exactly if every file is."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ShownYear:
    """A year on the present site: its files by name below its folder, and its record."""

    files: Mapping[str, bytes]
    record: SiteYear | None
    """None if the files cannot be kept: no record (a release of an older version), others than recorded, or unreadable."""


def read_shown(output_dir: Path, prefixes: Iterable[str]) -> dict[YearKey, ShownYear]:
    """Return the years that the present site shows for these content roots."""
    site = output_dir / SITE
    recorded = _recorded(_resolved(site).parent / record.NAME)
    shown = {}
    for prefix in prefixes:
        folder = site / prefix
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and is_year(path.name):
                shown[prefix, int(path.name)] = _shown_year(path, recorded.get((prefix, int(path.name))))
    return shown


def _resolved(path: Path) -> Path:
    """The path that a link leads to; a link that leads back to itself is left as it is (`Path.resolve` raises then)."""
    return Path(os.path.realpath(path))


def _recorded(path: Path) -> Mapping[YearKey, SiteYear]:
    try:
        return record.read_record(path.read_bytes())
    except OSError:
        return {}


def _shown_year(folder: Path, known: SiteYear | None) -> ShownYear:
    try:
        files = read_folder(folder)
    except OSError:
        # a file that cannot be read is none that can be kept
        return ShownYear({}, None)
    return ShownYear(files, known if known is not None and known.matches(files) else None)


def switch(output_dir: Path, files: Mapping[str, bytes], years: Mapping[YearKey, SiteYear]) -> Path:
    """Show the files as the site, at once and whole, and return the folder of the release.

    Call it inside `storage.locked`.
    """
    link = output_dir / SITE
    stored = {**{f"{SITE}/{name}": content for name, content in files.items()}, record.NAME: record.record_file(years)}
    # a spoiled release is never repaired in place: it may be the one that is shown
    name = digest(stored)
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    paths = (output_dir / RELEASES / name for name in names)
    release = next(path for path in paths if not path.exists() or (path.is_dir() and folder_matches(path, stored)))
    if not release.exists():
        replace_folder(release, stored)
    target = Path(RELEASES) / release.name / SITE
    if link.is_symlink() and link.is_dir() and _resolved(link) != _resolved(output_dir / target):
        # the youngest of those not shown is the one that was shown before, also after a kill
        for folder in (output_dir / RELEASES).iterdir():
            if _resolved(link).is_relative_to(_resolved(folder)):
                os.utime(folder)
    new_link = output_dir / f".{SITE}-new"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(target, target_is_directory=True)
    new_link.replace(link)
    _remove_old(output_dir / RELEASES, release)
    return release


def _remove_old(releases: Path, shown: Path) -> None:
    """Remove every release but those kept, and what a killed process left."""
    others = [path for path in releases.iterdir() if path.name not in (shown.name, STAGING_DIR)]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    removed = releases / STAGING_DIR
    for path in others[KEPT - 1 :]:
        # moved away first: a release half removed would look young
        removed.mkdir(exist_ok=True)
        path.rename(removed / path.name)
    shutil.rmtree(removed, ignore_errors=True)
