"""Reading the year from the disk once: as it can be previewed, or why it cannot."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import preflight
from pipeline.assemble.year import CheckedYear, ComposedYear, check_composed, compose_year
from pipeline.check.redact import classification_marks
from pipeline.check.report.model import Report
from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.findings import Finding
from pipeline.parse import codes, parse
from pipeline.render.web import page as web_page
from pipeline.render.web.edition import Edition
from pipeline.serve import messages
from pipeline.source import load_root

BLOCKING_CODES = tuple(
    code.code for code in (codes.MISSING_FILE, codes.HEAD_NOT_CLOSED, codes.BROKEN_LINK, codes.RECORD_UNREAD)
)
"""Findings that mean a part of the plan could not be read: a preview without it would show a different plan."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The year as read and its report; `blocked` says why it must not be shown, and is empty if it may be.

    If a file is marked as classified (密级) there is no year, and the report says only that.
    """

    year: CheckedYear | None
    report: Report | None
    blocked: str = ""
    is_secret: bool = False


def load_composed(root: Path, year: int) -> ComposedYear | str:
    """Read and compose the year, or return why that is impossible."""
    try:
        files = load_root(root)
        return compose_year(files, year, preflight.find_faces(root, parse(files.records).site))
    except ZwgkError as error:
        return str(error)
    except OSError as error:
        return messages.unreadable(error.filename or root, error.strerror)


def can_preview(composed: ComposedYear) -> bool:
    """Return whether the year may be shown, whatever the checks will find."""
    return not classification_marks(composed.sources) and not _blocking(
        (*composed.reading.findings, *composed.font_findings)
    )


def load(composed: ComposedYear | str) -> LoadResult:
    """Run the checks on a composed year; a string is why there is none."""
    if isinstance(composed, str):
        return LoadResult(None, None, composed)
    checked = check_composed(composed)
    report = checked.content.report()
    if checked.content.is_secret:
        return LoadResult(None, report, messages.CLASSIFIED, is_secret=True)
    return LoadResult(checked, report, _blocked_message(_blocking(report.findings)))


def _blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.data_loss or finding.code in BLOCKING_CODES]


def _blocked_message(blocking: Sequence[Finding]) -> str:
    if not blocking:
        return ""
    first = blocking[0]
    return messages.blocked(first.place.path, first.place.line, first.message, len(blocking))


def render_page(year: CheckedYear, templates: Sequence[Path]) -> bytes | ZwgkError:
    """Return the page as on the site, but without the download list, whose files only publishing makes; or the error."""
    try:
        return web_page.year_page(Edition(year.document, year.plan, year.site), (), templates)
    except ZwgkError as error:
        return error
