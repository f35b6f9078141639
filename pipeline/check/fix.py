"""Safe fixes: the files before become the files after; nothing is written here.

A fix may make another possible (a half-width mark next to one that was just made
full-width), so fixes are applied and the files checked again until none is left.
No fix touches what a rule of secrecy found, or makes such a finding disappear: a
path that has lost a backslash would be published.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.check.redact import Redactor
from pipeline.findings import Edit, Finding, apply_edits
from pipeline.source import Place, SourceFile, Sources, file_from_text

SECRECY = "S"
"""How the codes of the rules of secrecy begin."""

MAX_ROUNDS = 8
"""More rounds than any text has needed; two fixes that undo each other would go on for ever."""


def apply_fixes(
    sources: Sources, find: Callable[[Sources], Iterable[Finding]], codes: Iterable[str] | None = None
) -> Sources:
    """Return the files with every safe fix applied, of those codes alone where codes are given.

    `find` checks the files, before the first round and after each.
    """
    selected = None if codes is None else frozenset(codes)
    findings = tuple(find(sources))
    for _ in range(MAX_ROUNDS):
        chosen = [finding for finding in findings if selected is None or finding.code in selected]
        edits = [edit for finding in without_unsafe_fixes(chosen, findings) for edit in finding.edits]
        fixed = _apply_all(sources, edits)
        found = tuple(find(fixed)) if edits else ()
        if edits and _secrets(findings) - _secrets(found):
            # a secret is no longer found because of what changed beside it
            secret = {(finding.place.path, finding.place.line) for finding in findings if _is_secret(finding)}
            edits = [edit for edit in edits if (edit.place.path, edit.place.line) not in secret]
            fixed = _apply_all(sources, edits)
            found = tuple(find(fixed)) if edits else ()
        if not edits or _secrets(findings) - _secrets(found):
            break
        sources, findings = fixed, found
    return sources


def without_unsafe_fixes(findings: Iterable[Finding], among: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Return the findings, those without their fix that would touch what a rule of secrecy found among all of them."""
    kept = tuple(findings)
    secret: dict[str, list[Place]] = {}
    for finding in (*kept, *among):
        if _is_secret(finding):
            secret.setdefault(finding.place.path, []).append(finding.place)
    if not secret:
        return kept
    return tuple(
        replace(finding, edits=())
        if any(edit.place.touches(place) for edit in finding.edits for place in secret.get(edit.place.path, ()))
        else finding
        for finding in kept
    )


def _is_secret(finding: Finding) -> bool:
    return finding.code.startswith(SECRECY)


def _secrets(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """Return how often each rule of secrecy found something in each file."""
    return Counter((finding.code, finding.place.path) for finding in findings if _is_secret(finding))


def _apply_all(sources: Sources, edits: Sequence[Edit]) -> Sources:
    """Return the files with the edits."""
    return replace(sources, files=tuple((name, _apply(file, edits)) for name, file in sources.files))


def _apply(file: SourceFile, edits: Sequence[Edit]) -> SourceFile:
    """Return the file with its edits; one without, or that cannot be read, as it is."""
    if not file.is_readable or all(edit.place.path != file.path for edit in edits):
        return file
    return file_from_text(file.path, apply_edits(file, edits))


def changed_files(before: Sources, after: Sources) -> dict[str, str]:
    """Return the text of every file whose text or encoding changed, by its name below the content root."""
    old = dict(before.files)
    return {name: "\n".join(file.lines) for name, file in after.files if old.get(name) != file}


def count_changes(before: Sources, after: Sources) -> int:
    """Return in how many places the files differ."""
    from difflib import SequenceMatcher

    old = dict(before.files)
    count = 0
    for name, file in after.files:
        if name in old and old[name] != file:
            lines = SequenceMatcher(None, old[name].lines, file.lines, autojunk=False)
            for kind, start, stop, new_start, new_stop in lines.get_opcodes():
                if kind == "equal":
                    continue
                one, other = "\n".join(old[name].lines[start:stop]), "\n".join(file.lines[new_start:new_stop])
                codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
                count += sum(code[0] != "equal" for code in codes) or 1
    return count


def diff_text(before: Sources, after: Sources, redactor: Redactor) -> str:
    """Return what changed as `diff -u` shows it, redacted; empty when nothing did."""
    from difflib import unified_diff

    old = dict(before.files)
    lines: list[str] = []
    for name, file in after.files:
        old_lines = [redactor.redact(line) for line in old[name].lines] if name in old else []
        new_lines = [redactor.redact(line) for line in file.lines]
        path = redactor.redact_path(file.path)
        if name in old and old[name].encoding != file.encoding:
            lines.append(f"{path}: {old[name].encoding.upper()} → {file.encoding.upper()}")
        lines += unified_diff(old_lines, new_lines, path, path, n=1, lineterm="")
    return "\n".join([*lines, ""]) if lines else ""
