"""The sentences of the command line: one for every reason and event, and every command in them can be typed.

`tests/cases/messages/sentences.txt` has all of them, made from the values below;
`make test ARGS=--accept` renews it.
"""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline.cli.main import VERBS
from pipeline.cli.messages.command import CommandLine, program_called, quote
from pipeline.cli.messages.sentences import NOTICES, REFUSALS, sentence
from pipeline.fonts import Role
from pipeline.model import Disclosure
from pipeline.notices import Event, Notice
from pipeline.parse import codes
from pipeline.publish.policy.disclosure_deadline import DeadlineStatus, DisclosureDeadline
from pipeline.publish.policy.review_diff import Change, ChangeKind, Grade
from pipeline.publish.policy.review_units import Piece
from pipeline.publish.registers.model import Review, Stage
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place
from pipeline.text.dates import BEIJING
from tests.builders import ROOT
from tests.case_files import CASES, assert_golden

SENTENCES = CASES / "messages" / "sentences.txt"

OLD, NEW = Piece("事项/甲", "事项1“甲”", ("做好公开。",)), Piece("事项/甲", "事项1“甲”", ("抓好公开。",))
CHANGED, MOVED = Change(ChangeKind.WORDS, Grade.AGAIN, OLD, NEW), Change(ChangeKind.MOVED, Grade.AGAIN, OLD, NEW)

VALUES: Mapping[str, tuple[object, ...]] = {
    "after": ("预决算公开",),
    "at": (datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING),),
    "attribute_day": (date(2024, 3, 2),),
    "cause": (Refusal(Reason.NAME_EMPTY),),
    "causes": ((Refusal(Reason.STAGE_STATED, stage="送审稿"), Refusal(Reason.TODOS_LEFT, count=3)),),
    "changes": ((CHANGED, MOVED), (CHANGED, MOVED, CHANGED, CHANGED, MOVED)),
    "character": ("/",),
    "children": (("甲", "乙"),),
    "code": ("S003",),
    "codes": (("S003", "S004"),),
    "count": (2,),
    "current": ("0123456789abcdef",),
    "day": (date(2024, 3, 1),),
    "digest": ("fedcba9876543210",),
    "disclosure": (Disclosure.ON_REQUEST,),
    "error": ("不会读 .doc 文件",),
    "evidence": ("某财保审〔2024〕1号", ""),
    "extra": ("第1页批注",),
    "file": ("甲.md",),
    "first": (3,),
    "faults": (
        (
            codes.REGISTER_LACKS.at(
                Place("content/2024/opinions.yaml", 7, 5, 7, 9), "不采纳的必写理由", "加一行 理由: …"
            ),
            codes.RECORD_UNREAD.at(Place("content/2024/opinions.yaml", 9, 1, 9, 1), "这里的格式读不懂", "检查缩进"),
        ),
    ),
    "findings": ((),),
    "folder": ("2024/定稿/2024-03-05/",),
    "graver": ((CHANGED,),),
    "headings": (("主要工作", "工作要求"),),
    "hours": ((datetime(2024, 3, 7, 9, 30, tzinfo=BEIJING), datetime(2024, 3, 9, 10, 0, tzinfo=BEIJING)),),
    "item": ("标准目录",),
    "key": ("行政执法/2",),
    "keys": (("网站名称（SiteName）", "标识码（SiteIDCode）"),),
    "kind": ("发布审查",),
    "labels": (("事项1“甲”", "关键词"),),
    "listing": ("content/2024/plan.md",),
    "message": ("没有这个键",),
    "name": ("plan.pdf",),
    "names": ((), ("2024@征求意见稿", "2024@送审稿")),
    "next": (datetime(2024, 3, 20, 9, 30, tzinfo=BEIJING),),
    "number": (9,),
    "organ": ("某某局",),
    "path": (Path("content/2024"),),
    "paths": ((Path("build/2024/发布包"), Path("build/site/2024")),),
    "place": (Place("content/2024/plan.md", 3, 1, 3, 5),),
    "previous": (datetime(2024, 3, 6, 9, 30, tzinfo=BEIJING),),
    "published": (False, True),
    "review": (
        Review("", Stage.ATTRIBUTE, "审查表1号", date(2024, 3, 1), "保密员"),
        Review("", Stage.ATTRIBUTE, "审查表1号", date(2024, 3, 1), "保密员", sample=True),
    ),
    "review_day": (date(2024, 3, 2),),
    "revision": ("HEAD~3",),
    "role": ("采管科科长",),
    "roles": (("办公室副主任", "保密员"), (Role.BODY,)),
    "root": (Path("content"),),
    "sample": (False, True),
    "sampled": (False, True),
    "second": (5,),
    "shown": ("content/2024",),
    "similar": (None, "主要工作"),
    "snapshots": ((), ("送审稿", "报批稿")),
    "source_year": (2023,),
    "stated": (2022,),
    "stage": ("送审稿",),
    "status": (
        DeadlineStatus(DisclosureDeadline(date(2024, 4, 2)), date(2024, 3, 28)),
        DeadlineStatus(DisclosureDeadline(date(2024, 4, 2)), date(2024, 4, 2)),
        DeadlineStatus(DisclosureDeadline(date(2024, 4, 2)), date(2024, 4, 3)),
        DeadlineStatus(DisclosureDeadline(date(2024, 4, 2)), date(2024, 4, 9), date(2024, 3, 7)),
        DeadlineStatus(DisclosureDeadline(date(2100, 1, 11), (2099, 2100)), date(2100, 2, 1), date(2100, 1, 13)),
    ),
    "title": ("标准目录公开",),
    "todos": ((),),
    "under": ("工作",),
    "url": ("https://www.example.gov.cn/a",),
    "version": ("2024/稿本/送审稿",),
    "was": (datetime(2024, 3, 8, 9, 30, tzinfo=BEIJING),),
    "year": (2024,),
    "years": ((), (2022, 2023)),
}
"""Values that each placeholder of a template may have: where there are several, there is a sentence with each."""


def template(code: Reason | Event) -> str:
    return REFUSALS[code] if isinstance(code, Reason) else NOTICES[code]


def placeholders(text: str) -> set[str]:
    """The names in a template, those in the texts of `{name:text}` too."""
    names: set[str] = set()
    for _, name, inner, _ in string.Formatter().parse(text):
        names |= ({name} if name else set()) | (placeholders(inner) if inner else set())
    return names - {"zwgk"}


def messages(code: Reason | Event) -> Iterator[Refusal | Notice]:
    """Messages of that code whose values are in turn each of those that they may have."""
    names = sorted(placeholders(template(code)))
    for index in range(max((len(VALUES[name]) for name in names), default=1)):
        values = {name: VALUES[name][min(index, len(VALUES[name]) - 1)] for name in names}
        yield Refusal(code, **values) if isinstance(code, Reason) else Notice(code, **values)


def test_every_reason_and_event_has_a_sentence() -> None:
    assert (set(REFUSALS), set(NOTICES)) == (set(Reason), set(Event))


def test_the_sentences(accept: bool) -> None:
    found = ""
    for code in (*Reason, *Event):
        lines = dict.fromkeys(sentence(message, CommandLine()) for message in messages(code))
        found += f"{code}\n" + "".join(f"    {line}\n" for line in lines)
    assert_golden(SENTENCES, found, accept=accept)


def sources() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        yield path, ast.parse(path.read_bytes())


def test_a_message_is_made_with_the_values_of_its_sentence() -> None:
    """What only the lines below a sentence show (`changes`, `todos`, `findings`), and the `root` of its commands, may be more than it names."""
    made: set[Reason | Event] = set()
    for path, tree in sources():
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Name("Refusal" | "Notice"),
                    args=[ast.Attribute(ast.Name("Reason" | "Event" as kind), name)],
                ):
                    code = Reason[name] if kind == "Reason" else Event[name]
                    made.add(code)
                    values = {keyword.arg for keyword in node.keywords}
                    shown = placeholders(template(code))
                    assert shown <= values, f"{path}:{node.lineno}"
                    assert values - shown <= {"changes", "todos", "findings", "root"}, f"{path}:{node.lineno}"
    chosen = {Event.ATTRIBUTE_REGISTERED, Event.REVIEW_REGISTERED, Event.LIGHT_REVIEW_REGISTERED}
    chosen |= {Event.PUBLICATION_REGISTERED, Event.CORRECTION_REGISTERED, Event.URL_AMENDED, Event.URL_ADDED}
    chosen |= {Event.PUBLICATION_HOUR_AMENDED, Event.CORRECTION_HOUR_AMENDED}
    assert {*Reason, *Event} - made == chosen


# --- commands --------------------------------------------------------------------------------

COMMAND = re.compile(
    r"(?:zwgk\}?|\{command\}|\{command_line\(\)\})(?: -C (?:\$\{\{[^}]*\}\}|[^ ]+))? (?P<verb>[a-z]+)\b"
)


def test_every_command_that_is_named_is_a_verb() -> None:
    files = [path for folder in ("pipeline", "templates", "docs") for path in (ROOT / folder).rglob("*.*")]
    found = 0
    for path in [*files, ROOT / "README.md"]:
        if path.suffix not in (".py", ".md", ".html", ".css", ".js", ".toml"):
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".md":
            # in running English the name is a noun
            text = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
        for command in COMMAND.finditer(text):
            assert command["verb"] in VERBS, f"{path}: {command[0]}"
            found += 1
    assert found > 50


@pytest.mark.parametrize(
    ("argv", "original", "program"),
    [
        ([".venv/bin/zwgk", "check"], ["python", ".venv/bin/zwgk", "check"], ".venv/bin/zwgk"),
        (["{cwd}/.venv/bin/zwgk"], ["python", "{cwd}/.venv/bin/zwgk"], ".venv/bin/zwgk"),
        (["{cwd}/bin/zwgk", "check"], ["python", "{cwd}/bin/zwgk", "check"], "zwgk"),
        (["/opt/政务 公开/zwgk"], ["python", "/opt/政务 公开/zwgk"], "'/opt/政务 公开/zwgk'"),
        (["/x/pipeline/__main__.py", "check"], ["python3", "-m", "pipeline", "check"], "python3 -m pipeline"),
        (
            ["/x/pipeline/__main__.py"],
            [".venv/bin/python", "-X", "utf8", "-m", "pipeline"],
            ".venv/bin/python -X utf8 -m pipeline",
        ),
        (["/x/pytest/__main__.py", "-q"], ["python", "-m", "pytest", "-q"], "zwgk"),
    ],
)
def test_the_program_is_named_as_it_was_called(
    argv: list[str], original: list[str], program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (".venv/bin", "bin"):
        script = tmp_path / folder / "zwgk"
        script.parent.mkdir(parents=True)
        script.write_text("#!/bin/sh\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)
    argv, original = ([word.format(cwd=tmp_path) for word in words] for words in (argv, original))
    assert program_called(argv, original) == program


def test_a_command_can_be_pasted_into_the_shell() -> None:
    assert str(CommandLine()) == "zwgk"
    assert str(CommandLine(root="本局")) == "zwgk -C 本局"
    assert str(CommandLine().for_root(Path("本局"))) == "zwgk"
    assert str(CommandLine(several=True).for_root(Path("本局"))) == "zwgk -C 本局"
    assert str(CommandLine(".venv/bin/zwgk", "我们 局")) == ".venv/bin/zwgk -C '我们 局'"
    assert [quote(word) for word in ("财政局/content", "a b", "$HOME", "甲'乙", "")] == [
        "财政局/content",
        "'a b'",
        "'$HOME'",
        "'甲'\"'\"'乙'",
        "''",
    ]


# --- where the sentences are ------------------------------------------------------------------

SENTENCE = re.compile(r"(?s)[\u4e00-\u9fff].*[，；：。]|[，；：。].*[\u4e00-\u9fff]|[\u4e00-\u9fff]{7}")


def said_by_code(path: Path) -> Iterator[str]:
    """The Chinese sentences in a file but for docstrings, and the help of arguments and options, which click prints."""
    tree = ast.parse(path.read_bytes())
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant()):
                left_out.add(node.value)
            case ast.Call(ast.Attribute(ast.Name("click"), "option" | "argument" | "group" | "version_option")):
                left_out |= set(ast.walk(node))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(str() as value) if node not in left_out and SENTENCE.search(value):
                yield value


@pytest.mark.parametrize(
    "path",
    [
        *(path for path in sorted((ROOT / "pipeline" / "cli").glob("*.py")) if path.name != "i18n.py"),
        *sorted((ROOT / "pipeline" / "publish" / "sealed").glob("*.py")),
        *(path for path in sorted((ROOT / "pipeline" / "serve").glob("*.py")) if path.name != "messages.py"),
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_sentences_are_in_the_modules_for_them(path: Path) -> None:
    assert list(said_by_code(path)) == []
