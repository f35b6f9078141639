"""The annex made from the plan's tasks: its rows in reading order, and the grid they are printed as."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import (
    Assignment,
    Column,
    ColumnRole,
    Head,
    Item,
    ItemTitle,
    Note,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    Steps,
    Table,
    Task,
    UnitTerm,
)
from pipeline.render.phrases import (
    Counter,
    numbered_steps,
    owner_cell,
    prints_nothing,
    spans,
)
from pipeline.render.print_model import (
    Cell,
    Grid,
    Row,
    Span,
    Spans,
    Style,
    text_of,
)
from pipeline.typography import gbt9704 as standard
from pipeline.typography.column_widths import column_shares


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over the annex's rows, with its number as the body prints it."""

    section: Section
    number: str

    @property
    def spans(self) -> Spans:
        """The heading as the body prints it."""
        return (Span(self.number), *spans(self.section.title))


@dataclass(frozen=True, slots=True)
class ItemPosition:
    """Where an item stands: the headings over it, the printed numbers of the items over it and its own, its level.

    An item of which nothing is printed has no number.
    """

    headings: tuple[Heading, ...]
    parents: tuple[str, ...]
    number: str
    level: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of the annex before it is laid out: its number (序号), its item and where that stands."""

    number: int
    position: ItemPosition
    item: Item
    task: Task

    @property
    def paragraphs(self) -> tuple[Spans, ...]:
        """The words of the row's task as the paragraphs of a cell."""
        return task_paragraphs(self.task, self.position.level + 1)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row over all columns that heads those below it of a deeper level: a heading, or an item that gathers others.

    `item` is empty where it is a heading.
    """

    paragraphs: tuple[Spans, ...]
    level: int
    item: str = ""


def printed_rows(plan: Plan) -> tuple[TaskRow | GroupRow, ...]:
    """The annex's rows in reading order; tasks of one item share their number (序号).

    A group that says nothing has no row; a heading has one where the office asks for
    it (附件章节行) and something stands under it.
    """
    rows: list[TaskRow | GroupRow] = []
    number = 0
    shown: tuple[Heading, ...] = ()
    for item, standing in _standings(plan.parts, plan.head, Counter(plan.head.numbering), (), 1):
        own: list[TaskRow | GroupRow] = []
        if item.is_group:
            if words := _group_words(item, standing, plan.head):
                own = [GroupRow(words, standing.level, item.id)]
        elif item.tasks:
            number += 1
            own = [TaskRow(number, standing, item, task) for task in item.tasks]
        if own and plan.head.heading_rows:
            # two headings of the same words are two
            rows += [
                GroupRow((one.spans,), one.section.level)
                for at, one in enumerate(standing.headings)
                if not (at < len(shown) and shown[at] is one)
            ]
            shown = standing.headings
        rows += own
    return tuple(rows)


def task_rows(plan: Plan) -> tuple[TaskRow, ...]:
    """The plan's tasks in reading order."""
    return tuple(row for row in printed_rows(plan) if isinstance(row, TaskRow))


def _standings(
    parts: Sequence[Part], head: Head, counter: Counter, headings: tuple[Heading, ...], level: int
) -> Iterator[tuple[Item, ItemPosition]]:
    """Every item in reading order and where it stands, numbered as the body is."""
    for part in parts:
        match part:
            case Section():
                heading = Heading(part, counter.heading(part.level))
                yield from _standings(part.parts, head, counter, (*headings, heading), part.level + 1)
            case Item():
                yield from _gathered(part, head, counter, ItemPosition(headings, (), "", level), nested=False)
            case _:
                pass


def _gathered(
    item: Item, head: Head, counter: Counter, standing: ItemPosition, *, nested: bool
) -> Iterator[tuple[Item, ItemPosition]]:
    """An item and those below it; `standing` is without its number yet."""
    number = "" if prints_nothing(item, head) else counter.item(standing.level, nested=nested)
    yield item, replace(standing, number=number)
    parents = (*standing.parents, number) if number else standing.parents
    below = replace(standing, parents=parents, level=standing.level + 1)
    for child in item.children:
        yield from _gathered(child, head, counter, below, nested=True)


def task_grid(plan: Plan, title: str) -> Grid:
    """The derived annex as a grid, in the columns the office prints (附件栏目); its rows are `printed_rows`."""
    columns = plan.head.columns
    rows = printed_rows(plan)
    texts = [[column.head] for column in columns]
    grid_rows = []
    for place, row in enumerate(rows):
        if isinstance(row, GroupRow):
            cell = Cell(row.paragraphs, Style.TABLE_HEAD, colspan=len(columns))
            grid_rows.append(Row((cell,), row.item, row.level))
            continue
        cells = []
        for index, column in enumerate(columns):
            paragraphs = _column_words(index, row, plan)
            span = _rowspan(columns, index, rows, place)
            if span:
                texts[index].append("\n".join(text_of(line) for line in paragraphs))
                label = column.role in _LABELS
                cells.append(Cell(paragraphs, Style.TABLE_LABEL if label else Style.TABLE_CELL, rowspan=span))
        grid_rows.append(Row(tuple(cells), row.item.id, row.position.level))
    head = tuple(Cell(((Span(column.head),),), Style.TABLE_HEAD) for column in columns)
    groups = {index for index, column in enumerate(columns) if column.role is ColumnRole.GROUP}
    return Grid(title, head, tuple(grid_rows), column_widths(texts, plan.head.annex_orientation, groups), columns)


def _group_words(item: Item, standing: ItemPosition, head: Head) -> tuple[Spans, ...]:
    """What a group row says: the item's words, or its short title where that is printed; nothing when it has neither.

    Among rows for headings, which stand there as in the body, it says what it says there: its number, its title where
    that is printed, its words; before steps and tables the number stands on a line for itself.
    """
    words = tuple(line for task in item.tasks for line in task_paragraphs(task, standing.level + 1))
    titled = bool(item.title) and head.item_title is not ItemTitle.HIDDEN
    if not head.heading_rows:
        return words or (((Span(item.title.value),),) if titled else ())
    if not words and not titled:
        return ()
    lead = Span(standing.number + (item.title.value if titled else ""))
    if head.item_title is ItemTitle.RUN_IN and titled:
        lead = Span(f"{lead.text}。")
    begins = next((block for task in item.tasks for block in task.blocks if not isinstance(block, Note)), None)
    alone = not words or isinstance(begins, Steps | Table) or (titled and head.item_title is ItemTitle.OWN_LINE)
    return ((lead,), *words) if alone else ((lead, *words[0]), *words[1:])


_LABELS = (ColumnRole.NUMBER, ColumnRole.GROUP, ColumnRole.KIND, ColumnRole.DEADLINE)
"""The columns of short words, set in their cells' middle."""


def item_name(item: Item, head: Head) -> str:
    """What stands under 名称: the item's name, else its short title where that is printed anyway."""
    return item.name.value or ("" if head.item_title is ItemTitle.HIDDEN else item.title.value)


# --- cells --------------------------------------------------------------------


def _rowspan(columns: Sequence[Column], index: int, rows: Sequence[TaskRow | GroupRow], place: int) -> int:
    """Over how many rows the cell stands; 0 when a cell above reaches down to it."""

    def same(one: TaskRow | GroupRow, other: TaskRow | GroupRow) -> bool:
        if isinstance(one, GroupRow) or isinstance(other, GroupRow):
            return False
        match columns[index].role:
            case ColumnRole.NUMBER | ColumnRole.NAME | ColumnRole.KIND | ColumnRole.REMARK:
                return one.number == other.number
            case ColumnRole.GROUP:
                # two headings of the same words are two groups
                return _groups(columns, index, one) == _groups(columns, index, other)
            case _:
                return False

    if place and same(rows[place - 1], rows[place]):
        return 0
    span = 1
    while place + span < len(rows) and same(rows[place], rows[place + span]):
        span += 1
    return span


def _groups(columns: Sequence[Column], index: int, row: TaskRow) -> tuple[int, ...]:
    """The headings over the row down to the one that a group column shows, told apart by what they are."""
    return tuple(id(one.section) for one in row.position.headings[: _depth(columns, index, row)])


def _depth(columns: Sequence[Column], index: int, row: TaskRow) -> int:
    """How many headings deep a group column (工作任务) goes: of several each one heading, the last to the nearest one."""
    groups = [place for place, column in enumerate(columns) if column.role is ColumnRole.GROUP]
    headings = len(row.position.headings)
    return headings if index == groups[-1] else min(groups.index(index) + 1, headings)


def _group(columns: Sequence[Column], index: int, row: TaskRow) -> str:
    """The heading that a group column shows for the row; empty when the columns before it show all there are."""
    groups = [place for place, column in enumerate(columns) if column.role is ColumnRole.GROUP]
    depth = _depth(columns, index, row)
    return row.position.headings[depth - 1].section.title.text.value if depth > groups.index(index) else ""


def _column_words(index: int, row: TaskRow, plan: Plan) -> tuple[Spans, ...]:
    column = plan.head.columns[index]
    return row.paragraphs if column.role is ColumnRole.WORDS else ((Span(_column_text(index, row, plan.head)),),)


def _column_text(index: int, row: TaskRow, head: Head) -> str:
    column = head.columns[index]
    match column.role:
        case ColumnRole.NUMBER:
            return str(row.number)
        case ColumnRole.GROUP:
            return _group(head.columns, index, row)
        case ColumnRole.OWNER | ColumnRole.LEAD | ColumnRole.SUPPORT:
            return _units(column, _answering(column.role, row.task.assignments, head.columns), head.unit_term)
        case ColumnRole.DEADLINE:
            return row.task.deadline.text.value
        case ColumnRole.NAME:
            return item_name(row.item, head)
        case ColumnRole.KIND:
            return row.item.kind.value
        case ColumnRole.REMARK:
            return row.item.remark.value
        case ColumnRole.WORDS:
            return "\n".join(text_of(line) for line in row.paragraphs)


_OWN_ROLE = {
    ColumnRole.LEAD: Role.LEAD,
    ColumnRole.SUPPORT: Role.SUPPORT,
    ColumnRole.OWNER: Role.RESPONSIBLE,
}
"""The role a column of units is for."""


def _answering(column: ColumnRole, duties: Iterable[Assignment], columns: Sequence[Column]) -> list[Assignment]:
    """The duties that a column of units shows: those of its own role, and those without a column that are best placed there."""
    return [duty for duty in duties if _column_of(duty.role, columns) is column]


def _column_of(role: Role, columns: Sequence[Column]) -> ColumnRole:
    """The column a role stands in: its own, else one whose head names it (配合/责任单位), else 责任, 牵头 for who answers, 配合 for who helps."""
    units = [column for column in columns if column.role in _OWN_ROLE]
    own = [column.role for column in units if _OWN_ROLE[column.role] is role]
    named = [column.role for column in units if role.value in column.head]
    answers = role in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
    order = (
        ColumnRole.OWNER,
        *((ColumnRole.LEAD, ColumnRole.SUPPORT) if answers else (ColumnRole.SUPPORT, ColumnRole.LEAD)),
    )
    there = {column.role for column in units}
    return next(one for one in (*own, *named, *order) if one in there)


def _units(column: Column, duties: Sequence[Assignment], noun: UnitTerm) -> str:
    said = {role for role in Role if role is _OWN_ROLE[column.role] or role.value in column.head}
    return owner_cell(duties, noun, said)


def task_paragraphs(task: Task, level: int) -> tuple[Spans, ...]:
    """A task's words as the paragraphs of a cell, its steps numbered at that level as in the body; a table inside it becomes one line a row."""
    found: list[Spans] = []
    for block in task.blocks:
        match block:
            case Paragraph():
                found.append(spans(block))
            case Steps():
                found += numbered_steps(block, level)
            case Table():
                found += [(Span("；".join(cell.text.value for cell in row)),) for row in (block.head, *block.rows)]
            case Note():
                pass
    return tuple(found)


def column_widths(
    columns: Sequence[Sequence[str]], paper: Orientation = Orientation.PORTRAIT, labels: Collection[int] = ()
) -> tuple[float, ...]:
    """Shares of the width by the text of each column, every column wide enough for its shortest sensible line.

    The words of `labels`, counted from 0, may break anywhere.
    """
    return column_shares(columns, standard.TYPE_AREA[0 if paper is Orientation.PORTRAIT else 1], labels)
