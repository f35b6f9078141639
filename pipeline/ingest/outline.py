"""The body of a document as a tree: numbered lines with the lines below them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.note_places import is_label_alone, split_notes
from pipeline.ingest.numbers import Number, read_number
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import OwnerNote
from pipeline.ingest.unit_lists import is_unit
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join


@dataclass(slots=True)
class Node:
    """A numbered line, the unnumbered lines and tables below it, and the numbered lines one level deeper.

    The root has no number. `lines` begin with the text behind the number.
    """

    number: Number | None
    label: SourceText
    lines: list[Element] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    stated: OwnerNote | None = None
    """The owners that words outside its owner notes state for it."""
    stated_in: dict[int, OwnerNote] = field(default_factory=dict)
    """Those that are of one of its lines each (by identity): the line is a task."""

    @property
    def level(self) -> int:
        """The level of the number's form; 0 for the root."""
        return self.number.level if self.number else 0

    @property
    def first(self) -> Line | None:
        """The line with the number."""
        return self.lines[0] if self.lines and isinstance(self.lines[0], Line) else None

    @property
    def where(self) -> str:
        """The place of the numbered line in the document."""
        return self.first.where if self.first else ""

    def walk(self) -> Iterator["Node"]:
        """Yield the node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_outline(body: Sequence[Element], ledger: Ledger) -> tuple[Node, tuple[Remark, ...]]:
    """Return the tree of a body and what is odd about its numbers."""
    root = Node(None, SourceText(""))
    stack = [root]
    remarks: list[Remark] = []
    numbered = any(isinstance(element, Line) and read_number(element.value) for element in body)
    for element in _split_points(_joined_owners(body)):
        number = read_number(element.value) if isinstance(element, Line) else None
        if isinstance(element, Line) and number is None and not numbered and element.paragraph.outline:
            number = Number(min(element.paragraph.outline, 5), 0, 0)
        if number is None or not isinstance(element, Line) or not _begins_node(element, number, stack):
            stack[-1].lines.append(element)
            continue
        while len(stack) > 1 and stack[-1].level >= number.level:
            stack.pop()
        label = element.text.slice(0, number.stop)
        ledger.enter(Use.NUMBER, label)
        node = Node(number, label, [replace(element, text=element.text.slice(number.stop, len(element.text)))])
        stack[-1].children.append(node)
        stack.append(node)
    remarks += _odd_numbers(root)
    return root, tuple(remarks)


def _joined_owners(body: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements; units in lines of their own below their label (责任单位：) are in its line."""
    label: Line | None = None
    for element in body:
        is_listed = isinstance(element, Line) and is_unit(element.value) and read_number(element.value) is None
        if label is not None and isinstance(element, Line) and is_listed:
            mark = "" if is_label_alone(label.value) else "、"
            label = replace(label, text=join((label.text, element.text), mark))
            continue
        if label is not None:
            yield label
            label = None
        if isinstance(element, Line) and is_label_alone(element.value):
            label = element
        else:
            yield element
    if label is not None:
        yield label


MEASURES_LABEL = lazy_pattern(r"(?:具体|工作|主要|重点|落实|保障|推进)(?:工作)?(?:措施|举措|任务|做法)\s?[：:]\s*")
"""The label before what is done for an item, in a line of its own or before the first of the lines (具体措施：)."""

_SENTENCE_END = "。；;）)：:"


def _split_points(body: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements; numbered points in one line are lines of their own: measures behind their label, and those with an owner each."""
    for element in body:
        cuts = _point_cuts(element) if isinstance(element, Line) else []
        if not isinstance(element, Line) or not cuts:
            yield element
            continue
        for start, stop in pairwise([0, *cuts, len(element.value)]):
            yield element.slice(start, stop)


def _point_cuts(line: Line) -> list[int]:
    """Return where the points of a line begin; empty where it is one line."""
    value = line.value
    label = MEASURES_LABEL.match(value)
    if label is not None:
        return _counted(value, label.end(), 0) if read_number(value[label.end() :]) else []
    own = read_number(value)
    cuts = _counted(value, own.stop, own.level) if own is not None else []
    points = [line.slice(start, stop) for start, stop in pairwise([*cuts, len(value)])]
    is_owned = all(split_notes(point.text)[-1].note is not None for point in points)
    return cuts if len(cuts) > 1 and is_owned and own is not None and cuts[0] > own.stop else []


def _counted(value: str, start: int, level: int) -> list[int]:
    """Return where numbers of one form, of a deeper level, stand that count from 1, each behind the end of a sentence."""
    cuts: list[int] = []
    last: Number | None = None
    for offset in range(start, len(value)):
        if offset > start and value[offset - 1] not in _SENTENCE_END and not value[offset - 1].isspace():
            continue
        number = read_number(value[offset : offset + _NUMBER_LENGTH])
        if number is None or number.level <= level or number.value != (last.value if last else 0) + 1:
            continue
        if last is None or number.level == last.level:
            last = number
            cuts.append(offset)
    return cuts


_NUMBER_LENGTH = 8


_IS_SPAN = lazy_pattern(r"(?:[—–~～-]+|至|到)\s*第?[（(]?[\d一二三四五六七八九十]{1,3}[）)]?(?:项|条|款|点)")
"""What goes on with a number that is the first of several: （一）至（三）项由…牵头."""


def _begins_node(line: Line, number: Number, stack: Sequence[Node]) -> bool:
    """Whether a numbered line is a part of the outline: a year or an amount at the beginning of a line is none."""
    if (number.level == 3 and number.value > 200) or _IS_SPAN.match(line.value, number.stop):
        return False
    return bool(line.value[number.stop :].strip()) or len(stack) > 0


def _odd_numbers(root: Node) -> Iterator[Remark]:
    """Yield the numbers that are skipped or twice, per level, restarting or continuous."""
    last: dict[int, Node] = {}
    for node in root.walk():
        if node.number is None or not node.number.value:
            continue
        before = last.get(node.level)
        value = node.number.value
        if before is not None and before.number is not None and value not in (1, before.number.value + 1):
            label, previous = node.label.value.strip(), before.label.value.strip()
            kind = "序号重复" if value == before.number.value else "序号不连续"
            yield Remark(f"{kind}：“{previous}”后面是“{label}”，导入后按位置重新排", node.where)
        last = {
            level: known
            for level, known in last.items()
            if level < node.level or (level > node.level and node.level > 1)
        }
        last[node.level] = node
