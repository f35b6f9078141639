"""Widths of text in 字 (em), estimated from character classes without opening a font file.

A Han character is one 字 wide in every face. Latin differs from face to face, so
there is one table for 小标宋 (titles) and one for the faces used in tables; both are
rather too wide than too narrow. `fonts.text_width` measures a given font file.
"""

from pipeline.patterns import lazy_pattern
from pipeline.typography.gbt9704 import MARK_NARROWEST


def han_width(text: str) -> float:
    """Return the width of `text` in 字 where every ASCII character is half as wide as a Han character (仿宋_GB2312)."""
    if text.isascii():
        return len(text) / 2
    return 1.0 if len(text) == 1 else sum(0.5 if char.isascii() else 1.0 for char in text)


_LATIN_IN_TITLES = (
    ("W", 1.04),
    ("M", 0.95),
    ("#%m", 0.84),
    ("&+<=>@GHKNOQRUVXYAD_", 0.79),
    ("BCEFLPTZ^w~", 0.73),
    ("JSbdhknpquvxy", 0.56),
)
"""Widths of Latin characters in 小标宋, in 字, rounded up: measured in FandolSong-Bold. Characters not listed take half a 字."""


def title_width(text: str) -> float:
    """Return the greatest width of `text` in 字 as 小标宋 draws it."""
    return sum(
        next((width for chars, width in _LATIN_IN_TITLES if char in chars), 0.5) if char.isascii() else 1.0
        for char in text
    )


_HAN_LATIN_EDGE = lazy_pattern(r"(?<=[0-9A-Za-z])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[0-9A-Za-z])")


def title_width_autospaced(text: str) -> float:
    """Return `title_width` where a program adds a quarter of a 字 between Han and Latin although told not to, as LibreOffice does.

    Condensing the text does not condense the added quarter, so the quarter is divided by the narrowest condensing.
    """
    return title_width(text) + len(_HAN_LATIN_EDGE.findall(text)) * 0.26 / MARK_NARROWEST


_LATIN_IN_TABLES = (
    ("W", 1.02),
    ("@M", 0.93),
    ("#%m", 0.84),
    ("&+<=>DGKOQ_", 0.79),
    ("ABCHNRTUVXYw", 0.74),
    ("EFLPZ^~", 0.68),
    ("Sbdhnpu", 0.57),
    ("Jkqvxy", 0.54),
    ("()rst", 0.4),
    ("!-I[]fj", 0.35),
    ("',.:;il|", 0.29),
)
"""Widths of Latin characters in tables, in 字, rounded up: FandolFang, FandolHei or Times New Roman, whichever is the widest.

Characters not listed take half a 字, as all of Latin does in 仿宋_GB2312.
"""

_TABLE_WIDTHS = {chr(code): 0.5 for code in range(0x80)} | {
    char: width for chars, width in _LATIN_IN_TABLES for char in chars
}


def table_width(text: str) -> float:
    """Return the greatest width of `text` in 字 as the faces of a table draw it."""
    return max(han_width(text), sum(_TABLE_WIDTHS.get(char, 1.0) for char in text))
