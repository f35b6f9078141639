"""Read the values of a register's records: what is missing or cannot be read is reported, and the record does not count."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from pipeline.findings import Diagnostics
from pipeline.parse import codes
from pipeline.parse.head import read_date
from pipeline.parse.yaml_reader import Node, Record, list_items, read_record, read_yaml
from pipeline.source import SourceFile, SourceText
from pipeline.text.dates import parse_hour

Choice = TypeVar("Choice", bound=Enum)


def needed_text(record: Record, key: str, diagnostics: Diagnostics) -> str:
    """Return the value's text; reports one that is not stated."""
    text = record.text(key).value
    if not text:
        diagnostics.add(codes.REGISTER_LACKS.at(record.place, f"登记没有写“{key}”", "补上，或删去这份登记后重新登记"))
    return text


def needed_day(record: Record, key: str, diagnostics: Diagnostics) -> date | None:
    """Return the day; reports one that is not stated or cannot be read."""
    return read_date(record.text(key), diagnostics).value if needed_text(record, key, diagnostics) else None


def needed_hour(record: Record, key: str, diagnostics: Diagnostics) -> datetime | None:
    """Return the hour; reports one that is not stated or cannot be read."""
    text = record.text(key)
    at = parse_hour(text.value)
    if needed_text(record, key, diagnostics) and at is None:
        diagnostics.add(codes.BAD_DAY.at(text.place(), f"“{text}”读不出时间", "写作 2023-07-03 09:30"))
    return at


def stated_day(record: Record, key: str, diagnostics: Diagnostics) -> date | None:
    """Return the day, None where none is stated; reports one that cannot be read."""
    text = record.text(key)
    return read_date(text, diagnostics).value if text else None


def stated_count(record: Record, key: str, diagnostics: Diagnostics) -> int:
    """Return the number, 1 where none is stated; reports a value that is none, and returns 0."""
    text = record.text(key)
    if not text:
        return 1
    if text.value.isascii() and text.value.isdigit() and 0 < int(text.value) < 1000:
        return int(text.value)
    diagnostics.add(codes.UNKNOWN_VALUE.at(text.place(), f"“{key}”是一个数字", "写 2、3 …"))
    return 0


def is_yes(record: Record, key: str) -> bool:
    """Whether the value is 是."""
    return record.text(key).value == "是"


def needed_choice(record: Record, key: str, kind: type[Choice], diagnostics: Diagnostics) -> Choice | None:
    """Return the member of an enum that the value names; reports a value that is not stated or names none."""
    text = needed_text(record, key, diagnostics)
    member = next((member for member in kind if member.value == text), None)
    if text and member is None:
        known = "、".join(str(member.value) for member in kind)
        diagnostics.add(codes.UNKNOWN_VALUE.at(record.text(key).place(), f"“{key}”不能写“{text}”", f"可以写：{known}"))
    return member


def list_nodes(record: Record, key: str, diagnostics: Diagnostics) -> tuple[Node, ...]:
    """Return the entries of a list; reports a value that is none."""
    value = record.values.get(key)
    return list_items(value, diagnostics) if value is not None else ()


def list_texts(record: Record, key: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    """Return the texts of a list; reports a value that is none."""
    return tuple(item.value for item in list_nodes(record, key, diagnostics) if isinstance(item, SourceText))


def list_records(record: Record, key: str, known: tuple[str, ...], diagnostics: Diagnostics) -> list[Record]:
    """Return the records of a list; reports a value that is none, and unknown keys."""
    return [read_record(item, known, diagnostics) for item in list_nodes(record, key, diagnostics)]


# --- a register's file ----------------------------------------------------------------

_OF_FORM = (
    codes.RECORD_UNREAD,
    codes.RECORD_KEY,
    codes.KEY_TWICE,
    codes.OTHER_ENCODING,
    codes.UNREADABLE,
    codes.UNKNOWN_VALUE,
    codes.BAD_DAY,
    codes.REGISTER_CHANGED,
    codes.REGISTER_LACKS,
    codes.REGISTER_NEWER,
)


def register_root(source: SourceFile, diagnostics: Diagnostics, colon_keys: Sequence[str] = ()) -> Node | None:
    """Return the file's records; findings about single characters are left to the plan, whose text has them.

    Behind one of `colon_keys` a full-width colon is read as a half-width one.
    """
    mine = Diagnostics()
    root = read_yaml(source, mine, colon_keys)
    findings = [finding for finding in mine.findings if finding.code in {code.code for code in _OF_FORM}]
    diagnostics.add(*findings)
    if root is None or root == SourceText(""):
        if not findings:
            diagnostics.add(codes.REGISTER_LACKS.at(source.top, "登记是空的", "删去这个文件后重新登记"))
        return None
    return root


def register_entries(source: SourceFile, diagnostics: Diagnostics, colon_keys: Sequence[str] = ()) -> tuple[Node, ...]:
    """Return the entries of a register that is a list; none of one that cannot be read, which is reported."""
    root = register_root(source, diagnostics, colon_keys)
    return list_items(root, diagnostics) if root is not None else ()
