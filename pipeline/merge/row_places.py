"""Where in the list an item goes whose row is new or was moved: where the rows around it leave it one place."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.merge.annex_rows import NewRow
from pipeline.merge.context import Context
from pipeline.merge.edited import EditedCell
from pipeline.merge.item_list import before, behind
from pipeline.merge.model import FileChange, TaskOfItem, Unplaced
from pipeline.model import Item, Visit


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the edited annex: what it says, its cells, and the task of the printed row that it is paired with."""

    new: NewRow
    cells: tuple[EditedCell, ...]
    task: TaskOfItem | None
    is_new: bool
    is_over_all: bool
    """Whether it is a heading over rows."""
    is_moved: bool
    visit: Visit | None
    """The item, or the heading, of the printed row that it is paired with."""


def list_place(context: Context, groups: Sequence[Sequence[Row]], index: int, line: str) -> FileChange | Unplaced:
    """Return the change that lists the item of new rows, where the rows around it leave it one place."""
    above, below = neighbour(reversed(groups[:index])), neighbour(groups[index + 1 :])
    places = list(_places(above, below, groups[index][0].new.group))
    if len(places) > 1 and above is not None and (below is None or below.is_over_all):
        # up to the next row over all columns every row belongs to the one above it
        over = {id(row.visit.part) for rows in groups[:index] for row in rows if row.is_over_all and row.visit}
        places = places[:1] if any(id(item) in over for item in items_of_row(above)[1:2]) else places
    if len(places) != 1:
        return Unplaced.ROW_LEVEL if places else Unplaced.NEW_ITEM
    ((item, is_before),) = places
    return (before if is_before else behind)(context, item, line) or Unplaced.NEW_ITEM


def neighbour(groups: Iterable[Sequence[Row]]) -> Row | None:
    """Return the nearest row that is neither new nor moved, with no new heading before it."""
    for group in groups:
        if not all(row.is_new or row.is_moved for row in group):
            return next((row for row in group if row.visit is not None), None)
        if any(row.is_over_all for row in group):
            return None
    return None


def _places(above: Row | None, below: Row | None, group: str | None) -> Iterator[tuple[Item, bool]]:
    """Yield every item that a new one between two rows may stand behind, the nearest first, or (True) before.

    `group` is the heading in the new row's cell.
    """
    over, under = items_of_row(above), items_of_row(below)
    if not over or (group is not None and group != _title(above)):
        if group is None or group == _title(below):
            yield from ((item, True) for item in under)
        return
    hidden = [item for item in under if not _is_among(item, over)]
    if _is_among(over[0], under):
        # the first below the one above; of any between them nothing is printed
        yield from ((item, True) for item in hidden)
    elif above is not None and not above.is_over_all:
        yield from ((item, False) for item in over if not _is_among(item, under))
        yield from ((item, True) for item in hidden[:-1] if _title(above) == _title(below))


def _is_among(item: Item, items: Iterable[Item]) -> bool:
    return any(one is item for one in items)


def items_of_row(row: Row | None) -> list[Item]:
    """Return the item of a row and those above it, the nearest first; none for a heading."""
    visit = row.visit if row is not None else None
    return [visit.part, *reversed(visit.parents)] if visit is not None and isinstance(visit.part, Item) else []


def _title(row: Row | None) -> str:
    """The heading that a row is below."""
    visit = row.visit if row is not None else None
    return visit.sections[-1].title.text.value if visit is not None and visit.sections else ""
