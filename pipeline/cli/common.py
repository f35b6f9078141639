"""How a verb runs: its exit code, the years it is asked for, how it says what was found."""

import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import ParamSpec
from unicodedata import normalize

import click

from pipeline import source
from pipeline.check.redact import build_redactor, state_secrets
from pipeline.check.report import counted
from pipeline.check.session import CheckedContent
from pipeline.errors import ZwgkError
from pipeline.findings import Severity, show
from pipeline.source import Root, Sources

CLEAN, REFUSED, USAGE, FAULT = 0, 1, 2, 3
"""Exit codes: nothing to object, 必改 or a refusal, wrong usage (click's own), our own fault."""

Arguments = ParamSpec("Arguments")


_CALLED = re.compile(r"zwgk (?=(?:check|build|review|issue|published|publish|new|add|save|diff|serve)\b)")
"""A command in what is said, where -C belongs."""


def with_content_option(words: str) -> str:
    """The words with the commands in them as they would have to be typed here: with -C where it was typed now."""
    context = click.get_current_context(silent=True)
    roots: tuple[str, ...] = context.find_root().params.get("roots", ()) if context else ()
    # of several roots the words do not say which they mean
    return _CALLED.sub(lambda _: f"zwgk -C {roots[0]} ", words) if len(roots) == 1 else words


def echo_err(words: str) -> None:
    """Say something beside the results, on stderr."""
    click.echo(with_content_option(words), err=True)


def exit_with_code(verb: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Run a verb and exit with what it returns; what we got wrong ourselves, or the machine refuses, is said and ends with 3."""

    @wraps(verb)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            code = verb(*args, **kwargs)
        except ZwgkError as fault:
            echo_err(f"本工具的问题：{fault}")
            code = FAULT
        except BrokenPipeError:
            # whoever reads our words has had enough of them: click ends in silence
            raise
        except OSError as error:
            echo_err(describe_os_error(error))
            code = FAULT
            _discard_stdout()
        sys.exit(code)

    return run


def _discard_stdout() -> None:
    """Let go of results that found no room: Python would try again when it ends, in English, and end with 120."""
    try:
        sys.stdout.flush()
    except OSError:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


_REFUSED = {
    errno.EACCES: "没有权限：请看这个文件（目录）的属主和权限，改好再运行，或换用有权限的用户",
    errno.EPERM: "系统不允许：请看这个文件（目录）的属主和权限，改好再运行，或换用有权限的用户",
    errno.EROFS: "在只读的盘上，写不进去：请换到可以写的地方，生成的文件可用 -o 另指目录",
    errno.ENOSPC: "磁盘满了，没有写完；腾出空间再运行一次",
    errno.EDQUOT: "磁盘配额用完了，没有写完；腾出空间再运行一次",
    errno.ENOENT: "没有这个文件（目录）：可能刚被移走或改名，请核对",
    errno.EISDIR: "是目录，这里要的是文件：请移走或改名",
    errno.ENOTDIR: "路径里有一段是文件，不是目录：请移走或改名",
    errno.EFBIG: "文件大小超过了系统的限制，没有写完",
    errno.EIO: "读写出错：磁盘或网络盘可能坏了、断开了，没有写完",
    errno.ELOOP: "链接绕成了圈：请改好链接",
    errno.ENAMETOOLONG: "文件名太长：请改短",
    errno.EMFILE: "打开的文件太多：请关掉一些程序再运行",
}
"""What a clerk can do about what the system refuses, by its own code."""


def describe_os_error(error: OSError) -> str:
    """What the system refused, in words that name the file and what to do."""
    # a rename names two files; it is the one to be replaced that somebody knows
    named = error.filename2 or error.filename
    file = f"{_shown(named)}：" if isinstance(named, str | Path) else ""
    return f"没有做成：{file}{_REFUSED.get(error.errno or 0, f'系统读写出错（{error.strerror or error}）')}。"


def _shown(name: str | Path) -> str:
    path, here = Path(name), Path.cwd()
    if path.name.startswith("."):
        # a file of ours on its way: it is its folder that somebody knows
        path = path.parent
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


class Year(click.ParamType[int]):
    """A year as people write it (2023, 2023年, ２０２３年度); what else is typed in its place is answered by how it is written."""

    name = "年度"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year; a path, or a number that is no year, is a usage error."""
        typed = str(value)
        words = normalize("NFKC", typed).strip()
        found = re.fullmatch(r"(\d+)年?度?", words)
        if not found or not 1900 <= int(found[1]) <= 2999:
            meant = re.search(r"(?<!\d)(?:19|2\d)\d\d(?!\d)", words)
            self.fail(f"“{typed}”不是年度；写四位数字（1900 至 2999），如 {meant[0] if meant else 2023}", param, ctx)
        return int(found[1])


YEAR_TYPE = Year()


def years_of(root: Root, asked: Sequence[int], *, newest: bool) -> list[int]:
    """The years asked for, or by default the newest or all; a year without a folder is a usage error."""
    if not root.path.is_dir():
        raise click.UsageError(f"没有这个目录：{root.path}")
    for name in source.misnamed_years(root.path):
        echo_err(f"{(root.path / name).as_posix()} 没有看：年度目录的名称只写四位数字，如 {name[:4]}")
    there = source.years(root.path)
    if not there:
        raise click.UsageError(f"{root.path} 里没有年度目录（如 2023）；从头起草用 zwgk new 年度")
    missing = [year for year in asked if year not in there]
    if missing:
        raise click.UsageError(f"{root.path} 里没有 {missing[0]} 年；有 {'、'.join(map(str, there))}")
    return list(asked) or (list(there[-1:]) if newest else list(there))


def each_year(roots: Sequence[Root], asked: Sequence[int], *, newest: bool) -> list[tuple[Root, int]]:
    """Every root with its years; what was asked wrongly is said before anything is done."""
    return [(root, year) for root in roots for year in years_of(root, asked, newest=newest)]


YEARS = click.argument("years", nargs=-1, type=YEAR_TYPE, metavar="[年度]…")
YEAR = click.argument("year", type=YEAR_TYPE, metavar="年度")
OUT = click.option("-o", "out", default="build", metavar="目录", help="生成到哪里，默认 build/。")


def stop_if_classified(sources: Sources) -> bool:
    """Whether a file bears a 密级, and that it was said with its place: no verb goes on then."""
    found = state_secrets(sources)
    if found:
        place = found[0].place
        where = f"{build_redactor(sources).redact(place.path)}:{place.line}"
        echo_err(f"内容写有密级（{where}）：涉密内容不得在这里处理，请报告本单位保密工作机构。")
    return bool(found)


def print_report(proof: CheckedContent) -> None:
    """Say on stderr what must be mended, line by line, and how much else there is; nothing secret is repeated."""
    report = proof.report()
    if not report.findings:
        return
    columns = shutil.get_terminal_size((80, 24)).columns
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            echo_err(show(finding, report.sources.get(finding.place.path), columns) + "\n")
    echo_err(f"{report.shown}：{counted(report)}（逐处查看：zwgk check）")
