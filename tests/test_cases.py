"""Reading, case by case: `tests/cases/reading/*.md` hold what is typed, what is understood, and what is found.

A case is a title and two parts, each closed by a line with a single dot. The
first is an item's file, or several files below lines `== name`; control
characters are written `{U+200B}`. The second is the same in canonical form,
then a line a finding. `make test ARGS=--accept` renews the second parts.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.findings import Finding, apply_edits
from pipeline.parse import Reading, parse
from pipeline.parse.serialize import write
from pipeline.source import Sources, sources_from_files

CASES = Path(__file__).parent / "cases" / "reading"
YEAR = 2024
PLAN = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
---

## 主要工作

- [甲事项](items/甲.md)
"""
ITEM = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开。\n"

AS_MEANT = {"P002", "P005", "P006", "P017", "P020", "P022", "P027", "P028", "P030", "P031", "P038", "P043", "P050"}
"""Codes whose safe fix leaves exactly what was read already."""


@dataclass(frozen=True)
class Case:
    """One case and where it stands."""

    file: Path
    title: str
    typed: str
    expected: str


def read_cases(file: Path) -> list[Case]:
    """The cases of a file, in order."""
    parts = re.split(r"(?m)^\.\n", file.read_text("utf-8"))
    return [Case(file, parts[at].strip(), parts[at + 1], parts[at + 2]) for at in range(0, len(parts) - 2, 3)]


ALL = [case for file in sorted(CASES.glob("*.md")) for case in read_cases(file)]


def files_of(typed: str) -> dict[str, str]:
    """The files that a case's first part means."""
    typed = re.sub(r"\{U\+([0-9A-F]+)\}", lambda found: chr(int(found[1], 16)), typed)
    files = {"plan.md": PLAN, "items/甲.md": ITEM}
    if not typed.startswith("== "):
        typed = f"== items/甲.md\n{typed}"
    parts = re.split(r"(?m)^== (.+)\n", typed)[1:]
    files |= dict(zip(parts[::2], parts[1::2], strict=True))
    return {f"{YEAR}/{name}" if name.endswith(".md") else name: words for name, words in files.items()}


def told(case: Case) -> str:
    """What was understood, in canonical form, and what was found."""
    files = files_of(case.typed)
    sources = sources_from_files(YEAR, files)
    reading = parse(sources)
    typed = files_of(case.typed)
    shown = [name for name in typed if typed[name] not in (PLAN, ITEM)]
    canonical = write(reading.plan)
    several = len(shown) > 1 or shown[0] != f"{YEAR}/items/甲.md"
    lines = []
    for name in shown:
        if name in canonical:
            lines += [f"== {name.removeprefix(f'{YEAR}/')}"] if several else []
            lines += [_visible(canonical[name]).rstrip("\n")]
    for finding in reading.findings:
        lines.append(_visible(_line(finding, several)))
    return "\n".join(lines) + "\n"


def _line(finding: Finding, several: bool) -> str:
    place = finding.place
    where = f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"
    if several:
        where = f"{place.path.removeprefix(f'{YEAR}/')}:{where}"
    fix = "".join(f" ⇒ “{edit.replacement}”" for edit in finding.edits).replace("\n", "⏎")
    return f"! {where} {finding.severity.value} {finding.code} {finding.message}{fix}"


def _visible(words: str) -> str:
    return re.sub(
        r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ue000-\uf8ff\ufdd0\ufffe]",
        lambda found: f"{{U+{ord(found[0]):04X}}}",
        words,
    )


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.file.stem}: {case.title}")
def test_what_is_typed_is_understood(case: Case, accept: bool) -> None:
    found = told(case)
    if accept and found != case.expected:
        words = case.file.read_text("utf-8")
        before = f"{case.title}\n.\n{case.typed}.\n{case.expected}.\n"
        assert before in words
        case.file.write_text(words.replace(before, f"{case.title}\n.\n{case.typed}.\n{found}.\n", 1), "utf-8")
        return
    assert found == case.expected


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.file.stem}: {case.title}")
def test_a_safe_fix_leaves_what_was_read(case: Case) -> None:
    """The mended files read as the typed ones did, and the fault is gone."""
    sources = sources_from_files(YEAR, files_of(case.typed))
    before = parse(sources)
    codes = {finding.code for finding in before.findings if finding.code in AS_MEANT and finding.edits}
    edits = [edit for finding in before.findings if finding.code in AS_MEANT for edit in finding.edits]
    files = {name: apply_edits(source, edits) for name, source in sources.files}
    after = _settled(Sources(sources.root, YEAR, sources_from_files(YEAR, files).files))
    assert after.plan == before.plan
    assert not codes & {finding.code for finding in after.findings if finding.edits}


def _settled(sources: Sources) -> Reading:
    """Mended until no safe fix of form is left; fixes side by side may need a second round."""
    for _ in range(3):
        reading = parse(sources)
        edits = [edit for finding in reading.findings if finding.code in AS_MEANT for edit in finding.edits]
        sources = sources_from_files(sources.year, {name: apply_edits(source, edits) for name, source in sources.files})
    return parse(sources)


def test_there_are_cases() -> None:
    assert len(ALL) > 60
