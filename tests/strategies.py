"""What the property tests feed: any text at all, text that looks like content, and whole plans."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from pipeline.model import (
    NO_DEADLINE,
    Assignment,
    FreeAnnex,
    Head,
    Item,
    Link,
    Note,
    Numbering,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    StatedDate,
    Steps,
    Strong,
    Table,
    Task,
    TaskTable,
    Unit,
)
from pipeline.parse.assignments import sort_by_role
from pipeline.parse.deadline import read_deadline
from pipeline.source import SourceText

FUZZ = os.environ.get("ZWGK_HYPOTHESIS") == "fuzz"
"""Whether the tests run under `make fuzz`."""

DRAWS = int(os.environ.get("ZWGK_DRAWS", "0")) if FUZZ else 0
"""How many cases `make fuzz DRAWS=…` draws for a property that is dear; 0 leaves it to the property."""


def examples(count: int, *, cases: int = 1) -> int:
    """How many examples of so many cases a property takes that is dear.

    So many as it says, a hundred times as many under `make fuzz`, or what makes up the number of cases set there.
    """
    if DRAWS:
        return -(-DRAWS // cases)
    return 100 * count if FUZZ else count


YEAR = 2024

# --- text that looks like content ------------------------------------------------

FRAGMENTS = [
    "---",
    "———",
    "－－－",
    "标题: ",
    "标题：",
    "发文机关: 财政局",
    "成文日期: 2023年6月27日",
    "附件: 分解表",
    "附件:",
    "- [题](items/甲.md)",
    "  - [子](items/乙.md)",
    "- [表](annex/丙.md)",
    "- 值",
    "公开属性: 主动公开",
    "正文括注: 责任和时限",
    "## 主要工作",
    "### 小节",
    "#### 深",
    "##主要工作",
    "＃＃ 主要工作",
    "# 题",
    "#1机组",
    "- ",
    "* ",
    "· ",
    "-",
    "1. ",
    "2. ",
    "1、",
    "8. ",
    "（一）",
    "一、",
    "\n一、总体要求\n",
    "\n（1）甲",
    "\n  - 甲",
    "\n- 乙",
    "\n\u3000\u3000",
    "2023. ",
    "| 甲 | 乙 |",
    "|---|---|",
    "\n｜－－｜",
    "\n甲\t乙\n丙\t丁\n",
    "｜甲｜",
    "|",
    "**",
    "*",
    "_",
    "`",
    "~~",
    "[",
    "](",
    ")",
    "（",
    "）",
    "[题]（items/甲.md）",
    "【题】(items/甲.md)",
    "-[题](items/甲.md)",
    "[链](http://a.b/c)",
    "<!--",
    "-->",
    "<!-- 待核：日期 -->",
    "<br>",
    "&nbsp;",
    "\\*",
    "> ",
    "________",
    "===",
    "    ",
    "\t",
    "\u3000\u3000",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u00a0",
    "\u200b",
    "\u200f",
    "\u00ad",
    "\ufeff",
    "\ue000",
    "⼯",
    "⻓",
    "\x00",
    "\x0b",
    "\u2028",
    "\u0085",
    "\ufdd0",
    "\ufffe",
    "\u202e",
    "责任部门: 办公室",
    "牵头部门：办公室、会计科",
    "完成时间: 全年",
    "完成时间：3月底",
    "（责任部门：采管科；完成时间：5月底）",
    "(责任部门:采管科)。",
    "（责任部们：办公室）",
    "（含解读材料）",
    "（牵头部门：办公室，配合部门：会计科）",
    "（完成时间：3月底）",
    "做好公开。",
    "5*8小时",
    "2023年",
    "甲",
    "公开“即”服务",
    "a b",
    "http://x.y/z_1?a=b&c=d",
    "𠮷",
    "[附件]: 2023年分解表",
    "沿用: 2022/甲",
    "备注: 无",
    "名称: 预决算公开",
    "类型：机制",
    "：",
    ":",
    "；",
    "、",
    "。",
]

content_like = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=14).map("".join)
any_text = st.one_of(content_like, content_like, st.text(max_size=60))


@st.composite
def any_files(draw: st.DrawFn) -> dict[str, str]:
    """Content files with anything in them."""
    names = [
        f"{YEAR}/plan.md",
        f"{YEAR}/items/甲.md",
        f"{YEAR}/items/乙.md",
        f"{YEAR}/annex/丙.md",
        f"{YEAR}/notice.md",
    ]
    head = draw(
        st.sampled_from(["", "---\n标题: 计划\n发文机关: 财政局\n附件:\n- 分解表\n- [表](annex/丙.md)\n---\n\n"])
    )
    files = {names[0]: head + draw(any_text)}
    for name in names[1:]:
        if draw(st.booleans()):
            files[name] = draw(any_text)
    if draw(st.integers(0, 4)) == 0:
        files["units.yaml"] = draw(st.text(max_size=30))
        files["site.yaml"] = draw(st.text(max_size=30))
    return files


# --- whole plans --------------------------------------------------------------------

_HAN = "公开政务信息目录标准服务办理依法及时做好推进年度工作会计财监𠮷龘"
_PROSE = _HAN + "，、；“”《》（）ABCabc0123%·—…"
words = st.builds(
    lambda first, rest, last: first + rest + last,
    st.text(_HAN, min_size=1, max_size=3),
    st.text(_PROSE, max_size=30),
    st.sampled_from(["。", "办", "；", "！", ""]),
).filter(lambda text: not text.rstrip("。").endswith(("）", ")")))
names = st.text(_HAN, min_size=2, max_size=6)
note_words = (
    st.text(_HAN + " -<>!待核：", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda text: text and "-->" not in text and not text.endswith("-"))
)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """A paragraph with at most one mark and one note."""
    text = draw(words)
    marks: tuple[Strong | Link, ...] = ()
    notes: tuple[Note, ...] = ()
    start = draw(st.integers(0, len(text) - 1))
    stop = draw(st.integers(start + 1, len(text)))
    match draw(st.integers(0, 5)):
        case 0:
            marks = (Strong(start, stop),)
        case 1:
            marks = (Link(start, stop, "https://example.gov.cn/a"),)
        case 2:
            notes = (Note(SourceText(draw(note_words)), start),)
        case _:
            pass
    return Paragraph(SourceText(text), marks, notes)


plain = words.map(lambda text: Paragraph(SourceText(text)))
steps = st.lists(plain, min_size=1, max_size=3).map(lambda some: Steps(tuple(some)))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of one to three columns."""
    width = draw(st.integers(1, 3))
    row = st.tuples(*[plain] * width)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=3))))


blocks = st.one_of(paragraphs(), paragraphs(), paragraphs(), steps, tables())
deadline_words = st.sampled_from(
    ["全年", "5月底", "3月31日前", "8月", "二季度末", "持续推进", "12月底前", "3月至5月", "国庆节前"]
)


@st.composite
def duties(draw: st.DrawFn) -> tuple[Assignment, ...]:
    """One to three duties of different roles."""
    roles = draw(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=3, unique=True))
    return sort_by_role(
        Assignment(role, tuple(SourceText(name) for name in draw(st.lists(names, min_size=1, max_size=3, unique=True))))
        for role in roles
    )


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """A task with words, owners and mostly a deadline."""
    kept = _steps_apart([draw(paragraphs()), *draw(st.lists(blocks, max_size=2))])
    deadline = read_deadline(SourceText(draw(deadline_words)), YEAR) if draw(st.integers(0, 9)) else NO_DEADLINE
    return Task(kept, draw(duties()), deadline)


def _steps_apart(blocks: Iterable[Paragraph | Steps | Table | Note]) -> tuple[Paragraph | Steps | Table | Note, ...]:
    """The blocks without steps behind steps: two runs of them side by side are one run."""
    kept: list[Paragraph | Steps | Table | Note] = []
    for block in blocks:
        if not (kept and isinstance(kept[-1], Steps) and isinstance(block, Steps)):
            kept.append(block)
    return tuple(kept)


@st.composite
def annex_parts(draw: st.DrawFn, level: int = 1) -> tuple[Part, ...]:
    """What a free annex holds: words, lists and tables, and under them headings down to the fourth level.

    No heading stands over nothing.
    """
    count = draw(st.integers(0, 2 if level < 3 else 1)) if level <= 4 else 0
    least = 0 if count or level == 1 else 1
    inside: list[Part] = [*_steps_apart(draw(st.lists(blocks, min_size=least, max_size=2)))]
    for _ in range(count):
        title = Paragraph(SourceText(draw(names)))
        inside.append(Section(title, level, draw(annex_parts(level + 1))))
    return tuple(inside)


@st.composite
def plans(draw: st.DrawFn, max_items: int = 5) -> Plan:
    """A plan as somebody could have written it: sections, nested items, several tasks, notes, annexes with headings."""
    count = draw(st.integers(0, max_items))
    identities = draw(st.lists(names, min_size=count, max_size=count, unique_by=str.casefold))
    items: list[Item] = []
    for identity in identities:
        item = Item(
            identity,
            SourceText(draw(names)),
            tuple(draw(st.lists(tasks(), min_size=1, max_size=3))),
            name=SourceText(draw(st.one_of(st.just(""), names))),
            kind=SourceText(draw(st.sampled_from(["", "机制", "任务"]))),
        )
        if items and draw(st.integers(0, 3)) == 0:
            parent = items.pop()
            items.append(replace(parent, children=(*parent.children, item)))
        else:
            items.append(item)
    opening = [draw(plain)] if draw(st.booleans()) else []
    section = Section(Paragraph(SourceText(draw(names))), 1, tuple(items))
    closing = Section(Paragraph(SourceText(draw(names))), 1, (draw(paragraphs()),))
    table = TaskTable(SourceText("任务分解表"))
    free = st.builds(lambda parts: (table, FreeAnnex(SourceText("填报说明"), "填报说明", parts)), annex_parts())
    annexes = draw(st.one_of(st.sampled_from([(), (table,)]), free))
    day = StatedDate(SourceText("2024年3月5日"), date(2024, 3, 5)) if draw(st.booleans()) else StatedDate()
    head = Head(
        title=SourceText(draw(names) + "2024年度政务公开工作计划"),
        organ=SourceText(draw(names)),
        issued=day,
        annexes=annexes,
        numbering=draw(st.sampled_from(list(Numbering))),
        heading_rows=draw(st.booleans()),
    )
    roster = tuple(Unit(SourceText(name)) for name in draw(st.lists(names, max_size=2, unique=True)))
    return Plan(YEAR, head, (*opening, section, closing), roster)
