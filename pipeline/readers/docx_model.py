"""What a Word file (.docx) contains: sections, paragraphs and tables with their formats resolved, and whatever is not printed.

Lengths are in pt, indents by characters in 字. A theme's font is given by the theme's own name
(minorEastAsia), because which face it stands for only Word knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """How characters look, everything resolved; sizes in pt, `colour` as RRGGBB or empty for automatic."""

    ascii: str
    other: str
    """The face of Latin beyond ASCII, quotation marks and dashes among it (hAnsi), unless `hint` says eastAsia."""
    east_asian: str
    hint: str
    size: float
    spacing: float
    """Added behind every character."""
    width: float
    """How wide characters are set; 1 is as drawn (w:w)."""
    colour: str
    hidden: bool
    language: str
    """Of Chinese words (w:lang, eastAsia)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look; `change` is empty, 插入 or 删除 (修订), `target` an address they lead to."""

    text: str
    format: CharacterFormat
    style: str = ""
    change: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """How a paragraph is set, everything resolved: in pt, and in 字 where the file says so (None where it does not)."""

    align: str
    line: float
    line_rule: str
    """exact, atLeast or auto; with auto `line` is in lines."""
    before: float
    after: float
    left: float
    right: float
    first: float
    """Negative where the first line hangs out."""
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
    """Whether Word opens gaps between Chinese and Latin or digits."""
    snap_to_grid: bool
    outline: int
    """The level among the headings, 0 for running text."""
    numbered: bool
    """Whether Word numbers it by itself."""
    rule: float = 0.0
    """The line drawn below it, pt thick; 0 for none."""
    rule_colour: str = ""
    """RRGGBB, or empty for automatic."""
    fill: str = ""
    """What it is filled with, RRGGBB, or empty."""
    frame: str = ""
    """Where on the page a frame holds it (bottom, or another word of Word's); empty for one in the run of the text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its style's name."""

    style: str
    runs: tuple[Run, ...]
    format: ParagraphFormat
    fields: tuple[str, ...] = ()
    """The instructions of its fields (PAGE)."""
    boxes: tuple["Paragraph", ...] = ()
    """The paragraphs of text boxes anchored in it."""

    @property
    def text(self) -> str:
        """What is printed of it, a forced line end as a line end; deleted and hidden words are not."""
        return "".join(run.text for run in self.runs if run.change != DELETED and not run.format.hidden)

    @property
    def all_text(self) -> str:
        """Everything in it, deleted and hidden words too."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it stands; `carried` when it only reaches down from a cell above."""

    content: tuple["Paragraph | Table", ...]
    column: int
    colspan: int
    width: float
    is_continuation: bool = False

    @property
    def text(self) -> str:
        """The words of the cell, one line a paragraph."""
        return "\n".join(one.text for one in self.content)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `head` when it is repeated on every page, `whole` when it may not be split."""

    cells: tuple[Cell, ...]
    is_header: bool
    cant_split: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the name and description that those hear who cannot see it; widths in pt."""

    title: str
    description: str
    style: str
    fixed: bool
    width: float
    columns: tuple[float, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The words of the table: a line a row, cells by tabs."""
        return "\n".join("\t".join(cell.text for cell in row.cells) for row in self.rows)


Content = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its paper and whites in pt, its content, and what stands at the head and foot of its pages."""

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
    """The kind of its 文档网格; empty for none."""
    title_page: bool
    content: tuple[Content, ...]
    headers: Mapping[str, tuple[Content, ...]]
    """By default, even, first."""
    footers: Mapping[str, tuple[Content, ...]]


@dataclass(frozen=True, slots=True)
class DocxFile:
    """A Word file: what is printed by sections, and what is not printed."""

    sections: tuple[Section, ...]
    properties: Mapping[str, str]
    """Of docProps/core.xml in small letters (title), of app.xml with a capital (Application), 自定义 as 自定义:名."""
    comments: tuple[str, ...]
    notes: tuple[str, ...]
    """脚注 and 尾注."""
    attachments: Mapping[str, bytes]
    """Embedded files and pictures by the part's name."""
    language: str
    """The document's default for Chinese words."""
    theme_language: str
    """Of themeFontLang, eastAsia."""
    even_and_odd: bool
    other_parts: tuple[tuple[str, str], ...] = ()
    """Part and words of everything else that holds any: settings, addresses outside, other parts."""

    @property
    def content(self) -> tuple[Content, ...]:
        """All paragraphs and tables of the main part in order."""
        return tuple(one for section in self.sections for one in section.content)

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """修订: the kind and the words of each."""
        return tuple((run.change, run.text) for run in self.runs if run.change)

    @property
    def hidden(self) -> tuple[str, ...]:
        """隐藏文字."""
        return tuple(run.text for run in self.runs if run.format.hidden and run.text.strip())

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run of the main part, of heads and feet, tables and text boxes."""
        around = (
            one
            for section in self.sections
            for content in (*section.headers.values(), *section.footers.values())
            for one in content
        )
        return tuple(run for one in paragraphs((*self.content, *around)) for run in one.runs)


DELETED = "删除"
INSERTED = "插入"


def paragraphs(content: Iterable[Content]) -> Iterator[Paragraph]:
    """Every paragraph in order, those in cells and text boxes too."""
    for one in content:
        match one:
            case Paragraph():
                yield one
                yield from paragraphs(one.boxes)
            case Table():
                for row in one.rows:
                    for cell in row.cells:
                        yield from paragraphs(cell.content)


def tables(content: Iterable[Content]) -> Iterator[Table]:
    """Every table in order, those in cells too."""
    for one in content:
        if isinstance(one, Table):
            yield one
            for row in one.rows:
                for cell in row.cells:
                    yield from tables(cell.content)
