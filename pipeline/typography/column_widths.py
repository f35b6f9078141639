"""The widths of a table's columns, from the text in them (practice, no clause)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from math import ceil, inf

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.typography.gbt9704 import MM_PER_PT, RULE, SIZE_TABLE, TYPE_AREA
from pipeline.typography.geometry import cell_padding
from pipeline.typography.lines import (
    ADDRESS_FROM,
    DIGIT,
    NEVER_FIRST,
    NEVER_LAST,
    NUMBER,
    NUMERAL,
    UNIT,
    clusters,
    estimated_lines,
)
from pipeline.typography.metrics import han_width, table_width


class ColumnText(Enum):
    """What a column contains, as far as its width depends on it."""

    ANY = auto()
    LABELS = auto()
    """Its text may break anywhere."""
    NAMES = auto()
    """Names of units, which are broken only where there is no room for them."""
    DATES = auto()
    """Deadlines: a sentence among short ones takes several lines."""


NARROW = 9.1
"""The greatest width of a column of short texts on upright paper, in 字 of a table: 牵头部门：办公室； fits in one line. Practice.

On wider paper it is greater by as much.
"""

NARROW_MORE = 2.0
"""By how much wider a column of units may be, in 字 of a table, if a label and the name behind it then fit in one line. Practice."""

SENTENCE = 6.5
"""What is longer in a column of deadlines is a sentence, in 字 of a table: 12月31日前。 is none. Practice."""

WIDE_AT_LEAST = 8.0
"""The least width of a column of running text, in 字 of a table, if the others leave it so much. Practice."""

WIDE_BESIDE_NAMES = 8.5
"""The least width of a column of running text, in 字 of a table, that leaves names of units whole; else they are broken. Practice."""

WIDE_FOR_DATES = 11.0
"""If running text would have fewer 字 of a table than this, dates are broken after 年 or 月 instead. Practice.

On wider paper it and `WIDE_BESIDE_NAMES` are greater by as much.
"""

MAX_WEIGHED = 100
"""The most columns whose widths are weighed against each other."""

WIDE_SHARE = 0.4
"""The share of a table's width wanted for running text; columns of short texts are narrowed for it. Practice."""

PIECE = 5.0
"""The longest piece (相关科室、) that stops a column from being narrowed, in 字 of a table. Practice."""


def column_shares(
    columns: Sequence[Sequence[str]], width: float = TYPE_AREA[0], kinds: Sequence[ColumnText] = ()
) -> tuple[float, ...]:
    """Return each column's share of a table's `width` in mm, from the texts of its cells (head first).

    A column of short texts is as wide as its longest stretch between ；. Columns
    of running text get the rest, in proportion to the square root of their amount of text, so that a very
    long one does not starve the others. If the rest is less than `WIDE_SHARE`, columns
    of short texts are narrowed, those first that gain the fewest lines by it, down to
    their heads and pieces. As long as the table has room, no column is
    narrower than a number with its unit and the marks around it; `kinds` say what else the columns contain.
    """
    if not columns:
        return ()
    kinds = kinds or [ColumnText.ANY] * len(columns)
    room = width / MM_PER_PT
    wider = max(width / TYPE_AREA[0], 1)
    narrow = NARROW * wider
    padding = 2 * cell_padding(len(columns)) + RULE
    blank = padding + RULE + 1
    longest = [_longest_line(cells, kind) for cells, kind in zip(columns, kinds, strict=True)]
    amounts = [sum(map(han_width, cells)) for cells in columns]
    is_text = [
        length > narrow and amount >= 0.4 * max(amounts) for length, amount in zip(longest, amounts, strict=True)
    ]
    caps = [
        max(narrow, min(_longest_labelled(cells), narrow + NARROW_MORE)) if kind is ColumnText.NAMES else narrow
        for cells, kind in zip(columns, kinds, strict=True)
    ]
    most = {ColumnText.LABELS: 2.0, ColumnText.NAMES: narrow + NARROW_MORE}
    pieces = [_longest_piece(cells, most.get(kind, PIECE)) for cells, kind in zip(columns, kinds, strict=True)]
    # labels of an odd number of characters end in a single one in a column of two
    odd = [kind is ColumnText.LABELS and _is_odd(cells) for cells, kind in zip(columns, kinds, strict=True)]
    floors, demand = _floors(columns, is_text, pieces, padding + _SPARE, room, wider)
    for label in _LABELS if any(odd) else ():
        wide = [max(piece, label) if is_odd else piece for piece, is_odd in zip(pieces, odd, strict=True)]
        wide_floors, wide_demand = _floors(columns, is_text, wide, padding + _SPARE, room, wider)
        # not at the cost of names
        if wide_demand <= max(demand, _NAMES_WHOLE):
            pieces, floors = wide, wide_floors
            break
    names_whole = demand <= _NAMES_WHOLE
    if not names_whole:
        pieces = [min(piece, PIECE) for piece in pieces]
    sizes = [
        max(floor, blank + SIZE_TABLE * max(2.0, min(length, cap)))
        for floor, length, cap in zip(floors, longest, caps, strict=True)
    ]
    short = [index for index, text in enumerate(is_text) if not text]
    loose = blank - padding - _SPARE
    # without running text, spare width is given up before any text takes more lines
    wanted = room * min(WIDE_SHARE + 0.2 * (sum(is_text) - 1), 0.8) if any(is_text) else -loose * len(columns)
    steps = {
        index: _narrower(columns[index], pieces[index], floors[index], sizes[index], padding + 1) for index in short
    }
    # nobody reads a table of more columns, whose cost would grow with their square
    steps = steps if len(columns) <= MAX_WEIGHED else {}
    while (lacking := wanted - (room - sum(sizes[index] for index in short))) > 0 and any(steps.values()):
        # the fewest additional lines for each point gained, where only the points lacking count
        chosen, step = min(
            ((index, step) for index, options in steps.items() for step in options),
            key=lambda option: (
                option[1].lines / min(sizes[option[0]] - option[1].size, lacking),
                -option[1].size,
                option[0],
            ),
        )
        # without running text, which needs every point, equal columns stay equal
        equal = [index for index in short if (sizes[index], steps[index]) == (sizes[chosen], steps[chosen])]
        for index in [chosen] if any(is_text) else equal:
            sizes[index] = step.size
            steps[index] = [
                _Step(further.size, further.lines - step.lines) for further in steps[index] if further.size < step.size
            ]
    rest = room - sum(sizes[index] for index in short)
    weights = {index: amounts[index] ** 0.5 for index, text in enumerate(is_text) if text}
    for index, size in _distributed(rest, weights, floors):
        sizes[index] = size
    # if the columns are too wide together, spare width goes first, then what is above the floors, each by the same share
    tight = [max(floor, size - loose) for size, floor in zip(sizes, floors, strict=True)]
    for upper, lower in ((sizes, tight), (tight, floors)):
        if sum(lower) <= room < sum(upper):
            kept = (room - sum(lower)) / (sum(upper) - sum(lower))
            sizes = [low + (high - low) * kept for low, high in zip(lower, upper, strict=True)]
            break
    total = sum(sizes)
    return tuple(size / total for size in sizes)


_SPARE = 0.3
"""The spare width of a column beyond what must fit in it, pt: for rounding, and for the table's outer rule."""


def _distributed(total: float, weights: Mapping[int, float], floors: Sequence[float]) -> Iterator[tuple[int, float]]:
    """Distribute a total width by weight, no column below its floor."""
    rest = dict(weights)
    while rest:
        unit = total / sum(rest.values())
        short = [index for index, weight in rest.items() if weight * unit < floors[index]]
        for index in short or rest:
            size = floors[index] if short else rest[index] * unit
            yield index, size
            total -= size if short else 0.0
        rest = {index: weight for index, weight in rest.items() if short and index not in short}


@dataclass(frozen=True, slots=True)
class _Step:
    """A narrower width of a column, pt, and how many more lines its cells take then."""

    size: float
    lines: int


def _narrower(cells: Sequence[str], piece: float, least: float, size: float, blank: float) -> list[_Step]:
    """Return narrower widths for a column of short texts, `least` or more, by which its head (the first cell) takes one line or two even ones."""
    head = table_width(cells[0]) if cells else 0.0
    before = _line_count(cells, (size - blank) / SIZE_TABLE)
    steps = []
    for halves in range(4, int(2 * (size - blank) / SIZE_TABLE) + 1):
        room = halves / 2
        even = room >= head or head - (ceil(head / room) - 1) * int(room) >= int(room) - 1
        points = room * SIZE_TABLE + blank
        if even and 2 * room >= head and room >= piece and least <= points < size:
            steps.append(_Step(points, _line_count(cells, room) - before))
    return steps


def _longest_line(cells: Sequence[str], kind: ColumnText) -> float:
    """Return the length in 字 of the longest stretch in a column; a few sentences among deadlines do not count."""
    lengths = [max(map(table_width, _stretches(cell)), default=0.0) for cell in cells]
    short = [length for length in lengths[1:] if length <= SENTENCE]
    if kind is ColumnText.DATES and len(short) >= FEW * (len(lengths) - 1) > 0:
        return max(lengths[0], *short, _longest_figure(cells))
    return max(lengths, default=0.0)


def _longest_figure(cells: Sequence[str]) -> float:
    """Return the length in 字 of the longest figure with what it holds together with (10个工作日内)."""
    figures = (cluster for cell in cells[1:] for cluster in clusters(cell) if any(map(str.isdigit, cluster)))
    return max(map(table_width, figures), default=0.0)


def _is_odd(cells: Sequence[str]) -> bool:
    """Whether a label below the head has an odd number of Han: in lines of two its last one would be alone."""
    return any(len(cell) % 2 and cell.isalpha() and len(cell) > 1 for cell in cells[1:])


def _longest_labelled(cells: Sequence[str]) -> float:
    """Return the length in 字 of the longest label with the name behind it (牵头部门：信息中心；)."""
    return max((table_width(found) for cell in cells[1:] for found in _LABELLED.findall(cell)), default=0.0)


_LABELS = (4.0, 3.0)
"""The least widths of a column of labels that would else end in a single character, the first that leaves units' names whole, in 字 of a table. Practice."""

UNITS_HEAD = lazy_pattern("(?:责任|牵头|配合|主办|协办|承办|参加|参与)(?!内容|事项|清单|要求|任务)")
"""The head of a column of units."""

_LABELLED = lazy_pattern(r"[^、；：，。\s]+：[^、；：，。\s]+[、；：，。]?")


FEW = 2 / 3
"""The share of short deadlines from which the others do not decide a column's width."""


def _longest_piece(cells: Sequence[str], most: float) -> float:
    """Return the length in 字 of the longest piece in a column, between 2 and `most`; a name longer than that counts as broken into even lines."""
    lengths = (han_width(piece) for cell in cells[1:] for piece in _PIECE.findall(cell))
    in_lines = (length / ceil(length / most) if most > PIECE else min(length, most) for length in lengths)
    return max(2.0, max(in_lines, default=0.0))


_PIECE = lazy_pattern(r"[^、；：，。\s]+[、；：，。]?")
"""A piece within which no line should end: a unit's name or a date with the mark after it."""

_BEFORE, _BEHIND = (re.escape("".join(sorted(marks))) for marks in (NEVER_LAST - {"／"}, NEVER_FIRST | set("…%％‰℃")))


def _unbreakable(figure: str) -> re.Pattern[str]:
    """Return a pattern for what must not be broken, with the marks around it: figures, Latin words, single characters.

    The group `breakable` matches what is so long that it may be broken.
    """
    latin = "[A-Za-z][A-Za-z0-9]"
    return lazy_pattern(
        rf"(?P<breakable>[!-~]{{{ADDRESS_FROM},}}|{latin}{{12,}})"
        rf"|[{_BEFORE}]*(?:[+±−￥¥$-]?{figure}|{latin}*|——|\S)(?:[{_BEHIND}]|—(?!—))*"
    )


_YEAR = f"[{NUMERAL}]{{4}}年度?"
_DATES_WHOLE = _unbreakable(rf"(?:(?:{NUMBER}[年月](?=[{DIGIT}]))*第?{NUMBER}(?:{UNIT}[前底内]?)?|{_YEAR})")
_DATES_BROKEN = _unbreakable(rf"(?:第?{NUMBER}(?:{UNIT})?|{_YEAR})")

_LEAST = (
    (_DATES_WHOLE, WIDE_FOR_DATES, inf),
    (_DATES_BROKEN, WIDE_BESIDE_NAMES, inf),
    (_DATES_WHOLE, WIDE_FOR_DATES, PIECE),
    (_DATES_BROKEN, WIDE_AT_LEAST, PIECE),
    (_DATES_BROKEN, WIDE_AT_LEAST, 4.0),
    (_DATES_BROKEN, PIECE, 4.0),
    (_DATES_BROKEN, PIECE, 3.0),
    (_DATES_BROKEN, PIECE, 2.0),
    (_DATES_BROKEN, 2.0, 2.0),
    (_DATES_BROKEN, 1.0, 1.0),
)
"""Demands on the least widths, the first that fits counts: what must not be broken, the 字 for running text, and those for the pieces of short texts."""

_NAMES_WHOLE = 1
"""The last of the demands that leaves names whole."""


def _floors(
    columns: Sequence[Sequence[str]],
    is_text: Sequence[bool],
    pieces: Sequence[float],
    blank: float,
    room: float,
    wider: float,
) -> tuple[list[float], int]:
    """Return the least widths of the columns, pt, and which demand (`_LEAST`) they meet; if not even numbers have room, only those of running text.

    `wider` is how many times as wide as an upright page the paper is.
    """
    widest: dict[re.Pattern[str], list[float]] = {}
    for demand, (pattern, of_text, of_short) in enumerate(_LEAST):
        if pattern not in widest:
            widest[pattern] = [_widest(pattern, cells) for cells in columns]
        more = wider if of_short == inf else 1.0
        floors = [
            # without running text, a name is broken rather than a date
            blank + SIZE_TABLE * max(width, of_text * more if text else min(of_short, piece if any(is_text) else 2.0))
            for width, piece, text in zip(widest[pattern], pieces, is_text, strict=True)
        ]
        if sum(floors) <= room:
            return floors, demand
    return [blank + SIZE_TABLE * WIDE_AT_LEAST if text else 0.0 for text in is_text], len(_LEAST)


def _widest(pattern: re.Pattern[str], cells: Sequence[str]) -> float:
    widest = 0.0
    for cell in cells:
        for match in pattern.finditer(cell):
            # no character is much wider than a 字
            if len(match[0]) * 1.02 > widest and not match["breakable"]:
                widest = max(widest, table_width(match[0]))
    return widest


def _line_count(cells: Sequence[str], room: float) -> int:
    return sum(estimated_lines(table_width(line), room) for cell in cells for line in _stretches(cell))


def _stretches(cell: str) -> list[str]:
    """Cut a cell's text where a line may well end: after ； and at line ends."""
    return cell.replace("；", "；\n").split("\n")
