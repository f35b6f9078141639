"""The report on a plan's implementation (落实情况): a chapter for each of the plan's, every figure from the progress register.

Nothing is evaluated: what was done is stated with its evidence, what nobody registered is 待补.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.model import TO_BE_ADDED, Plan, Section
from pipeline.progress.model import Status, TaskProgress, count_progress
from pipeline.progress.papers import counts_line, steps_line
from pipeline.render.print_model import Line, Span, Style
from pipeline.render.word.form import form_file
from pipeline.text.dates import format_day
from pipeline.typography.numbering import han_number


class Period(Enum):
    """What a report is of: its name, and on which day it ends, (month, day)."""

    HALF_YEAR = "半年"
    THREE_QUARTERS = "三季度"
    YEAR = "年度"

    def last_day(self, year: int) -> date:
        """Return the day on which it ends."""
        match self:
            case Period.HALF_YEAR:
                return date(year, 6, 30)
            case Period.THREE_QUARTERS:
                return date(year, 9, 30)
            case Period.YEAR:
                return date(year, 12, 31)

    @property
    def words(self) -> str:
        """How a title names it."""
        return {Period.HALF_YEAR: "上半年", Period.THREE_QUARTERS: "前三季度", Period.YEAR: "全年"}[self]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The tasks under one heading of the first level, in the plan's order; without a title those outside any."""

    title: str
    tasks: tuple[TaskProgress, ...]


def chapters(plan: Plan, progress: Sequence[TaskProgress]) -> tuple[Chapter, ...]:
    """Return the plan's chapters in its order, those without tasks too; every task is in one."""
    titles = [part.title.text.value for part in plan.parts if isinstance(part, Section)]
    by_title: dict[str, list[TaskProgress]] = {title: [] for title in titles}
    for entry in progress:
        heading = entry.task.headings[0] if entry.task.headings else ""
        # a heading is printed with its number
        title = next((title for title in titles if heading.endswith(title)), heading)
        by_title.setdefault(title, []).append(entry)
    return tuple(Chapter(title, tuple(tasks)) for title, tasks in by_title.items())


def report_title(plan: Plan, period: Period) -> str:
    """Return what the report is called."""
    return f"{plan.name}{period.words}落实情况"


def report_lines(plan: Plan, progress: Sequence[TaskProgress], period: Period, day: date) -> Iterator[Line]:
    """Yield the report line by line: the figures of all, the chapters, what is open, what to do next.

    The title has the plan's name; figures that are those of all the tasks are not said again of a chapter.
    """
    whole = count_progress(progress)
    yield _body(f"截至{format_day(day)}，计划的任务{counts_line(whole)}")
    number = 0
    for chapter in chapters(plan, progress):
        number += 1
        yield _heading(number, chapter.title or "其他任务")
        if not chapter.tasks:
            yield _body(f"本部分没有分解任务，落实情况{TO_BE_ADDED}。")
            continue
        if (own := count_progress(chapter.tasks)) != whole:
            yield _body(f"本部分{counts_line(own)}")
        for entry in chapter.tasks:
            yield _body(task_line(entry))
    late = [entry for entry in progress if entry.is_overdue or entry.was_late or is_left_at_its_end(entry, day)]
    extended = [entry for entry in progress if entry.state.extensions and entry not in late]
    for title, listed in (("没有按时完成的任务", late), ("延期的任务", extended)):
        number += 1
        yield _heading(number, title)
        yield from (_body(late_line(entry)) for entry in listed)
        if not listed:
            yield _body("无。")
    next_period = "下一步" if period is not Period.YEAR else "下一年度"
    yield _heading(number + 1, f"存在的问题和{next_period}打算")
    yield _body(f"{TO_BE_ADDED}。")


def is_left_at_its_end(entry: TaskProgress, day: date) -> bool:
    """Whether a task that was due by the day on which the report ends is open: the day after it would be overdue."""
    return entry.state.is_open and entry.end is not None and entry.end <= day


def _heading(number: int, title: str) -> Line:
    return Line(Style.HEADING_1, (Span(f"{han_number(number)}、{title}"),))


def _body(text: str) -> Line:
    return Line(Style.BODY, (Span(text),))


def task_line(entry: TaskProgress) -> str:
    """Return what is said of one task: its words, its state, its evidence, and what the office noted."""
    task, state = entry.task, entry.state
    parts = [f"{task.label}{'' if task.label.endswith('）') else '.'}{' '.join(task.text.split())}"]
    overdue = "（逾期）" if entry.is_overdue else ""
    if state.registered is None:
        parts.append(f"进展{TO_BE_ADDED}{overdue}。")
    elif state.status is Status.DONE and state.done is not None:
        parts.append(f"{state.status.value}（{format_day(state.done)}）。")
    else:
        parts.append(f"{state.status.value}{overdue}。")
    if steps := steps_line(entry):
        parts.append(f"{steps}。")
    if state.note:
        parts.append(f"{state.note.rstrip('。')}。")
    if state.evidence:
        parts.append(f"佐证：{'；'.join(state.evidence)}。")
    elif entry.lacks_evidence:
        parts.append(f"佐证{TO_BE_ADDED}。")
    return "".join(parts)


def late_line(entry: TaskProgress) -> str:
    """Return what is said of a task that is overdue, was done late or put off: since when, until when, the reason given."""
    task, state = entry.task, entry.state
    name = task.title or " ".join(task.text.split())[:20]
    line = f"第{task.label}项“{name}”，完成时间{task.deadline.text.value}"
    if state.extended_to is not None:
        line += f"，延期{state.extensions}次，延期至{format_day(state.extended_to)}，理由：{state.reason}"
    if state.registered is None:
        line += f"，进展{TO_BE_ADDED}"
    if entry.was_late and state.done is not None:
        line += f"，{format_day(state.done)}完成"
    return line + (f"，已逾期{entry.days_late}天。" if entry.is_overdue else "。")


def implementation_report(
    plan: Plan, progress: Sequence[TaskProgress], period: Period, day: date, template: Path
) -> bytes:
    """Return the report as DOCX; raises TemplateError for a template that does not fit."""
    lines = tuple(report_lines(plan, progress, period, day))
    return form_file(report_title(plan, period), lines, plan, template)
