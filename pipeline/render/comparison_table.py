"""A table for the office's own use (修改对照表、任务承接表), in Word and as a page: what goes out struck, what comes in underlined."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import accumulate, pairwise, takewhile
from pathlib import Path

from pipeline.model import Plan
from pipeline.render.compose import compose
from pipeline.render.print_model import Style
from pipeline.render.word import xml as wordml
from pipeline.render.word.make_template import (
    STRONG,
    TABLE,
    W,
)
from pipeline.render.word.xml import WordContext
from pipeline.text.diff import DiffOp, DiffPart
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.lines import estimated_lines


class Emphasis(Enum):
    """How words are set: as they are, struck, underlined, emphasised, or marked; the values name the elements of HTML."""

    PLAIN = ""
    DELETED = "del"
    INSERTED = "ins"
    STRONG = "strong"
    HIGHLIGHTED = "mark"


@dataclass(frozen=True, slots=True)
class StyledText:
    """Words of one look."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN


Line = tuple[StyledText, ...]
Cell = tuple[Line, ...]
Row = tuple[Cell | None, ...]
"""A row's cells; None where the cell above goes on. A single cell is a heading over what follows, as wide as the table."""


@dataclass(frozen=True, slots=True)
class PositionedCell:
    """A cell with its column's head, empty for a heading, and the number of rows it reaches over."""

    heading: str
    cell: Cell
    rowspan: int


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """A titled table: what is said before it and behind it (paragraphs), heads, rows, and shares of the width."""

    title: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    intro: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def positioned_rows(self) -> tuple[tuple[PositionedCell, ...], ...]:
        """Of every row the cells that begin in it."""
        return tuple(tuple(self._cells(place)) for place in range(len(self.rows)))

    def _cells(self, place: int) -> Iterator[PositionedCell]:
        row, below = self.rows[place], self.rows[place + 1 :]
        heads = self.head if len(row) > 1 else ("",)
        for column, (head, cell) in enumerate(zip(heads, row, strict=True)):
            if cell is not None:
                goes_on = partial(_goes_on, column=column)
                yield PositionedCell(head, cell, 1 + sum(1 for _ in takewhile(goes_on, below)))


def _goes_on(row: Row, column: int) -> bool:
    return column < len(row) and row[column] is None


def plain_cell(words: str) -> Cell:
    """A cell of words as they are, a line a paragraph."""
    return tuple((StyledText(line),) for line in words.split("\n"))


_LOOKS = {DiffOp.EQUAL: Emphasis.PLAIN, DiffOp.DELETE: Emphasis.DELETED, DiffOp.INSERT: Emphasis.INSERTED}


def diff_side(parts: Iterable[DiffPart], left_out: DiffOp) -> Cell:
    """One side of a comparison: the parts but those of the other side, a line a paragraph."""
    lines: list[list[StyledText]] = [[]]
    for part in parts:
        if part.op is left_out:
            continue
        first, *others = part.text.split("\n")
        lines[-1].append(StyledText(first, _LOOKS[part.op]))
        lines += [[StyledText(line, _LOOKS[part.op])] for line in others]
    return tuple(tuple(one for one in line if one.text) for line in lines)


# --- as a page ------------------------------------------------------------------------


def html(sheet: ComparisonTable, templates: Sequence[Path]) -> bytes:
    """The sheet as one page that needs no other file, in UTF-8; raises TemplateError for a template that does not fit."""
    from pipeline.render.web.jinja import render_template

    return render_template(templates, "diff.html", table=sheet).encode()


# --- in Word --------------------------------------------------------------------------

_PROPERTIES = {
    Emphasis.PLAIN: "",
    Emphasis.DELETED: "<w:strike/>",
    Emphasis.INSERTED: '<w:u w:val="single"/>',
    Emphasis.STRONG: "",
    # grey is seen on paper of any printer
    Emphasis.HIGHLIGHTED: '<w:shd w:val="clear" w:color="auto" w:fill="D0D0D0"/>',
}


def docx(sheet: ComparisonTable, plan: Plan, template: Path) -> bytes:
    """The sheet in the styles and on the page of the office's template; the plan gives the file's properties.

    Of the template it takes page and styles, not what stands around the marked
    paragraph. Raises TemplateError for a template that does not fit, and ZwgkError for a
    character that a Word file cannot hold.
    """
    from pipeline.render.word.template import (
        SECTION_PROPERTIES,
        body_marker,
        document_body,
        open_template,
        parse_blocks,
        save,
        word_context,
    )

    shell = open_template(template, sheet.title, standard.PAGES[plan.head.layout.value])
    into = word_context(shell)
    mark = body_marker(shell)
    for other in [*mark.itersiblings(preceding=True), *mark.itersiblings()]:
        if other.tag != SECTION_PROPERTIES:
            document_body(shell).remove(other)
    properties = document_body(shell).find(SECTION_PROPERTIES)
    assert properties is not None, "a filled template has its section"
    for first_page in properties.findall(f"{{{W}}}titlePg"):
        properties.remove(first_page)
    width = standard.TYPE_AREA[0]
    written = [wordml.title(Style.ANNEX_TITLE, sheet.title, width, into), wordml.blank_lines(into)]
    written += [wordml.paragraph(Style.BODY, wordml.run(words), into) for words in sheet.intro]
    written += [wordml.spacer(_APART, into)] if sheet.intro else []
    written += [_table(sheet, width, into), wordml.spacer(_APART, into)] if sheet.rows else []
    written += [
        wordml.paragraph(Style.TABLE_CELL, wordml.run(words), into, more="<w:keepLines/>") for words in sheet.notes
    ]
    for element in parse_blocks(written):
        mark.addprevious(element)
    document_body(shell).remove(mark)
    return save(shell, compose(plan), sheet.title)


_APART = 8.0
"""The pt between the table and the words around it."""


def _table(sheet: ComparisonTable, width: float, into: WordContext) -> str:
    edges = [round(share * geometry.twips_of_mm(width)) for share in accumulate(sheet.widths, initial=0.0)]
    columns = [stop - start for start, stop in pairwise(edges)]
    head = _row(tuple(plain_cell(words) for words in sheet.head), columns, into, style=Style.TABLE_HEAD)
    below = (*sheet.rows[1:], ())
    rows = "".join(_row(row, columns, into, below=under) for row, under in zip(sheet.rows, below, strict=True))
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{into.styles[TABLE]}"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(
    row: Row, columns: Sequence[int], into: WordContext, *, style: Style = Style.TABLE_CELL, below: Row = ()
) -> str:
    """A row; one that goes on below, or is a heading, stays with the row below."""
    alone = len(row) == 1
    widths = [sum(columns)] if alone else columns
    # a long row breaks over pages: a whole item stands in one
    whole = "" if _lines(row, widths) > _LONG else "<w:cantSplit/>"
    properties = whole + ("<w:tblHeader/>" if style is Style.TABLE_HEAD else "")
    kept = alone or any(cell is None for cell in below)
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        more = f'<w:gridSpan w:val="{len(columns)}"/>' if alone else ""
        if cell is None:
            more += "<w:vMerge/>"
        elif _goes_on(below, column):
            more += '<w:vMerge w:val="restart"/>'
        inner = "".join(_paragraph(line, style, into, keep=kept) for line in cell or ((),))
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{inner}</w:tc>')
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


_LONG = standard.TYPE_AREA[1] / standard.MM_PER_PT / standard.LINE_TABLE / 2
"""Lines beyond which a row may break: moved whole, it would leave half a page white."""


def _lines(row: Row, widths: Sequence[int]) -> int:
    """About how many lines the row's longest cell takes."""
    rooms = [(width / geometry.twips(1) - 2 * standard.CELL_PADDING) / standard.SIZE_TABLE for width in widths]
    return max(
        sum(max(estimated_lines(metrics.han_width("".join(one.text for one in line)), room), 1) for line in cell or ())
        for cell, room in zip(row, rooms, strict=True)
    )


def _paragraph(line: Line, style: Style, into: WordContext, *, keep: bool) -> str:
    # where a long row breaks, no line of a paragraph stands alone
    more = '<w:widowControl/><w:jc w:val="left"/>' if style is Style.TABLE_CELL else ""
    return wordml.paragraph(style, "".join(_run(words, into) for words in line), into, keep=keep, more=more)


def _run(words: StyledText, into: WordContext) -> str:
    strong = (
        f'<w:rStyle w:val="{into.styles[STRONG]}"/>'
        if words.emphasis in (Emphasis.STRONG, Emphasis.HIGHLIGHTED)
        else ""
    )
    look = strong + _PROPERTIES[words.emphasis]
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{wordml.escape_text(words.text)}</w:t></w:r>'
