"""What stands behind a plan's sign-off: 版记, and the annexes, each with its title."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.cover import ANNEX_MARK, ANNEX_NOTE, COPY_TO, PRINTED, Cover
from pipeline.ingest.lines import Element, Line, without_blanks
from pipeline.ingest.page_chrome import without_page_end
from pipeline.ingest.sign_off import is_remark, without_brackets
from pipeline.ingest.titles import MAX_TITLE, MAX_TITLE_LINES
from pipeline.readers.document import Table
from pipeline.source import SourceText, join


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """One annex: its title, empty where none stands over it, and its lines and tables."""

    title: SourceText
    elements: tuple[Element, ...]


def begins_annex(element: Element) -> bool:
    """Whether a line begins an annex: its mark, 附件说明, or a table's heads run together behind the mark."""
    return isinstance(element, Line) and bool(
        ANNEX_MARK.fullmatch(element.value)
        or (ANNEX_NOTE.match(element.value) and len(element.value) < 120)
        or (element.value.startswith("附件") and "序号" in element.value)
    )


def read_back_matter(elements: Sequence[Element], cover: Cover, ledger: Ledger) -> tuple[Cover, list[Element]]:
    """Return the cover with 附件说明, 附注 and 版记 from behind the sign-off, and the elements that are none of these."""
    rest: list[Element] = []
    for element in elements:
        if isinstance(element, Table):
            rest.append(element)
            continue
        noted = ANNEX_NOTE.match(element.value)
        printed = PRINTED.fullmatch(element.value)
        copied = COPY_TO.match(element.value)
        if noted and not rest:
            ledger.enter(Use.PHRASE, element.text.slice(0, noted.end()))
            title = element.text.slice(noted.end(), len(element.text))
            if title.value in (known.value for known in cover.annex_titles):
                ledger.enter(Use.REPEATED, title)
            else:
                cover = replace(cover, annex_titles=(*cover.annex_titles, title))
        elif copied:
            ledger.enter(Use.PHRASE, element.text.slice(0, copied.end()))
            cover = replace(cover, copy_to=element.text.slice(copied.end(), len(element.text.value.rstrip("。"))))
        elif printed:
            ledger.enter(Use.PHRASE, element.text.slice(printed.end("day"), len(element.text)))
            cover = replace(
                cover,
                printer=element.text.slice(*printed.span("printer")).strip(),
                printed=element.text.slice(*printed.span("day")),
            )
        elif is_remark(element) and not rest:
            cover = replace(cover, remark=without_brackets(element.text, ledger))
        else:
            rest.append(element)
    return cover, rest


def read_annex_sheets(elements: Sequence[Element], cover: Cover, ledger: Ledger) -> Iterator[AnnexSheet]:
    """Yield the annexes: a mark (附件1) or a title that 附件说明 lists begins each."""
    groups: list[list[Element]] = [[]]
    titles = {without_blanks(title).value for title in cover.annex_titles}
    for element in elements:
        is_mark = isinstance(element, Line) and bool(ANNEX_MARK.fullmatch(element.value))
        is_title = isinstance(element, Line) and without_blanks(element.text).value in titles
        if is_mark or (is_title and groups[-1]):
            groups.append([])
        if isinstance(element, Line) and is_mark:
            ledger.enter(Use.PHRASE, element.text)
        else:
            groups[-1].append(element)
    for group in groups:
        if group:
            stop = _title_lines(group, titles)
            title = join(without_blanks(element.text) for element in group[:stop] if isinstance(element, Line))
            yield AnnexSheet(title, tuple(without_page_end(group[stop:], ledger)))


def _title_lines(elements: Sequence[Element], titles: Collection[str]) -> int:
    """Return how many lines at the beginning of an annex are its title: one that is listed, or short lines over a table."""
    joined = ""
    for index, element in enumerate(elements[:MAX_TITLE_LINES]):
        if not isinstance(element, Line) or element.value.endswith("。") or len(element.value) > MAX_TITLE:
            return index if isinstance(element, Table) else 0
        joined += without_blanks(element.text).value
        if joined in titles:
            return index + 1
    centred = next(
        (
            index
            for index, element in enumerate(elements)
            if not (isinstance(element, Line) and element.paragraph.align == "center")
        ),
        0,
    )
    return min(centred, MAX_TITLE_LINES)
