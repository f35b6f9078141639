"""`zwgk`: the group of all verbs, its options, and the console script; a verb is imported when it is called."""

import gc
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from pipeline.cli.i18n import speak_chinese
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import CommandLine, program_called
from pipeline.cli.messages.verbs import SUMMARIES

VERBS: Mapping[str, tuple[str, str]] = {
    "check": ("check", "check"),
    "build": ("build", "build"),
    "review": ("review", "review"),
    "issue": ("review", "issue"),
    "publish": ("build", "publish"),
    "published": ("review", "published"),
    "new": ("draft", "new"),
    "add": ("draft", "add"),
    "save": ("draft", "save"),
    "import": ("ingest", "import_"),
    "diff": ("draft", "diff"),
    "merge": ("merge", "merge"),
    "list": ("tasks", "list_"),
    "progress": ("progress", "progress"),
    "consult": ("consult", "consult"),
    "submit": ("consult", "submit"),
    "report": ("report", "report"),
    "verify": ("verify", "verify"),
    "archive": ("verify", "archive"),
    "serve": ("serve", "serve"),
    "doctor": ("build", "doctor"),
}
"""The module of each verb in `cli/`, and its function there; what the list of verbs says of it is in `messages/verbs.py`."""


OUTPUT_NAMES = ("site", "releases")
"""What lies in the output folder beside the folders of content roots."""

ALLOCATIONS = 300_000
"""Objects made before the collector looks for cycles among them: a plan of 15 items makes a million. Python's own default is 700."""


class _Verbs(click.Group):
    """The group of verbs: to list them none is imported, to call one only that."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """The names of all verbs in alphabetical order, as click lists them."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """The command of a verb, imported; None if there is no such verb."""
        if cmd_name not in VERBS:
            return None
        if cmd_name not in self.commands:
            module, function = VERBS[cmd_name]
            command = cast("click.Command", getattr(import_module(f"pipeline.cli.{module}"), function))
            misplaced = click.Option(["-C"], hidden=True, expose_value=False, callback=_misplaced, is_eager=True)
            command.params.append(misplaced)
            self.add_command(command)
        return self.commands[cmd_name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs as click does."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section(usage.VERBS_HEADING):
            formatter.write_dl(
                [(name, click.Command(name, help=SUMMARIES[name]).get_short_help_str(limit)) for name in names]
            )


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.option("-C", "roots", multiple=True, metavar="目录", help="内容目录，默认 content/；可写几次。")
@click.version_option(package_name="zwgk", message="zwgk %(version)s", help="显示版本。")
@click.pass_context
def zwgk(context: click.Context, roots: tuple[str, ...]) -> None:
    """政务公开工作计划：写一次，生成公文、附表和网页。

    仅限非涉密计算机、非涉密内容。
    """
    from pipeline.source import Root

    paths = [Path(root) for root in roots or ("content",)]
    names = [path.resolve().name for path in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise click.UsageError(usage.same_names(twice))
    kept = [name for name in names if len(paths) > 1 and (name in OUTPUT_NAMES or name.startswith("."))]
    if kept:
        raise click.UsageError(usage.name_of_outputs(kept[0]))
    context.obj = [Root(path, name if len(paths) > 1 else "") for path, name in zip(paths, names, strict=True)]


def _misplaced(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(usage.misplaced_root(CommandLine(program_called(), value), context.info_name), context)


def main() -> None:
    """The console script."""
    # the collector would search all that was read and laid out a hundred times, and find next to nothing
    gc.set_threshold(ALLOCATIONS, 20, 20)
    speak_chinese()
    zwgk(prog_name=program_called())
