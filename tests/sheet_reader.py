"""Read the annex in a workbook cell by cell."""

import re
from dataclasses import dataclass

from lxml import etree

from pipeline.model import Column, ColumnRole, Plan
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import unpacked
from pipeline.render.print_model import Grid
from pipeline.render.web.jinja import html_rows

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Book:
    """A workbook's one sheet: words by row and column from 1, merged areas, heights of rows and widths of columns."""

    sheet: etree._Element
    cells: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]]
    heights: dict[int, float]
    widths: list[float]
    going_on: frozenset[tuple[int, int]]
    """Cells without a rule above them: they go on from the row above."""

    def head(self) -> int:
        """The number of the table's head row: the last of the frozen ones."""
        pane = self.sheet.find(f".//{S}pane")
        assert pane is not None
        assert pane.get("state") == "frozen"
        return int(pane.get("ySplit") or 0)

    def rows(self) -> list[list[str]]:
        """The table's rows, head first, a merged cell's words in each of its places.

        A row over several of the sheet is one: merged, or its words going on from row to row.
        """
        over = {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        columns = range(1, len(self.widths) + 1)
        found: list[list[str]] = []
        for row in range(self.head(), max(self.heights) + 1):
            places = [over.get((row, column), (row, column)) for column in columns]
            if any(place in self.going_on for place in places):
                for column, place in enumerate(places):
                    own = place[0] == row and place in self.going_on
                    found[-1][column] += self.cells.get(place, "") if own else ""
            elif any(top == row for top, _ in places):
                found.append([self.cells.get(place, "") for place in places])
        return found


def read(data: bytes) -> Book:
    parts = unpacked(data)
    sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    strings = [
        "".join(unescaped(text.text or "") for text in one.iter(f"{S}t"))
        for one in etree.fromstring(parts["xl/sharedStrings.xml"]).iter(f"{S}si")
    ]
    styles = etree.fromstring(parts["xl/styles.xml"])
    ruled = [one.find(f"{S}top[@style]") is not None for one in styles.iter(f"{S}border")]
    looks = [ruled[int(one.get("borderId") or 0)] for one in styles.iterfind(f"{S}cellXfs/{S}xf")]
    cells = {}
    going_on = set()
    for cell in sheet.iter(f"{S}c"):
        if not looks[int(cell.get("s") or 0)]:
            going_on.add(place(cell.get("r") or ""))
        value = cell.find(f"{S}v")
        if value is not None:
            # a string, not a number, a formula's result or a truth value
            assert cell.get("t") == "s"
            cells[place(cell.get("r") or "")] = strings[int(value.text or "")]
    merged = [
        (*place(one[0]), *place(one[1]))
        for area in sheet.iter(f"{S}mergeCell")
        for one in [(area.get("ref") or "").split(":")]
    ]
    heights = {int(row.get("r") or 0): float(row.get("ht") or 0) for row in sheet.iter(f"{S}row")}
    widths = [
        float(column.get("width") or 0)
        for column in sheet.iter(f"{S}col")
        for _ in range(int(column.get("min") or 0), int(column.get("max") or 0) + 1)
    ]
    return Book(sheet, cells, merged, heights, widths, frozenset(going_on))


def place(name: str) -> tuple[int, int]:
    """B3 as row 3, column 2; no annex has more columns than letters."""
    return int(name[1:]), ord(name[0]) - ord("A") + 1


def unescaped(words: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), words)


def expected(plan: Plan) -> list[list[str]]:
    """The printed annex, a merged cell's words in each of its places."""
    grid = next(one for one in compose(plan).annexes[0].content if isinstance(one, Grid))
    rows = [[""] * len(grid.widths) for _ in grid.rows]
    for number, row in enumerate(html_rows(grid)):
        for column, cell in row:
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    rows[number + down][column + across] = cell.text
    return [[cell.text for cell in grid.head], *rows]


def columns(*heads: str) -> tuple[Column, ...]:
    roles = {
        "序号": ColumnRole.NUMBER,
        "工作任务": ColumnRole.GROUP,
        "重点任务": ColumnRole.GROUP,
        "备注": ColumnRole.REMARK,
        "时限要求": ColumnRole.DEADLINE,
        "完成时间": ColumnRole.DEADLINE,
    }
    starts = {"牵头": ColumnRole.LEAD, "配合": ColumnRole.SUPPORT, "责任": ColumnRole.OWNER}
    return tuple(Column(roles.get(head) or starts.get(head[:2]) or ColumnRole.WORDS, head) for head in heads)
