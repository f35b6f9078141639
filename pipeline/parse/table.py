"""A pipe table's lines become rows of cells, all as wide as the head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.findings import Edit, Finding
from pipeline.parse import codes
from pipeline.parse.clean import CELL, COMMENT
from pipeline.source import (
    Place,
    SourceText,
    join,
)

_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_LIKE_ONE = re.compile(r"[-－—–:：|｜\s]+")


@dataclass(frozen=True, slots=True)
class Cut:
    """A table cut into rows of equal width, the head first, and what was found."""

    rows: tuple[tuple[SourceText, ...], ...]
    findings: tuple[Finding, ...]


def is_delimiter(words: str) -> bool:
    """Whether the line is what stands below a table's head: |---|---|, in whatever dashes and bars."""
    return bool(_LIKE_ONE.fullmatch(words) and re.search("[|｜]", words) and re.search("[-－—–]", words))


def cut_table(lines: Sequence[SourceText]) -> Cut:
    """The lines of one table, the first its head; a missing or surplus cell is found, its words stay in the row."""
    if CELL in lines[0].value:
        return _pasted(lines)
    findings: list[Finding] = []
    delimited = len(lines) > 1 and is_delimiter(lines[1].value)
    kept = [lines[0], *lines[2:]] if delimited else list(lines)
    rows = [_cells(line, findings) for line in kept]
    width = len(rows[0])
    if not delimited:
        findings.append(_without_delimiter(lines[0], width))
    elif not _DELIMITER.fullmatch(lines[1].value):
        meant = "|" + "---|" * width
        findings.append(codes.TABLE_FORM.fix(lines[1].place(), meant, "表头下面的一行用半角的 | 和 -", f"写作 {meant}"))
    return Cut(_even(kept, rows, findings), tuple(findings))


def _even(
    kept: Sequence[SourceText], rows: Sequence[list[SourceText]], findings: list[Finding]
) -> tuple[tuple[SourceText, ...], ...]:
    """The rows as wide as the first; one that is not is found."""
    width = len(rows[0])
    for line, cells in zip(kept, rows, strict=True):
        if len(cells) == width:
            continue
        findings.append(
            codes.TABLE_WIDTH.at(
                line.place(), f"这一行有 {len(cells)} 格，表头有 {width} 格", "补上空格子，或删去多余的竖线"
            )
        )
        # what is too much stays in the last cell, so that nothing is lost
        cells[width - 1 :] = [join(cells[width - 1 :], "|")] if len(cells) > width else cells[width - 1 :]
        cells.extend([SourceText("")] * (width - len(cells)))
    return tuple(map(tuple, rows))


def _pasted(lines: Sequence[SourceText]) -> Cut:
    """The lines of a table pasted from a spreadsheet or from Word: tabs between the cells."""
    findings: list[Finding] = []
    rows = [_between(line, CELL) for line in lines]
    edits = []
    for number, (line, cells) in enumerate(zip(lines, rows, strict=True)):
        place = line.place()
        rule = "\n|" + "---|" * len(cells) if number == 0 else ""
        edits.append(Edit(place, f"| {' | '.join(cell.value for cell in cells)} |{rule}"))
    # a comment was taken out of the words
    safe = not any(COMMENT[0] in line.value for line in lines)
    findings.append(
        codes.TABLE_FORM.at(
            lines[0].place().to(lines[-1].place()),
            "像是从表格里粘来的，已当作表格",
            "表格每行写作 | 甲 | 乙 |，第一行下面写 |---|---|",
            edits=tuple(edits) if safe else (),
        )
    )
    return Cut(_even(lines, rows, findings), tuple(findings))


def _without_delimiter(head: SourceText, width: int) -> Finding:
    place = head.place()
    point = Place(place.path, place.line, place.end_column, place.line, place.end_column)
    return codes.TABLE_FORM.at(
        place,
        "表格第一行下面缺一行 |---|",
        "第一行是表头，下面补一行",
        edits=(Edit(point, "\n|" + "---|" * width),),
    )


def _cells(line: SourceText, findings: list[Finding]) -> list[SourceText]:
    words = line.value
    bar = "|"
    if "｜" in words and "|" not in words:
        findings.append(
            codes.TABLE_FORM.fix(line.place(), words.replace("｜", "|"), "表格的竖线是全角的", "改为半角 |")
        )
        bar = "｜"
    return _between(line, bar)


def _between(line: SourceText, bar: str) -> list[SourceText]:
    """The cells of a row, which bars may begin and end; tabs only part."""
    words = line.value
    if bar == CELL:
        bars = [offset for offset, char in enumerate(words) if char == bar]
        return [line.slice(before + 1, after).strip() for before, after in pairwise([-1, *bars, len(words)])]
    start = 1 if words.startswith(bar) else 0
    stop = len(words) - 1 if words.endswith(bar) and len(words) > start else len(words)
    bars = [offset for offset in range(start, stop) if words[offset] == bar]
    edges = [start - 1, *bars, stop]
    return [line.slice(before + 1, after).strip() for before, after in pairwise(edges)]
