"""Read the inside of a paragraph: emphasis, links, comments. Everything else is the character it is.

`inline_tokens` cuts a text with stars or brackets into tokens that carry the offsets
they were made from, so every character keeps its place; any other text is one piece.
Unlike CommonMark, `**` opens before and closes behind any character but a blank:
`**重点：**后文` is meant as it looks. Stars that mask a part of a number or a name
(138****1234, 3**5) are text: three or more of them, and two between digits. Where
emphasis ends or begins between two digits a comment without words stands before the
stars: `**2<!---->**3`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.findings import Diagnostics
from pipeline.model import Link, Mark, Note, Paragraph, Strong, web_address
from pipeline.parse import codes
from pipeline.parse.clean import COMMENT
from pipeline.parse.unsupported_markup import unsupported_markup
from pipeline.source import SourceText, join

if TYPE_CHECKING:
    from markdown_it.token import Token

_OPENING, _CLOSING = "(（", ")）"


def bracket_pairs(text: str, opening: str = _OPENING, closing: str = _CLOSING) -> dict[int, int]:
    """Return for the offset of each opening bracket that of its closing one; unclosed brackets are left out."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for offset, char in enumerate(text):
        if char in opening:
            waiting.append(offset)
        elif char in closing and waiting:
            pairs[waiting.pop()] = offset
    return pairs


# --- reading -----------------------------------------------------------------


def read_inline(raw: SourceText, comments: Sequence[SourceText], diagnostics: Diagnostics) -> Paragraph:
    """Return the paragraph that the text makes; `comments` are those whose placeholders it contains, in order."""
    raw = raw.strip()
    value = raw.value
    pieces: list[SourceText] = []
    length = 0
    notes: list[Note] = []
    marks: list[Mark] = []
    opened: list[tuple[int, str]] = []
    diagnostics.add(*unsupported_markup(raw))
    remaining = iter(comments)

    def add_text(start: int, text: SourceText) -> None:
        nonlocal length
        for piece in _split(text):
            start += len(piece)
            if piece.value == COMMENT:
                comment = next(remaining)
                if comment or not _parts_stars(value, start):
                    notes.append(Note(comment, length))
            else:
                pieces.append(piece)
                length += len(piece)

    tokens = _tokens(value)
    if not tokens:
        add_text(0, raw)
    for token in tokens:
        start, stop = token.meta["start"], token.meta["stop"]
        match token.type:
            case "strong_open" | "link_open":
                opened.append((length, str(token.attrs.get("href", ""))))
            case "strong_close":
                begun, _ = opened.pop()
                if length > begun:
                    marks.append(Strong(begun, length))
            case "link_close":
                begun, target = opened.pop()
                if length > begun:
                    marks.append(Link(begun, length, target))
                if not web_address(target):
                    diagnostics.add(
                        codes.LINK_TARGET.at(
                            raw.slice(start + 2, stop - 1).strip().place(),
                            "链接的不是网址，读者打不开，印出和公开的只有链接的文字",
                            "写完整的网址（https://…）；列入事项另起一行写 - [短标题](items/名.md)；不要链接就只写文字",
                        )
                    )
            case _:
                if token.markup == "**":
                    diagnostics.add(
                        codes.STRONG_NOT_CLOSED.at(
                            raw.place(start, stop),
                            "重点号 ** 不成对，会照印出来",
                            "补上另一半，或删去；是遮住的字，用三个以上的星号",
                        )
                    )
                add_text(start, raw.slice(start, stop))
    text = join(pieces)
    return strip_paragraph(Paragraph(text, _normalize_marks(marks, text.value), tuple(notes)))


def _tokens(text: str) -> "Sequence[Token]":
    """The tokens of a text with stars or square brackets; of any other none."""
    if "*" not in text and "[" not in text:
        return ()
    from pipeline.parse.inline_tokens import tokenize

    return tokenize(text, bracket_pairs(text, "[", "]"), bracket_pairs(text))


def _parts_stars(text: str, stop: int) -> bool:
    """Whether the comment that ends at an offset only parts two stars from the digit before them, which they would mask."""
    before, behind = stop - len(COMMENT), stop + 2
    is_between = text[before - 1 : before].isdigit() and text[behind : behind + 1].isdigit()
    return is_between and text[stop:behind] == "**"


def _normalize_marks(marks: Sequence[Mark], text: str) -> tuple[Mark, ...]:
    """Marks without blanks at their edges; emphasis that touches or overlaps inside the same links is merged."""
    links = [mark for mark in marks if isinstance(mark, Link)]
    strong: list[Strong] = []
    for mark in sorted((mark for mark in marks if isinstance(mark, Strong)), key=lambda mark: (mark.start, -mark.stop)):
        start, stop = mark.start, mark.stop
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if start == stop:
            continue
        last = strong[-1] if strong else None
        if last and start <= last.stop and _enclosing(links, last) == _enclosing(links, Strong(start, stop)):
            strong[-1] = Strong(last.start, max(last.stop, stop))
        elif not last or stop > last.stop:
            strong.append(Strong(start, stop))
    return tuple(sorted((*strong, *links), key=lambda mark: (mark.start, -mark.stop, isinstance(mark, Link))))


def _enclosing(links: Sequence[Link], mark: Strong) -> tuple[Link, ...]:
    """The links around the mark; one with the same span lies inside it."""
    return tuple(
        link
        for link in links
        if link.start <= mark.start and mark.stop <= link.stop and (link.start, link.stop) != (mark.start, mark.stop)
    )


def _split(text: SourceText) -> Iterator[SourceText]:
    """The text cut so that each comment's placeholder is a piece of its own."""
    begun = 0
    for match in re.finditer(COMMENT, text.value):
        if match.start() > begun:
            yield text.slice(begun, match.start())
        yield text.slice(match.start(), match.end())
        begun = match.end()
    if begun < len(text):
        yield text.slice(begun, len(text))


def strip_paragraph(paragraph: Paragraph) -> Paragraph:
    """Return the paragraph without blanks around its text."""
    text = paragraph.text.value
    left = len(text) - len(text.lstrip())
    return slice_paragraph(paragraph, left, max(left, len(text.rstrip())))


def slice_paragraph(paragraph: Paragraph, start: int, stop: int) -> Paragraph:
    """Return a paragraph's text from `start` to `stop` with its marks; every note stays, at the nearest offset."""

    def moved(offset: int) -> int:
        return min(max(offset, start), stop) - start

    marks = (replace(mark, start=moved(mark.start), stop=moved(mark.stop)) for mark in paragraph.marks)
    return Paragraph(
        paragraph.text.slice(start, stop),
        tuple(mark for mark in marks if mark.stop > mark.start),
        tuple(replace(note, at=moved(note.at)) for note in paragraph.notes),
    )
