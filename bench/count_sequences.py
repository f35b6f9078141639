"""Count which characters stand beside which in a corpus, and write the tables that the rules of unlikely characters read.

    python bench/count_sequences.py FOLDER=TIMES… [--out FOLDER]

The folders have text files: public laws and regulations, news, reports and papers of
governments. Each is counted so many times: what is written as plans are is worth more.
They are free of copyright (著作权法 第五条), used for counting and no part of the project. Needs
numpy, jieba (its list of words fills what the corpus does not have) and pypinyin (which
says what sounds alike); all are needed for counting alone and are no dependency of the
project.

Figures are read as 0, Latin letters as A, everything that is not Han as #. A line of a
table begins with its first character. Where characters follow, they are written by bands: a letter for the
highest (`a` is 1, `b` 2, `c` 4 …), then the characters of each band down from it, `|` between the bands.
`python -m pipeline.tools.make_sequences` makes of these texts what `check` reads.
"""

import argparse
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import jieba
import numpy as np
from pypinyin import lazy_pinyin

from pipeline.check.lexicon import FOLDER
from pipeline.check.sequences import LEAST_SEEN, SOUNDS, plain
from pipeline.tools.make_sequences import TEXTS

HAN = re.compile("[\u4e00-\u9fff]+")
NEW_WORDS = Path(__file__).parent / "words_of_plans.txt"
"""Words of plans that are younger than jieba's list."""
LEAST = (1, 2, 8, 24)
"""Sequences of one to four characters that were seen less often are left out."""
LEAST_LISTED = 3
"""Words that are rarer than this in jieba's list are not known."""
LONGEST_LISTED = 6
LEAST_MEANT = 16
"""A word of two characters seen less often than this is nobody's meant word."""
MOST_LISTED = 8
"""As so often, at most, counts a sequence that only the list of words has."""
MOST_CUT = 4_000_000
"""So many characters of a folder are cut into words."""
LEAST_READING = 0.03
"""A reading of a character that is rarer than this among all its words is left out."""


def counted(text: str, size: int) -> dict[str, int]:
    """Return the sequences of a size with their number; those with an end inside are kept."""
    codes = np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16).astype(np.uint64)
    keys = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for offset in range(size):
        keys = (keys << np.uint64(16)) | codes[offset : len(codes) - size + 1 + offset]
    found, numbers = np.unique(keys, return_counts=True)
    kept = numbers >= LEAST[size - 1]
    letters = np.zeros((int(kept.sum()), size), dtype=np.uint16)
    for offset in range(size):
        letters[:, size - 1 - offset] = (found[kept] >> np.uint64(16 * offset)) & np.uint64(0xFFFF)
    joined = letters.tobytes().decode("utf-16-le")
    return {joined[size * i : size * (i + 1)]: int(number) for i, number in enumerate(numbers[kept])}


def with_listed_words(counts: list[dict[str, int]], words: Mapping[str, int]) -> None:
    """Add the sequences of the listed words: a few times each, by how frequent the word is."""
    for size in (2, 3, 4):
        added: Counter[str] = Counter()
        for word, number in words.items():
            for start in range(len(word) - size + 1):
                added[word[start : start + size]] += min(number, 40) // 4 + 1
        table = counts[size - 1]
        for text, number in added.items():
            known = table.get(text, 0)
            table[text] = max(known, min(number, 30)) if known else min(number, MOST_LISTED)
        counts[size - 1] = {text: number for text, number in table.items() if number >= LEAST[size - 1]}


def alone(text: str) -> dict[str, int]:
    """Return how many of a hundred times a character is a word by itself, in the list or in the corpus, whichever is more."""
    single: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for run in HAN.findall(text):
        for token in jieba.cut(run, HMM=False):
            every.update(token)
            if len(token) == 1:
                single[token] += 1
    listed: Counter[str] = Counter()
    for word, number in jieba.dt.FREQ.items():
        for letter in set(word):
            listed[letter] += number
    return {
        letter: round(
            100
            * max(
                (single[letter] + 0.5) / (every[letter] + 1) if every[letter] else 0,
                (jieba.dt.FREQ.get(letter, 0) + 0.5) / (listed[letter] + 1),
            )
        )
        for letter in {*every, *listed}
    }


def banded(members: Mapping[str, int]) -> str:
    """Return characters by how often they were seen: the letter of the highest band, then the bands, `|` between them."""
    bands: dict[int, list[str]] = defaultdict(list)
    for letter, number in members.items():
        bands[int(math.log2(number))].append(letter)
    if not bands:
        return ""
    top = max(bands)
    return chr(ord("a") + top) + "|".join("".join(sorted(bands[band])) for band in range(top, min(bands) - 1, -1))


def pair_lines(counts: list[dict[str, int]], words: frozenset[str], solo: Mapping[str, int]) -> list[str]:
    """Return a line a character: its number, how often it is alone, before what it makes a meant word, what follows it."""
    behind: dict[str, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    before: dict[str, list[str]] = defaultdict(list)
    for text, number in counts[1].items():
        behind[text[0]][text not in words][text[1]] = number
        if text in words and number >= LEAST_MEANT:
            before[text[1]].append(text[0])
    letters = sorted({*counts[0], *behind})
    return [
        "\t".join(
            (
                letter,
                str(counts[0].get(letter, 0)),
                str(solo.get(letter, 30)),
                "".join(sorted(before[letter])),
                *(banded(half) for half in behind[letter]),
            )
        )
        for letter in letters
    ]


def longer_lines(counts: Mapping[str, int]) -> list[str]:
    """Return a line a first character: what follows each continuation of it."""
    behind: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for text, number in counts.items():
        behind[text[0]][text[1:-1]][text[-1]] = number
    return [
        "\t".join((letter, *(f"{middle}{banded(last)}" for middle, last in sorted(behind[letter].items()))))
        for letter in sorted(behind)
    ]


def sound_lines(counts: Mapping[str, int]) -> list[str]:
    """Return a line a syllable: the characters that are read so, the frequent ones and the others."""
    readings: dict[str, Counter[str]] = defaultdict(Counter)
    for word, number in jieba.dt.FREQ.items():
        if number and HAN.fullmatch(word):
            for letter, syllable in zip(word, lazy_pinyin(word), strict=True):
                readings[letter][syllable] += number * (3 if len(word) > 1 else 1)
    by_sound: dict[str, list[str]] = defaultdict(list)
    for letter, numbers in readings.items():
        total = sum(numbers.values())
        if total >= 20 or letter in counts:
            for syllable, number in numbers.items():
                if number >= LEAST_READING * total:
                    by_sound[syllable].append(letter)
    lines = []
    for syllable, letters in sorted(by_sound.items()):
        letters.sort(key=lambda letter: (-counts.get(letter, 0), letter))
        frequent = [letter for letter in letters if counts.get(letter, 0) >= LEAST_SEEN]
        lines.append("\t".join((syllable, "".join(frequent), "".join(letters[len(frequent) :]))))
    return lines


def main() -> int:
    """Count and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+")
    options.add_argument("--out", type=Path, default=Path("bench/sequences"))
    asked = options.parse_args()
    jieba.initialize()
    texts = []
    for folder, _, times in (name.partition("=") for name in asked.folders):
        paths = sorted(Path(folder).iterdir())
        text = "".join(dict.fromkeys(f"#{plain(path.read_text('utf-8'))[0]}#" for path in paths))
        texts.append((text, int(times or 1)))
    text = re.sub("#+", "#", "".join(text * times for text, times in texts))
    words = {
        word: number
        for word, number in jieba.dt.FREQ.items()
        if number >= LEAST_LISTED and 2 <= len(word) <= LONGEST_LISTED and HAN.fullmatch(word)
    }
    words |= dict.fromkeys(NEW_WORDS.read_text("utf-8").split(), 40)
    counts = [counted(text, size) for size in (1, 2, 3, 4)]
    with_listed_words(counts, words)
    tables = (
        pair_lines(
            counts,
            frozenset(word for word in words if len(word) == 2),
            alone("".join(text[:MOST_CUT] for text, _ in texts)),
        ),
        longer_lines(counts[2]),
        longer_lines(counts[3]),
        sound_lines(counts[0]),
    )
    paths = (*(asked.out / name for name in TEXTS), FOLDER / SOUNDS)
    for path, lines in zip(paths, tables, strict=True):
        path.write_text("\n".join([*lines, ""]), "utf-8")
        sys.stderr.write(f"{path.name} {len(lines)} lines {path.stat().st_size} bytes\n")
    sys.stderr.write(f"{len(text)} characters\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
