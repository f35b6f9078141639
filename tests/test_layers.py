"""The rooms of `pipeline/` import only what the layer table lets them: data walks one way.

A room is a module or a package directly below `pipeline/`. Every import counts,
those inside functions and under TYPE_CHECKING too.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest

from pipeline.cli.main import VERBS, zwgk
from pipeline.cli.messages.verbs import SUMMARIES
from pipeline.patterns import lazy_pattern
from tests.builders import ROOT

PIPELINE = ROOT / "pipeline"


@dataclass(frozen=True)
class Room:
    """What a room may import: of ours (`OPEN` to all), and of others'."""

    ours: frozenset[str]
    others: frozenset[str]


def room(ours: str = "", others: str = "") -> Room:
    return Room(frozenset(ours.split()), frozenset(others.split()))


OPEN = {"errors", "refusals", "notices", "patterns"}
"""What every room may import."""

BELOW_ASSEMBLE = "storage source model text findings parse check typography fonts render preflight readers"

TABLE = {
    "errors": room(),
    "refusals": room(),
    "notices": room(),
    # regular expressions, compiled when used
    "patterns": room(),
    # files and folders written whole, the lock, digests
    "storage": room(),
    "source": room(),
    # worker processes; what they do comes from above
    "pool": room(),
    "text": room("source"),
    "model": room("source text"),
    "findings": room("source"),
    "parse": room("source text findings model", "markdown_it yaml"),
    "check": room("storage source text findings model parse", "chinese_calendar"),
    "typography": room(),
    "fonts": room("storage typography", "fontTools"),
    "render": room(
        "storage source text model typography fonts",
        "jinja2 docx docxtpl lxml weasyprint cffi _cffi_backend pikepdf xlsxwriter",
    ),
    # makes what is committed: the JSON Schema, the list of rules, the C declarations of the PDF
    "tools": room("storage source model render check", "cffi"),
    # it composes what the faces must draw and a page must hold
    "preflight": room("source text findings model parse typography fonts render"),
    "readers": room("typography", "lxml pdfplumber pdfminer pikepdf"),
    "conformance": room("text typography readers"),
    "assemble": room(f"{BELOW_ASSEMBLE} conformance"),
    # the calendar tells the working days after signing
    "publish": room(f"{BELOW_ASSEMBLE} assemble pool", "chinese_calendar"),
    "draft": room(f"{BELOW_ASSEMBLE} assemble"),
    # lists of tasks, out and back
    "tasks": room("storage source text model render readers draft"),
    # the units are asked about a draft, and what they answer
    "consult": room("source text findings model parse check typography render readers tasks"),
    # the register of what is done, and the papers made of it
    "progress": room("source text findings model parse check render readers tasks"),
    "diff": room(f"{BELOW_ASSEMBLE} assemble draft"),
    # documents of others become content
    "ingest": room("storage source text findings model parse check readers draft"),
    "trace": room(f"{BELOW_ASSEMBLE} assemble draft diff ingest"),
    # edits made in Word come back into content
    "merge": room(f"{BELOW_ASSEMBLE} assemble draft diff ingest"),
    # what a draft is submitted for review with
    "submission": room(f"{BELOW_ASSEMBLE} assemble publish diff tasks consult"),
    # what became of a plan
    "report": room("source text findings model parse render typography progress"),
    # it shows what they make; of others', what sees a file change and what draws a page of a PDF
    "serve": room("source text findings model parse check fonts render preflight assemble", "watchfiles pypdfium2"),
    "doctor": room("source findings fonts preflight"),
    "cli": room(
        f"{BELOW_ASSEMBLE} conformance pool assemble publish tasks consult submission progress report draft diff ingest trace merge serve doctor",
        "click",
    ),
    "__main__": room("cli"),
}
"""Each room with what it may import, in the order in which data walks."""


@dataclass(frozen=True)
class Import:
    """One import: the room and line where it stands, and the module it names."""

    room: str
    where: str
    module: str


def room_of(path: Path) -> str:
    return path.relative_to(PIPELINE).with_suffix("").parts[0]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a module's syntax tree, which seven tests look at."""
    return tuple(ast.walk(ast.parse(path.read_bytes())))


def imports() -> Iterator[Import]:
    """Every import of every file, `from pipeline import a` as pipeline.a."""
    for path in sorted(PIPELINE.rglob("*.py")):
        package = ("pipeline", *path.relative_to(PIPELINE).parent.parts)
        for node in nodes_of(path):
            match node:
                case ast.Import():
                    names = [alias.name for alias in node.names]
                case ast.ImportFrom():
                    above = package[: len(package) - node.level + 1] if node.level else ()
                    base = ".".join([*above, *([node.module] if node.module else [])])
                    names = [f"{base}.{alias.name}" for alias in node.names] if base == "pipeline" else [base]
                case _:
                    continue
            for name in names:
                yield Import(room_of(path), f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", name)


def test_every_file_stands_in_a_room_of_the_table() -> None:
    rooms = {room_of(path) for path in PIPELINE.rglob("*.py")} - {"__init__"}
    assert sorted(rooms - TABLE.keys()) == []


def test_a_room_imports_only_rooms_below_it() -> None:
    wrong = []
    for one in imports():
        names = one.module.split(".")
        if one.room in TABLE and names[0] == "pipeline":
            used = names[1] if len(names) > 1 else "everything"
            if used not in TABLE[one.room].ours | {one.room} | OPEN:
                wrong.append(f"{one.where} imports {one.module}")
    assert wrong == []


def test_a_room_imports_only_the_libraries_it_is_for() -> None:
    wrong = []
    for one in imports():
        library = one.module.split(".")[0]
        if one.room in TABLE and library not in sys.stdlib_module_names | TABLE[one.room].others | {"pipeline"}:
            wrong.append(f"{one.where} imports {one.module}")
    assert wrong == []


DISTRIBUTIONS = {
    "_cffi_backend": "cffi",
    "chinese_calendar": "chinesecalendar",
    "docx": "python-docx",
    "fontTools": "fonttools",
    "markdown_it": "markdown-it-py",
    "pdfminer": "pdfminer.six",
    "xlsxwriter": "xlsxwriter",
    "yaml": "pyyaml",
}
"""What a library is called on the registry, where that is not its import name."""


def test_every_library_imported_is_a_declared_run_dependency() -> None:
    # a library that only comes with another may go when that one changes
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[\s<>=!\[]", line)[0].casefold() for line in project["dependencies"]}
    used = {one.module.split(".")[0] for one in imports()} - sys.stdlib_module_names - {"pipeline"}
    assert {DISTRIBUTIONS.get(name, name) for name in used} <= declared


def test_the_table_names_no_library_that_is_not_imported() -> None:
    used = {(one.room, one.module.split(".")[0]) for one in imports()}
    named = {(name, library) for name, rooms in TABLE.items() for library in rooms.others}
    assert named <= used


def test_nothing_is_imported_by_a_name_made_at_run_time() -> None:
    # the verbs, all in cli/, are imported when they are called, by the names of one table
    for path in {*PIPELINE.rglob("*.py")} - {PIPELINE / "cli" / "main.py"}:
        for node in nodes_of(path):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            assert name not in ("import_module", "__import__"), path


def test_no_module_compiles_a_pattern_when_it_is_imported() -> None:
    # a class of Han characters takes a millisecond: `patterns.lazy_pattern` waits until it is used
    def compiled(node: ast.AST) -> Iterator[int]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                continue
            if isinstance(child, ast.Attribute) and ast.unparse(child) == "re.compile":
                yield child.lineno
            yield from compiled(child)

    found = [(path.name, line) for path in PIPELINE.rglob("*.py") for line in compiled(ast.parse(path.read_bytes()))]
    assert found == []


def test_a_class_of_characters_is_compiled_once_and_means_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[list[object]] = []
    compiler = re._compiler  # type: ignore[attr-defined]
    own = compiler._optimize_charset

    def counted(members: list[object], *folding: object) -> object:
        compiled.append(members)
        return own(members, *folding)

    monkeypatch.setattr(compiler, "_optimize_charset", counted)
    text = "第3条 ABC 甲、乙 𠀀"
    patterns = ("[\u4f00-\u8fff乙𠀀]", "x|[\u4f00-\u8fff乙𠀀]", "[^\u4f00-\u8fff乙𠀀]", "(?i:[a-c])")
    lazy = [lazy_pattern(pattern).findall(text) for pattern in patterns]
    assert [compiled.count(members) for members in compiled[:1]] == [1]
    re.purge()
    assert [re.findall(pattern, text) for pattern in patterns] == lazy


def test_the_table_has_no_circle() -> None:
    seen: set[str] = set()
    for name, one in TABLE.items():
        assert one.ours <= seen, name
        seen.add(name)


# --- what a module keeps to itself --------------------------------------------------------


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_module_uses_a_private_name_of_another() -> None:
    wrong = []
    for path in sorted(PIPELINE.rglob("*.py")):
        nodes = nodes_of(path)
        imported: dict[str, str] = {}
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                imported |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
                parts = [*module.split("."), *(alias.name for alias in node.names)]
                wrong += [f"{path}:{node.lineno} {part}" for part in parts if is_private(part)]
            elif isinstance(node, ast.Import):
                imported |= {alias.asname or alias.name: alias.name for alias in node.names}
        for node in nodes:
            if isinstance(node, ast.Attribute) and is_private(node.attr):
                name = ast.unparse(node.value)
                if imported.get(name, name).startswith("pipeline."):
                    wrong.append(f"{path}:{node.lineno} {name}.{node.attr}")
    assert wrong == []


def test_an_init_file_has_no_code_but_re_exports() -> None:
    for path in sorted(PIPELINE.rglob("__init__.py")):
        docstring, *rest = ast.parse(path.read_bytes()).body
        assert isinstance(docstring, ast.Expr), path
        exports = [node for node in rest if not isinstance(node, ast.ImportFrom)]
        assert all(
            isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]
            for node in exports
        ), path


def test_no_test_module_imports_another() -> None:
    # what several need is in a module of its own: builders, case_files, plans …
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom):
                parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                parts = [part for alias in node.names for part in alias.name.split(".")]
            else:
                continue
            assert not [part for part in parts if part.startswith("test_") or part == "conftest"], path


# --- what is not needed is not loaded ---------------------------------------------------

HEAVY = {"weasyprint", "docx", "docxtpl", "jinja2", "lxml", "fontTools", "xlsxwriter", "pdfplumber", "pikepdf"}
"""What costs time to import and only makes documents."""


def loaded(code: str) -> set[str]:
    """The libraries that a fresh process has imported after running the code."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}}, file=sys.stderr)",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def verb(*words: str) -> str:
    return f"from pipeline.cli.main import zwgk\nzwgk({list(words)!r}, standalone_mode=False)"


@pytest.mark.parametrize(
    "code",
    [
        "import pipeline.cli.main",
        verb("--help"),
        "try:\n  exec(" + repr(verb("check", "2023")) + ")\nexcept SystemExit: pass",
    ],
    ids=["import", "help", "check"],
)
def test_looking_costs_no_renderer(code: str) -> None:
    names = loaded(code)
    assert "pipeline" in names
    assert not names & HEAVY


def test_help_imports_no_verb() -> None:
    # the patterns of the rules alone take longer than all the rest
    names = "{name for name in sys.modules if name.startswith('pipeline.') and not name.startswith('pipeline.cli')}"
    assert loaded(f"try:\n  {verb('--help').replace(chr(10), chr(10) + '  ')}\nfinally:\n  assert not {names}, {names}")


def test_the_list_of_verbs_says_what_each_says_of_itself() -> None:
    context = click.Context(zwgk)
    commands = {name: zwgk.get_command(context, name) for name in VERBS}
    assert {
        name: (command.help or "").partition("\n\n")[0] for name, command in commands.items() if command
    } == SUMMARIES
