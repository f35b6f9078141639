"""Justify lines of Chinese to the full width of the type area (版心撑满, GB/T 9704 5.2.3).

WeasyPrint stretches spaces only, and Chinese has none: a line cut short by a
mark that must not begin the next one, or by half-width digits, stays ragged, and a single
space takes all the slack. `justify_line` replaces WeasyPrint's own function and distributes the
slack between all characters. WeasyPrint still decides which lines
are justified at all: last lines and lines before a forced break are not.

`weasyprint_adapter` tries it on a known paragraph before a file is laid out, and
tests/test_pdf.py measures the positions of characters.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.typography.gbt9704 import ADDRESS_OPENED, COPIED, STRETCHED
from pipeline.typography.lines import ADDRESS_FROM, BREAK, JOINER

_CONTROLS = lazy_pattern(f"[{JOINER}{BREAK}]")
# words and numbers in half-width characters, with the spaces between them
_LATIN = "[\u0021-\u007e\u00c0-\u024f]"
_WORDS = lazy_pattern(f"{_LATIN}+(?: +{_LATIN}+)*")
# a web address, or a word as long as one
_OPENED = lazy_pattern(f"{_LATIN}{{{ADDRESS_FROM},}}")


def justify_line(context: Any, line: Any, extra: float) -> None:
    """Widen a line by `extra` (CSS pixels), every gap between two units by the same amount.

    A unit is one character, also a space, or a whole word or number in half-width characters;
    a box in the line (附件：1.) is none, the text after it begins at its edge. The
    characters of a long web address, or of a word as long, are spaced like all others, by
    `ADDRESS_OPENED` at most; one that would need more to fill its line is left as it is, and
    so is any line whose gaps would be wider than `STRETCHED`.
    """
    before = line.width
    _split_text_boxes(context, line)
    extra += before - line.width
    gaps, inner = _unit_count(line) - 1, _inner_gaps(line)
    if gaps + inner < 1:
        return
    inside = extra / (gaps + inner)
    limit = ADDRESS_OPENED * line.style["font_size"]
    if gaps < 1 and inside > limit:
        return
    inside = min(inside, limit)
    size = line.style["font_size"]
    spacing = edge = (extra - inner * inside) / gaps if gaps else 0.0
    edges = sum(1 for _ in _text_boxes(line)) - 1
    if spacing > COPIED * size and gaps > edges:
        # the text of a box is stated as one, a gap between two boxes would be read as a blank
        wider = (extra - inner * inside - edges * COPIED * size) / (gaps - edges)
        if wider <= STRETCHED * size:
            spacing, edge = wider, COPIED * size
    if spacing > STRETCHED * size:
        return
    if spacing > COPIED * size:
        for box in _text_boxes(line):
            # WeasyPrint copies a box with all its attributes
            box.is_spread = len(box.text) > 1
    _distribute(line, _Gaps(spacing, edge, inside), 0.0)
    # there is no gap after the last unit
    line.width -= edge


@dataclass(frozen=True, slots=True)
class _Gaps:
    """The letter spacing between the units of a text box, behind it, and between the characters of a web address."""

    units: float
    edge: float
    address: float


def _text_boxes(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line that have a width."""
    from weasyprint.formatting_structure import boxes

    return (child for child in box.descendants() if isinstance(child, boxes.TextBox) and _unit_count(child))


def _split_text_boxes(context: Any, box: Any) -> float:
    """Cut text boxes into those of half-width words and those without; returns by how much the box grew."""
    from weasyprint.formatting_structure import boxes

    children: list[Any] = []
    grown = 0.0
    for child in box.children:
        if not child.is_in_normal_flow():
            children.append(child)
            continue
        child.translate(grown, 0)
        if isinstance(child, boxes.TextBox):
            parts = list(_split_box(context, child))
            children += parts
            grown += sum(part.width for part in parts) - child.width
        else:
            children.append(child)
            if isinstance(child, boxes.InlineBox):
                grown += _split_text_boxes(context, child)
    box.children = children
    box.width += grown
    return grown


def without_controls(text: str) -> str:
    """Return a text without the characters that only say where its lines may end."""
    return _CONTROLS.sub("", text)


def _split_box(context: Any, box: Any) -> Iterator[Any]:
    from weasyprint.text.line_break import create_layout, line_size

    texts = list(_stretches(without_controls(box.text)))
    if texts == [box.text]:
        yield box
        return
    x = box.position_x
    for text in texts:
        part = box.copy_with_text(text)
        layout = create_layout(text, box.style, context, None, box.justification_spacing)
        first, _ = layout.get_first_line()
        part.width, _ = line_size(first, box.style)
        layout.deactivate()
        part.pango_layout = layout
        part.position_x = x
        x += part.width
        yield part


def _stretches(text: str) -> Iterator[str]:
    start = 0
    for word in _WORDS.finditer(text):
        if word.end() - word.start() < 2:
            continue
        if start < word.start():
            yield text[start : word.start()]
        yield word.group()
        start = word.end()
    if start < len(text):
        yield text[start:]


def _unit_count(box: Any) -> int:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        if _WORDS.fullmatch(box.text):
            return 2 * len(box.text.split()) - 1
        return sum(unicodedata.category(char) not in ("Mn", "Me", "Cf") for char in box.text)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(_unit_count(child) for child in box.children if child.is_in_normal_flow())
    return 0


def _inner_gaps(box: Any) -> int:
    """Return the number of gaps between the characters of web addresses and of words as long."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return len(box.text) - 1 if _OPENED.fullmatch(box.text) else 0
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(_inner_gaps(child) for child in box.children if child.is_in_normal_flow())
    return 0


def _distribute(box: Any, gaps: _Gaps, shift: float) -> float:
    """Move the box by `shift` and open its gaps; returns the shift of what follows."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        units = _unit_count(box)
        box.style = box.style.copy()
        inner = _inner_gaps(box)
        if inner:
            before = box.style["letter_spacing"]
            box.style["letter_spacing"] = gaps.address + (0 if before == "normal" else before)
        elif _WORDS.fullmatch(box.text):
            # the gaps before and after each space
            box.style["word_spacing"] += 2 * gaps.units
        else:
            before = box.style["letter_spacing"]
            box.style["letter_spacing"] = gaps.units + (0 if before == "normal" else before)
        grown = gaps.units * (units - 1) + gaps.edge + gaps.address * inner if units else 0.0
        box.width += grown
        return shift + grown
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        end = shift
        for child in box.children:
            if child.is_in_normal_flow():
                end = _distribute(child, gaps, end)
        box.width += end - shift
        return end
    box.translate(shift, 0)
    return shift
