"""Check that changed files read as meant: the words and the facts of every task, and nothing else, have changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.merge.model import FileChange, FileTexts, MergeEdit, Stated, apply_changes, change_order, file_texts
from pipeline.merge.placing import offsets, start_of
from pipeline.model import Item, Note, Plan, Role, Section, Task, head_texts, own_blocks, paragraphs, walk
from pipeline.parse import parse
from pipeline.source import SourceFile, Sources, SourceText, file_from_text

Facts = Mapping[str, Sequence[Stated]]
"""What is stated of every task of an item, by the item's id."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The edits that were made, those that would be read differently, and the content's files with the former."""

    made: tuple[MergeEdit, ...]
    failed: tuple[MergeEdit, ...]
    sources: Sources


def verified(sources: Sources, edits: Sequence[MergeEdit]) -> Verified:
    """Return which of the edits read as meant when written into the files; tried all at once, else one after the other."""
    plan = parse(sources).plan
    texts = file_texts(sources)
    changed = _changed(sources, texts, edits)
    if _reads_as_meant(sources, plan, texts, edits, changed):
        return Verified(tuple(edits), (), changed)
    made: list[MergeEdit] = []
    failed: list[MergeEdit] = []
    changed = sources
    for edit in edits:
        for candidate in (edit, replace(edit, changes=edit.fallback)):
            if not candidate.changes:
                continue
            tried = _changed(sources, texts, [*made, candidate])
            if _reads_as_meant(sources, plan, texts, [*made, candidate], tried):
                made.append(candidate)
                changed = tried
                break
        else:
            failed.append(edit)
    return Verified(tuple(made), tuple(failed), changed)


def edited_sources(sources: Sources, edits: Sequence[MergeEdit]) -> Sources:
    """Return the files with the edits in them; nothing is written."""
    return verified(sources, edits).sources


def _changed(sources: Sources, texts: FileTexts, edits: Sequence[MergeEdit]) -> Sources:
    """The files after the edits: some with other texts, some more, some fewer."""
    by_name: dict[str, list[FileChange]] = {}
    for edit in edits:
        for change in edit.changes:
            by_name.setdefault(change.name, []).append(change)
    changed = {name: apply_changes(texts.texts.get(name, ""), changes) for name, changes in by_name.items()}
    removed = {name for edit in edits for name in edit.removed}
    files = {
        name: SourceFile(file.path, tuple(changed[name].split("\n")), file.encoding) if name in changed else file
        for name, file in sources.files
        if name not in removed
    }
    made = {name: file_from_text(sources.shown(name), changed[name]) for name in changed.keys() - texts.texts.keys()}
    return replace(sources, files=tuple(sorted({**files, **made}.items())))


def _reads_as_meant(
    sources: Sources, plan: Plan, texts: FileTexts, edits: Sequence[MergeEdit], changed: Sources
) -> bool:
    after = parse(changed)
    if sorted(_expected_words(plan, texts, edits)) != sorted(text.value for text in _words(after.plan) if text):
        return False
    if _expected_facts(plan, edits) != _facts(after.plan):
        return False
    # notes in what goes go with it
    has_notes = any(edit.tasks or any("<!--" in change.text for change in edit.changes) for edit in edits)
    if not has_notes and _notes(after.plan) != _notes(plan):
        return False
    return not any(finding.data_loss for finding in after.findings) or any(
        finding.data_loss for finding in parse(sources).findings
    )


def _notes(plan: Plan) -> list[str]:
    return sorted(note.text.value for note in plan.notes())


# --- words -----------------------------------------------------------------------------


def _words(plan: Plan) -> Iterator[SourceText]:
    """Every text that was written to be printed, but for owners and deadlines of tasks."""
    for head in [plan.head] if plan.notice is None else [plan.notice.head, plan.head]:
        yield from (text for _, text in head_texts(head))
    yield from (annex.title for annex in plan.head.annexes)
    for parts in plan.all_bodies():
        for visit in walk(parts):
            if isinstance(visit.part, Item):
                item = visit.part
                yield from (item.title, *item.values.values())
            elif isinstance(visit.part, Section):
                pass
            for block in own_blocks(visit.part):
                if not isinstance(block, Note):
                    yield from (paragraph.text for paragraph in paragraphs(block))


def _expected_words(plan: Plan, texts: FileTexts, edits: Sequence[MergeEdit]) -> Iterator[str]:
    changes = [
        change
        for edit in edits
        if not edit.facts
        for change in edit.changes
        # what is inserted is named by the edit
        if edit.removed
        or ("<!--" not in change.text and not (change.start == change.stop and (edit.paragraphs or edit.stated)))
    ]
    by_name: dict[str, list[FileChange]] = {}
    for change in sorted(dict.fromkeys(changes), key=change_order):
        by_name.setdefault(change.name, []).append(change)
    removed = {name for edit in edits for name in edit.removed}
    for text in _words(plan):
        if removed and text.runs and start_of(texts, text)[0] in removed:
            continue
        words = _after(text, texts, by_name).split("\n\n")
        yield from (part.strip() for part in words if part.strip())
    for edit in edits:
        yield from edit.paragraphs
        yield from edit.stated


def _after(text: SourceText, texts: FileTexts, changes: Mapping[str, Sequence[FileChange]]) -> str:
    """A text's characters after the changes of its file."""
    if not text.runs:
        return text.value
    places = offsets(texts, text)
    own = set(places)
    done: list[str] = []
    for index, (name, offset) in enumerate(places):
        relevant = changes.get(name, ())
        # what is inserted behind the character before belongs to that one
        if (name, offset - 1) not in own:
            done += [change.text for change in relevant if change.start == change.stop == offset]
        replaced = next((change for change in relevant if change.start <= offset < change.stop), None)
        if replaced is None:
            done.append(text.value[index])
        elif replaced.start == offset and "<!--" not in replaced.text:
            done.append(replaced.text)
        done += [change.text for change in relevant if change.start == change.stop == offset + 1]
    return "".join(done)


# --- facts -----------------------------------------------------------------------------


def _facts(plan: Plan) -> Facts:
    found: dict[str, list[Stated]] = {}
    for item in plan.items():
        if item.tasks:
            found[item.id] = [stated(task) for task in item.tasks]
    return found


def stated(task: Task) -> Stated:
    """Return what is stated of a task."""
    facts: dict[Role | None, tuple[str, ...]] = {
        assignment.role: tuple(unit.value for unit in assignment.units) for assignment in task.assignments
    }
    if task.deadline.text:
        facts[None] = (task.deadline.text.value,)
    return facts


def _expected_facts(plan: Plan, edits: Sequence[MergeEdit]) -> Facts:
    expected: dict[str, list[dict[Role | None, tuple[str, ...]]]] = {
        item: [dict(facts) for facts in tasks] for item, tasks in _facts(plan).items()
    }
    for fact in (fact for edit in edits for fact in edit.facts):
        facts = expected[fact.item][fact.task]
        if fact.values:
            facts[fact.role] = fact.values
        else:
            facts.pop(fact.role, None)
    changes = [change for edit in edits for change in edit.tasks]
    for item in dict.fromkeys(change.item for change in changes):
        own = [change for change in changes if change.item == item]
        gone = {change.index for change in own if change.facts is None}
        before = expected.pop(item, [])
        after: list[dict[Role | None, tuple[str, ...]]] = []
        for index in range(len(before) + 1):
            after += [dict(change.facts) for change in own if change.facts is not None and change.index == index]
            after += [facts for facts in before[index : index + 1] if index not in gone]
        if after:
            expected[item] = after
    return expected
