"""`zwgk build`, `publish` and `doctor`: what comes out, and what it needs."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import (
    CLEAN,
    FAULT,
    OUT,
    REFUSED,
    YEARS,
    each_year,
    echo_err,
    exit_with_code,
    print_report,
    report_text,
    terminal_columns,
)
from pipeline.cli.many import JOBS, YearOutcome, YearResult, new_run, run_years
from pipeline.cli.messages import build as messages
from pipeline.cli.messages.command import CommandLine, command_line
from pipeline.dataclass import dataclass
from pipeline.notices import Notice
from pipeline.pool import default_workers
from pipeline.source import Root, RootFiles, load_root
from pipeline.storage import discard_staging, locked

if TYPE_CHECKING:
    from pipeline.assemble.last_run import LastRun
    from pipeline.assemble.office import Office


@click.command(options_metavar="[选项]")
@YEARS
@OUT
@click.option("--force", is_flag=True, help="没有变化也重新生成。")
@click.option("--why", is_flag=True, help="说明为什么重新生成。")
@click.option("--measure", "measuring", is_flag=True, help="量生成的文件，逐条对照 GB/T 9704 和 GB/T 33476.2。")
@JOBS
@click.pass_obj
@exit_with_code
def build(
    roots: list[Root],
    years: tuple[int, ...],
    out: str,
    *,
    force: bool,
    why: bool,
    measuring: bool,
    workers: int | None,
) -> int:
    """生成公文的 Word、PDF 和附件；不写年度就是最近的一年。"""
    asked = each_year(roots, years, newest=True)
    options = _Options(new_run(), Path(out), Path.cwd(), command_line(), force=force, why=why, measuring=measuring)
    if len(asked) == 1:
        result = _build_year(options, asked[0])
        for note in result.notes:
            echo_err(note)
        return result.code
    return run_years(partial(_build_year, options), asked, workers)


@dataclass(frozen=True, slots=True)
class _Options:
    """What one `zwgk build` is to do with each year."""

    run: int
    out: Path
    working: Path
    commands: CommandLine
    force: bool
    why: bool
    measuring: bool


@lru_cache(maxsize=2)
def _files(root: Root, _run: int) -> RootFiles:
    """The years of one content root are built one after the other; its files are read once in a run."""
    return load_root(root.path)


@lru_cache(maxsize=2)
def _office(root: Root, run: int) -> "Office":
    from pipeline.assemble.office import open_office

    return open_office(root, _files(root, run))


def _build_year(options: _Options, asked: tuple[Root, int]) -> YearResult:
    """Build one year, say what there is to say, and return the exit code and what became of it."""
    from pipeline.assemble.last_run import LastRun, inputs_digest, recall, remember, stamps_of
    from pipeline.assemble.templates import template_search_path

    root, year = asked
    command = options.commands.for_root(root.path)
    folder = options.out / root.prefix / str(year)
    templates = template_search_path(options.working, root.path)
    inputs = inputs_digest(
        _files(root, options.run), templates, (root, year, folder.absolute(), command, terminal_columns())
    )
    if not (options.force or options.why or options.measuring):
        again = _said_again(options.out, folder, recall(folder, inputs))
        if again is not None:
            return again
    from pipeline.assemble.outputs import Rebuild, kept_outputs, render_outputs, replaced_outputs, write_outputs
    from pipeline.assemble.year import check_composed, compose_year
    from pipeline.check.report.terminal import format_finding
    from pipeline.findings import has_errors

    office = _office(root, options.run)
    fonts = stamps_of(office.font_files)
    opened = check_composed(compose_year(office.files, year, office.faces))
    report = report_text(opened.content, command)
    click.echo(report, nl=False, err=True)
    shown = opened.content.shown_year
    if opened.content.is_secret:
        echo_err(messages.classified(shown))
        return YearResult(shown, YearOutcome.CLASSIFIED)
    if not opened.can_be_written:
        echo_err(messages.text_would_be_lost(shown))
        return YearResult(shown, YearOutcome.TEXT_WOULD_BE_LOST)
    with locked(options.out):
        made = kept_outputs(opened, folder, templates, office.faces, force=options.force)
    if isinstance(made, Rebuild):
        # other years are built meanwhile: the lock is for reading and writing the folder
        made = render_outputs(opened, made, templates, office.faces)
    with locked(options.out):
        if not made.leaks:
            if (replaced := replaced_outputs(folder, made)) is not None:
                _say(replaced, command)
            write_outputs(folder, made)
    if made.leaks:
        for leak in made.leaks:
            echo_err(format_finding(leak, None))
        echo_err(messages.would_leak(shown))
        return YearResult(shown, YearOutcome.WOULD_LEAK)
    for name in made.files:
        click.echo((folder / name).as_posix())
    outcome = YearOutcome.DONE_WITH_ERRORS if has_errors(opened.findings) else YearOutcome.DONE
    said = LastRun(report, shown, outcome is YearOutcome.DONE_WITH_ERRORS, made.record.outputs)
    remember(folder, inputs, fonts, said)
    if options.measuring:
        from pipeline.conformance.measure import measure, table

        measured = measure(made.files, opened.plan.head.layout.value)
        click.echo(table(measured), nl=False)
        if not all(result.conforms for result in measured):
            outcome = YearOutcome.DEVIATES
    if options.why:
        _say_why(shown, made.rebuild_reasons, command)
    notes = _word_notes(templates, made.files["plan.docx"]) if made.rebuild_reasons else ()
    return YearResult(shown, outcome, notes)


def _said_again(out: Path, folder: Path, last: "LastRun | None") -> YearResult | None:
    """Say what the last build of the folder said, if it has its outputs still; None if not."""
    from pipeline.assemble.last_run import is_untouched

    if last is None:
        return None
    with locked(out):
        if not is_untouched(folder, last):
            return None
        discard_staging(folder.parent)
    click.echo(last.report, nl=False, err=True)
    for name in last.outputs:
        click.echo((folder / name).as_posix())
    return YearResult(last.shown, YearOutcome.DONE_WITH_ERRORS if last.has_errors else YearOutcome.DONE)


def _say(notice: Notice, command: CommandLine) -> None:
    # seldom needed, and all verbs' sentences take long to import
    from pipeline.cli.messages.sentences import sentence

    echo_err(sentence(notice, command))


def _say_why(shown: str, reasons: Sequence[Notice], command: CommandLine) -> None:
    from pipeline.cli.messages.sentences import sentence

    echo_err(messages.why(shown, [sentence(reason, command) for reason in reasons]))


def _word_notes(folders: Sequence[Path], word_file: bytes) -> tuple[str, ...]:
    """Return what concerns new Word files: how LibreOffice prints them, and what the PDF does not follow.

    These are styles of the office's own template, unless the office has a style sheet of its own, too.
    """
    from pipeline.assemble.templates import find_template

    template, sheet = (find_template(folders, name) for name in ("plan.docx", "print.css"))
    if template.parent != folders[-1] == sheet.parent:
        from pipeline.assemble.template_styles import changed_styles

        if changes := changed_styles(word_file):
            return (messages.WORD_FILES, messages.pdf_differs(template.as_posix(), changes))
    return (messages.WORD_FILES,)


@click.command(options_metavar="[选项]")
@YEARS
@OUT
@JOBS
@click.pass_obj
@exit_with_code
def publish(roots: list[Root], years: tuple[int, ...], out: str, *, workers: int | None) -> int:
    """生成全部文件和网站，一次换上；有必改的问题就不换。不写年度就是全部不是草稿的年度。"""
    from pipeline.cli.messages.publish import NOT_PUBLISHED, next_steps, notes, of_year, package_at
    from pipeline.cli.messages.review import describe_deadline
    from pipeline.cli.messages.sentences import publication_lines, sentence
    from pipeline.publish.policy.disclosure_deadline import deadline_status
    from pipeline.publish.publish import publish as publish_years
    from pipeline.text.dates import BEIJING

    # a year that is nowhere is refused before anything is read
    asked = each_year(roots, years, newest=False)
    processes = default_workers(len(asked)) if workers is None else workers
    result = publish_years(roots, years, Path(out), Path.cwd(), processes)
    command = command_line()
    for year in result.years:
        print_report(year.content, command.for_root(year.root))
    for notice in result.notices:
        echo_err("\n".join(publication_lines(notice, command)))
    for published in result.published:
        for note in notes(published.state, command.for_root(published.root)):
            echo_err(of_year(published.shown, note))
    if result.refusals:
        for refusal in result.refusals:
            echo_err("\n".join(publication_lines(refusal, command)))
        echo_err(NOT_PUBLISHED)
        return REFUSED
    for replaced in result.replaced:
        echo_err(sentence(replaced, command))
    today = datetime.now(BEIJING).date()
    for published in result.published:
        status = deadline_status(published.state, today)
        echo_err(of_year(published.shown, describe_deadline(status) if status is not None else ""))
        echo_err(package_at(published.shown, published.package))
        for step in next_steps(published.state, command.for_root(published.root)):
            echo_err(f"  {step}")
    for path in result.written:
        click.echo(path.as_posix())
    return CLEAN


@click.command(options_metavar="[选项]")
@click.pass_obj
@exit_with_code
def doctor(roots: list[Root]) -> int:
    """检查字体、软件是否齐备。"""
    from pipeline.cli.messages.doctor import doctor_line
    from pipeline.doctor import FontInUse, Present, examine

    code = CLEAN
    for result in examine(roots):
        click.echo(doctor_line(result))
        if not isinstance(result, Present | FontInUse):
            code = FAULT
    return code
