"""The list of a unit's tasks (任务单) as a table, and the files that are made of one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import Enum
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.draft.files import safe_name
from pipeline.model import Orientation, Plan, Role
from pipeline.render import comparison_table
from pipeline.render.comparison_table import ComparisonTable, plain_row
from pipeline.render.data.table import table_csv
from pipeline.render.xlsx.table import SheetTable, workbook
from pipeline.tasks.choose import Due, DueIn, Overdue, tasks_of_groups, tasks_of_unit
from pipeline.tasks.planned import Extension, PlannedTask, deadline_text, names_of
from pipeline.text.dates import format_day


class ListFormat(Enum):
    """A file that a list can be written as."""

    WORD = "docx"
    SHEET = "xlsx"
    CSV = "csv"


TASK_HEAD, KEY_HEAD = "工作任务", "编号"
"""The heads by which a list that comes back filled in is recognized (`returned`)."""

_OF_ALL = (("序号", TASK_HEAD, "责任", "配合", "完成时间", KEY_HEAD), (0.06, 0.41, 0.12, 0.13, 0.165, 0.115))
_OF_UNIT = (("序号", TASK_HEAD, "角色", "一起做的", "完成时间", KEY_HEAD), (0.06, 0.43, 0.07, 0.16, 0.165, 0.115))


@dataclass(frozen=True, slots=True)
class TaskList:
    """Tasks of a plan, those of one unit or of all (`unit` is empty), by the day they are due.

    `unnamed` are the numbers (序号) of tasks beyond the list that are for units by a common name alone (相关科室);
    `extensions` are those of tasks that were put off, by key.
    """

    plan: Plan
    tasks: tuple[PlannedTask, ...]
    unit: str = ""
    due: Due | None = None
    unnamed: tuple[str, ...] = ()
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        plan: Plan,
        tasks: Sequence[PlannedTask],
        unit: str = "",
        due: Due | None = None,
        extensions: Mapping[str, Extension] | None = None,
    ) -> "TaskList":
        """Return the list of those of the tasks that the unit has; without a unit of all of them."""
        put_off = extensions or {}
        if not unit:
            return cls(plan, tuple(tasks), due=due, extensions=put_off)
        own = tasks_of_unit(tasks, unit, plan)
        unnamed = dict.fromkeys(task.label for task in tasks_of_groups(tasks, plan) if task not in own)
        return cls(plan, own, unit, due, tuple(unnamed), put_off)

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the plan may have the unit."""
        return names_of(self.unit, self.plan.roster) or (self.unit,)

    @property
    def title(self) -> str:
        """What the list is called: 2024年会计科任务单（6月到期）."""
        title = f"{self.plan.year}年{self.unit}任务单"
        match self.due:
            case None:
                return title
            case DueIn(first, _):
                year = f"{first.year}年" if first.year != self.plan.year else ""
                return f"{title}（{year}{first.month}月到期）"
            case Overdue(day):
                return f"{title}（截至{format_day(day)}逾期）"

    @property
    def role_counts(self) -> Mapping[Role, int]:
        """In how many of the tasks the unit has each role; a task with two roles counts under the first."""
        counts = Counter(task.roles_of(self.names)[0] for task in self.tasks) if self.unit else Counter()
        return {role: counts[role] for role in Role if counts[role]}

    def by_when(self, task: PlannedTask) -> str:
        """Return a task's deadline in the plan's words, with the step that is due and the day it was put off to."""
        span = (self.due.first, self.due.last) if isinstance(self.due, DueIn) else (None, None)
        return deadline_text(task, self.extensions.get(task.key), *span)

    def roles(self, task: PlannedTask) -> str:
        """Return the unit's roles in a task, as printed."""
        return "、".join(role.value for role in task.roles_of(self.names))


def task_table(listed: TaskList) -> ComparisonTable:
    """Return the list as a table in the plan's own words."""
    head, widths = _OF_UNIT if listed.unit else _OF_ALL
    rows = tuple(
        plain_row(task.label, task.text, *_who(listed, task), listed.by_when(task), task.key) for task in listed.tasks
    )
    counted = "".join(f"，{role.value} {count} 项" for role, count in listed.role_counts.items())
    numbers = "、".join(listed.unnamed)
    notes = (f"另有第 {numbers} 项写的是统称（如“相关科室”），没有点名；是否参加，请问办公室。",) if numbers else ()
    intro = (f"共 {len(listed.tasks)} 项{counted}。",)
    shares = widths_for(widths, (task.label for task in listed.tasks))
    return ComparisonTable(listed.title, head, shares, rows, intro, notes, Orientation.LANDSCAPE)


def widths_for(widths: Sequence[float], labels: Iterable[str]) -> tuple[float, ...]:
    """Return the columns' widths with room in the first (序号) for labels as 10（1）, taken from the second (工作任务)."""
    first, second, *others = widths
    if all(label.isdigit() for label in labels):
        return tuple(widths)
    return (first + _LABEL_ROOM, second - _LABEL_ROOM, *others)


_LABEL_ROOM = 0.025


def _who(listed: TaskList, task: PlannedTask) -> tuple[str, str]:
    if not listed.unit:
        return "、".join(task.leading), "、".join(task.supporting)
    return listed.roles(task), "、".join(unit for unit in task.units if unit not in listed.names)


def list_file(listed: TaskList, form: ListFormat, template: Path) -> bytes:
    """Return the list as a file; raises TemplateError for a Word template that does not fit."""
    plan, table = listed.plan, task_table(listed)
    match form:
        case ListFormat.WORD:
            return comparison_table.docx(table, plan, template)
        case ListFormat.SHEET:
            return workbook([SheetTable("任务单", table)], title=table.title, organ=plan.organ, day=plan_day(plan))
        case ListFormat.CSV:
            return table_csv(table)


def plan_day(plan: Plan) -> date:
    """Return the day that stands in the properties of files about the plan: the 成文日期, or the first of the year."""
    return plan.issued.value or date(plan.year, 1, 1)


def file_stem(title: str) -> str:
    """Return what the file of a paper with that title is called, without extension: what is in brackets goes behind a hyphen."""
    return safe_name(title.replace("（", "-").replace("）", ""))
