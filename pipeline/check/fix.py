"""Safe fixes made: sources before become sources after, and nothing is written here.

A fix may uncover another (a half-width mark beside one that was just made
full-width), so reading and mending go round until nothing safe is left.
"""

from collections.abc import Callable, Iterable
from difflib import unified_diff

from pipeline.check.cover import Cover
from pipeline.findings import Edit, Finding, mended
from pipeline.source import Sources, from_files

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
        changed = {edit.place.path for edit in made}
        files = {
            name: mended(source, made) if source.path in changed else "\n".join(source.lines)
            for name, source in sources.files
        }
        sources = from_files(sources.year, files, sources.root)
    return sources


def changed(before: Sources, after: Sources) -> dict[str, str]:
    """The files that differ, by their name below the content root, with their words after."""
    old = {name: source.lines for name, source in before.files}
    return {name: "\n".join(source.lines) for name, source in after.files if old.get(name) != source.lines}


def difference(before: Sources, after: Sources, cover: Cover) -> str:
    """What a fix changes, line by line as `diff -u` shows it, secrets covered; empty when nothing changes."""
    old = dict(before.files)
    shown: list[str] = []
    for name, source in after.files:
        lines = [cover.over(line) for line in old[name].lines] if name in old else []
        path = cover.over(source.path)
        shown += unified_diff(lines, [cover.over(line) for line in source.lines], path, path, n=1, lineterm="")
    return "\n".join([*shown, ""]) if shown else ""
