"""Tasks of an item that are new in an edited file or gone from it, in its body or its annex."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.merge.changed import Gone
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.items import read_tasks
from pipeline.merge.model import EditKind, MergeEdit, TaskChange, TaskOfItem, Unplaced
from pipeline.merge.numbers import bare
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.merge.tasks import NewTask, deleted_tasks, new_tasks, task_words, words_of
from pipeline.model import Item, ItemTitle
from pipeline.render.print_model import StatedFacts


def with_new_task(
    context: Context, edit: MergeEdit, above: PrintedText | None, edited: Sequence[EditedText]
) -> MergeEdit:
    """Return the edit of paragraphs that end with a bracket note, behind another's, as one that adds a task; else unchanged."""
    last = above.segments[-1].origin if above is not None and above.segments else None
    tasks = list(read_tasks(context, edited))
    if not isinstance(last, StatedFacts) or last.column is not None or len(tasks) != 1 or not tasks[0].facts:
        return edit
    before = context.tasks[id(last.tasks[-1])]
    made = with_tasks(context, edit, before.item, [(before.index + 1, tasks[0])])
    return edit if made.reason is not None else made


def with_first_tasks(context: Context, edit: MergeEdit, below: PrintedText, edited: Sequence[EditedText]) -> MergeEdit:
    """Return the edit of paragraphs that took the number of an item's first one as one that adds tasks before its own; else unchanged.

    An item with a printed title has it in front of these words, where a task has none.
    """
    item = context.item_of(below)
    if item is None or not below.number or context.state.plan.head.item_title is not ItemTitle.HIDDEN:
        return edit
    shift = len(edited[0].text) - len(bare(edited[0].text))
    tasks = list(read_tasks(context, [edited[0].slice(shift, len(edited[0].text)), *edited[1:]]))
    if not all(task.facts and words_of(task.paragraphs) for task in tasks):
        return edit
    made = with_tasks(context, edit, item, [(0, task) for task in tasks])
    return edit if made.reason is not None else made


def with_tasks(context: Context, edit: MergeEdit, item: Item, added: Sequence[tuple[int, NewTask]]) -> MergeEdit:
    """Return the edit as one that adds tasks to an item, each before the one at its index."""
    made = new_tasks(context, item, added)
    edit = replace(edit, kind=EditKind.NEW_TASK, where=item.title.value)
    if isinstance(made, Unplaced):
        return replace(edit, reason=made)
    return replace(
        edit,
        place=context.texts.place(made[-1].name, made[-1].start, made[-1].stop),
        changes=made,
        tasks=tuple(TaskChange(item.id, index, words_of(task.paragraphs), dict(task.facts)) for index, task in added),
        paragraphs=tuple(paragraph for _, task in added for paragraph in task.paragraphs),
        reason=None,
    )


def tasks_edit(context: Context, run: Sequence[TaskOfItem], old: str, *, in_annex: bool = False) -> MergeEdit:
    """Return the edit that deletes tasks of an item that follow each other."""
    item = run[0].item
    made = deleted_tasks(context, item, run[0].index, run[-1].index)
    edit = context.edit(EditKind.DELETED_TASK, item.title.value, old, "", in_annex=in_annex)
    if isinstance(made, Unplaced):
        return replace(edit, reason=made)
    tasks = tuple(TaskChange(item.id, task.index, task_words(task.task)) for task in run)
    place = context.texts.place(made[0].name, made[0].start, made[0].stop)
    return replace(edit, changes=made, tasks=tasks, place=place)


def runs(tasks: Sequence[TaskOfItem]) -> Iterator[list[TaskOfItem]]:
    """Yield the tasks of an item, those one behind the other together."""
    for _, run in groupby(enumerate(tasks), key=lambda pair: pair[1].index - pair[0]):
        yield [task for _, task in run]


def with_deleted_tasks(
    edits: Sequence[MergeEdit], gone: Sequence[Gone], printed: Sequence[PrintedBlock], context: Context
) -> list[MergeEdit]:
    """Return the edits with the deletion of all that is printed of a task in the body as one that deletes the task."""
    kept = {id(edit) for edit in edits}
    left = {id(one.printed): one for one in gone if id(one.edit) in kept}
    if not left:
        return list(edits)
    blocks = {id(block): block for block in printed if isinstance(block, PrintedText)}
    owners = {key: frozenset(_tasks_of(context, block)) for key, block in blocks.items()}
    staying = {task for key, tasks in owners.items() if key not in left for task in tasks}
    instead: dict[int, tuple[MergeEdit, ...]] = {}
    for item in context.state.plan.items():
        own = [TaskOfItem(item, index, task) for index, task in enumerate(item.tasks)]
        whole = [
            task
            for task in own
            if id(task.task) not in staying and any(id(task.task) in one for one in owners.values())
        ]
        if not whole or len(whole) == len(own):
            continue
        for run in runs(whole):
            ids = {id(task.task) for task in run}
            every = [key for key, tasks in owners.items() if tasks & ids]
            edit = tasks_edit(context, run, "\n".join(blocks[key].text for key in every))
            if edit.reason is None:
                instead |= {id(left[key].edit): () for key in every}
                instead[id(left[every[0]].edit)] = (edit,)
    return [one for edit in edits for one in instead.get(id(edit), (edit,))]


def _tasks_of(context: Context, printed: PrintedText) -> Iterator[int]:
    """The tasks, by identity, whose words or facts a printed paragraph has."""
    for segment in printed.segments:
        if isinstance(segment.origin, StatedFacts):
            yield from map(id, segment.origin.tasks)
        elif segment.text is not None and segment.text.runs:
            block = context.block_of(segment.text)
            if block is not None and block.item is not None:
                yield from (id(task) for task in block.item.tasks if any(one is block.block for one in task.blocks))
