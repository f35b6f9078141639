"""The body of a document as a tree: numbered lines with the lines below them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.numbers import Number, read_number
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import is_label_alone
from pipeline.ingest.unit_lists import is_unit
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
    for element in _split_measures(_joined_owners(body)):
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


MEASURES_LABEL = re.compile(r"(?:具体|工作|主要|重点|落实|保障|推进)(?:工作)?(?:措施|举措|任务|做法)\s?[：:]\s*")
"""The label before what is done for an item, in a line of its own or before the first of the lines (具体措施：)."""

_SENTENCE_END = "。；;）)"


def _split_measures(body: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements; the numbered measures that stand behind their label in one line are lines of their own."""
    for element in body:
        label = MEASURES_LABEL.match(element.value) if isinstance(element, Line) else None
        if not isinstance(element, Line) or label is None or read_number(element.value[label.end() :]) is None:
            yield element
            continue
        yield element.slice(0, label.end())
        measures = element.slice(label.end())
        cuts = [*_measure_cuts(measures.value), len(measures.value)]
        for start, stop in pairwise(cuts):
            yield measures.slice(start, stop)


def _measure_cuts(value: str) -> Iterator[int]:
    """Yield where the numbers of one form stand that count on from the first, each behind the end of a sentence."""
    last: Number | None = None
    for offset, char in enumerate(value):
        if offset and value[offset - 1] not in _SENTENCE_END and not value[offset - 1].isspace():
            continue
        number = read_number(value[offset : offset + _NUMBER_LENGTH]) if char.strip() else None
        if number is not None and (last is None or (number.level == last.level and number.value == last.value + 1)):
            last = number
            yield offset


_NUMBER_LENGTH = 8


def _begins_node(line: Line, number: Number, stack: Sequence[Node]) -> bool:
    """Whether a numbered line is a part of the outline: a year or an amount at the beginning of a line is none."""
    if number.level == 3 and number.value > 200:
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
