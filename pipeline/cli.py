"""The verbs: the only room that prints, asks and exits.

Exit codes: 0 clean, 1 必改 or a refusal, 2 usage, 3 our own fault.
"""

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import metadata
from pathlib import Path
from typing import ParamSpec

import click

from pipeline import fonts, source
from pipeline.faults import Fault
from pipeline.findings import Finding, Level, show, stops
from pipeline.parse import parse
from pipeline.source import Root, Source

CLEAN, REFUSED, USAGE, FAULT = 0, 1, 2, 3


# --- click in Chinese ------------------------------------------------------------------

_CHINESE = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这份说明。",
    "Show the version and exit.": "显示版本。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用 {command} {option} 查看说明。",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Missing command.": "缺少命令。",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要有值。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数字。",
    "Aborted!": "已中断。",
    "default: {default}": "默认 {default}",
    "required": "必填",
}


def _in_chinese() -> None:
    """Let click say its fixed words in Chinese; it asks gettext, whose catalogue depends on the locale."""
    import click.core
    import click.decorators
    import click.exceptions
    import click.formatting
    import click.parser
    import click.types

    def said(words: str) -> str:
        return _CHINESE.get(words, words)

    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        if hasattr(module, "_"):
            setattr(module, "_", said)  # noqa: B010  the attribute is click's own gettext


# --- the group ---------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-C", "roots", multiple=True, metavar="目录", help="内容目录，默认 content/；可写几次。")
@click.version_option(metadata.version("zwgk"), message="zwgk %(version)s")
@click.pass_context
def zwgk(context: click.Context, roots: tuple[str, ...]) -> None:
    """政务公开工作计划：写一次，生成公文、附表和网页。

    仅限非涉密计算机、非涉密内容。
    """
    paths = [Path(root) for root in roots or ("content",)]
    names = [path.resolve().name for path in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise click.UsageError(f"两个内容目录同名：{'、'.join(twice)}")
    context.obj = [Root(path, name if len(paths) > 1 else "") for path, name in zip(paths, names, strict=True)]


Arguments = ParamSpec("Arguments")


def _faults_end_with_3(verb: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Run a verb and exit with what it returns; what we got wrong ourselves is said and ends with 3."""

    @wraps(verb)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            code = verb(*args, **kwargs)
        except Fault as fault:
            click.echo(f"本工具的问题：{fault}", err=True)
            code = FAULT
        sys.exit(code)

    return run


def _years(root: Root, asked: Sequence[int], *, newest: bool) -> list[int]:
    """The years asked for, or by default the newest or all; a year without a folder is a usage error."""
    there = source.years(root.path)
    if not there:
        raise click.UsageError(f"{root.path} 里没有年度目录（如 2023）")
    missing = [year for year in asked if year not in there]
    if missing:
        raise click.UsageError(f"{root.path} 里没有 {missing[0]} 年；有 {'、'.join(map(str, there))}")
    return list(asked) or (list(there[-1:]) if newest else list(there))


YEARS = click.argument("years", nargs=-1, type=int, metavar="[年度]…")
OUT = click.option("-o", "out", default="build", metavar="目录", help="生成到哪里，默认 build/。")


# --- saying ------------------------------------------------------------------------------


def _say(findings: Sequence[Finding], find: Callable[[str], Source | None], *, err: bool) -> None:
    """Show findings with their lines, what may not be repeated covered in all of them."""
    columns = shutil.get_terminal_size((80, 24)).columns
    hidden = [finding.place for finding in findings if finding.masked]
    for finding in findings:
        click.echo(show(finding, find(finding.place.path), columns, hidden), err=err)
        click.echo(err=err)


def _counted(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.level for finding in findings)
    return "，".join(f"{level.value} {counts[level]} 处" for level in Level)


# --- verbs -------------------------------------------------------------------------------


@zwgk.command()
@YEARS
@click.pass_obj
@_faults_end_with_3
def check(roots: list[Root], years: tuple[int, ...]) -> int:
    """检查内容，列出问题。"""
    code = CLEAN
    for root in roots:
        for year in _years(root, years, newest=True):
            sources = source.read(root.path, year)
            reading = parse(sources)
            by_path = {file.path: file for _, file in sources.files}
            _say(reading.findings, by_path.get, err=False)
            click.echo(f"{sources.shown(str(year))}：{_counted(reading.findings)}")
            if stops(reading.findings):
                code = REFUSED
    return code


@zwgk.command()
@YEARS
@OUT
@click.option("--force", is_flag=True, help="没有变化也重新生成。")
@click.option("--why", is_flag=True, help="说明为什么重新生成。")
@click.pass_obj
@_faults_end_with_3
def build(roots: list[Root], years: tuple[int, ...], out: str, *, force: bool, why: bool) -> int:
    """生成公文的 Word 和 PDF。"""
    from pipeline import build as conductor

    code = CLEAN
    faces = fonts.find()
    folders = conductor.templates(Path.cwd())
    for root in roots:
        for year in _years(root, years, newest=True):
            opened = conductor.open_year(root.path, year, faces)
            _say(opened.findings, opened.source, err=True)
            if stops(opened.findings):
                code = REFUSED
            if not opened.can_be_written:
                click.echo(f"{opened.sources.shown(str(year))}：有字会丢失或印成方框，没有生成", err=True)
                continue
            folder = Path(out) / root.prefix / str(year)
            made = conductor.make(opened, folder, folders, faces, force=force)
            conductor.put(opened, folder, folders, faces, made)
            for name in made.files:
                click.echo((folder / name).as_posix())
            if why:
                reasons = "；".join(made.why) or "没有变化，都保留"
                click.echo(f"{opened.sources.shown(str(year))}：{reasons}", err=True)
            if opened.findings:
                click.echo(f"{opened.sources.shown(str(year))}：{_counted(opened.findings)}", err=True)
    return code


@zwgk.command()
@YEARS
@OUT
@click.pass_obj
@_faults_end_with_3
def publish(roots: list[Root], years: tuple[int, ...], out: str) -> int:
    """生成全部文件和网站，一次换上；有必改的问题就不换。"""
    from pipeline.publish import publish as assemble

    for root in roots:
        _years(root, years, newest=False)
    result = assemble(roots, years, Path(out), fonts.find(), Path.cwd())
    for opened in result.years:
        _say(opened.findings, opened.source, err=True)
    for words in result.said:
        click.echo(words, err=True)
    if result.refused:
        for words in result.refused:
            click.echo(words, err=True)
        click.echo("没有发布，原来的网站没有动。", err=True)
        return REFUSED
    for path in result.written:
        click.echo(path)
    return CLEAN


@zwgk.command()
@_faults_end_with_3
def doctor() -> int:
    """检查字体、软件是否齐备。"""
    from pipeline.doctor import examine

    code = CLEAN
    for line in examine():
        click.echo(f"{'有' if line.sound else '缺'}  {line.name}：{line.words}")
        if not line.sound:
            code = FAULT
    return code


def main() -> None:
    """The console script."""
    _in_chinese()
    zwgk()
