"""A table for internal use (修改对照表、任务承接表), in Word and as a page: deletions struck out, insertions underlined."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.model import Orientation, Plan
from pipeline.render.compose import compose
from pipeline.render.print_model import Decoration, Span, Style
from pipeline.render.word import xml as wordml
from pipeline.render.word.xml import TableCell, TableRow, VerticalMerge, WordContext
from pipeline.text.diff import DiffOp, DiffPart
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.lines import estimated_lines


class Emphasis(Enum):
    """How a text is marked; the values are the names of HTML elements."""

    PLAIN = ""
    DELETED = "del"
    INSERTED = "ins"
    STRONG = "strong"
    HIGHLIGHTED = "mark"


@dataclass(frozen=True, slots=True)
class StyledText:
    """Text of one emphasis."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN


Line = tuple[StyledText, ...]
Cell = tuple[Line, ...]
Row = tuple[Cell | None, ...]
"""A row's cells; None where the cell above continues. A single cell is a heading as wide as the table."""


@dataclass(frozen=True, slots=True)
class PositionedCell:
    """A cell with its column's heading, empty for a heading row, and the number of rows it spans."""

    heading: str
    cell: Cell
    rowspan: int


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """A titled table: the column heads, their shares of the width, the rows, and paragraphs before and after the table."""

    title: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    intro: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    orientation: Orientation = Orientation.PORTRAIT

    @property
    def is_landscape(self) -> bool:
        """Whether its pages are turned."""
        return self.orientation is Orientation.LANDSCAPE

    @property
    def positioned_rows(self) -> tuple[tuple[PositionedCell, ...], ...]:
        """For each row the cells that begin in it."""
        return tuple(tuple(self._cells(place)) for place in range(len(self.rows)))

    def _cells(self, index: int) -> Iterator[PositionedCell]:
        row, below = self.rows[index], self.rows[index + 1 :]
        heads = self.head if len(row) > 1 else ("",)
        for column, (head, cell) in enumerate(zip(heads, row, strict=True)):
            if cell is not None:
                continues = partial(_continues, column=column)
                yield PositionedCell(head, cell, 1 + sum(1 for _ in takewhile(continues, below)))


def _continues(row: Row, column: int) -> bool:
    return column < len(row) and row[column] is None


def plain_cell(text: str) -> Cell:
    """Return a cell of unmarked text, one line a paragraph."""
    return tuple((StyledText(line),) for line in text.split("\n"))


def plain_row(*texts: str) -> Row:
    """Return a row of cells of unmarked text; of a single text a heading as wide as the table."""
    return tuple(map(plain_cell, texts))


def cell_text(cell: Cell | None) -> str:
    """Return a cell's text, one line a paragraph."""
    return "\n".join("".join(part.text for part in line) for line in cell or ())


_EMPHASES = {DiffOp.EQUAL: Emphasis.PLAIN, DiffOp.DELETE: Emphasis.DELETED, DiffOp.INSERT: Emphasis.INSERTED}


def diff_side(parts: Iterable[DiffPart], left_out: DiffOp) -> Cell:
    """Return one side of a comparison, without the parts of the other side; one line a paragraph."""
    lines: list[list[StyledText]] = [[]]
    for part in parts:
        if part.op is left_out:
            continue
        first, *further = part.text.split("\n")
        lines[-1].append(StyledText(first, _EMPHASES[part.op]))
        lines += [[StyledText(line, _EMPHASES[part.op])] for line in further]
    return tuple(tuple(text for text in line if text.text) for line in lines)


# --- as a page ------------------------------------------------------------------------


def html(table: ComparisonTable, templates: Sequence[Path]) -> bytes:
    """Return the table as one self-contained page in UTF-8; raises TemplateError for a template that does not fit."""
    from pipeline.render.web.jinja import render_template

    return render_template(templates, "diff.html", table=table).encode()


# --- in Word --------------------------------------------------------------------------

_DECORATIONS = {
    Emphasis.PLAIN: Decoration.NONE,
    Emphasis.DELETED: Decoration.STRIKE,
    Emphasis.INSERTED: Decoration.UNDERLINE,
    Emphasis.STRONG: Decoration.NONE,
    Emphasis.HIGHLIGHTED: Decoration.SHADE,
}


def docx(table: ComparisonTable, plan: Plan, template: Path) -> bytes:
    """The table on the page and in the styles of the office's template; the plan gives the file's properties.

    Of the template only page and styles are used. Raises TemplateError for a template
    that does not fit, and ZwgkError for a character that no Word file can contain.
    """
    from pipeline.render.word.titled_file import titled_file

    width, height = reversed(standard.TYPE_AREA) if table.is_landscape else standard.TYPE_AREA

    def content(context: WordContext) -> Iterator[str]:
        for text in table.intro:
            yield wordml.paragraph(Style.BODY, wordml.run(text), context)
        if table.intro:
            yield wordml.spacer(_GAP, context)
        if table.rows:
            edges = wordml.column_edges(table.widths, width)
            max_unsplit_lines = standard.FORM_WHOLE_AT_MOST * height / standard.MM_PER_PT / standard.LINE_TABLE
            rows = _table_rows(table, edges, max_unsplit_lines, context)
            yield wordml.table(rows, edges, context)
            yield wordml.spacer(_GAP, context)
        for text in table.notes:
            yield wordml.paragraph(Style.TABLE_CELL, wordml.run(text), context, properties="<w:keepLines/>")

    page = standard.PAGES[plan.head.layout.value]
    return titled_file(compose(plan), table.title, template, page, content, table.orientation)


_GAP = 8.0
"""The space between the table and the text around it, pt."""


def _table_rows(
    table: ComparisonTable, edges: Sequence[int], max_unsplit_lines: float, context: WordContext
) -> Iterator[TableRow]:
    """The header and every row; a row that continues below, or is a heading, stays with the row below.

    One of more than `max_unsplit_lines` lines may be split over pages: moved as a whole it
    would leave half a page empty.
    """
    yield TableRow([_cell(plain_cell(text), Style.TABLE_HEAD, context) for text in table.head], is_header=True)
    for row, below in zip(table.rows, (*table.rows[1:], ()), strict=True):
        is_heading = len(row) == 1
        keep = is_heading or any(cell is None for cell in below)
        cells = []
        for column, cell in enumerate(row):
            merge = VerticalMerge.NONE
            if cell is None:
                merge = VerticalMerge.CONTINUED
            elif _continues(below, column):
                merge = VerticalMerge.START
            colspan = len(table.widths) if is_heading else 1
            cells.append(_cell(cell, Style.TABLE_CELL, context, keep=keep, colspan=colspan, merge=merge))
        widths = [edges[-1]] if is_heading else [stop - start for start, stop in pairwise(edges)]
        yield TableRow(cells, can_split=_line_count(row, widths) > max_unsplit_lines)


def _line_count(row: Row, widths: Sequence[int]) -> int:
    """About how many lines the row's longest cell takes; `widths` are those of its cells in twips."""
    rooms = [(width / geometry.twips(1) - 2 * standard.CELL_PADDING) / standard.SIZE_TABLE for width in widths]
    return max(
        sum(
            max(estimated_lines(metrics.han_width("".join(part.text for part in line)), room), 1) for line in cell or ()
        )
        for cell, room in zip(row, rooms, strict=True)
    )


def _cell(
    cell: Cell | None,
    style: Style,
    context: WordContext,
    *,
    keep: bool = False,
    colspan: int = 1,
    merge: VerticalMerge = VerticalMerge.NONE,
) -> TableCell:
    # where a long row is split, no line of a paragraph is left alone
    properties = '<w:widowControl/><w:jc w:val="left"/>' if style is Style.TABLE_CELL else ""
    paragraphs = (
        wordml.paragraph(
            style, "".join(_run(part, context) for part in line), context, keep=keep, properties=properties
        )
        for line in cell or ((),)
    )
    return TableCell("".join(paragraphs), colspan, merge)


def _run(part: StyledText, context: WordContext) -> str:
    strong = part.emphasis in (Emphasis.STRONG, Emphasis.HIGHLIGHTED)
    return wordml.span_run(Span(part.text, strong=strong, decoration=_DECORATIONS[part.emphasis]), context)
