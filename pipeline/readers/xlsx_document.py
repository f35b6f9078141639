"""Reads a spreadsheet into the neutral form: each sheet a table whose caption is the sheet's name."""

from collections.abc import Iterator

from pipeline.errors import Unreadable
from pipeline.readers import xlsx
from pipeline.readers.document import Aside, AsideKind, Cell, Document, FileKind, Paragraph, Row, Table


def read(name: str, content: bytes) -> Document:
    """Read a spreadsheet; raises Unreadable if it is not one, too large, or has no text."""
    book = xlsx.read(content)
    tables: list[Table] = []
    asides: list[Aside] = []
    index = 0
    for sheet in book.sheets:
        where = f"工作表“{sheet.name}”"
        if sheet.hidden:
            asides += [Aside(AsideKind.HIDDEN, "\t".join(row), f"{where}（隐藏）") for row in sheet.rows if any(row)]
        elif sheet.rows:
            table = _table(sheet, where, index)
            index += sum(len(row.cells) for row in table.rows)
            tables.append(table)
        asides += [Aside(AsideKind.HEADER, text, where) for text in sheet.header_footer]
    asides += [Aside(AsideKind.COMMENT, text, "批注") for text in book.comments]
    asides += [Aside(AsideKind.PROPERTY, text, f"属性 {key}") for key, text in book.properties.items() if text.strip()]
    if not tables:
        raise Unreadable("工作簿里没有文字。请核对是不是拿错了文件。")
    return Document(name, FileKind.SHEET, tuple(tables), tuple(asides))


def _table(sheet: xlsx.Sheet, where: str, index: int) -> Table:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    covered = set(_covered(sheet))
    rows = []
    for row, texts in enumerate(sheet.rows):
        cells = []
        for column, text in enumerate(texts):
            if (row, column) in covered:
                continue
            rowspan, colspan = spans.get((row, column), (1, 1))
            paragraph = Paragraph(text, f"{where}第{row + 1}行第{column + 1}列", index)
            index += 1
            cells.append(
                Cell(
                    (paragraph,),
                    row,
                    column,
                    min(rowspan, len(sheet.rows) - row),
                    min(colspan, len(texts) - column),
                )
            )
        rows.append(Row(tuple(cells)))
    return Table(tuple(rows), where, sheet.name)


def _covered(sheet: xlsx.Sheet) -> Iterator[tuple[int, int]]:
    """The positions that a merged range covers, but for its first, within the rows and columns that have text."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    yield row, column
