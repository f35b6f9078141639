"""Rule W016 (同音的词): words that were hardly ever seen beside their neighbours, where a word of the same sound often was.

How likely either is is weighed in `characters.py`, with the other slips. Frequent words
that are often mistaken for one another (接收 and 接受, 以 and 已) are told apart here by
what was counted beside each of the two.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import log

from pipeline.check.context import CheckContext
from pipeline.check.lexicon import FOLDER
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.characters import FUNCTION_WORDS, HINT, NOT_READ, Slip, are_both_right, likely_slips
from pipeline.check.sequences import END, is_word, pair, several
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote

TABLE = "confusable_words.tsv"
"""Pairs of words with what was seen beside them; written by `bench/count_confusables.py`."""
LEAST_OF_WORDS = 6.0
LEAST_OF_CHARACTERS = 8.0
"""So much likelier (by the logarithm) the other word of a pair is, where it is said."""
OF_ITS_OWN = 2.0
"""A word that the plan has elsewhere is the writer's own: by the logarithm of how often it stands there, so much more is asked."""
OF_FURTHER = 0.6
"""What stands further off weighs so much."""
MOST_OF_FURTHER = 9
SIDE = 2
NEAR_LEFT, NEAR_RIGHT, LEFT, RIGHT, FAR_LEFT, FAR_RIGHT = range(6)
"""The columns of a pair: one character on either side, two, and the two behind those."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two words, and by column what speaks for the second (above zero) or the first: each with the letter of its weight behind it."""

    first: str
    second: str
    columns: Sequence[str]

    def weight(self, column: int, beside: str) -> int:
        """Return the weight of what stands beside, 0 where it says nothing."""
        texts = self.columns[column]
        at = texts.find(beside)
        return ord(texts[at + len(beside)]) - _NO_WEIGHT if at >= 0 else 0


_NO_WEIGHT = ord("j")
"""The letter of no weight: those before it speak for the first word, those behind it for the second."""


@cache
def _pair(line: str) -> _Pair:
    first, second, *columns = line.split("\t")
    return _Pair(first, second, columns)


@cache
def _lines() -> Mapping[str, Sequence[str]]:
    """Return the rows of the table by either word."""
    rows: dict[str, list[str]] = {}
    for line in (FOLDER / TABLE).read_text("utf-8").splitlines()[1:]:
        first, second, _ = line.split("\t", 2)
        rows.setdefault(first, []).append(line)
        rows.setdefault(second, []).append(line)
    return rows


def _of_side(pair: _Pair, near: int, two: int, beside: str) -> int:
    """Return what one side says: the two characters where they are known, else the one next to the word."""
    weight = 0 if END in beside else pair.weight(two, beside)
    return weight or pair.weight(near, beside[-1:] if near == NEAR_LEFT else beside[:1])


def _likelier(line: str, word: str, letters: str, start: int) -> float:
    """Return by how much the other word of a pair is likelier than the one that stands there."""
    pair, stop = _pair(line), start + len(word)
    sign = 1.0 if pair.first == word else -1.0
    before, behind = letters[start - SIDE : start], letters[stop : stop + SIDE]
    left, right = _of_side(pair, NEAR_LEFT, LEFT, before), _of_side(pair, NEAR_RIGHT, RIGHT, behind)
    score = sign * (left + right)
    least = LEAST_OF_CHARACTERS if len(word) == 1 else LEAST_OF_WORDS
    if score < least - 2 * OF_FURTHER * MOST_OF_FURTHER or not (
        sign * pair.weight(LEFT, before) > 0 or sign * pair.weight(RIGHT, behind) > 0
    ):
        return 0.0
    if END not in before:
        score += sign * OF_FURTHER * pair.weight(FAR_LEFT, letters[start - 2 * SIDE : start - SIDE])
    if END not in behind:
        score += sign * OF_FURTHER * pair.weight(FAR_RIGHT, letters[stop + SIDE : stop + 2 * SIDE])
    return score - least


_FIGURES, _LATIN = "0123456789０１２３４５６７８９", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS = " \t\n\u3000，。、；：？！“”‘’（）《》〈〉【】〔〕[]()<>{}—…－-～~·．.,;:?!\"'%％*＊/／+＋=＝#&@|_"
_PLAIN = str.maketrans(_FIGURES + _LATIN + _MARKS, "0" * len(_FIGURES) + "A" * len(_LATIN) + END * len(_MARKS))
"""As `sequences.plain` writes them, but one for one."""


SEEN = 3
"""Three characters seen together more often than this belong together."""


def _is_of_a_word(letters: str, at: int) -> bool:
    """Whether a character ends a word with those before it: 平时, 公示期."""
    two = letters[at - 1 : at + 1]
    is_of_three = letters[at] not in FUNCTION_WORDS and several(letters[at - 2 : at + 1]) > SEEN
    return (is_word(two) and pair(two) > SEEN) or is_of_three


OF_A_FUNCTION_WORD = 3.0
"""So much more is asked of a character that is a word by itself in most sentences."""
_FUNCTION_WORDS = "是由向在有和与"


def _crosses_words(letters: str, at: int) -> bool:
    """Whether two characters are the end of one word and the beginning of the next: 健全|程序."""
    before, behind = letters[at - 1 : at + 1], letters[at + 1 : at + 3]
    return all(is_word(word) and pair(word) > COMMON_WORD for word in (before, behind))


COMMON_WORD = 250
"""A word seen so often is of daily use."""


def confused(text: str, plan: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and stop of words that stand where another of their pair is far likelier, with that word."""
    margin = 2 * SIDE
    lines = _lines()
    letters = f"{END * margin}{text.translate(_PLAIN)}{END * margin}"
    for at in range(margin, len(letters) - margin):
        word = letters[at : at + 2]
        if word not in lines and (word := word[0]) not in lines:
            continue
        if _is_of_a_word(letters, at) if len(word) == 1 else _crosses_words(letters, at):
            continue
        score, line = max((_likelier(line, word, letters, at), line) for line in lines[word])
        if word in _FUNCTION_WORDS:
            score -= OF_A_FUNCTION_WORD
        if score > 0 and (len(word) == 1 or score > OF_ITS_OWN * log(plan.count(word) or 1)):
            pair = _pair(line)
            yield at - margin, at - margin + len(word), pair.second if pair.first == word else pair.first


_ASKED_BY = "请于"
"""No word, and right before every day."""


@rule("W016", Severity.INFO, "像是同音的另一个词")
def likely_homophone(context: CheckContext) -> Iterator[Problem]:
    """Words in whose place one of the same sound, in other characters, was often seen; outside quotes.

    A word that the plan has more than once in the same place is no slip.
    """
    told: set[tuple[str, int]] = set()
    for passage, start, stop, guess in likely_slips(context, tuple(Slip)):
        told.update((passage.value, at) for at in range(start, stop))
        written = passage.value[start:stop]
        if guess.slip is not Slip.WORD or written == _ASKED_BY:
            continue
        message = f"“{written}”在这里少见，前后的字之间常见的是同音的{quote(guess.meant)}"
        yield problem(passage, start, stop, message, HINT)
    for passage in context.passages:
        if passage.kind in NOT_READ:
            continue
        for start, stop, meant in confused(passage.value, context.text):
            around = passage.value[max(start - 1, 0) : stop + 1]
            if are_both_right(passage.value, start, stop, meant):
                continue
            is_told = not told.isdisjoint((passage.value, at) for at in range(start, stop))
            if context.text.count(around) == 1 and not is_told and not passage.is_exempt(start, stop):
                shown = passage.value[max(start - SIDE, 0) : stop + SIDE]
                message = f"{quote(shown)}里的{quote(passage.value[start:stop])}像是{quote(meant)}"
                yield problem(passage, start, stop, message, HINT)
