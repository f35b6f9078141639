"""Compare what stands at the portal with what was packaged: words, rows, labels, the hour, attachments, the 20 working days.

A CMS may have stripped styles, classes and tags, and put its own frame around: only the text
counts. What is compared is in the neutral form of `readers.document`, whatever the file was.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from urllib.parse import unquote

from pipeline.dataclass import dataclass
from pipeline.model import Published
from pipeline.patterns import lazy_pattern
from pipeline.publish.policy.disclosure_deadline import DisclosureDeadline
from pipeline.readers.document import AsideKind, Block, Document, Paragraph, Table
from pipeline.storage import sha256
from pipeline.text.dates import BEIJING, format_day, format_hour, parse_hour, parse_typed_day
from pipeline.text.diff import bigrams, overlap


class Mismatch(Enum):
    """What differs at the portal; the values are what the sheet calls them."""

    TITLE_MISSING = "标题"
    LINE_MISSING = "少了或改了的文字"
    LINE_MOVED = "次序变了的文字"
    LINE_ADDED = "多出的文字"
    LABEL_MISSING = "没有的网页标签"
    LABEL_DIFFERS = "网页标签"
    HOUR_MISSING = "没有发布时间"
    HOUR_DIFFERS = "发布时间"
    HOUR_NOT_REGISTERED = "发布时间没有登记"
    TOO_LATE = "公开期限"
    ATTACHMENT_MISSING = "没有的附件"
    ATTACHMENT_DIFFERS = "附件内容"


@dataclass(frozen=True, slots=True)
class PortalDifference:
    """One difference: what was packaged, what stands there instead (empty: nothing), and where in the page."""

    kind: Mismatch
    packaged: str
    found: str = ""
    where: str = ""


class Part(Enum):
    """What is compared; the values are what the sheet calls it."""

    TITLE = "标题"
    PARAGRAPHS = "正文各段"
    ROWS = "表格各行"
    LABEL = "网页标签"
    HOUR = "发布时间"
    DEADLINE = "公开期限"
    ATTACHMENT = "附件"


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One thing that was compared: as packaged, as it stands there, and how the two differ.

    `is_compared` is False where one of the two was not there to be compared. Of paragraphs and rows `count` is how many
    there are, `found` is empty. `by_name` says of an attachment that its name stands there and its bytes were not at hand.
    """

    part: Part
    packaged: str
    found: str = ""
    differences: tuple[PortalDifference, ...] = ()
    is_compared: bool = True
    count: int = 0
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Packaged:
    """What was packaged and registered: title, body, labels by name, attachments by official name, hour, last day."""

    title: str
    body: Document
    labels: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    published: Published | None = None
    deadline: DisclosureDeadline | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands there: the page, None if only files were given, and the files beside it by name."""

    page: Document | None
    files: Mapping[str, bytes] = field(default_factory=dict)


def compare_parts(packaged: Packaged, standing: Standing) -> tuple[ComparedPart, ...]:
    """Return everything that is compared with its result, the text first, in the order of the packaged text."""
    parts: list[ComparedPart] = []
    if standing.page is not None:
        parts += _text(packaged, standing.page)
        parts += _labels(packaged, standing.page)
        parts += _hour(packaged, standing.page)
    else:
        parts.append(ComparedPart(Part.TITLE, packaged.title, is_compared=False))
        parts += _line_parts(packaged, (), is_compared=False)
    parts += _attachments(packaged, standing)
    return tuple(parts)


def compare_standing(packaged: Packaged, standing: Standing) -> tuple[PortalDifference, ...]:
    """Return every difference, those of the text first, in the order of the packaged text."""
    return tuple(difference for part in compare_parts(packaged, standing) for difference in part.differences)


# --- words and rows ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A paragraph, or a row of a table with its cells one after the other, as it is compared."""

    text: str
    shown: str
    where: str
    is_row: bool = False


def _lines(blocks: Iterable[Block]) -> Iterator[_TextLine]:
    for block in blocks:
        match block:
            case Paragraph():
                for text in block.printed.split("\n"):
                    if _plain(text):
                        yield _TextLine(_plain(text), text.strip(), block.where)
            case Table():
                for number, row in enumerate(block.rows, 1):
                    filled = [cell for cell in row.cells if cell.text.strip()]
                    if len(filled) == 1 or any(isinstance(inner, Table) for cell in filled for inner in cell.content):
                        # a row that sets out the page
                        for cell in filled:
                            yield from _lines(cell.content)
                        continue
                    shown = "　".join(cell.text.replace("\n", "") for cell in filled)
                    if _plain(shown):
                        yield _TextLine(_plain(shown), shown, f"{block.where}第{number}行", is_row=True)


def _plain(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


def count_found(packaged: Packaged, page: Document) -> int:
    """Return how many lines of the packaged text stand in a page: of several pages the one with most is the article."""
    whole = "".join(line.text for line in _lines(page.blocks))
    return sum(line.text in whole for line in _lines(packaged.body.blocks))


_FILE = lazy_pattern(r"附件|\.(?:pdf|docx?|xlsx?|csv|json|ics)", re.IGNORECASE)
"""What tells a line that names a file."""

_LIKE = 0.5
"""The least likeness of a line at the portal with a missing one to be shown beside it."""

_LIKE_WHOLE = 0.3
"""The least likeness of the two as wholes: a short line whose words are all in a long one is not what became of it."""

_MAX_BROKEN = 8
"""The most lines into which a paragraph is taken to be broken."""


def _line_parts(
    packaged: Packaged, differences: Iterable[tuple[bool, PortalDifference]], *, is_compared: bool = True
) -> Iterator[ComparedPart]:
    """The paragraphs and the rows as parts; of each difference it is said whether it is a row's. No part without any."""
    of_rows = [line.is_row for line in _lines(packaged.body.blocks)]
    found = list(differences)
    for part, is_row in ((Part.PARAGRAPHS, False), (Part.ROWS, True)):
        own = tuple(difference for of_row, difference in found if of_row is is_row)
        if of_rows.count(is_row) or own:
            yield ComparedPart(part, "", "", own, is_compared, of_rows.count(is_row))


def _text(packaged: Packaged, page: Document) -> Iterator[ComparedPart]:
    """The title, the paragraphs and the rows of tables."""
    titles = [line.shown for line in _lines(page.blocks)] + [aside.text for aside in page.asides]
    # an attachment is called as the article is
    has_title = any(_plain(packaged.title) in _plain(text) for text in titles if not _FILE.search(text))
    missing = () if has_title else (PortalDifference(Mismatch.TITLE_MISSING, packaged.title),)
    yield ComparedPart(Part.TITLE, packaged.title, packaged.title if has_title else "", missing)
    yield from _line_parts(packaged, _line_differences(packaged, page))


def _line_differences(packaged: Packaged, page: Document) -> Iterator[tuple[bool, PortalDifference]]:
    """Each difference of the text, with whether it is one of a row."""
    theirs = list(_lines(page.blocks))
    starts = [0]
    for line in theirs:
        starts.append(starts[-1] + len(line.text))
    whole = "".join(line.text for line in theirs)
    covered = [False] * len(whole)
    at = 0
    in_order: list[tuple[int, str]] = []
    missing: list[_TextLine] = []
    for line in _lines(packaged.body.blocks):
        start = whole.find(line.text, at)
        if start < 0:
            start = _uncovered(whole, line.text, covered)
            if start < 0:
                missing.append(line)
                continue
            moved = PortalDifference(Mismatch.LINE_MOVED, line.shown, where=_at(theirs, starts, start).where)
            yield line.is_row, moved
        else:
            at = start + len(line.text)
            in_order.append((start, line.text))
        covered[start : start + len(line.text)] = [True] * len(line.text)
    _close_up(whole, in_order, covered)
    first = next((index for index, is_covered in enumerate(covered) if is_covered), 0)
    last = next((index for index in range(len(covered) - 1, -1, -1) if covered[index]), -1)
    title = _plain(packaged.title)
    added = [
        (index, line)
        for index, line in enumerate(theirs)
        if line.text != title
        and starts[index] >= first - len(line.text)
        and starts[index] <= last + 1
        and _left(line, starts[index], covered)
    ]
    taken: set[int] = set()
    for line in missing:
        likely = _likest(line, [(index, other) for index, other in added if index not in taken])
        taken.update(index for index, _ in likely)
        shown = "".join(other.shown for _, other in likely)
        where = likely[0][1].where if likely else ""
        yield line.is_row, PortalDifference(Mismatch.LINE_MISSING, line.shown, shown, where)
    for index, line in added:
        if index not in taken and first <= starts[index] <= last:
            yield line.is_row, PortalDifference(Mismatch.LINE_ADDED, "", line.shown, line.where)


def _close_up(whole: str, in_order: Sequence[tuple[int, str]], covered: list[bool]) -> None:
    """Mark for each line its last place before the line that follows: a menu above the article may have its words, too."""
    end = len(whole)
    for start, text in reversed(in_order):
        last = whole.rfind(text, 0, end) if end < len(whole) else start
        end = start
        if last > start and not any(covered[last : last + len(text)]):
            covered[start : start + len(text)] = [False] * len(text)
            covered[last : last + len(text)] = [True] * len(text)
            end = last


def _likest(line: _TextLine, candidates: Sequence[tuple[int, _TextLine]]) -> Sequence[tuple[int, _TextLine]]:
    """The lines at the portal that are most like a missing one: one, or several that follow each other (broken by <br>)."""
    wanted = bigrams(line.text)
    best: tuple[float, Sequence[tuple[int, _TextLine]]] = (0.0, ())
    for start, (index, first) in enumerate(candidates):
        if overlap(wanted, bigrams(first.text)) < _LIKE:
            continue
        for length in range(1, min(_MAX_BROKEN, len(candidates) - start) + 1):
            run = candidates[start : start + length]
            if run[-1][0] != index + length - 1:
                break
            own = bigrams("".join(other.text for _, other in run))
            likeness = 2 * (wanted & own).total() / (wanted.total() + own.total())
            if likeness > best[0]:
                best = (likeness, run)
    return best[1] if best[0] >= _LIKE_WHOLE else ()


def _uncovered(whole: str, text: str, covered: Sequence[bool]) -> int:
    """The first place of a text that no other line was found at; -1 if there is none."""
    start = whole.find(text)
    while start >= 0 and any(covered[start : start + len(text)]):
        start = whole.find(text, start + 1)
    return start


def _at(lines: Sequence[_TextLine], starts: Sequence[int], position: int) -> _TextLine:
    return next(line for index, line in enumerate(lines) if starts[index] <= position < starts[index + 1])


def _left(line: _TextLine, start: int, covered: Sequence[bool]) -> bool:
    """Whether letters of the line belong to no packaged line."""
    return any(not covered[start + offset] and char.isalnum() for offset, char in enumerate(line.text))


# --- labels and the hour -------------------------------------------------------------------

_META = "meta "
_HOUR = lazy_pattern(r"(?:发布|公开|发文)(?:时间|日期)\s*[:：]\s*(\d[\d年月日号\-./:： ]*\d日?)")


def _meta(page: Document) -> dict[str, str]:
    """The page's meta tags by name in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for aside in page.asides:
        if aside.kind is AsideKind.PROPERTY and aside.where.startswith(_META):
            found.setdefault(aside.where.removeprefix(_META).casefold(), aside.text.strip())
    return found


def has_labels(packaged: Packaged, page: Document) -> bool:
    """Return whether the page has any of the labels; one that was saved as text has none, and they are not compared."""
    theirs = _meta(page)
    return any(name.casefold() in theirs for name in packaged.labels)


def _labels(packaged: Packaged, page: Document) -> Iterator[ComparedPart]:
    """The labels (网页标签); a page without any is not asked for them."""
    theirs = _meta(page)
    if not has_labels(packaged, page):
        if packaged.labels:
            yield ComparedPart(Part.LABEL, "、".join(packaged.labels), is_compared=False)
        return
    for name, value in packaged.labels.items():
        shown, found = f"{name}：{value}", theirs.get(name.casefold())
        differences: tuple[PortalDifference, ...] = ()
        if found is None:
            differences = (PortalDifference(Mismatch.LABEL_MISSING, shown),)
        elif _plain(found) != _plain(value) and name != "PubDate":
            differences = (PortalDifference(Mismatch.LABEL_DIFFERS, shown, found),)
        yield ComparedPart(Part.LABEL, shown, found or "", differences)


def stated_hour(page: Document) -> tuple[str, datetime | date | None]:
    """Return what the page says of when it was published, its words and the hour or the day; empty if it does not."""
    text = _meta(page).get("pubdate", "")
    if not text:
        texts = (*(paragraph.text for paragraph in page.paragraphs()), *(aside.text for aside in page.asides))
        text = next((match[1] for words in texts if (match := _HOUR.search(words))), "")
    plain = re.sub(r"(\d:\d{2}):\d{2}$", r"\1", text.strip())
    return text, parse_hour(plain) or parse_typed_day(plain, 0)


def _hour(packaged: Packaged, page: Document) -> Iterator[ComparedPart]:
    """The hour of publication, and whether it is within the 20 working days."""
    text, found = stated_hour(page)
    day = found.astimezone(BEIJING).date() if isinstance(found, datetime) else found
    published = packaged.published
    registered = format_hour(published.at) if published is not None else ""
    kind: Mismatch | None = None
    if day is None:
        # of a page without an hour nothing can be said before one is registered
        kind = Mismatch.HOUR_MISSING if published is not None else None
    elif published is None:
        kind = Mismatch.HOUR_NOT_REGISTERED
    elif (found if isinstance(found, datetime) else day) != (
        published.at if isinstance(found, datetime) else published.at.astimezone(BEIJING).date()
    ):
        kind = Mismatch.HOUR_DIFFERS
    differences = (PortalDifference(kind, registered, text),) if kind is not None else ()
    is_compared = day is not None or published is not None
    yield ComparedPart(Part.HOUR, registered, text, differences, is_compared)
    if packaged.deadline is not None:
        last = f"{format_day(packaged.deadline.last)}前"
        is_late = day is not None and day > packaged.deadline.last
        late = (PortalDifference(Mismatch.TOO_LATE, last, text),) if is_late else ()
        yield ComparedPart(Part.DEADLINE, last, text, late, day is not None)


# --- attachments ---------------------------------------------------------------------------


def _attachments(packaged: Packaged, standing: Standing) -> Iterator[ComparedPart]:
    """The attachments: byte for byte where their files are there, else by their names in the page and its links."""
    by_name = {PurePath(name).name: content for name, content in standing.files.items()}
    digests = {sha256(content) for content in standing.files.values()}
    named = _named(standing.page) if standing.page is not None else ""
    for name, content in packaged.attachments.items():
        shown = PurePath(name).name
        if sha256(content) in digests:
            yield ComparedPart(Part.ATTACHMENT, shown, shown)
        elif shown in by_name:
            differing = PortalDifference(Mismatch.ATTACHMENT_DIFFERS, shown, shown)
            yield ComparedPart(Part.ATTACHMENT, shown, shown, (differing,))
        elif _plain(PurePath(name).stem) not in named:
            missing = PortalDifference(Mismatch.ATTACHMENT_MISSING, shown)
            yield ComparedPart(Part.ATTACHMENT, shown, "", (missing,))
        else:
            yield ComparedPart(Part.ATTACHMENT, shown, shown, by_name=True)


def _named(page: Document) -> str:
    """Everything in a page that may name a file: its text, and the addresses of its links."""
    texts = [paragraph.text for paragraph in page.paragraphs()] + [aside.text for aside in page.asides]
    targets = (unquote(style.target) for paragraph in page.paragraphs() for style in paragraph.styles if style.target)
    # the title of the page is not the name of its file: only lines that name a kind of file or 附件 count
    named = [text for text in texts if _FILE.search(text)]
    return _plain("\n".join((*named, *targets)))
