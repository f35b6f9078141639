"""Findings on a terminal: one below the other with the line of each, or how often each code occurs."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from pipeline.check.redact import display_width, mask_line
from pipeline.check.report.model import Report, severity_counts
from pipeline.findings import Finding
from pipeline.source import Place, SourceFile


def as_text(report: Report, columns: int = 80) -> str:
    """Return the findings one below the other, and a line that counts them; `columns` is the terminal's width."""
    parts: list[str] = []
    label = ""
    for finding in report.findings:
        path = finding.place.path
        if report.labels.get(path, "") != label:
            label = report.labels.get(path, "")
            parts += [f"【{_visible(label)}】"] if label else []
        parts.append(format_finding(finding, report.sources.get(path), columns) + "\n")
    return "\n".join([*parts, f"{report.year}：{severity_counts(report)}", ""])


def statistics(report: Report) -> str:
    """Return how often each code occurs, the most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:5d}  {code}  {report.names.get(code, '')}\n" for code, count in rows)


def format_finding(finding: Finding, source: SourceFile | None, columns: int = 80, hidden: Iterable[Place] = ()) -> str:
    """Return a finding as a terminal shows it: place, severity and message, the line with a caret below it, the hint.

    A line wider than `columns` cells is cut around the place. The text at the
    `hidden` places is masked. Without the source no line is shown.
    """
    place = finding.place
    lines = [f"{_location(place)}: {finding.severity.value} {finding.code} {_visible(finding.message)}"]
    lines += _marked_line(place, source, columns, [*hidden, *([place] if finding.redact else [])])
    lines += [f"  = 参见 {_location(related.place)}: {_visible(related.message)}" for related in finding.related]
    if finding.hint:
        lines.append(f"  = {_visible(finding.hint)}")
    if finding.edits:
        lines.append("  = 可自动改正")
    return "\n".join(lines)


def _marked_line(place: Place, source: SourceFile | None, columns: int, hidden: Iterable[Place]) -> list[str]:
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


def _window(line: str, start: int, stop: int, room: int) -> tuple[str, int, int]:
    """Return the part of the line around [start, stop) that fits `room` cells, the cells before the mark, and its own."""
    # of a long line no more is looked at than can be shown: there may be a finding at each of its characters
    length = len(line)
    first, last = max(start - 4 * room, 0), start + 4 * room
    is_long = first > 0 or last < length
    line, start, stop = line[first:last], start - first, min(stop, last) - first
    cells = [_visible_char(char) for char in line]
    widths = [display_width(cell) for cell in cells]
    left, right = 0, len(line)
    if is_long or sum(widths) > room:
        room -= 2  # an ellipsis at either end
        left, right = start, start
        taken = 0
        # first the marked text, then as much on either side, a little more before it
        while right < min(max(stop, start + 1), len(line)) and taken + widths[right] <= room:
            taken += widths[right]
            right += 1
        while True:
            has_grown = False
            if left > 0 and taken + widths[left - 1] <= room:
                left -= 1
                taken += widths[left]
                has_grown = True
            if right < len(line) and taken + widths[right] <= room:
                taken += widths[right]
                right += 1
                has_grown = True
            if not has_grown:
                break
    head = "…" if first or left > 0 else ""
    tail = "…" if last < length or right < len(line) else ""
    shown = head + "".join(cells[left:right]) + tail
    before = display_width(head) + sum(widths[left:start])
    marked = sum(widths[start : max(start, min(stop, right))])
    return shown, before, marked


def _location(place: Place) -> str:
    return f"{_visible(place.path)}:{place.line}:{place.column}"


def _visible(text: str) -> str:
    """Return a text that no terminal takes for a command."""
    return "".join(map(_visible_char, text))


def _visible_char(char: str) -> str:
    """Return the character, or its code point in brackets where a terminal shows nothing or takes it for a command."""
    if char == "\t":
        return " "
    if char == "\u00a0" or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
        return f"<U+{ord(char):04X}>"
    return char
