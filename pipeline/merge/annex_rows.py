"""Rows of the annex that somebody typed: what each column says."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.dataclass import dataclass
from pipeline.merge.comments import note_text, with_notes
from pipeline.merge.edited import EditedBlock, EditedCell, EditedTable
from pipeline.merge.facts import ROLE_OF_COLUMN, cell_units
from pipeline.merge.model import Stated
from pipeline.model import ITEM_VALUES, ColumnRole, Plan, Role


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row of an edited annex: the task's paragraphs, its facts (None if they cannot be read), the item's values.

    `number` is None where the cell of the number is one with that of the row above.
    """

    paragraphs: tuple[str, ...]
    facts: Stated | None
    values: Mapping[str, str]
    number: str | None
    group: str | None
    text: str
    written: tuple[str, ...] = ()
    """The paragraphs with the row's comments, as content keeps them."""
    has_fact_cells: bool = True
    """Whether owners and deadline have cells of the row's own, not one with those of the row above."""


def annex_columns(plan: Plan, table: EditedTable) -> Mapping[int, int] | None:
    """Map the columns of an edited annex to those of the plan; None for another table."""
    heads = {column.head: index for index, column in enumerate(plan.head.columns)}
    found = {cell.column: heads[cell.text] for cell in table.rows[0] if cell.text in heads} if table.rows else {}
    if len(found) == len(heads):
        return found
    if table.width == len(heads) and 2 * len(found) >= len(heads):
        return {index: index for index in range(table.width)}
    return None


def new_rows(plan: Plan, blocks: Sequence[EditedBlock]) -> Iterator[NewRow]:
    """Yield the rows of the annex of an edited file."""
    for block in blocks:
        columns = annex_columns(plan, block) if isinstance(block, EditedTable) else None
        if isinstance(block, EditedTable) and columns is not None:
            yield from (new_row(plan, row, columns) for row in block.rows[1:])


def new_row(plan: Plan, row: Sequence[EditedCell], columns: Mapping[int, int]) -> NewRow:
    """Return what a row says."""
    cells = {plan.head.columns[columns[cell.column]]: cell for cell in row if cell.column in columns}
    by_role = {column.role: cell for column, cell in cells.items()}
    facts: dict[Role | None, tuple[str, ...]] = {}
    is_read = True
    for column, cell in cells.items():
        words = cell.text.replace("\n", "").strip()
        if column.role in ROLE_OF_COLUMN and words:
            units = cell_units(words, ROLE_OF_COLUMN[column.role], plan.year)
            is_read = is_read and units is not None
            facts.update((role, names) for role, names in (units or {}).items())
        elif column.role is ColumnRole.DEADLINE and words:
            facts[None] = (words,)

    def value(role: ColumnRole) -> str:
        cell = by_role.get(role)
        return "" if cell is None else cell.text.replace("\n", "")

    task = by_role.get(ColumnRole.WORDS)
    return NewRow(
        tuple(text.text for text in task.paragraphs if text.text) if task is not None else (),
        facts if is_read else None,
        {key: value(ColumnRole(key)) for key in ITEM_VALUES},
        value(ColumnRole.NUMBER) if ColumnRole.NUMBER in by_role else None,
        value(ColumnRole.GROUP) if ColumnRole.GROUP in by_role else None,
        "\t".join(cell.text for cell in row),
        tuple(_written(row, task)),
        any(role in by_role for role in (*ROLE_OF_COLUMN, ColumnRole.DEADLINE)),
    )


def _written(row: Sequence[EditedCell], task: EditedCell | None) -> Iterator[str]:
    """The paragraphs of a row's task, each with the comments on it, those on other cells behind the last."""
    paragraphs = [text for text in task.paragraphs if text.text] if task is not None else []
    others = [note_text(one) for cell in row if cell is not task for text in cell.paragraphs for one in text.comments]
    for index, text in enumerate(paragraphs, 1):
        yield with_notes(text) + ("".join(others) if index == len(paragraphs) else "")
