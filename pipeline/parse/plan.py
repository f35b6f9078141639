"""Read a year's plan: plan.md, the items and annexes it lists, and the covering notice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import PurePosixPath

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Finding
from pipeline.model import FreeAnnex, Head, Item, Note, Notice, Paragraph, Part, Plan, Steps, Table, Unit
from pipeline.parse import codes
from pipeline.parse.assignments import other_unit_term
from pipeline.parse.blocks import Heading, ListLine, Written
from pipeline.parse.file import flatten_blocks, read_file
from pipeline.parse.item import ReadItem, read_item
from pipeline.parse.links import broken_link
from pipeline.parse.plan_head import read_notice_head, read_plan_head
from pipeline.parse.sections import DEEPEST, nest_sections
from pipeline.source import Place, SourceFile, Sources, SourceText, same_name

MAX_ITEM_DEPTH = 30
"""Items indented deeper are siblings; far beyond what can be numbered (`DEEPEST`), it only bounds recursion."""


def read_plan(sources: Sources, roster: tuple[Unit, ...], diagnostics: Diagnostics) -> Plan:
    """Return the plan of that year, whatever state its files are in."""
    year = sources.year
    files = sources.below(f"{year}/")
    notice = _read_notice(files["notice.md"], diagnostics) if "notice.md" in files else None
    source = files.get("plan.md")
    if source is None:
        place = Place(sources.shown(f"{year}/plan.md"), 1, 1, 1, 1)
        diagnostics.add(codes.MISSING_FILE.at(place, f"没有 {year} 年的 plan.md", "新建 plan.md，写上头部和正文"))
        return Plan(year, Head(), (), roster, notice)
    file = read_file(source, diagnostics, has_lists=True)
    if not source.is_readable:
        return Plan(year, Head(), (), roster, notice)
    head = read_plan_head(file, sources, diagnostics, with_notice=notice is not None)
    items = _ItemFiles(year, files, sources.ignored_files, diagnostics)
    parts = nest_sections(file.blocks, lambda blocks, level: _read_run(blocks, items, level), diagnostics)
    if all(isinstance(part, Note) for part in parts):
        message, hint = (
            "plan.md 只有头部，还没有正文和事项",
            "在头部下面写正文，用 - [短标题](items/文件名.md) 列出事项",
        )
        diagnostics.add(codes.EMPTY_PLAN.at(source.top, message, hint))
    diagnostics.add(*items.broken_links())
    other_term = other_unit_term(items.assignment_keys(), head.unit_term)
    if other_term is not None:
        diagnostics.add(other_term)
    diagnostics.add(*_not_listed(items.unlisted(), head, files))
    return Plan(year, head, parts, roster, notice)


def _read_notice(source: SourceFile, diagnostics: Diagnostics) -> Notice:
    file = read_file(source, diagnostics)
    return Notice(read_notice_head(file, diagnostics), flatten_blocks(file.blocks, "通知", diagnostics))


def _not_listed(items: Sequence[str], head: Head, files: Mapping[str, SourceFile]) -> Iterator[Finding]:
    """Yield a finding for every file of the year that plan.md does not name."""
    for name in items:
        yield codes.NOT_LISTED.at(
            files[name].top, "plan.md 没有列入这个事项，不会印出", f"在清单里加一行 - [短标题]({name})，或移走文件"
        )
    named = {annex.id for annex in head.annexes if isinstance(annex, FreeAnnex)}
    for name, source in files.items():
        if name.startswith("annex/") and PurePosixPath(name).stem not in named:
            yield codes.NOT_LISTED.at(
                source.top, "plan.md 的头部没有列入这个附件，不会印出", f"在“附件”下加一行 - [标题]({name})，或移走文件"
            )


# --- items ------------------------------------------------------------------------


@dataclass(slots=True)
class _ItemFiles:
    """The item files of a year, each read when the list names it; findings about a file are reported the first time."""

    year: int
    files: Mapping[str, SourceFile]
    ignored: Sequence[str]
    diagnostics: Diagnostics
    _names: dict[str, str] = field(init=False)
    _listed: set[str] = field(default_factory=set)
    _broken: list[SourceText] = field(default_factory=list)
    _keys: dict[int, tuple[SourceText, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {same_name(name): name for name in self.files if name.startswith("items/")}

    def read(self, line: ListLine, children: tuple[Item, ...]) -> Item:
        """Return the item that a list line names; one without text when its file does not exist."""
        name = self._names.get(same_name(line.target.value))
        if name is None:
            self._broken.append(line.target)
            read = ReadItem(Item(PurePosixPath(line.target.value).stem, line.title))
        else:
            mine = Diagnostics()
            read = read_item(self.files[name], PurePosixPath(name).stem, line.title, self.year, mine)
            if name not in self._listed:
                self.diagnostics.add(*mine.findings)
                self._keys[line.place.line] = read.assignment_keys
                if children:
                    self.diagnostics.add(*_steps_and_children(read.item))
            self._listed.add(name)
        return replace(read.item, children=children, notes=line.notes, place=line.place)

    def assignment_keys(self) -> Iterator[SourceText]:
        """Yield the keys of assignments as they were typed, in the order of the list."""
        for line in sorted(self._keys):
            yield from self._keys[line]

    def broken_links(self) -> Iterator[Finding]:
        """Yield a finding for every link to a missing file; the file it may mean counts as listed from then on."""
        for target in self._broken:
            link = broken_link(target, self.unlisted(), self.ignored)
            self._listed.add(link.meant)
            yield link.finding

    def unlisted(self) -> list[str]:
        """Return the item files that no list names."""
        return [name for name in self._names.values() if name not in self._listed]


def _steps_and_children(item: Item) -> Iterator[Finding]:
    """Report steps of an item that has children: both are numbered one level below it, each from the first."""
    steps = next((block for task in item.tasks for block in task.blocks if isinstance(block, Steps)), None)
    if steps is not None:
        yield codes.STEPS_AND_CHILDREN.at(
            steps.steps[0].text.place(),
            "这个事项有分步，下面又列了事项，两处用同样的序号，各从头排起",
            "把分步也写成下级事项，或不用分步，写成一段话",
        )


def _read_run(blocks: Sequence[Written], items: _ItemFiles, level: int) -> list[Part]:
    """Return the parts that blocks between headings make: list lines become items, nested by their indentation."""
    parts: list[Part] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        match block:
            case ListLine():
                listed, index = _take_list(blocks, index)
                parts += _nest_items(listed, items, level)
                continue
            case Heading():
                raise AssertionError("a heading ends the run")
            case Paragraph() | Steps() | Table() | Note():
                parts.append(block)
        index += 1
    return parts


def _take_list(blocks: Sequence[Written], index: int) -> tuple[list[ListLine], int]:
    """Return the adjacent list lines from the index, and the index behind them; a note between two goes with the upper one."""
    listed: list[ListLine] = []
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, ListLine):
            listed.append(block)
        elif isinstance(block, Note):
            following = index
            while following < len(blocks) and isinstance(blocks[following], Note):
                following += 1
            if following == len(blocks) or not isinstance(blocks[following], ListLine):
                break
            listed[-1] = replace(listed[-1], notes=(*listed[-1].notes, block))
        else:
            break
        index += 1
    return listed, index


def _nest_items(listed: Sequence[ListLine], items: _ItemFiles, level: int, depth: int = 1) -> list[Item]:
    """Return list lines as items; a line indented further than the one above is its child."""
    nested: list[Item] = []
    index = 0
    while index < len(listed):
        line = listed[index]
        stop = index + 1
        while depth < MAX_ITEM_DEPTH and stop < len(listed) and listed[stop].indent > line.indent:
            stop += 1
        if level == DEEPEST + 1:
            items.diagnostics.add(codes.HEADING_LEVEL.at(line.place, "事项层级太多", "层次到“①”为止"))
        children = _nest_items(listed[index + 1 : stop], items, level + 1, depth + 1)
        nested.append(items.read(line, tuple(children)))
        index = stop
    return nested
