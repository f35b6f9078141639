"""What a plan is made of (正文): items with their tasks, sections, and words between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model.blocks import (
    Block,
    Note,
    Paragraph,
    Steps,
    Table,
    paragraphs,
)
from pipeline.model.responsibility import (
    NO_DEADLINE,
    Assignment,
    Deadline,
)
from pipeline.source import Place, SourceText
from pipeline.text.dates import DeadlineKind


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the annex (任务): words, who does it, by when."""

    blocks: tuple[Block | Note, ...]
    assignments: tuple[Assignment, ...] = ()
    deadline: Deadline = NO_DEADLINE


@dataclass(frozen=True, slots=True)
class Item:
    """A work item (工作事项), written in a file of its own whose stem is its lasting id.

    `title` is the short title, our own handle; `name` (名称), `kind` (类型) and
    `remark` (备注) are printed where the annex has a column for them; `lineage`
    (沿用) names the items of earlier years it continues; `notes` stand on its line
    of the list.
    An item whose tasks say neither duty nor deadline and which has children is a
    heading over them (a group row in the annex).
    """

    id: str
    title: SourceText
    tasks: tuple[Task, ...] = ()
    children: tuple["Item", ...] = ()
    lineage: tuple[SourceText, ...] = ()
    name: SourceText = SourceText("")
    kind: SourceText = SourceText("")
    remark: SourceText = SourceText("")
    notes: tuple[Note, ...] = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def is_group(self) -> bool:
        """Whether the item only gathers its children, without a duty or deadline of its own."""
        return bool(self.children) and all(
            not task.assignments and task.deadline.kind is DeadlineKind.NONE for task in self.tasks
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it (章节); level 1 is `##`, printed 一、."""

    title: Paragraph
    level: int
    parts: tuple["Part", ...] = ()


Part = Block | Note | Item | Section


def items_of(parts: tuple[Part, ...]) -> Iterator[Item]:
    """Every item among the parts in reading order, a parent before its children."""
    for part in parts:
        match part:
            case Item():
                yield part
                yield from items_of(part.children)
            case Section():
                yield from items_of(part.parts)
            case Paragraph() | Steps() | Table() | Note():
                pass


def notes_of(parts: tuple[Part, ...]) -> Iterator[Note]:
    """Every note in the parts, in reading order."""
    for part in parts:
        match part:
            case Note():
                yield part
            case Paragraph() | Steps() | Table():
                yield from (note for paragraph in paragraphs(part) for note in paragraph.notes)
            case Item():
                yield from part.notes
                for task in part.tasks:
                    yield from notes_of(task.blocks)
                yield from notes_of(part.children)
            case Section():
                yield from part.title.notes
                yield from notes_of(part.parts)


def texts_of(parts: tuple[Part, ...]) -> Iterator[SourceText]:
    """Everything in the parts that somebody wrote to be printed, in reading order, short titles among it."""
    for part in parts:
        match part:
            case Note():
                pass
            case Paragraph() | Steps() | Table():
                yield from (paragraph.text for paragraph in paragraphs(part))
            case Item():
                yield from (part.title, part.name, part.kind, part.remark)
                for task in part.tasks:
                    yield from texts_of(task.blocks)
                    yield from (unit for duty in task.assignments for unit in duty.units)
                    yield task.deadline.text
                yield from texts_of(part.children)
            case Section():
                yield part.title.text
                yield from texts_of(part.parts)
