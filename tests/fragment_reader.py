"""Read the body that a portal's editor is given as a browser shows it."""

import re
from typing import Any

from lxml import html as markup

from pipeline.model import Plan
from pipeline.render.compose import compose
from pipeline.render.print_model import Grid, Line, PrintedBlock, Style
from pipeline.render.web.fragment import fragment
from pipeline.render.web.jinja import html_rows
from tests.builders import TEMPLATES

Read = list[str | list[list[str]]]
"""Paragraphs, and tables as rows of words, a merged cell's in each of its places."""


def made(plan: Plan) -> bytes:
    return fragment(compose(plan), TEMPLATES)


def root_of(data: bytes) -> Any:
    return markup.fragment_fromstring(data.decode(), create_parent="div")


def read(data: bytes) -> Read:
    found: Read = []
    for element in root_of(data):
        assert not (element.tail or "").strip()
        found.append(rows(element) if element.tag == "table" else words(element))
    return found


def words(element: Any) -> str:
    """An element's words, br a line's end; runs of blanks are one, as a browser shows them."""
    for one in element.iter("br"):
        one.tail = "\ue000" + (one.tail or "")
    return re.sub(r"[ \t\n\r\f]+", " ", element.text_content()).strip(" ").replace("\ue000", "\n")


def rows(table: Any) -> list[list[str]]:
    lines = list(table.iter("tr"))
    grid: list[dict[int, str]] = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line:
            while column in grid[number]:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for across in range(int(cell.get("colspan", 1))):
                    grid[number + down][column + across] = words(cell)
    return [[row[column] for column in sorted(row)] for row in grid]


def shown(text: str) -> str:
    return "\n".join(re.sub(r"[ \t\n\r\f]+", " ", line).strip(" ") for line in text.split("\n"))


def expected(plan: Plan) -> Read:
    """Everything printed but the first title, in its order."""
    document = compose(plan)
    found: Read = []
    if document.notice is not None:
        found += [said(one) for one in document.notice.body if not is_title(one)]
        found += [said(line) for line in document.notice.sign_off]
        found += [document.annex_mark] if document.annex_mark else []
    found += [said(one) for one in document.body if document.notice is not None or not is_title(one)]
    found += [said(line) for line in document.sign_off]
    for sheet in document.annexes:
        found += [sheet.mark, shown(sheet.title), *map(said, sheet.content)]
    return found


def is_title(one: PrintedBlock) -> bool:
    return isinstance(one, Line) and one.style is Style.TITLE


def said(one: PrintedBlock) -> str | list[list[str]]:
    if isinstance(one, Line):
        return shown(one.text)
    assert isinstance(one, Grid)
    table = [[""] * len(one.widths) for _ in one.rows]
    for number, row in enumerate(html_rows(one)):
        for column, cell in row:
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    table[number + down][column + across] = shown(cell.text)
    return [[shown(cell.text) for cell in one.head], *table]
