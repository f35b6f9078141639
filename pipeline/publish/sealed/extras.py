"""Find what an externally produced PDF carries, besides page text, that is not in the plan: 批注, 附件, 属性, scripts."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.model import Plan
from pipeline.patterns import lazy_pattern
from pipeline.publish.sealed.model import (
    AttachmentExtra,
    BookmarkExtra,
    DamagedMetadata,
    Extra,
    PropertyExtra,
    StatementExtra,
)
from pipeline.readers import xmp
from pipeline.readers.pdf import Attachment, PdfFile
from pipeline.readers.pdf_hidden import HiddenItem, HiddenKind

Form = Callable[[str], str]
"""Returns text in the form in which it is compared."""

_PROGRAMS = ("Creator", "Producer", "CreatorTool", "softwareAgent")
_DATES = ("CreationDate", "ModDate", "SourceModified")
_PATH = lazy_pattern(r"(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\|file:|/(?:home|Users|tmp|mnt|media)/", re.IGNORECASE)
_NO_WORDS = lazy_pattern(r"(?:[0-9A-Fa-f]|[^\w]|[_TZD]|uuid|true|false)*", re.IGNORECASE)
"""Days, numbers and identifiers."""


@dataclass(frozen=True, slots=True)
class KnownContent:
    """What the plan contains, in one form: all its text, the values its properties may have, the targets of its links."""

    form: Form
    text: str
    titles: frozenset[str]
    authors: frozenset[str]
    stated: frozenset[str]
    links: frozenset[str]

    def has(self, text: str) -> bool:
        """Whether the plan contains the text; true of an empty one."""
        return self.form(text) in self.text

    def states(self, text: str) -> bool:
        """Whether the text is the whole value of a key in the plan's head; true of an empty one."""
        return self.form(text) in {"", *self.titles, *self.authors, *self.stated}


def known_content(plan: Plan, ours: PdfFile, text: str, form: Form) -> KnownContent:
    """Return what the plan contains; `text` is that of its own PDF."""
    heads = [plan.head, *([plan.notice.head] if plan.notice is not None else [])]
    keywords = [keyword.value for keyword in plan.head.keywords]
    stated = [plan.head.summary.value, *keywords, *(join.join(keywords) for join in ("", " ", "，", "；", ", ", "; "))]
    return KnownContent(
        form,
        form(text),
        frozenset(form(head.title.value) for head in heads),
        frozenset(form(head.organ.value) for head in heads),
        frozenset(form(value) for value in stated),
        frozenset(_address(item.text) for item in ours.hidden_items if item.kind is HiddenKind.LINK),
    )


def unknown_extras(theirs: PdfFile, ours: PdfFile, plan: KnownContent) -> Iterator[Extra]:
    """Yield each thing that the PDF carries and the plan does not contain."""
    for extra in theirs.hidden_items:
        if extra.kind is HiddenKind.METADATA:
            yield from _unknown_metadata(extra.text, plan)
        elif not _is_known(extra, plan):
            yield extra
    for key, value in theirs.properties.items():
        if not _may_be_value(key, value, plan):
            yield PropertyExtra(key, value)
    for mark in theirs.bookmarks:
        if not plan.has(mark.text):
            yield BookmarkExtra(mark.text)
    for file in theirs.attachments:
        if not _is_embedded(file, ours.attachments, plan.form):
            yield AttachmentExtra(file.name)


def _is_known(extra: HiddenItem, plan: KnownContent) -> bool:
    match extra.kind:
        case HiddenKind.SEAL | HiddenKind.STAMP | HiddenKind.ALTERNATIVE:
            return plan.has(extra.text) or bool(_NO_WORDS.fullmatch(extra.text))
        case HiddenKind.LINK:
            return _address(extra.text) in plan.links or plan.has(extra.text)
        case _:
            return False


def _address(url: str) -> str:
    return url.strip().rstrip("/").casefold()


# --- properties ----------------------------------------------------------------------


def _may_be_value(key: str, value: str, plan: KnownContent) -> bool:
    """Whether a property may have that value."""
    if not value.strip() or key in _DATES:
        return bool(_NO_WORDS.fullmatch(value))
    match key:
        case "Title":
            return plan.form(value) in plan.titles
        case "Author":
            return plan.form(value) in plan.authors
        case _ if key in _PROGRAMS:
            return not _PATH.search(value)
        case "Trapped":
            return value in ("True", "False", "Unknown")
        case _:
            return plan.states(value) or bool(_NO_WORDS.fullmatch(value))


_TECHNICAL = (
    "http://www.aiim.org/",
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://ns.adobe.com/xap/1.0/sType/",
    "http://ns.adobe.com/tiff/",
    "http://ns.adobe.com/exif/",
    "http://www.npes.org/pdfx/",
)
"""XMP vocabularies that describe only how the file was made."""
_HAN = lazy_pattern(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")


def _unknown_metadata(packet: str, plan: KnownContent) -> Iterator[Extra]:
    """Yield each statement of an XMP packet that the plan does not contain."""
    try:
        statements = xmp.statements(packet)
    except Unreadable as fault:
        yield DamagedMetadata(str(fault))
        return
    for statement in statements:
        if not _may_be_stated(statement, plan):
            yield StatementExtra(statement.name, statement.value)


def _may_be_stated(statement: xmp.Statement, plan: KnownContent) -> bool:
    if statement.vocabulary == xmp.DUBLIN_CORE:
        match statement.name:
            case "title":
                return plan.form(statement.value) in plan.titles
            case "creator" | "publisher":
                return plan.form(statement.value) in plan.authors
            case "format" | "language":
                return statement.value.isascii()
            case "date":
                return bool(_NO_WORDS.fullmatch(statement.value))
            case _:
                return plan.states(statement.value)
    # xmptk: the name of the tool that wrote the packet
    if statement.vocabulary.startswith(_TECHNICAL) or statement.name == "xmptk":
        return not _HAN.search(statement.value) and not _PATH.search(statement.value)
    return _may_be_value(statement.name, statement.value, plan)


# --- files ------------------------------------------------------------------------------


def _is_embedded(file: Attachment, ours: Sequence[Attachment], form: Form) -> bool:
    """Whether our own PDF has the same attachment."""
    return any(
        (file.name, form(file.description)) == (own.name, form(own.description))
        and (file.content == own.content or (form(_decoded(file)) == form(_decoded(own))))
        for own in ours
    )


def _decoded(file: Attachment) -> str:
    return file.content.decode("utf-8", "replace")
