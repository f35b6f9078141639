"""The print model: lines, grids and annexes as printed, the one description that every output format renders.

Nothing here depends on Word, HTML or PDF; a line names its style, a grid its cells.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.model import Column, Head, Item, StatedDate, Task
from pipeline.source import SourceText


class Style(Enum):
    """A named paragraph style: the value is its Chinese name (in Word files `style_name`), the lower-case member name its CSS class."""

    ORGAN_MARK = "发文机关标志"
    DOC_NUMBER = "发文字号"
    TITLE = "公文标题"
    STAGE = "稿次"
    ADDRESSEE = "主送机关"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    BODY = "公文正文"
    ANNEX_NOTE = "附件说明"
    SIGNATURE = "署名"
    DATE = "成文日期"
    REMARK = "附注"
    ANNEX_MARK = "附件标识"
    ANNEX_TITLE = "附件标题"
    TABLE_HEAD = "表头"
    TABLE_CELL = "表格文字"
    TABLE_LABEL = "表格居中"
    TABLE_NUMBER = "表格数字"
    COLOPHON = "版记"


HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
"""The styles of headings by level, 一级标题 first."""


class Decoration(Enum):
    """How a comparison marks a piece of text."""

    NONE = auto()
    STRIKE = auto()
    UNDERLINE = auto()
    SHADE = auto()


@dataclass(frozen=True, slots=True)
class Written:
    """Characters of a span as somebody wrote them: from `at` on, those of `text`, which knows where they are."""

    text: SourceText
    at: int = 0


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """A span that states who is responsible for tasks and by when: a bracket note, or a cell of that column."""

    tasks: tuple[Task, ...]
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class ItemCell:
    """A cell of the annex with a value of the item's head (名称, 类型, 备注), which may be empty."""

    item: Item
    column: Column


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day as printed, whatever form it was written in."""

    stated: StatedDate


Origin = Written | StatedFacts | ItemCell | PrintedDate
"""Where the characters of a span come from. What has no origin was made by the program (numbers, fixed words)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one format: emphasised, in 楷体, linked to an address, or marked by a comparison.

    `spacing` is the letter spacing in pt, None that of the style. `origins` take no part in equality and change nothing in any output; `merge` follows them.
    """

    text: str
    strong: bool = False
    kai: bool = False
    target: str = ""
    decoration: Decoration = Decoration.NONE
    spacing: float | None = None
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)

    def cut(self, start: int, stop: int | None = None) -> "Span":
        """Return the span's characters from `start` to `stop`, with their origins; a part of a stated value has none."""
        text = self.text[start:stop]
        if text == self.text:
            return self
        moved = tuple(_moved(origin, start) for origin in self.origins if isinstance(origin, Written))
        return replace(self, text=text, origins=moved)


def _moved(origin: Written, start: int) -> Written:
    """The origin of characters of which the first `start` are cut off."""
    skipped = max(start - origin.at, 0)
    return Written(origin.text.slice(skipped, len(origin.text)), max(origin.at - start, 0))


def written(text: SourceText, before: str = "", after: str = "") -> Span:
    """Return a span of a text as it was written, between fixed words."""
    return Span(f"{before}{text}{after}", origins=(Written(text, len(before)),))


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed paragraph.

    `left` and `right` are indents in 字 from the edges of the type area (附件说明; 署名,
    成文日期), `hanging` the width in 字 of the first span (附件：1.), by which the lines after
    the first are indented as well; if all three are 0 the style decides. `item` is the id of
    the item that begins with this line.
    """

    style: Style
    spans: Spans
    left: float = 0
    hanging: float = 0
    right: float = 0
    item: str = ""

    @property
    def text(self) -> str:
        """The line's text without formatting."""
        return text_of(self.spans)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its paragraphs, and how many rows and columns it spans."""

    paragraphs: tuple[Spans, ...]
    style: Style = Style.TABLE_CELL
    rowspan: int = 1
    colspan: int = 1

    @property
    def text(self) -> str:
        """The cell's text without formatting, a line a paragraph."""
        return "\n".join(text_of(spans) for spans in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid, as in HTML: a cell that spans down from a row above is not repeated.

    A group row, a single cell over all columns, is the heading of the rows below it up to
    the next of the same or a higher `level`; the rows of an author's table all have level 0.
    """

    cells: tuple[Cell, ...]
    item: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed: its title (metadata, not printed again), header cells, rows and column widths.

    `widths` are shares of the type area's width and sum to 1; `columns` is empty for an
    author's table.
    """

    title: str
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    columns: tuple[Column, ...] = ()


PrintedBlock = Line | Grid


@dataclass(frozen=True, slots=True)
class PrintedAnnex:
    """One annex (附件): its mark (附件, 附件1), title and content."""

    mark: str
    title: str
    content: tuple[PrintedBlock, ...]
    is_tasks: bool


@dataclass(frozen=True, slots=True)
class PrintedNotice:
    """The covering 通知 as printed: its title, its body from the title on, and its sign-off block."""

    title: str
    body: tuple[PrintedBlock, ...]
    sign_off: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Colophon:
    """版记: the recipients (主送, 抄送), 印发机关 and 印发日期; what is not stated is empty."""

    recipients: tuple[Line, ...] = ()
    printer: str = ""
    print_date: str = ""


class ColophonPage(Enum):
    """The page of 版记: always at the foot of an even page, the last one (GB/T 33476.2 7.3.1)."""

    SHARED = auto()
    """Below the end of the text, on an even page that has room for it."""
    NEXT = auto()
    """On a page of its own after an odd one, numbered like the others."""
    AFTER_BLANK = auto()
    """On a page of its own after a blank one; neither has a number (9704, 7.5)."""


NOTICE, PLAN = "notice", "plan"
"""The parts of a document that are signed."""


@dataclass(frozen=True, slots=True)
class Tightened:
    """The end of a signed part in lines of `line` pt: the blocks of its body from the index `first` on, and its sign-off.

    The sign-off is then on the page with the index `page`.
    """

    first: int
    line: float
    page: int


@dataclass(frozen=True, slots=True)
class RowEnds:
    """Rows of the derived table, counted from 0, where its pages end, for the Word file to follow.

    `cut` begin a page on which merged cells go on; `split` may be split although they are
    not tall; `apart` need not be on the page of the next one although it is of the same item. `parts` says of
    those that are split how many lines are on each of their pages but the last.
    """

    cut: frozenset[int] = frozenset()
    split: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What only a laid-out PDF tells about the pages, for the Word file to follow.

    `colophon` is where 版记 was put, None without one or before any layout; `split`
    are the signed parts (`NOTICE`, `PLAN`) whose last paragraph may be split from the
    sign-off block: it runs on to that page anyway. `rows` are rows of the derived
    table. `tightened` are the parts whose last lines are nearer to each other, so that the
    sign-off fits on the page of the text; `short` are those of whose last paragraph no more than a line need be on the
    page of the sign-off, `listed` those whose 附件说明 runs on from one page to the next. `released` are blocks, by their
    index in the body of a part, that introduce a table but need not be on its page.
    """

    colophon: ColophonPage | None = None
    split: frozenset[str] = frozenset()
    rows: RowEnds = RowEnds()
    tightened: Mapping[str, Tightened] = field(default_factory=dict)
    short: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    released: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document in printing order.

    发文机关标志 and 发文字号 (`letterhead`), the covering 通知, the plan with title, body and
    sign-off, its annexes, 版记. Without a 通知 the letterhead is above the plan. `annex_mark`
    is printed above the plan if the 通知 lists it among its annexes; `watermark` is set
    across every page; `issued` is the 成文日期 of the whole document. Absent parts are empty.
    """

    title: str
    body: tuple[PrintedBlock, ...]
    sign_off: tuple[Line, ...]
    annexes: tuple[PrintedAnnex, ...]
    head: Head = field(default_factory=Head)
    year: int = 0
    issued: date | None = None
    letterhead: tuple[Line, ...] = ()
    notice: PrintedNotice | None = None
    annex_mark: str = ""
    colophon: Colophon | None = None
    watermark: str = ""

    @property
    def first_title(self) -> str:
        """The title on the first page: that of the covering 通知 when there is one."""
        return self.title if self.notice is None else self.notice.title

    @property
    def task_annex(self) -> PrintedAnnex | None:
        """The derived table of tasks (目标任务分解表); None for a plan without one."""
        return next((annex for annex in self.annexes if annex.is_tasks), None)

    def separate_mark(self, annex: PrintedAnnex) -> str:
        """The mark of an annex in a file of its own, which is not bound with the document: 发文字号 is before it (GB/T 9704 7.3.7)."""
        number = next((line.text for line in self.letterhead if line.style is Style.DOC_NUMBER), "")
        return number + annex.mark

    @property
    def organ(self) -> str:
        """The signing organ (发文机关) as printed; empty if none is named."""
        lines = self.sign_off if self.notice is None else self.notice.sign_off
        return next((line.text for line in lines if line.style is Style.SIGNATURE), self.head.organ.value)

    @property
    def file_date(self) -> date:
        """The date in the files' metadata: the 成文日期, or the first of the year while it is open."""
        return self.issued or self.head.issued.value or date(self.year or 1980, 1, 1)

    def all_blocks(self) -> Iterator[PrintedBlock]:
        """Yield every line and grid of the document in printing order, with the marks and titles of annexes."""
        yield from self.letterhead
        if self.notice is not None:
            yield from (*self.notice.body, *self.notice.sign_off)
        if self.annex_mark:
            yield Line(Style.ANNEX_MARK, (Span(self.annex_mark),))
        yield from (*self.body, *self.sign_off)
        for annex in self.annexes:
            yield Line(Style.ANNEX_MARK, (Span(annex.mark),))
            yield Line(Style.ANNEX_TITLE, (Span(annex.title),))
            yield from annex.content
        if self.colophon is not None:
            yield from self.colophon.recipients
            for text in (self.colophon.printer, self.colophon.print_date):
                if text:
                    yield Line(Style.COLOPHON, (Span(text),))


def text_of(spans: Iterable[Span]) -> str:
    """The text of spans without formatting."""
    return "".join(span.text for span in spans)
