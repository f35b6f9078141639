"""Numbers in front of printed paragraphs (层次序数), as the program makes them and as people type them."""

from pipeline.patterns import lazy_pattern

_LEVELS = (
    r"[一二三四五六七八九十百零]+、",
    r"[（(][一二三四五六七八九十百零]+[）)]",
    r"\d+[.．、]",
    r"[（(]\d+[）)]",
    r"[①-⑳]",
)
"""The forms by level: 一、（一）1.（1）① (GB/T 9704 7.3.3)."""

_NUMBER = lazy_pattern("|".join(f"({form})" for form in _LEVELS))


def number_level(text: str) -> int:
    """Return the level whose number a paragraph begins with, from 1; 0 for one without a number."""
    number = _NUMBER.match(text)
    return 0 if number is None or number.lastindex is None else number.lastindex


_FIRST = lazy_pattern(r"[（(]?(?:一(?![二三四五六七八九十百零])|1(?!\d)|①)")


def is_first_number(text: str) -> bool:
    """Return whether a paragraph begins with the first number of a level."""
    return number_level(text) > 0 and _FIRST.match(text) is not None


def bare(text: str) -> str:
    """Return a paragraph without its number."""
    number = _NUMBER.match(text)
    return text[number.end() :].lstrip(" \u3000\t") if number is not None else text
