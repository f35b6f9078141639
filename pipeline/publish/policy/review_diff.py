"""Compare two versions of a document piece by piece, and grade each change by what it means for a review or a sign-off."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import Enum, IntEnum

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.publish.policy.normalize import TextFix, normalize_text, squeeze_blanks, strip_punctuation
from pipeline.publish.policy.review_units import Piece
from pipeline.text.diff import DiffPart, diff_text, longest_increasing_subsequence


class Grade(IntEnum):
    """What a change means for a review or a sign-off; the more must be done, the greater."""

    NOTHING = 0
    """Blanks, file names, layout: the review remains valid."""
    LIGHT = 1
    """Marks and compatibility characters: a 复核 by the 保密 post."""
    AGAIN = 2
    """A word, figure, owner, deadline or the order: that piece is reviewed again."""


class ChangeKind(Enum):
    """The kind of a change."""

    WORDS = "改动"
    ADDED = "新增"
    REMOVED = "删去"
    MOVED = "移动"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one piece."""

    kind: ChangeKind
    grade: Grade
    old: Piece | None
    new: Piece | None

    @property
    def label(self) -> str:
        """The piece's name for people."""
        piece = self.new or self.old
        assert piece is not None, "a change is of a piece"
        return piece.label


def max_grade(changes: Iterable[Change]) -> Grade:
    """Return the highest grade of the changes."""
    return max((change.grade for change in changes), default=Grade.NOTHING)


def diff_units(old: Sequence[Piece], new: Sequence[Piece], fix: TextFix = normalize_text) -> tuple[Change, ...]:
    """Return the changes in the order of the new pieces, removed ones last.

    Pieces are matched by their text, then by their keys; those that changed
    places are as few as can be. A difference that `fix` undoes is as light as a mark.
    """
    if [_bare_of(piece) for piece in old] == [_bare_of(piece) for piece in new]:
        return ()
    pairs = _pairs(old, new)
    moved = _moved(pairs)
    changes: list[tuple[int, Change]] = []
    for index, piece in enumerate(new):
        before = pairs.get(index)
        if before is None:
            changes.append((index, Change(ChangeKind.ADDED, Grade.AGAIN, None, piece)))
            continue
        change = _changed(old[before], piece, index in moved, fix)
        if change is not None:
            changes.append((index, change))
    taken = set(pairs.values())
    removed = (piece for index, piece in enumerate(old) if index not in taken)
    return (
        *(change for _, change in changes),
        *(Change(ChangeKind.REMOVED, Grade.AGAIN, piece, None) for piece in removed),
    )


def _changed(old: Piece, new: Piece, moved: bool, fix: TextFix) -> Change | None:
    if _bare_of(old)[1] == _bare_of(new)[1]:
        return Change(ChangeKind.MOVED, Grade.AGAIN, old, new) if moved or old.depth != new.depth else None
    if moved or old.depth != new.depth:
        return Change(ChangeKind.MOVED, Grade.AGAIN, old, new)
    light = _letters_of(old) == _letters_of(new) or strip_punctuation(fix(old.text)) == strip_punctuation(fix(new.text))
    return Change(ChangeKind.WORDS, Grade.LIGHT if light else Grade.AGAIN, old, new)


def _bare_of(piece: Piece) -> tuple[int, tuple[str, ...]]:
    return piece.depth, tuple(squeeze_blanks(line) for line in piece.lines)


def _letters_of(piece: Piece) -> str:
    return strip_punctuation(piece.text)


def _pairs(old: Sequence[Piece], new: Sequence[Piece]) -> dict[int, int]:
    """Map the index of each new piece to that of the old one it was."""
    pairs: dict[int, int] = {}
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    samenesses: tuple[Callable[[Piece], Hashable], ...] = (
        lambda piece: (piece.key, _bare_of(piece)),
        _bare_of,
        lambda piece: (piece.key, _letters_of(piece)),
        _letters_of,
        lambda piece: piece.key,
    )
    for sameness in samenesses:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index in left_old:
            waiting[sameness(old[index])].append(index)
        for index in left_new:
            alike = waiting[sameness(new[index])]
            if alike:
                pairs[index] = alike.popleft()
        taken = set(pairs.values())
        left_old = [index for index in left_old if index not in taken]
        left_new = [index for index in left_new if index not in pairs]
        if not left_old or not left_new:
            break
    return pairs


def _moved(pairs: dict[int, int]) -> set[int]:
    """Return the new indices of moved pieces: those outside a longest sequence that kept its order."""
    order = sorted(pairs)
    kept = longest_increasing_subsequence([pairs[index] for index in order])
    return set(order) - {order[position] for position in kept}


# --- showing a difference ----------------------------------------------------------

_TOKEN = lazy_pattern(
    r"\d+年\d+月\d+日|\d+月(?:\d+日|[底末初])|\d+[年月日]?|[A-Za-z]+|(?<=[：、])[\u4e00-\u9fff]{1,8}(?=[、；）])|.",
    re.DOTALL,
)


def wording_diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """Return how the old text became the new one; dates, numbers, Latin words and the members of lists are kept whole.

    The shortest edit is shown, since a reviewer has to see exactly what differs.
    """
    return diff_text(old, new, _TOKEN.findall, absorb_short_matches=False)
