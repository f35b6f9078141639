"""`zwgk merge`: edits made in Word, WPS or Excel come back into the content."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click

from pipeline.check.redact import build_redactor
from pipeline.cli.common import CLEAN, REFUSED, YEAR_TYPE, exit_with_code, refused, stop_if_classified, years_of
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.cli.messages.merge import describe_applied, describe_merge, year_of_title
from pipeline.refusals import Refusal
from pipeline.source import Root


def _numbers(_context: click.Context, _option: click.Parameter, value: str) -> tuple[int, ...]:
    """Numbers of edits, as people write them: 3,5 or 3、5."""
    parts = [part.strip() for part in value.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise click.BadParameter(usage.no_numbers(value))
    return tuple(map(int, parts))


@click.command(options_metavar="[选项]")
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--year", type=YEAR_TYPE, metavar="年度", help="哪一年，默认按文件的标题，看不出就是最近的一年。")
@click.option("--base", metavar="稿本", help="文件由哪一稿生成；不写就找最接近的。")
@click.option("-o", "out", default="build", metavar="目录", help="上次生成在哪里，默认 build/。")
@click.option("--apply", "write", is_flag=True, help="写进内容；不写这一项只列出。")
@click.option("--theirs", metavar="编号", default="", callback=_numbers, help="要取舍的，取文件里的，如 3,5。")
@click.option("--ours", metavar="编号", default="", callback=_numbers, help="不取的，如 4。")
@click.pass_obj
@exit_with_code
def merge(
    roots: list[Root],
    files: Sequence[Path],
    *,
    year: int | None,
    base: str | None,
    out: str,
    write: bool,
    theirs: tuple[int, ...],
    ours: tuple[int, ...],
) -> int:
    """把 Word、WPS、Excel 里对本工具生成的文件所作的修改并回内容：先列出，--apply 写入。"""
    from pipeline import source
    from pipeline.merge.apply import apply_merge
    from pipeline.merge.merge import chosen_edits, find_merge, stated_year
    from pipeline.merge.model import Unplaced
    from pipeline.readers.limits import read_confined

    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT)
    root = roots[0].path
    contents = [(path.name, path.read_bytes()) for path in files]
    read = cache(read_confined)
    years = years_of(roots[0], () if year is None else (year,), newest=False)
    stated = stated_year(contents, years, read) if len(years) > 1 else None
    number = stated or years[-1]
    if stated is not None:
        click.echo(year_of_title(stated))
    if stop_if_classified(source.load_root(root).year(0)):
        return REFUSED
    found = find_merge(root, number, contents, base, read, Path(out) / roots[0].prefix / str(number))
    if isinstance(found, Refusal):
        return refused(found)
    chosen = chosen_edits(found, theirs, ours)
    if isinstance(chosen, Refusal):
        return refused(chosen)
    # what is new may be sensitive, too
    start = (source.SourceRange(0, "", 1, 1),)
    texts = [source.SourceText(text, start) for edit in found.edits for text in (edit.old, edit.new)]
    redact = build_redactor(found.present.sources, texts).redact
    for line in describe_merge(found, command_line()):
        click.echo(redact(line))
    if write:
        applied = apply_merge(root, found, chosen)
        if isinstance(applied, Refusal):
            return refused(applied)
        decided = [edit for edit in found.edits if edit.is_done or edit.reason is Unplaced.OTHER_TAKEN]
        left = [edit for edit in found.edits if edit not in decided and edit not in chosen]
        for line in describe_applied(applied, left, command_line()):
            click.echo(redact(line))
    return CLEAN
