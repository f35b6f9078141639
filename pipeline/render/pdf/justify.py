"""How lines of Chinese are set to the full width of the type area (版心撑满, GB/T 9704 5.2.3).

WeasyPrint stretches blanks only, and Chinese has none: a line cut short by a
forbidden mark or by half-width digits stays ragged, and a single blank takes all
the slack. `justify_line` stands in the place of WeasyPrint's own function and shares
the slack between all characters. WeasyPrint still decides which lines
are stretched at all: last lines and lines before a break are not.

This leans on one internal function of WeasyPrint 70.0; tests/test_pdf.py measures
the characters' positions, so that a change in WeasyPrint does not pass unseen.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pipeline.typography.gbt9704 import ADDRESS_OPENED
from pipeline.typography.lines import ADDRESS_FROM, BREAK, JOINER

_CONTROLS = re.compile(f"[{JOINER}{BREAK}]")
# words and numbers in half-width characters, with the blanks between them
_LATIN = "[\u0021-\u007e\u00c0-\u024f]"
_WORDS = re.compile(f"{_LATIN}+(?: +{_LATIN}+)*")
# a web address, or a word as long as one
_OPENED = re.compile(f"{_LATIN}{{{ADDRESS_FROM},}}")


def justify_line(context: Any, line: Any, extra: float) -> None:
    """Widen the line by `extra` (CSS pixels), every gap between two units by the same share.

    A unit is one character, a blank too, or a whole word or number in half-width characters;
    a box set into the line (附件：1.) is none, what stands behind it begins at its edge. The
    characters of a long web address, or of a word as long, are opened like all others,
    `standard.ADDRESS_OPENED` at most; one that would fill its line by no less stays as it is.
    """
    before = line.width
    _split_text_boxes(context, line)
    extra += before - line.width
    gaps, inner = _unit_count(line) - 1, _inner_gaps(line)
    if gaps + inner < 1:
        return
    opened = extra / (gaps + inner)
    most = ADDRESS_OPENED * line.style["font_size"]
    if gaps < 1 and opened > most:
        return
    opened = min(opened, most)
    share = (extra - inner * opened) / gaps if gaps else 0.0
    _distribute(line, share, opened, 0.0)
    # nothing stands behind the last unit
    line.width -= share


def _split_text_boxes(context: Any, box: Any) -> float:
    """Cut text boxes so that each holds half-width words, or characters without them; gives by how much the box grew."""
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


def _split_box(context: Any, box: Any) -> Iterator[Any]:
    from weasyprint.text.line_break import create_layout, line_size

    texts = list(_stretches(_CONTROLS.sub("", box.text)))
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
    """How many gaps there are between the characters of web addresses and words as long."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return len(box.text) - 1 if _OPENED.fullmatch(box.text) else 0
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(_inner_gaps(child) for child in box.children if child.is_in_normal_flow())
    return 0


def _distribute(box: Any, share: float, opened: float, shift: float) -> float:
    """Move the box by `shift` and open its units by `share` each, addresses by `opened`; gives the shift of what follows."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        units = _unit_count(box)
        box.style = box.style.copy()
        inner = _inner_gaps(box)
        if inner:
            own = box.style["letter_spacing"]
            box.style["letter_spacing"] = opened + (0 if own == "normal" else own)
        elif _WORDS.fullmatch(box.text):
            # the gaps before and after each blank
            box.style["word_spacing"] += 2 * share
        else:
            own = box.style["letter_spacing"]
            box.style["letter_spacing"] = share + (0 if own == "normal" else own)
        grown = share * units + opened * inner
        box.width += grown
        return shift + grown
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        end = shift
        for child in box.children:
            if child.is_in_normal_flow():
                end = _distribute(child, share, opened, end)
        box.width += end - shift
        return end
    box.translate(shift, 0)
    return shift
