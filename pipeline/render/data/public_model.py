"""The public part of a plan as data: what a reader of the document knows, nothing that is only in the content files.

`tasks.csv`, `plan.json` and `deadlines.ics` are made from it, and the JSON Schema
from its types: every field is required, what is not stated is null or empty, and
`VERSION` is raised when a field goes or changes its meaning. The text beside a
field is its name in Chinese, the classes' docstrings are the schema's descriptions.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Annotated, Literal

from pipeline.dataclass import dataclass
from pipeline.model import ColumnRole, Deadline, DeadlineKind, Disclosure, ItemTitle, Plan, Role, TaskTable, web_address
from pipeline.render.print_model import HEADINGS, Document, Grid, Line, PrintedBlock, Span, Style, text_of
from pipeline.render.task_table import item_name, task_rows

FORMAT: Literal["政务公开工作计划"] = "政务公开工作计划"
VERSION: Literal[1] = 1


class Term(Enum):
    """How a deadline binds (时限的种类)."""

    WHOLE_YEAR = "全年"
    BY_DAY = "某日前"
    BY_MONTH_END = "某月底前"
    IN_MONTH = "某月"
    QUARTER = "季度"
    HALF_YEAR = "半年"
    YEAR_END = "年底前"
    RANGE = "起止"
    STEPS = "分步"
    RECURRING = "定期"
    ONGOING = "持续"
    RELATIVE = "条件后"
    UNBOUNDED = "不限期"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class PublicDuty:
    """Who answers for a task in one role (责任分工); units in the order printed."""

    role: Annotated[Role, "责任方式"]
    units: Annotated[tuple[str, ...], "科室"]


@dataclass(frozen=True, slots=True)
class PublicDeadline:
    """By when a task is done (完成时间): its words as printed, and the first and last day they name.

    Both days are inclusive. A deadline that falls before some day has no first
    day; those of 分步 are the days of its first and last step; 定期, 持续, 条件后,
    不限期 and 其他 have neither.
    """

    kind: Annotated[Term, "种类"]
    text: Annotated[str, "完成时间"]
    start: Annotated[date | None, "起"]
    end: Annotated[date | None, "止"]


@dataclass(frozen=True, slots=True)
class PublicTask:
    """One task (任务), a row of the annex; tasks of one item share `number`, which counts through the whole plan.

    `headings` are the headings it stands under as printed, outermost first;
    `parents` the printed numbers of the items above its own, `item` that of its own
    （四）. `title` is the item's short title where the plan prints it; `name`, `type`
    and `remark` what its row says under 名称, 类型 and 备注 where the annex has that
    column. Paragraphs of `text` are separated by a line feed.
    """

    number: Annotated[int, "序号"]
    headings: Annotated[tuple[str, ...], "部分"]
    parents: Annotated[tuple[str, ...], "上级事项"]
    item: Annotated[str, "事项"]
    title: Annotated[str | None, "事项标题"]
    name: Annotated[str | None, "名称"]
    type: Annotated[str | None, "类型"]
    text: Annotated[str, "具体内容"]
    duties: Annotated[tuple[PublicDuty, ...], "责任分工"]
    deadline: Annotated[PublicDeadline | None, "完成时间"]
    remark: Annotated[str | None, "备注"]


@dataclass(frozen=True, slots=True)
class PublicHeading:
    """A heading as printed, its number among the words; level 1 is 一、."""

    kind: Literal["标题"]
    level: Annotated[int, "级别"]
    text: Annotated[str, "文字"]


@dataclass(frozen=True, slots=True)
class PublicParagraph:
    """A paragraph as printed, its number and the bracket note on duties among the words."""

    kind: Literal["段落"]
    text: Annotated[str, "文字"]


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table as printed: the cells of its head, and of every row as many."""

    kind: Literal["表格"]
    head: Annotated[tuple[str, ...], "表头"]
    rows: Annotated[tuple[tuple[str, ...], ...], "各行"]


PublicBlock = PublicHeading | PublicParagraph | PublicTable


@dataclass(frozen=True, slots=True)
class PublicAnnex:
    """An annex (附件) with the mark printed over it. What a 任务分解表 holds is `tasks`, its content here is empty."""

    mark: Annotated[str, "附件标识"]
    title: Annotated[str, "附件标题"]
    kind: Annotated[Literal["任务分解表", "其他附件"], "种类"]
    content: Annotated[tuple[PublicBlock, ...], "内容"]


@dataclass(frozen=True, slots=True)
class PublicLink:
    """Words of the plan that lead to a web address."""

    text: Annotated[str, "文字"]
    address: Annotated[str, "网址"]


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """One year's plan (政务公开工作计划) as it is made public.

    `body` is the paper's text as printed, from the words under the title to those
    above the sign-off; `sign_off` are the lines of 附件说明, 署名 and 成文日期.
    """

    format: Annotated[Literal["政务公开工作计划"], "格式"]
    version: Annotated[Literal[1], "格式版本"]
    year: Annotated[int, "年度"]
    title: Annotated[str, "标题"]
    stage: Annotated[str | None, "稿次"]
    organ: Annotated[str, "发文机关"]
    document_number: Annotated[str | None, "发文字号"]
    issued: Annotated[date | None, "成文日期"]
    disclosure: Annotated[Disclosure | None, "公开属性"]
    keywords: Annotated[tuple[str, ...], "关键词"]
    summary: Annotated[str | None, "内容概述"]
    body: Annotated[tuple[PublicBlock, ...], "正文"]
    sign_off: Annotated[tuple[str, ...], "落款"]
    tasks: Annotated[tuple[PublicTask, ...], "任务"]
    annexes: Annotated[tuple[PublicAnnex, ...], "附件"]
    links: Annotated[tuple[PublicLink, ...], "链接"]


def public_plan(document: Document, plan: Plan) -> PublicPlan:
    """The public part of a plan; `document` is what `compose` makes of the same plan."""
    head = plan.head
    return PublicPlan(
        format=FORMAT,
        version=VERSION,
        year=plan.year,
        title=document.title,
        stage=head.stage.value or None,
        organ=head.organ.value,
        document_number=plan.cover_head.doc_number.value or None,
        issued=plan.issued.value,
        disclosure=head.disclosure,
        keywords=tuple(word.value for word in head.keywords),
        summary=head.summary.value or None,
        body=tuple(_blocks(document.body)),
        sign_off=tuple(line.text for line in document.sign_off),
        tasks=tuple(_tasks(plan)),
        annexes=tuple(
            PublicAnnex(
                sheet.mark,
                sheet.title,
                "任务分解表" if sheet.is_tasks else "其他附件",
                () if sheet.is_tasks else tuple(_blocks(sheet.content)),
            )
            for sheet in document.annexes
        ),
        links=tuple(_links(document)),
    )


# --- what is printed ----------------------------------------------------------


def _blocks(content: Iterable[PrintedBlock]) -> Iterator[PublicBlock]:
    """The lines and tables but those that have a field of their own."""
    for block in content:
        match block:
            case Line(style=Style.TITLE | Style.STAGE):
                pass
            case Line(style=style) if style in HEADINGS:
                yield PublicHeading("标题", HEADINGS.index(style) + 1, block.text)
            case Line():
                yield PublicParagraph("段落", block.text)
            case Grid():
                head = tuple(cell.text for cell in block.head)
                yield PublicTable("表格", head, tuple(tuple(cell.text for cell in row.cells) for row in block.rows))


def _links(document: Document) -> Iterator[PublicLink]:
    sheets = (block for sheet in document.annexes if not sheet.is_tasks for block in sheet.content)
    for block in (*document.body, *sheets):
        match block:
            case Line():
                yield from _linked(block.spans)
            case Grid():
                for cells in (block.head, *(row.cells for row in block.rows)):
                    yield from (link for cell in cells for spans in cell.paragraphs for link in _linked(spans))


def _linked(spans: Sequence[Span]) -> Iterator[PublicLink]:
    """The links among spans; one that changes its look in the middle is one."""
    place = 0
    while place < len(spans):
        target = spans[place].target
        stop = place + 1
        while stop < len(spans) and spans[stop].target == target:
            stop += 1
        if address := web_address(target):
            yield PublicLink(text_of(spans[place:stop]), address)
        place = stop


# --- tasks --------------------------------------------------------------------


def _tasks(plan: Plan) -> Iterator[PublicTask]:
    head = plan.head
    with_title = head.item_title is not ItemTitle.HIDDEN
    in_table = any(isinstance(annex, TaskTable) for annex in head.annexes)
    printed = {column.role for column in head.columns if in_table}
    for row in task_rows(plan):
        yield PublicTask(
            number=row.number,
            headings=tuple(text_of(heading.spans) for heading in row.position.headings),
            parents=row.position.parents,
            item=row.position.number,
            title=(row.item.title.value or None) if with_title else None,
            name=(item_name(row.item, head) or None) if ColumnRole.NAME in printed else None,
            type=(row.item.kind.value or None) if ColumnRole.KIND in printed else None,
            text="\n".join(text_of(line) for line in row.paragraphs),
            duties=tuple(
                PublicDuty(duty.role, tuple(unit.value for unit in duty.units)) for duty in row.task.assignments
            ),
            deadline=_deadline(row.task.deadline),
            remark=(row.item.remark.value or None) if ColumnRole.REMARK in printed else None,
        )


def item_ids(plan: Plan) -> tuple[str, ...]:
    """The lasting id of every public task's item: our own handle, published by nothing but what is made from it."""
    return tuple(row.item.id for row in task_rows(plan))


def _deadline(deadline: Deadline) -> PublicDeadline | None:
    match deadline.kind:
        case DeadlineKind.NONE:
            return None
        case DeadlineKind.UNREAD:
            kind = Term.OTHER
        case known:
            kind = Term(known.value)
    return PublicDeadline(kind, deadline.text.value, deadline.start, deadline.end)
