"""What the last check or build of a year said, to be said again while nothing has changed that it depends on.

An unchanged year is neither parsed nor checked again. Kept are the findings as they were printed, and the digests
of the outputs, under one digest of everything that they came from: every text of the content root,
the templates, the fonts, this program and its libraries, and how it was called.

It is kept in the user's cache, beside the facts of the fonts, and not with the outputs: who can write
into `build/` can neither hide a finding nor have a file taken for one that was made. `publish` does not ask it (0042).
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path

from pipeline.assemble.cache import RECORD, digest_folders, digest_of_file, digest_texts
from pipeline.dataclass import dataclass
from pipeline.fonts import FONTS_ENV, cache_folder
from pipeline.source import RootFiles, SourceFile
from pipeline.storage import sha256

MOST_KEPT = 2000
"""So many folders of outputs are remembered; those built longest ago are forgotten."""
Stamp = list[int] | None


@dataclass(frozen=True, slots=True)
class LastRun:
    """What was printed of a year's findings, its folder as messages name it, whether one is 必改, and its outputs, if any, in order."""

    report: str
    shown: str
    has_errors: bool
    outputs: Mapping[str, str]
    """The digest of each by its file name."""


def inputs_digest(files: RootFiles, templates: Sequence[Path], settings: Iterable[object]) -> str:
    """Return one digest of what a check or build says and writes depends on, but for the fonts that site.yaml names.

    `settings` are how the program was called. Other files of this program and its libraries are told by their times.
    """
    fonts = (folder for folder in (os.environ.get(FONTS_ENV), cache_folder()) if folder)
    return digest_texts(
        (
            *map(repr, settings),
            *_content(files),
            digest_folders(templates),
            *(f"{entry.path}\0{stamp_of(entry.path)}" for folder in fonts for entry in _files(Path(folder))),
            _program(),
        )
    )


def _content(files: RootFiles) -> Iterator[str]:
    # a year that is a link to a folder elsewhere is not among all text files
    years = [(f"{year}", sources) for year, sources in files.years.items()]
    for year, sources in (("", files.records), *years):
        yield f"{year}\0{sources.ignored_files}"
        yield from _texts(sources.files)
    yield from _texts(files.text_files)


def _texts(named: Iterable[tuple[str, SourceFile]]) -> Iterator[str]:
    for name, file in named:
        yield f"{name}\0{file.path}\0{file.encoding}\0{len(file.lines)}"
        yield from file.lines


@cache
def _program() -> str:
    """Return one digest of what this process runs."""
    from pipeline.render.library_versions import system_versions

    return digest_texts(
        (
            sys.version,
            *(f"{name}\0{version}" for name, version in system_versions().items()),
            # what is installed or removed changes the time of the folder
            *(f"{folder}\0{stamp_of(folder)}" for folder in sys.path if folder.endswith("-packages")),
            *(f"{entry.path}\0{stamp_of(entry.path)}" for entry in _files(Path(__file__).parent.parent, within=True)),
        )
    )


def _files(folder: Path, *, within: bool = False) -> Iterator["os.DirEntry[str]"]:
    """Yield the files of a folder in order; with those of its folders, but for compiled modules."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_file():
                yield entry
            elif within and entry.name != "__pycache__":
                yield from _files(Path(entry.path), within=True)


def stamp_of(path: str | Path) -> Stamp:
    """Return what changes when a file is written or replaced: size, times, inode; None where there is none."""
    try:
        stat = os.stat(path)  # noqa: PTH116  # called for hundreds of files
    except (OSError, ValueError):
        return None
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def stamps_of(paths: Iterable[Path]) -> dict[str, Stamp]:
    """Return the stamp of each file, to be taken before it is used."""
    return {str(path): stamp_of(path) for path in paths}


def recall(folder: Path, inputs: str) -> LastRun | None:
    """Return what was said last of the folder, if it came from these inputs; its outputs are not looked at."""
    try:
        facts = json.loads(_kept(folder).read_bytes())
        if facts["inputs"] != inputs or any(stamp_of(path) != stamp for path, stamp in facts["fonts"].items()):
            return None
        last = LastRun(**facts["last"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return last


def is_untouched(folder: Path, last: LastRun) -> bool:
    """Whether the folder has the outputs and no other file. Call it inside `storage.locked`."""
    try:
        names = {entry.name for entry in _files(folder)} - {RECORD}
    except OSError:
        return False
    return names == last.outputs.keys() and all(
        digest_of_file(folder / name) == digest for name, digest in last.outputs.items()
    )


def remember(folder: Path, inputs: str, fonts: Mapping[str, Stamp], last: LastRun) -> None:
    """Keep what was said of the folder, with the stamps of the fonts that it used or looked for; where that fails, the next one works again."""
    kept = _kept(folder)
    facts = {"inputs": inputs, "fonts": fonts, "last": asdict(last)}
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        new.replace(kept)
        _forget(kept.parent)


def _forget(parent: Path) -> None:
    there = list(parent.iterdir())
    if len(there) > MOST_KEPT:
        for path in sorted(there, key=lambda path: path.stat().st_mtime_ns)[: len(there) - MOST_KEPT]:
            path.unlink(missing_ok=True)


def _kept(folder: Path) -> Path:
    name = sha256(os.fsencode(folder.absolute()))
    return cache_folder().parent / "built" / f"{name}.json"
