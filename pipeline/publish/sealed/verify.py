"""A PDF from outside (盖章件, or one exported from Word) held against our own: it goes out in our file's place, so it has to say the same, and nothing else."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.assemble.leak_scan import leaks
from pipeline.check.redact import Redactor
from pipeline.model import Plan
from pipeline.publish.policy.normalize import strip_punctuation
from pipeline.publish.policy.policy import CLASSIFICATION_MARK
from pipeline.publish.policy.review_diff import wording_diff
from pipeline.publish.sealed.extras import beside, known
from pipeline.readers import Unreadable, pdf
from pipeline.readers.pdf import PdfFile
from pipeline.readers.pdf_page import PdfPage, group_into_lines
from pipeline.text.diff import DiffOp

_PAGE_NUMBER = re.compile(r"\s*[-—–－]?\s*\d{1,4}\s*[-—–－]?\s*")

SHOWN = 20
"""How many differences are told."""

AROUND = 8
"""How many characters are shown on either side of a difference."""

ROOM = 40
"""How many characters of a difference are shown."""

ALIKE = 0.5
"""With fewer characters in common, by share, two files are no versions of one: a wrong file, or a face whose codes mean nothing."""


@dataclass(frozen=True, slots=True)
class PdfComparison:
    """What came of holding another PDF against plan.pdf; nothing where it says the same and no more.

    `unread` says why nothing could be held. `words`, `marks` and `beside` keep it from
    going out: other letters, other marks of the same letters, what it carries besides.
    `alike` do not: the same marks written with other characters (，and ,).
    """

    unread: str = ""
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    typographic: tuple[str, ...] = ()

    @property
    def may_go_out(self) -> bool:
        """Whether what goes out with it are the plan's words alone."""
        return not (self.unread or self.words or self.marks or self.extras)


def compare_pdf(ours: bytes, theirs: bytes, plan: Plan) -> PdfComparison:
    """Another PDF held against plan.pdf of the same plan: letters, marks, and all that it carries besides.

    Line ends, page numbers and looks are left out. What cannot be read, or holds
    pictures of words alone, is not held. A version of itself that the file still holds
    is held too.
    """
    mine = pdf.read(ours)
    found = _held(mine, theirs, plan)
    return found if found.unread else replace(found, extras=(*found.extras, *_previous_revisions(mine, theirs, plan)))


def _held(mine: PdfFile, theirs: bytes, plan: Plan) -> PdfComparison:
    try:
        other = pdf.read(theirs)
    except Unreadable as fault:
        return PdfComparison(f"读不出：{str(fault).rstrip('。')}")
    one, another = _normalized_text(mine, _letters), _normalized_text(other, _letters)
    if not another.whole:
        return PdfComparison(
            "里面没有文字，可能是扫描件，无法和定稿核对；请用 Word 或 WPS 导出的、或电子印章系统盖章的 PDF"
        )
    unread = another.whole.count("\ufffd")
    if unread > len(another.whole) * (1 - ALIKE) or _share(one.whole, another.whole) < ALIKE:
        return PdfComparison(
            "读不出定稿的文字：字体没有带文字编码，或者不是这份计划；请用 Word 或 WPS 重新导出（嵌入字体），再核对"
        )
    more = tuple(beside(other, mine, known(plan, mine, _everything(mine), _as_seen)))
    words = _differences(one, another)
    if words:
        return PdfComparison(words=words, extras=more)
    one, another = _normalized_text(mine, _as_written), _normalized_text(other, _as_written)
    marks = _differences(one, another, _as_seen)
    alike = () if marks else _differences(one, another)
    return PdfComparison(marks=marks, extras=more, typographic=alike)


def find_extras(ours: bytes, theirs: bytes, plan: Plan) -> tuple[str, ...]:
    """What the PDF that was registered carries besides the plan's words; marks that a 复核 lets differ are none."""
    mine = pdf.read(ours)
    found = beside(pdf.read(theirs), mine, known(plan, mine, _everything(mine), _letters))
    return (*found, *_previous_revisions(mine, theirs, plan))


def _previous_revisions(mine: PdfFile, theirs: bytes, plan: Plan) -> Iterator[str]:
    """What the versions of itself that the PDF still holds say that is not the plan's; their first difference each."""
    for version in pdf.previous_revisions(theirs):
        found = _held(mine, version, plan)
        for said in (found.unread, *found.words, *found.extras):
            if said:
                yield f"文件里还留着改动以前的内容：{said.partition('；')[0]}；从定稿重新导出 PDF，再盖章"
                break


def find_sensitive(theirs: bytes, known: Redactor) -> tuple[str, ...]:
    """The secrets in a PDF that do not stand in the content, none of them repeated, and whom to tell of a 密级."""
    try:
        found = leaks({"plan.pdf": theirs}, known)
    except Unreadable as fault:
        return (f"带的文件读不出：{fault}",)
    said = tuple(dict.fromkeys(one.message for one in found))
    if any(one.code == CLASSIFICATION_MARK for one in found):
        return (*said, "涉密内容不得在这里处理，请报告本单位保密工作机构")
    return said


# --- what is compared -----------------------------------------------------------------

Form = Callable[[str], str]
"""The words of a line in the form in which they are compared, so that lines can be run on."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a paper says in one form: its running text, and its tables column by column."""

    running: str
    columns: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All of it."""
        return self.running + "".join(self.columns)


def _letters(words: str) -> str:
    # a line may end inside a number, so what parts two numbers is not kept
    return strip_punctuation(words).replace(" ", "")


def _as_written(words: str) -> str:
    return "".join(char for char in words if not char.isspace() and unicodedata.category(char) != "Cf")


def _as_seen(words: str) -> str:
    """The words with marks, one sign for all that look alike and for full-width and half-width; as long as they are written."""
    return "".join(map(_sign, _as_written(words)))


_SAME_LOOKS = str.maketrans("⋯∶〜‐‑−–―─•・‧∙⋅◯○", "…:~---———·····〇〇")
"""Characters a face may give for another when a PDF is read."""


@lru_cache(maxsize=4096)
def _sign(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return (plain if len(plain) == 1 else char).translate(_SAME_LOOKS)


def _share(one: str, other: str) -> float:
    """How many characters two texts have in common, of the longer one."""
    return (Counter(one) & Counter(other)).total() / max(len(one), len(other), 1)


def _everything(paper: PdfFile) -> str:
    """All that our own paper says, in reading order."""
    blocks = (block.text for sheet in paper.pages for block in sheet.blocks)
    return "\n".join((*blocks, *(mark.text for mark in paper.bookmarks)))


# --- differences ----------------------------------------------------------------------


def _differences(mine: _Said, other: _Said, form: Form = str) -> tuple[str, ...]:
    """Where two papers differ; `form`, which leaves lengths as they are, says what is the same."""
    found = [*_differing("正文", mine.running, other.running, form)]
    if len(mine.columns) != len(other.columns):
        found += _differing("表格", "".join(mine.columns), "".join(other.columns), form)
    else:
        for place, (one, another) in enumerate(zip(mine.columns, other.columns, strict=True), 1):
            found += _differing(f"表格第{place}栏", one, another, form)
    return (*found[:SHOWN], f"……共 {len(found)} 处不同") if len(found) > SHOWN else tuple(found)


def _differing(where: str, mine: str, other: str, form: Form) -> Iterator[str]:
    if form(mine) == form(other):
        return
    at = to = 0
    parts = wording_diff(form(mine), form(other))
    for place, part in enumerate(parts):
        if part.op is DiffOp.EQUAL:
            at, to = at + len(part.text), to + len(part.text)
            continue
        is_deletion = part.op is DiffOp.DELETE
        old, new = (len(part.text), 0) if is_deletion else (0, len(part.text))
        if not is_deletion and place and parts[place - 1].op is DiffOp.DELETE:
            # told with the old words that it replaces
            continue
        following = parts[place + 1] if place + 1 < len(parts) else None
        if is_deletion and following is not None and following.op is DiffOp.INSERT:
            new = len(following.text)
        yield f"{where}：定稿是“{_around(mine, at, at + old)}”，文件是“{_around(other, to, to + new)}”"
        at, to = at + old, to + new


def _around(words: str, start: int, stop: int) -> str:
    return words[max(start - AROUND, 0) : start] + _cut(words[start:stop]) + words[stop : stop + AROUND]


def _cut(words: str) -> str:
    return words if len(words) <= ROOM else f"{words[:ROOM]}……"


def _normalized_text(paper: PdfFile, form: Form) -> _Said:
    running = "".join(form(line) for sheet in paper.pages for line in _running(sheet))
    heads: set[tuple[str, ...]] = set()
    columns: list[str] = []
    for table in (table for sheet in paper.pages for table in sheet.tables):
        for number, row in enumerate(table.rows):
            words = tuple(form(cell.text) if cell is not None else "" for cell in row)
            # a head repeated on the next page
            if number == 0 and words in heads:
                continue
            if number == 0:
                heads.add(words)
            columns += [""] * (len(words) - len(columns))
            for place, cell in enumerate(words):
                columns[place] += cell
    return _Said(running, tuple(columns))


def _running(sheet: PdfPage) -> Iterator[str]:
    """The lines of a page that stand in no table and are no page number."""
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
    """The lines but a number that stands alone on the last or the first of them."""
    for place, words in enumerate(lines):
        if place in (0, len(lines) - 1) and _PAGE_NUMBER.fullmatch(words):
            continue
        yield words
