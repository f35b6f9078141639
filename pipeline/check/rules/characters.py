"""Rules W020 to W022 (像是打错的字): characters that never stand so in public papers, where one slip of the keyboard aside they often do.

How likely a text is with and without a slip is counted in `pipeline/check/sequences.py`.
What is weighed beside it, and by how much, was fitted by logistic regression on planted
slips and on the same papers without them.
"""

import re
from bisect import bisect, bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache, partial
from math import log1p
from operator import itemgetter

from pipeline.check.context import CheckContext, Kind, Passage, heads
from pipeline.check.lexicon import FOLDER, table
from pipeline.check.persons import SURNAMES
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.check.sequences import (
    END,
    alone,
    confusable,
    is_han,
    is_meant,
    is_word,
    likelihood,
    meant_before,
    meant_behind,
    pair,
    plain,
    same_shape,
    same_sound,
    several,
    single,
    usual_behind,
)
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern

AT = 4
"""The index, in a window of text, of the character that is looked at: so many others are before it."""
AFTER = 7
"""So many characters of a window are behind it, or more."""


class Slip(Enum):
    """What may have been typed wrong, and the score above which it is said."""

    OTHER = 2.3
    SWAPPED = 1.25
    DOUBLED = 3.5
    REPEATED = 4.0
    MISSING = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """An unlikely part of a window, so many characters from `AT` on, and the text that is likely in its place."""

    slip: Slip
    length: int
    meant: str
    score: float


def _gain(window: str, changed: str, length: int) -> float:
    """Return how much likelier a window is when it is changed; they are alike from `length` characters behind `AT` on."""
    stop = AT + length
    return likelihood(changed, AT, stop + len(changed) - len(window)) - likelihood(window, AT, stop)


def _longest(window: str, first: int, last: int) -> list[int]:
    """Return about how often each four characters stood together that begin from one index to another."""
    return [several(window[index : index + 4]) for index in range(first, last + 1)]


LEAST_GAIN = 4
"""A text that becomes less likelier than this (fifty times) is left alone."""
SEEN_OFTEN = 10
"""Three characters seen so often together are no slip."""
COMMON = 20
"""Two characters seen so often together are nothing strange."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often characters, and two and three of them together, are in a plan."""

    singles: Counter[str]
    pairs: Counter[str]
    triples: frozenset[str]


def _vocabulary(text: str) -> Vocabulary:
    letters, _ = plain(text)
    size = len(letters)
    return Vocabulary(
        Counter(letters),
        Counter(letters[index : index + 2] for index in range(size - 1)),
        frozenset(letters[index : index + 3] for index in range(size - 2)),
    )


def _in_a_name(window: str) -> bool:
    """Whether the character may belong to a person's name: a surname is before it, or one before that, that belongs to no word."""
    first, second, third = tuple(window[AT - 3 : AT])
    after_one = third in SURNAMES and not is_word(second + third)
    return after_one or (second in SURNAMES and not is_word(first + second) and not is_word(second + third))


def _other(vocabulary: Vocabulary, window: str) -> Iterator[Guess]:
    """Yield the characters that one may have been typed for: they make a frequent word with what is beside them."""
    far_left, left, typed, right, far_right = tuple(window[AT - 2 : AT + 3])
    before, behind = pair(left + typed), pair(typed + right)
    seen = several(left + typed + right)
    if seen >= SEEN_OFTEN or (before >= COMMON and behind >= COMMON):
        return
    from_left, from_right = meant_behind(left), meant_before(right)
    candidates = (from_left | from_right) & confusable(typed)
    if not candidates:
        return
    common = (
        -0.33
        - 1.32 * is_word(left + typed)
        - 1.54 * is_word(typed + right)
        - 2.49 * alone(typed)
        - 0.2 * log1p(before)
        - 0.25 * log1p(behind)
        - 1.82 * log1p(seen)
        - 1.3 * (vocabulary.singles[typed] > 1)
        - 1.5 * _in_a_name(window)
    )
    for meant in candidates:
        changed = f"{window[:AT]}{meant}{window[AT + 1 :]}"
        gain = _gain(window, changed, AT)
        if gain < LEAST_GAIN:
            continue
        is_left, is_right = meant in from_left, meant in from_right
        words = (left + meant) * is_left, (meant + right) * is_right
        uses = max(vocabulary.pairs[word] for word in words)
        triples = (far_left + left + meant, left + meant + right, meant + right + far_right)
        score = (
            common
            + 0.17 * gain
            + 1.56 * (meant in same_shape(typed))
            + 1.52 * (meant in same_sound(typed))
            + 0.19 * log1p(max(_longest(changed, AT - 3, AT)))
            + 0.11 * log1p(max(several(triple) for triple in triples))
            + 0.98 * (is_left and is_right)
            - is_left * (1.71 * is_word(far_left + left) + 1.52 * alone(left))
            - is_right * (1.26 * is_word(right + far_right) + 1.17 * alone(right))
            + 0.25 * (uses > 0)
            + 0.86 * (uses > 1)
            + 0.3 * any(several(triple) >= SEEN_OFTEN for triple in triples)
            + 1.91 * any(END not in triple and triple in vocabulary.triples for triple in triples)
        )
        yield Guess(Slip.OTHER, 1, meant, score)


def _swapped(window: str) -> Iterator[Guess]:
    """Yield two characters the other way round."""
    left, first, second, right = tuple(window[AT - 1 : AT + 3])
    if first == second or is_word(first + second) or not is_meant(second + first):
        return
    if several(left + first + second) >= SEEN_OFTEN:
        return
    changed = f"{window[:AT]}{second}{first}{window[AT + 2 :]}"
    gain = _gain(window, changed, AT + 1)
    longest = _longest(changed, AT - 3, AT + 1)
    score = (
        -2
        + 0.3 * gain
        + 0.17 * log1p(max(longest))
        + 0.75 * sum(seen > 0 for seen in longest)
        + 0.19 * log1p(pair(second + first))
        + 1.9 * (not is_han(left))
        + 0.5 * (not is_han(right))
        - 1.9 * is_word(left + first)
        - 1.3 * is_word(second + right)
        - 4.1 * alone(first)
        - 0.27 * log1p(pair(first + second))
        - 0.17 * log1p(pair(left + first))
        - 0.18 * log1p(pair(second + right))
        - 1.2 * log1p(several(first + second + right))
    )
    yield Guess(Slip.SWAPPED, 2, second + first, score)


PARTICLES = "和与及或在对为从向等被把将是有以由"
"""Characters that no emphasis doubles."""


def _doubled(window: str) -> Iterator[Guess]:
    """Yield one of two equal characters; what may be two words that meet (入学学位) or an emphasis (层层) scores low."""
    far_left, left, typed, twin, right, far_right = tuple(window[AT - 2 : AT + 4])
    if typed != twin or typed in (left, right):
        return
    changed = f"{window[:AT]}{window[AT + 1 :]}"
    ends, begins = is_word(left + typed), is_word(typed + right)
    ends_longer, begins_longer = ends and is_word(far_left + left), begins and is_word(right + far_right)
    score = (
        -4.4
        + 0.47 * _gain(window, changed, AT + 1)
        + 2 * ends
        + 0.9 * begins
        - 0.7 * ends_longer
        - 3.1 * (ends and begins)
        - 2.6 * (ends and begins and not ends_longer and not begins_longer)
        - 0.3 * is_word(typed + typed)
        - 3 * (left == far_left or (right == far_right and is_han(right)))
        - 0.6 * (not is_han(left))
        - 1.2 * (not is_han(right))
        - 2.5 * alone(typed)
        - 0.15 * log1p(pair(typed + typed))
        - 0.46 * log1p(several(left + typed + typed))
        - 0.33 * log1p(several(typed + typed + right))
        + 0.15 * log1p(pair(left + typed))
        + 0.38 * log1p(pair(typed + right))
        + 4 * (typed in PARTICLES and not ends and not begins)
    )
    yield Guess(Slip.DOUBLED, 2, typed, score)


NUMERALS = "一二三四五六七八九十两几每"
"""A word that begins so may be said twice: 一条一条."""

ACTS = ("组织", "规定", "决定", "计划", "报告", "通知")
"""Words that are a thing and what is done: 经济组织组织实施, 有关规定规定."""


def _repeated(window: str) -> Iterator[Guess]:
    """Yield a word of two characters that is there twice and is part of no longer word."""
    left, word, again, right = window[AT - 1], window[AT : AT + 2], window[AT + 2 : AT + 4], window[AT + 4]
    if word != again or word[0] == word[1] or not is_word(word):
        return
    if is_word(left + word[0]) or is_word(word[1] + right):
        return
    if several(word + again) or word[0] in NUMERALS or word in ACTS:
        return
    yield Guess(Slip.REPEATED, 4, word, _gain(window, f"{window[:AT]}{window[AT + 2 :]}", AT + 2))


STRANGE = 3
"""Two characters seen together more often than this miss nothing."""


def _missing(window: str) -> Iterator[Guess]:
    """Yield a character that is always between these, and that is missing before the one at `AT`."""
    far_left, left, right, far_right = tuple(window[AT - 2 : AT + 2])
    if END in (left, right) or pair(left + right) > STRANGE:
        return
    if several(far_left + left + right) or several(left + right + far_right):
        return
    for meant in usual_behind(far_left + left) & (meant_behind(left) | meant_before(right)):
        if right in usual_behind(far_left + left + meant) and far_right in usual_behind(left + meant + right):
            seen = min(several(far_left + left + meant + right), several(left + meant + right + far_right))
            yield Guess(Slip.MISSING, 0, meant, log1p(seen))


# --- the terms of plans -----------------------------------------------------------------------

_TERMS = "plan_terms.tsv"
TERM_SCORE = 5.0
"""A guess by a term is taken before those by counts."""
GAP = "?"


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms ready to be searched: forms with a character masked, left out or turned, and how long those are.

    Of a form with one slip the first two characters are right, or the last two, or of three the outer ones.
    """

    masked: Mapping[str, Sequence[tuple[str, int]]]
    slips: Mapping[str, tuple[Slip, str, int]]
    words: frozenset[str]
    by_head: Mapping[str, Collection[int]]
    by_tail: Mapping[str, Collection[int]]


@cache
def _terms() -> _Terms:
    words = frozenset(row["词"] for row in table(_TERMS))
    masked: dict[str, list[tuple[str, int]]] = {}
    slips: dict[str, tuple[Slip, str, int]] = {}
    by_head: dict[str, set[int]] = {}
    by_tail: dict[str, set[int]] = {}
    for word in sorted(words):
        size = len(word)
        for index in range(size):
            masked.setdefault(f"{word[:index]}{GAP}{word[index + 1 :]}", []).append((word, index))
        for index in range(1, size - 1):
            if size > MIN_LEFT_OUT:
                slips.setdefault(word[:index] + word[index + 1 :], (Slip.MISSING, word, index))
            if word[index] != word[index - 1]:
                turned = word[: index - 1] + word[index] + word[index - 1] + word[index + 1 :]
                slips.setdefault(turned, (Slip.SWAPPED, word, index - 1))
        by_head.setdefault(word[:2], set()).add(size)
        by_tail.setdefault(word[-2:], set()).add(size)
    for form in slips:
        by_head.setdefault(form[:2], set()).add(len(form))
        by_tail.setdefault(form[-2:], set()).add(len(form))
    return _Terms(masked, slips, words, by_head, by_tail)


MIN_LEFT_OUT = 4
"""Of a term longer than this a character left out is seen; shorter ones leave other words (时间节点, 时间点)."""


@lru_cache(maxsize=1024)
def _of_terms(letters: str) -> Sequence[tuple[Guess, int]]:
    """Return where a term of plans stands with one character wrong, left out, or turned, with the index of the slip.

    What was ever seen in public papers is none, nor what belongs to a word with the character outside.
    """
    terms = _terms()
    spans: dict[tuple[int, int], None] = {}
    for at in range(1, len(letters) - 2):
        two = letters[at : at + 2]
        spans.update(((at, at + size), None) for size in terms.by_head.get(two, ()))
        spans.update(((at + 2 - size, at + 2), None) for size in terms.by_tail.get(two, ()) if at + 2 > size)
        if f"{letters[at]}{GAP}{letters[at + 2]}" in terms.masked:
            spans[at, at + 3] = None
    found: list[tuple[Guess, int]] = []
    for start, stop in spans:
        piece = letters[start:stop]
        if stop < len(letters) and END not in piece and piece not in terms.words:
            found += _slip_of_term(terms, letters, start, piece)
    return found


def _slip_of_term(terms: _Terms, letters: str, start: int, piece: str) -> Iterator[tuple[Guess, int]]:
    slip = terms.slips.get(piece)
    if slip is not None:
        kind, word, at = slip
        index, stop = start + at, start + len(piece)
        goes_on = is_word(letters[start - 1 : start + 1]) or is_word(letters[stop - 1 : stop + 1])
        if not goes_on and not several(letters[index - 1 : index + 2]) and not several(letters[index - 2 : index + 1]):
            meant = word[at] if kind is Slip.MISSING else word[at : at + 2]
            yield Guess(kind, 0 if kind is Slip.MISSING else 2, meant, TERM_SCORE), index
            return
    for at in range(len(piece)):
        for word, _ in terms.masked.get(f"{piece[:at]}{GAP}{piece[at + 1 :]}", ()):
            index = start + at
            left, typed, right = letters[index - 1], letters[index], letters[index + 1]
            is_outer = at in (0, len(piece) - 1)
            outside = left + typed if at == 0 else typed + right
            if is_outer and (is_word(outside) or several(letters[index - 1 : index + 2])):
                continue
            if word[at] not in confusable(typed):
                continue
            inside = [
                letters[first : first + 3]
                for first in range(max(start, index - 2), min(index, start + len(piece) - 3) + 1)
            ]
            if not any(map(several, inside)):
                yield Guess(Slip.OTHER, 1, word[at], TERM_SCORE), index


# --- idioms -------------------------------------------------------------------------------------

_IDIOMS = "idioms.txt"
IDIOM_CHARS = 4


@cache
def _idioms() -> tuple[str, Sequence[str]]:
    """Return the idioms (成语 and other words of four characters), a line each and as a list, in their order."""
    text = (FOLDER / _IDIOMS).read_text("utf-8")
    return text, text.split()


@lru_cache(maxsize=4096)
def _near_idioms(piece: str) -> Sequence[str]:
    """Return the idioms that begin, or end, with the same two characters; none if it is one itself."""
    text, words = _idioms()
    at = bisect_left(words, piece)
    if words[at : at + 1] == [piece]:
        return ()
    near: list[str] = []
    at = bisect_left(words, piece[:2])
    while at < len(words) and words[at].startswith(piece[:2]):
        near.append(words[at])
        at += 1
    at = text.find(f"{piece[2:]}\n")
    while at >= 0:
        # every line is as long: the two characters are its last
        near.append(text[at - 2 : at + 2])
        at = text.find(f"{piece[2:]}\n", at + 1)
    return near


@lru_cache(maxsize=1024)
def _of_idioms(letters: str) -> Sequence[tuple[Guess, int]]:
    """Return where an idiom stands with one character of the same sound or shape, or two in the wrong order, with its index."""
    found: list[tuple[Guess, int]] = []
    for start in range(1, len(letters) - IDIOM_CHARS):
        piece = letters[start : start + IDIOM_CHARS]
        if END in piece or "0" in piece or "A" in piece or several(piece[:3]) or several(piece[1:]):
            continue
        for idiom in _near_idioms(piece):
            differing = [at for at in range(IDIOM_CHARS) if idiom[at] != piece[at]]
            if len(differing) == 1 and idiom[differing[0]] in confusable(piece[differing[0]]):
                found.append((Guess(Slip.OTHER, 1, idiom[differing[0]], TERM_SCORE), start + differing[0]))
                break
            first, last = differing[0], differing[-1] + 1
            if last - first == len(differing) == 2 and idiom[first:last] == piece[first:last][::-1]:
                found.append((Guess(Slip.SWAPPED, 2, idiom[first:last], TERM_SCORE), start + first))
                break
    return found


# --- a text -----------------------------------------------------------------------------------

Look = Callable[[str], Iterator[Guess]]


def guesses(text: str, looks: tuple[Look, ...], slips: Collection[Slip]) -> Iterator[tuple[int, int, Guess]]:
    """Yield the best of the guesses that touch one another, each with its start and stop in the text.

    Those by terms are of the `slips` alone.
    """
    letters, starts = plain(text)
    padded = END * (AT - 1) + letters + END * AFTER
    found = [
        (guess, index)
        for index in range(1, len(letters) - 1)
        if is_han(letters[index])
        for look in looks
        for guess in look(padded[index - 1 : index + AT + AFTER])
        if guess.score > guess.slip.value
    ]
    found += [(guess, index) for guess, index in (*_of_terms(letters), *_of_idioms(letters)) if guess.slip in slips]
    taken: list[tuple[int, int]] = []
    for guess, index in sorted(found, key=lambda pair: -pair[0].score):
        start, stop = starts[index], starts[index + guess.length]
        place = bisect(taken, stop, key=itemgetter(0))
        if not place or taken[place - 1][1] < start:  # those taken stand apart: only the last before `stop` can touch
            taken.insert(place, (start, stop))
            yield start, stop, guess


NOT_READ = (Kind.UNIT,)


def _in_passages(
    context: CheckContext, looks: tuple[Look, ...], slips: Collection[Slip]
) -> Iterator[tuple[Passage, int, int, Guess]]:
    """Yield the guesses of a plan, outside quotes and addresses; what the plan has more than once is no slip."""
    for passage in context.passages:
        if passage.kind in NOT_READ:
            continue
        for start, stop, guess in guesses(passage.value, looks, slips):
            beside = guess.slip is not Slip.REPEATED
            around = passage.value[max(start - beside, 0) : stop + beside]
            if context.text.count(around) == 1 and not passage.is_exempt(start, max(stop, start + 1)):
                yield passage, start, stop, guess


_LOOKS: tuple[Look, ...] = (_swapped, _doubled, _repeated, _missing)
HINT = "看一眼是不是打错了；没有错就不必改"


@rule("W020", Severity.WARNING, "像是别的字")
def mistaken_character(context: CheckContext) -> Iterator[Problem]:
    """Characters that were never seen beside their neighbours, where one of the same sound or shape often was."""
    own = "".join(head.organ.value for head in heads(context.plan))
    for passage, start, stop, guess in _in_passages(
        context, (partial(_other, _vocabulary(context.text)),), (Slip.OTHER,)
    ):
        # names of places are strange everywhere
        if any(name in own for name in (passage.value[max(start - 1, 0) : stop], passage.value[start : stop + 1])):
            continue
        typed = passage.value[start:stop]
        shown = _shown(passage.value, start, stop)
        yield problem(passage, start, stop, f"{quote(shown)}里的{quote(typed)}像是{quote(guess.meant)}字", HINT)


@rule("W021", Severity.WARNING, "像是多字、漏字或颠倒")
def misplaced_character(context: CheckContext) -> Iterator[Problem]:
    """Characters typed twice, left out, or in the wrong order."""
    for passage, start, stop, guess in _in_passages(context, _LOOKS, (Slip.SWAPPED, Slip.MISSING)):
        typed = passage.value[start:stop]
        match guess.slip:
            case Slip.SWAPPED:
                message = f"{quote(typed)}像是{quote(guess.meant)}写颠倒了"
            case Slip.DOUBLED | Slip.REPEATED:
                message = f"{quote(typed)}像是多写了{quote(guess.meant)}"
            case _:
                message = f"{quote(passage.value[start - 1 : start + 1])}中间像是漏了{quote(guess.meant)}字"
        missing = guess.slip is Slip.MISSING
        yield problem(passage, start - missing, stop + missing, message, HINT)


def _shown(text: str, start: int, stop: int) -> str:
    """Return a part of a text with the Han characters next to it."""
    begin = start - (start > 0 and is_han(text[start - 1]))
    return text[begin : stop + (stop < len(text) and is_han(text[stop]))]


RARE = 1
"""A character seen no more often in 19 million of public papers is nobody's word."""
_OF_A_PLACE = lazy_pattern(r"[省市区县州旗镇乡村街路巷弄山河湖江岛港湾塘桥站场园族寺庙居社]")
_NEAR_PLACE = 4


def _is_common(char: str) -> bool:
    """Whether a character is of the first level of GB/T 2312 (3,755 of daily use); laws may lack some of them."""
    code = char.encode("gb2312", errors="replace")
    return len(code) > 1 and code[0] < _SECOND_LEVEL


_SECOND_LEVEL = 0xD8
"""The first byte of the second level's characters."""


@rule("W023", Severity.INFO, "公文里不见的字")
def rare_character(context: CheckContext) -> Iterator[Problem]:
    """Characters that public papers do not have, outside names of persons and places: mostly the slip of a hand or of a scan."""
    singles = Counter(context.text)
    own = "".join(head.organ.value for head in heads(context.plan))
    for passage in context.passages:
        if passage.kind in NOT_READ:
            continue
        for at, char in enumerate(passage.value):
            if not is_han(char) or _is_common(char) or char in own or singles[char] > 1 or single(char) > RARE:
                continue
            around = passage.value[max(at - _NEAR_PLACE, 0) : at + _NEAR_PLACE]
            before = passage.value[max(at - 2, 0) : at]
            is_name = _OF_A_PLACE.search(around) or any(letter in SURNAMES for letter in before)
            if not is_name and not passage.is_exempt(at, at + 1):
                meant = "、".join(quote(other) for other in sorted(confusable(char))[:3])
                hint = f"是不是{meant}？{HINT}" if meant else HINT
                yield problem(passage, at, at + 1, f"{quote(char)}字在公文里没有见过", hint)


@pattern_rule(
    "W022",
    Severity.WARNING,
    "字母当作数字",
    r"(?<![A-Za-z\d.])(?=[\dOoＯlI]*\d)(?=[\dOoＯlI]*[OoＯlI])(?![\dOoＯlI]{4}年)[\dOoＯlI]{2,}(?=[年月日号时点分个件条项次篇万亿元名人家页%％])",
    unless=Passage.is_in_address,
)
def letter_as_figure(match: re.Match[str]) -> Wording:
    """Letters that look like figures inside a number; years are looked at by N008."""
    number = re.sub("[lI]", "1", re.sub("[OoＯ]", "0", match.group()))
    return Wording(f"{quote(match.group())}里有字母", f"是数字的，改为{number}")
