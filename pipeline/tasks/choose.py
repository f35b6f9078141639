"""Choose tasks by unit and by the day they are due."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pipeline.dataclass import dataclass
from pipeline.model import Plan
from pipeline.patterns import lazy_pattern
from pipeline.tasks.planned import Extension, PlannedTask, group_names, names_of
from pipeline.text.dates import HALF_WIDTH_DIGITS, month_span


@dataclass(frozen=True, slots=True)
class DueIn:
    """Due from the first day to the last, both inclusive (the month of `list --due 2024-06`)."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """Due before the day, and not done by then (逾期)."""

    day: date


Due = DueIn | Overdue

THIS_MONTH, OVERDUE = "本月", "逾期"

_MONTH = lazy_pattern(r"(?:(?P<year>\d{4})\s*[-年./])?\s*(?P<month>\d{1,2})月?")


def read_due(text: str, year: int, day: Callable[[], date]) -> Due | None:
    """Return what `--due` asks for: a month (2024-06, 6月; without a year that of the plan), 本月 or 逾期; None for other words.

    `day` gives the day as of which 本月 and 逾期 are meant, and is asked for these alone.
    """
    plain = text.strip().translate(HALF_WIDTH_DIGITS)
    match plain:
        case "本月":
            as_of = day()
            return DueIn(*month_span(as_of.year, as_of.month))
        case "逾期":
            return Overdue(day())
    month = _MONTH.fullmatch(plain)
    if month is None:
        return None
    try:
        return DueIn(*month_span(int(month["year"] or year), int(month["month"])))
    except ValueError:
        return None


def never_closed(_key: str) -> bool:
    """Whether a task is done, kept up or cancelled where nothing is registered: it is not."""
    return False


def due_tasks(
    tasks: Iterable[PlannedTask],
    due: Due | None,
    extensions: Mapping[str, Extension] | None = None,
    closed: Callable[[str], bool] = never_closed,
) -> tuple[PlannedTask, ...]:
    """Return the tasks that are due so, in reading order; all of them without a `due`.

    A task in steps (分步) is due with each of them, done or not, and overdue with the last: not every step is registered.
    `extensions` are those of tasks that were put off, `closed` whether nothing is left to do of a task.
    """
    put_off = extensions or {}

    def is_due(task: PlannedTask) -> bool:
        end = put_off[task.key].day if task.key in put_off else task.end
        match due:
            case None:
                return True
            case DueIn(first, last):
                days = (*task.earlier_steps, end)
                return any(day is not None and first <= day <= last for day in days)
            case Overdue(day):
                return end is not None and end < day and not closed(task.key)

    return tuple(task for task in tasks if is_due(task))


def tasks_of_unit(tasks: Iterable[PlannedTask], unit: str, plan: Plan) -> tuple[PlannedTask, ...]:
    """Return the tasks in which the unit has a role under one of its names, in reading order."""
    names = names_of(unit, plan.roster) or (unit,)
    return tuple(task for task in tasks if task.roles_of(names))


def tasks_of_groups_alone(tasks: Iterable[PlannedTask], plan: Plan) -> tuple[PlannedTask, ...]:
    """Return the tasks for which no unit is named, only a common name of several (相关科室), in reading order."""
    groups = group_names(plan.roster)
    return tuple(task for task in tasks if task.units and groups.issuperset(task.units))


def tasks_of_groups(tasks: Iterable[PlannedTask], plan: Plan) -> tuple[PlannedTask, ...]:
    """Return the tasks in which units are meant by a common name (相关科室) without being named, in reading order."""
    groups = group_names(plan.roster)
    return tuple(task for task in tasks if groups & set(task.units))
