"""Rows that came into the annex or went from it: the tasks and items that they are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.draft.items import list_line
from pipeline.merge.annex_rows import NewRow, new_row
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedCell
from pipeline.merge.item_list import before, behind, visit_of
from pipeline.merge.items import NewItem, deleted_item, filled, model_of
from pipeline.merge.model import Conflict, EditKind, FileChange, MergeEdit, TaskOfItem, Unplaced
from pipeline.merge.pairing import RowPair
from pipeline.merge.printed import PrintedCell
from pipeline.merge.task_edits import runs, tasks_edit, with_tasks
from pipeline.merge.tasks import NewTask, task_words, words_of
from pipeline.model import ColumnRole, Item, ItemTitle, Visit, walk
from pipeline.render.print_model import StatedFacts

PrintedRow = tuple[PrintedCell, ...]

IsInBody = Callable[[str], bool]
"""Whether the body of the edited file has words, given without blanks, as often as the state's own."""


def row_edits(
    context: Context, pairs: Sequence[RowPair], columns: Mapping[int, int], is_in_body: IsInBody
) -> Iterator[MergeEdit]:
    """Yield the edits of the annex's rows that came or went.

    A task whose row went and whose words are still in the file's body is asked about.
    """
    yield from _deleted(context, pairs, is_in_body)
    yield from _added(context, pairs, columns)


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


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the edited annex: what it says, its cells, and the task of the printed row that it is paired with."""

    new: NewRow
    cells: tuple[EditedCell, ...]
    task: TaskOfItem | None
    is_new: bool
    is_over_all: bool
    """Whether it is a heading over rows."""
    visit: Visit | None
    """The item, or the heading, of the printed row that it is paired with."""


def _added(context: Context, pairs: Sequence[RowPair], columns: Mapping[int, int]) -> Iterator[MergeEdit]:
    if not any(row is None for row, _ in pairs):
        return
    visits = {id(visit.part): visit for visit in walk(context.state.plan.parts)}
    rows = [_row(context, row, other, columns, visits) for row, other in pairs if other is not None]
    groups = _groups(context, rows)
    for index, group in enumerate(groups):
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
) -> _Row:
    new = new_row(context.state.plan, other, columns)
    task = task_of_row(context, row)
    is_over_all = len(other) == 1 and other[0].column == 0
    visit = visits.get(id(task.item)) if task is not None else None
    if row is not None and task is None and is_over_all:
        visit = visit_of(context, next((text for cell in row for text in cell.paragraphs), None))
    return _Row(new, other, task, row is None, is_over_all, visit)


def _groups(context: Context, rows: Sequence[_Row]) -> list[list[_Row]]:
    """The rows of each item: those under one number."""
    numbered = any(column.role is ColumnRole.NUMBER for column in context.state.plan.head.columns)
    groups: list[list[_Row]] = []
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


def _unplaced(context: Context, row: _Row, reason: Unplaced) -> MergeEdit:
    spot = next((text.where for cell in row.cells for text in cell.paragraphs), "")
    return context.edit(EditKind.CELL, "", "", row.new.text, reason=reason, spot=spot, in_annex=True)


def _new_tasks(context: Context, group: Sequence[_Row]) -> Iterator[MergeEdit]:
    """Tasks that are new among those of an item, each behind the one above it or before the first below it."""
    items = {row.task.item.id for row in group if row.task is not None}
    added: list[tuple[int, _Row]] = []
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


def _new_item(context: Context, groups: Sequence[Sequence[_Row]], index: int) -> MergeEdit:
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
    if context.state.plan.head.item_title is not ItemTitle.HIDDEN and not first.new.name:
        return replace(edit, reason=Unplaced.NEW_ITEM)
    tasks = tuple(NewTask(row.new.paragraphs, row.new.facts or {}, row.new.written) for row in rows)
    new = NewItem("", tasks, first.new.name, first.new.kind, first.new.remark)
    if context.state.plan.head.item_title is not ItemTitle.HIDDEN:
        new = replace(new, title=first.new.name, name="")
    made = model_of(context, new)
    line = list_line(made.id, made.title.value)
    at = _line(context, groups, index, line)
    if isinstance(at, Unplaced):
        return replace(edit, reason=at)
    return filled(context, replace(edit, kind=EditKind.NEW_ITEM), new, made, at)


def _line(context: Context, groups: Sequence[Sequence[_Row]], index: int, line: str) -> FileChange | Unplaced:
    """The change that lists the item of new rows, where the rows around it leave it one place."""
    above, below = _neighbour(reversed(groups[:index])), _neighbour(groups[index + 1 :])
    places = list(_places(above, below, groups[index][0].new.group))
    if len(places) > 1 and above is not None and (below is None or below.is_over_all):
        # up to the next row over all columns every row belongs to the one above it
        over = {id(row.visit.part) for rows in groups[:index] for row in rows if row.is_over_all and row.visit}
        places = places[:1] if any(id(item) in over for item in _items(above)[1:2]) else places
    if len(places) != 1:
        return Unplaced.ROW_LEVEL if places else Unplaced.NEW_ITEM
    ((item, is_before),) = places
    return (before if is_before else behind)(context, item, line) or Unplaced.NEW_ITEM


def _neighbour(groups: Iterable[Sequence[_Row]]) -> _Row | None:
    """The nearest row that is not new, with no new heading before it."""
    for group in groups:
        if not all(row.is_new for row in group):
            return next((row for row in group if row.visit is not None), None)
        if any(row.is_over_all for row in group):
            return None
    return None


def _places(above: _Row | None, below: _Row | None, group: str | None) -> Iterator[tuple[Item, bool]]:
    """Yield every item that a new one between two rows may stand behind, the nearest first, or (True) before.

    `group` is the heading in the new row's cell.
    """
    over, under = _items(above), _items(below)
    if not over or (group is not None and group != _title(above)):
        if group is None or group == _title(below):
            yield from ((item, True) for item in under)
        return
    hidden = [item for item in under if not _is_among(item, over)]
    if _is_among(over[0], under):
        # the first below the one above; of any between them nothing is printed
        yield from ((item, True) for item in hidden)
    elif above is not None and not above.is_over_all:
        yield from ((item, False) for item in over if not _is_among(item, under))
        yield from ((item, True) for item in hidden[:-1] if _title(above) == _title(below))


def _is_among(item: Item, items: Iterable[Item]) -> bool:
    return any(one is item for one in items)


def _items(row: _Row | None) -> list[Item]:
    """The item of a row and those above it, the nearest first; none for a heading."""
    visit = row.visit if row is not None else None
    return [visit.part, *reversed(visit.parents)] if visit is not None and isinstance(visit.part, Item) else []


def _title(row: _Row | None) -> str:
    """The heading that a row is below."""
    visit = row.visit if row is not None else None
    return visit.sections[-1].title.text.value if visit is not None and visit.sections else ""
