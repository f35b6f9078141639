"""How often characters stood beside one another in public laws and reports, and which are mistaken for which.

The tables were counted by `bench/count_sequences.py`; what a rule asks of them is searched in a file
(`sequence_file.py`). Counts are kept by bands (a power of two), so they are about right and small.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from pipeline.check.lexicon import FOLDER
from pipeline.check.sequence_file import BAND_BITS, LETTER_BITS, PERCENT_BITS, found, sequence_file
from pipeline.patterns import lazy_pattern

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

_NUMBERS = (1, *(3 << band for band in range(31)))
"""About how often what is in each band was seen."""
_WORD_BITS = BAND_BITS + 1


@cache
def single(letter: str) -> int:
    """Return how often a character was seen."""
    tables = sequence_file()
    number = tables.ids.get(letter)
    return 0 if number is None else tables.singles[number] >> PERCENT_BITS


_ALONE_UNSEEN = 0.3
"""The part in which a character is a word by itself of which nothing is known."""


@cache
def alone(letter: str) -> float:
    """Return which part of the time a character is a word by itself; 1 for an end, figures and letters."""
    if not is_han(letter):
        return 1.0
    tables = sequence_file()
    number = tables.ids.get(letter)
    return _ALONE_UNSEEN if number is None else (tables.singles[number] & (1 << PERCENT_BITS) - 1) / 100


@lru_cache(_CACHED)
def _pair(text: str) -> int | None:
    """Return the band of two characters, and in the lowest bit whether they are a word; None when they were never seen."""
    tables = sequence_file()
    first, second = tables.ids.get(text[0]), tables.ids.get(text[1])
    if first is None or second is None:
        return None
    return found(tables.pairs, second, _WORD_BITS, tables.pairs_starts[first], tables.pairs_starts[first + 1])


@lru_cache(_CACHED)
def pair(text: str) -> int:
    """Return about how often two characters stood together."""
    entry = _pair(text)
    return 0 if entry is None else _NUMBERS[entry >> 1]


@lru_cache(_CACHED)
def is_word(text: str) -> bool:
    """Whether two characters are a word."""
    entry = _pair(text)
    return entry is not None and bool(entry & 1)


@cache
def meant_behind(letter: str) -> frozenset[str]:
    """Return the characters that make a frequent word behind this one."""
    tables = sequence_file()
    number = tables.ids.get(letter)
    return frozenset() if number is None else _letters(tables.behind, *tables.behind_starts[number : number + 2])


def _letters(numbers: Sequence[int], start: int, stop: int) -> frozenset[str]:
    return frozenset(map(sequence_file().letters.__getitem__, numbers[start:stop]))


@lru_cache(_CACHED)
def is_meant(text: str) -> bool:
    """Whether two characters are a frequent word."""
    return text[1] in meant_behind(text[0])


@cache
def meant_before(letter: str) -> frozenset[str]:
    """Return the characters that make a frequent word before this one."""
    tables = sequence_file()
    number = tables.ids.get(letter)
    return frozenset() if number is None else _letters(tables.before, *tables.before_starts[number : number + 2])


@lru_cache(_CACHED)
def several(text: str) -> int:
    """Return about how often three or four characters stood together."""
    tables = sequence_file()
    ids = tables.ids
    try:
        first, key = ids[text[0]], ids[text[1]] << LETTER_BITS | ids[text[2]]
        if len(text) == 3:
            starts, entries = tables.threes_starts, tables.threes
        else:
            starts, entries = tables.fours_starts, tables.fours
            key = key << LETTER_BITS | ids[text[3]]
    except KeyError:
        return 0
    # as `found`: this is asked ten thousand times of a plan
    stop = starts[first + 1]
    at = bisect_left(entries, key << BAND_BITS, starts[first], stop)
    if at < stop and (entry := entries[at]) >> BAND_BITS == key:
        return _NUMBERS[entry & _LAST_BAND]
    return 0


_LAST_BAND = (1 << BAND_BITS) - 1


def fours_seen(letters: str) -> list[bool]:
    """Return from which characters on four were ever seen together."""
    tables = sequence_file()
    starts, entries = tables.fours_starts, tables.fours
    numbers = list(map(tables.ids.get, letters))
    seen = []
    for first, second, third, fourth in zip(numbers, numbers[1:], numbers[2:], numbers[3:], strict=False):
        if first is None or second is None or third is None or fourth is None:
            seen.append(False)
            continue
        key = (second << LETTER_BITS | third) << LETTER_BITS | fourth
        stop = starts[first + 1]
        at = bisect_left(entries, key << BAND_BITS, starts[first], stop)
        seen.append(at < stop and entries[at] >> BAND_BITS == key)
    return seen


@lru_cache(_CACHED)
def seen_behind(text: str) -> frozenset[str]:
    """Return what was ever seen behind two or three characters."""
    tables = sequence_file()
    ids, letters = tables.ids, tables.letters
    try:
        first, key = ids[text[0]], ids[text[1]]
        if len(text) == 2:
            starts, entries = tables.threes_starts, tables.threes
        else:
            starts, entries = tables.fours_starts, tables.fours
            key = key << LETTER_BITS | ids[text[2]]
    except KeyError:
        return frozenset()
    start, stop = starts[first], starts[first + 1]
    bits = LETTER_BITS + BAND_BITS
    start = bisect_left(entries, key << bits, start, stop)
    stop = bisect_left(entries, key + 1 << bits, start, stop)
    before = key << LETTER_BITS
    return frozenset([letters[(entry >> BAND_BITS) - before] for entry in entries[start:stop]])


def is_han(letter: str) -> bool:
    """Whether a character is Han."""
    return "\u4e00" <= letter <= "\u9fff"


# --- idioms -----------------------------------------------------------------------------------


def near_idioms(piece: str) -> Sequence[str]:
    """Return the idioms that begin, or end, with the same two characters as these four; none if they are one themselves."""
    tables = sequence_file()
    near = _idioms_with(tables.idioms, piece[:2])
    near += [idiom[2:] + idiom[:2] for idiom in _idioms_with(tables.idioms_by_tail, piece[2:])]
    return () if piece in near else near


def _idioms_with(entries: Sequence[int], head: str) -> list[str]:
    """Return the entries that begin with two characters."""
    tables = sequence_file()
    first, second = map(tables.ids.get, head)
    if first is None or second is None:
        return []
    key = first << LETTER_BITS | second
    start = bisect_left(entries, key << 2 * LETTER_BITS)
    stop = bisect_left(entries, key + 1 << 2 * LETTER_BITS, start)
    last, letters = (1 << LETTER_BITS) - 1, tables.letters
    return [head + letters[entry >> LETTER_BITS & last] + letters[entry & last] for entry in entries[start:stop]]


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
