"""Makes the tables of sequences and idioms that `check` searches, from their text: `python -m pipeline.tools.make_sequences`.

The texts are `bench/sequences/` (what a line has is said in `bench/count_sequences.py`) and `lexicon_data/idioms.txt`;
what the made file has, in `pipeline/check/sequence_file.py`.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.check.lexicon import FOLDER
from pipeline.check.sequence_file import BAND_BITS, FILE, IDIOMS, LETTER_BITS, PERCENT_BITS, SECTIONS
from pipeline.storage import write_file

TEXTS = ("sequences_2.txt", "sequences_3.txt", "sequences_4.txt")
NEVER_SEEN = 30
"""The part, in percent, in which a character is a word by itself of which nothing is known."""
UNKNOWN = ("", "", "", "", "")
MEANT_BAND = 4
"""A word seen so often, or more, somebody may have meant: 16 times."""


def make(texts: Path) -> bytes:
    """Return the tables as one file."""
    counted = [(texts / name).read_text("utf-8") for name in TEXTS]
    pairs, threes, fours = (
        {line[0]: line[1:].split("\t")[1:] for line in text.split("\n") if line} for text in counted
    )
    idioms = (FOLDER / IDIOMS).read_text("utf-8").split()
    # of ASCII, the others are counts and bands
    letters = "".join(
        sorted(letter for letter in {*"".join((*counted, *idioms))} if letter in "#0A" or letter > "\x7f")
    )
    assert len(letters) <= 1 << LETTER_BITS
    ids = {letter: number for number, letter in enumerate(letters)}

    def packed(text: str) -> int:
        """Return the numbers of characters side by side."""
        number = 0
        for letter in text:
            number = number << LETTER_BITS | ids[letter]
        return number

    def members(cell: str, before: str = "") -> Iterator[tuple[int, int]]:
        """Yield the characters of a banded list, behind others, with the band of each."""
        prefix = packed(before) << LETTER_BITS
        for below, several in enumerate(cell[1:].split("|") if cell else ()):
            band = ord(cell[0]) - ord("a") - below
            yield from ((prefix | ids[letter], band) for letter in several)

    def single(letter: str) -> int:
        number, alone, *_ = pairs.get(letter, ("0", str(NEVER_SEEN)))
        return int(number) << PERCENT_BITS | int(alone)

    def followers(letter: str) -> list[int]:
        *_, words, others = pairs.get(letter, UNKNOWN)
        of_words = [(last << BAND_BITS | band) << 1 | 1 for last, band in members(words)]
        return sorted([*of_words, *((last << BAND_BITS | band) << 1 for last, band in members(others))])

    def meant_behind(letter: str) -> list[int]:
        *_, words, _ = pairs.get(letter, UNKNOWN)
        return sorted(last for last, band in members(words) if band >= MEANT_BAND)

    def meant_before(letter: str) -> list[int]:
        _, _, before, *_ = pairs.get(letter, UNKNOWN)
        return sorted(ids[first] for first in before)

    def longer(cells: Iterable[str], prefix: int) -> list[int]:
        found = (members(cell[prefix:], cell[:prefix]) for cell in cells)
        return sorted([last << BAND_BITS | band for several in found for last, band in several])

    sections: dict[str, Iterable[int]] = {"letters": map(ord, letters), "singles": map(single, letters)}
    for name, lists in (
        ("pairs", map(followers, letters)),
        ("behind", map(meant_behind, letters)),
        ("before", map(meant_before, letters)),
        ("threes", (longer(threes.get(letter, ()), 1) for letter in letters)),
        ("fours", (longer(fours.get(letter, ()), 2) for letter in letters)),
    ):
        starts, entries = [0], list[int]()
        for numbers in lists:
            entries += numbers
            starts.append(len(entries))
        sections |= {f"{name}_starts": starts, name: entries}
    sections["idioms"] = sorted(map(packed, idioms))
    sections["idioms_by_tail"] = sorted(packed(idiom[2:] + idiom[:2]) for idiom in idioms)
    return joined(sections)


def joined(sections: Mapping[str, Iterable[int]]) -> bytes:
    """Return the sections behind the table of their ends, each from a multiple of eight bytes on, little-endian."""
    parts, ends, start = [], [], 8 * len(SECTIONS)
    for name, kind in SECTIONS.items():
        data = little_endian(kind, sections[name])
        ends.append(start + len(data))
        parts.append(data + bytes(-len(data) % 8))
        start += len(parts[-1])
    return b"".join([little_endian("Q", ends), *parts])


def little_endian(kind: str, numbers: Iterable[int]) -> bytes:
    """Return numbers as bytes."""
    found = array(kind, numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def main(texts: Path) -> None:
    """Write the file beside the word lists."""
    write_file(FOLDER / FILE, make(texts))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "bench/sequences"))
