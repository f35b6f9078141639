"""Safe fixes: the files before become the files after; nothing is written here.

A fix may make another possible (a half-width mark next to one that was just made
full-width), so fixes are applied and the files checked again until none is left.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import unified_diff

from pipeline.check.redact import Redactor
from pipeline.findings import Edit, Finding, apply_edits
from pipeline.source import SourceFile, Sources, file_from_text

MAX_ROUNDS = 8
"""More rounds than any text has needed; two fixes that undo each other would go on for ever."""


def apply_fixes(
    sources: Sources, find: Callable[[Sources], Iterable[Finding]], codes: Iterable[str] | None = None
) -> Sources:
    """Return the files with every safe fix applied, of those codes alone where codes are given.

    `find` checks the files, before the first round and after each.
    """
    selected = None if codes is None else frozenset(codes)
    for _ in range(MAX_ROUNDS):
        edits = [
            edit for finding in find(sources) if selected is None or finding.code in selected for edit in finding.edits
        ]
        if not edits:
            break
        sources = replace(sources, files=tuple((name, _apply(file, edits)) for name, file in sources.files))
    return sources


def _apply(file: SourceFile, edits: Sequence[Edit]) -> SourceFile:
    """Return the file with its edits; one without, or that cannot be read, as it is."""
    if not file.is_readable or all(edit.place.path != file.path for edit in edits):
        return file
    return file_from_text(file.path, apply_edits(file, edits))


def changed_files(before: Sources, after: Sources) -> dict[str, str]:
    """Return the text of every file whose text or encoding changed, by its name below the content root."""
    old = dict(before.files)
    return {name: "\n".join(file.lines) for name, file in after.files if old.get(name) != file}


def diff_text(before: Sources, after: Sources, redactor: Redactor) -> str:
    """Return what changed as `diff -u` shows it, redacted; empty when nothing did."""
    old = dict(before.files)
    lines: list[str] = []
    for name, file in after.files:
        old_lines = [redactor.redact(line) for line in old[name].lines] if name in old else []
        new_lines = [redactor.redact(line) for line in file.lines]
        path = redactor.redact(file.path)
        if name in old and old[name].encoding != file.encoding:
            lines.append(f"{path}: {old[name].encoding.upper()} → {file.encoding.upper()}")
        lines += unified_diff(old_lines, new_lines, path, path, n=1, lineterm="")
    return "\n".join([*lines, ""]) if lines else ""
