"""Render Jinja templates for the web pages and the PDF: sandboxed, strict about undefined names, escaped."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    filters,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
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
        return _environment(tuple(templates)).get_template(name).render({"range": _bounded_range(), **slots})
    except TemplateNotFound as fault:
        folders = "、".join(str(folder) for folder in templates)
        raise TemplateError(Path(fault.name or name), f"不在 {folders} 中") from fault
    except TemplateSyntaxError as fault:
        raise TemplateError(_path(templates, fault.name or name), f"第 {fault.lineno} 行：{fault.message}") from fault
    except jinja2.TemplateError as fault:
        raise TemplateError(_path(templates, name), f"{fault.message}") from fault
    except UnicodeDecodeError as fault:
        # which of those included cannot be read, the exception does not say
        raise TemplateError(_path(templates, name), "它或者它引用的模板不是 UTF-8，另存为 UTF-8") from fault
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError, RecursionError) as fault:
        raise TemplateError(
            _path(templates, name), f"里面有算不出来的：{str(fault) or type(fault).__name__}"
        ) from fault


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


MAX_STEPS = 1_000_000
"""The most numbers that the `range` of one rendering gives, in all loops together."""

MAX_CHARS = 1_000_000
"""The longest text that a template may make of another one by repeating or padding it."""


_WIDE_FORMAT = lazy_pattern(r"\d{4}|\*")


class _Environment(SandboxedEnvironment):
    """A sandbox in which no template works without end or fills the memory."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers only, and raise to small powers only; raises SecurityError for anything else."""
        match operator, left, right:
            case ("*", int() | float(), int() | float()) | ("%", int() | float(), int() | float()):
                return super().call_binop(context, operator, left, right)
            case "%", str(), _ if not _WIDE_FORMAT.search(left):
                return super().call_binop(context, operator, left, right)
            case "**", int() | float(), int() | float() if abs(right) <= 64:
                return super().call_binop(context, operator, left, right)
        raise SecurityError(f"模板里的 {operator} 只能用来算数")


def _bounded_range() -> Callable[..., Iterator[int]]:
    """Return a `range` for one rendering, whose loops share `MAX_STEPS`."""
    steps = count(1)

    def bounded(*limits: int) -> Iterator[int]:
        for number in range(*limits):
            if next(steps) > MAX_STEPS:
                raise SecurityError(f"range 的循环超过 {MAX_STEPS} 次")
            yield number

    return bounded


def _padded(text: str, width: int, *rest: Any) -> str:
    if width > MAX_CHARS:
        raise SecurityError(f"要补到 {width} 个字，太长了")
    return filters.do_center(text, width, *rest)


def _formatted(text: str, *values: Any, **named: Any) -> str:
    if _WIDE_FORMAT.search(text):
        raise SecurityError("format 里的宽度太大")
    return filters.do_format(text, *values, **named)


@cache
def _environment(templates: tuple[Path, ...]) -> SandboxedEnvironment:
    environment = _Environment(
        loader=_Loader(templates),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith((".css", ".js")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(),
    )
    environment.filters |= {"center": _padded, "format": _formatted}
    return environment


class _Compiled(BytecodeCache):
    """The compiled templates of this process, by their source: offices that share a template compile it once."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - the same in every folder
        """Return the name alone as the key; jinja2 compares the checksum of the source."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code that was compiled of the same source."""
        if code := _COMPILED.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _COMPILED[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED: dict[tuple[str, str], bytes] = {}


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
