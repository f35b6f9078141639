"""Numbered steps (分步): a run of lines with numbers or bullets, and what is wrong with these."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.findings import Finding
from pipeline.model import Paragraph, Steps
from pipeline.parse import codes
from pipeline.parse.block_cursor import (
    BULLET,
    INNER,
    STEP,
    Line,
    Reader,
    kind_of,
    strip_typed_number,
)
from pipeline.parse.paragraph import join_continuation_lines
from pipeline.source import Place


def read_steps(reader: Reader) -> Steps:
    """A run of lines with numbers that count from 1, or with bullets; there is one level of them."""
    steps: list[Paragraph] = []
    marks: list[_Mark] = []
    base = reader.lines[reader.at].indent
    last = 0
    while reader.at < len(reader.lines):
        line = reader.lines[reader.at]
        if not line.text:
            if not _goes_on(reader, len(steps), bulleted=marks[-1].bullet):
                break
            reader.at += 1
            continue
        found = _step_mark(reader, line)
        if not found:
            if kind_of(reader, line) == "words":
                reader.unspaced.append(line.text)
            break
        inner = line.indent >= base + 2 or found.re is INNER
        number = int(found["number"]) if found.re is STEP else 0
        if number == 1 and last > 1 and not inner:
            break
        last = last if inner else number
        place = line.text.place(0, found.end())
        marks.append(_Mark(place, found.group(), found.re is BULLET, inner, len(steps) + 1))
        body = replace(line, text=line.text.slice(found.end(), len(line.text)))
        reader.at += 1
        raw = strip_typed_number(reader, join_continuation_lines(reader, body, step=True))
        steps.append(reader.inline(raw))
    reader.found(*_of_marks(marks))
    return Steps(tuple(steps))


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a step was typed with; `inner` when it was set in below another, `place` in the run counts from 1."""

    at: Place
    words: str
    bullet: bool
    inner: bool
    number: int


def _step_mark(reader: Reader, line: Line) -> re.Match[str] | None:
    """The number or bullet of a step; None when the line is none."""
    words = line.text.value
    kind = kind_of(reader, line)
    if kind == "steps":
        return STEP.match(words) or BULLET.match(words)
    return INNER.match(words) if kind == "words" else None


def _of_marks(marks: Sequence[_Mark]) -> Iterator[Finding]:
    """What is wrong with the marks of one run; steps within steps are for the writer to sort out."""
    nested = any(mark.inner for mark in marks)
    for mark in marks:
        meant = f"{mark.number}. "
        if nested:
            if mark.inner:
                message = "分步只有一级，里层的这一行已单独作为一步"
                yield codes.STEP_FORM.at(mark.at, message, "改写成一级，或并进上一步；不会自动改")
            elif mark.words != meant:
                message = f"分步只有一级，这一步排为“{meant.strip()}”"
                yield codes.STEP_FORM.at(mark.at, message, "理清层次以后再编号")
        elif mark.bullet:
            yield codes.NOT_A_LINK.fix(mark.at, meant, "公文不用项目符号，已当作分步", f"写作“{meant}”")
        elif mark.words != meant:
            yield codes.STEP_FORM.fix(mark.at, meant, f"分步写作“{meant}”，序号从 1 连续", f"写作“{meant}”")


def _goes_on(reader: Reader, count: int, *, bulleted: bool) -> bool:
    """Whether behind the blank lines ahead stands the next step of the same run."""
    for line in reader.lines[reader.at :]:
        if line.text:
            found = STEP.match(line.text.value)
            if bulleted:
                return bool(BULLET.match(line.text.value)) and kind_of(reader, line) == "steps"
            return bool(found) and int(found["number"]) == count + 1  # type: ignore[index]
    return False
