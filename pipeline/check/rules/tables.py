"""Rule X030 (表格): tables against the words around them and elsewhere, and against themselves."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.check.context import CheckContext, Passage
from pipeline.check.quantities import sentences
from pipeline.check.registry import Problem, problem, problem_with, rows_as_place, rule, whole_text
from pipeline.dataclass import dataclass
from pipeline.findings import Related, Severity, quote
from pipeline.model import FreeAnnex, Note, Paragraph, Section, Table, own_blocks, walk
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceRange, SourceText
from pipeline.text.dates import find_deadlines
from pipeline.text.diff import bigrams, containment
from pipeline.text.numerals import parse_number

_NUMBER = r"\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNTER = "项|条|个|场|次|类|件|家|期|处|门"
_ROWS_TOLD = lazy_pattern(
    rf"(?:列出|列明|共列|下列|以下|如下|下表|本表|清单|共计?|合计|总计|安排|计划|分为?|设)(?:20\d\d年度?)?[^。；，、\d]{{0,18}}?(?<![\d第年月])(?P<count>{_NUMBER})"
    rf"(?P<counter>{_COUNTER})(?!月|工作日|以[上内下]|左右|多|[^。；，]{{0,4}}每)"
)
"""How many rows a table has, said before it: 本清单列出公开内容8项, 共4类."""
_OF_ITSELF = lazy_pattern(r"本(?:清单|表|目录|方案|附件|一览表)")
_UNIT = "[万亿]?元|户|栋|幢|套|人|名|件|条|项|亩|处|座|家|场|次|台|辆|份|平方米|公里|吨"
_AMOUNT_TOLD = lazy_pattern(
    rf"(?<![\d.第])(?P<amount>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<unit>[户人批场件车家]次|分|{_UNIT})(?!次|以[上内下]|钟)"
)
_UNIT_HEAD = lazy_pattern(
    rf"[（(](?P<unit>{_UNIT}|分)[）)]|(?P<counted>[户栋幢套人件条项家场份])数$|(?P<bare>[户人批场件车家]次)$|^(?:分值|满分)$"
)
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
    for shown in tables_with_words(context):
        rows = [[cell.text for cell in row] for row in shown.table.rows]
        heads = [bare(cell.text) for cell in shown.table.head]
        kept = [row for row in rows if bare(row[0]) not in _TOTAL_NAMES and not _is_group(row)]
        yield from _number_of_rows(written, shown, kept)
        yield from _rows_by_name(shown, heads, kept)
        yield from _rows_by_value(shown, heads, kept)
        yield from _total_before(shown, heads, rows)
        yield from _totals_by_name(shown, heads, rows)
        yield from _shares(heads, rows)
        yield from _odd_day(heads, kept)
        yield from _row_arithmetic(kept)
        yield from _begins_after_its_end(heads, kept, context.plan.year)
        yield from _share_of_a_row(shown, heads, rows)
    yield from _amounts_of_rows(context)
    yield from _rows_of_the_annex(context)
    yield from _later_than_the_deadline(context)
    yield from _later_than_what_refers(context)


def bare(text: SourceText) -> str:
    """Return the text of a cell without blanks."""
    return "".join(text.value.split())


def _table_place(rows: Sequence[Sequence[SourceText]]) -> tuple[Related, ...]:
    """Return the rows of a table as another place that a problem refers to."""
    return rows_as_place([row[0] for row in rows])


def _is_group(row: Sequence[SourceText]) -> bool:
    """Whether a row is a heading within the table: words in its first cell alone."""
    return len(row) > 1 and not any(bare(cell) for cell in row[1:])


def tables_with_words(context: CheckContext) -> Iterator[_Shown]:
    """Yield the tables of the plan and of its annexes with the texts around them."""
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
    yield from _announced_rows(written, shown, rows)
    texts = shown.before if shown.is_only_one else (*filter(_speaks_of_itself, shown.before[:-1]), *shown.before[-1:])
    for text in texts:
        matches = list(_ROWS_TOLD.finditer(text.value))
        counts = {parse_number(match["count"]) for match in matches}
        # the paragraph speaks of several numbers: one of them is that of the rows
        if len(rows) in counts or not text.runs:
            continue
        for match in matches:
            passage = written.get(text.runs)
            count = parse_number(match["count"])
            near = len(rows) / 2 <= count <= len(rows) * 2
            totals = {cell.value.strip() for row in shown.table.rows for cell in (each.text for each in row)}
            if not near or match["count"] in totals or passage is None or passage.is_exempt(*match.span("count")):
                continue
            message = f"写了{quote(match['count'] + match['counter'])}，下面的表有 {len(rows)} 行"
            yield problem(
                passage, match.start("count"), match.end(), message, "核对项数和表", related=_table_place(rows)
            )
            break


_ANNOUNCED_ROWS = lazy_pattern(
    rf"(?<![\d.第年月一二三四五六七八九十])(?P<count>{_NUMBER})(?P<counter>[件项个条家类处期场])(?!月|工作日|以[上内下]|[^，。；]{{0,4}}每)"
)


def _announced_rows(
    written: Mapping[tuple[SourceRange, ...], Passage], shown: _Shown, rows: Sequence[Sequence[SourceText]]
) -> Iterator[Problem]:
    """Yield the one number in a sentence that opens a table with a colon, where it is near that of the rows: 实施重点项目5个：."""
    text = shown.before[-1] if shown.before else None
    passage = written.get(text.runs) if text is not None else None
    if passage is None or not passage.value.endswith(("：", ":")):
        return
    told = list(_ANNOUNCED_ROWS.finditer(passage.value, passage.value.rfind("。") + 1))
    if len(told) != 1 or passage.is_exempt(*told[0].span()) or _ROWS_TOLD.search(passage.value):
        return
    (found,) = told
    count = parse_number(found["count"])
    if any(bare(head.text) and passage.value.startswith(bare(head.text), found.end()) for head in shown.table.head):
        return  # `_rows_by_name` has it
    totals = {cell.text.value.strip() for row in shown.table.rows for cell in row}
    if count != len(rows) and len(rows) / 2 <= count <= len(rows) * 2 and found["count"] not in totals:
        message = f"写了{quote(found.group())}，下面的表有 {len(rows)} 行"
        yield problem(passage, *found.span(), message, "核对项数和表", related=_table_place(rows))


def _rows_by_name(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield numbers of what the first columns name that are not the number of rows: 涉及4个乡镇, and a column 乡镇 with five."""
    names = [head for head in heads[:2] if re.fullmatch(rf"{HAN}{{2,4}}", head) and head not in _NO_NAMES]
    if len(rows) < MIN_ROWS or not names:
        return
    told = re.compile(rf"(?<![\d第])(?P<count>{_NUMBER})个(?P<name>{'|'.join(names)})")
    for text in (*shown.before[-1:], *shown.behind):
        for match in told.finditer(text.value):
            at = heads.index(match["name"])
            values = {bare(row[at]) for row in rows}
            if parse_number(match["count"]) not in (len(rows), len(values)) and text.runs:
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
        values = [bare(row[index]) for row in rows]
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
                if parse_number(match["count"]) != number and text.runs:
                    message = f"写了{quote(match.group())}，表里有 {number} {match['counter']}"
                    yield problem(text, *match.span(), message, "核对件数和表", related=_table_place(rows))


_HALF = 6


def _total_before(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the one amount of a unit said before a table that is not the total of its one column in that unit."""
    columns = [
        (index, found["unit"] or found["counted"] or found["bare"] or "分")
        for index, head in enumerate(heads)
        if (found := _UNIT_HEAD.search(head))
    ]
    if not shown.before or len(rows) < MIN_ROWS:
        return
    text = shown.before[-1]
    for index, unit in columns:
        values = [bare(row[index]) for row in rows if bare(row[0]) not in _TOTAL_NAMES]
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


_HEAD_WITH_UNIT = lazy_pattern(rf"(?P<name>{HAN}{{2,8}})(?:[（(](?P<unit>[^（）()]{{1,4}})[）)])?")


def _totals_by_name(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield amounts of what a column is headed by, said around a table, that are not its total: 摊位306个, of 摊位（个） with 360."""
    kept = [row for row in rows if bare(row[0]) not in _TOTAL_NAMES and not _is_group(row)]
    for index, head in enumerate(heads):
        named = _HEAD_WITH_UNIT.fullmatch(head)
        values = [bare(row[index]) for row in kept]
        if named is None or named["name"] in _NO_NAMES or len(kept) < 2 or not all(map(_AMOUNT.fullmatch, values)):
            continue
        total = sum(map(float, values))
        unit = named["unit"] or ""
        for text in (*shown.before[-1:], *shown.behind):
            for sentence in sentences(text.value) if text.runs else ():
                for quantity in sentence.quantities:
                    written = text.value[quantity.start : quantity.stop].lstrip("0123456789.")
                    is_same = unit == written or (not unit and len(written) == 1)
                    is_named = _KEPT_NAME.sub("", quantity.name).endswith(named["name"])
                    if not (is_same and is_named) or quantity.loose or _OF_ANOTHER.search(quantity.name):
                        continue
                    stated = float(re.match(r"[\d.]+", text.value[quantity.start :])[0])  # type: ignore[index]
                    if (
                        abs(stated - total) > ROUNDED
                        and f"{stated:g}" not in values
                        and total / 2 <= stated <= total * 2
                    ):
                        message = f"写了{quote(text.value[quantity.start : quantity.stop])}，下面的表合计 {total:g}"
                        yield problem(
                            text, quantity.start, quantity.stop, message, "核对总数和表", related=_table_place(kept)
                        )


_KEPT_NAME = lazy_pattern("(?:共计?|合计|总计|达到?|为|有|约)$")
_OF_ANOTHER = lazy_pattern("其中|人均|每|户均|上年|同比|去年|已|累计|截至")
"""What makes an amount that of something else than the whole table."""
_DAY_CELL = lazy_pattern(r"(?:\d{4}年|次年)?\d{1,2}月(?P<day>\d{1,2})日[之以]?前")
_SAME_DAY = 3


def _odd_day(heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the one day in a column of days each month or quarter that is unlike the others: 6月25日前, 9月30日前, 12月25日前."""
    for index in range(len(heads)):
        days = [_DAY_CELL.fullmatch(bare(row[index])) for row in rows]
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
        numbers = [[bare(cell) for cell in row[at : at + 3]] for row in rows]
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
        first, last = (_MONTH_CELL.match(bare(row[index])) for index in (begin, end))
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
    """Yield the rows with a name and numbers, of tables whose amounts have one unit."""
    for table in context.tables():
        heads = [cell.text.value for cell in table.head]
        units = {
            "分" if found["unit"] is None else found["unit"][-1]
            for head in heads
            if (found := _UNIT_COLUMN_HEAD.search(head))
        }
        for row in table.rows if len(units) == 1 else ():
            numbers = frozenset(value for cell in row[1:] if _AMOUNT.fullmatch(value := bare(cell.text)))
            # beside the number of the row: | 1 | 名称 | 40 |
            named = next((cell.text for cell in row[:2] if not bare(cell.text).isdecimal()), row[0].text)
            if len(bare(named)) >= MIN_ROW_NAME and numbers:
                yield _Row(named, numbers, next(iter(units)))


_SHARE_TOLD = lazy_pattern(
    r"(?P<named>[^，。；：、\d%％]{2,16}?)(?:总?投资|资金|金额)?占(?:比|总[^，。；\d]{0,4})?(?:为|约)?(?P<share>\d{1,3}(?:\.\d{1,2})?)[%％]"
)
_LIKE_A_NAME = 0.6


def _share_of_a_row(shown: _Shown, heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield shares said around a table that are not those of the row they name: 老旧小区改造占36%, of 3600 in 6000."""
    kept = [row for row in rows if bare(row[0]) not in _TOTAL_NAMES]
    if len(kept) < MIN_ROWS:
        return
    for text in (*shown.before[-1:], *shown.behind):
        for match in _SHARE_TOLD.finditer(text.value):
            wanted = bigrams(re.sub("其中|约|分别", "", match["named"]))
            scored = [(containment(wanted, bigrams("".join(map(bare, row[:2])))), row) for row in kept]
            best = max(score for score, _ in scored)
            found = [row for score, row in scored if score == best]
            if best < _LIKE_A_NAME or len(found) != 1 or not text.runs:
                continue
            shares = list(_shares_of(kept, found[0], len(heads)))
            stated = float(match["share"])
            if shares and all(abs(share - stated) > 1 for share in shares):
                message = f"{quote(match['named'])}写了占{match['share']}%，照表里算是 {shares[0]:.3g}%"
                yield problem(text, *match.span("share"), message, "核对占比和表", related=_table_place([found[0]]))


def _shares_of(rows: Sequence[Sequence[SourceText]], row: Sequence[SourceText], width: int) -> Iterator[float]:
    """Yield what share a row has of each column of amounts."""
    for index in range(1, width):
        values = [bare(each[index]) for each in rows]
        if all(_AMOUNT.fullmatch(value) for value in values) and (total := sum(map(float, values))):
            yield float(bare(row[index])) / total * 100


_SEE_ANNEX = lazy_pattern(r"附件\s?(?P<number>\d{0,2})")
_COUNTED_ROWS = lazy_pattern(
    r"(?<![\d.第年月])(?P<count>\d{1,3})(?P<counter>[件项个条家类名处期场])(?!月|工作日|以[上内下])"
)
_SHARED = 2
"""So many pairs of characters name an annex's subject."""


def _rows_of_the_annex(context: CheckContext) -> Iterator[Problem]:
    """Yield numbers of what an annex lists that are not the number of its rows: 民生实事8件，见附件2, whose table has six."""
    annexes = context.plan.head.annexes
    if not any(isinstance(annex, FreeAnnex) for annex in annexes):
        return
    for passage in context.prose:
        for match in _SEE_ANNEX.finditer(passage.value) if "附件" in passage.value else ():
            number = int(match["number"] or 1)
            annex = annexes[number - 1] if 0 < number <= len(annexes) else None
            if not isinstance(annex, FreeAnnex) or (not match["number"] and len(annexes) > 1):
                continue
            tables = [
                block for visit in walk(annex.parts) for block in own_blocks(visit.part) if isinstance(block, Table)
            ]
            rows = [
                [cell.text for cell in row]
                for table in tables
                for row in table.rows
                if bare(row[0].text) not in _TOTAL_NAMES
            ]
            start = max(passage.value.rfind(mark, 0, match.start()) for mark in "。；") + 1
            counted = [
                found
                for found in _COUNTED_ROWS.finditer(passage.value, start, match.start())
                if (
                    bigrams(passage.value[max(found.start() - 8, start) : found.end() + 8]) & bigrams(annex.title.value)
                ).total()
                >= _SHARED
            ]
            counts = {int(found["count"]) for found in counted}
            if len(tables) != 1 or len(rows) < MIN_ROWS or not counted or len(rows) in counts:
                continue
            found = counted[-1]
            if len(rows) / 2 <= int(found["count"]) <= len(rows) * 2 and not passage.is_exempt(*found.span()):
                message = f"写了{quote(found.group())}，附件{match['number']}的表有 {len(rows)} 行"
                yield problem(passage, *found.span(), message, "核对个数和附件", related=_table_place(rows))


def _amounts_of_rows(context: CheckContext) -> Iterator[Problem]:
    """Yield amounts that the text states for what a row names, beside others of that row, and that the row does not have."""
    # by their first characters, so that every text is read once
    by_head: dict[str, list[_Row]] = {}
    for row in _named_rows(context):
        by_head.setdefault(bare(row.name)[:MIN_ROW_NAME], []).append(row)
    for passage in context.prose if by_head else ():
        for at in range(len(passage.value) - MIN_ROW_NAME):
            for row in by_head.get(passage.value[at : at + MIN_ROW_NAME], ()):
                if not passage.value.startswith(bare(row.name), at):
                    continue
                sentence = re.split("[。；]", passage.value[at : at + _SENTENCE], maxsplit=1)[0]
                amounts = list(re.finditer(rf"(?<![\d.])(\d+(?:\.\d+)?)(?={row.unit})", sentence))[:2]
                wrong = [match for match in amounts if match[1] not in row.numbers]
                is_next = bool(wrong) and re.fullmatch(
                    "[占为共计：，]{0,2}", sentence[len(bare(row.name)) : wrong[0].start()]
                )
                if len(wrong) == 1 and ((len(amounts) > 1 and len(row.numbers) > 1) or is_next):
                    name = bare(row.name)
                    message = f"{quote(name)}写了{wrong[0][1]}{row.unit}，表里是{'、'.join(sorted(row.numbers))}"
                    start, stop = at + wrong[0].start(), at + wrong[0].end()
                    yield problem(passage, start, stop, message, "核对数字", related=rows_as_place([row.name]))


_SENTENCE = 80
"""What is said of a row is said within so many characters."""
_UNIT_COLUMN_HEAD = lazy_pattern(r"[（(](?P<unit>[万亿]?元|分)(?:/[^）)]{1,4})?[）)]|^(?:分值|得分|满分)$")
TIME_COLUMN = lazy_pattern(rf"{HAN}{{0,4}}(?:时间|时限|期限|日期|节点|月份)(?:节点|要求|安排)?")
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
                if not TIME_COLUMN.fullmatch(bare(head.text)):
                    continue
                for row in block.rows:
                    if any(_PERIOD.fullmatch(bare(each.text)) for each in row[:2]):
                        continue
                    cell = row[index].text
                    late = [phrase for phrase in find_deadlines(cell.value, context.plan.year) if phrase.last > end]
                    if late and cell.runs:
                        message = f"表里写{quote(cell)}，这项任务的完成时间是{quote(task.deadline.text)}"
                        related = whole_text(task.deadline.text, "完成时间")
                        yield problem_with(cell, message, "以哪个为准，就把另一个改过来", related=related)


_WINDS_UP = lazy_pattern("汇总|总结|完成|通报|报送|结束")


def _later_than_what_refers(context: CheckContext) -> Iterator[Problem]:
    """Yield days in the one table of an annex that are behind the last day of the only paragraph that refers to it: 10月底前汇总，见附件2."""
    annexes = context.plan.head.annexes
    for number, annex in enumerate(annexes, 1):
        if not isinstance(annex, FreeAnnex):
            continue
        shown = [block for visit in walk(annex.parts) for block in own_blocks(visit.part) if isinstance(block, Table)]
        name = re.compile(rf"附件\s?{number}(?!\d)" if len(annexes) > 1 else r"附件")
        referring = [passage for passage in context.prose if passage.item and name.search(passage.value)]
        if len(shown) != 1 or len({passage.item for passage in referring}) != 1:
            continue
        found = [(each, phrase) for each in referring for phrase in find_deadlines(each.value, context.plan.year)]
        days = [phrase for _, phrase in found]
        if not any(_WINDS_UP.match(each.value, phrase.stop) for each, phrase in found):
            continue
        last = max(days, key=lambda phrase: phrase.last)
        for index, head in enumerate(shown[0].head):
            for row in shown[0].rows if TIME_COLUMN.fullmatch(bare(head.text)) else ():
                cell = row[index].text
                late = any(phrase.last > last.last for phrase in find_deadlines(cell.value, context.plan.year))
                if late and cell.runs:
                    message = f"附件里写{quote(cell)}，正文写{quote(last.text)}"
                    yield problem_with(cell, message, "以哪个为准，就把另一个改过来")


_ROUNDED_SHARE = 0.6


def _shares(heads: Sequence[str], rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the cells of a column of shares that are not those of the amounts in the column before, where most are."""
    at = next((index for index, head in enumerate(heads) if _SHARE_HEAD.search(head)), 0)
    if not at:
        return
    kept = [row for row in rows if bare(row[0]) not in _TOTAL_NAMES]
    stated = [_SHARE.fullmatch(bare(row[at])) for row in kept]
    amounts = [bare(row[at - 1]) for row in kept]
    if len(kept) < MIN_ROWS or not all(stated) or not all(_AMOUNT.fullmatch(amount) for amount in amounts):
        return
    total = sum(map(float, amounts))
    wrong: list[tuple[SourceText, float]] = []
    for row, share, amount in zip(kept, stated, amounts, strict=True):
        assert share is not None
        right = float(amount) / total * 100 if total else 0.0
        places = len(share[1].partition(".")[2])
        if abs(right - float(share[1])) > _ROUNDED_SHARE * 10**-places:
            wrong.append((row[at], right))
    if len(wrong) * 2 < len(kept):
        for cell, right in wrong:
            if cell.runs:
                yield problem_with(cell, f"写了{quote(cell)}，照金额算是 {right:.1f}%", "核对占比和金额")
