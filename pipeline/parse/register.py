"""The register of acknowledged findings (acknowledged.yaml, 核实登记): read, and written one entry more."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.parse.records import _known, _pairs, _root, _text
from pipeline.source import Place, Source, Text

ACKNOWLEDGED = "acknowledged.yaml"
KEYS = ("规则", "事项", "原文", "理由")


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding that a person looked at and lets stand: its rule's code, the item, the words found, and why.

    The item is the file's stem (`plan` and `notice` for plan.md and notice.md); empty words are any.
    """

    code: str
    item: str
    words: str
    reason: str
    place: Place


def read_acknowledged(source: Source, findings: list[Finding]) -> tuple[Entry, ...]:
    """The entries of the register in their order; one that lacks its rule, item or reason is found and does not count."""
    root = _root(source, findings)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return ()
    if not isinstance(root, yaml.SequenceNode):
        findings.append(codes.RECORD_UNREAD.at(source.top, "核实登记应当逐条列出", "每条写作 - 规则: …"))
        return ()
    return tuple(entry for node in root.value for entry in _entry(node, source, findings))


def _entry(node: yaml.Node, source: Source, findings: list[Finding]) -> Iterator[Entry]:
    values = {
        key.words: _text(value, source) for key, value in _pairs(node, source, findings) if _known(key, KEYS, findings)
    }
    missing = [key for key in ("规则", "事项", "理由") if not values.get(key)]
    if missing:
        place = _text(node, source).place(0, 0)
        findings.append(codes.RECORD_UNREAD.at(place, f"这一条没有写“{missing[0]}”，不起作用", f"写上 {missing[0]}: …"))
        return
    words = values.get("原文", Text(""))
    yield Entry(values["规则"].words, values["事项"].words, words.words, values["理由"].words, values["规则"].place())


def with_entry(source: Source | None, code: str, item: str, words: str, reason: str) -> str:
    """The register's words with one entry more at the end; everything in it stays as it was."""
    record = {"规则": code, "事项": item, "原文": words, "理由": reason}
    entry = yaml.safe_dump(
        [{key: value for key, value in record.items() if value}], allow_unicode=True, sort_keys=False, width=10_000
    )
    before = "\n".join(source.lines) if source is not None else ""
    return before + ("\n" if before and not before.endswith("\n") else "") + entry
