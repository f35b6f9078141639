"""The result of comparing two plans: changes with their kinds and places, and both versions side by side."""

from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.diff.match import ComparedItem
from pipeline.text.diff import DiffPart, diff_text, name_tokenizer


class Kind(Enum):
    """The kind of a change (改动种类), the most important first."""

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
"""The rank of each kind; 0 is the most important."""

SLIGHT = frozenset((Kind.MOVED, Kind.RESTATED, Kind.RENAMED, Kind.HEAD, Kind.ROLLED))
"""Kinds that do not change what is to be done, by whom and until when."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, where it is, the text before and after, and a sentence of explanation (说明)."""

    kind: Kind
    where: str
    before: str
    after: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item or another part of the plan in both versions side by side.

    `before` and `after` are its text, one paragraph a line, each task of an item
    followed by a line with its units and deadline. For a part that is not an item,
    `old` and `new` are empty.
    """

    where: str
    before: str
    after: str
    changes: tuple[Change, ...] = ()
    old: tuple[ComparedItem, ...] = ()
    new: tuple[ComparedItem, ...] = ()

    @property
    def is_slight(self) -> bool:
        """Whether nothing important changed: nothing at all, or only slight kinds."""
        return all(change.kind in SLIGHT for change in self.changes)


@dataclass(frozen=True, slots=True)
class Diff:
    """Two compared plans: their labels and item counts, and every part in reading order.

    `untouched` are the items of the new plan whose text, units and deadlines have not
    changed, each with the number of years (三年未改).
    """

    old_label: str
    new_label: str
    old_count: int
    new_count: int
    rows: tuple[Row, ...]
    untouched: tuple[tuple[ComparedItem, int], ...] = ()
    title: str = ""
    """The title of the new plan."""
    unit_names: frozenset[str] = frozenset()
    """The names of the units of both plans, which are compared whole."""

    def parts(self, before: str, after: str) -> tuple[DiffPart, ...]:
        """Return two texts of the plans as one sequence of diff parts."""
        return diff_text(before, after, name_tokenizer(self.unit_names))

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change, the most important kind first, changes of one kind in reading order."""
        return tuple(
            sorted((change for row in self.rows for change in row.changes), key=lambda change: WEIGHT[change.kind])
        )
