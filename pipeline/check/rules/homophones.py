"""Rule W016 (同音的词): words that were never seen beside their neighbours, where a word of the same sound often was.

The table is counted from public laws by `bench/count_homophones.py`; nothing cuts the
text into words here, so a finding is only a hint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.check.context import HAN, CheckContext, Passage
from pipeline.check.lexicon import FOLDER
from pipeline.check.registry import Problem, problem, rule
from pipeline.findings import Severity, quote
from pipeline.patterns import lazy_pattern

_HAN = lazy_pattern(f"[{HAN}]")
WORD_CHARS = 2
"""Words are so long, neighbours so long or one character."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word: those that sound like it, what it was often seen behind and before, and what it was ever seen beside of theirs."""

    homophones: frozenset[str]
    lefts: frozenset[str]
    rights: frozenset[str]
    seen_before: frozenset[str]
    seen_behind: frozenset[str]


@cache
def _lines() -> Mapping[str, str]:
    """Return the lines of the table by their word."""
    return {line[:WORD_CHARS]: line for line in (FOLDER / "homophones.tsv").read_text("utf-8").splitlines()}


@cache
def _asked() -> frozenset[str]:
    """Return the words that have homophones."""
    return frozenset(word for word, line in _lines().items() if line[WORD_CHARS + 1] != "\t")


@cache
def _word(word: str) -> _Word:
    cells = _lines()[word].split("\t")[1:]
    return _Word(*(frozenset(cell.split(" ")) - {""} for cell in cells))


@rule("W016", Severity.INFO, "像是同音的另一个词")
def likely_homophone(context: CheckContext) -> Iterator[Problem]:
    """Words that the characters before and behind them ask another word of the same sound for, outside quotes.

    A word that the plan has more than once is no slip.
    """
    for passage in context.prose:
        yield from _in_passage(passage, context.text)


def _in_passage(passage: Passage, whole: str) -> Iterator[Problem]:
    text = passage.value
    asked = _asked()
    for start in range(len(text) - WORD_CHARS + 1):
        written, stop = text[start : start + WORD_CHARS], start + WORD_CHARS
        if written not in asked:
            continue
        word = _word(written)
        left, right = text[max(start - WORD_CHARS, 0) : start], text[stop : stop + WORD_CHARS]
        if left in word.seen_before or right in word.seen_behind:
            continue
        lefts, rights = {left, left[-1:]} - word.seen_before, {right, right[:1]} - word.seen_behind
        at_begin, at_end = not _HAN.match(left[-1:]), not _HAN.match(right[:1])
        meant = sorted(
            other
            for other in word.homophones
            if (not lefts.isdisjoint(_word(other).lefts) or (at_begin and right in _word(other).rights))
            and (not rights.isdisjoint(_word(other).rights) or (at_end and left in _word(other).lefts))
        )
        if meant and whole.count(written) == 1 and not passage.is_exempt(start, stop):
            names = "、".join(quote(other) for other in meant[:3])
            message = f"“{written}”在这里少见，前后的字之间常见的是同音的{names}"
            yield problem(passage, start, stop, message, "看一眼是不是选错了字；没有错就不必改")
