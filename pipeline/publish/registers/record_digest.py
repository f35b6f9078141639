"""The digest (校验) of a register's record: it shows that the record is not as it was written.

It covers every key and value of the record but the text decided on, which has a digest of its own (摘要), and in
a register that is a list the record before it, so that one left out or put in is seen as well. Nobody signs with it: who
changes a record on purpose can compute it anew. Records written before there was one have none.
"""

import json
from collections.abc import Mapping

from pipeline.findings import Diagnostics
from pipeline.parse import codes
from pipeline.parse.yaml_reader import Node, YamlList, YamlMapping, dump_yaml, place_of, read_yaml
from pipeline.source import SourceText, file_from_text
from pipeline.storage import sha256

KEY = "校验"
_NOT_COVERED = (KEY, "文字")


def with_digest(values: Mapping[str, object], previous: Node | None = None) -> dict[str, object]:
    """Return the values of a record with the digest at their end; `previous` is the record before it.

    The digest is that of the values as they will be read again: reading puts some blanks right.
    """
    node = read_yaml(file_from_text("", dump_yaml(dict(values))), Diagnostics())
    read = _plain(node) if node is not None else None
    assert isinstance(read, dict), "a record that was just written is read again"
    return {**values, KEY: _digest(read, _link(previous))}


def check_digest(record: Node, previous: Node | None, diagnostics: Diagnostics) -> None:
    """Report a record that is not as it was written, or does not follow the one it was written behind."""
    values = _plain(record)
    stated = values.get(KEY) if isinstance(values, dict) else None
    if not isinstance(values, dict) or stated in (None, _digest(values, _link(previous))):
        return
    where = "" if previous is None else "，或者它前面的登记有改动、删去的"
    diagnostics.add(
        codes.REGISTER_CHANGED.at(
            place_of(record),
            f"这份登记和写下时不同{where}，不算数",
            "登记不手工改：恢复原来的文件；写错了的，用登记的命令另行登记",
        )
    )


def _digest(values: Mapping[str, object], link: str) -> str:
    covered = {key: value for key, value in values.items() if key not in _NOT_COVERED}
    return sha256(f"{link}\n{json.dumps(covered, ensure_ascii=False, sort_keys=True)}".encode())


def _link(record: Node | None) -> str:
    """Return the digest that a record states; of one that states none that of its values, of none the empty text."""
    values = _plain(record) if record is not None else None
    if not isinstance(values, dict):
        return ""
    stated = values.get(KEY)
    return stated if isinstance(stated, str) else _digest(values, "")


def _plain(node: Node) -> object:
    """Return a node as texts, lists and dicts."""
    match node:
        case SourceText():
            return node.value
        case YamlList():
            return [_plain(item) for item in node.items]
        case YamlMapping():
            return {key.value: _plain(value) for key, value in node.items}
