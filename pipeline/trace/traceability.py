"""Tracing a superior's directive (要点) to the plan (任务承接表): which item covers each point, and which points none covers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from pipeline.check.redact import has_classification_mark
from pipeline.dataclass import dataclass
from pipeline.diff.match import ComparedItem, list_items, text_lines
from pipeline.errors import Unreadable
from pipeline.model import Deadline, DeadlineKind, Plan
from pipeline.parse.deadline import read_deadline
from pipeline.patterns import lazy_pattern
from pipeline.readers.limits import read_confined
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceText
from pipeline.text.dates import DATE
from pipeline.trace.confirmed import UnknownPoint, point_keys, read_confirmed, without_clause
from pipeline.trace.matching import ItemIndex, candidates, short_title
from pipeline.trace.read_directive import Point, read_directive


class State(Enum):
    """Whether a point is covered (承接情况)."""

    COVERED = "已承接"
    ASKED = "请核实"
    UNCOVERED = "未承接"


@dataclass(frozen=True, slots=True)
class TracedPoint:
    """A point and the items that cover it, the best first; of one that is ASKED the two best candidates.

    `key` is what an item's head names it by (对应要点), `is_confirmed` if its items do.
    `missing` are the numbers, frequencies and months of the point that no item has, and
    the deadlines in its bracket that no item meets.
    """

    point: Point
    items: tuple[ComparedItem, ...]
    state: State
    missing: tuple[str, ...] = ()
    key: str = ""
    is_confirmed: bool = False

    @property
    def number(self) -> str:
        """The point's number with that of its heading (二（七）), which alone tells it from those of other headings."""
        return without_clause(self.key) or self.point.number


@dataclass(frozen=True, slots=True)
class TraceTable:
    """A plan traced to a directive: the names of the directive and of the plan, its title, every point in its order, and the 对应要点 that name no point of it.

    `changes` is the number of tracked changes in the directive's file, read as accepted.
    """

    name: str
    label: str
    title: str
    rows: tuple[TracedPoint, ...]
    unknown: tuple[UnknownPoint, ...] = ()
    changes: int = 0

    def in_state(self, state: State) -> tuple[TracedPoint, ...]:
        """Return the points in that state, in their order."""
        return tuple(row for row in self.rows if row.state is state)


def trace_directive(name: str, content: bytes, plan: Plan, label: str = "") -> TraceTable | Refusal:
    """Trace the plan to the points of a file of any kind that `read_confined` reads; tracked changes are read as accepted.

    Refuses a file that cannot be read, is marked as classified (密级), or has no points.
    """
    try:
        document = read_confined(name, content)
    except Unreadable as unreadable:
        return Refusal(Reason.DIRECTIVE_UNREADABLE, name=name, error=str(unreadable))
    texts = (*(paragraph.text for paragraph in document.paragraphs()), *(aside.text for aside in document.asides))
    if has_classification_mark(line for text in texts for line in text.splitlines()):
        return Refusal(Reason.DIRECTIVE_CLASSIFIED)
    directive = read_directive(document)
    if not directive.points:
        return Refusal(Reason.DIRECTIVE_WITHOUT_POINTS, name=name)
    changes = sum(len(paragraph.changes) + (paragraph.change is not None) for paragraph in document.paragraphs())
    return replace(trace_points(directive.points, plan, directive.title or name, label), changes=changes)


def trace_points(points: Sequence[Point], plan: Plan, name: str = "", label: str = "") -> TraceTable:
    """Trace the plan to these points of the directive with that name (with its 《》 if it has a title).

    What a person confirmed (对应要点) comes before what the words say.
    """
    items = list_items(plan)
    index = ItemIndex(items)
    confirmed = read_confirmed(items, points, name)
    rows = []
    for point, key in zip(points, point_keys(points), strict=True):
        if found := confirmed.items.get(key):
            missing = _missing_requirements(point, found, plan.year)
            rows.append(TracedPoint(point, found, State.COVERED, missing, key, is_confirmed=True))
            continue
        fits = index.fits(short_title(point.text), point.text, point.heading)
        certain = tuple(fit.item for fit in fits if fit.is_covering)
        missing = _missing_requirements(point, certain, plan.year) if certain else ()
        possible = () if certain else tuple(fit.item for fit in candidates(fits))
        state = (State.ASKED if missing else State.COVERED) if certain else State.ASKED if possible else State.UNCOVERED
        rows.append(TracedPoint(point, certain or possible, state, missing, key))
    return TraceTable(name, label or f"{plan.year}年", plan.name, tuple(rows), confirmed.unknown)


# --- requirements ------------------------------------------------------------------------

_DIGITS = dict(zip("一二三四五六七八九十两", (*range(1, 11), 2), strict=True))
_COUNTED = "次|场|期|个工作日|个|项|件|篇|家|条|份|人|天|％|%"
_REQUIREMENT = lazy_pattern(
    r"[每逐按](?:半年|季度?|月|周|日|天)"
    rf"|(?:\d+(?:\.\d+)?|[一二三四五六七八九十两])(?:{_COUNTED})"
    r"|\d{1,2}月?(?:底|末)?[至到—~～-]\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|底|末|初|中旬)?"
)


def _requirements(text: str) -> dict[str, str]:
    """Map the numbers, frequencies and months in a text, normalized, to how they are written."""
    requirements: dict[str, str] = {}
    for match in _REQUIREMENT.finditer(text):
        normalized = match[0].replace("度", "").replace("％", "%").replace("天", "日").replace("末", "底")
        normalized = re.sub("[逐按]", "每", normalized)
        normalized = re.sub("[到—~～-]", "至", normalized)
        normalized = re.sub(r"^(\d{1,2})至", r"\1月至", normalized)
        requirements.setdefault(
            re.sub("^[一二三四五六七八九十两]", lambda digit: str(_DIGITS[digit[0]]), normalized), match[0]
        )
    return requirements


def _missing_requirements(point: Point, items: Sequence[ComparedItem], year: int) -> tuple[str, ...]:
    """Return the numbers, frequencies, months and deadlines that a point requires and no item has."""
    deadlines = [task.deadline for entry in items for task in entry.item.tasks]
    lines = [line for entry in items for line in (entry.item.title.value, *text_lines(entry.item.tasks))]
    text = "\n".join((*lines, *(deadline.text.value for deadline in deadlines)))
    stated = _requirements(text)
    missing = [written for normalized, written in _requirements(point.text).items() if normalized not in stated]
    missing += [term.text.value for term in _stated_deadlines(point, year) if not _is_met(term, deadlines, text)]
    return tuple(dict.fromkeys(missing))


def _stated_deadlines(point: Point, year: int) -> Iterator[Deadline]:
    """Yield the deadline a point states, else the dates in its owner note."""
    for term in (point.deadline,) if point.deadline else (match[0] for match in DATE.finditer(point.owners)):
        yield read_deadline(SourceText(term), year)


def _is_met(term: Deadline, deadlines: Sequence[Deadline], text: str) -> bool:
    """Return whether one of the deadlines ends no later than the term, or the text has what the term requires.

    全年 and terms without a date require nothing but their numbers.
    """
    last = None if term.kind is DeadlineKind.WHOLE_YEAR else term.end
    if last is not None and any(deadline.end is not None and deadline.end <= last for deadline in deadlines):
        return True
    written = term.text.value
    if required := _requirements(written):
        return required.keys() <= _requirements(text).keys()
    return written in text or (last is None and term.kind is not DeadlineKind.UNREAD)
