"""What we got wrong ourselves: exceptions that name the template, font or file. The command line exits with 3.

Any room may raise one; nothing catches `Exception`.
"""

from pathlib import Path


class ZwgkError(Exception):
    """Our own fault (本工具的问题): its words are for the person at the terminal, in Chinese."""


class TemplateError(ZwgkError):
    """A template that does not hold what the code asks for."""

    def __init__(self, template: Path, reason: str) -> None:
        super().__init__(f"模板 {template}：{reason}")


class FontError(ZwgkError):
    """A face that is missing or cannot be read."""

    def __init__(self, font: str, reason: str) -> None:
        super().__init__(f"字体 {font}：{reason}")
