"""Words as they are printed (文字): paragraphs with what is marked in them, steps, tables, and notes that are not printed."""

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to ourselves (批注): kept in the content, never printed, never published.

    `at` is the offset in the words of the paragraph that holds it, 0 where it stands alone.
    """

    text: SourceText
    at: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (段落): its words as they are printed, what is marked in them, and the notes inside it.

    Marks are sorted by start, then the longer first; they nest or lie apart.
    """

    text: SourceText
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps inside an item (分步), numbered one level below it by position in every form."""

    steps: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside an item or a free annex (表格): one head row, then rows of the same width."""

    head: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


Block = Paragraph | Steps | Table


def paragraphs(block: Block) -> tuple[Paragraph, ...]:
    """The paragraphs a block is made of, in reading order."""
    match block:
        case Paragraph():
            return (block,)
        case Steps():
            return block.steps
        case Table():
            return tuple(cell for row in (block.head, *block.rows) for cell in row)


_RUN = re.compile(r" *[=+\-@\t\r]")


def is_formula_injection(words: str) -> bool:
    """Whether a spreadsheet that opens tasks.csv would take a cell of these words for a formula and run it.

    It does so for what begins with = + - or @, also behind blanks; tab and carriage
    return at the start are stripped by some before they look.
    """
    return _RUN.match(words) is not None
