"""The printed paragraphs and tables of a plan, with the origin of every character: what an edited file is compared with."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.model import Plan
from pipeline.render.compose import compose
from pipeline.render.print_model import Document, Grid, Line, Origin, Span, Spans, Style, Written, text_of, written
from pipeline.render.xlsx.workbook import sheet_rows
from pipeline.source import SourceText
from pipeline.typography.gbt9704 import PAGES


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of a printed text with one origin, from `start` to `stop`; `text` for those that somebody wrote."""

    start: int
    stop: int
    origin: Origin | None
    text: SourceText | None = None


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A printed paragraph, or a paragraph of a cell."""

    text: str
    segments: tuple[Segment, ...]
    style: Style

    @property
    def number(self) -> str:
        """The number in front of the words that somebody wrote; empty without one."""
        first = self.segments[0] if self.segments else None
        return self.text[: first.stop] if first is not None and first.origin is None else ""

    @property
    def is_written(self) -> bool:
        """Whether any of its characters were written by somebody."""
        return any(segment.text is not None for segment in self.segments)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell of a printed table: its paragraphs, and the column it begins in."""

    paragraphs: tuple[PrintedText, ...]
    column: int

    @property
    def text(self) -> str:
        """The cell's text, a line a paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A printed table: its rows, the head first, with the cells that begin in each."""

    rows: tuple[tuple[PrintedCell, ...], ...]
    width: int

    @property
    def text(self) -> str:
        """The table's text, a line a row."""
        return "\n".join("\t".join(cell.text for cell in row) for row in self.rows)


PrintedBlock = PrintedText | PrintedTable


def printed_blocks(plan: Plan) -> tuple[PrintedBlock, ...]:
    """Return what plan.docx prints, in order, blank paragraphs left out."""
    document = compose(plan)
    return tuple(_blocks(document, plan))


def annex_blocks(blocks: tuple[PrintedBlock, ...], plan: Plan) -> tuple[PrintedBlock, ...]:
    """Return what annex.docx and annex.xlsx print: mark, title and table of the derived annex; empty without one."""
    document = compose(plan)
    annex = document.task_annex
    if annex is None:
        return ()
    for index, block in enumerate(blocks):
        following = blocks[index + 1 : index + 3]
        match (block, *following):
            case (PrintedText(style=Style.ANNEX_MARK, text=annex.mark), PrintedText() as title, PrintedTable()):
                if title.text == annex.title:
                    mark = Span(document.separate_mark(annex))
                    return (printed_text((mark,), Style.ANNEX_MARK), *blocks[index + 1 : index + 3])
    return ()


def sheet_blocks(blocks: tuple[PrintedBlock, ...], plan: Plan) -> tuple[PrintedBlock, ...]:
    """Return what annex.xlsx prints: a row of the table that is higher than a page is several rows of the sheet."""
    annex = annex_blocks(blocks, plan)
    if not annex:
        return ()
    mark, title, table = annex
    assert isinstance(table, PrintedTable), "the annex is a table"
    by_row: dict[int, list[PrintedCell]] = {}
    for area in sheet_rows(compose(plan), PAGES[plan.head.layout.value]).areas:
        texts = tuple(printed_text(spans, area.cell.style) for spans in area.cell.paragraphs)
        cell = PrintedCell(texts, area.left)
        by_row.setdefault(area.top, []).append(cell)
    rows = tuple(tuple(sorted(by_row[row], key=lambda cell: cell.column)) for row in sorted(by_row))
    return (
        mark,
        title,
        PrintedTable((table.rows[0], *(row for row in rows if any(cell.text for cell in row))), table.width),
    )


def _blocks(document: Document, plan: Plan) -> Iterator[PrintedBlock]:
    titles = iter(plan.head.annexes)
    for block in replace(document, colophon=None).all_blocks():
        match block:
            case Line(style=Style.ANNEX_TITLE):
                yield printed_text((written(next(titles).title),), block.style)
            case Line():
                yield printed_text(block.spans, block.style)
            case Grid():
                yield _table(block)
    colophon = document.colophon
    if colophon is not None:
        yield from (printed_text(line.spans, line.style) for line in colophon.recipients)
        printer = plan.cover_head.printer
        last = [written(printer)] if printer else []
        if colophon.print_date:
            last += [Span("\t")] if printer else []
            last += [Span(colophon.print_date)]
        if last:
            yield printed_text(tuple(last), Style.COLOPHON)


def printed_text(spans: Spans, style: Style) -> PrintedText:
    """Return the printed text of spans."""
    return PrintedText(text_of(spans), tuple(_segments(spans)), style)


def _segments(spans: Spans) -> Iterator[Segment]:
    begun = 0
    for span in spans:
        yield from _segments_of_span(span, begun)
        begun += len(span.text)


def _segments_of_span(span: Span, begun: int) -> Iterator[Segment]:
    if not span.text and not span.origins:
        return
    at = 0
    for origin in span.origins:
        if not isinstance(origin, Written):
            yield Segment(begun, begun + len(span.text), origin)
            return
        stop = min(origin.at + len(origin.text), len(span.text))
        if origin.at > at:
            yield Segment(begun + at, begun + origin.at, None)
        yield Segment(begun + origin.at, begun + stop, origin, origin.text.slice(0, stop - origin.at))
        at = stop
    if at < len(span.text):
        yield Segment(begun + at, begun + len(span.text), None)


def _table(grid: Grid) -> PrintedTable:
    width = len(grid.head)
    rows = [
        tuple(
            PrintedCell((printed_text(cell.paragraphs[0], cell.style),), column)
            for column, cell in enumerate(grid.head)
        )
    ]
    # the rows below the one at hand that a cell above still covers, by column
    covered = [0] * width
    for row in grid.rows:
        cells = []
        column = 0
        for cell in row.cells:
            while column < width and covered[column]:
                column += 1
            texts = tuple(printed_text(spans, cell.style) for spans in cell.paragraphs)
            cells.append(PrintedCell(texts, column))
            for index in range(column, min(column + cell.colspan, width)):
                covered[index] = cell.rowspan
            column += cell.colspan
        covered = [max(count - 1, 0) for count in covered]
        rows.append(tuple(cells))
    return PrintedTable(tuple(rows), width)
