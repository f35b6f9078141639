"""A register's YAML as words, lists and records that know their places, and back: who keeps a register needs to know nothing of YAML."""

from dataclasses import dataclass

import yaml

from pipeline.findings import Finding
from pipeline.parse.records import (
    load_yaml,
    mapping_items,
    scalar,
)
from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
)


@dataclass(frozen=True, slots=True)
class Many:
    """A list (逐行列出)."""

    place: Place
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A record (键: 值); a key that was written twice stands once, with its first value."""

    place: Place
    values: tuple[tuple[SourceText, "Tree"], ...]


Tree = SourceText | Many | Fields


def read_tree(source: SourceFile, findings: list[Finding]) -> Tree | None:
    """What the file holds; None when it is empty or cannot be read (which is found)."""
    root = load_yaml(source, findings)
    return _tree(root, source, findings) if root is not None else None


def _tree(node: yaml.Node, source: SourceFile, findings: list[Finding]) -> Tree:
    place = scalar(node, source).place(0, 0)
    match node:
        case yaml.SequenceNode():
            return Many(place, tuple(_tree(part, source, findings) for part in node.value))
        case yaml.MappingNode():
            pairs = mapping_items(node, source, findings)
            return Fields(place, tuple((key, _tree(value, source, findings)) for key, value in pairs))
        case _:
            return scalar(node, source)


def place_of(tree: Tree) -> Place:
    """Where it begins."""
    return tree.place(0, 0) if isinstance(tree, SourceText) else tree.place


def written(values: object) -> str:
    """Words, lists and dicts of them as YAML, in their order, every paragraph on one line."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1_000_000_000)
