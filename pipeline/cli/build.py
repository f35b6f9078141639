"""`zwgk build`, `publish` and `doctor`: what comes out, and what it needs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from pipeline.check.report.terminal import format_finding
from pipeline.cli.common import CLEAN, FAULT, OUT, REFUSED, YEARS, each_year, echo_err, exit_with_code, print_report
from pipeline.cli.messages import build as messages
from pipeline.cli.messages.command import CommandLine, command_line
from pipeline.findings import has_errors
from pipeline.notices import Notice
from pipeline.source import Root
from pipeline.storage import locked
from pipeline.text.dates import BEIJING


@click.command(options_metavar="[选项]")
@YEARS
@OUT
@click.option("--force", is_flag=True, help="没有变化也重新生成。")
@click.option("--why", is_flag=True, help="说明为什么重新生成。")
@click.option("--measure", "measuring", is_flag=True, help="量生成的文件，逐条对照 GB/T 9704 和 GB/T 33476.2。")
@click.pass_obj
@exit_with_code
def build(roots: list[Root], years: tuple[int, ...], out: str, *, force: bool, why: bool, measuring: bool) -> int:
    """生成公文的 Word、PDF 和附件；不写年度就是最近的一年。"""
    from pipeline.assemble.office import load_office
    from pipeline.assemble.outputs import build_outputs, replaced_outputs, write_outputs
    from pipeline.assemble.templates import template_search_path
    from pipeline.assemble.year import check_composed, compose_year

    code = CLEAN
    word_notes: list[str] = []
    commands = command_line()
    asked = each_year(roots, years, newest=True)
    offices = {root: load_office(root) for root in {root: None for root, _ in asked}}
    for root, year in asked:
        faces = offices[root].faces
        opened = check_composed(compose_year(offices[root].files, year, faces))
        command = commands.for_root(root.path)
        print_report(opened.content, command)
        if has_errors(opened.findings):
            code = REFUSED
        shown = opened.content.shown_year
        if opened.content.is_secret:
            echo_err(messages.classified(shown))
            code = REFUSED
            continue
        if not opened.can_be_written:
            echo_err(messages.text_would_be_lost(shown))
            continue
        folder = Path(out) / root.prefix / str(year)
        folders = template_search_path(Path.cwd(), root.path)
        with locked(Path(out)):
            made = build_outputs(opened, folder, folders, faces, force=force)
            if not made.leaks:
                if (replaced := replaced_outputs(folder, made)) is not None:
                    _say(replaced, command)
                write_outputs(folder, made)
        if made.leaks:
            for leak in made.leaks:
                echo_err(format_finding(leak, None))
            echo_err(messages.would_leak(shown))
            code = REFUSED
            continue
        for name in made.files:
            click.echo((folder / name).as_posix())
        if made.rebuild_reasons:
            word_notes = _say_word_notes(folders, made.files["plan.docx"], word_notes)
        if measuring:
            from pipeline.conformance.measure import measure, table

            measured = measure(made.files, opened.plan.head.layout.value)
            click.echo(table(measured), nl=False)
            if not all(result.conforms for result in measured):
                code = FAULT
        if why:
            _say_why(shown, made.rebuild_reasons, command)
    return code


def _say(notice: Notice, command: CommandLine) -> None:
    # seldom needed, and all verbs' sentences take long to import
    from pipeline.cli.messages.sentences import sentence

    echo_err(sentence(notice, command))


def _say_why(shown: str, reasons: Sequence[Notice], command: CommandLine) -> None:
    from pipeline.cli.messages.sentences import sentence

    echo_err(messages.why(shown, [sentence(reason, command) for reason in reasons]))


def _say_word_notes(folders: Sequence[Path], word_file: bytes, said: list[str]) -> list[str]:
    """Say what concerns new Word files, but for what was said before; returns what is said by now.

    That is how LibreOffice prints them, and which styles of the office's own template the
    PDF does not follow, unless the office has a style sheet of its own, too.
    """
    from pipeline.assemble.template_styles import changed_styles
    from pipeline.assemble.templates import find_template

    notes = [messages.WORD_FILES]
    template, sheet = (find_template(folders, name) for name in ("plan.docx", "print.css"))
    if template.parent != folders[-1] == sheet.parent and (changes := changed_styles(word_file)):
        notes.append(messages.pdf_differs(template.as_posix(), changes))
    for note in notes:
        if note not in said:
            echo_err(note)
    return [*said, *notes]


@click.command(options_metavar="[选项]")
@YEARS
@OUT
@click.pass_obj
@exit_with_code
def publish(roots: list[Root], years: tuple[int, ...], out: str) -> int:
    """生成全部文件和网站，一次换上；有必改的问题就不换。不写年度就是全部不是草稿的年度。"""
    from pipeline.cli.messages.publish import NOT_PUBLISHED, next_steps, notes, of_year, package_at
    from pipeline.cli.messages.review import describe_deadline
    from pipeline.cli.messages.sentences import publication_lines, sentence
    from pipeline.publish.policy.disclosure_deadline import deadline_status
    from pipeline.publish.publish import publish as publish_years

    # a year that is nowhere is refused before anything is read
    each_year(roots, years, newest=False)
    result = publish_years(roots, years, Path(out), Path.cwd())
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
