"""Rules W005 and W014 (固定提法): near misses of set phrases, and sets not listed whole or in their order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain, permutations

from pipeline.check.context import CheckContext, Passage, overlaps
from pipeline.check.lexicon import POLITICAL_WORDING, issue_day, table
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.meetings import wrong_meetings
from pipeline.check.sequences import is_word
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern
from pipeline.text.dates import format_day
from pipeline.text.diff import bounded_edit_distance


@dataclass(frozen=True, slots=True)
class _Half:
    """Half of a phrase, by which near misses are searched: an edit in one half leaves the other unchanged."""

    phrase: str
    is_first: bool
    same_length: bool = False
    """Whether only a text as long as the phrase is a miss: others put words in or leave them out as they please."""


@dataclass(frozen=True, slots=True)
class _SetPhrases:
    """The set phrases, ready to be searched: halves and what is right as it is by their first two characters."""

    halves: Mapping[str, Sequence[tuple[str, _Half]]]
    exact: Mapping[str, Sequence[str]]
    """The longest first."""
    inner: frozenset[str]
    """The phrases themselves, which may stand within a longer one that is not right."""


_PHRASES = "set_phrases.tsv"
_PHRASE_WORDS = "phrase_words.tsv"
MIN_PHRASE_CHARS = 6
"""Shorter phrases have too many neighbours that are words of their own."""


@cache
def _set_phrases() -> _SetPhrases:
    """Return the phrases of which near misses are reported, and all that are none: their siblings (二十届一中、二中全会) too."""
    rows = table(_PHRASES)
    written = {form: "并列" for row in table(_PHRASE_WORDS) for form in _right_forms(row)}
    written.update(("".join(row["提法"].split()), "提法") for row in table(_PHRASE_WORDS))
    written.update((row["提法"], row["用法"]) for row in rows)
    halves: dict[str, list[tuple[str, _Half]]] = {}
    for phrase, use in written.items():
        if use not in _MISSED or len(phrase) < MIN_PHRASE_CHARS:
            continue
        middle = len(phrase) // 2
        for half, is_first in ((phrase[:middle], True), (phrase[middle:], False)):
            halves.setdefault(half[:_HEAD], []).append((half, _Half(phrase, is_first, use == _SAME_LENGTH)))
    exact: dict[str, list[str]] = {}
    for text in {*written, *reworded_forms(), *(row["错"] for row in table(POLITICAL_WORDING))}:
        exact.setdefault(text[:_HEAD], []).append(text)
    for texts in exact.values():
        texts.sort(key=len, reverse=True)
    return _SetPhrases(halves, exact, frozenset(phrase for phrase, use in written.items() if use in _MISSED))


_SAME_LENGTH = "同长"
_MISSED = ("提法", _SAME_LENGTH)
"""The uses (用法) of phrases of which near misses are asked about."""
_HEAD = 2
"""So many characters phrases are found by; none is shorter."""


def _right_forms(row: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways in which the phrase of a row may be written: those of 可写, and without its 、 unless the other table has it."""
    phrase = "".join(row["提法"].split())
    is_strict = any(strict["提法"] == phrase for strict in table(_PHRASES))
    yield from (phrase, *filter(None, row["可写"].split("|")))
    if not is_strict:
        yield phrase.replace("、", "")


@cache
def reworded_forms() -> Mapping[str, str]:
    """Return slips of the phrases, each with the phrase that is right.

    A word between is left out, a 的 put in between two words, or two words stand in the wrong order.
    """
    rows = table(_PHRASE_WORDS)
    right = {row["提法"] for row in table(_PHRASES)}
    right.update(form for row in rows for form in _right_forms(row))
    forms: dict[str, str] = {}
    for row in rows:
        words = row["提法"].split()
        phrase = "".join(words)
        names = [word.rstrip("、") for word in words]
        marks = [word[len(name) :] for word, name in zip(words, names, strict=True)]
        shorter = (words[:index] + words[index + 1 :] for index in range(1, len(words) - 1))
        pairs = [(index, index + 1) for index in range(len(words) - 1)]
        if len(words) == _SENTENCE_WORDS:
            pairs.append((0, 2))
        if len(words) == _PARALLEL_WORDS and marks[1]:
            pairs += [(0, 2), (1, 3)]
        turned = chain((_turned(names, marks, *pair) for pair in pairs), _permuted(names, marks))
        # a 的 put in: 中国式的现代化
        longer = (
            [*words[:index], "的", *words[index:]]
            for index in range(1, len(words))
            if not marks[index - 1] and "的" not in (words[index - 1][-1], words[index][0])
        )
        written = tuple(_right_forms(row))
        for form in map("".join, (*shorter, *turned, *longer)):
            # 中华民族伟大复兴中国梦 may stand before any 的
            if form not in right and not form.startswith(written):
                forms[form] = phrase
    return forms


_SENTENCE_WORDS = 3
"""A phrase of as many words may have its outer two turned (金山银山就是绿水青山)."""
_PARALLEL_WORDS = 4
"""One of as many, in two halves, the first or the second words of the halves (千村整治、万村示范)."""


LONGEST_ROW = 4


def _permuted(names: Sequence[str], marks: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words with three or four that are parted by 、 in every other order."""
    start = 0
    while start < len(names):
        stop = start
        while marks[stop] == "、" and stop < len(names) - 1:
            stop += 1
        if 2 < stop - start + 1 <= LONGEST_ROW:
            for order in permutations(names[start : stop + 1]):
                if list(order) != list(names[start : stop + 1]):
                    changed = [*names[:start], *order, *names[stop + 1 :]]
                    yield [name + mark for name, mark in zip(changed, marks, strict=True)]
        start = stop + 1


def _turned(names: Sequence[str], marks: Sequence[str], first: int, second: int) -> list[str]:
    """Return the words with two of them in each other's place; the marks between stay."""
    order = list(names)
    order[first], order[second] = order[second], order[first]
    return [name + mark for name, mark in zip(order, marks, strict=True)]


_MARKS = frozenset("，。；：！？“”（）《》")
_CONJUNCTIONS = frozenset("的和与及之或")


@rule("W005", Severity.WARNING, "固定提法写错")
def near_phrase(context: CheckContext) -> Iterator[Problem]:
    """Near misses of set phrases, in quotes and titles too, and phrases that did not exist yet."""
    yield from _too_early(context)
    yield from wrong_meetings(context)
    forms = [(form, phrase) for form, phrase in reworded_forms().items() if form in context.text]
    slots = [slot for slot in _slots() if slot.before in context.text and slot.behind in context.text]
    for passage in context.passages:
        reported_to = 0
        reworded = (
            (match.start(), match.end(), phrase)
            for form, phrase in forms
            for match in re.finditer(re.escape(form), passage.value)
        )
        filled = (miss for slot in slots for miss in _filled_wrongly(passage.value, slot))
        for start, stop, phrase in sorted((*reworded, *filled, *_near_misses(passage))):
            if start >= reported_to:
                reported_to = stop
                message = f"{quote(passage.value[start:stop])}像是{quote(phrase)}写错了"
                yield problem(passage, start, stop, message, f"您是不是要写{quote(phrase)}？")


def _too_early(context: CheckContext) -> Iterator[Problem]:
    """Yield the phrases that are newer than the plan."""
    day = issue_day(context)
    yield from _plenums_to_come(context, day)
    for row in table(_PHRASES):
        if not row["日期"] and "中全会" in row["提法"] and row["提法"] in context.text:
            for passage in context.passages:
                start = passage.value.find(row["提法"])
                if start >= 0:
                    message = f"会议的表里没有{quote(row['提法'])}"
                    yield problem(passage, start, start + len(row["提法"]), message, "核对是不是已经召开")
        if row["日期"] and row["提法"] in context.text and date.fromisoformat(row["日期"]) > day:
            since = format_day(date.fromisoformat(row["日期"]))
            for passage in context.passages:
                start = passage.value.find(row["提法"])
                # before a congress it is looked forward to
                to_come = re.search("迎接|喜迎|即将", passage.value[max(start - _LOOKED_FORWARD, 0) : max(start, 0)])
                if start >= 0 and not to_come:
                    message = f"{quote(row['提法'])}{since}才有，晚于成文日期"
                    yield problem(passage, start, start + len(row["提法"]), message, "核对是哪一次会议、哪一种提法")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a phrase where one word alone is right: what stands before and behind it (either may be nothing), and what may stand there."""

    before: str
    behind: str
    right: str
    allowed: tuple[str, ...]


@cache
def _slots() -> tuple[_Slot, ...]:
    """Return the slots of phrases: 社会主义{初级}阶段."""
    slots: list[_Slot] = []
    for row in table("phrase_slots.tsv"):
        before, _, rest = row["提法"].partition("{")
        right, _, behind = rest.partition("}")
        slots.append(_Slot(before, behind, right, (right, *filter(None, row["可写"].split("|")))))
    return tuple(slots)


_WORDS = lazy_pattern(rf"{HAN}(?:、?{HAN})*")


def _filled_wrongly(text: str, slot: _Slot) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and the right phrase of places where something else stands in a slot.

    A slot at the end or the beginning of its phrase is as long as the right word; one within may be a character longer.
    """
    most = len(slot.right)
    at = text.find(slot.before or slot.behind)
    while at >= 0:
        start, stop = at, at + len(slot.before)
        if slot.before and slot.behind:
            stop = text.find(slot.behind, stop + 1, stop + most + 1 + len(slot.behind))
            filled, end = text[start + len(slot.before) : stop], stop + len(slot.behind)
            is_right = stop < 0 or filled in slot.allowed
        elif slot.before:
            found = _WORDS.match(text, stop, stop + most)
            filled, is_right = found[0] if found else "", text.startswith(slot.allowed, stop)
            end = stop + len(filled)
        else:
            start, end = max(at - most, 0), at + len(slot.behind)
            filled, is_right = text[start:at], text.endswith(slot.allowed, 0, at)
        if not is_right and _WORDS.fullmatch(filled) and ("、" not in filled or "、" in slot.right):
            yield start, end, f"{slot.before}{slot.right}{slot.behind}"
        at = text.find(slot.before or slot.behind, at + 1)


_LOOKED_FORWARD = 8
_ONE_SESSION = len("三中全会")
_PLENUMS = lazy_pattern(
    r"(?P<congress>十[八九]|二十)届(?P<listed>[一二三四五六七]中(?:全会)?(?:[、和及][一二三四五六七]中(?:全会)?)*)(?=全会|(?<=全会))"
)
"""Plenary sessions, named alone or in one list: 二十届二中、三中、四中全会."""


def _plenums_to_come(context: CheckContext, day: date) -> Iterator[Problem]:
    """Yield the sessions that were held after the plan's day; one named alone behind 党的 is a phrase of its own."""
    if "届" not in context.text:
        return
    opened = {row["提法"]: date.fromisoformat(row["日期"]) for row in table(_PHRASES) if row["日期"]}
    to_come = {row["提法"] for row in table(_PHRASES) if not row["日期"] and "中全会" in row["提法"]}
    for passage in context.passages:
        for match in _PLENUMS.finditer(passage.value):
            if len(match["listed"]) <= _ONE_SESSION and passage.value.endswith("党的", 0, match.start()):
                continue
            sessions = re.findall("[一二三四五六七](?=中)", match["listed"])
            if sessions != sorted(sessions, key="一二三四五六七".index):
                message = f"{quote(match['congress'] + '届' + match['listed'])}的先后颠倒"
                yield problem(passage, *match.span("listed"), message, "照召开的先后写")
            for session in re.finditer("[一二三四五六七]中", match["listed"]):
                name = f"{match['congress']}届{session[0]}全会"
                held = opened.get(f"党的{name}")
                if f"党的{name}" in to_come or (held is not None and held > day):
                    start = match.start("listed") + session.start()
                    when = f"{format_day(held)}才召开，晚于成文日期" if held else "不在召开过的会议里"
                    message = f"{quote(name)}{when}"
                    yield problem(passage, start, start + len(session[0]), message, "核对是哪一次会议")


def _exact_spans(text: str, phrases: _SetPhrases) -> list[tuple[int, int]]:
    """Return where phrases stand that are right as they are, the longest at each place, none within the one before."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text) - 1:
        found = next(
            (phrase for phrase in phrases.exact.get(text[at : at + _HEAD], ()) if text.startswith(phrase, at)), ""
        )
        if found:
            spans.append((at, at + len(found)))
        at += len(found) or 1
    return spans


def _near_misses(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and phrase of every stretch that is one or two edits away from a phrase."""
    text = passage.value
    phrases = _set_phrases()
    halves = [
        (at, half, of)
        for at in range(len(text) - 1)
        for half, of in phrases.halves.get(text[at : at + _HEAD], ())
        if text.startswith(half, at)
    ]
    exact = _exact_spans(text, phrases) if halves else []
    inner = {span for span in exact if text[slice(*span)] in phrases.inner}
    for half_start, half, of in halves:
        phrase, half_stop = of.phrase, half_start + len(half)
        start: int | None = half_start
        stop: int | None = half_stop
        if of.is_first:
            stop = _end_of_second_half(text, half_stop, phrase)
        else:
            start = _start_of_first_half(text, half_start, phrase)
        if start is None or stop is None or passage.is_in_address(start, stop):
            continue
        if of.same_length and stop - start != len(phrase):
            continue
        # a shorter phrase that is right may stand within a longer one that is not
        within = {
            (first, last) for first, last in inner if start <= first and last <= stop and last - first < stop - start
        }
        if overlaps([span for span in exact if span not in within], start, stop) or _is_of_a_place(
            text[start:stop], phrase
        ):
            continue
        yield start, stop, phrase


_COUNTRY = "法治国家"


def _is_of_a_place(written: str, phrase: str) -> bool:
    """Whether a place is named in the country's place: 法治湖南、法治政府、法治社会."""
    before, country, behind = phrase.partition(_COUNTRY)
    place = rf"{re.escape(before)}法治(?:(?![国家]){HAN}){{2,3}}{re.escape(behind)}"
    return bool(country) and re.fullmatch(place, written) is not None


def _end_of_second_half(text: str, start: int, phrase: str) -> int | None:
    """Return where a slightly wrong second half ends that begins at `start`, or None."""
    half, max_edits = phrase[len(phrase) // 2 :], _max_edits(phrase)
    candidates: list[tuple[int, int]] = []
    for length in range(len(half) - max_edits, len(half) + max_edits + 1):
        piece = text[start : start + length]
        edits = _edits(piece, half, max_edits)
        # the last character is right: else the text just goes on differently
        if edits and len(piece) == length and piece[-1] == half[-1]:
            candidates.append((edits, start + length))
    return min(candidates)[1] if candidates else None


def _start_of_first_half(text: str, stop: int, phrase: str) -> int | None:
    """Return where a slightly wrong first half begins that ends at `stop`, or None."""
    half, max_edits = phrase[: len(phrase) // 2], _max_edits(phrase)
    candidates: list[tuple[int, int]] = []
    for length in range(len(half) - max_edits, min(len(half) + max_edits, stop) + 1):
        piece = text[stop - length : stop]
        edits = _edits(piece, half, max_edits)
        if edits and piece[0] == half[0]:
            candidates.append((edits, length))
    return stop - min(candidates)[1] if candidates else None


def _max_edits(phrase: str) -> int:
    return 2 if len(phrase) >= 12 else 1


def _edits(piece: str, half: str, most: int) -> int | None:
    """Return by how many edits a piece differs from half a phrase; None when it is no slip of it.

    It is none when other marks stand in it, or a conjunction was put in.
    """
    # 增强了“四个意识”: what was done
    if _MARKS & set(piece) != _MARKS & set(half) or piece.replace("了", "", 1) == half:
        return None
    if len(piece) >= len(half) and not _CONJUNCTIONS.isdisjoint(set(piece) - set(half)):
        return None
    return bounded_edit_distance(piece, half, most)


# --- sets that are listed whole and in their order --------------------------------------------

MIN_MEMBERS = 3
"""So many members of a set must stand in one list before it is taken for the set."""
_REST_CHARS = 40
MIN_NAMED = 2
"""So many where the set is called by its name."""


@cache
def _sets() -> tuple[tuple[Mapping[str, str], tuple[str, ...]], ...]:
    return tuple((row, tuple(row["依次列举"].split("、"))) for row in table("fixed_lists.tsv"))


@rule("W014", Severity.WARNING, "固定的列举不全，或次序不对")
def incomplete_set(context: CheckContext) -> Iterator[Problem]:
    """Lists that have most members of a fixed set (四个自信, 新发展理念), but not all, in another order, or with a wrong one."""
    day = issue_day(context)
    for row, members in _sets():
        if (row["日期"] and date.fromisoformat(row["日期"]) > day) or sum(
            each in context.text for each in members
        ) < MIN_NAMED:
            continue
        for passage in context.passages:
            least = MIN_NAMED if _is_named(row, passage) else MIN_MEMBERS
            if sum(member in passage.value for member in members) >= least:
                yield from _in_passage(passage, row, members)


_BETWEEN = "(?:[、，]|和(?!谐)|以及)"
"""What parts the members of a list; 和谐 is one of them."""
_OF_THREE_LEVELS = 12
"""社会主义核心价值观: four words each for the country, society and citizens, which may be listed alone."""


def _is_level(known: Sequence[str], members: Sequence[str]) -> bool:
    return any(list(members[start : start + 4]) == list(known) for start in range(0, _OF_THREE_LEVELS, 4))


def _is_named(row: Mapping[str, str], passage: Passage) -> bool:
    """Whether the passage calls the set by its name, with or without quotes."""
    return row["提法"].partition("”")[0].lstrip("“") in passage.value


def _in_passage(passage: Passage, row: Mapping[str, str], members: Sequence[str]) -> Iterator[Problem]:
    item = rf"(?:{HAN}|[“”]){{{min(map(len, members))},{max(map(len, members)) + 2}}}?"
    lead = "|".join(map(re.escape, sorted(members, key=len, reverse=True)))
    pattern = re.compile(rf"(?:{lead}){_BETWEEN}(?:{item}{_BETWEEN})*?(?:{lead})(?!{_BETWEEN}(?:{lead}))")
    for match in pattern.finditer(passage.value):
        before = passage.value[max(match.start() - 2, 0) : match.start()]
        # 、养护好: of another word
        if before and is_word(before[-1] + match.group()[0]) and not (before[:-1] and is_word(before)):
            continue
        listed = [piece for piece in re.split(_BETWEEN, match.group()) if piece]
        known = [piece for piece in listed if piece in members]
        if len(known) < (MIN_NAMED if _is_named(row, passage) else MIN_MEMBERS) or len(listed) > len(members) + 1:
            continue
        if len(known) < len(members) and len(known) < len(listed) - 1:
            continue  # another list, that shares some words
        if known == list(members) or (
            len(members) == _OF_THREE_LEVELS and known == listed and _is_level(known, members)
        ):
            continue
        if len(listed) < len(members) and len(members) > len(known) + 1 and not _is_named(row, passage):
            continue  # too few of many for the set to be meant
        missing = [member for member in members if member not in known]
        # 科学发展观，全面贯彻…思想: the rest has a verb of its own
        rest = passage.value[match.end() : match.end() + _REST_CHARS].partition("。")[0]
        if missing and all(member in rest for member in missing):
            continue
        if missing == ["美丽"] and "价值观" in passage.value:
            continue
        what = f"少了“{'、'.join(missing)}”" if missing else "次序不同"
        message = f"{quote(row['提法'])}的列举{what}"
        yield problem(passage, *match.span(), message, f"依次写作：{row['依次列举']}（{row['出处']}）")
