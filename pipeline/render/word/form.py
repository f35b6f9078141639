"""Build a form to fill in as DOCX: labels, values and signature lines on the office's page.

Signatures and days are left empty; sensitive text is redacted wherever it would appear.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.model import Plan
from pipeline.render.print_model import Cell, Document, Grid, Line, Row, Span, Spans, Style, text_of
from pipeline.render.word import xml as wordml
from pipeline.render.word.titled_file import titled_file
from pipeline.render.word.xml import WordContext
from pipeline.text.dates import format_day
from pipeline.typography import gbt9704 as standard

Redact = Callable[[str], str]
"""Returns text with everything sensitive in it masked."""

DAY = "　　　　年　　月　　日"
SIGNED = f"签名：　　　　　　　　{DAY}"
"""A signature line."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of a form: its name, the columns' shares of the width, its rows, and its head row, if any.

    Where the head is more than one row they are the first `head_rows` of the rows, and `head` is empty. One that
    `is_whole` stands on one page.
    """

    name: str
    shares: tuple[float, ...]
    rows: Sequence[tuple["FormCell", ...]]
    head: tuple[str, ...] = ()
    head_rows: int = 0
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form; a `label` is centred."""

    paragraphs: tuple[Spans, ...]
    label: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class FormHeading:
    """A heading between tables."""

    text: str


Block = FormTable | FormHeading | Line


def label(*lines: str, colspan: int = 1, rowspan: int = 1) -> FormCell:
    """Return a cell that names the one next to it, or its column."""
    return FormCell(tuple((Span(line),) for line in lines), label=True, colspan=colspan, rowspan=rowspan)


def value(*lines: str, colspan: int = 1) -> FormCell:
    """Return a cell with what is known, one paragraph a line; an empty line is room to write."""
    return FormCell(tuple((Span(line),) if line else () for line in lines) or ((),), colspan=colspan)


def sign(*who: str) -> tuple[FormCell, ...]:
    """Return a row for an opinion, with room to write and a signature line."""
    return (label(*who), value("", "", SIGNED, colspan=3))


def boxes(labels: Iterable[str], chosen: str = "") -> str:
    """Return the options, each after a box; the chosen box is filled, because few Chinese fonts have a ticked one."""
    return "　".join(f"{'■' if word == chosen else '□'}{word}" for word in labels)


FOUR = (0.19, 0.31, 0.19, 0.31)
"""Shares of the width: two labels, each with its value."""


def identity_rows(plan: Plan) -> Iterator[tuple[FormCell, ...]]:
    """Yield the rows with which every form begins: title, organ, document number and day."""
    day = plan.issued.value
    yield label("信息名称"), value(plan.name, colspan=3)
    yield label("产生单位"), value(plan.organ, colspan=3)
    yield (
        label("发文字号"),
        value(plan.cover_head.doc_number.value),
        label("成文日期"),
        value(format_day(day) if day is not None else ""),
    )


# --- the file -------------------------------------------------------------------------------------


def form_file(title: str, blocks: Sequence[Block], plan: Plan, template: Path, redact: Redact = str) -> bytes:
    """Return the form as DOCX; of the template only page and styles are used."""

    def content(context: WordContext) -> Iterator[str]:
        for block in blocks:
            match block:
                case FormHeading(text):
                    yield wordml.paragraph(Style.ANNEX_MARK, wordml.run(text), context, keep=True)
                case Line():
                    yield wordml.line(block, context)
                case FormTable():
                    yield wordml.grid_table(
                        _grid(block, redact),
                        standard.TYPE_AREA,
                        context,
                        unsplit_share=standard.FORM_WHOLE_AT_MOST,
                        head_rows=block.head_rows,
                        is_whole=block.is_whole,
                    )
                    yield wordml.paragraph_after_table(context)

    source = Document(title, (), (), (), plan.head, plan.year)
    return titled_file(source, title, template, standard.PAGES[plan.head.layout.value], content)


def _grid(table: FormTable, redact: Redact) -> Grid:
    head = tuple(Cell(((Span(text),),), Style.TABLE_HEAD) for text in table.head)
    rows = tuple(
        Row(tuple(_cell(cell, redact, is_head=number < table.head_rows) for cell in row))
        for number, row in enumerate(table.rows)
    )
    return Grid(table.name, head, rows, table.shares)


def _cell(cell: FormCell, redact: Redact, *, is_head: bool) -> Cell:
    style = Style.TABLE_HEAD if is_head else Style.TABLE_LABEL if cell.label else Style.TABLE_CELL
    return Cell(tuple(_redacted(spans, redact) for spans in cell.paragraphs), style, cell.rowspan, cell.colspan)


def _redacted(spans: Spans, redact: Redact) -> Spans:
    """Return the spans with sensitive text masked, also where it is divided between spans."""
    text = text_of(spans)
    shown = redact(text)
    return spans if shown == text else (Span(shown),)
