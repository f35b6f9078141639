"""All clauses that can be measured, in the order in which results are listed."""

from collections.abc import Iterator

from pipeline.conformance.clause import Clause
from pipeline.conformance.colophon import COLOPHON
from pipeline.conformance.editing import EDITING
from pipeline.conformance.file_properties import FILE_PROPERTIES
from pipeline.conformance.letterhead import LETTERHEAD
from pipeline.conformance.page import PAGE
from pipeline.conformance.page_numbers import PAGE_NUMBERS
from pipeline.conformance.sign_off import ANNEXES, SIGN_OFF
from pipeline.conformance.structure import STRUCTURE
from pipeline.conformance.tables import TABLES
from pipeline.conformance.typography import TYPOGRAPHY

CLAUSES: tuple[Clause, ...] = (
    *PAGE,
    *TYPOGRAPHY,
    *PAGE_NUMBERS,
    *SIGN_OFF,
    *ANNEXES,
    *TABLES,
    *STRUCTURE,
    *FILE_PROPERTIES,
    *EDITING,
    *LETTERHEAD,
    *COLOPHON,
)


def _in_docx_order() -> Iterator[Clause]:
    for clause in CLAUSES:
        if not clause.docx_after:
            yield clause
            yield from (later for later in CLAUSES if later.docx_after == clause.label)


DOCX_CLAUSES = tuple(_in_docx_order())
"""The same clauses in the order of a Word file's results."""
