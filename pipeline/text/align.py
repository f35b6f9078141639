"""Two rows of paragraphs or table rows side by side: which became which, which came and which went."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ALIKE = 0.4
"""From this likeness on a paragraph or row is changed rather than taken out and put in."""


@dataclass(frozen=True, slots=True)
class Like:
    """A paragraph or row as it is compared: what it is, what it says, and its pairs of characters."""

    kind: str
    words: str
    grams: Counter[str]
    singular: bool = False

    def to(self, other: "Like") -> float:
        """How alike two are, 0 for what can never be one."""
        if self.kind != other.kind:
            return 0.0
        if self.words == other.words:
            return 1.0 if self.words else 0.5
        if self.singular:
            return 0.9
        total = self.grams.total() + other.grams.total()
        score = 2 * (self.grams & other.grams).total() / total if total else 0.0
        return score if score >= ALIKE else 0.0


Pair = tuple[int | None, int | None]


def aligned(old: Sequence[Like], new: Sequence[Like]) -> list[Pair]:
    """Both rows in one order, likes side by side, so that as much as can be stays; what goes out before what comes in."""
    start = 0
    while start < min(len(old), len(new)) and _same(old[start], new[start]):
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and _same(old[-1 - end], new[-1 - end]):
        end += 1
    rows, columns = len(old) - start - end, len(new) - start - end
    score = [[old[start + i].to(new[start + j]) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = score[i][j] + best[i + 1][j + 1] if score[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    done: list[Pair] = [(at, at) for at in range(start)]
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            done.append((start + i, start + j))
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i + 1][j] >= best[i][j + 1]):
            done.append((start + i, None))
            i += 1
        else:
            done.append((None, start + j))
            j += 1
    return done + [(len(old) - at, len(new) - at) for at in range(end, 0, -1)]


def _same(one: Like, other: Like) -> bool:
    return one.kind == other.kind and one.words == other.words
