"""Read a content root from the disk. Nothing is judged here; `parse` reports what is wrong with a file."""

import errno
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.source.decode import (
    BINARY,
    FORMATS,
    LARGE,
    MAX_BYTES,
    MAX_OTHER_BYTES,
    SourceFile,
    file_from_bytes,
    file_from_text,
    kind_of,
)


@dataclass(frozen=True, slots=True)
class Sources:
    """All files of one year's plan, by their name below the content root (`2023/items/预算公开.md`), sorted.

    `root` is the content root as shown in places; a missing file is simply absent.
    """

    root: str
    year: int
    files: tuple[tuple[str, SourceFile], ...]
    ignored_files: tuple[str, ...] = ()
    """Names, below the year, of files among its items and annexes that are not read (`items/预算公开.docx`)."""
    other_text_files: tuple[SourceFile, ...] = ()
    """The other text files below the content root (`load_all_text`), which are only searched for marks of secrecy."""

    def get(self, name: str) -> SourceFile | None:
        """Return the file with exactly that name below the content root."""
        return dict(self.files).get(name)

    def below(self, folder: str) -> dict[str, SourceFile]:
        """Return the files below a folder, by their name below it."""
        return {name.removeprefix(folder): source for name, source in self.files if name.startswith(folder)}

    def shown(self, name: str) -> str:
        """Return the path by which a file of the content root is shown, whether it exists or not."""
        return f"{self.root}/{name}" if self.root else name


def sources_from_files(year: int, files: dict[str, str], root: str = "") -> Sources:
    """Make sources of texts by file name, as `parse.serialize.write` returns them."""
    shown = {name: f"{root}/{name}" if root else name for name in files}
    return Sources(root, year, tuple((name, file_from_text(shown[name], files[name])) for name in sorted(files)))


YEAR_FILES = ("plan.md", "notice.md", "acknowledged.yaml")
"""A year's files beside its items and annexes (docs/writing.md); the registers are read in `publish.registers`."""


RECORDS = ("units.yaml", "words.yaml", "site.yaml")
"""The office's records, which belong to no year (docs/writing.md)."""


def load_year(root: Path, year: int) -> Sources:
    """Read every file of that year's plan and the office's records; raises OSError for what cannot be opened."""
    return _load_year(root, shown_path(root), year, _load_records(root))


def load_office(root: Path) -> Sources:
    """Read the office's records alone; the year is 0. Raises OSError for what cannot be opened."""
    return Sources(shown_path(root), 0, _load_records(root))


@dataclass(frozen=True, slots=True)
class RootFiles:
    """Every text file below a content root, read once: years, records, registers, 稿本, and whatever else is there."""

    path: Path
    records: Sources
    """The office's records; their year is 0."""
    years: Mapping[int, Sources]
    text_files: tuple[tuple[str, SourceFile], ...]
    """Every text file by its name below the root, as a walk of the folders finds them."""

    def year(self, year: int) -> Sources:
        """Return the files of a year, and every other text file of the root; of year 0 the records are the only own ones."""
        loaded = self.years.get(year) or replace(self.records, year=year)
        own = {name for name, _ in loaded.files}
        others = (file for name, file in self.text_files if name not in own and _is_text(file))
        return replace(loaded, other_text_files=tuple(others))


def load_root(root: Path) -> RootFiles:
    """Read every text file below the content root; raises OSError for what cannot be opened."""
    shown = shown_path(root)
    records = _load_records(root)
    loaded = {year: _load_year(root, shown, year, records) for year in years(root)}
    known = dict(records)
    for sources in loaded.values():
        known |= dict(sources.files)
    return RootFiles(root, Sources(shown, 0, records), loaded, tuple(_walk(root, shown, known)))


def load_all_text(root: Path, year: int) -> Sources:
    """Read the year (`load_year`) and every other text file below the content root: other years, 稿本, registers.

    Raises OSError for what cannot be opened.
    """
    return load_root(root).year(year)


Named = tuple[tuple[str, SourceFile], ...]
"""Files by their name below the content root, sorted by it."""


def _load_year(root: Path, shown: str, year: int, records: Named) -> Sources:
    folder = root / str(year)
    paths = [folder / name for name in YEAR_FILES if (folder / name).is_file()]
    ignored = []
    for part in ("items", "annex"):
        for path in sorted((folder / part).glob("*")):
            if path.suffix.casefold() == ".md" and path.is_file():
                paths.append(path)
            elif path.is_file():
                ignored.append(unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))
    files = [*records, *(_read(root, shown, path) for path in paths)]
    return Sources(shown, year, tuple(sorted(files, key=lambda file: file[0])), tuple(ignored))


def _load_records(root: Path) -> Named:
    shown = shown_path(root)
    paths = [root / name for name in RECORDS if (root / name).exists()]
    for path in paths:
        if not path.is_file():
            # a folder or a pipe counted as a record that is not there
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return tuple(sorted(_read(root, shown, path) for path in paths))


def _read(root: Path, shown: str, path: Path) -> tuple[str, SourceFile]:
    name = _name(root, path)
    with path.open("rb") as file:
        # one byte more than is read tells the larger file, which may grow meanwhile
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return name, SourceFile(f"{shown}/{name}", ("",), LARGE)
    return name, file_from_bytes(f"{shown}/{name}", data)


def _read_other(root: Path, shown: str, path: Path) -> tuple[str, SourceFile]:
    """Read a file that is only searched: pictures and films are told by their first bytes, and not read whole."""
    name = _name(root, path)
    if path.suffix == ".yaml":
        return _read(root, shown, path)
    with path.open("rb") as file:
        data = file.read(_SAMPLE)
        kind = kind_of(data)
        if not kind:
            data += file.read(MAX_OTHER_BYTES - _SAMPLE + 1)
            kind = LARGE if len(data) > MAX_OTHER_BYTES else ""
    if kind:
        return name, SourceFile(f"{shown}/{name}", ("",), kind)
    return name, file_from_bytes(f"{shown}/{name}", data)


_SAMPLE = 4096
"""The bytes by which a file that is no text is told."""


def _name(root: Path, path: Path) -> str:
    # file systems differ in how they compose names; links are compared in NFC
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def _walk(root: Path, shown: str, known: Mapping[str, SourceFile]) -> Iterator[tuple[str, SourceFile]]:
    """Yield the files below the content root, those that are `known` unread; hidden folders (.git) are left out."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder) / name for name in sorted(names)):
            name = _name(root, path)
            if name in known:
                yield name, known[name]
            elif path.is_file():
                try:
                    yield _read_other(root, shown, path)
                except FileNotFoundError:
                    # another program's temporary file, gone since the folder was listed
                    continue


def _is_text(file: SourceFile) -> bool:
    """Whether a file is no file of a known format (PDF, Word …); what is named as YAML counts as text whatever it is."""
    return file.encoding not in (*FORMATS.values(), BINARY, LARGE) or file.path.endswith(".yaml")


@dataclass(frozen=True, slots=True)
class Root:
    """A content root, one bureau's, and the folder of its outputs below `build/`; empty when it is the only one."""

    path: Path
    prefix: str = ""


def years(root: Path) -> tuple[int, ...]:
    """Return the years that have a folder below the content root, oldest first."""
    if not root.is_dir():
        return ()
    return tuple(
        sorted(int(path.name) for path in root.iterdir() if path.is_dir() and is_year(path.name)),
    )


def misnamed_years(root: Path) -> tuple[str, ...]:
    """Return the names of folders that were surely meant as years but are named otherwise (2024年, ２０２４), sorted."""
    if not root.is_dir():
        return ()
    names = (path.name for path in root.iterdir() if not is_year(path.name) and path.is_dir())
    return tuple(sorted(name for name in names if _LIKE_A_YEAR.fullmatch(unicodedata.normalize("NFKC", name))))


_LIKE_A_YEAR = lazy_pattern(r"(?:19|2\d)\d\d\s*年?度?")


def is_year(name: str) -> bool:
    """Return whether a folder of that name is a year's (2024)."""
    return len(name) == 4 and name.isascii() and name.isdigit() and name != "0000"


def same_name(link: str) -> str:
    """Return a link's target as file names are compared: percent-decoded, NFC, case-folded, without `./`."""
    name = unicodedata.normalize("NFC", unquote(link)).casefold()
    return name.removeprefix("./")


def shown_path(root: Path) -> str:
    """Return a folder's path with `/`, relative to the working folder where it lies below it."""
    path = root.resolve()
    working = Path.cwd().resolve()
    return (path.relative_to(working) if path.is_relative_to(working) else path).as_posix()
