"""The progress register (台账) of a year, `progress.yaml`: the history of every task, and its state on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.source import SourceFile
from pipeline.tasks.planned import Extension, PlannedTask

PROGRESS = "progress.yaml"


class Status(Enum):
    """How far a task is (状态)."""

    NOT_STARTED = "未启动"
    UNDER_WAY = "推进中"
    DONE = "已完成"
    KEPT_UP = "长期坚持"
    CANCELLED = "取消"


OPEN = (Status.NOT_STARTED, Status.UNDER_WAY)
"""The states in which something is left to do by the deadline."""


UNREGISTERED = "没有登记"
"""What papers say of a task of which nothing is registered: it is not stated as 未启动."""


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """One registration: the day it was made, and what was registered.

    `done` is the day on which the task was done; `evidence` are web addresses, document
    numbers and files (佐证); `extended_to` is the day to which it was put off, for the
    `reason`; `origin` says which returned file and row it comes from; `step` is that of a
    deadline in steps (分步) it is of, from 1, and 0 where it is of the whole task.
    """

    day: date
    status: Status
    done: date | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""
    extended_to: date | None = None
    reason: str = ""
    origin: str = ""
    step: int = 0

    @property
    def effective(self) -> date:
        """The day from which it counts: that on which the task was done, else that of the registration."""
        return self.done if self.status is Status.DONE and self.done is not None else self.day


@dataclass(frozen=True, slots=True)
class TaskState:
    """The state of a task on a day: what was registered last, all evidence, and how often it was put off and until when."""

    status: Status = Status.NOT_STARTED
    done: date | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""
    extended_to: date | None = None
    reason: str = ""
    extensions: int = 0
    registered: date | None = None
    """The day of the last registration; None where there is none."""
    steps_done: Mapping[int, date] = field(default_factory=dict)
    """The steps that are done (分步), from 1, with their days."""

    @property
    def is_registered(self) -> bool:
        """Whether anything is registered."""
        return self.registered is not None

    @property
    def shown(self) -> str:
        """What papers say of it."""
        return self.status.value if self.is_registered else UNREGISTERED

    @property
    def is_open(self) -> bool:
        """Whether something is left to do by the deadline."""
        return self.status in OPEN

    @property
    def extension(self) -> Extension | None:
        """To which day, and how often, it was put off; None where it was not."""
        return Extension(self.extended_to, self.extensions) if self.extended_to is not None else None


def state_on(entries: Iterable[ProgressEntry], day: date) -> TaskState:
    """Return the state that these entries make on that day; the order of registration decides, not that of the file.

    A task of which a step is done is under way, whatever was said of the whole before.
    """
    counted = sorted((entry for entry in entries if entry.effective <= day), key=lambda entry: entry.day)
    if not counted:
        return TaskState()
    steps_done: dict[int, date] = {}
    for entry in counted:
        if entry.step and entry.status is Status.DONE and entry.done is not None:
            steps_done[entry.step] = entry.done
        elif entry.step:
            steps_done.pop(entry.step, None)
    whole = [entry for entry in counted if not entry.step]
    status = whole[-1].status if whole else Status.UNDER_WAY
    extended = [entry for entry in counted if entry.extended_to is not None]
    return TaskState(
        Status.UNDER_WAY if steps_done and status is Status.NOT_STARTED else status,
        whole[-1].done if whole else None,
        tuple(dict.fromkeys(evidence for entry in counted for evidence in entry.evidence)),
        next((entry.note for entry in reversed(counted) if entry.note), ""),
        extended[-1].extended_to if extended else None,
        extended[-1].reason if extended else "",
        len(extended),
        counted[-1].day,
        steps_done,
    )


@dataclass(frozen=True, slots=True)
class ProgressRegister:
    """Everything registered of a year by the key of its task, in the order of the file, and what was found in the file.

    `lines` are the first lines of the tasks' blocks in the file.
    """

    year: int
    entries: Mapping[str, tuple[ProgressEntry, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    source: SourceFile | None = field(default=None, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def state(self, key: str, day: date) -> TaskState:
        """Return the state of a task on that day."""
        return state_on(self.entries.get(key, ()), day)

    @property
    def fault(self) -> Finding | None:
        """The first 必改 finding: with one the register is not written, and nothing is made of it."""
        return next((finding for finding in self.findings if finding.severity is Severity.ERROR), None)

    def unknown(self, tasks: Iterable[PlannedTask]) -> tuple[str, ...]:
        """Return the keys of which something is registered and that the plan does not have."""
        known = {task.key for task in tasks}
        return tuple(key for key, entries in self.entries.items() if entries and key not in known)


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """A task with its state as of a day."""

    task: PlannedTask
    state: TaskState
    day: date

    @property
    def end(self) -> date | None:
        """The last day of its deadline, or the day to which it was put off."""
        return self.state.extended_to or self.task.end

    @property
    def next_step(self) -> date | None:
        """The day of the next step before the last (分步); None where there is none, or nothing is left to do."""
        return next((step for _, step in self.open_steps if step >= self.day), None)

    @property
    def open_steps(self) -> tuple[tuple[int, date], ...]:
        """The steps before the last (分步) that are not done, from 1, with their days; none where nothing is left to do."""
        if not self.state.is_open:
            return ()
        numbered = enumerate(self.task.earlier_steps, 1)
        return tuple((number, step) for number, step in numbered if number not in self.state.steps_done)

    @property
    def is_overdue(self) -> bool:
        """Whether it was due before the day and is open (逾期)."""
        return self.state.is_open and self.end is not None and self.end < self.day

    @property
    def days_late(self) -> int:
        """The days since its deadline; 0 where it is not overdue."""
        return (self.day - self.end).days if self.is_overdue and self.end is not None else 0

    @property
    def was_late(self) -> bool:
        """Whether it was done after its deadline (逾期完成)."""
        done = self.state.done
        return self.state.status is Status.DONE and done is not None and self.end is not None and done > self.end

    @property
    def lacks_evidence(self) -> bool:
        """Whether it is registered as done, or as kept up, and nothing shows it (待补)."""
        return self.state.status in (Status.DONE, Status.KEPT_UP) and not self.state.evidence


def progress_on(tasks: Iterable[PlannedTask], register: ProgressRegister, day: date) -> tuple[TaskProgress, ...]:
    """Return every task with its state as of that day."""
    return tuple(TaskProgress(task, register.state(task.key, day), day) for task in tasks)


def extensions_of(progress: Iterable[TaskProgress]) -> dict[str, Extension]:
    """Return the extension of every task that was put off, by its key."""
    return {entry.task.key: put_off for entry in progress if (put_off := entry.state.extension) is not None}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks there are in each state, and how many of which nothing is registered.

    Those overdue, done late and without evidence are among them.
    """

    total: int
    by_status: Mapping[Status, int]
    unregistered: int
    overdue: int
    done_late: int
    extended: int
    without_evidence: int


def count_progress(tasks: Iterable[TaskProgress]) -> Counts:
    """Count the tasks by their state."""
    counted = tuple(tasks)
    return Counts(
        len(counted),
        {
            status: sum(task.state.is_registered and task.state.status is status for task in counted)
            for status in Status
        },
        sum(not task.state.is_registered for task in counted),
        sum(task.is_overdue for task in counted),
        sum(task.was_late for task in counted),
        sum(task.state.extensions > 0 for task in counted),
        sum(task.lacks_evidence for task in counted),
    )
