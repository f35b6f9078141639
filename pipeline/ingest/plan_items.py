"""The items of an imported plan: from its body with the rows of the annex, or from the rows alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.ingest.account import Ledger, Use, bare
from pipeline.ingest.deadlines import heading_period, read_cell_deadline, stated_deadline, usual_deadline
from pipeline.ingest.free_annex import plain_table
from pipeline.ingest.lines import without_marks
from pipeline.ingest.links import LinkRanges, links_on
from pipeline.ingest.owner_words import VERB
from pipeline.ingest.raw_items import RawItem, RawPart, RawSection, RawTask
from pipeline.ingest.reconcile import Disagreement, MarriedTask, marry_tasks, row_deadline, row_owners
from pipeline.ingest.remarks import Remark, Remarks
from pipeline.ingest.row_matching import row_groups
from pipeline.ingest.short_titles import file_name, own_line_title, run_in_title, title_of
from pipeline.ingest.task_table import TaskRow, TasksTable
from pipeline.ingest.unit_lists import MANNER
from pipeline.model import (
    ITEM_VALUES,
    NO_DEADLINE,
    Block,
    ColumnRole,
    Deadline,
    DeadlineKind,
    Item,
    ItemTitle,
    Note,
    Paragraph,
    Part,
    Section,
    Steps,
    Task,
    with_values,
)
from pipeline.parse.deadline import read_deadline
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


@dataclass(slots=True)
class ItemMaker:
    """Makes the parts of a plan; every item's file name is used once.

    `rows` are the rows of the annex by the item that they belong to (by identity). With
    `inherit_deadlines` a task that has owners but no deadline takes the one its words state.
    `name` is that of the document with the body.
    """

    year: int
    name: str
    item_title: ItemTitle
    rows: Mapping[int, Sequence[TaskRow]]
    inherit_deadlines: bool
    links: LinkRanges
    ledger: Ledger
    diagnostics: Diagnostics
    remarks: Remarks
    only_in_annex: Mapping[int, Sequence[TaskRow]] = field(default_factory=dict)
    """The rows that no item of the body has, by the item behind which they go (by identity)."""
    inner: Mapping[int, TasksTable | None] = field(default_factory=dict)
    """The tables in the body (by identity) that are of tasks, with those whose items stand in their place."""
    disagreements: list[Disagreement] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    period: SourceText = SourceText("")
    """The time that the heading above is (第一季度) or states in brackets."""
    usual: SourceText = SourceText("")
    """The time that a sentence states for all tasks without one (未写明完成时间的，一律于12月20日前完成)."""

    def parts(self, parts: Sequence[RawPart], level: int = 1) -> tuple[Part, ...]:
        """Return sections, items and blocks as the model has them; `level` is that of the sections."""
        made: list[Part] = []
        for part in parts:
            match part:
                case RawSection():
                    outer = self.period
                    self.period = heading_period(part.title) or outer
                    made.append(Section(self.paragraph(part.title), level, self.parts(part.parts, level + 1)))
                    self.period = outer
                case RawItem():
                    made += self._items(part)
                case SourceText():
                    self.usual = usual_deadline(part) or self.usual
                    made.append(self.paragraph(part))
                case _ if id(part) in self.inner:
                    tasks = self.inner[id(part)]
                    made += self.items_of_rows(tasks, level) if tasks is not None else ()
                case _:
                    table = plain_table(self.name, part, self.diagnostics)
                    if table is not None:
                        made.append(table)
        return tuple(made)

    def paragraph(self, text: SourceText) -> Paragraph:
        """Return the text as a paragraph with the links that the document has on it."""
        words = without_marks(text)
        return Paragraph(words, links_on(words, self.links))

    def _items(self, raw: RawItem) -> Iterator[Item]:
        """Yield the item, and those that only the annex has behind it."""
        yield self._item(raw)
        rows = self.only_in_annex.get(id(raw), ())
        for item in self._row_items(rows):
            first = item.tasks[0]
            note = import_note(f"导入：“{item.title}”只在附表里，正文没有")
            yield replace(item, tasks=(replace(first, blocks=(note, *first.blocks)), *item.tasks[1:]))
        for row in rows:
            words = "".join(text.value for text in row.words)
            self.remarks.add(Remark(f"“{shortened(words)}”只在附表里，正文没有，另立为一个事项", row.where))

    def _item(self, raw: RawItem) -> Item:
        rows = self.rows.get(id(raw), ())
        title = SourceText(title_of(raw.text))
        if self.item_title is not ItemTitle.HIDDEN:
            found = own_line_title(raw) if self.item_title is ItemTitle.OWN_LINE else run_in_title(raw)
            if found is not None:
                title, raw = found
        if rows:
            tasks = marry_tasks(raw, rows, self.year, self.ledger)
            if len(rows) > 1:
                words = f"“{title}”在附表里占 {len(rows)} 行，按附表分成 {len(tasks)} 项任务"
                self.remarks.add(Remark(words, rows[0].where))
        else:
            tasks = tuple(self._unmarried(task, raw) for task in raw.tasks if task.blocks or task.note)
        if raw.children and not any(
            task.assignments or task.deadline.kind is not DeadlineKind.NONE or task.blocks for task in tasks
        ):
            tasks = ()
        row = rows[0] if rows else None
        for task in tasks:
            self.disagreements += (replace(disagreement, item=title.value) for disagreement in task.disagreements)
        item = Item(
            self._name(title.value),
            title,
            tuple(self._task(task) for task in tasks),
            tuple(item for child in raw.children for item in self._items(child)),
        )
        return with_values(item, {key: _cell(row, ColumnRole(key)) for key in ITEM_VALUES})

    def _unmarried(self, task: RawTask, raw: RawItem) -> MarriedTask:
        note = task.note
        deadline = read_cell_deadline(note.deadline, self.year) if note and note.deadline else NO_DEADLINE
        if deadline.kind is DeadlineKind.NONE and self.inherit_deadlines and note is not None and note.assignments:
            stated = stated_deadline(
                "".join(block.value for block in task.blocks if isinstance(block, SourceText)), self.year
            )
            if stated:
                deadline = read_deadline(SourceText(stated), self.year)
                self.remarks.add(Remark(f"“{shortened(raw.text)}”的完成时间取自正文：{stated}", raw.where))
            elif self.period:
                deadline = read_deadline(self.period, self.year)
                self.remarks.add(Remark(f"“{shortened(raw.text)}”的完成时间取自标题：{self.period}", raw.where))
            elif self.usual:
                deadline = read_deadline(self.usual, self.year)
                self.remarks.add(
                    Remark(f"“{shortened(raw.text)}”没有写明完成时间，照前面写的：{self.usual}", raw.where)
                )
        return MarriedTask(task.blocks, note.assignments if note else (), deadline, note, note.rest if note else ())

    def _task(self, task: MarriedTask) -> Task:
        blocks: list[Block | Note] = []
        for disagreement in task.disagreements:
            mark = "待核" if disagreement.is_open else "导入"
            blocks.append(import_note(f"{mark}：{disagreement.text}（{disagreement.where}）"))
        if task.note is not None and any(not _MANNER.fullmatch(word) for word in task.rest):
            blocks.append(import_note(f"导入：原文写作“{task.note.whole.value}”"))
        for block in task.blocks:
            match block:
                case SourceText():
                    blocks.append(self.paragraph(block))
                case tuple():
                    blocks.append(Steps(tuple(map(self.paragraph, block))))
                case _ if id(block) in self.inner:
                    pass
                case _:
                    table = plain_table(self.name, block, self.diagnostics)
                    blocks += [table] if table is not None else []
        return Task(tuple(blocks), task.assignments, task.deadline)

    def items_of_rows(self, table: TasksTable, level: int = 1) -> tuple[Part, ...]:
        """Return the items that a table alone states: its rows under the headings of its group cells, of that level and below."""
        grouped: list[tuple[tuple[str, ...], list[TaskRow]]] = []
        for row in table.rows:
            key = tuple(bare(text.value) for text in row.groups)
            if grouped and grouped[-1][0] == key:
                grouped[-1][1].append(row)
            else:
                grouped.append((key, [row]))
        return tuple(self._nested(grouped, 0, level))

    def _nested(
        self, grouped: Sequence[tuple[tuple[str, ...], list[TaskRow]]], depth: int, level: int
    ) -> Iterator[Part]:
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
            below = [row.groups[depth] for _, own in grouped[index:stop] for row in own]
            self.ledger.enter(Use.REPEATED, *(text for text in below if text.runs != title.runs))
            inner = tuple(self._nested(grouped[index:stop], depth + 1, level + 1))
            yield Section(Paragraph(title), level, inner)
            index = stop

    def _row_items(self, rows: Sequence[TaskRow]) -> Iterator[Item]:
        for group in row_groups(rows):
            same = tuple(group)
            name = same[0].text(ColumnRole.NAME)
            title = SourceText(name.value or title_of("".join(text.value for text in same[0].words)))
            item = Item(self._name(title.value), title, tuple(self._row_task(row) for row in same))
            yield with_values(item, {key: _cell(same[0], ColumnRole(key)) for key in ITEM_VALUES})

    def _row_task(self, row: TaskRow) -> Task:
        owners, rest = row_owners(row)
        blocks: list[Block | Note] = []
        if row.carried:
            columns = "、".join(role.value for role in row.carried if role is not ColumnRole.GROUP)
            if columns:
                self.remarks.add(Remark(f"合并的格子或“同上”，沿用上一行的{columns}", row.where))
        if any(not _MANNER.fullmatch(word) for word in rest):
            cells = "；".join(
                text.value
                for column, text in row.cells
                if column.role in (ColumnRole.OWNER, ColumnRole.LEAD, ColumnRole.SUPPORT) and text
            )
            blocks.append(import_note(f"导入：原文写作“{cells}”"))
        blocks += [self.paragraph(text) for text in row.words]
        deadline = self._usual_deadline(row, row_deadline(row, self.year))
        if not owners:
            self.remarks.add(Remark(f"“{shortened(''.join(text.value for text in row.words))}”没有责任单位", row.where))
        return Task(tuple(blocks), owners, deadline)

    def _usual_deadline(self, row: TaskRow, stated: Deadline) -> Deadline:
        """Return the deadline of a row; of one without it the time that its words state, that a heading above it is, or that is stated for all."""
        if stated.kind is not DeadlineKind.NONE or not self.inherit_deadlines:
            return stated
        whole = "".join(text.value for text in row.words)
        words = shortened(whole)
        if own := stated_deadline(whole, self.year):
            self.remarks.add(Remark(f"“{words}”的完成时间取自正文：{own}", row.where))
            return read_deadline(SourceText(own), self.year)
        for heading in (*reversed(row.groups), row.period, self.period):
            if period := heading_period(heading):
                self.remarks.add(Remark(f"“{words}”的完成时间取自标题：{period}", row.where))
                return read_deadline(period, self.year)
        if self.usual:
            self.remarks.add(Remark(f"“{words}”没有写明完成时间，照前面写的：{self.usual}", row.where))
            return read_deadline(self.usual, self.year)
        return stated

    def _name(self, title: str) -> str:
        name = file_name(title, self.names)
        self.names.add(name.casefold())
        return name


_MANNER = lazy_pattern(rf"下同|{MANNER}(?:{VERB})?")
"""Words of an owner note that change nothing of who is responsible; they are in the report."""


def shortened(text: str) -> str:
    """Return the beginning of a text, for a remark."""
    return text[:20] + ("…" if len(text) > 20 else "")


def _cell(row: TaskRow | None, role: ColumnRole) -> SourceText:
    return row.text(role) if row is not None else SourceText("")


def import_note(text: str) -> Note:
    """Return a comment with the text, made fit to stand in one."""
    return Note(SourceText(re.sub(r"\s+", " ", text.replace("-->", "→").rstrip("-"))))
