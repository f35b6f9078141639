"""Fixed phrases around the author's text: numbers, the bracket note, the owner cell, the spans of a paragraph.

Each is one function, so that the plan, the annex, the page and the data agree.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.model import (
    Assignment,
    Deadline,
    DeadlineKind,
    Head,
    Item,
    ItemTitle,
    Link,
    Note,
    NoteContent,
    Numbering,
    Paragraph,
    Role,
    Steps,
    Strong,
    UnitTerm,
)
from pipeline.render.print_model import Span, Spans, Written
from pipeline.source import SourceText
from pipeline.typography import numbering


class Counter:
    """Counts headings and items (序号): each level restarts when a higher one advances.

    With 全文连续 the items' level is numbered through the whole document.
    """

    def __init__(self, numbering: Numbering) -> None:
        self._continues = numbering is Numbering.CONTINUE
        self._counts: dict[int, int] = {}
        self._items: dict[int, int] = {}

    def heading(self, level: int) -> str:
        """The printed number of the next heading of that level."""
        self._counts = {deep: count for deep, count in self._counts.items() if deep <= level}
        return self._next(self._counts, level)

    def item(self, level: int, *, nested: bool) -> str:
        """The printed number of the next item of that level; nested items always restart under their parent."""
        self._counts = {deep: count for deep, count in self._counts.items() if deep <= level}
        if self._continues and not nested:
            return self._next(self._items, level)
        return self._next(self._counts, level)

    @staticmethod
    def _next(counts: dict[int, int], level: int) -> str:
        counts[level] = counts.get(level, 0) + 1
        return numbering.heading_number(level, counts[level])


def prints_nothing(item: Item, head: Head) -> bool:
    """Whether nothing of the item itself is printed, not even a number: it has no text and its title is hidden."""
    if head.item_title is not ItemTitle.HIDDEN:
        return False
    return not any(
        bracket_note(task.assignments, task.deadline, head) or any(not isinstance(block, Note) for block in task.blocks)
        for task in item.tasks
    )


def bracket_note(duties: Sequence[Assignment], deadline: Deadline, head: Head) -> str:
    """The bracket at the end of an item's text (正文括注): （牵头部门：预算科；配合部门：相关科室）; empty without content."""
    if head.note_content is NoteContent.NOTHING:
        return ""
    parts = [_labelled(duty, head.unit_term) for duty in duties]
    if head.note_content is NoteContent.DUTIES_AND_DEADLINE and deadline.kind is not DeadlineKind.NONE:
        parts.append(f"完成时间：{deadline.text}")
    return f"（{'；'.join(parts)}）" if parts else ""


def owner_paragraphs(duties: Sequence[Assignment], noun: UnitTerm, alone: Collection[Role]) -> tuple[str, ...]:
    """The paragraphs of a cell of units: names alone if its header states their one role, else one a role with its label."""
    roles = {duty.role for duty in duties}
    if len(roles) == 1 and roles <= set(alone):
        return ("、".join(unit_names(duty) for duty in duties),)
    labelled = [_labelled(duty, noun) for duty in duties]
    return tuple(text if text is labelled[-1] else f"{text}；" for text in labelled)


def unit_names(duty: Assignment) -> str:
    """The units of an assignment, separated by 、."""
    return "、".join(unit.value for unit in duty.units)


def _labelled(duty: Assignment, noun: UnitTerm) -> str:
    return f"{duty.role.value}{noun.value}：{unit_names(duty)}"


def spans(paragraph: Paragraph) -> Spans:
    """A paragraph's text as spans, split where a mark begins or ends."""
    text = paragraph.text.value
    cuts = sorted({0, len(text), *(edge for mark in paragraph.marks for edge in (mark.start, mark.stop))})
    parts = []
    for start, stop in pairwise(cuts):
        strong, target = False, ""
        for mark in paragraph.marks:
            if mark.start <= start and stop <= mark.stop:
                match mark:
                    case Strong():
                        strong = True
                    case Link():
                        target = mark.target
        origins = (Written(paragraph.text.slice(start, stop)),)
        parts.append(Span(text[start:stop], strong=strong, target=target, origins=origins))
    return tuple(parts)


def numbered_steps(steps: Steps, level: int) -> Iterator[Spans]:
    """Each step (分步) with its number; `level` is that of the steps, one below their item's."""
    for index, step in enumerate(steps.steps, 1):
        yield (number_span(numbering.heading_number(level, index), step.text.value), *spans(step))


def number_span(number: str, following: str) -> Span:
    """A printed number before a text, kept apart from a digit."""
    return Span(numbering.apart(number, following))


def merge_assignments(duties: Iterable[tuple[Assignment, ...]]) -> tuple[Assignment, ...]:
    """Merge the assignments of several tasks: the units of each role once, in order of appearance."""
    units: dict[Role, dict[str, None]] = {}
    for duty in (duty for some in duties for duty in some):
        names = units.setdefault(duty.role, {})
        names.update((unit.value, None) for unit in duty.units)
    return tuple(Assignment(role, tuple(map(SourceText, names))) for role, names in units.items())
