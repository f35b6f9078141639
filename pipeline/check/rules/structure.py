"""Rules P070 to P078, X017 and X018 (结构): the list of items, headings, typed numbers, the columns and rows of the annex."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.check.context import CheckContext, units_of
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, problem_with, rule, whole_text
from pipeline.findings import Severity, quote
from pipeline.model import (
    ColumnRole,
    FreeAnnex,
    Item,
    ItemTitle,
    Note,
    Orientation,
    Paragraph,
    Part,
    Section,
    Steps,
    Table,
    Task,
    TaskTable,
    is_formula_injection,
    paragraphs,
    walk,
)
from pipeline.parse.block_cursor import leading_number
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceText


def place_of_task(item: Item, task: Task) -> Place | None:
    """Return where a task that lacks something is reported: at its first character, else at its item."""
    blocks = (block for block in task.blocks if not isinstance(block, Note))
    for paragraph in (paragraph for block in blocks for paragraph in paragraphs(block)):
        if paragraph.text.value and paragraph.text.runs:
            return paragraph.text.place(0, 1)
    return item.place


@rule("P070", Severity.ERROR, "事项列了两次")
def listed_twice(context: CheckContext) -> Iterator[Problem]:
    """The second and later list entries of one item."""
    first = {item.id: item.title for item in reversed(list(context.plan.items()))}
    for item in context.plan.items():
        earlier = first[item.id]
        if earlier is not item.title and item.title.runs:
            message = f"{quote(item.id)}列了两次"
            yield problem_with(item.title, message, "删去一行", related=whole_text(earlier, "前一次"))


@rule("P071", Severity.ERROR, "待核的批注还没有消")
def left_open(context: CheckContext) -> Iterator[Problem]:
    """Notes that still ask for something to be verified, and readers' comments that nobody has dealt with."""
    for note in context.plan.notes():
        if note.is_todo and note.text.runs:
            yield problem_with(note.text, "还有待核的批注", "核实后删去这条批注")
        elif note.is_comment and note.text.runs:
            yield problem_with(note.text, "别人的批注还没有处理", "处理完删去这条批注", severity=Severity.INFO)


# --- typed numbers -----------------------------------------------------------------------

_FIRST_LEVEL = lazy_pattern(r"[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])")
_SECOND_LEVEL = lazy_pattern(r"[（(][一二三四五六七八九十]{1,3}[)）](?![、.．项款条目])")


@rule("P072", Severity.ERROR, "手写的序号会再印一次")
def typed_number(context: CheckContext) -> Iterator[Problem]:
    """Numbers typed at the beginning of items, and headings typed as paragraphs."""
    for item in context.plan.items():
        yield from _typed_before_item(item)
    yield from _typed_headings(context.plan.parts)
    for annex in context.plan.head.annexes:
        # in an annex without headings every number is typed and none is printed twice
        if isinstance(annex, FreeAnnex) and any(isinstance(part, Section) for part in annex.parts):
            yield from _typed_headings(annex.parts)


def _typed_before_item(item: Item) -> Iterator[Problem]:
    if (number := leading_number(item.title.value)) and item.title.runs:
        message = f"短标题前的序号{quote(number.strip())}会再印一次"
        yield problem(
            item.title, 0, len(number), message, "删去，序号按位置自动生成", fix="", severity=Severity.WARNING
        )
    blocks = [block for task in item.tasks for block in task.blocks if not isinstance(block, Note)]
    match blocks[0] if blocks else None:
        case Paragraph(text=text):
            if (number := leading_number(text.value)) and text.runs:
                message = f"序号{quote(number.strip())}会再印一次"
                hint = "删去，序号按位置自动生成"
                yield problem(text, 0, len(number), message, hint, fix="", severity=Severity.WARNING)
        case Steps(steps=(only,)) if only.text.runs:
            message = "只有一步，行首的序号会再印一次"
            yield problem(only.text, 0, 1, message, "删去行首的序号", severity=Severity.WARNING)
        case _:
            pass


_ITEM_FILE = lazy_pattern(r"\s*[(（]?\s?(?P<file>items[/／]\S{1,80}?\.md)\s?[)）]?$")


def _typed_headings(parts: tuple[Part, ...]) -> Iterator[Problem]:
    """Headings typed as paragraphs, and list lines without their brackets; making either is no safe fix: it moves what follows."""
    for visit in walk(parts):
        match visit.part:
            case Paragraph(text=text) if text.runs and (file := _ITEM_FILE.search(text.value)):
                number = leading_number(text.value)
                title = text.value[len(number) : file.start()].strip(" []【】")
                hint = f"写作 - [{title}]({file['file'].replace('／', '/')})，序号自动生成"
                yield problem_with(text, "清单里的一行少了方括号，没有读作事项", hint)
            case Paragraph(text=text) if text.runs and len(text) <= 30 and not text.value.endswith(("。", "；", "，")):
                if number := leading_number(text.value):
                    is_second = _SECOND_LEVEL.match(text.value)
                    level = 1 if _FIRST_LEVEL.match(text.value) else visit.level if is_second else 0
                    yield problem(
                        text,
                        0,
                        len(number),
                        f"{quote(number.strip())}是手写的序号",
                        f"章节标题写作 {'#' * (max(level, 1) + 1)} {text.value[len(number) :][:20]}，序号自动生成",
                        severity=Severity.ERROR if level else Severity.WARNING,
                    )
            case _:
                pass


# --- characters --------------------------------------------------------------------------


@pattern_rule(
    "P073",
    Severity.WARNING,
    "看不见的格式字符和兼容汉字",
    "[\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    "|(?P<compatible>[\uf900-\ufaff\U0002f800-\U0002fa1f])",
)
def invisible_character(match: re.Match[str]) -> Wording | None:
    """Characters nobody sees, and compatibility forms of Han characters."""
    char = match.group()
    if match["compatible"] is None:
        return Wording(f"这里有看不见的字符 U+{ord(char):04X}", "删去", fix="")
    unified = unicodedata.normalize("NFKC", char)
    if unified == char:
        return None
    return Wording(
        f"{quote(char)}（U+{ord(char):04X}）是兼容汉字，不是{quote(unified)}", f"改为{quote(unified)}", fix=unified
    )


@rule("P075", Severity.WARNING, "章节没有内容，或标题重复")
def empty_section(context: CheckContext) -> Iterator[Problem]:
    """Sections without content, and titles used twice at one level, in the plan and in its annexes."""
    for parts in context.plan.all_bodies():
        yield from _empty_sections(parts)


def _empty_sections(parts: tuple[Part, ...]) -> Iterator[Problem]:
    sections = [part for part in parts if isinstance(part, Section)]
    first = {section.title.text.value: section.title.text for section in reversed(sections)}
    for section in sections:
        title = section.title.text
        if title.value and title.runs:
            if all(isinstance(part, Note) for part in section.parts):
                yield problem_with(title, f"{quote(title)}下面没有内容", "写上内容，或删去这个标题")
            earlier = first[title.value]
            if earlier is not title:
                hint = "并入前一个章节，或换一个标题"
                yield problem_with(title, f"标题“{title}”用了两次", hint, related=whole_text(earlier, "前一个"))
        yield from _empty_sections(section.parts)


@rule("P074", Severity.ERROR, "表格软件会当作公式运行")
def spreadsheet_formula(context: CheckContext) -> Iterator[Problem]:
    """Cells of tasks.csv that a spreadsheet would run as a formula."""
    for item, task in context.tasks():
        for text in _csv_cells(item, task):
            if text.runs and is_formula_injection(text.value):
                yield problem_with(text, "这一格会被表格软件当作公式运行", "换一个开头，如加引号或“共”“第”等字")


def _csv_cells(item: Item, task: Task) -> Iterator[SourceText]:
    match next((block for block in task.blocks if not isinstance(block, Note)), None):
        case Paragraph(text=text):
            yield text
        case Table(head=head):
            yield head[0].text
        case _:
            # a step begins with its number
            pass
    yield from units_of(task)
    yield task.deadline.text
    yield from item.values.values()


# --- columns of the annex ------------------------------------------------------------------


@rule("P076", Severity.WARNING, "附件的栏目和事项的头部对不上")
def annex_columns(context: CheckContext) -> Iterator[Problem]:
    """Cells that stay empty for want of a key, and keys that no column prints."""
    head = context.plan.head
    column_heads = {column.role: column.head for column in head.columns if context.has_task_table()}
    titles_printed = head.item_title is not ItemTitle.HIDDEN
    for item in context.plan.items():
        for key, text in item.values.items():
            role = ColumnRole(key)
            if text and role not in column_heads:
                hint = f"在 plan.md 头部的“附件栏目”里加上 {key}，或删去这一行"
                message = f"附件没有{quote(key)}一栏，这里写的不会印出"
                yield problem_with(text, message, hint, severity=Severity.INFO)
            elif (
                not text and role in column_heads and role is not ColumnRole.REMARK and item.tasks and not item.is_group
            ):
                place = place_of_task(item, item.tasks[0])
                if place is not None and not (role is ColumnRole.NAME and titles_printed):
                    message = f"附件有{quote(column_heads[role])}一栏，这个事项没有写{key}"
                    yield Problem(place, message, f"在头部写 {key}: …")


MAX_PORTRAIT_COLUMNS = 6
"""More columns than this are crowded on portrait paper."""


@rule("P078", Severity.INFO, "附件栏目多，纸是竖的")
def crowded_annex(context: CheckContext) -> Iterator[Problem]:
    """A table of many columns on portrait paper."""
    head = context.plan.head
    places = [column.place for column in head.columns if column.place is not None]
    is_portrait = head.annex_orientation is Orientation.PORTRAIT
    if context.has_task_table() and is_portrait and len(head.columns) > MAX_PORTRAIT_COLUMNS and places:
        first, last = places[0], places[-1]
        place = first.to(last) if first.line == last.line else first
        yield Problem(place, f"附件有 {len(head.columns)} 栏，竖排的纸上会很挤", "在头部写 附件纸张: 横排")


# --- the annex and the text ----------------------------------------------------------------


@rule("X017", Severity.ERROR, "附件的分解表没有一行")
def empty_annex(context: CheckContext) -> Iterator[Problem]:
    """Task tables in a plan that lists no item; an item without text is found where it is written."""
    if next(context.plan.items(), None) is not None:
        return
    for annex in context.plan.head.annexes:
        if isinstance(annex, TaskTable):
            message = "计划里没有列事项，这个分解表只有表头"
            hint = "在 plan.md 的正文里列出事项 - [短标题](items/文件名.md)；没有分解表的，从“附件”中删去"
            yield problem_with(annex.title, message, hint)


@rule("X018", Severity.WARNING, "附表里分不清归在哪一项")
def row_under_group(context: CheckContext) -> Iterator[Problem]:
    """Items whose row in the annex is below the group row of an item that is not their parent."""
    head = context.plan.head
    if not context.has_task_table():
        return
    has_heading_rows = head.heading_rows or any(column.role is ColumnRole.GROUP for column in head.columns)
    titles_printed = head.item_title is not ItemTitle.HIDDEN
    group: tuple[int, Item] | None = None
    for level, item in _items_in_order(context.plan.parts, has_heading_rows=has_heading_rows):
        if item is None:
            group = None
        elif item.is_group:
            # one without text has no row
            group = (level, item) if item.tasks or titles_printed else None
        elif item.tasks and group is not None and level <= group[0]:
            place = place_of_task(item, item.tasks[0])
            if place is not None:
                message = f"附表里这一项像是归在{quote(group[1].title)}之下"
                yield Problem(place, message, f"也写成有分项的事项，或给{quote(group[1].title)}写上责任和时限")
            group = None


def _items_in_order(parts: Sequence[Part], *, has_heading_rows: bool) -> Iterator[tuple[int, Item | None]]:
    """Yield every item with its level in reading order, and None where a heading has a row of its own."""
    for visit in walk(parts):
        if isinstance(visit.part, Item):
            yield visit.level, visit.part
        elif has_heading_rows and isinstance(visit.part, Section):
            yield visit.level, None
