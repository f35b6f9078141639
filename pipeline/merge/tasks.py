"""A task that comes into an item's file, or goes: its words, and the bracket notes that part it from its neighbours."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.draft.items import item_file
from pipeline.findings import Diagnostics
from pipeline.merge.context import Context
from pipeline.merge.item_list import line_end
from pipeline.merge.model import FileChange, Stated, Unplaced
from pipeline.merge.placing import end_of, start_of
from pipeline.merge.statements import fact_key, fact_texts, head_end, remove_facts
from pipeline.merge.verify import stated
from pipeline.model import Item, Note, Paragraph, Plan, Role, Table, Task, paragraphs
from pipeline.parse.assignments import ROLE_ORDER, TaskFacts, read_head_facts
from pipeline.parse.file import read_file
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

_CLOSING_MARKS = lazy_pattern(r"(?:\*\*|\]\([^()\n]*\))*")
_NOTE_END = lazy_pattern(r"[\s\u3000；;。]*[）)]。?")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task as an edited file has it: its paragraphs, the same with their comments as content keeps them, its facts."""

    paragraphs: tuple[str, ...]
    facts: Stated
    written: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The paragraphs as they are written into a file."""
        return self.written or self.paragraphs


def sorted_facts(facts: Stated) -> dict[Role | None, tuple[str, ...]]:
    """Return the facts in the order in which they are named: the roles, then the deadline."""
    order: list[Role | None] = [*ROLE_ORDER, None]
    return {role: facts[role] for role in order if role in facts}


def bracket(facts: Stated, plan: Plan) -> str:
    """Return the bracket note that states the facts; empty without any."""
    parts = (f"{fact_key(role, plan)}：{'、'.join(values)}" for role, values in sorted_facts(facts).items())
    return f"（{'；'.join(parts)}）" if facts else ""


def new_tasks(context: Context, item: Item, added: Sequence[tuple[int, NewTask]]) -> tuple[FileChange, ...] | Unplaced:
    """Return the changes that put tasks into an item, each before the one at its index, or behind the last.

    A bracket closes every task but the last. What the head states for all and one of the new tasks
    does not have goes from the head to the brackets of the others.
    """
    name = item_file(context.state.sources, item)
    if not name or not item.tasks:
        return Unplaced.NO_ANCHOR
    plan, default = context.state.plan, _head_facts(context, name)
    defaults = _by_role(default)
    lost = [role for role in defaults if any(role not in task.facts for _, task in added)]
    is_behind = any(index == len(item.tasks) for index, _ in added)
    changes: list[FileChange] = []
    for number, other in enumerate(item.tasks):
        facts = stated(other)
        in_head = {role: facts[role] for role in lost if role in facts and _is_in_head(context, other, role, name)}
        is_open = not any(_in_note(context, other, name)) and not in_head
        if is_open and is_behind and number == len(item.tasks) - 1:
            in_head = _last_fact(facts)
            if not in_head:
                return Unplaced.NO_DUTY
        if in_head:
            changes.append(_with_facts(context, other, in_head, name))
    changes += remove_facts([_values(default, role) for role in lost], context.texts)
    texts: dict[int, str] = {}
    for number, (index, task) in enumerate(added):
        own = {role: values for role, values in task.facts.items() if role in lost or defaults.get(role) != values}
        is_last = index == len(item.tasks) and number == len(added) - 1
        if not own and not is_last:
            own = _last_fact(task.facts)
            if not own:
                return Unplaced.NO_DUTY
        words = "\n\n".join(task.lines) + bracket(own, plan)
        at = _end(context, item.tasks[index - 1], name) if index else _start(context, item.tasks[0], name)
        texts[at] = texts.get(at, "") + (f"\n\n{words}" if index else f"{words}\n\n")
    return (*changes, *(FileChange(name, at, at, text) for at, text in texts.items()))


def deleted_tasks(context: Context, item: Item, first: int, last: int) -> tuple[FileChange, ...] | Unplaced:
    """Return the changes that delete an item's tasks from `first` to `last`, with their bracket notes."""
    name = item_file(context.state.sources, item)
    tasks = item.tasks[first : last + 1]
    if not name or len(tasks) == len(item.tasks) or not all(any(_texts(task)) for task in tasks):
        return Unplaced.NO_ANCHOR
    text = context.texts.texts[name]
    start, stop = _start(context, tasks[0], name), _end(context, tasks[-1], name)
    line_stop = text.find("\n", stop)
    stop = len(text) if line_stop < 0 else line_stop
    behind = len(text[stop:]) - len(text[stop:].lstrip("\n"))
    if stop + behind < len(text):
        return (FileChange(name, start, stop + behind, ""),)
    return (FileChange(name, len(text[:start].rstrip("\n")), stop, ""),)


def task_words(task: Task) -> str:
    """Return the words of a task, without blanks."""
    return "".join("".join(text.value.split()) for text in _texts(task))


def _texts(task: Task) -> Iterator[SourceText]:
    for block in task.blocks:
        if not isinstance(block, Note):
            yield from (paragraph.text for paragraph in paragraphs(block) if paragraph.text)


def _start(context: Context, task: Task, name: str) -> int:
    """The offset of the line in which a task begins."""
    starts = [start_of(context.texts, text)[1] for text in _texts(task) if text.runs]
    return context.texts.texts[name].rfind("\n", 0, min(starts)) + 1


def _end(context: Context, task: Task, name: str) -> int:
    """The offset behind a task's words, and behind the bracket note that closes it."""
    text = context.texts.texts[name]
    notes = list(_in_note(context, task, name))
    stop = max([*(end_of(context.texts, one)[1] for one in _texts(task) if one.runs), *notes])
    if notes and stop == max(notes):
        closing = _NOTE_END.match(text, stop)
        return closing.end() if closing is not None else stop
    last = task.blocks[-1] if task.blocks else None
    if not isinstance(last, Paragraph):
        end = line_end(text, stop)
        # a table of a head alone has its rule behind it
        while isinstance(last, Table) and text[end + 1 :].lstrip(" \t").startswith(("|", "｜")):
            end = line_end(text, end + 1)
        return end
    closing = _CLOSING_MARKS.match(text, stop)
    return closing.end() if closing is not None else stop


def _in_note(context: Context, task: Task, name: str) -> Iterator[int]:
    """The offsets behind the task's facts that its bracket note states."""
    end = head_end(context.texts.texts[name])
    for fact in fact_texts(task):
        named, offset = end_of(context.texts, fact)
        if named == name and offset > end:
            yield offset


def _with_facts(context: Context, task: Task, facts: Stated, name: str) -> FileChange:
    """The change that adds facts to the task's bracket note, or makes one."""
    words = bracket(facts, context.state.plan)
    notes = list(_in_note(context, task, name))
    if notes:
        return FileChange(name, max(notes), max(notes), f"；{words[1:-1]}")
    at = _end(context, task, name)
    is_paragraph = bool(task.blocks) and isinstance(task.blocks[-1], Paragraph)
    return FileChange(name, at, at, words if is_paragraph else f"\n\n{words}")


# --- the head ----------------------------------------------------------------------


def _head_facts(context: Context, name: str) -> TaskFacts:
    source = context.state.sources.get(name)
    assert source is not None, "the file of an item is among the sources"
    entries = read_file(source, Diagnostics()).head.entries
    return read_head_facts(tuple(entries.values()), context.state.plan.year, Diagnostics())


def _by_role(facts: TaskFacts) -> dict[Role | None, tuple[str, ...]]:
    return dict(stated(Task((), facts.assignments, facts.deadline)))


def _values(facts: TaskFacts, role: Role | None) -> Sequence[SourceText]:
    if role is None:
        return (facts.deadline.text,)
    return next(assignment.units for assignment in facts.assignments if assignment.role is role)


def _is_in_head(context: Context, task: Task, role: Role | None, name: str) -> bool:
    facts = TaskFacts(task.assignments, task.deadline)
    return end_of(context.texts, _values(facts, role)[0])[1] <= head_end(context.texts.texts[name])


def _last_fact(facts: Stated) -> dict[Role | None, tuple[str, ...]]:
    ordered = sorted_facts(facts)
    return dict([ordered.popitem()]) if ordered else {}


def words_of(lines: Iterable[str]) -> str:
    """Return the words of paragraphs, without blanks."""
    return "".join("".join(line.split()) for line in lines)
