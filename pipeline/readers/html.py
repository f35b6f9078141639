"""Reads web pages: title, meta, paragraphs and tables as a visitor sees them, and what a visitor does not see.

Styles count only where a tag states them itself; style sheets and scripts are not run.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from unicodedata import east_asian_width

from lxml import etree, html as markup

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers.docx_numbering import format_number

_DECLARED = lazy_pattern(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NOT_DISPLAYED = ("script", "style", "template", "noscript", "head", "svg")
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "hr", "iframe", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option"),
        *("p", "pre", "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th"),
        *("thead", "title", "tr", "ul"),
    )
)
"""Tags that begin a paragraph of their own; all others (`<o:p>`, `<st1:chsdate>` too) are inline."""

_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_SIZES = {"pt": 1.0, "px": 0.75}
_HIDDEN_CLASSES = frozenset({"hidden", "hide", "d-none", "sr-only", "visually-hidden"})
_ORDERED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LIST_STYLES = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "none": "none",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "taiwaneseCountingThousand",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
_MAX_POSITIONS = 1_000_000
"""The most positions that the cells of a table may cover."""

_BREAK = "\0"
_BLANKS = lazy_pattern(r"[ \t\n\r\f]+")
_LINES = lazy_pattern(rf"[ ]*{_BREAK}[ ]*")
_INDENTED = lazy_pattern(r"\u3000{2}|\u00a0{2}|[\u00a0 ]{4}")
_NUMBERED = lazy_pattern(r"[（(]?[0-9一二三四五六七八九十]+[)）、.．]")


@dataclass(frozen=True, slots=True)
class Format:
    """How characters look and where they are: what a tag or those around it state."""

    hidden: bool = False
    bold: bool = False
    size: float = 0.0
    """In pt; 0 where the page does not say."""
    font: str = ""
    target: str = ""
    change: str = ""
    """del or ins for a tracked change that Word left in the page."""
    is_reading: bool = False
    """Of the reading (拼音) above characters."""
    is_number: bool = False
    """Of a number that Word gave the paragraph automatically."""
    is_preformatted: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one format."""

    text: str
    format: Format


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of one block: the innermost enclosing tag with its classes; `hidden` if the page itself hides it."""

    tag: str
    classes: tuple[str, ...]
    text: str
    hidden: bool = False
    spans: tuple[Span, ...] = ()
    """The text in its formats."""
    number: str = ""
    """The number of its list item, or that Word gave it."""
    align: str = ""
    regions: tuple["Region", ...] = ()
    """The elements around it, outermost first."""
    readings: tuple[str, ...] = ()
    """The readings above its characters."""


@dataclass(frozen=True, slots=True)
class Region:
    """An element around a paragraph: its tag, role, classes and id, and the text it has, linked and in all."""

    tag: str
    role: str
    names: tuple[str, ...]
    length: int
    linked: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its blocks, and how many rows and columns it spans."""

    content: tuple["Paragraph | Table", ...]
    is_header: bool
    rowspan: int
    colspan: int

    @property
    def text(self) -> str:
        """Its text, a line for each paragraph."""
        return "\n".join(block.text for block in self.content)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, row by row as written."""

    caption: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    regions: tuple[Region, ...] = ()

    @property
    def text(self) -> str:
        """The text of the table: a line for each row, cells separated by tabs."""
        rows = ["\t".join(cell.text for cell in row) for row in self.rows]
        return "\n".join([self.caption, *rows] if self.caption else rows)


@dataclass(frozen=True, slots=True)
class Page:
    """A web page."""

    title: str
    language: str
    meta: tuple[tuple[str, str], ...]
    """Name (or property) and content of each meta tag, in order."""
    content: tuple[Paragraph | Table, ...]
    links: tuple[tuple[str, str], ...]
    """Address and text of each link."""
    comments: tuple[str, ...]
    scripts: tuple[str, ...]
    """Scripts and styles inside the page."""
    attributes: tuple[str, ...]
    """Text in attributes: alt, title, aria-label, value, placeholder, data-…"""

    def meta_values(self, name: str) -> tuple[str, ...]:
        """Return the contents of all meta tags of that name."""
        return tuple(content for key, content in self.meta if key.casefold() == name.casefold())


def read(content: bytes, charset: str = "") -> Page:
    """Read a page; `charset` is the encoding the server states. Raises Unreadable if the page is empty or damaged."""
    return parse_html(decoded(content, charset))


def parse_html(source: str) -> Page:
    """Parse the source of a page; raises Unreadable if it is empty or its tags are nested too deeply."""
    parser = markup.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    # an XML declaration or NUL would end the text for the parser
    source = source.replace("\0", "\ufffd")
    try:
        root = markup.document_fromstring(source.encode("utf-8", "replace"), parser)
    except etree.ParserError as fault:
        raise Unreadable("网页是空的。") from fault
    if any("depth" in entry.message for entry in parser.error_log):
        raise Unreadable("网页的标签套得太深，不像正常的网页，没有读。")
    title = root.find(".//title")
    body = root.find("body")
    walk = _Walk()
    if body is not None:
        walk.element(body, Format(), ())
    return Page(
        _plain("".join(map(str, title.itertext()))) if title is not None else "",
        root.get("lang", ""),
        tuple(
            (meta.get("name") or meta.get("property") or meta.get("http-equiv") or "", meta.get("content", ""))
            for meta in root.iter("meta")
            if meta.get("content") is not None
        ),
        tuple(walk.blocks),
        tuple(
            (link.get("href", ""), _plain("".join(map(str, link.itertext()))))
            for link in root.iter("a")
            if link.get("href")
        ),
        tuple(str(comment.text or "") for comment in root.iter(etree.Comment)),
        tuple(script.text or "" for script in root.iter("script", "style") if (script.text or "").strip()),
        tuple(_attribute_texts(root)),
    )


def decoded(content: bytes, charset: str = "") -> str:
    """Decode a page by its byte order mark, the stated charset, its own meta tag, else as UTF-8 or GB 18030."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(content[:4096])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8", "gb18030"):
        # GBK and GB 2312 are subsets of GB 18030, and pages often name the wrong one
        name = "gb18030" if name.casefold() in ("gb2312", "gbk") else name  # noqa: PLW2901
        try:
            if name:
                return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


# --- the walk --------------------------------------------------------------------


class _Walk:
    """The blocks so far, and the paragraph that is being read."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self._spans: list[Span] = []
        self._number = ""

    def element(self, element: markup.HtmlElement, outer: Format, regions: tuple[Region, ...]) -> None:
        """Read a block with everything in it."""
        own = _format(element, outer)
        inner = (*regions, _region(element))
        self._inside(element, element, own, inner)
        self._end(element, inner)

    def _inside(
        self, element: markup.HtmlElement, block: markup.HtmlElement, own: Format, regions: tuple[Region, ...]
    ) -> None:
        """Read what is in an element; `block` is the innermost block around it."""
        self._text(element.text, own)
        items = _Items(element) if element.tag in ("ol", "ul", "menu", "dir") else None
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _NOT_DISPLAYED:
                pass
            elif tag == "br":
                self._text(_BREAK, own)
            elif tag == "table":
                self._end(block, regions)
                self._table(child, _format(child, own), (*regions, _region(child)))
            elif tag in _BLOCKS:
                self._end(block, regions)
                if items is not None and tag == "li":
                    self._number = items.number(child)
                self.element(child, own, regions)
                self._number = ""
            else:
                self._inside(child, block, _format(child, own), regions)
            self._text(child.tail, own)

    def _text(self, text: str | None, own: Format) -> None:
        if text:
            self._spans.append(Span(text, own))

    def _end(self, block: markup.HtmlElement, regions: tuple[Region, ...]) -> None:
        """End the paragraph being read: its visible text, line by line, then what is hidden in it."""
        spans, self._spans = self._spans, []
        if not any(span.text.strip(" \t\n\r\f\0") for span in spans):
            return
        classes = tuple(block.get("class", "").split())
        number = _plain("".join(span.text for span in spans if span.format.is_number and not span.format.hidden))
        number = number.strip(" \u00a0") or self._number
        self._number = ""
        readings = tuple(
            reading for span in spans if span.format.is_reading and (reading := _plain(span.text).strip(_BREAK))
        )
        visible = [
            span for span in spans if not (span.format.hidden or span.format.is_reading or span.format.is_number)
        ]
        tag, align = str(block.tag), _align(block)
        begun = False
        for lines in _paragraphs(_collapsed(visible)):
            text = "".join(span.text for span in lines)
            self.blocks.append(
                Paragraph(
                    tag,
                    classes,
                    text,
                    hidden=False,
                    spans=lines,
                    number="" if begun else number,
                    align=align,
                    regions=regions,
                    readings=() if begun else readings,
                )
            )
            begun = True
        hidden = [span for span in spans if span.format.hidden]
        if not begun and (number or readings):
            # the number of an empty item, or readings of nothing
            self.blocks.append(
                Paragraph(
                    tag, classes, "", hidden=False, number=number, align=align, regions=regions, readings=readings
                )
            )
        for lines in _paragraphs(_collapsed(hidden)):
            text = "".join(span.text for span in lines)
            self.blocks.append(Paragraph(tag, classes, text, hidden=True, spans=lines, regions=regions))

    def _table(self, table: markup.HtmlElement, own: Format, regions: tuple[Region, ...]) -> None:
        caption = table.find("caption")
        rows: list[tuple[Cell, ...]] = []
        hidden_rows: set[int] = set()
        for row in table.iter("tr"):
            if next(row.iterancestors("table"), None) is not table:
                continue
            in_head = any(parent.tag == "thead" for parent in row.iterancestors() if parent.tag in ("thead", "table"))
            of_row = _format(row, own)
            if of_row.hidden and not own.hidden:
                hidden_rows.add(len(rows))
            cells = []
            for cell in row:
                if cell.tag in ("td", "th"):
                    walk = _Walk()
                    walk.element(cell, replace(of_row, hidden=False), ())
                    cells.append(
                        Cell(
                            tuple(walk.blocks),
                            cell.tag == "th" or in_head,
                            _span(cell, "rowspan"),
                            _span(cell, "colspan"),
                        )
                    )
            rows.append(tuple(cells))
        # text that stands in a table outside its cells is shown above it
        for child in table.iterdescendants("table", "tbody", "thead", "tfoot", "tr"):
            if child.tag != "table" and next(child.iterancestors("table"), None) is table:
                self._text(child.text, own)
                for inner in child:
                    self._text(inner.tail, own)
        self._end(table, regions)
        self.blocks.append(
            Table(
                _plain(caption.text_content()) if caption is not None else "",
                tuple(rows),
                own.hidden,
                frozenset(hidden_rows),
                regions,
            )
        )


class _Items:
    """Counts the items of a list."""

    def __init__(self, element: markup.HtmlElement) -> None:
        self._ordered = element.tag == "ol"
        style = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", element.get("style", ""))
        kind = _ORDERED.get(element.get("type", "1"), "decimal")
        self._kind = _LIST_STYLES.get(style[1], kind) if style else kind
        start = element.get("start", "")
        self._step = -1 if "reversed" in element.attrib else 1
        count = sum(1 for child in element if child.tag == "li")
        self._next = int(start) if re.fullmatch(r"-?\d{1,6}", start) else count if self._step < 0 else 1

    def number(self, item: markup.HtmlElement) -> str:
        """Count an item and return its number; empty if the list has none, or the text has its own."""
        value = item.get("value", "")
        if re.fullmatch(r"-?\d{1,6}", value):
            self._next = int(value)
        current = self._next
        self._next += self._step
        # whoever writes numbers himself takes those of the list away by a style sheet
        if not self._ordered or self._kind == "none" or _NUMBERED.match(item.text_content().strip()):
            return ""
        text = format_number(current, self._kind)
        return f"{text}、" if "一" <= text[:1] <= "鿿" else f"{text}."


def _region(element: markup.HtmlElement) -> Region:
    names = (*element.get("class", "").casefold().split(), element.get("id", "").casefold())
    length = len("".join(map(str, element.itertext()))) if element.tag in _BLOCKS else 0
    linked = sum(len(link.text_content()) for link in element.iter("a", "button", "option")) if length else 0
    return Region(str(element.tag), element.get("role", ""), tuple(filter(None, names)), length, linked)


def _format(element: markup.HtmlElement, outer: Format) -> Format:
    """The format inside an element."""
    tag = str(element.tag)
    style = re.sub(r"\s*([:;])\s*", r"\1", element.get("style", "")).casefold()
    own = outer
    if not outer.hidden and _hides(element, style):
        own = replace(own, hidden=True)
    if tag in _BOLD or re.search(r"font-weight:(bold|[6-9]00)", style):
        own = replace(own, bold=True)
    size = re.search(r"font-size:([\d.]{1,6})(pt|px)", style)
    if size and size[1].count(".") < 2 and size[1] != ".":
        own = replace(own, size=round(float(size[1]) * _SIZES[size[2]], 2))
    font = re.search(r"font-family:([^;,]+)", style)
    if font or element.get("face"):
        own = replace(own, font=(font[1] if font else element.get("face", "")).strip("'\" "))
    if tag == "a" and element.get("href"):
        own = replace(own, target=element.get("href", ""))
    if tag in ("del", "ins"):
        own = replace(own, change=tag)
    if tag in ("rt", "rp", "rtc"):
        own = replace(own, is_reading=True)
    if "mso-list:ignore" in style:
        own = replace(own, is_number=True)
    if tag == "pre":
        own = replace(own, is_preformatted=True)
    return own


def _hides(element: markup.HtmlElement, style: str) -> bool:
    return (
        "hidden" in element.attrib
        or any(rule in style for rule in ("display:none", "visibility:hidden", "mso-hide:all", "font-size:0;"))
        or style.endswith("font-size:0")
        or not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").split())
    )


def _align(block: markup.HtmlElement) -> str:
    stated = re.search(r"text-align\s*:\s*(left|center|right|justify)", block.get("style", ""))
    align = stated[1] if stated else block.get("align", "").casefold()
    return align if align in ("left", "center", "right", "justify") else ""


def _collapsed(spans: list[Span]) -> list[Span]:
    """The spans with blanks as a browser shows them: a run of them is one, none at line ends, none where a line end parts Han."""
    text = "".join(re.sub(r"\n", _BREAK, span.text) if span.format.is_preformatted else span.text for span in spans)
    owners = [index for index, span in enumerate(spans) for _ in span.text]
    characters: list[str] = []
    kept: list[int] = []
    position = 0
    for blank in _BLANKS.finditer(text):
        characters += text[position : blank.start()]
        kept += owners[position : blank.start()]
        position = blank.end()
        before, after = text[blank.start() - 1 : blank.start()], text[blank.end() : blank.end() + 1]
        parts_han = "\n" in blank[0] and before and after and _is_wide(before) and _is_wide(after)
        if before and after and _BREAK not in (before, after) and not parts_han:
            characters.append(" ")
            kept.append(owners[blank.start()])
    characters += text[position:]
    kept += owners[position:]
    result: list[Span] = []
    start = 0
    for index in range(1, len(kept) + 1):
        if index == len(kept) or kept[index] != kept[start]:
            result.append(Span("".join(characters[start:index]), spans[kept[start]].format))
            start = index
    return result


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF" or character in "“”‘’—…"


def _paragraphs(spans: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Split at empty lines and before indented ones: where paragraphs are only parted by <br>. A line break is a line end."""
    text = "".join(span.text for span in spans)
    cuts = [0]
    for found in re.finditer(rf"(?:{_BREAK})+", text):
        if len(found[0]) > 1 or _INDENTED.match(text, found.end()):
            cuts += [found.start(), found.end()]
    cuts.append(len(text))
    for start, stop in zip(cuts[::2], cuts[1::2], strict=True):
        part = _cut(spans, start, stop)
        if any(span.text.strip() for span in part):
            yield part


def _cut(spans: list[Span], start: int, stop: int) -> tuple[Span, ...]:
    """The spans from one character to another, without breaks at the ends."""
    text = "".join(span.text for span in spans)
    while start < stop and text[start] in (_BREAK, " ", "\u00a0"):
        start += 1
    while start < stop and text[stop - 1] in (_BREAK, " ", "\u00a0"):
        stop -= 1
    result = []
    position = 0
    for span in spans:
        piece = span.text[max(start - position, 0) : max(stop - position, 0)]
        position += len(span.text)
        if piece:
            result.append(Span(piece.replace(_BREAK, "\n").replace("\u00a0", " "), span.format))
    return tuple(result)


def _span(cell: markup.HtmlElement, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name, ""))
    # browsers limit spans to a thousand
    return min(max(int(found[1]), 1), 1000) if found else 1


def _attribute_texts(root: markup.HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            key = str(name)
            if key in ("alt", "title", "aria-label", "value", "placeholder", "summary") or key.startswith("data-"):
                text = str(value).strip()
                if text:
                    yield text


def positions(table: Table) -> Iterator[tuple[Cell, int, int, int]]:
    """Yield each cell with its row, its column and the rows it covers; a span beyond the last row ends with it."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            rowspan = min(cell.rowspan, len(table.rows) - row)
            taken |= {(row + down, column + right) for down in range(rowspan) for right in range(cell.colspan)}
            if len(taken) > _MAX_POSITIONS:
                raise Unreadable("网页里的表格太大，没有读。")
            yield cell, row, column, rowspan
            column += cell.colspan


def grid(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return the table as a full grid; the text of a merged cell is repeated in each position it covers."""
    filled: dict[tuple[int, int], str] = {}
    for cell, row, column, rowspan in positions(table):
        filled |= {(row + down, column + right): cell.text for down in range(rowspan) for right in range(cell.colspan)}
    width = max((column + 1 for _, column in filled), default=0)
    return tuple(tuple(filled.get((row, column), "") for column in range(width)) for row in range(len(table.rows)))
