"""`zwgk import`: an existing plan becomes content."""

from pathlib import Path

import click

from pipeline import source
from pipeline.cli.common import CLEAN, REFUSED, YEAR_TYPE, changes_content, echo_err, exit_with_code, stop_if_classified
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.cli.messages.ingest import describe_import
from pipeline.errors import Unreadable
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root


@click.command("import", options_metavar="[选项]")
@click.argument("names", metavar="文件…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--year", type=YEAR_TYPE, metavar="年度", required=True, help="导入为哪一年的计划。")
@click.pass_obj
@exit_with_code
@changes_content
def import_(roots: list[Root], names: tuple[str, ...], *, year: int) -> int:
    """把已有的计划（Word、Excel、网页、文本、有文字的 PDF）读成内容，正文和附表可以是几个文件。"""
    from pipeline.ingest.write import import_year, write_year
    from pipeline.readers.limits import read_file_confined

    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT)
    root = roots[0].path
    if root.is_dir() and stop_if_classified(source.load_root(root).year(0)):
        return REFUSED
    documents = []
    for path in map(Path, names):
        try:
            documents.append(read_file_confined(path))
        except Unreadable as unreadable:
            return _refused(Refusal(Reason.IMPORT_UNREADABLE, name=path.name, error=str(unreadable)))
    made = import_year(root, tuple(documents), year)
    if isinstance(made, Refusal):
        return _refused(made)
    refusal = write_year(root, made)
    if refusal is not None:
        return _refused(refusal)
    for line in describe_import(made, root, command_line()):
        click.echo(line)
    return CLEAN


def _refused(refusal: Refusal) -> int:
    from pipeline.cli.messages.sentences import sentence

    echo_err(sentence(refusal, command_line()))
    return REFUSED
