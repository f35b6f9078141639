"""The office's own word list (words.yaml): wrong forms with their right ones, and names to confirm before publication."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from pipeline.findings import Finding, Level
from pipeline.parse import codes
from pipeline.parse.codes import Code
from pipeline.parse.records import _known, _pairs, _root, _text
from pipeline.source import Source, Text

WORD_WITHOUT_SOURCE = Code("P077", Level.ASK, "用词没有写出处或日期")

USAGE, CONFIRM = "用词", "公开前核实"
KEYS = ("错", "对", "名称", "出处", "日期")


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: a wrong form and the right one, with where that was laid down and when.

    An entry without a right form names something that a person confirms before it is published.
    """

    wrong: Text
    right: str = ""
    source: str = ""
    day: str = ""


def read_words(source: Source, findings: list[Finding]) -> tuple[Word, ...]:
    """The entries of words.yaml in their order; what cannot be read is found and left out."""
    root = _root(source, findings, (USAGE, CONFIRM, *KEYS))
    if root is None:
        return ()
    words: list[Word] = []
    for key, value in _pairs(root, source, findings):
        if not _known(key, (USAGE, CONFIRM), findings):
            continue
        if isinstance(value, yaml.ScalarNode) and not value.value:
            continue
        if not isinstance(value, yaml.SequenceNode):
            findings.append(
                codes.RECORD_UNREAD.at(_text(value, source).place(0, 0), f"“{key}”下面应当逐条列出", "写作 - 错: …")
            )
            continue
        for node in value.value:
            words += _entry(node, source, findings, confirm=key.words == CONFIRM)
    return tuple(words)


def _entry(node: yaml.Node, source: Source, findings: list[Finding], *, confirm: bool) -> Iterator[Word]:
    values = {
        key.words: _text(value, source) for key, value in _pairs(node, source, findings) if _known(key, KEYS, findings)
    }
    place = _text(node, source).place(0, 0)
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
    empty = Text("")
    yield Word(
        values[needed[0]],
        "" if confirm else values["对"].words,
        values.get("出处", empty).words,
        values.get("日期", empty).words,
    )
