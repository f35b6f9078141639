"""`zwgk new`, `add`, `save` and `diff`: from this year's plan to the next, and what became different."""

from collections.abc import Mapping
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
    echo_err,
    exit_with_code,
    stop_if_classified,
    years_of,
)
from pipeline.cli.messages.command import command_line
from pipeline.refusals import Refusal
from pipeline.source import Root
from pipeline.storage import write_file

if TYPE_CHECKING:
    from pipeline.diff.snapshots import Version

FORMATS = ("text", "html", "docx", "json")


def _only(roots: list[Root]) -> Path:
    if len(roots) > 1:
        raise click.UsageError("一次只写一个内容目录，-C 只写一个")
    return roots[0].path


def _there(roots: list[Root]) -> Path:
    root = _only(roots)
    if not root.is_dir():
        raise click.UsageError(f"没有这个目录：{root}")
    return root


def _is_secret(root: Path) -> bool:
    """Whether a file below the content root bears a 密级, and that it was said: no verb goes on then."""
    return root.is_dir() and stop_if_classified(source.with_other_text(root, source.load_office(root)))


def _refused(refusal: Refusal) -> int:
    from pipeline.cli.messages.sentences import sentence

    echo_err(sentence(refusal, command_line()))
    return REFUSED


def _warned(version: "Version") -> None:
    """Say that a state was not read whole: what is missing would look like taken out."""
    if version.errors:
        place = version.errors[0].place
        echo_err(
            f"{version.label}有 {len(version.errors)} 处必改的问题，没有读全，比较也就不全；先改好再比。"
            f"第一处在 {place.path}:{place.line}"
        )


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
def new(roots: list[Root], year: int, *, source_year: int | None) -> int:
    """从上一年的计划起草新一年的，要核对的地方都标上待核；还没有计划的，从头起一份。"""
    from pipeline.draft import scaffold as first_year
    from pipeline.draft.new_year import draft_year, write_draft

    root = _only(roots)
    if _is_secret(root):
        return REFUSED
    if source_year is None and not first_year.has_plans(root):
        first = first_year.make_scaffold(root, year)
        refused = first if isinstance(first, Refusal) else first_year.write_scaffold(root, first)
        if refused is not None:
            return _refused(refused)
        for words in first.said if isinstance(first, first_year.Scaffold) else ():
            click.echo(words)
        return CLEAN
    draft = draft_year(root, year, source_year)
    if isinstance(draft, Refusal):
        return _refused(draft)
    refused = write_draft(root, draft)
    if refused is not None:
        return _refused(refused)
    for words in draft.said:
        click.echo(words)
    return CLEAN


@click.command(options_metavar="[选项]")
@click.argument("identity", metavar="事项", required=False)
@click.argument("title", metavar="短标题", required=False)
@click.option("--year", type=YEAR_TYPE, metavar="年度", help="哪一年，默认最近的一年。")
@click.option("--under", default="", metavar="节", help="放在哪一节（或哪个事项）之下。")
@click.option("--after", default="", metavar="事项", help="放在哪个事项之后。")
@click.option("--retire", metavar="事项", help="不再列入这个事项：文件和清单里的一行都拿掉，留下它的来历。")
@click.pass_obj
@exit_with_code
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
        raise click.UsageError(f"写 {command_line()} add 事项 短标题，或 {command_line()} add --retire 事项")
    if _is_secret(root):
        return REFUSED
    changes = (
        items.retire_item(root, number, retire)
        if retire
        else items.add_item(root, number, identity or "", title or "", under, after)
    )
    if isinstance(changes, Refusal):
        return _refused(changes)
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
def save(roots: list[Root], year: int, *, name: str) -> int:
    """把这一年现在的样子存为一个稿本。"""
    from pipeline.diff import snapshots as versions

    root = _only(roots)
    years_of(roots[0], (year,), newest=True)
    if _is_secret(root):
        return REFUSED
    saved = versions.save_snapshot(root, year, name)
    if isinstance(saved, Refusal):
        return _refused(saved)
    for words in saved:
        click.echo(words)
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
    help="对照上级要点（docx、html、txt、pdf），列出任务承接表。",
)
@click.option("-o", "out", default="build", metavar="目录", help="html 和 docx 写到哪里，默认 build/diff/。")
@click.pass_obj
@exit_with_code
def diff(roots: list[Root], old: str, new: str | None, *, form: str, points: str | None, out: str) -> int:
    """比较两个年度或稿本：2023 2024、2024@送审稿 2024、2024@HEAD~3 2024。"""
    root = _there(roots)
    if points is None and new is None:
        raise click.UsageError(f"写两个年度或稿本，如 {command_line()} diff 2023 2024")
    if points is not None and new is not None:
        raise click.UsageError("--against 只写一个年度或稿本")
    if _is_secret(root):
        return REFUSED
    if points is not None:
        return _against(root, old, Path(points), form, out)
    assert new is not None, "one state is compared with another"
    return _compared(root, old, new, form, out)


def _compared(root: Path, old: str, new: str, form: str, out: str) -> int:
    from pipeline.diff import report, snapshots as versions

    found = versions.compare_versions(root, old, new)
    if isinstance(found, Refusal):
        return _refused(found)
    if any(stop_if_classified(version.sources) for version in (found.old, found.new)):
        return REFUSED
    for version in (found.old, found.new):
        _warned(version)
    match form:
        case "json":
            click.echo(report.data(found.diff).rstrip("\n"))
        case "html" | "docx":
            from pipeline.assemble.templates import template_search_path
            from pipeline.trace import exports as outputs

            make = outputs.pages if form == "html" else outputs.documents
            _written(out, make(found, template_search_path(Path.cwd())))
        case _:
            click.echo(report.text(found.diff).rstrip("\n"))
    return CLEAN


def _against(root: Path, name: str, points: Path, form: str, out: str) -> int:
    from pipeline.diff import snapshots as versions
    from pipeline.trace import traceability as against

    version = versions.open_version(root, name)
    if isinstance(version, Refusal):
        return _refused(version)
    if stop_if_classified(version.sources):
        return REFUSED
    _warned(version)
    found = against.trace_directive(points.name, points.read_bytes(), version.plan, version.label)
    if isinstance(found, Refusal):
        return _refused(found)
    found = redact_deep(found, versions.redactor_for(version))
    match form:
        case "json":
            click.echo(against.data(found).rstrip("\n"))
        case "html" | "docx":
            from pipeline.assemble.templates import template_search_path
            from pipeline.trace import exports as outputs

            make = outputs.against_page if form == "html" else outputs.against_document
            _written(out, make(found, version, points.stem, template_search_path(Path.cwd())))
        case _:
            click.echo(against.text(found).rstrip("\n"))
    return CLEAN
