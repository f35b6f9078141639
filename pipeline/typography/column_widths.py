"""The columns of a table: how wide each is, by what stands in it (practice, no clause)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

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
    estimated_lines,
)
from pipeline.typography.metrics import han_width, table_width

NARROW = 9.1
"""The widest a column of short words is made, in 字 of a table: 牵头部门：办公室； stands in one line. Practice."""

WIDE_AT_LEAST = 8.0
"""The narrowest a column of running text is made, in 字 of a table, where the others leave it so much. Practice."""

WIDE_FOR_DATES = 11.0
"""Where running text would have fewer 字 of a table than this, a date is rather parted behind 年 or 月. Practice."""

WIDE_SHARE = 0.4
"""The share of a table's width that running text is to have: for it columns of short words are made narrower. Practice."""

PIECE = 5.0
"""The longest piece (相关科室、) that keeps a column from being made narrower, in 字 of a table. Practice."""


def column_shares(
    columns: Sequence[Sequence[str]], width: float = TYPE_AREA[0], labels: Collection[int] = ()
) -> tuple[float, ...]:
    """Shares of a table's `width` in mm, the type area's, for its columns, from the words in each (head first).

    A column of short words is as wide as its longest stretch between ；, a column
    of running text takes what is left, several share it by the root of how much
    they hold, so that a very long one does not starve the others. Where that is
    less than `WIDE_SHARE`, columns of short words are made narrower, those first
    that lose least by it, down to what their heads and pieces need; the words of
    `labels` may break anywhere. As long as the table has room for it, no column is
    narrower than a number with its unit and the marks about it.
    """
    if not columns:
        return ()
    room = width / MM_PER_PT
    padding = 2 * cell_padding(len(columns)) + RULE
    blank = padding + RULE + 1
    longest = [
        max((table_width(line) for cell in words for line in _stretches(cell)), default=0.0) for words in columns
    ]
    amount = [sum(map(han_width, words)) for words in columns]
    wide = [length > NARROW and held >= 0.4 * max(amount) for length, held in zip(longest, amount, strict=True)]
    pieces = [2.0 if place in labels else _piece(cells) for place, cells in enumerate(columns)]
    floors = _floors(columns, wide, pieces, padding + _SPARE, room)
    sizes = [
        max(floor, blank + SIZE_TABLE * max(2.0, min(length, NARROW)))
        for floor, length in zip(floors, longest, strict=True)
    ]
    narrow = [place for place, is_wide in enumerate(wide) if not is_wide]
    loose = blank - padding - _SPARE
    # where there is no running text, what columns have to spare gives way before their words take more lines
    wanted = room * min(WIDE_SHARE + 0.2 * (sum(wide) - 1), 0.8) if any(wide) else -loose * len(columns)
    steps = {
        place: _narrower(columns[place], pieces[place], floors[place], sizes[place], padding + 1) for place in narrow
    }
    while (lacking := wanted - (room - sum(sizes[place] for place in narrow))) > 0 and any(steps.values()):
        # as few more lines as may be for every point won, and not more points than are lacking where that is enough
        place, step = min(
            ((place, step) for place, some in steps.items() for step in some),
            key=lambda one: (one[1].lines / min(sizes[one[0]] - one[1].size, lacking), -one[1].size, one[0]),
        )
        # columns that are alike stay so, where no running text asks for each point
        alike = [other for other in narrow if (sizes[other], steps[other]) == (sizes[place], steps[place])]
        for other in [place] if any(wide) else alike:
            sizes[other] = step.size
            steps[other] = [_Step(one.size, one.lines - step.lines) for one in steps[other] if one.size < step.size]
    spare = room - sum(sizes[place] for place in narrow)
    weights = {place: amount[place] ** 0.5 for place, is_wide in enumerate(wide) if is_wide}
    for place, size in _shared(spare, weights, floors):
        sizes[place] = size
    # what columns have to spare gives way first, then what is above their floors, of all by the same share
    tight = [max(floor, size - loose) for size, floor in zip(sizes, floors, strict=True)]
    for most, least in ((sizes, tight), (tight, floors)):
        if sum(least) <= room < sum(most):
            given = (room - sum(least)) / (sum(most) - sum(least))
            sizes = [low + (high - low) * given for low, high in zip(least, most, strict=True)]
            break
    whole = sum(sizes)
    return tuple(size / whole for size in sizes)


_SPARE = 0.3
"""What a column has to spare beside what must fit in it, pt: for rounding, and for the table's outer rule."""


def _shared(spare: float, weights: Mapping[int, float], floors: Sequence[float]) -> Iterator[tuple[int, float]]:
    """What is to spare, shared out by weight, but none has less than its floor."""
    rest = dict(weights)
    while rest:
        point = spare / sum(rest.values())
        short = [place for place, weight in rest.items() if weight * point < floors[place]]
        for place in short or rest:
            size = floors[place] if short else rest[place] * point
            yield place, size
            spare -= size if short else 0.0
        rest = {place: weight for place, weight in rest.items() if short and place not in short}


@dataclass(frozen=True, slots=True)
class _Step:
    """A narrower width of a column, pt, and how many lines more its cells take then."""

    size: float
    lines: int


def _narrower(cells: Sequence[str], piece: float, least: float, size: float, blank: float) -> list[_Step]:
    """The widths, `least` or more, that a column of short words may be given instead, its head (the first cell) in one line or in two even ones."""
    head = table_width(cells[0]) if cells else 0.0
    now = _line_count(cells, (size - blank) / SIZE_TABLE)
    found = []
    for halves in range(4, int(2 * NARROW) + 1):
        room = halves / 2
        even = room >= head or head - (ceil(head / room) - 1) * int(room) >= int(room) - 1
        points = room * SIZE_TABLE + blank
        if even and 2 * room >= head and room >= piece and least <= points < size:
            found.append(_Step(points, _line_count(cells, room) - now))
    return found


def _piece(cells: Sequence[str]) -> float:
    """The longest piece of a column, in 字, as far as it keeps the column wide."""
    pieces = (han_width(piece) for cell in cells[1:] for piece in _PIECE.findall(cell))
    return max(2.0, min(max(pieces, default=0.0), PIECE))


_PIECE = re.compile(r"[^、；：，。\s]+[、；：，。]?")
"""What no line should end within: a unit's name or a date with the mark behind it."""

_BEFORE, _BEHIND = (re.escape("".join(sorted(marks))) for marks in (NEVER_LAST - {"／"}, NEVER_FIRST | set("…%％‰℃")))


def _held(figure: str) -> re.Pattern[str]:
    """What must not be torn, with the marks about it: figures, Latin words, single characters; `parted` is what is so long that it may be."""
    latin = "[A-Za-z][A-Za-z0-9]"
    return re.compile(
        rf"(?P<parted>[!-~]{{{ADDRESS_FROM},}}|{latin}{{12,}})"
        rf"|[{_BEFORE}]*(?:[+±−￥¥$-]?{figure}|{latin}*|——|\S)(?:[{_BEHIND}]|—(?!—))*"
    )


_YEAR = f"[{NUMERAL}]{{4}}年度?"
_DATES_WHOLE = _held(rf"(?:(?:{NUMBER}[年月](?=[{DIGIT}]))*第?{NUMBER}(?:{UNIT}[前底内]?)?|{_YEAR})")
_DATES_PARTED = _held(rf"(?:第?{NUMBER}(?:{UNIT})?|{_YEAR})")

_LEAST = (
    (_DATES_WHOLE, WIDE_FOR_DATES, PIECE),
    (_DATES_PARTED, WIDE_AT_LEAST, PIECE),
    (_DATES_WHOLE, PIECE, 3.0),
    (_DATES_PARTED, PIECE, 3.0),
    (_DATES_PARTED, PIECE, 2.0),
    (_DATES_PARTED, 2.0, 2.0),
    (_DATES_PARTED, 1.0, 1.0),
)
"""What columns hold together, and how many 字 those of running text and, of their pieces, those of short words have at least: the first that fits counts."""


def _floors(
    columns: Sequence[Sequence[str]], wide: Sequence[bool], pieces: Sequence[float], blank: float, room: float
) -> list[float]:
    """The narrowest that columns are to be made, pt; where not even numbers have room, only what running text is to have."""
    held: dict[re.Pattern[str], list[float]] = {}
    for pattern, of_wide, of_narrow in _LEAST:
        if pattern not in held:
            held[pattern] = [_widest(pattern, cells) for cells in columns]
        floors = [
            # a name is torn rather than a date, where it is not for running text
            blank + SIZE_TABLE * max(width, of_wide if is_wide else min(of_narrow, piece if any(wide) else 2.0))
            for width, piece, is_wide in zip(held[pattern], pieces, wide, strict=True)
        ]
        if sum(floors) <= room:
            return floors
    return [blank + SIZE_TABLE * WIDE_AT_LEAST if is_wide else 0.0 for is_wide in wide]


def _widest(pattern: re.Pattern[str], cells: Sequence[str]) -> float:
    widest = 0.0
    for cell in cells:
        for found in pattern.finditer(cell):
            # no character is much wider than a 字
            if len(found[0]) * 1.02 > widest and not found["parted"]:
                widest = max(widest, table_width(found[0]))
    return widest


def _line_count(cells: Sequence[str], room: float) -> int:
    return sum(estimated_lines(table_width(line), room) for cell in cells for line in _stretches(cell))


def _stretches(cell: str) -> list[str]:
    """A cell's words cut where a line may well end: behind ； and at line ends."""
    return cell.replace("；", "；\n").split("\n")
