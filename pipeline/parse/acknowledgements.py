"""The register of acknowledged findings (acknowledged.yaml, 核实登记): read, and written one entry more."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.parse.records import (
    check_key,
    load_yaml,
    mapping_items,
    scalar,
)
from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
)

ACKNOWLEDGED = "acknowledged.yaml"
KEYS = ("规则", "事项", "原文", "理由")


@dataclass(frozen=True, slots=True)
class AcknowledgementEntry:
    """One finding that a person looked at and lets stand: its rule's code, the item, the words found, and why.

    The item is the file's stem (`plan` and `notice` for plan.md and notice.md); empty words are any.
    """

    code: str
    item: str
    words: str
    reason: str
    place: Place


def read_acknowledged(source: SourceFile, findings: list[Finding]) -> tuple[AcknowledgementEntry, ...]:
    """The entries of the register in their order; one that lacks its rule, item or reason is found and does not count."""
    root = load_yaml(source, findings)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return ()
    if not isinstance(root, yaml.SequenceNode):
        findings.append(codes.RECORD_UNREAD.at(source.top, "核实登记应当逐条列出", "每条写作 - 规则: …"))
        return ()
    return tuple(entry for node in root.value for entry in _entry(node, source, findings))


def _entry(node: yaml.Node, source: SourceFile, findings: list[Finding]) -> Iterator[AcknowledgementEntry]:
    values = {
        key.value: scalar(value, source)
        for key, value in mapping_items(node, source, findings)
        if check_key(key, KEYS, findings)
    }
    missing = [key for key in ("规则", "事项", "理由") if not values.get(key)]
    if missing:
        place = scalar(node, source).place(0, 0)
        findings.append(codes.RECORD_UNREAD.at(place, f"这一条没有写“{missing[0]}”，不起作用", f"写上 {missing[0]}: …"))
        return
    words = values.get("原文", SourceText(""))
    yield AcknowledgementEntry(
        values["规则"].value, values["事项"].value, words.value, values["理由"].value, values["规则"].place()
    )


def with_entry(source: SourceFile | None, code: str, item: str, words: str, reason: str) -> str:
    """The register's words with one entry more at the end; everything in it stays as it was."""
    record = {"规则": code, "事项": item, "原文": words, "理由": reason}
    entry = yaml.safe_dump(
        [{key: value for key, value in record.items() if value}], allow_unicode=True, sort_keys=False, width=10_000
    )
    before = "\n".join(source.lines) if source is not None else ""
    return before + ("\n" if before and not before.endswith("\n") else "") + entry
