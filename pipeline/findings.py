"""Findings: what is wrong with the content, with place and remedy, and safe fixes.

Findings are values and never raised; faults of the program are exceptions
(`pipeline.errors`). Only the command line prints either.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from pipeline.source import Place, SourceFile


class Severity(Enum):
    """The severity of a finding (级别)."""

    ERROR = "必改"
    """Stops publication."""
    WARNING = "请核实"
    """A person has to decide."""
    INFO = "供参考"
    """Informs; asks for nothing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `place`; a safe fix is one or more edits that do not overlap."""

    place: Place
    replacement: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding refers to, and what is there."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its rule's code, severity, place, message, remedy, and edits where there is a safe fix.

    `data_loss`: a character could not be read as it was typed, or would be missing on
    paper; such a plan is shown and never written (docs/architecture.md). `redact`: the
    text at the place may not be repeated anywhere; every excerpt hides it.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    edits: tuple[Edit, ...] = ()
    data_loss: bool = False
    redact: bool = False


@dataclass(slots=True)
class Diagnostics:
    """Collects findings in the order in which they are made; the one way findings leave a parser."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, *findings: Finding) -> None:
        """Add findings."""
        self.findings += findings

    @property
    def has_errors(self) -> bool:
        """Whether one of the findings is 必改."""
        return has_errors(self.findings)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings sorted by place, code and message, without repetitions."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.code, finding.message)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is 必改."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def show(finding: Finding, source: SourceFile | None, columns: int = 80, hidden: Iterable[Place] = ()) -> str:
    """The finding as a terminal shows it: place, level and message, the line with a caret below it, the remedy.

    `columns` is the terminal's width; a longer line is cut around the place. What
    stands at `hidden` places (those of all masked findings) is covered. Without the
    source only the words are shown.
    """
    place = finding.place
    first = f"{_where(place)}: {finding.severity.value} {finding.code} {_shown(finding.message)}"
    lines = [first, *_excerpt(place, source, columns, [*hidden, *([place] if finding.redact else [])])]
    lines += [f"  = 参见 {_where(other.place)}: {_shown(other.message)}" for other in finding.related]
    if finding.hint:
        lines.append(f"  = {_shown(finding.hint)}")
    if finding.edits:
        lines.append("  = 可自动改正")
    return "\n".join(lines)


def _excerpt(place: Place, source: SourceFile | None, columns: int, hidden: Iterable[Place]) -> list[str]:
    if source is None or not 1 <= place.line <= len(source.lines):
        return []
    line = mask_line(source, place.line, hidden)
    start = min(place.column - 1, len(line))
    stop = place.end_column - 1 if place.end_line == place.line else len(line)
    stop = max(min(stop, len(line)), start)
    gutter = len(str(place.line)) + 3
    shown, before, marked = _window(line, start, stop, max(columns - gutter, 20))
    margin = " " * len(str(place.line))
    return [
        f"{margin} |",
        f"{place.line} | {shown}",
        f"{margin} | {' ' * before}{'^' * max(marked, 1)}",
    ]


def mask_line(source: SourceFile, number: int, hidden: Iterable[Place]) -> str:
    """The line of that number with every character at a hidden place replaced by ＊ or *, as wide as it was."""
    line = source.lines[number - 1]
    for place in hidden:
        if place.path != source.path or not place.line <= number <= place.end_line:
            continue
        start = place.column - 1 if number == place.line else 0
        stop = place.end_column - 1 if number == place.end_line else len(line)
        stars = "".join("＊" if display_width(char) == 2 else "*" for char in line[start:stop])
        line = line[:start] + stars + line[stop:]
    return line


def _window(line: str, start: int, stop: int, room: int) -> tuple[str, int, int]:
    """The part of the line around [start, stop) that fits `room` cells, the cells before the mark and those of the mark."""
    cells = [_visible(char) for char in line]
    widths = [display_width(cell) for cell in cells]
    left, right = 0, len(line)
    if sum(widths) > room:
        room -= 2  # an ellipsis at either end
        left, right = start, start
        taken = 0
        # first the marked words, then as much on either side, a little more before them
        while right < min(max(stop, start + 1), len(line)) and taken + widths[right] <= room:
            taken += widths[right]
            right += 1
        while True:
            grown = False
            if left > 0 and taken + widths[left - 1] <= room:
                left -= 1
                taken += widths[left]
                grown = True
            if right < len(line) and taken + widths[right] <= room:
                taken += widths[right]
                right += 1
                grown = True
            if not grown:
                break
    head = "…" if left > 0 else ""
    tail = "…" if right < len(line) else ""
    shown = head + "".join(cells[left:right]) + tail
    before = display_width(head) + sum(widths[left:start])
    marked = sum(widths[start : max(start, min(stop, right))])
    return shown, before, marked


def _where(place: Place) -> str:
    return f"{_shown(place.path)}:{place.line}:{place.column}"


def _shown(words: str) -> str:
    """Words that cannot lead a terminal astray."""
    return "".join(map(_visible, words))


def _visible(char: str) -> str:
    """The character, or its code point in brackets where a terminal would show nothing or be led astray."""
    if char == "\t":
        return " "
    if char == "\u00a0" or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
        return f"<U+{ord(char):04X}>"
    return char


def display_width(words: str) -> int:
    """The cells that words take in a terminal: two for wide and full-width characters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words
    )


def apply_edits(source: SourceFile, edits: Iterable[Edit]) -> str:
    """Return the file's text after the edits, lines joined with LF; of two overlapping edits the first is made."""
    starts = [0]
    for line in source.lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(source.lines)
    pieces: list[str] = []
    position = 0
    of_file = (edit for edit in edits if edit.place.path == source.path)
    for edit in sorted(of_file, key=lambda edit: edit.place):
        place = edit.place
        start = starts[place.line - 1] + place.column - 1
        stop = starts[place.end_line - 1] + place.end_column - 1
        if start < position:
            continue
        pieces += [text[position:start], edit.replacement]
        position = stop
    return "".join([*pieces, text[position:]])
