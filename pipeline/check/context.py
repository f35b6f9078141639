"""The proof (校样): the plan's words laid out for reading, each passage with what stands in quotes and addresses.

Rules of language walk the passages; rules of fact ask the plan.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from pipeline.findings import (
    Edit,
    Finding,
    Related,
    Severity,
)
from pipeline.model import (
    FreeAnnex,
    Item,
    ItemTitle,
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
    own_blocks,
    paragraphs,
    walk,
)
from pipeline.source import SourceText
from pipeline.text.dates import DatePhrase, find_deadlines

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters, as the inside of a character class."""

Span = tuple[int, int]


class Kind(Enum):
    """What a passage is on the printed paper."""

    TITLE = "标题"
    HEADING = "章节标题"
    NAME = "短标题"
    WORDS = "段落"
    STEP = "分步"
    FREE = "附件文字"
    CELL = "表格"
    VALUE = "头部的值"
    UNIT = "科室"
    DEADLINE = "完成时间"


class Word(Protocol):
    """What `check` is told of an entry in the office's word list (words.yaml).

    It holds a wrong form, the right one, where that was laid down and when. An entry
    without a right form names something that a person confirms before it is published (公开前核实).
    """

    @property
    def wrong(self) -> SourceText:
        """The wrong form, with its place."""
        ...

    @property
    def right(self) -> str:
        """The right form, or the empty string."""
        ...

    @property
    def source(self) -> str:
        """The paper that lays it down."""
        ...

    @property
    def day(self) -> str:
        """Of what day."""
        ...


PROSE = (Kind.WORDS, Kind.STEP, Kind.FREE)
"""The kinds that are sentences."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that belong together, with the stretches inside quotes or 《》 and those that are addresses.

    `item` is the id of the item they stand in, empty outside items.
    """

    kind: Kind
    text: SourceText
    item: str
    quoted: tuple[Span, ...]
    addresses: tuple[Span, ...]

    @property
    def words(self) -> str:
        """The words alone."""
        return self.text.value

    def is_quoted(self, start: int, stop: int) -> bool:
        """Whether some of the characters are quoted or name a document."""
        return overlaps(self.quoted, start, stop)

    def is_exempt(self, start: int, stop: int) -> bool:
        """Whether some of the characters are quoted, name a document, or belong to an address."""
        return overlaps(self.quoted, start, stop) or overlaps(self.addresses, start, stop)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that binds (3月底前) in the words of a task."""

    item: Item
    task: Task
    passage: Passage
    phrase: DatePhrase


@dataclass(frozen=True, slots=True)
class CheckContext:
    """A plan laid out for reading, with the office's word list and last year's plan where there is one."""

    plan: Plan
    words: tuple[Word, ...]
    previous: Plan | None
    passages: tuple[Passage, ...]
    prose: tuple[Passage, ...]
    dated_phrases: tuple[Dated, ...]

    def tasks(self) -> Iterator[tuple[Item, Task]]:
        """Every task with its item, in reading order; headings over items have none."""
        for item in self.plan.items():
            if not item.is_group:
                yield from ((item, task) for task in item.tasks)

    def all_texts(self) -> Iterator[SourceText]:
        """Every text of the plan, printed or not: notes and lineage too."""
        yield from self.plan.texts()
        yield from (note.text for note in self.plan.notes())
        yield from (name for item in self.plan.items() for name in item.lineage)


def build_context(plan: Plan, words: Sequence[Word] = (), previous: Plan | None = None) -> CheckContext:
    """The plan laid out for reading."""
    # an item that is listed twice is read once
    passages = tuple({(passage.text.runs, passage.words): passage for passage in _passages(plan)}.values())
    return CheckContext(
        plan,
        tuple(words),
        previous,
        passages,
        tuple(passage for passage in passages if passage.kind in PROSE),
        tuple(_dated(plan)),
    )


# --- laying out -----------------------------------------------------------------------


def _passages(plan: Plan) -> Iterator[Passage]:
    heads = [plan.head] if plan.notice is None else [plan.notice.head, plan.head]
    for head in heads:
        yield from _some(Kind.TITLE, "", head.title)
        yield from _some(Kind.VALUE, "", head.stage, head.organ, head.doc_number, head.addressee, head.remark)
        yield from _some(Kind.VALUE, "", head.copy_to, head.printer, *head.basis, *head.keywords, head.summary)
    if plan.notice is not None:
        yield from _parts(plan.notice.blocks, "")
    yield from _parts(plan.parts, "", names=plan.head.item_title is not ItemTitle.HIDDEN)
    for annex in plan.head.annexes:
        yield from _some(Kind.TITLE, "", annex.title)
        match annex:
            case FreeAnnex():
                yield from _parts(annex.parts, "", words=Kind.FREE)
            case TaskTable():
                pass


def _some(kind: Kind, item: str, *texts: SourceText) -> Iterator[Passage]:
    """The texts that somebody wrote as passages."""
    for text in texts:
        if text.value and text.runs:
            yield passage(kind, text, item)


def _parts(parts: Iterable[Part], item: str, *, names: bool = False, words: Kind = Kind.WORDS) -> Iterator[Passage]:
    for part in parts:
        match part:
            case Paragraph():
                yield from _some(words, item, part.text)
            case Steps():
                yield from _some(Kind.STEP, item, *(step.text for step in part.steps))
            case Table():
                yield from _some(Kind.CELL, item, *(cell.text for row in (part.head, *part.rows) for cell in row))
            case Note():
                pass
            case Section():
                yield from _some(Kind.HEADING, "", part.title.text)
                yield from _parts(part.parts, "", names=names, words=words)
            case Item():
                yield from _some(Kind.HEADING if names else Kind.NAME, part.id, part.title)
                yield from _some(Kind.VALUE, part.id, part.name, part.kind, part.remark)
                for task in part.tasks:
                    yield from _parts(task.blocks, part.id)
                    yield from _some(Kind.UNIT, part.id, *(unit for duty in task.assignments for unit in duty.units))
                    yield from _some(Kind.DEADLINE, part.id, task.deadline.text)
                yield from _parts(part.children, "", names=names)


def _dated(plan: Plan) -> Iterator[Dated]:
    for item in plan.items():
        for task in item.tasks:
            for words in _parts(task.blocks, item.id):
                if words.kind in PROSE:
                    for phrase in find_deadlines(words.words, plan.year):
                        if not words.is_exempt(phrase.start, phrase.stop):
                            yield Dated(item, task, words, phrase)


# --- links ---------------------------------------------------------------------------------


def links(plan: Plan) -> Iterator[tuple[SourceText, Link]]:
    """Every link in what is printed, in reading order: its words and the link."""
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
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,19}://[!-~]+"
    r"|(?<![A-Za-z0-9])www\.[!-~]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+"
)


def passage(kind: Kind, text: SourceText, item: str = "") -> Passage:
    """The text as a passage."""
    words = text.value
    addresses: tuple[Span, ...] = ()
    if "://" in words or "@" in words or "www." in words:
        addresses = tuple(found.span() for found in _ADDRESS.finditer(words))
    return Passage(kind, text, item, _merged([*quoted(words), *_straight(words)]), addresses)


def quoted(words: str) -> tuple[Span, ...]:
    """The stretches from an opening quote or 《 to its closing one, the outermost, in order; unclosed ones are left out."""
    if not any(opening in words for opening in PAIRS):
        return ()
    waiting: dict[str, list[int]] = {opening: [] for opening in PAIRS}
    found: list[Span] = []
    for offset, char in enumerate(words):
        if char in PAIRS:
            waiting[char].append(offset)
        elif char in _CLOSING and waiting[_CLOSING[char]]:
            found.append((waiting[_CLOSING[char]].pop(), offset + 1))
    return _merged(found)


def _straight(words: str) -> list[Span]:
    """The stretches between straight double quotes, where these are even in number."""
    marks = [found.start() for found in re.finditer('"', words)]
    if len(marks) % 2:
        return []
    return [(start, stop + 1) for start, stop in zip(marks[::2], marks[1::2], strict=True)]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans sorted, those that touch or overlap as one."""
    done: list[Span] = []
    for start, stop in sorted(spans):
        if done and start < done[-1][1]:
            done[-1] = (done[-1][0], max(stop, done[-1][1]))
        else:
            done.append((start, stop))
    return tuple(done)


def overlaps(spans: Sequence[Span], start: int, stop: int) -> bool:
    """Whether [start, stop) shares a character with one of the sorted spans."""
    index = bisect_right(spans, (start, start)) - 1
    return (index >= 0 and spans[index][1] > start) or (index + 1 < len(spans) and spans[index + 1][0] < stop)


def span_containing(spans: Sequence[Span], offset: int) -> Span | None:
    """The one of the sorted spans that holds the offset."""
    index = bisect_right(spans, (offset, len(spans) and spans[-1][1])) - 1
    return spans[index] if index >= 0 and spans[index][0] <= offset < spans[index][1] else None


# --- findings ------------------------------------------------------------------------------


def finding(
    code: str,
    level: Severity,
    where: Passage | SourceText,
    start: int,
    stop: int,
    message: str,
    hint: str = "",
    *,
    fix: str | None = None,
    related: tuple[Related, ...] = (),
) -> Finding:
    """A finding on the characters from `start` to `stop`; `fix` is what a safe fix puts there.

    The fix is left out inside quotes and 《》, and where the characters do not stand side by side in the file.
    """
    text = where.text if isinstance(where, Passage) else where
    place = text.place(start, stop)
    edits: tuple[Edit, ...] = ()
    together = place.line == place.end_line and place.end_column - place.column == stop - start
    if (
        fix is not None
        and together
        and not (isinstance(where, Passage) and where.is_exempt(start, max(stop, start + 1)))
    ):
        edits = (Edit(place, fix),)
    return Finding(code, level, place, message, hint, related, edits)


MAX_REPEATS_SHOWN = 5
"""More findings of one form than this in one passage are said as one."""


def collapse_repeats(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule in one passage; many are one that says how many and carries all fixes."""
    several = list(found)
    if len(several) <= MAX_REPEATS_SHOWN:
        yield from several
        return
    first = several[0]
    edits = tuple(edit for one in several for edit in one.edits)
    yield Finding(
        first.code, first.severity, first.place, f"{first.message}（这一段共 {len(several)} 处）", first.hint, (), edits
    )


def related(text: SourceText, start: int, stop: int, message: str) -> tuple[Related, ...]:
    """Another place a finding speaks of; nothing for words that were written in no file."""
    return (Related(text.place(start, stop), message),) if text.runs else ()


def bounded_edit_distance(words: str, phrase: str, most: int) -> int | None:
    """The edit distance of two short strings when it is at most `most`, else None."""
    if abs(len(words) - len(phrase)) > most:
        return None
    row = list(range(len(phrase) + 1))
    for at, char in enumerate(words, 1):
        before, row[0] = row[0], at
        for other in range(1, len(phrase) + 1):
            before, row[other] = (
                row[other],
                min(row[other] + 1, row[other - 1] + 1, before + (char != phrase[other - 1])),
            )
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
