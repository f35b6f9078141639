"""Rows that came into the annex or went from it: the tasks and items that they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.draft.items import list_line
from pipeline.merge.annex_rows import new_row
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedCell
from pipeline.merge.item_list import ItemLines, visit_of
from pipeline.merge.items import NewItem, deleted_item, filled, model_of
from pipeline.merge.model import Conflict, EditKind, FileChange, MergeEdit, TaskOfItem, Unplaced
from pipeline.merge.pairing import RowPair
from pipeline.merge.printed import PrintedCell
from pipeline.merge.row_places import Row, items_of_row, list_place, neighbour
from pipeline.merge.task_edits import runs, tasks_edit, with_tasks
from pipeline.merge.tasks import NewTask, task_words, words_of
from pipeline.model import ColumnRole, ItemTitle, Visit, walk
from pipeline.render.print_model import StatedFacts

PrintedRow = tuple[PrintedCell, ...]

IsInBody = Callable[[str], bool]
"""Whether the body of the edited file has words, given without blanks, as often as the state's own."""


def row_edits(
    context: Context,
    pairs: Sequence[RowPair],
    columns: Mapping[int, int],
    moved: frozenset[int],
    is_in_body: IsInBody | None,
) -> Iterator[MergeEdit]:
    """Yield the edits of the annex's rows that came, went or were `moved` (rows of the file, by identity).

    A task whose row went and whose words are still in the file's body is asked about. `is_in_body` is
    None for a file of the annex alone: in another the body says where an item stands.
    """
    yield from _deleted(context, pairs, is_in_body or (lambda _: False))
    yield from _added(context, pairs, columns, moved, has_body=is_in_body is not None)


# --- rows that went -----------------------------------------------------------------


def _deleted(context: Context, pairs: Sequence[RowPair], is_in_body: IsInBody) -> Iterator[MergeEdit]:
    kept = {id(task.task) for row, other in pairs if other is not None and (task := task_of_row(context, row))}
    gone: dict[int, list[PrintedRow]] = {}
    tasks: dict[int, TaskOfItem] = {}
    for row, other in pairs:
        task = task_of_row(context, row)
        if row is None or other is not None:
            continue
        if task is None or id(task.task) in kept:
            yield context.edit(
                EditKind.CELL, context.row_name(row), _row_text(row), "", reason=Unplaced.ROW_DELETED, in_annex=True
            )
            continue
        gone.setdefault(id(task.task), []).append(row)
        tasks[id(task.task)] = task
    for item in dict.fromkeys(task.item.id for task in tasks.values()):
        own = [task for task in tasks.values() if task.item.id == item]
        rows = [row for task in own for row in gone[id(task.task)]]
        whole = own[0].item
        if len(own) == len(whole.tasks) and not whole.children:
            edit = deleted_item(context, whole, "\n".join(map(_row_text, rows)))
            yield _asked(replace(edit, in_annex=True), own, is_in_body)
            continue
        for run in runs(own):
            old = "\n".join(_row_text(row) for task in run for row in gone[id(task.task)])
            yield _asked(tasks_edit(context, run, old, in_annex=True), run, is_in_body)


def _asked(edit: MergeEdit, tasks: Sequence[TaskOfItem], is_in_body: IsInBody) -> MergeEdit:
    """The edit, asked about where the file's body still has the words of a task."""
    words = [task_words(task.task) for task in tasks]
    still = next((one for one in words if one and is_in_body(one)), "")
    if edit.reason is not None or not still:
        return edit
    return replace(edit, reason=Unplaced.CONFLICT, conflicts=(Conflict(still, edit.file),))


def task_of_row(context: Context, row: Sequence[PrintedCell] | None) -> TaskOfItem | None:
    """Return the task that a printed row is of; None for the head and for rows over several tasks."""
    for cell in row or ():
        for paragraph in cell.paragraphs:
            for segment in paragraph.segments:
                if isinstance(segment.origin, StatedFacts):
                    return context.tasks[id(segment.origin.tasks[0])]
    for cell in row or ():
        for paragraph in cell.paragraphs:
            for segment in paragraph.segments:
                block = context.block_of(segment.text) if segment.text is not None and segment.text.runs else None
                if block is not None and block.item is not None:
                    own = (task for task in context.tasks.values() if task.item is block.item)
                    return next((task for task in own if any(one is block.block for one in task.task.blocks)), None)
    return None


def _row_text(row: Sequence[PrintedCell | EditedCell]) -> str:
    return "\t".join(cell.text for cell in row)


# --- rows that came ------------------------------------------------------------------


def _added(
    context: Context, pairs: Sequence[RowPair], columns: Mapping[int, int], moved: frozenset[int], *, has_body: bool
) -> Iterator[MergeEdit]:
    if not moved and not any(row is None for row, _ in pairs):
        return
    visits = {id(visit.part): visit for visit in walk(context.state.plan.parts)}
    rows = [
        _row(context, row, other, columns, visits, is_moved=id(other) in moved)
        for row, other in pairs
        if other is not None
    ]
    groups = _groups(context, rows)
    for index, group in enumerate(groups):
        if any(row.is_moved for row in group):
            yield _moved_item(context, groups, index, has_body=has_body)
        if not any(row.is_new for row in group):
            continue
        if all(row.is_new for row in group):
            yield _new_item(context, groups, index)
        else:
            yield from _new_tasks(context, group)


def _row(
    context: Context,
    row: PrintedRow | None,
    other: tuple[EditedCell, ...],
    columns: Mapping[int, int],
    visits: Mapping[int, Visit],
    *,
    is_moved: bool,
) -> Row:
    new = new_row(context.state.plan, other, columns)
    task = task_of_row(context, row)
    is_over_all = len(other) == 1 and other[0].column == 0
    visit = visits.get(id(task.item)) if task is not None else None
    if row is not None and task is None and is_over_all:
        visit = visit_of(context, next((text for cell in row for text in cell.paragraphs), None))
    return Row(new, other, task, row is None, is_over_all, is_moved, visit)


def _groups(context: Context, rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each item: those under one number."""
    numbered = any(column.role is ColumnRole.NUMBER for column in context.state.plan.head.columns)
    groups: list[list[Row]] = []
    number = ""
    for row in rows:
        # where a page ends our own files print the number again
        is_own = bool(row.new.number) and row.new.number != number if numbered else row.is_new
        number = row.new.number or number
        last = groups[-1][-1] if groups else None
        if not numbered and not row.is_new and last is not None and row.task is not None and last.task is not None:
            is_own = row.task.item is not last.task.item
        if last is None or is_own or row.is_over_all or last.is_over_all or (row.task is None and not row.is_new):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _unplaced(context: Context, row: Row, reason: Unplaced) -> MergeEdit:
    spot = next((text.where for cell in row.cells for text in cell.paragraphs), "")
    return context.edit(EditKind.CELL, "", "", row.new.text, reason=reason, spot=spot, in_annex=True)


def _new_tasks(context: Context, group: Sequence[Row]) -> Iterator[MergeEdit]:
    """Tasks that are new among those of an item, each behind the one above it or before the first below it."""
    items = {row.task.item.id for row in group if row.task is not None}
    added: list[tuple[int, Row]] = []
    for index, row in enumerate(group):
        if not row.is_new:
            continue
        if row.new.facts is None:
            yield _unplaced(context, row, Unplaced.FACTS_UNREAD)
            continue
        above = next((one.task for one in reversed(group[:index]) if one.task is not None), None)
        below = next((one.task for one in group[index + 1 :] if one.task is not None), None)
        near = above or below
        if near is None or len(items) > 1 or not row.new.has_fact_cells or not words_of(row.new.paragraphs):
            yield _unplaced(context, row, Unplaced.ROW_ADDED)
            continue
        added.append((near.index + 1 if near is above else near.index, row))
    if not added:
        return
    item = next(row.task.item for row in group if row.task is not None)
    edit = replace(_unplaced(context, added[0][1], Unplaced.ROW_ADDED), new="\n".join(row.new.text for _, row in added))
    tasks = [(index, NewTask(row.new.paragraphs, row.new.facts or {}, row.new.written)) for index, row in added]
    yield with_tasks(context, edit, item, tasks)


def _new_item(context: Context, groups: Sequence[Sequence[Row]], index: int) -> MergeEdit:
    """The item of rows under a number of their own, behind the item above it or before the one below it."""
    rows = groups[index]
    first = rows[0]
    edit = _unplaced(context, first, Unplaced.ROW_ADDED)
    edit = replace(edit, new="\n".join(row.new.text for row in rows))
    if first.is_over_all or not all(words_of(row.new.paragraphs) and row.new.has_fact_cells for row in rows):
        return edit
    if any(row.new.facts is None for row in rows):
        return replace(edit, reason=Unplaced.FACTS_UNREAD)
    if first.new.number is None:
        return edit
    if context.state.plan.head.item_title is not ItemTitle.HIDDEN and not first.new.values[ColumnRole.NAME.value]:
        return replace(edit, reason=Unplaced.NEW_ITEM)
    tasks = tuple(NewTask(row.new.paragraphs, row.new.facts or {}, row.new.written) for row in rows)
    new = NewItem("", tasks, first.new.values)
    if context.state.plan.head.item_title is not ItemTitle.HIDDEN:
        name = ColumnRole.NAME.value
        new = replace(new, title=new.values[name], values={**new.values, name: ""})
    made = model_of(context, new)
    line = list_line(made.id, made.title.value)
    at = list_place(context, groups, index, line)
    if isinstance(at, Unplaced):
        return replace(edit, reason=at)
    return filled(context, replace(edit, kind=EditKind.NEW_ITEM), new, made, at)


def _moved_item(context: Context, groups: Sequence[Sequence[Row]], index: int, *, has_body: bool) -> MergeEdit:
    """The move of an item whose rows were moved; placed in the annex alone, for an item that has its list's lines to itself."""
    first = next(row for row in groups[index] if row.is_moved)
    rows = "\n".join(row.new.text for row in groups[index] if row.is_moved)
    above = neighbour(reversed(groups[:index]))
    edit = replace(_unplaced(context, first, Unplaced.MOVED), kind=EditKind.MOVED_ITEM, old=rows, new=rows)
    over = items_of_row(above)
    edit = replace(edit, anchor=over[0].title.value if over else "")
    item = first.task.item if first.task is not None else None
    block = None if item is None else ItemLines(context.texts).block(item)
    if item is None or block is None or has_body:
        return edit
    edit = replace(edit, where=item.title.value)
    name, start, stop = block
    words = context.texts.texts[name][start:stop].strip()
    at = list_place(context, groups, index, words)
    is_free = not item.children and first.visit is not None and not first.visit.parents
    if isinstance(at, Unplaced) or not is_free or start <= at.start <= stop + 1 or at.text.strip("\n") != words:
        return edit
    gone = (
        FileChange(name, start, stop + 1, "")
        if stop < len(context.texts.texts[name])
        else FileChange(name, start - 1, stop, "")
    )
    place = context.texts.place(name, start, stop)
    return replace(edit, changes=(gone, at), stated=(item.title.value,), place=place, reason=None)
