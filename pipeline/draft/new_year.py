"""Next year's draft from a plan that is there (起草下一年): the year moved, what has to be looked at marked 待核.

The writer's own text is edited at places, never written anew: comments, spelling
and the order of keys stay as they were. Nothing is guessed: what names the plan's
own year (2023年度, titles, a deadline's year) is moved, every other date, cited
document and fixed deadline stays as it was written and is marked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline import source
from pipeline.draft.files import write_folder
from pipeline.draft.insertion_points import (
    after_note,
    after_text,
    comment_span,
    comments_at,
)
from pipeline.draft.unit_renames import ended_units, renamed_units
from pipeline.draft.year_tokens import (
    han_digits,
    han_year_pattern,
    own_year_pattern,
)
from pipeline.findings import (
    Edit,
    Severity,
    apply_edits,
)
from pipeline.model import (
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Item,
    Note,
    Paragraph,
    Part,
    Plan,
    Section,
    paragraphs,
    walk,
)
from pipeline.parse import parse
from pipeline.parse.duty import DEADLINE_KEYS, DUTY_KEYS
from pipeline.parse.head import HeadEntry
from pipeline.parse.item import LINEAGE, read_file
from pipeline.refusals import Reason, Refusal
from pipeline.source import (
    Place,
    SourceFile,
    Sources,
    SourceText,
)
from pipeline.text.dates import DATE
from pipeline.text.diff import TITLE

MARK = "待核"
"""A note that begins with it is work left to do: the year is a draft while there is one."""

STAGE = "初稿"
"""The 稿次 of a new draft. 征求意见稿 and 送审稿 say that it went round: that is for who sends it round to say."""

OPENING = "指导思想"
_OPENINGS = re.compile(r"指导思想|总体要求|总体思路|总体目标|工作思路")
_NOT_CARRIED = ("成文日期", "发文字号", "印发日期", "预计成文")
_ANNEXES = "附件"
_TITLES = ("标题", _ANNEXES)
_STAGE, _BASIS = "稿次", "依据"
_LEFT_BEHIND = ("已核实", "不再列入")
"""How notes begin that speak of the year they stand in alone: acknowledgements, and items taken out."""

_NUMBERED = re.compile(r"[（(][^（）()]*〔\d{4}〕[^（）()]*[)）]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,10}〔\d{4}〕\d+号|令第\d+号|第\d+号令")
_FIVE_YEARS = re.compile(
    r"(?:“十?[一二三四五六七八九]五”|十[一二三四五六七八九]五(?=规划|时期|期间|末))"
    r"(?:(?P<plan>普法|[^\W\d]{0,15}?规划(?:纲要)?)|时期|期间|以来|末)?"
)
"""A five-year plan, cited without 《》 (“十四五”规划), or its span (“十四五”期间)."""

_QUOTED = re.compile(rf"{TITLE.pattern}|〔\d{{4}}〕")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the draft that a person has to look at (待核), and what it is: 日期, 文件, 指导思想, or a key of a head."""

    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class YearDraft:
    """A draft: its files by their name below the content root, what is marked in them, what there is to say of it."""

    year: int
    source_year: int
    files: Mapping[str, str]
    marks: tuple[Mark, ...]
    said: tuple[str, ...]


def draft_year(root: Path, year: int, source_year: int | None = None) -> YearDraft | Refusal:
    """The draft of that year from an earlier one, by default the newest before it; nothing is written.

    A year that is there already, one to draft from that is not there, or one that
    cannot be read whole, is a refusal. Raises OSError for what cannot be opened.
    """
    folder = root / str(year)
    if folder.is_dir() and any(folder.iterdir()):
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    there = [other for other in source.years(root) if (root / str(other) / "plan.md").is_file()]
    if source_year is None:
        source_year = max((other for other in there if other < year), default=None)
        if source_year is None:
            return Refusal(Reason.NO_EARLIER_PLAN, root=root, year=year)
    elif source_year not in there:
        return Refusal(Reason.NO_PLAN_OF_YEAR, root=root, year=source_year, years=tuple(there))
    elif source_year >= year:
        return Refusal(Reason.SOURCE_YEAR_NOT_EARLIER, year=year, source_year=source_year)
    sources = source.load_year(root, source_year)
    reading = parse(sources)
    wrong = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if wrong:
        return Refusal(
            Reason.SOURCE_YEAR_HAS_ERRORS,
            source_year=source_year,
            count=len(wrong),
            place=wrong[0].place,
            message=wrong[0].message,
        )
    return draft_from(sources, reading.plan, year)


def draft_from(sources: Sources, plan: Plan, year: int) -> YearDraft:
    """The draft of that year from a plan and the sources it was read from."""
    draft = _Draft(sources, plan, year)
    draft.edit()
    files = dict(draft.files())
    records = {name: "\n".join(kept.lines) for name, kept in sources.files if name.endswith(".yaml")}
    again = parse(source.sources_from_files(year, {**records, **files}, sources.root)).plan
    marks = tuple(
        Mark(note.text.value.removeprefix(MARK).lstrip("：: "), note.text.place())
        for note in again.notes()
        if note.text.value.startswith(MARK)
    )
    return YearDraft(year, plan.year, files, marks, tuple(draft.told(marks)))


def write_draft(root: Path, draft: YearDraft) -> Refusal | None:
    """Write the draft's year below the content root, whole or not at all; a refusal when it is there by now."""
    prefix = f"{draft.year}/"
    files = {name.removeprefix(prefix): words.encode() for name, words in draft.files.items()}
    return write_folder(root / str(draft.year), files)


# --- editing --------------------------------------------------------------------------


@dataclass(slots=True)
class _Head:
    """A file's head as the edits need it: where it closes, its keys, which of them are to be marked."""

    source: SourceFile
    entries: Mapping[str, HeadEntry]
    closes: int
    """The line of the closing fence; 0 for a file without a head."""
    marks: dict[str, None] = field(default_factory=dict)

    @property
    def under(self) -> Place:
        """The empty place at the end of the closing fence."""
        end = len(self.source.lines[self.closes - 1]) + 1
        return Place(self.source.path, self.closes, end, self.closes, end)

    def whole(self, entry: HeadEntry) -> Place:
        """A key with everything that stands behind it."""
        key, last = entry.key.place(), entry.place.end_line
        return Place(key.path, key.line, key.column, last, len(self.source.lines[last - 1]) + 1)

    @property
    def last(self) -> Place:
        """The empty place before the closing fence."""
        return Place(self.source.path, self.closes, 1, self.closes, 1)


class _Draft:
    """The edits that make one year's files the next year's."""

    def __init__(self, sources: Sources, plan: Plan, year: int) -> None:
        self._plan, self._year = plan, year
        self._own = plan.year
        names = ["plan.md", "notice.md", *(f"items/{item.id}.md" for item in plan.items())]
        names += [f"annex/{annex.id}.md" for annex in plan.head.annexes if isinstance(annex, FreeAnnex)]
        there = sources.below(f"{plan.year}/")
        self._files = {name: there[name] for name in names if name in there}
        self._unlisted = [name for name in there if name.startswith(("items/", "annex/")) and name not in self._files]
        self._heads = {name: _head(kept) for name, kept in self._files.items()}
        self._by_path = {head.source.path: head for head in self._heads.values()}
        begins = date(year, 1, 1)
        self._renamed, self._ended = renamed_units(plan.roster, begins), ended_units(plan.roster, begins)
        self._edits: dict[Edit, None] = {}
        self._seen: set[Place] = set()
        self._done: set[str] = set()
        self._left: dict[str, None] = {}
        self._counts: Counter[str] = Counter()

    def edit(self) -> None:
        """Find every edit."""
        for name in ("plan.md", "notice.md"):
            if name in self._heads:
                self._plan_head(self._heads[name], states=name == "plan.md")
        self._openings(self._plan.parts)
        self._parts(self._plan.parts)
        for annex in self._plan.head.annexes:
            if isinstance(annex, FreeAnnex):
                self._moved(annex.title, anywhere=True)
                self._parts(annex.parts)
        if self._plan.notice is not None:
            self._parts(self._plan.notice.blocks)
        for note in self._plan.notes():
            if note.text.value.startswith(_LEFT_BEHIND):
                self._take_out(note)
        for head in self._heads.values():
            self._insert(head.under, *head.marks, form="\n{}")

    def files(self) -> Iterator[tuple[str, str]]:
        """The edited files by their name below the content root."""
        for name, kept in self._files.items():
            yield f"{self._year}/{name}", apply_edits(kept, self._edits)

    def told(self, marks: Iterable[Mark]) -> Iterator[str]:
        """What there is to say of the draft."""
        count = sum(1 for _ in self._plan.items())
        yield f"{self._year} 年的草稿由 {self._own} 年起草：{count} 个事项，稿次为“{STAGE}”"
        counts = Counter(mark.what for mark in marks)
        kinds = "，".join(f"{what} {number} 处" for what, number in counts.most_common())
        yield f"待核 {counts.total()} 处" + (f"：{kinds}" if kinds else "")
        if self._left:
            yield f"没有带过来：{'、'.join(self._left)}"
        for old, new in self._renamed.items():
            if self._counts[old]:
                yield f"按科室名册更名：{old} → {new}，{self._counts[old]} 处"
        if self._unlisted:
            yield f"{self._own} 年没有列入 plan.md 的文件没有带过来：{'、'.join(sorted(self._unlisted))}"

    # -- heads --

    def _plan_head(self, head: _Head, *, states: bool) -> None:
        for key, entry in head.entries.items():
            if key in _NOT_CARRIED:
                if entry.value:
                    self._replace(head.whole(entry), f"{key}:")
                    self._left[key] = None
            elif key == _STAGE and states:
                self._replace(head.whole(entry), f"{key}: {STAGE}")
            elif key == _BASIS and entry.value:
                head.marks[key] = None
            else:
                for value in entry.values:
                    # a free annex is named by a link: its file keeps its name
                    if not (key == _ANNEXES and value.value.startswith("[")):
                        self._head_value(head, key, value, title=key in _TITLES)
        if states and _STAGE not in head.entries and head.closes:
            self._replace(head.last, f"{_STAGE}: {STAGE}\n")

    def _head_value(self, head: _Head, key: str, value: SourceText, *, title: bool) -> None:
        """Move the year in a value of a head; what else it says of dates and documents is marked under the head."""
        rest = _without(value.value, self._moved(value, anywhere=title))
        if any(pattern.search(rest) for pattern in (DATE, TITLE, _FIVE_YEARS)):
            head.marks[key] = None

    def _item(self, item: Item) -> None:
        head = self._heads.get(f"items/{item.id}.md")
        if head is None or item.id in self._done:
            return
        self._done.add(item.id)
        lineage = f"{LINEAGE}: {self._own}/{item.id}"
        for key, entry in head.entries.items():
            if key == LINEAGE:
                self._replace(head.whole(entry), lineage)
            elif key not in DUTY_KEYS and key not in DEADLINE_KEYS:
                for value in entry.values:
                    self._head_value(head, key, value, title=False)
        if not head.closes:
            self._replace(head.source.top, f"---\n{lineage}\n---\n\n")
        elif LINEAGE not in head.entries:
            self._replace(head.last, f"{lineage}\n")
        for task in item.tasks:
            self._deadline(task.deadline, head)
            for duty in task.assignments:
                self._units(duty.units, head)
            self._parts(task.blocks)

    # -- facts --

    def _deadline(self, deadline: Deadline, head: _Head) -> None:
        text = deadline.text
        if not text or not self._first(text.place()):
            return
        years = set(re.findall(r"(?<!\d)\d{4}(?=年)", text.value))
        if years <= {str(self._own)}:
            self._moved(text, anywhere=True)
        if _is_fixed(deadline):
            self._mark_fact(text.place(), head, DEADLINE_KEYS)

    def _units(self, units: tuple[SourceText, ...], head: _Head) -> None:
        """Units under the names the roster gives them for the new year; one that comes twice then is taken out."""
        names: set[str] = set()
        before: Place | None = None
        for unit in units:
            name = self._renamed.get(unit.value, unit.value)
            place = unit.place()
            first = self._first(place)
            if name in names and before is not None and first and self._side_by_side(before, place):
                self._replace(
                    Place(place.path, before.end_line, before.end_column, place.end_line, place.end_column), ""
                )
            elif first and name != unit.value:
                self._replace(place, name)
            if first and name != unit.value:
                self._counts[unit.value] += 1
            if first and name in self._ended:
                self._mark_fact(place, head, tuple(DUTY_KEYS))
            names.add(name)
            before = place

    def _side_by_side(self, one: Place, other: Place) -> bool:
        """Whether nothing stands between two units but what parts the units of a list."""
        lines = self._by_path[one.path].source.lines
        whole = "\n".join(lines[one.end_line - 1 : other.line])
        behind = len(lines[other.line - 1]) - (other.column - 1)
        between = whole[one.end_column - 1 : len(whole) - behind]
        return not re.search(r"[:：]", between)

    def _mark_fact(self, place: Place, head: _Head, keys: tuple[str, ...]) -> None:
        """Mark a fact: under the head by the name of its key, in the words behind the bracket that states it."""
        if place.line < head.closes:
            stated = (
                (key, entry)
                for key, entry in head.entries.items()
                if key in keys and any(_holds(value.place(), place) for value in entry.values)
            )
            head.marks.update((key, None) for key, _ in stated)
            return
        what = "完成时间" if keys == DEADLINE_KEYS else "责任"
        self._insert(after_note(head.source, place), what)

    # -- words --

    def _parts(self, parts: Iterable[Part]) -> None:
        for visit in walk(parts):
            match visit.part:
                case Section() as section:
                    self._heading(section.title)
                case Item() as item:
                    self._moved(item.title, anywhere=True)
                    self._item(item)
                case Note():
                    pass
                case block:
                    for paragraph in paragraphs(block):
                        self._words(paragraph.text)

    def _openings(self, parts: Iterable[Part], *, leading: bool = True) -> None:
        """Mark the opening: the paragraphs before the first heading or item, and those of a section named so."""
        for part in parts:
            match part:
                case Paragraph() if leading and part.text:
                    first = part.text.place(0, 0)
                    start = Place(first.path, first.line, 1, first.line, 1)
                    self._insert(start, OPENING, form="{}\n")
                case Section():
                    leading = False
                    self._openings(part.parts, leading=_OPENINGS.search(part.title.text.value) is not None)
                case Item():
                    leading = False
                case _:
                    pass

    def _heading(self, title: Paragraph) -> None:
        if DATE.search(_without(title.text.value, self._moved(title.text, anywhere=True))):
            self._insert(after_text(title.text, len(title.text)), "日期")

    def _words(self, text: SourceText) -> None:
        """Move the plan's own year in running words, and mark every other date and every cited document."""
        if not text.runs:
            return
        words = text.value
        covered: list[tuple[int, int]] = []
        for found in TITLE.finditer(words):
            number = _NUMBERED.match(words, found.end())
            stop = number.end() if number else found.end()
            covered.append((found.start(), stop))
            self._insert(after_text(text, stop), "文件")
        for found in _NUMBER.finditer(words):
            if not _inside(found.start(), covered):
                covered.append(found.span())
                self._insert(after_text(text, found.end()), "文件")
        for found in _FIVE_YEARS.finditer(words):
            if not _inside(found.start(), covered):
                covered.append(found.span())
                self._insert(after_text(text, found.end()), "文件" if found["plan"] else "日期")
        covered += self._moved(text, anywhere=False)
        for found in DATE.finditer(words):
            if not any(found.start() < stop and start < found.end() for start, stop in covered):
                self._insert(after_text(text, found.end()), "日期")
        for old, new in self._renamed.items():
            for found in re.finditer(re.escape(old), words):
                self._insert(after_text(text, found.end()), f"{old}已改为{new}")

    def _moved(self, text: SourceText, *, anywhere: bool) -> list[tuple[int, int]]:
        """Move the plan's own year outside 《》 and 文号: as 2023年度, or anywhere in a title; where it stood."""
        if not text.runs:
            return []
        words = text.value
        quoted = [found.span() for found in _QUOTED.finditer(words)]
        year = rf"(?P<digits>{self._own}(?!\d))|(?P<han>{han_year_pattern(self._own).pattern})"
        pattern = re.compile(rf"(?<!\d)(?:{year})(?:年度?)?") if anywhere else own_year_pattern(self._own)
        moved = []
        for found in pattern.finditer(words):
            if _inside(found.start(), quoted):
                continue
            moved.append(found.span())
            name, year = ("digits", str(self._year)) if found["digits"] else ("han", han_digits(self._year))
            self._replace(text.place(*found.span(name)), year)
        return moved

    # -- edits --

    def _first(self, place: Place) -> bool:
        """Whether the place is met for the first time; facts of a head come with each of its tasks."""
        if place in self._seen:
            return False
        self._seen.add(place)
        return True

    def _replace(self, place: Place, words: str) -> None:
        self._edits[Edit(place, words)] = None

    def _insert(self, place: Place, *marks: str, form: str = "{}") -> None:
        """Mark a place; a mark that stands there from the draft before is not set again."""
        standing = comments_at(self._by_path[place.path].source, place)
        marked = [words.removeprefix(MARK).lstrip("：: ") for words in standing if words.startswith(MARK)]
        words = [form.format(f"<!-- {MARK}：{what} -->") for what in marks if what not in marked]
        if words:
            self._replace(place, "".join(words))

    def _take_out(self, note: Note) -> None:
        """Take a comment out; one that has its lines to itself goes with them, so that no paragraph is torn."""
        start, stop = comment_span(self._by_path[note.text.place().path].source, note.text.place())
        lines = self._by_path[start.path].source.lines
        alone = (
            not lines[start.line - 1][: start.column - 1].strip()
            and not lines[stop.line - 1][stop.column - 1 :].strip()
        )
        whole = Place(start.path, start.line, start.column, stop.line, stop.column)
        if alone and stop.line < len(lines):
            whole = Place(start.path, start.line, 1, stop.line + 1, 1)
        self._replace(whole, "")
        self._left["原有的核实记录" if note.text.value.startswith(_LEFT_BEHIND[0]) else "上年不再列入的记录"] = None


# --- small questions ------------------------------------------------------------------


def _head(kept: SourceFile) -> _Head:
    read = read_file(kept, entries=True).head
    return _Head(kept, read.entries, len(kept.lines) - len(read.body) if read.stated else 0)


def _holds(whole: Place, part: Place) -> bool:
    return whole.line == part.line and whole.column <= part.column and part.end_column <= whole.end_column


def _inside(offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= offset < stop for start, stop in spans)


def _without(words: str, spans: Iterable[tuple[int, int]]) -> str:
    """The words with blanks for what stands in the spans."""
    kept = list(words)
    for start, stop in spans:
        kept[start:stop] = " " * (stop - start)
    return "".join(kept)


def _is_fixed(deadline: Deadline) -> bool:
    """Whether the deadline names days of its own, so that somebody has to say whether they hold for another year."""
    match deadline.kind:
        case DeadlineKind.WHOLE_YEAR:
            return False
        case DeadlineKind.UNREAD:
            return True
        case _:
            return deadline.end is not None or DATE.search(deadline.text.value) is not None
