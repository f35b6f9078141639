"""Cut a pipe table's lines into rows of cells, all as wide as the head."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.findings import Diagnostics, Edit, Finding
from pipeline.parse import codes
from pipeline.parse.clean import CELL, COMMENT
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceText, join

_DELIMITER = lazy_pattern(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_LIKE_DELIMITER = lazy_pattern(r"[-－—–:：|｜\s]+")


def is_delimiter(text: str) -> bool:
    """Whether the line is the delimiter row below a table's head, |---|---|, in whatever dashes and bars."""
    return bool(_LIKE_DELIMITER.fullmatch(text) and re.search("[|｜]", text) and re.search("[-－—–]", text))


Rows = tuple[tuple[SourceText, ...], ...]


def cut_table(lines: Sequence[SourceText], diagnostics: Diagnostics) -> Rows:
    """Return the rows of one table, the head first; missing and surplus cells are reported, no text is lost."""
    if CELL in lines[0].value:
        return _pasted(lines, diagnostics)
    delimited = len(lines) > 1 and is_delimiter(lines[1].value)
    kept = [lines[0], *lines[2:]] if delimited else list(lines)
    rows = [_cells(line, diagnostics) for line in kept]
    width = len(rows[0])
    if not delimited:
        diagnostics.add(_without_delimiter(lines[0], width))
    elif not _DELIMITER.fullmatch(lines[1].value):
        meant = "|" + "---|" * width
        diagnostics.add(codes.TABLE_FORM.fix(lines[1].place(), meant, "表头下面的一行用半角的 | 和 -", f"写作 {meant}"))
    return _equal_width(kept, rows, diagnostics)


def _equal_width(kept: Sequence[SourceText], rows: Sequence[list[SourceText]], diagnostics: Diagnostics) -> Rows:
    """The rows as wide as the first; any other width is reported."""
    width = len(rows[0])
    for line, cells in zip(kept, rows, strict=True):
        if len(cells) == width:
            continue
        diagnostics.add(
            codes.TABLE_WIDTH.at(
                line.place(), f"这一行有 {len(cells)} 格，表头有 {width} 格", "补上空格子，或删去多余的竖线"
            )
        )
        # surplus cells are joined into the last one, so that nothing is lost
        cells[width - 1 :] = [join(cells[width - 1 :], "|")] if len(cells) > width else cells[width - 1 :]
        cells.extend([SourceText("")] * (width - len(cells)))
    return tuple(map(tuple, rows))


def _pasted(lines: Sequence[SourceText], diagnostics: Diagnostics) -> Rows:
    """The rows of a table pasted from a spreadsheet or from Word, with tabs between the cells."""
    rows = [_split_row(line, CELL) for line in lines]
    edits = []
    for number, (line, cells) in enumerate(zip(lines, rows, strict=True)):
        place = line.place()
        rule = "\n|" + "---|" * len(cells) if number == 0 else ""
        edits.append(Edit(place, f"| {' | '.join(cell.value for cell in cells)} |{rule}"))
    # an edit would drop a comment that was taken out of the text
    safe = not any(COMMENT[0] in line.value for line in lines)
    diagnostics.add(
        codes.TABLE_FORM.at(
            lines[0].place().to(lines[-1].place()),
            "像是从表格里粘来的，已当作表格",
            "表格每行写作 | 甲 | 乙 |，第一行下面写 |---|---|",
            edits=tuple(edits) if safe else (),
        )
    )
    return _equal_width(lines, rows, diagnostics)


def _without_delimiter(head: SourceText, width: int) -> Finding:
    place = head.place()
    point = Place(place.path, place.line, place.end_column, place.line, place.end_column)
    return codes.TABLE_FORM.at(
        place,
        "表格第一行下面缺一行 |---|",
        "第一行是表头，下面补一行",
        edits=(Edit(point, "\n|" + "---|" * width),),
    )


def _cells(line: SourceText, diagnostics: Diagnostics) -> list[SourceText]:
    text = line.value
    bar = "|"
    if "｜" in text and "|" not in text:
        diagnostics.add(codes.TABLE_FORM.fix(line.place(), text.replace("｜", "|"), "表格的竖线是全角的", "改为半角 |"))
        bar = "｜"
    return _split_row(line, bar)


def _split_row(line: SourceText, bar: str) -> list[SourceText]:
    """The cells of a row; bars may begin and end it, tabs only separate."""
    text = line.value
    if bar == CELL:
        bars = [offset for offset, char in enumerate(text) if char == bar]
        return [line.slice(before + 1, after).strip() for before, after in pairwise([-1, *bars, len(text)])]
    start = 1 if text.startswith(bar) else 0
    stop = len(text) - 1 if text.endswith(bar) and len(text) > start else len(text)
    bars = [offset for offset in range(start, stop) if text[offset] == bar]
    edges = [start - 1, *bars, stop]
    return [line.slice(before + 1, after).strip() for before, after in pairwise(edges)]
