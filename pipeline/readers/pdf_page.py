"""Reads the pages of a PDF: every character with its position, lines, rules, tables, and the blocks that tags mark.

Positions are in mm from the upper left corner of the page. Tags, if a file has them,
say which characters are one paragraph, heading or cell; without tags each line is a
block of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pipeline.dataclass import dataclass
from pipeline.readers.pdf_actual_text import layout_with_stated_text, states_text
from pipeline.typography.gbt9704 import MM_PER_PT

if TYPE_CHECKING:
    import pdfplumber.page

BLOCKS = ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "LI", "Caption")
"""Kinds of tags that mark one paragraph."""

_SAME_LINE = 0.5
"""Characters whose baselines are nearer than this are on one line, mm."""

_THIN = 1.0
"""A rectangle thinner than this is a line, mm."""

_ROUNDING = 0.001
"""Edges nearer than this coincide, mm."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its em box in mm, its font's name in the file, its size in pt."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    """Distance from the upper edge of the page."""
    face: str
    size: float
    colour: str
    """RRGGBB."""
    upright: bool
    tag: int = -1
    """The index of its tag in `PdfFile.tags`; -1 for what is in no tag."""
    is_artifact: bool = False
    """Whether it is marked as no part of the content (a page number, a repeated head)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """The text of the line."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        """Where its first character begins, mm."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where its last character ends, mm; trailing blanks are left out."""
        return max((glyph.right for glyph in self.glyphs if glyph.text.strip()), default=self.glyphs[-1].right)

    @property
    def top(self) -> float:
        """Of its tallest character, mm."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """Of its tallest character, mm."""
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """The baseline's distance from the upper edge of the page, mm."""
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        """Of its first character, pt."""
        return self.glyphs[0].size


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one paragraph, heading or cell on one page; `kind` is the tag's, empty without tags."""

    kind: str
    path: tuple[str, ...]
    """The kinds of the tags around it, outermost first."""
    tag: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The text, lines joined."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line as a thin box in mm."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs across the page."""
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell between rules: its box in mm and its lines."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The text, lines joined."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table on one page; a position covered by a merged cell is None."""

    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its size in mm, its characters in the file's order, its rules and tables."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    """Content in reading order where the file is tagged, else its lines from top to bottom."""
    untagged_lines: tuple[Line, ...]
    """Lines outside all tags (page numbers), upright or turned; empty if the file has no tags."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All upright characters as lines from top to bottom; cells next to each other share a line."""
        return tuple(group_into_lines(self.glyphs))


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the structure tree: its kind, and the indices of the enclosing tags and itself, outermost first."""

    kind: str
    path: tuple[int, ...]
    language: str = ""
    rowspan: int = 0
    """The rows that a cell covers; 0 where the file does not say."""
    colspan: int = 0
    scope: str = ""
    """What the header is a header of: Column, Row, Both; empty where the file does not say."""
    own_id: str = ""
    headers: tuple[str, ...] = ()
    """The ids of a cell's headers."""
    stated: str = ""
    """The text that the file states for what is in it (ActualText)."""


def read_page(
    page: "pdfplumber.page.Page",
    tags: Sequence[Tag],
    marks: Mapping[tuple[int, int | None], int],
    *,
    with_tables: bool,
    as_stated: bool = False,
) -> PdfPage:
    """Read a page; `marks` has the index in `tags` by page number and MCID.

    With `as_stated` the text that the file states for characters (ActualText) replaces what is drawn.
    """
    from pdfminer.layout import LTChar, LTLine, LTRect

    height = float(page.height)
    number = int(page.page_number)
    is_stated = as_stated and states_text(page)
    layout, texts = layout_with_stated_text(page) if is_stated else (page.layout, {})
    glyphs: list[Glyph] = []
    stated: list[str] = []
    boxes: list[tuple[Rule, bool]] = []
    for item in _flat(layout):
        match item:
            case LTChar():
                # pdfplumber notes the marked content that a character belongs to
                mark, tag = marks.get((number, getattr(item, "mcid", None)), -1), getattr(item, "tag", None) or ""
                glyphs.append(_glyph(item, height, mark, is_artifact=tag == "Artifact"))
                stated.append(tag)
            case LTRect() | LTLine():
                boxes.append((_box(item, height), bool(item.evenodd) and isinstance(item, LTRect)))
            case _:
                pass
    if as_stated:
        glyphs = list(_as_stated(glyphs, stated, texts, tags))
    glyphs = [glyph for glyph in glyphs if glyph.text]
    # a cell has four sides; pages without any rule are not searched
    tables = tuple(_table(found, glyphs) for found in page.find_tables()) if boxes and with_tables else ()
    blocks, loose = group_into_blocks(glyphs, tags)
    return PdfPage(
        number,
        float(page.width) * MM_PER_PT,
        height * MM_PER_PT,
        tuple(glyphs),
        tuple(_rules(boxes)),
        tables,
        blocks,
        loose,
    )


def _as_stated(
    glyphs: Sequence[Glyph], marked: Sequence[str], texts: Mapping[str, str], tags: Sequence[Tag]
) -> Iterator[Glyph]:
    """Yield the characters with what is stated for them in place of what is drawn, character by character as far as the numbers go.

    `marked` has for each of them its key in `texts`. Characters too many are left empty, one too few stands for several.
    """

    def stated(index: int) -> tuple[str, str]:
        around = tags[glyphs[index].tag].path if glyphs[index].tag >= 0 else ()
        tag = next((outer for outer in around if tags[outer].stated), None)
        return (f"tag {tag}", tags[tag].stated) if tag is not None else (marked[index], texts.get(marked[index], ""))

    for (_, text), indices in groupby(range(len(glyphs)), key=stated):
        group = [glyphs[index] for index in indices]
        if not text or text == "".join(glyph.text for glyph in group):
            yield from group
            continue
        for place, glyph in enumerate(group):
            start, stop = (len(text) * edge // len(group) for edge in (place, place + 1))
            yield replace(glyph, text=text[start:stop])


def _flat(container: Any) -> Iterator[Any]:
    from pdfminer.layout import LTContainer

    for item in container:
        if isinstance(item, LTContainer):
            yield from _flat(item)
        else:
            yield item


def _glyph(char: Any, height: float, tag: int, *, is_artifact: bool) -> Glyph:
    text = char.get_text()
    # a glyph without a Unicode character; format characters have no width and are not text
    text = (
        "\ufffd"
        if text.startswith("(cid:")
        else "".join(character for character in text if category(character) != "Cf")
    )
    name = char.fontname
    return Glyph(
        text,
        char.x0 * MM_PER_PT,
        char.x1 * MM_PER_PT,
        (height - char.y1) * MM_PER_PT,
        (height - char.y0) * MM_PER_PT,
        (height - char.matrix[5]) * MM_PER_PT,
        name.partition("+")[2] or name,
        float(char.size),
        _colour(char.graphicstate.ncolor),
        bool(char.upright),
        tag,
        is_artifact,
    )


def _colour(value: Any) -> str:
    """Convert a colour in grey, RGB or CMYK, from 0 to 1, to RRGGBB; a pattern is black."""
    parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return "000000"
    match parts:
        case [grey]:
            shades = [grey] * 3
        case [cyan, magenta, yellow, black]:
            shades = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
        case _:
            shades = parts[:3]
    return "".join(f"{round(max(0.0, min(1.0, float(shade))) * 255):02X}" for shade in shades)


def _box(shape: Any, height: float) -> Rule:
    fill = shape.non_stroking_color if shape.fill else shape.stroking_color
    # a stroked line is as thick as its pen
    pen = shape.linewidth / 2 if shape.stroke and not shape.fill else 0.0
    wide, high = shape.x1 - shape.x0 >= shape.y1 - shape.y0, shape.x1 - shape.x0 < shape.y1 - shape.y0
    return Rule(
        (shape.x0 - (pen if high else 0.0)) * MM_PER_PT,
        (height - shape.y1 - (pen if wide else 0.0)) * MM_PER_PT,
        (shape.x1 + (pen if high else 0.0)) * MM_PER_PT,
        (height - shape.y0 + (pen if wide else 0.0)) * MM_PER_PT,
        _colour(fill),
    )


def _rules(boxes: Sequence[tuple[Rule, bool]]) -> Iterator[Rule]:
    """The drawn lines: thin boxes, and the sides of frames (one box cut out of another, even-odd)."""
    index = 0
    while index < len(boxes):
        outer, is_frame = boxes[index]
        if is_frame and index + 1 < len(boxes) and boxes[index + 1][1]:
            inner, outer = sorted((outer, boxes[index + 1][0]), key=_area)
            yield from _sides(outer, inner)
            index += 2
            continue
        if min(outer.right - outer.left, outer.bottom - outer.top) < _THIN:
            yield outer
        index += 1


def _area(box: Rule) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _sides(outer: Rule, inner: Rule) -> Iterator[Rule]:
    # edges that coincide differ by the rounding of their coordinates
    if inner.top - outer.top > _ROUNDING:
        yield Rule(outer.left, outer.top, outer.right, inner.top, outer.colour)
    if outer.bottom - inner.bottom > _ROUNDING:
        yield Rule(outer.left, inner.bottom, outer.right, outer.bottom, outer.colour)
    if inner.left - outer.left > _ROUNDING:
        yield Rule(outer.left, outer.top, inner.left, outer.bottom, outer.colour)
    if outer.right - inner.right > _ROUNDING:
        yield Rule(inner.right, outer.top, outer.right, outer.bottom, outer.colour)


def group_into_lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """Group upright characters into lines, from top to bottom and from left to right."""
    upright = sorted((glyph for glyph in glyphs if glyph.upright), key=lambda glyph: glyph.baseline)
    line: list[Glyph] = []
    for glyph in upright:
        if line and glyph.baseline - line[0].baseline > _SAME_LINE:
            yield Line(tuple(sorted(line, key=lambda glyph: glyph.left)))
            line = []
        line.append(glyph)
    if line:
        yield Line(tuple(sorted(line, key=lambda glyph: glyph.left)))


def group_into_blocks(glyphs: Sequence[Glyph], tags: Sequence[Tag]) -> tuple[tuple[Block, ...], tuple[Line, ...]]:
    """Return the blocks that tags mark among the characters of a page, and the lines outside all tags.

    Without tags each line is a block.
    """
    if not tags:
        return tuple(Block("", (), -1, (line,)) for line in group_into_lines(glyphs)), ()
    by_block: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    for glyph in glyphs:
        around = tags[glyph.tag].path if glyph.tag >= 0 else ()
        block = next((index for index in reversed(around) if tags[index].kind in BLOCKS), -1)
        if block >= 0:
            by_block.setdefault(block, []).append(glyph)
        else:
            loose.append(glyph)
    blocks = tuple(
        Block(
            tags[index].kind,
            tuple(tags[outer].kind for outer in tags[index].path),
            index,
            tuple(group_into_lines(found)),
        )
        # tags are in reading order
        for index, found in sorted(by_block.items())
    )
    turned = [Line(tuple(found)) for upright, found in groupby(loose, key=lambda glyph: glyph.upright) if not upright]
    return blocks, (*group_into_lines(loose), *turned)


def _table(found: Any, glyphs: Sequence[Glyph]) -> Table:
    rows = []
    for row in found.rows:
        cells: list[Cell | None] = []
        for box in row.cells:
            if box is None:
                cells.append(None)
                continue
            left, top, right, bottom = (side * MM_PER_PT for side in box)
            inside = [
                glyph
                for glyph in glyphs
                if left < (glyph.left + glyph.right) / 2 < right and top < (glyph.top + glyph.bottom) / 2 < bottom
            ]
            cells.append(Cell(left, top, right, bottom, tuple(group_into_lines(inside))))
        rows.append(tuple(cells))
    return Table(tuple(rows))
