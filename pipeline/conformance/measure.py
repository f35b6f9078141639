"""Measures finished PDF and Word files clause by clause against GB/T 9704-2012 and GB/T 33476.2-2016, as another program reads them."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.conformance.classify import Element, Kind, type_area
from pipeline.conformance.clause import ClauseResult, Pair, measure_docx, measure_pair, measure_pdf
from pipeline.conformance.docx_under_test import DocxUnderTest
from pipeline.conformance.pdf_under_test import PdfUnderTest, box_bottom, prepare
from pipeline.conformance.registry import CLAUSES, DOCX_CLAUSES
from pipeline.conformance.tables import torn_items
from pipeline.readers import docx, pdf
from pipeline.typography import gbt9704 as standard
from pipeline.typography.gbt9704 import Page


def measure(files: Mapping[str, bytes], layout: str) -> tuple[ClauseResult, ...]:
    """Measure the PDF and Word files among `files` by name, against a page layout (版面) by name.

    Raises Unreadable for a damaged file, KeyError for an unknown layout.
    """
    return tuple(_measure(files, standard.PAGES[layout]))


def _measure(files: Mapping[str, bytes], layout: Page) -> Iterator[ClauseResult]:
    pdfs = {name: prepare(name, pdf.read(content), layout) for name, content in files.items() if name.endswith(".pdf")}
    doc_number = next((element.text for printed in pdfs.values() for element in printed.of(Kind.DOC_NUMBER)), "")
    torn = frozenset(number for printed in pdfs.values() for number in torn_items(printed))
    pairs: list[Pair] = []
    for name, content in files.items():
        if name.endswith(".pdf"):
            for clause in CLAUSES:
                yield from measure_pdf(clause, pdfs[name])
        elif name.endswith(".docx"):
            printed = pdfs.get(name.removesuffix(".docx") + ".pdf")
            split = tuple(_split_paragraphs(printed)) if printed else ()
            written = DocxUnderTest(name, docx.read(content), layout, split, doc_number, torn)
            for clause in DOCX_CLAUSES:
                yield from measure_docx(clause, written)
            if printed:
                pairs.append(Pair(printed, written))
    for pair in pairs:
        for clause in CLAUSES:
            yield from measure_pair(clause, pair)


def _split_paragraphs(printed: PdfUnderTest) -> Iterator[str]:
    """The text of each paragraph up to the last page that it fills, if it continues from there by itself.

    Where it ends two lines above the foot, its last lines were moved to stay with what follows.
    """
    text = ""
    following: tuple[Element | None, ...] = (*printed.elements[1:], None)
    for element, after in zip(printed.elements, following, strict=True):
        text = (text if element.continues_previous else "") + element.text
        if element.continues_on_next_page and not (after and after.continues_on_next_page and after.continues_previous):
            area = type_area(element.page, printed.layout)
            if box_bottom(element, printed.layout) + 2 * area.line_mm > area.bottom:
                yield text


def table(results: Sequence[ClauseResult]) -> str:
    """Format results as plain text: a line each, columns separated by ｜, in Chinese, with the deviations counted below."""
    lines = []
    for file in dict.fromkeys(result.file for result in results):
        lines += ["", file, "条款｜项目｜应为｜实测｜合否"]
        lines += [
            f"{result.clause}｜{result.label}｜{result.expected}｜{result.measured}｜{'合' if result.conforms else '不合'}"
            for result in results
            if result.file == file
        ]
    wrong = sum(not result.conforms for result in results)
    lines += ["", f"共测 {len(results)} 项，{'全部相合' if not wrong else f'{wrong} 项不合'}。"]
    return "\n".join(lines).strip("\n") + "\n"
