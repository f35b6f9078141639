"""Finished files held against GB/T 9704-2012 and GB/T 33476.2-2016, clause by clause, as another program reads them.

What a document does not have (版记, 附件 …) is not measured; what only Word or
WPS can show stands as a check-list in docs/standard.md.
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.conformance import (
    classify as elements,
    docx_letterhead as word_frame,
    docx_page as word,
    docx_structure as word_parts,
    page_numbers,
    pdf_letterhead as frame,
    pdf_page as paper,
    pdf_structure as parts,
    pdf_typography as look,
    pdf_vs_docx as together,
)
from pipeline.conformance.clause import ClauseResult
from pipeline.readers import docx, docx_model, pdf
from pipeline.typography import gbt9704 as standard

__all__ = ["ClauseResult", "measure", "table"]


def measure(files: Mapping[str, bytes], layout: str) -> tuple[ClauseResult, ...]:
    """Every clause that can be read from the PDF and Word files among those given, in that preset of the page (版面).

    Raises Unreadable for a damaged file, KeyError for an unknown preset.
    """
    page = standard.PAGES[layout]
    return tuple(_measured(files, page))


def _measured(files: Mapping[str, bytes], page: standard.Page) -> Iterator[ClauseResult]:
    opened = (paper.opened(name, pdf.read(content), page) for name, content in files.items() if name.endswith(".pdf"))
    printed = {read.file: read for read in opened}
    written: dict[str, docx_model.DocxFile] = {}
    for name, content in files.items():
        if name.endswith(".pdf"):
            for of in (paper, look, page_numbers, parts, frame):
                yield from of.measured(printed[name])
        elif name.endswith(".docx"):
            written[name] = docx.read(content)
            beside = printed.get(name.removesuffix(".docx") + ".pdf")
            parted = tuple(_run_on(beside.elements, page)) if beside else ()
            read_word = word.DocxUnderTest(name, written[name], page, parted)
            yield from word.measured(read_word)
            yield from word_parts.measured(read_word)
            yield from word_frame.measured(read_word)
    for name, read in printed.items():
        other = name.removesuffix(".pdf") + ".docx"
        if other in written:
            yield from together.measured(read, other, written[other])


def _run_on(found: Sequence[elements.Element], page: standard.Page) -> Iterator[str]:
    """The words of each paragraph up to the last page that it fills, if it goes on from there by itself.

    Two lines short of the foot, its last lines were taken along for what stands under them.
    """
    words = ""
    for one, after in zip(found, (*found[1:], None), strict=True):
        words = (words if one.continues_previous else "") + one.text
        if one.continues_on_next_page and not (after and after.continues_on_next_page and after.continues_previous):
            area = elements.type_area(one.page, page)
            if one.lines[-1].bottom + 2 * area.pitch > area.bottom:
                yield words


def table(measured: Sequence[ClauseResult]) -> str:
    """The measurements as plain text, a line each, columns by ｜, in Chinese; what does not hold is counted below."""
    lines = []
    for file in dict.fromkeys(one.file for one in measured):
        lines += ["", file, "条款｜项目｜应为｜实测｜合否"]
        lines += [
            f"{one.clause}｜{one.label}｜{one.expected}｜{one.measured}｜{'合' if one.conforms else '不合'}"
            for one in measured
            if one.file == file
        ]
    wrong = sum(not one.conforms for one in measured)
    lines += ["", f"共测 {len(measured)} 项，{'全部相合' if not wrong else f'{wrong} 项不合'}。"]
    return "\n".join(lines).strip("\n") + "\n"
