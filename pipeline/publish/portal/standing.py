"""Compare what stands at the portal with what was packaged: words, rows, labels, the hour, attachments, the 20 working days.

A CMS may have stripped styles, classes and tags, and put its own frame around: only the text
counts. What is compared is in the neutral form of `readers.document`, whatever the file was.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from urllib.parse import unquote

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


def compare_standing(packaged: Packaged, standing: Standing) -> tuple[PortalDifference, ...]:
    """Return every difference, those of the text first, in the order of the packaged text."""
    found: list[PortalDifference] = []
    if standing.page is not None:
        found += _text(packaged, standing.page)
        found += _labels(packaged, standing.page)
        found += _hour(packaged, standing.page)
    found += _attachments(packaged, standing)
    return tuple(found)


# --- words and rows ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A paragraph, or a row of a table with its cells one after the other, as it is compared."""

    text: str
    shown: str
    where: str


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
                        yield _TextLine(_plain(shown), shown, f"{block.where}第{number}行")


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


def _text(packaged: Packaged, page: Document) -> Iterator[PortalDifference]:
    theirs = list(_lines(page.blocks))
    starts = [0]
    for line in theirs:
        starts.append(starts[-1] + len(line.text))
    whole = "".join(line.text for line in theirs)
    titles = [line.shown for line in theirs] + [aside.text for aside in page.asides]
    # an attachment is called as the article is
    if not any(_plain(packaged.title) in _plain(text) for text in titles if not _FILE.search(text)):
        yield PortalDifference(Mismatch.TITLE_MISSING, packaged.title)
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
            yield PortalDifference(Mismatch.LINE_MOVED, line.shown, where=_at(theirs, starts, start).where)
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
        yield PortalDifference(Mismatch.LINE_MISSING, line.shown, shown, likely[0][1].where if likely else "")
    for index, line in added:
        if index not in taken and first <= starts[index] <= last:
            yield PortalDifference(Mismatch.LINE_ADDED, "", line.shown, line.where)


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


def _labels(packaged: Packaged, page: Document) -> Iterator[PortalDifference]:
    """The labels (网页标签); a page without any is not asked for them."""
    theirs = _meta(page)
    if not has_labels(packaged, page):
        return
    for name, value in packaged.labels.items():
        found = theirs.get(name.casefold())
        if found is None:
            yield PortalDifference(Mismatch.LABEL_MISSING, f"{name}：{value}")
        elif _plain(found) != _plain(value) and name != "PubDate":
            yield PortalDifference(Mismatch.LABEL_DIFFERS, f"{name}：{value}", found)


def stated_hour(page: Document) -> tuple[str, datetime | date | None]:
    """Return what the page says of when it was published, its words and the hour or the day; empty if it does not."""
    text = _meta(page).get("pubdate", "")
    if not text:
        texts = (*(paragraph.text for paragraph in page.paragraphs()), *(aside.text for aside in page.asides))
        text = next((match[1] for words in texts if (match := _HOUR.search(words))), "")
    plain = re.sub(r"(\d:\d{2}):\d{2}$", r"\1", text.strip())
    return text, parse_hour(plain) or parse_typed_day(plain, 0)


def _hour(packaged: Packaged, page: Document) -> Iterator[PortalDifference]:
    text, found = stated_hour(page)
    day = found.astimezone(BEIJING).date() if isinstance(found, datetime) else found
    published = packaged.published
    if day is None:
        # of a page without an hour nothing can be said before one is registered
        if published is not None:
            yield PortalDifference(Mismatch.HOUR_MISSING, format_hour(published.at), text)
    elif published is None:
        yield PortalDifference(Mismatch.HOUR_NOT_REGISTERED, "", text)
    elif (found if isinstance(found, datetime) else day) != (
        published.at if isinstance(found, datetime) else published.at.astimezone(BEIJING).date()
    ):
        yield PortalDifference(Mismatch.HOUR_DIFFERS, format_hour(published.at), text)
    deadline = packaged.deadline
    if deadline is not None and day is not None and day > deadline.last:
        yield PortalDifference(Mismatch.TOO_LATE, f"{format_day(deadline.last)}前", text)


# --- attachments ---------------------------------------------------------------------------


def _attachments(packaged: Packaged, standing: Standing) -> Iterator[PortalDifference]:
    """The attachments: byte for byte where their files are there, else by their names in the page and its links."""
    by_name = {PurePath(name).name: content for name, content in standing.files.items()}
    digests = {sha256(content) for content in standing.files.values()}
    named = _named(standing.page) if standing.page is not None else ""
    for name, content in packaged.attachments.items():
        shown = PurePath(name).name
        if sha256(content) in digests:
            continue
        if shown in by_name:
            yield PortalDifference(Mismatch.ATTACHMENT_DIFFERS, shown, shown)
        elif _plain(PurePath(name).stem) not in named:
            yield PortalDifference(Mismatch.ATTACHMENT_MISSING, shown)


def _named(page: Document) -> str:
    """Everything in a page that may name a file: its text, and the addresses of its links."""
    texts = [paragraph.text for paragraph in page.paragraphs()] + [aside.text for aside in page.asides]
    targets = (unquote(style.target) for paragraph in page.paragraphs() for style in paragraph.styles if style.target)
    # the title of the page is not the name of its file: only lines that name a kind of file or 附件 count
    named = [text for text in texts if _FILE.search(text)]
    return _plain("\n".join((*named, *targets)))
