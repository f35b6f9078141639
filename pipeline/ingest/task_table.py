"""Tables of tasks (任务分解表): which column states what, and the rows with the cells that reach into them.

Tables that pages cut into pieces are joined, heads repeated on every page and chapter rows
are told from tasks, cells merged over several rows are carried down.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.column_profile import profiled
from pipeline.ingest.deadlines import heading_period, is_deadline
from pipeline.ingest.lead_rules import LeadRule, read_lead_rule
from pipeline.ingest.lines import cell_lines
from pipeline.ingest.numbers import read_number
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import read_owner_of_all
from pipeline.ingest.unit_lists import LEAD_MARKS, UNIT_NOUN, describe, glue_blanks
from pipeline.model import Assignment, ColumnRole
from pipeline.parse.plan_head import column_role
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Cell, Document, Paragraph, Row, Table
from pipeline.source import SourceText, join


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: what it states, its head as printed without blanks, and where it begins in the table."""

    role: ColumnRole
    head: str
    index: int
    noun: str = ""
    """部门, 科室 … of a column of units."""
    is_period: bool = False
    """Whether the head is a time (一季度, 3月) that a mark in a row's cell makes the deadline."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a table: for each column its text; `carried` are the columns whose cell began in a row above.

    `number` is the printed number, carried down too; `groups` are the headings it stands under, outermost first.
    """

    number: str
    cells: tuple[tuple[TableColumn, SourceText], ...]
    where: str
    groups: tuple[SourceText, ...] = ()
    carried: tuple[ColumnRole, ...] = ()
    words: tuple[SourceText, ...] = ()
    """The text of the task, a paragraph each."""
    glued: tuple[str, ...] = ()
    """The words in cells of units that were read as one name though blanks part them."""
    goes_on: bool = False
    """Whether its number stands in a row above: in a merged cell, or over an empty one."""
    added: tuple[Assignment, ...] = ()
    """The units that a cell above states for all rows from there on."""
    leading: LeadRule | None = None
    """Which of its units has the lead, where the document says so once for all."""
    period: SourceText = SourceText("")
    """The time that the name or the title of its table is (第一季度)."""

    def text(self, role: ColumnRole) -> SourceText:
        """Return the text of the column of that role; empty where there is none."""
        return next((text for column, text in self.cells if column.role is role), SourceText(""))


@dataclass(frozen=True, slots=True)
class TasksTable:
    """A table of tasks: its columns, its rows, and whether headings have rows of their own in it."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TaskRow, ...]
    title: SourceText = SourceText("")
    heading_rows: bool = False
    where: str = ""
    remarks: tuple[tuple[SourceText, str], ...] = ()
    """The rows across the table that say how to read it (备注：…), with their places."""


_ROLES = {
    ColumnRole.NUMBER: lazy_pattern(r"序号|编号|号"),
    ColumnRole.DEADLINE: lazy_pattern(
        r"(?:计划|拟|预计|办理|推进|实施|落实|整改)?(?:完成|办结|时限|时间|期限|进度|节点|截止|决策时间|时序).*|公开(?:时限|时间|时效|期限)"
    ),
    ColumnRole.WORDS: lazy_pattern(
        r"(?:具体|工作|主要|任务|公开|重点|推进|落实|实施)?(?:内容|要求|措施|目标和要求|目标任务|举措|工作目标)|目标和要求|任务描述|具体任务|工作目标及要求"
    ),
    ColumnRole.LEAD: lazy_pattern(r"(?:牵头|主办|主责|统筹)(?!领导|人).*"),
    ColumnRole.SUPPORT: lazy_pattern(r"(?:配合|协办|协同|协助|协作|支持|参加|参与|会办|会同)(?!领导|人).*"),
    ColumnRole.OWNER: lazy_pattern(
        rf"(?:责任|承办|承担|落实|负责|实施|执行|主管|经办|市里落实|局内负责|任务承担).*{UNIT_NOUN}|责任分工|责任主体|任务分工|分工|(?:责任|负责)(?:科|处|室)|{UNIT_NOUN}(?:及|和|、)?(?:分工|职责)?"
    ),
    ColumnRole.NAME: lazy_pattern(r".*名称|改革举措"),
    ColumnRole.KIND: lazy_pattern(r"类型.*|类别"),
    ColumnRole.GROUP: lazy_pattern(
        r"工作任务|工作项目|内容清单|重点任务|主要任务|任务|项目|事项|重点工作|(?:工作|重点|公开)?领域|板块"
    ),
    ColumnRole.REMARK: lazy_pattern(r"备注|说明"),
}
_NOUN = lazy_pattern(UNIT_NOUN)
_UNIT_COLUMNS = (ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT)


def role_of(head: str) -> ColumnRole | None:
    """Return what a column of that head states; None where that is not known."""
    known = column_role(head)
    if known is not None:
        return known
    role = next((role for role, form in _ROLES.items() if form.fullmatch(head)), None)
    if role is None and (bare := _REMARK_IN_HEAD.sub("", head)) != head:
        return role_of(bare) if bare else None
    return role


_REMARK_IN_HEAD = lazy_pattern(r"[（(【\[][^（）()【】\[\]]*[）)】\]]$")
"""What a head says of its column besides its name: 责任单位（标★的为牵头单位）."""

_PERIOD = lazy_pattern(r"(?:\d{4}年)?(?:第?[一二三四1-4]季度|[上下]半年|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?)")
"""The head of one of several columns, of which a mark says in which of these times a task is done."""


_OTHER_GENRES = lazy_pattern(r"决策事项|分值|得分|评分|自评|起草单位|项目名称及?法规")
"""Heads of tables that are no tasks of units by a day: decisions, laws, scores."""

_PERSONS = lazy_pattern(r"(?:牵头|包联|联系|挂钩|包保)(?:领导|人)|负责人")
"""A column of persons, beside which one of units has to stand for a table of tasks; it is left to the report."""


_LEADERS = lazy_pattern(r"(?:责任|分管|主管)(?:局|院|校)?领导|责任人")
"""A column of persons that tables of duties have as well: one of units has to stand beside it, and one of days beside several."""


def _is_of_persons(heads: Iterable[str], roles: Collection[ColumnRole]) -> bool:
    """Whether a table is about persons: it names them, and not the units, or not the days, of tasks."""
    heads = list(heads)
    leaders = sum(_LEADERS.match(head) is not None for head in heads)
    wanted = [set(_UNIT_COLUMNS)] if leaders or any(map(_PERSONS.match, heads)) else []
    if leaders > 1:
        wanted = [set(_UNIT_COLUMNS), {ColumnRole.DEADLINE}]
    return not all(columns & set(roles) for columns in wanted)


def read_columns(row: Sequence[tuple[int, str]], cells: Mapping[int, Sequence[str]]) -> tuple[TableColumn, ...]:
    """Return the columns that a head row names, given its cells' positions and texts; none if it is no head.

    `cells` are the texts below each position, which tell what a column of an unusual head states.
    """
    columns: list[TableColumn] = []
    if any(_OTHER_GENRES.match(re.sub(r"\s+", "", text)) for _, text in row):
        return ()
    for index, text in row:
        head = re.sub(r"\s+", "", text)
        bare = _REMARK_IN_HEAD.sub("", head) or head
        role = role_of(head) if len(bare) <= _LONGEST_HEAD and not re.search("[：:；;。]", bare) else None
        if role is not None:
            noun = _NOUN.search(bare)
            columns.append(TableColumn(role, head, index, noun[0] if noun else ""))
        elif _PERIOD.fullmatch(head):
            columns.append(TableColumn(ColumnRole.DEADLINE, head, index, is_period=True))
    if sum(column.is_period for column in columns) < _FEWEST_PERIODS:
        columns = [column for column in columns if not column.is_period]
    known = {column.index: column.role for column in columns}
    if set(known.values()) & _TELLING:
        heads = {index: head for index, text in row if not _NO_HEAD.search(head := re.sub(r"\s+", "", text))}
        for index, role in profiled(heads, known, cells).items():
            columns.append(TableColumn(role, heads[index], index))
        columns.sort(key=lambda column: column.index)
    roles = [column.role for column in columns]
    if _is_of_persons([re.sub(r"\s+", "", text) for _, text in row], roles):
        return ()
    filled = sum(bool(text.strip()) for _, text in row)
    if len(set(roles)) < 2 or len(columns) * 2 < filled:
        return ()
    return _settle(tuple(columns), row)


_LONGEST_HEAD = 20
_NO_HEAD = lazy_pattern(r"[：:；;。，]|.{13}|\d")
"""What no head is that says nothing known."""
_FEWEST_PERIODS = 2
_TELLING = {ColumnRole.WORDS, ColumnRole.GROUP, ColumnRole.NAME, ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.DEADLINE}
"""A head with one of these may be that of a table of tasks."""


def _settle(columns: tuple[TableColumn, ...], row: Sequence[tuple[int, str]]) -> tuple[TableColumn, ...]:
    """Return the columns with the one that has the text of the tasks decided, and a number column without a head found."""
    roles = [column.role for column in columns]
    if ColumnRole.WORDS not in roles:
        # 名称 or 工作任务 alone is the task itself
        for role in (ColumnRole.GROUP, ColumnRole.NAME):
            if role in roles:
                last = max(index for index, column in enumerate(columns) if column.role is role)
                columns = (*columns[:last], replace(columns[last], role=ColumnRole.WORDS), *columns[last + 1 :])
                break
        else:
            return ()
    if ColumnRole.NUMBER not in roles:
        empty = [index for index, text in row if not text.strip()]
        if empty:
            columns = tuple(
                sorted((*columns, TableColumn(ColumnRole.NUMBER, "", empty[0])), key=lambda column: column.index)
            )
    return _with_groups(columns, row)


def _with_groups(columns: tuple[TableColumn, ...], row: Sequence[tuple[int, str]]) -> tuple[TableColumn, ...]:
    """Return the columns with those of other names in front of them, one or two, which group the rows (重点领域)."""
    first = min(column.index for column in columns)
    groups = [
        TableColumn(ColumnRole.GROUP, re.sub(r"\s+", "", text), index)
        for index, text in row
        if index < first and text.strip()
    ]
    return (*groups, *columns) if len(columns) >= _MIN_KNOWN and len(groups) <= _MAX_GROUPS else columns


_MIN_KNOWN, _MAX_GROUPS = 3, 2


@dataclass(slots=True)
class _Reading:
    """The state of reading the tables of a document: columns, headings and values to carry."""

    columns: tuple[TableColumn, ...] = ()
    rows: list[TaskRow] = field(default_factory=list)
    headings: list[tuple[int, SourceText]] = field(default_factory=list)
    number: str = ""
    heading_rows: bool = False
    title: SourceText = SourceText("")
    where: str = ""
    remarks: list[tuple[SourceText, str]] = field(default_factory=list)
    heads: list[list[str]] = field(default_factory=list)
    """The texts of each row of the head, which pages may repeat."""
    above: dict[TableColumn, Cell] = field(default_factory=dict)
    """The last cell of each column that states something itself."""
    period: SourceText = SourceText("")
    """The time that the name or the title of the table is that is being read."""


def read_tables(
    document: Document, tables: Iterable[Table], diagnostics: Diagnostics, ledger: Ledger
) -> tuple[TasksTable, tuple[Table, ...]]:
    """Return the tasks of a document's tables as one table, and the tables that are not of tasks."""
    reading = _Reading()
    others = tuple(table for table in tables if not _read_table(document, table, reading, diagnostics, ledger))
    columns, rows = reading.columns, tuple(reading.rows)
    if reading.heading_rows:
        columns, rows = _named(columns), tuple(map(_row_named, rows))
    return TasksTable(columns, rows, reading.title, reading.heading_rows, reading.where, tuple(reading.remarks)), others


def with_rules(table: TasksTable, texts: Iterable[str]) -> tuple[TasksTable, tuple[Remark, ...]]:
    """Return the table with what is stated once for all rows: units to add, and which of several has the lead; and what was given.

    `texts` are those of the documents, where the rule on the lead may stand.
    """
    table, completed = _with_units_for_all(table)
    table, leading = _with_lead_rule(table, texts)
    periods = "”“".join(column.head for column in table.columns if column.is_period)
    marks = (Remark(f"栏目“{periods}”格里的记号读作完成时间", table.where),) if periods else ()
    return table, (*completed, *leading, *marks)


def _with_units_for_all(table: TasksTable) -> tuple[TasksTable, tuple[Remark, ...]]:
    """Return the table with the units that a cell states for all rows from there on (以下均含各街镇), and what was added."""
    rows: list[TaskRow] = []
    remarks: list[Remark] = []
    added: tuple[Assignment, ...] = ()
    for row in table.rows:
        stated = [
            rule for column, text in row.cells if column.role in _UNIT_COLUMNS if (rule := read_owner_of_all(text))
        ]
        for rule in stated:
            count = len(table.rows) - len(rows)
            remarks.append(
                Remark(f"按“{rule.whole.value}”（{describe(rule.assignments)}）给 {count} 行补上责任", row.where)
            )
            added = (*added, *rule.assignments)
        rows.append(replace(row, added=added))
    return replace(table, rows=tuple(rows)), tuple(remarks)


def _with_lead_rule(table: TasksTable, texts: Iterable[str]) -> tuple[TasksTable, tuple[Remark, ...]]:
    """Return the table with the rule on the lead that the texts of its document state, and what marks (★) were read as."""
    stated = ((rule, text.strip()) for text in texts if (rule := read_lead_rule(text)) is not None)
    leading, words = next(stated, (None, ""))
    marks = dict.fromkeys(
        mark
        for row in table.rows
        for column, text in row.cells
        if column.role in _UNIT_COLUMNS
        for mark in LEAD_MARKS
        if mark in text.value
    )
    why = f"按“{words}”" if leading is not None and leading.is_by_mark else "原件没有说明，请核对"
    remarks = [Remark(f"带“{mark}”的单位读作牵头（{why}）", table.where) for mark in marks]
    if leading is not None and not leading.is_by_mark:
        what = leading.others.value if leading.is_in_brackets else "牵头"
        remarks.append(Remark(f"附表各行按“{words}”分出{what}", table.where))
    rows = tuple(replace(row, leading=leading) for row in table.rows)
    return replace(table, rows=rows), tuple(remarks) if rows else ()


def odd_row_numbers(table: TasksTable) -> Iterator[Remark]:
    """Yield the numbers of the rows that are skipped or twice."""
    last = 0
    for row in table.rows:
        if row.goes_on or not row.number.isdecimal():
            continue
        value = int(row.number)
        if (last and value not in (1, last + 1)) or value == last:
            kind = "序号重复" if value == last else "序号不连续"
            yield Remark(f"{kind}：“{last}”后面是“{value}”，导入后按位置重新排", row.where)
        last = value


def empty_unit_cells(table: TasksTable) -> Iterator[Remark]:
    """Yield the rows that leave one of the columns of units empty and fill another."""
    for row in table.rows:
        units = [(column, text) for column, text in row.cells if column.role in _UNIT_COLUMNS]
        for column, text in units if any(text for _, text in units) else ():
            if not text and column.role is not ColumnRole.SUPPORT:
                yield Remark(f"附表这一行的“{column.head}”是空的", row.where)


def _named(columns: Iterable[TableColumn]) -> tuple[TableColumn, ...]:
    """Return the columns of a table whose headings have rows of their own: what is called 工作任务 names the item."""
    return tuple(
        replace(column, role=ColumnRole.NAME) if column.role is ColumnRole.GROUP else column for column in columns
    )


def _row_named(row: TaskRow) -> TaskRow:
    grouped = sum(column.role is ColumnRole.GROUP and bool(text) for column, text in row.cells)
    columns = _named(column for column, _ in row.cells)
    cells = tuple((column, text) for column, (_, text) in zip(columns, row.cells, strict=True))
    return replace(row, cells=cells, groups=row.groups[: len(row.groups) - grouped])


def _read_table(document: Document, table: Table, reading: _Reading, diagnostics: Diagnostics, ledger: Ledger) -> bool:
    """Read one table into the state; False for one that is not of tasks."""
    texts = _Texts(document, diagnostics)
    grid = table.grid()
    head = _find_head(grid, texts)
    if head is None and not (reading.columns and _fits(reading.columns, table.width)):
        return False
    first = 0
    reading.period = heading_period(SourceText(table.caption))
    if head is not None:
        stop, columns = head
        if reading.columns and [column.role for column in columns] != [column.role for column in reading.columns]:
            return False
        reading.columns = reading.columns or columns
        columns = tuple(replace(column, head=kept.head) for column, kept in zip(columns, reading.columns, strict=True))
        for row in table.rows[:stop]:
            reading.heads.append(_head_texts(row, texts))
            for cell in row.cells:
                for text in texts.paragraphs(cell):
                    if len(row.cells) == 1 and (stated := _PERIOD_IN_TITLE.search(text.value)):
                        reading.period = text.slice(*stated.span("period"))
                    is_title = len(row.cells) == 1 and cell.colspan == table.width and len(text) > 4
                    if is_title and not reading.title and not reading.rows:
                        reading.title = text
                    else:
                        ledger.enter(Use.PHRASE, text)
        first = stop
    columns = reading.columns
    reading.where = reading.where or table.where
    for index in range(first, len(grid)):
        _read_row(table.rows[index], grid[index], index, table, columns, reading, texts, ledger)
    return True


_PERIOD_IN_TITLE = lazy_pattern(r"(?P<period>第[一二三四1-4]季度|[上下]半年)(?!度?总结)")


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a document's cells, each read once."""

    document: Document
    diagnostics: Diagnostics
    _read: dict[tuple[int, bool], tuple[SourceText, ...]] = field(default_factory=dict)

    def paragraphs(self, cell: Cell | None, *, tidy: bool = True) -> tuple[SourceText, ...]:
        """Return the lines of a cell; `tidy` leaves out blanks beside Chinese characters, where they only fill."""
        key = (id(cell), tidy)
        if key not in self._read:
            lines = cell_lines(self.document.name, cell, self.diagnostics, tidy=tidy)
            self._read[key] = tuple(line.text for line in lines)
        return self._read[key]

    def units(self, cell: Cell | None) -> tuple[SourceText, tuple[str, ...]]:
        """Return the text of a cell of units, a blank between names without a mark between them, and names with blanks inside."""
        glued = [glue_blanks(text) for text in self.paragraphs(cell, tidy=False)]
        return join((text for text, _ in glued), " "), tuple(name for _, names in glued for name in names)

    def joined(self, cell: Cell | None) -> SourceText:
        """Return the text of a cell; between its paragraphs stands a blank."""
        return join(self.paragraphs(cell), " ")


Grid = tuple[tuple[Cell | None, ...], ...]


def _find_head(grid: Grid, texts: _Texts) -> tuple[int, tuple[TableColumn, ...]] | None:
    """Return the number of rows up to the end of the head and the columns it names; None where the table has no head."""
    for index, line in enumerate(grid[:6]):
        row = [
            (column, texts.joined(cell).value)
            for column, cell in enumerate(line)
            if cell is not None and (cell.column == column or _is_second_group(cell, column, texts))
        ]
        columns = read_columns(row, _cells_below(grid, index, texts))
        if not columns:
            continue
        stop = index + 1
        deepest = max((cell.row + cell.rowspan for cell in line if cell is not None), default=stop)
        if deepest > stop and stop < len(grid):
            below = [
                (column, texts.joined(cell).value)
                for column, cell in enumerate(grid[deepest - 1])
                if cell is not None and cell.column == column
            ]
            columns = read_columns(below, _cells_below(grid, deepest - 1, texts)) or columns
            stop = deepest
        return stop, columns
    return None


_PROFILED_ROWS = 40


def _cells_below(grid: Grid, head: int, texts: _Texts) -> dict[int, list[str]]:
    """Return the texts of the cells that begin below a row, by their columns."""
    found: dict[int, list[str]] = {column: [] for column in range(len(grid[head]))}
    for number, line in enumerate(grid[head + 1 : head + 1 + _PROFILED_ROWS], head + 1):
        for column, cell in enumerate(line):
            if cell is not None and cell.row == number and cell.column == column and cell.colspan < len(line) - 1:
                found.setdefault(column, []).append(texts.joined(cell).value)
    return found


def _is_second_group(cell: Cell, column: int, texts: _Texts) -> bool:
    """Whether a head over two columns is that of groups, which are in both."""
    head = re.sub(r"\s+", "", texts.joined(cell).value)
    return cell.colspan == _MAX_GROUPS and column == cell.column + 1 and role_of(head) is ColumnRole.GROUP


def _fits(columns: Sequence[TableColumn], width: int) -> bool:
    """Whether a table without a head goes on with the columns of the one before."""
    return width >= len(columns) - 1 and width <= max(column.index for column in columns) + 2


def _read_row(
    row: Row,
    line: Sequence[Cell | None],
    index: int,
    table: Table,
    columns: tuple[TableColumn, ...],
    reading: _Reading,
    texts: _Texts,
    ledger: Ledger,
) -> None:
    own = [cell for cell in row.cells if texts.joined(cell)]
    if not own:
        return
    heads = _head_texts(row, texts)
    names = list(dict.fromkeys(column.head for column in columns if column.head))
    if len(columns) > 1 and len(heads) > 1 and (heads == names or heads in reading.heads):
        ledger.enter(Use.PHRASE, *(text for cell in own for text in texts.paragraphs(cell)))
        return
    if len(own) == 1 and _REMARK_ROW.match(texts.joined(own[0]).value):
        reading.remarks.append((texts.joined(own[0]), table.where))
        return
    is_repeated = len(own) == len(row.cells) > 2 and len(set(heads)) == 1
    if (len(own) == 1 and _is_heading_row(own[0], len(line), texts)) or is_repeated:
        text = texts.joined(own[0])
        number = read_number(text.value)
        level = number.level if number else 1
        if number:
            ledger.enter(Use.NUMBER, text.slice(0, number.stop))
            text = text.slice(number.stop, len(text))
        if not any(value == text for _, value in reading.headings):
            reading.headings = [heading for heading in reading.headings if heading[0] < level] + [(level, text)]
        else:
            ledger.enter(Use.REPEATED, text)
        reading.heading_rows = True
        return
    task = _task_row(_shifted(line, columns), index, columns, reading, texts, ledger)
    if task.words or len(own) > 1:
        first = own[0].content[0] if own[0].content else None
        where = first.where if isinstance(first, Paragraph) else table.where
        reading.rows.append(replace(task, where=re.sub(r"第\d+[格列]$", "", where)))


def _head_texts(row: Row, texts: _Texts) -> list[str]:
    """Return the texts of a row's cells without blanks, empty ones left out."""
    return [head for cell in row.cells if (head := re.sub(r"\s", "", texts.joined(cell).value))]


_DITTO = lazy_pattern(r"同上|〃|″")
"""What a cell says that states the same as the one above."""


def _task_row(
    covered: Sequence[Cell | None],
    index: int,
    columns: tuple[TableColumn, ...],
    reading: _Reading,
    texts: _Texts,
    ledger: Ledger,
) -> TaskRow:
    """Return the task that the cells of a row state; they are given column by column."""
    cells: list[tuple[TableColumn, SourceText]] = []
    carried: list[ColumnRole] = []
    groups = [text for _, text in reading.headings]
    words: tuple[SourceText, ...] = ()
    glued: list[str] = []
    number = ""
    goes_on = False
    period = _period_of_row(columns, covered, texts, ledger)
    for column, printed_cell in zip(columns, covered, strict=True):
        cell = _stating_cell(column, printed_cell, columns[0], reading, texts, ledger)
        text = texts.joined(cell)
        match column.role:
            case ColumnRole.NUMBER:
                goes_on = not text or (cell is not None and cell.row < index)
                ledger.enter(Use.NUMBER, text)
                number = re.sub(r"\D", "", text.value) or text.value or reading.number
                reading.number = number
                continue
            case ColumnRole.WORDS:
                words = texts.paragraphs(cell)
                text = join(words)
            case ColumnRole.GROUP | ColumnRole.NAME if text:
                printed = read_number(text.value)
                if printed is not None:
                    ledger.enter(Use.NUMBER, text.slice(0, printed.stop))
                    text = text.slice(printed.stop, len(text))
                    is_own = cell is not None and cell.row == index and cell.rowspan == 1
                    number = number or (str(printed.value) if is_own and printed.level == _ROW_LEVEL else "")
                if column.role is ColumnRole.GROUP:
                    groups.append(text)
            case ColumnRole.DEADLINE if column.is_period:
                text, period = period, SourceText("")
            case ColumnRole.DEADLINE:
                text = _as_steps(texts.paragraphs(cell), ledger)
            case _ if column.role in _UNIT_COLUMNS:
                text, names = texts.units(cell)
                glued += names
            case _:
                pass
        if cell is not None and cell.row < index and text:
            carried.append(column.role)
        cells.append((column, text))
    return TaskRow(
        number,
        tuple(cells),
        "",
        tuple(groups),
        tuple(carried),
        words,
        tuple(glued),
        goes_on,
        period=reading.period,
    )


_ORDERING = (*_UNIT_COLUMNS, ColumnRole.DEADLINE, ColumnRole.GROUP)


def _stating_cell(
    column: TableColumn, cell: Cell | None, first: TableColumn, reading: _Reading, texts: _Texts, ledger: Ledger
) -> Cell | None:
    """Return the cell that states what the column's does: the one above for 同上, and for an empty one of what the rows are ordered by."""
    text = texts.joined(cell)
    is_ditto = _DITTO.fullmatch(text.value) is not None
    if column in reading.above and (is_ditto or (not text and column is first and column.role in _ORDERING)):
        ledger.enter(Use.PHRASE, text)
        return reading.above[column]
    if cell is not None and text:
        reading.above[column] = cell
    return cell


_MARK = lazy_pattern(r"[√✓✔☑☒●○■□▲△★☆◆◇*＊vVxX×有是]+")


def _period_of_row(
    columns: Sequence[TableColumn], covered: Sequence[Cell | None], texts: _Texts, ledger: Ledger
) -> SourceText:
    """Return the deadline that the columns of times state together (一季度、三季度); empty where none is marked."""
    stated = [
        _in_period(column.head, texts.joined(cell), ledger)
        for column, cell in zip(columns, covered, strict=True)
        if column.is_period
    ]
    mark = "；" if any(piece and _PERIOD.fullmatch(piece.value) is None for piece in stated) else "、"
    return join([piece for piece in stated if piece], mark)


def _in_period(head: str, text: SourceText, ledger: Ledger) -> SourceText:
    """Return what the cell of a column of a time (一季度) states: the time, what is done in it, or another deadline; empty for no mark."""
    if not text or not any(char.isalnum() or _MARK.fullmatch(char) for char in text.value):
        ledger.enter(Use.PHRASE, text)
        return SourceText("")
    if _MARK.fullmatch(text.value):
        ledger.enter(Use.PHRASE, text)
        return SourceText(head)
    return text if is_deadline(text.value) else join((SourceText(head), text))


def _as_steps(texts: Sequence[SourceText], ledger: Ledger) -> SourceText:
    """Return the text of a cell of deadlines; those of several numbered steps, a paragraph each, with ； between them."""
    numbers = [_step_number(text.value) for text in texts]
    if len(texts) < 2 or [value for value, _ in numbers] != list(range(1, len(texts) + 1)):
        return join(texts, " ")
    steps: list[SourceText] = []
    for text, (_, stop) in zip(texts, numbers, strict=True):
        ledger.enter(Use.NUMBER, text.slice(0, stop))
        step = text.slice(stop, len(text))
        steps.append(step.slice(0, len(step.value.rstrip("；;，,。"))))
    return join(steps, "；")


def _step_number(value: str) -> tuple[int, int]:
    """Return the number before a deadline and the offset behind it; 1.2月底前 is the first step's."""
    match = re.match(r"[（(]?(?P<value>\d{1,2})[.．、）)]\s*(?=\d{1,4}\s?[年月]|[每全年持长])", value)
    return (int(match["value"]), match.end()) if match else (0, 0)


_ROW_LEVEL = 3
"""The level of 1. before the name of a row."""


def _shifted(line: Sequence[Cell | None], columns: tuple[TableColumn, ...]) -> list[Cell | None]:
    """Return the cell of each column; a row shorter than the head, as flat text has it under a merged cell, is moved right."""
    cells = [line[column.index] if column.index < len(line) else None for column in columns]
    missing = sum(cell is None for cell in line)
    if missing and all(cell is None for cell in line[-missing:]) and line[0] is not None:
        moved = [None] * missing + list(line[: len(line) - missing])
        return [moved[column.index] if column.index < len(moved) else None for column in columns]
    return cells


_REMARK_ROW = lazy_pattern(r"(?:备\s?)?注\d?\s?[:：]|(?:填表)?说明\s?[:：]")
"""How a row across the table begins that says how to read it."""

_HEADING_WORDS = 60


def _is_heading_row(cell: Cell, width: int, texts: _Texts) -> bool:
    text = texts.joined(cell).value
    if len(text) > _HEADING_WORDS or (text.endswith("。") and not read_number(text)):
        return False
    number = read_number(text)
    if cell.colspan == 1 and cell.column == 0 and heading_period(texts.joined(cell)):
        return True
    return cell.colspan >= width - 1 or (number is not None and number.level <= 2)
