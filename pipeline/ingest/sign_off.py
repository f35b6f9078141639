"""Finding and reading sign-offs: 附件说明, 署名, 成文日期 and 附注, at the end or in the middle of a document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.cover import ANNEX_NOTE, DATE, REMARK, Cover
from pipeline.ingest.lines import Element, Line, without_blanks
from pipeline.ingest.numbers import read_number
from pipeline.ingest.titles import TITLE_ENDS
from pipeline.source import SourceText, join


def find_sign_offs(elements: Sequence[Element], start: int) -> Iterator[tuple[int, int]]:
    """Yield the range of every sign-off: annex notes, organ, date and 附注 in lines of their own."""
    index = start
    while index < len(elements):
        element = elements[index]
        if isinstance(element, Line) and DATE.fullmatch(element.value) and "月" in element.value:
            first = index
            while first > start and _is_signed_line(elements[first - 1], index - first):
                first -= 1
            stop = index + 1
            while stop < len(elements) and is_remark(elements[stop]):
                stop += 1
            yield first, stop
            index = stop
        else:
            index += 1


def is_remark(element: Element) -> bool:
    """Whether a line is 附注 (此件公开发布)."""
    return isinstance(element, Line) and bool(REMARK.fullmatch(element.value)) and len(element.value) < 40


def _is_signed_line(element: Element, above: int) -> bool:
    """Whether a line above the date belongs to the sign-off: an organ, an annex note."""
    if not isinstance(element, Line):
        return False
    if ANNEX_NOTE.match(element.value) and len(element.value) < 120:
        return True
    numbered = re.match(r"\d{1,2}[.．]", element.value)
    if above > 0 and not numbered and element.paragraph.align not in ("right", "center"):
        # only the line directly above the date is the organ, unless more are set apart like it
        return False
    is_short = len(element.value) <= 40 and not re.search(r"[。；！？：]$", element.value)
    if numbered:
        return is_short and above > 0
    return is_short and read_number(element.value) is None and not element.value.endswith(("）", ")")) and above < 6


def read_sign_off(elements: Sequence[Element], span: tuple[int, int], cover: Cover, ledger: Ledger) -> Cover:
    """Return the cover with the elements of its sign-off."""
    annexes: list[SourceText] = []
    organs: list[SourceText] = []
    for element in elements[span[0] : span[1]]:
        if not isinstance(element, Line):
            continue
        noted = ANNEX_NOTE.match(element.value)
        numbered = re.match(r"\d{1,2}[.．]\s?", element.value)
        if noted:
            ledger.enter(Use.PHRASE, element.text.slice(0, noted.end()))
            title = element.text.slice(noted.end(), len(element.text))
            inner = re.match(r"\d{1,2}[.．]\s?", title.value)
            if inner:
                ledger.enter(Use.NUMBER, title.slice(0, inner.end()))
                title = title.slice(inner.end(), len(title))
            annexes.append(title)
        elif numbered and annexes:
            ledger.enter(Use.NUMBER, element.text.slice(0, numbered.end()))
            annexes.append(element.text.slice(numbered.end(), len(element.text)))
        elif DATE.fullmatch(element.value):
            cover = replace(cover, issued=without_blanks(element.text))
        elif REMARK.fullmatch(element.value):
            cover = replace(cover, remark=without_brackets(element.text, ledger))
        elif annexes and not organs and _goes_on(annexes[-1]):
            annexes[-1] = join((annexes[-1], element.text))
        else:
            organs.append(without_blanks(element.text))
    return replace(
        cover, organ=join(organs, "、") if organs else cover.organ, annex_titles=(*cover.annex_titles, *annexes)
    )


def _goes_on(title: SourceText) -> bool:
    return not title.value.endswith((*TITLE_ENDS, "表", "单")) and len(title) > 15


def without_brackets(text: SourceText, ledger: Ledger) -> SourceText:
    """Return the text without the brackets around it, which the tool prints."""
    start = 1 if text.value[0] in "（(" else 0
    stop = len(text) - 1 if text.value[-1] in "）)" else len(text)
    ledger.enter(Use.PHRASE, text.slice(0, start), text.slice(stop, len(text)))
    return text.slice(start, stop)
