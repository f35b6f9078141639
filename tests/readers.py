"""Finished files as a reader finds them: paragraphs and tables in their order, read by libraries that did not write them.

DOCX is read as zipped XML with lxml, PDF by the positions of its characters and
rules with pdfplumber, HTML with lxml. Nothing here imports `pipeline`, so that a
fault of ours cannot hide itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any
from zipfile import ZipFile

import pdfplumber
from lxml import etree, html as markup


@dataclass(frozen=True)
class Para:
    """A paragraph: how it looks (the style's name, the tag, or face and size) and its words."""

    look: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell, a line a paragraph; `again` when it only reaches here from a cell above or to the left."""

    words: str
    again: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with every column of every row filled, its head the first row; the title is not printed in it."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def words(self) -> list[list[str]]:
        """The words of every row, those of a merged cell in each of its rows."""
        return [[cell.words for cell in row] for row in self.rows]


Seen = tuple[Para | Grid, ...]


def shown(seen: Iterable[Para | Grid]) -> str:
    """What was read, to be read by a person: a line a paragraph, a line a row, 〃 for what a merged cell covers."""
    lines = []
    for one in seen:
        match one:
            case Para():
                lines.append(f"[{one.look}] {one.words}")
            case Grid():
                lines.append(f"[表] {one.title}".rstrip())
                lines += [f"| {' | '.join(map(_cell_shown, row))} |" for row in one.rows]
    return "\n".join(lines) + "\n"


def _cell_shown(cell: Cell) -> str:
    return "〃" if cell.again else cell.words.replace("\n", "⏎")


def solid(words: str) -> str:
    """The words without any blank or line end."""
    return re.sub(r"\s+", "", words)


# --- DOCX --------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx(content: bytes) -> Seen:
    """What stands in a Word file's main part; paragraphs without words are left out."""
    with ZipFile(BytesIO(content)) as package:
        styles = etree.fromstring(package.read("word/styles.xml"))
        document = etree.fromstring(package.read("word/document.xml"))
    names = {one.get(f"{_W}styleId"): _value(one, "name") for one in styles.iter(f"{_W}style")}
    body = document.find(f"{_W}body")
    assert body is not None
    found: list[Para | Grid] = []
    for element in body:
        if element.tag == f"{_W}tbl":
            found.append(Grid(_value(element, "tblPr/tblCaption"), tuple(_docx_rows(element))))
        elif element.tag == f"{_W}p" and (words := _docx_words(element)):
            found.append(Para(names[_value(element, "pPr/pStyle")], words))
        else:
            assert element.tag in (f"{_W}p", f"{_W}sectPr"), element.tag
    return tuple(found)


def _value(element: etree._Element, path: str) -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{_W}val") or ""


def _docx_words(paragraph: etree._Element) -> str:
    """The words of a paragraph; a break in it only sets a title on lines and is not a character."""
    words = ""
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        words += element.text or "" if element.tag == f"{_W}t" else "\t" if element.tag == f"{_W}tab" else ""
    return words


def _docx_rows(table: etree._Element) -> Iterator[tuple[Cell, ...]]:
    above: list[Cell] = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[Cell] = []
        for element in row.iterchildren(f"{_W}tc"):
            words = "\n".join(_docx_words(one) for one in element.iterchildren(f"{_W}p"))
            merged = element.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(f"{_W}val") != "restart":
                assert words == ""
                cells.append(Cell(above[len(cells)].words, again=True))
                continue
            cells.append(Cell(words))
            cells += [Cell(words, again=True)] * (int(_value(element, "tcPr/gridSpan") or 1) - 1)
        yield tuple(cells)
        above = cells


# --- HTML --------------------------------------------------------------------------------


def page(content: bytes) -> Seen:
    """What stands in the article of a year's page, without the catalogue's facts; runs of blanks are one blank."""
    article = markup.fromstring(content.decode()).find(".//article")
    assert article is not None
    return tuple(_html(article))


def facts(content: bytes) -> dict[str, str]:
    """The catalogue's facts of a year's page."""
    found = markup.fromstring(content.decode()).find(".//dl[@class='facts']")
    assert found is not None
    return {_html_words(one[0]): _html_words(one[1]) for one in found}


def _html(element: Any) -> Iterator[Para | Grid]:
    for child in element:
        if "apart" in child.get("class", "").split():
            # what the page adds to the paper: when it was published, buttons, 更正
            assert not _blankless(child.tail), child.tail
            continue
        match child.tag:
            case "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                yield Para(child.get("class", child.tag), _html_words(child))
            case "table":
                caption = child.find("caption")
                yield Grid("" if caption is None else _html_words(caption), tuple(_html_rows(child)))
            case "dl":
                assert child.get("class") == "facts"
            case _:
                assert child.tag in ("div", "section"), child.tag
                assert not _blankless(child.text), child.text
                yield from _html(child)
        assert not _blankless(child.tail), child.tail


def _blankless(words: str | None) -> str:
    return solid(words or "")


def _html_words(element: Any) -> str:
    return re.sub(r"[ \t\n]+", " ", element.text_content()).strip(" ")


def _html_rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    reaching: dict[int, tuple[str, int]] = {}
    width = sum(int(cell.get("colspan", 1)) for cell in table.find("thead/tr"))
    for row in table.iter("tr"):
        cells: list[Cell] = []
        own = iter(row)
        while len(cells) < width:
            column = len(cells)
            if column in reaching:
                words, more = reaching.pop(column)
                cells.append(Cell(words, again=True))
                if more > 1:
                    reaching[column] = (words, more - 1)
                continue
            element = next(own)
            lines = [_html_words(one) for one in element.findall("p")] or [_html_words(element)]
            words = "\n".join(lines)
            span = int(element.get("colspan", 1))
            if (rows := int(element.get("rowspan", 1))) > 1:
                reaching |= {column + more: (words, rows - 1) for more in range(span)}
            cells += [Cell(words), *[Cell(words, again=True)] * (span - 1)]
        assert next(own, None) is None, "a row has more cells than the head"
        yield tuple(cells)


# --- PDF ---------------------------------------------------------------------------------

_EM = 15.75
_LEFT = 28 * 72 / 25.4
_NEAR = 2.0
_STEERING = re.compile("[\u200b\u2060]")


@dataclass(frozen=True)
class _Line:
    """Characters on one base line of a page."""

    top: float
    left: float
    face: str
    size: float
    words: str


def pdf(content: bytes, *, has_split_rows: bool = True) -> Seen:
    """What stands on the pages of a PDF: page numbers where they stand, paragraphs told by their first line's indent.

    A table over several pages is one; its head is taken once. Blanks are as the
    file has them, lines of a cell run on. Whether a row goes on over a page is guessed
    by its words: say that none does where it is known.
    """
    found: list[Para | Grid] = []
    with pdfplumber.open(BytesIO(content)) as opened:
        for sheet in opened.pages:
            tables = sheet.find_tables()
            loose = [char for char in sheet.chars if not any(_inside(char, table.bbox) for table in tables)]
            lines = _lines(loose)
            printed: list[tuple[float, _Line | Grid]] = [(line.top, line) for line in lines]
            printed += [(table.bbox[1], _pdf_grid(sheet, table)) for table in tables]
            _go_on(
                found,
                [one for _, one in sorted(printed, key=lambda one: one[0])],
                across=sheet.width > sheet.height,
                has_split_rows=has_split_rows,
            )
    return tuple(found)


def numbers(seen: Iterable[Para | Grid]) -> list[str]:
    """The page numbers of a PDF as read."""
    return [one.words for one in seen if isinstance(one, Para) and _is_number(one)]


def unnumbered(seen: Iterable[Para | Grid]) -> Seen:
    """What was read of a PDF without its page numbers, a paragraph over two pages put together again."""
    found: list[Para | Grid] = []
    for one in seen:
        if isinstance(one, Para) and _is_number(one):
            continue
        if isinstance(one, Para) and one.look == "…":
            before = found.pop()
            assert isinstance(before, Para), one.words
            one = Para(before.look, before.words + one.words)  # noqa: PLW2901
        found.append(one)
    return tuple(found)


def _is_number(para: Para) -> bool:
    return para.look == "song 14" and re.fullmatch(r"— \d+ —", para.words) is not None


def _go_on(found: list[Para | Grid], printed: Sequence[_Line | Grid], *, across: bool, has_split_rows: bool) -> None:
    """Add a page's lines and tables; a page's first line that is not set in goes on with the page before (“…”).

    A page that lies across holds no running text.
    """
    size = 0.0
    fresh = True
    for one in printed:
        if isinstance(one, Grid):
            before = next((old for old in reversed(found) if not (isinstance(old, Para) and _is_number(old))), None)
            if fresh and isinstance(before, Grid) and before.rows[0] == one.rows[0]:
                # the number between the two parts stands behind the whole table
                place = max(place for place, old in enumerate(found) if isinstance(old, Grid))
                found[place] = Grid(before.title, _joined(before.rows, one.rows, has_split_rows=has_split_rows))
            else:
                found.append(one)
            size, fresh = 0.0, False
            continue
        last = found[-1] if found else None
        look = f"{one.face} {one.size:g}"
        mark = fresh and re.fullmatch(r"附件\d*", one.words) is not None
        title = one.size > _EM + 1 and one.size == size
        runs_on = not across and abs(one.left - _LEFT) < _NEAR and not mark and one.size == _EM
        noted = isinstance(last, Para) and re.match(r"附件：|\d+\.", last.words) and not re.match(r"\d+\.", one.words)
        note = noted and not fresh and 4.5 < (one.left - _LEFT) / _EM < 6.5
        if fresh and runs_on:
            found.append(Para("…", one.words))
        elif (title or runs_on or note) and isinstance(last, Para):
            found[-1] = Para(last.look, last.words + one.words)
        else:
            found.append(Para(look, one.words))
        size, fresh = one.size, False


def _inside(char: Mapping[str, Any], box: Sequence[float]) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] < across < box[2] and box[1] < down < box[3])


def _lines(chars: Iterable[Mapping[str, Any]]) -> list[_Line]:
    """The characters as lines from top to bottom, by their base line; those of turned pages' margins left out."""
    upright = [char for char in chars if char["upright"]]
    found = []
    for _, group in groupby(sorted(upright, key=_base), key=_base):
        line = sorted(group, key=lambda char: char["x0"])
        first = line[0]
        face = first["fontname"].split("+")[-1]
        words = _STEERING.sub("", "".join(char["text"] for char in line))
        found.append(_Line(first["top"], first["x0"], face, round(first["size"], 2), words))
    return found


def _base(char: Mapping[str, Any]) -> float:
    # pdfplumber counts down from the top of the page, the matrix up from its foot
    return -round(float(char["matrix"][5]))


def _pdf_grid(sheet: Any, table: Any) -> Grid:
    """The table by its rules: a place without a cell of its own belongs to the cell that covers it."""
    own = {id(cell): cell for row in table.rows for cell in row.cells if cell}
    words = {cell: _cell_words(sheet, cell) for cell in own.values()}
    columns = [(cell[0] + cell[2]) / 2 for cell in table.rows[0].cells]
    rows = []
    for row in table.rows:
        middle = (row.bbox[1] + min(cell[3] for cell in row.cells if cell)) / 2
        cells = []
        for column, cell in zip(columns, row.cells, strict=True):
            if cell:
                cells.append(Cell(words[cell]))
                continue
            over = [box for box in words if box[0] < column < box[2] and box[1] < middle < box[3]]
            assert len(over) == 1, over
            cells.append(Cell(words[over[0]], again=True))
        rows.append(tuple(cells))
    return Grid("", tuple(rows))


def _cell_words(sheet: Any, box: Sequence[float]) -> str:
    return "".join(line.words for line in _lines(char for char in sheet.chars if _inside(char, box)))


def _joined(
    above: Sequence[tuple[Cell, ...]], rows: Sequence[tuple[Cell, ...]], *, has_split_rows: bool
) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table with those of its next page, which has a head of its own.

    A row that begins the page with words in one cell alone goes on with the row that ended there; so does one
    that repeats short cells of that row beside words that were broken off in a sentence.
    """
    *done, last = above
    if len(done) > 1:
        # a merged cell that the page's end cuts has a rule of its own over the last row
        _, last = _carried((done[-1], last), rows[0])
    first, *more = rows[1:]
    filled = [column for column, cell in enumerate(first) if cell.words]
    going_on = [column for column in filled if first[column].words != last[column].words] if len(filled) > 1 else filled
    broken_off = bool(going_on) and not re.search(r"[。；！？]$", max((last[one].words for one in going_on), key=len))
    if (
        not has_split_rows
        or not filled
        or len(first) == 1
        or (len(filled) > 1 and (filled[0] in going_on or not broken_off))
    ):
        return (*done, *_carried((last, first, *more), rows[0]))
    whole = tuple(
        Cell(cell.words + first[column].words, again=cell.again) if column in going_on else cell
        for column, cell in enumerate(last)
    )
    return (*done, *_carried((whole, *more), rows[0]))


OF_AN_ITEM = ("序号", "名称", "类型", "类型（机制、任务等）", "备注")
"""The columns whose cells stand over all tasks of an item."""


def _carried(rows: Sequence[tuple[Cell, ...]], head: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The rows with the words of merged cells that a page's end has cut: they stand in the first part alone."""
    above, *below = rows
    yield above
    for row in below:
        numbered = any(name.words == "序号" and cell.words for name, cell in zip(head, row, strict=True))
        above = tuple(
            Cell(over.words, again=True)
            if not cell.words and (name.words == "工作任务" or (not numbered and name.words in OF_AN_ITEM))
            else cell
            for name, over, cell in zip(head, above, row, strict=True)
        )
        yield above
