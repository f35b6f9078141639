"""The head of an imported plan and of its covering 通知, from the elements that the documents print."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.dataclass import dataclass
from pipeline.ingest.documents import Reading
from pipeline.ingest.front_matter import Sheets
from pipeline.ingest.links import LinkRanges, links_on
from pipeline.ingest.remarks import Remark, Remarks
from pipeline.ingest.responsibility import OwnerNote, printed_labels
from pipeline.ingest.task_table import TasksTable
from pipeline.model import (
    Column,
    ColumnRole,
    Disclosure,
    Head,
    ItemTitle,
    NoteContent,
    Notice,
    Numbering,
    Paragraph,
    StatedDate,
    UnitTerm,
    default_columns,
)
from pipeline.parse.plan_head import column_role
from pipeline.source import SourceText
from pipeline.text.dates import parse_day


@dataclass(frozen=True, slots=True)
class PrintedLayout:
    """How the plan of a year is printed, as the body and its marriage with the table show it.

    `is_annex`: the table's rows are the body's items; `derives`: the table is derived from the
    plan, the body's annex or all there is; `is_continuous`: items are numbered through all chapters.
    """

    year: int
    is_annex: bool
    derives: bool
    is_continuous: bool
    item_title: ItemTitle


def read_head(
    reading: Reading,
    table: TasksTable,
    notes: Sequence[OwnerNote],
    layout: PrintedLayout,
    remarks: Remarks,
) -> Head:
    """Return the head of the plan; where a covering 通知 has the elements of the cover, they are left to it."""
    cover = reading.sheets.plan
    has_owners = any(note.assignments for note in notes)
    nouns = Counter(label for note in notes for label in note.labels) or Counter(
        column.noun for column in table.columns if column.noun
    )
    term = _term(nouns.most_common(1)[0][0]) if nouns else UnitTerm.DEPARTMENT
    for (label, word, noun), count in Counter(found for note in notes for found in printed_labels(note)).items():
        usual = f"{word}{term.value}" if noun else word
        if label != usual:
            remarks.add(Remark(f"标注“{label}”（{count} 处）印作“{usual}”"))
    content = NoteContent.DUTIES
    if any(note.deadline for note in notes):
        content = NoteContent.DUTIES_AND_DEADLINE
    elif not has_owners and layout.is_annex:
        content = NoteContent.NOTHING
    has_letter = reading.sheets.letter is not None
    title = cover.title
    if not title and reading.table_titles:
        title = reading.table_titles[0]
        remarks.add(Remark("计划自己没有标题，用的是分解表的标题", ""))
    if not title:
        title = SourceText(f"{layout.year}年度工作计划")
        remarks.add(Remark(f"没有找到标题，暂写“{title}”", ""))
    organ = cover.organ
    if not organ and not has_letter:
        organ = _organ_in_title(title, layout.year)
        if organ:
            remarks.add(Remark(f"没有署名，发文机关取自标题：{organ}", ""))
    if has_letter and not organ:
        assert reading.sheets.letter is not None
        organ = SourceText(reading.sheets.letter.organ.value)
    columns = _columns(table, term, remarks) if table.columns and layout.derives else default_columns(term)
    return Head(
        title=title,
        organ=organ,
        issued=stated_date(cover.issued),
        disclosure=_disclosure(cover.remark.value or cover.disclosure),
        numbering=Numbering.CONTINUE if layout.is_continuous else Numbering.RESTART,
        note_content=content,
        unit_term=term,
        item_title=layout.item_title,
        columns=columns,
        heading_rows=table.heading_rows and layout.derives,
        stage=cover.stage,
        doc_number=SourceText("") if has_letter else cover.doc_number,
        addressee=SourceText("") if has_letter else cover.addressee,
        remark=SourceText("") if has_letter else cover.remark,
        copy_to=cover.copy_to,
        printer=cover.printer,
        printed=stated_date(cover.printed),
    )


_TERMS = {
    "股室": UnitTerm.SECTION,
    "站所": UnitTerm.SECTION,
    "部室": UnitTerm.DEPARTMENT,
    "成员单位": UnitTerm.UNIT,
    "镇街": UnitTerm.UNIT,
    "街镇": UnitTerm.UNIT,
    "地区": UnitTerm.UNIT,
    "机关": UnitTerm.UNIT,
}


def _term(noun: str) -> UnitTerm:
    """Return the term of the model that is nearest to what an office calls its units."""
    stated = next((term for term in UnitTerm if term.value == noun), None)
    if stated is None and noun.endswith("室"):
        stated = UnitTerm.OFFICE if "处" in noun else UnitTerm.SECTION if noun != "部室" else None
    return stated or _TERMS.get(noun, UnitTerm.DEPARTMENT)


def stated_date(text: SourceText) -> StatedDate:
    """Return the day that a text names; an empty one where it names none (2024年　月　日)."""
    value = parse_day(text.value) if text else None
    if text and value is None:
        return StatedDate()
    return StatedDate(text, value) if text else StatedDate()


def _columns(table: TasksTable, term: UnitTerm, remarks: Remarks) -> tuple[Column, ...]:
    """Return the annex's columns under their printed heads, where content can state them so."""
    columns: list[Column] = []
    for column in table.columns:
        head = column.head
        limit = 2 if column.role is ColumnRole.GROUP else 1
        if sum(known.role is column.role for known in columns) >= limit:
            remarks.add(Remark(f"栏目“{head}”和另一栏内容相同，并在一起", table.where))
            continue
        stated = column_role(head)
        if table.heading_rows and stated is ColumnRole.GROUP:
            stated = ColumnRole.NAME
        if stated is not column.role:
            usual = {
                ColumnRole.NUMBER: "序号",
                ColumnRole.WORDS: "具体内容",
                ColumnRole.DEADLINE: "完成时间",
                ColumnRole.NAME: "名称",
                ColumnRole.GROUP: "工作任务",
                ColumnRole.KIND: "类型",
                ColumnRole.REMARK: "备注",
            }.get(column.role, f"{column.role.value}{term.value}")
            if head:
                remarks.add(Remark(f"栏目“{head}”印作“{usual}”", table.where))
            head = usual
        columns.append(Column(column.role, head))
    return tuple(columns)


def read_notice(sheets: Sheets, plan_title: SourceText, links: LinkRanges, remarks: Remarks) -> Notice | None:
    """Return the covering 通知 of the sheets; None where there is none."""
    letter = sheets.letter
    if letter is None:
        return None
    title = letter.title
    if not title:
        title = SourceText(f"关于印发《{plan_title}》的通知")
        remarks.add(Remark(f"通知没有标题，暂写“{title}”", ""))
    head = Head(
        title=title,
        organ=letter.organ,
        issued=stated_date(letter.issued),
        doc_number=letter.doc_number,
        addressee=letter.addressee,
        remark=letter.remark,
        copy_to=letter.copy_to,
        printer=letter.printer,
        printed=stated_date(letter.printed),
    )
    return Notice(head, tuple(Paragraph(line.text, links_on(line.text, links)) for line in sheets.letter_body))


def _organ_in_title(title: SourceText, year: int) -> SourceText:
    match = re.match(
        rf"(?P<organ>[\u4e00-\u9fff]{{1,12}}?(?:街道|镇|乡)|[\u4e00-\u9fff]{{3,30}}?(?:局|委|委员会|办公室|厅|部|处|中心|政府|管委会|办事处|公司|集团|大学|学院|学校|医院|馆|院|所|站|队))(?={year}|关于)",
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
