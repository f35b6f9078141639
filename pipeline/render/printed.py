"""What is printed: lines, grids and sheets, the one description that every format walks.

Nothing here knows Word, HTML or PDF; a line names its style, a grid its cells.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from pipeline.model import Column, Head


class Style(Enum):
    """A paragraph's named style, the same name in Word templates; CSS calls it by the English name in lower case."""

    TITLE = "公文标题"
    STAGE = "稿次"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    BODY = "公文正文"
    ANNEX_NOTE = "附件说明"
    SIGNATURE = "署名"
    DATE = "成文日期"
    ANNEX_MARK = "附件标识"
    ANNEX_TITLE = "附件标题"
    TABLE_HEAD = "表头"
    TABLE_CELL = "表格文字"
    TABLE_LABEL = "表格居中"


HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one look: emphasised, in 楷体, or a link."""

    words: str
    strong: bool = False
    kai: bool = False
    target: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed paragraph.

    `hanging` is the width in 字 by which the lines after the first are set in
    (附件说明), `right` the blank in 字 at the right edge (署名, 成文日期),
    `item` the id of the item whose first words it holds.
    """

    style: Style
    spans: Spans
    hanging: float = 0
    right: float = 0
    item: str = ""

    @property
    def words(self) -> str:
        """All characters of the line."""
        return words_of(self.spans)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its paragraphs, and over how many rows and columns it stands."""

    paragraphs: tuple[Spans, ...]
    style: Style = Style.TABLE_CELL
    rowspan: int = 1
    colspan: int = 1

    @property
    def words(self) -> str:
        """The characters of the cell, one line a paragraph."""
        return "\n".join(words_of(spans) for spans in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid, as in HTML: a cell that reaches down from a row above is not repeated."""

    cells: tuple[Cell, ...]
    item: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed: its title (named in the files, not printed again), head cells, rows, and columns' widths.

    `widths` are shares of the type area's width and sum to 1; `columns` is empty
    for a table somebody wrote.
    """

    title: str
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    columns: tuple[Column, ...] = ()


Printed = Line | Grid


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """One annex (附件): its mark (附件, 附件1), title, and what stands under it."""

    mark: str
    title: str
    content: tuple[Printed, ...]
    is_tasks: bool


@dataclass(frozen=True, slots=True)
class Document:
    """The whole paper: head lines, body, sign-off and annexes, in the order in which they are printed."""

    title: str
    body: tuple[Printed, ...]
    sign_off: tuple[Line, ...]
    annexes: tuple[AnnexSheet, ...]
    head: Head = field(default_factory=Head)
    year: int = 0


def words_of(spans: Iterable[Span]) -> str:
    """The characters of spans."""
    return "".join(span.words for span in spans)
