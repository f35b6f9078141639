"""A table whose cells a web page ran together: its rows by their numbers, its cells by what their columns can state."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingest.task_table import TableColumn, TaskRow, TasksTable, role_of
from pipeline.model import ColumnRole
from pipeline.source import SourceText

_HEADS = re.compile(
    r"序\s?号|(?:任务|事项)?名称|类型(?:[（(][^（）()]+[）)])?|(?:具体|工作|主要|任务)(?:内容|要求|措施)|目标和要求|工作任务|工作项目"
    r"|(?:牵头|责任|配合|承办)(?:[/／]责任)?(?:部门|单位|科室|处室)|(?:完成|时限|办结)(?:时间|时限|要求)|备注"
)
_MIN_HEADS = 3


@dataclass(frozen=True, slots=True)
class FlatTable:
    """The table, and the text before its first head: the annex's title."""

    table: TasksTable
    title: SourceText


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
    if columns[0].role is not ColumnRole.NUMBER or not any(one.role is ColumnRole.WORDS for one in columns):
        return None
    rows = tuple(_rows(text, heads[-1].end(), tuple(columns), where, units))
    if len(rows) < 2:
        return None
    title = text.slice(0, heads[0].start())
    return FlatTable(TasksTable(tuple(columns), rows, title, where=where), title)


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


def _rows(
    text: SourceText, start: int, columns: tuple[TableColumn, ...], where: str, units: Collection[str]
) -> Iterator[TaskRow]:
    ends = _owner_end(units)
    value = text.value
    number = 1
    if not value.startswith("1", start):
        return
    while start < len(value):
        begin = start + len(str(number))
        stop = len(value)
        for match in re.finditer(rf"(?<!\d){number + 1}(?=[\u4e00-\u9fff“《])(?![年月日项次个件家%])", value[begin:]):
            if ends.search(value[begin : begin + match.start()]):
                stop = begin + match.start()
                break
        yield _row(text.slice(begin, stop), str(number), columns, where, units)
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
    owner = next((one for one in columns if one.role in (ColumnRole.OWNER, ColumnRole.LEAD)), None)
    if owner is not None and names:
        match = re.search(rf"(?:{names})(?:[、，和](?:{names}))*(?:按职责分工|牵头|分别)*(?:负责|落实)?$", rest.value)
        if match:
            cells[owner.role] = rest.slice(*match.span())
            rest = rest.slice(0, match.start()).strip()
    kind = next((one for one in columns if one.role is ColumnRole.KIND), None)
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
    filled = tuple((one, cells.get(one.role, SourceText(""))) for one in columns if one.role is not ColumnRole.NUMBER)
    return TaskRow(number, filled, f"{where}附表第{number}行", words=(rest,) if rest else ())


def _kinds(head: str) -> Sequence[str]:
    """Return the kinds that a head names: 类型（机制、任务等）."""
    inside = re.search(r"[（(](.+?)等?[）)]", head)
    return [re.escape(kind) for kind in re.split("[、，,]", inside[1])] if inside else []
