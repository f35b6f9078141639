"""Where the PDF's pages end: rows too tall for a page, merged cells repeated there, the page of 版记, split last paragraphs.

WeasyPrint draws a merged cell on the page where it begins and nowhere else. So
the document is laid out once, the ends of its pages are read from the rows'
anchors, merged cells are cut there and their words repeated, and it is laid out again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise
from math import floor, inf

from pipeline.dataclass import dataclass
from pipeline.render.pagination import (
    LANDSCAPE,
    PORTRAIT,
    Keep,
    PlacedCell,
    TextArea,
    annex_area,
    annex_title_height,
    cell_setting,
    grid_rows,
    head_row,
    height_above,
    is_group_row,
    is_label,
    is_narrow,
    kept_rows,
    line_count_of_cell,
    splittable_rows,
)
from pipeline.render.print_model import (
    HEADINGS,
    NOTICE,
    PLAN,
    Cell,
    ColophonPage,
    Document,
    Grid,
    Line,
    PrintedBlock,
    Style,
    Tightened,
    text_of,
)
from pipeline.typography import gbt9704 as standard
from pipeline.typography.lines import controlled_pieces, line_count


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the template writes it: its first column, and whether it is too narrow to be justified.

    Of a merged cell cut at page ends, `cell` is one part, which spans as many rows as are on the page. `rows` is how
    many the whole cell spans; in the parts after the first, which repeat its text, it is 0.
    """

    column: int
    cell: Cell
    narrow: bool
    rows: int
    lines: int = 1
    """About how many lines its text takes: a split row repeats it where it has as many."""
    room: float = inf
    """The room of its lines, 字."""
    is_label: bool = False
    """Whether it says which item its row is, and is repeated wherever the row goes on."""

    @property
    def controlled_lines(self) -> int:
        """How many lines its text takes, with the controls in it."""
        lines = (line_count(text_of(spans), self.room, controlled_pieces) for spans in self.cell.paragraphs)
        return max(sum(lines), 1)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as the template writes it: its anchor, whether it may be split, and whether it stays on the page of the next row."""

    anchor: str
    tall: bool
    kept: bool
    cells: tuple[TableCell, ...]
    is_group: bool = False
    """Whether it is the heading of those below it."""
    lines: int = 1
    """About how many lines its text takes, merged cells left out."""
    least: int = standard.SPLIT_AT_LEAST
    """The least lines of it on the page where it begins, if it is split: its labels are whole there."""

    @property
    def least_height(self) -> float:
        """The height of its least lines, pt; 0 if they are no more than those of every split row."""
        return self.least * standard.LINE_TABLE if self.tall and self.least > standard.SPLIT_AT_LEAST else 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template writes it."""

    head: tuple[Cell, ...]
    rows: tuple[TableRow, ...]
    is_landscape: bool = False


Tables = Mapping[int, Table]
"""The tables of a document, by the grid's `id()`: two grids may be equal."""

CellText = Callable[[Grid, PlacedCell, TextArea], Cell]
"""Returns a cell with the text that the template writes."""


def tables(document: Document, cell_text: CellText) -> Tables:
    """Return the table of every grid, each row with an anchor of its own and no merged cell cut."""
    portrait = (*(document.notice.body if document.notice else ()), *document.body)
    blocks = [(block, PORTRAIT, 0.0) for block in portrait]
    for annex in document.annexes:
        area = annex_area(document, annex)
        heights = height_above(annex.content, annex_title_height(annex, area))
        blocks += [(block, area, above) for block, above in zip(annex.content, heights, strict=True)]
    grids = [(block, area, above) for block, area, above in blocks if isinstance(block, Grid)]
    return {
        id(grid): Table(
            tuple(cell_text(grid, placed, area) for placed in head_row(grid)),
            tuple(_rows(grid, number, area, above, cell_text)),
            area == LANDSCAPE,
        )
        for number, (grid, area, above) in enumerate(grids, 1)
    }


def _rows(grid: Grid, number: int, area: TextArea, above: float, cell_text: CellText) -> Iterator[TableRow]:
    every = zip(grid_rows(grid), splittable_rows(grid, area, above), kept_rows(grid, area, above), strict=True)
    for index, (row, tall, kept) in enumerate(every):
        cells = tuple(_cell(grid, placed, area, cell_text) for placed in row)
        own = tuple(cell for cell, placed in zip(cells, row, strict=True) if not placed.is_continuation)
        lines = max((placed.lines for placed in own if placed.rows == 1), default=1)
        labels = (cell.controlled_lines for cell in cells if cell.is_label and cell.lines < lines)
        most = floor(standard.LABEL_AT_MOST * area[1] / standard.MM_PER_PT / standard.LINE_TABLE)
        least = max((label for label in labels if label <= most), default=0)
        yield TableRow(
            row_anchor(number, index),
            tall,
            kept,
            own,
            is_group_row(grid, row),
            lines,
            max(least, standard.SPLIT_AT_LEAST),
        )


def _cell(grid: Grid, placed: PlacedCell, area: TextArea, cell_text: CellText) -> TableCell:
    cell = TableCell(
        placed.column,
        cell_text(grid, placed, area),
        is_narrow(grid, placed, area),
        placed.cell.rowspan,
        line_count_of_cell(grid, placed, area),
        cell_setting(grid, placed, area).room / standard.SIZE_TABLE + _CLOSE,
        is_label(grid, placed),
    )
    # where the column is two 字 wide, about how many lines is twice as many
    return replace(cell, lines=cell.controlled_lines) if cell.is_label else cell


def row_anchor(grid: int, row: int) -> str:
    """The anchor of a row, counted from 0, of a grid, counted from 1 in the order of the document."""
    return f"r{grid}.{row}"


_CLOSE = 0.001
"""What is added to a line's room, 字, for rounding."""


Anchors = Mapping[str, Sequence[float]]
"""The anchors on a page, each a box (left, top, right, bottom)."""


def rows_at_page_start(tables: Tables, pages: Sequence[Anchors]) -> frozenset[str]:
    """Return the anchors of the rows before which a merged cell has to be cut, because the row above is on another page."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, anchors in enumerate(pages):
        for anchor in anchors:
            first.setdefault(anchor, number)
            last[anchor] = number
    starts = set()
    for table in tables.values():
        for index, row in enumerate(table.rows):
            span = max((placed.cell.rowspan for placed in row.cells), default=1)
            for above, below in pairwise(table.rows[index : index + span]):
                if first.get(above.anchor) != last.get(below.anchor):
                    starts.add(below.anchor)
    return frozenset(starts)


@dataclass(frozen=True, slots=True)
class Loosened:
    """Rows that may end a page although the next one is of the same item, and rows that may be split, by their anchors."""

    apart: frozenset[str] = frozenset()
    split: frozenset[str] = frozenset()


def loosened(table: Table, rows: Loosened) -> Table:
    """Return the table with those of its rows loosened."""
    return replace(
        table,
        rows=tuple(
            replace(row, tall=row.tall or row.anchor in rows.split, kept=row.kept and row.anchor not in rows.apart)
            for row in table.rows
        ),
    )


def rows_to_loosen(tables: Tables, pages: Sequence[Anchors], feet: tuple[float, float], unit: float) -> Loosened:
    """Return the rows that are loosened because moving them as a whole would leave much of a page empty (`standard.TABLE_EMPTY_AT_MOST`).

    `pages` are those of a layout without loosened rows; `feet`, where the text of upright and of
    landscape pages ends, are in their unit, `unit` is a pt in it.
    """
    apart: set[str] = set()
    split: set[str] = set()
    for table in tables.values():
        boxes = [[anchors[row.anchor] for anchors in pages if row.anchor in anchors] for row in table.rows]
        begins = [anchors[row.anchor][1] for anchors in pages for row in table.rows if row.anchor in anchors][:1]
        tops = [
            min(anchors[row.anchor][1] for row in table.rows if row.anchor in anchors)
            for anchors in pages
            if any(row.anchor in anchors for row in table.rows)
        ]
        if len(tops) > 1 and all(boxes):
            foot = feet[table.is_landscape]
            heights = [sum(box[3] - box[1] for box in parts) for parts in boxes]
            fill = _Fill(foot - begins[0], foot - min(tops[1:]), unit)
            for chain in _chains(table.rows, heights):
                fill.place(chain, apart, split)
    return Loosened(frozenset(apart), frozenset(split))


def rows_left_to_loosen(
    tables: Tables, pages: Sequence[Anchors], feet: tuple[float, float], unit: float, rows: Loosened
) -> Loosened:
    """Return the loosened rows, with those that begin a page although much of the one before it is still empty.

    Split rows take more or less than it was reckoned with; of each table the first such page is looked at. `tables` are
    the loosened ones, the rest is as in `rows_to_loosen`.
    """
    apart, split = set(rows.apart), set(rows.split)
    for table in tables.values():
        foot = feet[table.is_landscape]
        for above, below in pairwise(pages):
            before = [row for row in table.rows if row.anchor in above]
            after = [row for row in table.rows if row.anchor in below]
            if not before or not after or after[0].anchor in above:
                continue
            first = after[0]
            fill = _Fill(foot - max(above[row.anchor][3] for row in before), foot - below[first.anchor][1], unit)
            begin = table.rows.index(first)
            chain = next(_chains(table.rows[begin:], [_height_of(row, pages) for row in table.rows[begin:]]), [])
            known = len(apart), len(split)
            fill.place(chain, apart, split)
            if (len(apart), len(split)) != known:
                break
    return Loosened(frozenset(apart), frozenset(split))


def _height_of(row: TableRow, pages: Sequence[Anchors]) -> float:
    return sum(anchors[row.anchor][3] - anchors[row.anchor][1] for anchors in pages if row.anchor in anchors)


def _chains(rows: Sequence[TableRow], heights: Sequence[float]) -> Iterator[list[tuple[TableRow, float]]]:
    """Yield the rows that are on one page, each with its height."""
    chain = []
    for row, height in zip(rows, heights, strict=True):
        chain.append((row, height))
        if not row.kept:
            yield chain
            chain = []


class _Fill:
    """Fills pages with rows one after the other, to see where they would end."""

    def __init__(self, left: float, page: float, unit: float) -> None:
        """Begin with `left` on the first page; the others have room for `page`."""
        self._left, self._page = left, page
        self._most_empty = standard.TABLE_EMPTY_AT_MOST * page
        self._line = standard.LINE_TABLE * unit
        self._padding = 2 * standard.CELL_PADDING_ABOVE * unit
        self._part = standard.SPLIT_AT_LEAST * self._line + self._padding

    def _part_of(self, row: TableRow) -> float:
        """The height of the least part of a row."""
        return row.least * self._line + self._padding

    def place(self, chain: Sequence[tuple[TableRow, float]], apart: set[str], split: set[str]) -> None:
        """Place rows that are on one page; where that would leave too much empty above them, the rows are loosened."""
        height = sum(height for _, height in chain)
        if height > self._left and self._left <= self._most_empty and not chain[0][0].tall:
            self._left = self._page
        if height <= self._left:
            self._left -= height
            return
        empty = self._left
        for index, (row, own) in enumerate(chain):
            needed = own + (min(chain[index + 1][1], self._part) if row.is_group and index + 1 < len(chain) else 0.0)
            # a heading that would be left alone moves on, too
            splits = empty > self._most_empty and own >= 2 * self._part and not row.is_group
            if needed <= self._left:
                self._left -= own
                empty = empty if row.is_group else self._left
                if row.kept and not row.is_group:
                    apart.add(row.anchor)
            elif self._left >= self._part_of(row) and (row.tall or splits):
                if not row.tall:
                    split.add(row.anchor)
                self._split(own)
            elif own <= self._page:
                self._left = self._page - own
            else:
                self._left = self._page
                self._split(own)

    def _split(self, height: float) -> None:
        """Fill what is left, and the pages that follow, with a row higher than that."""
        while height > self._left:
            # two lines at least go on (templates/print.css)
            lines = min((self._left - self._padding) // self._line, (height - self._padding) // self._line - 2)
            height -= max(lines, 1) * self._line
            self._left = self._page
        self._left -= height


def text_anchor(row: TableRow) -> str:
    """How the anchors begin of the text for which a row is split, the paragraphs of its highest cells; empty for a row that is whole."""
    return f"{row.anchor}-text-" if row.tall else ""


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A row that goes on on `pages` more pages; cells of at most `lines` lines are repeated there, and labels of at most `label_lines`."""

    pages: int
    lines: int
    label_lines: int
    parts: tuple[int, ...] = ()
    """How many lines are on each of its pages but the last."""
    is_capped: bool = False
    """Whether it repeats less because what it repeated was alone on a page."""

    def repeats(self, cell: TableCell, row: TableRow) -> bool:
        """Whether a cell of the row is repeated."""
        most = self.label_lines if _says_which(cell) else self.lines
        return cell.lines < row.lines and cell.controlled_lines <= most

    def repeats_as_high(self, row: TableRow) -> bool:
        """Whether a cell is repeated that is no label, and as high as the row's labels."""
        own = (cell for cell in row.cells if not _says_which(cell))
        return any(self.repeats(cell, row) and cell.controlled_lines >= row.least for cell in own)


def _says_which(cell: TableCell) -> bool:
    """Whether a cell is repeated as a label."""
    return cell.is_label or cell.cell.style is Style.TABLE_LABEL


def split_rows(
    tables: Tables, pages: Sequence[Anchors], unit: float, decided: Mapping[str, SplitRow]
) -> Mapping[str, SplitRow]:
    """Return the rows that are on several pages, by their anchors; `unit` is a pt in that of the pages.

    `decided` are those of this layout: a row that has a page for what it repeats alone repeats a line less.
    """
    found = {}
    for row in (row for table in tables.values() for row in table.rows if row.tall):
        begins = text_anchor(row)
        on = [anchors for anchors in pages if any(anchor.startswith(begins) for anchor in anchors)]
        if len(on) > 1:
            heights = [anchors[row.anchor][3] - anchors[row.anchor][1] for anchors in on if row.anchor in anchors]
            lines = [
                max(int((height / unit - 2 * standard.CELL_PADDING_ABOVE) / standard.LINE_TABLE + 0.05), 0)
                for height in heights
            ]
            # which item the last part belongs to is worth a few lines more
            own, label = (max(min(some, default=0), standard.SPLIT_AT_LEAST) for some in (lines, lines[:-1]))
            before = decided.get(row.anchor)
            is_alone = before is not None and sum(row.anchor in anchors for anchors in pages) > len(on)
            if before is not None and (is_alone or before.is_capped):
                # units and words go before what says which item the row is; so does what was repeated once too often
                is_own = before.repeats_as_high(row) or before.pages >= len(on)
                own = min(own, before.lines - is_alone)
                label = min(label, before.label_lines - (is_alone and not is_own))
            is_capped = is_alone or (before is not None and before.is_capped)
            found[row.anchor] = SplitRow(len(on) - 1, own, label, tuple(lines[:-1]), is_capped)
    return found


def agreed_rows(
    tables: Tables, decided: Mapping[str, SplitRow], found: Mapping[str, SplitRow]
) -> Mapping[str, SplitRow]:
    """Return the split rows before the first that was not laid out as decided: what comes behind it may be on other pages.

    A cell repeated on a page that the text of its row does not reach would be alone there.
    """
    agreed = {}
    for anchor in (row.anchor for table in tables.values() for row in table.rows):
        if decided.get(anchor) != found.get(anchor):
            break
        if anchor in decided:
            agreed[anchor] = decided[anchor]
    return agreed


def task_rows(document: Document, tables: Tables) -> Mapping[str, int]:
    """Return the rows of the derived table, counted from 0, by their anchors."""
    annex = document.task_annex
    grids = [block for block in annex.content if isinstance(block, Grid)] if annex else []
    return {row.anchor: number for grid in grids for number, row in enumerate(tables[id(grid)].rows)}


def split_rowspans(rows: Sequence[TableRow], before: frozenset[str]) -> tuple[TableRow, ...]:
    """Return the rows with their merged cells cut before the rows of these anchors; every part has the text."""
    cells: list[list[TableCell]] = [[] for _ in rows]
    for index, row in enumerate(rows):
        for placed in row.cells:
            end = index + placed.cell.rowspan
            edges = [index, *(below for below in range(index + 1, end) if rows[below].anchor in before), end]
            for start, stop in pairwise(edges):
                part = replace(placed.cell, rowspan=stop - start)
                cells[start].append(replace(placed, cell=part, rows=placed.rows if start == index else 0))
    return tuple(
        replace(row, cells=tuple(sorted(parts, key=lambda placed: placed.column)))
        for row, parts in zip(rows, cells, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a document is laid out with: rows of tables, the page of 版记, the parts with tightened ends.

    Before the rows `cut_before` merged cells are cut; the short cells of those `split` are repeated on each of their pages.
    `last` is what of its last paragraph a signed part keeps with the sign-off, if that is less than usual; `released` are the
    blocks of a part that introduce a table, but need not be on its page.
    `tried` says that tightening and loosening were tried; `settled` that the layout needs no more looking at, `layouts` is its number.
    """

    cut_before: frozenset[str] = frozenset()
    split: Mapping[str, SplitRow] = field(default_factory=dict, hash=False)
    loosened: Loosened = Loosened()
    colophon: ColophonPage | None = None
    """None without 版记, and before its page is known: it then gets one of its own."""
    ends: Mapping[str, tuple[Tightened, ...]] = field(default_factory=dict, hash=False)
    """The ways in which the ends of parts may be tightened; the first is the one of this layout."""
    last: Mapping[str, Keep] = field(default_factory=dict, hash=False)
    released: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)
    tried: bool = False
    settled: bool = False
    layouts: int = 1

    @property
    def tightened(self) -> Mapping[str, Tightened]:
        """The tightened end of each part that has one."""
        return {name: ways[0] for name, ways in self.ends.items()}

    def is_laid_out_as(self, previous: "Decisions") -> bool:
        """Whether a document is laid out in the same way as with other decisions."""
        pages = [decisions.colophon or ColophonPage.NEXT for decisions in (self, previous)]
        own, others = (
            (each.cut_before, each.split, each.loosened, each.tightened, each.last, each.released)
            for each in (self, previous)
        )
        return own == others and pages[0] == pages[1]


def block_anchor(name: str, index: int) -> str:
    """The anchor of a block of a signed part, by its index in the body."""
    return f"{name}-{index}"


def tightened_ends(
    document: Document, pages: Sequence[Anchors], foot: float, page: standard.Page, unit: float
) -> Mapping[str, tuple[Tightened, ...]]:
    """Return how the ends of signed parts may be tightened so that their last page fits on the one before it (9704, 7.3.5.5), best first.

    Where that page would be left with an empty foot, and its own lines are too few, those of the pages before it are tightened
    too, as few as will do, or the last two of them more. What is kept together on those pages may take what they gain, so each
    is only likely to fit. `pages` are those of a layout without tightened lines, each paragraph down to its last line;
    `foot` (where a page's text ends) is in their unit, `unit` is a pt in it.
    """
    ends = {}
    sign_offs = _sign_offs(document)
    for name, body in _signed_parts(document):
        signed = _signed_page(name, body, pages)
        # 附件说明 alone is no reason to tighten lines
        if signed is None or not any(line.style is Style.DATE for line in sign_offs[name]):
            continue
        blocks = _BlocksOnPages(name, body, pages, foot, page.line * unit, unit)
        is_empty = blocks.empty_lines(signed - 1) > _SURELY_EMPTY
        ways = [(standard.LEAST_LINE, [*blocks.starts(signed - 1, deeper=is_empty)])]
        if is_empty:
            ways.append((standard.LEAST_LINE_OF_ALL, [*blocks.starts(signed - 1, deeper=True, most=_MOST_PAGES)]))
        found: list[Tightened] = []
        for least, starts in ways:
            for first in starts:
                # Word states twentieths of a point
                line = floor(blocks.line_that_fits(first, signed, least) / unit * standard.TWIPS_PER_PT)
                height = line / standard.TWIPS_PER_PT
                if least <= height < page.line:
                    found += [Tightened(first, height, signed - 1), Tightened(first, least, signed - 1)]
                    break
        if found:
            ends[name] = tuple(dict.fromkeys(found))
    return ends


_MOST_PAGES = 3
"""How many pages may have lines as near to each other as `standard.LEAST_LINE_OF_ALL`."""

_SURELY_EMPTY = standard.FOOT_EMPTY_AT_MOST + 0.95
"""The empty lines at a page's foot that are too many: another whole line would fit there."""


def _signed_page(name: str, body: Sequence[PrintedBlock], pages: Sequence[Anchors]) -> int | None:
    """The index of the page of a part's sign-off, if text of the part is on the page before it."""
    signed = [number for number, anchors in enumerate(pages) if f"under-{name}" in anchors]
    if len(signed) != 1 or not signed[0]:
        return None
    # a part that begins on the page of its sign-off has no page before it
    has_text = any(block_anchor(name, index) in pages[signed[0] - 1] for index in range(len(body)))
    return signed[0] if has_text else None


@dataclass(frozen=True, slots=True)
class _BlocksOnPages:
    """The blocks of a signed part on the pages of a layout.

    `foot`, where a page's text ends, and `line`, the height of a line, are in the anchors' unit; `unit` is a pt in it.
    """

    name: str
    body: Sequence[PrintedBlock]
    pages: Sequence[Anchors]
    foot: float
    line: float
    unit: float

    def empty_lines(self, page: int) -> float:
        """How many lines are empty at the foot of a page."""
        return self._slack(page) / self.line

    def _slack(self, page: int) -> float:
        return self.foot - max(box[3] for box in self.pages[page].values())

    def starts(self, page: int, *, deeper: bool, most: int | None = None) -> Iterator[int]:
        """Yield the blocks from which on lines may be tightened: the first that begins on the page, then the first on each earlier one.

        Only those on the page itself, unless `deeper`, and then those on at most so many pages.
        """
        known: set[int] = set()
        for number in range(page, -1 if most is None else max(page - most, -1), -1):
            own = [index for index in self._indices(number) if not self._began_before(index, number)]
            above = [index for index in self._indices(number) if self._began_before(index, number)]
            # what began before is tightened there, too
            is_last = most is not None and page - number == most - 1
            for first in (*own[:1], *(above[:1] if deeper and not is_last else ())):
                if first not in known and self._is_text(first):
                    known.add(first)
                    yield first
            if not deeper or not self._indices(number):
                return

    def first_new(self, page: int) -> int | None:
        """The index of the block at the top of a page, if it begins there and is text."""
        here = {index: self.pages[page].get(block_anchor(self.name, index)) for index in range(len(self.body))}
        tops = {index: box[1] for index, box in here.items() if box is not None}
        first = min(tops, key=lambda index: tops[index], default=None)
        if first is None or tops[first] > min(box[1] for box in self.pages[page].values()):
            return None
        return None if self._began_before(first, page) or not self._is_text(first) else first

    def _indices(self, page: int) -> list[int]:
        """The blocks of text on a page, without the title."""
        return [
            index
            for index in range(len(self.body))
            if block_anchor(self.name, index) in self.pages[page] and self._is_text(index)
        ]

    def _is_text(self, index: int) -> bool:
        block = self.body[index]
        return isinstance(block, Line) and block.style not in (Style.TITLE, Style.STAGE)

    def _began_before(self, index: int, page: int) -> bool:
        return any(block_anchor(self.name, index) in anchors for anchors in self.pages[:page])

    def _lines(self, first: int, page: int) -> int:
        """How many lines of the blocks from `first` on are on a page."""
        boxes = (self.pages[page][block_anchor(self.name, index)] for index in self._indices(page) if index >= first)
        return round(sum(box[3] - box[1] for box in boxes) / self.line)

    def line_that_fits(self, first: int, signed: int, least: float) -> float:
        """The line height, `least` pt or more, with which the page of the sign-off, of the index `signed`, fits on the one before it; 0 for none."""
        below = self.pages[signed]
        under = below[f"under-{self.name}"]
        lacking = under[3] - min(box[1] for box in below.values()) - self._slack(signed - 1)
        begins = next(number for number, anchors in enumerate(self.pages) if block_anchor(self.name, first) in anchors)
        # the blank line above 附件说明 or 署名 is outside the box
        lines = self._lines(first, signed - 1) + self._lines(first, signed) + standard.BLANK_LINES
        lines += round((under[3] - under[1]) / self.line)
        earlier = [(self._slack(number), self._lines(first, number)) for number in range(begins, signed - 1)]
        if lacking <= 0:
            return self.line
        needed = lacking + standard.RULE * self.unit
        step = self.unit / standard.TWIPS_PER_PT
        height = self.line
        while height - step >= least * self.unit:
            height -= step
            moved = 0
            for slack, own in earlier:
                # what moved on to the page before leaves its room, and whole lines fill it
                moved = floor((slack + own * (self.line - height) + moved * height) / height)
            # below the last line half of what a line gives up is lacking, too, and a table's last rule
            if (lines - 0.5 - moved) * (self.line - height) + moved * self.line >= needed:
                return height
        return 0.0


def fitting_ends(
    tightened: Mapping[str, tuple[Tightened, ...]], pages: Sequence[Anchors]
) -> Mapping[str, tuple[Tightened, ...]]:
    """Return the ways of tightening that are left: those of a part whose sign-off is not on the page on which it should be lose the first."""

    def fits(name: str, end: Tightened) -> bool:
        return end.page < len(pages) and f"under-{name}" in pages[end.page]

    left = {name: ways if fits(name, ways[0]) else ways[1:] for name, ways in tightened.items()}
    return {name: ways for name, ways in left.items() if ways}


def shorter_ends(
    document: Document, pages: Sequence[Anchors], foot: float, page: standard.Page, unit: float
) -> Mapping[str, Keep]:
    """Return for each signed part what it keeps with its sign-off, if the usual two lines or more leave too much of a page empty: two, or one.

    Headings stay with the first line of their text. It keeps nothing (`Keep.NOT`) where a long 附件说明 would leave half of the page empty even so: the list runs on.

    `pages` are those of a layout with the usual rules; the rest is as in `tightened_ends`.
    """
    ends: dict[str, Keep] = {}
    sign_offs = _sign_offs(document)
    for name, body in _signed_parts(document):
        signed = _signed_page(name, body, pages)
        if signed is None:
            continue
        line = page.line * unit
        blocks = _BlocksOnPages(name, body, pages, foot, line, unit)
        empty = blocks.empty_lines(signed - 1)
        titles = sum(line.style is Style.ANNEX_NOTE for line in sign_offs[name])
        anchor = block_anchor(name, len(body) - 1)
        if empty <= _SURELY_EMPTY or anchor not in pages[signed]:
            continue
        box = pages[signed][anchor]
        moved = round((box[3] - box[1]) / line)
        # headings above a paragraph that was moved as a whole
        above = round((box[1] - min(other[1] for other in pages[signed].values())) / line)
        if titles >= _LONG_LIST and empty - above - max(moved - 1, 0) > standard.SIGNED_EMPTY_AT_MOST * standard.LINES:
            ends[name] = Keep.NOT
            continue
        for kept, keep in ((2, Keep.TAIL), (1, Keep.LINE)):
            if kept < moved:
                ends[name] = keep
                if empty - above - (moved - kept) <= _SURELY_EMPTY:
                    break
    return ends


def released_leads(
    document: Document, pages: Sequence[Anchors], foot: float, page: standard.Page, unit: float
) -> Mapping[str, frozenset[int]]:
    """Return for each signed part the blocks, by their index, that moved on with the table they introduce and left too much of a page empty.

    The arguments are as in `tightened_ends`.
    """
    found: dict[str, frozenset[int]] = {}
    for name, body in _signed_parts(document):
        blocks = _BlocksOnPages(name, body, pages, foot, page.line * unit, unit)
        leads = set()
        for number in range(1, len(pages)):
            begins = blocks.first_new(number)
            if begins is None or blocks.empty_lines(number - 1) <= _SURELY_EMPTY:
                continue
            lead = next(
                (index for index in range(begins, len(body) - 1) if not _is_heading(body[index])),
                len(body),
            )
            anchor = block_anchor(name, lead)
            if lead + 1 < len(body) and isinstance(body[lead + 1], Grid) and anchor in pages[number]:
                height = pages[number][anchor][3] - min(box[1] for box in pages[number].values())
                if height <= blocks.empty_lines(number - 1) * blocks.line:
                    leads.add(lead)
        if leads:
            found[name] = frozenset(leads)
    return found


def _is_heading(block: PrintedBlock) -> bool:
    return isinstance(block, Line) and block.style in HEADINGS


def released(document: Document, body: Sequence[PrintedBlock], decisions: Decisions) -> frozenset[int]:
    """Return the `id()` of the blocks of a body that introduce a table but need not be on its page."""
    name = next((name for name, own in _signed_parts(document) if own is body), "")
    return frozenset(id(body[index]) for index in decisions.released.get(name, ()))


_LONG_LIST = 4
"""The titles from which on 附件说明 may run on to the next page."""


def last_rule(document: Document, body: Sequence[PrintedBlock], decisions: Decisions) -> Keep | None:
    """Return what of the last paragraph of a body is kept with its sign-off, if that is less than usual."""
    return next((decisions.last.get(name) for name, own in _signed_parts(document) if own is body), None)


def runs_on(document: Document, sign_off: Sequence[Line], decisions: Decisions) -> bool:
    """Whether the 附件说明 in a sign-off runs on from one page to the next."""
    own = NOTICE if document.notice is not None and document.notice.sign_off is sign_off else PLAN
    return decisions.last.get(own) is Keep.NOT


def _sign_offs(document: Document) -> Mapping[str, Sequence[Line]]:
    return {PLAN: document.sign_off, NOTICE: document.notice.sign_off if document.notice is not None else ()}


def _signed_parts(document: Document) -> Iterator[tuple[str, Sequence[PrintedBlock]]]:
    yield PLAN, document.body
    if document.notice is not None:
        yield NOTICE, document.notice.body


END, COLOPHON = "end", "colophon"
"""The anchors of the end of the text, and of 版记."""


def splits_across_pages(document: Document, pages: Sequence[Anchors], foot: float, line: float) -> frozenset[str]:
    """Return the signed parts (notice, plan) whose last paragraph Word may split from the sign-off block.

    It already flows onto that page, or keeping them together would leave page 1 without
    body text. Word does not know the pages, and other programs move the whole paragraph.
    `foot` (where a page's text ends) and `line` (a line's height) are in the anchors' unit.
    """
    split = set()
    for name, body in _signed_parts(document):
        key = block_anchor(name, len(body) - 1)
        last = [(number, page[key]) for number, page in enumerate(pages) if key in page]
        sign_off = [number for number, page in enumerate(pages) if f"under-{name}" in page]
        if last and sign_off:
            # only the last break counts: text that ends two lines above the foot was moved on with the sign-off
            flows_on = len(last) > 1 and last[-2][1][3] + 2 * line > foot
            if flows_on or sign_off[0] > last[-1][0]:
                split.add(name)
    return frozenset(split)


def colophon_page(pages: Sequence[Anchors], gap: float, *, turned: bool) -> ColophonPage | None:
    """Return the page for 版记, from the anchors of a document that has it on a page of its own; None if it has no 版记.

    At least `gap`, in the anchors' unit, is left between the text and 版记. A landscape page (`turned`) has no room for it.
    """
    colophon = next((page[COLOPHON] for page in pages if COLOPHON in page), None)
    if colophon is None:
        return None
    number, end = next((number, page[END]) for number, page in enumerate(pages, 1) if END in page)
    if number % 2:
        return ColophonPage.NEXT
    fits = not turned and end[1] + gap <= colophon[1]
    return ColophonPage.SHARED if fits else ColophonPage.AFTER_BLANK


def is_too_high(pages: Sequence[Anchors], top: float) -> bool:
    """Whether 版记 begins above the type area, at `top` in the anchors' unit: what does not fit on its page would be lost."""
    return any(COLOPHON in page and page[COLOPHON][1] < top for page in pages)
