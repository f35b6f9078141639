"""Words held against words: dates found in them, atoms that are never torn, and what went out and came in.

Atoms are dates, 《titles》, 文号, “quotes”, numbers and Latin words; everything else is
one character at a time. There is no dictionary of Chinese in it.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise
from typing import TypeVar

from pipeline.text.dates import DATE

TITLE = re.compile(r"《(?:[^《》〈〉]|〈[^《》〈〉]*〉|《[^《》]*》)*》")
"""A cited document's title (书名号), with titles inside it."""

_ATOM = re.compile(
    rf"{TITLE.pattern}|“[^“”\n]*”|‘[^‘’\n]*’|〔\d{{4}}〕\d+号|{DATE.pattern}"
    r"|\d+(?:[.,:/]\d+)*(?:[%％个次项件期份场名家万亿元倍]|万元|亿元)?|[A-Za-z][A-Za-z0-9.+_-]*|[\s\S]"
)


def atoms(words: str) -> list[str]:
    """The words cut into what is never torn; joined, they are the words unchanged."""
    return _ATOM.findall(words)


# --- what went out and came in ------------------------------------------------------


class DiffOp(Enum):
    """What became of a stretch of words."""

    EQUAL = "="
    DELETE = "-"
    INSERT = "+"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of words and what became of it."""

    op: DiffOp
    words: str


Part = TypeVar("Part")
Fated = tuple[DiffOp, list[Part]]


def difference(before: str, after: str) -> tuple[DiffPart, ...]:
    """The words before and after as one line of pieces: what is not IN spells `before`, what is not OUT spells `after`."""
    found = changed(atoms(before), atoms(after))
    return tuple(DiffPart(fate, "".join(part)) for fate, part in found)


def changed(before: Sequence[Part], after: Sequence[Part], word: Callable[[Part], str] = str) -> list[Fated[Part]]:
    """Two rows of atoms as one, each stretch with its fate; OUT stands before IN. `word` gives an atom's words.

    Crumbs that stayed alike by chance between two changes, each of them no shorter,
    go with them: a reader wants the new words, not the shortest edit. A mark between
    clauses is no crumb: there the eye stops anyhow.
    """
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    runs = [_Run(i1, i2, j1, j2, tag == "equal") for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    place = 1
    while place < len(runs) - 1:
        left, here, right = runs[place - 1 : place + 2]
        small = here.equal and here.size <= min(_CRUMB, left.size, right.size)
        if small and not any(word(atom) in _STOPS for atom in before[here.i1 : here.i2]):
            runs[place - 1 : place + 2] = [_Run(left.i1, right.i2, left.j1, right.j2, equal=False)]
            # what is one change now may swallow the crumb before it
            place = max(place - 2, 1)
        else:
            place += 1
    found: list[Fated[Part]] = []
    for run in runs:
        if run.equal:
            found.append((DiffOp.EQUAL, list(before[run.i1 : run.i2])))
            continue
        if run.i2 > run.i1:
            found.append((DiffOp.DELETE, list(before[run.i1 : run.i2])))
        if run.j2 > run.j1:
            found.append((DiffOp.INSERT, list(after[run.j1 : run.j2])))
    return found


_CRUMB = 3
_STOPS = frozenset("，。；：、！？\n")


@dataclass(frozen=True, slots=True)
class _Run:
    """Atoms from `i1` to `i2` of the one row that stand for those from `j1` to `j2` of the other."""

    i1: int
    i2: int
    j1: int
    j2: int
    equal: bool

    @property
    def size(self) -> int:
        """The longer side."""
        return max(self.i2 - self.i1, self.j2 - self.j1)


# --- likeness -----------------------------------------------------------------------


def bigrams(words: str) -> Counter[str]:
    """The pairs of neighbouring characters, marks and blanks left out, each as often as it stands."""
    bare = re.sub(r"[\W_]", "", words)
    return Counter(one + other for one, other in pairwise(bare))


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """How much of the shorter words stands in the longer, from 0 to 1."""
    least = min(one.total(), other.total())
    return (one & other).total() / least if least else 0.0


def within(part: Counter[str], whole: Counter[str]) -> float:
    """How much of the first words stands in the second, from 0 to 1."""
    return (part & whole).total() / part.total() if part else 0.0


def ratio(one: str, other: str) -> float:
    """How alike two short titles are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
