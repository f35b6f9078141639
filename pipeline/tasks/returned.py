"""Tables of tasks as people return them: rows deleted, merged or sorted, columns moved or added, saved by any program.

A row belongs to a task by its key (编号), or where that is gone by its words. What could
be of two tasks, or of none, is told with its row and never guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Block, Cell, Document, Table
from pipeline.tasks.lists import KEY_HEAD, TASK_HEAD
from pipeline.tasks.planned import PlannedTask, split_key, task_key
from pipeline.text.diff import bigrams, overlap

_TASK_HEADS = lazy_pattern(r"工作任务|任务|具体内容|任务内容|重点任务")
_KEY_HEADS = lazy_pattern(r"(?:任务)?编号")
_BRACKETS = lazy_pattern(r"[（(][^（）()]*[)）]")

MIN_OVERLAP = 0.5
"""The least likeness of a row's words with those of the task its key names: below it the cells were sorted apart."""


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of a returned table: where it is in the file, its key and words as they stand there, its values by column."""

    where: str
    key: str
    words: str
    values: Mapping[str, str]

    def value(self, column: str) -> str:
        """Return the text under a column's name; empty where the column is gone."""
        return self.values.get(column, "")


class RowFault(Enum):
    """Why a row cannot be placed."""

    NO_TASK = auto()
    """Neither its key nor its words are those of a task."""
    TWO_TASKS = auto()
    """Its key is one task's, its words are another's."""
    AMBIGUOUS = auto()
    """It has no key, and several tasks have its words."""
    SAME_TASK = auto()
    """Another row is the same task's and says something else."""


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A row that is not taken, and why; `tasks` are the keys in question."""

    row: ReturnedRow
    fault: RowFault
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """The rows of a returned file by the key of their task, and those that could not be placed."""

    rows: Mapping[str, ReturnedRow]
    unplaced: tuple[UnplacedRow, ...]


def returned_rows(
    document: Document, columns: Mapping[str, re.Pattern[str]], also: Mapping[str, re.Pattern[str]] | None = None
) -> Iterator[ReturnedRow]:
    """Yield the rows of every table whose head names tasks and one of the columns; `columns` are heads by name.

    The columns of `also` are read too, and make no table one of these.
    A head is compared without blanks and brackets. Rows that are empty, or one cell from edge to edge, are left out.
    """
    for table in _tables(document.blocks):
        heads: dict[int, str] = {}
        for index, cells in enumerate(table.grid()):
            named = _heads(cells, columns, also or {})
            if named:
                heads = named
                continue
            if not heads or len({id(cell) for cell in cells}) < 2:
                continue
            texts = {name: _text(cells[column]) for column, name in heads.items()}
            if not any(texts.values()):
                continue
            key, words = texts.pop(KEY_HEAD, ""), texts.pop(TASK_HEAD, "")
            yield ReturnedRow(_where(cells, table, index), key, words, texts)


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _heads(
    cells: Sequence[Cell | None], columns: Mapping[str, re.Pattern[str]], also: Mapping[str, re.Pattern[str]]
) -> dict[int, str]:
    """The name of each column that a head row names; nothing for a row that is no head."""
    named: dict[int, str] = {}
    for index, cell in enumerate(cells):
        head = re.sub(r"\s+", "", _BRACKETS.sub("", _text(cell)))
        patterns = {KEY_HEAD: _KEY_HEADS, TASK_HEAD: _TASK_HEADS, **columns, **also}
        name = next((name for name, pattern in patterns.items() if pattern.fullmatch(head)), None)
        if name is not None and name not in named.values():
            named[index] = name
    names = set(named.values())
    return named if names & {KEY_HEAD, TASK_HEAD} and names & columns.keys() else {}


def _text(cell: Cell | None) -> str:
    return cell.text.replace("\u200b", "").replace("\u00a0", " ").strip() if cell is not None else ""


def _where(cells: Sequence[Cell | None], table: Table, index: int) -> str:
    """The row's place as the program shows it: that of its first own cell, without the column."""
    for paragraph in (block for cell in cells if cell is not None and cell.row == index for block in cell.content):
        if not isinstance(paragraph, Table):
            return re.sub(r"第\d+[列格]$", "", paragraph.where)
    return f"{table.where}第{index + 1}行"


def place_rows(rows: Sequence[ReturnedRow], tasks: Sequence[PlannedTask]) -> PlacedRows:
    """Return each row with its task; of two rows of one task that say the same, one is enough."""
    known = {task.key: task for task in tasks}
    placed: dict[str, ReturnedRow] = {}
    unplaced: list[UnplacedRow] = []
    for row in rows:
        key = _task_of(row, known)
        if isinstance(key, UnplacedRow):
            unplaced.append(key)
        elif key in placed and placed[key].values != row.values:
            unplaced.append(UnplacedRow(row, RowFault.SAME_TASK, (key,)))
        else:
            placed.setdefault(key, row)
    return PlacedRows(placed, tuple(unplaced))


def _task_of(row: ReturnedRow, known: Mapping[str, PlannedTask]) -> str | UnplacedRow:
    """The key of the row's task, or why there is none."""
    own = _plain(row.words)
    alike = tuple(key for key, task in known.items() if own and _plain(task.text) == own)
    key = task_key(*split_key(re.sub(r"\s+", "", row.key)))
    if key in known:
        if not own or key in alike or overlap(bigrams(own), bigrams(_plain(known[key].text))) >= MIN_OVERLAP:
            return key
        return UnplacedRow(row, RowFault.TWO_TASKS, (key, *alike))
    if len(alike) == 1:
        return alike[0]
    return UnplacedRow(row, RowFault.AMBIGUOUS if alike else RowFault.NO_TASK, alike)


def is_same_text(first: str, second: str) -> bool:
    """Whether two texts have the same letters, digits and Han: what a program or a hand does to blanks and marks is nothing."""
    return _plain(first) == _plain(second)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
