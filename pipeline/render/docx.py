"""The plan and its annex for Word: `plan.docx`, `annex.docx`, in the layout of GB/T 9704.

The words go into a template's shell (`pipeline.render.shell`) at its one marked
paragraph, as sections: the plan, then its annexes, upright or across the paper.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import groupby, pairwise
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from pipeline import standard
from pipeline.model import Paper
from pipeline.render import wordml
from pipeline.render.printed import AnnexSheet, Document, Grid, Line, Printed, Style
from pipeline.render.shell import SECTION, Shell, body_of, destination, filled, finished, mark_of, parsed
from pipeline.render.template import EVEN_NUMBER, ODD_NUMBER, margins
from pipeline.render.wordml import Into


def plan(document: Document, template: Path, page: standard.Page) -> bytes:
    """The whole paper: the plan, 附件说明, signature and date, each annex on a new page.

    Raises TemplateFault for a template that does not fit, and Fault for a character
    that a Word file cannot hold.
    """
    shell = filled(template, document.title, page)
    into = destination(shell)
    sections = [(False, parsed(_main(document, into)))]
    for sheet in document.annexes:
        turned = _turned(document, sheet)
        begins = len(sections) == 1 or sections[-1][0] is not turned
        elements = parsed(_sheet(sheet, _area(turned), into, page_break=not begins))
        if begins:
            sections.append((turned, elements))
        else:
            sections[-1][1].extend(elements)
    _put(shell, sections, page, into)
    return finished(shell, document, document.title)


def annex(document: Document, template: Path, page: standard.Page) -> bytes:
    """The table of tasks alone (目标任务分解表), with its mark and title; raises ValueError for a plan without one.

    Of the template it takes page and styles, not what stands around the marked paragraph.
    """
    sheet = next((sheet for sheet in document.annexes if sheet.is_tasks), None)
    if sheet is None:
        raise ValueError("the plan has no table of tasks among its annexes")
    shell = filled(template, sheet.title, page)
    into = destination(shell)
    mark = mark_of(shell)
    for other in [*mark.itersiblings(preceding=True), *mark.itersiblings()]:
        if other.tag != SECTION:
            body_of(shell).remove(other)
    properties = body_of(shell).find(SECTION)
    assert properties is not None
    _plain(properties)
    turned = _turned(document, sheet)
    _put(shell, [(turned, parsed(_sheet(sheet, _area(turned), into)))], page, into)
    return finished(shell, document, sheet.title)


# --- what is printed ---------------------------------------------------------


def _main(document: Document, into: Into) -> Iterator[str]:
    """Everything of the paper before its annexes but the title, which stands in the shell."""
    printed = [one for one in document.body if not _is(one, Style.TITLE)]
    for one in printed:
        if isinstance(one, Line) and _is(one, Style.STAGE):
            yield wordml.line(one, into)
    yield wordml.blank(into, keep=True)
    # the last words stay with the sign-off, so that the signature never stands alone on a page
    yield from _content([one for one in printed if not _is(one, Style.STAGE)], _area(False), into, keep_last=True)
    for _, group in groupby(document.sign_off, key=lambda line: line.style is Style.ANNEX_NOTE):
        yield wordml.blank(into, keep=True)
        for line in group:
            yield wordml.line(line, into, keep=line is not document.sign_off[-1])


def _sheet(sheet: AnnexSheet, area: tuple[float, float], into: Into, *, page_break: bool = False) -> Iterator[str]:
    """An annex: its mark on the first line, its title on the third (9704, 7.3.7)."""
    yield wordml.paragraph(Style.ANNEX_MARK, wordml.run(sheet.mark), into, page_break=page_break)
    for _ in range(standard.ANNEX_TITLE_LINE - 2):
        yield wordml.paragraph(Style.BODY, "", into)
    yield wordml.title(Style.ANNEX_TITLE, sheet.title, area[0], into)
    yield wordml.blank(into)
    yield from _content(sheet.content, area, into)
    if sheet.content and isinstance(sheet.content[-1], Grid):
        yield wordml.gap(into)


def _content(
    printed: Iterable[Printed], area: tuple[float, float], into: Into, *, keep_last: bool = False
) -> Iterator[str]:
    for one, following in pairwise((*printed, None)):
        keep = keep_last and following is None
        match one:
            case Line():
                yield wordml.line(one, into, keep=keep)
            case Grid():
                yield wordml.table(one, area, into, keep=keep)
                # Word makes one table of two that touch
                if isinstance(following, Grid):
                    yield wordml.gap(into)


def _is(printed: Printed, style: Style) -> bool:
    return isinstance(printed, Line) and printed.style is style


def _turned(document: Document, sheet: AnnexSheet) -> bool:
    """Whether the annex lies across its paper (横排); the derived table alone does."""
    return sheet.is_tasks and document.head.paper is Paper.LANDSCAPE


def _area(turned: bool) -> tuple[float, float]:
    width, height = standard.TYPE_AREA
    return (height, width) if turned else (width, height)


# --- sections ----------------------------------------------------------------


def _put(shell: Shell, sections: list[tuple[bool, list[etree._Element]]], page: standard.Page, into: Into) -> None:
    """The sections in the place of the marked paragraph; whether a section is turned stands before its content.

    What the template has behind the mark (版记) comes after the last annex.
    """
    mark, body = mark_of(shell), body_of(shell)
    last = body.find(SECTION)
    assert last is not None
    followed = any(other.tag != SECTION for other in mark.itersiblings())
    whole = len(sections) > 1 or sections[0][0]
    for place, (turned, elements) in enumerate(sections):
        properties = deepcopy(last)
        if place:
            _plain(properties)
        if turned:
            _turn(shell, properties, page, into)
        for element in elements:
            # lxml moves one great table in quadratic time, its rows one by one in linear
            rows = list(element)
            element[:] = []
            mark.addprevious(element)
            element[:] = rows
        if whole and (followed or place < len(sections) - 1):
            own = elements[-1].find(qn("w:pPr"))
            assert own is not None
            own.append(properties)
        elif whole:
            body.replace(last, properties)
    body.remove(mark)


def _plain(properties: etree._Element) -> None:
    """Makes a section begin on a new page that looks as all its others: only the first of the paper may differ."""
    for tag in ("w:titlePg", "w:type"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def _turn(shell: Shell, properties: etree._Element, page: standard.Page, into: Into) -> None:
    """Lays a section across its paper, the page numbers where they stand on the other pages (9704, 8)."""
    width, height = (standard.twips_of_mm(side) for side in reversed(standard.PAPER))
    paper, whites = parsed(
        [f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>', margins(standard.landscape(page))]
    )
    for own in (paper, whites):
        before = properties.find(own.tag)
        assert before is not None
        properties.replace(before, own)
    for found in properties.findall(qn("w:footerReference")):
        properties.remove(found)
    for kind, style in (("default", ODD_NUMBER), ("even", EVEN_NUMBER)):
        part, relation = shell.part.add_footer_part()  # type: ignore[no-untyped-call]  # python-docx has none here
        part.element.attrib.clear()
        part.element[:] = [parse_xml(wordml.turned_number(into.styles[style], odd=kind == "default"))]
        etree.cleanup_namespaces(part.element)
        properties[0:0] = parsed([f'<w:footerReference w:type="{kind}" r:id="{relation}"/>'])
