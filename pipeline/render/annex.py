"""The annex made from the plan's tasks: its rows in reading order, and the grid they are printed as."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline import standard
from pipeline.model import Column, ColumnRole, Item, Note, Paragraph, Part, Plan, Role, Section, Steps, Table, Task
from pipeline.render.printed import Cell, Grid, Row, Span, Spans, Style, words_of
from pipeline.render.wording import names, owner_cell, spans


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of the annex before it is laid out: its number (序号), group, item and task; a group row has no task."""

    number: int
    group: str
    item: Item
    task: Task | None


def task_rows(plan: Plan) -> tuple[TaskRow, ...]:
    """The annex's rows in reading order; tasks of one item share their number (序号), a group row has number 0."""
    rows: list[TaskRow] = []
    number = 0
    for item, group in _items_with_group(plan.parts, ""):
        if item.is_group:
            rows.append(TaskRow(0, group, item, None))
        elif item.tasks:
            number += 1
            rows += [TaskRow(number, group, item, task) for task in item.tasks]
    return tuple(rows)


def _items_with_group(parts: Sequence[Part], group: str) -> Iterator[tuple[Item, str]]:
    for part in parts:
        match part:
            case Section():
                yield from _items_with_group(part.parts, part.title.text.words)
            case Item():
                yield part, group
                yield from _items_with_group(part.children, group)
            case _:
                pass


def task_grid(plan: Plan, title: str) -> Grid:
    """The derived annex as a grid, in the columns the office prints (附件栏目)."""
    columns = plan.head.columns
    rows = task_rows(plan)
    texts = [[column.head] for column in columns]
    grid_rows = []
    for place, row in enumerate(rows):
        if row.task is None:
            words = tuple(words_of(line) for line in _cell_paragraphs(row.item.tasks)) or (row.item.title.words,)
            cell = Cell(tuple((Span(line),) for line in words), Style.TABLE_HEAD, colspan=len(columns))
            grid_rows.append(Row((cell,), row.item.id))
            continue
        cells = []
        for index, column in enumerate(columns):
            paragraphs = _column_words(column, row, plan)
            texts[index].append("\n".join(words_of(line) for line in paragraphs))
            span = _rowspan(column, rows, place)
            if span:
                label = column.role in (ColumnRole.NUMBER, ColumnRole.DEADLINE, ColumnRole.GROUP)
                cells.append(Cell(paragraphs, Style.TABLE_LABEL if label else Style.TABLE_CELL, rowspan=span))
        grid_rows.append(Row(tuple(cells), row.item.id))
    head = tuple(Cell(((Span(column.head),),), Style.TABLE_HEAD) for column in columns)
    return Grid(title, head, tuple(grid_rows), widths(texts), columns)


def _rowspan(column: Column, rows: Sequence[TaskRow], place: int) -> int:
    """Over how many rows the cell stands; 0 when a cell above reaches down to it."""

    def same(one: TaskRow, other: TaskRow) -> bool:
        if one.task is None or other.task is None:
            return False
        match column.role:
            case ColumnRole.NUMBER | ColumnRole.REMARK:
                return one.number == other.number
            case ColumnRole.GROUP:
                return one.group == other.group
            case _:
                return False

    if place and same(rows[place - 1], rows[place]):
        return 0
    span = 1
    while place + span < len(rows) and same(rows[place], rows[place + span]):
        span += 1
    return span


def _column_words(column: Column, row: TaskRow, plan: Plan) -> tuple[Spans, ...]:
    assert row.task is not None
    duties = row.task.duties
    match column.role:
        case ColumnRole.NUMBER:
            words = str(row.number)
        case ColumnRole.GROUP:
            words = row.group
        case ColumnRole.WORDS:
            return _cell_paragraphs((row.task,))
        case ColumnRole.OWNER:
            shown_alone = {other.role for other in plan.head.columns} & {ColumnRole.LEAD, ColumnRole.SUPPORT}
            words = owner_cell([duty for duty in duties if not _has_own_column(duty.role, shown_alone)], plan.head.noun)
        case ColumnRole.LEAD:
            words = "、".join(names(duty) for duty in duties if duty.role is Role.LEAD)
        case ColumnRole.SUPPORT:
            words = "、".join(names(duty) for duty in duties if duty.role is Role.SUPPORT)
        case ColumnRole.DEADLINE:
            words = row.task.deadline.words.words
        case ColumnRole.REMARK:
            words = row.item.remark.words
    return ((Span(words),),)


def _has_own_column(role: Role, columns: Iterable[ColumnRole]) -> bool:
    return (role is Role.LEAD and ColumnRole.LEAD in columns) or (role is Role.SUPPORT and ColumnRole.SUPPORT in columns)


def _cell_paragraphs(tasks: Iterable[Task]) -> tuple[Spans, ...]:
    """A task's words as the paragraphs of a cell; a table inside it becomes one line a row."""
    found: list[Spans] = []
    for block in (block for task in tasks for block in task.blocks):
        match block:
            case Paragraph():
                found.append(spans(block))
            case Steps():
                found += [(Span(standard.number(3, place)), *spans(step)) for place, step in enumerate(block.steps, 1)]
            case Table():
                found += [(Span("；".join(cell.text.words for cell in row)),) for row in (block.head, *block.rows)]
            case Note():
                pass
    return tuple(found)


def widths(columns: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Shares of the width by the text of each column, every column wide enough for its shortest sensible line."""
    return standard.column_shares(columns)
