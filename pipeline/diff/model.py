"""What a comparison of two plans says: kinds of change, where they stand, and both states side by side."""

from dataclasses import dataclass
from enum import Enum

from pipeline.diff.match import ComparedItem
from pipeline.text.diff import DiffPart, diff_text


class Kind(Enum):
    """What kind of change it is (改动种类), the weightiest first."""

    SOFTENED = "时限放宽"
    LATER = "时限推后"
    HARDENED = "时限收紧"
    EARLIER = "时限提前"
    OWNER = "责任调整"
    REMOVED = "不再列入"
    ADDED = "新增"
    MERGED = "合并"
    SPLIT = "拆分"
    WORDING = "文字修改"
    MOVED = "移动位置"
    RESTATED = "时限表述"
    RENAMED = "部门更名"
    HEAD = "要素"
    ROLLED = "年度顺延"


WEIGHT = {kind: weight for weight, kind in enumerate(Kind)}
"""The place of each kind among them; 0 is the weightiest."""

SLIGHT = frozenset((Kind.MOVED, Kind.RESTATED, Kind.RENAMED, Kind.HEAD, Kind.ROLLED))
"""Kinds that leave as it was what is to be done, by whom and until when."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, where, what stood there and what stands there now, and a sentence that says it (说明)."""

    kind: Kind
    where: str
    before: str
    after: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item or another part of the plan in both states side by side.

    `before` and `after` are its words, a line a paragraph, each task of an item
    followed by a line with its units and deadline. Parts that are no items have no
    entries.
    """

    where: str
    before: str
    after: str
    changes: tuple[Change, ...] = ()
    old: tuple[ComparedItem, ...] = ()
    new: tuple[ComparedItem, ...] = ()

    @property
    def parts(self) -> tuple[DiffPart, ...]:
        """Both states as one sequence of parts."""
        return diff_text(self.before, self.after)

    @property
    def is_slight(self) -> bool:
        """Whether nothing of weight changed: nothing at all, or only what is slight."""
        return all(change.kind in SLIGHT for change in self.changes)


@dataclass(frozen=True, slots=True)
class Diff:
    """Two plans held against each other: how each is called, how many items each has, every part in reading order.

    `untouched` are the items of the new plan whose words, units and deadlines are
    those of so many years in a row (三年未改).
    """

    old_label: str
    new_label: str
    old_count: int
    new_count: int
    rows: tuple[Row, ...]
    untouched: tuple[tuple[ComparedItem, int], ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change, the weightiest first, those of one weight in reading order."""
        return tuple(sorted((change for row in self.rows for change in row.changes), key=lambda one: WEIGHT[one.kind]))
