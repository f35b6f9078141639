"""Existing documents become a plan: body and annex read, married, and put into the model."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from pipeline.check.redact import has_classification_mark
from pipeline.draft.files import check_name, safe_name
from pipeline.findings import Diagnostics
from pipeline.ingest.account import Account, Ledger, Use, balance, bare
from pipeline.ingest.deadlines import read_cell_deadline, stated_deadline
from pipeline.ingest.flat_table import gather_cells, read_flat_table
from pipeline.ingest.front_matter import AnnexSheet, Sheets, take_apart
from pipeline.ingest.lines import Element, Line, cell_lines, read_lines, with_indices
from pipeline.ingest.links import links_of, links_on
from pipeline.ingest.numbers import read_number
from pipeline.ingest.outline import (
    ItemReader,
    Node,
    RawItem,
    RawPart,
    RawSection,
    RawTask,
    Remark,
    leaf_items,
    read_outline,
)
from pipeline.ingest.reconcile import (
    MIN_MARRIED,
    Disagreement,
    Marriage,
    MarriedTask,
    marry,
    marry_tasks,
    row_deadline,
    row_owners,
)
from pipeline.ingest.responsibility import GROUP, OwnerNote
from pipeline.ingest.task_table import TaskRow, TasksTable, read_tables
from pipeline.model import (
    NO_DEADLINE,
    Annex,
    Block,
    Column,
    ColumnRole,
    DeadlineKind,
    Disclosure,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    Note,
    NoteContent,
    Notice,
    Numbering,
    Paragraph,
    Part,
    Plan,
    Section,
    StatedDate,
    Steps,
    Table,
    Task,
    TaskTable,
    Unit,
    UnitTerm,
    default_columns,
)
from pipeline.parse.deadline import read_deadline
from pipeline.parse.plan_head import column_role
from pipeline.readers import document as neutral
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceText, join
from pipeline.text.dates import parse_day


class Family(Enum):
    """What a document is, by its shape (plan families of public plans)."""

    BODY_AND_ANNEX = "正文和分解表"
    BODY = "只有正文"
    TABLE = "只有分解表"
    OTHER_TABLES = "不是按任务分解的表格"


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan made of existing documents, and everything a person has to know about it."""

    plan: Plan
    family: Family
    documents: tuple[Document, ...]
    account: Account
    disagreements: tuple[Disagreement, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """What was completed, carried down or odd."""
    notes: tuple[tuple[OwnerNote, str], ...] = ()
    """Every owner note as printed, with its place."""
    findings: tuple[str, ...] = ()
    """What was cleaned."""
    new_units: tuple[Unit, ...] = ()
    """The units of the plan that the roster does not have."""
    rows: int = 0
    """The rows of the tables of tasks."""


def import_documents(documents: Sequence[Document], year: int, roster: tuple[Unit, ...] = ()) -> Imported | Refusal:
    """Return the plan that the documents of one year are: a body, its annex, or both, in any order.

    Refuses documents marked as classified (密级), of another year, that only point to an
    attachment, or whose tables are empty.
    """
    documents = tuple(_unique_names([with_indices(document) for document in documents]))
    if has_classification_mark(_all_texts(documents)):
        return Refusal(Reason.IMPORT_CLASSIFIED)
    reading = _read(documents)
    refusal = _refuse(reading, documents, year)
    return refusal or _Builder(reading, documents, year, roster, links=links_of(documents)).build()


def _unique_names(documents: Sequence[Document]) -> Iterator[Document]:
    seen: Counter[str] = Counter()
    for document in documents:
        seen[document.name] += 1
        count = seen[document.name]
        yield document if count == 1 else replace(document, name=f"{document.name} ({count})")


def _all_texts(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        yield document.name
        for paragraph in document.paragraphs():
            yield paragraph.printed
        for aside in document.asides:
            yield aside.text


# --- reading ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """The documents taken apart: the sheets of the one with the body, the tasks of all tables, the other annexes."""

    sheets: Sheets
    table: TasksTable
    annexes: list[tuple[Document, AnnexSheet]]
    """What is not of tasks, with the document it is from; a table of tasks is left out."""
    table_titles: list[SourceText]
    diagnostics: Diagnostics
    ledger: Ledger

    @property
    def loose(self) -> Iterator[Line]:
        """The lines of the annexes."""
        yield from (one for _, sheet in self.annexes for one in sheet.elements if isinstance(one, Line))


def _read(documents: Sequence[Document]) -> _Reading:
    diagnostics, ledger = Diagnostics(), Ledger()
    read = [(document, gather_cells(read_lines(document, diagnostics), ledger)) for document in documents]
    main = max(read, key=lambda pair: _prose(pair[1]))
    sheets = take_apart(main[1], ledger)
    annexes = [(main[0], sheet) for sheet in sheets.annexes]
    for document, elements in read:
        if document is not main[0]:
            other = take_apart(elements, ledger)
            annexes.append((document, AnnexSheet(other.plan.title, other.body)))
            annexes += [(document, sheet) for sheet in other.annexes]
    table, others = _read_tables(annexes, diagnostics, ledger)
    kept = {id(one) for one in others}
    left: list[tuple[Document, AnnexSheet]] = []
    titles: list[SourceText] = []
    for document, sheet in annexes:
        elements = tuple(one for one in sheet.elements if isinstance(one, Line) or id(one) in kept)
        if len(elements) < len(sheet.elements) and sheet.title:
            titles.append(sheet.title)
            if elements:
                left.append((document, AnnexSheet(SourceText(""), elements)))
        elif elements or sheet.title:
            left.append((document, AnnexSheet(sheet.title, elements)))
    if table.title and table.title.value not in [title.value for title in titles]:
        titles.append(table.title)
    return _Reading(sheets, table, left, titles, diagnostics, ledger)


def _prose(elements: Iterable[Element]) -> int:
    return sum(len(one.value) for one in elements if isinstance(one, Line))


def _read_tables(
    annexes: Sequence[tuple[Document, AnnexSheet]], diagnostics: Diagnostics, ledger: Ledger
) -> tuple[TasksTable, list[neutral.Table]]:
    """Return the tasks of the annex that states most of them, and the tables that are not of tasks."""
    read: list[TasksTable] = []
    others: list[neutral.Table] = []
    for document, sheet in annexes:
        tables = [one for one in sheet.elements if isinstance(one, neutral.Table)]
        table, rest = read_tables(document, tables, diagnostics, ledger)
        others += rest
        read.append(table)
    best = max(read, key=lambda table: len(table.rows), default=TasksTable((), ()))
    known = {_row_key(row) for row in best.rows}
    for table in read:
        for row in table.rows if table is not best else ():
            if _row_key(row) in known:
                ledger.enter(Use.REPEATED, *row.words, *(text for _, text in row.cells))
    return best, others


def _row_key(row: TaskRow) -> tuple[str, ...]:
    return tuple(bare(text.value) for _, text in row.cells)


_ATTACHED = re.compile(r"[（(](?:具体内容)?(?:详)?见附件[）)]|(?:具体)?内容详?见附件")
"""How a letter says that what it sends is in its attachment."""

_STUB = re.compile(r"详见附件|见附件|附件下载|请(?:下载|点击)")


def _refuse(reading: _Reading, documents: Sequence[Document], year: int) -> Refusal | None:
    words = " ".join(
        [reading.sheets.plan.title.value, *(title.value for title in reading.table_titles)]
        if not reading.sheets.letter
        else [reading.sheets.plan.title.value, reading.sheets.letter.title.value]
    )
    stated = {int(match[1]) for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)\s?年", words)}
    if stated and year not in stated:
        return Refusal(
            Reason.IMPORT_OTHER_YEAR, year=year, stated=min(stated), title=reading.sheets.plan.title.value or words
        )
    prose = [one for one in reading.sheets.body if isinstance(one, Line)]
    length = sum(len(one.value) for one in prose)
    if not reading.table.rows:
        all_text = "".join(_all_texts(documents))
        has_sentence = any("。" in one.value for one in prose)
        points_away = any(_ATTACHED.search(one.value) for one in prose) and not any(
            read_number(one.value) for one in prose
        )
        if length < 200 and (points_away or not has_sentence) and _STUB.search(all_text):
            return Refusal(Reason.IMPORT_STUB, name=documents[0].name)
        others = [one for _, sheet in reading.annexes for one in sheet.elements]
        has_words = any("。" in one.value or read_number(one.value) for one in prose) or any(
            isinstance(one, Line) or any(line.strip() for line in one.text.split("\n")[1:]) for one in others
        )
        if not has_words and _has_table(documents):
            return Refusal(Reason.IMPORT_EMPTY_TABLE, name=documents[0].name)
        if length == 0 and not others:
            return Refusal(Reason.IMPORT_EMPTY, name=documents[0].name)
    return None


def _has_table(documents: Iterable[Document]) -> bool:
    return any(isinstance(block, neutral.Table) for document in documents for block in document.blocks)


# --- building -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Builder:
    """Puts what was read into the model."""

    reading: _Reading
    documents: tuple[Document, ...]
    year: int
    roster: tuple[Unit, ...]
    remarks: list[Remark] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    item_title: ItemTitle = ItemTitle.HIDDEN
    married: dict[int, tuple[TaskRow, ...]] = field(default_factory=dict)
    links: Mapping[tuple[str, int], Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    """Lines of annexes that were read as a table."""
    index: int = 0
    inherit_deadlines: bool = False

    def build(self) -> Imported:
        """Return the plan and what is to be reported about it."""
        ledger, sheets, table = self.reading.ledger, self.reading.sheets, self.reading.table
        root, odd = read_outline(sheets.body, ledger)
        self.remarks += odd
        known = {unit.name.value for unit in self.roster} | {
            unit.value for row in table.rows for one in row_owners(row)[0] for unit in one.units
        }
        steps = frozenset(bare(text.value) for row in table.rows for text in row.words if read_number(text.value))
        reader = ItemReader(ledger, frozenset(known), steps=steps, has_rows=bool(table.rows))
        reader.mark_ownerless(root)
        parts = reader.read(root)
        self.remarks += reader.remarks
        table = self._with_flat_table(table, reader)
        items = [item for item in leaf_items(parts) if item.text]
        marriage = marry(items, table.rows) if items and table.rows else Marriage({}, table.rows)
        is_annex = bool(items) and marriage.share >= MIN_MARRIED
        family = Family.BODY
        if is_annex:
            family = Family.BODY_AND_ANNEX
            self.married = {id(items[index]): rows for index, rows in marriage.rows.items()}
            for row in marriage.single:
                self.remarks.append(Remark(f"附表的这一行没有对上正文的事项：{_row_text(row)}", row.where))
            for index, item in enumerate(items):
                if index not in marriage.rows and not item.children:
                    self.remarks.append(Remark(f"正文的“{_short(item.text)}”在附表里没有对应的行", item.where))
        self._decide_titles(parts, is_annex=is_annex)
        head = self._head(reader, table, is_annex=is_annex, derives=is_annex or not items)
        self.inherit_deadlines = not any(one.role is ColumnRole.DEADLINE for one in table.columns) or not is_annex
        self.head = head
        if items or not table.rows:
            made = self._parts(parts)
        else:
            family = Family.TABLE
            made = (*self._parts(parts), *self._items_of_rows(table))
        if not items and not table.rows and self.reading.annexes:
            family = Family.OTHER_TABLES
        head = self.head
        annexes = self._annexes(
            table,
            is_annex=is_annex or family is Family.TABLE,
            rows_left=bool(table.rows) and bool(items) and not is_annex,
        )
        head = replace(head, annexes=annexes)
        notice = self._notice()
        units = self._new_units(made)
        plan = Plan(self.year, head, made, self.roster or units, notice)
        account = balance(self.documents, _texts_of(plan), ledger)
        findings = tuple(dict.fromkeys(f"{one.message}" for one in self.reading.diagnostics.findings))
        return Imported(
            plan,
            family,
            self.documents,
            account,
            tuple(self.disagreements),
            tuple(self.remarks),
            tuple(reader.notes),
            findings,
            units,
            len(table.rows),
        )

    def _with_flat_table(self, table: TasksTable, reader: ItemReader) -> TasksTable:
        """Return the table of tasks; where there is none, the one that a line of run-together cells is."""
        if table.rows:
            return table
        units = {unit.value for note, _ in reader.notes for one in note.assignments for unit in one.units}
        for line in self.reading.loose:
            flat = read_flat_table(line.text, line.where, units)
            if flat is None:
                continue
            self.reading.ledger.enter(Use.PHRASE, *flat.heads)
            self.reading.ledger.enter(Use.NUMBER, *flat.numbers)
            mark = re.match(r"附件\d?[:：]?(?!\d)|附件(?=\d{4}年)", flat.title.value)
            title = flat.title.slice(mark.end() if mark else 0, len(flat.title))
            self.reading.table_titles.append(title)
            self.remarks.append(
                Remark(f"附表各格连在一起，按序号和科室名称分开，共 {len(flat.table.rows)} 行，请对照原件", line.where)
            )
            self.used.add(id(line))
            return flat.table
        return table

    # --- head -------------------------------------------------------------------------

    def _head(self, reader: ItemReader, table: TasksTable, *, is_annex: bool, derives: bool) -> Head:
        cover = self.reading.sheets.plan
        notes = [note for note, _ in reader.notes if note.assignments]
        nouns = Counter(label for note in notes for label in note.labels) or Counter(
            column.noun for column in table.columns if column.noun
        )
        term = next((one for one in UnitTerm if nouns and one.value == nouns.most_common(1)[0][0]), UnitTerm.DEPARTMENT)
        content = NoteContent.DUTIES
        if any(note.deadline for note in notes):
            content = NoteContent.DUTIES_AND_DEADLINE
        elif not notes and is_annex:
            content = NoteContent.NOTHING
        has_letter = self.reading.sheets.letter is not None
        title = cover.title
        if not title and self.reading.table_titles:
            title = self.reading.table_titles[0]
            self.remarks.append(Remark("计划自己没有标题，用的是分解表的标题", ""))
        if not title:
            title = SourceText(f"{self.year}年度工作计划")
            self.remarks.append(Remark(f"没有找到标题，暂写“{title}”", ""))
        organ = cover.organ
        if not organ and not has_letter:
            organ = _organ_in_title(title, self.year)
            if organ:
                self.remarks.append(Remark(f"没有署名，发文机关取自标题：{organ}", ""))
        if has_letter and not organ:
            assert self.reading.sheets.letter is not None
            organ = SourceText(self.reading.sheets.letter.organ.value)
        columns = self._columns(table, term) if table.columns and derives else default_columns(term)
        return Head(
            title=title,
            organ=organ,
            issued=self._date(cover.issued),
            disclosure=_disclosure(cover.remark.value or cover.disclosure),
            numbering=self._numbering,
            note_content=content,
            unit_term=term,
            item_title=self.item_title,
            columns=columns,
            heading_rows=table.heading_rows and derives,
            stage=cover.stage,
            doc_number=SourceText("") if has_letter else cover.doc_number,
            addressee=SourceText("") if has_letter else cover.addressee,
            remark=SourceText("") if has_letter else cover.remark,
            copy_to=cover.copy_to,
            printer=cover.printer,
            printed=self._date(cover.printed),
        )

    @property
    def _numbering(self) -> Numbering:
        return Numbering.CONTINUE if self.continuous else Numbering.RESTART

    continuous: bool = False
    head: Head = field(default_factory=Head)

    def _date(self, text: SourceText) -> StatedDate:
        value = parse_day(text.value) if text else None
        if text and value is None:
            return StatedDate()
        return StatedDate(text, value) if text else StatedDate()

    def _columns(self, table: TasksTable, term: UnitTerm) -> tuple[Column, ...]:
        """Return the annex's columns under their printed heads, where content can state them so."""
        columns: list[Column] = []
        for one in table.columns:
            head = one.head
            limit = 2 if one.role is ColumnRole.GROUP else 1
            if sum(known.role is one.role for known in columns) >= limit:
                self.remarks.append(Remark(f"栏目“{head}”和另一栏内容相同，并在一起", table.where))
                continue
            stated = column_role(head)
            if table.heading_rows and stated is ColumnRole.GROUP:
                stated = ColumnRole.NAME
            if stated is not one.role:
                usual = {
                    ColumnRole.NUMBER: "序号",
                    ColumnRole.WORDS: "具体内容",
                    ColumnRole.DEADLINE: "完成时间",
                    ColumnRole.NAME: "名称",
                    ColumnRole.GROUP: "工作任务",
                    ColumnRole.KIND: "类型",
                    ColumnRole.REMARK: "备注",
                }.get(one.role, f"{one.role.value}{term.value}")
                if head:
                    self.remarks.append(Remark(f"栏目“{head}”印作“{usual}”", table.where))
                head = usual
            columns.append(Column(one.role, head))
        return tuple(columns)

    def _notice(self) -> Notice | None:
        letter = self.reading.sheets.letter
        if letter is None:
            return None
        title = letter.title
        if not title:
            title = SourceText(f"关于印发《{self.head.title}》的通知")
            self.remarks.append(Remark(f"通知没有标题，暂写“{title}”", ""))
        head = Head(
            title=title,
            organ=letter.organ,
            issued=self._date(letter.issued),
            doc_number=letter.doc_number,
            addressee=letter.addressee,
            remark=letter.remark,
            copy_to=letter.copy_to,
            printer=letter.printer,
            printed=self._date(letter.printed),
        )
        return Notice(head, tuple(self._paragraph(line.text) for line in self.reading.sheets.letter_body))

    def _annexes(self, table: TasksTable, *, is_annex: bool, rows_left: bool) -> tuple[Annex, ...]:
        """Return the annexes: the table of tasks, and every table or text that is not derived from the plan."""
        titles = list(self.reading.table_titles)
        stated = [*self.reading.sheets.plan.annex_titles]
        annexes: list[Annex] = []
        if is_annex:
            title = titles[0] if titles else stated[0] if stated else SourceText(self.head.title.value + "任务分解表")
            annexes.append(TaskTable(stated[0] if stated and bare(stated[0].value) == bare(title.value) else title))
        for document, sheet in self.reading.annexes:
            free = self._free_annex(document, sheet, len(annexes) + 1)
            if free is not None:
                annexes.append(free)
        if rows_left:
            annexes.append(_rows_annex(table, titles[0] if titles else stated[0] if stated else SourceText("附表")))
        return tuple(annexes)

    def _free_annex(self, document: Document, sheet: AnnexSheet, number: int) -> FreeAnnex | None:
        """Return an annex that is not derived from the plan; None where nothing is left of it."""
        elements = [one for one in sheet.elements if not (isinstance(one, Line) and id(one) in self.used)]
        if not elements:
            return None
        root, odd = read_outline(elements, self.reading.ledger)
        self.remarks += odd
        title = sheet.title or SourceText(f"附表{number}")
        return FreeAnnex(title, self._name(title.value), tuple(_annex_parts(root, document, self.reading.diagnostics)))

    # --- parts ------------------------------------------------------------------------

    def _decide_titles(self, parts: Sequence[RawPart], *, is_annex: bool) -> None:
        items = [item for item in leaf_items(parts) if not item.children and item.text]
        self.continuous = _is_continuous(parts)
        pairs = [(item, self.married[id(item)]) for item in items if id(item) in self.married]
        if len(items) > 1 and all(_own_line_title(item) for item in items):
            in_rows = sum(not _is_titled(item, rows) for item, rows in pairs)
            if in_rows * 2 <= len(pairs):
                self.item_title = ItemTitle.OWN_LINE
            return
        if not is_annex:
            return
        run_in = sum(_is_run_in(item, rows) for item, rows in pairs)
        if pairs and run_in * 2 > len(pairs) and all(_run_in_title(item) for item in items):
            self.item_title = ItemTitle.RUN_IN

    def _parts(self, parts: Sequence[RawPart], level: int = 1) -> tuple[Part, ...]:
        made: list[Part] = []
        for part in parts:
            match part:
                case RawSection():
                    made.append(Section(self._paragraph(part.title), level, self._parts(part.parts, level + 1)))
                case RawItem():
                    made.append(self._item(part))
                case SourceText():
                    made.append(self._paragraph(part))
                case _:
                    table = _plain_table(self.documents[0], part, self.reading.diagnostics)
                    if table is not None:
                        made.append(table)
        return tuple(made)

    def _paragraph(self, text: SourceText) -> Paragraph:
        """Return the text as a paragraph with the links that the document has on it."""
        return Paragraph(text, links_on(text, self.links))

    def _item(self, raw: RawItem) -> Item:
        rows = self.married.get(id(raw), ())
        title = SourceText(_title_text(raw.text))
        if self.item_title is not ItemTitle.HIDDEN:
            found = _own_line_title(raw) if self.item_title is ItemTitle.OWN_LINE else _run_in_title(raw)
            if found is not None:
                title, raw = found
        if rows:
            tasks = marry_tasks(raw, rows, self.year, self.reading.ledger)
        else:
            tasks = tuple(self._unmarried(task, raw) for task in raw.tasks if task.blocks or task.note)
        if raw.children and not any(
            task.assignments or task.deadline.kind is not DeadlineKind.NONE or task.blocks for task in tasks
        ):
            tasks = ()
        row = rows[0] if rows else None
        for task in tasks:
            self.disagreements += task.disagreements
        return Item(
            self._name(title.value),
            title,
            tuple(self._task(task) for task in tasks),
            tuple(self._item(child) for child in raw.children),
            name=_cell(row, ColumnRole.NAME),
            kind=_cell(row, ColumnRole.KIND),
            remark=_cell(row, ColumnRole.REMARK),
        )

    def _unmarried(self, task: RawTask, raw: RawItem) -> MarriedTask:
        note = task.note
        deadline = read_cell_deadline(note.deadline, self.year).deadline if note and note.deadline else NO_DEADLINE
        if deadline.kind is DeadlineKind.NONE and self.inherit_deadlines and note is not None and note.assignments:
            stated = stated_deadline(
                "".join(block.value for block in task.blocks if isinstance(block, SourceText)), self.year
            )
            if stated:
                deadline = read_deadline(SourceText(stated), self.year)
                self.remarks.append(Remark(f"“{_short(raw.text)}”的完成时间取自正文：{stated}", raw.where))
        return MarriedTask(task.blocks, note.assignments if note else (), deadline, note, note.rest if note else ())

    def _task(self, task: MarriedTask) -> Task:
        blocks: list[Block | Note] = []
        for disagreement in task.disagreements:
            mark = "待核" if disagreement.is_open else "导入"
            blocks.append(_note(f"{mark}：{disagreement.text}（{disagreement.where}）"))
        if task.note is not None and any(not _MANNER.fullmatch(word) for word in task.rest):
            blocks.append(_note(f"导入：原文写作“{task.note.whole.value}”"))
        for block in task.blocks:
            match block:
                case SourceText():
                    blocks.append(self._paragraph(block))
                case tuple():
                    blocks.append(Steps(tuple(map(self._paragraph, block))))
                case _:
                    table = _plain_table(self.documents[0], block, self.reading.diagnostics)
                    blocks += [table] if table is not None else []
        return Task(tuple(blocks), task.assignments, task.deadline)

    def _items_of_rows(self, table: TasksTable) -> tuple[Part, ...]:
        """Return the items of a plan that is only a table: its rows under the headings of its group cells."""
        grouped: list[tuple[tuple[str, ...], list[TaskRow]]] = []
        for row in table.rows:
            key = tuple(bare(text.value) for text in row.groups)
            if grouped and grouped[-1][0] == key:
                grouped[-1][1].append(row)
            else:
                grouped.append((key, [row]))
        return tuple(self._nested(grouped, 0))

    def _nested(self, grouped: Sequence[tuple[tuple[str, ...], list[TaskRow]]], depth: int) -> Iterator[Part]:
        index = 0
        while index < len(grouped):
            key, rows = grouped[index]
            if len(key) <= depth:
                yield from self._row_items(rows)
                index += 1
                continue
            stop = index + 1
            while stop < len(grouped) and grouped[stop][0][: depth + 1] == key[: depth + 1]:
                stop += 1
            title = rows[0].groups[depth]
            yield Section(Paragraph(title), depth + 1, tuple(self._nested(grouped[index:stop], depth + 1)))
            index = stop

    def _row_items(self, rows: Sequence[TaskRow]) -> Iterator[Item]:
        index = 0
        while index < len(rows):
            stop = index + 1
            while stop < len(rows) and rows[index].number and rows[stop].number == rows[index].number:
                stop += 1
            same = rows[index:stop]
            name = same[0].text(ColumnRole.NAME)
            title = SourceText(name.value or _title_text("".join(text.value for text in same[0].words)))
            yield Item(
                self._name(title.value),
                title,
                tuple(self._row_task(row) for row in same),
                name=name,
                kind=_cell(same[0], ColumnRole.KIND),
                remark=_cell(same[0], ColumnRole.REMARK),
            )
            index = stop

    def _row_task(self, row: TaskRow) -> Task:
        owners, rest = row_owners(row)
        blocks: list[Block | Note] = []
        if row.carried:
            columns = "、".join(role.value for role in row.carried if role is not ColumnRole.GROUP)
            if columns:
                self.remarks.append(Remark(f"合并的格子，沿用上一行的{columns}", row.where))
        if any(not _MANNER.fullmatch(word) for word in rest):
            cells = "；".join(
                text.value
                for column, text in row.cells
                if column.role in (ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT) and text
            )
            blocks.append(_note(f"导入：原文写作“{cells}”"))
        blocks += [self._paragraph(text) for text in row.words]
        deadline = row_deadline(row, self.year)
        if not owners:
            self.remarks.append(Remark(f"“{_short(''.join(text.value for text in row.words))}”没有责任单位", row.where))
        return Task(tuple(blocks), owners, deadline)

    def _name(self, title: str) -> str:
        """Return a file name for an item: from its title, short, and used by no other."""
        short = re.sub(r"[^\w]", "", title)
        trimmed = re.sub(
            r"^(?:(?:继续|进一步|切实|扎实|积极|高质量|全面|统筹|严格|依法依规)*(?:做好|推进|推动|加强|深化|开展|完善|提高|落实|强化|扩大))",
            "",
            short,
        )
        name = (trimmed if len(trimmed) >= 4 else short)[:12] or "事项"
        if check_name(name) is not None:
            name = "事项"
        unique, count = name, 1
        while unique.casefold() in self.names:
            count += 1
            unique = f"{name}{count}"
        self.names.add(unique.casefold())
        return unique

    def _new_units(self, parts: Iterable[Part]) -> tuple[Unit, ...]:
        """Return the units of the plan's tasks that the roster does not have, in the order of their first task."""
        known = {name for unit in self.roster for name in (unit.name.value, unit.full_name)}
        plan = Plan(self.year, Head(), tuple(parts))
        names = dict.fromkeys(
            unit.value
            for item in plan.items()
            for task in item.tasks
            for assignment in task.assignments
            for unit in assignment.units
        )
        units = [Unit(SourceText(name), group=bool(GROUP.search(name))) for name in names if name not in known]
        return tuple(sorted(units, key=lambda unit: unit.group))


# --- texts ------------------------------------------------------------------------------------


_MANNER = re.compile(r"下同|(?:按照?|根据)?(?:各自)?(?:职责|分工|分别|共同|具体|牵头|负责|落实|组织|实施)*")
"""Words of an owner note that change nothing of who is responsible; they are in the report."""


def _row_text(row: TaskRow) -> str:
    return "；".join(text.value for _, text in row.cells if text)


def _short(text: str) -> str:
    return text[:20] + ("…" if len(text) > 20 else "")


def _cell(row: TaskRow | None, role: ColumnRole) -> SourceText:
    return row.text(role) if row is not None else SourceText("")


def _note(text: str) -> Note:
    return Note(SourceText(re.sub(r"\s+", " ", text.replace("-->", "→").rstrip("-"))))


def _is_continuous(parts: Sequence[RawPart]) -> bool:
    """Whether the items' numbers go on from one chapter to the next."""
    firsts = []
    for part in parts:
        if isinstance(part, RawSection):
            items = [item for item in part.parts if isinstance(item, RawItem)]
            if items:
                number = read_number(items[0].label)
                firsts.append(number.value if number else 1)
    return len(firsts) > 1 and all(value > 1 for value in firsts[1:])


_MAX_TITLE = 25


def _title_text(text: str) -> str:
    """Return a short title from an item's text: its first sentence, or as much of it as is short."""
    sentence = re.split(r"[。；：！？\n]", text.strip(), maxsplit=1)[0]
    if len(sentence) > _MAX_TITLE:
        clause = re.split(r"[，,]", sentence, maxsplit=1)[0]
        sentence = clause if 4 <= len(clause) <= _MAX_TITLE else sentence[:_MAX_TITLE]
    title = "".join(char for char in re.sub(r"[\[\]【】<>|｜*()（）\s]", "", sentence) if char.isprintable())
    return title or "事项"


def _own_line_title(raw: RawItem) -> tuple[SourceText, RawItem] | None:
    """Return the title that stands on a line of its own, and the item without it."""
    task = raw.tasks[0] if raw.tasks else None
    first = task.blocks[0] if task and task.blocks else None
    if not isinstance(first, SourceText) or len(first) > 40 or first.value.endswith(tuple("。；：！？，")):
        return None
    if task is None or (len(task.blocks) == 1 and len(raw.tasks) == 1):
        return None
    return first, replace(raw, tasks=(replace(task, blocks=task.blocks[1:]), *raw.tasks[1:]))


def _run_in_title(raw: RawItem) -> tuple[SourceText, RawItem] | None:
    """Return the title that is the first sentence of the item, without its 。, and the item without it."""
    task = raw.tasks[0] if raw.tasks else None
    first = task.blocks[0] if task and task.blocks else None
    if task is None or not isinstance(first, SourceText):
        return None
    stop = first.value.find("。")
    if not 0 < stop <= 40 or stop + 1 == len(first):
        return None
    rest = first.slice(stop + 1, len(first)).strip()
    return first.slice(0, stop), replace(raw, tasks=(replace(task, blocks=(rest, *task.blocks[1:])), *raw.tasks[1:]))


def _is_run_in(raw: RawItem, rows: Sequence[TaskRow]) -> bool:
    found = _run_in_title(raw)
    return found is not None and bare(found[1].text) == bare("".join(text.value for row in rows for text in row.words))


def _is_titled(raw: RawItem, rows: Sequence[TaskRow]) -> bool:
    """Whether the rows of an item leave out the title that stands on a line of its own in the body."""
    found = _own_line_title(raw)
    return found is not None and not bare("".join(text.value for row in rows for text in row.words)).startswith(
        bare(found[0].value)
    )


def _organ_in_title(title: SourceText, year: int) -> SourceText:
    match = re.match(
        rf"(?P<organ>[\u4e00-\u9fff]{{3,30}}?(?:局|委|委员会|办公室|厅|部|处|中心|政府|管委会|管理局))(?={year}|关于)",
        title.value,
    )
    # its characters are those of the title, which are placed already
    return SourceText(match["organ"]) if match else SourceText("")


def _disclosure(value: str) -> Disclosure | None:
    if "依申请" in value:
        return Disclosure.ON_REQUEST
    if "不予公开" in value:
        return Disclosure.CLOSED
    return Disclosure.PUBLIC if re.search(r"公开发布|主动公开|予以公开", value) else None


def _plain_table(document: Document, table: neutral.Table, diagnostics: Diagnostics) -> Table | None:
    """Return a table as one of the model, merged cells filled; None for one without text."""
    grid = table.grid()
    rows = [
        tuple(
            Paragraph(
                _without_bars(
                    join([line.text for line in cell_lines(document.name, cell, diagnostics, tidy=True)], " ")
                )
            )
            for cell in line
        )
        for line in grid
    ]
    rows = [row for row in rows if any(cell.text for cell in row)]
    return Table(rows[0], tuple(rows[1:])) if rows else None


def _annex_parts(root: Node, document: Document, diagnostics: Diagnostics, level: int = 1) -> Iterator[Part]:
    """Yield the parts of a free annex: numbered lines without text below are steps, others headings."""
    for line in root.lines if level == 1 else root.lines[1:]:
        yield from _annex_block(line, document, diagnostics)
    steps: list[Paragraph] = []
    for child in root.children:
        first = child.first
        is_step = child.level >= 3 and not child.children and first is not None and not first.paragraph.outline
        if is_step and first is not None:
            steps.append(Paragraph(first.text))
            if len(child.lines) > 1:
                yield Steps(tuple(steps))
                steps = []
                for line in child.lines[1:]:
                    yield from _annex_block(line, document, diagnostics)
            continue
        if steps:
            yield Steps(tuple(steps))
            steps = []
        title = first.text if first is not None else SourceText("")
        yield Section(Paragraph(title), level, tuple(_annex_parts(child, document, diagnostics, level + 1)))
    if steps:
        yield Steps(tuple(steps))


def _annex_block(line: Element, document: Document, diagnostics: Diagnostics) -> Iterator[Part]:
    if isinstance(line, Line):
        yield Paragraph(line.text)
    else:
        table = _plain_table(document, line, diagnostics)
        if table is not None:
            yield table


def _without_bars(text: SourceText) -> SourceText:
    # a half-width bar would end the cell
    return SourceText(text.value.replace("|", "｜"), text.runs)


def _rows_annex(table: TasksTable, title: SourceText) -> FreeAnnex:
    """Return the rows of a table that is not derived from the body as an annex of its own."""
    columns = table.columns
    head = tuple(Paragraph(SourceText(one.head or "序号")) for one in columns)
    rows = tuple(
        tuple(
            Paragraph(SourceText(row.number))
            if one.role is ColumnRole.NUMBER
            else Paragraph(dict(row.cells).get(one, SourceText("")))
            for one in columns
        )
        for row in table.rows
    )
    return FreeAnnex(title, safe_name(title.value)[:30], (Table(head, rows),))


def _texts_of(plan: Plan) -> Iterator[SourceText]:
    """Yield every text of the plan, with those of units and notes."""
    yield from plan.texts()
    for item in plan.items():
        for task in item.tasks:
            yield task.deadline.text
