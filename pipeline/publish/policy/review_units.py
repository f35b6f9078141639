"""A plan taken apart into the pieces that are reviewed: each statement of its head, each heading, each item, each annex.

What nobody will read in what is published (comments, file names, short titles
that are not printed, looks) is no part of them; numbers that follow from position are not
either, so that a new item does not touch those behind it. Links are part of the text with
their targets, emphasis with `**`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.model import (
    Block,
    DeadlineKind,
    FreeAnnex,
    Head,
    HeadField,
    Item,
    ItemTitle,
    Link,
    Note,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    Site,
    StatedDate,
    Steps,
    Table,
    Task,
    TaskTable,
    paragraphs,
)
from pipeline.model.head_fields import HEAD_FIELDS, Review, Sheet, field_texts
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import format_day

SEPARATOR = "｜"
"""The separator of two units and of two cells: moving it counts as a change, unlike moving punctuation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the document under review: its text line by line, and how deep it is nested.

    `key` identifies a piece within one plan, also after its text has changed; `label`
    is its name for people. Neither is part of the text. `texts` are what somebody wrote of it,
    with places.
    """

    key: str
    label: str
    lines: tuple[str, ...]
    depth: int = 0
    texts: tuple[SourceText, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The piece's text, one line a paragraph."""
        return "\n".join(self.lines)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, of the plan or of an annex, with other pieces below it."""
        return re.fullmatch(rf"(?:附件/[^/]+/)?{HEADING}\d+", self.key) is not None

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines as people read them: units separated by 、."""
        return tuple(line.replace(SEPARATOR, "、") if _FACTS.match(line) else line for line in self.lines)


_FACTS = lazy_pattern(rf"（(?:{'|'.join(role.value for role in Role)}|完成时间)：")


LAYOUT, HEADING = "编排", "章节"
"""The key of what the head sets for the whole paper, and how the keys of headings begin, in an annex behind its own."""

STATED = (
    "标题",
    "发文机关",
    "通知标题",
    "通知的发文机关",
    "主送机关",
    "附注",
    "抄送",
    "印发机关",
    "内容概述",
    "关键词",
    "依据",
)
"""The keys of heads with short values."""

ISSUED_ON = "成文日期"
"""The key of the day of the paper, which is signed and not reviewed."""

CATALOGUED = ("来源", "组配分类", "主题分类", "体裁", "有效性", "上位文件")
"""The keys of what site.yaml states of the document; what is the portal's own (标识码, 备案号, 索引号, 栏目) is no part of it."""

STATES = ("有效", "失效", "废止", "已失效", "已废止")
"""The values of 有效性 that say no more than that: when a document expires, nobody reviews it again."""

CORRECTION = "更正"
"""The key of a 更正's text, which is reviewed like a piece of the plan but is not part of it."""


def of_correction(text: str) -> Piece:
    """Return the text of a 更正 as a piece to be reviewed."""
    return Piece(CORRECTION, "更正说明", (text,))


NO_SITE = Site()
"""A site that states nothing."""


# --- the pieces of a plan ----------------------------------------------------------


def reviewed_units(plan: Plan, site: Site = NO_SITE) -> tuple[Piece, ...]:
    """What a 保密审查 is of: body, annexes and published metadata, without 成文日期, 文号 and 印发日期.

    Of site.yaml it is what goes out as the document's own (`CATALOGUED`).
    """
    counter = _Counter()
    pieces = [*_front(plan), *_catalogued(plan, site), *_parts(plan.parts, plan, counter, "", 0)]
    for place, annex in enumerate(plan.head.annexes, 1):
        pieces += _annex(place, annex, plan)
    return tuple(piece for piece in pieces if piece.lines)


def signed_units(plan: Plan) -> tuple[Piece, ...]:
    """What a 签发 is of: what is under review, and 成文日期, 文号 and 印发日期."""
    dated = [_stated(ISSUED_ON, _shown(plan.issued))]
    if plan.notice is not None:
        dated.append(_stated("计划的成文日期", _shown(plan.head.issued)))
    for head_field in HEAD_FIELDS:
        if head_field.review is Review.SIGNED and head_field.sheet is Sheet.COVER:
            value = getattr(plan.cover_head, head_field.attribute)
            dated.append(_stated(head_field.key, _shown(value) if isinstance(value, StatedDate) else value))
    return (*reviewed_units(plan), *(piece for piece in dated if piece.lines))


def _shown(day: StatedDate) -> SourceText:
    """The day as it is printed, however it was typed."""
    value = day.value
    return SourceText(format_day(value), day.text.runs[:1]) if value else day.text


def _stated(name: str, *values: SourceText) -> Piece:
    """A statement of the head."""
    stated = tuple(value for value in values if value)
    return Piece(name, name, tuple(value.value for value in stated), texts=stated)


def _front(plan: Plan) -> Iterator[Piece]:
    """Everything stated in heads that is printed or published."""
    head = plan.head
    yield _stated("标题", head.title)
    yield _stated("发文机关", head.organ)
    if plan.notice is not None:
        notice = plan.notice
        yield _stated("通知标题", notice.head.title)
        yield _stated("通知的发文机关", notice.head.organ)
        texts = _texts(notice.blocks)
        yield Piece("通知正文", "通知正文", tuple(_lines(notice.blocks)), texts=texts)
    for head_field in sorted(_FRONT, key=_front_order):
        yield _stated(head_field.key, *field_texts(head_field, _stating_head(head_field, plan)))
    yield Piece(
        LAYOUT, "编排用字", tuple(line for head_field in HEAD_FIELDS for line in _layout_line(head_field, head))
    )


_FRONT = tuple(
    head_field for head_field in HEAD_FIELDS if head_field.review is Review.TEXT and head_field.sheet is not Sheet.BOTH
)
_FRONT_ORDER = ("主送机关", "附注", "抄送", "印发机关", "内容概述", "关键词", "依据")
"""The order that the digests of registered reviews depend on; a later key follows."""


def _front_order(head_field: HeadField) -> int:
    return _FRONT_ORDER.index(head_field.key) if head_field.key in _FRONT_ORDER else len(_FRONT_ORDER)


def _stating_head(head_field: HeadField, plan: Plan) -> Head:
    return plan.cover_head if head_field.sheet is Sheet.COVER else plan.head


def _layout_line(head_field: HeadField, head: Head) -> Iterator[str]:
    """Yield what a key states of numbers, brackets and columns, as a line; nothing for other keys."""
    value = getattr(head, head_field.attribute, None)
    match head_field.review, value:
        case Review.LAYOUT, Enum():
            yield f"{head_field.key}：{value.value}"
        case Review.LAYOUT, tuple():
            yield f"{head_field.key}：{SEPARATOR.join(column.head for column in head.columns)}"
        case Review.LAYOUT, bool():
            yield f"{head_field.key}：{'是' if value else '否'}"
        case Review.LAYOUT_IF_STATED, True:
            yield f"{head_field.key}：是"


def _catalogued(plan: Plan, site: Site) -> Iterator[Piece]:
    """Everything site.yaml states of the document."""
    for key in CATALOGUED:
        of_year = f"{key}/{plan.year}"
        used = of_year if site.get(of_year) else key
        value = site.get(used)
        if value and value not in STATES:
            yield Piece(key, key, (value,), texts=tuple(text for name, text in site.written if name == used))


def for_format_version(pieces: Iterable[Piece], version: int) -> tuple[Piece, ...]:
    """The pieces that were under review when that version (范式) was: before the second one, none of site.yaml."""
    return tuple(piece for piece in pieces if version > 1 or piece.key not in CATALOGUED)


class _Counter:
    """Counts pieces by what they are, for keys."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = defaultdict(int)
        self.items = 0

    def key(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}{self._counts[kind]}"


def _parts(parts: Sequence[Part], plan: Plan, counter: _Counter, heading: str, depth: int) -> Iterator[Piece]:
    running: list[Block | Note] = []

    def flush() -> Iterator[Piece]:
        lines = tuple(_lines(running))
        if lines:
            label = f"“{_short(heading)}”下的文字" if heading else "开头的文字"
            yield Piece(counter.key("文字"), label, lines, depth, _texts(running))
        running.clear()

    for part in parts:
        match part:
            case Paragraph() | Steps() | Table() | Note():
                running.append(part)
            case Section():
                yield from flush()
                title = part.title.text
                label = f"标题“{_short(title.value)}”"
                yield Piece(counter.key(HEADING), label, (_marked(part.title),), part.level, (title,))
                yield from _parts(part.parts, plan, counter, title.value, part.level)
            case Item():
                yield from flush()
                counter.items += 1
                yield from _items(part, plan, str(counter.items), depth + 1)
    yield from flush()


def _items(item: Item, plan: Plan, number: str, depth: int) -> Iterator[Piece]:
    lines = [line for task in item.tasks for line in _task_lines(task, alone=len(item.tasks) == 1)]
    texts = [text for task in item.tasks for text in _task_texts(task)]
    if plan.head.item_title is not ItemTitle.HIDDEN:
        lines.insert(0, item.title.value)
    lines += [f"{key}：{value}" for key, value in item.values.items() if value]
    label = f"事项{number}“{_short(item.title.value)}”"
    # an item without text is still a unit: its position counts
    kept = tuple(lines) or ("（没有自己的文字）",)
    yield Piece(f"事项/{item.id}", label, kept, depth, (item.title, *texts, *item.values.values()))
    for place, child in enumerate(item.children, 1):
        yield from _items(child, plan, f"{number}.{place}", depth + 1)


def _annex(place: int, annex: TaskTable | FreeAnnex, plan: Plan) -> Iterator[Piece]:
    """An annex: its title with the text before its first heading, then each heading and the text below it."""
    label = f"附件“{_short(annex.title.value)}”"
    match annex:
        case TaskTable():
            yield Piece(f"附件/{place}", label, (annex.title.value, "由各事项生成的分解表"), texts=(annex.title,))
        case FreeAnnex():
            key = f"附件/{annex.id}"
            first = next((at for at, part in enumerate(annex.parts) if isinstance(part, Section)), len(annex.parts))
            blocks = [part for part in annex.parts[:first] if not isinstance(part, Section | Item)]
            yield Piece(key, label, (annex.title.value, *_lines(blocks)), texts=(annex.title, *_texts(blocks)))
            for piece in _parts(annex.parts[first:], plan, _Counter(), "", 0):
                yield replace(piece, key=f"{key}/{piece.key}", label=f"{label}的{piece.label}")


def _short(text: str, room: int = 20) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _task_lines(task: Task, *, alone: bool) -> Iterator[str]:
    yield from _lines(task.blocks)
    facts = [f"{duty.role.value}：{SEPARATOR.join(unit.value for unit in duty.units)}" for duty in task.assignments]
    if task.deadline.kind is not DeadlineKind.NONE:
        facts.append(f"完成时间：{task.deadline.text}")
    if facts:
        yield f"（{'；'.join(facts)}）"
    elif not alone:
        # two tasks are never taken for one
        yield "（没有写责任和时限）"


def _task_texts(task: Task) -> Iterator[SourceText]:
    yield from _texts(task.blocks)
    yield from (unit for duty in task.assignments for unit in duty.units)
    yield task.deadline.text


def _lines(blocks: Iterable[Block | Note]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                if block.text:
                    yield _marked(block)
            case Steps():
                yield from (f"{place}.{_marked(step)}" for place, step in enumerate(block.steps, 1))
            case Table():
                for row in (block.head, *block.rows):
                    yield f"{SEPARATOR}{SEPARATOR.join(map(_marked, row))}{SEPARATOR}"
            case Note():
                pass


def _texts(blocks: Iterable[Block | Note]) -> tuple[SourceText, ...]:
    written = (block for block in blocks if not isinstance(block, Note))
    return tuple(paragraph.text for block in written for paragraph in paragraphs(block) if paragraph.text)


def _marked(paragraph: Paragraph) -> str:
    """Return the text with `**` around emphasis and each link followed by its target."""
    edges: dict[int, str] = defaultdict(str)
    for mark in paragraph.marks:
        edges[mark.start] += "" if isinstance(mark, Link) else "**"
        edges[mark.stop] += f"〔{mark.target}〕" if isinstance(mark, Link) else "**"
    text = paragraph.text.value
    return "".join(edges[offset] + text[offset : offset + 1] for offset in range(len(text) + 1))
