"""The plan as data: `plan.json` for programs, `tasks.csv` for spreadsheets, `deadlines.ics` for calendars."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from io import StringIO
from itertools import count
from typing import Any

from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.model import Role
from pipeline.render.data.public_model import PublicPlan, PublicTask, Term
from pipeline.storage import sha256

SCHEMA = "plan.schema.json"
"""The file name of the JSON Schema of plan.json: `$schema` refers to it as a file beside plan.json."""


def plan_json(plan: PublicPlan) -> bytes:
    """Return plan.json in UTF-8: the public part of the plan, valid by `schema_json`."""
    return (json.dumps({"$schema": SCHEMA, **_value(plan)}, ensure_ascii=False, indent=2) + "\n").encode()


def _value(value: Any) -> Any:
    """A value of the public types as JSON has it."""
    if is_dataclass(value):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
    match value:
        case tuple():
            return [_value(inner) for inner in value]
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


# --- the table -------------------------------------------------------------------

COLUMNS = (
    *("序号", "部分", "事项", "名称", "类型", "具体内容"),
    *(role.value for role in Role),
    *("完成时间", "起", "止", "备注"),
)
"""The columns of tasks.csv, the same for every plan: a reader may rely on their names and order.

部分 are the headings over the item as printed, separated by ／; 事项 the item's printed number behind those
of the items above it, and its title where that is printed; 名称, 类型 and 备注 what the annex says there where it has
the column; a column for every role, units by 、; 完成时间 the words as printed, 起 and 止 the first and last day they
name (ISO 8601). What is not stated is empty.
"""

BOM = "\ufeff"
"""Without it Excel takes the file for GBK."""


def tasks_csv(plan: PublicPlan) -> bytes:
    """A row a task in UTF-8 with BOM, lines ended by CRLF (RFC 4180); a paragraph's end in a cell is a line feed.

    Every character is as it was written, also one that a spreadsheet would run: see `is_formula_injection`.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_csv_row(task) for task in plan.tasks)
    return (BOM + stream.getvalue()).encode()


def _csv_row(task: PublicTask) -> Iterator[str]:
    yield str(task.number)
    yield "／".join(task.headings)
    yield "".join((*task.parents, task.item, task.title or ""))
    yield task.name or ""
    yield task.type or ""
    yield task.text
    for role in Role:
        yield "、".join(unit for duty in task.duties if duty.role is role for unit in duty.units)
    deadline = task.deadline
    yield deadline.text if deadline else ""
    yield deadline.start.isoformat() if deadline and deadline.start else ""
    yield deadline.end.isoformat() if deadline and deadline.end else ""
    yield task.remark or ""


# --- the calendar -------------------------------------------------------------

DATED = (
    *(Term.BY_DAY, Term.BY_MONTH_END, Term.IN_MONTH, Term.QUARTER, Term.HALF_YEAR, Term.YEAR_END),
    *(Term.RANGE, Term.STEPS),
)
"""The kinds of deadline with a last day to be reminded of; the others bind all year, repeatedly, or on no day."""

MAX_TITLE_CHARS = 30
"""The most 字 of a task's first sentence in an event's title."""

MAX_LINE_OCTETS = 75
"""The most octets of a line without its end (RFC 5545 3.1). The `icalendar` library folds one octet earlier."""


def deadlines_ics(plan: PublicPlan, items: Sequence[str]) -> bytes | None:
    """A calendar with an event, all day, on the last day of every task that has one (RFC 5545); None when none has.

    A calendar without a component is none (3.6). `items` are the lasting ids of the
    tasks' items (`item_ids`). An event's UID is made from organ, year, that id and
    the task's place in its item: it stays when items change places, titles or
    words, and no two are the same. Nothing here is an hour or an alarm; DTSTAMP is the 成文日期. Raises ZwgkError for
    a control character, which no calendar can hold.
    """
    events = tuple(_events(plan, items))
    return calendar(plan.title, events) if events else None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event that takes one whole day; `identity` is what its UID is made from, `alarms` are days before it."""

    identity: str
    stamp: date
    day: date
    summary: str
    description: str
    alarms: tuple[int, ...] = ()


def calendar(title: str, events: Sequence[CalendarEvent]) -> bytes:
    """Return the events as a calendar (RFC 5545); raises ZwgkError for a control character, which no calendar can hold."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zwgk//政务公开工作计划//ZH",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(title)}",
        f"X-WR-CALNAME:{_text(title)}",
        *(line for event in events for line in _event_lines(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event_lines(event: CalendarEvent) -> Iterator[str]:
    day = event.day
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(event.identity.encode())[:32]}"
    yield f"DTSTAMP:{event.stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    # a day's event without an end is that day (3.6.1); the last there is has none after it
    if day < date.max:
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield "TRANSP:TRANSPARENT"
    for days in event.alarms:
        # at nine in the morning: a day's event begins at midnight
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}")
        yield from (f"TRIGGER:-P{days - 1}DT15H" if days else "TRIGGER:PT9H", "END:VALARM")
    yield "END:VEVENT"


def _events(plan: PublicPlan, items: Sequence[str]) -> Iterator[CalendarEvent]:
    stamp = plan.issued or date(plan.year, 1, 1)
    # through the whole plan: an item that is listed twice has more tasks, not the same ones again
    places = {item: count(1) for item in items}
    several = {item for item, tasks in Counter(items).items() if tasks > 1}
    for task, item in zip(plan.tasks, items, strict=True):
        place = next(places[item])
        if task.deadline is None or task.deadline.end is None or task.deadline.kind not in DATED:
            continue
        identity = "\n".join((plan.organ, str(plan.year), item, str(place)))
        summary = event_summary(task, alone=item not in several)
        yield CalendarEvent(identity, stamp, task.deadline.end, summary, _description(task))


def event_summary(task: PublicTask, *, alone: bool) -> str:
    """What an event is called: the item's number behind those above it, and its title where that is printed, else its first words.

    A title names one event: where the item has several tasks (not `alone`), each is called by its words.
    """
    name = (task.title if alone else None) or task.text.split("\n")[0].split("。")[0]
    if len(name) > MAX_TITLE_CHARS:
        # at a comma when there is one, not in the middle of a word
        part = name[:MAX_TITLE_CHARS]
        name = part[: max(part.rfind("，"), part.rfind("、"), part.rfind("；"))] or part
        name += "……"
    return "".join((*task.parents, task.item, name))


def _description(task: PublicTask) -> str:
    assert task.deadline is not None
    duties = (f"{duty.role.value}：{'、'.join(duty.units)}" for duty in task.duties)
    return "\n".join((task.text, *duties, f"完成时间：{task.deadline.text}"))


def _text(value: str) -> str:
    """Escape text as a TEXT value (RFC 5545 3.3.11)."""
    bad = next((char for char in value if (char < " " and char not in "\t\n") or char == "\x7f"), None)
    if bad is not None:
        raise ZwgkError(f"字符 U+{ord(bad):04X} 不能写入日历文件 deadlines.ics。")
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line into lines of at most 75 octets without splitting a character (RFC 5545 3.1)."""
    pieces = [""]
    room = MAX_LINE_OCTETS
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append("")
            room = MAX_LINE_OCTETS - 1  # the blank that a folded line begins with
        pieces[-1] += char
        room -= size
    return "\r\n ".join(pieces)
