"""Makes the words without which a text matches none of our patterns: `python -m pipeline.tools.make_pattern_words`.

They are read off the parsed patterns, and true of every match: a sequence needs what each of its parts needs,
alternatives one word of each. A pattern of which nothing can be said so is not listed.
"""

import gc
import pkgutil
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.check.faults import Fault
from pipeline.dataclass import dataclass
from pipeline.patterns import DIGIT, WORDS, Alternatives, LazyPattern, key_of
from pipeline.storage import write_file

PIPELINE = Path(__file__).parent.parent
ROOMS = ("text", "parse", "check")
"""The rooms whose patterns search plans."""
MOST_TEXTS = 64
"""So many texts, at most, a part of a pattern is said to stand for."""
MOST_WORDS = 120
MOST_GROUPS = 3

Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What is known of the texts that a part of a pattern matches.

    `texts` are all of them, or None where they are too many; of each of `groups` a text has one word in it.
    """

    texts: Group | None
    groups: tuple[Group, ...] = ()

    def all_groups(self) -> tuple[Group, ...]:
        """Return what a text needs, whole texts being words too."""
        return self.groups if self.texts is None else _group(self.texts)


ANYTHING = Needs(None)
NOTHING = frozenset({""})


def _group(texts: Iterable[str]) -> tuple[Group, ...]:
    words = frozenset(texts)
    return () if "" in words else (words,)


def needs(tree: Iterable[tuple[Any, Any]]) -> Needs:
    """Return the needs of a sequence of parts."""
    side_by_side, is_whole = NOTHING, True
    groups: list[Group] = []
    for kind, value in tree:
        part = _part_needs(kind, value)
        if part.texts is not None and len(side_by_side) * len(part.texts) <= MOST_TEXTS:
            side_by_side = frozenset(first + last for first in side_by_side for last in part.texts)
            continue
        is_whole = False
        groups += _group(side_by_side)
        side_by_side = NOTHING if part.texts is None else part.texts
        groups += part.groups
    return Needs(side_by_side) if is_whole else Needs(None, (*groups, *_group(side_by_side)))


def _part_needs(kind: Any, value: Any) -> Needs:
    match kind:
        case op.LITERAL:
            return Needs(frozenset({chr(value)}))
        case op.IN:
            return _class_needs(value)
        case op.SUBPATTERN:
            _, flags, _, inner = value
            return ANYTHING if flags & re.IGNORECASE else needs(inner)
        case op.ATOMIC_GROUP:
            return needs(value)
        case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
            least, most, inner = value
            once = needs(inner)
            if least == most == 1:
                return once
            if least == 0:
                return Needs(once.texts | NOTHING) if most == 1 and once.texts is not None else ANYTHING
            return Needs(None, once.all_groups())
        case op.BRANCH:
            return _either([needs(inner) for inner in value[1]])
        case op.ASSERT:
            # what is looked at stands in the text, but not in the match
            return Needs(None, needs(value[1]).all_groups())
        case op.ASSERT_NOT | op.AT:
            return Needs(NOTHING)
        case _:
            return ANYTHING


def _class_needs(members: list[tuple[Any, Any]]) -> Needs:
    chars: set[str] = set()
    for kind, value in members:
        match kind:
            case op.LITERAL:
                chars.add(chr(value))
            case op.RANGE if value[1] - value[0] < MOST_TEXTS:
                chars |= {chr(char) for char in range(value[0], value[1] + 1)}
            case op.CATEGORY if value is op.CATEGORY_DIGIT:
                chars.add(DIGIT)
            case _:
                return ANYTHING
    # a digit is a word, but none that others stand beside
    return Needs(None, (frozenset(chars),)) if DIGIT in chars or len(chars) > MOST_TEXTS else Needs(frozenset(chars))


def _either(parts: list[Needs]) -> Needs:
    texts = [part.texts for part in parts if part.texts is not None]
    if len(texts) == len(parts):
        return Needs(frozenset().union(*texts))
    groups = [part.all_groups() for part in parts]
    return Needs(None, (frozenset().union(*(min(several, key=_weight) for several in groups)),) if all(groups) else ())


def _weight(group: Group) -> int:
    """Return how likely a text has one of the words, about: a single character is common, three are not."""
    return sum(30 if len(word) == 1 else 200 if word == DIGIT else 3 if len(word) == 2 else 1 for word in group)


def words_of(pattern: str, flags: int = 0) -> list[list[str]]:
    """Return groups of words, of each of which every text that matches has one."""
    tree = parser.parse(pattern, flags)
    if tree.state.flags & re.IGNORECASE:
        return []
    found: set[Group] = set()
    for words in needs(tree).all_groups():
        # names of folders and schemes without what they stand between: shorter, and found as well
        group = frozenset(word.strip("/:") or word for word in words)
        # a word that has another in it says nothing more
        shortest = frozenset(
            word for word in group if word == DIGIT or not any(other != word and other in word for other in group)
        )
        if len(shortest) <= MOST_WORDS and not any(char in word for word in shortest for char in "|\t\n"):
            found.add(shortest)
    return [sorted(group) for group in sorted(found, key=lambda group: (_weight(group), sorted(group)))[:MOST_GROUPS]]


def patterns() -> Iterator[tuple[str, int]]:
    """Yield every pattern of the rooms, with its flags."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(PIPELINE / room)], f"pipeline.{room}."):
            import_module(module.name)
    for value in gc.get_objects():
        match value:
            case LazyPattern() if isinstance(value.pattern, str):
                yield value.pattern, value.flags
            case Alternatives():
                yield from ((pattern, 0) for pattern in value.patterns.values())
            case Fault():
                yield value.pattern, 0


def make() -> bytes:
    """Return the list: a line a pattern, by its key."""
    lines: dict[str, str] = {}
    for pattern, flags in sorted(set(patterns())):
        if groups := words_of(pattern, flags):
            line = "\t".join((key_of(pattern), *map("|".join, groups)))
            assert lines.setdefault(key_of(pattern), line) == line
    return "".join(f"{lines[key]}\n" for key in sorted(lines)).encode()


def main(path: Path) -> None:
    """Write the list."""
    write_file(path, make())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORDS)
