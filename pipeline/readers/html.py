"""Reads web pages: title, meta, paragraphs and tables as a visitor sees them, and what a visitor does not see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html as markup

from pipeline.errors import Unreadable

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NOT_DISPLAYED = ("script", "style", "template", "noscript", "head", "svg")
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
    }
    | {"label", "mark", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u", "var", "wbr"}
)
_BLANKS = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of one block: the innermost enclosing tag with its classes; `hidden` if the page itself hides it."""

    tag: str
    classes: tuple[str, ...]
    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, a line for each paragraph, and how many rows and columns it spans."""

    text: str
    is_header: bool
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, row by row as written."""

    caption: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False

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
        return tuple(content for found, content in self.meta if found.casefold() == name.casefold())


def read(content: bytes, charset: str = "") -> Page:
    """Read a page; `charset` is the encoding the server states. Raises Unreadable if the page is empty."""
    return parse_html(decoded(content, charset))


def parse_html(source: str) -> Page:
    """Parse the source of a page; raises Unreadable if it is empty."""
    parser = markup.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = markup.document_fromstring(source.encode("utf-8", "replace"), parser)
    except etree.ParserError as fault:
        raise Unreadable("网页是空的。") from fault
    title = root.find(".//title")
    body = root.find("body")
    return Page(
        _plain("".join(map(str, title.itertext()))) if title is not None else "",
        root.get("lang", ""),
        tuple(
            (one.get("name") or one.get("property") or one.get("http-equiv") or "", one.get("content", ""))
            for one in root.iter("meta")
            if one.get("content") is not None
        ),
        tuple(_content(body, hidden=False)) if body is not None else (),
        tuple(
            (one.get("href", ""), _plain("".join(map(str, one.itertext()))))
            for one in root.iter("a")
            if one.get("href")
        ),
        tuple(str(one.text or "") for one in root.iter(etree.Comment)),
        tuple(one.text or "" for one in root.iter("script", "style") if (one.text or "").strip()),
        tuple(_attribute_texts(root)),
    )


def decoded(content: bytes, charset: str = "") -> str:
    """Decode a page by its byte order mark, the stated charset, its own meta tag, else as UTF-8 or GB 18030."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace")
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


def _plain(words: str) -> str:
    return _BLANKS.sub(" ", words).strip(" ")


def _hides(element: markup.HtmlElement) -> bool:
    style = re.sub(r"\s", "", element.get("style", "")).casefold()
    return "hidden" in element.attrib or "display:none" in style or "visibility:hidden" in style


def _content(element: markup.HtmlElement, *, hidden: bool) -> Iterator[Paragraph | Table]:
    """The blocks in an element in order; text between blocks is a paragraph of the element itself."""
    hidden = hidden or _hides(element)
    own: list[str] = [element.text or ""]

    def paragraph_so_far() -> Iterator[Paragraph]:
        words = "".join(own)
        own.clear()
        lines = [_plain(line) for line in words.split("\x00")]
        if any(lines):
            kept = "\n".join(lines).strip("\n")
            yield Paragraph(str(element.tag), tuple(element.get("class", "").split()), kept, hidden)

    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _NOT_DISPLAYED:
            pass
        elif tag == "br":
            own.append("\x00")
        elif tag == "table":
            yield from paragraph_so_far()
            yield _table(child, hidden=hidden or _hides(child))
        elif tag in _INLINE and not _holds_blocks(child) and not _hides(child):
            own.append(_inline(child))
        else:
            yield from paragraph_so_far()
            yield from _content(child, hidden=hidden)
        own.append(child.tail or "")
    yield from paragraph_so_far()


def _holds_blocks(element: markup.HtmlElement) -> bool:
    return any(
        isinstance(one.tag, str) and one.tag not in _INLINE and one.tag not in ("br", *_NOT_DISPLAYED)
        for one in element.iterdescendants()
    )


def _inline(element: markup.HtmlElement) -> str:
    words = [element.text or ""]
    for child in element:
        if child.tag == "br":
            words.append("\x00")
        elif isinstance(child.tag, str) and child.tag not in _NOT_DISPLAYED:
            words.append(_inline(child))
        words.append(child.tail or "")
    return "".join(words)


def _table(table: markup.HtmlElement, *, hidden: bool) -> Table:
    caption = table.find("caption")
    rows = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        cells = []
        for one in row:
            if one.tag in ("td", "th"):
                words = "\n".join(found.text for found in _content(one, hidden=False))
                cells.append(Cell(words, one.tag == "th", _span(one, "rowspan"), _span(one, "colspan")))
        rows.append(tuple(cells))
    return Table(_plain(caption.text_content()) if caption is not None else "", tuple(rows), hidden)


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
                words = str(value).strip()
                if words:
                    yield words


def grid(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return the table as a full grid; the text of a merged cell is repeated in each position it covers."""
    filled: list[dict[int, str]] = []
    for place, row in enumerate(table.rows):
        while len(filled) <= place:
            filled.append({})
        column = 0
        for cell in row:
            while column in filled[place]:
                column += 1
            for below in range(cell.rowspan):
                # a span that reaches beyond the last row ends with it
                if place + below >= len(table.rows):
                    break
                while len(filled) <= place + below:
                    filled.append({})
                for beside in range(cell.colspan):
                    filled[place + below][column + beside] = cell.text
            column += cell.colspan
    width = max((max(row, default=-1) + 1 for row in filled), default=0)
    return tuple(tuple(row.get(column, "") for column in range(width)) for row in filled)
