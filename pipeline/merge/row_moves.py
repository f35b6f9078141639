"""Rows that were moved in an edited annex: an item of which every row is gone in one place and came in another, in one piece."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.merge.context import Context
from pipeline.merge.edited import EditedCell
from pipeline.merge.mover import is_alike
from pipeline.merge.pairing import RowPair
from pipeline.merge.printed import PrintedCell
from pipeline.merge.row_edits import task_of_row
from pipeline.merge.tasks import words_of
from pipeline.model import ColumnRole

PrintedRow = tuple[PrintedCell, ...]
EditedRow = tuple[EditedCell, ...]


def with_moved_rows(
    context: Context, pairs: Sequence[RowPair], columns: Mapping[int, int]
) -> tuple[list[RowPair], frozenset[int]]:
    """Return the pairs with the rows of moved items paired where the file has them, and these rows of the file by identity."""
    paired = list(pairs)
    moved: set[int] = set()
    if not any(row is None for row, _ in pairs) or not any(other is None for _, other in pairs):
        return paired, frozenset()
    words = next(
        index for index, column in enumerate(context.state.plan.head.columns) if column.role is ColumnRole.WORDS
    )
    for is_same in (str.__eq__, is_alike):
        for gone in list(_gone_items(context, paired)):
            old = _words(gone, words, {})
            run = next((run for run in _runs(paired, len(gone)) if is_same(old, _words(run, words, columns))), None)
            if run is None or not old:
                continue
            moved |= {id(other) for other in run}
            at = {id(other): row for row, other in zip(gone, run, strict=True)}
            left = {id(row) for row in gone}
            paired = [
                (row if other is None else at.get(id(other), row), other)
                for row, other in paired
                if other is not None or id(row) not in left
            ]
    return paired, frozenset(moved)


def _gone_items(context: Context, pairs: Sequence[RowPair]) -> Iterator[list[PrintedRow]]:
    """Yield the rows of every item of which all are gone."""
    rows: dict[str, list[PrintedRow]] = {}
    staying: set[str] = set()
    for row, other in pairs:
        task = task_of_row(context, row)
        if row is None or task is None:
            continue
        if other is not None:
            staying.add(task.item.id)
        rows.setdefault(task.item.id, []).append(row)
    yield from (own for name, own in rows.items() if name not in staying)


def _runs(pairs: Sequence[RowPair], count: int) -> Iterator[list[EditedRow]]:
    """Yield every run of so many new rows with none between them that the state has, too."""
    run: list[EditedRow] = []
    for row, other in pairs:
        if other is None:
            continue
        run = [*run, other] if row is None else []
        if len(run) >= count:
            yield run[-count:]


def _words(rows: Sequence[PrintedRow | EditedRow], column: int, columns: Mapping[int, int]) -> str:
    """The words of rows: those in the column of words, or in a cell over all columns."""
    return words_of(
        cell.text for row in rows for cell in row if len(row) == 1 or columns.get(cell.column, cell.column) == column
    )
