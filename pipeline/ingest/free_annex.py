"""Tables and annexes that are not derived from a plan's tasks: kept as they are, in the model's blocks."""

from collections.abc import Iterator

from pipeline.draft.files import safe_name
from pipeline.findings import Diagnostics
from pipeline.ingest.lines import Element, Line, cell_lines
from pipeline.ingest.outline import Node
from pipeline.ingest.task_table import TasksTable
from pipeline.model import ColumnRole, FreeAnnex, Paragraph, Part, Section, Steps, Table
from pipeline.readers import document as neutral
from pipeline.source import SourceText, join


def plain_table(name: str, table: neutral.Table, diagnostics: Diagnostics) -> Table | None:
    """Return a table as one of the model, merged cells filled; None for one without text."""
    grid = table.grid()
    rows = [
        tuple(
            Paragraph(_without_bars(join([line.text for line in cell_lines(name, cell, diagnostics, tidy=True)], " ")))
            for cell in line
        )
        for line in grid
    ]
    rows = [row for row in rows if any(cell.text for cell in row)]
    return Table(rows[0], tuple(rows[1:])) if rows else None


def _without_bars(text: SourceText) -> SourceText:
    # a half-width bar would end the cell
    return SourceText(text.value.replace("|", "｜"), text.runs)


def rows_annex(table: TasksTable, title: SourceText) -> FreeAnnex:
    """Return the rows of a table that is not derived from the body as an annex of its own."""
    columns = table.columns
    head = tuple(Paragraph(SourceText(column.head or "序号")) for column in columns)
    rows = tuple(
        tuple(
            Paragraph(SourceText(row.number))
            if column.role is ColumnRole.NUMBER
            else Paragraph(dict(row.cells).get(column, SourceText("")))
            for column in columns
        )
        for row in table.rows
    )
    return FreeAnnex(title, safe_name(title.value)[:30], (Table(head, rows),))


def annex_parts(root: Node, name: str, diagnostics: Diagnostics, level: int = 1) -> Iterator[Part]:
    """Yield the parts of a free annex: numbered lines without text below are steps, others headings."""
    for line in root.lines if level == 1 else root.lines[1:]:
        yield from _annex_block(line, name, diagnostics)
    steps: list[Paragraph] = []
    for child in root.children:
        first = child.first
        is_step = child.level >= 3 and not child.children and first is not None and not first.paragraph.outline
        if is_step and first is not None:
            steps.append(Paragraph(first.text))
            if len(child.lines) > 1:
                yield Steps(tuple(steps))
                steps = []
                for line in child.lines[1:]:
                    yield from _annex_block(line, name, diagnostics)
            continue
        if steps:
            yield Steps(tuple(steps))
            steps = []
        title = first.text if first is not None else SourceText("")
        yield Section(Paragraph(title), level, tuple(annex_parts(child, name, diagnostics, level + 1)))
    if steps:
        yield Steps(tuple(steps))


def _annex_block(line: Element, name: str, diagnostics: Diagnostics) -> Iterator[Part]:
    if isinstance(line, Line):
        yield Paragraph(line.text)
    else:
        table = plain_table(name, line, diagnostics)
        if table is not None:
            yield table
