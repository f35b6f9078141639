"""Owners stated once for several items: a line behind them that counts them (以上3项由…牵头), or their heading.

A heading states owners in its bracket, or it is the name of a unit, as those beside it are.

Each of the items gets the note; the line itself is in the ledger and in a remark.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.note_places import read_owner_line, split_notes
from pipeline.ingest.outline import Node
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import OwnerNote, looks_like_owners, read_note, read_owner_of_all
from pipeline.ingest.unit_lists import assigned, describe, is_unit, merge_by_role, split_units
from pipeline.model import Role
from pipeline.parse.head import split_list
from pipeline.parse.inline import bracket_pairs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join
from pipeline.text.dates import DATE
from pipeline.text.numerals import parse_number

_HAN = "一二三四五六七八九十"
_COUNT = rf"\d{{1,2}}|[{_HAN}两]|十[一二三四五六七八九]"
_WHAT = r"(?:项|条|个|款|点)(?:工作|任务|事项|内容|措施|目标)*"
_WHAT_OR_NONE = r"(?:项|条)?"
_GROUP = lazy_pattern(
    rf"(?:(?:以上|上述|前述)?第?[（(]?(?P<first>{_COUNT})[）)]?{_WHAT_OR_NONE}(?:[—–~～-]+|至|到|、)第?[（(]?(?P<last>{_COUNT})[）)]?{_WHAT}"
    rf"|(?:以上|上述|前述)(?:第?(?P<count>{_COUNT}){_WHAT}|(?:(?:各|所有|全部)?(?:项|条)?(?:工作|任务|事项)+|各[项条]))"
    rf"|前(?P<before>{_COUNT}){_WHAT}"
    rf"|(?P<ahead>以下)(?:(?P<next>{_COUNT}){_WHAT}|(?:各|所有|全部)?(?:项|条)?(?:工作|任务|事项|内容)+|各[项条])"
    rf"|(?P<part>(?:本|该|此)(?:章节?|部分|节|类|方面|项下?))(?:所列|以下|中)?(?:的)?(?:各|所有|全部)?(?:项|条)?(?:工作|任务|事项|内容|措施)*)"
    r"(?:的)?[，,：:]?(?:均|都|统一)?(?=由|[\u4e00-\u9fff])"
)
"""How a line begins that is of several items: 以上3项, 上述两项任务, 第1—3项 before it, 本章任务 around it."""

_DAY = lazy_pattern(r"(?P<bracket>[（(](?P<day>[^（）()]{2,12}前)(?:完成)?[）)])[。；]?$")
"""The day of one item of a group, at its end: （4月底前）."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A line of a group: what it states, and which of the items before it."""

    line: Line
    note: OwnerNote
    count: int
    """How many items before the line; 0 for all of them."""
    span: tuple[int, int] | None
    """The numbers of the first and the last item, where it names them."""
    is_of_part: bool = False
    """Whether it is of all items of its chapter (本章任务), those with owners of their own apart."""
    is_ahead: bool = False
    """Whether it is of the items below it (以下3项)."""


def give_group_owners(root: Node, ledger: Ledger) -> Iterator[Remark]:
    """Give the notes of groups to the nodes of their items (`Node.stated`), and yield what was given."""
    path = [root]
    yield from _below(path, ledger)
    yield from _of_lines(path, ledger)


def _below(path: Sequence[Node], ledger: Ledger) -> Iterator[Remark]:
    for child in list(path[-1].children):
        inner = [*path, child]
        yield from _of_heading(child, ledger)
        yield from _below(inner, ledger)
        yield from _of_lines(inner, ledger)


def _of_lines(path: Sequence[Node], ledger: Ledger) -> Iterator[Remark]:
    """Give what lines of the last node of the path state for several items, and take them out of it."""
    node = path[-1]
    kept: list[Element] = []
    elements = list(node.lines)
    while elements:
        element = elements.pop(0)
        is_heading = element is node.first and node.number is not None
        stated = _read(element) if isinstance(element, Line) else None
        members = _members(path, stated) if stated is not None and not is_heading else []
        if stated is not None and not members:
            yield Remark(f"“{stated.note.whole.value}”说的几个事项没有找到，照原样留在正文里", stated.line.where)
        if stated is None and isinstance(element, Line) and not is_heading:
            stated = _of_chapter(node, element)
            members = _leaves(node.children) if stated is not None else []
        if stated is None or not members:
            kept.append(element)
            continue
        ledger.enter(Use.PHRASE, stated.line.text)
        note = stated.note
        while elements and isinstance(behind := elements[0], Line):
            # the line may have been split before its next label
            further = read_owner_line(behind.text)
            if further is None or not (further.assignments or further.deadline):
                break
            elements.pop(0)
            ledger.enter(Use.PHRASE, behind.text)
            note = _both(note, further)
        yield from _given(members, note, stated.line, ledger)
    node.lines[:] = kept


def _of_chapter(node: Node, line: Line) -> _Stated | None:
    """Return what a line of owners below a chapter's heading states for its items, none of which has owners; None for another line."""
    note = read_owner_line(line.text) if node.level == 1 and len(node.children) >= _FEWEST else None
    if note is None or not note.assignments or any(map(_has_charge, _leaves(node.children))):
        return None
    return _Stated(line, note, 0, None)


def _both(first: OwnerNote, second: OwnerNote) -> OwnerNote:
    """Return the notes of two lines as one."""
    return replace(
        first,
        whole=join((first.whole, second.whole), "；"),
        assignments=merge_by_role((*first.assignments, *second.assignments)),
        deadline=first.deadline or second.deadline,
        rest=(*first.rest, *second.rest),
    )


def _of_heading(node: Node, ledger: Ledger) -> Iterator[Remark]:
    """Give the note in a heading's bracket to the items below it, where one of them has a day of its own.

    Without that the numbered lines are the steps of one item, unless the heading is a chapter's (一、).
    """
    first = node.first
    if first is None or len(node.lines) > 1 or len(node.children) < _FEWEST:
        return
    segments = split_notes(first.text)
    note = segments[0].note
    if len(segments) != 1 or note is None or "。" in segments[0].text.value:
        return
    if any(child.children or child.first is None for child in node.children):
        return
    days = [child for child in node.children if child.first is not None and _day_of(child.first) is not None]
    is_chapter = node.level == 1 and len(segments[0].text) <= _LONGEST_HEADING
    if not (days or is_chapter) or any(
        isinstance(line, Line) and any(segment.note for segment in split_notes(line.text))
        for child in node.children
        for line in child.lines
    ):
        return
    node.lines[0] = replace(first, text=segments[0].text)
    ledger.enter(Use.PHRASE, segments[0].bracket)
    yield from _given(node.children, note, first, ledger)


_FEWEST = 2
_LONGEST_HEADING = 40


def give_heading_owners(root: Node) -> Iterator[Remark]:
    """Give the units that chapters are named after (一、办公室) to the items below them, and yield what was given.

    Only where nearly all chapters with items are so named: a plan divided by units.
    """
    chapters = [child for child in root.children if child.first is not None and child.children]
    named = [(chapter, units) for chapter in chapters if (units := _units_named(chapter))]
    if len(named) < _FEWEST or len(chapters) - len(named) > 1:
        return
    for chapter, units in named:
        title = chapter.lines[0]
        assert isinstance(title, Line)
        note = OwnerNote(title.text, assigned([(Role.RESPONSIBLE, units)]))
        leaves = [node for node in chapter.walk() if not node.children and not _has_charge(node)]
        for node in leaves:
            node.stated = note
        yield Remark(f"标题“{title.value}”是单位，写作下面 {len(leaves)} 个事项的责任", title.where)


def _units_named(node: Node) -> tuple[SourceText, ...]:
    """Return the units that are the whole text of a chapter's heading; none where there are other words."""
    if node.first is None or len(node.lines) > 1 or not all(part.value for part in split_list(node.first.text)):
        return ()
    units = split_units(node.first.text)
    return units if all(is_unit(unit.value) for unit in units) else ()


def _has_charge(node: Node) -> bool:
    """Whether an item says itself who is in charge of it."""
    notes = [
        node.stated,
        *(
            segment.note
            for line in node.lines
            if isinstance(line, Line) and _read(line) is None
            for segment in split_notes(line.text)
        ),
        *(read_owner_line(line.text) for line in node.lines[1:] if isinstance(line, Line) and _read(line) is None),
    ]
    roles = {assignment.role for note in notes if note is not None for assignment in note.assignments}
    return bool(roles & {Role.LEAD, Role.RESPONSIBLE})


def _read(line: Line) -> _Stated | None:
    """Return what a line states for several items before it; None for another line."""
    text = line.text.strip()
    value = text.value
    if value.startswith(("（", "(")) and bracket_pairs(value).get(0) == len(value.rstrip("。；")) - 1:
        text = text.slice(1, len(value.rstrip("。；")) - 1)
    text = text.slice(0, len(text.value.rstrip("。；：")))
    match = _GROUP.match(text.value)
    if match is None:
        return None
    rest = text.slice(match.end(), len(text))
    if not looks_like_owners(rest.value):
        return None
    note = replace(read_note(rest), whole=text)
    if not note.assignments or (match["ahead"] and read_owner_of_all(text) is not None):
        return None
    span = (parse_number(match["first"]), parse_number(match["last"])) if match["first"] else None
    if match["before"]:
        span = (1, parse_number(match["before"]))
    count = match["count"] or match["next"]
    return _Stated(line, note, parse_number(count) if count else 0, span, bool(match["part"]), bool(match["ahead"]))


def _members(path: Sequence[Node], stated: _Stated) -> list[Node]:
    """Return the nodes that a line in the last node of the path is of: the innermost level that has as many; empty for none."""
    if stated.is_ahead:
        leaves = [leaf for leaf in _leaves(path[-1].children) if not _has_charge(leaf)]
        return leaves[: stated.count] if stated.count else leaves
    if stated.is_of_part:
        part = next((node for node in reversed(path) if node.children and node.number is not None), None)
        return [leaf for leaf in _leaves(part.children) if not _has_charge(leaf)] if part is not None else []
    for parent, node in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        siblings = parent.children[: [id(child) for child in parent.children].index(id(node)) + 1]
        if stated.span is not None:
            first, last = stated.span
            members = [child for child in siblings if child.number is not None and first <= child.number.value <= last]
            if len(members) == last - first + 1 >= _FEWEST:
                return members
        elif stated.count:
            leaves = [leaf for child in siblings for leaf in child.walk() if not leaf.children]
            if len(leaves) == stated.count:
                return leaves
            if len(siblings) >= stated.count:
                return list(siblings[-stated.count :])
        elif len(siblings) >= _FEWEST:
            open_ones = [child for child in siblings if child.stated is None]
            return open_ones if all(not child.children for child in open_ones) else []
    return []


def _leaves(members: Sequence[Node]) -> list[Node]:
    return [leaf for member in members for leaf in member.walk() if not leaf.children]


def _given(members: Sequence[Node], note: OwnerNote, line: Line, ledger: Ledger) -> Iterator[Remark]:
    for member in members:
        for node in (leaf for leaf in member.walk() if not leaf.children):
            first = node.first
            found = _day_of(first) if first is not None and len(node.lines) == 1 else None
            if first is None or found is None:
                node.stated = note
                continue
            day, bracket, text = found
            ledger.enter(Use.PHRASE, bracket)
            node.lines[0] = replace(first, text=text)
            node.stated = replace(note, deadline=day)
    count = sum(not leaf.children for member in members for leaf in member.walk())
    yield Remark(f"“{note.whole.value}”写在 {count} 个事项里（{describe(note.assignments)}）", line.where)


def _day_of(line: Line) -> tuple[SourceText, SourceText, SourceText] | None:
    """Return the day in the bracket at the end of a line, the bracket, and the text without it; None for none, and for several."""
    match = _DAY.search(line.value)
    if match is None or DATE.fullmatch(match["day"]) is None or "前）" in line.value[: match.start()]:
        return None
    text = line.text
    start, stop = match.span("bracket")
    words = join((text.slice(0, start), text.slice(stop, len(text))))
    return text.slice(*match.span("day")), text.slice(start, stop), words
