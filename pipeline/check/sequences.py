"""How often characters stood beside one another in public laws and reports, and which are mistaken for which.

The tables were counted by `bench/count_sequences.py`; they are read when a rule first
asks. Counts are kept by bands (a power of two), so they are about right and small.

A line of a table begins with its first character. Where characters follow, they are
written by bands: a letter for the highest (`a` is 1, `b` 2, `c` 4 …), then the
characters of each band down from it, `|` between the bands.
"""

import math
from collections.abc import Mapping
from functools import cache, lru_cache

from pipeline.check.lexicon import FOLDER
from pipeline.patterns import lazy_pattern

FILES = ("sequences_2.txt", "sequences_3.txt", "sequences_4.txt")
SOUNDS = "sounds.tsv"
SHAPES = "shapes.tsv"

END = "#"
"""Stands for everything that ends a run of characters; figures are `0`, Latin letters `A`."""
_TOKEN = lazy_pattern(
    "(?P<figure>[0-9０-９]+(?:[.．][0-9]+)?)|(?P<latin>[A-Za-zＡ-Ｚａ-ｚ]+)|(?P<han>[\u4e00-\u9fff〇])|[^\u4e00-\u9fff〇0-9０-９A-Za-zＡ-Ｚａ-ｚ]+"
)
_MARK = {"figure": "0", "latin": "A", None: END}
_CACHED = 1 << 16
"""So many answers are kept; the same few thousand are asked for again and again."""


def plain(text: str) -> tuple[str, list[int]]:
    """Return a text as the tables have it, between two ends, and where in it each character begins."""
    letters, starts = [END], [0]
    for match in _TOKEN.finditer(text):
        letter = match.group() if match.lastgroup == "han" else _MARK[match.lastgroup]
        if letter != END or letters[-1] != END:
            letters.append(letter)
            starts.append(match.start())
    if letters[-1] != END:
        letters.append(END)
        starts.append(len(text))
    return "".join(letters), starts


# --- counts -----------------------------------------------------------------------------------


@cache
def _lines(name: str) -> Mapping[str, str]:
    """Return the lines of a table by their first character."""
    return {line[0]: line for line in (FOLDER / name).read_text("utf-8").split("\n") if line}


@cache
def _cells(letter: str) -> tuple[str, ...]:
    """Return what the table of pairs says of a character; as of one that was never seen where it is not there."""
    return tuple(_lines(FILES[0]).get(letter, f"{letter}\t0\t30\t\t\t").split("\t"))


def _in_bands(members: str, letter: str) -> int:
    """Return about how often a character of a banded list was seen, 0 when it is not in it."""
    index = members.find(letter, 1)
    if index < 0:
        return 0
    band = ord(members[0]) - ord("a") - members.count("|", 1, index)
    return (1, 2)[band] if band < 1 else 3 * 2 ** (band - 1)


@cache
def single(letter: str) -> int:
    """Return how often a character was seen."""
    return int(_lines(FILES[0]).get(letter, "\t0\t").split("\t", 2)[1])


@cache
def alone(letter: str) -> float:
    """Return which part of the time a character is a word by itself; 1 for an end, figures and letters."""
    return int(_cells(letter)[2]) / 100 if is_han(letter) else 1.0


@lru_cache(_CACHED)
def pair(text: str) -> int:
    """Return about how often two characters stood together."""
    _, _, _, _, words, others = _cells(text[0])
    return _in_bands(words, text[1]) or _in_bands(others, text[1])


@lru_cache(_CACHED)
def is_word(text: str) -> bool:
    """Whether two characters are a word."""
    return text[1] in _cells(text[0])[4]


_MEANT_BAND = 4
"""A word seen so often, or more, somebody may have meant: 16 times."""


def _from_band(members: str, band: int) -> str:
    """Return the characters of a banded list that are in a band or a higher one."""
    if not members:
        return ""
    bands = members[1:].split("|")
    return "".join(bands[: max(ord(members[0]) - ord("a") - band + 1, 0)])


@cache
def meant_behind(letter: str) -> frozenset[str]:
    """Return the characters that make a frequent word behind this one."""
    return frozenset(_from_band(_cells(letter)[4], _MEANT_BAND))


@lru_cache(_CACHED)
def is_meant(text: str) -> bool:
    """Whether two characters are a frequent word."""
    return text[1] in meant_behind(text[0])


@cache
def meant_before(letter: str) -> frozenset[str]:
    """Return the characters that make a frequent word before this one."""
    return frozenset(_cells(letter)[3])


@lru_cache(_CACHED)
def _followers(text: str) -> str:
    """Return what follows two or three characters, by bands."""
    line = _lines(FILES[len(text) - 1]).get(text[0], "")
    start = line.find(f"\t{text[1:]}")
    while start >= 0 and not "a" <= line[start + len(text)] <= "z":
        start = line.find(f"\t{text[1:]}", start + 1)
    if start < 0:
        return ""
    stop = line.find("\t", start + 1)
    return line[start + len(text) : stop if stop >= 0 else len(line)]


@lru_cache(_CACHED)
def several(text: str) -> int:
    """Return about how often three or four characters stood together."""
    context = text[:-1]
    # what was never seen has nothing behind it: most are answered from the shorter table
    if not (pair(context) if len(context) == 2 else several(context)):
        return 0
    return _in_bands(followers, text[-1]) if (followers := _followers(context)) else 0


@lru_cache(_CACHED)
def seen_behind(text: str) -> frozenset[str]:
    """Return what was ever seen behind one, two or three characters; `|`, which parts the bands, is of it."""
    if len(text) == 1:
        _, _, _, _, words, others = _cells(text)
        return frozenset(words[1:] + others[1:])
    return frozenset(_followers(text)[1:]) if pair(text[:2]) else frozenset()


def is_han(letter: str) -> bool:
    """Whether a character is Han."""
    return "\u4e00" <= letter <= "\u9fff"


# --- likelihood -------------------------------------------------------------------------------

_BACK_OFF = math.log(0.4)
"""What it costs to ask one character less of the context (stupid back-off, Brants 2007)."""
_ALL = 69_000_000
"""Characters counted."""


@lru_cache(_CACHED)
def _likelihood(context: str, letter: str) -> float:
    """Return the logarithm of the likelihood of a character behind up to three others."""
    cost = 0.0
    while context:
        text = context + letter
        seen = pair(text) if len(text) == 2 else several(text)
        if seen:
            whole = (single, pair, several)[len(context) - 1](context)
            return cost + math.log(seen / max(whole, seen))
        context = context[1:]
        cost += _BACK_OFF
    return cost + math.log((single(letter) + 0.5) / _ALL)


def likelihood(text: str, start: int, stop: int) -> float:
    """Return the logarithm of the likelihood of a part of a text behind what is before it."""
    return sum(_likelihood(text[max(0, index - 3) : index], text[index]) for index in range(start, stop))


# --- confusable characters --------------------------------------------------------------------


@cache
def _sounds() -> Mapping[str, tuple[str, str]]:
    """Return the characters of each syllable: the frequent ones and the others."""
    rows = (line.split("\t") for line in (FOLDER / SOUNDS).read_text("utf-8").splitlines())
    return {syllable: (frequent, others) for syllable, frequent, others in rows}


@cache
def _readings() -> Mapping[str, tuple[str, ...]]:
    """Return the syllables of each character."""
    readings: dict[str, tuple[str, ...]] = {}
    for syllable, letters in _sounds().items():
        for letter in "".join(letters):
            readings[letter] = (*readings.get(letter, ()), syllable)
    return readings


@cache
def _shapes() -> Mapping[str, str]:
    rows = (line.split("\t") for line in (FOLDER / SHAPES).read_text("utf-8").splitlines())
    return dict(rows)


@cache
def _alike(syllable: str) -> frozenset[str]:
    """Return the syllables that many speakers do not tell apart: zh and z, in and ing."""
    heads = {syllable}
    for long, short in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(long):
            heads.add(short + syllable[2:])
        elif syllable.startswith(short):
            heads.add(long + syllable[1:])
    tails = {head[:-1] for head in heads if head.endswith(("ang", "eng", "ing"))}
    return frozenset(heads | tails | {f"{head}g" for head in heads if head.endswith(("an", "en", "in"))})


LEAST_SEEN = 50
"""A character seen less often than this is nobody's meant one."""


@cache
def _frequent_of_sound(syllable: str) -> frozenset[str]:
    return frozenset(_sounds().get(syllable, ("", ""))[0])


@cache
def same_sound(letter: str) -> frozenset[str]:
    """Return the frequent characters that are read as this one is, tones aside."""
    return frozenset().union(*(_frequent_of_sound(syllable) for syllable in _readings().get(letter, ()))) - {letter}


@cache
def same_shape(letter: str) -> frozenset[str]:
    """Return the frequent characters that look like this one."""
    return frozenset(other for other in _shapes().get(letter, "") if single(other) >= LEAST_SEEN)


@cache
def initials(letter: str) -> frozenset[str]:
    """Return the consonants, or the vowel, that the readings of a character begin with; zh, ch and sh are one each."""
    return frozenset(syllable[: 1 + (syllable[1:2] == "h")] for syllable in _readings().get(letter, ()))


@cache
def confusable(letter: str) -> frozenset[str]:
    """Return the frequent characters that this one is written for: of its sound, of nearly its sound, of its shape."""
    near = (_frequent_of_sound(syllable) for reading in _readings().get(letter, ()) for syllable in _alike(reading))
    return frozenset(same_shape(letter).union(*near)) - {letter}


@lru_cache(_CACHED)
def homophones(word: str) -> frozenset[str]:
    """Return the frequent words of two characters that sound like this one and share none with it in its place."""
    first, second = same_sound(word[0]), same_sound(word[1])
    return frozenset(head + tail for head in first for tail in meant_behind(head) & second)
