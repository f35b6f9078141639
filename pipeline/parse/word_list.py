"""The office's own word list (words.yaml): wrong forms with their right ones, and names to confirm before publication."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from pipeline.findings import Finding, Severity
from pipeline.parse import codes
from pipeline.parse.codes import Code
from pipeline.parse.records import (
    check_key,
    load_yaml,
    mapping_items,
    scalar,
)
from pipeline.source import SourceFile, SourceText

WORD_WITHOUT_SOURCE = Code("P077", Severity.WARNING, "用词没有写出处或日期")

USAGE, CONFIRM = "用词", "公开前核实"
KEYS = ("错", "对", "名称", "出处", "日期")


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: a wrong form and the right one, with where that was laid down and when.

    An entry without a right form names something that a person confirms before it is published.
    """

    wrong: SourceText
    right: str = ""
    source: str = ""
    day: str = ""


def read_words(source: SourceFile, findings: list[Finding]) -> tuple[Word, ...]:
    """The entries of words.yaml in their order; what cannot be read is found and left out."""
    root = load_yaml(source, findings, (USAGE, CONFIRM, *KEYS))
    if root is None:
        return ()
    words: list[Word] = []
    for key, value in mapping_items(root, source, findings):
        if not check_key(key, (USAGE, CONFIRM), findings):
            continue
        if isinstance(value, yaml.ScalarNode) and not value.value:
            continue
        if not isinstance(value, yaml.SequenceNode):
            findings.append(
                codes.RECORD_UNREAD.at(scalar(value, source).place(0, 0), f"“{key}”下面应当逐条列出", "写作 - 错: …")
            )
            continue
        for node in value.value:
            words += _entry(node, source, findings, confirm=key.value == CONFIRM)
    return tuple(words)


def _entry(node: yaml.Node, source: SourceFile, findings: list[Finding], *, confirm: bool) -> Iterator[Word]:
    values = {
        key.value: scalar(value, source)
        for key, value in mapping_items(node, source, findings)
        if check_key(key, KEYS, findings)
    }
    place = scalar(node, source).place(0, 0)
    needed = ("名称",) if confirm else ("错", "对")
    missing = [key for key in needed if not values.get(key)]
    if missing:
        findings.append(codes.RECORD_UNREAD.at(place, f"这一条没有写“{missing[0]}”", f"写上 {missing[0]}: …"))
        return
    unsaid = [key for key in ("出处", "日期") if not values.get(key)]
    if unsaid:
        findings.append(
            WORD_WITHOUT_SOURCE.at(place, f"这一条没有写“{'、'.join(unsaid)}”", "提法会变，写明依据哪个文件、哪一天")
        )
    empty = SourceText("")
    yield Word(
        values[needed[0]],
        "" if confirm else values["对"].value,
        values.get("出处", empty).value,
        values.get("日期", empty).value,
    )
