"""`zwgk report`: what became of the plan, for those above, and the material for the 年度报告."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import source
from pipeline.check.redact import redact_deep
from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR_TYPE,
    OpenedPlan,
    echo_err,
    exit_with_code,
    one_plan,
    read_day,
    refused,
)
from pipeline.cli.messages import usage
from pipeline.cli.tasks import read_register
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root
from pipeline.storage import locked, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.progress.model import TaskProgress
    from pipeline.report.implementation import Period

PERIODS = ("半年", "三季度", "年度", "上半年", "前三季度", "全年")
"""What a report is of, as `pipeline.report.implementation.Period` names it, and then as its titles do."""


@click.command(options_metavar="[选项]")
@click.argument("year", type=YEAR_TYPE, metavar="[年度]", required=False)
@click.option("--period", type=click.Choice(PERIODS), metavar="半年|三季度|年度", help="哪一段的落实情况。")
@click.option("--annual", is_flag=True, help="政府信息公开工作年度报告的材料：六个部分、表格和勾稽。")
@click.option("--as-of", "as_of", metavar="日期", help="算到哪一天，默认这一段的最后一天。")
@OUT
@click.pass_obj
@exit_with_code
def report(
    roots: list[Root], year: int | None, *, period: str | None, annual: bool, as_of: str | None, out: str
) -> int:
    """落实情况报告（半年、三季度、年度）和年度报告材料：数字都由台账和登记的数据算出，没有的写待补。"""
    from pipeline.cli.messages.progress import registered_later, unknown_tasks
    from pipeline.progress.model import progress_on
    from pipeline.report.implementation import Period
    from pipeline.tasks.planned import planned_tasks

    if bool(period) == annual:
        raise click.UsageError(usage.PERIOD_OR_ANNUAL)
    opened = one_plan(roots, year)
    if opened is None:
        return REFUSED
    register = read_register(opened)
    if isinstance(register, Refusal):
        return refused(register)
    of = next((member for member in Period if period in (member.value, member.words)), Period.YEAR)
    day = read_day(as_of, "--as-of", opened.plan.year) if as_of else of.last_day(opened.plan.year)
    tasks, redact = planned_tasks(opened.plan), opened.content.redactor.redact
    for line in unknown_tasks(register, tasks):
        echo_err(redact(line))
    if not as_of:
        later = sum(entry.effective > day for entries in register.entries.values() for entry in entries)
        for line in registered_later(later, day):
            echo_err(line)
    progress = redact_deep(progress_on(tasks, register, day), redact)
    return _annual(opened, progress, out) if annual else _implementation(opened, progress, of, day, out)


def _implementation(
    opened: OpenedPlan, progress: "Sequence[TaskProgress]", period: "Period", day: date, out: str
) -> int:
    from pipeline.progress.model import count_progress
    from pipeline.progress.papers import counts_line
    from pipeline.report.implementation import implementation_report, report_title
    from pipeline.tasks.lists import file_stem

    content = implementation_report(opened.plan, progress, period, day, _template())
    _write(opened, f"{file_stem(report_title(opened.plan, period))}.docx", content, out)
    click.echo(counts_line(count_progress(progress)))
    return CLEAN


def _annual(opened: OpenedPlan, progress: "Sequence[TaskProgress]", out: str) -> int:
    """Write the material, and say what does not add up; a file that cannot be read stops it."""
    from pipeline.cli.messages.report import describe_annual, describe_repetition
    from pipeline.report.annual import find_faults, parse, read, year_on_year
    from pipeline.report.annual_material import annual_material, material_title
    from pipeline.tasks.lists import file_stem

    year, redact = opened.plan.year, opened.content.redactor.redact
    data = read(opened.content.sources)
    if data.fault is not None:
        return refused(Refusal(Reason.ANNUAL_UNREADABLE, place=data.fault.place, message=data.fault.message))
    files = source.load_root(opened.root.path)
    before = read(files.year(year - 1)) if year - 1 in files.years else parse(year - 1, None)
    data, before = redact_deep(data, redact), redact_deep(before, redact)
    _write(
        opened,
        f"{file_stem(material_title(opened.plan))}.docx",
        annual_material(opened.plan, data, progress, _template()),
        out,
    )
    faults = tuple(find_faults(data, before))
    for line in (*describe_repetition(year_on_year(data, before)), *describe_annual(faults, year)):
        click.echo(line)
    return REFUSED if faults else CLEAN


def _template() -> Path:
    from pipeline.assemble.templates import find_template, template_search_path

    return find_template(template_search_path(Path.cwd()), "plan.docx")


def _write(opened: OpenedPlan, name: str, content: bytes, out: str) -> None:
    path = Path(out) / opened.root.prefix / "report" / name
    with locked(Path(out)):
        write_file(path, content)
    click.echo(path.as_posix())
