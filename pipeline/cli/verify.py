"""`zwgk verify` and `archive`: what stands at the portal against what was packaged, and the year put away."""

import json
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR,
    YEAR_TYPE,
    OpenedPlan,
    echo_err,
    exit_with_code,
    files_below,
    is_leftover,
    one_plan,
    read_day,
    read_returned,
    refused,
)
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root
from pipeline.storage import locked, read_folder, write_file, write_files

if TYPE_CHECKING:
    from pipeline.cli.messages.verify import Compared
    from pipeline.publish.portal.standing import ComparedPart, Packaged, Standing
    from pipeline.readers.document import Document

FORMATS = ("text", "json", "xlsx")
PAGES = (".html", ".htm", ".xhtml", ".mht", ".txt")
SECONDS, MAX_BYTES = 30, 20_000_000
"""How long a page is waited for, and the most bytes that are read of it."""


@click.command(options_metavar="[选项]")
@click.argument("target", metavar="网址或文件")
@click.option("--year", type=YEAR_TYPE, metavar="年度", help="哪一年，默认登记过签发、公开的最近一年。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="怎样列出；xlsx 是存档的核验表。")
@click.option("--date", "day", metavar="日期", help="核验的日期；写成核验表的必写。")
@OUT
@click.pass_obj
@exit_with_code
def verify(roots: list[Root], target: str, *, year: int | None, form: str, day: str | None, out: str) -> int:
    """公开以后，门户上的和发布包里的是不是一样：网址（只取一次）、另存的网页，或放着网页和附件的目录。"""
    from pipeline.cli.messages.verify import Compared, describe_standing
    from pipeline.publish.portal.packaged import load_packaged
    from pipeline.publish.portal.standing import compare_parts, has_labels
    from pipeline.publish.status import load_status

    if form == "xlsx" and not day:
        raise click.UsageError(usage.VERIFY_WITHOUT_DAY)
    opened = one_plan(roots, year)
    if opened is None:
        return REFUSED
    on = read_day(day, "--date", opened.plan.year) if day else None
    packaged = load_packaged(Path(out), opened.root.prefix, load_status(opened.content))
    if isinstance(packaged, Refusal):
        return refused(packaged)
    standing = _standing(target, packaged)
    if isinstance(standing, Refusal):
        return refused(standing)
    parts = compare_parts(packaged, standing)
    differences = tuple(difference for part in parts for difference in part.differences)
    is_registered = packaged.published is not None
    has_page_labels = standing.page is not None and has_labels(packaged, standing.page)
    compared = Compared(
        is_registered, has_page_labels, not any(part.by_name for part in parts), standing.page is not None
    )
    match form:
        case "json":
            found = [
                {
                    "kind": difference.kind.name.lower(),
                    "packaged": difference.packaged,
                    "found": difference.found,
                    "where": difference.where,
                }
                for difference in differences
            ]
            click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        case "xlsx":
            assert on is not None, "a sheet has a day"
            click.echo(_sheet(opened, target, parts, on, out, compared).as_posix())
        case _:
            year = opened.plan.year
            for line in describe_standing(differences, command_line(), year, compared):
                click.echo(opened.content.redactor.redact(line))
    return REFUSED if differences else CLEAN


def _standing(target: str, packaged: "Packaged") -> "Standing | Refusal":
    """What stands at an address, in a saved page, or in a folder of pages and attachments."""
    from pipeline.publish.portal.standing import Standing, count_found

    if target.startswith(("http://", "https://")):
        page = _fetched(target)
        return page if isinstance(page, Refusal) else Standing(page)
    path = Path(target)
    if not path.exists():
        raise click.UsageError(usage.nothing_there(target))
    if path.is_file():
        pages = read_returned([path])
        return pages if isinstance(pages, Refusal) else Standing(pages[0])
    inside = files_below([path])
    pages = read_returned([file for file in inside if file.suffix.lower() in PAGES])
    if isinstance(pages, Refusal):
        return pages
    best = max(pages, key=lambda page: count_found(packaged, page), default=None)
    files = {file.name: file.read_bytes() for file in inside if file.suffix.lower() not in PAGES}
    if best is None and not files:
        return Refusal(Reason.NOTHING_TO_VERIFY, name=target)
    return Standing(best, files)


def _fetched(url: str) -> "Document | Refusal":
    """The page at an address, asked for once."""
    from pipeline.errors import Unreadable
    from pipeline.readers.limits import read_confined

    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 -- http and https alone, see the caller
            content = answer.read(MAX_BYTES)
        return read_confined("page.html", content)
    except (urllib.error.URLError, TimeoutError, ValueError, Unreadable) as error:
        return Refusal(Reason.FETCH_FAILED, url=url, error=str(error))


def _sheet(
    opened: OpenedPlan,
    target: str,
    parts: "tuple[ComparedPart, ...]",
    day: date,
    out: str,
    compared: "Compared",
) -> Path:
    """Write the sheet to file, and return where it is."""
    from pipeline.check.redact import redact_deep
    from pipeline.cli.messages import verify as messages
    from pipeline.model import Orientation
    from pipeline.render.comparison_table import ComparisonTable, plain_row
    from pipeline.render.xlsx.table import SheetTable, workbook
    from pipeline.tasks.lists import file_stem, plan_day
    from pipeline.text.dates import format_day

    plan = opened.plan
    rows = tuple(plain_row(*row) for row in messages.sheet_rows(redact_deep(parts, opened.content.redactor.redact)))
    title = messages.sheet_title(plan.name)
    table = ComparisonTable(
        title,
        messages.HEAD,
        (0.06, 0.14, 0.29, 0.29, 0.1, 0.12),
        rows,
        messages.sheet_intro(target, format_day(day), sum(len(part.differences) for part in parts), compared),
        messages.SHEET_SIGNED,
        Orientation.LANDSCAPE,
    )
    path = Path(out) / opened.root.prefix / "verify" / f"{file_stem(title)}-{day.isoformat()}.xlsx"
    write_file(path, workbook([SheetTable(messages.HEAD[1], table)], title=title, organ=plan.organ, day=plan_day(plan)))
    return path


@click.command(options_metavar="[选项]")
@YEAR
@click.option(
    "--with",
    "others",
    multiple=True,
    metavar="文件或目录",
    type=click.Path(exists=True, path_type=Path),
    help="也放进归档卷的：交回的确认单、督办单、盖章件等；可写几次。",
)
@OUT
@click.pass_obj
@exit_with_code
def archive(roots: list[Root], year: int, *, others: tuple[Path, ...], out: str) -> int:
    """一年结束：移交包.zip（只有公开的文件）和归档卷.zip（内部：签发的文件、全部登记、清单）。"""
    from pipeline.assemble.outputs import PACKAGE
    from pipeline.cli.messages.verify import missing_in_archive
    from pipeline.publish.portal.handover import ARCHIVE, HANDOVER, archive_files, handover_files, zipped
    from pipeline.publish.site.release import read_shown
    from pipeline.publish.status import load_status

    opened = one_plan(roots, year)
    if opened is None:
        return REFUSED
    root, title = opened.root, opened.plan.name
    with locked(Path(out)):
        shown = read_shown(Path(out), [root.prefix]).get((root.prefix, year))
        if shown is None or shown.record is None:
            return refused(Refusal(Reason.NOT_ON_SITE, year=year))
        public = handover_files(shown.files, read_folder(Path(out) / root.prefix / str(year) / PACKAGE))
        kept = _read_others(others)
        if isinstance(kept, Refusal):
            return refused(kept)
        folder = Path(out) / root.prefix / "archive" / str(year)
        files = {
            HANDOVER: zipped(public, title),
            ARCHIVE: zipped(archive_files(root.path, year, public, kept), title),
        }
        write_files(folder, files)
    for name in files:
        click.echo((folder / name).as_posix())
    for line in missing_in_archive(
        command_line(),
        year,
        is_registered=load_status(opened.content).review_status.registers.public is not None,
        is_sample=opened.content.site.sample,
        with_others=bool(others),
    ):
        echo_err(line)
    return CLEAN


def _read_others(paths: tuple[Path, ...]) -> dict[str, bytes] | Refusal:
    """The files named, and those in the folders named, by name; two of one name are refused."""
    found: dict[str, bytes] = {}
    for path in paths:
        below = {name: data for name, data in read_folder(path).items() if not is_leftover(name.rpartition("/")[2])}
        inside = {path.name: path.read_bytes()} if path.is_file() else below
        files = {name if path.is_file() else f"{path.resolve().name}/{name}": data for name, data in inside.items()}
        twice = next((name for name in files if name in found), None)
        if twice is not None:
            return Refusal(Reason.SAME_NAME_TWICE, name=twice)
        found |= files
    return found
