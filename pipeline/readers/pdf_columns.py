"""Pages whose running text is set in two columns: parted, so that each column is read from top to bottom.

Two columns of a table look alike: prose fills its lines up to the gutter, cells do not.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pipeline.readers.pdf_page import Glyph, Line, PdfPage
from pipeline.typography.gbt9704 import MM_PER_PT

_GAP = 1.5
"""In em: two parts of a line that are farther apart stand in two columns."""
_MIN_LINES = 6
_MIN_WIDTH = 8
"""In em: a narrower column is a cell of a table."""
_MIN_FULL = 0.6
"""The least share of lines that reach the gutter."""
_MIN_ALIGNED = 0.8
"""The least share of lines that begin behind the gutter, or are indented there."""


_ROUNDED = 0.6
"""Edges are rounded to a millimetre."""


def split_columns(page: PdfPage) -> tuple[PdfPage, ...]:
    """Return the page in parts, in reading order: what stands above the columns, the left one, the right one, what follows.

    The right column is moved to where the left one begins. A page without two columns is one part.
    """
    lines = [line for line in page.lines if line.text.strip()]
    columns = _columns(lines)
    if columns is None:
        return (page,)
    left, start, stop = columns
    parts: list[list[Glyph]] = []
    for is_column, run in groupby(lines, key=lambda line: not _crosses(line, start, stop)):
        glyphs = [glyph for line in run for glyph in line.glyphs]
        if not is_column:
            parts.append(glyphs)
            continue
        shift = stop - left
        right = [glyph for glyph in glyphs if glyph.left > start]
        parts.append([glyph for glyph in glyphs if glyph.left <= start])
        parts.append([replace(glyph, left=glyph.left - shift, right=glyph.right - shift) for glyph in right])
    return tuple(replace(page, glyphs=tuple(glyphs)) for glyphs in parts if glyphs)


def _columns(lines: Sequence[Line]) -> tuple[float, float, float] | None:
    """Return where the left of two columns of prose begins and ends and the right one begins, mm; None for a page without."""
    parted = [halves for line in lines if (halves := _halves(line)) is not None]
    if len(parted) < _MIN_LINES:
        return None
    em = Counter(round(line.size) for line in lines).most_common(1)[0][0] * MM_PER_PT
    stop = float(Counter(round(right[0].left) for _, right in parted).most_common(1)[0][0])
    begins = [right[0].left - stop for _, right in parted]
    aligned = [halves for halves, begin in zip(parted, begins, strict=True) if -1 < begin < 2.5 * em]
    if len(aligned) < max(_MIN_LINES, _MIN_ALIGNED * len(parted)):
        return None
    ends = sorted(left[-1].right for left, _ in aligned)
    start = ends[int(0.95 * (len(ends) - 1))]
    full = sum(end > start - 1.5 * em for end in ends)
    widths = (start - min(left[0].left for left, _ in aligned), max(right[-1].right for _, right in aligned) - stop)
    if full < _MIN_FULL * len(ends) or min(widths) < _MIN_WIDTH * em or stop - start < em / 2:
        return None
    left = float(Counter(round(before[0].left) for before, _ in aligned).most_common(1)[0][0])
    return left, start, stop


def _halves(line: Line) -> tuple[tuple[Glyph, ...], tuple[Glyph, ...]] | None:
    """Return the two parts of a line with one wide gap in it; None for any other line."""
    glyphs = tuple(glyph for glyph in line.glyphs if glyph.text.strip())
    gaps = list(_gaps(glyphs))
    return (glyphs[: gaps[0]], glyphs[gaps[0] :]) if len(gaps) == 1 else None


def _gaps(glyphs: Sequence[Glyph]) -> Iterator[int]:
    """Yield the indices of the characters that stand far from the one before."""
    for index, (before, after) in enumerate(pairwise(glyphs), 1):
        if after.left - before.right > _GAP * before.size * MM_PER_PT:
            yield index


def _crosses(line: Line, start: float, stop: float) -> bool:
    """Whether a line goes through the gutter."""
    return any(
        glyph.left < stop - _ROUNDED and glyph.right > start + _ROUNDED for glyph in line.glyphs if glyph.text.strip()
    )
