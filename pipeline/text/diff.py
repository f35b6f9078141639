"""Text differences: tokens that are never split, what was deleted and inserted, and how similar two texts are.

Tokens are dates, 《titles》, 文号, “quotes”, numbers and Latin words; everything else is
one character at a time. There is no dictionary of Chinese in it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import pairwise
from typing import TypeVar

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.text.dates import DATE

TITLE = lazy_pattern(r"《(?:[^《》〈〉]|〈[^《》〈〉]*〉|《[^《》]*》)*》")
"""A cited document's title (书名号), with titles inside it."""

_TOKEN = lazy_pattern(
    rf"{TITLE.pattern}|“[^“”\n]*”|‘[^‘’\n]*’|〔\d{{4}}〕\d+号|{DATE.pattern}"
    r"|\d+(?:[.,:/]\d+)*(?:[%％个次项件期份场名家万亿元倍]|万元|亿元)?|[A-Za-z][A-Za-z0-9.+_-]*|[\s\S]"
)


def tokenize(text: str) -> list[str]:
    """Split the text into tokens; joined, they are the text unchanged."""
    return _TOKEN.findall(text)


def name_tokenizer(names: Iterable[str]) -> Callable[[str], list[str]]:
    """Return `tokenize` with these names as further tokens: a name that changed is told whole, not by its characters."""
    alternatives = "".join(f"{re.escape(name)}|" for name in sorted(set(names), key=len, reverse=True) if name)
    return re.compile(alternatives + _TOKEN.pattern).findall


# --- deleted and inserted -----------------------------------------------------------


class DiffOp(Enum):
    """What happened to a part of a text."""

    EQUAL = "="
    DELETE = "-"
    INSERT = "+"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A part of a text and what happened to it."""

    op: DiffOp
    text: str


Token = TypeVar("Token")


def diff_text(
    before: str,
    after: str,
    tokenizer: Callable[[str], Sequence[str]] = tokenize,
    *,
    absorb_short_matches: bool = True,
) -> tuple[DiffPart, ...]:
    """Return both texts as one sequence of parts: those not INSERT spell `before`, those not DELETE spell `after`."""
    parts = diff_tokens(tokenizer(before), tokenizer(after), absorb_short_matches=absorb_short_matches)
    return tuple(DiffPart(op, "".join(tokens)) for op, tokens in parts)


def diff_tokens(
    before: Sequence[Token],
    after: Sequence[Token],
    text_of: Callable[[Token], str] = str,
    *,
    absorb_short_matches: bool = True,
) -> list[tuple[DiffOp, list[Token]]]:
    """Return both sequences as one, in runs of tokens of one operation; DELETE precedes INSERT.

    A short match between two changes, each at least as long, is by chance: with
    `absorb_short_matches` it becomes part of the change, since a reader wants the
    new text and not the shortest edit. Punctuation between clauses is never
    absorbed: the eye stops there anyway. `text_of` gives a token's text.
    """
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, before, after, autojunk=False)
    runs = [_Run(i1, i2, j1, j2, tag == "equal") for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    index = 1 if absorb_short_matches else len(runs)
    while index < len(runs) - 1:
        left, run, right = runs[index - 1 : index + 2]
        is_short = run.equal and run.size <= min(_SHORT_MATCH, left.size, right.size)
        if is_short and not any(text_of(token) in _PUNCTUATION for token in before[run.i1 : run.i2]):
            runs[index - 1 : index + 2] = [_Run(left.i1, right.i2, left.j1, right.j2, equal=False)]
            # what is one change now may absorb the match before it
            index = max(index - 2, 1)
        else:
            index += 1
    parts: list[tuple[DiffOp, list[Token]]] = []
    for run in runs:
        if run.equal:
            parts.append((DiffOp.EQUAL, list(before[run.i1 : run.i2])))
            continue
        if run.i2 > run.i1:
            parts.append((DiffOp.DELETE, list(before[run.i1 : run.i2])))
        if run.j2 > run.j1:
            parts.append((DiffOp.INSERT, list(after[run.j1 : run.j2])))
    return parts


_SHORT_MATCH = 3
"""The most tokens of a match that is taken for chance."""

_PUNCTUATION = frozenset("，。；：、！？\n")


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens from `i1` to `i2` of one sequence that correspond to those from `j1` to `j2` of the other."""

    i1: int
    i2: int
    j1: int
    j2: int
    equal: bool

    @property
    def size(self) -> int:
        """The length of the longer side."""
        return max(self.i2 - self.i1, self.j2 - self.j1)


# --- order ----------------------------------------------------------------------------


def longest_increasing_subsequence(values: Sequence[int]) -> list[int]:
    """Return the indices of a longest strictly increasing subsequence, by patience sorting in O(n log n).

    Of several, the one whose members come last.
    """
    tails: list[int] = []
    tail_indices: list[int] = []
    predecessors: list[int | None] = []
    for index, value in enumerate(values):
        pile = bisect_left(tails, value)
        predecessors.append(tail_indices[pile - 1] if pile else None)
        tails[pile : pile + 1] = [value]
        tail_indices[pile : pile + 1] = [index]
    indices: list[int] = []
    last = tail_indices[-1] if tail_indices else None
    while last is not None:
        indices.append(last)
        last = predecessors[last]
    return indices[::-1]


# --- similarity -----------------------------------------------------------------------


def bigrams(text: str) -> Counter[str]:
    """Return the pairs of neighbouring characters with their counts, punctuation and blanks left out."""
    bare = re.sub(r"[\W_]", "", text)
    return Counter(first + second for first, second in pairwise(bare))


def overlap(first: Counter[str], second: Counter[str]) -> float:
    """Return the overlap coefficient: the share of the shorter text's bigrams that occur in the longer one."""
    least = min(first.total(), second.total())
    return (first & second).total() / least if least else 0.0


def containment(part: Counter[str], whole: Counter[str]) -> float:
    """Return the share of the first text's bigrams that occur in the second."""
    return (part & whole).total() / part.total() if part else 0.0


def similarity(first: str, second: str) -> float:
    """Return how similar two short titles are, from 0 to 1 (`difflib`'s ratio)."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def bounded_edit_distance(first: str, second: str, most: int) -> int | None:
    """Return the edit distance of two short strings when it is at most `most`, else None."""
    if abs(len(first) - len(second)) > most:
        return None
    row = list(range(len(second) + 1))
    for length, char in enumerate(first, 1):
        diagonal, row[0] = row[0], length
        for column in range(1, len(second) + 1):
            substituted = diagonal + (char != second[column - 1])
            diagonal = row[column]
            row[column] = min(row[column] + 1, row[column - 1] + 1, substituted)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def nearest(word: str, known: Iterable[str], least: float) -> list[str]:
    """Return the known word that is most like this one, by itself; none where all are less alike (0 to 1) than `least`."""
    from difflib import get_close_matches

    return get_close_matches(word, list(known), 1, least)
