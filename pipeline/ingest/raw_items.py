"""The items and sections of a document's body as printed: made of the tree of its lines, cut at the owner notes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use, bare
from pipeline.ingest.lead_rules import LeadRule, read_lead_rule
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.note_places import Segment, read_owner_line, split_notes, unread_owners
from pipeline.ingest.numbers import read_number
from pipeline.ingest.outline import MEASURES_LABEL, Node
from pipeline.ingest.remarks import Remark
from pipeline.ingest.responsibility import OwnerNote, read_owner_of_all, read_owner_of_rest, with_added, with_leading
from pipeline.ingest.unit_lists import describe, is_unit, merge_by_role, units_in_brackets
from pipeline.model import Assignment
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Table
from pipeline.source import SourceText, join

MAX_HEADING = 60
"""A numbered line with more characters is no heading."""


@dataclass(frozen=True, slots=True)
class RawTask:
    """A task as printed: its text, a block each (a tuple of lines is a list of steps), and its owner note."""

    blocks: tuple["RawBlock", ...]
    note: OwnerNote | None = None


RawBlock = SourceText | tuple[SourceText, ...] | Table


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item as printed: its tasks, the items below it, its place in the document and its number."""

    tasks: tuple[RawTask, ...]
    children: tuple["RawItem", ...] = ()
    where: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        """All text of the item itself."""
        return "".join(block_text(block) for task in self.tasks for block in task.blocks)


@dataclass(frozen=True, slots=True)
class RawSection:
    """A heading with the paragraphs, items and sections below it."""

    title: SourceText
    parts: tuple["RawPart", ...]
    where: str = ""
    label: str = ""


RawPart = SourceText | Table | RawItem | RawSection


def block_text(block: RawBlock) -> str:
    """Return the characters of a block, those of steps with their numbers."""
    if isinstance(block, Table):
        return block.text
    if isinstance(block, SourceText):
        return block.value
    return "".join(f"{number}.{step}" for number, step in enumerate(block, 1))


@dataclass(slots=True)
class ItemReader:
    """Makes items and sections of the tree; owner rules stated once hold from their place on."""

    ledger: Ledger
    known: Collection[str] = ()
    leading: LeadRule | None = None
    is_led: bool = False
    """Whether the rule on the lead changed what a note states."""
    steps: Collection[str] = ()
    """The numbered lines inside cells of the annex: they are steps of a task, not items."""
    has_rows: bool = False
    """Whether there is a table of tasks, whose rows tell items from headings."""
    remarks: list[Remark] = field(default_factory=list)
    notes: list[tuple[OwnerNote, str]] = field(default_factory=list)
    has_owners: bool = False
    common: OwnerNote | None = None
    """The owner of what follows without a note of its own (以下均由…落实, …，下同)."""
    added: list[OwnerNote] = field(default_factory=list)
    """The rules that add units to every note that follows (以下均含…)."""
    _completed: dict[str, list[str]] = field(default_factory=dict)
    """For each rule the places that it completed, told at the end in one remark."""

    def read(self, root: Node) -> tuple[RawPart, ...]:
        """Return the parts of the whole body."""
        leaves = (node for node in root.walk() if node.number is not None and not node.children)
        bare_units = units_in_brackets(line.value for node in leaves for line in node.lines if isinstance(line, Line))
        self.known = frozenset((*self.known, *bare_units, *_named_units(root, self.known)))
        self.has_owners = any(_has_note(node, self.known) for node in root.walk())
        for node in root.walk():
            self.remarks += _unread(node, self.known)
        parts: list[RawPart] = list(self._loose(root.lines))
        for child in root.children:
            parts += self._part(child)
        for rule, places in self._completed.items():
            listed = "、".join(dict.fromkeys(filter(None, places)))
            self.remarks.append(Remark(f"按{rule}补上责任 {len(places)} 处：{listed}"))
        return self._settle(parts, is_whole=True)

    def _settle(self, parts: Iterable[RawPart], *, is_whole: bool = False) -> tuple[RawPart, ...]:
        """Return the parts as headings can hold them: what follows a section belongs to it, up to the next heading.

        Inside a chapter a heading over items, among items with owners, is an item over items.
        """
        settled: list[RawPart] = []
        for part in parts:
            if not is_whole and isinstance(part, RawItem) and any(task.note for task in part.tasks):
                settled = [_as_group(known) or known if isinstance(known, RawSection) else known for known in settled]
            before = settled[-1] if settled else None
            if isinstance(part, RawSection):
                settled.append(replace(part, parts=self._settle(part.parts)))
            elif not isinstance(before, RawSection):
                settled.append(part)
            elif isinstance(part, RawItem) and not any(task.note for task in part.tasks):
                settled.append(_as_section(part))
            else:
                if isinstance(part, RawItem):
                    self.remarks.append(Remark(f"“{part.label}”和前面的标题同级，归到前面的标题下面", part.where))
                settled[-1] = replace(before, parts=self._settle((*before.parts, part)))
        return tuple(settled)

    def _part(self, node: Node) -> list[RawPart]:
        if self._is_section(node):
            return [self._section(node)]
        return list(self._items(node))

    def _section(self, node: Node) -> RawSection:
        first = node.first
        assert first is not None
        title, rest = first.text, list(node.lines[1:])
        cut = _heading_end(first.value)
        if cut < len(title):
            rest.insert(0, first.slice(cut))
            title = _without_stop(title.slice(0, cut))
        parts: list[RawPart] = list(self._loose(rest))
        for child in node.children:
            parts += self._part(child)
        return RawSection(title, tuple(parts), node.where, node.label.value)

    def _loose(self, lines: Iterable[Element]) -> Iterator[RawPart]:
        for line in lines:
            if isinstance(line, Line):
                self._note_rule(line.text)
            yield line if isinstance(line, Table) else line.text

    def _note_rule(self, text: SourceText) -> None:
        """Note the rules in running text for all that follows: that the first of several units has the lead, and units to add."""
        self.leading = self.leading or read_lead_rule(text.value)
        self._add_rule(read_owner_of_all(text))
        self.common = self.common or read_owner_of_rest(text)

    def _add_rule(self, rule: OwnerNote | None) -> None:
        if rule is not None and all(known.whole.value != rule.whole.value for known in self.added):
            self.added.append(rule)
            if rule.goes_on:
                self.common = rule if self.common is None else with_added(self.common, rule.assignments)

    def _is_section(self, node: Node) -> bool:
        """Whether a numbered line is a heading over others rather than an item."""
        first = node.first
        if first is None or not first.value:
            return False
        if _note_in(node, self.known):
            return False
        is_heading = first.paragraph.outline and (node.children or node.level == 1 or not self.has_rows)
        if is_heading and not _are_steps(node, self.known, self.steps):
            return True
        heading = (
            len(first.value) <= MAX_HEADING and "。" not in first.value[:-1] and not first.value.endswith(("：", "；"))
        )
        if node.children:
            if _are_steps(node, self.known, self.steps):
                return False
            return heading and (node.level == 1 or not self._is_item_with_children(node))
        if node.level == 1 and heading and len(node.lines) > 1:
            return True
        # 总体要求、基本原则: where other chapters have owners, one without any states no tasks
        cut = _heading_end(first.value)
        return self.has_owners and node.level <= 2 and self._below_ownerless(node) and cut < len(first.value)

    def _is_item_with_children(self, node: Node) -> bool:
        return len(node.lines) > 1 and not all(
            isinstance(line, Line) and len(line.value) > 80 for line in node.lines[1:]
        )

    def _below_ownerless(self, node: Node) -> bool:
        return node.number is not None and id(node) in self._ownerless

    _ownerless: set[int] = field(default_factory=set)

    def mark_ownerless(self, root: Node) -> None:
        """Note the chapters without any owner, whose numbered lines are not tasks."""
        is_common = any(_states_common_owner(line) for line in root.lines)
        for chapter in root.children:
            is_common = is_common or any(_states_common_owner(line) for node in chapter.walk() for line in node.lines)
            if is_common:
                return
            if chapter.level == 1 and not any(_has_note(node, self.known) for node in chapter.walk()):
                self._ownerless.update(id(node) for node in chapter.walk())

    def _items(self, node: Node) -> Iterator[RawPart]:
        steps = _are_steps(node, self.known, self.steps)
        lines, after = (list(_with_steps(node)), []) if steps else _split_after(node, self.known)
        if node.children and not steps:
            lines = self._without_label(lines)
        tasks = self._tasks(lines, node)
        below = [] if steps else [part for child in node.children for part in self._items(child)]
        children = tuple(part for part in below if isinstance(part, RawItem))
        yield RawItem(tasks, children, node.where, node.label.value)
        yield from (part for part in below if not isinstance(part, RawItem))
        yield from self._loose(after)

    def _without_label(self, lines: list[Element | tuple[SourceText, ...]]) -> list[Element | tuple[SourceText, ...]]:
        """Return an item's lines without the label before the items below it (具体措施：), which is no text of the item."""
        last = lines[-1] if len(lines) > 1 else None
        if not isinstance(last, Line) or MEASURES_LABEL.fullmatch(last.value) is None:
            return lines
        self.ledger.enter(Use.PHRASE, last.text)
        self.remarks.append(Remark(f"“{last.value}”后面的各条各是一个事项，这几个字不再印", last.where))
        return lines[:-1]

    def _tasks(self, lines: Sequence[Element | tuple[SourceText, ...]], node: Node) -> tuple[RawTask, ...]:
        """Return the tasks that the lines of an item state, cut behind each owner note."""
        tasks: list[RawTask] = []
        pending: list[RawBlock] = []
        rules: list[SourceText] = []
        for line in lines:
            if isinstance(line, Table):
                pending.append(line)
                continue
            if isinstance(line, tuple):
                pending += self._steps_with_note(line, tasks, pending)
                continue
            rules.append(line.text)
            alone = read_owner_line(line.text)
            if alone is not None and not alone.assignments and not alone.deadline:
                self.ledger.enter(Use.PHRASE, line.text)
                self.remarks.append(Remark(f"“{line.value}”没有写明单位，没有放进内容", line.where))
                continue
            if alone is not None:
                pending = self._close(tasks, pending, alone, alone.whole, line.where)
                continue
            segments = split_notes(line.text, self.known)
            self.remarks += _lead_sentence(segments, line.where)
            for segment in segments:
                if segment.text:
                    self.leading = self.leading or read_lead_rule(segment.text.value)
                    pending += _with_stop(self._unnumbered(segment, segments), self.remarks, line.where)
                if segment.note is not None:
                    pending = self._close(tasks, pending, segment.note, segment.bracket, line.where)
            if id(line) in node.stated_in:
                pending = self._close(tasks, pending, node.stated_in[id(line)], SourceText(""), line.where)
        if node.stated is not None:
            pending = self._close(tasks, pending, node.stated, SourceText(""), node.where)
        if pending and tasks and self.has_owners:
            tasks[-1] = replace(tasks[-1], blocks=(*tasks[-1].blocks, *pending))
            if tasks[-1].note is not None:
                self.remarks.append(Remark("责任括注后面还有文字，已并入前一项任务", node.where))
        elif pending or not tasks:
            tasks.append(RawTask(tuple(pending), self._common(node) if pending else None))
        for text in rules:
            # a rule rules what follows, not the item that states it
            self._note_rule(text)
        while len(tasks) > 1 and not tasks[0].blocks:
            # a note before its text
            first, second = tasks[0].note, tasks[1].note
            both = _both(first, second) if first and second else first or second
            tasks[:2] = [replace(tasks[1], note=both)]
        return tuple(tasks)

    def _unnumbered(self, segment: Segment, segments: Sequence[Segment]) -> SourceText:
        """Return a segment's text; one behind the first has no number of its own, which content would read as one that was typed."""
        number = read_number(segment.text.value) if segment is not segments[0] else None
        if number is None:
            return segment.text
        self.ledger.enter(Use.NUMBER, segment.text.slice(0, number.stop))
        return segment.text.slice(number.stop, len(segment.text))

    def _common(self, node: Node) -> OwnerNote | None:
        """Return the owner that was stated once for all that follows."""
        if self.common is not None:
            self._complete(self.common, self.common.assignments, node.where)
        return self.common

    def _complete(self, rule: OwnerNote, added: Sequence[Assignment], where: str) -> None:
        self._completed.setdefault(f"“{rule.whole.value}”（{describe(added)}）", []).append(where)

    def _steps_with_note(
        self, steps: tuple[SourceText, ...], tasks: list[RawTask], pending: list[RawBlock]
    ) -> list[RawBlock]:
        """Return steps as a block; an owner note at the end of the last one is the whole item's."""
        segments = split_notes(steps[-1], self.known)
        if len(segments) == 1 and segments[0].note is not None:
            blocks = (*pending, (*steps[:-1], segments[0].text))
            pending.clear()
            note = self._entered(segments[0].note, segments[0].bracket, "")
            tasks.append(RawTask(blocks, note))
            return []
        return [steps]

    def _close(
        self, tasks: list[RawTask], pending: list[RawBlock], note: OwnerNote, bracket: SourceText, where: str
    ) -> list[RawBlock]:
        """Close a task with its note; a note directly behind another adds to it. Returns what is pending: nothing."""
        entered = self._entered(note, bracket, where)
        if pending or not tasks:
            tasks.append(RawTask(tuple(pending), entered))
        elif tasks[-1].note is not None:
            tasks[-1] = replace(tasks[-1], note=_both(tasks[-1].note, entered))
        return []

    def _entered(self, note: OwnerNote, bracket: SourceText, where: str) -> OwnerNote:
        self.leading = self.leading or note.leading
        stated = with_leading(note, self.leading) if self.leading else note
        self.is_led = self.is_led or stated.assignments != note.assignments
        own = read_owner_of_all(note.whole)
        for rule in self.added if own is None else (*self.added, own):
            completed = with_added(stated, rule.assignments)
            if completed is not stated and stated.assignments:
                stated = completed
                self._complete(rule, rule.assignments, where)
        if note.goes_on:
            self.common = stated
        self.ledger.enter(Use.PHRASE, bracket)
        self.notes.append((stated, where))
        return stated


_LEAD_SENTENCE = lazy_pattern(r"(?:[^。]*。)?(?P<lead>[^。]+。)(?=一是)")


def _lead_sentence(segments: Sequence[Segment], where: str) -> Iterator[Remark]:
    """Yield a remark where a sentence stands before the tasks of a paragraph (…。一是…；二是…): it is the first task's."""
    lead = _LEAD_SENTENCE.match(segments[0].text.value)
    if lead and sum(segment.note is not None for segment in segments) > 1:
        yield Remark(f"“一是”前面的“{lead['lead']}”写在第一项任务里", where)


def _both(first: OwnerNote, second: OwnerNote) -> OwnerNote:
    """Return two notes of one task as one."""
    return replace(
        first,
        assignments=merge_by_role((*first.assignments, *second.assignments)),
        deadline=first.deadline or second.deadline,
        rest=(*first.rest, *second.rest),
    )


def _as_group(section: RawSection) -> RawItem | None:
    """Return a section of nothing but items as an item over them, its heading the text; None for another one."""
    items = tuple(part for part in section.parts if isinstance(part, RawItem))
    if len(items) < len(section.parts) or not items:
        return None
    return RawItem((RawTask((section.title,)),), items, section.where, section.label)


def _as_section(item: RawItem) -> RawSection:
    """Return an item without owners as a section: its first sentence, or all of a first paragraph that is one, is the heading."""
    blocks = [block for task in item.tasks for block in task.blocks]
    first = blocks[0] if blocks and isinstance(blocks[0], SourceText) else SourceText("")
    rest: list[RawPart] = [text for block in blocks[1:] for text in (block if isinstance(block, tuple) else (block,))]
    cut = _heading_end(first.value)
    title = first
    if cut < len(first):
        rest.insert(0, first.slice(cut, len(first)))
        title = _without_stop(first.slice(0, cut))
    return RawSection(title, (*rest, *item.children), item.where, item.label)


def as_prose(parts: Iterable[RawPart]) -> Iterator[RawPart]:
    """Yield the parts with their items as sections: a body whose tasks are all in a table of its own."""
    for part in parts:
        match part:
            case RawItem():
                section = _as_section(part)
                yield replace(section, parts=tuple(as_prose(section.parts)))
            case RawSection():
                yield replace(part, parts=tuple(as_prose(part.parts)))
            case _:
                yield part


def _heading_end(value: str) -> int:
    """Return where the heading at the beginning of a line ends: behind its first 。 if text follows, else at the line's end."""
    stop = value.find("。")
    return stop + 1 if 0 < stop < MAX_HEADING and stop + 1 < len(value) else len(value)


def _without_stop(title: SourceText) -> SourceText:
    """Return a heading that stood before running text without its 。, which a heading on a line of its own has not."""
    return title.slice(0, len(title) - 1) if title.value.endswith("。") else title


def _named_units(root: Node, known: Collection[str]) -> Iterator[str]:
    """Yield the units that notes of the body name by a label, a verb or a day: a bracket of them alone is a note too."""
    for node in root.walk():
        for line in node.lines:
            if isinstance(line, Line):
                alone = read_owner_line(line.text)
                notes = [alone] if alone is not None else [segment.note for segment in split_notes(line.text, known)]
                for assignment in (duty for note in notes if note is not None for duty in note.assignments):
                    yield from (unit.value for unit in assignment.units if is_unit(unit.value))


def _note_in(node: Node, known: Collection[str]) -> bool:
    """Whether the node's own lines have an owner note."""
    if node.stated is not None or node.stated_in:
        return True
    return any(isinstance(line, Line) and _line_has_note(line, known) for line in node.lines)


def _states_common_owner(line: Element) -> bool:
    if not isinstance(line, Line):
        return False
    rule = read_owner_of_all(line.text)
    return rule is not None and rule.goes_on


def _line_has_note(line: Line, known: Collection[str]) -> bool:
    return read_owner_line(line.text) is not None or any(segment.note for segment in split_notes(line.text, known))


def _unread(node: Node, known: Collection[str]) -> Iterator[Remark]:
    """Yield a remark for every part of a node's text that looks like an owner note and was not read as one."""
    for line in node.lines:
        if isinstance(line, Line) and read_owner_line(line.text) is None:
            for segment in split_notes(line.text, known):
                for words in unread_owners(segment.text.value):
                    yield Remark(f"像是责任的标注，没有读出，照原样留在正文里：“{words}”", line.where)


def _has_note(node: Node, known: Collection[str]) -> bool:
    return node.number is not None and _note_in(node, known)


def _are_steps(node: Node, known: Collection[str], steps: Collection[str]) -> bool:
    """Whether the numbered lines below a node are steps of it: in the annex, or without owners of their own, the last one's apart."""
    children = node.children
    if not node.level or not children or any(child.children or child.first is None for child in children):
        return False
    if steps:
        texts = [_step_text(child) for child in children]
        if all(text in steps for text in texts):
            return True
    if any(child.stated or child.stated_in for child in children):
        return False
    if node.level < 2 or any(len(child.lines) != 1 for child in children[:-1]):
        return False
    # the owners of all of them may follow the last one, in a line of their own
    if any(not isinstance(line, Line) or read_owner_line(line.text) is None for line in children[-1].lines[1:]):
        return False
    if _note_in(node, known):
        return not any(_note_in(child, known) for child in children)
    if any(_note_in(child, known) for child in children[:-1]):
        return False
    first = node.first
    is_open = first is None or not first.value or first.value.endswith(("：", ":"))
    ends = all(child.first is not None and child.first.value.endswith("；") for child in children[:-1])
    if len(children) == 1:
        return is_open
    return is_open or ends or _note_in(children[-1], known)


def _step_text(child: Node) -> str:
    text = split_notes(child.first.text)[0].text.value if child.first is not None else ""
    return bare(child.label.value + text)


def _with_steps(node: Node) -> Iterator[Element | tuple[SourceText, ...]]:
    """Yield a node's lines with the lists of steps below it; what follows a step belongs to the node."""
    yield from node.lines
    steps: list[SourceText] = []
    for child in node.children:
        if steps and child.number is not None and child.number.value == 1:
            yield tuple(steps)
            steps = []
        if child.first is not None:
            steps.append(child.first.text)
        if len(child.lines) > 1:
            yield tuple(steps)
            steps = []
            yield from child.lines[1:]
    if steps:
        yield tuple(steps)


def _split_after(node: Node, known: Collection[str]) -> tuple[list[Element | tuple[SourceText, ...]], list[Element]]:
    """Return a node's own lines, and the unnumbered ones behind its closing note that belong to the chapter."""
    lines = list(node.lines)
    if node.children:
        return [*lines], []
    last = max(
        (index for index, line in enumerate(lines) if isinstance(line, Line) and _line_has_note(line, known)),
        default=-1,
    )
    behind = lines[last + 1] if 0 <= last < len(lines) - 1 else None
    if isinstance(behind, Line) and MEASURES_LABEL.match(behind.value):
        # what is done for the item, without owners of its own
        last = -1
    return ([*lines], []) if last < 0 else ([*lines[: last + 1]], lines[last + 1 :])


_MISSING_STOP = lazy_pattern(r"^(?P<title>[^，。；：！？（）]{4,25})(?=一是)")


def _with_stop(text: SourceText, remarks: list[Remark], where: str) -> list[RawBlock]:
    """Return the text, with the 。 that is missing between a title and 一是."""
    missing = _MISSING_STOP.match(text.value)
    if not missing:
        return [text]
    remarks.append(Remark(f"“{missing['title']}”后面补了句号", where))
    return [join((text.slice(0, missing.end()), SourceText("。"), text.slice(missing.end(), len(text))))]


def leaf_items(parts: Iterable[RawPart]) -> Iterator[RawItem]:
    """Yield the items in reading order, a parent before its children."""
    for part in parts:
        if isinstance(part, RawItem):
            yield part
            yield from leaf_items(part.children)
        elif isinstance(part, RawSection):
            yield from leaf_items(part.parts)
