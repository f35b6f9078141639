"""Reading a superior's directive (要点): its points with their numbers, headings, text and owners.

A directive is taken apart like any existing plan (`pipeline.ingest`): what stands around the
text, its numbers and its owner notes are told in one way. Here its items become points, and an
item of several clauses (一是, 二是) becomes one for each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.ingest.account import Ledger
from pipeline.ingest.front_matter import take_apart
from pipeline.ingest.lines import Line, read_lines, with_indices
from pipeline.ingest.outline import read_outline
from pipeline.ingest.raw_items import ItemReader, RawBlock, RawItem, RawPart, RawSection, RawTask, block_text
from pipeline.ingest.responsibility import OwnerNote
from pipeline.ingest.task_table import TaskRow, read_tables
from pipeline.model import ColumnRole
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Document, Table
from pipeline.source import SourceText

_CLAUSES = lazy_pattern(r"(?<=[。；：])(?=[一二三四五六七八九十]是)")
_CLAUSE_BEGINS = lazy_pattern(r"[一二三四五六七八九十]是")
_SENT = lazy_pattern(r"印发(?:《(?P<quoted>[^《》]+)》|(?P<bare>.+?))的通知$")

_RUN_IN_TITLE = lazy_pattern(r"\d{4}年[^，。；：《》]{2,40}?要点")

_MIN_POINT_CHARS = 12
"""A text with fewer characters is not a point."""

_MAX_HEADING_CHARS = 45
_OWNER_COLUMNS = (ColumnRole.LEAD, ColumnRole.OWNER, ColumnRole.SUPPORT)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a directive: its printed number, the heading above it (with its number), its text, owners and deadline.

    `owners` is its owner note as printed, which may state a deadline too; `deadline` is what
    the note or a column states as one.
    """

    number: str
    heading: str
    text: str
    owners: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive's title, empty if it has none, and its points in their order."""

    title: str
    points: tuple[Point, ...]


def read_directive(document: Document) -> Directive:
    """Return the directive in a document: its numbered lines, else the rows of its table, else each of its paragraphs."""
    diagnostics, ledger = Diagnostics(), Ledger()
    document = with_indices(document)
    elements = read_lines(document, diagnostics)
    sheets = take_apart(elements, ledger)
    root, _ = read_outline(sheets.body, ledger)
    parts = ItemReader(ledger).read(root)
    points = tuple(_points(parts, ""))
    if not points:
        behind = (one for sheet in sheets.annexes for one in sheet.elements)
        tables = [one for one in (*sheets.body, *behind) if isinstance(one, Table)]
        rows = read_tables(document, tables, diagnostics, ledger)[0].rows
        points = tuple(map(_point_of_row, rows)) or tuple(_points_of_paragraphs(parts))
    first = next((one.value for one in elements if isinstance(one, Line)), "")
    return Directive(_title(sheets.plan.title.value or _run_in_title(first)), points)


def _title(printed: str) -> str:
    """Return the title in 《》; of a covering letter, that of the document it sends."""
    sent = _SENT.search(printed)
    title = (sent["quoted"] or sent["bare"]) if sent else printed
    return f"《{title}》" if title else ""


def _run_in_title(first: str) -> str:
    """The title that a text without line ends begins with."""
    title = _RUN_IN_TITLE.match(first)
    return title[0] if title else ""


# --- numbered lines ------------------------------------------------------------------------


def _points(parts: Iterable[RawPart], heading: str) -> Iterator[Point]:
    for part in parts:
        match part:
            case RawSection():
                below = f"{part.label.strip()}{part.title.value}"
                found = tuple(_points(part.parts, below))
                yield from found or _points_of_section(part, below)
            case RawItem():
                yield from _points_of_item(part, heading)
            case SourceText() | Table():
                pass


def _points_of_section(section: RawSection, heading: str) -> Iterator[Point]:
    """Yield the paragraphs of a section without numbered lines."""
    for point in _points_of_paragraphs(section.parts):
        yield replace(point, number=section.label.strip(), heading=heading)


def _points_of_paragraphs(parts: Iterable[RawPart]) -> Iterator[Point]:
    for part in parts:
        if isinstance(part, SourceText):
            for clause in _CLAUSES.split(part.value):
                if len(clause) >= _MIN_POINT_CHARS:
                    yield Point("", "", clause)


def _points_of_item(item: RawItem, heading: str) -> Iterator[Point]:
    number = item.label.strip()
    below = heading
    for index, task in enumerate(item.tasks):
        clauses = _clauses(task.blocks)
        opens = index == 0 and (len(clauses) > 1 or bool(item.children))
        if opens and _is_heading(clauses[0], task, alone=len(clauses) == 1):
            below, clauses = f"{number}{clauses[0]}", clauses[1:]
        for last, clause in _with_last(clauses):
            if len(clause) >= _MIN_POINT_CHARS:
                point = Point(number, below, clause)
                yield _with_note(point, task.note) if last and task.note else point
    yield from _points(item.children, below if below != heading else f"{number}{item.text}"[:_MAX_HEADING_CHARS])


def _clauses(blocks: Sequence[RawBlock]) -> list[str]:
    """The text of a task cut at its clauses; a first paragraph without a stop is a heading."""
    clauses: list[str] = []
    is_heading = False
    for block in blocks:
        text = block_text(block).strip()
        first, *others = _CLAUSES.split(text)
        if clauses and not is_heading and not _CLAUSE_BEGINS.match(first):
            clauses[-1] += first
        else:
            clauses.append(first)
        clauses += others
        is_heading = len(clauses) == 1 and "。" not in text and len(text) <= _MAX_HEADING_CHARS
    return clauses


def _is_heading(text: str, task: RawTask, *, alone: bool) -> bool:
    """Whether the first clause of an item is only a heading over those below: short, one sentence, nobody's own task."""
    return len(text) <= _MAX_HEADING_CHARS and "。" not in text[:-1] and not (alone and task.note)


def _with_last(clauses: Sequence[str]) -> Iterator[tuple[bool, str]]:
    for index, clause in enumerate(clauses, 1):
        yield index == len(clauses), clause


def _with_note(point: Point, note: OwnerNote) -> Point:
    owners = note.whole.value.strip("（）()。；")
    deadline = note.deadline.value
    if deadline and deadline not in owners:
        owners += f"；完成时间：{deadline}"
    return replace(point, owners=owners, deadline=deadline)


# --- rows ----------------------------------------------------------------------------------


def _point_of_row(row: TaskRow) -> Point:
    owners = "；".join(f"{column.head}：{text}" for column, text in row.cells if column.role in _OWNER_COLUMNS and text)
    heading = row.groups[-1].value if row.groups else ""
    text = "".join(word.value for word in row.words)
    return Point(row.number, heading, text, owners, row.text(ColumnRole.DEADLINE).value)
