"""The finished files, read back, state what the plan says: the same words, owners and deadlines for every task.

What a file should say is told here from the plan alone, anew, and not by the
code that renders; the files are read by `tests.readers`, which knows nothing of us.
In Word's file every character counts, on the page runs of blanks are one, of the
PDF blanks are left out: between lines nobody can tell them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from zipfile import ZipFile

import pikepdf
import pytest
from hypothesis import Phase, assume, given, settings, strategies as st

from pipeline.assemble.renderers import render
from pipeline.assemble.year import load_checked
from pipeline.findings import has_errors
from pipeline.model import (
    DEFAULT_COLUMNS,
    NO_DEADLINE,
    Block,
    ColumnRole,
    DeadlineKind,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    Layout,
    LeadSentenceFont,
    Note,
    NoteContent,
    Numbering,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    StatedDate,
    Steps,
    Table,
    Task,
    TaskTable,
    UnitTerm,
    default_columns,
)
from pipeline.render.compose import compose
from pipeline.render.pdf import page_breaks as paged
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard
from tests import readers as see
from tests.builders import ROOT, TEMPLATES, paragraph, task
from tests.plans import ALL_COLUMNS, LONG, NO_ANNEX, ODD, ODD_PLAN, SEVERAL, plan_with
from tests.readers import Seen, solid
from tests.renderings import Said, docx_of, faces, page_of, pdf_of, plainly
from tests.strategies import examples, plans

pytestmark = pytest.mark.slow

PAGE = standard.GBT_33476

# --- what the plan says --------------------------------------------------------------


HAN = ["", *"一二三四五六七八九", *(f"{tens}{ones}" for tens in ("十", "二十") for ones in ("", *"一二三四五六七八九"))]


def number(level: int, value: int) -> str:
    """The number printed before the words, by level."""
    return [f"{HAN[value]}、", f"（{HAN[value]}）", f"{value}.", f"（{value}）", "⓪①②③④⑤⑥⑦⑧⑨"[value % 10]][level - 1]


def said(plan: Plan) -> Said:
    """Everything the plan says on paper, in reading order."""
    body = Body(plan.head)
    body.walk(plan.parts, 1)
    head = plan.head
    stage = [f"（{head.stage}）"] if head.stage else []
    numbered = len(head.annexes) > 1
    # as far from the left as the longest number, and apart from a digit
    longest = len(f"{len(head.annexes)}.") + any(annex.title.value[:1].isdecimal() for annex in head.annexes)
    notes = [
        f"{f'{place}.'.ljust(longest)}{annex.title}" if numbered else f"{annex.title}"
        for place, annex in enumerate(head.annexes, 1)
    ]
    day = head.issued.value
    sign_off = [f"附件：{notes[0]}", *notes[1:]] if notes else []
    sign_off += [head.organ.value, f"{day.year}年{day.month}月{day.day}日" if day else f"{plan.year}年　月　日"]
    annexes: Said = []
    for place, annex in enumerate(head.annexes, 1):
        annexes += [f"附件{place}" if numbered else "附件", annex.title.value]
        match annex:
            case TaskTable():
                annexes.append(task_table(plan))
            case FreeAnnex():
                annexes += annexed(annex.parts)
    return [head.title.value, *stage, *body.said, *sign_off, *annexes]


def annexed(parts: Sequence[Part], counts: tuple[int, ...] = ()) -> Said:
    """What a free annex says: headings counted under the one above them; a list goes on below them, never above 1."""
    said: Said = []
    count = 0
    listed = max(3, len(counts) + (2 if any(isinstance(part, Section) for part in parts) else 1))
    for part in parts:
        match part:
            case Section():
                count += 1
                said.append(number(part.level, count) + part.title.text.value)
                said += annexed(part.parts, (*counts, count))
            case Paragraph() | Steps() | Table() | Note():
                said += written(part, listed)
            case Item():
                raise AssertionError("an annex has no items")
    return said


class Count:
    """Headings and items counted as they come."""

    def __init__(self, head: Head) -> None:
        self._restarts = head.numbering is Numbering.RESTART
        self._headings = [0] * 6
        self._items = [0] * 6

    def heading(self, level: int) -> str:
        self._headings[level] += 1
        self._headings[level + 1 :] = [0] * (5 - level)
        if self._restarts:
            self._items = [0] * 6
        return number(level, self._headings[level])

    def item(self, level: int) -> str:
        self._items[level] += 1
        self._items[level + 1 :] = [0] * (5 - level)
        return number(level, self._items[level])


class Body:
    """The body as it is said, numbers counted on the way."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.said: Said = []
        self._count = Count(head)

    def walk(self, parts: Sequence[Part], level: int) -> None:
        """Say headings, items and running text; items outside any heading are at the first level."""
        for part in parts:
            match part:
                case Section():
                    self.said.append(self._count.heading(part.level) + part.title.text.value)
                    self.walk(part.parts, part.level + 1)
                case Item():
                    self._item(part, level)
                case Paragraph() | Steps() | Table():
                    self.said += written(part, level + 1)
                case Note():
                    pass

    def _item(self, item: Item, level: int) -> None:
        lead = self._count.item(level)
        words: Said = []
        has_rows = any(isinstance(annex, TaskTable) for annex in self.head.annexes)
        for _, alike in groupby(item.tasks, key=lambda task: note(self.head, [task], with_units=not has_rows)):
            words += self._joined(list(alike), level + 1)
        match self.head.item_title:
            case ItemTitle.OWN_LINE:
                words.insert(0, lead + item.title.value)
            case ItemTitle.RUN_IN:
                words = before(f"{lead}{item.title}。", words)
            case ItemTitle.HIDDEN:
                words = before(lead, words)
        self.said += words
        for child in item.children:
            self._item(child, level + 1)

    def _joined(self, tasks: list[Task], level: int) -> Said:
        """Tasks whose notes are alike: paragraph joined to paragraph, one note at the end."""
        words: Said = []
        last: Block | Note | None = None
        for each_task in tasks:
            blocks = [block for block in each_task.blocks if not isinstance(block, Note)]
            for place, block in enumerate(blocks):
                one = written(block, level)
                if place == 0 and isinstance(last, Paragraph) and isinstance(block, Paragraph):
                    words[-1] = f"{words[-1]}{one[0]}"
                else:
                    words += one
                last = block
        bracket = note(self.head, tasks, with_units=True)
        if bracket and words and isinstance(words[-1], str):
            words[-1] += bracket
        elif bracket:
            words.append(bracket)
        return words


def before(lead: str, words: Said) -> Said:
    """The words with a number or title before them; on a line of its own where they begin with a table."""
    if words and isinstance(words[0], str):
        return [lead + words[0], *words[1:]]
    return [lead, *words]


def written(block: Block | Note, level: int) -> Said:
    """A block as it is said."""
    match block:
        case Paragraph():
            return [block.text.value]
        case Steps():
            return [number(level, place) + step.text.value for place, step in enumerate(block.steps, 1)]
        case Table():
            return [[[cell.text.value for cell in row] for row in (block.head, *block.rows)]]
        case Note():
            return []


def units(tasks: Sequence[Task], role: Role) -> str:
    """The units of one role over tasks, in order of appearance, each once."""
    found = [unit.value for task in tasks for duty in task.assignments if duty.role is role for unit in duty.units]
    return "、".join(dict.fromkeys(found))


def note(head: Head, tasks: Sequence[Task], *, with_units: bool) -> str:
    """The bracket note of tasks; without the units only what must be alike for tasks to share it."""
    roles = [duty.role for duty in tasks[0].assignments]
    parts = [f"{role.value}{head.unit_term.value}：{units(tasks, role) if with_units else ''}" for role in roles]
    deadline = tasks[0].deadline
    if head.note_content is NoteContent.DUTIES_AND_DEADLINE and deadline.kind is not DeadlineKind.NONE:
        parts.append(f"完成时间：{deadline.text}")
    if not parts or (with_units and head.note_content is NoteContent.NOTHING):
        return ""
    return f"（{'；'.join(parts)}）"


def task_table(plan: Plan) -> list[list[str]]:
    """The annex: a row a task, tasks of one item with one number, an item without a duty of its own over all columns.

    Where headings have rows of their own they stand over all columns too, numbered as in the body, and so is such an item.
    """
    columns = plan.head.columns
    rows = [[column.head for column in columns]]
    counted = Count(plan.head)
    count = 0

    def walk(parts: Sequence[Part], groups: tuple[str, ...], level: int) -> None:
        nonlocal count
        for part in parts:
            match part:
                case Section():
                    heading = counted.heading(part.level) + part.title.text.value
                    before_it = len(rows)
                    walk(part.parts, (*groups, part.title.text.value), part.level + 1)
                    if plan.head.heading_rows and len(rows) > before_it:
                        rows.insert(before_it, [heading] * len(columns))
                case Item():
                    lead = counted.item(level)
                    if part.children and not any(
                        task.assignments or task.deadline.kind is not DeadlineKind.NONE for task in part.tasks
                    ):
                        words = "\n".join(cell(task, level + 1) for task in part.tasks)
                        if plan.head.heading_rows:
                            own_line = isinstance(part.tasks[0].blocks[0], Table)
                            match plan.head.item_title:
                                case ItemTitle.OWN_LINE:
                                    lead, own_line = lead + part.title.value, True
                                case ItemTitle.RUN_IN:
                                    lead += f"{part.title}。"
                            words = lead + ("\n" if own_line else "") + words
                        rows.append([words] * len(columns))
                    elif part.tasks:
                        count += 1
                        rows.extend(row(plan, part, groups, (level, count), task) for task in part.tasks)
                    walk(part.children, groups, level + 1)
                case _:
                    pass

    walk(plan.parts, (), 1)
    return rows


def row(plan: Plan, item: Item, groups: Sequence[str], place: tuple[int, int], task: Task) -> list[str]:
    """A row of the annex for an item of that level and number; roles that have a column of their own are not repeated under 责任部门.

    Of two columns for groups the first shows the outermost heading, the last the nearest that is not yet shown.
    """
    level, count = place
    own = {ColumnRole.LEAD: Role.LEAD, ColumnRole.SUPPORT: Role.SUPPORT}
    roles = [duty.role for duty in task.assignments]
    others = [role for role in roles if role not in [own.get(column.role) for column in plan.head.columns]]
    named = [f"{role.value}{plan.head.unit_term.value}：{units([task], role)}" for role in others]
    words = {
        ColumnRole.NUMBER: str(count),
        ColumnRole.WORDS: cell(task, level + 1),
        ColumnRole.OWNER: units([task], Role.RESPONSIBLE) if others == [Role.RESPONSIBLE] else "；\n".join(named),
        ColumnRole.LEAD: units([task], Role.LEAD),
        ColumnRole.SUPPORT: units([task], Role.SUPPORT),
        ColumnRole.DEADLINE: task.deadline.text.value,
        ColumnRole.NAME: item.name.value or ("" if plan.head.item_title is ItemTitle.HIDDEN else item.title.value),
        ColumnRole.KIND: item.kind.value,
        ColumnRole.REMARK: item.remark.value,
    }
    columns = [column.role for column in plan.head.columns]
    shown = list(groups[-1:]) if columns.count(ColumnRole.GROUP) == 1 else [*groups[:1], *groups[1:][-1:]]
    grouped = iter([*shown, "", ""])
    return [next(grouped) if role is ColumnRole.GROUP else words[role] for role in columns]


def cell(task: Task, level: int) -> str:
    """A task's words in a cell: a line a paragraph, a step numbered at that level, or a row of a table below its head."""
    lines = []
    for block in task.blocks:
        for one in written(block, level):
            lines += [one] if isinstance(one, str) else [joined(words) for words in one[1:]]
    return "\n".join(lines)


def joined(row: Sequence[str]) -> str:
    """A row of a table as a line: its first cell, and what the others say of it."""
    first, *others = [words for words in row if words] or [""]
    return f"{first}：{'，'.join(others)}" if others else first


# --- what the files say --------------------------------------------------------------


def read(seen: Seen) -> Said:
    """What was read, in the shape of what is said; a number is apart from a digit after it."""
    return plainly([one.words for one in seen], lambda words: re.sub(r"(?m)^(\d{1,3}\.) (?=\d)", r"\1", words))


def spaced(words: str) -> str:
    """The words as a page shows them: runs of blanks are one, none stands at an end of a line."""
    return "\n".join(re.sub("[ \t]+", " ", line).strip(" ") for line in words.split("\n"))


def agree(
    plan: Plan, *, docx_file: bytes = b"", page: bytes = b"", pdf_file: bytes = b"", has_split_rows: bool = True
) -> None:
    """Hold the files given against the plan."""
    expected = said(plan)
    if docx_file:
        assert read(see.docx(docx_file)) == expected
    if page:
        assert read(see.page(page)) == plainly(expected, spaced)
    if pdf_file:
        pages = see.pdf(pdf_file, has_split_rows=has_split_rows)
        assert plainly(read(see.unnumbered(pages)), solid) == plainly(expected, solid)


# --- plans of every kind -------------------------------------------------------------


@st.composite
def arranged(draw: st.DrawFn) -> Plan:
    """A plan with odd characters, over two sections, in whatever way its head asks for it."""
    plan = draw(plans(max_items=4).filter(lambda plan: any(plan.items())))
    *opening, section, closing = plan.parts
    assert isinstance(section, Section)
    items = [dressed(draw, item) for item in section.parts if isinstance(item, Item)]
    half = draw(st.integers(0, len(items)))
    second = Section(
        Paragraph(SourceText("其他工作")), 1, (*items[half:], Paragraph(SourceText(draw(st.sampled_from(ODD)))))
    )
    head = replace(
        plan.head,
        title=SourceText(plan.head.title.value + draw(st.sampled_from(["", "<b>&“甲”"]))),
        numbering=draw(st.sampled_from(list(Numbering))),
        note_content=draw(st.sampled_from(list(NoteContent))),
        unit_term=draw(st.sampled_from(list(UnitTerm))),
        item_title=draw(st.sampled_from(list(ItemTitle))),
        lead_sentence_font=draw(st.sampled_from(list(LeadSentenceFont))),
        annex_orientation=draw(st.sampled_from(list(Orientation))),
        layout=draw(st.sampled_from(list(Layout))),
        columns=draw(st.sampled_from([DEFAULT_COLUMNS, default_columns(plan.head.unit_term), ALL_COLUMNS])),
        stage=SourceText(draw(st.sampled_from(["", "", "征求意见稿"]))),
    )
    parts: list[Part] = [*opening, *([replace(section, parts=tuple(items[:half]))] if half else []), second, closing]
    annexes = [
        replace(one, parts=odd_parts(draw, one.parts)) if isinstance(one, FreeAnnex) else one for one in head.annexes
    ]
    head = replace(head, annexes=tuple(annexes))
    return replace(plan, head=head, parts=tuple(parts))


def odd_parts(draw: st.DrawFn, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a free annex with odd words, in headings too."""
    done: list[Part] = list(apart([odder(draw, part) for part in parts if not isinstance(part, Section | Item)]))
    for part in parts:
        if isinstance(part, Section):
            title = Paragraph(SourceText(part.title.text.value + draw(st.sampled_from(["", *ODD]))))
            done.append(replace(part, title=title, parts=odd_parts(draw, part.parts)))
    return tuple(done)


def dressed(draw: st.DrawFn, item: Item) -> Item:
    """The item with odd words, perhaps beginning with a table, perhaps only a heading over its children."""
    tasks = [replace(task, blocks=apart([odder(draw, block) for block in task.blocks])) for task in item.tasks]
    if draw(st.integers(0, 5)) == 0:
        table = Table(
            (Paragraph(SourceText("事项")), Paragraph(SourceText("说明"))),
            ((Paragraph(SourceText("甲")), Paragraph(SourceText("乙"))),),
        )
        tasks[0] = replace(tasks[0], blocks=(table, *tasks[0].blocks))
    if draw(st.booleans()) and item.children:
        tasks = [replace(task, assignments=(), deadline=NO_DEADLINE) for task in tasks]
    remark = SourceText(draw(st.sampled_from(["", "另行通知"])))
    name = SourceText(draw(st.sampled_from(["", "预决算公开", *ODD])))
    kind = SourceText(draw(st.sampled_from(["", "机制"])))
    return replace(
        item,
        tasks=tuple(tasks),
        name=name,
        kind=kind,
        remark=remark,
        children=tuple(dressed(draw, child) for child in item.children),
    )


def apart(blocks: Sequence[Block | Note]) -> tuple[Block | Note, ...]:
    """The blocks with words between two tables: by its rules alone nobody can tell them apart."""
    done: list[Block | Note] = []
    for block in blocks:
        if done and isinstance(done[-1], Table) and isinstance(block, Table):
            done.append(Paragraph(SourceText("又：")))
        done.append(block)
    return tuple(done)


def odder(draw: st.DrawFn, block: Block | Note) -> Block | Note:
    match block:
        case Paragraph() if draw(st.booleans()):
            return replace(block, text=SourceText(block.text.value + draw(st.sampled_from(ODD))))
        case Table((only,), ()):
            # nobody can tell one cell alone from a box around words
            return only
        case _:
            return block


TITLE_OF_60 = "某市某某区人民政府财政局和国有资产监督管理办公室关于进一步深化二〇二四年度政务公开重点工作任务落实和监督检查各项工作计划"

HOSTILE = plan_with(
    *(
        Item(
            f"坏{place}",
            SourceText(f"短{place}"),
            (task(f"{words}{'，长' * (1000 if place < 2 else 1)}", "全年", RESPONSIBLE=words, SUPPORT="乙科"),),
            name=SourceText(words),
            remark=SourceText(words),
        )
        for place, words in enumerate(("=1+1", "@x", "-2", "+3", "<r>甲</r>", "_x0041_"))
    ),
    title=SourceText(TITLE_OF_60),
    annexes=(
        TaskTable(SourceText(TITLE_OF_60)),
        FreeAnnex(SourceText("=1+1"), "联系", (paragraph("@x"), paragraph("=1+1"))),
    ),
    columns=ALL_COLUMNS,
    annex_orientation=Orientation.LANDSCAPE,
)
"""What a spreadsheet would run, in every place, with cells of two thousand 字 and titles of sixty."""


GATHERED = replace(
    SEVERAL,
    parts=(
        Section(
            paragraph("总体要求"),
            1,
            (paragraph("要做好。"),),
        ),
        Section(
            paragraph("推进**公开**"),
            1,
            (
                Section(
                    paragraph("决策公开"), 2, (Item("决", SourceText("决"), (task("甲事。", "全年", LEAD="办公室"),)),)
                ),
                Section(paragraph("空的一节"), 2, (paragraph("没有事项。"),)),
                Section(
                    paragraph("执行公开"),
                    2,
                    (
                        Item(
                            "组",
                            SourceText("组"),
                            (Task((paragraph("做好以下公开："),)),),
                            children=(Item("执", SourceText("执"), (task("乙事。", "8月", LEAD="会计科"),)),),
                        ),
                        Item("后", SourceText("后"), (task("丙事。", "9月", RESPONSIBLE="采管科"),)),
                    ),
                ),
            ),
        ),
        *SEVERAL.parts[1:],
    ),
    head=replace(SEVERAL.head, heading_rows=True),
)
"""Headings with rows of their own in the table, two levels of them, some over nothing, and an item that gathers others."""


# --- they agree ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "plan",
    [ODD_PLAN, HOSTILE, SEVERAL, GATHERED, NO_ANNEX, LONG],
    ids=["odd", "hostile", "several tasks", "headings", "no annex", "long"],
)
def test_all_three_say_what_a_plan_says(plan: Plan) -> None:
    agree(plan, docx_file=docx_of(plan), page=page_of(plan), pdf_file=pdf_of(plan))


def test_the_plan_of_2023_is_said_by_all_three() -> None:
    year = load_checked(ROOT / "content", 2023, faces())
    assert not has_errors(year.findings)
    made = render(year, TEMPLATES, faces()).files
    page = html.year_page(Edition(year.document, year.plan, year.site), (), TEMPLATES)
    agree(year.plan, docx_file=made["plan.docx"], page=page, pdf_file=made["plan.pdf"])
    assert see.facts(page) == {
        "发布机构": "宝山区财政局",
        "成文日期": "2023年6月27日",
        "公开属性": "主动公开",
    }


def test_what_several_tasks_say_is_told_rightly_here() -> None:
    """The other side of the scale: what this file expects, written out by hand once."""
    assert said(NO_ANNEX)[2:-3] == [
        "一、主要工作",
        "（一）甲事。（牵头部门：办公室；配合部门：会计科、预算科；完成时间：5月底）",
        "乙事。（牵头部门：采管科、办公室；配合部门：预算科；完成时间：全年）",
        "丙事。（责任部门：财监科）",
        "丁事：",
        "1.一步。",
        "2.两步。",
        "1.戊事。（指导部门：办公室；起草部门：会计科；完成时间：8月）",
        "（二）己事：",
        "1.先做。",
        "2.后做。（责任部门：办公室；完成时间：全年）",
        "庚事。（责任部门：会计科；完成时间：全年）",
        "二、工作要求",
    ]
    assert said(SEVERAL)[3] == ("（一）甲事。乙事。（牵头部门：办公室、采管科；配合部门：会计科、预算科）")
    assert said(SEVERAL)[-1] == [
        ["序号", "具体内容", "责任部门", "完成时间"],
        ["1", "甲事。", "牵头部门：办公室；\n配合部门：会计科、预算科", "5月底"],
        ["1", "乙事。", "牵头部门：采管科、办公室；\n配合部门：预算科", "全年"],
        ["1", "丙事。", "财监科", ""],
        ["1", "丁事：\n1.一步。\n2.两步。", "", ""],
        ["2", "戊事。", "指导部门：办公室；\n起草部门：会计科", "8月"],
        ["3", "己事：\n1.先做。\n2.后做。", "办公室", "全年"],
        ["3", "庚事。", "会计科", "全年"],
    ]


def test_rows_of_headings_are_told_rightly_here() -> None:
    table = said(GATHERED)[-1]
    assert isinstance(table, list)
    assert [row[0] if row[0] == row[-1] else row for row in table[1:8]] == [
        "二、推进**公开**",
        "（一）决策公开",
        ["1", "甲事。", "牵头部门：办公室", "全年"],
        "（三）执行公开",
        "1.做好以下公开：",
        ["2", "乙事。", "牵头部门：会计科", "8月"],
        ["3", "丙事。", "采管科", "9月"],
    ]
    assert table[8] == ["三、主要工作"] * 4
    assert "四、工作要求" not in [row[0] for row in table]


# a plan that fails is shown as it was drawn: making it smaller takes minutes
AS_DRAWN = (Phase.generate,)


@given(arranged())
@settings(max_examples=examples(15), phases=AS_DRAWN)
def test_word_and_the_page_say_what_any_plan_says(plan: Plan) -> None:
    agree(plan, docx_file=docx_of(plan), page=page_of(plan))


@given(arranged())
@settings(max_examples=examples(5), phases=AS_DRAWN)
def test_the_pdf_says_what_any_plan_says(plan: Plan) -> None:
    # of a row over two pages that has words on both in several cells, no rule tells that it is one; LONG is such a plan
    tables = paged.tables(compose(plan), lambda _, placed, __: placed.cell)
    rows = [row for table in tables.values() for row in table.rows]
    assume(not any(row.tall for row in rows))
    agree(plan, pdf_file=pdf_of(plan), has_split_rows=False)


def test_what_is_not_printed_stands_nowhere_in_the_files() -> None:
    """Short titles, notes to ourselves and names of files reach no published file."""
    own = Item(
        "文件名甲",
        SourceText("短标题乙"),
        (Task((Paragraph(SourceText("公开。"), (), (Note(SourceText("批注丙"), 1),)), Note(SourceText("批注丁")))),),
        lineage=(SourceText("沿用戊"),),
        directive_points=(SourceText("要点壬"),),
        notes=(Note(SourceText("批注己")),),
    )
    plan = plan_with(own, expected=StatedDate(SourceText("预计庚")), basis=(SourceText("依据辛"),))
    with ZipFile(BytesIO(docx_of(plan))) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    with pikepdf.open(BytesIO(pdf_of(plan))) as paper:
        parts += [str(paper.docinfo.items()), bytes(paper.Root.Metadata.read_bytes()).decode()]
        with paper.open_outline() as outline:
            parts += [str(one.title) for one in outline.root]
    parts += [see.shown(see.pdf(pdf_of(plan))), page_of(plan).decode()]
    for hidden in ("文件名甲", "短标题乙", "批注", "沿用戊", "要点壬", "预计庚"):
        assert not [part[max(part.index(hidden) - 40, 0) :][:80] for part in parts if hidden in part]
