"""`zwgk new`, `add`, `save` and `diff`: from this year's plan to the next, and what became different."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import source
from pipeline.check.redact import redact_deep
from pipeline.cli.common import (
    CLEAN,
    REFUSED,
    YEAR,
    YEAR_TYPE,
    changes_content,
    echo_err,
    exit_with_code,
    refused,
    stop_if_classified,
    years_of,
)
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.cli.messages.draft import describe_draft, describe_scaffold, describe_unread
from pipeline.refusals import Refusal
from pipeline.source import Root
from pipeline.storage import write_file

if TYPE_CHECKING:
    from pipeline.diff.snapshots import ComparedVersions, Version

EDITED = (".docx", ".docm", ".xlsx", ".xlsm")
"""The extensions of files that may have been edited in Word or Excel."""

FORMATS = ("text", "html", "docx", "json")


def _only(roots: list[Root]) -> Path:
    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT)
    return roots[0].path


def _there(roots: list[Root]) -> Path:
    root = _only(roots)
    if not root.is_dir():
        raise click.UsageError(usage.no_folder(root))
    return root


def _is_secret(root: Path) -> bool:
    """Report a 密级 in any file below the content root and return whether there is one: no verb goes on then."""
    return root.is_dir() and stop_if_classified(source.load_root(root).year(0))


def _warned(version: "Version") -> None:
    """Warn of a version that was not read whole."""
    if version.errors:
        echo_err(describe_unread(version))


def _written(out: str, files: Mapping[str, bytes]) -> None:
    folder = Path(out) / "diff"
    for name, content in files.items():
        write_file(folder / name, content)
        click.echo((folder / name).as_posix())


@click.command(options_metavar="[选项]")
@YEAR
@click.option("--from", "source_year", type=YEAR_TYPE, metavar="年度", help="从哪一年的计划起草，默认最近的一年。")
@click.pass_obj
@exit_with_code
@changes_content
def new(roots: list[Root], year: int, *, source_year: int | None) -> int:
    """从上一年的计划起草新一年的，要核对的地方都标上待核；还没有计划的，从头起一份。"""
    from pipeline.draft import new_year, scaffold

    root = _only(roots)
    if _is_secret(root):
        return REFUSED
    if source_year is None and not scaffold.has_plans(root):
        made = scaffold.make_scaffold(root, year)
        if isinstance(made, Refusal):
            return refused(made)
        refusal = scaffold.write_scaffold(root, made)
        lines = describe_scaffold(made, root, command_line())
    else:
        draft = new_year.draft_year(root, year, source_year, lambda earlier: _unfinished(root, earlier))
        if isinstance(draft, Refusal):
            return refused(draft)
        refusal = new_year.write_draft(root, draft)
        lines = describe_draft(draft)
    if refusal is not None:
        return refused(refusal)
    for line in lines:
        click.echo(line)
    return CLEAN


def _unfinished(root: Path, year: int) -> dict[str, tuple[int, ...]]:
    """The items of which a task is open in the year's progress register, with the places of those tasks among several."""
    from pipeline.parse import parse
    from pipeline.progress.model import progress_on
    from pipeline.progress.read import read
    from pipeline.tasks.planned import planned_tasks

    sources = source.load_root(root).year(year)
    register = read(sources)
    if register.fault is not None or not any(register.entries.values()):
        return {}
    progress = progress_on(planned_tasks(parse(sources).plan), register, date.max)
    is_open: dict[str, list[bool]] = {}
    for entry in progress:
        is_open.setdefault(entry.task.item, []).append(entry.state.is_open)
    return {
        item: () if all(tasks) else tuple(place for place, is_left in enumerate(tasks, 1) if is_left)
        for item, tasks in is_open.items()
        if any(tasks)
    }


@click.command(options_metavar="[选项]")
@click.argument("identity", metavar="事项", required=False)
@click.argument("title", metavar="短标题", required=False)
@click.option("--year", type=YEAR_TYPE, metavar="年度", help="哪一年，默认最近的一年。")
@click.option("--under", default="", metavar="节", help="放在哪一节（或哪个事项）之下。")
@click.option("--after", default="", metavar="事项", help="放在哪个事项之后。")
@click.option("--retire", metavar="事项", help="不再列入这个事项：文件和清单里的一行都拿掉，留下它的来历。")
@click.pass_obj
@exit_with_code
@changes_content
def add(
    roots: list[Root],
    identity: str | None,
    title: str | None,
    *,
    year: int | None,
    under: str,
    after: str,
    retire: str | None,
) -> int:
    """增加一个事项：新建文件，列进清单；--retire 拿掉一个。"""
    from pipeline.draft import items
    from pipeline.draft.files import write_files

    root = _only(roots)
    number = years_of(roots[0], () if year is None else (year,), newest=True)[0]
    if bool(retire) == bool(identity) or (identity and not title):
        raise click.UsageError(usage.add_or_retire(command_line()))
    if _is_secret(root):
        return REFUSED
    changes = (
        items.retire_item(root, number, retire)
        if retire
        else items.add_item(root, number, identity or "", title or "", under, after)
    )
    if isinstance(changes, Refusal):
        return refused(changes)
    from pipeline.cli.messages.sentences import sentence

    write_files(root, changes.files)
    for notice in changes.notices:
        click.echo(sentence(notice, command_line()))
    return CLEAN


@click.command(options_metavar="[选项]")
@YEAR
@click.option("--as", "name", required=True, metavar="名称", help="稿本的名称，如 送审稿。")
@click.pass_obj
@exit_with_code
@changes_content
def save(roots: list[Root], year: int, *, name: str) -> int:
    """把这一年现在的样子存为一个稿本。"""
    from pipeline.cli.messages.sentences import sentence
    from pipeline.diff.snapshots import save_snapshot

    root = _only(roots)
    years_of(roots[0], (year,), newest=True)
    if _is_secret(root):
        return REFUSED
    saved = save_snapshot(root, year, name)
    if isinstance(saved, Refusal):
        return refused(saved)
    click.echo(sentence(saved, command_line()))
    return CLEAN


@click.command(options_metavar="[选项]")
@click.argument("old", metavar="旧")
@click.argument("new", metavar="[新]", required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", help="怎样列出；docx 是修改对照表和带修订的计划。"
)
@click.option(
    "--against",
    "points",
    metavar="文件",
    type=click.Path(exists=True, dir_okay=False),
    help="对照上级要点（docx、xlsx、html、txt、pdf），列出任务承接表。",
)
@click.option("-o", "out", default="build", metavar="目录", help="html 和 docx 写到哪里，默认 build/diff/。")
@click.pass_obj
@exit_with_code
def diff(roots: list[Root], old: str, new: str | None, *, form: str, points: str | None, out: str) -> int:
    """比较两个年度或稿本：2023 2024、2024@送审稿 2024、2024@HEAD~3 2024；或一稿和 Word 里改过的文件：2024 局长改.docx。"""
    root = _there(roots)
    if points is None and new is None:
        raise click.UsageError(usage.two_versions(command_line()))
    if points is not None and new is not None:
        raise click.UsageError(usage.AGAINST_WITH_TWO)
    if _is_secret(root):
        return REFUSED
    if points is not None:
        return _against(root, old, Path(points), form, out)
    assert new is not None, "one state is compared with another"
    if new.lower().endswith(EDITED) and Path(new).is_file():
        return _edited(roots[0], old, Path(new), form, out)
    return _compared(root, old, new, form, out)


def _edited(office: Root, old: str, file: Path, form: str, out: str) -> int:
    """Show what an edited file changes, without writing it."""
    from pipeline.cli.messages.merge import describe_merge
    from pipeline.diff.snapshots import open_version, redactor_for
    from pipeline.merge.compare import compare_edited
    from pipeline.readers.limits import read_confined

    root = office.path
    named = open_version(root, old)
    if isinstance(named, Refusal):
        return refused(named)
    built = Path(out) / office.prefix / str(named.year)
    found = compare_edited(root, named.year, file.name, file.read_bytes(), named.state or None, read_confined, built)
    if isinstance(found, Refusal):
        return refused(found)
    if form == "text":
        redact = redactor_for(found.compared.old, found.compared.new)
        for line in describe_merge(found.merge, command_line()):
            click.echo(redact(line))
        return CLEAN
    return _shown(root, found.compared, form, out)


def _compared(root: Path, old: str, new: str, form: str, out: str) -> int:
    from pipeline.diff.snapshots import compare_versions

    compared = compare_versions(root, old, new)
    if isinstance(compared, Refusal):
        return refused(compared)
    if any(stop_if_classified(version.sources) for version in (compared.old, compared.new)):
        return REFUSED
    for version in (compared.old, compared.new):
        _warned(version)
    return _shown(root, compared, form, out)


def _shown(root: Path, compared: "ComparedVersions", form: str, out: str) -> int:
    from pipeline.diff import report

    match form:
        case "json":
            click.echo(report.data(compared.diff).rstrip("\n"))
        case "html" | "docx":
            from pipeline.assemble.templates import template_search_path
            from pipeline.diff import exports

            files = exports.html_files if form == "html" else exports.word_files
            _written(out, files(compared, template_search_path(Path.cwd(), root)))
        case _:
            click.echo(report.text(compared.diff).rstrip("\n"))
    return CLEAN


def _against(root: Path, name: str, directive: Path, form: str, out: str) -> int:
    from pipeline.diff.snapshots import open_version, redactor_for
    from pipeline.trace import report, traceability

    version = open_version(root, name)
    if isinstance(version, Refusal):
        return refused(version)
    if stop_if_classified(version.sources):
        return REFUSED
    _warned(version)
    traced = traceability.trace_directive(directive.name, directive.read_bytes(), version.plan, version.label)
    if isinstance(traced, Refusal):
        return refused(traced)
    trace = redact_deep(traced, redactor_for(version))
    match form:
        case "json":
            click.echo(report.data(trace).rstrip("\n"))
        case "html" | "docx":
            from pipeline.assemble.templates import template_search_path
            from pipeline.trace import exports

            files = exports.html_files if form == "html" else exports.word_files
            _written(out, files(trace, version, directive.stem, template_search_path(Path.cwd(), root)))
        case _:
            click.echo(report.text(trace).rstrip("\n"))
    return CLEAN
