"""An item's file becomes an item: its head's facts, its words, cut into tasks where a bracket note closes one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.findings import Finding
from pipeline.model import (
    Block,
    Item,
    Link,
    Note,
    Paragraph,
    Steps,
    Table,
    Task,
    paragraphs,
)
from pipeline.parse import codes
from pipeline.parse.blocks import (
    Heading,
    ListLine as ListEntry,
    Written,
    read_blocks,
)
from pipeline.parse.clean import (
    clean,
    pasted_rows,
    take_comments,
)
from pipeline.parse.duty import (
    KEYS,
    Facts,
    closing_note,
    head_facts,
)
from pipeline.parse.head import (
    HeadLines,
    get_list,
    get_text,
    read_head,
    report_repeated_values,
    report_unknown_keys,
)
from pipeline.parse.inline import cut, stripped
from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
)

LINEAGE, NAME, KIND, REMARK = "沿用", "名称", "类型", "备注"


@dataclass(frozen=True, slots=True)
class File:
    """A file's head and blocks, before anybody knows what they mean."""

    head: HeadLines
    blocks: tuple[Written, ...]
    findings: tuple[Finding, ...]


def read_file(source: SourceFile, *, entries: bool = False, keys: bool = True) -> File:
    """The file's head and blocks, and everything found on the way; `keys` says whether its head can state anything."""
    lines, of_characters = clean(source)
    head = read_head(lines, unfenced=keys)
    if any("\t" in line for line in source.lines) and head.body:
        rows = pasted_rows(source, head.body[0].place(0, 0).line)
        lines, of_characters = clean(source, rows)
        head = read_head(lines, unfenced=keys)
    body, comments, of_comments = take_comments(head.body)
    blocks, of_blocks = read_blocks(body, comments, entries=entries)
    return File(head, blocks, (*of_characters, *head.findings, *of_comments, *of_blocks))


def read_item(
    source: SourceFile, identity: str, title: SourceText, year: int, keys: list[SourceText]
) -> tuple[Item, tuple[Finding, ...]]:
    """The item of that file; the keys of its duties are added to `keys` as they were typed."""
    file = read_file(source)
    findings = list(file.findings)
    entries = file.head.entries
    report_unknown_keys(entries, (*KEYS, LINEAGE, NAME, KIND, REMARK), {}, findings)
    report_repeated_values(entries, (NAME, KIND, REMARK), findings)
    default = head_facts(tuple(entries.values()), year, findings)
    keys += default.keys
    blocks = plain_blocks(file.blocks, findings, "事项")
    if source.is_readable and not any(not isinstance(block, Note) for block in blocks):
        findings.append(codes.EMPTY_ITEM.at(source.top, "这个事项还没有文字", "在头部下面写事项的内容"))
    tasks = _tasks(blocks, default, year, source, findings, keys)
    return (
        Item(
            identity,
            title,
            tasks,
            lineage=get_list(entries.get(LINEAGE)),
            name=get_text(entries.get(NAME)),
            kind=get_text(entries.get(KIND)),
            remark=get_text(entries.get(REMARK)),
            place=source.top,
        ),
        tuple(findings),
    )


def plain_blocks(written: Sequence[Written], findings: list[Finding], where: str) -> tuple[Block | Note, ...]:
    """The blocks of a file that can hold neither headings nor lists of items; these are found and read as paragraphs."""
    blocks: list[Block | Note] = []
    for block in written:
        match block:
            case Heading():
                findings.append(
                    codes.HEADING_LEVEL.at(
                        block.place,
                        f"{where}里不能有标题，已当作一段",
                        "标题写在 plan.md；这里只写文字"
                        if where == "事项"
                        else "删去 #；小标题写作单独的一段，序号照写，如“一、填报范围”",
                    )
                )
                blocks.append(block.title)
            case ListEntry():
                blocks += [
                    Paragraph(block.title, (Link(0, len(block.title), block.target.value),), block.notes),
                ]
            case Paragraph() | Steps() | Table() | Note():
                blocks.append(block)
    return tuple(blocks)


def _tasks(
    blocks: Sequence[Block | Note],
    default: Facts,
    year: int,
    source: SourceFile,
    findings: list[Finding],
    keys: list[SourceText],
) -> tuple[Task, ...]:
    """The tasks that the bracket notes close; words after the last note are a task with the head's values."""
    tasks: list[Task] = []
    held: list[Block | Note] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            held.append(block)
            continue
        note, near = closing_note(block, year)
        findings += near
        if note is None:
            held.append(block)
            continue
        findings += note.findings
        keys += note.facts.keys
        before = stripped(cut(block, 0, note.start))
        before = replace(before, text=before.text + note.stop_mark)
        if before.text:
            held.append(before)
        else:
            held += [replace(comment, at=0) for comment in before.notes]
        facts = note.facts.over(default)
        if not any(not isinstance(other, Note) for other in held):
            place = block.text.place(note.start, len(block.text))
            findings.append(
                codes.NOTE_ALONE.at(place, "这个括注前面没有文字，不知属于哪一项任务", "写在任务文字的末尾", loses=True)
            )
            continue
        tasks.append(Task(tuple(held), facts.duties, facts.deadline))
        held = []
    if any(not isinstance(block, Note) for block in held):
        if tasks and not (default.duties or default.dated):
            first = next(block for block in held if not isinstance(block, Note))
            findings.append(
                codes.WORDS_WITHOUT_DUTY.at(
                    _place(first, source),
                    "这一段后面没有括注，头部也没有写责任和时限",
                    "在段末写（责任部门：…；完成时间：…）",
                )
            )
        tasks.append(Task(tuple(held), default.duties, default.deadline))
    elif held and tasks:
        last = tasks.pop()
        tasks.append(replace(last, blocks=(*last.blocks, *held)))
    elif held:
        tasks.append(Task(tuple(held), default.duties, default.deadline))
    elif not tasks and (default.duties or default.dated):
        tasks.append(Task((), default.duties, default.deadline))
    return tuple(tasks)


def _place(block: Block, source: SourceFile) -> Place:
    """Where the block's first words stand; the file's beginning for a table without any."""
    return next((paragraph.text.place() for paragraph in paragraphs(block) if paragraph.text), source.top)
