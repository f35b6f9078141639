"""Find the edits in an edited file: compare its blocks with the printed ones, and place each difference in the content."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.merge.edited import EditedBlock, EditedCell, EditedTable, EditedText
from pipeline.merge.facts import TaskOfItem, edited_facts, fact_edits, read_note, stated_facts
from pipeline.merge.model import EditKind, FactChange, FileChange, FileTexts, MergeEdit, State, Unplaced, file_texts
from pipeline.merge.moves import ITEM_NUMBER, Came, Gone, with_moves
from pipeline.merge.pairing import BlockPair, pair_blocks, pair_rows
from pipeline.merge.placing import end_of, point, replaced, replaced_whole, start_of
from pipeline.merge.printed import PrintedBlock, PrintedCell, PrintedTable, PrintedText, Segment
from pipeline.model import (
    Column,
    ColumnRole,
    Item,
    Note,
    Paragraph,
    Plan,
    Section,
    Steps,
    Table,
    own_blocks,
    paragraphs,
    walk,
)
from pipeline.parse.item import KIND, NAME, REMARK
from pipeline.readers.document import Comment
from pipeline.render.print_model import HEADINGS, ItemCell, Origin, PrintedDate, StatedFacts, Style
from pipeline.source import Place, SourceText
from pipeline.text.dates import parse_day
from pipeline.text.diff import DiffOp, diff_text

_CLOSING_MARKS = re.compile(r"(?:\*\*|\]\([^()\n]*\))*")
_CONTEXT = 8
"""Characters shown before an edit."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters from `start` to `stop` of a printed text that `new` replaces; `at` to `until` of the edited one."""

    start: int
    stop: int
    new: str
    at: int
    until: int


def replacements(old: str, new: str, *, absorb_short_matches: bool = True) -> Iterator[Replacement]:
    """Yield what was replaced, each as short as it can be."""
    parts = list(diff_text(old, new, absorb_short_matches=absorb_short_matches))
    start = at = 0
    index = 0
    while index < len(parts):
        if parts[index].op is DiffOp.EQUAL:
            start += len(parts[index].text)
            at += len(parts[index].text)
            index += 1
            continue
        deleted = inserted = ""
        while index < len(parts) and parts[index].op is not DiffOp.EQUAL:
            if parts[index].op is DiffOp.DELETE:
                deleted += parts[index].text
            else:
                inserted += parts[index].text
            index += 1
        yield _shortest(Replacement(start, start + len(deleted), inserted, at, at + len(inserted)), deleted)
        start += len(deleted)
        at += len(inserted)


def _shortest(change: Replacement, deleted: str) -> Replacement:
    new = change.new
    before = 0
    while before < min(len(deleted), len(new)) and deleted[before] == new[before]:
        before += 1
    after = 0
    while after < min(len(deleted), len(new)) - before and deleted[-1 - after] == new[-1 - after]:
        after += 1
    return Replacement(
        change.start + before,
        change.stop - after,
        new[before : len(new) - after],
        change.at + before,
        change.until - after,
    )


def find_edits(
    state: State, printed: Sequence[PrintedBlock], edited: Sequence[EditedBlock], file: str
) -> list[MergeEdit]:
    """Return the edits of one file against a state of the content, in reading order."""
    finder = _Finder(state, file_texts(state.sources), file, _tasks(state.plan))
    edits = list(finder.blocks(pair_blocks(printed, edited)))
    return with_moves(edits, finder.gone, finder.came, finder.texts, finder.item_of)


def _tasks(plan: Plan) -> dict[int, TaskOfItem]:
    return {id(task): TaskOfItem(item, index, task) for item in plan.items() for index, task in enumerate(item.tasks)}


@dataclass(frozen=True, slots=True)
class _Block:
    """The block of the content that a character was written in."""

    text: SourceText
    block: Paragraph | Steps | Table
    item: Item | None
    section: Section | None
    before: SourceText | None
    """The paragraph before it in the same task."""
    is_in_longer_task: bool = False
    """Whether its task has other blocks before it."""


@dataclass(slots=True)
class _Finder:
    state: State
    texts: FileTexts
    file: str
    tasks: dict[int, TaskOfItem]
    written: dict[tuple[str, int], _Block] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)

    def __post_init__(self) -> None:
        for block in _written_blocks(self.state.plan):
            if block.text.runs and block.text:
                name, start = start_of(self.texts, block.text)
                self.written[name, start] = block

    # -- blocks --

    def blocks(self, pairs: Sequence[BlockPair]) -> Iterator[MergeEdit]:
        """Yield the edits of paired blocks, in their order."""
        pairs = self._with_notes_above(pairs)
        previous: PrintedText | None = None
        notes = self._notes_below(pairs)
        new: list[EditedText] = []
        for index, (printed, edited) in enumerate(pairs):
            following = pairs[index + 1] if index + 1 < len(pairs) else (None, None)
            if printed is None and isinstance(edited, EditedText):
                new.append(edited)
                if following[0] is None and isinstance(following[1], EditedText) and not _is_numbered(following[1]):
                    continue
            match printed, edited:
                case PrintedText(), EditedText():
                    yield from self.text(printed, edited, notes.get(index))
                    yield from self.comments(printed, edited)
                case PrintedTable(), EditedTable():
                    yield from self.table(printed, edited)
                case PrintedText(), _:
                    edit = self.deleted(printed)
                    self.gone.append(Gone(edit, printed, self._only_item(printed)))
                    yield edit
                case PrintedTable(), _:
                    yield self._edit(EditKind.CELL, "", printed.text, "", reason=Unplaced.TABLE_DELETED)
                case None, EditedText():
                    below = next((block for block, _ in pairs[index + 1 :] if isinstance(block, PrintedText)), None)
                    edit = self.added(previous, below, new)
                    if len(new) == 1:
                        self.came.append(Came(edit, new[0], previous, below))
                    yield edit
                    new = []
                case None, EditedTable():
                    yield self._edit(EditKind.CELL, "", "", edited.text, reason=Unplaced.TABLE_ADDED)
            if isinstance(printed, PrintedText):
                previous = printed

    def _with_notes_above(self, pairs: Sequence[BlockPair]) -> list[BlockPair]:
        """The pairs with a bracket note that went to a new paragraph back at the end of the one that had it."""
        moved = list(pairs)
        for index, (printed, edited) in enumerate(pairs):
            if not isinstance(printed, PrintedText) or not isinstance(edited, EditedText) or not printed.segments:
                continue
            is_stated = isinstance(printed.segments[-1].origin, StatedFacts)
            if not is_stated or read_note(edited.text, self.state.plan.year) is not None:
                continue
            for following in range(index + 1, len(pairs)):
                block, new = pairs[following]
                if block is not None or not isinstance(new, EditedText):
                    break
                note = read_note(new.text, self.state.plan.year)
                if note is not None:
                    moved[index] = (printed, replace(edited, text=edited.text + new.text[note.start :]))
                    moved[following] = (None, new.slice(0, note.start) if note.start else None)
                    break
        return moved

    def _notes_below(self, pairs: Sequence[BlockPair]) -> dict[int, tuple[StatedFacts, str]]:
        """For paragraphs of a task above one that ended with its bracket note and no longer does: that note."""
        found: dict[int, tuple[StatedFacts, str]] = {}
        below: tuple[StatedFacts, str] | None = None
        for index in range(len(pairs) - 1, -1, -1):
            printed, edited = pairs[index]
            if not isinstance(printed, PrintedText):
                continue
            last = printed.segments[-1] if printed.segments else None
            if last is not None and isinstance(last.origin, StatedFacts):
                text = edited.text if isinstance(edited, EditedText) else ""
                is_there = read_note(text, self.state.plan.year) is not None
                below = None if is_there else (last.origin, printed.text[last.start :])
            elif below is not None:
                source = self._source(printed.segments, len(printed.text))
                block = self._block_of(source) if source is not None else None
                if block is not None and block.item is self.tasks[id(below[0].tasks[0])].item:
                    found[index] = below
                else:
                    below = None
        return found

    # -- words --

    def text(
        self, printed: PrintedText, edited: EditedText, below: tuple[StatedFacts, str] | None = None
    ) -> Iterator[MergeEdit]:
        """Yield the edits inside a paragraph; `below` is the bracket note of its task when a later paragraph has it."""
        if printed.text == edited.text:
            return
        if below is not None:
            words, note = self._split_note(edited, below[1])
            yield from self.words(printed, len(printed.text), words)
            if note:
                yield from self.facts(*below, note, edited)
            return
        stated = printed.segments[-1] if printed.segments else None
        if stated is not None and isinstance(stated.origin, StatedFacts) and stated.origin.column is None:
            words, note = self._split_note(edited, printed.text[stated.start :])
            yield from self.words(printed, stated.start, words)
            yield from self.facts(stated.origin, printed.text[stated.start :], note, edited)
            return
        dated = next((segment for segment in printed.segments if isinstance(segment.origin, PrintedDate)), None)
        if dated is not None and isinstance(dated.origin, PrintedDate):
            yield self._day(printed, dated.origin, edited)
            return
        yield from self.words(printed, len(printed.text), edited)

    def words(self, printed: PrintedText, stop: int, edited: EditedText) -> Iterator[MergeEdit]:
        """Yield the edits of a paragraph's words up to `stop`, where its bracket note begins."""
        old = printed.text[:stop]
        for change in self._apart(printed.segments, replacements(old, edited.text), old):
            changes, reason = self._placed(printed.segments, change)
            fallback = self._fallback(printed.segments, change) if len(changes) > 1 else ()
            source = self._source(printed.segments, change.start)
            author, date = _tracked(edited, change)
            yield self._edit(
                self._kind(printed),
                self._where(printed, source),
                old[change.start : change.stop],
                change.new,
                changes=changes,
                reason=reason,
                author=author,
                date=date,
                context=old[max(change.start - _CONTEXT, 0) : change.start],
                fallback=fallback,
            )

    def _apart(self, segments: Sequence[Segment], changes: Iterable[Replacement], old: str) -> Iterator[Replacement]:
        """The replacements, those that mix written words with what the program made compared more closely."""
        for change in changes:
            kinds = {one.text is not None for one in segments if one.start < change.stop and change.start < one.stop}
            if len(kinds) < 2:
                yield change
                continue
            for part in replacements(old[change.start : change.stop], change.new, absorb_short_matches=False):
                yield Replacement(
                    part.start + change.start,
                    part.stop + change.start,
                    part.new,
                    part.at + change.at,
                    part.until + change.at,
                )

    def _fallback(self, segments: Sequence[Segment], change: Replacement) -> tuple[FileChange, ...]:
        touched = [one for one in segments if one.start < change.stop and change.start < one.stop and one.text]
        assert touched[0].text is not None
        assert touched[-1].text is not None
        first = touched[0].text.slice(max(change.start - touched[0].start, 0), len(touched[0].text))
        last = touched[-1].text.slice(0, min(change.stop, touched[-1].stop) - touched[-1].start)
        return replaced_whole(self.texts, first, last, change.new.replace("\n", "\n\n"))

    def _placed(
        self, segments: Sequence[Segment], change: Replacement
    ) -> tuple[tuple[FileChange, ...], Unplaced | None]:
        # a line end inside a paragraph begins another one
        new = change.new.replace("\n", "\n\n")
        if change.start == change.stop:
            left = next((one for one in segments if one.start < change.start <= one.stop), None)
            right = next((one for one in segments if one.start <= change.start < one.stop), None)
            for segment in (left, right):
                if segment is not None and segment.text is not None and segment.text.runs:
                    at = change.start - segment.start
                    return replaced(self.texts, segment.text, at, at, new), None
            return (), Unplaced.DERIVED
        touched = [one for one in segments if one.start < change.stop and change.start < one.stop]
        if not touched or any(one.text is None or not one.text.runs for one in touched):
            return (), Unplaced.DERIVED
        made: list[FileChange] = []
        for index, segment in enumerate(touched):
            assert segment.text is not None
            start = max(change.start - segment.start, 0)
            stop = min(change.stop, segment.stop) - segment.start
            made += replaced(self.texts, segment.text, start, stop, "" if index else new)
        return tuple(made), None

    def _split_note(self, edited: EditedText, printed: str) -> tuple[EditedText, str]:
        """The words of an edited paragraph, and the bracket note at its end, which may no longer read as one."""
        note = read_note(edited.text, self.state.plan.year)
        if note is not None:
            kept = list(range(note.start))
            if note.full_stop:
                kept.append(edited.text.rindex("。"))
            return edited.keep(kept), edited.text[note.start :].rstrip("。 \u3000")
        bare = edited.text.rstrip("。 \u3000")
        start = max(bare.rfind("（"), bare.rfind("("))
        if start >= 0 and bare.endswith(("）", ")")) and any(key in bare[start:] for key in printed[1:5].split("：")):
            return edited.slice(0, start), bare[start:]
        return edited, ""

    # -- owners and deadlines --

    def facts(self, origin: StatedFacts, printed: str, text: str, edited: EditedText) -> Iterator[MergeEdit]:
        """Yield the edits of the facts that a bracket or a cell states."""
        if printed == text:
            return
        plan = self.state.plan
        before = stated_facts(origin, printed, plan.head, plan.year)
        after = edited_facts(origin, before, text, plan.year)
        tasks = [self.tasks[id(task)] for task in origin.tasks]
        where = tasks[0].item.title.value
        whole = Replacement(0, 0, text, 0, len(edited.text))
        author, date = _tracked(edited, whole)
        if after is None:
            kind = EditKind.DEADLINE if not before.units and before.deadline is not None else EditKind.OWNER
            yield self._edit(kind, where, printed, text, reason=Unplaced.FACTS_UNREAD, author=author, date=date)
            return
        found = False
        for edit in fact_edits(before, after, tasks, self.texts, plan):
            found = True
            label = f"{edit.role.value}{plan.head.unit_term.value}" if edit.role is not None else "完成时间"
            yield self._edit(
                EditKind.DEADLINE if edit.role is None else EditKind.OWNER,
                where,
                edit.old,
                edit.new,
                changes=edit.changes,
                facts=edit.facts,
                reason=edit.reason,
                author=author,
                date=date,
                context=label,
                is_summary=len(tasks) > 1,
            )
        if not found:
            # the same facts in other words: they are printed in the form of the program
            yield self._edit(EditKind.OWNER, where, printed, text, reason=Unplaced.DERIVED, author=author, date=date)

    def _day(self, printed: PrintedText, origin: PrintedDate, edited: EditedText) -> MergeEdit:
        """The edit of the 成文日期."""
        author, date = _tracked(edited, Replacement(0, 0, "", 0, len(edited.text)))
        stated = origin.stated.text
        changes: tuple[FileChange, ...] = ()
        new: tuple[str, ...] = ()
        reason = None
        if parse_day(edited.text) is None:
            reason = Unplaced.FACTS_UNREAD
        elif stated.runs and stated:
            changes = replaced(self.texts, stated, 0, len(stated), edited.text)
        else:
            changes = self._head_value("成文日期", edited.text)
            new = (edited.text,) if changes else ()
            reason = None if changes else Unplaced.NO_ANCHOR
        return self._edit(
            EditKind.HEAD,
            "成文日期",
            printed.text,
            edited.text,
            changes=changes,
            stated=new,
            reason=reason,
            author=author,
            date=date,
        )

    def _head_value(self, key: str, value: str, name: str = "") -> tuple[FileChange, ...]:
        """Return the change that states a key in a file's head, that of plan.md or of the 通知 by default."""
        if not name:
            cover = f"{self.state.plan.year}/notice.md"
            name = cover if cover in self.texts.texts else f"{self.state.plan.year}/plan.md"
        text = self.texts.texts.get(name, "")
        fenced = re.match(r"---\n(?:.*\n)*?(?=---)", text)
        if fenced is None:
            return (FileChange(name, 0, 0, f"---\n{key}: {value}\n---\n\n"),) if "/items/" in name else ()
        empty = re.search(rf"^{key}[:：]", fenced.group(), re.MULTILINE)
        if empty is not None:
            return (FileChange(name, empty.end(), empty.end(), f" {value}"),)
        return (FileChange(name, fenced.end(), fenced.end(), f"{key}: {value}\n"),)

    # -- paragraphs --

    def deleted(self, printed: PrintedText) -> MergeEdit:
        """The edit that deletes a paragraph."""
        source = self._source(printed.segments, 0)
        changes, reason = self._deletion(printed)
        return self._edit(
            EditKind.DELETED_PARAGRAPH, self._where(printed, source), printed.text, "", changes=changes, reason=reason
        )

    def item_of(self, printed: PrintedText | None) -> Item | None:
        """The item that a printed paragraph belongs to."""
        source = self._source(printed.segments, 0) if printed is not None else None
        block = self._block_of(source) if source is not None else None
        return block.item if block is not None else None

    def _only_item(self, printed: PrintedText) -> Item | None:
        """The item of which the paragraph is all that is printed."""
        item = self.item_of(printed)
        if item is None:
            return None
        words = "".join(
            paragraph.text.value
            for block in own_blocks(item)
            if not isinstance(block, Note)
            for paragraph in paragraphs(block)
        )
        shown = "".join(segment.text.value for segment in printed.segments if segment.text is not None)
        return item if words == shown else None

    def _deletion(self, printed: PrintedText) -> tuple[tuple[FileChange, ...], Unplaced | None]:
        sources = [segment.text for segment in printed.segments if segment.text is not None and segment.text.runs]
        if not sources:
            return (), Unplaced.DERIVED
        blocks = dict.fromkeys(block for text in sources if (block := self._block_of(text)) is not None)
        made: list[FileChange] = []
        for block in blocks:
            if not isinstance(block.block, Paragraph) or block.section is not None:
                return (), Unplaced.NO_ANCHOR
            change = self._block_deletion(block)
            if change is None:
                return (), Unplaced.WHOLE_ITEM
            made.append(change)
        if not made or printed.style not in _PROSE:
            return (), Unplaced.NO_ANCHOR
        return tuple(made), None

    def _block_deletion(self, block: _Block) -> FileChange | None:
        """The change that deletes a paragraph of a file; None where it would leave an item or a bracket note without words."""
        name, start = start_of(self.texts, block.text)
        _, stop = end_of(self.texts, block.text)
        text = self.texts.texts[name]
        line_start = text.rfind("\n", 0, start) + 1
        line_stop = text.find("\n", stop)
        line_stop = len(text) if line_stop < 0 else line_stop
        rest = text[stop:line_stop].strip()
        if block.before is not None:
            _, previous = end_of(self.texts, block.before)
            if not text[previous:start].strip():
                return FileChange(name, previous, stop, "")
        if rest and block.is_in_longer_task and not rest.startswith("<!--"):
            # its bracket note stays, as a paragraph of its own
            return FileChange(name, start, stop, "")
        if rest or (block.item is not None and _is_only(block, block.item)):
            return None
        after = text[line_stop:]
        blank = len(after) - len(after.lstrip("\n"))
        return FileChange(name, line_start, line_stop + min(blank, 2), "")

    def added(self, before: PrintedText | None, after: PrintedText | None, edited: Sequence[EditedText]) -> MergeEdit:
        """The edit that adds paragraphs between two printed ones."""
        author, date = _tracked(edited[0], Replacement(0, 0, edited[0].text, 0, len(edited[0].text)))
        changes: tuple[FileChange, ...] = ()
        paragraphs = tuple(one.text for one in edited)
        comments = ["".join(_note(comment) for comment in one.comments) for one in edited]
        text = "\n\n".join(words + notes for words, notes in zip(paragraphs, comments, strict=True))
        reason: Unplaced | None = Unplaced.NO_ANCHOR
        where = ""
        if before is not None and before.style in _PROSE:
            where = self._where(before, self._source(before.segments, len(before.text)))
            last = next(
                (segment.text for segment in reversed(before.segments) if segment.text and segment.text.runs), None
            )
            if last is not None:
                name, offset = end_of(self.texts, last)
                marks = _CLOSING_MARKS.match(self.texts.texts[name], offset)
                offset = marks.end() if marks is not None else offset
                changes, reason = (FileChange(name, offset, offset, f"\n\n{text}"),), None
                if "/items/" in name and _is_numbered(edited[0]):
                    changes, reason = (), Unplaced.NEW_ITEM
        elif after is not None and after.style in _PROSE:
            where = self._where(after, self._source(after.segments, 0))
            first = next((segment.text for segment in after.segments if segment.text and segment.text.runs), None)
            if first is not None:
                name, offset = start_of(self.texts, first)
                changes, reason = (FileChange(name, offset, offset, f"{text}\n\n"),), None
        return self._edit(
            EditKind.NEW_PARAGRAPH,
            where,
            "",
            text.replace("\n\n", "\n"),
            changes=changes,
            paragraphs=paragraphs if changes else (),
            reason=reason,
            author=author,
            date=date,
        )

    # -- tables --

    def table(self, printed: PrintedTable, edited: EditedTable) -> Iterator[MergeEdit]:
        """Yield the edits of a table, row by row."""
        columns = _columns(printed, edited)
        if columns is None:
            yield self._edit(EditKind.CELL, "", printed.text, edited.text, reason=Unplaced.COLUMNS_CHANGED)
            return
        for row, other in pair_rows(printed, edited):
            if row is not None and other is not None:
                yield from self._row(row, other, columns)
            elif row is not None:
                text = "\t".join(cell.text for cell in row)
                yield self._edit(EditKind.CELL, self._row_name(row), text, "", reason=Unplaced.ROW_DELETED)
            elif other is not None:
                text = "\t".join(cell.text for cell in other)
                yield self._edit(EditKind.CELL, "", "", text, reason=Unplaced.ROW_ADDED)

    def _row(
        self, row: Sequence[PrintedCell], other: Sequence[EditedCell], columns: dict[int, int]
    ) -> Iterator[MergeEdit]:
        news = {columns.get(cell.column, -1): cell for cell in other}
        for cell in row:
            new = news.pop(cell.column, None)
            if new is None:
                continue
            if cell.text != new.text:
                yield from self._cell(cell, new, self._row_name(row))
            if not any(paragraph.is_written for paragraph in cell.paragraphs):
                yield from self._cell_comments(row, new)
            elif cell.text == new.text:
                for paragraph, edited in zip(cell.paragraphs, new.paragraphs, strict=False):
                    yield from self.comments(paragraph, edited)
        for new in news.values():
            if new.text:
                yield self._edit(EditKind.CELL, self._row_name(row), "", new.text, reason=Unplaced.NO_ANCHOR)

    def _cell(self, cell: PrintedCell, new: EditedCell, where: str) -> Iterator[MergeEdit]:
        segment = cell.paragraphs[0].segments[0] if cell.paragraphs and cell.paragraphs[0].segments else None
        origin = segment.origin if segment is not None else None
        whole = EditedText(new.text, "", tuple(change for text in new.paragraphs for change in text.changes))
        match origin:
            case StatedFacts():
                yield from self.facts(origin, cell.text, new.text, whole)
            case ItemCell():
                yield self._item_cell(origin, cell.text, new.text.replace("\n", ""), whole)
            case None if not any(paragraph.is_written for paragraph in cell.paragraphs):
                author, date = _tracked(whole, Replacement(0, 0, "", 0, len(whole.text)))
                yield self._edit(
                    EditKind.CELL, where, cell.text, new.text, reason=Unplaced.DERIVED, author=author, date=date
                )
            case _:
                yield from self.blocks(pair_blocks(cell.paragraphs, new.paragraphs))

    def _item_cell(self, origin: ItemCell, old: str, new: str, edited: EditedText) -> MergeEdit:
        author, date = _tracked(edited, Replacement(0, 0, "", 0, len(edited.text)))
        item = origin.item
        key, value = _ITEM_KEYS[origin.column.role], _item_value(item, origin.column)
        name = next((name for name in self.texts.texts if name.endswith(f"/items/{item.id}.md")), "")
        changes: tuple[FileChange, ...] = ()
        stated: tuple[str, ...] = ()
        if value and value.runs:
            changes = replaced(self.texts, value, 0, len(value), new)
        elif name and not value:
            changes = self._head_value(key, new, name)
            stated = (new,)
        return self._edit(
            EditKind.CELL,
            item.title.value,
            old,
            new,
            changes=changes,
            stated=stated,
            reason=None if changes else Unplaced.NO_ANCHOR,
            author=author,
            date=date,
            context=key,
        )

    # -- comments --

    def comments(self, printed: PrintedText, edited: EditedText) -> Iterator[MergeEdit]:
        """Yield the comments on a paragraph: notes behind the words they are on."""
        if not edited.comments:
            return
        changed = list(replacements(printed.text, edited.text))
        for comment in edited.comments:
            offset = _offset_before(changed, comment.stop)
            where = self._where(printed, self._source(printed.segments, offset))
            yield self._comment(comment, where, self._point(printed, offset))

    def _cell_comments(self, row: Sequence[PrintedCell], new: EditedCell) -> Iterator[MergeEdit]:
        """Yield the comments on a cell without words of its own: notes at the end of the task or of the row's words."""
        for comment in (comment for text in new.paragraphs for comment in text.comments):
            point = None
            for cell in row:
                for paragraph in reversed(cell.paragraphs):
                    if point is None and paragraph.style is Style.TABLE_CELL and paragraph.is_written:
                        point = self._point(paragraph, len(paragraph.text))
            yield self._comment(comment, self._row_name(row), point)

    def _point(self, printed: PrintedText, offset: int) -> tuple[str, int] | None:
        """The place in the content behind the written character before an offset; below the head for a value of it."""
        written = [segment for segment in printed.segments if segment.text is not None and segment.text.runs]
        before = [segment for segment in written if segment.start < offset]
        if not written:
            return None
        segment = before[-1] if before else written[0]
        assert segment.text is not None
        name, at = point(self.texts, segment.text, max(min(offset, segment.stop) - segment.start, 0))
        text = self.texts.texts[name]
        fenced = re.match(r"---\n(?:.*\n)*?---\n", text)
        return (name, fenced.end()) if fenced is not None and at < fenced.end() else (name, at)

    def _comment(self, comment: Comment, where: str, at: tuple[str, int] | None) -> MergeEdit:
        note = _note(comment)
        changes: tuple[FileChange, ...] = ()
        if at is not None:
            name, offset = at
            is_below_head = self.texts.texts[name][:offset].endswith("---\n")
            changes = (FileChange(name, offset, offset, f"{note}\n" if is_below_head else note),)
        return self._edit(
            EditKind.COMMENT,
            where,
            "",
            comment.text,
            changes=changes,
            reason=None if changes else Unplaced.NO_ANCHOR,
            author=comment.author,
            date=comment.date,
        )

    # -- what an edit says of itself --

    def _row_name(self, row: Sequence[PrintedCell]) -> str:
        for cell in row:
            for paragraph in cell.paragraphs:
                for segment in paragraph.segments:
                    name = self._origin_name(segment.origin)
                    if name:
                        return name
        return "\t".join(cell.text for cell in row)[:20]

    def _origin_name(self, origin: Origin | None) -> str:
        match origin:
            case StatedFacts():
                return self.tasks[id(origin.tasks[0])].item.title.value
            case ItemCell():
                return origin.item.title.value
            case _:
                return ""

    def _block_of(self, text: SourceText) -> _Block | None:
        """The block of the content that a text is in."""
        name, offset = start_of(self.texts, text)
        for (own, start), block in self.written.items():
            if own == name and start <= offset <= end_of(self.texts, block.text)[1]:
                return block
        return None

    def _source(self, segments: Sequence[Segment], offset: int) -> SourceText | None:
        """The written text at an offset, or the nearest one."""
        written = [segment for segment in segments if segment.text is not None and segment.text.runs]
        at = next((one for one in written if one.start <= offset <= one.stop), None)
        return (at or written[0]).text if written else None

    def _where(self, printed: PrintedText, source: SourceText | None) -> str:
        """The name of the place for people: the item's short title, the heading above, or the kind of the line."""
        if source is not None:
            place = source.place()
            for block in self.written.values():
                if block.text.runs and block.text.place().path == place.path and block.item is not None:
                    return block.item.title.value
        return printed.style.value

    def _kind(self, printed: PrintedText) -> EditKind:
        if printed.style in HEADINGS:
            return EditKind.HEADING
        if printed.style in (Style.BODY, Style.TABLE_CELL, Style.TABLE_LABEL, Style.TABLE_HEAD):
            return EditKind.WORDS
        return EditKind.HEAD

    def _edit(
        self,
        kind: EditKind,
        where: str,
        old: str,
        new: str,
        *,
        changes: tuple[FileChange, ...] = (),
        facts: tuple[FactChange, ...] = (),
        paragraphs: tuple[str, ...] = (),
        stated: tuple[str, ...] = (),
        reason: Unplaced | None = None,
        author: str = "",
        date: str = "",
        context: str = "",
        fallback: tuple[FileChange, ...] = (),
        is_summary: bool = False,
    ) -> MergeEdit:
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
            facts,
            paragraphs,
            stated,
            reason,
            context=context,
            fallback=fallback,
            is_summary=is_summary,
        )


_PROSE = (Style.BODY, Style.TABLE_CELL)
"""The styles of paragraphs that have others before and behind them."""

_ITEM_KEYS = {ColumnRole.NAME: NAME, ColumnRole.KIND: KIND, ColumnRole.REMARK: REMARK}


def _item_value(item: Item, column: Column) -> SourceText:
    match column.role:
        case ColumnRole.NAME:
            return item.name
        case ColumnRole.KIND:
            return item.kind
        case _:
            return item.remark


def _columns(printed: PrintedTable, edited: EditedTable) -> dict[int, int] | None:
    """Map the columns of an edited table to the printed ones; None where they cannot be told."""
    if printed.width == edited.width:
        return {index: index for index in range(printed.width)}
    heads = {cell.text: cell.column for cell in printed.rows[0]}
    found = {cell.column: heads[cell.text] for cell in edited.rows[0] if cell.text in heads}
    return found if len(found) == printed.width else None


def _is_only(block: _Block, item: Item) -> bool:
    """Whether the item has no other words than this paragraph."""
    texts = [
        paragraph.text
        for task in item.tasks
        for one in task.blocks
        if not isinstance(one, Note)
        for paragraph in paragraphs(one)
    ]
    return len(texts) <= 1 and block.item is item


def _written_blocks(plan: Plan) -> Iterator[_Block]:
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
                            yield _Block(paragraph.text, block, visit.part, None, before, is_later)
                        before = block.text if isinstance(block, Paragraph) else None
                        is_later = True
                continue
            section = visit.part if isinstance(visit.part, Section) else None
            for block in own_blocks(visit.part):
                if not isinstance(block, Note):
                    for paragraph in paragraphs(block):
                        yield _Block(paragraph.text, block, None, section, None)


def _note(comment: Comment) -> str:
    """A comment as content keeps it, with who made it and when."""
    text = "；".join(line.strip() for line in comment.text.split("\n") if line.strip()).replace("--", "－－")
    signed = " ".join(filter(None, [comment.author.replace("--", "－－"), comment.date[:10]]))
    return f"<!-- 批注：{text}{f'（{signed}）' if signed else ''} -->"


def _offset_before(changes: Sequence[Replacement], offset: int) -> int:
    """The offset in the printed text of one in the edited text; the end of what was replaced for one inside it."""
    shift = 0
    for change in changes:
        if offset <= change.at:
            break
        if offset <= change.until:
            return change.stop
        shift = change.stop - change.until
    return offset + shift


def _is_numbered(edited: EditedText) -> bool:
    """Whether the paragraph begins with a number as items have them."""
    return ITEM_NUMBER.match(edited.text) is not None


def _tracked(edited: EditedText, change: Replacement) -> tuple[str, str]:
    """The author and date of the tracked changes that made a replacement; empty without any."""
    for one in edited.changes:
        touches = one.start <= change.until and change.at <= one.stop
        if touches and (one.author or one.date):
            return one.author, one.date
    return "", ""
