"""The lines of a file while blocks are made of them: where the reader stands, and what kind of block a line begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.findings import Edit, Finding
from pipeline.model import Paragraph
from pipeline.parse import codes
from pipeline.parse.clean import CELL, COMMENT
from pipeline.parse.inline import read_inline
from pipeline.parse.list_line import BULLETS, entry_match
from pipeline.parse.table import is_delimiter
from pipeline.source import Place, SourceText

HEADING = re.compile(r"(?P<marks>[#＃]{1,6})(?P<blank>[\s\u3000]*)(?P<title>.*)")
"""A heading with its marks."""

BULLET = re.compile(rf"(?P<bullet>{BULLETS})(?P<blank>\s+)(?=\S)")
"""A bullet of a list."""

STEP = re.compile(r"(?P<number>\d{1,2})(?P<dot>[.．、])(?:\s+(?=\S)|(?=[^\d\s]))")
"""The number of a step."""

INNER = re.compile(r"(?:[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
"""The number of a step below another."""

_RULE = re.compile(r"(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:- ){2,}-|(?:\* ){2,}\*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it, and how far it was set in."""

    text: SourceText
    indent: int
    blanks: SourceText


def line_of(line: SourceText) -> Line:
    """The line with its blanks cut off and counted: a tab goes on to the next fourth column, a full-width blank is two."""
    words = line.value
    left = len(words) - len(words.lstrip())
    indent = 0
    for char in words[:left]:
        indent = indent + 4 - indent % 4 if char == "\t" else indent + (2 if char == "\u3000" else 1)
    return Line(line.strip(), indent, line.slice(0, left))


@dataclass(slots=True)
class Reader:
    """The lines still to be read, the comments not yet met, and what was found."""

    lines: list[Line]
    comments: Sequence[SourceText]
    entries: bool
    at: int = 0
    comment: int = 0
    findings: list[Finding] = field(default_factory=list)
    unspaced: list[SourceText] = field(default_factory=list)
    """Lines that begin a paragraph without a blank one before them."""

    def found(self, *findings: Finding) -> None:
        """Add to what was found."""
        self.findings += findings

    def take(self, words: str) -> tuple[SourceText, ...]:
        """The comments whose stand-ins the words hold; they are met in order."""
        count = words.count(COMMENT)
        taken = tuple(self.comments[self.comment : self.comment + count])
        self.comment += count
        return taken

    def inline(self, raw: SourceText) -> Paragraph:
        """The paragraph the words make."""
        read = read_inline(raw, self.take(raw.value))
        self.found(*read.findings)
        return read.paragraph


def report_missing_blank_lines(reader: Reader) -> None:
    """Say once of lines side by side that some of them begin a paragraph."""
    if not reader.unspaced:
        return
    places = [line.place(0, 0) for line in reader.unspaced]
    count = len(places)
    reader.found(
        codes.NO_BLANK_LINE.at(
            reader.unspaced[0].place(),
            "这一行已另起一段，前面没有空行" if count == 1 else f"这里有 {count} 行已另起一段，前面都没有空行",
            "段落之间空一行",
            edits=tuple(Edit(Place(place.path, place.line, 1, place.line, 1), "\n") for place in dict.fromkeys(places)),
        )
    )
    reader.unspaced = []


# --- kinds of lines --------------------------------------------------------------


def kind_of(reader: Reader, line: Line, start: int = 0) -> str:
    """What kind of block begins with the line, looked at from an offset on."""
    words = line.text.value[start:]
    if CELL in words:
        return "table"
    if _is_heading(words):
        return "heading"
    if reader.entries and entry_match(line.text.slice(start, len(line.text))):
        return "entry"
    if words.startswith(("|", "｜")) or _starts_table(reader, words):
        return "table"
    if _RULE.fullmatch(words):
        return "rule"
    # in plan.md a few words behind a bullet may be an item without its link
    if STEP.match(words) or (BULLET.match(words) and (not reader.entries or words.endswith(("。", "；", ";")))):
        return "steps"
    return "words"


def _is_heading(words: str) -> bool:
    found = HEADING.match(words)
    if not found or not found["title"].strip(f"{COMMENT} \u3000"):
        return False
    # a single mark set against a word is that character: #1机组
    return len(found["marks"]) > 1 or bool(found["blank"])


def _starts_table(reader: Reader, words: str) -> bool:
    """Whether the line is a table's head without outer bars: the next one is its delimiter row."""
    if not re.search("[|｜]", words) or reader.at + 1 >= len(reader.lines):
        return False
    return is_delimiter(reader.lines[reader.at + 1].text.value)


# --- typed numbers ---------------------------------------------------------------

_TYPED = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}、|[(（][一二三四五六七八九十百]{1,4}[)）]|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)"
)


def strip_typed_number(reader: Reader, text: SourceText, instead: str = "") -> SourceText:
    """The words without a number typed before them, which the fix replaces; numbers follow from position."""
    while found := _TYPED.match(text.value):
        reader.found(
            codes.TYPED_NUMBER.fix(
                text.place(0, found.end()),
                instead,
                f"序号“{found.group().strip()}”会再印一次",
                "删去，序号按位置自动生成",
            )
        )
        text = text.slice(found.end(), len(text))
        instead = ""
    return text
