"""Blocks of text (文字): paragraphs with marks, steps, tables, and notes that are not printed."""

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasis (重点) on the characters from `start` to `stop` of a paragraph."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the characters from `start` to `stop` of a paragraph."""

    start: int
    stop: int
    target: str


Mark = Strong | Link


TO_BE_ADDED = "待补"
"""What papers have behind the name of something that nobody has stated or shown: 佐证待补."""

TODO_MARK = "待核"
"""What a note begins with where a person still has to decide something."""

COMMENT_MARK = "批注："
"""What a note begins with that was somebody's comment on a printed file."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment (批注): kept in the content, never printed, never published.

    `at` is the offset in the paragraph it is part of, 0 for one on its own.
    """

    text: SourceText
    at: int = 0

    @property
    def is_todo(self) -> bool:
        """Whether the note marks something that a person still has to decide (待核)."""
        return self.text.value.startswith(TODO_MARK)

    @property
    def is_comment(self) -> bool:
        """Whether the note is a reader's comment that a person has to deal with."""
        return self.text.value.startswith(COMMENT_MARK)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (段落): its text as it is printed, the marks on it, and the notes inside it.

    Marks are sorted by start, then the longer first; they nest and never overlap.
    """

    text: SourceText
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps inside an item (分步); their numbers follow from position, one level below the item's."""

    steps: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside an item or a free annex (表格): one head row, then rows of the same width."""

    head: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


Block = Paragraph | Steps | Table


def paragraphs(block: Block) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a block in reading order."""
    match block:
        case Paragraph():
            return (block,)
        case Steps():
            return block.steps
        case Table():
            return tuple(cell for row in (block.head, *block.rows) for cell in row)


_FORMULA = lazy_pattern(r" *[=+\-@\t\r]")


def is_formula_injection(text: str) -> bool:
    """Whether a spreadsheet that opens tasks.csv would evaluate a cell with this text as a formula.

    Spreadsheets do so for text that begins with = + - or @, also behind blanks; some
    strip a tab or carriage return first.
    """
    return _FORMULA.match(text) is not None
