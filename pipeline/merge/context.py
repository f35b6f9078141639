"""What placing edits needs to know: the state, where its words were written, its tasks; and how an edit is made."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.dataclass import dataclass
from pipeline.merge.model import (
    EditKind,
    FactChange,
    FileChange,
    FileTexts,
    MergeEdit,
    State,
    TaskChange,
    TaskOfItem,
    Unplaced,
    file_texts,
)
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.printed import PrintedCell, PrintedText, Segment
from pipeline.model import Item, Note, Paragraph, Plan, Section, Steps, Table, own_blocks, paragraphs, walk
from pipeline.render.print_model import ItemCell, Origin, StatedFacts
from pipeline.source import Place, SourceText


@dataclass(frozen=True, slots=True)
class WrittenBlock:
    """The block of the content that a character was written in."""

    text: SourceText
    block: Paragraph | Steps | Table
    item: Item | None
    section: Section | None
    before: SourceText | None
    """The paragraph before it in the same task."""
    is_in_longer_task: bool = False
    """Whether its task has other blocks before it."""


@dataclass(frozen=True, slots=True)
class Context:
    """A state of the content with its files' texts, the edited file's name, and every written block by where it begins."""

    state: State
    texts: FileTexts
    file: str
    tasks: Mapping[int, TaskOfItem]
    written: Mapping[tuple[str, int], WrittenBlock]

    def edit(
        self,
        kind: EditKind,
        where: str,
        old: str,
        new: str,
        *,
        changes: tuple[FileChange, ...] = (),
        removed: tuple[str, ...] = (),
        facts: tuple[FactChange, ...] = (),
        tasks: tuple[TaskChange, ...] = (),
        paragraphs: tuple[str, ...] = (),
        stated: tuple[str, ...] = (),
        reason: Unplaced | None = None,
        author: str = "",
        date: str = "",
        spot: str = "",
        context: str = "",
        fallback: tuple[FileChange, ...] = (),
        print_id: int = 0,
        is_summary: bool = False,
        in_annex: bool = False,
    ) -> MergeEdit:
        """Return an edit of the file; its place is that of its first change."""
        place: Place | None = None
        if changes:
            first = changes[0]
            place = self.texts.place(first.name, first.start, first.stop)
        return MergeEdit(
            kind,
            where,
            old,
            new,
            place,
            author,
            date,
            self.file,
            changes,
            removed,
            facts,
            tasks,
            paragraphs,
            stated,
            reason,
            spot=spot,
            context=context,
            fallback=fallback,
            print_id=print_id,
            is_summary=is_summary,
            in_annex=in_annex,
        )

    def where(self, printed: PrintedText, source: SourceText | None) -> str:
        """The name of the place for people: the item's short title, the heading above, or the kind of the line."""
        item = self.item_of(printed)
        if item is None and source is not None:
            path = source.place().path
            blocks = (block for block in self.written.values() if block.item is not None and block.text.runs)
            item = next((block.item for block in blocks if block.text.place().path == path), None)
        return printed.style.value if item is None else item.title.value

    def block_of(self, text: SourceText) -> WrittenBlock | None:
        """The block of the content that a text is in."""
        name, offset = start_of(self.texts, text)
        for (own, start), block in self.written.items():
            if own == name and start <= offset <= end_of(self.texts, block.text)[1]:
                return block
        return None

    def item_of(self, printed: PrintedText | None) -> Item | None:
        """The item that a printed paragraph or its title belongs to."""
        if printed is None:
            return None
        source = source_at(printed.segments, 0)
        if source is None:
            # a bracket note in a line of its own
            origins = (segment.origin for segment in printed.segments)
            stated = next((origin for origin in origins if isinstance(origin, StatedFacts)), None)
            return None if stated is None else self.tasks[id(stated.tasks[0])].item
        block = self.block_of(source)
        if block is not None:
            return block.item
        start = start_of(self.texts, source)
        titled = (item for item in self.state.plan.items() if item.title.runs)
        return next((item for item in titled if start_of(self.texts, item.title) == start), None)

    def row_name(self, row: Sequence[PrintedCell]) -> str:
        """Return the name of a table row for people: its item's short title, else its first words."""
        for cell in row:
            for paragraph in cell.paragraphs:
                for segment in paragraph.segments:
                    name = self.origin_name(segment.origin)
                    if name:
                        return name
        return "\t".join(cell.text for cell in row)[:20]

    def origin_name(self, origin: Origin | None) -> str:
        """Return the short title of the item that a value belongs to; empty for other characters."""
        match origin:
            case StatedFacts():
                return self.tasks[id(origin.tasks[0])].item.title.value
            case ItemCell():
                return origin.item.title.value
            case _:
                return ""


def merge_context(state: State, file: str) -> Context:
    """Return the context of an edited file that was made from a state."""
    texts = file_texts(state.sources)
    written = {
        start_of(texts, block.text): block for block in _written_blocks(state.plan) if block.text.runs and block.text
    }
    return Context(state, texts, file, _tasks(state.plan), written)


def _tasks(plan: Plan) -> dict[int, TaskOfItem]:
    return {id(task): TaskOfItem(item, index, task) for item in plan.items() for index, task in enumerate(item.tasks)}


def _written_blocks(plan: Plan) -> Iterator[WrittenBlock]:
    for parts in plan.all_bodies():
        for visit in walk(parts):
            if isinstance(visit.part, Item):
                for task in visit.part.tasks:
                    before: SourceText | None = None
                    is_later = False
                    for block in task.blocks:
                        if isinstance(block, Note):
                            continue
                        for paragraph in paragraphs(block):
                            yield WrittenBlock(paragraph.text, block, visit.part, None, before, is_later)
                        before = block.text if isinstance(block, Paragraph) else None
                        is_later = True
                continue
            section = visit.part if isinstance(visit.part, Section) else None
            for block in own_blocks(visit.part):
                if not isinstance(block, Note):
                    for paragraph in paragraphs(block):
                        yield WrittenBlock(paragraph.text, block, None, section, None)


def source_at(segments: Sequence[Segment], offset: int) -> SourceText | None:
    """The written text at an offset, or the nearest one."""
    written = [segment for segment in segments if segment.text is not None and segment.text.runs]
    at = next((one for one in written if one.start <= offset <= one.stop), None)
    return (at or written[0]).text if written else None
