"""Reading, case by case: `tests/cases/reading/*.md` hold what is typed, what is understood, and what is found.

A case is a title and two parts, each closed by a line with a single dot. The
first is an item's file, or several files below lines `== name`; control
characters are written `{U+200B}`. The second is the same in canonical form,
then a line a finding. `make test ARGS=--accept` renews the second parts.
"""

import pytest

from pipeline.findings import Finding, apply_edits
from pipeline.parse import Reading, parse
from pipeline.parse.serialize import write
from pipeline.source import Sources, sources_from_files
from tests.case_files import FORM_ONLY, ITEM, PLAN, Case, assert_case, case_id, read_cases, typed_files, visible

YEAR = 2024
ALL = read_cases("reading")


def files_of(typed: str) -> dict[str, str]:
    """Return the files that a case's first part means."""
    files = {"plan.md": PLAN, "items/甲.md": ITEM} | dict(typed_files(typed))
    return {f"{YEAR}/{name}" if name.endswith(".md") else name: text for name, text in files.items()}


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
            lines += [visible(canonical[name]).rstrip("\n")]
    for finding in reading.findings:
        lines.append(visible(_line(finding, several)))
    return "\n".join(lines) + "\n"


def _line(finding: Finding, several: bool) -> str:
    place = finding.place
    where = f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"
    if several:
        where = f"{place.path.removeprefix(f'{YEAR}/')}:{where}"
    fix = "".join(f" ⇒ “{edit.replacement}”" for edit in finding.edits).replace("\n", "⏎")
    return f"! {where} {finding.severity.value} {finding.code} {finding.message}{fix}"


@pytest.mark.parametrize("case", ALL, ids=case_id)
def test_what_is_typed_is_understood(case: Case, accept: bool) -> None:
    assert_case(case, told(case), accept=accept)


@pytest.mark.parametrize("case", ALL, ids=case_id)
def test_a_safe_fix_leaves_what_was_read(case: Case) -> None:
    """The mended files read as the typed ones did, and the fault is gone."""
    sources = sources_from_files(YEAR, files_of(case.typed))
    before = parse(sources)
    codes = {finding.code for finding in before.findings if finding.code in FORM_ONLY and finding.edits}
    edits = [edit for finding in before.findings if finding.code in FORM_ONLY for edit in finding.edits]
    files = {name: apply_edits(source, edits) for name, source in sources.files}
    after = _settled(Sources(sources.root, YEAR, sources_from_files(YEAR, files).files))
    assert after.plan == before.plan
    assert not codes & {finding.code for finding in after.findings if finding.edits}


def _settled(sources: Sources) -> Reading:
    """Mended until no safe fix of form is left; fixes side by side may need a second round."""
    for _ in range(3):
        reading = parse(sources)
        edits = [edit for finding in reading.findings if finding.code in FORM_ONLY for edit in finding.edits]
        sources = sources_from_files(sources.year, {name: apply_edits(source, edits) for name, source in sources.files})
    return parse(sources)


def test_there_are_cases() -> None:
    assert len(ALL) > 60
