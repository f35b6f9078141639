"""What of an edited file's paragraphs and tables is gone, and what came."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.dataclass import dataclass
from pipeline.merge.edited import EditedTable, EditedText
from pipeline.merge.model import MergeEdit
from pipeline.merge.printed import PrintedTable, PrintedText


@dataclass(frozen=True, slots=True)
class Gone:
    """An edit that deletes a printed paragraph."""

    edit: MergeEdit
    printed: PrintedText


@dataclass(frozen=True, slots=True)
class Came:
    """An edit that adds paragraphs between two printed ones that stayed."""

    edit: MergeEdit
    edited: tuple[EditedText, ...]
    before: PrintedText | None
    after: PrintedText | None


@dataclass(frozen=True, slots=True)
class TableEdit:
    """An edit that deletes a printed table, or adds one behind a printed paragraph that stayed."""

    edit: MergeEdit
    table: PrintedTable | EditedTable
    before: PrintedText | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The paragraphs of a file that are gone and came, and its tables that did."""

    gone: Sequence[Gone]
    came: Sequence[Came]
    tables: Sequence[TableEdit]


Inside = Callable[[PrintedText, EditedText], Iterable[MergeEdit]]
"""Finds the edits inside a paragraph."""
