"""Read numbered steps (分步): a run of lines with numbers or bullets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.model import Paragraph, Steps
from pipeline.parse import codes
from pipeline.parse.block_cursor import BULLET, INNER, STEP, BlockCursor, Line, LineKind, kind_of, strip_typed_number
from pipeline.parse.paragraph import join_continuation_lines
from pipeline.source import Place


def read_steps(cursor: BlockCursor) -> Steps:
    """Read a run of lines with numbers that count from 1, or with bullets; there is one level of steps."""
    steps: list[Paragraph] = []
    marks: list[_StepMark] = []
    base = cursor.lines[cursor.index].indent
    last = 0
    while cursor.index < len(cursor.lines):
        line = cursor.lines[cursor.index]
        if not line.text:
            if not _continues(cursor, len(steps), bulleted=marks[-1].bullet):
                break
            cursor.index += 1
            continue
        match = _step_mark(cursor, line)
        if not match:
            if kind_of(cursor, line) is LineKind.TEXT:
                cursor.unspaced.append(line.text)
            break
        inner = line.indent >= base + 2 or match.re.pattern == INNER.pattern
        number = int(match["number"]) if match.re.pattern == STEP.pattern else 0
        if number == 1 and last > 1 and not inner:
            break
        last = last if inner else number
        place = line.text.place(0, match.end())
        marks.append(_StepMark(place, match.group(), match.re.pattern == BULLET.pattern, inner, len(steps) + 1))
        body = replace(line, text=line.text.slice(match.end(), len(line.text)))
        cursor.index += 1
        raw = strip_typed_number(cursor, join_continuation_lines(cursor, body, step=True))
        steps.append(cursor.read_inline(raw))
    cursor.diagnostics.add(*_check_marks(marks))
    return Steps(tuple(steps))


@dataclass(frozen=True, slots=True)
class _StepMark:
    """What a step was typed with; `inner` when it is indented below another, `number` in the run counts from 1."""

    place: Place
    text: str
    bullet: bool
    inner: bool
    number: int


def _step_mark(cursor: BlockCursor, line: Line) -> re.Match[str] | None:
    """Match the number or bullet of a step; None when the line is no step."""
    text = line.text.value
    kind = kind_of(cursor, line)
    if kind is LineKind.STEPS:
        return STEP.match(text) or BULLET.match(text)
    return INNER.match(text) if kind is LineKind.TEXT else None


def _check_marks(marks: Sequence[_StepMark]) -> Iterator[Finding]:
    """Yield the findings about the marks of one run; nested steps get no fix, the writer sorts them out."""
    nested = any(mark.inner for mark in marks)
    for mark in marks:
        meant = f"{mark.number}. "
        if nested:
            if mark.inner:
                message = "分步只有一级，里层的这一行已单独作为一步"
                yield codes.STEP_FORM.at(mark.place, message, "改写成一级，或并进上一步；不会自动改")
            elif mark.text != meant:
                message = f"分步只有一级，这一步排为“{meant.strip()}”"
                yield codes.STEP_FORM.at(mark.place, message, "理清层次以后再编号")
        elif mark.bullet:
            yield codes.NOT_A_LINK.fix(mark.place, meant, "公文不用项目符号，已当作分步", f"写作“{meant}”")
        elif mark.text != meant and len(marks) > 1:
            # one step alone has a number that prints again (P072)
            yield codes.STEP_FORM.fix(mark.place, meant, f"分步写作“{meant}”，序号从 1 连续", f"写作“{meant}”")


def _continues(cursor: BlockCursor, count: int, *, bulleted: bool) -> bool:
    """Whether the next step of the same run follows behind the blank lines."""
    for line in cursor.lines[cursor.index :]:
        if line.text:
            match = STEP.match(line.text.value)
            if bulleted:
                return bool(BULLET.match(line.text.value)) and kind_of(cursor, line) is LineKind.STEPS
            return bool(match) and int(match["number"]) == count + 1  # type: ignore[index]
    return False
