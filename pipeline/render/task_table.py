"""The annex derived from the plan's tasks: its rows in reading order, and the grid they are printed as."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
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
from pipeline.render.phrases import Counter, number_span, numbered_steps, owner_paragraphs, prints_nothing, spans
from pipeline.render.print_model import (
    Cell,
    Grid,
    ItemCell,
    Origin,
    Row,
    Span,
    Spans,
    StatedFacts,
    Style,
    Written,
    text_of,
    written,
)
from pipeline.typography import gbt9704 as standard, numbering
from pipeline.typography.column_widths import ColumnText, column_shares


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above rows of the annex, with its number as printed in the body."""

    section: Section
    number: str

    @property
    def spans(self) -> Spans:
        """The heading as printed in the body."""
        return (number_span(self.number, self.section.title.text.value), *spans(self.section.title))


@dataclass(frozen=True, slots=True)
class ItemPosition:
    """An item's position: the headings above it, the printed numbers of its parent items and its own, its level.

    An item of which nothing is printed has no number.
    """

    headings: tuple[Heading, ...]
    parents: tuple[str, ...]
    number: str
    level: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of the annex before layout: its number (序号), its item and the item's position."""

    number: int
    position: ItemPosition
    item: Item
    task: Task

    @property
    def paragraphs(self) -> tuple[Spans, ...]:
        """The text of the row's task as the paragraphs of a cell."""
        return task_paragraphs(self.task, self.position.level + 1)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row over all columns, above rows of a deeper level: a heading, or an item that groups others.

    `item` is empty for a heading.
    """

    paragraphs: tuple[Spans, ...]
    level: int
    item: str = ""


def printed_rows(plan: Plan) -> tuple[TaskRow | GroupRow, ...]:
    """Return the annex's rows in reading order; tasks of one item share their number (序号).

    A group without text has no row; a heading has one if the office asks for it
    (附件章节行) and there are rows below it.
    """
    rows: list[TaskRow | GroupRow] = []
    number = 0
    shown: tuple[Heading, ...] = ()
    for item, position in _positions(plan.parts, plan.head, Counter(plan.head.numbering), (), 1):
        own: list[TaskRow | GroupRow] = []
        if item.is_group:
            if group := _group_words(item, position, plan.head):
                own = [GroupRow(group, position.level, item.id)]
        elif item.tasks:
            number += 1
            own = [TaskRow(number, position, item, task) for task in item.tasks]
        if own and plan.head.heading_rows:
            # by identity: two headings may have the same text
            rows += [
                GroupRow((heading.spans,), heading.section.level)
                for index, heading in enumerate(position.headings)
                if not (index < len(shown) and shown[index] is heading)
            ]
            shown = position.headings
        rows += own
    return tuple(rows)


def task_rows(plan: Plan) -> tuple[TaskRow, ...]:
    """The plan's tasks in reading order."""
    return tuple(row for row in printed_rows(plan) if isinstance(row, TaskRow))


def item_numbers(plan: Plan) -> dict[str, str]:
    """Return the printed number of every item by its id, behind those of the items above it: （九）, （九）1.

    Empty when there are more items than there are numbers.
    """
    positions = _positions(plan.parts, plan.head, Counter(plan.head.numbering), (), 1)
    try:
        return {
            item.id: "".join((*position.parents, position.number)) if position.number else ""
            for item, position in positions
        }
    except ValueError:
        return {}


def _positions(
    parts: Sequence[Part], head: Head, counter: Counter, headings: tuple[Heading, ...], level: int
) -> Iterator[tuple[Item, ItemPosition]]:
    """Yield every item in reading order with its position, numbered as in the body."""
    for part in parts:
        match part:
            case Section():
                heading = Heading(part, counter.heading(part.level))
                yield from _positions(part.parts, head, counter, (*headings, heading), part.level + 1)
            case Item():
                yield from _item_positions(part, head, counter, ItemPosition(headings, (), "", level), nested=False)
            case _:
                pass


def _item_positions(
    item: Item, head: Head, counter: Counter, position: ItemPosition, *, nested: bool
) -> Iterator[tuple[Item, ItemPosition]]:
    """Yield an item and its descendants; `position` has no number yet."""
    number = "" if prints_nothing(item, head) else counter.item(position.level, nested=nested)
    yield item, replace(position, number=number)
    parents = (*position.parents, number) if number else position.parents
    below = replace(position, parents=parents, level=position.level + 1)
    for child in item.children:
        yield from _item_positions(child, head, counter, below, nested=True)


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
    kinds = [_TEXT_KINDS.get(column.role, ColumnText.ANY) for column in columns]
    return Grid(title, head, tuple(grid_rows), column_widths(texts, plan.head.annex_orientation, kinds), columns)


def _group_words(item: Item, position: ItemPosition, head: Head) -> tuple[Spans, ...]:
    """The text of a group row: the item's text, or its short title if that is printed; empty without either.

    With heading rows, which look as in the body, it is as in the body too: number, printed
    title, text; before steps and tables the number gets a line for itself.
    """
    paragraphs = tuple(line for task in item.tasks for line in task_paragraphs(task, position.level + 1))
    titled = bool(item.title) and head.item_title is not ItemTitle.HIDDEN
    if not head.heading_rows:
        return paragraphs or (((written(item.title),),) if titled else ())
    if not paragraphs and not titled:
        return ()
    begins = next((block for task in item.tasks for block in task.blocks if not isinstance(block, Note)), None)
    alone = not paragraphs or isinstance(begins, Steps | Table) or (titled and head.item_title is ItemTitle.OWN_LINE)
    if titled:
        number = numbering.apart(position.number, item.title.value)
        lead = written(item.title, number, "。" if head.item_title is ItemTitle.RUN_IN else "")
    else:
        lead = number_span(position.number, "" if alone else text_of(paragraphs[0]))
    return ((lead,), *paragraphs) if alone else ((lead, *paragraphs[0]), *paragraphs[1:])


_LABELS = (ColumnRole.NUMBER, ColumnRole.GROUP, ColumnRole.KIND, ColumnRole.DEADLINE)
"""The columns of short labels, centred in their cells."""


def item_name(item: Item, head: Head) -> str:
    """The text under 名称: the item's name, else its short title if that is printed anyway."""
    return item.name.value or ("" if head.item_title is ItemTitle.HIDDEN else item.title.value)


# --- cells --------------------------------------------------------------------


def _rowspan(columns: Sequence[Column], index: int, rows: Sequence[TaskRow | GroupRow], place: int) -> int:
    """How many rows the cell spans; 0 if a cell above spans down to it."""

    def same(first: TaskRow | GroupRow, second: TaskRow | GroupRow) -> bool:
        if isinstance(first, GroupRow) or isinstance(second, GroupRow):
            return False
        match columns[index].role:
            case ColumnRole.NUMBER | ColumnRole.NAME | ColumnRole.KIND | ColumnRole.REMARK:
                return first.number == second.number
            case ColumnRole.GROUP:
                # two headings of the same words are two groups
                return _groups(columns, index, first) == _groups(columns, index, second)
            case _:
                return False

    if place and same(rows[place - 1], rows[place]):
        return 0
    span = 1
    while place + span < len(rows) and same(rows[place], rows[place + span]):
        span += 1
    return span


def _groups(columns: Sequence[Column], index: int, row: TaskRow) -> tuple[int, ...]:
    """The headings over the row down to the one that a group column shows; each is identified by itself."""
    return tuple(id(heading.section) for heading in row.position.headings[: _depth(columns, index, row)])


def _depth(columns: Sequence[Column], index: int, row: TaskRow) -> int:
    """How many headings deep a group column (工作任务) goes: of several each one heading, the last to the nearest one."""
    groups = [place for place, column in enumerate(columns) if column.role is ColumnRole.GROUP]
    headings = len(row.position.headings)
    return headings if index == groups[-1] else min(groups.index(index) + 1, headings)


def _group(columns: Sequence[Column], index: int, row: TaskRow) -> Section | None:
    """The heading that a group column shows for the row; None when the columns before it show all there are."""
    groups = [place for place, column in enumerate(columns) if column.role is ColumnRole.GROUP]
    depth = _depth(columns, index, row)
    return row.position.headings[depth - 1].section if depth > groups.index(index) else None


def _column_words(index: int, row: TaskRow, plan: Plan) -> tuple[Spans, ...]:
    column = plan.head.columns[index]
    if column.role is ColumnRole.WORDS:
        return row.paragraphs
    texts = _column_texts(index, row, plan.head)
    return tuple((Span(text, origins=_column_origins(index, row, plan.head)),) for text in texts)


def _column_origins(index: int, row: TaskRow, head: Head) -> tuple[Origin, ...]:
    column = head.columns[index]
    match column.role:
        case ColumnRole.NUMBER | ColumnRole.WORDS:
            return ()
        case ColumnRole.GROUP:
            section = _group(head.columns, index, row)
            return (Written(section.title.text),) if section else ()
        case ColumnRole.OWNER | ColumnRole.LEAD | ColumnRole.SUPPORT | ColumnRole.DEADLINE:
            return (StatedFacts((row.task,), column),)
        case ColumnRole.NAME | ColumnRole.KIND | ColumnRole.REMARK:
            return (ItemCell(row.item, column),)


def _column_texts(index: int, row: TaskRow, head: Head) -> tuple[str, ...]:
    """The paragraphs of a column's cell: those of a column of units, and of the words, may be several."""
    column = head.columns[index]
    match column.role:
        case ColumnRole.NUMBER:
            return (str(row.number),)
        case ColumnRole.GROUP:
            section = _group(head.columns, index, row)
            return (section.title.text.value if section else "",)
        case ColumnRole.OWNER | ColumnRole.LEAD | ColumnRole.SUPPORT:
            duties = _answering(column.role, row.task.assignments, head.columns)
            return _units(column, duties, head.unit_term) or ("",)
        case ColumnRole.DEADLINE:
            return (row.task.deadline.text.value,)
        case ColumnRole.NAME:
            return (item_name(row.item, head),)
        case ColumnRole.KIND:
            return (row.item.kind.value,)
        case ColumnRole.REMARK:
            return (row.item.remark.value,)
        case ColumnRole.WORDS:
            return tuple(map(text_of, row.paragraphs))


_OWN_ROLE = {
    ColumnRole.LEAD: Role.LEAD,
    ColumnRole.SUPPORT: Role.SUPPORT,
    ColumnRole.OWNER: Role.RESPONSIBLE,
}
"""The role a column of units is for."""


def _answering(column: ColumnRole, duties: Iterable[Assignment], columns: Sequence[Column]) -> list[Assignment]:
    """The assignments in a column of units: those of its role, and those of roles without a column that fit best there."""
    return [duty for duty in duties if _column_of(duty.role, columns) is column]


def _column_of(role: Role, columns: Sequence[Column]) -> ColumnRole:
    """The column of a role: its own, else one whose header names it (配合/责任单位), else 责任, 牵头 for responsible and 配合 for supporting roles."""
    units = [column for column in columns if column.role in _OWN_ROLE]
    own = [column.role for column in units if _OWN_ROLE[column.role] is role]
    named = [column.role for column in units if role.value in column.head]
    answers = role in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
    order = (
        ColumnRole.OWNER,
        *((ColumnRole.LEAD, ColumnRole.SUPPORT) if answers else (ColumnRole.SUPPORT, ColumnRole.LEAD)),
    )
    there = {column.role for column in units}
    return next(role for role in (*own, *named, *order) if role in there)


def _units(column: Column, duties: Sequence[Assignment], noun: UnitTerm) -> tuple[str, ...]:
    named = {role for role in Role if role is _OWN_ROLE[column.role] or role.value in column.head}
    return owner_paragraphs(duties, noun, named)


def task_paragraphs(task: Task, level: int) -> tuple[Spans, ...]:
    """A task's text as the paragraphs of a cell, its steps numbered at `level` as in the body; a table becomes a line a row (政府预算：人大批准后20日内，预算科)."""
    lines: list[Spans] = []
    for block in task.blocks:
        match block:
            case Paragraph():
                lines.append(spans(block))
            case Steps():
                lines += numbered_steps(block, level)
            case Table():
                lines += [(_joined(row),) for row in block.rows]
            case Note():
                pass
    return tuple(lines)


def _joined(row: Sequence[Paragraph]) -> Span:
    """A table's row as one text: its first cell, and what the others say of it; the head is in the body."""
    text = ""
    origins = []
    for index, cell in enumerate(cell for cell in row if cell.text):
        text += ("", "：")[index] if index < 2 else "，"
        origins.append(Written(cell.text, len(text)))
        text += cell.text.value
    return Span(text, origins=tuple(origins))


_TEXT_KINDS = {
    ColumnRole.GROUP: ColumnText.LABELS,
    ColumnRole.OWNER: ColumnText.NAMES,
    ColumnRole.LEAD: ColumnText.NAMES,
    ColumnRole.SUPPORT: ColumnText.NAMES,
    ColumnRole.DEADLINE: ColumnText.DATES,
}


def column_widths(
    columns: Sequence[Sequence[str]],
    paper: Orientation = Orientation.PORTRAIT,
    kinds: Sequence[ColumnText] = (),
) -> tuple[float, ...]:
    """Shares of the width by the text of each column, each wide enough for its shortest acceptable line; `kinds` say what the columns contain."""
    return column_shares(columns, standard.TYPE_AREA[0 if paper is Orientation.PORTRAIT else 1], kinds)
