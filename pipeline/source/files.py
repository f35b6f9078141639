"""Read a content root from the disk. Nothing is judged here; `parse` reports what is wrong with a file."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from pipeline.source.decode import FORMATS, SourceFile, file_from_bytes, file_from_text


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
    folder = root / str(year)
    paths = [*_records(root), *(folder / name for name in YEAR_FILES if (folder / name).is_file())]
    ignored = []
    for part in ("items", "annex"):
        for path in sorted((folder / part).glob("*")):
            if path.suffix.casefold() == ".md" and path.is_file():
                paths.append(path)
            elif path.is_file():
                ignored.append(unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))
    return Sources(shown_path(root), year, _read(root, paths), tuple(ignored))


def load_office(root: Path) -> Sources:
    """Read the office's records alone; the year is 0. Raises OSError for what cannot be opened."""
    return Sources(shown_path(root), 0, _read(root, _records(root)))


def _records(root: Path) -> list[Path]:
    return [root / name for name in RECORDS if (root / name).is_file()]


def _read(root: Path, paths: Iterable[Path]) -> tuple[tuple[str, SourceFile], ...]:
    shown = shown_path(root)
    files = []
    for path in paths:
        # file systems differ in how they compose names; links are compared in NFC
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        files.append((name, file_from_bytes(f"{shown}/{name}", path.read_bytes())))
    return tuple(sorted(files, key=lambda file: file[0]))


def load_all_text(root: Path, year: int) -> Sources:
    """Read the year (`load_year`) and every other text file below the content root: other years, 稿本, registers.

    Raises OSError for what cannot be opened.
    """
    return with_other_text(root, load_year(root, year))


def with_other_text(root: Path, loaded: Sources) -> Sources:
    """Return the sources with every other text file below the content root; raises OSError for what cannot be opened."""
    return replace(loaded, other_text_files=tuple(_other_text_files(root, loaded)))


def _other_text_files(root: Path, loaded: Sources) -> Iterator[SourceFile]:
    """The text files below the content root that were not loaded; hidden folders (.git) are left out."""
    read_already = {name for name, _ in loaded.files}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder) / name for name in sorted(names)):
            name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
            if name in read_already or not path.is_file():
                continue
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                # another program's temporary file, gone since the folder was listed
                continue
            file = file_from_bytes(loaded.shown(name), data)
            if file.encoding not in FORMATS.values():
                yield file


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


_LIKE_A_YEAR = re.compile(r"(?:19|2\d)\d\d\s*年?度?")


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
