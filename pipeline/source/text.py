"""Places in files, and texts that know where each character was written."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import field
from itertools import pairwise

from pipeline.dataclass import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A range of one file: lines and columns count from 1, columns in code points, the end is exclusive.

    `path` is written with `/`, relative to the working folder where it lies below it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: "Place") -> "Place":
        """Return the range from the beginning of this place to the end of another one; raises ValueError for two files."""
        if other.path != self.path:
            raise ValueError(f"places in two files: {self.path}, {other.path}")
        return Place(self.path, self.line, self.column, other.end_line, other.end_column)

    def touches(self, other: "Place") -> bool:
        """Whether two places of one file share a character or are next to each other."""
        return (self.line, self.column) <= (other.end_line, other.end_column) and (other.line, other.column) <= (
            self.end_line,
            self.end_column,
        )


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Adjacent characters in one line of a file; `start` is their offset in the text."""

    start: int
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """A string with a source map: each character's file, line and column. Places take no part in equality.

    `runs` is sorted by `start` and covers the text from offset 0. A text without runs
    was made by the program, not written in a file, and has no place.
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
            raise ValueError("only contiguous slices")
        return self.slice(start, stop)

    def __add__(self, other: "SourceText") -> "SourceText":
        return join((self, other))

    def slice(self, start: int, stop: int) -> "SourceText":
        """Return the text from `start` to `stop` (exclusive) with its source map."""
        if start >= stop:
            position = self._position(start)
            return SourceText("", (SourceRange(0, *position),) if position else ())
        runs = []
        for run in self.runs[self._index(start) : self._index(stop - 1) + 1]:
            skipped = max(start - run.start, 0)
            runs.append(SourceRange(max(run.start - start, 0), run.path, run.line, run.column + skipped))
        return SourceText(self.value[start:stop], tuple(runs))

    def strip(self) -> "SourceText":
        """Return the text without blanks around it (full-width ones too)."""
        left = len(self.value) - len(self.value.lstrip())
        return self.slice(left, max(left, len(self.value.rstrip())))

    def place(self, start: int = 0, stop: int | None = None) -> Place:
        """Return the place of the characters from `start` to `stop`; raises ValueError for a text without runs.

        An empty range is the point before the character at `start`. Characters from
        several lines give the place from the first to the last.
        """
        stop = len(self.value) if stop is None else stop
        first = self._position(start)
        if first is None:
            raise ValueError(f"this text was written in no file: {self.value!r}")
        path, line, column = first
        if stop <= start:
            return Place(path, line, column, line, column)
        last = self._position(stop - 1)
        assert last is not None
        return Place(path, line, column, last[1], last[2] + 1)

    def places(self) -> tuple[Place, ...]:
        """Return the place of each contiguous run of the text."""
        return tuple(
            Place(run.path, run.line, run.column, run.line, run.column + end - run.start)
            for run, end in self._runs_with_ends()
            if end > run.start
        )

    def _runs_with_ends(self) -> Iterable[tuple[SourceRange, int]]:
        for run, following in pairwise(self.runs):
            yield run, following.start
        if self.runs:
            yield self.runs[-1], len(self.value)

    def _index(self, offset: int) -> int:
        """The index of the run with the character at `offset`."""
        return max(bisect_right(self.runs, offset, key=_start) - 1, 0)

    def _position(self, offset: int) -> tuple[str, int, int] | None:
        """Path, line and column of the character at `offset` (or of the point just behind the last one)."""
        if not self.runs:
            return None
        # the point behind the last character belongs to the run that ends there
        is_behind = offset == len(self.value) and offset > 0
        run = self.runs[self._index(offset - 1 if is_behind else offset)]
        return run.path, run.line, run.column + offset - run.start


def _start(run: SourceRange) -> int:
    return run.start


def join(texts: Iterable[SourceText], between: str = "") -> SourceText:
    """Join texts, each character keeping its place; the separator `between` has no place of its own."""
    value = ""
    runs: list[SourceRange] = []
    for index, text in enumerate(texts):
        if index:
            value += between
        for run in text.runs:
            moved = SourceRange(run.start + len(value), run.path, run.line, run.column)
            if runs and _continues(runs[-1], moved):
                continue
            runs.append(moved)
        value += text.value
    if runs and runs[0].start > 0:
        runs[0] = SourceRange(0, runs[0].path, runs[0].line, runs[0].column)
    return SourceText(value, tuple(runs))


def _continues(run: SourceRange, following: SourceRange) -> bool:
    """Whether the second run continues the first in the file as it does in the text."""
    return (
        run.path == following.path
        and run.line == following.line
        and following.column - run.column == following.start - run.start
    )
