"""Read `progress.yaml`: what is damaged is found with its place and does not count."""

from collections.abc import Iterator

from pipeline.findings import Diagnostics, ordered
from pipeline.parse.register_values import (
    list_records,
    list_texts,
    needed_choice,
    needed_day,
    needed_text,
    register_entries,
    stated_count,
    stated_day,
)
from pipeline.parse.yaml_reader import Node, Record, read_record
from pipeline.progress.model import PROGRESS, ProgressEntry, ProgressRegister, Status
from pipeline.source import SourceFile, Sources
from pipeline.tasks.planned import task_key

_BLOCK_KEYS = ("事项", "任务", "经过")
_ENTRY_KEYS = ("登记", "状态", "完成日期", "佐证", "说明", "延期至", "延期理由", "来源", "步")


def read(sources: Sources) -> ProgressRegister:
    """Return the register of a year from its files; it is among the other text files of `source.load_all_text`."""
    path = sources.shown(f"{sources.year}/{PROGRESS}")
    file = next((file for file in sources.other_text_files if file.path == path), None)
    return parse(sources.year, file)


def parse(year: int, file: SourceFile | None) -> ProgressRegister:
    """Return the register from its file; an empty one without a file."""
    if file is None:
        return ProgressRegister(year)
    diagnostics = Diagnostics()
    entries: dict[str, tuple[ProgressEntry, ...]] = {}
    lines: dict[str, int] = {}
    for node in register_entries(file, diagnostics):
        record, key = _block(node, diagnostics)
        if not key:
            continue
        # two branches may each have begun a block of the same task
        entries[key] = (*entries.get(key, ()), *_entries(record, diagnostics))
        lines.setdefault(key, record.place.line)
    return ProgressRegister(year, entries, ordered(diagnostics.findings), file, lines)


def _block(node: Node, diagnostics: Diagnostics) -> tuple[Record, str]:
    """The record of one task, and its key; empty where that cannot be read."""
    record = read_record(node, _BLOCK_KEYS, diagnostics)
    item = needed_text(record, "事项", diagnostics)
    place = stated_count(record, "任务", diagnostics)
    return record, task_key(item, place) if item and place else ""


def _entries(record: Record, diagnostics: Diagnostics) -> Iterator[ProgressEntry]:
    for entry in list_records(record, "经过", _ENTRY_KEYS, diagnostics):
        mine = Diagnostics()
        day, status = needed_day(entry, "登记", mine), needed_choice(entry, "状态", Status, mine)
        done = needed_day(entry, "完成日期", mine) if status is Status.DONE else None
        extended_to = stated_day(entry, "延期至", mine)
        reason = needed_text(entry, "延期理由", mine) if extended_to is not None else ""
        evidence = list_texts(entry, "佐证", mine)
        step = stated_count(entry, "步", mine) if entry.text("步") else 0
        diagnostics.add(*mine.findings)
        if not mine.has_errors and day is not None and status is not None:
            yield ProgressEntry(
                day,
                status,
                done,
                evidence,
                entry.text("说明").value,
                extended_to,
                reason,
                entry.text("来源").value,
                step,
            )
