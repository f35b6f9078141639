"""Read `opinions.yaml`, written by the program or typed by hand: what is damaged is found with its place and does not count."""

from collections.abc import Iterator

from pipeline.consult.model import OPINIONS, Adoption, Opinion, OpinionRegister, block_key
from pipeline.findings import Diagnostics, ordered
from pipeline.parse import codes
from pipeline.parse.register_values import (
    list_records,
    needed_choice,
    needed_text,
    register_entries,
    stated_count,
    stated_day,
)
from pipeline.parse.yaml_reader import Record, read_record
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceFile, Sources
from pipeline.tasks.planned import task_key

BLOCK_KEYS = ("稿本", "科室", "答复")
ENTRY_KEYS = ("登记", "事项", "任务", "原文", "意见", "采纳", "理由", "来源", "份")
AGREED = "无意见"
"""What 意见 says of a unit that agrees."""

_AGREEMENT = lazy_pattern(
    r"(?:已阅|收悉|我科室?|本科室?)*"
    r"(?:(?:完全|原则)?同意|(?:没有?|无)(?:任何|其他|不同|修改)?(?:意见|异议)|无|[√✓✔])+"
    r"(?:已阅)?"
)
_MARKS = lazy_pattern(r"[\s\u200b，,。．.、；;：:！!～~…“”‘’\"'（）()—－-]+")


def is_agreement(text: str) -> bool:
    """Whether an answer says that there is no opinion, whatever blanks and marks are in it; an empty one does."""
    return not text.strip() or _AGREEMENT.fullmatch(_MARKS.sub("", text)) is not None


def read(sources: Sources) -> OpinionRegister:
    """Return the register of a year from its files; it is among the other text files of `source.load_all_text`."""
    path = sources.shown(f"{sources.year}/{OPINIONS}")
    return parse(sources.year, next((file for file in sources.other_text_files if file.path == path), None))


def parse(year: int, file: SourceFile | None) -> OpinionRegister:
    """Return the register from its file; an empty one without a file."""
    if file is None:
        return OpinionRegister(year)
    diagnostics = Diagnostics()
    opinions: dict[str, tuple[Opinion, ...]] = {}
    lines: dict[str, int] = {}
    for node in register_entries(file, diagnostics, (*BLOCK_KEYS, *ENTRY_KEYS)):
        record = read_record(node, BLOCK_KEYS, diagnostics)
        state, unit = (needed_text(record, key, diagnostics) for key in ("稿本", "科室"))
        if state and unit:
            key = block_key(state, unit)
            opinions[key] = (*opinions.get(key, ()), *_answers(record, unit, diagnostics))
            lines.setdefault(key, record.place.line)
    return OpinionRegister(year, opinions, ordered(diagnostics.findings), file, lines)


def _answers(record: Record, unit: str, diagnostics: Diagnostics) -> Iterator[Opinion]:
    for entry in list_records(record, "答复", ENTRY_KEYS, diagnostics):
        mine = Diagnostics()
        text = needed_text(entry, "意见", mine)
        item, place = entry.text("事项").value, stated_count(entry, "任务", mine)
        adoption = needed_choice(entry, "采纳", Adoption, mine) if entry.text("采纳") else None
        if adoption is Adoption.NOT_ADOPTED and not entry.text("理由"):
            place_of_adoption = entry.text("采纳").place()
            mine.add(codes.REGISTER_LACKS.at(place_of_adoption, "不采纳的必写理由", "在这一条里加一行 理由: …"))
        day = stated_day(entry, "登记", mine)
        form = stated_count(entry, "份", mine) if entry.text("份") else 0
        diagnostics.add(*mine.findings)
        if not mine.has_errors:
            yield Opinion(
                unit,
                "" if is_agreement(text) else text,
                task_key(item, place) if item else "",
                entry.text("原文").value,
                day,
                adoption,
                entry.text("理由").value,
                entry.text("来源").value,
                form,
                {key: entry.text(key).place() for key in ("意见", "采纳", "理由") if entry.text(key)},
            )
