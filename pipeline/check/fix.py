"""Safe fixes made: sources before become sources after, and nothing is written here.

A fix may uncover another (a half-width mark beside one that was just made
full-width), so reading and mending go round until nothing safe is left.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import unified_diff

from pipeline.check.redact import Redactor
from pipeline.findings import (
    Edit,
    Finding,
    apply_edits,
)
from pipeline.source import Sources, file_from_text

ROUNDS = 8
"""More rounds than any text has needed; a fix that undoes another would go on for ever."""


def edits(findings: Iterable[Finding], codes: Iterable[str] | None = None) -> tuple[Edit, ...]:
    """The safe fixes of the findings, of those codes alone where codes are given."""
    wanted = None if codes is None else frozenset(codes)
    return tuple(edit for finding in findings if wanted is None or finding.code in wanted for edit in finding.edits)


def fixed(
    sources: Sources, find: Callable[[Sources], Iterable[Finding]], codes: Iterable[str] | None = None
) -> Sources:
    """The sources with every safe fix made; `find` reads and checks them anew in each round."""
    wanted = None if codes is None else frozenset(codes)
    for _ in range(ROUNDS):
        made = edits(find(sources), wanted)
        if not made:
            break
        touched = {edit.place.path for edit in made}
        sources = replace(
            sources,
            files=tuple(
                (
                    name,
                    # a file that cannot be read stays as it is
                    file_from_text(source.path, apply_edits(source, made))
                    if source.path in touched and source.is_readable
                    else source,
                )
                for name, source in sources.files
            ),
        )
    return sources


def changed(before: Sources, after: Sources) -> dict[str, str]:
    """The files that differ in words or encoding, by their name below the content root, with their words after."""
    old = dict(before.files)
    return {name: "\n".join(source.lines) for name, source in after.files if old.get(name) != source}


def difference(before: Sources, after: Sources, cover: Redactor) -> str:
    """What a fix changes, line by line as `diff -u` shows it, secrets covered; empty when nothing changes."""
    old = dict(before.files)
    shown: list[str] = []
    for name, source in after.files:
        lines = [cover.redact(line) for line in old[name].lines] if name in old else []
        path = cover.redact(source.path)
        if name in old and old[name].encoding != source.encoding:
            shown.append(f"{path}: {old[name].encoding.upper()} → {source.encoding.upper()}")
        shown += unified_diff(lines, [cover.redact(line) for line in source.lines], path, path, n=1, lineterm="")
    return "\n".join([*shown, ""]) if shown else ""
