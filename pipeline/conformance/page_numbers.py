"""plan.pdf held against the standards: its page numbers, on upright pages and on those that lie across."""

from collections.abc import Iterator

from pipeline.conformance.classify import (
    NUMBER,
    Kind,
    is_landscape,
)
from pipeline.conformance.clause import (
    ClauseResult,
    Observation,
    is_near,
    mm,
    pt,
    summarize,
)
from pipeline.conformance.pdf_page import PdfUnderTest
from pipeline.readers.pdf_page import Line, PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT


def measured(read: PdfUnderTest) -> Iterator[ClauseResult]:
    """Everything about the page numbers."""
    found = [(sheet, _number(sheet)) for sheet in read.pdf.pages]
    upright = [(sheet, line) for sheet, line in found if line and not is_landscape(sheet)]
    turned = [(sheet, line) for sheet, line in found if line and is_landscape(sheet)]
    file, clause = read.file, "GB/T 9704 7.5"
    yield from summarize(
        file,
        clause,
        "页码：每面都有，依次编排",
        "— 1 —、— 2 —……，半角数字，左右各一字线",
        (
            Observation(f"第{sheet.number}页", line.text if line else "没有页码", holds)
            for sheet, line in found
            for holds in [_is_numbered(read, sheet, line)]
        ),
    )
    yield from summarize(
        file,
        clause,
        "页码：字体字号",
        f"宋体 {pt(standard.SIZE_4)}",
        (
            Observation(
                f"第{sheet.number}页",
                f"{'、'.join(kinds)} {pt(size)}",
                kinds == ["宋体"] and abs(size - standard.SIZE_4) < 0.1,
            )
            for sheet, line in upright
            for kinds in [list(dict.fromkeys(read.typeface(glyph) for glyph in line.glyphs if glyph.text.strip()))]
            for size in [round(line.size, 1)]
        ),
    )
    yield from summarize(
        file,
        clause,
        "页码：一字线在版心下",
        mm(standard.NUMBER_BELOW),
        (
            Observation(f"第{sheet.number}页", mm(below), is_near(below, standard.NUMBER_BELOW))
            for sheet, line in upright
            for below in [(line.top + line.bottom) / 2 - (sheet.height - standard.GBT_9704.bottom)]
        ),
    )
    blank = standard.NUMBER_BLANK * standard.SIZE_4 * MM_PER_PT
    yield from summarize(
        file,
        clause,
        "页码：单页居右空一字",
        mm(blank),
        (
            Observation(f"第{sheet.number}页", mm(right), is_near(right, blank))
            for sheet, line in upright
            if sheet.number % 2
            for right in [sheet.width - read.layout.right - line.right]
        ),
    )
    yield from summarize(
        file,
        clause,
        "页码：双页居左空一字",
        mm(blank),
        (
            Observation(f"第{sheet.number}页", mm(left), is_near(left, blank))
            for sheet, line in upright
            if not sheet.number % 2
            for left in [line.left - read.layout.left]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 8",
        "横排页的页码与竖排页位置一致",
        f"表左侧，距纸边 {standard.GBT_9704.bottom - standard.NUMBER_BELOW:g} mm，单页在下、双页在上",
        (_turned(sheet, line) for sheet, line in turned),
    )


def _number(sheet: PdfPage) -> Line | None:
    """The page number of a sheet, wherever it stands."""
    blocks = (line for block in sheet.blocks for line in block.lines)
    return next((line for line in (*sheet.untagged_lines, *blocks) if NUMBER.fullmatch(line.text.strip())), None)


def _is_numbered(read: PdfUnderTest, sheet: PdfPage, line: Line | None) -> bool:
    """Whether the page has its number; a blank page before 版记 and the page of 版记 after it have none (7.5)."""
    own = read.on(sheet)
    after = [one for other in read.pdf.pages[sheet.number :] for one in read.on(other)]
    before = read.on(read.pdf.pages[sheet.number - 2]) if sheet.number > 1 else [None]
    exempt = (not own and bool(after) and after[0].kind is Kind.COLOPHON) or (
        not before and bool(own) and own[0].kind is Kind.COLOPHON
    )
    if line is None or exempt:
        return line is None and exempt
    return line.text.strip() == f"— {sheet.number} —"


def _turned(sheet: PdfPage, line: Line) -> Observation:
    """A turned page number, seen with the table upright: at the left edge, below on odd pages and above on even ones (9704, 8)."""
    middle = (min(glyph.left for glyph in line.glyphs) + max(glyph.right for glyph in line.glyphs)) / 2
    low, high = max(glyph.bottom for glyph in line.glyphs), min(glyph.top for glyph in line.glyphs)
    across_area = geometry.landscape(standard.GBT_9704)
    blank = standard.NUMBER_BLANK * standard.SIZE_4 * MM_PER_PT
    odd = bool(sheet.number % 2)
    end = sheet.height - across_area.bottom - low if odd else high - across_area.top
    holds = (
        is_near(middle, standard.GBT_9704.bottom - standard.NUMBER_BELOW, 0.3)
        and is_near(end, blank, 0.3)
        and not any(glyph.upright for glyph in line.glyphs if glyph.text.strip())
    )
    return Observation(f"第{sheet.number}页", f"距纸边 {mm(middle)}，{'下' if odd else '上'}空 {mm(end)}", holds)
