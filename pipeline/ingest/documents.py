"""Several documents of one plan taken apart: which has the body, which the table of tasks, and what else is in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.ingest.account import Ledger, Use, bare
from pipeline.ingest.annex_sheets import AnnexSheet
from pipeline.ingest.flat_table import gather_cells
from pipeline.ingest.front_matter import Sheets, take_apart
from pipeline.ingest.lines import Element, Line, read_lines
from pipeline.ingest.task_table import TaskRow, TasksTable, read_tables
from pipeline.readers import document as neutral
from pipeline.readers.document import Document
from pipeline.source import SourceText


@dataclass(slots=True)
class Reading:
    """The documents taken apart: the sheets of the one with the body, the tasks of all tables, the other annexes."""

    sheets: Sheets
    table: TasksTable
    annexes: list[tuple[Document, AnnexSheet]]
    """What is not of tasks, with the document it is from; a table of tasks is left out."""
    table_titles: list[SourceText]
    diagnostics: Diagnostics
    ledger: Ledger
    name: str
    """The name of the document with the body."""
    table_remarks: list[Line]
    """The lines above and below the table of tasks in its annex (备注：…)."""
    inner: tuple[neutral.Table, ...] = ()
    """The pieces of the table of tasks, where it stands inside the body."""

    @property
    def loose(self) -> Iterator[Line]:
        """The lines of the annexes."""
        yield from (element for _, sheet in self.annexes for element in sheet.elements if isinstance(element, Line))


def read_documents(documents: Sequence[Document]) -> Reading:
    """Return the documents taken apart; the one with most running text has the body."""
    diagnostics, ledger = Diagnostics(), Ledger()
    read = [(document, gather_cells(read_lines(document, diagnostics), ledger)) for document in documents]
    main = max(read, key=lambda pair: _prose(pair[1]))
    sheets = take_apart(main[1], ledger)
    annexes = [(main[0], sheet) for sheet in sheets.annexes]
    for document, elements in read:
        if document is not main[0]:
            other = take_apart(elements, ledger)
            annexes.append((document, AnnexSheet(other.plan.title, other.body)))
            annexes += [(document, sheet) for sheet in other.annexes]
    table, not_tasks = _read_tables(annexes, diagnostics, ledger)
    kept = {id(element) for element in not_tasks}
    left: list[tuple[Document, AnnexSheet]] = []
    titles: list[SourceText] = []
    table_remarks: list[Line] = []
    for document, sheet in annexes:
        elements = tuple(element for element in sheet.elements if isinstance(element, Line) or id(element) in kept)
        if len(elements) < len(sheet.elements) and sheet.title:
            titles.append(sheet.title)
        if len(elements) < len(sheet.elements):
            if _are_remarks(elements):
                table_remarks += (element for element in elements if isinstance(element, Line))
            elif elements:
                left.append((document, AnnexSheet(SourceText(""), elements)))
        elif elements or sheet.title:
            left.append((document, AnnexSheet(sheet.title, elements)))
    inner: tuple[neutral.Table, ...] = ()
    if not table.rows:
        inside = [element for element in sheets.body if isinstance(element, neutral.Table)]
        table, others = read_tables(main[0], inside, diagnostics, ledger)
        inner = tuple(element for element in inside if all(element is not other for other in others))
    if table.title and table.title.value not in [title.value for title in titles]:
        titles.append(table.title)
    return Reading(sheets, table, left, titles, diagnostics, ledger, main[0].name, table_remarks, inner)


_MAX_REMARKS = 300
"""More characters beside a table are an annex of their own."""


def _are_remarks(elements: Sequence[Element]) -> bool:
    """Whether all that a table of tasks leaves of its annex are a few lines about it."""
    return all(isinstance(element, Line) for element in elements) and _prose(elements) <= _MAX_REMARKS


def _prose(elements: Iterable[Element]) -> int:
    return sum(len(element.value) for element in elements if isinstance(element, Line))


def _read_tables(
    annexes: Sequence[tuple[Document, AnnexSheet]], diagnostics: Diagnostics, ledger: Ledger
) -> tuple[TasksTable, list[neutral.Table]]:
    """Return the tasks of the annex that states most of them, and the tables that are not of tasks."""
    read: list[TasksTable] = []
    others: list[neutral.Table] = []
    for document, sheet in annexes:
        tables = [element for element in sheet.elements if isinstance(element, neutral.Table)]
        table, rest = read_tables(document, tables, diagnostics, ledger)
        others += rest
        read.append(table)
    best = max(read, key=lambda table: len(table.rows), default=TasksTable((), ()))
    known = {_row_key(row) for row in best.rows}
    for table in read:
        for row in table.rows if table is not best else ():
            if _row_key(row) in known:
                ledger.enter(Use.REPEATED, *row.words, *(text for _, text in row.cells))
    return best, others


def _row_key(row: TaskRow) -> tuple[str, ...]:
    return tuple(bare(text.value) for _, text in row.cells)


def unique_names(documents: Sequence[Document]) -> Iterator[Document]:
    """Yield the documents, of several with one name the later ones with a number behind it."""
    seen: Counter[str] = Counter()
    for document in documents:
        seen[document.name] += 1
        count = seen[document.name]
        yield document if count == 1 else replace(document, name=f"{document.name} ({count})")


def all_texts(documents: Iterable[Document]) -> Iterator[str]:
    """Yield every text of the documents, their names and what is apart from the running text."""
    for document in documents:
        yield document.name
        for paragraph in document.paragraphs():
            yield paragraph.printed
        for aside in document.asides:
            yield aside.text


def has_table(documents: Iterable[Document]) -> bool:
    """Whether one of the documents has a table."""
    return any(isinstance(block, neutral.Table) for document in documents for block in document.blocks)
