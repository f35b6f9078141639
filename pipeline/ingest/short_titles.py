"""Short titles and file names of items, and whether an item's title is printed: 另行、连排 or not at all."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.draft.files import check_name
from pipeline.ingest.account import bare
from pipeline.ingest.deadlines import is_deadline
from pipeline.ingest.raw_items import RawItem
from pipeline.ingest.task_table import TaskRow
from pipeline.model import ItemTitle
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import DATE

_MAX_TITLE = 25


_CLAUSE = lazy_pattern(r"(?P<words>[^，,]{2,60})[，,](?=.{4})")
_OWNERS = lazy_pattern(r"(?:牵头|负责|落实|实施|配合|协助|参与)$|会同")
_BY_DAY = lazy_pattern(rf"^[于在]?(?:{DATE.pattern})(?<=前)(?=.{{4}})")
"""What stands before the task itself: who does it (由甲科牵头，乙科配合，), by when (于4月25日前)."""


def title_of(text: str) -> str:
    """Return a short title from an item's text: its first sentence, or as much of it as is short."""
    sentence = re.split(r"[。；：！？\n]", text.strip(), maxsplit=1)[0]
    is_led = sentence.startswith("由")
    while (lead := _CLAUSE.match(sentence)) and (
        is_deadline(lead["words"]) or (is_led and _OWNERS.search(lead["words"]) is not None)
    ):
        sentence = sentence[lead.end() :]
    sentence = _BY_DAY.sub("", sentence)
    if len(sentence) > _MAX_TITLE:
        clause = re.split(r"[，,]", sentence, maxsplit=1)[0]
        sentence = clause if 4 <= len(clause) <= _MAX_TITLE else sentence[:_MAX_TITLE]
    title = "".join(char for char in re.sub(r"[\[\]【】<>|｜*()（）\s]", "", sentence) if char.isprintable())
    return title or "事项"


def own_line_title(raw: RawItem) -> tuple[SourceText, RawItem] | None:
    """Return the title that stands on a line of its own, and the item without it."""
    task = raw.tasks[0] if raw.tasks else None
    first = task.blocks[0] if task and task.blocks else None
    if not isinstance(first, SourceText) or len(first) > 40 or first.value.endswith(tuple("。；：！？，")):
        return None
    if task is None or len(task.blocks) == 1:
        return None
    return first, replace(raw, tasks=(replace(task, blocks=task.blocks[1:]), *raw.tasks[1:]))


def run_in_title(raw: RawItem) -> tuple[SourceText, RawItem] | None:
    """Return the title that is the first sentence of the item, without its 。, and the item without it."""
    task = raw.tasks[0] if raw.tasks else None
    first = task.blocks[0] if task and task.blocks else None
    if task is None or not isinstance(first, SourceText):
        return None
    stop = first.value.find("。")
    if not 0 < stop <= 40 or stop + 1 == len(first):
        return None
    rest = first.slice(stop + 1, len(first)).strip()
    return first.slice(0, stop), replace(raw, tasks=(replace(task, blocks=(rest, *task.blocks[1:])), *raw.tasks[1:]))


def _is_run_in(raw: RawItem, rows: Sequence[TaskRow]) -> bool:
    found = run_in_title(raw)
    return found is not None and bare(found[1].text) == bare("".join(text.value for row in rows for text in row.words))


def _is_titled(raw: RawItem, rows: Sequence[TaskRow]) -> bool:
    """Whether the rows of an item leave out the title that stands on a line of its own in the body."""
    found = own_line_title(raw)
    return found is not None and not bare("".join(text.value for row in rows for text in row.words)).startswith(
        bare(found[0].value)
    )


def decide_item_title(
    items: Sequence[RawItem], rows: Sequence[tuple[RawItem, Sequence[TaskRow]]], *, is_annex: bool
) -> ItemTitle:
    """Return how the items' titles are printed, decided for the whole plan; `rows` are the rows of those in the annex."""
    if len(items) > 1 and all(own_line_title(item) for item in items):
        in_rows = sum(not _is_titled(item, own) for item, own in rows)
        return ItemTitle.OWN_LINE if in_rows * 2 <= len(rows) else ItemTitle.HIDDEN
    if not is_annex:
        return ItemTitle.HIDDEN
    run_in = sum(_is_run_in(item, own) for item, own in rows)
    if rows and run_in * 2 > len(rows) and all(run_in_title(item) for item in items):
        return ItemTitle.RUN_IN
    return ItemTitle.HIDDEN


def file_name(title: str, taken: Collection[str]) -> str:
    """Return a file name made of a short title's letters, and none of those taken, which are case-folded."""
    name = re.sub(r"[^\w]", "", title)[:_MAX_TITLE] or "事项"
    if check_name(name) is not None:
        name = "事项"
    unique, count = name, 1
    while unique.casefold() in taken:
        count += 1
        unique = f"{name}{count}"
    return unique
