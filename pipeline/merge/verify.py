"""Check that changed files read as meant: the words and the facts of every task, and nothing else, have changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.merge.model import FileChange, FileTexts, MergeEdit, apply_changes, change_order, file_texts
from pipeline.merge.placing import offsets
from pipeline.model import Item, Note, Plan, Role, Section, head_texts, own_blocks, paragraphs, walk
from pipeline.parse import parse
from pipeline.source import SourceFile, Sources, SourceText

Facts = Mapping[tuple[str, int, Role | None], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Verified:
    """The edits that were made, those that would be read differently, and the files' texts with the former, by name."""

    made: tuple[MergeEdit, ...]
    failed: tuple[MergeEdit, ...]
    texts: Mapping[str, str]


def verified(sources: Sources, edits: Sequence[MergeEdit]) -> Verified:
    """Return which of the edits read as meant when written into the files; tried all at once, else one after the other."""
    plan = parse(sources).plan
    texts = file_texts(sources)
    changed = _changed(texts, edits)
    if _reads_as_meant(sources, plan, texts, edits, changed):
        return Verified(tuple(edits), (), changed)
    made: list[MergeEdit] = []
    failed: list[MergeEdit] = []
    changed = {}
    for edit in edits:
        for candidate in (edit, replace(edit, changes=edit.fallback)):
            if not candidate.changes:
                continue
            tried = _changed(texts, [*made, candidate])
            if _reads_as_meant(sources, plan, texts, [*made, candidate], tried):
                made.append(candidate)
                changed = tried
                break
        else:
            failed.append(edit)
    return Verified(tuple(made), tuple(failed), changed)


def _changed(texts: FileTexts, edits: Iterable[MergeEdit]) -> dict[str, str]:
    """The changed files' texts by name."""
    by_name: dict[str, list[FileChange]] = {}
    for edit in edits:
        for change in edit.changes:
            by_name.setdefault(change.name, []).append(change)
    return {name: apply_changes(texts.texts[name], changes) for name, changes in by_name.items()}


def _reads_as_meant(
    sources: Sources, plan: Plan, texts: FileTexts, edits: Sequence[MergeEdit], changed: Mapping[str, str]
) -> bool:
    after = parse(with_texts(sources, changed))
    if sorted(_expected_words(plan, texts, edits)) != sorted(text.value for text in _words(after.plan) if text):
        return False
    if _expected_facts(plan, edits) != _facts(after.plan):
        return False
    if sorted(note.text.value for note in after.plan.notes()) != sorted(
        note.text.value for note in plan.notes()
    ) and not any("<!--" in change.text for edit in edits for change in edit.changes):
        return False
    return not any(finding.data_loss for finding in after.findings) or any(
        finding.data_loss for finding in parse(sources).findings
    )


def with_texts(sources: Sources, texts: Mapping[str, str]) -> Sources:
    """Return the sources with other texts in some files."""
    files = tuple(
        (name, SourceFile(file.path, tuple(texts[name].split("\n")), file.encoding) if name in texts else file)
        for name, file in sources.files
    )
    return replace(sources, files=files)


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
                yield from (item.title, item.name, item.kind, item.remark)
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
        if "<!--" not in change.text and not (change.start == change.stop and (edit.paragraphs or edit.stated))
    ]
    by_name: dict[str, list[FileChange]] = {}
    for change in sorted(dict.fromkeys(changes), key=change_order):
        by_name.setdefault(change.name, []).append(change)
    for text in _words(plan):
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
        elif replaced.start == offset:
            done.append(replaced.text)
        done += [change.text for change in relevant if change.start == change.stop == offset + 1]
    return "".join(done)


# --- facts -----------------------------------------------------------------------------


def _facts(plan: Plan) -> Facts:
    found: dict[tuple[str, int, Role | None], tuple[str, ...]] = {}
    for item in plan.items():
        for index, task in enumerate(item.tasks):
            for assignment in task.assignments:
                found[item.id, index, assignment.role] = tuple(unit.value for unit in assignment.units)
            if task.deadline.text:
                found[item.id, index, None] = (task.deadline.text.value,)
    return found


def _expected_facts(plan: Plan, edits: Sequence[MergeEdit]) -> Facts:
    expected = dict(_facts(plan))
    for edit in edits:
        for fact in edit.facts:
            key = (fact.item, fact.task, fact.role)
            if fact.values:
                expected[key] = fact.values
            else:
                expected.pop(key, None)
    return expected
