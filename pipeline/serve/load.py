"""One look at the disk: the year as it can be previewed, or why it cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import preflight as coverage
from pipeline.assemble.year import CheckedYear, ComposedYear, check_composed, load_composed
from pipeline.check.redact import state_secrets
from pipeline.check.report import Report
from pipeline.errors import ZwgkError
from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.render.web import page as html

BLOCKING_CODES = tuple(
    one.code for one in (codes.MISSING_FILE, codes.HEAD_NOT_CLOSED, codes.BROKEN_LINK, codes.RECORD_UNREAD)
)
"""What is found when a part of the plan could not be read at all: a preview without it would show another plan."""

CLASSIFIED_MESSAGE = "内容写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。预览已收起"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The year as it was read, and the report on it; `blocked` says why it is not to be shown, empty when it is.

    When a file bears a 密级 the year is left out and the report holds nothing but that.
    """

    year: CheckedYear | None
    report: Report | None
    blocked: str = ""
    is_secret: bool = False


def compose_year(root: Path, year: int) -> ComposedYear | str:
    """The year as it stands on the disk, read and composed; or why it cannot be."""
    try:
        return load_composed(root, year, coverage.faces_of(root))
    except ZwgkError as fault:
        return str(fault)
    except OSError as error:
        return f"读不出 {error.filename or root}：{error.strerror}"


def can_preview(found: ComposedYear) -> bool:
    """Whether it can be shown, whatever proofreading will find."""
    return not state_secrets(found.sources) and not _blocking((*found.reading.findings, *found.font_findings))


def load(found: ComposedYear | str) -> LoadResult:
    """Proofread what was composed."""
    if isinstance(found, str):
        return LoadResult(None, None, found)
    opened = check_composed(found)
    report = opened.content.report()
    if opened.content.is_secret:
        return LoadResult(None, report, CLASSIFIED_MESSAGE, is_secret=True)
    return LoadResult(opened, report, _said(_blocking(report.findings)))


def _blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.data_loss or finding.code in BLOCKING_CODES]


def _said(blocking: Sequence[Finding]) -> str:
    if not blocking:
        return ""
    first = blocking[0]
    more = f"（这样的问题共 {len(blocking)} 处）" if len(blocking) > 1 else ""
    return f"{first.place.path} 第 {first.place.line} 行：{first.message}{more}"


def render_page(year: CheckedYear, folders: Sequence[Path]) -> bytes | ZwgkError:
    """The page as it will stand on the site, but for the list of files, which are made on publishing; or why there is none."""
    try:
        return html.year_page(year.document, year.plan, year.site, (), folders)
    except ZwgkError as fault:
        return fault
