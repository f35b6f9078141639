"""What a Word file (.docx) contains: sections, paragraphs and tables with their formats resolved, and whatever is not printed.

Lengths are in pt, indents by characters in 字. A theme's font is given by the theme's own name
(minorEastAsia), because which face it stands for only Word knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.readers.document import ChangeKind
from pipeline.readers.docx_numbering import Numbering

DELETED = "删除"
INSERTED = "插入"

_LEAVES = frozenset({ChangeKind.DELETED, ChangeKind.MOVED_FROM})


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change (修订) with its author and date (ISO 8601), both empty where the file does not say."""

    kind: ChangeKind
    author: str = ""
    date: str = ""

    @property
    def deletes(self) -> bool:
        """Whether what it marks is gone once it is accepted."""
        return self.kind in _LEAVES


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """The resolved format of characters; sizes in pt, `colour` as RRGGBB or empty for automatic."""

    ascii: str
    other: str
    """The font of non-ASCII Latin, quotation marks and dashes too (hAnsi), unless `hint` is eastAsia."""
    east_asian: str
    hint: str
    size: float
    spacing: float
    """Letter spacing after every character."""
    width: float
    """Horizontal scale of the characters (w:w); 1 is unscaled."""
    colour: str
    hidden: bool
    language: str
    """Of Chinese text (w:lang, eastAsia)."""
    bold: bool = False
    merges: bool = False
    """Of a hidden paragraph mark: the next paragraph goes on in the same line (w:specVanish)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one format; `target` is the address of a link.

    A page or column break is a form feed, a line break a line end.
    """

    text: str
    format: CharacterFormat
    style: str = ""
    revisions: tuple[Revision, ...] = ()
    """The tracked changes around it, outermost first."""
    target: str = ""

    @property
    def change(self) -> str:
        """What its tracked changes do to it: empty, 插入 or 删除."""
        if any(revision.deletes for revision in self.revisions):
            return DELETED
        return INSERTED if self.revisions else ""

    @property
    def is_printed(self) -> bool:
        """Whether it is printed once all changes are accepted."""
        return self.change != DELETED and not self.format.hidden


class PointKind(Enum):
    """What is anchored between two runs."""

    COMMENT_START = auto()
    COMMENT_END = auto()
    COMMENT = auto()
    """The mark of a comment, which need not have a range."""
    FOOTNOTE = auto()
    ENDNOTE = auto()
    BOX = auto()
    READING = auto()
    """The reading (拼音) above the characters before it."""
    FORMULA = auto()
    """A formula that is not a plain line of characters."""
    ATTACHMENT = auto()
    PAGE = auto()
    """Where a page ended when Word last saved the file."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point in a paragraph, before the run with index `run`.

    `key` is the id of the comment or note, the index of the box, the text of a reading or
    formula, the part of an attachment.
    """

    kind: PointKind
    run: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The resolved format of a paragraph: in pt, and in 字 where the file states it (else None)."""

    align: str
    line: float
    line_rule: str
    """exact, atLeast or auto; with auto `line` is in lines."""
    before: float
    after: float
    left: float
    right: float
    first: float
    """Negative for a hanging indent."""
    left_chars: float | None
    right_chars: float | None
    first_chars: float | None
    keep_next: bool
    keep_lines: bool
    page_break_before: bool
    widow_control: bool
    kinsoku: bool
    overflow_punct: bool
    auto_space: bool
    """Whether Word adds space between Chinese and Latin or digits."""
    snap_to_grid: bool
    outline: int
    """The outline level, 0 for body text."""
    numbered: bool
    """Whether Word numbers it automatically."""
    rule: float = 0.0
    """The thickness of the border below it, pt; 0 for none."""
    rule_colour: str = ""
    """RRGGBB, or empty for automatic."""
    fill: str = ""
    """The shading, RRGGBB, or empty."""
    frame: str = ""
    """The vertical alignment of its frame on the page (bottom …); empty for a paragraph without a frame."""
    list_id: str = ""
    """The list (w:numId) that numbers it; empty for none."""
    list_level: int = 0
    """Its level in that list, from 0."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the name of its style."""

    style: str
    runs: tuple[Run, ...]
    format: ParagraphFormat
    fields: tuple[str, ...] = ()
    """The instructions of its fields (PAGE)."""
    boxes: tuple[tuple["Paragraph | Table", ...], ...] = ()
    """The content of each text box anchored in it."""
    points: tuple[Point, ...] = ()
    revisions: tuple[Revision, ...] = ()
    """The tracked changes of its paragraph mark; a deleted mark joins it with the next paragraph."""
    mark: CharacterFormat | None = None
    """The format of its paragraph mark."""

    @property
    def text(self) -> str:
        """The printed text, a line break as a line end; deleted and hidden text is left out."""
        return "".join(run.text for run in self.runs if run.is_printed)

    @property
    def parts(self) -> tuple[str, ...]:
        """All text it has, and what is anchored in it: instructions of fields, readings, formulas."""
        anchored = (point.key for point in self.points if point.kind in (PointKind.READING, PointKind.FORMULA))
        return (self.all_text, *self.fields, *anchored)

    @property
    def joins_next(self) -> bool:
        """Whether the next paragraph goes on in it: its mark is deleted or hidden."""
        return any(revision.deletes for revision in self.revisions) or (
            self.mark is not None and (self.mark.hidden or self.mark.merges)
        )

    @property
    def all_text(self) -> str:
        """All text, deleted and hidden text too."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `is_continuation` if it is merged into the cell above, `joins_left` if into the one to its left."""

    content: tuple["Paragraph | Table", ...]
    column: int
    colspan: int
    width: float
    is_continuation: bool = False
    joins_left: bool = False
    revisions: tuple[Revision, ...] = ()

    @property
    def text(self) -> str:
        """The text of the cell, a line for each paragraph."""
        return "\n".join(block.text for block in self.content)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `is_header` if it is repeated on every page, `cant_split` if it may not be split across pages."""

    cells: tuple[Cell, ...]
    is_header: bool
    cant_split: bool
    revisions: tuple[Revision, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and description (alternative text); widths in pt."""

    title: str
    description: str
    style: str
    fixed: bool
    width: float
    columns: tuple[float, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The text of the table: a line for each row, cells separated by tabs."""
        return "\n".join("\t".join(cell.text for cell in row.cells) for row in self.rows)


Content = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its page size and margins in pt, its content, its headers and footers."""

    width: float
    height: float
    landscape: bool
    top: float
    bottom: float
    left: float
    right: float
    footer_distance: float
    kind: str
    """How it begins: nextPage, continuous, evenPage, oddPage."""
    grid: str
    """The type of its document grid (文档网格); empty for none."""
    grid_line: float
    """The line pitch of its document grid, pt; 0 for none."""
    title_page: bool
    content: tuple[Content, ...]
    headers: Mapping[str, tuple[Content, ...]]
    """By default, even, first."""
    footers: Mapping[str, tuple[Content, ...]]


@dataclass(frozen=True, slots=True)
class Note:
    """A comment, footnote or endnote: the id that it is anchored by, and its content."""

    key: str
    content: tuple[Content, ...]
    author: str = ""
    date: str = ""
    parent: str = ""
    """The id of the comment that it replies to."""

    @property
    def text(self) -> str:
        """Its text, a line for each paragraph, deleted and hidden text too."""
        return "\n".join(paragraph.all_text for paragraph in paragraphs(self.content))


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style: the name of the style that Enter begins after it, and the formats it gives."""

    following: str
    format: ParagraphFormat
    characters: CharacterFormat


@dataclass(frozen=True, slots=True)
class DocxFile:
    """A Word file: its sections, and what is not printed."""

    sections: tuple[Section, ...]
    properties: Mapping[str, str]
    """Of docProps/core.xml in small letters (title), of app.xml with a capital (Application), 自定义 as 自定义:名."""
    comment_notes: tuple[Note, ...]
    footnotes: tuple[Note, ...]
    endnotes: tuple[Note, ...]
    attachments: Mapping[str, bytes]
    """Embedded files and pictures by the part's name."""
    language: str
    """The document's default language of Chinese text."""
    theme_language: str
    """Of themeFontLang, eastAsia."""
    even_and_odd: bool
    no_line_ends: str = ""
    """The marks that end no line (noLineBreaksAfter); empty for Word's own list."""
    no_line_begins: str = ""
    """The marks that begin no line (noLineBreaksBefore)."""
    other_parts: tuple[tuple[str, str], ...] = ()
    """Name and text of everything else that has text: settings, external addresses, other parts."""
    numbering: Numbering = field(default_factory=Numbering)
    unplaced: tuple[tuple[str, str], ...] = ()
    """Part and text of characters outside every paragraph, in drawings and in damaged files."""
    styles: Mapping[str, ParagraphStyle] = field(default_factory=dict)
    """The paragraph styles by name."""
    header_word_art: tuple[str, ...] = ()
    """The ids of the shapes in headers that draw text along a path: watermarks (水印)."""
    alternatives: tuple[tuple[str, bool], ...] = ()
    """The part of each mc:AlternateContent, and whether it has a form for programs that know none of its choices."""

    @property
    def content(self) -> tuple[Content, ...]:
        """All paragraphs and tables of the main part in order."""
        return tuple(block for section in self.sections for block in section.content)

    @property
    def comments(self) -> tuple[str, ...]:
        """The texts of its comments (批注)."""
        return tuple(note.text for note in self.comment_notes if note.text.strip())

    @property
    def notes(self) -> tuple[str, ...]:
        """The texts of its footnotes and endnotes (脚注, 尾注)."""
        return tuple(note.text for note in (*self.footnotes, *self.endnotes) if note.text.strip())

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """The tracked changes (修订): kind and text of each."""
        return tuple((run.change, run.text) for run in self.runs if run.change)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The hidden text (隐藏文字), run by run."""
        return tuple(run.text for run in self.runs if run.format.hidden and run.text.strip())

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run of the main part, of headers and footers, tables and text boxes."""
        margins = (
            block
            for section in self.sections
            for content in (*section.headers.values(), *section.footers.values())
            for block in content
        )
        return tuple(run for paragraph in paragraphs((*self.content, *margins)) for run in paragraph.runs)


def paragraphs(content: Iterable[Content]) -> Iterator[Paragraph]:
    """Yield every paragraph in order, those in cells and text boxes too."""
    for block in content:
        match block:
            case Paragraph():
                yield block
                for box in block.boxes:
                    yield from paragraphs(box)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from paragraphs(cell.content)


def tables(content: Iterable[Content]) -> Iterator[Table]:
    """Yield every table in order, nested ones too."""
    for block in content:
        if isinstance(block, Table):
            yield block
            for row in block.rows:
                for cell in row.cells:
                    yield from tables(cell.content)
