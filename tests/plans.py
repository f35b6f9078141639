"""Plans with everything that is awkward to print."""

from dataclasses import replace
from datetime import date
from typing import Any

from pipeline import source
from pipeline.model import (
    Assignment,
    Column,
    ColumnRole,
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Head,
    Item,
    Layout,
    NoteContent,
    Notice,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    Steps,
    Table,
    Task,
    TaskTable,
    Unit,
    UnitTerm,
)
from pipeline.parse import parse
from pipeline.source import SourceText
from tests import builders
from tests.builders import BUREAU, ROOT, paragraph, task

AWKWARD = (
    "<script>alert('甲')</script>",
    '"引"，“双引”、‘单引’',
    "{{ title }}{% raw %}{# 注 #}",
    "]]>&amp;&lt;&#20844;",
    "\u200f从右\u202e到左\u202c\u200e",
    "=1+1",
    "@x",
    "+1、-1",
    "𠮷㐂龘",
    "<r>甲</r>",
    "_x0041_、_x000D_",
    "C:\\新,旧;\\n",
    "甲 乙  丙　丁",
    "长" * 2000,
)
"""Words that some format would take for its own; each is to come out as the text it is."""


LONG_TITLE = "某市某某区人民政府财政局和国有资产监督管理办公室关于进一步深化二〇二四年度政务公开重点工作任务落实和监督检查的年度工作计划"


def plan_of(*parts: Part, **head: Any) -> Plan:
    """Return a plan of 某局."""
    return builders.plan_of(*parts, **(BUREAU | head))


def awkward() -> Plan:
    """Every awkward string as words, unit and deadline of a task."""
    items = tuple(
        Item(
            f"项{place}",
            SourceText(f"短{place}"),
            (
                Task(
                    (paragraph(words),),
                    (Assignment(Role.RESPONSIBLE, (SourceText(words[:100]), SourceText("办公室"))),),
                    Deadline(DeadlineKind.UNREAD, SourceText(words[:100])),
                ),
                task(f"后{words}", "5月底", LEAD="预算科"),
            ),
        )
        for place, words in enumerate(AWKWARD)
    )
    return plan_of(
        Section(paragraph("主要工作"), 1, items),
        title=SourceText(LONG_TITLE),
        annexes=(TaskTable(SourceText(LONG_TITLE)),),
    )


def of_2023() -> Plan:
    return parse(source.load_year(ROOT / "content", 2023)).plan


def task_by(words: str, deadline: Deadline, **units: str) -> Task:
    duties = tuple(Assignment(Role[role], tuple(map(SourceText, names.split()))) for role, names in units.items())
    return Task((Paragraph(SourceText(words)),), duties, deadline)


ALL_YEAR = Deadline(DeadlineKind.WHOLE_YEAR, SourceText("全年"), date(2024, 1, 1), date(2024, 12, 31))


MAY = Deadline(DeadlineKind.BY_MONTH_END, SourceText("5月底前"), None, date(2024, 5, 31))


SECOND = Deadline(DeadlineKind.QUARTER, SourceText("二季度"), date(2024, 4, 1), date(2024, 6, 30))


ALWAYS = Deadline(DeadlineKind.ONGOING, SourceText("持续推进"))


NONE = Deadline(DeadlineKind.NONE)


RICH = Plan(
    2024,
    replace(
        Head(),
        title=SourceText("某区财政局2024年度政务公开工作计划"),
        organ=SourceText("某区财政局"),
        annexes=(TaskTable(SourceText("任务分解表")), FreeAnnex(SourceText("情况表"), "情", (Table(
            (Paragraph(SourceText("年度")), Paragraph(SourceText("件数"))), ((Paragraph(SourceText("2023")), Paragraph(SourceText("15"))),),
        ),))),
        unit_term=UnitTerm.SECTION,
        columns=(
            Column(ColumnRole.GROUP, "工作任务"),
            Column(ColumnRole.NUMBER, "序号"),
            Column(ColumnRole.WORDS, "具体内容"),
            Column(ColumnRole.LEAD, "牵头科室"),
            Column(ColumnRole.SUPPORT, "配合科室"),
            Column(ColumnRole.DEADLINE, "完成时间"),
            Column(ColumnRole.REMARK, "备注"),
        ),
    ),
    (
        Paragraph(SourceText("为做好公开，制定本计划。")),
        Section(Paragraph(SourceText("重点工作")), 1, (
            Item("甲", SourceText("甲"), (
                task_by("甲一。", MAY, LEAD="办公室"), task_by("甲二。", ALL_YEAR, LEAD="会计科", SUPPORT="办公室 预算科"),
                task_by("甲三。", SECOND, LEAD="会计科"),
            ), remark=SourceText("备注甲")),
            Item("乙", SourceText("乙"), (task_by("乙组。", NONE),), (
                Item("丙", SourceText("丙"), (task_by("丙事。", ALWAYS, LEAD="预算科"),)),
                Item("丁", SourceText("丁"), (task_by("丁事。", MAY, LEAD="办公室"), task_by("丁又。", NONE, LEAD="预算科"))),
            )),
        )),
        Section(Paragraph(SourceText("其他工作")), 1, (Item("戊", SourceText("戊"), (task_by("戊事。", ALL_YEAR, LEAD="未列科"),)),)),
    ),
    tuple(Unit(SourceText(name)) for name in ("办公室", "会计科", "预算科")),
    Notice(replace(Head(), title=SourceText("某区财政局关于印发计划的通知"), organ=SourceText("某区财政局"), doc_number=SourceText("某财〔2024〕5号")),
        (Paragraph(SourceText("现将计划印发给你们。")),)),
)  # fmt: skip
"""A plan with everything a table may hold: group rows, two tasks and more of an item, a group column, remarks."""


ODD = (
    "<script>alert('甲')</script>",
    "{{ title }}{% raw %}{# 注 #}",
    "]]>&amp;&lt;&#20844;",
    "“双引”‘单引’\"'",
    "𠮷㐂龘",
    "</p></td><b>粗</b>",
    "甲 乙  丙　丁",
    "http://www.example.gov.cn/a_b?c=1&d=<2>",
    "\\n\\t$x$%s%(a)s{0}`",
    "<!-- 批 -->",
    "１．５％、1～3、3—5、m²、①",
    "GB/T 9704-2012 Ver.2 A4",
)


ALL_COLUMNS = (
    Column(ColumnRole.NUMBER, "序号"),
    Column(ColumnRole.GROUP, "工作任务"),
    Column(ColumnRole.NAME, "名称"),
    Column(ColumnRole.KIND, "类型（机制、任务等）"),
    Column(ColumnRole.WORDS, "工作要求"),
    Column(ColumnRole.LEAD, "牵头单位"),
    Column(ColumnRole.SUPPORT, "配合单位"),
    Column(ColumnRole.OWNER, "责任单位"),
    Column(ColumnRole.DEADLINE, "时限要求"),
    Column(ColumnRole.REMARK, "备注"),
)


def plan_with(*items: Item, **head: Any) -> Plan:
    """Return a plan of 某局 with the items in its first section."""
    opening = paragraph("为做好工作，制定本计划。")
    closing = Section(paragraph("工作要求"), 1, (paragraph("要落实。"),))
    work = Section(paragraph("主要工作"), 1, items)
    return builders.plan_of(opening, work, closing, **(BUREAU | head))


BOX = Table(
    (paragraph("事项"), paragraph("电话")), ((paragraph("甲"), paragraph("1")), (paragraph("乙"), paragraph("2")))
)


ODD_PLAN = plan_with(
    *(
        Item(
            f"odd{place}",
            SourceText(f"短{place}"),
            (task(f"公开{words}后文。", f"{words}前", RESPONSIBLE=f"科{words}室、乙科"),),
        )
        for place, words in enumerate(ODD)
    ),
    title=SourceText("某局“<b>&”2024年度政务公开工作计划"),
    organ=SourceText("某局&<i>"),
    annexes=(TaskTable(SourceText("<表>&“甲”")), FreeAnnex(SourceText("联系<表>"), "联系", (paragraph("".join(ODD)),))),
)


SEVERAL = plan_with(
    Item(
        "父",
        SourceText("父"),
        (
            task("甲事。", "5月底", LEAD="办公室", SUPPORT="会计科、预算科"),
            task("乙事。", "全年", LEAD="采管科、办公室", SUPPORT="预算科"),
            task("丙事。", "", RESPONSIBLE="财监科"),
            Task((paragraph("丁事："), Steps((paragraph("一步。"), paragraph("两步。"))))),
        ),
        children=(Item("子", SourceText("子"), (task("戊事。", "8月", GUIDE="办公室", DRAFT="会计科"),)),),
    ),
    Item(
        "步",
        SourceText("步"),
        (
            Task(
                (paragraph("己事："), Steps((paragraph("先做。"), paragraph("后做。")))),
                (Assignment(Role.RESPONSIBLE, (SourceText("办公室"),)),),
                Deadline(DeadlineKind.WHOLE_YEAR, SourceText("全年")),
            ),
            task("庚事。", "全年", RESPONSIBLE="会计科"),
        ),
    ),
)


NO_ANNEX = replace(SEVERAL, head=replace(SEVERAL.head, annexes=(), note_content=NoteContent.DUTIES_AND_DEADLINE))


LONG = plan_with(
    *(
        Item(
            f"长{place}",
            SourceText(f"长{place}"),
            tuple(
                task(f"第{row}件：" + "依法做好公开工作，" * 12 * row, f"{row}月底", LEAD="办公室", GUIDE="会计科")
                for row in range(1, 5)
            ),
            name=SourceText(f"第{place}项机制"),
            kind=SourceText("机制完善"),
            remark=SourceText(f"备注{place}"),
        )
        for place in range(1, 4)
    ),
    columns=ALL_COLUMNS,
    annex_orientation=Orientation.LANDSCAPE,
    layout=Layout.GBT_9704,
    annexes=(
        TaskTable(SourceText("很长的表，" * 8)),
        FreeAnnex(SourceText("联系表"), "联系", (paragraph("见下表。"), BOX)),
    ),
)
"""A table across the paper over several pages, its merged cells cut; titles and 附件说明 over several lines."""
