"""plan.pdf and plan.docx held against each other: the same words, the same rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.conformance.classify import Kind
from pipeline.conformance.clause import (
    PRACTICE,
    ClauseResult,
    Observation,
    quote_start,
    summarize,
)
from pipeline.conformance.pdf_page import PdfUnderTest
from pipeline.readers import docx_model


def measured(read: PdfUnderTest, name: str, file: docx_model.DocxFile) -> Iterator[ClauseResult]:
    """What both files have to say alike."""
    printed = "".join(
        _solid(one.text) for one in read.elements if one.kind not in (Kind.TABLE_CELL, Kind.TABLE_HEAD, Kind.WATERMARK)
    )
    written = "".join(_solid(one.text) for one in file.content if isinstance(one, docx_model.Paragraph))
    yield from summarize(
        read.file,
        PRACTICE,
        f"与 {name} 文字相同（表格以外）",
        f"{len(written)} 字",
        [
            Observation(
                "",
                f"{len(printed)} 字" if printed == written else f"从“{_differs(printed, written)}”起不同",
                printed == written,
            )
        ],
    )
    tables = list(docx_model.tables(file.content))
    cells = Counter(
        "".join(_solid(cell.text) for one in tables for row in one.rows if not row.is_header for cell in row.cells)
    )
    drawn = Counter("".join(_solid(one.text) for one in read.of(Kind.TABLE_CELL)))
    differing = (cells - drawn) + (drawn - cells)
    yield from summarize(
        read.file,
        PRACTICE,
        f"与 {name} 表格文字相同",
        f"{cells.total()} 字",
        [Observation("", f"{drawn.total()} 字" if not differing else f"“{next(iter(differing))}”等不同", not differing)]
        if tables
        else [],
    )
    rows = [
        row for one in tables for row in one.rows if not row.is_header and any(cell.text.strip() for cell in row.cells)
    ]
    parts = list(_parts(read))
    parted = list(_parted(parts, rows))
    # what Word may split is held to `standard.WHOLE_AT_MOST` where the Word file is measured
    torn = [quote_start(_row_words(row)) for row in dict.fromkeys(parted) if row.cant_split]
    counted = len(parts) - len(parted)
    yield from summarize(
        read.file,
        PRACTICE,
        "表格的行不跨页断开（很高的除外）",
        f"{len(rows)} 行",
        [
            Observation(
                "",
                "、".join(f"{one}断开" for one in torn[:3]) or f"{counted} 行",
                not torn and counted == len(rows),
            )
        ]
        if tables
        else [],
    )


def _solid(words: str) -> str:
    return re.sub(r"\s", "", words)


def _differs(one: str, other: str) -> str:
    place = next(
        (place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return one[max(place - 4, 0) : place + 6]


def _row_words(row: docx_model.Row) -> str:
    return _solid("".join(cell.text for cell in row.cells))


def _parts(read: PdfUnderTest) -> Iterator[Counter[str]]:
    """The characters of each row of a table on each page, the heads not counted: rows of the tags, as they are read aloud."""
    tags = read.pdf.tags
    for sheet in read.pdf.pages:
        rows: dict[int, Counter[str]] = {}
        for one in read.on(sheet):
            if one.kind is Kind.TABLE_CELL:
                own = next((place for place in reversed(tags[one.block.tag].path) if tags[place].kind == "TR"), -1)
                rows.setdefault(own, Counter()).update(_solid(one.text))
        yield from rows.values()


def _parted(parts: Sequence[Counter[str]], rows: Sequence[docx_model.Row]) -> Iterator[docx_model.Row]:
    """The rows that go on in a second part, once for each part after the first."""
    following = iter(rows)
    row: docx_model.Row | None = None
    left: Counter[str] = Counter()
    for part in parts:
        if row is not None and part <= left:
            yield row
        elif (row := next(following, None)) is not None:
            # a cell over several rows may go on beside the next of them
            left += Counter(_row_words(row))
        left -= part
