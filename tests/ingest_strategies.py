"""Plans as offices write them, for what only a reader who knows the genre can tell apart: titles, items, steps, owners."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from pipeline.model import (
    NO_DEADLINE,
    Assignment,
    Column,
    ColumnRole,
    Head,
    Item,
    ItemTitle,
    Link,
    NoteContent,
    Notice,
    Numbering,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    StatedDate,
    Steps,
    Task,
    TaskTable,
    UnitTerm,
    default_columns,
)
from pipeline.parse.assignments import sort_by_role
from pipeline.parse.deadline import read_deadline
from pipeline.source import SourceText

YEAR = 2024
_UNITS = ("办公室", "预算科", "采管科", "会计科", "财监科", "综合科", "国库科", "各科室", "相关科室", "信息中心")
_DO = ("做好", "推进", "加强", "完善", "规范", "深化", "优化", "落实")
_WHAT = (
    "预决算公开", "政策解读", "依申请公开", "政府采购信息公开", "行政执法公示", "政务公开标准目录", "政府开放日活动",
    "公文属性认定", "政务新媒体管理", "专项资金绩效公开", "政府网站内容保障", "重大决策预公开",
)  # fmt: skip
_HOW = (
    "按照“谁起草、谁解读”的原则，同步组织、同步审签",
    "及时、准确、全面公开相关信息，主动接受社会监督",
    "严格落实《中华人民共和国政府信息公开条例》有关规定",
    "健全工作机制，明确责任分工，定期开展自查",
    "依托“一网通办”平台，方便群众查询和办理（含咨询、投诉）",
    "全年公开信息不少于120条，答复率达到100%",
    "对照国办发〔2019〕14号文件逐项梳理，形成台账",
    "加强与相关部门的沟通，提高答复质量",
)
_DEADLINES = ("全年", "5月底", "3月31日前", "8月", "二季度", "持续推进", "12月底前", "3月至5月", "上半年")

titles = st.builds(str.__add__, st.sampled_from(_DO), st.sampled_from(_WHAT))
sentences = st.lists(st.sampled_from(_HOW), min_size=1, max_size=3, unique=True).map(
    lambda some: "。".join(some) + "。"
)


@st.composite
def duties(draw: st.DrawFn) -> tuple[Assignment, ...]:
    """Who answers for a task, in one role or two."""
    names = draw(st.lists(st.sampled_from(_UNITS), min_size=1, max_size=4, unique=True))
    roles = draw(
        st.sampled_from([(Role.RESPONSIBLE,), (Role.LEAD, Role.SUPPORT), (Role.LEAD,), (Role.RESPONSIBLE, Role.GUIDE)])
    )
    if len(names) < len(roles):
        roles = roles[:1]
    cut = 1 if len(roles) > 1 else len(names)
    parts = (names[:cut], names[cut:])
    return sort_by_role(
        Assignment(role, tuple(map(SourceText, units))) for role, units in zip(roles, parts, strict=False) if units
    )


@st.composite
def tasks(draw: st.DrawFn, title: str = "") -> Task:
    """A task: a paragraph or two, sometimes a link, sometimes steps at its end."""
    first = (f"{title}。" if title else "") + draw(sentences)
    marks = (Link(0, 4, "https://www.example.gov.cn/a"),) if draw(st.integers(0, 5)) == 0 else ()
    blocks: list[Paragraph | Steps] = [Paragraph(SourceText(first), marks)]
    match draw(st.integers(0, 5)):
        case 0:
            blocks.append(Paragraph(SourceText(draw(sentences))))
        case 1:
            steps = draw(st.lists(titles, min_size=2, max_size=3, unique=True))
            blocks.append(Steps(tuple(Paragraph(SourceText(step + "；")) for step in steps)))
    deadline = (
        read_deadline(SourceText(draw(st.sampled_from(_DEADLINES))), YEAR) if draw(st.integers(0, 9)) else NO_DEADLINE
    )
    return Task(tuple(blocks), draw(duties()), deadline)


@st.composite
def items(draw: st.DrawFn, identity: str, *, hidden: bool) -> Item:
    """An item of one to three tasks."""
    title = draw(titles)
    some = [draw(tasks(title if hidden else ""))]
    some += draw(st.lists(tasks(), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
    return Item(identity, SourceText(title), tuple(some))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of two or three chapters, the last without tasks; its annex, its way of printing, sometimes a covering 通知."""
    item_title = draw(st.sampled_from([ItemTitle.HIDDEN, ItemTitle.HIDDEN, ItemTitle.OWN_LINE, ItemTitle.RUN_IN]))
    term = draw(st.sampled_from(list(UnitTerm)))
    count = 0
    parts: list[Part] = [Paragraph(SourceText(f"为做好{YEAR}年政务公开工作，根据上级要求，结合实际，制定本计划。"))]
    for name in draw(st.sampled_from([("主要工作",), ("推进公开", "优化服务")])):
        below: list[Item] = []
        for _ in range(draw(st.integers(2, 4))):
            count += 1
            item = draw(items(f"事项{count}", hidden=item_title is ItemTitle.HIDDEN))
            if draw(st.integers(0, 5)) == 0 and item_title is ItemTitle.HIDDEN:
                count += 1
                child = draw(items(f"事项{count}", hidden=True))
                steps = any(isinstance(block, Steps) for task in item.tasks for block in task.blocks)
                item = item if steps else replace(item, children=(child,))
            below.append(item)
        parts.append(Section(Paragraph(SourceText(name)), 1, tuple(below)))
    parts.append(
        Section(Paragraph(SourceText("工作要求")), 1, (Paragraph(SourceText("各部门要加强组织领导，按时完成任务。")),))
    )
    organ = "某市某区财政局"
    day = StatedDate(SourceText(f"{YEAR}年3月5日"), date(YEAR, 3, 5))
    head = Head(
        title=SourceText(f"{organ}{YEAR}年度政务公开工作计划"),
        organ=SourceText(organ),
        issued=day,
        annexes=(TaskTable(SourceText(f"{YEAR}年度{organ}政务公开任务分解表")),),
        numbering=draw(st.sampled_from(list(Numbering))),
        note_content=draw(st.sampled_from(list(NoteContent))),
        item_title=item_title,
        unit_term=term,
        columns=draw(
            st.sampled_from(
                [
                    default_columns(term),
                    (
                        Column(ColumnRole.GROUP, "工作任务"),
                        Column(ColumnRole.NUMBER, "序号"),
                        Column(ColumnRole.WORDS, "具体要求"),
                        Column(ColumnRole.LEAD, f"牵头{term.value}"),
                        Column(ColumnRole.SUPPORT, f"配合{term.value}"),
                        Column(ColumnRole.OWNER, f"责任{term.value}"),
                        Column(ColumnRole.DEADLINE, "时限要求"),
                    ),
                ]
            )
        ),
    )
    notice = None
    if draw(st.integers(0, 3)) == 0:
        cover = Head(
            title=SourceText(f"{organ}关于印发《{organ}{YEAR}年度政务公开工作计划》的通知"),
            organ=SourceText(organ),
            issued=day,
            doc_number=SourceText(f"某财〔{YEAR}〕1号"),
            addressee=SourceText("机关各科室、局属各单位"),
            remark=SourceText("此件公开发布"),
        )
        notice = Notice(cover, (Paragraph(SourceText("现将计划印发给你们，请认真贯彻执行。")),))
        head = replace(head, issued=StatedDate())
    return Plan(YEAR, head, tuple(parts), (), notice)
