"""Documents built by hand in the neutral form, imported and held to what every import must be."""

from pipeline import model
from pipeline.ingest.account import Use
from pipeline.ingest.recognize import Imported, import_documents
from pipeline.model import Plan
from pipeline.parse import parse
from pipeline.parse.serialize import write
from pipeline.readers.document import Block, Cell, Document, FileKind, Paragraph, Row, Table
from pipeline.source import sources_from_files

Written = str | tuple[str, int, int]
"""A cell: its words, or its words with the rows and columns that it covers."""


def table(*rows: tuple[Written | None, ...]) -> Table:
    """Return a table; None stands where a cell from above or from the left reaches."""
    made = []
    for index, row in enumerate(rows):
        cells = []
        for column, written in enumerate(row):
            if written is None:
                continue
            words, rowspan, colspan = written if isinstance(written, tuple) else (written, 1, 1)
            content = tuple(Paragraph(line, f"表1第{index + 1}行第{column + 1}格") for line in words.split("\n"))
            cells.append(Cell(content, index, column, rowspan, colspan))
        made.append(Row(tuple(cells)))
    return Table(tuple(made), "表1")


def document(*blocks: Block | str, kind: FileKind = FileKind.WORD, name: str = "计划.docx") -> Document:
    """Return a document of paragraphs and tables."""
    return Document(
        name,
        kind,
        tuple(Paragraph(one, f"第{index}段") if isinstance(one, str) else one for index, one in enumerate(blocks, 1)),
    )


def imported(*blocks: Block | str, kind: FileKind = FileKind.WORD) -> Imported:
    """Import one document and hold it to what every import must be."""
    made = import_documents((document(*blocks, kind=kind),), 2023)
    assert isinstance(made, Imported), made
    assert made.account.read == made.account.placed + sum(made.account.count(use) for use in Use)
    assert parse(sources_from_files(2023, write(made.plan))).plan == made.plan
    return made


def facts(plan: Plan) -> list[tuple[str, str, str]]:
    """The words, owners and deadline of every task."""
    return [
        (
            "".join(block.text.value for block in task.blocks if isinstance(block, model.Paragraph)),
            "；".join(f"{one.role.value}：{'、'.join(map(str, one.units))}" for one in task.assignments),
            task.deadline.text.value,
        )
        for item in plan.items()
        for task in item.tasks
    ]
