"""The edits that turn one year's files into the next year's draft.

The writer's own text is edited at places, never rewritten: comments, spelling and
the order of keys stay as they were. Nothing is guessed: what names the plan's own
year (2023年度, titles, a deadline's year) is moved; every other date, cited document
and fixed deadline stays as written and is marked 待核.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.draft.insertion_points import after_note, after_text, comment_span, comments_at
from pipeline.draft.unit_renames import ended_units, renamed_units
from pipeline.draft.year_tokens import han_digits, han_year_pattern, own_year_pattern
from pipeline.findings import Diagnostics, Edit, apply_edits
from pipeline.model import (
    TODO_MARK,
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
from pipeline.parse.assignments import ASSIGNMENT_KEYS, DEADLINE_KEYS
from pipeline.parse.file import read_file
from pipeline.parse.head import HeadEntry
from pipeline.parse.item import DIRECTIVE_POINTS, LINEAGE
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceFile, Sources, SourceText
from pipeline.text.dates import DATE
from pipeline.text.diff import TITLE

STAGE = "初稿"
"""The 稿次 of a new draft; 征求意见稿 and 送审稿 are for whoever circulates it to write."""

UNFINISHED = "上年未完成"
"""The label of the mark on an item of which a task was open in the progress register of the year before."""

Unfinished = Mapping[str, tuple[int, ...]]
"""The ids of items of which a task was left open, with the places of those tasks, from 1; none where all were."""

OPENING = "指导思想"
_OPENING_TITLES = lazy_pattern(r"指导思想|总体要求|总体思路|总体目标|工作思路")
_CLEARED_KEYS = ("成文日期", "发文字号", "印发日期", "预计成文")
_ANNEXES = "附件"
_TITLES = ("标题", _ANNEXES)
_STAGE, _BASIS = "稿次", "依据"

_BRACKETED_NUMBER = lazy_pattern(r"[（(][^（）()]*〔\d{4}〕[^（）()]*[)）]")
_DOCUMENT_NUMBER = lazy_pattern(r"[\u4e00-\u9fff]{0,10}〔\d{4}〕\d+号|令第\d+号|第\d+号令")
_FIVE_YEAR_PLAN = lazy_pattern(
    r"(?:“十?[一二三四五六七八九]五”|十[一二三四五六七八九]五(?=规划|时期|期间|末))"
    r"(?:(?P<plan>普法|[^\W\d]{0,15}?规划(?:纲要)?)|时期|期间|以来|末)?"
)
"""A five-year plan, cited without 《》 (“十四五”规划), or its span (“十四五”期间)."""

_CITED = lazy_pattern(rf"{TITLE.pattern}|〔\d{{4}}〕")


class RemovedNote(Enum):
    """A note that concerns the year it is in alone, by how it begins."""

    ACKNOWLEDGEMENT = "已核实"
    RETIRED_ITEM = "不再列入"
    IMPORTED = "导入："


@dataclass(frozen=True, slots=True)
class UnitRename:
    """A unit that the roster renames (改为), and how often it was replaced in heads and bracket notes."""

    old: str
    new: str
    count: int


def _unfinished_mark(places: Sequence[int]) -> str:
    return f"{UNFINISHED}（第{'、'.join(map(str, places))}项任务）" if places else UNFINISHED


def mark_label(note: str) -> str:
    """Return what a 待核 note names; of what was left unfinished not which tasks of the item."""
    label = note.removeprefix(TODO_MARK).lstrip("：: ")
    return UNFINISHED if label.startswith(UNFINISHED) else label


@dataclass(slots=True)
class _FileHead:
    """A file's head: the line of its closing fence (0 if it has none), its keys, and those to be marked below it."""

    file: SourceFile
    entries: Mapping[str, HeadEntry]
    closing_line: int
    marks: dict[str, None] = field(default_factory=dict)

    @property
    def after_fence(self) -> Place:
        """The empty place at the end of the closing fence."""
        end = len(self.file.lines[self.closing_line - 1]) + 1
        return Place(self.file.path, self.closing_line, end, self.closing_line, end)

    @property
    def before_fence(self) -> Place:
        """The empty place before the closing fence."""
        return Place(self.file.path, self.closing_line, 1, self.closing_line, 1)

    def span(self, entry: HeadEntry) -> Place:
        """Return the place of a key with its whole value."""
        key, last = entry.key.place(), entry.place.end_line
        return Place(key.path, key.line, key.column, last, len(self.file.lines[last - 1]) + 1)


class YearEditor:
    """Collects the edits of one draft, and what was changed or left behind on the way."""

    def __init__(self, sources: Sources, plan: Plan, year: int, unfinished: Unfinished) -> None:
        self._plan, self._year, self._unfinished = plan, year, unfinished
        self._source_year = plan.year
        names = ["plan.md", "notice.md", *(f"items/{item.id}.md" for item in plan.items())]
        names += [f"annex/{annex.id}.md" for annex in plan.head.annexes if isinstance(annex, FreeAnnex)]
        existing = sources.below(f"{plan.year}/")
        self._files = {name: existing[name] for name in names if name in existing}
        self._heads = {name: _read_head(file) for name, file in self._files.items()}
        self._by_path = {head.file.path: head for head in self._heads.values()}
        first_day = date(year, 1, 1)
        self._renamed, self._ended = renamed_units(plan.roster, first_day), ended_units(plan.roster, first_day)
        self._edits: dict[Edit, None] = {}
        self._seen_places: set[Place] = set()
        self._edited_items: set[str] = set()
        self._rename_counts: Counter[str] = Counter()
        self.cleared_keys: dict[str, None] = {}
        self.removed_notes: dict[RemovedNote, None] = {}
        self.unlisted = [name for name in existing if name.startswith(("items/", "annex/")) and name not in self._files]

    def edit(self) -> dict[str, str]:
        """Return the draft's files by name below the content root."""
        for name in ("plan.md", "notice.md"):
            if name in self._heads:
                self._edit_plan_head(self._heads[name], is_plan=name == "plan.md")
        self._mark_openings(self._plan.parts)
        self._edit_parts(self._plan.parts)
        for annex in self._plan.head.annexes:
            if isinstance(annex, FreeAnnex):
                self._move_year(annex.title, anywhere=True)
                self._edit_parts(annex.parts)
        if self._plan.notice is not None:
            self._edit_parts(self._plan.notice.blocks)
        for note in self._plan.notes():
            for kind in RemovedNote:
                if note.text.value.startswith(kind.value):
                    self._remove_note(note, kind)
        for head in self._heads.values():
            self._insert_marks(head.after_fence, *head.marks, form="\n{}")
        return {f"{self._year}/{name}": apply_edits(file, self._edits) for name, file in self._files.items()}

    def renames(self) -> tuple[UnitRename, ...]:
        """Return the units that were replaced by their successors."""
        return tuple(
            UnitRename(old, new, self._rename_counts[old])
            for old, new in self._renamed.items()
            if self._rename_counts[old]
        )

    # -- heads --

    def _edit_plan_head(self, head: _FileHead, *, is_plan: bool) -> None:
        for key, entry in head.entries.items():
            if key in _CLEARED_KEYS:
                if entry.value:
                    self._replace(head.span(entry), f"{key}:")
                    self.cleared_keys[key] = None
            elif key == _STAGE and is_plan:
                self._replace(head.span(entry), f"{key}: {STAGE}")
            elif key == _BASIS and entry.value:
                head.marks[key] = None
            else:
                for value in entry.values:
                    # a free annex is named by a link: its file keeps its name
                    if not (key == _ANNEXES and value.value.startswith("[")):
                        self._edit_head_value(head, key, value, is_title=key in _TITLES)
        if is_plan and _STAGE not in head.entries and head.closing_line:
            self._replace(head.before_fence, f"{_STAGE}: {STAGE}\n")

    def _edit_head_value(self, head: _FileHead, key: str, value: SourceText, *, is_title: bool) -> None:
        """Move the year in a head's value; if it names other dates or documents, mark its key below the head."""
        rest = _blank_out(value.value, self._move_year(value, anywhere=is_title))
        if any(pattern.search(rest) for pattern in (DATE, TITLE, _FIVE_YEAR_PLAN)):
            head.marks[key] = None

    def _edit_item(self, item: Item) -> None:
        head = self._heads.get(f"items/{item.id}.md")
        if head is None or item.id in self._edited_items:
            return
        self._edited_items.add(item.id)
        lineage = f"{LINEAGE}: {self._source_year}/{item.id}"
        if item.id in self._unfinished:
            head.marks[_unfinished_mark(self._unfinished[item.id])] = None
        for key, entry in head.entries.items():
            if key == LINEAGE:
                self._replace(head.span(entry), lineage)
            elif key == DIRECTIVE_POINTS:
                # last year's numbers would confirm other points of this year's directive
                if entry.value:
                    self._replace(head.span(entry), f"{key}:")
                    self.cleared_keys[key] = None
            elif key not in ASSIGNMENT_KEYS and key not in DEADLINE_KEYS:
                for value in entry.values:
                    self._edit_head_value(head, key, value, is_title=False)
        if not head.closing_line:
            marks = "".join(f"<!-- {TODO_MARK}：{mark} -->\n" for mark in head.marks)
            self._replace(head.file.top, f"---\n{lineage}\n---\n{marks}\n")
            head.marks.clear()
        elif LINEAGE not in head.entries:
            self._replace(head.before_fence, f"{lineage}\n")
        for task in item.tasks:
            self._edit_deadline(task.deadline, head)
            for assignment in task.assignments:
                self._edit_units(assignment.units, head)
            self._edit_parts(task.blocks)

    # -- deadlines and units --

    def _edit_deadline(self, deadline: Deadline, head: _FileHead) -> None:
        text = deadline.text
        if not text or not self._is_first_visit(text.place()):
            return
        years = set(re.findall(r"(?<!\d)\d{4}(?=年)", text.value))
        if years <= {str(self._source_year)}:
            self._move_year(text, anywhere=True)
        if _is_fixed(deadline):
            self._mark_fact(text.place(), head, DEADLINE_KEYS)

    def _edit_units(self, units: tuple[SourceText, ...], head: _FileHead) -> None:
        """Give units their new year's names; one that then occurs twice in a list is removed."""
        names: set[str] = set()
        previous: Place | None = None
        for unit in units:
            name = self._renamed.get(unit.value, unit.value)
            place = unit.place()
            is_first = self._is_first_visit(place)
            if name in names and previous is not None and is_first and self._is_adjacent(previous, place):
                with_separator = Place(
                    place.path, previous.end_line, previous.end_column, place.end_line, place.end_column
                )
                self._replace(with_separator, "")
            elif is_first and name != unit.value:
                self._replace(place, name)
            if is_first and name != unit.value:
                self._rename_counts[unit.value] += 1
            if is_first and name in self._ended:
                self._mark_fact(place, head, tuple(ASSIGNMENT_KEYS))
            names.add(name)
            previous = place

    def _is_adjacent(self, first: Place, second: Place) -> bool:
        """Return whether only the separators of a list are between two units."""
        lines = self._by_path[first.path].file.lines
        whole = "\n".join(lines[first.end_line - 1 : second.line])
        tail = len(lines[second.line - 1]) - (second.column - 1)
        between = whole[first.end_column - 1 : len(whole) - tail]
        return not re.search(r"[:：]", between)

    def _mark_fact(self, place: Place, head: _FileHead, keys: tuple[str, ...]) -> None:
        """Mark a fact: below the head by its key's name, in running text after the bracket that states it."""
        if place.line < head.closing_line:
            stated = (
                (key, entry)
                for key, entry in head.entries.items()
                if key in keys and any(_contains(value.place(), place) for value in entry.values)
            )
            head.marks.update((key, None) for key, _ in stated)
            return
        what = "完成时间" if keys == DEADLINE_KEYS else "责任"
        self._insert_marks(after_note(head.file, place), what)

    # -- running text --

    def _edit_parts(self, parts: Iterable[Part]) -> None:
        for visit in walk(parts):
            match visit.part:
                case Section() as section:
                    self._edit_heading(section.title)
                case Item() as item:
                    self._move_year(item.title, anywhere=True)
                    self._edit_item(item)
                case Note():
                    pass
                case block:
                    for paragraph in paragraphs(block):
                        self._edit_text(paragraph.text)

    def _mark_openings(self, parts: Iterable[Part], *, leading: bool = True) -> None:
        """Mark the opening: the paragraphs before the first heading or item, and those of a section with such a title."""
        for part in parts:
            match part:
                case Paragraph() if leading and part.text:
                    first = part.text.place(0, 0)
                    line_start = Place(first.path, first.line, 1, first.line, 1)
                    self._insert_marks(line_start, OPENING, form="{}\n")
                case Section():
                    leading = False
                    is_opening = _OPENING_TITLES.search(part.title.text.value) is not None
                    self._mark_openings(part.parts, leading=is_opening)
                case Item():
                    leading = False
                case _:
                    pass

    def _edit_heading(self, title: Paragraph) -> None:
        if DATE.search(_blank_out(title.text.value, self._move_year(title.text, anywhere=True))):
            self._insert_marks(after_text(title.text, len(title.text)), "日期")

    def _edit_text(self, text: SourceText) -> None:
        """Move the plan's own year in running text, and mark every other date and every cited document."""
        if not text.runs:
            return
        cited = list(_find_citations(text.value))
        for _, stop, what in cited:
            self._insert_marks(after_text(text, stop), what)
        covered = [(start, stop) for start, stop, _ in cited] + self._move_year(text, anywhere=False)
        for match in DATE.finditer(text.value):
            if not any(match.start() < stop and start < match.end() for start, stop in covered):
                self._insert_marks(after_text(text, match.end()), "日期")
        for old, new in self._renamed.items():
            for match in re.finditer(re.escape(old), text.value):
                self._insert_marks(after_text(text, match.end()), f"{old}已改为{new}")

    def _move_year(self, text: SourceText, *, anywhere: bool) -> list[tuple[int, int]]:
        """Move the plan's own year outside 《》 and 文号, and return the spans it was in.

        In running text only 2023年度 is the plan's own year; with `anywhere`, as in
        titles, any 2023 is.
        """
        if not text.runs:
            return []
        cited = [match.span() for match in _CITED.finditer(text.value)]
        year = rf"(?P<digits>{self._source_year}(?!\d))|(?P<han>{han_year_pattern(self._source_year).pattern})"
        pattern = re.compile(rf"(?<!\d)(?:{year})(?:年度?)?") if anywhere else own_year_pattern(self._source_year)
        moved = []
        for match in pattern.finditer(text.value):
            if _is_inside(match.start(), cited):
                continue
            moved.append(match.span())
            group, digits = ("digits", str(self._year)) if match["digits"] else ("han", han_digits(self._year))
            self._replace(text.place(*match.span(group)), digits)
        return moved

    # -- edits --

    def _is_first_visit(self, place: Place) -> bool:
        """Return whether the place was not visited before; a fact of a head is visited with each of its tasks."""
        if place in self._seen_places:
            return False
        self._seen_places.add(place)
        return True

    def _replace(self, place: Place, replacement: str) -> None:
        self._edits[Edit(place, replacement)] = None

    def _insert_marks(self, place: Place, *labels: str, form: str = "{}") -> None:
        """Insert a mark for each label, except for marks that are there already from the earlier draft."""
        existing = comments_at(self._by_path[place.path].file, place)
        marked = [mark_label(comment) for comment in existing if comment.startswith(TODO_MARK)]
        marks = [form.format(f"<!-- {TODO_MARK}：{label} -->") for label in labels if label not in marked]
        if marks:
            self._replace(place, "".join(marks))

    def _remove_note(self, note: Note, kind: RemovedNote) -> None:
        """Delete a comment; one that has its lines to itself with the lines, so that no paragraph is split."""
        start, stop = comment_span(self._by_path[note.text.place().path].file, note.text.place())
        lines = self._by_path[start.path].file.lines
        is_alone = (
            not lines[start.line - 1][: start.column - 1].strip()
            and not lines[stop.line - 1][stop.column - 1 :].strip()
        )
        span = Place(start.path, start.line, start.column, stop.line, stop.column)
        if is_alone and stop.line < len(lines):
            span = Place(start.path, start.line, 1, stop.line + 1, 1)
        self._replace(span, "")
        self.removed_notes[kind] = None


# --- pure helpers ---------------------------------------------------------------------


def _read_head(file: SourceFile) -> _FileHead:
    head = read_file(file, Diagnostics(), has_lists=True).head
    return _FileHead(file, head.entries, len(file.lines) - len(head.body) if head.stated else 0)


def _find_citations(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the span of every cited document and five-year span with its label: titles first, then numbers, then plans."""
    spans: list[tuple[int, int]] = []
    for match in TITLE.finditer(text):
        number = _BRACKETED_NUMBER.match(text, match.end())
        spans.append((match.start(), number.end() if number else match.end()))
        yield *spans[-1], "文件"
    for pattern in (_DOCUMENT_NUMBER, _FIVE_YEAR_PLAN):
        for match in pattern.finditer(text):
            if not _is_inside(match.start(), spans):
                spans.append(match.span())
                is_span = pattern is _FIVE_YEAR_PLAN and not match["plan"]
                yield *spans[-1], "日期" if is_span else "文件"


def _contains(whole: Place, part: Place) -> bool:
    return whole.line == part.line and whole.column <= part.column and part.end_column <= whole.end_column


def _is_inside(offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= offset < stop for start, stop in spans)


def _blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with blanks in place of the spans."""
    characters = list(text)
    for start, stop in spans:
        characters[start:stop] = " " * (stop - start)
    return "".join(characters)


def _is_fixed(deadline: Deadline) -> bool:
    """Return whether the deadline names days of its own, so that somebody has to confirm them for another year."""
    match deadline.kind:
        case DeadlineKind.WHOLE_YEAR:
            return False
        case DeadlineKind.UNREAD:
            return True
        case _:
            return deadline.end is not None or DATE.search(deadline.text.value) is not None
