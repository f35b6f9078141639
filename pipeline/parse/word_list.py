"""Read words.yaml, the office's own word list: wrong forms with their right ones, and names to confirm before publication."""

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Severity
from pipeline.parse import codes
from pipeline.parse.codes import Code
from pipeline.parse.yaml_reader import Node, known_items, list_items, read_record, read_yaml
from pipeline.source import SourceFile, SourceText

WORD_WITHOUT_SOURCE = Code("P077", Severity.WARNING, "用词没有写出处或日期")

USAGE, CONFIRM = "用词", "公开前核实"
KEYS = ("错", "对", "名称", "前接", "前不接", "后接", "后不接", "级别", "自动改", "说明", "出处", "日期")


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One entry: a wrong form and the right one, the document that lays it down and its date.

    An entry without a right form names something that a person confirms before it is published.
    The form is wrong where one of `preceded` is before it and none of `not_preceded`, one of
    `followed` behind it and none of `not_followed`: patterns, alternatives separated by |.
    `severity` is None where the list does not say; `is_safe`: it may be replaced by itself.
    """

    wrong: SourceText
    right: str = ""
    source: str = ""
    day: str = ""
    preceded: str = ""
    not_preceded: str = ""
    followed: str = ""
    not_followed: str = ""
    severity: Severity | None = None
    is_safe: bool = True
    note: str = ""


def listed_word(cells: Mapping[str, str]) -> ListedWord:
    """Return the entry that the cells of a row state, by the names of the keys."""
    stated = {severity.value: severity for severity in Severity}
    return ListedWord(
        SourceText(cells.get("错", "")),
        cells.get("对", ""),
        cells.get("出处", ""),
        cells.get("日期", ""),
        cells.get("前接", ""),
        cells.get("前不接", ""),
        cells.get("后接", ""),
        cells.get("后不接", ""),
        stated.get(cells.get("级别", "")),
        cells.get("自动改", "") != "否",
        cells.get("说明", ""),
    )


def read_words(source: SourceFile, diagnostics: Diagnostics) -> tuple[ListedWord, ...]:
    """Return the entries of words.yaml in their order; what cannot be read is reported and left out."""
    root = read_yaml(source, diagnostics, (USAGE, CONFIRM, *KEYS))
    if root is None:
        return ()
    entries = (
        _entry(node, diagnostics, confirm=key.value == CONFIRM)
        for key, value in known_items(root, (USAGE, CONFIRM), diagnostics)
        for node in list_items(value, diagnostics, f"“{key}”下面应当逐条列出", "写作 - 错: …")
    )
    return tuple(entry for entry in entries if entry is not None)


def _entry(node: Node, diagnostics: Diagnostics, *, confirm: bool) -> ListedWord | None:
    record = read_record(node, KEYS, diagnostics)
    needed = ("名称",) if confirm else ("错", "对")
    missing = [key for key in needed if not record.text(key)]
    if missing:
        message = f"这一条没有写“{missing[0]}”"
        diagnostics.add(codes.RECORD_UNREAD.at(record.place, message, f"写上 {missing[0]}: …"))
        return None
    unstated = [key for key in ("出处", "日期") if not record.text(key)]
    if unstated:
        message = f"这一条没有写“{'、'.join(unstated)}”"
        diagnostics.add(WORD_WITHOUT_SOURCE.at(record.place, message, "提法会变，写明依据哪个文件、哪一天"))
    for key, choices in _CHOICES.items():
        if (stated := record.text(key)) and stated.value not in choices:
            diagnostics.add(
                codes.RECORD_UNREAD.at(stated.place(), f"“{key}”不能写“{stated}”", f"可以写：{'、'.join(choices)}")
            )
    cells = {key: record.text(key).value for key in KEYS}
    if confirm:
        return ListedWord(record.text("名称"), "", cells["出处"], cells["日期"])
    # what the office writes is text; only | has a meaning
    cells |= {key: "|".join(re.escape(text) for text in cells[key].split("|") if text) for key in _NEIGHBOURS}
    return replace(listed_word(cells), wrong=record.text("错"))


_CHOICES = {"级别": ("请核实", "供参考"), "自动改": ("是", "否")}
_NEIGHBOURS = ("前接", "前不接", "后接", "后不接")
