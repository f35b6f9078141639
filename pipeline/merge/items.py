"""Items that are new in an edited file or gone from it: their file, their line in the list, their tasks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.draft.items import empty_item, item_file, list_line, record_of_removal
from pipeline.ingest.short_titles import file_name, title_of
from pipeline.merge.annex_rows import NewRow
from pipeline.merge.changed import Gone
from pipeline.merge.comments import with_notes
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.facts import read_note
from pipeline.merge.item_list import between, family, list_change
from pipeline.merge.model import Conflict, EditKind, FileChange, MergeEdit, TaskChange, Unplaced
from pipeline.merge.numbers import bare, is_first_number, number_level
from pipeline.merge.printed import PrintedBlock, PrintedText
from pipeline.merge.statements import added_to_head
from pipeline.merge.tasks import NewTask, sorted_facts, task_words, words_of
from pipeline.merge.verify import stated
from pipeline.model import Assignment, Item, ItemTitle, Numbering, Paragraph, Task, with_values
from pipeline.parse.deadline import read_deadline
from pipeline.parse.serialize import write_item
from pipeline.source import SourceText

_LONGEST_TITLE = 40
"""The longest title that is printed: in front of an item's words, or on a line of its own."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as an edited file has it; `title` is empty where it is printed nowhere, `conflict` what the annex says otherwise."""

    title: str
    tasks: tuple[NewTask, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""

    @property
    def has_duty(self) -> bool:
        """Whether any of its tasks has an owner or a deadline."""
        return any(task.facts for task in self.tasks)


def with_new_item(
    context: Context,
    edit: MergeEdit,
    above: PrintedText | None,
    below: PrintedText | None,
    edited: Sequence[EditedText],
    rows: Sequence[NewRow],
) -> MergeEdit:
    """Return the edit of numbered paragraphs as one that adds an item; unchanged where its place or its title cannot be told.

    `rows` are those of the file's annex.
    """
    read = _read_item(context, edited, rows)
    if read is None:
        return edit
    made = model_of(context, read)
    line = list_line(made.id, made.title.value)
    # a number that goes on from the section before begins a list as well as the first one
    goes_on = context.state.plan.head.numbering is Numbering.CONTINUE
    begins = read.has_duty and (goes_on or is_first_number(edited[0].text))
    at = between(context, above, below, number_level(edited[0].text), line, is_item=begins)
    return edit if at is None else filled(context, replace(edit, kind=EditKind.NEW_ITEM), read, made, at)


def filled(context: Context, edit: MergeEdit, new: NewItem, item: Item, at: FileChange) -> MergeEdit:
    """Return the edit of a new item with its line in the list, its file, and what is expected of it."""
    name = f"{context.state.plan.year}/items/{item.id}.md"
    titled = [item.title.value, *new.values.values()]
    return replace(
        edit,
        where=item.title.value,
        place=context.texts.place(at.name, at.start, at.stop),
        changes=(at, FileChange(name, 0, 0, _text(context, item))),
        tasks=tuple(TaskChange(item.id, 0, words_of(task.paragraphs), dict(task.facts)) for task in new.tasks),
        paragraphs=tuple(paragraph for task in new.tasks for paragraph in task.paragraphs),
        stated=tuple(text for text in titled if text),
        reason=Unplaced.CONFLICT if new.conflict else None,
        conflicts=(Conflict(new.conflict, edit.file),) if new.conflict else (),
    )


def model_of(context: Context, new: NewItem) -> Item:
    """Return the item in the model, with an id that no item of the year has."""
    title = new.title or title_of("".join(new.tasks[0].paragraphs))
    folder = f"{context.state.plan.year}/items/"
    files = (name.removesuffix(".md") for name in context.state.sources.below(folder))
    taken = {name.casefold() for name in (*files, *(item.id for item in context.state.plan.items()))}
    identity = file_name(title, taken)
    tasks = tuple(_task(task, context.state.plan.year) for task in new.tasks)
    values = {key: SourceText(text) for key, text in new.values.items()}
    return with_values(Item(identity, SourceText(title), tasks), values)


def _task(task: NewTask, year: int) -> Task:
    blocks = tuple(Paragraph(SourceText(line)) for line in task.lines)
    facts = sorted_facts(task.facts)
    assignments = tuple(
        Assignment(role, tuple(map(SourceText, units))) for role, units in facts.items() if role is not None
    )
    made = Task(blocks, assignments)
    return replace(made, deadline=read_deadline(SourceText(facts[None][0]), year)) if None in facts else made


def _text(context: Context, item: Item) -> str:
    """The text of a new item's file; what a single task does not state has its empty key, as in one that is to be filled in."""
    plan = context.state.plan
    text = write_item(item, plan.head.unit_term)
    if len(item.tasks) != 1:
        return text
    owner, deadline = empty_item(plan).splitlines()[1:3]
    missing = [*([] if item.tasks[0].assignments else [owner])]
    missing += [] if item.tasks[0].deadline.text else [deadline]
    if not missing:
        return text
    added = added_to_head("", text, "\n".join(missing))
    return text[: added.start] + added.text + text[added.stop :]


# --- reading ----------------------------------------------------------------------


def _read_item(context: Context, edited: Sequence[EditedText], rows: Sequence[NewRow]) -> NewItem | None:
    """The item of numbered paragraphs, its owners and deadlines from its brackets and its rows; None where its title is unknown."""
    shift = len(edited[0].text) - len(bare(edited[0].text))
    texts = [edited[0].slice(shift, len(edited[0].text)), *edited[1:]]
    title = ""
    match context.state.plan.head.item_title:
        case ItemTitle.OWN_LINE:
            title = texts.pop(0).text
            if not texts or len(title) > _LONGEST_TITLE or title.endswith(("。", "；", "：", "，", "）")):
                return None
        case ItemTitle.RUN_IN:
            stop = texts[0].text.find("。")
            if not 0 < stop <= _LONGEST_TITLE or stop + 1 == len(texts[0].text):
                return None
            title = texts[0].text[:stop]
            texts[0] = texts[0].slice(stop + 1, len(texts[0].text))
        case ItemTitle.HIDDEN:
            pass
    tasks = tuple(read_tasks(context, texts))
    if not tasks or not all(words_of(task.paragraphs) for task in tasks):
        return None
    return _with_rows(NewItem(title, tasks), rows)


def read_tasks(context: Context, texts: Sequence[EditedText]) -> Iterator[NewTask]:
    """Yield the tasks of an item's paragraphs, each up to a bracket note."""
    paragraphs: list[str] = []
    written: list[str] = []
    for text in texts:
        note = read_note(text.text, context.state.plan.year)
        kept = text if note is None else text.keep(_without_note(text, note.start, full_stop=bool(note.full_stop)))
        if kept.text:
            paragraphs.append(kept.text)
            written.append(with_notes(kept))
        if note is not None:
            facts = note.facts
            yield NewTask(tuple(paragraphs), stated(Task((), facts.assignments, facts.deadline)), tuple(written))
            paragraphs, written = [], []
    if paragraphs:
        yield NewTask(tuple(paragraphs), {}, tuple(written))


def _without_note(text: EditedText, start: int, *, full_stop: bool) -> list[int]:
    return [*range(start), *([text.text.rindex("。")] if full_stop else [])]


def _with_rows(item: NewItem, rows: Sequence[NewRow]) -> NewItem:
    """The item with what the rows of the annex with the same words say beyond its brackets; of several such the first that agree with these."""
    words = words_of(paragraph for task in item.tasks for paragraph in task.paragraphs)
    rows = [row for row in rows if words_of(row.paragraphs)]
    made: list[NewItem] = []
    for start in range(len(rows)):
        stop, found = start, ""
        while stop < len(rows) and len(found) < len(words):
            found += words_of(rows[stop].paragraphs)
            stop += 1
        if found == words:
            made.append(_married(item, rows[start:stop]))
    return next((one for one in made if not one.conflict), made[0] if made else item)


def _married(item: NewItem, rows: Sequence[NewRow]) -> NewItem:
    first = rows[0]
    item = replace(item, values=first.values)
    said = "；".join(row.text for row in rows)
    if any(row.facts is None for row in rows):
        return replace(item, conflict=said)
    stated_by_rows = [dict(row.facts or {}) for row in rows]
    if len(rows) == len(item.tasks):
        pairs = list(zip(item.tasks, stated_by_rows, strict=True))
        differ = any(facts[role] != task.facts[role] for task, facts in pairs for role in facts.keys() & task.facts)
        # a role that only one of them names is a disagreement, a deadline is often in the annex alone
        differ = differ or any(
            task.facts.keys() - {None} and facts.keys() - {None} and task.facts.keys() - {None} != facts.keys() - {None}
            for task, facts in pairs
        )
        tasks = tuple(replace(task, facts=sorted_facts({**facts, **task.facts})) for task, facts in pairs)
        return replace(item, tasks=tasks, conflict=said if differ else "")
    if len(item.tasks) > 1:
        return replace(item, conflict=said)
    units: dict[object, dict[str, None]] = {}
    for facts in stated_by_rows:
        for role, values in facts.items():
            if role is not None:
                units.setdefault(role, {}).update(dict.fromkeys(values))
    own = {role: values for role, values in item.tasks[0].facts.items() if role is not None}
    differ = bool(own) and own != {role: tuple(names) for role, names in units.items()}
    tasks = tuple(NewTask(row.paragraphs, facts, row.written) for row, facts in zip(rows, stated_by_rows, strict=True))
    return replace(item, tasks=tasks, conflict=said if differ else "")


# --- items that are gone -------------------------------------------------------------


def deleted_item(context: Context, item: Item, old: str) -> MergeEdit:
    """Return the edit that takes an item and all below it out of the list, as `zwgk add --retire` does."""
    listing = context.state.sources.get(f"{context.state.plan.year}/plan.md")
    members = list(family(item))
    edit = context.edit(EditKind.DELETED_ITEM, item.title.value, old, "", reason=Unplaced.WHOLE_ITEM)
    edit = replace(edit, anchor=item.id)
    names = [item_file(context.state.sources, one) for one in members]
    listed = [one.id for one in context.state.plan.items()]
    if listing is None or not all(names) or any(listed.count(one.id) > 1 for one in members):
        return edit
    if any(one.place is None or one.place.path != listing.path for one in members):
        return edit
    records = [record_of_removal(context.state.root, listing, one, context.state.plan.year) for one in members]
    changes = tuple(list_change(context, record) for record in records)
    tasks = tuple(
        TaskChange(one.id, index, task_words(task)) for one in members for index, task in enumerate(one.tasks)
    )
    first = changes[0]
    place = context.texts.place(first.name, first.start, first.stop)
    return replace(edit, changes=changes, removed=tuple(names), tasks=tasks, place=place, reason=None)


def with_deleted_items(
    edits: Sequence[MergeEdit], gone: Sequence[Gone], printed: Sequence[PrintedBlock], context: Context
) -> list[MergeEdit]:
    """Return the edits with the deletion of all paragraphs of an item as one that takes it out of the list."""
    kept = {id(edit) for edit in edits}
    left = {id(one.printed): one for one in gone if id(one.edit) in kept}
    owners = [(block, context.item_of(block)) for block in printed if isinstance(block, PrintedText)] if left else []
    instead: dict[int, tuple[MergeEdit, ...]] = {}
    for item in context.state.plan.items():
        own = [block for block, owner in owners if owner is item]
        if not own or not all(id(block) in left for block in own) or id(left[id(own[0])].edit) in instead:
            continue
        members = {id(one) for one in family(item)}
        every = [block for block, owner in owners if id(owner) in members]
        if all(id(block) in left for block in every):
            whole = deleted_item(context, item, "\n".join(block.text for block in every))
        else:
            every = own
            whole = replace(deleted_item(context, item, ""), old="\n".join(block.text for block in own))
            whole = replace(whole, changes=(), removed=(), tasks=(), reason=Unplaced.HAS_CHILDREN)
        instead |= {id(left[id(block)].edit): () for block in every}
        instead[id(left[id(every[0])].edit)] = (whole,)
    return [one for edit in edits for one in instead.get(id(edit), (edit,))]
