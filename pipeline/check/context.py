"""The plan laid out for the rules: its passages of text, with what is quoted and what is an address in each.

Rules of language search the passages; rules of fact ask the plan.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.model import (
    Block,
    FreeAnnex,
    Head,
    HeadKind,
    Item,
    ItemTitle,
    Link,
    Note,
    Paragraph,
    Part,
    Plan,
    Section,
    Site,
    Steps,
    Table,
    Task,
    TaskTable,
    head_texts,
    own_blocks,
    paragraphs,
    walk,
)
from pipeline.parse.word_list import ListedWord
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import DatePhrase, find_deadlines

Span = tuple[int, int]


class Kind(Enum):
    """What a passage is in the printed document."""

    TITLE = "标题"
    HEADING = "章节标题"
    ITEM_TITLE = "短标题"
    PARAGRAPH = "段落"
    STEP = "分步"
    ANNEX_TEXT = "附件文字"
    CELL = "表格"
    VALUE = "头部的值"
    UNIT = "科室"
    DEADLINE = "完成时间"


PROSE = (Kind.PARAGRAPH, Kind.STEP, Kind.ANNEX_TEXT)
"""The kinds that are sentences."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is read as one, with the spans inside quotes or 《》 and those of addresses.

    `item` is the id of its item, empty outside items.
    """

    kind: Kind
    text: SourceText
    item: str
    quoted: tuple[Span, ...]
    addresses: tuple[Span, ...]

    @property
    def value(self) -> str:
        """The text as a string."""
        return self.text.value

    def is_quoted(self, start: int, stop: int) -> bool:
        """Whether some of the characters are quoted or name a document."""
        return overlaps(self.quoted, start, stop)

    def is_in_address(self, start: int, stop: int) -> bool:
        """Whether some of the characters belong to an address."""
        return overlaps(self.addresses, start, stop)

    def is_exempt(self, start: int, stop: int) -> bool:
        """Whether some of the characters are quoted, name a document, or belong to an address."""
        return self.is_quoted(start, stop) or self.is_in_address(start, stop)


@dataclass(frozen=True, slots=True)
class Dated:
    """A deadline (3月底前) in the running text of a task."""

    item: Item
    task: Task
    passage: Passage
    phrase: DatePhrase


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What every rule is given: a plan laid out, the office's word list and site.yaml, and last year's plan where there is one."""

    plan: Plan
    word_list: tuple[ListedWord, ...]
    previous: Plan | None
    passages: tuple[Passage, ...]
    prose: tuple[Passage, ...]
    dated_phrases: tuple[Dated, ...]
    text: str
    """All passages, a line each."""
    site: Site = field(default_factory=Site)

    def has_task_table(self) -> bool:
        """Whether a table of tasks is annexed."""
        return any(isinstance(annex, TaskTable) for annex in self.plan.head.annexes)

    def tasks(self) -> Iterator[tuple[Item, Task]]:
        """Yield every task with its item, in reading order; items that only group others have none."""
        for item in self.plan.items():
            if not item.is_group:
                yield from ((item, task) for task in item.tasks)

    def tables(self) -> Iterator[Table]:
        """Yield the tables of the plan and of its annexes with a text of their own, in reading order."""
        annexes = (annex.parts for annex in self.plan.head.annexes if isinstance(annex, FreeAnnex))
        for parts in (self.plan.parts, *annexes):
            for visit in walk(parts):
                yield from (block for block in own_blocks(visit.part) if isinstance(block, Table))

    def all_texts(self) -> Iterator[SourceText]:
        """Yield every text of the plan, printed or not: notes, lineage and points of a directive too."""
        yield from self.plan.texts()
        yield from (note.text for note in self.plan.notes())
        yield from (name for item in self.plan.items() for name in (*item.lineage, *item.directive_points))


def build_context(
    plan: Plan, word_list: Sequence[ListedWord] = (), previous: Plan | None = None, site: Site | None = None
) -> CheckContext:
    """Return the plan laid out for the rules."""
    # an item that is listed twice is read once
    passages = tuple({(passage.text.runs, passage.value): passage for passage in _passages(plan)}.values())
    return CheckContext(
        plan,
        tuple(word_list),
        previous,
        passages,
        tuple(passage for passage in passages if passage.kind in PROSE),
        tuple(_dated_phrases(plan)),
        "\n".join(passage.value for passage in passages),
        site or Site(),
    )


def heads(plan: Plan) -> tuple[Head, ...]:
    """Return the heads of the notice, where there is one, and of the plan."""
    return (plan.head,) if plan.notice is None else (plan.notice.head, plan.head)


def units_of(task: Task) -> tuple[SourceText, ...]:
    """Return the units of all assignments of a task, as they were written."""
    return tuple(unit for assignment in task.assignments for unit in assignment.units)


# --- layout ---------------------------------------------------------------------------


def _passages(plan: Plan) -> Iterator[Passage]:
    for head in heads(plan):
        for stated, text in head_texts(head):
            if stated.kind is not HeadKind.DATE:
                yield from _as_passages(Kind.TITLE if stated.attribute == "title" else Kind.VALUE, "", text)
    if plan.notice is not None:
        yield from _parts(plan.notice.blocks)
    yield from _parts(plan.parts, titles_printed=plan.head.item_title is not ItemTitle.HIDDEN)
    for annex in plan.head.annexes:
        yield from _as_passages(Kind.TITLE, "", annex.title)
        match annex:
            case FreeAnnex():
                yield from _parts(annex.parts, paragraph=Kind.ANNEX_TEXT)
            case TaskTable():
                pass


def _as_passages(kind: Kind, item: str, *texts: SourceText) -> Iterator[Passage]:
    """Yield the texts that were written in a file, each as a passage."""
    for text in texts:
        if text.value and text.runs:
            yield to_passage(kind, text, item)


def _parts(
    parts: Iterable[Part], *, titles_printed: bool = False, paragraph: Kind = Kind.PARAGRAPH
) -> Iterator[Passage]:
    for visit in walk(parts):
        match visit.part:
            case Section(title=title):
                yield from _as_passages(Kind.HEADING, "", title.text)
            case Item() as item:
                yield from _as_passages(Kind.HEADING if titles_printed else Kind.ITEM_TITLE, item.id, item.title)
                yield from _as_passages(Kind.VALUE, item.id, *item.values.values())
                for task in item.tasks:
                    yield from _blocks(task.blocks, item.id)
                    yield from _as_passages(Kind.UNIT, item.id, *units_of(task))
                    yield from _as_passages(Kind.DEADLINE, item.id, task.deadline.text)
            case block:
                yield from _blocks((block,), "", paragraph)


def _blocks(blocks: Iterable[Block | Note], item: str, paragraph: Kind = Kind.PARAGRAPH) -> Iterator[Passage]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from _as_passages(paragraph, item, block.text)
            case Steps():
                yield from _as_passages(Kind.STEP, item, *(step.text for step in block.steps))
            case Table():
                yield from _as_passages(Kind.CELL, item, *(cell.text for cell in paragraphs(block)))
            case Note():
                pass


def _dated_phrases(plan: Plan) -> Iterator[Dated]:
    for item in plan.items():
        for task in item.tasks:
            for passage in _blocks(task.blocks, item.id):
                if passage.kind in PROSE:
                    for phrase in find_deadlines(passage.value, plan.year):
                        if not passage.is_exempt(phrase.start, phrase.stop) and not _is_no_term(passage.value, phrase):
                            yield Dated(item, task, passage, phrase)


_PAST = lazy_pattern(
    r"(?:正式|顺利|成功)(?:开通|开展|成立|举办|实施|施行|印发|公布|上线|启动|召开|投入|运行|挂牌)"
    r"|[^，。；]{0,6}(?:开通|开展|成立|举办|实施|施行|印发|公布|通过|上线|启动|召开|废止|修订)了"
)
_SET_DAY = lazy_pattern(r"(?:已|已经|曾|早)?[于自]$")
_IS_SET_FOR = lazy_pattern(r"(?:将|须|应|拟|定|要|争)于$")
_QUALIFIES = lazy_pattern(
    r"已|(?:审核|完成|登记|受理|印发|公布|出台|成立|取得|转制|申报|办结|收到|形成|建成|发布|施行|通过|参加|提交|备案|实施|签订|开工|投产)的(?!基础|同时|前提)"
)


_OF_ITS_DATA = lazy_pattern(r"的?(?:数据|情况|报表|工资|指标|统计|台账|名单)(?!报送|上报|公布|公开)")
"""What is of a month, not done by it: 1月份数据."""


def _is_no_term(text: str, phrase: DatePhrase) -> bool:
    """Whether the date says when something happened (于2006年1月1日正式开通), or which things are meant (5月1日前审核的)."""
    if not phrase.text.endswith("前") and _OF_ITS_DATA.match(text, phrase.stop):
        return True
    before = text[max(phrase.start - 4, 0) : phrase.start]
    if _SET_DAY.search(before) and not _IS_SET_FOR.search(before) and _PAST.match(text, phrase.stop):
        return True
    return bool(_QUALIFIES.match(text, phrase.stop))


# --- links ---------------------------------------------------------------------------------


def links(plan: Plan) -> Iterator[tuple[SourceText, Link]]:
    """Yield every link that is printed, in reading order: its text and the link."""
    for paragraph in (paragraph for parts in plan.all_bodies() for paragraph in _paragraphs(parts)):
        for mark in paragraph.marks:
            if isinstance(mark, Link):
                yield paragraph.text.slice(mark.start, mark.stop), mark


def _paragraphs(parts: Iterable[Part]) -> Iterator[Paragraph]:
    for visit in walk(parts):
        for block in own_blocks(visit.part):
            if not isinstance(block, Note):
                yield from paragraphs(block)


# --- quotes and addresses ----------------------------------------------------------------

PAIRS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "「": "」", "『": "』"}
_CLOSING = {closing: opening for opening, closing in PAIRS.items()}
_ADDRESS = lazy_pattern(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,19}://[!-~]+"
    r"|(?<![A-Za-z0-9])www\.[!-~]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+"
)


def to_passage(kind: Kind, text: SourceText, item: str = "") -> Passage:
    """Return the text as a passage."""
    value = text.value
    addresses: tuple[Span, ...] = ()
    if "://" in value or "@" in value or "www." in value:
        addresses = tuple(match.span() for match in _ADDRESS.finditer(value))
    return Passage(kind, text, item, _merge([*quoted_spans(value), *_straight_quotes(value)]), addresses)


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Return the outermost spans from an opening quote or 《 to its closing one, in order; unclosed ones are left out."""
    if not any(opening in text for opening in PAIRS):
        return ()
    unclosed: dict[str, list[int]] = {opening: [] for opening in PAIRS}
    spans: list[Span] = []
    for offset, char in enumerate(text):
        if char in PAIRS:
            unclosed[char].append(offset)
        elif char in _CLOSING and unclosed[_CLOSING[char]]:
            spans.append((unclosed[_CLOSING[char]].pop(), offset + 1))
    return _merge(spans)


def _straight_quotes(text: str) -> list[Span]:
    """Return the spans between straight double quotes; none when their number is odd."""
    offsets = [match.start() for match in re.finditer('"', text)]
    if len(offsets) % 2:
        return []
    return [(start, stop + 1) for start, stop in zip(offsets[::2], offsets[1::2], strict=True)]


def _merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(merged)


def overlaps(spans: Sequence[Span], start: int, stop: int) -> bool:
    """Whether [start, stop) shares a character with one of the sorted spans."""
    index = bisect_right(spans, (start, start)) - 1
    return (index >= 0 and spans[index][1] > start) or (index + 1 < len(spans) and spans[index + 1][0] < stop)


def span_containing(spans: Sequence[Span], offset: int) -> Span | None:
    """Return the one of the sorted spans that contains the offset, or None."""
    index = bisect_right(spans, (offset, len(spans) and spans[-1][1])) - 1
    return spans[index] if index >= 0 and spans[index][0] <= offset < spans[index][1] else None
