"""The papers made of the progress register as of a day: 台账, 督办单, 逾期清单, the office's calendar and the picture of the year.

All of them are for the office alone. No clock is read: the day is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from pipeline.model import TO_BE_ADDED, DeadlineKind, Orientation, Plan
from pipeline.progress.model import UNREGISTERED, Counts, Status, TaskProgress, count_progress
from pipeline.progress.record import DONE, EVIDENCE, EXTENDED, NOTE, REASON, STATUS
from pipeline.render import comparison_table
from pipeline.render.comparison_table import ComparisonTable, plain_row
from pipeline.render.data.exports import CalendarEvent, calendar
from pipeline.render.web.year_picture import Bar, year_picture
from pipeline.render.xlsx.table import SheetTable, workbook
from pipeline.tasks.choose import tasks_of_groups_alone, tasks_of_unit
from pipeline.tasks.lists import KEY_HEAD, TASK_HEAD, file_stem, plan_day, widths_for
from pipeline.tasks.planned import deadline_text, names_of, short_day, units_with_tasks
from pipeline.text.dates import format_day, month_span

ALARMS = (7, 1, 0)
"""The days before a deadline on which the office's calendar reminds of it."""

_LEDGER = (
    ("序号", TASK_HEAD, "责任", "配合", "完成时间", STATUS, DONE, EVIDENCE, NOTE, EXTENDED, REASON, KEY_HEAD),
    (0.04, 0.25, 0.07, 0.06, 0.07, 0.06, 0.08, 0.1, 0.08, 0.08, 0.06, 0.05),
)
_ENTRIES: Mapping[int, tuple[str, ...]] = {
    5: tuple(status.value for status in Status),
    **dict.fromkeys((6, 7, 8, 9, 10), ()),
}
"""The columns of the 台账 to be filled in, with what may be chosen."""


def progress_papers(
    plan: Plan,
    progress: Sequence[TaskProgress],
    day: date,
    template: Path,
    templates: Sequence[Path],
    until: date | None = None,
) -> dict[str, bytes]:
    """Return every paper by file name; raises TemplateError for a template that does not fit.

    `until` is the day by which the units return their 督办单; without one there is room to write it.
    """
    files = {"台账.xlsx": _ledger_file(plan, progress, day)}
    for unit in units_with_tasks(plan, [entry.task for entry in progress]):
        own = of_unit(plan, progress, unit)
        files[f"科室台账/{file_stem(unit)}.xlsx"] = _ledger_file(plan, own, day, unit)
        due = tuple(entry for entry in own if is_urged(entry, day))
        if due:
            files[f"督办单/{file_stem(unit)}.docx"] = comparison_table.docx(
                reminder(plan, due, day, unit, until), plan, template
            )
    files["逾期清单.docx"] = comparison_table.docx(overdue_table(plan, progress, day), plan, template)
    events = tuple(_events(plan, progress))
    if events:
        files["office.ics"] = calendar(f"{plan.name}（内部）", events)
    files["全年进度.svg"] = year_picture(
        f"{plan.year}年政务公开工作计划全年进度（截至{format_day(day)}）",
        [_bar(entry, plan.year) for entry in progress],
        _position(day, plan.year) if day.year == plan.year else None,
        templates,
    )
    return files


def of_unit(plan: Plan, progress: Sequence[TaskProgress], unit: str) -> tuple[TaskProgress, ...]:
    """Return the tasks in which the unit has a role, in reading order."""
    keys = {task.key for task in tasks_of_unit([entry.task for entry in progress], unit, plan)}
    return tuple(entry for entry in progress if entry.task.key in keys)


# --- 台账 ----------------------------------------------------------------------------------


def _ledger_file(plan: Plan, progress: Sequence[TaskProgress], day: date, unit: str = "") -> bytes:
    sheets = [SheetTable("台账", ledger_table(plan, progress, day, unit), _ENTRIES)]
    if not unit:
        sheets.append(SheetTable("汇总", summary_table(plan, progress, day)))
    title = ledger_title(plan, day, unit)
    return workbook(sheets, title=title, organ=plan.organ, day=plan_day(plan))


def ledger_title(plan: Plan, day: date, unit: str = "") -> str:
    """Return what the 台账 is called."""
    return f"{plan.year}年政务公开{unit}任务台账（截至{format_day(day)}）"


def ledger_table(plan: Plan, progress: Sequence[TaskProgress], day: date, unit: str = "") -> ComparisonTable:
    """Return the 台账: each task in the plan's words with its state, to be filled in and returned."""
    head, widths = _LEDGER
    rows = tuple(
        plain_row(
            entry.task.label,
            entry.task.text,
            "、".join(entry.task.leading),
            "、".join(entry.task.supporting),
            "\n".join(filter(None, (entry.task.deadline.text.value, steps_line(entry)))),
            entry.state.status.value if entry.state.is_registered else "",
            _day(entry.state.done),
            "\n".join(entry.state.evidence),
            entry.state.note,
            _day(entry.state.extended_to),
            entry.state.reason,
            entry.task.key,
        )
        for entry in progress
    )
    how = (
        f"请填写“{STATUS}”至“{REASON}”各栏后交回：状态从下拉框里选；{STATUS}是“{Status.DONE.value}”的写完成日期和佐证"
        f"（网址、文号或文件名，一行一个）。{_how_steps(progress)}编号不改、不删。"
    )
    return ComparisonTable(
        ledger_title(plan, day, unit),
        head,
        widths_for(widths, (entry.task.label for entry in progress)),
        rows,
        (counts_line(count_progress(progress)), how),
        (),
        Orientation.LANDSCAPE,
    )


def counts_line(counts: Counts, *, of_open: bool = False) -> str:
    """Return the figures in one sentence; what is zero is left out, but for what is done, unless all are `of_open` tasks.

    A task of which nothing is registered is not stated as 未启动.
    """
    parts = [f"共{counts.total}项"]
    parts += [
        f"{status.value}{count}项"
        for status, count in counts.by_status.items()
        if count or (status is Status.DONE and not of_open)
    ]
    parts += [
        f"{name}{count}项"
        for name, count in (
            (UNREGISTERED, counts.unregistered),
            ("逾期未完成", counts.overdue),
            ("逾期完成", counts.done_late),
            ("延期过", counts.extended),
            (f"佐证{TO_BE_ADDED}", counts.without_evidence),
        )
        if count
    ]
    return "，".join(parts) + "。"


def summary_table(plan: Plan, progress: Sequence[TaskProgress], day: date) -> ComparisonTable:
    """Return the figures of every unit that answers for a task, and of all: a task of two units counts for both."""
    head = (
        "科室",
        "任务",
        UNREGISTERED,
        *(status.value for status in Status),
        "逾期未完成",
        "逾期完成",
        f"佐证{TO_BE_ADDED}",
    )
    units = units_with_tasks(plan, [entry.task for entry in progress])
    rows = []
    for unit in units:
        names = names_of(unit, plan.roster) or (unit,)
        leads = [entry for entry in progress if set(entry.task.leading) & set(names)]
        if leads:
            rows.append(_figures(unit, count_progress(leads)))
    rows.append(_figures("全部任务", count_progress(progress)))
    nobodys = len(tasks_of_groups_alone([entry.task for entry in progress], plan))
    of_nobody = f"只写了统称（如“相关科室”）的 {nobodys} 项，不在各科室里，只在全部任务里。" if nobodys else ""
    return ComparisonTable(
        f"{plan.year}年政务公开任务汇总（截至{format_day(day)}）",
        head,
        (0.16, *[0.084] * 10),
        tuple(rows),
        (),
        (f"按牵头、负责的科室统计；几个科室共同负责的任务，各科室都计，所以各科室相加可能多于全部任务。{of_nobody}",),
        Orientation.LANDSCAPE,
    )


def _figures(name: str, counts: Counts) -> comparison_table.Row:
    figures = (
        counts.unregistered,
        *counts.by_status.values(),
        counts.overdue,
        counts.done_late,
        counts.without_evidence,
    )
    return plain_row(name, str(counts.total), *map(str, figures))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


# --- 督办单, 逾期清单 ----------------------------------------------------------------------


def is_urged(entry: TaskProgress, day: date) -> bool:
    """Whether a 督办单 as of the day names the task: it is overdue, or it or a step of it is due in the day's month, and open."""
    first, last = month_span(day.year, day.month)
    is_due = entry.end is not None and entry.end <= last
    return entry.state.is_open and (is_due or any(first <= step <= last for _, step in entry.open_steps))


def steps_line(entry: TaskProgress) -> str:
    """Return which steps of an open task are done and when (第1步已完成（5月27日）); empty where none is."""
    steps = sorted(entry.state.steps_done.items()) if entry.state.is_open else []
    return "、".join(f"第{number}步已完成（{short_day(entry.task, day)}）" for number, day in steps)


def _how_steps(progress: Sequence[TaskProgress]) -> str:
    """How a unit answers that a step is done, where a task has several."""
    return (
        f"时限分步的，只完成一步的，“{STATUS}”写“第1步已完成”。" if any(entry.open_steps for entry in progress) else ""
    )


def reminder(
    plan: Plan, due: Sequence[TaskProgress], day: date, unit: str, until: date | None = None
) -> ComparisonTable:
    """Return the 督办单 of a unit: what is overdue and what is due this month, with room for an answer."""
    names = names_of(unit, plan.roster) or (unit,)
    overdue = sum(entry.is_overdue for entry in due)
    month = month_span(day.year, day.month)
    rows = tuple(
        plain_row(
            entry.task.label,
            entry.task.text,
            "\n".join(
                (
                    "、".join(role.value for role in entry.task.roles_of(names)),
                    deadline_text(entry.task, entry.state.extension, *month, entry.state.steps_done),
                    f"现在：{'，'.join(filter(None, (entry.state.shown, steps_line(entry))))}",
                )
            ),
            *[""] * 6,
            entry.task.key,
        )
        for entry in due
    )
    return ComparisonTable(
        f"{plan.year}年政务公开任务督办单（{unit}）",
        ("序号", TASK_HEAD, "角色、时限、进度", STATUS, DONE, EVIDENCE, NOTE, EXTENDED, REASON, KEY_HEAD),
        widths_for(
            (0.05, 0.22, 0.13, 0.075, 0.1, 0.11, 0.1, 0.085, 0.075, 0.055),
            (entry.task.label for entry in due),
        ),
        rows,
        (
            f"{unit}：截至{format_day(day)}，《{plan.name}》中下列 {len(due)} 项任务还没有登记完成，其中逾期 {overdue} 项。"
            f"请填写“{STATUS}”至“{REASON}”各栏，于{format_day(until) if until is not None else '　　月　　日'}前交回办公室；完成的，写完成日期和佐证（网址、文号或文件名）；"
            f"不能按时完成的，写明延期到哪一天和理由。{_how_steps(due)}",
        ),
        ("科室负责人签字：　　　　　　　　　　　　　　　　年　　月　　日",),
        Orientation.LANDSCAPE,
    )


def overdue_table(plan: Plan, progress: Sequence[TaskProgress], day: date) -> ComparisonTable:
    """Return the 逾期清单: every task that was due before the day and is open, the latest first."""
    late = sorted((entry for entry in progress if entry.is_overdue), key=lambda entry: -entry.days_late)
    rows = tuple(
        plain_row(
            entry.task.label,
            entry.task.text,
            "、".join(entry.task.leading),
            _by_when(entry),
            str(entry.days_late),
            entry.state.shown,
            entry.state.note,
        )
        for entry in late
    )
    return ComparisonTable(
        f"{plan.year}年政务公开任务逾期清单（截至{format_day(day)}）",
        ("序号", TASK_HEAD, "责任", "完成时间", "逾期天数", STATUS, NOTE),
        widths_for((0.06, 0.37, 0.11, 0.165, 0.07, 0.105, 0.12), (entry.task.label for entry in late)),
        rows,
        (f"逾期未完成 {len(late)} 项。",),
        (),
        Orientation.LANDSCAPE,
    )


def _by_when(entry: TaskProgress) -> str:
    return deadline_text(entry.task, entry.state.extension)


# --- the calendar and the picture ----------------------------------------------------------


def _events(plan: Plan, progress: Sequence[TaskProgress]) -> Iterator[CalendarEvent]:
    """The open tasks that end on a day, as events of the office's own calendar, with alarms."""
    for entry in progress:
        # one for the whole year is reminded of where it was put off to a day
        is_all_year = entry.task.deadline.kind is DeadlineKind.WHOLE_YEAR and entry.state.extended_to is None
        if not entry.state.is_open or entry.end is None or is_all_year:
            continue
        task = entry.task
        identity = "\n".join(("office", plan.organ, str(plan.year), task.key))
        summary = f"{task.label} {task.title or task.text[:20]}（{'、'.join(task.leading)}）"
        words = f"{task.text}\n{_by_when(entry)}"
        for number, step in entry.open_steps:
            of_step = f"{identity}\n{number}"
            yield CalendarEvent(of_step, plan_day(plan), step, f"{summary}第{number}步", words, ALARMS)
        yield CalendarEvent(identity, plan_day(plan), entry.end, summary, words, ALARMS)


def _bar(entry: TaskProgress, year: int) -> Bar:
    """A task in the picture of the year: from its first day, or the year's, to its last."""
    task, end = entry.task, entry.end
    # of one in steps the first day is that by which the first step is done
    start = (task.deadline.start if not task.earlier_steps else None) or date(year, 1, 1)
    if end is None or task.deadline.kind is DeadlineKind.WHOLE_YEAR:
        start, end = date(year, 1, 1), end or date(year, 12, 31)
    kind = "late" if entry.is_overdue else _KINDS[entry.state.status]
    done = _position(entry.state.done, year) if entry.state.done is not None else None
    label = f"{task.label} {task.title or task.text}"
    return Bar(
        label, "、".join(task.leading), _position(start, year), _position(end + timedelta(days=1), year), kind, done
    )


_KINDS = {
    Status.NOT_STARTED: "open",
    Status.UNDER_WAY: "open",
    Status.DONE: "done",
    Status.KEPT_UP: "kept",
    Status.CANCELLED: "cancelled",
}


def _position(day: date, year: int) -> float:
    """Where a day is in the year, from 0 to 12 months."""
    if day.year != year:
        return 0.0 if day.year < year else 12.0
    return day.month - 1 + (day.day - 1) / month_span(year, day.month)[1].day
