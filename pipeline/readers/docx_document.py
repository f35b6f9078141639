"""Reads a Word file into the neutral form."""

from collections.abc import Iterator, Sequence

from pipeline.errors import Unreadable
from pipeline.readers import docx, docx_model
from pipeline.readers.document import Aside, AsideKind, Block, Cell, Document, FileKind, Paragraph, Row, Table


def read(name: str, content: bytes) -> Document:
    """Read a Word file; raises Unreadable if it is not one, damaged, or has no text."""
    file = docx.read(content)
    converter = _Converter()
    blocks = tuple(converter.blocks(file.content))
    asides = [Aside(AsideKind.FOOTNOTE, text, "脚注尾注") for text in file.notes]
    asides += [Aside(AsideKind.COMMENT, text, "批注") for text in file.comments]
    if not any(block.text.strip() for block in blocks):
        raise Unreadable("Word 文件里没有文字。请核对是不是拿错了文件。")
    return Document(name, FileKind.WORD, blocks, (*converter.asides, *asides))


class _Converter:
    def __init__(self) -> None:
        self.asides: list[Aside] = []
        self._index = 0
        self._tables = 0
        self._paragraphs = 0

    def blocks(self, content: Sequence[docx_model.Content], cell: str = "") -> Iterator[Block]:
        for block in content:
            match block:
                case docx_model.Paragraph():
                    self._paragraphs += not cell
                    where = cell or f"第{self._paragraphs}段"
                    yield Paragraph(
                        block.text,
                        where,
                        self._index,
                        style=block.style,
                        outline=block.format.outline,
                        align=block.format.align,
                    )
                    self._index += 1
                case docx_model.Table():
                    yield self._table(block)

    def _table(self, table: docx_model.Table) -> Table:
        self._tables += 1
        where = f"表{self._tables}"
        rows = []
        for number, row in enumerate(table.rows):
            cells = []
            for cell in row.cells:
                if cell.is_continuation:
                    continue
                rowspan = 1
                for later in table.rows[number + 1 :]:
                    if not any(below.is_continuation and below.column == cell.column for below in later.cells):
                        break
                    rowspan += 1
                place = f"{where}第{number + 1}行第{cell.column + 1}列"
                cells.append(Cell(tuple(self.blocks(cell.content, place)), number, cell.column, rowspan, cell.colspan))
            rows.append(Row(tuple(cells), row.is_header))
        return Table(tuple(rows), where, table.title)
