"""What the roster says happened to units (改为、停用), for a draft and for a comparison of years."""

from collections.abc import Iterable
from datetime import date

from pipeline.model import Unit


def renamed_units(roster: Iterable[Unit], day: date) -> dict[str, str]:
    """Map each unit abolished before `day` to its successor's name (改为), following chains."""
    units = list(roster)
    existing = {unit.name.value for unit in units if not _is_abolished(unit, day)}
    successors = {unit.name.value: unit.renamed_to for unit in units if _is_abolished(unit, day) and unit.renamed_to}
    renamed: dict[str, str] = {}
    for name, successor in successors.items():
        seen = {name}
        while successor in successors and successor not in existing and successor not in seen:
            seen.add(successor)
            successor = successors[successor]  # noqa: PLW2901  the chain is followed in place
        if name not in existing and successor != name:
            renamed[name] = successor
    return renamed


def ended_units(roster: Iterable[Unit], day: date) -> frozenset[str]:
    """Return the units abolished before `day` for which no successor is stated."""
    units = list(roster)
    existing = {unit.name.value for unit in units if not _is_abolished(unit, day)}
    ended = (unit.name.value for unit in units if _is_abolished(unit, day) and not unit.renamed_to)
    return frozenset(ended) - existing


def _is_abolished(unit: Unit, day: date) -> bool:
    return unit.until is not None and unit.until < day
