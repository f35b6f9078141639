"""WordprocessingML for printed lines and tables, as escaped strings that the caller parses in one go.

Numbers are literal text and formatting is a named style of the template; only what
belongs to a single line (indents of 附件说明, 署名 and 成文日期, keep-with-next) is
written as direct formatting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import accumulate, groupby, pairwise
from xml.sax.saxutils import escape, quoteattr

from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.model import web_address
from pipeline.patterns import lazy_pattern
from pipeline.render.pagination import (
    Keep,
    PlacedCell,
    PlacedRow,
    TextArea,
    cell_setting,
    grid_rows,
    head_row,
    is_narrow,
    is_ragged,
    kept_rows,
    lines_of_label,
    respaced,
    splittable_rows,
    title_lines,
)
from pipeline.render.print_model import Decoration, Grid, Line, RowEnds, Span, Spans, Style
from pipeline.render.word.style_names import KAI_TEXT, REPEATED, STRONG, TABLE, style_name
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.geometry import twips, twips_of_mm

_NOT_IN_XML = lazy_pattern(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class WordContext:
    """The document that paragraphs are written for: its style ids by style name, and a function that links an address."""

    style_ids: Mapping[str, str]
    relate: Callable[[str], str]
    """Returns the relationship id of a web address."""

    def style(self, name: str) -> str:
        """The id of a style as a quoted attribute value; an office's template may have any characters in it."""
        return quoteattr(self.style_ids[name])


# --- text ----------------------------------------------------------------------


def escape_text(text: str) -> str:
    """Escape text for XML; raises ZwgkError for a character that no Word file can contain, instead of losing it."""
    match = _NOT_IN_XML.search(text)
    if match:
        near = text[max(match.start() - 10, 0) : match.start()]
        raise ZwgkError(f"字符 U+{ord(match[0]):04X} 不能写入 Word 文件，在“{near}”之后。")
    return escape(text)


def quote_attribute(text: str) -> str:
    """Quote and escape text as an attribute value; raises ZwgkError as `escape_text` does."""
    escape_text(text)
    return quoteattr(text)


def text_element(text: str) -> str:
    """The w:t elements of a run, with a w:tab for every tab."""
    return f'<w:t xml:space="preserve">{escape_text(text)}</w:t>'.replace(
        "\t", '</w:t><w:tab/><w:t xml:space="preserve">'
    )


def run(text: str) -> str:
    """A run in the style of its paragraph."""
    return f"<w:r>{text_element(text)}</w:r>"


_DECORATIONS = {
    Decoration.NONE: "",
    Decoration.STRIKE: "<w:strike/>",
    Decoration.UNDERLINE: '<w:u w:val="single"/>',
    # grey prints on any printer
    Decoration.SHADE: '<w:shd w:val="clear" w:color="auto" w:fill="D0D0D0"/>',
}


def span_run(span: Span, context: WordContext) -> str:
    """A span as one run; its link, if any, is not written (`span_runs` does)."""
    name = STRONG if span.strong else KAI_TEXT if span.kai else ""
    properties = f"<w:rStyle w:val={context.style(name)}/>" if name else ""
    properties += f'<w:spacing w:val="{twips(span.spacing)}"/>' if span.spacing is not None else ""
    properties += _DECORATIONS[span.decoration]
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{text_element(span.text)}</w:r>"


def span_runs(spans: Iterable[Span], context: WordContext) -> str:
    """Spans as runs and hyperlinks; empty spans are left out."""
    return "".join(_span_runs(spans, context))


def _span_runs(spans: Iterable[Span], context: WordContext) -> Iterator[str]:
    for address, linked in groupby(spans, key=lambda span: web_address(span.target)):
        runs = "".join(span_run(span, context) for span in linked if span.text)
        yield f'<w:hyperlink r:id="{context.relate(address)}" w:history="1">{runs}</w:hyperlink>' if address else runs


# --- paragraphs ----------------------------------------------------------------


def paragraph(
    style: Style | str,
    runs: str,
    context: WordContext,
    *,
    keep: bool = False,
    whole: bool = True,
    page_break: bool = False,
    properties: str = "",
) -> str:
    """A paragraph of finished runs in a style (`Style`, or a name); `properties` are further children of w:pPr in schema order (spacing, ind, jc).

    With `keep` it stays on one page with what follows it: all of it, or without
    `whole` at least some lines, as many as the program chooses.
    """
    together = ("<w:keepNext/>" + ("<w:keepLines/>" if whole else "")) if keep else ""
    before = "<w:pageBreakBefore/>" if page_break else ""
    name = style_name(style) if isinstance(style, Style) else style
    return f"<w:p><w:pPr><w:pStyle w:val={context.style(name)}/>{together}{before}{properties}</w:pPr>{runs}</w:p>"


def line(
    line: Line, context: WordContext, *, keep: Keep = Keep.NOT, height: float | None = None, properties: str = ""
) -> str:
    """A printed line as a paragraph, its lines `height` pt high if that is not the style's; `properties` go before its indents in w:pPr."""
    # Word keeps two lines with the next paragraph then, else one
    widows = "<w:widowControl/>" if keep in (Keep.LINES, Keep.END) else ""
    return paragraph(
        line.style,
        span_runs(line.spans, context),
        context,
        keep=keep not in (Keep.NOT, Keep.END),
        whole=keep is Keep.WHOLE,
        properties=widows + properties + _line_height(height) + _indents(line),
    )


def _indents(line: Line) -> str:
    """The line's own indents, twice: Word takes those in characters, other programs those in twips."""
    if not (line.left or line.hanging or line.right):
        return ""
    em = standard.SIZE_4 if line.style is Style.COLOPHON else standard.SIZE_3
    sides = (("left", line.left + line.hanging), ("right", line.right), ("hanging", line.hanging))
    attributes = "".join(
        f' w:{side}Chars="{round(indent * 100)}" w:{side}="{twips(indent * em)}"' for side, indent in sides if indent
    )
    if line.style is Style.COLOPHON and not line.hanging:
        # stated although it is the default: in a frame LibreOffice inherits the first-line indent of the paragraph before
        attributes += ' w:firstLineChars="0" w:firstLine="0"'
    return f"<w:ind{attributes}/>"


def title(style: Style, text: str, width: float, context: WordContext, *, page_break: bool = False) -> str:
    """A title in 2号 over balanced lines; `width` is that of the type area in mm."""
    runs = "<w:r>" + "<w:br/>".join(map(text_element, title_lines(text, width))) + "</w:r>"
    return paragraph(style, runs, context, page_break=page_break)


def blank_lines(context: WordContext, count: int = standard.BLANK_LINES, height: float | None = None) -> str:
    """Empty lines between parts of the document, kept with what follows, `height` pt high if that is not the style's."""
    return paragraph(Style.BODY, "", context, keep=True, properties=_line_height(height)) * count


def _line_height(height: float | None) -> str:
    return f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/>' if height is not None else ""


def paragraph_after_table(context: WordContext) -> str:
    """The paragraph, 1 pt high, that Word needs after a table."""
    return spacer(1, context)


def spacer(height: float, context: WordContext, borders: str = "") -> str:
    """An empty paragraph `height` pt high."""
    spacing = f'<w:spacing w:line="{twips(height)}" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    mark = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'
    return paragraph(Style.BODY, "", context, properties=f"{borders}{spacing}{mark}")


# --- page ----------------------------------------------------------------------


def page_margins(page: standard.Page) -> str:
    """The w:pgMar of a page, with the footer where `geometry.number_drop` puts the page number."""
    footer = page.bottom - geometry.number_drop(page.bottom) - standard.SIZE_4 * standard.MM_PER_PT
    return (
        f'<w:pgMar w:top="{twips_of_mm(page.top)}" w:right="{twips_of_mm(page.right)}"'
        f' w:bottom="{twips_of_mm(page.bottom)}" w:left="{twips_of_mm(page.left)}"'
        f' w:header="{twips_of_mm(page.top) // 2}" w:footer="{twips_of_mm(footer)}" w:gutter="0"/>'
    )


def line_grid(height: int, page: standard.Page) -> str:
    """The grid (w:docGrid) by which 页面设置 shows how many lines a type area of `height` twips has; no text is aligned to it.

    Its pitch fills the area: LibreOffice would move all text down by half of what is left.
    """
    lines = max(height // twips(page.line), 1)
    return f'<w:docGrid w:type="lines" w:linePitch="{height // lines}"/>'


def page_number_field() -> str:
    """The runs of a page number: — 1 — (GB/T 9704 7.5; the spaces beside the digits are practice)."""
    field = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return f"{run('— ')}{field}{run(' —')}"


# --- tables --------------------------------------------------------------------


class VerticalMerge(Enum):
    """A cell's part in a vertical merge (w:vMerge)."""

    NONE = ""
    START = '<w:vMerge w:val="restart"/>'
    CONTINUED = "<w:vMerge/>"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its paragraphs as XML (at least one), the number of grid columns it spans, its part in a vertical merge."""

    paragraphs: str
    colspan: int = 1
    merge: VerticalMerge = VerticalMerge.NONE
    is_repeated: bool = False
    """Whether its text is repeated on each page of its row: its lines are counted from the top."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its cells, whether it may be split over two pages, and whether it is repeated as the header of every page."""

    cells: Sequence[TableCell]
    can_split: bool = False
    is_header: bool = False


def column_edges(shares: Sequence[float], width: float) -> list[int]:
    """The edges of columns in twips, from 0 to the table's width; `width` is in mm, `shares` sum to 1."""
    return [round(share * twips_of_mm(width)) for share in accumulate(shares, initial=0.0)]


def table(
    rows: Iterable[TableRow],
    edges: Sequence[int],
    context: WordContext,
    *,
    padding: float = standard.CELL_PADDING,
    description: tuple[str, str] | None = None,
    centred: bool = False,
) -> str:
    """A table of fixed widths, every width written out; `edges` are those of its columns in twips (`column_edges`).

    `padding` is the space beside a cell's text in pt, `description` the table's title
    and summary for screen readers; `centred` cells are centred vertically.
    """
    columns = "".join(f'<w:gridCol w:w="{stop - start}"/>' for start, stop in pairwise(edges))
    margins = ""
    if padding != standard.CELL_PADDING:
        sides = "".join(f'<w:{side} w:w="{twips(padding)}" w:type="dxa"/>' for side in ("left", "right"))
        margins = f"<w:tblCellMar>{sides}</w:tblCellMar>"
    accessible = ""
    if description:
        name, summary = map(quote_attribute, description)
        accessible = f"<w:tblCaption w:val={name}/><w:tblDescription w:val={summary}/>"
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val={context.style(TABLE)}/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{margins}'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{accessible}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        + "".join(_table_row(row, edges, centred=centred) for row in rows)
        + "</w:tbl>"
    )


def _table_row(row: TableRow, edges: Sequence[int], *, centred: bool) -> str:
    properties = ("" if row.can_split else "<w:cantSplit/>") + ("<w:tblHeader/>" if row.is_header else "")
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    cells = []
    column = 0
    for cell in row.cells:
        width = edges[column + cell.colspan] - edges[column]
        column += cell.colspan
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        align = '<w:vAlign w:val="center"/>' if centred and not cell.is_repeated else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{cell.merge.value}{align}</w:tcPr>'
            f"{cell.paragraphs}</w:tc>"
        )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def grid_table(
    grid: Grid,
    area: TextArea,
    context: WordContext,
    *,
    keep: bool = False,
    height_above: float = 0.0,
    ends: RowEnds = RowEnds(),  # noqa: B008 — it is frozen
    unsplit_share: float = standard.WHOLE_AT_MOST,
    head_rows: int = 0,
    is_whole: bool = False,
) -> str:
    """A grid as a table as wide as the area.

    With `keep` its last row stays on one page with what follows it; `height_above` is
    the height, in pt, of what is above it on its page and kept with it; `ends` are the rows where its pages end: before
    some merged cells are cut, their words repeated; rows higher than `unsplit_share` of a page may be split.
    """
    body = list(grid_rows(grid))
    rows = [_grid_row(grid, head_row(grid), area, context, is_header=True)] if grid.head else []
    splittable = splittable_rows(grid, area, height_above, unsplit_share)
    layout = zip(body, splittable, kept_rows(grid, area, height_above), strict=True)
    rows += [
        _grid_row(
            grid,
            row,
            area,
            context,
            can_split=can_split or number in ends.split,
            keep=(kept and number not in ends.apart) or (keep if number == len(body) - 1 else is_whole),
            is_header=number < head_rows,
            is_cut=number in ends.cut,
            parts=ends.parts.get(number, ()),
        )
        for number, (row, can_split, kept) in enumerate(layout)
    ]
    return table(
        rows,
        column_edges(grid.widths, area[0]),
        context,
        padding=geometry.cell_padding(len(grid.widths)),
        description=(grid.title, "、".join(cell.text for cell in grid.head)),
        centred=True,
    )


def _grid_row(
    grid: Grid,
    row: PlacedRow,
    area: TextArea,
    context: WordContext,
    *,
    can_split: bool = False,
    keep: bool = False,
    is_header: bool = False,
    is_cut: bool = False,
    parts: Sequence[int] = (),
) -> TableRow:
    # Word cuts off a row that may not be split and fits no page; of a split cell each page gets two lines at least
    widow_control = "<w:widowControl/>" if can_split else ""

    def cell(placed: PlacedCell) -> TableCell:
        own = placed.cell
        setting = cell_setting(grid, placed, area)
        left = '<w:jc w:val="left"/>' if is_narrow(grid, placed, area) else ""
        ragged = is_ragged(grid, placed, area)
        begins = is_cut or not placed.is_continuation
        paragraphs = own.paragraphs if begins else ()
        merge = (
            VerticalMerge.CONTINUED if not begins else VerticalMerge.START if own.rowspan > 1 else VerticalMerge.NONE
        )
        style: Style | str = REPEATED if placed.is_continuation and begins else own.style
        if style == REPEATED and own.style is Style.TABLE_CELL:
            left = left or '<w:jc w:val="both"/>'

        def written(own_style: Style | str, spans: Spans) -> str:
            runs = span_runs(respaced(spans, setting, is_ragged=ragged), context)
            return paragraph(own_style, runs, context, keep=keep, properties=widow_control + left)

        xml = "".join(written(style, spans) for spans in paragraphs or ((),))
        lines = lines_of_label(grid, placed, area) if paragraphs and parts else 0
        repeats = 0 < lines <= min(parts, default=0)
        if repeats:
            again = "".join(written(REPEATED, spans) for spans in paragraphs)
            xml += "".join(written(REPEATED, ()) * (part - lines) + again for part in parts)
        return TableCell(xml, own.colspan, merge, repeats)

    return TableRow([cell(placed) for placed in row], can_split, is_header)
