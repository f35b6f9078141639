"""A table for internal use as CSV, for spreadsheets and other programs."""

import csv
from io import StringIO

from pipeline.render.comparison_table import ComparisonTable, cell_text
from pipeline.render.data.exports import BOM


def table_csv(table: ComparisonTable) -> bytes:
    """Return head and rows in UTF-8 with BOM, lines ended by CRLF (RFC 4180); a heading row has one field.

    Every character is as it was written, also one that a spreadsheet would run.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.head)
    writer.writerows([cell_text(cell) for cell in row] for row in table.rows)
    return (BOM + stream.getvalue()).encode()
