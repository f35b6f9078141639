"""The numbers of the standards and of practice (sizes, distances, colours, empty lines at a page's foot), each once with its clause.

GB/T 9704-2012 党政机关公文格式 and GB/T 33476.2-2016 党政机关电子公文格式规范 第2部分：显现.
A number that is only practice says so. Lengths that follow from these numbers are
computed in `geometry`; docs/standard.md lists where each is used.
"""

from pipeline.dataclass import dataclass

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
    """A preset of the page (版面): margins in mm, line height in pt."""

    name: str
    top: float
    bottom: float
    left: float
    right: float
    line: float

    @property
    def line_mm(self) -> float:
        """The line height in mm."""
        return self.line * MM_PER_PT

    @property
    def height(self) -> float:
        """The height between the top and the bottom margin, pt."""
        return (PAPER[1] - self.top - self.bottom) / MM_PER_PT


GBT_33476 = Page("33476", top=34.58, bottom=32.58, left=28.0, right=26.0, line=10.39 / MM_PER_PT)
"""Margins of 33476.2, 6.2; a line of 10.39 mm is 3号 and 7/8 of it (9704, 3.2; 33476.2, 7.2.2)."""

ON_PAPER = Page("版心", top=37.0, bottom=35.0, left=28.0, right=26.0, line=28.95)
"""Where the type area lies on the paper: 天头 37 and 订口 28 mm (9704, 5.2.1), 35 and 26 mm follow from its size.

A ruler measures 天头 from the first characters, above which a program puts half of what a line
is higher than they are; 28.95 pt is the greatest line height of which 22 lines fit between 37 and 35 mm.
"""

GBT_9704 = Page("9704", top=34.67, bottom=32.67, left=28.0, right=26.0, line=ON_PAPER.line)
"""Margins by which the first characters begin 37 mm from the paper's upper edge, and the last may end 35 mm from its lower one (9704, 5.2.1)."""

PAGES = {page.name: page for page in (GBT_33476, GBT_9704)}

# --- sizes, pt ---------------------------------------------------------------

SIZE_3 = 15.75
"""3号 as the type area needs it: 28 characters in 156 mm (9704, 5.2.2 and 5.2.3)."""

SIZE_3_WORD = 16.0
"""3号 as Word has it; with `SPACING_WORD` it is set as wide as `SIZE_3`."""

SPACING_WORD = -0.25
"""The character spacing in Word by which 28 characters fit in a line."""

SIZE_2 = 22.0
"""2号, titles (9704, 7.3.1)."""

SIZE_4 = 14.0
"""4号, page numbers and 版记 (9704, 7.4, 7.5)."""

SIZE_TABLE = 12.0
"""小四 in tables: practice, no clause."""

LINE_2 = 35.8
"""The line height of a 2号 title, pt: its own height and 7/8 of 3号 (9704, 3.2)."""

LINE_TABLE = 20.0
"""The line height in tables, pt: practice, no clause."""

LINE_4 = SIZE_4 + 7 / 8 * SIZE_3
"""The line height of 版记, pt: the height of 4号 and 7/8 of 3号 (9704, 3.2)."""

# --- 版头, mm and pt ------------------------------------------------------------

MARK_BELOW = 35.0
"""发文机关标志 begins 35 mm below the upper edge of the type area (9704, 7.2.4; 33476.2, 7.1.1: 37.42 from its own)."""

MARK_SIZE = 42.0
"""发文机关标志, 初号: 醒目、美观、庄重 is all that the standard asks (9704, 7.2.4); practice."""

MARK_NARROWEST = 2 / 3
"""A long 发文机关标志 is condensed to this share of its width before its size is reduced: practice, no clause."""

MARK_LINE_WORD = 1.1
"""Word's line height for 发文机关标志, in its size: four fifths of an exact line lie above the baseline, and nothing may be cut off."""

HEAD_BLANK_LINES = 2
"""Blank lines between 发文机关标志 and 发文字号 (9704, 7.2.5) and between 红色分隔线 and 标题 (7.3.1)."""

RED_LINE_BELOW = 4.0
"""红色分隔线 lies 4 mm below 发文字号, as wide as the type area (9704, 7.2.7)."""

RED_LINE = 2.0
"""红色分隔线, pt: practice, no clause."""

RED = "ff3333"
"""Red of 版头 on a screen: Y80%, M80% (9704, 6.2)."""

# --- page numbers, pt and mm -------------------------------------------------

NUMBER_BELOW = 7.0
"""The dash next to the page number lies 7 mm below the type area (9704, 7.5)."""

NUMBER_BLANK = 1.0
"""Blank at the outer edge, in characters of the page number (9704, 7.5: 空一字)."""

# --- titles, in 字 of their own size ---------------------------------------------

TITLE_BLANK = 1.0
"""What a title's line leaves blank on either side (9704, 7.3.1: 长短适宜); how much is practice."""

# --- the body, in 字 ----------------------------------------------------------

FIRST_LINE = 2
"""The first line of a paragraph is indented by two characters (9704, 7.3.3)."""

SIGN_OFF_BLANK = 2.0
"""署名 ends two characters from the right; the date's first character lies two right of the name's (9704, 7.3.5.2)."""

ANNEX_TITLE_LINE = 3
"""The title of an annex is the third line of its page (9704, 7.3.7)."""

BLANK_LINES = 1
"""Blank lines below the title (9704, 7.3.2), above 附件说明 (7.3.4) and above 署名 (7.3.5.2)."""

STRETCHED = 0.25
"""The greatest letter spacing by which a line is stretched to fill the type area, in its own size: practice, no clause.

A line that would need more stays short.
"""

CONDENSED = 0.3
"""By how much the characters of a paragraph are set closer, pt, so that no single character has a line of its own: practice, no clause."""

WIDENED = 1.2
"""By how much those of the last full line are set wider, pt, so that its last one comes down to a single one: practice, no clause.

The line is stretched by as much anyway.
"""

FOOT_EMPTY_AT_MOST = 3
"""The lines that may be empty at the foot of a page before the last of a text: practice, no clause."""

COPIED = 0.08
"""The letter spacing from which readers of a PDF take a gap for a blank, a little less than their 0.1: practice, no clause."""

LONG_STRING = 6.0
"""A string that holds together is broken if more, in 字, and more than a quarter of a line would stay empty before it: practice, no clause."""

ADDRESS_OPENED = 0.1
"""The greatest letter spacing in a long web address, in its own size, to fill a line: practice, no clause.

With more, it would no longer look like one word.
"""

LEAST_LINE = 27.75
"""The least line height, pt, to which lines are tightened where 署名 and 成文日期 would not fit on the page of the text (9704, 7.3.5.5).

23 lines of 28 pt fill a page, and a page with a title has fewer to gain from; how far 行距 may be adjusted no clause says.
"""

LEAST_LINE_OF_ALL = 26.25
"""The same on three pages at most, where more than `FOOT_EMPTY_AT_MOST` lines would else stay empty: five thirds of 3号."""

# --- 版记 ----------------------------------------------------------------------

COLOPHON_RULES = (0.35, 0.25)
"""The first and last rule of 版记, and those between them, mm (9704, 7.4.1)."""

COLOPHON_BLANK = 1.0
"""Blank left and right in 版记, in 字 of its own size (9704, 7.4.2 and 7.4.3)."""

# --- 水印: practice, no clause --------------------------------------------------

WATERMARK_ANGLE = 45
"""The slope of a watermark, degrees."""

WATERMARK_GREY = 0.9
"""The lightness of a watermark: 0 black, 1 white."""

WATERMARK_LARGEST = 110.0
"""The greatest size of a watermark, pt."""

# --- tables, pt ---------------------------------------------------------------

CELL_PADDING = 5.4
"""Padding left and right in a cell, pt; Word's own default."""

CELL_PADDING_OF_MANY = 2.7
"""The same in a table of many columns, so that running text keeps room between them: practice, no clause."""

MANY_COLUMNS = 6
"""The number of columns from which on a table has many: practice, no clause."""

CELL_PADDING_OF_MONTHS = 1.8
"""The same in a table that has a column for each month: its values, 100% or 10月, take nearly all of the width."""

MONTHS = 12
"""The number of columns from which on a table may be one of months: practice, no clause."""

CELL_PADDING_ABOVE = 2.0
"""Padding above and below in a cell, pt, so that text does not touch the rules: practice, no clause."""

TABLE_GAP = 12.0
"""Blank between two consecutive tables, pt: practice, no clause."""

RULE = 0.5
"""A table's rules, pt: practice, no clause."""

ITEM_WHOLE_AT_MOST = 1 / 2
"""The share of the page height below the table's head up to which the rows of one item are kept on one page: practice, no clause."""

FORM_WHOLE_AT_MOST = 0.4
"""The same for the rows of forms and comparisons, whose text is long: what is moved whole leaves the page above it empty."""

WHOLE_AT_MOST = 2 / 3
"""The share of the page height below the table's head up to which a row is kept on one page: practice, no clause.

Programs differ in how many lines a text takes, and a row kept whole that is
higher than its page loses its head or its last lines.
"""

TABLE_EMPTY_AT_MOST = 1 / 4
"""The share of the page height below the table's head that is left empty rather than split a row, or the rows of an item: practice, no clause."""

SIGNED_EMPTY_AT_MOST = 1 / 2
"""The share of a page that is left empty rather than have 署名 on a page without 正文 (9704, 7.3.5.5): practice, no clause."""

SPLIT_AT_LEAST = 3
"""The least lines of a row on the page where it begins, if it is split: practice, no clause."""

LABEL_AT_MOST = 1 / 4
"""The share of a page up to which a row that is split is moved on, so that its labels are whole where it begins: practice, no clause."""

NARROW_COLUMN = 12
"""Columns of fewer 字 are set flush left: justifying would tear such short lines apart. Practice, no clause."""

# --- spreadsheets: practice, no clause ------------------------------------------

SHEET_LINE = 16.5
"""The line height of 小四 in a spreadsheet, pt: it sets lines solid, and not every face is as low as 仿宋 (14.25)."""

SHEET_GAP = 8.0
"""By how much a row is higher than its lines, pt."""

SHEET_PADDING = 8
"""The padding of a program around a cell's text, left and right together, pixels."""

SHEET_TALLEST = 360.0
"""The tallest row, pt: spreadsheets allow 409, a landscape page has some 400 below the table's head."""

# --- measuring, mm --------------------------------------------------------------

MARGIN_TOLERANCE = 1.0
"""The tolerance of 天头 and 订口 (9704, 5.2.1)."""

MEASURED_TO = 0.1
"""The tolerance for positions in a finished file: our own, far below a printer's accuracy."""

EDGE_WITHIN = 0.2
"""The tolerance for the right end of a full line: a PDF rounds each position to a thousandth of the size, 27 times a line."""
