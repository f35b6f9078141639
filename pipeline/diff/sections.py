"""Changes of a plan outside its items: headings, opening and closing text, annexes, the covering 通知, the head."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.diff.fields import UNSTATED, Sides, wording_change
from pipeline.diff.match import MIN_SIMILARITY, text_lines
from pipeline.diff.model import Change, Kind, Row
from pipeline.model import FreeAnnex, Item, Note, Part, Plan, Section, Task, TaskTable, walk
from pipeline.model.head_fields import HEAD_FIELDS, Sheet, field_value
from pipeline.text.diff import bigrams, overlap, similarity

_SAME_ITEMS = 0.5
"""Headings over at least this share of the same items are one, whatever their text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a plan outside its items: its name, its heading if it has one, its text, the items under it."""

    where: str
    title: str
    lines: tuple[str, ...]
    items: frozenset[str] = frozenset()
    in_free_annex: bool = False

    @property
    def text(self) -> str:
        """Heading and text, one paragraph a line."""
        return "\n".join((*([self.title] if self.title else []), *self.lines))


def list_passages(plan: Plan) -> Iterator[Passage | int]:
    """Yield the parts of a plan outside its items, and between them the numbers of its items, in reading order."""
    if plan.notice is not None:
        yield Passage("印发通知", "", text_lines((Task(plan.notice.blocks),)))
    yield Passage("开头", "", _own_lines(plan.parts), _own_items(plan.parts))
    yield from _below(plan.parts, iter(range(1, sum(1 for _ in plan.items()) + 1)))
    for annex in plan.head.annexes:
        if isinstance(annex, FreeAnnex):
            where = f"附件“{annex.title}”"
            yield Passage(where, "", _own_lines(annex.parts), in_free_annex=True)
            for part in _below(annex.parts, iter(())):
                if isinstance(part, Passage):
                    yield replace(part, where=f"{where}的{part.where}", in_free_annex=True)


def _below(parts: Iterable[Part], numbers: Iterator[int]) -> Iterator[Passage | int]:
    for visit in walk(parts):
        match visit.part:
            case Item():
                yield next(numbers)
            case Section() as section:
                title = section.title.text.value
                yield Passage(f"“{title}”", title, _own_lines(section.parts), _own_items(section.parts))
            case _:
                pass


def _own_lines(parts: Iterable[Part]) -> tuple[str, ...]:
    return text_lines((Task(tuple(part for part in parts if not isinstance(part, Item | Section | Note))),))


def _own_items(parts: Iterable[Part]) -> frozenset[str]:
    return frozenset(part.id for part in parts if isinstance(part, Item))


def match_passages(olds: Sequence[Passage], news: Sequence[Passage]) -> dict[int, int]:
    """Map the index of each new part to that of the old one it was.

    Matched by name, by the items under them, by text or title, or as the only ones left.
    """
    pairs: dict[int, int] = {}

    def pair(min_score: float, scored: Iterable[tuple[float, int, int]]) -> None:
        for score, old, new in sorted(scored, key=lambda candidate: (-candidate[0], candidate[1], candidate[2])):
            if score >= min_score and old not in pairs.values() and new not in pairs:
                pairs[new] = old

    every = [(old, new) for old in range(len(olds)) for new in range(len(news))]
    pair(1, ((float(olds[old].where == news[new].where), old, new) for old, new in every))
    pair(_SAME_ITEMS, ((_shared(olds[old].items, news[new].items), old, new) for old, new in every))
    pair(MIN_SIMILARITY, ((_alike(olds[old], news[new]), old, new) for old, new in every))
    old_left = [old for old in range(len(olds)) if old not in pairs.values()]
    new_left = [new for new in range(len(news)) if new not in pairs]
    if len(old_left) == len(new_left) == 1 and _of_one_kind(olds[old_left[0]], news[new_left[0]]):
        pairs[new_left[0]] = old_left[0]
    return pairs


def _of_one_kind(old: Passage, new: Passage) -> bool:
    """Return whether both or neither have a heading, and both are in the plan or both in an annex."""
    return (bool(old.title), old.in_free_annex) == (bool(new.title), new.in_free_annex)


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(len(first), len(second)) if first and second else 0.0


def _alike(old: Passage, new: Passage) -> float:
    if not _of_one_kind(old, new):
        return 0.0
    shared = overlap(bigrams("".join(old.lines)), bigrams("".join(new.lines)))
    return max(shared, similarity(old.title, new.title) if old.title else 0.0)


def passage_row(old: Passage | None, new: Passage | None, sides: Sides) -> Iterator[Row]:
    """Yield the row of a part outside the items; none if it has no text in either plan."""
    before, after = (part.text if part is not None else "" for part in (old, new))
    passage = new or old
    if passage is None or not (before or after):
        return
    where = passage.where
    if before and after:
        changes = tuple(wording_change(before, after, where, sides))
    elif after:
        changes = (Change(Kind.ADDED, where, "", after, f"增加{where}"),)
    else:
        changes = (Change(Kind.REMOVED, where, before, "", f"删去{where}"),)
    yield Row(where, before, after, changes)


# --- the head -------------------------------------------------------------------------

_DIFFERENT_EVERY_YEAR = ("成文日期", "发文字号", "印发日期", "预计成文", "稿次")

_OF_THE_TASK_TABLE = ("附件栏目", "附件纸张", "附件章节行")
"""Keys that say nothing where there is no 目标任务分解表."""

NOT_COMPARED = {"格式": "the version of the content format: nothing is printed or decided by it"}
"""Keys of a head that are not compared, each with the reason."""

_SHEET_ORDER = (Sheet.BOTH, Sheet.COVER, Sheet.PLAN)


def head_row(old: Plan, new: Plan) -> Iterator[Row]:
    """Yield a row of the head's keys whose values differ, if any do.

    Between two years the dates and 文号 always differ, and are left out.
    """
    before, after = dict(_elements(old)), dict(_elements(new))
    changes = []
    for key in {**before, **after}:
        was, now = before.get(key, ""), after.get(key, "")
        if was == now or (old.year != new.year and key in _DIFFERENT_EVERY_YEAR):
            continue
        is_rolled = was.replace(str(old.year), str(new.year)) == now
        explanation = f"{key}年度顺延" if is_rolled else f"{key}由“{was or UNSTATED}”改为“{now or UNSTATED}”"
        changes.append(Change(Kind.ROLLED if is_rolled else Kind.HEAD, key, was, now, explanation))
    if changes:
        yield Row(
            "要素",
            "\n".join(f"{change.where}：{change.before}" for change in changes if change.before),
            "\n".join(f"{change.where}：{change.after}" for change in changes if change.after),
            tuple(changes),
        )


def _elements(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield every key of the heads with its value, those printed on the cover first."""
    has_table = any(isinstance(annex, TaskTable) for annex in plan.head.annexes)
    for field in sorted(HEAD_FIELDS, key=lambda field: _SHEET_ORDER.index(field.sheet)):
        if field.key in NOT_COMPARED or (field.key in _OF_THE_TASK_TABLE and not has_table):
            continue
        if field.key == "成文日期":
            yield field.key, plan.issued.text.value
            continue
        yield field.key, field_value(field, plan.cover_head if field.sheet is Sheet.COVER else plan.head)
        if plan.notice is not None and field.sheet is Sheet.BOTH:
            yield f"通知{field.key}", field_value(field, plan.notice.head)
