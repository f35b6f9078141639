"""What the web page and the PDF share: templates filled by Jinja, and the columns under a grid's cells."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import TemplateError
from pipeline.render.pagination import grid_rows
from pipeline.render.print_model import Cell, Grid


def render_template(templates: Sequence[Path], name: str, **slots: object) -> str:
    """The words of the template `name` with its slots filled; the first of the folders that has it is taken.

    Everything put into a slot is escaped as HTML, except in a style sheet or a script. Raises
    TemplateError when no folder has the template, when it cannot be read, or when
    it asks for a slot that is not there.
    """
    try:
        return _environment(tuple(templates)).get_template(name).render(slots)
    except TemplateNotFound as fault:
        folders = "、".join(str(folder) for folder in templates)
        raise TemplateError(Path(fault.name or name), f"不在 {folders} 中") from fault
    except TemplateSyntaxError as fault:
        raise TemplateError(_path(templates, fault.name or name), f"第 {fault.lineno} 行：{fault.message}") from fault
    except jinja2.TemplateError as fault:
        raise TemplateError(_path(templates, name), f"{fault.message}") from fault


_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE)


def inline_asset(templates: Sequence[Path], name: str) -> str:
    """A style sheet or script as it stands in the page: without the lines that are only said to those who write it.

    Raises TemplateError when it cannot be read.
    """
    # a browser reads every end of a line as LF before it takes the hash
    return _COMMENT.sub("", re.sub(r"\r\n?", "\n", render_template(templates, name))).strip()


def csp_hash(words: str) -> str:
    """What lets a style or script of these words in, in a page's Content-Security-Policy."""
    return f"'sha256-{b64encode(sha256(words.encode()).digest()).decode()}'"


@cache
def _environment(templates: tuple[Path, ...]) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=_Loader(templates),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith((".css", ".js")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


class _Loader(FileSystemLoader):
    """Reads a template anew also when another of its name has come into a folder that is taken first."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's words, its path, and whether they still stand there."""
        words, path, unchanged = super().get_source(environment, template)
        return words, path, lambda: unchanged() and _path(tuple(map(Path, self.searchpath)), template) == Path(path)


def _path(templates: Sequence[Path], name: str) -> Path:
    return next((folder / name for folder in templates if (folder / name).is_file()), Path(name))


def html_rows(grid: Grid) -> Iterator[tuple[tuple[int, Cell], ...]]:
    """The grid's rows as HTML has them: the cells that begin in each, with the column of each counted from 0."""
    for row in grid_rows(grid):
        yield tuple((one.column, one.cell) for one in row if not one.is_continuation)
