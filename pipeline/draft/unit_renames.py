"""What the roster says became of units (改为、停用), for a draft and for a comparison of years."""

from collections.abc import Iterable
from datetime import date

from pipeline.model import Unit


def renamed_units(roster: Iterable[Unit], day: date) -> dict[str, str]:
    """What units that are over before the day are called on it (改为), by their old names; chains are followed."""
    units = list(roster)
    still = {unit.name.value for unit in units if not _is_over(unit, day)}
    became = {unit.name.value: unit.renamed_to for unit in units if _is_over(unit, day) and unit.renamed_to}
    found: dict[str, str] = {}
    for name, new in became.items():
        seen = {name}
        while new in became and new not in still and new not in seen:
            seen.add(new)
            new = became[new]  # noqa: PLW2901  the chain is followed in place
        if name not in still and new != name:
            found[name] = new
    return found


def ended_units(roster: Iterable[Unit], day: date) -> frozenset[str]:
    """Units that are over before the day, and nobody has said what they became."""
    units = list(roster)
    still = {unit.name.value for unit in units if not _is_over(unit, day)}
    return frozenset(unit.name.value for unit in units if _is_over(unit, day) and not unit.renamed_to) - still


def _is_over(unit: Unit, day: date) -> bool:
    return unit.until is not None and unit.until < day
