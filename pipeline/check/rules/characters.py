"""Rules W020 to W022 (像是打错的字): characters that never stand so in public papers, where one slip of the keyboard aside they often do.

How likely a text is with and without a slip is counted in `pipeline/check/sequences.py`.
What is weighed beside it, and by how much, was fitted by logistic regression on planted
slips and on the same papers without them.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import Enum, unique
from functools import cache, lru_cache
from math import log1p
from operator import add, itemgetter, mul

from pipeline.check.context import CheckContext, Kind, Passage, heads
from pipeline.check.lexicon import table
from pipeline.check.persons import SURNAMES, is_in_a_firm
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.check.sequences import (
    END,
    alone,
    confusable,
    fours_seen,
    homophones,
    initials,
    is_han,
    is_meant,
    is_word,
    likelihood,
    meant_before,
    meant_behind,
    near_idioms,
    pair,
    plain,
    same_shape,
    same_sound,
    seen_behind,
    several,
    single,
)
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern

AT = 4
"""The index, in a window of text, of the character that is looked at: so many others are before it."""
AFTER = 7
"""So many characters of a window are behind it, or more."""


WORD_CHARS = 2


@unique
class Slip(Enum):
    """What may have been typed wrong, and the score above which it is said."""

    OTHER = 5.7
    WORD = 4.6
    SWAPPED = 2.7
    DOUBLED = 3.7
    REPEATED = 0.0
    MISSING = 3.6
    EXTRA = 5.5


@dataclass(frozen=True, slots=True)
class Guess:
    """An unlikely part of a window, so many characters from `AT` on, and the text that is likely in its place."""

    slip: Slip
    length: int
    meant: str
    score: float


def _longest(window: str, first: int, last: int) -> list[int]:
    """Return about how often each four characters stood together that begin from one index to another."""
    return [several(window[index : index + 4]) for index in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often characters, and two and three of them together, are in a plan."""

    singles: Counter[str]
    pairs: Counter[str]
    triples: frozenset[str]


def _vocabulary(text: str) -> Vocabulary:
    letters, _ = plain(text)
    pairs = list(map(add, letters, letters[1:]))
    return Vocabulary(Counter(letters), Counter(pairs), frozenset(map(add, pairs, letters[2:])))


def _in_a_name(window: str) -> bool:
    """Whether the character may belong to a person's name: a surname is before it, or one before that, that belongs to no word."""
    first, second, third = tuple(window[AT - 3 : AT])
    after_one = third in SURNAMES and not is_word(second + third)
    return after_one or (second in SURNAMES and not is_word(first + second) and not is_word(second + third))


# --- what may have been meant -----------------------------------------------------------------

LEAST_OFTENER = 1.0
"""So much oftener (by the logarithm) what was meant was seen with its neighbours than what stands there."""


def _threes(window: str, size: int) -> float:
    """Return the sum of the logarithms of how often each three characters were seen that touch the `size` from `AT` on."""
    return sum([log1p(several(window[index : index + 3])) for index in range(AT - 2, AT + size)])


def _seen(window: str, size: int) -> float:
    """Return the sum of the logarithms of how often the `size` characters from `AT` on were seen with their neighbours."""
    stop = AT + size
    outer = log1p(pair(window[AT - 1 : AT + 1])) + log1p(pair(window[stop - 1 : stop + 1]))
    return outer + _threes(window, size)


def _is_attested(window: str, size: int) -> bool:
    """Whether the `size` characters from `AT` on were seen with neighbours on both sides, or with three on each."""
    stop = AT + size
    for index in range(AT - 2, stop - 1):
        if several(window[index : index + 4]):
            return True
    return bool(several(window[stop - 4 : stop]) and several(window[AT : AT + 4]))


def other_characters(window: str) -> Iterator[str]:
    """Yield what a character may have been typed for: with its neighbours it was seen, and oftener than what stands there."""
    far_left, left, typed, right = tuple(window[AT - 2 : AT + 2])
    if typed in NUMERALS:
        return
    # 行政区与经济区: between two words
    if typed in "和与及并" and several(window[AT - 3 : AT]) > SELDOM and _is_used(right + window[AT + 2]):
        return
    alike = confusable(typed)
    possible = (alike & seen_behind(far_left + left)) | (alike & meant_behind(left)) | (alike & meant_before(right))
    if not possible:
        return
    least = _seen(window, 1) + LEAST_OFTENER
    far_right = window[AT + 2]
    # neighbours that are of a word of their own, or none, say nothing
    before_is_free = is_han(left) and not _is_used(far_left + left)
    behind_is_free = is_han(right) and not _is_used(right + far_right)
    for meant in possible:
        supported = (
            (several(meant + right + far_right) and (behind_is_free or not is_word(meant + right)))
            or (is_han(left) and (several(left + meant + right) or several(far_left + left + meant)))
            or (before_is_free and pair(left + meant))
            or (behind_is_free and pair(meant + right))
        )
        if supported and _seen(f"{window[:AT]}{meant}{window[AT + 1 :]}", 1) > least:
            yield meant


def characters_of_words(window: str) -> Iterator[str]:
    """Yield what a character may have been typed for: `other_characters`, and what makes a frequent word where it makes none itself."""
    left, typed, right = tuple(window[AT - 1 : AT + 2])
    possible = frozenset(other_characters(window))
    if typed not in NUMERALS and not (_is_used(left + typed) or _is_used(typed + right)):
        possible |= (meant_behind(left) | meant_before(right)) & confusable(typed)
    yield from sorted(possible)


def other_words(window: str) -> Iterator[str]:
    """Yield the words of the same sound, in two other characters, that were seen oftener with their neighbours than what stands there."""
    written = window[AT : AT + WORD_CHARS]
    if not is_word(written) or _is_attested(window, WORD_CHARS):
        return
    possible = homophones(written)
    least = _threes(window, WORD_CHARS) + LEAST_OFTENER
    for meant in possible:
        if _threes(f"{window[:AT]}{meant}{window[AT + WORD_CHARS :]}", WORD_CHARS) > least:
            yield meant


LISTED = 8
"""A word that was seen no oftener than this is in a list of words alone: the counted texts do not use it."""


def _is_used(text: str) -> bool:
    """Whether two characters are a word that the counted texts use."""
    return is_word(text) and pair(text) > LISTED


RARE_WORD_EVIDENCE = 40
"""So often, at least, a frequent word was seen with a neighbour of the rare one that stands in its place."""
FREQUENT_WORD = 250
"""A word seen so often is frequent."""


def _of_rare_word(window: str) -> Iterator[Guess]:
    """Yield the frequent word of the same sound for one that is in a list of words alone and never stood with its neighbours."""
    left, first, second, right = tuple(window[AT - 1 : AT + 3])
    word = first + second
    if not is_word(word) or pair(word) > LISTED or several(left + word) or several(word + right):
        return
    if _is_used(left + first) or _is_used(second + right):
        return
    others = [other + second for other in same_sound(first) & meant_before(second)]
    others += [first + other for other in same_sound(second) & meant_behind(first)]
    for meant in others:
        if pair(meant) >= FREQUENT_WORD and several(left + meant) + several(meant + right) >= RARE_WORD_EVIDENCE:
            yield Guess(Slip.WORD, WORD_CHARS, meant, 0.0)


def turned(window: str) -> Iterator[str]:
    """Yield two characters the other way round."""
    first, second = tuple(window[AT : AT + 2])
    # 听得懂, 看不懂; 地级市
    if first in "得不" or several(window[AT - 1 : AT + 2]) > COMMON:
        return
    if first != second and is_meant(second + first) and not _is_used(first + second) and not _is_attested(window, 2):
        yield second + first


NUMERALS = "一二三四五六七八九十两几每"
"""A word that begins so may be said twice: 一条一条."""


PARTICLES = "和与及或在对为从向等被把将是有以由了于并的"
"""Characters that are a word behind one that ends with them."""


COMMON = 100
"""Three characters seen together more often than this are a word of daily use."""


def once(window: str) -> Iterator[str]:
    """Yield one of two equal characters."""
    far_left, left, typed, twin, right, far_right = tuple(window[AT - 2 : AT + 4])
    if (
        typed != twin or typed in (left, right, "的", "了", "一") or left in NUMERALS
    ):  # 的的, 了了: W006; 一一 is a word
        return
    if left == far_left or (right == far_right and is_han(right)):  # 从从容容
        return
    # 区区联动, 水水联运: of two of a kind; 晶科科技: a firm
    if right in "联互共" or (typed == "科" and right == "技"):
        return
    # 工作组组织: a word of three, and one of two
    if typed not in PARTICLES and several(far_left + left + typed) > COMMON and _is_used(twin + right):
        return
    # 柳钢钢结构: a word of three begins there
    if several(twin + right + far_right) > COMMON and typed not in PARTICLES and not several(left + twin + right):
        return
    # 推进进驻, 强化化工: two words; 学习习近平: a name
    if (_is_used(left + typed) and _is_used(twin + right)) or window[AT + 1 : AT + 4] == "习近平":
        return
    # 存在在办事项, 参与与监督: the second is a word by itself; 针对对性 is not
    stands = not several(left + twin + right) or (is_han(far_right) and several(twin + right + far_right))
    if typed in PARTICLES and is_word(left + typed) and stands:
        return
    yield typed


ACTS = ("组织", "规定", "决定", "计划", "报告", "通知", "产业")
"""Words that are a thing and what is done: 经济组织组织实施, 有关规定规定; or that a thing begins with: 未来产业产业链."""

LONGEST_TWICE = 5
"""So many characters, at most, are looked for twice."""


def twice(letters: str, index: int) -> int:
    """Return how many characters stand twice from an index on, as one word or more: 0 when none do."""
    for size in range(WORD_CHARS, LONGEST_TWICE + 1):
        if letters[index] != letters[min(index + size, len(letters) - 1)]:
            continue
        word = letters[index : index + size]
        if letters.startswith(word, index + size) and all(map(is_han, word)) and len(set(word)) > 1:
            if word[0] in NUMERALS or "的" in word or word in ACTS:
                return 0
            if size > WORD_CHARS:
                return size
            before, behind = letters[index - 1], letters[index + 2 * size]
            meets = is_word(before + word[0]) or is_word(word[1] + behind)  # 人民政府政府采购
            return size if is_word(word) and not meets and not several(word + word) else 0
    return 0


STRANGE = 60
"""Two characters seen together more often than this miss nothing."""
SELDOM = 3
"""Three characters seen together more often than this neither."""
LEAST_LEFT_OUT_OF_FOUR = 3
LEAST_LEFT_OUT = 6
"""So often (by the logarithm) what was left out was seen with its neighbours."""


def left_out(window: str) -> Iterator[str]:
    """Yield the characters that stood between these two: where the two themselves were never seen here, or where four with it were."""
    far_left, left, right, far_right = tuple(window[AT - 2 : AT + 2])
    if several(far_left + left + right + far_right) or (is_word(left + right) and pair(left + right) > STRANGE):
        return
    before, behind = several(far_left + left + right), several(left + right + far_right)
    if END in (left, right) or not is_han(left):
        return
    if before > SELDOM or behind > SELDOM:
        return
    # 统筹质量: two words
    if _is_used(far_left + left) and _is_used(right + far_right):
        return
    is_strange = pair(left + right) <= STRANGE
    possible = seen_behind(far_left + left)
    if is_strange:
        possible = (possible & meant_before(right)) | meant_behind(left)
    else:
        possible &= meant_before(right) | meant_behind(left)
    for meant in possible:
        if meant in (left, right) or not (between := several(left + meant + right)):
            continue
        first, second = several(far_left + left + meant), several(meant + right + far_right)
        seen = log1p(between) + log1p(first) + log1p(second)
        four = several(far_left + left + meant + right) or several(left + meant + right + far_right)
        if (four and seen > LEAST_LEFT_OUT_OF_FOUR) or (is_strange and (first or second) and seen > LEAST_LEFT_OUT):
            yield meant


FUNCTION_WORDS = frozenset("对把将的了和与是被从向于以等不在为地得所及中上由也都就要能会使让给之其该这那")
"""Characters that stay behind, or are put in, where a sentence was half rewritten."""


def needless(window: str) -> Iterator[str]:
    """Yield nothing in place of a function word without which its neighbours were seen together."""
    far_left, left, typed, right, far_right = tuple(window[AT - 2 : AT + 3])
    if typed == "之" and right in "内前后间外上下中":
        return
    if typed not in FUNCTION_WORDS or not is_han(left) or not is_han(right) or typed in (left, right):
        return
    if several(far_left + left + right) or several(left + right + far_right):
        yield ""


# --- how likely it was meant --------------------------------------------------------------------


def terms(vocabulary: Vocabulary, window: str, size: int, meant: str) -> tuple[float, ...]:
    """Return the terms whose weighted sum says how likely `meant` stands in place of the `size` characters from `AT` on.

    In the order of `TERMS`.
    """
    typed = window[AT : AT + size]
    changed = f"{window[:AT]}{meant}{window[AT + size :]}"
    far_left, left, right, far_right = window[AT - 2], window[AT - 1], window[AT + size], window[AT + size + 1]
    # where nothing is typed, its neighbours meet
    typed_head, typed_tail = left + (typed[:1] or right), (typed[-1:] or left) + right
    head, tail = left + (meant[:1] or right), (meant[-1:] or left) + right
    stop = AT + len(meant)
    threes = [changed[index : index + 3] for index in range(AT - 2, stop)]
    inner = meant if len(meant) > 1 else ""
    # a neighbour that is no word by itself and makes none, as typed
    left_over = 0.0 if is_word(far_left + left) or is_word(typed_head) else 1 - alone(left)
    right_over = 0.0 if is_word(right + far_right) or is_word(typed_tail) else 1 - alone(right)
    return (
        1.0,
        likelihood(changed, AT, stop + 3) - likelihood(window, AT, AT + size + 3),
        log1p(pair(typed_head)) + log1p(pair(typed_tail)),
        _threes(window, size),
        log1p(min(pair(head), pair(tail))),
        _threes(changed, len(meant)),
        sum(log1p(seen) for seen in _longest(changed, AT - 3, stop - 1)),
        size == 1 and meant in same_sound(typed),
        size == 1 and meant in same_shape(typed),
        is_word(typed_head),
        is_word(typed_tail),
        is_word(typed_head) and is_word(typed_tail),
        alone(typed[0]) if size else 0.0,
        is_word(head),
        is_word(tail),
        log1p(pair(typed[:2]) if size > 1 else single(typed or right)),
        is_word(far_left + left),
        is_word(right + far_right),
        alone(left),
        alone(right),
        not is_han(left),
        not is_han(right),
        log1p(
            vocabulary.pairs[head] * is_word(head)
            + vocabulary.pairs[tail] * is_word(tail)
            + (vocabulary.pairs[inner] if inner else 0)
        ),
        any(END not in three and three in vocabulary.triples for three in threes),
        max(vocabulary.pairs[typed_head], vocabulary.pairs[typed_tail]) > 1,
        left_over,
        right_over,
        left_over * is_word(head),
        right_over * is_word(tail),
    )


IN_A_NAME = 1.5
"""So much less is the score of another character where a surname is before it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A slip that is looked for: how many characters of the text it takes, what may have been meant, and the weight of each term."""

    slip: Slip
    size: int
    meant: Callable[[str], Iterator[str]]
    weights: tuple[float, ...]


_WEIGHTS = (
    # another character, another word, turned, twice, left out, needless, another character that makes a word
    (-9.3, -6.17, -0.36, -7.15, -5.66, -2.93, -13.76),  # 1
    (0.36, 0.51, 0.2, 0.85, 0.31, 0.36, 0.37),  # how much likelier the text becomes
    (-0.14, 0.01, -0.16, 0.31, -0.2, 0.04, -0.22),  # pairs with what is beside it, as typed
    (-0.2, -0.03, -0.08, -0.58, 0, -0.11, -0.11),  # threes, as typed
    (0.18, -0.25, 0.17, -0.45, -0.12, 0.08, 0.06),  # the rarer pair, as meant
    (0.19, 0.17, 0.15, 0.89, 0.14, 0.1, 0.13),  # threes, as meant
    (0.1, -0.06, 0.12, -0.06, 0.17, 0.03, 0.05),  # fours, as meant
    (1.24, 0, 0, 0, 0, 0, 2.16),  # the same sound
    (1.06, 0, 0, 0, 0, 0, 1.92),  # a similar shape
    (-0.87, -0.16, -1.54, -0.29, -0.18, -0.67, -2.01),  # a word with what is before, as typed
    (-0.9, 0.87, -0.71, -0.29, -0.18, -0.66, -1.75),  # a word with what is behind, as typed
    (1.77, 0, -0.14, -1.7, -0.18, 0.33, -0.69),  # both of them
    (-1.09, -0.41, -0.5, -0.53, 0, -1.61, -0.67),  # a word by itself, as typed
    (0.47, 0.38, 0.47, -0.29, -0.09, -0.15, 0.74),  # a word with what is before, as meant
    (0.49, 0.18, -0.59, -0.29, -0.01, -0.15, 1.13),  # a word with what is behind, as meant
    (0.4, 0.01, -0.29, 0.29, 0.12, -0.14, 0.57),  # how frequent, as typed
    (-0.15, -0.77, 0, -0.14, -1.01, 0.27, 1.1),  # a word ends before
    (0.16, 0.61, 0.71, 0.13, -1.4, -0.23, 1.28),  # a word begins behind
    (0.17, -0.61, -0.13, -0.2, 0.17, 0.78, 1.78),  # before is a word by itself
    (-0.28, 0.52, 0.35, 0.17, -0.43, -0.02, 2.18),  # behind is a word by itself
    (0.51, 1.06, 0.34, -0.77, 0, 0, 0.03),  # nothing before
    (0.37, 0.57, 0.53, 0.06, 0, 0, 0.18),  # nothing behind
    (1.07, 1.62, 0.72, -0.12, 0.5, 0.53, 1.04),  # words of the plan, as meant
    (2.66, 0.73, 1.39, 0.38, 1.55, 1.43, 1.32),  # threes of the plan, as meant
    (-2.55, -1.62, -1.23, -0.06, -2.66, -2.13, -1.67),  # pairs of the plan, as typed
    (0, 0, 0, 0, 0, 0.24, 0.35),  # no word before, as typed
    (0, 0, 0, 0, 0, -0.35, 0.04),  # no word behind, as typed
    (0, 0, 0, 0, 0, 1.37, 3.02),  # a word made of it, as meant
    (0, 0, 0, 0, 0, 2.33, 3.08),  # a word made of it, as meant
)
"""The weight of each of the `terms`, a column a slip: of a logistic regression on planted slips, see lexicon_data/README.md."""
_LOOKS = tuple(
    _Look(slip, size, meant, weights)
    for (slip, size, meant), weights in zip(
        (
            (Slip.OTHER, 1, other_characters),
            (Slip.WORD, WORD_CHARS, other_words),
            (Slip.SWAPPED, 2, turned),
            (Slip.DOUBLED, 2, once),
            (Slip.MISSING, 0, left_out),
            (Slip.EXTRA, 1, needless),
            (Slip.OTHER, 1, characters_of_words),
        ),
        zip(*_WEIGHTS, strict=True),
        strict=True,
    )
)


_BESIDE_ATTESTED = tuple(look for look in _LOOKS if look.slip in (Slip.DOUBLED, Slip.MISSING))
"""What is looked for where the character was seen with its neighbours: it may still stand twice, or lack the one before it."""
_MISTAKEN_IN_NAMES = (Slip.OTHER, Slip.EXTRA)


STRANGER = 3
"""Two characters seen together no more often than this were never meant to stand so."""
LEAST_GAIN_OF_SHAPE = 7.5
LEAST_GAIN_OF_SOUND = 15.0
"""So much likelier (by the logarithm) a text becomes, where what stands there is a stranger to both neighbours."""
SELDOM_USED = 400
"""A character that public texts have no more often is a name's rather than what an input method offers first."""
MOST_OF_SHAPE = 2
MOST_OF_SOUND = 3
"""A character that a plan has more often is one of its own."""


def _of_stranger(vocabulary: Vocabulary, window: str) -> Iterator[Guess]:
    """Yield what may have been meant by a character that public texts have beside neither of its neighbours.

    Of a similar shape: where it makes a word (讯期, 汛期). Of nearly the same sound: only where
    most of what surrounds it was seen with what was meant (跟新, 更新), since of most sounds there is a word.
    """
    left, typed, right = tuple(window[AT - 1 : AT + 2])
    before, behind = is_han(left), is_han(right)
    if not (before or behind) or typed in SURNAMES or typed in _STANDS_ANYWHERE:
        return
    if any(
        (is_word(two) or pair(two) > STRANGER)
        for two, is_asked in ((left + typed, before), (typed + right, behind))
        if is_asked
    ):
        return
    if _threes(window, 1) or _in_a_name(window) or vocabulary.singles[typed] > MOST_OF_SOUND:
        return
    is_rare = vocabulary.singles[typed] <= MOST_OF_SHAPE and alone(typed) < HALF and typed not in FUNCTION_WORDS
    is_rare = is_rare and not _OF_A_PLACE.search(window[AT - 2 : AT + 3])
    alike, sounding = (
        same_shape(typed) if is_rare else frozenset[str](),
        confusable(typed) if single(typed) > SELDOM_USED else frozenset[str](),
    )
    for meant in alike | sounding:
        head, tail = left + meant, meant + right
        if not ((before and pair(head) >= STRANGER) or (behind and pair(tail) >= STRANGER)):
            continue
        changed = f"{window[:AT]}{meant}{window[AT + 1 :]}"
        threes = [changed[index : index + 3] for index in range(AT - 2, AT + 1)]
        of_shape = meant in alike and ((before and is_word(head)) or (behind and is_word(tail)))
        of_sound = meant in sounding and sum(map(bool, map(several, threes))) > 1
        if not (of_shape or of_sound):
            continue
        gain = likelihood(changed, AT, AT + 4) - likelihood(window, AT, AT + 4)
        least = LEAST_GAIN_OF_SHAPE if of_shape else LEAST_GAIN_OF_SOUND
        if gain >= least:
            yield Guess(Slip.OTHER, 1, meant, (gain - least) / 10)


HALF = 0.5
_STANDS_ANYWHERE = "他她它此某甲乙丙丁各其"
"""Characters that stand for a name or a thing, beside anything."""
LEAST_FORETOLD = 90
"""So often, at least, three characters were seen with one and the same behind them."""
FORETOLD = 0.9
"""The part of all that followed them that this one makes."""


def _of_initials(window: str) -> Iterator[Guess]:
    """Yield the character that stands behind these three nearly always, where one of the same initial does: 议事日常, 议事日程.

    Who types the first letters of a word chooses among those that begin with them.
    """
    context, typed, right = window[AT - 3 : AT], window[AT], window[AT + 1]
    if typed in NUMERALS or not all(map(is_han, context)) or several(window[AT - 2 : AT + 1]):
        return
    if (seen := several(context)) < LEAST_FORETOLD or _is_used(typed + right):
        return
    # 推介, 审判: another word of the same beginning
    if typed in FUNCTION_WORDS or is_word(context[-1] + typed):
        return
    for meant in seen_behind(context):
        if several(context + meant) < FORETOLD * seen or not is_han(meant):
            continue
        if is_word(context[-1] + meant) and several(context[1:] + meant + right) and initials(meant) & initials(typed):
            yield Guess(Slip.OTHER, 1, meant, 0.0)


def _weighed_as(look: _Look, vocabulary: Vocabulary, window: str) -> Iterator[Guess]:
    """Yield what may have been meant if the slip is of one kind."""
    for meant in look.meant(window):
        score = sum(map(mul, look.weights, terms(vocabulary, window, look.size, meant)))
        if look.slip in _MISTAKEN_IN_NAMES and _in_a_name(window):
            score -= IN_A_NAME
        if score > look.slip.value:
            yield Guess(look.slip, look.size, meant, score - look.slip.value)


MOVED_CHARS = 4
LEAST_MOVED = 3
"""So often, at least, four characters were seen that stand in another order."""
_ORDERS = ((0, 2, 3, 1), (0, 3, 1, 2), (1, 2, 3, 0), (3, 0, 1, 2), (1, 0, 3, 2), (0, 2, 1, 3))
"""Orders that four characters come into when one is typed too late or too early, or two are exchanged."""


def _moved(window: str) -> Iterator[Guess]:
    """Yield the order in which four characters were often seen, of which not even three stood as they do now."""
    typed = window[AT : AT + MOVED_CHARS]
    left, right = window[AT - 1], window[AT + MOVED_CHARS]
    if len(set(typed)) < MOVED_CHARS or not all(map(is_han, typed)):
        return
    if any(several(window[at : at + 3]) for at in range(AT - 1, AT + MOVED_CHARS - 1)):
        return
    if is_word(left + typed[0]) or is_word(typed[-1] + right):
        return
    for order in _ORDERS:
        meant = "".join([typed[index] for index in order])
        if several(meant) >= LEAST_MOVED:
            yield Guess(Slip.SWAPPED, MOVED_CHARS, meant, TERM_SCORE)


def _weighed(vocabulary: Vocabulary, window: str, *, is_attested: bool) -> Iterator[Guess]:
    """Yield what may have been meant where a window has its middle, when its score is above the threshold.

    Where the character is attested, that is, was seen with its neighbours, most is not looked for.
    """
    for look in _BESIDE_ATTESTED if is_attested else _LOOKS:
        yield from _weighed_as(look, vocabulary, window)
    if not is_attested:
        yield from _of_rare_word(window)
        yield from _of_stranger(vocabulary, window)
        yield from _of_initials(window)
        yield from _moved(window)


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
        with_before = index > 1 and several(letters[index - 2 : index + 1])
        if not goes_on and not several(letters[index - 1 : index + 2]) and not with_before:
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

IDIOM_CHARS = 4


@lru_cache(maxsize=1024)
def _of_idioms(letters: str) -> Sequence[tuple[Guess, int]]:
    """Return where an idiom stands with one character of the same sound or shape, or two in the wrong order, with its index."""
    found: list[tuple[Guess, int]] = []
    for start in range(1, len(letters) - IDIOM_CHARS):
        piece = letters[start : start + IDIOM_CHARS]
        if END in piece or "0" in piece or "A" in piece or (several(piece[:3]) and several(piece[1:])):
            continue
        for idiom in near_idioms(piece):
            differing = [at for at in range(IDIOM_CHARS) if idiom[at] != piece[at]]
            # a part without the slip is that of the idiom
            if (differing[0] < 3 and several(piece[:3])) or (differing[-1] > 0 and several(piece[1:])):
                continue
            if len(differing) == 1 and idiom[differing[0]] in confusable(piece[differing[0]]):
                found.append((Guess(Slip.OTHER, 1, idiom[differing[0]], TERM_SCORE), start + differing[0]))
                break
            first, last = differing[0], differing[-1] + 1
            if last - first == len(differing) == 2 and idiom[first:last] == piece[first:last][::-1]:
                found.append((Guess(Slip.SWAPPED, 2, idiom[first:last], TERM_SCORE), start + first))
                break
    return found


# --- a text -----------------------------------------------------------------------------------


def guesses(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Guess]]:
    """Yield the best of the guesses that touch one another, each with its start and stop in the text."""
    letters, starts = plain(text)
    padded = END * (AT - 1) + letters + END * AFTER
    fours = fours_seen(padded)
    found: list[tuple[Guess, int]] = []
    weighed: dict[str, tuple[Guess, ...]] = {}  # the same window stands in a long line again and again
    for index in range(1, len(letters) - 1):
        letter = letters[index]
        if is_han(letter):
            # where it was seen with two before it and one behind, it may only stand twice (`once`, `left_out`)
            if not fours[index + 1] or letter == letters[index + 1]:
                window = padded[index - 1 : index + AT + AFTER]
                if window not in weighed:
                    is_attested = fours[index + 1] or fours[index + 2] or (fours[index] and fours[index + 3])
                    weighed[window] = tuple(_weighed(vocabulary, window, is_attested=is_attested))
                found += [(guess, index) for guess in weighed[window]]
            if letter in letters[index + WORD_CHARS : index + LONGEST_TWICE + 1] and (size := twice(letters, index)):
                found.append((Guess(Slip.REPEATED, 2 * size, letters[index : index + size], TERM_SCORE), index))
    found += [*_of_terms(letters), *_of_idioms(letters)]
    taken: list[tuple[int, int]] = []
    for guess, index in sorted(found, key=lambda pair: -pair[0].score):
        start, stop = starts[index], starts[index + guess.length]
        place = bisect(taken, stop, key=itemgetter(0))
        if not place or taken[place - 1][1] < start:  # those taken stand apart: only the last before `stop` can touch
            taken.insert(place, (start, stop))
            yield start, stop, guess


@lru_cache(maxsize=1)
def _guesses_of(values: tuple[str, ...], text: str) -> Sequence[Sequence[tuple[int, int, Guess]]]:
    """Return the guesses of each passage of a plan: three rules ask for them."""
    vocabulary = _vocabulary(text)
    return [tuple(guesses(value, vocabulary)) for value in values]


_ALL_OF = lazy_pattern(r"应(?P<act>[^，。；]{1,2})尽(?P=act)")
"""应报尽报: said of any act, so that what stands in it was meant."""
BOTH_RIGHT = frozenset(
    frozenset(words.split())
    for words in (
        "以上 以下",
        "制定 制订",
        "试行 施行",
        "供气 供汽",
        "制造 智造",
        "推进 推介",
        "做出 作出",
        "需 须",
        "及以 级以",
        "介绍 推介",
        "村镇 镇村",
        "规上 规下",
        "数字 数智",
        "试用 使用",
        "助残 助餐",
        "建管 监管",
        "跟紧 紧跟",
        "转好 好转",
        "督察 督查",
        "经济 经纪",
        "压减 压降",
        "纯朴 淳朴",
        "法制 法治",
    )
)
"""Words that stand in one another's place and are right there: which was meant nobody can tell from the text."""


def are_both_right(text: str, start: int, stop: int, meant: str) -> bool:
    """Whether what stands there, with a neighbour where it is one character, and what may have been meant are both right."""
    written = text[start:stop]
    pairs = [(written, meant)]
    if stop - start == 1:
        before, behind = text[max(start - 1, 0) : start], text[stop : stop + 1]
        pairs += [(before + written, before + meant), (written + behind, meant + behind)]
    return any(frozenset(pair_) in BOTH_RIGHT for pair_ in pairs)


NOT_READ = (Kind.UNIT,)
_DOCUMENT_NUMBER = "〔"
"""Behind the characters that stand for an organ: 京政服发〔2024〕5号 has no words."""


def likely_slips(context: CheckContext, slips: Collection[Slip]) -> Iterator[tuple[Passage, int, int, Guess]]:
    """Yield the guesses of a plan, outside quotes and addresses; what the plan has more than once is no slip."""
    passages = [passage for passage in context.passages if passage.kind not in NOT_READ]
    found = _guesses_of(tuple(passage.value for passage in passages), context.text)
    for passage, of_passage in zip(passages, found, strict=True):
        all_of = {at for match in _ALL_OF.finditer(passage.value) for at in range(*match.span())} if of_passage else ()
        for start, stop, guess in of_passage:
            if guess.slip not in slips:
                continue
            beside = guess.slip is not Slip.REPEATED
            around = passage.value[max(start - beside, 0) : stop + beside]
            if start in all_of or _DOCUMENT_NUMBER in passage.value[stop : stop + _NEAR_PLACE]:
                continue
            # 玛依努尔·尼牙孜: a foreign name
            if "·" in passage.value[max(start - _LONG_NAME, 0) : start]:
                continue
            if guess.slip is Slip.WORD and _is_of_its_own(context, passage.value[start:stop]):
                continue
            if are_both_right(passage.value, start, stop, guess.meant) or _is_in_a_proper_name(
                passage.value, start, stop
            ):
                continue
            if context.text.count(around) == 1 and not passage.is_exempt(start, max(stop, start + 1)):
                yield passage, start, stop, guess


_LONG_NAME = 6


def _is_of_its_own(context: CheckContext, word: str) -> bool:
    """Whether the plan has a word more than once, or it begins with a number (三格化粪池)."""
    return word[0] in NUMERALS or context.text.count(word) > 1


def _is_in_a_proper_name(text: str, start: int, stop: int) -> bool:
    """Whether the characters may be of a firm's name, or of a county's or district's."""
    return is_in_a_firm(text, max(start - 1, 0)) or _OF_A_COUNTY.match(text, stop) is not None


_OF_A_COUNTY = lazy_pattern(rf"{HAN}{{0,2}}(?<![各全本我该在市省州])[县旗](?![城域级委内外])")
"""What is behind a part of a county's name."""


HINT = "看一眼是不是打错了；没有错就不必改"


@rule("W020", Severity.WARNING, "像是别的字")
def mistaken_character(context: CheckContext) -> Iterator[Problem]:
    """Characters that were never seen beside their neighbours, where one of the same sound or shape often was."""
    own = "".join(head.organ.value for head in heads(context.plan))
    for passage, start, stop, guess in likely_slips(context, (Slip.OTHER,)):
        # names of places are strange everywhere
        if any(name in own for name in (passage.value[max(start - 1, 0) : stop], passage.value[start : stop + 1])):
            continue
        typed = passage.value[start:stop]
        shown = _shown(passage.value, start, stop)
        yield problem(passage, start, stop, f"{quote(shown)}里的{quote(typed)}像是{quote(guess.meant)}字", HINT)


_MISPLACED = (Slip.SWAPPED, Slip.DOUBLED, Slip.REPEATED, Slip.MISSING, Slip.EXTRA)


@rule("W021", Severity.WARNING, "像是多字、漏字或颠倒")
def misplaced_character(context: CheckContext) -> Iterator[Problem]:
    """Characters typed twice, left out, or in the wrong order."""
    for passage, start, stop, guess in likely_slips(context, _MISPLACED):
        typed = passage.value[start:stop]
        match guess.slip:
            case Slip.SWAPPED:
                message = f"{quote(typed)}像是{quote(guess.meant)}写颠倒了"
            case Slip.DOUBLED | Slip.REPEATED:
                message = f"{quote(typed)}像是多写了{quote(guess.meant)}"
            case Slip.EXTRA:
                message = f"{quote(_shown(passage.value, start, stop))}里的{quote(typed)}像是多余的"
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
