"""Body and annex married item by item: which rows of the table are which item's tasks, and where the two disagree."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use, bare
from pipeline.ingest.deadlines import read_cell_deadline
from pipeline.ingest.lead_rules import lead_assigned, rule_of_head
from pipeline.ingest.raw_items import RawBlock, RawItem, RawTask, block_text
from pipeline.ingest.responsibility import OwnerNote, read_cell
from pipeline.ingest.task_table import TaskRow
from pipeline.ingest.unit_lists import describe, has_lead_mark
from pipeline.model import NO_DEADLINE, Assignment, ColumnRole, Deadline, DeadlineKind, Role
from pipeline.parse.assignments import sort_by_role
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join
from pipeline.text.dates import find_deadlines
from pipeline.text.diff import DiffOp, diff_text


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Body and annex that say different things about one item; `is_open` if a person has to decide."""

    what: str
    body: str
    annex: str
    where: str
    is_open: bool = True
    item: str = ""
    """The short title of the item."""

    @property
    def text(self) -> str:
        """The disagreement in one sentence."""
        return f"{self.what}：正文写“{self.body}”，附表写“{self.annex}”"


@dataclass(frozen=True, slots=True)
class MarriedTask:
    """A task with what body and annex together say about it."""

    blocks: tuple[RawBlock, ...]
    assignments: tuple[Assignment, ...]
    deadline: Deadline
    note: OwnerNote | None = None
    rest: tuple[str, ...] = ()
    row: TaskRow | None = None
    disagreements: tuple[Disagreement, ...] = ()


# --- facts of a row ---------------------------------------------------------------------

_UNIT_COLUMNS = {
    ColumnRole.OWNER: Role.RESPONSIBLE,
    ColumnRole.LEAD: Role.LEAD,
    ColumnRole.SUPPORT: Role.SUPPORT,
}


def row_owners(row: TaskRow) -> tuple[tuple[Assignment, ...], tuple[str, ...]]:
    """Return the assignments of a row's columns of units, and the words in them that the model has no place for."""
    units: dict[Role, dict[str, SourceText]] = {}
    rest: list[str] = []
    is_marked = False
    has_lead = bool(row.text(ColumnRole.LEAD))
    for column, text in row.cells:
        if column.role not in _UNIT_COLUMNS or not text:
            continue
        is_marked = is_marked or has_lead_mark(text.value)
        role = _UNIT_COLUMNS[column.role]
        if column.role is ColumnRole.SUPPORT and not has_lead and "责任" in column.head:
            role = Role.RESPONSIBLE
        note = read_cell(text, role)
        rest += note.rest
        for assignment in note.assignments:
            for unit in assignment.units:
                units.setdefault(assignment.role, {}).setdefault(unit.value, unit)
    known = {name for names in units.values() for name in names}
    for assignment in row.added if units else ():
        units.setdefault(assignment.role, {}).update(
            (unit.value, unit) for unit in assignment.units if unit.value not in known
        )
    stated = sort_by_role(Assignment(role, tuple(names.values())) for role, names in units.items())
    rules = {id(rule): rule for column, _ in row.cells if (rule := rule_of_head(column.head)) is not None}
    for rule in rules.values() if row.leading is None or not row.leading.is_in_brackets else ():
        stated = lead_assigned(stated, rule, is_marked=False)
    if row.leading is not None:
        stated = lead_assigned(stated, row.leading, is_marked=is_marked)
    return stated, tuple(rest)


def row_deadline(row: TaskRow, year: int) -> Deadline:
    """Return the deadline of a row; of several in one cell the whole text."""
    text = row.text(ColumnRole.DEADLINE)
    if not any(map(str.isalnum, text.value)):
        return NO_DEADLINE
    return read_cell_deadline(text, year) if text else NO_DEADLINE


# --- one item ---------------------------------------------------------------------------


def marry_tasks(item: RawItem, rows: Sequence[TaskRow], year: int, ledger: Ledger) -> tuple[MarriedTask, ...]:
    """Return the tasks of an item with the facts of its rows; where both state something the body's words stay."""
    tasks = item.tasks
    cut: tuple[RawTask, ...] = ()
    if len(rows) > 1 and len(tasks) != len(rows):
        cut = _cut_as_rows(item, rows)
        tasks = cut or tasks
    single = len(tasks) == len(rows)
    married: list[MarriedTask] = []
    whole = item.tasks[0].note if len(item.tasks) == 1 else None
    for index, task in enumerate(tasks):
        row = rows[index] if single else rows[0]
        married.append(_married(task, row, year, whole if len(tasks) > 1 and len(item.tasks) == 1 else None))
    if cut:
        married = [_as_sentence(task, ledger, is_last=task is married[-1]) for task in married]
    if len(tasks) > 1 and len(item.tasks) == 1 and whole is not None:
        married[0] = replace(
            married[0], disagreements=(*married[0].disagreements, *_owners_of_all(whole, rows, item.where))
        )
    if not single:
        married[0] = replace(
            married[0],
            disagreements=(*married[0].disagreements, *_rows_left(rows[1:], item.where)),
        )
    _enter(rows, married, ledger)
    return tuple(married)


_CONJUNCTION = lazy_pattern(r"(?:和(?![谐平])|及|以及|与(?![会]))")
"""How words begin that are no sentence without those before them."""


def _as_sentence(task: MarriedTask, ledger: Ledger, *, is_last: bool) -> MarriedTask:
    """Return a task that was cut from a sentence as a sentence: in the annex's words where the body's need those before."""
    words = task.row.words if task.row is not None else ()
    texts = [block for block in task.blocks if isinstance(block, SourceText)]
    if not words or not texts or len(texts) < len(task.blocks):
        return task
    if _CONJUNCTION.match(texts[0].value):
        ledger.enter(Use.REPLACED, *texts)
        return replace(task, blocks=words)
    last = texts[-1]
    if is_last or not words[-1].value.endswith("。") or last.value.endswith(tuple("。；！？：")):
        return task
    stop = len(last.value.rstrip("，、,"))
    ledger.enter(Use.PHRASE, last.slice(stop, len(last)))
    stopped = join((last.slice(0, stop), SourceText("。")))
    return replace(task, blocks=(*texts[:-1], stopped))


def _rows_left(rows: Iterable[TaskRow], where: str) -> Iterator[Disagreement]:
    for row in rows:
        cells = "；".join(text.value for _, text in row.cells if text)
        yield Disagreement("附表另有一行，没有对上正文的一段", "", cells, where)


def _married(task: RawTask, row: TaskRow, year: int, shared: OwnerNote | None) -> MarriedTask:
    owners, rest = row_owners(row)
    deadline = row_deadline(row, year)
    note = task.note if shared is None else None
    found: list[Disagreement] = []
    body = "".join(block_text(block) for block in task.blocks)
    annex = "".join(text.value for text in row.words)
    if bare(body) != bare(annex):
        is_open = not _is_shortened(bare(annex), bare(body))
        found.append(Disagreement("文字", *_differing(body, annex), row.where, is_open=is_open))
    assignments = owners
    if note is not None and note.assignments:
        assignments = note.assignments
        rest = note.rest
        if owners and _units(owners) != _units(note.assignments):
            found.append(Disagreement("责任", describe(note.assignments), describe(owners), row.where))
        elif owners and _by_role(owners) != _by_role(note.assignments):
            found.append(
                Disagreement("责任方式", describe(note.assignments), describe(owners), row.where, is_open=False)
            )
    if note is not None and note.deadline and not deadline.text:
        deadline = read_cell_deadline(note.deadline, year)
    elif note is not None and note.deadline and note.deadline.value != deadline.text.value:
        found.append(Disagreement("时限", note.deadline.value, deadline.text.value, row.where))
        deadline = read_cell_deadline(note.deadline, year)
    found += _text_deadlines(body, deadline, year, row.where)
    return MarriedTask(task.blocks, assignments, deadline, note, rest, row, tuple(found))


def _text_deadlines(body: str, deadline: Deadline, year: int, where: str) -> Iterator[Disagreement]:
    """Yield the deadlines in the words of a task that are not the annex's."""
    if deadline.kind is DeadlineKind.NONE:
        return
    for phrase in find_deadlines(body, year):
        same_days = (phrase.first, phrase.last) == (deadline.start, deadline.end)
        same_form = phrase.normalized.replace("份", "") == re.sub("前$", "", deadline.text.value).replace("份", "")
        if not (same_form or (same_days and phrase.kind is deadline.kind)):
            yield Disagreement("时限", phrase.text, deadline.text.value, where, is_open=False)


def _owners_of_all(note: OwnerNote, rows: Sequence[TaskRow], where: str) -> Iterator[Disagreement]:
    """Yield a disagreement where the body's one note is not what the rows together state."""
    stated: dict[str, None] = {}
    owners: list[Assignment] = []
    for row in rows:
        for assignment in row_owners(row)[0]:
            owners.append(assignment)
            stated.update((unit.value, None) for unit in assignment.units)
    if set(stated) != _units(note.assignments):
        yield Disagreement("责任", describe(note.assignments), describe(owners), where)


def _units(assignments: Iterable[Assignment]) -> set[str]:
    return {unit.value for assignment in assignments for unit in assignment.units}


def _by_role(assignments: Iterable[Assignment]) -> dict[Role, list[str]]:
    return {assignment.role: [unit.value for unit in assignment.units] for assignment in assignments}


_MAX_COMPARED = 3_000
"""A longer text is no task of a plan: comparing it takes the square of its length."""


def _is_shortened(annex: str, body: str) -> bool:
    """Whether the annex only leaves out words of the body."""
    if len(body) > _MAX_COMPARED:
        return False
    blocks = SequenceMatcher(None, annex, body, autojunk=False).get_matching_blocks()
    return len(annex) < len(body) and sum(block.size for block in blocks) == len(annex)


_CONTEXT = 6


def _differing(body: str, annex: str) -> tuple[str, str]:
    """Return what differs between two texts, on each side, with a few characters around it."""
    if max(len(body), len(annex)) > _MAX_COMPARED:
        return body[:_CONTEXT] + "…", annex[:_CONTEXT] + "…"
    parts = diff_text(body, annex)
    first = next((index for index, part in enumerate(parts) if part.op is not DiffOp.EQUAL), 0)
    last = next((index for index in range(len(parts) - 1, -1, -1) if parts[index].op is not DiffOp.EQUAL), 0)
    before = parts[first - 1].text[-_CONTEXT:] if first else ""
    after = parts[last + 1].text[:_CONTEXT] if last + 1 < len(parts) else ""
    middle = parts[first : last + 1]
    old = "".join(part.text for part in middle if part.op is not DiffOp.INSERT)
    new = "".join(part.text for part in middle if part.op is not DiffOp.DELETE)
    return f"{before}{old}{after}", f"{before}{new}{after}"


# --- one item, several rows -----------------------------------------------------------------


def _cut_as_rows(item: RawItem, rows: Sequence[TaskRow]) -> tuple[RawTask, ...]:
    """Return the item's blocks cut where the rows' texts end; empty where that cannot be told."""
    blocks = [block for task in item.tasks for block in task.blocks]
    body = bare("".join(block_text(block) for block in blocks))
    ends = list(_row_ends(body, [bare("".join(text.value for text in row.words)) for row in rows]))
    tasks: list[RawTask] = []
    pending: list[RawBlock] = []
    seen = 0
    for block in blocks:
        if not isinstance(block, SourceText):
            seen += len(bare(block_text(block)))
            pending.append(block)
        else:
            start = 0
            for stop in _cuts(block.value, seen, ends[len(tasks) : -1]):
                pending += [piece for piece in (block.slice(start, stop).strip(),) if piece]
                tasks.append(RawTask(tuple(pending)))
                pending, start = [], stop
            pending += [piece for piece in (block.slice(start, len(block)).strip(),) if piece]
            seen += len(bare(block.value))
        if pending and len(tasks) < len(ends) - 1 and seen >= ends[len(tasks)]:
            tasks.append(RawTask(tuple(pending)))
            pending = []
    if pending:
        tasks.append(RawTask(tuple(pending)))
    return tuple(tasks) if len(tasks) == len(rows) else ()


def _cuts(value: str, seen: int, ends: Sequence[int]) -> Iterator[int]:
    """Yield the offsets in a text where a row ends before the text does; `seen` characters stand before it."""
    waiting = list(ends)
    for offset, char in enumerate(value):
        if not waiting:
            return
        seen += len(bare(char))
        if seen >= waiting[0] and bare(char):
            stop = offset + 1
            while stop < len(value) and not bare(value[stop]) and value[stop] not in "（(“‘《〈":
                stop += 1
            if stop < len(value):
                waiting.pop(0)
                yield stop


def _row_ends(body: str, rows: Sequence[str]) -> tuple[int, ...]:
    """Return where in the body's text each row's ends; empty where the rows are not the body in order."""
    whole = "".join(rows)
    if not whole or not all(rows):
        return ()
    if body == whole:
        ends, total = [], 0
        for row in rows:
            total += len(row)
            ends.append(total)
        return tuple(ends)
    if max(len(whole), len(body)) > _MAX_COMPARED:
        return ()
    matcher = SequenceMatcher(None, whole, body, autojunk=False)
    if matcher.ratio() < 0.8:
        return ()
    ends = []
    total = 0
    blocks = matcher.get_matching_blocks()
    for row in rows[:-1]:
        total += len(row)
        block = next((block for block in blocks if block.a < total <= block.a + block.size), None)
        if block is None:
            return ()
        ends.append(block.b + total - block.a)
    return (*ends, len(body))


_WHAT = {"文字": (ColumnRole.WORDS,), "责任": tuple(_UNIT_COLUMNS), "时限": (ColumnRole.DEADLINE,)}
"""The columns of which a disagreement says that the body states something else."""


def _enter(rows: Iterable[TaskRow], tasks: Sequence[MarriedTask], ledger: Ledger) -> None:
    """Enter what became of the rows' cells: what the body says too, and what it says otherwise."""
    differing: dict[int, set[ColumnRole]] = {}
    for task in tasks:
        for disagreement in task.disagreements:
            differing.setdefault(id(task.row), set()).update(_WHAT.get(disagreement.what, ()))
    for row in rows:
        replaced = differing.get(id(row), set())
        ledger.enter(Use.REPLACED if ColumnRole.WORDS in replaced else Use.REPEATED, *row.words)
        for column, text in row.cells:
            if column.role in (*_UNIT_COLUMNS, ColumnRole.WORDS, ColumnRole.DEADLINE, ColumnRole.GROUP):
                ledger.enter(Use.REPLACED if column.role in replaced else Use.REPEATED, text)
