"""A table for the office's own use (修改对照表、任务承接表), in Word and as a page: what goes out struck, what comes in underlined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from pathlib import Path

from pipeline import standard
from pipeline.model import Plan
from pipeline.render import wordml
from pipeline.render.difference import Fate, Piece
from pipeline.render.document import compose
from pipeline.render.printed import Style
from pipeline.render.template import STRONG, TABLE, W
from pipeline.render.wordml import Into


class Look(Enum):
    """How words are set: as they are, struck, underlined, or emphasised; the values name the elements of HTML."""

    PLAIN = ""
    OUT = "del"
    IN = "ins"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one look."""

    words: str
    look: Look = Look.PLAIN


Line = tuple[Words, ...]
Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table: what is said before it and behind it (paragraphs), heads, rows, and shares of the width."""

    title: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def plain(words: str) -> Cell:
    """A cell of words as they are, a line a paragraph."""
    return tuple((Words(line),) for line in words.split("\n"))


_LOOKS = {Fate.KEPT: Look.PLAIN, Fate.OUT: Look.OUT, Fate.IN: Look.IN}


def side(pieces: Iterable[Piece], left_out: Fate) -> Cell:
    """One side of a comparison: the pieces but those of the other side, a line a paragraph."""
    lines: list[list[Words]] = [[]]
    for piece in pieces:
        if piece.fate is left_out:
            continue
        first, *others = piece.words.split("\n")
        lines[-1].append(Words(first, _LOOKS[piece.fate]))
        lines += [[Words(line, _LOOKS[piece.fate])] for line in others]
    return tuple(tuple(one for one in line if one.words) for line in lines)


# --- as a page ------------------------------------------------------------------------


def html(sheet: Sheet, templates: Sequence[Path]) -> bytes:
    """The sheet as one page that needs no other file, in UTF-8; raises TemplateFault for a template that does not fit."""
    from pipeline.render.markup import fill

    return fill(templates, "diff.html", sheet=sheet).encode()


# --- in Word --------------------------------------------------------------------------

_PROPERTIES = {Look.PLAIN: "", Look.OUT: "<w:strike/>", Look.IN: '<w:u w:val="single"/>'}


def docx(sheet: Sheet, plan: Plan, template: Path) -> bytes:
    """The sheet in the styles and on the page of the office's template; the plan gives the file's properties.

    Of the template it takes page and styles, not what stands around the marked
    paragraph. Raises TemplateFault for a template that does not fit, and Fault for a
    character that a Word file cannot hold.
    """
    from pipeline.render.shell import SECTION, body_of, destination, filled, finished, mark_of, parsed

    shell = filled(template, sheet.title, standard.PAGES[plan.head.layout.value])
    into = destination(shell)
    mark = mark_of(shell)
    for other in [*mark.itersiblings(preceding=True), *mark.itersiblings()]:
        if other.tag != SECTION:
            body_of(shell).remove(other)
    properties = body_of(shell).find(SECTION)
    assert properties is not None, "a filled template has its section"
    for first_page in properties.findall(f"{{{W}}}titlePg"):
        properties.remove(first_page)
    width = standard.TYPE_AREA[0]
    written = [wordml.title(Style.ANNEX_TITLE, sheet.title, width, into), wordml.blank(into)]
    written += [wordml.paragraph(Style.BODY, wordml.run(words), into) for words in sheet.before]
    written += [_table(sheet, width, into), wordml.gap(into)]
    written += [wordml.paragraph(Style.BODY, wordml.run(words), into) for words in sheet.behind]
    for element in parsed(written):
        mark.addprevious(element)
    body_of(shell).remove(mark)
    return finished(shell, compose(plan), sheet.title)


def _table(sheet: Sheet, width: float, into: Into) -> str:
    edges = [round(share * standard.twips_of_mm(width)) for share in accumulate(sheet.widths, initial=0.0)]
    columns = [stop - start for start, stop in pairwise(edges)]
    head = _row([plain(words) for words in sheet.head], columns, Style.TABLE_HEAD, into)
    rows = "".join(_row(row, columns, Style.TABLE_CELL, into) for row in sheet.rows)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{into.styles[TABLE]}"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: Sequence[Cell], columns: Sequence[int], style: Style, into: Into) -> str:
    # long rows may break over pages: a whole item stands in one
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if style is Style.TABLE_HEAD else ""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        + "".join(_paragraph(line, style, into) for line in cell or ((),))
        + "</w:tc>"
        for cell, width in zip(cells, columns, strict=True)
    )
    return f"<w:tr>{properties}{inner}</w:tr>"


def _paragraph(line: Line, style: Style, into: Into) -> str:
    left = '<w:jc w:val="left"/>' if style is Style.TABLE_CELL else ""
    return wordml.paragraph(style, "".join(_run(words, into) for words in line), into, more=left)


def _run(words: Words, into: Into) -> str:
    look = f'<w:rStyle w:val="{into.styles[STRONG]}"/>' if words.look is Look.STRONG else _PROPERTIES[words.look]
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{wordml.escaped(words.words)}</w:t></w:r>'
