"""Taking a document apart: title, 文号, addressee, a covering letter, the body, sign-off and annexes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.annex_sheets import AnnexSheet, begins_annex, read_annex_sheets, read_back_matter
from pipeline.ingest.cover import ANNEX_MARK, COPY_TO, DATE, PRINTED, Cover
from pipeline.ingest.lines import Element, Line, without_blanks
from pipeline.ingest.numbers import read_number
from pipeline.ingest.page_chrome import DOC_NUMBER, first_numbered, strip_page
from pipeline.ingest.sign_off import find_sign_offs, read_sign_off
from pipeline.ingest.titles import Title, find_titles, first_line_as_title
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Table
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document taken apart: the plan's cover and body, the letter's where there is one, and what comes behind the sign-off."""

    plan: Cover
    body: tuple[Element, ...]
    letter: Cover | None = None
    letter_body: tuple[Line, ...] = ()
    annexes: tuple["AnnexSheet", ...] = ()


def take_apart(elements: Sequence[Element], ledger: Ledger) -> Sheets:
    """Return the sheets of a document's lines and tables; what belongs to none is entered in the ledger."""
    page = strip_page(elements, ledger)
    rest, meta_title = page.elements, page.title
    titles = list(find_titles(rest))
    first = titles[0] if titles and titles[0][0] <= first_numbered(rest) else None
    if first is not None and (before := next(find_sign_offs(rest[: first[0]], 0), None)) is not None:
        # a letter whose title stands elsewhere, if anywhere
        opened = Cover(title=meta_title, doc_number=page.number, disclosure=page.disclosure)
        return _with_letter(rest, 0, opened, before, first, ledger)
    start = first[1] if first else 0
    title = first[2] if first else SourceText("")
    number = _above_title(rest[: first[0]] if first else (), ledger)
    if not title:
        title = meta_title or first_line_as_title(rest)
        start = 1 if title and not meta_title else 0
    elif meta_title:
        ledger.enter(Use.METADATA, meta_title)
    cover = Cover(title=title, doc_number=number or page.number, disclosure=page.disclosure)
    letter = _letter_end(rest, start, titles, title)
    if letter is not None:
        return _with_letter(rest, start, cover, *letter, ledger)
    cover, start = _below_title(rest, start, cover, ledger)
    return _body_and_annex(rest, start, cover, None, (), ledger)


def _with_letter(
    elements: Sequence[Element], start: int, cover: Cover, sign_off: tuple[int, int], plan: "Title", ledger: Ledger
) -> Sheets:
    """Return the sheets of a letter that begins at `start` and the plan whose title stands behind its sign-off."""
    opened, begin = _below_title(elements, start, cover, ledger)
    letter = read_sign_off(elements, sign_off, opened, ledger)
    words = [element for element in elements[begin : sign_off[0]] if isinstance(element, Line)]
    if words and (addressed := _ADDRESSED.match(words[0].value)) and opened.addressee.value == addressed["to"]:
        words[0] = words[0].slice(addressed.end())
    below, start = _below_title(elements, plan[1], Cover(title=plan[2], disclosure=cover.disclosure), ledger)
    for element in elements[sign_off[1] : plan[0]]:
        if isinstance(element, Line) and ANNEX_MARK.fullmatch(element.value):
            ledger.enter(Use.PHRASE, element.text)
    return _body_and_annex(elements, start, below, letter, words, ledger)


def _above_title(lines: Sequence[Element], ledger: Ledger) -> SourceText:
    """Return the number above a title; the organ's mark (某局文件) is printed by the tool."""
    number = SourceText("")
    for element in lines:
        if isinstance(element, Line):
            if DOC_NUMBER.fullmatch(element.value):
                number = element.text
            elif element.value.endswith("文件"):
                ledger.enter(Use.PHRASE, element.text)
    return number


def _below_title(elements: Sequence[Element], start: int, cover: Cover, ledger: Ledger) -> tuple[Cover, int]:
    """Return the cover with what stands between the title and the words: 文号, 稿次, addressee, a date in brackets."""
    index = start
    while index < len(elements) and index < start + 6:
        element = elements[index]
        if not isinstance(element, Line):
            break
        if DOC_NUMBER.fullmatch(element.value):
            cover = replace(cover, doc_number=without_blanks(element.text))
        elif re.fullmatch(r"[（(].{0,8}稿.{0,4}[）)]", element.value):
            cover = replace(cover, stage=element.text.slice(1, len(element.text) - 1))
        elif element.value.endswith(("：", ":")) and _is_addressee(element.value) and not cover.addressee:
            cover = replace(cover, addressee=element.text.slice(0, len(element.text) - 1).strip())
        elif (opened := _ADDRESSED.match(element.value)) and _is_addressee(opened["to"]) and not cover.addressee:
            # the letter begins in the same line
            return replace(cover, addressee=element.text.slice(*opened.span("to"))), index
        elif (signed := _signed_below_title(elements, index)) is not None and not cover.issued:
            organ, day = signed
            if organ is not None:
                cover = replace(cover, organ=without_blanks(organ.text))
                index += 1
            ledger.enter(Use.PHRASE, day.text.slice(0, 1), day.text.slice(len(day.text) - 1, len(day.text)))
            cover = replace(cover, issued=without_blanks(day.text.slice(1, len(day.text) - 1)))
        elif element.value == cover.title.value:
            ledger.enter(Use.REPEATED, element.text)
        else:
            break
        index += 1
    return cover, index


def _signed_below_title(elements: Sequence[Element], index: int) -> tuple[Line | None, Line] | None:
    """Return the organ, if it is printed, and the date in brackets that stand under a title (题注)."""
    first = elements[index]
    second = elements[index + 1] if index + 1 < len(elements) else None
    if isinstance(first, Line) and _is_date_in_brackets(first.value):
        return None, first
    if not isinstance(first, Line) or not isinstance(second, Line) or not _is_date_in_brackets(second.value):
        return None
    is_organ = len(first.value) <= _MAX_ORGAN and not re.search(r"[。；！？：:，（）]", first.value)
    return (first, second) if is_organ and not read_number(first.value) else None


def _is_date_in_brackets(value: str) -> bool:
    return value[:1] in "（(" and value[-1:] in "）)" and bool(DATE.fullmatch(value[1:-1])) and "日" in value


_MAX_ORGAN = 40


_ADDRESSED = lazy_pattern(r"(?P<to>[^。；]{4,200}?)[：:](?=现将|根据|为|按照|经|现就)")


def _is_addressee(words: str) -> bool:
    return (
        len(words) <= 300
        and "。" not in words
        and bool(re.search(r"[各局委办室科处府部站院校会司（]", words))
        and not read_number(words)
    )


def _letter_end(
    elements: Sequence[Element], start: int, titles: Sequence[Title], title: SourceText
) -> tuple[tuple[int, int], Title] | None:
    """Return the sign-off of a covering letter and the title of the plan behind it; None for a document without a letter."""
    is_letter = bool(re.search(r"通知|印发|转发|的函$", title.value))
    for sign_off in find_sign_offs(elements, start):
        for second in titles:
            if second[0] < sign_off[1]:
                continue
            between = [element for element in elements[sign_off[1] : second[0]] if isinstance(element, Line)]
            follows = any(isinstance(element, Line) and "。" in element.value for element in elements[second[1] :])
            is_near = len(between) <= 8 and sum(len(element.value) for element in between) <= 300
            if is_near and (is_letter or (follows and _is_addressed(elements[start : start + 3]))):
                # the annex of a plan without a letter has a title too
                is_annex = _is_annex_title(elements, second) and first_numbered(elements[start:]) < sign_off[0] - start
                if not is_annex:
                    return sign_off, second
            break
    return None


def _is_addressed(elements: Sequence[Element]) -> bool:
    return any(
        isinstance(element, Line) and element.value.endswith(("：", ":")) and _is_addressee(element.value)
        for element in elements
    )


def _is_annex_title(elements: Sequence[Element], title: Title) -> bool:
    """Whether nothing but a table follows the title."""
    return (
        title[1] < len(elements)
        and isinstance(elements[title[1]], Table)
        and not any(isinstance(element, Line) and read_number(element.value) for element in elements[title[1] :])
    )


def _body_and_annex(
    elements: Sequence[Element],
    start: int,
    cover: Cover,
    letter: Cover | None,
    letter_body: Sequence[Line],
    ledger: Ledger,
) -> Sheets:
    # numbered lines behind an annex mark are the annex's
    annex = next((index for index in range(start, len(elements)) if begins_annex(elements[index])), len(elements) - 1)
    last_numbered = max(
        (index for index in range(start, annex + 1) if _is_numbered(elements[index])), default=start - 1
    )
    behind_numbers = range(max(last_numbered + 1, start), len(elements))
    stop = next((index for index in behind_numbers if begins_annex(elements[index])), None)
    sign_off = next(
        (span for span in find_sign_offs(elements, max(last_numbered + 1, start)) if stop is None or span[0] <= stop),
        None,
    )
    if sign_off is not None:
        body = elements[start : sign_off[0]]
        cover = read_sign_off(elements, sign_off, cover, ledger)
        behind = elements[sign_off[1] :]
    else:
        if stop is None:
            stop = next((index for index in behind_numbers if isinstance(elements[index], Table)), len(elements))
        while stop > start and _is_issue_line(elements[stop - 1]):
            stop -= 1
        body, behind = elements[start:stop], elements[stop:]
    cover, rest = read_back_matter(behind, cover, ledger)
    if letter is not None:
        letter = replace(letter, copy_to=cover.copy_to, printer=cover.printer, printed=cover.printed)
        cover = replace(cover, copy_to=SourceText(""), printer=SourceText(""), printed=SourceText(""))
    return Sheets(cover, tuple(body), letter, tuple(letter_body), tuple(read_annex_sheets(rest, cover, ledger)))


def _is_issue_line(element: Element) -> bool:
    """Whether a line is one of 版记: 抄送, 印发机关 and 印发日期."""
    if not isinstance(element, Line) or len(element.value) > _MAX_ISSUE_LINE:
        return False
    return bool(PRINTED.fullmatch(element.value) or COPY_TO.match(element.value))


_MAX_ISSUE_LINE = 200


def _is_numbered(element: Element) -> bool:
    return isinstance(element, Line) and read_number(element.value) is not None
