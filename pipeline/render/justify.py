"""Where lines of Chinese may end (禁则), and how they are set to the full width of the type area (版心撑满, GB/T 9704 5.2.3).

Pango breaks lines by Unicode's rules, which differ from GB/T 15834 here and there;
`steered` puts characters without a width between the words that set them right.

WeasyPrint stretches blanks only, and Chinese has none: a line cut short by a
forbidden mark or by half-width digits stays ragged, and a single blank takes all
the slack. While `installed` holds, WeasyPrint's own function is replaced by one
that shares the slack between all characters. WeasyPrint still decides which lines
are stretched at all: last lines and lines before a break are not.

This leans on one internal function of WeasyPrint 70.0; tests/test_pdf.py measures
the characters' positions, so that a change in WeasyPrint does not pass unseen.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.faults import Fault
from pipeline.standard import CHARACTERS, han_width

# words and numbers in half-width characters, with the blanks between them
_WORDS = re.compile("[\u0021-\u007e\u00c0-\u024f]+(?: +[\u0021-\u007e\u00c0-\u024f]+)*")

JOINER = "\u2060"
"""No line ends here (WORD JOINER)."""

BREAK = "\u200b"
"""A line may end here (ZERO WIDTH SPACE)."""

_STEERING = re.compile(f"[{JOINER}{BREAK}]")

# GB/T 15834 5.1.6 to 5.1.8 (间隔号, 连接号 and 分隔号 begin no line), and signs that belong to the number before them
_NEVER_FIRST = re.compile("(?<=.)(?=[·•‧・～－／％‰℃])|(?<=[^—])(?=—(?!—))|(?<=／)(?=.)")

# a number stays with the character that says what it counts, a date whole, 第 with its number
_NUMBERS = re.compile(r"(?<=[0-9])(?=[\u4e00-\u9fff])|(?<=[0-9][年月])(?=[0-9])|(?<=第)(?=[0-9])")

# what goes down to the next line whole: a date, or a number in groups, with the marks about it
_MARKS = "[（《〈【〔“‘]*", "[，。、；：？！）》〉】〕”’前底止至起]*"
_DATE = re.compile(f"{_MARKS[0]}(?:[0-9]+年)?[0-9]+月(?:[0-9]+日)?{_MARKS[1]}")
_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?.?")

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Unicode's LB19 forbids any break beside a quotation mark; between Chinese a line may end before “ and after ”
_QUOTES = re.compile(f"(?<=[{_HAN}，。、；：？！）》〉】〕”’])(?=[“‘])|(?<=[”’])(?=[{_HAN}（《〈【〔])")


# a web address may be broken behind its marks, or it leaves most of a line empty
_ADDRESS = re.compile("[!-~]{20,}")
_ADDRESS_PART = re.compile("(?<=[/?&=_.,;:-])(?=[0-9A-Za-z])")


def steered(words: str, room: float = CHARACTERS) -> str:
    """The words with marks of no width where a line must not end, and where it may though Unicode says no.

    `room` is how many 字 stand in a line. A date wider than that is parted behind 年,
    or 月 too where that is not enough, and a number between its groups: WeasyPrint
    parts what is too long at any character.
    """
    parted = _GROUPS.sub(
        lambda found: found[0].replace(",", f",{BREAK}") if han_width(found[0]) > room else found[0], words
    )
    parted = _DATE.sub(lambda found: _parted_date(found[0], room), parted)
    words = _QUOTES.sub(BREAK, parted)
    words = _NEVER_FIRST.sub(JOINER, words)
    words = _NUMBERS.sub(JOINER, words)
    return _ADDRESS.sub(lambda found: _ADDRESS_PART.sub(BREAK, found[0]), words)


def _parted_date(date: str, room: float) -> str:
    if han_width(date) <= room:
        return date
    year, _, day = date.rpartition("年")
    if year:
        date = f"{year}年{BREAK}{day}"
    return date if han_width(day) <= room else re.sub("(?<=月)(?=[0-9])", BREAK, date)


@contextmanager
def installed() -> Iterator[None]:
    """Have WeasyPrint justify by characters while the context lasts.

    Raises Fault when WeasyPrint no longer has the function that is replaced.
    """
    from weasyprint.layout import inline

    own = getattr(inline, "justify_line", None)
    if own is None:
        raise Fault("这一版 WeasyPrint 没有 justify_line，正文无法两端对齐；请安装锁定的版本")
    inline.justify_line = justify_line
    try:
        yield
    finally:
        inline.justify_line = own


def justify_line(context: Any, line: Any, extra: float) -> None:
    """Widen the line by `extra` (CSS pixels), every gap between two units by the same share.

    A unit is one character, a blank too, or a whole word or number in half-width characters;
    a box set into the line (附件：1.) is none, what stands behind it begins at its edge.
    """
    before = line.width
    _part(context, line)
    extra += before - line.width
    units = _units(line)
    if units < 2:
        return
    share = extra / (units - 1)
    _spread(line, share, 0.0)
    # nothing stands behind the last unit
    line.width -= share


def _part(context: Any, box: Any) -> float:
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
            parts = list(_parts(context, child))
            children += parts
            grown += sum(part.width for part in parts) - child.width
        else:
            children.append(child)
            if isinstance(child, boxes.InlineBox):
                grown += _part(context, child)
    box.children = children
    box.width += grown
    return grown


def _parts(context: Any, box: Any) -> Iterator[Any]:
    from weasyprint.text.line_break import create_layout, line_size

    texts = list(_stretches(_STEERING.sub("", box.text)))
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


def _units(box: Any) -> int:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        if _WORDS.fullmatch(box.text):
            return 2 * len(box.text.split()) - 1
        return sum(unicodedata.category(char) not in ("Mn", "Me", "Cf") for char in box.text)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(_units(child) for child in box.children if child.is_in_normal_flow())
    return 0


def _spread(box: Any, share: float, shift: float) -> float:
    """Move the box by `shift` and open its units by `share` each; gives the shift of what follows."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        units = _units(box)
        box.style = box.style.copy()
        if _WORDS.fullmatch(box.text):
            # the gaps before and after each blank
            box.style["word_spacing"] += 2 * share
        else:
            own = box.style["letter_spacing"]
            box.style["letter_spacing"] = share + (0 if own == "normal" else own)
        box.width += share * units
        return shift + share * units
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        end = shift
        for child in box.children:
            if child.is_in_normal_flow():
                end = _spread(child, share, end)
        box.width += end - shift
        return end
    box.translate(shift, 0)
    return shift
