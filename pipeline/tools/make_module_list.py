"""Makes docs/modules.md from the docstrings of the modules: `python -m pipeline.tools.make_module_list`."""

import ast
import sys
from itertools import groupby
from pathlib import Path

from pipeline.storage import write_file

NAME = "modules.md"
PACKAGE = Path(__file__).resolve().parent.parent
INTRODUCTION = """\
# Modules

What each module of `pipeline/` does: the first line of its docstring, by room, to be searched for the word of what is to be changed.
What the rooms are to each other stands in [architecture.md](architecture.md), the terms in [glossary.md](glossary.md).
"""


def make() -> bytes:
    """Return the list of all modules by folder as Markdown, in UTF-8."""
    modules = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    modules.sort(key=lambda path: (path.parent.as_posix(), path.name))
    parts = [INTRODUCTION]
    for folder, paths in groupby(modules, key=lambda path: path.parent):
        parts.append(f"## {'pipeline/' if folder == Path() else f'{folder.as_posix()}/'}\n")
        parts.append("".join(f"- `{path.name}`: {_first_line(PACKAGE / path)}\n" for path in paths))
    return "\n".join(parts).encode()


def _first_line(module: Path) -> str:
    stated = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return stated.partition("\n")[0]


def main(folder: Path) -> None:
    """Write the file into the folder."""
    write_file(folder / NAME, make())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
