"""Rules X027 and X030 (表格): tables against the words around them, their own totals, and the items they list."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from pipeline.check.context import CheckContext, Passage, units_of
from pipeline.check.registry import Problem, problem, problem_with, rows_as_place, rule, whole_text
from pipeline.check.rules.numbers import parse_count
from pipeline.check.rules.owners import UNIT_COLUMN
from pipeline.findings import Related, Severity, quote
from pipeline.model import FreeAnnex, Note, Paragraph, Section, Table, Task, own_blocks, paragraphs, walk
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceRange, SourceText
from pipeline.text.dates import find_deadlines, format_day
from pipeline.text.diff import bigrams, containment

_NUMBER = r"\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNTER = "项|条|个|场|次|类|件|家|期|处|门"
_ROWS_TOLD = lazy_pattern(
    rf"(?:列出|列明|共列|下列|以下|如下|下表|本表|清单|共计?|合计|总计|安排|计划|分为?|设)(?:20\d\d年度?)?[^。；，、\d]{{0,18}}?(?<![\d第年月])(?P<count>{_NUMBER})"
    rf"(?P<counter>{_COUNTER})(?!月|工作日|以[上内下]|左右|多|[^。；，]{{0,4}}每)"
)
"""How many rows a table has, said before it: 本清单列出公开内容8项, 共4类."""
_OF_ITSELF = lazy_pattern(r"本(?:清单|表|目录|方案|附件|一览表)")
_UNIT = "[万亿]?元|户|栋|幢|套|人|名|件|条|项|亩|处|座|家|场|次|台|辆|份|平方米|公里|吨"
_AMOUNT_TOLD = lazy_pattern(rf"(?<![\d.第])(?P<amount>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<unit>{_UNIT})(?!次|以[上内下])")
_UNIT_HEAD = lazy_pattern(rf"[（(](?P<unit>{_UNIT})[）)]|(?P<counted>[户栋幢套人件条项家场份])数$")
"""The unit of a column of amounts, in its head: 金额（万元）, 户数."""
_SHARE_HEAD = lazy_pattern(r"占比|比重|比例|百分比|份额")
_SHARE = lazy_pattern(r"(\d{1,3}(?:\.\d{1,2})?)[%％]")
_AMOUNT = lazy_pattern(r"\d+(?:\.\d+)?")
_TOTAL_NAMES = ("合计", "总计", "共计", "小计")
MIN_ROWS = 3
"""Of fewer rows nobody says how many there are."""
ROUNDED = 0.011


@dataclass(frozen=True, slots=True)
class _Shown:
    """A table with the texts before it up to the table or the heading before, nearest last, and the one text behind it."""

    table: Table
    before: tuple[SourceText, ...]
    behind: tuple[SourceText, ...]
    is_only_one: bool
    """Whether it is the only table of an annex, of which the whole annex may speak."""


@rule("X030", Severity.WARNING, "表格和文字、合计对不上")
def table_differs(context: CheckContext) -> Iterator[Problem]:
    """Numbers and totals said around a table that it does not have, shares that are not those of their amounts, a day unlike the others."""
    written = {passage.text.runs: passage for passage in context.prose}
    for shown in _tables(context):
        rows = [[cell.text for cell in row] for row in shown.table.rows]
        heads = [_bare(cell.text) for cell in shown.table.head]
        kept = [row for row in rows if _bare(row[0]) not in _TOTAL_NAMES and not _is_group(row)]
        yield from _number_of_rows(written, shown, kept)
        yield from _rows_by_name(shown, heads, kept)
        yield from _rows_by_value(shown, heads, kept)
        yield from _total_before(shown, heads, rows)
        yield from _shares(heads, rows)
        yield from _odd_day(heads, kept)
        yield from _row_arithmetic(kept)
        yield from _begins_after_its_end(heads, kept, context.plan.year)
    yield from _amounts_of_rows(context)
    yield from _later_than_the_deadline(context)


def _bare(text: SourceText) -> str:
    return "".join(text.value.split())


def _table_place(rows: Sequence[Sequence[SourceText]]) -> tuple[Related, ...]:
    """Return the rows of a table as another place that a problem refers to."""
    return rows_as_place([row[0] for row in rows])


def _is_group(row: Sequence[SourceText]) -> bool:
    """Whether a row is a heading within the table: words in its first cell alone."""
    return len(row) > 1 and not any(_bare(cell) for cell in row[1:])


def _tables(context: CheckContext) -> Iterator[_Shown]:
    bodies = [context.plan.parts, *(annex.parts for annex in context.plan.head.annexes if isinstance(annex, FreeAnnex))]
    for number, parts in enumerate(bodies):
        blocks = [(visit.part, block) for visit in walk(parts) for block in own_blocks(visit.part)]
        blocks = [(part, block) for part, block in blocks if not isinstance(block, Note)]
        tables = sum(isinstance(block, Table) for _, block in blocks)
        before: list[SourceText] = []
        for index, (part, block) in enumerate(blocks):
            match block:
                case Table():
                    behind = blocks[index + 1 : index + 2]
                    yield _Shown(
                        block,
                        tuple(before),
                        # what stands behind it, not the heading of what follows
                        tuple(
                            after.text
                            for owner, after in behind
                            if isinstance(after, Paragraph) and not isinstance(owner, Section)
                        ),
                        bool(number) and tables == 1,
                    )
                    before = []
                case Paragraph() if isinstance(part, Section):
                    # a heading ends what is said before, but what an annex says of itself; of one with one table all is about it
                    before = [text for text in before if number and (tables == 1 or _OF_ITSELF.match(text.value))]
                case Paragraph():
                    before.append(block.text)
                case _:
                    before = []


def _speaks_of_itself(text: SourceText) -> bool:
    return _OF_ITSELF.match(text.value) is not None


def _number_of_rows(
    written: Mapping[tuple[SourceRange, ...], Passage], shown: _Shown, rows: Sequence[Sequence[SourceText]]
) -> Iterator[Problem]:
    """Yield numbers said before a table that are near that of its rows, but not it, nor that of any column's total."""
    if len(rows) < MIN_ROWS:
        return
    texts = shown.before if shown.is_only_one else (*filter(_speaks_of_itself, shown.before[:-1]), *shown.before[-1:])
    for text in texts:
        matches = list(_ROWS_TOLD.finditer(text.value))
        counts = {parse_count(match["count"]) for match in matches}
        # the paragraph speaks of several numbers: one of them is that of the rows
        if len(rows) in counts or not text.runs:
            continue
        for match in matches:
            passage = written.get(text.runs)
            count = parse_count(match["count"])
            near = len(rows) / 2 <= count <= len(rows) * 2
            totals = {cell.value.strip() for row in shown.table.rows for cell in (each.text for each in row)}
            if not near or match["count"] in totals or passage is None or passage.is_exempt(*match.span("count")):
                continue
            message = f"写了{quote(match['count'] + match['counter'])}，下面的表有 {len(rows)} 行"
            yield problem(
                passage, match.start("count"), match.end(), message, "核对项数和表", related=_table_place(rows)
            )
            break


def _rows_by_name(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield numbers of what the first columns name that are not the number of rows: 涉及4个乡镇, and a column 乡镇 with five."""
    names = [head for head in heads[:2] if re.fullmatch(rf"{HAN}{{2,4}}", head) and head not in _NO_NAMES]
    if len(rows) < MIN_ROWS or not names:
        return
    told = re.compile(rf"(?<![\d第])(?P<count>{_NUMBER})个(?P<name>{'|'.join(names)})")
    for text in (*shown.before[-1:], *shown.behind):
        for match in told.finditer(text.value):
            at = heads.index(match["name"])
            values = {_bare(row[at]) for row in rows}
            if parse_count(match["count"]) not in (len(rows), len(values)) and text.runs:
                message = f"写了{quote(match.group())}，表里有 {len(values)} 个"
                yield problem(text, *match.span(), message, "核对个数和表", related=_table_place(rows))


_NO_NAMES = ("序号", "项目", "类别", "名称", "内容", "事项", "时间", "日期", "月份", "季度", "单位", "部门", "备注")
MOST_VALUES = 8
"""A column of more different values is no classification."""


def _rows_by_value(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield numbers of a kind that are not those of the rows of that kind: 以视频形式解读2件, 上半年2件."""
    if len(rows) < MIN_ROWS:
        return
    counted: dict[str, int] = {}
    for index in range(len(heads)):
        values = [_bare(row[index]) for row in rows]
        if 1 < len(set(values)) <= min(MOST_VALUES, len(rows) - 1) and all(
            re.fullmatch(rf"{HAN}{{2,6}}", value) for value in values
        ):
            counted.update({value: values.count(value) for value in values})
        months = [re.match(r"(?:\d{4}年)?(\d{1,2})月", value) for value in values]
        if all(months):
            first = sum(int(month[1]) <= _HALF for month in months if month)
            counted.update({"上半年": first, "下半年": len(rows) - first})
    for value, number in counted.items():
        told = re.compile(
            rf"{value}(?:形式|方式|类|级)?(?:解读|公开|开展|举办|完成|发布|活动|安排)?(?P<count>{_NUMBER})(?P<counter>{_COUNTER})(?!次|以[上内下])"
        )
        for text in (*shown.before[-1:], *shown.behind):
            for match in told.finditer(text.value):
                if parse_count(match["count"]) != number and text.runs:
                    message = f"写了{quote(match.group())}，表里有 {number} {match['counter']}"
                    yield problem(text, *match.span(), message, "核对件数和表", related=_table_place(rows))


_HALF = 6


def _total_before(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the one amount of a unit said before a table that is not the total of its one column in that unit."""
    columns = [
        (index, found["unit"] or found["counted"])
        for index, head in enumerate(heads)
        if (found := _UNIT_HEAD.search(head))
    ]
    if not shown.before or len(rows) < MIN_ROWS:
        return
    text = shown.before[-1]
    for index, unit in columns:
        values = [_bare(row[index]) for row in rows if _bare(row[0]) not in _TOTAL_NAMES]
        if [other for _, other in columns].count(unit) > 1 or not all(_AMOUNT.fullmatch(value) for value in values):
            continue
        total = sum(map(float, values))
        amounts = [match for match in _AMOUNT_TOLD.finditer(text.value) if match["unit"] == unit]
        if len(amounts) != 1 or not text.runs:
            continue
        (found,) = amounts
        stated = float(found["amount"])
        before = text.value[: found.start()].rpartition("。")[2]
        if abs(stated - total) <= ROUNDED or _OF_ANOTHER.search(before) or not total / 2 <= stated <= total * 2:
            continue
        message = f"写了{quote(found.group())}，下面的表合计 {total:g}{unit}"
        yield problem(text, *found.span(), message, "核对总数和表", related=_table_place(rows))


_OF_ANOTHER = lazy_pattern("其中|人均|每|户均|上年|同比|去年|已|累计|截至")
"""What makes an amount that of something else than the whole table."""
_DAY_CELL = lazy_pattern(r"(?:\d{4}年|次年)?\d{1,2}月(?P<day>\d{1,2})日[之以]?前")
_SAME_DAY = 3


def _odd_day(heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the one day in a column of days each month or quarter that is unlike the others: 6月25日前, 9月30日前, 12月25日前."""
    for index in range(len(heads)):
        days = [_DAY_CELL.fullmatch(_bare(row[index])) for row in rows]
        if len(rows) < _SAME_DAY or not all(days):
            continue
        stated = [match["day"] for match in days if match]
        usual = max(stated, key=stated.count)
        odd = [at for at, day in enumerate(stated) if day != usual]
        if len(odd) == 1 and rows[odd[0]][index].runs:
            cell = rows[odd[0]][index]
            yield problem_with(cell, f"写了{quote(cell)}，其余各行都是{usual}日", "核对日期")


_THIRD: tuple[Callable[[float, float], float], ...] = (
    lambda first, second: second - first,
    lambda first, second: first + second,
    lambda first, second: first - second,
)
MOST_RIGHT = 0.6
"""When so many rows follow a rule, the others are asked about."""


def _row_arithmetic(rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the third of three neighbouring numbers of a row where it is the difference or the sum of the others in most rows."""
    width = len(rows[0]) if rows else 0
    for at in range(width - 2):
        numbers = [[_bare(cell) for cell in row[at : at + 3]] for row in rows]
        if len(rows) < MIN_ROWS or not all(_AMOUNT.fullmatch(value) for values in numbers for value in values):
            continue
        values = [[float(value) for value in row] for row in numbers]
        for right in _THIRD:
            wrong = [index for index, row in enumerate(values) if abs(right(row[0], row[1]) - row[2]) > ROUNDED]
            if wrong and len(wrong) <= (1 - MOST_RIGHT) * len(rows):
                for index in wrong:
                    cell = rows[index][at + 2]
                    if cell.runs:
                        message = f"写了{quote(cell)}，照前两格算是 {right(*values[index][:2]):g}"
                        yield problem_with(cell, message, "核对这一行的三个数")
                break


_BEGIN, _END = lazy_pattern(r"开工|开始|启动|起始|起"), lazy_pattern(r"完工|竣工|结束|完成|截止|止")


def _begins_after_its_end(heads: Sequence[str], rows: Sequence[Sequence[SourceText]], year: int) -> Iterator[Problem]:
    """Yield ends in a table that are before the beginning in the same row."""
    begin = next((index for index, head in enumerate(heads) if _BEGIN.search(head) and "时间" in head), None)
    end = next((index for index, head in enumerate(heads) if _END.search(head) and "时间" in head), None)
    if begin is None or end is None or begin == end:
        return
    for row in rows:
        first, last = (_MONTH_CELL.match(_bare(row[index])) for index in (begin, end))
        if first is None or last is None or not row[end].runs:
            continue
        stated = [(int(match["year"] or year), int(match["month"])) for match in (first, last)]
        if stated[1] < stated[0]:
            message = f"{heads[end]}{quote(row[end])}早于{heads[begin]}{quote(row[begin])}"
            yield problem_with(row[end], message, "核对起止时间")


_MONTH_CELL = lazy_pattern(r"(?:(?P<year>\d{4})年)?(?P<month>1[0-2]|[1-9])月")
MIN_ROW_NAME = 4
"""So many characters name what a row is about."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: what it is about, its numbers, and their unit."""

    name: SourceText
    numbers: frozenset[str]
    unit: str


def _named_rows(context: CheckContext) -> Iterator[_Row]:
    """Yield the rows with a name and two numbers or more, of tables whose amounts have one unit."""
    for table in context.tables():
        heads = [cell.text.value for cell in table.head]
        units = {found["unit"][-1] for head in heads if (found := _UNIT_COLUMN_HEAD.search(head))}
        for row in table.rows if len(units) == 1 else ():
            numbers = frozenset(value for cell in row[1:] if _AMOUNT.fullmatch(value := _bare(cell.text)))
            if len(_bare(row[0].text)) >= MIN_ROW_NAME and len(numbers) > 1:
                yield _Row(row[0].text, numbers, next(iter(units)))


def _amounts_of_rows(context: CheckContext) -> Iterator[Problem]:
    """Yield amounts that the text states for what a row names, beside others of that row, and that the row does not have."""
    # by their first characters, so that every text is read once
    by_head: dict[str, list[_Row]] = {}
    for row in _named_rows(context):
        by_head.setdefault(_bare(row.name)[:MIN_ROW_NAME], []).append(row)
    for passage in context.prose if by_head else ():
        for at in range(len(passage.value) - MIN_ROW_NAME):
            for row in by_head.get(passage.value[at : at + MIN_ROW_NAME], ()):
                if not passage.value.startswith(_bare(row.name), at):
                    continue
                sentence = re.split("[。；]", passage.value[at : at + _SENTENCE], maxsplit=1)[0]
                amounts = list(re.finditer(rf"(?<![\d.])(\d+(?:\.\d+)?)(?={row.unit})", sentence))[:2]
                wrong = [match for match in amounts if match[1] not in row.numbers]
                if len(wrong) == 1 and len(amounts) > 1:
                    name = _bare(row.name)
                    message = f"{quote(name)}写了{wrong[0][1]}{row.unit}，表里是{'、'.join(sorted(row.numbers))}"
                    start, stop = at + wrong[0].start(), at + wrong[0].end()
                    yield problem(passage, start, stop, message, "核对数字", related=rows_as_place([row.name]))


_SENTENCE = 80
"""What is said of a row is said within so many characters."""
_UNIT_COLUMN_HEAD = lazy_pattern(r"[（(](?P<unit>[万亿]?元)(?:/[^）)]{1,4})?[）)]")
_TIME_COLUMN = lazy_pattern(rf"{HAN}{{0,4}}(?:时间|时限|期限|日期|节点|月份)(?:节点|要求|安排)?")
_PERIOD = lazy_pattern(r"(?:\d{4}年)?(?:第?[一二三四1-4]季度|[上下]半年|全年|\d{1,2}月份?)")
"""A row that begins so is of a period, whose results follow it."""


def _later_than_the_deadline(context: CheckContext) -> Iterator[Problem]:
    """Yield days in a table of a task that are behind the task's own deadline."""
    for _, task in context.tasks():
        end = task.deadline.end
        for block in task.blocks:
            if not isinstance(block, Table) or end is None:
                continue
            for index, head in enumerate(block.head):
                if not _TIME_COLUMN.fullmatch(_bare(head.text)):
                    continue
                for row in block.rows:
                    if any(_PERIOD.fullmatch(_bare(each.text)) for each in row[:2]):
                        continue
                    cell = row[index].text
                    late = [phrase for phrase in find_deadlines(cell.value, context.plan.year) if phrase.last > end]
                    if late and cell.runs:
                        message = f"表里写{quote(cell)}，这项任务的完成时间是{quote(task.deadline.text)}"
                        related = whole_text(task.deadline.text, "完成时间")
                        yield problem_with(cell, message, "以哪个为准，就把另一个改过来", related=related)


# --- X027 ----------------------------------------------------------------------------------

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


@rule("X027", Severity.WARNING, "节点表、日程表和正文对不上")
def schedule_differs(context: CheckContext) -> Iterator[Problem]:
    """Rows of a table of times outside the items whose act an item or the text has with another time or other units."""
    said = _by_pairs(_sentences(context))
    of_items = {id(block) for _, task in context.tasks() for block in task.blocks}
    for shown in _tables(context):
        heads = [_bare(cell.text) for cell in shown.table.head]
        time = next((index for index, head in enumerate(heads) if _TIME_COLUMN.fullmatch(head)), None)
        unit = next((index for index, head in enumerate(heads) if UNIT_COLUMN.fullmatch(head)), None)
        act = next((index for index, head in enumerate(heads) if index != time and _ACT_COLUMN.search(head)), None)
        if act is None or (time is None and unit is None) or id(shown.table) in of_items:
            continue
        for row in shown.table.rows:
            cells = [cell.text for cell in row]
            meant = _meant(cells[act].value, said)
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
            if unit is not None and cells[unit].runs and meant.task is not None:
                yield from _other_unit(context, cells[unit], cells[act], meant.task)


_ACT_COLUMN = lazy_pattern(r"内容|事项|工作|任务|活动|名称|项目|节点(?!时间)")


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
        return meant.due if meant.due and due.isdisjoint(meant.due) else frozenset()
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
        if len(item.tasks) == 1:
            words = bigrams(_EVERY_ACT.sub("，", item.title.value))
            yield _Said(task, words, own | _due(text, year), _held(text, year))
        for sentence in re.split("[。；]", text):
            words = bigrams(_EVERY_ACT.sub("，", sentence))
            yield _Said(task, words, _due(sentence, year) or own, _held(sentence, year))
    for passage in context.prose:
        for sentence in re.split("[。；]", passage.value) if not passage.item else ():
            due, held = _due(sentence, year), _held(sentence, year)
            if due or held:
                yield _Said(None, bigrams(_EVERY_ACT.sub("，", sentence)), due, held)


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


def _other_unit(context: CheckContext, cell: SourceText, act: SourceText, task: Task) -> Iterator[Problem]:
    """Yield the problem with units of a row of which the task has none; only those of the roster are compared."""
    names = {unit.name.value: unit.name.value for unit in context.plan.roster} | {
        unit.full_name: unit.name.value for unit in context.plan.roster if unit.full_name
    }
    here = {names[name] for name in re.split(r"[、，；\s]", cell.value) if name in names}
    there = {names.get(unit.value, unit.value) for unit in units_of(task)}
    groups = {unit.name.value for unit in context.plan.roster if unit.group}
    if here and there and here.isdisjoint(there) and not there & groups:
        message = f"{quote(act)}这里写{quote(cell)}，事项的责任科室是{quote('、'.join(sorted(there)))}"
        related = whole_text(units_of(task)[0], "事项")
        yield problem_with(cell, message, "以哪个为准，就把另一个改过来", related=related)


def _shares(heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the cells of a column of shares that are not those of the amounts in the column before, where most are."""
    at = next((index for index, head in enumerate(heads) if _SHARE_HEAD.search(head)), 0)
    if not at:
        return
    kept = [row for row in rows if _bare(row[0]) not in _TOTAL_NAMES]
    stated = [_SHARE.fullmatch(_bare(row[at])) for row in kept]
    amounts = [_bare(row[at - 1]) for row in kept]
    if len(kept) < MIN_ROWS or not all(stated) or not all(_AMOUNT.fullmatch(amount) for amount in amounts):
        return
    total = sum(map(float, amounts))
    wrong: list[tuple[SourceText, float]] = []
    for row, share, amount in zip(kept, stated, amounts, strict=True):
        assert share is not None
        right = float(amount) / total * 100 if total else 0.0
        places = len(share[1].partition(".")[2])
        if abs(right - float(share[1])) > 10**-places:
            wrong.append((row[at], right))
    if len(wrong) * 2 < len(kept):
        for cell, right in wrong:
            if cell.runs:
                yield problem_with(cell, f"写了{quote(cell)}，照金额算是 {right:.1f}%", "核对占比和金额")
