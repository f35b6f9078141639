"""Pairs of round brackets in a text (GB/T 15834 4.9), full-width and half-width alike."""

from collections.abc import Iterator

OPENING, CLOSING = "（(", "）)"


def bracket_pairs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield every pair of brackets as the offsets of both and the number of pairs around it, inner ones first."""
    unclosed: list[int] = []
    for index, char in enumerate(text):
        if char in OPENING:
            unclosed.append(index)
        elif char in CLOSING and unclosed:
            opening = unclosed.pop()
            yield opening, index, len(unclosed)


def is_bracketed(text: str) -> bool:
    """Whether one pair of brackets encloses all of a text: not in （甲）和（乙）."""
    return any(begin == 0 and end == len(text) - 1 for begin, end, _ in bracket_pairs(text))


def are_paired(text: str) -> bool:
    """Whether no bracket of a text is without its counterpart."""
    return 2 * sum(1 for _ in bracket_pairs(text)) == sum(char in OPENING + CLOSING for char in text)
