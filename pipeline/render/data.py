"""The plan as data: `plan.json` for programs, `deadlines.ics` for calendars."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from hashlib import sha256
from itertools import count
from typing import Any

from pipeline.faults import Fault
from pipeline.render.public import PublicPlan, PublicTask, Term
from pipeline.render.schema import NAME


def plan_json(plan: PublicPlan) -> bytes:
    """The public part of the plan in UTF-8, by docs/plan.schema.json."""
    return (json.dumps({"$schema": NAME, **_value(plan)}, ensure_ascii=False, indent=2) + "\n").encode()


def _value(one: Any) -> Any:
    """A value of the public types as JSON has it."""
    if is_dataclass(one):
        return {field.name: _value(getattr(one, field.name)) for field in fields(one)}
    match one:
        case tuple():
            return [_value(inner) for inner in one]
        case Enum():
            return one.value
        case date():
            return one.isoformat()
        case _:
            return one


# --- the calendar -------------------------------------------------------------

DATED = (Term.BY_DAY, Term.BY_MONTH_END, Term.IN_MONTH, Term.QUARTER, Term.HALF_YEAR, Term.YEAR_END, Term.RANGE)
"""The deadlines that name a last day to be reminded of; the others bind all year, again and again, or on no day."""

FIRST_WORDS = 30
"""字 of a task's first sentence that an event is called by."""

FOLD = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


def deadlines(plan: PublicPlan, items: Sequence[str]) -> bytes | None:
    """A calendar with an event, all day, on the last day of every task that has one (RFC 5545); None when none has.

    A calendar without a component is none (3.6). `items` are the lasting ids of the
    tasks' items (`item_ids`). An event's UID is made from organ, year, that id and
    the task's place in its item: it stays when items change places, titles or
    words, and no two are the same. Nothing here is an hour or an alarm; DTSTAMP is the 成文日期. Raises Fault for
    a control character, which no calendar can hold.
    """
    events = [line for event in _events(plan, items) for line in event]
    if not events:
        return None
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zwgk//政务公开工作计划//ZH",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(plan.title)}",
        f"X-WR-CALNAME:{_text(plan.title)}",
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _events(plan: PublicPlan, items: Sequence[str]) -> Iterator[list[str]]:
    stamp = plan.issued or date(plan.year, 1, 1)
    # through the whole plan: an item that is listed twice has more tasks, not the same ones again
    places = {item: count(1) for item in items}
    for task, item in zip(plan.tasks, items, strict=True):
        place = next(places[item])
        if task.deadline is None or task.deadline.end is None or task.deadline.kind not in DATED:
            continue
        day = task.deadline.end
        identity = "\n".join((plan.organ, str(plan.year), item, str(place)))
        yield [
            "BEGIN:VEVENT",
            f"UID:{sha256(identity.encode()).hexdigest()[:32]}",
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(summary(task))}",
            f"DESCRIPTION:{_text(_description(task))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]


def summary(task: PublicTask) -> str:
    """What an event is called: the item's number and its title where that is printed, else its first words."""
    words = task.title or task.text.split("\n")[0].split("。")[0]
    if len(words) > FIRST_WORDS:
        # at a comma when there is one, not in the middle of a word
        part = words[:FIRST_WORDS]
        words = part[: max(part.rfind("，"), part.rfind("、"), part.rfind("；"))] or part
        words += "……"
    return task.item + words


def _description(task: PublicTask) -> str:
    assert task.deadline is not None
    duties = (f"{duty.role.value}：{'、'.join(duty.units)}" for duty in task.duties)
    return "\n".join((task.text, *duties, f"完成时间：{task.deadline.text}"))


def _text(words: str) -> str:
    """Words as a TEXT value (RFC 5545, 3.3.11)."""
    bad = next((char for char in words if (char < " " and char not in "\t\n") or char == "\x7f"), None)
    if bad is not None:
        raise Fault(f"字符 U+{ord(bad):04X} 不能写入日历文件 deadlines.ics。")
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line over several lines of at most 75 octets, no character cut (RFC 5545, 3.1)."""
    pieces = [""]
    room = FOLD
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append("")
            room = FOLD - 1  # the blank that a folded line begins with
        pieces[-1] += char
        room -= size
    return "\r\n ".join(pieces)
