"""Rule W026 (录入留下的字符): letters of an input method and boxes of a paste that stayed between Han characters."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.check.context import CheckContext, Passage
from pipeline.check.lexicon import FOLDER
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.sequences import SOUNDS
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern

_LETTERS = lazy_pattern(r"(?<![A-Za-z0-9.@/_:-])[a-z]{2,24}(?![A-Za-z0-9.@/_:-])")
_ONE_LETTER = lazy_pattern(rf"(?<={HAN})[b-mo-wyz](?={HAN})")
_BOX = lazy_pattern(rf"(?<=[、，；：”》）]|{HAN})[□■▢▣◻◼▯◇◆\ufffd\ufffc](?={HAN})")
_BESIDE = lazy_pattern(HAN)
_OF_AN_ADDRESS = lazy_pattern(r"\s?[（(\[【#＃@]\s?(?:[aA][tT]|a)?|\s?[aA][tT]")
LONGEST_SYLLABLE = 6
_ENGLISH = frozenset(
    [
        "ai",
        "oa",
        "data",
        "game",
        "name",
        "date",
        "change",
        "page",
        "gate",
        "pan",
        "bike",
        "made",
        "mate",
        "male",
        "sale",
        "same",
        "fame",
        "lane",
        "line",
        "like",
        "nice",
        "site",
        "size",
        "base",
        "case",
        "cache",
        "face",
        "share",
        "side",
        "take",
        "tape",
        "time",
        "tele",
        "wage",
        "ware",
        "cane",
        "cage",
        "dance",
        "fence",
        "hence",
        "pence",
        "tense",
        "dense",
        "sense",
        "since",
        "ping",
        "bing",
        "bang",
        "gang",
        "gong",
        "long",
        "can",
        "fan",
        "men",
        "pen",
        "ban",
        "pin",
        "tan",
        "tin",
        "den",
        "hen",
        "sue",
        "due",
        "die",
        "tie",
        "lie",
        "pie",
        "ha",
        "he",
        "me",
        "ma",
        "no",
        "to",
        "we",
    ]
)
"""Words that could be read as syllables."""


@cache
def _syllables() -> frozenset[str]:
    return frozenset(line.split("\t", 1)[0] for line in (FOLDER / SOUNDS).read_text("utf-8").splitlines())


def is_pinyin(letters: str) -> bool:
    """Whether letters are syllables of pinyin, one behind the other."""
    ends = {0}
    for stop in range(1, len(letters) + 1):
        if any(
            stop - size in ends and letters[stop - size : stop] in _syllables()
            for size in range(1, LONGEST_SYLLABLE + 1)
        ):
            ends.add(stop)
    return len(letters) in ends


def _leftovers(passage: Passage) -> Iterator[tuple[re.Match[str], str, str]]:
    text = passage.value
    for match in _LETTERS.finditer(text):
        beside = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
        if _OF_AN_ADDRESS.match(text, match.end()):
            continue
        if _BESIDE.search(beside) and match.group() not in _ENGLISH and is_pinyin(match.group()):
            yield match, f"{quote(match.group())}像是没有转成汉字的拼音", "改成汉字"
    for match in _ONE_LETTER.finditer(text):
        yield match, f"汉字中间有字母{quote(match.group())}", "删去，或改成汉字"
    boxes = list(_BOX.finditer(text))
    if len(boxes) == 1:  # several are boxes to be ticked
        yield boxes[0], f"{quote(boxes[0].group())}像是粘贴留下的，或有一个字没有显示", "删去，或补上这个字"


@rule("W026", Severity.WARNING, "录入、粘贴留下的字符")
def leftover_of_typing(context: CheckContext) -> Iterator[Problem]:
    """Pinyin that was not converted, single letters and single boxes among Han characters; outside addresses."""
    for passage in context.passages:
        for match, message, hint in _leftovers(passage):
            if not passage.is_in_address(*match.span()):
                yield problem(passage, *match.span(), message, hint)
