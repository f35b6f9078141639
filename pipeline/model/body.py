"""The body of a plan (正文): sections, items with their tasks, the blocks between them, and the walk over them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from pipeline.dataclass import dataclass
from pipeline.model.blocks import Block, Note, Paragraph, Steps, Table, paragraphs
from pipeline.model.responsibility import NO_DEADLINE, Assignment, Deadline
from pipeline.source import Place, SourceText
from pipeline.text.dates import DeadlineKind


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the annex (任务): its text, who is responsible, by when."""

    blocks: tuple[Block | Note, ...]
    assignments: tuple[Assignment, ...] = ()
    deadline: Deadline = NO_DEADLINE


ITEM_VALUES = {"名称": "name", "类型": "kind", "备注": "remark"}
"""The keys of an item's head that a column of the annex prints, each the value of a `ColumnRole`, and the item's attributes."""


@dataclass(frozen=True, slots=True)
class Item:
    """A work item (工作事项), written in a file of its own whose stem is its permanent id.

    `title` is the short title; `name` (名称), `kind` (类型) and `remark` (备注) are
    printed where the annex has a column for them (`values`); `lineage` (沿用) names the items of
    earlier years that it continues, `directive_points` (对应要点) the points of a
    superior's directive that a person confirmed it covers; `notes` are those on its line
    of the list. An item with children whose tasks state neither assignment nor deadline is a heading over
    them (a group row in the annex).
    """

    id: str
    title: SourceText
    tasks: tuple[Task, ...] = ()
    children: tuple["Item", ...] = ()
    lineage: tuple[SourceText, ...] = ()
    directive_points: tuple[SourceText, ...] = ()
    name: SourceText = SourceText("")
    kind: SourceText = SourceText("")
    remark: SourceText = SourceText("")
    notes: tuple[Note, ...] = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def values(self) -> Mapping[str, SourceText]:
        """What the head states for columns of the annex, by key (`ITEM_VALUES`); empty texts where it states nothing."""
        return {key: getattr(self, attribute) for key, attribute in ITEM_VALUES.items()}

    @property
    def is_group(self) -> bool:
        """Whether the item only groups its children, without an assignment or deadline of its own."""
        return bool(self.children) and all(
            not task.assignments and task.deadline.kind is DeadlineKind.NONE for task in self.tasks
        )


def with_values(item: Item, values: Mapping[str, SourceText]) -> Item:
    """Return the item with these values of its head, by key (`ITEM_VALUES`)."""
    stated: dict[str, Any] = {ITEM_VALUES[key]: text for key, text in values.items()}
    return replace(item, **stated)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the parts below it (章节); level 1 is `##`, printed 一、."""

    title: Paragraph
    level: int
    parts: tuple["Part", ...] = ()


Part = Block | Note | Item | Section


@dataclass(frozen=True, slots=True)
class Visit:
    """A part met on a walk over the plan, with the sections around it and the items above it, outermost first."""

    part: Part
    sections: tuple[Section, ...] = ()
    parents: tuple[Item, ...] = ()

    @property
    def depth(self) -> int:
        """How many sections and items the part lies in."""
        return len(self.sections) + len(self.parents)

    @property
    def level(self) -> int:
        """The level the part is numbered on (1: 一、): a section's own, else one below the section, plus the items above."""
        if isinstance(self.part, Section):
            return self.part.level
        return (self.sections[-1].level if self.sections else 0) + 1 + len(self.parents)


def walk(parts: Iterable[Part]) -> Iterator[Visit]:
    """Yield every part in reading order: a section before its parts, an item before its children.

    What lies inside a part (the blocks of an item's tasks, a section's title) is got by `own_blocks`.
    """
    yield from _walk(parts, (), ())


def _walk(parts: Iterable[Part], sections: tuple[Section, ...], parents: tuple[Item, ...]) -> Iterator[Visit]:
    for part in parts:
        yield Visit(part, sections, parents)
        match part:
            case Section():
                yield from _walk(part.parts, (*sections, part), ())
            case Item():
                yield from _walk(part.children, sections, (*parents, part))
            case Paragraph() | Steps() | Table() | Note():
                pass


def own_blocks(part: Part) -> tuple[Block | Note, ...]:
    """Return the blocks and notes of a part itself: a section's title, the blocks of an item's tasks, a block alone."""
    match part:
        case Section():
            return (part.title,)
        case Item():
            return tuple(block for task in part.tasks for block in task.blocks)
        case Paragraph() | Steps() | Table() | Note():
            return (part,)


def notes_of(part: Part) -> Iterator[Note]:
    """Yield the notes of a part itself, in reading order."""
    if isinstance(part, Item):
        yield from part.notes
    for block in own_blocks(part):
        if isinstance(block, Note):
            yield block
        else:
            yield from (note for paragraph in paragraphs(block) for note in paragraph.notes)


def texts_of(part: Part) -> Iterator[SourceText]:
    """Yield what was written in a part itself to be printed, in reading order, an item's short title first."""
    if not isinstance(part, Item):
        yield from _block_texts(own_blocks(part))
        return
    yield from (part.title, *part.values.values())
    for task in part.tasks:
        yield from _block_texts(task.blocks)
        yield from (unit for assignment in task.assignments for unit in assignment.units)
        yield task.deadline.text


def _block_texts(blocks: Iterable[Block | Note]) -> Iterator[SourceText]:
    for block in blocks:
        if not isinstance(block, Note):
            yield from (paragraph.text for paragraph in paragraphs(block))
