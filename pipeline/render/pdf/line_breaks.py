"""Where WeasyPrint's lines may end: the control characters of `typography.lines`, and breaks in what is wider than its line.

Pango breaks lines by Unicode's rules (UAX 14), which differ from GB/T 15834 here and there, and
it breaks what is wider than a line at any character. So characters without a width are
put into the text before WeasyPrint lays out its lines.

This leans on one internal function of WeasyPrint 70.0, `iter_line_boxes`; tests/test_breaking.py
reads the lines of finished files, so that a change in WeasyPrint does not pass unseen.
"""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from typing import Any

from pipeline.typography.lines import BREAK, JOINER, break_controls
from pipeline.typography.overlong import break_overlong

BREAK_CONTROLS = re.compile(f"[{JOINER}{BREAK}]")
"""The characters that control line breaks; they are no part of the text."""

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
    marks = break_controls(words)
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
            for place in break_overlong(held, widths, room - _ROUNDING, own - _ROUNDING):
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
