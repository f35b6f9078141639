"""Case files: read `tests/cases/*/*.md`, and compare or renew what is expected there and in `tests/golden`.

A case is a title and two parts, what is typed and what is expected, each closed by
a line with a single dot. `make test ARGS=--accept` renews the expected parts, to be
read in the diff.
"""

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"

PLAN = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
---

## 主要工作

- [甲事项](items/甲.md)
"""
ITEM = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n做好公开。\n"

FORM_ONLY = {"P002", "P005", "P006", "P017", "P020", "P022", "P027", "P028", "P030", "P031", "P038", "P043", "P050"}
"""Codes whose safe fix changes the form alone: the fixed file is read exactly as before."""


@dataclass(frozen=True)
class Case:
    """One case and the file that it is in."""

    file: Path
    title: str
    typed: str
    expected: str


def read_cases(folder: str) -> list[Case]:
    """Return the cases of all files of a folder below `tests/cases`, in order."""
    cases = []
    for file in sorted((CASES / folder).glob("*.md")):
        parts = re.split(r"(?m)^\.\n", file.read_text("utf-8"))
        cases += [
            Case(file, parts[index].strip(), parts[index + 1], parts[index + 2])
            for index in range(0, len(parts) - 2, 3)
        ]
    return cases


def case_id(case: Case) -> str:
    """Return the name that pytest shows for the case."""
    return f"{case.file.stem}: {case.title}"


def typed_files(typed: str) -> list[tuple[str, str]]:
    """Return the names after `== ` and what is below each; without such a line, all is the item's file.

    Control characters are typed `{U+200B}`.
    """
    typed = re.sub(r"\{U\+([0-9A-F]+)\}", lambda match: chr(int(match[1], 16)), typed)
    if not typed.startswith("== "):
        typed = f"== items/甲.md\n{typed}"
    parts = re.split(r"(?m)^== (.+)\n", typed)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def visible(text: str) -> str:
    """Return the text with its control and invisible characters written `{U+200B}`."""
    return re.sub(
        r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ue000-\uf8ff\ufdd0\ufffe]",
        lambda match: f"{{U+{ord(match[0]):04X}}}",
        text,
    )


def assert_case(case: Case, found: str, *, accept: bool) -> None:
    """Compare what was found with what the case expects, or write it there."""
    if accept and found != case.expected:
        text = case.file.read_text("utf-8")
        before = f"{case.title}\n.\n{case.typed}.\n{case.expected}.\n"
        assert before in text
        case.file.write_text(text.replace(before, f"{case.title}\n.\n{case.typed}.\n{found}.\n", 1), "utf-8")
        return
    assert found == case.expected


def assert_golden(file: Path, found: str, *, accept: bool) -> None:
    """Compare what was found with the whole file, or write it there."""
    if accept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")
