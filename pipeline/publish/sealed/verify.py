"""Compare a PDF from outside (盖章件, or one exported from Word) with plan.pdf, in whose place it is published.

It must state the same text and carry nothing else.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.assemble.leak_scan import leaks
from pipeline.check.redact import Redactor
from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.model import Plan
from pipeline.patterns import lazy_pattern
from pipeline.publish.policy.normalize import strip_punctuation
from pipeline.publish.policy.policy import CLASSIFICATION_MARK
from pipeline.publish.policy.review_diff import wording_diff
from pipeline.publish.sealed.extras import known_content, unknown_extras
from pipeline.publish.sealed.model import (
    ClassifiedText,
    Difference,
    DifferenceCount,
    Extra,
    Part,
    PdfComparison,
    RevisionExtra,
    SensitiveText,
    Unread,
    UnreadableContent,
    UnreadCause,
)
from pipeline.readers import pdf
from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import PdfPage, group_into_lines
from pipeline.text.diff import DiffOp

_PAGE_NUMBER = lazy_pattern(r"\s*[-—–－]?\s*\d{1,4}\s*[-—–－]?\s*")

MAX_DIFFERENCES = 20
"""The number of differences that are listed."""

CONTEXT_CHARS = 8
"""The number of characters quoted on either side of a difference."""

MAX_QUOTED_CHARS = 40
"""The number of characters quoted of a difference."""

MIN_COMMON_SHARE = 0.5
"""The share of characters that two versions of one document have in common at least.

Below it the file is another document, or its fonts have no usable character codes.
"""


def compare_pdf(ours: bytes, theirs: bytes, plan: Plan) -> PdfComparison:
    """Compare another PDF with plan.pdf of the same plan: letters, punctuation, and everything else that it carries.

    Line ends, page numbers and layout are ignored. A file that cannot be read, or is only
    an image of text, is not compared. Earlier revisions that the file still contains are
    compared too.
    """
    mine = pdf.read(ours)
    comparison = _compare(mine, theirs, plan)
    if comparison.unread:
        return comparison
    return replace(comparison, extras=(*comparison.extras, *_previous_revisions(mine, theirs, plan)))


def _compare(mine: PdfFile, theirs: bytes, plan: Plan) -> PdfComparison:
    try:
        other_pdf = pdf.read(theirs)
    except Unreadable as fault:
        return PdfComparison(Unread(UnreadCause.DAMAGED, str(fault)))
    ours_text, text = _normalized_text(mine, _letters), _normalized_text(other_pdf, _letters)
    if not text.whole:
        return PdfComparison(Unread(UnreadCause.NO_TEXT))
    unread = text.whole.count("\ufffd")
    if (
        unread > len(text.whole) * (1 - MIN_COMMON_SHARE)
        or _common_share(ours_text.whole, text.whole) < MIN_COMMON_SHARE
    ):
        return PdfComparison(Unread(UnreadCause.OTHER_TEXT))
    extras = tuple(unknown_extras(other_pdf, mine, known_content(plan, mine, _all_text(mine), _as_seen)))
    letters = _differences(ours_text, text)
    if letters:
        return PdfComparison(letters=letters, extras=extras)
    ours_text, text = _normalized_text(mine, _as_written), _normalized_text(other_pdf, _as_written)
    marks = _differences(ours_text, text, _as_seen)
    typographic = () if marks else _differences(ours_text, text)
    return PdfComparison(marks=marks, extras=extras, typographic=typographic)


def find_extras(ours: bytes, theirs: bytes, plan: Plan) -> tuple[Extra, ...]:
    """Return what the registered PDF carries that is not in the plan; punctuation that a 复核 allowed to differ is ignored."""
    mine = pdf.read(ours)
    extras = unknown_extras(pdf.read(theirs), mine, known_content(plan, mine, _all_text(mine), _letters))
    return (*extras, *_previous_revisions(mine, theirs, plan))


def _previous_revisions(mine: PdfFile, theirs: bytes, plan: Plan) -> Iterator[RevisionExtra]:
    """Yield the first difference of each earlier revision that the PDF still contains."""
    for version in pdf.previous_revisions(theirs):
        comparison = _compare(mine, version, plan)
        for difference in (comparison.unread, *comparison.letters, *comparison.extras):
            if difference is not None:
                yield RevisionExtra(difference)
                break


def find_sensitive(theirs: bytes, known: Redactor) -> tuple[SensitiveText | ClassifiedText | UnreadableContent, ...]:
    """Return the sensitive text in a PDF that is not in the content, without repeating it; a classification mark comes last."""
    try:
        findings = leaks({"plan.pdf": theirs}, known)
    except Unreadable as fault:
        return (UnreadableContent(str(fault)),)
    messages = tuple(map(SensitiveText, dict.fromkeys(finding.message for finding in findings)))
    if any(finding.code == CLASSIFICATION_MARK for finding in findings):
        return (*messages, ClassifiedText())
    return messages


# --- what is compared -----------------------------------------------------------------

Form = Callable[[str], str]
"""Returns the text of a line in the form in which it is compared; the forms of successive lines can be joined."""


@dataclass(frozen=True, slots=True)
class _PdfText:
    """The text of a PDF in one form: its running text, and its tables column by column."""

    running: str
    columns: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All the text."""
        return self.running + "".join(self.columns)


def _letters(text: str) -> str:
    # a line may end inside a number, so the blank between two numbers is not kept
    return strip_punctuation(text).replace(" ", "")


def _as_written(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


def _as_seen(text: str) -> str:
    """The text with one character for all that look alike, full-width and half-width; its length is kept."""
    return "".join(map(_canonical_char, _as_written(text)))


_LOOKALIKES = str.maketrans("⋯∶〜‐‑−–―─•・‧∙⋅◯○", "…:~---———·····〇〇")
"""Characters that a font may give for another when a PDF is read."""


@lru_cache(maxsize=4096)
def _canonical_char(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return (plain if len(plain) == 1 else char).translate(_LOOKALIKES)


def _common_share(first: str, second: str) -> float:
    """The characters that two texts have in common, as a share of the longer one."""
    return (Counter(first) & Counter(second)).total() / max(len(first), len(second), 1)


def _all_text(paper: PdfFile) -> str:
    """All the text of our own PDF, in reading order, and its bookmarks."""
    blocks = (block.text for sheet in paper.pages for block in sheet.blocks)
    return "\n".join((*blocks, *(mark.text for mark in paper.bookmarks)))


# --- differences ----------------------------------------------------------------------


def _differences(mine: _PdfText, theirs: _PdfText, form: Form = str) -> tuple[Difference | DifferenceCount, ...]:
    """Return where two PDFs differ; `form`, which keeps lengths, maps equal text to equal strings."""
    differences = [*_differing(Part.TEXT, 0, mine.running, theirs.running, form)]
    if len(mine.columns) != len(theirs.columns):
        differences += _differing(Part.TABLE, 0, "".join(mine.columns), "".join(theirs.columns), form)
    else:
        for number, (column, other_column) in enumerate(zip(mine.columns, theirs.columns, strict=True), 1):
            differences += _differing(Part.TABLE, number, column, other_column, form)
    if len(differences) <= MAX_DIFFERENCES:
        return tuple(differences)
    return (*differences[:MAX_DIFFERENCES], DifferenceCount(len(differences)))


def _differing(part_of: Part, column: int, mine: str, theirs: str, form: Form) -> Iterator[Difference]:
    if form(mine) == form(theirs):
        return
    at = to = 0
    parts = wording_diff(form(mine), form(theirs))
    for index, part in enumerate(parts):
        if part.op is DiffOp.EQUAL:
            at, to = at + len(part.text), to + len(part.text)
            continue
        is_deletion = part.op is DiffOp.DELETE
        old, new = (len(part.text), 0) if is_deletion else (0, len(part.text))
        if not is_deletion and index and parts[index - 1].op is DiffOp.DELETE:
            # described with the old text that it replaces
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        if is_deletion and following is not None and following.op is DiffOp.INSERT:
            new = len(following.text)
        yield Difference(part_of, column, _around(mine, at, at + old), _around(theirs, to, to + new))
        at, to = at + old, to + new


def _around(text: str, start: int, stop: int) -> str:
    return text[max(start - CONTEXT_CHARS, 0) : start] + _cut(text[start:stop]) + text[stop : stop + CONTEXT_CHARS]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_QUOTED_CHARS else f"{text[:MAX_QUOTED_CHARS]}……"


def _normalized_text(paper: PdfFile, form: Form) -> _PdfText:
    running = "".join(form(line) for sheet in paper.pages for line in _running(sheet))
    heads: set[tuple[str, ...]] = set()
    columns: list[str] = []
    for table in (table for sheet in paper.pages for table in sheet.tables):
        for number, row in enumerate(table.rows):
            cells = tuple(form(cell.text) if cell is not None else "" for cell in row)
            # a head repeated on the next page
            if number == 0 and cells in heads:
                continue
            if number == 0:
                heads.add(cells)
            columns += [""] * (len(cells) - len(columns))
            for column, cell_text in enumerate(cells):
                columns[column] += cell_text
    return _PdfText(running, tuple(columns))


def _running(sheet: PdfPage) -> Iterator[str]:
    """The lines of a page outside its tables, without the page number."""
    cells = [cell for table in sheet.tables for row in table.rows for cell in row if cell is not None]
    outside = [
        glyph
        for glyph in sheet.glyphs
        if not any(
            cell.left < (glyph.left + glyph.right) / 2 < cell.right
            and cell.top < (glyph.top + glyph.bottom) / 2 < cell.bottom
            for cell in cells
        )
    ]
    yield from _without_page_number([line.text for line in group_into_lines(outside)])


def _without_page_number(lines: Sequence[str]) -> Iterator[str]:
    """The lines without a number that is alone on the first or the last of them."""
    for index, line in enumerate(lines):
        if index in (0, len(lines) - 1) and _PAGE_NUMBER.fullmatch(line):
            continue
        yield line
