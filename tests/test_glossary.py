"""docs/glossary.md names what the code names: every name in it exists, and every element of the paper and the head is in it."""

import ast
import re
from dataclasses import fields

from pipeline.model import Head
from pipeline.render.print_model import Style
from tests.builders import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
NAMED = set(re.findall(r"`([A-Za-z_.0-9]+)`", "\n".join(line for line in GLOSSARY.split("\n") if line.startswith("|"))))


def defined() -> set[str]:
    """Every module as pipeline.x.y, and every top-level name and member of a class, with the class or the module's last name."""
    names = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        names |= {module, ".".join(module.split(".")[:-1])}
        for node in ast.parse(path.read_bytes()).body:
            for name in targets(node):
                names |= {name, f"{module.split('.')[-1]}.{name}"}
            if isinstance(node, ast.ClassDef):
                names |= {f"{node.name}.{name}" for member in node.body for name in targets(member)}
    return names


def targets(node: ast.stmt) -> list[str]:
    """The names that a statement defines."""
    match node:
        case ast.ClassDef() | ast.FunctionDef():
            return [node.name]
        case ast.AnnAssign(target=ast.Name() as target):
            return [target.id]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case _:
            return []


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    assert NAMED - defined() == set()


def test_every_element_of_the_paper_is_in_the_glossary() -> None:
    assert {f"Style.{style.name}" for style in Style} - NAMED == set()


def test_every_key_of_the_head_is_in_the_glossary() -> None:
    assert {f"Head.{field.name}" for field in fields(Head)} - NAMED == set()
