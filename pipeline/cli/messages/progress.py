"""What `zwgk progress` says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from pipeline.cli.messages.command import CommandLine
from pipeline.refusals import Reason
from pipeline.text.dates import format_day

if TYPE_CHECKING:
    from pipeline.progress.model import ProgressEntry, ProgressRegister, TaskProgress
    from pipeline.progress.record import FaultyValue, Registration, RejectedSheets
    from pipeline.tasks.planned import PlannedTask
    from pipeline.tasks.returned import UnplacedRow

REFUSALS: Mapping[Reason, str] = {
    Reason.RETURNED_UNREADABLE: "{name}：{error}什么也没有登记。",
    Reason.TASK_UNKNOWN: "没有任务“{name}”；编号见 {zwgk} list",
    Reason.TASK_AMBIGUOUS: "“{name}”有几项任务：{keys}；写明是哪一项",
    Reason.PROGRESS_DAMAGED: (
        "台账读不出来，没有登记，也不据它生成什么；第一处在 {place}：{message}。登记不手工改：恢复原来的文件，或用 {zwgk} check 逐处查看"
    ),
    Reason.PROGRESS_CLASSIFIED: "写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。什么也没有写。",
    Reason.PROGRESS_UNCHANGED: "台账里“{key}”已经是这样，没有登记",
    Reason.PROGRESS_NOT_A_SHEET: (
        "没有登记：{names} 里没有台账，要有“编号”或“工作任务”一栏，和“状态”“完成日期”等要填的栏；不是台账、督办单的，请移出目录"
    ),
    Reason.PROGRESS_NOTHING_NEW: "读了 {count} 项，和台账都相同，没有登记",
}


def describe_progress(progress: "Sequence[TaskProgress]", units: Sequence[str], day: date) -> Iterator[str]:
    """Yield the state of the year on a day: the figures, and a line for each task."""
    from pipeline.progress.model import count_progress
    from pipeline.progress.papers import counts_line, steps_line
    from pipeline.tasks.planned import short_day

    yield f"截至{format_day(day)}{f'，{units[0]}' if units else ''}：{counts_line(count_progress(progress))}"
    for entry in progress:
        task, state = entry.task, entry.state
        more = [f"{entry.days_late} 天前到期"] if entry.is_overdue else []
        more += [f"下一步{short_day(task, entry.next_step)}到期"] if entry.next_step is not None else []
        more += [steps] if (steps := steps_line(entry)) else []
        more += [f"完成于{format_day(state.done)}"] if state.done is not None else []
        more += [f"延期至{format_day(state.extended_to)}"] if state.extended_to is not None else []
        more += ["佐证待补"] if entry.lacks_evidence else []
        shown = "逾期" if entry.is_overdue else state.shown
        end = f"（{'，'.join(more)}）" if more else ""
        yield f"{task.label:>3} {shown}{end}  {task.deadline.text.value}  {'、'.join(task.leading)}  [{task.key}]"


def unknown_tasks(register: "ProgressRegister", tasks: "Sequence[PlannedTask]") -> Iterator[str]:
    """Yield what is said of entries whose task the plan does not have: they are kept, and counted nowhere."""
    keys = register.unknown(tasks)
    if keys:
        yield f"请核实：台账里有、计划里没有的任务：{'、'.join(keys)}；登记留着，不计入"


def urged_of_nobody(tasks: "Sequence[PlannedTask]") -> Iterator[str]:
    """Yield what is said of tasks due or overdue that only a name for several units (统称) has: none of the 督办单 has them."""
    numbers = dict.fromkeys(task.label for task in tasks)
    if numbers:
        yield f"第 {'、'.join(numbers)} 项只写了统称，没有点名，哪一份督办单里也没有：由办公室直接催办"


def registered_later(count: int, day: date) -> Iterator[str]:
    """Yield how many registrations were made after the day to which a report counts."""
    if count:
        yield f"{format_day(day)}以后还有 {count} 次登记，没有计入；要计入的，写 --as-of 日期"


def describe_registration(registration: "Registration", path: Path) -> Iterator[str]:
    """Yield what was registered."""
    for key, entry in registration.added.items():
        yield f"{key}：{describe_entry(entry)}"
    same = f"；相同的 {registration.unchanged} 项没有再登记" if registration.unchanged else ""
    yield f"已登记 {len(registration.added)} 项{same}：{path.as_posix()}"


def describe_entry(entry: "ProgressEntry") -> str:
    """One registration in a few words."""
    parts = [f"第{entry.step}步{entry.status.value}" if entry.step else entry.status.value]
    if entry.done is not None:
        parts.append(f"完成于{format_day(entry.done)}")
    if entry.evidence:
        parts.append(f"佐证 {len(entry.evidence)} 件")
    if entry.extended_to is not None:
        parts.append(f"延期至{format_day(entry.extended_to)}")
    return "，".join(parts)


def not_registered(rejected: "RejectedSheets", command: CommandLine) -> Iterator[str]:
    """Yield every row of returned sheets that cannot be registered, and that nothing is."""
    yield from (f"{row.row.where}：{describe_unplaced(row)}" for row in rejected.unplaced)
    yield from (describe_fault(value) for value in rejected.faulty)
    count = len(rejected.unplaced) + len(rejected.faulty)
    yield f"有 {count} 行登记不了，全部没有登记；改好这几行再运行一次，编号见 {command} list"


def describe_unplaced(row: "UnplacedRow") -> str:
    """Why a row of a returned file cannot be placed."""
    from pipeline.tasks.returned import RowFault

    words = row.row.words[:20] or "（空）"
    match row.fault:
        case RowFault.NO_TASK:
            return f"找不到是哪一项任务：编号“{row.row.key}”，任务“{words}”"
        case RowFault.TWO_TASKS:
            return f"编号是“{row.tasks[0]}”的，文字“{words}”不是：可能只排序了几栏"
        case RowFault.AMBIGUOUS:
            return f"没有编号，文字“{words}”有几项任务相同：{'、'.join(row.tasks)}；补上编号"
        case RowFault.SAME_TASK:
            return f"“{row.tasks[0]}”另有一行，填的不同：几个科室共同的先商定，只留一行"
        case _ as unknown:
            assert_never(unknown)


def describe_fault(value: "FaultyValue") -> str:
    """Why an update cannot be registered, with its place where it stands in a file."""
    where = f"{value.where}（{value.task}）：" if value.where else f"{value.task}："
    return where + _fault(value)


def _fault(value: "FaultyValue") -> str:
    from pipeline.progress.model import Status
    from pipeline.progress.record import UpdateFault

    match value.fault:
        case UpdateFault.STATUS_UNKNOWN:
            return f"不认识的状态“{value.value}”；可以写：{'、'.join(status.value for status in Status)}"
        case UpdateFault.DAY_UNREADABLE:
            return f"读不出日期“{value.value}”；写作 2024-06-27 或 2024年6月27日"
        case UpdateFault.DONE_WITHOUT_DAY:
            return "已完成的要写完成日期"
        case UpdateFault.DAY_WITHOUT_DONE:
            return f"写了完成日期，状态{f'却是“{value.value}”' if value.value else '没有写'}；完成了的写“{Status.DONE.value}”"
        case UpdateFault.DONE_AFTER_DAY:
            return f"完成日期{value.value}晚于登记的日期"
        case UpdateFault.EXTENDED_WITHOUT_REASON:
            return "延期要写理由"
        case UpdateFault.REASON_WITHOUT_EXTENSION:
            return "写了延期理由，没有写延期到哪一天"
        case UpdateFault.EXTENDED_NOT_LATER:
            return f"延期至{value.value}，不晚于原来的时限"
        case UpdateFault.STEP_UNKNOWN:
            return f"完成时间里没有第{value.value}步；几步的时限写作“5月底前……，10月底前……”，只有一个时限的登记整项"
        case UpdateFault.STEP_IS_LAST:
            return f"第{value.value}步是最后一步：做完了就是整项完成，登记整项已完成，不写第几步"
        case UpdateFault.STEP_STATUS:
            return "一步只登记“已完成”和完成日期；要改回的写“推进中”，在说明里写原因；延期登记整项的"
        case UpdateFault.STATUS_MISSING:
            return "还没有登记过状态，同时写明状态"
        case UpdateFault.DONE_ALREADY:
            return f"台账里已经完成，这里写的是“{value.value}”：几个科室共同的任务先商定；要改回的，在说明里写原因"
        case UpdateFault.CANCELLED_WITHOUT_NOTE:
            return "取消的要在说明里写原因"
        case _ as unknown:
            assert_never(unknown)
