"""Runs verbs in children of one interpreter of the installed environment; started as a script by that interpreter.

Every module of the package is imported once, and must be importable with the run dependencies alone; each verb
is then run in a forked child, as the program would run it, without importing everything again.
A line of standard input is a command line as JSON; the answer is a line of JSON: exit code, output, errors.
"""

import importlib
import json
import os
import pkgutil
import sys
import tempfile
from typing import IO

import pipeline
from pipeline.cli.main import main

ENTRY_POINT = "pipeline.__main__"
"""Runs the program when it is imported."""


def import_everything() -> None:
    """Import every module of the package."""
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if module.name != ENTRY_POINT:
            importlib.import_module(module.name)


def run(words: list[str]) -> tuple[int, str, str]:
    """Run the program in a child; its exit code, standard output and standard error."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        child = os.fork()
        if not child:
            for file in (out, problems):
                os.dup2(file.fileno(), 1 if file is out else 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            # in place: functions have them as defaults
            sys.argv[:] = sys.orig_argv[:] = words
            main()
            sys.exit()
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), _written(out), _written(problems)


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    import_everything()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
