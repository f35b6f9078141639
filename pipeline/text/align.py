"""Global alignment of two sequences of paragraphs or table rows, as Needleman and Wunsch align sequences."""

from collections import Counter
from collections.abc import Sequence

from pipeline.dataclass import dataclass

MIN_SIMILARITY = 0.4
"""Two blocks less similar than this are never paired: one is deleted and the other inserted."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """A paragraph or row reduced to what alignment compares: its kind, its text and the bigrams of the text.

    `always_same` marks a kind that occurs once, like the document title: two
    such blocks are paired whatever they say.
    """

    kind: str
    text: str
    bigrams: Counter[str]
    always_same: bool = False

    def similarity(self, other: "Comparable") -> float:
        """Return the Dice coefficient of the bigrams, from 0 to 1; 0 for blocks that cannot be paired."""
        if self.kind != other.kind:
            return 0.0
        if self.text == other.text:
            return 1.0 if self.text else 0.5
        if self.always_same:
            return 0.9
        total = self.bigrams.total() + other.bigrams.total()
        score = 2 * (self.bigrams & other.bigrams).total() / total if total else 0.0
        return score if score >= MIN_SIMILARITY else 0.0


IndexPair = tuple[int | None, int | None]
"""The index of a block in the old and in the new sequence; None on the side where it has no counterpart."""


def align(old: Sequence[Comparable], new: Sequence[Comparable]) -> list[IndexPair]:
    """Return both sequences as one list of index pairs with the greatest total similarity; deletions precede insertions."""
    prefix = 0
    while prefix < min(len(old), len(new)) and _is_equal(old[prefix], new[prefix]):
        prefix += 1
    suffix = 0
    while suffix < min(len(old), len(new)) - prefix and _is_equal(old[-1 - suffix], new[-1 - suffix]):
        suffix += 1
    rows, columns = len(old) - prefix - suffix, len(new) - prefix - suffix
    score = [[old[prefix + i].similarity(new[prefix + j]) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = score[i][j] + best[i + 1][j + 1] if score[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[IndexPair] = [(index, index) for index in range(prefix)]
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((prefix + i, prefix + j))
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i + 1][j] >= best[i][j + 1]):
            pairs.append((prefix + i, None))
            i += 1
        else:
            pairs.append((None, prefix + j))
            j += 1
    return pairs + [(len(old) - offset, len(new) - offset) for offset in range(suffix, 0, -1)]


def _is_equal(old: Comparable, new: Comparable) -> bool:
    return old.kind == new.kind and old.text == new.text
