"""`zwgk list`: who has which task, by when."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR_TYPE,
    OpenedPlan,
    exit_with_code,
    one_plan,
    read_day,
    refused,
    today,
)
from pipeline.cli.messages import usage
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root
from pipeline.storage import write_file

if TYPE_CHECKING:
    from pipeline.model import Plan
    from pipeline.progress.model import ProgressRegister
    from pipeline.tasks.choose import Due
    from pipeline.tasks.lists import TaskList

FORMATS = ("text", "docx", "xlsx", "csv")


@click.command("list", options_metavar="[选项]")
@click.argument("year", type=YEAR_TYPE, metavar="[年度]", required=False)
@click.option("--unit", metavar="科室", help="只列这个科室牵头、负责或配合的任务。")
@click.option("--all-units", "each_unit", is_flag=True, help="一科一份。")
@click.option("--due", "when", metavar="月份", help="只列到期的：2024-06、6月、本月，或 逾期。")
@click.option("--as-of", "as_of", metavar="日期", help="“本月”“逾期”算到哪一天，默认今天；写成文件的必须写。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="怎样列出，默认列在屏上。")
@OUT
@click.pass_obj
@exit_with_code
def list_(
    roots: list[Root],
    year: int | None,
    *,
    unit: str | None,
    each_unit: bool,
    when: str | None,
    as_of: str | None,
    form: str,
    out: str,
) -> int:
    """任务单：谁有哪些任务，什么时候完成；一科一单，计划里的原话。"""
    if unit and each_unit:
        raise click.UsageError(usage.UNIT_OR_ALL_UNITS)
    opened = one_plan(roots, year)
    if opened is None:
        return REFUSED
    from pipeline.cli.messages.tasks import describe_list
    from pipeline.progress.model import extensions_of, progress_on
    from pipeline.tasks.choose import Overdue, due_tasks
    from pipeline.tasks.lists import TaskList
    from pipeline.tasks.planned import planned_tasks, units_with_tasks

    plan = opened.plan
    as_of_day = read_day(as_of, "--as-of", plan.year) if as_of else None
    due = _due(plan, when, as_of_day, on_screen=form == "text")
    tasks = planned_tasks(plan)
    register = read_register(opened)
    if isinstance(register, Refusal):
        return refused(register)
    # everything registered, but what is asked as of a day
    day = due.day if isinstance(due, Overdue) else as_of_day or date.max
    states = {entry.task.key: entry for entry in progress_on(tasks, register, day)}
    extensions = extensions_of(states.values())
    tasks = due_tasks(tasks, due, extensions, lambda key: not states[key].state.is_open)
    units = [known_unit(plan, unit)] if unit else units_with_tasks(plan, tasks) if each_unit else [""]
    for name in units:
        listed = TaskList.of(plan, tasks, name, due, extensions)
        if form == "text":
            for line in describe_list(listed):
                click.echo(line)
        else:
            _write(opened, listed, form, out)
    return CLEAN


def _due(plan: "Plan", when: str | None, as_of: date | None, *, on_screen: bool) -> "Due | None":
    """The day by which tasks are listed, as typed; the clock is read only for what is shown on the screen."""
    from pipeline.tasks.choose import read_due

    def day() -> date:
        if not as_of and not on_screen:
            raise click.UsageError(usage.AS_OF_FOR_FILES)
        return as_of or today()

    due = read_due(when, plan.year, day) if when is not None else None
    if when is not None and due is None:
        raise click.UsageError(usage.unreadable_due(when))
    return due


def known_unit(plan: "Plan", unit: str) -> str:
    """Return the unit by the name that the plan has; a name that is nobody's is a usage error."""
    from pipeline.tasks.planned import names_of, planned_tasks, units_with_tasks

    there = units_with_tasks(plan, planned_tasks(plan))
    if unit in there:
        return unit
    names = names_of(unit, plan.roster)
    if not names:
        raise click.UsageError(usage.no_such_unit(unit, there))
    return names[0]


def _write(opened: OpenedPlan, listed: "TaskList", form: str, out: str) -> None:
    """Write one list as a file and print its path."""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.tasks.lists import ListFormat, file_stem, list_file

    template = find_template(template_search_path(Path.cwd(), opened.root.path), "plan.docx")
    path = Path(out) / opened.root.prefix / "tasks" / f"{file_stem(listed.title)}.{form}"
    write_file(path, list_file(listed, ListFormat(form), template))
    click.echo(path.as_posix())


def read_register(opened: OpenedPlan) -> "ProgressRegister | Refusal":
    """Return the year's register, or why nothing can be made of it."""
    from pipeline.progress.read import read

    register = read(opened.content.sources)
    fault = register.fault
    return Refusal(Reason.PROGRESS_DAMAGED, place=fault.place, message=fault.message) if fault is not None else register
