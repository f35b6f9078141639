"""`zwgk check`: what the writer has still to do."""

from pathlib import Path

import click

from pipeline import source
from pipeline.cli.common import CLEAN, REFUSED, YEARS, each_year, exit_with_code, terminal_columns
from pipeline.cli.many import JOBS
from pipeline.cli.messages.command import command_line
from pipeline.source import Root

FORMATS = ("text", "json", "sarif", "github", "html")
REMEMBERED = ("text", "json", "github")
"""The forms in which a report on unchanged content is printed again as it was."""


@click.command(options_metavar="[选项]")
@YEARS
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    help="怎样列出，默认 text；html 是可打印签字的校对单。",
)
@click.option("--fix", is_flag=True, help="改正可以放心自动改的。")
@click.option("--diff", is_flag=True, help="只显示 --fix 会怎样改，不改。")
@click.option("--explain", metavar="代码", help="说明一条规则：查什么、为什么、依据、错和对的写法。")
@click.option("--select", metavar="代码", multiple=True, help="只查这些（可写开头，如 D）；可写几次。")
@click.option("--ignore", metavar="代码", multiple=True, help="不查这些；可写几次。")
@click.option("--statistics", "count", is_flag=True, help="只列各条规则的次数。")
@click.option(
    "--baseline", metavar="文件", type=click.Path(exists=True, dir_okay=False), help="以前的 json 结果：只列新的。"
)
@click.option("--acknowledge", metavar="代码", help="登记已核实的问题，照原样保留；须写 --item 和 --reason。")
@click.option("--item", metavar="事项", help="已核实的问题在哪个事项（文件名，不带 .md）。")
@click.option("--reason", metavar="理由", help="为什么照原样保留。")
@JOBS
@click.pass_obj
@exit_with_code
def check(
    roots: list[Root],
    years: tuple[int, ...],
    *,
    form: str,
    fix: bool,
    diff: bool,
    explain: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    count: bool,
    baseline: str | None,
    acknowledge: str | None,
    item: str | None,
    reason: str | None,
    workers: int | None,
) -> int:
    """检查内容，列出问题；不写年度就是最近的一年。"""
    if explain is not None:
        from pipeline.cli.check_years import explained

        click.echo(explained(explain), nl=False)
        return CLEAN
    if select or ignore:
        from pipeline.cli.check_years import require_codes

        require_codes((*select, *ignore))
    asked = each_year(roots, years, newest=True)
    is_plain = form in REMEMBERED and not (
        fix or diff or select or ignore or count or baseline is not None or acknowledge is not None
    )
    if is_plain and len(asked) == 1:
        return _check_one(asked[0], form)
    from pipeline.cli.check_years import check_years

    return check_years(
        roots,
        asked,
        form=form,
        fix=fix,
        diff=diff,
        select=select,
        ignore=ignore,
        count=count,
        baseline=baseline,
        acknowledge=acknowledge,
        item=item,
        reason=reason,
        workers=workers,
    )


def _check_one(asked: tuple[Root, int], form: str) -> int:
    """Check one year and print the report, or print again what was printed of the same content; return the exit code."""
    from pipeline.assemble.last_run import inputs_digest, recall

    root, year = asked
    files = source.load_root(root.path)
    place = root.path / str(year) / form
    inputs = inputs_digest(files, (), (root, year, form, Path.cwd(), command_line(), terminal_columns()))
    last = recall(place, inputs)
    if last is None:
        from pipeline.cli.check_years import check_and_remember

        return check_and_remember(asked, files, form, place, inputs)
    click.echo(last.report, nl=False)
    return REFUSED if last.has_errors else CLEAN
