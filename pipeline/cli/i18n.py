"""Click's fixed words in Chinese."""

import re

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

_CHINESE = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这份说明。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用 {command} {option} 查看说明。",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Did you mean {possibility}?": "您是不是要写 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（您是不是要写其中一个：{possibilities}？）",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 要有 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要有值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 后面要有 {nargs} 个值。",
    "Got unexpected extra argument ({args})": "多了参数 {args}",
    "Got unexpected extra arguments ({args})": "多了参数 {args}",
    "{value!r} is not {choice}.": "{value!r} 不在可选之列：{choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选之列：{choices}。",
    "Choose from:\n\t{choices}": "可选：{choices}",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是整数。",
    "{name} {filename!r} does not exist.": "没有文件 {filename!r}。",
    "{name} {filename!r} is a directory.": "{filename!r} 是目录，不是文件。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，不是目录。",
    "{name} {filename!r} is not readable.": "{filename!r} 读不出。",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    "file": "文件",
    "directory": "目录",
    "path": "路径",
    "Aborted!": "已中断。",
    "default: {default}": "默认 {default}",
    "required": "必填",
}
"""What a clerk may meet of click's own words."""


def speak_chinese() -> None:
    """Let click say its fixed words in Chinese; it asks gettext, whose catalogue depends on the locale."""

    def translated(english: str) -> str:
        return _CHINESE.get(english, english)

    def counted(singular: str, several: str, count: int) -> str:
        return translated(singular if count == 1 else several)

    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        # the attributes are click's own names for gettext and ngettext
        for name, function in (("_", translated), ("ngettext", counted)):
            if hasattr(module, name):
                setattr(module, name, function)
    said_of_missing = click.MissingParameter.format_message

    def whole(missing: click.MissingParameter) -> str:
        # click ends it with a full stop of its own
        return re.sub(r"(?<=['\"])\.(?=\s|$)", "。", said_of_missing(missing))

    setattr(click.MissingParameter, "format_message", whole)  # noqa: B010 -- the type checker knows methods as fixed
