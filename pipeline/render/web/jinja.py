"""Render Jinja templates for the web pages and the PDF: sandboxed, strict about undefined names, escaped."""

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
from pipeline.patterns import lazy_pattern
from pipeline.render.pagination import grid_rows
from pipeline.render.print_model import Cell, Grid


def render_template(templates: Sequence[Path], name: str, **slots: object) -> str:
    """Render the template `name` from the first folder that has it.

    Values are escaped as HTML, except in a style sheet or a script. Raises TemplateError if
    no folder has the template, if it cannot be read, or if it uses an unknown variable.
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


_COMMENT = lazy_pattern(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE)


def inline_asset(templates: Sequence[Path], name: str) -> str:
    """Render a style sheet or script to be inlined in a page, without its comments.

    Raises TemplateError when it cannot be read.
    """
    # a browser reads every end of a line as LF before it takes the hash
    return _COMMENT.sub("", re.sub(r"\r\n?", "\n", render_template(templates, name))).strip()


def csp_hash(source: str) -> str:
    """The source expression that allows this inline style or script in a Content-Security-Policy."""
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


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
    """Reloads a template also when one of the same name has appeared in an earlier folder."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's text, its path, and a function that says whether it is unchanged."""
        text, path, unchanged = super().get_source(environment, template)
        return text, path, lambda: unchanged() and _path(tuple(map(Path, self.searchpath)), template) == Path(path)


def _path(templates: Sequence[Path], name: str) -> Path:
    return next((folder / name for folder in templates if (folder / name).is_file()), Path(name))


def html_rows(grid: Grid) -> Iterator[tuple[tuple[int, Cell], ...]]:
    """Yield the grid's rows as in HTML: the cells that begin in each, with their columns counted from 0."""
    for row in grid_rows(grid):
        yield tuple((placed.column, placed.cell) for placed in row if not placed.is_continuation)
