"""Reading a superior's directive (要点): its points with their numbers, headings, text and owners."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile

from pipeline.readers.document import Block, Document, FileKind, Paragraph, Table

_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(rf"(?:{_HAN}、|[（(]{_HAN}[）)]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[）)]|第{_HAN}[条项])")
_OWNER_KEY = r"(?:责任|牵头|配合|承办|参加)(?:单位|部门|科室|处室)?\s*[:：]"
_TERM_KEY = r"(?:完成|办结)?(?:时间|时限|期限)(?:要求|节点)?\s*[:：]"
TERM = re.compile(rf"{_TERM_KEY}\s*(?P<term>[^；;。，,）)]+)")
"""A deadline under a key of its own, next to the responsible units."""

_FLAT = re.compile(
    rf"(?<=[。；：！？）)\s])\s*(?={_NUMBER.pattern}|{_OWNER_KEY})"
    # a heading without a stop, and the first point under it
    rf"|(?<=[\u4e00-\u9fff])(?=（一）)"
)
_FLAT_HEADING = re.compile(rf"{_HAN}、[^。；：！？]{{2,45}}?(?<![一二三四五六七八九十][条款项])(?=[（(]{_HAN}[）)])")
"""A heading and the first point under it where a text has no line ends."""

_EACH = re.compile(r"(?<=[。；：])(?=[一二三四五六七八九十]是)")
_EACH_BEGINS = re.compile(r"[一二三四五六七八九十]是")
_ENDS = tuple("。！？；：")
_OWNERS = re.compile(r"[（(](?P<inside>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)][。；]?$")
_OWNER_LINE = re.compile(rf"[（(]?(?P<owners>(?:{_OWNER_KEY}|{_TERM_KEY}).+?)[）)]?[。；]?")
_ABOUT_OWNERS = re.compile(rf"负责|牵头|配合|责任(?:单位|部门)|落实|会同|参与|指导|分工|^{_TERM_KEY}")
_AROUND = re.compile(r"[（(]此件.*[）)]|附件\d?[:：].*|.{0,20}\d{4}年\d{1,2}月\d{1,2}日(?:印发)?")
"""Lines around the points that belong to none: 附注, 附件说明, 署名 and 日期."""

_SIGNED = re.compile(
    r"(?<=[。）)])[^，。；：、（）()]{4,30}\d{4}年\d{1,2}月\d{1,2}日(?:印发)?(?:[（(]此件[^（）()]*[）)])?$"
    r"|(?<=[。）)])[（(]此件[^（）()]*[）)]$"
)
"""署名, 日期 and 附注 at the end of a text without line breaks."""

_MIN_POINT_CHARS = 12
"""A text with fewer characters is not a point."""

_MAX_HEADING_CHARS = 45
_MIN_WRAPPED_CHARS = 20
"""A line with at least this many characters and no full stop may continue on the next."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a directive: its printed number, the heading above it (with its number), its text and its owners.

    `owners` is the text of its closing bracket, which may state a deadline too.
    """

    number: str
    heading: str
    text: str
    owners: str = ""


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive's title, empty if it has none, and its points in their order."""

    title: str
    points: tuple[Point, ...]


def read_directive(document: Document) -> Directive:
    """Return the directive in a document; the lines of plain text and of a PDF may be wrapped."""
    lines = [_clean_line(line) for line in _lines(document.blocks)]
    lines = [line for line in lines if line]
    wrapped = document.kind in (FileKind.PDF, FileKind.TEXT)
    return Directive(_title(lines), tuple(_points(_paragraphs(lines, wrapped=wrapped))))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the printed lines in reading order; of a table those of its cells, row by row."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from re.split(r"[\n\v\f]", block.printed)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from _lines(cell.content)


_TITLE_ENDS = ("要点", "通知", "方案", "意见", "安排", "计划")
_FLAT_TITLE = re.compile(r"\d{4}年[^，。；：《》]{2,40}?要点")
_MAX_TITLE_LINES = 3
_MAX_TITLE_CHARS = 80


def _title(lines: Sequence[str]) -> str:
    """Return the title before the first number; of a covering letter, that of the document it sends.

    A title may take three lines; on a web page it comes after the menus.
    """
    before_points = list(takewhile(lambda line: not _NUMBER.match(line), lines))
    for index, line in enumerate(before_points):
        for title in accumulate(before_points[index : index + _MAX_TITLE_LINES]):
            if line.endswith(_ENDS) or title.endswith(_ENDS) or len(title) > _MAX_TITLE_CHARS:
                break
            if title.endswith(_TITLE_ENDS) and re.search(r"\d{4}年|印发|^.*要点$", title) and ">" not in title:
                sent = re.search(r"印发(?:《(?P<quoted>[^《》]+)》|(?P<bare>.+?))的通知$", title)
                return f"《{(sent['quoted'] or sent['bare']) if sent else title}》"
    flat = _FLAT_TITLE.match(before_points[0]) if before_points else None
    return f"《{flat[0]}》" if flat else ""


def _clean_line(line: str) -> str:
    """Return the line without blanks next to Chinese characters and the # of a heading in Markdown; empty for a page number."""
    line = re.sub(r"^\s*#{1,6}\s*", "", line)
    line = re.sub(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+", "", line.replace("\u00ad", "").strip())
    return "" if re.fullmatch(r"[—\-–]?\s*\d{1,3}\s*[—\-–]?", line) else line


def _paragraphs(lines: Sequence[str], *, wrapped: bool) -> Iterator[str]:
    """Yield the paragraphs: wrapped lines joined, numbered parts separated."""
    joined: list[str] = []
    previous = ""
    for line in lines:
        continues = len(previous) >= _MIN_WRAPPED_CHARS and not previous.endswith((*_ENDS, "）", ")"))
        if wrapped and joined and not _NUMBER.match(line) and (continues or _has_open_bracket(joined[-1])):
            joined[-1] += line
        else:
            joined.append(line)
        previous = line
    for paragraph in joined:
        for numbered in _split_at_numbers(_SIGNED.sub("", paragraph)):
            heading = _FLAT_HEADING.match(numbered)
            parts = (heading[0], numbered[heading.end() :]) if heading else (numbered,)
            yield from (point.strip() for part in parts for point in _EACH.split(part) if point.strip())


def _split_at_numbers(text: str) -> Iterator[str]:
    """Yield the text split before every number and every owner key, except for keys inside a bracket."""
    separators = [
        match.span()
        for match in _FLAT.finditer(text)
        if _NUMBER.match(text, match.end()) or not _has_open_bracket(text[: match.start()])
    ]
    start = 0
    for stop, next_start in separators:
        yield text[start:stop]
        start = next_start
    yield text[start:]


def _has_open_bracket(text: str) -> bool:
    return sum(map(text.count, "（(")) > sum(map(text.count, "）)"))


def _points(paragraphs: Iterator[str]) -> Iterator[Point]:
    """Yield numbered paragraphs as points, each with the unnumbered ones after it; without any numbers, each paragraph."""
    kept = list(_without_closing(list(paragraphs)))
    has_numbers = any(_NUMBER.match(paragraph) for paragraph in kept)
    heading = last_number = ""
    point: Point | None = None
    for paragraph, following in pairwise((*kept, "")):
        number = _NUMBER.match(paragraph)
        text = paragraph[number.end() :] if number else paragraph
        if _AROUND.fullmatch(paragraph):
            continue
        owners = _OWNER_LINE.fullmatch(paragraph)
        if owners is not None and point is not None:
            point = replace(point, owners=_join(point.owners, owners["owners"]))
            continue
        begins = number is not None or _EACH_BEGINS.match(paragraph) is not None or not has_numbers
        if point is not None and begins:
            yield point
            point = None
        last_number = number.group() if number else last_number
        opens = number and (_level(number.group()) < _level(following) or _EACH_BEGINS.match(following))
        if number and _is_heading(text, opens=bool(opens)):
            heading = paragraph
        elif point is not None:
            more_text, more_owners = _split_owners(text)
            point = replace(point, text=point.text + more_text, owners=_join(point.owners, more_owners))
        # before the first number there are title, addressee and covering letter
        elif len(text) >= _MIN_POINT_CHARS and (last_number or not has_numbers):
            point = Point(last_number, heading, *_split_owners(text))
    if point is not None:
        yield point


def _is_heading(text: str, *, opens: bool) -> bool:
    """Return whether a numbered text is a heading: short and without a full stop, or one sentence with points below it."""
    ends = text.rstrip("。").endswith(_ENDS) if opens else text.endswith(_ENDS)
    return len(text) <= _MAX_HEADING_CHARS and not ends and "。" not in text[:-1] and not _OWNERS.search(text)


_LEVELS = (_HAN + "、", rf"[（(]{_HAN}[）)]", r"\d{1,2}[.．、](?!\d)", r"[（(]\d{1,2}[）)]")


def _level(text: str) -> int:
    """Return the level of the number at the beginning (一、 （一） 1. （1）) from 0; -1 if there is none."""
    return next((level for level, form in enumerate(_LEVELS) if re.match(form, text)), -1)


def _without_closing(paragraphs: Sequence[str]) -> Sequence[str]:
    """Return the paragraphs up to the 署名 (a line without a full stop), 日期 or 附注 after the last point."""
    numbered = [index for index, text in enumerate(paragraphs) if _NUMBER.match(text)]
    last = max(numbered, default=len(paragraphs))
    for index, text in enumerate(paragraphs[last + 1 :], last + 1):
        is_line = not text.endswith((*_ENDS, "）", ")")) and not _OWNER_LINE.fullmatch(text)
        if is_line or _AROUND.fullmatch(text):
            return paragraphs[:index]
    return paragraphs


def _join(first: str, second: str) -> str:
    return "；".join(filter(None, (first, second)))


def _split_owners(text: str) -> tuple[str, str]:
    """Return the text and the owners in the bracket at its end, empty if that bracket does not name any."""
    match = _OWNERS.search(text)
    if match and _ABOUT_OWNERS.search(match["inside"]):
        return text[: match.start()], match["inside"]
    return text, ""
