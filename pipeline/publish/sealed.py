"""A PDF from outside (盖章件, or one exported from Word) held against our own: it goes out in our file's place, so it has to say the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish.changes import stretches
from pipeline.publish.normal import letters
from pipeline.readback import Unreadable, pdf
from pipeline.readback.pdf import Paper, Sheet

_PAGE_NUMBER = re.compile(r"\s*[-—–－]?\s*\d{1,4}\s*[-—–－]?\s*")

SHOWN = 20
"""How many differences are told."""

AROUND = 8
"""How many characters are shown on either side of a difference."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The letters of a paper: its running text, and its tables column by column."""

    running: str
    columns: tuple[str, ...]


def differences(ours: bytes, theirs: bytes) -> tuple[str, ...]:
    """Where the letters of another PDF are not those of plan.pdf; none when it says the same.

    Marks, line ends, page numbers and looks are left out. A file that cannot be read,
    or holds pictures of words alone, is one difference.
    """
    mine = _said(pdf.read(ours))
    try:
        paper = pdf.read(theirs)
    except Unreadable as fault:
        return (f"{_UNREAD}：{str(fault).rstrip('。')}",)
    other = _said(paper)
    if not other.running and not any(other.columns):
        return (f"{_WORDLESS}，可能是扫描件，无法和定稿核对；请用 Word 或 WPS 导出的、或电子印章系统盖章的 PDF",)
    found = [*_differing("正文", mine.running, other.running)]
    if len(mine.columns) != len(other.columns):
        found += _differing("表格", "".join(mine.columns), "".join(other.columns))
    else:
        for place, (one, another) in enumerate(zip(mine.columns, other.columns, strict=True), 1):
            found += _differing(f"表格第{place}栏", one, another)
    return (*found[:SHOWN], f"……共 {len(found)} 处不同") if len(found) > SHOWN else tuple(found)


_UNREAD, _WORDLESS = "读不出", "里面没有文字"


def is_unread(found: Sequence[str]) -> bool:
    """Whether nothing could be held against the file, so that the one difference found says why."""
    return len(found) == 1 and found[0].startswith((_UNREAD, _WORDLESS))


def _differing(where: str, mine: str, other: str) -> Iterator[str]:
    if mine == other:
        return
    parts = stretches(mine, other)
    before, place = "", 0
    while place < len(parts):
        part = parts[place]
        if part.in_old and part.in_new:
            before = part.words[-AROUND:]
            place += 1
            continue
        old, new = (part.words, "") if part.in_old else ("", part.words)
        place += 1
        if part.in_old and place < len(parts) and not parts[place].in_old:
            new = parts[place].words
            place += 1
        after = parts[place].words[:AROUND] if place < len(parts) else ""
        yield f"{where}：定稿是“{before}{old}{after}”，文件是“{before}{new}{after}”"


def _said(paper: Paper) -> _Said:
    running = "".join(_letters(line) for sheet in paper.sheets for line in _running(sheet))
    heads: set[tuple[str, ...]] = set()
    columns: list[str] = []
    for table in (table for sheet in paper.sheets for table in sheet.tables):
        for number, row in enumerate(table.rows):
            words = tuple(_letters(cell.words) if cell is not None else "" for cell in row)
            # a head repeated on the next page
            if number == 0 and words in heads:
                continue
            if number == 0:
                heads.add(words)
            columns += [""] * (len(words) - len(columns))
            for place, cell in enumerate(words):
                columns[place] += cell
    return _Said(running, tuple(columns))


def _letters(words: str) -> str:
    # a line may end inside a number, so what parts two numbers is not kept
    return letters(words).replace(" ", "")


def _running(sheet: Sheet) -> Iterator[str]:
    """The lines of a page that stand in no table and are no page number."""
    cells = [cell for table in sheet.tables for row in table.rows for cell in row if cell is not None]
    outside = [
        glyph
        for glyph in sheet.glyphs
        if not any(
            cell.left < (glyph.left + glyph.right) / 2 < cell.right
            and cell.top < (glyph.top + glyph.bottom) / 2 < cell.bottom
            for cell in cells
        )
    ]
    yield from _without_page_number([line.words for line in pdf.lines(outside)])


def _without_page_number(lines: Sequence[str]) -> Iterator[str]:
    """The lines but a number that stands alone on the last or the first of them."""
    for place, words in enumerate(lines):
        if place in (0, len(lines) - 1) and _PAGE_NUMBER.fullmatch(words):
            continue
        yield words
