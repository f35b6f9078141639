"""Plans built in memory: the model's parts in as few words as a test needs."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.model import (
    Assignment,
    Head,
    Item,
    Link,
    Note,
    Notice,
    Paragraph,
    Part,
    Plan,
    Role,
    StatedDate,
    Strong,
    Task,
    TaskTable,
)
from pipeline.parse.deadline import read_deadline
from pipeline.source import SourceText

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = (ROOT / "templates",)

TITLE = "某区财政局2024年度政务公开工作计划"
TABLE_TITLE = "2024年度某区财政局政务公开目标任务细化分解表"
ISSUED = StatedDate(SourceText("2024年3月1日"), date(2024, 3, 1))
BUREAU: dict[str, Any] = {
    "title": SourceText("某局2024年度政务公开工作计划"),
    "organ": SourceText("某局"),
    "issued": StatedDate(SourceText("2024年3月5日"), date(2024, 3, 5)),
    "annexes": (TaskTable(SourceText("任务分解表")),),
}
"""Another bureau's head for `plan_of`."""
MIXED = (
    "做好“双随机、一公开”抽查结果公示，按照GB/T 9704—2012和《国务院办公厅关于政务公开的意见》（国办发〔2016〕80号）要求，"
    "于2024年11月30日前完成1250件，占比98.5％；“应解读、尽解读”。International standards organization通报第3次·甲～乙，"
)
"""What breaks lines in every way: quotation marks, digits, dates, Latin words, blanks, marks that begin no line."""


def paragraph(text: str, *marks: Strong | Link, notes: tuple[Note, ...] = ()) -> Paragraph:
    """Return a paragraph with marks and notes at positions in its text."""
    return Paragraph(SourceText(text), marks, notes)


def task(text: str, deadline: str = "全年", **units: str) -> Task:
    """Return a task; the units of a role, separated by 、, are given by the role's name: `LEAD="甲科、乙科"`."""
    assignments = tuple(
        Assignment(Role[role], tuple(map(SourceText, names.split("、")))) for role, names in units.items()
    )
    return Task((paragraph(text),), assignments, read_deadline(SourceText(deadline), 2024))


def item(name: str, *texts: str, **units: str) -> Item:
    """Return an item with a task for each text; without units they are 办公室, supported by 相关科室."""
    units = units or {"LEAD": "办公室", "SUPPORT": "相关科室"}
    return Item(name, SourceText(f"短题{name}"), tuple(task(text, **units) for text in texts))


def plan_of(*parts: Part, notice: Notice | None = None, **head: Any) -> Plan:
    """Return a 2024 plan of 某区财政局 with a task table, unless `head` has other values for the fields of `Head`."""
    fields: dict[str, Any] = {
        "title": SourceText(TITLE),
        "organ": SourceText("某区财政局"),
        "issued": ISSUED,
        "annexes": (TaskTable(SourceText(TABLE_TITLE)),),
        **head,
    }
    return Plan(2024, replace(Head(), **fields), parts, notice=notice)
