"""The text of `progress.yaml`: a block a task in the plan's order."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.parse.register_blocks import RegisterBlock, with_records
from pipeline.progress.model import ProgressEntry, ProgressRegister
from pipeline.tasks.planned import PlannedTask, key_values
from pipeline.text.dates import format_day

_HEADER = (
    "# 台账，由 zwgk progress 写成：每项任务一段，登记一次加一条，以前的留着。请勿手工改动；只供内部，不会公开。\n"
)
_COMMENT_CHARS = 30


def with_entries(
    register: ProgressRegister, tasks: Iterable[PlannedTask], added: Mapping[str, Sequence[ProgressEntry]]
) -> str:
    """Return the text of `progress.yaml` with these entries at the end of the blocks of their tasks."""
    blocks = [
        RegisterBlock(task.key, key_values(task.key), f"{task.number} {task.title or task.text[:_COMMENT_CHARS]}")
        for task in tasks
    ]
    known = {block.key for block in blocks}
    blocks += [RegisterBlock(key, key_values(key)) for key in added if key not in known]
    records = {key: [_record(entry) for entry in entries] for key, entries in added.items()}
    return with_records(register.source, register.lines, _HEADER, "经过", blocks, records)


def _record(entry: ProgressEntry) -> dict[str, object]:
    values: dict[str, object] = {"登记": format_day(entry.day)}
    if entry.step:
        values["步"] = str(entry.step)
    values["状态"] = entry.status.value
    if entry.done is not None:
        values["完成日期"] = format_day(entry.done)
    if entry.evidence:
        values["佐证"] = list(entry.evidence)
    if entry.note:
        values["说明"] = entry.note
    if entry.extended_to is not None:
        values |= {"延期至": format_day(entry.extended_to), "延期理由": entry.reason}
    if entry.origin:
        values["来源"] = entry.origin
    return values
