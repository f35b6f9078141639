"""Read an item's file: its head's facts, and its text, cut into tasks where a bracket note closes one."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.model import ITEM_VALUES, Block, Item, Note, Paragraph, Task, paragraphs, with_values
from pipeline.parse import codes
from pipeline.parse.assignments import FACT_KEYS, TaskFacts, read_bracket_note, read_head_facts
from pipeline.parse.file import flatten_blocks, read_file
from pipeline.parse.head import get_list, get_text, report_repeated_values, report_unknown_keys
from pipeline.parse.inline import slice_paragraph, strip_paragraph
from pipeline.source import Place, SourceFile, SourceText

LINEAGE, DIRECTIVE_POINTS = "沿用", "对应要点"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item, and the keys of its assignments as they were typed."""

    item: Item
    assignment_keys: tuple[SourceText, ...] = ()


def read_item(source: SourceFile, identity: str, title: SourceText, year: int, diagnostics: Diagnostics) -> ReadItem:
    """Return the item of that file; `title` is its short title in the list of plan.md."""
    file = read_file(source, diagnostics)
    entries = file.head.entries
    report_unknown_keys(entries, (*FACT_KEYS, LINEAGE, DIRECTIVE_POINTS, *ITEM_VALUES), {}, diagnostics)
    report_repeated_values(entries, tuple(ITEM_VALUES), diagnostics)
    default = read_head_facts(tuple(entries.values()), year, diagnostics)
    blocks = flatten_blocks(file.blocks, "事项", diagnostics)
    if source.is_readable and all(isinstance(block, Note) for block in blocks):
        diagnostics.add(codes.EMPTY_ITEM.at(source.top, "这个事项还没有文字", "在头部下面写事项的内容"))
    cut = _cut_tasks(blocks, default, year, source, diagnostics)
    item = Item(
        identity,
        title,
        cut.tasks,
        lineage=get_list(entries.get(LINEAGE)),
        directive_points=get_list(entries.get(DIRECTIVE_POINTS)),
        place=source.top,
    )
    item = with_values(item, {key: get_text(entries.get(key)) for key in ITEM_VALUES})
    return ReadItem(item, (*default.keys, *cut.keys))


@dataclass(frozen=True, slots=True)
class _CutTasks:
    """The tasks of an item, and the keys of the bracket notes that close them."""

    tasks: tuple[Task, ...]
    keys: tuple[SourceText, ...]


def _cut_tasks(
    blocks: Sequence[Block | Note], default: TaskFacts, year: int, source: SourceFile, diagnostics: Diagnostics
) -> _CutTasks:
    """Cut blocks into tasks behind each bracket note; the text behind the last note is a task with the head's facts."""
    tasks: list[Task] = []
    keys: list[SourceText] = []
    pending: list[Block | Note] = []
    for block in blocks:
        note = read_bracket_note(block, year, diagnostics) if isinstance(block, Paragraph) else None
        if note is None or not isinstance(block, Paragraph):
            pending.append(block)
            continue
        keys += note.facts.keys
        before = strip_paragraph(slice_paragraph(block, 0, note.start))
        before = replace(before, text=before.text + note.full_stop)
        if before.text:
            pending.append(before)
        else:
            pending += [replace(comment, at=0) for comment in before.notes]
        if all(isinstance(waiting, Note) for waiting in pending):
            place = block.text.place(note.start, len(block.text))
            message = "这个括注前面没有文字，不知属于哪一项任务"
            diagnostics.add(codes.NOTE_ALONE.at(place, message, "写在任务文字的末尾", data_loss=True))
            continue
        facts = note.facts.with_defaults(default)
        tasks.append(Task(tuple(pending), facts.assignments, facts.deadline))
        pending = []
    is_stated = bool(default.assignments) or default.has_deadline
    first = next((block for block in pending if not isinstance(block, Note)), None)
    if first is not None and tasks and not is_stated:
        diagnostics.add(
            codes.WORDS_WITHOUT_DUTY.at(
                _place(first, source),
                "这一段后面没有括注，头部也没有写责任和时限",
                "在段末写（责任部门：…；完成时间：…）",
            )
        )
    if first is None and pending and tasks:
        # notes alone belong to the task before them
        tasks[-1] = replace(tasks[-1], blocks=(*tasks[-1].blocks, *pending))
    elif pending or (not tasks and is_stated):
        tasks.append(Task(tuple(pending), default.assignments, default.deadline))
    return _CutTasks(tuple(tasks), tuple(keys))


def _place(block: Block, source: SourceFile) -> Place:
    """The place of the block's first text; the file's beginning for a table without any."""
    return next((paragraph.text.place() for paragraph in paragraphs(block) if paragraph.text), source.top)
