"""What lies below a content root and is no text of a plan is not read whole; a text too large for one is said to be that."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.model import web_address
from pipeline.parse import parse
from pipeline.source import MAX_BYTES, load_root
from tests.builders import ROOT
from tests.publishing import write


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content root with one year."""
    monkeypatch.chdir(tmp_path)
    write(2024, "做好公开。")
    return tmp_path / "content"


def sparse(path: Path, start: bytes, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)


def test_pictures_and_films_are_not_read(content: Path) -> None:
    sparse(content / "2024/照片/一.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", 600_000_000)
    sparse(content / "2024/录像.mp4", b"\0\0\0\x18ftypmp42", 600_000_000)
    (content / "2024/草稿.txt").write_bytes("﻿密级：秘密".encode("utf-16-le"))
    (content / "2024/长.txt").write_bytes(b"a" * 3_000_000)
    files = load_root(content).year(2024)
    names = {Path(file.path).name for file in files.other_text_files}
    assert names >= {"草稿.txt", "长.txt"}
    assert not names & {"一.jpg", "录像.mp4"}


def test_a_line_without_end_is_one_finding_and_costs_little(content: Path) -> None:
    line = "做好政务公开工作" * (MAX_BYTES // 24 + 1)
    (content / "2024/items/甲.md").write_text(line, "utf-8")
    (content / "units.yaml").write_text(f"科室: {line}", "utf-8")
    findings = parse(load_root(content).year(2024)).findings
    large = [finding for finding in findings if "文件太大" in finding.message]
    assert [finding.place.path for finding in large] == ["content/2024/items/甲.md", "content/units.yaml"]
    assert all(finding.data_loss for finding in large)


HOSTILE: dict[str, str] = {
    "units.yaml": "科室: " + "[" * 500 + "]" * 500,
    "words.yaml": "\n".join(f"{' ' * depth}a:" for depth in range(500)),
    "site.yaml": "a: &a [x]\nb: [*a, *a]\n",
    "2024/acknowledged.yaml": ": : x\n" * 2_000,
    "2024/items/甲.md": "".join(
        part * 4_000
        for part in ("甲\u00a0", "\ue000", "\x01", "⺟", "\\", "<b>", "&nbsp;", "[a](b", "“", "（", "\ufdd2")
    ),
    "2024/items/乙.md": "\n".join(
        "".join(map(chr, range(start, start + 16))) for start in range(0x100, 0x110000, 4096) if start >> 11 != 0x1B
    ),
    "2024/items/丙.md": "做好\0公开",
    "2024/items/丁.md": "\n".join(f"{'  ' * depth}- 甲" for depth in range(300)),
}
"""Deep, repeated, invisible and unassigned, each where it is read."""


def test_hostile_files_are_findings_within_bounds_of_time_and_memory(content: Path) -> None:
    for name, text in HOSTILE.items():
        (content / name).write_text(text, "utf-8", errors="surrogatepass")
    plan = content / "2024/plan.md"
    plan.write_text(plan.read_text("utf-8") + "".join(f"- [{name}](items/{name}.md)\n" for name in "乙丙丁"), "utf-8")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", "2024", "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        preexec_fn=bounded,
    )
    said = done.stdout.decode()
    assert done.returncode == 1, done.stderr.decode()[-2000:]
    assert [name for name in HOSTILE if f"content/{name}" not in said] == []


@pytest.mark.parametrize("char", "\u200b\u200d\u2060\u00ad\u202e \u3000\x01")
def test_an_address_with_what_nobody_sees_is_none(char: str) -> None:
    assert web_address("http://www.gov.cn/a") == "http://www.gov.cn/a"
    assert web_address(f"http://www.gov.cn/a{char}b") == ""


def test_a_noncharacter_makes_no_table(content: Path) -> None:
    (content / "2024/items/甲.md").write_text("做好\ufdd2公开。\n", "utf-8")
    reading = parse(load_root(content).year(2024))
    item = next(reading.plan.items())
    assert [str(text) for task in item.tasks for block in task.blocks for text in [block.text]] == ["做好公开。"]  # type: ignore[union-attr]
    assert any("U+FDD2" in finding.message for finding in reading.findings)


@pytest.mark.parametrize("char", "\u200b\u200c\u200d\u2060\u034f\u115f\u3164\u2800\u180e\U000e0041")
def test_what_nobody_sees_is_neither_printed_nor_reviewed(char: str, content: Path) -> None:
    path = content / "2024/items/甲.md"
    before = parse(load_root(content).year(2024)).plan
    path.write_text(path.read_text("utf-8").replace("做好", f"做{char}好"), "utf-8")
    reading = parse(load_root(content).year(2024))
    assert [str(text) for text in reading.plan.texts()] == [str(text) for text in before.texts()]
    assert [finding.code for finding in reading.findings] == ["P005"]
