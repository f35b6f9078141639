"""Read words.yaml, the office's own word list: wrong forms with their right ones, and names to confirm before publication."""

from dataclasses import dataclass

from pipeline.findings import Diagnostics, Severity
from pipeline.parse import codes
from pipeline.parse.codes import Code
from pipeline.parse.yaml_reader import Node, known_items, list_items, read_record, read_yaml
from pipeline.source import SourceFile, SourceText

WORD_WITHOUT_SOURCE = Code("P077", Severity.WARNING, "用词没有写出处或日期")

USAGE, CONFIRM = "用词", "公开前核实"
KEYS = ("错", "对", "名称", "出处", "日期")


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One entry: a wrong form and the right one, the document that lays it down and its date.

    An entry without a right form names something that a person confirms before it is published.
    """

    wrong: SourceText
    right: str = ""
    source: str = ""
    day: str = ""


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
    return ListedWord(
        record.text(needed[0]),
        "" if confirm else record.text("对").value,
        record.text("出处").value,
        record.text("日期").value,
    )
