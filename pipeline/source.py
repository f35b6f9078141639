"""Files become sources; words know where they came from.

This room alone reads content from the disk. It judges nothing: what is wrong
with a file (its encoding, say) is recorded here and found in `parse`.
"""

import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one file: lines and columns count from 1, columns in code points, the end is exclusive.

    `path` is written with `/`, relative to the working folder where it lies below it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: "Place") -> "Place":
        """The stretch from the beginning of this place to the end of another one in the same file."""
        if other.path != self.path:
            raise ValueError(f"places in two files: {self.path}, {other.path}")
        return Place(self.path, self.line, self.column, other.end_line, other.end_column)


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Characters that stand side by side in one line of a file; `start` is their offset in the words."""

    start: int
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """Words that know where each character came from; equal when the words are.

    `runs` is sorted by `start` and covers the words from offset 0; words without
    runs were made by us, not written by anybody, and have no place.
    """

    value: str
    runs: tuple[SourceRange, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return self.value

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __getitem__(self, part: slice) -> "SourceText":
        start, stop, step = part.indices(len(self.value))
        if step != 1:
            raise ValueError("a text is cut in stretches only")
        return self.slice(start, stop)

    def __add__(self, other: "SourceText") -> "SourceText":
        return join((self, other))

    def slice(self, start: int, stop: int) -> "SourceText":
        """The words from `start` to `stop` (exclusive), with their places."""
        if start >= stop:
            here = self._at(start)
            return SourceText("", (SourceRange(0, *here),) if here else ())
        runs = []
        for run in self.runs[self._index(start) : self._index(stop - 1) + 1]:
            skipped = max(start - run.start, 0)
            runs.append(SourceRange(max(run.start - start, 0), run.path, run.line, run.column + skipped))
        return SourceText(self.value[start:stop], tuple(runs))

    def strip(self) -> "SourceText":
        """The words without blanks around them (full-width ones too), with their places."""
        left = len(self.value) - len(self.value.lstrip())
        return self.slice(left, max(left, len(self.value.rstrip())))

    def place(self, start: int = 0, stop: int | None = None) -> Place:
        """Where the characters from `start` to `stop` stand in the file; raises ValueError for words without runs.

        An empty stretch is the point before the character at `start`. Characters
        from several lines give the place from the first to the last.
        """
        stop = len(self.value) if stop is None else stop
        first = self._at(start)
        if first is None:
            raise ValueError(f"these words were written in no file: {self.value!r}")
        path, line, column = first
        if stop <= start:
            return Place(path, line, column, line, column)
        last = self._at(stop - 1)
        assert last is not None
        return Place(path, line, column, last[1], last[2] + 1)

    def places(self) -> tuple[Place, ...]:
        """The place of each unbroken stretch of the words."""
        return tuple(
            Place(run.path, run.line, run.column, run.line, run.column + end - run.start)
            for run, end in self._stretches()
            if end > run.start
        )

    def _stretches(self) -> Iterable[tuple[SourceRange, int]]:
        for run, following in pairwise(self.runs):
            yield run, following.start
        if self.runs:
            yield self.runs[-1], len(self.value)

    def _index(self, offset: int) -> int:
        """The index of the run that the character at `offset` belongs to."""
        return max(bisect_right(self.runs, offset, key=_start) - 1, 0)

    def _at(self, offset: int) -> tuple[str, int, int] | None:
        """Path, line and column of the character at `offset` (or of the point just behind the last one)."""
        if not self.runs:
            return None
        # the point behind the last character belongs to the stretch it ends
        behind = offset == len(self.value) and offset > 0
        run = self.runs[self._index(offset - 1 if behind else offset)]
        return run.path, run.line, run.column + offset - run.start


def _start(run: SourceRange) -> int:
    return run.start


def join(texts: Iterable[SourceText], between: str = "") -> SourceText:
    """Several texts as one, each character keeping its place; `between` is fixed words without a place of their own."""
    words = ""
    runs: list[SourceRange] = []
    for number, text in enumerate(texts):
        if number:
            words += between
        for run in text.runs:
            moved = SourceRange(run.start + len(words), run.path, run.line, run.column)
            if runs and _continues(runs[-1], moved):
                continue
            runs.append(moved)
        words += text.value
    if runs and runs[0].start > 0:
        runs[0] = SourceRange(0, runs[0].path, runs[0].line, runs[0].column)
    return SourceText(words, tuple(runs))


def _continues(run: SourceRange, following: SourceRange) -> bool:
    """Whether the second run goes on in the file exactly where the first stands in the words."""
    return (
        run.path == following.path
        and run.line == following.line
        and following.column - run.column == following.start - run.start
    )


ENCODINGS = ("utf-8", "gb18030", "utf-16")
"""What files are read in."""

FORMATS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole", b"%PDF": "pdf", b"{\\rtf": "rtf"}
"""How files of other programs begin (Word's and WPS's, zipped and old; PDF; RTF), with the name of the format."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was written: its lines without their ends (LF, CR LF and CR alike), no BOM.

    `encoding` is "utf-8", "gb18030" or "utf-16"; "" when none of them could read it
    (then the unreadable bytes stand as U+FFFD); or the name of a program's format
    (`FORMATS`) when the file is none of text, and has no lines then.
    """

    path: str
    lines: tuple[str, ...]
    encoding: str = "utf-8"

    def line(self, number: int) -> SourceText:
        """The line of that number (from 1) as a text that knows its place."""
        return SourceText(self.lines[number - 1], (SourceRange(0, self.path, number, 1),))

    def texts(self) -> tuple[SourceText, ...]:
        """All lines as texts that know their place."""
        return tuple(self.line(number) for number in range(1, len(self.lines) + 1))

    @property
    def is_readable(self) -> bool:
        """Whether the lines are what was written; those of any other file are never written back."""
        return self.encoding in ENCODINGS

    @property
    def whole(self) -> Place:
        """The place of the whole file."""
        return Place(self.path, 1, 1, len(self.lines), len(self.lines[-1]) + 1)

    @property
    def top(self) -> Place:
        """The empty place before the first character."""
        return Place(self.path, 1, 1, 1, 1)


def file_from_text(path: str, words: str, encoding: str = "utf-8") -> SourceFile:
    """A source from words already decoded.

    Only the three line ends of text files end a line; U+2028, U+0085 and their
    like are characters as others are (`str.splitlines` would lose them).
    """
    words = words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return SourceFile(path, tuple(words.split("\n")), encoding)


def file_from_bytes(path: str, data: bytes) -> SourceFile:
    """A source from a file's bytes: UTF-8 with or without BOM, UTF-16, else GB 18030, else with U+FFFD where unreadable."""
    for start, name in FORMATS.items():
        if data.startswith(start):
            return SourceFile(path, ("",), name)
    words, encoding = _decoded(data)
    # no text file holds U+0000: what was decoded is not what was written
    return file_from_text(path, words, "" if "\0" in words else encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """The words of the bytes and the encoding they are in; "" when it is not known."""
    if (words := _utf_16(data)) is not None:
        return words, "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    torn = data.decode("utf-8", errors="replace")
    read = sum(char > "\x7f" and char != "\ufffd" for char in torn)
    if read > 3 * torn.count("\ufffd"):
        # UTF-8 that was damaged: GB 18030 would read it too, as other words
        return torn, ""
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return torn, ""


def _utf_16(data: bytes) -> str | None:
    """The words of UTF-16 (Windows Notepad calls it Unicode): by its mark, or unmistakable without; None otherwise."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and b"\0" not in data:
        return None
    for encoding in ("utf-16",) if marked else ("utf-16-le", "utf-16-be"):
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if marked or 10 * len(_CHINESE.findall(words)) >= 9 * len(words):
            return words
    return None


_CHINESE = re.compile(r"[\t\r\n -~\u2010-\u203f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""What nearly all characters of a Chinese text are."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All files one plan is made of, by their name below the content root (`2023/items/预算公开.md`), sorted.

    `root` is the content root as shown in places; a file that is not there is simply absent.
    """

    root: str
    year: int
    files: tuple[tuple[str, SourceFile], ...]
    ignored_files: tuple[str, ...] = ()
    """Names of files beside the year's items and annexes that are not read (`items/预算公开.docx`), below the year."""
    other_text_files: tuple[SourceFile, ...] = ()
    """The other text files below the content root (`whole`): looked through for marks of secrecy, for nothing else."""

    def get(self, name: str) -> SourceFile | None:
        """The file of exactly that name below the content root."""
        return dict(self.files).get(name)

    def below(self, folder: str) -> dict[str, SourceFile]:
        """The files below a folder, by their name below it."""
        return {name.removeprefix(folder): source for name, source in self.files if name.startswith(folder)}

    def shown(self, name: str) -> str:
        """The path by which a file of the content root is shown, whether it is there or not."""
        return f"{self.root}/{name}" if self.root else name


def sources_from_files(year: int, files: dict[str, str], root: str = "") -> Sources:
    """Sources from words by file name, as `write` makes them."""
    shown = {name: f"{root}/{name}" if root else name for name in files}
    return Sources(root, year, tuple((name, file_from_text(shown[name], files[name])) for name in sorted(files)))


YEAR_FILES = ("plan.md", "notice.md", "acknowledged.yaml")
"""What a year holds beside its items and annexes (design.md §2); registers are read by who keeps them."""


RECORDS = ("units.yaml", "words.yaml", "site.yaml")
"""The records of the office beside its years (design.md §2)."""


def load_year(root: Path, year: int) -> Sources:
    """Every file of that year's plan and the office's records, read whole; raises OSError for what cannot be opened."""
    found = [root / name for name in RECORDS if (root / name).is_file()]
    folder = root / str(year)
    found += [folder / name for name in YEAR_FILES if (folder / name).is_file()]
    others = []
    for part in ("items", "annex"):
        for path in sorted((folder / part).glob("*")):
            if path.suffix.casefold() == ".md" and path.is_file():
                found.append(path)
            elif path.is_file():
                others.append(unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))
    shown = _shown(root)
    files = []
    for path in found:
        # file systems differ in how they compose names; links are compared in NFC
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        files.append((name, file_from_bytes(f"{shown}/{name}", path.read_bytes())))
    return Sources(shown, year, tuple(sorted(files, key=lambda file: file[0])), tuple(others))


def load_office(root: Path) -> Sources:
    """Return the records of the office alone, which belong to no year; raises OSError for what cannot be opened."""
    shown = _shown(root)
    files = ((name, root / name) for name in sorted(RECORDS) if (root / name).is_file())
    return Sources(
        shown, 0, tuple((name, file_from_bytes(f"{shown}/{name}", path.read_bytes())) for name, path in files)
    )


def load_all_text(root: Path, year: int) -> Sources:
    """Return what `load_year` does, with every other text file below the content root: other years, 稿本, registers.

    Raises OSError for what cannot be opened.
    """
    return with_other_text(root, load_year(root, year))


def with_other_text(root: Path, sources: Sources) -> Sources:
    """Return the sources with every other text file below the content root; raises OSError for what cannot be opened."""
    return replace(sources, other_text_files=tuple(_other_text_files(root, sources)))


def _other_text_files(root: Path, mine: Sources) -> Iterator[SourceFile]:
    """The text files below the content root that are none of `mine`; hidden folders (.git) are left out."""
    read_already = {name for name, _ in mine.files}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder) / name for name in sorted(names)):
            name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
            if name in read_already or not path.is_file():
                continue
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                # a program's own file on its way, gone since the folder was listed
                continue
            found = file_from_bytes(mine.shown(name), data)
            if found.encoding not in FORMATS.values():
                yield found


@dataclass(frozen=True, slots=True)
class Root:
    """A content root, which is one bureau's, and the folder of its outputs below `build/`; empty when it is the only one."""

    path: Path
    prefix: str = ""


def years(root: Path) -> tuple[int, ...]:
    """The years that have a folder below the content root, oldest first."""
    if not root.is_dir():
        return ()
    return tuple(
        sorted(int(path.name) for path in root.iterdir() if path.is_dir() and is_year(path.name)),
    )


def misnamed_years(root: Path) -> tuple[str, ...]:
    """The folders that are surely meant for years and are not named as years are (2024年, ２０２４), sorted."""
    if not root.is_dir():
        return ()
    found = (path.name for path in root.iterdir() if not is_year(path.name) and path.is_dir())
    return tuple(sorted(name for name in found if _LIKE_A_YEAR.fullmatch(unicodedata.normalize("NFKC", name))))


_LIKE_A_YEAR = re.compile(r"(?:19|2\d)\d\d\s*年?度?")


def is_year(name: str) -> bool:
    """Return whether a folder of that name is a year's (2024)."""
    return len(name) == 4 and name.isascii() and name.isdigit() and name != "0000"


def same_name(link: str) -> str:
    """A link's target as names of files are compared: percent-decoded, NFC, without case, without `./`."""
    name = unicodedata.normalize("NFC", unquote(link)).casefold()
    return name.removeprefix("./")


def _shown(root: Path) -> str:
    """A folder's path relative to the working folder where it lies below it, with `/`."""
    whole = root.resolve()
    here = Path.cwd().resolve()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()
