"""`zwgk`: the group of all verbs, its options, and the console script."""

from collections import Counter
from importlib import metadata
from pathlib import Path

import click

from pipeline.cli.build import build, doctor, publish
from pipeline.cli.check import check
from pipeline.cli.draft import add, diff, new, save
from pipeline.cli.i18n import speak_chinese
from pipeline.cli.ingest import import_
from pipeline.cli.merge import merge
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import CommandLine, program_called
from pipeline.cli.review import issue, published, review
from pipeline.cli.serve import serve
from pipeline.cli.tasks import list_
from pipeline.source import Root

VERBS = (check, build, review, issue, publish, published, new, add, save, import_, diff, merge, list_, serve, doctor)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.option("-C", "roots", multiple=True, metavar="目录", help="内容目录，默认 content/；可写几次。")
@click.version_option(metadata.version("zwgk"), message="zwgk %(version)s", help="显示版本。")
@click.pass_context
def zwgk(context: click.Context, roots: tuple[str, ...]) -> None:
    """政务公开工作计划：写一次，生成公文、附表和网页。

    仅限非涉密计算机、非涉密内容。
    """
    paths = [Path(root) for root in roots or ("content",)]
    names = [path.resolve().name for path in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise click.UsageError(usage.same_names(twice))
    context.obj = [Root(path, name if len(paths) > 1 else "") for path, name in zip(paths, names, strict=True)]


def _misplaced(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(usage.misplaced_root(CommandLine(program_called(), value), context.info_name), context)


for verb in VERBS:
    verb.params.append(click.Option(["-C"], hidden=True, expose_value=False, callback=_misplaced, is_eager=True))
    zwgk.add_command(verb)


def main() -> None:
    """The console script."""
    speak_chinese()
    zwgk(prog_name=program_called())
