"""`zwgk`: the group of all verbs, its options, and the console script; a verb is imported when it is called."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from pipeline.cli.i18n import speak_chinese
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import CommandLine, program_called


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb's command is, and the first sentence of its docstring, for the list of verbs."""

    module: str
    summary: str
    function: str = ""
    """Its function in the module, if it is not named like the verb."""


VERBS: Mapping[str, Verb] = {
    "check": Verb("check", "检查内容，列出问题；不写年度就是最近的一年。"),
    "build": Verb("build", "生成公文的 Word、PDF 和附件；不写年度就是最近的一年。"),
    "review": Verb("review", "保密审查到了哪一步；打印审查表；登记做完的审查。"),
    "issue": Verb("review", "登记签发（定稿）：签发的就是现在这些文字。"),
    "publish": Verb("build", "生成全部文件和网站，一次换上；有必改的问题就不换。不写年度就是全部不是草稿的年度。"),
    "published": Verb("review", "公开以后，登记公开的时间。"),
    "new": Verb("draft", "从上一年的计划起草新一年的，要核对的地方都标上待核；还没有计划的，从头起一份。"),
    "add": Verb("draft", "增加一个事项：新建文件，列进清单；--retire 拿掉一个。"),
    "save": Verb("draft", "把这一年现在的样子存为一个稿本。"),
    "import": Verb(
        "ingest", "把已有的计划（Word、Excel、网页、文本、有文字的 PDF）读成内容，正文和附表可以是几个文件。", "import_"
    ),
    "diff": Verb(
        "draft",
        "比较两个年度或稿本：2023 2024、2024@送审稿 2024、2024@HEAD~3 2024；或一稿和 Word 里改过的文件：2024 局长改.docx。",
    ),
    "merge": Verb("merge", "把 Word、WPS、Excel 里对本工具生成的文件所作的修改并回内容：先列出，--apply 写入。"),
    "serve": Verb("serve", "边写边看：在本机浏览器里预览网页、PDF 和附件，保存即更新；只读。"),
    "doctor": Verb("build", "检查字体、软件是否齐备。"),
}


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
            verb = VERBS[cmd_name]
            command = cast(
                "click.Command", getattr(import_module(f"pipeline.cli.{verb.module}"), verb.function or cmd_name)
            )
            misplaced = click.Option(["-C"], hidden=True, expose_value=False, callback=_misplaced, is_eager=True)
            command.params.append(misplaced)
            self.add_command(command)
        return self.commands[cmd_name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs as click does, from their summaries."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section(usage.VERBS_HEADING):
            formatter.write_dl(
                [(name, click.Command(name, help=VERBS[name].summary).get_short_help_str(limit)) for name in names]
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
    context.obj = [Root(path, name if len(paths) > 1 else "") for path, name in zip(paths, names, strict=True)]


def _misplaced(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(usage.misplaced_root(CommandLine(program_called(), value), context.info_name), context)


def main() -> None:
    """The console script."""
    speak_chinese()
    zwgk(prog_name=program_called())
