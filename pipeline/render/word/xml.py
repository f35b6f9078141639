"""Printed lines and grids as WordprocessingML: strings, escaped, which the caller parses at one go.

Numbers stand as literal characters and every look is a named style of the
template; only what belongs to this one line (indents of 附件说明, 署名 and
成文日期, what is kept together) is written beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from xml.sax.saxutils import escape, quoteattr

from pipeline.errors import ZwgkError
from pipeline.model import web_address
from pipeline.render.pagination import (
    Keep,
    PlacedCell,
    PlacedRow,
    TextArea,
    grid_rows,
    head_row,
    is_narrow,
    splittable_rows,
    title_lines,
)
from pipeline.render.print_model import (
    Grid,
    Line,
    Span,
    Style,
)
from pipeline.render.word.make_template import (
    KAI_WORDS,
    STRONG,
    TABLE,
)
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.geometry import twips

_UNWRITABLE = re.compile(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class WordContext:
    """What the words are written into: the template's style ids by name, and a relation to a web address as its id."""

    styles: Mapping[str, str]
    relate: Callable[[str], str]


def line(line: Line, into: WordContext, *, keep: Keep = Keep.NOT, more: str = "") -> str:
    """A line as a paragraph; `more` stands before its blanks among its properties."""
    runs = "".join(_runs(line.spans, into))
    kept, whole = keep is not Keep.NOT, keep is Keep.WHOLE
    return paragraph(line.style, runs, into, keep=kept, whole=whole, more=more + _indents(line))


def title(style: Style, words: str, width: float, into: WordContext, *, page_break: bool = False) -> str:
    """A title in 2号 over balanced lines; `width` is the type area's in mm."""
    runs = "<w:r>" + "<w:br/>".join(map(text, title_lines(words, width))) + "</w:r>"
    return paragraph(style, runs, into, page_break=page_break)


def paragraph(
    style: Style,
    runs: str,
    into: WordContext,
    *,
    keep: bool = False,
    whole: bool = True,
    page_break: bool = False,
    more: str = "",
) -> str:
    """A paragraph of ready runs; `more` is what else its properties hold, in the schema's order (spacing, ind, jc).

    With `keep` it stays on one page with what follows it: all of it, or without
    `whole` at least a part, as much as the program chooses.
    """
    together = ("<w:keepNext/>" + ("<w:keepLines/>" if whole else "")) if keep else ""
    before = "<w:pageBreakBefore/>" if page_break else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{into.styles[style.value]}"/>{together}{before}{more}</w:pPr>{runs}</w:p>'


def run(words: str) -> str:
    """Words as a run that looks as its paragraph does."""
    return f"<w:r>{text(words)}</w:r>"


def blank_lines(into: WordContext, lines: int = standard.BLANK_LINES) -> str:
    """The lines left blank between the parts of the paper; they stay with what follows."""
    return paragraph(Style.BODY, "", into, keep=True) * lines


def paragraph_after_table(into: WordContext) -> str:
    """The paragraph, a point high, that Word wants behind a table."""
    return spacer(1, into)


def spacer(height: float, into: WordContext, borders: str = "") -> str:
    """A paragraph without words, so many pt high."""
    line = f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    look = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'
    return paragraph(Style.BODY, "", into, more=f"{borders}{line}{look}")


def _indents(line: Line) -> str:
    """The line's own blanks; Word takes those in characters, other programs those in twips."""
    if not (line.left or line.hanging or line.right):
        return ""
    em = standard.SIZE_4 if line.style is Style.COLOPHON else standard.SIZE_3
    sides = (("left", line.left + line.hanging), ("right", line.right), ("hanging", line.hanging))
    inner = "".join(
        f' w:{side}Chars="{round(blank * 100)}" w:{side}="{twips(blank * em)}"' for side, blank in sides if blank
    )
    if line.style is Style.COLOPHON and not line.hanging:
        # said though it is so: LibreOffice lends a paragraph in a frame the first line of the one before it
        inner += ' w:firstLineChars="0" w:firstLine="0"'
    return f"<w:ind{inner}/>"


# --- characters --------------------------------------------------------------


def _runs(spans: Iterable[Span], into: WordContext) -> Iterator[str]:
    for target, linked in groupby(spans, key=lambda span: web_address(span.target)):
        inner = "".join(f"<w:r>{_look(span, into)}{text(span.text)}</w:r>" for span in linked if span.text)
        yield f'<w:hyperlink r:id="{into.relate(target)}" w:history="1">{inner}</w:hyperlink>' if target else inner


def _look(span: Span, into: WordContext) -> str:
    name = STRONG if span.strong else KAI_WORDS if span.kai else ""
    return f'<w:rPr><w:rStyle w:val="{into.styles[name]}"/></w:rPr>' if name else ""


def text(words: str) -> str:
    """Characters as they stand in a run."""
    return f'<w:t xml:space="preserve">{escape_text(words)}</w:t>'.replace(
        "\t", '</w:t><w:tab/><w:t xml:space="preserve">'
    )


def escape_text(words: str) -> str:
    """Words as XML; raises ZwgkError for a character that Word's files cannot hold, instead of losing it."""
    found = _UNWRITABLE.search(words)
    if found:
        near = words[max(found.start() - 10, 0) : found.start()]
        raise ZwgkError(f"字符 U+{ord(found[0]):04X} 不能写入 Word 文件，在“{near}”之后。")
    return escape(words)


# --- tables ------------------------------------------------------------------


def table(grid: Grid, area: TextArea, into: WordContext, *, keep: bool = False, over: float = 0.0) -> str:
    """A grid as a table as wide as the area, every width written out.

    With `keep` its last row stays on one page with what follows it; `over` is the
    height, in pt, of what stands over it and holds to it.
    """
    whole = geometry.twips_of_mm(area[0])
    edges = [round(share * whole) for share in accumulate(grid.widths, initial=0.0)]
    rows = list(grid_rows(grid))
    head = "、".join(cell.text for cell in grid.head)
    grid_columns = "".join(f'<w:gridCol w:w="{stop - start}"/>' for start, stop in pairwise(edges))
    every = [_Place(head_row(grid), head=True)] if grid.head else []
    every += [
        _Place(row, whole=not tall, keep=keep and place == len(rows))
        for place, (row, tall) in enumerate(zip(rows, splittable_rows(grid, area, over), strict=True), 1)
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{into.styles[TABLE]}"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{_margins(grid)}'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quote_attribute(grid.title)}/><w:tblDescription w:val={quote_attribute(head)}/></w:tblPr>"
        f"<w:tblGrid>{grid_columns}</w:tblGrid>"
        + "".join(_row(grid, one, edges, area, into) for one in every)
        + "</w:tbl>"
    )


def _margins(grid: Grid) -> str:
    """The blank beside the cells' words where it is not the style's."""
    side = geometry.cell_padding(len(grid.widths))
    if side == standard.CELL_PADDING:
        return ""
    inner = "".join(f'<w:{name} w:w="{geometry.twips(side)}" w:type="dxa"/>' for name in ("left", "right"))
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"


def quote_attribute(words: str) -> str:
    """Words as the value of an attribute."""
    escape_text(words)
    return quoteattr(words)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row and how it behaves: kept on one page, held to what follows, repeated as the head."""

    row: PlacedRow
    whole: bool = True
    keep: bool = False
    head: bool = False


def _row(grid: Grid, place: _Place, edges: Sequence[int], area: TextArea, into: WordContext) -> str:
    # Word cuts off what it may not split and finds no page for
    properties = ("<w:cantSplit/>" if place.whole else "") + ("<w:tblHeader/>" if place.head else "")
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    # where the row is split, two lines of a cell at least stand on either page
    together = "" if place.whole else "<w:widowControl/>"
    cells = "".join(
        _cell(
            one,
            edges,
            into,
            keep=place.keep,
            more=together + ('<w:jc w:val="left"/>' if is_narrow(grid, one, area) else ""),
        )
        for one in place.row
    )
    return f"<w:tr>{properties}{cells}</w:tr>"


def _cell(one: PlacedCell, edges: Sequence[int], into: WordContext, *, keep: bool, more: str) -> str:
    cell = one.cell
    width = edges[one.column + cell.colspan] - edges[one.column]
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if one.is_continuation:
        properties += "<w:vMerge/>"
    elif cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>'
    paragraphs = () if one.is_continuation else cell.paragraphs
    inner = "".join(
        paragraph(cell.style, "".join(_runs(spans, into)), into, keep=keep, more=more) for spans in paragraphs or ((),)
    )
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
