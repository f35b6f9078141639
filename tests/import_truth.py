"""Hold what an import made of a document against a table made by hand (tests/corpus) or against the tasks expected of it."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from pipeline.model import Block, FreeAnnex, Item, Note, Plan, Section, Table, Task, paragraphs, walk

TABLES = Path(__file__).resolve().parent / "corpus"

Roles = Mapping[str, str]
"""Units by role, as they are printed one after another: {"牵头": "甲科、乙科"}."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of a table: a note (or what is none) with its place in the file, and what it says."""

    section: str
    item: str
    note: str
    line: str
    offset: str
    field: str
    value: str

    @property
    def roles(self) -> Roles:
        """The units of an owner note by role."""
        return dict(part.split("：", 1) for part in self.value.split("；"))

    def __str__(self) -> str:
        return f"{self.section}{self.item} {self.note} {self.value}"


def read_table(name: str) -> tuple[Mark, ...]:
    """Return the lines of a table."""
    lines = [line for line in (TABLES / f"{name}.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(Mark(**row) for row in csv.DictReader(StringIO("\n".join(lines)), delimiter="\t"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many notes are in the right field, and those that are not."""

    total: int
    wrong: tuple[str, ...]

    @property
    def value(self) -> float:
        """The share of notes in the right field; 1 if there is none."""
        return 1 - len(self.wrong) / self.total if self.total else 1.0


# --- what the plan says ------------------------------------------------------------------


def bare(text: str) -> str:
    """The text without blanks and stops, in which printed forms differ."""
    return re.sub(r"[\s\u3000。，、；：:;,.！？*|]", "", text)


def bare_units(units: str) -> str:
    """Units without what separates them and says how they share the work."""
    return re.sub(r"按(?:各自)?职责分工|分别|负责|落实", "", bare(units)).translate(str.maketrans("(),", "（），"))


def roles_of(tasks: Iterable[Task]) -> dict[str, str]:
    """The units of tasks by role, those of several tasks one after another."""
    found: dict[str, dict[str, None]] = {}
    for assignment in (assignment for task in tasks for assignment in task.assignments):
        found.setdefault(assignment.role.value, {}).update(dict.fromkeys(unit.value for unit in assignment.units))
    return {role: bare_units("".join(units)) for role, units in found.items()}


def same_roles(found: Roles, wanted: Roles) -> bool:
    """Whether the units are those wanted, each in its role.

    Who shares the work of a 牵头 may be 责任 or 配合; who leads nobody may be 责任.
    """
    bare_wanted = {role: bare_units(units) for role, units in wanted.items()}
    alone = wanted.keys() == {"牵头"} and found == {"责任": bare_wanted["牵头"]}
    return alone or _by_lead(found) == _by_lead(bare_wanted)


def _by_lead(roles: Roles) -> dict[str, str]:
    if "牵头" not in roles:
        return dict(roles)
    return {"牵头": roles["牵头"], "其他": "".join(units for role, units in roles.items() if role != "牵头")}


def text_of(blocks: Iterable[Block | Note]) -> str:
    """The text of blocks without blanks and stops."""
    return bare(
        "".join(
            paragraph.text.value for block in blocks if not isinstance(block, Note) for paragraph in paragraphs(block)
        )
    )


def table_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    """The rows of every table that is not the derived one, in the body and in annexes of their own."""
    free = [part for annex in plan.head.annexes if isinstance(annex, FreeAnnex) for part in annex.parts]
    for visit in walk((*plan.parts, *free)):
        if isinstance(visit.part, Table):
            for row in visit.part.rows:
                yield tuple(cell.text.value for cell in row)


def ends_with(text: str, ending: str) -> bool:
    """Whether a text ends like what stood before a note, however the note was joined to it."""
    return bool(ending) and text.endswith(bare(ending))


# --- against a table -----------------------------------------------------------------------

_BEFORE = 9
"""As many characters before a note tell the place of it."""


def before(source: str, mark: Mark) -> str:
    """What stands before a note in the file, without tags, blanks and stops: it is where the text of its task ends."""
    line = source.split("\n")[int(mark.line) - 1][: int(mark.offset)]
    above = "".join(source.split("\n")[max(int(mark.line) - 4, 0) : int(mark.line) - 1])
    return bare(re.sub(r"<[^<>]*>", "", above + line))[-_BEFORE:]


def share_of_marks(plan: Plan, source: str, marks: Iterable[Mark]) -> Share:
    """Return which of the owner and deadline notes of a table are where they belong in the plan.

    A note belongs to the task whose text ends where the note stood, or to the item as a
    whole; one of a table that is kept as a table, to the row with that text.
    """
    wrong = []
    total = 0
    marks = tuple(marks)
    ends = {(mark.section, mark.item): before(source, mark) for mark in marks if mark.field == "owner"}
    for mark in marks:
        match mark.field:
            case "owner":
                total += 1
                if not _owner_is_right(plan, before(source, mark), mark.roles):
                    wrong.append(str(mark))
            case "deadline":
                total += 1
                if not _deadline_is_right(plan, ends[mark.section, mark.item], mark.value):
                    wrong.append(str(mark))
            case "not-deadline" | "report-date" | "cadence":
                total += 1
                if any(bare(mark.value) == bare(text) for text in deadlines(plan)):
                    wrong.append(str(mark))
    return Share(total, tuple(wrong))


def deadlines(plan: Plan) -> Iterator[str]:
    """Every deadline of the plan as written."""
    for item in plan.items():
        for task in item.tasks:
            if task.deadline.text:
                yield task.deadline.text.value


def tasks_ending(plan: Plan, ending: str) -> Iterator[tuple[Item, Task]]:
    """The tasks with a paragraph that ends so, and their items."""
    for item in plan.items():
        for task in item.tasks:
            if any(ends_with(text_of((block,)), ending) for block in task.blocks):
                yield item, task


def _owner_is_right(plan: Plan, ending: str, roles: Roles) -> bool:
    for item, task in tasks_ending(plan, ending):
        if same_roles(roles_of((task,)), roles):
            return True
        whole = item.tasks[-1] is task
        if whole and same_units(roles_of(item.tasks), roles):
            return True
    return any(
        any(ends_with(bare(cell), ending) for cell in row)
        and any(bare_units(cell) == bare_units("".join(roles.values())) for cell in row)
        for row in table_rows(plan)
    )


def same_units(found: Roles, wanted: Roles) -> bool:
    """Whether the units are the same however they are ordered in each role."""
    return {role: Counter(units) for role, units in found.items()} == {
        role: Counter(bare_units(units)) for role, units in wanted.items()
    }


def _deadline_is_right(plan: Plan, ending: str, words: str) -> bool:
    if any(bare(task.deadline.text.value) == bare(words) for _, task in tasks_ending(plan, ending)):
        return True
    return any(
        any(ends_with(bare(cell), ending) for cell in row) and any(bare(cell) == bare(words) for cell in row)
        for row in table_rows(plan)
    )


def invented_owners(plan: Plan, source: str, marks: Iterable[Mark]) -> tuple[str, ...]:
    """Return the ends of the tasks that have an owner though no note of the table stands behind them."""
    endings = [before(source, mark) for mark in marks if mark.field in ("owner", "rule")]
    return tuple(
        text[-_BEFORE:]
        for item in plan.items()
        for task in item.tasks
        if task.assignments
        and (text := text_of(task.blocks))
        and not any(ends_with(text_of((block,)), ending) for ending in endings for block in task.blocks)
    )


# --- the shape ----------------------------------------------------------------------------


def count_sections(plan: Plan) -> int:
    """The number of chapters."""
    return sum(isinstance(visit.part, Section) and visit.part.level == 1 for visit in walk(plan.parts))


def owned_items(plan: Plan) -> int:
    """The number of items that somebody is responsible for, those that only group others left out."""
    return sum(any(task.assignments for task in item.tasks) for item in plan.items())


def missing_characters(text: str, kept: Iterable[str]) -> str:
    """The characters of a text, without blanks, that are kept nowhere, each as often as it is missing."""
    missing = Counter("".join(text.split()).replace("\ufeff", "")) - Counter("".join(kept))
    return "".join(sorted(missing.elements()))


def missing_runs(text: str, kept: Iterable[str]) -> list[str]:
    """The longer runs of Chinese characters of a text that are not kept in one piece, printed numbers left out."""
    whole = _NOT_HAN.sub("", "".join(kept))
    text = re.sub(r"\d|[一二三四五六七八九十]{1,3}(?=、)|（[一二三四五六七八九十]{1,3}）", "\n", text)
    return [run for run in _NOT_HAN.split(text) if len(run) >= _RUN and run not in whole]


_NOT_HAN = re.compile("[^\u4e00-\u9fff]+")
_RUN = 12
"""A run of as many characters is told from all others."""
