"""Write entries into `progress.yaml`: a block a task in the plan's order, so that git merges what two people registered.

The blocks of all tasks are there from the first entry on; an entry is added at the end of
its task's block, and everything else stays as it is, comments too.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.parse.yaml_reader import dump_yaml
from pipeline.progress.model import ProgressEntry, ProgressRegister
from pipeline.tasks.planned import PlannedTask, split_key
from pipeline.text.dates import format_day

_HEADER = (
    "# 台账，由 zwgk progress 写成：每项任务一段，登记一次加一条，以前的留着。请勿手工改动；只供内部，不会公开。\n"
)


def with_entries(
    register: ProgressRegister, tasks: Iterable[PlannedTask], added: Mapping[str, Sequence[ProgressEntry]]
) -> str:
    """Return the text of `progress.yaml` with these entries at the end of the blocks of their tasks."""
    if register.source is None:
        lines = [_HEADER.rstrip("\n")]
        for task in tasks:
            lines += ["", f"# {task.number} {_one_line(task.title or task.text)}"]
            lines += _block(task.key, added.get(task.key, ()))
        return "\n".join(lines) + "\n"
    lines = list(register.source.lines)
    while lines and not lines[-1].strip():
        lines.pop()
    starts = sorted(register.lines.values())
    titles = {task.key: f"# {task.number} {_one_line(task.title or task.text)}" for task in tasks}
    # from the last block to the first, so that the numbers of lines above stay
    there = sorted((key for key in added if key in register.lines), key=lambda key: -register.lines[key])
    for key in there:
        following = next((line for line in starts if line > register.lines[key]), len(lines) + 1)
        end = following - 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        lines[end:end] = [line for entry in added[key] for line in _entry(entry)]
    for key in (key for key in added if key not in register.lines):
        lines += ["", *([titles[key]] if key in titles else []), *_block(key, added[key])]
    return "\n".join(lines) + "\n"


def _block(key: str, entries: Iterable[ProgressEntry]) -> list[str]:
    item, place = split_key(key)
    values = {"事项": item} | ({"任务": str(place)} if place > 1 else {})
    head = dump_yaml([values]).rstrip("\n").split("\n")
    return [*head, "  经过:", *(line for entry in entries for line in _entry(entry))]


def _entry(entry: ProgressEntry) -> list[str]:
    values: dict[str, object] = {"登记": format_day(entry.day), "状态": entry.status.value}
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
    return [f"  {line}" for line in dump_yaml([values]).rstrip("\n").split("\n")]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:30]
