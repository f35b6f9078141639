"""Every verb with every option, as users have it: the built wheel, the run lock alone, outside the checkout.

`make test` builds the wheel and installs it with `.locks/run.txt` into `.cache/installed`; nothing that
only the tests need is there. The walk is one office's year from an empty folder to a corrected publication.
"""

import json
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from pipeline.cli.main import VERBS, zwgk
from tests.builders import ROOT

pytestmark = pytest.mark.installed

PROGRAM = Path(os.environ.get("ZWGK_INSTALLED", ROOT / ".cache" / "installed" / "bin" / "zwgk"))

PLAN = """---
标题: 某局2026年度政务公开工作计划
发文机关: 某局
成文日期: 2026年3月2日
公开属性: 主动公开
附件: 任务分解表
---

为做好工作，制定本计划。

## 主要工作

- [甲事项](items/甲.md)
- [乙事项](items/乙.md)

## 工作要求

各科室要按时完成。
"""
ITEM = "---\n责任部门: {unit}\n完成时间: {when}\n---\n\n{words}\n"
DIRECTIVE = (
    "某区2027年政务公开工作要点\n\n一、主要任务\n\n（一）做好预算公开。年底前公开部门预算。（责任单位：各部门）\n"
)

FAULTS = re.compile(r"Traceback|ModuleNotFoundError|ImportError|Warning:")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office's working folder far from the checkout."""
    return tmp_path_factory.mktemp("installed")


def environment(folder: Path) -> dict[str, str]:
    """What a user's shell has: no path of the checkout, faces from the folder they were unpacked into."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
    faces = folder / "cache" / "zwgk"
    if not faces.exists():
        faces.mkdir(parents=True)
        (faces / "fonts").symlink_to(ROOT / ".cache" / "fonts")
    return {
        **kept,
        "PATH": f"{PROGRAM.parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONWARNINGS": "default",
    }


@dataclass(frozen=True)
class Installed:
    """The installed program in a working folder; `verbs` is an interpreter of its environment that runs more of them."""

    folder: Path
    verbs: subprocess.Popen[str]

    def program(self, *words: str, code: int = 0) -> str:
        """Run the program itself; its standard output. The exit code has to be `code`, and nothing of ours may fail."""
        done = subprocess.run(
            [str(PROGRAM), *words],
            cwd=self.folder,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return answer_of(words, code, (done.returncode, done.stdout, done.stderr))

    def verb(self, *words: str, code: int = 0) -> str:
        """Run a verb again, in a child of an interpreter that has imported everything: half a second cheaper."""
        assert self.verbs.stdin is not None
        assert self.verbs.stdout is not None
        self.verbs.stdin.write(f"{json.dumps([str(PROGRAM), *words])}\n")
        self.verbs.stdin.flush()
        answer = self.verbs.stdout.readline()
        assert answer, self.verbs.stderr.read() if self.verbs.stderr else ""
        return answer_of(words, code, json.loads(answer))


def answer_of(words: Sequence[str], code: int, done: Sequence[Any]) -> str:
    """Hold an exit code and what was told on standard error; the standard output."""
    assert not FAULTS.search(done[2]), (words, done[2])
    assert done[0] == code, (words, *done)
    return str(done[1])


@pytest.fixture(scope="module")
def installed(folder: Path) -> Iterator[Installed]:
    """The installed program in an office's working folder."""
    verbs = subprocess.Popen(
        [str(PROGRAM.parent / "python"), str(Path(__file__).with_name("installed_verbs.py"))],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield Installed(folder, verbs)
    _, problems = verbs.communicate(timeout=30)
    assert (verbs.returncode, problems) == (0, "")


def write(path: Path, words: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")


REVIEWED = ("--date", "2026-03-01", "--post", "保密岗位")
WALK: tuple[tuple[tuple[str, ...], int], ...] = (
    (("--version",), 0),
    (("doctor",), 0),
    # from an empty folder
    (("-C", "empty", "new", "2026"), 0),
    (("-C", "empty", "check", "2026"), 1),
    # proofreading
    (("check", "-j", "1"), 0),
    (("check", "2026", "--format", "json"), 0),
    (("check", "2026", "2026", "--jobs", "2"), 0),
    (("check", "--format", "sarif"), 0),
    (("check", "--format", "github"), 0),
    (("check", "--format", "html"), 0),
    (("check", "--format", "text", "--statistics"), 0),
    (("check", "--explain", "D009"), 0),
    (("check", "--select", "W", "--ignore", "W001"), 0),
    (("check", "--baseline", "before.json"), 0),
    (("check", "--diff"), 0),
    (("check", "--fix"), 0),
    (("check", "--acknowledge", "D009", "--item", "乙", "--reason", "以上级通知为准"), 0),
    # drafting
    (("add", "丙", "丙事项", "--year", "2026", "--under", "主要工作", "--after", "乙"), 0),
    (("add", "--retire", "丙", "--year", "2026"), 0),
    (("save", "2026", "--as", "送审稿"), 0),
    (("new", "2027", "--from", "2026"), 0),
    (("-C", "imported", "import", "build/2026/plan.docx", "build/2026/annex.xlsx", "--year", "2026"), 0),
    (("-C", "imported", "build", "-o", "rebuilt"), 0),
    (("-C", "imported", "import", "build/2026/plan.pdf", "--year", "2026"), 1),
    (("diff", "2026", "2027"), 0),
    (("diff", "2026", "2027", "--format", "json"), 0),
    (("diff", "2026", "2027", "--format", "html", "-o", "compared"), 0),
    (("diff", "2026@送审稿", "2026", "--format", "docx"), 0),
    (("diff", "2026", "--against", "directive.txt"), 0),
    (("diff", "2026", "--against", "build/2026/plan.pdf"), 0),
    (("diff", "2026", "--against", "build/2026/plan.docx"), 0),
    (("diff", "2026", "--against", "build/2026/fragment.html"), 0),
    # edits made in Word come back
    (("diff", "2026", "build/2026/plan.docx"), 0),
    (("diff", "2026", "build/2026/plan.docx", "--format", "docx"), 0),
    (("merge", "build/2026/plan.docx", "build/2026/annex.xlsx", "--year", "2026", "-o", "build"), 0),
    (
        (
            "merge",
            "build/2026/plan.docx",
            "--year",
            "2026",
            "--base",
            "送审稿",
            "--apply",
            "--theirs",
            "",
            "--ours",
            "",
        ),
        0,
    ),
    # the units are asked
    (("consult", "2026@送审稿", "--by", "2026-02-20"), 0),
    (("consult", "--collect", "build/consult/2026送审稿/任务确认单", "--date", "2026-02-20"), 0),
    (
        (
            "consult",
            "2026@送审稿",
            "build/consult/2026送审稿/任务确认单/办公室.docx",
            "--collect",
            "--date",
            "2026-02-20",
            "-o",
            "elsewhere",
        ),
        0,
    ),
    (("submit", "2026"), 0),
    (("submit", "2027", "-o", "elsewhere"), 0),
    # who has which task
    (("list",), 0),
    (
        (
            "list",
            "2026",
            "--unit",
            "办公室",
            "--due",
            "逾期",
            "--as-of",
            "2026-07-01",
            "--format",
            "docx",
            "-o",
            "lists",
        ),
        0,
    ),
    (("list", "--all-units", "--format", "xlsx"), 0),
    # what is done
    (
        (
            "progress",
            "2026",
            "甲",
            "--status",
            "已完成",
            "--done",
            "2026-06-20",
            "--evidence",
            "某文〔2026〕1号",
            "--note",
            "已上网",
            "--date",
            "2026-06-21",
        ),
        0,
    ),
    (
        (
            "progress",
            "2026",
            "乙",
            "--status",
            "推进中",
            "--extend",
            "2026-12-01",
            "--reason",
            "等上级",
            "--date",
            "2026-06-21",
        ),
        0,
    ),
    (("progress", "2026", "--as-of", "2026-06-30", "--sheets", "--by", "2026-07-05"), 0),
    (("progress", "--unit", "办公室", "-o", "elsewhere"), 0),
    (("progress", "2026", "--from", "build/progress/2026/台账.xlsx", "--date", "2026-06-30"), 0),
    (("progress", "2026", "--from", "build/progress/2026/科室台账", "--date", "6月底"), 0),
    # its deadline has no steps
    (("progress", "2026", "甲", "--step", "1", "--status", "已完成", "--done", "6月20日", "--date", "6月21日"), 1),
    # what became of it
    (("report", "2026", "--period", "半年", "--as-of", "2026-07-01"), 0),
    (("report", "--annual", "-o", "elsewhere"), 1),
    # review, signature, publication
    (("review", "2026"), 1),
    (("review", "2026", "--form", "-o", "forms"), 0),
    (("review", "2026", "--register", "--stage", "属性认定", "--basis", "审1", *REVIEWED), 0),
    (
        (
            "review",
            "2026",
            "--register",
            "--stage",
            "发布审查",
            "--basis",
            "审2",
            "--release",
            "S001=公开电话",
            *REVIEWED,
        ),
        1,
    ),
    (("review", "2026", "--register", "--stage", "发布审查", "--basis", "审2", *REVIEWED), 0),
    (("review", "2026", "--diff"), 1),
    (("review", "2026", "--register", "--stage", "发布审查", "--light", "--basis", "审3", *REVIEWED), 1),
    (("review", "2026", "--register", "--stage", "发布审查", "--digest", "0123", "--basis", "审3", *REVIEWED), 1),
    (("issue", "2026", "--date", "2026-03-02", "--basis", "签1", "--keep"), 0),
    (("issue", "2026", "--date", "2026-03-02", "--basis", "签1", "--file", "sealed.pdf"), 0),
    (("publish", "2026", "-o", "out", "--jobs", "2"), 0),
    (("publish", "-j", "1"), 0),
    (("published", "2026", "--at", "2026-03-03 09:30"), 0),
    (("published", "2026", "--url", "https://www.example.gov.cn/plan.html"), 0),
    (("published", "2026", "--was", "2026-03-03 09:30", "--at", "2026-03-03 09:40", "--basis", "后台记录"), 0),
    (("review", "2026", "--form", "--correction", "更正一处文字"), 0),
    (("published", "2026", "--at", "2026-03-04 10:00", "--correction", "更正一处文字"), 1),
    (("publish", "2026"), 0),
    # a year that was public before
    (("published", "2027", "--before", "--at", "2026-03-01", "--url", "https://www.example.gov.cn/2027.html"), 0),
    (("publish",), 0),
    # what stands at the portal, and the year put away
    (("verify", "build/2026/发布包/3-附件", "--year", "2026"), 0),
    (("verify", "build/2026/发布包/3-附件", "--year", "2026", "--format", "xlsx", "--date", "2026-03-05"), 0),
    (("verify", "build/2026/fragment.html", "--year", "2026", "-o", "build"), 1),
    (("review", "2026", "--summary", "2026-03"), 0),
    (("archive", "2026", "-o", "build", "--with", "content/units.yaml"), 0),
)
BUILDS: tuple[tuple[str, ...], ...] = (
    ("build",),
    ("build", "2026", "--force", "--why", "--measure"),
    ("build", "2026", "2026", "--force", "--jobs", "2"),
    ("build", "-o", "elsewhere", "-j", "1"),
)


def test_every_verb_works_with_the_run_dependencies_alone(installed: Installed) -> None:
    folder = installed.folder
    write(folder / "content" / "2026" / "plan.md", PLAN)
    for name, unit, when in (("甲", "办公室", "6月底前"), ("乙", "预算科", "适时")):
        write(
            folder / "content" / "2026" / "items" / f"{name}.md",
            ITEM.format(unit=unit, when=when, words=f"做好{name}项公开。"),
        )
    write(folder / "content" / "units.yaml", "科室:\n  - 名称: 办公室\n  - 名称: 预算科\n")
    write(folder / "directive.txt", DIRECTIVE)
    write(folder / "before.json", "[]")
    seen: set[str] = set()

    def call(words: tuple[str, ...], code: int = 0) -> None:
        name = next((word for word in words if word in VERBS), words[0])
        run = installed.verb if name in seen else installed.program
        run(*words, code=code)
        seen.add(name)

    for words in BUILDS:
        call(words)
    (folder / "sealed.pdf").write_bytes((folder / "build" / "2026" / "plan.pdf").read_bytes())
    for words, code in WALK:
        call(words, code)
    served(folder)
    site = folder / "build" / "site"
    assert (site / "index.html").is_file()
    assert (site / "2026" / "plan.pdf").read_bytes() == (folder / "sealed.pdf").read_bytes()


def served(folder: Path) -> None:
    """Start the preview, read its first page, and stop it."""
    process = subprocess.Popen(
        [str(PROGRAM), "serve", "2027", "--port", "0", "--no-open"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/\S*", process.stdout.readline())
        assert found, process.stderr.read() if process.stderr and process.poll() is not None else "no address"
        with urllib.request.urlopen(found[0], timeout=30) as answer:  # noqa: S310  # our own server, over http
            assert answer.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        _, problems = process.communicate(timeout=30)
    assert not FAULTS.search(problems), problems


def test_nothing_of_the_tests_is_installed() -> None:
    python = PROGRAM.parent / "python"
    done = subprocess.run(
        [str(python), "-m", "pip", "list", "--format", "freeze"], capture_output=True, text=True, check=True
    )
    names = {line.split("==")[0].casefold() for line in done.stdout.splitlines()}
    assert "zwgk" in names
    assert not names & {"pytest", "hypothesis", "mypy", "playwright", "jsonschema"}


def options(command: click.Command) -> Iterator[str]:
    """The options a verb documents."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden and "--help" not in parameter.opts:
            yield from (name for name in parameter.opts if name.startswith("-"))


def walked(verb: str) -> set[str]:
    """The options with which the walk calls a verb."""
    lines = [*BUILDS, *(words for words, _ in WALK), ("serve", "--port", "--no-open")]
    return {word for line in lines if verb in line for word in line if word.startswith("-")}


def test_the_walk_leaves_out_no_verb_and_no_option() -> None:
    context = click.Context(zwgk)
    for verb in zwgk.list_commands(context):
        command = zwgk.get_command(context, verb)
        assert command is not None
        assert set(options(command)) - walked(verb) - {"-C"} == set(), verb


def test_every_verb_explains_itself(installed: Installed) -> None:
    for verb in zwgk.list_commands(click.Context(zwgk)):
        assert installed.verb(verb, "--help").startswith("用法")
