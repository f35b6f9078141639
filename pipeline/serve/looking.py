"""One look at the disk: the year as it can be previewed, or why it cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import build, coverage
from pipeline.build import Composed, Year
from pipeline.check.cover import state_secrets
from pipeline.check.report import Report
from pipeline.faults import Fault
from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.render import html

BROKEN = tuple(one.code for one in (codes.MISSING_FILE, codes.HEAD_NOT_CLOSED, codes.BROKEN_LINK, codes.RECORD_UNREAD))
"""What is found when a part of the plan could not be read at all: a preview without it would show another plan."""

MARKED = "内容写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。预览已收起"


@dataclass(frozen=True, slots=True)
class Look:
    """The year as it was read, and the report on it; `blocked` says why it is not to be shown, empty when it is.

    When a file bears a 密级 the year is left out and the report holds nothing but that.
    """

    year: Year | None
    report: Report | None
    blocked: str = ""
    is_secret: bool = False


def composed(root: Path, year: int) -> Composed | str:
    """The year as it stands on the disk, read and composed; or why it cannot be."""
    try:
        return build.compose_year(root, year, coverage.faces_of(root))
    except Fault as fault:
        return str(fault)
    except OSError as error:
        return f"读不出 {error.filename or root}：{error.strerror}"


def is_sound(found: Composed) -> bool:
    """Whether it can be shown, whatever proofreading will find."""
    return not state_secrets(found.sources) and not _blocking((*found.reading.findings, *found.told))


def look(found: Composed | str) -> Look:
    """Proofread what was composed."""
    if isinstance(found, str):
        return Look(None, None, found)
    opened = build.proofread_year(found)
    report = opened.proof.report()
    if opened.proof.is_secret:
        return Look(None, report, MARKED, is_secret=True)
    return Look(opened, report, _said(_blocking(report.findings)))


def _blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.loses or finding.code in BROKEN]


def _said(blocking: Sequence[Finding]) -> str:
    if not blocking:
        return ""
    first = blocking[0]
    more = f"（这样的问题共 {len(blocking)} 处）" if len(blocking) > 1 else ""
    return f"{first.place.path} 第 {first.place.line} 行：{first.message}{more}"


def page(year: Year, folders: Sequence[Path]) -> bytes | Fault:
    """The page as it will stand on the site, but for the list of files, which are made on publishing; or why there is none."""
    try:
        return html.page(year.document, year.plan, year.site, (), folders)
    except Fault as fault:
        return fault
