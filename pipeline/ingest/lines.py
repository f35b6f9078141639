"""The lines and tables of an existing document, each character with its place in it.

A line is a paragraph as printed, automatic number included, without characters that
nobody typed on purpose. Its place names the document as the path, the paragraph as the line
(from 1) and the offset in the printed paragraph as the column (from 1).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.ingest.numbers import is_sequel, read_number
from pipeline.ingest.owner_words import LABEL_WORDS
from pipeline.ingest.unit_lists import UNIT_NOUN
from pipeline.parse.clean import clean_line, is_wide
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Block, Cell, Document, FileKind, Paragraph, Row, Table
from pipeline.source import SourceRange, SourceText, join


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the running text, and the paragraph of the document it is in or begins in."""

    text: SourceText
    paragraph: Paragraph

    @property
    def value(self) -> str:
        """The characters of the line."""
        return self.text.value

    @property
    def where(self) -> str:
        """The place in the document, in Chinese."""
        return self.paragraph.where

    def slice(self, start: int, stop: int | None = None) -> "Line":
        """Return the part of the line between two offsets, without blanks around it."""
        return replace(self, text=self.text.slice(start, len(self.text) if stop is None else stop).strip())


Element = Line | Table


def with_indices(document: Document) -> Document:
    """Return the document with its paragraphs numbered from 0 in reading order."""
    counter = iter(range(sum(1 for _ in document.paragraphs())))
    return replace(document, blocks=tuple(_with_index(block, counter) for block in document.blocks))


def _with_index(block: Block, counter: Iterator[int]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, index=next(counter))
    rows = tuple(
        Row(
            tuple(
                replace(cell, content=tuple(_with_index(inner, counter) for inner in cell.content))
                for cell in row.cells
            ),
            row.is_header,
        )
        for row in block.rows
    )
    return replace(block, rows=rows)


def read_lines(document: Document, diagnostics: Diagnostics) -> tuple[Element, ...]:
    """Return the lines and tables of a document whose paragraphs are numbered (`with_indices`).

    Paragraphs torn by the end of a page or a printed line are joined, a text without line
    ends is split at its numbers. What was cleaned is reported with `diagnostics`.
    """
    is_plain = document.is_wrapped or document.kind in (FileKind.TEXT, FileKind.PDF)
    elements: list[Element] = []
    for block in _unframed(document.blocks):
        if isinstance(block, Table):
            elements.append(block)
            continue
        for line in paragraph_lines(document.name, block, diagnostics, tidy=False):
            if is_plain and _PAGE_NUMBER.fullmatch(line.value):
                continue
            marks = (_MARKDOWN if document.kind is FileKind.TEXT else _BULLET).match(line.value)
            elements.append(line.slice(marks.end()) if marks else line)
    split = [
        replace(element, text=without_blanks(element.text)) if isinstance(element, Line) and is_plain else element
        for element in _split_flat(elements)
    ]
    return tuple(
        replace(element, text=plain_labels(element.text)) if isinstance(element, Line) else element
        for element in _join_torn(split, is_wrapped=is_plain)
    )


_BRACKETED_LABEL = lazy_pattern(
    rf"[【［\[〔（(](?P<label>(?:{LABEL_WORDS})(?:责任|牵头)?(?:{UNIT_NOUN})?|(?:完成|办结)?(?:时间|时限|期限))[】］\]〕）)][:：]?"
)
"""A label in brackets of its own: 【牵头单位】办公室【完成时限】6月底前."""
_ROUND_LABEL = lazy_pattern(
    rf"(?:^|[。；])\s*(?:{_BRACKETED_LABEL.pattern.replace('?P<label>', '?:')})(?=[\u4e00-\u9fff★])"
)
"""Round brackets are those of labels only before units: behind a unit they have its role, 甲科（牵头）."""


def plain_labels(text: SourceText) -> SourceText:
    """Return the text with labels in brackets written as labels before a colon, and without blanks inside a label at its beginning."""
    spaced = _SPACED_LABEL.match(text.value)
    if spaced is not None and _LABEL.match(re.sub(r"\s", "", spaced[0])):
        blanks = [match.span() for match in re.finditer(r"[\s\u3000]+", spaced[0])]
        text = cut_out(text, blanks)
    parts: list[SourceText] = []
    start = 0
    is_round = _ROUND_LABEL.search(text.value) is not None
    for match in _BRACKETED_LABEL.finditer(text.value):
        if match[0][0] in "（(" and not is_round:
            continue
        between = text.slice(start, match.start())
        mark = SourceText("；" if between.value.strip() and not between.value.rstrip().endswith(_STOPS) else "")
        parts += [between, mark, text.slice(*match.span("label")), SourceText("：")]
        start = match.end()
    return join((*parts, text.slice(start, len(text)))) if parts else text


_STOPS = tuple("。；;，,（(")
_SPACED_LABEL = lazy_pattern(r"[（(]?[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,7}[ \u3000]*[:：]")
"""A label at the beginning of a line with blanks between its characters: 责 任 单 位：."""

_PAGE_NUMBER = lazy_pattern(r"[—–-]\s?\d{1,3}\s?[—–-]|第\s?\d{1,3}\s?页(?:[，\s]*共\s?\d{1,3}\s?页)?")
"""A line between the text of two pages: words of the paper, not of the plan."""

_MIN_FRAMED = 5
"""A cell with at least this many paragraphs, alone in its row, is a frame around text rather than a cell of a table."""


def _unframed(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, of a table that only lays out a page the blocks inside it."""
    for block in blocks:
        if isinstance(block, Table) and _is_frame(block):
            for row in block.rows:
                for cell in row.cells:
                    yield from _unframed(cell.content)
        else:
            yield block


def _is_frame(table: Table) -> bool:
    filled = [[cell for cell in row.cells if cell.text.strip()] for row in table.rows]
    return all(len(cells) <= 1 for cells in filled) and any(
        len(cell.content) >= _MIN_FRAMED for cells in filled for cell in cells
    )


_BULLETS = "•●○▪■□◆◇▶►➢✓✔Ø·\uf06c\uf0b7\uf06e"
_BULLET = lazy_pattern(rf"[{_BULLETS}]\s*(?=\S)")
"""A bullet, which official documents do not print."""

_MARKDOWN = lazy_pattern(rf"(?:[#＃]{{1,6}}\s*|[-*+]\s+|[{_BULLETS}]\s*)+(?=\S)")
"""The mark of a heading or of a list in Markdown."""


def cell_lines(name: str, cell: Cell | None, diagnostics: Diagnostics, *, tidy: bool) -> tuple[Line, ...]:
    """Return the lines of a cell, those of tables inside it too."""
    if cell is None:
        return ()
    lines: list[Line] = []
    for block in cell.content:
        if isinstance(block, Paragraph):
            lines += paragraph_lines(name, block, diagnostics, tidy=tidy)
        else:
            for row in block.rows:
                for inner in row.cells:
                    lines += cell_lines(name, inner, diagnostics, tidy=tidy)
    return tuple(lines)


def paragraph_lines(name: str, paragraph: Paragraph, diagnostics: Diagnostics, *, tidy: bool) -> list[Line]:
    """Return the lines of a paragraph, empty ones left out; `tidy` takes out blanks beside Chinese characters."""
    whole = SourceText(paragraph.printed, (SourceRange(0, name, paragraph.index + 1, 1),))
    lines = []
    start = 0
    for end in [*(match.start() for match in re.finditer(r"[\n\v\f]", whole.value)), len(whole)]:
        text = clean_line(whole.slice(start, end), diagnostics).strip()
        text = _as_words(_without_tags(text))
        if tidy:
            text = without_blanks(text)
        if text:
            lines.append(Line(text, paragraph))
        start = end + 1
    return lines


_SYNTAX = {"<!--": "＜!--", "-->": "--＞", "**": "＊＊"}
_LINK = lazy_pattern(r"\[([^\[\]]*)\](?=\s?[(（])|【([^【】]*)】(?=\s?[(（][^()（）]*\.md)")


def _as_words(text: SourceText) -> SourceText:
    """Return the text with what content would read as a mark in full-width form: a comment, emphasis, a link, a table."""
    value = text.value
    for mark, words in _SYNTAX.items():
        value = value.replace(mark, words)
    value = _LINK.sub(lambda link: f"［{link[1] or link[2] or ''}］", value)
    return SourceText(value.replace("|", "│").replace("｜", "│"), text.runs)


def without_marks(text: SourceText) -> SourceText:
    """Return the text without marks of Markdown at its beginning, which content would read as a heading or a list."""
    marks = _MARKDOWN.match(text.value)
    return text.slice(marks.end(), len(text)) if marks else text


_TAG = lazy_pattern(r"</?(?:p|br|o:p|span|div|td|tr|b|strong)\b[^<>]*>|&nbsp;|\ufffc")


def _without_tags(text: SourceText) -> SourceText:
    """Return the text without HTML tags that a bad conversion left in it."""
    return cut_out(text, [match.span() for match in _TAG.finditer(text.value)]).strip()


_BLANKS = lazy_pattern(r"[ \u3000\u00a0]+")


def without_blanks(text: SourceText) -> SourceText:
    """Return the text without blanks beside wide characters."""
    value = text.value
    spans = [
        match.span()
        for match in _BLANKS.finditer(value)
        if is_wide(value[match.start() - 1 : match.start()]) or is_wide(value[match.end() : match.end() + 1])
    ]
    return cut_out(text, spans)


def cut_out(text: SourceText, spans: Sequence[tuple[int, int]]) -> SourceText:
    """Return the text without the characters in the spans, which are in order."""
    if not spans:
        return text
    pieces: list[SourceText] = []
    start = 0
    for begin, end in spans:
        pieces.append(text.slice(start, begin))
        start = end
    pieces.append(text.slice(start, len(text)))
    return join(piece for piece in pieces if piece)


# --- torn paragraphs ----------------------------------------------------------------

_ENDS = tuple("。！？；：…!?;:")
_CLOSING = "”’」』）)》"
_LABEL = lazy_pattern(r"[（(【〔]?(?:牵头|责任|配合|承办|参加|完成|主办|协办)[\u4e00-\u9fff]{0,4}(?:[:：]|[】〕])")
_STANDS_ALONE = lazy_pattern(
    r"附件|附表|序号|[（(]此件|抄送|主送|[\u4e00-\u9fff]{2,6}[:：]|\d{4}年\d{1,2}月\d{1,2}日$|=+|#|\||—|source:"
)
_MIN_WRAPPED = 20
_MAX_JOINED = 5_000
"""No paragraph is longer; it bounds the time that a hostile text takes."""


def _join_torn(elements: Sequence[Element], *, is_wrapped: bool) -> list[Element]:
    """Join paragraphs that go on after the end of a page or, in a wrapped text, of a line."""
    joined: list[Element] = []
    lengths = sorted(len(element.value) for element in elements if isinstance(element, Line))
    full = _FULL * lengths[3 * len(lengths) // 4] if lengths else 0
    length = 0
    for element in elements:
        before = joined[-1] if joined else None
        if (
            isinstance(element, Line)
            and isinstance(before, Line)
            and _continues(before, element, is_wrapped=is_wrapped, is_full=length >= full)
        ):
            joined[-1] = replace(before, text=join((before.text, element.text), _between(before.text, element.text)))
        else:
            joined.append(element)
        length = len(element.value) if isinstance(element, Line) else 0
    return joined


def _between(before: SourceText, after: SourceText) -> str:
    return "" if is_wide(before.value[-1:]) or is_wide(after.value[:1]) else " "


_FULL = 0.8
"""The share of the length of the longer lines from which on a line ends at the edge of its page."""


def _continues(before: Line, after: Line, *, is_wrapped: bool, is_full: bool) -> bool:
    """Whether the second line goes on with the sentence of the first, whose last printed line `is_full`."""
    if len(before.value) > _MAX_JOINED:
        return False
    turned = before.paragraph.page and after.paragraph.page and before.paragraph.page != after.paragraph.page
    if not (is_wrapped or turned) or "\t" in before.value + after.value:
        return False
    if _is_open(before.value) and not read_number(after.value):
        return True
    if read_number(after.value) or _LABEL.match(after.value) or _STANDS_ALONE.match(after.value):
        return False
    if before.paragraph.align == "center" or after.paragraph.outline or before.paragraph.outline:
        return False
    if before.value.rstrip(_CLOSING).endswith(_ENDS) or before.value.endswith(("）", ")")):
        return False
    return len(before.value) >= _MIN_WRAPPED and (
        before.value.endswith(("、", "，"))
        or "，" in before.value
        or "。" in before.value
        or (is_full and _LABEL.match(before.value) is not None)
    )


def _is_open(text: str) -> bool:
    """Whether a bracket or a title that begins in the text does not end in it."""
    return any(text.count(opening) > text.count(closing) for opening, closing in ("（）", "《》", "〔〕", "【】"))


# --- texts without line ends --------------------------------------------------------

_MIN_FLAT = 300
_CHAPTERS = lazy_pattern(r"一、[^。；]{4,45}[（(]一[）)].{30}.*(?:二、|[（(]二[）)])")
"""What a shorter line has as well if it holds a whole text: chapters with numbered lines below them."""

_CANDIDATE = lazy_pattern(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|(?<![\d.．])\d{1,2}[.．、](?!\d)"
)
_OWNERS_BEGIN = lazy_pattern(
    rf"(?<=[。；\s])\s*(?=(?:(?:责任|牵头|配合|承办){UNIT_NOUN}|(?:完成|办结)(?:时间|时限|期限))[:：])"
)
_SIGNED = lazy_pattern(r"(?<=[。）)])[^，。；：、（）()\s]{4,30}(?P<day>\d{4}年\d{1,2}月\d{1,2}日)(?=[（(\s]|$)")
"""署名 and 成文日期 right behind a sentence."""

_DATED = lazy_pattern(r"(?<=[日）])(?=[\u4e00-\u9fff（])")


def _split_flat(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield the elements, a line that holds a whole text split into the lines it was made of."""
    for element in elements:
        if isinstance(element, Line) and (len(element.text) >= _MIN_FLAT or _CHAPTERS.search(element.value)):
            yield from _split_line(element)
        elif isinstance(element, Line) and "\t" not in element.value:
            yield from _split_owners(element)
        else:
            yield element


_SENTENCE = 400
"""As many characters before a place tell whether a bracket or quotation is open there."""


def _split_owners(line: Line) -> Iterator[Line]:
    """Yield the line, and as lines of their own what stands under labels at its end (责任单位：…)."""
    cuts = [0, *_owner_cuts(line.value), len(line.value)]
    for start, stop in pairwise(cuts):
        if (piece := line.slice(start, stop)).text:
            yield piece


def _owner_cuts(value: str) -> Iterator[int]:
    for match in _OWNERS_BEGIN.finditer(value):
        if not has_open_bracket(value[max(0, match.start() - _SENTENCE) : match.start()]):
            yield match.end()


def _split_line(line: Line) -> Iterator[Line]:
    cuts = _number_cuts(line.value)
    if len(cuts) < 3:
        yield line
        return
    value = line.value
    cuts |= set(_owner_cuts(value))
    cuts |= set(_blank_cuts(value))
    cuts |= {cut for match in _SIGNED.finditer(value) for cut in (match.start(), match.start("day"))}
    pieces = [0, *sorted(cuts), len(value)]
    for start, stop in pairwise(pieces):
        piece = line.slice(start, stop)
        dated = re.match(r"\d{4}年\d{1,2}月\d{1,2}日(?=[\u4e00-\u9fff（])", piece.value)
        marked = re.match(r"[（(]此件[^（）()]*[）)](?=.)", piece.value)
        split = dated or marked
        if split:
            yield piece.slice(0, split.end())
            piece = piece.slice(split.end())
        if piece.text:
            yield piece


def has_open_bracket(text: str) -> bool:
    """Whether a bracket or quotation that begins in the text does not end in it."""
    return sum(map(text.count, "（(")) > sum(map(text.count, "）)")) or any(
        text.count(opening) > text.count(closing) for opening, closing in ("“”", "《》", "【】", "［］", "〔〕", "[]")
    )


def _blank_cuts(value: str) -> Iterator[int]:
    """Yield the offsets behind blanks that stand where a paragraph ended."""
    for match in _BLANKS.finditer(value):
        before, after = value[match.start() - 1 : match.start()], value[match.end() : match.end() + 1]
        if is_wide(before) and (is_wide(after) or after.isdigit()):
            sentence = value[max(0, match.start() - _SENTENCE) : match.start()]
            if not (sentence.count("“") > sentence.count("”") or sentence.count("（") > sentence.count("）")):
                yield match.end()


_REFERENCE = lazy_pattern(r"[（(][一二三四五六七八九十]{1,3}[）)]|[、，]|[条款项]")
_NUMBERED_BEFORE = lazy_pattern(r"[（(][一二三四五六七八九十]{1,3}[）)]$")
"""What stands around a number that only refers to a part: （一）（五）两项."""


_NEAR = 60


def _number_cuts(value: str) -> set[int]:
    """Return the offsets of numbers that go on a sequence and stand where a sentence or a heading ended."""
    cuts: set[int] = set()
    last: dict[int, int] = {}
    last_cut = 0
    heading_open = False
    for match in _CANDIDATE.finditer(value):
        number = read_number(value[match.start() : match.start() + _NEAR])
        if number is None:
            continue
        window = value[max(0, match.start() - _NEAR) : match.start()]
        before = window.rstrip()[-1:]
        after_sentence = not before or before in "。；！？：）)”" or value[match.start() - 1].isspace()
        after_heading = heading_open and number.level > 1 and "。" not in value[last_cut : match.start()]
        if before == "第" or not (after_sentence or after_heading):
            continue
        stop = match.start() + number.stop
        if _REFERENCE.match(value[stop : stop + _NEAR]) or _NUMBERED_BEFORE.search(window):
            continue
        if not is_sequel(number.value, last.get(number.level, 0)):
            continue
        cuts.add(match.start())
        last_cut = match.start()
        last = {level: count for level, count in last.items() if level < number.level} | (
            {level: count for level, count in last.items() if level > number.level} if number.level == 1 else {}
        )
        last[number.level] = number.value
        heading_open = number.level == 1
    return cuts
