"""The plan and its annex for Word, `plan.docx` and `annex.docx`, in the layout of GB/T 9704.

The content replaces the template's body marker (`pipeline.render.word.template`), as
sections: the covering notice and the plan, then the annexes in portrait or landscape, then 版记.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby, pairwise
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from pipeline.dataclass import dataclass
from pipeline.render.pagination import (
    PORTRAIT,
    Keep,
    TextArea,
    annex_area,
    annex_title_height,
    height_above,
    is_landscape,
    keep_rules,
    line_setting,
    may_be_respaced,
    respaced,
    sign_off_rules,
)
from pipeline.render.print_model import (
    NOTICE,
    PLAN,
    ColophonPage,
    Document,
    Grid,
    Line,
    PageFacts,
    PrintedAnnex,
    PrintedBlock,
    RowEnds,
    Style,
)
from pipeline.render.word import letterhead, xml as wordml
from pipeline.render.word.landscape import set_footers, set_landscape
from pipeline.render.word.style_names import EVEN_NUMBER, ODD_NUMBER
from pipeline.render.word.template import (
    SECTION_PROPERTIES,
    WordDocument,
    body_marker,
    body_only,
    clear_section_start,
    document_body,
    open_template,
    parse_blocks,
    save,
    title_marker,
    word_context,
)
from pipeline.render.word.xml import WordContext
from pipeline.typography import gbt9704 as standard


class _SectionKind(Enum):
    """The orientation of a section's pages, the side of a leaf on which it begins, and whether it is numbered."""

    PORTRAIT = auto()
    LANDSCAPE = auto()
    NEXT_EVEN = auto()
    UNNUMBERED = auto()
    """On the next even page as well, without a page number."""


@dataclass(frozen=True, slots=True)
class _Section:
    kind: _SectionKind
    elements: list[etree._Element]


_NO_FACTS = PageFacts()


def plan(document: Document, template: Path, page: standard.Page, facts: PageFacts = _NO_FACTS) -> bytes:
    """The whole document: 版头 and the covering 通知 if any, the plan, each annex on a new page, 版记.

    `facts` are what only the laid-out PDF tells. Without them 版记 gets the next even page
    for itself, without a number, and the last paragraph is kept with the sign-off. Raises
    TemplateError for a template that does not fit, and ZwgkError for a character that no
    Word file can contain.
    """
    word = open_template(template, document.first_title, page)
    context = word_context(word)
    marker = title_marker(word)
    if document.letterhead:
        for element in parse_blocks(letterhead.letterhead_blocks(document.letterhead, page, context)):
            marker.addprevious(element)
    document_body(word).remove(marker)
    sections = [_Section(_SectionKind.PORTRAIT, parse_blocks(_main(document, context, facts)))]
    for printed in document.annexes:
        kind = _annex_kind(document, printed)
        begins = sections[-1].kind is not kind
        elements = parse_blocks(_annex(printed, document, context, facts.rows, page_break=not begins))
        if begins:
            sections.append(_Section(kind, elements))
        else:
            sections[-1].elements.extend(elements)
    if document.colophon is not None:
        elements = parse_blocks(letterhead.colophon_blocks(document.colophon, page, context))
        if facts.colophon is ColophonPage.SHARED and sections[-1].kind is _SectionKind.PORTRAIT:
            sections[-1].elements.extend(elements)
        else:
            numbered = facts.colophon is ColophonPage.NEXT
            sections.append(_Section(_SectionKind.NEXT_EVEN if numbered else _SectionKind.UNNUMBERED, elements))
    _insert_sections(word, sections, page, context, ends_page=bool(document.annexes))
    if document.watermark:
        _add_watermark(word, document.watermark, context)
    return save(word, document, document.first_title)


def annex(document: Document, template: Path, page: standard.Page, facts: PageFacts = _NO_FACTS) -> bytes:
    """The table of tasks alone (目标任务分解表), with its mark and title; raises ValueError for a plan without one.

    Its pages end as those of the whole document do, of which `facts` tell.

    Only the template's page and styles are used, not the content around its body marker.
    """
    printed = document.task_annex
    if printed is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    word = open_template(template, printed.title, page)
    context = word_context(word)
    body_only(word)
    own = replace(printed, mark=document.separate_mark(printed))
    elements = parse_blocks(_annex(own, document, context, facts.rows))
    _insert_sections(word, [_Section(_annex_kind(document, printed), elements)], page, context)
    if document.watermark:
        _add_watermark(word, document.watermark, context)
    return save(word, document, printed.title)


def _annex_kind(document: Document, printed: PrintedAnnex) -> _SectionKind:
    return _SectionKind.LANDSCAPE if is_landscape(document, printed) else _SectionKind.PORTRAIT


# --- content -----------------------------------------------------------------


def _main(document: Document, context: WordContext, facts: PageFacts) -> Iterator[str]:
    """The document before its annexes, but for the first title, which is in the template."""
    if document.notice is None:
        yield from _body(document.body, document.sign_off, context, facts, PLAN)
        return
    notice = document.notice
    yield from _body(notice.body, notice.sign_off, context, facts, NOTICE)
    if document.annex_mark:
        yield from _annex_mark(document.annex_mark, context, page_break=True)
    style = Style.ANNEX_TITLE if document.annex_mark else Style.TITLE
    yield wordml.title(style, document.title, PORTRAIT[0], context, page_break=not document.annex_mark)
    yield from _body(document.body, document.sign_off, context, facts, PLAN)


def _body(
    body: Sequence[PrintedBlock], sign_off: Sequence[Line], context: WordContext, facts: PageFacts, name: str
) -> Iterator[str]:
    """稿次, the text and the sign-off block; unless the PDF splits them, the last paragraph stays with it, so that no signature is alone."""
    end = facts.tightened.get(name)
    height = end.line if end is not None else None
    heights = {id(block): end.line for block in body[end.first :]} if end is not None else {}
    blocks = [block for block in body if not _is(block, Style.TITLE)]
    for block in blocks:
        if isinstance(block, Line) and _is(block, Style.STAGE):
            yield wordml.line(block, context)
    yield wordml.blank_lines(context)
    blocks = [block for block in blocks if not _is(block, Style.STAGE)]
    last = blocks[-1] if blocks else None
    own = () if name in facts.split else sign_off
    listed = name in facts.listed
    rule = Keep.NOT if listed else Keep.LINE if name in facts.short else None
    released = frozenset(id(body[index]) for index in facts.released.get(name, ()))
    yield from _blocks(blocks, PORTRAIT, context, own, heights=heights, last=last, rule=rule, released=released)
    if blocks and isinstance(blocks[-1], Grid) and not sign_off:
        yield wordml.paragraph_after_table(context)
    rules = zip(sign_off, sign_off_rules(sign_off, runs_on=listed), strict=True)
    for is_note, group in groupby(rules, key=lambda entry: entry[0].style is Style.ANNEX_NOTE):
        if is_note or any(line.style in (Style.SIGNATURE, Style.DATE) for line in sign_off):
            yield wordml.blank_lines(context, height=height)
        for line, keep in group:
            yield wordml.line(_respaced(line, PORTRAIT), context, keep=keep, height=height)


def _annex_mark(mark: str, context: WordContext, *, page_break: bool) -> Iterator[str]:
    """The mark of an annex on the first line, so that its title is on the third (GB/T 9704 7.3.7)."""
    yield wordml.paragraph(Style.ANNEX_MARK, wordml.run(mark), context, page_break=page_break)
    yield wordml.blank_lines(context, standard.ANNEX_TITLE_LINE - 2)


def _annex(
    printed: PrintedAnnex,
    document: Document,
    context: WordContext,
    ends: RowEnds,
    *,
    page_break: bool = False,
) -> Iterator[str]:
    """An annex: its mark, title and content."""
    area = annex_area(document, printed)
    yield from _annex_mark(printed.mark, context, page_break=page_break)
    yield wordml.title(Style.ANNEX_TITLE, printed.title, area[0], context)
    yield wordml.blank_lines(context)
    own = ends if printed.is_tasks else RowEnds()
    yield from _blocks(printed.content, area, context, title=annex_title_height(printed, area), ends=own)
    if printed.content and isinstance(printed.content[-1], Grid):
        yield wordml.paragraph_after_table(context)


def _blocks(
    blocks: Sequence[PrintedBlock],
    area: TextArea,
    context: WordContext,
    sign_off: Sequence[Line] = (),
    *,
    title: float = 0.0,
    heights: Mapping[int, float] | None = None,
    ends: RowEnds = RowEnds(),  # noqa: B008 — it is frozen
    last: PrintedBlock | None = None,
    rule: Keep | None = None,
    released: Container[int] = (),
) -> Iterator[str]:
    """Lines and grids; `title` is the height, in pt, of the title above them that is kept with them, `rule` that of the last one, if it is known.

    `heights` are those of tightened lines by block `id()`, `ends` are the rows of a grid where its pages end; `released` is as for `keep_rules`.
    """
    every = zip(
        pairwise((*blocks, None)),
        keep_rules(blocks, sign_off, rule, released),
        height_above(blocks, title),
        strict=True,
    )
    for (block, following), keep, above in every:
        match block:
            case Line():
                height = (heights or {}).get(id(block))
                own = _respaced(block, area, keeps_lines=block is last)
                yield wordml.line(own, context, keep=keep, height=height)
            case Grid():
                yield wordml.grid_table(block, area, context, keep=keep is not Keep.NOT, height_above=above, ends=ends)
                # Word joins two tables that touch
                if isinstance(following, Grid):
                    yield wordml.spacer(standard.TABLE_GAP, context)


def _respaced(line: Line, area: TextArea, *, keeps_lines: bool = False) -> Line:
    """Return a line with the letter spacing by which it does not end in a single character; a hanging label (附件：1.) keeps its own."""
    if not may_be_respaced(line):
        return line
    label, text = (line.spans[:1], line.spans[1:]) if line.hanging else ((), line.spans)
    spans = respaced(text, line_setting(line, area), standard.SPACING_WORD, keeps_lines=keeps_lines)
    return replace(line, spans=(*label, *spans))


def _is(block: PrintedBlock, style: Style) -> bool:
    return isinstance(block, Line) and block.style is style


# --- sections ----------------------------------------------------------------


def _insert_sections(
    word: WordDocument,
    sections: Sequence[_Section],
    page: standard.Page,
    context: WordContext,
    *,
    ends_page: bool = False,
) -> None:
    """Put the sections in the place of the body marker; what the template has after it follows the last of them.

    With `ends_page` it begins a new page.
    """
    marker, body = body_marker(word), document_body(word)
    last = body.find(SECTION_PROPERTIES)
    assert last is not None
    followed = any(sibling.tag != SECTION_PROPERTIES for sibling in marker.itersiblings())
    own_sections = len(sections) > 1 or sections[0].kind is not _SectionKind.PORTRAIT or (followed and ends_page)
    for index, section in enumerate(sections):
        properties = deepcopy(last)
        if index:
            clear_section_start(properties)
        match section.kind:
            case _SectionKind.PORTRAIT:
                pass
            case _SectionKind.LANDSCAPE:
                set_landscape(word, properties, page, context)
            case _SectionKind.NEXT_EVEN:
                _begin_on_even_page(properties)
            case _SectionKind.UNNUMBERED:
                _begin_on_even_page(properties)
                # footers as low as those of the other sections
                empty = [letterhead.empty_paragraph(style, context) for style in (ODD_NUMBER, EVEN_NUMBER)]
                set_footers(word, properties, empty)
        for element in section.elements:
            # lxml moves one great table in quadratic time, its rows one by one in linear
            rows = list(element)
            element[:] = []
            marker.addprevious(element)
            element[:] = rows
        if own_sections and (followed or index < len(sections) - 1):
            ending = section.elements[-1]
            if ending.find(qn("w:r")) is not None:
                # in a paragraph of its own: whoever deletes 成文日期 keeps the section
                (ending,) = parse_blocks([wordml.paragraph_after_table(context)])
                marker.addprevious(ending)
            paragraph_properties = ending.find(qn("w:pPr"))
            assert paragraph_properties is not None
            paragraph_properties.append(properties)
        elif own_sections:
            body.replace(last, properties)
    if own_sections and followed:
        clear_section_start(last)
    body.remove(marker)


def _begin_on_even_page(properties: etree._Element) -> None:
    """Have a section begin on the next even page."""
    paper = properties.find(qn("w:pgSz"))
    assert paper is not None
    paper.addprevious(parse_blocks(['<w:type w:val="evenPage"/>'])[0])


def _add_watermark(word: WordDocument, text: str, context: WordContext) -> None:
    """Set a watermark (水印) across every page, in the office's own headers where it has some."""
    marked: dict[str, str] = {}
    for properties in list(document_body(word).iter(SECTION_PROPERTIES)):
        kinds = ["default", "even", *(["first"] if properties.find(qn("w:titlePg")) is not None else [])]
        own = {
            header.get(qn("w:type")): header.get(qn("r:id"), "")
            for header in properties.findall(qn("w:headerReference"))
        }
        for kind in kinds:
            relation = own.get(kind) or marked.get(kind)
            if relation is None:
                part, relation = word.part.add_header_part()  # type: ignore[no-untyped-call]  # python-docx has none here
                part.element.attrib.clear()
                part.element[:] = [parse_xml(letterhead.empty_paragraph(ODD_NUMBER, context))]
            else:
                part = word.part.related_parts[relation]
            if relation not in marked.values():
                marked[kind] = relation
                paragraph = next(part.element.iter(qn("w:p")))
                paragraph.append(parse_xml(letterhead.watermark(text, len(marked))))
                etree.cleanup_namespaces(part.element)
            if kind not in own:
                properties[0:0] = parse_blocks([f'<w:headerReference w:type="{kind}" r:id="{relation}"/>'])
