"""What a Word file (.docx) contains: sections, paragraphs and tables with their formats resolved, and whatever is not printed.

Lengths are in pt, indents by characters in 字. A theme's font is given by the theme's own name
(minorEastAsia), because which face it stands for only Word knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one format; `change` is empty, 插入 or 删除 (修订), `target` the address of a link."""

    text: str
    format: CharacterFormat
    style: str = ""
    change: str = ""
    target: str = ""


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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the name of its style."""

    style: str
    runs: tuple[Run, ...]
    format: ParagraphFormat
    fields: tuple[str, ...] = ()
    """The instructions of its fields (PAGE)."""
    boxes: tuple["Paragraph", ...] = ()
    """The paragraphs of text boxes anchored in it."""

    @property
    def text(self) -> str:
        """The printed text, a line break as a line end; deleted and hidden text is left out."""
        return "".join(run.text for run in self.runs if run.change != DELETED and not run.format.hidden)

    @property
    def all_text(self) -> str:
        """All text, deleted and hidden text too."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `is_continuation` if it is merged into the cell above."""

    content: tuple["Paragraph | Table", ...]
    column: int
    colspan: int
    width: float
    is_continuation: bool = False

    @property
    def text(self) -> str:
        """The text of the cell, a line for each paragraph."""
        return "\n".join(one.text for one in self.content)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `is_header` if it is repeated on every page, `cant_split` if it may not be split across pages."""

    cells: tuple[Cell, ...]
    is_header: bool
    cant_split: bool


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
    title_page: bool
    content: tuple[Content, ...]
    headers: Mapping[str, tuple[Content, ...]]
    """By default, even, first."""
    footers: Mapping[str, tuple[Content, ...]]


@dataclass(frozen=True, slots=True)
class DocxFile:
    """A Word file: its sections, and what is not printed."""

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
    """Name and text of everything else that has text: settings, external addresses, other parts."""

    @property
    def content(self) -> tuple[Content, ...]:
        """All paragraphs and tables of the main part in order."""
        return tuple(one for section in self.sections for one in section.content)

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
    """Yield every paragraph in order, those in cells and text boxes too."""
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
    """Yield every table in order, nested ones too."""
    for one in content:
        if isinstance(one, Table):
            yield one
            for row in one.rows:
                for cell in row.cells:
                    yield from tables(cell.content)
