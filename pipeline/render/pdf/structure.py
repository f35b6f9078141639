"""Builds the PDF's structure tree from the layout: one element for each part of the document, on however many pages it is.

WeasyPrint tags every page by itself: a paragraph or a table over two pages is two of them, repeated heads
and page numbers are content, and the headers of cells below merged ones are wrong. So its tree
only shows in what order the marked content is read; the elements are those of the HTML that was laid out.
ISO 32000-1, 14.8 and ISO 14289-1 (PDF/UA-1).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.patterns import lazy_pattern

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True, slots=True)
class HtmlElement:
    """An element of the HTML: a number that identifies it, its tag, and the rows and columns that a cell covers.

    `repeats` says that it only repeats the words of another element on a new page.
    """

    key: int
    tag: str
    rowspan: int = 1
    colspan: int = 1
    repeats: bool = False


class ContentKind(Enum):
    """What comes next on a page: an element that may be empty, marked content, or the annotation of a link."""

    ELEMENT = auto()
    MARKED = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of a page in reading order, with the elements around it, outermost first."""

    kind: ContentKind
    path: tuple[HtmlElement, ...]


_TYPES = {
    **{tag: tag.upper() for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "tr", "th", "td")},
    "article": "Art",
    "section": "Sect",
    "div": "Div",
    "blockquote": "BlockQuote",
    "ul": "Div",
    "ol": "Div",
    "li": "P",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "a": "Link",
    "img": "Figure",
}
"""The structure types by HTML tag; an element of another tag (span, b) is none, its content belongs to the one around it."""

_CELLS = ("th", "td")


@dataclass(slots=True)
class _Node:
    """A structure element while the tree is built; `kids` are elements, (page, MCID), or annotations."""

    element: HtmlElement
    page: int
    kids: "list[_Node | tuple[int, int] | pikepdf.Dictionary]" = field(default_factory=list)
    attributes: Mapping[str, Any] = field(default_factory=dict)


def rebuild(pdf: "pikepdf.Pdf", pages: Sequence[Sequence[Content]]) -> None:
    """Replace the structure tree of a PDF with one whose elements run over pages; `pages` is what was laid out on each.

    Page numbers, watermarks, repeated heads and merged cells of tables become artifacts (ISO 14289-1,
    7.1 and 7.8). Raises ZwgkError if the PDF's marked content is not what was laid out.
    """
    root = _Node(HtmlElement(0, "document"), 0)
    nodes = {0: root}
    tagged: list[set[int]] = [set() for _ in pages]
    marks = _marks(pdf)
    for number, contents in enumerate(pages):
        for content in contents:
            mark = None if content.kind is ContentKind.ELEMENT else next(marks, None)
            if content.kind is not ContentKind.ELEMENT and (mark is None or mark.page != number):
                raise _mismatch()
            node = _node(nodes, root, content.path, number)
            if node is None or mark is None:
                continue
            if (content.kind is ContentKind.MARKED) is (mark.number is None):
                raise _mismatch()
            if mark.number is None:
                node.kids.append(mark.element.Obj)
            else:
                tagged[number].add(mark.number)
                node.kids.append((number, mark.number))
                node.attributes = node.attributes or _figure_attributes(mark.element)
    if next(marks, None) is not None:
        raise _mismatch()
    _write_tree(pdf, root)
    for page, own in zip(pdf.pages, tagged, strict=True):
        _mark_artifacts(page, own)


def _node(nodes: dict[int, _Node], root: _Node, path: Sequence[HtmlElement], page: int) -> _Node | None:
    """Return the innermost node of a path, added where it is new; None for a table's head or a merged cell repeated on a later page."""
    node = root
    for element in path:
        if element.repeats:
            return None
        if element.tag not in _TYPES:
            continue
        inner = nodes.get(element.key)
        if inner is None:
            inner = nodes[element.key] = _Node(element, page)
            node.kids.append(inner)
        elif element.tag == "thead" and inner.page != page:
            return None
        node = inner
    return node


# --- WeasyPrint's tree -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marked content of WeasyPrint's tree, or the annotation of a link: its page, its MCID (None for an annotation), its element."""

    page: int
    number: int | None
    element: Any


def _marks(pdf: "pikepdf.Pdf") -> Iterator[_Mark]:
    """Yield what WeasyPrint's structure tree refers to, in reading order."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    # a kid and the element that it belongs to
    left: list[tuple[Any, Any]] = [(kid, None) for kid in reversed(pdf.Root.StructTreeRoot.K.as_list())]
    while left:
        kid, element = left.pop()
        if isinstance(kid, int):
            yield _Mark(numbers[element.Pg.objgen], kid, element)
        elif "/Obj" in kid:
            yield _Mark(numbers[kid.Pg.objgen], None, kid)
        else:
            left += [(inner, kid) for inner in reversed(kid.K.as_list())]


def _figure_attributes(element: Any) -> Mapping[str, Any]:
    """Return the alternative text and the place of a picture; empty for anything else."""
    return {key: element[key] for key in ("/Alt", "/A") if element.S == "/Figure" and key in element}


def _mismatch() -> ZwgkError:
    return ZwgkError("PDF 里的标签和排出来的内容对不上；请安装锁定的 WeasyPrint")


# --- our tree --------------------------------------------------------------------


def _write_tree(pdf: "pikepdf.Pdf", root: _Node) -> None:
    """Write the tree into the PDF, with the map from marked content and annotations to elements (ISO 32000-1, 14.7.4.4)."""
    import pikepdf

    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    parents: list[dict[int, Any]] = [{} for _ in pdf.pages]
    annotations: list[tuple[Any, Any]] = []

    def write(node: _Node, parent: Any) -> Any:
        element = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{_TYPES.get(node.element.tag, 'Document')}"), P=parent
            )
        )
        for key, value in (_cell_attributes(node) or node.attributes).items():
            element[key] = value
        kids: list[Any] = []
        own_page = next((kid[0] for kid in node.kids if isinstance(kid, tuple)), None)
        if own_page is not None:
            element.Pg = pdf.pages[own_page].obj
        for kid in node.kids:
            match kid:
                case _Node():
                    if kid.kids or kid.element.tag in _CELLS:
                        kids.append(write(kid, element))
                case (page, number):
                    parents[page][number] = element
                    kids.append(number if page == own_page else _reference(pdf, page, number))
                case annotation:
                    annotations.append((annotation, element))
                    kids.append(pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=annotation))
        if kids:
            element.K = pikepdf.Array(kids)
        return element

    tree.K = pikepdf.Array([write(root, tree)])
    numbers: list[Any] = []
    for number, own in enumerate(parents):
        elements = pikepdf.Array([own.get(mark) for mark in range(max(own, default=-1) + 1)])
        numbers += [number, pdf.make_indirect(elements)]
        pdf.pages[number].StructParents = number
    for number, (annotation, element) in enumerate(annotations, len(parents)):
        numbers += [number, element]
        annotation.StructParent = number
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(numbers)))
    tree.ParentTreeNextKey = len(parents) + len(annotations)
    pdf.Root.StructTreeRoot = tree


def _reference(pdf: "pikepdf.Pdf", page: int, number: int) -> Any:
    """A reference to marked content on another page than that of its element."""
    import pikepdf

    return pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pdf.pages[page].obj, MCID=number)


def _cell_attributes(node: _Node) -> Mapping[str, Any]:
    """The attributes of a table's cell: the rows and columns it covers, and that a header is one of its columns (14.8.5.7)."""
    import pikepdf

    element = node.element
    if element.tag not in _CELLS:
        return {}
    spans = {"/RowSpan": element.rowspan, "/ColSpan": element.colspan}
    attributes = pikepdf.Dictionary(
        {"/O": pikepdf.Name.Table} | {name: count for name, count in spans.items() if count > 1}
    )
    if element.tag == "th":
        attributes.Scope = pikepdf.Name.Column
    return {"/A": attributes} if len(attributes) > 1 else {}


_BEGINS = lazy_pattern(rb"^/\w+\n<</MCID (\d+)(?:/ActualText <[0-9a-f]+>)?>>\nBDC$", re.MULTILINE)
"""How WeasyPrint begins marked content: operands and operators have a line each, text is in hexadecimal digits."""

_ARTIFACT = b"/Artifact\n<</Type /Pagination>>\nBDC"


def _mark_artifacts(page: "pikepdf.Page", tagged: set[int]) -> None:
    """Mark as artifacts of pagination what is marked content on a page, but in no element (ISO 32000-1, 14.8.2.2)."""
    stream = page.Contents
    content = stream.read_bytes()
    found = [int(begin[1]) for begin in _BEGINS.finditer(content)]
    if not tagged <= set(found):
        raise _mismatch()
    if len(found) > len(tagged):
        stream.write(_BEGINS.sub(lambda begin: begin[0] if int(begin[1]) in tagged else _ARTIFACT, content))
