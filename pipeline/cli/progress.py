"""`zwgk progress`: what is done of the plan's tasks is registered, read from returned sheets, and put on paper."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.check.redact import redact_deep
from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR_TYPE,
    OpenedPlan,
    contents_locked,
    echo_err,
    exit_with_code,
    files_below,
    foreign_files,
    one_plan,
    read_day,
    read_returned,
    refused,
    today,
    write_papers,
)
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.cli.tasks import known_unit, read_register
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root
from pipeline.storage import write_file

if TYPE_CHECKING:
    from pipeline.progress.model import Status, TaskProgress
    from pipeline.progress.record import FaultyValue, Registration, RejectedSheets, Update

STATUSES = ("未启动", "推进中", "已完成", "长期坚持", "取消")
"""The states, as `pipeline.progress.model.Status` names them."""


@click.command(options_metavar="[选项]")
@click.argument("year", type=YEAR_TYPE, metavar="[年度]", required=False)
@click.argument("task", metavar="[编号]", required=False)
@click.option("--status", type=click.Choice(STATUSES), help="登记这项任务的状态。")
@click.option(
    "--step", type=click.IntRange(1), metavar="第几步", help="时限分步的，登记的是第几步，从 1 起；整项不写。"
)
@click.option("--done", metavar="日期", help="完成日期；已完成的必写。")
@click.option("--evidence", multiple=True, metavar="佐证", help="网址、文号或文件名；可写几次。")
@click.option("--note", default="", metavar="说明", help="进展说明；取消的写原因。")
@click.option("--extend", metavar="日期", help="延期到哪一天。")
@click.option("--reason", default="", metavar="理由", help="延期的理由。")
@click.option("--date", "day", metavar="日期", help="登记的日期；登记时必写。")
@click.option(
    "--from",
    "sheets",
    multiple=True,
    metavar="文件或目录",
    type=click.Path(exists=True, path_type=Path),
    help="读科室填好交回的台账、督办单（xlsx、docx），或放着它们的目录；可写几次。",
)
@click.option("--unit", metavar="科室", help="只看这个科室的。")
@click.option("--as-of", "as_of", metavar="日期", help="看到哪一天为止，默认今天；--sheets 必写。")
@click.option("--by", "until", metavar="日期", help="请科室哪一天以前交回，印在督办单上。")
@click.option("--sheets", "making", is_flag=True, help="生成台账、各科台账、督办单、逾期清单、日历和全年图。")
@OUT
@click.pass_obj
@exit_with_code
def progress(
    roots: list[Root],
    year: int | None,
    task: str | None,
    *,
    status: str | None,
    step: int | None,
    done: str | None,
    evidence: tuple[str, ...],
    note: str,
    extend: str | None,
    reason: str,
    day: str | None,
    sheets: tuple[Path, ...],
    unit: str | None,
    as_of: str | None,
    until: str | None,
    making: bool,
    out: str,
) -> int:
    """台账：登记哪项任务做到哪一步，读交回的台账，生成督办单和逾期清单。"""
    from pipeline.progress.record import Update

    registering = bool(status or step or done or evidence or note or extend or reason)
    if sheets and (task or registering):
        raise click.UsageError(usage.PROGRESS_FROM_ALONE)
    if registering and not task:
        raise click.UsageError(usage.PROGRESS_WITHOUT_TASK)
    if (sheets or task) and not day:
        raise click.UsageError(usage.PROGRESS_WITHOUT_DAY)
    if making and not as_of:
        raise click.UsageError(usage.SHEETS_WITHOUT_DAY)
    if not (task or sheets):
        opened = one_plan(roots, year)
        if opened is None:
            return REFUSED
        as_of_day = read_day(as_of, "--as-of", opened.plan.year) if as_of else today()
        until_day = read_day(until, "--by", opened.plan.year) if until else None
        return _make_papers(opened, as_of_day, until_day, out) if making else _show(opened, unit, as_of_day)
    with contents_locked(roots):
        opened = one_plan(roots, year)
        if opened is None:
            return REFUSED
        registered_on = read_day(day or "", "--date", opened.plan.year)
        if sheets:
            return _register_sheets(opened, sheets, registered_on)
        update = Update(
            _status(status),
            read_day(done, "--done", opened.plan.year) if done else None,
            evidence,
            note,
            read_day(extend, "--extend", opened.plan.year) if extend else None,
            reason,
            step=step or 0,
        )
        return _register_one(opened, task or "", update, registered_on)


def _register_one(opened: OpenedPlan, name: str, update: "Update", day: date) -> int:
    from pipeline.progress.read import read
    from pipeline.progress.record import find_task, record_one
    from pipeline.tasks.planned import planned_tasks

    tasks = planned_tasks(opened.plan)
    task = find_task(tasks, name)
    if isinstance(task, Refusal):
        return refused(task)
    return _written(opened, record_one(read(opened.content.sources), tasks, task, update, day=day, today=today()))


def _register_sheets(opened: OpenedPlan, sheets: tuple[Path, ...], day: date) -> int:
    from pipeline.progress.read import read
    from pipeline.progress.record import record_sheets
    from pipeline.tasks.planned import planned_tasks

    paths = files_below(sheets)
    if foreign := foreign_files(paths) or (() if paths else sheets):
        return refused(Refusal(Reason.PROGRESS_NOT_A_SHEET, names=tuple(path.name for path in foreign)))
    documents = read_returned(paths)
    if isinstance(documents, Refusal):
        return refused(documents)
    tasks = planned_tasks(opened.plan)
    register, redact = read(opened.content.sources), opened.content.redactor.redact
    return _written(opened, record_sheets(register, tasks, documents, day=day, today=today(), redact=redact))


def _written(opened: OpenedPlan, result: "Registration | RejectedSheets | FaultyValue | Refusal") -> int:
    """Write the register and say what is new in it, or say why nothing is registered."""
    from pipeline.cli.messages.progress import describe_fault, describe_registration, not_registered
    from pipeline.progress.model import PROGRESS
    from pipeline.progress.record import FaultyValue, Registration, RejectedSheets

    redact = opened.content.redactor.redact
    match result:
        case Registration():
            path = opened.folder / PROGRESS
            write_file(path, result.text.encode())
            for line in describe_registration(result, path):
                click.echo(redact(line))
            return CLEAN
        case RejectedSheets():
            for line in not_registered(result, command_line()):
                echo_err(redact(line))
        case FaultyValue():
            echo_err(redact(describe_fault(result)))
        case Refusal(reason=Reason.PROGRESS_NOTHING_NEW | Reason.PROGRESS_UNCHANGED):
            # the register says already what was asked for
            refused(result)
            return CLEAN
        case Refusal():
            return refused(result)
    return REFUSED


def _states(opened: OpenedPlan, day: date) -> "tuple[TaskProgress, ...] | Refusal":
    """The state of every task on a day, and what is said of entries without a task."""
    from pipeline.cli.messages.progress import unknown_tasks
    from pipeline.progress.model import progress_on
    from pipeline.tasks.planned import planned_tasks

    register = read_register(opened)
    if isinstance(register, Refusal):
        return register
    tasks = planned_tasks(opened.plan)
    redact = opened.content.redactor.redact
    for line in unknown_tasks(register, tasks):
        echo_err(redact(line))
    return redact_deep(progress_on(tasks, register, day), redact)


def _make_papers(opened: OpenedPlan, day: date, until: date | None, out: str) -> int:
    """Write the papers that show the state of the year on a day."""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.cli.messages.progress import urged_of_nobody
    from pipeline.progress.papers import is_urged, progress_papers
    from pipeline.tasks.choose import tasks_of_groups_alone

    states = _states(opened, day)
    if isinstance(states, Refusal):
        return refused(states)
    templates = template_search_path(Path.cwd(), opened.root.path)
    files = progress_papers(opened.plan, states, day, find_template(templates, "plan.docx"), templates, until)
    folder = Path(out) / opened.root.prefix / "progress" / str(opened.plan.year)
    write_papers(Path(out), folder, files)
    for line in urged_of_nobody(
        tasks_of_groups_alone([entry.task for entry in states if is_urged(entry, day)], opened.plan)
    ):
        echo_err(line)
    return CLEAN


def _show(opened: OpenedPlan, unit: str | None, day: date) -> int:
    """Print the state of the year on a day."""
    from pipeline.cli.messages.progress import describe_progress
    from pipeline.progress.papers import of_unit

    states = _states(opened, day)
    if isinstance(states, Refusal):
        return refused(states)
    units = [known_unit(opened.plan, unit)] if unit else []
    for line in describe_progress(of_unit(opened.plan, states, units[0]) if units else states, units, day):
        click.echo(line)
    return CLEAN


def _status(typed: str | None) -> "Status | None":
    from pipeline.progress.model import Status

    return Status(typed) if typed else None
