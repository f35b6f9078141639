"""Who is responsible for a task, and by when (责任分工、完成时间)."""

from dataclasses import field
from datetime import date
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.source import Place, SourceText
from pipeline.text.dates import DeadlineKind


class Role(Enum):
    """What a unit does for a task (责任方式)."""

    LEAD = "牵头"
    SUPPORT = "配合"
    RESPONSIBLE = "责任"
    JOIN = "会同"
    TAKE_PART = "参与"
    GUIDE = "指导"
    DRAFT = "起草"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The units responsible for a task in one role (责任分工), named and ordered as written."""

    role: Role
    units: tuple[SourceText, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster (科室), existing from `since` to `until`, both inclusive; None is unbounded.

    A `group` (统称: 相关科室) is a name for several units that are not listed. One that is `proposed`
    (待核科室) stood in an imported plan, and nobody has confirmed it yet.
    """

    name: SourceText
    full_name: str = ""
    category: str = ""
    since: date | None = None
    until: date | None = None
    renamed_to: str = ""
    group: bool = False
    proposed: bool = False

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a task is to be done (完成时间): its kind, the text as written, and the days it spans where they are known.

    `start` and `end` are inclusive. A deadline before some day has no `start`; of one of several
    steps (分步) they are the days of the first and the last, and `steps` those of all; kinds
    without a day (持续, 条件后, 不限期, 未写, 读不懂) have neither.
    """

    kind: DeadlineKind
    text: SourceText = SourceText("")
    start: date | None = None
    end: date | None = None
    steps: tuple[date, ...] = ()

    def order(self) -> tuple[date, date]:
        """Return a sort key: by last day, deadlines without one at the end."""
        return (self.end or date.max, self.start or date.min)


NO_DEADLINE = Deadline(DeadlineKind.NONE)
