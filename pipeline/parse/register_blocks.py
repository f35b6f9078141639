"""Add records to a register that has a block a subject: to the end of its block, everything else byte for byte as it was.

    # 4 行政执法信息公示
    - 事项: 行政执法公示
      经过:
      - 登记: 2024年6月1日
        状态: 已完成

All blocks are there from the beginning, empty ones too, so that git merges what two people
added to different ones.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.dataclass import dataclass
from pipeline.parse.yaml_reader import dump_yaml
from pipeline.source import Place, SourceFile

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RegisterBlock:
    """A block: the key it is known by, its own values, and what a comment above it says (empty: none)."""

    key: str
    values: Values
    comment: str = ""


def with_records(
    source: SourceFile | None,
    lines: Mapping[str, int],
    header: str,
    entries_key: str,
    blocks: Iterable[RegisterBlock],
    added: Mapping[str, Sequence[Values]],
) -> str:
    """Return the register's text with records at the end of the blocks they are added to.

    `lines` are the first lines of the blocks in the file, `entries_key` is the key below which records stand. A new
    file begins with the header and has every one of the `blocks`; a block that an existing file lacks is added at its end.
    """
    known = {block.key: block for block in blocks}
    if source is None:
        text = [header.rstrip("\n")]
        for block in known.values():
            text += ["", *_block(block, entries_key, added.get(block.key, ()))]
        return "\n".join(text) + "\n"
    text = list(source.lines)
    while text and not text[-1].strip():
        text.pop()
    starts = sorted(lines.values())
    # from the last block to the first, so that the numbers of lines above stay
    for key in sorted((key for key in added if key in lines), key=lambda key: -lines[key]):
        end = next((line for line in starts if line > lines[key]), len(text) + 1) - 1
        while not text[end - 1].strip() or text[end - 1].lstrip().startswith("#"):
            end -= 1
        text[end:end] = [line for values in added[key] for line in _record(values)]
    for key in (key for key in added if key not in lines):
        text += ["", *_block(known[key], entries_key, added[key])]
    return "\n".join(text) + "\n"


def with_values(source: SourceFile, changes: Iterable[tuple[Mapping[str, Place], Mapping[str, str]]]) -> str:
    """Return the register's text with values of its records replaced, or added below the last of those that are there.

    Of each record the places of its values are given, by key, and the new values. A value that is not in one line
    with its key is written where reading it again finds another register; the caller compares.
    """
    text = list(source.lines)
    edits = [(places, key, value) for places, values in changes for key, value in values.items()]
    # from the last line to the first, so that the numbers of lines above stay; of one line what comes last goes in first
    edits.sort(key=lambda edit: _line(edit[0], edit[1]))
    for places, key, value in reversed(edits):
        index = _line(places, key) - 1
        begin = re.match(r"(?:\s|- )*", text[index])
        assert begin is not None, "matches everything"
        new = dump_yaml({key: value}).rstrip("\n")
        if key in places:
            comment = re.search(r"\s+#.*$", text[index][places[key].end_column - 1 :])
            text[index] = begin[0] + new + (comment[0] if comment else "")
        else:
            text.insert(index + 1, " " * len(begin[0]) + new)
    return "\n".join(text).rstrip("\n") + "\n"


def _line(places: Mapping[str, Place], key: str) -> int:
    """The line of a value, or that of the last value there is."""
    return places[key].end_line if key in places else max(place.end_line for place in places.values())


def _block(block: RegisterBlock, entries_key: str, records: Iterable[Values]) -> list[str]:
    comment = [f"# {' '.join(block.comment.split())}"] if block.comment else []
    head = dump_yaml([dict(block.values)]).rstrip("\n").split("\n")
    return [*comment, *head, f"  {entries_key}:", *(line for values in records for line in _record(values))]


def _record(values: Values) -> list[str]:
    return [f"  {line}" for line in dump_yaml([dict(values)]).rstrip("\n").split("\n")]
