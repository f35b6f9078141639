"""The numbers of the standards, each once, with its clause: the only place a millimetre is written.

GB/T 9704-2012 党政机关公文格式 and GB/T 33476.2-2016 党政机关电子公文格式规范 第2部分：显现.
What is only practice says so; docs/standard.md lists where each is used.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

MM_PER_PT = 25.4 / 72
TWIPS_PER_PT = 20

# --- the page ----------------------------------------------------------------

PAPER = (210.0, 297.0)
"""A4, width and height in mm (9704, 5.1)."""

TYPE_AREA = (156.0, 225.0)
"""版心, width and height in mm (9704, 5.2.1)."""

LINES = 22
"""Lines a page (9704, 5.2.3)."""

CHARACTERS = 28
"""Characters a line (9704, 5.2.3)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One preset of the page (版面): margins in mm, the line in pt."""

    name: str
    top: float
    bottom: float
    left: float
    right: float
    line: float

    @property
    def line_mm(self) -> float:
        """The line in mm."""
        return self.line * MM_PER_PT

    @property
    def height(self) -> float:
        """The height of the page's text, pt."""
        return (PAPER[1] - self.top - self.bottom) / MM_PER_PT


GBT_33476 = Page("33476", top=34.58, bottom=32.58, left=28.0, right=26.0, line=10.39 / MM_PER_PT)
"""Margins of 33476.2, 6.2; a line of 10.39 mm is 3号 and 7/8 of it (9704, 3.2; 33476.2, 7.2.2)."""

GBT_9704 = Page("9704", top=37.0, bottom=35.0, left=28.0, right=26.0, line=28.95)
"""天头 37 and 订口 28 mm (9704, 5.2.1), 35 and 26 mm follow from the type area; 28.95 pt is the largest line that gives 22."""

PAGES = {page.name: page for page in (GBT_33476, GBT_9704)}

# --- sizes, pt ---------------------------------------------------------------

SIZE_3 = 15.75
"""3号 as the type area wants it: 28 of them in 156 mm (9704, 5.2.2 and 5.2.3)."""

SIZE_3_WORD = 16.0
"""3号 as Word calls it; with `SPACING_WORD` it is set as wide as `SIZE_3`."""

SPACING_WORD = -0.25
"""What Word takes from each character, so that 28 stand in a line."""

SIZE_2 = 22.0
"""2号, titles (9704, 7.3.1)."""

SIZE_4 = 14.0
"""4号, page numbers and 版记 (9704, 7.4, 7.5)."""

SIZE_TABLE = 12.0
"""小四 in tables: practice, no clause."""

LINE_2 = 35.8
"""The line of a 2号 title, pt: its own height and 7/8 of 3号 (9704, 3.2)."""

LINE_TABLE = 20.0
"""The line in tables, pt: practice, no clause."""

LINE_4 = SIZE_4 + 7 / 8 * SIZE_3
"""The line of 版记, pt: the height of 4号 and 7/8 of 3号 (9704, 3.2)."""

# --- 版头, mm and pt ------------------------------------------------------------

MARK_BELOW = 35.0
"""发文机关标志 begins 35 mm below the upper edge of the type area (9704, 7.2.4; 33476.2, 7.1.1: 37.42 from its own)."""

MARK_SIZE = 42.0
"""发文机关标志, 初号: 醒目、美观、庄重 is all that the standard asks (9704, 7.2.4); practice."""

MARK_NARROWEST = 2 / 3
"""So far the characters of a long 发文机关标志 are condensed before they are made smaller: practice, no clause."""

MARK_LINE_WORD = 1.1
"""Word's line for 发文机关标志, in its size: four fifths of an exact line stand over the base, and nothing is to be cut off."""

HEAD_BLANK_LINES = 2
"""Lines left blank between 发文机关标志 and 发文字号 (9704, 7.2.5) and between 红色分隔线 and 标题 (7.3.1)."""

RED_LINE_BELOW = 4.0
"""红色分隔线 lies 4 mm below 发文字号, as wide as the type area (9704, 7.2.7)."""

RED_LINE = 2.0
"""红色分隔线, pt: practice, no clause."""

RED = "ff3333"
"""Red of 版头 on a screen: Y80%, M80% (9704, 6.2)."""


def mark_drop(page: "Page") -> float:
    """From the upper edge of a page's text to the top of 发文机关标志, mm: the same place on the paper in every preset."""
    return GBT_9704.top + MARK_BELOW - page.top


_LATIN = (
    ("W", 1.04),
    ("M", 0.95),
    ("#%m", 0.84),
    ("&+<=>@GHKNOQRUVXYAD_", 0.79),
    ("BCEFLPTZ^w~", 0.73),
    ("JSbdhknpquvxy", 0.56),
)
"""How wide 小标宋 draws Latin, in 字, rather too wide: measured in FandolSong-Bold; what is not named takes half a 字."""


def mark_width(words: str) -> float:
    """The width of words in 字 as 小标宋 draws them, at most: Latin is not half as wide as Han."""
    return sum(next((w for some, w in _LATIN if char in some), 0.5) if char.isascii() else 1.0 for char in words)


def mark_width_spaced(words: str) -> float:
    """The same where a program puts a quarter of a 字 between Han and Latin whatever it is told, as LibreOffice does.

    The quarter is not condensed with the words, so that it counts more than they do.
    """
    return mark_width(words) + len(_BESIDE_LATIN.findall(words)) * 0.26 / MARK_NARROWEST


_BESIDE_LATIN = re.compile(r"(?<=[0-9A-Za-z])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[0-9A-Za-z])")


def mark_size(words: str, drawn: float = 0.0) -> tuple[float, float]:
    """Size in pt and width (1 is as drawn) of 发文机关标志, so that its words stand in one line of the type area.

    Both are such as Word has: half points and hundredths. `drawn` is the words'
    width in 字 in a face that is known; what is wider counts.
    """
    room, length = TYPE_AREA[0] / MM_PER_PT, max(mark_width(words), drawn, 1)
    size = min(MARK_SIZE, floor(room / length / MARK_NARROWEST * 2) / 2)
    return size, min(1.0, floor(room / length / size * 100) / 100)


def red_line_drop(page: "Page") -> float:
    """From the foot of the line of 发文字号 to 红色分隔线, mm: the characters stand in the middle of their line."""
    return RED_LINE_BELOW - (page.line - SIZE_3) / 2 * MM_PER_PT


def red_head_height(page: "Page", words: str) -> float:
    """From the upper edge of a page's text to the title below 版头, pt; `words` are those of 发文机关标志."""
    blank = HEAD_BLANK_LINES * page.line
    drops = (mark_drop(page) + red_line_drop(page)) / MM_PER_PT
    return drops + mark_size(words)[0] + blank + page.line + RED_LINE + blank


# --- page numbers, pt and mm -------------------------------------------------

NUMBER_BELOW = 7.0
"""The dash beside the page number lies 7 mm below the type area (9704, 7.5)."""

NUMBER_BLANK = 1.0
"""Blank at the outer edge, in characters of the page number (9704, 7.5: 空一字)."""


def number_drop(margin: float) -> float:
    """From the edge where a page's text ends to the top of the page number's line (4号, set solid), mm.

    `margin` is the white beyond that edge. The dash stands in the middle of its
    line, so that it comes to lie `NUMBER_BELOW` the type area in every preset
    (9704, 7.5; 33476.2, 8: 4.58 mm from its own lower edge).
    """
    return NUMBER_BELOW + margin - GBT_9704.bottom - SIZE_4 * MM_PER_PT / 2


def landscape(page: Page) -> Page:
    """The preset's page for a table set across the sheet (表格横排): its head at the binding edge (9704, 8).

    The sheet is turned, so the type area's own whites stand around it in turned order.
    """
    upright = GBT_9704
    return Page(
        page.name, top=upright.left, bottom=upright.right, left=upright.bottom, right=upright.top, line=page.line
    )


# --- the body, in 字 ----------------------------------------------------------

FIRST_LINE = 2
"""A paragraph begins two characters in (9704, 7.3.3)."""

SIGN_OFF_BLANK = 2.0
"""署名 stands two characters from the right; the date's first character two behind the name's (9704, 7.3.5.2)."""

ANNEX_TITLE_LINE = 3
"""An annex's title stands on the third line of its page (9704, 7.3.7)."""

BLANK_LINES = 1
"""Lines left blank below the title (9704, 7.3.2), above 附件说明 (7.3.4) and above 署名 (7.3.5.2)."""

ADDRESS_OPENED = 0.1
"""So far the characters of a long web address are opened to fill its line, in their own size: practice, no clause.

Opened wider, they would no longer look like one word.
"""

# --- 版记 ----------------------------------------------------------------------

COLOPHON_RULES = (0.35, 0.25)
"""The first and last line of 版记, and those between them, mm (9704, 7.4.1)."""

COLOPHON_BLANK = 1.0
"""Blank left and right in 版记, in 字 of its own size (9704, 7.4.2 and 7.4.3)."""


COLOPHON_LINES = floor((TYPE_AREA[1] - 2 * COLOPHON_RULES[0] - COLOPHON_RULES[1]) / MM_PER_PT / LINE_4)
"""Lines of 版记 that the type area holds (9704, 5.2.1 and 7.4): it stands on one page, the last."""


def foot_drop(page: "Page") -> float:
    """From the type area's lower edge, with which the last rule coincides (9704, 7.4.1), to that of a page's text, mm."""
    return GBT_9704.bottom - page.bottom


# --- 水印: practice, no clause --------------------------------------------------

WATERMARK_ANGLE = 45
"""How a watermark rises, degrees."""

WATERMARK_GREY = 0.9
"""How light a watermark is: 0 black, 1 white."""


def watermark_size(words: str) -> float:
    """The size of a watermark in pt: along its slope it takes about as much as the paper is wide, its characters half a hand high."""
    return min(PAPER[0] / MM_PER_PT / max(han_width(words), 1), 110.0)


# --- tables, pt ---------------------------------------------------------------

CELL_PADDING = 5.4
"""Blank left and right in a cell, pt; Word's own default."""

CELL_PADDING_OF_MANY = 2.7
"""The same in a table of many columns, so that running text keeps room between them: practice, no clause."""

MANY_COLUMNS = 6
"""From so many columns on a table has many: practice, no clause."""

CELL_PADDING_OF_MONTHS = 1.8
"""The same in a table that has a column for each month: what stands there, 100% or 10月, takes nearly all of the width."""

MONTHS = 12
"""From so many columns on a table may be one of months: practice, no clause."""


def cell_padding(columns: int) -> float:
    """Blank left and right in the cells of a table of so many columns, pt."""
    if columns >= MONTHS:
        return CELL_PADDING_OF_MONTHS
    return CELL_PADDING if columns < MANY_COLUMNS else CELL_PADDING_OF_MANY


CELL_PADDING_ABOVE = 2.0
"""Blank above and below in a cell, pt, so that words do not touch the rules: practice, no clause."""

TABLE_GAP = 12.0
"""Blank between two tables that follow one another, pt: practice, no clause."""

RULE = 0.5
"""A table's lines, pt: practice, no clause."""

WHOLE_AT_MOST = 2 / 3
"""A row is kept on one page where it fills no more than this share of what a page has for it below the table's head.

How many lines words take differs from one program to the next, and a row kept
whole that is higher than its page loses its head or its last lines: practice, no clause.
"""

NARROW_COLUMN = 12
"""Columns of fewer 字 are set flush left: justified, so short lines are torn apart. Practice, no clause."""

# --- spreadsheets: practice, no clause ------------------------------------------

SHEET_LINE = 16.5
"""A line of 小四 in a spreadsheet, pt: it sets lines solid, and not every face is as low as 仿宋 (14.25)."""

SHEET_GAP = 8.0
"""What a row is higher than its lines, pt."""

SHEET_PADDING = 8
"""What a program keeps free beside a cell's words, both sides together, pixels."""

SHEET_TALLEST = 360.0
"""The tallest row, pt: spreadsheets allow 409, a page that lies across holds some 400 under the table's head."""


def signature_blanks(name: float, day: float) -> tuple[float, float]:
    """Blanks right of 署名 and of 成文日期, in 字, from the widths of both in 字 (9704, 7.3.5.2, without a seal).

    Name right 空二字 and the date two characters behind it; where the date is
    longer it stands 右空二字 and the name's blank grows.
    """
    if day <= name:
        return SIGN_OFF_BLANK, name - day
    return day - name + 2 * SIGN_OFF_BLANK, SIGN_OFF_BLANK


def han_width(words: str) -> float:
    """The width of words in 字: half for ASCII, one for everything else."""
    return sum(0.5 if char.isascii() else 1.0 for char in words)


_LATIN_IN_TABLES = (
    ("W", 1.02),
    ("@M", 0.93),
    ("#%m", 0.84),
    ("&+<=>DGKOQ_", 0.79),
    ("ABCHNRTUVXYw", 0.74),
    ("EFLPZ^~", 0.68),
    ("Sbdhnpu", 0.57),
    ("Jkqvxy", 0.54),
    ("()rst", 0.4),
    ("!-I[]fj", 0.35),
    ("',.:;il|", 0.29),
)
"""How wide tables draw Latin, in 字, rather too wide: FandolFang, FandolHei or Times New Roman, whichever is the widest.

What is not named takes half a 字, as all of it does in 仿宋_GB2312.
"""

_DRAWN = {chr(code): 0.5 for code in range(0x80)} | {char: width for some, width in _LATIN_IN_TABLES for char in some}


def table_width(words: str) -> float:
    """The width of words in 字 as a table's faces draw them, at most."""
    return max(han_width(words), sum(_DRAWN.get(char, 1.0) for char in words))


# --- numbers of headings (9704, 7.3.3) ---------------------------------------

_DIGITS = "零一二三四五六七八九"


def han_number(value: int) -> str:
    """A number from 1 to 999 in Han: 十五, 二十, 一百零一."""
    if not 1 <= value <= 999:
        raise ValueError(f"序号 {value} 超出一至九百九十九")
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        # 十五, yet 一百一十五
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def number(level: int, value: int) -> str:
    """The number printed before a heading or item: 一、（一）1.（1）by level (9704, 7.3.3); ① below, practice."""
    match level:
        case 1:
            return f"{han_number(value)}、"
        case 2:
            return f"（{han_number(value)}）"
        case 3:
            return f"{value}."
        case 4:
            return f"（{value}）"
        case _:
            return chr(0x2460 + value - 1) if value <= 20 else f"{value}）"


# --- the columns of tables -------------------------------------------------------

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

ADDRESS_FROM = 20
"""So many half-width characters without a blank are a web address or the like, which is parted behind its marks: practice, no clause."""

DIGIT = "0-9０-９"
"""The characters of numbers, for patterns."""

NUMERAL = "〇○零一二三四五六七八九"
"""The characters of years in Han, for patterns."""

NUMBER = rf"[{DIGIT}]+(?:[.．,:：][{DIGIT}]+|，[０-９]{{3}}(?![０-９]))*"
"""A pattern for a number with its groups and its fraction, or an hour."""

UNIT = (
    "[十百千万亿]{0,2}[余多]?(?:年度|月份|周年|个月|个百分点|百分点|小时|分钟|[人件户场班车批台]次|平方(?:米|公里|千米)"
    "|立方米|公里|公斤|公顷|[毫厘分千]米|[千毫]克|(?!第)[\u4e00-\u9fff])"
)
"""A pattern for what says what is counted, which stays with its number."""


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

_BEFORE, _BEHIND = "‘“（《〈【〔「『〖〘(\\[{", "，。、；：？！…’”）》〉】〕」』〗〙·•‧・～－／％‰℃,.;:?!)\\]}%"


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
    return sum(ceil(table_width(line) / room) for cell in cells for line in _stretches(cell))


def _stretches(cell: str) -> list[str]:
    """A cell's words cut where a line may well end: behind ； and at line ends."""
    return cell.replace("；", "；\n").split("\n")


_WORD = re.compile(r"[!-~]+|[０-９]+[年月日％]?|.", re.DOTALL)
NOT_FIRST = "，。、；：？！”’）》〉】〕」』％…—·"
"""Marks that begin no line (GB/T 15834, 5.1)."""


def line_count(words: str, room: float) -> int:
    """How many lines words take where `room` 字 stand in one: Latin words and numbers are kept whole, no line begins with a mark."""
    lines, at = 1, 0.0
    for found in _WORD.finditer(words):
        width = han_width(found[0])
        if at + width <= room:
            at += width
        elif width > room:
            # longer than a line: some programs begin it where it stands, some on a line of its own
            lines += ceil(width / room) - (at == 0)
            at = width % room or room
        else:
            lines += 1
            # the character before a mark comes down with it
            at = width + 1 if found[0] in NOT_FIRST else width
    return lines


# --- measuring, mm --------------------------------------------------------------

MARGIN_TOLERANCE = 1.0
"""By how much 天头 and 订口 may differ (9704, 5.2.1)."""

MEASURED_TO = 0.1
"""How near a finished file's places have to come: ours, far below what a printer keeps to."""

EDGE_WITHIN = 0.2
"""How near full lines have to come to the right edge: a PDF cuts each place to a thousandth of the size, 27 times a line."""

# --- Word ---------------------------------------------------------------------


def twips(points: float) -> int:
    """A length in pt as Word writes it."""
    return round(points * TWIPS_PER_PT)


def twips_of_mm(length: float) -> int:
    """A length in mm as Word writes it."""
    return twips(length / MM_PER_PT)
