"""Rule X027 (日程): tables of times outside the items against what the items and the text say of the same acts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from operator import itemgetter

from pipeline.check.context import CheckContext, units_of
from pipeline.check.registry import Problem, problem_with, rule, whole_text
from pipeline.check.rules.owners import UNIT_COLUMN
from pipeline.check.rules.tables import TIME_COLUMN, bare, tables_with_words
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.model import Note, Role, Table, Task, paragraphs
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.dates import find_deadlines, format_day
from pipeline.text.diff import bigrams, containment

MIN_ACT, MOSTLY = 4, 0.6
"""So many pairs of characters name an act, and a sentence that has this share of them speaks of it."""
_EVERY_ACT = lazy_pattern(
    r"公布|公开|发布|开展|举办|召开|组织|完成|印发|编制|报送|实施|做好|推进|制定|(?:20\d\d)?年度?"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says of an act: its words, the days by which it is to be done, and the days on which it takes place."""

    task: Task | None
    """None for a sentence outside the items."""
    words: Counter[str]
    due: frozenset[date]
    held: frozenset[date]
    text: str
    all_due: frozenset[date]
    """The days by which anything of the task is to be done."""
    is_title: bool = False


@rule("X027", Severity.WARNING, "节点表、日程表和正文对不上")
def schedule_differs(context: CheckContext) -> Iterator[Problem]:
    """Rows of a table of times outside the items whose act an item or the text has with another time or other units."""
    sentences = tuple(_sentences(context))
    said = _by_pairs(sentences)
    of_items = {id(block) for _, task in context.tasks() for block in task.blocks}
    for shown in tables_with_words(context):
        heads = [bare(cell.text) for cell in shown.table.head]
        time = next((index for index, head in enumerate(heads) if TIME_COLUMN.fullmatch(head)), None)
        unit = next((index for index, head in enumerate(heads) if UNIT_COLUMN.fullmatch(head)), None)
        if time is None:
            time = next((index for index, head in enumerate(heads) if _OFTEN_COLUMN.search(head)), None)
        act = next((index for index, head in enumerate(heads) if index != time and _ACT_COLUMN.search(head)), None)
        if act is None or (time is None and unit is None) or id(shown.table) in of_items:
            continue
        for row in shown.table.rows:
            cells = [cell.text for cell in row]
            meant = _meant(cells[act].value, said) or _named_in(cells[act].value, sentences)
            if meant is None:
                continue
            if (
                time is not None
                and cells[time].runs
                and (stated := _other_days(cells[time].value, meant, context.plan.year))
            ):
                shown_days = "、".join(format_day(day) for day in sorted(stated))
                message = f"{quote(cells[act])}这里写{quote(cells[time])}，事项里是{shown_days}"
                yield problem_with(cells[time], message, "以哪个为准，就把另一个改过来")
            if time is not None and cells[time].runs and (often := _other_frequency(cells[time].value, meant)):
                message = f"{quote(cells[act])}这里写{quote(cells[time])}，事项里是“{often}”"
                yield problem_with(cells[time], message, "以哪个为准，就把另一个改过来")
            if unit is not None and cells[unit].runs and meant.task is not None:
                yield from _other_unit(
                    context, cells[unit], cells[act], meant.task, is_lead=_OF_LEADS.match(heads[unit]) is not None
                )


_ACT_COLUMN = lazy_pattern(r"内容|事项|工作|任务|活动|名称|项目|节点(?!时间)")


_OFTEN_COLUMN = lazy_pattern("频次|周期|频率|更新(?:时间|要求)?$")
_OF_LEADS = lazy_pattern("责任|牵头|承办|主办|负责")
_OFTEN = lazy_pattern(r"(?P<every>每日|每天|每周|每旬|每月|每个月|每双月|每两个月|每季度?|每个季度|每半年|每年)")
_SAME_FREQUENCY = {"每天": "每日", "每个月": "每月", "每季": "每季度", "每个季度": "每季度", "每双月": "每两个月"}


def _other_frequency(cell: str, meant: _Said) -> str:
    """Return how often the task or its sentence says something is done where the cell says otherwise; else the empty string."""
    written = {_SAME_FREQUENCY.get(each, each) for each in _OFTEN.findall(cell)}
    told = {_SAME_FREQUENCY.get(each, each) for each in _OFTEN.findall(meant.text)}
    if not told and meant.task is not None:
        told = {_SAME_FREQUENCY.get(each, each) for each in _OFTEN.findall(meant.task.deadline.text.value)}
    return "、".join(sorted(told)) if len(written) == len(told) == 1 and written != told else ""


def _named_in(act: str, sentences: Sequence[_Said]) -> _Said | None:
    """Return the one sentence that has an act word by word, or the item whose short title is in it; None for none or several."""
    bare_act = _ROW_ENDS.sub("", act.strip())
    spoken = [said for said in sentences if len(bare_act) >= MIN_ACT and bare_act in said.text and not said.is_title]
    if spoken and len({id(said.task) for said in spoken}) == 1:
        return spoken[0]
    titled = [said for said in sentences if said.is_title and len(said.text) >= MIN_TITLE and said.text in act]
    return titled[0] if len(titled) == 1 and not spoken else None


MIN_TITLE = 4
_ROW_ENDS = lazy_pattern("^(?:公布|公开|发布|开展|举办|召开|组织|完成|印发|编制)|(?:的)?(?:情况|信息)?$")


def _by_pairs(sentences: Iterable[_Said]) -> Mapping[str, Sequence[_Said]]:
    """Return the sentences by the pairs of characters in them, those alone that few have: what many have names no act."""
    holders: dict[str, list[_Said]] = {}
    for sentence in sentences:
        for pair in sentence.words:
            holders.setdefault(pair, []).append(sentence)
    return {pair: having for pair, having in holders.items() if len(having) <= MAX_HOLDERS}


MAX_HOLDERS = 40


def _other_days(cell: str, meant: _Said, year: int) -> frozenset[date]:
    """Return the days of an act where the cell has none of them; empty where they agree, or one of both has none."""
    due = _due(cell, year)
    if due:
        # a step of the task may be meant
        return meant.due if meant.due and due.isdisjoint(meant.due | meant.all_due) else frozenset()
    held = _held(cell, year)
    if not held or not held.isdisjoint(meant.held):
        return frozenset()
    if meant.held or meant.task is None:
        return meant.held
    deadline = meant.task.deadline
    first = deadline.start or date(year, 1, 1)
    is_within = deadline.end is None or any(first <= day <= deadline.end for day in held)
    return frozenset() if is_within or deadline.end is None else frozenset({deadline.end})


def _due(text: str, year: int) -> frozenset[date]:
    return frozenset(phrase.last for phrase in find_deadlines(text, year))


_PLAIN_DAY = lazy_pattern(
    r"(?<!\d)(?:(?P<year>\d{4})年)?(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]\d|[1-9])日(?![之以]?前)"
)


def _held(text: str, year: int) -> frozenset[date]:
    """Return the days of a text that are no deadlines (9月16日举办)."""
    found: set[date] = set()
    for match in _PLAIN_DAY.finditer(text):
        with suppress(ValueError):
            found.add(date(int(match["year"] or year), int(match["month"]), int(match["day"])))
    return frozenset(found)


def _sentences(context: CheckContext) -> Iterator[_Said]:
    """Yield what every sentence of a task says, and what the title of an item with one task says of all of it."""
    year = context.plan.year
    for item, task in context.tasks():
        own = frozenset(filter(None, (task.deadline.end, *task.deadline.steps)))
        text = "。".join(
            paragraph.text.value
            for block in task.blocks
            if not isinstance(block, Note | Table)
            for paragraph in paragraphs(block)
        )
        every = own | _due(text, year)
        if len(item.tasks) == 1:
            words = bigrams(_EVERY_ACT.sub("，", item.title.value))
            yield _Said(task, words, every, _held(text, year), item.title.value, every, is_title=True)
        for sentence in re.split("[。；]", text):
            words = bigrams(_EVERY_ACT.sub("，", sentence))
            due = _due(sentence, year)
            yield _Said(task, words, due or own, _held(sentence, year), sentence, due or every)
    for passage in context.prose:
        for sentence in re.split("[。；]", passage.value) if not passage.item else ():
            due, held = _due(sentence, year), _held(sentence, year)
            if due or held:
                yield _Said(None, bigrams(_EVERY_ACT.sub("，", sentence)), due, held, sentence, due)


def _meant(act: str, said: Mapping[str, Sequence[_Said]]) -> _Said | None:
    """Return the one sentence that speaks of an act; None where none does, or those of several tasks do."""
    wanted = bigrams(_EVERY_ACT.sub("，", act))
    if wanted.total() < MIN_ACT:
        return None
    likely = {id(sentence): sentence for pair in wanted for sentence in said.get(pair, ())}
    scored = [(containment(wanted, sentence.words), sentence) for sentence in likely.values()]
    best, meant = max(scored, key=itemgetter(0), default=(0.0, None))
    if meant is None or best < MOSTLY:
        return None
    others = [score for score, sentence in scored if sentence.task is not meant.task]
    return meant if max(others, default=0.0) < best - _APART else None


_APART = 0.2


def _other_unit(
    context: CheckContext, cell: SourceText, act: SourceText, task: Task, *, is_lead: bool
) -> Iterator[Problem]:
    """Yield the problem with units of a row of which the task has none, or, of a column of those responsible, none that is; only those of the roster are compared."""
    names = {unit.name.value: unit.name.value for unit in context.plan.roster} | {
        unit.full_name: unit.name.value for unit in context.plan.roster if unit.full_name
    }
    here = {names[name] for name in re.split(r"[、，；\s]", cell.value) if name in names}
    leads = [
        unit
        for assignment in task.assignments
        if assignment.role in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
        for unit in assignment.units
    ]
    answering = leads if is_lead and leads else units_of(task)
    there = {names.get(unit.value, unit.value) for unit in answering}
    groups = {unit.name.value for unit in context.plan.roster if unit.group}
    if here and there and here.isdisjoint(there) and not there & groups:
        message = f"{quote(act)}这里写{quote(cell)}，事项的责任科室是{quote('、'.join(sorted(there)))}"
        related = whole_text(units_of(task)[0], "事项")
        yield problem_with(cell, message, "以哪个为准，就把另一个改过来", related=related)
