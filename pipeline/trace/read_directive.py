"""The points of a superior's 要点, read from a file of any kind: their numbers, headings, words and owners."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile

from pipeline.readers.extract import Piece

_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(rf"(?:{_HAN}、|[（(]{_HAN}[）)]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[）)]|第{_HAN}[条项])")
_OWNER_KEY = r"(?:责任|牵头|配合|承办|参加)(?:单位|部门|科室|处室)?\s*[:：]"
_TERM_KEY = r"(?:完成|办结)?(?:时间|时限|期限)(?:要求|节点)?\s*[:：]"
TERM = re.compile(rf"{_TERM_KEY}\s*(?P<term>[^；;。，,）)]+)")
"""A deadline under a key of its own, as it stands beside those who answer."""

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
"""What stands around the points and belongs to none: 附注, 附件说明, 署名 and 日期."""

_SIGNED = re.compile(
    r"(?<=[。）)])[^，。；：、（）()]{4,30}\d{4}年\d{1,2}月\d{1,2}日(?:印发)?(?:[（(]此件[^（）()]*[）)])?$"
    r"|(?<=[。）)])[（(]此件[^（）()]*[）)]$"
)
"""署名, 日期 and 附注 where a text without line ends goes on with them."""

_LEAST = 12
"""Characters below which words are no point."""

_LONGEST_HEADING = 45
_FULL_LINE = 20
"""Characters from which on a line without a stop may go on in the next."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a 要点: the number printed before it, the heading it stands under (with its number), its words, and who answers for it.

    `owners` are the words of its closing bracket, a deadline among them.
    """

    number: str
    heading: str
    text: str
    owners: str = ""


@dataclass(frozen=True, slots=True)
class Directive:
    """What a 要点 calls itself, empty where it does not say, and its points in their order."""

    title: str
    points: tuple[Point, ...]


def read_directive(name: str, pieces: Iterable[Piece]) -> Directive:
    """A 要点 from the words of a file; its name's ending says whether lines are broken where the paper ends."""
    lines = [
        _close(line)
        for piece in pieces
        if re.fullmatch(r"正文|第\d+页", piece.where)
        for line in re.split(r"[\n\v\f]", piece.words)
    ]
    lines = [line for line in lines if line]
    wrapped = name.lower().endswith((".pdf", ".txt"))
    return Directive(_title(lines), tuple(_points(_paragraphs(lines, wrapped=wrapped))))


_TITLE_ENDS = ("要点", "通知", "方案", "意见", "安排", "计划")
_FLAT_TITLE = re.compile(r"\d{4}年[^，。；：《》]{2,40}?要点")


def _title(lines: Sequence[str]) -> str:
    """What a 要点 calls itself before its first number; of a letter that sends one round, the document it sends.

    A title may be set over three lines; on a page of a website its menus stand before it.
    """
    over = list(takewhile(lambda line: not _NUMBER.match(line), lines))
    for place, line in enumerate(over):
        for whole in accumulate(over[place : place + 3]):
            if line.endswith(_ENDS) or whole.endswith(_ENDS) or len(whole) > _LONGEST_TITLE:
                break
            if whole.endswith(_TITLE_ENDS) and re.search(r"\d{4}年|印发|^.*要点$", whole) and ">" not in whole:
                sent = re.search(r"印发(?:《(?P<quoted>[^《》]+)》|(?P<bare>.+?))的通知$", whole)
                return f"《{(sent['quoted'] or sent['bare']) if sent else whole}》"
    flat = _FLAT_TITLE.match(over[0]) if over else None
    return f"《{flat[0]}》" if flat else ""


_LONGEST_TITLE = 80


def _close(line: str) -> str:
    """A line without page numbers, and without the blanks that lie beside Chinese only to set it."""
    line = re.sub(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+", "", line.replace("\u00ad", "").strip())
    return "" if re.fullmatch(r"[—\-–]?\s*\d{1,3}\s*[—\-–]?", line) else line


def _paragraphs(lines: Sequence[str], *, wrapped: bool) -> Iterator[str]:
    """Paragraphs as they were written: wrapped lines joined, numbered stretches set apart."""
    whole: list[str] = []
    before = ""
    for line in lines:
        goes_on = len(before) >= _FULL_LINE and not before.endswith((*_ENDS, "）", ")"))
        if wrapped and whole and not _NUMBER.match(line) and (goes_on or _is_open(whole[-1])):
            whole[-1] += line
        else:
            whole.append(line)
        before = line
    for paragraph in whole:
        for stretch in _stretches(_SIGNED.sub("", paragraph)):
            heading = _FLAT_HEADING.match(stretch)
            parts = (heading[0], stretch[heading.end() :]) if heading else (stretch,)
            yield from (one.strip() for part in parts for one in _EACH.split(part) if one.strip())


def _stretches(words: str) -> Iterator[str]:
    """The words cut before every number and every key of those who answer; a bracket keeps its keys together."""
    cuts = [
        found.span()
        for found in _FLAT.finditer(words)
        if _NUMBER.match(words, found.end()) or not _is_open(words[: found.start()])
    ]
    start = 0
    for stop, goes_on in cuts:
        yield words[start:stop]
        start = goes_on
    yield words[start:]


def _is_open(words: str) -> bool:
    """Whether a bracket is not closed yet."""
    return sum(map(words.count, "（(")) > sum(map(words.count, "）)"))


def _points(paragraphs: Iterator[str]) -> Iterator[Point]:
    """Numbered paragraphs as points, those without a number going with the one before; without numbers each is one."""
    every = list(_without_end(list(paragraphs)))
    numbered = any(_NUMBER.match(paragraph) for paragraph in every)
    heading = last = ""
    open_point: Point | None = None
    for paragraph, following in pairwise((*every, "")):
        number = _NUMBER.match(paragraph)
        words = paragraph[number.end() :] if number else paragraph
        if _AROUND.fullmatch(paragraph):
            continue
        owners = _OWNER_LINE.fullmatch(paragraph)
        if owners is not None and open_point is not None:
            open_point = replace(open_point, owners=_both(open_point.owners, owners["owners"]))
            continue
        begins = number is not None or _EACH_BEGINS.match(paragraph) is not None or not numbered
        if open_point is not None and begins:
            yield open_point
            open_point = None
        last = number.group() if number else last
        deeper = number and (_level(number.group()) < _level(following) or _EACH_BEGINS.match(following))
        if number and _is_heading(words, opens=bool(deeper)):
            heading = paragraph
        elif open_point is not None:
            bare, more = _without_owners(words)
            open_point = replace(open_point, text=open_point.text + bare, owners=_both(open_point.owners, more))
        # what stands before the first number is title, addressee and letter
        elif len(words) >= _LEAST and (last or not numbered):
            open_point = Point(last, heading, *_without_owners(words))
    if open_point is not None:
        yield open_point


def _is_heading(words: str, *, opens: bool) -> bool:
    """Whether numbered words are a heading: short and without a stop, or one sentence that opens points of its own."""
    ends = words.rstrip("。").endswith(_ENDS) if opens else words.endswith(_ENDS)
    return len(words) <= _LONGEST_HEADING and not ends and "。" not in words[:-1] and not _OWNERS.search(words)


_LEVELS = (_HAN + "、", rf"[（(]{_HAN}[）)]", r"\d{1,2}[.．、](?!\d)", r"[（(]\d{1,2}[）)]")


def _level(words: str) -> int:
    """How deep the number is with which words begin (一、 （一） 1. （1）); -1 for words without one."""
    return next((level for level, form in enumerate(_LEVELS) if re.match(form, words)), -1)


def _without_end(paragraphs: Sequence[str]) -> Sequence[str]:
    """Without what stands behind the last point: from the 署名 on, a line without a stop, or from the 日期 or 附注."""
    last = max((place for place, words in enumerate(paragraphs) if _NUMBER.match(words)), default=len(paragraphs))
    for place, words in enumerate(paragraphs[last + 1 :], last + 1):
        is_line = not words.endswith((*_ENDS, "）", ")")) and not _OWNER_LINE.fullmatch(words)
        if is_line or _AROUND.fullmatch(words):
            return paragraphs[:place]
    return paragraphs


def _both(one: str, other: str) -> str:
    return "；".join(filter(None, (one, other)))


def _without_owners(words: str) -> tuple[str, str]:
    """The words, and what the bracket at their end says of who answers; empty when it says nothing of that."""
    found = _OWNERS.search(words)
    if found and _ABOUT_OWNERS.search(found["inside"]):
        return words[: found.start()], found["inside"]
    return words, ""
