"""Units that the roster does not have, added to units.yaml as proposals (待核科室, 待核统称): nothing that stands there is changed."""

import re
from collections.abc import Sequence

from pipeline.model import Unit
from pipeline.parse import parse
from pipeline.parse.serialize import write_roster
from pipeline.patterns import lazy_pattern
from pipeline.source import sources_from_files

ROSTER = "units.yaml"

_KEY = lazy_pattern(r"(?:待核科室|待核统称)[ \t]*[:：]")
_ENTRY = lazy_pattern(r"(?P<indent>\s*)-\s")


def with_proposals(text: str, units: Sequence[Unit]) -> str | None:
    """Return the text of the roster with the units among its proposals; None where that cannot be done by adding lines.

    The lines of the text stay as they are: new ones go behind the key of the proposals, or to the end.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix("\n").removesuffix("\r").split(newline) if text.strip() else []
    for section in re.split(r"\n(?=待核)", write_roster(units).rstrip("\n")):
        header, *entries = section.split("\n")
        at = next(
            (index for index, line in enumerate(lines) if _KEY.match(line) and line.startswith(header[:-1])), None
        )
        if at is None:
            lines += [header, *entries]
            continue
        first = next((line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#")), "")
        entry = _ENTRY.match(first)
        if entry is None:
            return None
        lines[at + 1 : at + 1] = [entry["indent"] + line for line in entries]
    made = newline.join([*lines, ""])
    return made if _reads_as(made, text, units) else None


def _reads_as(made: str, before: str, units: Sequence[Unit]) -> bool:
    """Whether the new text reads as the units that were there and those added, without a new finding."""
    old, new = (parse(sources_from_files(0, {ROSTER: text})) for text in (before, made))
    return (
        set(new.plan.roster) == {*old.plan.roster, *units}
        and len(new.plan.roster) == len(old.plan.roster) + len(units)
        and len(new.findings) == len(old.findings)
    )
