"""Owners that plans state in the sentences of their items (由甲科牵头，乙科配合，…), which stay in the text."""

from collections.abc import Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.ingest.deadlines import stated_deadline
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.note_places import read_owner_line, split_notes
from pipeline.ingest.outline import Node
from pipeline.ingest.owner_words import role_of
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import OwnerNote
from pipeline.ingest.unit_lists import UNIT_ENDS, assigned, describe, is_unit, split_units
from pipeline.model import Role
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

_WORDS = r"由|要(?!闻)|应(?!急|用|届|诉)|须|将|把|的|是|向|被|让|对(?!外|口|台|接|内)|并|加强|强化|做好|积极|会同"
"""What stands between words of a sentence and in no name of a unit."""

_UNITS = rf"(?:(?!{_WORDS})[\u4e00-\u9fff（）、]){{1,80}}?{UNIT_ENDS}"
"""What can be a list of units; one flat run of characters, as separators in it would take time without end."""

_NO_NAME = lazy_pattern(r"牵头|责任|配合|主办|承办|协办|本(?!科(?!室)|级财政|草)|该|其")
"""How words begin that mean units without naming them."""

_ACT = r"(?=公布|公开|发布|公示|做好|组织|开展|制定|编制|编印|推进|推动|建立|落实|完善|梳理|更新|修订|举办|召开|汇总|办理|加强|共同|联合|按)"
_VERB = (
    r"(?:牵头|主办|主责|负责|承办|配合|协助|协同|协办|参与|参加|指导)(?!人|制(?!定|作|订)|度|率|式|单位|部门|科室|股室|同志|下(?!达|发|载))"
    r"|(?:统筹|实施|落实|执行|支持|主管)(?=[，。；、]|$)"
)
_CLAUSE = lazy_pattern(
    rf"(?:由|(?<![^，。；：、]))(?P<units>{_UNITS})"
    rf"(?:会同(?P<joined>{_UNITS})(?:(?P<lead>牵头|负责)|{_ACT})"
    rf"|(?:分别|共同|具体|认真|做好|按职责(?:分工)?)*(?P<verb>{_VERB})(?:[，,]?会同(?P<beside>{_UNITS})(?=[，。；于在\d]|$))?)"
)
"""A part of a sentence that begins with units and says what they do."""

_WITHIN = lazy_pattern(
    r"(?<![^，。；：、于自在应])(?:自)?(?P<within>[^，。；：、于自在]{0,20}?(?:后|之日起)?\d{1,2}个?(?:工作)?日(?:之|以)?内)"
)
"""A time from an event on: 批准后20日内, 作出决定之日起7个工作日内, 5个工作日内."""

_FEWEST = 2


def give_sentence_owners(root: Node, year: int) -> Iterator[Remark]:
    """Give the owners that the sentences of items state to their nodes (`Node.stated`), and yield what was read.

    Only where that is the form of the document: more of its items state owners so than in notes, a
    third of them at least. One such sentence among others may tell of anything; where it is the beginning of the
    item it tells of the item.
    """
    leaves = [node for node in root.walk() if node.number is not None and not node.children]
    noted = [node for node in leaves if node.stated is not None or _has_note(node)]
    open_leaves = [node for node in leaves if node.stated is None and not _has_note(node)]
    read = [(node, duties) for node in open_leaves if (duties := _read(node, year))]
    if len(read) < max(_FEWEST, len(leaves) / 3) or len(read) <= len(noted):
        read = [(node, duties) for node, duties in read if any(map(_begins_sentence, duties))]
    for node, duties in read:
        _give(node, duties)
        for duty in duties:
            note = duty.note
            due = f"，完成时间：{note.deadline}" if note.deadline else ""
            yield Remark(f"责任取自句子，原句照印：“{note.whole}”读作 {describe(note.assignments)}{due}", node.where)


@dataclass(frozen=True, slots=True)
class _Duty:
    """What the sentences of one duty state: up to where in which line they go, and what stands before the words with the owners."""

    line: int
    stop: int
    note: OwnerNote
    before: str


def _begins_sentence(duty: _Duty) -> bool:
    """Whether an item's text or a sentence of it begins with its owners (由甲科牵头，3月底前公布…)."""
    return not duty.before or (duty.before in "。；" and duty.note.whole.value.startswith("由"))


def _give(node: Node, duties: Sequence[_Duty]) -> None:
    """Give an item what its sentences state; of several duties each is a line of its own."""
    if len(duties) == 1:
        node.stated = duties[0].note
        return
    lines: list[Element] = []
    for index, line in enumerate(node.lines):
        start = 0
        own = [duty for duty in duties if duty.line == index]
        if not own or not isinstance(line, Line):
            lines.append(line)
            continue
        for duty in own:
            stop = duty.stop if duty is not own[-1] else len(line.value)
            lines.append(line.slice(start, stop))
            node.stated_in[id(lines[-1])] = duty.note
            start = stop
    node.lines[:] = lines


def _has_note(node: Node) -> bool:
    return any(
        isinstance(line, Line)
        and (read_owner_line(line.text) is not None or any(segment.note for segment in split_notes(line.text)))
        for line in node.lines
    )


def _read(node: Node, year: int) -> tuple[_Duty, ...]:
    """Return the duties that the sentences of an item state; none where they name no owner in charge.

    Each sentence with one in charge is a duty, where each has a time of its own; else the sentences state one together.
    """
    lines = [(index, line) for index, line in enumerate(node.lines) if isinstance(line, Line)]
    if len(lines) < len(node.lines) or len(lines) > _MOST_LINES:
        return ()
    duties = tuple(duty for index, line in lines for duty in _in_sentences(index, line.text, year))
    if len(duties) > 1 and all(duty.note.deadline for duty in duties):
        return duties
    found = [
        duty for index, line in lines if (duty := _in_words(index, line.text, 0, len(line.text), year)) is not None
    ]
    return tuple(found) if len(found) == 1 else ()


_MOST_LINES = 2
"""A title and a paragraph; an item of more lines states its duties otherwise."""
_SENTENCE = lazy_pattern(r"[^。；]+[。；]?")


def _in_sentences(index: int, text: SourceText, year: int) -> Iterator[_Duty]:
    for sentence in _SENTENCE.finditer(text.value):
        duty = _in_words(index, text, *sentence.span(), year)
        if duty is not None:
            yield duty


def _in_words(index: int, text: SourceText, begin: int, stop: int, year: int) -> _Duty | None:
    """Return what a part of a line states; None where it names no owner in charge."""
    stated: list[tuple[Role, tuple[SourceText, ...]]] = []
    start, last = stop, begin
    for match in _CLAUSE.finditer(text.value, begin, stop):
        units = split_units(text.slice(*match.span("units")))
        beside = "joined" if match["joined"] else "beside"
        joined = split_units(text.slice(*match.span(beside))) if match[beside] else ()
        if not all(is_unit(unit.value) and not _NO_NAME.match(unit.value) for unit in (*units, *joined)):
            continue
        role = role_of(match["verb"] or match["lead"] or "负责")
        stated += [(role, units), (Role.JOIN, joined)]
        start, last = min(start, match.start()), match.end()
    if not any(role in (Role.LEAD, Role.RESPONSIBLE) for role, _ in stated):
        return None
    due = _deadline(text.slice(begin, stop), year)
    note = OwnerNote(text.slice(start, last), assigned(stated), due, is_verbal=False)
    return _Duty(index, stop, note, text.value[:start][-1:])


_QUARTER = lazy_pattern(
    r"(?<=[，。；])(?:在|于)?(?P<quarter>第[一二三四1-4]季度|[上下]半年)(?=[\u4e00-\u9fff])(?!末|底|的|以来)"
)
"""A quarter in which a sentence has something done: ，第三季度公布名单."""


def _quarter(words: str) -> str:
    found = [match["quarter"] for match in _QUARTER.finditer(words)]
    return found[0] if len(found) == 1 else ""


def _deadline(text: SourceText, year: int) -> SourceText:
    """Return the one time that the sentences state; empty for none and for several."""
    day = stated_deadline(text.value, year)
    day = day or _quarter(text.value)
    within = [text.slice(*match.span("within")) for match in _WITHIN.finditer(text.value)]
    if day and not within and text.value.count(day) == 1:
        start = text.value.index(day)
        return text.slice(start, start + len(day))
    return within[0] if len(within) == 1 and not day else SourceText("")
