"""Clauses on tables, and on whether a PDF and its Word file have the same text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from pipeline.conformance.classify import TABLE, Element, Kind, is_landscape, type_area
from pipeline.conformance.clause import PRACTICE, Clause, Pair
from pipeline.conformance.docx_under_test import (
    TOLERANCE,
    DocxUnderTest,
    alignment,
    is_repeated,
    own_words,
    repeated_words,
)
from pipeline.conformance.observation import Observation, is_near, mm, pt, quote_start
from pipeline.conformance.pdf_under_test import PdfUnderTest, full_lines, may_be_short, page_label, table_cells
from pipeline.conformance.structure import TaggedTable, head_texts, ruled_cell, table_tag, tagged_tables, texts_of
from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_model import Cell, Row, Section, Table, paragraphs, tables
from pipeline.readers.pdf_page import Cell as PrintedCell, PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.column_widths import UNITS_HEAD
from pipeline.typography.gbt9704 import MM_PER_PT
from pipeline.typography.lines import line_count
from pipeline.typography.metrics import table_width
from pipeline.typography.overlong import words_of_name

# --- PDF -------------------------------------------------------------------------


def _pdf_widths(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        area = type_area(page, pdf.layout)
        for table in page.tables:
            cells = [cell for row in table.rows for cell in row if cell]
            left, right = min(cell.left for cell in cells), max(cell.right for cell in cells)
            conforms = is_near(left, area.left, 0.3) and is_near(right, area.right, 0.3)
            yield Observation(page_label(page), f"{mm(left)} 至 {mm(right)}", conforms)


@dataclass(frozen=True, slots=True)
class _Continued:
    """A table that goes on on a page: the table, its first row there (-1 for one that begins on the page before), the rows between rules.

    `split` is the row that goes on on the page itself, -1 if there is none.
    """

    page: PdfPage
    table: TaggedTable
    row: int
    ruled: tuple[tuple[PrintedCell | None, ...], ...]
    split: int


def _continued_tables(pdf: PdfUnderTest) -> Iterator[_Continued]:
    tables = {table.tag: table for table in tagged_tables(pdf)}
    for above, below in pairwise(pdf.pdf.pages):
        before, after = pdf.on(above), pdf.on(below)
        if before and after and before[-1].kind is Kind.TABLE_CELL and after[0].kind in TABLE and below.tables:
            own = tables[table_tag(pdf, after[0])]
            # a row that goes on itself has its first cells on the page before
            first = next(_row_tags(pdf, after, own), -1)
            is_split = first in _row_tags(pdf, before, own)
            row = -1 if is_split else first
            top = min(below.tables, key=lambda table: min(cell.top for cell in table.rows[0] if cell))
            index = own.rows.index(row) if row >= 0 else -1
            yield _Continued(below, own, index, top.rows, own.rows.index(first) if is_split else -1)


def _row_tags(pdf: PdfUnderTest, elements: Sequence[Element], table: TaggedTable) -> Iterator[int]:
    """The rows of a table that elements are in."""
    rows = set(table.rows)
    for element in elements:
        yield from (tag for tag in pdf.pdf.tags[element.block.tag].path if tag in rows)


def _ruled_texts(row: Sequence[PrintedCell | None]) -> list[str]:
    return [_without_blanks(cell.text) for cell in row if cell]


def _merged_cells(continued: _Continued) -> Iterator[int]:
    """The cells that span down into the first row that begins on the page."""
    cells, row = continued.table.cells, continued.row
    for column in range(continued.table.columns):
        cell = cells.get((row, column), -1)
        if row > 1 and cell == cells.get((row - 1, column)) != cells.get((row, column - 1)):
            yield cell


def _pdf_heads(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Every page on which a table continues begins with its head."""
    texts = texts_of(pdf)
    for continued in _continued_tables(pdf):
        head = [_without_blanks(text) for text in head_texts(continued.table, texts)]
        conforms = _ruled_texts(continued.ruled[0]) == head
        yield Observation(page_label(continued.page), "表头" if conforms else "不是表头", conforms)


def _pdf_labels(pdf: PdfUnderTest) -> Iterator[Observation]:
    """On a page on which merged cells (序号, 工作任务) continue, their text is repeated in the first row."""
    texts = texts_of(pdf)
    for continued in _continued_tables(pdf):
        labels = [_without_blanks(texts[cell]) for cell in _merged_cells(continued) if cell in texts]
        if labels and len(continued.ruled) > 1:
            printed = _ruled_texts(continued.ruled[1])
            missing = next((label for label in labels if label not in printed), "")
            yield Observation(
                page_label(continued.page), f"缺{quote_start(missing)}" if missing else "重印", not missing
            )


def _pdf_split_labels(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Where a row itself goes on on a page, its labels (序号, 工作任务) are repeated there, unless one is longer than a quarter of the page."""
    texts = texts_of(pdf)
    for continued in _continued_tables(pdf):
        if continued.split <= 0 or len(continued.ruled) < 2:
            continue
        for column, label in _labels(continued, texts):
            cell = continued.ruled[1][column] if column < len(continued.ruled[1]) else None
            if cell is None:
                continue
            room = (cell.right - cell.left) / MM_PER_PT - 2 * geometry.cell_padding(continued.table.columns)
            lines = table_width(label) * standard.SIZE_TABLE / room * standard.LINE_TABLE * MM_PER_PT
            area = type_area(continued.page, pdf.layout)
            conforms = bool(_without_blanks(cell.text))
            if conforms or lines < _SURELY * standard.LABEL_AT_MOST * (area.bottom - area.top):
                yield Observation(
                    page_label(continued.page), "重印" if conforms else f"缺{quote_start(label)}", conforms
                )


_LABEL_HEAD = lazy_pattern("序号|工作任务|重点任务|名称|类型|类别")
"""The head of a column that says which item a row is."""


def _labels(continued: _Continued, texts: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """The labels of the row that goes on, each with its column."""
    cells = continued.table.cells
    for column in range(continued.table.columns):
        label = _without_blanks(texts.get(cells.get((continued.split, column), -1), ""))
        is_short = column == 0 and table_width(label) <= _SHORT_LABEL
        if label and (is_short or _LABEL_HEAD.search(texts.get(cells.get((0, column), -1), ""))):
            yield column, label


_SHORT_LABEL = 6.0
"""The length up to which the first cell of a row is a label whatever its head, in 字."""


@dataclass(frozen=True, slots=True)
class _PrintedItem:
    """An item of several rows: its number (序号), the pages of its rows, the first of them, its height, and the room for it on the first, mm."""

    number: str
    on: frozenset[int]
    page: PdfPage
    height: float
    room: float


def _printed_items(pdf: PdfUnderTest) -> Iterator[_PrintedItem]:
    places: dict[int, set[tuple[int, float, float]]] = {}
    for element in pdf.of(Kind.TABLE_CELL):
        first = element.lines[0].glyphs[0]
        cell = ruled_cell(element.page, (first.left + first.right) / 2, (first.top + first.bottom) / 2)
        own = next((tag for tag in pdf.pdf.tags[element.block.tag].path if pdf.pdf.tags[tag].kind == "TD"), -1)
        if cell and own >= 0 and pdf.pdf.tags[own].rowspan < 2:
            row = next(tag for tag in reversed(pdf.pdf.tags[own].path) if pdf.pdf.tags[tag].kind == "TR")
            places.setdefault(row, set()).add((element.page.number, cell.bottom - cell.top, cell.top))
    texts = texts_of(pdf)
    for table in tagged_tables(pdf):
        for number in dict.fromkeys(tag for (_, column), tag in table.cells.items() if column == 0):
            rows = [table.rows[row] for (row, column), tag in table.cells.items() if tag == number and column == 0]
            on = frozenset(page for row in rows for page, _, _ in places.get(row, ()))
            if len(rows) > 1 and on:
                page = pdf.pdf.pages[min(on) - 1]
                height = sum(max(height for _, height, _ in places[row]) for row in rows if row in places)
                top = min(top for row in rows for on_page, _, top in places.get(row, ()) if on_page == min(on))
                yield _PrintedItem(texts.get(number, ""), on, page, height, type_area(page, pdf.layout).bottom - top)


def torn_items(pdf: PdfUnderTest) -> Iterator[str]:
    """Yield the numbers (序号) of the items whose rows are on several pages."""
    return (item.number for item in _printed_items(pdf) if len(item.on) > 1)


def _pdf_items(pdf: PdfUnderTest) -> Iterator[Observation]:
    """The rows of an item are on one page unless they are about half a page high, or would leave much of a page empty."""
    for item in _printed_items(pdf):
        area = type_area(item.page, pdf.layout)
        whole = area.bottom - area.top
        fits = (
            item.height < _SURELY * standard.ITEM_WHOLE_AT_MOST * whole
            and item.room < _SURELY * standard.TABLE_EMPTY_AT_MOST * whole
        )
        seen = "在一面" if len(item.on) == 1 else "断在两面，本来放得下" if fits else "很高，断在两面"
        yield Observation(f"第{item.page.number}页{quote_start(item.number)}", seen, len(item.on) == 1 or not fits)


_SURELY = 0.8
"""The share of a limit below which a height is under it however it was estimated."""


_DUTY_INSIDE = lazy_pattern("；[^；：、]+：")
"""A duty behind another one: 牵头部门：办公室；配合部门：…"""

_NAME_END = lazy_pattern("[、；：]")
"""What ends a unit's name, or the label before the names."""


def _pdf_unit_cells(pdf: PdfUnderTest) -> Iterator[tuple[Element, PrintedCell, int]]:
    """The paragraphs in columns of units, each with its cell between rules and the number of its table's columns."""
    texts = texts_of(pdf)
    own: set[int] = set()
    for table in tagged_tables(pdf):
        heads = [texts.get(table.cells.get((0, column), -1), "") for column in range(table.columns)]
        own |= {
            tag
            for (row, column), tag in table.cells.items()
            # a heading over all columns is none
            if row and UNITS_HEAD.search(heads[column]) and tag != table.cells.get((row, column - 1))
        }
    for page in pdf.pdf.pages:
        for element, cell, columns in table_cells(pdf, page):
            if own & set(pdf.pdf.tags[element.block.tag].path):
                yield element, cell, columns


def _pdf_duties(pdf: PdfUnderTest) -> Iterator[Observation]:
    for element, _, _ in _pdf_unit_cells(pdf):
        yield _observe_duties(element.location, element.text)


def _observe_duties(location: str, text: str) -> Observation:
    several = _DUTY_INSIDE.search(text) is not None
    return Observation(location, "几项在一段" if several else "一项一段", not several)


def _pdf_unit_names(pdf: PdfUnderTest) -> Iterator[Observation]:
    """A line ends inside a name, or the label before it, only if that is wider than the cell, and then between two of its words."""
    for element, cell, columns in _pdf_unit_cells(pdf):
        room = (cell.right - cell.left) / MM_PER_PT - 2 * geometry.cell_padding(columns) - standard.RULE
        for above, below in pairwise(line.text.strip() for line in element.lines):
            if _NAME_END.fullmatch(above[-1:]):
                continue
            end = _NAME_END.search(below)
            name = _NAME_END.split(above)[-1] + (below[: end.end()] if end else below)
            fits = table_width(name) * standard.SIZE_TABLE <= room
            words = words_of_name(name)
            place = len(_NAME_END.split(above)[-1])
            torn = next((word for word, end in zip(words, accumulate(map(len, words)), strict=True) if end > place), "")
            is_torn = place not in accumulate(map(len, words)) and table_width(torn) * standard.SIZE_TABLE <= room
            measured = f"{name}断开" if fits else f"{torn}断开" if is_torn else "比一栏还宽"
            yield Observation(element.location, measured, not fits and not is_torn)


def _docx_duties(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        heads = {cell.column: cell.text for row in table.rows[:1] for cell in row.cells}
        for row in table.rows[1:]:
            for cell in row.cells:
                if UNITS_HEAD.search(heads.get(cell.column, "")):
                    for paragraph in paragraphs(cell.content):
                        if paragraph.text.strip():
                            yield _observe_duties(name, paragraph.text)


_NUMBER = lazy_pattern(r"[+−-]?\d[\d,，]*(?:\.\d+)?[%％]?")


def _is_number_column(head: str, texts: Sequence[str]) -> bool:
    """Whether a column of an author's table has nothing but numbers; 序号 is a label."""
    written = [text for text in texts if text.strip("—/无")]
    return head != "序号" and bool(written) and all(_NUMBER.fullmatch(text) for text in written)


def _pdf_numbers(pdf: PdfUnderTest) -> Iterator[Observation]:
    """Columns of numbers end at the right of their cells."""
    texts = texts_of(pdf)
    own: set[int] = set()
    for table in tagged_tables(pdf):
        for column in range(table.columns):
            cells = [table.cells[row, column] for row in range(len(table.rows)) if (row, column) in table.cells]
            if _is_number_column(texts.get(cells[0], ""), [texts.get(cell, "") for cell in cells[1:]]):
                own.update(cells[1:])
    for page in pdf.pdf.pages:
        for element, cell, columns in table_cells(pdf, page):
            if own & set(pdf.pdf.tags[element.block.tag].path):
                edge = cell.right - geometry.cell_padding(columns) * MM_PER_PT
                gap = edge - max(line.right for line in element.lines)
                yield Observation(element.location, f"距右 {mm(gap)}", is_near(gap, 0, 0.5))


def _docx_numbers(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        for head in table.rows[0].cells if table.rows else ():
            cells = [cell for row in table.rows[1:] for cell in row.cells if cell.column == head.column]
            if _is_number_column(head.text, [cell.text for cell in cells]):
                for paragraph in (paragraph for cell in cells for paragraph in paragraphs(cell.content)):
                    yield Observation(name, alignment(paragraph), paragraph.format.align == "right")


def _pdf_cell_lines(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        for element, cell, columns in table_cells(pdf, page):
            padding = geometry.cell_padding(columns) * MM_PER_PT
            is_narrow = cell.right - cell.left - 2 * padding < (
                standard.NARROW_COLUMN * standard.SIZE_TABLE * MM_PER_PT
            )
            if is_narrow or _is_label(pdf, element):
                continue
            edge = cell.right - padding
            for line in full_lines(element):
                conforms = may_be_short(line, edge) or is_near(line.right, edge, 0.5)
                yield Observation(element.location, f"距格线 {mm(cell.right - line.right)}", conforms)


def _is_label(pdf: PdfUnderTest, element: Element) -> bool:
    """Whether the cell is a heading over rows, which is centred."""
    return set(pdf.typefaces(*element.lines)) <= {"黑体"}


def _pdf_cell_overflow(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        for element, cell, _ in table_cells(pdf, page):
            over = any(line.right > cell.right + 0.1 or line.left < cell.left - 0.1 for line in element.lines)
            yield Observation(element.location, "出格" if over else "在格内", not over)


def _pdf_landscape_heads(pdf: PdfUnderTest) -> Iterator[Observation]:
    for page in pdf.pdf.pages:
        if page.tables and is_landscape(page):
            top = _content_top(pdf, page)
            yield Observation(page_label(page), mm(top), is_near(top, pdf.layout.left, standard.MARGIN_TOLERANCE))


def _content_top(pdf: PdfUnderTest, page: PdfPage) -> float:
    """Where a page's content begins: at its first line's box, or its table's upper rule."""
    first = pdf.on(page)[0]
    if first.kind in TABLE:
        return min(cell.top for table in page.tables for row in table.rows for cell in row if cell)
    return first.lines[0].top - (pdf.layout.line - first.lines[0].size) / 2 * MM_PER_PT


# --- Word --------------------------------------------------------------------------


def _named_tables(docx: DocxUnderTest) -> Iterator[tuple[str, Section, Table]]:
    """Every table with its section and a name for results: its title, else its first cell."""
    for section in docx.docx.sections:
        for table in tables(section.content):
            text = table.title or (table.rows[0].cells[0].text if table.rows and table.rows[0].cells else "")
            yield f"表{quote_start(text)}", section, table


def _docx_widths(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, section, table in _named_tables(docx):
        width = section.width - section.left - section.right
        yield Observation(name, mm(table.width * MM_PER_PT), is_near(table.width, width, 0.15))


def _docx_fixed(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        yield Observation(name, "固定" if table.fixed else "自动", table.fixed)


def _docx_column_widths(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        total = sum(table.columns)
        conforms = is_near(total, table.width, TOLERANCE) and all(
            is_near(cell.width, sum(table.columns[cell.column : cell.column + cell.colspan]), TOLERANCE)
            for row in table.rows
            for cell in row.cells
        )
        yield Observation(name, f"各列合计 {pt(total)}", conforms)


def _docx_heads(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        heads = [row.is_header for row in table.rows]
        yield Observation(name, f"表头 {sum(heads)} 行", heads[:1] == [True] and not any(heads[1:]))


def _docx_unsplit_rows(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, section, table in _named_tables(docx):
        for row, may_split, fits in _row_splits(table.rows, section):
            conforms = fits if row.cant_split else may_split
            yield Observation(name, "不断开" if row.cant_split else "可断开", conforms)


def _docx_items(docx: DocxUnderTest) -> Iterator[Observation]:
    """The rows of an item, beside one cell of the first column, are kept with the next one unless they are a good part of a page high."""
    for name, section, table in _named_tables(docx):
        page = (section.height - section.top - section.bottom) / standard.LINE_TABLE - _line_count(table.rows[0])
        for rows in _items(table.rows):
            fits = sum(map(_line_count, rows)) < _SURELY * standard.ITEM_WHOLE_AT_MOST * page
            # the first row is below a title
            if fits and rows[0] is not table.rows[1] and rows[0].cells[0].text not in docx.torn_items:
                kept = all(
                    paragraph.format.keep_next
                    for row in rows[:-1]
                    for cell in row.cells
                    for paragraph in paragraphs(cell.content)
                )
                yield Observation(name, "与下行同页" if kept else f"{quote_start(rows[0].cells[0].text)}没有", kept)


def _items(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows beside one merged cell of the first column, where there are several."""
    own: list[Row] = []
    for row in (*rows, None):
        goes_on = row is not None and bool(row.cells) and (row.cells[0].is_continuation or is_repeated(row.cells[0]))
        if row is not None and goes_on:
            own.append(row)
            continue
        if len(own) > 1:
            yield own
        own = [row] if row is not None else []


def _row_splits(rows: Sequence[Row], section: Section) -> Iterator[tuple[Row, bool, bool]]:
    """A table's rows, whether each may be split across pages, and whether it fits on one.

    The first row of text is below a title, which takes a part of its page.
    """
    page = (section.height - section.top - section.bottom) / standard.LINE_TABLE - _line_count(rows[0])
    opening = True
    for row in rows:
        # the estimate leaves out rules and padding
        share = 0.9 * standard.TABLE_EMPTY_AT_MOST * (0.5 if opening else 1)
        lines = _line_count(row)
        yield row, lines > share * page, lines <= page
        opening = opening and (row.is_header or len(row.cells) == 1)


def _line_count(row: Row) -> int:
    """Estimate how many lines a row is high."""
    padding = geometry.cell_padding(sum(cell.colspan for cell in row.cells)) + standard.SIZE_TABLE / 4
    return max(_cell_line_count(cell, padding) for cell in row.cells)


def _cell_line_count(cell: Cell, padding: float) -> int:
    room = max((cell.width - 2 * padding) / standard.SIZE_TABLE, 1)
    return sum(max(line_count(line, room), 1) for line in cell.text.split("\n"))


def _docx_descriptions(docx: DocxUnderTest) -> Iterator[Observation]:
    for name, _, table in _named_tables(docx):
        conforms = bool(table.title and table.description)
        yield Observation(name, "都有" if conforms else "缺", conforms)


# --- PDF against Word ------------------------------------------------------------------


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _docx_text(pair: Pair) -> str:
    return "".join(_without_blanks(paragraph.text) for paragraph in pair.docx.paragraphs)


def _same_text(pair: Pair) -> Iterator[Observation]:
    written = _docx_text(pair)
    elements = (element for element in pair.pdf.elements if element.kind not in (*TABLE, Kind.WATERMARK))
    printed = "".join(_without_blanks(element.text) for element in elements)
    differs = "" if printed == written else f"从“{_first_difference(printed, written)}”起不同"
    yield Observation("", differs or f"{len(printed)} 字", not differs)


def _first_difference(text: str, second: str) -> str:
    """The characters of `text` around its first difference from `other`."""
    indices = (index for index, (left, right) in enumerate(zip(text, second, strict=False)) if left != right)
    index = next(indices, min(len(text), len(second)))
    return text[max(index - 4, 0) : index + 6]


def _rows(pair: Pair) -> list[Row]:
    """The rows of the Word file's tables that are not heads."""
    return [row for table in tables(pair.docx.docx.content) for row in table.rows if not row.is_header]


def _row_text(row: Row) -> str:
    return "".join(map(own_words, row.cells))


def _same_labels(pair: Pair) -> Iterator[Observation]:
    """Where merged cells, or a row itself, go on on a page of the PDF, the Word file repeats 序号 and their text in the same row."""
    order = [table.tag for table in tagged_tables(pair.pdf)]
    written = list(tables(pair.docx.docx.content))
    texts = texts_of(pair.pdf)
    if len(order) != len(written):
        return
    for continued in _continued_tables(pair.pdf):
        labels = [_without_blanks(texts[cell]) for cell in _merged_cells(continued) if cell in texts]
        if labels:
            row = written[order.index(continued.table.tag)].rows[continued.row]
            repeated = [repeated_words(cell) for cell in row.cells if is_repeated(cell)]
            # in a row that is split itself they are repeated more than once
            missing = next((label for label in labels if not any(own.startswith(label) for own in repeated)), "")
            yield Observation(
                page_label(continued.page), f"缺{quote_start(missing)}" if missing else "重印", not missing
            )
        row = written[order.index(continued.table.tag)].rows[continued.split]
        again = {cell.column: words for cell in row.cells if (words := repeated_words(cell))}
        for column, label in _labels(continued, texts) if continued.split > 0 and len(continued.ruled) > 1 else ():
            printed = continued.ruled[1][column] if column < len(continued.ruled[1]) else None
            # what the PDF repeats; of an author's table Word is told only which rows are split
            if printed is not None and _without_blanks(printed.text) and (again or label.isdigit()):
                conforms = again.get(column, "").startswith(label)
                yield Observation(
                    page_label(continued.page), "重印" if conforms else f"缺{quote_start(label)}", conforms
                )


def _cell_characters(pair: Pair) -> Counter[str]:
    return Counter("".join(map(_row_text, _rows(pair))))


def _same_cells(pair: Pair) -> Iterator[Observation]:
    if any(tables(pair.docx.docx.content)):
        written = _cell_characters(pair)
        printed = Counter("".join(_without_blanks(element.text) for element in pair.pdf.of(Kind.TABLE_CELL)))
        differing = (written - printed) + (printed - written)
        measured = f"“{next(iter(differing))}”等不同" if differing else f"{printed.total()} 字"
        yield Observation("", measured, not differing)


def _rows_with_text(pair: Pair) -> list[Row]:
    return [row for row in _rows(pair) if _row_text(row)]


def _pdf_unsplit_rows(pair: Pair) -> Iterator[Observation]:
    if any(tables(pair.docx.docx.content)):
        rows, parts = _rows_with_text(pair), list(_row_parts(pair.pdf))
        split = list(_split_rows(parts, rows))
        # which rows Word may split is measured in the Word file, against `standard.TABLE_EMPTY_AT_MOST`
        wrong = [quote_start(_row_text(row)) for row in dict.fromkeys(split) if row.cant_split]
        count = len(parts) - len(split)
        measured = "、".join(f"{row}断开" for row in wrong[:3]) or f"{count} 行"
        yield Observation("", measured, not wrong and count == len(rows))


def _row_parts(pdf: PdfUnderTest) -> Iterator[Counter[str]]:
    """The characters of each table row on each page, heads left out; rows are those of the tags."""
    tags = pdf.pdf.tags
    for page in pdf.pdf.pages:
        rows: dict[int, Counter[str]] = {}
        for element in pdf.on(page):
            if element.kind is Kind.TABLE_CELL:
                path = tags[element.block.tag].path
                row = next((tag for tag in reversed(path) if tags[tag].kind == "TR"), -1)
                rows.setdefault(row, Counter()).update(_without_blanks(element.text))
        yield from rows.values()


def _split_rows(parts: Sequence[Counter[str]], rows: Sequence[Row]) -> Iterator[Row]:
    """The rows that continue in another part, once for each part after the first."""
    following = iter(rows)
    row: Row | None = None
    left: Counter[str] = Counter()
    for part in parts:
        if row is not None and part <= left:
            yield row
        elif (row := next(following, None)) is not None:
            # a cell that spans several rows may continue next to the following ones
            left += Counter(_row_text(row))
        left -= part


TABLES = (
    Clause(
        PRACTICE,
        "表格与版心同宽",
        pdf=_pdf_widths,
        pdf_expected="左右边线在版心左右边",
        docx=_docx_widths,
        docx_expected="版心宽",
    ),
    Clause(PRACTICE, "表格列宽固定", "固定", docx=_docx_fixed),
    Clause(PRACTICE, "各列、各格宽度写明，合计为表宽", "合计相等", docx=_docx_column_widths),
    Clause(
        PRACTICE,
        "表头每页重复",
        pdf=_pdf_heads,
        pdf_expected="续表第一行是表头",
        docx=_docx_heads,
        docx_expected="首行为表头",
    ),
    Clause(PRACTICE, "续页重印合并格的文字（序号、类别）", "首行有文字", pdf=_pdf_labels),
    Clause(PRACTICE, "续页重印断开的行的序号、工作任务", "这几格有文字", pdf=_pdf_split_labels),
    Clause(PRACTICE, "续页重印处与 {docx} 相同", "同一行重印", pair=_same_labels),
    Clause(
        PRACTICE,
        "一个事项的几行在一面（很高的除外）",
        pdf=_pdf_items,
        pdf_expected="在一面",
        docx=_docx_items,
        docx_expected="与下行同页",
    ),
    Clause(PRACTICE, "表格里的数字靠右", "右齐", pdf=_pdf_numbers, docx=_docx_numbers, docx_expected="右对齐"),
    Clause(PRACTICE, "责任栏每项职责一段", "一项一段", pdf=_pdf_duties, docx=_docx_duties),
    Clause(PRACTICE, "责任栏的科室名、“牵头部门：”不断开", "不断开（比一栏还宽的断在词间）", pdf=_pdf_unit_names),
    Clause(PRACTICE, "表格文字撑满格宽", "宽栏满行止于格内右边", pdf=_pdf_cell_lines),
    Clause(PRACTICE, "表格文字不出格", "在格线以内", pdf=_pdf_cell_overflow),
    Clause(
        "GB/T 9704 8",
        "横排表格的表头在订口一边",
        lambda layout: f"上方留白 {layout.left:g} mm（订口）",
        pdf=_pdf_landscape_heads,
    ),
    Clause(
        PRACTICE,
        "与 {docx} 文字相同（表格以外）",
        pair=_same_text,
        pair_expected=lambda pair: f"{len(_docx_text(pair))} 字",
    ),
    Clause(
        PRACTICE,
        "与 {docx} 表格文字相同",
        pair=_same_cells,
        pair_expected=lambda pair: f"{_cell_characters(pair).total()} 字",
    ),
    Clause(
        PRACTICE,
        "表格的行不跨页断开（很高的除外）",
        docx=_docx_unsplit_rows,
        docx_expected="不断开",
        pair=_pdf_unsplit_rows,
        pair_expected=lambda pair: f"{len(_rows_with_text(pair))} 行",
    ),
    Clause(PRACTICE, "表格有标题和说明（供读屏）", "都有", docx=_docx_descriptions),
)
