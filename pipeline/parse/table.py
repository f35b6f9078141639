"""A pipe table's lines become rows of cells, all as wide as the head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.findings import Edit, Finding
from pipeline.parse import codes
from pipeline.source import Place, Text, join

_DELIMITER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A table cut into rows of equal width, the head first, and what was found."""

    rows: tuple[tuple[Text, ...], ...]
    findings: tuple[Finding, ...]


def is_delimiter(words: str) -> bool:
    """Whether the line is what stands below a table's head: |---|---|."""
    return "|" in words and bool(_DELIMITER.fullmatch(words))


def cut_table(lines: Sequence[Text]) -> Cut:
    """The lines of one table, the first its head; a missing or surplus cell is found, its words stay in the row."""
    findings: list[Finding] = []
    delimited = len(lines) > 1 and is_delimiter(lines[1].words)
    kept = [lines[0], *lines[2:]] if delimited else list(lines)
    rows = [_cells(line, findings) for line in kept]
    width = len(rows[0])
    if not delimited:
        findings.append(_without_delimiter(lines[0], width))
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
        cells.extend([Text("")] * (width - len(cells)))
    return Cut(tuple(map(tuple, rows)), tuple(findings))


def _without_delimiter(head: Text, width: int) -> Finding:
    place = head.place()
    point = Place(place.path, place.line, place.end_column, place.line, place.end_column)
    return codes.TABLE_FORM.at(
        place,
        "表格第一行下面缺一行 |---|",
        "第一行是表头，下面补一行",
        edits=(Edit(point, "\n|" + "---|" * width),),
    )


def _cells(line: Text, findings: list[Finding]) -> list[Text]:
    words = line.words
    bar = "|"
    if "｜" in words and "|" not in words:
        findings.append(
            codes.TABLE_FORM.fix(line.place(), words.replace("｜", "|"), "表格的竖线是全角的", "改为半角 |")
        )
        bar = "｜"
    start = 1 if words.startswith(bar) else 0
    stop = len(words) - 1 if words.endswith(bar) and len(words) > start else len(words)
    bars = [offset for offset in range(start, stop) if words[offset] == bar]
    edges = [start - 1, *bars, stop]
    return [line.cut(before + 1, after).strip() for before, after in pairwise(edges)]
