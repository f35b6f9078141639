"""Printed lines and grids as WordprocessingML: strings, escaped, which the caller parses at one go.

Numbers stand as literal characters and every look is a named style of the
template; only what belongs to this one line (indents of 附件说明, 署名 and
成文日期, what is kept together) is written beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import ceil
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from pipeline import standard
from pipeline.faults import Fault
from pipeline.render.printed import Cell, Grid, Line, Span, Style, words_of
from pipeline.render.template import EVEN_NUMBER, KAI_WORDS, ODD_NUMBER, STRONG, TABLE, W, number_field
from pipeline.render.title import balance
from pipeline.standard import twips

_UNWRITABLE = re.compile(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?")
_FIRST_NOTE = "附件："


@dataclass(frozen=True, slots=True)
class Into:
    """What the words are written into: the template's style ids by name, and a relation to a web address as its id."""

    styles: Mapping[str, str]
    relate: Callable[[str], str]


def line(line: Line, into: Into, *, keep: bool = False) -> str:
    """A line as a paragraph; with `keep` it stays whole and on one page with what follows it."""
    return paragraph(line.style, "".join(_runs(line.spans, into)), into, keep=keep, more=_indents(line))


def title(style: Style, words: str, width: float, into: Into) -> str:
    """A title in 2号 over balanced lines; `width` is the type area's in mm."""
    return paragraph(style, "<w:r>" + "<w:br/>".join(map(_text, title_lines(words, width))) + "</w:r>", into)


def title_lines(words: str, width: float) -> tuple[str, ...]:
    """The lines of a title in 2号 on a type area of `width` mm."""
    return balance(words, width / standard.MM_PER_PT / standard.SIZE_2)


def paragraph(
    style: Style, runs: str, into: Into, *, keep: bool = False, page_break: bool = False, more: str = ""
) -> str:
    """A paragraph of ready runs; `more` is what else its properties hold, in the schema's order (spacing, ind, jc)."""
    together = "<w:keepNext/><w:keepLines/>" if keep else ""
    before = "<w:pageBreakBefore/>" if page_break else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{into.styles[style.value]}"/>{together}{before}{more}</w:pPr>{runs}</w:p>'


def run(words: str) -> str:
    """Words as a run that looks as its paragraph does."""
    return f"<w:r>{_text(words)}</w:r>"


def blank(into: Into, *, keep: bool = False) -> str:
    """The lines left blank between the parts of the paper."""
    return paragraph(Style.BODY, "", into, keep=keep) * standard.BLANK_LINES


def gap(into: Into) -> str:
    """The paragraph, a point high, that Word wants behind a table."""
    line = '<w:spacing w:line="20" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return paragraph(Style.BODY, "", into, more=f'{line}<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>')


def _indents(line: Line) -> str:
    if line.right:
        return f'<w:ind w:rightChars="{round(line.right * 100)}" w:right="{twips(line.right * standard.SIZE_3)}"/>'
    if line.hanging:
        # the titles of several annexes stand under each other: all but the first without 附件： before them
        first = standard.FIRST_LINE + (0 if line.words.startswith(_FIRST_NOTE) else len(_FIRST_NOTE))
        left = first + line.hanging
        return (
            f'<w:ind w:leftChars="{round(left * 100)}" w:left="{twips(left * standard.SIZE_3)}"'
            f' w:hangingChars="{round(line.hanging * 100)}" w:hanging="{twips(line.hanging * standard.SIZE_3)}"/>'
        )
    return ""


# --- characters --------------------------------------------------------------


def _runs(spans: Iterable[Span], into: Into) -> Iterator[str]:
    for target, linked in groupby(spans, key=lambda span: web_address(span.target)):
        inner = "".join(f"<w:r>{_look(span, into)}{_text(span.words)}</w:r>" for span in linked if span.words)
        yield f'<w:hyperlink r:id="{into.relate(target)}" w:history="1">{inner}</w:hyperlink>' if target else inner


def _look(span: Span, into: Into) -> str:
    name = STRONG if span.strong else KAI_WORDS if span.kai else ""
    return f'<w:rPr><w:rStyle w:val="{into.styles[name]}"/></w:rPr>' if name else ""


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escaped(words)}</w:t>'.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')


def escaped(words: str) -> str:
    """Words as XML; raises Fault for a character that Word's files cannot hold, instead of losing it."""
    found = _UNWRITABLE.search(words)
    if found:
        near = words[max(found.start() - 10, 0) : found.start()]
        raise Fault(f"字符 U+{ord(found[0]):04X} 不能写入 Word 文件，在“{near}”之后。")
    return escape(words)


def web_address(target: str) -> str:
    """The target as a web address in ASCII, where a reader can follow it (http, https, mailto); else the empty string."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    match parts.scheme.lower():
        case "http" | "https" if _HOST.fullmatch(parts.netloc):
            return quote(target, safe="%/:?#@!$&'()*+,;=~-._")
        case "mailto" if "@" in parts.path:
            return quote(target, safe="%:?@!$&'()*+,;=~-._")
    return ""


# --- tables ------------------------------------------------------------------


def table(grid: Grid, area: tuple[float, float], into: Into, *, keep: bool = False) -> str:
    """A grid as a table as wide as the type area (`area`: its width and height in mm), every width written out.

    With `keep` its last row stays on one page with what follows it.
    """
    whole = standard.twips_of_mm(area[0])
    edges = [round(share * whole) for share in accumulate(grid.widths, initial=0.0)]
    columns = [stop - start for start, stop in pairwise(edges)]
    height = area[1] / standard.MM_PER_PT / standard.LINE_TABLE
    rows = list(_placed(grid))
    head = "、".join(cell.words for cell in grid.head)
    grid_columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{into.styles[TABLE]}"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={_value(grid.title)}/><w:tblDescription w:val={_value(head)}/></w:tblPr>"
        f"<w:tblGrid>{grid_columns}</w:tblGrid>"
        + _row([_Placed(place, cell) for place, cell in _in_columns(grid.head)], columns, height, into, head=True)
        + "".join(
            _row(row, columns, height, into, keep=keep and place == len(rows)) for place, row in enumerate(rows, 1)
        )
        + "</w:tbl>"
    )


def _value(words: str) -> str:
    escaped(words)
    return quoteattr(words)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell where it stands in one row; `carried` when it only reaches down from a row above."""

    column: int
    cell: Cell
    carried: bool = False


def _in_columns(cells: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in cells:
        yield column, cell
        column += cell.colspan


def _placed(grid: Grid) -> Iterator[list[_Placed]]:
    """Every row with a cell for each column, those that reach down repeated; ValueError for a row that does not fit."""
    reaching: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(grid.rows, 1):
        cells = iter(row.cells)
        placed: list[_Placed] = []
        column = 0
        while column < len(grid.widths):
            if column in reaching:
                cell, more = reaching.pop(column)
                placed.append(_Placed(column, cell, carried=True))
            else:
                following = next(cells, None)
                if following is None:
                    raise ValueError(f"row {number} of the grid has too few cells")
                cell, more = following, following.rowspan
                placed.append(_Placed(column, cell))
            if more > 1:
                reaching[column] = (cell, more - 1)
            column += cell.colspan
        if column > len(grid.widths) or next(cells, None) is not None:
            raise ValueError(f"row {number} of the grid has too many cells")
        yield placed


def _row(
    row: list[_Placed], columns: list[int], height: float, into: Into, *, head: bool = False, keep: bool = False
) -> str:
    if not row:
        return ""
    widths = [sum(columns[placed.column : placed.column + placed.cell.colspan]) for placed in row]
    own = [_lines(placed.cell, width) for placed, width in zip(row, widths, strict=True) if placed.cell.rowspan == 1]
    # a row taller than what a page holds below the head must break, or Word cuts it off
    whole = "<w:cantSplit/>" if max(own, default=1) < height - 3 else ""
    properties = whole + ("<w:tblHeader/>" if head else "")
    cells = "".join(_cell(placed, width, into, keep) for placed, width in zip(row, widths, strict=True))
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{properties}{cells}</w:tr>"


def _lines(cell: Cell, width: int) -> int:
    """About how many lines the cell's words take in a column of `width` twips."""
    room = max(_room(width), 1)
    return sum(max(ceil(standard.han_width(words_of(spans)) / room), 1) for spans in cell.paragraphs)


def _room(width: int) -> float:
    """How many 字 stand in a line of a column of `width` twips."""
    return (width / standard.TWIPS_PER_PT - 2 * standard.CELL_PADDING) / standard.SIZE_TABLE


def _cell(placed: _Placed, width: int, into: Into, keep: bool) -> str:
    cell = placed.cell
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if placed.carried:
        properties += "<w:vMerge/>"
    elif cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>'
    narrow = cell.style is Style.TABLE_CELL and _room(width) < standard.NARROW_COLUMN
    more = '<w:jc w:val="left"/>' if narrow else ""
    paragraphs = () if placed.carried else cell.paragraphs
    inner = "".join(
        paragraph(cell.style, "".join(_runs(spans, into)), into, keep=keep, more=more) for spans in paragraphs or ((),)
    )
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


# --- page numbers ------------------------------------------------------------

_EMU = 36_000
_NUMBER_LENGTH = 40.0
"""Room for a turned page number along the edge, mm; its own length is some 15."""


def turned_number(style: str, *, odd: bool) -> str:
    """A footer's paragraph for a page that lies across: the number in a frame, turned, where upright pages have it.

    Seen with the table upright, that is the left edge, below on odd pages and above
    on even ones (9704, 8). `style` is the id of the page number's style.
    """
    across = standard.landscape(standard.GBT_9704)
    thick = standard.SIZE_4 * standard.MM_PER_PT
    left = across.left - standard.number_drop(standard.GBT_9704.bottom) - thick
    top = standard.PAPER[0] - across.bottom - _NUMBER_LENGTH if odd else across.top
    size = f'cx="{round(thick * _EMU)}" cy="{round(_NUMBER_LENGTH * _EMU)}"'
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    name = ODD_NUMBER if odd else EVEN_NUMBER
    office = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="{office}"'
        f' xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main">{look}<w:r>'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(left * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{1 if odd else 2}" name="{name}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{office}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent><w:p>{look}{number_field()}</w:p></w:txbxContent></wps:txbx>"
        '<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
