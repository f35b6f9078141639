"""Lengths that follow from the numbers of the standards (`gbt9704`), some of them from a text's width too."""

from math import floor

from pipeline.typography.gbt9704 import (
    CELL_PADDING,
    CELL_PADDING_OF_MANY,
    CELL_PADDING_OF_MONTHS,
    COLOPHON_RULES,
    HEAD_BLANK_LINES,
    LINE_4,
    MANY_COLUMNS,
    MARK_BELOW,
    MARK_NARROWEST,
    MARK_SIZE,
    MM_PER_PT,
    MONTHS,
    NUMBER_BELOW,
    ON_PAPER,
    PAPER,
    RED_LINE,
    RED_LINE_BELOW,
    SIGN_OFF_BLANK,
    SIZE_3,
    SIZE_4,
    TWIPS_PER_PT,
    TYPE_AREA,
    WATERMARK_LARGEST,
    Page,
)
from pipeline.typography.metrics import han_width, title_width


def twips(points: float) -> int:
    """Return a length in pt as Word writes it, in twentieths of a point."""
    return round(points * TWIPS_PER_PT)


def twips_of_mm(length: float) -> int:
    """Return a length in mm as Word writes it, in twentieths of a point."""
    return twips(length / MM_PER_PT)


# --- the page ----------------------------------------------------------------


def landscape(page: Page) -> Page:
    """Return the preset for a page with a landscape table (表格横排): the table's head lies at the binding edge (9704, 8).

    The paper is turned, so its margins are those of the type area in turned order.
    """
    return Page(
        page.name, top=ON_PAPER.left, bottom=ON_PAPER.right, left=ON_PAPER.bottom, right=ON_PAPER.top, line=page.line
    )


def number_drop(margin: float) -> float:
    """Return the distance from the edge of a page's text to the top of the page number's line (4号, set solid), mm.

    `margin` is the margin beyond that edge. The dash lies in the middle of its
    line, and so `NUMBER_BELOW` the type area in every preset (9704, 7.5; 33476.2,
    8: 4.58 mm from its own lower edge).
    """
    return NUMBER_BELOW + margin - ON_PAPER.bottom - SIZE_4 * MM_PER_PT / 2


# --- 版头 ----------------------------------------------------------------------


def mark_drop(page: Page) -> float:
    """Return the distance from the top margin to the top of 发文机关标志, mm: the same place on the paper in every preset."""
    return ON_PAPER.top + MARK_BELOW - page.top


def mark_size(mark: str, drawn: float = 0.0) -> tuple[float, float]:
    """Return the size in pt and the horizontal scale (1: as drawn) by which 发文机关标志 fits in one line of the type area.

    Both are values that Word can state: half points and hundredths. `drawn` is
    the width of the text in 字 in a known face; the greater of it and the
    estimated width counts.
    """
    room, length = TYPE_AREA[0] / MM_PER_PT, max(title_width(mark), drawn, 1)
    size = min(MARK_SIZE, floor(room / length / MARK_NARROWEST * 2) / 2)
    return size, min(1.0, floor(room / length / size * 100) / 100)


def red_line_drop(page: Page) -> float:
    """Return the distance from the lower edge of the line of 发文字号 to 红色分隔线, mm: characters lie in the middle of their line."""
    return RED_LINE_BELOW - (page.line - SIZE_3) / 2 * MM_PER_PT


def red_head_height(page: Page, mark: str) -> float:
    """Return the distance from the top margin to the title below 版头, pt; `words` is the text of 发文机关标志."""
    blank = HEAD_BLANK_LINES * page.line
    drops = (mark_drop(page) + red_line_drop(page)) / MM_PER_PT
    return drops + mark_size(mark)[0] + blank + page.line + RED_LINE + blank


# --- 署名 and 版记 ---------------------------------------------------------------


def signature_blanks(name: float, day: float) -> tuple[float, float]:
    """Return the blanks right of 署名 and of 成文日期, in 字, from the widths of both in 字 (9704, 7.3.5.2, without a seal).

    署名 ends 右空二字 and the date begins two characters right of it; where the
    date is longer, the date ends 右空二字 and the blank right of the name grows.
    """
    if day <= name:
        return SIGN_OFF_BLANK, name - day
    return day - name + 2 * SIGN_OFF_BLANK, SIGN_OFF_BLANK


COLOPHON_LINES = floor((TYPE_AREA[1] - 2 * COLOPHON_RULES[0] - COLOPHON_RULES[1]) / MM_PER_PT / LINE_4)
"""The lines of 版记 that fit in the type area (9704, 5.2.1 and 7.4): it lies on one page, the last."""


def foot_drop(page: Page) -> float:
    """Return the distance from the type area's lower edge, where the last rule lies (9704, 7.4.1), to the bottom margin, mm."""
    return ON_PAPER.bottom - page.bottom


# --- watermark and tables: practice, no clause ------------------------------------


def watermark_size(text: str) -> float:
    """Return the size of a watermark in pt: along its slope it is about as long as the paper is wide."""
    return min(PAPER[0] / MM_PER_PT / max(han_width(text), 1), WATERMARK_LARGEST)


def cell_padding(columns: int) -> float:
    """Return the padding left and right in the cells of a table of so many columns, pt."""
    if columns >= MONTHS:
        return CELL_PADDING_OF_MONTHS
    return CELL_PADDING if columns < MANY_COLUMNS else CELL_PADDING_OF_MANY
