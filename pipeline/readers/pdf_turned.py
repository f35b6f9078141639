"""Pages whose text is turned by a quarter (a wide table on an upright page)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.readers.pdf_page import Cell, PdfPage, Table, Tag, group_into_blocks, group_into_lines
from pipeline.typography.gbt9704 import MM_PER_PT


def upright(page: PdfPage, tags: Sequence[Tag]) -> PdfPage:
    """The page as a reader turns it, if most of its text is turned by a quarter (a wide table on an upright page)."""
    turned = [glyph for glyph in page.glyphs if not glyph.upright]
    if 2 * len(turned) < len(page.glyphs) or not turned:
        return page
    # text that reads upwards is turned clockwise
    upwards = sum(after.top < before.top for before, after in pairwise(turned)) * 2 > len(turned)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        if upwards:
            return page.height - bottom, left, page.height - top, right
        return top, page.width - right, bottom, page.width - left

    glyphs = []
    for glyph in page.glyphs:
        left, top, right, bottom = box(glyph.left, glyph.top, glyph.right, glyph.bottom)
        # pdfminer takes the extent across the page for the size
        size = (bottom - top) / MM_PER_PT
        glyphs.append(
            replace(
                glyph,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                baseline=bottom,
                upright=not glyph.upright,
                size=size,
            )
        )
    tables = []
    for table in page.tables:
        cells: list[Cell | None] = []
        for cell in (cell for row in table.rows for cell in row if cell):
            left, top, right, bottom = box(cell.left, cell.top, cell.right, cell.bottom)
            inside = [
                glyph
                for glyph in glyphs
                if left < (glyph.left + glyph.right) / 2 < right and top < (glyph.top + glyph.bottom) / 2 < bottom
            ]
            lines = tuple(group_into_lines(inside))
            cells.append(Cell(left, top, right, bottom, lines))
        tables.append(Table((tuple(cells),)))
    blocks, untagged = group_into_blocks(glyphs, tags)
    return replace(
        page,
        width=page.height,
        height=page.width,
        glyphs=tuple(glyphs),
        tables=tuple(tables),
        blocks=blocks,
        untagged_lines=untagged,
    )
