"""Reads a web page into the neutral form."""

from pipeline.errors import Unreadable
from pipeline.readers import html
from pipeline.readers.document import Aside, AsideKind, Block, Cell, Document, FileKind, Paragraph, Row, Table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_MAX_MENU_CHARS = 12
_CHROME = frozenset({"nav", "button", "select", "option", "footer"})


def read(name: str, content: bytes) -> Document:
    """Read a page; raises Unreadable if it has no text."""
    page = html.read(content)
    blocks: list[Block] = []
    asides: list[Aside] = []
    index = 0
    number = 0
    linked = {text for _, text in page.links}
    title = next(
        (place for place, block in enumerate(page.content) if isinstance(block, html.Paragraph) and block.tag == "h1"),
        0,
    )
    for place, block in enumerate(page.content):
        match block:
            case html.Paragraph(tag, _, text, hidden):
                number += 1
                where = f"第{number}段"
                # an entry of a list is one of a menu if it is nothing but a link, or short and above the title
                is_menu = tag == "li" and (text in linked or (place < title and len(text) <= _MAX_MENU_CHARS))
                if hidden or tag in _CHROME or is_menu:
                    asides.append(Aside(AsideKind.HIDDEN if hidden else AsideKind.CHROME, text, where))
                    continue
                blocks.append(Paragraph(text, where, index, style=tag, outline=_HEADINGS.get(tag, 0)))
                index += 1
            case html.Table(_, ((cell,),), False):
                # a table of one cell is only there for the page's layout
                for line in cell.text.split("\n"):
                    number += 1
                    blocks.append(Paragraph(line, f"第{number}段", index, style="td"))
                    index += 1
            case html.Table():
                where = f"表{sum(isinstance(earlier, Table) for earlier in blocks) + 1}"
                if block.hidden:
                    asides.append(Aside(AsideKind.HIDDEN, block.text, where))
                    continue
                table, index = _table(block, where, index)
                blocks.append(table)
    if page.title:
        asides.append(Aside(AsideKind.PROPERTY, page.title, "网页标题"))
    asides += [Aside(AsideKind.PROPERTY, text, f"meta {key}") for key, text in page.meta if text.strip()]
    if not blocks:
        raise Unreadable(
            "网页里没有正文：文字可能是由脚本另外取来的。请在浏览器里打开，把正文复制到 Word 或文本文件里再用。"
        )
    return Document(name, FileKind.PAGE, tuple(blocks), tuple(asides))


def _table(table: html.Table, where: str, index: int) -> tuple[Table, int]:
    """The table, and the index of the paragraph after it."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for row, found in enumerate(table.rows):
        cells = []
        column = 0
        for cell in found:
            while (row, column) in taken:
                column += 1
            rowspan = min(cell.rowspan, len(table.rows) - row)
            taken |= {(row + down, column + right) for down in range(rowspan) for right in range(cell.colspan)}
            lines = cell.text.split("\n")
            place = f"{where}第{row + 1}行第{column + 1}列"
            content = tuple(Paragraph(line, place, index + offset) for offset, line in enumerate(lines))
            index += len(lines)
            cells.append(Cell(content, row, column, rowspan, cell.colspan))
            column += cell.colspan
        rows.append(Row(tuple(cells), is_header=bool(found) and all(cell.is_header for cell in found)))
    return Table(tuple(rows), where, table.caption), index
