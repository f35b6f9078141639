"""A form to fill in: labels, values, lines to sign on, and the DOCX they make on the office's page.

Signatures and days are left empty; what is secret is covered wherever it would stand.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Plan
from pipeline.render.print_model import (
    Cell,
    Document,
    Grid,
    Line,
    Row,
    Span,
    Spans,
    Style,
    text_of,
)
from pipeline.render.word import xml as wordml
from pipeline.render.word.template import titled_file
from pipeline.render.word.xml import WordContext
from pipeline.text.dates import format_day
from pipeline.typography import gbt9704 as standard

Over = Callable[[str], str]
"""Words with what is secret in them covered."""

DAY = "　　　　年　　月　　日"
SIGNED = f"签名：　　　　　　　　{DAY}"
"""A line to sign on."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of a form: its name, the columns' shares of the width, its rows, and the words of a head where it has one."""

    name: str
    shares: tuple[float, ...]
    rows: Sequence[tuple["FormCell", ...]]
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form; a `label` is set in the middle."""

    paragraphs: tuple[Spans, ...]
    label: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class FormHeading:
    """A heading between tables, on a new page where it says so."""

    words: str
    page_break: bool = False


Block = FormTable | FormHeading | Line


def label(*lines: str, rowspan: int = 1) -> FormCell:
    """The name of what stands beside it."""
    return FormCell(tuple((Span(line),) for line in lines), label=True, rowspan=rowspan)


def value(*lines: str, colspan: int = 1) -> FormCell:
    """What is known, one line a paragraph; room to write where it is empty."""
    return FormCell(tuple((Span(line),) if line else () for line in lines) or ((),), colspan=colspan)


def sign(*who: str) -> tuple[FormCell, ...]:
    """A row for an opinion, with room to write and a line to sign on."""
    return (label(*who), value("", "", SIGNED, colspan=3))


def boxes(words: Iterable[str], chosen: str = "") -> str:
    """A box to tick before each of the words; the chosen one is filled: every Chinese face has that sign, few the ticked box."""
    return "　".join(f"{'■' if word == chosen else '□'}{word}" for word in words)


FOUR = (0.19, 0.31, 0.19, 0.31)
"""Shares of the width: two labels, each with what stands beside it."""


def named(plan: Plan) -> Iterator[tuple[FormCell, ...]]:
    """What every form begins with."""
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


def made(title: str, blocks: Sequence[Block], plan: Plan, template: Path, over: Over = str) -> bytes:
    """The blocks under a title on the office's page; of the template nothing else is taken than page and styles."""

    def content(context: WordContext) -> Iterator[str]:
        for block in blocks:
            match block:
                case FormHeading(text, page_break):
                    run = wordml.run(text)
                    yield wordml.paragraph(Style.ANNEX_MARK, run, context, keep=True, page_break=page_break)
                case Line():
                    yield wordml.line(block, context)
                case FormTable():
                    yield wordml.grid_table(_grid(block, over), standard.TYPE_AREA, context)
                    yield wordml.paragraph_after_table(context)

    source = Document(title, (), (), (), plan.head, plan.year)
    return titled_file(source, title, template, standard.PAGES[plan.head.layout.value], content)


def _grid(table: FormTable, over: Over) -> Grid:
    head = tuple(Cell(((Span(words),),), Style.TABLE_HEAD) for words in table.head)
    rows = tuple(Row(tuple(_cell(cell, over) for cell in row)) for row in table.rows)
    return Grid(table.name, head, rows, table.shares)


def _cell(cell: FormCell, over: Over) -> Cell:
    style = Style.TABLE_LABEL if cell.label else Style.TABLE_CELL
    return Cell(tuple(_shown(spans, over) for spans in cell.paragraphs), style, cell.rowspan, cell.colspan)


def _shown(spans: Spans, over: Over) -> Spans:
    """The spans as they may be shown: a secret is covered however the words are cut."""
    words = text_of(spans)
    shown = over(words)
    return spans if shown == words else (Span(shown),)
