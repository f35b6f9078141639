"""The account of an import: for every character of a document, whether it is in the content or why it is not.

Texts of the content know the places they were read from; what else was used is entered
in a ledger. What neither covers was not placed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from enum import Enum
from unicodedata import normalize

from pipeline.dataclass import dataclass
from pipeline.ingest.unit_lists import LEAD_MARKS, UNIT_NOUN
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Document, Paragraph
from pipeline.source import SourceText


class Use(Enum):
    """What became of characters that are not words of the content."""

    NUMBER = "序号（按位置重新生成）"
    PHRASE = "括注、栏目名称、固定用语和隔开各项的标点（由工具印出）"
    REPEATED = "与放进去的文字相同的（附表的各行、重复的标题）"
    REPLACED = "正文和附表不同、只留一处的文字（批注里写明）"
    BLANK = "中文旁边的空格、看不见的字符和网页标记"
    CHROME = "网页的菜单、来源和按钮"
    METADATA = "文件和网页的登记信息"
    LEFT = "没有放进去的文字"


@dataclass(frozen=True, slots=True)
class Leftover:
    """Characters of one paragraph that are not words of the content, and what became of them."""

    use: Use
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Account:
    """The characters of the documents without blanks: how many were read and how many are words of the content, and all others."""

    read: int
    placed: int
    leftovers: tuple[Leftover, ...]

    def count(self, use: Use) -> int:
        """Return how many characters had this use."""
        return sum(_count(leftover.text) for leftover in self.leftovers if leftover.use is use)


def _count(text: str) -> int:
    return sum(not char.isspace() for char in text)


@dataclass(slots=True)
class Ledger:
    """Collects what characters of the documents were used for; the one way uses leave the readings."""

    uses: dict[tuple[str, int], dict[int, Use]] = field(default_factory=lambda: defaultdict(dict))

    def enter(self, use: Use, *texts: SourceText) -> None:
        """Enter what became of the characters of these texts."""
        for text in texts:
            for place in text.places():
                line = self.uses[place.path, place.line]
                for column in range(place.column, place.end_column):
                    line.setdefault(column, use)


_INVISIBLE = lazy_pattern(r"(?:</?[a-z:]+[^<>]*>|&nbsp;|[\s\u00ad\u200b-\u200f\ufeff\u00a0\ufffc#|]|\\-)+")
_PHRASES = lazy_pattern(
    rf"暂?无|[/／－]|(?:[（）()；;，,、。：:\s{LEAD_MARKS}—-]|附\s?[件表]\s?\d{{0,2}}|(?:牵头|责任|配合|承办|主办|协办|参加|参与|会同|指导|起草){UNIT_NOUN}?"
    r"|(?:完成|办结|办理)?(?:时间|时限|期限)(?:要求|安排)?|按(?:照)?(?:各自)?职责(?:分工)?|分别|负责|落实|牵头|配合|等|印发|文件)+"
)
_MIN_REPEATED = 4


def balance(documents: Iterable[Document], placed: Iterable[SourceText], ledger: Ledger) -> Account:
    """Return the account of documents whose paragraphs are numbered in reading order (`lines.with_indices`)."""
    columns: dict[tuple[str, int], set[int]] = defaultdict(set)
    placed = tuple(placed)
    content = "\n".join(dict.fromkeys(bare(text.value) for text in placed))
    for text in placed:
        for place in text.places():
            columns[place.path, place.line].update(range(place.column, place.end_column))
    read = in_content = 0
    leftovers: list[Leftover] = []
    for document in documents:
        for paragraph in document.paragraphs():
            key = (document.name, paragraph.index + 1)
            printed = paragraph.printed
            read += _count(printed)
            in_content += sum(not printed[column - 1].isspace() for column in columns[key] if column <= len(printed))
            leftovers += _leftovers(paragraph, columns[key], ledger.uses.get(key, {}), content)
    return Account(read, in_content, tuple(leftovers))


def bare(text: str) -> str:
    """Return the text as it is compared: without blanks and punctuation, full-width letters and digits as half-width."""
    return re.sub(r"[\W_]", "", normalize("NFKC", text))


def _leftovers(paragraph: Paragraph, placed: set[int], uses: dict[int, Use], content: str) -> Iterator[Leftover]:
    printed = paragraph.printed
    start = 0
    while start < len(printed):
        if start + 1 in placed:
            start += 1
            continue
        use = uses.get(start + 1)
        stop = start + 1
        while stop < len(printed) and stop + 1 not in placed and uses.get(stop + 1) is use:
            stop += 1
        yield from _named(printed[start:stop], use, paragraph.where, content)
        start = stop


def _named(text: str, use: Use | None, where: str, content: str) -> Iterator[Leftover]:
    """Yield the text with its use; one without is judged by its form, part by part where it has blanks."""
    if use is not None:
        if text.strip():
            yield Leftover(use, text, where)
        return
    parts = [
        Leftover(_by_form(part, content), part, where) for part in re.split(r"(?<=\S)(?=\s)", text) if part.strip()
    ]
    if all(part.use is Use.LEFT for part in parts):
        parts = [Leftover(Use.LEFT, text, where)] if parts else []
    yield from parts


def _by_form(text: str, content: str) -> Use:
    if _INVISIBLE.fullmatch(text):
        return Use.BLANK
    if _PHRASES.fullmatch(text):
        return Use.PHRASE
    words = bare(text)
    return Use.REPEATED if len(words) >= _MIN_REPEATED and words in content else Use.LEFT
