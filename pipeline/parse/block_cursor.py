"""The position in a file's lines while blocks are read, and the kind of block that a line begins."""

import re
from collections.abc import Sequence
from dataclasses import field
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Edit
from pipeline.model import Paragraph
from pipeline.parse import codes
from pipeline.parse.clean import CELL, COMMENT
from pipeline.parse.inline import read_inline
from pipeline.parse.list_line import BULLETS, match_list_line
from pipeline.parse.table import is_delimiter
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceText

HEADING = lazy_pattern(r"(?P<marks>[#＃]{1,6})(?P<blank>[\s\u3000]*)(?P<title>.*)")
"""A heading with its marks."""

BULLET = lazy_pattern(rf"(?P<bullet>{BULLETS})(?P<blank>\s+)(?=\S)")
"""A bullet of a list."""

STEP = lazy_pattern(r"(?P<number>\d{1,2})(?P<dot>[.．、])(?:\s+(?=\S)|(?=[^\d\s]))")
"""The number of a step."""

INNER = lazy_pattern(r"(?:[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
"""The number of a step nested in another."""

_RULE = lazy_pattern(r"(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:- ){2,}-|(?:\* ){2,}\*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it, its indentation in columns, and the blanks before it."""

    text: SourceText
    indent: int
    blanks: SourceText


def measure_indent(line: SourceText) -> Line:
    """Strip a line and count its indentation: a tab goes on to the next fourth column, a full-width blank is two."""
    text = line.value
    left = len(text) - len(text.lstrip())
    indent = 0
    for char in text[:left]:
        indent = indent + 4 - indent % 4 if char == "\t" else indent + (2 if char == "\u3000" else 1)
    return Line(line.strip(), indent, line.slice(0, left))


@dataclass(slots=True)
class BlockCursor:
    """The lines of a file, the next one to read, and the comments taken out of them that were not yet met.

    `has_lists` says whether the file may list items (plan.md).
    """

    lines: list[Line]
    comments: Sequence[SourceText]
    has_lists: bool
    diagnostics: Diagnostics
    index: int = 0
    comment_index: int = 0
    unspaced: list[SourceText] = field(default_factory=list)
    """Lines that begin a paragraph without a blank line before them."""

    def take_comments(self, text: str) -> tuple[SourceText, ...]:
        """Return the comments whose placeholders the words contain; they are met in order."""
        count = text.count(COMMENT)
        taken = tuple(self.comments[self.comment_index : self.comment_index + count])
        self.comment_index += count
        return taken

    def read_inline(self, raw: SourceText) -> Paragraph:
        """Return the paragraph that the text makes."""
        return read_inline(raw, self.take_comments(raw.value), self.diagnostics)


def report_missing_blank_lines(cursor: BlockCursor) -> None:
    """Report the lines met so far that begin a paragraph without a blank line, as one finding."""
    if not cursor.unspaced:
        return
    places = [line.place(0, 0) for line in cursor.unspaced]
    count = len(places)
    cursor.diagnostics.add(
        codes.NO_BLANK_LINE.at(
            cursor.unspaced[0].place(),
            "这一行已另起一段，前面没有空行" if count == 1 else f"这里有 {count} 行已另起一段，前面都没有空行",
            "段落之间空一行",
            edits=tuple(Edit(Place(place.path, place.line, 1, place.line, 1), "\n") for place in dict.fromkeys(places)),
        )
    )
    cursor.unspaced = []


# --- kinds of lines --------------------------------------------------------------


class LineKind(Enum):
    """The kind of block that begins with a line."""

    HEADING = "heading"
    LIST_LINE = "list line"
    TABLE = "table"
    RULE = "rule"
    STEPS = "steps"
    TEXT = "text"


def kind_of(cursor: BlockCursor, line: Line, start: int = 0) -> LineKind:
    """Return the kind of block that begins with the line, read from an offset on."""
    text = line.text.value[start:]
    if CELL in text:
        return LineKind.TABLE
    if _is_heading(text):
        return LineKind.HEADING
    if cursor.has_lists and match_list_line(line.text.slice(start, len(line.text))):
        return LineKind.LIST_LINE
    if text.startswith(("|", "｜")) or _starts_table(cursor, text):
        return LineKind.TABLE
    if _RULE.fullmatch(text):
        return LineKind.RULE
    # in plan.md a short text behind a bullet may be an item without its link
    if STEP.match(text) or (BULLET.match(text) and (not cursor.has_lists or text.endswith(("。", "；", ";")))):
        return LineKind.STEPS
    return LineKind.TEXT


def _is_heading(text: str) -> bool:
    match = HEADING.match(text)
    if not match or not match["title"].strip(f"{COMMENT} \u3000"):
        return False
    # a single mark without a blank behind it is a character of the word: #1机组
    return len(match["marks"]) > 1 or bool(match["blank"])


def _starts_table(cursor: BlockCursor, text: str) -> bool:
    """Whether the line is a table's head without outer bars: the next one is its delimiter row."""
    if not re.search("[|｜]", text) or cursor.index + 1 >= len(cursor.lines):
        return False
    return is_delimiter(cursor.lines[cursor.index + 1].text.value)


# --- typed numbers ---------------------------------------------------------------

_TYPED_NUMBER = lazy_pattern(
    r"(?:(?P<han>[一二三四五六七八九十百]{1,4})、|[(（](?P<bracketed>[一二三四五六七八九十百]{1,4}|\d{1,2})[)）][、.．]?"
    r"|\d{1,2}(?P<dot>[.．、])|(?P<circled>[①-⑳]))\s*(?=\S)"
)
_YEAR = lazy_pattern(r"(?:19|20)\d\d\s?年")
_HAN_NUMERAL = lazy_pattern(
    r"[一二三四五六七八九十百]{1,4}(?=[、季月级号期批年日楼届]|个(?:季度|月)|(?:类|组|线|轮|档|等|层)(?![一二三四五六七八九十]))"
)
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")


def leading_number(text: str) -> str:
    """Return the number typed before a text, with its mark and the blanks behind it; empty when there is none.

    A number that belongs to the words behind it is none: 一、二季度, 1、2月份, 1．5万元,
    （一）（二）项, ①②号.
    """
    match = _TYPED_NUMBER.match(text)
    if match is None:
        return ""
    rest = text[match.end() :]
    if match["han"]:
        following = _HAN_NUMERAL.match(rest)
        is_counted = following is not None and following.group() in _NUMERALS and match["han"] in _NUMERALS
        if following is not None and is_counted:
            is_next = _NUMERALS.index(following.group()) == _NUMERALS.index(match["han"]) + 1
            return "" if is_next else match.group()
    elif match["bracketed"]:
        if re.match(
            r"[项款条目和或至到、—~～-]|[(（][一二三四五六七八九十\d]{1,3}[)）]\s?[项款条目和或至到、—~～-]", rest
        ):
            return ""
    elif match["circled"]:
        if re.match(r"[①-⑳号款项和至、]", rest):
            return ""
    elif match["dot"] and rest[:1].isdecimal() and match.group().endswith(match["dot"]) and not _YEAR.match(rest):
        return ""
    return match.group()


def strip_typed_number(cursor: BlockCursor, text: SourceText, replacement: str = "") -> SourceText:
    """Return the text without a number typed before it; numbers are made from positions. The fix puts `replacement` there."""
    while number := leading_number(text.value):
        cursor.diagnostics.add(
            codes.TYPED_NUMBER.fix(
                text.place(0, len(number)),
                replacement,
                f"序号“{number.strip()}”会再印一次",
                "删去，序号按位置自动生成",
            )
        )
        text = text.slice(len(number), len(text))
        replacement = ""
    return text
