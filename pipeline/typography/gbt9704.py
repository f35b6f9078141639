"""The numbers of the standards, each once, with its clause: the only place a millimetre is written.

GB/T 9704-2012 党政机关公文格式 and GB/T 33476.2-2016 党政机关电子公文格式规范 第2部分：显现.
What is only practice says so; docs/standard.md lists where each is used.
"""

import re
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


# --- lines: what holds together ---------------------------------------------------

NEVER_FIRST = frozenset("，。、；：？！’”）》〉】〕」』〗〙·•‧・～－／,.;:?!)]}")
"""Marks that begin no line (GB/T 15834, 5.1)."""

NEVER_LAST = frozenset("‘“（《〈【〔「『〖〘／([{")
"""Marks that end no line (GB/T 15834, 5.1)."""

STAYS_BEHIND = NEVER_FIRST | frozenset("…—％")
"""What is not parted from the character before it where no more is known: …… and —— may begin a line, their second half may not."""

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

_WORD = re.compile(r"[!-~]+|[０-９]+[年月日％]?|.", re.DOTALL)


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
            at = width + 1 if found[0] in STAYS_BEHIND else width
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
