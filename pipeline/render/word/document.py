"""The plan and its annex for Word: `plan.docx`, `annex.docx`, in the layout of GB/T 9704.

The words go into a template's shell (`pipeline.render.word.template`) at its one marked
paragraph, as sections: the plan with what carries it, then its annexes, upright or
across the paper, then 版记.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby, pairwise
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from pipeline.render.pagination import (
    PORTRAIT,
    Keep,
    TextArea,
    annex_area,
    annex_title_height,
    height_above,
    is_landscape,
    keep_rules,
)
from pipeline.render.pdf import page_breaks as paged
from pipeline.render.print_model import (
    ColophonPage,
    Document,
    Grid,
    Line,
    PrintedAnnex,
    PrintedBlock,
    Style,
)
from pipeline.render.word import letterhead as frame, xml as wordml
from pipeline.render.word.make_template import (
    EVEN_NUMBER,
    ODD_NUMBER,
    margins,
)
from pipeline.render.word.template import (
    SECTION_PROPERTIES,
    WordDocument,
    body_marker,
    document_body,
    open_template,
    parse_blocks,
    save,
    title_marker,
    word_context,
)
from pipeline.render.word.xml import WordContext
from pipeline.typography import gbt9704 as standard, geometry


class _Kind(Enum):
    """How the pages of a section lie, on which side of a leaf it begins, whether it is numbered."""

    UPRIGHT = auto()
    ACROSS = auto()
    NEXT_EVEN = auto()
    UNNUMBERED = auto()
    """The next even page too, without a number."""


@dataclass(frozen=True, slots=True)
class _Section:
    kind: _Kind
    elements: list[etree._Element]


def plan(
    document: Document,
    template: Path,
    page: standard.Page,
    colophon: ColophonPage | None = None,
    parted: frozenset[str] = frozenset(),
) -> bytes:
    """The whole paper: 版头 and the covering 通知 where there are any, the plan, each annex on a new page, 版记.

    Where 版记 stands and which papers' last words run on to the page of their sign-off
    (`paged.parted`) only who has seen the pages laid out can say (`pdf.printout`);
    unsaid, 版记 has the next even page to itself, without a number, and last words are
    held to the sign-off. Raises TemplateError for a template that does not fit, and
    ZwgkError for a character that a Word file cannot hold.
    """
    shell = open_template(template, document.first_title, page)
    into = word_context(shell)
    top = title_marker(shell)
    if document.letterhead:
        for element in parse_blocks(frame.red_head(document.letterhead, page, into)):
            top.addprevious(element)
    document_body(shell).remove(top)
    sections = [_Section(_Kind.UPRIGHT, parse_blocks(_main(document, into, parted)))]
    for sheet in document.annexes:
        kind = _Kind.ACROSS if is_landscape(document, sheet) else _Kind.UPRIGHT
        begins = len(sections) == 1 or sections[-1].kind is not kind
        elements = parse_blocks(_sheet(sheet, annex_area(document, sheet), into, page_break=not begins))
        if begins:
            sections.append(_Section(kind, elements))
        else:
            sections[-1].elements.extend(elements)
    if document.colophon is not None:
        elements = parse_blocks(frame.colophon(document.colophon, page, into))
        if colophon is ColophonPage.SHARED and sections[-1].kind is _Kind.UPRIGHT:
            sections[-1].elements.extend(elements)
        else:
            numbered = colophon is ColophonPage.NEXT
            sections.append(_Section(_Kind.NEXT_EVEN if numbered else _Kind.UNNUMBERED, elements))
    _insert_sections(shell, sections, page, into)
    if document.watermark:
        _add_watermark(shell, document.watermark, into)
    return save(shell, document, document.first_title)


def annex(document: Document, template: Path, page: standard.Page) -> bytes:
    """The table of tasks alone (目标任务分解表), with its mark and title; raises ValueError for a plan without one.

    Of the template it takes page and styles, not what stands around the marked paragraph.
    """
    sheet = next((sheet for sheet in document.annexes if sheet.is_tasks), None)
    if sheet is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    shell = open_template(template, sheet.title, page)
    into = word_context(shell)
    mark = body_marker(shell)
    for other in [*mark.itersiblings(preceding=True), *mark.itersiblings()]:
        if other.tag != SECTION_PROPERTIES:
            document_body(shell).remove(other)
    properties = document_body(shell).find(SECTION_PROPERTIES)
    assert properties is not None
    _clear_section_start(properties)
    kind = _Kind.ACROSS if is_landscape(document, sheet) else _Kind.UPRIGHT
    _insert_sections(
        shell, [_Section(kind, parse_blocks(_sheet(sheet, annex_area(document, sheet), into)))], page, into
    )
    if document.watermark:
        _add_watermark(shell, document.watermark, into)
    return save(shell, document, sheet.title)


# --- what is printed ---------------------------------------------------------


def _main(document: Document, into: WordContext, parted: frozenset[str]) -> Iterator[str]:
    """Everything of the paper before its annexes but the first title, which stands in the shell."""
    held = paged.PLAN not in parted
    if document.notice is None:
        yield from _words(document.body, document.sign_off, into, held=held)
        return
    notice = document.notice
    yield from _words(notice.body, notice.sign_off, into, held=paged.NOTICE not in parted)
    if document.annex_mark:
        yield from _marked(document.annex_mark, into, page_break=True)
    style = Style.ANNEX_TITLE if document.annex_mark else Style.TITLE
    yield wordml.title(style, document.title, PORTRAIT[0], into, page_break=not document.annex_mark)
    yield from _words(document.body, document.sign_off, into, held=held)


def _words(body: Sequence[PrintedBlock], sign_off: Sequence[Line], into: WordContext, *, held: bool) -> Iterator[str]:
    """稿次, the words, and what stands under them."""
    printed = [one for one in body if not _is(one, Style.TITLE)]
    for one in printed:
        if isinstance(one, Line) and _is(one, Style.STAGE):
            yield wordml.line(one, into)
    yield wordml.blank_lines(into)
    # `held`, the last words stay with the sign-off, so that the signature never stands alone on a page
    words = [one for one in printed if not _is(one, Style.STAGE)]
    yield from _content(words, PORTRAIT, into, sign_off if held else ())
    if words and isinstance(words[-1], Grid) and not sign_off:
        yield wordml.paragraph_after_table(into)
    for is_note, group in groupby(sign_off, key=lambda line: line.style is Style.ANNEX_NOTE):
        if is_note or any(line.style in (Style.SIGNATURE, Style.DATE) for line in sign_off):
            yield wordml.blank_lines(into)
        for line in group:
            yield wordml.line(line, into, keep=Keep.NOT if line is sign_off[-1] else Keep.WHOLE)


def _marked(mark: str, into: WordContext, *, page_break: bool) -> Iterator[str]:
    """The mark of an annex on the first line, so that its title stands on the third (9704, 7.3.7)."""
    yield wordml.paragraph(Style.ANNEX_MARK, wordml.run(mark), into, page_break=page_break)
    yield wordml.blank_lines(into, standard.ANNEX_TITLE_LINE - 2)


def _sheet(sheet: PrintedAnnex, area: TextArea, into: WordContext, *, page_break: bool = False) -> Iterator[str]:
    """An annex: its mark, its title, its words."""
    yield from _marked(sheet.mark, into, page_break=page_break)
    yield wordml.title(Style.ANNEX_TITLE, sheet.title, area[0], into)
    yield wordml.blank_lines(into)
    yield from _content(sheet.content, area, into, title=annex_title_height(sheet, area))
    if sheet.content and isinstance(sheet.content[-1], Grid):
        yield wordml.paragraph_after_table(into)


def _content(
    printed: Sequence[PrintedBlock],
    area: TextArea,
    into: WordContext,
    sign_off: Sequence[Line] = (),
    *,
    title: float = 0.0,
) -> Iterator[str]:
    """Lines and grids; `title` is the height, in pt, of the title that stands over them and holds to them."""
    every = zip(pairwise((*printed, None)), keep_rules(printed, sign_off), height_above(printed, title), strict=True)
    for (one, following), keep, over in every:
        match one:
            case Line():
                yield wordml.line(one, into, keep=keep)
            case Grid():
                yield wordml.table(one, area, into, keep=keep is not Keep.NOT, over=over)
                # Word makes one table of two that touch
                if isinstance(following, Grid):
                    yield wordml.spacer(standard.TABLE_GAP, into)


def _is(printed: PrintedBlock, style: Style) -> bool:
    return isinstance(printed, Line) and printed.style is style


# --- sections ----------------------------------------------------------------


def _insert_sections(shell: WordDocument, sections: Sequence[_Section], page: standard.Page, into: WordContext) -> None:
    """The sections in the place of the marked paragraph.

    What the template has behind the mark comes after the last of them.
    """
    mark, body = body_marker(shell), document_body(shell)
    last = body.find(SECTION_PROPERTIES)
    assert last is not None
    followed = any(other.tag != SECTION_PROPERTIES for other in mark.itersiblings())
    whole = len(sections) > 1 or sections[0].kind is not _Kind.UPRIGHT
    for place, section in enumerate(sections):
        properties = deepcopy(last)
        if place:
            _clear_section_start(properties)
        match section.kind:
            case _Kind.UPRIGHT:
                pass
            case _Kind.ACROSS:
                _turn(shell, properties, page, into)
            case _Kind.NEXT_EVEN:
                _begin_even(properties)
            case _Kind.UNNUMBERED:
                _begin_even(properties)
                # feet as low as those of the others
                _set_footers(
                    shell, properties, [frame.empty(into.styles[style]) for style in (ODD_NUMBER, EVEN_NUMBER)]
                )
        for element in section.elements:
            # lxml moves one great table in quadratic time, its rows one by one in linear
            rows = list(element)
            element[:] = []
            mark.addprevious(element)
            element[:] = rows
        if whole and (followed or place < len(sections) - 1):
            own = section.elements[-1].find(qn("w:pPr"))
            assert own is not None
            own.append(properties)
        elif whole:
            body.replace(last, properties)
    body.remove(mark)


def _clear_section_start(properties: etree._Element) -> None:
    """Makes a section begin on a new page that looks as all its others: only the first of the paper may differ."""
    for tag in ("w:titlePg", "w:type"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def _turn(shell: WordDocument, properties: etree._Element, page: standard.Page, into: WordContext) -> None:
    """Lays a section across its paper, the page numbers where they stand on the other pages (9704, 8)."""
    width, height = (geometry.twips_of_mm(side) for side in reversed(standard.PAPER))
    paper, whites = parse_blocks(
        [f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>', margins(geometry.landscape(page))]
    )
    for own in (paper, whites):
        before = properties.find(own.tag)
        assert before is not None
        properties.replace(before, own)
    # the number hangs in a frame of its own; a footer as low as on upright pages would cut the table's room
    whites.set(qn("w:footer"), str(int(whites.get(qn("w:bottom"), "0")) // 2))
    odd, even = into.styles[ODD_NUMBER], into.styles[EVEN_NUMBER]
    _set_footers(shell, properties, [frame.turned_number(odd, odd=True), frame.turned_number(even, odd=False)])


def _begin_even(properties: etree._Element) -> None:
    """Makes a section begin on the next even page."""
    paper = properties.find(qn("w:pgSz"))
    assert paper is not None
    paper.addprevious(parse_blocks(['<w:type w:val="evenPage"/>'])[0])


def _set_footers(shell: WordDocument, properties: etree._Element, paragraphs: Sequence[str]) -> None:
    """Gives a section footers of its own, for odd and even pages."""
    for found in properties.findall(qn("w:footerReference")):
        properties.remove(found)
    for kind, paragraph in zip(("default", "even"), paragraphs, strict=True):
        part, relation = shell.part.add_footer_part()  # type: ignore[no-untyped-call]  # python-docx has none here
        part.element.attrib.clear()
        part.element[:] = [parse_xml(paragraph)]
        etree.cleanup_namespaces(part.element)
        properties[0:0] = parse_blocks([f'<w:footerReference w:type="{kind}" r:id="{relation}"/>'])


def _add_watermark(shell: WordDocument, words: str, into: WordContext) -> None:
    """Lays a watermark (水印) across every page, into the office's own headers where it has some."""
    marked: dict[str, str] = {}
    for properties in list(document_body(shell).iter(SECTION_PROPERTIES)):
        kinds = ["default", "even", *(["first"] if properties.find(qn("w:titlePg")) is not None else [])]
        own = {one.get(qn("w:type")): one.get(qn("r:id"), "") for one in properties.findall(qn("w:headerReference"))}
        for kind in kinds:
            relation = own.get(kind) or marked.get(kind)
            if relation is None:
                part, relation = shell.part.add_header_part()  # type: ignore[no-untyped-call]  # python-docx has none here
                part.element.attrib.clear()
                part.element[:] = [parse_xml(frame.empty(into.styles[ODD_NUMBER]))]
            else:
                part = shell.part.related_parts[relation]
            if relation not in marked.values():
                marked[kind] = relation
                paragraph = next(part.element.iter(qn("w:p")))
                paragraph.append(parse_xml(frame.watermark(words, name=f"{Style.STAGE.value}{len(marked)}")))
                etree.cleanup_namespaces(part.element)
            if kind not in own:
                properties[0:0] = parse_blocks([f'<w:headerReference w:type="{kind}" r:id="{relation}"/>'])
