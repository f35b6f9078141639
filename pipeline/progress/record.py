"""Register progress: one task typed at the command line, or what units wrote into returned sheets.

Nothing is decided or dated here: states, days and evidence are given. Either everything asked
for can be registered, or nothing is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum, auto

from pipeline.check.redact import has_classification_mark, redact_deep
from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.progress.model import OPEN, PROGRESS, ProgressEntry, ProgressRegister, Status, TaskState
from pipeline.progress.read import parse
from pipeline.progress.write import with_entries
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import file_from_text
from pipeline.tasks.planned import PlannedTask, split_key, task_key
from pipeline.tasks.returned import ReturnedRow, RowFault, UnplacedRow, place_rows, returned_rows
from pipeline.text.dates import format_day, parse_typed_day


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be registered of a task, or of one of its steps (分步); what is None or empty stays as it is."""

    status: Status | None = None
    done: date | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""
    extended_to: date | None = None
    reason: str = ""
    origin: str = ""
    step: int = 0


class UpdateFault(Enum):
    """Why an update cannot be registered."""

    STATUS_UNKNOWN = auto()
    DAY_UNREADABLE = auto()
    DONE_WITHOUT_DAY = auto()
    DAY_WITHOUT_DONE = auto()
    DONE_AFTER_DAY = auto()
    EXTENDED_WITHOUT_REASON = auto()
    REASON_WITHOUT_EXTENSION = auto()
    EXTENDED_NOT_LATER = auto()
    CANCELLED_WITHOUT_NOTE = auto()
    STEP_UNKNOWN = auto()
    """The deadline has no such step."""
    STEP_IS_LAST = auto()
    """The last step is the task itself."""
    STEP_STATUS = auto()
    """A step is done or, with a reason, is not done any more; and it is not put off by itself."""
    STATUS_MISSING = auto()
    """Nothing is registered of the task yet, and no state is stated: 未启动 is nobody's word."""
    DONE_ALREADY = auto()
    """It is registered as done, and the update takes that back without saying why (several units may report one task)."""


@dataclass(frozen=True, slots=True)
class FaultyValue:
    """What is wrong with an update: the value, and where it stands in a returned file."""

    fault: UpdateFault
    value: str = ""
    where: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """The new text of `progress.yaml` and the entries in it that are new, by the key of their task."""

    text: str
    added: Mapping[str, ProgressEntry]
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class RejectedSheets:
    """Why nothing of the returned files is registered: rows that could not be placed, and values that cannot be."""

    unplaced: tuple[UnplacedRow, ...] = ()
    faulty: tuple[FaultyValue, ...] = ()


def find_task(tasks: Sequence[PlannedTask], name: str) -> PlannedTask | Refusal:
    """Return the task that a person names by its key, or its item's short title or 序号 where that is one task's alone."""
    key = task_key(*split_key(name))
    exact = next((task for task in tasks if task.key == key), None)
    if exact is not None:
        return exact
    alike = [task for task in tasks if name.strip() in (task.title, str(task.number), task.label)]
    if len(alike) == 1:
        return alike[0]
    keys = tuple(task.key for task in alike)
    return Refusal(Reason.TASK_AMBIGUOUS, name=name, keys=keys) if keys else Refusal(Reason.TASK_UNKNOWN, name=name)


# --- one task ------------------------------------------------------------------------------


def record_one(
    register: ProgressRegister,
    tasks: Sequence[PlannedTask],
    task: PlannedTask,
    update: Update,
    *,
    day: date,
    today: date | None = None,
) -> Registration | FaultyValue | Refusal:
    """Register an update of one task; `day` is that of the registration, `today` the day after which none took place."""
    refusal = _not_writable(register, day, today) or _classified((*update.evidence, update.note, update.reason))
    if refusal is not None:
        return refusal
    entry = _entry(task, register.state(task.key, day), update, day)
    if isinstance(entry, FaultyValue):
        return entry
    if entry is None:
        return Refusal(Reason.PROGRESS_UNCHANGED, key=task.key)
    return _registered(register, tasks, {task.key: entry})


def _not_writable(register: ProgressRegister, day: date, today: date | None) -> Refusal | None:
    fault = register.fault
    if fault is not None:
        return Refusal(Reason.PROGRESS_DAMAGED, place=fault.place, message=fault.message)
    if today is not None and day > today:
        return Refusal(Reason.DAY_IN_FUTURE, day=day)
    return None


def _classified(texts: Sequence[str]) -> Refusal | None:
    return Refusal(Reason.PROGRESS_CLASSIFIED) if has_classification_mark(texts) else None


def _entry(task: PlannedTask, state: TaskState, update: Update, day: date) -> ProgressEntry | FaultyValue | None:
    """The entry to add, None where the register says the same already, or what is wrong with the update."""
    if update.step:
        return _step_entry(task, state, update, day)
    status = update.status or state.status
    new_extension = update.extended_to if update.extended_to != state.extended_to else None
    fault = _fault(task, state, update, status, new_extension, day)
    if fault is not None:
        return replace(fault, where=update.origin, task=task.key)
    done = (update.done or state.done) if status is Status.DONE else None
    evidence = tuple(text for text in update.evidence if text not in state.evidence)
    note = update.note if update.note != state.note else ""
    is_same = (status, done) == (state.status, state.done) and (state.is_registered or update.status is None)
    if is_same and not (evidence or note or new_extension):
        return None
    reason = update.reason if new_extension else ""
    return ProgressEntry(day, status, done, evidence, note, new_extension, reason, update.origin)


def _step_entry(task: PlannedTask, state: TaskState, update: Update, day: date) -> ProgressEntry | FaultyValue | None:
    """The entry of one step; the state of the whole task follows from it (`state_on`)."""
    status, done = update.status, update.done
    fault: UpdateFault | None = None
    value = str(update.step)
    if update.step == len(task.earlier_steps) + 1 and task.earlier_steps:
        fault = UpdateFault.STEP_IS_LAST
    elif update.step > len(task.earlier_steps):
        fault = UpdateFault.STEP_UNKNOWN
    elif update.extended_to is not None or update.reason or status not in (Status.DONE, Status.UNDER_WAY):
        fault = UpdateFault.STEP_STATUS
    elif status is Status.DONE and done is None:
        fault = UpdateFault.DONE_WITHOUT_DAY
    elif status is Status.DONE and done is not None and done > day:
        fault, value = UpdateFault.DONE_AFTER_DAY, format_day(done)
    elif status is Status.UNDER_WAY and (done is not None or not update.note):
        fault = UpdateFault.STEP_STATUS
    if fault is not None or status is None:
        return FaultyValue(fault or UpdateFault.STEP_STATUS, value, update.origin, task.key)
    evidence = tuple(text for text in update.evidence if text not in state.evidence)
    note = update.note if update.note != state.note else ""
    if state.steps_done.get(update.step) == done and not (evidence or note):
        return None
    return ProgressEntry(day, status, done, evidence, note, origin=update.origin, step=update.step)


def _fault(
    task: PlannedTask, state: TaskState, update: Update, status: Status, extension: date | None, day: date
) -> FaultyValue | None:
    if status is Status.DONE and update.done is None and state.done is None:
        return FaultyValue(UpdateFault.DONE_WITHOUT_DAY)
    if update.done is not None and status is not Status.DONE:
        # a state that nobody typed is not held against the day
        return FaultyValue(UpdateFault.DAY_WITHOUT_DONE, status.value if update.status is not None else "")
    if update.done is not None and update.done > day:
        return FaultyValue(UpdateFault.DONE_AFTER_DAY, format_day(update.done))
    if state.status is Status.DONE and status in OPEN and not update.note:
        return FaultyValue(UpdateFault.DONE_ALREADY, status.value)
    if status is Status.CANCELLED and not (update.note or state.note):
        return FaultyValue(UpdateFault.CANCELLED_WITHOUT_NOTE)
    if extension is not None:
        if not update.reason:
            return FaultyValue(UpdateFault.EXTENDED_WITHOUT_REASON)
        before = state.extended_to or task.end
        if before is not None and extension <= before:
            return FaultyValue(UpdateFault.EXTENDED_NOT_LATER, format_day(extension))
    elif update.reason and update.reason != state.reason:
        return FaultyValue(UpdateFault.REASON_WITHOUT_EXTENSION)
    says_something = update.evidence or update.note or extension is not None
    if update.status is None and not state.is_registered and says_something:
        return FaultyValue(UpdateFault.STATUS_MISSING)
    return None


def _registered(
    register: ProgressRegister, tasks: Sequence[PlannedTask], added: Mapping[str, ProgressEntry], unchanged: int = 0
) -> Registration | Refusal:
    """The new text, if it is read as what was meant: a file that somebody rearranged by hand is not written into."""
    text = with_entries(register, tasks, {key: (entry,) for key, entry in added.items()})
    path = register.source.path if register.source is not None else PROGRESS
    again = parse(register.year, file_from_text(path, text))
    if again.fault is not None or not all(
        _is_continued(register.entries.get(key, ()), again.entries.get(key, ()), added.get(key))
        for key in {*register.entries, *added}
    ):
        place = register.source.top if register.source is not None else file_from_text(path, text).top
        return Refusal(Reason.PROGRESS_DAMAGED, place=place, message="不是本工具写成的样子")
    return Registration(text, added, unchanged)


def _is_continued(before: Sequence[ProgressEntry], after: Sequence[ProgressEntry], added: ProgressEntry | None) -> bool:
    """Whether a history is what it was and the added entry; of that the words may be cleaned in reading (部首字符)."""
    if added is None:
        return after == before
    if after[:-1] != before or len(after) == len(before):
        return False
    last = after[-1]
    return (last.day, last.status, last.done, last.extended_to, last.step) == (
        added.day,
        added.status,
        added.done,
        added.extended_to,
        added.step,
    )


# --- returned sheets -----------------------------------------------------------------------

STATUS, DONE, EVIDENCE, NOTE, EXTENDED, REASON = "状态", "完成日期", "佐证", "说明", "延期至", "延期理由"

COLUMNS: Mapping[str, re.Pattern[str]] = {
    STATUS: lazy_pattern(r"(?:任务)?状态|完成情况|进展(?:情况)?|办理(?:情况|状态)"),
    DONE: lazy_pattern(r"(?:实际)?(?:完成|办结)日期|实际(?:完成|办结)时间"),
    EVIDENCE: lazy_pattern(r"佐证(?:材料)?"),
    NOTE: lazy_pattern(r"(?:进展|情况)?说明|备注"),
    EXTENDED: lazy_pattern(r"延期(?:至|到)"),
    REASON: lazy_pattern(r"延期(?:理由|原因)"),
}
"""The heads of the columns that units fill in, as people also call them."""

_OTHER_WORDS = {
    Status.NOT_STARTED: ("未开始", "尚未启动", "未开展"),
    Status.UNDER_WAY: ("进行中", "正在推进", "办理中", "正在办理", "已启动", "未完成"),
    Status.DONE: ("完成", "已办结", "办结", "√", "✓"),
    Status.KEPT_UP: ("持续推进", "长期", "常态化推进", "持续坚持"),
    Status.CANCELLED: ("已取消", "不再开展"),
}
_STATUSES = {word: status for status in Status for word in (status.value, *_OTHER_WORDS[status])}


def read_status(text: str) -> Status | None:
    """Return the state that somebody typed into a form; None for other words."""
    return _STATUSES.get(re.sub(r"[\s。．.]+", "", text))


_STEP = lazy_pattern(r"第([1-9]|[一二三四五六七八九])步[:：]?")


def read_step(text: str) -> tuple[int, str]:
    """Return the step that a typed state is of, from 1, and the state without it (第1步已完成, 已完成第一步); 0 of the whole."""
    match = _STEP.search(re.sub(r"\s+", "", text))
    if match is None:
        return 0, text
    return "一二三四五六七八九".find(match[1]) + 1 or int(match[1]), match.string.replace(match[0], "", 1)


def record_sheets(
    register: ProgressRegister,
    tasks: Sequence[PlannedTask],
    documents: Sequence[Document],
    *,
    day: date,
    today: date | None = None,
    redact: Callable[[str], str] = str,
) -> Registration | RejectedSheets | Refusal:
    """Register what returned files say of the tasks in them; rows that say nothing new are counted as unchanged.

    `redact` is what was done to the sheets that went out: what is masked in them is nothing new.
    """
    texts = [paragraph.text for document in documents for paragraph in document.paragraphs()]
    refusal = _not_writable(register, day, today) or _classified(texts)
    if refusal is not None:
        return refusal
    sheets = [
        [replace(row, where=f"{document.name} {row.where}") for row in returned_rows(document, COLUMNS)]
        for document in documents
    ]
    if not all(sheets):
        names = tuple(document.name for document, rows in zip(documents, sheets, strict=True) if not rows)
        return Refusal(Reason.PROGRESS_NOT_A_SHEET, names=names)
    known = {task.key: task for task in tasks}
    read: set[str] = set()
    added: dict[str, ProgressEntry] = {}
    unplaced: list[UnplacedRow] = []
    faulty: list[FaultyValue] = []
    for rows in sheets:
        placed = place_rows(rows, tasks)
        unplaced += placed.unplaced
        for key, row in placed.rows.items():
            read.add(key)
            update = _read_row(row, register.year)
            state = redact_deep(register.state(key, day), redact)
            entry = _entry(known[key], state, update, day) if isinstance(update, Update) else update
            match entry:
                case FaultyValue():
                    faulty.append(replace(entry, where=row.where, task=key))
                case ProgressEntry():
                    # of a task of several units; the sheet of one that says nothing new is nothing against another's
                    if replace(added.setdefault(key, entry), origin=entry.origin) != entry:
                        unplaced.append(UnplacedRow(row, RowFault.SAME_TASK, (key,)))
                case None:
                    pass
    if unplaced or faulty:
        return RejectedSheets(tuple(unplaced), tuple(faulty))
    if not added:
        return Refusal(Reason.PROGRESS_NOTHING_NEW, count=len(read))
    return _registered(register, tasks, added, len(read) - len(added))


def _read_row(row: ReturnedRow, year: int) -> Update | FaultyValue:
    """What a row says, or the value that cannot be read."""
    typed = row.value(STATUS)
    step, state = read_step(typed)
    status = read_status(state)
    if typed and status is None:
        return FaultyValue(UpdateFault.STATUS_UNKNOWN, typed)
    days: dict[str, date | None] = {}
    for column in (DONE, EXTENDED):
        text = row.value(column)
        days[column] = parse_typed_day(text, year) if text else None
        if text and days[column] is None:
            return FaultyValue(UpdateFault.DAY_UNREADABLE, text)
    evidence = tuple(part.strip() for part in re.split(r"[\n；;]", row.value(EVIDENCE)) if part.strip())
    note, reason = (" ".join(row.value(column).split()) for column in (NOTE, REASON))
    return Update(status, days[DONE], evidence, note, days[EXTENDED], reason, row.where, step)
