"""How a verb runs: its exit code, the years it is asked for, how it says what was found."""

import errno
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

import click

from pipeline import source
from pipeline.check.report import counted
from pipeline.faults import Fault
from pipeline.findings import Level, show
from pipeline.proofread import Proofread
from pipeline.source import Root

CLEAN, REFUSED, USAGE, FAULT = 0, 1, 2, 3
"""Exit codes: nothing to object, 必改 or a refusal, wrong usage (click's own), our own fault."""

Arguments = ParamSpec("Arguments")


def ends_with_its_code(verb: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Run a verb and exit with what it returns; what we got wrong ourselves, or the system would not do, is said and ends with 3."""

    @wraps(verb)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            code = verb(*args, **kwargs)
        except Fault as fault:
            click.echo(f"本工具的问题：{fault}", err=True)
            code = FAULT
        except BrokenPipeError:
            # nobody listens any more: click knows how to end then
            raise
        except OSError as fault:
            click.echo(f"没有做成：{_why(fault)}", err=True)
            code = FAULT
        sys.exit(code)

    return run


_REASONS = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件大小超过了系统的限制",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "读写出错",
    errno.ENOENT: "不在了",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "路径中间有一个不是目录",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "名字太长",
    errno.EMFILE: "打开的文件太多",
}


def _why(fault: OSError) -> str:
    """What the system would not do, in words."""
    reason = _REASONS.get(fault.errno or 0, fault.strerror or str(fault))
    return f"{fault.filename}：{reason}" if fault.filename else reason


def years_of(root: Root, asked: Sequence[int], *, newest: bool) -> list[int]:
    """The years asked for, or by default the newest or all; a year without a folder is a usage error."""
    there = source.years(root.path)
    if not there:
        raise click.UsageError(f"{root.path} 里没有年度目录（如 2023）")
    missing = [year for year in asked if year not in there]
    if missing:
        raise click.UsageError(f"{root.path} 里没有 {missing[0]} 年；有 {'、'.join(map(str, there))}")
    return list(asked) or (list(there[-1:]) if newest else list(there))


def each_year(roots: Sequence[Root], asked: Sequence[int], *, newest: bool) -> list[tuple[Root, int]]:
    """Every root with its years; what was asked wrongly is said before anything is done."""
    return [(root, year) for root in roots for year in years_of(root, asked, newest=newest)]


YEARS = click.argument("years", nargs=-1, type=int, metavar="[年度]…")
OUT = click.option("-o", "out", default="build", metavar="目录", help="生成到哪里，默认 build/。")


def say(proof: Proofread) -> None:
    """Say on stderr what must be mended, line by line, and how much else there is; nothing secret is repeated."""
    if not proof.findings:
        return
    columns = shutil.get_terminal_size((80, 24)).columns
    report = proof.report()
    for finding in report.findings:
        if finding.level is Level.MUST:
            click.echo(show(finding, report.sources.get(finding.place.path), columns) + "\n", err=True)
    click.echo(f"{report.shown}：{counted(report)}（逐处查看：zwgk check）", err=True)
