"""What stands around a plan's body: title, 文号, addressee, a covering letter, sign-off, annex titles, web chrome."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.lines import Element, Line, without_blanks
from pipeline.ingest.numbers import read_number
from pipeline.ingest.page_chrome import DOC_NUMBER, first_numbered, strip_page, without_page_end
from pipeline.readers.document import Table
from pipeline.source import SourceText, join


@dataclass(frozen=True, slots=True)
class Cover:
    """The elements of one sheet, the plan's or its covering letter's; those not printed are empty."""

    title: SourceText = SourceText("")
    organ: SourceText = SourceText("")
    issued: SourceText = SourceText("")
    doc_number: SourceText = SourceText("")
    addressee: SourceText = SourceText("")
    remark: SourceText = SourceText("")
    stage: SourceText = SourceText("")
    copy_to: SourceText = SourceText("")
    printer: SourceText = SourceText("")
    printed: SourceText = SourceText("")
    annex_titles: tuple[SourceText, ...] = ()
    disclosure: str = ""
    """What the page's registration says about it (公开属性)."""


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """One annex: its title, empty where none stands over it, and its lines and tables."""

    title: SourceText
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document taken apart: the plan's cover and body, the letter's where there is one, and what comes behind the sign-off."""

    plan: Cover
    body: tuple[Element, ...]
    letter: Cover | None = None
    letter_body: tuple[Line, ...] = ()
    annexes: tuple["AnnexSheet", ...] = ()


_TITLE_ENDS = (
    "计划",
    "要点",
    "方案",
    "安排",
    "任务",
    "通知",
    "意见",
    "清单",
    "分解表",
    "目录",
    "台账",
    "函",
    "报告",
    "规划",
    "办法",
    "细则",
    "一览表",
    "分工",
    "格式",
)
_NOT_IN_TITLE = re.compile(r"[。；！？：:]|^[（(].*[）)]$|^附件")
_DATE = re.compile(
    r"(?:\d{4}|[二一][〇○零一二三四五六七八九]{3})\s?年[\s\u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s\u3000]*月[\s\u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s\u3000]*日?"
)
_REMARK = re.compile(r"[（(]此件.*?[）)]?")
_ANNEX_NOTE = re.compile(r"附\s?件\s?\d{0,2}\s?[:：]\s?(?=.)")
_ANNEX_MARK = re.compile(r"附\s?[件表]\s?[\d一二三四五]{0,2}\s?[:：]?")
_COPY_TO = re.compile(r"抄\s?送\s?[:：]\s?")
_PRINTED = re.compile(r"(?P<printer>.*?)[\s\u3000]*(?P<day>\d{4}年\d{1,2}月\d{1,2}日)[\s\u3000]*印发")


def take_apart(elements: Sequence[Element], ledger: Ledger) -> Sheets:
    """Return the sheets of a document's lines and tables; what belongs to none is entered in the ledger."""
    page = strip_page(elements, ledger)
    rest, meta_title = page.elements, page.title
    titles = list(_titles(rest))
    first = titles[0] if titles and titles[0][0] <= first_numbered(rest) else None
    if first is not None and (before := next(_sign_offs(rest[: first[0]], 0), None)) is not None:
        # a letter whose title stands elsewhere, if anywhere
        opened = Cover(title=meta_title, doc_number=page.number, disclosure=page.disclosure)
        return _with_letter(rest, 0, opened, before, first, ledger)
    start = first[1] if first else 0
    title = first[2] if first else SourceText("")
    number = _above_title(rest[: first[0]] if first else (), ledger)
    if not title:
        title = meta_title or _first_line_as_title(rest)
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
    letter = _sign_off(elements, sign_off, opened, ledger)
    words = [element for element in elements[begin : sign_off[0]] if isinstance(element, Line)]
    if words and (addressed := _ADDRESSED.match(words[0].value)) and opened.addressee.value == addressed["to"]:
        words[0] = words[0].slice(addressed.end())
    below, start = _below_title(elements, plan[1], Cover(title=plan[2], disclosure=cover.disclosure), ledger)
    for element in elements[sign_off[1] : plan[0]]:
        if isinstance(element, Line) and _ANNEX_MARK.fullmatch(element.value):
            ledger.enter(Use.PHRASE, element.text)
    return _body_and_annex(elements, start, below, letter, words, ledger)


# --- titles ---------------------------------------------------------------------------

Title = tuple[int, int, SourceText]
"""Where a title begins and ends among the elements, and its text, joined."""

_MAX_TITLE_LINES = 4
_MAX_TITLE = 90


def _titles(elements: Sequence[Element]) -> Iterator[Title]:
    """Yield every run of lines that reads as the title of a document."""
    index = 0
    while index < len(elements):
        found = _title_at(elements, index)
        if found is not None:
            yield found
            index = found[1]
        else:
            index += 1


def _title_at(elements: Sequence[Element], index: int) -> Title | None:
    texts: list[SourceText] = []
    for stop in range(index, min(index + _MAX_TITLE_LINES, len(elements))):
        element = elements[stop]
        if not isinstance(element, Line) or _NOT_IN_TITLE.search(element.value) or len(element.value) > _MAX_TITLE:
            return None
        if (
            (read_number(element.value) and not texts)
            or DOC_NUMBER.fullmatch(element.value)
            or _DATE.fullmatch(element.value)
        ):
            return None
        texts.append(without_blanks(element.text))
        whole = join(texts)
        following = elements[stop + 1] if stop + 1 < len(elements) else None
        goes_on = isinstance(following, Line) and following.value.startswith("的") and len(following.value) < 10
        if whole.value.endswith(_TITLE_ENDS) and not goes_on and 6 <= len(whole) <= _MAX_TITLE:
            return (index, stop + 1, whole)
    return None


def _first_line_as_title(elements: Sequence[Element]) -> SourceText:
    """Return the first line if it looks like a title: centred, a heading, or short without a mark at its end."""
    first = elements[0] if elements else None
    if not isinstance(first, Line) or read_number(first.value) or _NOT_IN_TITLE.search(first.value):
        return SourceText("")
    is_title = first.paragraph.align == "center" or first.paragraph.outline == 1 or "标题" in first.paragraph.style
    return without_blanks(first.text) if is_title or len(first.value) <= 40 else SourceText("")


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
        elif element.value == cover.title.value:
            ledger.enter(Use.REPEATED, element.text)
        else:
            break
        index += 1
    return cover, index


_ADDRESSED = re.compile(r"(?P<to>[^。；]{4,200}?)[：:](?=现将|根据|为|按照|经|现就)")


def _is_addressee(words: str) -> bool:
    return (
        len(words) <= 300
        and "。" not in words
        and bool(re.search(r"[各局委办室科处府部站院校会司（]", words))
        and not read_number(words)
    )


# --- the covering letter ----------------------------------------------------------------


def _letter_end(
    elements: Sequence[Element], start: int, titles: Sequence[Title], title: SourceText
) -> tuple[tuple[int, int], Title] | None:
    """Return the sign-off of a covering letter and the title of the plan behind it; None for a document without a letter."""
    is_letter = bool(re.search(r"通知|印发|转发|的函$", title.value))
    for sign_off in _sign_offs(elements, start):
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


def _sign_offs(elements: Sequence[Element], start: int) -> Iterator[tuple[int, int]]:
    """Yield the range of every sign-off: annex notes, organ, date and 附注 in lines of their own."""
    index = start
    while index < len(elements):
        element = elements[index]
        if isinstance(element, Line) and _DATE.fullmatch(element.value) and "月" in element.value:
            first = index
            while first > start and _is_signed_line(elements[first - 1], index - first):
                first -= 1
            stop = index + 1
            while stop < len(elements) and _is_remark(elements[stop]):
                stop += 1
            yield first, stop
            index = stop
        else:
            index += 1


def _is_remark(element: Element) -> bool:
    return isinstance(element, Line) and bool(_REMARK.fullmatch(element.value)) and len(element.value) < 40


def _is_signed_line(element: Element, above: int) -> bool:
    """Whether a line above the date belongs to the sign-off: an organ, an annex note."""
    if not isinstance(element, Line):
        return False
    if _ANNEX_NOTE.match(element.value) and len(element.value) < 120:
        return True
    numbered = re.match(r"\d{1,2}[.．]", element.value)
    if above > 0 and not numbered and element.paragraph.align not in ("right", "center"):
        # only the line directly above the date is the organ, unless more are set apart like it
        return False
    is_short = len(element.value) <= 40 and not re.search(r"[。；！？：]$", element.value)
    if numbered:
        return is_short and above > 0
    return is_short and read_number(element.value) is None and not element.value.endswith(("）", ")")) and above < 6


def _sign_off(elements: Sequence[Element], span: tuple[int, int], cover: Cover, ledger: Ledger) -> Cover:
    """Return the cover with the elements of its sign-off."""
    annexes: list[SourceText] = []
    organs: list[SourceText] = []
    for element in elements[span[0] : span[1]]:
        if not isinstance(element, Line):
            continue
        noted = _ANNEX_NOTE.match(element.value)
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
        elif _DATE.fullmatch(element.value):
            cover = replace(cover, issued=without_blanks(element.text))
        elif _REMARK.fullmatch(element.value):
            cover = replace(cover, remark=_without_brackets(element.text, ledger))
        elif annexes and not organs and _goes_on(annexes[-1]):
            annexes[-1] = join((annexes[-1], element.text))
        else:
            organs.append(without_blanks(element.text))
    return replace(
        cover, organ=join(organs, "、") if organs else cover.organ, annex_titles=(*cover.annex_titles, *annexes)
    )


def _goes_on(title: SourceText) -> bool:
    return not title.value.endswith((*_TITLE_ENDS, "表", "单")) and len(title) > 15


def _without_brackets(text: SourceText, ledger: Ledger) -> SourceText:
    start = 1 if text.value[0] in "（(" else 0
    stop = len(text) - 1 if text.value[-1] in "）)" else len(text)
    ledger.enter(Use.PHRASE, text.slice(0, start), text.slice(stop, len(text)))
    return text.slice(start, stop)


# --- body, sign-off, annex ----------------------------------------------------------------


def _body_and_annex(
    elements: Sequence[Element],
    start: int,
    cover: Cover,
    letter: Cover | None,
    letter_body: Sequence[Line],
    ledger: Ledger,
) -> Sheets:
    # numbered lines behind an annex mark are the annex's
    annex = next((index for index in range(start, len(elements)) if _begins_annex(elements[index])), len(elements) - 1)
    last_numbered = max(
        (index for index in range(start, annex + 1) if _is_numbered(elements[index])), default=start - 1
    )
    behind_numbers = range(max(last_numbered + 1, start), len(elements))
    stop = next((index for index in behind_numbers if _begins_annex(elements[index])), None)
    sign_off = next(
        (span for span in _sign_offs(elements, max(last_numbered, start)) if stop is None or span[0] <= stop), None
    )
    if sign_off is not None and sign_off[0] > last_numbered:
        body = elements[start : sign_off[0]]
        cover = _sign_off(elements, sign_off, cover, ledger)
        behind = elements[sign_off[1] :]
    else:
        if stop is None:
            stop = next((index for index in behind_numbers if isinstance(elements[index], Table)), len(elements))
        body, behind = elements[start:stop], elements[stop:]
    cover, rest = _back_matter(behind, cover, ledger)
    if letter is not None:
        letter = replace(letter, copy_to=cover.copy_to, printer=cover.printer, printed=cover.printed)
        cover = replace(cover, copy_to=SourceText(""), printer=SourceText(""), printed=SourceText(""))
    return Sheets(cover, tuple(body), letter, tuple(letter_body), tuple(_annex_sheets(rest, cover, ledger)))


def _back_matter(elements: Sequence[Element], cover: Cover, ledger: Ledger) -> tuple[Cover, list[Element]]:
    """Return the cover with 附件说明, 附注 and 版记 from behind the sign-off, and the elements that are none of these."""
    rest: list[Element] = []
    for element in elements:
        if isinstance(element, Table):
            rest.append(element)
            continue
        noted = _ANNEX_NOTE.match(element.value)
        printed = _PRINTED.fullmatch(element.value)
        copied = _COPY_TO.match(element.value)
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
        elif _is_remark(element) and not rest:
            cover = replace(cover, remark=_without_brackets(element.text, ledger))
        else:
            rest.append(element)
    return cover, rest


def _annex_sheets(elements: Sequence[Element], cover: Cover, ledger: Ledger) -> Iterator[AnnexSheet]:
    """Yield the annexes: a mark (附件1) or a title that 附件说明 lists begins each."""
    groups: list[list[Element]] = [[]]
    titles = {without_blanks(title).value for title in cover.annex_titles}
    for element in elements:
        is_mark = isinstance(element, Line) and bool(_ANNEX_MARK.fullmatch(element.value))
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
    for index, element in enumerate(elements[:_MAX_TITLE_LINES]):
        if not isinstance(element, Line) or element.value.endswith("。") or len(element.value) > _MAX_TITLE:
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
    return min(centred, _MAX_TITLE_LINES)


def _is_numbered(element: Element) -> bool:
    return isinstance(element, Line) and read_number(element.value) is not None


def _begins_annex(element: Element) -> bool:
    return isinstance(element, Line) and bool(
        _ANNEX_MARK.fullmatch(element.value)
        or (_ANNEX_NOTE.match(element.value) and len(element.value) < 120)
        or (element.value.startswith("附件") and "序号" in element.value)
    )
