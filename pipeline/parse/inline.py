"""Read the inside of a paragraph: emphasis, links, comments. Everything else is the character it is.

markdown-it's inline engine runs with three rules of its own here (text, `**`, links);
each token carries the offsets it was made from, so every character keeps its place.
Unlike CommonMark, `**` opens before and closes behind any character but a blank:
`**重点：**后文` is meant as it looks. Stars that mask a part of a number or a name
(138****1234, 3**5) are text: three or more of them, and two between digits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from pipeline.findings import Diagnostics
from pipeline.model import Link, Mark, Note, Paragraph, Strong, web_address
from pipeline.parse import codes
from pipeline.parse.clean import COMMENT
from pipeline.parse.unsupported_markup import LIKE_A_TARGET, unsupported_markup
from pipeline.source import SourceText, join

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


# --- rules -------------------------------------------------------------------


def _text(state: StateInline, silent: bool) -> bool:
    """Text up to the next `*` or `[`, or one of these that starts nothing."""
    stop = state.pos
    while stop < state.posMax and state.src[stop] not in "*[":
        stop += 1
    stop = max(stop, state.pos + 1)
    if not silent:
        _push(state, "text", 0, state.pos, stop)
    state.pos = stop
    return True


def _strong(state: StateInline, silent: bool) -> bool:
    """Two stars as a delimiter; more of them, and two between digits, mask something and are text."""
    start = stop = state.pos
    if state.src[start] != "*":
        return False
    while stop < state.posMax and state.src[stop] == "*":
        stop += 1
    if silent or stop - start < 2:
        return False
    if is_mask(state.src, start, stop):
        _push(state, "text", 0, start, stop)
    else:
        opens = stop < state.posMax and not state.src[stop].isspace()
        closes = start > 0 and not state.src[start - 1].isspace()
        _push(state, "text", 0, start, stop, "**")
        state.delimiters.append(Delimiter(ord("*"), 0, len(state.tokens) - 1, -1, opens, closes))
    state.pos = stop
    return True


def is_mask(text: str, start: int, stop: int) -> bool:
    """Whether the stars from `start` to `stop` mask a part of a number or a name: more than two, or two between digits."""
    if stop - start > MARK_CHARS:
        return True
    return text[start - 1 : start].isdigit() and text[stop : stop + 1].isdigit()


MARK_CHARS = 2
"""The stars of a mark of emphasis; no more and no fewer."""


def _pair_strong(state: StateInline) -> None:
    """Turn each pair of matching delimiters into the edges of emphasis."""
    nested = [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in [state.delimiters, *nested]:
        for delimiter in delimiters:
            if delimiter.end < 0:
                continue
            opening, closing = state.tokens[delimiter.token], state.tokens[delimiters[delimiter.end].token]
            if closing.meta["start"] - opening.meta["stop"] > 0:
                opening.type, closing.type = "strong_open", "strong_close"


def _link(state: StateInline, silent: bool) -> bool:
    """`[words](target)`, brackets round the target of either width; a target looks like a path or an address."""
    start = state.pos
    if state.src[start] != "[" or state.linkLevel > 0:
        return False
    middle = state.env["squares"].get(start, -1)
    stop = state.env["rounds"].get(middle + 1, -1) if middle > start + 1 else -1
    if stop < 0 or stop >= state.posMax:
        return False
    target = state.src[middle + 2 : stop].strip()
    if not LIKE_A_TARGET.match(target) or COMMENT in target:
        return False
    if not silent:
        opening = _push(state, "link_open", 1, start, start + 1)
        opening.attrs = {"href": target}
        posmax, state.pos, state.posMax = state.posMax, start + 1, middle
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = posmax
        _push(state, "link_close", -1, middle, stop + 1)
    state.pos = stop + 1
    return True


def _push(state: StateInline, kind: str, nesting: Any, start: int, stop: int, markup: str = "") -> Token:
    token = state.push(kind, "", nesting)
    token.content = state.src[start:stop]
    token.markup = markup
    token.meta = {"start": start, "stop": stop}
    return token


def _dialect() -> MarkdownIt:
    dialect = MarkdownIt("zero")
    dialect.options["maxNesting"] = 10_000
    ruler, after = dialect.inline.ruler, dialect.inline.ruler2
    ruler.push("zwgk_strong", _strong)
    ruler.push("zwgk_link", _link)
    ruler.push("zwgk_text", _text)
    ruler.enableOnly(["zwgk_strong", "zwgk_link", "zwgk_text"])
    after.push("zwgk_pair_strong", _pair_strong)
    after.enableOnly(["balance_pairs", "zwgk_pair_strong"])
    return dialect


_DIALECT = _dialect()


# --- reading -----------------------------------------------------------------


def read_inline(raw: SourceText, comments: Sequence[SourceText], diagnostics: Diagnostics) -> Paragraph:
    """Return the paragraph that the text makes; `comments` are those whose placeholders it contains, in order."""
    raw = raw.strip()
    value = raw.value
    environment = {"squares": bracket_pairs(value, "[", "]"), "rounds": bracket_pairs(value)}
    tokens = _DIALECT.inline.parse(value, _DIALECT, environment, [])
    pieces: list[SourceText] = []
    length = 0
    notes: list[Note] = []
    marks: list[Mark] = []
    opened: list[tuple[int, str]] = []
    diagnostics.add(*unsupported_markup(raw))
    remaining = iter(comments)
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
                for piece in _split(raw.slice(start, stop)):
                    if piece.value == COMMENT:
                        notes.append(Note(next(remaining), length))
                    else:
                        pieces.append(piece)
                        length += len(piece)
    text = join(pieces)
    return strip_paragraph(Paragraph(text, _normalize_marks(marks, text.value), tuple(notes)))


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
