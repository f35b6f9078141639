"""The plan becomes canonical Markdown: the twin of reading. `parse(from_files(year, write(plan))).plan == plan`."""

import re
from collections.abc import Iterable, Iterator, Sequence

import yaml

from pipeline.model import (
    Assignment,
    Block,
    Deadline,
    DeadlineKind,
    Disclosure,
    FreeAnnex,
    Head,
    Item,
    Link,
    Note,
    Paragraph,
    Part,
    Plan,
    Section,
    Steps,
    Table,
    Task,
    TaskTable,
    Unit,
    UnitTerm,
    default_columns,
)
from pipeline.parse.head import starts_like_a_head
from pipeline.source import SourceText


def write(plan: Plan) -> dict[str, str]:
    """The plan's files by their name below the content root, canonical: no fault of form is left in them."""
    folder = str(plan.year)
    files = {"units.yaml": _roster(plan.roster), f"{folder}/plan.md": _file(_plan_head(plan.head), _parts(plan.parts))}
    for item in plan.items():
        files[f"{folder}/items/{item.id}.md"] = _item(item, plan.head.unit_term)
    for annex in plan.head.annexes:
        if isinstance(annex, FreeAnnex):
            files[f"{folder}/annex/{annex.id}.md"] = _file([], _parts(annex.parts))
    if plan.notice is not None:
        files[f"{folder}/notice.md"] = _file(_carrier(plan.notice.head), _blocks(plan.notice.blocks))
    return files


def _file(head: Sequence[tuple[str, str | list[str]]], body: Iterable[str]) -> str:
    blocks = "\n\n".join(body)
    lines = []
    for key, value in head:
        if isinstance(value, list):
            lines += [f"{key}:", *(f"- {line}" for line in value)]
        elif value:
            lines.append(f"{key}: {value}")
    fenced = (
        ["---", *lines, "---"] if lines or (blocks and (blocks[0] in "-—－–" or starts_like_a_head(blocks))) else []
    )
    return "\n".join([*fenced, *([""] if fenced and blocks else []), *([blocks] if blocks else []), ""])


# --- heads ------------------------------------------------------------------------


def _plan_head(head: Head) -> list[tuple[str, str | list[str]]]:
    default = Head()

    def chosen(name: str) -> str:
        value = getattr(head, name)
        return "" if value == getattr(default, name) else str(value.value)

    def stated(name: str) -> str:
        value: bool = getattr(head, name)
        return "" if value == getattr(default, name) else "是" if value else "否"

    disclosure = head.disclosure.value if isinstance(head.disclosure, Disclosure) else ""
    columns = (
        "" if head.columns == default_columns(head.unit_term) else "、".join(column.head for column in head.columns)
    )
    fields: list[tuple[str, str | list[str]]] = [
        ("标题", head.title.value),
        ("发文机关", head.organ.value),
        ("成文日期", head.issued.text.value),
        ("附件", _annexes(head)),
        ("公开属性", disclosure),
        ("序号编排", chosen("numbering")),
        ("正文括注", chosen("note_content")),
        ("称谓", chosen("unit_term")),
        ("条目标题", chosen("item_title")),
        ("附件栏目", columns),
        ("附件纸张", chosen("annex_orientation")),
        ("附件章节行", stated("heading_rows")),
        ("首句", chosen("lead_sentence_font")),
        ("版面", chosen("layout")),
        ("稿次", head.stage.value),
        ("水印", stated("watermark")),
        ("嵌入数据", stated("embed_data")),
        ("印发件列为附件", stated("as_annex")),
        ("预计成文", head.expected.text.value),
        ("依据", _list(head.basis)),
        ("关键词", _list(head.keywords)),
        ("内容概述", head.summary.value),
    ]
    return [*fields, *_carried(head)]


def _carrier(head: Head) -> list[tuple[str, str | list[str]]]:
    fields: list[tuple[str, str | list[str]]] = [
        ("标题", head.title.value),
        ("发文机关", head.organ.value),
        ("成文日期", head.issued.text.value),
    ]
    return [*fields, *_carried(head)]


def _carried(head: Head) -> list[tuple[str, str | list[str]]]:
    return [
        ("发文字号", head.doc_number.value),
        ("主送机关", head.addressee.value),
        ("附注", head.remark.value),
        ("抄送", head.copy_to.value),
        ("印发机关", head.printer.value),
        ("印发日期", head.printed.text.value),
    ]


def _annexes(head: Head) -> str | list[str]:
    lines = []
    for annex in head.annexes:
        match annex:
            case TaskTable():
                lines.append(annex.title.value)
            case FreeAnnex():
                lines.append(f"[{annex.title}]({_target('annex', annex.id)})")
    if len(lines) == 1 and isinstance(head.annexes[0], TaskTable):
        return lines[0]
    return lines or ""


def _list(values: Iterable[SourceText]) -> str:
    return "、".join(value.value for value in values)


def _target(folder: str, identity: str) -> str:
    """The link to a file; what would end the link or be decoded is percent-encoded."""
    quoted = identity.replace("%", "%25")
    for char in "()（）":
        quoted = quoted.replace(char, "".join(f"%{byte:02X}" for byte in char.encode()))
    return f"{folder}/{quoted}.md"


# --- items -------------------------------------------------------------------------


def _item(item: Item, noun: UnitTerm) -> str:
    common = _common(item.tasks)
    head: list[tuple[str, str | list[str]]] = [*_facts(common[0], common[1], noun)]
    head += [("名称", item.name.value), ("类型", item.kind.value)]
    head += [("沿用", _list(item.lineage)), ("备注", item.remark.value)]
    body: list[str] = []
    for place, task in enumerate(item.tasks):
        blocks = list(_blocks(task.blocks))
        note = _note(task, common, noun, needed=len(item.tasks) > 1 and place + 1 < len(item.tasks))
        if note and task.blocks and isinstance(task.blocks[-1], Paragraph):
            blocks[-1] += note
        elif note:
            blocks.append(note)
        body += blocks
    return _file(head, body)


Facts = tuple[tuple[Assignment, ...], Deadline | None]


def _common(tasks: Sequence[Task]) -> Facts:
    """What the head says for all tasks: the duties that all begin with, and the deadline when it is the same."""
    if not tasks:
        return (), None
    duties = list(tasks[0].assignments)
    for task in tasks[1:]:
        alike = 0
        while alike < min(len(duties), len(task.assignments)) and duties[alike] == task.assignments[alike]:
            alike += 1
        duties = duties[:alike]
    same = all(task.deadline == tasks[0].deadline for task in tasks)
    stated = same and tasks[0].deadline.kind is not DeadlineKind.NONE
    return tuple(duties), tasks[0].deadline if stated else None


def _facts(duties: Iterable[Assignment], deadline: Deadline | None, noun: UnitTerm) -> Iterator[tuple[str, str]]:
    for duty in duties:
        yield f"{duty.role.value}{noun.value}", _list(duty.units)
    if deadline is not None and deadline.kind is not DeadlineKind.NONE:
        yield "完成时间", deadline.text.value


def _note(task: Task, common: Facts, noun: UnitTerm, *, needed: bool) -> str:
    """The bracket note with what the head does not say; one that must stand repeats a fact rather than be empty."""
    duties = task.assignments[len(common[0]) :]
    deadline = None if common[1] is not None else task.deadline
    facts = list(_facts(duties, deadline, noun))
    if needed and not facts:
        facts = list(_facts(task.assignments, task.deadline, noun))[-1:]
    return f"（{'；'.join(f'{key}：{value}' for key, value in facts)}）" if facts else ""


# --- the body ------------------------------------------------------------------------


def _parts(parts: Sequence[Part]) -> Iterator[str]:
    listed: list[str] = []
    for part in parts:
        if isinstance(part, Item):
            listed += _entries(part, 0)
            continue
        if listed:
            yield "\n".join(listed)
            listed = []
        match part:
            case Section():
                yield f"{'#' * (part.level + 1)} {_inline(part.title)}"
                yield from _parts(part.parts)
            case Paragraph() | Steps() | Table() | Note():
                yield from _blocks((part,))
    if listed:
        yield "\n".join(listed)


def _entries(item: Item, depth: int) -> Iterator[str]:
    notes = "".join(f" {_comment(note)}" for note in item.notes)
    yield f"{'  ' * depth}- [{item.title}]({_target('items', item.id)}){notes}"
    for child in item.children:
        yield from _entries(child, depth + 1)


def _blocks(blocks: Iterable[Block | Note]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _inline(block)
            case Steps():
                yield "\n".join(f"{place}. {_inline(step)}" for place, step in enumerate(block.steps, 1))
            case Table():
                rule = "|" + "---|" * len(block.head)
                yield "\n".join([_row(block.head), rule, *map(_row, block.rows)])
            case Note():
                yield _comment(block)


def _row(cells: Sequence[Paragraph]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _comment(note: Note) -> str:
    return f"<!-- {note.text} -->"


def _inline(paragraph: Paragraph) -> str:
    """The words with their marks: at one offset first what ends there, then notes, then what begins."""
    words = paragraph.text.value
    closing: dict[int, list[str]] = {}
    opening: dict[int, list[str]] = {}
    for mark in paragraph.marks:
        before, after = ("[", f"]({mark.target})") if isinstance(mark, Link) else ("**", "**")
        opening.setdefault(mark.start, []).append(before)
        closing.setdefault(mark.stop, []).insert(0, after)
    notes: dict[int, list[str]] = {}
    for note in paragraph.notes:
        notes.setdefault(note.at, []).append(_comment(note))
    done = []
    for offset in range(len(words) + 1):
        done += closing.get(offset, [])
        done += notes.get(offset, [])
        done += opening.get(offset, [])
        done.append(words[offset : offset + 1])
    return "".join(done)


# --- the roster ------------------------------------------------------------------------


def _roster(units: Sequence[Unit]) -> str:
    def record(unit: Unit) -> dict[str, str]:
        fields = {
            "名称": unit.name.value,
            "全称": unit.full_name,
            "类别": unit.category,
            "启用": _day(unit.since),
            "停用": _day(unit.until),
            "改为": unit.renamed_to,
        }
        return {key: value for key, value in fields.items() if value}

    records = {
        "科室": [record(unit) for unit in units if not unit.group],
        "统称": [record(unit) for unit in units if unit.group],
    }
    return yaml.safe_dump({key: value for key, value in records.items() if value}, allow_unicode=True, sort_keys=False)


def _day(day: object) -> str:
    return re.sub(r"^(\d+)-0?(\d+)-0?(\d+)$", r"\1年\2月\3日", str(day)) if day else ""
