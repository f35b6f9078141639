"""The cases of `tests/cases/diff/*.md`, and the two plans that each means."""

from pathlib import Path

from pipeline import source
from pipeline.draft.new_year import draft_from
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.source import sources_from_files
from tests.case_files import read_cases, typed_files

CONTENT = Path(__file__).resolve().parent.parent / "content"
OLD, NEW = 2023, 2024
DIFF_CASES = read_cases("diff")

Files = dict[str, str]


def files_of_2023() -> Files:
    """Return the 2023 plan's files and the office's records."""
    return {name: "\n".join(file.lines) for name, file in source.load_year(CONTENT, OLD).files}


def hunks(lines: list[str]) -> list[tuple[str, str]]:
    """Return what is replaced by what, in order."""
    found: list[tuple[list[str], list[str]]] = []
    for line in lines:
        sign, words = line[:1], line[2:]
        if sign == "-":
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(words)
        else:
            found = found or [([], [])]
            found[-1][1].append(words)
    return [("\n".join(old), "\n".join(new)) for old, new in found]


def edit(files: Files, name: str, lines: list[str]) -> None:
    """Apply the lines below one `== file` to the files, in place."""
    if " → " in name:
        name, new = name.split(" → ")
        files[new] = files.pop(name)
        name = new
    if not lines:
        del files[name]
    for old, new in hunks(lines):
        if old:
            assert old in files[name], f"{name}: {old}"
            files[name] = files[name].replace(old, new, 1)
        else:
            assert name not in files, name
            files[name] = new + "\n"


def changed_plans(changes: str) -> tuple[Plan, Plan]:
    """Return the 2023 plan, and next year's draft of it with the changes made; records and 2023 are changed beforehand."""
    files = files_of_2023()
    edits = typed_files(changes) if changes else []
    for name, text in edits:
        if name.endswith(".yaml") or name.startswith(f"{OLD}/"):
            edit(files, name, text.splitlines())
    sources = sources_from_files(OLD, files)
    old = parse(sources).plan
    draft = dict(draft_from(sources, old, NEW).files) | {"units.yaml": files["units.yaml"]}
    for name, text in edits:
        if not (name.endswith(".yaml") or name.startswith(f"{OLD}/")):
            edit(draft, " → ".join(f"{NEW}/{part}" for part in name.split(" → ")), text.splitlines())
    return old, parse(sources_from_files(NEW, draft)).plan
