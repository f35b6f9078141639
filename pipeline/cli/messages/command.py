"""How the program was called, so that a command that is printed can be pasted into the same shell."""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from pipeline.dataclass import dataclass

PROGRAM = "zwgk"
"""The program's name where the shell finds it on its PATH."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The program as it was called and the content root it works on (empty for the default); `str` is what to type.

    With `several` content roots there is none until a message names its own (`for_root`).
    """

    program: str = PROGRAM
    root: str = ""
    several: bool = False

    def for_root(self, root: Path) -> "CommandLine":
        """The command for one content root of those it was called with."""
        return replace(self, root=root.as_posix()) if self.several else self

    def __str__(self) -> str:
        """The command up to the verb, quoted for a shell."""
        return f"{self.program} -C {quote(self.root)}" if self.root else self.program


def command_line() -> CommandLine:
    """The running command, with -C where a single content root was given; of several, `CommandLine.for_root` names one."""
    context = click.get_current_context(silent=True)
    roots: tuple[str, ...] = context.find_root().params.get("roots", ()) if context else ()
    return CommandLine(program_called(), roots[0] if len(roots) == 1 else "", len(roots) > 1)


def program_called(argv: Sequence[str] = sys.argv, original: Sequence[str] = sys.orig_argv) -> str:
    """What to type for this program: `zwgk` on the PATH, its path, or `python -m pipeline`.

    `argv` is sys.argv, `original` what the interpreter was called with.
    """
    script = Path(argv[0])
    if script.name == PROGRAM:
        import shutil

        on_path = shutil.which(PROGRAM)
        if on_path is not None and Path(on_path).resolve() == script.resolve():
            return PROGRAM
        here = Path.cwd()
        return quote((script.relative_to(here) if script.is_relative_to(here) else script).as_posix())
    if (script.parent.name, script.name) == ("pipeline", "__main__.py"):
        return " ".join(map(quote, original[: len(original) - len(argv) + 1]))
    return PROGRAM


def quote(word: str) -> str:
    """The word quoted for a shell where it needs it; Chinese characters do not."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)
