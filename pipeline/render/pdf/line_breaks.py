"""Put control characters into the text of the PDF's paragraphs, so that WeasyPrint ends lines where Chinese rules let it.

Pango breaks lines by Unicode's rules (UAX 14), which differ from GB/T 15834 here and there, and
it breaks what is wider than a line at any character. So characters without a width go into the
HTML: WORD JOINER where no line may end, ZERO WIDTH SPACE where one may. They are no part of the
text in the PDF. Text that holds together and is wider than its line, in a narrow
column, is broken where that costs least; the room of the line and the widths of its characters are known here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from pipeline.fonts import Faces, Role, char_width
from pipeline.model import ColumnRole
from pipeline.patterns import lazy_pattern
from pipeline.render.font_roles import span_role
from pipeline.render.pagination import (
    PORTRAIT,
    PlacedCell,
    Setting,
    TextArea,
    annex_area,
    cell_setting,
    holds_names,
    is_ragged,
    last_paragraphs,
    line_setting,
    may_be_respaced,
    spaced_from,
)
from pipeline.render.pdf.weasyprint_adapter import line_break_positions
from pipeline.render.print_model import Cell, Document, Grid, Line, Span, Spans, StatedFacts, Style, text_of
from pipeline.typography.gbt9704 import LONG_STRING
from pipeline.typography.lines import (
    BREAK,
    JOINER,
    LastLine,
    better_last_line,
    break_controls,
    inside_codes,
    middle_singles,
)
from pipeline.typography.overlong import break_name, break_overlong

_WIDEST = 1.1
"""No character is wider, in em: a text of so much per character surely fits in its line, and needs no controls."""

_IN_DATE = lazy_pattern("(?<=[年月])(?=[0-9])")

_NARROW = 11.0
"""The 字 in a line below which a date is rather broken behind its year or month than leaves a single character (前) below it."""

_ROUNDING = 0.0075
"""What Pango may round up in a line, pt."""


def controlled_lines(document: Document, faces: Faces) -> Mapping[int, Spans]:
    """Return the spans of every line of the document with controls, by the line's `id()`; those of a hanging label stay out."""
    portrait = [*document.body, *document.sign_off]
    if document.notice is not None:
        portrait += [*document.notice.body, *document.notice.sign_off]
    if document.colophon is not None:
        portrait += document.colophon.recipients
    blocks = [(block, PORTRAIT) for block in portrait]
    blocks += [(block, annex_area(document, annex)) for annex in document.annexes for block in annex.content]
    last = last_paragraphs(document)
    return {
        id(line): _controlled(
            line.spans[1:] if line.hanging else line.spans,
            line_setting(line, area),
            faces,
            fixed=not may_be_respaced(line),
            keeps_lines=id(line) in last,
        )
        for line, area in blocks
        if isinstance(line, Line)
    }


def controlled_cell(grid: Grid, placed: PlacedCell, area: TextArea, faces: Faces) -> Cell:
    """Return a cell of a table with controls in its text."""
    setting = cell_setting(grid, placed, area)
    ragged = is_ragged(grid, placed, area)
    return replace(
        placed.cell,
        paragraphs=tuple(
            _controlled(spans, setting, faces, is_ragged=ragged, is_cell=True, is_names=holds_names(grid, placed))
            for spans in placed.cell.paragraphs
        ),
    )


def _controlled(
    spans: Spans,
    setting: Setting,
    faces: Faces,
    *,
    fixed: bool = False,
    keeps_lines: bool = False,
    is_ragged: bool = False,
    is_cell: bool = False,
    is_names: bool = False,
) -> Spans:
    """Return the spans of a paragraph with controls in their text, unless the paragraph surely fits in one line.

    If its last line would be a single character it is set closer, or broken earlier, unless it is `fixed`; one that `keeps_lines` gets no line less.
    The lines of one that `is_ragged` are not justified; in one that `is_cell` no middle line is a single character either, and one
    that `is_names` has nothing but names of units.
    """
    text = text_of(spans)
    if _WIDEST * setting.size * len(text) <= setting.room:
        return spans
    named = _inside_each_name(text) if is_names else _inside_names(spans)
    names = frozenset((*named, *(_inside_brackets(text) if setting.style is Style.TABLE_HEAD else ())))
    controls = break_controls(text) | dict.fromkeys(names, JOINER)
    roles = [span_role(setting.style, span) for span in spans for _ in span.text]
    ends = line_break_positions("".join(controls.get(index, "") + char for index, char in enumerate(text)))
    # positions in the text itself, without the controls before them
    shifts = list(accumulate(index in controls for index in range(len(text))))
    cuts = [index for index in range(1, len(text)) if index + shifts[index] in ends]
    widths = [setting.size * _width(char, role, faces) for char, role in zip(text, roles, strict=True)]
    breaks = [*_long_breaks(text, widths, cuts, setting, names)]
    last = LastLine()
    if not fixed:
        rooms = setting.room - _ROUNDING, setting.first_room - _ROUNDING
        ends_allowed = sorted({*cuts, *breaks})
        may_part = setting.room < _NARROW * setting.size and "月" in text
        in_dates = [match.start() for match in _IN_DATE.finditer(text)] if may_part else []
        last = better_last_line(
            text, widths, ends_allowed, *rooms, keeps_lines=keeps_lines, is_ragged=is_ragged, at_need=in_dates
        )
    own = spaced_from(spans, last.closer_from, -last.closer) if last.closer else spans
    if last.begin:
        controls |= dict.fromkeys(range(last.begin + 1, len(text)), JOINER)
        breaks = [index for index in breaks if index < last.begin] + [last.begin]
    elif is_cell and not last.closer:
        ends_allowed = sorted({*cuts, *breaks})
        for begin, end in middle_singles(
            text, widths, ends_allowed, setting.room - _ROUNDING, setting.room - _ROUNDING
        ):
            controls |= dict.fromkeys(range(begin + 1, end), JOINER)
            breaks = [index for index in breaks if not begin < index < end] + [begin, end]
    return tuple(_insert(own, controls | dict.fromkeys(breaks, BREAK)))


def _long_breaks(
    text: str, widths: Sequence[float], cuts: Sequence[int], setting: Setting, names: frozenset[int] = frozenset()
) -> Iterator[int]:
    """Yield where strings that hold together are broken: those wider than a line, and long ones that would leave much of one empty.

    `widths` are those of the characters in pt, `cuts` the positions where a line may end; `names`, the positions inside
    names of units, are broken only where a name is wider than a line; so are the numbers of standards and 发文字号.
    """
    room, used = setting.first_room, 0.0
    held = {*names, *inside_codes(text)}
    for begin, end in pairwise((0, *cuts, len(text))):
        visible = begin + len(text[begin:end].rstrip(" "))
        width = sum(widths[begin:visible])
        if used + width <= room - _ROUNDING:
            used += sum(widths[begin:end])
            continue
        # a string that is wider than its line begins one of its own
        begun = used > 0 and width <= setting.room - _ROUNDING
        is_long = room - used > max(LONG_STRING * setting.size, setting.room / 4) and begin + 1 not in names
        most = (setting.room - _ROUNDING) / setting.size
        rest = room - used if begun else setting.room if used else room
        breaks: tuple[int, ...] = ()
        if is_long or not begun:
            if begin + 1 in names and most >= _LEAST_OF_NAME:
                breaks = break_name(text[begin:visible], most)
            else:
                breaks = break_overlong(
                    text[begin:visible], widths[begin:visible], setting.room - _ROUNDING, rest - _ROUNDING
                )
            if begun:
                breaks = tuple(index for index in breaks if begin + index not in held)
            yield from (begin + index for index in breaks)
        room, used = setting.room, sum(widths[begin + (breaks[-1] if breaks else 0) : end])


_LEAST_OF_NAME = 2
"""The least 字 in a line for a name to be broken between its words."""

_NAME = lazy_pattern("[^、；：]+[、；：]?")
"""A unit's name, or the label before the names (牵头部门：), with the mark behind it."""


def _inside_names(spans: Spans) -> Iterator[int]:
    """Yield the positions where a column of units should not be broken: inside names and labels."""
    begin = 0
    for span in spans:
        columns = [origin.column for origin in span.origins if isinstance(origin, StatedFacts)]
        if any(column and column.role is not ColumnRole.DEADLINE for column in columns):
            yield from (begin + index for index in _inside_each_name(span.text))
        begin += len(span.text)


def _inside_each_name(text: str) -> Iterator[int]:
    for name in _NAME.finditer(text):
        yield from range(name.start() + 1, name.end())


def _inside_brackets(text: str) -> Iterator[int]:
    """Yield the positions inside the brackets of a head (类型（机制、任务等）): it is broken before them."""
    for bracket in re.finditer("（[^（）]*）", text):
        yield from range(bracket.start() + 1, bracket.end())


def _insert(spans: Spans, controls: Mapping[int, str]) -> Iterator[Span]:
    begin = 0
    for span in spans:
        text = "".join(controls.get(begin + index, "") + char for index, char in enumerate(span.text))
        yield replace(span, text=text)
        begin += len(span.text)


def _width(char: str, role: Role, faces: Faces) -> float:
    """Return the width of a character in em as the font of the role, or the fallback, draws it."""
    face = faces[role] if char in faces[role].characters else faces[Role.FALLBACK]
    return char_width(char, face)
