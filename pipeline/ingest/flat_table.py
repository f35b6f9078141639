"""Tables whose cells were flattened into lines: run together in one, or one cell a line.

Rows are told by their numbers, cells by what their columns can state.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.responsibility import looks_like_owners
from pipeline.ingest.task_table import TableColumn, TaskRow, TasksTable, role_of
from pipeline.model import ColumnRole
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Cell, Paragraph, Row, Table
from pipeline.source import SourceText

_HEADS = lazy_pattern(
    r"序\s?号|(?:任务|事项)?名称|类型(?:[（(][^（）()]+[）)])?|(?:具体|工作|主要|任务)(?:内容|要求|措施)|目标和要求|工作任务|工作项目"
    r"|(?:牵头|责任|配合|承办)(?:[/／]责任)?(?:部门|单位|科室|处室)|(?:完成|时限|办结)(?:时间|时限|要求)|备注"
)
_MIN_HEADS = 3


@dataclass(frozen=True, slots=True)
class FlatTable:
    """The table, the text before its first head (the annex's title), its heads and its numbers."""

    table: TasksTable
    title: SourceText
    heads: tuple[SourceText, ...]
    numbers: tuple[SourceText, ...]


def read_flat_table(text: SourceText, where: str, units: Collection[str]) -> FlatTable | None:
    """Return the table that a line of run-together cells is, told apart with the units of the body; None for other text."""
    heads = list(_adjacent_heads(text.value))
    if len(heads) < _MIN_HEADS:
        return None
    columns: list[TableColumn] = []
    for match in heads:
        head = re.sub(r"\s", "", match[0])
        role = role_of(head)
        if role is None:
            return None
        columns.append(TableColumn(role, head, len(columns)))
    if columns[0].role is not ColumnRole.NUMBER or not any(column.role is ColumnRole.WORDS for column in columns):
        return None
    pieces = tuple(_rows(text, heads[-1].end(), units))
    if len(pieces) < 2:
        return None
    rows = tuple(
        _row(piece.slice(len(str(number)), len(piece)), str(number), tuple(columns), where, units)
        for number, piece in enumerate(pieces, 1)
    )
    title = text.slice(0, heads[0].start())
    return FlatTable(
        TasksTable(tuple(columns), rows, title, where=where),
        title,
        tuple(text.slice(*match.span()) for match in heads),
        tuple(piece.slice(0, len(str(number))) for number, piece in enumerate(pieces, 1)),
    )


def _adjacent_heads(value: str) -> Iterator[re.Match[str]]:
    """Yield the heads that stand one directly behind the other, from 序号 on."""
    start = value.find("序号")
    while start >= 0:
        match = _HEADS.match(value, start)
        if match is None:
            return
        yield match
        start = match.end()
        if value[start : start + 1] == "1":
            return


def _rows(text: SourceText, start: int, units: Collection[str]) -> Iterator[SourceText]:
    """Yield the text of each row with its number: a row ends with an owner, before the next number."""
    ends = _owner_end(units)
    value = text.value
    number = 1
    while start < len(value) and value.startswith(str(number), start):
        begin = start + len(str(number))
        stop = len(value)
        for match in re.finditer(rf"(?<!\d){number + 1}(?=[\u4e00-\u9fff“《])(?![年月日项次个件家%])", value[begin:]):
            if ends.search(value[begin : begin + match.start()]):
                stop = begin + match.start()
                break
        yield text.slice(start, stop)
        start, number = stop, number + 1


def _owner_end(units: Collection[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True)) or "负责"
    return re.compile(
        rf"(?:(?:{names})(?:[、，和](?:{names}))*)?(?:按职责分工|牵头|分别)?(?:负责|配合|落实|全年|长期|(?:{names}))$"
    )


def _row(
    text: SourceText, number: str, columns: tuple[TableColumn, ...], where: str, units: Collection[str]
) -> TaskRow:
    """Return the row: the owner is the list of units at its end, the kind one of those that its head names."""
    cells: dict[ColumnRole, SourceText] = {}
    rest = text.strip()
    names = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    owner = next((column for column in columns if column.role in (ColumnRole.OWNER, ColumnRole.LEAD)), None)
    if owner is not None and names:
        match = re.search(rf"(?:{names})(?:[、，和](?:{names}))*(?:按职责分工|牵头|分别)*(?:负责|落实)?$", rest.value)
        if match:
            cells[owner.role] = rest.slice(*match.span())
            rest = rest.slice(0, match.start()).strip()
    kind = next((column for column in columns if column.role is ColumnRole.KIND), None)
    if kind is not None:
        values = "|".join(_kinds(kind.head))
        match = (
            re.match(rf"(?P<name>.{{3,60}}?)(?P<kind>{values})(?!{values})(?P<words>.+)", rest.value)
            if values
            else None
        )
        if match:
            cells[ColumnRole.NAME] = rest.slice(*match.span("name"))
            cells[ColumnRole.KIND] = rest.slice(*match.span("kind"))
            rest = rest.slice(*match.span("words"))
    cells[ColumnRole.WORDS] = rest
    filled = tuple(
        (column, cells.get(column.role, SourceText(""))) for column in columns if column.role is not ColumnRole.NUMBER
    )
    return TaskRow(number, filled, f"{where}附表第{number}行", words=(rest,) if rest else ())


def _kinds(head: str) -> Sequence[str]:
    """Return the kinds that a head names: 类型（机制、任务等）."""
    inside = re.search(r"[（(](.+?)等?[）)]", head)
    return [re.escape(kind) for kind in re.split("[、，,]", inside[1])] if inside else []


# --- a cell a line ------------------------------------------------------------------------

_MAX_HEAD = 12


def gather_cells(elements: Sequence[Element], ledger: Ledger) -> tuple[Element, ...]:
    """Return the elements with lines that are the cells of a table, each on a line of its own, made into that table."""
    done: list[Element] = []
    index = 0
    while index < len(elements):
        heads = _heads_at(elements, index)
        if len(heads) < _MIN_HEADS:
            done.append(elements[index])
            index += 1
            continue
        table, index = _gather(elements, index, heads, ledger)
        done.append(table)
    return tuple(done)


def _heads_at(elements: Sequence[Element], index: int) -> list[ColumnRole]:
    """Return what the columns state whose heads are the lines from the index on, if they can be a table's."""
    roles: list[ColumnRole] = []
    for element in elements[index:]:
        head = re.sub(r"\s", "", element.value) if isinstance(element, Line) else ""
        role = role_of(head) if 0 < len(head) <= _MAX_HEAD else None
        if role is None or role in roles:
            break
        roles.append(role)
    is_table = roles[:1] == [ColumnRole.NUMBER] and ColumnRole.WORDS in roles
    return roles if is_table else []


def _gather(elements: Sequence[Element], start: int, heads: Sequence[ColumnRole], ledger: Ledger) -> tuple[Table, int]:
    """Return the table whose head begins at `start`, and the index behind it."""
    grid: list[dict[int, list[Paragraph]]] = [{}]
    for column, element in enumerate(elements[start : start + len(heads)]):
        assert isinstance(element, Line)
        grid[0][column] = [element.paragraph]
    index = start + len(heads)
    last = len(heads)
    while index < len(elements):
        element = elements[index]
        if not isinstance(element, Line) or _ends_table(element):
            break
        if _heads_at(elements, index) == list(heads):
            # the head again, on the next page
            repeated = elements[index : index + len(heads)]
            ledger.enter(Use.PHRASE, *(line.text for line in repeated if isinstance(line, Line)))
            index += len(heads)
            continue
        above = elements[index - 1]
        if isinstance(above, Line) and above.paragraph is element.paragraph:
            # the other part of a cell whose labels were read as lines of their own
            index += 1
            continue
        column = _column_of(element, heads, last)
        before = grid[-1].get(column)
        if before is None and column > last:
            grid[-1][column] = [element.paragraph]
        elif before is not None and column == last and heads[column] is ColumnRole.WORDS:
            before.append(element.paragraph)
        else:
            grid.append({column: [element.paragraph]})
        last = column
        index += 1
    rows = tuple(
        Row(tuple(Cell(tuple(content), number, column) for column, content in sorted(cells.items())), number == 0)
        for number, cells in enumerate(grid)
    )
    first = elements[start]
    assert isinstance(first, Line)
    return Table(rows, first.where), index


_ENDS_TABLE = lazy_pattern(
    r"抄送[:：]|.*印发$|附\s?[件表]\s?\d*|[（(]此件|备?注[:：]"
    r"|(?:【[^【】]{2,8}】)+$|(?:打印本?页?|关闭(?:窗口)?|返回顶部)$|扫一扫|[上下]一篇|分享到"
)
"""How a line begins that stands below a table: 版记, another annex, a remark, the buttons of a page."""


def _ends_table(line: Line) -> bool:
    return bool(_ENDS_TABLE.match(line.value))


def _column_of(line: Line, heads: Sequence[ColumnRole], last: int) -> int:
    """Return the column that a line is a cell of, by what it says; `last` is that of the line before."""
    value = line.value
    words = heads.index(ColumnRole.WORDS)
    if re.fullmatch(r"\d{1,3}", value):
        return heads.index(ColumnRole.NUMBER)
    following = last + 1 if last + 1 < len(heads) else words
    if ColumnRole.DEADLINE in heads and heads[following] is ColumnRole.DEADLINE and len(value) < 30:
        return following
    if heads[following] in (ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT) and _is_unit_cell(value):
        return following
    if heads[following] in (ColumnRole.NAME, ColumnRole.KIND, ColumnRole.GROUP, ColumnRole.REMARK) and len(value) < 40:
        return following
    return words


def _is_unit_cell(value: str) -> bool:
    return looks_like_owners(value) or (len(value) <= 60 and not re.search(r"[。！？]|，.*，", value))
