"""`zwgk review`, `issue` and `published`: what people decided is registered, never decided here."""

import re
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import source
from pipeline.check.redact import build_redactor, redact_deep
from pipeline.check.session import check_sources, previous_plan
from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR,
    YEAR_TYPE,
    changes_content,
    each_year,
    echo_err,
    exit_with_code,
    read_day,
    refused,
    stop_if_classified,
    today,
)
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root, RootFiles
from pipeline.storage import locked_content, write_file, write_files
from pipeline.text.dates import BEIJING, month_span, parse_hour

if TYPE_CHECKING:
    from pipeline.publish.registers.record_review import RegisterEntry, ReleaseRequest
    from pipeline.publish.status import YearStatus

STAGES = ("属性认定", "发布审查")
"""The two reviews (保密审查), as `pipeline.publish.registers.model.Stage` names them."""


def _one(roots: list[Root], year: int | None) -> tuple[Root, int]:
    """The one root and year that a register is kept for."""
    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT_TO_REGISTER)
    return each_year(roots, () if year is None else (year,), newest=True)[0]


def _load_status(files: RootFiles, year: int) -> "YearStatus | None":
    """Return the status of the year; None, with a message, when a file bears a 密级."""
    from pipeline.publish.status import load_status

    proof = check_sources(files.year(year), previous_plan(files, year))
    if stop_if_classified(proof.sources):
        return None
    return load_status(proof)


def _write_entry(root: Root, entry: "RegisterEntry") -> int:
    """Write the entry and print its notices, or print why there is none."""
    from pipeline.cli.messages.sentences import sentence

    if not entry.refusals:
        # it is said when it is on the disk
        write_files(root.path, entry.files)
    for notice in entry.notices:
        click.echo(sentence(notice, command_line()))
    for refusal in entry.refusals:
        echo_err(sentence(refusal, command_line()))
    return REFUSED if entry.refusals else CLEAN


@click.command(options_metavar="[选项]")
@click.argument("year", type=YEAR_TYPE, metavar="[年度]", required=False)
@click.option("--form", is_flag=True, help="打印政府信息公开保密审查表（DOCX）；有改动时是改动部分的原文和现文。")
@click.option("--diff", is_flag=True, help="显示审查以后、签发以后的改动。")
@click.option("--register", "registering", is_flag=True, help="登记一次已经做完的审查。")
@click.option("--stage", type=click.Choice(STAGES), help="哪一道审查。")
@click.option("--basis", metavar="凭据", help="审查凭据，如审查单编号；登记时必写。")
@click.option("--date", "day", metavar="日期", help="审查日期；登记时必写。")
@click.option("--post", metavar="岗位", help="审查的岗位，不写姓名；登记时必写。")
@click.option("--digest", "printed", default="", metavar="摘要", help="审查表上印的摘要；和现在的文字不同就不登记。")
@click.option("--light", is_flag=True, help="只改了标点或字符写法后的复核。")
@click.option(
    "--release", "releases", multiple=True, metavar="代码[@事项]=理由", help="审查同意放行的保密问题；可写几次。"
)
@click.option("--correction", default="", metavar="说明", help="公开以后的更正说明：印进审查表，或登记它已经审查。")
@click.option("--summary", "period", metavar="月份", help="一个月或一年的审查汇总表（DOCX）：2024-03、2024。")
@OUT
@click.pass_obj
@exit_with_code
def review(
    roots: list[Root],
    year: int | None,
    *,
    form: bool,
    diff: bool,
    registering: bool,
    stage: str | None,
    basis: str | None,
    day: str | None,
    post: str | None,
    printed: str,
    light: bool,
    releases: tuple[str, ...],
    correction: str,
    period: str | None,
    out: str,
) -> int:
    """保密审查到了哪一步；打印审查表；登记做完的审查。"""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.cli.messages.review import REVIEWED_TEXT, describe_change, describe_deadline, summary
    from pipeline.publish.policy.disclosure_deadline import deadline_status
    from pipeline.publish.portal.review_form import form_digest, form_title, review_form
    from pipeline.publish.registers import record_review as enter
    from pipeline.publish.registers.model import Stage

    root, number = _one(roots, year)
    if period is not None:
        if form or diff or registering:
            raise click.UsageError(usage.SUMMARY_ALONE)
        return _summary(root, number, period, out)
    if registering:
        if not (stage and basis and day and post):
            raise click.UsageError(usage.REGISTER_INCOMPLETE)
        with locked_content(root.path):
            status = _load_status(source.load_root(root.path), number)
            if status is None:
                return REFUSED
            current = form_digest(status.content.plan, status.content.site, correction)
            typed = re.sub(r"[\s-]", "", printed).lower()
            if typed and typed != current:
                return refused(Refusal(Reason.FORM_OF_OTHER_WORDS, digest=printed, current=current, year=number))
            code = _write_entry(
                root,
                enter.record_review(
                    status.content.plan,
                    status.content.site,
                    status.review_status,
                    status.findings,
                    stage=Stage(stage),
                    evidence=basis,
                    day=read_day(day, "--date", number),
                    reviewer_role=post,
                    is_light=light,
                    release=[_asked(typed) for typed in releases],
                    correction=correction,
                    today=today(),
                ),
            )
            if code == CLEAN and not typed and Stage(stage) is Stage.WORDS:
                click.echo(REVIEWED_TEXT.format(digest=current))
            return code
    status = _load_status(source.load_root(root.path), number)
    if status is None:
        return REFUSED
    over = status.content.redactor.redact
    if form:
        folders = template_search_path(Path.cwd(), root.path)
        content = review_form(
            status.content.plan,
            status.content.site,
            status.review_status,
            status.findings,
            find_template(folders, "plan.docx"),
            redact=over,
            passed=status.released_findings,
            correction=correction,
        )
        kind = form_title(status.review_status, correction=correction).removeprefix("政府信息公开")
        name = f"{number}年{kind}{'（更正）' if correction else ''}"
        path = _unused(Path(out) / root.prefix / "review", name, content)
        write_file(path, content)
        click.echo(path.as_posix())
        return CLEAN
    for line in summary(status.review_status, command_line()):
        click.echo(over(line))
    deadline = deadline_status(status.review_status, today())
    if deadline is not None:
        click.echo(over(describe_deadline(deadline)))
    if diff:
        for change in (*status.review_status.changes, *status.review_status.unsigned_changes):
            for line in describe_change(change, over):
                click.echo(line)
    return REFUSED if status.refusals() and status.review_status.registers.only_earlier is None else CLEAN


def _unused(folder: Path, name: str, content: bytes) -> Path:
    """Return a path for a form that overwrites no other one, which somebody may have begun to fill in."""
    for number in count(1):
        path = folder / f"{name}{f'（{number}）' if number > 1 else ''}.docx"
        if not path.exists() or path.read_bytes() == content:
            return path
    raise AssertionError("count has no end")


def _summary(root: Root, number: int, period: str, out: str) -> int:
    """Write the table of everything registered in a month or a year, of all plans of the office."""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.parse import parse
    from pipeline.publish.portal.review_summary import decisions, summary_table
    from pipeline.publish.registers.read import read
    from pipeline.render import comparison_table

    match = re.fullmatch(r"(\d{4})(?:[-年./](\d{1,2})月?)?年?", period.strip())
    try:
        first, last, shown = _span(match) if match is not None else (None, None, "")
    except ValueError:
        first, last, shown = None, None, ""
    if first is None or last is None:
        raise click.UsageError(usage.unreadable_summary(period))
    files = source.load_root(root.path)
    opened = files.year(number)
    if stop_if_classified(opened):
        return REFUSED
    plans = {year: parse(sources).plan for year, sources in files.years.items()}
    found = [entry for year, plan in plans.items() for entry in decisions(plan.name, read(files.year(year)))]
    redact = build_redactor(opened, tuple(plans[number].texts())).redact
    table = redact_deep(summary_table(found, first, last, shown), redact)
    content = comparison_table.docx(table, plans[number], find_template(template_search_path(Path.cwd()), "plan.docx"))
    path = Path(out) / root.prefix / "review" / f"{table.title}.docx"
    write_file(path, content)
    click.echo(path.as_posix())
    return CLEAN


def _span(match: re.Match[str]) -> tuple[date, date, str]:
    """The first and last day of a month or year, and what it is called; raises ValueError for a month there is not."""
    year = int(match[1])
    if match[2]:
        return (*month_span(year, int(match[2])), f"{year}年{int(match[2])}月")
    return date(year, 1, 1), date(year, 12, 31), f"{year}年"


def _asked(typed: str) -> "ReleaseRequest":
    from pipeline.publish.registers.record_review import ReleaseRequest

    where, equals, reason = typed.partition("=")
    code, _, item = where.partition("@")
    if not equals or not reason.strip() or not code.strip():
        raise click.UsageError(usage.RELEASE_FORM)
    return ReleaseRequest(code.strip().upper(), item.strip(), reason.strip())


@click.command(options_metavar="[选项]")
@YEAR
@click.option("--date", "day", required=True, metavar="日期", help="签发日期。")
@click.option("--basis", required=True, metavar="凭据", help="签发凭据，如发文稿纸编号。")
@click.option("--keep", is_flag=True, help="把现在生成的文件存为定稿，发布时就用这些文件。")
@click.option(
    "--file",
    "file",
    metavar="文件",
    type=click.Path(exists=True, dir_okay=False),
    help="盖章或导出的 PDF：核对文字后，发布时用它。",
)
@click.pass_obj
@exit_with_code
@changes_content
def issue(roots: list[Root], year: int, *, day: str, basis: str, keep: bool, file: str | None) -> int:
    """登记签发（定稿）：签发的就是现在这些文字。"""
    from pipeline.assemble.office import open_office
    from pipeline.assemble.renderers import render
    from pipeline.assemble.templates import template_search_path
    from pipeline.assemble.year import check_composed, compose_year
    from pipeline.publish.registers import record_review as enter

    root, number = _one(roots, year)
    files = source.load_root(root.path)
    status = _load_status(files, number)
    if status is None:
        return REFUSED
    made = None
    given = Path(file).read_bytes() if file else None
    if keep or given is not None:
        office = open_office(root, files)
        opened = check_composed(compose_year(files, number, office.faces))
        if not opened.can_be_written:
            from pipeline.cli.messages.review import NOT_PRINTABLE

            echo_err(NOT_PRINTABLE)
            return REFUSED
        made = render(opened, template_search_path(Path.cwd(), root.path), office.faces).files
    if file and given is not None and made is not None and not _may_go_out(file, given, made["plan.pdf"], status):
        return REFUSED
    entry = enter.record_signoff(
        status.content.plan,
        status.content.site,
        status.review_status,
        status.findings,
        day=read_day(day, "--date", number),
        evidence=basis,
        keep=made if keep else None,
        sealed=given,
        today=today(),
    )
    return _write_entry(root, entry)


def _may_go_out(file: str, given: bytes, ours: bytes, status: "YearStatus") -> bool:
    """Return whether the sealed or exported PDF has the text of the plan and nothing else; print why not."""
    from pipeline.cli.messages.sealed import sensitive_not_registered, why_not_registered
    from pipeline.publish.sealed import verify

    plan, redactor = status.content.plan, status.content.redactor
    comparison = verify.compare_pdf(ours, given, plan)
    sensitive = verify.find_sensitive(given, redactor) if comparison.unread is None else ()
    if sensitive:
        lines = sensitive_not_registered(file, sensitive)
    else:
        lines = why_not_registered(file, comparison, plan.year, command_line(), redactor.redact)
    for line in lines:
        echo_err(line)
    return not sensitive and comparison.may_go_out


@click.command(options_metavar="[选项]")
@YEAR
@click.option("--at", "at", default="", metavar="时间", help="公开的时间（北京时间），写作 2023-07-03 09:30。")
@click.option("--url", default="", metavar="网址", help="公开的网址；登记时还不知道的，以后单独写它补登。")
@click.option("--correction", default="", metavar="说明", help="更正公开后的错误：说明更正了什么。")
@click.option(
    "--was", default="", metavar="原时间", help="时间登记错了：写登记着的时间，用 --at 改登；原来的留在登记里。"
)
@click.option("--basis", default="", metavar="凭据", help="改登的凭据，如门户后台的发布记录。")
@click.option(
    "--before", "is_earlier", is_flag=True, help="使用本工具以前已经公开的：只登记公开的日期（--at）和网址，不补审查。"
)
@click.pass_obj
@exit_with_code
@changes_content
def published(
    roots: list[Root], year: int, *, at: str, url: str, correction: str, was: str, basis: str, is_earlier: bool
) -> int:
    """公开以后，登记公开的时间。"""
    from pipeline.publish.registers import record_publication as went_live

    if is_earlier:
        return _published_earlier(roots, year, at, url, correction or was, basis)
    if not at and (was or correction or not url):
        raise click.UsageError(usage.PUBLISHED_WITHOUT_HOUR)
    if correction and (was or basis):
        raise click.UsageError(usage.AMENDMENT_WITH_CORRECTION)
    if basis and at and not was:
        raise click.UsageError(usage.BASIS_WITHOUT_WAS)
    root, number = _one(roots, year)
    status = _load_status(source.load_root(root.path), number)
    if status is None:
        return REFUSED
    hour, wrong, now = _hour(at, "--at"), _hour(was, "--was"), datetime.now(BEIJING)
    if hour is None or wrong is not None:
        return _write_entry(
            root, went_live.record_amendment(status.review_status, now=now, was=wrong, at=hour, url=url, evidence=basis)
        )
    plan, site, state = status.content.plan, status.content.site, status.review_status
    return _write_entry(
        root, went_live.record_publication(plan, site, state, at=hour, now=now, url=url, correction=correction)
    )


def _published_earlier(roots: list[Root], year: int, at: str, url: str, misplaced: str, basis: str) -> int:
    """Register a publication before the tool was used; `other` is an option that does not go with it."""
    from pipeline.publish.registers.record_publication import record_earlier

    if misplaced:
        raise click.UsageError(usage.BEFORE_ALONE)
    hour = parse_hour(at)
    day = hour.date() if hour is not None else read_day(at, "--at", year) if at else None
    root, number = _one(roots, year)
    status = _load_status(source.load_root(root.path), number)
    if status is None:
        return REFUSED
    plan, site, state = status.content.plan, status.content.site, status.review_status
    return _write_entry(root, record_earlier(plan, site, state, day=day, today=today(), url=url, evidence=basis))


def _hour(typed: str, option: str) -> datetime | None:
    """The hour that an option names, None where it is not written."""
    hour = parse_hour(typed)
    if typed and hour is None:
        raise click.UsageError(usage.unreadable_hour(typed, option))
    return hour
