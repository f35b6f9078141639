"""Find the edits in an edited file: compare its blocks with the printed ones, and place each difference in the content."""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.merge.annex_rows import NewRow, new_rows
from pipeline.merge.changed import Came, Changed, Gone, TableEdit
from pipeline.merge.comments import cell_comments, paragraph_comments
from pipeline.merge.context import Context, merge_context, source_at
from pipeline.merge.edited import EditedBlock, EditedCell, EditedTable, EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.items import with_deleted_items, with_new_item
from pipeline.merge.model import EditKind, MergeEdit, State, Unplaced
from pipeline.merge.moves import with_moves
from pipeline.merge.pairing import BlockPair, Test, pair_blocks, pair_rows
from pipeline.merge.paragraphs import Around, deleted_paragraph, is_numbered, new_paragraphs
from pipeline.merge.printed import PrintedBlock, PrintedCell, PrintedTable, PrintedText
from pipeline.merge.row_edits import IsInBody, row_edits, task_of_row
from pipeline.merge.row_moves import with_moved_rows
from pipeline.merge.task_edits import with_deleted_tasks, with_first_tasks, with_new_task
from pipeline.merge.tasks import task_words, words_of
from pipeline.merge.values import day_edit, item_cell_edit, split_note, stated_edits
from pipeline.merge.words import Replacement, tracked, without_repeated_prints, word_edits
from pipeline.model import ColumnRole
from pipeline.render.print_model import ItemCell, Origin, PrintedDate, StatedFacts, Style
from pipeline.text.diff import bigrams, containment


def find_edits(
    state: State, printed: Sequence[PrintedBlock], edited: Sequence[EditedBlock], file: str
) -> list[MergeEdit]:
    """Return the edits of one file against a state of the content, in reading order."""
    context = merge_context(state, file)
    finder = _Finder(context, tuple(new_rows(state.plan, edited)), _is_in_body(printed, edited))
    edits = without_repeated_prints(context, list(finder.blocks(pair_blocks(printed, edited))))
    edits = with_moves(edits, Changed(finder.gone, finder.came, finder.tables), printed, context, finder.moved)
    edits = with_deleted_items(edits, finder.gone, printed, context)
    return with_deleted_tasks(edits, finder.gone, printed, context)


def _is_in_body(printed: Sequence[PrintedBlock], edited: Sequence[EditedBlock]) -> IsInBody | None:
    if not any(isinstance(block, PrintedText) and block.style is Style.TITLE for block in printed):
        return None
    old = words_of(block.text for block in printed if isinstance(block, PrintedText))
    new = words_of(block.text for block in edited if isinstance(block, EditedText))
    return lambda words: words in new and new.count(words) >= old.count(words)


@dataclass(slots=True)
class _Finder:
    """Walks over paired blocks, and keeps the paragraphs that are gone and new."""

    context: Context
    rows: tuple[NewRow, ...]
    """Those of the file's annex."""
    is_in_body: IsInBody | None
    """None for a file of the annex alone."""
    gone: list[Gone] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    tables: list[TableEdit] = field(default_factory=list)

    def blocks(self, pairs: Sequence[BlockPair]) -> Iterator[MergeEdit]:
        """Yield the edits of paired blocks, in their order."""
        pairs = _with_notes_above(self.context, pairs)
        previous: PrintedText | None = None
        notes = _notes_below(self.context, pairs)
        new: list[EditedText] = []
        # of the new paragraphs between two pairs what was placed first moves the places of the others
        waits = False
        for index, (printed, edited) in enumerate(pairs):
            following = pairs[index + 1] if index + 1 < len(pairs) else (None, None)
            if printed is None and isinstance(edited, EditedText):
                new.append(edited)
                if following[0] is None and isinstance(following[1], EditedText) and not is_numbered(following[1]):
                    continue
            match printed, edited:
                case PrintedText(), EditedText():
                    yield from self.text(printed, edited, notes.get(index))
                    yield from paragraph_comments(self.context, printed, edited)
                case PrintedTable(), EditedTable():
                    yield from self.table(printed, edited)
                case PrintedText(), _:
                    edit = deleted_paragraph(self.context, printed)
                    self.gone.append(Gone(edit, printed))
                    yield edit
                case PrintedTable(), _:
                    edit = self.context.edit(EditKind.CELL, "", printed.text, "", reason=Unplaced.TABLE_DELETED)
                    self.tables.append(TableEdit(edit, printed))
                    yield edit
                case None, EditedText():
                    below = next((block for block, _ in pairs[index + 1 :] if isinstance(block, PrintedText)), None)
                    above, under = _kept(pairs[index::-1]), _kept(pairs[index:])
                    behind = next((text for _, text in pairs[index + 1 :] if isinstance(text, EditedText)), None)
                    edit = new_paragraphs(self.context, Around(previous, below, above, behind), new)
                    is_new = is_numbered(new[0]) and edit.reason in _MAY_BE_ITEM
                    goes_on = _goes_on(self.context, pairs[index:])
                    if is_new and not waits and goes_on and under is not None:
                        edit = with_first_tasks(self.context, edit, under, new)
                    elif is_new and not waits:
                        edit = with_new_item(self.context, edit, above, under, new, self.rows)
                    elif not is_numbered(new[0]) and not waits:
                        edit = with_new_task(self.context, edit, previous, new)
                    waits = waits or (is_numbered(new[0]) and bool(edit.changes))
                    self.came.append(Came(edit, tuple(new), above, under))
                    yield edit
                    new = []
                case None, EditedTable():
                    edit = self.context.edit(EditKind.CELL, "", "", edited.text, reason=Unplaced.TABLE_ADDED)
                    self.tables.append(TableEdit(edit, edited, _kept(pairs[index::-1])))
                    yield edit
            if isinstance(printed, PrintedText):
                previous = printed
                waits = waits and edited is None

    def moved(self, printed: PrintedText, edited: EditedText) -> Iterator[MergeEdit]:
        """Yield the edits and comments in a paragraph of an item that was moved."""
        yield from self.text(printed, edited)
        yield from paragraph_comments(self.context, printed, edited)

    def text(
        self, printed: PrintedText, edited: EditedText, below: tuple[StatedFacts, str] | None = None
    ) -> Iterator[MergeEdit]:
        """Yield the edits inside a paragraph; `below` is the bracket note of its task when a later paragraph has it."""
        if printed.text == edited.text:
            return
        if below is not None:
            words, note = split_note(self.context, edited, below[1])
            yield from word_edits(self.context, printed, len(printed.text), words)
            if note:
                yield from stated_edits(self.context, *below, note, edited)
            return
        stated = printed.segments[-1] if printed.segments else None
        if stated is not None and isinstance(stated.origin, StatedFacts) and stated.origin.column is None:
            words, note = split_note(self.context, edited, printed.text[stated.start :])
            yield from word_edits(self.context, printed, stated.start, words)
            yield from stated_edits(self.context, stated.origin, printed.text[stated.start :], note, edited)
            return
        dated = next((segment for segment in printed.segments if isinstance(segment.origin, PrintedDate)), None)
        if dated is not None and isinstance(dated.origin, PrintedDate):
            yield day_edit(self.context, printed, dated.origin, edited)
            return
        yield from word_edits(self.context, printed, len(printed.text), edited)

    def table(self, printed: PrintedTable, edited: EditedTable) -> Iterator[MergeEdit]:
        """Yield the edits of a table, row by row."""
        columns = _columns(printed, edited)
        if columns is None:
            yield self.context.edit(EditKind.CELL, "", printed.text, edited.text, reason=Unplaced.COLUMNS_CHANGED)
            return
        pairs = pair_rows(printed, edited, self._may_be_one_row(printed, edited, columns))
        is_derived = any(isinstance(cell_origin(cell), StatedFacts) for row in printed.rows for cell in row)
        pairs, moved = with_moved_rows(self.context, pairs, columns) if is_derived else (pairs, frozenset())
        above: dict[int, str] = {}
        for row, other in pairs:
            above |= {cell.column: cell.text for cell in row or ()}
            if row is not None and other is not None:
                yield from self._row(row, other, columns, above)
        if is_derived:
            yield from row_edits(self.context, pairs, columns, moved, self.is_in_body)
            return
        for row, other in pairs:
            if other is None and row is not None:
                text = "\t".join(cell.text for cell in row)
                yield self.context.edit(EditKind.CELL, "", text, "", reason=Unplaced.ROW_DELETED)
            elif row is None and other is not None:
                text = "\t".join(cell.text for cell in other)
                yield self.context.edit(EditKind.CELL, "", "", text, reason=Unplaced.ROW_ADDED)

    def _may_be_one_row(self, printed: PrintedTable, edited: EditedTable, columns: dict[int, int]) -> Test:
        """Whether a row may have been written anew.

        One of several tasks with other words is another task, a single one where owners and deadline are others, too.
        """
        roles = [column.role for column in self.context.state.plan.head.columns]

        def may_be(index: int, other: int) -> bool:
            task = task_of_row(self.context, printed.rows[index])
            cells = edited.rows[other]
            if task is None or (len(task.item.tasks) < 2 and _states_same(printed.rows[index], cells, columns)):
                return True
            own = [cell.text for cell in cells if roles[columns.get(cell.column, 0)] is ColumnRole.WORDS]
            old, new = bigrams(task_words(task.task)), bigrams(words_of(own))
            return not new or max(containment(new, old), containment(old, new)) >= _SAME_TASK

        return may_be

    def _row(
        self,
        row: Sequence[PrintedCell],
        other: Sequence[EditedCell],
        columns: dict[int, int],
        above: dict[int, str],
    ) -> Iterator[MergeEdit]:
        """Yield the edits of a row; `above` are the texts of the cells that begin in it or reach down to it."""
        news = {columns.get(cell.column, -1): cell for cell in other}
        for cell in row:
            new = news.pop(cell.column, None)
            if new is None:
                continue
            if cell.text != new.text:
                yield from self._cell(cell, new, self.context.row_name(row))
            if not any(paragraph.is_written for paragraph in cell.paragraphs):
                yield from cell_comments(self.context, row, new)
            elif cell.text == new.text:
                for paragraph, edited in zip(cell.paragraphs, new.paragraphs, strict=False):
                    yield from paragraph_comments(self.context, paragraph, edited)
        for new in news.values():
            # programs part cells that were one, and repeat what is in them
            if new.text and new.text != above.get(columns.get(new.column, -1)):
                yield self.context.edit(
                    EditKind.CELL, self.context.row_name(row), "", new.text, reason=Unplaced.NO_ANCHOR
                )

    def _cell(self, cell: PrintedCell, new: EditedCell, where: str) -> Iterator[MergeEdit]:
        origin = cell_origin(cell)
        whole = EditedText(
            new.text,
            new.paragraphs[0].where if new.paragraphs else "",
            tuple(change for text in new.paragraphs for change in text.changes),
        )
        match origin:
            case StatedFacts():
                yield from stated_edits(self.context, origin, cell.text, new.text, whole)
            case ItemCell():
                yield item_cell_edit(self.context, origin, cell.text, new.text.replace("\n", ""), whole)
            case None if not any(paragraph.is_written for paragraph in cell.paragraphs):
                author, date = tracked(whole, Replacement(0, 0, "", 0, len(whole.text)))
                yield self.context.edit(
                    EditKind.CELL, where, cell.text, new.text, reason=Unplaced.DERIVED, author=author, date=date
                )
            case _:
                yield from self.blocks(pair_blocks(cell.paragraphs, new.paragraphs))


def _states_same(row: Sequence[PrintedCell], other: Sequence[EditedCell], columns: dict[int, int]) -> bool:
    """Whether a row states an owner or a deadline as another does, or states none."""
    stated = {cell.column: cell.text for cell in row if isinstance(cell_origin(cell), StatedFacts) and cell.text}
    news = {columns.get(cell.column, -1): cell.text for cell in other}
    return not stated or any(news.get(column) == text for column, text in stated.items())


_SAME_TASK = 0.3
"""The least share of the words of one of two rows that the other has if they are one task."""

_MAY_BE_ITEM = (Unplaced.NEW_ITEM, Unplaced.NEW_HEADING, Unplaced.NO_ANCHOR)


def _goes_on(context: Context, pairs: Sequence[BlockPair]) -> bool:
    """Whether the next paragraph that stayed is one of an item without a number: it goes on with what stands before it."""
    kept = next(
        ((old, new) for old, new in pairs if isinstance(old, PrintedText) and isinstance(new, EditedText)), None
    )
    return kept is not None and not is_numbered(kept[1]) and context.item_of(kept[0]) is not None


def cell_origin(cell: PrintedCell) -> Origin | None:
    """Return the origin of a cell's first characters."""
    segments = cell.paragraphs[0].segments if cell.paragraphs else ()
    return segments[0].origin if segments else None


def _kept(pairs: Sequence[BlockPair]) -> PrintedText | None:
    """The first printed paragraph that the file has, too."""
    return next((block for block, edited in pairs if isinstance(block, PrintedText) and edited is not None), None)


def _with_notes_above(context: Context, pairs: Sequence[BlockPair]) -> list[BlockPair]:
    """The pairs with a bracket note that went to a new paragraph back at the end of the one that had it."""
    moved = list(pairs)
    for index, (printed, edited) in enumerate(pairs):
        if not isinstance(printed, PrintedText) or not isinstance(edited, EditedText) or not printed.segments:
            continue
        is_stated = isinstance(printed.segments[-1].origin, StatedFacts)
        if not is_stated or read_note(edited.text, context.state.plan.year) is not None:
            continue
        for following in range(index + 1, len(pairs)):
            block, new = pairs[following]
            if block is not None or not isinstance(new, EditedText):
                break
            note = read_note(new.text, context.state.plan.year)
            if note is not None:
                moved[index] = (printed, replace(edited, text=edited.text + new.text[note.start :]))
                moved[following] = (None, new.slice(0, note.start) if note.start else None)
                break
    return moved


def _notes_below(context: Context, pairs: Sequence[BlockPair]) -> dict[int, tuple[StatedFacts, str]]:
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
            is_there = read_note(text, context.state.plan.year) is not None
            below = None if is_there else (last.origin, printed.text[last.start :])
        elif below is not None:
            source = source_at(printed.segments, len(printed.text))
            block = context.block_of(source) if source is not None else None
            if block is not None and block.item is context.tasks[id(below[0].tasks[0])].item:
                found[index] = below
            else:
                below = None
    return found


def _columns(printed: PrintedTable, edited: EditedTable) -> dict[int, int] | None:
    """Map the columns of an edited table to the printed ones; None where they cannot be told."""
    if printed.width == edited.width:
        return {index: index for index in range(printed.width)}
    heads = {cell.text: cell.column for cell in printed.rows[0]}
    found = {cell.column: heads[cell.text] for cell in edited.rows[0] if cell.text in heads}
    return found if len(found) == printed.width else None
