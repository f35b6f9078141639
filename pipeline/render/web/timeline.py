"""The year's overview (全年一览): filters by unit and deadline, and each unit's timeline.

Everything is counted from the rows of the annex.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.dataclass import dataclass
from pipeline.model import Deadline, DeadlineKind, Plan, Role, Task
from pipeline.render.task_table import TaskRow, printed_rows, task_rows

MONTHS = 12

ANSWERS = (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
"""The roles responsible for a task; the others support."""


# --- by what a task is found --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facet:
    """The filter values of a row of the annex: its units and its deadline, as indexes into the lists of `Facets`.

    A group row has neither; a task without a deadline has the index after the last.
    """

    units: tuple[int, ...]
    deadline: int | None


@dataclass(frozen=True, slots=True)
class Facets:
    """The units and deadlines of a plan in order, and the filter values of each printed row of the annex."""

    units: tuple[str, ...]
    deadlines: tuple[str, ...]
    rows: tuple[Facet, ...]

    @property
    def tasks(self) -> int:
        """How many rows are tasks."""
        return sum(row.deadline is not None for row in self.rows)


def facets(plan: Plan) -> Facets:
    """Return the filters of the annex: units in the roster's order, deadlines by their last day."""
    rows = printed_rows(plan)
    tasks = [row.task for row in rows if isinstance(row, TaskRow)]
    names = _units(plan, tasks)
    # of the same day in the order of the plan; the same words are the same deadline
    dated = sorted((task.deadline for task in tasks), key=Deadline.order)
    texts = tuple(dict.fromkeys(deadline.text.value for deadline in dated if deadline.text))
    unit_at = {name: place for place, name in enumerate(names)}
    word_at = {name: place for place, name in enumerate(texts)}
    return Facets(
        names,
        texts,
        tuple(
            Facet(
                tuple(dict.fromkeys(unit_at[unit.value] for duty in row.task.assignments for unit in duty.units)),
                word_at.get(row.task.deadline.text.value, len(texts)),
            )
            if isinstance(row, TaskRow)
            else Facet((), None)
            for row in rows
        ),
    )


def _units(plan: Plan, tasks: Iterable[Task]) -> tuple[str, ...]:
    """The units with a task in the roster's order; units that it does not list come last, as they appear."""
    there = dict.fromkeys(unit.value for task in tasks for duty in task.assignments for unit in duty.units)
    listed = {unit.name.value: place for place, unit in enumerate(plan.roster)}
    return tuple(sorted(there, key=lambda name: listed.get(name, len(listed))))


# --- the year as it is drawn --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A unit's tasks that end in one month: the earliest start month, their number, and whether the unit is responsible for one."""

    first: int
    month: int
    count: int
    answers: bool


@dataclass(frozen=True, slots=True)
class UnitTimeline:
    """A unit's year: its tasks by the month they end in, the number that run all year, and the number of the rest.

    `deadline_counts` are its deadlines as stated, each with its number of tasks; tasks
    without a deadline count under the empty text.
    """

    unit: str
    dues: tuple[DueMonth, ...]
    all_year: int
    other: int
    deadline_counts: tuple[tuple[str, int], ...]


def timeline(plan: Plan) -> tuple[UnitTimeline, ...]:
    """Return the timeline of every unit that has a task, in the roster's order."""
    tasks = [row.task for row in task_rows(plan)]
    return tuple(
        _unit_timeline(unit, [task for task in tasks if _has(task, unit)], plan.year) for unit in _units(plan, tasks)
    )


def _has(task: Task, unit: str) -> bool:
    return any(name.value == unit for duty in task.assignments for name in duty.units)


def _unit_timeline(unit: str, tasks: Sequence[Task], year: int) -> UnitTimeline:
    def answers(task: Task) -> bool:
        return any(name.value == unit for duty in task.assignments if duty.role in ANSWERS for name in duty.units)

    spans = [(span, task) for task in tasks if (span := _months(task.deadline, year))]
    spans.sort(key=lambda entry: entry[0][1])
    dues = []
    for month, alike in groupby(spans, key=lambda entry: entry[0][1]):
        those = list(alike)
        first = min(first for (first, _), _ in those)
        dues.append(DueMonth(first, month, len(those), any(answers(task) for _, task in those)))
    all_year = sum(task.deadline.kind is DeadlineKind.WHOLE_YEAR and _ends_in(task, year) for task in tasks)
    counts: dict[str, int] = {}
    for task in sorted(tasks, key=lambda entry: entry.deadline.order()):
        counts[task.deadline.text.value] = counts.get(task.deadline.text.value, 0) + 1
    return UnitTimeline(unit, tuple(dues), all_year, len(tasks) - all_year - len(spans), tuple(counts.items()))


def _ends_in(task: Task, year: int) -> bool:
    return task.deadline.end is not None and task.deadline.end.year == year


def _months(deadline: Deadline, year: int) -> tuple[int, int] | None:
    """The first and last month of a deadline that ends within the plan's year; without a first day both are the last month."""
    end, start = deadline.end, deadline.start
    if deadline.kind is DeadlineKind.WHOLE_YEAR or end is None or end.year != year:
        return None
    if start is None:
        return end.month, end.month
    return (start.month if start.year == year else 1), end.month
