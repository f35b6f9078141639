"""The file of counted sequences and idioms: sorted arrays of numbers, mapped into memory and searched by bisection.

Nothing is read but the pages that a search touches, and processes share them. The file is made from texts by
`pipeline/tools/make_sequences.py`. A character is a number of `LETTER_BITS` bits, its index among the letters,
which are in the order of Unicode; so the entries are in the order of the texts they stand for.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from mmap import ACCESS_READ, mmap

from pipeline.check.lexicon import FOLDER
from pipeline.dataclass import dataclass

FILE = "sequences.bin"
IDIOMS = "idioms.txt"

LETTER_BITS = 13
BAND_BITS = 5
"""Of an entry with characters: the lowest bits are its band, the number of sequences being about a power of two."""
PERCENT_BITS = 7


SECTIONS = {
    "letters": "H",
    "singles": "I",
    "pairs_starts": "I",
    "pairs": "I",
    "behind_starts": "I",
    "behind": "H",
    "before_starts": "I",
    "before": "H",
    "threes_starts": "I",
    "threes": "I",
    "fours_starts": "I",
    "fours": "Q",
    "idioms": "Q",
    "idioms_by_tail": "Q",
}
"""The sections of the file in their order, with the type of their numbers (as of `array`).

The file begins with where each ends, eight bytes each; each begins at a multiple of eight bytes.
"""


@dataclass(frozen=True, slots=True)
class SequenceFile:
    """The file, opened: its letters, the index of each, and the numbers of each section.

    `singles` has of each letter how often it was seen, and in the lowest bits in which percentage of that it is
    a word by itself; `pairs` what follows it, with a bit below the band that says whether the two are a word; `behind`
    and `before` the letters that make a frequent word with it behind or before it; `threes` and `fours` which two and three letters
    follow it. Where the entries of a letter begin is in the `_starts`, whose last number is the end of the last.
    `idioms` are four letters each; in `idioms_by_tail` the last two are before the first two.
    """

    letters: str
    ids: Mapping[str, int]
    singles: Sequence[int]
    pairs_starts: Sequence[int]
    pairs: Sequence[int]
    behind_starts: Sequence[int]
    behind: Sequence[int]
    before_starts: Sequence[int]
    before: Sequence[int]
    threes_starts: Sequence[int]
    threes: Sequence[int]
    fours_starts: Sequence[int]
    fours: Sequence[int]
    idioms: Sequence[int]
    idioms_by_tail: Sequence[int]


@cache
def sequence_file() -> SequenceFile:
    """Return the file, which stays open as long as the process lives."""
    with (FOLDER / FILE).open("rb") as file:
        mapped = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    sections: dict[str, Sequence[int]] = {}
    start = 8 * len(SECTIONS)
    for (name, kind), stop in zip(SECTIONS.items(), _numbers(mapped[:start], "Q"), strict=True):
        sections[name] = _numbers(mapped[start:stop], kind)
        start = stop + -stop % 8
    letters = "".join(map(chr, sections.pop("letters")))
    return SequenceFile(letters, {letter: number for number, letter in enumerate(letters)}, **sections)


def _numbers(part: memoryview, kind: str) -> Sequence[int]:
    if sys.byteorder == "little":
        return part.cast(kind)  # type: ignore[call-overload,no-any-return]
    numbers = array(kind, part.tobytes())
    numbers.byteswap()
    return numbers


def found(entries: Sequence[int], key: int, bits: int, start: int, stop: int) -> int | None:
    """Return what the lowest bits of an entry say whose other bits are the key; None where there is none."""
    at = bisect_left(entries, key << bits, start, stop)
    if at < stop and (entry := entries[at]) >> bits == key:
        return entry & (1 << bits) - 1
    return None
