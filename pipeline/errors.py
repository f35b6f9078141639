"""Exceptions for what stops the program and is not in the content: a template, a font, a file that cannot be read.

The command line exits with 3.

Any room may raise one; nothing catches `Exception`.
"""

from pathlib import Path


class ZwgkError(Exception):
    """A fault that is not the content's (本工具的问题); its message is for the person at the terminal, in Chinese."""


class TemplateError(ZwgkError):
    """A template without something that the code needs."""

    def __init__(self, template: Path, reason: str) -> None:
        super().__init__(f"模板 {template}：{reason}")


class FontError(ZwgkError):
    """A font that is missing or cannot be read."""

    def __init__(self, font: str, reason: str) -> None:
        super().__init__(f"字体 {font}：{reason}")


class Unreadable(ZwgkError):
    """A file is damaged, locked, or not what its name says; the message is Chinese, for the clerk who supplied it."""
