"""Rule N009 (数目): what follows from the quantities of a sentence or a table: parts and totals (a table's 合计), weights, balances."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.check.context import CheckContext, Kind, Passage
from pipeline.check.quantities import Quantity, Sentence, amount, is_next, is_slip, is_turned, sentences, shown, weight
from pipeline.check.registry import Problem, problem, problem_with, rows_as_place, rule
from pipeline.check.rules.shares import (
    COMPARED_BEFORE,
    NEARLY,
    TOLERANCE,
    averages,
    equal_amounts,
    households,
    long_ratios,
    one_for_each,
    ranks,
    ratios,
    shares,
    shares_in_words,
    shares_of_row,
)
from pipeline.check.rules.tables import bare
from pipeline.findings import Severity, quote
from pipeline.model import Table
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.text.numerals import parse_number

_TWO = 2
_HUNDRED = 100


@rule("N009", Severity.WARNING, "数目加不起来")
def wrong_sum(context: CheckContext) -> Iterator[Problem]:
    """Quantities of a sentence or a table that do not follow from each other: parts, shares, rates, averages, ratios, balances."""
    yield from _table_totals(context)
    yield from _steps(context)
    for passage in context.prose:
        text = passage.value
        before: Sentence | None = None
        for sentence in sentences(text):
            for judge in _JUDGES:
                yield from judge(passage, sentence)
            if before is not None:
                yield from _parts_of_the_sentence_before(passage, before, sentence)
            before = sentence
        if (
            "首先" in text
            and "其次" not in text
            and "第二" not in text
            and (again := re.search("再次(?=，|、|是|要)", text))
        ):
            yield problem(passage, *again.span(), "有“首先”“再次”，没有“其次”", "核对是不是漏了一点")


def _equal(one: float, other: float, step: float) -> bool:
    """Whether two amounts are the same as far as figures of this last place say."""
    return abs(one - other) <= (step * 1.01 if step < 1 else TOLERANCE)


# --- parts and their total ------------------------------------------------------------------------

_OF_WHICH = lazy_pattern(
    r"其中|(?:^|[，：:])(?:按[^，；：]{1,6})?分别(?!提高|增长|增加|降|达|上升|减少|下降|提升)|包括|分为|构成|即|[：:]"
)
_VAGUE = lazy_pattern("控制|限额|以内|约|左右|以上|以下|超|余|主要|近|不少于|不低于|至少|同比|增|降|较|比|不含|此外|另")
_PAPERS = frozenset("条件篇份项个")
"""Words of measure that are used for papers and items side by side: 426条，其中文件18件、信息386条."""
_SLIP = 3
"""Parts that miss their total by no more are meant to add up to it."""
_TOTAL_BEHIND = lazy_pattern(
    r"(?:共计?|合计|总计|总共|一共|全年|[二两三四]者合计)(?:共|有|为|安排|设|达|投资|公开|发布|解读|举办|组织|受理|收到|办理|接收|登记|检查)?$"
)
_MANY_DIGITS = 100
_WIDE = 1.5
_NEXT_TO_ALL = 0.92


def _near(total: float, added: float) -> bool:
    """Whether a sum misses its total by what a slip of the pen makes."""
    return abs(total - added) <= max(_SLIP, NEARLY * total) or is_turned(total, added)


def _listed(text: str, quantities: Sequence[Quantity], first: int) -> list[Quantity]:
    """Return the quantities from the first on that stand in a row, shares and what is in brackets within it left out."""
    row = [quantities[first]]
    for other in quantities[first + 1 :]:
        if other.is_rate or (other.depth > row[-1].depth and other.unit != row[-1].unit):
            continue
        if other.depth > row[0].depth:
            continue
        if not is_next(text, row[-1], other) or not (other.unit == row[0].unit or {other.unit, row[0].unit} <= _PAPERS):
            break
        # what a semicolon parts from a row joined by lesser marks is another matter
        if len(row) > 1 and "；" in text[row[-1].stop : other.start] and "；" not in text[row[0].stop : row[-1].start]:
            break
        row.append(other)
    return row


def _added(text: str, row: Sequence[Quantity], begin: int) -> float:
    """Return the sum of a row; what is stated for each of several counts for all of them."""
    total, before = 0.0, begin
    for quantity in row:
        total += quantity.value * weight(text, before, quantity.start)
        before = quantity.stop
    return total


def _parts(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield totals whose parts, listed behind them in the same sentence, add up to another number."""
    text, quantities = passage.value, sentence.quantities
    taken = -1
    for index in range(len(quantities) - 1):
        total = quantities[index]
        part = quantities[index + 1]
        if (
            part.unit == total.unit
            and not total.is_rate
            and part.value > total.value
            # of several numbers it may be a part of an earlier one
            and not any(other.unit == part.unit and other.value >= part.value for other in quantities[:index])
            and not (part.loose or total.loose)
            and part.depth == total.depth
            and re.fullmatch(r"[^，。；、\d]{0,8}[，（]其中[^，。；、\d]{1,12}", text[total.stop : part.start])
            and not re.search("增|减|降|升|超|达|比", text[total.start - len(total.name) : part.stop])
        ):
            message = f"其中的“{shown(text, part)}”比“{shown(text, total)}”还多"
            yield problem(passage, part.start, part.stop, message, "核对总数和其中的数")
            continue
        first = next((at for at in range(index + 1, len(quantities)) if not quantities[at].is_rate), None)
        if index <= taken or total.is_rate or first is None or first + 1 >= len(quantities):
            continue
        row = _listed(text, quantities, first)
        between = text[total.stop : row[0].start]
        is_bracketed = row[0].depth > total.depth and between.lstrip().startswith(("（", "("))
        cue = bool(_OF_WHICH.search(between)) or is_bracketed
        if len(row) < _TWO or (row[0].depth > total.depth and not is_bracketed) or "；" in between:
            continue
        if COMPARED_BEFORE.search(total.name) or not _is_plain(text, total, row):
            continue
        units = {total.unit, *(quantity.unit for quantity in row)}
        mixed = len(units) > 1
        if mixed and not units <= _PAPERS:
            continue
        added = _added(text, row, total.stop)
        known = [other.value for other in quantities[: index + 1] if other.unit == total.unit]
        step = min(quantity.step for quantity in (total, *row))
        if any(_equal(number, added, step) for number in known):
            taken = index + len(row)
            continue
        if _is_wrong(total, row, added, between, cue=cue, mixed=mixed):
            taken = index + len(row)
            message = f"写了“{shown(text, total)}”，各项相加是 {amount(added, total.unit if not mixed else '')}"
            yield problem(passage, total.start, total.stop, message, "核对各项和总数")


def _is_plain(text: str, total: Quantity, row: Sequence[Quantity]) -> bool:
    """Whether neither total nor parts are about or at least so much, or compared with others."""
    behind = re.split("[。；，]", text[row[-1].stop : row[-1].stop + 3])[0]
    said = re.sub(r"\d+(?:\.\d+)?[%％‰]", "", text[total.start : row[-1].stop]) + behind
    return not (any(quantity.loose for quantity in (total, *row)) or _VAGUE.search(said))


def _is_wrong(total: Quantity, row: Sequence[Quantity], added: float, between: str, *, cue: bool, mixed: bool) -> bool:
    """Whether a sum that differs is a fault: of an open list (其中) only what no part can explain."""
    if mixed:
        return len(row) > _TWO and _near(total.value, added)
    if len(row) == _TWO and _is_all_of_it(row):
        return total.value / 2 < added < total.value * 2 or is_slip(total.value, added)
    if not cue:
        # what stands beside it in one list is no part of it
        is_meant = _near(total.value, added) or any(_mended(total, added, part) for part in row)
        return len(row) > _TWO and not between.startswith("、") and is_meant
    is_near = total.value / _WIDE <= added <= total.value * _WIDE or is_slip(total.value, added)
    if not is_near and not any(_mended(total, added, part) for part in row):
        return False  # the list has gone on to other things
    if len(row) > _TWO or "其中" not in between:
        return True
    slip = is_slip(total.value, added) and min(total.value, added) / total.step >= _MANY_DIGITS
    # two parts that leave next to nothing over are all there is
    leaves_little = added >= _NEXT_TO_ALL * total.value
    is_mended = any(_mended(total, added, part) for part in row)
    return added > total.value + TOLERANCE or slip or leaves_little or is_mended


_COMPLEMENTS = (
    ("公办", "民办"),
    ("线上", "线下"),
    ("城镇", "农村"),
    ("城市", "农村"),
    ("城市", "乡村"),
    ("男", "女"),
    ("主办", "[会协]办"),
    ("专职", "兼职"),
    ("基本支出", "项目支出"),
    ("(?<!不)属实", "不属实"),
    ("(?<!不)合格", "不合格"),
    ("(?<!不)达标", "不达标"),
    ("(?<!不)同意", "不同意"),
    ("(?<!未)采纳", "未采纳"),
    ("已办结", "在办|未办"),
    ("(?<!不)予以公开|^公开", "不予公开"),
    ("现场", "网[上络]"),
    ("固定", "流动"),
    ("在编", "编外"),
    ("必修|必选", "选修|自选"),
    ("公益", "经营"),
    ("上半年", "下半年"),
)
"""Names of two parts that leave nothing over."""


def _is_all_of_it(row: Sequence[Quantity]) -> bool:
    """Whether two parts are by their names all there is: 公办12家，民办15家."""
    one, other = (f"{quantity.name}{quantity.behind}" for quantity in row)
    noun = re.sub(r"\W|其中", "", row[0].name)[-2:]
    negated = len(noun) > 1 and re.search(f"(?:非|不|未){re.escape(noun)}", other) is not None
    return (
        negated
        or re.match("[、和及，]?(?:其他|其余)", other) is not None
        or any(
            (re.search(first, one) and re.search(second, other)) or (re.search(second, one) and re.search(first, other))
            for first, second in _COMPLEMENTS
        )
    )


def _parts_of_the_sentence_before(passage: Passage, before: Sentence, sentence: Sentence) -> Iterator[Problem]:
    """Yield parts in a sentence that begins 其中 and that do not add up to the one number of their unit in the sentence before."""
    text, first = passage.value, sentence.quantities[0]
    if not re.match("其中|分别|[^，。；]{2,8}中，", text[sentence.start : sentence.start + 11]) or first.is_rate:
        return
    totals = [quantity for quantity in before.quantities if quantity.unit == first.unit and not quantity.loose]
    row = _listed(text, sentence.quantities, 0)
    if len(totals) != 1 or len(row) <= _TWO or not _is_plain(text, first, row):
        return
    (total,) = totals
    added = _added(text, row, sentence.start)
    if _equal(total.value, added, min(quantity.step for quantity in (total, *row))):
        return
    is_near = abs(total.value - added) <= _NOT_FAR * total.value
    if is_near or is_slip(total.value, added) or any(_mended(total, added, part) for part in row):
        message = f"前一句是“{shown(text, total)}”，这里各项相加是 {amount(added, total.unit)}"
        yield problem(passage, first.start, row[-1].stop, message, "核对各项和总数")


_NOT_FAR = 0.15


def _mended(total: Quantity, added: float, part: Quantity) -> bool:
    """Whether the parts add up to the total once the digits of one of them are turned back."""
    right = total.value - (added - part.value)
    return right > 0 and is_turned(part.value, right)


def _total_behind(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield totals behind their parts that are not the sum: 5座中型水库、34座小型水库共40座."""
    text, quantities = passage.value, sentence.quantities
    for index, total in enumerate(quantities):
        name = _AT_LEAST.sub("", total.name)
        if index < _TWO or total.is_rate or not _TOTAL_BEHIND.search(name):
            continue
        # 甲8460人，乙7120人，合计15580人: only 合计 says that the clauses before it are its parts
        joined = "[、和及，]" if _ADDS_UP.fullmatch(name) else "[、和及]"
        row: list[Quantity] = []
        for other in reversed(quantities[:index]):
            if row and not (is_next(text, other, row[0]) and re.search(joined, text[other.stop : row[0].start])):
                break
            if other.unit != total.unit or other.depth != total.depth:
                break
            row.insert(0, other)
        # of least numbers the sum is the least, too
        if len(row) < _TWO or any(quantity.loose is not total.loose for quantity in row):
            continue
        if total.loose and not all(_AT_LEAST.search(quantity.name) for quantity in (*row, total)):
            continue
        between = text[row[-1].stop : total.start]
        if len(between) > _TOTAL_CHARS or re.search("每|各|；", text[row[0].start - len(row[0].name) : total.start]):
            continue
        added = sum(quantity.value for quantity in row)
        if not _equal(added, total.value, min(quantity.step for quantity in (total, *row))):
            message = f"写了共{shown(text, total)}，各项相加是 {amount(added, total.unit)}"
            yield problem(passage, row[0].start, total.stop, message, "核对各项和总数")


_ADDS_UP = lazy_pattern("[，、]?(?:合计|[二两三四五]者合计|[两二三四五][项期类个部分]{1,2}合计)")
_TOTAL_CHARS = 20
_AT_LEAST = lazy_pattern("(?:不少于|不低于|不得少于|至少)$")


def _steps(context: CheckContext) -> Iterator[Problem]:
    """Yield totals and numbers of kinds before a numbered list that its steps do not have: 安排4类项目，总投资520万元：1.…78万元；2.…."""
    opening: Passage | None = None
    steps: list[Passage] = []
    for passage in (*context.passages, None):
        if passage is not None and passage.kind is Kind.STEP and opening is not None and passage.item == opening.item:
            steps.append(passage)
            continue
        if opening is not None and len(steps) >= _TWO:
            yield from _announced(opening, steps)
        steps = []
        is_opening = passage is not None and passage.kind is not Kind.STEP and passage.value.endswith(("：", ":"))
        opening = passage if is_opening else None


_KINDS_TOLD = lazy_pattern(
    r"(?<![\d第一二三四五六七八九十])(?P<count>\d{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[两二三四五六七八九])(?:大?类|项|个(?:方面|步骤|环节|阶段|部分|项目)|步|件|条)(?!次|以上)"
)


def _announced(opening: Passage, steps: Sequence[Passage]) -> Iterator[Problem]:
    text = opening.value
    told = sentences(text)
    last = text.rfind("。") + 1
    counts = list(_KINDS_TOLD.finditer(text, last))
    if len(counts) == 1 and parse_number(counts[0]["count"]) != len(steps) and not opening.is_quoted(*counts[0].span()):
        yield problem(
            opening, *counts[0].span(), f"写了{quote(counts[0].group())}，下面列了 {len(steps)} 步", "核对项数"
        )
    for total in told[-1].quantities if told and told[-1].stop == len(text) else ():
        parts = [
            [part for sentence in sentences(step.value) for part in sentence.quantities if part.unit == total.unit]
            for step in steps
        ]
        if total.is_rate or total.loose or any(len(found) != 1 or found[0].loose for found in parts):
            continue
        added = sum(found[0].value for found in parts)
        is_likely = total.value / _WIDE <= added <= total.value * _WIDE
        if is_likely and not _equal(added, total.value, min(total.step, *(found[0].step for found in parts))):
            message = f"写了“{shown(text, total)}”，下面各步相加是 {amount(added, total.unit)}"
            yield problem(opening, total.start, total.stop, message, "核对各项和总数")


def _weights(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield weights of a rating that do not make a hundred, and shares of one thing that make more."""
    text = passage.value
    said = text[sentence.start : sentence.stop]
    if "占" not in said and "分" not in said:
        return
    rows: list[list[Quantity]] = []
    are_weights = re.search("权重|分值|满分|计分", said) is not None
    for quantity in sentence.quantities:
        if quantity.unit not in ("%", "分") or quantity.loose or re.search("满分|总分|共计?|合计", quantity.name):
            continue
        last = rows[-1][-1] if rows else None
        is_weight = (are_weights and len(quantity.name) > 1) or _WEIGHED.search(quantity.name) is not None
        if (
            last is not None
            and last.unit == quantity.unit
            and is_next(text, last, quantity)
            and (is_weight or not quantity.name)
        ):
            rows[-1].append(quantity)
        elif is_weight:
            rows.append([quantity])
    for row in rows:
        unit = row[0].unit
        added = _added(text, row, sentence.start)
        is_rating = _RATING.search(said) is not None
        whole = unit == "%" or not any(
            _equal(other.value, added, 1) for other in sentence.quantities if other.unit == unit and other not in row
        )
        if (
            len(row) < _TWO
            or _equal(added, _HUNDRED, row[0].step)
            or not whole
            or (unit == "分" and len(row) <= _TWO and not _OUT_OF_A_HUNDRED.search(said))
        ):
            continue
        # shares of one amount are judged by the amounts where there are any
        of_amounts = any(not other.is_rate and other.unit != "分" for other in sentence.quantities)
        too_much = unit == "%" and added > _HUNDRED + 1 and "分别占" in said
        if too_much or (is_rating and not of_amounts and abs(added - _HUNDRED) <= _FAR):
            message = f"几项分别占的百分比相加是 {added:g}%" if unit == "%" else f"几项的分值相加是 {added:g}分"
            begin = text.rfind("，", sentence.start, row[0].start - 1) + 1 or sentence.start
            yield problem(passage, max(begin, sentence.start), row[-1].stop, message, "核对百分比、分值")


_OUT_OF_A_HUNDRED = lazy_pattern(r"百分制|[满总]分(?:为)?(?:100分|一百分)")
_WEIGHED = lazy_pattern(
    r"(?:占(?:总[^，。；]{0,4}|全部[^，。；]{0,3})?的?|分别占[^，。；\d]{2,8}的|权重|计|分值)(?:为|是|比)?$"
)
_RATING = lazy_pattern(r"权重|计分|评分|考核|得分|满分|分值|评价|测评|打分|比例计算|成绩")
_FAR = 30


# --- balances --------------------------------------------------------------------------------------

_CARRIED = lazy_pattern(
    r"(?:上[年期]|去年|期初|年初)?(?:结转|结余|余额)[^，。；、]{0,4}$|(?:原有|期初)[^，。；、]{0,6}$"
)
_CAME_IN = lazy_pattern(
    r"(?:新收|新增|收到|受理|接收|归集|收入|到位|下达|拨入|筹集|收缴|入库|登记|(?<!支)收|安排)[^，。；、]{0,10}$"
)
_WENT_OUT = lazy_pattern(r"(?:使用|支出|拨付|支付|发放|办结|办理|审结|结案|用于|已用|答复)[^，。；、]{0,8}$")
_LEFT_OVER = lazy_pattern(
    r"(?:结存|结余|余额|剩余|尚余|未办结|在办|未办|(?:结转|转)(?:至|到)?(?:下年|次年|下期)?(?:度)?(?:继续办理)?)[^，。；、]{0,6}$"
)


def _balances(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield what is left that is not what there was and came in without what went out: 归集4.86亿元，使用0.62亿元，结存4.42亿元."""
    text = passage.value
    if not any(word in text for word in ("结", "余", "在办", "未办")):
        return
    amounts = [quantity for quantity in sentence.quantities if not quantity.is_rate]
    for index in range(_TWO, len(amounts)):
        left = amounts[index]
        if not _LEFT_OVER.search(left.name) or left.loose:
            continue
        came, gone = amounts[index - 2], amounts[index - 1]
        carried = amounts[index - 3] if index > _TWO and _CARRIED.search(amounts[index - 3].name) else None
        if not _CAME_IN.search(came.name) or not _WENT_OUT.search(gone.name):
            continue
        if {came.unit, gone.unit} != {left.unit} or came.loose or gone.loose:
            continue
        there = carried.value if carried is not None and carried.unit == left.unit else 0.0
        step = min(quantity.step for quantity in (came, gone, left))
        right = there + came.value - gone.value
        if right < 0 or _equal(right, left.value, step):
            continue
        if there:
            message = f"结转{amount(there, '')}加新收{amount(came.value, '')}是 {amount(there + came.value, '')}，办结{amount(gone.value, '')}加结转{amount(left.value, '')}是 {amount(gone.value + left.value, '')}"
            yield problem(passage, amounts[index - 3].start, left.stop, message, "核对这几个数")
        else:
            message = f"{shown(text, came)}减{shown(text, gone)}是 {amount(right, left.unit)}，写了{shown(text, left)}"
            yield problem(passage, left.start, left.stop, message, "核对三个数")


_ADDED = lazy_pattern(r"新增(?P<named>[^，。；、\d]{2,10}?)$")
_REACHED = lazy_pattern(r"(?:达到|增至|增加到|增加至|达)$")


def _growth(passage: Passage, sentence: Sentence) -> Iterator[Problem]:
    """Yield what is reached that is not what there was with what is added: 托位1560个，新增托位240个，年末达到1900个."""
    text, quantities = passage.value, sentence.quantities
    for index, added in enumerate(quantities[:-1]):
        found, reached = _ADDED.search(added.name), quantities[index + 1]
        if found is None or reached.unit != added.unit or not _REACHED.search(reached.name) or reached.loose:
            continue
        earlier = [
            other
            for each in sentences(text)
            for other in each.quantities
            if other.stop < added.start
            and other.unit == added.unit
            and re.search(rf"{re.escape(found['named'])}(?:共|有)?$", other.name)
        ]
        if earlier and all(not _equal(other.value + added.value, reached.value, 1) for other in earlier):
            was = earlier[-1]
            message = f"{shown(text, was)}加{shown(text, added)}是 {amount(was.value + added.value, '')}，写了{amount(reached.value, '')}"
            yield problem(passage, reached.start, reached.stop, message, "核对原有、新增和达到的数")


_JUDGES: tuple[Callable[[Passage, Sentence], Iterator[Problem]], ...] = (
    _parts,
    _total_behind,
    _weights,
    shares,
    averages,
    ratios,
    households,
    shares_in_words,
    shares_of_row,
    equal_amounts,
    one_for_each,
    ranks,
    long_ratios,
    _balances,
    _growth,
)


# --- totals of tables -------------------------------------------------------------------------------

_TOTAL_NAME = lazy_pattern(r"(?:合计|总计|共计)(?:[（(].{1,6}[）)])?")
"""What the last row or column of all the others is called; 小计 is of some."""
_WHOLE_NAME = lazy_pattern(r"全[年省市县区镇局]|全系统|总数|合计[^（(]*")
"""What it may be called, too: then one of its numbers has to be the sum."""
_NUMERIC = lazy_pattern(r"\d+(?:\.\d+)?")


def _table_totals(context: CheckContext) -> Iterator[Problem]:
    """Yield the cells of a row or column 合计 that are not the sum of those they add up."""
    for table in context.tables():
        rows = [[cell.text for cell in row] for row in table.rows]
        yield from _table_numbers(table, rows)
        last = rows[-1] if rows else []
        heads = [bare(cell.text) for cell in table.head]
        columns = [[row[index] for row in rows] for index in range(1, len(last))]
        if last and len(rows) > _TWO and _is_total(bare(last[0]), columns):
            for column in columns:
                yield from _column_total(column[:-1], column[-1])
        if heads and rows and _is_total(heads[-1], [row[1:] for row in rows]):
            for row in rows:
                yield from _column_total(row[1:-1], row[-1])


def _is_total(name: str, lines: Sequence[Sequence[SourceText]]) -> bool:
    """Whether a row or column of that name is the sum of the others: by its name, or because it is in one line at least."""
    if _TOTAL_NAME.fullmatch(name):
        return True
    values = [[bare(cell) for cell in line] for line in lines if len(line) > _TWO]
    return _WHOLE_NAME.fullmatch(name) is not None and any(
        all(map(_NUMERIC.fullmatch, line)) and abs(sum(map(float, line[:-1])) - float(line[-1])) <= TOLERANCE
        for line in values
    )


def _table_numbers(table: Table, rows: Sequence[Sequence[SourceText]]) -> Iterator[Problem]:
    """Yield the numbers in a column 序号 that do not follow the one before them."""
    if not table.head or bare(table.head[0].text) != "序号":
        return
    before = 0
    for row in rows:
        shown = bare(row[0])
        if not shown.isdecimal():
            return
        if before and int(shown) not in (before + 1, 1) and row[0].runs:
            yield problem_with(row[0], f"上一行的序号是{before}，这一行写了{shown}", "照次序编号")
            return
        before = int(shown)


_WITH_UNIT = lazy_pattern(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d\s]{0,4})")
_OF_DATES = lazy_pattern(r"[%％]|(?<!工作)[日月年号]$")


def _column_total(parts: Sequence[SourceText], total: SourceText) -> Iterator[Problem]:
    values = [bare(part) for part in (*parts, total)]
    # all in one unit: 3个工作日, which no date ends with
    found = [_WITH_UNIT.fullmatch(value) for value in values]
    units = {match["unit"] for match in found if match}
    if all(found) and len(units) == 1 and not _OF_DATES.search(units.pop()):
        values = [match["number"] for match in found if match]
    if all(value.endswith(("%", "％")) for value in values):
        values = [value[:-1] for value in values]
        if abs(float(values[-1] or 0) - _HUNDRED) <= TOLERANCE if _NUMERIC.fullmatch(values[-1]) else True:
            return  # rounded shares seldom make a hundred
    if len(parts) < _TWO or not all(_NUMERIC.fullmatch(value) for value in values) or not total.runs:
        return
    added = sum(map(float, values[:-1]))
    if abs(added - float(values[-1])) > TOLERANCE:
        message = f"合计写了“{values[-1]}”，各项相加是 {added:g}"
        yield problem_with(total, message, "核对各项和合计", related=rows_as_place(parts))
