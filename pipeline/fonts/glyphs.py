"""The characters that fonts can draw, and how wide a font draws a text."""

import functools
from collections.abc import Iterable
from unicodedata import category

from pipeline.fonts.roles import Face, Faces, Role


@functools.cache
def gb2312() -> frozenset[str]:
    """Return the 6,763 Han characters of GB/T 2312-1980, rows 16 to 87."""
    rows = bytes(range(0xB0, 0xF8))
    cells = bytes(range(0xA1, 0xFF))
    return frozenset("".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells))


def missing_glyphs(texts: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """Return the characters that neither the role's font nor the fallback can draw: each would be printed as a box."""
    return fallback_chars(texts, faces, role) - faces[Role.FALLBACK].characters


def fallback_chars(texts: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """Return the characters that the role's own font lacks: only if there are any is the fallback loaded."""
    return {char for char in set().union(*texts) - faces[role].characters if _leaves_a_mark(char)}


def _leaves_a_mark(char: str) -> bool:
    # measured: these leave no box where the font lacks them; U+0085 and U+2028 do
    return category(char) != "Zs" and char not in "\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff"


def char_width(char: str, face: Face) -> float:
    """Return the width of a character in 字 (em) in that font; one for a character that the font lacks."""
    return face.widths.get(char, 1.0)


def text_width(text: str, face: Face) -> float:
    """Return the width of a text in 字 (em) in that font; one for every character that is not ASCII or not in the font."""
    if not any(map(str.isascii, text)):
        return float(len(text))
    return sum(char_width(char, face) if char.isascii() else 1.0 for char in text)
