"""Where an item's file states owners and deadlines, in its head or in a bracket note: statements added and removed."""

from collections.abc import Iterator, Sequence

from pipeline.merge.model import FileChange, FileTexts, TaskOfItem, Unplaced
from pipeline.merge.placing import end_of, start_of
from pipeline.model import Paragraph, Plan, Role, Task
from pipeline.parse.head import head_span
from pipeline.source import SourceText


def fact_key(role: Role | None, plan: Plan) -> str:
    """Return the key that states the units of a role or, without a role, the deadline."""
    return "完成时间" if role is None else f"{role.value}{plan.head.unit_term.value}"


def fact_texts(task: Task) -> Iterator[SourceText]:
    """Yield every text by which the task's facts are stated."""
    for assignment in task.assignments:
        yield from (unit for unit in assignment.units if unit.runs)
    if task.deadline.text.runs:
        yield task.deadline.text


def head_end(text: str) -> int:
    """Return the offset behind the last line of a head, before its closing fence; -1 for a file without one."""
    span = head_span(text)
    return span.last if span is not None else -1


def added_to_head(name: str, text: str, stated: str) -> FileChange:
    """Return the change that adds `键: 值` to a file's head, behind the key if it stands there without a value; a file without a head gets one."""
    end = head_end(text)
    if end < 0:
        return FileChange(name, 0, 0, f"---\n{stated}\n---\n\n")
    key = stated.split(":", maxsplit=1)[0]
    offset = 0
    # several lines are keys of their own
    for line in text[:end].split("\n") if "\n" not in stated else ():
        if line.strip() in (f"{key}:", f"{key}："):
            at = offset + len(line.rstrip())
            return FileChange(name, at, at, stated[len(key) + 1 :])
        offset += len(line) + 1
    return FileChange(name, end, end, f"\n{stated}")


def add_fact(task: TaskOfItem, in_note: str, in_head: str, texts: FileTexts) -> tuple[FileChange, ...] | Unplaced:
    """Return the changes that add a fact to the task: in its note; without one in the item's head, or, where that is for all tasks, in a new note."""
    name = next((name for name in texts.texts if name.endswith(f"/items/{task.item.id}.md")), None)
    if name is None:
        return Unplaced.NO_ANCHOR
    text = texts.texts[name]
    end = head_end(text)
    ends = [end_of(texts, fact) for fact in fact_texts(task.task)]
    in_notes = [offset for named, offset in ends if named == name and offset > end]
    if in_notes:
        return (FileChange(name, max(in_notes), max(in_notes), f"；{in_note}"),)
    if len(task.item.tasks) == 1 and in_head:
        return (added_to_head(name, text, in_head),)
    last = task.task.blocks[-1] if task.task.blocks else None
    if isinstance(last, Paragraph) and last.text.runs:
        named, offset = end_of(texts, last.text)
        return (FileChange(named, offset, offset, f"（{in_note}）"),)
    return Unplaced.NO_ANCHOR


def statement_of(values: Sequence[SourceText], texts: FileTexts) -> tuple[str, int, int]:
    """Return the file of a key with its values, and where they begin and end: in a head the key's line, in a note its part."""
    name, start = start_of(texts, values[0])
    _, stop = end_of(texts, values[-1])
    text = texts.texts[name]
    if stop > head_end(text):
        return name, max(text.rfind(char, 0, start) for char in "；;（(，,") + 1, stop
    start = text.rfind("\n", 0, start) + 1
    while text[start:stop].lstrip().startswith(("-", "－")):
        start = text.rfind("\n", 0, start - 1) + 1
    return name, start, stop


def remove_facts(facts: Sequence[Sequence[SourceText]], texts: FileTexts) -> tuple[FileChange, ...]:
    """Return the changes that remove keys with their values: their lines in a head, or their parts of a note, with the note if nothing is left."""
    made: list[FileChange] = []
    for statement in sorted(statement_of(values, texts) for values in facts):
        change = _removal(statement, made[-1] if made else None, texts)
        if made and change.name == made[-1].name and change.start == made[-1].start:
            made.pop()
        made.append(change)
    return tuple(made)


def _removal(statement: tuple[str, int, int], before: FileChange | None, texts: FileTexts) -> FileChange:
    """The change that removes a statement, together with `before` if that removes the one in front of it."""
    name, start, stop = statement
    text = texts.texts[name]
    if stop <= head_end(text):
        return FileChange(name, start, text.find("\n", stop) + 1, "")
    if before is not None and before.name == name and start - 1 <= before.stop <= start:
        start = before.start
    elif text[start - 1] not in "（(":
        start -= 1
    if text[start - 1] in "（(":
        follows = text[stop : stop + 1]
        if follows in ("；", ";"):
            stop += 1
        elif follows in ("）", ")"):
            start, stop = start - 1, stop + 1
    return FileChange(name, start, stop, "")
