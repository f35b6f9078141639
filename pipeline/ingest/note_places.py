"""Where owner notes stand: in brackets, in lines of their own, at the end of sentences; a paragraph is cut behind each of them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.ingest.deadlines import DEADLINE_LABEL, day_of_tail, is_deadline
from pipeline.ingest.lead_rules import LeadRule, read_lead_rule
from pipeline.ingest.owner_words import LABEL
from pipeline.ingest.responsibility import (
    FOR_REST,
    LONGEST_BEHIND,
    LONGEST_NOTE,
    OwnerNote,
    are_all_named,
    is_in_charge,
    is_loose,
    looks_like_owners,
    read_note,
    roles_behind,
    sure_note,
    units_alone,
)
from pipeline.ingest.unit_lists import LEAD_MARKS, UNIT_ENDS, merge_by_role, split_units
from pipeline.parse.inline import bracket_pairs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join

_TO_SENTENCE = tuple("。；！？：，")


def _are_known(inside: str, known: Collection[str]) -> bool:
    """Whether the text of a bracket is a list of known units."""
    units = [unit.value for unit in split_units(SourceText(inside))] if known else []
    return bool(units) and all(unit in known for unit in units)


_BRACKETS = "（(【[［〔﹝"
"""What opens an owner note."""

_LABELLED = lazy_pattern(
    rf"[（(](?:{LABEL.pattern})[^（）()]*[）)]|[【\[［〔](?:{LABEL.pattern.replace('?P<', '?P<other_')})[^【】\[\]［］〔〕]*[】\]］〕]"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a paragraph up to its owner note, and the note; None behind the last one. `bracket` is the note with its bracket."""

    text: SourceText
    note: OwnerNote | None = None
    bracket: SourceText = SourceText("")


def split_notes(text: SourceText, known: Collection[str] = ()) -> tuple[Segment, ...]:
    """Return the paragraph cut behind each of its owner notes; a mark behind a bracket ends the sentence before it."""
    value = text.value
    segments: list[Segment] = []
    start = 0
    pairs = bracket_pairs(value)
    for left, right in ("【】", "［］", "[]", "〔〕", "﹝﹞"):
        pairs |= bracket_pairs(value, left, right)
    # one that begins with a label, where other brackets of the paragraph are not closed
    pairs |= {match.start(): match.end() - 1 for match in _LABELLED.finditer(value) if match.start() not in pairs}
    for opening, closing in sorted(pairs.items()):
        if opening < start or value[opening] not in _BRACKETS:
            continue
        inside = text.slice(opening + 1, closing).strip()
        label = LABEL.match(inside.value) or DEADLINE_LABEL.match(inside.value)
        is_labelled = label is not None and not is_loose(inside.value)
        stop = closing + 1
        before = value[start:opening].rstrip()
        is_deadline_alone = (
            (before.endswith("。") or (not before and bool(segments)))
            and (not value[stop:].strip("。；; ") or value[stop] in _BRACKETS)
            and day_of_tail(inside)[0]
        )
        # a bracket in the middle of a sentence may explain a word: 依法治区办（司法局）
        is_at_end = before.endswith(("。", "；")) or not value[stop:].strip() or value[stop] in "。；;，,"
        is_sentence = (before.endswith(("。", "！", "；")) or not before) and not value[stop:].strip("。；; ")
        if not (
            is_labelled
            or is_deadline_alone
            or (is_sentence and units_alone(inside))
            or (not value[stop:].strip("。；; ") and not _ENDS_AS_UNIT.search(before) and _are_several(inside))
            or looks_like_owners(inside.value)
            or (is_at_end and _are_known(inside.value, known))
        ):
            continue
        note = read_note(inside)
        if not note.assignments and not note.deadline:
            continue
        own = text.slice(start, opening)
        mark = SourceText("")
        if stop < len(value) and value[stop] in "。；;，" and before.strip():
            if not before.endswith(_TO_SENTENCE):
                mark = text.slice(stop, stop + 1)
            stop += 1
        words = join((own.strip(), mark)) if mark else own.strip()
        segments.append(Segment(words, note, text.slice(opening, stop)))
        start = stop
    tail = text.slice(start, len(value)).strip()
    for sentence in _sentences(tail):
        cut, behind = _note_behind(sentence)
        if behind is not None:
            segments.append(_cut_behind(sentence, cut, behind))
        elif sentence:
            segments.append(Segment(sentence))
    return tuple(segments or [Segment(tail)])


def _cut_behind(text: SourceText, cut: int, note: OwnerNote) -> Segment:
    """Return the text before a note that has no bracket, with the stop that stands behind the note."""
    own = text.slice(0, cut).strip()
    mark = SourceText("")
    if own.value.endswith(("，", ",")):
        own = own.slice(0, len(own) - 1)
    if own and not own.value.endswith(_TO_SENTENCE) and text.value.endswith(("。", "；")):
        mark = text.slice(len(text) - 1, len(text))
    words = join((own, mark)) if mark else own
    return Segment(words, note, text.slice(len(own), len(text) - len(mark)))


def _sentences(text: SourceText) -> Iterator[SourceText]:
    """Yield the sentences that end in owners behind 由 (…，由甲科负责。), each with those before it, and the rest."""
    start = 0
    for stop in _STOP.finditer(text.value):
        begun = text.value.rfind("，由", max(start, stop.start() - LONGEST_BEHIND), stop.start())
        if stop.end() < len(text) and begun > start and sure_note(text.slice(begun + 1, stop.start())):
            yield text.slice(start, stop.end()).strip()
            start = stop.end()
    yield text.slice(start, len(text)).strip()


_STOP = lazy_pattern("[。；]")

_CUT = lazy_pattern(r"[。；，,;]\s*|\s*(?:[—–]{1,2}|[\s\u3000])\s*")
"""Behind which a note may stand at the end of a paragraph without a bracket."""


def _note_behind(text: SourceText) -> tuple[int, OwnerNote | None]:
    """Return the note that a paragraph ends with, without a bracket, and where the text before it ends.

    A label and its units (…。责任单位：甲科) or units with verbs that are a sentence (…。由甲科牵头，乙科配合。)
    or stand behind a dash (…——甲科负责).
    """
    value = text.value
    begin = max(0, len(value) - LONGEST_BEHIND)
    if FOR_REST.search(value, begin):
        return len(text), None
    for cut in _CUT.finditer(value, begin):
        rest = text.slice(cut.end(), len(text))
        if not cut.start() or not rest or value[: cut.start()].endswith("的"):
            continue
        mark = cut[0].strip()
        if mark[:1] in ("—", "–") and value[: cut.start()].rstrip().endswith(_LABEL_NOUNS):
            continue
        if LABEL.match(rest.value) or (mark and DEADLINE_LABEL.match(rest.value)):
            note = read_owner_line(rest)
            is_note = note is not None and bool(note.assignments or note.deadline)
        elif mark[:1] in ("—", "–"):
            note = sure_note(rest) or roles_behind(rest) or units_alone(rest)
            is_note = note is not None
        elif mark[:1] in ("。", "；", ";") or rest.value.startswith("由"):
            note = sure_note(rest)
            is_note = note is not None and (mark[:1] not in ("，", ",") or is_in_charge(note))
        else:
            continue
        if note is not None and is_note:
            stop = cut.end() if mark[:1] in ("。", "；", ";") else cut.start()
            return stop, replace(note, whole=rest)
    return len(text), None


_LABEL_NOUNS = ("单位", "部门", "科室", "处室", "股室", "时限", "时间")

_ENDS_AS_UNIT = lazy_pattern(rf"(?:{UNIT_ENDS})$")


def _are_several(inside: SourceText) -> bool:
    """Whether a bracket lists several units: that explains no word but a unit's name before it."""
    alone = units_alone(inside)
    return alone is not None and sum(len(duty.units) for duty in alone.assignments) > 1


def read_owner_line(text: SourceText) -> OwnerNote | None:
    """Return the note that a whole line is (责任单位：…。 or a bracket alone); None for a line of other words."""
    stripped = _without_bullet(text.strip())
    value = stripped.value
    if len(pairs := _brackets(value)) > 1:
        notes = [read_owner_line(stripped.slice(opening, closing + 1)) for opening, closing in pairs]
        return _joined(stripped, [note for note in notes if note is not None]) if all(notes) else None
    if _DAY_LINE.fullmatch(value) and is_deadline(value):
        return replace(read_note(stripped), whole=stripped)
    bracket = re.fullmatch(r"(?:[（(](?P<inside>.+)[）)]|[【\[［〔](?P<other>.+)[】\]］〕])[。；]?", value)
    if bracket and bracket["other"] and looks_like_owners(bracket["other"]):
        return replace(read_note(stripped.slice(*bracket.span("other"))), whole=stripped)
    if bracket and bracket["inside"] and looks_like_owners(bracket["inside"]):
        return replace(read_note(stripped.slice(*bracket.span("inside"))), whole=stripped)
    if bracket:
        alone = units_alone(stripped.slice(*bracket.span("inside" if bracket["inside"] else "other")))
        return replace(alone, whole=stripped) if alone is not None else None
    if LABEL.match(value) or DEADLINE_LABEL.match(value):
        sentences = [part.strip() for part in value.split("。") if part.strip()]
        are_labelled = all(LABEL.match(part) or DEADLINE_LABEL.match(part) for part in sentences)
        if len(value) > LONGEST_NOTE or not are_labelled:
            return None
        labelled = read_note(stripped)
        return None if is_loose(value) and not are_all_named(labelled) else labelled
    if dash := _DASH.match(value):
        behind = stripped.slice(dash.end(), len(stripped))
        note = sure_note(behind) or roles_behind(behind) or units_alone(behind)
        return replace(note, whole=stripped) if note is not None else None
    return sure_note(stripped) or roles_behind(stripped)


_DASH = lazy_pattern(r"[—–]{1,2}\s*")


_DAY_LINE = lazy_pattern(r".{2,16}(?:前|完成|办结)[。；]?")
"""A line below owners that is their deadline: 6月底前完成."""
_PAIRS = ("（）", "()", "【】", "［］", "[]", "〔〕")


def _brackets(value: str) -> list[tuple[int, int]]:
    """Return where the brackets of a line of nothing but brackets are; empty for another line."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(value.rstrip("。；")):
        pair = next((pair for pair in _PAIRS if value[start] == pair[0]), None)
        closing = bracket_pairs(value, *pair).get(start) if pair is not None else None
        if closing is None:
            return []
        found.append((start, closing))
        start = closing + 1
    return found


def _joined(whole: SourceText, notes: Sequence[OwnerNote]) -> OwnerNote:
    """Return what several brackets side by side state as one note."""
    return replace(
        notes[0],
        whole=whole,
        assignments=merge_by_role([duty for note in notes for duty in note.assignments]),
        deadline=next((note.deadline for note in notes if note.deadline), SourceText("")),
        rest=tuple(words for note in notes for words in note.rest),
    )


def _without_bullet(line: SourceText) -> SourceText:
    """Return a line without the mark before its label (▲责任单位：…)."""
    left = len(line) - len(line.value.lstrip(f"{LEAD_MARKS}•·■□ "))
    rest = line.slice(left, len(line))
    return rest if left and (LABEL.match(rest.value) or DEADLINE_LABEL.match(rest.value)) else line


_UNREAD_LABEL = lazy_pattern(
    r"(?:^|[（(。；\s])(?:[\u4e00-\u9fff]{0,4}(?:责任|牵头|配合|承办|主办|协办|主责)[\u4e00-\u9fff]{0,6}|负责人|分工)[:：].{0,60}"
)

_UNREAD_BRACKET = lazy_pattern(
    r"[（(][^（）()。]{2,120}?(?:负责|牵头|配合|落实|承办|协办)(?:[，,；;。][^（）()]*)?[)）]"
)


def unread_owners(text: str) -> tuple[str, ...]:
    """Return what looks like an owner note in words that none was read from."""
    return tuple(match[0].strip() for form in (_UNREAD_LABEL, _UNREAD_BRACKET) for match in form.finditer(text))


def is_label_alone(text: str) -> bool:
    """Whether a line is the label of a list of units that stands in the lines below it."""
    return LABEL.fullmatch(text.strip()) is not None


def stated_lead_rule(texts: Iterable[str]) -> tuple[LeadRule | None, str]:
    """Return the rule on the lead that running text states for the whole plan, and its words; that of a note holds from there on."""
    for text in texts:
        rule = read_lead_rule(text)
        if rule is not None and all(
            segment.note is None or segment.note.leading is None for segment in split_notes(SourceText(text))
        ):
            return rule, text.strip()
    return None, ""
