"""Turns a spreadsheet into the neutral form: each sheet is a table whose caption is the sheet's name."""

from bisect import bisect_left
from collections.abc import Iterator

from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers import xlsx
from pipeline.readers.document import Aside, AsideKind, Cell, Comment, Document, FileKind, Paragraph, Row, Table

MAX_ROWS = 20_000
"""The most rows with text that a sheet may have: no plan has more."""

_CODE = lazy_pattern(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
"""A format or field in a header: font, colour, size; page number, date."""


def read(name: str, content: bytes) -> Document:
    """Read a spreadsheet; raises Unreadable if it is not one, too large, or has no text."""
    book = xlsx.read(content)
    tables: list[Table] = []
    asides: list[Aside] = []
    index = 0
    for sheet in book.sheets:
        if len(sheet.rows) > MAX_ROWS:
            raise Unreadable(
                f"工作表“{sheet.name}”有 {len(sheet.rows):,} 行，不像工作计划，没有读。请只留下计划的行，另存后再用。"
            )
        where = f"工作表“{sheet.name}”"
        asides += _asides(sheet, where)
        table = None if sheet.hidden else _table(sheet, where, index)
        if table and table.rows:
            index += sum(len(row.cells) for row in table.rows)
            tables.append(table)
    asides += [Aside(AsideKind.PHONETIC, text, "注音") for text in book.readings]
    asides += [Aside(AsideKind.PROPERTY, text, f"属性 {key}") for key, text in book.properties.items() if text.strip()]
    asides += [
        Aside(AsideKind.ATTACHMENT, part.rpartition("/")[2], "嵌入的文件或图片（没有读）") for part in book.attachments
    ]
    if not tables:
        raise Unreadable("工作簿里没有文字。请核对是不是拿错了文件。")
    return Document(name, FileKind.SHEET, tuple(tables), tuple(asides))


def _asides(sheet: xlsx.Sheet, where: str) -> Iterator[Aside]:
    """What is not in the table: hidden rows and columns, comments without a cell, text boxes, headers and footers."""
    for number, row in enumerate(sheet.rows):
        if sheet.hidden or number in sheet.hidden_rows:
            if any(row):
                yield Aside(
                    AsideKind.HIDDEN, "\t".join(row), f"{where}{'（隐藏）' if sheet.hidden else ''}第{number + 1}行"
                )
        else:
            for column in sorted(sheet.hidden_columns):
                if column < len(row) and row[column]:
                    yield Aside(AsideKind.HIDDEN, row[column], f"{where}第{number + 1}行第{column + 1}列")
    visible = {
        (number, column)
        for number, row in enumerate(sheet.rows)
        for column in range(len(row))
        if not sheet.hidden and number not in sheet.hidden_rows and column not in sheet.hidden_columns
    } - set(_covered(sheet))
    for comment in sheet.cell_comments:
        if (comment.row, comment.column) not in visible:
            yield Aside(AsideKind.COMMENT, comment.text, f"{where}第{comment.row + 1}行第{comment.column + 1}列")
    yield from (Aside(AsideKind.TEXT_BOX, text, where) for text in sheet.shapes)
    for element, text in sheet.margins:
        plain = _CODE.sub(" ", text.replace("&&", "\0")).replace("\0", "&").strip()
        if plain:
            yield Aside(AsideKind.FOOTER if element.endswith("Footer") else AsideKind.HEADER, plain, where)
    yield from (Aside(AsideKind.OTHER, f"={text}", f"{where}的公式") for text in sheet.formulas)


def _covered(sheet: xlsx.Sheet) -> Iterator[tuple[int, int]]:
    """The positions that a merged range covers, but for its first, within the rows and columns that have text."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    yield row, column


def _table(sheet: xlsx.Sheet, where: str, index: int) -> Table:
    """The visible cells; rows and columns count only visible ones, places are those that Excel shows."""
    width = max(map(len, sheet.rows), default=0)
    rows = [row for row in range(len(sheet.rows)) if row not in sheet.hidden_rows]
    columns = [column for column in range(width) if column not in sheet.hidden_columns]
    starts = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    spans: dict[tuple[int, int], tuple[int, int, str]] = {}
    for (top, left), (bottom, right) in starts.items():
        # where the first row or column of a merged range is hidden, its text is at the first that is not
        first_row, first_column = bisect_left(rows, top), bisect_left(columns, left)
        rowspan, colspan = bisect_left(rows, bottom + 1) - first_row, bisect_left(columns, right + 1) - first_column
        if rowspan > 0 and colspan > 0 and top < len(sheet.rows) and left < width:
            spans[first_row, first_column] = (rowspan, colspan, sheet.rows[top][left])
    taken: set[tuple[int, int]] = set()
    comments = {(comment.row, comment.column): comment for comment in reversed(sheet.cell_comments)}
    made = []
    for row_index, row in enumerate(rows):
        cells = []
        for column_index, column in enumerate(columns):
            if (row_index, column_index) in taken:
                continue
            rowspan, colspan, text = spans.get((row_index, column_index), (1, 1, sheet.rows[row][column]))
            taken |= {(row_index + down, column_index + right) for down in range(rowspan) for right in range(colspan)}
            anchored = (
                tuple(
                    Comment(comment.text, 0, len(text), comment.author, comment.date)
                    for comment in sheet.cell_comments
                    if (comment.row, comment.column) == (row, column)
                )
                if (row, column) in comments
                else ()
            )
            paragraph = Paragraph(text, f"{where}第{row + 1}行第{column + 1}列", index, comments=anchored)
            index += 1
            cells.append(Cell((paragraph,), row_index, column_index, rowspan, colspan))
        made.append(Row(tuple(cells), is_header=row in sheet.title_rows))
    return Table(tuple(made), where, sheet.name)
