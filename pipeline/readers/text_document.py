"""Reads plain text and Markdown into the neutral form: a paragraph for each line, tables where lines clearly are their rows."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from unicodedata import east_asian_width

from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Aside, AsideKind, Block, Cell, Document, FileKind, Paragraph, Row, Table
from pipeline.readers.extract import decoded

_TAG = lazy_pattern(r"</?(?:p|br|div|span)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
"""A tag that was left in text copied from a web page."""

_RULE = lazy_pattern(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
"""The line below the head of a table in Markdown."""

_MAX_UNREADABLE = 0.05
"""The largest share of undecodable bytes in a file that is read."""
_SENTENCE_ENDS = tuple("。；！？：”）.;!?:)》")
_MIN_WRAPPED_WIDTH = 40
"""In half-width columns: lines shorter than this end where their writer ended them."""


def read(name: str, content: bytes) -> Document:
    """Read a text file; raises Unreadable if it has no text."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if not text.strip():
        raise Unreadable("文件里没有文字。")
    if "\0" in text or text.count("\ufffd") > _MAX_UNREADABLE * len(text):
        raise Unreadable("不是文本文件，或编码认不出来。请用记事本打开，另存为 UTF-8 编码再用。")
    lines = text.split("\n")
    blocks: list[Block] = []
    asides: list[Aside] = []
    index = 0
    number = 0
    while number < len(lines):
        table_lines = tuple(_table_lines(lines, number))
        if table_lines:
            table, index = _table(table_lines, number, index)
            blocks.append(table)
            number += len(table_lines)
            continue
        where = f"第{number + 1}行"
        tags = _TAG.findall(lines[number])
        if tags:
            asides.append(Aside(AsideKind.OTHER, " ".join(tags), where))
        parts = [part for part in _TAG.split(lines[number]) if part.strip()] if tags else [lines[number]]
        for part in parts:
            blocks.append(Paragraph(part, where, index))
            index += 1
        number += 1
    return Document(name, FileKind.TEXT, tuple(blocks), tuple(asides), is_wrapped=_is_wrapped(lines))


def _table_lines(lines: Sequence[str], first: int) -> Iterator[str]:
    """The lines from `first` on that are rows of one table; none if that line does not begin a table."""
    if "|" in lines[first]:
        if first + 1 < len(lines) and "|" in lines[first + 1] and _RULE.fullmatch(lines[first + 1]):
            yield from takewhile(lambda line: "|" in line, lines[first:])
    elif "\t" in lines[first].strip():
        tabs = lines[first].count("\t")
        rows = tuple(takewhile(lambda line: line.count("\t") == tabs, lines[first:]))
        # one tab in two lines may part a name from what it says
        if len(rows) > 1 and tabs + len(rows) > 3:
            yield from rows


def _table(lines: Sequence[str], first: int, index: int) -> tuple[Table, int]:
    """The table of these lines, and the index of the paragraph after it."""
    rows: list[Row] = []
    has_bars = "|" in lines[0]
    for offset, line in enumerate(lines):
        if offset == 1 and has_bars:
            # the line below the head
            continue
        texts = _pipe_cells(line) if has_bars else line.split("\t")
        cells = []
        for column, text in enumerate(texts):
            where = f"第{first + offset + 1}行第{column + 1}格"
            cells.append(Cell((Paragraph(text.strip(), where, index),), len(rows), column))
            index += 1
        rows.append(Row(tuple(cells), is_header=has_bars and not rows))
    return Table(tuple(rows), f"第{first + 1}行"), index


def _pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether most lines end at the edge of a window: nearly as wide as the widest, and not with a sentence."""
    widths = [(line, _width(line.strip())) for line in lines if line.strip()]
    widest = max(width for _, width in widths)
    if not _MIN_WRAPPED_WIDTH <= widest <= 4 * _MIN_WRAPPED_WIDTH:
        return False
    full = [line for line, width in widths if width >= 0.85 * widest]
    torn = [line for line in full if not line.rstrip().endswith(_SENTENCE_ENDS)]
    return len(torn) >= 2 and 4 * len(full) >= len(widths)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
