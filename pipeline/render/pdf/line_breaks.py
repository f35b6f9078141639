"""Where lines may end: 禁则 (GB/T 15834 5.1), numbers with their units, dates, web addresses; and what is wider than its line.

Pango breaks lines by Unicode's rules, which differ from GB/T 15834 here and there, and
it parts what is wider than a line at any character. So characters without a width are
put between the words before WeasyPrint lays out their lines: where no line must end
(WORD JOINER), and where one may (ZERO WIDTH SPACE). What holds together and is wider
than its line all the same, in a narrow column, is parted where that costs least.

This leans on one internal function of WeasyPrint 70.0, `iter_line_boxes`; tests/test_breaking.py
reads the lines of finished files, so that a change in WeasyPrint does not pass unseen.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import Any

from pipeline.typography.gbt9704 import (
    ADDRESS_FROM,
    DIGIT,
    NEVER_FIRST,
    NEVER_LAST,
    NUMBER,
    NUMERAL,
    UNIT,
)

JOINER = "\u2060"
"""No line ends here (WORD JOINER)."""

BREAK = "\u200b"
"""A line may end here (ZERO WIDTH SPACE)."""

STEERING = re.compile(f"[{JOINER}{BREAK}]")
"""The characters that steer lines; they belong to no words."""

ADDRESS = re.compile(f"[!-~]{{{ADDRESS_FROM},}}")
"""A web address, or what else goes on for so long in half-width characters without a blank."""

# --- what holds together --------------------------------------------------------

# a number stays with 第 and with what says what is counted; a date is whole
_WHOLE = re.compile(
    rf"第?{NUMBER}(?:{UNIT})?"
    rf"|[{NUMERAL}]{{4}}年(?:度|[{NUMERAL}十]{{1,2}}月(?:[{NUMERAL}十]{{1,3}}日)?)?"
)
_IN_DATE = re.compile(f"(?<=[{DIGIT}][年月])(?=[{DIGIT}])")

# GB/T 15834 5.1.6 to 5.1.8 (间隔号, 连接号 and 分隔号 begin no line), and signs that belong to the number before them
_STAYS = re.compile("(?<=.)(?=[·•‧・～－／％‰℃])|(?<=[^—])(?=—(?!—))|(?<=／)(?=.)")

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Unicode's LB19 forbids any break beside a quotation mark; between Chinese a line may end before “ and after ”
_QUOTES = re.compile(f"(?<=[{_HAN}，。、；：？！）》〉】〕”’])(?=[“‘])|(?<=[”’])(?=[{_HAN}（《〈【〔])")

# a web address is broken behind its marks, and within a part so long that it would leave much of a line empty
_ADDRESS_PART = re.compile("(?<=[/?&=_.,;:-])(?=[0-9A-Za-z])")
_LONG_PART, _PART_END = 10, 3


def steering(words: str) -> dict[int, str]:
    """The mark (`JOINER`, `BREAK`) before each character of a paragraph before which it is not left to Unicode."""
    marks = {found.start(): BREAK for found in _QUOTES.finditer(words)}
    for address in ADDRESS.finditer(words):
        parts = [0, *(found.start() for found in _ADDRESS_PART.finditer(address[0])), len(address[0])]
        for begin, end in pairwise(parts):
            if begin:
                marks[address.start() + begin] = BREAK
            if end - begin > _LONG_PART:
                inside = range(address.start() + begin + _PART_END, address.start() + end - _PART_END + 1)
                marks |= {place: BREAK for place in inside if not words[place - 1 : place + 1].isdecimal()}
    for found in _WHOLE.finditer(words):
        marks |= dict.fromkeys(range(found.start() + 1, found.end()), JOINER)
    for pattern in (_IN_DATE, _STAYS):
        marks |= {found.start(): JOINER for found in pattern.finditer(words)}
    return marks


# --- what is wider than its line ------------------------------------------------

_SIGNS = frozenset("%％‰℃")
_PAIRS = re.compile("……+|——+")

# what a break costs that is none by right; each takes a line more, which costs 1
_BY_FORM, _AT_MARK, _IN_GROUPS = 2.0, 5.0, 10.0
_IN_WORD, _FROM_UNIT, _IN_UNIT, _FROM_SIGN, _LONE = 30.0, 40.0, 50.0, 200.0, 50.0
_BETWEEN_THREES, _IN_NUMBER, _AT_POINT = 1_000.0, 1_100.0, 1_500.0
_BEFORE_DOTS, _NEVER, _HALVED = 5_000.0, 10_000.0, 15_000.0

_FIGURE = re.compile(rf"(?P<whole>[{DIGIT}]+)(?P<part>[.．][{DIGIT}]+)?")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_IN_HAN_DATE = re.compile(rf"[{NUMERAL}十]+(?=[年月日])")


def cheapest(words: str, widths: Sequence[float], room: float, first: float) -> tuple[int, ...]:
    """Before which characters words that hold together are best parted, so that every part is as wide as `room` at most.

    `widths` are those of the characters, `first` is the room of the first line. A mark
    begins a line only where nothing else is narrow enough, and …… and —— are halved last of all;
    a number is parted between its groups, from its unit or its sign (100｜%), and only where it is itself
    too wide by threes, last beside its point.
    """
    costs = _costs(words)
    ends = list(accumulate(widths, initial=0.0))
    best, begun = [0.0] + [inf] * len(words), [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for begin in range(end - 1, -1, -1):
            if ends[end] - ends[begin] > (room if begin else first) and begin < end - 1:
                break
            # all else being the same, lines are rather full, the last aside
            ragged = ((room - ends[end] + ends[begin]) / room) ** 2 / 10
            cost = best[begin] + 1 + (costs[end] + ragged if end < len(words) else 0.0)
            if cost < best[end]:
                best[end], begun[end] = cost, begin
    places = [begun[len(words)]]
    while places[-1]:
        places.append(begun[places[-1]])
    return tuple(place for place in reversed(places) if place)


def _costs(words: str) -> list[float]:
    """What it costs to end a line before each character."""
    costs = [0.0] + [_cost(words[place - 1], words[place]) for place in range(1, len(words))]
    for found in _LATIN.finditer(words):
        for place in range(found.start() + 1, found.end()):
            lone = 1 in (place - found.start(), found.end() - place)
            costs[place] = _IN_WORD + (_LONE if lone else 0.0)
    for found in _IN_HAN_DATE.finditer(words):
        for place in range(found.start() + 1, found.end()):
            costs[place] = _IN_NUMBER
    for found in _FIGURE.finditer(words):
        _cost_figure(costs, *found.span("whole"), from_right=True)
        if found["part"]:
            point, end = found.span("part")
            costs[point], costs[point + 1] = _NEVER, _AT_POINT
            _cost_figure(costs, point + 1, end, from_right=False)
    for found in _PAIRS.finditer(words):
        begin, end = found.span()
        costs[begin + 1 : end] = [_HALVED if place % 2 else _BY_FORM for place in range(1, end - begin)]
        if begin and words[begin] == "—" and words[begin - 1] not in NEVER_LAST:
            # a single — begins no line, —— may
            costs[begin] = _BY_FORM
    return costs


def _cost(before: str, after: str) -> float:
    if after in NEVER_FIRST or before in NEVER_LAST or (after == "—" and before != "—"):
        return _NEVER
    if after == "…" and before != "…":
        return _BEFORE_DOTS
    if after in _SIGNS:
        return _FROM_SIGN
    is_digit = after.isdecimal()
    if before in "年月" and is_digit:
        return _AT_MARK if before == "年" else _IN_GROUPS
    if before in ",，" and is_digit:
        return _IN_GROUPS
    if before in "/?&=_;:-—～" and (after.isalnum() or before == ":"):
        return _AT_MARK
    if before.isdecimal() or (before == "第" and is_digit):
        return _FROM_UNIT
    if before.isascii() and after.isascii():
        return _IN_WORD
    if all("\u4e00" <= char <= "\u9fff" for char in (before, after)):
        return _IN_UNIT
    return _BY_FORM


def _cost_figure(costs: list[float], begin: int, end: int, *, from_right: bool) -> None:
    for place in range(begin + 1, end):
        threes = ((end - place) if from_right else (place - begin)) % 3 == 0
        lone = 1 in (place - begin, end - place)
        costs[place] = (_BETWEEN_THREES if threes else _IN_NUMBER) + (_LONE if lone else 0.0)


# --- in WeasyPrint --------------------------------------------------------------

_WIDEST = 1.1
"""No character is wider, in its own size."""

_ROUNDING = 0.01
"""What Pango may round up in a line, CSS pixels."""


def steered(own: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's `iter_line_boxes`, so that each paragraph is steered before its first line is laid out."""

    def iter_line_boxes(
        context: Any, box: Any, position_y: Any, bottom_space: Any, skip_stack: Any, containing_block: Any, *more: Any
    ) -> Any:
        # pages are laid out again and again from the same boxes, and go on within them
        if not getattr(box, "is_steered", False):
            box.is_steered = True
            _steer(context, box, containing_block.width)
        return own(context, box, position_y, bottom_space, skip_stack, containing_block, *more)

    return iter_line_boxes


def _steer(context: Any, line: Any, room: float) -> None:
    """Put `JOINER` and `BREAK` into the text boxes of a paragraph that does not fit in one line of `room` CSS pixels."""
    from weasyprint.text.line_break import get_log_attrs

    pieces = list(_pieces(line))
    words = "".join(_words(piece) for piece in pieces)
    if sum(_WIDEST * piece.style["font_size"] * len(_words(piece)) for piece in pieces) <= room:
        return
    marks = steering(words)
    attributes = get_log_attrs(
        "".join(marks.get(place, "") + char for place, char in enumerate(words)), line.style["lang"]
    )
    shift = list(accumulate(place in marks for place in range(len(words))))
    ends = [place for place in range(1, len(words)) if attributes[place + shift[place]].is_line_break]
    styles = [piece.style for piece in pieces for _ in _words(piece)]
    indent = line.style["text_indent"]
    first = room - max(indent.value if indent.unit.lower() == "px" else 0.0, 0.0)
    for begin, end in pairwise((0, *ends, len(words))):
        held = words[begin:end].rstrip(" ")
        own = room if begin else first
        if sum(_WIDEST * style["font_size"] for style in styles[begin : begin + len(held)]) <= own:
            continue
        widths = [_width(context, char, style) for char, style in zip(held, styles[begin:], strict=False)]
        if sum(widths) > own - _ROUNDING:
            for place in cheapest(held, widths, room - _ROUNDING, own - _ROUNDING):
                marks[begin + place] = BREAK
    begin = 0
    for piece in pieces:
        own_words = _words(piece)
        if hasattr(piece, "text"):
            piece.text = "".join(marks.get(begin + place, "") + char for place, char in enumerate(own_words))
        begin += len(own_words)


def _pieces(box: Any) -> Iterator[Any]:
    """The text boxes of a paragraph in order, and what else stands in its lines."""
    from weasyprint.formatting_structure import boxes

    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            yield from _pieces(child)
        else:
            yield child


def _words(piece: Any) -> str:
    """The words of a text box; of a box set into the line (附件：1.), which may stand apart from words, what Unicode has for it."""
    return getattr(piece, "text", "\ufffc")


def _width(context: Any, char: str, style: Any) -> float:
    from weasyprint.text.line_break import create_layout, line_size

    kept: dict[tuple[Any, ...], float] = context.__dict__.setdefault("widths_of_characters", {})
    key = (char, tuple(style["font_family"]), style["font_size"])
    if key not in kept:
        layout = create_layout(char, style, context, None, 0)
        first, _ = layout.get_first_line()
        kept[key], _ = line_size(first, style)
        layout.deactivate()
    return kept[key]
