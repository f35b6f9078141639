"""One year's plan (计划): the head, the parts, the roster, and the covering 通知."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.model.blocks import Block, Note
from pipeline.model.body import Item, Part, notes_of, texts_of, walk
from pipeline.model.head import FreeAnnex, Head, StatedDate
from pipeline.model.head_fields import head_texts
from pipeline.model.responsibility import Unit
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class Notice:
    """The covering 通知 of notice.md: its head (title, organ, day, number, addressee, 附注, 版记) and text."""

    head: Head
    blocks: tuple[Block | Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One year's plan (政务公开工作计划): the head, the document's parts in order, and the roster that units are checked against."""

    year: int
    head: Head
    parts: tuple[Part, ...] = ()
    roster: tuple[Unit, ...] = ()
    notice: Notice | None = None

    def items(self) -> Iterator[Item]:
        """Yield every item in reading order, a parent before its children."""
        yield from (visit.part for visit in walk(self.parts) if isinstance(visit.part, Item))

    def all_bodies(self) -> Iterator[tuple[Part, ...]]:
        """Yield the text below each head: the plan's parts, those of each free annex, the blocks of the 通知."""
        yield self.parts
        for annex in self.head.annexes:
            if isinstance(annex, FreeAnnex):
                yield annex.parts
        if self.notice is not None:
            yield self.notice.blocks

    def notes(self) -> Iterator[Note]:
        """Yield every note of the plan, its items, its annexes and the 通知, in that order."""
        for parts in self.all_bodies():
            yield from (note for visit in walk(parts) for note in notes_of(visit.part))

    def texts(self) -> Iterator[SourceText]:
        """Yield every text that was written to be printed, in reading order, short titles too."""
        heads = [self.head] if self.notice is None else [self.notice.head, self.head]
        for head in heads:
            yield from (text for _, text in head_texts(head))
        if self.notice is not None:
            yield from _body_texts(self.notice.blocks)
        yield from _body_texts(self.parts)
        for annex in self.head.annexes:
            yield annex.title
            if isinstance(annex, FreeAnnex):
                yield from _body_texts(annex.parts)

    @property
    def cover_head(self) -> Head:
        """The head of the cover: that of the covering 通知 where there is one, else the plan's."""
        return self.head if self.notice is None else self.notice.head

    @property
    def name(self) -> str:
        """The name of the whole document (信息名称, 标题): the title of the cover."""
        return self.cover_head.title.value

    @property
    def organ(self) -> str:
        """Who issues the whole document (发文机关): the organ named on the cover, else in the plan."""
        return self.cover_head.organ.value or self.head.organ.value

    @property
    def issued(self) -> StatedDate:
        """The 成文日期: that of the covering 通知 where it is stated, else the plan's."""
        if self.notice is not None and self.notice.head.issued.text:
            return self.notice.head.issued
        return self.head.issued

    @property
    def is_draft(self) -> bool:
        """Whether the year is a draft: it has a 稿次, no 成文日期, or a note that begins with 待核 (`Note.is_todo`)."""
        return bool(self.head.stage) or self.issued.value is None or any(note.is_todo for note in self.notes())

    def with_stage(self, stage: str) -> "Plan":
        """Return the plan with the 稿次 that it is sent round with, unless it names one itself."""
        return self if self.head.stage else replace(self, head=replace(self.head, stage=SourceText(stage)))


def _body_texts(parts: Iterable[Part]) -> Iterator[SourceText]:
    return (text for visit in walk(parts) for text in texts_of(visit.part))
