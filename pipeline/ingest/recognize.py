"""Existing documents become a plan: body and annex read, married, and put into the model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum

from pipeline.check.redact import has_classification_mark
from pipeline.dataclass import dataclass
from pipeline.ingest.account import Account, Use, balance, bare
from pipeline.ingest.deadlines import usual_deadline
from pipeline.ingest.documents import Reading, all_texts, has_table, read_documents, unique_names
from pipeline.ingest.flat_table import read_flat_table
from pipeline.ingest.free_annex import annex_parts, rows_annex
from pipeline.ingest.group_owners import give_group_owners, give_heading_owners
from pipeline.ingest.lines import Line, with_indices
from pipeline.ingest.links import links_of
from pipeline.ingest.list_plans import is_list
from pipeline.ingest.note_places import stated_lead_rule
from pipeline.ingest.numbers import read_number
from pipeline.ingest.outline import Node, read_outline
from pipeline.ingest.plan_head import PrintedLayout, read_head, read_notice
from pipeline.ingest.plan_items import ItemMaker, import_note, shortened
from pipeline.ingest.raw_items import ItemReader, RawItem, RawPart, RawSection, as_prose, leaf_items
from pipeline.ingest.reconcile import Disagreement, row_owners
from pipeline.ingest.remarks import Remark, Remarks
from pipeline.ingest.responsibility import OwnerNote
from pipeline.ingest.row_matching import Marriage, marry
from pipeline.ingest.sentence_owners import give_sentence_owners
from pipeline.ingest.short_titles import decide_item_title, file_name
from pipeline.ingest.task_table import TaskRow, TasksTable, empty_unit_cells, odd_row_numbers, with_rules
from pipeline.ingest.unit_lists import GROUP
from pipeline.model import Annex, ColumnRole, FreeAnnex, Head, Note, Paragraph, Part, Plan, Section, TaskTable, Unit
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceText


class Family(Enum):
    """What a document is, by its shape (plan families of public plans)."""

    BODY_AND_ANNEX = "正文和分解表"
    BODY = "只有正文"
    BODY_AND_TABLE = "正文和没有并入事项的附表"
    PROSE_AND_TABLE = "正文没有写任务，任务由分解表而来"
    TABLE = "只有分解表"
    LIST = "不是按任务分解的清单"
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
    kept_rows: int = 0
    """Those of them that are no item's tasks: their table is an annex of its own."""


def import_documents(documents: Sequence[Document], year: int, roster: tuple[Unit, ...] = ()) -> Imported | Refusal:
    """Return the plan that the documents of one year are: a body, its annex, or both, in any order.

    Refuses documents marked as classified (密级), of another year, that only point to an
    attachment, or whose tables are empty.
    """
    documents = tuple(unique_names([with_indices(document) for document in documents]))
    if has_classification_mark(all_texts(documents)):
        return Refusal(Reason.IMPORT_CLASSIFIED)
    reading = read_documents(documents)
    refusal = _refuse(reading, documents, year)
    return refusal or _build(reading, documents, year, roster)


_MAX_ROWS = 2000
"""What has more rows or numbered lines is not the plan of a year."""

_ATTACHED = lazy_pattern(r"[（(](?:具体内容)?(?:详)?见附件[）)]|(?:具体)?内容详?见附件")
"""How a letter says that what it sends is in its attachment."""


_SENDS = lazy_pattern(r"现将《[^》]{4,60}》.{0,30}(?:印发|转发|下发|发)给你们")
"""What a letter says of the plan it sends along."""

_STUB = lazy_pattern(r"详见附件|见附件|附件下载|请(?:下载|点击)")


def _refuse(reading: Reading, documents: Sequence[Document], year: int) -> Refusal | None:
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
    prose = [element for element in reading.sheets.body if isinstance(element, Line)]
    count = max(len(reading.table.rows), sum(read_number(line.value) is not None for line in prose))
    if count > _MAX_ROWS:
        return Refusal(Reason.IMPORT_TOO_LONG, name=documents[0].name, count=count)
    length = sum(len(element.value) for element in prose)
    if not reading.table.rows:
        all_text = "".join(all_texts(documents))
        has_sentence = any("。" in element.value for element in prose)
        points_away = any(_ATTACHED.search(element.value) for element in prose) and not any(
            read_number(element.value) for element in prose
        )
        if length < 200 and (points_away or not has_sentence) and _STUB.search(all_text):
            return Refusal(Reason.IMPORT_STUB, name=documents[0].name)
        others = [element for _, sheet in reading.annexes for element in sheet.elements]
        sends_only = any(_SENDS.search(element.value) for element in prose) and reading.sheets.letter is None
        if length < 400 and sends_only and not others and not any(read_number(element.value) for element in prose):
            return Refusal(Reason.IMPORT_STUB, name=documents[0].name)
        has_words = any("。" in element.value or read_number(element.value) for element in prose) or any(
            isinstance(element, Line) or any(line.strip() for line in element.text.split("\n")[1:])
            for element in others
        )
        if not has_words and has_table(documents):
            return Refusal(Reason.IMPORT_EMPTY_TABLE, name=documents[0].name)
        if length == 0 and not others:
            return Refusal(Reason.IMPORT_EMPTY, name=documents[0].name)
    return None


# --- building -------------------------------------------------------------------------------


def _build(reading: Reading, documents: tuple[Document, ...], year: int, roster: tuple[Unit, ...]) -> Imported:
    """Return the plan that the documents make, and what is to be reported about it."""
    remarks = Remarks()
    root, odd = read_outline(reading.sheets.body, reading.ledger)
    remarks.add(*odd)
    titles = (reading.sheets.plan.title, reading.sheets.letter.title if reading.sheets.letter else SourceText(""))
    lists = not reading.table.rows and is_list(root, (title.value for title in titles))
    reader = _item_reader(reading, roster)
    parts = () if lists else _read_parts(reader, root, reading, documents, year, remarks)
    for row in reading.table.rows:
        remarks.add(*(Remark(f"格里的“{name}”中间有空格，读作一个名称", row.where) for name in row.glued))
    table, used = _with_flat_table(reading, reader.notes, remarks)
    table, completed = with_rules(table, all_texts(documents))
    remarks.add(*completed)
    items = [item for item in leaf_items(parts) if item.text]
    marriage = marry(items, table.rows) if items and table.rows else Marriage({}, table.rows, {})
    is_annex = marriage.is_annex
    is_prose = bool(items) and not is_annex and _states_nothing(items) and _states_tasks(table)
    if is_prose:
        parts, items = tuple(as_prose(parts)), []
    table, inner = _inner_table(reading, table, remarks, is_tasks=is_annex or not items, is_annex=is_annex)
    rows = {id(items[index]): own for index, own in marriage.rows.items()} if is_annex else {}
    if is_annex:
        remarks.add(*_unmarried(items, marriage))
    leaves = [item for item in items if not item.children]
    titled = decide_item_title(
        leaves, [(item, rows[id(item)]) for item in leaves if id(item) in rows], is_annex=is_annex
    )
    layout = PrintedLayout(year, is_annex, is_annex or not items, _is_continuous(parts), titled)
    remarks.add(*odd_row_numbers(table), *empty_unit_cells(table))
    head = read_head(reading, table, [note for note, _ in reader.notes], layout, remarks)
    links = links_of(documents)
    states_deadlines = is_annex and any(column.role is ColumnRole.DEADLINE for column in table.columns)
    maker = ItemMaker(
        year,
        reading.name,
        titled,
        rows,
        not states_deadlines,
        links,
        reading.ledger,
        reading.diagnostics,
        remarks,
        _behind(items, marriage) if is_annex else {},
        inner,
        usual=_usual_deadline(documents),
    )
    made = tuple(annex_parts(root, reading.name, reading.diagnostics)) if lists else maker.parts(parts)
    if not items and table.rows and not inner:
        made = _with_items_of_rows(maker, table, made, remarks)
    made = (*_table_remarks(reading, remarks), *made)
    kept_rows = 0 if layout.derives else len(table.rows)
    if kept_rows:
        remarks.add(Remark(f"附表 {kept_rows} 行没有并入事项，照原样放在附件里", table.where))
    annexes = _annexes(reading, table, used, head, layout, remarks)
    notice = read_notice(reading.sheets, head.title, links, remarks)
    units = _new_units(made, year, roster)
    plan = Plan(year, replace(head, annexes=annexes), made, _in_order((*roster, *units)), notice)
    remarks.add(*_renumbered(parts), *_joined(plan, documents))
    if head.disclosure is None:
        remarks.add(Remark("原件没有写公开属性，发布以前在 plan.md 的头部写明"))
    return Imported(
        plan,
        Family.LIST
        if lists
        else Family.PROSE_AND_TABLE
        if is_prose and reading.sheets.letter is None
        else _family(items, table, reading, is_annex=is_annex),
        documents,
        balance(documents, _texts_of(plan), reading.ledger),
        tuple(maker.disagreements),
        tuple(remarks.remarks),
        tuple(reader.notes),
        tuple(dict.fromkeys(finding.message for finding in reading.diagnostics.findings)),
        units,
        len(table.rows),
        kept_rows,
    )


def _inner_table(
    reading: Reading, table: TasksTable, remarks: Remarks, *, is_tasks: bool, is_annex: bool
) -> tuple[TasksTable, dict[int, TasksTable | None]]:
    """Return the table of tasks, and the tables inside the body that are it, with those whose items stand in their place.

    A table among items with owners is a table: `is_tasks` is false then, and there is no table of tasks.
    """
    if not reading.inner:
        return table, {}
    if not is_tasks:
        return TasksTable((), ()), {}
    inner: dict[int, TasksTable | None] = dict.fromkeys(map(id, reading.inner))
    if not is_annex:
        inner[id(reading.inner[0])] = table
    remarks.add(Remark("正文里的表格是任务：事项列在表格原来的地方，表格作为附件印出", table.where))
    return table, inner


def _table_remarks(reading: Reading, remarks: Remarks) -> Iterator[Note]:
    """Yield a comment for each line beside the table of tasks, for which a derived annex has no place."""
    beside = ((line.text, line.where) for line in reading.table_remarks)
    for text, where in (*beside, *reading.table.remarks):
        remarks.add(Remark(f"附表旁边写有“{text}”，由任务生成的附表没有它的位置，写在 plan.md 的批注里", where))
        reading.ledger.enter(Use.REPLACED, text)
        yield import_note(f"导入：附表旁边写有“{text}”")


def _states_nothing(items: Iterable[RawItem]) -> bool:
    """Whether no item has an owner or a deadline in a note: they are prose, not tasks."""
    return not any(task.note for item in items for task in item.tasks)


def _states_tasks(table: TasksTable) -> bool:
    """Whether most rows of a table have an owner."""
    return sum(bool(row_owners(row)[0]) for row in table.rows) * 2 > len(table.rows)


def _behind(items: Sequence[RawItem], marriage: Marriage) -> dict[int, list[TaskRow]]:
    """Return the rows that are no item's by the item (by identity) whose row stands before them in the table."""
    behind: dict[int, list[TaskRow]] = {}
    for row in marriage.single:
        behind.setdefault(id(items[max(marriage.behind[id(row)], 0)]), []).append(row)
    return behind


def _with_items_of_rows(
    maker: ItemMaker, table: TasksTable, body: Sequence[Part], remarks: Remarks
) -> tuple[Part, ...]:
    """Return a body with the items of a table's rows: in the chapter that points to the annex, else behind all."""
    if not any(isinstance(part, Section) for part in body):
        return (*body, *maker.items_of_rows(table))
    for index, part in enumerate(body):
        if isinstance(part, Section) and _points_to_annex(part):
            inside = replace(part, parts=(*part.parts, *maker.items_of_rows(table, 2)))
            remarks.add(
                Remark(f"附表的 {len(table.rows)} 行写在“{part.title.text.value}”里，正文在那里说见附件", table.where)
            )
            return (*body[:index], inside, *body[index + 1 :])
    title = SourceText("任务分解")
    remarks.add(Remark(f"正文没有写任务，附表的 {len(table.rows)} 行写在正文后面，标题暂写“{title}”", table.where))
    return (*body, Section(Paragraph(title), 1, maker.items_of_rows(table, 2)))


_SEE_ANNEX = lazy_pattern(r"[见如]附[件表后]|附后")


def _points_to_annex(section: Section) -> bool:
    """Whether a chapter of plain paragraphs says that its tasks are in the annex."""
    return all(isinstance(part, Paragraph) for part in section.parts) and any(
        isinstance(part, Paragraph) and _SEE_ANNEX.search(part.text.value) for part in section.parts
    )


def _read_parts(
    reader: ItemReader, root: Node, reading: Reading, documents: Sequence[Document], year: int, remarks: Remarks
) -> tuple[RawPart, ...]:
    """Return the sections and items of the body, with the owners that are stated for several of them or for all."""
    leading, words = stated_lead_rule(all_texts(documents))
    if leading is not None and not leading.is_by_mark:
        reader.leading = leading
    remarks.add(*give_group_owners(root, reading.ledger))
    if not reading.table.rows:
        remarks.add(*give_heading_owners(root))
        remarks.add(*give_sentence_owners(root, year))
    reader.mark_ownerless(root)
    parts = reader.read(root)
    remarks.add(*reader.remarks)
    if leading is not None and reader.is_led:
        remarks.add(Remark(f"正文各项按“{words}”分出{leading.others.value if leading.is_in_brackets else '牵头'}", ""))
    return parts


def _usual_deadline(documents: Sequence[Document]) -> SourceText:
    """Return the time that the documents state for all tasks without one, wherever they do."""
    stated = (usual_deadline(SourceText(text)) for text in all_texts(documents))
    return SourceText(next((day.value for day in stated if day), ""))


def _item_reader(reading: Reading, roster: Iterable[Unit]) -> ItemReader:
    """Return what reads items, with what the roster and the table tell about units and steps."""
    rows = reading.table.rows
    known = {unit.name.value for unit in roster} | {
        unit.value for row in rows for assignment in row_owners(row)[0] for unit in assignment.units
    }
    steps = frozenset(bare(text.value) for row in rows for text in row.words if read_number(text.value))
    return ItemReader(reading.ledger, frozenset(known), steps=steps, has_rows=bool(rows))


def _family(items: Sequence[RawItem], table: TasksTable, reading: Reading, *, is_annex: bool) -> Family:
    if is_annex:
        return Family.BODY_AND_ANNEX
    if items:
        return Family.BODY_AND_TABLE if table.rows else Family.BODY
    if table.rows:
        return Family.TABLE
    return Family.OTHER_TABLES if reading.annexes else Family.BODY


def _unmarried(items: Sequence[RawItem], marriage: Marriage) -> Iterator[Remark]:
    """Yield the items without rows."""
    for index, item in enumerate(items):
        if index not in marriage.rows and not item.children:
            yield Remark(f"正文的“{shortened(item.text)}”在附表里没有对应的行", item.where)


_FORMS = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）", 5: "①"}
"""The form of a number by its level, as the plan prints it."""


def _renumbered(parts: Iterable[RawPart], level: int = 1) -> Iterator[Remark]:
    """Yield a remark for each form of numbers that the plan prints in another form, where it first occurs."""
    seen: set[tuple[int, int]] = set()
    for label, where, printed in _labels(parts, level):
        number = read_number(label)
        if number is not None and number.level != printed and (number.level, printed) not in seen:
            seen.add((number.level, printed))
            form = _FORMS.get(printed, "①")
            yield Remark(f"原件“{label.strip()}”这一级的序号，印作“{form}”一级", where)


def _labels(parts: Iterable[RawPart], level: int) -> Iterator[tuple[str, str, int]]:
    """Yield the printed number of every section and item, its place, and the level at which the plan numbers it."""
    for part in parts:
        if isinstance(part, RawSection):
            yield part.label, part.where, level
            yield from _labels(part.parts, level + 1)
        elif isinstance(part, RawItem):
            yield part.label, part.where, level
            yield from _labels(part.children, level + 1)


def _joined(plan: Plan, documents: Iterable[Document]) -> Iterator[Remark]:
    """Yield a remark for every text that was put together from paragraphs that a page or a line end had torn."""
    where = {
        (document.name, paragraph.index + 1): paragraph.where
        for document in documents
        for paragraph in document.paragraphs()
    }
    for text in plan.texts():
        lines = list(dict.fromkeys((place.path, place.line) for place in text.places()))
        if len(lines) > 1:
            yield Remark(
                f"断开的文字接在一起：“{shortened(text.value)}”（接自{where.get(lines[1], '')}）",
                where.get(lines[0], ""),
            )


def _with_flat_table(
    reading: Reading, notes: Iterable[tuple[OwnerNote, str]], remarks: Remarks
) -> tuple[TasksTable, Line | None]:
    """Return the table of tasks; where there is none, the one that a line of run-together cells is, and that line."""
    if reading.table.rows:
        return reading.table, None
    units = {unit.value for note, _ in notes for assignment in note.assignments for unit in assignment.units}
    for line in reading.loose:
        flat = read_flat_table(line.text, line.where, units)
        if flat is None:
            continue
        reading.ledger.enter(Use.PHRASE, *flat.heads)
        reading.ledger.enter(Use.NUMBER, *flat.numbers)
        mark = re.match(r"附件\d?[:：]?(?!\d)|附件(?=\d{4}年)", flat.title.value)
        title = flat.title.slice(mark.end() if mark else 0, len(flat.title))
        reading.table_titles.append(title)
        remarks.add(
            Remark(f"附表各格连在一起，按序号和科室名称分开，共 {len(flat.table.rows)} 行，请对照原件", line.where)
        )
        return flat.table, line
    return reading.table, None


def _annexes(
    reading: Reading, table: TasksTable, used: Line | None, head: Head, layout: PrintedLayout, remarks: Remarks
) -> tuple[Annex, ...]:
    """Return the annexes: the table of tasks, and every table or text that is not derived from the plan."""
    titles, stated = reading.table_titles, reading.sheets.plan.annex_titles
    annexes: list[Annex] = []
    taken: set[str] = set()
    if layout.derives and table.rows:
        title = titles[0] if titles else stated[0] if stated else _table_title(head.title)
        annexes.append(TaskTable(stated[0] if stated and bare(stated[0].value) == bare(title.value) else title))
    for document, sheet in reading.annexes:
        elements = [element for element in sheet.elements if element is not used]
        if not elements:
            continue
        root, odd = read_outline(elements, reading.ledger)
        remarks.add(*odd)
        title = sheet.title or SourceText(f"附表{len(annexes) + 1}")
        name = file_name(title.value, taken)
        taken.add(name.casefold())
        annexes.append(FreeAnnex(title, name, tuple(annex_parts(root, document.name, reading.diagnostics))))
    if table.rows and not layout.derives:
        annexes.append(rows_annex(table, titles[0] if titles else stated[0] if stated else SourceText("附表")))
    return tuple(annexes)


def _table_title(title: SourceText) -> SourceText:
    """Return the title of the annex that has none: that of a plan which is a table itself, or one made of the plan's."""
    return title if title.value.endswith(("表", "清单", "台账", "目录")) else SourceText(title.value + "任务分解表")


def _in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units as a roster lists them."""
    return tuple(sorted(units, key=lambda unit: (unit.proposed, unit.group)))


def _new_units(parts: Sequence[Part], year: int, roster: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units of the plan's tasks that the roster does not have, in the order of their first task."""
    known = {name for unit in roster for name in (unit.name.value, unit.full_name)}
    plan = Plan(year, Head(), tuple(parts))
    names = dict.fromkeys(
        unit.value
        for item in plan.items()
        for task in item.tasks
        for assignment in task.assignments
        for unit in assignment.units
    )
    units = [
        Unit(SourceText(name), group=bool(GROUP.search(name)), proposed=True) for name in names if name not in known
    ]
    return _in_order(units)


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


def _texts_of(plan: Plan) -> Iterator[SourceText]:
    """Yield every text of the plan, with those of units and notes."""
    yield from plan.texts()
    for item in plan.items():
        for task in item.tasks:
            yield task.deadline.text
