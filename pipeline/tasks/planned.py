"""The tasks of a plan, each with a key that stays when items change places, titles or words."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from datetime import date
from itertools import count

from pipeline.dataclass import dataclass
from pipeline.model import Assignment, Deadline, Plan, Role, Unit
from pipeline.render.print_model import text_of
from pipeline.render.task_table import task_rows
from pipeline.storage import sha256
from pipeline.text.dates import format_day

LEADING = (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
"""The roles that answer for a task; the others support."""

DIGEST_CHARS = 12
"""The characters of a wording's digest: enough to tell the wordings of one task apart, short enough for a column."""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task of a plan, a row of the annex.

    `place` counts the tasks of its item from 1; `number` is the 序号, `label` what papers
    have for it: 4, or where several tasks have that number 4（1）, 4（2）; `item_number` is the
    printed number （四） behind those of the items above; `headings` are the headings it
    stands under as printed; paragraphs of `text` are separated by a line feed.
    """

    item: str
    place: int
    number: int
    label: str
    item_number: str
    title: str
    headings: tuple[str, ...]
    text: str
    assignments: tuple[Assignment, ...]
    deadline: Deadline

    @property
    def key(self) -> str:
        """The id of its item, and for those after the first of an item their place: 预算公开, 行政执法/2."""
        return task_key(self.item, self.place)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit named for it, in order."""
        return tuple(dict.fromkeys(unit.value for duty in self.assignments for unit in duty.units))

    @property
    def leading(self) -> tuple[str, ...]:
        """The units that answer for it; those named in any role where nobody has such a role."""
        return self._of(LEADING) or self.units

    @property
    def supporting(self) -> tuple[str, ...]:
        """The units that support it."""
        return tuple(unit for unit in self.units if unit not in self.leading)

    def _of(self, roles: Iterable[Role]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(unit.value for duty in self.assignments if duty.role in roles for unit in duty.units)
        )

    def roles_of(self, names: Iterable[str]) -> tuple[Role, ...]:
        """The roles that one of these names has in it, in order."""
        wanted = set(names)
        return tuple(
            dict.fromkeys(duty.role for duty in self.assignments if any(unit.value in wanted for unit in duty.units))
        )

    @property
    def digest(self) -> str:
        """The first characters of the SHA-256 of its words, units and deadline: another wording has another digest."""
        duties = [f"{duty.role.value}：{'、'.join(unit.value for unit in duty.units)}" for duty in self.assignments]
        return sha256("\n".join((self.text, *duties, self.deadline.text.value)).encode())[:DIGEST_CHARS]

    @property
    def end(self) -> date | None:
        """The last day of its deadline, None where it names none."""
        return self.deadline.end

    @property
    def earlier_steps(self) -> tuple[date, ...]:
        """The days of the steps (分步) before the last, in order; nothing for a deadline that is none of steps."""
        return self.deadline.steps[:-1]


@dataclass(frozen=True, slots=True)
class Extension:
    """A deadline that was put off (延期): the day it was put off to last, and how often."""

    day: date
    times: int = 1


def deadline_text(
    task: PlannedTask,
    extension: Extension | None,
    first: date | None = None,
    last: date | None = None,
    steps_done: Container[int] = (),
) -> str:
    """Return what every paper has as a task's deadline: the plan's words, and in a second line the day it was put off to.

    Further lines name the steps before the last that are due from `first` to `last` and not done. The year of a day is left out where
    it is that of the deadline.
    """
    lines = [task.deadline.text.value] if task.deadline.text.value else []
    if first is not None and last is not None:
        numbered = enumerate(task.earlier_steps, 1)
        due = [day for number, day in numbered if first <= day <= last and number not in steps_done]
        lines += [f"其中一步{short_day(task, day)}到期" for day in due]
    if extension is not None:
        times = f"，第{extension.times}次" if extension.times > 1 else ""
        lines.append(f"延期至{short_day(task, extension.day)}{times}")
    return "\n".join(lines)


def short_day(task: PlannedTask, day: date) -> str:
    """Return a day beside a task's deadline, without the year where it is that of the deadline."""
    return f"{day.month}月{day.day}日" if task.end is not None and task.end.year == day.year else format_day(day)


def task_key(item: str, place: int) -> str:
    """Return the key of an item's task at that place, counted from 1."""
    return item if place == 1 else f"{item}/{place}"


def split_key(key: str) -> tuple[str, int]:
    """Return item and place of a key; a key without a place is that of the item's first task."""
    item, slash, place = key.strip().replace("／", "/").rpartition("/")
    if slash and place.isascii() and place.isdigit() and int(place) > 0:
        return item.strip(), int(place)
    return key.strip(), 1


def key_values(key: str) -> dict[str, str]:
    """Return how registers write a key: 事项, and 任务 for those after the first of an item."""
    item, place = split_key(key)
    return {"事项": item} | ({"任务": str(place)} if place > 1 else {})


def planned_tasks(plan: Plan) -> tuple[PlannedTask, ...]:
    """Return the plan's tasks in reading order."""
    # through the whole plan: an item that is listed twice has more tasks, not the same ones again
    places: defaultdict[str, count[int]] = defaultdict(lambda: count(1))
    rows = task_rows(plan)
    shared = Counter(row.number for row in rows)
    parts: defaultdict[int, count[int]] = defaultdict(lambda: count(1))
    return tuple(
        PlannedTask(
            row.item.id,
            next(places[row.item.id]),
            row.number,
            f"{row.number}（{next(parts[row.number])}）" if shared[row.number] > 1 else str(row.number),
            "".join((*row.position.parents, row.position.number)),
            row.item.title.value,
            tuple(text_of(heading.spans) for heading in row.position.headings),
            "\n".join(text_of(line) for line in row.paragraphs),
            row.task.assignments,
            row.task.deadline,
        )
        for row in rows
    )


# --- units ----------------------------------------------------------------------------


def group_names(roster: Iterable[Unit]) -> frozenset[str]:
    """Return the names for several units that are not listed (统称: 相关科室)."""
    return frozenset(unit.name.value for unit in roster if unit.group)


def names_of(unit: str, roster: Iterable[Unit]) -> tuple[str, ...]:
    """Return the names under which a plan may have the unit: its name, its full name, names that were changed to it.

    Nothing for a name that neither the roster nor its full names have.
    """
    units = tuple(roster)
    own = [entry for entry in units if unit in (entry.name.value, entry.full_name)]
    names = [name for entry in own for name in (entry.name.value, entry.full_name) if name]
    return tuple(dict.fromkeys((*names, *(entry.name.value for entry in units if entry.renamed_to in names))))


def units_with_tasks(plan: Plan, tasks: Iterable[PlannedTask]) -> tuple[str, ...]:
    """Return the units with a task in the roster's order, then those that it does not list; names of groups are left out."""
    groups = group_names(plan.roster)
    there = dict.fromkeys(unit for task in tasks for unit in task.units if unit not in groups)
    listed = {unit.name.value: place for place, unit in enumerate(plan.roster)}
    return tuple(sorted(there, key=lambda name: listed.get(name, len(listed))))
