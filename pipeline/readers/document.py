"""The neutral form of an existing document (读入的文件): its blocks in reading order, each with its place in the file.

Word, Excel, web pages, PDF and plain text are all read into this form; nothing below it
knows what a plan is. Every character of the source is in a block, in the text of a
change or comment, or in an aside.
"""

from collections.abc import Iterator
from enum import Enum

from pipeline.dataclass import dataclass


class FileKind(Enum):
    """What kind of file a document was read from."""

    WORD = "Word 文件"
    SHEET = "Excel 文件"
    PAGE = "网页"
    PDF = "PDF"
    TEXT = "文本文件"


class ChangeKind(Enum):
    """A tracked change (修订): what it does to the characters."""

    INSERTED = "插入"
    DELETED = "删除"
    MOVED_FROM = "移走"
    MOVED_TO = "移来"


@dataclass(frozen=True, slots=True)
class Change:
    """One tracked change inside a paragraph, read as accepted.

    Inserted characters are those from `start` to `stop` of the paragraph's text. Deleted
    ones are not in it: they are in `deleted`, and `start` == `stop` is where they stood.
    `date` is as the file states it (ISO 8601), author and date are empty where it does not.
    """

    kind: ChangeKind
    start: int
    stop: int
    deleted: str = ""
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment (批注) on the characters from `start` to `stop` of a paragraph's text."""

    text: str
    start: int
    stop: int
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the characters from `start` to `stop` of a paragraph look: only what tells headings and emphasis apart."""

    start: int
    stop: int
    bold: bool = False
    size: float = 0.0
    """In pt; 0 where the file does not say."""
    font: str = ""
    target: str = ""
    """The address of a link."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it is printed: tracked changes accepted, hidden and deleted text left out.

    `number` is the label that the program numbers it with automatically (一、, （一）, 1.),
    which is not part of `text`. A line break inside the paragraph is a line end. `where` is the
    place in the file in Chinese (第12段, 第3页第5行, 表2第4行第1格), `index` its position among
    all paragraphs of the file from 0.
    """

    text: str
    where: str
    index: int = 0
    number: str = ""
    style: str = ""
    """The name of its style; of a web page the tag."""
    outline: int = 0
    """The heading level the file itself states (1 …); 0 for body text."""
    align: str = ""
    """left, center, right, justify; empty where the file does not say."""
    page: int = 0
    """The page it begins on, from 1; 0 where the file does not tell."""
    styles: tuple[TextStyle, ...] = ()
    changes: tuple[Change, ...] = ()
    comments: tuple[Comment, ...] = ()
    change: ChangeKind | None = None
    """The tracked change of the paragraph as a whole (its paragraph mark): inserted or moved here."""

    @property
    def printed(self) -> str:
        """The paragraph as a reader sees it, with its automatic number; a blank parts two digits or letters."""
        last, first = self.number[-1:], self.text[:1]
        parted = last.isascii() and last.isalnum() and first.isascii() and first.isalnum()
        return f"{self.number}{' ' if parted else ''}{self.text}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at the upper left position it covers; `row` and `column` count from 0.

    `content` may contain tables nested in it.
    """

    content: tuple["Block", ...]
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1

    @property
    def text(self) -> str:
        """The printed text of the cell, a line for each paragraph, nested tables row by row."""
        return "\n".join(block.printed if isinstance(block, Paragraph) else block.text for block in self.content)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the cells that begin in it; `is_header` if the file repeats it on every page."""

    cells: tuple[Cell, ...]
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row; a merged cell is given once, where it begins."""

    rows: tuple[Row, ...]
    where: str
    caption: str = ""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((cell.column + cell.colspan for row in self.rows for cell in row.cells), default=0)

    @property
    def text(self) -> str:
        """The text of the table: a line for each row, cells separated by tabs."""
        return "\n".join("\t".join(cell.text for cell in row.cells) for row in self.rows)

    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Return the cell that covers each position; None where the table has none."""
        width = self.width
        filled: list[list[Cell | None]] = [[None] * width for _ in self.rows]
        for row in self.rows:
            for cell in row.cells:
                for line in filled[cell.row : cell.row + cell.rowspan]:
                    line[cell.column : cell.column + cell.colspan] = [cell] * min(cell.colspan, width - cell.column)
        return tuple(map(tuple, filled))


Block = Paragraph | Table


class AsideKind(Enum):
    """Text that is not part of the running text."""

    HEADER = "页眉"
    FOOTER = "页脚"
    FOOTNOTE = "脚注"
    ENDNOTE = "尾注"
    TEXT_BOX = "文本框"
    COMMENT = "批注"
    DELETED = "修订中删去的文字"
    HIDDEN = "隐藏文字"
    PHONETIC = "注音"
    PROPERTY = "文件属性"
    CHROME = "网页的菜单和按钮"
    FORMULA = "公式"
    ATTACHMENT = "嵌入的文件"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Aside:
    """Text apart from the running text, with its place in the file."""

    kind: AsideKind
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Document:
    """An existing document in the neutral form.

    `is_wrapped` if its lines end where the page or the window ended, so that a paragraph
    may go over several blocks (PDF without tags, plain text).
    """

    name: str
    kind: FileKind
    blocks: tuple[Block, ...]
    asides: tuple[Aside, ...] = ()
    is_wrapped: bool = False
    pages: int = 0
    """The number of pages; 0 where the file does not tell."""

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield every paragraph in reading order, those in tables too."""
        yield from _paragraphs(self.blocks)


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        match block:
            case Paragraph():
                yield block
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from _paragraphs(cell.content)
